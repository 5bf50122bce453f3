// SPDX-License-Identifier: LGPL-3.0-or-later
// By the differential equation of each function (Griewank and Walther, Evaluating Derivatives, table 13.2).
#include "check/series.h"

#include "check/jet.h"

typedef struct {
    const ring_t *ring;
    void *g;
    int order;
    void *item; // scratch
    void *sum;
} series_t;

static void *coefficient(const series_t *s, int j)
{
    return ring_item(s->ring, s->g, (size_t)j);
}

// ---- powers: g_j = binomial(p/q, j) u^(p/q - j) ----

// Multiplies by the next factor (p/q - j) / (j + 1) of the binomial coefficient; false when it is out of range.
static bool next_binomial(slong *numerator, slong *denominator, slong p, slong q, int j)
{
    slong a, b;
    if (q == 1 && !__builtin_sub_overflow(p, (slong)j, &a) && !__builtin_mul_overflow(*numerator, a, &b)) {
        *numerator = b / (j + 1); // an integer
        return true;
    }
    if (__builtin_mul_overflow((slong)j, q, &a) || __builtin_sub_overflow(p, a, &a) ||
        __builtin_mul_overflow(q, (slong)j + 1, &b))
        return false;
    fmpq_t factor, product;
    fmpq_init(factor);
    fmpq_init(product);
    fmpq_set_si(factor, a, (ulong)b);
    fmpq_set_si(product, *numerator, (ulong)*denominator);
    fmpq_mul(product, product, factor);
    bool fits = fmpz_fits_si(fmpq_numref(product)) && fmpz_fits_si(fmpq_denref(product));
    if (fits) {
        *numerator = fmpz_get_si(fmpq_numref(product));
        *denominator = fmpz_get_si(fmpq_denref(product));
    }
    fmpq_clear(factor);
    fmpq_clear(product);
    return fits;
}

static status_t power_coefficient(const series_t *s, slong p, slong q, const void *u, int j, slong numerator,
                                  slong denominator)
{
    slong lowered;
    if (numerator == 0) {
        s->ring->zero(coefficient(s, j));
        return STATUS_OK;
    }
    if (__builtin_mul_overflow((slong)j, q, &lowered) || __builtin_sub_overflow(p, lowered, &lowered))
        return STATUS_LIMIT;
    status_t status = s->ring->power(coefficient(s, j), u, lowered, q, s->ring->context);
    if (status != STATUS_OK)
        return status;
    return s->ring->scale(coefficient(s, j), coefficient(s, j), numerator, denominator, s->ring->context);
}

static int power_series(series_t *s, status_t *failure, slong p, slong q, const void *u)
{
    slong numerator = 1, denominator = 1;
    for (int j = 0; j <= s->order; j++) {
        *failure = power_coefficient(s, p, q, u, j, numerator, denominator);
        if (*failure != STATUS_OK)
            return j - 1;
        if (j < s->order && !next_binomial(&numerator, &denominator, p, q, j)) {
            *failure = STATUS_LIMIT;
            return j;
        }
    }
    return s->order;
}

// ---- functions, from their values on ----

static status_t value(const series_t *s, void *result, expr_op_t op, const void *u)
{
    return s->ring->function(result, op, u, s->ring->context);
}

// sum = sum of g_i g_(j-i), i = 0 .. j, by pairs: the middle one is a square.
static status_t square(series_t *s, int j)
{
    const ring_t *ring = s->ring;
    status_t status = STATUS_OK;
    ring->zero(s->sum);
    for (int i = 0; status == STATUS_OK && 2 * i <= j; i++) {
        if (2 * i == j) {
            status = ring->power(s->item, coefficient(s, i), 2, 1, ring->context);
        } else {
            status = ring->mul(s->item, coefficient(s, i), coefficient(s, j - i), ring->context);
            if (status == STATUS_OK)
                status = ring->scale(s->item, s->item, 2, 1, ring->context);
        }
        if (status == STATUS_OK)
            status = ring->add(s->sum, s->sum, s->item, ring->context);
    }
    return status;
}

// g' = g.
static status_t next_exp(series_t *s, int j)
{
    return s->ring->scale(coefficient(s, j + 1), coefficient(s, j), 1, j + 1, s->ring->context);
}

// g'' = sign g.
static status_t next_second(series_t *s, int j, int sign)
{
    return s->ring->scale(coefficient(s, j + 1), coefficient(s, j - 1), sign, (slong)j * (j + 1), s->ring->context);
}

// g' = c + g^2 or c - g^2 (tan, tanh), g' = g - g^2 (sigmoid: linear).
static status_t next_riccati(series_t *s, int j, slong constant, bool linear, int sign)
{
    const ring_t *ring = s->ring;
    status_t status = square(s, j);
    if (status == STATUS_OK && sign < 0)
        ring->neg(s->sum, s->sum);
    if (status == STATUS_OK && linear)
        status = ring->add(s->sum, s->sum, coefficient(s, j), ring->context);
    if (status == STATUS_OK && j == 0 && constant) { // the constant 1 as u^0
        status = ring->power(s->item, s->g, 0, 1, ring->context);
        if (status == STATUS_OK)
            status = ring->add(s->sum, s->sum, s->item, ring->context);
    }
    return status == STATUS_OK ? ring->scale(coefficient(s, j + 1), s->sum, 1, j + 1, ring->context) : status;
}

// (1 + u^2) d_j + 2 u d_(j-1) + d_(j-2) = 0 for the coefficients d_j = (j+1) g_(j+1) of 1/(1 + u^2), j >= 1;
// (1 + u^2) d_0 = 1.
static status_t next_atan(series_t *s, const void *u, int j)
{
    const ring_t *ring = s->ring;
    void *next = coefficient(s, j + 1), *context = ring->context;
    status_t status = ring->power(s->item, u, 0, 1, context); // 1
    if (status == STATUS_OK)
        status = ring->power(s->sum, u, 2, 1, context);
    if (status == STATUS_OK)
        status = ring->add(s->sum, s->sum, s->item, context); // 1 + u^2
    if (status == STATUS_OK && j >= 1)
        status = ring->mul(s->item, u, coefficient(s, j), context);
    if (status == STATUS_OK && j >= 1)
        status = ring->scale(s->item, s->item, -2 * (slong)j, 1, context);
    if (status == STATUS_OK && j >= 2)
        status = ring->scale(next, coefficient(s, j - 1), j - 1, 1, context);
    if (status == STATUS_OK && j >= 2)
        status = ring->sub(s->item, s->item, next, context);
    if (status == STATUS_OK)
        status = ring->div(next, s->item, s->sum, context);
    return status == STATUS_OK ? ring->scale(next, next, 1, j + 1, context) : status;
}

// log u: g_j = (-1)^(j-1) / (j u^j).
static status_t next_log(series_t *s, const void *u, int j)
{
    status_t status = s->ring->power(coefficient(s, j + 1), u, -(slong)j - 1, 1, s->ring->context);
    if (status != STATUS_OK)
        return status;
    return s->ring->scale(coefficient(s, j + 1), coefficient(s, j + 1), j % 2 ? -1 : 1, j + 1, s->ring->context);
}

// softplus' = sigmoid: its coefficients are integrated.
static int softplus_series(series_t *s, status_t *failure, const void *u)
{
    size_t length = (size_t)s->order + 1;
    void *sigmoid = ring_array_new(s->ring, length);
    int given = series_of(sigmoid, failure, EXPR_SIGMOID, 1, 1, u, s->order, s->ring), j = 0;
    while (j < s->order && j <= given && *failure == STATUS_OK) {
        *failure =
            s->ring->scale(coefficient(s, j + 1), ring_item(s->ring, sigmoid, (size_t)j), 1, j + 1, s->ring->context);
        j += *failure == STATUS_OK;
    }
    ring_array_free(s->ring, sigmoid, length);
    return j;
}

static status_t next_coefficient(series_t *s, expr_op_t op, const void *u, int j)
{
    switch (op) {
    case EXPR_EXP:
        return next_exp(s, j);
    case EXPR_LOG:
        return next_log(s, u, j);
    case EXPR_SIN:
        return j == 0 ? value(s, coefficient(s, 1), EXPR_COS, u) : next_second(s, j, -1);
    case EXPR_COS:
        if (j > 0)
            return next_second(s, j, -1);
        status_t status = value(s, coefficient(s, 1), EXPR_SIN, u);
        if (status == STATUS_OK)
            s->ring->neg(coefficient(s, 1), coefficient(s, 1));
        return status;
    case EXPR_SINH:
        return j == 0 ? value(s, coefficient(s, 1), EXPR_COSH, u) : next_second(s, j, 1);
    case EXPR_COSH:
        return j == 0 ? value(s, coefficient(s, 1), EXPR_SINH, u) : next_second(s, j, 1);
    case EXPR_TAN:
        return next_riccati(s, j, 1, false, 1);
    case EXPR_TANH:
        return next_riccati(s, j, 1, false, -1);
    case EXPR_SIGMOID:
        return next_riccati(s, j, 0, true, -1);
    case EXPR_ATAN:
        return next_atan(s, u, j);
    default:
        return STATUS_UNSUPPORTED;
    }
}

static int function_series(series_t *s, status_t *failure, expr_op_t op, const void *u)
{
    *failure = value(s, s->g, op, u);
    if (*failure != STATUS_OK)
        return -1;
    if (op == EXPR_SOFTPLUS)
        return softplus_series(s, failure, u);
    for (int j = 0; j < s->order; j++) {
        *failure = next_coefficient(s, op, u, j);
        if (*failure != STATUS_OK)
            return j;
    }
    return s->order;
}

int series_of(void *g, status_t *failure, expr_op_t op, slong p, slong q, const void *u, int order, const ring_t *ring)
{
    series_t s = {ring, g, order, NULL, NULL};
    if (op == EXPR_POWER)
        return power_series(&s, failure, p, q, u);
    s.item = ring_array_new(ring, 1);
    s.sum = ring_array_new(ring, 1);
    int valid = function_series(&s, failure, op, u);
    ring_array_free(ring, s.item, 1);
    ring_array_free(ring, s.sum, 1);
    return valid;
}
