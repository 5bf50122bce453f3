// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds of straight-line expressions over bounded boxes, for Gappa: 0 <= e, or 0 < e as 2^-60 <= e. Gappa encloses by
// intervals and divides boxes by itself.
#include "base/memory.h"
#include "export/export.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "real/number.h"

#include <string.h>

#define MAX_TEXT 200000
#define MAX_EXPONENT 32
#define BOUND_DIGITS 40 // of the ends of intervals, outward: a larger box

typedef struct {
    goals_t *goals;
    dag_t *dag;
    const char *reason;
} gappa_t;

static bool fail(gappa_t *gappa, const char *reason)
{
    if (!gappa->reason)
        gappa->reason = reason;
    return false;
}

static void write_rational(strbuf_t *out, const fmpq_t value)
{
    char *text = fmpq_get_str(NULL, 10, value);
    strbuf_printf(out, *text == '-' ? "(0 - %s)" : strchr(text, '/') ? "(%s)" : "%s", *text == '-' ? text + 1 : text);
    flint_free(text);
}

static void write_name(strbuf_t *out, const gappa_t *gappa, expr_t a)
{
    if (expr_op(gappa->dag, a) == EXPR_RATIONAL)
        write_rational(out, expr_rational_value(gappa->dag, a));
    else if (expr_op(gappa->dag, a) == EXPR_VARIABLE)
        variable_append_identifier(out, gappa->dag, a);
    else
        strbuf_printf(out, "n_%u", (unsigned)a);
}

static bool write_power(strbuf_t *out, gappa_t *gappa, expr_t a)
{
    slong p, q;
    expr_exponent(&p, &q, gappa->dag, a);
    if (q != 1 || p < 1 || p > MAX_EXPONENT)
        return fail(gappa, "no straight line of + - * / sqrt and absolute values");
    for (slong i = 0; i < p; i++) {
        strbuf_append(out, i ? " * " : "");
        write_name(out, gappa, expr_child(gappa->dag, a, 0));
    }
    return true;
}

static bool write_node(strbuf_t *out, gappa_t *gappa, expr_t a)
{
    static const char *const between[EXPR_OPERATOR_COUNT] = {
        [EXPR_ADD] = " + ", [EXPR_SUB] = " - ", [EXPR_MUL] = " * ", [EXPR_DIV] = " / "};
    static const char *const before[EXPR_OPERATOR_COUNT] = {
        [EXPR_NEG] = "0 - ", [EXPR_SQRT] = "sqrt(", [EXPR_ABS] = "|"};
    static const char *const after[EXPR_OPERATOR_COUNT] = {[EXPR_NEG] = "", [EXPR_SQRT] = ")", [EXPR_ABS] = "|"};
    expr_op_t op = expr_op(gappa->dag, a);
    strbuf_printf(out, "n_%u = ", (unsigned)a);
    if (between[op]) {
        write_name(out, gappa, expr_child(gappa->dag, a, 0));
        strbuf_append(out, between[op]);
        write_name(out, gappa, expr_child(gappa->dag, a, 1));
    } else if (before[op]) {
        strbuf_append(out, before[op]);
        write_name(out, gappa, expr_child(gappa->dag, a, 0));
        strbuf_append(out, after[op]);
    } else if (op != EXPR_POWER || !write_power(out, gappa, a)) {
        return fail(gappa, "no straight line of + - * / sqrt and absolute values");
    }
    strbuf_append(out, ";\n");
    return true;
}

static bool write_box(strbuf_t *out, const gappa_t *gappa, const bounded_t *v)
{
    const dag_t *dag = gappa->dag;
    expr_t ends[2] = {v->lo, v->hi};
    fmpq_t value;
    fmpq_init(value);
    bool good = true;
    variable_append_identifier(out, dag, v->variable);
    strbuf_append(out, " in [");
    for (int end = 0; good && end < 2; end++) {
        expr_t number = ends[end] == EXPR_NONE ? EXPR_NONE : expr_simplify(gappa->dag, ends[end]);
        good = number != EXPR_NONE && expr_op(dag, number) == EXPR_RATIONAL;
        if (!good)
            break;
        fmpq_set(value, expr_rational_value(dag, number));
        strbuf_append(out, end ? ", " : "");
        number_decimal_fmpq(out, value, BOUND_DIGITS, end ? NUMBER_UP : NUMBER_DOWN);
        strbuf_append(out, end ? "]" : "");
    }
    fmpq_clear(value);
    return good;
}

static bool write_forall(strbuf_t *out, gappa_t *gappa, const goal_t *goal, expr_t e, bool strict)
{
    const dag_t *dag = gappa->dag;
    bool *marked = expr_reachable(dag, 1, &e), good = true;
    for (expr_t a = 0; good && a <= e; a++)
        if (marked[a] && expr_op(dag, a) != EXPR_RATIONAL && expr_op(dag, a) != EXPR_VARIABLE)
            good = out->length < MAX_TEXT ? write_node(out, gappa, a) : fail(gappa, "too long");
    mem_free(marked);
    strbuf_append(out, "{ ");
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        strbuf_append(out, i ? " /\\ " : "");
        good = write_box(out, gappa, goal->variables + i) || fail(gappa, "no box with rational ends");
    }
    strbuf_append(out, goal->variable_count ? " -> " : "");
    write_name(out, gappa, e);
    strbuf_append(out, strict ? " >= 1b-60 }\n" : " >= 0 }\n");
    if (goal->variable_count)
        write_name(out, gappa, e);
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        strbuf_append(out, i ? ", " : " $ ");
        variable_append_identifier(out, dag, goal->variables[i].variable);
    }
    strbuf_append(out, goal->variable_count ? ";\n" : "");
    return good;
}

static bool write_goal(strbuf_t *out, gappa_t *gappa, const goal_t *goal)
{
    dag_t *dag = gappa->dag;
    const char *kind = goal->record->kind;
    gappa->reason = goal_reason(gappa->goals, goal);
    if (gappa->reason)
        return false;
    if ((strcmp(kind, "forall") != 0 && strcmp(kind, "constant") != 0) || goal->record->verdict != VERDICT_PROVED ||
        (goal->region != EXPR_NONE && expr_op(dag, goal->region) != EXPR_TRUE))
        return fail(gappa, "no bound over a box");
    expr_t conclusion = expr_eliminate_operators(dag, export_without_partial(dag, goal->conclusion));
    expr_op_t op = expr_op(dag, conclusion);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return fail(gappa, "no inequality");
    expr_t l = expr_child(dag, conclusion, 0), r = expr_child(dag, conclusion, 1);
    bool zero = expr_op(dag, l) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, l));
    expr_t e = zero ? r : expr_binary(dag, EXPR_SUB, r, l);
    return write_forall(out, gappa, goal, e, op == EXPR_LESS);
}

static exported_t export_goal(strbuf_t *text, void *writer, const goal_t *goal)
{
    gappa_t *gappa = writer;
    bool exported = write_goal(text, gappa, goal);
    return (exported_t){exported, gappa->reason};
}

static const goal_form_t form = {.before = "\n# goal ", .after = "\n", .end = "", .write = export_goal};

void export_gappa(strbuf_t *out, exported_t **results, goals_t *goals)
{
    gappa_t gappa = {goals, goals->dag, NULL};
    export_origin(out, "# ", goals->record);
    strbuf_append(out, "# Gappa reads one goal at a time: cut this file before each line that begins with `# goal`.\n");
    export_goals(out, results, goals, &form, &gappa);
    strbuf_append_char(out, '\n');
    export_summary(out, "# ", *results, goals);
}
