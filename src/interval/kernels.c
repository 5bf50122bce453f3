// SPDX-License-Identifier: LGPL-3.0-or-later
#include "interval/kernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

extern const interval_kernels_t interval_kernels_plain;
#ifdef CERTIFY_AVX2
extern const interval_kernels_t interval_kernels_avx2;
#endif

const interval_kernels_t *const interval_kernels_all[] = {
#ifdef CERTIFY_AVX2
    &interval_kernels_avx2,
#endif
    &interval_kernels_plain, NULL};

static _Atomic(const interval_kernels_t *) chosen;

static const interval_kernels_t *find(const char *name)
{
    for (size_t k = 0; interval_kernels_all[k]; k++)
        if ((!name || strcmp(interval_kernels_all[k]->name, name) == 0) && interval_kernels_all[k]->supported())
            return interval_kernels_all[k];
    return NULL;
}

const interval_kernels_t *interval_kernels(void)
{
    const interval_kernels_t *kernels = atomic_load_explicit(&chosen, memory_order_relaxed);
    if (!kernels) {
        const char *wanted = getenv("CERTIFY_KERNELS");
        kernels = wanted ? find(wanted) : NULL;
        kernels = kernels ? kernels : find(NULL);
        atomic_store_explicit(&chosen, kernels, memory_order_relaxed);
    }
    return kernels;
}

bool interval_kernels_choose(const char *name)
{
    const interval_kernels_t *kernels = find(name);
    if (kernels)
        atomic_store_explicit(&chosen, kernels, memory_order_relaxed);
    return kernels;
}
