// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

#define FIRST_SECONDS 1.0
#define INTERVAL_SECONDS 0.25

void progress_init(progress_t *progress, bool wanted)
{
    *progress = (progress_t){.wanted = wanted && isatty(STDERR_FILENO), .started = clock_seconds()};
}

void progress_show(progress_t *progress, size_t finished, size_t count)
{
    if (!progress->wanted)
        return;
    double time = clock_seconds();
    if (time - progress->started < FIRST_SECONDS || time - progress->written < INTERVAL_SECONDS)
        return;
    fprintf(stderr, "\r\033[Kcertify: %zu of %zu claims decided, %.0f s", finished, count, time - progress->started);
    fflush(stderr);
    progress->written = time;
    progress->shown = true;
}

void progress_wipe(progress_t *progress)
{
    if (progress->shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
    progress->shown = false;
}
