// SPDX-License-Identifier: LGPL-3.0-or-later
// libcertify: decides the claims of a spec file and writes the certificate.
//
//     certify_result_t *result = NULL;
//     certify_status_t status = certify_decide_file(&result, "ftm.spec", NULL);
//     fputs(certify_result_messages(result), stderr);
//     for (size_t i = 0; i < certify_result_count(result); i++)
//         printf("%s %s\n", certify_result_id(result, i), certify_verdict_name(certify_result_verdict(result, i)));
//     certify_result_free(result);
//
// Each claim is decided in a child process of its own with limits of time and memory: the calling process must be able
// to fork, gets children that certify_decide_file waits for, and has SIGINT, SIGTERM and SIGHUP held back during the
// call. Calls from several threads at once are not supported. What the verdicts mean, and what has to be trusted for
// them, is in the documentation of certify(1).
#ifndef CERTIFY_CERTIFY_H
#define CERTIFY_CERTIFY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CERTIFY_API __attribute__((visibility("default")))
#else
#define CERTIFY_API
#endif

typedef enum { CERTIFY_UNDECIDED = 0, CERTIFY_PROVED = 1, CERTIFY_REFUTED = 2 } certify_verdict_t;

// The same numbers as the exit statuses of certify(1).
typedef enum {
    CERTIFY_STATUS_EXPECTED = 0,   // every verdict is as expected
    CERTIFY_STATUS_OPPOSITE = 1,   // a verdict is the opposite of the expected one
    CERTIFY_STATUS_UNDECIDED = 2,  // none is opposite, but one is undecided
    CERTIFY_STATUS_MALFORMED = 65, // the spec is malformed
    CERTIFY_STATUS_NO_INPUT = 66,  // the spec cannot be read
    CERTIFY_STATUS_INTERNAL = 70,  // an error in the library
    CERTIFY_STATUS_NO_OUTPUT = 74  // the certificate cannot be written
} certify_status_t;

typedef struct {
    size_t jobs;             // processors to use: for claims, and for the subdivisions of those that are left
    double time_limit;       // seconds for each claim, or row of a claim over lists
    uint64_t max_memory;     // bytes for all claims that are being decided at one time
    const char *certificate; // file to write the certificate to; NULL for none
} certify_settings_t;

// The verdicts on one spec.
typedef struct certify_result certify_result_t;

// "0.1.0"
CERTIFY_API const char *certify_version(void);
// "proved", "refuted", "undecided"
CERTIFY_API const char *certify_verdict_name(certify_verdict_t verdict);

// The defaults of certify(1), without a certificate.
CERTIFY_API void certify_settings_init(certify_settings_t *settings);

// Decides all claims of the spec in the file at `path`; NULL settings are the defaults. *result is set in any case and
// to be freed with certify_result_free; it has claims only when the status is EXPECTED, OPPOSITE, UNDECIDED or
// NO_OUTPUT.
CERTIFY_API certify_status_t certify_decide_file(certify_result_t **result, const char *path,
                                                 const certify_settings_t *settings);
CERTIFY_API void certify_result_free(certify_result_t *result);

// Errors and warnings as certify(1) prints them, complete lines; "" when there are none.
CERTIFY_API const char *certify_result_messages(const certify_result_t *result);
// The document of `certify --json`, "" when there are no verdicts.
CERTIFY_API const char *certify_result_json(const certify_result_t *result);

// The claims, in the order of the spec; index must be below the count. Texts live as long as the result.
CERTIFY_API size_t certify_result_count(const certify_result_t *result);
CERTIFY_API const char *certify_result_id(const certify_result_t *result, size_t index);
CERTIFY_API const char *certify_result_title(const certify_result_t *result, size_t index);
CERTIFY_API certify_verdict_t certify_result_verdict(const certify_result_t *result, size_t index);
CERTIFY_API certify_verdict_t certify_result_expected(const certify_result_t *result, size_t index);
// Why the claim is undecided, "" when it is decided.
CERTIFY_API const char *certify_result_reason(const certify_result_t *result, size_t index);

#ifdef __cplusplus
}
#endif

#endif
