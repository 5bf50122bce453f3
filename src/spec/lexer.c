// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/lexer.h"

#include "base/utf8.h"

#include <string.h>

static const char *const signs[] = {
#define SIGN_TEXT(name, text) [TOKEN_##name] = text,
    LEXER_SIGNS(SIGN_TEXT)
#undef SIGN_TEXT
};

const char *token_sign(token_kind_t kind)
{
    return signs[kind] ? signs[kind] : "";
}

lexer_t lexer_make(const source_t *source)
{
    bool has_mark = source->length >= 3 && memcmp(source->text, "\xef\xbb\xbf", 3) == 0;
    return (lexer_t){source, has_mark ? 3 : 0, true, false};
}

// 0 behind the end.
static char byte_at(const lexer_t *lexer, size_t offset)
{
    return offset < lexer->source->length ? lexer->source->text[offset] : '\0';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_word_start(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

static bool is_word_byte(char byte)
{
    return is_word_start(byte) || is_digit(byte);
}

static bool is_id_byte(char byte)
{
    return is_word_byte(byte) || byte == '-' || byte == '.';
}

// Skips white space and comments; whether a line began on the way (or the text).
static bool skip_space(lexer_t *lexer)
{
    bool first = lexer->at_start;
    lexer->at_start = false;
    for (;; lexer->offset++) {
        char byte = byte_at(lexer, lexer->offset);
        if (byte == '#')
            while (lexer->offset < lexer->source->length && byte_at(lexer, lexer->offset) != '\n')
                lexer->offset++;
        byte = byte_at(lexer, lexer->offset);
        if (byte == '\n')
            first = true;
        else if (byte != ' ' && byte != '\t' && byte != '\r')
            return first;
    }
}

static size_t skip_digits(const lexer_t *lexer, size_t offset)
{
    while (is_digit(byte_at(lexer, offset)))
        offset++;
    return offset;
}

static bool exponent_is_too_large(const lexer_t *lexer, size_t from, size_t to)
{
    unsigned value = 0;
    for (size_t i = from; i < to && value <= LEXER_MAX_EXPONENT; i++)
        value = 10 * value + (unsigned)(byte_at(lexer, i) - '0');
    return value > LEXER_MAX_EXPONENT;
}

// Where the exponent's digits begin when one stands at `offset`, else `offset`.
static size_t find_exponent(const lexer_t *lexer, size_t offset)
{
    char letter = byte_at(lexer, offset), sign = byte_at(lexer, offset + 1);
    size_t digits = offset + (sign == '+' || sign == '-' ? 2 : 1);
    return letter == 'e' && is_digit(byte_at(lexer, digits)) ? digits : offset;
}

static token_problem_t check_number_end(const lexer_t *lexer, size_t end, bool has_point)
{
    char next = byte_at(lexer, end);
    if (is_word_start(next))
        return TOKEN_NAME_AFTER_NUMBER;
    if (next == '.' && byte_at(lexer, end + 1) != '.')
        return has_point ? TOKEN_SECOND_POINT : TOKEN_NO_DIGIT_AFTER_POINT;
    return TOKEN_FINE;
}

static token_t lex_number(lexer_t *lexer)
{
    size_t start = lexer->offset, end = skip_digits(lexer, start);
    bool has_point = byte_at(lexer, end) == '.' && is_digit(byte_at(lexer, end + 1));
    if (has_point)
        end = skip_digits(lexer, end + 1);
    size_t digits = end - start;
    size_t exponent = find_exponent(lexer, end);
    token_problem_t problem = digits > LEXER_MAX_DIGITS ? TOKEN_TOO_MANY_DIGITS : TOKEN_FINE;
    if (exponent > end) {
        end = skip_digits(lexer, exponent);
        if (exponent_is_too_large(lexer, exponent, end))
            problem = TOKEN_EXPONENT_TOO_LARGE;
    }
    if (problem == TOKEN_FINE)
        problem = check_number_end(lexer, end, has_point);
    lexer->offset = end;
    return (token_t){problem ? TOKEN_BAD : TOKEN_NUMBER, problem, false, {start, end - start}};
}

static token_t lex_string(lexer_t *lexer)
{
    size_t start = lexer->offset, end = start + 1;
    while (end < lexer->source->length && byte_at(lexer, end) != '"' && byte_at(lexer, end) != '\n')
        end++;
    bool closed = byte_at(lexer, end) == '"';
    lexer->offset = closed ? end + 1 : end;
    if (!closed)
        return (token_t){TOKEN_BAD, TOKEN_UNTERMINATED_STRING, false, {start, 1}};
    return (token_t){TOKEN_STRING, TOKEN_FINE, false, {start, end + 1 - start}};
}

static token_t lex_while(lexer_t *lexer, token_kind_t kind, bool (*belongs)(char))
{
    size_t start = lexer->offset;
    while (belongs(byte_at(lexer, lexer->offset)))
        lexer->offset++;
    size_t length = lexer->offset - start;
    if (length > LEXER_MAX_NAME)
        return (token_t){TOKEN_BAD, TOKEN_NAME_TOO_LONG, false, {start, 1}};
    return (token_t){kind, TOKEN_FINE, false, {start, length}};
}

static token_t lex_sign(lexer_t *lexer)
{
    const source_t *source = lexer->source;
    size_t start = lexer->offset, left = source->length - start;
    for (token_kind_t kind = TOKEN_STRING + 1; kind < TOKEN_KIND_COUNT; kind++) {
        size_t size = strlen(signs[kind]);
        if (size <= left && memcmp(source->text + start, signs[kind], size) == 0) {
            lexer->offset += size;
            return (token_t){kind, TOKEN_FINE, false, {start, size}};
        }
    }
    uint32_t character;
    size_t size = utf8_decode(&character, source->text + start, left);
    lexer->offset += size ? size : 1;
    bool is_fraction = character == '.' && is_digit(byte_at(lexer, start + 1));
    token_problem_t problem = is_fraction ? TOKEN_NO_DIGIT_BEFORE_POINT : TOKEN_UNEXPECTED_CHARACTER;
    return (token_t){TOKEN_BAD, problem, false, {start, size ? size : 1}};
}

static token_t lex_token(lexer_t *lexer)
{
    char byte = byte_at(lexer, lexer->offset);
    if (lexer->offset >= lexer->source->length)
        return (token_t){TOKEN_END, TOKEN_FINE, false, {lexer->source->length, 0}};
    if (lexer->after_claim && is_id_byte(byte))
        return lex_while(lexer, TOKEN_ID, is_id_byte);
    if (is_word_start(byte))
        return lex_while(lexer, TOKEN_WORD, is_word_byte);
    if (is_digit(byte))
        return lex_number(lexer);
    return byte == '"' ? lex_string(lexer) : lex_sign(lexer);
}

token_t lexer_next(lexer_t *lexer)
{
    bool first = skip_space(lexer);
    token_t token = lex_token(lexer);
    token.first_on_line = first;
    lexer->after_claim = first && token_is_word(lexer->source, token, "claim");
    return token;
}

bool token_is_word(const source_t *source, token_t token, const char *word)
{
    return token.kind == TOKEN_WORD && name_is(source_name(source, token.span), word);
}

// ---- messages ----

// What a writer may have meant by a character that the language does not use.
static const char *const substitutes[][2] = {
    {"\xe2\x89\xa4", "<="},  {"\xe2\x89\xa5", ">="}, {"\xe2\x89\xa0", "!="},   {"\xe2\x88\x92", "-"},
    {"\xe2\x80\x93", "-"},   {"\xc3\x97", "*"},      {"\xc2\xb7", "*"},        {"\xe2\x80\xb2", "'"},
    {"\xe2\x80\x99", "'"},   {"\xe2\x80\x9c", "\""}, {"\xe2\x80\x9d", "\""},   {"\xcf\x80", "pi"},
    {"\xe2\x88\x9e", "inf"}, {"&", "and"},           {"|", "or, or abs(...)"}, {"!", "not, or !="},
};

static void report_character(source_t *source, token_t token)
{
    name_t name = source_name(source, token.span);
    for (size_t i = 0; i < sizeof substitutes / sizeof *substitutes; i++)
        if (name_is(name, substitutes[i][0])) {
            source_error(source, token.span, "'%.*s' is not a sign of the language; write %s", NAME_ARGUMENTS(name),
                         substitutes[i][1]);
            return;
        }
    source_error(source, token.span,
                 "unexpected character '%.*s'; outside quotes and comments only ASCII letters, "
                 "digits and the signs of formulas are used",
                 NAME_ARGUMENTS(name));
}

void lexer_report(source_t *source, token_t token)
{
    static const char *const messages[] = {
        [TOKEN_UNTERMINATED_STRING] = "the text in quotes has no end; close it with '\"' on the same line",
        [TOKEN_NO_DIGIT_BEFORE_POINT] = "a digit must stand before the decimal point; write 0.5, not .5",
        [TOKEN_NO_DIGIT_AFTER_POINT] = "a digit must follow the decimal point; write 5 or 5.0, not 5.",
        [TOKEN_SECOND_POINT] = "a number has one decimal point",
        [TOKEN_NAME_AFTER_NUMBER] = "a name can't follow a number directly; write '*' between them",
    };
    if (token.problem == TOKEN_UNEXPECTED_CHARACTER)
        report_character(source, token);
    else if (token.problem == TOKEN_NAME_TOO_LONG)
        source_limit(source, token.span, "a name has at most %u letters", LEXER_MAX_NAME);
    else if (token.problem == TOKEN_TOO_MANY_DIGITS)
        source_limit(source, (span_t){token.span.offset, 1}, "a number has at most %u digits", LEXER_MAX_DIGITS);
    else if (token.problem == TOKEN_EXPONENT_TOO_LARGE)
        source_limit(source, token.span, "an exponent of ten is at most %u in magnitude", LEXER_MAX_EXPONENT);
    else
        source_error(source, token.span, "%s", messages[token.problem]);
}
