// SPDX-License-Identifier: LGPL-3.0-or-later
// How much room a decided claim has.
#ifndef CERTIFY_DECIDE_MARGIN_H
#define CERTIFY_DECIDE_MARGIN_H

#include "decide/instance.h"

// The argument of the claim that is a constant of which a best value exists: mu of opsc, L of smooth and growth; *name
// is its name. NULL for other predicates.
argument_t *claim_constant(const char **name, const spec_t *spec, size_t claim);

// Encloses the constant that the claim states; false when it states none, or one that depends on parameters.
bool margin_stated_constant(fmpq_t lo, fmpq_t hi, decider_t *decider);

// For a claim with a stated constant: encloses the distance from it to the best constant, positive when the claim holds
// with room to spare, by certified decisions within small limits. Where there is no such constant: what is left over in
// the proved inequalities, when the proofs tell. False when there is neither. Works on the claim in place: the argument
// becomes `?`, so only a process that is done with the claim may call this.
bool margin_enclose(fmpq_t lo, fmpq_t hi, decider_t *decider, const claim_result_t *result);

// Whether the margin of a proved claim is exactly 0: a bound is attained. To be called after margin_enclose; `enclosed`
// is what that returned, lo and hi what it found. False when there is no proof.
bool margin_is_zero(decider_t *decider, const claim_result_t *result, bool enclosed, const fmpq_t lo, const fmpq_t hi);

// The best constant of a claim of one row with `?`, where it is proved that the first of the two constants between which
// it lies is the best one. False when there is no proof.
bool margin_best_constant(fmpq_t best, decider_t *decider, const claim_result_t *result);

#endif
