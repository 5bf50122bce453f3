// SPDX-License-Identifier: LGPL-3.0-or-later
// Lower bounds of sums with weak couplings (claim/decoupled.h).
#ifndef CERTIFY_PROVE_DECOUPLE_H
#define CERTIFY_PROVE_DECOUPLE_H

#include "prove/branch_statement.h"

// Proves a FORALL whose conclusion is 0 <= e or 0 < e, with quadratic functions in the places of couplings that touch them at `centre`: best
// near a minimiser of e. The couplings' Hessians must be bounded on the box, which must be bounded in their variables. False, and the proof
// is untouched, when that does not prove it; a look at the sum in doubles comes first.
bool prove_decoupled(proof_t *proof, statement_t *statement, const double *centre);

#endif
