// SPDX-License-Identifier: LGPL-3.0-or-later
// Normal forms: what they see through, what they must keep apart, and on random expressions that a permutation that is said to keep a function does.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../fuzz/random_expression.h"
#include "expr/normal_form.h"
#include "expr/tape.h"

#define VARIABLES 3

typedef struct {
    dag_t *dag;
    expr_t variables[VARIABLES];
} fixture_t;

static void fixture_init(fixture_t *f)
{
    static const char *const names[VARIABLES] = {"x", "y", "z"};
    f->dag = dag_new();
    for (size_t i = 0; i < VARIABLES; i++)
        f->variables[i] = expr_new_variable(f->dag, names[i], VARIABLE_STATE);
}

// The signed permutation number `index` of 48.
static void set_permutation(signed_permutation_t *g, size_t index)
{
    static const size_t orders[6][VARIABLES] = {{0, 1, 2}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}};
    for (size_t i = 0; i < VARIABLES; i++) {
        g->image[i] = orders[index / 8][i];
        g->negative[i] = index >> i & 1u;
    }
}

static expr_t permuted(const fixture_t *f, expr_t e, const signed_permutation_t *g)
{
    expr_t values[VARIABLES];
    for (size_t i = 0; i < VARIABLES; i++) {
        expr_t image = f->variables[g->image[i]];
        values[i] = g->negative[i] ? expr_unary(f->dag, EXPR_NEG, image) : image;
    }
    return expr_substitute(f->dag, e, VARIABLES, f->variables, values);
}

static bool is_kept(const fixture_t *f, expr_t e, const signed_permutation_t *g)
{
    normal_forms_t forms;
    normal_forms_init(&forms, f->dag, 1, &e, VARIABLES, f->variables);
    bool kept = normal_forms_are_kept(&forms, g, 1, &e);
    normal_forms_clear(&forms);
    return kept;
}

// Whether two expressions have the same normal form.
static bool is_same(const fixture_t *f, expr_t a, expr_t b)
{
    const expr_t roots[] = {a, b};
    normal_forms_t forms;
    normal_forms_init(&forms, f->dag, 2, roots, VARIABLES, f->variables);
    normal_form_t first = normal_form_of(&forms, a), second = normal_form_of(&forms, b);
    bool same = first.node != EXPR_NONE && first.node == second.node && first.negative == second.negative;
    normal_forms_clear(&forms);
    return same;
}

static expr_t u(const fixture_t *f, expr_op_t op, expr_t a)
{
    return expr_unary(f->dag, op, a);
}

static expr_t b(const fixture_t *f, expr_op_t op, expr_t left, expr_t right)
{
    return expr_binary(f->dag, op, left, right);
}

static void order_and_signs_do_not_matter(void **state)
{
    (void)state;
    fixture_t f;
    fixture_init(&f);
    const expr_t x = f.variables[0], y = f.variables[1], z = f.variables[2], zero = expr_integer(f.dag, 0);
    const expr_t x_less_y = b(&f, EXPR_SUB, x, y), y_less_x = b(&f, EXPR_SUB, y, x), minus_x = u(&f, EXPR_NEG, x);
    assert_true(is_same(&f, b(&f, EXPR_ADD, b(&f, EXPR_ADD, x, y), z), b(&f, EXPR_ADD, y, b(&f, EXPR_ADD, z, x))));
    assert_true(is_same(&f, b(&f, EXPR_MUL, minus_x, b(&f, EXPR_MUL, y, z)), b(&f, EXPR_MUL, b(&f, EXPR_MUL, z, u(&f, EXPR_NEG, y)), x)));
    assert_true(is_same(&f, x_less_y, u(&f, EXPR_NEG, y_less_x)));
    assert_true(is_same(&f, expr_power(f.dag, x_less_y, 2, 1), expr_power(f.dag, y_less_x, 2, 1)));
    assert_true(is_same(&f, expr_power(f.dag, x_less_y, -3, 1), u(&f, EXPR_NEG, expr_power(f.dag, y_less_x, -3, 1))));
    assert_true(is_same(&f, u(&f, EXPR_COS, x_less_y), u(&f, EXPR_COS, y_less_x)));
    assert_true(is_same(&f, u(&f, EXPR_TANH, x_less_y), u(&f, EXPR_NEG, u(&f, EXPR_TANH, y_less_x))));
    assert_true(is_same(&f, b(&f, EXPR_DIV, x_less_y, z), b(&f, EXPR_DIV, y_less_x, u(&f, EXPR_NEG, z))));
    assert_true(is_same(&f, b(&f, EXPR_EQUAL, zero, x_less_y), b(&f, EXPR_EQUAL, y_less_x, zero)));
    assert_true(is_same(&f, b(&f, EXPR_EQUAL, x, y), b(&f, EXPR_EQUAL, u(&f, EXPR_NEG, y), minus_x)));
    assert_true(is_same(&f, b(&f, EXPR_MAX, x, y), b(&f, EXPR_MAX, y, x)));
    const expr_t p = b(&f, EXPR_LESS, x, y), q = b(&f, EXPR_LESS, y, z), r = b(&f, EXPR_LESS, z, x);
    assert_true(is_same(&f, b(&f, EXPR_AND, p, b(&f, EXPR_AND, q, r)), b(&f, EXPR_AND, b(&f, EXPR_AND, r, p), q)));
    dag_free(f.dag);
}

static void what_differs_stays_apart(void **state)
{
    (void)state;
    fixture_t f;
    fixture_init(&f);
    const expr_t x = f.variables[0], y = f.variables[1], z = f.variables[2], zero = expr_integer(f.dag, 0);
    const expr_t x_less_y = b(&f, EXPR_SUB, x, y), y_less_x = b(&f, EXPR_SUB, y, x), minus_x = u(&f, EXPR_NEG, x);
    assert_false(is_same(&f, x_less_y, y_less_x));
    assert_false(is_same(&f, expr_power(f.dag, x_less_y, 3, 1), expr_power(f.dag, y_less_x, 3, 1)));
    assert_false(is_same(&f, expr_power(f.dag, minus_x, 2, 3), expr_power(f.dag, x, 2, 3)));
    assert_false(is_same(&f, u(&f, EXPR_SIN, x_less_y), u(&f, EXPR_SIN, y_less_x)));
    assert_false(is_same(&f, u(&f, EXPR_EXP, minus_x), u(&f, EXPR_EXP, x)));
    assert_false(is_same(&f, u(&f, EXPR_SQRT, x_less_y), u(&f, EXPR_SQRT, y_less_x)));
    assert_false(is_same(&f, u(&f, EXPR_RELU, x_less_y), u(&f, EXPR_RELU, y_less_x)));
    assert_false(is_same(&f, b(&f, EXPR_DIV, x, y), b(&f, EXPR_DIV, y, x)));
    assert_false(is_same(&f, b(&f, EXPR_LESS, zero, x_less_y), b(&f, EXPR_LESS, zero, y_less_x)));
    assert_false(is_same(&f, b(&f, EXPR_EQUAL, x, y), b(&f, EXPR_EQUAL, minus_x, y)));
    assert_false(is_same(&f, b(&f, EXPR_ADD, x, b(&f, EXPR_MUL, y, z)), b(&f, EXPR_MUL, b(&f, EXPR_ADD, x, y), z)));
    const expr_t guards[] = {b(&f, EXPR_LESS, x, y), b(&f, EXPR_LESS, y, z)}, swapped[] = {guards[1], guards[0]};
    const expr_t values[] = {x, y}, exchanged[] = {y, x};
    assert_false(is_same(&f, expr_cases(f.dag, 2, guards, values), expr_cases(f.dag, 2, swapped, exchanged)));
    dag_free(f.dag);
}

// d max(x, y)/dx is 1 where x = y, d max(y, x)/dx is 0 there; where they are differentiable they are the same.
static void derivatives_of_ties_stay_apart(void **state)
{
    (void)state;
    fixture_t f;
    fixture_init(&f);
    const expr_t x = f.variables[0], y = f.variables[1];
    const expr_t first = b(&f, EXPR_MAX, x, y), second = b(&f, EXPR_MAX, y, x);
    assert_false(is_same(&f, expr_derivative(f.dag, first, x), expr_derivative(f.dag, second, x)));
    assert_true(is_same(&f, b(&f, EXPR_PARTIAL, first, x), b(&f, EXPR_PARTIAL, second, x)));
    dag_free(f.dag);
}

// With f(x, y) = x^3 y: after the exchange, the derivative by x is that of y^3 x by y.
static void derivatives_follow_their_variables(void **state)
{
    (void)state;
    fixture_t f;
    fixture_init(&f);
    const expr_t x = f.variables[0], y = f.variables[1];
    const expr_t term = b(&f, EXPR_MUL, expr_power(f.dag, x, 3, 1), y), mirrored = b(&f, EXPR_MUL, expr_power(f.dag, y, 3, 1), x);
    const expr_t both = b(&f, EXPR_ADD, expr_derivative(f.dag, term, x), expr_derivative(f.dag, mirrored, y));
    const expr_t neither = b(&f, EXPR_ADD, expr_derivative(f.dag, term, x), expr_derivative(f.dag, mirrored, x));
    signed_permutation_t g;
    permutation_init(&g, VARIABLES);
    set_permutation(&g, 8); // x and y exchanged
    assert_true(is_kept(&f, both, &g));
    assert_false(is_kept(&f, neither, &g));
    set_permutation(&g, 1); // -x: the derivative of an odd function is even
    assert_true(is_kept(&f, expr_derivative(f.dag, term, x), &g));
    assert_false(is_kept(&f, expr_derivative(f.dag, term, y), &g));
    permutation_clear(&g);
    dag_free(f.dag);
}

// at(x^2 y, x := e) depends on y and what e depends on, not on x.
static void bound_variables_are_not_moved(void **state)
{
    (void)state;
    fixture_t f;
    fixture_init(&f);
    const expr_t x = f.variables[0], y = f.variables[1], z = f.variables[2];
    const expr_t body = b(&f, EXPR_MUL, expr_power(f.dag, x, 3, 1), expr_power(f.dag, z, 2, 1));
    const expr_t square[] = {body, x, expr_power(f.dag, y, 2, 1)}, plain[] = {body, x, y}, same[] = {body, x, x};
    signed_permutation_t g;
    permutation_init(&g, VARIABLES);
    set_permutation(&g, 1); // -x
    assert_true(is_kept(&f, expr_node(f.dag, EXPR_AT, 3, square), &g));
    assert_true(is_kept(&f, expr_node(f.dag, EXPR_AT, 3, plain), &g));
    assert_false(is_kept(&f, expr_node(f.dag, EXPR_AT, 3, same), &g));
    set_permutation(&g, 2); // -y
    assert_true(is_kept(&f, expr_node(f.dag, EXPR_AT, 3, square), &g));
    assert_false(is_kept(&f, expr_node(f.dag, EXPR_AT, 3, plain), &g));
    set_permutation(&g, 4); // -z, free in the body
    assert_true(is_kept(&f, expr_node(f.dag, EXPR_AT, 3, plain), &g));
    permutation_clear(&g);
    dag_free(f.dag);
}

// e(x) + e(g x) is kept by g if g g is the identity.
static void symmetric_sums_are_seen(void **state)
{
    (void)state;
    static const size_t involutions[] = {1, 2, 4, 3, 5, 6, 7, 8, 16, 24, 11, 12, 15, 22, 23, 29};
    samples_t samples = samples_seeded("symmetric sums");
    signed_permutation_t g;
    permutation_init(&g, VARIABLES);
    for (size_t k = 0; k < 1000; k++) {
        fixture_t f;
        fixture_init(&f);
        const expression_style_t style = {false, 12};
        expr_t e = random_expression(&samples, f.dag, VARIABLES, f.variables, &style).real;
        set_permutation(&g, involutions[k % (sizeof involutions / sizeof *involutions)]);
        assert_true(is_kept(&f, b(&f, EXPR_ADD, e, permuted(&f, e, &g)), &g));
        dag_free(f.dag);
    }
    permutation_clear(&g);
}

static bool overlap(const tape_result_t *a, const tape_result_t *c)
{
    return a->value.hi >= -c->value.neg_lo && c->value.hi >= -a->value.neg_lo;
}

// At random points e and its image have the same value, where normal forms say that they are the same function.
static void what_is_kept_is_kept(void **state)
{
    (void)state;
    samples_t samples = samples_seeded("permutations");
    signed_permutation_t g;
    permutation_init(&g, VARIABLES);
    size_t kept = 0, told_apart = 0;
    for (size_t k = 0; k < 6000; k++) {
        fixture_t f;
        fixture_init(&f);
        const expression_style_t style = {false, 2 + k % 5};
        expr_t e = random_expression(&samples, f.dag, VARIABLES, f.variables, &style).real;
        set_permutation(&g, 1 + k % 47);
        const expr_t roots[] = {e, permuted(&f, e, &g)};
        const bool said = is_kept(&f, e, &g);
        dinterval_t point[VARIABLES];
        for (size_t i = 0; i < VARIABLES; i++)
            point[i] = dinterval_point(sample_int(&samples, -64, 64) / 32.0);
        tape_t *tape = tape_compile(f.dag, 2, roots, VARIABLES, f.variables);
        tape_result_t results[2];
        tape_evaluate(results, tape, 1, point);
        bool defined = results[0].regularity >= REGULARITY_DEFINED && results[1].regularity >= REGULARITY_DEFINED;
        if (said)
            assert_int_equal(results[0].regularity >= REGULARITY_DEFINED, results[1].regularity >= REGULARITY_DEFINED);
        if (said && defined)
            assert_true(overlap(results, results + 1));
        kept += said;
        told_apart += !said && defined && !overlap(results, results + 1);
        tape_free(tape);
        dag_free(f.dag);
    }
    assert_true(kept > 500 && told_apart > 500);
    permutation_clear(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_and_signs_do_not_matter), cmocka_unit_test(what_differs_stays_apart),
        cmocka_unit_test(derivatives_of_ties_stay_apart), cmocka_unit_test(derivatives_follow_their_variables),
        cmocka_unit_test(bound_variables_are_not_moved),  cmocka_unit_test(symmetric_sums_are_seen),
        cmocka_unit_test(what_is_kept_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
