// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_plan.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

#define WIDEST 1e30 // beyond it an unbounded side is not cut any more

void plan_init(plan_t *plan, statement_t *statement, size_t count, const expr_t *further)
{
    size_t n = statement->count;
    *plan = (plan_t){.statement = statement};
    plan->lo = mem_alloc(n, sizeof *plan->lo);
    plan->hi = mem_alloc(n, sizeof *plan->hi);
    for (size_t i = 0; i < n; i++) {
        plan->lo[i] = statement->root[i].lo;
        plan->hi[i] = statement->root[i].hi;
    }
    guess_bounds(plan->lo, plan->hi, statement, statement->region);
    expr_t *roots = mem_alloc(count + 2, sizeof *roots);
    roots[0] = statement->region;
    roots[1] = statement->conclusion;
    if (count)
        memcpy(roots + 2, further, count * sizeof *roots);
    find_hints(plan, statement, count + 2, roots);
    mem_free(roots);
}

void plan_clear(plan_t *plan)
{
    mem_free(plan->lo);
    mem_free(plan->hi);
    mem_free(plan->hints);
    memset(plan, 0, sizeof *plan);
}

double short_middle(double lo, double hi)
{
    double middle = lo / 2 + hi / 2, unit = ldexp(1, ilogb(hi / 4 - lo / 4));
    double rounded = nearbyint(middle / unit) * unit;
    return lo < rounded && rounded < hi ? rounded : middle;
}

static bool strictly_inside(const plan_t *plan, const side_t *side, double lo, double hi)
{
    return side_inner_end(plan->statement, side, false) < lo && hi < side_inner_end(plan->statement, side, true);
}

// ---- bounds of the region ----

// A short number a little beyond the bound: below it when `side` is -1.
static double beyond(double bound, double width, int side)
{
    double scale = isfinite(width) && width > 0 ? width : fmax(1, fabs(bound));
    double unit = ldexp(1, ilogb(scale) - 6);
    return side < 0 ? (ceil(bound / unit) - 1) * unit : (floor(bound / unit) + 1) * unit;
}

// Cuts off what lies outside the guessed bounds, when that is much or unbounded.
static bool split_at_bounds(split_t *split, const plan_t *plan, const view_t *view)
{
    for (size_t i = 0; i < plan->statement->count; i++) {
        const side_t *side = view->box + i;
        double width = plan->hi[i] - plan->lo[i];
        if (!(width >= 0))
            continue;
        double ends[] = {beyond(plan->lo[i], width, -1), beyond(plan->hi[i], width, 1)};
        for (int k = 0; k < 2; k++) {
            double off = k ? side->hi - ends[k] : ends[k] - side->lo;
            if (isfinite(ends[k]) && strictly_inside(plan, side, ends[k], ends[k]) && off > width / 8) {
                *split = (split_t){(uint32_t)i, ends[k], MARK_NONE};
                return true;
            }
        }
    }
    return false;
}

// ---- places where cases change ----

static double place_in(const side_t *side, double x)
{
    double width = side->hi - side->lo;
    return isfinite(width) ? (x - side->lo) / width : 0.5;
}

// The hint inside the box that lies nearest to the middle of its side.
static bool split_at_hint(split_t *split, const plan_t *plan, const view_t *view)
{
    double best = 0.49;
    bool found = false;
    for (size_t k = 0; k < plan->hint_count; k++) {
        const split_t *hint = plan->hints + k;
        const side_t *side = view->box + hint->variable;
        const mark_t *mark = plan->statement->marks + hint->mark;
        double off = fabs(place_in(side, hint->at) - 0.5) + (isfinite(side->hi - side->lo) ? 0 : fabs(hint->at) * 1e-9);
        if (strictly_inside(plan, side, mark->lo, mark->hi) && off < best) {
            best = off;
            *split = *hint;
            found = true;
        }
    }
    return found;
}

// ---- unbounded sides ----

// 0, then 1, 2, 4, ... away from it.
static double geometric_cut(const side_t *side)
{
    if (isinf(side->lo) && isinf(side->hi))
        return 0;
    if (isinf(side->hi))
        return side->lo < 1 ? (side->lo < -1 ? side->lo / 4 : side->lo < 0 ? 0 : 1) : 2 * exp2(floor(log2(side->lo)));
    return side->hi > -1 ? (side->hi > 1 ? side->hi / 4 : side->hi > 0 ? 0 : -1) : -2 * exp2(floor(log2(-side->hi)));
}

static bool split_unbounded(split_t *split, const plan_t *plan, const view_t *view)
{
    double nearest = INFINITY;
    for (size_t i = 0; i < plan->statement->count; i++) {
        const side_t *side = view->box + i;
        if (isfinite(side->lo) && isfinite(side->hi))
            continue;
        double cut = geometric_cut(side);
        if (fabs(cut) < nearest && fabs(cut) < WIDEST) {
            nearest = fabs(cut);
            *split = (split_t){(uint32_t)i, cut, MARK_NONE};
        }
    }
    return isfinite(nearest);
}

// ---- bounded sides ----

static bool split_bounded(split_t *split, const plan_t *plan, const view_t *view, const double *smear)
{
    double best = -1, widest = 0;
    for (size_t i = 0; i < plan->statement->count; i++)
        widest = fmax(widest, isfinite(view->box[i].hi - view->box[i].lo) ? view->box[i].hi - view->box[i].lo : 0);
    for (size_t i = 0; i < plan->statement->count; i++) {
        const side_t *side = view->box + i;
        double width = side->hi - side->lo;
        if (side_is_fixed(side) || !(width > 0) || !isfinite(width))
            continue;
        double middle = short_middle(side->lo, side->hi);
        double weight = smear && isfinite(smear[i]) ? smear[i] + 1e-9 * width : width;
        if (smear && width < widest / 64)
            weight = 0;
        if (strictly_inside(plan, side, middle, middle) && weight > best) {
            best = weight;
            *split = (split_t){(uint32_t)i, middle, MARK_NONE};
        }
    }
    return best >= 0;
}

bool plan_split(split_t *split, const plan_t *plan, const view_t *view, const double *smear)
{
    bool rough =
        plan->statement->e == EXPR_NONE || view->values[plan->statement->e_sum.root].regularity < REGULARITY_C1;
    if (!view->inside && !view->below_face && split_at_bounds(split, plan, view))
        return true;
    if (rough && split_at_hint(split, plan, view))
        return true;
    return split_unbounded(split, plan, view) || split_bounded(split, plan, view, smear);
}
