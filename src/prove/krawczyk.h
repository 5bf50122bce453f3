// SPDX-License-Identifier: LGPL-3.0-or-later
// Existence and uniqueness of a zero of a map F of n variables by Krawczyk's operator
// K(Z) = m - C F(m) + (1 - C J(Z))(Z - m): K(Z) inside the interior of Z gives a zero in Z; absolute row sums of
// 1 - C J(U) below 1 make F injective on U (Krawczyk 1969; Neumaier 1990, chapter 5).
#ifndef CERTIFY_PROVE_KRAWCZYK_H
#define CERTIFY_PROVE_KRAWCZYK_H

#include "prove/branch_statement.h"

#define KRAWCZYK_BITS 128 // precision of the test

typedef struct {
    const statement_t *statement; // its variables, box and marks; the formulas are not used
    size_t n;
    table_t map;      // n components
    table_t jacobian; // n by n, by rows
    double *inverse;  // the preconditioner C, by rows
    arb_ptr zero;     // exact: an approximation of the zero
    fmpq *lo, *hi;    // Z
    side_t *unique;   // U
} krawczyk_t;

void krawczyk_init(krawczyk_t *k, const statement_t *statement, const expr_t *map);
void krawczyk_clear(krawczyk_t *k);

// Newton's method in doubles from a point; on success `point` is close to a zero inside the root box.
bool krawczyk_newton(double *point, const krawczyk_t *k);
// Sets Z and C from an approximate zero; false when the test fails or Z is not in the interior of the box.
bool krawczyk_exists(krawczyk_t *k, const double *point);
// Sets U, as large as the test allows, containing Z: around the given box, or inside it; false when there is none.
bool krawczyk_unique(krawczyk_t *k);

#endif
