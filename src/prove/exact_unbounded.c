// SPDX-License-Identifier: LGPL-3.0-or-later
// LIPSCHITZ and BOUNDED on the line: only that no constant will do is settled here, by the place where the quotient in
// question is unbounded.
//
// A piecewise polynomial g is Lipschitz on a region unless its degree is 2 or more on an unbounded cell of the region,
// or it jumps between two cells that touch: everywhere else finitely many bounded slopes and gaps are left. A quotient
// A/B of polynomials with B >= 0 is bounded above on a region unless, with A > 0, B is 0 in a cell, or B/A tends to 0
// at an end of one.
#include "base/memory.h"
#include "prove/exact_pair.h"
#include "real/number.h"

// ---- evidence ----

static status_t append_end(strbuf_t *out, const rpoint_struct *end, int side, real_ctx_t ctx)
{
    strbuf_append_char(out, ' ');
    if (end)
        return number_write_rpoint(out, end, ctx);
    strbuf_append(out, side < 0 ? "-inf" : "inf");
    return STATUS_OK;
}

// "x -> 3 from above", "x -> inf".
static status_t append_limit(strbuf_t *out, const rpoint_struct *end, int side, const line_t *line)
{
    strbuf_printf(out, "%s -> ", expr_variable_name(line->dag, line->variable));
    if (!end) {
        strbuf_append(out, side < 0 ? "-inf" : "inf");
        return STATUS_OK;
    }
    status_t status = decimal_text(out, end, line->reals);
    strbuf_append(out, side < 0 ? " from above" : " from below");
    return status;
}

// The two ends of an open cell; NULL for infinite ones.
static const rpoint_struct *cell_end(const partition_t *partition, size_t cell, int side)
{
    size_t index = cell / 2;
    if (side < 0)
        return index > 0 ? partition_point(partition, index - 1) : NULL;
    return index < partition->points->count ? partition_point(partition, index) : NULL;
}

// Towards the end on the side of an open cell.
static status_t settle_limit(proof_t *proof, const partition_t *partition, size_t cell, int side, const line_t *line)
{
    strbuf_t evidence, text;
    strbuf_init(&evidence);
    strbuf_init(&text);
    strbuf_printf(&evidence, "evidence refuted unbounded %s", side < 0 ? "lower" : "upper");
    strbuf_append(&text, "as ");
    status_t status = append_end(&evidence, cell_end(partition, cell, -1), -1, line->reals);
    if (status == STATUS_OK)
        status = append_end(&evidence, cell_end(partition, cell, 1), 1, line->reals);
    if (status == STATUS_OK)
        status = append_limit(&text, cell_end(partition, cell, side), side, line);
    strbuf_append_char(&evidence, '\n');
    if (status == STATUS_OK) {
        proof_settle(proof, VERDICT_REFUTED, &evidence, 1);
        proof->detail = finish_text(&text);
    }
    strbuf_clear(&evidence);
    strbuf_clear(&text);
    return status;
}

static status_t settle_point(proof_t *proof, const rpoint_struct *point, const line_t *line)
{
    strbuf_t evidence, text;
    strbuf_init(&evidence);
    strbuf_init(&text);
    strbuf_append(&evidence, "evidence refuted unbounded point");
    strbuf_printf(&text, "at %s = ", expr_variable_name(line->dag, line->variable));
    status_t status = append_end(&evidence, point, 1, line->reals);
    if (status == STATUS_OK)
        status = decimal_text(&text, point, line->reals);
    strbuf_append(&text, ", where it divides by 0");
    strbuf_append_char(&evidence, '\n');
    if (status == STATUS_OK) {
        proof_settle(proof, VERDICT_REFUTED, &evidence, 1);
        proof->detail = finish_text(&text);
    }
    strbuf_clear(&evidence);
    strbuf_clear(&text);
    return status;
}

// ---- Lipschitz conditions ----

// A jump at the point that two open stretches have in common.
static status_t settle_jump(proof_t *proof, const lipschitz_t *l, size_t index)
{
    const line_t *line = &l->problem->line;
    const stretch_t *left = l->stretches + index, *right = left + 1;
    strbuf_t evidence, text;
    strbuf_init(&evidence);
    strbuf_init(&text);
    strbuf_append(&evidence, "evidence refuted unbounded jump");
    strbuf_printf(&text, "across %s = ", expr_variable_name(line->dag, line->variable));
    status_t status = append_end(&evidence, stretch_end(l, left, -1), -1, line->reals);
    if (status == STATUS_OK)
        status = append_end(&evidence, stretch_end(l, left, 1), 1, line->reals);
    if (status == STATUS_OK)
        status = append_end(&evidence, stretch_end(l, right, 1), 1, line->reals);
    if (status == STATUS_OK)
        status = decimal_text(&text, stretch_end(l, left, 1), line->reals);
    strbuf_append(&text, ", where it jumps");
    strbuf_append_char(&evidence, '\n');
    if (status == STATUS_OK) {
        proof_settle(proof, VERDICT_REFUTED, &evidence, 2);
        proof->detail = finish_text(&text);
    }
    strbuf_clear(&evidence);
    strbuf_clear(&text);
    return status;
}

static status_t find_jump(proof_t *proof, const lipschitz_t *l)
{
    status_t status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i + 1 < l->count && proof->verdict == VERDICT_UNDECIDED; i++) {
        const stretch_t *left = l->stretches + i, *right = left + 1;
        const rpoint_struct *touch = stretch_end(l, left, 1);
        bool equal = true;
        if (left->cell % 2 == 0 && right->cell % 2 == 0 && touch == stretch_end(l, right, -1))
            status =
                equal_at(&equal, left->piece->polynomial, right->piece->polynomial, touch, l->problem->prover->reals);
        if (status == STATUS_OK && !equal)
            status = settle_jump(proof, l, i);
    }
    return status;
}

static status_t find_growth(proof_t *proof, const lipschitz_t *l)
{
    for (size_t i = 0; i < l->count; i++) {
        const stretch_t *stretch = l->stretches + i;
        for (int side = -1; side <= 1; side += 2)
            if (!stretch_end(l, stretch, side) && rpoly_degree(stretch->piece->polynomial) > 1)
                return settle_limit(proof, l->frame.partition, stretch->cell, side, &l->problem->line);
    }
    return STATUS_OK;
}

static void note_possible(proof_t *proof)
{
    if (proof->verdict == VERDICT_UNDECIDED)
        proof->reason = format_text("no place was found at which every constant fails");
}

status_t prove_exact_lipschitz(proof_t *proof, problem_t *problem)
{
    if (problem->line.variable == EXPR_NONE || problem->map == EXPR_NONE)
        return STATUS_UNSUPPORTED;
    lipschitz_t l;
    size_t undefined;
    lipschitz_init(&l, problem);
    status_t status = lipschitz_survey(&undefined, &l);
    if (status == STATUS_OK && undefined != SIZE_MAX)
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK)
        status = find_jump(proof, &l);
    if (status == STATUS_OK && proof->verdict == VERDICT_UNDECIDED)
        status = find_growth(proof, &l);
    if (status == STATUS_OK)
        note_possible(proof);
    lipschitz_clear(&l);
    return status;
}

// ---- quotients ----

enum { MAP_REGION, MAP_MET, MAP_NUMERATOR, MAP_DENOMINATOR, MAP_NUMERATOR_SIGN, MAP_DENOMINATOR_SIGN };

typedef struct {
    problem_t *problem;
    frame_t frame;
    size_t first, last;
    const truths_t *region;
    const piecewise_t *numerator, *denominator;
    signs_t signs[2]; // of them
} quotient_t;

static void quotient_clear(quotient_t *q)
{
    frame_clear(&q->frame);
    signs_clear(q->signs);
    signs_clear(q->signs + 1);
}

static status_t quotient_init(quotient_t *q, problem_t *problem)
{
    line_t *line = &problem->line;
    *q = (quotient_t){.problem = problem,
                      .region = line_formula(line, problem->region),
                      .numerator = line_function(line, problem->map),
                      .denominator = line_function(line, problem->denominator)};
    frame_init(&q->frame);
    partition_t *partitions[] = {q->region->partition,      problem->met, q->numerator->partition,
                                 q->denominator->partition, NULL,         NULL};
    status_t status = piecewise_signs(q->signs, q->numerator, line);
    if (status == STATUS_OK)
        status = piecewise_signs(q->signs + 1, q->denominator, line);
    partitions[MAP_NUMERATOR_SIGN] = q->signs[0].partition;
    partitions[MAP_DENOMINATOR_SIGN] = q->signs[1].partition;
    for (size_t k = 0; status == STATUS_OK && k < sizeof partitions / sizeof *partitions; k++)
        status = frame_add(&q->frame, partitions[k], line);
    return status == STATUS_OK ? problem_range(&q->frame, &q->first, &q->last, problem) : status;
}

// How often p vanishes at the point; p is not 0.
static status_t multiplicity(slong *order, const rpoly_t p, const rpoint_struct *point, real_ctx_t ctx)
{
    rpoly_t derivative;
    int sign = 0;
    rpoly_init(derivative);
    rpoly_set(derivative, p);
    status_t status = rpoly_sign_at(&sign, derivative, point, ctx);
    for (*order = 0; status == STATUS_OK && sign == 0; ++*order) {
        status = rpoly_derivative(derivative, derivative, ctx);
        if (status == STATUS_OK)
            status = rpoly_sign_at(&sign, derivative, point, ctx);
    }
    rpoly_clear(derivative);
    return status;
}

// Whether b/a tends to 0 at the end of an open cell; a is not 0.
static status_t vanishes_at(bool *vanishes, const rpoly_t b, const rpoly_t a, const rpoint_struct *end, real_ctx_t ctx)
{
    *vanishes = rpoly_is_zero(b);
    if (*vanishes)
        return STATUS_OK;
    if (!end) {
        *vanishes = rpoly_degree(b) < rpoly_degree(a);
        return STATUS_OK;
    }
    slong above = 0, below = 0;
    status_t status = multiplicity(&above, b, end, ctx);
    if (status == STATUS_OK)
        status = multiplicity(&below, a, end, ctx);
    *vanishes = above > below;
    return status;
}

// Whether the quotient is unbounded in the cell or at one of its ends.
static status_t look_at_cell(proof_t *proof, const quotient_t *q, size_t c)
{
    line_t *line = &q->problem->line;
    size_t *const *maps = q->frame.maps;
    const partition_t *partition = q->frame.partition;
    const piece_t *a = q->numerator->pieces + maps[MAP_NUMERATOR][c],
                  *b = q->denominator->pieces + maps[MAP_DENOMINATOR][c];
    if (q->region->truths[maps[MAP_REGION][c]] != CELL_TRUE || a->state != PIECE_POLYNOMIAL ||
        b->state != PIECE_POLYNOMIAL || q->signs[0].signs[maps[MAP_NUMERATOR_SIGN][c]] != SIGN_POSITIVE)
        return STATUS_OK;
    if (c % 2 == 1)
        return q->signs[1].signs[maps[MAP_DENOMINATOR_SIGN][c]] == SIGN_ZERO
                   ? settle_point(proof, partition_point(partition, c / 2), line)
                   : STATUS_OK;
    for (int side = -1; side <= 1; side += 2) {
        bool vanishes;
        status_t status =
            vanishes_at(&vanishes, b->polynomial, a->polynomial, cell_end(partition, c, side), line->reals);
        if (status != STATUS_OK)
            return status;
        if (vanishes)
            return settle_limit(proof, partition, c, side, line);
    }
    return STATUS_OK;
}

status_t prove_exact_bounded(proof_t *proof, problem_t *problem)
{
    if (problem->line.variable == EXPR_NONE || problem->map == EXPR_NONE || problem->denominator == EXPR_NONE)
        return STATUS_UNSUPPORTED;
    quotient_t q;
    status_t status = quotient_init(&q, problem);
    for (size_t c = q.first; status == STATUS_OK && c <= q.last && proof->verdict == VERDICT_UNDECIDED; c++)
        status = look_at_cell(proof, &q, c);
    if (status == STATUS_OK)
        note_possible(proof);
    quotient_clear(&q);
    return status;
}
