// SPDX-License-Identifier: LGPL-3.0-or-later
// The subdivision of the box of starts: which cells are settled and how large they are, and which one is next.
#ifndef CERTIFY_PROVE_MEASURE_TREE_H
#define CERTIFY_PROVE_MEASURE_TREE_H

#include "prove/branch_statement.h"

typedef enum { CELL_OPEN, CELL_SPLIT, CELL_IDLE, CELL_END } cell_kind_t;

typedef struct {
    cell_kind_t kind;
    uint32_t variable; // SPLIT
    uint32_t child;    // SPLIT: the lower one, the upper one follows it
    double at;         // SPLIT
    size_t target;     // END
    size_t steps;      // END
} cell_t;

typedef struct {
    uint32_t cell;
    double priority;
} waiting_t;

typedef struct {
    const statement_t *statement;
    size_t n; // variables
    size_t count, capacity, side_capacity;
    cell_t *cells; // cell 0 is the root
    side_t *sides; // n for each cell
    size_t waiting_count, waiting_capacity;
    waiting_t *waiting; // a heap, the highest priority first
    fmpq_t whole, idle; // volumes
    fmpq *reached;      // per target
} cell_tree_t;

// The root alone, which waits. The box must be bounded with rational ends.
void cell_tree_init(cell_tree_t *tree, const statement_t *statement);
void cell_tree_clear(cell_tree_t *tree);

static inline const side_t *cell_sides(const cell_tree_t *tree, uint32_t cell)
{
    return tree->sides + cell * tree->n;
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

// The volume of the cells that are open.
void cell_tree_rest(fmpq_t rest, const cell_tree_t *tree);
// The volume that may belong to a target: all but the idle cells and the ends of the others.
void cell_tree_most(fmpq_t most, const cell_tree_t *tree, size_t target);

// The lines of the certificate.
void cell_tree_write(strbuf_t *out, const cell_tree_t *tree);

#endif
