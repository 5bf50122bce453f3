// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/options.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HELP_COLUMN 26u
#define HELP_WIDTH 76u

typedef struct {
    options_t *options;
    strbuf_t *error;
    const option_t *table;
    size_t count;
    unsigned verb;
    size_t next, argument_count;
    char *const *arguments;
} parser_t;

// ---- values ----

static status_t read_number(double *value, const char *text)
{
    char *end;
    if (text[strspn(text, "0123456789.eE+-")] != '\0' || *text == '\0')
        return STATUS_MALFORMED;
    *value = strtod(text, &end);
    return *end == '\0' && isfinite(*value) ? STATUS_OK : STATUS_MALFORMED;
}

// Digits, then nothing or one of K M G T, with or without `B` or `iB`.
static status_t read_size(double *value, const char *text)
{
    static const char units[] = "KMGT";
    char *end;
    size_t digits = strspn(text, "0123456789.");
    if (digits == 0)
        return STATUS_MALFORMED;
    *value = strtod(text, &end);
    if (end != text + digits)
        return STATUS_MALFORMED;
    const char *unit = *end ? strchr(units, *end & ~0x20) : NULL;
    if (*end == '\0')
        return STATUS_OK;
    if (!unit)
        return STATUS_MALFORMED;
    *value = ldexp(*value, 10 * (int)(unit - units + 1));
    end++;
    return strcmp(end, "") == 0 || strcmp(end, "B") == 0 || strcmp(end, "iB") == 0 ? STATUS_OK : STATUS_MALFORMED;
}

// The place of `text` among the words of `choices`, -1 when it is none of them.
static int find_choice(const char *choices, const char *text)
{
    size_t length = strlen(text);
    for (int place = 0; *choices; place++) {
        size_t word = strcspn(choices, "|");
        if (word == length && memcmp(choices, text, length) == 0)
            return place;
        choices += word + (choices[word] == '|');
    }
    return -1;
}

static status_t refuse(const parser_t *parser, const option_t *option, const char *text, const char *wanted)
{
    strbuf_printf(parser->error, "--%s %s: %s expected", option->name, text, wanted);
    return STATUS_MALFORMED;
}

static status_t refuse_range(const parser_t *parser, const option_t *option, const char *text)
{
    strbuf_printf(parser->error, "--%s %s: out of range, ", option->name, text);
    if (option->kind == OPTION_SIZE)
        strbuf_printf(parser->error, "%.0fM to %.0fG", ldexp(option->low, -20), ldexp(option->high, -30));
    else
        strbuf_printf(parser->error, "%.15g to %.15g", option->low, option->high);
    return STATUS_MALFORMED;
}

static status_t store_number(const parser_t *parser, option_value_t *value, const option_t *option, const char *text)
{
    double number = 0;
    if (option->kind == OPTION_SIZE) {
        if (read_size(&number, text) != STATUS_OK)
            return refuse(parser, option, text, "a size such as 512M or 2G");
    } else if (read_number(&number, text) != STATUS_OK) {
        return refuse(parser, option, text, "a number");
    } else if (option->kind == OPTION_COUNT && number != floor(number)) {
        return refuse(parser, option, text, "a whole number");
    }
    if (!(number >= option->low && number <= option->high))
        return refuse_range(parser, option, text);
    value->number = number;
    value->size = option->kind == OPTION_SIZE ? (uint64_t)number : 0;
    return STATUS_OK;
}

static status_t store(parser_t *parser, const option_t *option, const char *text)
{
    option_value_t *value = parser->options->values + (option - parser->table);
    value->is_set = true;
    switch (option->kind) {
    case OPTION_FLAG:
        return STATUS_OK;
    case OPTION_CHOICE: {
        int place = find_choice(option->argument, text);
        value->number = place;
        return place < 0 ? refuse(parser, option, text, option->argument) : STATUS_OK;
    }
    case OPTION_TEXT:
        value->text = text;
        return STATUS_OK;
    case OPTION_LIST:
        if (!value->list)
            value->list = mem_alloc(parser->argument_count, sizeof *value->list);
        value->list[value->count++] = text;
        return STATUS_OK;
    case OPTION_COUNT:
    case OPTION_NUMBER:
    case OPTION_SIZE:
        break;
    }
    return store_number(parser, value, option, text);
}

// ---- arguments ----

// The verb's option of that name, or letter (name NULL); else that of another verb.
static const option_t *find_option(const parser_t *parser, const char *name, size_t length, char letter)
{
    const option_t *other = NULL;
    for (size_t i = 0; i < parser->count; i++) {
        const option_t *option = parser->table + i;
        bool same = name ? strlen(option->name) == length && memcmp(option->name, name, length) == 0
                         : option->letter && option->letter == letter;
        if (same && option->verbs & parser->verb)
            return option;
        other = same ? option : other;
    }
    return other;
}

// Whether the option exists and belongs to the verb; else says so.
static status_t check_option(const parser_t *parser, const option_t *option, const char *argument, size_t length)
{
    if (option && option->verbs & parser->verb)
        return STATUS_OK;
    if (option)
        strbuf_printf(parser->error, "option '%.*s' does not belong here", (int)length, argument);
    else
        strbuf_printf(parser->error, "unknown option '%.*s'", (int)length, argument);
    return STATUS_MALFORMED;
}

// The value of an option: what was written behind it in the same argument, or the next argument; not the empty text.
static status_t take_value(const char **text, parser_t *parser, const option_t *option, const char *attached)
{
    *text = attached;
    if (option->kind == OPTION_FLAG)
        return STATUS_OK;
    if (!attached && parser->next < parser->argument_count)
        *text = parser->arguments[parser->next++];
    if (*text && **text)
        return STATUS_OK;
    strbuf_printf(parser->error, "option '--%s' needs a value (%s)", option->name, option->argument);
    return STATUS_MALFORMED;
}

static status_t parse_long(parser_t *parser, const char *argument)
{
    size_t length = strcspn(argument + 2, "=");
    const char *attached = argument[2 + length] == '=' ? argument + 2 + length + 1 : NULL;
    const option_t *option = find_option(parser, argument + 2, length, 0);
    const char *text;
    if (check_option(parser, option, argument, length + 2) != STATUS_OK)
        return STATUS_MALFORMED;
    if (attached && option->kind == OPTION_FLAG) {
        strbuf_printf(parser->error, "option '--%s' takes no value", option->name);
        return STATUS_MALFORMED;
    }
    if (take_value(&text, parser, option, attached) != STATUS_OK)
        return STATUS_MALFORMED;
    return store(parser, option, text);
}

// Flags may share one dash: -qh.
static status_t parse_short(parser_t *parser, const char *argument)
{
    for (const char *letter = argument + 1; *letter; letter++) {
        const option_t *option = find_option(parser, NULL, 0, *letter);
        char name[3] = {'-', *letter, '\0'};
        const char *text;
        if (check_option(parser, option, name, 2) != STATUS_OK ||
            take_value(&text, parser, option, option->kind != OPTION_FLAG && letter[1] ? letter + 1 : NULL) !=
                STATUS_OK ||
            store(parser, option, text) != STATUS_OK)
            return STATUS_MALFORMED;
        if (option->kind != OPTION_FLAG)
            break;
    }
    return STATUS_OK;
}

static bool is_operand(const char *argument)
{
    return argument[0] != '-' || strchr("0123456789.(", argument[1]); // the end of the text counts as found
}

status_t options_parse(options_t *options, strbuf_t *error, const option_t *table, size_t count, unsigned verb,
                       int argument_count, char *const *arguments)
{
    size_t total = argument_count > 0 ? (size_t)argument_count : 0;
    *options = (options_t){.value_count = count};
    options->values = mem_alloc(count, sizeof *options->values);
    options->operands = mem_alloc(total, sizeof *options->operands);
    parser_t parser = {options, error, table, count, verb, 0, total, arguments};
    bool only_operands = false;
    while (parser.next < total) {
        const char *argument = arguments[parser.next++];
        status_t status = STATUS_OK;
        if (only_operands || is_operand(argument))
            options->operands[options->operand_count++] = argument;
        else if (strcmp(argument, "--") == 0)
            only_operands = true;
        else
            status = argument[1] == '-' ? parse_long(&parser, argument) : parse_short(&parser, argument);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

void options_clear(options_t *options)
{
    for (size_t i = 0; i < options->value_count; i++)
        mem_free(options->values[i].list);
    mem_free(options->values);
    mem_free(options->operands);
    *options = (options_t){0, NULL, 0, NULL};
}

// ---- help ----

// The text from the column on, broken at spaces.
static void append_wrapped(strbuf_t *out, const char *text, size_t column)
{
    size_t width = HELP_WIDTH - column;
    while (strlen(text) > width) {
        size_t cut = width;
        while (cut > 0 && text[cut] != ' ')
            cut--;
        cut = cut ? cut : width;
        strbuf_append_bytes(out, text, cut);
        strbuf_printf(out, "\n%*s", (int)column, "");
        text += cut + (text[cut] == ' ');
    }
    strbuf_append(out, text);
    strbuf_append_char(out, '\n');
}

void options_help(strbuf_t *out, const option_t *table, size_t count, unsigned verb)
{
    for (size_t i = 0; i < count; i++) {
        const option_t *option = table + i;
        if (!(option->verbs & verb))
            continue;
        size_t start = out->length;
        if (option->letter)
            strbuf_printf(out, "  -%c, --%s", option->letter, option->name);
        else
            strbuf_printf(out, "      --%s", option->name);
        if (option->argument[0])
            strbuf_printf(out, " %s", option->argument);
        size_t used = out->length - start;
        if (used + 2 > HELP_COLUMN)
            strbuf_printf(out, "\n%*s", (int)HELP_COLUMN, "");
        else
            strbuf_printf(out, "%*s", (int)(HELP_COLUMN - used), "");
        append_wrapped(out, option->help, HELP_COLUMN);
    }
}
