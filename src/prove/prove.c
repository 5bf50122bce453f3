// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/prove.h"

#include "base/memory.h"
#include "prove/exact.h"
#include "prove/measure.h"
#include "prove/measure_record.h"

#define FEW_BOXES 4000

void prover_init(prover_t *prover, dag_t *dag, const prove_limits_t *limits)
{
    *prover = (prover_t){.dag = dag, .limits = *limits};
    real_ctx_init(prover->reals);
}

void prover_clear(prover_t *prover)
{
    for (size_t i = 0; i < prover->known_count; i++) {
        fmpq_clear(prover->known[i].lo);
        fmpq_clear(prover->known[i].hi);
        rpoint_clear(prover->known[i].exact);
    }
    mem_free(prover->known);
    measure_record_free(prover->measured);
    real_ctx_clear(prover->reals);
}

known_coordinate_t *prover_known(prover_t *prover, expr_t variable)
{
    for (size_t i = 0; i < prover->known_count; i++)
        if (prover->known[i].variable == variable)
            return prover->known + i;
    prover->known = mem_grow(prover->known, &prover->known_capacity, prover->known_count + 1, sizeof *prover->known);
    known_coordinate_t *known = prover->known + prover->known_count++;
    known->variable = variable;
    fmpq_init(known->lo);
    fmpq_init(known->hi);
    rpoint_init(known->exact);
    return known;
}

void proof_init(proof_t *proof)
{
    *proof = (proof_t){.verdict = VERDICT_UNDECIDED};
    strbuf_init(&proof->evidence);
}

void proof_clear(proof_t *proof)
{
    strbuf_clear(&proof->evidence);
    mem_free(proof->method);
    mem_free(proof->reason);
    mem_free(proof->detail);
    for (size_t i = 0; i < proof->witness_count; i++) {
        mem_free(proof->witness[i].exact);
        mem_free(proof->witness[i].decimal);
    }
    mem_free(proof->witness);
}

static void prove_numerically(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    switch (obligation->kind) {
    case OBLIGATION_FORALL:
    case OBLIGATION_EXISTS:
        prove_branch(proof, prover, obligation);
        break;
    case OBLIGATION_LOCAL:
        prove_local(proof, prover, obligation);
        break;
    case OBLIGATION_PAIR:
        prove_pair(proof, prover, obligation);
        break;
    case OBLIGATION_LIPSCHITZ:
    case OBLIGATION_BOUNDED:
        proof->reason = format_text("that no constant will do is shown for piecewise polynomials of one variable only");
        break;
    default:
        prove_root(proof, prover, obligation);
    }
}

// The exact method would have decided it.
static void note_limit(proof_t *proof)
{
    char *reason = format_text("exact arithmetic reached its limits of degree or size%s%s",
                               proof->reason ? "; numerically: " : "", proof->reason ? proof->reason : "");
    mem_free(proof->reason);
    proof->reason = reason;
}

static void forget_reason(proof_t *proof)
{
    mem_free(proof->reason);
    mem_free(proof->detail);
    proof->reason = proof->detail = NULL;
}

// On the surface of an equation subdivision seldom ends, and where there is no identity the search for one takes long: a few
// boxes, then the identity, then all boxes.
static void prove_by_boxes_or_identity(proof_t *proof, prover_t *prover, const obligation_t *obligation, bool identity_at_last)
{
    const bool identities = !prover->limits.no_identities, on_surface = identities && identity_has_equation(prover, obligation);
    if (on_surface) {
        const slong boxes = prover->limits.max_boxes;
        prover->limits.max_boxes = boxes < FEW_BOXES ? boxes : FEW_BOXES;
        prove_numerically(proof, prover, obligation);
        prover->limits.max_boxes = boxes;
        if (proof->verdict != VERDICT_UNDECIDED)
            return;
        forget_reason(proof);
        if (prove_identity(proof, prover, obligation))
            return;
    }
    prove_numerically(proof, prover, obligation);
    if (identities && !on_surface && identity_at_last && proof->verdict == VERDICT_UNDECIDED && prove_identity(proof, prover, obligation))
        forget_reason(proof);
}

void prove_obligation(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    if (obligation->kind == OBLIGATION_CONSTANT) {
        prove_constant(proof, prover, obligation);
        return;
    }
    if (obligation->kind == OBLIGATION_ORBIT) {
        prove_orbit(proof, prover, obligation);
        return;
    }
    if (obligation->kind == OBLIGATION_FLOW) {
        prove_flow(proof, prover, obligation);
        return;
    }
    if (obligation->kind == OBLIGATION_RANK) {
        prove_rank(proof, prover, obligation);
        return;
    }
    if (obligation->kind == OBLIGATION_AVOID) {
        prove_avoid(proof, prover, obligation);
        return;
    }
    if (obligation->kind == OBLIGATION_NONSINGULAR) {
        prove_nonsingular(proof, prover, obligation);
        return;
    }
    if (obligation->kind == OBLIGATION_MEASURE) {
        prove_measure(proof, prover, obligation);
        return;
    }
    if (prove_empty(proof, prover, obligation))
        return;
    status_t status = prove_exact(proof, prover, obligation);
    if (status == STATUS_OK)
        return;
    if (prove_separate(proof, prover, obligation))
        return;
    prove_by_boxes_or_identity(proof, prover, obligation, status != STATUS_LIMIT);
    if (status == STATUS_LIMIT && proof->verdict == VERDICT_UNDECIDED)
        note_limit(proof);
}
