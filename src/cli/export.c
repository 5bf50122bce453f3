// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/export.h"

#include "base/memory.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/read_certificate.h"
#include "export/export.h"

#include <string.h>

static exit_code_t write_export(const document_t *document, const options_t *options)
{
    static void (*const writers[])(strbuf_t *, exported_t **, goals_t *) = {export_coq, export_smt2, export_gappa};
    const char *path = command_output_path(options);
    goals_t goals;
    exported_t *results;
    strbuf_t text, summary;
    strbuf_init(&text);
    strbuf_init(&summary);
    goals_init(&goals, &document->record);
    writers[(size_t)options->values[COMMAND_TO].number](&text, &results, &goals);
    exit_code_t code = output_write_file(&text, path);
    if (strcmp(path, "-") != 0 && code == EXIT_CODE_EXPECTED) {
        export_summary(&summary, "", results, &goals);
        code = output_write(&summary);
    }
    mem_free(results);
    goals_clear(&goals);
    strbuf_clear(&text);
    strbuf_clear(&summary);
    return code;
}

static const char *usage_error(const options_t *options)
{
    if (options->operand_count != 1)
        return "export takes one certificate";
    if (!options->values[COMMAND_TO].is_set)
        return "export needs --to coq, smt2 or gappa";
    return NULL;
}

exit_code_t export_main(const options_t *options)
{
    const char *wrong = usage_error(options);
    if (wrong)
        return output_usage("export", wrong);
    document_t document;
    exit_code_t code = read_certificate(&document, options->operands[0]);
    if (code == EXIT_CODE_EXPECTED)
        code = write_export(&document, options);
    document_clear(&document);
    return code;
}
