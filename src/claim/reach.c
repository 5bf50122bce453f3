// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/reach.h"

#include "base/memory.h"

#include <string.h>

static status_t needs_steps(const lowering_t *lowering)
{
    if (lowering->system.kind != SYSTEM_FLOW)
        return STATUS_OK;
    *lowering->reason = "this predicate is not decided for the flow";
    return STATUS_UNSUPPORTED;
}

bool reach_read_limit(reach_t *reach, lowering_t *lowering)
{
    reach->time = EXPR_NONE;
    if (lowering->system.kind != SYSTEM_FLOW)
        return lowering_count(&reach->steps, lowering, "within");
    reach->time = lowering_number(lowering, "within");
    return true;
}

// The point for all state variables: the position before is the same.
static expr_t *at_rest(const lowering_t *lowering, const expr_t *point)
{
    const system_t *system = &lowering->system;
    expr_t *state = mem_alloc(system->state_count, sizeof *state);
    for (size_t i = 0; i < system->state_count; i++)
        state[i] = point[i % system->dimension];
    return state;
}

// The sets that the rest of the tactic's values are about, and boxes for the images of each; false when that is not a list of
// repellers, or there is no use for them.
static bool add_repellers(expr_t **sets, interval_t **images, size_t *count, lowering_t *lowering, const reach_t *reach)
{
    enum { MOST = 32 };
    size_t each = REPELLER_VALUES(lowering->dimension), left = lowering->tactic->count - lowering->tactic_offset;
    *count = left / each;
    *sets = NULL;
    *images = NULL;
    if (*count == 0 || *count > MOST)
        return dynamics_has_values(lowering, 0);
    if (!dynamics_has_values(lowering, *count * each) || lowering->system.kind != SYSTEM_GD ||
        reach->mode != ORBIT_ALMOST_EVERYWHERE)
        return false;
    *sets = mem_alloc(*count, sizeof **sets);
    *images = mem_alloc(*count * lowering->dimension, sizeof **images);
    for (size_t k = 0; k < *count; k++)
        (*sets)[k] = dynamics_add_repeller(*images + k * lowering->dimension, lowering, k * each);
    return true;
}

status_t reach_lower_partition(lowering_t *lowering, const reach_t *reach)
{
    dag_t *dag = lowering->dag;
    expr_t *repellers;
    interval_t *images;
    size_t repeller_count;
    if (needs_steps(lowering) != STATUS_OK || lowering->tactic->count < lowering->tactic_offset ||
        !add_repellers(&repellers, &images, &repeller_count, lowering, reach))
        return STATUS_UNSUPPORTED;
    // A start that is left out, and a null set of starts, are those of one orbit for all noise: there must be none.
    if (lowering->system.noise_count && (reach->but || reach->mode == ORBIT_ALMOST_EVERYWHERE)) {
        mem_free(repellers);
        mem_free(images);
        *lowering->reason = "`but` and `almost everywhere` are not decided with noise";
        return STATUS_UNSUPPORTED;
    }
    expr_t region = reach->region;
    if (reach->but) {
        dynamics_add_fixed(lowering, "fixed", reach->but);
        region = expr_and(dag, region, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, reach->but)));
    }
    obligation_t *rank = dynamics_add_rank(lowering, "reach", region, reach->target, reach->mode, reach->steps);
    rank->repeller_count = repeller_count;
    rank->repellers = repellers;
    rank->repeller_images = images;
    if (reach->but)
        rank->centre = at_rest(lowering, reach->but);
    return STATUS_OK;
}

status_t reach_lower_steps(lowering_t *lowering, const reach_t *reach, size_t steps)
{
    enum { FEW = 3 };
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    if (steps > (system->noise_count ? 1 : FEW) || (system->kind != SYSTEM_GD && system->kind != SYSTEM_SGD))
        return STATUS_UNSUPPORTED;
    expr_t not_yet = reach->region, arrived = reach->target;
    if (reach->but)
        not_yet = expr_and(dag, not_yet, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, reach->but)));
    for (size_t t = 1; t <= steps; t++) {
        expr_t *later = system_iterate(system, dag, t);
        not_yet = expr_and(dag, not_yet, expr_unary(dag, EXPR_NOT, arrived));
        dynamics_add_state_domain(lowering, not_yet, later);
        arrived = expr_substitute(dag, reach->target, system->state_count, system->state, later);
        mem_free(later);
    }
    lowering_add_forall(lowering, "reach", not_yet, arrived);
    return STATUS_OK;
}

status_t reach_lower_few(lowering_t *lowering, const reach_t *reach)
{
    const fmpq *steps = dynamics_number(lowering, 0);
    size_t most = reach->steps ? reach->steps : OBLIGATION_MAX_STEPS;
    if (!dynamics_has_values(lowering, 1) || !fmpz_is_one(fmpq_denref(steps)) || fmpz_sgn(fmpq_numref(steps)) <= 0 ||
        fmpz_cmp_ui(fmpq_numref(steps), most) > 0)
        return STATUS_UNSUPPORTED;
    return reach_lower_steps(lowering, reach, fmpz_get_ui(fmpq_numref(steps)));
}

void reach_fix_noise(lowering_t *lowering, size_t first)
{
    dag_t *dag = lowering->dag;
    const system_t *system = &lowering->system;
    size_t count = system->noise_count;
    expr_t *values = mem_alloc(count, sizeof *values), one = expr_integer(dag, 1);
    for (size_t i = 0; i < count; i++) {
        values[i] = dynamics_value(lowering, first + i);
        lowering_add_forall(lowering, "noise", expr_leaf(dag, EXPR_TRUE),
                            expr_binary(dag, EXPR_LESS_EQUAL, expr_unary(dag, EXPR_ABS, values[i]), one));
    }
    system_substitute(&lowering->system, dag, count, system->noise, values);
    lowering->system.noise_count = 0;
    mem_free(values);
}

status_t reach_lower_avoid(lowering_t *lowering, const reach_t *reach)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    bool fixes_noise = reach->mode == ORBIT_SURELY;
    if (needs_steps(lowering) != STATUS_OK ||
        !dynamics_has_values(lowering, parameters + 2 * n + (fixes_noise ? lowering->system.noise_count : 0)))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    if (fixes_noise)
        reach_fix_noise(lowering, parameters + 2 * n);
    expr_t box = dynamics_box(lowering, parameters), starts = lowering_instantiate(lowering, reach->region);
    // A box of some volume, where a null set of starts counts for nothing.
    for (size_t i = 0; i < n; i++)
        lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE),
                            expr_binary(dag, reach->mode == ORBIT_ALMOST_EVERYWHERE ? EXPR_LESS : EXPR_LESS_EQUAL,
                                        dynamics_value(lowering, parameters + 2 * i),
                                        dynamics_value(lowering, parameters + 2 * i + 1)));
    lowering_add_forall(lowering, "start", box, starts);
    if (reach->but)
        lowering_add_forall(lowering, "start", box, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, reach->but)));
    dynamics_add_avoid(lowering, "avoid", box, lowering_instantiate(lowering, reach->target));
    return STATUS_OK;
}

status_t reach_lower_trapped(lowering_t *lowering, const reach_t *reach)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    if (needs_steps(lowering) != STATUS_OK || lowering->system.kind == SYSTEM_HEAVY_BALL ||
        !dynamics_has_values(lowering, parameters + 2 * n))
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t box = dynamics_box(lowering, parameters);
    for (size_t i = 0; i < n; i++)
        lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE),
                            expr_binary(dag, EXPR_LESS, dynamics_value(lowering, parameters + 2 * i),
                                        dynamics_value(lowering, parameters + 2 * i + 1)));
    lowering_add_forall(lowering, "start", box, lowering_instantiate(lowering, reach->region));
    lowering_add_forall(lowering, "avoid", box, expr_unary(dag, EXPR_NOT, lowering_instantiate(lowering, reach->target)));
    dynamics_add_step(lowering, "invariant", box, box);
    return STATUS_OK;
}

const spec_point_t *reach_point(lowering_t *lowering, size_t index)
{
    const spec_t *spec = lowering->spec;
    const fmpq *value = dynamics_number(lowering, index);
    if (fmpz_is_one(fmpq_denref(value)) && fmpz_cmp_ui(fmpq_numref(value), 1) >= 0 &&
        fmpz_cmp_ui(fmpq_numref(value), spec->point_count) <= 0)
        return spec->points[fmpz_get_ui(fmpq_numref(value)) - 1];
    *lowering->reason = "no such point";
    return NULL;
}

// True at the point, for all parameters that are left.
static void add_at_point(lowering_t *lowering, const char *role, const spec_point_t *point, expr_t formula)
{
    lowering_add_forall(lowering, role, expr_leaf(lowering->dag, EXPR_TRUE),
                        expr_substitute(lowering->dag, formula, lowering->dimension, lowering->state, point->coordinates));
}

status_t reach_lower_fixed(lowering_t *lowering, const reach_t *reach)
{
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering);
    if (!dynamics_has_values(lowering, parameters + 1) || reach->mode != ORBIT_SURELY)
        return STATUS_UNSUPPORTED;
    const spec_point_t *point = reach_point(lowering, parameters);
    if (!point || point->implicit)
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    // For the flow: the map is Lipschitz there, so that no other solution begins at the point.
    for (size_t i = 0; i < lowering->dimension && lowering->system.kind == SYSTEM_FLOW; i++)
        lowering_add_forall(lowering, "lipschitz", dynamics_is_at(lowering, point->coordinates),
                            expr_unary(dag, EXPR_C1, lowering->system.map[i]));
    dynamics_add_fixed(lowering, "fixed", point->coordinates); // without noise it never moves
    add_at_point(lowering, "start", point, lowering_instantiate(lowering, reach->region));
    if (reach->but)
        add_at_point(lowering, "start", point, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, reach->but)));
    add_at_point(lowering, "avoid", point, expr_unary(dag, EXPR_NOT, lowering_instantiate(lowering, reach->target)));
    return STATUS_OK;
}

status_t reach_lower_cycle(lowering_t *lowering, const reach_t *reach)
{
    enum { LONGEST = 16 };
    dag_t *dag = lowering->dag;
    size_t parameters = dynamics_parameter_count(lowering), n = lowering->dimension;
    if (needs_steps(lowering) != STATUS_OK || !dynamics_has_values(lowering, parameters + n + 1) ||
        reach->mode != ORBIT_SURELY || lowering->system.noise_count ||
        lowering->system.state_count != n) // with momentum the same position is not the same state
        return STATUS_UNSUPPORTED;
    const fmpq *period = dynamics_number(lowering, parameters + n);
    if (!fmpz_is_one(fmpq_denref(period)) || fmpz_cmp_ui(fmpq_numref(period), 1) < 0 ||
        fmpz_cmp_ui(fmpq_numref(period), LONGEST) > 0)
        return STATUS_UNSUPPORTED;
    dynamics_fix_parameters(lowering);
    expr_t *start = mem_alloc(n, sizeof *start);
    for (size_t i = 0; i < n; i++)
        start[i] = dynamics_value(lowering, parameters + i);
    expr_t elsewhere = expr_unary(dag, EXPR_NOT, lowering_instantiate(lowering, reach->target));
    expr_t begins = lowering_instantiate(lowering, reach->region);
    if (reach->but)
        begins = expr_and(dag, begins, expr_unary(dag, EXPR_NOT, dynamics_is_at(lowering, reach->but)));
    begins = expr_and(dag, begins, elsewhere);
    lowering_add_forall(lowering, "start", expr_leaf(dag, EXPR_TRUE), expr_substitute(dag, begins, n, lowering->state, start));
    size_t count = fmpz_get_ui(fmpq_numref(period));
    for (size_t t = 1; t < count; t++)
        dynamics_add_orbit(lowering, "avoid", start, t, elsewhere);
    dynamics_add_orbit(lowering, "periodic", start, count, dynamics_is_at(lowering, start));
    mem_free(start);
    return STATUS_OK;
}
