// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/table.h"

#include "base/memory.h"
#include "decide/margin.h"
#include "expr/print.h"
#include "real/number.h"
#include "report/explain.h"
#include "report/text.h"
#include "report/versions.h"

#include <string.h>

#define MARGIN_DIGITS 3
#define EXPRESSION_LENGTH 24 // of a stated constant
#define LEAST_TITLE 12u      // narrower titles are of no use, however narrow the terminal
#define INDENT "      "

typedef enum {
    COLUMN_ID,
    COLUMN_TITLE,
    COLUMN_VERDICT,
    COLUMN_CONSTANT,
    COLUMN_MARGIN,
    COLUMN_TIME,
    COLUMN_COUNT
} column_t;

static const char *const headings[COLUMN_COUNT] = {"claim", "title", "verdict", "constant", "margin", "time"};

typedef struct {
    strbuf_t cells[COLUMN_COUNT];
} row_t;

typedef struct {
    const report_t *report;
    const table_style_t *style;
    row_t *rows; // per claim of the spec
    size_t widths[COLUMN_COUNT];
} table_t;

// ---- cells ----

static void verdict_cell(strbuf_t *cell, const report_t *report, size_t claim)
{
    static const char *const words[] = {"UNDECIDED", "PROVED", "REFUTED"};
    bool is_part = report->spec->claims[claim].role != PART_NONE;
    verdict_t expected = is_part ? VERDICT_PROVED : report->spec->claims[claim].expected;
    strbuf_append(cell, words[report->results[claim].verdict]);
    if (expected != VERDICT_PROVED && report_as_expected(report, claim))
        strbuf_append(cell, " (expected)");
    else if (expected != VERDICT_PROVED)
        strbuf_printf(cell, " (expected %s)", verdict_name(expected));
    if (report->results[claim].vacuous)
        strbuf_append(cell, " (vacuous)");
}

// The end of an enclosure whose digits begin as those of the number do.
static const char *nearer_to_zero(const report_constant_t *constant)
{
    return constant->lo.text[0] == '-' ? constant->hi.text : constant->lo.text;
}

// "L = 2*r" of a constant that depends on parameters; nothing for other claims, and where that is long.
static void stated_expression(strbuf_t *cell, const report_t *report, size_t claim)
{
    const char *name;
    const argument_t *argument = claim_constant(&name, report->spec, claim);
    if (!argument || argument->kind != VALUE_NUMBER)
        return;
    strbuf_t text;
    strbuf_init(&text);
    expr_print(&text, report->spec->dag, argument->number, EXPRESSION_LENGTH);
    if (text.length <= EXPRESSION_LENGTH)
        strbuf_printf(cell, "%s = %s", name, text.text);
    strbuf_clear(&text);
}

static void constant_cell(strbuf_t *cell, const report_t *report, size_t claim)
{
    report_constant_t *constants;
    size_t count = report_constants(&constants, report, claim);
    if (count > 1)
        strbuf_printf(cell, "%zu constants", count);
    else if (count == 1)
        strbuf_printf(cell, "%s ", constants->name);
    if (count == 1 && constants->stated && !constants->fraction.length &&
        strcmp(constants->lo.text, constants->hi.text) != 0)
        strbuf_printf(cell, "= %s...", nearer_to_zero(constants));
    else if (count == 1)
        report_append_constant(cell, constants);
    else if (count == 0)
        stated_expression(cell, report, claim);
    report_constants_clear(constants, count);
}

// Whether both ends of the margin look the same to the digits shown.
static bool margin_is_narrow(const claim_result_t *result)
{
    fmpq_t width, scale;
    fmpq_init(width);
    fmpq_init(scale);
    fmpq_sub(width, result->margin_hi, result->margin_lo);
    fmpq_mul_si(width, width, 100);
    fmpq_abs(scale, result->margin_lo);
    bool narrow = fmpq_cmp(width, scale) <= 0;
    fmpq_clear(width);
    fmpq_clear(scale);
    return narrow;
}

// What is certain of it: at least so much room, or at least so far from the truth; with the other end where that is
// far off.
static void margin_cell(strbuf_t *cell, const claim_result_t *result)
{
    if (!result->has_margin)
        return;
    bool narrow = margin_is_narrow(result);
    if (!narrow || result->verdict == VERDICT_PROVED)
        number_decimal_fmpq(cell, result->margin_lo, MARGIN_DIGITS, NUMBER_DOWN);
    if (!narrow)
        strbuf_append(cell, " to ");
    if (!narrow || result->verdict != VERDICT_PROVED)
        number_decimal_fmpq(cell, result->margin_hi, MARGIN_DIGITS, NUMBER_UP);
}

static void fill_row(row_t *row, const report_t *report, size_t claim)
{
    for (size_t k = 0; k < COLUMN_COUNT; k++)
        strbuf_init(row->cells + k);
    const claim_t *c = report->spec->claims + claim;
    if (c->role != PART_NONE)
        strbuf_append(row->cells + COLUMN_ID, "  ");
    text_append_clean(row->cells + COLUMN_ID, c->role != PART_NONE ? strchr(c->id, '/') + 1 : c->id);
    text_append_clean(row->cells + COLUMN_TITLE, report->spec->claims[claim].title);
    verdict_cell(row->cells + COLUMN_VERDICT, report, claim);
    constant_cell(row->cells + COLUMN_CONSTANT, report, claim);
    margin_cell(row->cells + COLUMN_MARGIN, report->results + claim);
    strbuf_printf(row->cells + COLUMN_TIME, "%.2f s", report->results[claim].seconds);
}

// ---- widths ----

static void fit_width(table_t *table)
{
    size_t total = 2 * COLUMN_COUNT;
    for (size_t k = 0; k < COLUMN_COUNT; k++)
        total += table->widths[k];
    size_t limit = table->style->width, title = table->widths[COLUMN_TITLE];
    if (limit == 0 || total <= limit || title <= LEAST_TITLE)
        return;
    size_t excess = total - limit;
    table->widths[COLUMN_TITLE] = title - excess > LEAST_TITLE && excess < title ? title - excess : LEAST_TITLE;
}

static void measure(table_t *table)
{
    for (size_t k = 0; k < COLUMN_COUNT; k++) {
        table->widths[k] = text_width(headings[k]);
        for (size_t i = 0; i < table->report->spec->claim_count; i++) {
            size_t width = report_includes(table->report, i) ? text_width(table->rows[i].cells[k].text) : 0;
            table->widths[k] = width > table->widths[k] ? width : table->widths[k];
        }
    }
    fit_width(table);
}

// ---- lines ----

static const char *verdict_color(const report_t *report, size_t claim)
{
    if (report->spec->claims[claim].role != PART_NONE)
        return NULL;
    if (report->results[claim].verdict == VERDICT_UNDECIDED)
        return "\033[33m";
    return report_as_expected(report, claim) ? "\033[32m" : "\033[31m";
}

static void append_line(strbuf_t *out, const table_t *table, const char *const *cells, const char *color)
{
    for (size_t k = 0; k < COLUMN_COUNT; k++) {
        bool colored = color && k == COLUMN_VERDICT;
        strbuf_append(out, "  ");
        if (colored)
            strbuf_append(out, color);
        text_append_cell(out, cells[k], table->widths[k]);
        if (colored)
            strbuf_append(out, "\033[0m");
    }
    while (out->length && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
    strbuf_append_char(out, '\n');
}

static void append_witness(strbuf_t *out, const report_t *report, size_t claim)
{
    const claim_result_t *result = report->results + claim;
    for (size_t i = 0; i < result->instance_count; i++) {
        const instance_result_t *instance = result->instances + i;
        const obligation_result_t *refutation = instance_result_refutation(instance);
        if (!instance_result_refutes_claim(instance))
            continue;
        strbuf_append(out, INDENT);
        if (claim_row_count(report->spec, claim) > 1) {
            claim_row_text(out, report->spec, claim, instance->row);
            strbuf_append(out, ": ");
        }
        explain_refutation(out, refutation);
        strbuf_printf(out, " (obligation: %s)\n", refutation->role);
    }
}

static void append_constants(strbuf_t *out, const report_t *report, size_t claim)
{
    report_constant_t *constants;
    size_t count = report_constants(&constants, report, claim);
    size_t width = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length = text_width(constants[i].name);
        width = length > width ? length : width;
    }
    for (size_t i = 0; count > 1 && i < count; i++) {
        strbuf_append(out, INDENT);
        text_append_cell(out, constants[i].name, width);
        strbuf_append_char(out, ' ');
        report_append_constant(out, constants + i);
        strbuf_append_char(out, '\n');
    }
    report_constants_clear(constants, count);
}

static void append_notes(strbuf_t *out, const report_t *report, size_t claim)
{
    char **notes;
    size_t count = report_notes(&notes, report, claim);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(notes[i], notes[i - 1]) != 0) // rows often share theirs
            text_append_indented(out, notes[i], sizeof INDENT - 1);
    for (size_t i = 0; i < count; i++)
        mem_free(notes[i]);
    mem_free(notes);
}

// "z[1] in [1.47, 1.48], z[2] in ...": where an implicit point lies.
static void append_point(strbuf_t *out, const obligation_result_t *root)
{
    strbuf_append(out, INDENT);
    for (size_t i = 0; i < root->enclosed_count; i++)
        strbuf_printf(out, "%s%s in [%s, %s]", i ? ", " : "", root->enclosed[i].name, root->enclosed[i].lo,
                      root->enclosed[i].hi);
    strbuf_append_char(out, '\n');
}

// The implicit points of the claim.
static void append_points(strbuf_t *out, const claim_result_t *result)
{
    const instance_result_t *instance = result->instances;
    for (size_t i = 0; result->instance_count && i < instance->obligation_count; i++) {
        const obligation_result_t *obligation = instance->obligations + i;
        if (obligation->verdict == VERDICT_PROVED && obligation->enclosed_count)
            append_point(out, obligation);
    }
}

static void append_remarks(strbuf_t *out, const report_t *report, size_t claim)
{
    const claim_result_t *result = report->results + claim;
    if (!report_locates_cycle(report, claim))
        append_points(out, result);
    append_constants(out, report, claim);
    append_notes(out, report, claim);
    if (result->verdict == VERDICT_REFUTED)
        append_witness(out, report, claim);
    if (result->vacuous)
        strbuf_append(out, INDENT "vacuous: nothing satisfies the hypotheses\n");
    bool tells = result->verdict != VERDICT_REFUTED || report->spec->claims[claim].part_count > 0;
    if (result->reason && tells)
        text_append_indented(out, result->reason, sizeof INDENT - 1);
}

static void append_summary(strbuf_t *out, const report_t *report)
{
    report_counts_t counts = report_count(report);
    size_t total = counts.proved + counts.refuted + counts.undecided;
    strbuf_printf(out, "%zu claim%s: %zu proved, %zu refuted, %zu undecided; ", total, total == 1 ? "" : "s",
                  counts.proved, counts.refuted, counts.undecided);
    if (counts.unexpected)
        strbuf_printf(out, "%zu not as expected\n", counts.unexpected);
    else
        strbuf_append(out, "all as expected\n");
    if (report->certificate) {
        strbuf_append(out, "certificate: ");
        text_append_clean(out, report->certificate);
        strbuf_append_char(out, '\n');
    }
}

static void append_claim(strbuf_t *out, const table_t *table, size_t claim)
{
    const report_t *report = table->report;
    const char *cells[COLUMN_COUNT];
    for (size_t k = 0; k < COLUMN_COUNT; k++)
        cells[k] = table->rows[claim].cells[k].text;
    append_line(out, table, cells, table->style->color ? verdict_color(report, claim) : NULL);
    append_remarks(out, report, claim);
    if (table->style->explain)
        explain_claim(out, report, claim);
}

// A theorem's parts stand below it.
static void append_claims(strbuf_t *out, const table_t *table)
{
    const report_t *report = table->report;
    append_line(out, table, headings, NULL);
    for (size_t i = 0; i < report->spec->claim_count; i++) {
        if (!report_counts(report, i))
            continue;
        append_claim(out, table, i);
        for (size_t k = i - report->spec->claims[i].part_count; k < i; k++)
            append_claim(out, table, k);
    }
}

void table_report(strbuf_t *out, const report_t *report, const table_style_t *style)
{
    table_t table = {report, style, mem_alloc(report->spec->claim_count, sizeof(row_t)), {0}};
    for (size_t i = 0; i < report->spec->claim_count; i++)
        if (report_includes(report, i))
            fill_row(table.rows + i, report, i);
    measure(&table);
    text_append_clean(out, report->spec->path);
    strbuf_append_char(out, '\n');
    append_claims(out, &table);
    append_summary(out, report);
    if (style->explain) {
        strbuf_append(out, "decided by ");
        versions_append(out);
        strbuf_append_char(out, '\n');
    }
    for (size_t i = 0; i < report->spec->claim_count; i++)
        for (size_t k = 0; report_includes(report, i) && k < COLUMN_COUNT; k++)
            strbuf_clear(table.rows[i].cells + k);
    mem_free(table.rows);
}
