// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/html_internal.h"

#include "base/sha256.h"

#include <string.h>

#define DIGEST 32 // bytes

// Base 64 (RFC 4648, section 4).
static void append_base64(strbuf_t *out, const unsigned char *bytes, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        unsigned long group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < length ? bytes[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            strbuf_append_char(out, i + k > length ? '=' : letters[group >> (18 - 6 * k) & 63]);
    }
}

static unsigned char nibble(char digit)
{
    return (unsigned char)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

void html_policy_hash(strbuf_t *out, const char *text)
{
    char digits[SHA256_TEXT_LENGTH];
    unsigned char digest[DIGEST];
    sha256_of(digits, text, strlen(text));
    for (size_t i = 0; i < DIGEST; i++)
        digest[i] = (unsigned char)(nibble(digits[2 * i]) << 4 | nibble(digits[2 * i + 1]));
    strbuf_append(out, "'sha256-");
    append_base64(out, digest, DIGEST);
    strbuf_append_char(out, '\'');
}
