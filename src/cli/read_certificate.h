// SPDX-License-Identifier: LGPL-3.0-or-later
// The certificate that a verb is about.
#ifndef CERTIFY_CLI_READ_CERTIFICATE_H
#define CERTIFY_CLI_READ_CERTIFICATE_H

#include "report/document.h"

// Re-proves the certificate and reads it (document_read), with a message where that fails. Clear the document in any
// case.
exit_code_t read_certificate(document_t *document, const char *path) CERTIFY_MUST_USE;

#endif
