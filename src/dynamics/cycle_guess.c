// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/cycle_guess.h"

#include "base/memory.h"
#include "dynamics/ellipsoid_guess.h"

#include <math.h>
#include <string.h>

double cycle_guess_distance(const simulator_t *s, const double *state, const double *point)
{
    double most = 0;
    for (size_t i = 0; i < s->lowering.dimension; i++)
        most = fmax(most, fabs(state[i] - point[i]));
    return most;
}

// The largest difference of a state variable, against its size.
static double change(const double *a, const double *b, size_t n)
{
    double most = 0;
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fabs(a[i] - b[i]) / (1 + fabs(b[i])));
    return most;
}

static bool newton_step(double *state, simulator_t *s, size_t period, double *matrix, double *right)
{
    size_t n = s->state_count;
    memcpy(right, state, n * sizeof *right);
    if (!guess_jacobian(matrix, s, state, period) || !guess_iterate(s, right, period))
        return false;
    for (size_t i = 0; i < n; i++) {
        right[i] = state[i] - right[i];
        matrix[i * n + i] -= 1;
    }
    if (!guess_solve(matrix, right, n))
        return false;
    for (size_t i = 0; i < n; i++)
        state[i] += right[i];
    return true;
}

// Whether the state returns after `steps` steps.
static bool returns(simulator_t *s, const double *state, size_t steps, double tolerance, double *later)
{
    memcpy(later, state, s->state_count * sizeof *later);
    return guess_iterate(s, later, steps) && change(later, state, s->state_count) < tolerance;
}

bool cycle_guess_refine(double *state, simulator_t *s, size_t period)
{
    enum { STEPS = 30 };
    size_t n = s->state_count;
    double *matrix = mem_alloc(n * n, sizeof *matrix), *right = mem_alloc(n, sizeof *right),
           *later = mem_alloc(n, sizeof *later);
    bool good = true;
    for (int k = 0; k < STEPS && good; k++)
        good = newton_step(state, s, period, matrix, right);
    good = good && returns(s, state, period, 1e-8, later);
    for (size_t steps = 1; steps < period && good; steps++)
        good = period % steps != 0 || !returns(s, state, steps, 1e-6, later);
    mem_free(matrix);
    mem_free(right);
    mem_free(later);
    return good;
}

typedef struct {
    simulator_t *s;
    const double *point;
    size_t period;
    double *best, *trial, distance;
} hunt_t;

// Newton's method from a state; of the cycle that it leads to, the state nearest to the point is kept if it is the best
// one.
static void try_start(hunt_t *hunt, const double *start)
{
    size_t n = hunt->s->state_count;
    memcpy(hunt->trial, start, n * sizeof *start);
    if (!cycle_guess_refine(hunt->trial, hunt->s, hunt->period))
        return;
    for (size_t t = 0; t < hunt->period; t++) {
        double distance = cycle_guess_distance(hunt->s, hunt->trial, hunt->point);
        if (distance < hunt->distance) {
            hunt->distance = distance;
            memcpy(hunt->best, hunt->trial, n * sizeof *start);
        }
        if (!simulator_step(hunt->s, hunt->trial))
            return;
    }
}

bool cycle_guess_find(double *state, simulator_t *s, const double *point, size_t period)
{
    enum { SCALES = 6, DIRECTIONS = 4, WARM_UP = 2000, FOLLOWED = 8 };
    size_t n = s->state_count, dimension = s->lowering.dimension;
    double *start = mem_alloc(n, sizeof *start);
    hunt_t hunt = {s, point, period, mem_alloc(n, sizeof *hunt.best), mem_alloc(n, sizeof *hunt.trial), HUGE_VAL};
    for (size_t i = 0; i < n; i++)
        start[i] = point[i % dimension];
    try_start(&hunt, start);
    bool followed = guess_iterate(s, start, WARM_UP);
    for (int k = 0; k < FOLLOWED && followed; k++) {
        try_start(&hunt, start);
        followed = simulator_step(s, start);
    }
    for (int scale = 0; scale < SCALES; scale++)
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            for (size_t i = 0; i < n; i++)
                start[i] = point[i % dimension] + ldexp(cos(2.4 * direction + 1.7 * (double)i), -scale - 1);
            try_start(&hunt, start);
        }
    if (isfinite(hunt.distance)) {
        memcpy(state, hunt.best, n * sizeof *state);
        (void)cycle_guess_refine(state, s, period);
    }
    mem_free(start);
    mem_free(hunt.best);
    mem_free(hunt.trial);
    return isfinite(hunt.distance);
}
