// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/polynomial_ring.h"

static const polynomial_context_t *of(void *context)
{
    return context;
}

static void element_init(void *element, void *context)
{
    (void)context;
    rpoly_init(element);
}

static void element_clear(void *element)
{
    rpoly_clear(element);
}

static void element_zero(void *element)
{
    rpoly_zero(element);
}

static void element_set(void *result, const void *a)
{
    rpoly_set(result, a);
}

static bool element_is_zero(const void *a)
{
    return rpoly_is_zero(a);
}

static void element_neg(void *result, const void *a)
{
    rpoly_neg(result, a);
}

static status_t element_add(void *result, const void *a, const void *b, void *context)
{
    return rpoly_add(result, a, b, of(context)->reals);
}

static status_t element_sub(void *result, const void *a, const void *b, void *context)
{
    return rpoly_sub(result, a, b, of(context)->reals);
}

static status_t element_mul(void *result, const void *a, const void *b, void *context)
{
    return rpoly_mul(result, a, b, of(context)->reals);
}

static status_t element_scale(void *result, const void *a, slong p, slong q, void *context)
{
    fmpq_t exact;
    real_t factor;
    fmpq_init(exact);
    real_init(factor);
    fmpq_set_si(exact, p, (ulong)q);
    real_set_fmpq(factor, exact);
    status_t status = rpoly_scalar_mul(result, a, factor, of(context)->reals);
    real_clear(factor);
    fmpq_clear(exact);
    return status;
}

// ---- division ----

// The number that an element is at the place.
static status_t value_of(real_t value, const rpoly_struct *a, const polynomial_context_t *c)
{
    if (rpoly_is_constant(a)) {
        rpoly_get_coeff(value, a, 0);
        return STATUS_OK;
    }
    if (c->place->kind != PLACE_POINT)
        return STATUS_UNSUPPORTED;
    real_t point;
    real_init(point);
    status_t status = real_set_rpoint(point, c->place->point, c->reals);
    if (status == STATUS_OK)
        status = rpoly_evaluate(value, a, point, c->reals);
    real_clear(point);
    return status;
}

static status_t divide_by_value(rpoly_struct *result, const rpoly_struct *a, const rpoly_struct *b,
                                const polynomial_context_t *c)
{
    real_t divisor;
    real_init(divisor);
    status_t status = value_of(divisor, b, c);
    if (status == STATUS_OK)
        status = real_inv(divisor, divisor, c->reals);
    if (status == STATUS_OK)
        status = rpoly_scalar_mul(result, a, divisor, c->reals);
    real_clear(divisor);
    return status;
}

// Where b has no zero: b divides a as a polynomial, or b is a number.
static status_t element_div(void *result, const void *a, const void *b, void *context)
{
    const polynomial_context_t *c = of(context);
    int sign;
    status_t status = place_sign(&sign, b, c->place, c->reals);
    if (status != STATUS_OK || sign == 0)
        return status == STATUS_OK ? STATUS_DOMAIN : status;
    if (!rpoly_is_constant(b) && rpoly_divexact(result, a, b, c->reals) == STATUS_OK)
        return STATUS_OK;
    return divide_by_value(result, a, b, c);
}

// ---- powers ----

static status_t power_of_value(rpoly_struct *result, const rpoly_struct *a, slong p, slong q,
                               const polynomial_context_t *c)
{
    real_t value;
    real_init(value);
    status_t status = value_of(value, a, c);
    if (status == STATUS_OK && q > 1)
        status = real_root_ui(value, value, (ulong)q, c->reals);
    if (status == STATUS_OK)
        status = real_pow_si(value, value, p, c->reals);
    if (status == STATUS_OK)
        rpoly_set_real(result, value);
    real_clear(value);
    return status;
}

// The coefficient k of the root s of a = s^2, from the coefficients above it: with n the degree of s and r_n its
// leading coefficient, a_(n+k) = 2 r_n r_k + sum of r_i r_j, i + j = n + k, k < i, j < n.
static status_t root_coefficient(rpoly_struct *root, const rpoly_struct *a, slong n, slong k,
                                 const polynomial_context_t *c)
{
    real_t sum, left, right;
    real_init(sum);
    real_init(left);
    real_init(right);
    rpoly_get_coeff(sum, a, n + k);
    status_t status = STATUS_OK;
    for (slong i = k + 1; status == STATUS_OK && i < n; i++) {
        rpoly_get_coeff(left, root, i);
        rpoly_get_coeff(right, root, n + k - i);
        status = real_mul(left, left, right, c->reals);
        if (status == STATUS_OK)
            status = real_sub(sum, sum, left, c->reals);
    }
    rpoly_get_coeff(left, root, n);
    if (status == STATUS_OK)
        status = real_add(left, left, left, c->reals);
    if (status == STATUS_OK)
        status = real_div(sum, sum, left, c->reals);
    if (status == STATUS_OK)
        status = rpoly_set_coeff(root, k, sum, c->reals);
    real_clear(sum);
    real_clear(left);
    real_clear(right);
    return status;
}

// A polynomial s with s^2 = a, of positive leading coefficient. STATUS_UNSUPPORTED when there is none.
static status_t square_root(rpoly_struct *root, const rpoly_struct *a, const polynomial_context_t *c)
{
    slong degree = rpoly_degree(a);
    if (degree % 2 != 0 || rpoly_lead_sgn(a) < 0)
        return STATUS_UNSUPPORTED;
    real_t lead;
    rpoly_t check;
    real_init(lead);
    rpoly_init(check);
    rpoly_get_coeff(lead, a, degree);
    rpoly_zero(root);
    status_t status = real_root_ui(lead, lead, 2, c->reals);
    if (status == STATUS_OK)
        status = rpoly_set_coeff(root, degree / 2, lead, c->reals);
    for (slong k = degree / 2 - 1; status == STATUS_OK && k >= 0; k--)
        status = root_coefficient(root, a, degree / 2, k, c);
    if (status == STATUS_OK)
        status = rpoly_mul(check, root, root, c->reals);
    bool equal = false;
    if (status == STATUS_OK)
        status = rpoly_equal(&equal, check, a, c->reals);
    real_clear(lead);
    rpoly_clear(check);
    return status == STATUS_OK && !equal ? STATUS_UNSUPPORTED : status;
}

// (s^2)^(p/q) = |s|^(p / (q/2)) for even q.
static status_t power_of_square(rpoly_struct *result, const rpoly_struct *a, slong p, slong q, polynomial_context_t *c)
{
    rpoly_t root;
    int sign = 0;
    rpoly_init(root);
    status_t status = square_root(root, a, c);
    if (status == STATUS_OK)
        status = place_sign(&sign, root, c->place, c->reals);
    if (status == STATUS_OK && sign < 0)
        rpoly_neg(root, root);
    if (status == STATUS_OK && q == 2 && p >= 0)
        status = rpoly_pow_ui(result, root, (ulong)p, c->reals);
    else if (status == STATUS_OK)
        status = STATUS_UNSUPPORTED;
    rpoly_clear(root);
    return status;
}

static status_t element_power(void *result, const void *a, slong p, slong q, void *context)
{
    polynomial_context_t *c = context;
    if (q == 1 && p >= 0)
        return rpoly_pow_ui(result, a, (ulong)p, c->reals);
    int sign;
    status_t status = place_sign(&sign, a, c->place, c->reals);
    if (status != STATUS_OK)
        return status;
    if ((q > 1 && sign < 0) || (p < 0 && sign == 0))
        return STATUS_DOMAIN;
    if (sign == 0) { // p > 0
        rpoly_zero(result);
        return STATUS_OK;
    }
    if (q % 2 == 0 && !rpoly_is_constant(a)) {
        status = power_of_square(result, a, p, q, c);
        if (status == STATUS_OK)
            return STATUS_OK;
    }
    return power_of_value(result, a, p, q, c);
}

// ---- functions ----

// These have algebraic values at algebraic places only where the place is 0 (1 for log): Lindemann's theorem. softplus
// has none.
static status_t element_function(void *result, expr_op_t op, const void *a, void *context)
{
    const polynomial_context_t *c = of(context);
    rpoly_t offset;
    int sign;
    rpoly_init(offset);
    rpoly_one(offset);
    status_t status = STATUS_OK;
    if (op == EXPR_LOG) {
        status = place_sign(&sign, a, c->place, c->reals);
        if (status == STATUS_OK && sign <= 0)
            status = STATUS_DOMAIN;
        if (status == STATUS_OK)
            status = rpoly_sub(offset, a, offset, c->reals);
    } else {
        rpoly_set(offset, a);
    }
    if (status == STATUS_OK)
        status = place_sign(&sign, offset, c->place, c->reals);
    rpoly_clear(offset);
    if (status != STATUS_OK)
        return status;
    if (sign != 0 || op == EXPR_SOFTPLUS)
        return STATUS_UNSUPPORTED;
    bool is_one = op == EXPR_EXP || op == EXPR_COS || op == EXPR_COSH || op == EXPR_SIGMOID;
    if (is_one)
        rpoly_one(result);
    else
        rpoly_zero(result);
    return op == EXPR_SIGMOID ? element_scale(result, result, 1, 2, context) : STATUS_OK;
}

ring_t polynomial_ring(polynomial_context_t *context)
{
    return (ring_t){sizeof(rpoly_struct), context,         element_init,  element_clear, element_zero,
                    element_set,          element_is_zero, element_neg,   element_add,   element_sub,
                    element_mul,          element_div,     element_scale, element_power, element_function};
}
