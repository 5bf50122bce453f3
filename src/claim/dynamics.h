// SPDX-License-Identifier: LGPL-3.0-or-later
// What the lowerings of predicates about dynamics share. Internal to claim/. The mathematics is in docs/dynamics.md.
#ifndef CERTIFY_CLAIM_DYNAMICS_H
#define CERTIFY_CLAIM_DYNAMICS_H

#include "claim/lowering.h"

// The parameters that the claim quantifies over: the names bound to intervals, then the `?` of the dynamics.
size_t dynamics_parameter_count(const lowering_t *lowering);
// Gives them the first values of the tactic, with obligations that these are in their ranges. For tactics against a claim.
void dynamics_fix_parameters(lowering_t *lowering);

// The tactic's value number `index`, counted from lowering->tactic_offset; borrowed. The same as a constant term.
const fmpq *dynamics_number(const lowering_t *lowering, size_t index);
expr_t dynamics_value(const lowering_t *lowering, size_t index);
// False, with the reason noted, unless the tactic has exactly `count` values from the offset on.
bool dynamics_has_values(const lowering_t *lowering, size_t count);

// norm(x - p) <= r (< r where strict).
expr_t dynamics_ball(const lowering_t *lowering, const expr_t *centre, expr_t radius, bool strict);
// x = p in all coordinates.
expr_t dynamics_is_at(const lowering_t *lowering, const expr_t *centre);
// The conjunction of lo_i <= x_i <= hi_i, the ends being values of the tactic from `first` on: lo_1, hi_1, lo_2, ...
expr_t dynamics_box(const lowering_t *lowering, size_t first);

// A new obligation about orbits of the claim's system: state variables, parameters, noise and map set. For SYSTEM_FLOW nothing
// can be said about steps.
obligation_t *dynamics_add(lowering_t *lowering, obligation_kind_t kind, const char *role);
// A RANK obligation from `region` to `target`, within `steps` (0 for any number).
obligation_t *dynamics_add_rank(lowering_t *lowering, const char *role, expr_t region, expr_t target, orbit_mode_t mode,
                                size_t steps);
// A NONSINGULAR obligation about the states of the region, and an AVOID one.
void dynamics_add_nonsingular(lowering_t *lowering, const char *role, expr_t region);
void dynamics_add_avoid(lowering_t *lowering, const char *role, expr_t region, expr_t target);
// An ORBIT obligation: from the point (at rest), after `steps` steps, the formula holds. No noise, no parameters.
void dynamics_add_orbit(lowering_t *lowering, const char *role, const expr_t *start, size_t steps, expr_t formula);
// The region with each 0 = e of its conjunction as 0 <= e and 0 <= -e: a coordinate that is given is bounded so (bounds.h).
expr_t dynamics_with_bounds(dag_t *dag, expr_t region);
// A FLOW obligation.
typedef struct {
    expr_t region;       // of the starts; EXPR_NONE where the start is given
    const expr_t *start; // one start; NULL where the region is given
    expr_t meanwhile;    // holds from the start to the arrival
    expr_t target, time;
    bool at_time; // in the target at the time; else at some time up to it
} flow_question_t;
void dynamics_add_flow(lowering_t *lowering, const char *role, const flow_question_t *question);
// A closed ball that no solution of the flow leaves: on its boundary the flow points inward. Values from `first` on: the centre,
// the radius.
void dynamics_add_cage(expr_t *ball, lowering_t *lowering, size_t first);
// For all parameters and noise: where the region holds, the formula holds at the next state.
void dynamics_add_step(lowering_t *lowering, const char *role, expr_t region, expr_t formula);
// Where the region holds the state, one term for each variable, has values in all coordinates: the orbit does not end before.
void dynamics_add_state_domain(lowering_t *lowering, expr_t region, const expr_t *state);
// Where the region holds the map has a value, in all components, and so have all terms of the set at the next state.
void dynamics_add_domain(lowering_t *lowering, expr_t region, expr_t set);
// In the region the map has a value and is continuous (relative to where it has one). A landscape that is C1 does not imply it: the
// gradient of the case that a point belongs to may differ from the gradient.
void dynamics_add_continuous_map(lowering_t *lowering, expr_t region);
// D G^steps at the state, by rows, undefined where the map is not differentiable; a new array.
expr_t *dynamics_jacobian(const lowering_t *lowering, size_t steps);
// p is a fixed point of the map, for all parameters.
void dynamics_add_fixed(lowering_t *lowering, const char *role, const expr_t *centre);

// A closed box from which every orbit that is not at the point p goes away, and does not come to p inside it: for its points
// x != p, norm(G(x) - p) > norm(x - p), G being continuous. For gradient descent without noise; the tactic's values from `first`
// on are p, lo_1, hi_1, lo_2, ... Returns the box. image[i] are bounds of G(x)_i for x in the box: p_i where that is an end of
// the box, towards which descent does not go then; else there are none.
#define REPELLER_VALUES(dimension) (3 * (dimension))
expr_t dynamics_add_repeller(interval_t *image, lowering_t *lowering, size_t first);

// Obligations that say: every orbit of gradient descent, at each rate of the claim, or of the flow, that begins in the closed ball
// about p stays there and tends to p. mu > 0 is a constant with <grad f(x), x - p> >= mu norm(x - p)^2 in the ball; with
// mu = 0 the strict inequality for x != p takes its place. That a step does not lead away from p is said of the points of the ball,
// or pairwise, as 1-Lipschitz. Sets the reason and returns STATUS_UNSUPPORTED for other systems.
// The tactic's values from `first` on are the radius, mu, and 1 for pairwise, else 0. *ball is the ball; all of the space where the
// radius is 0.
#define TRAP_VALUES 3
status_t dynamics_add_trap(expr_t *ball, lowering_t *lowering, const expr_t *centre, size_t first) CERTIFY_MUST_USE;

#endif
