// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence by points: constants, witnesses and counterexamples, directions in which a function is not regular.
#include "base/memory.h"
#include "check/evidence.h"

// ---- points ----

typedef struct {
    size_t count;
    rpoint_struct *values;
} point_t;

static void point_init(point_t *point, size_t count)
{
    point->count = count;
    point->values = mem_alloc(count, sizeof *point->values);
    for (size_t i = 0; i < count; i++)
        rpoint_init(point->values + i);
}

static void point_clear(point_t *point)
{
    for (size_t i = 0; i < point->count; i++)
        rpoint_clear(point->values + i);
    mem_free(point->values);
}

// The sign of value - end; false when it is not known.
static bool compare_with_end(int *order, evidence_t *ev, const rpoint_t value, const end_t *end)
{
    rpoint_t exact;
    rpoint_init(exact);
    bool known = false;
    if (end->exact) {
        rpoint_set_real(exact, end->value);
        known = rpoint_cmp(order, value, exact, ev->ground->reals) == STATUS_OK;
    } else {
        int below, above;
        known = rpoint_cmp_fmpq(&below, value, end->lower, ev->ground->reals) == STATUS_OK &&
                rpoint_cmp_fmpq(&above, value, end->upper, ev->ground->reals) == STATUS_OK && (below < 0 || above > 0);
        *order = known && below < 0 ? -1 : 1;
    }
    rpoint_clear(exact);
    return known;
}

static bool in_interval(evidence_t *ev, const rpoint_t value, size_t i)
{
    const interval_t *domain = &ev->obligation->variables[i].domain;
    int order = 1;
    if (!ev->lo[i].infinite && (!compare_with_end(&order, ev, value, ev->lo + i) || order < 0 || (order == 0 && domain->lo_open)))
        return false;
    order = -1;
    return ev->hi[i].infinite ||
           (compare_with_end(&order, ev, value, ev->hi + i) && (order < 0 || (order == 0 && !domain->hi_open)));
}

// `value NUMBER` for the first point->count variables, each in its interval.
static bool read_values(point_t *point, evidence_t *ev)
{
    for (size_t i = 0; i < point->count; i++) {
        if (!reader_line(ev->reader, "value", 2) ||
            !reader_number(point->values + i, ev->reader, 1, ev->ground->reals))
            return false;
        if (!in_interval(ev, point->values + i, i))
            return evidence_refuse(ev, "a value is not shown to lie in the interval of its variable");
    }
    return true;
}

static bool read_precision(slong *precision, evidence_t *ev)
{
    return reader_line(ev->reader, "precision", 2) && reader_precision(precision, ev->reader, 1, true);
}

// The ranges of the point at a precision.
static bool point_ranges(range_t *ranges, evidence_t *ev, const point_t *point)
{
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    bool known = true;
    for (size_t i = 0; known && i < point->count; i++) {
        known = rpoint_refine(lower, upper, point->values + i, range_precision(ranges + i) + 32, ev->ground->reals) ==
                STATUS_OK;
        range_set_rationals(ranges + i, lower, upper);
    }
    fmpq_clear(lower);
    fmpq_clear(upper);
    return known;
}

// The exact values as constants; variable `line`, unless SIZE_MAX, as t.
static bool point_assignment(assignment_t *a, evidence_t *ev, const point_t *point, size_t line)
{
    real_t value;
    rpoly_t t;
    real_init(value);
    rpoly_init(t);
    rpoly_x(t);
    assignment_init(a, ev->variable_count);
    bool known = true;
    for (size_t i = 0; known && i < point->count; i++) {
        if (i == line) {
            assignment_add(a, ev->variables[i], t);
            continue;
        }
        known = real_set_rpoint(value, point->values + i, ev->ground->reals) == STATUS_OK;
        if (known)
            assignment_add_real(a, ev->variables[i], value);
    }
    real_clear(value);
    rpoly_clear(t);
    return known;
}

// ---- witnesses ----

// What was found out about a point.
typedef struct {
    kleene_t region, conclusion;
} finding_t;

static bool is_settled(const finding_t *finding)
{
    return finding->region != KLEENE_UNKNOWN && finding->conclusion != KLEENE_UNKNOWN;
}

static void learn(finding_t *finding, kleene_t region, kleene_t conclusion)
{
    if (finding->region == KLEENE_UNKNOWN)
        finding->region = region;
    if (finding->conclusion == KLEENE_UNKNOWN)
        finding->conclusion = conclusion;
}

static void look_with_ranges(finding_t *finding, evidence_t *ev, const point_t *point, slong precision)
{
    range_t *ranges = range_array_new(point->count, precision);
    if (point_ranges(ranges, ev, point)) {
        const evaluator_t *values = evidence_at(ev, &ev->statement, ranges, precision);
        learn(finding, evaluator_root(values, STATEMENT_REGION)->truth,
              evaluator_root(values, STATEMENT_CONCLUSION)->truth);
    }
    range_array_free(ranges, point->count);
}

// Exactly, on the line through the point along which variable `line` varies (SIZE_MAX: at the point alone).
static void look_exactly(finding_t *finding, evidence_t *ev, const point_t *point, size_t line)
{
    assignment_t a;
    place_t place;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, line == SIZE_MAX ? origin : point->values + line);
    if (point_assignment(&a, ev, point, line)) {
        const exact_t *exact = question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &place,
                                               line == SIZE_MAX ? EXPR_NONE : ev->variables[line]);
        learn(finding, exact_root(exact, STATEMENT_REGION)->truth, exact_root(exact, STATEMENT_CONCLUSION)->truth);
    }
    assignment_clear(&a);
    place_clear(&place);
    rpoint_clear(origin);
}

#define WITNESS_BITS 128

// With exact arithmetic: at the point itself, then along one variable, which tells more about regularity and spares a
// number field; what that leaves open (terms with implicit points that are not exact), with ranges.
static void look(finding_t *finding, evidence_t *ev, const point_t *point, slong precision)
{
    if (precision != 0) {
        look_with_ranges(finding, ev, point, precision);
        return;
    }
    look_exactly(finding, ev, point, SIZE_MAX);
    for (size_t i = 0; !is_settled(finding) && i < point->count; i++)
        look_exactly(finding, ev, point, i);
    if (!is_settled(finding))
        look_with_ranges(finding, ev, point, WITNESS_BITS);
}

bool check_witness(evidence_t *ev, bool proving)
{
    point_t point;
    slong precision;
    finding_t finding = {KLEENE_UNKNOWN, KLEENE_UNKNOWN};
    point_init(&point, ev->variable_count);
    bool shown = read_values(&point, ev) && read_precision(&precision, ev) && evidence_put_statement(ev);
    if (shown) {
        look(&finding, ev, &point, precision);
        shown = (finding.region == KLEENE_TRUE && finding.conclusion == (proving ? KLEENE_TRUE : KLEENE_FALSE)) ||
                evidence_refuse(ev, "the point is not shown to be a witness");
    }
    point_clear(&point);
    return shown;
}

bool check_constant(evidence_t *ev, bool proving)
{
    slong precision;
    kleene_t wanted = proving ? KLEENE_TRUE : KLEENE_FALSE;
    if (!reader_precision(&precision, ev->reader, 3, true))
        return false;
    if (ev->variable_count != 0 || ev->goal.region != EXPR_NONE)
        return evidence_refuse(ev, "not a statement about constants");
    if (!evidence_put_statement(ev))
        return false;
    place_t anywhere;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&anywhere, PLACE_POINT, origin);
    kleene_t truth =
        precision == 0
            ? exact_root(question_decide(&ev->statement, ev->ground, 0, NULL, NULL, &anywhere, EXPR_NONE),
                         STATEMENT_CONCLUSION)->truth
            : evaluator_root(question_enclose(&ev->statement, ev->ground, 0, NULL, NULL, precision),
                             STATEMENT_CONCLUSION)->truth;
    place_clear(&anywhere);
    rpoint_clear(origin);
    return truth == wanted || evidence_refuse(ev, "the relation between the constants is not shown");
}

// ---- directions ----

// x_i = v_i + d_i t for the state variables.
static bool line_assignment(assignment_t *a, evidence_t *ev, const point_t *point, const fmpq *direction)
{
    real_t value;
    rpoly_t x;
    real_init(value);
    rpoly_init(x);
    assignment_init(a, ev->variable_count);
    bool known = true;
    for (size_t i = 0; known && i < point->count; i++) {
        known = real_set_rpoint(value, point->values + i, ev->ground->reals) == STATUS_OK;
        rpoly_set_real(x, value);
        if (known && i < ev->obligation->state_count) {
            real_set_fmpq(value, direction + i);
            known = rpoly_set_coeff(x, 1, value, ev->ground->reals) == STATUS_OK;
        }
        if (known)
            assignment_add(a, ev->variables[i], x);
    }
    real_clear(value);
    rpoly_clear(x);
    return known;
}

static bool read_direction(fmpq *direction, evidence_t *ev)
{
    size_t n = ev->obligation->state_count;
    bool good = reader_line(ev->reader, "direction", n + 1);
    for (size_t i = 0; good && i < n; i++)
        good = reader_rational(direction + i, ev->reader, i + 1);
    return good;
}

bool check_direction(evidence_t *ev)
{
    point_t point;
    assignment_t a;
    place_t place;
    rpoint_t origin;
    fmpq *direction = _fmpq_vec_init((slong)ev->obligation->state_count);
    point_init(&point, ev->variable_count);
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, origin);
    bool shown = read_values(&point, ev) && read_direction(direction, ev) && evidence_put_statement(ev);
    if (shown) {
        shown = line_assignment(&a, ev, &point, direction);
        if (shown) {
            const exact_t *exact =
                question_decide(&ev->statement, ev->ground, a.count, a.variables, a.values, &place, EXPR_NONE);
            shown = exact_root(exact, STATEMENT_REGION)->truth == KLEENE_TRUE &&
                    exact_root(exact, STATEMENT_CONCLUSION)->truth == KLEENE_FALSE;
        }
        assignment_clear(&a);
        shown = shown || evidence_refuse(ev, "the function is not shown to lack the regularity along this line");
    }
    point_clear(&point);
    place_clear(&place);
    rpoint_clear(origin);
    _fmpq_vec_clear(direction, (slong)ev->obligation->state_count);
    return shown;
}

// ---- pairs ----

static bool add_square(real_t sum, const real_t a, const real_t b, real_ctx_struct *reals)
{
    real_t difference;
    real_init(difference);
    bool good = real_sub(difference, a, b, reals) == STATUS_OK &&
                real_mul(difference, difference, difference, reals) == STATUS_OK &&
                real_add(sum, sum, difference, reals) == STATUS_OK;
    real_clear(difference);
    return good;
}

// Whether the region holds, by ranges.
static bool region_holds(evidence_t *ev, const point_t *point, slong precision)
{
    range_t *ranges = range_array_new(point->count, precision);
    bool holds = point_ranges(ranges, ev, point) &&
                 evaluator_root(evidence_at(ev, &ev->map, ranges, precision), ev->obligation->map_count + 1)->truth ==
                     KLEENE_TRUE;
    range_array_free(ranges, point->count);
    return holds;
}

// The number that an element is at the point, t being the value of the one variable of a line.
static bool number_at(real_t number, const exact_value_t *value, const point_t *point, real_ctx_struct *reals)
{
    if (!jet_has_value(&value->jet))
        return false;
    if (rpoly_is_constant(exact_coefficient(value, 0))) {
        rpoly_get_coeff(number, exact_coefficient(value, 0), 0);
        return true;
    }
    return real_set_rpoint(number, point->values, reals) == STATUS_OK &&
           rpoly_evaluate(number, exact_coefficient(value, 0), number, reals) == STATUS_OK;
}

// The region holds at the point; the components of the map there, and the bound last. On the line the point is looked at
// with what is beside it, which derivatives at a kink need.
static bool exact_images(real_struct *images, evidence_t *ev, const point_t *point)
{
    assignment_t a;
    place_t place;
    rpoint_t origin;
    size_t count = ev->obligation->map_count + 1;
    bool on_line = point->count == 1;
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, on_line ? point->values : origin);
    bool good = point_assignment(&a, ev, point, on_line ? 0 : SIZE_MAX);
    if (good) {
        const exact_t *exact = question_decide(&ev->map, ev->ground, a.count, a.variables, a.values, &place,
                                               on_line ? ev->variables[0] : EXPR_NONE);
        good = exact_root(exact, count)->truth == KLEENE_TRUE || region_holds(ev, point, WITNESS_BITS);
        for (size_t i = 0; good && i < count; i++)
            good = number_at(images + i, exact_root(exact, i), point, ev->ground->reals);
    }
    assignment_clear(&a);
    place_clear(&place);
    rpoint_clear(origin);
    return good;
}

// |map(x) - map(y)|^2 > bound^2 |x - y|^2; or a negative bound and two points.
static bool pair_fails_exactly(evidence_t *ev, const point_t *x, const point_t *y)
{
    size_t maps = ev->obligation->map_count;
    real_ctx_struct *reals = ev->ground->reals;
    real_t rise, run, left, right; // rise, run: the squares of the two norms
    real_struct *images = mem_alloc(2 * (maps + 1), sizeof *images);
    for (size_t i = 0; i < 2 * (maps + 1); i++)
        real_init(images + i);
    real_init(rise);
    real_init(run);
    real_init(left);
    real_init(right);
    bool good = exact_images(images, ev, x) && exact_images(images + maps + 1, ev, y);
    for (size_t i = 0; good && i < maps; i++)
        good = add_square(rise, images + i, images + maps + 1 + i, reals);
    for (size_t i = 0; good && i < ev->obligation->state_count; i++)
        good = real_set_rpoint(left, x->values + i, reals) == STATUS_OK &&
               real_set_rpoint(right, y->values + i, reals) == STATUS_OK && add_square(run, left, right, reals);
    bool negative = good && real_sgn(images + maps) < 0 && real_sgn(run) > 0;
    good = good && real_mul(left, images + maps, images + maps, reals) == STATUS_OK &&
           real_mul(left, left, run, reals) == STATUS_OK;
    bool fails = negative || (good && real_cmp(rise, left) > 0);
    for (size_t i = 0; i < 2 * (maps + 1); i++)
        real_clear(images + i);
    mem_free(images);
    real_clear(rise);
    real_clear(run);
    real_clear(left);
    real_clear(right);
    return fails;
}

// The components of the map, the bound, the region.
static bool put_pair(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    size_t count = obligation->map_count + 2;
    expr_t *roots = mem_alloc(count, sizeof *roots);
    int *orders = mem_alloc(count, sizeof *orders);
    for (size_t i = 0; i < obligation->map_count; i++)
        roots[i] = obligation->map[i];
    roots[count - 2] = obligation->bound;
    roots[count - 1] = obligation->region;
    bool fits = question_put(&ev->map, ev->ground, count, roots, orders, 0, NULL);
    mem_free(roots);
    mem_free(orders);
    return fits || evidence_refuse(ev, "the expressions of this obligation are too large to be expanded");
}

// The ranges of the components of the map, and of the bound; the region holds.
static bool range_images(range_t *images, evidence_t *ev, const range_t *ranges, size_t n, slong precision)
{
    size_t count = ev->obligation->map_count + 1;
    const evaluator_t *values = question_enclose(&ev->map, ev->ground, n, ev->variables, ranges, precision);
    bool good = evaluator_root(values, count)->truth == KLEENE_TRUE;
    for (size_t i = 0; i < count; i++) {
        good = good && jet_has_value(&evaluator_root(values, i)->jet);
        range_set(images + i, enclosure_coefficient(evaluator_root(values, i), 0));
    }
    return good;
}

// sum of (a_i - b_i)^2.
static void sum_of_squares(range_t *sum, const range_t *a, const range_t *b, size_t n)
{
    range_t square;
    range_init(&square, range_precision(sum));
    rounding_t mode = rounding_upward();
    range_set_si(sum, 0);
    for (size_t i = 0; i < n; i++) {
        range_sub(&square, a + i, b + i);
        if (range_power(&square, &square, 2, 1) != STATUS_OK)
            range_set_entire(&square);
        range_add(sum, sum, &square);
    }
    rounding_restore(mode);
    range_clear(&square);
}

static bool pair_fails_in_ranges(evidence_t *ev, const point_t *x, const point_t *y, slong precision)
{
    size_t n = x->count, maps = ev->obligation->map_count;
    range_t *points = range_array_new(2 * n, precision), *images = range_array_new(2 * (maps + 1), precision);
    range_t rise, run, bound;
    range_init(&rise, precision);
    range_init(&run, precision);
    range_init(&bound, precision);
    bool fails = point_ranges(points, ev, x) && point_ranges(points + n, ev, y) &&
                 range_images(images, ev, points, n, precision) &&
                 range_images(images + maps + 1, ev, points + n, n, precision);
    sum_of_squares(&rise, images, images + maps + 1, maps);
    sum_of_squares(&run, points, points + n, n);
    bool negative = range_is_negative(images + maps) && range_is_positive(&run);
    rounding_t mode = rounding_upward();
    if (range_power(&bound, images + maps, 2, 1) != STATUS_OK)
        range_set_entire(&bound);
    range_mul(&bound, &bound, &run);
    rounding_restore(mode);
    fails = fails && (negative || range_less(&bound, &rise));
    range_clear(&rise);
    range_clear(&run);
    range_clear(&bound);
    range_array_free(points, 2 * n);
    range_array_free(images, 2 * (maps + 1));
    return fails;
}

bool check_pair_witness(evidence_t *ev)
{
    point_t x, y;
    slong precision;
    if (ev->variable_count != ev->obligation->state_count)
        return evidence_refuse(ev, "a pair with parameters");
    point_init(&x, ev->variable_count);
    point_init(&y, ev->variable_count);
    bool shown = read_values(&x, ev) && read_values(&y, ev) && read_precision(&precision, ev) && put_pair(ev);
    if (shown)
        shown = (precision == 0 ? pair_fails_exactly(ev, &x, &y) : pair_fails_in_ranges(ev, &x, &y, precision)) ||
                evidence_refuse(ev, "the two points are not shown to violate the bound");
    point_clear(&x);
    point_clear(&y);
    return shown;
}
