// SPDX-License-Identifier: LGPL-3.0-or-later
// The verb init: a first spec to start from.
#ifndef CERTIFY_CLI_INIT_H
#define CERTIFY_CLI_INIT_H

#include "cli/command_line.h"

// Writes the spec to the one operand, a file that must not be there yet.
exit_code_t init_main(const options_t *options);

#endif
