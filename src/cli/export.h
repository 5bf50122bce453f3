// SPDX-License-Identifier: LGPL-3.0-or-later
// certify export: a certificate's obligations for other provers.
#ifndef CERTIFY_CLI_EXPORT_H
#define CERTIFY_CLI_EXPORT_H

#include "base/exit_code.h"
#include "base/options.h"

exit_code_t export_main(const options_t *options);

#endif
