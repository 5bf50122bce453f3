// SPDX-License-Identifier: LGPL-3.0-or-later
// Calls: of functions of the spec, of their derivatives, of the language's own functions.
#include "spec/resolver.h"

// ---- functions of the spec ----

#define MAX_REPLACEMENT 30000000u // of one replacement, in words of memory

// Replacing in a looks at all nodes up to a, with a bit for every variable, and, where there are derivatives, once at
// the nodes up to each value.
static bool charge_replacement(resolver_t *resolver, expr_t a, size_t count, const expr_t *place, span_t span)
{
    size_t cost = ((size_t)a + 1) * (1 + resolver->variable_count / 64), values = 0;
    for (size_t i = 0; i < count; i++)
        if (expr_child_count(resolver->dag, place[i]) > 0)
            values += place[i];
    return resolver_charge(resolver, cost > MAX_REPLACEMENT ? MAX_REPLACEMENT : 1 + cost / 8 + values / 64, span);
}

expr_t callable_at(resolver_t *resolver, expr_t a, const callable_t *callable, const expr_t *place, span_t span)
{
    bool is_same = true;
    for (size_t i = 0; i < callable->count; i++)
        is_same = is_same && place[i] == callable->variables[i];
    if (is_same)
        return a;
    if (!charge_replacement(resolver, a, callable->count, place, span))
        return EXPR_NONE;
    return expr_substitute(resolver->dag, a, callable->count, callable->variables, place);
}

// The value or vector of values of a callable at a place.
static term_t body_at(resolver_t *resolver, const callable_t *callable, const expr_t *place, span_t span)
{
    term_t body = callable->body;
    if (body.kind == TERM_NUMBER)
        return term_number(callable_at(resolver, body.single, callable, place, span));
    if (body.kind != TERM_VECTOR)
        return term_error();
    expr_t *items = arena_alloc(resolver->arena, body.count, sizeof *items);
    for (size_t k = 0; k < body.count; k++) {
        items[k] = callable_at(resolver, body.items[k], callable, place, span);
        if (items[k] == EXPR_NONE)
            return term_error();
    }
    return term_vector(body.count, items);
}

static bool report_argument_count(resolver_t *resolver, name_t name, size_t needed, size_t given, span_t span)
{
    source_error(resolver->source, span, "'%.*s' takes %zu argument%s, not %zu", NAME_ARGUMENTS(name), needed,
                 needed == 1 ? "" : "s", given);
    return false;
}

// One argument into the variables of its parameter.
static bool place_argument(resolver_t *resolver, expr_t *place, const parameter_t *parameter, const ast_t *ast)
{
    size_t needed = parameter->size ? parameter->size : 1, count;
    term_t term = resolve_term(resolver, ast);
    if (term.kind == TERM_ERROR)
        return false;
    const expr_t *items = term_coordinates(resolver, &term, &count);
    if (!items || count != needed) {
        const char *given = term_description(resolver, term);
        source_error(resolver->source, ast->span, "the argument '%.*s' is %s, not %s", NAME_ARGUMENTS(parameter->name),
                     term_description(resolver, parameter->size ? term_vector(needed, NULL) : term_number(0)), given);
        return false;
    }
    for (size_t i = 0; i < needed; i++)
        place[parameter->first + i] = items[i];
    return true;
}

// One vector for all the parameters, as in f(z) with z = (1, 2).
static bool place_vector(resolver_t *resolver, expr_t *place, const callable_t *callable, const ast_t *ast)
{
    size_t count;
    term_t term = resolve_term(resolver, ast);
    if (term.kind == TERM_ERROR)
        return false;
    const expr_t *items = term_coordinates(resolver, &term, &count);
    if (!items || count != callable->count) {
        source_error(resolver->source, ast->span, "'%.*s' takes %zu coordinates, not %s",
                     NAME_ARGUMENTS(callable->name), callable->count, term_description(resolver, term));
        return false;
    }
    for (size_t i = 0; i < count; i++)
        place[i] = items[i];
    return true;
}

// The values of a callable's variables, from the arguments of a call; NULL after an error.
static const expr_t *resolve_place(resolver_t *resolver, const callable_t *callable, const ast_t *call)
{
    size_t given = call->count - 1;
    expr_t *place = arena_alloc(resolver->arena, callable->count, sizeof *place);
    if (!resolver_charge(resolver, callable->count, call->span))
        return NULL;
    if (given == 1 && callable->parameter_count != 1)
        return place_vector(resolver, place, callable, call->children[1]) ? place : NULL;
    if (given != callable->parameter_count) {
        report_argument_count(resolver, callable->name, callable->parameter_count, given, call->span);
        return NULL;
    }
    bool complete = true;
    for (size_t k = 0; k < given; k++)
        complete = place_argument(resolver, place, callable->parameters + k, call->children[k + 1]) && complete;
    return complete ? place : NULL;
}

// The function that an expression names, or NULL (not reported) when it names none; locals hide functions.
static const symbol_t *function_named(const resolver_t *resolver, const ast_t *ast)
{
    if (ast->kind != AST_NAME)
        return NULL;
    name_t name = source_name(resolver->source, ast->span);
    const symbol_t *symbol = local_find(resolver, name) ? NULL : symbol_find(resolver, name);
    return symbol && symbol->kind == SYMBOL_FUNCTION ? symbol : NULL;
}

static term_t call_symbol(resolver_t *resolver, const symbol_t *symbol, const ast_t *call)
{
    if (!symbol_check(resolver, symbol, call->children[0]->span))
        return term_error();
    const expr_t *place = resolve_place(resolver, symbol->callable, call);
    return place ? body_at(resolver, symbol->callable, place, call->span) : term_error();
}

// ---- f' and f'' ----

static bool check_prime(resolver_t *resolver, const callable_t *callable, const ast_t *prime)
{
    name_t name = callable->name;
    if (callable->body.kind == TERM_ERROR)
        return false;
    if (prime->order > 2)
        source_error(resolver->source, prime->span, "write d(...) for derivatives beyond the second");
    else if (callable->count != 1)
        source_error(resolver->source, prime->span,
                     "'%.*s' has %zu variables, and f' needs one; write grad(%.*s) or d(%.*s, x)", NAME_ARGUMENTS(name),
                     callable->count, NAME_ARGUMENTS(name), NAME_ARGUMENTS(name));
    else if (callable->body.kind != TERM_NUMBER)
        source_error(resolver->source, prime->span,
                     "'%.*s' gives a vector, and f' needs a function that gives a number", NAME_ARGUMENTS(name));
    else
        return true;
    return false;
}

// f'(a), f''(a): differentiated first, then taken at a.
static term_t call_derivative(resolver_t *resolver, const ast_t *call)
{
    const ast_t *prime = call->children[0], *function = prime->children[0];
    const symbol_t *symbol = function_named(resolver, function);
    if (!symbol) {
        source_error(resolver->source, function->span,
                     "only a function has a derivative, as in f'(x); for an expression "
                     "write d(..., x)");
        return term_error();
    }
    if (!symbol_check(resolver, symbol, function->span) || !check_prime(resolver, symbol->callable, prime))
        return term_error();
    const callable_t *callable = symbol->callable;
    const expr_t *place = resolve_place(resolver, callable, call);
    if (!place)
        return term_error();
    expr_t derivative = callable->body.single;
    for (unsigned k = 0; k < prime->order; k++)
        derivative = expr_derivative(resolver->dag, derivative, callable->variables[0]);
    return term_number(callable_at(resolver, derivative, callable, place, call->span));
}

// ---- d, grad and hess ----

// The variable or vector of variables of that name here; NULL when it names none, or of another size.
static const expr_t *current_variable(resolver_t *resolver, const parameter_t *parameter, span_t span)
{
    size_t count;
    const local_t *local = local_find(resolver, parameter->name);
    const symbol_t *symbol = local ? NULL : symbol_find(resolver, parameter->name);
    if (!local && !(symbol && symbol->kind == SYMBOL_STATE && symbol->progress == SYMBOL_DEFINED))
        return NULL;
    const term_t *value = local ? &local->value : &symbol->value;
    const expr_t *items = value->kind == TERM_ERROR ? NULL : term_coordinates(resolver, value, &count);
    if (!items || count != (parameter->size ? parameter->size : 1))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (expr_op(resolver->dag, items[i]) != EXPR_VARIABLE)
            return NULL;
    if (symbol)
        resolver_use(resolver, USE_STATE, span);
    return items;
}

// The current point as a place of the callable: the variables here that have the names of its arguments.
static const expr_t *current_place(resolver_t *resolver, const callable_t *callable, span_t span)
{
    expr_t *place = arena_alloc(resolver->arena, callable->count, sizeof *place);
    for (size_t k = 0; k < callable->parameter_count; k++) {
        const parameter_t *parameter = callable->parameters + k;
        const expr_t *items = current_variable(resolver, parameter, span);
        if (!items) {
            source_error(resolver->source, span,
                         "there is no current point for '%.*s': its argument '%.*s' is not a "
                         "variable here; write %.*s(...) at a point",
                         NAME_ARGUMENTS(callable->name), NAME_ARGUMENTS(parameter->name),
                         NAME_ARGUMENTS(callable->name));
            return NULL;
        }
        for (size_t i = 0; i < (parameter->size ? parameter->size : 1); i++)
            place[parameter->first + i] = items[i];
    }
    return place;
}

// An expression as a function of the variables here that have the names of the landscape's.
static const callable_t *expression_as_callable(resolver_t *resolver, const ast_t *ast, span_t span)
{
    expr_t body = resolve_number(resolver, ast);
    if (body == EXPR_NONE)
        return NULL;
    const symbol_t *landscape = resolver->landscape;
    if (!landscape || landscape->progress != SYMBOL_DEFINED) {
        source_error(resolver->source, ast->span,
                     "the gradient of an expression is in the variables of the landscape, "
                     "and there is none here; write d(..., x) for each variable");
        return NULL;
    }
    callable_t *callable = arena_alloc(resolver->arena, 1, sizeof *callable);
    *callable = *landscape->callable;
    callable->variables = current_place(resolver, landscape->callable, span);
    callable->body = term_number(body);
    return callable->variables ? callable : NULL;
}

// What grad and hess are taken of; `span` is their name.
static const callable_t *resolve_operand(resolver_t *resolver, const ast_t *ast, span_t span)
{
    const symbol_t *symbol = function_named(resolver, ast);
    if (!symbol)
        return expression_as_callable(resolver, ast, span);
    if (!symbol_check(resolver, symbol, ast->span) || symbol->callable->body.kind == TERM_ERROR)
        return NULL;
    if (symbol->callable->body.kind == TERM_NUMBER)
        return symbol->callable;
    source_error(resolver->source, ast->span,
                 "'%.*s' gives a vector; grad and hess need a function that gives a number",
                 NAME_ARGUMENTS(symbol->name));
    return NULL;
}

static term_t gradient_at(resolver_t *resolver, const callable_t *callable, const expr_t *place, span_t span)
{
    expr_t *items = arena_alloc(resolver->arena, callable->count, sizeof *items);
    for (size_t i = 0; i < callable->count; i++) {
        expr_t partial = expr_derivative(resolver->dag, callable->body.single, callable->variables[i]);
        items[i] = callable_at(resolver, partial, callable, place, span);
        if (items[i] == EXPR_NONE)
            return term_error();
    }
    return term_vector(callable->count, items);
}

static term_t hessian_at(resolver_t *resolver, const callable_t *callable, const expr_t *place)
{
    hessian_t *hessian = arena_alloc(resolver->arena, 1, sizeof *hessian);
    *hessian = (hessian_t){callable->body.single, callable->variables, place};
    return (term_t){.kind = TERM_MATRIX, .single = EXPR_NONE, .count = callable->count, .hessian = hessian};
}

// grad(f) and hess(f) at the current point; with `at`, a call grad(f)(p), at the place that its arguments give.
static term_t call_field(resolver_t *resolver, const builtin_t *builtin, const ast_t *field, const ast_t *at)
{
    span_t name = field->children[0]->span, span = at ? at->span : field->span;
    const callable_t *callable = resolve_operand(resolver, field->children[1], name);
    if (!callable)
        return term_error();
    const expr_t *place = at ? resolve_place(resolver, callable, at) : current_place(resolver, callable, name);
    if (!place)
        return term_error();
    return builtin->form == BUILTIN_GRADIENT ? gradient_at(resolver, callable, place, span)
                                             : hessian_at(resolver, callable, place);
}

// The first argument of d: an expression, or a function at the current point.
static expr_t resolve_differentiated(resolver_t *resolver, const ast_t *ast)
{
    const symbol_t *symbol = function_named(resolver, ast);
    if (!symbol)
        return resolve_number(resolver, ast);
    if (!symbol_check(resolver, symbol, ast->span))
        return EXPR_NONE;
    const expr_t *place = current_place(resolver, symbol->callable, ast->span);
    if (!place)
        return EXPR_NONE;
    return term_as_number(resolver, body_at(resolver, symbol->callable, place, ast->span), ast->span);
}

static expr_t resolve_variable(resolver_t *resolver, const ast_t *ast)
{
    expr_t variable = resolve_number(resolver, ast);
    if (variable == EXPR_NONE)
        return EXPR_NONE;
    if (expr_op(resolver->dag, variable) == EXPR_VARIABLE &&
        expr_variable_kind(resolver->dag, variable) != VARIABLE_POINT)
        return variable;
    source_error(resolver->source, ast->span, "d differentiates by a variable, such as x or x[1]");
    return EXPR_NONE;
}

// d(e, x, y): by x, then by y.
static term_t call_partial(resolver_t *resolver, const ast_t *call)
{
    expr_t value = resolve_differentiated(resolver, call->children[1]);
    for (size_t k = 2; k < call->count; k++) {
        expr_t variable = resolve_variable(resolver, call->children[k]);
        bool complete = value != EXPR_NONE && variable != EXPR_NONE;
        value = complete ? expr_derivative(resolver->dag, value, variable) : EXPR_NONE;
    }
    return term_number(value);
}

// ---- the language's own functions ----

static bool check_builtin_count(resolver_t *resolver, const builtin_t *builtin, const ast_t *call)
{
    size_t given = call->count - 1;
    if (given >= builtin->least && (builtin->most == 0 || given <= builtin->most))
        return true;
    source_error(resolver->source, call->span, "%s takes %zu argument%s%s, not %zu", builtin->name, builtin->least,
                 builtin->least == 1 ? "" : "s", builtin->most == 0 ? " or more" : "", given);
    return false;
}

static term_t call_operator(resolver_t *resolver, const builtin_t *builtin, const ast_t *call)
{
    expr_t value = resolve_number(resolver, call->children[1]);
    if (builtin->form == BUILTIN_UNARY)
        return value == EXPR_NONE ? term_error() : term_number(expr_unary(resolver->dag, builtin->op, value));
    for (size_t k = 2; k < call->count; k++) {
        expr_t next = resolve_number(resolver, call->children[k]);
        bool complete = value != EXPR_NONE && next != EXPR_NONE;
        value = complete ? expr_binary(resolver->dag, builtin->op, value, next) : EXPR_NONE;
    }
    return term_number(value);
}

static term_t call_builtin(resolver_t *resolver, const builtin_t *builtin, const ast_t *call)
{
    if (!check_builtin_count(resolver, builtin, call))
        return term_error();
    switch (builtin->form) {
    case BUILTIN_NORM:
        return term_number(term_norm(resolver, resolve_term(resolver, call->children[1]), call->children[1]->span));
    case BUILTIN_DOT: {
        term_t left = resolve_term(resolver, call->children[1]), right = resolve_term(resolver, call->children[2]);
        return term_number(term_dot(resolver, left, right, call->span));
    }
    case BUILTIN_PARTIAL:
        return call_partial(resolver, call);
    case BUILTIN_GRADIENT:
    case BUILTIN_HESSIAN:
        return call_field(resolver, builtin, call, NULL);
    default:
        return call_operator(resolver, builtin, call);
    }
}

// ---- all calls ----

// The builtin that is called by its name, or NULL.
static const builtin_t *builtin_called(const resolver_t *resolver, const ast_t *call)
{
    const ast_t *callee = call->children[0];
    return callee->kind == AST_NAME ? builtin_find(source_name(resolver->source, callee->span)) : NULL;
}

static bool is_field(const resolver_t *resolver, const ast_t *call)
{
    const builtin_t *builtin = call->kind == AST_CALL ? builtin_called(resolver, call) : NULL;
    return builtin && (builtin->form == BUILTIN_GRADIENT || builtin->form == BUILTIN_HESSIAN);
}

static term_t call_field_at(resolver_t *resolver, const ast_t *call)
{
    const ast_t *field = call->children[0];
    const builtin_t *builtin = builtin_called(resolver, field);
    return check_builtin_count(resolver, builtin, field) ? call_field(resolver, builtin, field, call) : term_error();
}

static term_t report_call(resolver_t *resolver, const ast_t *call)
{
    const ast_t *callee = call->children[0];
    name_t name = source_name(resolver->source, callee->span);
    if (callee->kind == AST_NAME && !name_is_visible(resolver, name))
        report_unknown_name(resolver, callee->span, false);
    else
        source_error(resolver->source, callee->span, "this is not a function; write '*' to multiply");
    return term_error();
}

term_t resolve_call(resolver_t *resolver, const ast_t *call)
{
    const ast_t *callee = call->children[0];
    if (callee->kind == AST_PRIME)
        return call_derivative(resolver, call);
    if (is_field(resolver, callee))
        return call_field_at(resolver, call);
    const builtin_t *builtin = builtin_called(resolver, call);
    if (builtin)
        return call_builtin(resolver, builtin, call);
    const symbol_t *symbol = function_named(resolver, callee);
    return symbol ? call_symbol(resolver, symbol, call) : report_call(resolver, call);
}
