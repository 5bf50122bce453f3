// SPDX-License-Identifier: LGPL-3.0-or-later
// A second opinion for the tests of the exact method: terms and formulas of one variable evaluated at one exact point,
// by truncated power series over the node, with none of the prover's code for functions on a line.
#ifndef CERTIFY_TESTS_TEST_PROVE_REFERENCE_H
#define CERTIFY_TESTS_TEST_PROVE_REFERENCE_H

#include "test_real.h"

#include <string.h>

#include "base/memory.h"
#include "claim/claim.h"
#include "claim/formula.h"
#include "prove/prove.h"
#include "real/number.h"

// ---- specs ----

typedef struct {
    spec_t spec;
    prover_t prover;
} session_t;

static inline void session_init(session_t *session, const char *text)
{
    static const prove_limits_t limits = {.max_boxes = 100000, .max_precision = 4096};
    status_t status = spec_read(&session->spec, "test.spec", text, strlen(text));
    if (status == STATUS_OK)
        status = claims_validate(&session->spec);
    for (size_t i = 0; i < session->spec.diagnostics.count; i++)
        printf("# %s\n", session->spec.diagnostics.items[i].message);
    assert_int_equal(status, STATUS_OK);
    prover_init(&session->prover, session->spec.dag, &limits);
}

static inline void session_clear(session_t *session)
{
    prover_clear(&session->prover);
    spec_clear(&session->spec);
}

static inline size_t session_claim(const session_t *session, const char *id)
{
    for (size_t i = 0; i < session->spec.claim_count; i++)
        if (strcmp(session->spec.claims[i].id, id) == 0)
            return i;
    fail_msg("no claim %s", id);
    return 0;
}

static inline void session_lower(obligation_list_t *list, session_t *session, const char *id, expr_t unknown)
{
    instance_t instance = {session_claim(session, id), 0, unknown, NULL, false};
    const char *reason = NULL;
    assert_int_equal(claim_lower(list, &reason, &session->spec, &instance), STATUS_OK);
}

// The verdict of the claim's required obligations together; *last is the proof of the last obligation.
static inline verdict_t session_decide(proof_t *last, session_t *session, const char *id)
{
    obligation_list_t list;
    session_lower(&list, session, id, EXPR_NONE);
    verdict_t verdict = VERDICT_PROVED;
    proof_init(last);
    for (size_t i = 0; i < list.count; i++) {
        proof_clear(last);
        proof_init(last);
        if (list.items[i].kind == OBLIGATION_CONSTANT)
            prove_constant(last, &session->prover, list.items + i);
        else
            assert_int_equal(prove_exact(last, &session->prover, list.items + i), STATUS_OK);
        if (!list.items[i].required)
            continue;
        if (last->verdict == VERDICT_REFUTED)
            verdict = VERDICT_REFUTED;
        else if (last->verdict == VERDICT_UNDECIDED && verdict == VERDICT_PROVED)
            verdict = VERDICT_UNDECIDED;
    }
    obligation_list_clear(&list);
    return verdict;
}

// ---- power series ----

#define SERIES_ORDER 5

// The Taylor coefficients of a node at the point, of the case that the point belongs to; those past `order` are
// unknown.
typedef struct {
    bool defined;
    int order;
    int truth; // of a formula: 0, 1, or -1 without a value
    real_struct coeffs[SERIES_ORDER];
} series_t;

typedef struct {
    const dag_t *dag;
    expr_t variable;
    real_ctx_struct *ctx;
    const real_struct *point;
    series_t *series; // per node
} reference_t;

static inline int series_sign(const series_t *a)
{
    return real_sgn(a->coeffs);
}

static inline void series_set(series_t *result, const series_t *a)
{
    result->defined = a->defined;
    result->order = a->order;
    for (int k = 0; k < SERIES_ORDER; k++)
        real_set(result->coeffs + k, a->coeffs + k);
}

static inline void series_negate(series_t *a)
{
    for (int k = 0; k < SERIES_ORDER; k++)
        real_neg(a->coeffs + k, a->coeffs + k);
}

static inline void series_zero(series_t *a)
{
    for (int k = 0; k < SERIES_ORDER; k++)
        real_zero(a->coeffs + k);
}

static inline void series_add(series_t *result, const series_t *a, const series_t *b, bool subtract, real_ctx_t ctx)
{
    for (int k = 0; k < SERIES_ORDER; k++)
        assert_ok((subtract ? real_sub : real_add)(result->coeffs + k, a->coeffs + k, b->coeffs + k, ctx));
}

static inline void series_mul(series_t *result, const series_t *a, const series_t *b, real_ctx_t ctx)
{
    real_struct sums[SERIES_ORDER];
    real_t product;
    real_init(product);
    for (int k = 0; k < SERIES_ORDER; k++) {
        real_init(sums + k);
        for (int i = 0; i <= k; i++) {
            assert_ok(real_mul(product, a->coeffs + i, b->coeffs + (k - i), ctx));
            assert_ok(real_add(sums + k, sums + k, product, ctx));
        }
    }
    for (int k = 0; k < SERIES_ORDER; k++) {
        real_swap(result->coeffs + k, sums + k);
        real_clear(sums + k);
    }
    real_clear(product);
}

static inline void series_power(series_t *result, const series_t *a, slong exponent, real_ctx_t ctx)
{
    series_zero(result);
    real_one(result->coeffs);
    for (slong i = 0; i < exponent; i++)
        series_mul(result, result, a, ctx);
}

static inline void series_derivative(series_t *result, const series_t *a, real_ctx_t ctx)
{
    real_t factor;
    real_init(factor);
    for (int k = 0; k + 1 < SERIES_ORDER; k++) {
        real_set_si(factor, k + 1);
        assert_ok(real_mul(result->coeffs + k, a->coeffs + k + 1, factor, ctx));
    }
    real_zero(result->coeffs + SERIES_ORDER - 1);
    real_clear(factor);
    result->order = a->order - 1;
}

// ---- nodes ----

static inline const series_t *reference_child(const reference_t *r, expr_t a, size_t k)
{
    return r->series + expr_child(r->dag, a, k);
}

static inline void reference_cases(const reference_t *r, expr_t a)
{
    series_t *result = r->series + a;
    result->defined = false;
    for (size_t k = 0; k < expr_child_count(r->dag, a); k += 2) {
        int truth = reference_child(r, a, k)->truth;
        if (truth < 0)
            return;
        if (truth) {
            series_set(result, reference_child(r, a, k + 1));
            return;
        }
    }
}

static inline void reference_formula(const reference_t *r, expr_t a)
{
    expr_op_t op = expr_op(r->dag, a);
    series_t *result = r->series + a;
    const series_t *left = expr_child_count(r->dag, a) > 0 ? reference_child(r, a, 0) : NULL;
    const series_t *right = expr_child_count(r->dag, a) > 1 ? reference_child(r, a, 1) : NULL;
    if (op == EXPR_TRUE || op == EXPR_FALSE) {
        result->truth = op == EXPR_TRUE;
    } else if (op == EXPR_NOT) {
        result->truth = left->truth < 0 ? -1 : !left->truth;
    } else if (op == EXPR_AND || op == EXPR_OR) {
        int deciding = op == EXPR_OR;
        if (left->truth == deciding || right->truth == deciding)
            result->truth = deciding;
        else
            result->truth = left->truth < 0 || right->truth < 0 ? -1 : !deciding;
    } else if (op == EXPR_DEFINED) {
        result->truth = left->defined;
    } else if (!left->defined || !right->defined) {
        result->truth = -1;
    } else {
        int order = real_cmp(left->coeffs, right->coeffs);
        result->truth = op == EXPR_LESS         ? order < 0
                        : op == EXPR_LESS_EQUAL ? order <= 0
                        : op == EXPR_EQUAL      ? order == 0
                                                : order != 0;
    }
}

static inline void reference_operator(const reference_t *r, expr_t a)
{
    series_t *result = r->series + a;
    const series_t *left = reference_child(r, a, 0);
    const series_t *right = expr_child_count(r->dag, a) > 1 ? reference_child(r, a, 1) : left;
    slong p, q;
    expr_op_t op = expr_op(r->dag, a);
    result->defined = left->defined && (op == EXPR_DERIVATIVE || right->defined);
    if (!result->defined)
        return;
    result->order = left->order < right->order ? left->order : right->order;
    switch (op) {
    case EXPR_ADD:
    case EXPR_SUB:
        series_add(result, left, right, op == EXPR_SUB, r->ctx);
        break;
    case EXPR_MUL:
        series_mul(result, left, right, r->ctx);
        break;
    case EXPR_NEG:
        series_set(result, left);
        series_negate(result);
        break;
    case EXPR_POWER:
        expr_exponent(&p, &q, r->dag, a);
        assert_true(q == 1 && p >= 0);
        series_power(result, left, p, r->ctx);
        break;
    case EXPR_SQRT: // of constants
        assert_ok(real_root_ui(result->coeffs, left->coeffs, 2, r->ctx));
        break;
    case EXPR_ABS:
    case EXPR_RELU:
        series_set(result, left);
        if (series_sign(left) == 0 || (op == EXPR_RELU && series_sign(left) < 0))
            series_zero(result);
        else if (series_sign(left) < 0)
            series_negate(result);
        break;
    case EXPR_MIN:
    case EXPR_MAX: {
        int order = real_cmp(left->coeffs, right->coeffs);
        series_set(result, order == 0 || (order < 0) == (op == EXPR_MIN) ? left : right);
        break;
    }
    case EXPR_DERIVATIVE:
        assert_true(expr_child(r->dag, a, 1) == r->variable);
        series_derivative(result, left, r->ctx);
        assert_true(result->order >= 0);
        break;
    default:
        fail_msg("the reference does not know %s", expr_op_text(op));
    }
}

static inline void reference_leaf(const reference_t *r, expr_t a)
{
    series_t *result = r->series + a;
    fmpq_t value;
    fmpq_init(value);
    result->defined = true;
    result->order = SERIES_ORDER - 1;
    if (expr_op(r->dag, a) == EXPR_RATIONAL) {
        fmpq_set(value, expr_rational_value(r->dag, a));
        real_set_fmpq(result->coeffs, value);
    } else if (a == r->variable) {
        real_set(result->coeffs, r->point);
        real_one(result->coeffs + 1);
    } else {
        fail_msg("the reference does not know this leaf");
    }
    fmpq_clear(value);
}

static inline void reference_series(series_t *result, const dag_t *dag, expr_t root, expr_t variable,
                                    const real_t point, real_ctx_t ctx);
static inline void series_clear(series_t *series);

// The value alone of a term at another place.
static inline void reference_at(const reference_t *r, expr_t a)
{
    series_t *result = r->series + a, there;
    const series_t *place = reference_child(r, a, 2);
    assert_true(expr_child_count(r->dag, a) == 3);
    result->defined = false;
    result->order = 0;
    if (!place->defined)
        return;
    reference_series(&there, r->dag, expr_child(r->dag, a, 0), expr_child(r->dag, a, 1), place->coeffs, r->ctx);
    result->defined = there.defined;
    real_set(result->coeffs, there.coeffs);
    series_clear(&there);
}

static inline void reference_node(const reference_t *r, expr_t a)
{
    for (int k = 0; k < SERIES_ORDER; k++)
        real_init(r->series[a].coeffs + k);
    if (expr_is_formula(r->dag, a))
        reference_formula(r, a);
    else if (expr_child_count(r->dag, a) == 0)
        reference_leaf(r, a);
    else if (expr_op(r->dag, a) == EXPR_CASES)
        reference_cases(r, a);
    else if (expr_op(r->dag, a) == EXPR_AT)
        reference_at(r, a);
    else
        reference_operator(r, a);
}

// ---- paths ----

static inline uint64_t reference_mix(uint64_t hash, uint64_t word)
{
    return (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15) + (hash >> 29);
}

// The sign that the node looks at, 2 where there is none.
static inline int reference_sign(const reference_t *r, expr_t a)
{
    expr_op_t op = expr_op(r->dag, a);
    const series_t *left = expr_child_count(r->dag, a) > 0 ? reference_child(r, a, 0) : NULL;
    const series_t *right = expr_child_count(r->dag, a) > 1 ? reference_child(r, a, 1) : left;
    if (!left || !left->defined || !right->defined)
        return 2;
    if (op == EXPR_ABS || op == EXPR_RELU)
        return series_sign(left);
    if (op == EXPR_MIN || op == EXPR_MAX || op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL ||
        op == EXPR_NOT_EQUAL)
        return real_cmp(left->coeffs, right->coeffs);
    return 2;
}

static inline uint64_t reference_elsewhere(const reference_t *r, expr_t at, expr_t a);

// A hash of all signs met on the way to the value of the node: of a cases node, only the guards up to the first true
// one and its value are looked at.
static inline uint64_t reference_path(const reference_t *r, expr_t a)
{
    const dag_t *dag = r->dag;
    expr_op_t op = expr_op(dag, a);
    uint64_t hash = reference_mix(a, (uint64_t)(reference_sign(r, a) + 2));
    if (op == EXPR_AT)
        return reference_mix(reference_mix(hash, reference_path(r, expr_child(dag, a, 2))),
                             reference_elsewhere(r, a, expr_child(dag, a, 0)));
    for (size_t k = 0; k < expr_child_count(dag, a); k++) {
        bool is_guard = op == EXPR_CASES && k % 2 == 0;
        hash = reference_mix(hash, reference_path(r, expr_child(dag, a, k)));
        int truth = is_guard ? reference_child(r, a, k)->truth : 1;
        if (truth < 0 || (op == EXPR_CASES && !is_guard))
            break;
        k += truth == 0;
    }
    return hash;
}

// Evaluates everything below the root.
static inline bool *reference_fill(reference_t *r, expr_t root)
{
    r->series = mem_alloc((size_t)root + 1, sizeof *r->series);
    bool *marked = expr_reachable(r->dag, 1, &root);
    for (expr_t a = 0; a <= root; a++)
        if (marked[a])
            reference_node(r, a);
    return marked;
}

static inline void reference_empty(const reference_t *r, const bool *marked, expr_t root)
{
    for (expr_t a = 0; a <= root; a++)
        for (int k = 0; marked[a] && k < SERIES_ORDER; k++)
            real_clear(r->series[a].coeffs + k);
}

static inline uint64_t reference_elsewhere(const reference_t *r, expr_t at, expr_t a)
{
    const series_t *place = reference_child(r, at, 2);
    if (!place->defined)
        return 0;
    reference_t there = {r->dag, expr_child(r->dag, at, 1), r->ctx, place->coeffs, NULL};
    bool *marked = reference_fill(&there, a);
    uint64_t hash = reference_path(&there, a);
    reference_empty(&there, marked, a);
    mem_free(there.series);
    mem_free(marked);
    return hash;
}

static inline uint64_t reference_signature(const dag_t *dag, expr_t root, expr_t variable, const real_t point,
                                           real_ctx_t ctx)
{
    reference_t r = {dag, variable, ctx, point, NULL};
    bool *marked = reference_fill(&r, root);
    uint64_t hash = reference_path(&r, root);
    reference_empty(&r, marked, root);
    mem_free(r.series);
    mem_free(marked);
    return hash;
}

// ---- results ----

// The series (or truth) of the root at the point; its coefficients must be cleared.
static inline void reference_series(series_t *result, const dag_t *dag, expr_t root, expr_t variable,
                                    const real_t point, real_ctx_t ctx)
{
    reference_t r = {dag, variable, ctx, point, NULL};
    bool *marked = reference_fill(&r, root);
    *result = r.series[root];
    for (expr_t a = 0; a < root; a++)
        for (int k = 0; marked[a] && k < SERIES_ORDER; k++)
            real_clear(r.series[a].coeffs + k);
    mem_free(marked);
    mem_free(r.series);
}

static inline void series_clear(series_t *series)
{
    for (int k = 0; k < SERIES_ORDER; k++)
        real_clear(series->coeffs + k);
}

// 1, 0, or -1 where a term has no value.
static inline int reference_truth(const dag_t *dag, expr_t formula, expr_t variable, const real_t point, real_ctx_t ctx)
{
    series_t series;
    reference_series(&series, dag, formula, variable, point, ctx);
    series_clear(&series);
    return series.truth;
}

// False where the term has no value.
static inline bool reference_value(real_t value, const dag_t *dag, expr_t term, expr_t variable, const real_t point,
                                   real_ctx_t ctx)
{
    series_t series;
    reference_series(&series, dag, term, variable, point, ctx);
    real_set(value, series.coeffs);
    series_clear(&series);
    return series.defined;
}

// ---- evidence ----

// The numbers after `word` at the start of evidence lines, in order.
static inline void evidence_numbers(rpoint_list_t numbers, const proof_t *proof, const char *word, real_ctx_t ctx)
{
    size_t length = strlen(word);
    for (const char *line = proof->evidence.text; *line;) {
        const char *end = strchr(line, '\n');
        assert_non_null(end);
        if (strncmp(line, word, length) == 0) {
            rpoint_t point;
            rpoint_init(point);
            assert_ok(number_read(point, line + length, (size_t)(end - line) - length, ctx));
            rpoint_list_append(numbers, point);
            rpoint_clear(point);
        }
        line = end + 1;
    }
}

#endif
