// SPDX-License-Identifier: LGPL-3.0-or-later
// The formulas that terms with cases are made of: a decision tree over the comparisons in the guards, grown as needed.
#ifndef CERTIFY_PROVE_IMAGE_PIECE_H
#define CERTIFY_PROVE_IMAGE_PIECE_H

#include "expr/tape.h"

// Terms in which the comparisons decided above this piece have been replaced by their truth values.
typedef struct piece {
    size_t count;           // of terms
    expr_t *terms;          // operator-free, simplified
    expr_t atom;            // the next comparison to decide; EXPR_NONE when no guard is left, or the tree is full
    tape_t *decision;       // of the atom
    tape_t *values;         // of the terms
    tape_t *gradient;       // [term * inputs + input], compiled on first use
    struct piece *sides[2]; // the atom false, true; made on first use
} piece_t;

typedef struct {
    dag_t *dag;
    size_t input_count;
    expr_t *inputs;
    size_t piece_count;
} pieces_t;

#define PIECES_MAX 2000

// The terms are copied. NULL when the dag is full.
piece_t *piece_new(pieces_t *pieces, size_t count, const expr_t *terms);
void piece_free(piece_t *piece);

// The piece in which the atom is true (false); NULL when the dag is full.
piece_t *piece_side(pieces_t *pieces, piece_t *piece, bool truth);
// Derivatives of all terms by all inputs; NULL when the dag is full.
const tape_t *piece_gradient(pieces_t *pieces, piece_t *piece);

// Cuts off what the atom's being true (false) excludes from the box of the inputs. False when nothing is left.
bool piece_contract(dinterval_t *box, const pieces_t *pieces, const piece_t *piece, bool truth);

#endif
