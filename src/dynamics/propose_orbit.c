// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "expr/constant_value.h"
#include "prove/flow.h"
#include "prove/orbit.h"
#include "real/simplest.h"

#include <math.h>

// Where orbits tend to a declared point from; the largest ball that seems to be one.
typedef struct {
    size_t count, *numbers; // of the points
    trap_t *traps;
} basins_t;

static void basins_init(basins_t *basins, proposal_t *proposal)
{
    const spec_t *spec = proposal->spec;
    size_t n = spec->point_count;
    *basins = (basins_t){0, mem_alloc(n, sizeof *basins->numbers), mem_alloc(n, sizeof *basins->traps)};
    double *point = mem_alloc(spec->dimension, sizeof *point);
    trap_t traps[TRAP_PROPOSALS];
    for (size_t k = 0; k < n; k++) {
        if (spec->points[k]->implicit || !proposal_locate(point, proposal, spec->points[k]->coordinates) ||
            proposal_traps(traps, proposal, point) == 0)
            continue;
        basins->numbers[basins->count] = k;
        basins->traps[basins->count++] = traps[0];
    }
    mem_free(point);
}

static void basins_clear(basins_t *basins)
{
    mem_free(basins->numbers);
    mem_free(basins->traps);
}

#define BASIN_VALUES (1 + TRAP_VALUES)

static void put_ball(tactic_t *tactic, size_t next, const basins_t *basins, size_t i)
{
    fmpq_set_ui(tactic->values + next, basins->numbers[i] + 1, 1);
    (void)proposal_put_trap(tactic, next + 1, basins->traps + i);
}

// Tactics for `agrees`: both in one ball, the trajectory stuck, or in another one.
static void propose_agreement(proposal_t *proposal)
{
    basins_t basins;
    basins_init(&basins, proposal);
    for (size_t i = 0; i < basins.count; i++)
        put_ball(tactic_list_add(proposal->list, "same", false, BASIN_VALUES), 0, &basins, i);
    for (size_t i = 0; i < basins.count; i++) {
        put_ball(tactic_list_add(proposal->list, "stuck", true, BASIN_VALUES), 0, &basins, i);
        for (size_t k = 0; k < basins.count; k++) {
            if (k == i)
                continue;
            tactic_t *tactic = tactic_list_add(proposal->list, "other", true, 2 * BASIN_VALUES);
            put_ball(tactic, 0, &basins, i);
            put_ball(tactic, BASIN_VALUES, &basins, k);
        }
    }
    basins_clear(&basins);
}

// ---- the end of the orbit ----

typedef struct {
    size_t count; // of coordinates that are looked at
    slong bits;   // of relative accuracy
    arb_ptr end;
} watched_end_t;

static bool is_accurate(void *data, arb_srcptr end, slong precision, orbit_exact_t *exact)
{
    watched_end_t *watched = data;
    (void)precision;
    (void)exact;
    bool accurate = true;
    for (size_t i = 0; i < watched->count; i++) {
        accurate = accurate && (arb_is_zero(end + i) || arb_rel_accuracy_bits(end + i) >= watched->bits);
        arb_set(watched->end + i, end + i);
    }
    return accurate;
}

// The middle, and a quarter of the accuracy to both sides.
static void put_end(fmpq_t lo, fmpq_t hi, const arb_t end, const fmpq_t accuracy)
{
    enum { BITS = 80 };
    arf_t middle;
    fmpq_t half;
    fmpq_init(half);
    arf_init(middle);
    arf_set_round(middle, arb_midref(end), BITS, ARF_RND_NEAR);
    arf_get_fmpq(lo, middle);
    fmpq_mul(half, lo, accuracy);
    fmpq_abs(half, half);
    fmpq_div_2exp(half, half, 2);
    fmpq_set(hi, lo);
    fmpq_add(hi, hi, half);
    fmpq_sub(lo, lo, half);
    arf_clear(middle);
    fmpq_clear(half);
}

// The ends for all parameters, which lie in `ends`, with a short number in the room on either side.
static void put_hull(fmpq_t lo, fmpq_t hi, const arb_t ends)
{
    const double share = 0x1p-5, least = 0x1p-60;
    arf_t end;
    fmpq_t room;
    arf_init(end);
    fmpq_init(room);
    double radius = mag_get_d(arb_radref(ends)), middle = arf_get_d(arb_midref(ends), ARF_RND_NEAR);
    proposal_set_double(room, share * radius + least * (fabs(middle) + least));
    arb_get_lbound_arf(end, ends, ARF_PREC_EXACT);
    arf_get_fmpq(hi, end);
    fmpq_sub(lo, hi, room);
    fmpq_simplest_inside(lo, lo, hi);
    arb_get_ubound_arf(end, ends, ARF_PREC_EXACT);
    arf_get_fmpq(hi, end);
    fmpq_add(room, hi, room);
    fmpq_simplest_inside(hi, hi, room);
    arf_clear(end);
    fmpq_clear(room);
}

static void read_accuracy(fmpq_t accuracy, proposal_t *proposal)
{
    expr_t given = lowering_number(&proposal->simulator.lowering, "accuracy");
    fmpq_t upper;
    fmpq_init(upper);
    if (given == EXPR_NONE || !constant_enclose(accuracy, upper, proposal->spec->dag, given, 64))
        fmpq_set_str(accuracy, "1/10000000000", 10);
    fmpq_clear(upper);
}

// The end of the orbit, to so many bits.
static bool follow_steps(arb_ptr end, proposal_t *proposal, const expr_t *point, slong bits)
{
    const system_t *system = &proposal->simulator.lowering.system;
    size_t n = system->state_count, steps;
    if (!lowering_count(&steps, &proposal->simulator.lowering, "steps"))
        return false;
    expr_t *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = point[i % system->dimension];
    watched_end_t watched = {system->dimension, bits, end};
    orbit_question_t question = {n, system->state, system->map, start, steps};
    orbit_watch_t watch = {NULL, is_accurate, &watched};
    orbit_result_t result;
    orbit_result_init(&result, n);
    orbit_run(&result, proposal->prover, &question, &watch);
    bool settled = result.settled;
    orbit_result_clear(&result, n);
    mem_free(start);
    return settled;
}

// The same for the flow and a time.
static bool follow_flow(arb_ptr end, proposal_t *proposal, const expr_t *point, slong bits)
{
    lowering_t *lowering = &proposal->simulator.lowering;
    expr_t time = lowering_number(lowering, "time"), whole = expr_leaf(lowering->dag, EXPR_TRUE);
    if (time == EXPR_NONE)
        return false;
    obligation_list_t list = {0, 0, NULL}, *none = lowering->list;
    flow_question_t question = {
        .region = EXPR_NONE, .start = point, .meanwhile = whole, .target = whole, .time = time, .at_time = true};
    lowering->list = &list;
    dynamics_add_flow(lowering, "orbit", &question);
    lowering->list = none;
    bool found = flow_end(end, proposal->prover, list.items, bits);
    obligation_list_clear(&list);
    return found;
}

// Rounds the ends outward by no more than the accuracy allows: the checker's enclosure is another one.
static void propose_enclosure(proposal_t *proposal)
{
    const lowering_t *lowering = &proposal->simulator.lowering;
    const system_t *system = &lowering->system;
    expr_t *point;
    if (!lowering_point(&point, lowering, "from"))
        return;
    fmpq_t accuracy;
    fmpq_init(accuracy);
    read_accuracy(accuracy, proposal);
    slong bits = 4 - (slong)floor(log2(fmpq_get_d(accuracy)));
    arb_ptr end = _arb_vec_init((slong)system->state_count);
    bool is_flow = system->kind == SYSTEM_FLOW;
    if (is_flow ? follow_flow(end, proposal, point, bits) : follow_steps(end, proposal, point, bits)) {
        tactic_t *tactic = tactic_list_add(proposal->list, "enclosure", false, 2 * system->dimension);
        for (size_t i = 0; i < system->dimension; i++)
            if (lowering->has_parameters)
                put_hull(tactic->values + 2 * i, tactic->values + 2 * i + 1, end + i);
            else
                put_end(tactic->values + 2 * i, tactic->values + 2 * i + 1, end + i, accuracy);
    }
    _arb_vec_clear(end, (slong)system->state_count);
    fmpq_clear(accuracy);
    mem_free(point);
}

// Some values of the parameters: without any the claim is refuted as it stands.
static void propose_misses(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    for (size_t which = 0; s->parameter_count && simulator_choose(s, parameters, which); which++) {
        tactic_t *tactic = tactic_list_add(proposal->list, "misses", true, s->parameter_count);
        for (size_t i = 0; i < s->parameter_count; i++)
            fmpq_set(tactic->values + i, parameters + i);
    }
    proposal_numbers_free(parameters, s->parameter_count);
}

void propose_orbit(proposal_t *proposal)
{
    const claim_t *claim = proposal->simulator.lowering.claim;
    const system_t *system = &proposal->simulator.lowering.system;
    bool is_flow = system->kind == SYSTEM_FLOW;
    if (system->noise_count || (proposal->simulator.lowering.has_parameters && !is_flow))
        return;
    if (!claim->suffix_name) {
        propose_enclosure(proposal);
        return;
    }
    if (!simulator_compile(&proposal->simulator, EXPR_NONE))
        return;
    if (is_flow)
        propose_misses(proposal);
    else if (claim->suffix_arguments[0].kind == VALUE_KEYWORD)
        propose_agreement(proposal);
}
