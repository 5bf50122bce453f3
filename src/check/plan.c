// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/plan.h"

#include "base/memory.h"

#define PLAN_MAX_NESTING 100 // of AT
#define PLAN_MAX_ORDER 600
#define PLAN_MAX_COEFFICIENTS 10000000u // of all jets, in all nested plans
#define UNUSED (-1)

typedef struct {
    plan_t *plan;
    expr_t node_count; // nodes from here on do not occur
    size_t nesting;
    size_t *budget; // of steps and coefficients, shared with nested plans
    int *orders;    // per node: the order needed, or UNUSED
    size_t *index;  // per node: its step
} builder_t;

// ---- sets of variables ----

static size_t find(const expr_t *variables, size_t count, expr_t variable)
{
    for (size_t i = 0; i < count; i++)
        if (variables[i] == variable)
            return i;
    return SIZE_MAX;
}

static void add_variable(plan_t *plan, size_t *capacity, expr_t variable)
{
    if (find(plan->variables, plan->variable_count, variable) != SIZE_MAX)
        return;
    plan->variables = mem_grow(plan->variables, capacity, plan->variable_count + 1, sizeof *plan->variables);
    plan->variables[plan->variable_count++] = variable;
}

static void add_free(plan_t *plan, expr_t variable)
{
    if (find(plan->free, plan->free_count, variable) != SIZE_MAX)
        return;
    plan->free = mem_grow(plan->free, &plan->free_capacity, plan->free_count + 1, sizeof *plan->free);
    plan->free[plan->free_count++] = variable;
}

// ---- orders, from the roots down ----

static bool is_derivative(expr_op_t op)
{
    return op == EXPR_DERIVATIVE || op == EXPR_PARTIAL;
}

static void need(builder_t *b, expr_t node, int order)
{
    if (b->orders[node] < order)
        b->orders[node] = order;
}

static void need_children(builder_t *b, expr_t a)
{
    const dag_t *dag = b->plan->dag;
    expr_op_t op = expr_op(dag, a);
    size_t count = expr_child_count(dag, a);
    int order = expr_op_is_formula(op) ? 0 : b->orders[a];
    if (is_derivative(op)) {
        need(b, expr_child(dag, a, 0), order + 1);
        return;
    }
    for (size_t k = op == EXPR_AT ? 2 : 0; k < count; k += op == EXPR_AT ? 2 : 1)
        need(b, expr_child(dag, a, k), order);
}

static int need_all(builder_t *b, size_t root_count, const expr_t *roots, const int *orders)
{
    int highest = 0;
    for (size_t i = 0; i < root_count; i++)
        need(b, roots[i], orders[i]);
    for (expr_t a = b->node_count; a-- > 0;)
        if (b->orders[a] != UNUSED) {
            highest = b->orders[a] > highest ? b->orders[a] : highest;
            need_children(b, a);
        }
    return highest;
}

// ---- steps, from the leaves up ----

static bool all_constant(const plan_t *plan, const step_t *step)
{
    for (size_t k = 0; k < step->count; k++)
        if (!plan_operand(plan, step, k)->is_constant)
            return false;
    return true;
}

// CASES: whether some guard is the constant `true`. POWER: whether the exponent is a nonnegative integer.
static bool operator_is_total(const plan_t *plan, const step_t *step)
{
    slong p, q;
    switch (step->op) {
    case EXPR_POWER:
        expr_exponent(&p, &q, plan->dag, step->node);
        return q == 1 && p >= 0;
    case EXPR_CASES:
        for (size_t k = 0; k < step->count; k += 2)
            if (plan_operand(plan, step, k)->op == EXPR_TRUE)
                return true;
        return false;
    case EXPR_DIV:
    case EXPR_SQRT:
    case EXPR_LOG:
    case EXPR_TAN:
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL:
    case EXPR_AT:
        return false;
    default:
        return true;
    }
}

static bool is_total(const plan_t *plan, const step_t *step)
{
    bool total = operator_is_total(plan, step);
    for (size_t k = 0; total && k < step->count; k++)
        total = plan_operand(plan, step, k)->is_total;
    return total;
}

static void add_operands(builder_t *b, step_t *step)
{
    plan_t *plan = b->plan;
    size_t begin = step->op == EXPR_AT ? 2 : 0, stride = step->op == EXPR_AT ? 2 : 1;
    size_t end = is_derivative(step->op) ? 1 : expr_child_count(plan->dag, step->node);
    step->first = plan->operand_count;
    for (size_t k = begin; k < end; k += stride) {
        plan->operands =
            mem_grow(plan->operands, &plan->operand_capacity, plan->operand_count + 1, sizeof *plan->operands);
        plan->operands[plan->operand_count++] = b->index[expr_child(plan->dag, step->node, k)];
        step->count++;
    }
}

static status_t build(plan_t **result, const dag_t *dag, size_t root_count, const expr_t *roots, const int *orders,
                      size_t variable_count, const expr_t *variables, size_t nesting, size_t *budget);

// The body of an AT is expanded in the bound variables, and in the outer ones, to the order that the node needs.
static status_t add_body(builder_t *b, step_t *step)
{
    const plan_t *plan = b->plan;
    size_t bound_count = step->count, count = step->order > 0 ? bound_count + plan->variable_count : 0;
    expr_t *variables = mem_alloc(bound_count + plan->variable_count, sizeof *variables);
    for (size_t k = 0; k < bound_count; k++)
        variables[k] = expr_child(plan->dag, step->node, 2 * k + 1);
    for (size_t v = 0; v < plan->variable_count; v++)
        variables[bound_count + v] = plan->variables[v];
    expr_t body = expr_child(plan->dag, step->node, 0);
    status_t status =
        build(&step->body, plan->dag, 1, &body, &step->order, count, variables, b->nesting + 1, b->budget);
    for (size_t i = 0; status == STATUS_OK && i < step->body->free_count; i++) {
        expr_t variable = step->body->free[i];
        if (find(variables, bound_count, variable) == SIZE_MAX) {
            step->is_constant = false;
            add_free(b->plan, variable);
        }
    }
    mem_free(variables);
    return status;
}

// A term may vary with what its operands vary with.
static void set_dependence(builder_t *b, step_t *step)
{
    const plan_t *plan = b->plan;
    step->depends = mem_alloc(plan->variable_count, sizeof *step->depends);
    if (step->op == EXPR_VARIABLE && step->variable != SIZE_MAX)
        step->depends[step->variable] = true;
    for (size_t k = 0; k < step->count; k++)
        for (size_t v = 0; v < plan->variable_count; v++)
            step->depends[v] = step->depends[v] || plan_operand(plan, step, k)->depends[v];
    for (size_t i = 0; step->body && i < step->body->free_count; i++) {
        size_t v = find(plan->variables, plan->variable_count, step->body->free[i]);
        if (v != SIZE_MAX)
            step->depends[v] = true;
    }
}

static status_t add_step(builder_t *b, expr_t a)
{
    plan_t *plan = b->plan;
    size_t cost = 1 + plan->monomials.counts[b->orders[a]];
    if (*b->budget < cost)
        return STATUS_LIMIT;
    *b->budget -= cost;
    expr_op_t op = expr_op(plan->dag, a);
    step_t step = {.node = a, .op = op, .order = b->orders[a], .is_formula = expr_op_is_formula(op)};
    step.variable = SIZE_MAX;
    add_operands(b, &step);
    step.is_constant = op != EXPR_VARIABLE && all_constant(plan, &step);
    step.is_total = is_total(plan, &step);
    if (op == EXPR_VARIABLE) {
        step.variable = find(plan->variables, plan->variable_count, a);
        add_free(plan, a);
    } else if (is_derivative(op)) {
        step.variable = find(plan->variables, plan->variable_count, expr_child(plan->dag, a, 1));
    }
    status_t status = op == EXPR_AT ? add_body(b, &step) : STATUS_OK;
    set_dependence(b, &step);
    plan->steps = mem_grow(plan->steps, &plan->step_capacity, plan->step_count + 1, sizeof *plan->steps);
    b->index[a] = plan->step_count;
    plan->steps[plan->step_count++] = step;
    return status;
}

// ---- what is needed for one case only ----

// A step is needed for the case `guard` as well as for what was noted before.
static void note_need(size_t *guards, bool *noted, size_t step, size_t guard)
{
    guards[step] = !noted[step] || guards[step] == guard ? guard : SIZE_MAX;
    noted[step] = true;
}

static void set_guards(plan_t *plan)
{
    size_t *guards = mem_alloc(plan->step_count, sizeof *guards);
    bool *noted = mem_alloc(plan->step_count, sizeof *noted);
    for (size_t i = 0; i < plan->root_count; i++)
        note_need(guards, noted, plan->roots[i], SIZE_MAX);
    for (size_t s = plan->step_count; s-- > 0;) {
        step_t *step = plan->steps + s;
        const size_t *operands = step->count > 0 ? plan->operands + step->first : NULL;
        for (size_t k = 0; k < step->count; k++)
            note_need(guards, noted, operands[k], step->op == EXPR_CASES && k % 2 ? operands[k - 1] : guards[s]);
        step->guard = guards[s] < s ? guards[s] : SIZE_MAX;
    }
    mem_free(guards);
    mem_free(noted);
}

static status_t fill(builder_t *b, size_t root_count, const expr_t *roots, const int *orders, size_t variable_count,
                     const expr_t *variables)
{
    plan_t *plan = b->plan;
    size_t capacity = 0;
    int highest = need_all(b, root_count, roots, orders);
    if (highest > PLAN_MAX_ORDER)
        return STATUS_LIMIT;
    for (size_t v = 0; v < variable_count; v++)
        add_variable(plan, &capacity, variables[v]);
    for (expr_t a = 0; a < b->node_count; a++)
        if (b->orders[a] != UNUSED && is_derivative(expr_op(plan->dag, a)))
            add_variable(plan, &capacity, expr_child(plan->dag, a, 1));
    status_t status = monomials_init(&plan->monomials, plan->variable_count, (size_t)highest);
    for (expr_t a = 0; status == STATUS_OK && a < b->node_count; a++)
        if (b->orders[a] != UNUSED)
            status = add_step(b, a);
    plan->roots = mem_alloc(root_count, sizeof *plan->roots);
    plan->root_count = root_count;
    for (size_t i = 0; status == STATUS_OK && i < root_count; i++)
        plan->roots[i] = b->index[roots[i]];
    if (status == STATUS_OK)
        set_guards(plan);
    return status;
}

static status_t build(plan_t **result, const dag_t *dag, size_t root_count, const expr_t *roots, const int *orders,
                      size_t variable_count, const expr_t *variables, size_t nesting, size_t *budget)
{
    *result = NULL;
    if (nesting > PLAN_MAX_NESTING)
        return STATUS_LIMIT;
    plan_t *plan = mem_alloc(1, sizeof *plan);
    plan->dag = dag;
    builder_t b = {.plan = plan, .nesting = nesting, .budget = budget};
    for (size_t i = 0; i < root_count; i++)
        b.node_count = roots[i] >= b.node_count ? roots[i] + 1 : b.node_count;
    b.orders = mem_alloc(b.node_count, sizeof *b.orders);
    b.index = mem_alloc(b.node_count, sizeof *b.index);
    for (expr_t a = 0; a < b.node_count; a++)
        b.orders[a] = UNUSED;
    status_t status = fill(&b, root_count, roots, orders, variable_count, variables);
    mem_free(b.orders);
    mem_free(b.index);
    if (status == STATUS_OK)
        *result = plan;
    else
        plan_free(plan);
    return status;
}

status_t plan_new(plan_t **plan, const dag_t *dag, size_t root_count, const expr_t *roots, const int *orders,
                  size_t variable_count, const expr_t *variables)
{
    size_t budget = PLAN_MAX_COEFFICIENTS;
    return build(plan, dag, root_count, roots, orders, variable_count, variables, 0, &budget);
}

void plan_free(plan_t *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; i < plan->step_count; i++) {
        plan_free(plan->steps[i].body);
        mem_free(plan->steps[i].depends);
    }
    mem_free(plan->variables);
    monomials_clear(&plan->monomials);
    mem_free(plan->steps);
    mem_free(plan->operands);
    mem_free(plan->roots);
    mem_free(plan->free);
    mem_free(plan);
}
