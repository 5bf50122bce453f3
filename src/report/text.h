// SPDX-License-Identifier: LGPL-3.0-or-later
// Text for terminals and documents, from texts that may hold anything.
#ifndef CERTIFY_REPORT_TEXT_H
#define CERTIFY_REPORT_TEXT_H

#include "base/strbuf.h"

#include <stddef.h>

// Appends the text as well-formed UTF-8: each malformed byte becomes U+FFFD, each control character a space.
void text_append_clean(strbuf_t *out, const char *text);

// How many columns of a terminal a clean text takes up.
size_t text_width(const char *text);

// Appends at most `width` columns of a clean text, with a sign of omission at the end when it was longer, and fills up
// with spaces to that width.
void text_append_cell(strbuf_t *out, const char *text, size_t width);

// Appends the text with each line indented by `indent` spaces.
void text_append_indented(strbuf_t *out, const char *text, size_t indent);

#endif
