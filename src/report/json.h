// SPDX-License-Identifier: LGPL-3.0-or-later
// The JSON document about a spec: docs/json.md.
#ifndef CERTIFY_REPORT_JSON_H
#define CERTIFY_REPORT_JSON_H

#include "report/report.h"

#include <jansson.h>

// The object of one claim. A new reference.
json_t *report_json_claim(const report_t *report, size_t claim);
// The object of the whole spec. A new reference.
json_t *report_json(const report_t *report);

// A string of well-formed UTF-8, from a text that may hold anything; null for NULL.
json_t *report_json_text(const char *text);

// Appends the value's text, indented by `indent` spaces, 0 for one line.
void report_json_write(strbuf_t *out, const json_t *value, size_t indent);

#endif
