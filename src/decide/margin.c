// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/margin.h"

#include "decide/attained.h"
#include "expr/constant_value.h"
#include "decide/search.h"

#include <math.h>
#include <string.h>

#define CONSTANT_PRECISION 256

// ---- the claim's constant ----

static const char *constant_name(predicate_t predicate)
{
    switch (predicate) {
    case PREDICATE_OPSC:
        return "mu";
    case PREDICATE_SMOOTH:
    case PREDICATE_GROWTH:
        return "L";
    default:
        return NULL;
    }
}

argument_t *claim_constant(const char **name, const spec_t *spec, size_t claim)
{
    const claim_t *c = spec->claims + claim;
    *name = constant_name(c->predicate);
    for (size_t i = 0; *name && i < c->argument_count; i++) {
        argument_t *argument = c->arguments + i;
        bool is_first = !argument->name && i == 0;
        if (is_first || (argument->name && strcmp(argument->name, *name) == 0))
            return argument;
    }
    return NULL;
}

bool margin_stated_constant(fmpq_t lo, fmpq_t hi, decider_t *decider)
{
    const char *name;
    const argument_t *argument = claim_constant(&name, decider->spec, decider->claim);
    return argument && argument->kind == VALUE_NUMBER &&
           constant_enclose(lo, hi, decider->spec->dag, argument->number, CONSTANT_PRECISION);
}

// ---- distance from the best constant ----

// The best constant lies at or beyond a proved one and at or before a refuted one, whatever the search adds.
static void assume_verdict(search_t *search, const fmpq_t lo, const fmpq_t hi, verdict_t verdict)
{
    bool from_below = (search->sense > 0) == (verdict == VERDICT_PROVED);
    search_assume(search, from_below ? lo : hi, verdict);
}

static void distance(fmpq_t margin_lo, fmpq_t margin_hi, const search_t *search, const fmpq_t lo, const fmpq_t hi)
{
    if (search->sense > 0) {
        fmpq_sub(margin_lo, search->lo, hi);
        fmpq_sub(margin_hi, search->hi, lo);
    } else { // search->lo <= -best <= search->hi
        fmpq_add(margin_lo, search->lo, lo);
        fmpq_add(margin_hi, search->hi, hi);
    }
}

// A proved constant that no other one betters is the best itself.
static void settle_at_proved(search_t *search, decider_t *decider)
{
    fmpq_t constant;
    fmpq_init(constant);
    if (search->sense > 0)
        fmpq_set(constant, search->lo);
    else
        fmpq_neg(constant, search->lo);
    if (attained_constant(decider, expr_rational(decider->spec->dag, constant)))
        fmpq_set(search->hi, search->lo);
    fmpq_clear(constant);
}

static bool margin_from_constant(fmpq_t margin_lo, fmpq_t margin_hi, decider_t *decider, argument_t *argument,
                                 verdict_t verdict)
{
    static const search_limits_t limits = {.digits = 15, .rough_digits = 3, .max_decisions = 16, .max_undecided = 2};
    fmpq_t lo, hi;
    search_t search;
    fmpq_init(lo);
    fmpq_init(hi);
    bool found = margin_stated_constant(lo, hi, decider);
    argument->kind = VALUE_UNKNOWN;
    search_init(&search, decider, 0, &limits);
    if (found) {
        assume_verdict(&search, lo, hi, verdict);
        search_run(&search);
        found = search.has_proved && search.has_refuted;
    }
    if (found && verdict == VERDICT_REFUTED)
        settle_at_proved(&search, decider);
    if (found)
        distance(margin_lo, margin_hi, &search, lo, hi);
    search_clear(&search);
    fmpq_clear(lo);
    fmpq_clear(hi);
    return found;
}

// ---- what is left over in inequalities ----

static void set_double(fmpq_t result, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(result, exact);
    arf_clear(exact);
}

// The room in the formulas of a tactic is not that of the claim.
static bool by_tactic(const claim_result_t *result)
{
    for (size_t i = 0; i < result->instance_count; i++)
        if (result->instances[i].has_tactic)
            return true;
    return false;
}

static bool margin_from_room(fmpq_t margin_lo, fmpq_t margin_hi, const claim_result_t *result)
{
    double lo = INFINITY, hi = INFINITY;
    if (by_tactic(result))
        return false;
    for (size_t i = 0; i < result->instance_count; i++)
        for (size_t k = 0; k < result->instances[i].obligation_count; k++) {
            const obligation_result_t *obligation = result->instances[i].obligations + k;
            if (!obligation->required || !obligation->has_room)
                continue;
            lo = fmin(lo, obligation->room_lo);
            hi = fmin(hi, obligation->room_hi);
        }
    if (!isfinite(lo) || !isfinite(hi))
        return false;
    set_double(margin_lo, lo);
    set_double(margin_hi, hi);
    return true;
}

// A proved claim has no negative margin, a refuted one no positive one, whatever rounding made of the ends.
static void cut_at_zero(fmpq_t lo, fmpq_t hi, verdict_t verdict)
{
    if (verdict == VERDICT_PROVED && fmpq_sgn(lo) < 0)
        fmpq_zero(lo);
    if (verdict == VERDICT_REFUTED && fmpq_sgn(hi) > 0)
        fmpq_zero(hi);
}

static bool has_one_row(const decider_t *decider)
{
    return claim_row_count(decider->spec, decider->claim) == 1;
}

bool margin_enclose(fmpq_t lo, fmpq_t hi, decider_t *decider, const claim_result_t *result)
{
    const char *name;
    argument_t *argument = claim_constant(&name, decider->spec, decider->claim);
    if (result->verdict == VERDICT_UNDECIDED || claim_unknown_name(decider->spec, decider->claim))
        return false;
    bool found = argument ? result->instance_count == 1 && has_one_row(decider) && !result->vacuous && argument->kind == VALUE_NUMBER &&
                                margin_from_constant(lo, hi, decider, argument, result->verdict)
                          : result->verdict == VERDICT_PROVED && margin_from_room(lo, hi, result);
    if (found)
        cut_at_zero(lo, hi, result->verdict);
    return found;
}

bool margin_is_zero(decider_t *decider, const claim_result_t *result, bool enclosed, const fmpq_t lo, const fmpq_t hi)
{
    const char *name;
    const argument_t *argument = claim_constant(&name, decider->spec, decider->claim);
    if (result->verdict != VERDICT_PROVED || result->vacuous || (enclosed && (fmpq_sgn(lo) > 0 || fmpq_sgn(hi) < 0)))
        return false;
    if (argument)
        return enclosed && attained_constant(decider, argument->number);
    bool asks = claim_unknown_name(decider->spec, decider->claim) != NULL;
    return !asks && !by_tactic(result) && attained_room(decider, result);
}

bool margin_best_constant(fmpq_t best, decider_t *decider, const claim_result_t *result)
{
    if (result->verdict != VERDICT_PROVED || result->vacuous || result->instance_count != 2 || !has_one_row(decider) ||
        !result->instances[0].has_constant)
        return false;
    fmpq_set(best, result->instances[0].constant);
    return attained_constant(decider, expr_rational(decider->spec->dag, best));
}
