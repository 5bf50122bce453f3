// SPDX-License-Identifier: LGPL-3.0-or-later
// Writing certificates: docs/certificate-format.md. The obligations are derived from the spec anew, so that a
// certificate holds the spec's own obligations whatever the worker processes sent.
#ifndef CERTIFY_CERT_WRITER_H
#define CERTIFY_CERT_WRITER_H

#include "base/file.h"
#include "claim/claim.h"
#include "decide/result.h"

typedef struct {
    file_writer_t file;
    spec_t *spec;
    obligation_writer_t nodes;
    strbuf_t text; // of the claim being written
    size_t next_claim;
    bool inconsistent; // a result does not fit the spec's obligations
} certificate_writer_t;

// Begins a certificate of a validated spec. On STATUS_IO *error says what is wrong and there is nothing to close.
status_t certificate_open(certificate_writer_t *writer, strbuf_t *error, const char *path,
                          spec_t *spec) CERTIFY_MUST_USE;

// Adds the result of a claim. Claims come in the order of the spec; those left out are written as undecided.
void certificate_add(certificate_writer_t *writer, size_t claim, const claim_result_t *result);

// Completes the certificate and puts it in its place, or else leaves what was there: STATUS_IO, or STATUS_MALFORMED
// when results did not fit (an error in this program), with *error. Ends the writer.
status_t certificate_commit(certificate_writer_t *writer, strbuf_t *error) CERTIFY_MUST_USE;
// Ends the writer and leaves what was there.
void certificate_abandon(certificate_writer_t *writer);

#endif
