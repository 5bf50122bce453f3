// SPDX-License-Identifier: LGPL-3.0-or-later
// certify plot: a spec or a certificate as a picture.
#ifndef CERTIFY_CLI_PLOT_H
#define CERTIFY_CLI_PLOT_H

#include "base/exit_code.h"
#include "base/options.h"

exit_code_t plot_main(const options_t *options);

#endif
