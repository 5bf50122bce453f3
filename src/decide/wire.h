// SPDX-License-Identifier: LGPL-3.0-or-later
// Numbers and texts as bytes, for what a worker process sends to its parent.
#ifndef CERTIFY_DECIDE_WIRE_H
#define CERTIFY_DECIDE_WIRE_H

#include "base/flint.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void wire_put_number(strbuf_t *out, uint64_t value);
void wire_put_double(strbuf_t *out, double value);
void wire_put_text(strbuf_t *out, const char *text); // may be NULL
void wire_put_fmpq(strbuf_t *out, const fmpq_t value);

// Reads in the same order. Whatever does not fit sets `failed`, and from then on zeros and NULL come back.
typedef struct {
    const char *bytes;
    size_t length, position;
    bool failed;
} wire_reader_t;

uint64_t wire_get_number(wire_reader_t *reader);
// A number of things of which each takes at least one more byte; fails when there are not so many bytes.
size_t wire_get_count(wire_reader_t *reader);
double wire_get_double(wire_reader_t *reader);
char *wire_get_text(wire_reader_t *reader); // a new text, or NULL
void wire_get_fmpq(fmpq_t value, wire_reader_t *reader);

#endif
