// SPDX-License-Identifier: LGPL-3.0-or-later
// PAIR in one dimension: |g(x) - g(y)| <= L |x - y| for all x, y of a region.
//
// The region is a union of cells, on each of which g is a polynomial. The condition holds if and only if g' lies in
// [-L, L] on every open cell of the region and, for any two cells that follow each other in the region, it holds for
// the facing ends s <= t, with the values of g continued to the ends. If: for x < y add up the differences over the
// cells and gaps from x to y; a cell counts as the segment between its ends, so the bounds add up to L (y - x). Only
// if: g' is a limit of difference quotients, and the ends are limits of points of the region. Nothing is assumed about
// continuity: a jump is a gap of length 0.
#include "prove/exact_pair.h"

#include "base/memory.h"

#include <math.h>

// ---- the region's cells ----

// g' - L (sign 1) or -g' - L (sign -1) on the open cells of the region, undefined elsewhere.
static status_t slope_excess(piecewise_t *result, const lipschitz_t *l, int sign)
{
    line_t *line = &l->problem->line;
    const truths_t *region = line_formula(line, l->problem->region);
    const piecewise_t *map = line_function(line, l->problem->map);
    rpoly_t bound;
    rpoly_init(bound);
    rpoly_set_real(bound, l->bound);
    piecewise_init(result, partition_retain(l->frame.partition));
    status_t status = STATUS_OK;
    for (size_t c = 0; status == STATUS_OK && c < partition_cell_count(l->frame.partition); c += 2) {
        const piece_t *g = map->pieces + l->frame.maps[1][c];
        piece_t *piece = result->pieces + c;
        if (c < l->first || c > l->last || region->truths[l->frame.maps[0][c]] != CELL_TRUE ||
            g->state != PIECE_POLYNOMIAL)
            continue;
        status = rpoly_derivative(piece->polynomial, g->polynomial, line->reals);
        if (sign < 0)
            rpoly_neg(piece->polynomial, piece->polynomial);
        if (status == STATUS_OK)
            status = rpoly_sub(piece->polynomial, piece->polynomial, bound, line->reals);
        piece->state = PIECE_POLYNOMIAL;
    }
    rpoly_clear(bound);
    return status;
}

static void list_stretches(lipschitz_t *l)
{
    const line_t *line = &l->problem->line;
    const truths_t *region = line_formula(line, l->problem->region);
    const piecewise_t *map = line_function(line, l->problem->map);
    size_t capacity = 0;
    l->count = 0;
    for (size_t c = l->first; c <= l->last; c++)
        if (region->truths[l->frame.maps[0][c]] == CELL_TRUE) {
            l->stretches = mem_grow(l->stretches, &capacity, l->count + 1, sizeof *l->stretches);
            l->stretches[l->count++] = (stretch_t){c, map->pieces + l->frame.maps[1][c]};
        }
}

void lipschitz_init(lipschitz_t *l, problem_t *problem)
{
    *l = (lipschitz_t){.problem = problem};
    real_init(l->bound);
    frame_init(&l->frame);
}

void lipschitz_clear(lipschitz_t *l)
{
    real_clear(l->bound);
    frame_clear(&l->frame);
    mem_free(l->stretches);
}

static status_t frame_region(lipschitz_t *l)
{
    line_t *line = &l->problem->line;
    status_t status = frame_add(&l->frame, line_formula(line, l->problem->region)->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&l->frame, line_function(line, l->problem->map)->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&l->frame, l->problem->met, line);
    return status == STATUS_OK ? problem_range(&l->frame, &l->first, &l->last, l->problem) : status;
}

const rpoint_struct *stretch_end(const lipschitz_t *l, const stretch_t *stretch, int side)
{
    size_t index = stretch->cell / 2;
    if (stretch->cell % 2 == 0 && side < 0) {
        if (index == 0)
            return NULL;
        index--;
    }
    return index < l->frame.partition->points->count ? partition_point(l->frame.partition, index) : NULL;
}

// What stands in the way of a decision: STATUS_OK when nothing does.
static status_t check_region(size_t *undefined, const lipschitz_t *l)
{
    const truths_t *region = line_formula(&l->problem->line, l->problem->region);
    *undefined = SIZE_MAX;
    for (size_t c = l->first; c <= l->last; c++) {
        cell_truth_t truth = region->truths[l->frame.maps[0][c]];
        if (truth == CELL_UNSUPPORTED)
            return problem_failure(l->problem);
        if (truth == CELL_UNDEFINED)
            *undefined = c;
    }
    for (size_t i = 0; i < l->count; i++) {
        if (l->stretches[i].piece->state == PIECE_UNSUPPORTED)
            return problem_failure(l->problem);
        if (l->stretches[i].piece->state == PIECE_UNDEFINED)
            *undefined = l->stretches[i].cell;
    }
    return STATUS_OK;
}

status_t lipschitz_survey(size_t *undefined, lipschitz_t *l)
{
    status_t status = frame_region(l);
    if (status != STATUS_OK)
        return status;
    list_stretches(l);
    return check_region(undefined, l);
}

// ---- the decision ----

typedef struct {
    bool found;
    bool steep; // |g'| exceeds the bound in stretch `index`; else the gap after it is too steep
    size_t index;
} violation_t;

// Cuts the frame where g' crosses or touches a bound; *steep[c] per cell of the new frame.
static status_t compare_slopes(lipschitz_t *l, bool **steep)
{
    line_t *line = &l->problem->line;
    signs_t signs[2] = {{NULL, NULL, NULL}, {NULL, NULL, NULL}};
    size_t maps[2];
    status_t status = STATUS_OK;
    for (int k = 0; k < 2 && status == STATUS_OK; k++) {
        piecewise_t excess;
        status = slope_excess(&excess, l, k ? -1 : 1);
        if (status == STATUS_OK)
            status = piecewise_signs(signs + k, &excess, line);
        piecewise_clear(&excess);
    }
    for (int k = 0; k < 2 && status == STATUS_OK; k++) {
        maps[k] = l->frame.map_count;
        status = frame_add(&l->frame, signs[k].partition, line);
    }
    if (status == STATUS_OK) {
        size_t cells = partition_cell_count(l->frame.partition);
        *steep = mem_alloc(cells, sizeof **steep);
        for (size_t c = 0; c < cells; c += 2)
            for (int k = 0; k < 2; k++) {
                cell_sign_t sign = signs[k].signs[l->frame.maps[maps[k]][c]];
                (*steep)[c] = (*steep)[c] || sign == SIGN_POSITIVE;
                if (sign == SIGN_UNSUPPORTED)
                    status = problem_failure(l->problem);
            }
    }
    signs_clear(signs);
    signs_clear(signs + 1);
    return status;
}

static status_t find_violation(violation_t *violation, const lipschitz_t *l, const bool *steep)
{
    *violation = (violation_t){false, false, 0};
    for (size_t i = 0; i < l->count; i++)
        if (steep[l->stretches[i].cell]) {
            *violation = (violation_t){true, true, i};
            return STATUS_OK;
        }
    for (size_t i = 0; i + 1 < l->count; i++) {
        bool holds;
        status_t status = gap_holds(&holds, l, l->stretches + i, l->stretches + i + 1);
        if (status != STATUS_OK)
            return status;
        if (!holds) {
            *violation = (violation_t){true, false, i};
            return STATUS_OK;
        }
    }
    return STATUS_OK;
}

static status_t settle_refuted(proof_t *proof, const lipschitz_t *l, const violation_t *violation)
{
    real_ctx_struct *reals = l->problem->prover->reals;
    expr_t variable = l->problem->line.variable;
    rpoint_t x, y;
    strbuf_t evidence;
    rpoint_init(x);
    rpoint_init(y);
    strbuf_init(&evidence);
    strbuf_append(&evidence, "evidence refuted pair\n");
    status_t status =
        violation->steep ? steep_pair(x, y, l, l->stretches + violation->index) : gap_pair(x, y, l, violation->index);
    if (status == STATUS_OK)
        status = evidence_value(&evidence, proof, variable, false, x, reals);
    if (status == STATUS_OK)
        status = evidence_value(&evidence, proof, variable, true, y, reals);
    strbuf_append(&evidence, "precision 0\n");
    if (status == STATUS_OK)
        proof_settle(proof, VERDICT_REFUTED, &evidence, l->count);
    strbuf_clear(&evidence);
    rpoint_clear(x);
    rpoint_clear(y);
    return status;
}

static status_t settle_proved(proof_t *proof, const lipschitz_t *l)
{
    strbuf_t evidence;
    strbuf_init(&evidence);
    strbuf_append(&evidence, "evidence proved ");
    status_t status = evidence_cells(&evidence, &l->frame, l->first, l->last, l->problem);
    if (status == STATUS_OK)
        proof_settle(proof, VERDICT_PROVED, &evidence, l->last + 1 - l->first);
    strbuf_clear(&evidence);
    return status;
}

static void settle_undefined(proof_t *proof, const lipschitz_t *l, size_t cell)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, "a term of the claim has no value at ");
    describe_cell(&text, l->problem, l->frame.partition, cell);
    proof->reason = finish_text(&text);
}

// ---- the best constant ----

// Raises the estimate to the supremum of |g'| on an open stretch.
static status_t raise_to_slope(arb_t estimate, const lipschitz_t *l, const stretch_t *stretch, slong prec)
{
    line_t *line = &l->problem->line;
    rpoly_t slope;
    arb_t value;
    rpoly_init(slope);
    arb_init(value);
    status_t status = rpoly_derivative(slope, stretch->piece->polynomial, line->reals);
    for (int sign = 0; sign < 2 && status == STATUS_OK; sign++) {
        rpoly_neg(slope, slope);
        status = polynomial_infimum(value, slope, l->frame.partition, stretch->cell, prec, line);
        arb_neg(value, value);
        arb_max(estimate, estimate, value, prec);
    }
    rpoly_clear(slope);
    arb_clear(value);
    return status;
}

static status_t best_constant(arb_t estimate, const lipschitz_t *l, slong prec)
{
    status_t status = STATUS_OK;
    arb_t value;
    arb_init(value);
    arb_zero(estimate);
    for (size_t i = 0; i < l->count && status == STATUS_OK; i++) {
        if (l->stretches[i].cell % 2 == 0)
            status = raise_to_slope(estimate, l, l->stretches + i, prec);
        if (status == STATUS_OK && i + 1 < l->count) {
            status = gap_slope(value, l, l->stretches + i, l->stretches + i + 1, prec);
            arb_max(estimate, estimate, value, prec);
        }
    }
    arb_clear(value);
    return status;
}

// Whether the region has two points.
static bool has_pairs(const lipschitz_t *l)
{
    return l->count > 1 || (l->count == 1 && l->stretches[0].cell % 2 == 0);
}

#define ROOM_PREC 128

// The room is the bound less the best one.
static void find_room(proof_t *proof, const lipschitz_t *l)
{
    arb_t best, room;
    arf_t end;
    arb_init(best);
    arb_init(room);
    arf_init(end);
    if (has_pairs(l) && best_constant(best, l, ROOM_PREC) == STATUS_OK) {
        real_get_arb(room, l->bound, ROOM_PREC);
        arb_sub(room, room, best, ROOM_PREC);
        arb_get_lbound_arf(end, room, 64);
        proof->room_lo = arf_get_d(end, ARF_RND_FLOOR);
        arb_get_ubound_arf(end, room, 64);
        proof->room_hi = arf_get_d(end, ARF_RND_CEIL);
        if (proof->verdict == VERDICT_PROVED)
            proof->room_lo = fmax(proof->room_lo, 0.0);
        proof->has_room = true;
    }
    arb_clear(best);
    arb_clear(room);
    arf_clear(end);
}

// ---- entry points ----

static status_t decide(proof_t *proof, lipschitz_t *l, bool **steep)
{
    size_t undefined;
    violation_t violation;
    status_t status = frame_region(l);
    if (status == STATUS_OK)
        status = compare_slopes(l, steep);
    if (status == STATUS_OK)
        status = problem_range(&l->frame, &l->first, &l->last, l->problem); // cells have new numbers
    if (status == STATUS_OK) {
        list_stretches(l);
        status = check_region(&undefined, l);
    }
    if (status != STATUS_OK)
        return status;
    if (undefined != SIZE_MAX) {
        settle_undefined(proof, l, undefined);
        return STATUS_OK;
    }
    status = find_violation(&violation, l, *steep);
    if (status == STATUS_OK)
        status = violation.found ? settle_refuted(proof, l, &violation) : settle_proved(proof, l);
    if (status == STATUS_OK)
        find_room(proof, l);
    return status;
}

status_t prove_exact_pair(proof_t *proof, problem_t *problem)
{
    if (problem->line.variable == EXPR_NONE || problem->map == EXPR_NONE || problem->bound == EXPR_NONE)
        return STATUS_UNSUPPORTED;
    lipschitz_t l;
    bool *steep = NULL;
    lipschitz_init(&l, problem);
    status_t status = line_constant(l.bound, &problem->line, problem->bound);
    if (status != STATUS_OK)
        status = status == STATUS_DOMAIN ? STATUS_UNSUPPORTED : problem_failure(problem);
    else
        status = decide(proof, &l, &steep);
    mem_free(steep);
    lipschitz_clear(&l);
    return status;
}

bool estimate_lipschitz(arb_t estimate, prover_t *prover, const obligation_t *pair)
{
    problem_t problem;
    lipschitz_t l;
    size_t undefined;
    obligation_t unbounded = *pair;
    unbounded.bound = EXPR_NONE;
    status_t status = problem_init(&problem, prover, &unbounded);
    lipschitz_init(&l, &problem);
    if (status == STATUS_OK && (problem.line.variable == EXPR_NONE || problem.map == EXPR_NONE))
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK)
        status = lipschitz_survey(&undefined, &l);
    bool known = status == STATUS_OK && undefined == SIZE_MAX && has_pairs(&l) &&
                 best_constant(estimate, &l, ROOM_PREC) == STATUS_OK && arb_is_finite(estimate);
    lipschitz_clear(&l);
    problem_clear(&problem);
    return known;
}
