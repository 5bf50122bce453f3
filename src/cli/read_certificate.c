// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/read_certificate.h"

#include "check/range.h"
#include "cli/output.h"

#include <string.h>

exit_code_t read_certificate(document_t *document, const char *path)
{
    memset(document, 0, sizeof *document);
    if (!range_self_test()) {
        output_error("this machine does not round floating-point numbers as asked; nothing can be checked");
        return EXIT_CODE_INTERNAL;
    }
    strbuf_t error;
    strbuf_init(&error);
    exit_code_t code = document_read(document, &error, path);
    if (code != EXIT_CODE_EXPECTED)
        output_error("%s", error.text);
    strbuf_clear(&error);
    return code;
}
