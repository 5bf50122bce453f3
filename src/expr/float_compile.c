// SPDX-License-Identifier: LGPL-3.0-or-later
// A number with its derivatives: at level L it has 2^L parts, the lower half being the number of level L - 1 and the
// upper half its derivative by the L-th variable that was differentiated by (dual numbers of dual numbers). Parts that
// are zero whatever the inputs are have no register, and operations with them are left out. (A. Griewank, A. Walther,
// Evaluating Derivatives, 2nd ed. 2008, ch. 3.1 and 13.)
#include "expr/float_code.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

#define MAX_LEVEL 5
#define MAX_PARTS (1u << MAX_LEVEL)
#define MAX_LENGTH 1000000u
#define MAX_DEPTH 2000
#define ZERO UINT32_MAX // no register

typedef uint32_t reg_t;

// Where a term is evaluated: at the inputs, below a derivative, or below an AT.
typedef struct context {
    struct context *outer;
    int level;
    expr_t variable; // DERIVATIVE: by which; else EXPR_NONE
    expr_t at;       // AT: the node, whose values belong to `outer`; else EXPR_NONE
    uint32_t number;
} context_t;

typedef struct {
    uint32_t context;
    expr_t node; // EXPR_NONE for a free place
    reg_t *parts;
} memo_t;

typedef struct {
    const dag_t *dag;
    float_program_t *program;
    size_t variable_count;
    const expr_t *variables;
    size_t memo_count, memo_capacity; // a power of two
    memo_t *memos;
    size_t context_count, context_capacity;
    context_t **contexts;
    bool failed;
} compiler_t;

static const reg_t *compile(compiler_t *c, context_t *context, expr_t a, size_t depth);

// ---- operations on single numbers ----

static reg_t emit(compiler_t *c, float_instruction_t code)
{
    float_program_t *p = c->program;
    if (p->length >= MAX_LENGTH) {
        c->failed = true;
        return 0;
    }
    p->code = mem_grow(p->code, &p->capacity, p->length + 1, sizeof *p->code);
    p->code[p->length] = code;
    return (reg_t)p->length++;
}

static reg_t emit_constant(compiler_t *c, double value)
{
    return emit(c, (float_instruction_t){.op = FLOAT_CONSTANT, .constant = value});
}

static reg_t emit_rational(compiler_t *c, slong p, slong q)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_si(value, p, (ulong)q);
    reg_t result = emit_constant(c, float_round(value, c->program->format));
    fmpq_clear(value);
    return result;
}

static reg_t real_register(compiler_t *c, reg_t a)
{
    return a == ZERO ? emit_constant(c, 0) : a;
}

static reg_t emit_neg(compiler_t *c, reg_t a)
{
    return a == ZERO ? ZERO : emit(c, (float_instruction_t){.op = FLOAT_NEG, .a = a});
}

static reg_t emit_binary(compiler_t *c, float_op_t op, reg_t a, reg_t b)
{
    if (op == FLOAT_ADD && (a == ZERO || b == ZERO))
        return a == ZERO ? b : a;
    if (op == FLOAT_SUB && (a == ZERO || b == ZERO))
        return b == ZERO ? a : emit_neg(c, b);
    if (a == ZERO || b == ZERO) // a quotient is never divided by ZERO: divisors are values
        return ZERO;
    return emit(c, (float_instruction_t){.op = op, .a = a, .b = b});
}

static reg_t emit_select(compiler_t *c, reg_t condition, reg_t a, reg_t b)
{
    if (a == ZERO && b == ZERO)
        return ZERO;
    reg_t first = real_register(c, a), second = real_register(c, b);
    return emit(c, (float_instruction_t){.op = FLOAT_SELECT, .a = condition, .b = first, .c = second});
}

// ---- operations on numbers with derivatives; the result is none of the operands ----

static size_t part_count(int level)
{
    return (size_t)1 << level;
}

static bool is_zero(const reg_t *a, int level)
{
    for (size_t i = 0; i < part_count(level); i++)
        if (a[i] != ZERO)
            return false;
    return true;
}

static void set_zero(reg_t *result, int level)
{
    for (size_t i = 0; i < part_count(level); i++)
        result[i] = ZERO;
}

static void set_value(reg_t *result, int level, reg_t value)
{
    set_zero(result, level);
    result[0] = value;
}

static void linear(compiler_t *c, float_op_t op, int level, reg_t *result, const reg_t *a, const reg_t *b)
{
    for (size_t i = 0; i < part_count(level); i++)
        result[i] = emit_binary(c, op, a[i], b[i]);
}

static void negate(compiler_t *c, int level, reg_t *result, const reg_t *a)
{
    for (size_t i = 0; i < part_count(level); i++)
        result[i] = emit_neg(c, a[i]);
}

// (u v)' = u' v + u v'
static void multiply(compiler_t *c, int level, reg_t *result, const reg_t *a, const reg_t *b)
{
    if (level == 0) {
        result[0] = emit_binary(c, FLOAT_MUL, a[0], b[0]);
        return;
    }
    reg_t left[MAX_PARTS], right[MAX_PARTS];
    size_t half = part_count(level - 1);
    multiply(c, level - 1, result, a, b);
    multiply(c, level - 1, left, a + half, b);
    multiply(c, level - 1, right, a, b + half);
    linear(c, FLOAT_ADD, level - 1, result + half, left, right);
}

// (u / v)' = (u' - (u / v) v') / v
static void divide(compiler_t *c, int level, reg_t *result, const reg_t *a, const reg_t *b)
{
    if (level == 0) {
        result[0] = emit_binary(c, FLOAT_DIV, a[0], b[0]);
        return;
    }
    reg_t product[MAX_PARTS], difference[MAX_PARTS];
    size_t half = part_count(level - 1);
    divide(c, level - 1, result, a, b);
    multiply(c, level - 1, product, result, b + half);
    linear(c, FLOAT_SUB, level - 1, difference, a + half, product);
    divide(c, level - 1, result + half, difference, b);
}

// (u^n)' = (n u^(n-1)) u', n = p/q
static void raise_to(compiler_t *c, int level, reg_t *result, const reg_t *a, slong p, slong q)
{
    if (p == 0 || (p == 1 && q == 1)) {
        if (p == 0)
            set_value(result, level, emit_rational(c, 1, 1));
        else
            memcpy(result, a, part_count(level) * sizeof *result);
        return;
    }
    if (level == 0) {
        result[0] = q == 1 ? emit(c, (float_instruction_t){.op = FLOAT_INTEGER_POWER, .a = a[0], .index = p})
                           : emit(c, (float_instruction_t){.op = FLOAT_POWER, .a = a[0], .b = emit_rational(c, p, q)});
        return;
    }
    size_t half = part_count(level - 1);
    raise_to(c, level - 1, result, a, p, q);
    set_zero(result + half, level - 1);
    if (is_zero(a + half, level - 1))
        return;
    reg_t lower[MAX_PARTS], factor[MAX_PARTS], scaled[MAX_PARTS];
    raise_to(c, level - 1, lower, a, p - q, q);
    set_value(factor, level - 1, emit_rational(c, p, q));
    multiply(c, level - 1, scaled, factor, lower);
    multiply(c, level - 1, result + half, scaled, a + half);
}

static void apply(compiler_t *c, expr_op_t op, int level, reg_t *result, const reg_t *u);

static void one_plus(compiler_t *c, float_op_t op, int level, reg_t *result, const reg_t *a)
{
    reg_t one[MAX_PARTS];
    set_value(one, level, emit_rational(c, 1, 1));
    linear(c, op, level, result, one, a);
}

// sigmoid(u) = 1 / (1 + exp(-u)), softplus(u) = log(1 + exp(u)), operation by operation.
static void apply_logistic(compiler_t *c, expr_op_t op, reg_t *result, const reg_t *u)
{
    reg_t argument[1], power[1], sum[1], one[1];
    if (op == EXPR_SIGMOID)
        negate(c, 0, argument, u);
    else
        argument[0] = u[0];
    apply(c, EXPR_EXP, 0, power, argument);
    one_plus(c, FLOAT_ADD, 0, sum, power);
    one[0] = emit_rational(c, 1, 1);
    if (op == EXPR_SIGMOID)
        divide(c, 0, result, one, sum);
    else
        apply(c, EXPR_LOG, 0, result, sum);
}

// The derivative of the function at u, of value v; log and atan and sqrt divide instead.
static void outer_slope(compiler_t *c, expr_op_t op, int level, reg_t *slope, const reg_t *u, const reg_t *v)
{
    reg_t t[MAX_PARTS];
    switch (op) {
    case EXPR_SIN:
        apply(c, EXPR_COS, level, slope, u);
        break;
    case EXPR_COS:
        apply(c, EXPR_SIN, level, t, u);
        negate(c, level, slope, t);
        break;
    case EXPR_SINH:
        apply(c, EXPR_COSH, level, slope, u);
        break;
    case EXPR_COSH:
        apply(c, EXPR_SINH, level, slope, u);
        break;
    case EXPR_SOFTPLUS:
        apply(c, EXPR_SIGMOID, level, slope, u);
        break;
    case EXPR_TAN:
    case EXPR_TANH:
        raise_to(c, level, t, v, 2, 1);
        one_plus(c, op == EXPR_TAN ? FLOAT_ADD : FLOAT_SUB, level, slope, t);
        break;
    case EXPR_SIGMOID:
        raise_to(c, level, t, v, 2, 1);
        linear(c, FLOAT_SUB, level, slope, v, t);
        break;
    default: // EXP
        memcpy(slope, v, part_count(level) * sizeof *slope);
    }
}

// What the inner derivative is divided by: u for log, 1 + u^2 for atan, 2 v for sqrt.
static void divisor(compiler_t *c, expr_op_t op, int level, reg_t *result, const reg_t *u, const reg_t *v)
{
    reg_t t[MAX_PARTS];
    if (op == EXPR_LOG) {
        memcpy(result, u, part_count(level) * sizeof *result);
    } else if (op == EXPR_ATAN) {
        raise_to(c, level, t, u, 2, 1);
        one_plus(c, FLOAT_ADD, level, result, t);
    } else {
        set_value(t, level, emit_rational(c, 2, 1));
        multiply(c, level, result, t, v);
    }
}

static void apply(compiler_t *c, expr_op_t op, int level, reg_t *result, const reg_t *u)
{
    if (level == 0) {
        if (op == EXPR_SIGMOID || op == EXPR_SOFTPLUS)
            apply_logistic(c, op, result, u);
        else if (op == EXPR_SQRT)
            result[0] = emit(c, (float_instruction_t){.op = FLOAT_SQRT, .a = u[0]});
        else
            result[0] = emit(c, (float_instruction_t){.op = FLOAT_FUNCTION, .function = op, .a = u[0]});
        return;
    }
    size_t half = part_count(level - 1);
    apply(c, op, level - 1, result, u);
    set_zero(result + half, level - 1);
    if (is_zero(u + half, level - 1))
        return;
    reg_t slope[MAX_PARTS];
    if (op == EXPR_LOG || op == EXPR_ATAN || op == EXPR_SQRT) {
        divisor(c, op, level - 1, slope, u, result);
        divide(c, level - 1, result + half, u + half, slope);
    } else {
        outer_slope(c, op, level - 1, slope, u, result);
        multiply(c, level - 1, result + half, slope, u + half);
    }
}

// ---- choices ----

static void choose(compiler_t *c, int level, reg_t *result, reg_t condition, const reg_t *a, const reg_t *b)
{
    for (size_t i = 0; i < part_count(level); i++)
        result[i] = emit_select(c, condition, a[i], b[i]);
}

// abs, relu: derivatives 0 at a kink.
static void fold_at_zero(compiler_t *c, expr_op_t op, int level, reg_t *result, const reg_t *u)
{
    reg_t zero = emit_constant(c, 0), opposite[MAX_PARTS], below[MAX_PARTS], nothing[MAX_PARTS];
    reg_t positive = emit(c, (float_instruction_t){.op = FLOAT_LESS, .a = zero, .b = u[0]});
    set_value(nothing, level, zero);
    if (op == EXPR_RELU) {
        choose(c, level, result, positive, u, nothing);
        return;
    }
    reg_t negative = emit(c, (float_instruction_t){.op = FLOAT_LESS, .a = u[0], .b = zero});
    negate(c, level, opposite, u);
    choose(c, level, below, negative, opposite, nothing);
    choose(c, level, result, positive, u, below);
    result[0] = emit(c, (float_instruction_t){.op = FLOAT_ABS, .a = u[0]});
}

static void extremum(compiler_t *c, expr_op_t op, int level, reg_t *result, const reg_t *u, const reg_t *v)
{
    const reg_t *low = op == EXPR_MIN ? u : v, *high = op == EXPR_MIN ? v : u;
    reg_t first = emit(c, (float_instruction_t){.op = FLOAT_LESS_EQUAL, .a = low[0], .b = high[0]});
    choose(c, level, result, first, u, v);
}

// From the last case backwards; without a case that holds, nothing is a number.
static void compile_cases(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    int level = context->level;
    reg_t nothing = emit_constant(c, NAN), rest[MAX_PARTS];
    for (size_t i = 0; i < part_count(level); i++)
        result[i] = nothing;
    for (size_t k = expr_child_count(c->dag, a); k >= 2 && !c->failed; k -= 2) {
        const reg_t *guard = compile(c, context, expr_child(c->dag, a, k - 2), depth);
        const reg_t *value = compile(c, context, expr_child(c->dag, a, k - 1), depth);
        memcpy(rest, result, part_count(level) * sizeof *rest);
        if (expr_op(c->dag, expr_child(c->dag, a, k - 2)) == EXPR_TRUE)
            memcpy(result, value, part_count(level) * sizeof *result);
        else
            choose(c, level, result, guard[0], value, rest);
    }
}

// ---- variables, derivatives, composition ----

static context_t *enter(compiler_t *c, context_t *outer, int level, expr_t variable, expr_t at)
{
    for (size_t i = 0; i < c->context_count; i++) {
        context_t *known = c->contexts[i];
        if (known->outer == outer && known->variable == variable && known->at == at)
            return known;
    }
    c->contexts = mem_grow(c->contexts, &c->context_capacity, c->context_count + 1, sizeof *c->contexts);
    context_t *context = mem_alloc(1, sizeof *context);
    *context = (context_t){outer, level, variable, at, (uint32_t)c->context_count};
    c->contexts[c->context_count++] = context;
    return context;
}

static void compile_variable(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    if (context->variable != EXPR_NONE) {
        size_t half = part_count(context->level - 1);
        memcpy(result, compile(c, context->outer, a, depth), half * sizeof *result);
        set_zero(result + half, context->level - 1);
        if (a == context->variable)
            result[half] = emit_rational(c, 1, 1);
        return;
    }
    for (size_t k = 1; context->at != EXPR_NONE && k < expr_child_count(c->dag, context->at); k += 2)
        if (expr_child(c->dag, context->at, k) == a) {
            const reg_t *value = compile(c, context->outer, expr_child(c->dag, context->at, k + 1), depth);
            memcpy(result, value, part_count(context->level) * sizeof *result);
            return;
        }
    if (context->at != EXPR_NONE) {
        memcpy(result, compile(c, context->outer, a, depth), part_count(context->level) * sizeof *result);
        return;
    }
    set_zero(result, context->level);
    for (size_t i = 0; i < c->variable_count; i++)
        if (c->variables[i] == a) {
            result[0] = emit(c, (float_instruction_t){.op = FLOAT_INPUT, .index = (slong)i});
            return;
        }
    c->failed = true;
}

static void compile_derivative(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    if (context->level == MAX_LEVEL) {
        c->failed = true;
        return;
    }
    context_t *inner = enter(c, context, context->level + 1, expr_child(c->dag, a, 1), EXPR_NONE);
    const reg_t *value = compile(c, inner, expr_child(c->dag, a, 0), depth);
    memcpy(result, value + part_count(context->level), part_count(context->level) * sizeof *result);
    result[0] = real_register(c, result[0]);
}

// ---- one node ----

static void compile_formula(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    static const float_op_t ops[EXPR_OPERATOR_COUNT] = {
        [EXPR_LESS] = FLOAT_LESS,   [EXPR_LESS_EQUAL] = FLOAT_LESS_EQUAL,
        [EXPR_EQUAL] = FLOAT_EQUAL, [EXPR_NOT_EQUAL] = FLOAT_NOT_EQUAL,
        [EXPR_AND] = FLOAT_AND,     [EXPR_OR] = FLOAT_OR,
        [EXPR_NOT] = FLOAT_NOT};
    expr_op_t op = expr_op(c->dag, a);
    size_t count = expr_child_count(c->dag, a);
    set_zero(result, context->level);
    if (op == EXPR_TRUE || op == EXPR_FALSE) {
        result[0] = emit_constant(c, op == EXPR_TRUE);
    } else if (ops[op] == FLOAT_CONSTANT) {
        c->failed = true; // about regularity
    } else {
        const reg_t *u = compile(c, context, expr_child(c->dag, a, 0), depth);
        const reg_t *v = compile(c, context, expr_child(c->dag, a, count - 1), depth);
        result[0] = emit(c, (float_instruction_t){.op = ops[op], .a = u[0], .b = v[0]});
    }
}

static void compile_binary(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    int level = context->level;
    expr_op_t op = expr_op(c->dag, a);
    const reg_t *u = compile(c, context, expr_child(c->dag, a, 0), depth);
    const reg_t *v = compile(c, context, expr_child(c->dag, a, 1), depth);
    if (op == EXPR_ADD || op == EXPR_SUB)
        linear(c, op == EXPR_ADD ? FLOAT_ADD : FLOAT_SUB, level, result, u, v);
    else if (op == EXPR_MUL)
        multiply(c, level, result, u, v);
    else if (op == EXPR_DIV)
        divide(c, level, result, u, v);
    else
        extremum(c, op, level, result, u, v);
}

static void compile_unary(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    int level = context->level;
    expr_op_t op = expr_op(c->dag, a);
    const reg_t *u = compile(c, context, expr_child(c->dag, a, 0), depth);
    slong p, q;
    if (op == EXPR_NEG) {
        negate(c, level, result, u);
    } else if (op == EXPR_ABS || op == EXPR_RELU) {
        fold_at_zero(c, op, level, result, u);
    } else if (op == EXPR_POWER) {
        expr_exponent(&p, &q, c->dag, a);
        raise_to(c, level, result, u, p, q);
    } else {
        apply(c, op, level, result, u);
    }
}

static void compile_number(compiler_t *c, context_t *context, expr_t a, reg_t *result, size_t depth)
{
    float_format_t format = c->program->format;
    context_t *inner;
    switch (expr_op(c->dag, a)) {
    case EXPR_RATIONAL:
        set_value(result, context->level, emit_constant(c, float_round(expr_rational_value(c->dag, a), format)));
        break;
    case EXPR_PI:
    case EXPR_E:
        set_value(result, context->level, emit_constant(c, float_number(expr_op(c->dag, a), format)));
        break;
    case EXPR_VARIABLE:
        compile_variable(c, context, a, result, depth);
        break;
    case EXPR_CASES:
        compile_cases(c, context, a, result, depth);
        break;
    case EXPR_DERIVATIVE:
    case EXPR_PARTIAL:
        compile_derivative(c, context, a, result, depth);
        break;
    case EXPR_AT:
        inner = enter(c, context, context->level, EXPR_NONE, a);
        memcpy(result, compile(c, inner, expr_child(c->dag, a, 0), depth), part_count(context->level) * sizeof *result);
        break;
    default:
        if (expr_child_count(c->dag, a) == 2)
            compile_binary(c, context, a, result, depth);
        else
            compile_unary(c, context, a, result, depth);
    }
}

// ---- each term once in each context ----

static size_t memo_place(const compiler_t *c, uint32_t context, expr_t a)
{
    uint64_t hash = ((uint64_t)context << 32 | a) * 0x9e3779b97f4a7c15u;
    size_t place = (size_t)(hash >> 20) & (c->memo_capacity - 1);
    while (c->memos[place].parts && (c->memos[place].context != context || c->memos[place].node != a))
        place = (place + 1) & (c->memo_capacity - 1);
    return place;
}

static void grow_memos(compiler_t *c)
{
    memo_t *old = c->memos;
    size_t count = c->memo_capacity;
    c->memo_capacity = count ? 2 * count : 256;
    c->memos = mem_alloc(c->memo_capacity, sizeof *c->memos);
    for (size_t i = 0; i < count; i++)
        if (old[i].parts)
            c->memos[memo_place(c, old[i].context, old[i].node)] = old[i];
    mem_free(old);
}

static const reg_t *compile(compiler_t *c, context_t *context, expr_t a, size_t depth)
{
    static const reg_t nothing[MAX_PARTS];
    if (depth > MAX_DEPTH)
        c->failed = true;
    if (c->failed)
        return nothing;
    if (2 * c->memo_count >= c->memo_capacity)
        grow_memos(c);
    const memo_t *known = c->memos + memo_place(c, context->number, a);
    if (known->parts)
        return known->parts;
    reg_t *parts = mem_alloc(part_count(context->level), sizeof *parts);
    if (expr_is_formula(c->dag, a))
        compile_formula(c, context, a, parts, depth + 1);
    else
        compile_number(c, context, a, parts, depth + 1);
    if (2 * (c->memo_count + 1) >= c->memo_capacity)
        grow_memos(c);
    c->memos[memo_place(c, context->number, a)] = (memo_t){context->number, a, parts};
    c->memo_count++;
    return parts;
}

static void compiler_clear(compiler_t *c)
{
    for (size_t i = 0; i < c->memo_capacity; i++)
        mem_free(c->memos[i].parts);
    for (size_t i = 0; i < c->context_count; i++)
        mem_free(c->contexts[i]);
    mem_free(c->memos);
    mem_free(c->contexts);
}

static void load_constants(float_program_t *program)
{
    program->registers = mem_alloc(program->length, sizeof *program->registers);
    for (size_t k = 0; k < program->length; k++)
        if (program->code[k].op == FLOAT_CONSTANT)
            program->registers[k] = program->code[k].constant;
}

float_program_t *float_program_new(const dag_t *dag, float_format_t format, size_t root_count, const expr_t *roots,
                                   size_t variable_count, const expr_t *variables)
{
    float_program_t *program = mem_alloc(1, sizeof *program);
    *program = (float_program_t){.format = format, .root_count = root_count};
    program->roots = mem_alloc(root_count, sizeof *program->roots);
    compiler_t c = {.dag = dag, .program = program, .variable_count = variable_count, .variables = variables};
    context_t *outermost = enter(&c, NULL, 0, EXPR_NONE, EXPR_NONE);
    for (size_t r = 0; r < root_count && !c.failed; r++) {
        c.failed = expr_is_formula(dag, roots[r]);
        program->roots[r] = compile(&c, outermost, roots[r], 0)[0];
    }
    load_constants(program);
    compiler_clear(&c);
    if (!c.failed)
        return program;
    float_program_free(program);
    return NULL;
}
