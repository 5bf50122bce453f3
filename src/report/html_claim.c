// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "report/document_result.h"

#include <string.h>

static void write_item(strbuf_t *out, const char *term, const strbuf_t *text)
{
    if (text->length)
        strbuf_printf(out, "<dt>%s</dt><dd>%s</dd>\n", term, text->text);
}

static void write_cell(strbuf_t *out, const char *element, const prose_t *prose)
{
    strbuf_printf(out, "<%s>", element);
    html_prose(out, prose);
    strbuf_printf(out, "</%.2s>", element);
}

// A line for each row of the claim, a column for each quantity.
static void write_table(strbuf_t *out, document_t *document, const document_table_t *table)
{
    strbuf_append(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Certified numbers\">"
                       "<table class=\"numbers\"><thead><tr><td></td>");
    for (size_t x = 0; x < table->column_count; x++) {
        prose_t heading = document_heading(document, table, x);
        write_cell(out, "th scope=\"col\"", &heading);
    }
    strbuf_append(out, "</tr></thead><tbody>\n");
    for (size_t y = 0; y < table->row_count; y++) {
        strbuf_append(out, "<tr><th scope=\"row\">");
        html_text(out, table->rows[y]);
        strbuf_append(out, "</th>");
        for (size_t x = 0; x < table->column_count; x++) {
            prose_t cell = document_cell(document, table, y, x);
            write_cell(out, "td", &cell);
        }
        strbuf_append(out, "</tr>\n");
    }
    strbuf_append(out, "</tbody></table></div>");
}

static void constants(strbuf_t *out, document_t *document, size_t claim)
{
    report_constant_t *found;
    document_table_t table;
    size_t count = report_constants(&found, &document->report, claim);
    bool in_table = document_table(&table, document, count, found);
    if (in_table)
        write_table(out, document, &table);
    strbuf_append(out, count > 1 && !in_table ? "<ul>" : "");
    for (size_t i = 0; i < count && !in_table; i++) {
        prose_t prose = document_constant(document, found + i);
        strbuf_append(out, count > 1 ? "<li>" : "");
        html_prose(out, &prose);
        strbuf_append(out, count > 1 ? "</li>" : "");
    }
    strbuf_append(out, count > 1 && !in_table ? "</ul>" : "");
    report_constants_clear(found, count);
}

static void write_phrases(strbuf_t *out, const phrases_t *phrases)
{
    for (size_t i = 0; i < phrases->count; i++) {
        strbuf_append(out, i ? "<br/>" : "");
        html_prose(out, phrases->items + i);
    }
}

static void witnesses(strbuf_t *out, document_t *document, size_t claim)
{
    phrases_t phrases = document_witnesses(document, claim);
    write_phrases(out, &phrases);
}

static void critical_points(strbuf_t *out, document_t *document, size_t claim)
{
    phrases_t phrases = document_enclosures(document, claim);
    write_phrases(out, &phrases);
}

static void methods(strbuf_t *out, document_t *document, size_t claim)
{
    phrases_t phrases = document_methods(document, claim);
    write_phrases(out, &phrases);
}

// The predicate as the spec writes it.
static void source(strbuf_t *out, document_t *document, size_t claim)
{
    const spec_t *spec = document_spec(document);
    span_t span = spec->claims[claim].predicate_span;
    strbuf_append(out, "<code>");
    html_escape(out, spec->text + span.offset, span.length);
    if (*spec->claims[claim].region_text) {
        strbuf_append(out, " on ");
        html_text(out, spec->claims[claim].region_text);
    }
    strbuf_append(out, "</code>");
}

// Hypotheses, quantities and conclusions of a theorem, each with its verdict and what is certified. On a phone the
// cells of a row stand one below the other, and no longer are those of a table but for the roles.
static void write_parts(strbuf_t *out, document_t *document, size_t claim)
{
    const claim_t *claims = document_spec(document)->claims;
    size_t count = claims[claim].part_count;
    if (count == 0)
        return;
    strbuf_append(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Parts of the theorem\">"
                       "<table class=\"parts\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">"
                       "<th scope=\"col\" role=\"columnheader\">Part</th>"
                       "<th scope=\"col\" role=\"columnheader\">Verdict</th>"
                       "<th scope=\"col\" role=\"columnheader\">Certified</th></tr></thead>"
                       "<tbody role=\"rowgroup\">\n");
    for (size_t i = claim - count; i < claim; i++) {
        strbuf_append(out, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">");
        prose_t title = document_title(document, i);
        html_prose(out, &title);
        strbuf_append(out, "</th><td role=\"cell\">");
        html_verdict(out, document, i);
        strbuf_append(out, "</td><td role=\"cell\">");
        html_constant_cell(out, document, i);
        if (document->results[i].verdict == VERDICT_REFUTED) {
            strbuf_append(out, " <div>false at ");
            witnesses(out, document, i);
            strbuf_append(out, "</div>");
        }
        strbuf_append(out, "</td></tr>\n");
    }
    strbuf_append(out, "</tbody></table></div>\n");
}

void html_claim(strbuf_t *out, document_t *document, size_t claim, const html_ground_t *ground)
{
    static const struct {
        const char *term;
        void (*write)(strbuf_t *, document_t *, size_t);
    } items[] = {{"Certified", constants},
                 {"Witness", witnesses},
                 {"Critical points", critical_points},
                 {"How", methods},
                 {"In the spec", source}};
    const claim_t *c = document_spec(document)->claims + claim;
    prose_t title = document_title(document, claim), statement = document_statement(document, claim);
    strbuf_append(out, "<article id=\"claim-");
    html_text(out, c->id);
    strbuf_printf(out, "\" aria-labelledby=\"h%zu\"><h3 id=\"h%zu\">", claim + 1, claim + 1);
    html_prose(out, &title);
    strbuf_append(out, "</h3><p class=\"line\"><code>");
    html_text(out, c->id);
    strbuf_append(out, "</code> ");
    html_verdict(out, document, claim);
    strbuf_append(out, "</p>\n<p>");
    prose_text(&statement, ".");
    html_prose(out, &statement);
    strbuf_append(out, document->results[claim].vacuous ? " (Vacuous: no point satisfies the hypotheses.)</p>\n<dl>\n"
                                                        : "</p>\n<dl>\n");
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        strbuf_t text;
        strbuf_init(&text);
        items[i].write(&text, document, claim);
        write_item(out, items[i].term, &text);
        strbuf_clear(&text);
    }
    strbuf_append(out, "</dl>\n");
    write_parts(out, document, claim);
    if (ground->curve)
        html_orbit(out, document, claim, ground->curve);
    if (ground->plane)
        html_plane_orbit(out, document, claim, ground->plane);
    html_subdivisions(out, document, claim, ground);
    strbuf_append(out, "</article>\n");
}
