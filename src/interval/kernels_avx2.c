// SPDX-License-Identifier: LGPL-3.0-or-later
// The kernels for processors with AVX2. This file alone is compiled for them, where the compiler can: nothing of it may
// run elsewhere, and it includes nothing with functions that other files share.
#include "interval/kernel_table.h"

#ifdef __AVX2__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}
#else
static bool has_avx2(void)
{
    return false;
}
#endif

extern const interval_kernels_t interval_kernels_avx2;
const interval_kernels_t interval_kernels_avx2 = {.name = "avx2", .supported = has_avx2, KERNEL_ENTRIES};
