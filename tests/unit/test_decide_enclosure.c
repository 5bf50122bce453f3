// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures of expressions: random expressions over random boxes, against values at random points of the boxes; single
// operations against the tightest enclosure; cases where there is no value.
#include "base/memory.h"
#include "decide/enclosure.h"
#include "decide/natural.h"
#include "expr/derivative.h"
#include "real/number.h"

#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define EXPRESSIONS 400
#define QUOTIENTS 150
#define POINTS 20
#define MAX_VARIABLES 3

static const prove_limits_t limits = {.max_boxes = 2000, .max_precision = 1024};

static uint64_t next(uint64_t *seed) // splitmix64 (Steele, Lea, Flood 2014)
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t seed_from_environment(void)
{
    const char *text = getenv("CERTIFY_TEST_SEED");
    uint64_t seed = text ? strtoull(text, NULL, 10) : 7;
    print_message("# CERTIFY_TEST_SEED=%" PRIu64 "\n", seed);
    return seed;
}

// ---- random input ----

typedef struct {
    dag_t *dag;
    size_t count;
    quantified_t variables[MAX_VARIABLES];
} box_t;

static expr_t random_expression(box_t *box, uint64_t *seed, int depth)
{
    static const expr_op_t unary[] = {EXPR_NEG,  EXPR_ABS,  EXPR_RELU, EXPR_EXP, EXPR_SIN,     EXPR_COS,
                                      EXPR_ATAN, EXPR_TANH, EXPR_SQRT, EXPR_LOG, EXPR_SIGMOID, EXPR_SOFTPLUS};
    static const expr_op_t binary[] = {EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_MUL, EXPR_DIV, EXPR_MIN, EXPR_MAX};
    if (depth == 0 || next(seed) % 5 == 0)
        return next(seed) % 3 ? box->variables[next(seed) % box->count].variable
                              : expr_integer(box->dag, (slong)(next(seed) % 9) - 4);
    if (next(seed) % 4 == 0) {
        static const slong powers[][2] = {{2, 1}, {3, 1}, {2, 1}, {3, 1}, {-1, 1}, {-2, 1}, {-3, 1}, {1, 3}, {-1, 2}};
        const slong *power = powers[next(seed) % (sizeof powers / sizeof *powers)];
        return expr_power(box->dag, random_expression(box, seed, depth - 1), power[0], power[1]);
    }
    if (next(seed) % 2)
        return expr_unary(box->dag, unary[next(seed) % (sizeof unary / sizeof *unary)],
                          random_expression(box, seed, depth - 1));
    expr_t a = random_expression(box, seed, depth - 1), b = random_expression(box, seed, depth - 1);
    return expr_binary(box->dag, binary[next(seed) % (sizeof binary / sizeof *binary)], a, b);
}

static expr_t rational(dag_t *dag, slong p, ulong q)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, p, q);
    expr_t node = expr_rational(dag, value);
    fmpq_clear(value);
    return node;
}

static void random_box(box_t *box, uint64_t *seed)
{
    static const char *const names[MAX_VARIABLES] = {"x", "y", "z"};
    box->dag = dag_new();
    box->count = 1 + next(seed) % MAX_VARIABLES;
    for (size_t i = 0; i < box->count; i++) {
        slong lo = (slong)(next(seed) % 61) - 30;
        box->variables[i].variable = expr_new_variable(box->dag, names[i], VARIABLE_STATE);
        box->variables[i].domain = (interval_t){
            rational(box->dag, lo, 10), rational(box->dag, lo + 1 + (slong)(next(seed) % 30), 10), false, false};
    }
}

// A point of the box: lo + (hi - lo) * k / 64 in each variable.
static expr_t at_random_point(box_t *box, uint64_t *seed, expr_t a)
{
    expr_t variables[MAX_VARIABLES], values[MAX_VARIABLES];
    for (size_t i = 0; i < box->count; i++) {
        fmpq_t lo, step, part;
        fmpq_init(lo);
        fmpq_init(step);
        fmpq_init(part);
        fmpq_set(lo, expr_rational_value(box->dag, box->variables[i].domain.lo));
        fmpq_sub(step, expr_rational_value(box->dag, box->variables[i].domain.hi), lo);
        fmpq_set_si(part, (slong)(next(seed) % 65), 64);
        fmpq_addmul(lo, step, part);
        variables[i] = box->variables[i].variable;
        values[i] = expr_rational(box->dag, lo);
        fmpq_clear(lo);
        fmpq_clear(step);
        fmpq_clear(part);
    }
    return expr_substitute(box->dag, a, box->count, variables, values);
}

// ---- inclusion ----

// The ends as balls, for exact comparison of their decimals at 400 bits.
static bool is_above(const char *a, const char *b)
{
    arb_t x, y;
    arb_init(x);
    arb_init(y);
    bool above = strcmp(b, "-inf") == 0 || strcmp(a, "inf") == 0;
    if (!above && strcmp(a, "-inf") != 0 && strcmp(b, "inf") != 0) {
        assert_int_equal(arb_set_str(x, a, 400), 0);
        assert_int_equal(arb_set_str(y, b, 400), 0);
        above = !arb_lt(x, y);
    }
    arb_clear(x);
    arb_clear(y);
    return above;
}

static void test_inclusion(void **state)
{
    (void)state;
    uint64_t seed = seed_from_environment();
    size_t found = 0, compared = 0;
    for (int k = 0; k < EXPRESSIONS; k++) {
        box_t box;
        enclosure_t range;
        random_box(&box, &seed);
        enclosure_init(&range);
        expr_t a = random_expression(&box, &seed, 4);
        enclose_range(&range, box.dag, a, box.count, box.variables, &limits, 17);
        found += range.kind == ENCLOSURE_FOUND;
        for (int i = 0; range.kind == ENCLOSURE_FOUND && i < POINTS; i++) {
            enclosure_t value;
            enclosure_init(&value);
            enclose_range(&value, box.dag, at_random_point(&box, &seed, a), 0, NULL, &limits, 40);
            assert_int_equal(value.kind, ENCLOSURE_FOUND);
            assert_true(is_above(value.hi.text, range.lo.text));
            assert_true(is_above(range.hi.text, value.lo.text));
            compared++;
            enclosure_clear(&value);
        }
        enclosure_clear(&range);
        dag_free(box.dag);
    }
    print_message("# %zu expressions enclosed, %zu values compared\n", found, compared);
    assert_true(found > EXPRESSIONS / 4);
}

// Half of the boxes have 0 as an end, where poles are.
static void move_to_zero(box_t *box, uint64_t *seed)
{
    for (size_t i = 0; i < box->count; i++) {
        interval_t *domain = &box->variables[i].domain;
        if (next(seed) % 2)
            *domain = next(seed) % 2 ? (interval_t){expr_integer(box->dag, 0), rational(box->dag, 7, 4), true, false}
                                     : (interval_t){rational(box->dag, -5, 2), expr_integer(box->dag, 0), false, true};
    }
}

static dinterval_t range_over(const box_t *box, expr_t a)
{
    dinterval_t ranges[MAX_VARIABLES];
    expr_t names[MAX_VARIABLES];
    for (size_t i = 0; i < box->count; i++) {
        const interval_t *domain = &box->variables[i].domain;
        names[i] = box->variables[i].variable;
        ranges[i] = dinterval_hull(dinterval_from_fmpq(expr_rational_value(box->dag, domain->lo)),
                                   dinterval_from_fmpq(expr_rational_value(box->dag, domain->hi)));
    }
    natural_t *natural = natural_new(box->dag, expr_eliminate_operators(box->dag, a), box->count, names);
    dinterval_t range = natural_range(natural, ranges);
    natural_free(natural);
    return range;
}

static void assert_not_above(const char *a, const char *b)
{
    assert_true(is_above(b, a));
}

static void assert_value_in(const enclosure_t *value, dinterval_t range)
{
    enclosure_t ends;
    arf_t end;
    enclosure_init(&ends);
    arf_init(end);
    arf_set_d(end, dinterval_lo(range));
    number_decimal_arf(&ends.lo, end, 400, NUMBER_DOWN);
    arf_set_d(end, range.hi);
    number_decimal_arf(&ends.hi, end, 400, NUMBER_UP);
    assert_not_above(ends.lo.text, value->hi.text);
    assert_not_above(value->lo.text, ends.hi.text);
    arf_clear(end);
    enclosure_clear(&ends);
}

// Expressions that are undefined somewhere on the box: their values elsewhere are in the range.
static void test_natural(void **state)
{
    (void)state;
    uint64_t seed = seed_from_environment() + 1;
    size_t compared = 0, bounded = 0;
    for (int k = 0; k < EXPRESSIONS; k++) {
        box_t box;
        random_box(&box, &seed);
        move_to_zero(&box, &seed);
        expr_t a = random_expression(&box, &seed, 4);
        dinterval_t range = range_over(&box, a);
        bounded += isfinite(range.neg_lo) || isfinite(range.hi);
        for (int i = 0; i < POINTS; i++) {
            enclosure_t value;
            enclosure_init(&value);
            enclose_range(&value, box.dag, at_random_point(&box, &seed, a), 0, NULL, &limits, 40);
            if (value.kind == ENCLOSURE_FOUND)
                assert_value_in(&value, range);
            compared += value.kind == ENCLOSURE_FOUND;
            enclosure_clear(&value);
        }
        dag_free(box.dag);
    }
    print_message("# %zu values compared, %zu ranges with a finite end\n", compared, bounded);
    assert_true(bounded > EXPRESSIONS / 3);
}

// A term that vanishes at 0.
static expr_t vanishing(const box_t *box, uint64_t *seed)
{
    static const expr_op_t operators[] = {EXPR_SIN, EXPR_TAN, EXPR_ATAN, EXPR_TANH, EXPR_SINH, EXPR_RELU, EXPR_ABS};
    dag_t *dag = box->dag;
    expr_t x = box->variables[0].variable, one = expr_integer(dag, 1);
    switch (next(seed) % 5) {
    case 0:
        return expr_power(dag, x, 1 + (slong)(next(seed) % 3), 1);
    case 1:
        return expr_binary(dag, EXPR_SUB, expr_unary(dag, EXPR_EXP, x), one);
    case 2:
        return expr_binary(dag, EXPR_SUB, one, expr_unary(dag, EXPR_COS, x));
    case 3:
        return expr_binary(dag, EXPR_SUB, x, expr_unary(dag, EXPR_SIN, x));
    default:
        return expr_unary(dag, operators[next(seed) % (sizeof operators / sizeof *operators)], x);
    }
}

// Quotients of terms that vanish at the open end 0 of the first variable, times others.
static void test_vanishing(void **state)
{
    (void)state;
    uint64_t seed = seed_from_environment() + 2;
    size_t compared = 0, bounded = 0;
    for (int k = 0; k < QUOTIENTS; k++) {
        box_t box;
        random_box(&box, &seed);
        dag_t *dag = box.dag;
        bool below = next(&seed) % 4 == 0;
        expr_t end = rational(dag, below ? -1 : 1, 1 + next(&seed) % 8), zero = expr_integer(dag, 0);
        box.variables[0].domain = below ? (interval_t){end, zero, false, true} : (interval_t){zero, end, true, false};
        expr_t a = expr_binary(dag, EXPR_MUL, vanishing(&box, &seed), random_expression(&box, &seed, 1));
        expr_t b = expr_binary(dag, EXPR_MUL, vanishing(&box, &seed), random_expression(&box, &seed, 1));
        expr_t quotient = expr_binary(dag, EXPR_DIV, a, b);
        dinterval_t range = range_over(&box, quotient);
        bounded += isfinite(range.neg_lo) && isfinite(range.hi);
        for (int i = 0; i < POINTS; i++) {
            enclosure_t value;
            enclosure_init(&value);
            enclose_range(&value, dag, at_random_point(&box, &seed, quotient), 0, NULL, &limits, 40);
            if (value.kind == ENCLOSURE_FOUND)
                assert_value_in(&value, range);
            compared += value.kind == ENCLOSURE_FOUND;
            enclosure_clear(&value);
        }
        dag_free(dag);
    }
    print_message("# %zu values compared, %zu bounded ranges\n", compared, bounded);
    assert_true(bounded > QUOTIENTS / 10);
}

// ---- known enclosures ----

static void assert_range(const char *text, const char *lo, const char *hi, const char *expected, slong digits)
{
    dag_t *dag = dag_new();
    diagnostics_t diagnostics;
    expr_t a, *variables;
    size_t count;
    enclosure_t range;
    strbuf_t found;
    fmpq_t end;
    diagnostics_init(&diagnostics);
    enclosure_init(&range);
    strbuf_init(&found);
    fmpq_init(end);
    assert_int_equal(spec_read_expression(&a, &count, &variables, dag, &diagnostics, text, strlen(text)), STATUS_OK);
    assert_int_equal(count, 1);
    quantified_t variable = {variables[0], {EXPR_NONE, EXPR_NONE, true, true}};
    if (lo && fmpq_set_str(end, lo, 10) == 0)
        variable.domain.lo = expr_rational(dag, end);
    if (hi && fmpq_set_str(end, hi, 10) == 0)
        variable.domain.hi = expr_rational(dag, end);
    enclose_range(&range, dag, a, 1, &variable, &limits, digits);
    if (range.kind == ENCLOSURE_FOUND)
        strbuf_printf(&found, "[%s, %s]", range.lo.text, range.hi.text);
    else
        strbuf_append(&found, range.remark.text);
    assert_string_equal(found.text, expected);
    fmpq_clear(end);
    strbuf_clear(&found);
    enclosure_clear(&range);
    diagnostics_clear(&diagnostics);
    mem_free(variables);
    dag_free(dag);
}

// The ends are those of the tightest interval, to the digits asked for.
static void test_single_operations(void **state)
{
    (void)state;
    assert_range("exp(x)", "0", "1", "[1, 2.7182818284590453]", 17);
    assert_range("sqrt(x)", "2", "3", "[1.4142135623730950488016887, 1.7320508075688772935274464]", 26);
    assert_range("log(x)", "2", "3", "[0.69314718055994530941, 1.0986122886681096914]", 20);
    assert_range("sin(x)", "1", "2", "[0.84147098480789650665, 1]", 20);
    assert_range("cos(x)", "3", "7/2", "[-1, -0.93645668729079633769]", 20);
    assert_range("x^2", "-1", "2", "[0, 4]", 17);
    assert_range("1/x", "3", "7", "[0.14285714285714285, 0.33333333333333334]", 17);
    assert_range("tanh(x)", "-1", "1", "[-0.76159415595576488812, 0.76159415595576488812]", 20);
    assert_range("abs(x)", "-3", "2", "[0, 3]", 17);
    assert_range("atan(x)", "0", "1", "[0, 0.785398163397448309616]", 21);
}

static void test_unbounded(void **state)
{
    (void)state;
    assert_range("exp(-x^2)", NULL, NULL, "[0, 1]", 17);
    assert_range("x^2 - 4*x", NULL, NULL, "[-4, inf]", 17);
    assert_range("tanh(x)", NULL, NULL, "[-1, 1]", 17);
    assert_range("1/x", "1", NULL, "[0, 1]", 17);
}

// The interval (lo, hi].
static void assert_open_range(const char *text, slong lo, slong hi, const char *expected)
{
    dag_t *dag = dag_new();
    diagnostics_t diagnostics;
    expr_t a, *variables;
    size_t count;
    enclosure_t range;
    strbuf_t found;
    diagnostics_init(&diagnostics);
    enclosure_init(&range);
    strbuf_init(&found);
    assert_int_equal(spec_read_expression(&a, &count, &variables, dag, &diagnostics, text, strlen(text)), STATUS_OK);
    quantified_t variable = {variables[0], {expr_integer(dag, lo), expr_integer(dag, hi), true, false}};
    enclose_range(&range, dag, a, 1, &variable, &limits, 17);
    strbuf_printf(&found, "[%s, %s]%s", range.lo.text, range.hi.text, range.remark.text);
    assert_string_equal(found.text, expected);
    strbuf_clear(&found);
    enclosure_clear(&range);
    diagnostics_clear(&diagnostics);
    mem_free(variables);
    dag_free(dag);
}

static void test_open(void **state)
{
    (void)state;
    assert_open_range("1/x", 0, 1, "[1, inf]");
    assert_open_range("1/(x - 3)", 3, 5, "[0.5, inf]");
    assert_open_range("-2/x^3", 0, 1, "[-inf, -2]");
    assert_open_range("log(x)", 0, 1, "[-inf, 0]");
    assert_open_range("1/sqrt(x)", 0, 1, "[1, inf]");
    assert_open_range("log(log(x))", 1, 2, "[-inf, -0.36651292058166432]");
    assert_open_range("1/(x^2*exp(x))", 0, 1, "[0.36787944117144232, inf]");
    assert_open_range("sin(x)/x", 0, 1, "[0.8414709848078965, 1]");
    assert_open_range("(1 - cos(x))/x^2", 0, 1, "[0.45969769413186028, 0.5]");
    assert_open_range("log(x)/(x - 1)", 1, 2, "[0.6931471805599453, 1]");
    assert_open_range("x/x", 0, 1, "[1, 1]");
    assert_open_range("x/sin(x)", 0, 1, "[1, 1.1883951057781213]");
    assert_open_range("abs(x)/x", 0, 1, "[0, inf]"); // abs is not C1 at 0
    assert_open_range("x/x^2", 0, 1, "[0, inf]");    // a pole
    assert_open_range("sin(x)/(x - x^2)", 0, 1, "[, ]undefined at x = 1");
    assert_open_range("1/x", -1, 1, "[, ]undefined at x = 0");
    assert_open_range("1/x", -1, 0, "[, ]undefined at x = 0");
}

static void test_undefined(void **state)
{
    (void)state;
    assert_range("1/x", "-1", "1", "undefined at x = 0", 17);
    assert_range("1/(x^2 - 1/4)", "0", "1/3", "[-7.2000000000000001, -4]", 17);
}

// x^2 + 3 in a table with room for one more node: its derivative has none.
static void test_full(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    expr_t x = expr_new_variable(dag, "x", VARIABLE_STATE), three = expr_integer(dag, 3);
    expr_t a = expr_binary(dag, EXPR_ADD, expr_power(dag, x, 2, 1), three);
    quantified_t variable = {x, {expr_integer(dag, 0), three, false, false}};
    enclosure_t range;
    enclosure_init(&range);
    slong number = 4;
    while (expr_integer(dag, number) + 2 < DAG_NODE_LIMIT)
        number++;
    assert_false(dag_over_limit(dag));
    enclose_range(&range, dag, a, 1, &variable, &limits, 17);
    assert_int_equal(range.kind, ENCLOSURE_UNKNOWN);
    assert_string_equal(range.remark.text, "not enclosed: that takes more than 4000000 nodes of expressions");
    enclosure_clear(&range);
    dag_free(dag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inclusion),         cmocka_unit_test(test_natural),   cmocka_unit_test(test_vanishing),
        cmocka_unit_test(test_single_operations), cmocka_unit_test(test_unbounded), cmocka_unit_test(test_open),
        cmocka_unit_test(test_undefined),         cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
