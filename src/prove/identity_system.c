// SPDX-License-Identifier: LGPL-3.0-or-later
// The hypotheses of a counterexample, as polynomials with rational coefficients.
#include "base/memory.h"
#include "claim/formula.h"
#include "prove/identity.h"

#define MAX_DEGREE 40
#define MAX_TERMS 5000
#define MAX_NODES 20000

// ---- terms as polynomials ----

typedef struct {
    const hypotheses_t *system;
    expr_t root;
    bool *done, *good; // per node
    fmpq_mpoly_struct *values;
} expander_t;

static bool set_variable(fmpq_mpoly_t result, const hypotheses_t *system, expr_t a)
{
    for (size_t i = 0; i < system->variable_count; i++)
        if (system->variables[i].variable == a) {
            fmpq_mpoly_gen(result, (slong)i, system->ring);
            return true;
        }
    return false; // the coordinate of an implicit point
}

static bool set_derivative(fmpq_mpoly_t result, const hypotheses_t *system, const fmpq_mpoly_t a, expr_t variable)
{
    for (size_t i = 0; i < system->variable_count; i++)
        if (system->variables[i].variable == variable) {
            fmpq_mpoly_derivative(result, a, (slong)i, system->ring);
            return true;
        }
    fmpq_mpoly_zero(result, system->ring);
    return true;
}

static bool set_quotient(fmpq_mpoly_t result, const fmpq_mpoly_t a, const fmpq_mpoly_t b, const hypotheses_t *system)
{
    fmpq_t divisor;
    if (!fmpq_mpoly_is_fmpq(b, system->ring) || fmpq_mpoly_is_zero(b, system->ring))
        return false;
    fmpq_init(divisor);
    fmpq_mpoly_get_fmpq(divisor, b, system->ring);
    fmpq_mpoly_scalar_div_fmpq(result, a, divisor, system->ring);
    fmpq_clear(divisor);
    return true;
}

static slong degree_of(const fmpq_mpoly_t a, const hypotheses_t *system)
{
    return fmpq_mpoly_total_degree_fits_si(a, system->ring) ? fmpq_mpoly_total_degree_si(a, system->ring) : MAX_DEGREE + 1;
}

static bool set_power(fmpq_mpoly_t result, const expander_t *x, const fmpq_mpoly_t a, expr_t node)
{
    slong p, q;
    expr_exponent(&p, &q, x->system->dag, node);
    return q == 1 && p >= 0 && p * FLINT_MAX(degree_of(a, x->system), 1) <= MAX_DEGREE &&
           fmpq_mpoly_pow_ui(result, a, (ulong)p, x->system->ring);
}

// The node's polynomial, from those of its children.
static bool set_node(expander_t *x, expr_t node)
{
    const hypotheses_t *s = x->system;
    size_t count = expr_child_count(s->dag, node);
    expr_op_t op = expr_op(s->dag, node);
    fmpq_mpoly_struct *result = x->values + node;
    const fmpq_mpoly_struct *a = count > 0 ? x->values + expr_child(s->dag, node, 0) : NULL;
    const fmpq_mpoly_struct *b = count > 1 ? x->values + expr_child(s->dag, node, 1) : NULL;
    bool is_derivative = op == EXPR_DERIVATIVE || op == EXPR_PARTIAL;
    for (size_t k = 0; k < (is_derivative ? 1 : count); k++)
        if (!x->good[expr_child(s->dag, node, k)])
            return false;
    switch (op) {
    case EXPR_RATIONAL:
        fmpq_mpoly_set_fmpq(result, expr_rational_value(s->dag, node), s->ring);
        return true;
    case EXPR_VARIABLE:
        return set_variable(result, s, node);
    case EXPR_ADD:
        fmpq_mpoly_add(result, a, b, s->ring);
        return true;
    case EXPR_SUB:
        fmpq_mpoly_sub(result, a, b, s->ring);
        return true;
    case EXPR_NEG:
        fmpq_mpoly_neg(result, a, s->ring);
        return true;
    case EXPR_MUL:
        if (fmpq_mpoly_length(a, s->ring) * fmpq_mpoly_length(b, s->ring) > MAX_TERMS)
            return false;
        fmpq_mpoly_mul(result, a, b, s->ring);
        return true;
    case EXPR_DIV:
        return set_quotient(result, a, b, s);
    case EXPR_POWER:
        return set_power(result, x, a, node);
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL: // a polynomial is differentiable everywhere
        return set_derivative(result, s, a, expr_child(s->dag, node, 1));
    default:
        return false;
    }
}

// The term as a polynomial in the variables; false when it is none, or a large one.
static bool expand(fmpq_mpoly_t result, const hypotheses_t *system, expr_t term)
{
    expander_t x = {.system = system, .root = term};
    bool *wanted = expr_reachable(system->dag, 1, &term);
    size_t nodes = 0;
    for (expr_t a = 0; a <= term; a++)
        nodes += wanted[a];
    bool good = nodes <= MAX_NODES;
    x.good = mem_alloc((size_t)term + 1, sizeof *x.good);
    x.values = mem_alloc((size_t)term + 1, sizeof *x.values);
    for (expr_t a = 0; good && a <= term; a++) {
        if (!wanted[a])
            continue;
        fmpq_mpoly_init(x.values + a, system->ring);
        x.good[a] = set_node(&x, a) && degree_of(x.values + a, system) <= MAX_DEGREE &&
                    fmpq_mpoly_length(x.values + a, system->ring) <= MAX_TERMS;
    }
    if (good && (good = x.good[term]))
        fmpq_mpoly_set(result, x.values + term, system->ring);
    for (expr_t a = 0; nodes <= MAX_NODES && a <= term; a++)
        if (wanted[a])
            fmpq_mpoly_clear(x.values + a, system->ring);
    mem_free(x.values);
    mem_free(x.good);
    mem_free(wanted);
    return good;
}

// ---- hypotheses ----

static hypothesis_t *add(hypotheses_t *system, hypothesis_kind_t kind, bool from_conclusion)
{
    system->items = mem_grow(system->items, &system->capacity, system->count + 1, sizeof *system->items);
    hypothesis_t *item = system->items + system->count++;
    *item = (hypothesis_t){.kind = kind, .from_conclusion = from_conclusion, .degree = -1};
    fmpq_mpoly_init(item->polynomial, system->ring);
    return item;
}

// less <= more (<), or the equation or inequation, as a hypothesis about more - less.
static void add_comparison(hypotheses_t *system, hypothesis_kind_t kind, expr_t less, expr_t more, bool from_conclusion)
{
    hypothesis_t *item = add(system, kind, from_conclusion);
    fmpq_mpoly_t other;
    fmpq_mpoly_init(other, system->ring);
    if (expand(item->polynomial, system, more) && expand(other, system, less)) {
        fmpq_mpoly_sub(item->polynomial, item->polynomial, other, system->ring);
        item->degree = degree_of(item->polynomial, system);
    } else {
        item->kind = HYPOTHESIS_OTHER;
    }
    fmpq_mpoly_clear(other, system->ring);
}

// A member of the region, or of the conclusion, negated then.
static void add_member(hypotheses_t *system, expr_t member, bool negated)
{
    expr_op_t op = expr_op(system->dag, member);
    bool ordered = op == EXPR_LESS || op == EXPR_LESS_EQUAL;
    if (!ordered && op != EXPR_EQUAL && op != EXPR_NOT_EQUAL) {
        add(system, HYPOTHESIS_OTHER, negated);
        return;
    }
    expr_t a = expr_child(system->dag, member, 0), b = expr_child(system->dag, member, 1);
    if (ordered) {
        bool strict = (op == EXPR_LESS) != negated;
        add_comparison(system, strict ? HYPOTHESIS_POSITIVE : HYPOTHESIS_NONNEGATIVE, negated ? b : a, negated ? a : b, negated);
    } else {
        bool equal = (op == EXPR_EQUAL) != negated;
        add_comparison(system, equal ? HYPOTHESIS_ZERO : HYPOTHESIS_NONZERO, a, b, negated);
    }
}

// The members of a conjunction (disjunction), left ones first.
static void add_members(hypotheses_t *system, expr_t formula, expr_op_t connective, bool negated)
{
    size_t depth = 1, room = 16;
    expr_t *stack = mem_alloc(room, sizeof *stack);
    stack[0] = formula;
    while (depth) {
        expr_t top = stack[--depth];
        if (expr_op(system->dag, top) == connective) {
            stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
            stack[depth++] = expr_child(system->dag, top, 1);
            stack[depth++] = expr_child(system->dag, top, 0);
        } else {
            add_member(system, top, negated);
        }
    }
    mem_free(stack);
}

static void add_bounds(hypotheses_t *system)
{
    for (size_t i = 0; i < system->variable_count; i++) {
        const quantified_t *x = system->variables + i;
        if (x->domain.lo != EXPR_NONE)
            add_comparison(system, x->domain.lo_open ? HYPOTHESIS_POSITIVE : HYPOTHESIS_NONNEGATIVE, x->domain.lo, x->variable, false);
        if (x->domain.hi != EXPR_NONE)
            add_comparison(system, x->domain.hi_open ? HYPOTHESIS_POSITIVE : HYPOTHESIS_NONNEGATIVE, x->variable, x->domain.hi, false);
    }
}

void hypotheses_init(hypotheses_t *system, const dag_t *dag, const obligation_t *obligation)
{
    *system = (hypotheses_t){.dag = dag, .variable_count = obligation->variable_count, .variables = obligation->variables};
    fmpq_mpoly_ctx_init(system->ring, (slong)obligation->variable_count, ORD_DEGREVLEX);
    add_bounds(system);
    add_members(system, obligation->region, EXPR_AND, false);
    if (obligation->kind == OBLIGATION_EXISTS)
        add_members(system, obligation->conclusion, EXPR_AND, false);
    else
        add_members(system, obligation->conclusion, EXPR_OR, true);
}

void hypotheses_clear(hypotheses_t *system)
{
    for (size_t i = 0; i < system->count; i++)
        fmpq_mpoly_clear(system->items[i].polynomial, system->ring);
    mem_free(system->items);
    fmpq_mpoly_ctx_clear(system->ring);
}
