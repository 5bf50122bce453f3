// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure_fold.h"

#include "base/memory.h"
#include "prove/measure_show.h"

#include <string.h>

#define BATCH 2048         // boxes that are iterated together, at most
#define MOST_PASSES 32     // over the tree
#define NO_HULL UINT32_MAX // nothing has to be shown of the box of both cells

// Ways to put cells together at a node that is split in v at a. Siblings that are not open are left: the search has
// cut the box of both, because nothing was shown of it.
typedef enum {
    FOLD_OPEN,     // its children, which are open
    FOLD_LOWER,    // the lower one, and the lower part of the upper one, which is split in v, too
    FOLD_UPPER,    // the upper part of the lower one, which is split in v, too, and the upper one
    FOLD_EXCHANGE, // both are split in w at the same place: their lower parts, or their upper ones, or both
} way_t;

typedef struct {
    uint32_t node;
    way_t way;
    bool is_pair[2];  // that may be put together; the second one is for FOLD_EXCHANGE alone
    cell_t leaf[2];   // what the pairs become
    uint32_t hull[2]; // the box of the pair, as a number in the batch, or NO_HULL
} attempt_t;

// Of a node. What is for the next pass becomes the flag before it then.
#define FRESH 1 // it has been changed
#define FRESH_NEXT 2
#define PATH 4 // something below has
#define PATH_NEXT 8
#define BUSY 16 // an attempt waits for the batch

typedef struct {
    cell_tree_t *tree;
    trajectory_t *trajectory;
    uint8_t *flags; // per cell
    side_t *box;    // of the node that is looked at
    size_t attempt_count, hull_count;
    attempt_t attempts[BATCH];
    dinterval_t *hulls;
    size_t expected;        // images for the hulls of the batch, about, if they go the way of their parts
    size_t lost, most_lost; // images for hulls of which nothing was shown, about; how many there may be
    bool again;             // there is something for another pass
} fold_t;

static const cell_t *child_of(const fold_t *f, uint32_t node, size_t upper)
{
    return f->tree->cells + f->tree->cells[node].link + upper;
}

// ---- attempts ----

static bool may_pair(const cell_t *a, const cell_t *b)
{
    return a->kind == b->kind && a->kind != CELL_SPLIT && (a->kind != CELL_END || a->detail == b->detail);
}

// Pair number k of the attempt: cells like the leaf, whose box is that of the node but for the ends in one variable.
static void add_pair(fold_t *f, attempt_t *attempt, size_t k, const cell_t *leaf, uint32_t variable, double lo,
                     double hi)
{
    size_t width = f->tree->width;
    if (leaf->kind == CELL_END && f->lost >= f->most_lost)
        return;
    attempt->is_pair[k] = true;
    attempt->leaf[k] = *leaf;
    if (leaf->kind == CELL_OPEN) {
        attempt->leaf[k].link = CELL_LEFT;
        return;
    }
    dinterval_t *hull = f->hulls + f->hull_count * width;
    for (size_t i = 0; i < width; i++)
        hull[i] = dinterval_make(f->box[i].lo, f->box[i].hi);
    hull[variable] = dinterval_make(lo, hi);
    f->expected += leaf->kind == CELL_END ? leaf->steps : 0;
    attempt->hull[k] = (uint32_t)f->hull_count++;
}

static void find_open(fold_t *f, attempt_t *attempt)
{
    const cell_t *lower = child_of(f, attempt->node, 0);
    attempt->way = FOLD_OPEN;
    if (lower->kind == CELL_OPEN && child_of(f, attempt->node, 1)->kind == CELL_OPEN)
        add_pair(f, attempt, 0, lower, 0, 0, 0);
}

static void find_lower(fold_t *f, attempt_t *attempt)
{
    const cell_t *lower = child_of(f, attempt->node, 0), *upper = child_of(f, attempt->node, 1);
    uint32_t v = f->tree->cells[attempt->node].detail;
    attempt->way = FOLD_LOWER;
    if (upper->kind == CELL_SPLIT && upper->detail == v && may_pair(lower, f->tree->cells + upper->link))
        add_pair(f, attempt, 0, lower, v, f->box[v].lo, upper->at);
}

static void find_upper(fold_t *f, attempt_t *attempt)
{
    const cell_t *lower = child_of(f, attempt->node, 0), *upper = child_of(f, attempt->node, 1);
    uint32_t v = f->tree->cells[attempt->node].detail;
    attempt->way = FOLD_UPPER;
    if (lower->kind == CELL_SPLIT && lower->detail == v && may_pair(f->tree->cells + lower->link + 1, upper))
        add_pair(f, attempt, 0, upper, v, lower->at, f->box[v].hi);
}

static void find_exchange(fold_t *f, attempt_t *attempt)
{
    const cell_t *lower = child_of(f, attempt->node, 0), *upper = child_of(f, attempt->node, 1);
    uint32_t w = lower->detail;
    bool same_place = lower->at <= upper->at && lower->at >= upper->at;
    attempt->way = FOLD_EXCHANGE;
    if (lower->kind != CELL_SPLIT || upper->kind != CELL_SPLIT || upper->detail != w || !same_place ||
        f->tree->cells[attempt->node].detail == w)
        return;
    const cell_t *lower_parts = f->tree->cells + lower->link, *upper_parts = f->tree->cells + upper->link;
    if (may_pair(lower_parts, upper_parts))
        add_pair(f, attempt, 0, lower_parts, w, f->box[w].lo, lower->at);
    if (may_pair(lower_parts + 1, upper_parts + 1))
        add_pair(f, attempt, 1, lower_parts + 1, w, lower->at, f->box[w].hi);
}

// The first way to put something together at the node; false when there is none.
static bool find_attempt(fold_t *f, attempt_t *attempt, uint32_t node)
{
    static void (*const finders[])(fold_t *, attempt_t *) = {find_open, find_lower, find_upper, find_exchange};
    for (size_t i = 0; i < sizeof finders / sizeof *finders; i++) {
        *attempt = (attempt_t){.node = node, .hull = {NO_HULL, NO_HULL}};
        finders[i](f, attempt);
        if (attempt->is_pair[0] || attempt->is_pair[1])
            return true;
    }
    return false;
}

// ---- changes ----

static void move(fold_t *f, uint32_t to, uint32_t from)
{
    f->tree->cells[to] = f->tree->cells[from];
    f->flags[to] = f->flags[from];
}

static void exchange(fold_t *f, const attempt_t *attempt)
{
    cell_t *node = f->tree->cells + attempt->node, *children = f->tree->cells + node->link, before = *node;
    uint32_t a = children[0].link + 1, b = children[1].link; // the parts that change places
    cell_t cell = f->tree->cells[a];
    uint8_t flags = f->flags[a];
    move(f, a, b);
    f->tree->cells[b] = cell;
    f->flags[b] = flags;
    node->detail = children[0].detail;
    node->at = children[0].at;
    for (size_t k = 0; k < 2; k++) {
        children[k].detail = before.detail;
        children[k].at = before.at;
        if (attempt->is_pair[k])
            children[k] = attempt->leaf[k];
    }
}

static void change(fold_t *f, const attempt_t *attempt)
{
    cell_t *cells = f->tree->cells, *node = cells + attempt->node;
    uint32_t lower = node->link, upper = lower + 1;
    if (attempt->way == FOLD_OPEN) {
        *node = attempt->leaf[0];
    } else if (attempt->way == FOLD_LOWER) {
        node->at = cells[upper].at;
        cells[lower] = attempt->leaf[0];
        move(f, upper, cells[upper].link + 1);
    } else if (attempt->way == FOLD_UPPER) {
        node->at = cells[lower].at;
        cells[upper] = attempt->leaf[0];
        move(f, lower, cells[lower].link);
    } else {
        exchange(f, attempt);
    }
    f->again = true;
    f->flags[attempt->node] |= FRESH | FRESH_NEXT;
    if (node->kind == CELL_SPLIT) {
        f->flags[lower] |= FRESH | FRESH_NEXT;
        f->flags[upper] |= FRESH | FRESH_NEXT;
    }
}

// ---- the batch ----

static void settle(fold_t *f, attempt_t *attempt, const tape_truth_t *truths, const fate_t *fates)
{
    f->flags[attempt->node] &= (uint8_t)~BUSY;
    for (size_t k = 0; k < 2; k++)
        if (attempt->is_pair[k] && attempt->hull[k] != NO_HULL) {
            const fate_t *fate = fates + attempt->hull[k];
            attempt->is_pair[k] = cell_is_shown(attempt->leaf + k, truths[attempt->hull[k]], fate);
            attempt->leaf[k].steps = fate->steps;
            f->lost += attempt->is_pair[k] ? 0 : fate->steps;
        }
    if (attempt->is_pair[0] || attempt->is_pair[1])
        change(f, attempt);
}

static void settle_all(fold_t *f)
{
    tape_truth_t *truths = mem_alloc(f->hull_count, sizeof *truths);
    fate_t *fates = mem_alloc(f->hull_count, sizeof *fates);
    boxes_run(truths, fates, f->tree->statement, f->trajectory, f->hull_count, f->hulls);
    for (size_t k = 0; k < f->attempt_count; k++)
        settle(f, f->attempts + k, truths, fates);
    f->attempt_count = f->hull_count = f->expected = 0;
    mem_free(truths);
    mem_free(fates);
}

// The flags of the node, its children, and theirs: all that an attempt depends on.
static uint8_t flags_about(const fold_t *f, uint32_t node)
{
    const cell_t *cells = f->tree->cells;
    uint32_t below = cells[node].link;
    uint8_t flags = (uint8_t)(f->flags[node] | f->flags[below] | f->flags[below + 1]);
    for (uint32_t child = below; child <= below + 1; child++)
        if (cells[child].kind == CELL_SPLIT)
            flags = (uint8_t)(flags | f->flags[cells[child].link] | f->flags[cells[child].link + 1]);
    return flags;
}

// A node of which no descendant is on the way of the walk.
static void look_at(fold_t *f, uint32_t node)
{
    attempt_t attempt;
    uint8_t about = flags_about(f, node);
    if (about & BUSY) {
        f->flags[node] |= FRESH_NEXT;
        f->again = true;
        return;
    }
    while (about & FRESH && f->tree->cells[node].kind == CELL_SPLIT && find_attempt(f, &attempt, node)) {
        if (attempt.hull[0] == NO_HULL && attempt.hull[1] == NO_HULL) {
            change(f, &attempt);
            continue;
        }
        f->flags[node] |= BUSY;
        f->attempts[f->attempt_count++] = attempt;
        if (f->hull_count + 2 > BATCH || f->lost + f->expected >= f->most_lost)
            settle_all(f);
        return;
    }
}

// ---- the walk ----

typedef struct {
    uint32_t node;
    uint32_t visited; // children
    side_t side;      // of the node, in the variable that it is split in
} place_t;

// What a child has for the next pass, or may still get from the batch.
static void leave(fold_t *f, uint32_t node)
{
    const uint8_t more = FRESH_NEXT | PATH_NEXT | BUSY;
    uint32_t below = f->tree->cells[node].link;
    if (f->tree->cells[node].kind == CELL_SPLIT && (f->flags[below] | f->flags[below + 1]) & more)
        f->flags[node] |= PATH_NEXT;
}

// Looks at nodes after all that is below them.
static void walk(fold_t *f)
{
    size_t depth = 0, capacity = 0;
    place_t *stack = mem_grow(NULL, &capacity, 1, sizeof *stack);
    stack[depth++] = (place_t){.node = 0, .side = f->box[f->tree->cells[0].detail]};
    while (depth) {
        place_t *place = stack + depth - 1;
        const cell_t *cell = f->tree->cells + place->node;
        side_t *side = f->box + cell->detail;
        *side = place->side;
        if (place->visited == 2) {
            look_at(f, place->node);
            leave(f, place->node);
            depth--;
            continue;
        }
        uint32_t upper = place->visited++, child = cell->link + upper;
        if (f->tree->cells[child].kind != CELL_SPLIT || !(f->flags[child] & (FRESH | PATH)))
            continue;
        *(upper ? &side->lo : &side->hi) = cell->at;
        stack = mem_grow(stack, &capacity, depth + 1, sizeof *stack);
        stack[depth++] = (place_t){.node = child, .side = f->box[f->tree->cells[child].detail]};
    }
    mem_free(stack);
    settle_all(f);
}

static void begin_pass(fold_t *f)
{
    f->again = false;
    for (size_t i = 0; i < f->tree->count; i++)
        f->flags[i] = (uint8_t)((f->flags[i] & (FRESH_NEXT | PATH_NEXT)) >> 1);
}

void cell_tree_fold(cell_tree_t *tree, trajectory_t *trajectory, size_t most_lost)
{
    size_t width = tree->width;
    fold_t *f = mem_alloc(1, sizeof *f);
    f->tree = tree;
    f->trajectory = trajectory;
    f->flags = mem_alloc(tree->count, sizeof *f->flags);
    f->box = mem_alloc(width, sizeof *f->box);
    f->hulls = mem_alloc(BATCH * width, sizeof *f->hulls);
    f->most_lost = most_lost;
    f->again = true;
    memset(f->flags, FRESH_NEXT, tree->count);
    memcpy(f->box, tree->statement->root, width * sizeof *f->box);
    for (int k = 0; k < MOST_PASSES && f->again && tree->cells[0].kind == CELL_SPLIT; k++) {
        begin_pass(f);
        walk(f);
    }
    mem_free(f->flags);
    mem_free(f->box);
    mem_free(f->hulls);
    mem_free(f);
}
