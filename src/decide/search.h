// SPDX-License-Identifier: LGPL-3.0-or-later
// The best constant in the place of `?`: a constant for which the claim is proved and one for which it is refuted,
// close together. Every constant tried is decided rigorously; how the constants are chosen proves nothing.
#ifndef CERTIFY_DECIDE_SEARCH_H
#define CERTIFY_DECIDE_SEARCH_H

#include "decide/instance.h"

typedef struct {
    slong digits;         // significant digits to which the two constants are to agree, near an estimate
    slong rough_digits;   // the same where the constants are found by bisection
    size_t max_decisions; // of instances
    size_t max_undecided; // of them that end UNDECIDED, which are the dear ones
} search_limits_t;

typedef struct {
    decider_t *decider;
    size_t row;
    const search_limits_t *limits;
    int sense; // 1 when the claim holds up to the best constant, -1 when it holds from there on
    size_t decisions, undecided;
    bool has_proved, has_refuted;
    bool hopeless;  // refuted for a reason that no constant changes
    bool converged; // to the digits asked for
    instance_result_t proved, refuted, last_undecided;
    // In terms of sense * constant, so that the best is always the largest: proved at lo, refuted at hi, nothing known
    // in between, undecided at all tried constants of (zone_lo, zone_hi).
    fmpq_t lo, hi, zone_lo, zone_hi;
    bool has_zone;
} search_t;

void search_init(search_t *search, decider_t *decider, size_t row, const search_limits_t *limits);
void search_clear(search_t *search);

// A constant for which the claim is known to be proved or refuted, without an instance.
void search_assume(search_t *search, const fmpq_t constant, verdict_t verdict);

// Searches within the limits. Both ends are found when has_proved and has_refuted.
void search_run(search_t *search);

// The enclosure of the best constant; both ends must have been found.
void search_enclosure(fmpq_t lo, fmpq_t hi, const search_t *search);

#endif
