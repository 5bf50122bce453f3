// SPDX-License-Identifier: LGPL-3.0-or-later
// Univariate polynomials with exact real coefficients.
//
// All coefficients lie in one real number field K (real/real.h); setting or combining coefficients from different
// fields moves them into a common one. When all are rational, FLINT's rational polynomials are used throughout.
// Unless said otherwise results may alias operands, and a result is left unchanged when the status is not STATUS_OK.
// STATUS_LIMIT: a degree above RPOLY_MAX_DEGREE, or a limit of the context on fields and coefficients.
#ifndef CERTIFY_REAL_RPOLY_H
#define CERTIFY_REAL_RPOLY_H

#include "real/real.h"

#define RPOLY_MAX_DEGREE 512

typedef struct {
    real_field_t *field;  // NULL exactly when all coefficients are rational
    fmpq_poly_t rational; // the polynomial when field is NULL, else 0
    real_struct *coeffs;  // when field is not NULL: length entries, each rational or in field, the last nonzero
    slong length;         // of coeffs; 0 when field is NULL
} rpoly_struct;
typedef rpoly_struct rpoly_t[1];

// A polynomial starts as 0.
void rpoly_init(rpoly_t p);
void rpoly_clear(rpoly_t p);
void rpoly_set(rpoly_t result, const rpoly_t p);
void rpoly_swap(rpoly_t p, rpoly_t q);
void rpoly_zero(rpoly_t result);
void rpoly_one(rpoly_t result);
void rpoly_x(rpoly_t result);
void rpoly_set_real(rpoly_t result, const real_t a);

// Every degree is accepted here.
void rpoly_set_fmpq_poly(rpoly_t result, const fmpq_poly_t p);
void rpoly_set_fmpz_poly(rpoly_t result, const fmpz_poly_t p);

bool rpoly_is_zero(const rpoly_t p);
bool rpoly_is_constant(const rpoly_t p);
bool rpoly_is_rational(const rpoly_t p);

// The polynomial with rational coefficients; p must be rational.
void rpoly_get_fmpq_poly(fmpq_poly_t result, const rpoly_t p);

// -1 for the zero polynomial.
slong rpoly_degree(const rpoly_t p);

status_t rpoly_set_coeff(rpoly_t p, slong index, const real_t value, real_ctx_t ctx) CERTIFY_MUST_USE;

// 0 for an index past the degree.
void rpoly_get_coeff(real_t result, const rpoly_t p, slong index);

// Sign of the leading coefficient, 0 for the zero polynomial.
int rpoly_lead_sgn(const rpoly_t p);

status_t rpoly_equal(bool *equal, const rpoly_t p, const rpoly_t q, real_ctx_t ctx) CERTIFY_MUST_USE;

status_t rpoly_add(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoly_sub(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoly_mul(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoly_scalar_mul(rpoly_t result, const rpoly_t p, const real_t factor, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoly_pow_ui(rpoly_t result, const rpoly_t p, ulong exponent, real_ctx_t ctx) CERTIFY_MUST_USE;
void rpoly_neg(rpoly_t result, const rpoly_t p);
status_t rpoly_derivative(rpoly_t result, const rpoly_t p, real_ctx_t ctx) CERTIFY_MUST_USE;

// p(q(x)).
status_t rpoly_compose(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx) CERTIFY_MUST_USE;

// p(x), exactly, by Horner's rule.
status_t rpoly_evaluate(real_t result, const rpoly_t p, const real_t x, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoly_evaluate_fmpq(real_t result, const rpoly_t p, const fmpq_t x, real_ctx_t ctx) CERTIFY_MUST_USE;

// A ball containing p(x) for every x in the ball.
void rpoly_evaluate_arb(arb_t result, const rpoly_t p, const arb_t x, slong prec);

// The sign of p(x): by balls, exactly when they do not tell.
status_t rpoly_sgn_fmpq(int *sign, const rpoly_t p, const fmpq_t x, real_ctx_t ctx) CERTIFY_MUST_USE;

// The same polynomial with ball coefficients.
void rpoly_get_arb_poly(arb_poly_t result, const rpoly_t p, slong prec);

// p = quotient * divisor + remainder with deg remainder < deg divisor. STATUS_DOMAIN for divisor = 0. The two results
// must be different objects.
status_t rpoly_divrem(rpoly_t quotient, rpoly_t remainder, const rpoly_t p, const rpoly_t divisor,
                      real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoly_rem(rpoly_t remainder, const rpoly_t p, const rpoly_t divisor, real_ctx_t ctx) CERTIFY_MUST_USE;

// p / divisor where divisor divides p; STATUS_DOMAIN when it does not.
status_t rpoly_divexact(rpoly_t quotient, const rpoly_t p, const rpoly_t divisor, real_ctx_t ctx) CERTIFY_MUST_USE;

// p divided by its leading coefficient; 0 for 0.
status_t rpoly_monic(rpoly_t result, const rpoly_t p, real_ctx_t ctx) CERTIFY_MUST_USE;

// p times a positive number that keeps its coefficients small: leading coefficient 1 or -1 over K, coprime integers
// over Q. Signs of values are unchanged.
status_t rpoly_normalise_positively(rpoly_t result, const rpoly_t p, real_ctx_t ctx) CERTIFY_MUST_USE;

// The monic greatest common divisor, 0 when both are 0 (Cohen, chapter 3.2: Euclid's algorithm over a field).
status_t rpoly_gcd(rpoly_t result, const rpoly_t p, const rpoly_t q, real_ctx_t ctx) CERTIFY_MUST_USE;

// p / gcd(p, p'), monic: the same roots, all simple. 0 for 0.
status_t rpoly_squarefree_part(rpoly_t result, const rpoly_t p, real_ctx_t ctx) CERTIFY_MUST_USE;

// The product of p's conjugates over Q, up to a positive factor: a primitive integer polynomial that every root of p is
// a root of. p must not be 0. STATUS_LIMIT when its degree passes RPOLY_MAX_DEGREE.
status_t rpoly_norm(fmpz_poly_t result, const rpoly_t p) CERTIFY_MUST_USE;

#endif
