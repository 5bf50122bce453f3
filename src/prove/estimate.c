// SPDX-License-Identifier: LGPL-3.0-or-later
// The extremum of a quotient of piecewise polynomials over a region of the line: candidates are the ends of cells (by
// limits), zeros of the quotient's derivative, and infinity. An estimate for the search, not a proof.
#include "base/memory.h"
#include "prove/exact.h"

#define ESTIMATE_PREC 256

typedef struct {
    problem_t problem;
    frame_t frame; // maps: 0 the region, 1 the numerator, 2 the denominator
    size_t first, last;
    const piecewise_t *numerator, *denominator;
    bool maximise;
    bool any;
    arb_ptr extremum;
} search_t;

static void offer(search_t *search, const arb_t value)
{
    if (!search->any)
        arb_set(search->extremum, value);
    else if (search->maximise)
        arb_max(search->extremum, search->extremum, value, ESTIMATE_PREC);
    else
        arb_min(search->extremum, search->extremum, value, ESTIMATE_PREC);
    search->any = true;
}

static void offer_infinite(search_t *search, int sign)
{
    arb_t value;
    arb_init(value);
    arb_pos_inf(value);
    if (sign < 0)
        arb_neg(value, value);
    offer(search, value);
    arb_clear(value);
}

static status_t offer_value(search_t *search, const rpoly_t a, const rpoly_t b, const rpoint_struct *point)
{
    arb_t place, top, bottom;
    arb_init(place);
    arb_init(top);
    arb_init(bottom);
    status_t status = rpoint_get_arb(place, point, ESTIMATE_PREC, search->problem.prover->reals);
    if (status == STATUS_OK) {
        rpoly_evaluate_arb(top, a, place, ESTIMATE_PREC);
        rpoly_evaluate_arb(bottom, b, place, ESTIMATE_PREC);
        arb_div(top, top, bottom, ESTIMATE_PREC);
        offer(search, top);
    }
    arb_clear(place);
    arb_clear(top);
    arb_clear(bottom);
    return status;
}

// b, which is not the zero polynomial, vanishes at the point and a has the sign there. Beside the point b has the sign
// of its first derivative that does not vanish, times (-1)^order below the point.
static status_t offer_pole(search_t *search, int sign, const rpoly_t b, const rpoint_struct *point, int side)
{
    real_ctx_struct *ctx = search->problem.prover->reals;
    rpoly_t derivative;
    int beside = 0;
    rpoly_init(derivative);
    rpoly_set(derivative, b);
    status_t status = STATUS_OK;
    for (int order = 1; status == STATUS_OK && beside == 0; order++) {
        status = rpoly_derivative(derivative, derivative, ctx);
        if (status == STATUS_OK)
            status = rpoly_sign_at(&beside, derivative, point, ctx);
        beside *= side < 0 && order % 2 ? -1 : 1;
    }
    rpoly_clear(derivative);
    if (status == STATUS_OK)
        offer_infinite(search, sign * beside);
    return status;
}

// The limit at the point of a / b from the side (1: from above, -1: from below, 0: the value). While both vanish, the
// quotient of the derivatives (l'Hospital); that ends, since b is not the zero polynomial.
static status_t offer_limit(search_t *search, const rpoly_t a, const rpoly_t b, const rpoint_struct *point, int side)
{
    real_ctx_struct *ctx = search->problem.prover->reals;
    rpoly_t top, bottom;
    int above = 0, below = 0;
    rpoly_init(top);
    rpoly_init(bottom);
    rpoly_set(top, a);
    rpoly_set(bottom, b);
    status_t status = STATUS_OK;
    for (;;) {
        status = rpoly_sign_at(&above, top, point, ctx);
        if (status == STATUS_OK)
            status = rpoly_sign_at(&below, bottom, point, ctx);
        if (status != STATUS_OK || above || below || side == 0)
            break;
        status = rpoly_derivative(top, top, ctx);
        if (status == STATUS_OK)
            status = rpoly_derivative(bottom, bottom, ctx);
        if (status != STATUS_OK)
            break;
    }
    if (status == STATUS_OK && below)
        status = offer_value(search, top, bottom, point);
    else if (status == STATUS_OK && above && side)
        status = offer_pole(search, above, bottom, point, side);
    rpoly_clear(top);
    rpoly_clear(bottom);
    return status;
}

// Towards plus or minus infinity: the quotient of the leading terms.
static void offer_infinity(search_t *search, const rpoly_t a, const rpoly_t b, int side)
{
    slong difference = rpoly_degree(a) - rpoly_degree(b);
    real_t lead;
    arb_t top, bottom;
    real_init(lead);
    arb_init(top);
    arb_init(bottom);
    if (rpoly_is_zero(a) || difference < 0) {
        offer(search, top);
    } else if (difference > 0) {
        offer_infinite(search, rpoly_lead_sgn(a) * rpoly_lead_sgn(b) * (side < 0 && difference % 2 ? -1 : 1));
    } else {
        rpoly_get_coeff(lead, a, rpoly_degree(a));
        real_get_arb(top, lead, ESTIMATE_PREC);
        rpoly_get_coeff(lead, b, rpoly_degree(b));
        real_get_arb(bottom, lead, ESTIMATE_PREC);
        arb_div(top, top, bottom, ESTIMATE_PREC);
        offer(search, top);
    }
    real_clear(lead);
    arb_clear(top);
    arb_clear(bottom);
}

// a'b - ab', up to the sign and factors of no zeros of its own the derivative of a / b.
static status_t wronskian(rpoly_t result, const rpoly_t a, const rpoly_t b, real_ctx_t ctx)
{
    rpoly_t other;
    rpoly_init(other);
    status_t status = rpoly_derivative(result, a, ctx);
    if (status == STATUS_OK)
        status = rpoly_mul(result, result, b, ctx);
    if (status == STATUS_OK)
        status = rpoly_derivative(other, b, ctx);
    if (status == STATUS_OK)
        status = rpoly_mul(other, other, a, ctx);
    if (status == STATUS_OK)
        status = rpoly_sub(result, result, other, ctx);
    rpoly_clear(other);
    return status;
}

// Zeros of the derivative, and of the denominator, inside an open cell.
static status_t search_inside(search_t *search, const rpoly_t a, const rpoly_t b, size_t cell)
{
    line_t *line = &search->problem.line;
    rpoly_t derivative;
    rpoint_list_t roots;
    rpoly_init(derivative);
    rpoint_list_init(roots);
    status_t status = wronskian(derivative, a, b, line->reals);
    if (status == STATUS_OK && !rpoly_is_zero(derivative))
        status = line_roots(roots, derivative, search->frame.partition, cell, line);
    if (status == STATUS_OK)
        status = line_roots(roots, b, search->frame.partition, cell, line);
    for (size_t i = 0; status == STATUS_OK && i < roots->count; i++)
        for (int side = -1; side <= 1 && status == STATUS_OK; side += 2)
            status = offer_limit(search, a, b, roots->points + i, side);
    rpoint_list_clear(roots);
    rpoly_clear(derivative);
    return status;
}

static status_t search_cell(search_t *search, size_t cell)
{
    const piece_t *top = search->numerator->pieces + search->frame.maps[1][cell];
    const piece_t *bottom = search->denominator->pieces + search->frame.maps[2][cell];
    if (top->state != PIECE_POLYNOMIAL || bottom->state != PIECE_POLYNOMIAL)
        return STATUS_UNSUPPORTED;
    const rpoly_struct *a = top->polynomial, *b = bottom->polynomial;
    const partition_t *partition = search->frame.partition;
    size_t above = cell / 2;
    if (rpoly_is_zero(b))
        return STATUS_OK;
    if (cell % 2)
        return offer_limit(search, a, b, partition_point(partition, above), 0);
    status_t status = STATUS_OK;
    if (above > 0)
        status = offer_limit(search, a, b, partition_point(partition, above - 1), 1);
    else
        offer_infinity(search, a, b, -1);
    if (status == STATUS_OK && above < partition->points->count)
        status = offer_limit(search, a, b, partition_point(partition, above), -1);
    else if (status == STATUS_OK)
        offer_infinity(search, a, b, 1);
    return status == STATUS_OK ? search_inside(search, a, b, cell) : status;
}

static status_t search_region(search_t *search)
{
    line_t *line = &search->problem.line;
    const truths_t *region = line_formula(line, search->problem.region);
    status_t status = frame_add(&search->frame, region->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&search->frame, search->numerator->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&search->frame, search->denominator->partition, line);
    if (status == STATUS_OK)
        status = problem_range(&search->frame, &search->first, &search->last, &search->problem);
    if (status != STATUS_OK)
        return status;
    for (size_t c = search->first; status == STATUS_OK && c <= search->last; c++) {
        cell_truth_t truth = region->truths[search->frame.maps[0][c]];
        if (truth == CELL_TRUE)
            status = search_cell(search, c);
        else if (truth != CELL_FALSE)
            status = STATUS_UNSUPPORTED;
    }
    return status;
}

// An obligation of the same region and variables that has the two functions as its map and bound.
static obligation_t ratio_obligation(const obligation_t *region_of, expr_t *numerator, expr_t denominator)
{
    obligation_t ratio = *region_of;
    ratio.conclusion = EXPR_NONE;
    ratio.map_count = 1;
    ratio.map = numerator;
    ratio.bound = denominator;
    return ratio;
}

bool estimate_extremum(arb_t estimate, prover_t *prover, const obligation_t *region_of, expr_t numerator,
                       expr_t denominator, bool maximise)
{
    search_t search = {.maximise = maximise, .extremum = estimate};
    obligation_t ratio = ratio_obligation(region_of, &numerator, denominator);
    frame_init(&search.frame);
    status_t status =
        region_of->region == EXPR_NONE ? STATUS_UNSUPPORTED : problem_init(&search.problem, prover, &ratio);
    bool built = region_of->region != EXPR_NONE;
    if (status == STATUS_OK && search.problem.line.variable == EXPR_NONE)
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK) {
        search.numerator = line_function(&search.problem.line, search.problem.map);
        search.denominator = line_function(&search.problem.line, search.problem.bound);
        status = search_region(&search);
    }
    frame_clear(&search.frame);
    if (built)
        problem_clear(&search.problem);
    return status == STATUS_OK && search.any && arb_is_finite(estimate);
}
