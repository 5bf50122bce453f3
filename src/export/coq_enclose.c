// SPDX-License-Identifier: LGPL-3.0-or-later
// Inequalities whose terms are no piecewise polynomials, by the tactic `interval` of libcoq-interval: natural interval
// extension on boxes that are halved, the variables in turn. The same is done here first, with double intervals, which
// are wider than those of 60 bits there, so that what is shown here is shown there. Functions that the tactic does not
// have are written by those that it has (coq/enclose.v), here as there.
#include "base/memory.h"
#include "export/coq_internal.h"
#include "interval/arithmetic.h"
#include "interval/elementary.h"
#include "interval/rounding.h"

#include <stdlib.h>
#include <string.h>

#define MAX_BOXES 2000
#define MAX_HALVINGS 60
#define MAX_STEPS 2000 // operations in one evaluation

typedef struct range range_t;
struct range {
    expr_t variable;
    dinterval_t value;
    const range_t *next;
};

typedef struct {
    coq_t *coq;
    size_t steps;
} evaluation_t;

static bool evaluate(dinterval_t *result, evaluation_t *e, expr_t a, const range_t *ranges);

// ---- operators ----

typedef void (*kernel_t)(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);

static bool divide(dinterval_t *a, dinterval_t *b)
{
    uint8_t defined;
    interval_array_t x = {&a->neg_lo, &a->hi}, y = {&b->neg_lo, &b->hi};
    interval_round_upward();
    bool good = interval_div(x, &defined, x, y, 1);
    interval_round_nearest();
    return good;
}

static bool square_root(dinterval_t *a)
{
    uint8_t defined;
    interval_array_t x = {&a->neg_lo, &a->hi};
    interval_round_upward();
    bool good = interval_sqrt(x, &defined, x, 1);
    interval_round_nearest();
    return good;
}

static bool evaluate_binary(dinterval_t *result, evaluation_t *e, expr_t a, const range_t *ranges)
{
    static const kernel_t kernels[EXPR_OPERATOR_COUNT] = {
        [EXPR_ADD] = interval_add, [EXPR_SUB] = interval_sub, [EXPR_MUL] = interval_mul};
    const dag_t *dag = e->coq->dag;
    expr_op_t op = expr_op(dag, a);
    dinterval_t other;
    if (!evaluate(result, e, expr_child(dag, a, 0), ranges) || !evaluate(&other, e, expr_child(dag, a, 1), ranges))
        return false;
    if (op == EXPR_DIV)
        return divide(result, &other);
    interval_array_t x = {&result->neg_lo, &result->hi}, y = {&other.neg_lo, &other.hi};
    interval_round_upward();
    kernels[op](x, x, y, 1);
    interval_round_nearest();
    return true;
}

// The tactic is sharp for these near 0 alone.
static bool is_between(dinterval_t a, double bound)
{
    return dinterval_lo(a) >= -bound && a.hi <= bound;
}

static bool apply(dinterval_t *result, expr_op_t op, dinterval_t a)
{
    dinterval_t copy = a;
    switch (op) {
    case EXPR_NEG:
        *result = (dinterval_t){a.hi, a.neg_lo};
        return true;
    case EXPR_SQRT:
        *result = copy;
        return square_root(result);
    case EXPR_EXP:
        return interval_exp(result, a) == STATUS_OK;
    case EXPR_LOG:
        return dinterval_lo(a) > 0 && interval_log(result, a) == STATUS_OK;
    case EXPR_ATAN:
        return interval_atan(result, a) == STATUS_OK;
    case EXPR_SIN:
        *result = dinterval_make(-1, 1);
        return !is_between(a, 1.5) || interval_sin(result, a) == STATUS_OK;
    case EXPR_COS:
        *result = dinterval_make(-1, 1);
        return !is_between(a, 3) || interval_cos(result, a) == STATUS_OK;
    case EXPR_ABS:
        *result = dinterval_make(fmax(0, fmax(dinterval_lo(a), -a.hi)), fmax(a.neg_lo, a.hi));
        return true;
    default:
        return false;
    }
}

static bool evaluate_power(dinterval_t *result, evaluation_t *e, expr_t a, const range_t *ranges)
{
    slong p, q;
    dinterval_t base, one = dinterval_point(1);
    expr_exponent(&p, &q, e->coq->dag, a);
    if (q != 1 || !evaluate(&base, e, expr_child(e->coq->dag, a, 0), ranges) ||
        interval_integer_power(result, base, labs(p)) != STATUS_OK)
        return false;
    if (p >= 0)
        return true;
    base = *result;
    *result = one;
    return divide(result, &base);
}

// ---- functions by others ----

// As coq_term and coq/enclose.v write it; EXPR_NONE for other nodes.
static expr_t written_out(dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    if (op != EXPR_SIGMOID && op != EXPR_SOFTPLUS && op != EXPR_TANH && op != EXPR_SINH && op != EXPR_COSH)
        return EXPR_NONE;
    expr_t x = expr_child(dag, a, 0), one = expr_integer(dag, 1), two = expr_integer(dag, 2);
    expr_t plus = expr_unary(dag, EXPR_EXP, x), minus = expr_unary(dag, EXPR_EXP, expr_unary(dag, EXPR_NEG, x));
    expr_t square = expr_unary(dag, EXPR_EXP, expr_binary(dag, EXPR_MUL, two, x));
    switch (op) {
    case EXPR_SIGMOID:
        return expr_binary(dag, EXPR_DIV, one, expr_binary(dag, EXPR_ADD, one, minus));
    case EXPR_SOFTPLUS:
        return expr_unary(dag, EXPR_LOG, expr_binary(dag, EXPR_ADD, one, plus));
    case EXPR_TANH:
        square = expr_binary(dag, EXPR_DIV, two, expr_binary(dag, EXPR_ADD, square, one));
        return expr_binary(dag, EXPR_SUB, one, square);
    default:
        return expr_binary(dag, EXPR_DIV, expr_binary(dag, op == EXPR_SINH ? EXPR_SUB : EXPR_ADD, plus, minus), two);
    }
}

// ---- terms ----

static bool evaluate_variable(dinterval_t *result, expr_t a, const range_t *ranges)
{
    while (ranges && ranges->variable != a)
        ranges = ranges->next;
    if (ranges)
        *result = ranges->value;
    return ranges != NULL;
}

static bool evaluate_at(dinterval_t *result, evaluation_t *e, expr_t a, const range_t *ranges)
{
    const dag_t *dag = e->coq->dag;
    size_t count = expr_child_count(dag, a) / 2;
    range_t *inner = mem_alloc(count, sizeof *inner);
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        inner[i] = (range_t){expr_child(dag, a, 2 * i + 1), dinterval_whole(), i ? inner + i - 1 : ranges};
        good = evaluate(&inner[i].value, e, expr_child(dag, a, 2 * i + 2), ranges);
    }
    good = good && evaluate(result, e, expr_child(dag, a, 0), inner + count - 1);
    mem_free(inner);
    return good;
}

// As deep as the term is written (coq_term); false where it is no term of the tactic's, or undefined at some point.
static bool evaluate(dinterval_t *result, evaluation_t *e, expr_t a, const range_t *ranges)
{
    dag_t *dag = e->coq->dag;
    expr_op_t op = expr_op(dag, a);
    if (++e->steps > MAX_STEPS)
        return false;
    if (op == EXPR_RATIONAL)
        *result = dinterval_from_fmpq(expr_rational_value(dag, a));
    else if (op == EXPR_PI || op == EXPR_E)
        *result = op == EXPR_PI ? dinterval_pi() : dinterval_e();
    else if (op == EXPR_VARIABLE)
        return evaluate_variable(result, a, ranges);
    else if (op == EXPR_AT)
        return evaluate_at(result, e, a, ranges);
    else if (op == EXPR_DERIVATIVE || op == EXPR_PARTIAL)
        return evaluate(result, e, coq_plain(e->coq, a), ranges);
    else if (op == EXPR_POWER)
        return evaluate_power(result, e, a, ranges);
    else if (op == EXPR_ADD || op == EXPR_SUB || op == EXPR_MUL || op == EXPR_DIV)
        return evaluate_binary(result, e, a, ranges);
    else if (written_out(dag, a) != EXPR_NONE)
        return evaluate(result, e, written_out(dag, a), ranges);
    else if (expr_child_count(dag, a) == 1) {
        dinterval_t operand;
        return evaluate(&operand, e, expr_child(dag, a, 0), ranges) && apply(result, op, operand);
    } else
        return false;
    return true;
}

// ---- boxes ----

typedef struct {
    evaluation_t evaluation;
    expr_t difference;
    expr_op_t relation; // LESS: it is positive; LESS_EQUAL: not negative; NOT_EQUAL: not 0
    size_t count;       // variables to halve
    range_t *ranges;    // of all; those come last in the list, and first in the array
    const range_t *first;
    size_t boxes, depth;
} halving_t;

static bool holds(const halving_t *h, dinterval_t value)
{
    double lo = dinterval_lo(value);
    return lo > 0 || (h->relation == EXPR_LESS_EQUAL && lo >= 0) || (h->relation == EXPR_NOT_EQUAL && value.hi < 0);
}

// Depth is at most MAX_HALVINGS.
static bool halve(halving_t *h, size_t depth)
{
    dinterval_t value;
    h->evaluation.steps = 0;
    h->boxes++;
    h->depth = depth > h->depth ? depth : h->depth;
    if (evaluate(&value, &h->evaluation, h->difference, h->first) && holds(h, value))
        return true;
    if (h->count == 0 || depth == MAX_HALVINGS || h->boxes >= MAX_BOXES || h->evaluation.steps > MAX_STEPS)
        return false;
    dinterval_t *side = &h->ranges[depth % h->count].value, whole = *side;
    double middle = dinterval_lo(whole) + (whole.hi - dinterval_lo(whole)) / 2;
    *side = dinterval_make(dinterval_lo(whole), middle);
    bool good = halve(h, depth + 1);
    *side = dinterval_make(middle, whole.hi);
    good = good && halve(h, depth + 1);
    *side = whole;
    return good;
}

// The ranges of the term's variables; false when one is unbounded.
static bool find_ranges(halving_t *h, const place_t *place, expr_t term)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, place->coq->dag, term);
    bool good = true;
    h->ranges = mem_alloc(count + 1, sizeof *h->ranges);
    size_t points = count;
    for (size_t i = 0; good && i < count; i++) {
        size_t at = terms_place(place->frame, variables[i]);
        good = at < place->frame->variable_count;
        const span_t *span = good ? place->cell->ranges + at : NULL;
        good = good && span->lo_finite && span->hi_finite;
        if (!good)
            break;
        dinterval_t lo = dinterval_from_fmpq(span->lo), hi = dinterval_from_fmpq(span->hi);
        range_t *range = h->ranges + (span_is_point(span) ? --points : h->count++);
        *range = (range_t){variables[i], {lo.neg_lo, hi.hi}, h->first};
        h->first = range;
    }
    mem_free(variables);
    return good;
}

// ---- the proof ----

static void write_ends(strbuf_t *out, const place_t *place, const halving_t *h)
{
    coq_t *coq = place->coq;
    for (size_t i = 0; i < h->count; i++) {
        const span_t *span = place->cell->ranges + terms_place(place->frame, h->ranges[i].variable);
        strbuf_printf(out, "assert (E%zu : ", i);
        coq_rational(out, span->lo);
        strbuf_append(out, " <= ");
        coq_variable(out, coq, h->ranges[i].variable, place->bindings);
        strbuf_append(out, " <= ");
        coq_rational(out, span->hi);
        strbuf_append(out, ") by lra.\n");
    }
}

static void write_enclosure(strbuf_t *out, const place_t *place, const halving_t *h, const char *lemma)
{
    strbuf_printf(out, "apply %s.\n", lemma);
    write_ends(out, place, h);
    strbuf_append(out, h->count ? "clear -" : "clear");
    for (size_t i = 0; i < h->count; i++)
        strbuf_printf(out, " E%zu", i);
    strbuf_append(out, "; certify_terms; interval with (i_prec 60");
    for (size_t i = 0; i < h->count; i++) {
        strbuf_append(out, ", i_bisect ");
        coq_variable(out, place->coq, h->ranges[i].variable, place->bindings);
    }
    strbuf_printf(out, ", i_depth %zu).\n", h->depth + h->count + 1);
}

bool coq_enclose(strbuf_t *out, const place_t *place, expr_t a, bool truth)
{
    coq_t *coq = place->coq;
    dag_t *dag = coq->dag;
    expr_op_t op = expr_op(dag, a);
    if (coq->reason || (op != EXPR_LESS && op != EXPR_LESS_EQUAL && (op == EXPR_EQUAL) == truth))
        return false;
    static const char *const lemmas[][2] = {{"certify_below_equal", "certify_above"},
                                            {"certify_below", "certify_above_equal"}};
    bool order = op == EXPR_LESS || op == EXPR_LESS_EQUAL;
    expr_t l = expr_child(dag, a, 0), r = expr_child(dag, a, 1);
    halving_t h = {.evaluation = {coq, 0}, .relation = EXPR_NOT_EQUAL};
    if (order)
        h.relation = (op == EXPR_LESS) == truth ? EXPR_LESS : EXPR_LESS_EQUAL;
    h.difference = order && truth ? expr_binary(dag, EXPR_SUB, r, l) : expr_binary(dag, EXPR_SUB, l, r);
    bool good = find_ranges(&h, place, h.difference) && halve(&h, 0);
    if (good) {
        write_enclosure(out, place, &h, order ? lemmas[op - EXPR_LESS][truth] : "certify_apart");
        coq->encloses = true;
    }
    mem_free(h.ranges);
    return good || coq_fail(coq, "no proof by signs of polynomials on cells, or by enclosures on 2000 boxes");
}
