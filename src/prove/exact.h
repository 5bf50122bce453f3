// SPDX-License-Identifier: LGPL-3.0-or-later
// Entry points of the exact method (prove_exact is in prove/prove.h) for the other methods.
#ifndef CERTIFY_PROVE_EXACT_H
#define CERTIFY_PROVE_EXACT_H

#include "prove/prove.h"

// What is left of an obligation on a box when all variables but one have fixed exact values.
typedef struct {
    size_t variable;           // index in obligation->variables of the one that is left
    const real_struct *values; // per variable of the obligation; the entry of `variable` is not used
    // Per variable of the obligation: whether it has the value above. A variable without one must not occur in a formula
    // that is met ("nothing depends on another"), or the answer is STATUS_UNSUPPORTED.
    const bool *fixed;
    bool region_is_true; // below a `face` line: the region counts as true
    bool has_lo, has_hi; // the interval of the variable; unbounded where false
    fmpq_t lo, hi;       // initialised by the caller
    bool lo_open, hi_open;
} exact_face_t;

void exact_face_init(exact_face_t *face);
void exact_face_clear(exact_face_t *face);

// Decides a FORALL on the face. PROVED: the lines of a tree leaf, `cells V K` and its numbers, are appended to `lines`.
// REFUTED: *witness is a value of the variable at which the region (unless it counts as true) holds and the conclusion is
// false, rational where there is one. UNDECIDED: some term is undefined there. STATUS_UNSUPPORTED, or STATUS_LIMIT,
// outside the class of piecewise polynomials with algebraic coefficients; nothing is appended then.
status_t exact_forall_on_face(strbuf_t *lines, verdict_t *verdict, rpoint_t witness, prover_t *prover,
                              const obligation_t *obligation, const exact_face_t *face) CERTIFY_MUST_USE;

// The exact least L with |g(x) - g(y)| <= L |x - y| for all x, y of the region of a PAIR obligation of one variable, as a
// ball of about 100 bits (an estimate for the search; the bound of the obligation is not looked at). False when there is
// none: the region is undefined or has fewer than two points, g is not Lipschitz, or the functions are outside the class.
bool estimate_lipschitz(arb_t estimate, prover_t *prover, const obligation_t *pair);

#endif
