// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/sha256.h"

void sha256_init(sha256_t *hash)
{
    SHA256Init(&hash->state);
}

void sha256_add(sha256_t *hash, const char *bytes, size_t length)
{
    SHA256Update(&hash->state, (const uint8_t *)bytes, length);
}

void sha256_text(char text[SHA256_TEXT_LENGTH], const sha256_t *hash)
{
    SHA2_CTX copy = hash->state;
    SHA256End(&copy, text);
}

void sha256_of(char text[SHA256_TEXT_LENGTH], const char *bytes, size_t length)
{
    sha256_t hash;
    sha256_init(&hash);
    sha256_add(&hash, bytes, length);
    sha256_text(text, &hash);
}
