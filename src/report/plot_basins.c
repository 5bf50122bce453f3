// SPDX-License-Identifier: LGPL-3.0-or-later
// Bars, one for each rate: what surely ends in each place, stacked, and what is unresolved; below them the unresolved
// part again in a logarithmic scale, as it may be too small to be seen.
#include "report/plot_internal.h"

#include <math.h>

#define BARS_HEIGHT 300.0
#define TAIL_HEIGHT 80.0
#define GAP 16.0
#define LABELS 62.0     // of the rates
#define BAR 0.4         // half of its width
#define LEAST_ROOM 10.0 // fewer bars are not wider than as many
#define LEAST_TAIL 1e-12
#define MOST_LABELS 60

// The place behind the last one stands for what is unresolved.
static const char *colour_of(const scene_basins_t *basins, size_t place)
{
    return place < basins->place_count ? plot_colour_of_place(place) : plot_colour_of_style("open");
}

static void write_data(const canvas_t *canvas, const scene_basins_t *basins)
{
    strbuf_append(canvas->out, "# number, rate; share that surely ends in each place; unresolved\n$bars << EOD\n");
    for (size_t i = 0; i < basins->bar_count; i++) {
        const basin_bar_t *bar = basins->bars + i;
        strbuf_printf(canvas->out, "%zu %.9g", i + 1, isfinite(bar->rate) ? bar->rate : 0);
        for (size_t k = 0; k < basins->place_count; k++)
            strbuf_printf(canvas->out, " %.12g", bar->shares[k]);
        strbuf_printf(canvas->out, " %.6g\n", bar->unresolved);
    }
    strbuf_append(canvas->out, "EOD\n");
}

static void write_rates(const canvas_t *canvas, const scene_basins_t *basins, bool shown)
{
    size_t step = 1 + basins->bar_count / MOST_LABELS;
    strbuf_append(canvas->out, "set xtics rotate by 90 right scale 0 font ',11' (");
    for (size_t i = 0; i < basins->bar_count; i += step) {
        strbuf_append(canvas->out, i ? ", " : "");
        plot_tick(canvas->out, shown ? basins->bars[i].label : "", 12);
        strbuf_printf(canvas->out, " %zu", i + 1);
    }
    strbuf_append(canvas->out, ")\n");
}

static void write_bars(const canvas_t *canvas, const scene_basins_t *basins)
{
    strbuf_append(canvas->out, "set yrange [0:1]\nset ytics (");
    for (int percent = 0; percent <= 100; percent += 20)
        strbuf_printf(canvas->out, "%s'%d %%%%' %.1f", percent ? ", " : "", percent, percent / 100.0);
    strbuf_append(canvas->out, ")\nplot \\\n");
    strbuf_append(canvas->out, "  ");
    for (size_t k = 0; k <= basins->place_count; k++) {
        strbuf_printf(canvas->out, "%s$bars using 1:(0):($1-%.2g):($1+%.2g):(", k ? ", \\\n  " : "", BAR, BAR);
        for (size_t j = 0; j < k; j++)
            strbuf_printf(canvas->out, "%s$%zu", j ? "+" : "", j + 3);
        strbuf_printf(canvas->out, "%s):(", k ? "" : "0");
        for (size_t j = 0; j < k; j++)
            strbuf_printf(canvas->out, "$%zu+", j + 3);
        strbuf_printf(canvas->out, "$%zu) with boxxyerror fc rgb '%s' fs solid noborder", k + 3, colour_of(basins, k));
    }
    strbuf_append_char(canvas->out, '\n');
}

static void write_tail(const canvas_t *canvas, const scene_basins_t *basins)
{
    double least = 1;
    for (size_t i = 0; i < basins->bar_count; i++)
        least = fmin(least, fmax(basins->bars[i].unresolved, LEAST_TAIL));
    double bottom = pow(10, floor(log10(least)) - 1);
    int decades = (int)lround(-log10(bottom)), step = decades > 6 ? 4 : decades > 3 ? 2 : 1;
    strbuf_printf(canvas->out, "set yrange [%.3g:1]\nset logscale y\nset ytics (", bottom);
    for (int k = 0; k <= decades; k += step)
        strbuf_printf(canvas->out, k == 0 ? "'1' 1" : ", '1e-%d' 1e-%d", k, k);
    strbuf_printf(canvas->out,
                  ")\nset grid ytics lt 1 lc rgb '#e3e3e3'\n"
                  "plot $bars using 1:%zu:($1-%.2g):($1+%.2g):(%.3g):%zu with boxxyerror fc rgb '%s' fs solid "
                  "noborder\n",
                  basins->place_count + 3, BAR, BAR, bottom, basins->place_count + 3,
                  colour_of(basins, basins->place_count));
}

void plot_basins(strbuf_t *out, const plot_t *plot, const scene_basins_t *basins)
{
    legend_item_t items[BASINS_MOST_PLACES + 1];
    strbuf_t names[BASINS_MOST_PLACES + 1];
    size_t count = basins->place_count + 1;
    for (size_t k = 0; k < count; k++) {
        strbuf_init(names + k);
        if (k < basins->place_count) {
            strbuf_append(names + k, "ends in ");
            math_append_plain_name(names + k, basins->places[k]);
        } else {
            strbuf_append(names + k, "unresolved");
        }
        items[k] = (legend_item_t){names[k].text, colour_of(basins, k)};
    }
    double title = plot->claim == PLOT_NO_CLAIM ? 8 : PLOT_TITLE;
    double legend = PLOT_LEGEND_LINE * (double)plot_legend(NULL, PLOT_WIDTH, 0, count, items);
    double room = fmax(0, (LEAST_ROOM - (double)basins->bar_count) / 2);
    panel_t bars = {PLOT_LEFT,          PLOT_RIGHT,
                    title + legend + 8, title + legend + 8 + BARS_HEIGHT,
                    0.3 - room,         (double)basins->bar_count + 0.7 + room};
    panel_t tail = bars;
    tail.top = bars.bottom + GAP;
    tail.bottom = tail.top + TAIL_HEIGHT;
    canvas_t canvas = {out, plot, PLOT_WIDTH, tail.bottom + LABELS + 24};
    plot_begin(&canvas);
    write_data(&canvas, basins);
    plot_panel(&canvas, &bars);
    plot_title(&canvas);
    plot_legend(&canvas, PLOT_WIDTH, title, count, items);
    plot_ordinate(&canvas, &bars, "share of the starts");
    write_rates(&canvas, basins, false);
    write_bars(&canvas, basins);
    plot_panel(&canvas, &tail);
    plot_ordinate(&canvas, &tail, "unresolved");
    write_rates(&canvas, basins, true);
    strbuf_t label;
    strbuf_init(&label);
    strbuf_append(&label, "learning rate");
    if (*basins->region)
        strbuf_printf(&label, " (starts: %s)", basins->region);
    plot_label(&canvas, (PLOT_LEFT + PLOT_RIGHT) / 2, canvas.height - 14, label.text, "center", PLOT_FONT);
    strbuf_clear(&label);
    write_tail(&canvas, basins);
    strbuf_append(out, "unset multiplot\n");
    for (size_t k = 0; k < count; k++)
        strbuf_clear(names + k);
}
