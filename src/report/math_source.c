// SPDX-License-Identifier: LGPL-3.0-or-later
// From the syntax tree to a formula on a page.
#include "report/math.h"

#include "spec/words.h"

#include <string.h>

#define WIDEST_FRACTION 36 // letters; wider ones are written on one line, with a slash

typedef struct {
    arena_t *arena;
    const source_t *source;
    bool slashed; // where fractions are small: in an exponent, in a title
} setter_t;

// How tightly a term binds: what binds less than its place asks for is put in parentheses.
typedef enum { BIND_OR, BIND_AND, BIND_NOT, BIND_COMPARE, BIND_SUM, BIND_PRODUCT, BIND_POWER, BIND_ATOM } bind_t;

static math_t *set(setter_t *setter, const ast_t *ast);

static bool is_product(const ast_t *ast)
{
    return ast->kind == AST_CHAIN && (ast->operators[0] == TOKEN_STAR || ast->operators[0] == TOKEN_SLASH);
}

// -a, -a*b: the sign of the first factor is that of the product.
static bool begins_with_minus(const ast_t *ast)
{
    return ast->kind == AST_NEGATE || (is_product(ast) && ast->children[0]->kind == AST_NEGATE);
}

static bind_t binding(const ast_t *ast)
{
    switch (ast->kind) {
    case AST_OR:
        return BIND_OR;
    case AST_AND:
        return BIND_AND;
    case AST_NOT:
        return BIND_NOT;
    case AST_COMPARE:
        return BIND_COMPARE;
    case AST_NEGATE:
    case AST_SUM:
        return BIND_SUM;
    case AST_CHAIN:
        return is_product(ast) && !begins_with_minus(ast) ? BIND_PRODUCT : BIND_SUM;
    case AST_POWER:
        return BIND_POWER;
    default:
        return BIND_ATOM;
    }
}

static math_t *set_within(setter_t *setter, const ast_t *ast, bind_t least)
{
    math_t *math = set(setter, ast);
    return binding(ast) < least ? math_fenced(setter->arena, FENCE_PARENTHESES, math) : math;
}

static math_t *set_name(setter_t *setter, span_t span)
{
    name_t name = source_name(setter->source, span);
    if (name_is(name, "inf"))
        return math_sign(setter->arena, MATH_INFINITY);
    return math_text(setter->arena, MATH_NAME, name.text, name.length);
}

// ---- sums and products ----

static math_t *set_sum(setter_t *setter, const ast_t *ast)
{
    math_t *row = math_unary(setter->arena, MATH_ROW, set_within(setter, ast->children[0], BIND_SUM));
    for (size_t i = 1; i < ast->count; i++) {
        bool minus = ast->operators[i - 1] == TOKEN_MINUS;
        math_add(setter->arena, row, math_sign(setter->arena, minus ? MATH_MINUS : MATH_PLUS));
        const ast_t *term = ast->children[i];
        bool signed_term = begins_with_minus(term) || (minus && binding(term) == BIND_SUM);
        math_add(setter->arena, row, set_within(setter, term, signed_term ? BIND_PRODUCT : BIND_SUM));
    }
    return row;
}

// What stands at an end of the formula on its line.
static const math_t *edge(const math_t *math, bool first)
{
    while (math->kind == MATH_ROW || math->kind == MATH_POWER || math->kind == MATH_INDEXED ||
           math->kind == MATH_PRIMED) {
        bool last_of_row = !first && math->kind == MATH_ROW;
        if (!first && math->kind == MATH_POWER)
            return math;
        math = math->children[last_of_row ? math->count - 1 : 0];
    }
    return math;
}

static bool is_word(const math_t *math)
{
    math_name_parts_t parts = math->kind == MATH_NAME ? math_name_parts(math->text) : (math_name_parts_t){.base = 1};
    return parts.base > 1 && !parts.tex;
}

// Factors side by side need a sign where they would be read otherwise: 2 and 3, 2 and 1/3, x and (y + 1).
static math_sign_t product_sign(const math_t *left, const math_t *right)
{
    const math_t *end = edge(left, false), *begin = edge(right, true);
    if (begin->kind == MATH_NUMBER || begin->kind == MATH_FRACTION)
        return MATH_TIMES;
    if (begin->kind == MATH_FENCED && begin->fence == FENCE_PARENTHESES && end->kind == MATH_NAME)
        return MATH_TIMES;
    bool apart = is_word(end) || is_word(begin) || (end->kind == MATH_FRACTION && begin->kind != MATH_NAME);
    return apart ? MATH_SPACED : MATH_JOINED;
}

static math_t *multiplied(setter_t *setter, math_t *left, math_t *right)
{
    math_t *row = left;
    if (left->kind != MATH_ROW)
        row = math_unary(setter->arena, MATH_ROW, left);
    math_add(setter->arena, row, math_sign(setter->arena, product_sign(left, right)));
    math_add(setter->arena, row, right);
    return row;
}

static bool fits_fraction(const setter_t *setter, const math_t *numerator, const math_t *denominator)
{
    return !setter->slashed && math_width(numerator) <= WIDEST_FRACTION && math_width(denominator) <= WIDEST_FRACTION;
}

// The factors so far over the next one; `bare` is the only factor so far without its parentheses, else NULL.
static math_t *divided(setter_t *setter, const ast_t *below, math_t *before, math_t *bare)
{
    math_t *denominator = set(setter, below), *numerator = bare ? bare : before;
    if (!bare && before->kind == MATH_FRACTION) { // a/b/c
        if (binding(below) < BIND_PRODUCT)
            denominator = math_fenced(setter->arena, FENCE_PARENTHESES, denominator);
        denominator = multiplied(setter, before->children[1], denominator);
        return math_binary(setter->arena, MATH_FRACTION, before->children[0], denominator);
    }
    if (fits_fraction(setter, numerator, denominator))
        return math_binary(setter->arena, MATH_FRACTION, numerator, denominator);
    if (binding(below) < BIND_POWER)
        denominator = math_fenced(setter->arena, FENCE_PARENTHESES, denominator);
    return math_relation(setter->arena, before, MATH_SLASH, denominator);
}

static math_t *set_product(setter_t *setter, const ast_t *ast)
{
    bool minus = begins_with_minus(ast);
    const ast_t *first = minus ? ast->children[0]->children[0] : ast->children[0];
    math_t *bare = set(setter, first), *product = bare;
    if (binding(first) < BIND_PRODUCT)
        product = math_fenced(setter->arena, FENCE_PARENTHESES, bare);
    for (size_t i = 1; i < ast->count; i++) {
        if (ast->operators[i - 1] == TOKEN_SLASH)
            product = divided(setter, ast->children[i], product, i == 1 ? bare : NULL);
        else
            product = multiplied(setter, product, set_within(setter, ast->children[i], BIND_PRODUCT));
    }
    return minus ? math_binary(setter->arena, MATH_ROW, math_sign(setter->arena, MATH_MINUS), product) : product;
}

static math_t *set_power(setter_t *setter, const ast_t *ast)
{
    const ast_t *base = ast->children[0];
    math_t *below = set_within(setter, base, BIND_ATOM);
    if (base->kind == AST_NUMBER && below->kind == MATH_ROW)
        below = math_fenced(setter->arena, FENCE_PARENTHESES, below);
    bool slashed = setter->slashed;
    setter->slashed = true;
    math_t *exponent = set(setter, ast->children[1]);
    setter->slashed = slashed;
    return math_binary(setter->arena, MATH_POWER, below, exponent);
}

// ---- formulas ----

static math_sign_t comparison_sign(token_kind_t kind)
{
    switch (kind) {
    case TOKEN_LESS:
        return MATH_LESS;
    case TOKEN_LESS_EQUAL:
        return MATH_LESS_EQUAL;
    case TOKEN_GREATER:
        return MATH_GREATER;
    case TOKEN_GREATER_EQUAL:
        return MATH_GREATER_EQUAL;
    case TOKEN_NOT_EQUAL:
        return MATH_NOT_EQUAL;
    default:
        return MATH_EQUAL;
    }
}

static math_t *set_comparison(setter_t *setter, const ast_t *ast)
{
    math_t *row = math_unary(setter->arena, MATH_ROW, set_within(setter, ast->children[0], BIND_SUM));
    for (size_t i = 1; i < ast->count; i++) {
        math_add(setter->arena, row, math_sign(setter->arena, comparison_sign(ast->operators[i - 1])));
        math_add(setter->arena, row, set_within(setter, ast->children[i], BIND_SUM));
    }
    return row;
}

static math_t *phrase(setter_t *setter, const char *text)
{
    return math_text(setter->arena, MATH_PHRASE, text, strlen(text));
}

// A word before a formula: not, if.
static math_t *prefix(setter_t *setter, const char *text)
{
    return math_text(setter->arena, MATH_PREFIX, text, strlen(text));
}

static math_t *set_joined(setter_t *setter, const ast_t *ast, const char *word, bind_t least)
{
    math_t *row = math_new(setter->arena, MATH_ROW);
    for (size_t i = 0; i < ast->count; i++) {
        if (i > 0)
            math_add(setter->arena, row, phrase(setter, word));
        math_add(setter->arena, row, set_within(setter, ast->children[i], least));
    }
    return row;
}

static math_t *set_cases(setter_t *setter, const ast_t *ast)
{
    math_t *cases = math_new(setter->arena, MATH_CASES);
    for (size_t i = 0; i + 1 < ast->count; i += 2) {
        const ast_t *guard = ast->children[i];
        math_t *condition = math_new(setter->arena, MATH_ROW);
        math_add(setter->arena, condition,
                 guard ? prefix(setter, "if") : math_text(setter->arena, MATH_WORD, "otherwise", strlen("otherwise")));
        if (guard)
            math_add(setter->arena, condition, set(setter, guard));
        math_add(setter->arena, cases, set(setter, ast->children[i + 1]));
        math_add(setter->arena, cases, condition);
    }
    return cases;
}

// ---- functions ----

static math_t *set_list(setter_t *setter, const ast_t *ast, size_t from)
{
    math_t *row = math_new(setter->arena, MATH_ROW);
    for (size_t i = from; i < ast->count; i++) {
        if (i > from)
            math_add(setter->arena, row, math_sign(setter->arena, MATH_COMMA));
        math_add(setter->arena, row, set(setter, ast->children[i]));
    }
    return row;
}

static math_t *applied(setter_t *setter, math_t *function, const ast_t *ast)
{
    math_t *arguments = math_fenced(setter->arena, FENCE_PARENTHESES, set_list(setter, ast, 1));
    return math_binary(setter->arena, MATH_ROW, function, arguments);
}

// d(f, x, y): the partial derivatives, one sign for each variable.
static math_t *set_partial(setter_t *setter, const ast_t *ast)
{
    math_t *above = math_sign(setter->arena, MATH_PARTIAL), *below = math_new(setter->arena, MATH_ROW);
    if (ast->count > 3)
        above = math_binary(setter->arena, MATH_POWER, above,
                            math_number(setter->arena, arena_text(setter->arena, "%zu", ast->count - 2)));
    above = math_binary(setter->arena, MATH_ROW, above, set_within(setter, ast->children[1], BIND_ATOM));
    for (size_t i = 2; i < ast->count; i++) {
        math_add(setter->arena, below, math_sign(setter->arena, MATH_PARTIAL));
        math_add(setter->arena, below, set_within(setter, ast->children[i], BIND_ATOM));
    }
    return math_binary(setter->arena, MATH_FRACTION, above, below);
}

static math_t *set_gradient(setter_t *setter, const ast_t *ast, bool second)
{
    math_t *nabla = math_sign(setter->arena, MATH_NABLA);
    if (second)
        nabla = math_binary(setter->arena, MATH_POWER, nabla, math_number(setter->arena, "2"));
    return math_binary(setter->arena, MATH_ROW, nabla, set_within(setter, ast->children[1], BIND_ATOM));
}

// A function of the language where it has a notation of its own; NULL otherwise.
static math_t *set_notation(setter_t *setter, const ast_t *ast, name_t name)
{
    if (ast->count == 2 && name_is(name, "sqrt"))
        return math_unary(setter->arena, MATH_ROOT, set(setter, ast->children[1]));
    if (ast->count == 2 && name_is(name, "abs"))
        return math_fenced(setter->arena, FENCE_BARS, set(setter, ast->children[1]));
    if (ast->count == 2 && name_is(name, "norm"))
        return math_fenced(setter->arena, FENCE_NORM, set(setter, ast->children[1]));
    if (ast->count == 3 && name_is(name, "dot"))
        return math_fenced(setter->arena, FENCE_ANGLES, set_list(setter, ast, 1));
    if (ast->count > 2 && name_is(name, "d"))
        return set_partial(setter, ast);
    if (ast->count == 2 && (name_is(name, "grad") || name_is(name, "hess")))
        return set_gradient(setter, ast, name_is(name, "hess"));
    if (builtin_find(name))
        return applied(setter, math_text(setter->arena, MATH_WORD, name.text, name.length), ast);
    return NULL;
}

static math_t *set_call(setter_t *setter, const ast_t *ast)
{
    const ast_t *callee = ast->children[0];
    math_t *notation =
        callee->kind == AST_NAME ? set_notation(setter, ast, source_name(setter->source, callee->span)) : NULL;
    return notation ? notation : applied(setter, set_within(setter, callee, BIND_ATOM), ast);
}

static math_t *set_index(setter_t *setter, const ast_t *ast)
{
    return math_binary(setter->arena, MATH_INDEXED, set_within(setter, ast->children[0], BIND_ATOM),
                       set_list(setter, ast, 1));
}

static math_t *set_indexed_sum(setter_t *setter, const ast_t *ast)
{
    math_t *sum = math_unary(setter->arena, MATH_SUM, set_name(setter, ast->name));
    math_add(setter->arena, sum, set(setter, ast->children[0]));
    math_add(setter->arena, sum, set(setter, ast->children[1]));
    math_add(setter->arena, sum, set_within(setter, ast->children[2], BIND_PRODUCT));
    return sum;
}

// ---- intervals ----

static math_t *set_interval(setter_t *setter, const interval_ast_t *interval)
{
    static const math_fence_t fences[2][2] = {{FENCE_CLOSED, FENCE_CLOSED_OPEN},
                                              {FENCE_OPEN_CLOSED, FENCE_PARENTHESES}};
    if (interval->lo_open && interval->hi_open && name_is(source_name(setter->source, interval->lo->span), "-inf") &&
        name_is(source_name(setter->source, interval->hi->span), "inf"))
        return math_sign(setter->arena, MATH_REALS);
    math_t *ends = math_relation(setter->arena, set(setter, interval->lo), MATH_COMMA, set(setter, interval->hi));
    return math_fenced(setter->arena, fences[interval->lo_open][interval->hi_open], ends);
}

static math_t *set_box(setter_t *setter, const ast_t *ast)
{
    math_t *row = math_new(setter->arena, MATH_ROW);
    for (size_t i = 0; i < ast->count; i++) {
        if (i > 0)
            math_add(setter->arena, row, math_sign(setter->arena, MATH_CROSS));
        math_add(setter->arena, row, set_interval(setter, ast->intervals + i));
    }
    return row;
}

static math_t *set_prime(setter_t *setter, const ast_t *ast)
{
    math_t *prime = math_unary(setter->arena, MATH_PRIMED, set_within(setter, ast->children[0], BIND_ATOM));
    prime->primes = ast->order;
    return prime;
}

static math_t *set_negated(setter_t *setter, const ast_t *ast)
{
    return math_binary(setter->arena, MATH_ROW, math_sign(setter->arena, MATH_MINUS),
                       set_within(setter, ast->children[0], BIND_PRODUCT));
}

static math_t *set(setter_t *setter, const ast_t *ast)
{
    name_t text = source_name(setter->source, ast->span);
    switch (ast->kind) {
    case AST_NUMBER:
        return math_decimal(setter->arena, text.text, text.length);
    case AST_NAME:
        return set_name(setter, ast->span);
    case AST_UNKNOWN:
        return math_sign(setter->arena, MATH_UNKNOWN);
    case AST_PHRASE:
        return math_text(setter->arena, MATH_PHRASE, text.text, text.length);
    case AST_TUPLE:
        return math_fenced(setter->arena, FENCE_PARENTHESES, set_list(setter, ast, 0));
    case AST_CALL:
        return set_call(setter, ast);
    case AST_PRIME:
        return set_prime(setter, ast);
    case AST_INDEX:
        return set_index(setter, ast);
    case AST_NEGATE:
        return set_negated(setter, ast);
    case AST_POWER:
        return set_power(setter, ast);
    case AST_CHAIN:
        return is_product(ast) ? set_product(setter, ast) : set_sum(setter, ast);
    case AST_COMPARE:
        return set_comparison(setter, ast);
    case AST_NOT:
        return math_binary(setter->arena, MATH_ROW, prefix(setter, "not"),
                           set_within(setter, ast->children[0], BIND_COMPARE));
    case AST_AND:
        return set_joined(setter, ast, "and", BIND_NOT);
    case AST_OR:
        return set_joined(setter, ast, "or", BIND_NOT);
    case AST_CASES:
        return set_cases(setter, ast);
    case AST_SUM:
        return set_indexed_sum(setter, ast);
    case AST_BOX:
        return set_box(setter, ast);
    }
    return math_new(setter->arena, MATH_ROW);
}

// ---- entry points ----

math_t *math_from_ast(arena_t *arena, const source_t *source, const ast_t *ast)
{
    setter_t setter = {arena, source, false};
    return set(&setter, ast);
}

math_t *math_from_ast_flat(arena_t *arena, const source_t *source, const ast_t *ast)
{
    setter_t setter = {arena, source, true};
    return set(&setter, ast);
}

math_t *math_from_interval(arena_t *arena, const source_t *source, const interval_ast_t *interval)
{
    setter_t setter = {arena, source, false};
    return set_interval(&setter, interval);
}

math_t *math_from_head(arena_t *arena, const source_t *source, const statement_t *statement)
{
    setter_t setter = {arena, source, false};
    math_t *name = set_name(&setter, statement->name), *list = math_new(arena, MATH_ROW);
    for (size_t i = 0; i < statement->parameter_count; i++) {
        if (i > 0)
            math_add(arena, list, math_sign(arena, MATH_COMMA));
        math_add(arena, list, set_name(&setter, statement->parameters[i].name));
    }
    if (statement->parameter_count == 0)
        return name;
    return math_binary(arena, MATH_ROW, name, math_fenced(arena, FENCE_PARENTHESES, list));
}

math_t *math_from_body(arena_t *arena, const source_t *source, const statement_t *statement)
{
    setter_t setter = {arena, source, false};
    math_t *row = math_unary(arena, MATH_ROW, set(&setter, statement->body));
    for (size_t i = 0; i < statement->parameter_count; i++) {
        const parameter_ast_t *parameter = statement->parameters + i;
        if (!parameter->size)
            continue;
        math_t *space = math_binary(arena, MATH_POWER, math_sign(arena, MATH_REALS), set(&setter, parameter->size));
        math_add(arena, row, math_text(arena, MATH_PHRASE, i ? "and" : "for", 3));
        math_add(arena, row, math_relation(arena, set_name(&setter, parameter->name), MATH_MEMBER, space));
    }
    return row;
}
