// SPDX-License-Identifier: LGPL-3.0-or-later
// Where the starts end, rate by rate, as bars: what surely ends in each place, stacked, and what is unresolved; below
// them the unresolved part again in a logarithmic scale, as it may be too small to be seen.
#include "report/tex_internal.h"

#include "report/document_result.h"

#include <math.h>
#include <string.h>

#define BAR 0.8         // of the distance between bars
#define ROOM "62pt"     // at the left, for labels
#define LEAST_ROOM 10.0 // fewer bars are not wider than as many
#define MOST_LABELS 45  // of rates
#define LEAST_TAIL 1e-12

// The place behind the last one stands for what is unresolved.
static const char *style_of(const scene_basins_t *basins, size_t place)
{
    return place < basins->place_count ? basins_style(place) : "open";
}

static double share_of(const scene_basins_t *basins, size_t bar, size_t place)
{
    return place < basins->place_count ? basins->bars[bar].shares[place] : basins->bars[bar].unresolved;
}

static void write_rates(strbuf_t *out, const scene_basins_t *basins)
{
    size_t step = 1 + (basins->bar_count - 1) / MOST_LABELS;
    strbuf_append(out, "    xtick={");
    for (size_t i = 0; i < basins->bar_count; i += step)
        strbuf_printf(out, "%s%zu", i ? "," : "", i + 1);
    strbuf_append(out, "}, xticklabels={");
    for (size_t i = 0; i < basins->bar_count; i += step) {
        strbuf_append(out, i ? ",{" : "{");
        tex_escape(out, basins->bars[i].label, strlen(basins->bars[i].label));
        strbuf_append_char(out, '}');
    }
    strbuf_append(out, "}, x tick label style={rotate=90, anchor=east, font=\\scriptsize},\n");
}

static void begin_axis(strbuf_t *out, const scene_basins_t *basins, double height)
{
    double room = fmax(0, (LEAST_ROOM - (double)basins->bar_count) / 2);
    double lo = 0.4 - room, hi = (double)basins->bar_count + 0.6 + room;
    strbuf_printf(out,
                  "\\begin{axis}[scale only axis, width=\\linewidth-" ROOM
                  ", height=%.2f\\linewidth, xmin=%.2f, xmax=%.2f,\n"
                  "    bar width=%.5f*(\\linewidth-" ROOM "), axis lines=left, axis line style=-, tick align=outside,\n"
                  "    tick label style={font=\\small}, label style={font=\\small},\n",
                  height, lo, hi, BAR / (hi - lo));
}

// What is unresolved of the bars of which most is; 0 where all are resolved.
static double most_unresolved(const scene_basins_t *basins)
{
    double most = 0;
    for (size_t i = 0; i < basins->bar_count; i++)
        most = fmax(most, basins->bars[i].unresolved);
    return most > LEAST_TAIL ? most : 0;
}

// With the rates below it where no other axis follows.
static void write_bars(strbuf_t *out, const scene_basins_t *basins, bool alone)
{
    begin_axis(out, basins, 0.4);
    strbuf_append(out, "    ybar stacked, ymin=0, ymax=1, ytick={0,.2,.4,.6,.8,1},\n"
                       "    yticklabels={0\\,\\%,20\\,\\%,40\\,\\%,60\\,\\%,80\\,\\%,100\\,\\%},\n"
                       "    ylabel={share of the starts},\n");
    if (alone)
        write_rates(out, basins);
    strbuf_append(out, alone ? "    xlabel={learning rate}]\n" : "    xtick=\\empty]\n");
    for (size_t k = 0; k <= basins->place_count; k++) {
        strbuf_printf(out, "  \\addplot[draw=none, fill=certify%s] coordinates {", style_of(basins, k));
        for (size_t i = 0; i < basins->bar_count; i++)
            strbuf_printf(out, "%s(%zu,%.9f)", i % 6 ? " " : "\n    ", i + 1, share_of(basins, i, k));
        strbuf_append(out, "};\n");
    }
    strbuf_append(out, "\\end{axis}\n");
}

static void write_tail(strbuf_t *out, const scene_basins_t *basins)
{
    double least = 1;
    for (size_t i = 0; i < basins->bar_count; i++)
        least = fmin(least, fmax(basins->bars[i].unresolved, LEAST_TAIL));
    double bottom = pow(10, floor(log10(least)) - 1);
    begin_axis(out, basins, 0.11);
    strbuf_printf(
        out,
        "    at={(0,-.15\\linewidth)}, ybar, ymode=log, log origin=infty, ymin=%.3g, ymax=1, max space between "
        "ticks=25,\n    minor tick num=0, minor y tick style={draw=none}, ylabel={unresolved}, xlabel={learning "
        "rate},\n",
        bottom);
    write_rates(out, basins);
    strbuf_append(out, "    ]\n  \\addplot[draw=none, fill=certifyopen] coordinates {");
    for (size_t i = 0; i < basins->bar_count; i++)
        if (basins->bars[i].unresolved > LEAST_TAIL)
            strbuf_printf(out, "%s(%zu,%.6g)", i % 6 ? " " : "\n    ", i + 1, basins->bars[i].unresolved);
    strbuf_append(out, "};\n\\end{axis}\n");
}

void tex_place(strbuf_t *out, const char *place)
{
    arena_t arena;
    arena_init(&arena);
    const math_t *math = *place ? document_formula(&arena, place) : NULL;
    if (math) {
        strbuf_append_char(out, '$');
        math_write_tex(out, math);
        strbuf_append_char(out, '$');
    } else {
        tex_escape(out, place, strlen(place));
    }
    arena_clear(&arena);
}

static void write_legend(strbuf_t *out, const scene_basins_t *basins, bool resolved)
{
    strbuf_append(out, "\\par\\nopagebreak\\smallskip{\\small ");
    for (size_t k = 0; k < basins->place_count + !resolved; k++) {
        strbuf_printf(out, "%s\\textcolor{certify%s}{\\rule{.7em}{.7em}}~", k ? "\\quad " : "", style_of(basins, k));
        strbuf_append(out, k < basins->place_count ? "ends in " : "unresolved");
        if (k < basins->place_count)
            tex_place(out, basins->places[k]);
    }
    strbuf_append(out, "\\par}\\nopagebreak\n");
}

bool tex_basins(strbuf_t *out, const scene_basins_t *basins)
{
    tex_define_colours(out);
    strbuf_append(out, "\\begin{tikzpicture}\n");
    bool resolved = most_unresolved(basins) == 0;
    write_bars(out, basins, resolved);
    if (!resolved)
        write_tail(out, basins);
    strbuf_append(out, "\\end{tikzpicture}\n");
    write_legend(out, basins, resolved);
    return resolved;
}
