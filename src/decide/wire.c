// SPDX-License-Identifier: LGPL-3.0-or-later
#include "decide/wire.h"

#include "base/memory.h"

#include <string.h>

void wire_put_number(strbuf_t *out, uint64_t value)
{
    char bytes[sizeof value];
    memcpy(bytes, &value, sizeof value);
    strbuf_append_bytes(out, bytes, sizeof bytes);
}

void wire_put_double(strbuf_t *out, double value)
{
    char bytes[sizeof value];
    memcpy(bytes, &value, sizeof value);
    strbuf_append_bytes(out, bytes, sizeof bytes);
}

// The length plus one, or 0 for NULL; then the bytes.
void wire_put_text(strbuf_t *out, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    wire_put_number(out, text ? length + 1 : 0);
    if (text)
        strbuf_append_bytes(out, text, length);
}

void wire_put_fmpq(strbuf_t *out, const fmpq_t value)
{
    char *text = fmpq_get_str(NULL, 10, value);
    wire_put_text(out, text);
    flint_free(text);
}

// The next bytes, NULL when there are not so many.
static const char *take(wire_reader_t *reader, size_t length)
{
    if (reader->failed || length > reader->length - reader->position) {
        reader->failed = true;
        return NULL;
    }
    const char *bytes = reader->bytes + reader->position;
    reader->position += length;
    return bytes;
}

uint64_t wire_get_number(wire_reader_t *reader)
{
    uint64_t value = 0;
    const char *bytes = take(reader, sizeof value);
    if (bytes)
        memcpy(&value, bytes, sizeof value);
    return value;
}

size_t wire_get_count(wire_reader_t *reader)
{
    uint64_t count = wire_get_number(reader);
    if (count > reader->length - reader->position)
        reader->failed = true;
    return reader->failed ? 0 : (size_t)count;
}

double wire_get_double(wire_reader_t *reader)
{
    double value = 0;
    const char *bytes = take(reader, sizeof value);
    if (bytes)
        memcpy(&value, bytes, sizeof value);
    return value;
}

char *wire_get_text(wire_reader_t *reader)
{
    uint64_t length = wire_get_number(reader);
    if (length == 0)
        return NULL;
    if (length > SIZE_MAX / 2)
        reader->failed = true;
    const char *bytes = take(reader, (size_t)(length - 1));
    return bytes ? mem_copy_text(bytes, (size_t)(length - 1)) : NULL;
}

void wire_get_fmpq(fmpq_t value, wire_reader_t *reader)
{
    char *text = wire_get_text(reader);
    fmpq_zero(value);
    if (!text || fmpq_set_str(value, text, 10) != 0)
        reader->failed = true;
    mem_free(text);
}
