// SPDX-License-Identifier: LGPL-3.0-or-later
// From nodes of the DAG to functions and formulas on the line, children first.
#include "base/memory.h"
#include "expr/derivative.h"
#include "prove/piecewise.h"

void line_init(line_t *line, dag_t *dag, expr_t variable, size_t max_cells, real_ctx_struct *reals)
{
    *line = (line_t){.dag = dag, .reals = reals, .variable = variable, .max_cells = max_cells};
    for (size_t i = 0; i < ROOT_CACHE_SIZE; i++)
        rpoly_init(line->cached + i);
}

void line_clear(line_t *line)
{
    for (size_t i = 0; i < line->bound_count; i++)
        real_clear(line->bound_values + i);
    mem_free(line->bound);
    mem_free(line->bound_values);
    for (size_t i = 0; i < line->node_count; i++)
        if (line->nodes[i]) {
            piecewise_clear(&line->nodes[i]->value);
            truths_clear(&line->nodes[i]->truth);
            mem_free(line->nodes[i]);
        }
    mem_free(line->nodes);
    for (size_t i = 0; i < ROOT_CACHE_SIZE; i++)
        rpoly_clear(line->cached + i);
    for (size_t i = 0; i < line->cached_count; i++)
        rpoint_list_clear(line->cached_roots + i);
}

void line_bind(line_t *line, expr_t variable, const real_t value)
{
    size_t other = line->bound_capacity;
    line->bound = mem_grow(line->bound, &other, line->bound_count + 1, sizeof *line->bound);
    line->bound_values =
        mem_grow(line->bound_values, &line->bound_capacity, line->bound_count + 1, sizeof *line->bound_values);
    line->bound[line->bound_count] = variable;
    real_init(line->bound_values + line->bound_count);
    real_set(line->bound_values + line->bound_count++, value);
}

const piecewise_t *line_function(const line_t *line, expr_t a)
{
    return &line->nodes[a]->value;
}

const truths_t *line_formula(const line_t *line, expr_t a)
{
    return &line->nodes[a]->truth;
}

status_t line_constant(real_t value, const line_t *line, expr_t a)
{
    const piecewise_t *f = line_function(line, a);
    if (f->pieces[0].state == PIECE_UNDEFINED)
        return STATUS_DOMAIN;
    if (partition_cell_count(f->partition) > 1 || f->pieces[0].state != PIECE_POLYNOMIAL ||
        !rpoly_is_constant(f->pieces[0].polynomial))
        return STATUS_UNSUPPORTED;
    rpoly_get_coeff(value, f->pieces[0].polynomial, 0);
    return STATUS_OK;
}

// ---- leaves ----

static void build_rational(piece_t *piece, const fmpq *value)
{
    real_t number;
    fmpq_t copy;
    real_init(number);
    fmpq_init(copy);
    fmpq_set(copy, value);
    real_set_fmpq(number, copy);
    rpoly_set_real(piece->polynomial, number);
    piece->state = PIECE_POLYNOMIAL;
    fmpq_clear(copy);
    real_clear(number);
}

static void build_variable(piece_t *piece, expr_t a, const line_t *line)
{
    piece->state = PIECE_UNSUPPORTED;
    if (a == line->variable) {
        rpoly_x(piece->polynomial);
        piece->state = PIECE_POLYNOMIAL;
        return;
    }
    for (size_t i = 0; i < line->bound_count; i++)
        if (line->bound[i] == a) {
            rpoly_set_real(piece->polynomial, line->bound_values + i);
            piece->state = PIECE_POLYNOMIAL;
        }
}

static void build_leaf(piecewise_t *result, expr_t a, const line_t *line)
{
    piecewise_init(result, partition_new());
    switch (expr_op(line->dag, a)) {
    case EXPR_RATIONAL:
        build_rational(result->pieces, expr_rational_value(line->dag, a));
        break;
    case EXPR_VARIABLE:
        build_variable(result->pieces, a, line);
        break;
    default: // pi, e, and AT nodes that elimination leaves: about regularity at another point
        result->pieces->state = PIECE_UNSUPPORTED;
    }
}

// ---- operators ----

static status_t build_unary(piecewise_t *result, expr_t a, line_t *line)
{
    slong p = 0, q = 1;
    expr_op_t op = expr_op(line->dag, a);
    if (op == EXPR_POWER)
        expr_exponent(&p, &q, line->dag, a);
    const piecewise_t *f = line_function(line, expr_child(line->dag, a, 0));
    piecewise_init(result, partition_retain(f->partition));
    for (size_t c = 0; c < partition_cell_count(f->partition); c++)
        piece_operate(result->pieces + c, op, f->pieces + c, NULL, p, q, line);
    return STATUS_OK;
}

static status_t build_binary(piecewise_t *result, expr_op_t op, const piecewise_t *f, const piecewise_t *g,
                             line_t *line)
{
    overlay_t overlay;
    status_t status = overlay_init(&overlay, f->partition, g->partition, line);
    if (status != STATUS_OK)
        return status;
    piecewise_init(result, partition_retain(overlay.partition));
    for (size_t c = 0; c < partition_cell_count(overlay.partition); c++)
        piece_operate(result->pieces + c, op, f->pieces + overlay.first[c], g->pieces + overlay.second[c], 0, 0, line);
    overlay_clear(&overlay);
    return STATUS_OK;
}

// sqrt(u^2) = |u|, without a derivative where u = 0.
static status_t build_sqrt(piecewise_t *result, expr_t a, line_t *line)
{
    expr_t radicand = expr_child(line->dag, a, 0);
    slong p = 0, q = 1;
    if (expr_op(line->dag, radicand) == EXPR_POWER)
        expr_exponent(&p, &q, line->dag, radicand);
    if (p == 2 && q == 1)
        return piecewise_abs(result, line_function(line, expr_child(line->dag, radicand, 0)), DERIVATIVE_UNDEFINED,
                             line);
    return build_unary(result, a, line);
}

// From the last case to the first: where the guard holds its value, elsewhere what the later cases say.
static status_t build_cases(piecewise_t *result, expr_t a, line_t *line)
{
    status_t status = STATUS_OK;
    piecewise_init(result, partition_new());
    for (size_t k = expr_child_count(line->dag, a); status == STATUS_OK && k >= 2; k -= 2) {
        piecewise_t selected;
        status = piecewise_select(&selected, line_formula(line, expr_child(line->dag, a, k - 2)),
                                  line_function(line, expr_child(line->dag, a, k - 1)), result, line);
        if (status == STATUS_OK) {
            piecewise_clear(result);
            *result = selected;
        }
    }
    if (status != STATUS_OK)
        piecewise_clear(result);
    return status;
}

static status_t build_function(piecewise_t *result, expr_t a, line_t *line)
{
    const dag_t *dag = line->dag;
    expr_op_t op = expr_op(dag, a);
    if (expr_child_count(dag, a) == 0 || op == EXPR_AT) {
        build_leaf(result, a, line);
        return STATUS_OK;
    }
    const piecewise_t *first = op == EXPR_CASES ? NULL : line_function(line, expr_child(dag, a, 0));
    const piecewise_t *second = expr_op_arity(op) == 2 ? line_function(line, expr_child(dag, a, 1)) : NULL;
    switch (op) {
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
        return build_binary(result, op, first, second, line);
    case EXPR_DIV:
        return piecewise_quotient(result, first, second, line);
    case EXPR_SQRT:
        return build_sqrt(result, a, line);
    case EXPR_ABS:
        return piecewise_abs(result, first, DERIVATIVE_FORMAL, line);
    case EXPR_RELU:
        return piecewise_relu(result, first, line);
    case EXPR_MIN:
    case EXPR_MAX:
        return piecewise_extremum(result, op == EXPR_MAX, first, second, line);
    case EXPR_CASES:
        return build_cases(result, a, line);
    case EXPR_PARTIAL:
        return piecewise_partial(result, first, line);
    default:
        return build_unary(result, a, line);
    }
}

// ---- operators at other points ----

static bool needs_elimination(const line_t *line, size_t count, const expr_t *roots)
{
    bool *marked = expr_reachable(line->dag, count, roots);
    bool found = false;
    for (expr_t a = 0; !found && a < dag_size(line->dag); a++)
        if (marked[a]) {
            expr_op_t op = expr_op(line->dag, a);
            found = op == EXPR_AT || ((op == EXPR_DERIVATIVE || op == EXPR_PARTIAL) &&
                                      expr_child(line->dag, a, 1) != line->variable);
        }
    mem_free(marked);
    return found;
}

typedef struct {
    size_t count, capacity;
    expr_t *items;
} expr_list_t;

static void list_append(expr_list_t *list, expr_t a)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == a)
            return;
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = a;
}

// Marks what is below `a` and not inside the body of an AT node (the AT node itself is marked).
static bool *reachable_outside_at(const dag_t *dag, expr_t a)
{
    bool *marked = mem_alloc((size_t)a + 1, sizeof *marked);
    marked[a] = true;
    for (expr_t b = a + 1; b-- > 0;) {
        bool is_at = expr_op(dag, b) == EXPR_AT;
        for (size_t k = is_at ? 2 : 0; marked[b] && k < expr_child_count(dag, b); k += is_at ? 2 : 1)
            marked[expr_child(dag, b, k)] = true;
    }
    return marked;
}

// The values that the AT node puts in, and the functions that derivatives in its body are taken of, there.
static void list_body(expr_list_t *list, dag_t *dag, expr_t at)
{
    size_t bindings = (expr_child_count(dag, at) - 1) / 2;
    expr_t *variables = mem_alloc(2 * bindings, sizeof *variables), *values = variables + bindings;
    for (size_t k = 0; k < bindings; k++) {
        variables[k] = expr_child(dag, at, 2 * k + 1);
        values[k] = expr_child(dag, at, 2 * k + 2);
        list_append(list, values[k]);
    }
    expr_t body = expr_child(dag, at, 0);
    bool *marked = reachable_outside_at(dag, body);
    for (expr_t a = 0; a <= body; a++) {
        expr_op_t op = expr_op(dag, a);
        if (marked[a] && (op == EXPR_DERIVATIVE || op == EXPR_AT))
            list_append(list,
                        expr_substitute(dag, op == EXPR_AT ? a : expr_child(dag, a, 0), bindings, variables, values));
    }
    mem_free(marked);
    mem_free(variables);
}

// Appends the functions that derivatives below `a` are taken of, and the places of AT nodes.
static void list_differentiated(expr_list_t *list, dag_t *dag, expr_t a)
{
    bool *marked = reachable_outside_at(dag, a);
    for (expr_t b = 0; b <= a; b++) {
        if (marked[b] && expr_op(dag, b) == EXPR_DERIVATIVE)
            list_append(list, expr_child(dag, b, 0));
        if (marked[b] && expr_op(dag, b) == EXPR_AT)
            list_body(list, dag, b);
    }
    mem_free(marked);
}

static bool contains_partial(const dag_t *dag, size_t count, const expr_t *roots)
{
    bool *marked = expr_reachable(dag, count, roots), found = false;
    for (expr_t a = 0; !found && a < dag_size(dag); a++)
        found = marked[a] && expr_op(dag, a) == EXPR_PARTIAL;
    mem_free(marked);
    return found;
}

// Replaces the roots by operator-free terms, and lists the (operator-free) functions whose derivatives they contain:
// what is left of a derivative may not mention the cases of the function, or the place where it is taken, any more.
static status_t eliminate(expr_list_t *differentiated, line_t *line, size_t count, expr_t *roots)
{
    if (contains_partial(line->dag, count, roots))
        return STATUS_UNSUPPORTED; // what replaces it is for evaluation on boxes only
    for (size_t i = 0; i < count; i++)
        list_differentiated(differentiated, line->dag, roots[i]);
    for (size_t i = 0; i < differentiated->count; i++)
        list_differentiated(differentiated, line->dag, differentiated->items[i]);
    for (size_t i = 0; i < count; i++)
        roots[i] = expr_eliminate_operators(line->dag, roots[i]);
    for (size_t i = 0; i < differentiated->count; i++)
        differentiated->items[i] = expr_eliminate_operators(line->dag, differentiated->items[i]);
    return dag_over_limit(line->dag) ? STATUS_LIMIT : STATUS_OK;
}

// ---- building ----

// An AT node is what its body is.
static bool is_formula(const dag_t *dag, expr_t a)
{
    while (expr_op(dag, a) == EXPR_AT)
        a = expr_child(dag, a, 0);
    return expr_is_formula(dag, a);
}

static status_t build_node(expr_t a, line_t *line)
{
    node_value_t *node = mem_alloc(1, sizeof *node);
    status_t status =
        is_formula(line->dag, a) ? truths_build(&node->truth, a, line) : build_function(&node->value, a, line);
    if (status == STATUS_OK)
        line->nodes[a] = node;
    else
        mem_free(node);
    return status;
}

static status_t build_all(line_t *line, size_t count, const expr_t *roots)
{
    size_t size = dag_size(line->dag);
    if (size > line->node_count) {
        line->nodes = mem_resize(line->nodes, size, sizeof *line->nodes);
        for (size_t i = line->node_count; i < size; i++)
            line->nodes[i] = NULL;
        line->node_count = size;
    }
    bool *marked = expr_reachable(line->dag, count, roots);
    status_t status = STATUS_OK;
    for (expr_t a = 0; status == STATUS_OK && a < size; a++)
        if (marked[a] && !line->nodes[a])
            status = build_node(a, line);
    mem_free(marked);
    return status;
}

// The points of all the functions' partitions.
static status_t merge_partitions(partition_t **merged, const expr_list_t *functions, line_t *line)
{
    *merged = partition_new();
    for (size_t i = 0; i < functions->count; i++) {
        overlay_t overlay;
        if (is_formula(line->dag, functions->items[i]))
            continue;
        status_t status = overlay_init(&overlay, *merged, line_function(line, functions->items[i])->partition, line);
        if (status != STATUS_OK) {
            partition_release(*merged);
            *merged = NULL;
            return status;
        }
        partition_release(*merged);
        *merged = partition_retain(overlay.partition);
        overlay_clear(&overlay);
    }
    return STATUS_OK;
}

status_t line_build(line_t *line, size_t count, expr_t *roots, partition_t **met)
{
    expr_list_t differentiated = {0, 0, NULL};
    status_t status = STATUS_OK;
    if (needs_elimination(line, count, roots))
        status = eliminate(&differentiated, line, count, roots);
    if (status == STATUS_OK)
        status = build_all(line, count, roots);
    if (status == STATUS_OK && met) {
        status = build_all(line, differentiated.count, differentiated.items);
        if (status == STATUS_OK)
            status = merge_partitions(met, &differentiated, line);
    }
    mem_free(differentiated.items);
    return status;
}
