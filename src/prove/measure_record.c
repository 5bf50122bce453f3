// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure_record.h"

#include "base/memory.h"

#include <string.h>

// What an obligation is about, in numbers.
typedef struct {
    size_t variables, states, maps, noise, targets, steps;
} counts_t;

struct measure_record {
    size_t term_count;
    expr_t *terms; // what the obligation is about
    counts_t counts;
    fmpq *least, *most;
    char *evidence, *method;
};

// The nodes that the obligation is made of, but for the bounds; equal terms are equal nodes.
static expr_t *terms_of(size_t *count, const obligation_t *obligation)
{
    size_t n = obligation->variable_count, next = 0;
    expr_t *terms = mem_alloc(3 * n + 1 + obligation->map_count + obligation->target_count, sizeof *terms);
    for (size_t i = 0; i < n; i++) {
        terms[next++] = obligation->variables[i].variable;
        terms[next++] = obligation->variables[i].domain.lo;
        terms[next++] = obligation->variables[i].domain.hi;
    }
    terms[next++] = obligation->region;
    for (size_t i = 0; i < obligation->map_count; i++)
        terms[next++] = obligation->map[i];
    for (size_t k = 0; k < obligation->target_count; k++)
        terms[next++] = obligation->targets[k].formula;
    *count = next;
    return terms;
}

static counts_t counts_of(const obligation_t *obligation)
{
    return (counts_t){obligation->variable_count, obligation->state_count,  obligation->map_count,
                      obligation->noise_count,    obligation->target_count, obligation->steps};
}

measure_record_t *measure_record_new(const obligation_t *obligation, const fmpq *least, const fmpq *most,
                                     char *evidence, char *method)
{
    measure_record_t *record = mem_alloc(1, sizeof *record);
    size_t count = obligation->target_count;
    *record = (measure_record_t){.counts = counts_of(obligation)};
    record->terms = terms_of(&record->term_count, obligation);
    record->least = _fmpq_vec_init((slong)count);
    record->most = _fmpq_vec_init((slong)count);
    for (size_t k = 0; k < count; k++) {
        fmpq_set(record->least + k, least + k);
        fmpq_set(record->most + k, most + k);
    }
    record->evidence = evidence;
    record->method = method;
    return record;
}

void measure_record_free(measure_record_t *record)
{
    if (!record)
        return;
    _fmpq_vec_clear(record->least, (slong)record->counts.targets);
    _fmpq_vec_clear(record->most, (slong)record->counts.targets);
    mem_free(record->terms);
    mem_free(record->evidence);
    mem_free(record->method);
    mem_free(record);
}

static bool is_about(const measure_record_t *record, const obligation_t *obligation)
{
    size_t count;
    counts_t counts = counts_of(obligation);
    expr_t *terms = terms_of(&count, obligation);
    bool same = memcmp(&counts, &record->counts, sizeof counts) == 0 && count == record->term_count &&
                memcmp(terms, record->terms, count * sizeof *terms) == 0;
    mem_free(terms);
    return same;
}

// Whether the bound (EXPR_NONE for none) is a number that is at most the volume, for sign 1, or at least, for sign -1.
static bool implies(const dag_t *dag, expr_t bound, const fmpq *volume, int sign)
{
    if (bound == EXPR_NONE)
        return true;
    return expr_op(dag, bound) == EXPR_RATIONAL && sign * fmpq_cmp(expr_rational_value(dag, bound), volume) <= 0;
}

bool measure_record_proves(proof_t *proof, const measure_record_t *record, const dag_t *dag,
                           const obligation_t *obligation)
{
    if (!record || !is_about(record, obligation))
        return false;
    for (size_t k = 0; k < record->counts.targets; k++) {
        const target_t *target = obligation->targets + k;
        if (!implies(dag, target->least, record->least + k, 1) || !implies(dag, target->most, record->most + k, -1))
            return false;
    }
    proof->verdict = VERDICT_PROVED;
    strbuf_append(&proof->evidence, record->evidence);
    proof->method = mem_copy_text(record->method, strlen(record->method));
    return true;
}
