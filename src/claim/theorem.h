// SPDX-License-Identifier: LGPL-3.0-or-later
// Theorems as claims: the conjunction of their hypotheses and their conclusion, each a claim of its own (a part). docs/theorems.md has the
// statements, what is wrong with them, and the proofs of the repaired ones.
#ifndef CERTIFY_CLAIM_THEOREM_H
#define CERTIFY_CLAIM_THEOREM_H

#include "spec/template.h"

// A theorem: its parts in the two readings, as templates (spec/template.h) in which the predicate's arguments have their names. For each
// point p and set S among them `p_in_S` says that the point lies in the set.
//
// stated:   the statement, word for word. The claim is that its hypotheses and its conclusion hold.
// repaired: the hypotheses that docs/theorems.md proves the conclusion from. The claim is that they hold; so then does the conclusion.
typedef struct {
    const char *choice; // an argument, 1 or 2, that tells which of two theorems is meant; NULL where there is one
    const char *stated[2], *repaired[2];
} theorem_t;

// Writes out the parts of all theorems among the validated claims of the spec. Errors go to spec->diagnostics.
status_t theorems_expand(spec_t *spec) CERTIFY_MUST_USE;

bool claim_is_theorem(const spec_t *spec, size_t claim);
// The theorem's claim that the part belongs to; the claim itself when it is no part.
size_t claim_owner(const spec_t *spec, size_t claim);
// Whether the reading is `repaired`.
bool theorem_is_repaired(const spec_t *spec, size_t claim);

// Whether a refutation of the part tells nothing of the theorem: it is about one number of an enclosure (the constant that is
// proved for a `?`, or P_lo, P_hi). Such a part implies what its title says, and need not follow from it.
bool theorem_part_is_rough(const spec_t *spec, size_t part);

// What the verdicts on its parts amount to (docs/certificate-format.md, section 2); verdicts[0] is of the first part. *remark, unless it is
// NULL, is what to tell with it, or NULL.
verdict_t theorem_verdict(const char **remark, const spec_t *spec, size_t claim, const verdict_t *verdicts);

#endif
