// SPDX-License-Identifier: LGPL-3.0-or-later
// The processor's rounding mode. Only the kernels of arithmetic.h run rounding upward; everything else, the libraries
// above all, runs rounding to nearest.
#ifndef CERTIFY_INTERVAL_ROUNDING_H
#define CERTIFY_INTERVAL_ROUNDING_H

#include "base/status.h"

// Between these two calls nothing but kernels and integer code may run.
void interval_round_upward(void);
void interval_round_nearest(void);

// Whether the kernels do round upward on this machine in this build, subnormal numbers included, and leave no trace:
// to be called once at start-up. STATUS_UNSUPPORTED when an enclosure could miss.
status_t interval_self_test(void) CERTIFY_MUST_USE;

#endif
