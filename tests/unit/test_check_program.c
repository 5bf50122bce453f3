// SPDX-License-Identifier: LGPL-3.0-or-later
// Programs give the very enclosures of the evaluation that they were recorded from, and run only where the cases are
// the recorded ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../fuzz/random_expression.h"
#include "check/program.h"
#include "check/question.h"

#define VARIABLES 2
#define ROOTS 2
#define EXPRESSIONS 2000
#define BOXES 8

typedef struct {
    dag_t *dag;
    real_ctx_t reals;
    ground_t ground;
    expr_t variables[VARIABLES];
    question_t question;
    programs_t programs;
    slong precision; // of fine runs; 0 for none
} trial_t;

static void trial_init(trial_t *t, slong precision)
{
    *t = (trial_t){.dag = dag_new(), .precision = precision};
    real_ctx_init(t->reals);
    ground_init(&t->ground, t->dag, t->reals);
    t->variables[0] = expr_new_variable(t->dag, "x", VARIABLE_STATE);
    t->variables[1] = expr_new_variable(t->dag, "y", VARIABLE_STATE);
}

static void trial_clear(trial_t *t)
{
    programs_clear(&t->programs);
    question_clear(&t->question);
    ground_clear(&t->ground);
    real_ctx_clear(t->reals);
    dag_free(t->dag);
}

// f and df/dx, both to first order.
static void put(trial_t *t, expr_t f)
{
    const int orders[ROOTS] = {1, 1};
    const expr_t roots[ROOTS] = {f, expr_derivative(t->dag, f, t->variables[0])};
    assert_true(question_put(&t->question, &t->ground, ROOTS, roots, orders, VARIABLES, t->variables));
}

static const evaluator_t *evaluate(trial_t *t, const range_t *box)
{
    static const assumption_t none;
    t->question.assumptions = &none;
    return question_enclose(&t->question, &t->ground, VARIABLES, t->variables, box, RANGE_DOUBLE);
}

static const evaluator_t *evaluate_finely(trial_t *t, const range_t *place)
{
    range_t fine[VARIABLES];
    for (size_t v = 0; v < VARIABLES; v++) {
        range_init(fine + v, t->precision);
        range_set_rounded(fine + v, place + v);
    }
    const evaluator_t *values = question_enclose(&t->question, &t->ground, VARIABLES, t->variables, fine, t->precision);
    for (size_t v = 0; v < VARIABLES; v++)
        range_clear(fine + v);
    return values;
}

static void record(trial_t *t, const range_t *box)
{
    const evaluator_t *constants = t->precision ? evaluate_finely(t, box) : NULL;
    const evaluator_t *values = evaluate(t, box);
    programs_record(&t->programs, values, constants ? constants : values, t->question.plan, VARIABLES, t->variables);
}

static range_t interval(double lo, double hi)
{
    range_t range;
    range_init(&range, RANGE_DOUBLE);
    range.lo = lo;
    range.hi = hi;
    return range;
}

static void assert_same(const range_t *a, const range_t *b)
{
    bool same_lo = a->lo == b->lo || (a->lo != a->lo && b->lo != b->lo);
    bool same_hi = a->hi == b->hi || (a->hi != a->hi && b->hi != b->hi);
    if (!same_lo || !same_hi)
        fail_msg("the program gives [%.17g, %.17g], evaluation [%.17g, %.17g]", a->lo, a->hi, b->lo, b->hi);
}

// ---- random expressions ----

// Whether there is a program that runs on the box; what it gives is what evaluation gives.
static bool agrees(trial_t *t, const range_t *box)
{
    program_t *program = programs_find(&t->programs, box);
    if (!program)
        return false;
    const evaluator_t *values = evaluate(t, box);
    for (size_t k = 0; k < ROOTS; k++) {
        const enclosure_t *e = evaluator_root(values, k);
        assert_true(jet_has_value(&e->jet));
        assert_same(program_value(program, k), enclosure_coefficient(e, 0));
        assert_int_equal(program_level(program, k), e->level);
        for (size_t v = 0; v < VARIABLES; v++) {
            assert_true(e->jet.known[monomial_variable(v)]);
            assert_same(program_slope(program, k, v), enclosure_coefficient(e, monomial_variable(v)));
        }
    }
    range_t middle[VARIABLES] = {interval(0, 0), interval(0, 0)};
    for (size_t v = 0; v < VARIABLES; v++)
        range_middle(middle + v, box + v);
    values = evaluate(t, middle);
    assert_true(program_run_values(program, middle));
    for (size_t k = 0; k < ROOTS; k++)
        assert_same(program_value(program, k), enclosure_coefficient(evaluator_root(values, k), 0));
    return true;
}

static size_t try_boxes(trial_t *t, samples_t *samples)
{
    size_t agreed = 0;
    double place[VARIABLES] = {sample_moderate(samples), sample_moderate(samples)};
    for (int b = 0; b < BOXES; b++) {
        range_t box[VARIABLES];
        for (size_t v = 0; v < VARIABLES; v++) {
            dinterval_t around = sample_interval_around(samples, place[v]);
            box[v] = interval(dinterval_lo(around), around.hi);
        }
        if (!range_is_bounded(box) || !range_is_bounded(box + 1))
            continue;
        record(t, box);
        for (size_t v = 0; v < VARIABLES; v++)
            place[v] = sample_index(samples, 3) ? box[v].lo : sample_moderate(samples);
        agreed += agrees(t, box);
    }
    return agreed;
}

static void test_random_expressions(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("programs");
    size_t agreed = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        trial_t t;
        trial_init(&t, 0);
        const expression_style_t style = {.operations = sample_index(&samples, 20) + 1};
        put(&t, random_expression(&samples, t.dag, VARIABLES, t.variables, &style).real);
        agreed += try_boxes(&t, &samples);
        trial_clear(&t);
    }
    printf("# programs and evaluation agreed on %zu boxes\n", agreed);
    assert_true(agreed > 3000);
}

// ---- fine runs ----

static bool overlap(const range_t *a, const range_t *b)
{
    return !range_less(a, b) && !range_less(b, a);
}

// At the middle of a box on which a program runs its fine values, those of evaluation, and those between doubles have
// numbers in common.
static bool agrees_finely(trial_t *t, const range_t *box)
{
    program_t *program = programs_find(&t->programs, box);
    if (!program)
        return false;
    range_t middle[VARIABLES] = {interval(0, 0), interval(0, 0)}, fine[VARIABLES], rounded = interval(0, 0);
    for (size_t v = 0; v < VARIABLES; v++) {
        range_middle(middle + v, box + v);
        range_init(fine + v, t->precision);
        range_set_rounded(fine + v, middle + v);
    }
    const evaluator_t *values = evaluate_finely(t, middle);
    assert_true(program_run_fine(program, fine) && program_run_values(program, middle));
    for (size_t k = 0; k < ROOTS; k++) {
        assert_true(overlap(program_fine_value(program, k), enclosure_coefficient(evaluator_root(values, k), 0)));
        range_set_rounded(&rounded, program_fine_value(program, k));
        assert_true(overlap(program_value(program, k), &rounded));
    }
    for (size_t v = 0; v < VARIABLES; v++)
        range_clear(fine + v);
    return true;
}

static void test_fine_runs(void **state)
{
    (void)state;
    static const slong precisions[] = {64, 96, 300};
    samples_t samples = samples_seeded("fine programs");
    size_t agreed = 0;
    for (int i = 0; i < EXPRESSIONS; i++) {
        trial_t t;
        trial_init(&t, precisions[i % 3]);
        const expression_style_t style = {.operations = sample_index(&samples, 20) + 1};
        put(&t, random_expression(&samples, t.dag, VARIABLES, t.variables, &style).real);
        for (int b = 0; b < BOXES / 2; b++) {
            range_t box[VARIABLES];
            for (size_t v = 0; v < VARIABLES; v++) {
                dinterval_t around = sample_interval_around(&samples, sample_moderate(&samples));
                box[v] = interval(dinterval_lo(around), around.hi);
            }
            if (!range_is_bounded(box) || !range_is_bounded(box + 1))
                continue;
            record(&t, box);
            agreed += agrees_finely(&t, box);
        }
        trial_clear(&t);
    }
    printf("# fine runs agreed with evaluation at %zu places\n", agreed);
    assert_true(agreed > 1000);
}

// x/7 - 22/7 + 3*x/5 at x = 22/3: constants are as fine as the run.
static void test_fine_constants(void **state)
{
    (void)state;
    static const slong precisions[] = {96, 300};
    for (int i = 0; i < 2; i++) {
        trial_t t;
        trial_init(&t, precisions[i]);
        expr_t x = t.variables[0], seven = expr_integer(t.dag, 7);
        expr_t constant = expr_binary(t.dag, EXPR_DIV, expr_integer(t.dag, 22), seven);
        expr_t f = expr_binary(t.dag, EXPR_SUB, expr_binary(t.dag, EXPR_DIV, x, seven), constant);
        fmpq_t number, exact;
        fmpq_init(number);
        fmpq_init(exact);
        fmpq_set_si(number, 3, 5);
        f = expr_binary(t.dag, EXPR_ADD, f, expr_binary(t.dag, EXPR_MUL, expr_rational(t.dag, number), x));
        put(&t, f);
        const range_t box[VARIABLES] = {interval(7, 8), interval(1, 1)};
        record(&t, box);
        program_t *program = programs_find(&t.programs, box);
        assert_non_null(program);
        range_t place[VARIABLES], value;
        fmpq_set_si(number, 22, 3);
        for (size_t v = 0; v < VARIABLES; v++) {
            range_init(place + v, t.precision);
            range_set_rationals(place + v, number, number);
        }
        assert_true(program_run_fine(program, place));
        range_init(&value, t.precision);
        fmpq_set_si(exact, 22 * 26 - 330, 105); // 22/21 - 22/7 + 22/5
        range_set_rationals(&value, exact, exact);
        const range_t *found = program_fine_value(program, 0);
        assert_true(overlap(found, &value));
        range_sub(&value, found, &value);
        range_abs(&value, &value);
        assert_true(mpfr_cmp_ui_2exp(value.big + 1, 1, 6 - t.precision) < 0);
        for (size_t v = 0; v < VARIABLES; v++)
            range_clear(place + v);
        range_clear(&value);
        fmpq_clear(number);
        fmpq_clear(exact);
        trial_clear(&t);
    }
}

// ---- other cases ----

static void assert_runs(trial_t *t, double lo, double hi, bool runs)
{
    const range_t box[VARIABLES] = {interval(lo, hi), interval(1, 1)};
    if (agrees(t, box) != runs)
        fail_msg("on [%g, %g] the program is to %s", lo, hi, runs ? "run" : "be of no use");
}

// Records on [a, b]; runs there and nowhere beyond.
static void assert_ends(expr_t (*make)(dag_t *dag, expr_t x), double a, double b, double beyond_lo, double beyond_hi)
{
    trial_t t;
    trial_init(&t, 0);
    put(&t, make(t.dag, t.variables[0]));
    const range_t box[VARIABLES] = {interval(a, b), interval(1, 1)};
    record(&t, box);
    assert_runs(&t, a, b, true);
    assert_runs(&t, a / 2 + b / 2, b, true);
    assert_runs(&t, beyond_lo, beyond_hi, false);
    assert_runs(&t, beyond_lo < a ? beyond_lo : a, beyond_hi > b ? beyond_hi : b, false);
    trial_clear(&t);
}

static expr_t make_abs(dag_t *dag, expr_t x)
{
    return expr_unary(dag, EXPR_ABS, x);
}

static expr_t make_relu(dag_t *dag, expr_t x)
{
    return expr_unary(dag, EXPR_RELU, x);
}

static expr_t make_root(dag_t *dag, expr_t x)
{
    return expr_unary(dag, EXPR_SQRT, x);
}

static expr_t make_inverse(dag_t *dag, expr_t x)
{
    return expr_power(dag, x, -1, 1);
}

static expr_t make_log(dag_t *dag, expr_t x)
{
    return expr_unary(dag, EXPR_LOG, x);
}

static expr_t make_min(dag_t *dag, expr_t x)
{
    return expr_binary(dag, EXPR_MIN, expr_integer(dag, 1), x);
}

// x^2 up to 1, then 1/(x - 3), which is undefined at 3.
static expr_t make_cases(dag_t *dag, expr_t x)
{
    expr_t one = expr_integer(dag, 1), shifted = expr_binary(dag, EXPR_SUB, x, expr_integer(dag, 3));
    const expr_t guards[] = {expr_binary(dag, EXPR_LESS_EQUAL, x, one), expr_leaf(dag, EXPR_TRUE)};
    const expr_t values[] = {expr_power(dag, x, 2, 1), expr_binary(dag, EXPR_DIV, one, shifted)};
    return expr_cases(dag, 2, guards, values);
}

// A factor 0 does not hide that the other one has no value.
static expr_t make_hidden(dag_t *dag, expr_t x)
{
    return expr_binary(dag, EXPR_MUL, expr_integer(dag, 0), make_log(dag, x));
}

static void test_other_cases(void **state)
{
    (void)state;
    assert_ends(make_abs, 1, 2, -2, -1);
    assert_ends(make_abs, 1, 2, 0, 1);
    assert_ends(make_abs, -2, -1, -1, 0);
    assert_ends(make_relu, 1, 2, -2, -1);
    assert_ends(make_relu, -2, -1, -1, 0);
    assert_ends(make_root, 1, 2, 0, 1);
    assert_ends(make_inverse, 1, 2, 0, 1);
    assert_ends(make_log, 1, 2, 0, 1);
    assert_ends(make_min, 2, 3, 1, 2);
    assert_ends(make_min, 0, 0.5, 0.5, 1);
    assert_ends(make_cases, 0, 1, 1, 1 + 0x1p-52);
    assert_ends(make_cases, 1.5, 2, 2.5, 3.5);
    assert_ends(make_cases, 1.5, 2, 0, 1);
    assert_ends(make_hidden, 1, 2, -1, 1);
}

// What is open on a box gives no program.
static void test_open_cases(void **state)
{
    (void)state;
    expr_t (*const open[])(dag_t *, expr_t) = {make_abs, make_relu, make_root, make_inverse, make_log};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        trial_t t;
        trial_init(&t, 0);
        put(&t, open[i](t.dag, t.variables[0]));
        const range_t box[VARIABLES] = {interval(-1, 1), interval(1, 1)};
        record(&t, box);
        assert_int_equal(t.programs.count, 0);
        trial_clear(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_expressions), cmocka_unit_test(test_fine_runs),
        cmocka_unit_test(test_fine_constants),     cmocka_unit_test(test_other_cases),
        cmocka_unit_test(test_open_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
