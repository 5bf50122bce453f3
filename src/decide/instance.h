// SPDX-License-Identifier: LGPL-3.0-or-later
// Deciding the instances of one claim, inside its worker process.
#ifndef CERTIFY_DECIDE_INSTANCE_H
#define CERTIFY_DECIDE_INSTANCE_H

#include "base/worker.h"
#include "claim/claim.h"
#include "decide/result.h"
#include "prove/prove.h"

// What is shared between the instances of a claim: the prover, with what it knows about implicit points, and the
// results of obligations that instances have in common (found by their canonical text).
typedef struct {
    spec_t *spec;
    size_t claim;
    prover_t prover;
    size_t memory_count, memory_capacity;
    struct remembered *memory;
    worker_output_t *output; // for notes; NULL for none
} decider_t;

void decider_init(decider_t *decider, spec_t *spec, size_t claim, const prove_limits_t *limits,
                  worker_output_t *output);
void decider_clear(decider_t *decider);

// Decides the instance of a row, with `constant` in the place of `?` (NULL for a claim without, or for "some constant will
// do"): its obligations in order, up to the first required one that is refuted. *result must be initialised. *repeated tells whether a
// refutation was one of an earlier instance, so that it does not depend on the constant; may be NULL.
void decide_instance(instance_result_t *result, bool *repeated, decider_t *decider, size_t row, const fmpq *constant);

// Decides whether the claim holds with every constant in the place of `?`. *result must be initialised.
void decide_for_every(instance_result_t *result, decider_t *decider, size_t row);

// Has the checker confirm the evidence of a decided instance that is to be delivered: obligations whose evidence it refuses
// become undecided, with the reason. Nothing when the limits say no_recheck.
void confirm_instance(instance_result_t *result, decider_t *decider);

#endif
