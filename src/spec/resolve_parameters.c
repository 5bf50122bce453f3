// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/resolver.h"

// The number of coordinates of each parameter, and of all together.
static bool resolve_sizes(resolver_t *resolver, parameter_t *parameters, size_t *total, const statement_t *statement)
{
    *total = 0;
    for (size_t k = 0; k < statement->parameter_count; k++) {
        const parameter_ast_t *ast = statement->parameters + k;
        slong size = 0;
        if (ast->size && !resolve_integer(resolver, &size, ast->size, "the number of coordinates"))
            return false;
        if (ast->size && size < 1) {
            source_error(resolver->source, ast->size->span, "a vector has at least one coordinate");
            return false;
        }
        parameters[k] = (parameter_t){source_name(resolver->source, ast->name), (size_t)size, *total};
        *total += ast->size ? (size_t)size : 1;
        if (*total > SPEC_MAX_DIMENSION) {
            source_limit(resolver->source, ast->name,
                         "a function has at most %u variables, the coordinates of vectors counted one by one",
                         SPEC_MAX_DIMENSION);
            return false;
        }
    }
    return true;
}

static void make_variables(resolver_t *resolver, expr_t *variables, const parameter_t *parameter, variable_kind_t kind)
{
    name_t name = parameter->name;
    if (parameter->size == 0)
        variables[parameter->first] =
            resolver_new_variable(resolver, arena_text(resolver->arena, "%.*s", NAME_ARGUMENTS(name)), kind);
    for (size_t i = 0; i < parameter->size; i++) {
        const char *text = arena_text(resolver->arena, "%.*s[%zu]", NAME_ARGUMENTS(name), i + 1);
        variables[parameter->first + i] = resolver_new_variable(resolver, text, kind);
    }
}

callable_t *resolve_parameters(resolver_t *resolver, const statement_t *statement, variable_kind_t kind)
{
    callable_t *callable = arena_alloc(resolver->arena, 1, sizeof *callable);
    parameter_t *parameters = arena_alloc(resolver->arena, statement->parameter_count, sizeof *parameters);
    if (!resolve_sizes(resolver, parameters, &callable->count, statement))
        return NULL;
    expr_t *variables = arena_alloc(resolver->arena, callable->count, sizeof *variables);
    for (size_t k = 0; k < statement->parameter_count; k++)
        make_variables(resolver, variables, parameters + k, kind);
    callable->name = source_name(resolver->source, statement->name);
    callable->parameters = parameters;
    callable->parameter_count = statement->parameter_count;
    callable->variables = variables;
    callable->body = term_error();
    return callable;
}

term_t parameter_value(const callable_t *callable, const parameter_t *parameter)
{
    const expr_t *variables = callable->variables + parameter->first;
    return parameter->size ? term_vector(parameter->size, variables) : term_number(variables[0]);
}
