// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html.h"

#include "report/html_internal.h"
#include "report/page_bundle.h"
#include "report/versions.h"

#include <string.h>

// ---- text ----

void html_text(strbuf_t *out, const char *text)
{
    html_escape(out, text, strlen(text));
}

// The sign of the text behind a formula that belongs to it, as no line may end before such a sign; or 0.
static char sign_behind(const prose_t *prose, size_t formula)
{
    const char *text = formula + 1 < prose->count ? prose->items[formula + 1].text : NULL;
    return text && *text && strchr(".,;:)]", *text) ? *text : 0;
}

// The same of the text before a formula, whose last sign may open a parenthesis.
static char sign_before(const prose_t *prose, size_t formula)
{
    const char *text = formula > 0 ? prose->items[formula - 1].text : NULL;
    char last = text && *text ? text[strlen(text) - 1] : 0;
    return last == '(' || last == '[' ? last : 0;
}

// Text without the signs that the formulas around it have.
static void write_between(strbuf_t *out, const prose_t *prose, size_t i)
{
    const char *text = prose->items[i].text;
    size_t length = strlen(text);
    size_t taken = i > 0 && prose->items[i - 1].math && sign_behind(prose, i - 1);
    size_t given = i + 1 < prose->count && prose->items[i + 1].math && sign_before(prose, i + 1);
    html_escape(out, text + taken, length - taken - given);
}

void html_prose(strbuf_t *out, const prose_t *prose)
{
    for (size_t i = 0; i < prose->count; i++) {
        const prose_item_t *item = prose->items + i;
        strbuf_append(out, item->aside ? "<span class=\"aside\">" : "");
        if (item->math)
            math_write_mathml_inline(out, sign_before(prose, i), item->math, sign_behind(prose, i));
        else
            write_between(out, prose, i);
        strbuf_append(out, item->aside ? "</span>" : "");
    }
}

void html_verdict(strbuf_t *out, const document_t *document, size_t claim)
{
    static const char *const signs[] = {"?", "\xe2\x9c\x93", "\xe2\x9c\x97"};
    const claim_t *c = document_spec(document)->claims + claim;
    verdict_t verdict = document->results[claim].verdict, expected = c->role == PART_NONE ? c->expected : verdict;
    strbuf_printf(out, "<span class=\"verdict %s\"><span aria-hidden=\"true\">%s </span>%s</span>",
                  verdict_name(verdict), signs[verdict], verdict_name(verdict));
    if (c->role != PART_NONE && document->results[claim].vacuous)
        strbuf_append(out, " (vacuous)");
    if (verdict != expected)
        strbuf_printf(out, " <strong class=\"whole\">(%s expected)</strong>", verdict_name(expected));
    else if (verdict != VERDICT_PROVED && c->role == PART_NONE)
        strbuf_append(out, " <span class=\"whole\">(as expected)</span>");
}

#define LONG_DEFINITION 45 // letters: longer ones, other than cases, are set as running text

static void write_scrolled_math(strbuf_t *out, const char *label, const math_t *math)
{
    strbuf_printf(out, "<div class=\"scroll centred\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">", label);
    if (math_width(math) > LONG_DEFINITION && !math_is_tall(math))
        math_write_mathml_inline(out, 0, math, 0);
    else
        math_write_mathml(out, math, true);
    strbuf_append(out, "</div>\n");
}

// ---- tables ----

#define WIDE_TABLE 32 // letters: more are too many for a phone
#define COLUMN_HEADING "th scope=\"col\" role=\"columnheader\""

static void write_cell(strbuf_t *out, const char *element, const prose_t *prose)
{
    strbuf_printf(out, "<%s>", element);
    html_prose(out, prose);
    strbuf_printf(out, "</%.2s>", element);
}

// How many letters the columns of numbers take up.
static size_t table_width(const document_table_t *table)
{
    size_t width = 0;
    for (size_t x = 0; x < table->column_count; x++) {
        size_t widest = 0;
        for (size_t y = 0; y < table->line_count; y++) {
            const prose_t *cell = table->cells + y * table->column_count + x;
            size_t letters = cell->count ? math_width(cell->items[0].math) : 0;
            widest = letters > widest ? letters : widest;
        }
        width += widest;
    }
    return width;
}

// With the heading of its column, which is seen on a phone only: there the cells of a row stand one below the other.
static void write_number_cell(strbuf_t *out, const document_table_t *table, size_t x, size_t y, bool wide)
{
    const prose_t *cell = table->cells + y * table->column_count + x;
    strbuf_append(out, "<td role=\"cell\">");
    if (wide && cell->count) {
        strbuf_append(out, "<span class=\"heading\" aria-hidden=\"true\">");
        html_prose(out, table->columns + x);
        strbuf_append(out, " </span>");
    }
    html_prose(out, cell);
    strbuf_append(out, "</td>");
}

void html_table(strbuf_t *out, const document_table_t *table, const char *label)
{
    bool wide = table_width(table) > WIDE_TABLE;
    strbuf_printf(out,
                  "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">"
                  "<table class=\"numbers%s\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\">",
                  label, wide ? " wide" : "");
    write_cell(out, table->corner.count ? COLUMN_HEADING : "td role=\"cell\"", &table->corner);
    for (size_t x = 0; x < table->column_count; x++)
        write_cell(out, COLUMN_HEADING, table->columns + x);
    strbuf_append(out, "</tr></thead><tbody role=\"rowgroup\">\n");
    for (size_t y = 0; y < table->line_count; y++) {
        strbuf_append(out, "<tr role=\"row\">");
        write_cell(out, "th scope=\"row\" role=\"rowheader\"", table->lines + y);
        for (size_t x = 0; x < table->column_count; x++)
            write_number_cell(out, table, x, y, wide);
        strbuf_append(out, "</tr>\n");
    }
    strbuf_append(out, "</tbody></table></div>");
}

// ---- the landscape ----

static void write_list(strbuf_t *out, document_t *document, statement_kind_t kind, const char *term)
{
    bool any = false;
    for (size_t i = 0; i < document->statements.count; i++) {
        const statement_t *statement = document->statements.items + i;
        if (statement->kind != kind || document_is_in_value_table(document, statement))
            continue;
        if (!any)
            strbuf_printf(out, "<dt>%s</dt>", term);
        any = true;
        prose_t prose = document_definition(document, statement);
        strbuf_append(out, "<dd class=\"scroll\">");
        html_prose(out, &prose);
        strbuf_append(out, "</dd>\n");
    }
}

static void write_landscape(strbuf_t *out, document_t *document, const html_ground_t *ground)
{
    prose_t prose = document_definition(document, document_landscape(document));
    strbuf_append(out, "<section aria-labelledby=\"function\"><h2 id=\"function\">The function</h2>\n");
    write_scrolled_math(out, "Definition of the function", prose.items[0].math);
    strbuf_append(out, "<dl>\n");
    write_list(out, document, STATEMENT_LET, "Where");
    write_list(out, document, STATEMENT_POINT, "Points");
    write_list(out, document, STATEMENT_REGION, "Regions");
    strbuf_append(out, "</dl>\n");
    for (size_t i = 0; i < document->statements.count; i++) {
        document_table_t table;
        if (document_value_table(&table, document, document->statements.items + i))
            html_table(out, &table, "Values of functions");
    }
    if (ground->curve)
        html_landscape(out, document, ground->curve);
    if (ground->plane)
        html_plane(out, document, ground->plane);
    strbuf_append(out, "</section>\n");
}

// ---- the verdicts ----

// The only constant of the claim; how many there are, where there are more.
static void write_constant_cell(strbuf_t *out, document_t *document, size_t claim)
{
    report_constant_t *constants;
    size_t count = document_constants(&constants, document, claim);
    if (count == 1) {
        prose_t prose = document_constant_of(document, claim, constants);
        html_prose(out, &prose);
    } else if (count > 1) {
        strbuf_printf(out, "%zu constants", count);
    }
    report_constants_clear(constants, count);
}

static void write_counts(strbuf_t *out, const document_t *document)
{
    report_counts_t counts = report_count(&document->report);
    strbuf_printf(out, "<p>%zu proved, %zu refuted, %zu undecided; ", counts.proved, counts.refuted, counts.undecided);
    if (counts.unexpected)
        strbuf_printf(out, "<strong>%zu not as expected</strong>.</p>\n", counts.unexpected);
    else
        strbuf_append(out, "all as expected.</p>\n");
}

static void write_verdicts(strbuf_t *out, document_t *document)
{
    const spec_t *spec = document_spec(document);
    strbuf_append(out, "<section aria-labelledby=\"verdicts\"><h2 id=\"verdicts\">Verdicts</h2>\n");
    write_counts(out, document);
    strbuf_append(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"All verdicts\">"
                       "<table><thead><tr><th scope=\"col\">Claim</th><th scope=\"col\">Verdict</th>"
                       "<th scope=\"col\" class=\"constant\">Certified constant</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < spec->claim_count; i++) {
        if (!report_counts(&document->report, i))
            continue;
        strbuf_append(out, "<tr><th scope=\"row\"><a href=\"#claim-");
        html_text(out, spec->claims[i].id);
        strbuf_append(out, "\">");
        prose_t title = document_title(document, i);
        html_prose(out, &title);
        strbuf_append(out, "</a></th><td>");
        html_verdict(out, document, i);
        strbuf_append(out, "</td><td class=\"constant\">");
        write_constant_cell(out, document, i);
        strbuf_append(out, "</td></tr>\n");
    }
    strbuf_append(out, "</tbody></table></div></section>\n");
}

// ---- the page ----

// The page loads nothing, and runs and is set by nothing but its own script and style sheet.
static void write_policy(strbuf_t *out, const char *style)
{
    strbuf_append(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
                       "form-action 'none'; style-src ");
    html_policy_hash(out, style);
    if (html_is_live()) {
        strbuf_append(out, "; script-src ");
        html_policy_hash(out, page_bundle_script());
    }
    strbuf_append(out, "\"/>\n");
}

static void write_head(strbuf_t *out, const spec_t *spec, const char *style)
{
    strbuf_append(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
                       "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"generator\" content=\"");
    strbuf_t version;
    strbuf_init(&version);
    versions_append(&version);
    html_text(out, version.text);
    strbuf_clear(&version);
    strbuf_append(out, "\"/>\n");
    write_policy(out, style);
    strbuf_append(out, "<title>Certified claims about ");
    html_text(out, spec->landscape_name);
    strbuf_printf(out, "</title>\n<style>%s</style></head>\n<body>\n", style);
    strbuf_append(out, "<a class=\"skip\" href=\"#verdicts\">To the verdicts</a>\n");
}

static void write_header(strbuf_t *out, document_t *document)
{
    const spec_t *spec = document_spec(document);
    strbuf_append(out, "<header><h1>Certified claims about ");
    math_write_mathml(out, math_name(&document->arena, spec->landscape_name), false);
    strbuf_append(out, "</h1>\n");
    if (*spec->cite) {
        strbuf_append(out, "<p class=\"cite\">");
        html_text(out, spec->cite);
        strbuf_append(out, "</p>\n");
    }
    strbuf_append(out, "</header>\n");
}

static void write_footer(strbuf_t *out, const document_t *document)
{
    strbuf_append(out, "<footer><h2>Re-check</h2><p>Each verdict can be re-checked from the certificate "
                       "alone:</p>\n<p><code>certify-check ");
    html_text(out, document->path);
    strbuf_append(out, "</code></p>\n<dl><dt>SHA-256 of the spec</dt><dd><code>");
    html_text(out, document->record.spec_hash);
    strbuf_append(out, "</code></dd>\n<dt>SHA-256 of the certificate</dt><dd><code>");
    html_text(out, document->record.hash);
    strbuf_append(out, "</code></dd></dl></footer>\n");
    if (html_is_live())
        strbuf_printf(out, "<script>%s</script>\n", page_bundle_script());
    strbuf_append(out, "</body></html>\n");
}

void html_report(strbuf_t *out, document_t *document)
{
    const spec_t *spec = document_spec(document);
    curve_t curve;
    plane_t plane;
    html_ground_t ground = {NULL, NULL};
    if (curve_make(&curve, &document->scene, &(curve_style_t){.scale = CURVE_CUT, .even = html_is_live()}))
        ground.curve = &curve;
    if (plane_make(&plane, &document->scene, NULL, NULL))
        ground.plane = &plane;
    strbuf_t style;
    strbuf_init(&style);
    html_style(&style);
    strbuf_append(&style, page_bundle_style());
    write_head(out, spec, style.text);
    strbuf_clear(&style);
    write_header(out, document);
    strbuf_append(out, "<main>\n");
    write_landscape(out, document, &ground);
    write_verdicts(out, document);
    strbuf_append(out, "<section aria-labelledby=\"claims\"><h2 id=\"claims\">Claims</h2>\n");
    for (size_t i = 0; i < spec->claim_count; i++)
        if (report_counts(&document->report, i))
            html_claim(out, document, i, &ground);
    strbuf_append(out, "</section>\n</main>\n");
    write_footer(out, document);
}
