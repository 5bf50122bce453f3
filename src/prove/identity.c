// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/identity.h"

#include "base/memory.h"
#include "prove/exact.h"

#define MAX_DEGREE 12
#define MAX_DEGREE_ELSE 4 // without equations, where subdivision has failed

void identity_init(identity_t *identity)
{
    *identity = (identity_t){0};
}

void identity_clear(identity_t *identity, const hypotheses_t *system)
{
    for (size_t i = 0; i < identity->term_count; i++) {
        fmpq_mpoly_clear(identity->terms[i].root, system->ring);
        fmpq_clear(identity->terms[i].factor);
    }
    for (size_t i = 0; i < identity->multiple_count; i++)
        fmpq_mpoly_clear(identity->multiples[i].multiplier, system->ring);
    mem_free(identity->terms);
    mem_free(identity->multiples);
}

identity_term_t *identity_add_term(identity_t *identity, const hypotheses_t *system, size_t left, size_t right)
{
    identity->terms = mem_grow(identity->terms, &identity->term_capacity, identity->term_count + 1, sizeof *identity->terms);
    identity_term_t *term = identity->terms + identity->term_count++;
    *term = (identity_term_t){.left = left, .right = right};
    fmpq_mpoly_init(term->root, system->ring);
    fmpq_init(term->factor);
    return term;
}

// ---- the certificate ----

static void write_rational(strbuf_t *out, const fmpq_t value)
{
    char *text = fmpq_get_str(NULL, 10, value);
    strbuf_printf(out, " %s", text);
    flint_free(text);
}

// The number of terms, then for each its coefficient and exponents.
static void write_polynomial(strbuf_t *out, const fmpq_mpoly_t p, const hypotheses_t *system)
{
    ulong *exponents = mem_alloc(system->variable_count, sizeof *exponents);
    fmpq_t coefficient;
    fmpq_init(coefficient);
    slong length = fmpq_mpoly_length(p, system->ring);
    strbuf_printf(out, " %ld", (long)length);
    for (slong t = 0; t < length; t++) {
        fmpq_mpoly_get_term_coeff_fmpq(coefficient, p, t, system->ring);
        fmpq_mpoly_get_term_exp_ui(exponents, p, t, system->ring);
        write_rational(out, coefficient);
        for (size_t v = 0; v < system->variable_count; v++)
            strbuf_printf(out, " %lu", (unsigned long)exponents[v]);
    }
    strbuf_append(out, "\n");
    fmpq_clear(coefficient);
    mem_free(exponents);
}

static void write_identity(strbuf_t *out, const identity_t *identity, const hypotheses_t *system, verdict_t verdict)
{
    strbuf_printf(out, "evidence %s identity %zu %zu\n", verdict_name(verdict), identity->term_count, identity->multiple_count);
    for (size_t i = 0; i < identity->term_count; i++) {
        const identity_term_t *term = identity->terms + i;
        strbuf_append(out, "term");
        write_rational(out, term->factor);
        strbuf_printf(out, " %d", (term->left != SIZE_MAX) + (term->right != SIZE_MAX));
        if (term->left != SIZE_MAX)
            strbuf_printf(out, " %zu", term->left + 1);
        if (term->right != SIZE_MAX)
            strbuf_printf(out, " %zu", term->right + 1);
        write_polynomial(out, term->root, system);
    }
    for (size_t i = 0; i < identity->multiple_count; i++) {
        strbuf_printf(out, "multiple %zu", identity->multiples[i].hypothesis + 1);
        write_polynomial(out, identity->multiples[i].multiplier, system);
    }
}

// ---- the obligation ----

static bool has_equation(const hypotheses_t *system)
{
    for (size_t i = 0; i < system->count; i++)
        if (system->items[i].kind == HYPOTHESIS_ZERO && system->items[i].degree > 0)
            return true;
    return false;
}

// The least even degree at which a lead and an equation fit.
static slong first_degree(const hypotheses_t *system)
{
    slong least = MAX_DEGREE;
    for (size_t i = 0; i < system->count; i++)
        if (system->items[i].kind != HYPOTHESIS_OTHER && system->items[i].degree >= 0)
            least = FLINT_MIN(least, system->items[i].degree);
    return FLINT_MAX(2, least + least % 2);
}

static bool is_of_a_kind_for_identities(const obligation_t *obligation)
{
    return (obligation->kind == OBLIGATION_FORALL || obligation->kind == OBLIGATION_EXISTS) && obligation->variable_count > 0;
}

bool identity_has_equation(prover_t *prover, const obligation_t *obligation)
{
    if (!is_of_a_kind_for_identities(obligation))
        return false;
    hypotheses_t system;
    hypotheses_init(&system, prover->dag, obligation);
    bool result = has_equation(&system);
    hypotheses_clear(&system);
    return result;
}

bool prove_identity(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    hypotheses_t system;
    identity_t identity;
    if (!is_of_a_kind_for_identities(obligation))
        return false;
    hypotheses_init(&system, prover->dag, obligation);
    identity_init(&identity);
    bool found = false;
    slong degree = first_degree(&system), most = has_equation(&system) ? MAX_DEGREE : MAX_DEGREE_ELSE;
    for (; degree <= most && !found; degree += 2)
        found = identity_search(&identity, &system, degree);
    if (found) {
        proof->verdict = obligation->kind == OBLIGATION_FORALL ? VERDICT_PROVED : VERDICT_REFUTED;
        write_identity(&proof->evidence, &identity, &system, proof->verdict);
        proof->method = format_text("polynomial identity of degree %ld, %zu squares", (long)degree - 2, identity.term_count);
    }
    identity_clear(&identity, &system);
    hypotheses_clear(&system);
    return found;
}
