// SPDX-License-Identifier: LGPL-3.0-or-later
// The leaf `combined`: members 0 != e, 0 < e, 0 <= e of a disjunction, not all of which can fail at a point, since a
// combination of the e with fixed multipliers is positive on the box. With Q >= 0 but for members 0 != e, it would be
// at most 0 where all fail.
#include "base/memory.h"
#include "check/leaf.h"

#define MAX_MEMBERS 500

struct members {
    size_t count, capacity;
    expr_t *terms;               // then, for each, the sum of the member that it comes from, or the term once more
    int *signs;                  // of the terms: -1 where the goal is negated
    bool *is_free;               // 0 != e: the multiplier may have either sign
    question_t on_box, at_point; // the terms to second and to first order
};

void members_free(members_t *members)
{
    if (!members)
        return;
    question_clear(&members->on_box);
    question_clear(&members->at_point);
    mem_free(members->terms);
    mem_free(members->signs);
    mem_free(members->is_free);
    mem_free(members);
}

// ---- the members ----

static members_t *members_new(size_t capacity)
{
    members_t *members = mem_alloc(1, sizeof *members);
    members->capacity = capacity;
    members->terms = mem_alloc(2 * capacity, sizeof *members->terms);
    members->signs = mem_alloc(capacity, sizeof *members->signs);
    members->is_free = mem_alloc(capacity, sizeof *members->is_free);
    return members;
}

static bool add(evidence_t *ev, expr_t term, expr_t sum, int sign, bool is_free)
{
    members_t *members = ev->members;
    if (members->count == members->capacity)
        return evidence_refuse(ev, "more members than can be combined");
    members->terms[members->count] = term;
    members->terms[members->capacity + members->count] = sum;
    members->signs[members->count] = sign;
    members->is_free[members->count++] = is_free;
    return true;
}

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

// e or -e as it stands below signs: the one is 0 where the other is.
static expr_t without_sign(const dag_t *dag, expr_t e)
{
    if (expr_op(dag, e) == EXPR_NEG)
        return expr_child(dag, e, 0);
    return expr_op(dag, e) == EXPR_SUB && is_zero(dag, expr_child(dag, e, 0)) ? expr_child(dag, e, 1) : e;
}

static bool is_even_power(const dag_t *dag, expr_t a)
{
    slong p = 0, q = 0;
    if (expr_op(dag, a) != EXPR_POWER)
        return false;
    expr_exponent(&p, &q, dag, a);
    return q == 1 && p > 0 && p % 2 == 0;
}

// The summands of a sum, left ones first, as a new array.
static expr_t *summands(size_t *count, const dag_t *dag, expr_t sum)
{
    size_t depth = 1, room = 0, capacity = 0;
    expr_t *stack = mem_grow(NULL, &room, 16, sizeof *stack), *found = NULL;
    stack[0] = sum;
    *count = 0;
    while (depth && *count <= MAX_MEMBERS) {
        expr_t top = stack[--depth];
        if (expr_op(dag, top) != EXPR_ADD) {
            found = mem_grow(found, &capacity, *count + 1, sizeof *found);
            found[(*count)++] = top;
            continue;
        }
        stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
        stack[depth++] = expr_child(dag, top, 1);
        stack[depth++] = expr_child(dag, top, 0);
    }
    mem_free(stack);
    return found;
}

static expr_t without_root(const dag_t *dag, expr_t e)
{
    return expr_op(dag, e) == EXPR_SQRT ? expr_child(dag, e, 0) : e;
}

static bool is_sum_of_powers(const dag_t *dag, expr_t e)
{
    size_t count;
    expr_t *items = summands(&count, dag, without_root(dag, e));
    bool good = true;
    for (size_t i = 0; i < count; i++)
        good = good && is_even_power(dag, items[i]);
    mem_free(items);
    return good;
}

// Where e, a sum of even powers of terms or the root of one, has values, 0 < e and 0 != e say that some term is not 0.
static bool add_powers(evidence_t *ev, expr_t e)
{
    const dag_t *dag = ev->ground->dag;
    size_t count;
    expr_t *items = summands(&count, dag, without_root(dag, e));
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = add(ev, expr_child(dag, items[i], 0), e, 1, true);
    mem_free(items);
    return good;
}

// A member of the goal: not 0 = e is 0 != e, not 0 < e is 0 <= -e, not 0 <= e is 0 < -e. Others cannot be combined.
static bool add_member(evidence_t *ev, expr_t member)
{
    const dag_t *dag = ev->ground->dag;
    expr_op_t op = expr_op(dag, member);
    bool ordered = op == EXPR_LESS || op == EXPR_LESS_EQUAL;
    bool differs = op == (ev->goal.negated ? EXPR_EQUAL : EXPR_NOT_EQUAL);
    if (!ordered && !differs)
        return true;
    if (!is_zero(dag, expr_child(dag, member, 0)))
        return true;
    expr_t e = expr_child(dag, member, 1), sum = differs ? without_sign(dag, e) : e;
    bool may_be_sum = differs || (op == EXPR_LESS && !ev->goal.negated);
    if (may_be_sum && is_sum_of_powers(dag, sum))
        return add_powers(ev, sum);
    return add(ev, e, e, ordered && ev->goal.negated ? -1 : 1, differs);
}

// The members of the disjunction that the goal is, left ones first.
static bool add_goal(evidence_t *ev)
{
    const dag_t *dag = ev->ground->dag;
    expr_op_t connective = ev->goal.negated ? EXPR_AND : EXPR_OR;
    size_t depth = 1, room = 0;
    expr_t *stack = mem_grow(NULL, &room, 16, sizeof *stack);
    bool good = true;
    stack[0] = ev->goal.conclusion;
    while (depth && good) {
        expr_t top = stack[--depth];
        if (expr_op(dag, top) != connective) {
            good = add_member(ev, top);
            continue;
        }
        stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
        stack[depth++] = expr_child(dag, top, 1);
        stack[depth++] = expr_child(dag, top, 0);
    }
    mem_free(stack);
    return good;
}

// The terms to this order, and the sums.
static bool put(evidence_t *ev, question_t *question, int order)
{
    const members_t *members = ev->members;
    expr_t roots[2 * MAX_MEMBERS];
    int orders[2 * MAX_MEMBERS];
    for (size_t i = 0; i < members->count; i++) {
        roots[i] = members->terms[i];
        roots[members->count + i] = members->terms[members->capacity + i];
        orders[i] = order;
        orders[members->count + i] = 0;
    }
    return question->plan ||
           question_put(question, ev->ground, 2 * members->count, roots, orders, ev->variable_count, ev->variables);
}

// Once: the members, and the questions about them. For `root` every component of the map is a member, 0 != component.
static bool put_members(evidence_t *ev)
{
    if (!ev->members) {
        const obligation_t *obligation = ev->obligation;
        bool is_map = obligation->kind == OBLIGATION_ROOT, good = true;
        ev->members = members_new(MAX_MEMBERS);
        for (size_t i = 0; is_map && good && i < obligation->map_count; i++)
            good = add(ev, obligation->map[i], obligation->map[i], 1, true);
        if (!is_map && ev->goal.conclusion != EXPR_NONE)
            good = add_goal(ev);
        if (!good)
            return false;
    }
    return (put(ev, &ev->members->at_point, 1) && put(ev, &ev->members->on_box, 2)) ||
           evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

// ---- the bound ----

typedef struct {
    evidence_t *ev;
    slong precision;
    const box_t *box;
    range_t *multipliers; // times the signs
} combined_t;

static bool is_used(const combined_t *t, size_t i)
{
    return !range_is_zero(t->multipliers + i);
}

// Adds (sum of multiplier times coefficient) times the factor.
static void add_term(range_t *bound, const combined_t *t, const evaluator_t *values, size_t monomial,
                     const range_t *factor)
{
    range_t sum, product;
    range_init(&sum, t->precision);
    range_init(&product, t->precision);
    for (size_t i = 0; i < t->ev->members->count; i++)
        if (is_used(t, i)) {
            range_mul(&product, t->multipliers + i, enclosure_coefficient(evaluator_root(values, i), monomial));
            range_add(&sum, &sum, &product);
        }
    range_mul(&product, &sum, factor);
    range_add(bound, bound, &product);
    range_clear(&sum);
    range_clear(&product);
}

// Whether every member in use has a Taylor expansion to this order, and its sum values, wherever they were evaluated.
static bool is_expanded(const combined_t *t, const question_t *question, const evaluator_t *values, int order,
                        int level)
{
    size_t count = t->ev->members->count;
    for (size_t i = 0; i < count; i++) {
        const enclosure_t *value = evaluator_root(values, i), *sum = evaluator_root(values, count + i);
        if (is_used(t, i) && !(jet_has_value(&sum->jet) &&
                               jet_is_known(&value->jet, order, &question->plan->monomials) && value->level >= level))
            return false;
    }
    return true;
}

static size_t product_of(const plan_t *plan, size_t j, size_t k, uint16_t *exponents)
{
    exponents[j]++;
    exponents[k]++;
    size_t monomial = monomial_index(&plan->monomials, exponents);
    exponents[j] = exponents[k] = 0;
    return monomial;
}

// e(c) + sum of e_j(c) d_j + sum over j <= k of e_jk(box) d_j d_k, d = box - c, e_j and e_jk being Taylor coefficients.
static bool second_order_bound(range_t *bound, const combined_t *t, const range_t *ranges, const range_t *centre)
{
    members_t *members = t->ev->members;
    size_t n = t->ev->variable_count;
    range_t *steps = range_array_new(n, t->precision), factor;
    range_init(&factor, t->precision);
    const evaluator_t *here = evidence_at(t->ev, &members->at_point, centre, t->precision);
    const evaluator_t *around = evidence_at(t->ev, &members->on_box, ranges, t->precision);
    const plan_t *plan = members->on_box.plan;
    uint16_t *exponents = mem_alloc(plan->variable_count, sizeof *exponents);
    bool known = is_expanded(t, &members->at_point, here, 1, LEVEL_NONE) &&
                 is_expanded(t, &members->on_box, around, 2, LEVEL_C2);
    rounding_t mode = rounding_upward();
    range_set_si(&factor, 1);
    add_term(bound, t, here, 0, &factor);
    for (size_t j = 0; known && j < n; j++)
        if (!t->box->fixed[j]) {
            range_sub(steps + j, ranges + j, centre + j);
            add_term(bound, t, here, monomial_variable(j), steps + j);
        }
    for (size_t j = 0; known && j < n; j++)
        for (size_t k = j; k < n; k++) {
            if (t->box->fixed[j] || t->box->fixed[k])
                continue;
            if (j == k)
                known = range_power(&factor, steps + j, 2, 1) == STATUS_OK && known;
            else
                range_mul(&factor, steps + j, steps + k);
            add_term(bound, t, around, product_of(plan, j, k, exponents), &factor);
        }
    rounding_restore(mode);
    mem_free(exponents);
    range_clear(&factor);
    range_array_free(steps, n);
    return known;
}

// Taylor's theorem along the segment from c to x, the combination being C2 on the box, which is convex.
static bool combination_is_positive(void *data, const range_t *ranges)
{
    const combined_t *t = data;
    size_t n = t->ev->variable_count;
    range_t *centre = range_array_new(n, t->precision);
    range_t bound;
    range_init(&bound, t->precision);
    box_midpoint(centre, t->box, ranges);
    bool holds = second_order_bound(&bound, t, ranges, centre) && range_is_positive(&bound);
    range_clear(&bound);
    range_array_free(centre, n);
    return holds;
}

// ---- the leaf ----

static bool read_multipliers(range_t *multipliers, evidence_t *ev)
{
    const members_t *members = ev->members;
    fmpq_t q;
    fmpq_init(q);
    bool good = true;
    for (size_t i = 0; good && i < members->count; i++) {
        good = reader_rational(q, ev->reader, 2 + i);
        if (good && !members->is_free[i] && fmpq_sgn(q) < 0)
            good = evidence_refuse(ev, "a negative multiplier of an inequality");
        if (members->signs[i] < 0)
            fmpq_neg(q, q);
        range_set_rationals(multipliers + i, q, q);
    }
    fmpq_clear(q);
    return good;
}

bool check_leaf_combined(evidence_t *ev, const scope_t *scope)
{
    combined_t t = {.ev = ev, .box = scope->box};
    if (!put_members(ev) || !reader_has_words(ev->reader, 2 + ev->members->count) ||
        !reader_precision(&t.precision, ev->reader, 1, false))
        return false;
    if (!box_is_bounded(scope->box))
        return evidence_refuse(ev, "the combination of members needs a bounded box");
    size_t count = ev->members->count;
    t.multipliers = range_array_new(count, t.precision);
    bool holds = read_multipliers(t.multipliers, ev) &&
                 (evidence_holds_on(ev, scope->box, t.precision, combination_is_positive, &t) ||
                  evidence_refuse(ev, "the combination of the members is not shown to be positive on the box"));
    range_array_free(t.multipliers, count);
    return holds;
}
