// SPDX-License-Identifier: LGPL-3.0-or-later
// Symbolic differentiation and the removal of the operators DERIVATIVE and AT. Used by the prover only: the checker
// differentiates by jets.
#ifndef CERTIFY_EXPR_DERIVATIVE_H
#define CERTIFY_EXPR_DERIVATIVE_H

#include "expr/expr.h"

// An operator-free expression with the same value as a (and the same domain) at every point: derivatives are taken of
// the case that the point belongs to, abs'(0) = 0, relu'(0) = 0, min and max follow their first argument on a tie.
// The rules mirror what forward-mode jets compute, so that natural interval extensions of both agree up to rounding:
// (uv)' = u'v + uv', (u/v)' = (u' - (u/v)v')/v, (u^n)' = n u^(n-1) u', tanh' = 1 - tanh^2, ...
expr_t expr_eliminate_operators(dag_t *dag, expr_t a);

// d a / d variable of an operator-free a, operator-free.
expr_t expr_differentiate(dag_t *dag, expr_t a, expr_t variable);

// gradient[i] = d a / d variables[i]; hessian[i * count + j] likewise (symmetric: computed once for i <= j).
void expr_gradient(expr_t *gradient, dag_t *dag, expr_t a, size_t count, const expr_t *variables);
void expr_hessian(expr_t *hessian, dag_t *dag, expr_t a, size_t count, const expr_t *variables);

#endif
