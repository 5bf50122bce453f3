// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/ellipsoid_guess.h"

#include "base/memory.h"
#include "expr/constant_value.h"

#include <math.h>

// The declared point that has these coordinates, if it is known by a box; else NULL.
static const spec_point_t *implicit_point(const proposal_t *proposal, const expr_t *coordinates)
{
    for (size_t k = 0; k < proposal->spec->point_count; k++)
        if (proposal->spec->points[k]->implicit && proposal->spec->points[k]->coordinates[0] == coordinates[0])
            return proposal->spec->points[k];
    return NULL;
}

// The gradient at the position, with momentum at rest there.
static bool gradient_at(double *gradient, simulator_t *s, const double *point)
{
    size_t n = s->lowering.dimension;
    double *state = mem_alloc(s->state_count, sizeof *state);
    for (size_t i = 0; i < s->state_count; i++)
        state[i] = point[i % n];
    bool good = simulator_gradient(gradient, s, state);
    mem_free(state);
    return good;
}

// One step, the Hessian by differences; false when there is none.
static bool newton_step(double *point, simulator_t *s, double *hessian, double *gradient, double *shifted)
{
    const double h = 1e-6;
    size_t n = s->lowering.dimension;
    if (!gradient_at(gradient, s, point))
        return false;
    for (size_t j = 0; j < n; j++) {
        double old = point[j];
        point[j] = old + h;
        bool good = gradient_at(shifted, s, point);
        point[j] = old;
        if (!good)
            return false;
        for (size_t i = 0; i < n; i++)
            hessian[i * n + j] = (shifted[i] - gradient[i]) / h;
    }
    if (!guess_solve(hessian, gradient, n))
        return false;
    for (size_t i = 0; i < n; i++)
        point[i] -= gradient[i];
    return true;
}

static void newton(double *point, simulator_t *s)
{
    enum { STEPS = 12 };
    size_t n = s->lowering.dimension;
    double *hessian = mem_alloc(n * n, sizeof *hessian), *gradient = mem_alloc(n, sizeof *gradient);
    double *shifted = mem_alloc(n, sizeof *shifted);
    for (int i = 0; i < STEPS && newton_step(point, s, hessian, gradient, shifted); i++)
        ;
    mem_free(hessian);
    mem_free(gradient);
    mem_free(shifted);
}

static bool box_of(double *ends, const proposal_t *proposal, const spec_point_t *implicit)
{
    size_t n = proposal->spec->dimension;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool good = true;
    for (size_t i = 0; i < 2 * n && good; i++) {
        good = constant_enclose(lo, hi, proposal->spec->dag, i < n ? implicit->box_lo[i] : implicit->box_hi[i - n], 64);
        ends[i] = good ? fmpq_get_d(lo) : 0;
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
    return good;
}

static bool is_inside(const double *point, const double *ends, size_t n)
{
    bool inside = true;
    for (size_t i = 0; i < n; i++)
        inside = inside && ends[i] <= point[i] && point[i] <= ends[n + i];
    return inside;
}

// The point of a grid in the box at which the gradient is smallest.
static void flattest(double *point, simulator_t *s, const double *ends)
{
    enum { MOST_VARIABLES = 3 };
    static const size_t sizes[MOST_VARIABLES + 1] = {1, 64, 16, 6};
    size_t n = s->lowering.dimension, size = n <= MOST_VARIABLES ? sizes[n] : 2;
    size_t count = 1;
    for (size_t i = 0; i < n && count <= 256; i++)
        count *= size;
    double least = INFINITY, *candidate = mem_alloc(n, sizeof *candidate), *gradient = mem_alloc(n, sizeof *gradient);
    for (size_t k = 0; k < count; k++) {
        double square = 0;
        for (size_t i = 0, rest = k; i < n; i++, rest /= size)
            candidate[i] = ends[i] + (ends[n + i] - ends[i]) * ((double)(rest % size) + 0.5) / (double)size;
        bool good = gradient_at(gradient, s, candidate);
        for (size_t i = 0; i < n && good; i++)
            square += gradient[i] * gradient[i];
        if (!good || !(square < least))
            continue;
        least = square;
        for (size_t i = 0; i < n; i++)
            point[i] = candidate[i];
    }
    mem_free(candidate);
    mem_free(gradient);
}

void proposal_refine(double *point, proposal_t *proposal, const expr_t *coordinates)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->lowering.dimension;
    const spec_point_t *implicit = implicit_point(proposal, coordinates);
    if (!implicit)
        return;
    newton(point, s);
    double *ends = mem_alloc(2 * n, sizeof *ends);
    if (box_of(ends, proposal, implicit) && !is_inside(point, ends, n)) {
        flattest(point, s, ends);
        newton(point, s);
    }
    mem_free(ends);
}
