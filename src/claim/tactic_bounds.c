// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "base/strbuf.h"
#include "claim/cycle.h"
#include "claim/dynamics.h"
#include "claim/ellipsoid.h"

#include <string.h>

typedef struct {
    tactic_bound_t *items;
    size_t count;
    const spec_t *spec;
    const claim_t *claim;
    const tactic_t *tactic;
} bounds_t;

// NULL for no bound on that side. The name is a format.
static void CERTIFY_PRINTF(4, 5) add(bounds_t *bounds, const fmpq *lo, const fmpq *hi, const char *format, ...)
{
    bounds->items = mem_resize(bounds->items, bounds->count + 1, sizeof *bounds->items);
    tactic_bound_t *bound = bounds->items + bounds->count++;
    strbuf_t name;
    va_list arguments;
    strbuf_init(&name);
    va_start(arguments, format);
    strbuf_vprintf(&name, format, arguments);
    va_end(arguments);
    bound->name = strbuf_detach(&name);
    strbuf_clear(&name);
    bound->has_lo = lo != NULL;
    bound->has_hi = hi != NULL;
    fmpq_init(bound->lo);
    fmpq_init(bound->hi);
    if (lo)
        fmpq_set(bound->lo, lo);
    if (hi)
        fmpq_set(bound->hi, hi);
}

static const argument_t *argument_of(const claim_t *claim, const char *name)
{
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].name && strcmp(claim->arguments[i].name, name) == 0)
            return claim->arguments + i;
    return NULL;
}

static bool is_tactic(const bounds_t *bounds, predicate_t predicate, const char *name)
{
    return bounds->claim->predicate == predicate && strcmp(bounds->tactic->name, name) == 0 && !bounds->tactic->against;
}

static const char *state_name(const bounds_t *bounds, size_t i)
{
    return expr_variable_name(bounds->spec->dag, bounds->spec->state[i]);
}

// ---- orbits ----

static void add_end(bounds_t *bounds)
{
    const fmpq *values = bounds->tactic->values;
    for (size_t i = 0; i < bounds->spec->dimension && 2 * i + 1 < bounds->tactic->count; i++)
        add(bounds, values + 2 * i, values + 2 * i + 1, "%s", state_name(bounds, i));
}

// ---- basins ----

// The text of an argument's value as it stands in the spec, on one line.
static void append_value(strbuf_t *out, const spec_t *spec, const argument_t *argument)
{
    const char *text = spec->text + argument->span.offset;
    size_t length = argument->span.length;
    const char *equals = argument->is_member ? NULL : memchr(text, '=', length);
    bool space = true;
    for (const char *c = equals ? equals + 1 : text; c < text + length; c++) {
        if (*c > ' ')
            strbuf_append_char(out, *c);
        else if (!space)
            strbuf_append_char(out, ' ');
        space = *c <= ' ';
    }
}

static void add_volumes(bounds_t *bounds)
{
    const tactic_t *tactic = bounds->tactic;
    const argument_t *measure = argument_of(bounds->claim, "measure");
    if (!measure || measure->kind != VALUE_UNKNOWN)
        return;
    size_t attractors = (tactic->count - 1) / (TRAP_VALUES + 2), next = 1 + TRAP_VALUES * attractors; // docs/dynamics.md
    for (size_t i = 0; i < bounds->claim->argument_count && next + 1 < tactic->count; i++) {
        const argument_t *argument = bounds->claim->arguments + i;
        if (!argument->name || strcmp(argument->name, "of") != 0)
            continue;
        strbuf_t set;
        strbuf_init(&set);
        append_value(&set, bounds->spec, argument);
        add(bounds, tactic->values + next, tactic->values + next + 1, "volume of %s", set.text);
        strbuf_clear(&set);
        next += 2;
    }
}

// volume, visits
static void add_volume(bounds_t *bounds)
{
    const argument_t *measure = argument_of(bounds->claim, "measure");
    if (measure && measure->kind == VALUE_UNKNOWN && bounds->tactic->count == 2)
        add(bounds, bounds->tactic->values, bounds->tactic->values + 1, "volume");
}

// ---- cycles ----

static size_t state_count_of(const bounds_t *bounds)
{
    bool momentum = strcmp(bounds->claim->dynamics.name, "heavy_ball") == 0;
    return bounds->spec->dimension * (momentum ? 2 : 1);
}

// As cycle_box_values.
static size_t box_values_of(const bounds_t *bounds)
{
    for (size_t i = 0; i < bounds->claim->argument_count; i++)
        if (bounds->claim->arguments[i].kind == VALUE_BOX)
            return 0;
    return 1 + state_count_of(bounds) - bounds->spec->dimension;
}

// How far from p the cycle is the only one.
static void add_box(bounds_t *bounds)
{
    if (box_values_of(bounds) > 0)
        add(bounds, bounds->tactic->values, bounds->tactic->values, "half width of the box");
}

static void add_multipliers(bounds_t *bounds, const located_t *layout)
{
    static const char *const names[][2] = {{"multiplier 1", "multiplier 2"}, {"|multiplier|", "Re multiplier"}};
    const fmpq *values = bounds->tactic->values + layout->multipliers;
    if (layout->kind == MULTIPLIERS_RADIUS) {
        add(bounds, values + 1, values + 2, "largest |multiplier|");
    } else if (state_count_of(bounds) == 1) {
        add(bounds, values, values + 1, "multiplier");
    } else {
        add(bounds, values, values + 1, "%s", names[layout->kind == MULTIPLIERS_COMPLEX][0]);
        add(bounds, values + 2, values + 3, "%s", names[layout->kind == MULTIPLIERS_COMPLEX][1]);
    }
}

static void add_located(bounds_t *bounds)
{
    located_t layout;
    size_t n = bounds->spec->dimension, states = state_count_of(bounds);
    if (!cycle_layout(&layout, bounds->tactic, box_values_of(bounds), n, states))
        return;
    const fmpq *point = bounds->tactic->values + layout.points;
    for (size_t t = 0; t < layout.period; t++)
        for (size_t i = 0; i < n; i++, point += 2)
            add(bounds, point, point + 1, "%s(%zu)", state_name(bounds, i), t);
    add_multipliers(bounds, &layout);
    add_box(bounds);
    if (!layout.has_basin)
        return;
    const fmpq *basin = bounds->tactic->values + layout.basin;
    add(bounds, basin + ellipsoid_radius(states), NULL, "basin radius");
    add(bounds, NULL, basin + ellipsoid_rate(states), "contraction per %s", layout.period > 1 ? "period" : "step");
}

// Where the cycle is for all values of the parameter: the hull over the pieces.
static void add_branch(bounds_t *bounds)
{
    branch_layout_t layout;
    size_t states = state_count_of(bounds);
    const fmpq *values = bounds->tactic->values;
    if (!branch_layout(&layout, bounds->tactic, box_values_of(bounds), states))
        return;
    for (size_t i = 0; i < bounds->spec->dimension; i++) {
        const fmpq *first = values + layout.pieces + 2 * states + 2 * i, *lo = first, *hi = first + 1; // of V
        for (size_t k = 1; k < layout.count; k++) {
            const fmpq *side = first + k * layout.piece_size;
            lo = fmpq_cmp(side, lo) < 0 ? side : lo;
            hi = fmpq_cmp(side + 1, hi) > 0 ? side + 1 : hi;
        }
        add(bounds, lo, hi, "%s(0)", state_name(bounds, i));
    }
    if (states == 1)
        add(bounds, values + layout.multiplier, values + layout.multiplier + 1, "multiplier");
    add_box(bounds);
}

// ---- escape ----

// The least n with L^n d > r: log(r/d)/log(L), rounded down, plus 1.
static void steps_from(fmpq_t steps, const fmpq *factor, const fmpq *radius, const fmpq *distance)
{
    enum { BITS = 128 };
    fmpq_t ratio;
    fmpz_t whole;
    arb_t quotient, logarithm;
    arf_t end;
    fmpq_init(ratio);
    fmpz_init(whole);
    arb_init(quotient);
    arb_init(logarithm);
    arf_init(end);
    fmpq_div(ratio, radius, distance);
    arb_set_fmpq(quotient, ratio, BITS);
    arb_log(quotient, quotient, BITS);
    arb_set_fmpq(logarithm, factor, BITS);
    arb_log(logarithm, logarithm, BITS);
    arb_div(quotient, quotient, logarithm, BITS);
    arb_get_ubound_arf(end, quotient, BITS);
    arf_floor(end, end);
    arf_get_fmpz(whole, end, ARF_RND_DOWN);
    fmpq_set_fmpz(steps, whole);
    fmpq_add_si(steps, steps, 1);
    arf_clear(end);
    arb_clear(logarithm);
    arb_clear(quotient);
    fmpz_clear(whole);
    fmpq_clear(ratio);
}

static void add_growth(bounds_t *bounds)
{
    const fmpq *factor = bounds->tactic->values, *radius = factor + 1;
    fmpq_t one, distance, steps;
    fmpq_init(one);
    fmpq_init(distance);
    fmpq_init(steps);
    fmpq_one(one);
    add(bounds, factor, NULL, "growth per step");
    add(bounds, NULL, radius, "distance in the set");
    for (int digits = 3; digits <= 9 && fmpq_cmp(factor, one) > 0; digits += 3) {
        fmpz_ui_pow_ui(fmpq_denref(distance), 10, (ulong)digits);
        fmpz_one(fmpq_numref(distance));
        if (fmpq_cmp(distance, radius) >= 0)
            continue;
        steps_from(steps, factor, radius, distance);
        add(bounds, NULL, steps, "steps from 1e-%d", digits);
    }
    fmpq_clear(one);
    fmpq_clear(distance);
    fmpq_clear(steps);
}

// ---- convergence ----

static bool is_flow(const bounds_t *bounds)
{
    const char *name = bounds->claim->dynamics.name; // NULL without `with`
    return name && strcmp(name, "flow") == 0;
}

// The number of values of the tactic that come before those of its arrival.
static size_t values_before_arrival(const bounds_t *bounds)
{
    if (is_flow(bounds))
        return SIZE_MAX;
    if (is_tactic(bounds, PREDICATE_CONVERGES, "trap"))
        return TRAP_VALUES + 1;
    if (is_tactic(bounds, PREDICATE_CONVERGES, "ellipsoid"))
        return ellipsoid_value_count(state_count_of(bounds));
    return SIZE_MAX;
}

static void add_convergence(bounds_t *bounds)
{
    const fmpq *values = bounds->tactic->values, *radius = values, *rate = values + TRAP_VALUES;
    size_t states = state_count_of(bounds), before = values_before_arrival(bounds);
    if (is_tactic(bounds, PREDICATE_CONVERGES, "ellipsoid") || is_tactic(bounds, PREDICATE_CONVERGES, "inside")) {
        radius = values + ellipsoid_radius(states);
        rate = values + ellipsoid_rate(states);
    }
    if (!fmpq_is_zero(radius))
        add(bounds, radius, NULL, "trap radius");
    if (is_flow(bounds)) {
        if (is_tactic(bounds, PREDICATE_CONVERGES, "trap"))
            add(bounds, NULL, values + TRAP_VALUES, "time to the trap");
        return;
    }
    if (!fmpq_is_one(rate))
        add(bounds, NULL, rate, "contraction per step");
    if (before < bounds->tactic->count && !fmpq_is_zero(values + before))
        add(bounds, NULL, values + before, "steps to the trap");
}

fmpq *claim_tactic_steps(const spec_t *spec, size_t claim, tactic_t *tactic)
{
    const bounds_t bounds = {NULL, 0, spec, spec->claims + claim, tactic};
    size_t before = values_before_arrival(&bounds);
    return before < tactic->count && fmpq_is_zero(tactic->values + before) ? tactic->values + before : NULL;
}

// ---- all ----

size_t claim_tactic_bounds(tactic_bound_t **items, const spec_t *spec, size_t claim, const tactic_t *tactic)
{
    bounds_t bounds = {NULL, 0, spec, spec->claims + claim, tactic};
    if (is_tactic(&bounds, PREDICATE_ORBIT, "enclosure"))
        add_end(&bounds);
    else if (is_tactic(&bounds, PREDICATE_BASIN, "subdivision"))
        add_volumes(&bounds);
    else if (is_tactic(&bounds, PREDICATE_VOLUME, "subdivision") || is_tactic(&bounds, PREDICATE_VISITS, "subdivision"))
        add_volume(&bounds);
    else if (is_tactic(&bounds, PREDICATE_CYCLE, "located"))
        add_located(&bounds);
    else if (is_tactic(&bounds, PREDICATE_CYCLE, "branch"))
        add_branch(&bounds);
    else if (is_tactic(&bounds, PREDICATE_ESCAPES, "growth") && tactic->count >= 2)
        add_growth(&bounds);
    else if (is_tactic(&bounds, PREDICATE_CONVERGES, "near") || is_tactic(&bounds, PREDICATE_CONVERGES, "trap") ||
             is_tactic(&bounds, PREDICATE_CONVERGES, "inside") || is_tactic(&bounds, PREDICATE_CONVERGES, "ellipsoid"))
        add_convergence(&bounds);
    *items = bounds.items;
    return bounds.count;
}

bool claim_tactic_answer(fmpq_t lo, fmpq_t hi, const spec_t *spec, size_t claim, const tactic_t *tactic)
{
    tactic_bound_t *bounds;
    size_t count = claim_tactic_bounds(&bounds, spec, claim, tactic);
    bool answers = count == 1 && bounds->has_lo && bounds->has_hi;
    if (answers) {
        fmpq_set(lo, bounds->lo);
        fmpq_set(hi, bounds->hi);
    }
    tactic_bounds_free(bounds, count);
    return answers;
}

void tactic_bounds_free(tactic_bound_t *bounds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mem_free(bounds[i].name);
        fmpq_clear(bounds[i].lo);
        fmpq_clear(bounds[i].hi);
    }
    mem_free(bounds);
}

bool claim_tactic_note(strbuf_t *out, const spec_t *spec, size_t claim, const tactic_t *tactic)
{
    const bounds_t bounds = {NULL, 0, spec, spec->claims + claim, tactic};
    if (!is_tactic(&bounds, PREDICATE_ESCAPES, "growth"))
        return false;
    strbuf_append(out, "a start at the distance d is outside after at most log(r/d)/log(L) + 1 steps, L the growth and r the "
                       "distance in the set");
    return true;
}
