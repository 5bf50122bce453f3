// SPDX-License-Identifier: LGPL-3.0-or-later
// The verb orbit: a certified orbit of gradient descent beside those of floating point.
#ifndef CERTIFY_CLI_ORBIT_H
#define CERTIFY_CLI_ORBIT_H

#include "cli/command_line.h"
#include "dynamics/comparison.h"

exit_code_t orbit_main(const options_t *options);

// What was asked for, for the reports.
typedef struct {
    const spec_t *spec;
    const char *from, *rate, *momentum; // as given; momentum may be NULL
    slong digits;
    const comparison_t *comparison;
} orbit_report_t;

// Appends the table, or the JSON document (docs/json.md).
void orbit_write_table(strbuf_t *out, const orbit_report_t *report);
void orbit_write_json(strbuf_t *out, const orbit_report_t *report);

#endif
