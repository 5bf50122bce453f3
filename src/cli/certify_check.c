// SPDX-License-Identifier: LGPL-3.0-or-later
// The program certify-check: re-checks certificates.
#include "base/exit_code.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/parallel.h"
#include "check/certificate.h"
#include "check/range.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

// X(name, text, letter, kind, argument, low, high, help)
#define CHECK_OPTIONS(X)                                                                                               \
    X(SPEC, "spec", 's', OPTION_TEXT, "FILE", 0, 0, "the certificates must be about this very spec")                         \
    X(QUIET, "quiet", 'q', OPTION_FLAG, "", 0, 0, "print nothing but errors")                                          \
    X(JOBS, "jobs", 'j', OPTION_COUNT, "N", 1, 64, "use N processors (default: all)")                                  \
    X(HELP, "help", 'h', OPTION_FLAG, "", 0, 0, "print this and exit")                                                       \
    X(VERSION, "version", 'V', OPTION_FLAG, "", 0, 0,                                                                   \
      "print the versions of certify-check and of the libraries it relies on, and exit")

typedef enum {
#define CHECK_ENUM(name, text, letter, kind, argument, low, high, help) CHECK_##name,
    CHECK_OPTIONS(CHECK_ENUM)
#undef CHECK_ENUM
        CHECK_OPTION_COUNT
} check_option_t;

static const option_t check_options[] = {
#define CHECK_ROW(name, text, letter, kind, argument, low, high, help)                                                 \
    {text, letter, kind, argument, low, high, 1, help},
    CHECK_OPTIONS(CHECK_ROW)
#undef CHECK_ROW
};

static void write_help(strbuf_t *out)
{
    strbuf_append(out, "usage: certify-check [OPTIONS] CERTIFICATE...\n"
                       "Re-proves certificates of certify with arithmetic of its own.\n\n");
    options_help(out, check_options, CHECK_OPTION_COUNT, 1);
    strbuf_append(out, "\nexit status:\n"
                       "  0   everything is re-proved and no claim is undecided (but as expected)\n"
                       "  1   a certificate is refused: it does not show what it says\n"
                       "  2   everything is re-proved, and some claim is undecided\n"
                       "  64  the command line is wrong\n"
                       "  65  a certificate is malformed\n"
                       "  66  a file cannot be read\n"
                       "  70  an error in the program\n"
                       "  74  the output cannot be written\n");
}

static void write_version(strbuf_t *out)
{
    strbuf_printf(out, "certify-check %s (FLINT %s, MPFR %s, GMP %s)\n", CERTIFY_VERSION, FLINT_VERSION,
                  mpfr_get_version(), gmp_version);
}

static void print_error(const char *format, ...) CERTIFY_PRINTF(1, 2);

static void print_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("certify-check: error: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

static exit_code_t print(const strbuf_t *text)
{
    if (fwrite(text->text, 1, text->length, stdout) == text->length && fflush(stdout) == 0)
        return EXIT_CODE_EXPECTED;
    print_error("cannot write to standard output");
    return EXIT_CODE_NO_OUTPUT;
}

// ---- one certificate ----

static int widest_id(const certificate_t *certificate)
{
    size_t width = 5;
    for (size_t i = 0; i < certificate->count; i++)
        if (strlen(certificate->claims[i].id) > width)
            width = strlen(certificate->claims[i].id);
    return (int)(width < 60 ? width : 60);
}

static void write_table(strbuf_t *out, const certificate_t *certificate)
{
    int width = widest_id(certificate);
    strbuf_printf(out, "%-*s  %-9s  re-proved\n", width, "claim", "verdict");
    for (size_t i = 0; i < certificate->count; i++) {
        const checked_claim_t *claim = certificate->claims + i;
        strbuf_printf(out, "%-*s  %-9s  %zu of %zu obligations\n", width, claim->id, verdict_name(claim->verdict),
                      claim->shown, claim->total);
    }
}

static exit_code_t write_summary(strbuf_t *out, const certificate_t *certificate, const char *path)
{
    size_t counts[3] = {0, 0, 0}, shown = 0;
    exit_code_t code = EXIT_CODE_EXPECTED;
    for (size_t i = 0; i < certificate->count; i++) {
        const checked_claim_t *claim = certificate->claims + i;
        shown += claim->shown;
        if (claim->is_part)
            continue;
        counts[claim->verdict]++;
        if (claim->verdict == VERDICT_UNDECIDED && claim->expected != VERDICT_UNDECIDED)
            code = EXIT_CODE_UNDECIDED;
    }
    strbuf_printf(out, "%s: verified: %zu proved, %zu refuted, %zu undecided; %zu obligations re-proved\n", path,
                  counts[VERDICT_PROVED], counts[VERDICT_REFUTED], counts[VERDICT_UNDECIDED], shown);
    return code;
}

// The table and the code of a certificate, from one outcome.
static exit_code_t report(const certificate_t *certificate, bool good, const char *path, bool quiet)
{
    if (!good) {
        fprintf(stderr, "%s:%zu: error: %s\n", path, certificate->reader.line_number, certificate->reader.message.text);
        return certificate->reader.fault == FAULT_REFUSED ? EXIT_CODE_OPPOSITE : EXIT_CODE_MALFORMED;
    }
    strbuf_t text;
    strbuf_init(&text);
    write_table(&text, certificate);
    exit_code_t code = write_summary(&text, certificate, path);
    if (!quiet)
        code = exit_code_worse(code, print(&text));
    strbuf_clear(&text);
    return code;
}

static exit_code_t check_file(const char *path, const char *spec, size_t spec_length, const options_t *options)
{
    certificate_t certificate;
    strbuf_t error;
    strbuf_init(&error);
    FILE *stream = file_open(&error, path);
    if (!stream)
        print_error("%s: %s", path, error.text);
    strbuf_clear(&error);
    if (!stream)
        return EXIT_CODE_NO_INPUT;
    const option_value_t *given = options->values + CHECK_JOBS;
    size_t jobs = given->is_set ? (size_t)given->number : parallel_processors();
    bool good = certificate_check(&certificate, stream, spec, spec_length, jobs);
    exit_code_t code = report(&certificate, good, path, options->values[CHECK_QUIET].is_set);
    certificate_clear(&certificate);
    fclose(stream);
    return code;
}

// ---- all of them ----

static exit_code_t check_all(const options_t *options)
{
    const char *spec_path = options->values[CHECK_SPEC].text;
    char *spec = NULL;
    size_t spec_length = 0;
    exit_code_t code = EXIT_CODE_EXPECTED;
    if (options->operand_count == 0) {
        print_error("no certificate named; `certify-check --help` tells more");
        return EXIT_CODE_USAGE;
    }
    if (options->values[CHECK_SPEC].is_set) {
        strbuf_t error;
        strbuf_init(&error);
        if (file_read(&spec, &spec_length, &error, spec_path, SPEC_MAX_BYTES) != STATUS_OK) {
            print_error("%s: %s", spec_path, error.text);
            code = EXIT_CODE_NO_INPUT;
        }
        strbuf_clear(&error);
    }
    for (size_t i = 0; code != EXIT_CODE_NO_INPUT && i < options->operand_count; i++)
        code = exit_code_worse(code, check_file(options->operands[i], spec, spec_length, options));
    mem_free(spec);
    return code;
}

static exit_code_t run(const options_t *options)
{
    strbuf_t text;
    strbuf_init(&text);
    exit_code_t code;
    if (options->values[CHECK_HELP].is_set || options->values[CHECK_VERSION].is_set) {
        if (options->values[CHECK_HELP].is_set)
            write_help(&text);
        else
            write_version(&text);
        code = print(&text);
    } else if (!range_self_test()) {
        print_error("this machine does not round floating-point numbers as asked; nothing can be checked");
        code = EXIT_CODE_INTERNAL;
    } else {
        code = check_all(options);
    }
    strbuf_clear(&text);
    return code;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    options_t options;
    strbuf_t error;
    strbuf_init(&error);
    exit_code_t code = EXIT_CODE_USAGE;
    if (options_parse(&options, &error, check_options, CHECK_OPTION_COUNT, 1, argc - 1, argv + 1) == STATUS_OK)
        code = run(&options);
    else
        print_error("%s; `certify-check --help` tells more", error.text);
    options_clear(&options);
    strbuf_clear(&error);
    return (int)code;
}
