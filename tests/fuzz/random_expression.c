// SPDX-License-Identifier: LGPL-3.0-or-later
#include "random_expression.h"

#include "base/memory.h"

typedef struct {
    samples_t *samples;
    dag_t *dag;
    const expression_style_t *style;
    expr_t *reals;
    size_t real_count;
    size_t leaf_count; // the first of the reals
    expr_t *formulas;
    size_t formula_count;
} generator_t;

static expr_t random_constant(const generator_t *g)
{
    static const int denominators[] = {1, 1, 1, 2, 4, 3, 10};
    switch (sample_index(g->samples, 12)) {
    case 0:
        return expr_leaf(g->dag, EXPR_PI);
    case 1:
        return expr_leaf(g->dag, EXPR_E);
    default:
        break;
    }
    fmpq_t q;
    fmpq_init(q);
    int numerator = sample_int(g->samples, -6, 6);
    fmpq_set_si(q, numerator, (ulong)denominators[sample_index(g->samples, 7)]);
    expr_t a = expr_rational(g->dag, q);
    fmpq_clear(q);
    return a;
}

// The latest ones most often, then anything, then a new constant.
static expr_t random_operand(const generator_t *g)
{
    size_t kind = sample_index(g->samples, 8);
    if (kind == 0)
        return random_constant(g);
    if (kind == 1)
        return g->reals[sample_index(g->samples, g->leaf_count)];
    if (kind <= 3 || g->real_count < 3)
        return g->reals[sample_index(g->samples, g->real_count)];
    return g->reals[g->real_count - 1 - sample_index(g->samples, 3)];
}

static expr_t random_arithmetic(const generator_t *g)
{
    static const expr_op_t ops[] = {EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_DIV, EXPR_MUL};
    expr_t a = random_operand(g), b = random_operand(g);
    if (sample_index(g->samples, 12) == 0)
        return expr_unary(g->dag, EXPR_NEG, a);
    return expr_binary(g->dag, ops[sample_index(g->samples, 8)], a, b);
}

static expr_t random_power(const generator_t *g)
{
    static const int exponents[][2] = {{2, 1},  {3, 1}, {2, 1},  {4, 1},  {5, 1},  {-1, 1}, {-2, 1},
                                       {-3, 1}, {0, 1}, {1, 1},  {11, 1}, {-9, 1}, {12, 1}, {1, 3},
                                       {3, 2},  {2, 3}, {-1, 2}, {5, 4},  {7, 3},  {8, 1}};
    const int *n = exponents[sample_index(g->samples, sizeof exponents / sizeof *exponents)];
    expr_t a = random_operand(g);
    // Mostly take roots of something that can be nonnegative.
    if (n[1] > 1 && sample_index(g->samples, 4))
        a = expr_power(g->dag, a, 2, 1);
    return expr_power(g->dag, a, n[0], n[1]);
}

static expr_t random_function(const generator_t *g)
{
    static const expr_op_t ops[] = {EXPR_EXP,  EXPR_LOG,  EXPR_SIN,     EXPR_COS,      EXPR_TAN,  EXPR_ATAN, EXPR_SINH,
                                    EXPR_COSH, EXPR_TANH, EXPR_SIGMOID, EXPR_SOFTPLUS, EXPR_SQRT, EXPR_EXP,  EXPR_SIN};
    expr_op_t op = ops[sample_index(g->samples, sizeof ops / sizeof *ops)];
    expr_t a = random_operand(g);
    if ((op == EXPR_LOG || op == EXPR_SQRT) && sample_index(g->samples, 3))
        a = expr_power(g->dag, a, 2, 1);
    if (op == EXPR_LOG && sample_index(g->samples, 2))
        a = expr_binary(g->dag, EXPR_ADD, expr_integer(g->dag, 1), a);
    return expr_unary(g->dag, op, a);
}

static expr_t random_formula(const generator_t *g)
{
    static const expr_op_t comparisons[] = {EXPR_LESS,       EXPR_LESS_EQUAL, EXPR_LESS,
                                            EXPR_LESS_EQUAL, EXPR_EQUAL,      EXPR_NOT_EQUAL};
    size_t kind = g->formula_count > 1 ? sample_index(g->samples, 14) : 0;
    expr_t a = g->formulas[g->formula_count ? sample_index(g->samples, g->formula_count) : 0];
    expr_t b = g->formulas[g->formula_count ? sample_index(g->samples, g->formula_count) : 0];
    if (kind == 13)
        return expr_unary(g->dag, EXPR_NOT, a);
    if (kind >= 9)
        return expr_binary(g->dag, kind % 2 ? EXPR_AND : EXPR_OR, a, b);
    if (kind == 8)
        return expr_unary(g->dag, EXPR_DEFINED, random_operand(g));
    expr_t left = random_operand(g), right = sample_index(g->samples, 2) ? random_constant(g) : random_operand(g);
    expr_op_t comparison = comparisons[sample_index(g->samples, 6)];
    return expr_binary(g->dag, comparison, left, right);
}

static void add_formula(generator_t *g)
{
    g->formulas[g->formula_count] = random_formula(g);
    g->formula_count++;
}

// Guards as people write them: thresholds on one expression, complete or not.
static expr_t random_thresholds(const generator_t *g)
{
    expr_t u = random_operand(g), guards[4], values[4];
    size_t count = 1 + sample_index(g->samples, 3);
    int threshold = sample_int(g->samples, -3, 1);
    for (size_t i = 0; i < count; i++) {
        expr_op_t comparison = sample_index(g->samples, 2) ? EXPR_LESS : EXPR_LESS_EQUAL;
        guards[i] = expr_binary(g->dag, comparison, u, expr_integer(g->dag, threshold));
        if (i > 0 && sample_index(g->samples, 2)) {
            expr_t above = expr_binary(g->dag, EXPR_LESS, expr_integer(g->dag, threshold - 1), u);
            guards[i] = expr_binary(g->dag, EXPR_AND, above, guards[i]);
        }
        values[i] = random_operand(g);
        threshold++;
    }
    expr_t last = expr_integer(g->dag, threshold - 1);
    switch (sample_index(g->samples, 4)) {
    case 0:
        guards[count] = expr_leaf(g->dag, EXPR_TRUE);
        break;
    case 1:
        guards[count] = expr_binary(g->dag, EXPR_LESS, last, u);
        break;
    default:
        guards[count] = expr_binary(g->dag, EXPR_LESS_EQUAL, last, u);
    }
    values[count] = random_operand(g);
    return expr_cases(g->dag, count + 1, guards, values);
}

static expr_t random_cases(generator_t *g)
{
    if (sample_index(g->samples, 2))
        return random_thresholds(g);
    expr_t guards[3], values[3];
    size_t count = 1 + sample_index(g->samples, 3);
    for (size_t i = 0; i < count; i++) {
        add_formula(g);
        guards[i] = g->formulas[g->formula_count - 1];
        values[i] = random_operand(g);
    }
    if (sample_index(g->samples, 2))
        guards[count - 1] = expr_leaf(g->dag, EXPR_TRUE);
    return expr_cases(g->dag, count, guards, values);
}

static expr_t random_piecewise(generator_t *g)
{
    expr_t a = random_operand(g), b = random_operand(g);
    switch (sample_index(g->samples, 6)) {
    case 0:
        return expr_unary(g->dag, EXPR_ABS, a);
    case 1:
        return expr_unary(g->dag, EXPR_RELU, a);
    case 2:
        return expr_binary(g->dag, EXPR_MIN, a, b);
    case 3:
        return expr_binary(g->dag, EXPR_MAX, a, b);
    default:
        return random_cases(g);
    }
}

static expr_t random_operation(generator_t *g)
{
    size_t kind = sample_index(g->samples, 10);
    if (kind < 5)
        return random_arithmetic(g);
    if (kind < 6)
        return random_power(g);
    if (kind < 8 || g->style->analytic)
        return random_function(g);
    return random_piecewise(g);
}

static size_t node_count(const dag_t *dag, expr_t root)
{
    bool *marked = expr_reachable(dag, 1, &root);
    size_t count = 0;
    for (expr_t a = 0; a <= root; a++)
        count += marked[a];
    mem_free(marked);
    return count;
}

static expr_t largest(const dag_t *dag, size_t count, const expr_t *nodes)
{
    expr_t best = nodes[0];
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        size_t size = node_count(dag, nodes[i]);
        if (size > most) {
            most = size;
            best = nodes[i];
        }
    }
    return best;
}

random_roots_t random_expression(samples_t *samples, dag_t *dag, size_t variable_count, const expr_t *variables,
                                 const expression_style_t *style)
{
    generator_t g = {.samples = samples, .dag = dag, .style = style};
    g.reals = mem_alloc(variable_count + style->operations + 1, sizeof *g.reals);
    g.formulas = mem_alloc(3 * style->operations + 5, sizeof *g.formulas);
    for (size_t v = 0; v < variable_count; v++)
        g.reals[g.real_count++] = variables[v];
    if (variable_count == 0)
        g.reals[g.real_count++] = random_constant(&g);
    g.leaf_count = g.real_count;
    for (size_t k = 0; k < 3; k++)
        add_formula(&g);
    for (size_t k = 0; k < style->operations; k++) {
        expr_t a = random_operation(&g);
        g.reals[g.real_count++] = a;
    }
    add_formula(&g);
    random_roots_t roots = {largest(dag, g.real_count, g.reals), largest(dag, g.formula_count, g.formulas)};
    mem_free(g.reals);
    mem_free(g.formulas);
    return roots;
}
