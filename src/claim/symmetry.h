// SPDX-License-Identifier: LGPL-3.0-or-later
// Symmetries of a FORALL: signed permutations of its variables under which intervals, region and conclusion stay what
// they are. It follows from the same with more in its region: for each of some symmetries g, that (g x)_m <= x_m, m
// being the last coordinate that g moves. For the symmetries generate a finite group, and of the images of a point x of
// the region under it (all are in the region, and the conclusion holds at all of them or at none) the one that is
// lexicographically largest, last coordinate first, satisfies all these inequalities. This file tells symmetries and
// builds that obligation; prove/symmetric.c looks for them, check/symmetric.c checks the evidence.
#ifndef CERTIFY_CLAIM_SYMMETRY_H
#define CERTIFY_CLAIM_SYMMETRY_H

#include "claim/obligation.h"
#include "expr/normal_form.h"

// An obligation with the normal forms of its expressions.
typedef struct {
    const obligation_t *obligation; // borrowed
    expr_t *variables;
    size_t end_count; // of intervals
    expr_t *ends;
    normal_forms_t forms;
} symmetry_t;

// False for another kind of obligation, or without variables; to be cleared in any case.
bool symmetry_init(symmetry_t *symmetry, dag_t *dag, const obligation_t *obligation);
void symmetry_clear(symmetry_t *symmetry);

// Whether intervals, region and conclusion are seen to stay what they are. Not for the identity.
bool symmetry_has(const symmetry_t *symmetry, const signed_permutation_t *permutation);

// The last coordinate that is moved; SIZE_MAX for the identity.
size_t permutation_last(const signed_permutation_t *permutation);

// The obligation with an inequality for each of the permutations, which must be symmetries. False, and nothing to
// clear, when the expressions get too large.
bool symmetry_reduce(obligation_t *reduced, const symmetry_t *symmetry, size_t count,
                     const signed_permutation_t *permutations);

#endif
