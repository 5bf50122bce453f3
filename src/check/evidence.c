// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/evidence.h"

#include "base/memory.h"

#include <string.h>

bool evidence_refuse(evidence_t *ev, const char *why)
{
    return reader_fail(ev->reader, FAULT_REFUSED, "%s", why);
}

// ---- the goal ----

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

// not (0 < e) is 0 <= -e, not (0 <= e) is 0 < -e.
static void set_goal(goal_t *goal, const obligation_t *obligation, const dag_t *dag, bool negated)
{
    *goal = (goal_t){.region = obligation->region, .conclusion = obligation->conclusion, .negated = negated};
    goal->e = EXPR_NONE;
    if (goal->conclusion == EXPR_NONE)
        return;
    expr_op_t op = expr_op(dag, goal->conclusion);
    if ((op != EXPR_LESS && op != EXPR_LESS_EQUAL) || !is_zero(dag, expr_child(dag, goal->conclusion, 0)))
        return;
    goal->is_atom = true;
    goal->e = expr_child(dag, goal->conclusion, 1);
    goal->sign = negated ? -1 : 1;
    goal->strict = (op == EXPR_LESS) != negated;
}

bool goal_bound_holds(const goal_t *goal, bool weak, const range_t *e)
{
    if (goal->strict && !weak)
        return goal->sign > 0 ? range_is_positive(e) : range_is_negative(e);
    return goal->sign > 0 ? range_is_nonnegative(e) : range_is_nonpositive(e);
}

bool goal_holds(const goal_t *goal, bool weak, const enclosure_t *conclusion, const enclosure_t *e)
{
    if (goal->is_atom)
        return jet_has_value(&e->jet) && goal_bound_holds(goal, weak, enclosure_coefficient(e, 0));
    return conclusion->truth == (goal->negated ? KLEENE_FALSE : KLEENE_TRUE);
}

bool goal_holds_exactly(const evidence_t *ev, bool weak, const exact_t *exact, const place_t *place)
{
    const goal_t *goal = &ev->goal;
    if (!goal->is_atom)
        return exact_root(exact, STATEMENT_CONCLUSION)->truth == (goal->negated ? KLEENE_FALSE : KLEENE_TRUE);
    const exact_value_t *e = exact_root(exact, STATEMENT_E);
    int sign;
    if (!jet_has_value(&e->jet) || place_sign(&sign, exact_coefficient(e, 0), place, ev->ground->reals) != STATUS_OK)
        return false;
    return goal->strict && !weak ? sign * goal->sign > 0 : sign * goal->sign >= 0;
}

// ---- questions ----

static bool put(evidence_t *ev, question_t *question, size_t count, const expr_t *roots, int order,
                size_t variable_count)
{
    int *orders = mem_alloc(count, sizeof *orders);
    for (size_t i = 0; i < count; i++)
        orders[i] = expr_is_formula(ev->ground->dag, roots[i]) ? 0 : order;
    bool fits = question_put(question, ev->ground, count, roots, orders, order ? variable_count : 0, ev->variables);
    mem_free(orders);
    return fits || evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

bool evidence_put_statement(evidence_t *ev)
{
    const goal_t *goal = &ev->goal;
    expr_t some = goal->conclusion != EXPR_NONE ? goal->conclusion : goal->region;
    const expr_t roots[] = {goal->region != EXPR_NONE ? goal->region : some, some, goal->is_atom ? goal->e : some};
    return put(ev, &ev->statement, 3, roots, 0, 0);
}

bool evidence_put_slope(evidence_t *ev)
{
    return put(ev, &ev->slope, 1, &ev->goal.e, 1, ev->variable_count);
}

bool evidence_put_map(evidence_t *ev)
{
    return put(ev, &ev->map, ev->obligation->map_count, ev->obligation->map, 0, 0);
}

bool evidence_put_jacobian(evidence_t *ev)
{
    return put(ev, &ev->jacobian, ev->obligation->map_count, ev->obligation->map, 1, ev->obligation->state_count);
}

bool evidence_put_centre(evidence_t *ev)
{
    return put(ev, &ev->centre, ev->obligation->state_count, ev->obligation->centre, 0, 0);
}

bool evidence_put_repellers(evidence_t *ev)
{
    return put(ev, &ev->repellers, ev->obligation->repeller_count, ev->obligation->repellers, 0, 0);
}

static bool exact_centre(end_t *coordinate, evidence_t *ev, size_t i)
{
    place_t anywhere;
    rpoint_t origin;
    real_t value;
    rpoint_init(origin);
    real_init(value);
    place_init(&anywhere, PLACE_POINT, origin);
    const exact_t *exact = question_decide(&ev->centre, ev->ground, 0, NULL, NULL, &anywhere, EXPR_NONE);
    const exact_value_t *root = exact_root(exact, i);
    bool known = jet_has_value(&root->jet) && rpoly_is_constant(exact_coefficient(root, 0));
    if (known) {
        rpoly_get_coeff(value, exact_coefficient(root, 0), 0);
        end_set_real(coordinate, value);
    }
    place_clear(&anywhere);
    rpoint_clear(origin);
    real_clear(value);
    return known;
}

#define CENTRE_BITS 160

bool evidence_centre(end_t *coordinate, evidence_t *ev, size_t i)
{
    if (!evidence_put_centre(ev))
        return false;
    if (exact_centre(coordinate, ev, i))
        return true;
    const enclosure_t *root = evaluator_root(question_enclose(&ev->centre, ev->ground, 0, NULL, NULL, CENTRE_BITS), i);
    const range_t *range = enclosure_coefficient(root, 0);
    if (!jet_has_value(&root->jet) || !range_is_bounded(range))
        return evidence_refuse(ev, "the centre is not known");
    end_set_range(coordinate, range);
    return true;
}

const evaluator_t *evidence_at(evidence_t *ev, question_t *question, const range_t *ranges, slong precision)
{
    return question_enclose(question, ev->ground, ev->variable_count, ev->variables, ranges, precision);
}

bool evidence_holds_on(evidence_t *ev, const box_t *box, slong precision, part_test_t test, void *data)
{
    range_t *ranges = range_array_new(box->count, precision);
    box_ranges(ranges, box, ev->ground->dag, ev->ground->reals);
    bool holds = holds_on_parts(ranges, box->count, test, data);
    range_array_free(ranges, box->count);
    return holds;
}

// ---- assignments ----

void assignment_init(assignment_t *a, size_t capacity)
{
    a->count = 0;
    a->variables = mem_alloc(capacity, sizeof *a->variables);
    a->values = mem_alloc(capacity, sizeof *a->values);
}

void assignment_clear(assignment_t *a)
{
    for (size_t i = 0; i < a->count; i++)
        rpoly_clear(a->values + i);
    mem_free(a->variables);
    mem_free(a->values);
}

void assignment_add(assignment_t *a, expr_t variable, const rpoly_struct *value)
{
    a->variables[a->count] = variable;
    rpoly_init(a->values + a->count);
    rpoly_set(a->values + a->count++, value);
}

void assignment_add_real(assignment_t *a, expr_t variable, const real_t value)
{
    rpoly_t constant;
    rpoly_init(constant);
    rpoly_set_real(constant, value);
    assignment_add(a, variable, constant);
    rpoly_clear(constant);
}

void assignment_of_box(assignment_t *a, const box_t *box, size_t line)
{
    rpoly_t t;
    rpoly_init(t);
    rpoly_x(t);
    assignment_init(a, box->count);
    for (size_t i = 0; i < box->count; i++)
        if (i == line)
            assignment_add(a, box->variables[i], t);
        else if (box->fixed[i] && box->lo[i]->exact)
            assignment_add_real(a, box->variables[i], box->lo[i]->value);
    rpoly_clear(t);
}

// ---- one obligation ----

static bool set_end(evidence_t *ev, end_t *end, expr_t term)
{
    if (term == EXPR_NONE) {
        end->infinite = true;
        return true;
    }
    return end_set_term(end, ev->ground->dag, term, ev->ground->reals) ||
           evidence_refuse(ev, "an end of an interval cannot be enclosed");
}

static bool set_intervals(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    bool good = true;
    for (size_t i = 0; i < ev->variable_count; i++) {
        const quantified_t *quantified = obligation->variables + i;
        ev->variables[i] = quantified->variable;
        good = good && set_end(ev, ev->lo + i, quantified->domain.lo) && set_end(ev, ev->hi + i, quantified->domain.hi);
        ev->has_empty_interval = ev->has_empty_interval || (good && !ev->lo[i].infinite && !ev->hi[i].infinite &&
                                                            fmpq_cmp(ev->lo[i].lower, ev->hi[i].upper) > 0);
        ev->root.lo[i] = ev->lo + i;
        ev->root.hi[i] = ev->hi + i;
    }
    return good;
}

static bool evidence_init(evidence_t *ev, reader_t *reader, ground_t *ground, const obligation_t *obligation,
                          const verdict_t *verdicts, size_t index, bool proving)
{
    size_t count = obligation->variable_count;
    *ev = (evidence_t){
        .reader = reader, .ground = ground, .obligation = obligation, .verdicts = verdicts, .index = index};
    set_goal(&ev->goal, obligation, ground->dag, obligation->kind == OBLIGATION_EXISTS && !proving);
    ev->variable_count = count;
    ev->variables = mem_alloc(count, sizeof *ev->variables);
    ev->lo = mem_alloc(count, sizeof *ev->lo);
    ev->hi = mem_alloc(count, sizeof *ev->hi);
    for (size_t i = 0; i < count; i++) {
        end_init(ev->lo + i);
        end_init(ev->hi + i);
    }
    box_init(&ev->root, count, ev->variables);
    return set_intervals(ev);
}

static void evidence_clear(evidence_t *ev)
{
    for (size_t i = 0; i < ev->variable_count; i++) {
        end_clear(ev->lo + i);
        end_clear(ev->hi + i);
    }
    mem_free(ev->variables);
    mem_free(ev->lo);
    mem_free(ev->hi);
    box_clear(&ev->root);
    question_clear(&ev->statement);
    question_clear(&ev->slope);
    question_clear(&ev->curvature);
    question_clear(&ev->shape);
    question_clear(&ev->centre);
    question_clear(&ev->map);
    question_clear(&ev->jacobian);
    question_clear(&ev->expansion);
    question_clear(&ev->target);
    question_clear(&ev->repellers);
    question_clear(&ev->image);
    question_clear(&ev->polynomials);
    programs_clear(&ev->programs);
    members_free(ev->members);
    mem_free(ev->inputs);
}

// The interval of the variable has no point, so that nothing is to be shown (or found) on it.
bool check_empty(evidence_t *ev)
{
    size_t v;
    if (!reader_unsigned(&v, ev->reader, 3, ev->variable_count) || v == 0)
        return reader_fail(ev->reader, FAULT_MALFORMED, "no such variable");
    const end_t *lo = ev->lo + v - 1, *hi = ev->hi + v - 1;
    const interval_t *domain = &ev->obligation->variables[v - 1].domain;
    bool bounded = !lo->infinite && !hi->infinite;
    bool reversed = bounded && fmpq_cmp(lo->lower, hi->upper) > 0;
    if (bounded && !reversed && lo->exact && hi->exact) {
        int order = real_cmp(lo->value, hi->value);
        reversed = order > 0 || (order == 0 && (domain->lo_open || domain->hi_open));
    }
    return reversed || evidence_refuse(ev, "the interval is not shown to be empty");
}

// ---- methods ----

#define KIND(name) (1u << OBLIGATION_##name)

typedef struct {
    const char *name;
    unsigned proves, refutes; // kinds of obligations
    size_t words;             // of the first line; 0 when that depends on them
} method_t;

typedef enum {
    METHOD_CONSTANT,
    METHOD_CELLS,
    METHOD_EMPTY,
    METHOD_TREE,
    METHOD_WITNESS,
    METHOD_DIRECTION,
    METHOD_PAIR,
    METHOD_UNBOUNDED,
    METHOD_RADIUS,
    METHOD_DESCENT,
    METHOD_ROOT,
    METHOD_NO_ROOT,
    METHOD_PARTITION,
    METHOD_ORBIT,
    METHOD_SUBDIVISION,
    METHOD_IDENTITY,
    METHOD_FLOW,
    METHOD_SEPARATE,
    METHOD_DECOUPLE,
    METHOD_SYMMETRIC,
    METHOD_COUNT
} method_index_t;

static const method_t methods[METHOD_COUNT] = {
    [METHOD_CONSTANT] = {"constant", KIND(CONSTANT), KIND(CONSTANT), 4},
    [METHOD_CELLS] = {"cells", KIND(FORALL) | KIND(PAIR) | KIND(ROOT) | KIND(LOCAL), KIND(EXISTS) | KIND(ROOT), 4},
    [METHOD_EMPTY] = {"empty", KIND(FORALL) | KIND(PAIR), KIND(EXISTS), 4},
    [METHOD_TREE] = {"tree", KIND(FORALL) | KIND(PAIR), KIND(EXISTS), 3},
    [METHOD_WITNESS] = {"witness", KIND(EXISTS), KIND(FORALL), 3},
    [METHOD_DIRECTION] = {"direction", 0, KIND(FORALL), 3},
    [METHOD_PAIR] = {"pair", 0, KIND(PAIR), 3},
    [METHOD_UNBOUNDED] = {"unbounded", 0, KIND(LIPSCHITZ) | KIND(BOUNDED), 0},
    [METHOD_RADIUS] = {"radius", KIND(LOCAL), 0, 4},
    [METHOD_DESCENT] = {"descent", 0, KIND(LOCAL), 3},
    [METHOD_ROOT] = {"root", KIND(ROOT), 0, 3},
    [METHOD_NO_ROOT] = {"no-root", 0, KIND(ROOT), 3},
    [METHOD_PARTITION] = {"partition", KIND(RANK) | KIND(AVOID) | KIND(NONSINGULAR), 0, 3},
    [METHOD_ORBIT] = {"orbit", KIND(ORBIT), KIND(ORBIT), 5},
    [METHOD_SUBDIVISION] = {"subdivision", KIND(MEASURE), 0, 3},
    [METHOD_IDENTITY] = {"identity", KIND(FORALL), KIND(EXISTS), 5},
    [METHOD_FLOW] = {"flow", KIND(FLOW), KIND(FLOW), 4},
    [METHOD_SEPARATE] = {"separate", KIND(FORALL), 0, 4},
    [METHOD_DECOUPLE] = {"decouple", KIND(FORALL), 0, 4},
    [METHOD_SYMMETRIC] = {"symmetric", KIND(FORALL), 0, 4},
};

static bool run_method(evidence_t *ev, method_index_t method, bool proving)
{
    switch (method) {
    case METHOD_CONSTANT:
        return check_constant(ev, proving);
    case METHOD_CELLS:
        return check_cells(ev, proving);
    case METHOD_EMPTY:
        return check_empty(ev);
    case METHOD_TREE:
        return check_tree(ev);
    case METHOD_WITNESS:
        return check_witness(ev, proving);
    case METHOD_DIRECTION:
        return check_direction(ev);
    case METHOD_PAIR:
        return check_pair_witness(ev);
    case METHOD_UNBOUNDED:
        return check_unbounded(ev);
    case METHOD_RADIUS:
        return check_radius(ev);
    case METHOD_DESCENT:
        return check_descent(ev);
    case METHOD_ROOT:
        return check_root(ev);
    case METHOD_PARTITION:
        return check_partition(ev);
    case METHOD_ORBIT:
        return check_orbit(ev, proving);
    case METHOD_SUBDIVISION:
        return check_subdivision(ev);
    case METHOD_IDENTITY:
        return check_identity(ev);
    case METHOD_FLOW:
        return check_flow(ev, proving);
    case METHOD_SEPARATE:
        return check_separate(ev);
    case METHOD_DECOUPLE:
        return check_decouple(ev);
    case METHOD_SYMMETRIC:
        return check_symmetric(ev);
    default:
        return check_no_root(ev);
    }
}

static bool run(evidence_t *ev, bool proving)
{
    for (size_t m = 0; m < METHOD_COUNT; m++) {
        if (!reader_word_is(ev->reader, 2, methods[m].name))
            continue;
        unsigned kinds = proving ? methods[m].proves : methods[m].refutes;
        if (!(kinds >> ev->obligation->kind & 1u))
            return evidence_refuse(ev, "this method shows nothing about an obligation of this kind");
        if (ev->has_empty_interval && m != METHOD_EMPTY)
            return evidence_refuse(ev, "an interval with its ends in the wrong order");
        return (methods[m].words == 0 || reader_has_words(ev->reader, methods[m].words)) &&
               run_method(ev, (method_index_t)m, proving);
    }
    return reader_fail(ev->reader, FAULT_MALFORMED, "an unknown method");
}

bool evidence_check(verdict_t *verdict, reader_t *reader, ground_t *ground, const obligation_t *obligation,
                    const verdict_t *verdicts, size_t index)
{
    *verdict = VERDICT_UNDECIDED;
    if (!reader_line_from(reader, "evidence", 2))
        return false;
    if (reader_word_is(reader, 1, "none"))
        return reader_has_words(reader, 2);
    bool proving = reader_word_is(reader, 1, "proved");
    if (!proving && !reader_word_is(reader, 1, "refuted"))
        return reader_fail(reader, FAULT_MALFORMED, "expected `evidence none`, `proved` or `refuted`");
    evidence_t ev;
    bool shown = evidence_init(&ev, reader, ground, obligation, verdicts, index, proving) && run(&ev, proving);
    evidence_clear(&ev);
    if (shown)
        *verdict = proving ? VERDICT_PROVED : VERDICT_REFUTED;
    return shown;
}

bool evidence_check_part(evidence_t *ev, obligation_t *part)
{
    verdict_t verdict;
    bool good = evidence_check(&verdict, ev->reader, ev->ground, part, ev->verdicts, ev->index);
    obligation_clear(part);
    if (good && verdict != VERDICT_PROVED)
        return evidence_refuse(ev, "a part of the evidence is not proved");
    return good;
}
