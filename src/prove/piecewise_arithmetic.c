// SPDX-License-Identifier: LGPL-3.0-or-later
// Operators that act on each cell by itself.
#include "prove/piecewise.h"

static status_t divide(rpoly_t result, const rpoly_t a, const rpoly_t b, real_ctx_t ctx)
{
    if (rpoly_is_zero(b))
        return STATUS_DOMAIN;
    if (!rpoly_is_constant(b)) { // cells with a zero of b are taken care of by piecewise_quotient
        status_t status = rpoly_divexact(result, a, b, ctx);
        return status == STATUS_DOMAIN ? STATUS_UNSUPPORTED : status;
    }
    real_t divisor;
    real_init(divisor);
    rpoly_get_coeff(divisor, b, 0);
    status_t status = real_inv(divisor, divisor, ctx);
    if (status == STATUS_OK)
        status = rpoly_scalar_mul(result, a, divisor, ctx);
    real_clear(divisor);
    return status;
}

// a^(p/q) for a number.
static status_t power_of_constant(real_t result, const real_t a, slong p, slong q, real_ctx_t ctx)
{
    if (p == 0) {
        real_one(result);
        return STATUS_OK;
    }
    if (q > 1 && real_sgn(a) < 0)
        return STATUS_DOMAIN;
    status_t status = STATUS_OK;
    real_set(result, a);
    if (q > 1)
        status = real_root_ui(result, result, (ulong)q, ctx);
    return status == STATUS_OK ? real_pow_si(result, result, p, ctx) : status;
}

static status_t power(rpoly_t result, const rpoly_t a, slong p, slong q, real_ctx_t ctx)
{
    if (q == 1 && p >= 0)
        return rpoly_pow_ui(result, a, (ulong)p, ctx);
    if (!rpoly_is_constant(a))
        return STATUS_UNSUPPORTED;
    real_t value;
    real_init(value);
    rpoly_get_coeff(value, a, 0);
    status_t status = power_of_constant(value, value, p, q, ctx);
    if (status == STATUS_OK)
        rpoly_set_real(result, value);
    real_clear(value);
    return status;
}

// Functions that take algebraic numbers to transcendental ones, save at one place (Lindemann): where that is, and the
// value there.
static status_t special_value(rpoly_t result, expr_op_t op, const rpoly_t a)
{
    if (!rpoly_is_constant(a))
        return STATUS_UNSUPPORTED;
    if (op == EXPR_LOG && rpoly_lead_sgn(a) <= 0)
        return STATUS_DOMAIN;
    real_t place, value;
    real_init(place);
    real_init(value);
    rpoly_get_coeff(place, a, 0);
    bool known = op == EXPR_LOG ? real_is_one(place) : real_is_zero(place);
    if (op == EXPR_EXP || op == EXPR_COS || op == EXPR_COSH || op == EXPR_SIGMOID)
        real_one(value);
    if (op == EXPR_SIGMOID) {
        fmpq_t half;
        fmpq_init(half);
        fmpq_set_si(half, 1, 2);
        real_set_fmpq(value, half);
        fmpq_clear(half);
    }
    if (known)
        rpoly_set_real(result, value);
    real_clear(place);
    real_clear(value);
    return known ? STATUS_OK : STATUS_UNSUPPORTED;
}

static status_t operate(rpoly_t result, expr_op_t op, const rpoly_t a, const rpoly_struct *b, slong p, slong q,
                        real_ctx_t ctx)
{
    switch (op) {
    case EXPR_ADD:
        return rpoly_add(result, a, b, ctx);
    case EXPR_SUB:
        return rpoly_sub(result, a, b, ctx);
    case EXPR_MUL:
        return rpoly_mul(result, a, b, ctx);
    case EXPR_DIV:
        return divide(result, a, b, ctx);
    case EXPR_NEG:
        rpoly_neg(result, a);
        return STATUS_OK;
    case EXPR_POWER:
        return power(result, a, p, q, ctx);
    case EXPR_SQRT:
        return power(result, a, 1, 2, ctx);
    case EXPR_DERIVATIVE:
        return rpoly_derivative(result, a, ctx);
    case EXPR_EXP:
    case EXPR_LOG:
    case EXPR_SIN:
    case EXPR_COS:
    case EXPR_TAN:
    case EXPR_ATAN:
    case EXPR_SINH:
    case EXPR_COSH:
    case EXPR_TANH:
    case EXPR_SIGMOID:
        return special_value(result, op, a);
    default:
        return STATUS_UNSUPPORTED;
    }
}

// Undefined wins over unsupported: whatever the other operand is, there is no value.
static bool lacks_value(piece_t *result, const piece_t *a, const piece_t *b)
{
    bool undefined = a->state == PIECE_UNDEFINED || (b && b->state == PIECE_UNDEFINED);
    bool unsupported = a->state == PIECE_UNSUPPORTED || (b && b->state == PIECE_UNSUPPORTED);
    if (undefined || unsupported)
        result->state = undefined ? PIECE_UNDEFINED : PIECE_UNSUPPORTED;
    return undefined || unsupported;
}

// A root of 0 has a value, and a derivative only by another rule than that of polynomials.
static piece_derivative_t derivative_of(expr_op_t op, const piece_t *a, const piece_t *b, slong q)
{
    bool root_of_zero = (op == EXPR_SQRT || (op == EXPR_POWER && q > 1)) && rpoly_is_zero(a->polynomial);
    piece_derivative_t derivative = root_of_zero ? DERIVATIVE_UNKNOWN : DERIVATIVE_FORMAL;
    if (a->derivative > derivative)
        derivative = a->derivative;
    return b && b->derivative > derivative ? b->derivative : derivative;
}

void piece_operate(piece_t *result, expr_op_t op, const piece_t *a, const piece_t *b, slong p, slong q, line_t *line)
{
    if (lacks_value(result, a, b))
        return;
    if (op == EXPR_DERIVATIVE && a->derivative != DERIVATIVE_FORMAL) {
        result->state = a->derivative == DERIVATIVE_UNDEFINED ? PIECE_UNDEFINED : PIECE_UNSUPPORTED;
        return;
    }
    status_t status = operate(result->polynomial, op, a->polynomial, b ? b->polynomial : NULL, p, q, line->reals);
    piece_settle(result, status, line);
    result->derivative = derivative_of(op, a, b, q);
}
