// SPDX-License-Identifier: LGPL-3.0-or-later
// The exact method on random piecewise polynomials, against evaluation at many exact points: the numbers of the
// evidence, several points of every cell, and a grid. Every cell must be uniform and every witness must be one.
#include "test_prove_reference.h"

typedef struct {
    test_random_t random;
    dag_t *dag;
    expr_t x;
    prover_t prover;
    bool total; // every function has a value everywhere
} trial_t;

static const prove_limits_t limits = {.max_boxes = 100000, .max_precision = 4096};

static void trial_init(trial_t *trial, const test_random_t *random)
{
    trial->random = *random;
    trial->dag = dag_new();
    trial->x = expr_new_variable(trial->dag, "x", VARIABLE_STATE);
    prover_init(&trial->prover, trial->dag, &limits);
}

static void trial_clear(trial_t *trial, test_random_t *random)
{
    *random = trial->random;
    prover_clear(&trial->prover);
    dag_free(trial->dag);
}

// ---- random terms ----

static expr_t random_rational(trial_t *t)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, test_random_si(&t->random, -6, 6), (ulong)test_random_si(&t->random, 1, 3));
    expr_t result = expr_rational(t->dag, value);
    fmpq_clear(value);
    return result;
}

static expr_t random_constant(trial_t *t)
{
    slong choice = test_random_si(&t->random, 0, 9);
    return choice > 0 ? random_rational(t)
                      : expr_unary(t->dag, EXPR_SQRT, expr_integer(t->dag, test_random_si(&t->random, 2, 3)));
}

static expr_t random_formula(trial_t *t, int depth);

static expr_t random_term(trial_t *t, int depth);

static expr_t random_cases(trial_t *t, int depth)
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

static expr_t random_term(trial_t *t, int depth)
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
static expr_t random_derivative_elsewhere(trial_t *t, int depth)
{
    expr_t derivative = expr_derivative(t->dag, random_term(t, depth - 1), t->x), place = random_term(t, depth - 1);
    return expr_substitute(t->dag, derivative, 1, &t->x, &place);
}

static expr_t random_formula(trial_t *t, int depth)
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

static int truth_at(trial_t *t, expr_t formula, const rpoint_t place)
{
    real_t point;
    real_init(point);
    assert_ok(real_set_rpoint(point, place, t->prover.reals));
    int truth = reference_truth(t->dag, formula, t->x, point, t->prover.reals);
    real_clear(point);
    return truth;
}

// The signs met in evaluating both formulas.
static uint64_t signature_at(trial_t *t, expr_t region, expr_t conclusion, const rpoint_t place)
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
static void places_between(rpoint_struct *places, const rpoint_struct *a, const rpoint_struct *b, real_ctx_t ctx)
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
static void for_all_cells(trial_t *t, const proof_t *proof,
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

// ---- forall and exists ----

typedef struct {
    const obligation_t *obligation;
    const rpoint_struct *lo, *hi;
} statement_t;

static bool in_domain(trial_t *t, const statement_t *s, const rpoint_t place)
{
    const interval_t *domain = &s->obligation->variables[0].domain;
    int low = 1, high = -1;
    if (domain->lo != EXPR_NONE)
        assert_ok(rpoint_cmp(&low, place, s->lo, t->prover.reals));
    if (domain->hi != EXPR_NONE)
        assert_ok(rpoint_cmp(&high, place, s->hi, t->prover.reals));
    return (low > 0 || (low == 0 && !domain->lo_open)) && (high < 0 || (high == 0 && !domain->hi_open));
}

// Region and conclusion have one truth value each on the places, for one set of signs, and the region implies the
// conclusion (or, for a refuted EXISTS, its negation).
static void check_cell(trial_t *t, rpoint_struct *places, int count, const void *data)
{
    const statement_t *s = data;
    int region = -2, conclusion = -2, wanted = s->obligation->kind == OBLIGATION_FORALL;
    uint64_t signature = 0;
    for (int k = 0; k < count; k++) {
        if (!in_domain(t, s, places + k))
            continue;
        int here = truth_at(t, s->obligation->region, places + k);
        int there = truth_at(t, s->obligation->conclusion, places + k);
        uint64_t path = signature_at(t, s->obligation->region, s->obligation->conclusion, places + k);
        assert_true(region == -2 || (region == here && conclusion == there && signature == path));
        signature = path;
        region = here;
        conclusion = there;
        assert_true(region == 0 || conclusion == wanted);
    }
}

static void check_grid(trial_t *t, const statement_t *s)
{
    rpoint_t place;
    fmpq_t value;
    rpoint_init(place);
    fmpq_init(value);
    int wanted = s->obligation->kind == OBLIGATION_FORALL;
    for (slong k = -24; k <= 24; k++) {
        fmpq_set_si(value, k, 6);
        rpoint_set_fmpq(place, value);
        if (in_domain(t, s, place) && truth_at(t, s->obligation->region, place) == 1)
            assert_int_equal(truth_at(t, s->obligation->conclusion, place), wanted);
    }
    fmpq_clear(value);
    rpoint_clear(place);
}

static void check_witness(trial_t *t, const statement_t *s, const proof_t *proof)
{
    rpoint_list_t values;
    rpoint_list_init(values);
    evidence_numbers(values, proof, "value ", t->prover.reals);
    assert_int_equal(values->count, 1);
    assert_true(in_domain(t, s, values->points));
    assert_int_equal(truth_at(t, s->obligation->region, values->points), 1);
    assert_int_equal(truth_at(t, s->obligation->conclusion, values->points), s->obligation->kind == OBLIGATION_EXISTS);
    rpoint_list_clear(values);
}

static void check_statement(trial_t *t, const obligation_t *obligation, const rpoint_t lo, const rpoint_t hi,
                            size_t *verdicts)
{
    statement_t s = {obligation, lo, hi};
    proof_t proof;
    proof_init(&proof);
    assert_ok(prove_exact(&proof, &t->prover, obligation));
    bool cells = proof.verdict == (obligation->kind == OBLIGATION_FORALL ? VERDICT_PROVED : VERDICT_REFUTED);
    verdicts[proof.verdict]++;
    if (proof.verdict == VERDICT_UNDECIDED) {
        assert_false(t->total);
        assert_non_null(proof.reason);
    } else if (cells) {
        for_all_cells(t, &proof, check_cell, &s);
        check_grid(t, &s);
    } else {
        check_witness(t, &s, &proof);
    }
    proof_clear(&proof);
}

static quantified_t random_domain(trial_t *t, rpoint_t lo, rpoint_t hi)
{
    quantified_t quantified = {t->x, {EXPR_NONE, EXPR_NONE, true, true}};
    if (test_random_si(&t->random, 0, 1)) {
        quantified.domain.lo = expr_integer(t->dag, test_random_si(&t->random, -3, 0));
        quantified.domain.lo_open = test_random_si(&t->random, 0, 1);
        fmpq_t value;
        fmpq_init(value);
        fmpq_set(value, expr_rational_value(t->dag, quantified.domain.lo));
        rpoint_set_fmpq(lo, value);
        fmpq_clear(value);
    }
    if (test_random_si(&t->random, 0, 1)) {
        quantified.domain.hi = expr_unary(t->dag, EXPR_ABS, random_rational(t));
        quantified.domain.hi_open = test_random_si(&t->random, 0, 1);
        fmpq_t value;
        fmpq_init(value);
        fmpq_abs(value, expr_rational_value(t->dag, expr_child(t->dag, quantified.domain.hi, 0)));
        rpoint_set_fmpq(hi, value);
        fmpq_clear(value);
    }
    return quantified;
}

static void test_statements(void **state)
{
    (void)state;
    test_random_t random = test_seeded("statements");
    size_t verdicts[3] = {0, 0, 0};
    for (int i = 0; i < 1500; i++) {
        trial_t t;
        rpoint_t lo, hi;
        rpoint_init(lo);
        rpoint_init(hi);
        trial_init(&t, &random);
        t.total = i % 3 > 0;
        quantified_t quantified = random_domain(&t, lo, hi);
        obligation_t obligation = {.kind = i % 2 ? OBLIGATION_FORALL : OBLIGATION_EXISTS,
                                   .variable_count = 1,
                                   .variables = &quantified,
                                   .state_count = 1,
                                   .region = random_formula(&t, 2),
                                   .conclusion = random_formula(&t, 4),
                                   .bound = EXPR_NONE};
        check_statement(&t, &obligation, lo, hi, verdicts);
        rpoint_clear(lo);
        rpoint_clear(hi);
        trial_clear(&t, &random);
    }
    printf("# %zu undecided, %zu proved, %zu refuted\n", verdicts[0], verdicts[1], verdicts[2]);
    assert_true(verdicts[VERDICT_PROVED] > 300 && verdicts[VERDICT_REFUTED] > 300);
}

// ---- regularity ----

// |a| < 2^-bits.
static bool is_small(const real_t a, slong bits)
{
    arb_t ball;
    arf_t bound;
    arb_init(ball);
    arf_init(bound);
    real_get_arb(ball, a, 64);
    arb_get_abs_ubound_arf(bound, ball, 64);
    bool small = arf_cmpabs_2exp_si(bound, -bits) < 0;
    arb_clear(ball);
    arf_clear(bound);
    return small;
}

static bool close_coeffs(trial_t *t, const series_t *a, const series_t *b, int order, slong bits)
{
    real_t difference;
    real_init(difference);
    bool close = true;
    for (int k = 0; k <= order; k++) {
        assert_ok(real_sub(difference, a->coeffs + k, b->coeffs + k, t->prover.reals));
        close = close && is_small(difference, bits);
    }
    real_clear(difference);
    return close;
}

// Regularity at a rational place, from the series 2^-300 to its left and right: polynomials with moderate coefficients
// have nearly equal values there exactly if their values at the place are equal.
static bool is_regular(trial_t *t, expr_op_t op, expr_t f, const fmpq_t place)
{
    series_t series[3];
    fmpq_t offset;
    real_t point;
    fmpq_init(offset);
    real_init(point);
    for (int side = -1; side <= 1; side++) {
        fmpq_set_si(offset, side, 1);
        fmpq_div_2exp(offset, offset, 300);
        fmpq_add(offset, offset, place);
        real_set_fmpq(point, offset);
        reference_series(series + side + 1, t->dag, f, t->x, point, t->prover.reals);
    }
    int order = op == EXPR_CONTINUOUS ? 0 : op == EXPR_C2 ? 2 : 1;
    bool regular = series[1].defined;
    for (int side = 0; side <= 2 && regular; side += 2) {
        regular = series[side].defined ? close_coeffs(t, series + side, series + 1, 0, 100) : op == EXPR_CONTINUOUS;
    }
    if (regular && op != EXPR_CONTINUOUS)
        regular = close_coeffs(t, series, series + 2, order, 100);
    for (int k = 0; k < 3; k++)
        series_clear(series + k);
    fmpq_clear(offset);
    real_clear(point);
    return regular;
}

typedef struct {
    expr_op_t op;
    expr_t f;
} regularity_t_;

static void check_regular(trial_t *t, rpoint_struct *places, int count, const void *data)
{
    const regularity_t_ *r = data;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    for (int k = 0; k < count; k++) {
        rpoint_get_interval(lo, hi, places + k);
        if (fmpq_equal(lo, hi))
            assert_true(is_regular(t, r->op, r->f, lo));
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static void test_regularity(void **state)
{
    (void)state;
    static const expr_op_t ops[] = {EXPR_CONTINUOUS, EXPR_DIFFERENTIABLE, EXPR_C1, EXPR_C2};
    test_random_t random = test_seeded("regularity");
    size_t verdicts[3] = {0, 0, 0};
    for (int i = 0; i < 1000; i++) {
        trial_t t;
        trial_init(&t, &random);
        t.total = i % 3 > 0;
        regularity_t_ r = {ops[i % 4], random_term(&t, 4)};
        quantified_t quantified = {t.x, {EXPR_NONE, EXPR_NONE, true, true}};
        obligation_t obligation = {.kind = OBLIGATION_FORALL,
                                   .variable_count = 1,
                                   .variables = &quantified,
                                   .state_count = 1,
                                   .region = expr_leaf(t.dag, EXPR_TRUE),
                                   .conclusion = expr_unary(t.dag, r.op, r.f),
                                   .bound = EXPR_NONE};
        proof_t proof;
        proof_init(&proof);
        assert_ok(prove_exact(&proof, &t.prover, &obligation));
        verdicts[proof.verdict]++;
        assert_int_not_equal(proof.verdict, VERDICT_UNDECIDED);
        if (proof.verdict == VERDICT_PROVED) {
            for_all_cells(&t, &proof, check_regular, &r);
        } else {
            rpoint_list_t values;
            fmpq_t lo, hi;
            rpoint_list_init(values);
            fmpq_init(lo);
            fmpq_init(hi);
            evidence_numbers(values, &proof, "value ", t.prover.reals);
            rpoint_get_interval(lo, hi, values->points);
            if (fmpq_equal(lo, hi))
                assert_false(is_regular(&t, r.op, r.f, lo));
            fmpq_clear(lo);
            fmpq_clear(hi);
            rpoint_list_clear(values);
        }
        proof_clear(&proof);
        trial_clear(&t, &random);
    }
    printf("# %zu proved, %zu refuted\n", verdicts[1], verdicts[2]);
    assert_true(verdicts[VERDICT_PROVED] > 100 && verdicts[VERDICT_REFUTED] > 100);
}

// ---- local ----

// The truth of the formula at place + side * 2^-300.
static int truth_near(trial_t *t, expr_t formula, const fmpq_t place, int side)
{
    fmpq_t offset;
    real_t point;
    fmpq_init(offset);
    real_init(point);
    fmpq_set_si(offset, side, 1);
    fmpq_div_2exp(offset, offset, 300);
    fmpq_add(offset, offset, place);
    real_set_fmpq(point, offset);
    int truth = reference_truth(t->dag, formula, t->x, point, t->prover.reals);
    fmpq_clear(offset);
    real_clear(point);
    return truth;
}

static verdict_t expected_local(trial_t *t, expr_t formula, const fmpq_t place)
{
    verdict_t verdict = VERDICT_PROVED;
    for (int side = -1; side <= 1; side++) {
        int truth = truth_near(t, formula, place, side);
        if (truth == 0)
            return VERDICT_REFUTED;
        if (truth < 0)
            verdict = VERDICT_UNDECIDED;
    }
    return verdict;
}

// The conclusion is true on the whole of the closed interval that the evidence names.
static void check_radius(trial_t *t, expr_t conclusion, const proof_t *proof)
{
    rpoint_list_t numbers;
    rpoint_struct places[3];
    rpoint_list_init(numbers);
    for (int k = 0; k < 3; k++)
        rpoint_init(places + k);
    evidence_numbers(numbers, proof, "at ", t->prover.reals);
    assert_int_equal(numbers->count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(truth_at(t, conclusion, numbers->points + i), 1);
        if (i == 2)
            break;
        places_between(places, numbers->points + i, numbers->points + i + 1, t->prover.reals);
        for (int k = 0; k < 3; k++)
            assert_int_equal(truth_at(t, conclusion, places + k), 1);
    }
    for (int k = 0; k < 3; k++)
        rpoint_clear(places + k);
    rpoint_list_clear(numbers);
}

static void test_local(void **state)
{
    (void)state;
    test_random_t random = test_seeded("local");
    size_t verdicts[3] = {0, 0, 0};
    for (int i = 0; i < 1000; i++) {
        trial_t t;
        proof_t proof;
        fmpq_t place;
        fmpq_init(place);
        proof_init(&proof);
        trial_init(&t, &random);
        t.total = i % 3 > 0;
        expr_t centre = random_rational(&t);
        fmpq_set(place, expr_rational_value(t.dag, centre));
        quantified_t quantified = {t.x, {EXPR_NONE, EXPR_NONE, true, true}};
        obligation_t obligation = {.kind = OBLIGATION_LOCAL,
                                   .variable_count = 1,
                                   .variables = &quantified,
                                   .state_count = 1,
                                   .region = EXPR_NONE,
                                   .conclusion = random_formula(&t, 4),
                                   .centre = &centre,
                                   .bound = EXPR_NONE};
        assert_ok(prove_exact(&proof, &t.prover, &obligation));
        verdicts[proof.verdict]++;
        assert_int_equal(proof.verdict, expected_local(&t, obligation.conclusion, place));
        if (proof.verdict == VERDICT_PROVED)
            check_radius(&t, obligation.conclusion, &proof);
        proof_clear(&proof);
        fmpq_clear(place);
        trial_clear(&t, &random);
    }
    printf("# %zu undecided, %zu proved, %zu refuted\n", verdicts[0], verdicts[1], verdicts[2]);
    assert_true(verdicts[VERDICT_PROVED] > 100 && verdicts[VERDICT_REFUTED] > 100);
}

// ---- pair ----

// The sign of |g(x) - g(y)| - L |x - y|; both points must be in the region.
static int pair_excess(trial_t *t, const obligation_t *pair, const rpoint_t x, const rpoint_t y)
{
    real_ctx_struct *ctx = t->prover.reals;
    real_struct v[5];
    for (int k = 0; k < 5; k++)
        real_init(v + k);
    assert_ok(real_set_rpoint(v, x, ctx));
    assert_ok(real_set_rpoint(v + 1, y, ctx));
    assert_int_equal(reference_truth(t->dag, pair->region, t->x, v, ctx), 1);
    assert_int_equal(reference_truth(t->dag, pair->region, t->x, v + 1, ctx), 1);
    assert_true(reference_value(v + 2, t->dag, pair->map[0], t->x, v, ctx));
    assert_true(reference_value(v + 3, t->dag, pair->map[0], t->x, v + 1, ctx));
    assert_true(reference_value(v + 4, t->dag, pair->bound, t->x, v, ctx));
    assert_ok(real_sub(v, v, v + 1, ctx));
    real_abs(v, v);
    assert_ok(real_mul(v, v, v + 4, ctx));
    assert_ok(real_sub(v + 2, v + 2, v + 3, ctx));
    real_abs(v + 2, v + 2);
    int sign = real_cmp(v + 2, v);
    for (int k = 0; k < 5; k++)
        real_clear(v + k);
    return sign;
}

static void check_pair(trial_t *t, const obligation_t *pair, verdict_t verdict)
{
    proof_t proof;
    proof_init(&proof);
    assert_ok(prove_exact(&proof, &t->prover, pair));
    assert_int_equal(proof.verdict, verdict);
    if (verdict == VERDICT_REFUTED) {
        rpoint_list_t values;
        rpoint_list_init(values);
        evidence_numbers(values, &proof, "value ", t->prover.reals);
        assert_int_equal(values->count, 2);
        assert_int_equal(pair_excess(t, pair, values->points, values->points + 1), 1);
        rpoint_list_clear(values);
    }
    proof_clear(&proof);
}

// No pair of a grid may exceed a proved bound.
static void check_pair_grid(trial_t *t, const obligation_t *pair)
{
    rpoint_list_t places;
    rpoint_t place;
    fmpq_t value;
    rpoint_list_init(places);
    rpoint_init(place);
    fmpq_init(value);
    for (slong k = -10; k <= 10; k++) {
        fmpq_set_si(value, k, 3);
        rpoint_set_fmpq(place, value);
        if (truth_at(t, pair->region, place) == 1)
            rpoint_list_append(places, place);
    }
    for (size_t i = 0; i < places->count; i++)
        for (size_t k = 0; k < i; k++)
            assert_true(pair_excess(t, pair, places->points + i, places->points + k) <= 0);
    rpoint_list_clear(places);
    rpoint_clear(place);
    fmpq_clear(value);
}

// The constant estimate + shift * 1e-12, the estimate rounded in the same direction.
static expr_t near_constant(trial_t *t, const arb_t estimate, int shift)
{
    arf_t end;
    fmpq_t value, small;
    arf_init(end);
    fmpq_init(value);
    fmpq_init(small);
    if (shift < 0)
        arb_get_lbound_arf(end, estimate, 100);
    else
        arb_get_ubound_arf(end, estimate, 100);
    arf_get_fmpq(value, end);
    fmpq_set_si(small, shift, 1000000000000);
    fmpq_add(value, value, small);
    expr_t result = expr_rational(t->dag, value);
    arf_clear(end);
    fmpq_clear(value);
    fmpq_clear(small);
    return result;
}

// A map that is not Lipschitz, or a region of too few points: true when the bound is refuted.
static bool check_any_bound(trial_t *t, obligation_t *pair, slong bound)
{
    proof_t proof;
    proof_init(&proof);
    pair->bound = expr_integer(t->dag, bound);
    assert_ok(prove_exact(&proof, &t->prover, pair));
    verdict_t verdict = proof.verdict;
    proof_clear(&proof);
    if (verdict == VERDICT_REFUTED)
        check_pair(t, pair, VERDICT_REFUTED);
    else
        check_pair_grid(t, pair);
    return verdict == VERDICT_REFUTED;
}

static void test_pairs(void **state)
{
    (void)state;
    test_random_t random = test_seeded("pairs");
    size_t finite = 0, infinite = 0;
    for (int i = 0; i < 600; i++) {
        trial_t t;
        arb_t best;
        arb_init(best);
        trial_init(&t, &random);
        t.total = true;
        expr_t map = random_term(&t, 4);
        quantified_t quantified = {t.x, {EXPR_NONE, EXPR_NONE, true, true}};
        obligation_t pair = {.kind = OBLIGATION_PAIR,
                             .variable_count = 1,
                             .variables = &quantified,
                             .state_count = 1,
                             .region = i % 2 ? random_formula(&t, 3) : expr_leaf(t.dag, EXPR_TRUE),
                             .conclusion = EXPR_NONE,
                             .map_count = 1,
                             .map = &map,
                             .bound = EXPR_NONE};
        if (estimate_lipschitz(best, &t.prover, &pair)) {
            finite++;
            pair.bound = near_constant(&t, best, 1);
            check_pair(&t, &pair, VERDICT_PROVED);
            check_pair_grid(&t, &pair);
            pair.bound = near_constant(&t, best, -1);
            check_pair(&t, &pair, VERDICT_REFUTED);
        } else {
            infinite += check_any_bound(&t, &pair, 7) + check_any_bound(&t, &pair, 1000000) > 0;
        }
        trial_clear(&t, &random);
        arb_clear(best);
    }
    printf("# %zu Lipschitz, %zu not\n", finite, infinite);
    assert_true(finite > 100 && infinite > 50);
}

// ---- root ----

typedef struct {
    expr_t map;
    slong lo, hi;
    size_t zeros; // counted so far
    bool interior, interval;
} census_t;

static int compare_with(trial_t *t, const rpoint_t place, slong value)
{
    int order;
    fmpq_t number;
    fmpq_init(number);
    fmpq_set_si(number, value, 1);
    assert_ok(rpoint_cmp_fmpq(&order, place, number, t->prover.reals));
    fmpq_clear(number);
    return order;
}

static void count_zeros(trial_t *t, rpoint_struct *places, int count, const void *data)
{
    census_t *census = (census_t *)(uintptr_t)data;
    real_t point, value;
    real_init(point);
    real_init(value);
    int low = compare_with(t, places, census->lo), high = compare_with(t, places, census->hi), sign = 2;
    for (int k = 0; k < count && low >= 0 && high <= 0; k++) {
        assert_ok(real_set_rpoint(point, places + k, t->prover.reals));
        assert_true(reference_value(value, t->dag, census->map, t->x, point, t->prover.reals));
        assert_true(sign == 2 || sign == real_sgn(value));
        sign = real_sgn(value);
    }
    census->zeros += sign == 0;
    census->interval = census->interval || (sign == 0 && count > 1);
    census->interior = census->interior || (sign == 0 && low > 0 && high < 0);
    real_clear(point);
    real_clear(value);
}

static void test_roots(void **state)
{
    (void)state;
    test_random_t random = test_seeded("roots");
    size_t verdicts[3] = {0, 0, 0};
    for (int i = 0; i < 600; i++) {
        trial_t t;
        proof_t proof;
        proof_init(&proof);
        trial_init(&t, &random);
        t.total = true;
        expr_t map = random_term(&t, 4), point = expr_new_variable(t.dag, "p", VARIABLE_POINT);
        slong lo = test_random_si(&t.random, -3, 0), hi = test_random_si(&t.random, 1, 3);
        quantified_t quantified = {t.x, {expr_integer(t.dag, lo), expr_integer(t.dag, hi), false, false}};
        quantified_t sought = {point, quantified.domain};
        obligation_t root = {.kind = OBLIGATION_ROOT,
                             .variable_count = 1,
                             .variables = &quantified,
                             .state_count = 1,
                             .point_count = 1,
                             .points = &sought,
                             .region = EXPR_NONE,
                             .conclusion = EXPR_NONE,
                             .map_count = 1,
                             .map = &map,
                             .bound = EXPR_NONE};
        assert_ok(prove_exact(&proof, &t.prover, &root));
        census_t census = {map, lo, hi, 0, false, false};
        for_all_cells(&t, &proof, count_zeros, &census);
        bool unique = census.zeros == 1 && census.interior && !census.interval;
        assert_int_equal(proof.verdict, unique ? VERDICT_PROVED : VERDICT_REFUTED);
        assert_int_equal(t.prover.known_count, unique);
        verdicts[proof.verdict]++;
        proof_clear(&proof);
        trial_clear(&t, &random);
    }
    printf("# %zu proved, %zu refuted\n", verdicts[1], verdicts[2]);
    assert_true(verdicts[VERDICT_PROVED] > 50 && verdicts[VERDICT_REFUTED] > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements), cmocka_unit_test(test_regularity), cmocka_unit_test(test_local),
        cmocka_unit_test(test_pairs),      cmocka_unit_test(test_roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
