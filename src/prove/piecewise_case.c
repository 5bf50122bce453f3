// SPDX-License-Identifier: LGPL-3.0-or-later
// Functions put together from others by signs and guards: cases, abs, relu, min, max.
#include "base/memory.h"
#include "prove/piecewise.h"

status_t piecewise_difference(piecewise_t *result, overlay_t *overlay, const piecewise_t *first,
                              const piecewise_t *second, line_t *line)
{
    status_t status = overlay_init(overlay, first->partition, second->partition, line);
    if (status != STATUS_OK)
        return status;
    piecewise_init(result, partition_retain(overlay->partition));
    for (size_t c = 0; c < partition_cell_count(overlay->partition); c++)
        piece_operate(result->pieces + c, EXPR_SUB, first->pieces + overlay->first[c],
                      second->pieces + overlay->second[c], 0, 0, line);
    return STATUS_OK;
}

// ---- a function from the signs of another ----

// The piece that stands where the sign is not known; false when it is.
static bool settle_unsigned(piece_t *piece, cell_sign_t sign)
{
    if (sign != SIGN_UNDEFINED && sign != SIGN_UNSUPPORTED)
        return false;
    piece->state = sign == SIGN_UNDEFINED ? PIECE_UNDEFINED : PIECE_UNSUPPORTED;
    return true;
}

static void negate(piece_t *piece)
{
    rpoly_neg(piece->polynomial, piece->polynomial);
}

static void settle_zero(piece_t *piece, piece_derivative_t derivative)
{
    piece->state = PIECE_POLYNOMIAL;
    piece->derivative = derivative;
    rpoly_zero(piece->polynomial);
}

status_t piecewise_abs(piecewise_t *result, const piecewise_t *f, piece_derivative_t at_zeros, line_t *line)
{
    signs_t signs;
    status_t status = piecewise_signs(&signs, f, line);
    if (status != STATUS_OK)
        return status;
    piecewise_init(result, partition_retain(signs.partition));
    for (size_t c = 0; c < partition_cell_count(signs.partition); c++) {
        piece_t *piece = result->pieces + c;
        if (settle_unsigned(piece, signs.signs[c]))
            continue;
        if (signs.signs[c] == SIGN_ZERO) {
            settle_zero(piece, at_zeros);
            continue;
        }
        piece_set(piece, f->pieces + signs.origin[c]);
        if (signs.signs[c] == SIGN_NEGATIVE)
            negate(piece);
    }
    signs_clear(&signs);
    return STATUS_OK;
}

status_t piecewise_relu(piecewise_t *result, const piecewise_t *f, line_t *line)
{
    signs_t signs;
    status_t status = piecewise_signs(&signs, f, line);
    if (status != STATUS_OK)
        return status;
    piecewise_init(result, partition_retain(signs.partition));
    for (size_t c = 0; c < partition_cell_count(signs.partition); c++) {
        piece_t *piece = result->pieces + c;
        if (settle_unsigned(piece, signs.signs[c]))
            continue;
        if (signs.signs[c] == SIGN_POSITIVE)
            piece_set(piece, f->pieces + signs.origin[c]);
        else
            settle_zero(piece, DERIVATIVE_FORMAL);
    }
    signs_clear(&signs);
    return STATUS_OK;
}

status_t piecewise_extremum(piecewise_t *result, bool maximum, const piecewise_t *first, const piecewise_t *second,
                            line_t *line)
{
    overlay_t overlay;
    piecewise_t difference;
    signs_t signs;
    status_t status = piecewise_difference(&difference, &overlay, first, second, line);
    if (status != STATUS_OK)
        return status;
    status = piecewise_signs(&signs, &difference, line);
    if (status == STATUS_OK) {
        piecewise_init(result, partition_retain(signs.partition));
        cell_sign_t second_wins = maximum ? SIGN_NEGATIVE : SIGN_POSITIVE;
        for (size_t c = 0; c < partition_cell_count(signs.partition); c++) {
            size_t cell = signs.origin[c];
            if (settle_unsigned(result->pieces + c, signs.signs[c]))
                continue;
            piece_set(result->pieces + c, signs.signs[c] == second_wins ? second->pieces + overlay.second[cell]
                                                                        : first->pieces + overlay.first[cell]);
        }
        signs_clear(&signs);
    }
    piecewise_clear(&difference);
    overlay_clear(&overlay);
    return status;
}

status_t piecewise_quotient(piecewise_t *result, const piecewise_t *first, const piecewise_t *second, line_t *line)
{
    signs_t signs;
    overlay_t overlay;
    status_t status = piecewise_signs(&signs, second, line);
    if (status != STATUS_OK)
        return status;
    status = overlay_init(&overlay, first->partition, signs.partition, line);
    if (status == STATUS_OK) {
        piecewise_init(result, partition_retain(overlay.partition));
        for (size_t c = 0; c < partition_cell_count(overlay.partition); c++) {
            size_t divisor = overlay.second[c];
            if (signs.signs[divisor] != SIGN_ZERO)
                piece_operate(result->pieces + c, EXPR_DIV, first->pieces + overlay.first[c],
                              second->pieces + signs.origin[divisor], 0, 0, line);
        }
        overlay_clear(&overlay);
    }
    signs_clear(&signs);
    return status;
}

// ---- selection by a guard ----

typedef struct {
    overlay_t outer, inner; // outer: guard with first; inner: that with second
    const truths_t *guard;
} selection_t;

static size_t guard_cell(const selection_t *s, size_t cell)
{
    return s->outer.first[s->inner.first[cell]];
}

static size_t first_cell(const selection_t *s, size_t cell)
{
    return s->outer.second[s->inner.first[cell]];
}

// Whether point `index` of the refined partition is one of the guard's own or of the function that is active there.
static bool keeps_point(const selection_t *s, size_t index)
{
    size_t cell = 2 * index + 1, guard = guard_cell(s, cell);
    if (guard % 2 == 1)
        return true;
    cell_truth_t truth = s->guard->truths[guard];
    return (truth == CELL_TRUE && first_cell(s, cell) % 2 == 1) ||
           (truth == CELL_FALSE && s->inner.second[cell] % 2 == 1);
}

static void select_piece(piece_t *result, const selection_t *s, size_t cell, const piecewise_t *first,
                         const piecewise_t *second)
{
    switch (s->guard->truths[guard_cell(s, cell)]) {
    case CELL_TRUE:
        piece_set(result, first->pieces + first_cell(s, cell));
        break;
    case CELL_FALSE:
        piece_set(result, second->pieces + s->inner.second[cell]);
        break;
    case CELL_UNDEFINED:
        result->state = PIECE_UNDEFINED;
        break;
    default:
        result->state = PIECE_UNSUPPORTED;
    }
}

status_t piecewise_select(piecewise_t *result, const truths_t *guard, const piecewise_t *first,
                          const piecewise_t *second, line_t *line)
{
    selection_t s = {.guard = guard};
    status_t status = overlay_init(&s.outer, guard->partition, first->partition, line);
    if (status != STATUS_OK)
        return status;
    status = overlay_init(&s.inner, s.outer.partition, second->partition, line);
    if (status == STATUS_OK) {
        partition_t *kept = partition_new();
        size_t count = s.inner.partition->points->count;
        bool *keep = mem_alloc(count, sizeof *keep);
        for (size_t i = 0; i < count; i++)
            if ((keep[i] = keeps_point(&s, i)))
                rpoint_list_append(kept->points, partition_point(s.inner.partition, i));
        piecewise_init(result, kept);
        select_piece(result->pieces, &s, 0, first, second);
        for (size_t i = 0, cell = 1; i < count; i++)
            if (keep[i]) {
                select_piece(result->pieces + cell, &s, 2 * i + 1, first, second);
                select_piece(result->pieces + cell + 1, &s, 2 * i + 2, first, second);
                cell += 2;
            }
        mem_free(keep);
        overlay_clear(&s.inner);
    }
    overlay_clear(&s.outer);
    return status;
}
