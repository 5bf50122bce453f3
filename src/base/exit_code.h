// SPDX-License-Identifier: LGPL-3.0-or-later
// The exit statuses of both programs, in one table.
#ifndef CERTIFY_BASE_EXIT_CODE_H
#define CERTIFY_BASE_EXIT_CODE_H

// X(name, status, rank, meaning for certify, for certify eval, for certify orbit; NULL where it does not occur). Of
// several outcomes the one with the highest rank is the status of the run. certify-check: OPPOSITE is a certificate
// that is refused.
#define EXIT_CODES(X)                                                                                                  \
    X(EXPECTED, 0, 0, "every verdict is as expected", "an enclosure is printed",                                       \
      "the end is known to the digits asked for")                                                                      \
    X(OPPOSITE, 1, 2, "a verdict is the opposite of the expected one, or decided where undecided was expected",        \
      "the expression is undefined somewhere", NULL)                                                                   \
    X(UNDECIDED, 2, 1, "no verdict is opposite, but one is undecided",                                                 \
      "it is not known whether the expression is defined, or a limit was reached",                                     \
      "the end is not known to the digits asked for")                                                                  \
    X(USAGE, 64, 3, "the command line is wrong", "the command line is wrong", "the command line is wrong")             \
    X(MALFORMED, 65, 4, "a spec is malformed", NULL, "the spec is malformed")                                          \
    X(NO_INPUT, 66, 5, "a file cannot be read", NULL, "the file cannot be read")                                       \
    X(INTERNAL, 70, 7, "an error in the program", "an error in the program", "an error in the program")                \
    X(NO_OUTPUT, 74, 6, "a certificate or the output cannot be written", "the output cannot be written",               \
      "the output cannot be written")

typedef enum {
#define EXIT_CODE_ENUM(name, status, rank, meaning, of_eval, of_orbit) EXIT_CODE_##name = status,
    EXIT_CODES(EXIT_CODE_ENUM)
#undef EXIT_CODE_ENUM
} exit_code_t;

// The one of higher rank.
exit_code_t exit_code_worse(exit_code_t a, exit_code_t b);

#endif
