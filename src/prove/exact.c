// SPDX-License-Identifier: LGPL-3.0-or-later
// The complete decision of obligations about piecewise polynomials of one variable with real algebraic coefficients.
#include "prove/exact.h"

#include "base/memory.h"

// ---- setting up ----

static const known_coordinate_t *find_known(const prover_t *prover, expr_t variable)
{
    for (size_t i = 0; i < prover->known_count; i++)
        if (prover->known[i].variable == variable && prover->known[i].is_exact)
            return prover->known + i;
    return NULL;
}

static status_t bind_points(problem_t *problem)
{
    const obligation_t *obligation = problem->obligation;
    real_t value;
    real_init(value);
    status_t status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < obligation->point_count; i++) {
        expr_t variable = obligation->points[i].variable;
        const known_coordinate_t *known = find_known(problem->prover, variable);
        if (!known)
            continue; // unsupported where it is met
        status = real_set_rpoint(value, known->exact, problem->prover->reals);
        if (status == STATUS_OK)
            line_bind(&problem->line, variable, value);
    }
    real_clear(value);
    return status;
}

static void problem_start(problem_t *problem, prover_t *prover, const obligation_t *obligation, expr_t variable)
{
    *problem = (problem_t){.prover = prover,
                           .obligation = obligation,
                           .region = obligation->region,
                           .conclusion = obligation->conclusion,
                           .map = obligation->map_count ? obligation->map[0] : EXPR_NONE,
                           .denominator = EXPR_NONE,
                           .bound = obligation->bound,
                           .centre = EXPR_NONE,
                           .lo_end = EXPR_NONE,
                           .hi_end = EXPR_NONE};
    if (obligation->kind == OBLIGATION_BOUNDED)
        problem->denominator = obligation->map[1];
    if (obligation->kind == OBLIGATION_LOCAL && obligation->centre)
        problem->centre = obligation->centre[0];
    size_t max_cells = prover->limits.max_boxes > 0 ? (size_t)prover->limits.max_boxes : 1;
    line_init(&problem->line, prover->dag, variable, max_cells, prover->reals);
    rpoint_init(problem->lo);
    rpoint_init(problem->hi);
}

static status_t problem_build(problem_t *problem)
{
    expr_t *const slots[] = {&problem->region, &problem->conclusion, &problem->map,    &problem->denominator,
                             &problem->bound,  &problem->centre,     &problem->lo_end, &problem->hi_end};
    enum { SLOTS = sizeof slots / sizeof *slots };
    expr_t roots[SLOTS];
    size_t count = 0;
    for (size_t i = 0; i < SLOTS; i++)
        if (*slots[i] != EXPR_NONE)
            roots[count++] = *slots[i];
    status_t status = line_build(&problem->line, count, roots, &problem->met);
    count = 0;
    for (size_t i = 0; i < SLOTS; i++)
        if (*slots[i] != EXPR_NONE)
            *slots[i] = roots[count++];
    return status;
}

// The end of the interval as a point. Undefined ends count as unsupported.
static status_t read_end(rpoint_t end, bool *has_end, const problem_t *problem, expr_t a)
{
    *has_end = a != EXPR_NONE;
    if (!*has_end)
        return STATUS_OK;
    real_t value;
    real_init(value);
    status_t status = line_constant(value, &problem->line, a);
    rpoint_set_real(end, value);
    real_clear(value);
    return status == STATUS_OK ? STATUS_OK : problem_failure(problem);
}

static status_t read_interval(problem_t *problem, const interval_t *interval)
{
    problem->lo_open = interval->lo_open;
    problem->hi_open = interval->hi_open;
    status_t status = read_end(problem->lo, &problem->has_lo, problem, problem->lo_end);
    return status == STATUS_OK ? read_end(problem->hi, &problem->has_hi, problem, problem->hi_end) : status;
}

status_t problem_init(problem_t *problem, prover_t *prover, const obligation_t *obligation)
{
    bool has_variable = obligation->variable_count == 1;
    const interval_t *interval = has_variable ? &obligation->variables[0].domain : NULL;
    problem_start(problem, prover, obligation, has_variable ? obligation->variables[0].variable : EXPR_NONE);
    if (obligation->variable_count > 1 ||
        (obligation->map_count > 1 && obligation->kind != OBLIGATION_BOUNDED))
        return STATUS_UNSUPPORTED;
    if (has_variable) {
        problem->lo_end = interval->lo;
        problem->hi_end = interval->hi;
    }
    status_t status = bind_points(problem);
    if (status == STATUS_OK)
        status = problem_build(problem);
    if (status == STATUS_OK && has_variable)
        status = read_interval(problem, interval);
    return status;
}

void problem_clear(problem_t *problem)
{
    line_clear(&problem->line);
    partition_release(problem->met);
    rpoint_clear(problem->lo);
    rpoint_clear(problem->hi);
}

status_t problem_failure(const problem_t *problem)
{
    return problem->line.limited ? STATUS_LIMIT : STATUS_UNSUPPORTED;
}

status_t problem_range(frame_t *frame, size_t *first, size_t *last, problem_t *problem)
{
    size_t lo = 0, hi = 0;
    status_t status = STATUS_OK;
    if (problem->has_lo)
        status = frame_add_point(frame, problem->lo, &lo, &problem->line);
    if (status == STATUS_OK && problem->has_hi)
        status = frame_add_point(frame, problem->hi, &hi, &problem->line);
    if (status == STATUS_OK && problem->has_lo)
        status = frame_locate(&lo, frame, problem->lo, &problem->line);
    *first = problem->has_lo ? lo + problem->lo_open : 0;
    *last = partition_cell_count(frame->partition) - 1;
    if (problem->has_hi)
        *last = hi - problem->hi_open; // hi is a point cell, 1 at least
    return status;
}

// ---- deciding ----

static status_t decide(proof_t *proof, problem_t *problem)
{
    switch (problem->obligation->kind) {
    case OBLIGATION_FORALL:
    case OBLIGATION_EXISTS:
        return prove_exact_forall(proof, problem);
    case OBLIGATION_LOCAL:
        return prove_exact_local(proof, problem);
    case OBLIGATION_PAIR:
        return prove_exact_pair(proof, problem);
    case OBLIGATION_ROOT:
        return prove_exact_root(proof, problem);
    case OBLIGATION_LIPSCHITZ:
        return prove_exact_lipschitz(proof, problem);
    case OBLIGATION_BOUNDED:
        return prove_exact_bounded(proof, problem);
    default:
        return STATUS_UNSUPPORTED;
    }
}

static status_t check_interval(bool *reversed, const problem_t *problem)
{
    int order = 0;
    status_t status = STATUS_OK;
    if (problem->has_lo && problem->has_hi)
        status = rpoint_cmp(&order, problem->lo, problem->hi, problem->prover->reals);
    *reversed = order > 0;
    return status;
}

status_t prove_exact(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    problem_t problem;
    proof_t found;
    proof_init(&found);
    status_t status = problem_init(&problem, prover, obligation);
    bool reversed = false;
    if (status == STATUS_OK)
        status = check_interval(&reversed, &problem);
    if (status == STATUS_OK && reversed)
        found.reason = format_text("the ends of the interval are in the wrong order");
    else if (status == STATUS_OK)
        status = decide(&found, &problem);
    problem_clear(&problem);
    if (status == STATUS_OK) {
        proof_clear(proof);
        *proof = found;
    } else {
        proof_clear(&found);
    }
    return status;
}
