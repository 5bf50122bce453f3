// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/resolver.h"

#include "base/memory.h"

static bool is_inf(const resolver_t *resolver, const ast_t *ast)
{
    return ast->kind == AST_NAME && name_is(source_name(resolver->source, ast->span), "inf");
}

static bool is_minus_inf(const resolver_t *resolver, const ast_t *ast)
{
    return ast->kind == AST_NEGATE && is_inf(resolver, ast->children[0]);
}

// One end: EXPR_NONE in *end for the infinite one, which must be open.
static bool resolve_end(resolver_t *resolver, expr_t *end, const ast_t *ast, bool is_infinite, bool is_open,
                        const char *open_form)
{
    if (resolver->spec && resolver_is_unknown(resolver, ast)) {
        *end = resolver_asked(resolver);
        return true;
    }
    if (!is_infinite) {
        *end = resolve_constant(resolver, ast, "an end of an interval");
        return *end != EXPR_NONE;
    }
    *end = EXPR_NONE;
    if (!is_open)
        source_error(resolver->source, ast->span, "an infinite end is open; write %s", open_form);
    return is_open;
}

// Reports lo > hi (or lo >= hi) as far as exact rational arithmetic tells.
static bool check_order(resolver_t *resolver, expr_t lo, expr_t hi, span_t span, bool has_interior)
{
    if (lo == EXPR_NONE || hi == EXPR_NONE)
        return true;
    fmpq_t a, b;
    fmpq_init(a);
    fmpq_init(b);
    bool known = fold_rational(a, resolver->dag, lo) && fold_rational(b, resolver->dag, hi);
    int order = known ? fmpq_cmp(a, b) : -1;
    fmpq_clear(a);
    fmpq_clear(b);
    if (order > 0)
        source_error(resolver->source, span, "the lower end of this interval is above its upper end");
    else if (order == 0 && has_interior)
        source_error(resolver->source, span,
                     "this interval is one number; the point must lie between two different ends");
    return order < 0 || (order == 0 && !has_interior);
}

// (a, a], [a, a) and (a, a), as far as exact rational arithmetic tells.
static bool check_not_empty(resolver_t *resolver, const interval_t *interval, span_t span)
{
    if (!(interval->lo_open || interval->hi_open) || interval->lo == EXPR_NONE || interval->hi == EXPR_NONE)
        return true;
    fmpq_t a, b;
    fmpq_init(a);
    fmpq_init(b);
    bool empty = fold_rational(a, resolver->dag, interval->lo) && fold_rational(b, resolver->dag, interval->hi) &&
                 fmpq_equal(a, b);
    fmpq_clear(a);
    fmpq_clear(b);
    if (empty)
        source_error(resolver->source, span, "this interval is empty; write [a, a] for one number");
    return !empty;
}

bool resolve_interval(resolver_t *resolver, interval_t *interval, const interval_ast_t *ast)
{
    interval->lo_open = ast->lo_open;
    interval->hi_open = ast->hi_open;
    bool lo_infinite = is_minus_inf(resolver, ast->lo), hi_infinite = is_inf(resolver, ast->hi);
    bool has_lo = resolve_end(resolver, &interval->lo, ast->lo, lo_infinite, ast->lo_open, "(-inf, ...");
    bool has_hi = resolve_end(resolver, &interval->hi, ast->hi, hi_infinite, ast->hi_open, "..., inf)");
    return has_lo && has_hi && check_order(resolver, interval->lo, interval->hi, ast->span, false) &&
           check_not_empty(resolver, interval, ast->span);
}

static bool resolve_side(resolver_t *resolver, expr_t *lo, expr_t *hi, const interval_ast_t *ast, bool has_interior)
{
    if (ast->lo_open || ast->hi_open) {
        source_error(resolver->source, ast->span, "a box is closed; write [a, b]");
        return false;
    }
    *lo = resolve_constant(resolver, ast->lo, "an end of a box");
    *hi = resolve_constant(resolver, ast->hi, "an end of a box");
    return *lo != EXPR_NONE && *hi != EXPR_NONE && check_order(resolver, *lo, *hi, ast->span, has_interior);
}

bool resolve_box(resolver_t *resolver, expr_t **lo, expr_t **hi, const ast_t *box, bool has_interior)
{
    size_t dimension = resolver->spec->dimension;
    if (box->count != dimension) {
        source_error(resolver->source, box->span, "a box of this landscape is a product of %zu interval%s, not %zu",
                     dimension, dimension == 1 ? "" : "s", box->count);
        return false;
    }
    *lo = mem_alloc(dimension, sizeof **lo);
    *hi = mem_alloc(dimension, sizeof **hi);
    bool complete = true;
    for (size_t i = 0; i < dimension; i++)
        complete = resolve_side(resolver, *lo + i, *hi + i, box->intervals + i, has_interior) && complete;
    return complete;
}
