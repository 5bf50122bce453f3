// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence `empty`: a variable's interval has no point, so a FORALL holds and an EXISTS does not.
#include "prove/prove.h"

#include "base/memory.h"

// hi < lo, or hi <= lo when an end is open.
static expr_t no_point(dag_t *dag, const interval_t *domain)
{
    bool open = domain->lo_open || domain->hi_open;
    return expr_binary(dag, open ? EXPR_LESS_EQUAL : EXPR_LESS, expr_integer(dag, 0),
                       expr_binary(dag, EXPR_SUB, domain->lo, domain->hi));
}

static bool is_empty(prover_t *prover, const interval_t *domain)
{
    if (domain->lo == EXPR_NONE || domain->hi == EXPR_NONE)
        return false;
    obligation_t order = {.kind = OBLIGATION_CONSTANT, .conclusion = no_point(prover->dag, domain)};
    order.region = order.bound = order.shape_function = order.shape_constant = EXPR_NONE;
    proof_t proof;
    proof_init(&proof);
    prove_constant(&proof, prover, &order);
    bool result = proof.verdict == VERDICT_PROVED;
    proof_clear(&proof);
    return result;
}

bool prove_empty(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    bool exists = obligation->kind == OBLIGATION_EXISTS;
    if (!exists && obligation->kind != OBLIGATION_FORALL && obligation->kind != OBLIGATION_PAIR)
        return false;
    for (size_t i = 0; i < obligation->variable_count; i++) {
        if (!is_empty(prover, &obligation->variables[i].domain))
            continue;
        static const char method[] = "empty interval";
        proof->verdict = exists ? VERDICT_REFUTED : VERDICT_PROVED;
        proof->method = mem_copy_text(method, sizeof method - 1);
        strbuf_printf(&proof->evidence, "evidence %s empty %zu\n", exists ? "refuted" : "proved", i + 1);
        return true;
    }
    return false;
}
