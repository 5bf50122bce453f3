// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/tex_internal.h"

#include "report/document_result.h"
#include "report/versions.h"

#include <string.h>

#define LEAST_BOXES 11 // of a subdivision that is drawn
#define MOST_BOXES 1000
#define BLOCK_LINES 32 // of formulas, on a page of some 45
#define LINE_WIDTH 62  // letters of a formula on a line of its own, with its name
#define LEAST_LINE 30

// ---- text ----

static void escape(strbuf_t *out, const char *text)
{
    tex_escape(out, text, strlen(text));
}

// In typewriter letters. A line may end behind each sign and, in long words, behind every eighth letter.
static void code(strbuf_t *out, const char *text)
{
    strbuf_append(out, "\\texttt{");
    for (size_t i = 0; text[i];) {
        size_t length = strcspn(text + i, "/.-_ ,;");
        length = length > 8 ? 8 : length + (text[i + length] != 0);
        length = length > 8 ? 8 : length;
        while ((text[i + length] & 0xc0) == 0x80)
            length++;
        tex_escape(out, text + i, length);
        i += length;
        strbuf_append(out, text[i] ? "\\allowbreak{}" : "");
    }
    strbuf_append_char(out, '}');
}

static void inline_math(strbuf_t *out, const math_t *math)
{
    strbuf_append(out, math_is_deep(math) ? "$\\displaystyle " : "$");
    math_write_tex(out, math);
    strbuf_append_char(out, '$');
}

static void write_prose(strbuf_t *out, const prose_t *prose)
{
    for (size_t i = 0; i < prose->count; i++)
        if (prose->items[i].math)
            inline_math(out, prose->items[i].math);
        else
            escape(out, prose->items[i].text);
}

// ---- the frame ----

static void write_preamble(strbuf_t *out, bool standalone)
{
    strbuf_append(out, "% Written by ");
    versions_append(out);
    strbuf_append(out, "\n");
    if (!standalone) {
        strbuf_append(out, "% In the preamble: \\usepackage{amsmath,amssymb,graphicx,pgfplots}\n");
        return;
    }
    strbuf_append(out, "\\documentclass[a4paper,11pt]{article}\n"
                       "\\usepackage[margin=25mm]{geometry}\n"
                       "\\usepackage{amsmath,amssymb,graphicx,pgfplots}\n\\pgfplotsset{compat=1.18}\n"
                       "\\begin{document}\n");
}

// Lines may end at every sign, rather between formulas; what is wider than the page is made smaller.
static void write_settings(strbuf_t *out)
{
    strbuf_append(
        out, "\\begingroup\\sloppy\\emergencystretch=.4\\linewidth\\relpenalty=150\\binoppenalty=250\n"
             "\\medmuskip=4mu plus 2mu minus 1mu\\relax\\lineskip=3pt\n"
             "\\setlength{\\parindent}{0pt}\n"
             "\\providecommand{\\certifyfit}[1]{\\sbox0{#1}"
             "\\ifdim\\dimexpr\\ht0+\\dp0\\relax>.9\\textheight\\sbox0{\\resizebox{!}{.9\\textheight}{\\usebox0}}\\fi"
             "\\ifdim\\wd0>\\linewidth\\resizebox{\\linewidth}{!}{\\usebox0}\\else\\usebox0\\fi}\n"
             "\\providecommand{\\certifyclaim}[4]{\\par\\addvspace{8pt plus 4pt}\\pagebreak[1]"
             "{\\raggedright\\textbf{#1.}\\enspace\\textbf{#2}\\hskip 1em plus 1fil\\penalty0"
             "\\hbox{}\\nobreak\\hfill\\sbox0{#3\\quad\\textsc{#4}}"
             "\\ifdim\\wd0<\\linewidth\\usebox0\\else #3\\quad\\mbox{\\textsc{#4}}\\fi\\par}\\nopagebreak}\n"
             "\\providecommand{\\certifypart}[2]{\\par{\\small\\hangindent=7.6em\\hangafter=1\\raggedright"
             "\\hskip 1em\\makebox[5.6em][l]{#1}#2\\par}}\n"
             "\\providecommand{\\certifydetail}[2]{\\par\\nopagebreak[3]{\\small\\hangindent=2em\\hangafter=1"
             "\\raggedright\\hskip 1em\\textit{#1:}\\enspace #2\\par}}\n");
}

// ---- tables ----

#define TABLE_LINES 40 // on one page

// The lines from `from` up to `to`.
static void write_table(strbuf_t *out, const document_table_t *table, size_t from, size_t to)
{
    strbuf_append(out, "\\certifyfit{\\begin{tabular}{l");
    for (size_t x = 0; x < table->column_count; x++)
        strbuf_append_char(out, 'l');
    strbuf_append_char(out, '}');
    write_prose(out, &table->corner);
    for (size_t x = 0; x < table->column_count; x++) {
        strbuf_append(out, " & ");
        write_prose(out, table->columns + x);
    }
    strbuf_append(out, " \\\\\\hline\\rule{0pt}{2.5ex}%\n");
    for (size_t y = from; y < to; y++) {
        write_prose(out, table->lines + y);
        for (size_t x = 0; x < table->column_count; x++) {
            strbuf_append(out, " & ");
            write_prose(out, table->cells + y * table->column_count + x);
        }
        strbuf_append(out, " \\\\\n");
    }
    strbuf_append(out, "\\end{tabular}}");
}

// Functions by their values; tables do not break across pages: long ones are cut.
static void write_value_tables(strbuf_t *out, document_t *document)
{
    for (size_t i = 0; i < document->statements.count; i++) {
        document_table_t table;
        if (!document_value_table(&table, document, document->statements.items + i))
            continue;
        for (size_t from = 0; from < table.line_count; from += TABLE_LINES) {
            size_t rest = table.line_count - from;
            strbuf_append(out, "\\begin{center}\\small\n");
            write_table(out, &table, from, from + (rest < TABLE_LINES ? rest : TABLE_LINES));
            strbuf_append(out, "\\end{center}\n");
        }
    }
}

// ---- the landscape ----

static void write_definition_row(strbuf_t *out, document_t *document, const statement_t *statement)
{
    const math_t *head = math_from_head(&document->arena, &document->source, statement);
    size_t used = math_width(head), room = LINE_WIDTH > used + LEAST_LINE ? LINE_WIDTH - used : LEAST_LINE;
    math_lines_t lines =
        math_lines(&document->arena, math_from_body(&document->arena, &document->source, statement), room);
    math_write_tex(out, head);
    for (size_t i = 0; i < lines.count; i++) {
        strbuf_append(out, i ? " \\\\\n & \\qquad{}" : " & = ");
        math_write_tex(out, lines.items[i]);
    }
}

static size_t count_lines(const char *text)
{
    size_t lines = 1;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static void write_block(strbuf_t *out, strbuf_t *rows)
{
    strbuf_printf(out,
                  "\\begin{center}\\certifyfit{$\\displaystyle\\begin{aligned}\n%s\n\\end{aligned}$}\\end{center}\n",
                  rows->text);
    strbuf_reset(rows);
}

// The landscape, then the constants and functions that it is made of. A block of rows does not break across pages: long
// ones are cut.
static void write_landscape(strbuf_t *out, document_t *document)
{
    strbuf_t rows, row;
    strbuf_init(&rows);
    strbuf_init(&row);
    write_definition_row(&rows, document, document_landscape(document));
    for (size_t i = 0; i < document->statements.count; i++) {
        const statement_t *statement = document->statements.items + i;
        if (statement->kind != STATEMENT_LET || document_is_in_value_table(document, statement))
            continue;
        strbuf_reset(&row);
        write_definition_row(&row, document, statement);
        if (count_lines(rows.text) + count_lines(row.text) > BLOCK_LINES)
            write_block(out, &rows);
        else
            strbuf_append(&rows, " \\\\\n");
        strbuf_append(&rows, row.text);
    }
    write_block(out, &rows);
    strbuf_clear(&rows);
    strbuf_clear(&row);
}

static void write_list(strbuf_t *out, document_t *document, statement_kind_t kind, const char *one, const char *several)
{
    size_t count = 0, shown = 0;
    for (size_t i = 0; i < document->statements.count; i++)
        count += document->statements.items[i].kind == kind;
    if (count == 0)
        return;
    strbuf_printf(out, "\\par{\\raggedright %s: ", count == 1 ? one : several);
    for (size_t i = 0; i < document->statements.count; i++) {
        const statement_t *statement = document->statements.items + i;
        if (statement->kind != kind)
            continue;
        prose_t prose = document_definition(document, statement);
        write_prose(out, &prose);
        strbuf_append(out, ++shown < count ? "; " : ".\\par}\n");
    }
}

// What a picture shows besides the landscape: "with the points named above (dots), the regions (bars) and ...".
typedef struct {
    strbuf_t *out;
    size_t said, count;
} shown_t;

static void show(shown_t *shown, size_t count, const char *one, const char *several)
{
    if (count == 0)
        return;
    shown->said++;
    strbuf_append(shown->out, shown->said == 1 ? " with " : shown->said == shown->count ? " and " : ", ");
    strbuf_append(shown->out, count == 1 ? one : several);
}

static void write_shown(strbuf_t *out, size_t points, size_t regions, const char *how, size_t ends)
{
    shown_t shown = {out, 0, (size_t)(points > 0) + (regions > 0) + (ends > 0)};
    char one[32], several[32];
    snprintf(one, sizeof one, "the region (%s)", how);
    snprintf(several, sizeof several, "the regions (%s)", how);
    show(&shown, points, "the point named above (dot)", "the points named above (dots)");
    show(&shown, regions, one, several);
    show(&shown, ends, "the end of a piece (dotted)", "the ends of its pieces (dotted)");
}

static void write_plane(strbuf_t *out, document_t *document)
{
    plane_t plane;
    if (!plane_make(&plane, &document->scene, NULL, NULL))
        return;
    strbuf_append(out, "\\begin{center}\n");
    const spec_t *spec = document_spec(document);
    const char *const names[] = {expr_variable_name(spec->dag, spec->state[0]),
                                 expr_variable_name(spec->dag, spec->state[1])};
    strbuf_t unnamed;
    strbuf_init(&unnamed);
    tex_plane(out, &unnamed, &plane, names);
    strbuf_append(out, "\\par\\nopagebreak\\smallskip\\begin{minipage}{.9\\linewidth}\\small Level lines of ");
    inline_math(out, math_from_head(&document->arena, &document->source, document_landscape(document)));
    write_shown(out, plane.mark_count, plane.region_count, "dashed", 0);
    strbuf_append(out, plane.is_broken
                           ? ". They end where the values jump by more than half of the distance between levels."
                           : ".");
    strbuf_append(out, unnamed.text);
    strbuf_append(out, "\\end{minipage}\\end{center}\n");
    strbuf_clear(&unnamed);
}

static void write_figure(strbuf_t *out, document_t *document)
{
    curve_t curve;
    if (!curve_make(&curve, &document->scene, &(curve_style_t){.scale = CURVE_CUT}))
        return;
    strbuf_append(out, "\\begin{center}\n");
    tex_figure(out, &curve);
    strbuf_append(out, "\\par\\nopagebreak\\smallskip\\begin{minipage}{.9\\linewidth}\\small ");
    inline_math(out, math_from_head(&document->arena, &document->source, document_landscape(document)));
    write_shown(out, curve.mark_count, curve.line_count, curve.line_count == 1 ? "bar" : "bars", curve.break_count);
    strbuf_append(out, ". Drawn through enclosures of the values");
    strbuf_append(out, curve.is_cut ? "; steep parts are cut off.\\end{minipage}\\end{center}\n"
                                    : ".\\end{minipage}\\end{center}\n");
}

static void write_basins(strbuf_t *out, document_t *document)
{
    scene_basins_t basins;
    if (!scene_basins_make(&basins, &document->scene, BASINS_ALL) || basins.bar_count < BASINS_LEAST_BARS)
        return;
    strbuf_append(out, "\\begin{center}\n");
    bool resolved = tex_basins(out, &basins);
    strbuf_append(out, "\\smallskip\\begin{minipage}{.9\\linewidth}\\small Certified shares of the starts");
    if (*basins.region)
        strbuf_append(out, " in ");
    tex_place(out, basins.region);
    strbuf_append(out, " by where their orbits end, for each rate");
    strbuf_append(out, resolved ? "." : "; below, what is unresolved, in a logarithmic scale.");
    strbuf_append(out, "\\end{minipage}\\end{center}\n");
}

// ---- claims ----

static void write_detail(strbuf_t *out, const char *label, const strbuf_t *text)
{
    if (text->length)
        strbuf_printf(out, "\\certifydetail{%s}{%s}\n", label, text->text);
}

static void constants_text(strbuf_t *out, document_t *document, size_t claim)
{
    report_constant_t *constants;
    document_table_t table;
    size_t count = document_constants(&constants, document, claim);
    bool in_table = document_table(&table, document, count, constants);
    if (in_table) {
        strbuf_append(out, "\\par\\nopagebreak\\smallskip");
        write_table(out, &table, 0, table.line_count);
    }
    for (size_t i = 0; i < count && !in_table; i++) {
        prose_t prose = document_constant_of(document, claim, constants + i);
        strbuf_append(out, i == 0 ? "" : count > 3 ? "\\newline\n" : "; ");
        write_prose(out, &prose);
    }
    report_constants_clear(constants, count);
}

static void write_phrases(strbuf_t *out, const phrases_t *phrases)
{
    for (size_t i = 0; i < phrases->count; i++) {
        strbuf_append(out, i ? "; " : "");
        write_prose(out, phrases->items + i);
    }
}

static void write_verdict(strbuf_t *out, const document_t *document, size_t claim)
{
    static const char *const colours[] = {"orange!70!black", "green!40!black", "red!65!black"};
    static const char *const words[] = {"undecided", "proved", "refuted"};
    const claim_t *c = document_spec(document)->claims + claim;
    verdict_t verdict = document->results[claim].verdict, expected = c->role == PART_NONE ? c->expected : verdict;
    strbuf_printf(out, "\\textcolor{%s}{%s}", colours[verdict], words[verdict]);
    if (verdict != expected)
        strbuf_printf(out, " (%s expected)", words[expected]);
    else if (verdict != VERDICT_PROVED && c->role == PART_NONE)
        strbuf_append(out, " (as expected)");
}

// " Witness: x = 3." where there is something to be said.
static void write_finding(strbuf_t *out, const char *label, phrases_t phrases)
{
    if (phrases.count == 0)
        return;
    strbuf_printf(out, " %s: ", label);
    write_phrases(out, &phrases);
    strbuf_append_char(out, '.');
}

// Hypotheses, quantities and conclusions of a theorem, a line for each: verdict, what it says, what is certified.
static void write_parts(strbuf_t *out, document_t *document, size_t claim)
{
    const claim_t *claims = document_spec(document)->claims;
    for (size_t i = claim - claims[claim].part_count; i < claim; i++) {
        strbuf_t text;
        strbuf_init(&text);
        prose_t words = document_title(document, i);
        write_prose(&text, &words);
        size_t title = text.length;
        constants_text(&text, document, i);
        prose_t sides = document_sides(document, i);
        write_prose(&text, &sides);
        if (text.length > title)
            strbuf_append(&text, ". ");
        strbuf_append(out, "\\certifypart{");
        write_verdict(out, document, i);
        strbuf_append(out, "}{");
        strbuf_append_bytes(out, text.text, title);
        strbuf_append(out, document->results[i].vacuous ? " (vacuous)" : "");
        strbuf_append(out, text.length > title ? ": " : ".");
        strbuf_append(out, text.text + title);
        if (document->results[i].verdict == VERDICT_REFUTED) {
            write_finding(out, "Witness", document_witnesses(document, i));
            write_finding(out, "Why", document_reasons(document, i));
        }
        strbuf_append(out, "}\n");
        strbuf_clear(&text);
    }
}

// The largest subdivision of two variables among the rows of the claim, where it has not too many boxes to be set.
static void write_subdivision(strbuf_t *out, document_t *document, size_t claim, size_t number)
{
    const spec_t *spec = document_spec(document);
    const record_claim_t *record = record_find(&document->record, spec->claims[claim].id);
    boxes_t largest = {.count = 0}, boxes;
    const record_obligation_t *shown;
    strbuf_t caption;
    strbuf_init(&caption);
    for (size_t i = 0; record && i < record->instance_count; i++) {
        if (!boxes_make_largest(&boxes, &shown, document, claim, record->instances + i) || boxes.dimension != 2 ||
            boxes.count > MOST_BOXES || boxes.count <= largest.count)
            continue;
        largest = boxes;
        strbuf_reset(&caption);
        boxes_append_caption(&caption, spec, claim, record->instances + i, shown);
    }
    if (largest.count >= LEAST_BOXES) {
        plane_t plane;
        bool over = boxes_are_of_state(&largest, spec) && plane_make(&plane, &document->scene, largest.lo, largest.hi);
        strbuf_append(out, "\\begin{center}\n");
        tex_boxes(out, &(tex_boxes_t){spec, spec->claims + claim, &largest, over ? &plane : NULL});
        strbuf_printf(out, "{\\small Claim %zu. ", number);
        escape(out, caption.text);
        strbuf_append(out, over ? ", with level lines.\\par}\\end{center}\n" : ".\\par}\\end{center}\n");
    }
    strbuf_clear(&caption);
}

static void write_claim(strbuf_t *out, document_t *document, size_t claim, size_t number)
{
    const claim_t *c = document_spec(document)->claims + claim;
    prose_t title = document_title(document, claim), statement = document_statement(document, claim);
    strbuf_printf(out, "\\certifyclaim{%zu}{", number);
    write_prose(out, &title);
    strbuf_append(out, "}{");
    code(out, c->id);
    strbuf_append(out, "}{");
    write_verdict(out, document, claim);
    strbuf_append(out, "}\n{\\raggedright ");
    write_prose(out, &statement);
    strbuf_append(out, document->results[claim].vacuous ? ". (Vacuous: no point satisfies the hypotheses.)\\par}\n"
                                                        : ".\\par}\n");
    strbuf_t text;
    strbuf_init(&text);
    constants_text(&text, document, claim);
    write_detail(out, "Certified", &text);
    for (size_t i = 0; i < document_detail_count; i++) {
        phrases_t phrases = document_details[i].phrases(document, claim);
        strbuf_reset(&text);
        write_phrases(&text, &phrases);
        write_detail(out, document_details[i].label, &text);
    }
    strbuf_clear(&text);
    write_subdivision(out, document, claim, number);
    write_parts(out, document, claim);
}

// ---- entry ----

static void write_source(strbuf_t *out, const document_t *document)
{
    strbuf_t command;
    strbuf_init(&command);
    strbuf_printf(&command, "certify-check %s", document->path);
    strbuf_append(out, "Each verdict can be re-checked from the certificate alone, with ");
    code(out, command.text);
    strbuf_append(out, ".\\par\\nopagebreak{\\footnotesize\\raggedright SHA-256 of the spec: ");
    code(out, document->record.spec_hash);
    strbuf_append(out, "\\par\\nopagebreak SHA-256 of the certificate: ");
    code(out, document->record.hash);
    strbuf_append(out, "\\par}\n");
    strbuf_clear(&command);
}

static void write_counts(strbuf_t *out, const document_t *document)
{
    report_counts_t counts = report_count(&document->report);
    size_t total = counts.proved + counts.refuted + counts.undecided;
    strbuf_printf(out, "\\par\\medskip %zu claim%s: %zu proved, %zu refuted, %zu undecided; ", total,
                  total == 1 ? "" : "s", counts.proved, counts.refuted, counts.undecided);
    if (counts.unexpected)
        strbuf_printf(out, "%zu not as expected.\n", counts.unexpected);
    else
        strbuf_append(out, "all as expected.\n");
}

void tex_report(strbuf_t *out, document_t *document, bool standalone)
{
    const spec_t *spec = document_spec(document);
    write_preamble(out, standalone);
    write_settings(out);
    strbuf_append(out, "\\section*{Certified claims about ");
    inline_math(out, math_name(&document->arena, spec->landscape_name));
    strbuf_append(out, "}\n");
    if (*spec->cite) {
        strbuf_append(out, "{\\small\\raggedright ");
        escape(out, spec->cite);
        strbuf_append(out, "\\par}\n");
    }
    write_landscape(out, document);
    write_value_tables(out, document);
    write_list(out, document, STATEMENT_POINT, "Point", "Points");
    write_list(out, document, STATEMENT_REGION, "Region", "Regions");
    write_figure(out, document);
    write_plane(out, document);
    write_basins(out, document);
    write_counts(out, document);
    write_source(out, document);
    size_t number = 0;
    for (size_t i = 0; i < spec->claim_count; i++)
        if (report_counts(&document->report, i))
            write_claim(out, document, i, ++number);
    strbuf_append(out, standalone ? "\\endgroup\n\\end{document}\n" : "\\endgroup\n");
}
