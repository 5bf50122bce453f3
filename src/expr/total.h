// SPDX-License-Identifier: LGPL-3.0-or-later
// What can be said of the nodes of an expression at every point of the whole space at once.
#ifndef CERTIFY_EXPR_TOTAL_H
#define CERTIFY_EXPR_TOTAL_H

#include "expr/tape.h"

// Arrays of root + 1 entries; those of nodes that are not below the root have no meaning.
typedef struct {
    bool *total;         // has a value (a formula: a truth value) wherever all variables have one; false says nothing
    tape_truth_t *truth; // of a formula, when it is the same everywhere
} survey_t;

// Whether some guard is the constant `true`.
bool cases_has_otherwise(const dag_t *dag, expr_t cases);
// Whether a has a value wherever all variables have one, as far as its operator and what is known of its operands tell.
bool total_by_operators(const dag_t *dag, expr_t a, const bool *total);

// Found out from the operators, and by one evaluation over the whole space: 1/(1 + x^2) is total, x^2 >= 0 is true.
void survey_init(survey_t *survey, const dag_t *dag, expr_t root);
void survey_clear(survey_t *survey);

#endif
