// SPDX-License-Identifier: LGPL-3.0-or-later
// Standard output and standard error.
#ifndef CERTIFY_CLI_OUTPUT_H
#define CERTIFY_CLI_OUTPUT_H

#include "base/diagnostic.h"
#include "base/exit_code.h"
#include "base/strbuf.h"

#include <stdbool.h>

// Writes the text to standard output. NO_OUTPUT, with a message the first time, when that fails.
exit_code_t output_write(const strbuf_t *text);

// Writes the text to the file, or to standard output for "-". NO_OUTPUT, with a message, when that fails.
exit_code_t output_write_file(const strbuf_t *text, const char *path);

// `certify: error: WRONG; `certify VERB --help` tells more`. Returns USAGE.
exit_code_t output_usage(const char *verb, const char *wrong);

// Writes `certify: error: ...` to standard error.
void output_error(const char *format, ...) CERTIFY_PRINTF(1, 2);

// Writes the diagnostics of a text that is called `name` to standard error.
void output_diagnostics(const diagnostics_t *diagnostics, const char *name, const char *text);

// Whether verdicts are to be colored, for a choice of auto, always, never.
bool output_wants_color(int choice);
// Of the terminal that standard output is, in characters; 0 when it is none.
size_t output_width(void);

#endif
