// SPDX-License-Identifier: LGPL-3.0-or-later
// A slow, plain evaluator for operator-free expressions at rational points: exact where rational arithmetic lasts, and
// otherwise in balls. It shares nothing with the tapes.
#ifndef CERTIFY_TESTS_REFERENCE_H
#define CERTIFY_TESTS_REFERENCE_H

#include "expr/expr.h"

typedef enum {
    REFERENCE_UNCLEAR, // the precision does not tell
    REFERENCE_UNDEFINED,
    REFERENCE_EXACT, // a real with its value in `exact` (and in `ball`)
    REFERENCE_BALL,  // a real with its value in `ball`
    REFERENCE_TRUE,
    REFERENCE_FALSE
} reference_kind_t;

typedef struct {
    reference_kind_t kind;
    fmpq_t exact;
    arb_t ball;
} reference_value_t;

typedef struct {
    const dag_t *dag;
    expr_t end;
    bool *marked;
    reference_value_t *values; // one per node below `end`
    slong precision;
} reference_t;

void reference_init(reference_t *reference, const dag_t *dag, size_t root_count, const expr_t *roots, slong precision);
void reference_clear(reference_t *reference);

// Evaluates all nodes with variables[v] = point[v].
void reference_evaluate(reference_t *reference, size_t count, const expr_t *variables, const fmpq *point);

// Whether a node is a real with a value.
bool reference_is_real(const reference_t *reference, expr_t a);

#endif
