// SPDX-License-Identifier: LGPL-3.0-or-later
// Random expressions over blocks of boxes: the same results as one box at a time, and the same bits by all kernels that
// the processor has. That they enclose is tested by stress_enclosure.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/tape_batch.h"
#include "interval/kernels.h"
#include "random_expression.h"

#include <fenv.h>

#define TRIALS 150
#define VARIABLES 3
#define ROOTS 3
#define BOXES 301

typedef struct {
    dag_t *dag;
    tape_t *tape;
    dinterval_t *boxes;
    tape_result_t *results, *others;
} trial_t;

// Neighbours are much alike, now and then they are not.
static void sample_boxes(const trial_t *t, samples_t *samples)
{
    for (size_t v = 0; v < VARIABLES; v++) {
        double x = sample_index(samples, 2) ? sample_int(samples, -3, 3) : sample_moderate(samples), step = 0;
        if (sample_index(samples, 2))
            step = ldexp(1, sample_int(samples, -12, 0));
        for (size_t i = 0; i < BOXES; i++) {
            double lo = x + step * (double)i;
            dinterval_t side = dinterval_make(lo, lo + step);
            t->boxes[i * VARIABLES + v] = sample_index(samples, 100) ? side : sample_interval_around(samples, lo);
        }
    }
}

static void trial_init(trial_t *t, samples_t *samples)
{
    expr_t variables[VARIABLES];
    expression_style_t style = {sample_index(samples, 4) == 0, 1 + sample_index(samples, 30)};
    t->dag = dag_new();
    for (size_t v = 0; v < VARIABLES; v++)
        variables[v] = expr_new_variable(t->dag, "x", VARIABLE_STATE);
    random_roots_t random = random_expression(samples, t->dag, VARIABLES, variables, &style);
    const expr_t roots[ROOTS] = {random.real, random.formula, expr_differentiate(t->dag, random.real, variables[0])};
    t->tape = tape_compile(t->dag, ROOTS, roots, VARIABLES, variables);
    t->boxes = mem_alloc(BOXES * VARIABLES, sizeof *t->boxes);
    t->results = mem_alloc(BOXES * ROOTS, sizeof *t->results);
    t->others = mem_alloc(BOXES * ROOTS, sizeof *t->others);
    sample_boxes(t, samples);
}

static void trial_clear(trial_t *t)
{
    mem_free(t->boxes);
    mem_free(t->results);
    mem_free(t->others);
    tape_free(t->tape);
    dag_free(t->dag);
}

// With `exactly` also zeros have the same sign.
static void assert_same(const trial_t *t, const char *what, bool exactly)
{
    for (size_t k = 0; k < BOXES * ROOTS; k++) {
        const tape_result_t *x = t->results + k, *y = t->others + k;
        bool equal = x->value.neg_lo == y->value.neg_lo && x->value.hi == y->value.hi;
        bool bits = memcmp(&x->value, &y->value, sizeof x->value) == 0;
        if (!(exactly ? bits : equal) || x->regularity != y->regularity || x->truth != y->truth)
            fail_msg("%s: box %zu, root %zu: [%a, %a] %d %d, [%a, %a] %d %d", what, k / ROOTS, k % ROOTS,
                     -x->value.neg_lo, x->value.hi, (int)x->regularity, (int)x->truth, -y->value.neg_lo, y->value.hi,
                     (int)y->regularity, (int)y->truth);
    }
}

static void blocks_agree_with_single_boxes(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("blocks");
    for (size_t trial = 0; trial < TRIALS; trial++) {
        trial_t t;
        trial_init(&t, &samples);
        tape_evaluate(t.results, t.tape, BOXES, t.boxes);
        for (size_t i = 0; i < BOXES; i++)
            tape_evaluate(t.others + i * ROOTS, t.tape, 1, t.boxes + i * VARIABLES);
        assert_same(&t, "one by one", false);
        trial_clear(&t);
    }
}

static void kernels_agree(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("kernels");
    for (size_t trial = 0; trial < TRIALS; trial++) {
        trial_t t;
        trial_init(&t, &samples);
        tape_evaluate(t.results, t.tape, BOXES, t.boxes);
        for (size_t k = 0; interval_kernels_all[k]; k++)
            if (interval_kernels_choose(interval_kernels_all[k]->name)) {
                tape_evaluate(t.others, t.tape, BOXES, t.boxes);
                assert_same(&t, interval_kernels_all[k]->name, true);
            }
        assert_true(interval_kernels_choose(NULL));
        trial_clear(&t);
    }
}

// Values of one run are the sides of the next, in another batch; what goes in stays as it was.
static void values_can_be_sides(void **state)
{
    (void)state;
    dag_t *dag = dag_new();
    expr_t x = expr_new_variable(dag, "x", VARIABLE_STATE), half = expr_power(dag, expr_integer(dag, 2), -1, 1);
    expr_t guards[] = {expr_binary(dag, EXPR_LESS, x, expr_integer(dag, 2)), expr_leaf(dag, EXPR_TRUE)};
    expr_t values[] = {x, expr_binary(dag, EXPR_MUL, half, x)};
    expr_t root = expr_cases(dag, 2, guards, values);
    tape_t *tape = tape_compile(dag, 1, &root, 1, &x);
    tape_batch_t *batches[2] = {tape_batch_new(tape, 40), tape_batch_new(tape, 40)};
    double neg_lo[40], hi[40];
    for (size_t i = 0; i < 40; i++)
        neg_lo[i] = -(hi[i] = (double)i);
    interval_array_t sides = {neg_lo, hi};
    for (size_t step = 0; step < 10; step++) {
        tape_batch_run(batches[step % 2], 40, &sides);
        sides = tape_batch_values(batches[step % 2], 0);
        assert_int_equal(fegetround(), FE_TONEAREST);
    }
    for (size_t i = 0; i < 40; i++) {
        double expected = (double)i;
        while (expected >= 2)
            expected /= 2;
        assert_true(sides.hi[i] == expected && sides.neg_lo[i] == -expected);
        assert_true(hi[i] == (double)i && neg_lo[i] == -(double)i);
        assert_int_equal(tape_batch_regularity(batches[1], 0, i), REGULARITY_SMOOTH);
    }
    tape_batch_free(batches[0]);
    tape_batch_free(batches[1]);
    tape_free(tape);
    dag_free(dag);
}

// More cases than a word has bits, in a block of boxes that are not alike.
static void many_cases(void **state)
{
    (void)state;
    enum { CASES = 80, POINTS = 100 };
    dag_t *dag = dag_new();
    expr_t x = expr_new_variable(dag, "x", VARIABLE_STATE), guards[CASES], values[CASES];
    for (slong k = 0; k < CASES; k++) {
        guards[k] = expr_binary(dag, EXPR_LESS_EQUAL, x, expr_integer(dag, k));
        values[k] = expr_binary(dag, EXPR_MUL, expr_integer(dag, k + 1), x);
    }
    expr_t root = expr_cases(dag, CASES, guards, values);
    tape_t *tape = tape_compile(dag, 1, &root, 1, &x);
    dinterval_t boxes[POINTS];
    tape_result_t results[POINTS];
    for (size_t i = 0; i < POINTS; i++)
        boxes[i] = dinterval_point((double)i);
    tape_evaluate(results, tape, POINTS, boxes);
    for (size_t i = 0; i < POINTS; i++) {
        bool defined = i < CASES;
        assert_int_equal(results[i].regularity >= REGULARITY_DEFINED, defined);
        assert_true(!defined || results[i].value.hi == (double)(i * (i + 1)));
    }
    tape_free(tape);
    dag_free(dag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_agree_with_single_boxes),
        cmocka_unit_test(kernels_agree),
        cmocka_unit_test(values_can_be_sides),
        cmocka_unit_test(many_cases),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failed;
}
