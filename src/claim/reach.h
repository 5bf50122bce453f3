// SPDX-License-Identifier: LGPL-3.0-or-later
// What reaches, escapes and avoids have in common: orbits from a set that are to be in another one. Internal to claim/.
#ifndef CERTIFY_CLAIM_REACH_H
#define CERTIFY_CLAIM_REACH_H

#include "claim/dynamics.h"

typedef struct {
    expr_t region; // of the starts
    expr_t target;
    expr_t *but; // a start that is left out; NULL for none
    size_t steps; // 0 for any number
    expr_t time;  // of the flow; EXPR_NONE for any
    orbit_mode_t mode;
} reach_t;

// Reads `within`: steps, or a time for the flow. False, with the reason noted, where it makes no sense.
bool reach_read_limit(reach_t *reach, lowering_t *lowering);

// Every orbit reaches the target: tactic "partition", for.
status_t reach_lower_partition(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// After `steps` steps, a few, every orbit has been in the target: the start, or one of the next states, is in it.
status_t reach_lower_steps(lowering_t *lowering, const reach_t *reach, size_t steps) CERTIFY_MUST_USE;
// The same: tactic "steps", for. Values: the number of steps.
status_t reach_lower_few(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// Some box of starts (for the parameters given) whose orbits never reach it: tactic "avoid", against. Values: the parameters,
// the ends of the box, then, for mode surely, the noise of every step.
status_t reach_lower_avoid(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// A box of starts that the map never leads out of, for all noise, and that does not meet the target: tactic "trapped", against.
// Values: the parameters, the ends of the box.
status_t reach_lower_trapped(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// A declared point that never moves: tactic "fixed", against. Values: the parameters, the number of the point from 1.
status_t reach_lower_fixed(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;

// An exact start whose orbit is periodic and avoids the target: tactic "cycle", against. Values: the parameters, the start, the
// period. No noise.
status_t reach_lower_cycle(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;

// ---- the flow (reach_flow.c); parameters come first in all tactics against a claim ----

// Every solution reaches the target: tactic "flow", for. Values: a time.
status_t reach_lower_flow(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// The solution from an exact start is not in the target up to a time when it is in a ball that it never leaves again and that has no
// point of the target: "away", against. Values: the start, the time, the ball (dynamics_add_cage).
status_t reach_lower_away(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// The solution from an exact start is not in the target up to the time that the claim gives: "late", against. Values: the start.
status_t reach_lower_late(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// The solution from an exact start is in the target at some time: "hit", against avoids. Values: the start, a time.
status_t reach_lower_hit(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;
// All solutions end like the one of "away": "caged", for avoids. Values: a time, the ball.
status_t reach_lower_caged(lowering_t *lowering, const reach_t *reach) CERTIFY_MUST_USE;

// No solution that begins in the set, a conjunction of inequalities, leaves it; whether the set is one. On its boundary the flow
// points inward, or (`may_rest`) nothing moves. docs/dynamics.md, tactics "inward" and "resting" of stays.
bool reach_add_boundary(lowering_t *lowering, expr_t set, bool may_rest);

// Gives the noise of every step the values of the tactic from `first` on, which are to lie in [-1, 1].
void reach_fix_noise(lowering_t *lowering, size_t first);
// The declared point with the number (from 1) that is the tactic's value `index`; NULL, with the reason, for none.
const spec_point_t *reach_point(lowering_t *lowering, size_t index);

#endif
