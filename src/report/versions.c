// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/versions.h"

#include "base/flint.h"

void versions_append(strbuf_t *out)
{
    strbuf_printf(out, "certify %s, FLINT %s, ", CERTIFY_VERSION, flint_version);
#if __FLINT_RELEASE < 30000
    strbuf_printf(out, "Arb %s, ", arb_version);
#endif
    strbuf_printf(out, "MPFR %s, GMP %s", mpfr_get_version(), gmp_version);
}
