// SPDX-License-Identifier: LGPL-3.0-or-later
// Free variables and substitution. AT binds: in at(body, v := t) the v of body is not free.
#include "base/memory.h"
#include "expr/expr.h"

// Free variables of every node below a, as one bit matrix row per node over the variables that occur at all.
typedef struct {
    expr_t *variables; // every VARIABLE node reachable, increasing
    size_t count;
    size_t words;   // of one row
    uint64_t *rows; // dag_size rows
} free_table_t;

static size_t find_variable(const free_table_t *table, expr_t variable)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (table->variables[middle] < variable)
            low = middle + 1;
        else
            high = middle;
    }
    return low < table->count && table->variables[low] == variable ? low : table->count;
}

static uint64_t *row(const free_table_t *table, expr_t a)
{
    return table->rows + (size_t)a * table->words;
}

static void add_row(const free_table_t *table, expr_t a, expr_t child)
{
    for (size_t w = 0; w < table->words; w++)
        row(table, a)[w] |= row(table, child)[w];
}

static void set_bit(const free_table_t *table, expr_t a, expr_t variable, bool value)
{
    size_t index = find_variable(table, variable);
    uint64_t bit = (uint64_t)1 << (index % 64);
    if (value)
        row(table, a)[index / 64] |= bit;
    else
        row(table, a)[index / 64] &= ~bit;
}

static void fill_row(const free_table_t *table, const dag_t *dag, expr_t a)
{
    size_t count = expr_child_count(dag, a);
    if (expr_op(dag, a) == EXPR_VARIABLE) {
        set_bit(table, a, a, true);
    } else if (expr_op(dag, a) == EXPR_AT) {
        add_row(table, a, expr_child(dag, a, 0));
        for (size_t k = 1; k < count; k += 2)
            set_bit(table, a, expr_child(dag, a, k), false);
        for (size_t k = 2; k < count; k += 2)
            add_row(table, a, expr_child(dag, a, k));
    } else {
        for (size_t k = 0; k < count; k++)
            add_row(table, a, expr_child(dag, a, k));
    }
}

static void free_table_init(free_table_t *table, const dag_t *dag, expr_t root)
{
    bool *marked = expr_reachable(dag, 1, &root);
    size_t capacity = 0;
    table->variables = NULL;
    table->count = 0;
    for (expr_t a = 0; a <= root; a++)
        if (marked[a] && expr_op(dag, a) == EXPR_VARIABLE) {
            table->variables = mem_grow(table->variables, &capacity, table->count + 1, sizeof *table->variables);
            table->variables[table->count++] = a;
        }
    table->words = table->count / 64 + 1;
    table->rows = mem_alloc((size_t)(root + 1) * table->words, sizeof *table->rows);
    for (expr_t a = 0; a <= root; a++)
        if (marked[a])
            fill_row(table, dag, a);
    mem_free(marked);
}

static void free_table_clear(free_table_t *table)
{
    mem_free(table->variables);
    mem_free(table->rows);
}

static bool is_free(const free_table_t *table, expr_t a, expr_t variable)
{
    size_t index = find_variable(table, variable);
    return index < table->count && (row(table, a)[index / 64] >> (index % 64) & 1);
}

bool expr_depends_on(const dag_t *dag, expr_t a, expr_t variable)
{
    free_table_t table;
    free_table_init(&table, dag, a);
    bool depends = is_free(&table, a, variable);
    free_table_clear(&table);
    return depends;
}

size_t expr_free_variables(expr_t **variables, const dag_t *dag, expr_t a)
{
    free_table_t table;
    free_table_init(&table, dag, a);
    size_t count = 0;
    for (size_t i = 0; i < table.count; i++)
        if (is_free(&table, a, table.variables[i]))
            table.variables[count++] = table.variables[i];
    *variables = table.variables;
    mem_free(table.rows);
    return count;
}

bool expr_is_constant(const dag_t *dag, expr_t a)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, dag, a);
    mem_free(variables);
    return count == 0;
}

// ---- substitution ----

// The free variables of one of the values, found when first asked for.
typedef struct {
    bool known;
    size_t count;
    expr_t *variables;
} dependence_t;

typedef struct {
    dag_t *dag;
    size_t count;
    const expr_t *variables;
    const expr_t *values;
    dependence_t *dependences; // of the values
    free_table_t free;         // of the expression substituted into
    expr_t *image;             // per node
} substitution_t;

static bool value_depends_on(const substitution_t *s, size_t i, expr_t variable)
{
    dependence_t *dependence = s->dependences + i;
    if (!dependence->known)
        dependence->count = expr_free_variables(&dependence->variables, s->dag, s->values[i]);
    dependence->known = true;
    for (size_t k = 0; k < dependence->count; k++)
        if (dependence->variables[k] == variable)
            return true;
    return false;
}

static expr_t replacement(const substitution_t *s, expr_t variable)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->variables[i] == variable)
            return s->values[i];
    return EXPR_NONE;
}

// at(a, v := t for each replaced v that is free in a), with the bindings that `a` as an AT node already has first.
static expr_t bind(const substitution_t *s, expr_t body, expr_t *bindings, size_t count)
{
    for (size_t i = 0; i < s->count; i++) {
        bool bound = false;
        for (size_t k = 1; k < count; k += 2)
            bound = bound || bindings[k] == s->variables[i];
        if (!bound && is_free(&s->free, body, s->variables[i]) && s->values[i] != s->variables[i]) {
            bindings[count++] = s->variables[i];
            bindings[count++] = s->values[i];
        }
    }
    return count == 1 ? body : expr_node(s->dag, EXPR_AT, count, bindings);
}

// d body / dv with v renamed to the variable w throughout is d body[w] / dw, provided that w does not occur in body and
// nothing else is replaced by an expression with w in it. That keeps f'(x) free of AT nodes.
static bool can_rename(const substitution_t *s, expr_t body, expr_t v, expr_t *w)
{
    expr_t target = replacement(s, v);
    *w = target == EXPR_NONE ? v : target;
    if (expr_op(s->dag, *w) != EXPR_VARIABLE || (*w != v && is_free(&s->free, body, *w)))
        return false;
    for (size_t i = 0; i < s->count; i++)
        if (s->variables[i] != v && is_free(&s->free, body, s->variables[i]) && value_depends_on(s, i, *w))
            return false;
    return true;
}

static expr_t substitute_derivative(const substitution_t *s, expr_t a)
{
    expr_t body = expr_child(s->dag, a, 0), v = expr_child(s->dag, a, 1), w;
    if (can_rename(s, body, v, &w))
        return expr_binary(s->dag, expr_op(s->dag, a), s->image[body], w);
    expr_t *bindings = mem_alloc(1 + 2 * s->count, sizeof *bindings);
    bindings[0] = a;
    expr_t result = bind(s, a, bindings, 1);
    mem_free(bindings);
    return result;
}

static expr_t substitute_at(const substitution_t *s, expr_t a)
{
    size_t count = expr_child_count(s->dag, a);
    expr_t *bindings = mem_alloc(count + 2 * s->count, sizeof *bindings);
    bindings[0] = expr_child(s->dag, a, 0);
    for (size_t k = 1; k < count; k += 2) {
        bindings[k] = expr_child(s->dag, a, k);
        bindings[k + 1] = s->image[expr_child(s->dag, a, k + 1)];
    }
    expr_t result = bind(s, bindings[0], bindings, count);
    mem_free(bindings);
    return result;
}

static expr_t substitute_node(const substitution_t *s, expr_t a)
{
    dag_t *dag = s->dag;
    expr_op_t op = expr_op(dag, a);
    size_t count = expr_child_count(dag, a);
    if (op == EXPR_VARIABLE) {
        expr_t target = replacement(s, a);
        return target == EXPR_NONE ? a : target;
    }
    if (op == EXPR_DERIVATIVE || op == EXPR_PARTIAL)
        return substitute_derivative(s, a);
    if (op == EXPR_AT)
        return substitute_at(s, a);
    if (count == 0)
        return a;
    if (op == EXPR_POWER) {
        slong p, q;
        expr_exponent(&p, &q, dag, a);
        return expr_power(dag, s->image[expr_child(dag, a, 0)], p, q);
    }
    expr_t *children = mem_alloc(count, sizeof *children);
    for (size_t k = 0; k < count; k++)
        children[k] = s->image[expr_child(dag, a, k)];
    expr_t result = expr_node(dag, op, count, children);
    mem_free(children);
    return result;
}

expr_t expr_substitute(dag_t *dag, expr_t a, size_t count, const expr_t *variables, const expr_t *values)
{
    substitution_t s = {dag, count, variables, values, NULL, {NULL, 0, 0, NULL}, NULL};
    s.dependences = mem_alloc(count, sizeof *s.dependences);
    free_table_init(&s.free, dag, a);
    s.image = mem_alloc(a + 1, sizeof *s.image);
    bool *marked = expr_reachable(dag, 1, &a);
    for (expr_t b = 0; b <= a; b++)
        if (marked[b])
            s.image[b] = substitute_node(&s, b);
    expr_t result = s.image[a];
    mem_free(marked);
    mem_free(s.image);
    free_table_clear(&s.free);
    for (size_t i = 0; i < count; i++)
        mem_free(s.dependences[i].variables);
    mem_free(s.dependences);
    return result;
}
