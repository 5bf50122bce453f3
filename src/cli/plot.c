// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/plot.h"

#include "api/job.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/command_line.h"
#include "cli/gnuplot.h"
#include "cli/output.h"
#include "cli/read_certificate.h"
#include "interval/rounding.h"
#include "report/plot.h"

#include <stdio.h>
#include <string.h>

static const char first_word[] = "certify-certificate";

// ---- the command line ----

static const char *usage_error(const options_t *options)
{
    const option_value_t *output = options->values + COMMAND_OUTPUT;
    if (options->operand_count != 1)
        return "plot takes one spec or certificate";
    if (!output->is_set)
        return "plot needs -o FILE";
    if (plot_format_of(output->text) == PLOT_FORMAT_COUNT)
        return "-o takes a file that ends in .svg, .pdf, .png or .gp";
    return NULL;
}

// --over NAME=[A,B], for a landscape of one variable. False with a message.
static bool read_window(plot_t *plot, const char *text)
{
    const spec_t *spec = plot->scene->spec;
    char *name = NULL;
    interval_t interval;
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    bool good = spec_read_assignment(&name, &interval, spec->dag, &diagnostics, text, strlen(text)) == STATUS_OK &&
                interval.lo != EXPR_NONE && interval.hi != EXPR_NONE;
    if (good) {
        plot->style.lo = scene_constant(plot->scene, interval.lo);
        plot->style.hi = scene_constant(plot->scene, interval.hi);
        good = plot->style.lo < plot->style.hi;
    }
    if (!good)
        output_error("--over %s: NAME=[A,B] expected, with numbers A < B", text);
    else if (spec->dimension != 1 || strcmp(name, expr_variable_name(spec->dag, spec->state[0])) != 0)
        output_error("--over %s: there is no landscape of the variable %s alone", text, name);
    good = good && spec->dimension == 1 && strcmp(name, expr_variable_name(spec->dag, spec->state[0])) == 0;
    mem_free(name);
    diagnostics_clear(&diagnostics);
    return good;
}

static bool read_claim(plot_t *plot, const char *id)
{
    const spec_t *spec = plot->scene->spec;
    plot->claim = 0;
    while (plot->claim < spec->claim_count && strcmp(spec->claims[plot->claim].id, id) != 0)
        plot->claim++;
    if (!plot->document)
        output_error("--claim %s: in a spec no claim is decided; give its certificate", id);
    else if (plot->claim == spec->claim_count)
        output_error("%s: there is no claim '%s'", plot->path, id);
    return plot->document && plot->claim < spec->claim_count;
}

// ---- drawing ----

static exit_code_t draw(const plot_t *plot, const char *path)
{
    strbuf_t script, error, picture;
    strbuf_init(&script);
    strbuf_init(&error);
    strbuf_init(&picture);
    exit_code_t code = EXIT_CODE_EXPECTED;
    if (!plot_script(&script, &error, plot)) {
        output_error("%s: %s", plot->path, error.text);
        code = EXIT_CODE_OPPOSITE;
    } else if (plot->format == PLOT_GNUPLOT) {
        code = output_write_file(&script, path);
    } else if (gnuplot_run(&picture, &error, &script) == STATUS_OK) {
        code = output_write_file(&picture, path);
    } else {
        output_error("%s", error.text);
        code = EXIT_CODE_NO_OUTPUT;
    }
    strbuf_clear(&picture);
    strbuf_clear(&error);
    strbuf_clear(&script);
    return code;
}

static exit_code_t draw_scene(const scene_t *scene, document_t *document, const options_t *options)
{
    const option_value_t *claim = options->values + COMMAND_PLOT_CLAIM, *over = options->values + COMMAND_WINDOW;
    const option_value_t *scale = options->values + COMMAND_SCALE;
    const char *path = options->values[COMMAND_OUTPUT].text;
    static const curve_scale_t scales[] = {CURVE_AUTO, CURVE_LINEAR, CURVE_LOGARITHMIC};
    plot_t plot = {.scene = scene,
                   .document = document,
                   .path = options->operands[0],
                   .claim = PLOT_NO_CLAIM,
                   .style = {.scale = scales[scale->is_set ? (size_t)scale->number : 0]},
                   .format = plot_format_of(path)};
    if ((claim->is_set && !read_claim(&plot, claim->text)) || (over->is_set && !read_window(&plot, over->text)))
        return EXIT_CODE_USAGE;
    return draw(&plot, path);
}

static exit_code_t plot_certificate(const options_t *options)
{
    document_t document;
    exit_code_t code = read_certificate(&document, options->operands[0]);
    if (code == EXIT_CODE_EXPECTED)
        code = draw_scene(&document.scene, &document, options);
    document_clear(&document);
    return code;
}

static exit_code_t plot_spec(const options_t *options)
{
    job_t job;
    arena_t arena;
    job_init(&job);
    job.errors_only = true;
    arena_init(&arena);
    exit_code_t code = job_load(&job, options->operands[0]);
    fputs(job.messages.text, stderr);
    scene_t scene = {&arena, &job.spec, NULL};
    if (code == EXIT_CODE_EXPECTED)
        code = draw_scene(&scene, NULL, options);
    arena_clear(&arena);
    job_clear(&job);
    return code;
}

// By its first word, or its name.
static bool is_certificate(const char *path)
{
    char word[sizeof first_word] = "";
    const char *name = strrchr(path, '/');
    strbuf_t error;
    strbuf_init(&error);
    FILE *file = file_open(&error, path);
    strbuf_clear(&error);
    if (file) {
        word[fread(word, 1, sizeof word - 1, file)] = 0;
        fclose(file);
    }
    const char *ending = strstr(name ? name : path, ".cert");
    return strcmp(word, first_word) == 0 || (ending && (!ending[5] || strcmp(ending + 5, ".gz") == 0));
}

exit_code_t plot_main(const options_t *options)
{
    const char *wrong = usage_error(options);
    if (wrong)
        return output_usage("plot", wrong);
    if (interval_self_test() != STATUS_OK) {
        output_error("this machine does not round floating-point numbers as asked; nothing can be drawn");
        return EXIT_CODE_INTERNAL;
    }
    return is_certificate(options->operands[0]) ? plot_certificate(options) : plot_spec(options);
}
