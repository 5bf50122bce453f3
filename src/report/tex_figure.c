// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/tex_internal.h"

#include "report/ticks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICKS 8.0
#define FAR 4.0 // heights of the picture: farther away values are not needed to draw the line up to the edge

static double clipped(const curve_t *curve, double y)
{
    double height = curve->top - curve->bottom;
    return fmin(fmax(y, curve->bottom - FAR * height), curve->top + FAR * height);
}

void tex_name(strbuf_t *out, const char *name)
{
    strbuf_append_char(out, '$');
    math_t math = {.kind = MATH_NAME, .text = name};
    math_write_tex(out, &math);
    strbuf_append_char(out, '$');
}

void tex_number(strbuf_t *out, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", value);
    size_t length = strcspn(text, "e");
    strbuf_append_char(out, '$');
    strbuf_append_bytes(out, text, length);
    if (text[length])
        strbuf_printf(out, "\\cdot10^{%ld}", strtol(text + length + 1, NULL, 10));
    strbuf_append_char(out, '$');
}

void tex_ticks(strbuf_t *out, char axis, double lo, double hi, double count)
{
    double places[TICKS_MOST];
    size_t found = tick_places(places, lo, hi, count);
    strbuf_printf(out, "    %ctick={", axis);
    for (size_t i = 0; i < found; i++)
        strbuf_printf(out, "%s%.9g", i ? "," : "", places[i]);
    strbuf_printf(out, "}, %cticklabels={", axis);
    for (size_t i = 0; i < found; i++) {
        strbuf_append(out, i ? ",{" : "{");
        tex_number(out, places[i]);
        strbuf_append_char(out, '}');
    }
    strbuf_append(out, "},\n");
}

static void write_pieces(strbuf_t *out, const curve_t *curve)
{
    bool open = false;
    for (size_t i = 0; i < curve->count; i++) {
        const curve_point_t *p = curve->points + i;
        bool drawn = !isnan(p->y);
        if (drawn && !open)
            strbuf_append(out, "  \\addplot[thick, blue!60!black] coordinates {");
        if (drawn)
            strbuf_printf(out, "%s(%.9g,%.6g)", i % 4 ? " " : "\n    ", p->x, clipped(curve, p->y));
        if (!drawn && open)
            strbuf_append(out, "};\n");
        open = drawn;
    }
    if (open)
        strbuf_append(out, "};\n");
}

// Regions as bars below the curve, one line for each name.
static void write_bands(strbuf_t *out, const curve_t *curve)
{
    double height = curve->top - curve->bottom;
    size_t line = 0;
    for (size_t i = 0; i < curve->band_count; i++) {
        const curve_band_t *band = curve->bands + i;
        bool first = i == 0 || curve->bands[i - 1].name != band->name;
        line += first;
        double y = curve->bottom - 0.07 * height * (double)line;
        strbuf_printf(out, "  \\draw[line width=2pt, teal!70!black] (axis cs:%.9g,%.6g) -- (axis cs:%.9g,%.6g)",
                      band->lo, y, band->hi, y);
        if (first) {
            strbuf_append(out, " node[pos=0.5, above=-1pt, font=\\scriptsize, text=teal!50!black] {");
            tex_name(out, band->name);
            strbuf_append_char(out, '}');
        }
        strbuf_append(out, ";\n");
    }
}

static void write_marks(strbuf_t *out, const curve_t *curve)
{
    for (size_t i = 0; i < curve->break_count; i++)
        strbuf_printf(out, "  \\draw[gray, densely dotted] (axis cs:%.9g,%.6g) -- (axis cs:%.9g,%.6g);\n",
                      curve->breaks[i], curve->bottom, curve->breaks[i], curve->top);
    for (size_t i = 0; i < curve->mark_count; i++) {
        const curve_mark_t *mark = curve->marks + i;
        if (!isfinite(mark->y) || mark->y > curve->top)
            continue;
        strbuf_printf(out,
                      "  \\addplot[only marks, mark=*, mark size=1.8pt, red!70!black] coordinates {(%.9g,%.6g)}\n"
                      "    node[above=2pt, font=\\small, inner sep=1pt, fill=white, fill opacity=.5, text opacity=1] {",
                      mark->x, mark->y);
        tex_name(out, mark->name);
        strbuf_append(out, "};\n");
    }
}

void tex_figure(strbuf_t *out, const curve_t *curve)
{
    double height = curve->top - curve->bottom, below = 0.07 * height * ((double)curve->line_count + 0.5);
    strbuf_printf(out,
                  "\\begin{tikzpicture}\n\\begin{axis}[width=\\linewidth, height=0.55\\linewidth,\n"
                  "    xmin=%.9g, xmax=%.9g, ymin=%.6g, ymax=%.6g, axis lines=left, tick align=outside,\n",
                  curve->lo, curve->hi, curve->bottom - below, curve->top);
    tex_ticks(out, 'x', curve->lo, curve->hi, TICKS);
    tex_ticks(out, 'y', curve->bottom, curve->top, TICKS);
    strbuf_append(out, "    scaled ticks=false, tick label style={font=\\small}, clip mode=individual]\n");
    write_bands(out, curve);
    write_pieces(out, curve);
    write_marks(out, curve);
    strbuf_append(out, "\\end{axis}\n\\end{tikzpicture}\n");
}
