// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "report/document_result.h"

#include <string.h>

// A table has the whole width.
static void write_item(strbuf_t *out, const char *term, const strbuf_t *text)
{
    bool is_table = strncmp(text->text, "<div", 4) == 0;
    if (text->length)
        strbuf_printf(out, "<dt>%s</dt><dd%s>%s</dd>\n", term, is_table ? " class=\"table\"" : "", text->text);
}

static void constants(strbuf_t *out, document_t *document, size_t claim)
{
    report_constant_t *found;
    document_table_t table;
    size_t count = document_constants(&found, document, claim);
    bool in_table = document_table(&table, document, count, found);
    if (in_table)
        html_table(out, &table, "Certified numbers");
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

// The predicate with its clauses as the spec writes them, but for comments.
static void source(strbuf_t *out, document_t *document, size_t claim)
{
    span_t span = document_claim(document, claim)->text_span;
    const char *text = document_spec(document)->text + span.offset, *end = text + span.length;
    strbuf_append(out, "<code>");
    while (text < end) {
        const char *comment = memchr(text, '#', (size_t)(end - text));
        html_escape(out, text, (size_t)((comment ? comment : end) - text));
        const char *line_end = comment ? memchr(comment, '\n', (size_t)(end - comment)) : NULL;
        text = line_end ? line_end : end;
    }
    strbuf_append(out, "</code>");
}

// Of a part: there is no other place for them.
static void write_part_constants(strbuf_t *out, document_t *document, size_t claim)
{
    report_constant_t *found;
    size_t count = document_constants(&found, document, claim);
    for (size_t i = 0; i < count; i++) {
        prose_t prose = document_constant_of(document, claim, found + i);
        strbuf_append(out, i ? "<br/>" : "");
        html_prose(out, &prose);
    }
    report_constants_clear(found, count);
}

// Of a part: at what point it fails, or why.
static void write_refutation(strbuf_t *out, document_t *document, size_t claim)
{
    if (document->results[claim].verdict != VERDICT_REFUTED)
        return;
    phrases_t points = document_witnesses(document, claim), words = document_reasons(document, claim);
    if (points.count + words.count == 0)
        return;
    strbuf_append(out, points.count ? "<div>false at " : "<div>");
    write_phrases(out, &points);
    strbuf_append(out, points.count && words.count ? "<br/>" : "");
    write_phrases(out, &words);
    strbuf_append(out, "</div>");
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
                       "<th scope=\"col\" role=\"columnheader\">Numbers</th></tr></thead>"
                       "<tbody role=\"rowgroup\">\n");
    for (size_t i = claim - count; i < claim; i++) {
        strbuf_append(out, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">");
        prose_t title = document_title(document, i);
        html_prose(out, &title);
        strbuf_append(out, "</th><td role=\"cell\">");
        html_verdict(out, document, i);
        strbuf_append(out, "</td><td role=\"cell\">");
        write_part_constants(out, document, i);
        prose_t sides = document_sides(document, i);
        html_prose(out, &sides);
        write_refutation(out, document, i);
        strbuf_append(out, "</td></tr>\n");
    }
    strbuf_append(out, "</tbody></table></div>\n");
}

static void write_items(strbuf_t *out, document_t *document, size_t claim)
{
    strbuf_t text;
    strbuf_init(&text);
    constants(&text, document, claim);
    write_item(out, "Certified", &text);
    for (size_t i = 0; i < document_detail_count; i++) {
        phrases_t phrases = document_details[i].phrases(document, claim);
        strbuf_reset(&text);
        write_phrases(&text, &phrases);
        write_item(out, document_details[i].label, &text);
    }
    strbuf_reset(&text);
    source(&text, document, claim);
    write_item(out, "In the spec", &text);
    strbuf_clear(&text);
}

void html_claim(strbuf_t *out, document_t *document, size_t claim, const html_ground_t *ground)
{
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
    write_items(out, document, claim);
    strbuf_append(out, "</dl>\n");
    write_parts(out, document, claim);
    if (ground->curve)
        html_orbit(out, document, claim, ground->curve);
    if (ground->plane)
        html_plane_orbit(out, document, claim, ground->plane);
    html_subdivisions(out, document, claim);
    strbuf_append(out, "</article>\n");
}
