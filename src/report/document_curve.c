// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/document_curve.h"

#include "base/memory.h"
#include "expr/float_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GRID 480
#define MARGIN 0.12       // of the width, at either side
#define LOW_QUANTILE 0.03 // of the values: what lies below is cut off, as what lies above HIGH_QUANTILE
#define HIGH_QUANTILE 0.92
#define BISECTIONS 60
#define NEARBY 1e-9

typedef struct {
    const document_t *document;
    spec_t *spec;
    arena_t *arena;
    size_t count, capacity;
    double *values;
} numbers_t;

static void add_number(numbers_t *numbers, double value)
{
    if (!isfinite(value) || fabs(value) > 1e9)
        return;
    numbers->values =
        arena_grow(numbers->arena, numbers->values, numbers->count, &numbers->capacity, sizeof *numbers->values);
    numbers->values[numbers->count++] = value;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

// ---- values ----

static float_program_t *program_of(const spec_t *spec, expr_t a)
{
    return float_program_new(spec->dag, FLOAT_64, 1, &a, 1, spec->state);
}

// 1 where the formula is true, else 0.
static float_program_t *program_of_formula(spec_t *spec, expr_t formula)
{
    expr_t guards[2] = {formula, expr_leaf(spec->dag, EXPR_TRUE)};
    expr_t values[2] = {expr_integer(spec->dag, 1), expr_integer(spec->dag, 0)};
    return program_of(spec, expr_cases(spec->dag, 2, guards, values));
}

static double value_at(float_program_t *program, double x)
{
    double value = NAN;
    if (program)
        float_program_run(&value, program, &x);
    return value;
}

static double constant_value(const spec_t *spec, expr_t a)
{
    float_program_t *program = expr_is_constant(spec->dag, a) ? program_of(spec, a) : NULL;
    double value = value_at(program, 0);
    float_program_free(program);
    return value;
}

// ---- what is to be in the picture ----

// The constants that terms are compared with, and, for terms like abs(x), their negatives.
static void add_compared(numbers_t *numbers, expr_t root)
{
    dag_t *dag = numbers->spec->dag;
    bool *reached = expr_reachable(dag, 1, &root);
    for (expr_t a = 0; a <= root; a++) {
        expr_op_t op = expr_op(dag, a);
        if (!reached[a] || op < EXPR_LESS || op > EXPR_NOT_EQUAL)
            continue;
        for (size_t k = 0; k < 2; k++) {
            expr_t child = expr_child(dag, a, k);
            if (expr_is_formula(dag, child) || !expr_is_constant(dag, child))
                continue;
            add_number(numbers, constant_value(numbers->spec, child));
            expr_t other = expr_child(dag, a, 1 - k);
            if (expr_op(dag, other) == EXPR_ABS && expr_child(dag, other, 0) == numbers->spec->state[0])
                add_number(numbers, -constant_value(numbers->spec, child));
        }
    }
    mem_free(reached);
}

// Where a claim's certificate encloses the implicit point of that name; NaN when none does.
static double enclosed_value(const document_t *document, const char *name)
{
    for (size_t i = 0; i < document_spec(document)->claim_count; i++) {
        const claim_result_t *result = document->results + i;
        for (size_t k = 0; result->instance_count && k < result->instances->obligation_count; k++) {
            const obligation_result_t *root = result->instances->obligations + k;
            if (root->enclosed_count == 1 && strncmp(root->enclosed->name, name, strlen(name)) == 0)
                return strtod(root->enclosed->lo, NULL);
        }
    }
    return NAN;
}

// An implicit point that no claim is about has no place in the picture: NaN.
static double point_value(const numbers_t *numbers, const spec_point_t *point)
{
    return point->implicit ? enclosed_value(numbers->document, point->name)
                           : constant_value(numbers->spec, point->coordinates[0]);
}

static void choose_range(curve_t *curve, numbers_t *numbers)
{
    const spec_t *spec = numbers->spec;
    for (size_t i = 0; i < spec->point_count; i++)
        add_number(numbers, point_value(numbers, spec->points[i]));
    for (size_t i = 0; i < spec->region_count; i++)
        add_compared(numbers, spec->regions[i].formula);
    if (numbers->count == 0)
        add_number(numbers, 0);
    qsort(numbers->values, numbers->count, sizeof *numbers->values, compare);
    double lo = numbers->values[0], hi = numbers->values[numbers->count - 1];
    double margin = hi > lo ? MARGIN * (hi - lo) : 2;
    curve->lo = lo - margin;
    curve->hi = hi + margin;
}

// ---- the curve ----

static void add_point(numbers_t *grid, double x, const curve_t *curve)
{
    if (x > curve->lo && x < curve->hi)
        add_number(grid, x);
}

static void sample(curve_t *curve, const numbers_t *cuts, float_program_t *program)
{
    numbers_t grid = {.arena = cuts->arena};
    for (size_t i = 0; i <= GRID; i++)
        add_number(&grid, curve->lo + (curve->hi - curve->lo) * (double)i / GRID);
    for (size_t i = 0; i < cuts->count; i++) {
        add_point(&grid, cuts->values[i] - NEARBY, curve);
        add_point(&grid, cuts->values[i] + NEARBY, curve);
    }
    qsort(grid.values, grid.count, sizeof *grid.values, compare);
    curve->points = arena_alloc(cuts->arena, 2 * grid.count, sizeof *curve->points);
    for (size_t i = 0; i < grid.count; i++) {
        double y = value_at(program, grid.values[i]);
        bool near = i > 0 && grid.values[i] - grid.values[i - 1] <= 2.5 * NEARBY;
        double before = curve->count ? curve->points[curve->count - 1].y : NAN;
        if (near && isfinite(y) && isfinite(before) && fabs(y - before) > 1e-3 * (1 + fabs(y)))
            curve->points[curve->count++] = (curve_point_t){grid.values[i], NAN}; // a jump
        curve->points[curve->count++] = (curve_point_t){grid.values[i], isfinite(y) ? y : NAN};
    }
}

static bool choose_height(curve_t *curve, arena_t *arena)
{
    numbers_t values = {.arena = arena};
    for (size_t i = 0; i < curve->count; i++)
        if (!isnan(curve->points[i].y))
            add_number(&values, curve->points[i].y);
    if (values.count < 2)
        return false;
    qsort(values.values, values.count, sizeof *values.values, compare);
    double last = (double)(values.count - 1);
    curve->bottom = values.values[(size_t)(LOW_QUANTILE * last)];
    curve->top = values.values[(size_t)(HIGH_QUANTILE * last)];
    for (size_t i = 0; i < curve->mark_count; i++)
        if (isfinite(curve->marks[i].y))
            curve->bottom = fmin(curve->bottom, curve->marks[i].y);
    double height = curve->top - curve->bottom;
    if (!(height > 0))
        height = 1 + fabs(curve->top);
    curve->bottom -= 0.06 * height;
    curve->top += 0.06 * height;
    return true;
}

// ---- breakpoints, points and regions ----

static bool guards_change(float_program_t **guards, size_t count, double x)
{
    for (size_t i = 0; i < count; i++)
        if (value_at(guards[i], x - NEARBY) != value_at(guards[i], x + NEARBY))
            return true;
    return false;
}

// The constants at which the truth of a guard changes.
static void find_breaks(curve_t *curve, numbers_t *cuts)
{
    spec_t *spec = cuts->spec;
    expr_t end = spec->landscape;
    bool *reached = expr_reachable(spec->dag, 1, &spec->landscape);
    float_program_t **guards = NULL;
    size_t count = 0, capacity = 0;
    for (expr_t a = 0; a <= end; a++)
        for (size_t k = 0; reached[a] && expr_op(spec->dag, a) == EXPR_CASES && k < expr_child_count(spec->dag, a);
             k += 2) {
            guards = mem_grow(guards, &capacity, count + 1, sizeof *guards);
            guards[count++] = program_of_formula(spec, expr_child(spec->dag, a, k));
        }
    curve->breaks = arena_alloc(cuts->arena, cuts->count, sizeof *curve->breaks);
    for (size_t i = 0; i < cuts->count; i++) {
        bool again = curve->break_count && curve->breaks[curve->break_count - 1] == cuts->values[i];
        bool inside = cuts->values[i] > curve->lo && cuts->values[i] < curve->hi;
        if (!again && inside && guards_change(guards, count, cuts->values[i]))
            curve->breaks[curve->break_count++] = cuts->values[i];
    }
    for (size_t i = 0; i < count; i++)
        float_program_free(guards[i]);
    mem_free(guards);
    mem_free(reached);
}

static void mark_points(curve_t *curve, numbers_t *cuts, float_program_t *program)
{
    const spec_t *spec = cuts->spec;
    curve->marks = arena_alloc(cuts->arena, spec->point_count, sizeof *curve->marks);
    for (size_t i = 0; i < spec->point_count; i++) {
        double x = point_value(cuts, spec->points[i]);
        curve->marks[curve->mark_count++] = (curve_mark_t){spec->points[i]->name, x, value_at(program, x)};
    }
}

// Where between a and b the truth of the formula changes.
static double change_between(float_program_t *program, double a, double b)
{
    bool start = value_at(program, a) == 1;
    for (size_t i = 0; i < BISECTIONS; i++) {
        double middle = a + (b - a) / 2;
        *((value_at(program, middle) == 1) == start ? &a : &b) = middle;
    }
    return b;
}

static void add_bands(curve_t *curve, size_t *capacity, arena_t *arena, const char *name, float_program_t *program)
{
    double step = (curve->hi - curve->lo) / GRID, begin = curve->lo;
    bool inside = value_at(program, curve->lo) == 1;
    for (size_t i = 1; i <= GRID; i++) {
        double x = curve->lo + step * (double)i;
        bool now = value_at(program, x) == 1;
        double change = now == inside ? x : change_between(program, x - step, x);
        if (inside && (!now || i == GRID)) {
            curve->bands = arena_grow(arena, curve->bands, curve->band_count, capacity, sizeof *curve->bands);
            curve->bands[curve->band_count++] = (curve_band_t){name, begin, change};
        }
        if (now != inside)
            begin = change;
        inside = now;
    }
}

bool curve_make(curve_t *curve, document_t *document)
{
    memset(curve, 0, sizeof *curve);
    spec_t *spec = &document->certificate.spec;
    float_program_t *program = spec->dimension == 1 ? program_of(spec, spec->landscape) : NULL;
    if (!program)
        return false;
    numbers_t cuts = {.document = document, .spec = spec, .arena = &document->arena};
    add_compared(&cuts, spec->landscape);
    choose_range(curve, &cuts);
    find_breaks(curve, &cuts);
    sample(curve, &cuts, program);
    mark_points(curve, &cuts, program);
    float_program_free(program);
    size_t capacity = 0;
    for (size_t i = 0; i < spec->region_count; i++) {
        float_program_t *inside = program_of_formula(spec, spec->regions[i].formula);
        if (inside)
            add_bands(curve, &capacity, cuts.arena, spec->regions[i].name, inside);
        float_program_free(inside);
    }
    return choose_height(curve, cuts.arena);
}
