// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/print.h"

#include "real/number.h"

#include <string.h>

typedef enum { BINDS_OR, BINDS_AND, BINDS_NOT, BINDS_COMPARISON, BINDS_SUM, BINDS_PRODUCT, BINDS_SIGN, BINDS_POWER, BINDS_ATOM } binding_power_t;

typedef struct {
    strbuf_t *out;
    const dag_t *dag;
    size_t end;   // length of out past which nothing more is written
    size_t depth; // of the recursion
} printer_t;

#define PRINT_MAX_DEPTH 200

static void print(printer_t *p, expr_t a, binding_power_t around);

static const char *infix(expr_op_t op)
{
    switch (op) {
    case EXPR_ADD:
        return " + ";
    case EXPR_SUB:
        return " - ";
    case EXPR_MUL:
        return "*";
    case EXPR_DIV:
        return "/";
    case EXPR_LESS:
        return " < ";
    case EXPR_LESS_EQUAL:
        return " <= ";
    case EXPR_EQUAL:
        return " = ";
    case EXPR_NOT_EQUAL:
        return " != ";
    case EXPR_AND:
        return " and ";
    case EXPR_OR:
        return " or ";
    default:
        return NULL;
    }
}

// Whether the value is a decimal number of at most 20 places.
static bool is_decimal(const fmpq *value)
{
    fmpz_t power;
    fmpz_init(power);
    fmpz_ui_pow_ui(power, 10, 20);
    bool result = fmpz_divisible(power, fmpq_denref(value));
    fmpz_clear(power);
    return result;
}

static binding_power_t binding(const dag_t *dag, expr_t a)
{
    switch (expr_op(dag, a)) {
    case EXPR_OR:
        return BINDS_OR;
    case EXPR_AND:
        return BINDS_AND;
    case EXPR_NOT:
        return BINDS_NOT;
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return BINDS_COMPARISON;
    case EXPR_ADD:
    case EXPR_SUB:
        return BINDS_SUM;
    case EXPR_MUL:
    case EXPR_DIV:
        return BINDS_PRODUCT;
    case EXPR_NEG:
        return BINDS_SIGN;
    case EXPR_POWER:
        return BINDS_POWER;
    case EXPR_RATIONAL: {
        const fmpq *value = expr_rational_value(dag, a);
        return !is_decimal(value) ? BINDS_PRODUCT : fmpq_sgn(value) < 0 ? BINDS_SIGN : BINDS_ATOM;
    }
    default:
        return BINDS_ATOM;
    }
}

static void print_rational(printer_t *p, expr_t a)
{
    const fmpq *value = expr_rational_value(p->dag, a);
    if (is_decimal(value) && fmpz_bits(fmpq_numref(value)) < 200) {
        number_decimal_fmpq(p->out, value, 100, NUMBER_DOWN); // exact: fewer than 100 digits
        return;
    }
    char *text = fmpq_get_str(NULL, 10, value);
    strbuf_append(p->out, text);
    flint_free(text);
}

static void print_list(printer_t *p, expr_t a, size_t first)
{
    for (size_t k = first; k < expr_child_count(p->dag, a); k++) {
        if (k > first)
            strbuf_append(p->out, ", ");
        print(p, expr_child(p->dag, a, k), BINDS_OR);
    }
}

static void print_cases(printer_t *p, expr_t a)
{
    strbuf_append(p->out, "cases { ");
    for (size_t k = 0; k + 1 < expr_child_count(p->dag, a); k += 2) {
        expr_t guard = expr_child(p->dag, a, k);
        if (k)
            strbuf_append(p->out, "  ");
        if (expr_op(p->dag, guard) == EXPR_TRUE)
            strbuf_append(p->out, "otherwise");
        else
            print(p, guard, BINDS_OR);
        strbuf_append(p->out, " : ");
        print(p, expr_child(p->dag, a, k + 1), BINDS_SUM);
    }
    strbuf_append(p->out, " }");
}

static void print_power(printer_t *p, expr_t a)
{
    slong exponent, root;
    expr_exponent(&exponent, &root, p->dag, a);
    print(p, expr_child(p->dag, a, 0), BINDS_ATOM);
    if (root == 1 && exponent >= 0)
        strbuf_printf(p->out, "^%ld", (long)exponent);
    else if (root == 1)
        strbuf_printf(p->out, "^(%ld)", (long)exponent);
    else
        strbuf_printf(p->out, "^(%ld/%ld)", (long)exponent, (long)root);
}

// body at v = t, ...
static void print_at(printer_t *p, expr_t a)
{
    print(p, expr_child(p->dag, a, 0), BINDS_ATOM);
    strbuf_append(p->out, " at (");
    for (size_t k = 1; k + 1 < expr_child_count(p->dag, a); k += 2) {
        strbuf_printf(p->out, "%s%s = ", k > 1 ? ", " : "", expr_variable_name(p->dag, expr_child(p->dag, a, k)));
        print(p, expr_child(p->dag, a, k + 1), BINDS_SUM);
    }
    strbuf_append_char(p->out, ')');
}

static void print_infix(printer_t *p, expr_t a, const char *text)
{
    binding_power_t own = binding(p->dag, a);
    print(p, expr_child(p->dag, a, 0), own == BINDS_COMPARISON ? BINDS_SUM : own);
    strbuf_append(p->out, text);
    print(p, expr_child(p->dag, a, 1), (binding_power_t)(own + 1)); // left-associative
}

static void print_operator(printer_t *p, expr_t a)
{
    expr_op_t op = expr_op(p->dag, a);
    if (infix(op)) {
        print_infix(p, a, infix(op));
    } else if (op == EXPR_NEG || op == EXPR_NOT) {
        strbuf_append(p->out, op == EXPR_NEG ? "-" : "not ");
        print(p, expr_child(p->dag, a, 0), op == EXPR_NEG ? BINDS_POWER : BINDS_COMPARISON);
    } else if (op == EXPR_RATIONAL) {
        print_rational(p, a);
    } else if (op == EXPR_VARIABLE) {
        strbuf_append(p->out, expr_variable_name(p->dag, a));
    } else if (op == EXPR_POWER) {
        print_power(p, a);
    } else if (op == EXPR_CASES) {
        print_cases(p, a);
    } else if (op == EXPR_AT) {
        print_at(p, a);
    } else {
        strbuf_append(p->out, op == EXPR_DERIVATIVE || op == EXPR_PARTIAL ? "d" : expr_op_text(op));
        if (expr_child_count(p->dag, a)) {
            strbuf_append_char(p->out, '(');
            print_list(p, a, 0);
            strbuf_append_char(p->out, ')');
        }
    }
}

static void print(printer_t *p, expr_t a, binding_power_t around)
{
    if (p->out->length >= p->end || p->depth >= PRINT_MAX_DEPTH) {
        if (p->out->length < 3 || strcmp(p->out->text + p->out->length - 3, "...") != 0)
            strbuf_append(p->out, "...");
        return;
    }
    p->depth++;
    bool parentheses = binding(p->dag, a) < around;
    if (parentheses)
        strbuf_append_char(p->out, '(');
    print_operator(p, a);
    if (parentheses)
        strbuf_append_char(p->out, ')');
    p->depth--;
}

void expr_print(strbuf_t *out, const dag_t *dag, expr_t a, size_t limit)
{
    printer_t p = {out, dag, out->length + limit, 0};
    print(&p, a, BINDS_OR);
}
