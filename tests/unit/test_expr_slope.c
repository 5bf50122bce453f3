// SPDX-License-Identifier: LGPL-3.0-or-later
// Slopes: the identity that defines them, exactly, at random rational points.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/reference.h"
#include "../fuzz/samples.h"
#include "expr/slope.h"
#include "expr/tape.h"

#define VARIABLES 2
#define EXPRESSIONS 400
#define POINTS 5
#define PRECISION 200

// A rational expression with square roots, `depth` operations on top of one another.
static expr_t random_rational_function(samples_t *samples, dag_t *dag, const expr_t *variables, int depth)
{
    if (depth == 0)
        return sample_index(samples, 4) ? variables[sample_index(samples, VARIABLES)]
                                        : expr_integer(dag, sample_int(samples, -3, 3));
    static const expr_op_t ops[] = {EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_MUL, EXPR_DIV};
    expr_t a = random_rational_function(samples, dag, variables, depth - 1);
    size_t kind = sample_index(samples, 8);
    if (kind == 0)
        return expr_unary(dag, EXPR_NEG, a);
    if (kind == 1)
        return expr_unary(dag, EXPR_SQRT, a);
    if (kind <= 3)
        return expr_power(dag, a, sample_int(samples, -4, 5), 1);
    expr_op_t op = ops[sample_index(samples, 5)];
    expr_t b = sample_index(samples, 6) ? random_rational_function(samples, dag, variables, depth - 1) : a;
    return expr_binary(dag, op, a, b);
}

typedef struct {
    dag_t *dag;
    expr_t variables[2 * VARIABLES]; // the variables, then the centres
    expr_t a, at_centre, slopes[VARIABLES];
} sloped_t;

// a(x) - a(c) - sum_i s_i (x_i - c_i), from the reference's values.
static bool identity_holds(const reference_t *reference, const sloped_t *s)
{
    arb_t sum, step;
    arb_init(sum);
    arb_init(step);
    arb_sub(sum, reference->values[s->a].ball, reference->values[s->at_centre].ball, PRECISION);
    for (size_t i = 0; i < VARIABLES; i++) {
        const reference_value_t *values = reference->values;
        arb_sub(step, values[s->variables[i]].ball, values[s->variables[VARIABLES + i]].ball, PRECISION);
        arb_submul(sum, step, values[s->slopes[i]].ball, PRECISION);
    }
    bool holds = arb_contains_zero(sum);
    arb_clear(step);
    arb_clear(sum);
    return holds;
}

static bool all_defined(const reference_t *reference, const sloped_t *s)
{
    bool defined = reference_is_real(reference, s->a) && reference_is_real(reference, s->at_centre);
    for (size_t i = 0; i < VARIABLES; i++)
        defined = defined && reference_is_real(reference, s->slopes[i]);
    return defined;
}

static size_t check_identity(samples_t *samples, const sloped_t *s)
{
    const expr_t roots[] = {
        s->a,           s->at_centre, s->slopes[0], s->slopes[1], s->variables[0], s->variables[1], s->variables[2],
        s->variables[3]};
    reference_t reference;
    reference_init(&reference, s->dag, sizeof roots / sizeof *roots, roots, PRECISION);
    fmpq *point = _fmpq_vec_init(2 * VARIABLES);
    size_t compared = 0;
    for (int k = 0; k < POINTS; k++) {
        for (size_t v = 0; v < 2 * VARIABLES; v++)
            fmpq_set_si(point + v, sample_int(samples, -9, 9), 4);
        reference_evaluate(&reference, 2 * VARIABLES, s->variables, point);
        if (!all_defined(&reference, s))
            continue;
        assert_true(identity_holds(&reference, s));
        compared++;
    }
    _fmpq_vec_clear(point, 2 * VARIABLES);
    reference_clear(&reference);
    return compared;
}

static void slopes_are_difference_quotients(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("slopes");
    size_t compared = 0;
    for (int k = 0; k < EXPRESSIONS; k++) {
        sloped_t s = {.dag = dag_new()};
        for (size_t v = 0; v < 2 * VARIABLES; v++)
            s.variables[v] = expr_new_variable(s.dag, "x", VARIABLE_STATE);
        s.a = random_rational_function(&samples, s.dag, s.variables, 3);
        s.at_centre = expr_substitute(s.dag, s.a, VARIABLES, s.variables, s.variables + VARIABLES);
        assert_int_equal(expr_slopes(s.slopes, s.dag, s.a, VARIABLES, s.variables, s.variables + VARIABLES), STATUS_OK);
        compared += check_identity(&samples, &s);
        dag_free(s.dag);
    }
    printf("# %zu identities\n", compared);
    assert_true(compared > EXPRESSIONS);
}

static void slopes_of_a_square_are_tight(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    expr_t x = expr_new_variable(dag, "x", VARIABLE_STATE), centre = expr_integer(dag, 1), slope;
    assert_int_equal(expr_slopes(&slope, dag, expr_power(dag, x, 2, 1), 1, &x, &centre), STATUS_OK);
    tape_t *tape = tape_compile(dag, 1, &slope, 1, &x);
    const dinterval_t box = dinterval_make(0, 2);
    tape_result_t result;
    tape_evaluate(&result, tape, 1, &box);
    assert_true(result.value.neg_lo == -1 && result.value.hi == 3);
    tape_free(tape);
    dag_free(dag);
}

static void other_functions_are_unsupported(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    expr_t x = expr_new_variable(dag, "x", VARIABLE_STATE), centre = expr_integer(dag, 1), slope;
    expr_t guard = expr_binary(dag, EXPR_LESS, x, centre);
    const expr_t unsupported[] = {
        expr_unary(dag, EXPR_EXP, x),   expr_unary(dag, EXPR_ABS, x), expr_binary(dag, EXPR_MIN, x, centre),
        expr_cases(dag, 1, &guard, &x), expr_power(dag, x, 1, 3),     expr_power(dag, x, 1000000, 1)};
    for (size_t k = 0; k < sizeof unsupported / sizeof *unsupported; k++)
        assert_int_equal(expr_slopes(&slope, dag, unsupported[k], 1, &x, &centre), STATUS_UNSUPPORTED);
    expr_t constant = expr_unary(dag, EXPR_EXP, centre);
    assert_int_equal(expr_slopes(&slope, dag, expr_binary(dag, EXPR_MUL, constant, x), 1, &x, &centre), STATUS_OK);
    assert_int_equal(slope, constant);
    dag_free(dag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slopes_are_difference_quotients),
        cmocka_unit_test(slopes_of_a_square_are_tight),
        cmocka_unit_test(other_functions_are_unsupported),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
