// SPDX-License-Identifier: LGPL-3.0-or-later
// The checker's interval arithmetic: closed intervals of real numbers, ends possibly infinite, that contain all values
// of the operation for all values of the operands.
//
// Precision 53 means double ends, computed with the hardware rounding upward (lower ends by negation); any other
// precision means MPFR ends with directed rounding. Elementary functions, roots and conversions are MPFR's in either
// case. An interval never is empty and never has a lower end of +inf or an upper end of -inf; what is undefined is
// reported by a status, not by a value.
#ifndef CERTIFY_CHECK_RANGE_H
#define CERTIFY_CHECK_RANGE_H

#include "base/flint.h"
#include "base/status.h"
#include "expr/expr.h"

#include <stdbool.h>

#define RANGE_DOUBLE 53

typedef struct {
    double lo, hi; // the ends, when big is NULL
    mpfr_ptr big;  // two numbers, the lower and the upper end, then their limbs: one allocation
} range_t;

// Starts as [0, 0]. All operands and results of an operation have one precision; results may alias operands.
void range_init(range_t *a, slong precision);
void range_clear(range_t *a);
range_t *range_array_new(size_t count, slong precision);
void range_array_free(range_t *items, size_t count);

// ---- the rounding mode ----

// Additions, subtractions, multiplications and divisions of double ranges are right only while the mode is upward. All
// other code (FLINT, MPFR, the C library) runs in round-to-nearest.
typedef int rounding_t;
rounding_t rounding_upward(void);
rounding_t rounding_nearest(void);
void rounding_restore(rounding_t mode);

// Whether this machine and build round as asked; nothing may be checked where they do not.
bool range_self_test(void);

// ---- values ----

void range_set(range_t *result, const range_t *a);
void range_set_si(range_t *result, slong value);
void range_set_entire(range_t *result);
// The interval [lower, upper], rounded outward. A copy of another precision likewise.
void range_set_rationals(range_t *result, const fmpq_t lower, const fmpq_t upper);
void range_set_rounded(range_t *result, const range_t *a);
// From the lower end of a (-inf for NULL) to the upper end of b (inf for NULL).
void range_set_ends(range_t *result, const range_t *a, const range_t *b);
// The lower (upper) end of a as an interval. False when it is infinite.
bool range_end(range_t *result, const range_t *a, bool upper);
// The numbers of `a` that lie in b, into a. False, and a is as before, when there are none.
bool range_meet(range_t *a, const range_t *b);
// The least interval that contains both.
void range_hull(range_t *result, const range_t *a, const range_t *b);
// Some number of the interval, near its middle; the interval must be bounded.
void range_middle(range_t *result, const range_t *a);

// ---- questions ----

bool range_is_zero(const range_t *a);
bool range_is_point(const range_t *a);
bool range_is_bounded(const range_t *a);
// About (upper end - lower end) / (1 + the smaller magnitude of the ends): a guide, not a bound.
double range_relative_width(const range_t *a);
bool range_contains_zero(const range_t *a);
bool range_is_positive(const range_t *a); // all numbers are > 0
bool range_is_nonnegative(const range_t *a);
bool range_is_negative(const range_t *a);
bool range_is_nonpositive(const range_t *a);
bool range_less(const range_t *a, const range_t *b); // every number of a is < every number of b
bool range_less_equal(const range_t *a, const range_t *b);
bool range_inside(const range_t *a, const range_t *b);   // a lies in the interior of b
bool range_contains(const range_t *a, const range_t *b); // b is a subset of a

// ---- arithmetic ----

void range_neg(range_t *result, const range_t *a);
void range_add(range_t *result, const range_t *a, const range_t *b);
void range_sub(range_t *result, const range_t *a, const range_t *b);
void range_mul(range_t *result, const range_t *a, const range_t *b);
// a p / q, q > 0.
void range_scale(range_t *result, const range_t *a, slong p, slong q);
// STATUS_DOMAIN when b contains 0.
status_t range_div(range_t *result, const range_t *a, const range_t *b) CERTIFY_MUST_USE;
// |a|; the smaller and the larger of a and b.
void range_abs(range_t *result, const range_t *a);
void range_min(range_t *result, const range_t *a, const range_t *b);
void range_max(range_t *result, const range_t *a, const range_t *b);
// a^(p/q) in lowest terms, q >= 1, with a^0 = 1. STATUS_DOMAIN when it is undefined for some number of a.
status_t range_power(range_t *result, const range_t *a, slong p, slong q) CERTIFY_MUST_USE;

// EXPR_PI and EXPR_E.
void range_constant(range_t *result, expr_op_t op);
// EXPR_EXP ... EXPR_SOFTPLUS (range_function.c). STATUS_DOMAIN when it is undefined, or may be, for some number of a.
status_t range_function(range_t *result, expr_op_t op, const range_t *a) CERTIFY_MUST_USE;

// ---- internal to range*.c ----

// An MPFR number for intermediate results, without an allocation where it is short.
#define SCRATCH_LIMBS 16
typedef struct {
    mpfr_t number;
    mp_limb_t limbs[SCRATCH_LIMBS];
    bool is_short;
} scratch_t;
void scratch_init(scratch_t *scratch, slong precision);
void scratch_clear(scratch_t *scratch);

// The ends as MPFR numbers of the interval's precision, exactly, in initialised variables of at least that precision.
void range_get_ends(mpfr_t lo, mpfr_t hi, const range_t *a);
// [lo, hi], rounded outward.
void range_put_ends(range_t *result, const mpfr_t lo, const mpfr_t hi);
slong range_precision(const range_t *a);

#endif
