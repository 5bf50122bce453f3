// SPDX-License-Identifier: LGPL-3.0-or-later
// What is asked of boxes in the place of formulas about regularity.
#ifndef CERTIFY_PROVE_BRANCH_REGULARITY_H
#define CERTIFY_PROVE_BRANCH_REGULARITY_H

#include "expr/expr.h"

// The formula with `C1 f` in the place of each `continuous (derivative f v)`. Where evaluation on a box shows the former
// it has met no kink of f but hidden ones: there the derivative of the case is the derivative, which is continuous. The
// checker, which differentiates by jets, knows the regularity of a derivative from that of f alone.
expr_t regularity_on_boxes(dag_t *dag, expr_t formula);

#endif
