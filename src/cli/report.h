// SPDX-License-Identifier: LGPL-3.0-or-later
// certify report: a certificate as an appendix or a page.
#ifndef CERTIFY_CLI_REPORT_H
#define CERTIFY_CLI_REPORT_H

#include "base/exit_code.h"
#include "base/options.h"

exit_code_t report_main(const options_t *options);

#endif
