// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/assuming.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "claim/level.h"
#include "claim/squares.h"
#include "expr/rebuild.h"

typedef enum { FACT_UNKNOWN, FACT_TRUE, FACT_FALSE } fact_t;

typedef struct {
    dag_t *dag;
    fact_t *facts; // per node, as far as decided
    level_ring_t ring;
    size_t level_count, level_capacity;
    level_t *levels; // bounds that the region gives
} knowledge_t;

// ---- bounds of polynomials ----

// That the comparison holds, or does not hold though it has a truth value. Nothing is learnt from other formulas.
static void note_level(knowledge_t *k, expr_t a, bool holds)
{
    level_t level;
    level_init(&level, &k->ring);
    if (!level_read(&level, &k->ring, a)) {
        level_clear(&level, &k->ring);
        return;
    }
    if (!holds)
        level_negate(&level);
    k->levels = mem_grow(k->levels, &k->level_capacity, k->level_count + 1, sizeof *k->levels);
    k->levels[k->level_count++] = level;
}

static fact_t judge_comparison(knowledge_t *k, expr_t a)
{
    fact_t fact = FACT_UNKNOWN;
    level_t asked;
    bool holds;
    level_init(&asked, &k->ring);
    if (k->level_count && level_read(&asked, &k->ring, a))
        for (size_t i = 0; i < k->level_count && fact == FACT_UNKNOWN; i++)
            if (level_decides(&holds, k->levels + i, &asked, &k->ring))
                fact = holds ? FACT_TRUE : FACT_FALSE;
    level_clear(&asked, &k->ring);
    return fact;
}

// ---- facts ----

static fact_t negation(fact_t fact)
{
    return fact == FACT_TRUE ? FACT_FALSE : fact == FACT_FALSE ? FACT_TRUE : FACT_UNKNOWN;
}

static bool is_connective(expr_op_t op)
{
    return op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT;
}

// Marks the members of the conjunction, the conjunctions among them as a whole too, and what is negated.
static void learn(knowledge_t *k, expr_t region)
{
    const dag_t *dag = k->dag;
    k->facts[region] = FACT_TRUE;
    for (expr_t a = region + 1; a-- > 0;) { // parents have larger numbers
        fact_t fact = k->facts[a];
        expr_op_t op = expr_op(dag, a);
        if (fact == FACT_UNKNOWN)
            continue;
        if (op == EXPR_NOT)
            k->facts[expr_child(dag, a, 0)] = negation(fact);
        else if (op == (fact == FACT_TRUE ? EXPR_AND : EXPR_OR))
            k->facts[expr_child(dag, a, 0)] = k->facts[expr_child(dag, a, 1)] = fact;
        else if (!is_connective(op))
            note_level(k, a, fact == FACT_TRUE);
    }
}

// `size` nodes may be judged.
static void knowledge_init(knowledge_t *k, dag_t *dag, size_t size, expr_t region)
{
    *k = (knowledge_t){.dag = dag, .facts = mem_alloc(size, sizeof *k->facts)};
    level_ring_init(&k->ring, dag);
    learn(k, region);
}

static void knowledge_clear(knowledge_t *k)
{
    for (size_t i = 0; i < k->level_count; i++)
        level_clear(k->levels + i, &k->ring);
    level_ring_clear(&k->ring);
    mem_free(k->levels);
    mem_free(k->facts);
}

// Of a formula all of whose members are judged already.
static fact_t judge_formula(knowledge_t *k, expr_t a)
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

static size_t size_of_both(expr_t a, expr_t b)
{
    return (size_t)(a > b ? a : b) + 1;
}

expr_t expr_assuming(dag_t *dag, expr_t a, expr_t region)
{
    knowledge_t k;
    a = expr_square_guards(dag, a);
    region = formula_square_norms(dag, region);
    knowledge_init(&k, dag, size_of_both(a, region), region);
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
    knowledge_clear(&k);
    mem_free(image);
    mem_free(marked);
    return result;
}

// 0 < e for 0 <= e.
static expr_t strict_form(dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_LESS_EQUAL
               ? expr_binary(dag, EXPR_LESS, expr_child(dag, a, 0), expr_child(dag, a, 1))
               : a;
}

// Of the region, or one with a strict comparison in its place is. Nodes below `size` are judged. How a bound of a single
// variable is written is left to the proof, which tells how much room there is.
static bool is_member(knowledge_t *k, expr_t a, size_t size)
{
    level_t asked;
    expr_t strict = strict_form(k->dag, a);
    bool found = (a < size && k->facts[a] == FACT_TRUE) || (strict < size && k->facts[strict] == FACT_TRUE);
    level_init(&asked, &k->ring);
    if (!found && k->level_count && level_read(&asked, &k->ring, a) && fmpq_mpoly_length(asked.form, k->ring.ring) > 1)
        for (size_t i = 0; i < k->level_count && !found; i++)
            found = level_includes(&asked, k->levels + i, &k->ring);
    level_clear(&asked, &k->ring);
    return found;
}

// What is left to be shown of a member: of those that it is with norms replaced, the ones that the region has not; the member as
// it is when the region has none of them.
static expr_t unknown_part(knowledge_t *k, expr_t member, size_t size)
{
    expr_t *parts = NULL, left = expr_leaf(k->dag, EXPR_TRUE);
    size_t count = 0, capacity = 0;
    bool any = false;
    formula_conjuncts(&parts, &count, &capacity, k->dag, formula_normalise(k->dag, formula_square_norms(k->dag, member)));
    for (size_t i = 0; i < count; i++)
        if (is_member(k, parts[i], size))
            any = true;
        else
            left = expr_and(k->dag, left, parts[i]);
    mem_free(parts);
    return any ? left : member;
}

expr_t formula_without_known(dag_t *dag, expr_t formula, expr_t region)
{
    expr_t *members = NULL, left = expr_leaf(dag, EXPR_TRUE);
    size_t count = 0, capacity = 0;
    knowledge_t k;
    region = formula_normalise(dag, formula_square_norms(dag, region));
    size_t size = (size_t)region + 1;
    knowledge_init(&k, dag, size, region);
    formula_conjuncts(&members, &count, &capacity, dag, formula_normalise(dag, formula));
    for (size_t i = 0; i < count; i++)
        left = expr_and(dag, left, unknown_part(&k, members[i], size));
    mem_free(members);
    knowledge_clear(&k);
    return left;
}
