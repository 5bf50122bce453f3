// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/resolver.h"

#include "real/number.h"

#include <string.h>

#define MAX_WORK 10000000u        // of one text
#define MAX_SUM_TERMS 10000       // of one sum
#define MAX_INTEGER 1000000       // of indices, bounds of sums, sizes
#define MAX_EXPONENT_PART 1000000 // p and q of x^(p/q)

// ---- limits and uses ----

bool resolver_charge(resolver_t *resolver, size_t amount, span_t span)
{
    if (resolver->is_stopped)
        return false;
    resolver->work += amount < MAX_WORK ? amount : MAX_WORK;
    if (dag_over_limit(resolver->dag))
        source_limit(resolver->source, span, "the text makes more than %u nodes of expressions up to here",
                     DAG_NODE_LIMIT);
    else if (resolver->work > MAX_WORK)
        source_limit(resolver->source, span, "the sums and function calls up to here unfold to too much");
    else if (!source_is_full(resolver->source))
        return true;
    resolver->is_stopped = true;
    return false;
}

expr_t resolver_new_variable(resolver_t *resolver, const char *name, variable_kind_t kind)
{
    resolver->variable_count++;
    return expr_new_variable(resolver->dag, name, kind);
}

bool resolver_is_unknown(const resolver_t *resolver, const ast_t *ast)
{
    if (ast->kind != AST_NAME)
        return ast->kind == AST_UNKNOWN;
    const local_t *local = local_find(resolver, source_name(resolver->source, ast->span));
    return local && local->is_unknown;
}

expr_t resolver_asked(resolver_t *resolver)
{
    if (resolver->spec->asked == EXPR_NONE)
        resolver->spec->asked = resolver_new_variable(resolver, "asked", VARIABLE_PARAMETER);
    return resolver->spec->asked;
}

void resolver_forget_uses(resolver_t *resolver)
{
    for (use_t use = 0; use < USE_COUNT; use++)
        resolver->uses[use].length = 0;
}

void resolver_use(resolver_t *resolver, use_t use, span_t span)
{
    if (resolver->uses[use].length == 0)
        resolver->uses[use] = span;
}

bool resolver_check_uses(resolver_t *resolver, unsigned forbidden, const char *what)
{
    static const char *const reasons[] = {
        [USE_STATE] = "depends on the variables of the landscape",
        [USE_POINT] = "depends on a point that is known only by its box",
        [USE_PARAMETER] = "varies by the claim's for",
    };
    for (use_t use = 0; use < USE_COUNT; use++)
        if ((forbidden >> use & 1) && resolver->uses[use].length > 0) {
            name_t name = source_name(resolver->source, resolver->uses[use]);
            source_error(resolver->source, resolver->uses[use], "%s must be a constant, but '%.*s' %s", what,
                         NAME_ARGUMENTS(name), reasons[use]);
            return false;
        }
    return true;
}

// ---- names and numbers ----

static term_t resolve_decimal(resolver_t *resolver, const ast_t *ast)
{
    name_t digits = source_name(resolver->source, ast->span);
    fmpq_t value;
    fmpq_init(value);
    expr_t number = EXPR_NONE;
    if (number_parse_decimal(value, digits.text, digits.length) == STATUS_OK)
        number = expr_rational(resolver->dag, value);
    else
        source_limit(resolver->source, ast->span, "this number can't be read");
    fmpq_clear(value);
    return term_number(number);
}

static void use_value(resolver_t *resolver, const term_t *value, span_t span)
{
    expr_t first = value->kind == TERM_VECTOR ? value->items[0] : value->single;
    if (value->kind != TERM_ERROR && expr_op(resolver->dag, first) == EXPR_VARIABLE &&
        expr_variable_kind(resolver->dag, first) == VARIABLE_PARAMETER)
        resolver_use(resolver, USE_PARAMETER, span);
}

static term_t report_function_name(resolver_t *resolver, span_t span)
{
    name_t name = source_name(resolver->source, span);
    source_error(resolver->source, span, "'%.*s' is a function; write its argument after it, as in %.*s(...)",
                 NAME_ARGUMENTS(name), NAME_ARGUMENTS(name));
    return term_error();
}

static term_t resolve_symbol(resolver_t *resolver, const symbol_t *symbol, span_t span)
{
    if (!symbol_check(resolver, symbol, span))
        return term_error();
    if (symbol->kind == SYMBOL_FUNCTION)
        return report_function_name(resolver, span);
    if (symbol->kind == SYMBOL_STATE || symbol->kind == SYMBOL_REGION)
        resolver_use(resolver, USE_STATE, span);
    if (symbol->kind == SYMBOL_POINT && symbol->point->implicit)
        resolver_use(resolver, USE_POINT, span);
    return symbol->value;
}

static term_t resolve_fixed_name(resolver_t *resolver, name_t name, span_t span)
{
    if (name_is(name, "pi"))
        return term_number(expr_leaf(resolver->dag, EXPR_PI));
    if (name_is(name, "e"))
        return term_number(expr_leaf(resolver->dag, EXPR_E));
    if (name_is(name, "whole"))
        return term_formula(expr_leaf(resolver->dag, EXPR_TRUE));
    source_error(resolver->source, span, "inf stands only for an end of an interval, as in (0, inf)");
    return term_error();
}

// The variable of that name, which stands for itself; new when it was not met before.
static term_t introduce(resolver_t *resolver, const char *name, span_t span)
{
    name_t text = {name, strlen(name)};
    const local_t *known = local_find(resolver, text);
    if (known)
        return known->value;
    if (resolver->introduced_count >= SPEC_MAX_DIMENSION) {
        source_limit(resolver->source, span, "an expression has at most %u variables", SPEC_MAX_DIMENSION);
        return term_error();
    }
    term_t variable = term_number(resolver_new_variable(resolver, name, VARIABLE_STATE));
    resolver->introduced = arena_grow(resolver->arena, resolver->introduced, resolver->introduced_count,
                                      &resolver->introduced_capacity, sizeof *resolver->introduced);
    resolver->introduced[resolver->introduced_count++] = (local_t){.name = text, .value = variable};
    return variable;
}

static term_t resolve_name(resolver_t *resolver, const ast_t *ast)
{
    name_t name = source_name(resolver->source, ast->span);
    const local_t *local = local_find(resolver, name);
    if (local && local->is_unknown) {
        source_error(resolver->source, ast->span, "'%.*s' must be given here, not asked for by '?'",
                     NAME_ARGUMENTS(name));
        return term_error();
    }
    if (local) {
        use_value(resolver, &local->value, ast->span);
        return local->value;
    }
    const symbol_t *symbol = symbol_find(resolver, name);
    if (symbol)
        return resolve_symbol(resolver, symbol, ast->span);
    if (word_is_constant(name))
        return resolve_fixed_name(resolver, name, ast->span);
    if (builtin_find(name))
        return report_function_name(resolver, ast->span);
    if (resolver->introduces)
        return introduce(resolver, arena_text(resolver->arena, "%.*s", NAME_ARGUMENTS(name)), ast->span);
    report_unknown_name(resolver, ast->span, false);
    return term_error();
}

// ---- vectors ----

static term_t resolve_tuple(resolver_t *resolver, const ast_t *ast)
{
    expr_t *items = arena_alloc(resolver->arena, ast->count, sizeof *items);
    bool complete = true;
    for (size_t i = 0; i < ast->count; i++) {
        items[i] = resolve_number(resolver, ast->children[i]);
        complete = complete && items[i] != EXPR_NONE;
    }
    return complete ? term_vector(ast->count, items) : term_error();
}

// Whether the index is that of a variable that stands for itself, x[3].
static bool is_introduced_component(const resolver_t *resolver, const ast_t *ast)
{
    const ast_t *base = ast->children[0];
    return resolver->introduces && ast->count == 2 && base->kind == AST_NAME &&
           !name_is_visible(resolver, source_name(resolver->source, base->span));
}

static term_t introduce_component(resolver_t *resolver, const ast_t *ast)
{
    slong index;
    name_t base = source_name(resolver->source, ast->children[0]->span);
    if (!resolve_integer(resolver, &index, ast->children[1], "an index"))
        return term_error();
    return introduce(resolver, arena_text(resolver->arena, "%.*s[%ld]", NAME_ARGUMENTS(base), (long)index), ast->span);
}

static bool resolve_indices(resolver_t *resolver, slong *indices, const ast_t *ast, size_t limit)
{
    for (size_t k = 1; k < ast->count; k++) {
        slong *index = indices + k - 1;
        if (!resolve_integer(resolver, index, ast->children[k], "an index"))
            return false;
        if (*index < 1 || *index > (slong)limit) {
            source_error(resolver->source, ast->children[k]->span, "the index %ld is outside 1..%zu", (long)*index,
                         limit);
            return false;
        }
    }
    return true;
}

static term_t resolve_index(resolver_t *resolver, const ast_t *ast)
{
    slong indices[2];
    if (is_introduced_component(resolver, ast))
        return introduce_component(resolver, ast);
    term_t base = resolve_term(resolver, ast->children[0]);
    if (base.kind == TERM_ERROR)
        return base;
    size_t needed = base.kind == TERM_VECTOR ? 1 : base.kind == TERM_MATRIX ? 2 : 0;
    if (needed == 0 || ast->count != needed + 1) {
        source_error(resolver->source, ast->span, "%s has %s", term_description(resolver, base),
                     needed == 0   ? "no coordinates to choose from"
                     : needed == 1 ? "one index, as in v[1]"
                                   : "two indices, as in hess(f)[1, 2]");
        return term_error();
    }
    if (!resolve_indices(resolver, indices, ast, base.count))
        return term_error();
    if (needed == 1)
        return term_number(base.items[indices[0] - 1]);
    return term_number(term_entry(resolver, base, (size_t)indices[0] - 1, (size_t)indices[1] - 1, ast->span));
}

// ---- arithmetic ----

static term_t resolve_chain(resolver_t *resolver, const ast_t *ast)
{
    term_t result = resolve_term(resolver, ast->children[0]);
    for (size_t i = 1; i < ast->count; i++) {
        term_t operand = resolve_term(resolver, ast->children[i]);
        span_t span = span_join(ast->children[0]->span, ast->children[i]->span);
        result = term_combine(resolver, ast->operators[i - 1], result, operand, span);
    }
    return result;
}

static bool small_exponent(slong *p, slong *q, const fmpq_t value)
{
    if (fmpz_cmp_si(fmpq_numref(value), MAX_EXPONENT_PART) > 0 ||
        fmpz_cmp_si(fmpq_numref(value), -MAX_EXPONENT_PART) < 0 ||
        fmpz_cmp_si(fmpq_denref(value), MAX_EXPONENT_PART) > 0)
        return false;
    *p = fmpz_get_si(fmpq_numref(value));
    *q = fmpz_get_si(fmpq_denref(value));
    return true;
}

static bool resolve_exponent(resolver_t *resolver, slong *p, slong *q, const ast_t *ast)
{
    expr_t exponent = resolve_number(resolver, ast);
    if (exponent == EXPR_NONE)
        return false;
    fmpq_t value;
    fmpq_init(value);
    bool is_rational = fold_rational(value, resolver->dag, exponent);
    bool is_small = is_rational && small_exponent(p, q, value);
    fmpq_clear(value);
    if (!is_rational)
        source_error(resolver->source, ast->span,
                     "an exponent must be a rational constant, such as 2, -1 or 1/3; write "
                     "exp(y*log(x)) for x^y and exp(x) for e^x");
    else if (!is_small)
        source_limit(resolver->source, ast->span, "an exponent p/q has p and q of at most %d in magnitude",
                     MAX_EXPONENT_PART);
    return is_small;
}

static term_t resolve_power(resolver_t *resolver, const ast_t *ast)
{
    slong p = 0, q = 1;
    expr_t base = resolve_number(resolver, ast->children[0]);
    bool has_exponent = resolve_exponent(resolver, &p, &q, ast->children[1]);
    return has_exponent && base != EXPR_NONE ? term_number(expr_power(resolver->dag, base, p, q)) : term_error();
}

bool resolve_integer(resolver_t *resolver, slong *value, const ast_t *ast, const char *what)
{
    expr_t number = resolve_number(resolver, ast);
    if (number == EXPR_NONE)
        return false;
    if (fold_integer(value, resolver->dag, number, MAX_INTEGER))
        return true;
    source_error(resolver->source, ast->span, "%s must be an integer constant of magnitude at most %d", what,
                 MAX_INTEGER);
    return false;
}

static term_t add_sum_terms(resolver_t *resolver, const ast_t *ast, slong lo, slong hi)
{
    const ast_t *body = ast->children[2];
    if (!local_push(resolver, source_name(resolver->source, ast->name), ast->name, term_error(), false))
        return term_error();
    term_t sum = hi < lo ? term_number(expr_integer(resolver->dag, 0)) : term_error();
    size_t place = resolver->local_count - 1;
    for (slong i = lo; i <= hi; i++) {
        resolver->locals[place].value = term_number(expr_integer(resolver->dag, i));
        term_t next = resolve_term(resolver, body);
        sum = i == lo ? next : term_combine(resolver, TOKEN_PLUS, sum, next, body->span);
        if (sum.kind == TERM_ERROR)
            break;
        if (sum.kind == TERM_FORMULA)
            sum = term_number(term_as_number(resolver, sum, body->span));
    }
    local_pop(resolver, 1);
    return sum;
}

static term_t resolve_sum(resolver_t *resolver, const ast_t *ast)
{
    slong lo, hi;
    if (!resolve_integer(resolver, &lo, ast->children[0], "the first index of a sum") ||
        !resolve_integer(resolver, &hi, ast->children[1], "the last index of a sum"))
        return term_error();
    if (hi - lo >= MAX_SUM_TERMS) {
        source_limit(resolver->source, ast->span, "a sum has at most %d terms", MAX_SUM_TERMS);
        return term_error();
    }
    return add_sum_terms(resolver, ast, lo, hi);
}

static term_t resolve_cases(resolver_t *resolver, const ast_t *ast)
{
    size_t count = ast->count / 2;
    expr_t *guards = arena_alloc(resolver->arena, count, sizeof *guards);
    expr_t *values = arena_alloc(resolver->arena, count, sizeof *values);
    bool complete = true;
    for (size_t i = 0; i < count; i++) {
        const ast_t *guard = ast->children[2 * i];
        guards[i] = guard ? resolve_formula(resolver, guard) : expr_leaf(resolver->dag, EXPR_TRUE);
        values[i] = resolve_number(resolver, ast->children[2 * i + 1]);
        complete = complete && guards[i] != EXPR_NONE && values[i] != EXPR_NONE;
    }
    return complete ? term_number(expr_cases(resolver->dag, count, guards, values)) : term_error();
}

// ---- formulas ----

static expr_t compare(resolver_t *resolver, token_kind_t sign, expr_t a, expr_t b)
{
    switch (sign) {
    case TOKEN_LESS:
        return expr_binary(resolver->dag, EXPR_LESS, a, b);
    case TOKEN_LESS_EQUAL:
        return expr_binary(resolver->dag, EXPR_LESS_EQUAL, a, b);
    case TOKEN_GREATER:
        return expr_binary(resolver->dag, EXPR_LESS, b, a);
    case TOKEN_GREATER_EQUAL:
        return expr_binary(resolver->dag, EXPR_LESS_EQUAL, b, a);
    case TOKEN_NOT_EQUAL:
        return expr_binary(resolver->dag, EXPR_NOT_EQUAL, a, b);
    default:
        return expr_binary(resolver->dag, EXPR_EQUAL, a, b);
    }
}

// a < b <= c is a < b and b <= c.
static term_t resolve_comparison(resolver_t *resolver, const ast_t *ast)
{
    expr_t left = resolve_number(resolver, ast->children[0]), formula = EXPR_NONE;
    bool complete = left != EXPR_NONE;
    for (size_t i = 1; i < ast->count; i++) {
        expr_t right = resolve_number(resolver, ast->children[i]);
        complete = complete && right != EXPR_NONE;
        if (!complete)
            continue;
        expr_t link = compare(resolver, ast->operators[i - 1], left, right);
        formula = i == 1 ? link : expr_binary(resolver->dag, EXPR_AND, formula, link);
        left = right;
    }
    return complete ? term_formula(formula) : term_error();
}

static term_t resolve_junction(resolver_t *resolver, const ast_t *ast)
{
    expr_op_t op = ast->kind == AST_AND ? EXPR_AND : EXPR_OR;
    expr_t formula = resolve_formula(resolver, ast->children[0]);
    for (size_t i = 1; i < ast->count; i++) {
        expr_t next = resolve_formula(resolver, ast->children[i]);
        bool complete = formula != EXPR_NONE && next != EXPR_NONE;
        formula = complete ? expr_binary(resolver->dag, op, formula, next) : EXPR_NONE;
    }
    return term_formula(formula);
}

static term_t resolve_not(resolver_t *resolver, const ast_t *ast)
{
    expr_t formula = resolve_formula(resolver, ast->children[0]);
    return formula == EXPR_NONE ? term_error() : term_formula(expr_unary(resolver->dag, EXPR_NOT, formula));
}

// ---- all kinds ----

static term_t resolve_misplaced(resolver_t *resolver, const ast_t *ast)
{
    static const char *const messages[] = {
        [AST_UNKNOWN] = "'?' stands only for the whole value of an argument, as in smooth(L = ?)",
        [AST_PRIME] = "a derivative needs its argument, as in f'(x)",
        [AST_PHRASE] = "these words stand only among the arguments of a predicate",
        [AST_BOX] = "an interval stands only in an argument, a point or for; as a condition write a <= x <= b",
    };
    source_error(resolver->source, ast->span, "%s", messages[ast->kind]);
    return term_error();
}

static term_t dispatch(resolver_t *resolver, const ast_t *ast)
{
    static term_t (*const resolve[])(resolver_t *, const ast_t *) = {
        [AST_NUMBER] = resolve_decimal,   [AST_NAME] = resolve_name,          [AST_UNKNOWN] = resolve_misplaced,
        [AST_PHRASE] = resolve_misplaced, [AST_TUPLE] = resolve_tuple,        [AST_CALL] = resolve_call,
        [AST_PRIME] = resolve_misplaced,  [AST_INDEX] = resolve_index,        [AST_POWER] = resolve_power,
        [AST_CHAIN] = resolve_chain,      [AST_COMPARE] = resolve_comparison, [AST_NOT] = resolve_not,
        [AST_AND] = resolve_junction,     [AST_OR] = resolve_junction,        [AST_CASES] = resolve_cases,
        [AST_SUM] = resolve_sum,          [AST_BOX] = resolve_misplaced,
    };
    if (ast->kind == AST_NEGATE)
        return term_negate(resolver, resolve_term(resolver, ast->children[0]), ast->span);
    return resolve[ast->kind](resolver, ast);
}

term_t resolve_term(resolver_t *resolver, const ast_t *ast)
{
    if (!resolver_charge(resolver, 1 + (resolver->local_count + resolver->introduced_count) / 8, ast->span))
        return term_error();
    term_t term = dispatch(resolver, ast);
    return resolver->is_stopped ? term_error() : term;
}

expr_t resolve_number(resolver_t *resolver, const ast_t *ast)
{
    return term_as_number(resolver, resolve_term(resolver, ast), ast->span);
}

expr_t resolve_formula(resolver_t *resolver, const ast_t *ast)
{
    return term_as_formula(resolver, resolve_term(resolver, ast), ast->span);
}

expr_t resolve_constant(resolver_t *resolver, const ast_t *ast, const char *what)
{
    resolver_forget_uses(resolver);
    expr_t number = resolve_number(resolver, ast);
    bool good = number != EXPR_NONE && (resolver->in_template || resolver_check_uses(resolver, USE_ANY, what));
    return good ? number : EXPR_NONE;
}
