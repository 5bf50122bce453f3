// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene_curve.h"

#include "base/memory.h"
#include "report/scene_trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRID 480
#define MARGIN 0.12       // of the width, at either side
#define FARTHEST 1e9      // what is farther away is not shown
#define LEAST_MARGIN 1e-6 // of the greatest abscissa
#define LOW_QUANTILE 0.03 // of the values: what lies below is cut off, as what lies above HIGH_QUANTILE
#define HIGH_QUANTILE 0.92
#define WORTH_CUTTING 2.5   // times the height between these: a whole height that is less is shown
#define POLE_QUANTILE 0.99  // the same for whole heights, which poles would spoil
#define MARGIN_ABOVE 0.05   // of the height
#define MARGIN_BELOW 0.09   // the same, with room for the names of minima
#define LOW_HALF 0.1        // of the height: a lower half of the values that takes up less is not readable
#define LEAST_HALF 5e-3     // of a height that is cut already: less, and more of the top is cut off
#define LEAST_LOG_HALF 0.05 // of a logarithmic height
#define LOWER_TOP 0.05      // that much more of the values, each time
#define LOWEST_TOP 0.6
#define LEAST_UNIT 1e-6 // of the greatest value in the picture
#define BISECTIONS 60
#define NEARBY 1e-9

// Numbers in ascending order, once sorted.
typedef struct {
    const scene_t *scene;
    size_t count, capacity;
    double *values;
} numbers_t;

static void add_number(numbers_t *numbers, double value)
{
    if (!isfinite(value))
        return;
    numbers->values =
        arena_grow(numbers->scene->arena, numbers->values, numbers->count, &numbers->capacity, sizeof *numbers->values);
    numbers->values[numbers->count++] = value;
}

// A place that is to be in the picture.
static void add_place(numbers_t *numbers, double x)
{
    if (fabs(x) <= FARTHEST)
        add_number(numbers, x);
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static void sort(numbers_t *numbers)
{
    if (numbers->count)
        qsort(numbers->values, numbers->count, sizeof *numbers->values, compare);
}

// ---- what is to be in the picture ----

// The constants that terms are compared with, and, for terms like abs(x), their negatives.
static void add_compared(numbers_t *numbers, expr_t root)
{
    const spec_t *spec = numbers->scene->spec;
    const dag_t *dag = spec->dag;
    bool *reached = expr_reachable(dag, 1, &root);
    for (expr_t a = 0; a <= root; a++) {
        expr_op_t op = expr_op(dag, a);
        if (!reached[a] || op < EXPR_LESS || op > EXPR_NOT_EQUAL)
            continue;
        for (size_t k = 0; k < 2; k++) {
            expr_t child = expr_child(dag, a, k), other = expr_child(dag, a, 1 - k);
            if (expr_is_formula(dag, child) || !expr_is_constant(dag, child))
                continue;
            double value = scene_constant(numbers->scene, child);
            add_place(numbers, value);
            if (expr_op(dag, other) == EXPR_ABS && expr_child(dag, other, 0) == spec->state[0])
                add_place(numbers, -value);
        }
    }
    mem_free(reached);
}

static void choose_window(curve_t *curve, const numbers_t *cuts)
{
    const scene_t *scene = cuts->scene;
    numbers_t shown = {.scene = scene};
    double value;
    for (size_t i = 0; i < cuts->count; i++)
        add_number(&shown, cuts->values[i]);
    for (size_t i = 0; i < scene->spec->point_count; i++)
        if (scene_point(&value, scene, scene->spec->points[i]))
            add_place(&shown, value);
    if (shown.count == 0)
        add_number(&shown, 0);
    sort(&shown);
    double lo = shown.values[0], hi = shown.values[shown.count - 1];
    double margin = fmax(hi > lo ? MARGIN * (hi - lo) : 2, LEAST_MARGIN * fmax(fabs(lo), fabs(hi)));
    curve->lo = lo - margin;
    curve->hi = hi + margin;
}

// Where values are looked at first: evenly, and at both sides of the cuts.
static numbers_t make_grid(const curve_t *curve, const numbers_t *cuts)
{
    numbers_t grid = {.scene = cuts->scene};
    for (size_t i = 0; i < GRID; i++)
        add_number(&grid, curve->lo + (curve->hi - curve->lo) * (double)i / GRID);
    add_number(&grid, curve->hi);
    for (size_t i = 0; i < cuts->count; i++)
        for (int side = -1; side <= 1; side += 2) {
            double x = cuts->values[i] + side * NEARBY * (1 + fabs(cuts->values[i]));
            if (x > curve->lo && x < curve->hi)
                add_number(&grid, x);
        }
    sort(&grid);
    return grid;
}

// ---- heights ----

double curve_scaled(const curve_t *curve, double y)
{
    return curve->unit > 0 ? asinh(y / curve->unit) : y;
}

// The first digit of the number, and zeros.
static double round_down(double value)
{
    double power = pow(10, floor(log10(value)));
    return power * floor(value / power);
}

static double quantile(const numbers_t *values, double part)
{
    return values->values[(size_t)(part * (double)(values->count - 1))];
}

static void choose_scale(curve_t *curve, const numbers_t *values, curve_scale_t scale)
{
    double least = curve->bottom, height = curve->top - least, half = quantile(values, 0.5) - least;
    bool crowded = half < LOW_HALF * height || height - half < LOW_HALF * height;
    if (scale != CURVE_LOGARITHMIC && !(scale == CURVE_AUTO && (crowded || curve->unit > 0)))
        return;
    numbers_t sizes = {.scene = values->scene};
    for (size_t i = 0; i < values->count; i++)
        add_number(&sizes, fabs(values->values[i]));
    sort(&sizes);
    double greatest = fmax(fabs(curve->bottom), fabs(curve->top));
    double unit = fmax(quantile(&sizes, 0.25), LEAST_UNIT * fmin(quantile(&sizes, 1), greatest));
    curve->unit = unit > 0 ? round_down(unit) : 1;
}

// Whether next to nothing of the lower half of the values would be seen.
static bool is_flattened(const curve_t *curve, const numbers_t *values)
{
    double middle = quantile(values, 0.5);
    if (middle <= curve->bottom)
        return false; // it is a flat piece
    double bottom = curve_scaled(curve, curve->bottom), height = curve_scaled(curve, curve->top) - bottom;
    double half = curve_scaled(curve, middle) - bottom;
    return half < (curve->unit > 0 ? LEAST_LOG_HALF : LEAST_HALF) * height;
}

// For values that grow beyond all scales: more of the top is cut off until something of the rest is seen.
static void lower_top(curve_t *curve, const numbers_t *values, curve_scale_t scale, double part)
{
    while (scale != CURVE_LINEAR && part > LOWEST_TOP && is_flattened(curve, values)) {
        part -= LOWER_TOP;
        curve->top = quantile(values, part);
        choose_scale(curve, values, scale);
    }
}

// Of the marks in the picture; infinity for none.
static double lowest_mark(const curve_t *curve)
{
    double least = INFINITY;
    for (size_t i = 0; i < curve->mark_count; i++) {
        const curve_mark_t *mark = curve->marks + i;
        if (isfinite(mark->y) && mark->x >= curve->lo && mark->x <= curve->hi)
            least = fmin(least, mark->y);
    }
    return least;
}

static bool is_worth_cutting(const curve_t *curve, const numbers_t *values)
{
    double bottom = fmin(quantile(values, LOW_QUANTILE), lowest_mark(curve));
    double whole = quantile(values, 1) - fmin(quantile(values, 0), bottom);
    return whole > WORTH_CUTTING * (quantile(values, HIGH_QUANTILE) - bottom);
}

// The values among which the height is chosen: those at the grid, and at the marks.
static bool choose_height(curve_t *curve, sampler_t *sampler, const numbers_t *grid, curve_scale_t scale)
{
    numbers_t values = {.scene = grid->scene};
    for (size_t i = 0; i < grid->count; i++)
        add_number(&values, sampler_value(sampler, grid->values + i));
    if (values.count < 2)
        return false;
    sort(&values);
    bool cut = scale == CURVE_CUT && is_worth_cutting(curve, &values);
    bool pole = quantile(&values, 1) > 100 * fmax(fabs(quantile(&values, POLE_QUANTILE)), 1e-9) ||
                -quantile(&values, 0) > 100 * fmax(fabs(quantile(&values, 1 - POLE_QUANTILE)), 1e-9);
    curve->bottom = quantile(&values, cut ? LOW_QUANTILE : pole ? 1 - POLE_QUANTILE : 0);
    curve->top = quantile(&values, cut ? HIGH_QUANTILE : pole ? POLE_QUANTILE : 1);
    curve->bottom = fmin(curve->bottom, lowest_mark(curve));
    choose_scale(curve, &values, scale);
    lower_top(curve, &values, scale, cut ? HIGH_QUANTILE : pole ? POLE_QUANTILE : 1);
    double height = curve->top - curve->bottom;
    if (!(height > 0))
        height = 1 + fabs(curve->top);
    if (curve->unit > 0) {
        double bottom = curve_scaled(curve, curve->bottom), top = curve_scaled(curve, curve->top);
        curve->top = curve->unit * sinh(top + MARGIN_ABOVE * (top - bottom));
        curve->bottom = curve->unit * sinh(bottom - MARGIN_BELOW * (top - bottom));
    } else {
        curve->top += MARGIN_ABOVE * height;
        curve->bottom -= (scale == CURVE_CUT ? MARGIN_ABOVE : MARGIN_BELOW) * height;
    }
    curve->is_cut = quantile(&values, 1) > curve->top || quantile(&values, 0) < curve->bottom;
    return curve_scaled(curve, curve->top) > curve_scaled(curve, curve->bottom);
}

// ---- breakpoints, points and regions ----

// The cut that lies beside x, else x itself.
static double snapped(const numbers_t *cuts, double x)
{
    for (size_t i = 0; i < cuts->count; i++)
        if (fabs(cuts->values[i] - x) <= 2 * NEARBY * (1 + fabs(x)))
            return cuts->values[i];
    return x;
}

// Where between a and b the truth of the formula changes.
static double change_between(sampler_t *formula, double a, double b)
{
    bool start = sampler_holds(formula, &a);
    for (size_t i = 0; i < BISECTIONS; i++) {
        double middle = a + (b - a) / 2;
        *(sampler_holds(formula, &middle) == start ? &a : &b) = middle;
    }
    return b;
}

// The places at which the truth of the formula changes along the grid, and before them the first member of the grid if
// it holds there, behind them the last one if it holds there: the ends of the intervals on which it holds.
static numbers_t ends_of(sampler_t *formula, const numbers_t *grid, const numbers_t *cuts)
{
    numbers_t ends = {.scene = grid->scene};
    bool inside = false;
    for (size_t i = 0; i < grid->count; i++) {
        double x = grid->values[i];
        bool now = sampler_holds(formula, &x);
        if (now != inside)
            add_number(&ends, i == 0 ? x : snapped(cuts, change_between(formula, grid->values[i - 1], x)));
        inside = now;
    }
    if (inside)
        add_number(&ends, grid->values[grid->count - 1]);
    return ends;
}

static void find_breaks(curve_t *curve, const numbers_t *grid, const numbers_t *cuts)
{
    const spec_t *spec = grid->scene->spec;
    numbers_t breaks = {.scene = grid->scene};
    bool *reached = expr_reachable(spec->dag, 1, &spec->landscape);
    for (expr_t a = 0; a <= spec->landscape; a++)
        for (size_t k = 0; reached[a] && expr_op(spec->dag, a) == EXPR_CASES && k < expr_child_count(spec->dag, a);
             k += 2) {
            sampler_t *guard = sampler_new(grid->scene, expr_child(spec->dag, a, k), 1, spec->state);
            numbers_t ends = {.count = 0};
            if (guard)
                ends = ends_of(guard, grid, cuts);
            for (size_t i = 0; i < ends.count; i++)
                if (ends.values[i] > curve->lo && ends.values[i] < curve->hi)
                    add_number(&breaks, ends.values[i]);
            sampler_free(guard);
        }
    mem_free(reached);
    sort(&breaks);
    curve->breaks = breaks.values;
    for (size_t i = 0; i < breaks.count; i++)
        if (curve->break_count == 0 || breaks.values[i] > curve->breaks[curve->break_count - 1])
            curve->breaks[curve->break_count++] = breaks.values[i];
}

static void mark_points(curve_t *curve, const scene_t *scene, sampler_t *sampler)
{
    curve->marks = arena_alloc(scene->arena, scene->spec->point_count, sizeof *curve->marks);
    for (size_t i = 0; i < scene->spec->point_count; i++) {
        const spec_point_t *point = scene->spec->points[i];
        double x;
        if (scene_point(&x, scene, point))
            curve->marks[curve->mark_count++] =
                (curve_mark_t){point->name, scene_is_minimum(scene, point), x, sampler_value(sampler, &x)};
    }
}

static void add_bands(curve_t *curve, const numbers_t *grid, const numbers_t *cuts)
{
    const spec_t *spec = grid->scene->spec;
    size_t capacity = 0;
    for (size_t i = 0; i < spec->region_count; i++) {
        sampler_t *region = sampler_new(grid->scene, spec->regions[i].formula, 1, spec->state);
        numbers_t ends = {.count = 0};
        if (region)
            ends = ends_of(region, grid, cuts);
        curve->line_count += ends.count > 0;
        for (size_t k = 0; k + 1 < ends.count; k += 2) {
            curve->bands =
                arena_grow(grid->scene->arena, curve->bands, curve->band_count, &capacity, sizeof *curve->bands);
            curve->bands[curve->band_count++] =
                (curve_band_t){spec->regions[i].name, ends.values[k], ends.values[k + 1]};
        }
        sampler_free(region);
    }
}

// ---- curves ----

bool curve_make(curve_t *curve, const scene_t *scene, const curve_style_t *style)
{
    memset(curve, 0, sizeof *curve);
    spec_t *spec = scene->spec;
    sampler_t *sampler = spec->dimension == 1 ? sampler_new(scene, spec->landscape, 1, spec->state) : NULL;
    if (!sampler)
        return false;
    numbers_t cuts = {.scene = scene};
    add_compared(&cuts, spec->landscape);
    for (size_t i = 0; i < spec->region_count; i++)
        add_compared(&cuts, spec->regions[i].formula);
    curve->lo = style->lo;
    curve->hi = style->hi;
    if (!(style->lo < style->hi))
        choose_window(curve, &cuts);
    numbers_t grid = make_grid(curve, &cuts);
    mark_points(curve, scene, sampler);
    bool shown = choose_height(curve, sampler, &grid, style->scale);
    if (shown) {
        trace_curve(curve, scene->arena, sampler, grid.count, grid.values, style->even);
        find_breaks(curve, &grid, &cuts);
        add_bands(curve, &grid, &cuts);
    }
    sampler_free(sampler);
    return shown;
}

bool curve_make_term(curve_t *curve, const scene_t *scene, expr_t term, expr_t variable, const curve_style_t *style)
{
    memset(curve, 0, sizeof *curve);
    sampler_t *sampler = sampler_new(scene, term, 1, &variable);
    if (!sampler)
        return false;
    numbers_t cuts = {.scene = scene};
    curve->lo = style->lo;
    curve->hi = style->hi;
    numbers_t grid = make_grid(curve, &cuts);
    bool shown = choose_height(curve, sampler, &grid, style->scale);
    if (shown)
        trace_curve(curve, scene->arena, sampler, grid.count, grid.values, style->even);
    sampler_free(sampler);
    return shown;
}
