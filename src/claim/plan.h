// SPDX-License-Identifier: LGPL-3.0-or-later
// Plans: the numbers that turn a claim without an equivalent list of closed formulas (convergence, escape, a basin) into
// obligations that imply the claim, or its negation. The plans of each predicate are listed in docs/dynamics.md.
#ifndef CERTIFY_CLAIM_PLAN_H
#define CERTIFY_CLAIM_PLAN_H

#include "base/flint.h"
#include "base/status.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define PLAN_MAX_VALUES 4096u

typedef struct {
    char *name;
    bool against; // the obligations imply the negation of the claim
    size_t count;
    fmpq *values;
} plan_t;

// With `count` values, 0 each.
void plan_init(plan_t *plan, const char *name, bool against, size_t count);
void plan_clear(plan_t *plan);
void plan_copy(plan_t *copy, const plan_t *plan); // initialises

// "plan trap for 2/5", as in certificates, without line feed.
void plan_write(strbuf_t *out, const plan_t *plan);

#endif
