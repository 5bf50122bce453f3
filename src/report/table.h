// SPDX-License-Identifier: LGPL-3.0-or-later
// The verdict table that a person reads.
#ifndef CERTIFY_REPORT_TABLE_H
#define CERTIFY_REPORT_TABLE_H

#include "report/report.h"

typedef struct {
    bool color;
    bool explain;
    size_t width; // of the terminal; 0 for no limit
} table_style_t;

void table_report(strbuf_t *out, const report_t *report, const table_style_t *style);

#endif
