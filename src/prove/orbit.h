// SPDX-License-Identifier: LGPL-3.0-or-later
// Orbits from one start, enclosed step by step: x(0) = start, x(t+1) = map(x(t)).
//
// A state is a box. Its centre moves by the map at a working precision, its radii by the magnitude of the map's
// derivative over the box (mean value theorem), so that a contracting map keeps a box small whatever the number of
// steps. Where a box meets several pieces of the map the next box covers the values of all of them; the steps up to an
// exact landing on a boundary can be done in exact arithmetic. The precision is the least of a doubling sequence that
// serves. (R. E. Moore, R. B. Kearfott, M. J. Cloud, Introduction to Interval Analysis, 2009, ch. 6: the mean value
// form.)
#ifndef CERTIFY_PROVE_ORBIT_H
#define CERTIFY_PROVE_ORBIT_H

#include "prove/orbit_exact.h"
#include "prove/prove.h"

#define ORBIT_LEAST_PRECISION 64 // one limb: fewer bits take the same time

typedef struct {
    size_t count; // of state variables
    const expr_t *variables;
    const expr_t *map, *start; // terms, with operators or not: of the variables; constants, or of known points
    size_t steps;
} orbit_question_t;

// What the caller makes of an orbit. Every attempt, at a higher precision than the one before, begins with step 0.
typedef struct {
    // Called for the state of each step, with balls. May be NULL. False ends the attempt: more bits are needed.
    bool (*see)(void *data, size_t step, arb_srcptr state);
    // Whether the last state settles what is asked. For an orbit that is exact to its end, `exact` is not NULL.
    bool (*settles)(void *data, arb_srcptr end, slong precision, orbit_exact_t *exact);
    void *data;
} orbit_watch_t;

typedef struct {
    bool settled;
    slong precision;     // of the last attempt
    size_t exact_states; // from step 0 on; 0 for none, steps + 1 for all
    arb_ptr end;         // the last state of the last attempt that got there
    bool has_end;
    char *reason; // when it is not settled
} orbit_result_t;

void orbit_result_init(orbit_result_t *result, size_t count);
void orbit_result_clear(orbit_result_t *result, size_t count);

// What the prover knows of implicit points: their coordinates' variables (mem_free), and balls around them
// (_arb_vec_clear). Returns how many there are.
size_t orbit_known(expr_t **variables, arb_ptr *balls, prover_t *prover, slong prec);

// Follows the orbit at rising precision until it is settled or the prover's limits are reached.
void orbit_run(orbit_result_t *result, prover_t *prover, const orbit_question_t *question, const orbit_watch_t *watch);

#endif
