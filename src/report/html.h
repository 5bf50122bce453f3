// SPDX-License-Identifier: LGPL-3.0-or-later
// A certificate as one page of HTML: no network, no scripts.
#ifndef CERTIFY_REPORT_HTML_H
#define CERTIFY_REPORT_HTML_H

#include "report/document.h"
#include "report/scene_curve.h"

void html_report(strbuf_t *out, document_t *document);

// Any bytes as text of an element or of an attribute in double quotes; malformed UTF-8 and control characters are
// replaced.
void html_escape(strbuf_t *out, const char *text, size_t length);

#endif
