// SPDX-License-Identifier: LGPL-3.0-or-later
// Members 0 != e, 0 < e, 0 <= e of a disjunction, shown together on a box: if v1 e1 + ... + vm em > 0 on all of it,
// with vi >= 0 but for members 0 != e, then at each point some ei has the sign (or is not zero) that its member asks
// for. The sum is bounded by its Taylor expansion of second order about a point c of the box B,
//
//   v.e(c) + sum_j (v.d_j e(c)) (B_j - c_j) + 1/2 sum_jk (v.d_jk e(B)) (B_j - c_j) (B_k - c_k),
//
// the derivatives of all e being combined before absolute values are taken (docs/claims.md, "Combined members").
#ifndef CERTIFY_PROVE_COMBINATION_H
#define CERTIFY_PROVE_COMBINATION_H

#include "prove/branch_statement.h"

// A member 0 < e or 0 != e with e a sum of even powers of terms, or the square root of one, where it has values is the
// disjunction of 0 != term for these terms, and stands for them.
typedef struct {
    expr_t term;
    expr_t sum;   // e of the member that the term comes from; else the term
    bool is_free; // 0 != term: the multiplier may have either sign
} member_t;

typedef struct combination {
    size_t members, variables;
    bool *is_free;
    size_t tried, closed; // boxes
    table_t at_point; // the terms, then their derivatives, by rows
    table_t on_box;   // the terms, their second derivatives, an upper triangle by rows for each, and the sums
} combination_t;

// The members of a normalised disjunction that can be combined, in their order, as a new array.
member_t *combination_members(size_t *count, const dag_t *dag, expr_t formula);

// Compiles the tables; NULL when the expressions get too large.
combination_t *combination_new(const statement_t *statement, size_t count, const member_t *members);
void combination_free(combination_t *combination);

// Counts a box that was tried, and was closed or not.
void combination_count(combination_t *combination, bool closed);
// Whether the test is given up, as it hardly ever closes a box.
bool combination_is_idle(const combination_t *combination);

typedef struct {
    double *multipliers; // of the members: short numbers
    double *smear;       // per variable: what it contributes to the width of the best combination found
    bool has_smear;
    bool more_bits; // rounding may be all that keeps the combination from being positive
} combined_t;

void combined_init(combined_t *result, const combination_t *combination);
void combined_clear(combined_t *result);

// Looks for multipliers that show the members on the box, from the results of the tables at `centre`, a point of it,
// and on the box: least absolute values, by least squares with weights that are found anew from step to step (Lawson
// 1961).
bool combination_find(combined_t *result, const combination_t *combination, const side_t *box, const double *centre,
                      const tape_result_t *at_point, const tape_result_t *on_box, slong precision);

// The multipliers as in the certificate, to be freed.
char *combined_text(const combined_t *result, size_t count);

#endif
