// SPDX-License-Identifier: LGPL-3.0-or-later
// Interval arithmetic over arrays of intervals. Every function here must be called between interval_round_upward and
// interval_round_nearest (interval/rounding.h), and computes from intervals that are valid (dinterval_is_valid) valid
// intervals that enclose: result[i] contains op(x, y) for all real x in a[i], y in b[i]. add, sub, mul, div, sqr, sqrt,
// shift and scale give the tightest double interval; power within a few units in the last place.
//
// The arrays of a result and of an operand may be the same, but may not overlap otherwise.
#ifndef CERTIFY_INTERVAL_ARITHMETIC_H
#define CERTIFY_INTERVAL_ARITHMETIC_H

#include "interval/dinterval.h"

#include <stddef.h>
#include <stdint.h>

// Interval i is [-neg_lo[i], hi[i]].
typedef struct {
    double *neg_lo, *hi;
} interval_array_t;

void interval_add(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);
void interval_sub(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);
void interval_mul(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);
void interval_sqr(interval_array_t result, interval_array_t a, size_t count);
void interval_neg(interval_array_t result, interval_array_t a, size_t count);
void interval_abs(interval_array_t result, interval_array_t a, size_t count);
void interval_min(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);
void interval_max(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);
// max(a, 0).
void interval_relu(interval_array_t result, interval_array_t a, size_t count);
// The smallest interval that contains both.
void interval_hull(interval_array_t result, interval_array_t a, interval_array_t b, size_t count);

// c + a.
void interval_shift(interval_array_t result, interval_array_t a, dinterval_t c, size_t count);
// c a, for c with finite ends that are both positive or both negative.
void interval_scale(interval_array_t result, interval_array_t a, dinterval_t c, size_t count);

// scale * (array + shift): an operand that is computed on the way. LOAD_PLAIN leaves out both, LOAD_SHIFTED the scale.
typedef enum { LOAD_PLAIN, LOAD_SHIFTED, LOAD_SCALED } load_mode_t;
#define LOAD_MODES 3

typedef struct {
    load_mode_t mode;
    dinterval_t shift;
    double scale; // positive, finite
} interval_form_t;

typedef enum { SIGN_UNKNOWN, SIGN_NONNEGATIVE, SIGN_NONPOSITIVE } interval_sign_t;

typedef struct {
    interval_array_t array;
    const interval_form_t *form;
    interval_sign_t sign; // of all that is loaded, where the caller knows it
    bool finite;          // the caller knows that no end of what is loaded is infinite
} interval_load_t;

// As add, mul and power (with exponent 2, 3 or 4) of what is loaded.
void interval_add_loaded(interval_array_t result, const interval_load_t *a, const interval_load_t *b, size_t count);
void interval_mul_loaded(interval_array_t result, const interval_load_t *a, const interval_load_t *b, size_t count);
void interval_power_loaded(interval_array_t result, const interval_load_t *a, int n, size_t count);

// Partial operations: defined[i] is 1 when the operation is defined for all of the operands, else 0 and result[i] is
// the whole line. They return whether it is defined for all i.
bool interval_div(interval_array_t result, uint8_t *defined, interval_array_t a, interval_array_t b, size_t count);
bool interval_sqrt(interval_array_t result, uint8_t *defined, interval_array_t a, size_t count);
// a^n with 1 <= |n| <= INTERVAL_POWER_MAX; larger exponents: interval_integer_power in elementary.h.
bool interval_power(interval_array_t result, uint8_t *defined, interval_array_t a, int n, size_t count);
#define INTERVAL_POWER_MAX 8

// Functions: within[i] is 1 where result[i] encloses the function's values on a[i], within a few units in the last place,
// and 0 where a[i] reaches too far or out of the domain, and result[i] means nothing (interval/elementary.h has slower functions without
// limits). They return whether they are within reach for all i. The proofs are in docs/kernel.md.
bool interval_array_atan(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_cos(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_cosh(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_exp(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_log(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_sigmoid(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_sin(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_sinh(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_softplus(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_tan(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);
bool interval_array_tanh(interval_array_t result, uint8_t *within, interval_array_t a, size_t count);

// How all x in a[i] and all y in b[i] compare.
typedef enum {
    ORDER_BELOW = 1,     // x < y
    ORDER_NOT_ABOVE = 2, // x <= y
    ORDER_ABOVE = 4,     // x > y
    ORDER_NOT_BELOW = 8, // x >= y
    ORDER_ALL = 15
} interval_order_t;

// The sets of those that hold for all i, and for some i.
typedef struct {
    unsigned all, any;
} interval_orders_t;

// The set for two intervals. In any rounding mode.
static inline unsigned interval_order_of(dinterval_t x, dinterval_t y)
{
    return (x.hi < -y.neg_lo ? ORDER_BELOW : 0u) | (x.hi <= -y.neg_lo ? ORDER_NOT_ABOVE : 0u) |
           (y.hi < -x.neg_lo ? ORDER_ABOVE : 0u) | (y.hi <= -x.neg_lo ? ORDER_NOT_BELOW : 0u);
}

interval_orders_t interval_order(interval_array_t a, interval_array_t b, size_t count);
// The set for each i.
void interval_order_each(uint8_t *orders, interval_array_t a, interval_array_t b, size_t count);

// The least and the greatest neg_lo and hi: what holds for the greatest ones as an interval holds for all, what holds for
// the least ones for some.
typedef struct {
    dinterval_t least, most;
} interval_extents_t;

interval_extents_t interval_extents(interval_array_t a, size_t count);
// The greatest ones alone.
dinterval_t interval_most(interval_array_t a, size_t count);

#endif
