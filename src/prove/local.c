// SPDX-License-Identifier: LGPL-3.0-or-later
// LOCAL in any dimension: the conclusion on a small box about the centre, by subdivision; or a direction of descent.
#include "base/memory.h"
#include "claim/formula.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/branch_subdivision.h"
#include "prove/exact.h"
#include "prove/witness.h"
#include "real/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOXES_PER_RADIUS 600
#define DIRECTIONS 24

// ---- a radius ----

// The conclusion for all states within the radius of the centre, as a statement over a box.
static void restate(obligation_t *near, quantified_t *variables, prover_t *prover, const obligation_t *obligation,
                    const fmpq_t radius)
{
    dag_t *dag = prover->dag;
    expr_t reach = expr_rational(dag, radius);
    *near = *obligation;
    near->kind = OBLIGATION_FORALL;
    near->region = expr_leaf(dag, EXPR_TRUE);
    near->variables = variables;
    for (size_t i = 0; i < obligation->variable_count; i++) {
        variables[i] = obligation->variables[i];
        if (i < obligation->state_count)
            variables[i].domain = (interval_t){expr_binary(dag, EXPR_SUB, obligation->centre[i], reach),
                                               expr_binary(dag, EXPR_ADD, obligation->centre[i], reach), false, false};
    }
}

static void settle_proved(proof_t *proof, const subdivision_t *s, const statement_t *statement, const fmpq_t radius)
{
    proof->verdict = VERDICT_PROVED;
    strbuf_append(&proof->evidence, "evidence proved radius ");
    number_write_fmpq(&proof->evidence, radius);
    strbuf_append(&proof->evidence, "\ntree\n");
    tree_write(&proof->evidence, &s->tree, statement);
    proof->method = format_text("a neighbourhood, %zu box%s", s->boxes, s->boxes == 1 ? "" : "es");
}

static bool holds_within(proof_t *proof, const char **reason, prover_t *prover, const obligation_t *obligation,
                         const fmpq_t radius)
{
    obligation_t near;
    statement_t statement;
    bool proved = false;
    quantified_t *variables = mem_alloc(obligation->variable_count, sizeof *variables);
    restate(&near, variables, prover, obligation, radius);
    if (statement_init(&statement, reason, prover, &near, near.region, obligation->conclusion) == STATUS_OK) {
        subdivision_t s;
        subdivision_init(&s, &statement);
        subdivision_result_t result;
        do
            result = subdivision_run(&s, BOXES_PER_RADIUS - s.boxes);
        while (result == SUBDIVISION_SUSPECT && s.boxes < BOXES_PER_RADIUS);
        proved = result == SUBDIVISION_PROVED;
        if (proved)
            settle_proved(proof, &s, &statement, radius);
        subdivision_clear(&s);
    }
    statement_clear(&statement);
    mem_free(variables);
    return proved;
}

static bool find_radius(proof_t *proof, const char **reason, prover_t *prover, const obligation_t *obligation)
{
    static const ulong bits[] = {3, 7, 12, 18, 26};
    fmpq_t radius;
    fmpq_init(radius);
    bool found = false;
    for (size_t k = 0; !found && k < sizeof bits / sizeof *bits && !dag_over_limit(prover->dag); k++) {
        fmpq_one(radius);
        fmpq_div_2exp(radius, radius, bits[k]);
        found = holds_within(proof, reason, prover, obligation, radius);
    }
    fmpq_clear(radius);
    return found;
}

// ---- descent ----

static void write_direction(strbuf_t *out, const fmpq *direction, size_t n, slong factor)
{
    fmpq_t component;
    fmpq_init(component);
    strbuf_append(out, "direction");
    for (size_t i = 0; i < n; i++) {
        fmpq_set(component, direction + i);
        fmpz_mul_si(fmpq_numref(component), fmpq_numref(component), factor);
        fmpq_canonicalise(component);
        strbuf_append_char(out, ' ');
        number_write_fmpq(out, component);
    }
    strbuf_append_char(out, '\n');
    fmpq_clear(component);
}

// The conclusion along centre + t direction, near t = 0, by exact arithmetic.
static bool falls_exactly(proof_t *proof, prover_t *prover, const obligation_t *obligation, expr_t parameter,
                          const fmpq *direction)
{
    dag_t *dag = prover->dag;
    size_t n = obligation->state_count;
    expr_t *states = mem_alloc(2 * n, sizeof *states), *values = states + n, zero = expr_integer(dag, 0);
    for (size_t i = 0; i < n; i++) {
        expr_t step = expr_binary(dag, EXPR_MUL, parameter, expr_rational(dag, direction + i));
        states[i] = obligation->variables[i].variable;
        values[i] = fmpq_is_zero(direction + i) ? obligation->centre[i]
                                                : expr_binary(dag, EXPR_ADD, obligation->centre[i], step);
    }
    quantified_t line = {parameter, {EXPR_NONE, EXPR_NONE, true, true}};
    obligation_t along = *obligation;
    along.conclusion = expr_substitute(dag, obligation->conclusion, n, states, values);
    along.variable_count = along.state_count = 1;
    along.variables = &line;
    along.centre = &zero;
    along.shape = SHAPE_NONE;
    mem_free(states);
    proof_t found;
    proof_init(&found);
    static const char start[] = "evidence refuted descent\ndirection ";
    bool refuted = !dag_over_limit(dag) && prove_exact(&found, prover, &along) == STATUS_OK &&
                   found.verdict == VERDICT_REFUTED && strncmp(found.evidence.text, start, sizeof start - 1) == 0;
    const char *rest = refuted ? strchr(found.evidence.text + sizeof start - 1, '\n') : NULL;
    if (rest) {
        slong factor = strtol(found.evidence.text + sizeof start - 1, NULL, 10);
        strbuf_append(&proof->evidence, "evidence refuted descent\n");
        write_direction(&proof->evidence, direction, n, factor);
        strbuf_append(&proof->evidence, rest + 1);
        proof->verdict = VERDICT_REFUTED;
        proof->method = format_text("exact along a line");
    }
    proof_clear(&found);
    return rest != NULL;
}

// Whether the conclusion says only that f has a (strict) minimum: 0 <= f - f(p), or x = p or 0 < f - f(p).
static bool is_plain_minimum(const dag_t *dag, const obligation_t *obligation)
{
    expr_t conclusion = obligation->conclusion;
    if (obligation->shape != SHAPE_MINIMUM)
        return false;
    if (expr_op(dag, conclusion) == EXPR_LESS_EQUAL)
        return true;
    if (expr_op(dag, conclusion) != EXPR_OR || expr_op(dag, expr_child(dag, conclusion, 1)) != EXPR_LESS)
        return false;
    expr_t *members = NULL;
    size_t count = 0, capacity = 0;
    formula_conjuncts(&members, &count, &capacity, dag, expr_child(dag, conclusion, 0));
    bool plain = true;
    for (size_t i = 0; i < count; i++)
        plain = plain && expr_op(dag, members[i]) == EXPR_EQUAL;
    mem_free(members);
    return plain;
}

typedef struct {
    statement_t statement; // over the point box of the centre
    table_t table;         // the gradient, then f
    tape_result_t *results;
} slope_t;

static void slope_compile(slope_t *slope, prover_t *prover, const obligation_t *obligation)
{
    size_t n = obligation->state_count;
    expr_t *all = mem_alloc(n + 1, sizeof *all);
    all[n] = statement_plain(prover, obligation->shape_function);
    expr_gradient(all, prover->dag, all[n], n, slope->statement.inputs);
    for (size_t i = 0; i < n; i++)
        all[i] = expr_simplify(prover->dag, all[i]);
    table_init(&slope->table, &slope->statement, n + 1, all);
    slope->results = mem_alloc(slope->table.list.count, sizeof *slope->results);
    statement_evaluate(slope->results, &slope->statement, slope->table.tape, slope->statement.root, 53);
    mem_free(all);
}

// Against the gradient, rounded to components k/8 of its largest one.
static bool steepest(fmpq *direction, const slope_t *slope, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n; i++) {
        dinterval_t d = slope->results[slope->table.sums[i].root].value;
        largest = fmax(largest, fabs(dinterval_lo(d) / 2 + d.hi / 2));
    }
    if (!(largest > 0) || !isfinite(largest))
        return false;
    for (size_t i = 0; i < n; i++) {
        dinterval_t d = slope->results[slope->table.sums[i].root].value;
        fmpq_set_si(direction + i, -(slong)nearbyint(8 * (dinterval_lo(d) / 2 + d.hi / 2) / largest), 8);
    }
    return true;
}

static bool slope_is_negative(const slope_t *slope, const fmpq *direction, size_t n)
{
    double sum = 0, size = 0;
    bool usable = slope->results[slope->table.sums[n].root].regularity >= REGULARITY_C1;
    for (size_t i = 0; i < n; i++) {
        sum_bounds_t d = sum_bounds(slope->table.sums + i, &slope->table.list, slope->results, 53);
        double u = fmpq_get_d(direction + i);
        sum += u > 0 ? u * d.hi : u < 0 ? u * d.lo : 0;
        size += u == 0 ? 0 : fabs(u) * fmax(fabs(d.lo), fabs(d.hi));
    }
    return usable && sum < -rounding_room(53) * size;
}

// f is differentiable at the centre and falls in a direction.
static bool falls_with_slope(proof_t *proof, prover_t *prover, const obligation_t *obligation, fmpq *direction)
{
    size_t n = obligation->state_count;
    fmpq_t zero;
    obligation_t here;
    slope_t slope;
    const char *reason;
    bool found = false;
    if (!is_plain_minimum(prover->dag, obligation) || obligation->variable_count != n)
        return false;
    quantified_t *variables = mem_alloc(n, sizeof *variables);
    fmpq_init(zero);
    memset(&slope, 0, sizeof slope);
    restate(&here, variables, prover, obligation, zero);
    if (statement_init(&slope.statement, &reason, prover, &here, here.region, here.region) == STATUS_OK) {
        slope_compile(&slope, prover, obligation);
        found = steepest(direction, &slope, n) && slope_is_negative(&slope, direction, n);
    }
    if (found) {
        proof->verdict = VERDICT_REFUTED;
        strbuf_append(&proof->evidence, "evidence refuted descent\n");
        write_direction(&proof->evidence, direction, n, 1);
        strbuf_append(&proof->evidence, "slope 53\n");
        proof->method = format_text("a direction without ascent");
    }
    table_clear(&slope.table);
    mem_free(slope.results);
    statement_clear(&slope.statement);
    mem_free(variables);
    fmpq_clear(zero);
    return found;
}

// Coordinate directions, then some with small integer components.
static void choose_direction(fmpq *direction, size_t n, size_t index, uint64_t *random)
{
    for (size_t i = 0; i < n; i++) {
        slong component = index < n ? i == index : (slong)(5 * random_unit(random)) - 2;
        fmpq_set_si(direction + i, component, 1);
    }
}

static bool find_descent(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    size_t n = obligation->state_count;
    fmpq *direction = _fmpq_vec_init((slong)n);
    uint64_t random = 0x94d049bb133111ebu;
    bool found = falls_with_slope(proof, prover, obligation, direction);
    expr_t parameter = found ? EXPR_NONE : expr_new_variable(prover->dag, "t", VARIABLE_STATE);
    bool closed = obligation->variable_count == n;
    for (size_t k = 0; !found && closed && k < n + DIRECTIONS; k++) {
        choose_direction(direction, n, k, &random);
        found = falls_exactly(proof, prover, obligation, parameter, direction);
    }
    _fmpq_vec_clear(direction, (slong)n);
    return found;
}

void prove_local(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    const char *reason = "no neighbourhood of the centre was found in which the conclusion is shown to hold, and no "
                         "direction in which it fails";
    if (obligation->state_count == 0 || !obligation->centre)
        reason = "the centre is missing";
    else if (obligation->variable_count > obligation->state_count)
        reason = "local minima at a point that depends on a `for` interval are only refuted; use a list";
    else if (find_radius(proof, &reason, prover, obligation) || find_descent(proof, prover, obligation))
        return;
    proof->reason = format_text("%s", reason);
}
