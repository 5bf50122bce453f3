// SPDX-License-Identifier: LGPL-3.0-or-later
// Reading UTF-8.
#ifndef CERTIFY_BASE_UTF8_H
#define CERTIFY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Decodes the character at the start of `text`: its length in bytes, 1 to 4, or 0 where the bytes are not well-formed
// UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF) or length is 0. *character is set unless 0
// is returned.
size_t utf8_decode(uint32_t *character, const char *text, size_t length);

// How many columns of a terminal the character takes up: 2 for the wide ones of East Asia and emoji, 0 for combining marks,
// else 1. Control characters count as 1.
size_t utf8_columns(uint32_t character);

#endif
