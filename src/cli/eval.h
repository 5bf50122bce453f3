// SPDX-License-Identifier: LGPL-3.0-or-later
// The verb eval: encloses an expression.
#ifndef CERTIFY_CLI_EVAL_H
#define CERTIFY_CLI_EVAL_H

#include "cli/command_line.h"

exit_code_t eval_main(const options_t *options);

#endif
