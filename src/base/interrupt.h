// SPDX-License-Identifier: LGPL-3.0-or-later
// Holding back SIGINT, SIGTERM and SIGHUP while children and half-written files have to be put away first.
#ifndef CERTIFY_BASE_INTERRUPT_H
#define CERTIFY_BASE_INTERRUPT_H

#include <signal.h>
#include <stdbool.h>

typedef struct {
    sigset_t former; // the signal mask before
} interrupt_hold_t;

void interrupt_hold(interrupt_hold_t *hold);
// Whether one of the held signals has arrived.
bool interrupt_arrived(void);
// Ends the hold: a signal that has arrived then takes its usual effect, which may end the process.
void interrupt_release(const interrupt_hold_t *hold);

#endif
