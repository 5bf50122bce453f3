// SPDX-License-Identifier: LGPL-3.0-or-later
// Where the certificate of a spec goes.
#ifndef CERTIFY_CLI_CERTIFICATE_PATH_H
#define CERTIFY_CLI_CERTIFICATE_PATH_H

#include <stdbool.h>

// DIRECTORY/NAME.cert for FOLDER/NAME.spec; what lies between the last folder named `landscapes` and the name is kept:
// DIRECTORY/findings/x.cert for landscapes/findings/x.spec. NAME.cert.gz if it is to be compressed. A new
// text (mem_free).
char *certificate_path(const char *spec, const char *directory, bool compressed);

#endif
