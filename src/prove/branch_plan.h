// SPDX-License-Identifier: LGPL-3.0-or-later
// Where to cut boxes: bounds that the region seems to imply, places where cases change, and else middles. All of it is
// guesswork in plain doubles; nothing here proves anything.
#ifndef CERTIFY_PROVE_BRANCH_PLAN_H
#define CERTIFY_PROVE_BRANCH_PLAN_H

#include "prove/leaf.h"

typedef struct {
    uint32_t variable;
    double at;
    uint32_t mark; // the exact place, if not MARK_NONE
} split_t;

typedef struct {
    const statement_t *statement;
    double *lo, *hi; // per variable: the region seems to lie between them
    size_t hint_count, hint_capacity;
    split_t *hints; // places where cases change
} plan_t;

// Cases are looked for in the formulas and in `count` further expressions.
void plan_init(plan_t *plan, statement_t *statement, size_t count, const expr_t *further);
void plan_clear(plan_t *plan);

// Where to split the box; `smear` (per variable, may be NULL) tells how much each variable contributes to the width of
// e. False when no side can be split any more.
bool plan_split(split_t *split, const plan_t *plan, const view_t *view, const double *smear);

// Bounds on the variables (lo, hi: in and out) that a normalised formula seems to imply (branch_guess.c).
void guess_bounds(double *lo, double *hi, const statement_t *statement, expr_t formula);

// Rational places where cases of the expressions change, as far as they depend on one variable (branch_hints.c).
void find_hints(plan_t *plan, statement_t *statement, size_t count, const expr_t *roots);

// The dyadic number with few bits near the middle of [lo, hi].
double short_middle(double lo, double hi);

#endif
