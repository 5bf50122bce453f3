// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_BASE_CLOCK_H
#define CERTIFY_BASE_CLOCK_H

// Seconds since some fixed moment; never goes back.
double clock_seconds(void);

#endif
