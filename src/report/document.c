// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/document.h"

#include "base/memory.h"
#include "report/document_result.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

// ---- reading ----

static exit_code_t check(document_t *document, strbuf_t *error)
{
    FILE *stream = fopen(document->path, "rb");
    int first = stream ? getc(stream) : EOF;
    if (!stream || (first == EOF && ferror(stream))) {
        strbuf_printf(error, "%s: %s", document->path, strerror(errno));
        if (stream)
            fclose(stream);
        return EXIT_CODE_NO_INPUT;
    }
    ungetc(first, stream);
    bool good = certificate_check(&document->certificate, stream, NULL, 0);
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

// ---- constants and points ----

static void decimal(prose_t *prose, math_t *row, const char *text)
{
    math_add(prose->arena, row, math_decimal(prose->arena, text, strlen(text)));
}

// mu = 2, mu = 2.897..., mu >= 2, or mu in [2.897, 2.898].
static math_t *constant_relation(prose_t *prose, math_t *name, const report_constant_t *constant)
{
    math_t *row = math_unary(prose->arena, MATH_ROW, name);
    bool exact = strcmp(constant->lo.text, constant->hi.text) == 0, fraction = constant->fraction.length > 0;
    bool least = strcmp(constant->hi.text, "inf") == 0, most = strcmp(constant->lo.text, "-inf") == 0;
    math_sign_t sign = exact || fraction ? MATH_EQUAL : least ? MATH_GREATER_EQUAL : most ? MATH_LESS_EQUAL : MATH_MEMBER;
    math_add(prose->arena, row, math_sign(prose->arena, sign));
    if (fraction) {
        math_add(prose->arena, row, math_exact(prose->arena, constant->fraction.text));
    } else if (exact || least || most) {
        decimal(prose, row, most ? constant->hi.text : constant->lo.text);
    } else {
        math_t *ends = math_new(prose->arena, MATH_ROW);
        decimal(prose, ends, constant->lo.text);
        math_add(prose->arena, ends, math_sign(prose->arena, MATH_COMMA));
        decimal(prose, ends, constant->hi.text);
        math_add(prose->arena, row, math_fenced(prose->arena, FENCE_CLOSED, ends));
    }
    return row;
}

static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_')
            return false;
    return length > 0;
}

// What a constant in words is called: "volume of flat", "growth per step"; a name of the spec may stand behind "of".
static void name_in_words(prose_t *prose, const char *name, size_t length)
{
    const char *of = "volume of ";
    size_t words = strncmp(name, of, strlen(of)) == 0 ? strlen(of) : length;
    bool named = is_name(name + words, length - words);
    prose_text(prose, "%.*s", (int)(named ? words : length), name);
    if (named)
        prose_math(prose, math_text(prose->arena, MATH_NAME, name + words, length - words));
}

// "mu = 2 (g = 1/5)", "growth per step (g = 1/5) >= 2": the row of the claim stands behind the name.
prose_t document_constant(document_t *document, const report_constant_t *constant)
{
    prose_t prose = {.arena = &document->arena};
    const char *name = constant->name, *row = strstr(name, " (");
    if (!row)
        row = name + strlen(name);
    size_t length = (size_t)(row - name);
    bool in_words = memchr(name, ' ', length) != NULL;
    if (in_words) {
        name_in_words(&prose, name, length);
        prose_text(&prose, "%s ", row);
    }
    math_t *left = in_words ? math_new(prose.arena, MATH_ROW) : math_text(prose.arena, MATH_NAME, name, length);
    prose_math(&prose, constant_relation(&prose, left, constant));
    if (!in_words && *row)
        prose_text(&prose, "%s", row);
    return prose;
}

prose_t document_enclosure(document_t *document, const obligation_result_t *root)
{
    prose_t prose = {.arena = &document->arena};
    for (size_t i = 0; i < root->enclosed_count; i++) {
        const enclosed_coordinate_t *coordinate = root->enclosed + i;
        math_t *ends = math_new(prose.arena, MATH_ROW);
        decimal(&prose, ends, coordinate->lo);
        math_add(prose.arena, ends, math_sign(prose.arena, MATH_COMMA));
        decimal(&prose, ends, coordinate->hi);
        math_t *interval = math_fenced(prose.arena, FENCE_CLOSED, ends);
        prose_text(&prose, "%s", i ? ", " : "");
        prose_math(&prose, math_relation(prose.arena, document_coordinate(prose.arena, coordinate->name, false),
                                         MATH_MEMBER, interval));
    }
    return prose;
}

// ---- witnesses ----

// The obligation whose witness shows why the instance has its verdict; NULL when none does.
static const obligation_result_t *telling(const instance_result_t *instance, bool exists)
{
    if (instance_result_refutes_claim(instance))
        return instance_result_refutation(instance);
    for (size_t k = 0; exists && k < instance->obligation_count; k++)
        if (instance->obligations[k].required && instance->obligations[k].coordinate_count)
            return instance->obligations + k;
    return NULL;
}

size_t document_witnesses(witness_t **witnesses, document_t *document, size_t claim)
{
    const claim_result_t *result = document->results + claim;
    bool exists = document_spec(document)->claims[claim].predicate == PREDICATE_EXISTS;
    size_t count = 0;
    *witnesses = arena_alloc(&document->arena, result->instance_count, sizeof **witnesses);
    for (size_t i = 0; i < result->instance_count; i++) {
        const instance_result_t *instance = result->instances + i;
        const obligation_result_t *obligation = telling(instance, exists);
        if (obligation)
            (*witnesses)[count++] = (witness_t){instance->row, instance_result_refutes_claim(instance), obligation};
    }
    return count;
}

size_t document_roots(const obligation_result_t ***roots, document_t *document, size_t claim)
{
    const claim_result_t *result = document->results + claim;
    size_t all = result->instance_count ? result->instances->obligation_count : 0, count = 0;
    *roots = arena_alloc(&document->arena, all, sizeof **roots);
    for (size_t k = 0; k < all; k++) {
        const obligation_result_t *obligation = result->instances->obligations + k;
        if (obligation->enclosed_count && obligation->verdict == VERDICT_PROVED)
            (*roots)[count++] = obligation;
    }
    return count;
}
