// SPDX-License-Identifier: LGPL-3.0-or-later
// Pictures as scripts for gnuplot, data included: docs/plot.md.
#ifndef CERTIFY_REPORT_PLOT_H
#define CERTIFY_REPORT_PLOT_H

#include "report/document.h"
#include "report/scene_curve.h"

// X(name, ending of the file's name, terminal of gnuplot, its font scale, width of lines, and size for each pixel)
#define PLOT_FORMATS(X)                                                                                                \
    X(SVG, "svg", "svg dynamic", 1, 1, 1)                                                                              \
    X(PNG, "png", "pngcairo", 1.5, 1.6, 2)                                                                             \
    X(PDF, "pdf", "pdfcairo", 0.45, 0.7, 0.007874)                                                                     \
    X(GNUPLOT, "gp", "svg dynamic", 1, 1, 1)

typedef enum {
#define PLOT_FORMAT_ENUM(name, ending, terminal, font, line, size) PLOT_##name,
    PLOT_FORMATS(PLOT_FORMAT_ENUM)
#undef PLOT_FORMAT_ENUM
        PLOT_FORMAT_COUNT
} plot_format_t;

#define PLOT_NO_CLAIM SIZE_MAX

typedef struct {
    const scene_t *scene;
    document_t *document; // NULL for a spec without a certificate
    const char *path;     // of the spec or certificate
    size_t claim;         // to be shown; PLOT_NO_CLAIM for the landscape, or what stands in its place by default
    curve_style_t style;  // of the landscape
    plot_format_t format;
} plot_t;

// The format by the ending of the file's name; PLOT_FORMAT_COUNT for no such ending.
plot_format_t plot_format_of(const char *path);

// Appends the script, which writes the picture to standard output. False when there is nothing to be drawn: then *error
// says why, without the path.
bool plot_script(strbuf_t *script, strbuf_t *error, const plot_t *plot);

#endif
