// SPDX-License-Identifier: LGPL-3.0-or-later
// What was decided about a claim: its instances, their obligations, the evidence.
#ifndef CERTIFY_DECIDE_RESULT_H
#define CERTIFY_DECIDE_RESULT_H

#include "base/flint.h"
#include "base/verdict.h"
#include "base/work.h"
#include "claim/claim.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char *name;    // of the variable
    bool second;   // of the second point of a pair
    char *exact;   // number text as in certificates
    char *decimal; // for people
} coordinate_t;

typedef struct {
    char *name;    // of the coordinate of an implicit point
    char *lo, *hi; // decimals, rounded outward
} enclosed_coordinate_t;

typedef struct {
    char *kind, *role; // as in certificates
    bool required;
    verdict_t verdict;
    char *evidence; // lines of the certificate; NULL when undecided
    char *method;   // a phrase; NULL when undecided
    char *reason;   // why undecided; NULL otherwise
    char *detail;   // for --explain; may be NULL
    size_t coordinate_count;
    coordinate_t *witness;
    size_t enclosed_count; // of a proved root
    enclosed_coordinate_t *enclosed;
    size_t steps; // of a proved RANK without a number of steps: prove/prove.h; only within the worker
    bool has_room; // then room_lo <= inf of the conclusion's left-over <= room_hi
    double room_lo, room_hi;
} obligation_result_t;

typedef struct {
    size_t row;
    bool has_constant; // in the place of `?`
    fmpq_t constant;
    bool has_tactic;
    tactic_t tactic; // when has_tactic
    bool for_all_constants; // refuted, and so it is with any other constant
    bool every;             // about every constant in the place of `?`
    verdict_t verdict;
    char *reason; // why there are no obligations: the claim cannot be lowered; NULL otherwise
    size_t obligation_count;
    obligation_result_t *obligations;
} instance_result_t;

typedef struct {
    verdict_t verdict;
    bool vacuous; // nothing satisfies the region
    char *reason; // why undecided, or a remark on the constants of a claim with `?`; NULL otherwise
    size_t instance_count, instance_capacity;
    instance_result_t *instances; // in the order of the certificate
    bool has_stated;              // the constant that the claim states, enclosed
    fmpq_t stated_lo, stated_hi;
    bool has_best;                // the best constant for `?`, of one row, known better than by the instances
    fmpq_t best_lo, best_hi;
    bool has_margin; // of the claim's constant from the best one, positive where there is room
    fmpq_t margin_lo, margin_hi;
    double seconds;
    work_t work; // of all its searches; what the last ones left open
} claim_result_t;

void obligation_result_clear(obligation_result_t *result);

void instance_result_init(instance_result_t *result);
void instance_result_clear(instance_result_t *result);
// The required obligation that is refuted, NULL when none is.
const obligation_result_t *instance_result_refutation(const instance_result_t *result);
// Whether the instance refutes the claim: it is refuted, and not because of its constant in the place of `?`.
bool instance_result_refutes_claim(const instance_result_t *result);
// The verdict that the obligations amount to: docs/certificate-format.md, section 2.
verdict_t instance_result_verdict(const instance_result_t *result);

void claim_result_init(claim_result_t *result);
void claim_result_clear(claim_result_t *result);
// Forgets the evidence, which is large and needed only for the certificate.
void claim_result_drop_evidence(claim_result_t *result);
// Appends an instance, whose content is moved; *instance is then initialised anew.
void claim_result_add(claim_result_t *result, instance_result_t *instance);

// Appends what was found about later rows of the same claim; the content is moved. The verdict of the whole is left to
// the caller. A margin is the least of those of the rows.
void claim_result_join(claim_result_t *result, claim_result_t *later);

// The first refuted required obligation among all instances that refute the claim, NULL when there is none.
const obligation_result_t *claim_result_refutation(const claim_result_t *result);

// For a part of a theorem that is proved: what later parts use of the answer to its `?`, initialised. False when there is none.
bool claim_result_answer(fmpq_t proved, fmpq_t lo, fmpq_t hi, const claim_result_t *result, const spec_t *spec,
                         size_t claim);

#endif
