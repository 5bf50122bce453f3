// SPDX-License-Identifier: LGPL-3.0-or-later
// Tapes: values, regularity and truth on boxes chosen by hand, in double intervals and in balls. Random boxes are for
// stress_enclosure.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../fuzz/samples.h"
#include "expr/tape.h"

#include <fenv.h>

typedef struct {
    dag_t *dag;
    expr_t x, y, zero, one;
} fixture_t;

static int set_up(void **state)
{
    fixture_t *f = malloc(sizeof *f);
    f->dag = dag_new();
    f->x = expr_new_variable(f->dag, "x", VARIABLE_STATE);
    f->y = expr_new_variable(f->dag, "y", VARIABLE_STATE);
    f->zero = expr_integer(f->dag, 0);
    f->one = expr_integer(f->dag, 1);
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

// ---- building and evaluating ----

static expr_t unary(const fixture_t *f, expr_op_t op, expr_t a)
{
    return expr_unary(f->dag, op, a);
}

static expr_t binary(const fixture_t *f, expr_op_t op, expr_t a, expr_t b)
{
    return expr_binary(f->dag, op, a, b);
}

static expr_t integer(const fixture_t *f, slong n)
{
    return expr_integer(f->dag, n);
}

static expr_t cases2(const fixture_t *f, expr_t guard1, expr_t value1, expr_t guard2, expr_t value2)
{
    expr_t guards[] = {guard1, guard2}, values[] = {value1, value2};
    return expr_cases(f->dag, 2, guards, values);
}

static expr_t otherwise(const fixture_t *f)
{
    return expr_leaf(f->dag, EXPR_TRUE);
}

typedef struct {
    double x_lo, x_hi, y_lo, y_hi;
} box_t;

static tape_result_t by_doubles(const tape_t *tape, box_t b)
{
    const dinterval_t box[2] = {dinterval_make(b.x_lo, b.x_hi), dinterval_make(b.y_lo, b.y_hi)};
    tape_result_t result;
    tape_evaluate(&result, tape, 1, box);
    assert_int_equal(fegetround(), FE_TONEAREST);
    return result;
}

static tape_result_t by_balls(const tape_t *tape, box_t b)
{
    arb_ptr box = _arb_vec_init(2), value = _arb_vec_init(1);
    tape_result_t result;
    arb_set_dinterval(box, dinterval_make(b.x_lo, b.x_hi));
    arb_set_dinterval(box + 1, dinterval_make(b.y_lo, b.y_hi));
    tape_evaluate_arb(value, &result.regularity, &result.truth, tape, box, 100);
    result.value = dinterval_from_arb(value);
    _arb_vec_clear(box, 2);
    _arb_vec_clear(value, 1);
    return result;
}

static tape_result_t evaluate(const fixture_t *f, expr_t a, box_t box, bool balls)
{
    const expr_t variables[] = {f->x, f->y};
    tape_t *tape = tape_compile(f->dag, 1, &a, 2, variables);
    tape_result_t result = balls ? by_balls(tape, box) : by_doubles(tape, box);
    tape_free(tape);
    return result;
}

static void assert_regularity(const fixture_t *f, expr_t a, box_t box, regularity_t regularity)
{
    assert_int_equal(evaluate(f, a, box, false).regularity, regularity);
    assert_int_equal(evaluate(f, a, box, true).regularity, regularity);
}

static void assert_truth(const fixture_t *f, expr_t a, box_t box, tape_truth_t truth)
{
    assert_int_equal(evaluate(f, a, box, false).truth, truth);
    assert_int_equal(evaluate(f, a, box, true).truth, truth);
}

// The double interval exactly; the ball no more than a little wider.
static void assert_value(const fixture_t *f, expr_t a, box_t box, double lo, double hi)
{
    tape_result_t result = evaluate(f, a, box, false), ball = evaluate(f, a, box, true);
    assert_true(-result.value.neg_lo == lo && result.value.hi == hi);
    double room = 1e-6 * (hi - lo);
    assert_true(-ball.value.neg_lo <= lo && -ball.value.neg_lo >= lo - room);
    assert_true(ball.value.hi >= hi && ball.value.hi <= hi + room);
}

// ---- values ----

static void a_product_with_itself_is_a_square(void **state)
{
    const fixture_t *f = *state;
    assert_value(f, binary(f, EXPR_MUL, f->x, f->x), (box_t){-1, 2, 0, 0}, 0, 4);
    assert_value(f, binary(f, EXPR_SUB, f->x, f->x), (box_t){-1, 2, 0, 0}, -3, 3);
}

static void powers_keep_their_sign(void **state)
{
    const fixture_t *f = *state;
    assert_value(f, expr_power(f->dag, f->x, 4, 1), (box_t){-2, 1, 0, 0}, 0, 16);
    assert_value(f, expr_power(f->dag, f->x, 3, 1), (box_t){-2, 1, 0, 0}, -8, 1);
    assert_value(f, expr_power(f->dag, f->x, -1, 1), (box_t){0.5, 4, 0, 0}, 0.25, 2);
    assert_value(f, expr_power(f->dag, f->x, 3, 2), (box_t){0, 4, 0, 0}, 0, 8);
    assert_value(f, unary(f, EXPR_SQRT, expr_power(f->dag, f->x, 2, 1)), (box_t){-2, 1, 0, 0}, 0, 2);
    assert_value(f, expr_power(f->dag, f->x, 0, 1), (box_t){-2, 1, 0, 0}, 1, 1);
}

static void kinks_are_tight(void **state)
{
    const fixture_t *f = *state;
    box_t box = {-2, 1, -1, 3};
    assert_value(f, unary(f, EXPR_ABS, f->x), box, 0, 2);
    assert_value(f, unary(f, EXPR_RELU, f->x), box, 0, 1);
    assert_value(f, binary(f, EXPR_MIN, f->x, f->y), box, -2, 1);
    assert_value(f, binary(f, EXPR_MAX, f->x, f->y), box, -1, 3);
    assert_value(f, unary(f, EXPR_ABS, f->x), (box_t){-2, -1, 0, 0}, 1, 2);
    assert_value(f, unary(f, EXPR_RELU, f->x), (box_t){-2, -1, 0, 0}, 0, 0);
}

// A constant costs one rounding, however it is written.
static void constants_are_tight(void **state)
{
    const fixture_t *f = *state;
    expr_t a = integer(f, 0);
    for (int k = 1; k < 20; k++)
        a = binary(f, EXPR_ADD, a, unary(f, EXPR_SQRT, integer(f, k)));
    tape_result_t result = evaluate(f, a, (box_t){0, 0, 0, 0}, false);
    assert_true(result.value.hi == nextafter(-result.value.neg_lo, INFINITY));
    assert_int_equal(result.regularity, REGULARITY_SMOOTH);
    expr_t pole = binary(f, EXPR_DIV, f->one, binary(f, EXPR_SUB, f->one, f->one));
    assert_regularity(f, pole, (box_t){0, 0, 0, 0}, REGULARITY_UNKNOWN);
}

static void unbounded_boxes(void **state)
{
    const fixture_t *f = *state;
    expr_t square = expr_power(f->dag, f->x, 2, 1);
    tape_result_t result = evaluate(f, binary(f, EXPR_DIV, f->one, binary(f, EXPR_ADD, f->one, square)),
                                    (box_t){-INFINITY, INFINITY, 0, 0}, false);
    assert_true(result.value.neg_lo == 0 && result.value.hi == 1);
    assert_int_equal(result.regularity, REGULARITY_SMOOTH);
    result = evaluate(f, binary(f, EXPR_MUL, f->x, f->y), (box_t){1, INFINITY, 0, 0}, false);
    assert_true(result.value.neg_lo == 0 && result.value.hi == 0);
}

static void what_is_no_box_is_everything(void **state)
{
    const fixture_t *f = *state;
    static const box_t boxes[] = {
        {NAN, 1, 0, 0}, {0, NAN, 0, 0}, {2, 1, 0, 0}, {INFINITY, INFINITY, 0, 0}, {-INFINITY, -INFINITY, 0, 0}};
    for (size_t k = 0; k < sizeof boxes / sizeof *boxes; k++) {
        tape_result_t result = evaluate(f, binary(f, EXPR_ADD, f->x, f->one), boxes[k], false);
        assert_true(result.value.neg_lo == INFINITY && result.value.hi == INFINITY);
    }
    expr_t stranger = expr_new_variable(f->dag, "z", VARIABLE_STATE);
    tape_result_t result = evaluate(f, stranger, (box_t){0, 0, 0, 0}, false);
    assert_true(result.value.neg_lo == INFINITY && result.value.hi == INFINITY);
}

static void operators_are_unknown(void **state)
{
    const fixture_t *f = *state;
    expr_t a = binary(f, EXPR_ADD, f->one, expr_derivative(f->dag, f->x, f->x));
    assert_regularity(f, a, (box_t){0, 1, 0, 0}, REGULARITY_UNKNOWN);
    assert_true(evaluate(f, a, (box_t){0, 1, 0, 0}, false).value.hi == INFINITY);
    // A formula in the place of a number, and the other way round.
    assert_regularity(f, binary(f, EXPR_ADD, f->one, otherwise(f)), (box_t){0, 1, 0, 0}, REGULARITY_UNKNOWN);
    assert_truth(f, unary(f, EXPR_NOT, f->x), (box_t){0, 1, 0, 0}, TRUTH_UNKNOWN);
    assert_regularity(f, expr_cases(f->dag, 0, NULL, NULL), (box_t){0, 1, 0, 0}, REGULARITY_UNKNOWN);
}

// Many boxes at once give what each gives alone.
static void batches_agree_with_single_boxes(void **state)
{
    const fixture_t *f = *state;
    enum { COUNT = 331 };
    const expr_t variables[] = {f->x, f->y};
    expr_t quotient = binary(f, EXPR_DIV, unary(f, EXPR_SIN, f->x), binary(f, EXPR_SUB, f->y, f->one));
    expr_t roots[] = {quotient, unary(f, EXPR_LOG, f->x), binary(f, EXPR_LESS, f->x, f->y)};
    tape_t *tape = tape_compile(f->dag, 3, roots, 2, variables);
    static dinterval_t boxes[2 * COUNT];
    static tape_result_t results[3 * COUNT];
    samples_t samples = samples_seeded("batches");
    for (size_t i = 0; i < 2 * COUNT; i++)
        boxes[i] = sample_interval(&samples);
    tape_evaluate(results, tape, COUNT, boxes);
    for (size_t b = 0; b < COUNT; b++) {
        tape_result_t alone[3];
        tape_evaluate(alone, tape, 1, boxes + 2 * b);
        for (size_t r = 0; r < 3; r++) {
            assert_int_equal(alone[r].regularity, results[3 * b + r].regularity);
            assert_int_equal(alone[r].truth, results[3 * b + r].truth);
            assert_true(alone[r].value.hi == results[3 * b + r].value.hi);
            assert_true(alone[r].value.neg_lo == results[3 * b + r].value.neg_lo);
        }
    }
    tape_evaluate(NULL, tape, 0, NULL);
    tape_free(tape);
}

// ---- regularity ----

static void regularity_of_kinks_and_ends(void **state)
{
    const fixture_t *f = *state;
    expr_t abs = unary(f, EXPR_ABS, f->x), root = unary(f, EXPR_SQRT, f->x), power = expr_power(f->dag, f->x, 2, 3);
    assert_regularity(f, abs, (box_t){-1, 1, 0, 0}, REGULARITY_CONTINUOUS);
    assert_regularity(f, abs, (box_t){0, 1, 0, 0}, REGULARITY_CONTINUOUS);
    assert_regularity(f, abs, (box_t){0.5, 1, 0, 0}, REGULARITY_SMOOTH);
    assert_regularity(f, root, (box_t){0, 1, 0, 0}, REGULARITY_CONTINUOUS);
    assert_regularity(f, root, (box_t){-0.5, 1, 0, 0}, REGULARITY_UNKNOWN);
    assert_regularity(f, root, (box_t){0.5, 1, 0, 0}, REGULARITY_SMOOTH);
    assert_regularity(f, power, (box_t){0, 1, 0, 0}, REGULARITY_CONTINUOUS);
    assert_regularity(f, expr_power(f->dag, f->x, -2, 3), (box_t){0, 1, 0, 0}, REGULARITY_UNKNOWN);
    assert_regularity(f, unary(f, EXPR_LOG, f->x), (box_t){0, 1, 0, 0}, REGULARITY_UNKNOWN);
    assert_regularity(f, binary(f, EXPR_DIV, f->one, f->x), (box_t){-1, 0, 0, 0}, REGULARITY_UNKNOWN);
    assert_regularity(f, unary(f, EXPR_TAN, f->x), (box_t){1, 2, 0, 0}, REGULARITY_UNKNOWN);
    assert_regularity(f, unary(f, EXPR_TAN, f->x), (box_t){-1.5, 1.5, 0, 0}, REGULARITY_SMOOTH);
}

// min(0, b) with b = 5 for x <= 0 and -5 beyond: at 0 the choice is clear, but b jumps.
static void a_choice_is_as_regular_as_what_it_depends_on(void **state)
{
    const fixture_t *f = *state;
    expr_t jump = cases2(f, binary(f, EXPR_LESS_EQUAL, f->x, f->zero), integer(f, 5), otherwise(f), integer(f, -5));
    expr_t min = binary(f, EXPR_MIN, f->y, jump), max = binary(f, EXPR_MAX, jump, integer(f, 3));
    assert_regularity(f, min, (box_t){0, 0, 1, 2}, REGULARITY_DEFINED);
    assert_regularity(f, max, (box_t){0, 0, 1, 2}, REGULARITY_DEFINED);
    assert_regularity(f, min, (box_t){-2, -1, 1, 2}, REGULARITY_SMOOTH);
    assert_regularity(f, min, (box_t){-2, -1, 1, 6}, REGULARITY_CONTINUOUS);
    // sqrt(y) is undefined beyond 0.
    expr_t of_root = binary(f, EXPR_MIN, integer(f, -1), unary(f, EXPR_SQRT, f->y));
    assert_regularity(f, of_root, (box_t){0, 0, 0, 1}, REGULARITY_CONTINUOUS);
}

// relu(x) |y| is zero for x < 0, whatever |y| is, and so with anything that has a value everywhere; a pole stays.
static void zero_factors_hide_kinks(void **state)
{
    const fixture_t *f = *state;
    expr_t relu = unary(f, EXPR_RELU, f->x), abs = unary(f, EXPR_ABS, f->y);
    expr_t product = binary(f, EXPR_MUL, relu, abs);
    assert_regularity(f, product, (box_t){-2, -1, -1, 1}, REGULARITY_SMOOTH);
    assert_regularity(f, product, (box_t){-2, 0, -1, 1}, REGULARITY_CONTINUOUS);
    assert_regularity(f, product, (box_t){1, 2, -1, 1}, REGULARITY_CONTINUOUS);
    assert_regularity(f, binary(f, EXPR_ADD, product, abs), (box_t){-2, -1, -1, 1}, REGULARITY_CONTINUOUS);
    expr_t pole = binary(f, EXPR_MUL, relu, expr_power(f->dag, f->y, -1, 1));
    assert_regularity(f, pole, (box_t){-2, -1, -1, 1}, REGULARITY_UNKNOWN);
    expr_t jump = cases2(f, binary(f, EXPR_LESS, f->y, f->zero), f->one, otherwise(f), f->zero);
    assert_regularity(f, binary(f, EXPR_MUL, relu, jump), (box_t){-2, -1, -1, 1}, REGULARITY_SMOOTH);
    assert_regularity(f, binary(f, EXPR_MUL, jump, relu), (box_t){-2, -1, -1, 1}, REGULARITY_SMOOTH);
    assert_regularity(f, binary(f, EXPR_MUL, relu, jump), (box_t){-2, 0, -1, 1}, REGULARITY_DEFINED);
    expr_t zero = cases2(f, binary(f, EXPR_LESS, f->x, f->zero), f->zero, otherwise(f), f->one);
    assert_regularity(f, binary(f, EXPR_MUL, zero, jump), (box_t){-2, -1, -1, 1}, REGULARITY_SMOOTH);
    assert_regularity(f, binary(f, EXPR_MUL, zero, jump), (box_t){-2, 0, -1, 1}, REGULARITY_DEFINED);
    expr_t gap = cases2(f, binary(f, EXPR_LESS, f->y, f->zero), f->one, binary(f, EXPR_LESS, f->zero, f->y), f->one);
    assert_regularity(f, binary(f, EXPR_MUL, relu, gap), (box_t){-2, -1, -1, 1}, REGULARITY_UNKNOWN);
    expr_t end = binary(f, EXPR_MUL, relu, unary(f, EXPR_SQRT, f->y));
    assert_regularity(f, end, (box_t){-2, -1, 0, 1}, REGULARITY_CONTINUOUS);
}

static void cases_are_smooth_away_from_their_borders(void **state)
{
    const fixture_t *f = *state;
    expr_t a = cases2(f, binary(f, EXPR_LESS_EQUAL, f->x, f->zero), f->x, otherwise(f), f->one);
    assert_regularity(f, a, (box_t){-1, -0.5, 0, 0}, REGULARITY_SMOOTH);
    assert_regularity(f, a, (box_t){-1, 0, 0, 0}, REGULARITY_DEFINED);
    assert_regularity(f, a, (box_t){0.5, 1, 0, 0}, REGULARITY_SMOOTH);
    assert_regularity(f, a, (box_t){-1, 1, 0, 0}, REGULARITY_DEFINED);
    assert_value(f, a, (box_t){-1, 0, 0, 0}, -1, 0);
    assert_value(f, a, (box_t){-1, 0.5, 0, 0}, -1, 1);
    // A guard without variables holds everywhere, also an equality.
    expr_t constant =
        cases2(f, binary(f, EXPR_LESS, unary(f, EXPR_SQRT, integer(f, 2)), integer(f, 2)), f->x, otherwise(f), f->y);
    assert_regularity(f, constant, (box_t){0, 1, 0, 1}, REGULARITY_SMOOTH);
    expr_t same = cases2(f, binary(f, EXPR_EQUAL, f->x, f->x), f->x, otherwise(f), f->y);
    assert_regularity(f, same, (box_t){0, 1, 0, 1}, REGULARITY_SMOOTH);
    // A point: the guard holds at it, and nothing is known beside it.
    expr_t at_point = cases2(f, binary(f, EXPR_EQUAL, f->x, f->zero), f->y, otherwise(f), f->one);
    assert_regularity(f, at_point, (box_t){0, 0, 0, 1}, REGULARITY_DEFINED);
}

static void guards_must_be_defined(void **state)
{
    const fixture_t *f = *state;
    expr_t guard = binary(f, EXPR_LESS, expr_power(f->dag, f->x, -1, 1), f->one);
    expr_t a = cases2(f, guard, f->x, otherwise(f), f->y);
    assert_regularity(f, a, (box_t){-1, 1, 0, 1}, REGULARITY_UNKNOWN);
    assert_regularity(f, a, (box_t){-1, -0.5, 0, 1}, REGULARITY_SMOOTH);
    expr_t skipped = cases2(f, binary(f, EXPR_LESS, f->y, integer(f, 5)), f->x, guard, f->y);
    assert_regularity(f, skipped, (box_t){-1, 1, 0, 1}, REGULARITY_SMOOTH);
    expr_t beyond_root =
        cases2(f, binary(f, EXPR_LESS, unary(f, EXPR_SQRT, f->x), integer(f, 9)), f->x, otherwise(f), f->one);
    assert_regularity(f, beyond_root, (box_t){0, 1, 0, 0}, REGULARITY_DEFINED);
    assert_regularity(f, beyond_root, (box_t){0.25, 1, 0, 0}, REGULARITY_SMOOTH);
}

// ---- formulas ----

static void comparisons_are_decided_by_values(void **state)
{
    const fixture_t *f = *state;
    static const struct {
        expr_op_t op;
        tape_truth_t apart, touching, overlapping, reversed;
    } rows[] = {
        {EXPR_LESS, TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_FALSE},
        {EXPR_LESS_EQUAL, TRUTH_TRUE, TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_FALSE},
        {EXPR_EQUAL, TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_FALSE},
        {EXPR_NOT_EQUAL, TRUTH_TRUE, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_TRUE},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        expr_t a = binary(f, rows[k].op, f->x, f->y);
        assert_truth(f, a, (box_t){0, 1, 2, 3}, rows[k].apart);
        assert_truth(f, a, (box_t){0, 1, 1, 2}, rows[k].touching);
        assert_truth(f, a, (box_t){0, 2, 1, 3}, rows[k].overlapping);
        assert_truth(f, a, (box_t){2, 3, 0, 1}, rows[k].reversed);
    }
    assert_truth(f, binary(f, EXPR_EQUAL, f->x, f->y), (box_t){1, 1, 1, 1}, TRUTH_TRUE);
    assert_truth(f, binary(f, EXPR_NOT_EQUAL, f->x, f->y), (box_t){1, 1, 1, 1}, TRUTH_FALSE);
    assert_truth(f, binary(f, EXPR_LESS, f->x, f->y), (box_t){1, 1, 1, 1}, TRUTH_FALSE);
    assert_truth(f, binary(f, EXPR_LESS_EQUAL, f->x, f->x), (box_t){0, 1, 0, 1}, TRUTH_TRUE);
}

static void connectives_follow_kleene(void **state)
{
    const fixture_t *f = *state;
    expr_t undefined = binary(f, EXPR_LESS, unary(f, EXPR_LOG, f->x), f->zero);
    expr_t yes = binary(f, EXPR_LESS, f->x, f->y), no = unary(f, EXPR_NOT, yes);
    box_t box = {-2, -1, 0, 1};
    assert_truth(f, undefined, box, TRUTH_UNKNOWN);
    assert_truth(f, unary(f, EXPR_NOT, undefined), box, TRUTH_UNKNOWN);
    assert_truth(f, binary(f, EXPR_AND, undefined, no), box, TRUTH_FALSE);
    assert_truth(f, binary(f, EXPR_AND, undefined, yes), box, TRUTH_UNKNOWN);
    assert_truth(f, binary(f, EXPR_OR, yes, undefined), box, TRUTH_TRUE);
    assert_truth(f, binary(f, EXPR_OR, no, undefined), box, TRUTH_UNKNOWN);
    assert_regularity(f, undefined, box, REGULARITY_UNKNOWN);
    assert_regularity(f, binary(f, EXPR_AND, undefined, yes), box, REGULARITY_UNKNOWN);
    assert_regularity(f, binary(f, EXPR_AND, undefined, no), box, REGULARITY_SMOOTH);
}

static void regularity_formulas(void **state)
{
    const fixture_t *f = *state;
    static const struct {
        expr_op_t op;
        tape_truth_t at_kink, at_end, inside, beyond;
    } rows[] = {
        {EXPR_DEFINED, TRUTH_TRUE, TRUTH_TRUE, TRUTH_TRUE, TRUTH_UNKNOWN},
        {EXPR_CONTINUOUS, TRUTH_TRUE, TRUTH_TRUE, TRUTH_TRUE, TRUTH_UNKNOWN},
        {EXPR_DIFFERENTIABLE, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_TRUE, TRUTH_UNKNOWN},
        {EXPR_C1, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_TRUE, TRUTH_UNKNOWN},
        {EXPR_C2, TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_TRUE, TRUTH_UNKNOWN},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        assert_truth(f, unary(f, rows[k].op, unary(f, EXPR_ABS, f->x)), (box_t){-1, 1, 0, 0}, rows[k].at_kink);
        expr_t root = unary(f, rows[k].op, unary(f, EXPR_SQRT, f->x));
        assert_truth(f, root, (box_t){0, 1, 0, 0}, rows[k].at_end);
        assert_truth(f, root, (box_t){1, 2, 0, 0}, rows[k].inside);
        assert_truth(f, root, (box_t){-1, 2, 0, 0}, rows[k].beyond);
    }
}

// ---- exhaustive guards ----

static expr_t less(const fixture_t *f, expr_t a, slong b)
{
    return binary(f, EXPR_LESS, a, integer(f, b));
}

static expr_t at_least(const fixture_t *f, expr_t a, slong b)
{
    return binary(f, EXPR_LESS_EQUAL, integer(f, b), a);
}

static expr_t both(const fixture_t *f, expr_t a, expr_t b)
{
    return binary(f, EXPR_AND, a, b);
}

static void complementary_guards_are_exhaustive(void **state)
{
    const fixture_t *f = *state;
    box_t box = {-3, 3, -3, 3};
    assert_regularity(f, cases2(f, less(f, f->x, 1), f->x, at_least(f, f->x, 1), f->y), box, REGULARITY_DEFINED);
    assert_regularity(f, cases2(f, less(f, f->x, 1), f->x, less(f, integer(f, 1), 0), f->y), box, REGULARITY_UNKNOWN);
    expr_t above = binary(f, EXPR_LESS, f->one, f->x);
    assert_regularity(f, cases2(f, less(f, f->x, 1), f->x, above, f->y), box, REGULARITY_UNKNOWN);
    expr_t pair = binary(f, EXPR_LESS_EQUAL, f->x, f->y), converse = binary(f, EXPR_LESS, f->y, f->x);
    assert_regularity(f, cases2(f, pair, f->x, converse, f->y), box, REGULARITY_DEFINED);
    assert_regularity(f, cases2(f, pair, f->x, unary(f, EXPR_NOT, pair), f->y), box, REGULARITY_DEFINED);
    assert_regularity(f, cases2(f, converse, f->x, binary(f, EXPR_LESS, f->x, f->y), f->y), box, REGULARITY_UNKNOWN);
}

static void chains_are_exhaustive(void **state)
{
    const fixture_t *f = *state;
    expr_t guards[] = {less(f, f->x, 0), both(f, at_least(f, f->x, 0), less(f, f->x, 1)),
                       both(f, at_least(f, f->x, 1), less(f, f->x, 2)), at_least(f, f->x, 2)};
    expr_t values[] = {f->x, f->y, f->one, f->zero};
    assert_regularity(f, expr_cases(f->dag, 4, guards, values), (box_t){-3, 3, 0, 1}, REGULARITY_DEFINED);
    // Without the last case: whatever lies in [2, ...) has none.
    expr_t partial = expr_cases(f->dag, 3, guards, values);
    assert_regularity(f, partial, (box_t){-3, 3, 0, 1}, REGULARITY_UNKNOWN);
    assert_regularity(f, partial, (box_t){-3, 1.5, 0, 1}, REGULARITY_DEFINED);
    assert_regularity(f, partial, (box_t){-3, 2, 0, 1}, REGULARITY_UNKNOWN);
    expr_t gap[] = {guards[0], guards[1], binary(f, EXPR_LESS, f->one, f->x)};
    assert_regularity(f, expr_cases(f->dag, 3, gap, values), (box_t){-3, 3, 0, 1}, REGULARITY_UNKNOWN);
}

static void quadrants_are_exhaustive(void **state)
{
    const fixture_t *f = *state;
    expr_t left = less(f, f->x, 0), low = less(f, f->y, 0);
    expr_t right = unary(f, EXPR_NOT, left), high = unary(f, EXPR_NOT, low);
    expr_t guards[] = {both(f, left, low), both(f, left, high), both(f, right, low), both(f, right, high)};
    expr_t values[] = {f->x, f->y, f->one, f->zero};
    box_t box = {-1, 1, -1, 1};
    assert_regularity(f, expr_cases(f->dag, 4, guards, values), box, REGULARITY_DEFINED);
    assert_regularity(f, expr_cases(f->dag, 3, guards, values), box, REGULARITY_UNKNOWN);
    assert_regularity(f, expr_cases(f->dag, 3, guards, values), (box_t){-1, -0.5, -1, 1}, REGULARITY_DEFINED);
}

// The order of irrational thresholds is found numerically; equal ones written differently cannot be ordered.
static void irrational_thresholds(void **state)
{
    const fixture_t *f = *state;
    expr_t root = unary(f, EXPR_SQRT, integer(f, 2)), other = unary(f, EXPR_SQRT, integer(f, 3));
    expr_t below = binary(f, EXPR_LESS, f->x, other), above = binary(f, EXPR_LESS, root, f->x);
    box_t box = {0, 5, 0, 1};
    assert_regularity(f, cases2(f, below, f->x, above, f->y), box, REGULARITY_DEFINED);
    expr_t not_above = binary(f, EXPR_LESS, f->x, root), beyond = binary(f, EXPR_LESS, other, f->x);
    assert_regularity(f, cases2(f, not_above, f->x, beyond, f->y), box, REGULARITY_UNKNOWN);
    expr_t two = expr_power(f->dag, root, 2, 1);
    expr_t unordered = cases2(f, less(f, f->x, 2), f->x, binary(f, EXPR_LESS_EQUAL, two, f->x), f->y);
    assert_regularity(f, unordered, box, REGULARITY_UNKNOWN);
}

// Exhaustive on paper, but the compared expression has a pole.
static void exhaustive_guards_must_be_defined(void **state)
{
    const fixture_t *f = *state;
    expr_t inverse = expr_power(f->dag, f->x, -1, 1);
    expr_t a = cases2(f, less(f, inverse, 1), f->x, at_least(f, inverse, 1), f->y);
    assert_regularity(f, a, (box_t){-1, 1, 0, 0}, REGULARITY_UNKNOWN);
    assert_regularity(f, a, (box_t){0.5, 2, 0, 0}, REGULARITY_DEFINED);
}

// Too many guards, or too deep ones, are not looked into.
static void coverage_has_limits(void **state)
{
    const fixture_t *f = *state;
    enum { MANY = 400 };
    expr_t guards[MANY], values[MANY], deep = less(f, f->x, 0);
    for (int k = 0; k < MANY; k++) {
        guards[k] = less(f, f->x, k);
        values[k] = f->one;
        deep = binary(f, EXPR_AND, deep, binary(f, EXPR_OR, deep, less(f, f->y, k)));
    }
    guards[MANY - 1] = at_least(f, f->x, 5);
    box_t box = {-1, 1000, -1, 1};
    assert_regularity(f, expr_cases(f->dag, MANY, guards, values), box, REGULARITY_UNKNOWN);
    assert_regularity(f, cases2(f, deep, f->x, unary(f, EXPR_NOT, deep), f->y), box, REGULARITY_UNKNOWN);
    for (int k = 0; k < 12; k++) {
        expr_t scale = binary(f, EXPR_ADD, f->x, integer(f, k));
        guards[k] = less(f, scale, 0);
    }
    assert_regularity(f, expr_cases(f->dag, 12, guards, values), (box_t){-20, 1, 0, 0}, REGULARITY_UNKNOWN);
}

// ---- along one variable ----

static void assert_along(const fixture_t *f, expr_t a, box_t box, size_t along, regularity_t regularity)
{
    const expr_t variables[] = {f->x, f->y};
    tape_t *tape = tape_compile_along(f->dag, a, 2, variables, along);
    assert_int_equal(by_doubles(tape, box).regularity, regularity);
    assert_int_equal(by_balls(tape, box).regularity, regularity);
    tape_free(tape);
}

static void along_a_line_other_jumps_do_not_matter(void **state)
{
    const fixture_t *f = *state;
    const box_t box = {-1, 1, -1, 1};
    expr_t jump = cases2(f, less(f, f->x, 0), f->y, otherwise(f), integer(f, 3));
    assert_regularity(f, jump, box, REGULARITY_DEFINED);
    assert_along(f, jump, box, 0, REGULARITY_DEFINED);
    assert_along(f, jump, box, 1, REGULARITY_SMOOTH);
    expr_t kinked = cases2(f, less(f, f->x, 0), unary(f, EXPR_ABS, f->y), otherwise(f), integer(f, 3));
    assert_along(f, kinked, box, 1, REGULARITY_CONTINUOUS);
    assert_along(f, unary(f, EXPR_ABS, f->x), box, 1, REGULARITY_SMOOTH);
    expr_t slanted = cases2(f, less(f, binary(f, EXPR_ADD, f->x, f->y), 0), f->y, otherwise(f), integer(f, 3));
    assert_along(f, slanted, box, 1, REGULARITY_DEFINED);
    // Which guard is first to hold depends on both variables, or on x alone where the first one is false.
    expr_t both = expr_binary(f->dag, EXPR_AND, less(f, f->x, 0), less(f, f->y, 0));
    expr_t mixed = cases2(f, both, f->y, otherwise(f), integer(f, 3));
    assert_along(f, mixed, box, 1, REGULARITY_DEFINED);
    assert_along(f, mixed, (box_t){-1, 1, 1, 2}, 1, REGULARITY_SMOOTH);
    // What has no value has none along a line.
    expr_t root = unary(f, EXPR_SQRT, f->x);
    assert_along(f, root, box, 1, REGULARITY_UNKNOWN);
    assert_along(f, cases2(f, less(f, root, 1), f->y, otherwise(f), f->x), box, 1, REGULARITY_UNKNOWN);
    // Levels along a line say nothing of true regularity.
    expr_t smooth = unary(f, EXPR_C1, unary(f, EXPR_ABS, f->x));
    assert_along(f, cases2(f, smooth, f->y, otherwise(f), f->x), box, 1, REGULARITY_UNKNOWN);
}

int main(void)
{
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_product_with_itself_is_a_square),
        TEST(powers_keep_their_sign),
        TEST(kinks_are_tight),
        TEST(constants_are_tight),
        TEST(unbounded_boxes),
        TEST(what_is_no_box_is_everything),
        TEST(operators_are_unknown),
        TEST(batches_agree_with_single_boxes),
        TEST(regularity_of_kinks_and_ends),
        TEST(a_choice_is_as_regular_as_what_it_depends_on),
        TEST(zero_factors_hide_kinks),
        TEST(cases_are_smooth_away_from_their_borders),
        TEST(guards_must_be_defined),
        TEST(comparisons_are_decided_by_values),
        TEST(connectives_follow_kleene),
        TEST(regularity_formulas),
        TEST(complementary_guards_are_exhaustive),
        TEST(chains_are_exhaustive),
        TEST(quadrants_are_exhaustive),
        TEST(irrational_thresholds),
        TEST(exhaustive_guards_must_be_defined),
        TEST(coverage_has_limits),
        TEST(along_a_line_other_jumps_do_not_matter),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
