// SPDX-License-Identifier: LGPL-3.0-or-later
#include "cli/command_line.h"

#include "report/versions.h"

#include <string.h>

const option_t command_options[COMMAND_OPTION_COUNT] = {
#define COMMAND_ROW(name, text, letter, kind, argument, low, high, verbs, help)                                        \
    {text, letter, kind, argument, low, high, verbs, help},
    CERTIFY_OPTIONS(COMMAND_ROW)
#undef COMMAND_ROW
};

typedef struct {
    const char *text;
    bool supported;
    const char *operands, *help;
} verb_row_t;

static const verb_row_t verbs[VERB_COUNT] = {
#define VERB_ROW(name, text, supported, operands, help) {text, supported, operands, help},
    CERTIFY_VERBS(VERB_ROW)
#undef VERB_ROW
};

const char *verb_text(verb_t verb)
{
    return verbs[verb].text;
}

bool verb_is_supported(verb_t verb)
{
    return verbs[verb].supported;
}

verb_t verb_find(const char *text)
{
    size_t verb = 0;
    while (verb < VERB_COUNT && strcmp(verbs[verb].text, text) != 0)
        verb++;
    return (verb_t)verb;
}

// What an exit status means, for some verbs. Statuses that a verb never has are not in its rows.
typedef struct {
    exit_code_t code;
    unsigned verbs;
    const char *meaning;
} exit_row_t;

static const exit_row_t exit_rows[] = {
    {EXIT_CODE_EXPECTED, IN_RUN, "every verdict is as expected"},
    {EXIT_CODE_EXPECTED, IN_EVAL, "an enclosure is printed"},
    {EXIT_CODE_EXPECTED, IN_ORBIT, "the end is known to the digits asked for"},
    {EXIT_CODE_EXPECTED, IN_INIT, "the spec is written"},
    {EXIT_CODE_EXPECTED, IN_REPORT, "the certificate is re-proved, and the files are written"},
    {EXIT_CODE_EXPECTED, IN_EXPORT, "the certificate is re-proved, and the file is written"},
    {EXIT_CODE_OPPOSITE, IN_RUN,
     "a verdict is the opposite of the expected one, or decided where undecided was expected"},
    {EXIT_CODE_OPPOSITE, IN_EVAL, "the expression is undefined somewhere"},
    {EXIT_CODE_EXPECTED, IN_PLOT, "the picture is written"},
    {EXIT_CODE_OPPOSITE, IN_REPORT | IN_EXPORT, "the certificate is refused"},
    {EXIT_CODE_OPPOSITE, IN_PLOT, "the certificate is refused, or there is nothing to be drawn"},
    {EXIT_CODE_UNDECIDED, IN_RUN, "no verdict is opposite, but one is undecided"},
    {EXIT_CODE_UNDECIDED, IN_EVAL, "it is not known whether the expression is defined, or a limit was reached"},
    {EXIT_CODE_UNDECIDED, IN_ORBIT, "the end is not known to the digits asked for"},
    {EXIT_CODE_USAGE, IN_ALL, "the command line is wrong"},
    {EXIT_CODE_MALFORMED, IN_RUN, "a spec is malformed"},
    {EXIT_CODE_MALFORMED, IN_ORBIT, "the spec is malformed"},
    {EXIT_CODE_MALFORMED, IN_REPORT | IN_EXPORT, "the file is no certificate"},
    {EXIT_CODE_MALFORMED, IN_PLOT, "the spec is malformed, or the file is no certificate"},
    {EXIT_CODE_NO_INPUT, IN_RUN, "a file cannot be read"},
    {EXIT_CODE_NO_INPUT, IN_ORBIT | IN_REPORT | IN_PLOT | IN_EXPORT, "the file cannot be read"},
    {EXIT_CODE_INTERNAL, IN_RUN | IN_EVAL | IN_ORBIT | IN_REPORT | IN_PLOT | IN_EXPORT, "an error in the program"},
    {EXIT_CODE_NO_OUTPUT, IN_RUN, "a certificate or the output cannot be written"},
    {EXIT_CODE_NO_OUTPUT, IN_EVAL | IN_ORBIT | IN_REPORT | IN_EXPORT, "the output cannot be written"},
    {EXIT_CODE_NO_OUTPUT, IN_PLOT, "the picture cannot be written, or gnuplot does not draw it"},
    {EXIT_CODE_NO_OUTPUT, IN_INIT, "the file is there already, or cannot be written"},
};

static void append_exit_codes(strbuf_t *out, verb_t verb)
{
    strbuf_append(out, "\nExit status:\n");
    for (size_t i = 0; i < sizeof exit_rows / sizeof *exit_rows; i++)
        if (exit_rows[i].verbs & 1u << verb)
            strbuf_printf(out, "  %3d  %s\n", (int)exit_rows[i].code, exit_rows[i].meaning);
}

void command_help(strbuf_t *out, verb_t verb)
{
    const verb_row_t *row = verbs + verb;
    strbuf_printf(out, "Usage: certify %s [OPTIONS] %s\n\n%c%s.\n", verb == VERB_RUN ? "[run]" : row->text,
                  row->operands, row->help[0] & ~0x20, row->help + 1);
    if (verb == VERB_EVAL)
        strbuf_append(out, "An expression that begins with - goes behind --: certify eval --at 'x=1/3' -- '-x^2'\n");
    if (verb == VERB_RUN) {
        strbuf_append(out, "\nVerbs:\n");
        for (size_t i = 0; i < VERB_COUNT; i++)
            if (verbs[i].supported)
                strbuf_printf(out, "  %-8s%-17s%s\n", verbs[i].text, verbs[i].operands, verbs[i].help);
    }
    strbuf_append(out, "\nOptions:\n");
    options_help(out, command_options, COMMAND_OPTION_COUNT, 1u << verb);
    append_exit_codes(out, verb);
}

const char *command_output_path(const options_t *options)
{
    const option_value_t *output = options->values + COMMAND_OUTPUT, *out = options->values + COMMAND_OUT;
    return output->is_set ? output->text : out->is_set ? out->text : "-";
}

void command_version(strbuf_t *out)
{
    versions_append(out);
    strbuf_append_char(out, '\n');
}
