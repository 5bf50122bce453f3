// SPDX-License-Identifier: LGPL-3.0-or-later
// How functions that can fail say so. A status is an error value; a verdict (base/verdict.h) is an answer.
#ifndef CERTIFY_BASE_STATUS_H
#define CERTIFY_BASE_STATUS_H

#if defined(__GNUC__)
#define CERTIFY_MUST_USE __attribute__((warn_unused_result))
#define CERTIFY_PRINTF(format_index, first) __attribute__((format(printf, format_index, first)))
#else
#define CERTIFY_MUST_USE
#define CERTIFY_PRINTF(format_index, first)
#endif

typedef enum {
    STATUS_OK = 0,
    STATUS_DOMAIN,      // the mathematical operation is not defined there (division by zero, root of a negative, pole)
    STATUS_LIMIT,       // a limit of size, degree, depth, work or memory was reached
    STATUS_MALFORMED,   // the text read is not in the format
    STATUS_UNSUPPORTED, // well-formed, but outside what this function handles
    STATUS_IO           // a file cannot be read or written
} status_t;

#endif
