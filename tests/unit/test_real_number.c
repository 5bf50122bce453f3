// SPDX-License-Identifier: LGPL-3.0-or-later
// The text of exact numbers: canonical form, round trips, hostile texts, decimals rounded in a direction.
#include "real/number.h"
#include "test_real.h"

#include <string.h>

static void assert_written(const real_t value, const char *expected, real_ctx_t ctx)
{
    strbuf_t text;
    strbuf_init(&text);
    assert_ok(number_write_real(&text, value, ctx));
    assert_string_equal(text.text, expected);
    strbuf_clear(&text);
}

static void canonical_texts(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    real_t a, b;
    real_init(a);
    real_init(b);
    assert_written(a, "0", ctx);
    real_set_si(a, -7);
    assert_written(a, "-7", ctx);
    real_set_si(b, 3);
    assert_ok(real_div(a, a, b, ctx));
    assert_written(a, "-7/3", ctx);
    test_root(a, 2, 1, 2, ctx);
    assert_written(a, "alg(-2,0,1;1,2)", ctx);
    real_neg(b, a);
    assert_written(b, "alg(-2,0,1;-2,-1)", ctx);
    test_root(b, 3, 1, 2, ctx);
    assert_ok(real_add(a, a, b, ctx));
    assert_written(a, "alg(1,0,-10,0,1;3,4)", ctx);
    // The conjugates 1 -+ sqrt(2)/1000 lie on the two sides of a grid point, 16/3 +- sqrt(2)/1000 need a fine grid.
    test_root(a, 1, 500000, 2, ctx);
    real_set_si(b, 1);
    assert_ok(real_sub(a, b, a, ctx));
    assert_written(a, "alg(499999,-1000000,500000;0,1)", ctx);
    real_set_si(b, 10);
    assert_ok(real_mul(a, a, b, ctx));
    real_set_si(b, 1);
    assert_ok(real_sub(a, a, b, ctx));
    assert_written(a, "alg(404999,-90000,5000;8,9)", ctx);
    test_root(a, 2, 1, 2, ctx);
    test_root(b, 1, 1000000, 2, ctx);
    assert_ok(real_mul(a, a, b, ctx));
    real_set_si(b, 5);
    assert_ok(real_add(a, a, b, ctx));
    assert_written(a, "alg(12499999,-5000000,500000;5,6)", ctx);
    fmpq_t third;
    fmpq_init(third);
    fmpq_set_si(third, 1, 3);
    real_set_fmpq(b, third);
    assert_ok(real_add(a, a, b, ctx));
    assert_written(a, "alg(127999991,-48000000,4500000;1365/256,683/128)", ctx);
    fmpq_clear(third);
    real_clear(a);
    real_clear(b);
    real_ctx_clear(ctx);
}

static void assert_equal_points(const rpoint_t a, const rpoint_t b, real_ctx_t ctx)
{
    int order = 1;
    assert_ok(rpoint_cmp(&order, a, b, ctx));
    assert_int_equal(order, 0);
}

// Reading gives the number back, writing that the text; every proper part of an algebraic text is rejected.
static void assert_round_trip(const rpoint_t point, real_ctx_t ctx)
{
    strbuf_t text, again;
    rpoint_t read;
    strbuf_init(&text);
    strbuf_init(&again);
    rpoint_init(read);
    assert_ok(number_write_rpoint(&text, point, ctx));
    assert_ok(number_read(read, text.text, text.length, ctx));
    assert_equal_points(read, point, ctx);
    assert_ok(number_write_rpoint(&again, read, ctx));
    assert_string_equal(text.text, again.text);
    if (text.text[0] == 'a')
        for (size_t length = 0; length < text.length; length++)
            assert_int_equal(number_read(read, text.text, length, ctx), STATUS_MALFORMED);
    strbuf_clear(&text);
    strbuf_clear(&again);
    rpoint_clear(read);
}

static void round_trips(void **state)
{
    (void)state;
    test_random_t random = test_seeded(__func__);
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 60; trial++) {
        real_t a, b;
        rpoint_t point;
        real_init(a);
        real_init(b);
        rpoint_init(point);
        test_root(a, test_random_si(&random, 1, 300), (ulong)test_random_si(&random, 1, 9),
                  (ulong)test_random_si(&random, 1, 4), ctx);
        test_root(b, test_random_si(&random, 1, 9), (ulong)test_random_si(&random, 1, 1000), 2, ctx);
        assert_ok(real_sub(a, a, b, ctx));
        rpoint_set_real(point, a);
        assert_round_trip(point, ctx);
        real_clear(a);
        real_clear(b);
        rpoint_clear(point);
    }
    real_ctx_clear(ctx);
}

// A root over Q(sqrt(2)): x^2 + x - sqrt(2) at its positive root, whatever the starting interval.
static void root_over_field_is_canonical(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    real_t root, one;
    rpoly_t p;
    rpoint_t point;
    fmpq_t lo, hi;
    strbuf_t text;
    real_init(root);
    real_init(one);
    rpoly_init(p);
    rpoint_init(point);
    fmpq_init(lo);
    fmpq_init(hi);
    strbuf_init(&text);
    test_root(root, 2, 1, 2, ctx);
    real_neg(root, root);
    real_one(one);
    assert_ok(rpoly_set_coeff(p, 0, root, ctx));
    assert_ok(rpoly_set_coeff(p, 1, one, ctx));
    assert_ok(rpoly_set_coeff(p, 2, one, ctx));
    for (slong width = 1; width <= 5; width++) {
        fmpq_set_si(hi, width, 1);
        assert_ok(rpoint_set_root(point, p, lo, hi, ctx));
        strbuf_reset(&text);
        assert_ok(number_write_rpoint(&text, point, ctx));
        assert_string_equal(text.text, "alg(-2,0,1,2,1;0,1)");
        assert_round_trip(point, ctx);
    }
    real_clear(root);
    real_clear(one);
    rpoly_clear(p);
    rpoint_clear(point);
    fmpq_clear(lo);
    fmpq_clear(hi);
    strbuf_clear(&text);
    real_ctx_clear(ctx);
}

static void malformed_texts_are_rejected(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "-", "/", "1/", "/2", "1/0", "2/4", "3/1", "0/5", "-0", "00", "01", "1/02", "+1", " 1", "1 ", "1.5", "1e5",
        "1/-2", "--1", "0x10", "1\n", "a", "al", "alg", "alg(", "alg()", "alg(;)", "alg(1,2)", "inf", "nan",
        "alg(-2,0,1;1,2", "alg(-2,0,1;1,2))", "alg(-2,0,1;2,1)", "alg(-2,0,1;1,1)", "alg(-2,0,1;-2,2)",
        "alg(-2,0,1;2,3)", "alg(2,0,1;-9,9)", "alg(2,0,-1;1,2)", "alg(-4,0,2;1,2)", "alg(-1,2;0,1)", "alg(5;0,1)",
        "alg(-2,0,1,0;1,2)", "alg(4,0,-4,0,1;1,2)", "alg(-2,,1;1,2)", "alg(-2,0,1,;1,2)", "alg(-2,0,01;1,2)",
        "alg(-2,-0,1;1,2)", "alg(-1,0,1;0,1)", "alg(-1,0,1;1,2)", "alg(-2,0,1;1,4/2)", "alg(-2,0,1; 1,2)",
        "ALG(-2,0,1;1,2)", "alg(-2,0,1;1,2,3)", "alg(-2,0,1;1)", "alg(-2,0,1,1,2)", "alg(0,0,1;-1,1)",
    };
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoint_t point, before;
    fmpq_t value;
    rpoint_init(point);
    rpoint_init(before);
    fmpq_init(value);
    fmpq_set_si(value, 5, 3);
    rpoint_set_fmpq(point, value);
    rpoint_set(before, point);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        status_t status = number_read(point, texts[i], strlen(texts[i]), ctx);
        if (status != STATUS_MALFORMED)
            print_message("# accepted: \"%s\"\n", texts[i]);
        assert_int_equal(status, STATUS_MALFORMED);
    }
    assert_int_equal(number_read(point, "1\0", 2, ctx), STATUS_MALFORMED);
    assert_equal_points(point, before, ctx);
    rpoint_clear(point);
    rpoint_clear(before);
    fmpq_clear(value);
    real_ctx_clear(ctx);
}

// A reducible polynomial is read as long as it is squarefree and the interval isolates; Sturm's theorem decides where
// Descartes' rule does not, as for 2 x^3 - 3 x^2 + 3 x - 1, all of whose roots lie close together.
static void unusual_but_valid_texts(void **state)
{
    (void)state;
    static const char *const texts[] = {"alg(2,0,-3,0,1;5/4,3/2)", "alg(-1,3,-3,2;-3,3)", "alg(-2,0,1;0,1000000)"};
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoint_t point;
    rpoint_init(point);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_ok(number_read(point, texts[i], strlen(texts[i]), ctx));
        assert_round_trip(point, ctx);
    }
    rpoint_clear(point);
    real_ctx_clear(ctx);
}

static void limits_on_texts(void **state)
{
    (void)state;
    real_ctx_t ctx;
    real_ctx_init(ctx);
    rpoint_t point;
    fmpq_t value;
    strbuf_t text;
    rpoint_init(point);
    fmpq_init(value);
    strbuf_init(&text);
    for (int i = 0; i <= NUMBER_MAX_DIGITS; i++)
        strbuf_append_char(&text, '7');
    assert_ok(number_read(point, text.text, text.length - 1, ctx));
    assert_int_equal(number_read(point, text.text, text.length, ctx), STATUS_LIMIT);
    assert_int_equal(number_parse_decimal(value, text.text, text.length), STATUS_LIMIT);
    strbuf_reset(&text);
    strbuf_append(&text, "alg(-2");
    for (int i = 0; i < NUMBER_MAX_DEGREE; i++)
        strbuf_append(&text, ",0");
    strbuf_append(&text, ",1;1,2)");
    assert_int_equal(number_read(point, text.text, text.length, ctx), STATUS_LIMIT);
    // The text is short enough, its polynomial moved to that interval would not be.
    strbuf_reset(&text);
    strbuf_append(&text, "alg(-2");
    for (int i = 1; i < NUMBER_MAX_DEGREE; i++)
        strbuf_append(&text, ",0");
    strbuf_append(&text, ",1;1/1");
    for (int i = 0; i < 90000; i++)
        strbuf_append_char(&text, '0');
    strbuf_append(&text, ",2)");
    assert_int_equal(number_read(point, text.text, text.length, ctx), STATUS_LIMIT);
    assert_int_equal(number_parse_decimal(value, "1e10001", 7), STATUS_LIMIT);
    assert_int_equal(number_parse_decimal(value, "1e-99999999999999999999", 23), STATUS_LIMIT);
    assert_ok(number_parse_decimal(value, "1e10000", 7));
    rpoint_clear(point);
    fmpq_clear(value);
    strbuf_clear(&text);
    real_ctx_clear(ctx);
}

static void decimal_literals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        slong numerator;
        ulong denominator;
    } rows[] = {{"2.9", 29, 10},     {"1e-5", 1, 100000},  {"12.5e3", 12500, 1}, {"0", 0, 1},      {"007", 7, 1},
                {"0.50", 1, 2},      {"3e0", 3, 1},        {"1e+2", 100, 1},     {"0.0e-9", 0, 1}, {"1.000000", 1, 1}};
    static const char *const bad[] = {"",    ".",     ".5",  "5.",    "-1",  "+1",  "1e",   "1e+", "1e-",
                                      "1 e5", "1.2.3", "1e5.", "1E5", "0x1", "1,5", "1e5e5", "e5",  "1_0"};
    fmpq_t value, expected;
    fmpq_init(value);
    fmpq_init(expected);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_ok(number_parse_decimal(value, rows[i].text, strlen(rows[i].text)));
        fmpq_set_si(expected, rows[i].numerator, rows[i].denominator);
        assert_true(fmpq_equal(value, expected) && fmpq_is_canonical(value));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(number_parse_decimal(value, bad[i], strlen(bad[i])), STATUS_MALFORMED);
    fmpq_clear(value);
    fmpq_clear(expected);
}

static void assert_decimal(slong numerator, ulong denominator, slong digits, const char *down, const char *up)
{
    fmpq_t value;
    strbuf_t text;
    fmpq_init(value);
    strbuf_init(&text);
    fmpq_set_si(value, numerator, denominator);
    number_decimal_fmpq(&text, value, digits, NUMBER_DOWN);
    assert_string_equal(text.text, down);
    strbuf_reset(&text);
    number_decimal_fmpq(&text, value, digits, NUMBER_UP);
    assert_string_equal(text.text, up);
    fmpq_clear(value);
    strbuf_clear(&text);
}

static void decimals_of_rationals(void **state)
{
    (void)state;
    assert_decimal(150, 31, 10, "4.838709677", "4.838709678");
    assert_decimal(-150, 31, 10, "-4.838709678", "-4.838709677");
    assert_decimal(900, 1, 10, "900", "900");
    assert_decimal(29, 10, 10, "2.9", "2.9");
    assert_decimal(0, 1, 10, "0", "0");
    assert_decimal(905, 1, 2, "900", "910");
    assert_decimal(999, 1, 2, "990", "1000");
    assert_decimal(-999, 1, 1, "-1000", "-900");
    assert_decimal(1, 3, 3, "0.333", "0.334");
    assert_decimal(1, 1, 1, "1", "1");
    assert_decimal(1, 10000, 5, "0.0001", "0.0001");
    assert_decimal(3, 200000, 5, "1.5e-5", "1.5e-5");
    assert_decimal(1000000000000000, 1, 20, "1e15", "1e15");
    assert_decimal(100000000000000, 1, 20, "100000000000000", "100000000000000");
    assert_decimal(1234567890123456789, 1, 4, "1.234e18", "1.235e18");
    assert_decimal(2, 3000, 1, "0.0006", "0.0007");
}

// The text's value, for comparison.
static void decimal_value(fmpq_t value, const char *text)
{
    bool negative = text[0] == '-';
    assert_ok(number_parse_decimal(value, text + negative, strlen(text + negative)));
    if (negative)
        fmpq_neg(value, value);
}

// down <= x <= up, and the two are neighbours: down + 1 unit in the last place >= up, by the relative distance.
static void decimals_of_irrationals(void **state)
{
    (void)state;
    test_random_t random = test_seeded(__func__);
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (int trial = 0; trial < 100; trial++) {
        real_t a;
        rpoint_t point;
        fmpq_t down, up;
        strbuf_t text, text_up, text_point;
        real_init(a);
        rpoint_init(point);
        fmpq_init(down);
        fmpq_init(up);
        strbuf_init(&text);
        strbuf_init(&text_up);
        strbuf_init(&text_point);
        slong digits = test_random_si(&random, 1, 40);
        test_root(a, test_random_si(&random, 1, 100000), (ulong)test_random_si(&random, 1, 100000),
                  (ulong)test_random_si(&random, 1, 5), ctx);
        if (trial % 2)
            real_neg(a, a);
        number_decimal_real(&text, a, digits, NUMBER_DOWN);
        number_decimal_real(&text_up, a, digits, NUMBER_UP);
        decimal_value(down, text.text);
        decimal_value(up, text_up.text);
        assert_true(real_cmp_fmpq(a, down) >= 0 && real_cmp_fmpq(a, up) <= 0);
        // up - down <= 10^(1 - digits) |larger end|
        fmpq_sub(up, up, down);
        fmpq_abs(down, down);
        fmpq_div(up, up, down);
        fmpq_set_si(down, 10, 1);
        fmpq_pow_si(down, down, 1 - digits);
        assert_true(fmpq_cmp(up, down) <= 0);
        rpoint_set_real(point, a);
        assert_ok(number_decimal_rpoint(&text_point, point, digits, NUMBER_DOWN, ctx));
        assert_string_equal(text_point.text, text.text);
        real_clear(a);
        rpoint_clear(point);
        fmpq_clear(down);
        fmpq_clear(up);
        strbuf_clear(&text);
        strbuf_clear(&text_up);
        strbuf_clear(&text_point);
    }
    real_ctx_clear(ctx);
}

// Roots that are decimals, or 0, without being known to be rational.
static void decimals_of_disguised_rationals(void **state)
{
    (void)state;
    static const char *const polys[] = {"4  0 1 0 1", "4  -29 10 -29 10"};
    static const char *const texts[] = {"0", "2.9"};
    real_ctx_t ctx;
    real_ctx_init(ctx);
    for (size_t i = 0; i < 2; i++) {
        for (int direction = NUMBER_DOWN; direction <= NUMBER_UP; direction++) {
            fmpz_poly_t integers;
            rpoly_t p;
            rpoint_t point;
            fmpq_t lo, hi;
            strbuf_t text;
            fmpz_poly_init(integers);
            rpoly_init(p);
            rpoint_init(point);
            fmpq_init(lo);
            fmpq_init(hi);
            strbuf_init(&text);
            assert_int_equal(fmpz_poly_set_str(integers, polys[i]), 0);
            rpoly_set_fmpz_poly(p, integers);
            fmpq_set_si(lo, -1, 3);
            fmpq_set_si(hi, 31, 7);
            assert_ok(rpoint_set_root(point, p, lo, hi, ctx));
            assert_ok(number_decimal_rpoint(&text, point, 5, (number_direction_t)direction, ctx));
            assert_string_equal(text.text, texts[i]);
            fmpz_poly_clear(integers);
            rpoly_clear(p);
            rpoint_clear(point);
            fmpq_clear(lo);
            fmpq_clear(hi);
            strbuf_clear(&text);
        }
    }
    real_ctx_clear(ctx);
}

static void assert_ball_decimal(const arb_t ball, const char *down, const char *up)
{
    strbuf_t text;
    strbuf_init(&text);
    number_decimal_arb(&text, ball, 3, NUMBER_DOWN);
    assert_string_equal(text.text, down);
    strbuf_reset(&text);
    number_decimal_arb(&text, ball, 3, NUMBER_UP);
    assert_string_equal(text.text, up);
    strbuf_clear(&text);
}

static void decimals_of_balls(void **state)
{
    (void)state;
    arb_t ball;
    arb_init(ball);
    assert_ball_decimal(ball, "0", "0");
    arb_set_d(ball, 2.5);
    arb_add_error_2exp_si(ball, -1);
    assert_ball_decimal(ball, "2", "3");
    arb_indeterminate(ball);
    assert_ball_decimal(ball, "-inf", "inf");
    fmpz_t exponent;
    fmpz_init(exponent);
    fmpz_ui_pow_ui(exponent, 10, 30);
    arb_one(ball);
    arb_mul_2exp_fmpz(ball, ball, exponent);
    strbuf_t text;
    strbuf_init(&text);
    number_decimal_arb(&text, ball, 3, NUMBER_UP);
    assert_string_equal(text.text, "inf");
    strbuf_reset(&text);
    number_decimal_arb(&text, ball, 3, NUMBER_DOWN);
    assert_string_equal(text.text, "9.99e30102");
    fmpz_neg(exponent, exponent);
    arb_one(ball);
    arb_mul_2exp_fmpz(ball, ball, exponent);
    arb_neg(ball, ball);
    strbuf_reset(&text);
    number_decimal_arb(&text, ball, 3, NUMBER_UP);
    assert_string_equal(text.text, "0");
    strbuf_clear(&text);
    fmpz_clear(exponent);
    arb_clear(ball);
}

// 2^exponent and its negative.
static void assert_power_of_two(slong exponent, const char *down, const char *up)
{
    arb_t ball;
    strbuf_t text;
    arb_init(ball);
    strbuf_init(&text);
    arb_one(ball);
    arb_mul_2exp_si(ball, ball, exponent);
    number_decimal_arb(&text, ball, 10, NUMBER_DOWN);
    assert_string_equal(text.text, down);
    strbuf_reset(&text);
    number_decimal_arb(&text, ball, 10, NUMBER_UP);
    assert_string_equal(text.text, up);
    arb_neg(ball, ball);
    strbuf_reset(&text);
    number_decimal_arb(&text, ball, 10, NUMBER_UP);
    assert_int_equal(text.text[0], '-');
    assert_string_equal(text.text + 1, down);
    strbuf_clear(&text);
    arb_clear(ball);
}

// The digits were computed with integers of full length, for 2^(2^50) with decimals of 40 digits.
static void decimals_of_large_exponents(void **state)
{
    (void)state;
    assert_power_of_two(200001, "1.996010363e60206", "1.996010364e60206");
    assert_power_of_two(-200001, "5.009994027e-60207", "5.009994028e-60207");
    assert_power_of_two((slong)1 << 50, "8.596927866e338929644074911", "8.596927867e338929644074911");
    arb_t ball;
    strbuf_t text;
    arb_init(ball);
    strbuf_init(&text);
    arb_set_ui(ball, 10);
    arb_pow_ui(ball, ball, 100000, 400000);
    assert_true(arb_is_exact(ball));
    number_decimal_arb(&text, ball, 3, NUMBER_DOWN);
    assert_true(strcmp(text.text, "9.99e99999") == 0 || strcmp(text.text, "1e100000") == 0);
    strbuf_reset(&text);
    number_decimal_arb(&text, ball, 3, NUMBER_UP);
    assert_true(strcmp(text.text, "1.01e100000") == 0 || strcmp(text.text, "1e100000") == 0);
    strbuf_clear(&text);
    arb_clear(ball);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_texts),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(root_over_field_is_canonical),
        cmocka_unit_test(malformed_texts_are_rejected),
        cmocka_unit_test(unusual_but_valid_texts),
        cmocka_unit_test(limits_on_texts),
        cmocka_unit_test(decimal_literals),
        cmocka_unit_test(decimals_of_rationals),
        cmocka_unit_test(decimals_of_irrationals),
        cmocka_unit_test(decimals_of_disguised_rationals),
        cmocka_unit_test(decimals_of_balls),
        cmocka_unit_test(decimals_of_large_exponents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
