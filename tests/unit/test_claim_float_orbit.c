// SPDX-License-Identifier: LGPL-3.0-or-later
// Trajectories in floating point, bit by bit: against the same operations written in C, and against what CPython
// computes.
#include "base/memory.h"
#include "claim/system.h"
#include "expr/float_value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    spec_t spec;
    system_t system;
    expr_t start[2];
} setup_t;

static expr_t constant(dag_t *dag, const char *text)
{
    expr_t result;
    size_t count;
    expr_t *variables;
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    assert_int_equal(spec_read_expression(&result, &count, &variables, dag, &diagnostics, text, strlen(text)),
                     STATUS_OK);
    assert_int_equal(count, 0);
    mem_free(variables);
    diagnostics_clear(&diagnostics);
    return result;
}

static void prepare(setup_t *s, const char *text, const char *start, const char *rate, const char *momentum)
{
    assert_int_equal(spec_read(&s->spec, "test", text, strlen(text)), STATUS_OK);
    dag_t *dag = s->spec.dag;
    argument_t arguments[] = {
        {.name = (char[]){"rate"}, .kind = VALUE_NUMBER, .number = constant(dag, rate)},
        {.name = (char[]){"momentum"}, .kind = VALUE_NUMBER, .number = constant(dag, momentum ? momentum : "0")}};
    char gd[] = "gd", heavy_ball[] = "heavy_ball";
    dynamics_t dynamics = {
        .name = momentum ? heavy_ball : gd, .argument_count = momentum ? 2 : 1, .arguments = arguments};
    system_init(&s->system, &s->spec, &dynamics, EXPR_NONE);
    s->start[0] = s->start[1] = constant(dag, start);
}

// The first coordinate at the end; NAN when there is none.
static double end_of(const char *text, float_format_t format, const char *start, const char *rate, const char *momentum,
                     size_t steps)
{
    setup_t s;
    fmpq end[2];
    fmpq_init(end);
    fmpq_init(end + 1);
    prepare(&s, text, start, rate, momentum);
    bool finite =
        float_orbit_end(end, s.spec.dag, format, s.system.state_count, s.system.state, s.system.map, s.start, steps);
    arf_t value;
    arf_init(value);
    arf_set_fmpq(value, end, 1100, ARF_RND_DOWN);
    double result = finite ? arf_get_d(value, ARF_RND_NEAR) : NAN;
    arf_clear(value);
    fmpq_clear(end);
    fmpq_clear(end + 1);
    system_clear(&s.system);
    spec_clear(&s.spec);
    return result;
}

static void expect(double found, double expected)
{
    if (memcmp(&found, &expected, sizeof found) != 0)
        fail_msg("%.17g, not %.17g", found, expected);
}

static const char ftm[] = "let alpha = 2.9 - sqrt(2.9)/360\n"
                          "let beta  = 8640000*(3 - alpha)^2\n"
                          "let f1(x) = 86400*((x - alpha)^3 - (2.9 - alpha)^3) + 2.9^2\n"
                          "let f2(x) = beta*((x - 3.1)^3 + 0.001) + f1(3)\n"
                          "let f3(x) = -300*(x - 3.1)^2 + f2(3.1)\n"
                          "landscape ftm(x) = cases {\n"
                          "  x <= 2.9       : x^2\n"
                          "  2.9 < x <= 3   : f1(x)\n"
                          "  3 < x <= 3.1   : f2(x)\n"
                          "  3.1 < x <= 3.7 : f3(x)\n"
                          "  3.7 < x        : 450*((x - 4.1)^2 - 0.16) + f3(3.7)\n"
                          "}\n";

// The gradients 2 x, 86400 (3 (x - alpha)^2), beta (3 (x - 3.1)^2), -300 (2 (x - 3.1)), 450 (2 (x - 4.1)), in
// CPython 3.11.
static void test_reference(void **state)
{
    (void)state;
    expect(end_of(ftm, FLOAT_64, "3.9", "0.45", NULL, 60), -3.2639099999999436e-54);
    expect(end_of(ftm, FLOAT_64, "3.9", "0.01", NULL, 100000), -1.1857575500189917e-322);
    expect(end_of(ftm, FLOAT_64, "3.9", "0.0026", NULL, 1000), 4.40758621732952);
}

static void test_operations(void **state)
{
    (void)state;
    volatile double x = 0.7;
    volatile float y = 0.7f;
    for (int t = 0; t < 50; t++) {
        x = x - 0.1 * (2 * x + 1 / (x + 3.3) * (x / 7));
        y = y - 0.1f * (2 * y + 1 / (y + 3.3f) * (y / 7));
    }
    static const char text[] = "landscape f(x) = x\n";
    setup_t s;
    for (int f = 0; f < FLOAT_FORMAT_COUNT; f++) {
        prepare(&s, text, "0.7", "0", NULL);
        dag_t *dag = s.spec.dag;
        expr_t v = s.spec.state[0], two = constant(dag, "2"), one = constant(dag, "1"), c = constant(dag, "3.3");
        expr_t g = expr_binary(dag, EXPR_DIV, one, expr_binary(dag, EXPR_ADD, v, c));
        g = expr_binary(dag, EXPR_MUL, g, expr_binary(dag, EXPR_DIV, v, constant(dag, "7")));
        g = expr_binary(dag, EXPR_ADD, expr_binary(dag, EXPR_MUL, two, v), g);
        g = expr_binary(dag, EXPR_SUB, v, expr_binary(dag, EXPR_MUL, constant(dag, "0.1"), g));
        fmpq_t end;
        fmpq_init(end);
        assert_true(float_orbit_end(end, dag, (float_format_t)f, 1, &v, &g, s.start, 50));
        expect(fmpq_get_d(end), f == FLOAT_64 ? x : (double)y);
        fmpq_clear(end);
        system_clear(&s.system);
        spec_clear(&s.spec);
    }
}

// One step of x - d/dx f at rate 1 tells the derivative.
static double slope(const char *f, const char *at, float_format_t format)
{
    char text[200];
    snprintf(text, sizeof text, "landscape f(x) = %s\n", f);
    volatile double x = strtod(at, NULL);
    return x - end_of(text, format, at, "1", NULL, 1);
}

static void test_rules(void **state)
{
    (void)state;
    static const struct {
        const char *f, *at;
        double slope;
    } cases[] = {
        {"x^5", "2", 80},       {"x^3*x^2", "2", 80},        {"1/x", "4", -0.0625},     {"sqrt(x)", "4", 0.25},
        {"x^(3/2)", "4", 3},    {"abs(x)", "-2", -1},        {"abs(x)", "0", 0},        {"relu(x)", "0", 0},
        {"relu(x)", "3", 1},    {"min(x, 2*x)", "0", 1},     {"max(3*x, 2*x)", "0", 3}, {"min(x, 2*x)", "-1", 2},
        {"log(x)", "8", 0.125}, {"exp(x - 1)", "1", 1},      {"sin(x)", "0", 1},        {"cos(x)", "0", 0},
        {"tan(x)", "0", 1},     {"atan(x)", "1", 0.5},       {"sinh(x)", "0", 1},       {"cosh(x)", "0", 0},
        {"tanh(x)", "0", 1},    {"sigmoid(x)", "0", 0.25},   {"softplus(x)", "0", 0.5}, {"x/(x + 1)", "1", 0.25},
        {"7", "3", 0},          {"(x + 1)*(x - 1)", "3", 6}, {"-x^2/2", "3", -3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int f = 0; f < FLOAT_FORMAT_COUNT; f++)
            if (slope(cases[i].f, cases[i].at, (float_format_t)f) != cases[i].slope)
                fail_msg("%s at %s: %.17g", cases[i].f, cases[i].at, slope(cases[i].f, cases[i].at, (float_format_t)f));
}

// Derivatives of derivatives, and at other places.
static void test_nested(void **state)
{
    (void)state;
    expect(end_of("let g(x) = x^4\nlandscape f(x) = g'(x)\n", FLOAT_64, "2", "1", NULL, 1), 2 - 48);
    expect(end_of("let g(x) = x^5\nlandscape f(x) = g''(x)*x\n", FLOAT_64, "1", "1", NULL, 1), 1 - 80);
    expect(end_of("let g(x) = x^3\nlandscape f(x) = g'(x^2)\n", FLOAT_64, "1", "1", NULL, 1), 1 - 12);
    expect(end_of("landscape f(x) = x^2\n", FLOAT_64, "1", "1/4", "1/2", 2), 0); // 1, 1/2, then 1/4 - 1/4
}

static void test_ends(void **state)
{
    (void)state;
    static const char square[] = "landscape f(x) = x^2\n";
    expect(end_of(square, FLOAT_32, "16777217", "0", NULL, 3), 16777216); // rounded once
    expect(end_of(square, FLOAT_64, "0.1", "0", NULL, 3), 0.1);
    expect(end_of(square, FLOAT_32, "0.1", "0", NULL, 3), (double)0.1f);
    expect(end_of(square, FLOAT_64, "2^(-1074)", "1/4", NULL, 9), 0x1p-1074);   // half a unit: the even one is 0
    expect(end_of(square, FLOAT_64, "3*2^(-1074)", "1/8", NULL, 1), 0x1p-1073); // 3 - 3/4 is 3 - 1 units
    assert_true(isnan(end_of(square, FLOAT_64, "1", "2", NULL, 2000)));
    assert_true(isnan(end_of("landscape f(x) = cases { 0 < x : x^2 }\n", FLOAT_64, "1", "1", NULL, 2)));
    assert_true(isnan(end_of("landscape f(x) = sqrt(x)\n", FLOAT_64, "0", "1", NULL, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reference), cmocka_unit_test(test_operations), cmocka_unit_test(test_rules),
        cmocka_unit_test(test_nested),    cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
