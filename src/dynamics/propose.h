// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals of tactics for claims about dynamics, found by trying things out in floating point. They prove nothing: what a tactic
// says is then proved or not (claim/tactic.h).
#ifndef CERTIFY_DYNAMICS_PROPOSE_H
#define CERTIFY_DYNAMICS_PROPOSE_H

#include "claim/claim.h"
#include "prove/prove.h"

typedef struct {
    size_t count, capacity;
    tactic_t *items;
} tactic_list_t;

// Proposals for the instance, the most promising ones first. The list is initialised and must be cleared. Deterministic.
void propose_tactics(tactic_list_t *list, prover_t *prover, spec_t *spec, const instance_t *instance);
void tactic_list_clear(tactic_list_t *list);

// A new tactic at the end of the list, its values 0. Valid until the next one.
tactic_t *tactic_list_add(tactic_list_t *list, const char *name, bool against, size_t count);

#endif
