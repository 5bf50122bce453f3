// SPDX-License-Identifier: LGPL-3.0-or-later
// With B(c, d) = 1/L_c^n where the image of c meets d, weights v with B v < v exist just if B has a spectral radius
// below 1; then the sums 1 + B 1 + ... + B^k 1 are such weights from some k on. Cells for which these sums do not settle
// are left out.
#include "prove/rank_null.h"

#include "base/memory.h"
#include "prove/partition_slopes.h"

#include <math.h>

#define MOST_EDGES ((size_t)1 << 18)
#define MOST_SUMS 64
#define MOST_PASSES 1000 // that leave out cells
#define MOST_SETS 8      // that are tried
#define LEAST_ROOM 0x1p-44 // relative, of the growth: a second evaluator rounds otherwise

typedef struct {
    space_t *p;
    bool *in_set;
    size_t *first;  // of cell c: the edges first[c] to first[c + 1]; cells without a rank that its image meets
    uint32_t *edges;
    size_t edge_count, edge_capacity;
    size_t *last; // of each cell: 1 + the cell whose image was last found to meet it
    size_t present;
    double *weight, *sum;
    double *growth; // of volumes
} null_t;

// ---- what the images meet ----

static bool note_edge(void *data, uint32_t cell)
{
    null_t *s = data;
    if (s->p->cells[cell].rank != RANK_NONE || s->last[cell] == 1 + s->present)
        return true;
    s->last[cell] = 1 + s->present;
    s->edges = mem_grow(s->edges, &s->edge_capacity, s->edge_count + 1, sizeof *s->edges);
    s->edges[s->edge_count++] = cell;
    return s->edge_count < MOST_EDGES;
}

// The candidates: cells without a rank in which the map expands at all. False when their images meet too many cells.
static bool find_candidates(null_t *s)
{
    space_t *p = s->p;
    size_t n = p->cell_count;
    for (size_t i = 0; i < n && s->edge_count < MOST_EDGES; i++) {
        s->first[i] = s->edge_count;
        s->present = i;
        s->in_set[i] = p->cells[i].rank == RANK_NONE && p->cells[i].defined && space_growth(p, (uint32_t)i) > 0;
        if (!s->in_set[i])
            continue;
        s->growth[i] = pow(space_growth(p, (uint32_t)i), (double)p->states);
        (void)space_first(p, (uint32_t)i, 0, note_edge, s);
    }
    s->first[n] = s->edge_count;
    return s->edge_count < MOST_EDGES;
}

// ---- the set ----

// Leaves out cells with an image that meets cells without a rank outside of the set. Returns how many cells are left, 0
// when the set is not known to be closed.
static size_t close_set(null_t *s)
{
    size_t n = s->p->cell_count, left = 0;
    bool changed = true;
    for (size_t i = 0; i < n; i++)
        left += s->in_set[i];
    for (int pass = 0; changed && pass < MOST_PASSES; pass++) {
        changed = false;
        for (size_t i = 0; i < n; i++)
            for (size_t k = s->first[i]; s->in_set[i] && k < s->first[i + 1]; k++)
                if (!s->in_set[s->edges[k]]) {
                    s->in_set[i] = false;
                    left--;
                    changed = true;
                }
    }
    return changed ? 0 : left;
}

static double sum_of_weights(const null_t *s, size_t cell)
{
    double sum = 0;
    for (size_t k = s->first[cell]; k < s->first[cell + 1]; k++)
        sum += s->weight[s->edges[k]];
    return sum;
}

static bool weight_suffices(const null_t *s, size_t cell)
{
    return s->sum[cell] < s->weight[cell] * s->growth[cell] * (1 - LEAST_ROOM);
}

// Whether the weights found suffice for all cells of the set; else those for which they do not are left out.
static bool find_weights(null_t *s)
{
    size_t n = s->p->cell_count;
    bool suffice = false;
    for (size_t i = 0; i < n; i++)
        s->weight[i] = 1;
    for (int k = 0; !suffice && k < MOST_SUMS; k++) {
        for (size_t i = 0; k > 0 && i < n; i++)
            if (s->in_set[i])
                s->weight[i] = 1 + s->sum[i] / s->growth[i];
        suffice = true;
        for (size_t i = 0; i < n; i++)
            if (s->in_set[i]) {
                s->sum[i] = sum_of_weights(s, i);
                suffice = suffice && weight_suffices(s, i);
            }
    }
    for (size_t i = 0; !suffice && i < n; i++)
        s->in_set[i] = s->in_set[i] && weight_suffices(s, i);
    return suffice;
}

// Between the growth that the weights need and the growth that there is.
static void put(null_t *s)
{
    for (size_t i = 0; i < s->p->cell_count; i++)
        if (s->in_set[i]) {
            cell_t *cell = s->p->cells + i;
            double least = pow(s->sum[i] / s->weight[i], 1 / (double)s->p->states);
            double most = space_growth(s->p, (uint32_t)i);
            cell->weight = s->weight[i];
            cell->amount = least + (fmin(most, 2 * least + 1) - least) / 2;
        }
}

bool rank_find_null(bool *in_set, space_t *p)
{
    size_t n = p->cell_count;
    null_t s = {.p = p, .in_set = in_set};
    s.first = mem_alloc(n + 1, sizeof *s.first);
    s.last = mem_alloc(n, sizeof *s.last);
    s.weight = mem_alloc(n, sizeof *s.weight);
    s.sum = mem_alloc(n, sizeof *s.sum);
    s.growth = mem_alloc(n, sizeof *s.growth);
    bool found = false, known = find_candidates(&s);
    for (int k = 0; known && !found && k < MOST_SETS && close_set(&s) > 0; k++)
        found = find_weights(&s);
    if (found)
        put(&s);
    mem_free(s.first);
    mem_free(s.last);
    mem_free(s.weight);
    mem_free(s.sum);
    mem_free(s.growth);
    mem_free(s.edges);
    return found;
}
