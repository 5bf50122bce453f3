// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/flow_field.h"

#include "base/memory.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/flow_node.h"

#define LENGTH (FLOW_MOST_TERMS + 1)

struct flow_field {
    const dag_t *dag;
    size_t count; // of components
    size_t node_count, node_capacity;
    flow_node_t *nodes; // operands first
    size_t operand_count, operand_capacity;
    size_t *operands;
    size_t *roots;    // of F, then of DF row by row
    size_t *places;   // while it is built: per node of the dag, SIZE_MAX for none
    slong constants_at; // precision of the constants
    expr_t *sources;    // per node: of the dag; EXPR_NONE for made ones
    size_t source_capacity;
    size_t formula_count, formula_capacity;
    expr_t *formulas; // that choices depend on
    tape_t *choices;
    tape_truth_t *truths;
};

// ---- building ----

static size_t add_node(flow_field_t *field, expr_op_t op, expr_t source)
{
    field->nodes = mem_grow(field->nodes, &field->node_capacity, field->node_count + 1, sizeof *field->nodes);
    field->sources = mem_grow(field->sources, &field->source_capacity, field->node_count + 1, sizeof *field->sources);
    flow_node_t *node = field->nodes + field->node_count;
    *node = (flow_node_t){.op = op, .first = field->operand_count};
    arb_init(node->constant);
    node->series = _arb_vec_init(LENGTH);
    field->sources[field->node_count] = source;
    return field->node_count++;
}

static void add_operand(flow_field_t *field, size_t place)
{
    field->operands =
        mem_grow(field->operands, &field->operand_capacity, field->operand_count + 1, sizeof *field->operands);
    field->operands[field->operand_count++] = place;
    field->nodes[field->node_count - 1].count++;
}

static void add_formula(flow_field_t *field, expr_t formula)
{
    field->formulas =
        mem_grow(field->formulas, &field->formula_capacity, field->formula_count + 1, sizeof *field->formulas);
    field->formulas[field->formula_count++] = formula;
}

static void give_aids(flow_node_t *node)
{
    switch (node->op) {
    case EXPR_SOFTPLUS:
        node->aid_of_aid = _arb_vec_init(LENGTH);
        node->aid = _arb_vec_init(LENGTH);
        break;
    case EXPR_SIN:
    case EXPR_COS:
    case EXPR_SINH:
    case EXPR_COSH:
    case EXPR_TAN:
    case EXPR_TANH:
    case EXPR_SIGMOID:
    case EXPR_ATAN:
        node->aid = _arb_vec_init(LENGTH);
        break;
    default:
        break;
    }
}

// The formulas that tell which operand is the value: for cases its guards.
static void add_choices(flow_field_t *field, dag_t *dag, flow_node_t *node, expr_t a)
{
    expr_t zero = expr_integer(dag, 0), u = expr_child_count(dag, a) ? expr_child(dag, a, 0) : EXPR_NONE;
    node->choice = field->formula_count;
    if (node->op == EXPR_CASES) {
        for (size_t k = 0; k < expr_child_count(dag, a); k += 2)
            add_formula(field, expr_child(dag, a, k));
    } else if (node->op == EXPR_ABS || node->op == EXPR_RELU) {
        add_formula(field, expr_binary(dag, EXPR_LESS, zero, u));
        add_formula(field, expr_binary(dag, EXPR_LESS, u, zero));
    } else if (node->op == EXPR_MIN || node->op == EXPR_MAX) {
        expr_t v = expr_child(dag, a, 1);
        add_formula(field, node->op == EXPR_MIN ? expr_binary(dag, EXPR_LESS, u, v) : expr_binary(dag, EXPR_LESS, v, u));
        add_formula(field, node->op == EXPR_MIN ? expr_binary(dag, EXPR_LESS, v, u) : expr_binary(dag, EXPR_LESS, u, v));
    }
}

// u^n as products, so that u may contain 0.
static size_t add_integer_power(flow_field_t *field, size_t u, slong n)
{
    if (n == 1)
        return u;
    size_t half = add_integer_power(field, u, n / 2);
    size_t square = add_node(field, EXPR_MUL, EXPR_NONE);
    add_operand(field, half);
    add_operand(field, half);
    if (n % 2 == 0)
        return square;
    size_t odd = add_node(field, EXPR_MUL, EXPR_NONE);
    add_operand(field, square);
    add_operand(field, u);
    return odd;
}

static size_t add_variable(flow_field_t *field, expr_t a, const expr_t *variables)
{
    size_t place = add_node(field, EXPR_VARIABLE, a), v = 0;
    while (v < field->count && variables[v] != a)
        v++;
    field->nodes[place].variable = v;
    return place;
}

static size_t add_operator(flow_field_t *field, dag_t *dag, expr_t a)
{
    enum { MOST_FACTORS = 4096 };
    slong p = 0, q = 1;
    if (expr_op(dag, a) == EXPR_POWER) {
        expr_exponent(&p, &q, dag, a);
        if (q == 1 && p > 0 && p <= MOST_FACTORS)
            return add_integer_power(field, field->places[expr_child(dag, a, 0)], p);
    }
    size_t place = add_node(field, expr_op(dag, a), a);
    field->nodes[place].p = p;
    field->nodes[place].q = q;
    give_aids(field->nodes + place);
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        add_operand(field, field->places[expr_child(dag, a, k)]);
    add_choices(field, dag, field->nodes + place, a);
    return place;
}

static bool has_no_variable(const flow_field_t *field, const dag_t *dag, expr_t a)
{
    if (expr_op(dag, a) == EXPR_CASES)
        return expr_is_constant(dag, a);
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        if (!field->nodes[field->places[expr_child(dag, a, k)]].is_constant)
            return false;
    return true;
}

static size_t add(flow_field_t *field, dag_t *dag, expr_t a, const expr_t *variables)
{
    if (expr_op(dag, a) == EXPR_VARIABLE)
        return add_variable(field, a, variables);
    if (!has_no_variable(field, dag, a))
        return add_operator(field, dag, a);
    size_t place = add_node(field, expr_op(dag, a), a);
    field->nodes[place].is_constant = true;
    return place;
}

// All nodes below the roots, in the dag's order: operands have smaller numbers.
static void add_all(flow_field_t *field, dag_t *dag, const expr_t *roots, const expr_t *variables)
{
    size_t count = field->count * (field->count + 1), size = dag_size(dag);
    bool *marked = expr_reachable(dag, count, roots);
    field->places = mem_alloc(size, sizeof *field->places);
    for (expr_t a = 0; a < size; a++)
        if (marked[a] && !expr_is_formula(dag, a))
            field->places[a] = add(field, dag, a, variables);
        else
            field->places[a] = SIZE_MAX;
    field->roots = mem_alloc(count, sizeof *field->roots);
    for (size_t i = 0; i < count; i++)
        field->roots[i] = field->places[roots[i]];
    mem_free(marked);
    mem_free(field->places);
    field->places = NULL;
}

flow_field_t *flow_field_new(dag_t *dag, size_t count, const expr_t *variables, const expr_t *terms)
{
    flow_field_t *field = mem_alloc(1, sizeof *field);
    *field = (flow_field_t){.dag = dag, .count = count};
    expr_t *roots = mem_alloc(count * (count + 1), sizeof *roots);
    for (size_t i = 0; i < count; i++) {
        roots[i] = expr_simplify(dag, terms[i]);
        for (size_t j = 0; j < count; j++)
            roots[count * (i + 1) + j] = expr_simplify(dag, expr_differentiate(dag, terms[i], variables[j]));
    }
    bool fits = !dag_over_limit(dag);
    if (fits)
        add_all(field, dag, roots, variables);
    fits = fits && !dag_over_limit(dag);
    if (fits && field->formula_count)
        field->choices = tape_compile(dag, field->formula_count, field->formulas, count, variables);
    field->truths = mem_alloc(field->formula_count, sizeof *field->truths);
    mem_free(roots);
    if (fits)
        return field;
    flow_field_free(field);
    return NULL;
}

void flow_field_free(flow_field_t *field)
{
    if (!field)
        return;
    for (size_t i = 0; i < field->node_count; i++) {
        flow_node_t *node = field->nodes + i;
        arb_clear(node->constant);
        _arb_vec_clear(node->series, LENGTH);
        if (node->aid)
            _arb_vec_clear(node->aid, LENGTH);
        if (node->aid_of_aid)
            _arb_vec_clear(node->aid_of_aid, LENGTH);
    }
    if (field->choices)
        tape_free(field->choices);
    mem_free(field->nodes);
    mem_free(field->operands);
    mem_free(field->roots);
    mem_free(field->sources);
    mem_free(field->formulas);
    mem_free(field->truths);
    mem_free(field);
}

void flow_taylor_init(flow_taylor_t *series, size_t count)
{
    *series = (flow_taylor_t){.count = count};
    series->x = _arb_vec_init((slong)(count * LENGTH));
    series->v = _arb_vec_init((slong)(count * count * LENGTH));
}

void flow_taylor_clear(flow_taylor_t *series)
{
    _arb_vec_clear(series->x, (slong)(series->count * LENGTH));
    _arb_vec_clear(series->v, (slong)(series->count * series->count * LENGTH));
}

// ---- what applies on a box ----

static bool choose_case(const flow_field_t *field, flow_node_t *node)
{
    for (size_t k = 0; 2 * k < node->count; k++) {
        tape_truth_t truth = field->truths[node->choice + k];
        if (truth == TRUTH_FALSE)
            continue;
        node->chosen = 2 * k + 1;
        return truth == TRUTH_TRUE;
    }
    return false;
}

static bool choose(const flow_field_t *field, flow_node_t *node)
{
    const tape_truth_t *truths = field->truths + node->choice;
    switch (node->op) {
    case EXPR_CASES:
        return choose_case(field, node);
    case EXPR_ABS:
    case EXPR_RELU:
    case EXPR_MIN:
    case EXPR_MAX:
        node->chosen = truths[0] == TRUTH_TRUE ? 0 : 1;
        return truths[0] == TRUTH_TRUE || truths[1] == TRUTH_TRUE;
    default:
        return true;
    }
}

static bool takes_one(const flow_node_t *node)
{
    return node->op == EXPR_CASES || node->op == EXPR_MIN || node->op == EXPR_MAX;
}

static bool child_is_zero(const flow_field_t *field, const flow_node_t *node, size_t k)
{
    return field->nodes[field->operands[node->first + k]].is_zero;
}

// Whether the node is 0 all over the box, so that nothing below it matters.
static bool is_zero(const flow_field_t *field, flow_node_t *node)
{
    switch (node->op) {
    case EXPR_CASES:
        return choose(field, node) && child_is_zero(field, node, node->chosen);
    case EXPR_RELU:
        return choose(field, node) && node->chosen == 1;
    case EXPR_MUL:
        return child_is_zero(field, node, 0) || child_is_zero(field, node, 1);
    case EXPR_ADD:
    case EXPR_SUB:
        return child_is_zero(field, node, 0) && child_is_zero(field, node, 1);
    case EXPR_NEG:
    case EXPR_DIV:
        return child_is_zero(field, node, 0);
    default:
        return false;
    }
}

// Marks what the roots need, from the top down.
static bool mark_needed(flow_field_t *field, size_t root_count)
{
    for (size_t i = 0; i < field->node_count; i++) {
        flow_node_t *node = field->nodes + i;
        node->needed = false;
        node->is_zero = node->is_constant ? arb_is_zero(node->constant) : is_zero(field, node);
    }
    for (size_t i = 0; i < root_count; i++)
        field->nodes[field->roots[i]].needed = true;
    for (size_t i = field->node_count; i-- > 0;) {
        flow_node_t *node = field->nodes + i;
        if (!node->needed || node->is_constant || node->is_zero)
            continue;
        if (!choose(field, node))
            return false;
        for (size_t k = 0; k < node->count; k++)
            if (!takes_one(node) || k == node->chosen)
                field->nodes[field->operands[node->first + k]].needed = true;
    }
    return true;
}

static void set_constants(flow_field_t *field, slong prec)
{
    if (field->constants_at == prec)
        return;
    for (size_t i = 0; i < field->node_count; i++)
        if (field->nodes[i].is_constant && !constant_ball(field->nodes[i].constant, field->dag, field->sources[i], prec))
            arb_indeterminate(field->nodes[i].constant);
    field->constants_at = prec;
}

// ---- series ----

static void extend(flow_field_t *field, const flow_taylor_t *series, int k, slong prec)
{
    for (size_t i = 0; i < field->node_count; i++) {
        flow_node_t *node = field->nodes + i;
        if (!node->needed)
            continue;
        if (node->is_constant && k == 0 && !node->is_zero) {
            arb_set(node->series, node->constant);
        } else if (node->is_constant || node->is_zero) {
            arb_zero(node->series + k);
        } else if (node->op == EXPR_VARIABLE) {
            arb_set(node->series + k, taylor_x(series, k, node->variable));
        } else {
            const size_t *operands = field->operands + node->first;
            size_t u = operands[takes_one(node) ? node->chosen : 0];
            arb_srcptr v = node->count > 1 && !takes_one(node) ? field->nodes[operands[1]].series : NULL;
            flow_node_extend(node, field->nodes[u].series, v, k, prec);
        }
    }
}

static void next_x(flow_taylor_t *series, const flow_field_t *field, int k, slong prec)
{
    for (size_t i = 0; i < field->count; i++)
        arb_div_si(series->x + ((size_t)k + 1) * field->count + i, field->nodes[field->roots[i]].series + k, k + 1, prec);
}

static void next_v(flow_taylor_t *series, const flow_field_t *field, int k, slong prec)
{
    size_t n = field->count;
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < n; l++) {
            arb_ptr next = series->v + (((size_t)k + 1) * n + i) * n + l;
            arb_zero(next);
            for (size_t j = 0; j < n; j++)
                for (int q = 0; q <= k; q++)
                    arb_addmul(next, field->nodes[field->roots[n * (i + 1) + j]].series + q, taylor_v(series, k - q, j, l),
                               prec);
            arb_div_si(next, next, k + 1, prec);
        }
}

static bool is_bounded(const flow_taylor_t *series, int order, bool with_slopes)
{
    size_t n = series->count, length = (size_t)order + 1;
    for (size_t i = 0; i < n * length; i++)
        if (!arb_is_finite(series->x + i))
            return false;
    for (size_t i = 0; with_slopes && i < n * n * length; i++)
        if (!arb_is_finite(series->v + i))
            return false;
    return true;
}

bool flow_field_run(flow_taylor_t *series, flow_field_t *field, arb_srcptr box, int order, bool with_slopes, slong prec)
{
    size_t n = field->count;
    if (field->choices)
        tape_evaluate_arb(NULL, NULL, field->truths, field->choices, box, prec);
    set_constants(field, prec);
    if (!mark_needed(field, with_slopes ? n * (n + 1) : n))
        return false;
    series->order = order;
    _arb_vec_set(series->x, box, (slong)n);
    for (size_t i = 0; i < n * n; i++)
        arb_set_si(series->v + i, i / n == i % n);
    for (int k = 0; k < order; k++) {
        extend(field, series, k, prec);
        next_x(series, field, k, prec);
        if (with_slopes)
            next_v(series, field, k, prec);
    }
    return is_bounded(series, order, with_slopes);
}
