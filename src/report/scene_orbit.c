// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_orbit.h"

#include "base/memory.h"
#include "claim/system.h"
#include "expr/derivative.h"

#include <math.h>
#include <string.h>

#define PRECISION 2048
#define KNOWN_BITS 30 // of a state that is shown

// The terms of the start, one for each coordinate; NULL where the claim has none.
static const expr_t *start_of(const claim_t *claim)
{
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        if (argument->name && strcmp(argument->name, "from") != 0)
            continue;
        return argument->kind == VALUE_NUMBER   ? &argument->number
               : argument->kind == VALUE_VECTOR ? argument->coordinates
                                                : NULL;
    }
    return NULL;
}

static size_t steps_of(const scene_t *scene, const claim_t *claim)
{
    double steps = NAN;
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].name && strcmp(claim->arguments[i].name, "steps") == 0 &&
            claim->arguments[i].kind == VALUE_NUMBER)
            steps = scene_constant(scene, claim->arguments[i].number);
    return steps > 0 ? (size_t)fmin(steps, ORBIT_SHOWN) : 0;
}

// Map and landscape as functions of the state; NULL where they depend on more.
static tape_t *compile(spec_t *spec, const system_t *system)
{
    size_t count = system->state_count;
    expr_t *roots = mem_alloc(count + 1, sizeof *roots);
    bool closed = true;
    for (size_t i = 0; i <= count; i++) {
        expr_t *variables;
        roots[i] = expr_eliminate_operators(spec->dag, i < count ? system->map[i] : spec->landscape);
        size_t variable_count = expr_free_variables(&variables, spec->dag, roots[i]);
        for (size_t k = 0; k < variable_count; k++) {
            bool given = false;
            for (size_t j = 0; j < count; j++)
                given = given || system->state[j] == variables[k];
            closed = closed && given;
        }
        mem_free(variables);
    }
    closed = closed && !dag_over_limit(spec->dag);
    tape_t *tape = closed ? tape_compile(spec->dag, count + 1, roots, count, system->state) : NULL;
    mem_free(roots);
    return tape;
}

// With momentum the orbit begins at rest.
static bool set_start(arb_ptr state, const scene_t *scene, const system_t *system, const expr_t *start)
{
    const dag_t *dag = scene->spec->dag;
    for (size_t i = 0; i < system->state_count; i++) {
        expr_t term = start[i % system->dimension];
        regularity_t regularity = REGULARITY_UNKNOWN;
        if (!expr_is_constant(dag, term))
            return false;
        tape_t *tape = tape_compile(dag, 1, &term, 0, NULL);
        tape_evaluate_arb(state + i, &regularity, NULL, tape, NULL, PRECISION);
        tape_free(tape);
        if (regularity < REGULARITY_DEFINED)
            return false;
    }
    return true;
}

static double middle(arb_srcptr value)
{
    return arb_is_finite(value) ? arf_get_d(arb_midref(value), ARF_RND_NEAR) : NAN;
}

// Adds the state, and moves on to the next one. False when a state is not known well enough to be shown, or has no
// next.
static bool add_state(scene_orbit_t *orbit, const tape_t *tape, const system_t *system, arb_ptr state)
{
    size_t count = system->state_count, n = system->dimension;
    for (size_t i = 0; i < count; i++)
        if (!arb_is_finite(state + i) ||
            (arb_rel_accuracy_bits(state + i) < KNOWN_BITS && mag_cmp_2exp_si(arb_radref(state + i), -KNOWN_BITS) > 0))
            return false;
    arb_ptr next = _arb_vec_init((slong)count + 1);
    regularity_t *regularity = mem_alloc(count + 1, sizeof *regularity);
    tape_evaluate_arb(next, regularity, NULL, tape, state, PRECISION);
    bool moves = true;
    for (size_t i = 0; i < n; i++)
        orbit->states[orbit->count * n + i] = middle(state + i);
    orbit->values[orbit->count++] = regularity[count] >= REGULARITY_DEFINED ? middle(next + count) : NAN;
    for (size_t i = 0; i < count; i++) {
        moves = moves && regularity[i] >= REGULARITY_DEFINED;
        arb_set(state + i, next + i);
    }
    mem_free(regularity);
    _arb_vec_clear(next, (slong)count + 1);
    return moves;
}

bool scene_orbit_make(scene_orbit_t *orbit, const scene_t *scene, size_t claim)
{
    const claim_t *c = scene->spec->claims + claim;
    const expr_t *start = start_of(c);
    size_t steps = steps_of(scene, c), n = scene->spec->dimension;
    memset(orbit, 0, sizeof *orbit);
    if (c->predicate != PREDICATE_ORBIT || !start || !c->dynamics.name)
        return false;
    system_t system;
    system_init(&system, scene->spec, &c->dynamics, scene->spec->unknown);
    bool discrete = system.kind == SYSTEM_GD || system.kind == SYSTEM_HEAVY_BALL;
    tape_t *tape = discrete ? compile(scene->spec, &system) : NULL;
    arb_ptr state = _arb_vec_init((slong)system.state_count);
    if (tape && set_start(state, scene, &system, start)) {
        orbit->states = arena_alloc(scene->arena, (steps + 1) * n, sizeof *orbit->states);
        orbit->values = arena_alloc(scene->arena, steps + 1, sizeof *orbit->values);
        while (orbit->count <= steps && add_state(orbit, tape, &system, state)) {
        }
    }
    _arb_vec_clear(state, (slong)system.state_count);
    if (tape)
        tape_free(tape);
    system_clear(&system);
    return orbit->count > 1;
}
