// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/propose_internal.h"

#include "base/memory.h"

#include <math.h>

static bool is_implicit(const proposal_t *proposal, const expr_t *coordinates)
{
    for (size_t k = 0; k < proposal->spec->point_count; k++)
        if (proposal->spec->points[k]->implicit && proposal->spec->points[k]->coordinates[0] == coordinates[0])
            return true;
    return false;
}

// Solves the n by n system in place by elimination with pivoting: rows of a, then the right side b, which becomes the solution.
static bool solve(double *a, double *b, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++)
            pivot = fabs(a[i * n + k]) > fabs(a[pivot * n + k]) ? i : pivot;
        if (!(fabs(a[pivot * n + k]) > 0))
            return false;
        for (size_t j = 0; j < n; j++) {
            double swap = a[k * n + j];
            a[k * n + j] = a[pivot * n + j];
            a[pivot * n + j] = swap;
        }
        double swap = b[k];
        b[k] = b[pivot];
        b[pivot] = swap;
        for (size_t i = k + 1; i < n; i++) {
            double factor = a[i * n + k] / a[k * n + k];
            for (size_t j = k; j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
            b[i] -= factor * b[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            b[k] -= a[k * n + j] * b[j];
        b[k] /= a[k * n + k];
    }
    return true;
}

// One step, the Hessian by differences; false when there is none.
static bool newton_step(double *point, simulator_t *s, double *hessian, double *gradient, double *shifted)
{
    const double h = 1e-6;
    size_t n = s->lowering.dimension;
    if (!simulator_gradient(gradient, s, point))
        return false;
    for (size_t j = 0; j < n; j++) {
        double old = point[j];
        point[j] = old + h;
        bool good = simulator_gradient(shifted, s, point);
        point[j] = old;
        if (!good)
            return false;
        for (size_t i = 0; i < n; i++)
            hessian[i * n + j] = (shifted[i] - gradient[i]) / h;
    }
    if (!solve(hessian, gradient, n))
        return false;
    for (size_t i = 0; i < n; i++)
        point[i] -= gradient[i];
    return true;
}

void proposal_refine(double *point, proposal_t *proposal, const expr_t *coordinates)
{
    enum { STEPS = 12 };
    simulator_t *s = &proposal->simulator;
    size_t n = s->lowering.dimension;
    if (!is_implicit(proposal, coordinates) || s->state_count != n)
        return;
    double *hessian = mem_alloc(n * n, sizeof *hessian), *gradient = mem_alloc(n, sizeof *gradient);
    double *shifted = mem_alloc(n, sizeof *shifted);
    for (int i = 0; i < STEPS && newton_step(point, s, hessian, gradient, shifted); i++)
        ;
    mem_free(hessian);
    mem_free(gradient);
    mem_free(shifted);
}
