// SPDX-License-Identifier: LGPL-3.0-or-later
// Taylor coefficients of the elementary functions of one variable.
#ifndef CERTIFY_CHECK_SERIES_H
#define CERTIFY_CHECK_SERIES_H

#include "check/ring.h"

// g[j] = (1/j!) f^(j)(u) for j = 0 .. order, where f is the power u^(p/q) for EXPR_POWER, else the function op. Returns
// the highest j up to which all coefficients are there, -1 for none; *failure then says why the next one is not.
int series_of(void *g, status_t *failure, expr_op_t op, slong p, slong q, const void *u, int order,
              const ring_t *ring) CERTIFY_MUST_USE;

#endif
