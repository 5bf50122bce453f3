// SPDX-License-Identifier: LGPL-3.0-or-later
// A lower bound of a sum, part by part: where the conclusion of a FORALL is 0 <= e or 0 < e and the summands of e fall into parts that share
// no variable, it follows from C(k) <= e(k) for each part k and 0 <= (<) C(1) + ... + C(K) + what has no variables. This file builds those
// obligations; prove/separate.c finds the numbers C(k), check/separate.c checks the evidence.
#ifndef CERTIFY_CLAIM_SEPARABLE_H
#define CERTIFY_CLAIM_SEPARABLE_H

#include "claim/obligation.h"

// A summand of e, or a member of the region's conjunction.
typedef struct {
    expr_t node;
    bool *has;  // per variable of the obligation: occurs in the node
    bool taken; // a summand that is in a part
} separable_piece_t;

typedef struct {
    size_t count, capacity;
    separable_piece_t *items;
} separable_pieces_t;

// e taken apart through sums, differences, signs and rational factors, the region through its conjunction.
typedef struct {
    dag_t *dag;
    const obligation_t *obligation;
    separable_pieces_t terms; // their sum is e
    separable_pieces_t members;
    fmpq_t least; // C(1) + ... of the parts taken so far
} separable_t;

#define SEPARABLE_MAX_TERMS 4096

// False when the obligation is of another form, or has too many terms; to be cleared in any case. `obligation` is borrowed.
bool separable_init(separable_t *sum, dag_t *dag, const obligation_t *obligation);
void separable_clear(separable_t *sum);

// A FORALL over the chosen variables; its region has the members of the whole one's conjunction without other variables. The conclusion is
// not set.
void separable_begin(obligation_t *part, const separable_t *sum, const bool *chosen);
// The obligation least <= e(k) for the part with the chosen variables: its terms are those in which one of them occurs, its region has the
// members without other variables. False, and nothing in *part to clear, when a term has other variables as well or is taken, when no term has
// one of them, or when the expressions get too large.
bool separable_take(obligation_t *part, separable_t *sum, const bool *chosen, const fmpq_t least);
// Forgets the parts taken so far.
void separable_reset(separable_t *sum);
// The obligation that is left, of kind CONSTANT. False when some term with a variable is in no part, or the expressions get too large.
bool separable_rest(obligation_t *rest, separable_t *sum);

#endif
