// SPDX-License-Identifier: LGPL-3.0-or-later
// The checker's opinion of evidence, while there is still time: what it would refuse is not a verdict.
#ifndef CERTIFY_DECIDE_RECHECK_H
#define CERTIFY_DECIDE_RECHECK_H

#include "check/evidence.h"

// One instance of a claim, as the checker sees it.
typedef struct {
    real_ctx_t reals;
    ground_t ground;
    size_t count;
    verdict_t *verdicts; // of the obligations so far
} recheck_t;

void recheck_init(recheck_t *recheck, dag_t *dag, size_t obligation_count);
void recheck_clear(recheck_t *recheck);

// Whether the evidence lines show that obligation number `index` has the verdict, given the earlier ones. Else *message
// (new text, mem_free) says what is wrong with them. To be called for every obligation of the instance in turn, with
// NULL evidence for one that is undecided.
bool recheck_evidence(char **message, recheck_t *recheck, const obligation_t *obligation, size_t index,
                      const char *evidence, verdict_t verdict);

#endif
