// SPDX-License-Identifier: LGPL-3.0-or-later
// Polynomials in several variables with exact real coefficients, sparse: terms sorted by exponents, none zero.
#ifndef CERTIFY_PROVE_BRANCH_POLYNOMIAL_H
#define CERTIFY_PROVE_BRANCH_POLYNOMIAL_H

#include "real/real.h"

#define POLYNOMIAL_MAX_TERMS 2000
#define POLYNOMIAL_MAX_EXPONENT 200

typedef struct {
    size_t variables;
    size_t count, capacity, exponent_capacity;
    uint16_t *exponents; // count rows of `variables` numbers
    real_struct *coefficients;
} polynomial_t;

// Starts as 0.
void polynomial_init(polynomial_t *p, size_t variables);
void polynomial_clear(polynomial_t *p);
void polynomial_set_constant(polynomial_t *p, const real_t value);
void polynomial_set_variable(polynomial_t *p, size_t variable);
bool polynomial_is_constant(const polynomial_t *p);
// The value of a constant polynomial.
void polynomial_get_constant(real_t value, const polynomial_t *p);

// Results may not alias operands. STATUS_LIMIT: too many terms, too high an exponent, or a limit of the numbers.
status_t polynomial_add(polynomial_t *result, const polynomial_t *p, const polynomial_t *q, bool subtract,
                        real_ctx_t ctx) CERTIFY_MUST_USE;
status_t polynomial_mul(polynomial_t *result, const polynomial_t *p, const polynomial_t *q,
                        real_ctx_t ctx) CERTIFY_MUST_USE;
status_t polynomial_power(polynomial_t *result, const polynomial_t *p, slong exponent, real_ctx_t ctx) CERTIFY_MUST_USE;
void polynomial_copy(polynomial_t *result, const polynomial_t *p);
// p with the variable replaced by the value.
status_t polynomial_put_in(polynomial_t *result, const polynomial_t *p, size_t variable, const real_t value,
                           real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
