// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact real algebraic numbers.
//
// A real_t is a rational, or an element g(theta) of a real number field K = Q(theta), g a rational polynomial of degree
// below [K:Q] and theta one fixed real root of its minimal polynomial (monic, integer coefficients). The representation
// by g is unique, so zero tests are exact; a nonzero element gets its sign from enclosures of rising precision
// (H. Cohen, A Course in Computational Algebraic Number Theory, chapters 3.6 and 4.2). Operands from different fields
// are first moved into one field that contains both. A rational value is always kept as a rational, whatever field it
// was computed in.
//
// Fields belong to a real_ctx_t and live as long as it does; elements hold plain pointers to them. A field caches an
// enclosure of theta, so neither a context nor elements of its fields may be used by two threads at once.
//
// Unless said otherwise results may alias operands, and a result is left unchanged when the status is not STATUS_OK.
#ifndef CERTIFY_REAL_REAL_H
#define CERTIFY_REAL_REAL_H

#include "base/flint.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct real_field_struct real_field_t;
typedef struct real_join_struct real_join_t;

typedef struct {
    real_field_t *field; // NULL exactly when the number is rational
    fmpq_poly_t value;   // in theta; constant when rational
} real_struct;
typedef real_struct real_t[1];

typedef struct {
    real_field_t **fields; // owned
    size_t field_count;
    size_t field_capacity;
    real_join_t **joins; // owned: how pairs of fields embed into a common one
    size_t join_count;
    size_t join_capacity;
    slong max_degree; // of a field over Q; at most REAL_MAX_DEGREE
    slong max_bits;   // of a coefficient's numerator and denominator
} real_ctx_struct;
typedef real_ctx_struct real_ctx_t[1];

#define REAL_MAX_DEGREE 48
#define REAL_MAX_BITS 1000000

// Limits are set to REAL_MAX_DEGREE and REAL_MAX_BITS and may be lowered afterwards. Operations whose result would pass
// them return STATUS_LIMIT.
void real_ctx_init(real_ctx_t ctx);
void real_ctx_clear(real_ctx_t ctx);

// A number starts as 0.
void real_init(real_t a);
void real_clear(real_t a);
void real_set(real_t result, const real_t a);
void real_swap(real_t a, real_t b);
void real_zero(real_t result);
void real_one(real_t result);
void real_set_si(real_t result, slong a);
void real_set_fmpz(real_t result, const fmpz_t a);
void real_set_fmpq(real_t result, const fmpq_t a);

bool real_is_rational(const real_t a);
bool real_is_zero(const real_t a);
bool real_is_one(const real_t a);

// The value of a rational number; a must be rational.
void real_get_fmpq(fmpq_t result, const real_t a);

// Degree over Q of the field that a is stored in, 1 for a rational. The degree of a itself divides it.
slong real_field_degree(const real_t a);

// Field operations. STATUS_LIMIT as above; STATUS_DOMAIN for a division by zero.
status_t real_add(real_t result, const real_t a, const real_t b, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t real_sub(real_t result, const real_t a, const real_t b, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t real_mul(real_t result, const real_t a, const real_t b, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t real_div(real_t result, const real_t a, const real_t b, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t real_inv(real_t result, const real_t a, real_ctx_t ctx) CERTIFY_MUST_USE;
void real_neg(real_t result, const real_t a);
void real_abs(real_t result, const real_t a);

// a^exponent, with a^0 = 1 for every a; STATUS_DOMAIN for a negative power of zero.
status_t real_pow_si(real_t result, const real_t a, slong exponent, real_ctx_t ctx) CERTIFY_MUST_USE;

// The real n-th root, n >= 1: the nonnegative one for even n, the one with the sign of a for odd n. STATUS_DOMAIN for
// n = 0 and for even n and a < 0.
status_t real_root_ui(real_t result, const real_t a, ulong n, real_ctx_t ctx) CERTIFY_MUST_USE;

// Exact, always decided: -1, 0 or 1.
int real_sgn(const real_t a);

// Exact comparison, the sign of a - b. Never needs a common field: numbers that enclosures do not separate are compared
// by their minimal polynomials.
int real_cmp(const real_t a, const real_t b);
int real_cmp_fmpq(const real_t a, const fmpq_t b);
bool real_equal(const real_t a, const real_t b);

// Equal numbers have equal hashes, whatever fields they are stored in.
uint64_t real_hash(const real_t a);

// A ball containing a, of relative accuracy about prec bits (exact when a is a dyadic that fits; 0 exactly for 0).
void real_get_arb(arb_t result, const real_t a, slong prec);

// Rationals lower <= a <= upper at relative distance about 2^-prec; equal to a when a is rational.
void real_get_bounds(fmpq_t lower, fmpq_t upper, const real_t a, slong prec);

// The largest integer <= a, exactly.
void real_floor(fmpz_t result, const real_t a);

// The minimal polynomial of a over Z: primitive, irreducible, leading coefficient positive.
void real_minpoly(fmpz_poly_t result, const real_t a);

// The one root of `poly` in the closed interval [lower, upper]; poly must be irreducible over Q and primitive and
// have exactly one real root there. STATUS_LIMIT when its degree passes the limit.
status_t real_set_root(real_t result, const fmpz_poly_t poly, const fmpq_t lower, const fmpq_t upper,
                       real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
