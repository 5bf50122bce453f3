// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/interrupt.h"

static const int held[] = {SIGINT, SIGTERM, SIGHUP};
#define HELD_COUNT (sizeof held / sizeof *held)

// As under nohup: such a signal would still be counted as pending while it is blocked.
static bool is_ignored(int number)
{
    struct sigaction action;
    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void interrupt_hold(interrupt_hold_t *hold)
{
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < HELD_COUNT; i++)
        if (!is_ignored(held[i]))
            sigaddset(&set, held[i]);
    sigprocmask(SIG_BLOCK, &set, &hold->former);
}

bool interrupt_arrived(void)
{
    sigset_t pending;
    if (sigpending(&pending) != 0)
        return false;
    for (size_t i = 0; i < HELD_COUNT; i++)
        if (sigismember(&pending, held[i]) == 1)
            return true;
    return false;
}

void interrupt_release(const interrupt_hold_t *hold)
{
    sigprocmask(SIG_SETMASK, &hold->former, NULL);
}
