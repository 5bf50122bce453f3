// SPDX-License-Identifier: LGPL-3.0-or-later
// Steepest descent for the compared term, where there is one: what random steps do not get right in many variables, and
// the last digits of a minimum.
#include "base/memory.h"
#include "prove/witness.h"

#include <math.h>
#include <string.h>

#define LONGEST 1e6
#define SHORTEST 1e-14
#define PATIENCE 4 // steps that are hardly any better end the descent

static bool gradient_at(double *slope, const statement_t *statement, const double *at)
{
    const table_t *table = &statement->gradient;
    tape_result_t *results = mem_alloc(table->list.count, sizeof *results);
    statement_evaluate_point(results, statement, table->tape, at, 53);
    double size = 0;
    for (size_t i = 0; i < statement->count; i++) {
        dinterval_t d = results[table->sums[i].root].value;
        slope[i] = dinterval_lo(d) / 2 + d.hi / 2;
        size += slope[i] * slope[i];
    }
    mem_free(results);
    return size > 0 && isfinite(size);
}

// The step length s of Barzilai and Borwein from the last two points and slopes; the old one where that says nothing.
static double spectral_length(const double *moved, const double *slope, const double *last, size_t n, double length)
{
    double above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        above += moved[i] * moved[i];
        below += moved[i] * (slope[i] - last[i]);
    }
    double found = above / below;
    return found > SHORTEST && found < LONGEST ? found : length;
}

typedef struct {
    const witness_search_t *search;
    size_t n;
    double *next, *slope, *last, *moved;
} slide_t;

// A step of at most this length along the slope, halved until it makes things better; false when none does.
static bool step_down(double *at, merit_t *merit, const slide_t *s, double length)
{
    for (; length > SHORTEST; length /= 4) {
        merit_t found;
        for (size_t i = 0; i < s->n; i++)
            s->next[i] = witness_clamp(s->search->statement, i, at[i] - length * s->slope[i]);
        witness_evaluate(&found, s->search, 1, s->next);
        if (!merit_is_better(found, *merit))
            continue;
        for (size_t i = 0; i < s->n; i++)
            s->moved[i] = s->next[i] - at[i];
        memcpy(at, s->next, s->n * sizeof *at);
        *merit = found;
        return true;
    }
    return false;
}

static void slide(double *at, merit_t *merit, slide_t *s, size_t steps)
{
    double length = 0.01;
    int idle = 0;
    for (size_t k = 0; k < steps && idle < PATIENCE; k++) {
        if (!gradient_at(s->slope, s->search->statement, at))
            return;
        if (k > 0)
            length = spectral_length(s->moved, s->slope, s->last, s->n, 2 * length);
        memcpy(s->last, s->slope, s->n * sizeof *s->last);
        double before = merit->score;
        if (!step_down(at, merit, s, length))
            return;
        idle = before - merit->score < 1e-12 * fabs(before) ? idle + 1 : 0;
    }
}

void witness_slide(double *at, merit_t *merit, const witness_search_t *search, size_t steps)
{
    size_t n = search->statement->count;
    if (!search->statement->gradient.tape || !(merit->region >= 0) || n == 0)
        return;
    double *room = mem_alloc(4 * n, sizeof *room);
    slide_t s = {search, n, room, room + n, room + 2 * n, room + 3 * n};
    slide(at, merit, &s, steps);
    mem_free(room);
}
