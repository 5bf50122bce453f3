// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/combination.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/leaf.h"

#include <math.h>
#include <string.h>

#define MAX_DERIVATIVES 500
#define STEPS 6         // of the search
#define RIDGE 1e-12     // of the normal equations, relative to their diagonal
#define LEAST_PART 1e-6 // of the sum: smaller terms get no larger weights
#define MULTIPLIER_BITS 10
#define ENOUGH_TRIES 500
#define LEAST_CLOSED 50 // one in so many tries
#define NOISE_FACTOR 64 // rounding explains a miss by a few times the room that was asked for

// ---- the members ----

static bool is_zero(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, a));
}

typedef struct {
    const dag_t *dag;
    size_t count, capacity;
    member_t *items;
} member_list_t;

static void add_member(member_list_t *list, expr_t term, expr_t sum, bool is_free)
{
    list->items = mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = (member_t){term, sum, is_free};
}

static bool is_even_power(const dag_t *dag, expr_t a)
{
    slong p = 0, q = 0;
    if (expr_op(dag, a) != EXPR_POWER)
        return false;
    expr_exponent(&p, &q, dag, a);
    return q == 1 && p > 0 && p % 2 == 0;
}

// e or -e as it stands below signs.
static expr_t without_sign(const dag_t *dag, expr_t e)
{
    if (expr_op(dag, e) == EXPR_NEG)
        return expr_child(dag, e, 0);
    return expr_op(dag, e) == EXPR_SUB && is_zero(dag, expr_child(dag, e, 0)) ? expr_child(dag, e, 1) : e;
}

// The terms of a sum of even powers, or its square root; false, and nothing is added, when it is none.
static bool add_powers(member_list_t *list, expr_t e)
{
    const dag_t *dag = list->dag;
    size_t depth = 1, room = 0, before = list->count;
    expr_t *stack = mem_grow(NULL, &room, 16, sizeof *stack);
    bool good = true;
    stack[0] = expr_op(dag, e) == EXPR_SQRT ? expr_child(dag, e, 0) : e;
    while (depth && good) {
        expr_t top = stack[--depth];
        if (expr_op(dag, top) == EXPR_ADD) {
            stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
            stack[depth++] = expr_child(dag, top, 1); // the left one comes out first
            stack[depth++] = expr_child(dag, top, 0);
        } else {
            good = is_even_power(dag, top) && list->count < MAX_DERIVATIVES;
            if (good)
                add_member(list, expr_child(dag, top, 0), e, true);
        }
    }
    mem_free(stack);
    list->count = good ? list->count : before;
    return good;
}

static bool is_usable(const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    return (op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_NOT_EQUAL) && is_zero(dag, expr_child(dag, a, 0));
}

member_t *combination_members(size_t *count, const dag_t *dag, expr_t formula)
{
    size_t depth = 1, room = 0;
    expr_t *stack = mem_grow(NULL, &room, 16, sizeof *stack);
    member_list_t list = {.dag = dag};
    stack[0] = formula;
    while (depth) {
        expr_t top = stack[--depth];
        if (expr_op(dag, top) == EXPR_OR) {
            stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
            stack[depth++] = expr_child(dag, top, 1); // the left one comes out first
            stack[depth++] = expr_child(dag, top, 0);
        } else if (is_usable(dag, top)) {
            expr_t e = expr_child(dag, top, 1);
            bool differs = expr_op(dag, top) == EXPR_NOT_EQUAL;
            if (expr_op(dag, top) == EXPR_LESS_EQUAL || !add_powers(&list, differs ? without_sign(dag, e) : e))
                add_member(&list, e, e, differs);
        }
    }
    mem_free(stack);
    *count = list.count;
    return list.items;
}

// ---- the tables ----

static size_t bends(const combination_t *c)
{
    return c->variables * (c->variables + 1) / 2;
}

static bool compile(combination_t *c, const statement_t *statement, const member_t *members)
{
    dag_t *dag = statement->prover->dag;
    size_t m = c->members, n = c->variables, slope = m, bend = m;
    expr_t *first = mem_alloc(m + m * n, sizeof *first), *second = mem_alloc(2 * m + m * bends(c), sizeof *second);
    expr_t *full = mem_alloc(n * n, sizeof *full);
    for (size_t i = 0; i < m && !dag_over_limit(dag); i++) {
        first[i] = second[i] = members[i].term;
        expr_gradient(first + slope, dag, members[i].term, n, statement->inputs);
        expr_hessian(full, dag, members[i].term, n, statement->inputs);
        for (size_t j = 0; j < n; j++) {
            first[slope] = expr_simplify(dag, first[slope]);
            slope++;
            for (size_t k = j; k < n; k++)
                second[bend++] = expr_simplify(dag, full[j * n + k]);
        }
    }
    for (size_t i = 0; i < m; i++)
        second[m + m * bends(c) + i] = members[i].sum;
    bool fits = !dag_over_limit(dag);
    if (fits) {
        table_init(&c->at_point, statement, m + m * n, first);
        table_init(&c->on_box, statement, 2 * m + m * bends(c), second);
    }
    mem_free(first);
    mem_free(second);
    mem_free(full);
    return fits;
}

combination_t *combination_new(const statement_t *statement, size_t count, const member_t *members)
{
    size_t n = statement->count;
    if (count == 0 || n == 0 || n > MAX_DERIVATIVES || count > MAX_DERIVATIVES ||
        count * n * (n + 1) / 2 > MAX_DERIVATIVES)
        return NULL;
    combination_t *c = mem_alloc(1, sizeof *c);
    c->members = count;
    c->variables = n;
    c->is_free = mem_alloc(count, sizeof *c->is_free);
    for (size_t i = 0; i < count; i++)
        c->is_free[i] = members[i].is_free;
    if (compile(c, statement, members))
        return c;
    combination_free(c);
    return NULL;
}

void combination_free(combination_t *combination)
{
    if (!combination)
        return;
    table_clear(&combination->at_point);
    table_clear(&combination->on_box);
    mem_free(combination->is_free);
    mem_free(combination);
}

void combination_count(combination_t *combination, bool closed)
{
    combination->tried++;
    combination->closed += closed;
}

bool combination_is_idle(const combination_t *combination)
{
    return combination->tried >= ENOUGH_TRIES && combination->closed < combination->tried / LEAST_CLOSED;
}

void combined_init(combined_t *result, const combination_t *combination)
{
    *result = (combined_t){.multipliers = mem_alloc(combination->members, sizeof *result->multipliers),
                           .smear = mem_alloc(combination->variables, sizeof *result->smear)};
}

void combined_clear(combined_t *result)
{
    mem_free(result->multipliers);
    mem_free(result->smear);
}

// ---- what is known on a box ----

typedef struct {
    const combination_t *c;
    size_t m, n;
    double *radius;          // largest |B_j - c_j|; 0 for fixed sides
    sum_bounds_t *values;    // per member
    sum_bounds_t *slopes;    // m by n
    sum_bounds_t *curvature; // m by n (n + 1) / 2
    double *scale;           // of the members: what they vary by
    double *rest;            // the part of that of second order
    bool *active;            // may have a multiplier that is not 0
    double *matrix, *trial, *rounded, *smear, *weights, *own_weights;
    double room;
} model_t;

static void model_init(model_t *model, const combination_t *c, slong precision)
{
    size_t m = c->members, n = c->variables;
    *model = (model_t){.c = c, .m = m, .n = n, .room = rounding_room(precision)};
    model->values = mem_alloc(m + m * n + m * bends(c), sizeof *model->values);
    model->slopes = model->values + m;
    model->curvature = model->slopes + m * n;
    model->radius = mem_alloc(3 * n + 5 * m + m * m, sizeof *model->radius);
    model->smear = model->radius + n;
    model->weights = model->smear + n;
    model->own_weights = model->weights + n;
    model->scale = model->own_weights + m;
    model->rest = model->scale + m;
    model->trial = model->rest + m;
    model->rounded = model->trial + m;
    model->matrix = model->rounded + m;
    model->active = mem_alloc(m, sizeof *model->active);
}

static void model_clear(model_t *model)
{
    mem_free(model->values);
    mem_free(model->radius);
    mem_free(model->active);
}

static double magnitude(sum_bounds_t a)
{
    return fmax(fabs(a.lo), fabs(a.hi));
}

static double middle(sum_bounds_t a)
{
    return a.lo / 2 + a.hi / 2;
}

// The bounds of one member; false when they are not finite, or it is not known to be C2, or its sum to have values.
static bool set_member(model_t *model, size_t i, const tape_result_t *at_point, const tape_result_t *on_box,
                       slong precision)
{
    const table_t *point = &model->c->at_point, *box = &model->c->on_box;
    size_t m = model->m, n = model->n, entry = i * bends(model->c);
    model->values[i] = sum_bounds(point->sums + i, &point->list, at_point, precision);
    double size = magnitude(model->values[i]), first = 0, second = 0;
    for (size_t j = 0; j < n; j++) {
        model->slopes[i * n + j] = sum_bounds(point->sums + m + i * n + j, &point->list, at_point, precision);
        if (model->radius[j] > 0)
            first += magnitude(model->slopes[i * n + j]) * model->radius[j];
        for (size_t k = j; k < n; k++, entry++) {
            model->curvature[entry] = sum_bounds(box->sums + m + entry, &box->list, on_box, precision);
            if (model->radius[j] > 0 && model->radius[k] > 0)
                second += magnitude(model->curvature[entry]) * model->radius[j] * model->radius[k] / (j == k ? 2 : 1);
        }
    }
    model->rest[i] = second;
    model->scale[i] = first + second > 0 ? first + second : 1;
    return isfinite(size + first + second) && on_box[box->sums[i].root].regularity >= REGULARITY_C2 &&
           on_box[box->sums[box->count - m + i].root].regularity != REGULARITY_UNKNOWN;
}

static bool set_model(model_t *model, const side_t *box, const double *centre, const tape_result_t *at_point,
                      const tape_result_t *on_box, slong precision)
{
    bool any = false;
    for (size_t j = 0; j < model->n; j++)
        model->radius[j] = side_is_fixed(box + j) ? 0 : fmax(centre[j] - box[j].lo, box[j].hi - centre[j]);
    for (size_t i = 0; i < model->m; i++) {
        model->active[i] = set_member(model, i, at_point, on_box, precision);
        any = any || model->active[i];
    }
    return any;
}

// ---- the bound of one combination ----

typedef struct {
    double lo, hi, size; // of sum v_i a_i; the sum of absolute values
} combined_bounds_t;

static void add_multiple(combined_bounds_t *sum, double v, sum_bounds_t a)
{
    if (v == 0)
        return;
    sum->lo += v > 0 ? v * a.lo : v * a.hi;
    sum->hi += v > 0 ? v * a.hi : v * a.lo;
    sum->size += fabs(v) * magnitude(a);
}

static combined_bounds_t combine(const double *v, size_t m, const sum_bounds_t *items, size_t stride)
{
    combined_bounds_t sum = {0, 0, 0};
    for (size_t i = 0; i < m; i++)
        add_multiple(&sum, v[i], items[i * stride]);
    return sum;
}

// A lower bound of the combination, relative to its terms, and what rounding may have taken off it, likewise; sets the
// smear. The sums in plain doubles err by less than the room.
static double lower_bound(double *noise, model_t *model, const double *v)
{
    size_t n = model->n, pairs = bends(model->c), entry = 0;
    combined_bounds_t sum = combine(v, model->m, model->values, 1);
    double lower = sum.lo, size = sum.size, whole = fabs(sum.lo);
    memset(model->smear, 0, n * sizeof *model->smear);
    for (size_t j = 0; j < n; j++) {
        double r = model->radius[j];
        if (r > 0) {
            sum = combine(v, model->m, model->slopes + j, n);
            model->smear[j] += fmax(-sum.lo, sum.hi) * r;
            lower -= fmax(-sum.lo, sum.hi) * r;
            size += sum.size * r;
        }
        for (size_t k = j; k < n; k++, entry++) {
            double both = r * model->radius[k];
            if (!(both > 0))
                continue;
            sum = combine(v, model->m, model->curvature + entry, pairs);
            double least = j == k ? fmax(0, -sum.lo) * both / 2 : fmax(-sum.lo, sum.hi) * both;
            model->smear[j] += least;
            model->smear[k] += least;
            lower -= least;
            size += sum.size * both;
        }
    }
    for (size_t j = 0; j < n; j++)
        whole += model->smear[j];
    *noise = model->room * size / whole;
    return lower / whole - *noise;
}

// ---- the search ----

// Solves matrix x = x for the active members; the matrix is positive definite and overwritten.
static void solve(double *x, model_t *model)
{
    size_t m = model->m;
    double *a = model->matrix;
    for (size_t k = 0; k < m; k++)
        for (size_t i = k + 1; i < m; i++) {
            double factor = a[i * m + k] / a[k * m + k];
            for (size_t j = k + 1; j < m; j++)
                a[i * m + j] -= factor * a[k * m + j];
            x[i] -= factor * x[k];
        }
    for (size_t k = m; k-- > 0;) {
        for (size_t j = k + 1; j < m; j++)
            x[k] -= a[k * m + j] * x[j];
        x[k] /= a[k * m + k];
    }
}

// What member i varies by along variable j, relative to its scale.
static double change(const model_t *model, size_t i, size_t j)
{
    return middle(model->slopes[i * model->n + j]) * model->radius[j] / model->scale[i];
}

static void set_matrix(model_t *model)
{
    size_t m = model->m;
    double trace = 0;
    for (size_t i = 0; i < m; i++)
        for (size_t k = 0; k <= i; k++) {
            double sum = 0;
            for (size_t j = 0; j < model->n && model->active[i] && model->active[k]; j++)
                sum += model->weights[j] * change(model, i, j) * change(model, k, j);
            double rest = model->rest[i] / model->scale[i];
            if (i == k && model->active[i])
                sum += model->own_weights[i] * rest * rest;
            model->matrix[i * m + k] = model->matrix[k * m + i] = sum;
            trace += i == k ? sum : 0;
        }
    for (size_t i = 0; i < m; i++)
        model->matrix[i * m + i] += model->active[i] ? RIDGE * (trace > 0 ? trace : 1) : 1;
}

// The multipliers (of the scaled members) with the least weighted sum of squares for which the combination is 1 at the
// centre. Members whose multiplier would have the wrong sign are left out from here on. False when none are left.
static bool least_squares(model_t *model)
{
    for (bool again = true; again;) {
        double value = 0;
        again = false;
        set_matrix(model);
        for (size_t i = 0; i < model->m; i++)
            model->trial[i] = model->active[i] ? middle(model->values[i]) / model->scale[i] : 0;
        solve(model->trial, model);
        for (size_t i = 0; i < model->m; i++) {
            if (model->active[i] && !model->c->is_free[i] && model->trial[i] < 0) {
                model->active[i] = false;
                again = true;
            }
            value += model->active[i] ? model->trial[i] * middle(model->values[i]) / model->scale[i] : 0;
        }
        if (!again && !(value > 0 && isfinite(value)))
            return false;
        for (size_t i = 0; i < model->m && !again; i++)
            model->trial[i] /= value;
    }
    return true;
}

// Weights 1/|t| for each t of the sum that is to be small: with them the sum of squares is the sum of absolute values.
static void set_weights(model_t *model)
{
    for (size_t j = 0; j < model->n; j++) {
        double sum = 0;
        for (size_t i = 0; i < model->m; i++)
            sum += model->active[i] ? model->trial[i] * change(model, i, j) : 0;
        model->weights[j] = 1 / (fabs(sum) + LEAST_PART);
    }
    for (size_t i = 0; i < model->m; i++)
        model->own_weights[i] = 1 / (fabs(model->trial[i]) * model->rest[i] / model->scale[i] + LEAST_PART);
}

// Multipliers of few bits: what matters little is rounded to a coarse grid.
static void round_multipliers(model_t *model)
{
    double most = 0, largest = 0;
    for (size_t i = 0; i < model->m; i++) {
        model->rounded[i] = model->active[i] ? model->trial[i] / model->scale[i] : 0;
        most = fmax(most, fabs(model->active[i] ? model->trial[i] : 0));
        largest = fmax(largest, fabs(model->rounded[i]));
    }
    double unit = ldexp(1, -ilogb(largest));
    for (size_t i = 0; i < model->m; i++) {
        if (!model->active[i])
            continue;
        double grid = ldexp(1, ilogb(most / model->scale[i] * unit) - MULTIPLIER_BITS);
        model->rounded[i] = nearbyint(model->rounded[i] * unit / grid) * grid;
        if (!isfinite(model->rounded[i]))
            model->rounded[i] = 0;
    }
}

bool combination_find(combined_t *result, const combination_t *combination, const side_t *box, const double *centre,
                      const tape_result_t *at_point, const tape_result_t *on_box, slong precision)
{
    model_t model;
    double best = -INFINITY, noise;
    model_init(&model, combination, precision);
    result->has_smear = result->more_bits = false;
    bool going = set_model(&model, box, centre, at_point, on_box, precision);
    for (size_t j = 0; j < model.n; j++)
        model.weights[j] = 1;
    for (size_t i = 0; i < model.m; i++)
        model.own_weights[i] = 1;
    for (int step = 0; going && step < STEPS && !(best > 0); step++) {
        going = least_squares(&model);
        if (!going)
            break;
        round_multipliers(&model);
        double lower = lower_bound(&noise, &model, model.rounded);
        if (lower > best) {
            best = lower;
            result->has_smear = true;
            memcpy(result->multipliers, model.rounded, model.m * sizeof *model.rounded);
            memcpy(result->smear, model.smear, model.n * sizeof *model.smear);
        }
        result->more_bits = result->more_bits || lower >= -NOISE_FACTOR * noise;
        set_weights(&model);
    }
    model_clear(&model);
    return best > 0;
}

bool leaf_combined(char **multipliers, double *smear, bool *has_smear, const statement_t *statement, view_t *view)
{
    const combination_t *combination = statement->combination;
    combined_t result;
    if (!view->members || !view->bounded)
        return false;
    view->combined = true;
    combined_init(&result, combination);
    bool closed = combination_find(&result, combination, view->box, view->centre, view->centre_members, view->members,
                                   view->precision);
    if (closed)
        *multipliers = combined_text(&result, combination->members);
    // e, if it is there, is a sum of powers: its lower end is 0 with any number of bits.
    view->more_bits = (view->more_bits && statement->e == EXPR_NONE) || result.more_bits;
    *has_smear = result.has_smear;
    if (result.has_smear)
        memcpy(smear, result.smear, statement->count * sizeof *smear);
    combined_clear(&result);
    return closed;
}

char *combined_text(const combined_t *result, size_t count)
{
    strbuf_t text;
    strbuf_init(&text);
    for (size_t i = 0; i < count; i++) {
        if (i)
            strbuf_append_char(&text, ' ');
        write_dyadic(&text, result->multipliers[i]);
    }
    char *detached = strbuf_detach(&text);
    strbuf_clear(&text);
    return detached;
}
