// SPDX-License-Identifier: LGPL-3.0-or-later
// The exact method on random formulas, against evaluation at many exact points: the numbers of the evidence, several
// points of every cell, and a grid. Every cell must be uniform and every witness must be one.
#include "test_prove_exact_random.h"

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
        reference_series(series + (side + 1), t->dag, f, t->x, point, t->prover.reals);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_regularity),
        cmocka_unit_test(test_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
