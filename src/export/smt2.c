// SPDX-License-Identifier: LGPL-3.0-or-later
// Polynomial obligations, negated, for provers that read SMT-LIB 2 (logic QF_NRA): `unsat` is agreement.
#include "base/memory.h"
#include "export/export.h"
#include "export/smt2_internal.h"
#include "expr/derivative.h"

#include <string.h>

// ---- variables ----

static void declare(strbuf_t *out, const smt_t *smt, expr_t variable)
{
    strbuf_append(out, "(declare-const ");
    variable_append_identifier(out, smt->dag, variable);
    strbuf_append(out, " Real)\n");
}

static void assert_bounds(strbuf_t *out, const smt_t *smt, const bounded_t *bounds, expr_t variable)
{
    for (int end = 0; end < 2; end++) {
        expr_t bound = end ? bounds->hi : bounds->lo;
        if (bound == EXPR_NONE)
            continue;
        bool open = end ? bounds->hi_open : bounds->lo_open;
        strbuf_printf(out, "(assert (%s ", end ? (open ? "<" : "<=") : (open ? ">" : ">="));
        variable_append_identifier(out, smt->dag, variable);
        strbuf_append_char(out, ' ');
        smt_value(out, smt, bound);
        strbuf_append(out, "))\n");
    }
}

// alg(c0,...,cn;lo,hi): the polynomial is zero, the ends enclose the variable.
static bool assert_algebraic(strbuf_t *out, const smt_t *smt, expr_t variable, const char *text)
{
    fmpq_t value;
    strbuf_t name;
    strbuf_init(&name);
    variable_append_identifier(&name, smt->dag, variable);
    fmpq_init(value);
    strbuf_append(out, "(assert (= 0.0 (+ 0.0");
    bool good = strncmp(text, "alg(", 4) == 0, ends = false;
    text += good ? 4 : 0;
    for (size_t i = 0; good && *text && *text != ')'; i++) {
        size_t length = strcspn(text, ",;)");
        char *number = mem_copy_text(text, length);
        good = fmpq_set_str(value, number, 10) == 0;
        mem_free(number);
        if (!ends) {
            strbuf_append(out, " (* 1.0 ");
            smt_rational(out, value);
            for (size_t k = 0; k < i; k++)
                strbuf_printf(out, " %s", name.text);
            strbuf_append_char(out, ')');
        } else {
            strbuf_printf(out, i ? "(assert (< %s " : "(assert (> %s ", name.text);
            smt_rational(out, value);
            strbuf_append(out, "))\n");
        }
        text += length;
        if (*text == ';') {
            strbuf_append(out, ")))\n");
            ends = true;
            i = (size_t)-1;
        }
        text += *text == ',' || *text == ';';
    }
    fmpq_clear(value);
    strbuf_clear(&name);
    return good && ends;
}

static bool assert_value(strbuf_t *out, smt_t *smt, expr_t variable, const record_line_t *line)
{
    fmpq_t value;
    fmpq_init(value);
    bool good = line->count == 2 && strcmp(line->words[0], "value") == 0;
    if (good && evidence_rational(value, line)) {
        strbuf_append(out, "(assert (= ");
        variable_append_identifier(out, smt->dag, variable);
        strbuf_append_char(out, ' ');
        smt_rational(out, value);
        strbuf_append(out, "))\n");
    } else {
        good = good && assert_algebraic(out, smt, variable, line->words[1]);
    }
    fmpq_clear(value);
    return good || smt_fail(smt, "without a witness");
}

// ---- goals ----

typedef struct {
    size_t count;
    expr_t items[64];
} roots_t;

static bool add_root(roots_t *roots, smt_t *smt, expr_t a)
{
    if (a == EXPR_NONE)
        return true;
    if (roots->count == sizeof roots->items / sizeof *roots->items)
        return smt_fail(smt, "too many terms");
    roots->items[roots->count++] = a;
    return true;
}

static expr_t plain(smt_t *smt, expr_t a)
{
    return a == EXPR_NONE ? a : expr_eliminate_operators(smt->dag, export_without_partial(smt->dag, a));
}

static bool add_bounds(roots_t *roots, smt_t *smt, bounded_t *variables, size_t count)
{
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        variables[i].lo = plain(smt, variables[i].lo);
        variables[i].hi = plain(smt, variables[i].hi);
        good = add_root(roots, smt, variables[i].lo) && add_root(roots, smt, variables[i].hi);
    }
    return good;
}

// Whether the goal names one point, a witness, and not all.
static bool has_witness(const goal_t *goal)
{
    bool proved = goal->record->verdict == VERDICT_PROVED;
    return strcmp(goal->record->kind, proved ? "exists" : "forall") == 0 ||
           (!proved && strcmp(goal->record->kind, "pair") == 0);
}

static bool narrow_to_ball(smt_t *smt, const goal_t *goal, bounded_t *variables)
{
    const record_line_t *method = &goal->record->method;
    fmpq_t radius;
    fmpq_init(radius);
    bool good = goal->record->verdict == VERDICT_PROVED && method->count == 2 &&
                strcmp(method->words[0], "radius") == 0 && fmpq_set_str(radius, method->words[1], 10) == 0 &&
                goal->centre_count == goal->variable_count;
    expr_t node = expr_rational(smt->dag, radius);
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        variables[i].lo = expr_binary(smt->dag, EXPR_SUB, goal->centre[i], node);
        variables[i].hi = expr_binary(smt->dag, EXPR_ADD, goal->centre[i], node);
        variables[i].lo_open = variables[i].hi_open = false;
    }
    fmpq_clear(radius);
    return good || smt_fail(smt, "that a point is no minimum");
}

static bool write_points(strbuf_t *out, smt_t *smt, const goal_t *goal, const bounded_t *bounds,
                         const expr_t *variables, size_t first)
{
    bool good = true;
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        if (!has_witness(goal))
            assert_bounds(out, smt, bounds + i, variables[i]);
        else
            good = (goal->record->evidence_count > first + i || smt_fail(smt, "without a witness")) &&
                   assert_value(out, smt, variables[i], goal->record->evidence + first + i);
    }
    return good;
}

// The claim about a witness that is negated: the bounds, the region, the conclusion.
static void negate_witness(strbuf_t *out, const smt_t *smt, const goal_t *goal, const bounded_t *bounds, expr_t region,
                           const char *conclusion)
{
    strbuf_append(out, "(assert (not (and true");
    for (size_t i = 0; i < goal->variable_count; i++)
        for (int end = 0; end < 2; end++) {
            expr_t bound = end ? bounds[i].hi : bounds[i].lo;
            if (bound == EXPR_NONE)
                continue;
            bool open = end ? bounds[i].hi_open : bounds[i].lo_open;
            strbuf_printf(out, " (%s ", end ? (open ? "<" : "<=") : (open ? ">" : ">="));
            variable_append_identifier(out, smt->dag, bounds[i].variable);
            strbuf_append_char(out, ' ');
            smt_value(out, smt, bound);
            strbuf_append_char(out, ')');
        }
    if (region != EXPR_NONE)
        strbuf_printf(out, " t_%u", (unsigned)region);
    strbuf_printf(out, " %s)))\n", conclusion);
}

static bool write_formula_goal(strbuf_t *out, smt_t *smt, const goal_t *goal, bounded_t *bounds)
{
    roots_t roots = {0, {0}};
    bool local = strcmp(goal->record->kind, "local") == 0;
    bool proved = goal->record->verdict == VERDICT_PROVED, exists = strcmp(goal->record->kind, "exists") == 0;
    expr_t region = plain(smt, goal->region), conclusion = plain(smt, goal->conclusion);
    bool good = (!local || narrow_to_ball(smt, goal, bounds)) && add_root(&roots, smt, region) &&
                add_root(&roots, smt, conclusion) && add_bounds(&roots, smt, bounds, goal->variable_count);
    expr_t *variables = mem_alloc(goal->variable_count, sizeof *variables);
    for (size_t i = 0; i < goal->variable_count; i++) {
        variables[i] = goal->variables[i].variable;
        declare(out, smt, variables[i]);
    }
    good = good && smt_define(out, smt, roots.count, roots.items);
    good = good && write_points(out, smt, goal, bounds, variables, 0);
    bool truth = exists ? proved || !has_witness(goal) : proved;
    strbuf_t name;
    strbuf_init(&name);
    strbuf_printf(&name, "%c_%u", (exists ? proved : truth) ? 't' : 'f', (unsigned)conclusion);
    if (has_witness(goal)) {
        negate_witness(out, smt, goal, bounds, region, name.text);
    } else {
        if (region != EXPR_NONE)
            strbuf_printf(out, "(assert t_%u)\n", (unsigned)region);
        strbuf_printf(out, "(assert (not %s))\n", name.text);
    }
    strbuf_clear(&name);
    mem_free(variables);
    return good;
}

// The sum of the squares of differences.
static expr_t distance(dag_t *dag, size_t count, const expr_t *a, const expr_t *b)
{
    expr_t sum = expr_integer(dag, 0);
    for (size_t i = 0; i < count; i++)
        sum = expr_binary(dag, EXPR_ADD, sum, expr_power(dag, expr_binary(dag, EXPR_SUB, a[i], b[i]), 2, 1));
    return sum;
}

// norm(map(x) - map(y)) <= bound norm(x - y), squared: bound >= 0 is part of it, where the points differ.
static bool write_pair_goal(strbuf_t *out, smt_t *smt, const goal_t *goal, bounded_t *bounds)
{
    dag_t *dag = smt->dag;
    size_t count = goal->variable_count;
    if (count != goal->map_count)
        return smt_fail(smt, "a Lipschitz bound with parameters");
    expr_t *x = mem_alloc(count, sizeof *x), *y = mem_alloc(count, sizeof *y);
    expr_t *fx = mem_alloc(count, sizeof *fx), *fy = mem_alloc(count, sizeof *fy);
    for (size_t i = 0; i < count; i++) {
        x[i] = bounds[i].variable;
        y[i] = expr_new_variable(dag, expr_variable_name(dag, x[i]), VARIABLE_SECOND);
        declare(out, smt, x[i]);
        declare(out, smt, y[i]);
    }
    for (size_t i = 0; i < count; i++) {
        fx[i] = plain(smt, goal->map[i]);
        fy[i] = expr_substitute(dag, fx[i], count, x, y);
    }
    expr_t region = plain(smt, goal->region), other = expr_substitute(dag, region, count, x, y);
    expr_t bound = plain(smt, goal->bound);
    expr_t scaled = expr_binary(dag, EXPR_MUL, expr_power(dag, bound, 2, 1), distance(dag, count, x, y));
    expr_t holds = expr_and(dag, expr_binary(dag, EXPR_LESS_EQUAL, distance(dag, count, fx, fy), scaled),
                            expr_binary(dag, EXPR_LESS_EQUAL, expr_integer(dag, 0), bound));
    roots_t roots = {0, {0}};
    bool good = add_root(&roots, smt, region) && add_root(&roots, smt, other) && add_root(&roots, smt, holds) &&
                add_bounds(&roots, smt, bounds, count) && smt_define(out, smt, roots.count, roots.items) &&
                write_points(out, smt, goal, bounds, x, 0) && write_points(out, smt, goal, bounds, y, count);
    bool proved = goal->record->verdict == VERDICT_PROVED;
    if (proved)
        strbuf_printf(out, "(assert (and t_%u t_%u))\n(assert (not t_%u))\n", (unsigned)region, (unsigned)other,
                      (unsigned)holds);
    else
        strbuf_printf(out, "(assert (not (and t_%u t_%u f_%u)))\n", (unsigned)region, (unsigned)other, (unsigned)holds);
    mem_free(x);
    mem_free(y);
    mem_free(fx);
    mem_free(fy);
    return good;
}

static bool write_goal(strbuf_t *out, smt_t *smt, const goal_t *goal)
{
    smt->reason = goal_reason(smt->goals, goal);
    if (smt->reason)
        return false;
    bounded_t *bounds = mem_alloc(goal->variable_count, sizeof *bounds);
    for (size_t i = 0; i < goal->variable_count; i++)
        bounds[i] = goal->variables[i];
    bool pair = strcmp(goal->record->kind, "pair") == 0;
    bool good = pair ? write_pair_goal(out, smt, goal, bounds) : write_formula_goal(out, smt, goal, bounds);
    mem_free(bounds);
    return good && !smt->reason;
}

static exported_t export_goal(strbuf_t *text, void *writer, const goal_t *goal)
{
    smt_t *smt = writer;
    bool exported = write_goal(text, smt, goal);
    return (exported_t){exported, smt->reason};
}

static const goal_form_t form = {
    .before = "\n(echo \"", .after = "\")\n(push 1)\n", .end = "(check-sat)\n(pop 1)\n", .write = export_goal};

void export_smt2(strbuf_t *out, exported_t **results, goals_t *goals)
{
    smt_t smt = {goals, goals->dag, NULL, NULL};
    export_origin(out, "; ", goals->record);
    strbuf_append(
        out, "; Each (check-sat) asks for a counterexample to one obligation: unsat is agreement, sat an alarm.\n");
    strbuf_append(out, "; Gradients are the formulas that the rules of differentiation give, case by case.\n");
    strbuf_append(out, "(set-logic QF_NRA)\n");
    export_goals(out, results, goals, &form, &smt);
    strbuf_append_char(out, '\n');
    export_summary(out, "; ", *results, goals);
    mem_free(smt.defined);
}
