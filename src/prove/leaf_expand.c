// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact expansion: with the cases decided on the box, the compared term is a polynomial; like terms are collected
// exactly and each monomial is evaluated with tight powers. What cancels, cancels for good.
#include "base/memory.h"
#include "interval/arithmetic.h"
#include "interval/elementary.h"
#include "prove/branch_definite.h"
#include "prove/branch_polynomial.h"
#include "prove/leaf.h"

#include <math.h>
#include <string.h>

#define CACHE_SIZE 16
#define TRIES_BEFORE_DOUBT 64 // then only while it pays
#define MAX_FIELD_DEGREE 8
#define MAX_NODES 20000

// A node whose value depends on a decision: which case, or which sign of an argument.
typedef struct {
    expr_t node;
    size_t root, count; // roots of the tape: the argument, or all guards
} switch_t;

typedef struct {
    int *decisions;
    bool usable;
    polynomial_t polynomial;
    dinterval_t *coefficients; // enclosures
} expansion_t;

struct expander {
    statement_t *statement;
    expr_t root;
    size_t node_count;
    expr_t *nodes;    // below the root, increasing
    size_t *position; // of a node among them
    size_t switch_count, switch_capacity;
    switch_t *switches;
    size_t *switch_of; // per position: index + 1, 0 for none
    root_list_t list;
    tape_t *tape;
    size_t cached;
    expansion_t cache[CACHE_SIZE];
    size_t tries, successes;
};

// ---- which expressions ----

static bool is_polynomial_op(expr_op_t op)
{
    switch (op) {
    case EXPR_RATIONAL:
    case EXPR_VARIABLE:
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_NEG:
    case EXPR_POWER:
    case EXPR_SQRT:
    case EXPR_ABS:
    case EXPR_RELU:
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_CASES:
        return true;
    default:
        return false;
    }
}

// Real nodes below the root, not through guards.
static bool collect_nodes(expander_t *x, const dag_t *dag)
{
    bool *wanted = mem_alloc((size_t)x->root + 1, sizeof *wanted), possible = true;
    size_t capacity = 0;
    wanted[x->root] = true;
    for (expr_t a = x->root + 1; a-- > 0;) {
        if (!wanted[a])
            continue;
        possible = possible && is_polynomial_op(expr_op(dag, a));
        bool cases = expr_op(dag, a) == EXPR_CASES;
        for (size_t k = cases; k < expr_child_count(dag, a); k += cases ? 2 : 1)
            wanted[expr_child(dag, a, k)] = true;
    }
    for (expr_t a = 0; possible && a <= x->root; a++)
        if (wanted[a]) {
            x->nodes = mem_grow(x->nodes, &capacity, x->node_count + 1, sizeof *x->nodes);
            x->position[a] = x->node_count;
            x->nodes[x->node_count++] = a;
        }
    mem_free(wanted);
    return possible && x->node_count <= MAX_NODES;
}

static void add_switch(expander_t *x, dag_t *dag, size_t position)
{
    expr_t a = x->nodes[position];
    expr_op_t op = expr_op(dag, a);
    switch_t found = {a, x->list.count, 1};
    if (op == EXPR_CASES) {
        found.count = expr_child_count(dag, a) / 2;
        for (size_t k = 0; k < found.count; k++)
            root_list_add(&x->list, expr_child(dag, a, 2 * k), 1);
    } else if (op == EXPR_ABS || op == EXPR_RELU) {
        root_list_add(&x->list, expr_child(dag, a, 0), 1);
    } else if (op == EXPR_MIN || op == EXPR_MAX) {
        root_list_add(&x->list, expr_binary(dag, EXPR_SUB, expr_child(dag, a, 0), expr_child(dag, a, 1)), 1);
    } else {
        return;
    }
    x->switches = mem_grow(x->switches, &x->switch_capacity, x->switch_count + 1, sizeof *x->switches);
    x->switches[x->switch_count++] = found;
    x->switch_of[position] = x->switch_count;
}

expander_t *expander_new(statement_t *statement)
{
    dag_t *dag = statement->prover->dag;
    if (statement->atom == EXPR_NONE)
        return NULL;
    expander_t *x = mem_alloc(1, sizeof *x);
    x->statement = statement;
    x->root = statement->atom;
    x->position = mem_alloc((size_t)x->root + 1, sizeof *x->position);
    root_list_init(&x->list);
    if (!collect_nodes(x, dag)) {
        expander_free(x);
        return NULL;
    }
    x->switch_of = mem_alloc(x->node_count, sizeof *x->switch_of);
    for (size_t i = 0; i < x->node_count; i++)
        add_switch(x, dag, i);
    if (x->list.count) {
        x->tape = tape_compile(dag, x->list.count, x->list.roots, statement->input_count, statement->inputs);
    }
    return x;
}

void expander_free(expander_t *x)
{
    if (!x)
        return;
    for (size_t i = 0; i < x->cached; i++) {
        mem_free(x->cache[i].decisions);
        mem_free(x->cache[i].coefficients);
        polynomial_clear(&x->cache[i].polynomial);
    }
    root_list_clear(&x->list);
    tape_free(x->tape);
    mem_free(x->nodes);
    mem_free(x->position);
    mem_free(x->switches);
    mem_free(x->switch_of);
    mem_free(x);
}

// ---- decisions ----

// The number of the case plus 1, or the sign of the argument; 0 when that is not known on the box.
static int decide(const expander_t *x, const switch_t *choice, const tape_result_t *results)
{
    if (expr_op(x->statement->prover->dag, choice->node) == EXPR_CASES) {
        for (size_t k = 0; k < choice->count; k++)
            if (results[k].truth != TRUTH_FALSE)
                return results[k].truth == TRUTH_TRUE ? (int)k + 1 : 0;
        return 0;
    }
    if (results->regularity == REGULARITY_UNKNOWN)
        return 0;
    return dinterval_lo(results->value) >= 0 ? 1 : results->value.hi <= 0 ? -1 : 0;
}

static void decide_all(int *decisions, const expander_t *x, const statement_t *statement, const view_t *view)
{
    tape_result_t *results = mem_alloc(x->list.count, sizeof *results);
    if (x->tape)
        statement_evaluate(results, statement, x->tape, view->box, view->precision);
    for (size_t i = 0; i < x->switch_count; i++)
        decisions[i] = decide(x, x->switches + i, results + x->switches[i].root);
    mem_free(results);
}

// The child that the decision selects.
static expr_t selected(const dag_t *dag, expr_t a, int decision)
{
    switch (expr_op(dag, a)) {
    case EXPR_CASES:
        return expr_child(dag, a, 2 * (size_t)(decision - 1) + 1);
    case EXPR_MIN:
        return expr_child(dag, a, decision > 0);
    case EXPR_MAX:
        return expr_child(dag, a, decision < 0);
    default:
        return expr_child(dag, a, 0);
    }
}

// ---- expansion ----

typedef struct {
    expander_t *x;
    const int *decisions;
    bool *needed;
    polynomial_t *values; // per position
    real_ctx_struct *ctx;
} expanding_t;

static void mark_needed(const expanding_t *ex)
{
    const dag_t *dag = ex->x->statement->prover->dag;
    const size_t *position = ex->x->position;
    ex->needed[ex->x->node_count - 1] = true;
    for (size_t i = ex->x->node_count; i-- > 0;) {
        if (!ex->needed[i])
            continue;
        expr_t a = ex->x->nodes[i];
        size_t index = ex->x->switch_of[i];
        bool extremum = expr_op(dag, a) == EXPR_MIN || expr_op(dag, a) == EXPR_MAX; // the other one counts, too
        if (index && !extremum) {
            if (ex->decisions[index - 1] != 0)
                ex->needed[position[selected(dag, a, ex->decisions[index - 1])]] = true;
            continue;
        }
        for (size_t k = 0; k < expr_child_count(dag, a); k++)
            ex->needed[position[expr_child(dag, a, k)]] = true;
    }
}

static status_t expand_variable(polynomial_t *result, const statement_t *statement, expr_t a)
{
    for (size_t i = 0; i < statement->count; i++)
        if (statement->inputs[i] == a) {
            polynomial_set_variable(result, i);
            return STATUS_OK;
        }
    return STATUS_UNSUPPORTED; // an implicit point is not known exactly
}

// Roots, inverses and rational powers of constants only.
static status_t expand_constant_power(polynomial_t *result, const polynomial_t *base, slong p, slong q, real_ctx_t ctx)
{
    if (!polynomial_is_constant(base))
        return STATUS_UNSUPPORTED;
    real_t value;
    real_init(value);
    polynomial_get_constant(value, base);
    status_t status = q > 1 && real_sgn(value) < 0 ? STATUS_DOMAIN : real_root_ui(value, value, (ulong)q, ctx);
    if (status == STATUS_OK)
        status = real_pow_si(value, value, p, ctx);
    if (status == STATUS_OK)
        polynomial_set_constant(result, value);
    real_clear(value);
    return status;
}

static status_t expand_quotient(polynomial_t *result, const polynomial_t *a, const polynomial_t *b, real_ctx_t ctx)
{
    polynomial_t inverse;
    polynomial_init(&inverse, a->variables);
    status_t status = expand_constant_power(&inverse, b, -1, 1, ctx);
    if (status == STATUS_OK)
        status = polynomial_mul(result, a, &inverse, ctx);
    polynomial_clear(&inverse);
    return status;
}

static status_t expand_power(polynomial_t *result, const polynomial_t *base, slong p, slong q, real_ctx_t ctx)
{
    if (q == 1 && p >= 0)
        return polynomial_power(result, base, p, ctx);
    return expand_constant_power(result, base, p, q, ctx);
}

static status_t negate(polynomial_t *result, const polynomial_t *p, real_ctx_t ctx)
{
    polynomial_t zero;
    polynomial_init(&zero, p->variables);
    return polynomial_add(result, &zero, p, true, ctx);
}

static status_t expand_switch(polynomial_t *result, const expanding_t *ex, expr_t a, int decision)
{
    const dag_t *dag = ex->x->statement->prover->dag;
    expr_op_t op = expr_op(dag, a);
    if (decision == 0)
        return STATUS_UNSUPPORTED;
    const polynomial_t *value = ex->values + ex->x->position[selected(dag, a, decision)];
    if (op == EXPR_RELU && decision < 0)
        return STATUS_OK; // stays 0
    if (op == EXPR_ABS && decision < 0)
        return negate(result, value, ex->ctx);
    polynomial_copy(result, value);
    return STATUS_OK;
}

static status_t expand_node(const expanding_t *ex, size_t i)
{
    const dag_t *dag = ex->x->statement->prover->dag;
    expr_t a = ex->x->nodes[i];
    polynomial_t *result = ex->values + i;
    if (ex->x->switch_of[i])
        return expand_switch(result, ex, a, ex->decisions[ex->x->switch_of[i] - 1]);
    size_t arity = expr_child_count(dag, a);
    const polynomial_t *first = arity > 0 ? ex->values + ex->x->position[expr_child(dag, a, 0)] : NULL;
    const polynomial_t *second = arity > 1 ? ex->values + ex->x->position[expr_child(dag, a, 1)] : NULL;
    slong p = 1, q = 2;
    real_t value;
    switch (expr_op(dag, a)) {
    case EXPR_RATIONAL:
        real_init(value);
        real_set_fmpq(value, expr_rational_value(dag, a));
        polynomial_set_constant(result, value);
        real_clear(value);
        return STATUS_OK;
    case EXPR_VARIABLE:
        return expand_variable(result, ex->x->statement, a);
    case EXPR_ADD:
    case EXPR_SUB:
        return polynomial_add(result, first, second, expr_op(dag, a) == EXPR_SUB, ex->ctx);
    case EXPR_MUL:
        return polynomial_mul(result, first, second, ex->ctx);
    case EXPR_DIV:
        return expand_quotient(result, first, second, ex->ctx);
    case EXPR_NEG:
        return negate(result, first, ex->ctx);
    case EXPR_POWER:
        expr_exponent(&p, &q, dag, a);
        return expand_power(result, first, p, q, ex->ctx);
    default:
        return expand_power(result, first, p, q, ex->ctx); // SQRT
    }
}

static bool expand(polynomial_t *result, expander_t *x, const int *decisions)
{
    expanding_t ex = {x, decisions, NULL, NULL, x->statement->prover->reals};
    slong full = ex.ctx->max_degree;
    ex.ctx->max_degree = full < MAX_FIELD_DEGREE ? full : MAX_FIELD_DEGREE;
    ex.needed = mem_alloc(x->node_count, sizeof *ex.needed);
    ex.values = mem_alloc(x->node_count, sizeof *ex.values);
    for (size_t i = 0; i < x->node_count; i++)
        polynomial_init(ex.values + i, x->statement->count);
    mark_needed(&ex);
    status_t status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < x->node_count; i++)
        if (ex.needed[i])
            status = expand_node(&ex, i);
    if (status == STATUS_OK)
        polynomial_copy(result, ex.values + x->node_count - 1);
    for (size_t i = 0; i < x->node_count; i++)
        polynomial_clear(ex.values + i);
    mem_free(ex.values);
    mem_free(ex.needed);
    ex.ctx->max_degree = full;
    return status == STATUS_OK;
}

static dinterval_t coefficient_interval(const real_struct *coefficient)
{
    arb_t ball;
    arb_init(ball);
    real_get_arb(ball, coefficient, 64);
    dinterval_t result = dinterval_from_arb(ball);
    arb_clear(ball);
    return result;
}

static dinterval_t *coefficient_intervals(const polynomial_t *p)
{
    dinterval_t *intervals = mem_alloc(p->count, sizeof *intervals);
    for (size_t i = 0; i < p->count; i++)
        intervals[i] = coefficient_interval(p->coefficients + i);
    return intervals;
}

// The expansion for the decisions, from the cache where it is there. NULL where it is not, and the cache is full, or the
// view is not alone; then it is put off.
static const expansion_t *expansion_for(expander_t *x, const int *decisions, view_t *view)
{
    for (size_t i = 0; i < x->cached; i++)
        if (memcmp(x->cache[i].decisions, decisions, x->switch_count * sizeof *decisions) == 0)
            return x->cache + i;
    view->put_off = view->put_off || (!view->alone && x->cached < CACHE_SIZE);
    if (!view->alone || x->cached == CACHE_SIZE)
        return NULL;
    expansion_t *fresh = x->cache + x->cached++;
    fresh->decisions = mem_alloc(x->switch_count, sizeof *decisions);
    memcpy(fresh->decisions, decisions, x->switch_count * sizeof *decisions);
    polynomial_init(&fresh->polynomial, x->statement->count);
    fresh->usable = expand(&fresh->polynomial, x, decisions);
    fresh->coefficients = coefficient_intervals(&fresh->polynomial);
    return fresh;
}

// ---- evaluation ----

static dinterval_t tight_power(dinterval_t a, int n)
{
    dinterval_t result;
    if (n <= INTERVAL_POWER_MAX)
        return interval_scalar_power(a, n);
    return interval_integer_power(&result, a, n) == STATUS_OK ? result : dinterval_whole();
}

static dinterval_t monomial(const polynomial_t *p, const dinterval_t *coefficients, size_t i, const side_t *box)
{
    dinterval_t product = coefficients[i];
    for (size_t k = 0; k < p->variables; k++) {
        int exponent = p->exponents[i * p->variables + k];
        if (exponent)
            product = interval_scalar_mul(product, tight_power(dinterval_make(box[k].lo, box[k].hi), exponent));
    }
    return product;
}

static bool accept_polynomial(const polynomial_t *p, const dinterval_t *coefficients, const statement_t *statement,
                              view_t *view)
{
    dinterval_t sum = dinterval_point(0);
    double below = 0, above = 0, room = rounding_room(view->precision);
    for (size_t i = 0; i < p->count; i++) {
        dinterval_t term = monomial(p, coefficients, i, view->box);
        sum = interval_scalar_add(sum, term);
        below += fabs(term.neg_lo);
        above += fabs(term.hi);
    }
    if (statement->relation == EXPR_EQUAL)
        return p->count == 0;
    double lower = dinterval_lo(sum) - (below > 0 ? room * below : 0);
    if (statement->relation == EXPR_NOT_EQUAL)
        return lower > 0 || sum.hi + (above > 0 ? room * above : 0) < 0;
    return leaf_accept(view, lower, room * below);
}

static bool put_in_fixed(polynomial_t *p, const statement_t *statement, const side_t *box)
{
    polynomial_t next;
    real_t value;
    bool known = true;
    polynomial_init(&next, p->variables);
    real_init(value);
    for (size_t i = 0; known && i < statement->count; i++) {
        if (!side_is_fixed(box + i))
            continue;
        known = side_end_exact(value, statement, box + i, false) &&
                polynomial_put_in(&next, p, i, value, statement->prover->reals) == STATUS_OK;
        polynomial_t swap = next;
        next = *p;
        *p = swap;
    }
    real_clear(value);
    polynomial_clear(&next);
    return known;
}

// The values of fixed variables are exact numbers, which no two threads may use at once.
static bool accept_below_faces(const polynomial_t *polynomial, const statement_t *statement, view_t *view)
{
    view->put_off = !view->alone;
    if (view->put_off)
        return false;
    polynomial_t p;
    polynomial_init(&p, statement->count);
    polynomial_copy(&p, polynomial);
    bool known = put_in_fixed(&p, statement, view->box);
    dinterval_t *coefficients = coefficient_intervals(&p);
    bool closed = known && accept_polynomial(&p, coefficients, statement, view);
    mem_free(coefficients);
    polynomial_clear(&p);
    return closed;
}

static bool has_fixed_side(const statement_t *statement, const side_t *box)
{
    for (size_t i = 0; i < statement->count; i++)
        if (side_is_fixed(box + i))
            return true;
    return false;
}

bool leaf_expand(expander_t *x, const statement_t *statement, view_t *view)
{
    if (!x || view->precision != 53 || (x->tries > TRIES_BEFORE_DOUBT && 16 * x->successes < x->tries))
        return false;
    view->expanded = true;
    int *decisions = mem_alloc(x->switch_count, sizeof *decisions);
    decide_all(decisions, x, statement, view);
    const expansion_t *found = expansion_for(x, decisions, view);
    mem_free(decisions);
    if (!found || !found->usable)
        return false;
    if (has_fixed_side(statement, view->box))
        return accept_below_faces(&found->polynomial, statement, view);
    return accept_polynomial(&found->polynomial, found->coefficients, statement, view);
}

void expander_count(expander_t *x, bool closed)
{
    x->tries++;
    x->successes += closed;
}
