// SPDX-License-Identifier: LGPL-3.0-or-later
// The subdivision of the box of starts: which cells are settled and how large they are, and which one is next. Where there
// are parameters, for all of their values in the statement's box at once; cells have sides for them, which are not split.
#ifndef CERTIFY_PROVE_MEASURE_TREE_H
#define CERTIFY_PROVE_MEASURE_TREE_H

#include "prove/branch_statement.h"

typedef enum { CELL_OPEN, CELL_SPLIT, CELL_IDLE, CELL_END } cell_kind_t;

// There may be tens of millions.
typedef struct {
    uint16_t kind;   // cell_kind_t
    uint16_t detail; // SPLIT: the variable; END: the target
    uint32_t link;   // SPLIT: the lower child, the upper one follows it; OPEN: which of the tree's boxes, or CELL_LEFT
    union {
        double at;    // SPLIT
        size_t steps; // END
    };
} cell_t;

#define CELL_LEFT UINT32_MAX    // the cell stays open for good
#define CELL_MOST_DETAIL 0xffff // variables and targets are fewer

typedef struct {
    uint32_t cell;
    double priority;
} waiting_t;

typedef struct {
    const statement_t *statement;
    size_t n;     // states
    size_t width; // sides of a box: states and parameters
    size_t count, capacity;
    cell_t *cells; // cell 0 is the root
    size_t box_count, side_capacity;
    side_t *sides; // of boxes, `width` for each
    size_t free_count, free_capacity;
    uint32_t *free_boxes; // that no cell has
    size_t waiting_count, waiting_capacity;
    waiting_t *waiting; // a heap, the highest priority first
    fmpq_t whole, idle; // volumes
    fmpq *reached;      // per target
} cell_tree_t;

// The root alone, which waits. The box must be bounded with rational ends.
void cell_tree_init(cell_tree_t *tree, const statement_t *statement);
void cell_tree_clear(cell_tree_t *tree);

// Of an open cell that has not been left.
static inline const side_t *cell_sides(const cell_tree_t *tree, uint32_t cell)
{
    return tree->sides + tree->cells[cell].link * tree->width;
}

// Takes the cell that waits with the highest priority (of equal ones the oldest); there must be one.
uint32_t cell_tree_next(cell_tree_t *tree);
// The priority is the volume times the weight.
void cell_tree_wait(cell_tree_t *tree, uint32_t cell, double weight);

// Whether the place lies strictly inside the cell's side.
bool cell_can_split(const cell_tree_t *tree, uint32_t cell, uint32_t variable, double at);
// The lower child, the upper one following it; both open.
uint32_t cell_split(cell_tree_t *tree, uint32_t cell, uint32_t variable, double at);
void cell_close_idle(cell_tree_t *tree, uint32_t cell);
void cell_close_end(cell_tree_t *tree, uint32_t cell, size_t target, size_t steps);
// Nothing further will be done with the cell; it stays open.
void cell_leave(cell_tree_t *tree, uint32_t cell);

// The volume of the cells that are open.
void cell_tree_rest(fmpq_t rest, const cell_tree_t *tree);
// The volume that may belong to a target: all but the idle cells and the ends of the others.
void cell_tree_most(fmpq_t most, const cell_tree_t *tree, size_t target);

// The lines of the certificate.
void cell_tree_write(strbuf_t *out, const cell_tree_t *tree);

#endif
