// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/undefined.h"

#include "base/memory.h"
#include "expr/print.h"
#include "real/real.h"

#define MAX_DEGREE 8
#define MAX_BITS 10000
#define SHOWN_LENGTH 60 // of a term in a message

// What is known of a node: its value, that it has none, or nothing.
typedef struct {
    bool is_known, is_undefined;
    real_t value;
} constant_t;

typedef struct {
    const dag_t *dag;
    size_t *places;    // per node: its place among the nodes below the term, SIZE_MAX for others
    constant_t *found; // per place
    real_ctx_t reals;
} survey_t;

static constant_t *child(const survey_t *s, expr_t node, size_t k)
{
    return s->found + s->places[expr_child(s->dag, node, k)];
}

static status_t rational_power(constant_t *result, const constant_t *base, slong p, slong q, real_ctx_t reals)
{
    if (q > 1 && real_sgn(base->value) < 0)
        return STATUS_DOMAIN;
    status_t status = real_root_ui(result->value, base->value, (ulong)q, reals);
    return status == STATUS_OK ? real_pow_si(result->value, result->value, p, reals) : status;
}

// Other operators have values everywhere, but none that is an algebraic number of interest.
static status_t apply(constant_t *result, survey_t *s, expr_t node)
{
    const constant_t *a = child(s, node, 0), *b = child(s, node, expr_child_count(s->dag, node) - 1);
    slong p, q;
    switch (expr_op(s->dag, node)) {
    case EXPR_ADD:
        return real_add(result->value, a->value, b->value, s->reals);
    case EXPR_SUB:
        return real_sub(result->value, a->value, b->value, s->reals);
    case EXPR_MUL:
        return real_mul(result->value, a->value, b->value, s->reals);
    case EXPR_DIV:
        return real_div(result->value, a->value, b->value, s->reals);
    case EXPR_NEG:
        real_neg(result->value, a->value);
        return STATUS_OK;
    case EXPR_ABS:
        real_abs(result->value, a->value);
        return STATUS_OK;
    case EXPR_SQRT:
        return rational_power(result, a, 1, 2, s->reals);
    case EXPR_POWER:
        expr_exponent(&p, &q, s->dag, node);
        return rational_power(result, a, p, q, s->reals);
    case EXPR_LOG:
        return real_sgn(a->value) <= 0 ? STATUS_DOMAIN : STATUS_UNSUPPORTED;
    default:
        return STATUS_UNSUPPORTED;
    }
}

// Whether the node is the first without a value: its operands have theirs.
static bool fails_first(survey_t *s, expr_t node, constant_t *found)
{
    expr_op_t op = expr_op(s->dag, node);
    size_t count = expr_child_count(s->dag, node);
    if (op == EXPR_RATIONAL) {
        real_set_fmpq(found->value, expr_rational_value(s->dag, node));
        found->is_known = true;
    }
    if (count == 0 || expr_op_is_formula(op) || op == EXPR_CASES || op == EXPR_AT || op == EXPR_DERIVATIVE ||
        op == EXPR_PARTIAL)
        return false; // these do not need all their operands
    bool known = true;
    for (size_t k = 0; k < count; k++) {
        known = known && child(s, node, k)->is_known;
        found->is_undefined = found->is_undefined || child(s, node, k)->is_undefined;
    }
    status_t status = known ? apply(found, s, node) : STATUS_UNSUPPORTED;
    found->is_known = status == STATUS_OK;
    if (status != STATUS_DOMAIN)
        return false;
    found->is_undefined = true;
    return true;
}

// A subterm of a that is undefined whatever the values of variables, and makes a undefined; EXPR_NONE when
// exact arithmetic with algebraic numbers of moderate size tells of none.
static expr_t undefined_part(const dag_t *dag, expr_t a)
{
    survey_t s = {.dag = dag, .places = mem_alloc((size_t)a + 1, sizeof *s.places)};
    bool *marked = expr_reachable(dag, 1, &a);
    size_t count = 0;
    for (expr_t node = 0; node <= a; node++)
        s.places[node] = marked[node] ? count++ : SIZE_MAX;
    s.found = mem_alloc(count, sizeof *s.found);
    real_ctx_init(s.reals);
    s.reals->max_degree = MAX_DEGREE;
    s.reals->max_bits = MAX_BITS;
    expr_t first = EXPR_NONE;
    for (expr_t node = 0; node <= a; node++) {
        if (!marked[node])
            continue;
        constant_t *found = s.found + s.places[node];
        real_init(found->value);
        if (fails_first(&s, node, found) && first == EXPR_NONE)
            first = node;
    }
    bool undefined = s.found[count - 1].is_undefined;
    for (size_t i = 0; i < count; i++)
        real_clear(s.found[i].value);
    real_ctx_clear(s.reals);
    mem_free(s.found);
    mem_free(s.places);
    mem_free(marked);
    return undefined ? first : EXPR_NONE;
}

// ---- the constants of a spec ----

static void check_defined(spec_t *spec, span_t span, expr_t a)
{
    expr_t part = a == EXPR_NONE ? EXPR_NONE : undefined_part(spec->dag, a);
    if (part == EXPR_NONE)
        return;
    strbuf_t text;
    strbuf_init(&text);
    expr_print(&text, spec->dag, part, SHOWN_LENGTH);
    diagnostics_error(&spec->diagnostics, span, "this has no value: %s is undefined", text.text);
    strbuf_clear(&text);
}

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

// A region is where all terms of its condition have values.
static void check_condition(spec_t *spec, span_t span, expr_t condition)
{
    const dag_t *dag = spec->dag;
    if (condition == EXPR_NONE)
        return;
    bool *members = mem_alloc((size_t)condition + 1, sizeof *members);
    members[condition] = true;
    for (expr_t node = condition + 1; node-- > 0;) { // operands have smaller numbers
        expr_op_t op = members[node] ? expr_op(dag, node) : EXPR_TRUE;
        bool connects = op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT;
        for (size_t k = 0; (connects || is_comparison(op)) && k < expr_child_count(dag, node); k++) {
            if (connects)
                members[expr_child(dag, node, k)] = true;
            else
                check_defined(spec, span, expr_child(dag, node, k));
        }
    }
    mem_free(members);
}

// Conditions that are names of regions are looked at where these are defined.
static bool is_named(const spec_t *spec, expr_t condition)
{
    for (size_t i = 0; i < spec->region_count; i++)
        if (spec->regions[i].formula == condition)
            return true;
    return false;
}

static void check_arguments(spec_t *spec, size_t count, const argument_t *arguments)
{
    for (size_t i = 0; i < count; i++) {
        const argument_t *argument = arguments + i;
        if (argument->kind == VALUE_NUMBER)
            check_defined(spec, argument->span, argument->number);
        for (size_t k = 0; argument->kind == VALUE_VECTOR && !argument->point && k < argument->count; k++)
            check_defined(spec, argument->span, argument->coordinates[k]);
    }
}

static void check_claim(spec_t *spec, const claim_t *claim)
{
    check_arguments(spec, claim->argument_count, claim->arguments);
    if (!is_named(spec, claim->region))
        check_condition(spec, claim->region_span, claim->region);
    check_arguments(spec, claim->dynamics.argument_count, claim->dynamics.arguments);
    for (size_t i = 0; i < claim->binding_count; i++) {
        const binding_t *binding = claim->bindings + i;
        for (size_t k = 0; binding->is_list && k < binding->count; k++)
            check_defined(spec, binding->span, binding->members[k]);
        if (!binding->is_list) {
            check_defined(spec, binding->span, binding->interval.lo);
            check_defined(spec, binding->span, binding->interval.hi);
        }
    }
}

static void check_points(spec_t *spec)
{
    for (size_t i = 0; i < spec->point_count; i++) {
        const spec_point_t *point = spec->points[i];
        for (size_t k = 0; k < spec->dimension; k++) {
            check_defined(spec, point->span, point->implicit ? point->box_lo[k] : point->coordinates[k]);
            if (point->implicit)
                check_defined(spec, point->span, point->box_hi[k]);
        }
    }
}

void constants_validate(spec_t *spec)
{
    check_points(spec);
    for (size_t i = 0; i < spec->region_count; i++)
        check_condition(spec, spec->regions[i].span, spec->regions[i].formula);
    for (size_t i = 0; i < spec->claim_count; i++)
        check_claim(spec, spec->claims + i);
}
