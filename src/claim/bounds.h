// SPDX-License-Identifier: LGPL-3.0-or-later
// The box in a region: constant bounds of single variables, taken out of its conjunction.
#ifndef CERTIFY_CLAIM_BOUNDS_H
#define CERTIFY_CLAIM_BOUNDS_H

#include "claim/obligation.h"

// Moves the members `v < c`, `v <= c`, `c < v`, `c <= v` (c a constant, v or -v one of the variables), and
// those that compare 0 with a v + b (a, b rational, by sums, differences, products and quotients with rational numbers), of
// the region's normalised conjunction into the domains of the variables, as far as these are unbounded on that side, and returns what
// is left of the region. Domains and what is left together say the same as before.
expr_t bounds_extract(dag_t *dag, expr_t region, size_t count, quantified_t *variables);

#endif
