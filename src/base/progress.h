// SPDX-License-Identifier: LGPL-3.0-or-later
// One line on standard error about what is going on, when it takes longer than a second and someone is watching.
#ifndef CERTIFY_BASE_PROGRESS_H
#define CERTIFY_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    bool wanted; // standard error is a terminal
    bool shown;  // there is a line to be wiped
    double started, written;
} progress_t;

void progress_init(progress_t *progress, bool wanted);
// Shows "certify: FINISHED of COUNT claims decided, 12 s"; at most a few times a second.
void progress_show(progress_t *progress, size_t finished, size_t count);
// Wipes the line. Call before anything else is written to the terminal.
void progress_wipe(progress_t *progress);

#endif
