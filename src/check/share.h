// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence checked by several processes together. Each reads all of it, and what it consists of, its items, in the same
// order. It checks the items that it takes, and believes what is stated by the others. When every process finds in
// order all that it checked, some process has checked each item. Of a certificate the items are its instances; of
// evidence with large trees, parts of the trees (check/tree_share.h).
#ifndef CERTIFY_CHECK_SHARE_H
#define CERTIFY_CHECK_SHARE_H

#include "base/status.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

typedef struct share {
    FILE *stream; // the certificate, for this process alone; NULL for evidence
    char *bytes;  // a copy of it
    size_t size;
    _Atomic size_t *next; // item that nobody has taken; in memory of all processes
    size_t item, taken;   // the next one to come; the one that this process takes next
    pid_t children[63];
    size_t child_count;
    bool is_child;
} share_t;

// Starts jobs - 1 more processes, or fewer where there cannot be so many; all return from here, with streams of their
// own (NULL where there is no memory for that). False, with nothing begun, when the certificate, a stream at its
// beginning, is short, very long or a pipe. The given stream is at its beginning afterwards.
bool share_begin(share_t *share, FILE *stream, size_t jobs);

// The same for evidence that the process has in its memory.
bool share_fork(share_t *share, size_t jobs);

// Whether this process is to check the next item; to be called once for each, in order.
bool share_takes(share_t *share);

// Tells what this process found. Ends it if it is none of the first; else waits for the others, and returns whether all
// of them and this one found everything in order.
bool share_end(share_t *share, bool good) CERTIFY_MUST_USE;

#endif
