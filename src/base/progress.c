// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FIRST_SECONDS 1.0
#define INTERVAL_SECONDS 0.25
#define WIDEST 500 // columns, where the terminal does not tell

void progress_init(progress_t *progress, bool wanted)
{
    *progress = (progress_t){.wanted = wanted && isatty(STDERR_FILENO), .started = clock_seconds()};
}

double progress_seconds(const progress_t *progress)
{
    return clock_seconds() - progress->started;
}

bool progress_is_due(const progress_t *progress)
{
    return progress->wanted && progress_seconds(progress) >= FIRST_SECONDS &&
           clock_seconds() - progress->written >= INTERVAL_SECONDS;
}

void progress_show(progress_t *progress, const char *line)
{
    struct winsize size;
    int columns = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : WIDEST;
    fprintf(stderr, "\r\033[K%.*s", columns, line);
    fflush(stderr);
    progress->written = clock_seconds();
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
