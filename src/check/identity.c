// SPDX-License-Identifier: LGPL-3.0-or-later
// The evidence `identity`: what would hold at a counterexample makes a sum of polynomials positive that is the zero polynomial. Each
// hypothesis is expanded by exact Taylor arithmetic; the sum is multiplied out and compared, no more.
#include "base/memory.h"
#include "check/evidence.h"
#include "check/expand.h"

#define MAX_LINES 100000u
#define MAX_EXPONENT 200
#define MAX_FACTORS 8
#define MAX_PRODUCT 4000000 // products of terms in one multiplication

typedef enum { KIND_OTHER, KIND_ZERO, KIND_NONNEGATIVE, KIND_POSITIVE, KIND_NONZERO } kind_t;

// 0 = more - less, 0 <= more - less, ...; EXPR_NONE for `less`, `more` that are no terms.
typedef struct {
    kind_t kind;
    expr_t less, more;
    bool expanded;
    fmpq_mpoly_t polynomial;
} hypothesis_t;

typedef struct {
    evidence_t *ev;
    fmpq_mpoly_ctx_t ring;
    size_t count, capacity;
    hypothesis_t *items;
    fmpq_mpoly_t sum;
    bool has_positive; // a term that is positive wherever the hypotheses hold
} identity_t;

// ---- the hypotheses ----

static void add(identity_t *t, kind_t kind, expr_t less, expr_t more)
{
    t->items = mem_grow(t->items, &t->capacity, t->count + 1, sizeof *t->items);
    t->items[t->count] = (hypothesis_t){.kind = kind, .less = less, .more = more};
    fmpq_mpoly_init(t->items[t->count++].polynomial, t->ring);
}

static void add_member(identity_t *t, expr_t member, bool negated)
{
    const dag_t *dag = t->ev->ground->dag;
    expr_op_t op = expr_op(dag, member);
    bool comparison = op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
    expr_t a = comparison ? expr_child(dag, member, 0) : EXPR_NONE, b = comparison ? expr_child(dag, member, 1) : EXPR_NONE;
    switch (op) {
    case EXPR_LESS: // its negation is b <= a
        add(t, negated ? KIND_NONNEGATIVE : KIND_POSITIVE, negated ? b : a, negated ? a : b);
        break;
    case EXPR_LESS_EQUAL:
        add(t, negated ? KIND_POSITIVE : KIND_NONNEGATIVE, negated ? b : a, negated ? a : b);
        break;
    case EXPR_EQUAL:
        add(t, negated ? KIND_NONZERO : KIND_ZERO, a, b);
        break;
    case EXPR_NOT_EQUAL:
        add(t, negated ? KIND_ZERO : KIND_NONZERO, a, b);
        break;
    default:
        add(t, KIND_OTHER, EXPR_NONE, EXPR_NONE);
    }
}

static void add_members(identity_t *t, expr_t formula, expr_op_t connective, bool negated)
{
    const dag_t *dag = t->ev->ground->dag;
    size_t depth = 1, room = 16;
    expr_t *stack = mem_alloc(room, sizeof *stack);
    stack[0] = formula;
    while (depth) {
        expr_t top = stack[--depth];
        if (expr_op(dag, top) != connective) {
            add_member(t, top, negated);
            continue;
        }
        stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
        stack[depth++] = expr_child(dag, top, 1); // the left one comes out first
        stack[depth++] = expr_child(dag, top, 0);
    }
    mem_free(stack);
}

static void add_bounds(identity_t *t)
{
    for (size_t i = 0; i < t->ev->variable_count; i++) {
        const interval_t *domain = &t->ev->obligation->variables[i].domain;
        expr_t x = t->ev->variables[i];
        if (domain->lo != EXPR_NONE)
            add(t, domain->lo_open ? KIND_POSITIVE : KIND_NONNEGATIVE, domain->lo, x);
        if (domain->hi != EXPR_NONE)
            add(t, domain->hi_open ? KIND_POSITIVE : KIND_NONNEGATIVE, x, domain->hi);
    }
}

static void identity_init(identity_t *t, evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    *t = (identity_t){.ev = ev};
    fmpq_mpoly_ctx_init(t->ring, (slong)ev->variable_count, ORD_DEGREVLEX);
    fmpq_mpoly_init(t->sum, t->ring);
    add_bounds(t);
    add_members(t, obligation->region, EXPR_AND, false);
    if (obligation->kind == OBLIGATION_EXISTS)
        add_members(t, obligation->conclusion, EXPR_AND, false);
    else
        add_members(t, obligation->conclusion, EXPR_OR, true);
}

static void identity_clear(identity_t *t)
{
    for (size_t i = 0; i < t->count; i++)
        fmpq_mpoly_clear(t->items[i].polynomial, t->ring);
    mem_free(t->items);
    fmpq_mpoly_clear(t->sum, t->ring);
    fmpq_mpoly_ctx_clear(t->ring);
}

// ---- their polynomials ----

// Adds sign times the jet's polynomial; its variables are those of the plan.
static bool add_jet(identity_t *t, fmpq_mpoly_t result, const exact_value_t *value, const plan_t *plan, int sign)
{
    size_t n = t->ev->variable_count;
    bool good = jet_is_known(&value->jet, value->jet.order, &plan->monomials);
    ulong *exponents = mem_alloc(n, sizeof *exponents);
    real_t number;
    fmpq_t coefficient;
    real_init(number);
    fmpq_init(coefficient);
    for (size_t m = 0; good && m < plan->monomials.counts[value->jet.order]; m++) {
        rpoly_get_coeff(number, exact_coefficient(value, m), 0);
        good = rpoly_is_constant(exact_coefficient(value, m)) && real_is_rational(number);
        if (!good || real_is_zero(number))
            continue;
        for (size_t i = 0; i < n; i++) {
            exponents[i] = 0;
            for (size_t v = 0; v < plan->variable_count; v++)
                if (plan->variables[v] == t->ev->variables[i])
                    exponents[i] = plan->monomials.exponents[m * plan->variable_count + v];
        }
        real_get_fmpq(coefficient, number);
        if (sign < 0)
            fmpq_neg(coefficient, coefficient);
        fmpq_mpoly_push_term_fmpq_ui(result, coefficient, exponents, t->ring);
    }
    real_clear(number);
    fmpq_clear(coefficient);
    mem_free(exponents);
    return good;
}

static bool is_quantified(const evidence_t *ev, expr_t variable)
{
    for (size_t i = 0; i < ev->variable_count; i++)
        if (ev->variables[i] == variable)
            return true;
    return false;
}

// The expansions of both sides, the cases being decided on the whole box of the obligation.
static bool expand_sides(identity_t *t, hypothesis_t *item, question_t *question)
{
    evidence_t *ev = t->ev;
    const plan_t *plan = question->plan;
    assignment_t origin;
    rpoly_t zero;
    bool good = true;
    rpoly_init(zero);
    assignment_init(&origin, plan->variable_count);
    for (size_t v = 0; v < plan->variable_count; v++) {
        assignment_add(&origin, plan->variables[v], zero);
        good = good && is_quantified(ev, plan->variables[v]);
    }
    range_t *ranges = range_array_new(ev->variable_count, 53);
    box_ranges(ranges, &ev->root, ev->ground->dag, ev->ground->reals);
    const evaluator_t *guide = evidence_at(ev, question, ranges, 53);
    for (size_t side = 0; side < 2; side++) {
        int degree = expand_degree(plan, side, guide);
        good = good && degree != NOT_POLYNOMIAL && degree <= plan->steps[plan->roots[side]].order;
    }
    const exact_t *exact =
        good ? question_expand(question, ev->ground, origin.count, origin.variables, origin.values, guide) : NULL;
    for (size_t side = 0; side < 2; side++)
        good = good && add_jet(t, item->polynomial, exact_root(exact, side), plan, side ? 1 : -1);
    fmpq_mpoly_sort_terms(item->polynomial, t->ring);
    fmpq_mpoly_combine_like_terms(item->polynomial, t->ring);
    range_array_free(ranges, ev->variable_count);
    assignment_clear(&origin);
    rpoly_clear(zero);
    return good;
}

// At a kink, or where cases meet, a term and its derivatives need not be those of a polynomial that it equals nearby.
static bool has_pieces(const plan_t *plan)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        expr_op_t op = plan->steps[i].op;
        if (!plan->steps[i].is_constant &&
            (op == EXPR_CASES || op == EXPR_ABS || op == EXPR_RELU || op == EXPR_MIN || op == EXPR_MAX))
            return true;
    }
    return false;
}

static bool expand(identity_t *t, hypothesis_t *item)
{
    const expr_t sides[] = {item->less, item->more};
    const int none[] = {0, 0};
    int degrees[] = {NOT_POLYNOMIAL, NOT_POLYNOMIAL};
    plan_t *plan;
    question_t question = {0};
    if (plan_new(&plan, t->ev->ground->dag, 2, sides, none, 0, NULL) == STATUS_OK && !has_pieces(plan))
        for (size_t side = 0; side < 2; side++)
            degrees[side] = expand_degree(plan, side, NULL);
    bool good = degrees[0] != NOT_POLYNOMIAL && degrees[1] != NOT_POLYNOMIAL &&
                question_put(&question, t->ev->ground, 2, sides, degrees, plan->free_count, plan->free) &&
                expand_sides(t, item, &question);
    plan_free(plan);
    question_clear(&question);
    return good || evidence_refuse(t->ev, "a hypothesis is not a polynomial that can be expanded");
}

// Word `index` of the line: the number of a hypothesis.
static bool read_hypothesis(hypothesis_t **item, identity_t *t, size_t index)
{
    size_t number;
    if (!reader_unsigned(&number, t->ev->reader, index, t->count) || number == 0)
        return reader_fail(t->ev->reader, FAULT_MALFORMED, "no such hypothesis");
    *item = t->items + number - 1;
    if ((*item)->kind == KIND_OTHER)
        return evidence_refuse(t->ev, "this hypothesis is not a comparison");
    if (!(*item)->expanded && !expand(t, *item))
        return false;
    (*item)->expanded = true;
    return true;
}

// ---- the lines ----

// The polynomial from word `first` on, which ends the line.
static bool read_polynomial(fmpq_mpoly_t result, identity_t *t, size_t first)
{
    reader_t *reader = t->ev->reader;
    size_t n = t->ev->variable_count, terms;
    if (!reader_unsigned(&terms, reader, first, READER_MAX_LINE) || !reader_has_words(reader, first + 1 + terms * (n + 1)))
        return false;
    ulong *exponents = mem_alloc(n, sizeof *exponents);
    fmpq_t coefficient;
    fmpq_init(coefficient);
    bool good = true;
    for (size_t k = 0; good && k < terms; k++) {
        size_t at = first + 1 + k * (n + 1), exponent = 0;
        good = reader_rational(coefficient, reader, at);
        for (size_t v = 0; good && v < n; v++) {
            good = reader_unsigned(&exponent, reader, at + 1 + v, MAX_EXPONENT);
            exponents[v] = exponent;
        }
        if (good)
            fmpq_mpoly_push_term_fmpq_ui(result, coefficient, exponents, t->ring);
    }
    fmpq_mpoly_sort_terms(result, t->ring);
    fmpq_mpoly_combine_like_terms(result, t->ring);
    fmpq_clear(coefficient);
    mem_free(exponents);
    return good;
}

static bool multiply(fmpq_mpoly_t result, const fmpq_mpoly_t by, identity_t *t)
{
    slong a = fmpq_mpoly_length(result, t->ring), b = fmpq_mpoly_length(by, t->ring);
    if (b && a > MAX_PRODUCT / b)
        return reader_fail(t->ev->reader, FAULT_MALFORMED, "a product has too many terms");
    fmpq_mpoly_mul(result, result, by, t->ring);
    return true;
}

// Times the hypotheses from word 3 on. *positive: the product is positive wherever the hypotheses hold.
static bool multiply_hypotheses(fmpq_mpoly_t product, bool *positive, identity_t *t, size_t count)
{
    hypothesis_t *items[MAX_FACTORS];
    for (size_t k = 0; k < count; k++) {
        if (!read_hypothesis(items + k, t, 3 + k) || !multiply(product, items[k]->polynomial, t))
            return false;
        size_t times = 0;
        for (size_t j = 0; j <= k; j++)
            times += items[j] == items[k];
        if (items[k]->kind == KIND_ZERO)
            return evidence_refuse(t->ev, "an equation among the factors of a term");
        *positive = *positive && items[k]->kind != KIND_NONNEGATIVE;
        if (items[k]->kind != KIND_NONZERO || times % 2 == 0)
            continue;
        bool again = false; // only squares of these have a sign
        for (size_t j = k + 1; j < count; j++) {
            hypothesis_t *other;
            if (!read_hypothesis(&other, t, 3 + j))
                return false;
            again = again || other == items[k];
        }
        if (!again)
            return evidence_refuse(t->ev, "an inequation to an odd power among the factors of a term");
    }
    return true;
}

// term C K J1 ... JK POLYNOMIAL
static bool read_term(identity_t *t)
{
    reader_t *reader = t->ev->reader;
    size_t count = 0;
    fmpq_t factor;
    fmpq_mpoly_t root;
    fmpq_init(factor);
    fmpq_mpoly_init(root, t->ring);
    bool good = reader_line_from(reader, "term", 3) && reader_rational(factor, reader, 1) &&
                reader_unsigned(&count, reader, 2, MAX_FACTORS);
    if (good && fmpq_sgn(factor) <= 0)
        good = evidence_refuse(t->ev, "a factor that is not positive");
    good = good && read_polynomial(root, t, 3 + count);
    bool positive = good && fmpq_mpoly_is_fmpq(root, t->ring) && !fmpq_mpoly_is_zero(root, t->ring);
    good = good && multiply(root, root, t) && multiply_hypotheses(root, &positive, t, count);
    if (good) {
        fmpq_mpoly_scalar_mul_fmpq(root, root, factor, t->ring);
        fmpq_mpoly_add(t->sum, t->sum, root, t->ring);
        t->has_positive = t->has_positive || positive;
    }
    fmpq_mpoly_clear(root, t->ring);
    fmpq_clear(factor);
    return good;
}

// multiple J POLYNOMIAL
static bool read_multiple(identity_t *t)
{
    hypothesis_t *item;
    fmpq_mpoly_t product;
    fmpq_mpoly_init(product, t->ring);
    bool good = reader_line_from(t->ev->reader, "multiple", 3) && read_hypothesis(&item, t, 1) && read_polynomial(product, t, 2);
    if (good && item->kind != KIND_ZERO)
        good = evidence_refuse(t->ev, "a multiple of what is no equation");
    good = good && multiply(product, item->polynomial, t);
    if (good)
        fmpq_mpoly_add(t->sum, t->sum, product, t->ring);
    fmpq_mpoly_clear(product, t->ring);
    return good;
}

bool check_identity(evidence_t *ev)
{
    size_t terms, multiples;
    if (!reader_unsigned(&terms, ev->reader, 3, MAX_LINES) || !reader_unsigned(&multiples, ev->reader, 4, MAX_LINES))
        return false;
    identity_t t;
    identity_init(&t, ev);
    bool good = true;
    for (size_t i = 0; good && i < terms; i++)
        good = read_term(&t);
    for (size_t i = 0; good && i < multiples; i++)
        good = read_multiple(&t);
    if (good && !t.has_positive)
        good = evidence_refuse(ev, "no term is positive where the hypotheses hold");
    if (good && !fmpq_mpoly_is_zero(t.sum, t.ring))
        good = evidence_refuse(ev, "the polynomials do not add up to zero");
    identity_clear(&t);
    return good;
}
