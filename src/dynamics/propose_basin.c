// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "expr/constant_value.h"
#include "prove/measure.h"
#include "real/simplest.h"

#include <string.h>

// Where `within` does not say how many steps are enough.
#define DEFAULT_STEPS 5000

static size_t attractor_count(const claim_t *claim)
{
    size_t count = 0;
    for (size_t i = 0; i < claim->argument_count; i++)
        count += claim->arguments[i].name && strcmp(claim->arguments[i].name, "of") == 0;
    return count;
}

// The balls for the attractors that are points, number `rank` of those proposed, or the last one; 0 for sets.
static bool put_traps(tactic_t *tactic, proposal_t *proposal, size_t rank)
{
    const claim_t *claim = proposal->simulator.lowering.claim;
    size_t next = 1;
    double *point = mem_alloc(proposal->spec->dimension, sizeof *point);
    trap_t traps[TRAP_PROPOSALS];
    bool good = true;
    for (size_t i = 0; i < claim->argument_count && good; i++) {
        const argument_t *attractor = claim->arguments + i;
        if (!attractor->name || strcmp(attractor->name, "of") != 0)
            continue;
        if (attractor->kind != VALUE_FORMULA) {
            const expr_t *coordinates = attractor->kind == VALUE_NUMBER ? &attractor->number : attractor->coordinates;
            size_t count = 0;
            if (proposal_locate(point, proposal, coordinates)) {
                proposal_refine(point, proposal, coordinates);
                count = proposal_traps(traps, proposal, point);
            }
            good = count > 0;
            if (good)
                (void)proposal_put_trap(tactic, next, traps + (rank < count ? rank : count - 1));
        }
        next += TRAP_VALUES;
    }
    mem_free(point);
    return good;
}

// Whether all that the tactic says before the volumes is proved.
static bool traps_hold(prover_t *prover, const obligation_list_t *list)
{
    bool *proved = mem_alloc(list->count, sizeof *proved), good = list->count > 0, *outer = prover->proved;
    prover->proved = proved;
    for (size_t i = 0; good && i + 1 < list->count; i++) {
        proof_t proof;
        proof_init(&proof);
        prove_obligation(&proof, prover, list->items + i);
        proved[i] = proof.verdict == VERDICT_PROVED;
        good = proved[i] || !list->items[i].required;
        proof_clear(&proof);
    }
    prover->proved = outer;
    mem_free(proved);
    return good;
}

// For `?`: the bounds that the subdivision gives, as the last values of the tactic.
static void put_bounds(tactic_t *tactic, proposal_t *proposal, const obligation_t *obligation)
{
    size_t cells, count = obligation->target_count;
    fmpq *least = proposal_numbers_new(count), *most = proposal_numbers_new(count), *values = tactic->values + tactic->count;
    size_t asked = 0;
    while (asked < count && obligation->targets[asked].least != EXPR_NONE)
        asked++;
    if (measure_volumes(least, most, &cells, proposal->prover, obligation))
        for (size_t i = 0; i < asked; i++) {
            fmpq_set(values - 2 * (asked - i), least + i);
            fmpq_set(values - 2 * (asked - i) + 1, most + i);
        }
    proposal_numbers_free(least, count);
    proposal_numbers_free(most, count);
}

// Whether the tactic is worth trying; completes it.
static bool complete(tactic_t *tactic, proposal_t *proposal, bool enclosed)
{
    instance_t instance = *proposal->instance;
    obligation_list_t list;
    const char *reason;
    instance.tactic = tactic;
    bool good = claim_lower(&list, &reason, proposal->spec, &instance) == STATUS_OK && traps_hold(proposal->prover, &list);
    if (good && enclosed)
        put_bounds(tactic, proposal, list.items + list.count - 1);
    obligation_list_clear(&list);
    return good;
}

// ---- against a bound ----

#define FEW_CELLS 2000  // with which a volume is measured for a guess
#define LITTLE_BITS 20  // so little of what a volume may exceed the bound by is asked for where it is not known to

// Bounds of the first target's volume, with little work; false when there are none.
static bool measure_roughly(fmpq_t least, fmpq_t most, proposal_t *proposal, const obligation_t *obligation)
{
    prove_limits_t *limits = &proposal->prover->limits;
    const slong boxes = limits->max_boxes;
    size_t cells, count = obligation->target_count;
    fmpq *lower = proposal_numbers_new(count), *upper = proposal_numbers_new(count);
    limits->max_boxes = boxes < FEW_CELLS ? boxes : FEW_CELLS;
    bool known = measure_volumes(lower, upper, &cells, proposal->prover, obligation);
    limits->max_boxes = boxes;
    fmpq_set(least, lower + 0);
    fmpq_set(most, upper + 0);
    proposal_numbers_free(lower, count);
    proposal_numbers_free(upper, count);
    return known;
}

// A simple number that the volume, between `far` and `near`, may lie beyond, as it is for sure where `near` is beyond the bound,
// too. Beyond means above for an upper bound. False where the bound holds.
static bool choose_beyond(fmpq_t beyond, const fmpq_t bound, const fmpq_t near, const fmpq_t far, bool at_most)
{
    fmpq_t room, from;
    fmpq_init(room);
    fmpq_init(from);
    bool surely = (fmpq_cmp(near, bound) > 0) == at_most && !fmpq_equal(near, bound);
    fmpq_sub(room, surely ? near : far, bound);
    bool possible = fmpq_sgn(room) == (at_most ? 1 : -1);
    if (!surely)
        fmpq_div_2exp(room, room, LITTLE_BITS);
    fmpq_add(room, bound, room);
    fmpq_add(from, bound, room);
    fmpq_div_2exp(from, from, 1);
    if (possible && at_most)
        fmpq_simplest_inside(beyond, from, room);
    else if (possible)
        fmpq_simplest_inside(beyond, room, from);
    fmpq_clear(room);
    fmpq_clear(from);
    return possible;
}

// The claim's bound where the parameters have the values.
static bool bound_at(fmpq_t bound, proposal_t *proposal, const fmpq *parameters, bool at_most)
{
    const simulator_t *s = &proposal->simulator;
    dag_t *dag = proposal->spec->dag;
    expr_t term = lowering_instantiate(&s->lowering, lowering_argument(&s->lowering, "measure")->number);
    fmpq_t other;
    fmpq_init(other);
    for (size_t i = 0; i < s->parameter_count; i++) {
        expr_t value = expr_rational(dag, parameters + i);
        term = expr_substitute(dag, term, 1, s->inputs + s->state_count + i, &value);
    }
    bool known = at_most ? constant_enclose(other, bound, dag, term, 128) : constant_enclose(bound, other, dag, term, 128);
    fmpq_clear(other);
    return known;
}

// The tactic against the claim's bound where the parameters have the values, with those of the tactic for the claim; unless the bound
// is seen to hold there.
static void add_contrary_at(proposal_t *proposal, const tactic_t *direct, const fmpq *parameters)
{
    size_t before = proposal->simulator.parameter_count + 1;
    bool at_most = lowering_argument(&proposal->simulator.lowering, "measure")->relation == RELATION_AT_MOST;
    tactic_t tactic;
    instance_t instance = *proposal->instance;
    obligation_list_t list;
    const char *reason;
    fmpq_t least, most, bound;
    fmpq_init(least);
    fmpq_init(most);
    fmpq_init(bound);
    tactic_init(&tactic, "contrary", true, before + direct->count);
    for (size_t i = 0; i + 1 < before; i++)
        fmpq_set(tactic.values + i, parameters + i);
    for (size_t i = 0; i < direct->count; i++)
        fmpq_set(tactic.values + before + i, direct->values + i);
    instance.tactic = &tactic;
    if (claim_lower(&list, &reason, proposal->spec, &instance) == STATUS_OK && bound_at(bound, proposal, parameters, at_most) &&
        measure_roughly(least, most, proposal, list.items + list.count - 1) &&
        choose_beyond(tactic.values + before - 1, bound, at_most ? least : most, at_most ? most : least, at_most)) {
        tactic_t *added = tactic_list_add(proposal->list, tactic.name, true, tactic.count);
        for (size_t i = 0; i < tactic.count; i++)
            fmpq_set(added->values + i, tactic.values + i);
    }
    obligation_list_clear(&list);
    tactic_clear(&tactic);
    fmpq_clear(least);
    fmpq_clear(most);
    fmpq_clear(bound);
}

static void add_contraries(proposal_t *proposal, const tactic_t *direct)
{
    simulator_t *s = &proposal->simulator;
    tactic_t copy; // the list may move
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    tactic_copy(&copy, direct);
    for (size_t which = 0; simulator_choose(s, parameters, which); which++)
        add_contrary_at(proposal, &copy, parameters);
    proposal_numbers_free(parameters, s->parameter_count);
    tactic_clear(&copy);
}

// ---- proposals ----

void propose_basin(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    size_t steps, count = attractor_count(s->lowering.claim);
    const argument_t *measure = lowering_argument(&s->lowering, "measure");
    enum { MOST = 4 };
    bool enclosed = measure && measure->kind == VALUE_UNKNOWN;
    size_t wanted = enclosed ? 1 : MOST; // volumes are dear
    if (s->lowering.system.kind != SYSTEM_GD || !lowering_count(&steps, &s->lowering, "within") ||
        !simulator_compile(s, EXPR_NONE))
        return;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    if (simulator_choose(s, parameters, 0))
        simulator_set_parameters(s, parameters);
    proposal_numbers_free(parameters, s->parameter_count);
    for (size_t i = 0; i < TRAP_PROPOSALS && proposal->list->count < wanted; i++) {
        tactic_t *tactic =
            tactic_list_add(proposal->list, "subdivision", false, 1 + TRAP_VALUES * count + (enclosed ? 2 * count : 0));
        fmpq_set_ui(tactic->values, steps ? steps : DEFAULT_STEPS, 1);
        if (!put_traps(tactic, proposal, i) || !complete(tactic, proposal, enclosed)) {
            tactic_clear(tactic);
            proposal->list->count--;
        }
    }
    if (!enclosed && proposal->list->count)
        add_contraries(proposal, proposal->list->items);
}

// The volume of a set has no map to be compiled.
static bool knows_parameters(simulator_t *s)
{
    return s->lowering.definition->is_dynamic ? simulator_compile(s, EXPR_NONE) : !s->lowering.has_parameters;
}

void propose_volume(proposal_t *proposal)
{
    const argument_t *measure = lowering_argument(&proposal->simulator.lowering, "measure");
    bool enclosed = measure && measure->kind == VALUE_UNKNOWN;
    if (proposal->simulator.lowering.claim->predicate == PREDICATE_VOLUME &&
        !complete(tactic_list_add(proposal->list, "null", false, 0), proposal, false))
        tactic_clear(proposal->list->items + --proposal->list->count);
    tactic_t *tactic = tactic_list_add(proposal->list, "subdivision", false, enclosed ? 2 : 0);
    if (!complete(tactic, proposal, enclosed)) {
        tactic_clear(tactic);
        proposal->list->count--;
    } else if (!enclosed && knows_parameters(&proposal->simulator)) {
        add_contraries(proposal, tactic);
    }
}
