// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "expr/expr.h"

#include <string.h>

typedef struct {
    uint32_t op;
    uint32_t first; // index of the first child in dag->children
    uint32_t count;
    uint32_t payload; // RATIONAL: index in rationals; VARIABLE: index in variables; POWER: index in exponents
} node_t;

typedef struct {
    char *name;
    variable_kind_t kind;
} variable_t;

typedef struct {
    slong p, q;
} exponent_t;

struct dag {
    node_t *nodes;
    size_t count, capacity;
    expr_t *children;
    size_t child_count, child_capacity;
    fmpq *rationals;
    size_t rational_count, rational_capacity;
    variable_t *variables;
    size_t variable_count, variable_capacity;
    exponent_t *exponents;
    size_t exponent_count, exponent_capacity;
    uint32_t *buckets; // open addressing; 0 is empty, else node number + 1
    size_t bucket_count;
    bool over_limit;
};

static const char *const op_texts[] = {
#define EXPR_TEXT(name, text, arity) text,
    EXPR_OPERATORS(EXPR_TEXT)
#undef EXPR_TEXT
};

static const int op_arities[] = {
#define EXPR_ARITY(name, text, arity) arity,
    EXPR_OPERATORS(EXPR_ARITY)
#undef EXPR_ARITY
};

const char *expr_op_text(expr_op_t op)
{
    return op_texts[op];
}

int expr_op_arity(expr_op_t op)
{
    return op_arities[op];
}

bool expr_op_is_formula(expr_op_t op)
{
    return op >= EXPR_TRUE;
}

dag_t *dag_new(void)
{
    dag_t *dag = mem_alloc(1, sizeof *dag);
    dag->bucket_count = 256;
    dag->buckets = mem_alloc(dag->bucket_count, sizeof *dag->buckets);
    return dag;
}

void dag_free(dag_t *dag)
{
    if (!dag)
        return;
    for (size_t i = 0; i < dag->rational_count; i++)
        fmpq_clear(dag->rationals + i);
    for (size_t i = 0; i < dag->variable_count; i++)
        mem_free(dag->variables[i].name);
    mem_free(dag->nodes);
    mem_free(dag->children);
    mem_free(dag->rationals);
    mem_free(dag->variables);
    mem_free(dag->exponents);
    mem_free(dag->buckets);
    mem_free(dag);
}

size_t dag_size(const dag_t *dag)
{
    return dag->count;
}

bool dag_over_limit(const dag_t *dag)
{
    return dag->over_limit;
}

// ---- interning ----

// What a node to be interned consists of; rational and exponent are NULL unless the operator has them.
typedef struct {
    expr_op_t op;
    size_t count;
    const expr_t *children;
    const fmpq *rational;
    const exponent_t *exponent;
} candidate_t;

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
    return hash * 0xff51afd7ed558ccdu;
}

static uint64_t hash_fmpz(const fmpz_t z)
{
    uint64_t hash = (uint64_t)(fmpz_sgn(z) + 2);
    return mix(mix(hash, fmpz_bits(z)), fmpz_fdiv_ui(z, 0x7fffffffffffffe7u));
}

static uint64_t hash_candidate(const candidate_t *node)
{
    uint64_t hash = mix(17, (uint64_t)node->op);
    for (size_t i = 0; i < node->count; i++)
        hash = mix(hash, node->children[i]);
    if (node->rational)
        hash = mix(mix(hash, hash_fmpz(fmpq_numref(node->rational))), hash_fmpz(fmpq_denref(node->rational)));
    if (node->exponent)
        hash = mix(mix(hash, (uint64_t)node->exponent->p), (uint64_t)node->exponent->q);
    return hash;
}

static candidate_t stored(const dag_t *dag, expr_t a)
{
    const node_t *node = dag->nodes + a;
    const expr_t *children = node->count > 0 ? dag->children + node->first : NULL;
    candidate_t result = {(expr_op_t)node->op, node->count, children, NULL, NULL};
    if (node->op == EXPR_RATIONAL)
        result.rational = dag->rationals + node->payload;
    if (node->op == EXPR_POWER)
        result.exponent = dag->exponents + node->payload;
    return result;
}

static bool same(const candidate_t *a, const candidate_t *b)
{
    if (a->op != b->op || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->children[i] != b->children[i])
            return false;
    if (a->rational && !fmpq_equal(a->rational, b->rational))
        return false;
    return !a->exponent || (a->exponent->p == b->exponent->p && a->exponent->q == b->exponent->q);
}

static void insert_bucket(dag_t *dag, expr_t a, uint64_t hash)
{
    size_t mask = dag->bucket_count - 1;
    size_t slot = (size_t)hash & mask;
    while (dag->buckets[slot])
        slot = (slot + 1) & mask;
    dag->buckets[slot] = a + 1;
}

static void grow_buckets(dag_t *dag)
{
    mem_free(dag->buckets);
    dag->bucket_count *= 2;
    dag->buckets = mem_alloc(dag->bucket_count, sizeof *dag->buckets);
    for (expr_t a = 0; a < dag->count; a++)
        if (dag->nodes[a].op != EXPR_VARIABLE) {
            candidate_t node = stored(dag, a);
            insert_bucket(dag, a, hash_candidate(&node));
        }
}

static uint32_t store_rational(dag_t *dag, const fmpq *value)
{
    dag->rationals =
        mem_grow(dag->rationals, &dag->rational_capacity, dag->rational_count + 1, sizeof *dag->rationals);
    fmpq_init(dag->rationals + dag->rational_count);
    fmpq_set(dag->rationals + dag->rational_count, value);
    return (uint32_t)dag->rational_count++;
}

static uint32_t store_exponent(dag_t *dag, const exponent_t *exponent)
{
    dag->exponents =
        mem_grow(dag->exponents, &dag->exponent_capacity, dag->exponent_count + 1, sizeof *dag->exponents);
    dag->exponents[dag->exponent_count] = *exponent;
    return (uint32_t)dag->exponent_count++;
}

static expr_t append(dag_t *dag, const candidate_t *node)
{
    dag->nodes = mem_grow(dag->nodes, &dag->capacity, dag->count + 1, sizeof *dag->nodes);
    dag->children =
        mem_grow(dag->children, &dag->child_capacity, dag->child_count + node->count, sizeof *dag->children);
    node_t *fresh = dag->nodes + dag->count;
    fresh->op = (uint32_t)node->op;
    fresh->first = (uint32_t)dag->child_count;
    fresh->count = (uint32_t)node->count;
    fresh->payload = 0;
    for (size_t i = 0; i < node->count; i++)
        dag->children[dag->child_count++] = node->children[i];
    if (node->rational)
        fresh->payload = store_rational(dag, node->rational);
    if (node->exponent)
        fresh->payload = store_exponent(dag, node->exponent);
    return (expr_t)dag->count++;
}

static expr_t intern(dag_t *dag, const candidate_t *node)
{
    uint64_t hash = hash_candidate(node);
    size_t mask = dag->bucket_count - 1;
    for (size_t slot = (size_t)hash & mask; dag->buckets[slot]; slot = (slot + 1) & mask) {
        candidate_t other = stored(dag, dag->buckets[slot] - 1);
        if (same(node, &other))
            return dag->buckets[slot] - 1;
    }
    if (dag->count >= DAG_NODE_LIMIT) {
        dag->over_limit = true;
        return 0;
    }
    expr_t a = append(dag, node);
    if (2 * dag->count > dag->bucket_count)
        grow_buckets(dag);
    else
        insert_bucket(dag, a, hash);
    return a;
}

// ---- building ----

expr_t expr_rational(dag_t *dag, const fmpq_t value)
{
    candidate_t node = {EXPR_RATIONAL, 0, NULL, value, NULL};
    return intern(dag, &node);
}

expr_t expr_integer(dag_t *dag, slong value)
{
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, value, 1);
    expr_t a = expr_rational(dag, q);
    fmpq_clear(q);
    return a;
}

expr_t expr_leaf(dag_t *dag, expr_op_t op)
{
    return expr_node(dag, op, 0, NULL);
}

expr_t expr_new_variable(dag_t *dag, const char *name, variable_kind_t kind)
{
    if (dag->count >= DAG_NODE_LIMIT) {
        dag->over_limit = true;
        return 0;
    }
    candidate_t node = {EXPR_VARIABLE, 0, NULL, NULL, NULL};
    expr_t a = append(dag, &node);
    dag->variables =
        mem_grow(dag->variables, &dag->variable_capacity, dag->variable_count + 1, sizeof *dag->variables);
    variable_t *variable = dag->variables + dag->variable_count;
    variable->name = mem_copy_text(name, strlen(name));
    variable->kind = kind;
    dag->nodes[a].payload = (uint32_t)dag->variable_count++;
    return a;
}

expr_t expr_node(dag_t *dag, expr_op_t op, size_t count, const expr_t *children)
{
    candidate_t node = {op, count, children, NULL, NULL};
    return intern(dag, &node);
}

expr_t expr_unary(dag_t *dag, expr_op_t op, expr_t a)
{
    return expr_node(dag, op, 1, &a);
}

expr_t expr_binary(dag_t *dag, expr_op_t op, expr_t a, expr_t b)
{
    expr_t children[2] = {a, b};
    return expr_node(dag, op, 2, children);
}

static slong gcd(slong a, slong b)
{
    return (slong)n_gcd(a < 0 ? -(ulong)a : (ulong)a, (ulong)b);
}

expr_t expr_power(dag_t *dag, expr_t a, slong p, slong q)
{
    slong common = gcd(p, q);
    exponent_t exponent = {p / common, q / common};
    if (exponent.p == 1 && exponent.q == 2)
        return expr_unary(dag, EXPR_SQRT, a);
    candidate_t node = {EXPR_POWER, 1, &a, NULL, &exponent};
    return intern(dag, &node);
}

expr_t expr_cases(dag_t *dag, size_t count, const expr_t *guards, const expr_t *values)
{
    expr_t *children = mem_alloc(2 * count, sizeof *children);
    for (size_t i = 0; i < count; i++) {
        children[2 * i] = guards[i];
        children[2 * i + 1] = values[i];
    }
    expr_t a = expr_node(dag, EXPR_CASES, 2 * count, children);
    mem_free(children);
    return a;
}

expr_t expr_derivative(dag_t *dag, expr_t a, expr_t variable)
{
    return expr_binary(dag, EXPR_DERIVATIVE, a, variable);
}

expr_t expr_and(dag_t *dag, expr_t a, expr_t b)
{
    if (expr_op(dag, a) == EXPR_TRUE || a == b)
        return b;
    if (expr_op(dag, b) == EXPR_TRUE)
        return a;
    return expr_binary(dag, EXPR_AND, a, b);
}

expr_t expr_or(dag_t *dag, expr_t a, expr_t b)
{
    if (expr_op(dag, a) == EXPR_FALSE || a == b)
        return b;
    if (expr_op(dag, b) == EXPR_FALSE)
        return a;
    return expr_binary(dag, EXPR_OR, a, b);
}

// ---- reading ----

expr_op_t expr_op(const dag_t *dag, expr_t a)
{
    return (expr_op_t)dag->nodes[a].op;
}

size_t expr_child_count(const dag_t *dag, expr_t a)
{
    return dag->nodes[a].count;
}

expr_t expr_child(const dag_t *dag, expr_t a, size_t k)
{
    return dag->children[dag->nodes[a].first + k];
}

const fmpq *expr_rational_value(const dag_t *dag, expr_t a)
{
    return dag->rationals + dag->nodes[a].payload;
}

void expr_exponent(slong *p, slong *q, const dag_t *dag, expr_t a)
{
    const exponent_t *exponent = dag->exponents + dag->nodes[a].payload;
    *p = exponent->p;
    *q = exponent->q;
}

const char *expr_variable_name(const dag_t *dag, expr_t a)
{
    return dag->variables[dag->nodes[a].payload].name;
}

variable_kind_t expr_variable_kind(const dag_t *dag, expr_t a)
{
    return dag->variables[dag->nodes[a].payload].kind;
}

bool expr_is_formula(const dag_t *dag, expr_t a)
{
    return expr_op_is_formula(expr_op(dag, a));
}

bool *expr_reachable(const dag_t *dag, size_t count, const expr_t *roots)
{
    bool *marked = mem_alloc(dag->count, sizeof *marked);
    expr_t top = 0;
    for (size_t i = 0; i < count; i++) {
        marked[roots[i]] = true;
        top = roots[i] > top ? roots[i] : top;
    }
    for (expr_t a = top + 1; a-- > 0;)
        if (dag->count && marked[a])
            for (size_t k = 0; k < dag->nodes[a].count; k++)
                marked[expr_child(dag, a, k)] = true;
    return marked;
}
