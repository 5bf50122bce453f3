// SPDX-License-Identifier: LGPL-3.0-or-later
// A subdivision tree while it grows, and its text in the certificate's grammar.
#ifndef CERTIFY_PROVE_BRANCH_TREE_H
#define CERTIFY_PROVE_BRANCH_TREE_H

#include "prove/branch_statement.h"

// X(name, text): how a leaf's line starts. The precision follows, except where the text below says otherwise.
#define TREE_KINDS(X)                                                                                                  \
    X(OPEN, "")        /* not decided yet */                                                                           \
    X(SPLIT, "split")  /* variable, then where */                                                                      \
    X(FACE_LO, "face") /* variable and end come before the precision */                                                \
    X(FACE_HI, "face")                                                                                                 \
    X(OPEN_FACE_LO, "open-face")                                                                                       \
    X(OPEN_FACE_HI, "open-face")                                                                                       \
    X(OUTSIDE, "outside")                                                                                              \
    X(NATURAL, "natural")                                                                                              \
    X(CENTRED, "centred")                                                                                              \
    X(EXPAND, "expand")                                                                                                \
    X(STATIONARY, "stationary") /* variable comes before the precision */                                              \
    X(CONVEX, "convex")         /* the point follows the precision */                                                  \
    X(SHAPE, "shape")                                                                                                  \
    X(CELLS, "cells") /* the text holds all but the word */                                                            \
    X(CONSTANT, "constant")                                                                                            \
    X(JACOBIAN, "jacobian")                                                                                            \
    X(COMBINED, "combined") /* the multipliers follow the precision */                                                 \
    X(INSIDE, "inside")     /* no precision */                                                                         \
    X(NONZERO, "nonzero")   /* the component comes before the precision */

typedef enum {
#define TREE_ENUM(name, text) TREE_##name,
    TREE_KINDS(TREE_ENUM)
#undef TREE_ENUM
        TREE_KIND_COUNT
} tree_kind_t;

typedef struct {
    tree_kind_t kind;
    uint32_t variable; // from 0; component for NONZERO
    uint32_t child;    // SPLIT: the lower one, the upper one follows it; FACE: the face
    uint32_t mark;     // SPLIT: where, if not MARK_NONE
    double at;         // SPLIT: where
    slong precision;
    char *text; // CONVEX: the point; COMBINED: the multipliers; CELLS: variable, count and lines
} tree_node_t;

typedef struct {
    tree_node_t *nodes; // node 0 is the root
    size_t count, capacity;
} tree_t;

void tree_init(tree_t *tree);
void tree_clear(tree_t *tree);

// Makes an open node a leaf.
void tree_close(tree_t *tree, uint32_t node, tree_kind_t kind, uint32_t variable, slong precision);
// The same with a text (owned by the tree afterwards).
void tree_close_with(tree_t *tree, uint32_t node, tree_kind_t kind, slong precision, char *text);
// Both return the (first) new open child.
uint32_t tree_split(tree_t *tree, uint32_t node, uint32_t variable, double at, uint32_t mark);
uint32_t tree_face(tree_t *tree, uint32_t node, uint32_t variable, bool upper, bool open, slong precision);

// Which part of the leaves is of a kind.
double tree_share(const tree_t *tree, tree_kind_t kind);

// All lines in preorder. The tree must have no open node left.
void tree_write(strbuf_t *out, const tree_t *tree, const statement_t *statement);

// Appends a double as an exact rational.
void write_dyadic(strbuf_t *out, double value);

#endif
