// SPDX-License-Identifier: LGPL-3.0-or-later
// Tactics: the numbers that turn a claim without an equivalent list of closed formulas (convergence, escape, a basin) into
// obligations that imply the claim, or its negation. The tactics of each predicate are listed in docs/dynamics.md.
#ifndef CERTIFY_CLAIM_TACTIC_H
#define CERTIFY_CLAIM_TACTIC_H

#include "base/flint.h"
#include "base/status.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define TACTIC_MAX_VALUES 4096u

typedef struct {
    char *name;
    bool against; // the obligations imply the negation of the claim
    size_t count;
    fmpq *values;
} tactic_t;

// With `count` values, 0 each.
void tactic_init(tactic_t *tactic, const char *name, bool against, size_t count);
void tactic_clear(tactic_t *tactic);
void tactic_copy(tactic_t *copy, const tactic_t *tactic); // initialises

// "tactic trap for 2/5", as in certificates, without line feed.
void tactic_write(strbuf_t *out, const tactic_t *tactic);

#endif
