// SPDX-License-Identifier: LGPL-3.0-or-later
// What a worker process that decides a claim sends to its parent: messages, each with a kind and a length.
#ifndef CERTIFY_DECIDE_TRANSFER_H
#define CERTIFY_DECIDE_TRANSFER_H

#include "base/strbuf.h"
#include "decide/result.h"

// Appends a message that says what is being worked on: "row 2, obligation holds".
void transfer_put_note(strbuf_t *out, const char *note);
// Appends a message with the whole result but its stated or best constant, its margin and its time.
void transfer_put_result(strbuf_t *out, const claim_result_t *result);
// Appends a message with the stated constant, with the best constant, with the margin.
void transfer_put_stated(strbuf_t *out, const fmpq_t lo, const fmpq_t hi);
void transfer_put_best(strbuf_t *out, const fmpq_t lo, const fmpq_t hi);
void transfer_put_margin(strbuf_t *out, const fmpq_t lo, const fmpq_t hi);

// Reads all complete messages. *has_result says whether one of them was a result; *note is the text of the last note
// before it (mem_free), NULL when there was none.
void transfer_get(claim_result_t *result, bool *has_result, char **note, const char *bytes, size_t length);

#endif
