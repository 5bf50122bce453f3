// SPDX-License-Identifier: LGPL-3.0-or-later
// Partitions, functions on them, and their refinement at zeros.
#include "prove/piecewise.h"

#include "base/memory.h"
#include "real/isolate.h"

// ---- partitions ----

partition_t *partition_new(void)
{
    partition_t *partition = mem_alloc(1, sizeof *partition);
    partition->references = 1;
    rpoint_list_init(partition->points);
    return partition;
}

partition_t *partition_retain(partition_t *partition)
{
    partition->references++;
    return partition;
}

void partition_release(partition_t *partition)
{
    if (partition && --partition->references == 0) {
        rpoint_list_clear(partition->points);
        mem_free(partition);
    }
}

size_t partition_cell_count(const partition_t *partition)
{
    return 2 * partition->points->count + 1;
}

const rpoint_struct *partition_point(const partition_t *partition, size_t index)
{
    return partition->points->points + index;
}

status_t partition_sample(fmpq_t sample, const partition_t *partition, size_t cell, real_ctx_t ctx)
{
    size_t count = partition->points->count, above = cell / 2;
    if (count == 0) {
        fmpq_zero(sample);
        return STATUS_OK;
    }
    if (above == 0)
        return rpoint_below(sample, partition_point(partition, 0), ctx);
    if (above == count)
        return rpoint_above(sample, partition_point(partition, count - 1), ctx);
    return rpoint_between(sample, partition_point(partition, above - 1), partition_point(partition, above), ctx);
}

// ---- overlays ----

static void overlay_copy(overlay_t *overlay, const partition_t *first, const partition_t *second)
{
    size_t cells = partition_cell_count(overlay->partition);
    overlay->first = mem_alloc(cells, sizeof *overlay->first);
    overlay->second = mem_alloc(cells, sizeof *overlay->second);
    for (size_t c = 0; c < cells; c++) {
        overlay->first[c] = first->points->count ? c : 0;
        overlay->second[c] = second->points->count ? c : 0;
    }
}

// One step of the merge: the next point, which is point i of the first or j of the second or both, and the open cell
// behind it.
static status_t overlay_step(overlay_t *overlay, size_t *i, size_t *j, const partition_t *first,
                             const partition_t *second, real_ctx_t ctx)
{
    int order = *i == first->points->count ? 1 : -1;
    if (*i < first->points->count && *j < second->points->count) {
        status_t status = rpoint_cmp(&order, partition_point(first, *i), partition_point(second, *j), ctx);
        if (status != STATUS_OK)
            return status;
    }
    bool from_first = order < 0 || (order == 0 && rpoint_is_real(partition_point(first, *i)));
    size_t cell = 2 * overlay->partition->points->count + 1;
    rpoint_list_append(overlay->partition->points,
                       from_first ? partition_point(first, *i) : partition_point(second, *j));
    overlay->first[cell] = 2 * *i + (order <= 0);
    overlay->second[cell] = 2 * *j + (order >= 0);
    *i += order <= 0;
    *j += order >= 0;
    overlay->first[cell + 1] = 2 * *i;
    overlay->second[cell + 1] = 2 * *j;
    return STATUS_OK;
}

status_t overlay_init(overlay_t *overlay, partition_t *first, partition_t *second, line_t *line)
{
    if (first == second || second->points->count == 0 || first->points->count == 0) {
        overlay->partition = partition_retain(first->points->count ? first : second);
        overlay_copy(overlay, first, second);
        return STATUS_OK;
    }
    size_t most = first->points->count + second->points->count;
    overlay->partition = partition_new();
    overlay->first = mem_alloc(2 * most + 1, sizeof *overlay->first);
    overlay->second = mem_alloc(2 * most + 1, sizeof *overlay->second);
    status_t status = STATUS_OK;
    for (size_t i = 0, j = 0; status == STATUS_OK && (i < first->points->count || j < second->points->count);)
        status = overlay_step(overlay, &i, &j, first, second, line->reals);
    if (status == STATUS_OK && partition_cell_count(overlay->partition) > line->max_cells)
        status = STATUS_LIMIT;
    if (status != STATUS_OK)
        overlay_clear(overlay);
    return status;
}

void overlay_clear(overlay_t *overlay)
{
    partition_release(overlay->partition);
    mem_free(overlay->first);
    mem_free(overlay->second);
    *overlay = (overlay_t){NULL, NULL, NULL};
}

// ---- functions and formulas ----

void piecewise_init(piecewise_t *f, partition_t *partition)
{
    f->partition = partition;
    size_t cells = partition_cell_count(partition);
    f->pieces = mem_alloc(cells, sizeof *f->pieces);
    for (size_t c = 0; c < cells; c++) {
        f->pieces[c].state = PIECE_UNDEFINED;
        rpoly_init(f->pieces[c].polynomial);
    }
}

void piecewise_clear(piecewise_t *f)
{
    if (!f->partition)
        return;
    for (size_t c = 0; c < partition_cell_count(f->partition); c++)
        rpoly_clear(f->pieces[c].polynomial);
    mem_free(f->pieces);
    partition_release(f->partition);
    *f = (piecewise_t){NULL, NULL};
}

void truths_init(truths_t *truths, partition_t *partition)
{
    truths->partition = partition;
    truths->truths = mem_alloc(partition_cell_count(partition), sizeof *truths->truths);
}

void truths_clear(truths_t *truths)
{
    mem_free(truths->truths);
    partition_release(truths->partition);
    *truths = (truths_t){NULL, NULL};
}

void piece_set(piece_t *result, const piece_t *piece)
{
    result->state = piece->state;
    result->derivative = piece->derivative;
    rpoly_set(result->polynomial, piece->polynomial);
}

void piece_settle(piece_t *piece, status_t status, line_t *line)
{
    piece->state = status == STATUS_OK       ? PIECE_POLYNOMIAL
                   : status == STATUS_DOMAIN ? PIECE_UNDEFINED
                                             : PIECE_UNSUPPORTED;
    line->limited = line->limited || status == STATUS_LIMIT;
}

// ---- roots ----

// All real roots of p, remembered for the polynomials last asked about.
static status_t cached_roots(const rpoint_list_struct **roots, const rpoly_t p, line_t *line)
{
    for (size_t i = 0; i < line->cached_count; i++) {
        bool equal;
        if (rpoly_equal(&equal, line->cached + i, p, line->reals) == STATUS_OK && equal) {
            *roots = line->cached_roots + i;
            return STATUS_OK;
        }
    }
    rpoint_list_t found;
    rpoint_list_init(found);
    status_t status = rpoly_isolate_roots(found, p, line->reals);
    if (status != STATUS_OK) {
        rpoint_list_clear(found);
        return status;
    }
    size_t slot = line->cached_next;
    line->cached_next = (slot + 1) % ROOT_CACHE_SIZE;
    if (slot < line->cached_count)
        rpoint_list_clear(line->cached_roots + slot);
    else
        line->cached_count++;
    rpoly_set(line->cached + slot, p);
    line->cached_roots[slot] = *found;
    *roots = line->cached_roots + slot;
    return STATUS_OK;
}

status_t line_roots(rpoint_list_t roots, const rpoly_t p, const partition_t *partition, size_t cell, line_t *line)
{
    if (rpoly_is_constant(p))
        return STATUS_OK;
    const rpoint_list_struct *all;
    status_t status = cached_roots(&all, p, line);
    size_t count = partition->points->count, above = cell / 2;
    for (size_t i = 0; status == STATUS_OK && i < all->count; i++) {
        int low = 1, high = -1;
        if (above > 0)
            status = rpoint_cmp(&low, all->points + i, partition_point(partition, above - 1), line->reals);
        if (status == STATUS_OK && low > 0 && above < count)
            status = rpoint_cmp(&high, all->points + i, partition_point(partition, above), line->reals);
        if (status == STATUS_OK && low > 0 && high < 0)
            rpoint_list_append(roots, all->points + i);
    }
    return status;
}

// ---- signs ----

// Grows by one cell; a point cell is appended before the open cell above it.
static void signs_append(signs_t *signs, size_t *cells, size_t *capacity, size_t origin, cell_sign_t sign)
{
    size_t other = *capacity;
    signs->origin = mem_grow(signs->origin, &other, *cells + 1, sizeof *signs->origin);
    signs->signs = mem_grow(signs->signs, capacity, *cells + 1, sizeof *signs->signs);
    signs->origin[*cells] = origin;
    signs->signs[(*cells)++] = sign;
}

static cell_sign_t sign_without_value(const piece_t *piece)
{
    return piece->state == PIECE_UNDEFINED ? SIGN_UNDEFINED : SIGN_UNSUPPORTED;
}

static cell_sign_t sign_at_point(const piece_t *piece, const rpoint_struct *point, line_t *line)
{
    if (piece->state != PIECE_POLYNOMIAL)
        return sign_without_value(piece);
    int sign = 0;
    if (rpoly_is_constant(piece->polynomial))
        return (cell_sign_t)rpoly_lead_sgn(piece->polynomial);
    if (rpoly_sign_at(&sign, piece->polynomial, point, line->reals) == STATUS_OK)
        return (cell_sign_t)sign;
    line->limited = true;
    return SIGN_UNSUPPORTED;
}

// The sign in a cell of the refined partition that has no zero of the polynomial.
static cell_sign_t sign_in_cell(const rpoly_t p, const partition_t *partition, size_t cell, line_t *line)
{
    fmpq_t sample;
    fmpq_init(sample);
    int sign = 0;
    status_t status = partition_sample(sample, partition, cell, line->reals);
    if (status == STATUS_OK)
        status = rpoly_sgn_fmpq(&sign, p, sample, line->reals);
    fmpq_clear(sample);
    line->limited = line->limited || status != STATUS_OK;
    return status == STATUS_OK ? (cell_sign_t)sign : SIGN_UNSUPPORTED;
}

// Appends cell `cell` of f, an open one, cut at the zeros, and says in *pending whether signs remain to be found.
static void append_open(signs_t *signs, size_t *cells, size_t *capacity, const piecewise_t *f, size_t cell,
                        line_t *line)
{
    const piece_t *piece = f->pieces + cell;
    if (piece->state != PIECE_POLYNOMIAL || rpoly_is_constant(piece->polynomial)) {
        cell_sign_t sign = piece->state != PIECE_POLYNOMIAL ? sign_without_value(piece)
                                                            : (cell_sign_t)rpoly_lead_sgn(piece->polynomial);
        signs_append(signs, cells, capacity, cell, sign);
        return;
    }
    rpoint_list_t roots;
    rpoint_list_init(roots);
    if (line_roots(roots, piece->polynomial, f->partition, cell, line) != STATUS_OK) {
        line->limited = true;
        signs_append(signs, cells, capacity, cell, SIGN_UNSUPPORTED);
    } else {
        signs_append(signs, cells, capacity, cell, SIGN_ZERO); // open cells get their signs when all points are known
        for (size_t i = 0; i < roots->count; i++) {
            rpoint_list_append(signs->partition->points, roots->points + i);
            signs_append(signs, cells, capacity, cell, SIGN_ZERO);
            signs_append(signs, cells, capacity, cell, SIGN_ZERO);
        }
    }
    rpoint_list_clear(roots);
}

// Open cells still marked SIGN_ZERO whose polynomial is not zero.
static void complete_open(signs_t *signs, size_t cells, const piecewise_t *f, line_t *line)
{
    for (size_t c = 0; c < cells; c += 2) {
        const piece_t *piece = f->pieces + signs->origin[c];
        if (signs->signs[c] == SIGN_ZERO && !rpoly_is_constant(piece->polynomial))
            signs->signs[c] = sign_in_cell(piece->polynomial, signs->partition, c, line);
    }
}

status_t piecewise_signs(signs_t *signs, const piecewise_t *f, line_t *line)
{
    *signs = (signs_t){partition_new(), NULL, NULL};
    size_t cells = 0, capacity = 0, count = f->partition->points->count;
    for (size_t i = 0; i <= count; i++) {
        append_open(signs, &cells, &capacity, f, 2 * i, line);
        if (i == count || cells > line->max_cells)
            break;
        const rpoint_struct *point = partition_point(f->partition, i);
        rpoint_list_append(signs->partition->points, point);
        signs_append(signs, &cells, &capacity, 2 * i + 1, sign_at_point(f->pieces + 2 * i + 1, point, line));
    }
    if (cells > line->max_cells) {
        signs_clear(signs);
        return STATUS_LIMIT;
    }
    complete_open(signs, cells, f, line);
    if (signs->partition->points->count == count) { // nothing new: share the partition
        partition_release(signs->partition);
        signs->partition = partition_retain(f->partition);
    }
    return STATUS_OK;
}

void signs_clear(signs_t *signs)
{
    partition_release(signs->partition);
    mem_free(signs->origin);
    mem_free(signs->signs);
    *signs = (signs_t){NULL, NULL, NULL};
}
