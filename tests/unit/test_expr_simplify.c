// SPDX-License-Identifier: LGPL-3.0-or-later
// Simplification: what it does, and what it must leave alone. That it keeps values and domains on random expressions is
// among what stress_enclosure tries.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../fuzz/random_expression.h"
#include "expr/simplify.h"
#include "expr/tape.h"

typedef struct {
    dag_t *dag;
    expr_t x, y;
} fixture_t;

static int set_up(void **state)
{
    fixture_t *f = malloc(sizeof *f);
    f->dag = dag_new();
    f->x = expr_new_variable(f->dag, "x", VARIABLE_STATE);
    f->y = expr_new_variable(f->dag, "y", VARIABLE_STATE);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture_t *f = *state;
    dag_free(f->dag);
    free(f);
    return 0;
}

static expr_t ratio(const fixture_t *f, slong p, ulong q)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, p, q);
    expr_t a = expr_rational(f->dag, value);
    fmpq_clear(value);
    return a;
}

static expr_t binary(const fixture_t *f, expr_op_t op, expr_t a, expr_t b)
{
    return expr_binary(f->dag, op, a, b);
}

static void becomes(const fixture_t *f, expr_t a, expr_t expected)
{
    assert_int_equal(expr_simplify(f->dag, a), expected);
    assert_int_equal(expr_simplify(f->dag, expected), expected);
}

static void stays(const fixture_t *f, expr_t a)
{
    becomes(f, a, a);
}

static void constants_fold(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    becomes(f, binary(f, EXPR_ADD, ratio(f, 1, 3), ratio(f, 1, 6)), ratio(f, 1, 2));
    becomes(f, binary(f, EXPR_DIV, ratio(f, 1, 3), ratio(f, 2, 1)), ratio(f, 1, 6));
    becomes(f, binary(f, EXPR_MIN, ratio(f, 1, 3), ratio(f, 1, 6)), ratio(f, 1, 6));
    becomes(f, expr_power(dag, ratio(f, -2, 3), -3, 1), ratio(f, -27, 8));
    becomes(f, expr_power(dag, ratio(f, 8, 27), 2, 3), ratio(f, 4, 9));
    becomes(f, expr_unary(dag, EXPR_SQRT, ratio(f, 9, 4)), ratio(f, 3, 2));
    becomes(f, expr_unary(dag, EXPR_ABS, ratio(f, -9, 4)), ratio(f, 9, 4));
    becomes(f, expr_unary(dag, EXPR_RELU, ratio(f, -9, 4)), ratio(f, 0, 1));
    becomes(f, expr_unary(dag, EXPR_SIGMOID, ratio(f, 0, 1)), ratio(f, 1, 2));
    becomes(f, expr_unary(dag, EXPR_LOG, ratio(f, 1, 1)), ratio(f, 0, 1));
    stays(f, expr_unary(dag, EXPR_SQRT, ratio(f, 2, 1)));
    stays(f, expr_unary(dag, EXPR_SQRT, ratio(f, -4, 1)));
    stays(f, expr_unary(dag, EXPR_LOG, ratio(f, 0, 1)));
    stays(f, binary(f, EXPR_DIV, ratio(f, 1, 1), ratio(f, 0, 1)));
    stays(f, expr_power(dag, ratio(f, 0, 1), -1, 1));
    stays(f, expr_power(dag, ratio(f, 3, 1), WORD_MAX, 1));
    stays(f, expr_power(dag, ratio(f, 3, 1), WORD_MIN, 1));
    stays(f, expr_power(dag, ratio(f, 3, 1), 1, WORD_MAX));
}

static void neutral_elements_go(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t zero = ratio(f, 0, 1), one = ratio(f, 1, 1), minus_one = ratio(f, -1, 1), x = f->x;
    expr_t minus_x = expr_unary(dag, EXPR_NEG, x);
    becomes(f, binary(f, EXPR_ADD, x, zero), x);
    becomes(f, binary(f, EXPR_ADD, zero, x), x);
    becomes(f, binary(f, EXPR_SUB, x, zero), x);
    becomes(f, binary(f, EXPR_SUB, zero, x), minus_x);
    becomes(f, binary(f, EXPR_MUL, one, x), x);
    becomes(f, binary(f, EXPR_MUL, x, minus_one), minus_x);
    becomes(f, binary(f, EXPR_DIV, x, one), x);
    becomes(f, binary(f, EXPR_DIV, x, ratio(f, 8, 1)), binary(f, EXPR_MUL, ratio(f, 1, 8), x));
    becomes(f, binary(f, EXPR_DIV, x, ratio(f, 1, 4)), binary(f, EXPR_MUL, ratio(f, 4, 1), x));
    stays(f, binary(f, EXPR_DIV, x, ratio(f, 3, 1)));
    stays(f, binary(f, EXPR_DIV, x, ratio(f, 3, 2)));
    becomes(f, expr_unary(dag, EXPR_NEG, minus_x), x);
    becomes(f, expr_power(dag, x, 1, 1), x);
    becomes(f, expr_power(dag, x, 0, 1), one);
    becomes(f, binary(f, EXPR_MUL, zero, expr_unary(dag, EXPR_EXP, x)), zero);
    becomes(f, binary(f, EXPR_MAX, x, x), x);
}

static void domains_are_kept(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t inverse = expr_power(dag, f->x, -1, 1), zero = ratio(f, 0, 1);
    stays(f, binary(f, EXPR_MUL, zero, inverse));
    stays(f, binary(f, EXPR_DIV, zero, f->x));
    stays(f, expr_power(dag, inverse, 0, 1));
    stays(f, expr_power(dag, inverse, -1, 1));
    stays(f, binary(f, EXPR_SUB, inverse, inverse));
    stays(f, binary(f, EXPR_DIV, f->x, f->x));
    expr_t total = binary(f, EXPR_ADD, ratio(f, 1, 1), expr_power(dag, f->x, 2, 1));
    becomes(f, binary(f, EXPR_MUL, zero, expr_unary(dag, EXPR_LOG, total)), zero);
    becomes(f, binary(f, EXPR_DIV, zero, total), zero);
}

static void powers_combine(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t square = expr_power(dag, f->x, 2, 1), inverse = expr_power(dag, f->x, -1, 1);
    becomes(f, binary(f, EXPR_MUL, f->x, f->x), square);
    becomes(f, expr_power(dag, square, 3, 1), expr_power(dag, f->x, 6, 1));
    becomes(f, expr_power(dag, square, -3, 1), expr_power(dag, f->x, -6, 1));
    becomes(f, binary(f, EXPR_MUL, inverse, inverse), expr_power(dag, f->x, -2, 1));
    stays(f, binary(f, EXPR_MUL, square, f->x));
    stays(f, expr_power(dag, expr_power(dag, f->x, 3, 1), WORD_MAX, 1));
    stays(f, expr_power(dag, expr_power(dag, f->x, 2, 1), 1, 3));
}

static void decided_guards_go(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t never = binary(f, EXPR_LESS, ratio(f, 2, 1), ratio(f, 1, 1));
    expr_t always = binary(f, EXPR_LESS_EQUAL, ratio(f, 0, 1), expr_power(dag, f->y, 2, 1));
    expr_t open = binary(f, EXPR_LESS, f->x, ratio(f, 1, 1));
    expr_t guards[] = {never, open, always, never}, values[] = {ratio(f, 1, 1), f->x, f->y, f->x};
    expr_t kept_guards[] = {open, expr_leaf(dag, EXPR_TRUE)}, kept_values[] = {f->x, f->y};
    becomes(f, expr_cases(dag, 4, guards, values), expr_cases(dag, 2, kept_guards, kept_values));
    becomes(f, expr_cases(dag, 1, &always, &f->x), f->x);
    expr_t nothing = expr_simplify(dag, expr_cases(dag, 1, &never, &f->x));
    assert_int_equal(expr_op(dag, nothing), EXPR_CASES);
}

static void formulas_are_decided(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t yes = expr_leaf(dag, EXPR_TRUE), no = expr_leaf(dag, EXPR_FALSE);
    expr_t root = expr_unary(dag, EXPR_SQRT, ratio(f, 2, 1)), open = binary(f, EXPR_LESS, f->x, f->y);
    becomes(f, binary(f, EXPR_LESS, root, ratio(f, 3, 2)), yes);
    becomes(f, binary(f, EXPR_EQUAL, ratio(f, 1, 3), ratio(f, 1, 3)), yes);
    becomes(f, binary(f, EXPR_LESS_EQUAL, f->x, f->x), yes);
    becomes(f, binary(f, EXPR_NOT_EQUAL, f->x, f->x), no);
    becomes(f, binary(f, EXPR_AND, open, binary(f, EXPR_LESS, root, ratio(f, 1, 1))), no);
    becomes(f, binary(f, EXPR_AND, open, yes), open);
    becomes(f, binary(f, EXPR_OR, open, no), open);
    becomes(f, expr_unary(dag, EXPR_NOT, expr_unary(dag, EXPR_NOT, open)), open);
    becomes(f, expr_unary(dag, EXPR_DEFINED, expr_unary(dag, EXPR_EXP, f->x)), yes);
    becomes(f, expr_unary(dag, EXPR_C2, expr_unary(dag, EXPR_EXP, f->x)), yes);
    expr_t inverse = expr_power(dag, f->x, -1, 1);
    stays(f, expr_unary(dag, EXPR_DEFINED, inverse));
    stays(f, binary(f, EXPR_LESS_EQUAL, inverse, inverse));
    stays(f, expr_unary(dag, EXPR_C1, expr_unary(dag, EXPR_ABS, f->x)));
    // Nobody can tell these two from one another by any number of digits.
    stays(f, binary(f, EXPR_LESS, expr_power(dag, root, 2, 1), ratio(f, 2, 1)));
}

// Rationals that no double and no ball of 256 bits tells apart.
static void close_rationals_compare_exactly(void **state)
{
    const fixture_t *f = *state;
    fmpq_t tiny;
    fmpq_init(tiny);
    fmpq_one(tiny);
    fmpq_div_2exp(tiny, tiny, 2000);
    fmpq_add_si(tiny, tiny, 1);
    expr_t above = expr_rational(f->dag, tiny);
    fmpq_clear(tiny);
    becomes(f, binary(f, EXPR_LESS, ratio(f, 1, 1), above), expr_leaf(f->dag, EXPR_TRUE));
    expr_t both = binary(f, EXPR_AND, binary(f, EXPR_LESS, f->x, f->y), binary(f, EXPR_EQUAL, ratio(f, 1, 1), above));
    becomes(f, both, expr_leaf(f->dag, EXPR_FALSE));
}

static void operators_are_left_alone(void **state)
{
    const fixture_t *f = *state;
    expr_t sum = binary(f, EXPR_ADD, f->x, ratio(f, 0, 1));
    stays(f, expr_derivative(f->dag, sum, f->x));
}

static bool is_near(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-7 * (1 + fabs(a) + fabs(b));
}

// Evidence found with the simplified expression must be evidence for the original: no tighter, up to rounding.
static void interval_extensions_keep_their_width(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("widths");
    size_t compared = 0;
    for (int trial = 0; trial < 3000; trial++) {
        dag_t *dag = dag_new();
        expr_t variables[2] = {expr_new_variable(dag, "x", VARIABLE_STATE),
                               expr_new_variable(dag, "y", VARIABLE_STATE)};
        expression_style_t style = {false, 1 + sample_index(&samples, 6)};
        expr_t a = random_expression(&samples, dag, 2, variables, &style).real;
        const expr_t roots[2] = {a, expr_simplify(dag, a)};
        tape_t *tape = tape_compile(dag, 2, roots, 2, variables);
        dinterval_t box[2];
        for (size_t v = 0; v < 2; v++) {
            double lo = sample_int(&samples, -16, 16) / 8.0;
            box[v] = dinterval_make(lo, lo + sample_int(&samples, 1, 16) / 8.0);
        }
        tape_result_t results[2];
        tape_evaluate(results, tape, 1, box);
        if (results[0].regularity >= REGULARITY_DEFINED) {
            assert_true(is_near(results[0].value.neg_lo, results[1].value.neg_lo));
            assert_true(is_near(results[0].value.hi, results[1].value.hi));
            compared++;
        }
        tape_free(tape);
        dag_free(dag);
    }
    assert_true(compared > 1000);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(constants_fold),
        TEST(neutral_elements_go),
        TEST(domains_are_kept),
        TEST(powers_combine),
        TEST(decided_guards_go),
        TEST(formulas_are_decided),
        TEST(operators_are_left_alone),
        TEST(close_rationals_compare_exactly),
        cmocka_unit_test(interval_extensions_keep_their_width),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
