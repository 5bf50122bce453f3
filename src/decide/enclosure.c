// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/enclosure.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "decide/bound.h"
#include "decide/constant.h"
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

// By proof.
static bool is_defined(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                       const prove_limits_t *limits)
{
    expr_t defined = formula_defined(dag, a);
    if (expr_op(dag, defined) == EXPR_TRUE)
        return true;
    proof_t proof;
    proof_init(&proof);
    prove_statement(&proof, dag, count, variables, defined, limits);
    if (proof.verdict == VERDICT_REFUTED) {
        enclosure->kind = ENCLOSURE_UNDEFINED;
        strbuf_append(&enclosure->remark, "undefined");
        append_witness(&enclosure->remark, dag, &proof);
    } else if (proof.verdict == VERDICT_UNDECIDED) {
        enclosure->kind = ENCLOSURE_UNKNOWN;
        strbuf_printf(&enclosure->remark, "not shown to be defined: %s",
                      proof.reason ? proof.reason : "no proof found");
    }
    bool proved = proof.verdict == VERDICT_PROVED;
    proof_clear(&proof);
    return proved;
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

static bool has_digits(const fmpq_t lo, const fmpq_t hi, slong digits)
{
    arb_t value, other;
    slong prec = 4 * digits + 64;
    arb_init(value);
    arb_init(other);
    arb_set_fmpq(value, lo, prec);
    arb_set_fmpq(other, hi, prec);
    arb_union(value, value, other, prec);
    bool enough = fmpq_equal(lo, hi) || arb_rel_accuracy_bits(value) > 4 * digits;
    arb_clear(value);
    arb_clear(other);
    return enough;
}

static void enclose_constant(enclosure_t *enclosure, dag_t *dag, expr_t a, const prove_limits_t *limits, slong digits)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    bool found = false;
    slong most = limits->max_precision > 16 * digits ? limits->max_precision : 16 * digits;
    for (slong prec = 4 * digits + 64; prec <= 2 * most; prec *= 2) {
        found = constant_enclose(lo, hi, dag, a, prec);
        if (found && has_digits(lo, hi, digits))
            break;
    }
    if (found && fmpq_sgn(lo) <= 0 && fmpq_sgn(hi) >= 0 && is_zero(dag, a, limits)) {
        fmpq_zero(lo);
        fmpq_zero(hi);
    }
    if (found) {
        number_decimal_fmpq(&enclosure->lo, lo, digits, NUMBER_DOWN);
        number_decimal_fmpq(&enclosure->hi, hi, digits, NUMBER_UP);
    } else {
        strbuf_append(&enclosure->lo, "-inf");
        strbuf_append(&enclosure->hi, "inf");
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

// ---- ranges ----

static void append_bound(strbuf_t *out, const arf_t bound, slong digits, number_direction_t direction)
{
    arb_t value;
    arb_init(value);
    arb_set_arf(value, bound);
    number_decimal_arb(out, value, digits, direction);
    arb_clear(value);
}

static void enclose_on_box(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                           slong digits)
{
    arf_t bound;
    arf_init(bound);
    bound_below(bound, dag, a, count, variables, digits);
    append_bound(&enclosure->lo, bound, digits, NUMBER_DOWN);
    bound_below(bound, dag, expr_simplify(dag, expr_unary(dag, EXPR_NEG, a)), count, variables, digits);
    arf_neg(bound, bound);
    append_bound(&enclosure->hi, bound, digits, NUMBER_UP);
    arf_clear(bound);
}

void enclose_range(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                   const prove_limits_t *limits, slong digits)
{
    expr_t plain = expr_simplify(dag, expr_eliminate_operators(dag, a));
    if (!is_evidently_defined(dag, plain, count, variables) && !is_defined(enclosure, dag, a, count, variables, limits))
        return;
    enclosure->kind = ENCLOSURE_FOUND;
    if (expr_is_constant(dag, plain))
        enclose_constant(enclosure, dag, plain, limits, digits);
    else
        enclose_on_box(enclosure, dag, plain, count, variables, digits);
}
