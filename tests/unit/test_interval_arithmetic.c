// SPDX-License-Identifier: LGPL-3.0-or-later
// The kernels against MPFR: add, sub, mul, div, sqr and sqrt must give the tightest double interval, bit for bit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "interval/arithmetic.h"
#include "interval/kernels.h"
#include "interval/rounding.h"

#include <fenv.h>

#define TRIALS 20000
#define LANES 13 // not a multiple of any vector length

typedef struct {
    dinterval_t a[LANES], b[LANES], result[LANES];
    uint8_t defined[LANES];
} batch_t;

typedef struct {
    double neg_lo[LANES], hi[LANES];
} lanes_t;

static interval_array_t lanes_load(lanes_t *lanes, const dinterval_t *values)
{
    for (size_t i = 0; i < LANES; i++) {
        lanes->neg_lo[i] = values[i].neg_lo;
        lanes->hi[i] = values[i].hi;
    }
    return (interval_array_t){lanes->neg_lo, lanes->hi};
}

typedef enum { ADD, SUB, MUL, DIV, MIN, MAX, SQR, NEG, ABS, RELU, SQRT, POWER } operation_t;

static void run_kernel(operation_t operation, int n, interval_array_t r, uint8_t *defined, interval_array_t a,
                       interval_array_t b)
{
    switch (operation) {
    case ADD:
        interval_add(r, a, b, LANES);
        break;
    case SUB:
        interval_sub(r, a, b, LANES);
        break;
    case MUL:
        interval_mul(r, a, b, LANES);
        break;
    case DIV:
        interval_div(r, defined, a, b, LANES);
        break;
    case MIN:
        interval_min(r, a, b, LANES);
        break;
    case MAX:
        interval_max(r, a, b, LANES);
        break;
    case SQR:
        interval_sqr(r, a, LANES);
        break;
    case NEG:
        interval_neg(r, a, LANES);
        break;
    case ABS:
        interval_abs(r, a, LANES);
        break;
    case RELU:
        interval_relu(r, a, LANES);
        break;
    case SQRT:
        interval_sqrt(r, defined, a, LANES);
        break;
    case POWER:
        interval_power(r, defined, a, n, LANES);
        break;
    }
}

static void compute(batch_t *batch, operation_t operation, int n)
{
    lanes_t a, b, result;
    memset(&result, 0, sizeof result);
    memset(batch->defined, 1, sizeof batch->defined);
    interval_array_t x = lanes_load(&a, batch->a), y = lanes_load(&b, batch->b);
    interval_round_upward();
    run_kernel(operation, n, (interval_array_t){result.neg_lo, result.hi}, batch->defined, x, y);
    interval_round_nearest();
    assert_int_equal(fegetround(), FE_TONEAREST);
    for (size_t i = 0; i < LANES; i++)
        batch->result[i] = (dinterval_t){result.neg_lo[i], result.hi[i]};
}

static void sample_batch(batch_t *batch, samples_t *samples)
{
    for (size_t i = 0; i < LANES; i++) {
        batch->a[i] = sample_interval(samples);
        batch->b[i] = sample_interval(samples);
    }
}

// ---- the reference ----

typedef int (*mpfr_binary_t)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

// x op y in the direction; NaN, from 0 * inf and inf / inf, counts as 0.
static double rounded(mpfr_binary_t op, double x, double y, mpfr_rnd_t direction)
{
    MPFR_DECL_INIT(s, 53);
    MPFR_DECL_INIT(t, 53);
    mpfr_set_d(s, x, MPFR_RNDN);
    mpfr_set_d(t, y, MPFR_RNDN);
    op(s, s, t, direction);
    return mpfr_nan_p(s) ? 0 : mpfr_get_d(s, direction);
}

// The least and the greatest of the op over the four pairs of ends.
static dinterval_t over_ends(mpfr_binary_t op, dinterval_t a, dinterval_t b)
{
    double as[2] = {-a.neg_lo, a.hi}, bs[2] = {-b.neg_lo, b.hi}, lo = INFINITY, hi = -INFINITY;
    for (int i = 0; i < 4; i++) {
        lo = fmin(lo, rounded(op, as[i / 2], bs[i % 2], MPFR_RNDD));
        hi = fmax(hi, rounded(op, as[i / 2], bs[i % 2], MPFR_RNDU));
    }
    return dinterval_make(lo, hi);
}

static dinterval_t sum_of(mpfr_binary_t op, dinterval_t a, double lower, double upper)
{
    return dinterval_make(rounded(op, -a.neg_lo, lower, MPFR_RNDD), rounded(op, a.hi, upper, MPFR_RNDU));
}

static int root_of_first(mpfr_ptr r, mpfr_srcptr x, mpfr_srcptr unused, mpfr_rnd_t direction)
{
    (void)unused;
    return mpfr_sqrt(r, x, direction);
}

static double least_magnitude(dinterval_t a)
{
    return dinterval_contains(a, 0) ? 0 : fmin(fabs(a.neg_lo), fabs(a.hi));
}

static double most_magnitude(dinterval_t a)
{
    return fmax(fabs(a.neg_lo), fabs(a.hi));
}

static dinterval_t tightest(operation_t operation, dinterval_t a, dinterval_t b)
{
    double least = least_magnitude(a), most = most_magnitude(a);
    switch (operation) {
    case ADD:
        return sum_of(mpfr_add, a, -b.neg_lo, b.hi);
    case SUB:
        return sum_of(mpfr_sub, a, b.hi, -b.neg_lo);
    case MUL:
        return over_ends(mpfr_mul, a, b);
    case DIV:
        return over_ends(mpfr_div, a, b);
    case MIN:
        return dinterval_make(fmin(-a.neg_lo, -b.neg_lo), fmin(a.hi, b.hi));
    case MAX:
        return dinterval_make(fmax(-a.neg_lo, -b.neg_lo), fmax(a.hi, b.hi));
    case SQR:
        return dinterval_make(rounded(mpfr_mul, least, least, MPFR_RNDD), rounded(mpfr_mul, most, most, MPFR_RNDU));
    case NEG:
        return dinterval_make(-a.hi, a.neg_lo);
    case ABS:
        return dinterval_make(least, most);
    case RELU:
        return dinterval_make(fmax(-a.neg_lo, 0), fmax(a.hi, 0));
    default: // SQRT
        return dinterval_make(rounded(root_of_first, -a.neg_lo, 0, MPFR_RNDD),
                              rounded(root_of_first, a.hi, 0, MPFR_RNDU));
    }
}

static bool is_defined(operation_t operation, dinterval_t a, dinterval_t b)
{
    if (operation == DIV)
        return !dinterval_contains(b, 0);
    return operation != SQRT || a.neg_lo <= 0;
}

static void check_tightest(operation_t operation, const batch_t *batch)
{
    for (size_t i = 0; i < LANES; i++) {
        dinterval_t a = batch->a[i], b = batch->b[i], r = batch->result[i];
        bool defined = is_defined(operation, a, b);
        dinterval_t expected = defined ? tightest(operation, a, b) : dinterval_whole();
        if (r.neg_lo != expected.neg_lo || r.hi != expected.hi || batch->defined[i] != defined)
            fail_msg("operation %d on [%a, %a], [%a, %a]: got [%a, %a], expected [%a, %a]", (int)operation, -a.neg_lo,
                     a.hi, -b.neg_lo, b.hi, -r.neg_lo, r.hi, -expected.neg_lo, expected.hi);
    }
}

static void operations_are_tightest(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("operations");
    for (int trial = 0; trial < TRIALS; trial++) {
        batch_t batch;
        sample_batch(&batch, &samples);
        operation_t operation = (operation_t)(trial % POWER);
        compute(&batch, operation, 0);
        check_tightest(operation, &batch);
    }
}

// ---- powers ----

static dinterval_t tightest_magnitude_power(double least, double most, int n)
{
    double ends[2];
    for (int upper = 0; upper < 2; upper++) {
        MPFR_DECL_INIT(t, 53);
        mpfr_rnd_t direction = upper ? MPFR_RNDU : MPFR_RNDD;
        mpfr_set_d(t, (n > 0) == upper ? most : least, MPFR_RNDN);
        mpfr_pow_si(t, t, n, direction);
        ends[upper] = mpfr_get_d(t, direction);
    }
    return dinterval_make(ends[0], ends[1]);
}

static dinterval_t tightest_power(dinterval_t a, int n)
{
    dinterval_t p = tightest_magnitude_power(least_magnitude(a), most_magnitude(a), n);
    if (n % 2 == 0 || a.neg_lo <= 0)
        return p;
    if (a.hi <= 0)
        return dinterval_make(-p.hi, p.neg_lo);
    return dinterval_make(-tightest_magnitude_power(0, a.neg_lo, n).hi, tightest_magnitude_power(0, a.hi, n).hi);
}

// The bound `loose` is on the outer side of `tight` by at most 2 |n| units in the last place. A reciprocal of a power
// that overflows is only known to be below the least normal number.
static bool is_near_above(double loose, double tight, int n)
{
    double limit = tight;
    for (int k = 0; k < 2 * abs(n); k++)
        limit = nextafter(limit, INFINITY);
    if (n < 0)
        limit = fmax(limit, tight + DBL_MIN);
    return tight <= loose && loose <= limit;
}

static void powers_enclose_closely(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("powers");
    for (int trial = 0; trial < TRIALS / 4; trial++) {
        batch_t batch;
        sample_batch(&batch, &samples);
        int n = sample_int(&samples, 1, INTERVAL_POWER_MAX) * (trial % 2 ? 1 : -1);
        compute(&batch, POWER, n);
        for (size_t i = 0; i < LANES; i++) {
            dinterval_t a = batch.a[i], r = batch.result[i];
            bool defined = n > 0 || !dinterval_contains(a, 0);
            dinterval_t t = defined ? tightest_power(a, n) : dinterval_whole();
            if (batch.defined[i] != defined || !is_near_above(r.neg_lo, t.neg_lo, n) || !is_near_above(r.hi, t.hi, n))
                fail_msg("[%a, %a]^%d: got [%a, %a], tightest [%a, %a]", -a.neg_lo, a.hi, n, -r.neg_lo, r.hi, -t.neg_lo,
                         t.hi);
        }
    }
}

// ---- the rest ----

static void the_machine_rounds_upward(void **state)
{
    (void)state;
    assert_int_equal(interval_self_test(), STATUS_OK);
}

static void whole_lines_stay_whole(void **state)
{
    (void)state;
    static const operation_t operations[] = {ADD, SUB, MUL, NEG, MIN, MAX};
    for (size_t k = 0; k < sizeof operations / sizeof *operations; k++) {
        batch_t batch;
        for (size_t i = 0; i < LANES; i++)
            batch.a[i] = batch.b[i] = dinterval_whole();
        compute(&batch, operations[k], 0);
        assert_true(batch.result[LANES - 1].neg_lo == INFINITY && batch.result[LANES - 1].hi == INFINITY);
    }
}

static void zero_times_unbounded_is_zero(void **state)
{
    (void)state;
    batch_t batch;
    for (size_t i = 0; i < LANES; i++) {
        batch.a[i] = dinterval_point(i % 2 ? 0.0 : -0.0);
        batch.b[i] = dinterval_whole();
    }
    compute(&batch, MUL, 0);
    for (size_t i = 0; i < LANES; i++)
        assert_true(batch.result[i].neg_lo == 0 && batch.result[i].hi == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_rounds_upward),    cmocka_unit_test(operations_are_tightest),
        cmocka_unit_test(powers_enclose_closely),       cmocka_unit_test(whole_lines_stay_whole),
        cmocka_unit_test(zero_times_unbounded_is_zero),
    };
    int failed = 0;
    for (size_t k = 0; interval_kernels_all[k]; k++)
        if (interval_kernels_choose(interval_kernels_all[k]->name)) {
            printf("# kernels: %s\n", interval_kernels()->name);
            failed += cmocka_run_group_tests(tests, NULL, NULL);
        }
    flint_cleanup();
    return failed;
}
