// SPDX-License-Identifier: LGPL-3.0-or-later
// The program gnuplot as a child process.
#ifndef CERTIFY_CLI_GNUPLOT_H
#define CERTIFY_CLI_GNUPLOT_H

#include "base/status.h"
#include "base/strbuf.h"

// Has gnuplot, as it is found by PATH, draw the script: appends what it writes to its standard output. It gets the
// script on its standard input, a fixed argument vector, and no configuration of the user. STATUS_IO when it cannot be
// started, fails, or writes nothing: then *error says why, on one line.
status_t gnuplot_run(strbuf_t *picture, strbuf_t *error, const strbuf_t *script) CERTIFY_MUST_USE;

#endif
