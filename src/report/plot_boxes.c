// SPDX-License-Identifier: LGPL-3.0-or-later
// Boxes of a subdivision, by kind, and their legend.
#include "report/plot_internal.h"

#include <math.h>

#define FINEST 0.3   // pixels: less wide boxes of one kind are drawn as one
#define THINNEST 1.2 // unresolved boxes are seen however small they are

typedef struct {
    bool drawn, narrow;
    double lo, hi, height;
} run_t;

static void end_run(strbuf_t *out, run_t *run, double least)
{
    if (run->drawn)
        strbuf_printf(out, "%.10g %.10g %.3g\n", run->lo, fmax(run->hi, run->lo + least), run->height);
    run->drawn = false;
}

// Boxes of one kind: deeper ones are less high. Neighbours that are too narrow to be told apart are drawn as one.
static void write_boxes(strbuf_t *out, const boxes_t *boxes, const panel_t *panel, size_t kind, size_t target)
{
    double pixel = (panel->hi - panel->lo) / (panel->right - panel->left), least = FINEST * pixel;
    run_t run = {.drawn = false};
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (box_kind(box) != kind || box->target != target || !(box->lo[0] < box->hi[0]))
            continue;
        bool open = box_is_open(box), narrow = box->hi[0] - box->lo[0] < FINEST * pixel;
        bool shallow = open || target > 0 || boxes->deepest == 0;
        double height = shallow ? 1 : 1 - 0.7 * (double)box->depth / (double)boxes->deepest;
        if (run.drawn && run.narrow && narrow && box->lo[0] <= run.hi + FINEST * pixel) {
            run.hi = box->hi[0];
            run.height = fmax(run.height, height);
            continue;
        }
        end_run(out, &run, least);
        least = (open ? THINNEST : FINEST) * pixel;
        run = (run_t){true, narrow, box->lo[0], box->hi[0], height};
    }
    end_run(out, &run, least);
}

static size_t count_boxes(const boxes_t *boxes, size_t kind, size_t target)
{
    size_t count = 0;
    for (size_t i = 0; i < boxes->count; i++)
        count += box_kind(boxes->items + i) == kind && boxes->items[i].target == target;
    return count;
}

static const char *colour_of(size_t kind, size_t target)
{
    return target ? plot_colour_of_place(target - 1) : plot_colour_of_style(leaf_kinds[kind].style);
}

void plot_groups_init(plot_groups_t *groups, const boxes_t *boxes, const plot_t *plot)
{
    const spec_t *spec = plot->scene->spec;
    groups->count = 0;
    for (size_t kind = 0; kind < leaf_kind_count; kind++)
        for (size_t target = 0; target <= boxes->target_count && groups->count < PLOT_MOST_GROUPS; target++) {
            const box_t box = {.kind = leaf_kinds[kind].word, .target = target};
            size_t count = count_boxes(boxes, kind, target);
            if (count == 0)
                continue;
            strbuf_t *text = groups->texts + groups->count;
            strbuf_init(text);
            box_append_meaning(text, spec, spec->claims + plot->claim, &box);
            strbuf_printf(text, ": %zu", count);
            groups->kinds[groups->count] = kind;
            groups->targets[groups->count] = target;
            groups->items[groups->count++] = (legend_item_t){text->text, colour_of(kind, target)};
        }
}

void plot_groups_clear(plot_groups_t *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        strbuf_clear(groups->texts + i);
}

void plot_strip(const canvas_t *canvas, const panel_t *strip, const boxes_t *boxes, const plot_groups_t *groups,
                const char *caption)
{
    strbuf_t *out = canvas->out;
    for (size_t i = 0; i < groups->count; i++) {
        strbuf_printf(out, "$boxes%zu << EOD\n", i);
        write_boxes(out, boxes, strip, groups->kinds[i], groups->targets[i]);
        strbuf_append(out, "EOD\n");
    }
    plot_panel(canvas, strip);
    plot_label(canvas, PLOT_LEFT, strip->top - 9, caption, "left", PLOT_SMALL);
    (void)plot_legend(canvas, canvas->width, strip->bottom + 24, groups->count, groups->items);
    strbuf_append(out, "unset nonlinear y\nset yrange [0:1]\nunset ytics\nunset ylabel\nunset grid\n"
                       "set border 1\nset xtics\nplot ");
    for (size_t i = 0; i < groups->count; i++)
        strbuf_printf(out, "%s$boxes%zu using 1:(0):1:2:(0):3 with boxxyerror fc rgb '%s' fs solid noborder",
                      i ? ", \\\n  " : "", i, groups->items[i].colour);
    strbuf_append_char(out, '\n');
}
