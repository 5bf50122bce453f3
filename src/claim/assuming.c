// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/assuming.h"

#include "base/memory.h"
#include "expr/rebuild.h"
#include "spec/fold.h"

typedef enum { FACT_UNKNOWN, FACT_TRUE, FACT_FALSE } fact_t;

// A variable is at most (at least) the value, or less (more) where strict.
typedef struct {
    expr_t variable;
    bool is_upper, strict;
    fmpq_t value;
} bound_t;

typedef struct {
    dag_t *dag;
    size_t size;
    fact_t *facts; // per node, as far as decided
    size_t bound_count, bound_capacity;
    bound_t *bounds;
} knowledge_t;

// ---- comparisons of a variable with a number ----

// Reads x < c, x <= c, c < x, c <= x. The bound is initialised and to be cleared in any case.
static bool read_bound(bound_t *bound, const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    fmpq_init(bound->value);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    expr_t left = expr_child(dag, a, 0), right = expr_child(dag, a, 1);
    fmpq_t value;
    fmpq_init(value);
    bound->strict = op == EXPR_LESS;
    bound->is_upper = expr_op(dag, left) == EXPR_VARIABLE;
    bound->variable = bound->is_upper ? left : right;
    bool known = expr_op(dag, bound->variable) == EXPR_VARIABLE &&
                 fold_rational(value, dag, bound->is_upper ? right : left);
    fmpq_swap(bound->value, value);
    fmpq_clear(value);
    return known;
}

static void note_bound(knowledge_t *k, expr_t a)
{
    bound_t bound;
    if (!read_bound(&bound, k->dag, a)) {
        fmpq_clear(bound.value);
        return;
    }
    k->bounds = mem_grow(k->bounds, &k->bound_capacity, k->bound_count + 1, sizeof *k->bounds);
    k->bounds[k->bound_count++] = bound;
}

// What x <= 1, say, tells of x <= 2 (true), and x <= 1 of 2 <= x (false).
static fact_t judge(const bound_t *known, const bound_t *asked)
{
    int order = fmpq_cmp(known->value, asked->value);
    order = known->is_upper ? order : -order; // negative: the known bound lies farther inside
    if (known->is_upper == asked->is_upper)
        return order < 0 || (order == 0 && (known->strict || !asked->strict)) ? FACT_TRUE : FACT_UNKNOWN;
    return order < 0 || (order == 0 && (known->strict || asked->strict)) ? FACT_FALSE : FACT_UNKNOWN;
}

static fact_t judge_comparison(const knowledge_t *k, expr_t a)
{
    fact_t fact = FACT_UNKNOWN;
    bound_t asked;
    if (read_bound(&asked, k->dag, a))
        for (size_t i = 0; i < k->bound_count && fact == FACT_UNKNOWN; i++)
            if (k->bounds[i].variable == asked.variable)
                fact = judge(k->bounds + i, &asked);
    fmpq_clear(asked.value);
    return fact;
}

// ---- facts ----

static fact_t negation(fact_t fact)
{
    return fact == FACT_TRUE ? FACT_FALSE : fact == FACT_FALSE ? FACT_TRUE : FACT_UNKNOWN;
}

// Marks the members of the conjunction, the conjunctions among them as a whole too, and what is negated.
static void learn(knowledge_t *k, expr_t region)
{
    const dag_t *dag = k->dag;
    k->facts[region] = FACT_TRUE;
    for (expr_t a = region + 1; a-- > 0;) { // parents have larger numbers
        if (k->facts[a] != FACT_TRUE)
            continue;
        if (expr_op(dag, a) == EXPR_AND)
            k->facts[expr_child(dag, a, 0)] = k->facts[expr_child(dag, a, 1)] = FACT_TRUE;
        else if (expr_op(dag, a) == EXPR_NOT)
            k->facts[expr_child(dag, a, 0)] = FACT_FALSE;
        else
            note_bound(k, a);
    }
}

// Of a formula all of whose members are judged already.
static fact_t judge_formula(const knowledge_t *k, expr_t a)
{
    const dag_t *dag = k->dag;
    expr_op_t op = expr_op(dag, a);
    if (k->facts[a] != FACT_UNKNOWN)
        return k->facts[a];
    if (op == EXPR_TRUE || op == EXPR_FALSE)
        return op == EXPR_TRUE ? FACT_TRUE : FACT_FALSE;
    if (op == EXPR_NOT)
        return negation(k->facts[expr_child(dag, a, 0)]);
    if (op != EXPR_AND && op != EXPR_OR)
        return judge_comparison(k, a);
    fact_t one = k->facts[expr_child(dag, a, 0)], other = k->facts[expr_child(dag, a, 1)];
    fact_t settling = op == EXPR_AND ? FACT_FALSE : FACT_TRUE;
    if (one == settling || other == settling)
        return settling;
    return one == other ? one : FACT_UNKNOWN;
}

// ---- cases ----

// The cases that are left, their values replaced; the node itself, so replaced, when nothing is decided or no case is left.
static expr_t prune(const knowledge_t *k, expr_t cases, const expr_t *image)
{
    dag_t *dag = k->dag;
    size_t pairs = expr_child_count(dag, cases) / 2, count = 0;
    expr_t *guards = mem_alloc(pairs, sizeof *guards), *values = mem_alloc(pairs, sizeof *values);
    bool complete = false;
    for (size_t i = 0; i < pairs && !complete; i++) {
        expr_t guard = expr_child(dag, cases, 2 * i);
        if (k->facts[guard] == FACT_FALSE)
            continue;
        guards[count] = image[guard];
        values[count++] = image[expr_child(dag, cases, 2 * i + 1)];
        complete = k->facts[guard] == FACT_TRUE;
    }
    expr_t result = complete && count == 1        ? values[0]
                    : count == 0 || count == pairs ? expr_rebuild(dag, cases, image)
                                                   : expr_cases(dag, count, guards, values);
    mem_free(guards);
    mem_free(values);
    return result;
}

static bool looks_beyond(expr_op_t op)
{
    return op == EXPR_PARTIAL || op == EXPR_AT || op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 ||
           op == EXPR_C2 || op == EXPR_DEFINED;
}

expr_t expr_assuming(dag_t *dag, expr_t a, expr_t region)
{
    size_t size = (size_t)(a > region ? a : region) + 1;
    knowledge_t k = {.dag = dag, .size = size, .facts = mem_alloc(size, sizeof *k.facts)};
    learn(&k, region);
    bool *marked = expr_reachable(dag, 1, &a);
    expr_t *image = mem_alloc((size_t)a + 1, sizeof *image);
    for (expr_t b = 0; b <= a; b++) {
        image[b] = b;
        if (!marked[b] || looks_beyond(expr_op(dag, b)))
            continue;
        if (expr_is_formula(dag, b))
            k.facts[b] = judge_formula(&k, b);
        image[b] = expr_op(dag, b) == EXPR_CASES ? prune(&k, b, image) : expr_rebuild(dag, b, image);
    }
    expr_t result = image[a];
    for (size_t i = 0; i < k.bound_count; i++)
        fmpq_clear(k.bounds[i].value);
    mem_free(k.bounds);
    mem_free(k.facts);
    mem_free(image);
    mem_free(marked);
    return result;
}
