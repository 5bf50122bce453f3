// SPDX-License-Identifier: LGPL-3.0-or-later
// Rounds on several threads: every item once, whatever the number of threads; nothing is left behind.
#include "base/flint.h"
#include "base/memory.h"
#include "base/parallel.h"

#include <dirent.h>
#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ITEMS 1000

static _Atomic size_t allowed;

static void allow(size_t threads)
{
    allowed = threads;
    parallel_allow(&allowed);
}

typedef struct {
    _Atomic unsigned times[ITEMS];
    uint64_t results[ITEMS];
    size_t thread[ITEMS];
    int mode[ITEMS];
} record_t;

static void note_item(size_t item, void *context)
{
    record_t *record = context;
    record->times[item]++;
    uint64_t x = item + 1;
    for (int k = 0; k < 2000; k++)
        x = x * 6364136223846793005u + 1442695040888963407u;
    record->results[item] = x;
    record->thread[item] = parallel_self();
    record->mode[item] = fegetround();
}

static void run_round(record_t *record, size_t count)
{
    memset(record, 0, sizeof *record);
    parallel_run(count, note_item, record);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(record->times[i], i < count);
        assert_true(i >= count || record->mode[i] == FE_TONEAREST);
    }
}

static void test_every_item_once(void **state)
{
    (void)state;
    static record_t one, more;
    allow(1);
    run_round(&one, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(one.thread[i], 0);
    for (size_t threads = 2; threads <= 5; threads++) {
        allow(threads);
        for (size_t count = 0; count <= ITEMS; count = 3 * count + 1) {
            run_round(&more, count);
            assert_memory_equal(more.results, one.results, count * sizeof *one.results);
            for (size_t i = 0; i < count; i++)
                assert_true(more.thread[i] < threads);
        }
    }
    allow(1000); // more than there may be
    run_round(&more, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_true(more.thread[i] < PARALLEL_MAX);
    parallel_end();
    parallel_allow(NULL);
    run_round(&more, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(more.thread[i], 0);
}

// ---- rounds within items ----

static void note_inner(size_t item, void *context)
{
    size_t *threads = context;
    threads[item] = parallel_self();
}

static void run_inner(size_t item, void *context)
{
    bool *good = context;
    size_t threads[8];
    parallel_run(8, note_inner, threads);
    good[item] = true;
    for (size_t k = 0; k < 8; k++)
        good[item] = good[item] && threads[k] == parallel_self();
}

static void test_rounds_within_items(void **state)
{
    (void)state;
    bool good[64] = {false};
    allow(4);
    parallel_run(64, run_inner, good);
    for (size_t i = 0; i < 64; i++)
        assert_true(good[i]);
    parallel_end();
}

// ---- the libraries ----

// Big numbers and constants that are cached per thread, at precisions that make the caches grow.
static void use_libraries(size_t item, void *context)
{
    bool *good = context;
    slong prec = (slong)(64 + 977 * (item % 13));
    arb_t pi, sine;
    mpfr_t reference;
    fmpz_t power;
    arb_init(pi);
    arb_init(sine);
    fmpz_init(power);
    mpfr_init2(reference, prec);
    arb_const_pi(pi, prec);
    arb_sin(sine, pi, prec);
    mpfr_const_pi(reference, MPFR_RNDN);
    fmpz_set_ui(power, 3 + item);
    fmpz_pow_ui(power, power, 300);
    arf_t midpoint;
    arf_init(midpoint);
    arf_set_mpfr(midpoint, reference);
    mag_t error;
    mag_init(error);
    arf_sub(midpoint, midpoint, arb_midref(pi), 64, ARF_RND_UP);
    arf_get_mag(error, midpoint);
    good[item] =
        arb_contains_zero(sine) && mag_cmp_2exp_si(error, 4 - prec) < 0 && fmpz_divisible_si(power, (slong)(3 + item));
    mag_clear(error);
    arf_clear(midpoint);
    mpfr_clear(reference);
    fmpz_clear(power);
    arb_clear(sine);
    arb_clear(pi);
}

static void test_libraries(void **state)
{
    (void)state;
    bool good[200] = {false};
    allow(5);
    parallel_run(200, use_libraries, good);
    for (size_t i = 0; i < 200; i++)
        assert_true(good[i]);
    parallel_end();
}

// ---- threads ----

// Of this process, under Linux; 1 where that cannot be known.
static size_t thread_count(void)
{
    DIR *tasks = opendir("/proc/self/task");
    size_t count = 0;
    for (const struct dirent *entry = tasks ? readdir(tasks) : NULL; entry; entry = readdir(tasks))
        count += entry->d_name[0] != '.';
    if (tasks)
        closedir(tasks);
    return tasks ? count : 1;
}

static void test_no_thread_is_left(void **state)
{
    (void)state;
    static record_t record;
    size_t before = thread_count();
    parallel_end(); // nothing to end
    for (int k = 0; k < 3; k++) {
        allow(5);
        run_round(&record, ITEMS);
        assert_true(thread_count() <= before + 4);
        allow(2); // the others sleep
        run_round(&record, ITEMS);
        for (size_t i = 0; i < ITEMS; i++)
            assert_true(record.thread[i] < 2);
        parallel_end();
        for (int wait = 0; wait < 1000 && thread_count() > before; wait++)
            usleep(1000); // until the system has noticed
        assert_int_equal(thread_count(), before);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_item_once),
        cmocka_unit_test(test_rounds_within_items),
        cmocka_unit_test(test_libraries),
        cmocka_unit_test(test_no_thread_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
