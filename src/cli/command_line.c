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

static void append_exit_codes(strbuf_t *out, verb_t verb)
{
    static const struct {
        int status;
        const char *meaning, *of_eval, *of_orbit;
    } codes[] = {
#define EXIT_CODE_ROW(name, status, rank, meaning, of_eval, of_orbit) {status, meaning, of_eval, of_orbit},
        EXIT_CODES(EXIT_CODE_ROW)
#undef EXIT_CODE_ROW
    };
    strbuf_append(out, "\nExit status:\n");
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        const char *meaning = verb == VERB_EVAL    ? codes[i].of_eval
                              : verb == VERB_ORBIT ? codes[i].of_orbit
                                                   : codes[i].meaning;
        if (meaning)
            strbuf_printf(out, "  %3d  %s\n", codes[i].status, meaning);
    }
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
                strbuf_printf(out, "  %-8s%-12s%s\n", verbs[i].text, verbs[i].operands, verbs[i].help);
    }
    strbuf_append(out, "\nOptions:\n");
    options_help(out, command_options, COMMAND_OPTION_COUNT, 1u << verb);
    append_exit_codes(out, verb);
}

void command_version(strbuf_t *out)
{
    versions_append(out);
    strbuf_append_char(out, '\n');
}
