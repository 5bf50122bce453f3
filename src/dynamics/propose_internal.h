// SPDX-License-Identifier: LGPL-3.0-or-later
// The proposals for each predicate, one file for each family. Internal to dynamics/.
#ifndef CERTIFY_DYNAMICS_PROPOSE_INTERNAL_H
#define CERTIFY_DYNAMICS_PROPOSE_INTERNAL_H

#include "claim/dynamics.h"
#include "dynamics/propose.h"
#include "dynamics/simulator.h"

typedef struct {
    tactic_list_t *list;
    prover_t *prover;
    spec_t *spec;
    const instance_t *instance;
    simulator_t simulator; // opened, not compiled
} proposal_t;

void propose_converges(proposal_t *proposal);
void propose_reach(proposal_t *proposal); // reaches, escapes, avoids
void propose_stays(proposal_t *proposal);
void propose_orbit(proposal_t *proposal);
void propose_basin(proposal_t *proposal);
void propose_volume(proposal_t *proposal); // volume, visits
void propose_cycle(proposal_t *proposal);
void propose_no_minimum_stable(proposal_t *proposal);
void propose_nonsingular(proposal_t *proposal);
void propose_flow_reach(proposal_t *proposal, expr_t target); // the same for the flow
void propose_flow_avoids(proposal_t *proposal);
void propose_flow_stays(proposal_t *proposal);
void propose_flow_converges(proposal_t *proposal, const expr_t *centre);
void propose_branch(proposal_t *proposal, size_t period); // cycle, over a range

// The coordinates of a point near the given terms, implicit points being taken at the middle of their boxes. False when
// they have no value.
bool proposal_locate(double *point, const proposal_t *proposal, const expr_t *coordinates);
// Moves a point that was located in the middle of the box of an implicit point to the critical point near it (Newton's
// method, begun anew at the flattest point of a grid where it leaves the box). The simulator must be compiled.
void proposal_refine(double *point, proposal_t *proposal, const expr_t *coordinates);
// In one variable: the hull of the bounds of the region and the point, as four values of a tactic; for each end whether it is there (1
// or 0) and where.
void proposal_put_hull(tactic_t *tactic, size_t next, const proposal_t *proposal, expr_t point);
// A double as a short rational, near value and not larger in magnitude.
void proposal_shorten(fmpq_t result, double value);

// A finite double, exactly.
void proposal_set_double(fmpq_t result, double value);

// A fraction with a short denominator very near the value where there is one, else the value with few bits, rounded up
// or down.
void proposal_simplify(fmpq_t result, double value, bool up);
// The least radius of a ball about the point (one coordinate, a constant) that contains the bounds of the region, if it
// has bounds.
bool proposal_region_radius(fmpq_t radius, proposal_t *proposal, const expr_t *point);

// A ball about a point from which gradient descent seems to tend to it: claim/dynamics.h, dynamics_add_trap.
typedef struct {
    double radius, mu;
    bool pairwise;
} trap_t;

// Such balls, with falling radii: at most TRAP_PROPOSALS. Returns how many. The simulator must be compiled and its
// parameters set to the largest rate.
#define TRAP_SIZES 14
#define TRAP_PROPOSALS (2 * TRAP_SIZES)
size_t proposal_traps(trap_t *traps, proposal_t *proposal, const double *point);
// Writes the values of the ball and returns the place after them.
size_t proposal_put_trap(tactic_t *tactic, size_t next, const trap_t *trap);

// Numbers, 0 each.
fmpq *proposal_numbers_new(size_t count);
void proposal_numbers_free(fmpq *numbers, size_t count);

// Boxes about and beside neutral fixed points on the line that orbits leave, for claims about almost all starts: tactic values as
// of claim/dynamics.h, dynamics_add_repeller. The simulator must be compiled and its parameters set.
typedef struct {
    size_t count; // of values
    fmpq *values;
} repellers_t;
void proposal_repellers(repellers_t *repellers, proposal_t *proposal);
void repellers_clear(repellers_t *repellers);
void proposal_put_repellers(tactic_t *tactic, size_t next, const repellers_t *repellers);
// Boxes beside such points that orbits stay in: tactic "trapped".
void proposal_add_trapped(proposal_t *proposal);

// Appends tactic values: the parameters, then a box about the state with the half width.
size_t proposal_put_box(tactic_t *tactic, size_t next, const proposal_t *proposal, const double *state, double half);

// Appends the tactic "NAME" against, its values the parameters (choice `which`) and a start in the region.
void proposal_add_start(proposal_t *proposal, const char *name, size_t which);

// Refutations by a declared point that does not move, and by a box whose orbits stay away from the target: tactics
// "fixed" and "avoid", with `lead` values (given) before those of the tactic. Also by an exact start with a short
// period: tactic "cycle".
void proposal_add_cycle(proposal_t *proposal, size_t lead, const fmpq *values);
void proposal_add_fixed(proposal_t *proposal, size_t lead, const fmpq *values);
void proposal_add_avoid(proposal_t *proposal, size_t lead, const fmpq *values, bool fixes_noise);
// The largest distance from the point that the orbit of a tried start, and of one beside it, seems to keep for ever: 0
// when all seem to tend to the point. The simulator must be compiled and its parameters set.
double proposal_straying_distance(proposal_t *proposal, const double *point);

#endif
