// SPDX-License-Identifier: LGPL-3.0-or-later
// The expression DAG: sharing, reading, free variables, and substitution against a plain evaluator of polynomials with
// derivatives and places (modulo a prime, so that everything is exact).
#include "base/memory.h"
#include "expr/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    dag_t *dag;
    expr_t x, y, u;
} fixture_t;

static int set_up(void **state)
{
    fixture_t *f = mem_alloc(1, sizeof *f);
    f->dag = dag_new();
    f->x = expr_new_variable(f->dag, "x", VARIABLE_STATE);
    f->y = expr_new_variable(f->dag, "y", VARIABLE_STATE);
    f->u = expr_new_variable(f->dag, "u", VARIABLE_FORMAL);
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

// ---- operators and sharing ----

static void test_operator_table(void **state)
{
    (void)state;
    for (expr_op_t a = 0; a < EXPR_OPERATOR_COUNT; a++) {
        assert_true(expr_op_arity(a) >= -1 && expr_op_arity(a) <= 2);
        assert_int_equal(expr_op_is_formula(a), a >= EXPR_TRUE && a <= EXPR_C2);
        for (expr_op_t b = 0; b < a; b++)
            assert_string_not_equal(expr_op_text(a), expr_op_text(b));
    }
}

static void test_equal_nodes_are_one(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t sum = expr_binary(dag, EXPR_ADD, f->x, f->y);
    size_t size = dag_size(dag);
    assert_int_equal(expr_binary(dag, EXPR_ADD, f->x, f->y), sum);
    assert_int_equal(dag_size(dag), size);
    assert_int_not_equal(expr_binary(dag, EXPR_ADD, f->y, f->x), sum);
    assert_int_not_equal(expr_binary(dag, EXPR_SUB, f->x, f->y), sum);
    assert_int_equal(expr_leaf(dag, EXPR_PI), expr_leaf(dag, EXPR_PI));
    assert_int_not_equal(expr_leaf(dag, EXPR_PI), expr_leaf(dag, EXPR_E));
    expr_t guards[2] = {expr_leaf(dag, EXPR_TRUE), expr_leaf(dag, EXPR_FALSE)}, values[2] = {f->x, f->y};
    assert_int_equal(expr_cases(dag, 2, guards, values), expr_cases(dag, 2, guards, values));
    assert_int_not_equal(expr_cases(dag, 1, guards, values), expr_cases(dag, 2, guards, values));
}

static void test_variables_are_distinct(void **state)
{
    const fixture_t *f = *state;
    char name[] = "x";
    expr_t other = expr_new_variable(f->dag, name, VARIABLE_SECOND);
    name[0] = 'q'; // the name was copied
    assert_int_not_equal(other, f->x);
    assert_string_equal(expr_variable_name(f->dag, other), "x");
    assert_int_equal(expr_variable_kind(f->dag, other), VARIABLE_SECOND);
}

static void test_rationals(void **state)
{
    const fixture_t *f = *state;
    fmpq_t q;
    fmpq_init(q);
    fmpq_set_si(q, -6, 4);
    expr_t a = expr_rational(f->dag, q);
    fmpq_set_si(q, -3, 2);
    assert_int_equal(expr_rational(f->dag, q), a);
    assert_true(fmpq_equal(expr_rational_value(f->dag, a), q));
    fmpq_set_si(q, 3, 2);
    assert_int_not_equal(expr_rational(f->dag, q), a);
    fmpq_set_si(q, 7, 1);
    assert_int_equal(expr_rational(f->dag, q), expr_integer(f->dag, 7));
    fmpz_ui_pow_ui(fmpq_numref(q), 10, 500); // a number of many words
    expr_t big = expr_rational(f->dag, q);
    assert_int_equal(expr_rational(f->dag, q), big);
    fmpz_add_ui(fmpq_numref(q), fmpq_numref(q), 1);
    assert_int_not_equal(expr_rational(f->dag, q), big);
    fmpq_clear(q);
}

static void test_powers(void **state)
{
    const fixture_t *f = *state;
    slong p, q;
    expr_t a = expr_power(f->dag, f->x, 4, 6);
    expr_exponent(&p, &q, f->dag, a);
    assert_true(p == 2 && q == 3);
    assert_int_equal(a, expr_power(f->dag, f->x, 2, 3));
    assert_int_not_equal(a, expr_power(f->dag, f->x, -2, 3));
    assert_int_not_equal(a, expr_power(f->dag, f->y, 2, 3));
    assert_int_equal(expr_power(f->dag, f->x, 2, 4), expr_unary(f->dag, EXPR_SQRT, f->x));
    expr_exponent(&p, &q, f->dag, expr_power(f->dag, f->x, 0, 5));
    assert_true(p == 0 && q == 1);
    expr_exponent(&p, &q, f->dag, expr_power(f->dag, f->x, -1, 2));
    assert_true(p == -1 && q == 2);
}

// Enough nodes for the table to grow several times.
static void test_many_nodes(void **state)
{
    const fixture_t *f = *state;
    enum { COUNT = 20000 };
    expr_t *nodes = mem_alloc(COUNT, sizeof *nodes);
    for (slong i = 0; i < COUNT; i++)
        nodes[i] = expr_binary(f->dag, EXPR_MUL, expr_integer(f->dag, i), f->x);
    size_t size = dag_size(f->dag);
    for (slong i = 0; i < COUNT; i++)
        assert_int_equal(expr_binary(f->dag, EXPR_MUL, expr_integer(f->dag, i), f->x), nodes[i]);
    assert_int_equal(dag_size(f->dag), size);
    for (expr_t a = 0; a < size; a++)
        for (size_t k = 0; k < expr_child_count(f->dag, a); k++)
            assert_true(expr_child(f->dag, a, k) < a);
    assert_false(dag_over_limit(f->dag));
    mem_free(nodes);
}

static void test_trivial_conjunctions(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t yes = expr_leaf(dag, EXPR_TRUE), no = expr_leaf(dag, EXPR_FALSE);
    expr_t a = expr_binary(dag, EXPR_LESS, f->x, f->y), b = expr_binary(dag, EXPR_EQUAL, f->x, f->y);
    assert_int_equal(expr_and(dag, yes, a), a);
    assert_int_equal(expr_and(dag, a, yes), a);
    assert_int_equal(expr_and(dag, a, a), a);
    assert_int_equal(expr_or(dag, no, a), a);
    assert_int_equal(expr_or(dag, a, no), a);
    assert_int_equal(expr_op(dag, expr_and(dag, a, b)), EXPR_AND);
    assert_int_equal(expr_op(dag, expr_or(dag, a, b)), EXPR_OR);
    assert_int_equal(expr_op(dag, expr_and(dag, no, a)), EXPR_AND);
    assert_true(expr_is_formula(dag, a));
    assert_false(expr_is_formula(dag, f->x));
}

static void test_reachable(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t sum = expr_binary(dag, EXPR_ADD, f->x, expr_integer(dag, 1));
    expr_t other = expr_unary(dag, EXPR_SIN, f->y), roots[2] = {expr_unary(dag, EXPR_EXP, sum), f->u};
    bool *marked = expr_reachable(dag, 2, roots);
    assert_true(marked[roots[0]] && marked[sum] && marked[f->x] && marked[f->u]);
    assert_false(marked[f->y] || marked[other]);
    mem_free(marked);
}

// ---- free variables ----

// at(body, variable := value)
static expr_t at(const fixture_t *f, expr_t body, expr_t variable, expr_t value)
{
    expr_t children[3] = {body, variable, value};
    return expr_node(f->dag, EXPR_AT, 3, children);
}

static void test_free_variables(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t sum = expr_binary(dag, EXPR_ADD, f->y, f->x), *variables;
    assert_int_equal(expr_free_variables(&variables, dag, sum), 2);
    assert_true(variables[0] == f->x && variables[1] == f->y);
    mem_free(variables);
    expr_t slope = expr_derivative(dag, expr_power(dag, f->x, 2, 1), f->x);
    assert_true(expr_depends_on(dag, slope, f->x));
    expr_t placed = at(f, expr_derivative(dag, sum, f->x), f->x, f->u);
    assert_false(expr_depends_on(dag, placed, f->x));
    assert_true(expr_depends_on(dag, placed, f->y) && expr_depends_on(dag, placed, f->u));
    assert_false(expr_is_constant(dag, placed));
    assert_true(expr_is_constant(dag, at(f, slope, f->x, expr_integer(dag, 2))));
    assert_true(expr_is_constant(dag, expr_leaf(dag, EXPR_PI)));
    assert_true(expr_depends_on(dag, at(f, slope, f->x, f->x), f->x));
    assert_false(expr_depends_on(dag, f->x, f->y));
}

// More variables than bits in a word.
static void test_many_variables(void **state)
{
    const fixture_t *f = *state;
    enum { COUNT = 200 };
    expr_t made[COUNT], sum = expr_integer(f->dag, 0), *found;
    for (size_t i = 0; i < COUNT; i++) {
        made[i] = expr_new_variable(f->dag, "v", VARIABLE_STATE);
        sum = expr_binary(f->dag, EXPR_ADD, sum, made[i]);
    }
    assert_int_equal(expr_free_variables(&found, f->dag, sum), COUNT);
    assert_memory_equal(found, made, sizeof made);
    mem_free(found);
    expr_t zero = expr_integer(f->dag, 0), zeros[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        zeros[i] = zero;
    assert_true(expr_is_constant(f->dag, expr_substitute(f->dag, sum, COUNT, made, zeros)));
}

// ---- substitution ----

static void test_plain_substitution(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t product = expr_binary(dag, EXPR_MUL, f->x, expr_power(dag, f->y, 2, 3));
    expr_t swap[2] = {f->x, f->y}, swapped[2] = {f->y, f->x};
    assert_int_equal(expr_substitute(dag, product, 2, swap, swapped),
                     expr_binary(dag, EXPR_MUL, f->y, expr_power(dag, f->x, 2, 3)));
    assert_int_equal(expr_substitute(dag, product, 1, &f->u, &f->x), product);
    assert_int_equal(expr_substitute(dag, product, 0, NULL, NULL), product);
    expr_t guard = expr_binary(dag, EXPR_LESS, f->x, f->y), choice = expr_cases(dag, 1, &guard, &f->x);
    expr_t two = expr_integer(dag, 2), new_guard = expr_binary(dag, EXPR_LESS, two, f->y);
    assert_int_equal(expr_substitute(dag, choice, 1, &f->x, &two), expr_cases(dag, 1, &new_guard, &two));
}

static void test_derivative_substitution(void **state)
{
    const fixture_t *f = *state;
    dag_t *dag = f->dag;
    expr_t product = expr_binary(dag, EXPR_MUL, f->x, f->y), slope = expr_derivative(dag, product, f->x);
    // A new name for the variable needs no place ...
    assert_int_equal(expr_substitute(dag, slope, 1, &f->x, &f->u),
                     expr_derivative(dag, expr_binary(dag, EXPR_MUL, f->u, f->y), f->u));
    // ... but one that occurs already does, and so does a value.
    assert_int_equal(expr_substitute(dag, slope, 1, &f->x, &f->y), at(f, slope, f->x, f->y));
    expr_t two = expr_integer(dag, 2);
    assert_int_equal(expr_substitute(dag, slope, 1, &f->x, &two), at(f, slope, f->x, two));
    assert_int_equal(expr_substitute(dag, slope, 1, &f->y, &two),
                     expr_derivative(dag, expr_binary(dag, EXPR_MUL, f->x, two), f->x));
    // y := x must not be differentiated by x.
    assert_int_equal(expr_substitute(dag, slope, 1, &f->y, &f->x), at(f, slope, f->y, f->x));
}

// ---- a plain evaluator, modulo a prime ----

#define PRIME 2147483647ul
#define VARIABLES 3

typedef struct {
    unsigned long value[VARIABLES]; // of x, y, u
} place_t;

static unsigned long evaluate(const fixture_t *f, expr_t a, const place_t *place);

static size_t variable_index(const fixture_t *f, expr_t variable)
{
    return variable == f->x ? 0 : variable == f->y ? 1 : 2;
}

static expr_t binary(const fixture_t *f, expr_op_t op, expr_t a, expr_t b)
{
    return expr_binary(f->dag, op, a, b);
}

static expr_t derive(const fixture_t *f, expr_t a, expr_t v);

// The chain rule: at(c; w := t)' is the sum of at(dc/dw; w := t) t' over the bound w, and at(dc/dv; w := t) if v is
// free.
static expr_t derive_at(const fixture_t *f, expr_t a, expr_t v)
{
    size_t count = expr_child_count(f->dag, a);
    expr_t *children = mem_alloc(count, sizeof *children), body = expr_child(f->dag, a, 0);
    bool bound = false;
    for (size_t k = 0; k < count; k++) {
        children[k] = expr_child(f->dag, a, k);
        bound = bound || (k % 2 == 1 && children[k] == v);
    }
    expr_t sum = expr_integer(f->dag, 0);
    for (size_t k = 1; k < count; k += 2) {
        children[0] = derive(f, body, children[k]);
        expr_t outer = expr_node(f->dag, EXPR_AT, count, children);
        sum = binary(f, EXPR_ADD, sum, binary(f, EXPR_MUL, outer, derive(f, children[k + 1], v)));
    }
    children[0] = derive(f, body, v);
    if (!bound)
        sum = binary(f, EXPR_ADD, sum, expr_node(f->dag, EXPR_AT, count, children));
    mem_free(children);
    return sum;
}

static expr_t derive(const fixture_t *f, expr_t a, expr_t v)
{
    dag_t *dag = f->dag;
    expr_op_t op = expr_op(dag, a);
    expr_t left = expr_child_count(dag, a) > 0 ? expr_child(dag, a, 0) : a;
    expr_t right = expr_child_count(dag, a) > 1 ? expr_child(dag, a, 1) : a;
    switch (op) {
    case EXPR_VARIABLE:
        return expr_integer(dag, a == v);
    case EXPR_ADD:
    case EXPR_SUB:
        return binary(f, op, derive(f, left, v), derive(f, right, v));
    case EXPR_NEG:
        return expr_unary(dag, EXPR_NEG, derive(f, left, v));
    case EXPR_MUL:
        return binary(f, EXPR_ADD, binary(f, EXPR_MUL, derive(f, left, v), right),
                      binary(f, EXPR_MUL, left, derive(f, right, v)));
    case EXPR_POWER: // squares only
        return binary(f, EXPR_MUL, expr_integer(dag, 2), binary(f, EXPR_MUL, left, derive(f, left, v)));
    case EXPR_DERIVATIVE: // smooth functions: in any order
        return expr_derivative(dag, derive(f, left, v), right);
    case EXPR_AT:
        return derive_at(f, a, v);
    default:
        return expr_integer(dag, 0);
    }
}

static unsigned long evaluate_at(const fixture_t *f, expr_t a, const place_t *place)
{
    place_t inner = *place;
    for (size_t k = 1; k < expr_child_count(f->dag, a); k += 2)
        inner.value[variable_index(f, expr_child(f->dag, a, k))] = evaluate(f, expr_child(f->dag, a, k + 1), place);
    return evaluate(f, expr_child(f->dag, a, 0), &inner);
}

static unsigned long evaluate(const fixture_t *f, expr_t a, const place_t *place)
{
    dag_t *dag = f->dag;
    expr_op_t op = expr_op(dag, a);
    if (op == EXPR_VARIABLE)
        return place->value[variable_index(f, a)];
    if (op == EXPR_RATIONAL)
        return fmpz_fdiv_ui(fmpq_numref(expr_rational_value(dag, a)), PRIME);
    if (op == EXPR_AT)
        return evaluate_at(f, a, place);
    if (op == EXPR_DERIVATIVE)
        return evaluate(f, derive(f, expr_child(dag, a, 0), expr_child(dag, a, 1)), place);
    unsigned long left = evaluate(f, expr_child(dag, a, 0), place);
    unsigned long right = expr_child_count(dag, a) > 1 ? evaluate(f, expr_child(dag, a, 1), place) : left;
    if (op == EXPR_ADD)
        return (left + right) % PRIME;
    if (op == EXPR_SUB)
        return (left + PRIME - right) % PRIME;
    return op == EXPR_NEG ? (PRIME - left) % PRIME : left * right % PRIME; // products and squares
}

// ---- random expressions ----

static unsigned long next_random(unsigned long *seed)
{
    *seed = (*seed * 6364136223846793005ul + 1442695040888963407ul) & 0xfffffffffffffffful;
    return *seed >> 33;
}

static expr_t random_variable(const fixture_t *f, unsigned long *seed)
{
    const expr_t variables[VARIABLES] = {f->x, f->y, f->u};
    return variables[next_random(seed) % VARIABLES];
}

static expr_t random_expression(const fixture_t *f, unsigned depth, unsigned long *seed)
{
    static const expr_op_t ops[] = {EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_MUL};
    unsigned long choice = next_random(seed) % 12;
    if (depth == 0 || choice == 0)
        return next_random(seed) % 4 ? random_variable(f, seed) : expr_integer(f->dag, (slong)(next_random(seed) % 5));
    expr_t left = random_expression(f, depth - 1, seed);
    if (choice == 1)
        return expr_unary(f->dag, EXPR_NEG, left);
    if (choice == 2)
        return expr_power(f->dag, left, 2, 1);
    if (choice < 6)
        return expr_derivative(f->dag, left, random_variable(f, seed));
    expr_t right = random_expression(f, depth - 1, seed);
    if (choice == 6)
        return at(f, left, random_variable(f, seed), right);
    return binary(f, ops[choice % 4], left, right);
}

// A value at the new place is the value of the substituted expression at the old one.
static void check_substitution(const fixture_t *f, unsigned long *seed)
{
    expr_t a = random_expression(f, 4, seed), variables[VARIABLES], values[VARIABLES];
    const expr_t all[VARIABLES] = {f->x, f->y, f->u};
    place_t place, moved;
    for (size_t i = 0; i < VARIABLES; i++)
        place.value[i] = next_random(seed) % PRIME;
    moved = place;
    size_t count = 0;
    for (size_t i = 0; i < VARIABLES; i++)
        if (next_random(seed) % 3) {
            variables[count] = all[i];
            values[count] = next_random(seed) % 2 ? random_variable(f, seed) : random_expression(f, 2, seed);
            moved.value[i] = evaluate(f, values[count++], &place);
        }
    expr_t result = expr_substitute(f->dag, a, count, variables, values);
    assert_int_equal(evaluate(f, result, &place), evaluate(f, a, &moved));
}

static void test_random_substitutions(void **state)
{
    (void)state;
    const char *text = getenv("CERTIFY_TEST_SEED");
    unsigned long seed = text ? strtoul(text, NULL, 10) : 20260731ul;
    print_message("# CERTIFY_TEST_SEED=%lu\n", seed);
    for (unsigned round = 0; round < 10000; round++) {
        void *fixture;
        set_up(&fixture);
        check_substitution(fixture, &seed);
        tear_down(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operator_table),
        cmocka_unit_test_setup_teardown(test_equal_nodes_are_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_variables_are_distinct, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rationals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_powers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_nodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_trivial_conjunctions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reachable, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_free_variables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_many_variables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_plain_substitution, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_derivative_substitution, set_up, tear_down),
        cmocka_unit_test(test_random_substitutions),
    };
    return cmocka_run_group_tests_name("expression dag", tests, NULL, NULL);
}
