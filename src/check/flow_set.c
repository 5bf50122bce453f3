// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/flow_set.h"

#include "base/memory.h"

#include <math.h>

void flow_set_init(flow_set_t *set, size_t count, size_t moving, slong precision)
{
    *set = (flow_set_t){.count = count, .moving = moving, .precision = precision};
    set->centre = range_array_new(count, precision);
    set->axes = range_array_new(count * count, precision);
    set->spread = range_array_new(count, precision);
    set->box = range_array_new(count, precision);
}

void flow_set_clear(flow_set_t *set)
{
    range_array_free(set->centre, set->count);
    range_array_free(set->axes, set->count * set->count);
    range_array_free(set->spread, set->count);
    range_array_free(set->box, set->count);
}

static void set_unit(range_t *matrix, size_t n)
{
    for (size_t i = 0; i < n * n; i++)
        range_set_si(matrix + i, i / n == i % n);
}

void flow_set_box(flow_set_t *set, const range_t *box)
{
    set_unit(set->axes, set->count);
    for (size_t i = 0; i < set->count; i++) {
        range_set(set->box + i, box + i);
        range_middle(set->centre + i, box + i);
        range_sub(set->spread + i, box + i, set->centre + i);
    }
}

// ---- matrices ----

static void multiply(range_t *result, const range_t *a, const range_t *b, size_t n, size_t columns, slong precision)
{
    range_t product;
    range_init(&product, precision);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < columns; j++) {
            range_t *sum = result + i * columns + j;
            range_set_si(sum, 0);
            for (size_t k = 0; k < n; k++) {
                range_mul(&product, a + i * n + k, b + k * columns + j);
                range_add(sum, sum, &product);
            }
        }
    range_clear(&product);
}

// row[to] -= factor row[from]
static void subtract_row(range_t *matrix, size_t n, size_t to, size_t from, const range_t *factor, range_t *product)
{
    for (size_t j = 0; j < n; j++) {
        range_mul(product, factor, matrix + from * n + j);
        range_sub(matrix + to * n + j, matrix + to * n + j, product);
    }
}

static bool divide_row(range_t *matrix, size_t n, size_t row, const range_t *divisor)
{
    for (size_t j = 0; j < n; j++)
        if (range_div(matrix + row * n + j, matrix + row * n + j, divisor) != STATUS_OK)
            return false;
    return true;
}

// An enclosure of the inverse, by elimination without pivoting. False when a pivot may be 0. Overwrites a.
static bool invert(range_t *inverse, range_t *a, size_t n, slong precision)
{
    range_t factor, product;
    range_init(&factor, precision);
    range_init(&product, precision);
    set_unit(inverse, n);
    bool good = true;
    for (size_t k = 0; k < n && good; k++) {
        range_set(&factor, a + k * n + k);
        good = divide_row(a, n, k, &factor) && divide_row(inverse, n, k, &factor);
        for (size_t i = 0; i < n && good; i++) {
            if (i == k)
                continue;
            range_set(&factor, a + i * n + k);
            subtract_row(a, n, i, k, &factor, &product);
            subtract_row(inverse, n, i, k, &factor, &product);
        }
    }
    range_clear(&factor);
    range_clear(&product);
    return good;
}

// ---- axes ----

static double nearby(const range_t *a)
{
    mpfr_t lo, hi;
    mpfr_init2(lo, range_precision(a));
    mpfr_init2(hi, range_precision(a));
    range_get_ends(lo, hi, a);
    double middle = mpfr_get_d(lo, MPFR_RNDN) / 2 + mpfr_get_d(hi, MPFR_RNDN) / 2;
    mpfr_clear(lo);
    mpfr_clear(hi);
    return middle;
}

static double width(const range_t *a)
{
    mpfr_t lo, hi;
    mpfr_init2(lo, range_precision(a));
    mpfr_init2(hi, range_precision(a));
    range_get_ends(lo, hi, a);
    mpfr_sub(hi, hi, lo, MPFR_RNDU);
    long exponent;
    double mantissa = mpfr_get_d_2exp(&exponent, hi, MPFR_RNDN);
    mpfr_clear(lo);
    mpfr_clear(hi);
    return mantissa > 0 ? log2(mantissa) + (double)exponent : -HUGE_VAL; // widths may be far below the doubles
}

// The columns of the matrix by falling length, after scaling by the widths.
static void sort_columns(size_t *order, const double *m, const range_t *spread, size_t n)
{
    double *length = mem_alloc(n, sizeof *length);
    for (size_t j = 0; j < n; j++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += m[i * n + j] * m[i * n + j];
        length[j] = (sum > 0 ? log2(sum) / 2 : -HUGE_VAL) + width(spread + j);
        size_t place = j;
        for (; place > 0 && length[order[place - 1]] < length[j]; place--)
            order[place] = order[place - 1];
        order[place] = j;
    }
    mem_free(length);
}

// Column k of q made orthogonal to those before it, twice, and of length 1.
static bool orthogonalise(double *q, size_t n, size_t k)
{
    double square = 0;
    for (int round = 0; round < 2; round++)
        for (size_t j = 0; j < k; j++) {
            double dot = 0;
            for (size_t i = 0; i < n; i++)
                dot += q[i * n + j] * q[i * n + k];
            for (size_t i = 0; i < n; i++)
                q[i * n + k] -= dot * q[i * n + j];
        }
    for (size_t i = 0; i < n; i++)
        square += q[i * n + k] * q[i * n + k];
    for (size_t i = 0; i < n; i++)
        q[i * n + k] /= sqrt(square);
    return square > 0 && isfinite(square);
}

// Directions of the matrix's columns, the longest first, made orthogonal (Gram and Schmidt). Which directions these are is
// a matter of width alone: the set is right with any. Coordinates that do not move keep their columns. False when there are none.
static bool choose_axes(flow_set_t *set, const range_t *matrix)
{
    size_t n = set->moving, count = set->count;
    size_t *order = mem_alloc(n, sizeof *order);
    double *m = mem_alloc(n * n, sizeof *m), *q = mem_alloc(n * n, sizeof *q);
    for (size_t i = 0; i < n * n; i++)
        m[i] = nearby(matrix + i / n * count + i % n);
    sort_columns(order, m, set->spread, n);
    bool good = true;
    for (size_t k = 0; k < n && good; k++) {
        double largest = 0;
        for (size_t i = 0; i < n; i++)
            largest = fmax(largest, fabs(m[i * n + order[k]]));
        for (size_t i = 0; i < n; i++)
            q[i * n + k] = m[i * n + order[k]] / largest;
        good = largest > 0 && isfinite(largest) && orthogonalise(q, n, k);
    }
    for (size_t i = 0; i < count * count && good; i++) {
        size_t row = i / count, column = i % count;
        double entry = column >= n ? nearby(matrix + i) : row < n ? q[row * n + column] : 0;
        good = isfinite(entry);
        range_set_rounded(set->axes + i, &(range_t){entry, entry, NULL});
    }
    mem_free(order);
    mem_free(m);
    mem_free(q);
    return good;
}

// ---- moving ----

// New axes and their inverse.
static void turn(flow_set_t *set, range_t *inverse, const range_t *matrix)
{
    size_t n = set->count;
    range_t *copy = range_array_new(n * n, set->precision);
    bool good = n > 1 && choose_axes(set, matrix);
    for (size_t i = 0; i < n * n && good; i++)
        range_set(copy + i, set->axes + i);
    if (!good || !invert(inverse, copy, n, set->precision)) {
        set_unit(set->axes, n);
        set_unit(inverse, n);
    }
    range_array_free(copy, n * n);
}

void flow_set_move(flow_set_t *set, range_t *y, range_t *slopes)
{
    size_t n = set->count;
    range_t *matrix = range_array_new(n * n, set->precision), *inverse = range_array_new(n * n, set->precision);
    range_t *offset = range_array_new(n, set->precision), *turned = range_array_new(n, set->precision);
    multiply(matrix, slopes, set->axes, n, n, set->precision);
    multiply(offset, matrix, set->spread, n, 1, set->precision);
    for (size_t i = 0; i < n; i++) {
        range_add(set->box + i, y + i, offset + i);
        range_middle(set->centre + i, y + i);
        range_sub(y + i, y + i, set->centre + i);
    }
    turn(set, inverse, matrix);
    multiply(slopes, inverse, matrix, n, n, set->precision);
    multiply(offset, slopes, set->spread, n, 1, set->precision);
    multiply(turned, inverse, y, n, 1, set->precision);
    for (size_t i = 0; i < n; i++)
        range_add(set->spread + i, offset + i, turned + i);
    // The set lies in the box that the old axes give, and in the one of the new ones.
    multiply(offset, set->axes, set->spread, n, 1, set->precision);
    for (size_t i = 0; i < n; i++) {
        range_add(offset + i, offset + i, set->centre + i);
        (void)range_meet(set->box + i, offset + i);
    }
    range_array_free(matrix, n * n);
    range_array_free(inverse, n * n);
    range_array_free(offset, n);
    range_array_free(turned, n);
}
