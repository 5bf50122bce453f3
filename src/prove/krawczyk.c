// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/krawczyk.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"

#include <math.h>
#include <string.h>

#define NEWTON_STEPS 40
#define REFINEMENTS 4   // Newton steps with balls
#define RADIUS_BITS 66  // of Z, relative
#define INVERSE_BITS 24 // of an entry of C
#define MAX_SHRINKS 40
#define LARGEST_PART 0.9375 // of the given box that U fills where it does not contain all of it

void krawczyk_init(krawczyk_t *k, const statement_t *statement, const expr_t *map)
{
    prover_t *prover = statement->prover;
    size_t n = statement->count;
    *k = (krawczyk_t){.statement = statement, .n = n};
    expr_t *plain = mem_alloc(n, sizeof *plain), *jacobian = mem_alloc(n * n, sizeof *jacobian);
    for (size_t i = 0; i < n; i++) {
        plain[i] = statement_plain(prover, map[i]);
        expr_gradient(jacobian + i * n, prover->dag, plain[i], n, statement->inputs);
    }
    for (size_t i = 0; i < n * n; i++)
        jacobian[i] = expr_simplify(prover->dag, jacobian[i]);
    table_init(&k->map, statement, n, plain);
    table_init(&k->jacobian, statement, n * n, jacobian);
    k->inverse = mem_alloc(n * n, sizeof *k->inverse);
    k->unique = mem_alloc(n, sizeof *k->unique);
    k->zero = _arb_vec_init((slong)n);
    k->lo = _fmpq_vec_init((slong)n);
    k->hi = _fmpq_vec_init((slong)n);
    mem_free(plain);
    mem_free(jacobian);
}

void krawczyk_clear(krawczyk_t *k)
{
    table_clear(&k->map);
    table_clear(&k->jacobian);
    mem_free(k->inverse);
    mem_free(k->unique);
    _arb_vec_clear(k->zero, (slong)k->n);
    _fmpq_vec_clear(k->lo, (slong)k->n);
    _fmpq_vec_clear(k->hi, (slong)k->n);
}

// ---- Newton's method in doubles ----

static bool values_at(double *values, const krawczyk_t *k, const table_t *table, const double *point)
{
    tape_result_t *results = mem_alloc(table->list.count, sizeof *results);
    bool finite = true;
    statement_evaluate_point(results, k->statement, table->tape, point, 53);
    for (size_t i = 0; i < table->count; i++) {
        dinterval_t value = results[table->sums[i].root].value;
        values[i] = dinterval_lo(value) / 2 + value.hi / 2;
        finite = finite && isfinite(values[i]);
    }
    mem_free(results);
    return finite;
}

// Replaces a matrix (n by n, by rows) by its inverse: Gauss and Jordan, with row pivoting. False when it is singular.
static bool invert(double *inverse, double *matrix, size_t n)
{
    for (size_t i = 0; i < n * n; i++)
        inverse[i] = i % (n + 1) == 0;
    for (size_t col = 0; col < n; col++) {
        size_t pivot = col;
        for (size_t i = col + 1; i < n; i++)
            if (fabs(matrix[i * n + col]) > fabs(matrix[pivot * n + col]))
                pivot = i;
        double scale = matrix[pivot * n + col];
        if (scale == 0 || !isfinite(scale))
            return false;
        for (size_t j = 0; j < n; j++) {
            double a = matrix[pivot * n + j], b = inverse[pivot * n + j];
            matrix[pivot * n + j] = matrix[col * n + j];
            inverse[pivot * n + j] = inverse[col * n + j];
            matrix[col * n + j] = a / scale;
            inverse[col * n + j] = b / scale;
        }
        for (size_t i = 0; i < n; i++) {
            double factor = matrix[i * n + col];
            for (size_t j = 0; i != col && j < n; j++) {
                matrix[i * n + j] -= factor * matrix[col * n + j];
                inverse[i * n + j] -= factor * inverse[col * n + j];
            }
        }
    }
    return true;
}

static bool inverse_at(double *inverse, const krawczyk_t *k, const double *point)
{
    double *matrix = mem_alloc(k->n * k->n, sizeof *matrix);
    bool found = values_at(matrix, k, &k->jacobian, point) && invert(inverse, matrix, k->n);
    mem_free(matrix);
    return found;
}

static double clamp(double x, const side_t *side)
{
    return fmin(fmax(x, side->lo), side->hi);
}

bool krawczyk_newton(double *point, const krawczyk_t *k)
{
    size_t n = k->n;
    double *values = mem_alloc(n, sizeof *values), *inverse = mem_alloc(n * n, sizeof *inverse);
    bool converged = false;
    for (int step = 0; step < NEWTON_STEPS && !converged; step++) {
        if (!values_at(values, k, &k->map, point) || !inverse_at(inverse, k, point))
            break;
        double moved = 0;
        for (size_t i = 0; i < n; i++) {
            double change = 0;
            for (size_t j = 0; j < n; j++)
                change -= inverse[i * n + j] * values[j];
            double next = clamp(point[i] + change, k->statement->root + i);
            moved = fmax(moved, fabs(change) / (1 + fabs(next)));
            point[i] = next;
        }
        converged = moved < 1e-13;
    }
    mem_free(values);
    mem_free(inverse);
    return converged;
}

// ---- balls ----

// The entries of a table on a box of balls; false when one may be undefined.
static bool table_balls(arb_ptr values, const table_t *table, arb_srcptr box, slong precision, regularity_t least)
{
    slong roots = (slong)table->list.count;
    arb_ptr all = _arb_vec_init(roots);
    regularity_t *regularity = mem_alloc(table->list.count, sizeof *regularity);
    tape_evaluate_arb(all, regularity, NULL, table->tape, box, precision);
    bool usable = true;
    for (size_t i = 0; i < table->count; i++) {
        arb_set(values + i, all + table->sums[i].root);
        usable = usable && regularity[table->sums[i].root] >= least;
    }
    mem_free(regularity);
    _arb_vec_clear(all, roots);
    return usable;
}

static void round_inverse(double *inverse, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(inverse[i]));
    double unit = ldexp(1, ilogb(largest) - INVERSE_BITS);
    for (size_t i = 0; largest > 0 && i < count; i++)
        inverse[i] = nearbyint(inverse[i] / unit) * unit;
}

// z - C F(z), at the midpoint.
static bool refine(krawczyk_t *k)
{
    slong n = (slong)k->n, precision = 2 * KRAWCZYK_BITS;
    arb_ptr values = _arb_vec_init(n);
    bool usable = table_balls(values, &k->map, k->zero, precision, REGULARITY_DEFINED);
    arb_t factor;
    arb_init(factor);
    for (slong i = 0; i < n; i++) {
        for (slong j = 0; j < n; j++) {
            arb_set_d(factor, k->inverse[i * n + j]);
            arb_submul(k->zero + i, factor, values + j, precision);
        }
        usable = usable && arb_is_finite(k->zero + i);
        arb_get_mid_arb(k->zero + i, k->zero + i);
    }
    arb_clear(factor);
    _arb_vec_clear(values, n);
    return usable;
}

// Z: centred at the zero rounded to a multiple of the radius.
static void set_box(krawczyk_t *k)
{
    fmpz_t multiple;
    arf_t scaled;
    fmpz_init(multiple);
    arf_init(scaled);
    for (size_t i = 0; i < k->n; i++) {
        double size = fabs(arf_get_d(arb_midref(k->zero + i), ARF_RND_NEAR));
        double width = k->statement->root[i].hi - k->statement->root[i].lo;
        slong exponent = ilogb(fmax(size, width * 0x1p-20)) - RADIUS_BITS;
        arf_mul_2exp_si(scaled, arb_midref(k->zero + i), -exponent);
        arf_get_fmpz(multiple, scaled, ARF_RND_NEAR);
        for (int end = -1; end <= 1; end += 2) {
            fmpq *bound = end < 0 ? k->lo + i : k->hi + i;
            fmpz_add_si(multiple, multiple, end);
            fmpq_set_fmpz(bound, multiple);
            fmpz_sub_si(multiple, multiple, end);
            if (exponent >= 0)
                fmpq_mul_2exp(bound, bound, (flint_bitcnt_t)exponent);
            else
                fmpq_div_2exp(bound, bound, (flint_bitcnt_t)-exponent);
        }
    }
    fmpz_clear(multiple);
    arf_clear(scaled);
}

// The box lo .. hi, and its midpoint, as balls.
static void box_balls(arb_ptr box, arb_ptr middle, const krawczyk_t *k)
{
    fmpq_t centre;
    arb_t end;
    fmpq_init(centre);
    arb_init(end);
    for (size_t i = 0; i < k->n; i++) {
        fmpq_add(centre, k->lo + i, k->hi + i);
        fmpq_div_2exp(centre, centre, 1);
        arb_set_fmpq(middle + i, centre, KRAWCZYK_BITS);
        arb_set_fmpq(box + i, k->lo + i, KRAWCZYK_BITS);
        arb_set_fmpq(end, k->hi + i, KRAWCZYK_BITS);
        arb_union(box + i, box + i, end, KRAWCZYK_BITS);
    }
    fmpq_clear(centre);
    arb_clear(end);
}

// rows of 1 - C J, given J.
static void defect(arb_ptr result, const krawczyk_t *k, arb_srcptr jacobian, slong precision)
{
    size_t n = k->n;
    arb_t factor;
    arb_init(factor);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            arb_ptr entry = result + i * n + j;
            arb_set_si(entry, i == j);
            for (size_t m = 0; m < n; m++) {
                arb_set_d(factor, k->inverse[i * n + m]);
                arb_submul(entry, factor, jacobian + m * n + j, precision);
            }
        }
    arb_clear(factor);
}

// One component of K(Z).
static void operator_component(arb_t result, const krawczyk_t *k, size_t i, arb_srcptr values, arb_srcptr defects,
                               arb_srcptr box, arb_srcptr middle)
{
    size_t n = k->n;
    arb_t factor;
    arb_init(factor);
    arb_set(result, middle + i);
    for (size_t j = 0; j < n; j++) {
        arb_set_d(factor, k->inverse[i * n + j]);
        arb_submul(result, factor, values + j, KRAWCZYK_BITS);
        arb_sub(factor, box + j, middle + j, KRAWCZYK_BITS);
        arb_addmul(result, defects + i * n + j, factor, KRAWCZYK_BITS);
    }
    arb_clear(factor);
}

// K(Z) within the middle half of Z: room for another arithmetic.
static bool contracts(const krawczyk_t *k, size_t i, const arb_t image)
{
    arb_t lower, upper, quarter;
    arb_init(lower);
    arb_init(upper);
    arb_init(quarter);
    arb_set_fmpq(lower, k->lo + i, 2 * KRAWCZYK_BITS);
    arb_set_fmpq(upper, k->hi + i, 2 * KRAWCZYK_BITS);
    arb_sub(quarter, upper, lower, 2 * KRAWCZYK_BITS);
    arb_mul_2exp_si(quarter, quarter, -3);
    arb_add(lower, lower, quarter, 2 * KRAWCZYK_BITS);
    arb_sub(upper, upper, quarter, 2 * KRAWCZYK_BITS);
    bool inside = arb_lt(lower, image) && arb_lt(image, upper);
    arb_clear(lower);
    arb_clear(upper);
    arb_clear(quarter);
    return inside;
}

static bool test_existence(const krawczyk_t *k)
{
    slong n = (slong)k->n;
    arb_ptr box = _arb_vec_init(n), middle = _arb_vec_init(n), values = _arb_vec_init(n);
    arb_ptr jacobian = _arb_vec_init(n * n), defects = _arb_vec_init(n * n);
    arb_t image;
    arb_init(image);
    box_balls(box, middle, k);
    bool holds = table_balls(values, &k->map, box, KRAWCZYK_BITS, REGULARITY_C1) &&
                 table_balls(jacobian, &k->jacobian, box, KRAWCZYK_BITS, REGULARITY_DEFINED) &&
                 table_balls(values, &k->map, middle, KRAWCZYK_BITS, REGULARITY_DEFINED);
    defect(defects, k, jacobian, KRAWCZYK_BITS);
    for (size_t i = 0; holds && i < k->n; i++) {
        operator_component(image, k, i, values, defects, box, middle);
        holds = contracts(k, i, image);
    }
    arb_clear(image);
    _arb_vec_clear(box, n);
    _arb_vec_clear(middle, n);
    _arb_vec_clear(values, n);
    _arb_vec_clear(jacobian, n * n);
    _arb_vec_clear(defects, n * n);
    return holds;
}

// Z lies strictly between the box's ends, by the double next to them inside.
static bool in_interior(const krawczyk_t *k)
{
    fmpq_t lo, hi;
    bool inside = true;
    fmpq_init(lo);
    fmpq_init(hi);
    for (size_t i = 0; i < k->n; i++) {
        fmpq_set_double(lo, side_inner_end(k->statement, k->statement->root + i, false));
        fmpq_set_double(hi, side_inner_end(k->statement, k->statement->root + i, true));
        inside = inside && fmpq_cmp(lo, k->lo + i) < 0 && fmpq_cmp(k->hi + i, hi) < 0;
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return inside;
}

bool krawczyk_exists(krawczyk_t *k, const double *point)
{
    if (!inverse_at(k->inverse, k, point))
        return false;
    round_inverse(k->inverse, k->n * k->n);
    for (size_t i = 0; i < k->n; i++)
        arb_set_d(k->zero + i, point[i]);
    for (int step = 0; step < REFINEMENTS * 3; step++)
        if (!refine(k))
            return false;
    set_box(k);
    return in_interior(k) && test_existence(k);
}

// ---- uniqueness ----

static bool rows_contract(const krawczyk_t *k, arb_srcptr defects)
{
    arb_t sum, entry, limit;
    bool below = true;
    arb_init(sum);
    arb_init(entry);
    arb_init(limit);
    arb_set_d(limit, 0.999);
    for (size_t i = 0; i < k->n; i++) {
        arb_zero(sum);
        for (size_t j = 0; j < k->n; j++) {
            arb_abs(entry, defects + i * k->n + j);
            arb_add(sum, sum, entry, 53);
        }
        below = below && arb_lt(sum, limit);
    }
    arb_clear(sum);
    arb_clear(entry);
    arb_clear(limit);
    return below;
}

static bool test_uniqueness(const krawczyk_t *k)
{
    slong n = (slong)k->n;
    arb_ptr box = _arb_vec_init(n), values = _arb_vec_init(n);
    arb_ptr jacobian = _arb_vec_init(n * n), defects = _arb_vec_init(n * n);
    statement_input_balls(box, k->statement, k->unique, KRAWCZYK_BITS);
    bool holds = table_balls(values, &k->map, box, KRAWCZYK_BITS, REGULARITY_C1) &&
                 table_balls(jacobian, &k->jacobian, box, KRAWCZYK_BITS, REGULARITY_DEFINED);
    defect(defects, k, jacobian, KRAWCZYK_BITS);
    holds = holds && rows_contract(k, defects);
    _arb_vec_clear(box, n);
    _arb_vec_clear(values, n);
    _arb_vec_clear(jacobian, n * n);
    _arb_vec_clear(defects, n * n);
    return holds;
}

// The part `t` of the box about the zero, with short ends; it must contain Z.
static bool set_unique(krawczyk_t *k, double t)
{
    fmpq_t end;
    fmpq_init(end);
    bool contains = true;
    for (size_t i = 0; i < k->n; i++) {
        const side_t *side = k->statement->root + i;
        double zero = arf_get_d(arb_midref(k->zero + i), ARF_RND_NEAR);
        double width = t * (side->hi - side->lo), unit = ldexp(1, ilogb(width) - 6);
        double lo = ceil((zero + t * (side->lo - zero)) / unit) * unit;
        double hi = floor((zero + t * (side->hi - zero)) / unit) * unit;
        k->unique[i] = (side_t){lo, hi, MARK_NONE, MARK_NONE};
        fmpq_set_double(end, lo);
        contains =
            contains && isfinite(lo) && fmpq_cmp(end, k->lo + i) <= 0 && lo > side_inner_end(k->statement, side, false);
        fmpq_set_double(end, hi);
        contains =
            contains && isfinite(hi) && fmpq_cmp(k->hi + i, end) <= 0 && hi < side_inner_end(k->statement, side, true);
    }
    fmpq_clear(end);
    return contains;
}

// All of the given box and a little more, with short ends: then nothing is left to be subdivided.
static void set_unique_around(krawczyk_t *k)
{
    for (size_t i = 0; i < k->n; i++) {
        const side_t *side = k->statement->root + i;
        double unit = ldexp(1, ilogb(side->hi - side->lo) - 6);
        k->unique[i] =
            (side_t){(floor(side->lo / unit) - 1) * unit, (ceil(side->hi / unit) + 1) * unit, MARK_NONE, MARK_NONE};
    }
}

bool krawczyk_unique(krawczyk_t *k)
{
    double t = LARGEST_PART;
    set_unique_around(k);
    if (test_uniqueness(k))
        return true;
    for (int step = 0; step < MAX_SHRINKS; step++, t *= 0.5)
        if (set_unique(k, t) && test_uniqueness(k))
            return true;
    return false;
}
