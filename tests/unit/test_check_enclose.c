// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation over boxes against a plain evaluator at points of the boxes: values, Taylor coefficients (against symbolic
// derivatives), truths, over random expressions; and how regular kinks are seen to be.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/random_expression.h"
#include "../fuzz/reference.h"
#include "base/memory.h"
#include "check/question.h"
#include "expr/derivative.h"

#define PRECISION 300
#define VARIABLES 2
#define EXPRESSIONS 1500
#define BOXES 6

// ---- random expressions ----

typedef struct {
    dag_t *dag;
    real_ctx_t reals;
    expr_t variables[VARIABLES];
    expr_t roots[4];  // f, df/dx, df/dx at (y, x + y), a formula
    expr_t plain[10]; // operator-free: f, f_x, f_y, f_xx, f_xy, f_yy; f_x, f_xx, f_xy; f_x at (y, x + y)
    size_t compared, truths;
} trial_t;

static void set_range(range_t *range, dinterval_t x)
{
    if (range->big) {
        mpfr_set_d(range->big, dinterval_lo(x), MPFR_RNDD);
        mpfr_set_d(range->big + 1, x.hi, MPFR_RNDU);
    } else {
        range->lo = dinterval_lo(x);
        range->hi = x.hi;
    }
}

static bool misses(const range_t *range, const arb_t value)
{
    mpfr_t lo, hi;
    arf_t end;
    arb_t ball;
    mpfr_init2(lo, range_precision(range));
    mpfr_init2(hi, range_precision(range));
    arf_init(end);
    arb_init(ball);
    range_get_ends(lo, hi, range);
    arf_set_mpfr(end, lo);
    arb_set_arf(ball, end);
    bool outside = arb_lt(value, ball);
    arf_set_mpfr(end, hi);
    arb_set_arf(ball, end);
    outside = outside || arb_gt(value, ball);
    mpfr_clear(lo);
    mpfr_clear(hi);
    arf_clear(end);
    arb_clear(ball);
    return outside;
}

// factor * coefficient must enclose the value of the operator-free expression at the point, which must have one.
static void compare(trial_t *t, const enclosure_t *e, size_t monomial, double factor, const reference_t *reference,
                    expr_t expected, const char *what)
{
    if (!e->jet.known[monomial])
        return;
    if (reference->values[expected].kind == REFERENCE_UNDEFINED)
        fail_msg("%s: claimed to be defined", what);
    if (!reference_is_real(reference, expected))
        return;
    arb_t value;
    arb_init(value);
    arb_set_d(value, 1 / factor);
    arb_mul(value, value, reference->values[expected].ball, PRECISION);
    if (misses(enclosure_coefficient(e, monomial), value))
        fail_msg("%s is missed", what);
    arb_clear(value);
    t->compared++;
}

static void compare_all(trial_t *t, const evaluator_t *evaluator, const reference_t *reference)
{
    static const double factors[] = {1, 1, 1, 2, 1, 2};
    const enclosure_t *f = evaluator_root(evaluator, 0), *derivative = evaluator_root(evaluator, 1);
    // A mixed coefficient is 0 where f does not vary with one of the variables, even if the other derivative is
    // undefined.
    for (size_t m = 0; m < 6; m++)
        if (m != 4 || (f->jet.known[1] && f->jet.known[2]))
            compare(t, f, m, factors[m], reference, t->plain[m], "a coefficient of f");
    for (size_t m = 0; m < 3; m++)
        compare(t, derivative, m, 1, reference, t->plain[6 + m], "a coefficient of f_x");
    compare(t, evaluator_root(evaluator, 2), 0, 1, reference, t->plain[9], "f_x at another place");
    kleene_t truth = evaluator_root(evaluator, 3)->truth;
    reference_kind_t kind = reference->values[t->roots[3]].kind;
    if (truth == KLEENE_TRUE)
        assert_true(kind == REFERENCE_TRUE || kind == REFERENCE_UNCLEAR);
    if (truth == KLEENE_FALSE)
        assert_true(kind == REFERENCE_FALSE || kind == REFERENCE_UNCLEAR);
    t->truths += truth != KLEENE_UNKNOWN;
}

static void build(trial_t *t, samples_t *samples)
{
    const expression_style_t style = {.operations = sample_index(samples, 20) + 1};
    dag_t *dag = t->dag;
    expr_t x = t->variables[0], y = t->variables[1];
    random_roots_t random = random_expression(samples, dag, VARIABLES, t->variables, &style);
    expr_t values[2] = {y, expr_binary(dag, EXPR_ADD, x, y)}, gradient[2], hessian[4];
    t->roots[0] = random.real;
    t->roots[1] = expr_derivative(dag, random.real, x);
    t->roots[2] = expr_substitute(dag, t->roots[1], 2, t->variables, values);
    t->roots[3] = random.formula;
    expr_t f = expr_eliminate_operators(dag, random.real);
    expr_gradient(gradient, dag, f, 2, t->variables);
    expr_hessian(hessian, dag, f, 2, t->variables);
    const expr_t plain[] = {f,          gradient[0], gradient[1], hessian[0], hessian[1],
                            hessian[3], gradient[0], hessian[0],  hessian[1], EXPR_NONE};
    memcpy(t->plain, plain, sizeof plain);
    t->plain[9] = expr_substitute(dag, gradient[0], 2, t->variables, values);
}

static void run_trial(trial_t *t, samples_t *samples)
{
    const int orders[] = {2, 1, 0, 0};
    ground_t ground;
    question_t question = {0};
    reference_t reference;
    build(t, samples);
    ground_init(&ground, t->dag, t->reals);
    assert_true(question_put(&question, &ground, 4, t->roots, orders, VARIABLES, t->variables));
    expr_t all[11];
    memcpy(all, t->plain, sizeof t->plain);
    all[10] = t->roots[3];
    reference_init(&reference, t->dag, 11, all, PRECISION);
    for (int b = 0; b < BOXES; b++) {
        slong precision = b % 3 ? RANGE_DOUBLE : 80;
        fmpq *point = _fmpq_vec_init(VARIABLES);
        range_t *ranges = range_array_new(VARIABLES, precision);
        for (size_t v = 0; v < VARIABLES; v++) {
            double p = sample_moderate(samples);
            arf_t exact;
            arf_init(exact);
            arf_set_d(exact, p);
            arf_get_fmpq(point + v, exact);
            arf_clear(exact);
            set_range(ranges + v, sample_interval_around(samples, p));
        }
        reference_evaluate(&reference, VARIABLES, t->variables, point);
        compare_all(t, question_enclose(&question, &ground, VARIABLES, t->variables, ranges, precision), &reference);
        range_array_free(ranges, VARIABLES);
        _fmpq_vec_clear(point, VARIABLES);
    }
    reference_clear(&reference);
    question_clear(&question);
    ground_clear(&ground);
}

static void test_random_expressions(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("random expressions");
    size_t compared = 0, truths = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        trial_t trial = {.dag = dag_new()};
        real_ctx_init(trial.reals);
        trial.variables[0] = expr_new_variable(trial.dag, "x", VARIABLE_STATE);
        trial.variables[1] = expr_new_variable(trial.dag, "y", VARIABLE_STATE);
        run_trial(&trial, &samples);
        compared += trial.compared;
        truths += trial.truths;
        real_ctx_clear(trial.reals);
        dag_free(trial.dag);
    }
    printf("# %zu coefficients and %zu truths compared\n", compared, truths);
    assert_true(compared > 20000 && truths > 2000);
}

// ---- known functions ----

typedef struct {
    dag_t *dag;
    real_ctx_t reals;
    expr_t x;
} line_t;

static void line_init(line_t *line)
{
    line->dag = dag_new();
    line->x = expr_new_variable(line->dag, "x", VARIABLE_STATE);
    real_ctx_init(line->reals);
}

static void line_clear(line_t *line)
{
    real_ctx_clear(line->reals);
    dag_free(line->dag);
}

// The term to second order over [lo, hi]; `result` borrows from the question.
static const enclosure_t *over(question_t *question, line_t *line, expr_t term, double lo, double hi)
{
    const int order = 2;
    ground_t ground;
    range_t range;
    ground_init(&ground, line->dag, line->reals);
    range_init(&range, RANGE_DOUBLE);
    range.lo = lo;
    range.hi = hi;
    question_clear(question);
    assert_true(question_put(question, &ground, 1, &term, &order, 1, &line->x));
    return evaluator_root(question_enclose(question, &ground, 1, &line->x, &range, RANGE_DOUBLE), 0);
}

static void assert_coefficient(const enclosure_t *e, size_t m, double lo, double hi)
{
    assert_true(e->jet.known[m]);
    if (enclosure_coefficient(e, m)->lo != lo || enclosure_coefficient(e, m)->hi != hi)
        fail_msg("coefficient %zu is [%g, %g], not [%g, %g]", m, enclosure_coefficient(e, m)->lo,
                 enclosure_coefficient(e, m)->hi, lo, hi);
}

static void test_kinks(void **state)
{
    (void)state;
    line_t line;
    question_t question = {0};
    line_init(&line);
    expr_t abs = expr_unary(line.dag, EXPR_ABS, line.x), relu = expr_unary(line.dag, EXPR_RELU, line.x);
    const enclosure_t *e = over(&question, &line, abs, -1, 2);
    assert_coefficient(e, 0, 0, 2);
    assert_coefficient(e, 1, -1, 1);
    assert_int_equal(e->level, LEVEL_CONTINUOUS);
    e = over(&question, &line, abs, 0, 0);
    assert_coefficient(e, 1, 0, 0);
    assert_int_equal(e->level, LEVEL_CONTINUOUS);
    e = over(&question, &line, abs, 0, 1); // the derivative at 0 is 0
    assert_coefficient(e, 1, 0, 1);
    assert_int_equal(e->level, LEVEL_CONTINUOUS);
    e = over(&question, &line, abs, 0.5, 1);
    assert_coefficient(e, 1, 1, 1);
    assert_int_equal(e->level, LEVEL_SMOOTH);
    e = over(&question, &line, relu, -1, 0);
    assert_coefficient(e, 0, 0, 0);
    assert_coefficient(e, 1, 0, 0);
    assert_int_equal(e->level, LEVEL_CONTINUOUS);
    e = over(&question, &line, relu, -1, -0.5);
    assert_int_equal(e->level, LEVEL_ZERO);
    e = over(&question, &line, expr_binary(line.dag, EXPR_MUL, relu, expr_unary(line.dag, EXPR_ABS, line.x)), -1, -0.5);
    assert_int_equal(e->level, LEVEL_ZERO);
    expr_t shifted = expr_binary(line.dag, EXPR_SUB, line.x, expr_integer(line.dag, 3));
    expr_t hidden = expr_binary(line.dag, EXPR_MUL, expr_unary(line.dag, EXPR_RELU, shifted), abs);
    e = over(&question, &line, hidden, -1, 1); // the kink of abs is where the factor is 0
    assert_coefficient(e, 1, 0, 0);
    assert_int_equal(e->level, LEVEL_ZERO);
    e = over(&question, &line, expr_unary(line.dag, EXPR_EXP, hidden), -1, 1);
    assert_coefficient(e, 0, 1, 1);
    assert_int_equal(e->level, LEVEL_SMOOTH);
    e = over(&question, &line, hidden, -1, 4);
    assert_int_equal(e->level, LEVEL_CONTINUOUS);
    expr_t guards[2] = {expr_binary(line.dag, EXPR_LESS, line.x, expr_integer(line.dag, 0)), expr_leaf(line.dag, EXPR_TRUE)};
    expr_t values[2] = {expr_integer(line.dag, 5), line.x}, jump = expr_cases(line.dag, 2, guards, values);
    hidden = expr_binary(line.dag, EXPR_MUL, expr_unary(line.dag, EXPR_RELU, shifted), jump);
    e = over(&question, &line, hidden, -1, 1); // a jump of what has a value everywhere, likewise
    assert_int_equal(e->level, LEVEL_ZERO);
    e = over(&question, &line, hidden, -1, 4);
    assert_int_equal(e->level, LEVEL_NONE);
    hidden = expr_binary(line.dag, EXPR_MUL, expr_unary(line.dag, EXPR_RELU, shifted), expr_unary(line.dag, EXPR_SQRT, line.x));
    e = over(&question, &line, hidden, 0, 1); // undefined below 0
    assert_int_equal(e->level, LEVEL_CONTINUOUS_ON_DOMAIN);
    e = over(&question, &line, expr_binary(line.dag, EXPR_MIN, line.x, expr_integer(line.dag, 1)), 1, 2);
    assert_coefficient(e, 0, 1, 1);
    assert_coefficient(e, 1, 0, 1); // of x at 1, of 1 beyond
    question_clear(&question);
    line_clear(&line);
}

static void test_ends_of_domains(void **state)
{
    (void)state;
    line_t line;
    question_t question = {0};
    line_init(&line);
    expr_t root = expr_unary(line.dag, EXPR_SQRT, line.x), power = expr_power(line.dag, line.x, 3, 2);
    const enclosure_t *e = over(&question, &line, root, 0, 4);
    assert_coefficient(e, 0, 0, 2);
    assert_false(e->jet.known[1]);
    assert_int_equal(e->level, LEVEL_CONTINUOUS_ON_DOMAIN);
    e = over(&question, &line, power, 0, 4);
    assert_coefficient(e, 0, 0, 8);
    assert_coefficient(e, 1, 0, 3);
    assert_false(e->jet.known[2]);
    assert_int_equal(e->level, LEVEL_CONTINUOUS_ON_DOMAIN);
    e = over(&question, &line, root, -1, 4);
    assert_false(jet_has_value(&e->jet));
    e = over(&question, &line, expr_binary(line.dag, EXPR_DIV, expr_integer(line.dag, 1), line.x), 0, 4);
    assert_false(jet_has_value(&e->jet));
    question_clear(&question);
    line_clear(&line);
}

// cases { x <= 1: x^2, 1 < x: 2x - 1 } is C1, but only its values can be seen across 1; with < in the place of <= it
// has no value at 1.
static void test_cases(void **state)
{
    (void)state;
    line_t line;
    question_t question = {0};
    line_init(&line);
    dag_t *dag = line.dag;
    expr_t one = expr_integer(dag, 1), two = expr_integer(dag, 2), x = line.x;
    expr_t values[] = {expr_power(dag, x, 2, 1), expr_binary(dag, EXPR_SUB, expr_binary(dag, EXPR_MUL, two, x), one)};
    expr_t closed[] = {expr_binary(dag, EXPR_LESS_EQUAL, x, one), expr_binary(dag, EXPR_LESS, one, x)};
    expr_t open[] = {expr_binary(dag, EXPR_LESS, x, one), closed[1]};
    expr_t f = expr_cases(dag, 2, closed, values), gap = expr_cases(dag, 2, open, values);
    const enclosure_t *e = over(&question, &line, f, 0, 2);
    assert_coefficient(e, 0, -1, 4);
    assert_coefficient(e, 1, 0, 4);
    assert_int_equal(e->level, LEVEL_NONE);
    e = over(&question, &line, f, 0, 0.5);
    assert_coefficient(e, 1, 0, 1);
    assert_int_equal(e->level, LEVEL_SMOOTH);
    e = over(&question, &line, f, 0, 1); // up to the end of the case: its values, but no neighbourhood
    assert_coefficient(e, 0, 0, 1);
    assert_int_equal(e->level, LEVEL_NONE);
    e = over(&question, &line, gap, 0, 2);
    assert_false(jet_has_value(&e->jet));
    e = over(&question, &line, gap, 1.5, 2);
    assert_coefficient(e, 1, 2, 2);
    question_clear(&question);
    line_clear(&line);
}

// d/dx sqrt(y^2) is 0 also at y = 0; d/dy is not defined there, nor is anything that begins with it.
static void test_unrelated_kinks(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    real_ctx_t reals;
    real_ctx_init(reals);
    expr_t xy[] = {expr_new_variable(dag, "x", VARIABLE_STATE), expr_new_variable(dag, "y", VARIABLE_STATE)};
    expr_t f = expr_binary(dag, EXPR_ADD, expr_unary(dag, EXPR_SQRT, expr_power(dag, xy[1], 2, 1)), xy[0]);
    expr_t fx = expr_derivative(dag, f, xy[0]), fy = expr_derivative(dag, f, xy[1]);
    expr_t roots[] = {fx, fy, expr_derivative(dag, fx, xy[1]), expr_derivative(dag, fy, xy[0])};
    const int orders[] = {0, 0, 0, 0};
    ground_t ground;
    question_t question = {0};
    range_t *ranges = range_array_new(2, RANGE_DOUBLE);
    ground_init(&ground, dag, reals);
    ranges[1].lo = -1;
    ranges[1].hi = 1;
    assert_true(question_put(&question, &ground, 4, roots, orders, 0, NULL));
    const evaluator_t *values = question_enclose(&question, &ground, 2, xy, ranges, RANGE_DOUBLE);
    assert_coefficient(evaluator_root(values, 0), 0, 1, 1);
    assert_false(jet_has_value(&evaluator_root(values, 1)->jet));
    assert_coefficient(evaluator_root(values, 2), 0, 0, 0);
    assert_false(jet_has_value(&evaluator_root(values, 3)->jet));
    range_array_free(ranges, 2);
    question_clear(&question);
    ground_clear(&ground);
    real_ctx_clear(reals);
    dag_free(dag);
}

// A constant that intervals cannot compare is compared exactly: sqrt(2) sqrt(2) <= 2.
static void test_constant_guards(void **state)
{
    (void)state;
    line_t line;
    question_t question = {0};
    line_init(&line);
    dag_t *dag = line.dag;
    expr_t two = expr_integer(dag, 2), root = expr_unary(dag, EXPR_SQRT, two);
    expr_t square = expr_binary(dag, EXPR_MUL, root, expr_unary(dag, EXPR_NEG, expr_unary(dag, EXPR_NEG, root)));
    expr_t guards[] = {expr_binary(dag, EXPR_LESS, square, two), expr_leaf(dag, EXPR_TRUE)};
    expr_t values[] = {two, line.x};
    const enclosure_t *e = over(&question, &line, expr_cases(dag, 2, guards, values), 5, 6);
    assert_coefficient(e, 0, 5, 6);
    assert_int_equal(e->level, LEVEL_SMOOTH);
    question_clear(&question);
    line_clear(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_expressions), cmocka_unit_test(test_kinks),
        cmocka_unit_test(test_ends_of_domains),    cmocka_unit_test(test_cases),
        cmocka_unit_test(test_unrelated_kinks),    cmocka_unit_test(test_constant_guards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
