// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact points of the real line: an exact number, or "the one root of p in the open interval (lo, hi)".
//
// The second form keeps roots of polynomials of any degree without building a number field for them; comparisons and
// signs stay exact, with a greatest common divisor to decide equality (S. Basu, R. Pollack, M.-F. Roy, Algorithms in
// Real Algebraic Geometry, chapter 10). Copies of a root share its interval, which operations may silently shrink:
// the point never changes, but a root may turn out to be rational (rpoint_is_real then becomes true).
// One point must not be used by two threads at once, and neither must copies of one root.
#ifndef CERTIFY_REAL_RPOINT_H
#define CERTIFY_REAL_RPOINT_H

#include "real/real.h"
#include "real/rpoly.h"

typedef struct rpoint_root_struct rpoint_root_t;

typedef struct {
    rpoint_root_t *root; // shared, counted; NULL when the point is `value`
    real_t value;
} rpoint_struct;
typedef rpoint_struct rpoint_t[1];

// A point starts as the number 0.
void rpoint_init(rpoint_t point);
void rpoint_clear(rpoint_t point);
void rpoint_set(rpoint_t result, const rpoint_t point);
void rpoint_swap(rpoint_t a, rpoint_t b);
void rpoint_set_real(rpoint_t result, const real_t value);
void rpoint_set_fmpq(rpoint_t result, const fmpq_t value);

// The one root of p in (lo, hi). p must be squarefree with exactly one root there (not verified; sturm_count_open does
// that); p(lo) p(hi) < 0 is verified: STATUS_DOMAIN if not.
status_t rpoint_set_root(rpoint_t result, const rpoly_t p, const fmpq_t lo, const fmpq_t hi,
                         real_ctx_t ctx) CERTIFY_MUST_USE;

// Whether the point is known as an exact number (false: as a root of a polynomial).
bool rpoint_is_real(const rpoint_t point);

// The exact number; rpoint_is_real must hold.
void rpoint_get_real(real_t result, const rpoint_t point);

// The polynomial of a root; rpoint_is_real must not hold. Valid until the point changes.
const rpoly_struct *rpoint_poly(const rpoint_t point);

// Rationals lo <= point <= hi of the current enclosure: lo = hi when the point is a rational number, else lo < point
// < hi.
void rpoint_get_interval(fmpq_t lo, fmpq_t hi, const rpoint_t point);

// As rpoint_get_interval, after shrinking the enclosure to hi - lo < 2^-bits.
status_t rpoint_refine(fmpq_t lo, fmpq_t hi, const rpoint_t point, slong bits, real_ctx_t ctx) CERTIFY_MUST_USE;

// A ball containing the point, of relative accuracy about prec bits.
status_t rpoint_get_arb(arb_t result, const rpoint_t point, slong prec, real_ctx_t ctx) CERTIFY_MUST_USE;

// Exact comparison: *order is the sign of a - b.
status_t rpoint_cmp(int *order, const rpoint_t a, const rpoint_t b, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoint_cmp_fmpq(int *order, const rpoint_t a, const fmpq_t b, real_ctx_t ctx) CERTIFY_MUST_USE;

// The exact sign of p at the point: enclosures first; when they do not tell, whether the point is a root of
// gcd(p, the point's own polynomial).
status_t rpoly_sign_at(int *sign, const rpoly_t p, const rpoint_t point, real_ctx_t ctx) CERTIFY_MUST_USE;

// The simplest rational x (least denominator, then least |numerator|) with a < x < b; independent of the present
// enclosures. STATUS_DOMAIN unless a < b.
status_t rpoint_between(fmpq_t result, const rpoint_t a, const rpoint_t b, real_ctx_t ctx) CERTIFY_MUST_USE;

// The integer of least absolute value < a, and > a.
status_t rpoint_below(fmpq_t result, const rpoint_t a, real_ctx_t ctx) CERTIFY_MUST_USE;
status_t rpoint_above(fmpq_t result, const rpoint_t a, real_ctx_t ctx) CERTIFY_MUST_USE;

// The minimal polynomial of the point over Z: primitive, irreducible, leading coefficient positive.
// STATUS_LIMIT when the norm of its polynomial has a degree above RPOLY_MAX_DEGREE.
status_t rpoint_minpoly(fmpz_poly_t result, const rpoint_t point, real_ctx_t ctx) CERTIFY_MUST_USE;

// The point as an exact number, in the field Q(point). STATUS_LIMIT when the point's degree passes the context's limit.
status_t real_set_rpoint(real_t result, const rpoint_t point, real_ctx_t ctx) CERTIFY_MUST_USE;

// A growing list of points.
typedef struct {
    rpoint_struct *points;
    size_t count;
    size_t capacity;
} rpoint_list_struct;
typedef rpoint_list_struct rpoint_list_t[1];

void rpoint_list_init(rpoint_list_t list);
void rpoint_list_clear(rpoint_list_t list);
void rpoint_list_append(rpoint_list_t list, const rpoint_t point);

// Sorts increasingly and removes repeated points.
status_t rpoint_list_sort(rpoint_list_t list, real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
