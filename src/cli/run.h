// SPDX-License-Identifier: LGPL-3.0-or-later
// The verb run: decides specs.
#ifndef CERTIFY_CLI_RUN_H
#define CERTIFY_CLI_RUN_H

#include "cli/command_line.h"

exit_code_t run_main(const options_t *options);

#endif
