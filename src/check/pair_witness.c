// SPDX-License-Identifier: LGPL-3.0-or-later
// Two points at which a map spreads too much: |map(x) - map(y)| > bound |x - y|.
#include "base/memory.h"
#include "check/point.h"

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

// The region holds at the point; the components of the map there, and the bound last. On the line the point is looked
// at with what is beside it, which derivatives at a kink need.
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
        good = exact_root(exact, count)->truth == KLEENE_TRUE || region_holds(ev, point, POINT_BITS);
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
    sum_of_squares(&run, points, points + n, ev->obligation->state_count);
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

// The values of the state variables; the parameters are those of the first point.
static bool read_second(point_t *y, evidence_t *ev, const point_t *x)
{
    y->count = ev->obligation->state_count;
    bool good = point_read(y, ev);
    y->count = x->count;
    for (size_t i = ev->obligation->state_count; i < x->count; i++)
        rpoint_set(y->values + i, x->values + i);
    return good;
}

bool check_pair_witness(evidence_t *ev)
{
    point_t x, y;
    slong precision;
    point_init(&x, ev->variable_count);
    point_init(&y, ev->variable_count);
    bool shown = point_read(&x, ev) && read_second(&y, ev, &x) && point_read_precision(&precision, ev) && put_pair(ev);
    // A derivative may be known exactly to its author, as that of log(1 + x^2), though its terms are not.
    if (shown)
        shown = (precision == 0 && pair_fails_exactly(ev, &x, &y)) ||
                pair_fails_in_ranges(ev, &x, &y, precision == 0 ? POINT_BITS : precision) ||
                evidence_refuse(ev, "the two points are not shown to violate the bound");
    point_clear(&x);
    point_clear(&y);
    return shown;
}
