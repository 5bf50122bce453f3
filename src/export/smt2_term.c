// SPDX-License-Identifier: LGPL-3.0-or-later
// Terms and formulas in SMT-LIB 2.
#include "base/memory.h"
#include "export/smt2_internal.h"

#define MAX_TEXT 2000000 // of one obligation
#define MAX_EXPONENT 64

bool smt_fail(smt_t *smt, const char *reason)
{
    if (!smt->reason)
        smt->reason = reason;
    return false;
}

// ---- numbers ----

static void write_integer(strbuf_t *out, const fmpz_t value)
{
    char *text = fmpz_get_str(NULL, 10, value);
    strbuf_printf(out, *text == '-' ? "(- %s.0)" : "%s.0", *text == '-' ? text + 1 : text);
    flint_free(text);
}

void smt_rational(strbuf_t *out, const fmpq_t value)
{
    if (fmpz_is_one(fmpq_denref(value))) {
        write_integer(out, fmpq_numref(value));
        return;
    }
    strbuf_append(out, "(/ ");
    write_integer(out, fmpq_numref(value));
    strbuf_append_char(out, ' ');
    write_integer(out, fmpq_denref(value));
    strbuf_append_char(out, ')');
}

// ---- nodes ----

void smt_value(strbuf_t *out, const smt_t *smt, expr_t a)
{
    if (expr_op(smt->dag, a) == EXPR_RATIONAL)
        smt_rational(out, expr_rational_value(smt->dag, a));
    else if (expr_op(smt->dag, a) == EXPR_VARIABLE)
        variable_append_identifier(out, smt->dag, a);
    else
        strbuf_printf(out, "n_%u", (unsigned)a);
}

static void write_defined(strbuf_t *out, const smt_t *smt, expr_t a)
{
    if (smt->defined[a])
        strbuf_append(out, "true");
    else
        strbuf_printf(out, "d_%u", (unsigned)a);
}

static void write_pair(strbuf_t *out, const smt_t *smt, expr_t a, const char *before, const char *after)
{
    strbuf_printf(out, "%s ", before);
    smt_value(out, smt, expr_child(smt->dag, a, 0));
    strbuf_append_char(out, ' ');
    smt_value(out, smt, expr_child(smt->dag, a, 1));
    strbuf_append(out, after);
}

static void write_choice(strbuf_t *out, const smt_t *smt, expr_t a, const char *relation, const char *other)
{
    expr_t l = expr_child(smt->dag, a, 0);
    bool binary = expr_child_count(smt->dag, a) == 2;
    strbuf_printf(out, "(ite (%s ", relation);
    smt_value(out, smt, l);
    strbuf_append_char(out, ' ');
    if (binary)
        smt_value(out, smt, expr_child(smt->dag, a, 1));
    else
        strbuf_append(out, "0.0");
    strbuf_append(out, ") ");
    smt_value(out, smt, l);
    strbuf_append_char(out, ' ');
    if (binary) {
        smt_value(out, smt, expr_child(smt->dag, a, 1));
    } else if (*other == '-') {
        strbuf_append(out, "(- ");
        smt_value(out, smt, l);
        strbuf_append_char(out, ')');
    } else {
        strbuf_append(out, other);
    }
    strbuf_append_char(out, ')');
}

static bool write_power(strbuf_t *out, smt_t *smt, expr_t a)
{
    slong p, q;
    expr_exponent(&p, &q, smt->dag, a);
    if (q != 1 || p > MAX_EXPONENT || p < -MAX_EXPONENT)
        return smt_fail(smt, "a root of other index than 2, or a large exponent");
    strbuf_append(out, p < 0 ? "(/ 1.0 (*" : "(*");
    strbuf_append(out, p > -2 && p < 2 ? " 1.0" : "");
    for (slong i = 0; i < (p < 0 ? -p : p); i++) {
        strbuf_append_char(out, ' ');
        smt_value(out, smt, expr_child(smt->dag, a, 0));
    }
    strbuf_append(out, p < 0 ? "))" : (p == 0 ? " 1.0)" : ")"));
    return true;
}

static void write_cases(strbuf_t *out, const smt_t *smt, expr_t a)
{
    size_t count = expr_child_count(smt->dag, a) / 2;
    for (size_t k = 0; k < count; k++) {
        strbuf_printf(out, "(ite t_%u ", (unsigned)expr_child(smt->dag, a, 2 * k));
        smt_value(out, smt, expr_child(smt->dag, a, 2 * k + 1));
        strbuf_append_char(out, ' ');
    }
    strbuf_append(out, "0.0");
    for (size_t k = 0; k < count; k++)
        strbuf_append_char(out, ')');
}

static bool write_term(strbuf_t *out, smt_t *smt, expr_t a)
{
    switch (expr_op(smt->dag, a)) {
    case EXPR_ADD:
        write_pair(out, smt, a, "(+", ")");
        return true;
    case EXPR_SUB:
        write_pair(out, smt, a, "(-", ")");
        return true;
    case EXPR_MUL:
        write_pair(out, smt, a, "(*", ")");
        return true;
    case EXPR_DIV:
        write_pair(out, smt, a, "(/", ")");
        return true;
    case EXPR_NEG:
        strbuf_append(out, "(- ");
        smt_value(out, smt, expr_child(smt->dag, a, 0));
        strbuf_append_char(out, ')');
        return true;
    case EXPR_ABS:
        write_choice(out, smt, a, ">=", "-");
        return true;
    case EXPR_RELU:
        write_choice(out, smt, a, ">=", "0.0");
        return true;
    case EXPR_MIN:
        write_choice(out, smt, a, "<=", "");
        return true;
    case EXPR_MAX:
        write_choice(out, smt, a, ">=", "");
        return true;
    case EXPR_POWER:
        return write_power(out, smt, a);
    case EXPR_CASES:
        write_cases(out, smt, a);
        return true;
    default:
        return smt_fail(smt, "not polynomial");
    }
}

// ---- definedness ----

// A power with a negative exponent.
static bool has_pole(const dag_t *dag, expr_t a)
{
    slong p = 0, q = 1;
    if (expr_op(dag, a) == EXPR_POWER)
        expr_exponent(&p, &q, dag, a);
    return p < 0;
}

static bool finds_defined(const smt_t *smt, expr_t a)
{
    expr_op_t op = expr_op(smt->dag, a);
    size_t count = expr_child_count(smt->dag, a);
    if (op == EXPR_CASES || has_pole(smt->dag, a))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!smt->defined[expr_child(smt->dag, a, i)])
            return false;
    if (op != EXPR_DIV)
        return true;
    expr_t divisor = expr_child(smt->dag, a, 1);
    return expr_op(smt->dag, divisor) == EXPR_RATIONAL && !fmpq_is_zero(expr_rational_value(smt->dag, divisor));
}

static void define_definedness(strbuf_t *out, const smt_t *smt, expr_t a)
{
    const dag_t *dag = smt->dag;
    size_t count = expr_child_count(dag, a);
    expr_op_t op = expr_op(dag, a);
    strbuf_printf(out, "(define-fun d_%u () Bool ", (unsigned)a);
    if (op == EXPR_CASES) {
        for (size_t k = 0; k < count; k += 2) {
            strbuf_printf(out, "(ite t_%u ", (unsigned)expr_child(dag, a, k));
            write_defined(out, smt, expr_child(dag, a, k + 1));
            strbuf_printf(out, " (and f_%u ", (unsigned)expr_child(dag, a, k));
        }
        strbuf_append(out, "false");
        for (size_t k = 0; k < count; k += 2)
            strbuf_append(out, "))");
    } else {
        strbuf_append(out, "(and true");
        for (size_t i = 0; i < count; i++) {
            strbuf_append_char(out, ' ');
            write_defined(out, smt, expr_child(dag, a, i));
        }
        if (op == EXPR_DIV || has_pole(dag, a)) {
            strbuf_append(out, " (distinct ");
            smt_value(out, smt, expr_child(dag, a, op == EXPR_DIV ? 1 : 0));
            strbuf_append(out, " 0.0)");
        }
        strbuf_append_char(out, ')');
    }
    strbuf_append(out, ")\n");
}

// ---- formulas ----

static void define_comparison(strbuf_t *out, const smt_t *smt, expr_t a)
{
    static const char *const signs[] = {"<", "<=", "=", "distinct"};
    for (int truth = 1; truth >= 0; truth--) {
        strbuf_printf(out, "(define-fun %c_%u () Bool (and ", truth ? 't' : 'f', (unsigned)a);
        write_defined(out, smt, expr_child(smt->dag, a, 0));
        strbuf_append_char(out, ' ');
        write_defined(out, smt, expr_child(smt->dag, a, 1));
        strbuf_append(out, truth ? " (" : " (not (");
        write_pair(out, smt, a, signs[expr_op(smt->dag, a) - EXPR_LESS], truth ? ")))\n" : "))))\n");
    }
}

static bool define_formula(strbuf_t *out, smt_t *smt, expr_t a)
{
    const dag_t *dag = smt->dag;
    expr_op_t op = expr_op(dag, a);
    unsigned n = (unsigned)a, l = expr_child_count(dag, a) ? (unsigned)expr_child(dag, a, 0) : 0;
    unsigned r = expr_child_count(dag, a) == 2 ? (unsigned)expr_child(dag, a, 1) : 0;
    if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL) {
        define_comparison(out, smt, a);
    } else if (op == EXPR_TRUE || op == EXPR_FALSE) {
        const char *is_true = op == EXPR_TRUE ? "true" : "false", *is_false = op == EXPR_TRUE ? "false" : "true";
        strbuf_printf(out, "(define-fun t_%u () Bool %s)\n(define-fun f_%u () Bool %s)\n", n, is_true, n, is_false);
    } else if (op == EXPR_NOT) {
        strbuf_printf(out, "(define-fun t_%u () Bool f_%u)\n(define-fun f_%u () Bool t_%u)\n", n, l, n, l);
    } else if (op == EXPR_AND || op == EXPR_OR) {
        const char *t = op == EXPR_AND ? "and" : "or", *f = op == EXPR_AND ? "or" : "and";
        strbuf_printf(out, "(define-fun t_%u () Bool (%s t_%u t_%u))\n(define-fun f_%u () Bool (%s f_%u f_%u))\n", n, t,
                      l, r, n, f, l, r);
    } else if (op == EXPR_DEFINED) {
        strbuf_printf(out, "(define-fun t_%u () Bool ", n);
        write_defined(out, smt, (expr_t)l);
        strbuf_printf(out, ")\n(define-fun f_%u () Bool (not t_%u))\n", n, n);
    } else {
        return smt_fail(smt, "about continuity or differentiability");
    }
    return true;
}

// ---- definitions of all that the roots reach ----

// By its square and an interval.
static bool define_radical(strbuf_t *out, smt_t *smt, expr_t a)
{
    expr_t square = expr_child(smt->dag, a, 0);
    if (!expr_is_constant(smt->dag, a) || !smt->defined[square])
        return smt_fail(smt, "a root of a variable");
    strbuf_printf(out, "(declare-const n_%u Real)\n(assert (and (>= n_%u 0.0) (= (* n_%u n_%u) ", (unsigned)a,
                  (unsigned)a, (unsigned)a, (unsigned)a);
    smt_value(out, smt, square);
    strbuf_append(out, ")))\n");
    return true;
}

static bool define_node(strbuf_t *out, smt_t *smt, expr_t a)
{
    expr_op_t op = expr_op(smt->dag, a);
    if (expr_is_formula(smt->dag, a))
        return define_formula(out, smt, a);
    smt->defined[a] = finds_defined(smt, a);
    if (op == EXPR_RATIONAL || op == EXPR_VARIABLE)
        return true;
    if (op == EXPR_SQRT)
        return define_radical(out, smt, a);
    strbuf_printf(out, "(define-fun n_%u () Real ", (unsigned)a);
    bool good = write_term(out, smt, a);
    strbuf_append(out, ")\n");
    if (good && !smt->defined[a])
        define_definedness(out, smt, a);
    return good;
}

bool smt_define(strbuf_t *out, smt_t *smt, size_t count, const expr_t *roots)
{
    size_t size = dag_size(smt->dag);
    bool *marked = expr_reachable(smt->dag, count, roots), good = true;
    mem_free(smt->defined);
    smt->defined = mem_alloc(size, sizeof *smt->defined);
    for (size_t a = 0; good && a < size; a++) {
        if (marked[a])
            good = define_node(out, smt, (expr_t)a);
        if (out->length > MAX_TEXT)
            good = smt_fail(smt, "too long written out");
    }
    mem_free(marked);
    return good;
}
