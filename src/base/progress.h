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
// Whether a line is to be shown now: at most a few times a second.
bool progress_is_due(const progress_t *progress);
double progress_seconds(const progress_t *progress); // since the beginning
// Shows the line in the place of the last one, as far as it fits the terminal.
void progress_show(progress_t *progress, const char *line);
// Wipes the line. Call before anything else is written to the terminal.
void progress_wipe(progress_t *progress);

#endif
