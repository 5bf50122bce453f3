// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/leaf.h"

#include "base/memory.h"
#include "check/matrix.h"
#include "check/ways.h"

bool leaf_variable(size_t *variable, evidence_t *ev)
{
    if (!reader_unsigned(variable, ev->reader, 1, ev->variable_count))
        return false;
    if (*variable == 0)
        return reader_fail(ev->reader, FAULT_MALFORMED, "variables are counted from 1");
    --*variable;
    return true;
}

bool leaf_is_at_open_end(const evidence_t *ev, const scope_t *scope, size_t variable, bool upper)
{
    const interval_t *domain = &ev->obligation->variables[variable].domain;
    if (ev->obligation->kind == OBLIGATION_LOCAL)
        return false; // the root is a neighbourhood, not the variables' intervals
    return upper ? domain->hi_open && scope->box->hi[variable] == ev->root.hi[variable]
                 : domain->lo_open && scope->box->lo[variable] == ev->root.lo[variable];
}

static bool needs_atom(evidence_t *ev)
{
    return ev->goal.is_atom || evidence_refuse(ev, "the conclusion is not of the form 0 < e or 0 <= e");
}

static leaf_test_t make_test(evidence_t *ev, const scope_t *scope, slong precision)
{
    return (leaf_test_t){.ev = ev, .precision = precision, .weak = scope->weak, .box = scope->box};
}

// ---- values ----

static bool region_is_false(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    const evaluator_t *values = evidence_at(t->ev, &t->ev->statement, ranges, t->precision);
    return evaluator_root(values, STATEMENT_REGION)->truth == KLEENE_FALSE;
}

bool check_leaf_outside(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, false) ||
        !evidence_put_statement(ev))
        return false;
    if (scope->region_is_true)
        return evidence_refuse(ev, "nothing is outside the region here");
    leaf_test_t test = make_test(ev, scope, precision);
    return evidence_holds_on(ev, scope->box, precision, region_is_false, &test) ||
           evidence_refuse(ev, "the region is not shown to be false on the box");
}

static bool goal_is_shown(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    const evaluator_t *values = evidence_at(t->ev, &t->ev->statement, ranges, t->precision);
    return goal_holds(&t->ev->goal, t->weak, evaluator_root(values, STATEMENT_CONCLUSION),
                      evaluator_root(values, STATEMENT_E));
}

static bool natural(evidence_t *ev, const scope_t *scope, slong precision)
{
    leaf_test_t test = make_test(ev, scope, precision);
    return evidence_put_statement(ev) &&
           (evidence_holds_on(ev, scope->box, precision, goal_is_shown, &test) ||
            evidence_refuse(ev, "the conclusion is not shown on the box by interval evaluation"));
}

bool check_leaf_natural(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    return reader_has_words(ev->reader, 2) && reader_precision(&precision, ev->reader, 1, false) &&
           natural(ev, scope, precision);
}

static bool holds_at_point(evidence_t *ev, const scope_t *scope)
{
    assignment_t a;
    place_t anywhere;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&anywhere, PLACE_POINT, origin);
    assignment_of_box(&a, scope->box, SIZE_MAX);
    const exact_t *exact =
        question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &anywhere, EXPR_NONE);
    bool holds = goal_holds_exactly(ev, scope->weak, exact, &anywhere);
    assignment_clear(&a);
    place_clear(&anywhere);
    rpoint_clear(origin);
    return holds || evidence_refuse(ev, "the conclusion is not shown by exact arithmetic");
}

bool check_leaf_constant(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, true) ||
        !evidence_put_statement(ev))
        return false;
    for (size_t i = 0; i < scope->box->count; i++)
        if (!scope->box->fixed[i])
            return evidence_refuse(ev, "a variable is not fixed by a face");
    return precision == 0 ? holds_at_point(ev, scope) : natural(ev, scope, precision);
}

// ---- first order ----

// e(c) + sum of slopes times (B_i - c_i), over the variables that are not fixed: the left side of the mean value form
// and of the tangent bound. False when a slope is not known.
static bool linear_bound(range_t *bound, const range_t *value, const enclosure_t *slopes, const leaf_test_t *t,
                         const range_t *ranges, const range_t *centre)
{
    range_t term;
    range_init(&term, t->precision);
    bool known = jet_has_value(&slopes->jet);
    rounding_t mode = rounding_upward();
    range_set(bound, value);
    for (size_t i = 0; i < t->box->count; i++) {
        if (t->box->fixed[i])
            continue;
        size_t monomial = monomial_variable(i);
        known = known && slopes->jet.known[monomial];
        range_sub(&term, ranges + i, centre + i);
        range_mul(&term, &term, enclosure_coefficient(slopes, monomial));
        range_add(bound, bound, &term);
    }
    rounding_restore(mode);
    range_clear(&term);
    return known;
}

// The mean value form. On the segment from c to x, e is continuous and at each point equal to one of finitely many C1
// functions, the derivatives of which are all enclosed; so e(x) - e(c) lies in sum d_i (x_i - c_i) (else, for some
// slope outside, infinitely many levels would be passed last on one and the same of these functions).
static bool centred_form_holds(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    evidence_t *ev = t->ev;
    size_t n = ev->variable_count;
    range_t *centre = range_array_new(n, t->precision);
    range_t bound;
    range_init(&bound, t->precision);
    box_midpoint(centre, t->box, ranges);
    const enclosure_t *slopes = evaluator_root(evidence_at(ev, &ev->slope, ranges, t->precision), 0);
    const enclosure_t *value = evaluator_root(evidence_at(ev, &ev->statement, centre, t->precision), STATEMENT_E);
    bool holds = slopes->level >= LEVEL_CONTINUOUS_ON_DOMAIN && jet_has_value(&value->jet) &&
                 linear_bound(&bound, enclosure_coefficient(value, 0), slopes, t, ranges, centre) &&
                 goal_bound_holds(&ev->goal, t->weak, &bound);
    range_clear(&bound);
    range_array_free(centre, n);
    return holds;
}

bool check_leaf_centred(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, false) || !needs_atom(ev) ||
        !evidence_put_statement(ev) || !evidence_put_slope(ev))
        return false;
    if (!box_is_bounded(scope->box))
        return evidence_refuse(ev, "the centred form needs a bounded box");
    leaf_test_t test = make_test(ev, scope, precision);
    return evidence_holds_on(ev, scope->box, precision, centred_form_holds, &test) ||
           evidence_refuse(ev, "the conclusion is not shown on the box by the centred form");
}

// The derivative in variable t->index has the sign t->sign, e being at least as regular as `level`.
static bool has_sign(const leaf_test_t *t, const enclosure_t *e, int level)
{
    size_t monomial = monomial_variable(t->index);
    const range_t *slope = enclosure_coefficient(e, monomial);
    if (!jet_has_value(&e->jet) || !e->jet.known[monomial] || e->level < level)
        return false;
    if (t->sign > 0)
        return t->strict ? range_is_positive(slope) : range_is_nonnegative(slope);
    return t->strict ? range_is_negative(slope) : range_is_nonpositive(slope);
}

static const enclosure_t *slope_on(const leaf_test_t *t, const range_t *ranges)
{
    return evaluator_root(evidence_at(t->ev, &t->ev->slope, ranges, t->precision), 0);
}

typedef struct {
    const leaf_test_t *test;
    ways_t ways;
} monotone_t;

static bool is_monotone_on_part(void *data, size_t assumed, const range_t *part)
{
    monotone_t *m = data;
    return has_sign(m->test, evaluator_root(ways_evaluate(&m->ways, assumed, part), 0), LEVEL_CONTINUOUS_ON_DOMAIN);
}

// Where e is not continuous: comparisons without the variable come out the same all along a line parallel to its axis. For
// each way that they come out, e is on such lines the one formula that is left, and that is continuous with slopes of the
// sign.
static bool is_monotone(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    evidence_t *ev = t->ev;
    if (has_sign(t, slope_on(t, ranges), LEVEL_CONTINUOUS_ON_DOMAIN))
        return true;
    monotone_t m = {.test = t};
    ways_init(&m.ways, ev, &ev->slope, ev->variable_count, ev->variables, t->precision);
    m.ways.along = t->index;
    return ways_follow(&m.ways, ranges, is_monotone_on_part, &m);
}

bool leaf_is_monotone(evidence_t *ev, const scope_t *scope, size_t variable, int sign, bool strict, slong precision)
{
    leaf_test_t test = make_test(ev, scope, precision);
    test.index = variable;
    test.sign = sign;
    test.strict = strict;
    return evidence_put_slope(ev) && evidence_holds_on(ev, scope->box, precision, is_monotone, &test);
}

// A search for one sign of the derivative that it has on all parts of a box.
typedef struct {
    leaf_test_t test;
    bool possible[2]; // negative, positive: may be it, and all parts so far have it
} common_sign_t;

static bool has_common_sign(void *data, const range_t *ranges)
{
    common_sign_t *s = data;
    const enclosure_t *slope = slope_on(&s->test, ranges);
    bool shown[2];
    for (int k = 0; k < 2; k++) {
        s->test.sign = k == 0 ? -1 : 1;
        shown[k] = s->possible[k] && has_sign(&s->test, slope, LEVEL_C1);
    }
    if (!shown[0] && !shown[1])
        return false;
    s->possible[0] = shown[0];
    s->possible[1] = shown[1];
    return true;
}

// Let e fail somewhere on the union S of the stationary boxes of the scope. S is compact and e is C1 near it, so e has
// a minimum over S, at q; there e fails too. From q one can go on down in the direction against the slope, into a box
// of another leaf, where the conclusion is shown: but e is even less there. Where sign * e increases with the variable, a
// minimum could only be at the lower end of the whole.
bool check_leaf_stationary(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    size_t v;
    if (!reader_has_words(ev->reader, 3) || !leaf_variable(&v, ev) ||
        !reader_precision(&precision, ev->reader, 2, false) || !needs_atom(ev) || !evidence_put_slope(ev))
        return false;
    if (!scope->stationary_allowed || !scope->region_is_true || scope->box->fixed[v])
        return evidence_refuse(ev, "stationary boxes need the region `true` and closed bounded intervals");
    const bool at_lower = scope->box->lo[v] == scope->whole->lo[v], at_upper = scope->box->hi[v] == scope->whole->hi[v];
    bool increasing = ev->goal.sign > 0; // a derivative of positive sign makes sign * e increase
    common_sign_t search = {make_test(ev, scope, precision),
                            {!(increasing ? at_upper : at_lower), !(increasing ? at_lower : at_upper)}};
    search.test.index = v;
    search.test.strict = true;
    return evidence_holds_on(ev, scope->box, precision, has_common_sign, &search) ||
           evidence_refuse(ev, "a minimum in the box is not shown to be impossible");
}

// ---- second order ----

// The matrix factor * Hess, from a jet of second order, over the variables that are not left out.
static size_t hessian(range_t *entries, const enclosure_t *e, const plan_t *plan, size_t n, const bool *left_out,
                      int factor)
{
    uint16_t *exponents = mem_alloc(plan->variable_count, sizeof *exponents);
    size_t *kept = mem_alloc(n, sizeof *kept), count = 0;
    for (size_t i = 0; i < n; i++)
        if (!left_out || !left_out[i])
            kept[count++] = i;
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j <= i; j++) {
            exponents[kept[i]]++;
            exponents[kept[j]]++;
            const range_t *entry = enclosure_coefficient(e, monomial_index(&plan->monomials, exponents));
            range_scale(entries + i * count + j, entry, i == j ? 2 * factor : factor, 1);
            exponents[kept[i]] = exponents[kept[j]] = 0;
        }
    rounding_restore(mode);
    mem_free(exponents);
    mem_free(kept);
    return count;
}

// Adds a scalar to the diagonal.
static void add_to_diagonal(range_t *entries, size_t n, const range_t *shift)
{
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < n; i++)
        range_add(entries + i * n + i, entries + i * n + i, shift);
    rounding_restore(mode);
}

// c as ranges; false when it is not in the box.
static bool read_point(range_t *centre, evidence_t *ev, const box_t *box)
{
    fmpq_t q;
    fmpq_init(q);
    bool inside = true;
    for (size_t i = 0; inside && i < box->count; i++) {
        inside = reader_rational(q, ev->reader, 2 + i);
        if (!inside)
            break;
        int below = box->lo[i]->infinite ? -1 : end_compare(box->lo[i], q);
        int above = box->hi[i]->infinite ? 1 : end_compare(box->hi[i], q);
        inside = below <= 0 && (above == 0 || above == 1);
        range_set_rationals(centre + i, q, q);
    }
    fmpq_clear(q);
    return inside || evidence_refuse(ev, "the point is not in the box");
}

static bool is_convex(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    evidence_t *ev = t->ev;
    size_t n = ev->variable_count;
    const enclosure_t *e = evaluator_root(evidence_at(ev, &ev->curvature, ranges, t->precision), 0);
    if (!jet_is_known(&e->jet, 2, &ev->curvature.plan->monomials) || e->level < LEVEL_C2)
        return false;
    range_t *entries = range_array_new(n * n, t->precision);
    size_t count = hessian(entries, e, ev->curvature.plan, n, t->box->fixed, ev->goal.sign);
    bool positive = matrix_is_positive(entries, count, false);
    range_array_free(entries, n * n);
    return positive;
}

// A convex function lies above its tangent planes.
static bool above_tangent(const leaf_test_t *t, const range_t *centre)
{
    evidence_t *ev = t->ev;
    range_t *ranges = range_array_new(t->box->count, t->precision);
    range_t bound;
    range_init(&bound, t->precision);
    box_ranges(ranges, t->box, ev->ground->dag, ev->ground->reals);
    const enclosure_t *tangent = evaluator_root(evidence_at(ev, &ev->slope, centre, t->precision), 0);
    bool holds = jet_has_value(&tangent->jet) &&
                 linear_bound(&bound, enclosure_coefficient(tangent, 0), tangent, t, ranges, centre) &&
                 goal_bound_holds(&ev->goal, t->weak, &bound);
    range_clear(&bound);
    range_array_free(ranges, t->box->count);
    return holds;
}

bool check_leaf_convex(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    size_t n = scope->box->count;
    const int order = 2;
    if (!reader_has_words(ev->reader, 2 + n) || !reader_precision(&precision, ev->reader, 1, false) ||
        !needs_atom(ev) || !evidence_put_slope(ev))
        return false;
    if (!question_put(&ev->curvature, ev->ground, 1, &ev->goal.e, &order, n, ev->variables))
        return evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
    range_t *centre = range_array_new(n, precision);
    leaf_test_t test = make_test(ev, scope, precision);
    bool holds =
        read_point(centre, ev, scope->box) &&
        (evidence_holds_on(ev, scope->box, precision, is_convex, &test) ||
         evidence_refuse(ev, "the compared term is not shown to be convex")) &&
        (above_tangent(&test, centre) || evidence_refuse(ev, "the tangent bound does not show the conclusion"));
    range_array_free(centre, n);
    return holds;
}

// ---- inequalities about a point p with grad f(p) = 0 ----

// The hull of the box and p in the state variables.
static bool hull_with_centre(range_t *ranges, evidence_t *ev, const scope_t *scope, slong precision)
{
    size_t n = ev->obligation->state_count;
    box_ranges(ranges, scope->box, ev->ground->dag, ev->ground->reals);
    const evaluator_t *centre = evidence_at(ev, &ev->centre, ranges, precision);
    bool known = true;
    for (size_t i = 0; i < n; i++) {
        const enclosure_t *coordinate = evaluator_root(centre, i);
        known = known && jet_has_value(&coordinate->jet);
        range_hull(ranges + i, ranges + i, enclosure_coefficient(coordinate, 0));
    }
    return known;
}

// With H between the bounds all over the hull U of B and p, which is convex, and f C2 there: grad f(x) = M (x - p) with
// M the mean of H along the segment, so <grad f(x), x-p> >= c |x-p|^2, |grad f(x)| <= c |x-p|, f(x) >= f(p).
static bool shape_holds(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    evidence_t *ev = t->ev;
    size_t n = ev->obligation->state_count;
    slong precision = t->precision;
    shape_kind_t kind = ev->obligation->shape;
    const evaluator_t *values = evidence_at(ev, &ev->shape, ranges, precision);
    const enclosure_t *f = evaluator_root(values, 0), *c = evaluator_root(values, 1);
    if (!jet_is_known(&f->jet, 2, &ev->shape.plan->monomials) || f->level < LEVEL_C2 || !jet_has_value(&c->jet))
        return false;
    bool strict = kind == SHAPE_MINIMUM && !(ev->goal.is_atom && !ev->goal.strict);
    range_t *entries = range_array_new(n * n, precision);
    range_t shift;
    range_init(&shift, precision);
    if (kind == SHAPE_OPSC)
        range_neg(&shift, enclosure_coefficient(c, 0));
    else if (kind == SHAPE_GROWTH)
        range_set(&shift, enclosure_coefficient(c, 0));
    hessian(entries, f, ev->shape.plan, n, NULL, 1);
    add_to_diagonal(entries, n, &shift);
    bool holds = matrix_is_positive(entries, n, strict);
    if (kind == SHAPE_GROWTH && holds) {
        hessian(entries, f, ev->shape.plan, n, NULL, -1);
        add_to_diagonal(entries, n, &shift);
        holds = matrix_is_positive(entries, n, strict);
    }
    range_clear(&shift);
    range_array_free(entries, n * n);
    return holds;
}

static bool put_shape(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    const int orders[] = {2, 0};
    expr_t constant = obligation->shape_constant != EXPR_NONE ? obligation->shape_constant : obligation->shape_function;
    const expr_t roots[] = {obligation->shape_function, constant};
    return (evidence_put_centre(ev) &&
            question_put(&ev->shape, ev->ground, 2, roots, orders, obligation->state_count, ev->variables)) ||
           evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

bool check_leaf_shape(evidence_t *ev, const scope_t *scope)
{
    slong precision;
    const obligation_t *obligation = ev->obligation;
    if (!reader_has_words(ev->reader, 2) || !reader_precision(&precision, ev->reader, 1, false))
        return false;
    if (obligation->shape == SHAPE_NONE || !obligation->centre || ev->goal.negated)
        return evidence_refuse(ev, "the conclusion has no shape");
    if (obligation->shape_lemma >= ev->index || ev->verdicts[obligation->shape_lemma] != VERDICT_PROVED)
        return evidence_refuse(ev, "the lemma that the gradient vanishes is not proved");
    if (!put_shape(ev))
        return false;
    range_t *hull = range_array_new(scope->box->count, precision);
    leaf_test_t test = make_test(ev, scope, precision);
    bool holds =
        hull_with_centre(hull, ev, scope, precision) && holds_on_parts(hull, scope->box->count, shape_holds, &test);
    range_array_free(hull, scope->box->count);
    return holds || evidence_refuse(ev, "the Hessian is not shown to be as the shape needs it");
}
