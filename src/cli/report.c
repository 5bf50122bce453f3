// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/report.h"

#include "check/range.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "report/html.h"
#include "report/tex.h"

#include <string.h>

static exit_code_t write_documents(document_t *document, const options_t *options)
{
    const option_value_t *tex = options->values + COMMAND_TEX, *html = options->values + COMMAND_HTML;
    exit_code_t code = EXIT_CODE_EXPECTED;
    strbuf_t text;
    strbuf_init(&text);
    if (tex->is_set) {
        tex_report(&text, document, options->values[COMMAND_STANDALONE].is_set);
        code = output_write_file(&text, tex->text);
    }
    strbuf_reset(&text);
    if (html->is_set) {
        html_report(&text, document);
        code = exit_code_worse(code, output_write_file(&text, html->text));
    }
    strbuf_clear(&text);
    return code;
}

static const char *usage_error(const options_t *options)
{
    const option_value_t *tex = options->values + COMMAND_TEX, *html = options->values + COMMAND_HTML;
    if (options->operand_count != 1)
        return "report takes one certificate";
    if (!tex->is_set && !html->is_set)
        return "report needs --tex FILE or --html FILE";
    if (options->values[COMMAND_STANDALONE].is_set && !tex->is_set)
        return "--standalone goes with --tex";
    if (tex->is_set && html->is_set && strcmp(tex->text, html->text) == 0)
        return "--tex and --html need different files";
    return NULL;
}

exit_code_t report_main(const options_t *options)
{
    const char *wrong = usage_error(options);
    if (wrong) {
        output_error("%s; `certify report --help` tells more", wrong);
        return EXIT_CODE_USAGE;
    }
    if (!range_self_test()) {
        output_error("this machine does not round floating-point numbers as asked; nothing can be checked");
        return EXIT_CODE_INTERNAL;
    }
    document_t document;
    strbuf_t error;
    strbuf_init(&error);
    exit_code_t code = document_read(&document, &error, options->operands[0]);
    if (code == EXIT_CODE_EXPECTED)
        code = write_documents(&document, options);
    else
        output_error("%s", error.text);
    strbuf_clear(&error);
    document_clear(&document);
    return code;
}
