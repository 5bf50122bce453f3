// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/search.h"

#include "claim/system.h"
#include "decide/decimal.h"
#include "decide/estimate.h"

#define ESTIMATE_DIGITS 20      // an estimate is taken to be right to so many digits
#define MAX_DOUBLINGS 70        // of a step away from the estimate
#define SMALLEST_EXPONENT (-30) // constants below 10^-30 count as 0

void search_init(search_t *search, decider_t *decider, size_t row, const search_limits_t *limits)
{
    *search = (search_t){.decider = decider, .row = row, .limits = limits};
    search->sense = claim_unknown_direction(decider->spec, decider->claim) == UNKNOWN_LARGEST ? 1 : -1;
    instance_result_init(&search->proved);
    instance_result_init(&search->refuted);
    instance_result_init(&search->last_undecided);
    fmpq_init(search->lo);
    fmpq_init(search->hi);
    fmpq_init(search->zone_lo);
    fmpq_init(search->zone_hi);
}

void search_clear(search_t *search)
{
    instance_result_clear(&search->proved);
    instance_result_clear(&search->refuted);
    instance_result_clear(&search->last_undecided);
    fmpq_clear(search->lo);
    fmpq_clear(search->hi);
    fmpq_clear(search->zone_lo);
    fmpq_clear(search->zone_hi);
}

// ---- what a decision tells ----

static void to_sense(fmpq_t result, const search_t *search, const fmpq_t constant)
{
    if (search->sense > 0)
        fmpq_set(result, constant);
    else
        fmpq_neg(result, constant);
}

// A zone of undecided constants is only of use while it lies between the ends.
static void drop_zone_outside(search_t *search)
{
    if (search->has_zone && ((search->has_proved && fmpq_cmp(search->lo, search->zone_lo) >= 0) ||
                             (search->has_refuted && fmpq_cmp(search->hi, search->zone_hi) <= 0)))
        search->has_zone = false;
}

static void extend_zone(search_t *search, const fmpq_t at)
{
    if (!search->has_zone || fmpq_cmp(at, search->zone_lo) < 0)
        fmpq_set(search->zone_lo, at);
    if (!search->has_zone || fmpq_cmp(at, search->zone_hi) > 0)
        fmpq_set(search->zone_hi, at);
    search->has_zone = true;
}

static void note_verdict(search_t *search, const fmpq_t at, verdict_t verdict)
{
    if (verdict == VERDICT_PROVED) {
        search->has_proved = true;
        fmpq_set(search->lo, at);
    } else if (verdict == VERDICT_REFUTED) {
        search->has_refuted = true;
        fmpq_set(search->hi, at);
    } else {
        extend_zone(search, at);
    }
    drop_zone_outside(search);
}

void search_assume(search_t *search, const fmpq_t constant, verdict_t verdict)
{
    fmpq_t at;
    fmpq_init(at);
    to_sense(at, search, constant);
    note_verdict(search, at, verdict);
    fmpq_clear(at);
}

static bool out_of_budget(const search_t *search)
{
    return search->hopeless || search->decisions >= search->limits->max_decisions ||
           search->undecided >= search->limits->max_undecided;
}

static void keep(instance_result_t *kept, instance_result_t *instance)
{
    instance_result_clear(kept);
    *kept = *instance;
    instance_result_init(instance);
}

// Decides the claim at a constant. Nothing happens when that is known already or the budget is used up.
static void probe(search_t *search, const fmpq_t at)
{
    if (out_of_budget(search) || (search->has_proved && fmpq_cmp(at, search->lo) <= 0) ||
        (search->has_refuted && fmpq_cmp(at, search->hi) >= 0))
        return;
    instance_result_t instance;
    fmpq_t constant;
    bool repeated;
    instance_result_init(&instance);
    fmpq_init(constant);
    to_sense(constant, search, at);
    decide_instance(&instance, &repeated, search->decider, search->row, constant);
    fmpq_clear(constant);
    search->decisions++;
    search->undecided += instance.verdict == VERDICT_UNDECIDED;
    search->hopeless = repeated || instance.reason;
    note_verdict(search, at, instance.verdict);
    keep(instance.verdict == VERDICT_PROVED    ? &search->proved
         : instance.verdict == VERDICT_REFUTED ? &search->refuted
                                               : &search->last_undecided,
         &instance);
    instance_result_clear(&instance);
}

static void probe_beside(search_t *search, const fmpq_t centre, const fmpq_t step, int side)
{
    fmpq_t at;
    fmpq_init(at);
    if (side < 0)
        fmpq_sub(at, centre, step);
    else
        fmpq_add(at, centre, step);
    probe(search, at);
    fmpq_clear(at);
}

// ---- near an estimate ----

// A number that is short to all digits of the estimate is likely to be the best constant itself.
static bool short_number(fmpq_t result, const fmpq_t estimate, const fmpq_t unit)
{
    fmpq_t error, lo, hi;
    fmpq_init(error);
    fmpq_init(lo);
    fmpq_init(hi);
    decimal_unit(error, estimate, ESTIMATE_DIGITS);
    fmpq_sub(lo, estimate, error);
    fmpq_add(hi, estimate, error);
    decimal_between(result, lo, hi);
    decimal_floor(lo, result, unit);
    bool is_short = fmpq_equal(lo, result);
    fmpq_clear(error);
    fmpq_clear(lo);
    fmpq_clear(hi);
    return is_short;
}

static void unit_near(fmpq_t unit, const search_t *search, const fmpq_t estimate)
{
    if (fmpq_is_zero(estimate))
        decimal_power(unit, SMALLEST_EXPONENT);
    else
        decimal_unit(unit, estimate, search->limits->digits);
}

static void try_estimate(search_t *search, const fmpq_t estimate)
{
    fmpq_t unit, candidate;
    fmpq_init(unit);
    fmpq_init(candidate);
    unit_near(unit, search, estimate);
    if (fmpq_is_zero(estimate) || short_number(candidate, estimate, unit)) {
        probe(search, candidate);
        probe_beside(search, candidate, unit, 1);
        probe_beside(search, candidate, unit, -1);
    } else {
        decimal_floor(candidate, estimate, unit);
        probe(search, candidate);
        probe_beside(search, candidate, unit, 1);
    }
    fmpq_clear(unit);
    fmpq_clear(candidate);
}

// ---- both ends ----

// Goes away from the centre to one side, in steps that double, until the verdict of that side is found.
static void bracket(search_t *search, const fmpq_t centre, const fmpq_t first_step, int side)
{
    fmpq_t step;
    fmpq_init(step);
    fmpq_set(step, first_step);
    const bool *found = side < 0 ? &search->has_proved : &search->has_refuted;
    for (int i = 0; i < MAX_DOUBLINGS && !*found && !out_of_budget(search); i++) {
        probe_beside(search, centre, step, side);
        fmpq_mul_2exp(step, step, 1);
    }
    fmpq_clear(step);
}

static void find_ends(search_t *search, const fmpq_t estimate)
{
    fmpq_t step;
    fmpq_init(step);
    fmpq_one(step);
    if (!fmpq_is_zero(estimate)) {
        fmpq_abs(step, estimate);
        fmpq_div_2exp(step, step, 3);
        decimal_unit(step, step, 1);
    }
    probe(search, estimate);
    bracket(search, estimate, step, -1);
    bracket(search, estimate, step, 1);
    fmpq_clear(step);
}

// ---- bisection ----

// The place of the next decision: in the middle, or where an undecided zone lies there in the middle of the wider of
// the gaps beside it. False when no gap is worth a decision.
static bool choose(fmpq_t at, search_t *search, const fmpq_t unit)
{
    if (!search->has_zone) {
        decimal_middle(at, search->lo, search->hi);
        return true;
    }
    fmpq_t left, right, least;
    fmpq_init(left);
    fmpq_init(right);
    fmpq_init(least);
    fmpq_sub(left, search->zone_lo, search->lo);
    fmpq_sub(right, search->hi, search->zone_hi);
    fmpq_sub(least, search->zone_hi, search->zone_lo);
    fmpq_div_2exp(least, least, 2);
    bool go_left = fmpq_cmp(left, right) >= 0;
    const fmpq *gap = go_left ? left : right;
    bool worth = fmpq_cmp(gap, least) > 0 && fmpq_cmp(gap, unit) > 0;
    if (worth && go_left)
        decimal_middle(at, search->lo, search->zone_lo);
    else if (worth)
        decimal_middle(at, search->zone_hi, search->hi);
    fmpq_clear(left);
    fmpq_clear(right);
    fmpq_clear(least);
    return worth;
}

// The width at which the ends agree to the digits asked for.
static void wanted_width(fmpq_t unit, const search_t *search)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_abs(lo, search->lo);
    fmpq_abs(hi, search->hi);
    const fmpq *scale = fmpq_cmp(lo, hi) > 0 ? lo : hi;
    decimal_unit(unit, scale, search->limits->rough_digits);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static bool is_narrow(search_t *search, const fmpq_t unit)
{
    fmpq_t width, smallest;
    fmpq_init(width);
    fmpq_init(smallest);
    fmpq_sub(width, search->hi, search->lo);
    decimal_power(smallest, SMALLEST_EXPONENT);
    bool narrow = fmpq_cmp(width, unit) <= 0 || fmpq_cmp(width, smallest) <= 0;
    fmpq_clear(width);
    fmpq_clear(smallest);
    return narrow;
}

static void bisect(search_t *search)
{
    fmpq_t unit, at;
    fmpq_init(unit);
    fmpq_init(at);
    for (;;) {
        wanted_width(unit, search);
        search->converged = is_narrow(search, unit);
        if (search->converged || out_of_budget(search) || !choose(at, search, unit))
            break;
        probe(search, at);
    }
    fmpq_clear(unit);
    fmpq_clear(at);
}

// A rate or noise level is positive: goes away from 1 by factors.
static void find_positive_ends(search_t *search)
{
    enum { FACTOR_BITS = 3, MOST_FACTORS = 24 };
    fmpq_t constant, at;
    fmpq_init(constant);
    fmpq_init(at);
    for (int side = -1; side <= 1; side += 2) {
        const bool *found = side * search->sense < 0 ? &search->has_proved : &search->has_refuted;
        fmpq_one(constant);
        for (int i = 0; i < MOST_FACTORS && !*found && !out_of_budget(search); i++) {
            to_sense(at, search, constant);
            probe(search, at);
            if (side < 0)
                fmpq_div_2exp(constant, constant, FACTOR_BITS);
            else
                fmpq_mul_2exp(constant, constant, FACTOR_BITS);
        }
    }
    fmpq_clear(constant);
    fmpq_clear(at);
}

void search_run(search_t *search)
{
    fmpq_t estimate;
    fmpq_init(estimate);
    if (dynamics_is_unknown(&search->decider->spec->claims[search->decider->claim].dynamics)) {
        find_positive_ends(search);
        if (search->has_proved && search->has_refuted)
            bisect(search);
        fmpq_clear(estimate);
        return;
    }
    if (estimate_best_constant(estimate, search->decider, search->row)) {
        to_sense(estimate, search, estimate);
        try_estimate(search, estimate);
    }
    if (!search->has_proved || !search->has_refuted)
        find_ends(search, estimate);
    if (search->has_proved && search->has_refuted)
        bisect(search);
    fmpq_clear(estimate);
}

void search_enclosure(fmpq_t lo, fmpq_t hi, const search_t *search)
{
    if (search->sense > 0) {
        fmpq_set(lo, search->lo);
        fmpq_set(hi, search->hi);
    } else {
        fmpq_neg(lo, search->hi);
        fmpq_neg(hi, search->lo);
    }
}
