// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/partition_slopes.h"

#include "base/memory.h"

#include <math.h>

#define REST 1e-9 // relative change that rounding may make of a fixed point

// ---- growth ----

// Whether the symmetric part of sign * J - L I is positive definite for all J in the slopes, in plain doubles with a
// little room: by diagonal dominance after elimination would be sharper; Gershgorin's discs do.
static double least_eigenvalue(const dinterval_t *slopes, size_t states, size_t inputs, int sign)
{
    double least = INFINITY;
    for (size_t i = 0; i < states; i++) {
        dinterval_t d = slopes[i * inputs + i];
        double row = sign > 0 ? dinterval_lo(d) : -d.hi;
        for (size_t j = 0; j < states; j++) {
            dinterval_t a = slopes[i * inputs + j], b = slopes[j * inputs + i];
            if (i != j)
                row -= fmax(fabs(a.neg_lo + b.neg_lo), fabs(a.hi + b.hi)) / 2;
        }
        least = fmin(least, row);
    }
    return least;
}

static double find_growth(space_t *p, uint32_t cell)
{
    size_t n = p->count + p->noise;
    const side_t *box = p->cells[cell].box;
    for (size_t v = 0; v < p->states; v++)
        if (isinf(box[v].lo) || isinf(box[v].hi))
            return 0;
    dinterval_t *inputs = mem_alloc(n, sizeof *inputs), *slopes = mem_alloc(n * p->states, sizeof *slopes);
    space_inputs(inputs, p, box);
    double growth = 0;
    if (image_slopes(slopes, p->image, inputs, inputs, REGULARITY_C1))
        growth = fmax(least_eigenvalue(slopes, p->states, n, 1), least_eigenvalue(slopes, p->states, n, -1));
    mem_free(inputs);
    mem_free(slopes);
    return growth;
}

double space_growth(space_t *p, uint32_t cell)
{
    if (isnan(p->cells[cell].growth))
        p->cells[cell].growth = find_growth(p, cell);
    return p->cells[cell].growth;
}

// ---- singularity ----

#define PLACES 4

// One of several places inside, the ones that the checker tries, too.
static double place_inside(const side_t *side, size_t choice)
{
    static const double fractions[PLACES] = {0.5, 0.4375, 0.25, 0.75}, far[PLACES] = {0, 1, -2, 3}, beside[PLACES] = {1, 2, 4, 3};
    if (isfinite(side->lo) && isfinite(side->hi))
        return side->lo + (side->hi - side->lo) * fractions[choice];
    return isfinite(side->lo) ? side->lo + beside[choice] : isfinite(side->hi) ? side->hi - beside[choice] : far[choice];
}

static dinterval_t times(dinterval_t a, dinterval_t b)
{
    double w = a.neg_lo * b.neg_lo, x = -a.neg_lo * b.hi, y = -a.hi * b.neg_lo, z = a.hi * b.hi;
    return dinterval_make(fmin(fmin(w, x), fmin(y, z)), fmax(fmax(w, x), fmax(y, z)));
}

// By elimination in intervals of plain doubles: the pivots are away from 0, with room.
static bool is_regular(dinterval_t *a, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        double most = -1;
        for (size_t i = k; i < n; i++) {
            double least = fmax(dinterval_lo(a[i * n + k]), -a[i * n + k].hi);
            if (least > most) {
                most = least;
                best = i;
            }
        }
        if (!(most > 0) || !(most > 1e-12 * fmax(fabs(a[best * n + k].neg_lo), fabs(a[best * n + k].hi))))
            return false;
        for (size_t j = 0; j < n; j++) {
            dinterval_t swap = a[k * n + j];
            a[k * n + j] = a[best * n + j];
            a[best * n + j] = swap;
        }
        dinterval_t pivot = a[k * n + k];
        for (size_t i = k + 1; i < n; i++) {
            dinterval_t inverse = dinterval_make(fmin(1 / dinterval_lo(pivot), 1 / pivot.hi),
                                                 fmax(1 / dinterval_lo(pivot), 1 / pivot.hi));
            dinterval_t factor = times(a[i * n + k], inverse);
            for (size_t j = k + 1; j < n; j++) {
                dinterval_t product = times(factor, a[k * n + j]);
                a[i * n + j] = (dinterval_t){a[i * n + j].neg_lo + product.hi, a[i * n + j].hi + product.neg_lo};
            }
        }
    }
    return true;
}

bool space_is_nonsingular(space_t *p, uint32_t cell)
{
    size_t n = p->count + p->noise, s = p->states;
    const side_t *box = p->cells[cell].box;
    dinterval_t *inputs = mem_alloc(2 * n, sizeof *inputs), *slopes = mem_alloc(n * s, sizeof *slopes);
    dinterval_t *matrix = mem_alloc(s * s, sizeof *matrix);
    space_inputs(inputs, p, box);
    space_inputs(inputs + n, p, box);
    bool regular = false;
    for (size_t k = 0; k < PLACES && !regular; k++) {
        for (size_t v = 0; v < s; v++)
            inputs[n + v] = dinterval_point(place_inside(box + v, (k + v) % PLACES));
        regular = image_slopes(slopes, p->image, inputs, inputs + n, REGULARITY_SMOOTH);
        for (size_t i = 0; i < s; i++)
            for (size_t j = 0; j < s; j++)
                matrix[i * s + j] = slopes[i * n + j];
        regular = regular && is_regular(matrix, s);
    }
    mem_free(inputs);
    mem_free(slopes);
    mem_free(matrix);
    return regular;
}

// ---- the centre ----

static dinterval_t centre_side(space_t *p, size_t i)
{
    const mark_t *centre = p->statement.marks + statement_add_mark(&p->statement, p->centre[i]);
    return dinterval_make(centre->lo, centre->hi);
}

bool space_centre_rests(space_t *p)
{
    bool rests = p->change != NULL, defined = false;
    dinterval_t *inputs = mem_alloc(p->count + p->noise, sizeof *inputs);
    dinterval_t *change = mem_alloc(p->states, sizeof *change);
    space_inputs(inputs, p, p->statement.root);
    for (size_t i = 0; i < p->states; i++)
        inputs[i] = centre_side(p, i);
    if (rests)
        image_enclose(change, &defined, p->change, 1, inputs);
    for (size_t i = 0; i < p->states; i++)
        rests = rests && defined && fmax(change[i].neg_lo, change[i].hi) <= REST * (1 + fabs(inputs[i].hi));
    mem_free(inputs);
    mem_free(change);
    return rests;
}

bool space_has_centre(space_t *p, uint32_t cell)
{
    for (size_t i = 0; i < p->states; i++) {
        dinterval_t centre = centre_side(p, i);
        const side_t *side = p->cells[cell].box + i;
        if (dinterval_lo(centre) < side->lo || centre.hi > side->hi)
            return false;
    }
    return true;
}

bool space_image_has_centre(space_t *p, uint32_t cell)
{
    const cover_t *cover = p->cells[cell].images;
    bool has = false;
    for (size_t k = 0; k < cover->count; k++) {
        bool inside = true;
        for (size_t i = 0; i < p->states; i++) {
            dinterval_t centre = centre_side(p, i);
            const dinterval_t *side = cover->boxes + k * p->states + i;
            inside = inside && centre.hi >= dinterval_lo(*side) && dinterval_lo(centre) <= side->hi;
        }
        has = has || inside;
    }
    return has;
}
