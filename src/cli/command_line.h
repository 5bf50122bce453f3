// SPDX-License-Identifier: LGPL-3.0-or-later
// The verbs and options of certify. The tables are what the parser, --help and the test of the manual page read.
#ifndef CERTIFY_CLI_COMMAND_LINE_H
#define CERTIFY_CLI_COMMAND_LINE_H

#include "api/job.h"
#include "base/options.h"

// X(name, text, is decided by this version, operands, what it does)
#define CERTIFY_VERBS(X)                                                                                               \
    X(RUN, "run", true, "SPEC...", "decide all claims (the word `run` may be left out)")                               \
    X(EVAL, "eval", true, "EXPRESSION", "enclose an expression over a box or at a point")                              \
    X(ORBIT, "orbit", true, "SPEC", "certify an orbit, beside those of floating point")                                \
    X(REPORT, "report", true, "CERTIFICATE", "typeset a certificate for a paper or a browser")                         \
    X(PLOT, "plot", true, "SPEC|CERTIFICATE", "draw a landscape, or what a certificate says of it")                    \
    X(EXPORT, "export", true, "CERTIFICATE", "write obligations for other provers")                                    \
    X(INIT, "init", true, "FILE", "write a first spec to start from")

typedef enum {
#define VERB_ENUM(name, text, supported, operands, help) VERB_##name,
    CERTIFY_VERBS(VERB_ENUM)
#undef VERB_ENUM
        VERB_COUNT
} verb_t;

#define IN_RUN (1u << VERB_RUN)
#define IN_EVAL (1u << VERB_EVAL)
#define IN_ORBIT (1u << VERB_ORBIT)
#define IN_INIT (1u << VERB_INIT)
#define IN_REPORT (1u << VERB_REPORT)
#define IN_PLOT (1u << VERB_PLOT)
#define IN_EXPORT (1u << VERB_EXPORT)
#define IN_ALL (~0u)

#define COMMAND_TEXT(value) COMMAND_TEXT_OF(value)
#define COMMAND_TEXT_OF(value) #value

#define COMMAND_EVAL_DIGITS 17
#define COMMAND_ORBIT_DIGITS 10

// X(name, text, letter, kind, argument, low, high, verbs, help)
#define CERTIFY_OPTIONS(X)                                                                                             \
    X(TAP, "tap", 0, OPTION_FLAG, "", 0, 0, IN_RUN,                                                                    \
      "print a TAP version 13 test for each claim, ok when the verdict is the expected one")                           \
    X(JSON, "json", 0, OPTION_FLAG, "", 0, 0, IN_RUN | IN_ORBIT, "print one JSON document")                            \
    X(EXPLAIN, "explain", 0, OPTION_FLAG, "", 0, 0, IN_RUN,                                                            \
      "tell how each obligation was decided, or what stood in the way")                                                \
    X(QUIET, "quiet", 'q', OPTION_FLAG, "", 0, 0, IN_RUN, "print nothing but errors")                                  \
    X(CLAIM, "claim", 'c', OPTION_LIST, "ID", 0, 0, IN_RUN,                                                            \
      "decide only this claim (may be repeated); no certificate is written unless --cert-dir asks for it")             \
    X(CERT_DIR, "cert-dir", 'o', OPTION_TEXT, "DIR", 0, 0, IN_RUN, "write certificates below DIR (default certs)")     \
    X(COMPRESS, "compress", 0, OPTION_FLAG, "", 0, 0, IN_RUN, "compress certificates by gzip: NAME.cert.gz")           \
    X(NO_CERT, "no-cert", 0, OPTION_FLAG, "", 0, 0, IN_RUN, "write no certificate")                                    \
    X(JOBS, "jobs", 'j', OPTION_COUNT, "N", 1, 256, IN_RUN,                                                            \
      "use N processors: for claims, or rows of one over lists, at once, and for those that are left when they are "   \
      "fewer (default: all)")                                                                                          \
    X(TIME_LIMIT, "time-limit", 't', OPTION_NUMBER, "SECONDS", 0.001, 1e7, IN_RUN | IN_EVAL | IN_ORBIT,                \
      "for each claim, or row of one over lists (default " COMMAND_TEXT(JOB_TIME_LIMIT) ")")                           \
    X(MAX_MEMORY, "max-memory", 'm', OPTION_SIZE, "SIZE", 67108864.0, 1125899906842624.0, IN_RUN | IN_EVAL | IN_ORBIT, \
      "for all of them that run at one time together, as 512M or 4G (default " COMMAND_TEXT(JOB_MAX_MEMORY_GIB) "G)")  \
    X(MAX_BOXES, "max-boxes", 0, OPTION_COUNT, "N", 1, 1e9, IN_RUN,                                                    \
      "for each obligation that is proved by subdivision (default " COMMAND_TEXT(JOB_MAX_BOXES) ")")                   \
    X(NO_RECHECK, "no-recheck", 0, OPTION_FLAG, "", 0, 0, IN_RUN,                                                      \
      "do not have the checker confirm the evidence while deciding; certify-check may then refuse it")                 \
    X(NO_PROGRESS, "no-progress", 0, OPTION_FLAG, "", 0, 0, IN_RUN, "do not show on a terminal what is going on")      \
    X(COLOR, "color", 0, OPTION_CHOICE, "auto|always|never", 0, 0, IN_RUN,                                             \
      "color the verdicts (default auto: on a terminal)")                                                              \
    X(OVER, "over", 0, OPTION_LIST, "NAME=[A,B]", 0, 0, IN_EVAL,                                                       \
      "let the variable range over the interval (may be repeated)")                                                    \
    X(AT, "at", 0, OPTION_LIST, "NAME=VALUE", 0, 0, IN_EVAL, "give the variable an exact value (may be repeated)")     \
    X(FROM, "from", 0, OPTION_TEXT, "POINT", 0, 0, IN_ORBIT,                                                           \
      "where the orbit begins: a number, (a, b, ...), or the name of a point of the spec")                             \
    X(RATE, "rate", 0, OPTION_TEXT, "NUMBER", 0, 0, IN_ORBIT, "the learning rate")                                     \
    X(MOMENTUM, "momentum", 0, OPTION_TEXT, "NUMBER", 0, 0, IN_ORBIT, "of the heavy ball (default none)")              \
    X(STEPS, "steps", 0, OPTION_COUNT, "N", 0, OBLIGATION_MAX_STEPS, IN_ORBIT, "how many")                             \
    X(DIGITS, "digits", 'd', OPTION_COUNT, "N", 1, 10000, IN_EVAL | IN_ORBIT,                                          \
      "significant digits (default " COMMAND_TEXT(COMMAND_EVAL_DIGITS) " for eval, " COMMAND_TEXT(                     \
          COMMAND_ORBIT_DIGITS) " for orbit)")                                                                         \
    X(TEX, "tex", 0, OPTION_TEXT, "FILE", 0, 0, IN_REPORT, "write LaTeX for \\input (- for standard output)")          \
    X(STANDALONE, "standalone", 0, OPTION_FLAG, "", 0, 0, IN_REPORT, "with --tex: write a whole document")             \
    X(HTML, "html", 0, OPTION_TEXT, "FILE", 0, 0, IN_REPORT, "write one page of HTML (- for standard output)")         \
    X(OUTPUT, "output", 'o', OPTION_TEXT, "FILE", 0, 0, IN_EVAL | IN_ORBIT | IN_REPORT | IN_PLOT | IN_EXPORT,          \
      "write to FILE, not to standard output; report: FILE.tex or FILE.html, plot: FILE.svg, FILE.pdf, FILE.png, or "  \
      "FILE.gp, the script for gnuplot; export: a list of what it leaves out goes to standard output")                 \
    X(PLOT_CLAIM, "claim", 'c', OPTION_TEXT, "ID", 0, 0, IN_PLOT,                                                      \
      "show how this claim was decided, its orbit, or its basins (of a certificate)")                                  \
    X(WINDOW, "over", 0, OPTION_TEXT, "NAME=[A,B]", 0, 0, IN_PLOT, "show this part of a landscape of one variable")    \
    X(SCALE, "scale", 0, OPTION_CHOICE, "auto|linear|log", 0, 0, IN_PLOT,                                              \
      "the scale of heights (default auto: logarithmic away from 0 where a linear one hides the lower values)")        \
    X(TO, "to", 0, OPTION_CHOICE, "coq|smt2|gappa", 0, 0, IN_EXPORT,                                                   \
      "for which prover: Coq, those that read SMT-LIB 2, or Gappa")                                                    \
    X(OUT, "out", 0, OPTION_TEXT, "FILE", 0, 0, IN_EXPORT, "the same as --output")                                     \
    X(HELP, "help", 'h', OPTION_FLAG, "", 0, 0, IN_ALL, "print this and exit")                                         \
    X(VERSION, "version", 'V', OPTION_FLAG, "", 0, 0, IN_ALL,                                                          \
      "print the versions of certify and of the libraries it relies on, and exit")

typedef enum {
#define COMMAND_ENUM(name, text, letter, kind, argument, low, high, verbs, help) COMMAND_##name,
    CERTIFY_OPTIONS(COMMAND_ENUM)
#undef COMMAND_ENUM
        COMMAND_OPTION_COUNT
} command_option_t;

extern const option_t command_options[COMMAND_OPTION_COUNT];

const char *verb_text(verb_t verb);
bool verb_is_supported(verb_t verb);
// VERB_COUNT when the text is no verb.
verb_t verb_find(const char *text);

// The file of --output, or of the older --out; "-" for standard output.
const char *command_output_path(const options_t *options);

void command_help(strbuf_t *out, verb_t verb);
void command_version(strbuf_t *out);

#endif
