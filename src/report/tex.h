// SPDX-License-Identifier: LGPL-3.0-or-later
// A certificate as an appendix in LaTeX.
#ifndef CERTIFY_REPORT_TEX_H
#define CERTIFY_REPORT_TEX_H

#include "report/document.h"

// A fragment for \input, or, with `standalone`, a whole document. What the fragment needs of the paper's preamble
// stands in its first lines.
void tex_report(strbuf_t *out, document_t *document, bool standalone);

// Any bytes as text that TeX sets as they are; lines may end within long words of digits and signs. Characters for
// which the usual fonts have no letter become their number, U+2603.
void tex_escape(strbuf_t *out, const char *text, size_t length);

#endif
