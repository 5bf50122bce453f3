// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/orbit_reduction.h"

#include "base/memory.h"

struct reduction {
    size_t count;
    dag_t *dag; // of the reduced map
    ground_t ground;
    expr_t *variables, *map;
    size_t guard_count, guard_capacity;
    expr_t *guards; // of the obligation's dag; true ones are the last of their cases
    bool *holds;
    question_t conditions, slopes, values;
};

// What is found out while a reduction is made.
typedef struct {
    reduction_t *reduction;
    evidence_t *ev;
    const dag_t *dag;
    size_t size;      // nodes of it
    bool *marked;     // per node: below the map
    kleene_t *truths; // per node, of the guards of cases: on the box
    expr_t *image;    // per node: in the reduced dag; EXPR_NONE when it has none
    bool *needed;     // per node: the images of the map are made of it
} maker_t;

// ---- the guards on the box ----

static bool put_formulas(question_t *question, const ground_t *ground, size_t count, const expr_t *formulas)
{
    int *orders = mem_alloc(count, sizeof *orders);
    bool fits = question_put(question, ground, count, formulas, orders, 0, NULL);
    mem_free(orders);
    return fits;
}

static bool find_truths(maker_t *m, const range_t *box)
{
    size_t count = 0, capacity = 0;
    expr_t *guards = NULL;
    question_t question = {0};
    for (expr_t a = 0; a < m->size; a++)
        for (size_t k = 0; m->marked[a] && expr_op(m->dag, a) == EXPR_CASES && k < expr_child_count(m->dag, a);
             k += 2) {
            guards = mem_grow(guards, &capacity, count + 1, sizeof *guards);
            guards[count++] = expr_child(m->dag, a, k);
        }
    bool found = count > 0 && put_formulas(&question, m->ev->ground, count, guards);
    const evaluator_t *values = found ? evidence_at(m->ev, &question, box, RANGE_DOUBLE) : NULL;
    for (size_t i = 0; found && i < count; i++)
        m->truths[guards[i]] = evaluator_root(values, i)->truth;
    question_clear(&question);
    mem_free(guards);
    return found;
}

// The place of the value that applies all over the box; SIZE_MAX when there is no one such.
static size_t chosen_case(const maker_t *m, expr_t a)
{
    for (size_t k = 0; k < expr_child_count(m->dag, a); k += 2) {
        kleene_t truth = m->truths[expr_child(m->dag, a, k)];
        if (truth != KLEENE_FALSE)
            return truth == KLEENE_TRUE ? k + 1 : SIZE_MAX;
    }
    return SIZE_MAX;
}

// ---- copying ----

static expr_t copy_variable(const maker_t *m, expr_t a)
{
    for (size_t i = 0; i < m->reduction->count; i++)
        if (m->ev->variables[i] == a)
            return m->reduction->variables[i];
    return EXPR_NONE;
}

static expr_t copy_operator(const maker_t *m, expr_t a)
{
    size_t count = expr_child_count(m->dag, a);
    dag_t *dag = m->reduction->dag;
    expr_t *children = mem_alloc(count, sizeof *children), copy = EXPR_NONE;
    bool complete = true;
    for (size_t k = 0; k < count; k++) {
        children[k] = m->image[expr_child(m->dag, a, k)];
        complete = complete && children[k] != EXPR_NONE;
    }
    slong p, q;
    if (complete && expr_op(m->dag, a) == EXPR_POWER) {
        expr_exponent(&p, &q, m->dag, a);
        copy = expr_power(dag, children[0], p, q);
    } else if (complete) {
        copy = count ? expr_node(dag, expr_op(m->dag, a), count, children) : expr_leaf(dag, expr_op(m->dag, a));
    }
    mem_free(children);
    return copy;
}

static expr_t copy(const maker_t *m, expr_t a)
{
    switch (expr_op(m->dag, a)) {
    case EXPR_RATIONAL:
        return expr_rational(m->reduction->dag, expr_rational_value(m->dag, a));
    case EXPR_VARIABLE:
        return copy_variable(m, a);
    case EXPR_CASES:
        return chosen_case(m, a) == SIZE_MAX ? EXPR_NONE : m->image[expr_child(m->dag, a, chosen_case(m, a))];
    case EXPR_AT:
        return EXPR_NONE; // its cases are those of another place
    default:
        return copy_operator(m, a);
    }
}

static bool copy_map(maker_t *m)
{
    const obligation_t *obligation = m->ev->obligation;
    for (expr_t a = 0; a < m->size; a++)
        m->image[a] = m->marked[a] ? copy(m, a) : EXPR_NONE;
    for (size_t i = 0; i < m->reduction->count; i++) {
        m->reduction->map[i] = m->image[obligation->map[i]];
        if (m->reduction->map[i] == EXPR_NONE)
            return false;
    }
    return true;
}

// ---- the conditions ----

static void add_conditions(maker_t *m, expr_t cases, size_t chosen)
{
    reduction_t *r = m->reduction;
    for (size_t k = 0; k < chosen; k += 2) {
        r->guards = mem_grow(r->guards, &r->guard_capacity, r->guard_count + 1, sizeof *r->guards);
        r->guards[r->guard_count++] = expr_child(m->dag, cases, k);
    }
    r->holds = mem_resize(r->holds, r->guard_count, sizeof *r->holds);
    for (size_t k = 0; k < chosen; k += 2)
        r->holds[r->guard_count - 1 - k / 2] = k == 0;
}

static bool find_conditions(maker_t *m)
{
    for (size_t i = 0; i < m->reduction->count; i++)
        m->needed[m->ev->obligation->map[i]] = true;
    for (expr_t a = (expr_t)m->size; a-- > 0;) {
        if (!m->needed[a])
            continue;
        bool is_cases = expr_op(m->dag, a) == EXPR_CASES;
        size_t chosen = is_cases ? chosen_case(m, a) : 0;
        if (is_cases)
            add_conditions(m, a, chosen);
        for (size_t k = 0; k < expr_child_count(m->dag, a); k++)
            m->needed[expr_child(m->dag, a, k)] |= !is_cases || k == chosen;
    }
    return put_formulas(&m->reduction->conditions, m->ev->ground, m->reduction->guard_count, m->reduction->guards);
}

static bool put_map(reduction_t *r)
{
    int *zero = mem_alloc(r->count, sizeof *zero), *one = mem_alloc(r->count, sizeof *one);
    for (size_t i = 0; i < r->count; i++)
        one[i] = 1;
    bool fits = question_put(&r->values, &r->ground, r->count, r->map, zero, 0, NULL) &&
                question_put(&r->slopes, &r->ground, r->count, r->map, one, r->count, r->variables);
    mem_free(zero);
    mem_free(one);
    return fits;
}

// ---- reductions ----

reduction_t *reduction_new(evidence_t *ev, const range_t *box)
{
    const obligation_t *obligation = ev->obligation;
    size_t n = obligation->map_count;
    reduction_t *r = mem_alloc(1, sizeof *r);
    *r = (reduction_t){.count = n, .dag = dag_new()};
    ground_init(&r->ground, r->dag, ev->ground->reals);
    r->variables = mem_alloc(n, sizeof *r->variables);
    r->map = mem_alloc(n, sizeof *r->map);
    for (size_t i = 0; i < n; i++)
        r->variables[i] =
            expr_new_variable(r->dag, expr_variable_name(ev->ground->dag, ev->variables[i]), VARIABLE_STATE);
    maker_t m = {.reduction = r, .ev = ev, .dag = ev->ground->dag, .size = dag_size(ev->ground->dag)};
    m.marked = expr_reachable(m.dag, n, obligation->map);
    m.truths = mem_alloc(m.size, sizeof *m.truths);
    m.image = mem_alloc(m.size, sizeof *m.image);
    m.needed = mem_alloc(m.size, sizeof *m.needed);
    bool made = find_truths(&m, box) && copy_map(&m) && find_conditions(&m) && put_map(r);
    mem_free(m.marked);
    mem_free(m.truths);
    mem_free(m.image);
    mem_free(m.needed);
    if (made)
        return r;
    reduction_free(r);
    return NULL;
}

void reduction_free(reduction_t *r)
{
    if (!r)
        return;
    question_clear(&r->conditions);
    question_clear(&r->slopes);
    question_clear(&r->values);
    ground_clear(&r->ground);
    mem_free(r->guards);
    mem_free(r->holds);
    mem_free(r->variables);
    mem_free(r->map);
    dag_free(r->dag);
    mem_free(r);
}

bool reduction_applies(reduction_t *r, evidence_t *ev, const range_t *box)
{
    const evaluator_t *values = evidence_at(ev, &r->conditions, box, RANGE_DOUBLE);
    for (size_t i = 0; i < r->guard_count; i++)
        if (evaluator_root(values, i)->truth != (r->holds[i] ? KLEENE_TRUE : KLEENE_FALSE))
            return false;
    return true;
}

const evaluator_t *reduction_slopes(reduction_t *r, const range_t *box, slong precision)
{
    return question_enclose(&r->slopes, &r->ground, r->count, r->variables, box, precision);
}

const evaluator_t *reduction_values(reduction_t *r, const range_t *box, slong precision)
{
    return question_enclose(&r->values, &r->ground, r->count, r->variables, box, precision);
}
