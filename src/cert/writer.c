// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cert/writer.h"

#include "claim/theorem.h"

// Hands what was collected over to the file.
static void flush(certificate_writer_t *writer)
{
    file_writer_add(&writer->file, writer->text.text, writer->text.length);
    strbuf_reset(&writer->text);
}

static void write_header(certificate_writer_t *writer)
{
    const spec_t *spec = writer->spec;
    char hash[SHA256_TEXT_LENGTH];
    sha256_of(hash, spec->text, spec->length);
    strbuf_append(&writer->text, "certify-certificate 1\n");
    strbuf_printf(&writer->text, "spec-sha256 %s\n", hash);
    strbuf_printf(&writer->text, "spec-bytes %zu\n", spec->length);
    strbuf_append_bytes(&writer->text, spec->text, spec->length);
    strbuf_printf(&writer->text, "\nclaims %zu\n", spec->claim_count);
    flush(writer);
}

status_t certificate_open(certificate_writer_t *writer, strbuf_t *error, const char *path, spec_t *spec)
{
    *writer = (certificate_writer_t){.spec = spec};
    if (file_writer_open(&writer->file, error, path) != STATUS_OK)
        return STATUS_IO;
    obligation_writer_init(&writer->nodes, spec->dag);
    strbuf_init(&writer->text);
    write_header(writer);
    return STATUS_OK;
}

// ---- claims ----

static void write_obligations(certificate_writer_t *writer, const obligation_list_t *list,
                              const instance_result_t *result)
{
    strbuf_printf(&writer->text, "obligations %zu\n", list->count);
    for (size_t i = 0; i < list->count; i++) {
        const char *evidence = result->obligations[i].evidence;
        obligation_write(&writer->text, &writer->nodes, list->items + i, i);
        strbuf_append(&writer->text, evidence ? evidence : "evidence none\n");
        flush(writer);
    }
}

static void write_instance(certificate_writer_t *writer, size_t claim, const instance_result_t *result)
{
    instance_t instance = {claim, result->row, EXPR_NONE, NULL, false};
    strbuf_printf(&writer->text, "instance %zu", result->row);
    if (result->has_constant) {
        char *constant = fmpq_get_str(NULL, 10, result->constant);
        strbuf_printf(&writer->text, " ? %s", constant);
        flint_free(constant);
        instance.unknown = expr_rational(writer->spec->dag, result->constant);
    }
    if (result->every)
        strbuf_append(&writer->text, " ? every");
    instance.every = result->every;
    strbuf_append_char(&writer->text, '\n');
    if (result->has_tactic) {
        tactic_write(&writer->text, &result->tactic);
        strbuf_append_char(&writer->text, '\n');
        instance.tactic = &result->tactic;
    }
    strbuf_printf(&writer->text, "verdict %s\n", verdict_name(result->verdict));
    if (result->reason) {
        strbuf_append(&writer->text, "obligations 0\n");
        return;
    }
    obligation_list_t list;
    const char *reason;
    if (claim_lower(&list, &reason, writer->spec, &instance) == STATUS_OK && list.count == result->obligation_count)
        write_obligations(writer, &list, result);
    else
        writer->inconsistent = true;
    obligation_list_clear(&list);
}

static void write_claim(certificate_writer_t *writer, size_t claim, const claim_result_t *result)
{
    const claim_t *c = writer->spec->claims + claim;
    if (claim_is_theorem(writer->spec, claim)) {
        strbuf_printf(&writer->text, "claim %s\nverdict %s\nparts %zu\nend-claim\n", c->id,
                      verdict_name(result->verdict), c->part_count);
        flush(writer);
        return;
    }
    strbuf_printf(&writer->text, "claim %s\nverdict %s\ninstances %zu\n", c->id, verdict_name(result->verdict), result->instance_count);
    for (size_t i = 0; i < result->instance_count; i++)
        write_instance(writer, claim, result->instances + i);
    strbuf_append(&writer->text, "end-claim\n");
    flush(writer);
}

static void write_undecided_before(certificate_writer_t *writer, size_t claim)
{
    claim_result_t nothing;
    claim_result_init(&nothing);
    while (writer->next_claim < claim)
        write_claim(writer, writer->next_claim++, &nothing);
    claim_result_clear(&nothing);
}

void certificate_add(certificate_writer_t *writer, size_t claim, const claim_result_t *result)
{
    write_undecided_before(writer, claim);
    write_claim(writer, claim, result);
    writer->next_claim = claim + 1;
}

// ---- the end ----

static void clear(certificate_writer_t *writer)
{
    obligation_writer_clear(&writer->nodes);
    strbuf_clear(&writer->text);
}

status_t certificate_commit(certificate_writer_t *writer, strbuf_t *error)
{
    write_undecided_before(writer, writer->spec->claim_count);
    if (writer->inconsistent) {
        strbuf_printf(error, "%s: not written: the results do not fit the obligations of the spec", writer->file.path);
        certificate_abandon(writer);
        return STATUS_MALFORMED;
    }
    char hash[SHA256_TEXT_LENGTH];
    sha256_text(hash, &writer->file.hash);
    strbuf_printf(&writer->text, "end-certificate %s\n", hash);
    flush(writer);
    status_t status = file_commit(&writer->file, error);
    clear(writer);
    return status;
}

void certificate_abandon(certificate_writer_t *writer)
{
    file_abandon(&writer->file);
    clear(writer);
}
