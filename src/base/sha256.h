// SPDX-License-Identifier: LGPL-3.0-or-later
// SHA-256 of bytes that come in pieces, as 64 lower-case digits.
#ifndef CERTIFY_BASE_SHA256_H
#define CERTIFY_BASE_SHA256_H

#include <stddef.h>
#include <sys/types.h>

#include <sha2.h>

#define SHA256_TEXT_LENGTH 65 // with the terminating NUL

typedef struct {
    SHA2_CTX state;
} sha256_t;

void sha256_init(sha256_t *hash);
void sha256_add(sha256_t *hash, const char *bytes, size_t length);

// The digest of what was added so far; more may be added afterwards.
void sha256_text(char text[SHA256_TEXT_LENGTH], const sha256_t *hash);

// The digest of one piece.
void sha256_of(char text[SHA256_TEXT_LENGTH], const char *bytes, size_t length);

#endif
