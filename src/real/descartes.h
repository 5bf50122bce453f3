// SPDX-License-Identifier: LGPL-3.0-or-later
// Bisection with Descartes' rule of signs (S. Basu, R. Pollack, M.-F. Roy, Algorithms in Real Algebraic Geometry,
// chapter 10.2). Internal to real/.
#ifndef CERTIFY_REAL_DESCARTES_H
#define CERTIFY_REAL_DESCARTES_H

#include "base/flint.h"

#include <stdbool.h>
#include <stddef.h>

// Sign changes among the coefficients of (1 + x)^n p(1/(1 + x)): the number of roots of p in (0, 1) plus an even
// number.
slong fmpz_poly_variations_in_unit_interval(const fmpz_poly_t p);

// What was found: open intervals with exactly one root each, their ends no roots, complete unless `met_root`; then
// `root` is a rational root and the intervals are void.
typedef struct {
    fmpq *ends; // 2 * count numbers
    size_t count;
    size_t capacity;
    bool met_root;
    fmpq_t root;
} descartes_result_t;

void descartes_result_init(descartes_result_t *result);
void descartes_result_clear(descartes_result_t *result);

// Isolates the real roots of a squarefree polynomial of degree >= 1. It ends: an interval shorter than the distance
// between roots has at most one sign change as soon as two circles
// through its ends contain at most one root.
void descartes_isolate(descartes_result_t *result, const fmpz_poly_t p);

#endif
