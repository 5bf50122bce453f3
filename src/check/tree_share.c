// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/tree_share.h"

#include "base/memory.h"

#include <string.h>

#define LEAST_LINES 64 // of an item, unless the tree has fewer
#define ITEMS 256      // about so many in a large tree

// Leaves whose evidence is in their line, and whose test leaves nothing behind.
static const char *const leaves[] = {"outside", "natural",  "centred", "convex",   "stationary",
                                     "shape",   "constant", "expand",  "combined", "jacobian"};

// Nodes that wait for their children.
typedef struct {
    size_t node, children;
} waiting_t;

typedef struct {
    size_t count, capacity; // nodes
    size_t *lines;
    size_t depth, depth_capacity;
    waiting_t *waiting;
} scan_t;

// How many children the node of a line has; SIZE_MAX for none that a shared tree may have.
static size_t child_count(const strbuf_t *line)
{
    size_t length = strcspn(line->text, " ");
    if (length == 5 && memcmp(line->text, "split", 5) == 0)
        return 2;
    if ((length == 4 && memcmp(line->text, "face", 4) == 0) || (length == 9 && memcmp(line->text, "open-face", 9) == 0))
        return 1;
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        if (strlen(leaves[i]) == length && memcmp(line->text, leaves[i], length) == 0)
            return 0;
    return SIZE_MAX;
}

static void add_node(scan_t *scan, size_t children)
{
    scan->lines = mem_grow(scan->lines, &scan->capacity, scan->count + 1, sizeof *scan->lines);
    scan->waiting = mem_grow(scan->waiting, &scan->depth_capacity, scan->depth + 1, sizeof *scan->waiting);
    scan->waiting[scan->depth++] = (waiting_t){scan->count++, children};
    while (scan->depth && scan->waiting[scan->depth - 1].children == 0) {
        size_t node = scan->waiting[--scan->depth].node;
        scan->lines[node] = scan->count - node;
        if (scan->depth)
            scan->waiting[scan->depth - 1].children--;
    }
}

// With a reader of its own, which takes the stream to the end of the tree. False for a tree that is not shared.
static bool scan_tree(scan_t *scan, FILE *stream)
{
    reader_t reader;
    reader_init(&reader, stream);
    bool good = true;
    do {
        good = reader_raw_line(&reader);
        size_t children = good ? child_count(&reader.line) : SIZE_MAX;
        good = children != SIZE_MAX;
        if (good)
            add_node(scan, children);
    } while (good && scan->depth);
    reader_clear(&reader);
    return good;
}

void tree_share_init(tree_share_t *tree, reader_t *reader, share_t *share)
{
    *tree = (tree_share_t){.first = reader->line_number};
    off_t place = share ? ftello(reader->stream) : -1;
    if (place < 0)
        return;
    scan_t scan = {0};
    bool good = scan_tree(&scan, reader->stream);
    clearerr(reader->stream);
    if (fseeko(reader->stream, place, SEEK_SET) != 0)
        (void)reader_fail(reader, FAULT_MALFORMED, "cannot be read twice");
    mem_free(scan.waiting);
    if (!good) {
        mem_free(scan.lines);
        return;
    }
    tree->share = share;
    tree->lines = scan.lines;
    tree->most = scan.count / ITEMS > LEAST_LINES ? scan.count / ITEMS : LEAST_LINES;
}

void tree_share_clear(tree_share_t *tree)
{
    mem_free(tree->lines);
}

static size_t lines_of_next(const tree_share_t *tree, const reader_t *reader)
{
    return tree->lines[reader->line_number - tree->first];
}

bool tree_share_is_item(const tree_share_t *tree, const reader_t *reader)
{
    return tree->share && !tree->within_item && lines_of_next(tree, reader) <= tree->most;
}

bool tree_share_skip(const tree_share_t *tree, reader_t *reader)
{
    return reader_skip(reader, lines_of_next(tree, reader));
}
