// SPDX-License-Identifier: LGPL-3.0-or-later
// Comparisons as bounds of polynomials: 2*x <= 3, (x - 1)^2 + y^2 < 4 and dot(z - p, z - p) < 9 with z = (x, y), p = (1, 0)
// bound x by 3/2, and x^2 + y^2 - 2 x by 3 and by 8. The forms of equal sets are equal, and a bound may imply another.
#ifndef CERTIFY_CLAIM_LEVEL_H
#define CERTIFY_CLAIM_LEVEL_H

#include "base/flint.h"
#include "expr/expr.h"

#define LEVEL_GENERATORS 32

// The polynomials' generators: variables, and terms that are no polynomials. More than these are not read.
typedef struct {
    const dag_t *dag;
    fmpq_mpoly_ctx_t ring;
    size_t generator_count;
    expr_t generators[LEVEL_GENERATORS];
} level_ring_t;

void level_ring_init(level_ring_t *ring, const dag_t *dag);
void level_ring_clear(level_ring_t *ring);

// The form, which has no constant term and the leading coefficient 1, is at most (at least) the value, or less (more)
// where strict.
typedef struct {
    fmpq_mpoly_t form;
    bool is_upper, strict;
    fmpq_t value;
} level_t;

void level_init(level_t *level, const level_ring_t *ring);
void level_clear(level_t *level, const level_ring_t *ring);

// Reads a < b, a <= b. Where the comparison has a truth value, it is that of the bound; and it has one where all terms of
// the form have values. False for other formulas, and where the polynomials are too large.
bool level_read(level_t *level, level_ring_t *ring, expr_t comparison);
// The contrary bound: of the negation.
void level_negate(level_t *level);

// Whether the known bound tells that the asked one holds (*holds), or that it does not.
bool level_decides(bool *holds, const level_t *known, const level_t *asked, const level_ring_t *ring);
// Whether the asked bound is the known one, or that with its value included.
bool level_includes(const level_t *asked, const level_t *known, const level_ring_t *ring);

#endif
