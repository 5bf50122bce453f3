// SPDX-License-Identifier: LGPL-3.0-or-later
// Elementary functions on double intervals. The rounding mode must be to nearest.
//
// Each encloses the function's values over a valid interval (dinterval_is_valid), and is STATUS_DOMAIN, with the whole
// line as the result, when the function is not defined at some real point of it. Ends are computed by MPFR with
// directed rounding, so that they are correctly rounded bounds (sigmoid, softplus and rational powers: within one unit
// in the last place of that), and monotonicity does the rest; sin, cos and tan locate their extrema and poles first.
#ifndef CERTIFY_INTERVAL_ELEMENTARY_H
#define CERTIFY_INTERVAL_ELEMENTARY_H

#include "base/status.h"
#include "interval/dinterval.h"

typedef status_t (*interval_function_t)(dinterval_t *result, dinterval_t a);

status_t interval_exp(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_log(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_sin(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_cos(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_tan(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_atan(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_sinh(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_cosh(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
status_t interval_tanh(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
// 1/(1 + exp(-x)).
status_t interval_sigmoid(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;
// log(1 + exp(x)).
status_t interval_softplus(dinterval_t *result, dinterval_t a) CERTIFY_MUST_USE;

// x^n for any integer n; x^0 = 1 everywhere. STATUS_DOMAIN for n < 0 when a contains zero.
status_t interval_integer_power(dinterval_t *result, dinterval_t a, slong n) CERTIFY_MUST_USE;

// x^(p/q) for q >= 2, p != 0, in lowest terms. STATUS_DOMAIN unless x >= 0 on a, x > 0 when p < 0.
status_t interval_rational_power(dinterval_t *result, dinterval_t a, slong p, slong q) CERTIFY_MUST_USE;

#endif
