// SPDX-License-Identifier: LGPL-3.0-or-later
// Taylor coefficients in time of the solutions of dx/dt = F(x), and of their derivatives by the start, for all starts in
// a box at once. Parameters are coordinates that do not move.
//
// F is expanded in the state variables by jets, and the series of the solution is put into that expansion: the
// coefficient k + 1 of x is 1/(k + 1) times the coefficient k of F(x(t)). The derivative V by the start solves
// dV/dt = DF(x(t)) V, V(0) = 1. (R. E. Moore, Interval Analysis, 1966, ch. 10 and 11; N. S. Nedialkov, K. R. Jackson,
// G. F. Corliss, Validated solutions of initial value problems for ordinary differential equations, 1999.)
#ifndef CERTIFY_CHECK_FLOW_SERIES_H
#define CERTIFY_CHECK_FLOW_SERIES_H

#include "check/evidence.h"

#define FLOW_MAX_ORDER 40

// The map of an obligation as a vector field, expanded to one order.
typedef struct {
    evidence_t *ev;
    size_t count; // of coordinates: state variables, then parameters
    int order;
    slong precision;
    question_t question;
    size_t monomial_count; // of degree up to the order
    size_t *parent;        // per monomial m > 0: m without one factor ...
    size_t *factor;        // ... which is this variable
    size_t *lower;         // [m * count + j]: m without one factor j; SIZE_MAX if it has none
    range_t *powers;       // [m * order + k]: coefficient k of the monomial of the solution's offset from its start
    range_t *field;        // [i * monomial_count + m]: of F
    range_t *slopes;       // [(i * count + j) * order + k]: of DF(x(t))
    size_t used;           // monomials from this one on are in no component of F
    range_t *x;            // [k * count + i], k <= order
    range_t *v;            // [(k * count + i) * count + j], k <= order
} flow_series_t;

// False, with the reason noted, when the expansion is too large; to be cleared in any case. Not for RANGE_DOUBLE.
bool flow_series_init(flow_series_t *series, evidence_t *ev, int order, slong precision);
void flow_series_clear(flow_series_t *series);

// The coefficients for all starts in the box, of x, and of v if asked for. False when F is not known to be `order` times
// continuously differentiable around each point of the box, or unbounded.
bool flow_series_run(flow_series_t *series, const range_t *box, bool with_slopes);

static inline const range_t *flow_x(const flow_series_t *series, int k, size_t i)
{
    return series->x + (size_t)k * series->count + i;
}

static inline const range_t *flow_v(const flow_series_t *series, int k, size_t i, size_t j)
{
    return series->v + ((size_t)k * series->count + i) * series->count + j;
}

#endif
