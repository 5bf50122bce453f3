// SPDX-License-Identifier: LGPL-3.0-or-later
// Lower bounds of sums with weak couplings (claim/decoupled.h).
#ifndef CERTIFY_PROVE_DECOUPLE_H
#define CERTIFY_PROVE_DECOUPLE_H

#include "prove/branch_statement.h"
#include "prove/witness.h"

// Proves a FORALL whose conclusion is 0 <= e or 0 < e, with quadratic functions in the places of couplings that touch
// them at `centre`: best near a minimiser of e. The couplings' Hessians must be bounded on the box, which must be
// bounded in their variables. False, and the proof is untouched, when that does not prove it; a look at the sum in
// doubles comes first. *cost (per variable): what its couplings cost at most, away from the centre; 0 for all where
// they are not of the kind.
bool prove_decoupled(proof_t *proof, double *cost, statement_t *statement, const double *centre);

// The same with several centres, each for a part of the box; `start` is a point near a minimiser of e, `work` the most
// work of prover->work's kind that this is worth, by about the work for one part.
bool prove_decoupled_parts(proof_t *proof, statement_t *statement, const double *start, size_t work);

#endif
