// SPDX-License-Identifier: LGPL-3.0-or-later
// Checking a whole certificate: docs/certificate-format.md, section 2.
#ifndef CERTIFY_CHECK_CERTIFICATE_H
#define CERTIFY_CHECK_CERTIFICATE_H

#include "check/reader.h"
#include "claim/claim.h"

// What was re-proved of one claim.
typedef struct {
    char *id;
    verdict_t verdict;
    verdict_t expected; // by the spec
    bool is_part;       // of a theorem: then nothing is expected of it
    size_t shown;       // obligations proved or refuted by their evidence
    size_t total;
} checked_claim_t;

typedef struct {
    reader_t reader;
    spec_t spec;
    bool has_spec;
    size_t count;
    checked_claim_t *claims; // those read before a fault
} certificate_t;

// Reads the certificate from the stream and checks all of it. True when everything in it is re-proved and all verdicts
// follow; else the reader has the fault. `spec_text` unless NULL is the spec that the certificate must be about. Clear
// in any case. `jobs` processes share the work where the stream is a file; what comes of it does not depend on that.
bool certificate_check(certificate_t *certificate, FILE *stream, const char *spec_text, size_t spec_length,
                       size_t jobs) CERTIFY_MUST_USE;
void certificate_clear(certificate_t *certificate);

#endif
