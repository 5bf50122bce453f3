// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds implied by constraints: forward and backward sweeps over the expression (Benhamou, Goualard, Granvilliers,
// Puget 1999, Revising hull and box consistency, algorithm HC4), without directed rounding since they are only guesses.
#include "base/memory.h"
#include "prove/branch_plan.h"

#include <math.h>

#define SWEEPS 3
#define MAX_FORMULA_DEPTH 64

typedef struct {
    double lo, hi;
} range_t;

typedef struct {
    const statement_t *statement;
    const dag_t *dag;
    expr_t root;
    bool *marked;
    range_t *ranges; // per node
} sweep_t;

static range_t meet(range_t a, range_t b)
{
    return (range_t){fmax(a.lo, b.lo), fmin(a.hi, b.hi)};
}

static bool is_empty(range_t a)
{
    return !(a.lo <= a.hi);
}

static const range_t everything = {-INFINITY, INFINITY};

// ---- forward ----

static double times(double a, double b)
{
    return a == 0 || b == 0 ? 0 : a * b;
}

static range_t multiply(range_t a, range_t b)
{
    double p = times(a.lo, b.lo), q = times(a.lo, b.hi), r = times(a.hi, b.lo), s = times(a.hi, b.hi);
    return (range_t){fmin(fmin(p, q), fmin(r, s)), fmax(fmax(p, q), fmax(r, s))};
}

static range_t divide(range_t a, range_t b)
{
    if (b.lo <= 0 && b.hi >= 0)
        return everything;
    return multiply(a, (range_t){1 / b.hi, 1 / b.lo});
}

static range_t magnitude(range_t a)
{
    double most = fmax(fabs(a.lo), fabs(a.hi));
    return (range_t){a.lo > 0 ? a.lo : a.hi < 0 ? -a.hi : 0, most};
}

static range_t to_the(range_t a, double exponent, bool even)
{
    range_t base = even ? magnitude(a) : a;
    return (range_t){pow(base.lo, exponent), pow(base.hi, exponent)};
}

static range_t forward_power(const dag_t *dag, expr_t a, range_t base)
{
    slong p, q;
    expr_exponent(&p, &q, dag, a);
    if (p <= 0 || (q > 1 && base.lo < 0))
        return everything;
    return to_the(base, (double)p / (double)q, q == 1 && p % 2 == 0);
}

static range_t forward_variable(const statement_t *statement, expr_t a, const double *lo, const double *hi)
{
    for (size_t i = 0; i < statement->count; i++)
        if (statement->inputs[i] == a)
            return (range_t){lo[i], hi[i]};
    for (size_t i = statement->count; i < statement->input_count; i++)
        if (statement->inputs[i] == a)
            return (range_t){dinterval_lo(statement->points[i - statement->count]),
                             statement->points[i - statement->count].hi};
    return everything;
}

static range_t forward(const sweep_t *s, expr_t a, const double *lo, const double *hi)
{
    size_t arity = expr_child_count(s->dag, a);
    range_t u = arity > 0 ? s->ranges[expr_child(s->dag, a, 0)] : everything;
    range_t v = arity > 1 ? s->ranges[expr_child(s->dag, a, 1)] : everything;
    double value;
    switch (expr_op(s->dag, a)) {
    case EXPR_RATIONAL:
        value = fmpq_get_d(expr_rational_value(s->dag, a));
        return (range_t){value, value};
    case EXPR_PI:
        return (range_t){M_PI, M_PI};
    case EXPR_E:
        return (range_t){M_E, M_E};
    case EXPR_VARIABLE:
        return forward_variable(s->statement, a, lo, hi);
    case EXPR_ADD:
        return (range_t){u.lo + v.lo, u.hi + v.hi};
    case EXPR_SUB:
        return (range_t){u.lo - v.hi, u.hi - v.lo};
    case EXPR_NEG:
        return (range_t){-u.hi, -u.lo};
    case EXPR_MUL:
        return multiply(u, v);
    case EXPR_DIV:
        return divide(u, v);
    case EXPR_POWER:
        return forward_power(s->dag, a, u);
    case EXPR_SQRT:
        return (range_t){sqrt(fmax(u.lo, 0)), sqrt(fmax(u.hi, 0))};
    case EXPR_ABS:
        return magnitude(u);
    case EXPR_MIN:
        return (range_t){fmin(u.lo, v.lo), fmin(u.hi, v.hi)};
    case EXPR_MAX:
        return (range_t){fmax(u.lo, v.lo), fmax(u.hi, v.hi)};
    case EXPR_RELU:
        return (range_t){fmax(u.lo, 0), fmax(u.hi, 0)};
    case EXPR_EXP:
        return (range_t){exp(u.lo), exp(u.hi)};
    case EXPR_LOG:
        return (range_t){log(fmax(u.lo, 0)), log(fmax(u.hi, 0))};
    default:
        return everything;
    }
}

// ---- backward ----

static void narrow(sweep_t *s, expr_t a, double lo, double hi)
{
    range_t next = meet(s->ranges[a], (range_t){isnan(lo) ? -INFINITY : lo, isnan(hi) ? INFINITY : hi});
    s->ranges[a] = next;
}

static void backward_power(sweep_t *s, expr_t a, expr_t child, range_t r)
{
    slong p, q;
    expr_exponent(&p, &q, s->dag, a);
    if (p <= 0)
        return;
    double inverse = (double)q / (double)p;
    if (q == 1 && p % 2 == 0)
        narrow(s, child, -pow(fmax(r.hi, 0), inverse), pow(fmax(r.hi, 0), inverse));
    else if (q == 1)
        narrow(s, child, copysign(pow(fabs(r.lo), inverse), r.lo), copysign(pow(fabs(r.hi), inverse), r.hi));
    else
        narrow(s, child, 0, pow(fmax(r.hi, 0), inverse));
}

static void backward_binary(sweep_t *s, expr_op_t op, expr_t a, expr_t b, range_t r)
{
    range_t u = s->ranges[a], v = s->ranges[b], q;
    switch (op) {
    case EXPR_ADD:
        narrow(s, a, r.lo - v.hi, r.hi - v.lo);
        narrow(s, b, r.lo - u.hi, r.hi - u.lo);
        break;
    case EXPR_SUB:
        narrow(s, a, r.lo + v.lo, r.hi + v.hi);
        narrow(s, b, u.lo - r.hi, u.hi - r.lo);
        break;
    case EXPR_MUL:
        q = divide(r, v);
        narrow(s, a, q.lo, q.hi);
        q = divide(r, u);
        narrow(s, b, q.lo, q.hi);
        break;
    case EXPR_DIV:
        q = multiply(r, v);
        narrow(s, a, q.lo, q.hi);
        break;
    case EXPR_MAX:
        narrow(s, a, -INFINITY, r.hi);
        narrow(s, b, -INFINITY, r.hi);
        break;
    case EXPR_MIN:
        narrow(s, a, r.lo, INFINITY);
        narrow(s, b, r.lo, INFINITY);
        break;
    default:
        break;
    }
}

static void backward(sweep_t *s, expr_t node)
{
    expr_op_t op = expr_op(s->dag, node);
    range_t r = s->ranges[node];
    if (expr_child_count(s->dag, node) == 2) {
        backward_binary(s, op, expr_child(s->dag, node, 0), expr_child(s->dag, node, 1), r);
        return;
    }
    if (expr_child_count(s->dag, node) != 1)
        return;
    expr_t a = expr_child(s->dag, node, 0);
    if (op == EXPR_NEG)
        narrow(s, a, -r.hi, -r.lo);
    else if (op == EXPR_POWER)
        backward_power(s, node, a, r);
    else if (op == EXPR_SQRT)
        narrow(s, a, 0, r.hi * r.hi);
    else if (op == EXPR_ABS)
        narrow(s, a, -r.hi, r.hi);
    else if (op == EXPR_RELU)
        narrow(s, a, -INFINITY, r.hi);
    else if (op == EXPR_EXP)
        narrow(s, a, log(fmax(r.lo, 0)), log(fmax(r.hi, 0)));
    else if (op == EXPR_LOG)
        narrow(s, a, exp(r.lo), exp(r.hi));
}

// ---- formulas ----

static void sweep(double *lo, double *hi, sweep_t *s, range_t wanted)
{
    for (expr_t a = 0; a <= s->root; a++)
        if (s->marked[a])
            s->ranges[a] = forward(s, a, lo, hi);
    s->ranges[s->root] = meet(s->ranges[s->root], wanted);
    for (expr_t a = s->root + 1; a-- > 0;)
        if (s->marked[a] && !is_empty(s->ranges[a]))
            backward(s, a);
    for (size_t i = 0; i < s->statement->count; i++) {
        expr_t variable = s->statement->inputs[i];
        if (variable <= s->root && s->marked[variable] && !is_empty(s->ranges[variable])) {
            lo[i] = fmax(lo[i], s->ranges[variable].lo);
            hi[i] = fmin(hi[i], s->ranges[variable].hi);
        }
    }
}

static void guess_atom(double *lo, double *hi, const statement_t *statement, expr_t atom)
{
    const dag_t *dag = statement->prover->dag;
    expr_op_t op = expr_op(dag, atom);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL && op != EXPR_EQUAL)
        return;
    expr_t e = expr_child(dag, atom, 1);
    sweep_t s = {statement, dag, e, expr_reachable(dag, 1, &e), mem_alloc((size_t)e + 1, sizeof(range_t))};
    range_t wanted = {0, op == EXPR_EQUAL ? 0 : INFINITY};
    for (int k = 0; k < SWEEPS; k++)
        sweep(lo, hi, &s, wanted);
    mem_free(s.marked);
    mem_free(s.ranges);
}

static void guess(double *lo, double *hi, const statement_t *statement, expr_t formula, int depth);

// The hull of what the two members imply; a member that seems impossible counts for nothing.
static void guess_either(double *lo, double *hi, const statement_t *statement, expr_t a, expr_t b, int depth)
{
    size_t n = statement->count;
    double *ends = mem_alloc(4 * n, sizeof *ends);
    for (size_t i = 0; i < n; i++) {
        ends[i] = ends[2 * n + i] = lo[i];
        ends[n + i] = ends[3 * n + i] = hi[i];
    }
    guess(ends, ends + n, statement, a, depth);
    guess(ends + 2 * n, ends + 3 * n, statement, b, depth);
    for (size_t i = 0; i < n; i++) {
        lo[i] = fmin(ends[i], ends[2 * n + i]);
        hi[i] = fmax(ends[n + i], ends[3 * n + i]);
    }
    mem_free(ends);
}

static void guess(double *lo, double *hi, const statement_t *statement, expr_t formula, int depth)
{
    const dag_t *dag = statement->prover->dag;
    expr_op_t op = expr_op(dag, formula);
    if (depth == 0)
        return;
    if (op == EXPR_AND) {
        guess(lo, hi, statement, expr_child(dag, formula, 0), depth - 1);
        guess(lo, hi, statement, expr_child(dag, formula, 1), depth - 1);
    } else if (op == EXPR_OR) {
        guess_either(lo, hi, statement, expr_child(dag, formula, 0), expr_child(dag, formula, 1), depth - 1);
    } else {
        guess_atom(lo, hi, statement, formula);
    }
}

void guess_bounds(double *lo, double *hi, const statement_t *statement, expr_t formula)
{
    guess(lo, hi, statement, formula, MAX_FORMULA_DEPTH);
}
