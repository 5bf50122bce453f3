// SPDX-License-Identifier: LGPL-3.0-or-later
// The exit statuses of both programs, in one table.
#ifndef CERTIFY_BASE_EXIT_CODE_H
#define CERTIFY_BASE_EXIT_CODE_H

// X(name, status, rank). Of several outcomes the one with the highest rank is the status of the run. certify-check: OPPOSITE is a
// certificate that is refused.
#define EXIT_CODES(X)                                                                                                  \
    X(EXPECTED, 0, 0)                                                                                                  \
    X(OPPOSITE, 1, 2)                                                                                                  \
    X(UNDECIDED, 2, 1)                                                                                                 \
    X(USAGE, 64, 3)                                                                                                    \
    X(MALFORMED, 65, 4)                                                                                                \
    X(NO_INPUT, 66, 5)                                                                                                 \
    X(INTERNAL, 70, 7)                                                                                                 \
    X(NO_OUTPUT, 74, 6)

typedef enum {
#define EXIT_CODE_ENUM(name, status, rank) EXIT_CODE_##name = status,
    EXIT_CODES(EXIT_CODE_ENUM)
#undef EXIT_CODE_ENUM
} exit_code_t;

// The one of higher rank.
exit_code_t exit_code_worse(exit_code_t a, exit_code_t b);

#endif
