// SPDX-License-Identifier: LGPL-3.0-or-later
// What a verdict relies on.
#ifndef CERTIFY_REPORT_VERSIONS_H
#define CERTIFY_REPORT_VERSIONS_H

#include "base/strbuf.h"

// Appends "certify 0.1.0, FLINT 2.9.0, MPFR 4.2.0, GMP 6.2.1", with Arb where it is a library of its own.
void versions_append(strbuf_t *out);

#endif
