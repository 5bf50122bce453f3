// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/ellipsoid_guess.h"

#include "base/memory.h"

#include <math.h>

static bool is_implicit(const proposal_t *proposal, const expr_t *coordinates)
{
    for (size_t k = 0; k < proposal->spec->point_count; k++)
        if (proposal->spec->points[k]->implicit && proposal->spec->points[k]->coordinates[0] == coordinates[0])
            return true;
    return false;
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

void proposal_refine(double *point, proposal_t *proposal, const expr_t *coordinates)
{
    enum { STEPS = 12 };
    simulator_t *s = &proposal->simulator;
    size_t n = s->lowering.dimension;
    if (!is_implicit(proposal, coordinates))
        return;
    double *hessian = mem_alloc(n * n, sizeof *hessian), *gradient = mem_alloc(n, sizeof *gradient);
    double *shifted = mem_alloc(n, sizeof *shifted);
    for (int i = 0; i < STEPS && newton_step(point, s, hessian, gradient, shifted); i++)
        ;
    mem_free(hessian);
    mem_free(gradient);
    mem_free(shifted);
}
