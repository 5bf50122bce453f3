// SPDX-License-Identifier: LGPL-3.0-or-later
// Subdivision trees: the lines of a tree in preorder over a box.
#ifndef CERTIFY_CHECK_TREE_H
#define CERTIFY_CHECK_TREE_H

#include "check/leaf.h"

#define TREE_MAX_DEPTH 4000

// A leaf's keyword and its test on the box of the scope; `data` is the tree's.
typedef struct {
    const char *keyword;
    bool (*holds)(evidence_t *ev, const scope_t *scope, void *data);
} tree_leaf_t;

// Reads a tree over the box and checks all of its leaves, which are of the given kinds (the last with a NULL keyword).
// `with_faces`: face nodes are allowed.
bool tree_check(evidence_t *ev, const box_t *box, bool region_is_true, const tree_leaf_t *leaves, bool with_faces,
                void *data) CERTIFY_MUST_USE;

// The same without faces, for a tree in which only the variables from `first` on, up to but not including `end`, are split.
bool tree_check_variables(evidence_t *ev, const box_t *box, bool region_is_true, const tree_leaf_t *leaves,
                          size_t first, size_t end, void *data) CERTIFY_MUST_USE;

// The tree of a statement: its region and goal.
bool tree_check_statement(evidence_t *ev, const box_t *box, bool region_is_true) CERTIFY_MUST_USE;

#endif
