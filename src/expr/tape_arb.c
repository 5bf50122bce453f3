// SPDX-License-Identifier: LGPL-3.0-or-later
// Evaluation in balls. A ball that is not finite stands for the whole line and says nothing about being defined: what
// is defined is found out from the operands before an operation is done.
#include "base/memory.h"
#include "expr/tape_code.h"
#include "interval/ball.h"

typedef void (*arb_function_t)(arb_t result, const arb_t x, slong prec);

void arb_registers_init(arb_registers_t *registers, size_t count)
{
    registers->value = _arb_vec_init((slong)count);
    registers->level = mem_alloc(count, sizeof *registers->level);
    registers->truth = mem_alloc(count, sizeof *registers->truth);
}

void arb_registers_clear(arb_registers_t *registers, size_t count)
{
    _arb_vec_clear(registers->value, (slong)count);
    mem_free(registers->level);
    mem_free(registers->truth);
}

// Where an instruction finds its operands and leaves its result.
typedef struct {
    const tape_t *tape;
    const instruction_t *code;
    arb_registers_t *registers;
    slong prec;
} step_t;

static uint32_t operand(const step_t *step, size_t k)
{
    return step->tape->operands[step->code->first + k];
}

static arb_srcptr value(const step_t *step, size_t k)
{
    return step->registers->value + operand(step, k);
}

static level_t level(const step_t *step, size_t k)
{
    return step->registers->level[operand(step, k)];
}

static fact_t fact(const step_t *step, size_t k)
{
    return (fact_t){step->registers->truth[operand(step, k)], level(step, k)};
}

static arb_ptr result(const step_t *step)
{
    return step->registers->value + step->code->result;
}

static void set_level(const step_t *step, level_t new_level)
{
    step->registers->level[step->code->result] = new_level;
}

static void set_fact(const step_t *step, fact_t new_fact)
{
    step->registers->truth[step->code->result] = new_fact.truth;
    set_level(step, new_fact.level);
}

static bool is_nonzero(arb_srcptr x)
{
    return !arb_contains_zero(x);
}

// ---- balls ----

static void set_zero_to(arb_t y, const arf_t upper, slong prec)
{
    arf_t zero;
    arf_init(zero);
    ball_set_ends(y, zero, upper, prec);
    arf_clear(zero);
}

// |x| for a ball around zero.
static void set_zero_to_magnitude(arb_t y, const arb_t x, slong prec)
{
    arf_t upper;
    arf_init(upper);
    arb_get_abs_ubound_arf(upper, x, prec);
    set_zero_to(y, upper, prec);
    arf_clear(upper);
}

// On a wide ball a first-order error bound is poor: the values at the ends are better.
static bool is_wide(const arb_t x)
{
    return arb_rel_accuracy_bits(x) < 10 || mag_cmp_2exp_si(arb_radref(x), -4) > 0;
}

// f is monotone and defined on x and, because the ends are rounded outward, on all numbers beyond them of their sign.
static void apply_monotone(arb_t y, arb_function_t f, const arb_t x, slong prec)
{
    if (!arb_is_finite(x) || !is_wide(x)) {
        f(y, x, prec);
        return;
    }
    arb_t end;
    arb_init(end);
    arb_get_lbound_arf(arb_midref(end), x, prec);
    f(y, end, prec);
    arb_get_ubound_arf(arb_midref(end), x, prec);
    f(end, end, prec);
    ball_set_hull(y, y, end, prec);
    arb_clear(end);
}

static void arb_sigmoid(arb_t y, const arb_t x, slong prec)
{
    arb_neg(y, x);
    arb_exp(y, y, prec);
    arb_add_ui(y, y, 1, prec);
    arb_inv(y, y, prec);
}

// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)); on a ball around zero log1p(exp(x)).
static void arb_softplus(arb_t y, const arb_t x, slong prec)
{
    bool positive = arb_is_positive(x);
    arb_t t;
    arb_init(t);
    if (positive)
        arb_neg(t, x);
    else
        arb_set(t, x);
    arb_exp(t, t, prec);
    arb_log1p(t, t, prec);
    if (positive)
        arb_add(y, x, t, prec);
    else
        arb_set(y, t);
    arb_clear(t);
}

// ---- arithmetic ----

static void step_binary(const step_t *step)
{
    arb_srcptr a = value(step, 0), b = value(step, 1);
    const bool *total = step->code->total;
    level_t least = step->code->op == EXPR_MUL ? level_product(level(step, 0), total[0], level(step, 1), total[1])
                                               : level_least(level(step, 0), level(step, 1));
    if (step->code->op == EXPR_ADD)
        arb_add(result(step), a, b, step->prec);
    else if (step->code->op == EXPR_SUB)
        arb_sub(result(step), a, b, step->prec);
    else if (step->code->op == EXPR_MUL)
        arb_mul(result(step), a, b, step->prec);
    else
        arb_div(result(step), a, b, step->prec);
    set_level(step, step->code->op != EXPR_DIV || is_nonzero(b) ? least : LEVEL_UNKNOWN);
}

static void step_kink(const step_t *step)
{
    arb_srcptr x = value(step, 0);
    bool relu = step->code->op == EXPR_RELU;
    if (arb_is_nonnegative(x)) {
        arb_set(result(step), x);
    } else if (arb_is_nonpositive(x)) {
        arb_neg(result(step), x);
        if (relu)
            arb_zero(result(step));
    } else if (relu) {
        arf_t upper;
        arf_init(upper);
        arb_get_ubound_arf(upper, x, step->prec);
        set_zero_to(result(step), upper, step->prec);
        arf_clear(upper);
    } else {
        set_zero_to_magnitude(result(step), x, step->prec);
    }
    set_level(step, relu ? level_relu(level(step, 0), is_nonzero(x), arb_is_negative(x))
                         : level_kink(level(step, 0), is_nonzero(x)));
}

static void step_choice(const step_t *step)
{
    arb_srcptr a = value(step, 0), b = value(step, 1);
    bool a_below = arb_lt(a, b), b_below = arb_lt(b, a), is_min = step->code->op == EXPR_MIN;
    level_t la = level(step, 0), lb = level(step, 1);
    if (a_below || b_below) {
        bool chooses_a = a_below == is_min;
        arb_set(result(step), chooses_a ? a : b);
        set_level(step, chooses_a ? level_choice(la, lb) : level_choice(lb, la));
        return;
    }
    if (is_min)
        ball_set_min(result(step), a, b, step->prec);
    else
        ball_set_max(result(step), a, b, step->prec);
    set_level(step, level_least(level_least(la, lb), LEVEL_CONTINUOUS));
}

// x^n for a ball on which it is monotone.
static void power_between_ends(arb_t y, const arb_t x, const fmpz_t n, slong prec)
{
    arb_t end;
    arb_init(end);
    arb_get_lbound_arf(arb_midref(end), x, prec);
    arb_pow_fmpz(y, end, n, prec);
    arb_get_ubound_arf(arb_midref(end), x, prec);
    arb_pow_fmpz(end, end, n, prec);
    ball_set_hull(y, y, end, prec);
    arb_clear(end);
}

static void integer_power(arb_t y, const arb_t x, slong exponent, slong prec)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_set_si(n, exponent);
    bool around_zero = arb_contains_negative(x) && arb_contains_positive(x);
    if (exponent == 0) {
        arb_one(y);
    } else if (!arb_is_finite(x) || !is_wide(x)) {
        arb_pow_fmpz(y, x, n, prec);
    } else if (around_zero && exponent % 2 == 0) {
        set_zero_to_magnitude(y, x, prec);
        arb_get_ubound_arf(arb_midref(y), y, prec);
        mag_zero(arb_radref(y));
        arb_pow_fmpz(y, y, n, prec);
        set_zero_to_magnitude(y, y, prec);
    } else {
        power_between_ends(y, x, n, prec);
    }
    fmpz_clear(n);
}

// x^(p/q) at a point or on a narrow ball x >= 0.
static void root_and_power(arb_t y, const arb_t x, slong p, slong q, slong prec)
{
    fmpz_t n;
    fmpz_init(n);
    fmpz_set_si(n, p);
    arb_root_ui(y, x, (ulong)q, prec);
    arb_pow_fmpz(y, y, n, prec);
    fmpz_clear(n);
}

static void rational_power(arb_t y, const arb_t x, slong p, slong q, slong prec)
{
    if (!arb_is_finite(x) || !is_wide(x)) {
        root_and_power(y, x, p, q, prec);
        return;
    }
    arb_t end;
    arb_init(end);
    arb_get_lbound_arf(arb_midref(end), x, prec);
    root_and_power(y, end, p, q, prec);
    arb_get_ubound_arf(arb_midref(end), x, prec);
    root_and_power(end, end, p, q, prec);
    ball_set_hull(y, y, end, prec);
    arb_clear(end);
}

static void step_power(const step_t *step)
{
    arb_srcptr x = value(step, 0);
    slong p = step->code->p, q = step->code->q;
    if (q != 1) {
        bool positive = arb_is_positive(x), defined = p > 0 ? arb_is_nonnegative(x) : positive;
        if (defined)
            rational_power(result(step), x, p, q, step->prec);
        set_level(step, defined ? level_root(level(step, 0), positive) : LEVEL_UNKNOWN);
    } else {
        bool defined = p >= 0 || is_nonzero(x);
        if (defined)
            integer_power(result(step), x, p, step->prec);
        set_level(step, defined ? level(step, 0) : LEVEL_UNKNOWN);
    }
}

static void step_sqrt(const step_t *step)
{
    arb_srcptr x = value(step, 0);
    bool defined = arb_is_nonnegative(x);
    if (defined)
        apply_monotone(result(step), arb_sqrt, x, step->prec);
    set_level(step, defined ? level_root(level(step, 0), arb_is_positive(x)) : LEVEL_UNKNOWN);
}

// ---- functions ----

static arb_function_t monotone_function(expr_op_t op)
{
    switch (op) {
    case EXPR_EXP:
        return arb_exp;
    case EXPR_LOG:
        return arb_log;
    case EXPR_ATAN:
        return arb_atan;
    case EXPR_SINH:
        return arb_sinh;
    case EXPR_TANH:
        return arb_tanh;
    case EXPR_SIGMOID:
        return arb_sigmoid;
    default:
        return arb_softplus;
    }
}

// tan has no pole where an enclosure of cos has no zero.
static bool is_defined(expr_op_t op, arb_srcptr x, slong prec)
{
    if (op == EXPR_LOG)
        return arb_is_positive(x);
    if (op != EXPR_TAN)
        return true;
    arb_t cosine;
    arb_init(cosine);
    arb_cos(cosine, x, prec);
    bool defined = is_nonzero(cosine);
    arb_clear(cosine);
    return defined;
}

static void step_cosh(const step_t *step)
{
    arb_srcptr x = value(step, 0);
    if (arb_is_finite(x) && is_wide(x) && arb_contains_zero(x)) {
        arb_t most;
        arb_init(most);
        arb_get_abs_ubound_arf(arb_midref(most), x, step->prec);
        arb_cosh(most, most, step->prec);
        arb_one(result(step));
        ball_set_hull(result(step), result(step), most, step->prec);
        arb_clear(most);
    } else {
        apply_monotone(result(step), arb_cosh, x, step->prec);
    }
    set_level(step, level(step, 0));
}

static void step_function(const step_t *step)
{
    expr_op_t op = step->code->op;
    arb_srcptr x = value(step, 0);
    bool defined = is_defined(op, x, step->prec);
    if (!defined)
        arb_indeterminate(result(step));
    else if (op == EXPR_SIN)
        arb_sin(result(step), x, step->prec);
    else if (op == EXPR_COS)
        arb_cos(result(step), x, step->prec);
    else if (op == EXPR_TAN)
        arb_tan(result(step), x, step->prec);
    else
        apply_monotone(result(step), monotone_function(op), x, step->prec);
    set_level(step, defined ? level(step, 0) : LEVEL_UNKNOWN);
}

// ---- formulas ----

static void step_comparison(const step_t *step)
{
    arb_srcptr a = value(step, 0), b = value(step, 1);
    bool same = operand(step, 0) == operand(step, 1);
    bool below = !same && arb_lt(a, b), above = !same && arb_gt(a, b);
    bool not_above = same || arb_le(a, b), not_below = same || arb_ge(a, b);
    bool holds, fails;
    switch (step->code->op) {
    case EXPR_LESS:
        holds = below, fails = not_below;
        break;
    case EXPR_LESS_EQUAL:
        holds = not_above, fails = above;
        break;
    case EXPR_EQUAL:
        holds = not_above && not_below, fails = below || above;
        break;
    default: // NOT_EQUAL
        holds = below || above, fails = not_above && not_below;
    }
    tape_truth_t truth = holds ? TRUTH_TRUE : fails ? TRUTH_FALSE : TRUTH_UNKNOWN;
    set_fact(step, fact_comparison(level(step, 0), level(step, 1), truth, same || below || above));
}

static void step_formula(const step_t *step)
{
    switch (step->code->op) {
    case EXPR_TRUE:
        set_fact(step, (fact_t){TRUTH_TRUE, LEVEL_SMOOTH});
        break;
    case EXPR_FALSE:
        set_fact(step, (fact_t){TRUTH_FALSE, LEVEL_SMOOTH});
        break;
    case EXPR_AND:
        set_fact(step, fact_and(fact(step, 0), fact(step, 1)));
        break;
    case EXPR_OR:
        set_fact(step, fact_or(fact(step, 0), fact(step, 1)));
        break;
    case EXPR_NOT:
        set_fact(step, fact_not(fact(step, 0)));
        break;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        step_comparison(step);
        break;
    default:
        set_fact(step, fact_regularity(step->code->op, level(step, 0)));
    }
}

// ---- cases ----

static bool is_exhaustive(const step_t *step)
{
    if (step->code->index == TAPE_NO_INDEX)
        return false;
    const tape_coverage_t *cover = step->tape->coverages + step->code->index;
    dinterval_t scale_values[COVERAGE_MAX_MEMBERS];
    for (size_t s = 0; s < coverage_scale_count(cover->coverage); s++) {
        uint32_t reg = step->tape->operands[cover->first + s];
        scale_values[s] = reg == TAPE_NO_INDEX ? dinterval_whole() : dinterval_from_arb(step->registers->value + reg);
    }
    return coverage_is_exhaustive(cover->coverage, scale_values);
}

static void step_cases(const step_t *step)
{
    case_walk_t walk = case_walk_start();
    bool empty = true;
    for (size_t k = 0; k < step->code->count && !walk.settled; k += 2) {
        if (!case_walk_step(&walk, fact(step, k), level(step, k + 1)))
            continue;
        if (empty)
            arb_set(result(step), value(step, k + 1));
        else
            ball_set_hull(result(step), result(step), value(step, k + 1), step->prec);
        empty = false;
    }
    bool undecided = !walk.settled && walk.level != LEVEL_UNKNOWN;
    set_level(step, case_walk_finish(&walk, undecided && is_exhaustive(step)));
}

// ---- the machine ----

static void step_leaf(const step_t *step, arb_srcptr box)
{
    const instruction_t *code = step->code;
    if (code->op == EXPR_RATIONAL)
        arb_set_fmpq(result(step), step->tape->rationals + code->index, step->prec);
    else if (code->op == EXPR_PI)
        arb_const_pi(result(step), step->prec);
    else if (code->op == EXPR_E)
        arb_const_e(result(step), step->prec);
    else if (code->index == TAPE_NO_INDEX)
        arb_zero_pm_inf(result(step));
    else
        arb_set(result(step), box + code->index);
    set_level(step, code->op == EXPR_RATIONAL && arb_is_zero(result(step)) ? LEVEL_ZERO : LEVEL_SMOOTH);
}

static void dispatch(const step_t *step, arb_srcptr box)
{
    switch (step->code->op) {
    case EXPR_RATIONAL:
    case EXPR_PI:
    case EXPR_E:
    case EXPR_VARIABLE:
        step_leaf(step, box);
        break;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        step_binary(step);
        break;
    case EXPR_NEG:
        arb_neg(result(step), value(step, 0));
        set_level(step, level(step, 0));
        break;
    case EXPR_POWER:
        step_power(step);
        break;
    case EXPR_SQRT:
        step_sqrt(step);
        break;
    case EXPR_ABS:
    case EXPR_RELU:
        step_kink(step);
        break;
    case EXPR_MIN:
    case EXPR_MAX:
        step_choice(step);
        break;
    case EXPR_COSH:
        step_cosh(step);
        break;
    case EXPR_CASES:
        step_cases(step);
        break;
    case EXPR_DERIVATIVE:
        set_fact(step, (fact_t){TRUTH_UNKNOWN, LEVEL_UNKNOWN});
        break;
    default:
        step_function(step);
    }
}

void tape_step_arb(arb_registers_t *registers, const tape_t *tape, const instruction_t *code, arb_srcptr box,
                   slong prec)
{
    step_t step = {tape, code, registers, prec};
    level_t *level = registers->level + code->result;
    if (expr_op_is_formula(code->op)) {
        step_formula(&step);
        *level = code->still ? level_still(*level) : *level;
        return;
    }
    dispatch(&step, box);
    *level = level_of_operator(code->op, code->still ? level_still(*level) : *level);
    if (registers->level[code->result] == LEVEL_UNKNOWN || !arb_is_finite(result(&step)))
        arb_zero_pm_inf(result(&step));
}

static void store_root(arb_ptr ball, regularity_t *regularity, tape_truth_t *truth, const arb_registers_t *registers,
                       const tape_root_t *root)
{
    if (ball && root->is_formula)
        arb_zero_pm_inf(ball);
    else if (ball)
        arb_set(ball, registers->value + root->reg);
    if (regularity)
        *regularity = level_regularity(registers->level[root->reg]);
    if (truth)
        *truth = root->is_formula ? registers->truth[root->reg] : TRUTH_UNKNOWN;
}

void tape_evaluate_arb(arb_ptr values, regularity_t *regularity, tape_truth_t *truth, const tape_t *tape,
                       arb_srcptr box, slong prec)
{
    arb_registers_t registers;
    arb_registers_init(&registers, tape->register_count);
    for (size_t k = 0; k < tape->length; k++)
        tape_step_arb(&registers, tape, tape->code + k, box, prec);
    for (size_t r = 0; r < tape->root_count; r++)
        store_root(values ? values + r : NULL, regularity ? regularity + r : NULL, truth ? truth + r : NULL, &registers,
                   tape->roots + r);
    arb_registers_clear(&registers, tape->register_count);
}
