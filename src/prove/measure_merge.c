// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure_merge.h"

#include "base/memory.h"
#include "prove/measure_fold.h"
#include "prove/measure_show.h"

#include <string.h>

// A leaf, in the order of the line.
typedef struct {
    cell_t cell;
    double lo, hi;
} leaf_t;

// Leaves first ... last that are to become one.
typedef struct {
    size_t first, last;
} run_t;

typedef struct {
    const statement_t *statement;
    trajectory_t *trajectory;
    size_t leaf_count, leaf_capacity;
    leaf_t *leaves;
    bool *ends_run; // per leaf: the next one is not put together with it
    size_t run_count, run_capacity;
    run_t *runs; // not settled yet
} merge_t;

// ---- leaves ----

// A cell, and where it ends.
typedef struct {
    uint32_t cell;
    double hi;
} place_t;

static void collect_leaves(merge_t *m, const cell_tree_t *tree)
{
    size_t depth = 0, capacity = 0;
    place_t *stack = mem_grow(NULL, &capacity, 1, sizeof *stack);
    double lo = tree->statement->root[0].lo;
    stack[depth++] = (place_t){0, tree->statement->root[0].hi};
    while (depth) {
        place_t place = stack[--depth];
        const cell_t *cell = tree->cells + place.cell;
        stack = mem_grow(stack, &capacity, depth + 2, sizeof *stack);
        if (cell->kind == CELL_SPLIT) {
            stack[depth++] = (place_t){cell->link + 1, place.hi};
            stack[depth++] = (place_t){cell->link, cell->at};
        } else {
            m->leaves = mem_grow(m->leaves, &m->leaf_capacity, m->leaf_count + 1, sizeof *m->leaves);
            m->leaves[m->leaf_count++] = (leaf_t){*cell, lo, place.hi};
            lo = place.hi;
        }
    }
    mem_free(stack);
}

static bool may_merge(const leaf_t *a, const leaf_t *b)
{
    return a->cell.kind == b->cell.kind && (a->cell.kind != CELL_END || a->cell.detail == b->cell.detail);
}

// ---- runs ----

static void add_run(merge_t *m, size_t first, size_t last)
{
    if (first == last)
        return;
    m->runs = mem_grow(m->runs, &m->run_capacity, m->run_count + 1, sizeof *m->runs);
    m->runs[m->run_count++] = (run_t){first, last};
}

static void find_runs(merge_t *m)
{
    for (size_t first = 0, i = 0; i < m->leaf_count; i++)
        if (i + 1 == m->leaf_count || !may_merge(m->leaves + i, m->leaves + i + 1)) {
            m->ends_run[i] = true;
            if (m->leaves[i].cell.kind != CELL_OPEN)
                add_run(m, first, i);
            first = i + 1;
        }
}

// Looks at the hulls of all runs. Those of which nothing is shown as a whole are halved.
static void try_runs(merge_t *m)
{
    size_t count = m->run_count, width = m->statement->count;
    run_t *runs = m->runs;
    tape_truth_t *truths = mem_alloc(count, sizeof *truths);
    fate_t *fates = mem_alloc(count, sizeof *fates);
    dinterval_t *boxes = mem_alloc(count * width, sizeof *boxes);
    for (size_t k = 0; k < count; k++) {
        boxes[k * width] = dinterval_make(m->leaves[runs[k].first].lo, m->leaves[runs[k].last].hi);
        for (size_t i = 1; i < width; i++)
            boxes[k * width + i] = dinterval_make(m->statement->root[i].lo, m->statement->root[i].hi);
    }
    boxes_run(truths, fates, m->statement, m->trajectory, count, boxes);
    m->runs = NULL;
    m->run_count = m->run_capacity = 0;
    for (size_t k = 0; k < count; k++) {
        size_t first = runs[k].first, last = runs[k].last, middle = first + (last - first) / 2;
        cell_t *cell = &m->leaves[last].cell;
        if (cell_is_shown(cell, truths[k], fates + k)) {
            cell->steps = fates[k].steps;
        } else {
            m->ends_run[middle] = true;
            add_run(m, first, middle);
            add_run(m, middle + 1, last);
        }
    }
    mem_free(runs);
    mem_free(truths);
    mem_free(fates);
    mem_free(boxes);
}

// ---- the new tree ----

// Only the last leaf of each run stays, and its side is that of the run.
static void drop_merged(merge_t *m)
{
    size_t kept = 0;
    for (size_t first = 0, i = 0; i < m->leaf_count; i++)
        if (m->ends_run[i]) {
            leaf_t leaf = m->leaves[i];
            leaf.lo = m->leaves[first].lo;
            m->leaves[kept++] = leaf;
            first = i + 1;
        }
    m->leaf_count = kept;
}

// Subdivides the cell into the leaves first ... last; the depth of recursion is the logarithm of their number.
static void build(cell_tree_t *tree, const merge_t *m, uint32_t cell, size_t first, size_t last)
{
    if (first < last) {
        size_t middle = first + (last - first) / 2;
        uint32_t lower = cell_split(tree, cell, 0, m->leaves[middle].hi);
        build(tree, m, lower, first, middle);
        build(tree, m, lower + 1, middle + 1, last);
        return;
    }
    const cell_t *leaf = &m->leaves[first].cell;
    if (leaf->kind == CELL_IDLE)
        cell_close_idle(tree, cell);
    else if (leaf->kind == CELL_END)
        cell_close_end(tree, cell, leaf->detail, leaf->steps);
    else
        cell_leave(tree, cell);
}

static void merge_line(cell_tree_t *tree, trajectory_t *trajectory)
{
    const statement_t *statement = tree->statement;
    merge_t m = {.statement = statement, .trajectory = trajectory};
    collect_leaves(&m, tree);
    cell_tree_clear(tree);
    cell_tree_init(tree, statement);
    m.ends_run = mem_alloc(m.leaf_count, sizeof *m.ends_run);
    find_runs(&m);
    while (m.run_count)
        try_runs(&m);
    drop_merged(&m);
    build(tree, &m, 0, 0, m.leaf_count - 1);
    mem_free(m.leaves);
    mem_free(m.ends_run);
    mem_free(m.runs);
}

void cell_tree_merge(cell_tree_t *tree, trajectory_t *trajectory, size_t most_lost)
{
    if (tree->n == 1)
        merge_line(tree, trajectory);
    else
        cell_tree_fold(tree, trajectory, most_lost);
}
