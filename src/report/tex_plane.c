// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/tex_internal.h"

#include "report/document_result.h"

#include <math.h>
#include <string.h>

#define SIDE 0.62 // of the width of the text: the longer side of a landscape
#define SHORT_SIDE 0.24
#define BOXES_SIDE 0.4 // the same of a subdivision
#define TICKS 13.0     // in the width of the text
#define PIXELS 740.0   // a narrow width of the text, for room between texts

// From coordinates to parts of the width of the text.
typedef struct {
    double lo[2], hi[2], width, height;
} frame_t;

static frame_t make_frame(const double *lo, const double *hi, double side)
{
    double ratio = (hi[1] - lo[1]) / (hi[0] - lo[0]), least = SHORT_SIDE;
    return (frame_t){{lo[0], lo[1]},
                     {hi[0], hi[1]},
                     ratio > 1 ? fmax(side / ratio, least) : side,
                     ratio > 1 ? side : fmax(side * ratio, least)};
}

static void write_axis_name(strbuf_t *out, const char *option, const char *name)
{
    arena_t arena;
    arena_init(&arena);
    strbuf_printf(out, "    %s={$", option);
    math_write_tex(out, document_coordinate(&arena, name, false));
    strbuf_append(out, "$},\n");
    arena_clear(&arena);
}

static void begin_axis(strbuf_t *out, const frame_t *frame, const char *const names[2])
{
    strbuf_printf(
        out,
        "\\begin{tikzpicture}\n\\begin{axis}[scale only axis, width=%.3f\\linewidth, height=%.3f\\linewidth,\n"
        "    xmin=%.9g, xmax=%.9g, ymin=%.9g, ymax=%.9g, axis lines=left, axis line style=-,\n"
        "    tick align=outside, scaled ticks=false, tick label style={font=\\small}, axis on top,\n",
        frame->width, frame->height, frame->lo[0], frame->hi[0], frame->lo[1], frame->hi[1]);
    tex_ticks(out, 'x', frame->lo[0], frame->hi[0], TICKS * frame->width);
    tex_ticks(out, 'y', frame->lo[1], frame->hi[1], TICKS * frame->height);
    write_axis_name(out, "xlabel", names[0]);
    write_axis_name(out, "ylabel", names[1]);
    strbuf_append(out, "    ylabel style={rotate=-90}]\n");
}

static void end_axis(strbuf_t *out)
{
    strbuf_append(out, "\\end{axis}\n\\end{tikzpicture}\n");
}

static void write_points(strbuf_t *out, const plane_line_t *line)
{
    for (size_t i = 0; i < line->count; i++)
        strbuf_printf(out, "%s(%.5g,%.5g)", i % 5 ? " " : "\n    ", line->points[i].x[0], line->points[i].x[1]);
}

// The lines as one plot with gaps between them: pgfplots takes some 20 ms for each plot.
static void write_lines(strbuf_t *out, const char *style, const plane_line_t *lines, size_t count)
{
    strbuf_printf(out, "  \\addplot[%s, unbounded coords=jump] coordinates {", style);
    for (size_t i = 0; i < count; i++) {
        strbuf_append(out, i ? " (nan,nan)" : "");
        write_points(out, lines + i);
    }
    strbuf_append(out, "};\n");
}

// Low levels are strong, high ones faint.
static void write_levels(strbuf_t *out, const plane_t *plane)
{
    const plane_line_t *lines = plane->lines.items;
    for (size_t i = 0, count; i < plane->lines.count; i += count) {
        char style[64];
        size_t level = lines[i].level;
        for (count = 1; i + count < plane->lines.count && lines[i + count].level == level;)
            count++;
        snprintf(style, sizeof style, "no marks, blue!60!black!%zu", 100 - 65 * level / plane->level_count);
        write_lines(out, style, lines + i, count);
    }
}

static void write_regions(strbuf_t *out, const plane_t *plane)
{
    for (size_t i = 0; i < plane->region_count; i++)
        if (plane->regions[i].outline.count > 0)
            write_lines(out, "no marks, thick, densely dashed, teal!70!black", plane->regions[i].outline.items,
                        plane->regions[i].outline.count);
}

static void write_marks(strbuf_t *out, const plane_t *plane)
{
    for (size_t i = 0; i < plane->mark_count; i++) {
        const double *x = plane->marks[i].x;
        if (x[0] < plane->lo[0] || x[0] > plane->hi[0] || x[1] < plane->lo[1] || x[1] > plane->hi[1])
            continue;
        strbuf_printf(out,
                      "  \\addplot[only marks, mark=*, mark size=1.5pt, red!70!black] coordinates {(%.9g,%.9g)};\n",
                      x[0], x[1]);
    }
}

// ---- texts ----

#define NAME_FONT 17.0   // pixels: \footnotesize in such a width
#define LEVEL_FONT 15.0  // \scriptsize
#define POINT_PIXELS 2.1 // in a point of TeX

static void begin_text(strbuf_t *out, const char *style, const double *x)
{
    strbuf_printf(out, "  \\node[inner sep=1pt, %s] at (axis cs:%.9g,%.9g) {", style, x[0], x[1]);
}

static void write_names(strbuf_t *out, const plane_name_t *names, size_t count, const char *style)
{
    static const char *const anchors[] = {"east", "center", "west"};
    for (size_t i = 0; i < count; i++) {
        const plane_name_t *name = names + i;
        char all[160];
        snprintf(all, sizeof all, "font=\\footnotesize, %s, anchor=%s, xshift=%.1fpt, yshift=%.1fpt", style,
                 anchors[name->side + 1], name->right / POINT_PIXELS, name->up / POINT_PIXELS);
        begin_text(out, all, name->x);
        tex_name(out, name->name);
        strbuf_append(out, "};\n");
    }
}

static void write_texts(strbuf_t *out, const plane_texts_t *texts)
{
    for (size_t i = 0; i < texts->level_count; i++) {
        begin_text(out, "font=\\scriptsize, fill=white, text=gray!60!black", texts->levels[i].x);
        tex_number(out, texts->levels[i].level);
        strbuf_append(out, "};\n");
    }
    write_names(out, texts->regions, texts->region_count, "fill=white, text=teal!50!black");
    write_names(out, texts->points, texts->point_count, "fill=white, fill opacity=.8, text opacity=1");
}

static void write_unnamed(strbuf_t *out, const plane_texts_t *texts)
{
    for (size_t i = 0; i < texts->unnamed_count; i++) {
        strbuf_append(out, i ? ", " : " Without names for want of room: ");
        tex_name(out, texts->unnamed[i]);
    }
    strbuf_append(out, texts->unnamed_count ? "." : "");
}

void tex_plane(strbuf_t *out, strbuf_t *caption, const plane_t *plane, const char *const names[2])
{
    frame_t frame = make_frame(plane->lo, plane->hi, SIDE);
    plane_room_t room = {PIXELS * frame.width, PIXELS * frame.height, NAME_FONT, LEVEL_FONT, NULL};
    plane_texts_t texts;
    plane_texts_init(&texts, plane, &room);
    begin_axis(out, &frame, names);
    write_levels(out, plane);
    write_regions(out, plane);
    write_marks(out, plane);
    write_texts(out, &texts);
    end_axis(out);
    write_unnamed(caption, &texts);
    plane_texts_clear(&texts);
}

// ---- boxes ----

#define PATH_BOXES 40 // in one path: TeX keeps a path in its memory

static const struct {
    const char *style, *colour;
} colours[] = {{"a", "4C8FD1"}, {"b", "3F9B6E"}, {"c", "C08A1E"},    {"d", "9468C4"},
               {"e", "C7628B"}, {"f", "5B7F2F"}, {"idle", "D0D7DE"}, {"open", "D1242F"}};

void tex_define_colours(strbuf_t *out)
{
    for (size_t i = 0; i < sizeof colours / sizeof *colours; i++)
        strbuf_printf(out, "\\definecolor{certify%s}{HTML}{%s}\n", colours[i].style, colours[i].colour);
}

// Of one kind and target, with a line of the legend.
static void write_group(strbuf_t *out, strbuf_t *legend, const tex_boxes_t *picture, size_t kind, size_t target)
{
    const boxes_t *boxes = picture->boxes;
    boxes_tally_t tally = boxes_tally(boxes, kind, target);
    const box_t *first = tally.first;
    size_t drawn = 0;
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (box_kind(box) != kind || box->target != target || !box_is_seen(boxes, box))
            continue;
        if (drawn++ % PATH_BOXES == 0)
            strbuf_printf(out, "%s  \\path[fill=certify%s!60, draw=certify%s, line width=.15pt]",
                          drawn > 1 ? ";\n" : "", box_style(box), box_style(box));
        strbuf_printf(out, "\n    (axis cs:%.7g,%.7g) rectangle (axis cs:%.7g,%.7g)", box->lo[0], box->lo[1],
                      box->hi[0], box->hi[1]);
    }
    if (!first)
        return;
    strbuf_append(out, drawn ? ";\n" : "");
    const char *words = box_words(picture->claim, first);
    strbuf_t place;
    strbuf_init(&place);
    if (first->target)
        box_append_target(&place, picture->spec, picture->claim, first->target);
    strbuf_printf(legend, "%s\\mbox{\\textcolor{certify%s!60}{\\rule{.7em}{.7em}}~", legend->length ? "\\quad " : "",
                  box_style(first));
    tex_escape(legend, words, strlen(words));
    tex_place(legend, place.text);
    boxes_append_tally(legend, &tally);
    strbuf_append_char(legend, '}');
    strbuf_clear(&place);
}

void tex_boxes(strbuf_t *out, const tex_boxes_t *picture)
{
    const boxes_t *boxes = picture->boxes;
    frame_t frame = make_frame(boxes->lo, boxes->hi, BOXES_SIDE);
    strbuf_t legend;
    strbuf_init(&legend);
    tex_define_colours(out);
    begin_axis(out, &frame, boxes->names);
    for (size_t kind = 0; kind < leaf_kind_count; kind++)
        for (size_t target = 0; target <= boxes->target_count; target++)
            write_group(out, &legend, picture, kind, target);
    if (picture->plane)
        write_levels(out, picture->plane);
    end_axis(out);
    strbuf_printf(out, "\\par\\nopagebreak\\smallskip{\\small %s\\par}\\nopagebreak\n", legend.text);
    strbuf_clear(&legend);
}
