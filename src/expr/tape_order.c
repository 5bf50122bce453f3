// SPDX-License-Identifier: LGPL-3.0-or-later
// Each node gets a region: the smallest one that all who use it lie in. A region is all (number 0) or belongs to a value
// of a cases node, within the region of that node. Operands have smaller numbers than what uses them, so one walk from
// the last node to the first finds all regions (nodes without variables are in none); and within a region, ascending numbers, with the regions of a cases node
// just before it, are an order with operands first: a node of an outer region that is needed in an inner one has a
// smaller number than the cases node of that.
#include "expr/tape_order.h"

#include "base/memory.h"

#define NO_REGION UINT32_MAX
#define MAX_DEPTH 16 // of regions within regions

typedef struct {
    uint32_t parent;
    uint32_t depth;
    expr_t first;   // of its nodes, in ascending order
    uint32_t next;  // region of the same cases node
    size_t branch;
} region_t;

typedef struct {
    const dag_t *dag;
    tape_order_t *order;
    region_t *regions;
    size_t count, capacity;
    uint32_t *region;     // per node
    uint32_t *branches;   // per node: the first region of a cases node
    expr_t *next;         // per node: the next one of its region
} regions_t;

static uint32_t common_region(const regions_t *r, uint32_t a, uint32_t b)
{
    if (a == NO_REGION)
        return b;
    while (a != b)
        if (r->regions[a].depth >= r->regions[b].depth)
            a = r->regions[a].parent;
        else
            b = r->regions[b].parent;
    return a;
}

static uint32_t add_region(regions_t *r, expr_t cases, size_t branch)
{
    uint32_t parent = r->region[cases];
    r->regions = mem_grow(r->regions, &r->capacity, r->count + 1, sizeof *r->regions);
    r->regions[r->count] = (region_t){parent, r->regions[parent].depth + 1, EXPR_NONE, r->branches[cases], branch};
    r->branches[cases] = (uint32_t)r->count;
    return (uint32_t)r->count++;
}

static void visit(regions_t *r, expr_t a, const bool *stay)
{
    bool divides = expr_op(r->dag, a) == EXPR_CASES && !stay[a] && r->regions[r->region[a]].depth < MAX_DEPTH;
    for (size_t k = 0; k < expr_child_count(r->dag, a); k++) {
        expr_t child = expr_child(r->dag, a, k);
        uint32_t from = divides && k % 2 == 1 ? add_region(r, a, k / 2) : r->region[a];
        r->region[child] = common_region(r, r->region[child], from);
    }
}

static void assign_regions(regions_t *r, expr_t end, const bool *marked, const bool *fixed, const bool *stay)
{
    for (expr_t a = end; a-- > 0;) {
        if (!marked[a] || fixed[a])
            continue;
        if (stay[a] && expr_op(r->dag, a) != EXPR_CASES)
            r->region[a] = 0;
        visit(r, a, stay);
        r->next[a] = r->regions[r->region[a]].first;
        r->regions[r->region[a]].first = a;
    }
}

static void emit(const regions_t *r, uint32_t region);

static void emit_branches(const regions_t *r, expr_t cases)
{
    tape_order_t *order = r->order;
    for (uint32_t k = r->branches[cases]; k != NO_REGION; k = r->regions[k].next) {
        size_t number = order->region_count++, start = order->count;
        emit(r, k);
        order->regions[number] = (order_region_t){start, order->count, cases, r->regions[k].branch};
    }
}

// No deeper than MAX_DEPTH.
static void emit(const regions_t *r, uint32_t region)
{
    for (expr_t a = r->regions[region].first; a != EXPR_NONE; a = r->next[a]) {
        emit_branches(r, a);
        r->order->nodes[r->order->count++] = a;
    }
}

void tape_order_init(tape_order_t *order, const dag_t *dag, expr_t end, const bool *marked, const bool *fixed,
                     const bool *stay, size_t root_count, const expr_t *roots)
{
    regions_t r = {.dag = dag, .order = order};
    *order = (tape_order_t){.nodes = mem_alloc(end, sizeof *order->nodes)};
    r.region = mem_alloc(end, sizeof *r.region);
    r.branches = mem_alloc(end, sizeof *r.branches);
    r.next = mem_alloc(end, sizeof *r.next);
    for (expr_t a = 0; a < end; a++)
        r.region[a] = r.branches[a] = NO_REGION;
    r.regions = mem_grow(NULL, &r.capacity, 1, sizeof *r.regions);
    r.regions[r.count++] = (region_t){0, 0, EXPR_NONE, NO_REGION, 0};
    for (size_t k = 0; k < root_count; k++)
        r.region[roots[k]] = 0;
    assign_regions(&r, end, marked, fixed, stay);
    for (expr_t a = 0; a < end; a++)
        if (marked[a] && fixed[a])
            order->nodes[order->count++] = a;
    order->regions = mem_alloc(r.count, sizeof *order->regions);
    emit(&r, 0);
    mem_free(r.region);
    mem_free(r.branches);
    mem_free(r.next);
    mem_free(r.regions);
}

void tape_order_clear(tape_order_t *order)
{
    mem_free(order->nodes);
    mem_free(order->regions);
}
