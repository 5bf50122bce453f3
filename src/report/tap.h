// SPDX-License-Identifier: LGPL-3.0-or-later
// Test Anything Protocol, version 13: one test for each claim, ok when the verdict is the expected one.
#ifndef CERTIFY_REPORT_TAP_H
#define CERTIFY_REPORT_TAP_H

#include "report/report.h"

void tap_begin(strbuf_t *out);
// Appends the tests of a spec, numbered on from *number.
void tap_report(strbuf_t *out, const report_t *report, size_t *number);
// Appends the plan; where there is no test at all, it says that these specs have none. Without a plan, as after a
// failed run, a reader counts the whole as failed.
void tap_end(strbuf_t *out, size_t number, size_t spec_count, const char *const *specs);

#endif
