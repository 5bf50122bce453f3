// SPDX-License-Identifier: LGPL-3.0-or-later
// Normal forms of formulas: shape of the result, and equivalence to the original at rational points.
#include "base/memory.h"
#include "claim/formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct {
    dag_t *dag;
    expr_t x, y;
} fixture_t;

static int set_up(void **state)
{
    fixture_t *f = mem_alloc(1, sizeof *f);
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
    mem_free(f);
    return 0;
}

// Value of a term of + - neg abs min max over small integers, by plain recursion.
static long value(const fixture_t *f, expr_t a, long x, long y)
{
    if (a == f->x)
        return x;
    if (a == f->y)
        return y;
    if (expr_op(f->dag, a) == EXPR_RATIONAL)
        return fmpz_get_si(fmpq_numref(expr_rational_value(f->dag, a)));
    long u = value(f, expr_child(f->dag, a, 0), x, y);
    long v = expr_child_count(f->dag, a) > 1 ? value(f, expr_child(f->dag, a, 1), x, y) : 0;
    switch (expr_op(f->dag, a)) {
    case EXPR_ADD:
        return u + v;
    case EXPR_SUB:
        return u - v;
    case EXPR_NEG:
        return -u;
    case EXPR_ABS:
        return labs(u);
    case EXPR_MIN:
        return u < v ? u : v;
    case EXPR_MAX:
        return u > v ? u : v;
    default:
        fail_msg("unexpected operator");
        return 0;
    }
}

static bool truth(const fixture_t *f, expr_t a, long x, long y)
{
    expr_op_t op = expr_op(f->dag, a);
    if (op == EXPR_TRUE || op == EXPR_FALSE)
        return op == EXPR_TRUE;
    expr_t left = expr_child(f->dag, a, 0);
    if (op == EXPR_NOT)
        return !truth(f, left, x, y);
    expr_t right = expr_child(f->dag, a, 1);
    if (op == EXPR_AND)
        return truth(f, left, x, y) && truth(f, right, x, y);
    if (op == EXPR_OR)
        return truth(f, left, x, y) || truth(f, right, x, y);
    long u = value(f, left, x, y), v = value(f, right, x, y);
    return op == EXPR_LESS ? u < v : op == EXPR_LESS_EQUAL ? u <= v : op == EXPR_EQUAL ? u == v : u != v;
}

static void assert_normal(const fixture_t *f, expr_t a)
{
    expr_op_t op = expr_op(f->dag, a);
    if (op == EXPR_AND || op == EXPR_OR) {
        assert_normal(f, expr_child(f->dag, a, 0));
        assert_normal(f, expr_child(f->dag, a, 1));
    } else if (op != EXPR_TRUE && op != EXPR_FALSE) {
        assert_true(op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL);
        assert_int_equal(expr_child(f->dag, a, 0), expr_integer(f->dag, 0));
    }
}

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static expr_t random_term(const fixture_t *f, unsigned *seed, int depth)
{
    static const expr_op_t ops[] = {EXPR_ADD, EXPR_SUB, EXPR_NEG, EXPR_ABS, EXPR_MIN, EXPR_MAX};
    if (depth == 0)
        return next(seed) % 3 == 0 ? expr_integer(f->dag, (slong)(next(seed) % 5) - 2) : next(seed) % 2 ? f->x : f->y;
    expr_op_t op = ops[next(seed) % 6];
    expr_t u = random_term(f, seed, depth - 1);
    return expr_op_arity(op) == 1 ? expr_unary(f->dag, op, u)
                                  : expr_binary(f->dag, op, u, random_term(f, seed, depth - 1));
}

static expr_t random_formula(const fixture_t *f, unsigned *seed, int depth)
{
    static const expr_op_t comparisons[] = {EXPR_LESS, EXPR_LESS_EQUAL, EXPR_EQUAL, EXPR_NOT_EQUAL};
    if (depth == 0) {
        expr_t u = random_term(f, seed, 2);
        return expr_binary(f->dag, comparisons[next(seed) % 4], u, random_term(f, seed, 2));
    }
    expr_t a = random_formula(f, seed, depth - 1);
    if (next(seed) % 3 == 0)
        return expr_unary(f->dag, EXPR_NOT, a);
    return expr_binary(f->dag, next(seed) % 2 ? EXPR_AND : EXPR_OR, a, random_formula(f, seed, depth - 1));
}

static void test_random_equivalence(void **state)
{
    const fixture_t *f = *state;
    const char *given = getenv("CERTIFY_TEST_SEED");
    unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : 1;
    print_message("# seed %u\n", seed);
    for (int trial = 0; trial < 300; trial++) {
        expr_t formula = random_formula(f, &seed, 3);
        expr_t normal = formula_normalise(f->dag, formula), negation = formula_negate(f->dag, formula);
        assert_normal(f, normal);
        assert_normal(f, negation);
        for (long x = -3; x <= 3; x++)
            for (long y = -3; y <= 3; y++) {
                assert_int_equal(truth(f, normal, x, y), truth(f, formula, x, y));
                assert_int_equal(truth(f, negation, x, y), !truth(f, formula, x, y));
            }
    }
}

static void test_conjuncts_in_order(void **state)
{
    const fixture_t *f = *state;
    expr_t zero = expr_integer(f->dag, 0), atoms[3];
    for (int i = 0; i < 3; i++)
        atoms[i] = expr_binary(f->dag, EXPR_LESS, zero, expr_power(f->dag, f->x, i + 2, 1));
    expr_t all = expr_and(f->dag, expr_and(f->dag, atoms[0], atoms[1]), atoms[2]);
    expr_t *members = NULL;
    size_t count = 0, capacity = 0;
    formula_conjuncts(&members, &count, &capacity, f->dag, all);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(members[i], atoms[i]);
    mem_free(members);
}

static void test_defined(void **state)
{
    const fixture_t *f = *state;
    expr_t polynomial = expr_power(f->dag, f->x, 3, 1);
    assert_int_equal(expr_op(f->dag, formula_defined(f->dag, polynomial)), EXPR_TRUE);
    expr_t quotient = expr_binary(f->dag, EXPR_DIV, polynomial, f->y);
    expr_t comparison = expr_binary(f->dag, EXPR_LESS, quotient, f->x);
    expr_t needed = formula_defined(f->dag, comparison);
    assert_int_equal(needed, expr_unary(f->dag, EXPR_DEFINED, quotient));
    expr_t half = expr_binary(f->dag, EXPR_DIV, f->x, expr_integer(f->dag, 2));
    assert_int_equal(expr_op(f->dag, formula_defined(f->dag, half)), EXPR_TRUE);
    expr_t guard = expr_binary(f->dag, EXPR_LESS, f->x, f->y);
    expr_t partial = expr_cases(f->dag, 1, &guard, &polynomial);
    assert_int_equal(formula_defined(f->dag, partial), expr_unary(f->dag, EXPR_DEFINED, partial));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_random_equivalence, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conjuncts_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_defined, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
