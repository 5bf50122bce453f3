// SPDX-License-Identifier: LGPL-3.0-or-later
// A vector field F and the Taylor coefficients in time of the solutions of dx/dt = F(x), of all starts in a box at once,
// with their derivatives V by the start: dV/dt = DF(x(t)) V, V(0) = 1. Each operation of F and of its symbolic
// derivative gives the next coefficient of its series from those of its operands. (R. E. Moore, Interval Analysis, 1966,
// ch. 11; A. Griewank, A. Walther, Evaluating Derivatives, 2008, ch. 13.) Internal to prove/flow*.
#ifndef CERTIFY_PROVE_FLOW_FIELD_H
#define CERTIFY_PROVE_FLOW_FIELD_H

#include "expr/tape.h"

#define FLOW_MOST_TERMS 24 // no series goes beyond this order

typedef struct flow_field flow_field_t;

// The terms are without operators and have no variables but these. The dag grows by their derivatives; NULL when it is
// over its limit.
flow_field_t *flow_field_new(dag_t *dag, size_t count, const expr_t *variables, const expr_t *terms);
void flow_field_free(flow_field_t *field);

typedef struct {
    size_t count;
    int order;
    arb_ptr x; // [k * count + i], k <= order: coefficient of t^k
    arb_ptr v; // [(k * count + i) * count + j]
} flow_taylor_t;

void flow_taylor_init(flow_taylor_t *series, size_t count);
void flow_taylor_clear(flow_taylor_t *series);

// The coefficients up to the order. False when F is not shown to be smooth on the box (a kink, a boundary of cases, a place
// without a value), or a coefficient is not bounded.
bool flow_field_run(flow_taylor_t *series, flow_field_t *field, arb_srcptr box, int order, bool with_slopes, slong prec);

static inline arb_srcptr taylor_x(const flow_taylor_t *series, int k, size_t i)
{
    return series->x + (size_t)k * series->count + i;
}

static inline arb_srcptr taylor_v(const flow_taylor_t *series, int k, size_t i, size_t j)
{
    return series->v + ((size_t)k * series->count + i) * series->count + j;
}

#endif
