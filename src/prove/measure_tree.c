// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure_tree.h"

#include "base/memory.h"
#include "prove/branch_tree.h"

#include <string.h>

static uint32_t add_cell(cell_tree_t *tree, uint32_t box)
{
    tree->cells = mem_grow(tree->cells, &tree->capacity, tree->count + 1, sizeof *tree->cells);
    tree->cells[tree->count] = (cell_t){.kind = CELL_OPEN, .link = box};
    return (uint32_t)tree->count++;
}

static uint32_t take_box(cell_tree_t *tree)
{
    if (tree->free_count)
        return tree->free_boxes[--tree->free_count];
    tree->sides = mem_grow(tree->sides, &tree->side_capacity, (tree->box_count + 1) * tree->width, sizeof *tree->sides);
    return (uint32_t)tree->box_count++;
}

static void give_box_back(cell_tree_t *tree, uint32_t cell)
{
    tree->free_boxes =
        mem_grow(tree->free_boxes, &tree->free_capacity, tree->free_count + 1, sizeof *tree->free_boxes);
    tree->free_boxes[tree->free_count++] = tree->cells[cell].link;
}

// ---- volumes ----

static void exact_volume(fmpq_t volume, const cell_tree_t *tree, uint32_t cell)
{
    const side_t *sides = cell_sides(tree, cell);
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_one(volume);
    for (size_t i = 0; i < tree->n; i++) {
        bool rational = side_end_rational(lo, tree->statement, sides + i, false) &&
                        side_end_rational(hi, tree->statement, sides + i, true);
        if (!rational)
            fmpq_zero(volume); // the precondition excludes it
        fmpq_sub(hi, hi, lo);
        fmpq_mul(volume, volume, hi);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static double about_volume(const cell_tree_t *tree, uint32_t cell)
{
    double volume = 1;
    for (size_t i = 0; i < tree->n; i++)
        volume *= cell_sides(tree, cell)[i].hi - cell_sides(tree, cell)[i].lo;
    return volume;
}

static void add_volume(fmpq_t sum, const cell_tree_t *tree, uint32_t cell)
{
    fmpq_t volume;
    fmpq_init(volume);
    exact_volume(volume, tree, cell);
    fmpq_add(sum, sum, volume);
    fmpq_clear(volume);
}

void cell_tree_rest(fmpq_t rest, const cell_tree_t *tree)
{
    fmpq_sub(rest, tree->whole, tree->idle);
    for (size_t k = 0; k < tree->statement->obligation->target_count; k++)
        fmpq_sub(rest, rest, tree->reached + k);
}

void cell_tree_most(fmpq_t most, const cell_tree_t *tree, size_t target)
{
    cell_tree_rest(most, tree);
    fmpq_add(most, most, tree->reached + target);
}

// ---- the tree ----

void cell_tree_init(cell_tree_t *tree, const statement_t *statement)
{
    memset(tree, 0, sizeof *tree);
    tree->statement = statement;
    tree->n = statement->state_count;
    tree->width = statement->count;
    fmpq_init(tree->whole);
    fmpq_init(tree->idle);
    tree->reached = _fmpq_vec_init((slong)statement->obligation->target_count);
    uint32_t root = add_cell(tree, take_box(tree));
    memcpy(tree->sides, statement->root, tree->width * sizeof *tree->sides);
    add_volume(tree->whole, tree, root);
    cell_tree_wait(tree, root, 1);
}

void cell_tree_clear(cell_tree_t *tree)
{
    fmpq_clear(tree->whole);
    fmpq_clear(tree->idle);
    _fmpq_vec_clear(tree->reached, (slong)tree->statement->obligation->target_count);
    mem_free(tree->cells);
    mem_free(tree->sides);
    mem_free(tree->free_boxes);
    mem_free(tree->waiting);
}

bool cell_can_split(const cell_tree_t *tree, uint32_t cell, uint32_t variable, double at)
{
    const side_t *side = cell_sides(tree, cell) + variable;
    return side_inner_end(tree->statement, side, false) < at && at < side_inner_end(tree->statement, side, true);
}

uint32_t cell_split(cell_tree_t *tree, uint32_t cell, uint32_t variable, double at)
{
    uint32_t below = tree->cells[cell].link, above = take_box(tree);
    side_t *lower_box = tree->sides + below * tree->width, *upper_box = tree->sides + above * tree->width;
    memcpy(upper_box, lower_box, tree->width * sizeof *lower_box);
    lower_box[variable].hi = upper_box[variable].lo = at;
    lower_box[variable].hi_mark = upper_box[variable].lo_mark = MARK_NONE;
    uint32_t lower = add_cell(tree, below);
    add_cell(tree, above);
    tree->cells[cell] = (cell_t){.kind = CELL_SPLIT, .detail = (uint16_t)variable, .link = lower, .at = at};
    return lower;
}

void cell_close_idle(cell_tree_t *tree, uint32_t cell)
{
    add_volume(tree->idle, tree, cell);
    give_box_back(tree, cell);
    tree->cells[cell] = (cell_t){.kind = CELL_IDLE};
}

void cell_close_end(cell_tree_t *tree, uint32_t cell, size_t target, size_t steps)
{
    add_volume(tree->reached + target, tree, cell);
    give_box_back(tree, cell);
    tree->cells[cell] = (cell_t){.kind = CELL_END, .detail = (uint16_t)target, .steps = steps};
}

void cell_leave(cell_tree_t *tree, uint32_t cell)
{
    give_box_back(tree, cell);
    tree->cells[cell].link = CELL_LEFT;
}

// ---- cells that wait ----

static bool comes_before(waiting_t a, waiting_t b)
{
    return a.priority > b.priority || (a.priority == b.priority && a.cell < b.cell);
}

static void swap(waiting_t *a, waiting_t *b)
{
    waiting_t c = *a;
    *a = *b;
    *b = c;
}

void cell_tree_wait(cell_tree_t *tree, uint32_t cell, double weight)
{
    size_t i = tree->waiting_count++;
    tree->waiting = mem_grow(tree->waiting, &tree->waiting_capacity, tree->waiting_count, sizeof *tree->waiting);
    tree->waiting[i] = (waiting_t){cell, weight * about_volume(tree, cell)};
    for (; i > 0 && comes_before(tree->waiting[i], tree->waiting[(i - 1) / 2]); i = (i - 1) / 2)
        swap(tree->waiting + i, tree->waiting + (i - 1) / 2);
}

uint32_t cell_tree_next(cell_tree_t *tree)
{
    waiting_t *heap = tree->waiting;
    uint32_t first = heap[0].cell;
    heap[0] = heap[--tree->waiting_count];
    for (size_t i = 0, child = 1; child < tree->waiting_count; i = child, child = 2 * i + 1) {
        if (child + 1 < tree->waiting_count && comes_before(heap[child + 1], heap[child]))
            child++;
        if (!comes_before(heap[child], heap[i]))
            break;
        swap(heap + child, heap + i);
    }
    return first;
}

// ---- evidence ----

static void write_cell(strbuf_t *out, const cell_t *cell)
{
    switch ((cell_kind_t)cell->kind) {
    case CELL_OPEN:
        strbuf_append(out, "open\n");
        break;
    case CELL_SPLIT:
        strbuf_printf(out, "split %u ", (unsigned)cell->detail + 1);
        write_dyadic(out, cell->at);
        strbuf_append_char(out, '\n');
        break;
    case CELL_IDLE:
        strbuf_append(out, "idle 53\n");
        break;
    case CELL_END:
        strbuf_printf(out, "end %u %zu 53\n", (unsigned)cell->detail + 1, cell->steps);
    }
}

void cell_tree_write(strbuf_t *out, const cell_tree_t *tree)
{
    size_t depth = 0, capacity = 0;
    uint32_t *stack = mem_grow(NULL, &capacity, 1, sizeof *stack);
    stack[depth++] = 0;
    while (depth) {
        const cell_t *cell = tree->cells + stack[--depth];
        write_cell(out, cell);
        stack = mem_grow(stack, &capacity, depth + 2, sizeof *stack);
        if (cell->kind == CELL_SPLIT) {
            stack[depth++] = cell->link + 1;
            stack[depth++] = cell->link;
        }
    }
    mem_free(stack);
}
