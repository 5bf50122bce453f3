// SPDX-License-Identifier: LGPL-3.0-or-later
// A certificate as one page of HTML: no network; scripts only where the program is built with CERTIFY_INTERACTIVE, and
// only for pictures to be zoomed and stepped through.
#ifndef CERTIFY_REPORT_HTML_H
#define CERTIFY_REPORT_HTML_H

#include "report/document.h"
#include "report/scene_curve.h"

void html_report(strbuf_t *out, document_t *document);

// Any bytes as text of an element or of an attribute in double quotes; malformed UTF-8 and control characters are
// replaced.
void html_escape(strbuf_t *out, const char *text, size_t length);

#endif
