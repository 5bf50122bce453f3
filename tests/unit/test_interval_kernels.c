// SPDX-License-Identifier: LGPL-3.0-or-later
// The kernels of all sets of instructions that the processor has give the same bits, for arrays of any length.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "interval/kernels.h"
#include "interval/rounding.h"

#define TRIALS 3000
#define MOST 21
#define UNTOUCHED 77.0

typedef struct {
    double neg_lo[MOST + 1], hi[MOST + 1];
    uint8_t defined[MOST + 1];
    bool all;
    interval_orders_t orders;
    interval_extents_t extents;
} outcome_t;

typedef struct {
    double an[MOST], ah[MOST], bn[MOST], bh[MOST];
    dinterval_t constant, factor;
    int exponent;
    size_t count;
} operands_t;

static void sample_side(double *neg_lo, double *hi, samples_t *samples, size_t kind)
{
    for (size_t i = 0; i < MOST; i++) {
        dinterval_t x = sample_interval(samples);
        if (kind == 1)
            x = dinterval_make(fabs(x.hi) < INFINITY ? 0 : -0.0, fmax(fabs(x.neg_lo), fabs(x.hi)));
        if (kind == 2)
            x = dinterval_make(-fmax(fabs(x.neg_lo), fabs(x.hi)), sample_index(samples, 2) ? 0.0 : -0.0);
        neg_lo[i] = x.neg_lo;
        hi[i] = x.hi;
    }
}

static void sample_operands(operands_t *o, samples_t *samples)
{
    sample_side(o->an, o->ah, samples, sample_index(samples, 4));
    sample_side(o->bn, o->bh, samples, sample_index(samples, 4));
    o->constant = sample_interval(samples);
    double c = fabs(sample_double(samples)), wider = nextafter(c, DBL_MAX);
    o->factor = dinterval_make(c > 0 ? c : 1, sample_index(samples, 2) && c > 0 ? wider : c > 0 ? c : 1);
    if (sample_index(samples, 2))
        o->factor = (dinterval_t){o->factor.hi, o->factor.neg_lo};
    o->exponent = sample_int(samples, 1, INTERVAL_POWER_MAX) * (sample_index(samples, 2) ? 1 : -1);
    o->count = 1 + sample_index(samples, MOST);
}

#define OPERATIONS 17

static void run(outcome_t *r, const interval_kernels_t *k, size_t operation, operands_t *o)
{
    const interval_binary_t binary[] = {k->add, k->sub, k->mul, k->min, k->max, k->hull};
    const interval_unary_t unary[] = {k->sqr, k->neg, k->abs, k->relu};
    interval_array_t result = {r->neg_lo, r->hi}, a = {o->an, o->ah}, b = {o->bn, o->bh};
    interval_round_upward();
    if (operation < 6)
        binary[operation](result, a, b, o->count);
    else if (operation < 10)
        unary[operation - 6](result, a, o->count);
    else if (operation == 10)
        k->shift(result, a, o->constant, o->count);
    else if (operation == 11)
        k->scale(result, a, o->factor, o->count);
    else if (operation == 12)
        r->all = k->div(result, r->defined, a, b, o->count);
    else if (operation == 13)
        r->all = k->sqrt(result, r->defined, a, o->count);
    else if (operation == 14)
        r->all = k->power(result, r->defined, a, o->exponent, o->count);
    else if (operation == 15)
        r->orders = k->order(a, b, o->count);
    else
        r->extents = (interval_extents_t){k->extents(a, o->count).least, k->most(b, o->count)};
    interval_round_nearest();
    double *ends = &r->extents.least.neg_lo; // zeros of either sign are the same end
    for (size_t e = 0; e < 4; e++)
        ends[e] += 0.0;
}

static void clear(outcome_t *r)
{
    memset(r, 0, sizeof *r);
    for (size_t i = 0; i <= MOST; i++)
        r->neg_lo[i] = r->hi[i] = UNTOUCHED;
}

static void kernels_give_the_same_bits(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("kernels");
    if (!interval_kernels_all[0]->supported())
        skip();
    for (size_t trial = 0; trial < TRIALS * OPERATIONS; trial++) {
        operands_t operands;
        outcome_t first, other;
        size_t operation = trial % OPERATIONS;
        sample_operands(&operands, &samples);
        clear(&first);
        run(&first, interval_kernels_all[0], operation, &operands);
        assert_true(first.hi[operands.count] == UNTOUCHED && first.neg_lo[operands.count] == UNTOUCHED);
        for (size_t i = 0; i < operands.count && operation < 15; i++)
            assert_true(dinterval_is_valid((dinterval_t){first.neg_lo[i], first.hi[i]}));
        for (size_t k = 1; interval_kernels_all[k]; k++) {
            clear(&other);
            run(&other, interval_kernels_all[k], operation, &operands);
            if (memcmp(&first, &other, sizeof first) != 0)
                fail_msg("operation %zu: %s and %s differ", operation, interval_kernels_all[0]->name,
                         interval_kernels_all[k]->name);
        }
    }
}

static bool has_sign(interval_array_t a, size_t count, bool negative)
{
    for (size_t i = 0; i < count; i++)
        if ((negative ? a.hi : a.neg_lo)[i] > 0)
            return false;
    return true;
}

static bool is_finite(interval_array_t a, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isinf(a.neg_lo[i]) || isinf(a.hi[i]))
            return false;
    return true;
}

// What a load knows truly of its operand does not change the result, but for the sign of zeros.
static void knowledge_does_not_change_products(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("knowledge");
    for (size_t trial = 0; trial < TRIALS; trial++) {
        operands_t o;
        outcome_t expected[2], found[2];
        sample_operands(&o, &samples);
        const interval_form_t plain = {LOAD_PLAIN, dinterval_point(0), 1};
        interval_load_t loads[2] = {{.array = {o.an, o.ah}, .form = &plain}, {.array = {o.bn, o.bh}, .form = &plain}};
        interval_array_t results[2] = {{expected[0].neg_lo, expected[0].hi}, {expected[1].neg_lo, expected[1].hi}};
        interval_array_t others[2] = {{found[0].neg_lo, found[0].hi}, {found[1].neg_lo, found[1].hi}};
        interval_round_upward();
        interval_mul(results[0], loads[0].array, loads[1].array, o.count);
        interval_power_loaded(results[1], loads, 2, o.count);
        for (size_t k = 0; k < 2; k++) {
            bool positive = has_sign(loads[k].array, o.count, false), negative = has_sign(loads[k].array, o.count, true);
            loads[k].sign = positive && sample_index(&samples, 3)   ? SIGN_NONNEGATIVE
                            : negative && sample_index(&samples, 3) ? SIGN_NONPOSITIVE
                                                                    : SIGN_UNKNOWN;
            loads[k].finite = is_finite(loads[k].array, o.count) && sample_index(&samples, 3);
        }
        interval_mul_loaded(others[0], loads, loads + 1, o.count);
        interval_power_loaded(others[1], loads, 2, o.count);
        interval_round_nearest();
        for (size_t i = 0; i < 2 * o.count; i++) {
            assert_true(expected[i % 2].neg_lo[i / 2] == found[i % 2].neg_lo[i / 2]);
            assert_true(expected[i % 2].hi[i / 2] == found[i % 2].hi[i / 2]);
        }
    }
}

// The order of each pair, by comparing ends.
static void orders_are_those_of_the_ends(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("orders");
    for (size_t trial = 0; trial < TRIALS; trial++) {
        operands_t o;
        sample_operands(&o, &samples);
        interval_orders_t expected = {15, 0};
        uint8_t each[MOST];
        interval_order_each(each, (interval_array_t){o.an, o.ah}, (interval_array_t){o.bn, o.bh}, o.count);
        for (size_t i = 0; i < o.count; i++) {
            double al = -o.an[i], bl = -o.bn[i];
            unsigned order = (o.ah[i] < bl ? ORDER_BELOW : 0u) | (o.ah[i] <= bl ? ORDER_NOT_ABOVE : 0u) |
                             (al > o.bh[i] ? ORDER_ABOVE : 0u) | (al >= o.bh[i] ? ORDER_NOT_BELOW : 0u);
            expected.all &= order;
            expected.any |= order;
            assert_int_equal(each[i], order);
        }
        interval_orders_t orders =
            interval_order((interval_array_t){o.an, o.ah}, (interval_array_t){o.bn, o.bh}, o.count);
        assert_int_equal(orders.all, expected.all);
        assert_int_equal(orders.any, expected.any);
    }
}

static void kernels_are_chosen_by_name(void **state)
{
    (void)state;
    assert_true(interval_kernels_choose("plain"));
    assert_string_equal(interval_kernels()->name, "plain");
    assert_int_equal(interval_self_test(), STATUS_OK);
    assert_false(interval_kernels_choose("none of that name"));
    assert_string_equal(interval_kernels()->name, "plain");
    assert_true(interval_kernels_choose(NULL));
    assert_int_equal(interval_self_test(), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kernels_give_the_same_bits),
        cmocka_unit_test(knowledge_does_not_change_products),
        cmocka_unit_test(orders_are_those_of_the_ends),
        cmocka_unit_test(kernels_are_chosen_by_name),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
