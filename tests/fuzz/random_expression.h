// SPDX-License-Identifier: LGPL-3.0-or-later
// Random expression DAGs over all operators but DERIVATIVE and AT.
#ifndef CERTIFY_TESTS_RANDOM_EXPRESSION_H
#define CERTIFY_TESTS_RANDOM_EXPRESSION_H

#include "expr/expr.h"
#include "samples.h"

typedef struct {
    bool analytic; // no abs, min, max, relu, cases
    size_t operations;
} expression_style_t;

typedef struct {
    expr_t real;    // a real-valued expression
    expr_t formula; // a formula over parts of it
} random_roots_t;

// Builds `operations` operations on the variables and random constants, later ones mostly on earlier ones, and takes
// the largest expression that came out.
random_roots_t random_expression(samples_t *samples, dag_t *dag, size_t variable_count, const expr_t *variables,
                                 const expression_style_t *style);

#endif
