// SPDX-License-Identifier: LGPL-3.0-or-later
// Pictures: lines are near to the function and stop where it does; level lines; orbits.
#include "claim/claim.h"
#include "report/scene_curve.h"
#include "report/scene_orbit.h"
#include "report/scene_plane.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    spec_t spec;
    arena_t arena;
    scene_t scene;
} fixture_t;

static void open_spec(fixture_t *fixture, const char *text)
{
    arena_init(&fixture->arena);
    assert_int_equal(spec_read(&fixture->spec, "test", text, strlen(text)), STATUS_OK);
    assert_int_equal(claims_validate(&fixture->spec), STATUS_OK);
    fixture->scene = (scene_t){&fixture->arena, &fixture->spec, NULL};
}

static void close_spec(fixture_t *fixture)
{
    spec_clear(&fixture->spec);
    arena_clear(&fixture->arena);
}

// The curve of the landscape from lo to hi.
static curve_t draw(fixture_t *fixture, const char *text, double lo, double hi)
{
    curve_t curve;
    curve_style_t style = {.scale = CURVE_LINEAR, .lo = lo, .hi = hi};
    open_spec(fixture, text);
    assert_true(curve_make(&curve, &fixture->scene, &style));
    return curve;
}

// Whether a line without interruption passes over x.
static bool is_drawn_over(const curve_t *curve, double x)
{
    for (size_t i = 0; i + 1 < curve->count; i++) {
        const curve_point_t *a = curve->points + i, *b = a + 1;
        if (!isnan(a->y) && !isnan(b->y) && a->x <= x && b->x >= x && a->x < b->x)
            return true;
    }
    return false;
}

static size_t count_gaps(const curve_t *curve)
{
    size_t count = 0;
    for (size_t i = 0; i < curve->count; i++)
        count += isnan(curve->points[i].y) ? 1 : 0;
    return count;
}

// The height of the line at x.
static double height_at(const curve_t *curve, double x)
{
    for (size_t i = 0; i + 1 < curve->count; i++) {
        const curve_point_t *a = curve->points + i, *b = a + 1;
        if (!isnan(a->y) && !isnan(b->y) && a->x <= x && b->x >= x && a->x < b->x)
            return a->y + (b->y - a->y) * (x - a->x) / (b->x - a->x);
    }
    return NAN;
}

static void test_breaks(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        double lo, hi, at;
    } cases[] = {
        {"landscape f(x) = 1/x", -1, 1, 0},
        {"landscape f(x) = 1/(7*x - 1)^2", -1000, 1000, 1.0 / 7},
        {"landscape f(x) = cases { x < 1/3 : 0; otherwise : 1 }", -1, 1, 1.0 / 3},
        {"landscape f(x) = cases { x < 1/3 : x; otherwise : x + 1/10 }", -500, 500, NAN},
        {"landscape f(x) = cases { x = 1/3 : 1; otherwise : 0 }", -1, 1, NAN},
        {"landscape f(x) = tan(x)", 0, 3, 1.5707963267948966},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture_t fixture;
        curve_t curve = draw(&fixture, cases[i].spec, cases[i].lo, cases[i].hi);
        if (!isnan(cases[i].at))
            assert_false(is_drawn_over(&curve, cases[i].at));
        assert_true(is_drawn_over(&curve, cases[i].lo + 0.1));
        assert_true(is_drawn_over(&curve, cases[i].hi - 0.1));
        close_spec(&fixture);
    }
}

// No value, no line; and up to the end of the values.
static void test_domain(void **state)
{
    (void)state;
    fixture_t fixture;
    curve_t curve = draw(&fixture, "landscape f(x) = sqrt(x - 1/3) + log(3 - x)", -5, 5);
    assert_false(is_drawn_over(&curve, 0.3));
    assert_false(is_drawn_over(&curve, 3.001));
    assert_true(is_drawn_over(&curve, 0.33334));
    assert_true(is_drawn_over(&curve, 2.999));
    close_spec(&fixture);
}

// Kinks, seams and slopes of 1e8 do not interrupt the line.
static void test_continuous(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "landscape f(x) = abs(x - 1/3)",
        "landscape f(x) = cases { x <= 1/3 : 1/3 - x; otherwise : 2*(x - 1/3) }",
        "landscape f(x) = max(0, min(1, 10^8*(x - 1/3)))",
        "landscape f(x) = cases { x < 1/3 : 0; x < 1/3 + 10^(-8) : 10^8*(x - 1/3); otherwise : 1 }",
    };
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        fixture_t fixture;
        curve_t curve = draw(&fixture, specs[i], -1, 1);
        assert_int_equal(count_gaps(&curve), 0);
        assert_true(fabs(height_at(&curve, 1.0 / 3)) < 0.01 || i >= 2);
        close_spec(&fixture);
    }
}

static double highest(const curve_t *curve)
{
    double most = -INFINITY;
    for (size_t i = 0; i < curve->count; i++)
        most = isnan(curve->points[i].y) ? most : fmax(most, curve->points[i].y);
    return most;
}

// Also a spike that is much less wide than a pixel, between the members of the grid.
static void test_near(void **state)
{
    (void)state;
    fixture_t fixture;
    curve_t curve = draw(&fixture, "landscape f(x) = sin(40*x) + 3*exp(-(10^6*(x - 0.2345))^2)", -1, 1);
    double height = curve.top - curve.bottom;
    assert_true(curve.count < 3000);
    for (int i = 1; i < 5000; i++) {
        double x = -1 + 2 * i / 5000.0, y = sin(40 * x);
        if (fabs(x - 0.2345) > 0.005)
            assert_true(fabs(height_at(&curve, x) - y) < 0.012 * height);
    }
    assert_true(highest(&curve) > 2.9 + sin(40 * 0.2345));
    close_spec(&fixture);
}

static void test_landmarks(void **state)
{
    (void)state;
    fixture_t fixture;
    open_spec(&fixture, "landscape f(x) = cases { x <= sqrt(2) : x^2; otherwise : 2 }\npoint p = 1/4\n"
                        "region R = 0 < x < 1 or x = 5/4 or 1.3 < x < sqrt(2)\n");
    curve_t curve;
    assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.scale = CURVE_AUTO}));
    assert_int_equal(curve.break_count, 1);
    assert_true(fabs(curve.breaks[0] - sqrt(2)) < 1e-12);
    assert_int_equal(curve.mark_count, 1);
    assert_true(fabs(curve.marks[0].y - 1.0 / 16) < 1e-12 && !curve.marks[0].minimum);
    assert_int_equal(curve.band_count, 2);
    assert_true(fabs(curve.bands[0].hi - 1) < 1e-9 && fabs(curve.bands[1].lo - 1.3) < 1e-9);
    close_spec(&fixture);
}

static void test_scale(void **state)
{
    (void)state;
    fixture_t fixture;
    curve_t curve;
    open_spec(&fixture, "landscape f(x) = exp(10*x)\n");
    assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.hi = 1, .scale = CURVE_AUTO}));
    assert_true(curve.unit > 0);
    close_spec(&fixture);
    open_spec(&fixture, "landscape f(x) = x^2\n");
    assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.lo = -1, .hi = 1, .scale = CURVE_AUTO}));
    assert_true(curve.unit == 0);
    close_spec(&fixture);
    open_spec(&fixture, "landscape f(x) = sqrt(-1 - x^2)\n");
    assert_false(curve_make(&curve, &fixture.scene, &(curve_style_t){.lo = -1, .hi = 1, .scale = CURVE_AUTO}));
    close_spec(&fixture);
}

// Where most of the curve is flat at the bottom, all of the rest is seen.
static void test_flat(void **state)
{
    (void)state;
    fixture_t fixture;
    curve_t curve;
    open_spec(&fixture, "landscape f(x) = cases { x <= 0 : 0; otherwise : 10*x }\n");
    assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.lo = -20, .hi = 10, .scale = CURVE_CUT}));
    assert_true(curve.bottom <= 0 && curve.top >= 100);
    close_spec(&fixture);
}

// Of values that grow beyond all scales something is seen, whatever the scale.
static void test_tower(void **state)
{
    (void)state;
    static const curve_scale_t scales[] = {CURVE_CUT, CURVE_AUTO, CURVE_LOGARITHMIC};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        fixture_t fixture;
        curve_t curve;
        open_spec(&fixture, "landscape f(x) = exp(exp(exp(exp(x))))\n");
        assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.lo = -2, .hi = 2, .scale = scales[i]}));
        double bottom = curve_scaled(&curve, curve.bottom), height = curve_scaled(&curve, curve.top) - bottom;
        double least = INFINITY, most = -INFINITY;
        for (size_t k = 0; k < curve.count; k++)
            if (curve.points[k].x < -0.25 && !isnan(curve.points[k].y)) {
                least = fmin(least, curve_scaled(&curve, curve.points[k].y));
                most = fmax(most, curve_scaled(&curve, curve.points[k].y));
            }
        assert_true(most - least > 0.05 * height);
        close_spec(&fixture);
    }
}

// A straight line needs its ends only, unless its values are to be told all along.
static void test_even(void **state)
{
    (void)state;
    fixture_t fixture;
    curve_t curve;
    open_spec(&fixture, "landscape f(x) = 3*x\n");
    assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.hi = 1, .scale = CURVE_LINEAR}));
    assert_true(curve.count < 10);
    assert_true(curve_make(&curve, &fixture.scene, &(curve_style_t){.hi = 1, .scale = CURVE_LINEAR, .even = true}));
    assert_true(curve.count > 400);
    for (size_t i = 0; i < curve.count; i++)
        assert_true(fabs(curve.points[i].y - 3 * curve.points[i].x) < 1e-14);
    close_spec(&fixture);
}

// Level lines of a paraboloid are closed circles.
static void test_levels(void **state)
{
    (void)state;
    fixture_t fixture;
    plane_t plane;
    const double lo[2] = {-1, -1}, hi[2] = {1, 1};
    open_spec(&fixture, "landscape f(x, y) = x^2 + y^2\nregion R = x^2 + y^2 < 1/4\n");
    assert_true(plane_make(&plane, &fixture.scene, lo, hi));
    assert_true(plane.level_count > 5 && plane.lines.count >= plane.level_count);
    for (size_t i = 0; i < plane.lines.count; i++) {
        const plane_line_t *line = plane.lines.items + i;
        double level = plane.levels[line->level];
        for (size_t k = 0; k < line->count; k++)
            assert_true(fabs(hypot(line->points[k].x[0], line->points[k].x[1]) - sqrt(level)) < 1e-3);
        if (level < 0.9)
            assert_memory_equal(line->points, line->points + line->count - 1, sizeof *line->points);
    }
    assert_int_equal(plane.region_count, 1);
    assert_int_equal(plane.regions[0].outline.count, 1);
    close_spec(&fixture);
}

// No line passes through a jump: here along x = 1/3, as high as ten levels.
static void test_jump(void **state)
{
    (void)state;
    fixture_t fixture;
    plane_t plane;
    const double lo[2] = {-1, -1}, hi[2] = {1, 1};
    open_spec(&fixture, "landscape f(x, y) = cases { x < 1/3 : x + y; otherwise : x + y + 20 }\n");
    assert_true(plane_make(&plane, &fixture.scene, lo, hi));
    for (size_t i = 0; i < plane.lines.count; i++)
        for (size_t k = 0; k + 1 < plane.lines.items[i].count; k++) {
            const plane_point_t *a = plane.lines.items[i].points + k;
            assert_false((a[0].x[0] - 1.0 / 3) * (a[1].x[0] - 1.0 / 3) < 0);
        }
    close_spec(&fixture);
    // A seam without a jump does not interrupt lines: each goes from edge to edge.
    open_spec(&fixture, "landscape f(x, y) = cases { x < 1/3 : x + 3*y; otherwise : 2*x + 3*y - 1/3 }\n");
    assert_true(plane_make(&plane, &fixture.scene, lo, hi));
    assert_int_equal(plane.lines.count, plane.level_count);
    close_spec(&fixture);
}

// How far the names' places are from each other, in pixels, at least.
static double least_distance(const plane_texts_t *texts, const plane_t *plane, const plane_room_t *room)
{
    double least = INFINITY;
    for (size_t i = 0; i < texts->point_count; i++)
        for (size_t k = 0; k < i; k++) {
            const plane_name_t *a = texts->points + i, *b = texts->points + k;
            double dx = (a->x[0] - b->x[0]) / (plane->hi[0] - plane->lo[0]) * room->width + a->right - b->right;
            double dy = (a->x[1] - b->x[1]) / (plane->hi[1] - plane->lo[1]) * room->height + a->up - b->up;
            least = fmin(least, hypot(dx + 7 * (a->side - b->side), dy));
        }
    return least;
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        double width, height;
        size_t named;
    } cases[] = {{480, 480, 3}, {480, 40, 3}, {60, 20, 2}, {16, 16, 0}};
    fixture_t fixture;
    plane_t plane;
    open_spec(&fixture,
              "landscape f(x, y) = x^2 + y^2\npoint aa = (0, 0)\npoint bb = (0.02, 0)\npoint cc = (-0.02, 0)\n");
    assert_true(plane_make(&plane, &fixture.scene, (double[]){-1, -1}, (double[]){1, 1}));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        plane_room_t room = {cases[i].width, cases[i].height, 12, 9, NULL};
        plane_texts_t texts;
        plane_texts_init(&texts, &plane, &room);
        assert_int_equal(texts.point_count, cases[i].named);
        assert_int_equal(texts.point_count + texts.unnamed_count, 3);
        assert_true(least_distance(&texts, &plane, &room) > 12);
        plane_texts_clear(&texts);
    }
    close_spec(&fixture);
}

static void test_orbit(void **state)
{
    (void)state;
    fixture_t fixture;
    scene_orbit_t orbit;
    open_spec(&fixture, "landscape f(x) = x^2\n"
                        "claim a \"\": orbit(from = 1, steps = 5) with gd(rate = 1/4)\n"
                        "claim b \"\": orbit(from = 1, steps = 50) with gd(rate = 1/4)\n"
                        "claim c \"\": converges(to = 0) with gd(rate = 1/4)\n");
    assert_true(scene_orbit_make(&orbit, &fixture.scene, 0));
    assert_int_equal(orbit.count, 6);
    for (size_t t = 0; t < orbit.count; t++) {
        assert_true(fabs(orbit.states[t] - pow(0.5, (double)t)) < 1e-15);
        assert_true(fabs(orbit.values[t] - pow(0.25, (double)t)) < 1e-15);
    }
    assert_true(scene_orbit_make(&orbit, &fixture.scene, 1));
    assert_int_equal(orbit.count, ORBIT_SHOWN + 1);
    assert_false(scene_orbit_make(&orbit, &fixture.scene, 2));
    close_spec(&fixture);
    // An orbit that leaves the places where the map is defined ends there.
    open_spec(&fixture, "landscape f(x) = log(x)\nclaim a \"\": orbit(from = 1, steps = 9) with gd(rate = 2)\n");
    assert_true(scene_orbit_make(&orbit, &fixture.scene, 0));
    assert_int_equal(orbit.count, 2);
    close_spec(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breaks), cmocka_unit_test(test_domain), cmocka_unit_test(test_continuous),
        cmocka_unit_test(test_near),   cmocka_unit_test(test_scale),  cmocka_unit_test(test_landmarks),
        cmocka_unit_test(test_tower),  cmocka_unit_test(test_flat),   cmocka_unit_test(test_even),
        cmocka_unit_test(test_levels), cmocka_unit_test(test_jump),   cmocka_unit_test(test_orbit),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
