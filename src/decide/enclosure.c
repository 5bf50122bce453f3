// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/enclosure.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "decide/bound.h"
#include "decide/domain.h"
#include "decide/natural.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "expr/tape.h"
#include "real/number.h"

#define HULL_PRECISION 64

void enclosure_init(enclosure_t *enclosure)
{
    enclosure->kind = ENCLOSURE_UNKNOWN;
    strbuf_init(&enclosure->lo);
    strbuf_init(&enclosure->hi);
    strbuf_init(&enclosure->remark);
}

void enclosure_clear(enclosure_t *enclosure)
{
    strbuf_clear(&enclosure->lo);
    strbuf_clear(&enclosure->hi);
    strbuf_clear(&enclosure->remark);
}

// ---- whether there is a value ----

static obligation_t statement(size_t count, const quantified_t *variables, expr_t region, expr_t conclusion)
{
    return (obligation_t){.kind = count ? OBLIGATION_FORALL : OBLIGATION_CONSTANT,
                          .role = "domain",
                          .required = true,
                          .variable_count = count,
                          .variables = (quantified_t *)(uintptr_t)variables,
                          .state_count = count,
                          .region = count ? region : EXPR_NONE,
                          .conclusion = conclusion,
                          .shape_function = EXPR_NONE,
                          .shape_constant = EXPR_NONE,
                          .bound = EXPR_NONE};
}

static void prove_statement(proof_t *proof, dag_t *dag, size_t count, const quantified_t *variables, expr_t conclusion,
                            const prove_limits_t *limits)
{
    obligation_t obligation = statement(count, variables, expr_leaf(dag, EXPR_TRUE), conclusion);
    prover_t prover;
    prover_init(&prover, dag, limits);
    prove_obligation(proof, &prover, &obligation);
    prover_clear(&prover);
}

static void append_witness(strbuf_t *out, const dag_t *dag, const proof_t *proof)
{
    for (size_t i = 0; i < proof->witness_count; i++)
        strbuf_printf(out, "%s%s = %s", i ? ", " : " at ", expr_variable_name(dag, proof->witness[i].variable),
                      proof->witness[i].decimal);
}

static dinterval_t hull_of(dag_t *dag, const interval_t *domain)
{
    dinterval_t hull = dinterval_whole();
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    if (domain->lo != EXPR_NONE && constant_enclose(lo, hi, dag, domain->lo, HULL_PRECISION))
        hull.neg_lo = dinterval_from_fmpq(lo).neg_lo;
    if (domain->hi != EXPR_NONE && constant_enclose(lo, hi, dag, domain->hi, HULL_PRECISION))
        hull.hi = dinterval_from_fmpq(hi).hi;
    fmpq_clear(lo);
    fmpq_clear(hi);
    return hull;
}

// By one evaluation over the whole box.
static bool is_evidently_defined(dag_t *dag, expr_t plain, size_t count, const quantified_t *variables)
{
    dinterval_t *box = mem_alloc(count, sizeof *box);
    expr_t *names = mem_alloc(count, sizeof *names);
    tape_result_t value;
    for (size_t i = 0; i < count; i++) {
        names[i] = variables[i].variable;
        box[i] = hull_of(dag, &variables[i].domain);
    }
    tape_t *tape = tape_compile(dag, 1, &plain, count, names);
    tape_evaluate(&value, tape, 1, box);
    tape_free(tape);
    mem_free(box);
    mem_free(names);
    return value.regularity >= REGULARITY_DEFINED;
}

// Those of the variables that occur in the formula, a new array.
static quantified_t *occurring(size_t *found, const dag_t *dag, expr_t formula, size_t count,
                               const quantified_t *variables)
{
    quantified_t *result = mem_alloc(count, sizeof *result);
    *found = 0;
    for (size_t i = 0; i < count; i++)
        if (expr_depends_on(dag, formula, variables[i].variable))
            result[(*found)++] = variables[i];
    return result;
}

// Whether 0 != e is proved by a sign of e, which respects open ends: sin(x) is positive on (0, 1].
static bool has_sign(dag_t *dag, expr_t condition, size_t count, const quantified_t *variables,
                     const prove_limits_t *limits)
{
    bool proved = false;
    for (size_t k = 0; k < 2 && expr_op(dag, condition) == EXPR_NOT_EQUAL && !proved; k++) {
        expr_t e = expr_child(dag, condition, 1), zero = expr_integer(dag, 0);
        proof_t proof;
        proof_init(&proof);
        prove_statement(&proof, dag, count, variables,
                        expr_binary(dag, EXPR_LESS, zero, k ? expr_simplify(dag, expr_unary(dag, EXPR_NEG, e)) : e),
                        limits);
        proved = proof.verdict == VERDICT_PROVED;
        proof_clear(&proof);
    }
    return proved;
}

// Whether the condition for the expression to have a value is proved. If not, says so in the enclosure.
static bool prove_condition(enclosure_t *enclosure, dag_t *dag, expr_t condition, size_t count,
                            const quantified_t *variables, const prove_limits_t *limits)
{
    proof_t proof;
    proof_init(&proof);
    size_t own_count;
    quantified_t *own = occurring(&own_count, dag, condition, count, variables);
    prove_statement(&proof, dag, own_count, own, condition, limits);
    strbuf_reset(&enclosure->remark);
    enclosure->kind = proof.verdict == VERDICT_REFUTED ? ENCLOSURE_UNDEFINED : ENCLOSURE_UNKNOWN;
    bool proved = proof.verdict == VERDICT_PROVED ||
                  (proof.verdict == VERDICT_UNDECIDED && has_sign(dag, condition, own_count, own, limits));
    if (proof.verdict == VERDICT_REFUTED) {
        strbuf_append(&enclosure->remark, "undefined");
        append_witness(&enclosure->remark, dag, &proof);
    } else if (!proved) {
        strbuf_printf(&enclosure->remark, "not shown to be defined: %s",
                      proof.reason ? proof.reason : "no proof found");
    }
    mem_free(own);
    proof_clear(&proof);
    return proved;
}

// Operator by operator, which respects open ends of intervals: x in (0, 1] is not 0. What that leaves open may be shown
// for the expression as a whole.
static bool is_defined(enclosure_t *enclosure, dag_t *dag, expr_t a, expr_t plain, size_t count,
                       const quantified_t *variables, const prove_limits_t *limits)
{
    expr_t *conditions, defined = formula_defined(dag, a);
    if (expr_op(dag, defined) == EXPR_TRUE)
        return true;
    size_t condition_count = domain_conditions(&conditions, dag, plain);
    bool proved = true;
    enclosure->kind = ENCLOSURE_UNKNOWN;
    for (size_t i = 0; proved && i < condition_count; i++)
        proved = prove_condition(enclosure, dag, conditions[i], count, variables, limits);
    mem_free(conditions);
    if (proved || enclosure->kind == ENCLOSURE_UNDEFINED)
        return proved;
    return prove_condition(enclosure, dag, defined, count, variables, limits);
}

// ---- values ----

static bool is_zero(dag_t *dag, expr_t a, const prove_limits_t *limits)
{
    proof_t proof;
    proof_init(&proof);
    prove_statement(&proof, dag, 0, NULL, expr_binary(dag, EXPR_EQUAL, expr_integer(dag, 0), a), limits);
    bool zero = proof.verdict == VERDICT_PROVED;
    proof_clear(&proof);
    return zero;
}

static void append_ends(enclosure_t *enclosure, const arf_t lo, const arf_t hi, slong digits)
{
    number_decimal_arf(&enclosure->lo, lo, digits, NUMBER_DOWN);
    number_decimal_arf(&enclosure->hi, hi, digits, NUMBER_UP);
}

static void enclose_rational(enclosure_t *enclosure, const fmpq_t value, slong digits)
{
    number_decimal_fmpq(&enclosure->lo, value, digits, NUMBER_DOWN);
    number_decimal_fmpq(&enclosure->hi, value, digits, NUMBER_UP);
}

// The ends of what balls of rising precision enclose; infinities when they do not.
static void enclose_by_balls(arf_t lo, arf_t hi, const dag_t *dag, expr_t a, slong most, slong digits)
{
    arb_t value;
    arb_init(value);
    bool found = false;
    for (slong prec = 4 * digits + 64; prec <= 2 * most; prec *= 2) {
        found = constant_ball(value, dag, a, prec);
        if (found && arb_rel_accuracy_bits(value) > 4 * digits)
            break;
    }
    if (!found)
        arb_zero_pm_inf(value);
    arb_get_interval_arf(lo, hi, value, 8 * most);
    arb_clear(value);
}

// What doubles know, one operator at a time: the sign of numbers that are too large for balls.
static void meet_doubles(arf_t lo, arf_t hi, dag_t *dag, expr_t a)
{
    natural_t *natural = natural_new(dag, a, 0, NULL);
    dinterval_t range = natural_range(natural, NULL);
    natural_free(natural);
    if (arf_cmp_d(lo, dinterval_lo(range)) < 0)
        arf_set_d(lo, dinterval_lo(range));
    if (arf_cmp_d(hi, range.hi) > 0)
        arf_set_d(hi, range.hi);
}

static void enclose_constant(enclosure_t *enclosure, dag_t *dag, expr_t a, const prove_limits_t *limits, slong digits)
{
    if (expr_op(dag, a) == EXPR_RATIONAL) {
        enclose_rational(enclosure, expr_rational_value(dag, a), digits);
        return;
    }
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    enclose_by_balls(lo, hi, dag, a, limits->max_precision > 16 * digits ? limits->max_precision : 16 * digits, digits);
    meet_doubles(lo, hi, dag, a);
    if (arf_sgn(lo) <= 0 && arf_sgn(hi) >= 0 && is_zero(dag, a, limits)) {
        arf_zero(lo);
        arf_zero(hi);
    }
    append_ends(enclosure, lo, hi, digits);
    arf_clear(lo);
    arf_clear(hi);
}

// ---- ranges ----

static void enclose_on_box(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                           slong digits)
{
    arf_t lo, hi;
    arf_init(lo);
    arf_init(hi);
    bound_below(lo, dag, a, count, variables, digits);
    bound_below(hi, dag, expr_simplify(dag, expr_unary(dag, EXPR_NEG, a)), count, variables, digits);
    arf_neg(hi, hi);
    append_ends(enclosure, lo, hi, digits);
    arf_clear(lo);
    arf_clear(hi);
}

static void enclose(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                    const prove_limits_t *limits, slong digits)
{
    expr_t plain = expr_simplify(dag, expr_eliminate_operators(dag, a));
    if (!is_evidently_defined(dag, plain, count, variables) &&
        !is_defined(enclosure, dag, a, plain, count, variables, limits))
        return;
    enclosure->kind = ENCLOSURE_FOUND;
    if (expr_is_constant(dag, plain))
        enclose_constant(enclosure, dag, plain, limits, digits);
    else
        enclose_on_box(enclosure, dag, plain, count, variables, digits);
}

// Beyond the limit of nodes terms are others than they should be.
void enclose_range(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                   const prove_limits_t *limits, slong digits)
{
    if (!dag_over_limit(dag))
        enclose(enclosure, dag, a, count, variables, limits, digits);
    if (!dag_over_limit(dag))
        return;
    enclosure->kind = ENCLOSURE_UNKNOWN;
    strbuf_reset(&enclosure->remark);
    strbuf_printf(&enclosure->remark, "not enclosed: that takes more than %u nodes of expressions", DAG_NODE_LIMIT);
}
