// SPDX-License-Identifier: LGPL-3.0-or-later
// Formulas on boxes by the exact ends of their sides: what enclosures between doubles cannot say when an end is itself the bound
// that the formula names.
#ifndef CERTIFY_PROVE_TRUTH_BY_ENDS_H
#define CERTIFY_PROVE_TRUTH_BY_ENDS_H

#include "prove/branch_statement.h"

// The truth of the formula on the whole box (`count` sides, in the order of the statement's inputs), without its faces in the first `open` of them. Comparisons of x, x - s, |x|, |x - s| with
// rational numbers, for variables x and rational s, and their combinations are decided; TRUTH_UNKNOWN for what is not
// the same all over the box and for all other comparisons.
tape_truth_t truth_by_ends(const statement_t *statement, size_t count, size_t open, const side_t *box, expr_t formula);

#endif
