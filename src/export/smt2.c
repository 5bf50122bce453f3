// SPDX-License-Identifier: LGPL-3.0-or-later
// Polynomial obligations, negated, for provers that read SMT-LIB 2 (logic QF_NRA): `unsat` is agreement.
#include "base/memory.h"
#include "export/export.h"
#include "expr/derivative.h"

#include <string.h>

#define MAX_TEXT 2000000 // of one obligation
#define MAX_EXPONENT 64

typedef struct {
    goals_t *goals;
    dag_t *dag;
    const char *reason;
    bool *defined; // per node: has a value everywhere, so no d_N stands for that
} smt_t;

static bool fail(smt_t *smt, const char *reason)
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

static void write_rational(strbuf_t *out, const fmpq_t value)
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

// Names: v_N variables, n_N values of terms, d_N that they have one, t_N and f_N that formulas are true and false.
static void write_value(strbuf_t *out, const smt_t *smt, expr_t a)
{
    if (expr_op(smt->dag, a) == EXPR_RATIONAL)
        write_rational(out, expr_rational_value(smt->dag, a));
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
    write_value(out, smt, expr_child(smt->dag, a, 0));
    strbuf_append_char(out, ' ');
    write_value(out, smt, expr_child(smt->dag, a, 1));
    strbuf_append(out, after);
}

static void write_choice(strbuf_t *out, const smt_t *smt, expr_t a, const char *relation, const char *other)
{
    expr_t l = expr_child(smt->dag, a, 0);
    bool binary = expr_child_count(smt->dag, a) == 2;
    strbuf_printf(out, "(ite (%s ", relation);
    write_value(out, smt, l);
    strbuf_append_char(out, ' ');
    if (binary)
        write_value(out, smt, expr_child(smt->dag, a, 1));
    else
        strbuf_append(out, "0.0");
    strbuf_append(out, ") ");
    write_value(out, smt, l);
    strbuf_append_char(out, ' ');
    if (binary) {
        write_value(out, smt, expr_child(smt->dag, a, 1));
    } else if (*other == '-') {
        strbuf_append(out, "(- ");
        write_value(out, smt, l);
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
        return fail(smt, "a root of other index than 2, or a large exponent");
    strbuf_append(out, p < 0 ? "(/ 1.0 (*" : "(*");
    strbuf_append(out, p > -2 && p < 2 ? " 1.0" : "");
    for (slong i = 0; i < (p < 0 ? -p : p); i++) {
        strbuf_append_char(out, ' ');
        write_value(out, smt, expr_child(smt->dag, a, 0));
    }
    strbuf_append(out, p < 0 ? "))" : (p == 0 ? " 1.0)" : ")"));
    return true;
}

static void write_cases(strbuf_t *out, const smt_t *smt, expr_t a)
{
    size_t count = expr_child_count(smt->dag, a) / 2;
    for (size_t k = 0; k < count; k++) {
        strbuf_printf(out, "(ite t_%u ", (unsigned)expr_child(smt->dag, a, 2 * k));
        write_value(out, smt, expr_child(smt->dag, a, 2 * k + 1));
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
        write_value(out, smt, expr_child(smt->dag, a, 0));
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
        return fail(smt, "not polynomial");
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
            write_value(out, smt, expr_child(dag, a, op == EXPR_DIV ? 1 : 0));
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
        strbuf_printf(out, "(define-fun t_%u () Bool (%s t_%u t_%u))\n(define-fun f_%u () Bool (%s f_%u f_%u))\n", n, t, l, r, n,
                      f, l, r);
    } else if (op == EXPR_DEFINED) {
        strbuf_printf(out, "(define-fun t_%u () Bool ", n);
        write_defined(out, smt, (expr_t)l);
        strbuf_printf(out, ")\n(define-fun f_%u () Bool (not t_%u))\n", n, n);
    } else {
        return fail(smt, "about continuity or differentiability");
    }
    return true;
}

// ---- definitions of all that the roots reach ----

// By its square and an interval.
static bool define_radical(strbuf_t *out, smt_t *smt, expr_t a)
{
    expr_t square = expr_child(smt->dag, a, 0);
    if (!expr_is_constant(smt->dag, a) || !smt->defined[square])
        return fail(smt, "a root of a variable");
    strbuf_printf(out, "(declare-const n_%u Real)\n(assert (and (>= n_%u 0.0) (= (* n_%u n_%u) ", (unsigned)a, (unsigned)a,
                  (unsigned)a, (unsigned)a);
    write_value(out, smt, square);
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

static bool define_all(strbuf_t *out, smt_t *smt, size_t count, const expr_t *roots)
{
    size_t size = dag_size(smt->dag);
    bool *marked = expr_reachable(smt->dag, count, roots), good = true;
    mem_free(smt->defined);
    smt->defined = mem_alloc(size, sizeof *smt->defined);
    for (size_t a = 0; good && a < size; a++) {
        if (marked[a])
            good = define_node(out, smt, (expr_t)a);
        if (out->length > MAX_TEXT)
            good = fail(smt, "too long written out");
    }
    mem_free(marked);
    return good;
}

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
        write_value(out, smt, bound);
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
            write_rational(out, value);
            for (size_t k = 0; k < i; k++)
                strbuf_printf(out, " %s", name.text);
            strbuf_append_char(out, ')');
        } else {
            strbuf_printf(out, i ? "(assert (< %s " : "(assert (> %s ", name.text);
            write_rational(out, value);
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
        write_rational(out, value);
        strbuf_append(out, "))\n");
    } else {
        good = good && assert_algebraic(out, smt, variable, line->words[1]);
    }
    fmpq_clear(value);
    return good || fail(smt, "without a witness");
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
        return fail(smt, "too many terms");
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
    bool good = goal->record->verdict == VERDICT_PROVED && method->count == 2 && strcmp(method->words[0], "radius") == 0 &&
                fmpq_set_str(radius, method->words[1], 10) == 0 && goal->centre_count == goal->variable_count;
    expr_t node = expr_rational(smt->dag, radius);
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        variables[i].lo = expr_binary(smt->dag, EXPR_SUB, goal->centre[i], node);
        variables[i].hi = expr_binary(smt->dag, EXPR_ADD, goal->centre[i], node);
        variables[i].lo_open = variables[i].hi_open = false;
    }
    fmpq_clear(radius);
    return good || fail(smt, "that a point is no minimum");
}

static bool write_points(strbuf_t *out, smt_t *smt, const goal_t *goal, const bounded_t *bounds, const expr_t *variables,
                         size_t first)
{
    bool good = true;
    for (size_t i = 0; good && i < goal->variable_count; i++) {
        if (!has_witness(goal))
            assert_bounds(out, smt, bounds + i, variables[i]);
        else
            good = (goal->record->evidence_count > first + i || fail(smt, "without a witness")) &&
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
            write_value(out, smt, bound);
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
    good = good && define_all(out, smt, roots.count, roots.items);
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
        return fail(smt, "a Lipschitz bound with parameters");
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
                add_bounds(&roots, smt, bounds, count) && define_all(out, smt, roots.count, roots.items) &&
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

void export_smt2(strbuf_t *out, exported_t **results, goals_t *goals)
{
    smt_t smt = {goals, goals->dag, NULL, NULL};
    *results = mem_alloc(goals->count, sizeof **results);
    export_origin(out, "; ", goals->record);
    strbuf_append(out, "; Each (check-sat) asks for a counterexample to one obligation: unsat is agreement, sat an alarm.\n");
    strbuf_append(out, "; Gradients are the formulas that the rules of differentiation give, case by case.\n");
    strbuf_append(out, "(set-logic QF_NRA)\n");
    for (size_t i = 0; i < goals->count; i++) {
        const goal_t *goal = goals->goals + i;
        exported_t *result = *results + i;
        strbuf_t text;
        strbuf_init(&text);
        if (goal->same == SIZE_MAX)
            *result = (exported_t){write_goal(&text, &smt, goal), smt.reason};
        else
            *result = (*results)[goal->same];
        if (goal->same == SIZE_MAX && result->exported) {
            strbuf_append(out, "\n(echo \"");
            goal_append_name(out, goal);
            strbuf_printf(out, "\")\n(push 1)\n%s(check-sat)\n(pop 1)\n", text.text);
        }
        strbuf_clear(&text);
    }
    strbuf_append_char(out, '\n');
    export_summary(out, "; ", *results, goals);
    mem_free(smt.defined);
}
