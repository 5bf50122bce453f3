// SPDX-License-Identifier: LGPL-3.0-or-later
// A tree that several processes check together (check/share.h): parts of it, by the number of their lines, are items.
#ifndef CERTIFY_CHECK_TREE_SHARE_H
#define CERTIFY_CHECK_TREE_SHARE_H

#include "check/reader.h"
#include "check/share.h"

typedef struct {
    share_t *share; // NULL: the tree is not shared
    size_t first;   // number of the line before the tree
    size_t *lines;  // per node, in the order of the lines: how many it has, with those below it
    size_t most;    // lines of an item
    bool within_item;
} tree_share_t;

// For the tree that begins with the reader's next line. Not shared are trees that have other lines than those of nodes,
// and those whose stream cannot be read twice. `share` may be NULL.
void tree_share_init(tree_share_t *tree, reader_t *reader, share_t *share);
void tree_share_clear(tree_share_t *tree);

// Whether the node that the reader's next line begins is an item; to be asked at every node that is not within one.
bool tree_share_is_item(const tree_share_t *tree, const reader_t *reader);
// Passes over the node.
bool tree_share_skip(const tree_share_t *tree, reader_t *reader) CERTIFY_MUST_USE;

#endif
