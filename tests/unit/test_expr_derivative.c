// SPDX-License-Identifier: LGPL-3.0-or-later
// Symbolic derivatives against Taylor series, and the removal of operators.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/random_expression.h"
#include "../fuzz/series.h"
#include "expr/derivative.h"
#include "expr/tape.h"

#define PRECISION 300
#define VARIABLES 2
#define EXPRESSIONS 1500
#define POINTS 4

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

// ---- against Taylor series ----

typedef struct {
    expr_t f, gradient[VARIABLES], hessian[VARIABLES * VARIABLES];
    size_t compared;
} jet_t;

static void check_value(const reference_t *reference, expr_t derivative, const arb_t expected, jet_t *jet)
{
    if (!reference_is_real(reference, derivative))
        return;
    const arb_struct *value = reference->values[derivative].ball;
    if (!arb_overlaps(value, expected))
        fail_msg("a derivative differs from the Taylor coefficient");
    jet->compared++;
}

// The series of f along a direction, c1 = gradient . direction, 2 c2 = direction' Hessian direction.
static bool directional(arb_t first, arb_t second, const reference_t *reference, const jet_t *jet,
                        const expr_t *variables, slong along_x, slong along_y)
{
    arb_poly_t series;
    arb_poly_init(series);
    const slong direction[VARIABLES] = {along_x, along_y};
    bool known = series_evaluate(series, reference, jet->f, VARIABLES, variables, direction);
    arb_poly_get_coeff_arb(first, series, 1);
    arb_poly_get_coeff_arb(second, series, 2);
    arb_mul_2exp_si(second, second, 1);
    arb_poly_clear(series);
    return known;
}

static void check_jet(const reference_t *reference, jet_t *jet, const expr_t *variables)
{
    arb_t first, xx, yy, both;
    arb_init(first);
    arb_init(xx);
    arb_init(yy);
    arb_init(both);
    if (directional(first, xx, reference, jet, variables, 1, 0)) {
        check_value(reference, jet->gradient[0], first, jet);
        check_value(reference, jet->hessian[0], xx, jet);
        assert_true(directional(first, yy, reference, jet, variables, 0, 1));
        check_value(reference, jet->gradient[1], first, jet);
        check_value(reference, jet->hessian[3], yy, jet);
        assert_true(directional(first, both, reference, jet, variables, 1, 1));
        arb_sub(both, both, xx, PRECISION);
        arb_sub(both, both, yy, PRECISION);
        arb_mul_2exp_si(both, both, -1);
        check_value(reference, jet->hessian[1], both, jet);
    }
    arb_clear(first);
    arb_clear(xx);
    arb_clear(yy);
    arb_clear(both);
}

static void check_at_points(samples_t *samples, const dag_t *dag, jet_t *jet, const expr_t *variables)
{
    const expr_t roots[] = {jet->f,          jet->gradient[0], jet->gradient[1], jet->hessian[0],
                            jet->hessian[1], jet->hessian[2],  jet->hessian[3]};
    reference_t reference;
    reference_init(&reference, dag, sizeof roots / sizeof *roots, roots, PRECISION);
    fmpq *point = _fmpq_vec_init(VARIABLES);
    for (int k = 0; k < POINTS; k++) {
        for (size_t v = 0; v < VARIABLES; v++)
            fmpq_set_si(point + v, sample_int(samples, -9, 9), (ulong)sample_int(samples, 1, 3));
        reference_evaluate(&reference, VARIABLES, variables, point);
        check_jet(&reference, jet, variables);
    }
    _fmpq_vec_clear(point, VARIABLES);
    reference_clear(&reference);
}

static size_t compare_with_series(samples_t *samples, bool analytic)
{
    size_t compared = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        dag_t *dag = dag_new();
        expr_t variables[VARIABLES];
        for (size_t v = 0; v < VARIABLES; v++)
            variables[v] = expr_new_variable(dag, "x", VARIABLE_STATE);
        expression_style_t style = {analytic, 1 + sample_index(samples, 8)};
        jet_t jet = {.f = random_expression(samples, dag, VARIABLES, variables, &style).real};
        expr_gradient(jet.gradient, dag, jet.f, VARIABLES, variables);
        expr_hessian(jet.hessian, dag, jet.f, VARIABLES, variables);
        assert_int_equal(jet.hessian[1], jet.hessian[2]);
        check_at_points(samples, dag, &jet, variables);
        compared += jet.compared;
        dag_free(dag);
    }
    printf("# %zu values compared\n", compared);
    return compared;
}

static void analytic_derivatives_are_taylor_coefficients(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("analytic");
    assert_true(compare_with_series(&samples, true) > EXPRESSIONS);
}

static void piecewise_derivatives_are_taylor_coefficients(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("piecewise");
    assert_true(compare_with_series(&samples, false) > EXPRESSIONS);
}

// ---- kinks, ties and domains ----

static tape_result_t evaluate_at(const fixture_t *f, expr_t a, double x, double y)
{
    const expr_t variables[] = {f->x, f->y};
    const dinterval_t box[] = {dinterval_point(x), dinterval_point(y)};
    tape_t *tape = tape_compile(f->dag, 1, &a, 2, variables);
    tape_result_t result;
    tape_evaluate(&result, tape, 1, box);
    tape_free(tape);
    return result;
}

static void assert_value(const fixture_t *f, expr_t a, double x, double y, double value)
{
    tape_result_t result = evaluate_at(f, a, x, y);
    assert_true(result.regularity >= REGULARITY_DEFINED);
    assert_true(result.value.hi == value && -result.value.neg_lo == value);
}

static void assert_undefined(const fixture_t *f, expr_t a, double x, double y)
{
    assert_int_equal(evaluate_at(f, a, x, y).regularity, REGULARITY_UNKNOWN);
}

static void kinks_have_derivative_zero(void **state)
{
    const fixture_t *f = *state;
    expr_t abs_x = expr_differentiate(f->dag, expr_unary(f->dag, EXPR_ABS, f->x), f->x);
    expr_t relu_x = expr_differentiate(f->dag, expr_unary(f->dag, EXPR_RELU, f->x), f->x);
    for (int sign = -1; sign <= 1; sign++) {
        assert_value(f, abs_x, sign, 0, sign);
        assert_value(f, relu_x, sign, 0, sign > 0);
    }
}

static void ties_follow_the_first_argument(void **state)
{
    const fixture_t *f = *state;
    expr_t twice = expr_binary(f->dag, EXPR_MUL, expr_integer(f->dag, 2), f->x);
    expr_t min = expr_differentiate(f->dag, expr_binary(f->dag, EXPR_MIN, f->x, twice), f->x);
    expr_t max = expr_differentiate(f->dag, expr_binary(f->dag, EXPR_MAX, f->x, twice), f->x);
    assert_value(f, min, 0, 0, 1);
    assert_value(f, max, 0, 0, 1);
    assert_value(f, min, -1, 0, 2);
    assert_value(f, max, 1, 0, 2);
}

// log(x) has no derivative for x < 0, although 1/x is defined there; d(1/y)/dx is 0, but not at y = 0.
static void derivatives_are_undefined_where_the_function_is(void **state)
{
    const fixture_t *f = *state;
    expr_t log_x = expr_differentiate(f->dag, expr_unary(f->dag, EXPR_LOG, f->x), f->x);
    assert_value(f, log_x, 4, 0, 0.25);
    assert_undefined(f, log_x, -4, 0);
    expr_t inverse = expr_differentiate(f->dag, expr_power(f->dag, f->y, -1, 1), f->x);
    assert_value(f, inverse, 1, 2, 0);
    assert_undefined(f, inverse, 1, 0);
    expr_t sum = expr_binary(f->dag, EXPR_ADD, expr_power(f->dag, f->x, 2, 1), expr_power(f->dag, f->y, -1, 1));
    assert_value(f, expr_differentiate(f->dag, sum, f->x), 3, 1, 6);
    assert_undefined(f, expr_differentiate(f->dag, sum, f->x), 3, 0);
    expr_t root = expr_differentiate(f->dag, expr_unary(f->dag, EXPR_SQRT, f->x), f->x);
    assert_undefined(f, root, 0, 0);
}

static void total_functions_need_no_guard(void **state)
{
    const fixture_t *f = *state;
    expr_t square = expr_power(f->dag, f->x, 2, 1);
    expr_t positive = expr_binary(f->dag, EXPR_ADD, expr_integer(f->dag, 1), square);
    expr_t derivative = expr_differentiate(f->dag, expr_unary(f->dag, EXPR_LOG, positive), f->x);
    assert_int_equal(expr_op(f->dag, derivative), EXPR_DIV);
    assert_int_equal(expr_differentiate(f->dag, square, f->y), expr_integer(f->dag, 0));
}

static void extreme_exponents_do_not_overflow(void **state)
{
    const fixture_t *f = *state;
    expr_t power = expr_power(f->dag, f->x, WORD_MIN, 1);
    expr_t derivative = expr_differentiate(f->dag, power, f->x);
    assert_true(evaluate_at(f, derivative, 1, 0).value.hi == -0x1p63);
}

// ---- operators ----

static void operators_are_removed(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    // d/dx d/dy (x^3 y^2) at x := y + 1, y := x, which is 6 (y + 1)^2 x.
    expr_t product = expr_binary(dag, EXPR_MUL, expr_power(dag, f->x, 3, 1), expr_power(dag, f->y, 2, 1));
    expr_t mixed = expr_derivative(dag, expr_derivative(dag, product, f->x), f->y);
    expr_t shifted = expr_binary(dag, EXPR_ADD, f->y, expr_integer(dag, 1));
    const expr_t children[] = {mixed, f->x, shifted, f->y, f->x};
    expr_t plain = expr_eliminate_operators(dag, expr_node(dag, EXPR_AT, 5, children));
    assert_value(f, plain, 2, 3, 6 * 16 * 2);
    assert_value(f, plain, -1, 0, -6);
    assert_int_equal(expr_eliminate_operators(dag, plain), plain);
}

// A derivative of an expression with an AT inside follows the chain rule.
static void chain_rule_through_at(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    const expr_t children[] = {expr_derivative(dag, expr_power(dag, f->x, 3, 1), f->x), f->x,
                               expr_power(dag, f->y, 2, 1)};
    expr_t at = expr_node(dag, EXPR_AT, 3, children); // 3 y^4
    expr_t plain = expr_eliminate_operators(dag, expr_derivative(dag, at, f->y));
    assert_value(f, plain, 0, 2, 12 * 8);
}

// "x^2 is C1 at x = 3" must not become "9 is C1".
static void regularity_at_a_point_stays_unknown(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t guard = expr_unary(dag, EXPR_C1, expr_unary(dag, EXPR_ABS, f->x));
    expr_t one = expr_integer(dag, 1), zero = expr_integer(dag, 0);
    expr_t guards[] = {guard, expr_leaf(dag, EXPR_TRUE)}, values[] = {one, zero};
    const expr_t children[] = {expr_cases(dag, 2, guards, values), f->x, zero};
    expr_t at = expr_eliminate_operators(dag, expr_node(dag, EXPR_AT, 3, children));
    assert_undefined(f, at, 5, 5);
    assert_undefined(f, expr_differentiate(dag, at, f->x), 5, 5);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(analytic_derivatives_are_taylor_coefficients),
        cmocka_unit_test(piecewise_derivatives_are_taylor_coefficients),
        TEST(kinks_have_derivative_zero),
        TEST(ties_follow_the_first_argument),
        TEST(derivatives_are_undefined_where_the_function_is),
        TEST(total_functions_need_no_guard),
        TEST(extreme_exponents_do_not_overflow),
        TEST(operators_are_removed),
        TEST(chain_rule_through_at),
        TEST(regularity_at_a_point_stays_unknown),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
