// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/reader.h"

#include "base/memory.h"
#include "real/number.h"

#include <stdlib.h>
#include <string.h>

void reader_init(reader_t *reader, FILE *stream)
{
    memset(reader, 0, sizeof *reader);
    reader->stream = stream;
    strbuf_init(&reader->line);
    strbuf_init(&reader->split);
    strbuf_init(&reader->message);
    sha256_init(&reader->hash);
}

void reader_clear(reader_t *reader)
{
    strbuf_clear(&reader->line);
    strbuf_clear(&reader->split);
    strbuf_clear(&reader->message);
    mem_free(reader->words);
    reader->words = NULL;
}

bool reader_fail(reader_t *reader, fault_t fault, const char *format, ...)
{
    va_list arguments;
    if (reader->fault != FAULT_NONE)
        return false;
    reader->fault = fault;
    va_start(arguments, format);
    strbuf_vprintf(&reader->message, format, arguments);
    va_end(arguments);
    return false;
}

static bool malformed(reader_t *reader, const char *what)
{
    return reader_fail(reader, FAULT_MALFORMED, "%s", what);
}

// ---- lines ----

static int next_byte(reader_t *reader)
{
    int byte = getc(reader->stream);
    if (byte != EOF && ++reader->byte_count > READER_MAX_BYTES) {
        malformed(reader, "the certificate has more than 1 GiB");
        return EOF;
    }
    return byte;
}

static void hash_line(reader_t *reader)
{
    if (reader->line_pending) {
        sha256_add(&reader->hash, reader->line.text, reader->line.length);
        sha256_add(&reader->hash, "\n", 1);
    }
    reader->line_pending = false;
}

bool reader_raw_line(reader_t *reader)
{
    if (reader->fault != FAULT_NONE)
        return false;
    reader->word_count = 0;
    if (reader->line_held) {
        reader->line_held = false;
        return true;
    }
    hash_line(reader);
    reader->line_number++;
    strbuf_reset(&reader->line);
    for (;;) {
        int byte = next_byte(reader);
        if (byte == '\n')
            break;
        if (byte == EOF)
            return malformed(reader, ferror(reader->stream) ? "cannot be read to its end"
                                                            : "the certificate ends in the middle");
        if (byte < ' ' || byte > '~')
            return malformed(reader, "a byte that is not printable ASCII");
        if (reader->line.length == READER_MAX_LINE)
            return malformed(reader, "a line of more than 1 MiB");
        strbuf_append_char(&reader->line, (char)byte);
    }
    reader->line_pending = true;
    return true;
}

static bool split_words(reader_t *reader)
{
    strbuf_reset(&reader->split);
    strbuf_append_bytes(&reader->split, reader->line.text, reader->line.length);
    char *text = reader->split.text;
    for (size_t begin = 0; begin <= reader->split.length;) {
        size_t length = strcspn(text + begin, " ");
        if (length == 0)
            return malformed(reader, "an empty line, or a space too many");
        text[begin + length] = '\0';
        reader->words = mem_grow(reader->words, &reader->word_capacity, reader->word_count + 1, sizeof *reader->words);
        reader->words[reader->word_count++] = text + begin;
        begin += length + 1;
    }
    return true;
}

bool reader_any_line(reader_t *reader)
{
    return reader_raw_line(reader) && split_words(reader);
}

bool reader_skip(reader_t *reader, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!reader_raw_line(reader))
            return false;
    return true;
}

static bool begins_with(const strbuf_t *line, const char *word)
{
    size_t length = strlen(word);
    return line->length >= length && memcmp(line->text, word, length) == 0 &&
           (line->length == length || line->text[length] == ' ');
}

bool reader_skip_to(reader_t *reader, const char *const *keywords)
{
    while (reader_raw_line(reader))
        for (size_t i = 0; keywords[i]; i++)
            if (begins_with(&reader->line, keywords[i])) {
                reader->line_held = true;
                return true;
            }
    return false;
}

bool reader_line_from(reader_t *reader, const char *keyword, size_t count)
{
    if (!reader_any_line(reader))
        return false;
    if (!reader_word_is(reader, 0, keyword) || reader->word_count < count)
        return reader_fail(reader, FAULT_MALFORMED, "expected a line `%s%s`", keyword, count > 1 ? " ..." : "");
    return true;
}

bool reader_line(reader_t *reader, const char *keyword, size_t count)
{
    return reader_line_from(reader, keyword, count) && reader_has_words(reader, count);
}

bool reader_bytes(char **bytes, reader_t *reader, size_t count)
{
    *bytes = NULL;
    if (reader->fault != FAULT_NONE)
        return false;
    hash_line(reader);
    strbuf_t text;
    strbuf_init(&text);
    int byte = 0;
    for (size_t i = 0; i <= count && byte != EOF; i++) {
        byte = next_byte(reader);
        reader->line_number += byte == '\n';
        if (byte != EOF)
            strbuf_append_char(&text, (char)byte);
    }
    sha256_add(&reader->hash, text.text, text.length);
    bool complete = text.length == count + 1 && text.text[count] == '\n';
    if (complete) {
        text.text[count] = '\0';
        *bytes = strbuf_detach(&text);
    }
    strbuf_clear(&text);
    return complete || malformed(reader, "the spec text does not have the stated number of bytes");
}

bool reader_at_end(reader_t *reader)
{
    if (reader->fault != FAULT_NONE)
        return false;
    if (getc(reader->stream) != EOF)
        return malformed(reader, "bytes after the end");
    return !ferror(reader->stream) || malformed(reader, "cannot be read to its end");
}

// ---- words ----

bool reader_word_is(const reader_t *reader, size_t index, const char *text)
{
    return index < reader->word_count && strcmp(reader->words[index], text) == 0;
}

bool reader_has_words(reader_t *reader, size_t count)
{
    if (reader->fault != FAULT_NONE)
        return false;
    return reader->word_count == count || reader_fail(reader, FAULT_MALFORMED, "expected %zu words", count);
}

static const char *word(reader_t *reader, size_t index)
{
    if (reader->fault != FAULT_NONE)
        return NULL;
    if (index < reader->word_count)
        return reader->words[index];
    malformed(reader, "a word is missing");
    return NULL;
}

bool reader_unsigned(size_t *value, reader_t *reader, size_t index, size_t max)
{
    const char *text = word(reader, index);
    if (!text)
        return false;
    size_t length = strspn(text, "0123456789");
    if (length == 0 || length > 18 || text[length] || (text[0] == '0' && length > 1))
        return malformed(reader, "expected a natural number");
    *value = (size_t)strtoull(text, NULL, 10);
    return *value <= max || malformed(reader, "a number is too large");
}

bool reader_rational(fmpq_t value, reader_t *reader, size_t index)
{
    const char *text = word(reader, index);
    if (!text)
        return false;
    return number_read_fmpq(value, text, strlen(text)) == STATUS_OK || malformed(reader, "expected a rational number");
}

bool reader_number(rpoint_t value, reader_t *reader, size_t index, real_ctx_t ctx)
{
    const char *text = word(reader, index);
    if (!text)
        return false;
    return number_read(value, text, strlen(text), ctx) == STATUS_OK || malformed(reader, "expected an exact number");
}

bool reader_precision(slong *value, reader_t *reader, size_t index, bool may_be_zero)
{
    size_t bits = 0;
    if (!reader_unsigned(&bits, reader, index, READER_MAX_PRECISION))
        return false;
    *value = (slong)bits;
    return bits >= 2 || (may_be_zero && bits == 0) || malformed(reader, "expected a precision");
}
