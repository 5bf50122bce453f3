// SPDX-License-Identifier: LGPL-3.0-or-later
// What the parts of the predicate `cycle` share. Internal to claim/, and to dynamics/. The mathematics is in
// docs/dynamics.md.
#ifndef CERTIFY_CLAIM_CYCLE_H
#define CERTIFY_CLAIM_CYCLE_H

#include "claim/lowering.h"

#define CYCLE_LONGEST_PERIOD 64

typedef struct {
    size_t period;
    quantified_t *box; // over the state variables
} cycle_t;

// The claim's period, and its box: the one that it gives, or that of a tactic for `near = p`, whose values from *next
// on are read. False, with the reason noted, where that makes no sense. To be cleared in any case.
bool cycle_init(cycle_t *cycle, lowering_t *lowering, size_t *next);
void cycle_clear(cycle_t *cycle);

// How many values cycle_init reads.
size_t cycle_box_values(const lowering_t *lowering);

// The primes that divide the period, in increasing order; returns how many (at most 6 for the longest period).
#define CYCLE_MOST_PRIMES 6
size_t cycle_primes(size_t primes[CYCLE_MOST_PRIMES], size_t period);

// x is in the box.
expr_t cycle_box_formula(const lowering_t *lowering, const cycle_t *cycle);
// G^steps(x) - x, a new array.
expr_t *cycle_difference(const lowering_t *lowering, size_t steps);
// x is fixed by G^steps.
expr_t cycle_is_fixed(const lowering_t *lowering, size_t steps);
// All eigenvalues of D G^period at the state are inside (outside) the unit circle; for at most two state variables.
expr_t cycle_stability(const lowering_t *lowering, size_t period, bool inside);

// Obligations that there is exactly one point with G^period(x) = x in the box, with no smaller period; then a formula
// about that point, stated for the state variables.
void cycle_add_point(lowering_t *lowering, const cycle_t *cycle);
void cycle_add_about_point(lowering_t *lowering, const char *role, const cycle_t *cycle, expr_t formula, bool required);

// ---- what a tactic tells about a cycle: its points, its multipliers, a piece of its basin ----

// How the multipliers are enclosed, in the values of the tactic.
typedef enum {
    MULTIPLIERS_REAL,    // lo, hi for each of one or two, in increasing order
    MULTIPLIERS_COMPLEX, // of two: lo, hi of the modulus, lo, hi of the real part
    MULTIPLIERS_RADIUS   // a power of two up to 64, lo, hi of the largest modulus
} multipliers_t;
#define MULTIPLIERS_MOST_POWER 64

// The number of values after the kind; 0 for numbers that are no kind for so many state variables.
size_t multipliers_value_count(size_t kind, size_t state_count);

// Where things are in the values of the tactic "located"; false when the values are not as they should be.
typedef struct {
    size_t period; // a value before the points
    size_t points; // lo, hi for each coordinate of each position
    multipliers_t kind;
    size_t multipliers; // after the kind
    bool has_basin;
    size_t basin; // of an ellipsoid
    size_t count; // of all values
} located_t;
bool cycle_layout(located_t *layout, const tactic_t *tactic, size_t box_values, size_t dimension, size_t state_count);

// The one name of the claim that is bound to an interval; NULL, with the reason noted, where there are several or `?`.
const binding_t *cycle_parameter(const lowering_t *lowering);

// Where things are in the values of the tactic "branch"; false when the values are not as they should be.
#define BRANCH_MOST_PIECES 256
typedef struct {
    size_t count;      // pieces of the parameter's range
    size_t ends;       // of the pieces, count + 1 of them
    size_t multiplier; // lo, hi, for one state variable
    size_t pieces;     // for each: lo, hi of U for each state variable, the same of V, the matrix C by rows
    size_t piece_size;
} branch_layout_t;
bool branch_layout(branch_layout_t *layout, const tactic_t *tactic, size_t box_values, size_t state_count);

// The tactics "located" and, for ranges of a parameter, "branch", "no-branch" (against) and "unstable" (against).
status_t cycle_lower_located(lowering_t *lowering);
status_t cycle_lower_branch(lowering_t *lowering);
status_t cycle_lower_no_branch(lowering_t *lowering);
status_t cycle_lower_unstable(lowering_t *lowering);

#endif
