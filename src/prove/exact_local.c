// SPDX-License-Identifier: LGPL-3.0-or-later
// LOCAL in one dimension: the truth of the conclusion at the centre and in the two cells beside it.
#include "base/memory.h"
#include "prove/exact.h"
#include "real/number.h"

typedef struct {
    frame_t frame;
    size_t centre; // a point cell
    real_t place;
} neighbourhood_t;

static status_t neighbourhood_init(neighbourhood_t *near, problem_t *problem)
{
    line_t *line = &problem->line;
    frame_init(&near->frame);
    real_init(near->place);
    status_t status = line_constant(near->place, line, problem->centre);
    if (status != STATUS_OK)
        return status == STATUS_DOMAIN ? STATUS_UNSUPPORTED : problem_failure(problem);
    rpoint_t point;
    rpoint_init(point);
    rpoint_set_real(point, near->place);
    status = frame_add(&near->frame, line_formula(line, problem->conclusion)->partition, line);
    if (status == STATUS_OK)
        status = frame_add(&near->frame, problem->met, line);
    if (status == STATUS_OK)
        status = frame_add_point(&near->frame, point, &near->centre, line);
    rpoint_clear(point);
    return status;
}

static void neighbourhood_clear(neighbourhood_t *near)
{
    frame_clear(&near->frame);
    real_clear(near->place);
}

static cell_truth_t truth_at(const neighbourhood_t *near, const problem_t *problem, size_t cell)
{
    return line_formula(&problem->line, problem->conclusion)->truths[near->frame.maps[0][cell]];
}

// ---- a radius ----

// Whether centre + offset lies strictly on this side of the neighbouring point of the frame, if there is one. *point is
// centre + offset.
static status_t reaches_free(bool *within, rpoint_t point, const neighbourhood_t *near, const fmpq_t offset,
                             line_t *line)
{
    real_t shift;
    real_init(shift);
    real_set_fmpq(shift, offset);
    status_t status = real_add(shift, near->place, shift, line->reals);
    if (status == STATUS_OK)
        rpoint_set_real(point, shift);
    real_clear(shift);
    size_t index = near->centre / 2, count = near->frame.partition->points->count;
    int side = fmpq_sgn(offset), order = -side;
    if (status == STATUS_OK && side < 0 && index > 0)
        status = rpoint_cmp(&order, point, partition_point(near->frame.partition, index - 1), line->reals);
    else if (status == STATUS_OK && side > 0 && index + 1 < count)
        status = rpoint_cmp(&order, point, partition_point(near->frame.partition, index + 1), line->reals);
    *within = order == -side;
    return status;
}

#define RADIUS_MAX_BITS 100000

// The largest power of 2, at most 1, below the distances to the neighbouring points; below and above are centre -
// radius and centre + radius.
static status_t find_radius(fmpq_t radius, rpoint_t below, rpoint_t above, const neighbourhood_t *near, line_t *line)
{
    fmpq_t offset;
    fmpq_init(offset);
    fmpq_one(radius);
    status_t status = STATUS_OK;
    bool within = false;
    for (slong bits = 0; status == STATUS_OK && !within && bits < RADIUS_MAX_BITS; bits++) {
        fmpq_one(radius);
        fmpq_div_2exp(radius, radius, (flint_bitcnt_t)bits);
        status = reaches_free(&within, above, near, radius, line);
        fmpq_neg(offset, radius);
        if (status == STATUS_OK && within)
            status = reaches_free(&within, below, near, offset, line);
    }
    fmpq_clear(offset);
    return status == STATUS_OK && !within ? STATUS_LIMIT : status;
}

// ---- verdicts ----

static status_t settle_proved(proof_t *proof, const neighbourhood_t *near, line_t *line)
{
    fmpq_t radius;
    partition_t *points = partition_new();
    rpoint_t below, above;
    strbuf_t evidence;
    fmpq_init(radius);
    rpoint_init(below);
    rpoint_init(above);
    strbuf_init(&evidence);
    status_t status = find_radius(radius, below, above, near, line);
    if (status == STATUS_OK) {
        rpoint_list_append(points->points, below);
        rpoint_list_append(points->points, partition_point(near->frame.partition, near->centre / 2));
        rpoint_list_append(points->points, above);
        strbuf_append(&evidence, "evidence proved radius ");
        number_write_fmpq(&evidence, radius);
        strbuf_append(&evidence, "\ncells 3\n");
        status = evidence_points(&evidence, points, 0, 3, line->reals);
    }
    if (status == STATUS_OK)
        proof_settle(proof, VERDICT_PROVED, &evidence, 3);
    strbuf_clear(&evidence);
    rpoint_clear(below);
    rpoint_clear(above);
    fmpq_clear(radius);
    partition_release(points);
    return status;
}

// Along x = centre + s * direction the conclusion is false for all s in (0, radius).
static status_t settle_refuted(proof_t *proof, const neighbourhood_t *near, int direction, line_t *line)
{
    fmpq_t radius;
    rpoint_t below, above;
    strbuf_t evidence;
    fmpq_init(radius);
    rpoint_init(below);
    rpoint_init(above);
    strbuf_init(&evidence);
    status_t status = find_radius(radius, below, above, near, line);
    if (status == STATUS_OK) {
        strbuf_printf(&evidence, "evidence refuted descent\ndirection %d\ncells 2\nat 0\nat ", direction);
        number_write_fmpq(&evidence, radius);
        strbuf_append_char(&evidence, '\n');
        proof_settle(proof, VERDICT_REFUTED, &evidence, 3);
        proof->detail = format_text(direction < 0   ? "false at points below and arbitrarily near the point"
                                    : direction > 0 ? "false at points above and arbitrarily near the point"
                                                    : "false at the centre itself");
    }
    strbuf_clear(&evidence);
    rpoint_clear(below);
    rpoint_clear(above);
    fmpq_clear(radius);
    return status;
}

status_t prove_exact_local(proof_t *proof, problem_t *problem)
{
    if (problem->line.variable == EXPR_NONE || problem->centre == EXPR_NONE)
        return STATUS_UNSUPPORTED;
    neighbourhood_t near;
    status_t status = neighbourhood_init(&near, problem);
    if (status == STATUS_OK) {
        cell_truth_t here = truth_at(&near, problem, near.centre);
        cell_truth_t below = truth_at(&near, problem, near.centre - 1);
        cell_truth_t above = truth_at(&near, problem, near.centre + 1);
        if (here == CELL_FALSE || below == CELL_FALSE || above == CELL_FALSE)
            status = settle_refuted(proof, &near,
                                    here == CELL_FALSE    ? 0
                                    : below == CELL_FALSE ? -1
                                                          : 1,
                                    &problem->line);
        else if (here == CELL_UNSUPPORTED || below == CELL_UNSUPPORTED || above == CELL_UNSUPPORTED)
            status = problem_failure(problem);
        else if (here == CELL_UNDEFINED || below == CELL_UNDEFINED || above == CELL_UNDEFINED)
            proof->reason = format_text("a term of the claim has no value at points arbitrarily near the centre");
        else
            status = settle_proved(proof, &near, &problem->line);
    }
    neighbourhood_clear(&near);
    return status;
}
