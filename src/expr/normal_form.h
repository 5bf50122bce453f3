// SPDX-License-Identifier: LGPL-3.0-or-later
// Normal forms of expressions: the same for two that differ in the order of the operands of sums, products, equations,
// conjunctions and disjunctions, or in signs that cancel (cos(-a) is cos(a), sin(-a) is -sin(a)). Equal normal forms
// mean the same function, with the same domain and differentiable at the same points; nothing is multiplied out, and no
// term is dropped.
#ifndef CERTIFY_EXPR_NORMAL_FORM_H
#define CERTIFY_EXPR_NORMAL_FORM_H

#include "expr/expr.h"

// Variable i is replaced by variable image[i], and by its negative where negative[i]; image is a permutation.
typedef struct {
    size_t count;
    size_t *image;
    bool *negative;
} signed_permutation_t;

// The identity.
void permutation_init(signed_permutation_t *permutation, size_t count);
void permutation_clear(signed_permutation_t *permutation);

// node or -node; EXPR_NONE where the form is not known.
typedef struct {
    expr_t node;
    bool negative;
} normal_form_t;

// All nodes below some roots, with their normal forms.
typedef struct {
    dag_t *dag;
    size_t variable_count;
    const expr_t *variables; // borrowed
    size_t count;
    expr_t *nodes;   // children first
    size_t dag_size; // of the time when places were given
    size_t *places;  // in `nodes`, of each node below the roots
    bool *ordered;   // below a derivative, where min(a, b) is not min(b, a) on a tie
    normal_form_t *plain;
} normal_forms_t;

// `variables` are those that permutations are about. Appends nodes to the DAG, here and below.
void normal_forms_init(normal_forms_t *forms, dag_t *dag, size_t root_count, const expr_t *roots, size_t variable_count,
                       const expr_t *variables);
void normal_forms_clear(normal_forms_t *forms);

// Of one of the nodes below the roots.
normal_form_t normal_form_of(const normal_forms_t *forms, expr_t node);

// Whether each of some nodes below the roots is the same function after the permutation of the variables, as normal
// forms show it.
bool normal_forms_are_kept(const normal_forms_t *forms, const signed_permutation_t *permutation, size_t count,
                           const expr_t *nodes);

#endif
