// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/orbit_exact.h"

#include "base/memory.h"

#define MAX_DEGREE 8
#define MAX_DEPTH 2000 // of terms
#define ALWAYS SIZE_MAX

typedef struct {
    size_t known_at; // the state, counted from 1, that the entry is about; ALWAYS for constants
    status_t status;
    tape_truth_t truth; // of a formula
    real_struct *value; // of a number; NULL until there is one
} entry_t;

struct orbit_exact {
    const dag_t *dag;
    real_ctx_t reals;
    size_t count;
    const expr_t *variables, *start, *map;
    real_struct *state, *next;
    size_t entry_capacity;
    entry_t *entries; // per node
    size_t now;       // number of the present state
    slong bits;       // of all states so far
};

orbit_exact_t *orbit_exact_new(const dag_t *dag, size_t count, const expr_t *variables, const expr_t *start,
                               const expr_t *map)
{
    orbit_exact_t *e = mem_alloc(1, sizeof *e);
    *e = (orbit_exact_t){.dag = dag, .count = count, .variables = variables, .start = start, .map = map};
    real_ctx_init(e->reals);
    e->reals->max_degree = MAX_DEGREE;
    e->reals->max_bits = ORBIT_EXACT_BITS;
    e->state = mem_alloc(count, sizeof *e->state);
    e->next = mem_alloc(count, sizeof *e->next);
    for (size_t i = 0; i < count; i++) {
        real_init(e->state + i);
        real_init(e->next + i);
    }
    return e;
}

void orbit_exact_free(orbit_exact_t *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->count; i++) {
        real_clear(e->state + i);
        real_clear(e->next + i);
    }
    for (size_t a = 0; a < e->entry_capacity; a++)
        if (e->entries[a].value) {
            real_clear(e->entries[a].value);
            mem_free(e->entries[a].value);
        }
    mem_free(e->entries);
    mem_free(e->state);
    mem_free(e->next);
    real_ctx_clear(e->reals);
    mem_free(e);
}

// ---- one node ----

static entry_t *evaluate(orbit_exact_t *e, expr_t a, size_t depth);

static entry_t *child(orbit_exact_t *e, expr_t a, size_t k, size_t depth)
{
    return evaluate(e, expr_child(e->dag, a, k), depth + 1);
}

static status_t set_variable(real_t result, const orbit_exact_t *e, expr_t a)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->variables[i] == a) {
            real_set(result, e->state + i);
            return STATUS_OK;
        }
    return STATUS_UNSUPPORTED;
}

static status_t set_binary(real_t result, orbit_exact_t *e, expr_t a, size_t depth)
{
    const entry_t *u = child(e, a, 0, depth), *v = child(e, a, 1, depth);
    if (u->status != STATUS_OK || v->status != STATUS_OK)
        return u->status != STATUS_OK ? u->status : v->status;
    bool below;
    switch (expr_op(e->dag, a)) {
    case EXPR_ADD:
        return real_add(result, u->value, v->value, e->reals);
    case EXPR_SUB:
        return real_sub(result, u->value, v->value, e->reals);
    case EXPR_MUL:
        return real_mul(result, u->value, v->value, e->reals);
    case EXPR_DIV:
        return real_div(result, u->value, v->value, e->reals);
    default: // MIN, MAX
        below = real_cmp(u->value, v->value) <= 0;
        real_set(result, below == (expr_op(e->dag, a) == EXPR_MIN) ? u->value : v->value);
        return STATUS_OK;
    }
}

static status_t set_power(real_t result, orbit_exact_t *e, expr_t a, const real_struct *u)
{
    slong p = 1, q = 2; // EXPR_SQRT
    if (expr_op(e->dag, a) == EXPR_POWER)
        expr_exponent(&p, &q, e->dag, a);
    real_set(result, u);
    status_t status = q > 1 && real_sgn(u) < 0 ? STATUS_DOMAIN : STATUS_OK;
    if (status == STATUS_OK && q > 1)
        status = real_root_ui(result, u, (ulong)q, e->reals);
    return status == STATUS_OK ? real_pow_si(result, result, p, e->reals) : status;
}

static status_t set_unary(real_t result, orbit_exact_t *e, expr_t a, size_t depth)
{
    const entry_t *u = child(e, a, 0, depth);
    if (u->status != STATUS_OK)
        return u->status;
    switch (expr_op(e->dag, a)) {
    case EXPR_NEG:
        real_neg(result, u->value);
        return STATUS_OK;
    case EXPR_ABS:
        real_abs(result, u->value);
        return STATUS_OK;
    case EXPR_RELU:
        if (real_sgn(u->value) > 0)
            real_set(result, u->value);
        else
            real_zero(result);
        return STATUS_OK;
    case EXPR_POWER:
    case EXPR_SQRT:
        return set_power(result, e, a, u->value);
    default:
        return STATUS_UNSUPPORTED;
    }
}

static status_t set_cases(real_t result, orbit_exact_t *e, expr_t a, size_t depth)
{
    for (size_t k = 0; k < expr_child_count(e->dag, a); k += 2) {
        const entry_t *guard = child(e, a, k, depth);
        if (guard->status != STATUS_OK)
            return guard->status;
        if (guard->truth == TRUTH_FALSE)
            continue;
        const entry_t *value = child(e, a, k + 1, depth);
        if (value->status == STATUS_OK)
            real_set(result, value->value);
        return value->status;
    }
    return STATUS_DOMAIN;
}

static status_t set_number(real_t result, orbit_exact_t *e, expr_t a, size_t depth)
{
    switch (expr_op(e->dag, a)) {
    case EXPR_RATIONAL:
        real_set_fmpq(result, expr_rational_value(e->dag, a));
        return STATUS_OK;
    case EXPR_VARIABLE:
        return set_variable(result, e, a);
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
    case EXPR_MIN:
    case EXPR_MAX:
        return set_binary(result, e, a, depth);
    case EXPR_CASES:
        return set_cases(result, e, a, depth);
    case EXPR_NEG:
    case EXPR_ABS:
    case EXPR_RELU:
    case EXPR_POWER:
    case EXPR_SQRT:
        return set_unary(result, e, a, depth);
    default:
        return STATUS_UNSUPPORTED;
    }
}

// ---- formulas: a status other than STATUS_OK is no truth value ----

static bool comparison_holds(expr_op_t op, int order)
{
    switch (op) {
    case EXPR_LESS:
        return order < 0;
    case EXPR_LESS_EQUAL:
        return order <= 0;
    case EXPR_EQUAL:
        return order == 0;
    default:
        return order != 0;
    }
}

static status_t set_comparison(tape_truth_t *truth, orbit_exact_t *e, expr_t a, size_t depth)
{
    const entry_t *u = child(e, a, 0, depth), *v = child(e, a, 1, depth);
    if (u->status != STATUS_OK || v->status != STATUS_OK)
        return u->status != STATUS_OK ? u->status : v->status;
    *truth = comparison_holds(expr_op(e->dag, a), real_cmp(u->value, v->value)) ? TRUTH_TRUE : TRUTH_FALSE;
    return STATUS_OK;
}

static status_t set_connective(tape_truth_t *truth, orbit_exact_t *e, expr_t a, size_t depth)
{
    tape_truth_t deciding = expr_op(e->dag, a) == EXPR_AND ? TRUTH_FALSE : TRUTH_TRUE;
    const entry_t *u = child(e, a, 0, depth);
    if (u->status == STATUS_OK && u->truth == deciding) {
        *truth = deciding;
        return STATUS_OK;
    }
    const entry_t *v = child(e, a, 1, depth);
    bool decided = v->status == STATUS_OK && v->truth == deciding;
    *truth = v->truth;
    return decided || u->status == STATUS_OK ? v->status : u->status;
}

static status_t set_truth(tape_truth_t *truth, orbit_exact_t *e, expr_t a, size_t depth)
{
    const entry_t *u;
    switch (expr_op(e->dag, a)) {
    case EXPR_TRUE:
    case EXPR_FALSE:
        *truth = expr_op(e->dag, a) == EXPR_TRUE ? TRUTH_TRUE : TRUTH_FALSE;
        return STATUS_OK;
    case EXPR_AND:
    case EXPR_OR:
        return set_connective(truth, e, a, depth);
    case EXPR_NOT:
        u = child(e, a, 0, depth);
        *truth = u->truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
        return u->status;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return set_comparison(truth, e, a, depth);
    case EXPR_DEFINED:
        u = child(e, a, 0, depth);
        *truth = u->status == STATUS_OK ? TRUTH_TRUE : TRUTH_FALSE;
        return u->status == STATUS_DOMAIN ? STATUS_OK : u->status;
    default:
        return STATUS_UNSUPPORTED;
    }
}

// Nothing below depends on the state.
static bool is_constant(const orbit_exact_t *e, expr_t a)
{
    bool constant = expr_op(e->dag, a) != EXPR_VARIABLE;
    for (size_t k = 0; constant && k < expr_child_count(e->dag, a); k++)
        constant = e->entries[expr_child(e->dag, a, k)].known_at == ALWAYS;
    return constant;
}

static entry_t *evaluate(orbit_exact_t *e, expr_t a, size_t depth)
{
    entry_t *entry = e->entries + a;
    if (entry->known_at == ALWAYS || entry->known_at == e->now)
        return entry;
    if (depth > MAX_DEPTH) {
        entry->status = STATUS_LIMIT;
    } else if (expr_is_formula(e->dag, a)) {
        entry->truth = TRUTH_UNKNOWN;
        entry->status = set_truth(&entry->truth, e, a, depth);
    } else {
        if (!entry->value) {
            entry->value = mem_alloc(1, sizeof *entry->value);
            real_init(entry->value);
        }
        entry->status = set_number(entry->value, e, a, depth);
    }
    entry->known_at = is_constant(e, a) ? ALWAYS : e->now;
    return entry;
}

// The dag may have grown since the last time. Entries never move while a term is being evaluated.
static entry_t *evaluate_root(orbit_exact_t *e, expr_t a)
{
    if (a >= e->entry_capacity) {
        size_t old = e->entry_capacity;
        e->entry_capacity = (size_t)a + 1;
        e->entries = mem_resize(e->entries, e->entry_capacity, sizeof *e->entries);
        for (size_t i = old; i < e->entry_capacity; i++)
            e->entries[i] = (entry_t){0};
    }
    return evaluate(e, a, 0);
}

// ---- states ----

static slong real_bits(const real_t a)
{
    slong top = _fmpz_vec_max_bits(fmpq_poly_numref(a->value), fmpq_poly_length(a->value));
    return (top < 0 ? -top : top) + (slong)fmpz_bits(fmpq_poly_denref(a->value));
}

static status_t advance(orbit_exact_t *e, const expr_t *terms)
{
    for (size_t i = 0; i < e->count; i++) {
        const entry_t *entry = evaluate_root(e, terms[i]);
        if (entry->status != STATUS_OK)
            return entry->status;
        real_set(e->next + i, entry->value);
        e->bits += real_bits(e->next + i);
    }
    for (size_t i = 0; i < e->count; i++)
        real_swap(e->state + i, e->next + i);
    e->now++;
    return e->bits <= ORBIT_EXACT_TOTAL_BITS ? STATUS_OK : STATUS_LIMIT;
}

status_t orbit_exact_start(orbit_exact_t *e)
{
    e->bits = 0;
    e->now++;
    return advance(e, e->start);
}

status_t orbit_exact_step(orbit_exact_t *e)
{
    return advance(e, e->map);
}

void orbit_exact_state(arb_ptr state, const orbit_exact_t *e, slong prec)
{
    for (size_t i = 0; i < e->count; i++)
        real_get_arb(state + i, e->state + i, prec);
}

tape_truth_t orbit_exact_truth(orbit_exact_t *e, expr_t formula)
{
    const entry_t *entry = evaluate_root(e, formula);
    return entry->status == STATUS_OK ? entry->truth : TRUTH_UNKNOWN;
}
