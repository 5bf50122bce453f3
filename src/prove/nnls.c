// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/nnls.h"

#include "base/memory.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define DEPENDENT 1e-9  // what is left of a column of length 1 that depends on others
#define SMALL_GAIN 1e-12

typedef struct {
    size_t rows, columns;
    const double *a, *b;
    double *x;
    size_t count;     // of columns in use
    size_t *used;     // which
    bool *excluded;   // per column: in use, or of no use
    double *basis;    // orthonormal, count columns
    double *triangle; // used column k = sum over i <= k of triangle[k * rows + i] basis_i
    double *solution; // of the columns in use
    double *residual;
} nnls_t;

static double dot(size_t n, const double *a, const double *b)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

// Makes column number k of the basis from the used one (Gram and Schmidt, twice); false when it depends on those before.
static bool orthogonalise(nnls_t *s, size_t k)
{
    double *q = s->basis + k * s->rows, *r = s->triangle + k * s->rows;
    memcpy(q, s->a + s->used[k] * s->rows, s->rows * sizeof *q);
    memset(r, 0, s->rows * sizeof *r);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < k; i++) {
            double part = dot(s->rows, q, s->basis + i * s->rows);
            r[i] += part;
            for (size_t n = 0; n < s->rows; n++)
                q[n] -= part * s->basis[i * s->rows + n];
        }
    r[k] = sqrt(dot(s->rows, q, q));
    for (size_t n = 0; n < s->rows && r[k] > DEPENDENT; n++)
        q[n] /= r[k];
    return r[k] > DEPENDENT;
}

// The least squares solution for the columns in use, the basis being made.
static void solve(nnls_t *s)
{
    for (size_t k = 0; k < s->count; k++)
        s->solution[k] = dot(s->rows, s->basis + k * s->rows, s->b);
    for (size_t k = s->count; k-- > 0;) {
        s->solution[k] /= s->triangle[k * s->rows + k];
        for (size_t i = 0; i < k; i++)
            s->solution[i] -= s->triangle[k * s->rows + i] * s->solution[k];
    }
}

static void set_residual(nnls_t *s)
{
    memcpy(s->residual, s->b, s->rows * sizeof *s->residual);
    for (size_t k = 0; k < s->count; k++)
        for (size_t n = 0; n < s->rows; n++)
            s->residual[n] -= s->x[s->used[k]] * s->a[s->used[k] * s->rows + n];
}

// Takes column number k out of use.
static void drop(nnls_t *s, size_t k)
{
    s->x[s->used[k]] = 0;
    s->excluded[s->used[k]] = false;
    s->count--;
    memmove(s->used + k, s->used + k + 1, (s->count - k) * sizeof *s->used);
    for (size_t i = k; i < s->count; i++)
        (void)orthogonalise(s, i); // fewer columns before it: still independent
}

// Goes from x towards the solution as far as all stay positive; what becomes 0 goes out of use. False when that was all the way.
static bool step_back(nnls_t *s)
{
    double share = 1;
    for (size_t k = 0; k < s->count; k++)
        if (s->solution[k] <= 0)
            share = fmin(share, s->x[s->used[k]] / (s->x[s->used[k]] - s->solution[k]));
    bool blocked = false;
    for (size_t k = 0; k < s->count; k++)
        blocked = blocked || s->solution[k] <= 0;
    for (size_t k = 0; k < s->count; k++)
        s->x[s->used[k]] += share * (s->solution[k] - s->x[s->used[k]]);
    for (size_t k = s->count; blocked && k-- > 0;)
        if (s->solution[k] <= 0 && s->x[s->used[k]] <= 1e-14)
            drop(s, k);
    return blocked;
}

// The unused column along which the residual falls fastest; false when it falls along none.
static bool choose(size_t *best, const nnls_t *s, double least)
{
    double gain = least;
    bool found = false;
    for (size_t j = 0; j < s->columns; j++) {
        if (s->excluded[j])
            continue;
        double w = dot(s->rows, s->a + j * s->rows, s->residual);
        if (w > gain) {
            gain = w;
            *best = j;
            found = true;
        }
    }
    return found;
}

static void run(nnls_t *s, size_t steps)
{
    double least = SMALL_GAIN * (1 + sqrt(dot(s->rows, s->b, s->b)));
    size_t best = 0;
    set_residual(s);
    for (size_t t = 0; t < steps && choose(&best, s, least); t++) {
        if (s->count == s->rows)
            return;
        s->used[s->count] = best;
        s->excluded[best] = true; // for good, if it depends on the others
        if (!orthogonalise(s, s->count))
            continue;
        s->count++;
        solve(s);
        for (size_t k = 0; k <= s->rows && step_back(s); k++)
            solve(s);
        set_residual(s);
    }
}

double nnls(double *x, size_t rows, size_t columns, const double *a, const double *b, size_t steps)
{
    size_t most = rows + 1;
    nnls_t s = {.rows = rows, .columns = columns, .a = a, .b = b, .x = x};
    memset(x, 0, columns * sizeof *x);
    s.used = mem_alloc(most, sizeof *s.used);
    s.excluded = mem_alloc(columns, sizeof *s.excluded);
    s.basis = mem_alloc(most * rows, sizeof *s.basis);
    s.triangle = mem_alloc(most * rows, sizeof *s.triangle);
    s.solution = mem_alloc(most, sizeof *s.solution);
    s.residual = mem_alloc(rows, sizeof *s.residual);
    run(&s, steps);
    double left = sqrt(dot(rows, s.residual, s.residual));
    mem_free(s.used);
    mem_free(s.excluded);
    mem_free(s.basis);
    mem_free(s.triangle);
    mem_free(s.solution);
    mem_free(s.residual);
    return left;
}
