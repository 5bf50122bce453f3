// SPDX-License-Identifier: LGPL-3.0-or-later
// How near to each other two different algebraic constants can be, read off the terms that they are written as. With an
// enclosure of the difference that is narrower than that, equality is proved, whatever the degree of the numbers.
#ifndef CERTIFY_EXPR_SEPARATION_H
#define CERTIFY_EXPR_SEPARATION_H

#include "base/status.h"
#include "expr/expr.h"

// No bound above this is given: enclosures as narrow would be too expensive.
#define SEPARATION_MAX_BITS 90000

// A number of bits such that a = b or |a - b| >= 2^-bits, if a and b have values. STATUS_LIMIT when it would pass
// SEPARATION_MAX_BITS, STATUS_UNSUPPORTED when a or b is not evidently an algebraic number (made of rationals by
// arithmetic, rational powers, abs, min, max, relu and cases).
//
// The bound is that of C. Burnikel, S. Funke, K. Mehlhorn, S. Schirra, S. Schmitt, A separation bound for real
// algebraic expressions, ESA 2001. A term E is written as U/L, both algebraic integers in the field that all radicals
// c^(1/q) of the term generate together, which has at most the degree D, the product of their indices q; u and l bound
// the absolute values of all conjugates of U and L. If E is not zero, the norm of U is at least 1, so |U| >= u^(1 - D)
// and |E| >= u^(1 - D)/l.
status_t expr_separation_bits(slong *bits, const dag_t *dag, expr_t a, expr_t b) CERTIFY_MUST_USE;

#endif
