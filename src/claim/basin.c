// SPDX-License-Identifier: LGPL-3.0-or-later
// basin(of = A, within = n, measure = ?), measure >= c, measure <= c: the volume of the starts in the region that tend to A, a
// point; or that are in A, a set which the map sends into itself, after at most n steps. Several sets, of = {A, B, ...}, must be
// disjoint; with measure = ? each gets bounds from below and above, and what lies between is unresolved.
#include "base/memory.h"
#include "claim/dynamics.h"
#include "claim/formula.h"
#include "claim/measure.h"

#include <string.h>

typedef struct {
    size_t count;
    const argument_t **attractors;
} attractors_t;

static attractors_t attractors_of(const claim_t *claim)
{
    attractors_t found = {0, mem_alloc(claim->argument_count, sizeof *found.attractors)};
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].name && strcmp(claim->arguments[i].name, "of") == 0)
            found.attractors[found.count++] = claim->arguments + i;
    return found;
}

static bool is_set(const argument_t *attractor)
{
    return attractor->kind == VALUE_FORMULA;
}

// The set that stands for attractor k: itself, or a ball about the point, from which orbits tend to it. Values: those of the ball.
static status_t add_attractor(expr_t *set, lowering_t *lowering, const argument_t *attractor, size_t values)
{
    if (is_set(attractor)) {
        *set = lowering_instantiate(lowering, attractor->formula);
        dynamics_add_domain(lowering, *set, *set);
        dynamics_add_step(lowering, "invariant", *set, *set);
        return STATUS_OK;
    }
    expr_t *centre = mem_alloc(lowering->dimension, sizeof *centre);
    for (size_t i = 0; i < lowering->dimension; i++)
        centre[i] = lowering_instantiate(
            lowering, attractor->kind == VALUE_NUMBER ? attractor->number : attractor->coordinates[i]);
    status_t status = dynamics_add_trap(set, lowering, centre, values);
    mem_free(centre);
    return status;
}

static bool read_steps(size_t *steps, lowering_t *lowering, const fmpq *value)
{
    size_t given;
    if (!lowering_count(&given, lowering, "within") || !fmpz_is_one(fmpq_denref(value)) ||
        fmpz_sgn(fmpq_numref(value)) < 0 || !fmpz_abs_fits_ui(fmpq_numref(value)))
        return false;
    *steps = fmpz_get_ui(fmpq_numref(value));
    return given == 0 || *steps == given;
}

static void add_disjoint(lowering_t *lowering, size_t count, const expr_t *sets)
{
    dag_t *dag = lowering->dag;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            lowering_add_forall(lowering, "disjoint", sets[k], expr_unary(dag, EXPR_NOT, sets[i]));
}

static size_t tactic_value_count(const lowering_t *lowering, const attractors_t *attractors)
{
    return 1 + (TRAP_VALUES + measure_value_count(lowering)) * attractors->count;
}

static bool is_supported(const lowering_t *lowering)
{
    if (lowering->system.kind == SYSTEM_GD)
        return measure_is_supported(lowering);
    *lowering->reason = "basins are decided for gd: not with momentum or noise, nor for the flow";
    return false;
}

// Without a tactic: says why there is none.
static status_t lower_basin(lowering_t *lowering)
{
    if (is_supported(lowering))
        *lowering->reason = "no invariant sets or balls from which orbits tend to the points were found";
    return STATUS_UNSUPPORTED;
}

static status_t lower_attractors(lowering_t *lowering, const attractors_t *attractors)
{
    size_t steps, count = attractors->count;
    if (!is_supported(lowering))
        return STATUS_UNSUPPORTED;
    if (!dynamics_has_values(lowering, tactic_value_count(lowering, attractors)) ||
        !read_steps(&steps, lowering, dynamics_number(lowering, 0)))
        return STATUS_UNSUPPORTED;
    target_t *targets = mem_alloc(count, sizeof *targets);
    expr_t *sets = mem_alloc(count, sizeof *sets);
    status_t status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        status = add_attractor(sets + i, lowering, attractors->attractors[i], 1 + TRAP_VALUES * i);
        targets[i].formula = sets[i];
        measure_set_bounds(targets + i, lowering, 1 + TRAP_VALUES * count + 2 * i);
    }
    if (status == STATUS_OK) {
        add_disjoint(lowering, count, sets);
        obligation_t *measure = dynamics_add(lowering, OBLIGATION_MEASURE, "measure");
        measure->region = measure_region(lowering);
        measure->has_steps = true;
        measure->steps = steps;
        measure->target_count = count;
        measure->targets = targets;
        lowering_quantify(lowering, measure, true);
    } else {
        mem_free(targets);
    }
    mem_free(sets);
    return status;
}

// Values: the number of steps; for each attractor those of a ball (0 for a set); for `?` least and most for each.
static status_t lower_subdivision(lowering_t *lowering)
{
    attractors_t attractors = attractors_of(lowering->claim);
    status_t status = lower_attractors(lowering, &attractors);
    mem_free(attractors.attractors);
    return status;
}

static status_t lower_contrary(lowering_t *lowering)
{
    return measure_lower_contrary(lowering, lower_subdivision);
}

static const tactic_definition_t tactics[] = {
    {"subdivision", false, lower_subdivision}, {"contrary", true, lower_contrary}, {NULL, false, NULL}};

const predicate_definition_t predicate_basin = {
    .predicate = PREDICATE_BASIN,
    .parameters = {{"of", ACCEPT_POINT | ACCEPT_REGION, true, false, false},
                   {"within", ACCEPT_NUMBER, false, false, false},
                   {"measure", ACCEPT_NUMBER, true, true, true}},
    .is_dynamic = true,
    .encloses = true,
    .repeats = true,
    .lower = lower_basin,
    .tactics = tactics};
