// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/document.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "report/document_result.h"

#include <string.h>

// ---- reading ----

static exit_code_t check(document_t *document, strbuf_t *error)
{
    strbuf_t reason;
    strbuf_init(&reason);
    FILE *stream = file_open(&reason, document->path);
    if (!stream)
        strbuf_printf(error, "%s: %s", document->path, reason.text);
    strbuf_clear(&reason);
    if (!stream)
        return EXIT_CODE_NO_INPUT;
    bool good = certificate_check(&document->certificate, stream, NULL, 0, parallel_processors());
    document->has_certificate = true;
    fclose(stream);
    const reader_t *reader = &document->certificate.reader;
    if (good)
        return EXIT_CODE_EXPECTED;
    bool refused = reader->fault == FAULT_REFUSED;
    strbuf_printf(error, "%s:%zu: %s: %s", document->path, reader->line_number,
                  refused ? "the certificate is refused" : "no certificate", reader->message.text);
    return refused ? EXIT_CODE_OPPOSITE : EXIT_CODE_MALFORMED;
}

static exit_code_t read_record(document_t *document, strbuf_t *error)
{
    strbuf_t reason;
    strbuf_init(&reason);
    status_t status = record_read(&document->record, &reason, document->path);
    document->has_record = true;
    if (status != STATUS_OK)
        strbuf_printf(error, "%s: %s", document->path, reason.text);
    strbuf_clear(&reason);
    return status == STATUS_OK ? EXIT_CODE_EXPECTED : status == STATUS_IO ? EXIT_CODE_NO_INPUT : EXIT_CODE_MALFORMED;
}

// The syntax tree of a text that has been read without errors before.
static void parse(document_t *document)
{
    const spec_t *spec = document_spec(document);
    document->source = source_make(&document->diagnostics, spec->text, spec->length);
    parser_t parser = parser_make(&document->source, &document->arena);
    document->statements = parse_spec(&parser);
}

exit_code_t document_read(document_t *document, strbuf_t *error, const char *path)
{
    memset(document, 0, sizeof *document);
    document->path = path;
    arena_init(&document->arena);
    diagnostics_init(&document->diagnostics);
    exit_code_t code = check(document, error);
    if (code == EXIT_CODE_EXPECTED)
        code = read_record(document, error);
    if (code != EXIT_CODE_EXPECTED)
        return code;
    parse(document);
    document->results = document_results(&document->certificate.spec, &document->record);
    document->report = (report_t){document_spec(document), NULL, document->results, path};
    document->scene = (scene_t){&document->arena, &document->certificate.spec, document->results};
    return code;
}

void document_clear(document_t *document)
{
    for (size_t i = 0; document->results && i < document->certificate.spec.claim_count; i++)
        claim_result_clear(document->results + i);
    mem_free(document->results);
    if (document->has_record)
        record_clear(&document->record);
    if (document->has_certificate)
        certificate_clear(&document->certificate);
    diagnostics_clear(&document->diagnostics);
    arena_clear(&document->arena);
    memset(document, 0, sizeof *document);
}

// ---- parts ----

const spec_t *document_spec(const document_t *document)
{
    return &document->certificate.spec;
}

static const statement_t *find_statement(const document_t *document, statement_kind_t kind, size_t index)
{
    for (size_t i = 0; i < document->statements.count; i++)
        if (document->statements.items[i].kind == kind && index-- == 0)
            return document->statements.items + i;
    return NULL;
}

const claim_ast_t *document_claim(const document_t *document, size_t claim)
{
    size_t index = 0; // among those that the spec writes down: parts of theorems stand before their theorem
    for (size_t i = 0; i < claim; i++)
        index += document_spec(document)->claims[i].role == PART_NONE;
    return find_statement(document, STATEMENT_CLAIM, index)->claim;
}

const statement_t *document_landscape(const document_t *document)
{
    return find_statement(document, STATEMENT_LANDSCAPE, 0);
}

// ---- what is told of a claim ----

const document_detail_t document_details[] = {{"Witness", document_witnesses},
                                              {"Why", document_reasons},
                                              {"Critical points", document_enclosures},
                                              {"How", document_methods}};

const size_t document_detail_count = sizeof document_details / sizeof *document_details;
