// SPDX-License-Identifier: LGPL-3.0-or-later
// What the tests of exact numbers share. Random tests print their seed and take it from CERTIFY_TEST_SEED.
#ifndef CERTIFY_TESTS_TEST_REAL_H
#define CERTIFY_TESTS_TEST_REAL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "real/rpoint.h"

#define assert_ok(call) assert_int_equal((call), STATUS_OK)

// A small generator with one word of state (xorshift64*).
typedef struct {
    uint64_t state;
} test_random_t;

static inline uint64_t test_random(test_random_t *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * UINT64_C(2685821657736338717);
}

// Uniform enough in [lo, hi].
static inline slong test_random_si(test_random_t *random, slong lo, slong hi)
{
    return lo + (slong)(test_random(random) % (uint64_t)(hi - lo + 1));
}

static inline test_random_t test_seeded(const char *test)
{
    const char *text = getenv("CERTIFY_TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : UINT64_C(20240229);
    printf("# %s: CERTIFY_TEST_SEED=%llu\n", test, (unsigned long long)seed);
    test_random_t random = {seed * UINT64_C(0x9e3779b97f4a7c15) + 1};
    test_random(&random);
    return random;
}

// result = the n-th root of p/q.
static inline void test_root(real_t result, slong p, ulong q, ulong n, real_ctx_t ctx)
{
    fmpq_t radicand;
    fmpq_init(radicand);
    fmpq_set_si(radicand, p, q);
    real_set_fmpq(result, radicand);
    assert_ok(real_root_ui(result, result, n, ctx));
    fmpq_clear(radicand);
}

#endif
