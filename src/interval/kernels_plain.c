// SPDX-License-Identifier: LGPL-3.0-or-later
// The kernels in plain C, for every processor.
#include "interval/kernel_table.h"

static bool always(void)
{
    return true;
}

extern const interval_kernels_t interval_kernels_plain;
const interval_kernels_t interval_kernels_plain = {.name = "plain", .supported = always, KERNEL_ENTRIES};
