// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/plot_internal.h"

#include "base/memory.h"
#include "report/text.h"

#include <string.h>

#define LETTER 0.56 // width of a letter, as a part of the font's size
#define LEGEND_SQUARE 11.0
#define LEGEND_GAP 18.0

// ---- texts ----

void plot_text(strbuf_t *out, const char *text, size_t most)
{
    strbuf_t clean, cell;
    strbuf_init(&clean);
    strbuf_init(&cell);
    text_append_clean(&clean, text);
    if (most > 0 && text_width(clean.text) > most)
        text_append_cell(&cell, clean.text, most);
    else
        strbuf_append(&cell, clean.text);
    strbuf_append_char(out, '\'');
    for (const char *c = cell.text; *c; c++) {
        if (*c == '\'')
            strbuf_append_char(out, '\'');
        strbuf_append_char(out, *c);
    }
    strbuf_append_char(out, '\'');
    strbuf_clear(&cell);
    strbuf_clear(&clean);
}

void plot_tick(strbuf_t *out, const char *text, size_t most)
{
    strbuf_t format;
    strbuf_init(&format);
    for (const char *c = text; *c; c++) {
        if (*c == '%')
            strbuf_append_char(&format, '%');
        strbuf_append_char(&format, *c);
    }
    plot_text(out, format.text, most);
    strbuf_clear(&format);
}

double plot_text_width(const char *text, double font)
{
    return LETTER * font * (double)text_width(text);
}

// ---- the script ----

static const struct {
    const char *ending, *terminal;
    double font, line, size;
} formats[PLOT_FORMAT_COUNT] = {
#define PLOT_FORMAT_ROW(name, ending, terminal, font, line, size) {ending, terminal, font, line, size},
    PLOT_FORMATS(PLOT_FORMAT_ROW)
#undef PLOT_FORMAT_ROW
};

plot_format_t plot_format_of(const char *path)
{
    const char *name = strrchr(path, '/'), *dot = strrchr(name ? name : path, '.');
    size_t k = 0;
    while (dot && k < PLOT_FORMAT_COUNT && strcmp(dot + 1, formats[k].ending) != 0)
        k++;
    return dot ? (plot_format_t)k : PLOT_FORMAT_COUNT;
}

void plot_title(const canvas_t *canvas)
{
    const plot_t *plot = canvas->plot;
    if (plot->claim == PLOT_NO_CLAIM)
        return;
    const spec_t *spec = plot->scene->spec;
    const claim_t *claim = spec->claims + plot->claim;
    const char *verdict = verdict_name(plot->scene->results[plot->claim].verdict);
    strbuf_t title;
    strbuf_init(&title);
    strbuf_printf(&title, "%s (%s)%s%s", claim->id, verdict, *claim->title ? ": " : "", claim->title);
    plot_label(canvas, PLOT_LEFT, PLOT_TITLE / 2, title.text, "left", PLOT_FONT);
    strbuf_clear(&title);
}

void plot_begin(const canvas_t *canvas)
{
    const plot_format_t format = canvas->plot->format;
    double size = formats[format].size;
    strbuf_append(canvas->out, "# Made by certify plot from ");
    text_append_clean(canvas->out, canvas->plot->path);
    strbuf_printf(
        canvas->out,
        ", for gnuplot 5.4 or later; it writes the picture to standard output.\n"
        "set encoding utf8\n"
        "set terminal %s noenhanced size %.4g,%.4g font 'sans-serif,%.4g' fontscale %.4g linewidth %.4g "
        "background '#ffffff'\n"
        "set format '%%h'\nset border 3 lc rgb '#555555'\n"
        "set tics nomirror out scale 0.6 textcolor rgb '#333333' font ',%.4g'\n"
        "set style textbox 1 opaque noborder fillcolor rgb '#ffffff' margins 0.3,0.3\n"
        "unset key\nset clip two\n",
        formats[format].terminal, size * canvas->width, size * canvas->height, PLOT_FONT, formats[format].font,
        formats[format].line, PLOT_FONT);
    strbuf_append(canvas->out, "set multiplot\n");
}

double plot_screen_x(const canvas_t *canvas, double pixels)
{
    return pixels / canvas->width;
}

double plot_screen_y(const canvas_t *canvas, double pixels)
{
    return 1 - pixels / canvas->height;
}

double plot_x(const panel_t *panel, double x)
{
    return panel->left + (x - panel->lo) / (panel->hi - panel->lo) * (panel->right - panel->left);
}

void plot_panel(const canvas_t *canvas, const panel_t *panel)
{
    strbuf_printf(canvas->out,
                  "\nunset object\nunset label\nunset arrow\n"
                  "set lmargin at screen %.5f\nset rmargin at screen %.5f\nset tmargin at screen %.5f\n"
                  "set bmargin at screen %.5f\nset xrange [%.12g:%.12g] noextend\n",
                  plot_screen_x(canvas, panel->left), plot_screen_x(canvas, panel->right),
                  plot_screen_y(canvas, panel->top), plot_screen_y(canvas, panel->bottom), panel->lo, panel->hi);
}

void plot_label(const canvas_t *canvas, double x, double y, const char *text, const char *align, double font)
{
    strbuf_append(canvas->out, "set label ");
    plot_text(canvas->out, text, (size_t)((canvas->width - 20) / (LETTER * font)));
    strbuf_printf(canvas->out, " at screen %.5f, screen %.5f %s font ',%.4g' textcolor rgb '#222222' front\n",
                  plot_screen_x(canvas, x), plot_screen_y(canvas, y), align, font);
}

void plot_name(const canvas_t *canvas, double x, double y, const char *name, const char *align, double font)
{
    strbuf_t text;
    strbuf_init(&text);
    math_append_plain_name(&text, name);
    plot_label(canvas, x, y, text.text, align, font);
    strbuf_clear(&text);
}

void plot_ordinate(const canvas_t *canvas, const panel_t *panel, const char *text)
{
    strbuf_append(canvas->out, "set label ");
    plot_text(canvas->out, text, (size_t)((panel->bottom - panel->top + 40) / (LETTER * PLOT_FONT)));
    strbuf_printf(
        canvas->out, " at screen %.5f, screen %.5f center rotate by 90 font ',%.4g' textcolor rgb '#222222'\n",
        plot_screen_x(canvas, 0.85 * PLOT_FONT), plot_screen_y(canvas, (panel->top + panel->bottom) / 2), PLOT_FONT);
}

void plot_rectangle(const canvas_t *canvas, double left, double right, double top, double bottom, const char *colour)
{
    strbuf_printf(canvas->out,
                  "set object rectangle from screen %.5f, screen %.5f to screen %.5f, screen %.5f fc rgb '%s' fs solid "
                  "noborder noclip\n",
                  plot_screen_x(canvas, left), plot_screen_y(canvas, bottom), plot_screen_x(canvas, right),
                  plot_screen_y(canvas, top), colour);
}

// ---- legends ----

size_t plot_legend(const canvas_t *canvas, double width, double top, size_t count, const legend_item_t *items)
{
    double x = PLOT_LEFT;
    size_t line = 0;
    for (size_t i = 0; i < count; i++) {
        double length = LEGEND_SQUARE + 6 + plot_text_width(items[i].text, PLOT_SMALL);
        if (i > 0 && x + length > width - 10) {
            line++;
            x = PLOT_LEFT;
        }
        double middle = top + PLOT_LEGEND_LINE * ((double)line + 0.5);
        if (canvas) {
            plot_rectangle(canvas, x, x + LEGEND_SQUARE, middle - LEGEND_SQUARE / 2, middle + LEGEND_SQUARE / 2,
                           items[i].colour);
            plot_label(canvas, x + LEGEND_SQUARE + 6, middle, items[i].text, "left", PLOT_SMALL);
        }
        x += length + LEGEND_GAP;
    }
    return count ? line + 1 : 0;
}

// X(class, colour): tellable apart by lightness alone, and by those who see no red or no green (near to those of M.
// Okabe and K. Ito, Color universal design, 2008). What is unresolved is the darkest.
#define COLOURS(X)                                                                                                     \
    X("a", "#9fd0ee")                                                                                                  \
    X("b", "#4a9c6d")                                                                                                  \
    X("c", "#f8e9a0")                                                                                                  \
    X("d", "#c79ad0")                                                                                                  \
    X("e", "#2b6ca8")                                                                                                  \
    X("f", "#d98a3d")                                                                                                  \
    X("idle", "#e4e7ea")                                                                                               \
    X("open", "#8b0010")

const char *plot_colour_of_style(const char *style)
{
    static const char *const colours[][2] = {
#define COLOUR_ROW(class, colour) {class, colour},
        COLOURS(COLOUR_ROW)
#undef COLOUR_ROW
    };
    size_t k = 0, last = sizeof colours / sizeof *colours - 1;
    while (k < last && strcmp(colours[k][0], style) != 0)
        k++;
    return colours[k][1];
}

const char *plot_colour_of_place(size_t place)
{
    return plot_colour_of_style(basins_style(place));
}
