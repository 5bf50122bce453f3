// SPDX-License-Identifier: LGPL-3.0-or-later
// The kernels of all sets of instructions that the processor has give the same bits, for arrays of any length.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "interval/elementary.h"
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

typedef struct {
    const char *name;
    interval_function_kernel_t kernel;
    interval_function_t library;
} function_t;

#define FUNCTIONS 11

static void list_functions(function_t *functions, const interval_kernels_t *k)
{
    const function_t all[FUNCTIONS] = {
        {"atan", k->atan, interval_atan}, {"cos", k->cos, interval_cos},
        {"cosh", k->cosh, interval_cosh}, {"exp", k->exp, interval_exp},
        {"log", k->log, interval_log},    {"sigmoid", k->sigmoid, interval_sigmoid},
        {"sin", k->sin, interval_sin},    {"sinh", k->sinh, interval_sinh},
        {"tan", k->tan, interval_tan},    {"softplus", k->softplus, interval_softplus},
        {"tanh", k->tanh, interval_tanh}};
    memcpy(functions, all, sizeof all);
}

static void functions_give_the_same_bits(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("functions");
    function_t first[FUNCTIONS], other[FUNCTIONS];
    list_functions(first, interval_kernels_all[0]);
    if (!interval_kernels_all[0]->supported())
        skip();
    for (size_t trial = 0; trial < TRIALS * FUNCTIONS; trial++) {
        operands_t o;
        outcome_t x, y;
        size_t f = trial % FUNCTIONS;
        sample_operands(&o, &samples);
        for (size_t k = 1; interval_kernels_all[k]; k++) {
            list_functions(other, interval_kernels_all[k]);
            clear(&x);
            clear(&y);
            interval_round_upward();
            x.all = first[f].kernel((interval_array_t){x.neg_lo, x.hi}, x.defined, (interval_array_t){o.an, o.ah}, o.count);
            y.all = other[f].kernel((interval_array_t){y.neg_lo, y.hi}, y.defined, (interval_array_t){o.an, o.ah}, o.count);
            interval_round_nearest();
            assert_int_equal(x.all, y.all);
            assert_memory_equal(x.defined, y.defined, o.count);
            for (size_t i = 0; i < o.count; i++)
                if (x.defined[i] && (memcmp(x.hi + i, y.hi + i, sizeof *x.hi) != 0 ||
                                     memcmp(x.neg_lo + i, y.neg_lo + i, sizeof *x.hi) != 0))
                    fail_msg("%s: the kernels differ on [%a, %a]", first[f].name, -o.an[i], o.ah[i]);
        }
    }
}

static void assert_encloses(const function_t *f, double lo, double hi)
{
    double neg_lo = -lo, y_neg_lo = NAN, y_hi = NAN;
    uint8_t within = 0;
    dinterval_t tightest;
    if (lo == INFINITY || hi == -INFINITY)
        return;
    interval_round_upward();
    f->kernel((interval_array_t){&y_neg_lo, &y_hi}, &within, (interval_array_t){&neg_lo, &hi}, 1);
    interval_round_nearest();
    if (!within)
        return;
    if (f->library(&tightest, dinterval_make(lo, hi)) != STATUS_OK)
        fail_msg("%s is not defined on all of [%a, %a]", f->name, lo, hi);
    // The library's ends may be the next numbers beyond those of the values.
    if (!(y_hi >= nextafter(tightest.hi, -INFINITY)) || !(y_neg_lo >= nextafter(tightest.neg_lo, -INFINITY)))
        fail_msg("%s misses values on [%a, %a]: [%a, %a]", f->name, lo, hi, -y_neg_lo, y_hi);
}

// Where a kernel goes over from one way of computing to another, at poles and extrema, and at both ends of the doubles.
static void functions_enclose_at_edges(void **state)
{
    (void)state;
    static const double edges[] = {0, DBL_TRUE_MIN, 3 * DBL_TRUE_MIN, 0x1p-1030, DBL_MIN, 0x1p-537, 0x1p-540, 0x1p-342, 0x1p-70,
                                   0x1p-30, 0x1p-27, 0.25, 0.34657359027997264, 0.4140625, 0.41421356237309503, 0.5, M_PI_4,
                                   1, M_PI_2, 2, 2.414213562373095, 2.4140625, M_PI, 3 * M_PI_2, 20, 5 * M_PI_2, 22 * M_PI_2,
                                   6381956970095103 * 0x1p797, 354, 708, 709.78, 0x1p18, 0x1p19, 0x1p52, 0x1p53, 0x1p54,
                                   DBL_MAX, INFINITY};
    const size_t count = sizeof edges / sizeof *edges;
    for (size_t k = 0; interval_kernels_all[k]; k++) {
        function_t functions[FUNCTIONS];
        list_functions(functions, interval_kernels_all[k]);
        for (size_t i = 0; interval_kernels_all[k]->supported() && i < FUNCTIONS * count * 6; i++) {
            double x = edges[i / 6 % count], sign = i % 2 ? -1 : 1;
            const function_t *f = functions + i / 6 / count;
            double near = nextafter(x, i / 2 % 3 == 0 ? x : i / 2 % 3 == 1 ? INFINITY : -INFINITY) * sign;
            assert_encloses(f, near, near);
            assert_encloses(f, fmin(near, sign * x), fmax(near, sign * x));
            assert_encloses(f, fmin(near, -sign * x), fmax(near, -sign * x));
            assert_encloses(f, fmin(near, 0.3), fmax(near, 0.3));
            assert_encloses(f, -INFINITY, near);
            assert_encloses(f, near, INFINITY);
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
        cmocka_unit_test(functions_give_the_same_bits),
        cmocka_unit_test(functions_enclose_at_edges),
        cmocka_unit_test(knowledge_does_not_change_products),
        cmocka_unit_test(orders_are_those_of_the_ends),
        cmocka_unit_test(kernels_are_chosen_by_name),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
