// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure_split.h"

#include "base/memory.h"
#include "prove/branch_plan.h"

#include <math.h>

#define GRID_BITS 34   // cuts about a preimage are multiples of the box's width times 2^-34, about
#define MAX_SECANTS 48 // steps of the secant method

// ---- halves ----

// Of the sides, the one that is widest relative to the whole box; n when all are narrow.
static size_t widest_side(const cell_tree_t *tree, uint32_t cell)
{
    const side_t *sides = cell_sides(tree, cell), *root = tree->statement->root;
    double widest = ldexp(1, 2 - GRID_BITS);
    size_t found = tree->n;
    for (size_t i = 0; i < tree->n; i++) {
        double width = (sides[i].hi - sides[i].lo) / (root[i].hi - root[i].lo);
        if (width > widest) {
            widest = width;
            found = i;
        }
    }
    return found;
}

static void wait_if_wide(cell_tree_t *tree, uint32_t cell, double weight)
{
    if (widest_side(tree, cell) < tree->n)
        cell_tree_wait(tree, cell, weight);
    else
        cell_leave(tree, cell);
}

static void halve(cell_tree_t *tree, uint32_t cell, double weight)
{
    size_t i = widest_side(tree, cell);
    double at = i < tree->n ? short_middle(cell_sides(tree, cell)[i].lo, cell_sides(tree, cell)[i].hi) : 0;
    if (i == tree->n || !cell_can_split(tree, cell, (uint32_t)i, at)) {
        cell_leave(tree, cell);
        return;
    }
    uint32_t lower = cell_split(tree, cell, (uint32_t)i, at);
    wait_if_wide(tree, lower, weight);
    wait_if_wide(tree, lower + 1, weight);
}

// ---- preimages of jumps ----

// The orbits that begin at lo and hi are on different sides of a jump after some steps.
typedef struct {
    double lo, hi;
    double at_lo,
        at_hi; // where they are, relative to the jump, or (by the Illinois rule) a smaller number of that sign
    int last;  // the end that was moved last: -1, 1
    double jump;
    double grid;
    size_t steps;
    double next; // the place to look at
    bool is_set, is_found;
} crossing_t;

static double grid_of(const side_t *side, const side_t *root)
{
    double place = fmax(fabs(side->lo), fabs(side->hi)), width = root->hi - root->lo;
    return ldexp(1, (int)fmax(ilogb(width) - GRID_BITS, ilogb(place) - 48));
}

static crossing_t make_crossing(const cell_tree_t *tree, const trajectory_t *trajectory, const failed_t *failed)
{
    const side_t *side = cell_sides(tree, failed->cell);
    const fate_t *fate = &failed->fate;
    crossing_t c = {.grid = grid_of(side, tree->statement->root), .steps = fate->jump_steps};
    c.lo = side_inner_end(tree->statement, side, false);
    c.hi = side_inner_end(tree->statement, side, true);
    c.is_set = fate->jump != SIZE_MAX && c.hi - c.lo > 4 * c.grid;
    if (c.is_set)
        c.jump = trajectory_jump(trajectory, fate->jump);
    return c;
}

// Where the line through the two ends is 0, but not too near to one of them, lest it stays the same for ever.
static double secant(const crossing_t *c)
{
    double x = c->lo + (c->hi - c->lo) * (c->at_lo / (c->at_lo - c->at_hi));
    return fmin(fmax(x, c->lo + c->grid / 2), c->hi - c->grid / 2);
}

static void keep_side(crossing_t *c, double at)
{
    if ((at < 0) == (c->at_lo < 0)) {
        c->lo = c->next;
        c->at_lo = at;
        c->at_hi /= c->last < 0 ? 2 : 1;
        c->last = -1;
    } else {
        c->hi = c->next;
        c->at_hi = at;
        c->at_lo /= c->last > 0 ? 2 : 1;
        c->last = 1;
    }
}

// Orbits from `next` of all crossings that are still looked for; ends[k] is relative to the jump.
static bool follow(double *ends, trajectory_t *trajectory, size_t count, const crossing_t *crossings)
{
    size_t open = 0;
    double *starts = mem_alloc(count, sizeof *starts), *reached = mem_alloc(count, sizeof *reached);
    size_t *steps = mem_alloc(count, sizeof *steps);
    for (size_t k = 0; k < count; k++)
        if (crossings[k].is_set && !crossings[k].is_found) {
            starts[open] = crossings[k].next;
            steps[open++] = crossings[k].steps;
        }
    bool followed = trajectory_follow(reached, trajectory, open, starts, steps);
    open = 0;
    for (size_t k = 0; followed && k < count; k++)
        if (crossings[k].is_set && !crossings[k].is_found)
            ends[k] = reached[open++] - crossings[k].jump;
    mem_free(starts);
    mem_free(reached);
    mem_free(steps);
    return followed;
}

static bool evaluate_ends(double *ends, trajectory_t *trajectory, size_t count, crossing_t *crossings)
{
    for (size_t k = 0; k < count; k++)
        crossings[k].next = crossings[k].lo;
    if (!follow(ends, trajectory, count, crossings))
        return false;
    for (size_t k = 0; k < count; k++) {
        crossings[k].at_lo = ends[k];
        crossings[k].next = crossings[k].hi;
    }
    if (!follow(ends, trajectory, count, crossings))
        return false;
    for (size_t k = 0; k < count; k++) {
        crossings[k].at_hi = ends[k];
        crossings[k].is_set = crossings[k].is_set && crossings[k].at_lo * ends[k] < 0;
    }
    return true;
}

// The Illinois variant of the false position: Dowell and Jarratt, A modified regula falsi method (1971).
static bool find_crossings(trajectory_t *trajectory, size_t count, crossing_t *crossings)
{
    double *ends = mem_alloc(count, sizeof *ends);
    bool followed = evaluate_ends(ends, trajectory, count, crossings), open = true;
    for (int round = 0; followed && open && round < MAX_SECANTS; round++) {
        open = false;
        for (size_t k = 0; k < count; k++) {
            crossing_t *c = crossings + k;
            c->is_found = c->is_set && c->hi - c->lo <= 2 * c->grid;
            c->next = secant(c);
            open = open || (c->is_set && !c->is_found);
        }
        followed = follow(ends, trajectory, count, crossings);
        for (size_t k = 0; followed && k < count; k++)
            if (crossings[k].is_set && !crossings[k].is_found)
                keep_side(crossings + k, ends[k]);
    }
    mem_free(ends);
    return followed;
}

typedef struct {
    const cell_tree_t *tree;
    trajectory_t *trajectory;
    const failed_t *failed;
    crossing_t *crossings;
} search_t;

static bool search_some(size_t first, size_t count, void *context)
{
    const search_t *search = context;
    for (size_t k = first; k < first + count; k++)
        search->crossings[k] = make_crossing(search->tree, search->trajectory, search->failed + k);
    return find_crossings(search->trajectory, count, search->crossings + first);
}

// The cell in up to three parts, of which the middle one holds the preimage.
static void cut_about(cell_tree_t *tree, const failed_t *failed, const crossing_t *c)
{
    double lower = (floor(c->lo / c->grid) - 1) * c->grid, upper = (ceil(c->hi / c->grid) + 1) * c->grid;
    uint32_t middle = failed->cell;
    if (cell_can_split(tree, middle, 0, lower)) {
        uint32_t child = cell_split(tree, middle, 0, lower);
        wait_if_wide(tree, child, failed->weight);
        middle = child + 1;
    }
    if (cell_can_split(tree, middle, 0, upper)) {
        uint32_t child = cell_split(tree, middle, 0, upper);
        wait_if_wide(tree, child + 1, failed->weight);
        middle = child;
    }
    if (middle == failed->cell)
        halve(tree, middle, failed->weight);
    else if (!c->is_found)
        wait_if_wide(tree, middle, failed->weight);
    else
        cell_leave(tree, middle);
}

void split_cells(cell_tree_t *tree, trajectory_t *trajectory, size_t count, const failed_t *failed)
{
    crossing_t *crossings = mem_alloc(count, sizeof *crossings);
    search_t search = {tree, trajectory, failed, crossings};
    trajectory_share(trajectory, count, search_some, &search);
    for (size_t k = 0; k < count; k++)
        if (crossings[k].is_set)
            cut_about(tree, failed + k, crossings + k);
        else
            halve(tree, failed[k].cell, failed[k].weight);
    mem_free(crossings);
}
