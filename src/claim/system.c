// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/system.h"

#include "base/memory.h"
#include "spec/fold.h"

#include <string.h>

// ---- the arguments of `with ...` ----

typedef struct {
    const char *name;
    bool required;
    bool is_noise; // uniform(s), else a number
} system_parameter_t;

#define SYSTEM_MAX_PARAMETERS 2

static const struct {
    const char *name;
    system_parameter_t parameters[SYSTEM_MAX_PARAMETERS];
} signatures[SYSTEM_KIND_COUNT] = {
    [SYSTEM_GD] = {"gd", {{"rate", true, false}}},
    [SYSTEM_SGD] = {"sgd", {{"rate", true, false}, {"noise", true, true}}},
    [SYSTEM_HEAVY_BALL] = {"heavy_ball", {{"rate", true, false}, {"momentum", true, false}}},
    [SYSTEM_FLOW] = {"flow", {{"regularised", false, false}}},
};

static system_kind_t kind_of(const dynamics_t *dynamics)
{
    size_t kind = 0;
    while (strcmp(signatures[kind].name, dynamics->name) != 0) // the parser admits these words only
        kind++;
    return (system_kind_t)kind;
}

static const argument_t *find_argument(const dynamics_t *dynamics, const char *name)
{
    for (size_t i = 0; i < dynamics->argument_count; i++)
        if (dynamics->arguments[i].name && strcmp(dynamics->arguments[i].name, name) == 0)
            return dynamics->arguments + i;
    return NULL;
}

bool argument_is_unknown(const argument_t *argument)
{
    return argument->kind == VALUE_UNKNOWN || (argument->kind == VALUE_NOISE && argument->number == EXPR_NONE);
}

bool dynamics_is_unknown(const dynamics_t *dynamics)
{
    for (size_t i = 0; i < dynamics->argument_count; i++)
        if (argument_is_unknown(dynamics->arguments + i))
            return true;
    return false;
}

// ---- validation ----

static const system_parameter_t *find_parameter(system_kind_t kind, const char *name)
{
    for (size_t i = 0; i < SYSTEM_MAX_PARAMETERS && signatures[kind].parameters[i].name; i++)
        if (name && strcmp(signatures[kind].parameters[i].name, name) == 0)
            return signatures[kind].parameters + i;
    return NULL;
}

static bool is_negative(const dag_t *dag, expr_t a)
{
    fmpq_t value;
    fmpq_init(value);
    bool negative = fold_rational(value, dag, a) && fmpq_sgn(value) < 0;
    fmpq_clear(value);
    return negative;
}

static void validate_argument(spec_t *spec, system_kind_t kind, const argument_t *argument)
{
    const system_parameter_t *parameter = find_parameter(kind, argument->name);
    diagnostics_t *list = &spec->diagnostics;
    if (!parameter)
        diagnostics_error(list, argument->span, "%s takes %s%s%s", signatures[kind].name,
                          signatures[kind].parameters[0].name, signatures[kind].parameters[1].name ? " and " : "",
                          signatures[kind].parameters[1].name ? signatures[kind].parameters[1].name : "");
    else if (argument->relation != RELATION_IS)
        diagnostics_error(list, argument->span, "write '%s = ...' here", parameter->name);
    else if (parameter->is_noise && argument->kind != VALUE_NOISE)
        diagnostics_error(list, argument->span, "'noise' must be uniform(s)");
    else if (!parameter->is_noise && argument->kind != VALUE_NUMBER && argument->kind != VALUE_UNKNOWN)
        diagnostics_error(list, argument->span, "'%s' must be a number", parameter->name);
    else if (!argument_is_unknown(argument) && is_negative(spec->dag, argument->number))
        diagnostics_error(list, argument->span, "'%s' must not be negative", parameter->name);
}

static bool is_given(const dynamics_t *dynamics, const char *name)
{
    return find_argument(dynamics, name) != NULL;
}

void dynamics_validate(spec_t *spec, const claim_t *claim)
{
    system_kind_t kind = kind_of(&claim->dynamics);
    for (size_t i = 0; i < claim->dynamics.argument_count; i++)
        validate_argument(spec, kind, claim->dynamics.arguments + i);
    for (size_t i = 0; i < SYSTEM_MAX_PARAMETERS && signatures[kind].parameters[i].name; i++)
        if (signatures[kind].parameters[i].required && !is_given(&claim->dynamics, signatures[kind].parameters[i].name))
            diagnostics_error(&spec->diagnostics, claim->dynamics.span, "%s needs the argument '%s'",
                              signatures[kind].name, signatures[kind].parameters[i].name);
}

// ---- the maps ----

static expr_t number_of(const dynamics_t *dynamics, const char *name, expr_t unknown)
{
    const argument_t *argument = find_argument(dynamics, name);
    if (!argument)
        return EXPR_NONE;
    return argument_is_unknown(argument) ? unknown : argument->number;
}

static expr_t *gradient_of(const spec_t *spec, expr_t function)
{
    expr_t *gradient = mem_alloc(spec->dimension, sizeof *gradient);
    for (size_t i = 0; i < spec->dimension; i++)
        gradient[i] = expr_derivative(spec->dag, function, spec->state[i]);
    return gradient;
}

// x - rate * (grad f(x) + level * u), u where there is noise.
static void set_descent(system_t *system, spec_t *spec)
{
    dag_t *dag = spec->dag;
    expr_t *gradient = gradient_of(spec, spec->landscape);
    for (size_t i = 0; i < system->dimension; i++) {
        expr_t slope = gradient[i];
        if (system->noise_count)
            slope = expr_binary(dag, EXPR_ADD, slope, expr_binary(dag, EXPR_MUL, system->level, spec->noise[i]));
        system->map[i] = expr_binary(dag, EXPR_SUB, spec->state[i], expr_binary(dag, EXPR_MUL, system->rate, slope));
    }
    mem_free(gradient);
}

static void add_momentum(system_t *system, spec_t *spec)
{
    dag_t *dag = spec->dag;
    for (size_t i = 0; i < system->dimension; i++) {
        expr_t velocity = expr_binary(dag, EXPR_SUB, spec->state[i], spec->previous[i]);
        expr_t push = expr_binary(dag, EXPR_MUL, system->momentum, velocity);
        system->map[i] = expr_binary(dag, EXPR_ADD, system->map[i], push);
        system->map[system->dimension + i] = spec->state[i];
    }
}

static void set_flow(system_t *system, spec_t *spec)
{
    dag_t *dag = spec->dag;
    expr_t loss = spec->landscape;
    if (system->rate != EXPR_NONE) {
        expr_t *gradient = gradient_of(spec, spec->landscape), square = EXPR_NONE;
        for (size_t i = 0; i < system->dimension; i++) {
            expr_t term = expr_power(dag, gradient[i], 2, 1);
            square = i ? expr_binary(dag, EXPR_ADD, square, term) : term;
        }
        expr_t weight = expr_binary(dag, EXPR_DIV, system->rate, expr_integer(dag, 4));
        loss = expr_binary(dag, EXPR_ADD, loss, expr_binary(dag, EXPR_MUL, weight, square));
        mem_free(gradient);
    }
    system->loss = loss;
    expr_t *gradient = gradient_of(spec, loss);
    for (size_t i = 0; i < system->dimension; i++)
        system->map[i] = expr_unary(dag, EXPR_NEG, gradient[i]);
    mem_free(gradient);
}

void system_init(system_t *system, spec_t *spec, const dynamics_t *dynamics, expr_t unknown)
{
    size_t n = spec->dimension;
    *system = (system_t){.kind = kind_of(dynamics), .dimension = n, .noise = spec->noise, .loss = spec->landscape};
    system->state_count = system->kind == SYSTEM_HEAVY_BALL ? 2 * n : n;
    system->noise_count = system->kind == SYSTEM_SGD ? n : 0;
    system->rate = number_of(dynamics, system->kind == SYSTEM_FLOW ? "regularised" : "rate", unknown);
    system->momentum = number_of(dynamics, "momentum", unknown);
    system->level = number_of(dynamics, "noise", unknown);
    system->state = mem_alloc(system->state_count, sizeof *system->state);
    system->map = mem_alloc(system->state_count, sizeof *system->map);
    memcpy(system->state, spec->state, n * sizeof *system->state);
    if (system->kind == SYSTEM_FLOW) {
        set_flow(system, spec);
        return;
    }
    set_descent(system, spec);
    if (system->kind == SYSTEM_HEAVY_BALL) {
        memcpy(system->state + n, spec->previous, n * sizeof *system->state);
        add_momentum(system, spec);
    }
}

void system_clear(system_t *system)
{
    mem_free(system->state);
    mem_free(system->map);
}

static void substitute(expr_t *term, dag_t *dag, size_t count, const expr_t *variables, const expr_t *values)
{
    if (*term != EXPR_NONE)
        *term = expr_substitute(dag, *term, count, variables, values);
}

void system_substitute(system_t *system, dag_t *dag, size_t count, const expr_t *variables, const expr_t *values)
{
    if (count == 0)
        return;
    substitute(&system->rate, dag, count, variables, values);
    substitute(&system->momentum, dag, count, variables, values);
    substitute(&system->level, dag, count, variables, values);
    substitute(&system->loss, dag, count, variables, values);
    for (size_t i = 0; i < system->state_count; i++)
        substitute(system->map + i, dag, count, variables, values);
}

expr_t system_after(const system_t *system, dag_t *dag, expr_t a)
{
    return expr_substitute(dag, a, system->state_count, system->state, system->map);
}

expr_t *system_iterate(const system_t *system, dag_t *dag, size_t steps)
{
    size_t n = system->state_count;
    expr_t *now = mem_alloc(n, sizeof *now), *next = mem_alloc(n, sizeof *next);
    memcpy(now, system->state, n * sizeof *now);
    for (size_t t = 0; t < steps; t++) {
        for (size_t i = 0; i < n; i++)
            next[i] = expr_substitute(dag, system->map[i], n, system->state, now);
        memcpy(now, next, n * sizeof *now);
    }
    mem_free(next);
    return now;
}
