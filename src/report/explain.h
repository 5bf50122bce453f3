// SPDX-License-Identifier: LGPL-3.0-or-later
// How each obligation of a claim was decided, or what stood in the way.
#ifndef CERTIFY_REPORT_EXPLAIN_H
#define CERTIFY_REPORT_EXPLAIN_H

#include "report/report.h"

// How a refuted obligation fails. By a witness: "x = 2.1, y = 3", of a pair of points "x = 0, x' = 1"; where there is
// no single point that tells, in words: "2 zeros in the box".
void explain_refutation(strbuf_t *out, const obligation_result_t *refutation);
// Whether these words say no more than that it is false.
bool explain_is_plain(const obligation_result_t *refutation);

void explain_claim(strbuf_t *out, const report_t *report, size_t claim);

#endif
