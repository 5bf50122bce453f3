// SPDX-License-Identifier: LGPL-3.0-or-later
// The program certify: finds the verb and hands over to it.
#include "cli/command_line.h"
#include "cli/eval.h"
#include "cli/export.h"
#include "cli/init.h"
#include "cli/orbit.h"
#include "cli/output.h"
#include "cli/plot.h"
#include "cli/report.h"
#include "cli/run.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static exit_code_t print(void (*write)(strbuf_t *out, verb_t verb), verb_t verb)
{
    strbuf_t text;
    strbuf_init(&text);
    write(&text, verb);
    exit_code_t code = output_write(&text);
    strbuf_clear(&text);
    return code;
}

static void write_version(strbuf_t *out, verb_t verb)
{
    (void)verb;
    command_version(out);
}

static exit_code_t run_verb(verb_t verb, const options_t *options)
{
    if (options->values[COMMAND_HELP].is_set)
        return print(command_help, verb);
    if (options->values[COMMAND_VERSION].is_set)
        return print(write_version, verb);
    switch (verb) {
    case VERB_EVAL:
        return eval_main(options);
    case VERB_ORBIT:
        return orbit_main(options);
    case VERB_INIT:
        return init_main(options);
    case VERB_PLOT:
        return plot_main(options);
    case VERB_REPORT:
        return report_main(options);
    case VERB_EXPORT:
        return export_main(options);
    default:
        return run_main(options);
    }
}

// A word that is neither a verb nor a file.
static bool is_mistaken_verb(const char *text)
{
    return *text != '-' && !strpbrk(text, "./") && access(text, F_OK) != 0;
}

static exit_code_t dispatch(int count, char *const *arguments)
{
    verb_t verb = count > 0 ? verb_find(arguments[0]) : VERB_COUNT;
    if (verb < VERB_COUNT) {
        count--;
        arguments++;
    } else if (count > 0 && is_mistaken_verb(arguments[0])) {
        output_error("%s: no verb, and no such file; `certify --help` lists the verbs", arguments[0]);
        return EXIT_CODE_NO_INPUT;
    } else {
        verb = VERB_RUN;
    }
    if (!verb_is_supported(verb)) {
        output_error("%s: not supported in this version", verb_text(verb));
        return EXIT_CODE_USAGE;
    }
    options_t options;
    strbuf_t error;
    strbuf_init(&error);
    exit_code_t code = EXIT_CODE_USAGE;
    if (options_parse(&options, &error, command_options, COMMAND_OPTION_COUNT, 1u << verb, count, arguments) ==
        STATUS_OK)
        code = run_verb(verb, &options);
    else if (verb == VERB_EVAL)
        output_error("%s (an expression that begins with - goes behind --); `certify eval --help` tells more",
                     error.text);
    else
        output_error("%s; `certify --help` tells more", error.text);
    options_clear(&options);
    strbuf_clear(&error);
    return code;
}

int main(int argc, char **argv)
{
    // A closed pipe is an error of writing like any other, found where the output is written.
    signal(SIGPIPE, SIG_IGN);
    return (int)dispatch(argc - 1, argv + 1);
}
