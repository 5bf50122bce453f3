// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/report.h"

#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/read_certificate.h"
#include "report/html.h"
#include "report/tex.h"

#include <string.h>

// The file of the option, else that of --output where it ends so; NULL for none.
static const char *path_of(const options_t *options, command_option_t option, const char *ending)
{
    const option_value_t *value = options->values + option, *output = options->values + COMMAND_OUTPUT;
    if (value->is_set)
        return value->text;
    size_t length = output->is_set ? strlen(output->text) : 0, end = strlen(ending);
    return length > end && strcmp(output->text + length - end, ending) == 0 ? output->text : NULL;
}

static const char *tex_path(const options_t *options)
{
    return path_of(options, COMMAND_TEX, ".tex");
}

static const char *html_path(const options_t *options)
{
    return path_of(options, COMMAND_HTML, ".html");
}

static exit_code_t write_documents(document_t *document, const options_t *options)
{
    const char *tex = tex_path(options), *html = html_path(options);
    exit_code_t code = EXIT_CODE_EXPECTED;
    strbuf_t text;
    strbuf_init(&text);
    if (tex) {
        tex_report(&text, document, options->values[COMMAND_STANDALONE].is_set);
        code = output_write_file(&text, tex);
    }
    strbuf_reset(&text);
    if (html) {
        html_report(&text, document);
        code = exit_code_worse(code, output_write_file(&text, html));
    }
    strbuf_clear(&text);
    return code;
}

static const char *usage_error(const options_t *options)
{
    const option_value_t *output = options->values + COMMAND_OUTPUT;
    const char *tex = tex_path(options), *html = html_path(options);
    if (options->operand_count != 1)
        return "report takes one certificate";
    if (output->is_set && tex != output->text && html != output->text)
        return "-o takes one file that ends in .tex or .html, and goes with the other one of --tex and --html at most";
    if (!tex && !html)
        return "report needs -o FILE, --tex FILE or --html FILE";
    if (options->values[COMMAND_STANDALONE].is_set && !tex)
        return "--standalone goes with --tex";
    if (tex && html && strcmp(tex, html) == 0)
        return "--tex and --html need different files";
    return NULL;
}

exit_code_t report_main(const options_t *options)
{
    const char *wrong = usage_error(options);
    if (wrong)
        return output_usage("report", wrong);
    document_t document;
    exit_code_t code = read_certificate(&document, options->operands[0]);
    if (code == EXIT_CODE_EXPECTED)
        code = write_documents(&document, options);
    document_clear(&document);
    return code;
}
