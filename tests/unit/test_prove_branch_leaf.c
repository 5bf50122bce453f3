// SPDX-License-Identifier: LGPL-3.0-or-later
// The parts of branch and bound on their own: definiteness, polynomials, bounds with room, convexity, trees.
#include "test_prove_evidence.h"

#include <math.h>

#include "prove/branch_definite.h"
#include "prove/branch_polynomial.h"
#include "prove/branch_sum.h"
#include "prove/branch_tree.h"
#include "prove/pair.h"

// ---- definiteness ----

static dinterval_t point(double x)
{
    return dinterval_point(x);
}

static void test_definite_examples(void **state)
{
    (void)state;
    dinterval_t identity[4] = {point(1), point(0), point(0), point(1)};
    assert_int_equal(interval_definite(identity, 2, 1e-11, false), DEFINITE_YES);
    dinterval_t saddle[4] = {point(1), point(2), point(2), point(1)};
    assert_int_equal(interval_definite(saddle, 2, 1e-11, false), DEFINITE_UNKNOWN);
    dinterval_t zero[4] = {point(0), point(0), point(0), point(0)};
    assert_int_equal(interval_definite(zero, 2, 1e-11, true), DEFINITE_YES);
    assert_int_not_equal(interval_definite(zero, 2, 1e-11, false), DEFINITE_YES);
    dinterval_t singular[4] = {point(0), point(0), point(1e-300), point(1)};
    assert_int_not_equal(interval_definite(singular, 2, 1e-11, true), DEFINITE_YES);
    dinterval_t unbounded[4] = {dinterval_make(48, INFINITY), point(0), point(-3), dinterval_make(48, INFINITY)};
    assert_int_equal(interval_definite(unbounded, 2, 1e-11, false), DEFINITE_YES);
    dinterval_t narrow[4] = {point(1), point(0), dinterval_make(1 - 1e-13, 1), point(1)};
    assert_int_equal(interval_definite(narrow, 2, 1e-11, false), DEFINITE_NOISE);
}

// x' M x for the matrix with lower triangle M.
static double form(const double *matrix, const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            sum += (i == j ? 1 : 2) * matrix[i * n + j] * x[i] * x[j];
    return sum;
}

static double uniform(test_random_t *random, double lo, double hi)
{
    return lo + (hi - lo) * (double)(test_random(random) >> 11) * 0x1p-53;
}

// Whatever is said to be definite has no direction in which a matrix of the interval matrix is not positive.
static void test_definite_random(void **state)
{
    (void)state;
    test_random_t random = test_seeded("definite");
    size_t definite = 0;
    for (int trial = 0; trial < 3000; trial++) {
        size_t n = 1 + (size_t)trial % 4;
        dinterval_t matrix[16];
        double sample[16], x[4], width = uniform(&random, 0, 0.5);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j <= i; j++) {
                double centre = i == j ? uniform(&random, -0.5, 3) : uniform(&random, -1, 1);
                matrix[i * n + j] = dinterval_make(centre - width, centre + width);
                sample[i * n + j] = uniform(&random, centre - width, centre + width);
            }
        if (interval_definite(matrix, n, 1e-11, false) != DEFINITE_YES)
            continue;
        definite++;
        for (int k = 0; k < 50; k++) {
            for (size_t i = 0; i < n; i++)
                x[i] = uniform(&random, -1, 1);
            assert_true(form(sample, x, n) > 0);
        }
    }
    assert_true(definite > 300);
}

// ---- polynomials ----

static void random_polynomial(polynomial_t *p, test_random_t *random, real_ctx_t ctx)
{
    polynomial_t variable, product, sum;
    real_t number;
    real_init(number);
    polynomial_init(p, 3);
    polynomial_init(&variable, 3);
    polynomial_init(&product, 3);
    polynomial_init(&sum, 3);
    for (int k = 0; k < 5; k++) {
        polynomial_set_variable(&variable, (size_t)test_random_si(random, 0, 2));
        real_set_si(number, test_random_si(random, -3, 3));
        polynomial_set_constant(&product, number);
        assert_ok(polynomial_add(&sum, &variable, &product, k % 2, ctx));
        if (k == 0) {
            polynomial_copy(p, &sum);
            continue;
        }
        assert_ok(test_random_si(random, 0, 1) ? polynomial_mul(&product, p, &sum, ctx)
                                               : polynomial_add(&product, p, &sum, true, ctx));
        polynomial_copy(p, &product);
    }
    polynomial_clear(&variable);
    polynomial_clear(&product);
    polynomial_clear(&sum);
    real_clear(number);
}

// The value at an integer point, by putting in one variable after the other.
static slong value_at(const polynomial_t *p, const slong *at, real_ctx_t ctx)
{
    polynomial_t current, next;
    real_t number;
    real_init(number);
    polynomial_init(&current, 3);
    polynomial_init(&next, 3);
    polynomial_copy(&current, p);
    for (size_t v = 0; v < 3; v++) {
        real_set_si(number, at[v]);
        assert_ok(polynomial_put_in(&next, &current, v, number, ctx));
        polynomial_copy(&current, &next);
    }
    assert_true(polynomial_is_constant(&current));
    polynomial_get_constant(number, &current);
    fmpz_t value;
    fmpz_init(value);
    real_floor(value, number);
    slong result = fmpz_get_si(value);
    fmpz_clear(value);
    polynomial_clear(&current);
    polynomial_clear(&next);
    real_clear(number);
    return result;
}

static void assert_sorted(const polynomial_t *p)
{
    for (size_t i = 0; i < p->count; i++) {
        assert_false(real_is_zero(p->coefficients + i));
        if (i)
            assert_true(memcmp(p->exponents + (i - 1) * 3, p->exponents + i * 3, 3 * sizeof(uint16_t)) != 0);
    }
}

static void test_polynomials(void **state)
{
    (void)state;
    test_random_t random = test_seeded("polynomials");
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 200; trial++) {
        polynomial_t p, q, sum, product, power;
        random_polynomial(&p, &random, ctx);
        random_polynomial(&q, &random, ctx);
        polynomial_init(&sum, 3);
        polynomial_init(&product, 3);
        polynomial_init(&power, 3);
        assert_ok(polynomial_add(&sum, &p, &q, false, ctx));
        assert_ok(polynomial_mul(&product, &p, &q, ctx));
        assert_ok(polynomial_power(&power, &p, 2, ctx));
        assert_sorted(&sum);
        assert_sorted(&product);
        slong at[3];
        for (size_t v = 0; v < 3; v++)
            at[v] = test_random_si(&random, -3, 3);
        slong vp = value_at(&p, at, ctx), vq = value_at(&q, at, ctx);
        assert_int_equal(value_at(&sum, at, ctx), vp + vq);
        assert_int_equal(value_at(&product, at, ctx), vp * vq);
        assert_int_equal(value_at(&power, at, ctx), vp * vp);
        assert_ok(polynomial_add(&sum, &p, &p, true, ctx));
        assert_int_equal(sum.count, 0);
        polynomial_clear(&p);
        polynomial_clear(&q);
        polynomial_clear(&sum);
        polynomial_clear(&product);
        polynomial_clear(&power);
    }
    real_ctx_clear(ctx);
}

static void test_polynomial_limits(void **state)
{
    (void)state;
    real_ctx_t ctx;
    polynomial_t x, power;
    real_ctx_init(ctx);
    polynomial_init(&x, 1);
    polynomial_init(&power, 1);
    polynomial_set_variable(&x, 0);
    assert_ok(polynomial_power(&power, &x, POLYNOMIAL_MAX_EXPONENT, ctx));
    assert_int_equal(polynomial_power(&power, &x, POLYNOMIAL_MAX_EXPONENT + 1, ctx), STATUS_LIMIT);
    assert_int_equal(polynomial_power(&power, &x, -1, ctx), STATUS_LIMIT);
    polynomial_clear(&x);
    polynomial_clear(&power);
    real_ctx_clear(ctx);
}

// ---- bounds with room ----

static sum_bounds_t bounds_of(dag_t *dag, expr_t e, expr_t x, double lo, double hi)
{
    root_list_t list;
    tape_result_t results[64];
    root_list_init(&list);
    sum_t sum = root_list_add_sum(&list, dag, e);
    tape_t *tape = tape_compile(dag, list.count, list.roots, 1, &x);
    dinterval_t box = dinterval_make(lo, hi);
    tape_evaluate(results, tape, 1, &box);
    sum_bounds_t bounds = sum_bounds(&sum, &list, results, 53);
    tape_free(tape);
    root_list_clear(&list);
    return bounds;
}

static void test_room(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    expr_t x = expr_new_variable(dag, "x", VARIABLE_STATE), one = expr_integer(dag, 1);
    expr_t shifted = expr_binary(dag, EXPR_SUB, x, one), square = expr_power(dag, shifted, 2, 1);
    sum_bounds_t exact = bounds_of(dag, shifted, x, 1, 2);
    assert_true(exact.lo == 0 && exact.hi == 1 && exact.noise == 0);
    sum_bounds_t touching = bounds_of(dag, square, x, 0, 3);
    assert_true(touching.lo == 0 && touching.noise == 0);
    expr_t cancelling = expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_ADD, square, one), one);
    sum_bounds_t rounded = bounds_of(dag, cancelling, x, 0, 3);
    assert_true(rounded.lo < 0 && rounded.lo > -1e-10 && rounded.noise > 0);
    sum_bounds_t pole = bounds_of(dag, expr_binary(dag, EXPR_DIV, one, x), x, -1, 1);
    assert_true(pole.lo == -INFINITY && pole.hi == INFINITY);
    expr_t long_sum = x;
    for (int i = 0; i < 500; i++)
        long_sum = expr_binary(dag, EXPR_ADD, expr_binary(dag, EXPR_MUL, long_sum, x), one);
    sum_bounds_t deep = bounds_of(dag, long_sum, x, 0.5, 0.5);
    assert_true(fabs(deep.lo - 2) < 1e-9);
    dag_free(dag);
}

// ---- convexity ----

static bool region_is_convex(const char *region)
{
    char text[512];
    session_t session;
    snprintf(text, sizeof text, "landscape f(x, y) = x + y\nclaim c: continuous on %s\n", region);
    session_init(&session, text);
    bool convex = evidently_convex(session.spec.dag, session.spec.claims[0].region, 2, session.spec.state);
    session_clear(&session);
    return convex;
}

static void test_convexity(void **state)
{
    (void)state;
    static const char *const convex[] = {"x <= 1",
                                         "-1 < x <= 1 and x + 2*y >= 3",
                                         "norm((x, y)) <= 2",
                                         "norm((x - 1, 2*y + x)) < 2",
                                         "x^2 + y^2 < 4",
                                         "abs(x - y) <= 1 and 2*abs(x) <= 5",
                                         "x^4 + max(x, y) <= 3 - abs(y)",
                                         "min(x, y) >= 0",
                                         "x = y"};
    static const char *const not_convex[] = {"norm((x, y)) >= 2", "x*y <= 1",       "x != 0",
                                             "x < 0 or x > 1",    "x^3 <= 1",       "not (x^2 <= 1)",
                                             "1/x <= 3",          "x^2 - y^2 <= 1", "sqrt(x) <= 1"};
    for (size_t i = 0; i < sizeof convex / sizeof *convex; i++)
        if (!region_is_convex(convex[i]))
            fail_msg("convex: %s", convex[i]);
    for (size_t i = 0; i < sizeof not_convex / sizeof *not_convex; i++)
        if (region_is_convex(not_convex[i]))
            fail_msg("not convex: %s", not_convex[i]);
}

// ---- numbers ----

static void test_dyadic_text(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},
                 {1, "1"},
                 {-0.5, "-1/2"},
                 {0.75, "3/4"},
                 {0x1p-70, "1/1180591620717411303424"},
                 {-3e15, "-3000000000000000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        strbuf_t out;
        strbuf_init(&out);
        write_dyadic(&out, cases[i].value);
        assert_string_equal(out.text, cases[i].text);
        strbuf_clear(&out);
    }
}

static void test_short_middle(void **state)
{
    (void)state;
    test_random_t random = test_seeded("short middle");
    for (int trial = 0; trial < 2000; trial++) {
        double lo = uniform(&random, -10, 10),
               width = ldexp(uniform(&random, 0.1, 1), (int)test_random_si(&random, -40, 5));
        double hi = lo + width, middle = short_middle(lo, hi);
        assert_true(lo < middle && middle < hi);
        assert_true(fabs(middle - (lo + hi) / 2) <= 0.26 * (hi - lo));
    }
    assert_true(short_middle(-5, 5) == 0);
    assert_true(short_middle(0, 1) == 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_definite_examples),
        cmocka_unit_test(test_definite_random),
        cmocka_unit_test(test_polynomials),
        cmocka_unit_test(test_polynomial_limits),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_convexity),
        cmocka_unit_test(test_dyadic_text),
        cmocka_unit_test(test_short_middle),
    };
    return cmocka_run_group_tests_name("prove branch leaf", tests, NULL, NULL);
}
