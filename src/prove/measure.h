// SPDX-License-Identifier: LGPL-3.0-or-later
// MEASURE: how large is the set of starts that are in each of some invariant sets after a number of steps? The box of
// the starts is subdivided; cells whose images are shown to lie in a target count for it.
#ifndef CERTIFY_PROVE_MEASURE_H
#define CERTIFY_PROVE_MEASURE_H

#include "prove/prove.h"

// The search ends when the part of the box that is not settled is at most MEASURE_REST; not before MEASURE_EASY cells,
// unless the part is negligible: where few cells are enough for more, more is found.
#define MEASURE_REST 1e-4
#define MEASURE_EASY 2000
#define MEASURE_NEGLIGIBLE 1e-9

// Bounds for the volumes of the starts that reach each target: target_count rationals each, initialised. The bounds
// that the obligation gives are not looked at. With the numbers found as its `least` and `most` the obligation is
// proved by prove_measure within the same limits. *cells is how many cells were iterated. False when the obligation is
// out of reach (an unbounded box, ends that are not rational, parameters, too large expressions): prove_measure tells
// why.
bool measure_volumes(fmpq *least, fmpq *most, size_t *cells, prover_t *prover, const obligation_t *obligation);

// Proves the bounds of the volumes that the obligation gives.
void prove_measure(proof_t *proof, prover_t *prover, const obligation_t *obligation);

#endif
