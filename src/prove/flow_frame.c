// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/flow_frame.h"

#include "base/memory.h"

#include <math.h>
#include <stdbool.h>

void flow_frame_init(flow_frame_t *frame, size_t count, size_t moving)
{
    slong n = (slong)count;
    *frame = (flow_frame_t){count, moving, _arb_vec_init(n), _arb_vec_init(n), _arb_vec_init(n), _arb_vec_init(n * n)};
}

void flow_frame_clear(flow_frame_t *frame)
{
    slong n = (slong)frame->count;
    _arb_vec_clear(frame->centre, n);
    _arb_vec_clear(frame->spread, n);
    _arb_vec_clear(frame->box, n);
    _arb_vec_clear(frame->axes, n * n);
}

static void set_unit(arb_ptr matrix, size_t n)
{
    for (size_t i = 0; i < n * n; i++)
        arb_set_si(matrix + i, i / n == i % n);
}

// The middle of the ball, and what is left of it about 0.
static void split(arb_t centre, arb_t rest, const arb_t ball)
{
    arb_get_mid_arb(centre, ball);
    arb_zero(rest);
    mag_set(arb_radref(rest), arb_radref(ball));
}

void flow_frame_set(flow_frame_t *frame, arb_srcptr box)
{
    set_unit(frame->axes, frame->count);
    for (size_t i = 0; i < frame->count; i++) {
        arb_set(frame->box + i, box + i);
        split(frame->centre + i, frame->spread + i, box + i);
    }
}

static void multiply(arb_ptr result, arb_srcptr a, arb_srcptr b, size_t n, size_t columns, slong prec)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < columns; j++) {
            arb_zero(result + i * columns + j);
            for (size_t k = 0; k < n; k++)
                arb_addmul(result + i * columns + j, a + i * n + k, b + k * columns + j, prec);
        }
}

// ---- axes ----

static double log_size(const double *column, size_t n, const arb_t spread)
{
    mag_t weight;
    mag_init(weight);
    arb_get_mag(weight, spread);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += column[i] * column[i];
    double size = (sum > 0 ? log2(sum) / 2 : -HUGE_VAL) + mag_get_d_log2_approx(weight);
    mag_clear(weight);
    return size;
}

// Gram and Schmidt, twice for accuracy; columns are stored one after another.
static bool orthogonalise(double *columns, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        double *c = columns + k * n, square = 0;
        for (size_t pass = 0; pass < 2 * k; pass++) {
            const double *before = columns + pass % k * n;
            double dot = 0;
            for (size_t i = 0; i < n; i++)
                dot += before[i] * c[i];
            for (size_t i = 0; i < n; i++)
                c[i] -= dot * before[i];
        }
        for (size_t i = 0; i < n; i++)
            square += c[i] * c[i];
        if (!(square > 0) || !isfinite(square))
            return false;
        for (size_t i = 0; i < n; i++)
            c[i] /= sqrt(square);
    }
    return true;
}

static void swap_columns(double *columns, double *sizes, size_t a, size_t b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double x = columns[a * n + i];
        columns[a * n + i] = columns[b * n + i];
        columns[b * n + i] = x;
    }
    double x = sizes[a];
    sizes[a] = sizes[b];
    sizes[b] = x;
}

// Axes along the columns of the matrix, by falling length; false when they do not span. Those of coordinates that do not move are
// the middles of the columns themselves.
static bool choose_axes(flow_frame_t *frame, arb_srcptr matrix)
{
    size_t n = frame->moving, count = frame->count;
    double *columns = mem_alloc(n * n, sizeof *columns), *sizes = mem_alloc(n, sizeof *sizes);
    for (size_t j = 0; j < n; j++) {
        double largest = 0;
        for (size_t i = 0; i < n; i++) {
            columns[j * n + i] = arf_get_d(arb_midref(matrix + i * count + j), ARF_RND_NEAR);
            largest = fmax(largest, fabs(columns[j * n + i]));
        }
        sizes[j] = log_size(columns + j * n, n, frame->spread + j);
        for (size_t i = 0; i < n && largest > 0; i++)
            columns[j * n + i] /= largest;
        for (size_t k = j; k > 0 && sizes[k - 1] < sizes[k]; k--)
            swap_columns(columns, sizes, k - 1, k, n);
    }
    bool good = orthogonalise(columns, n);
    for (size_t i = 0; i < count * count && good; i++) {
        size_t row = i / count, column = i % count;
        if (column >= n)
            arb_get_mid_arb(frame->axes + i, matrix + i);
        else if (row < n)
            arb_set_d(frame->axes + i, columns[column * n + row]);
        else
            arb_zero(frame->axes + i);
    }
    mem_free(columns);
    mem_free(sizes);
    return good;
}

// Gauss and Jordan on a nearly orthogonal matrix, without pivoting; overwrites a.
static bool invert(arb_ptr inverse, arb_ptr a, size_t n, slong prec)
{
    arb_t factor;
    arb_init(factor);
    set_unit(inverse, n);
    bool good = true;
    for (size_t k = 0; k < n && good; k++) {
        arb_set(factor, a + k * n + k);
        good = !arb_contains_zero(factor);
        for (size_t j = 0; j < n && good; j++) {
            arb_div(a + k * n + j, a + k * n + j, factor, prec);
            arb_div(inverse + k * n + j, inverse + k * n + j, factor, prec);
        }
        for (size_t i = 0; i < n && good; i++) {
            if (i == k)
                continue;
            arb_set(factor, a + i * n + k);
            for (size_t j = 0; j < n; j++) {
                arb_submul(a + i * n + j, factor, a + k * n + j, prec);
                arb_submul(inverse + i * n + j, factor, inverse + k * n + j, prec);
            }
        }
    }
    arb_clear(factor);
    return good;
}

static void turn(flow_frame_t *frame, arb_ptr inverse, arb_srcptr matrix, slong prec)
{
    size_t n = frame->count;
    arb_ptr copy = _arb_vec_init((slong)(n * n));
    bool good = n > 1 && choose_axes(frame, matrix);
    if (good)
        _arb_vec_set(copy, frame->axes, (slong)(n * n));
    if (!good || !invert(inverse, copy, n, prec)) {
        set_unit(frame->axes, n);
        set_unit(inverse, n);
    }
    _arb_vec_clear(copy, (slong)(n * n));
}

void flow_frame_move(flow_frame_t *frame, arb_srcptr y, arb_srcptr v, slong prec)
{
    size_t n = frame->count;
    slong size = (slong)n;
    arb_ptr matrix = _arb_vec_init(size * size), inverse = _arb_vec_init(size * size);
    arb_ptr product = _arb_vec_init(size * size), offset = _arb_vec_init(size), rest = _arb_vec_init(size);
    multiply(matrix, v, frame->axes, n, n, prec);
    multiply(offset, matrix, frame->spread, n, 1, prec);
    for (size_t i = 0; i < n; i++) {
        arb_add(frame->box + i, y + i, offset + i, prec);
        split(frame->centre + i, rest + i, y + i);
    }
    turn(frame, inverse, matrix, prec);
    multiply(product, inverse, matrix, n, n, prec);
    multiply(offset, product, frame->spread, n, 1, prec);
    _arb_vec_set(frame->spread, offset, size);
    multiply(offset, inverse, rest, n, 1, prec);
    _arb_vec_add(frame->spread, frame->spread, offset, size, prec);
    multiply(offset, frame->axes, frame->spread, n, 1, prec);
    for (size_t i = 0; i < n; i++) {
        arb_add(offset + i, offset + i, frame->centre + i, prec);
        if (mag_cmp(arb_radref(offset + i), arb_radref(frame->box + i)) < 0)
            arb_set(frame->box + i, offset + i);
    }
    _arb_vec_clear(matrix, size * size);
    _arb_vec_clear(inverse, size * size);
    _arb_vec_clear(product, size * size);
    _arb_vec_clear(offset, size);
    _arb_vec_clear(rest, size);
}
