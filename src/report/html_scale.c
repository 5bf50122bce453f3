// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "report/ticks.h"

#include <math.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICKS 7.0
#define TICK_ROOM 70.0 // pixels, for the label of one
#define MINUS "\xe2\x88\x92"
#define TIMES "\xc2\xb7"
#define BELOW 24.0 // pixels: labels stand so far below the axis, in large letters too

double html_x(const html_scale_t *scale, double x)
{
    return scale->left + (x - scale->lo) / (scale->hi - scale->lo) * (scale->right - scale->left);
}

double html_y(const html_scale_t *scale, double y)
{
    double place = scale->lower - (y - scale->bottom) / (scale->top - scale->bottom) * (scale->lower - scale->upper);
    double height = scale->lower - scale->upper;
    return fmin(fmax(place, scale->upper - height), scale->lower + height);
}

void html_number(strbuf_t *out, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", fabs(value));
    size_t length = strcspn(text, "e");
    strbuf_append(out, value < 0 ? MINUS : "");
    bool power = text[length] != 0, alone = power && length == 1 && *text == '1';
    if (!alone)
        strbuf_append_bytes(out, text, length);
    if (!power)
        return;
    long exponent = strtol(text + length + 1, NULL, 10);
    strbuf_printf(out, "%s10<tspan class=\"index\" dy=\"-5\">%s%ld</tspan>", alone ? "" : TIMES,
                  exponent < 0 ? MINUS : "", labs(exponent));
}

void html_axis(strbuf_t *out, const html_scale_t *scale)
{
    double places[TICKS_MOST];
    double most = fmin(TICKS, (scale->right - scale->left) / TICK_ROOM);
    size_t count = tick_places(places, scale->lo, scale->hi, most);
    strbuf_printf(out, "<path class=\"axis\" d=\"M%.1f %.1fH%.1f\"/>", scale->left, scale->lower, scale->right);
    for (size_t i = 0; i < count; i++) {
        double x = html_x(scale, places[i]);
        strbuf_printf(out, "<path class=\"axis\" d=\"M%.1f %.1fv5\"/><text x=\"%.1f\" y=\"%.1f\">", x, scale->lower, x,
                      scale->lower + BELOW);
        html_number(out, places[i]);
        strbuf_append(out, "</text>");
    }
}

void html_begin_clip(strbuf_t *out, const html_scale_t *scale, const char *attributes)
{
    double width = scale->right - scale->left, height = scale->lower - scale->upper;
    strbuf_printf(out, "<svg%s x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" viewBox=\"%.2f %.2f %.2f %.2f\">",
                  attributes, scale->left, scale->upper, width, height, scale->left, scale->upper, width, height);
}

void html_curve(strbuf_t *out, const html_scale_t *scale, const curve_t *curve)
{
    bool pen = false;
    html_begin_clip(out, scale, "");
    strbuf_append(out, "<path class=\"curve\" d=\"");
    for (size_t i = 0; i < curve->count; i++) {
        const curve_point_t *p = curve->points + i;
        bool seen = !isnan(p->y) && p->x >= scale->lo && p->x <= scale->hi;
        if (seen)
            strbuf_printf(out, "%c%.1f %.1f", pen ? 'L' : 'M', html_x(scale, p->x), html_y(scale, p->y));
        pen = seen;
    }
    strbuf_append(out, "\"/></svg>");
}

void html_vertical_axis(strbuf_t *out, const html_scale_t *scale)
{
    double places[TICKS_MOST];
    size_t count = tick_places(places, scale->bottom, scale->top, TICKS);
    strbuf_printf(out, "<path class=\"axis\" d=\"M%.1f %.1fV%.1f\"/>", scale->left, scale->upper, scale->lower);
    for (size_t i = 0; i < count; i++) {
        double y = html_y(scale, places[i]);
        strbuf_printf(out, "<path class=\"axis\" d=\"M%.1f %.1fh-5\"/><text class=\"end\" x=\"%.1f\" y=\"%.1f\">",
                      scale->left, y, scale->left - 8, y + 4);
        html_number(out, places[i]);
        strbuf_append(out, "</text>");
    }
}

void html_axis_name(strbuf_t *out, const html_scale_t *scale, const char *name, bool vertical)
{
    if (vertical)
        strbuf_printf(out, "<text class=\"over begin\" x=\"%.1f\" y=\"%.1f\">", scale->left + 8, scale->upper + 16);
    else
        strbuf_printf(out, "<text class=\"over end\" x=\"%.1f\" y=\"%.1f\">", scale->right - 8, scale->lower - 8);
    html_name(out, name);
    strbuf_append(out, "</text>");
}
