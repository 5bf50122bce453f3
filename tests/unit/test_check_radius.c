// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes as a centre and radii: what they are made of lies in them, at every precision.
#include "test_real.h"

#include "check/radius.h"

#define TRIALS 3000

static const slong precisions[] = {RANGE_DOUBLE, 64, 96, 500};
#define PRECISIONS (sizeof precisions / sizeof *precisions)

// An interval of the precision, from a point to one that is as wide as its number.
static void sample(range_t *a, test_random_t *random)
{
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    fmpq_set_si(lower, test_random_si(random, -1000, 1000), (ulong)test_random_si(random, 1, 1000));
    fmpq_set_si(upper, test_random_si(random, 0, 1000), (ulong)test_random_si(random, 1, 1000));
    fmpq_div_2exp(upper, upper, (ulong)test_random_si(random, 0, range_precision(a) + 8));
    fmpq_add(upper, upper, lower);
    if (test_random(random) % 4 == 0)
        fmpq_set(lower, upper);
    range_set_rationals(a, lower, upper);
    fmpq_clear(lower);
    fmpq_clear(upper);
}

static void test_reach(void **state)
{
    (void)state;
    test_random_t random = test_seeded("reach");
    for (size_t i = 0; i < PRECISIONS; i++) {
        range_t a, centre, radius, box;
        range_init(&a, precisions[i]);
        range_init(&centre, precisions[i]);
        range_init(&box, precisions[i]);
        radius_init(&radius, precisions[i]);
        for (int trial = 0; trial < TRIALS; trial++) {
            sample(&a, &random);
            radius_set_zero(&radius);
            radius_add_reach(&radius, &centre, &a);
            radius_get_box(&box, &centre, &radius);
            assert_true(range_is_point(&centre) && range_contains(&a, &centre) && range_contains(&box, &a));
            // Not much wider: orbits that meet kinks are followed by such boxes alone.
            if (range_relative_width(&a) > 1e-3)
                assert_true(range_relative_width(&box) < 1.001 * range_relative_width(&a));
            range_set_rounded(&a, &box);
            radius_add_reach(&radius, &centre, &a); // adds to what was there
            radius_get_box(&box, &centre, &radius);
            assert_true(range_contains(&box, &a));
        }
        range_clear(&a);
        range_clear(&centre);
        range_clear(&box);
        range_clear(&radius);
    }
}

// |slope| r in exact arithmetic.
static void test_product(void **state)
{
    (void)state;
    test_random_t random = test_seeded("product");
    for (size_t i = 0; i < PRECISIONS; i++) {
        range_t zero, centre, a, slope, other, sum;
        range_t *const all[] = {&zero, &centre, &a};
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            range_init(all[k], precisions[i]);
        range_init(&slope, i % 2 ? precisions[i] : RANGE_DOUBLE);
        radius_init(&other, precisions[i]);
        radius_init(&sum, precisions[i]);
        for (int trial = 0; trial < TRIALS; trial++) {
            sample(&a, &random);
            sample(&slope, &random);
            radius_set_zero(&other);
            radius_set_zero(&sum);
            radius_add_reach(&other, &centre, &a);
            radius_add_product(&sum, &slope, &other);
            double factor = radius_get_double(&other), found = radius_get_double(&sum);
            double lo = slope.big ? mpfr_get_d(slope.big, MPFR_RNDZ) : slope.lo;
            double hi = slope.big ? mpfr_get_d(slope.big + 1, MPFR_RNDZ) : slope.hi;
            double product = fmax(fabs(lo), fabs(hi)) * factor;
            assert_true(found >= product * (1 - 0x1p-50) && found <= product * (1 + 0x1p-40));
        }
        for (size_t k = 0; k < sizeof all / sizeof *all; k++)
            range_clear(all[k]);
        range_clear(&slope);
        range_clear(&other);
        range_clear(&sum);
    }
}

// What is infinite stays so, and no product of it with 0 arises.
static void test_infinite(void **state)
{
    (void)state;
    for (size_t i = 0; i < PRECISIONS; i++) {
        range_t infinite, none, slope, sum, box, centre;
        range_t *const radii[] = {&infinite, &none, &sum};
        for (size_t k = 0; k < 3; k++)
            radius_init(radii[k], precisions[i]);
        range_init(&slope, RANGE_DOUBLE);
        range_init(&box, precisions[i]);
        range_init(&centre, precisions[i]);
        range_set_entire(&infinite);
        radius_add_product(&sum, &slope, &infinite); // 0 times infinity
        assert_true(radius_get_double(&sum) == 0);
        range_set_si(&slope, -1);
        radius_add_product(&sum, &slope, &none);
        assert_true(radius_get_double(&sum) == 0);
        radius_add_product(&sum, &slope, &infinite);
        assert_true(isinf(radius_get_double(&sum)));
        radius_get_box(&box, &centre, &sum);
        range_set_entire(&centre);
        assert_true(range_contains(&box, &centre));
        radius_widen(&slope, INFINITY);
        assert_true(isinf(slope.lo) && isinf(slope.hi));
        for (size_t k = 0; k < 3; k++)
            range_clear(radii[k]);
        range_clear(&box);
        range_clear(&centre);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_product),
        cmocka_unit_test(test_infinite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
