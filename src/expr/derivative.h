// SPDX-License-Identifier: LGPL-3.0-or-later
// Symbolic differentiation and the removal of the operators DERIVATIVE and AT. Used by the prover only: the checker
// differentiates by jets.
#ifndef CERTIFY_EXPR_DERIVATIVE_H
#define CERTIFY_EXPR_DERIVATIVE_H

#include "expr/expr.h"

// An operator-free expression with the same value as a (and the same domain) at every point: derivatives are taken of
// the case that the point belongs to, abs'(0) = 0, relu'(0) = 0, min and max follow their first argument on a tie.
// The rules mirror what forward-mode jets compute, so that natural interval extensions of both agree up to rounding.
// With ' for the derivative by one variable and terms left out where u' or v' is identically zero:
//   (uv)' = u'v + uv'    (u/v)' = (u' - (u/v)v')/v    (u^n)' = n u^(n-1) u'  (n rational)    sqrt(u)' = u'/(2 sqrt(u))
//   exp(u)' = exp(u)u'   log(u)' = u'/u   sin' = cos   cos' = -sin   tan' = 1 + tan^2   atan(u)' = u'/(1 + u^2)
//   sinh' = cosh         cosh' = sinh     tanh' = 1 - tanh^2   sigmoid' = sigmoid - sigmoid^2   softplus' = sigmoid
//   abs, relu: cases on 0 < u, u < 0, otherwise 0; min(u, v): cases on u <= v; max(u, v): on v <= u; cases: the same
//   guards.
// A cases node is undefined where a guard at or before the one that holds is. Where a derivative by these rules would
// be defined but the function is not (1/x for log(x)), it is put into cases guarded by `defined` of the function.
//
// An AT node whose body speaks of continuity or differentiability stays: f being C1 at p cannot be said of the number
// f(p). A tape knows nothing about such a node. In a dag over its limit the result is meaningless, as for builders.
expr_t expr_eliminate_operators(dag_t *dag, expr_t a);

// PARTIAL becomes cases { C1(f) : derivative of f }, right where C1 is shown by evaluation on a box (tape.h), which sees
// no kinks then; exact decisions about single points treat PARTIAL nodes themselves.

// d a / d variable of an operator-free a, operator-free.
expr_t expr_differentiate(dag_t *dag, expr_t a, expr_t variable);

// gradient[i] = d a / d variables[i]; hessian[i * count + j] likewise (symmetric: computed once for i <= j).
void expr_gradient(expr_t *gradient, dag_t *dag, expr_t a, size_t count, const expr_t *variables);
void expr_hessian(expr_t *hessian, dag_t *dag, expr_t a, size_t count, const expr_t *variables);

#endif
