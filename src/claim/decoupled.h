// SPDX-License-Identifier: LGPL-3.0-or-later
// A lower bound of a sum by one without couplings. The conclusion is 0 <= e or 0 < e; the summands of e in which the
// same two or more variables occur are a coupling q. Where q >= C + sum of B (x - Q) + A (x - Q)^2 over the variables x
// of q, that may take the place of q: e is at least the sum that arises. This file builds these obligations;
// prove/decouple.c finds the numbers, check/decouple.c checks the evidence.
#ifndef CERTIFY_CLAIM_DECOUPLED_H
#define CERTIFY_CLAIM_DECOUPLED_H

#include "claim/separable.h"

#define DECOUPLED_MAX_COUPLINGS 1024

typedef struct {
    const bool *has; // per variable of the obligation; borrowed from the first of the summands
    expr_t q;        // the sum of its summands, in the order in which e has them
    bool taken;
} coupling_t;

// What takes the place of couplings: entries per variable of the obligation.
typedef struct {
    size_t count;
    fmpq_t constant;         // C
    fmpq *slope, *curvature; // B, A
} quadratic_t;

typedef struct {
    separable_t sum; // e taken apart
    size_t count, capacity;
    coupling_t *couplings; // in the order of their first summands
    fmpq *centre;          // Q, per variable of the obligation; 0 until set
    quadratic_t total;     // of the couplings taken so far
} decoupled_t;

void quadratic_init(quadratic_t *w, size_t count);
void quadratic_clear(quadratic_t *w);

// False when the obligation is of another form or has no coupling, or too many terms; to be cleared in any case.
// `obligation` is borrowed.
bool decoupled_init(decoupled_t *d, dag_t *dag, const obligation_t *obligation);
void decoupled_clear(decoupled_t *d);

// The index of the coupling with exactly the chosen variables; SIZE_MAX when there is none.
size_t decoupled_find(const decoupled_t *d, const bool *chosen);
// The obligation 0 <= q - C - sum of B (x - Q) + A (x - Q)^2 for coupling k (entries of *w for its variables only
// count), over its variables. False, and nothing in *part to clear, when the coupling is taken or the expressions get
// too large.
bool decoupled_take(obligation_t *part, decoupled_t *d, size_t k, const quadratic_t *w);
// The obligation that is left: e with what takes the place of its couplings, in the same region. False when some
// coupling is not taken, or the expressions get too large.
bool decoupled_rest(obligation_t *rest, decoupled_t *d);

#endif
