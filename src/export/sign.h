// SPDX-License-Identifier: LGPL-3.0-or-later
// Signs of polynomials on boxes by Bernstein's basis: a polynomial whose coefficients in the products of (x - a)^i (b -
// x)^j (on half-lines: of (x - a)^i) are all positive is positive inside. What is found is handed on as the hints with
// which linear arithmetic can redo the proof.
#ifndef CERTIFY_EXPORT_SIGN_H
#define CERTIFY_EXPORT_SIGN_H

#include "export/polynomial.h"

// How a box was divided: in preorder.
typedef struct {
    bool is_leaf;
    size_t variable; // of a split: generator <= value, then the others
    fmpq_t value;
    ulong *degrees; // of a leaf: of the basis, by generator
} sign_node_t;

typedef struct {
    size_t count, capacity;
    sign_node_t *nodes;
} sign_tree_t;

void sign_tree_init(sign_tree_t *tree);
void sign_tree_clear(sign_tree_t *tree);

// Whether the polynomial is shown to be positive (not negative for `strict` false) on the cell; it is reduced
// (terms_reduce). The tree is the proof.
bool sign_shows(sign_tree_t *tree, const fmpq_mpoly_t polynomial, const patch_t *cell, bool strict);

// -1, 0, 1 where that is the sign on all of the cell; false when it is not known.
bool sign_of(int *sign, const fmpq_mpoly_t polynomial, const patch_t *cell);

#endif
