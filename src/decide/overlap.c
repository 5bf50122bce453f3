// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/overlap.h"

#include "base/memory.h"
#include "claim/overlap.h"
#include "expr/print.h"

typedef struct {
    strbuf_t *out;
    spec_t *spec;
    const prove_limits_t *limits;
    const obligation_list_t *list;
} overlap_run_t;

static void write_warning(strbuf_t *text, const spec_t *spec, const obligation_t *overlap, const proof_t *proof)
{
    strbuf_printf(text, "%s: warning: two cases overlap with different values, of which the first counts, at ",
                  spec->path);
    for (size_t i = 0; i < proof->witness_count; i++)
        strbuf_printf(text, "%s%s = %s", i ? ", " : "",
                      expr_variable_name(spec->dag, proof->witness[i].variable), proof->witness[i].decimal);
    strbuf_append(text, ": ");
    expr_print(text, spec->dag, overlap->region, 200);
    strbuf_append_char(text, '\n');
}

static bool is_proved(prover_t *prover, const obligation_t *obligation)
{
    proof_t proof;
    proof_init(&proof);
    prove_obligation(&proof, prover, obligation);
    bool proved = proof.verdict == VERDICT_PROVED;
    proof_clear(&proof);
    return proved;
}

static void find_overlaps(worker_output_t *output, size_t index, void *context)
{
    (void)index;
    const overlap_run_t *run = context;
    prover_t prover;
    prover_init(&prover, run->spec->dag, run->limits);
    strbuf_t text;
    strbuf_init(&text);
    for (size_t i = 0; i + 1 < run->list->count; i += 2) { // as claim/overlap.h lists them
        const obligation_t *overlap = run->list->items + i;
        proof_t proof;
        proof_init(&proof);
        prove_obligation(&proof, &prover, overlap);
        if (proof.verdict == VERDICT_PROVED && !is_proved(&prover, overlap + 1))
            write_warning(&text, run->spec, overlap, &proof);
        proof_clear(&proof);
    }
    worker_send(output, text.text, text.length);
    strbuf_clear(&text);
    prover_clear(&prover);
}

static void take_warnings(const worker_result_t *result, void *context)
{
    const overlap_run_t *run = context;
    if (!result->failure)
        strbuf_append_bytes(run->out, result->output->text, result->output->length);
}

void overlap_warnings(strbuf_t *out, spec_t *spec, const worker_options_t *workers, const prove_limits_t *limits)
{
    obligation_list_t list;
    overlap_obligations(&list, spec);
    prove_limits_t small = *limits;
    small.max_boxes /= 100;
    small.no_identities = true;
    overlap_run_t run = {out, spec, &small, &list};
    worker_calls_t calls = {find_overlaps, take_warnings, NULL, &run};
    if (list.count)
        worker_run(1, workers, &calls);
    obligation_list_clear(&list);
}
