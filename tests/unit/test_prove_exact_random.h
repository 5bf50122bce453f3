// SPDX-License-Identifier: LGPL-3.0-or-later
// Random piecewise polynomials for the tests of the exact method, and places on the line to look at: the numbers of the
// evidence and several points of every cell.
#ifndef CERTIFY_TESTS_TEST_PROVE_EXACT_RANDOM_H
#define CERTIFY_TESTS_TEST_PROVE_EXACT_RANDOM_H

#include "test_prove_reference.h"

typedef struct {
    test_random_t random;
    dag_t *dag;
    expr_t x;
    prover_t prover;
    bool total; // every function has a value everywhere
} trial_t;

static inline void trial_init(trial_t *trial, const test_random_t *random)
{
    static const prove_limits_t limits = {.max_boxes = 100000, .max_precision = 4096};
    trial->random = *random;
    trial->dag = dag_new();
    trial->x = expr_new_variable(trial->dag, "x", VARIABLE_STATE);
    prover_init(&trial->prover, trial->dag, &limits);
}

static inline void trial_clear(trial_t *trial, test_random_t *random)
{
    *random = trial->random;
    prover_clear(&trial->prover);
    dag_free(trial->dag);
}

// ---- random terms ----

static inline expr_t random_rational(trial_t *t)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, test_random_si(&t->random, -6, 6), (ulong)test_random_si(&t->random, 1, 3));
    expr_t result = expr_rational(t->dag, value);
    fmpq_clear(value);
    return result;
}

static inline expr_t random_constant(trial_t *t)
{
    slong choice = test_random_si(&t->random, 0, 9);
    return choice > 0 ? random_rational(t)
                      : expr_unary(t->dag, EXPR_SQRT, expr_integer(t->dag, test_random_si(&t->random, 2, 3)));
}

static inline expr_t random_formula(trial_t *t, int depth);

static inline expr_t random_term(trial_t *t, int depth);

static inline expr_t random_cases(trial_t *t, int depth)
{
    expr_t guards[3], values[3];
    size_t count = (size_t)test_random_si(&t->random, 1, 2);
    for (size_t i = 0; i < count; i++) {
        guards[i] = random_formula(t, depth - 2);
        values[i] = random_term(t, depth - 1);
    }
    if (t->total || test_random_si(&t->random, 0, 2) > 0) {
        guards[count] = expr_leaf(t->dag, EXPR_TRUE);
        values[count++] = random_term(t, depth - 1);
    }
    return expr_cases(t->dag, count, guards, values);
}

static inline expr_t random_term(trial_t *t, int depth)
{
    static const expr_op_t binary[] = {EXPR_ADD, EXPR_SUB, EXPR_MUL, EXPR_MIN, EXPR_MAX};
    static const expr_op_t unary[] = {EXPR_NEG, EXPR_ABS, EXPR_RELU};
    slong choice = depth <= 0 ? test_random_si(&t->random, 0, 1) : test_random_si(&t->random, 0, 14);
    if (choice == 0)
        return random_constant(t);
    if (choice <= 2)
        return t->x;
    if (choice <= 8)
        return expr_binary(t->dag, binary[test_random_si(&t->random, 0, 4)], random_term(t, depth - 1),
                           random_term(t, depth - 1));
    if (choice <= 10)
        return expr_unary(t->dag, unary[test_random_si(&t->random, 0, 2)], random_term(t, depth - 1));
    if (choice == 11)
        return expr_power(t->dag, random_term(t, depth - 2), test_random_si(&t->random, 0, 2), 1);
    if (choice == 12)
        return expr_derivative(t->dag, random_term(t, depth - 1), t->x);
    return random_cases(t, depth);
}

// f'(g(x)) for random f and g.
static inline expr_t random_derivative_elsewhere(trial_t *t, int depth)
{
    expr_t derivative = expr_derivative(t->dag, random_term(t, depth - 1), t->x), place = random_term(t, depth - 1);
    return expr_substitute(t->dag, derivative, 1, &t->x, &place);
}

static inline expr_t random_formula(trial_t *t, int depth)
{
    static const expr_op_t comparisons[] = {EXPR_LESS, EXPR_LESS_EQUAL, EXPR_LESS_EQUAL, EXPR_EQUAL, EXPR_NOT_EQUAL};
    slong choice = depth <= 0 ? 0 : test_random_si(&t->random, 0, 7);
    if (choice == 0 && depth > 1)
        return expr_binary(t->dag, comparisons[test_random_si(&t->random, 0, 4)], random_derivative_elsewhere(t, depth),
                           random_constant(t));
    if (choice <= 3)
        return expr_binary(t->dag, comparisons[test_random_si(&t->random, 0, 4)], random_term(t, depth - 1),
                           random_term(t, depth - 1));
    if (choice <= 6)
        return expr_binary(t->dag, choice == 4 ? EXPR_OR : EXPR_AND, random_formula(t, depth - 1),
                           random_formula(t, depth - 1));
    return expr_unary(t->dag, EXPR_NOT, random_formula(t, depth - 1));
}

// ---- places ----

static inline int truth_at(trial_t *t, expr_t formula, const rpoint_t place)
{
    real_t point;
    real_init(point);
    assert_ok(real_set_rpoint(point, place, t->prover.reals));
    int truth = reference_truth(t->dag, formula, t->x, point, t->prover.reals);
    real_clear(point);
    return truth;
}

// The signs met in evaluating both formulas.
static inline uint64_t signature_at(trial_t *t, expr_t region, expr_t conclusion, const rpoint_t place)
{
    real_t point;
    real_init(point);
    assert_ok(real_set_rpoint(point, place, t->prover.reals));
    uint64_t hash = reference_mix(reference_signature(t->dag, region, t->x, point, t->prover.reals),
                                  reference_signature(t->dag, conclusion, t->x, point, t->prover.reals));
    real_clear(point);
    return hash;
}

// Three rationals between neighbours, beyond the last one where b is NULL, before the first where a is.
static inline void places_between(rpoint_struct *places, const rpoint_struct *a, const rpoint_struct *b, real_ctx_t ctx)
{
    fmpq_t value, one;
    fmpq_init(value);
    fmpq_init(one);
    fmpq_one(one);
    for (int k = 0; k < 3; k++) {
        const rpoint_struct *low = k == 2 ? places : a, *high = k == 1 ? places : b;
        if (low && high) {
            assert_ok(rpoint_between(value, low, high, ctx));
        } else if (low) {
            assert_ok(rpoint_above(value, low, ctx));
        } else if (high) {
            assert_ok(rpoint_below(value, high, ctx));
        } else {
            fmpq_zero(value);
        }
        rpoint_set_fmpq(places + k, value);
    }
    fmpq_clear(value);
    fmpq_clear(one);
}

// Calls check(places, count) for every number of the evidence on its own and for three places of every cell together.
static inline void for_all_cells(trial_t *t, const proof_t *proof,
                                 void (*check)(trial_t *, rpoint_struct *, int, const void *), const void *data)
{
    real_ctx_struct *ctx = t->prover.reals;
    rpoint_list_t numbers;
    rpoint_struct places[3];
    rpoint_list_init(numbers);
    evidence_numbers(numbers, proof, "at ", ctx);
    for (int k = 0; k < 3; k++)
        rpoint_init(places + k);
    for (size_t i = 0; i <= numbers->count; i++) {
        places_between(places, i ? numbers->points + i - 1 : NULL, i < numbers->count ? numbers->points + i : NULL,
                       ctx);
        check(t, places, 3, data);
        if (i < numbers->count)
            check(t, numbers->points + i, 1, data);
    }
    for (int k = 0; k < 3; k++)
        rpoint_clear(places + k);
    rpoint_list_clear(numbers);
}

#endif
