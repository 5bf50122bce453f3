// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_problem.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "expr/derivative.h"
#include "expr/simplify.h"

#include <math.h>
#include <string.h>

expr_t problem_plain(prover_t *prover, expr_t a)
{
    return expr_simplify(prover->dag, expr_eliminate_operators(prover->dag, a));
}

// ---- implicit points ----

static const known_coordinate_t *find_known(const prover_t *prover, expr_t variable)
{
    for (size_t i = 0; i < prover->known_count; i++)
        if (prover->known[i].variable == variable)
            return prover->known + i;
    return NULL;
}

static bool known_rational(fmpq_t value, const known_coordinate_t *known)
{
    if (!known->is_exact || !rpoint_is_real(known->exact))
        return false;
    real_t exact;
    real_init(exact);
    rpoint_get_real(exact, known->exact);
    bool rational = real_is_rational(exact);
    if (rational)
        real_get_fmpq(value, exact);
    real_clear(exact);
    return rational;
}

// Rational coordinates of implicit points take their places.
static expr_t put_in_rational_points(const problem_t *problem, expr_t a)
{
    size_t count = problem->input_count - problem->count;
    const expr_t *points = problem->inputs + problem->count;
    expr_t *values = mem_alloc(count, sizeof *values);
    fmpq_t value;
    fmpq_init(value);
    for (size_t i = 0; i < count; i++) {
        const known_coordinate_t *known = find_known(problem->prover, points[i]);
        values[i] = known && known_rational(value, known) ? expr_rational(problem->prover->dag, value) : points[i];
    }
    fmpq_clear(value);
    expr_t result = count ? expr_substitute(problem->prover->dag, a, count, points, values) : a;
    mem_free(values);
    return result;
}

static status_t set_points(problem_t *problem, const char **reason)
{
    for (size_t i = 0; i < problem->input_count - problem->count; i++) {
        const known_coordinate_t *known = find_known(problem->prover, problem->inputs[problem->count + i]);
        if (!known) {
            *reason = "the claim is about a point whose existence has not been proved";
            return STATUS_UNSUPPORTED;
        }
        dinterval_t lo = dinterval_from_fmpq(known->lo), hi = dinterval_from_fmpq(known->hi);
        problem->points[i] = (dinterval_t){lo.neg_lo, hi.hi};
    }
    return STATUS_OK;
}

static void point_ball(arb_t result, const problem_t *problem, size_t index, slong precision)
{
    const known_coordinate_t *known = find_known(problem->prover, problem->inputs[problem->count + index]);
    arb_t hi;
    arb_init(hi);
    arb_set_fmpq(result, known->lo, precision);
    arb_set_fmpq(hi, known->hi, precision);
    arb_union(result, result, hi, precision);
    arb_clear(hi);
}

// ---- exact ends ----

static void constant_ball(arb_t result, const problem_t *problem, expr_t constant, slong precision)
{
    const dag_t *dag = problem->prover->dag;
    if (expr_op(dag, constant) == EXPR_RATIONAL) {
        arb_set_fmpq(result, expr_rational_value(dag, constant), precision);
        return;
    }
    size_t points = problem->input_count - problem->count;
    arb_ptr inputs = _arb_vec_init((slong)points);
    for (size_t i = 0; i < points; i++)
        point_ball(inputs + i, problem, i, precision);
    regularity_t regularity;
    tape_t *tape = tape_compile(dag, 1, &constant, points, problem->inputs + problem->count);
    tape_evaluate_arb(result, &regularity, NULL, tape, inputs, precision);
    if (regularity == REGULARITY_UNKNOWN)
        arb_indeterminate(result);
    tape_free(tape);
    _arb_vec_clear(inputs, (slong)points);
}

uint32_t problem_add_mark(problem_t *problem, expr_t constant)
{
    for (size_t i = 0; i < problem->mark_count; i++)
        if (problem->marks[i].constant == constant)
            return (uint32_t)i;
    arb_t ball;
    arb_init(ball);
    constant_ball(ball, problem, constant, 128);
    dinterval_t enclosure = dinterval_from_arb(ball);
    arb_clear(ball);
    problem->marks = mem_grow(problem->marks, &problem->mark_capacity, problem->mark_count + 1,
                              sizeof *problem->marks);
    problem->marks[problem->mark_count] = (mark_t){constant, dinterval_lo(enclosure), enclosure.hi};
    return (uint32_t)problem->mark_count++;
}

expr_t side_end(const problem_t *problem, const side_t *side, bool upper)
{
    uint32_t mark = upper ? side->hi_mark : side->lo_mark;
    double end = upper ? side->hi : side->lo;
    if (mark != MARK_NONE)
        return problem->marks[mark].constant;
    if (!isfinite(end))
        return EXPR_NONE;
    fmpq_t value;
    fmpq_init(value);
    expr_t result = EXPR_NONE;
    if (side_end_rational(value, problem, side, upper))
        result = expr_rational(problem->prover->dag, value);
    fmpq_clear(value);
    return result;
}

bool side_end_rational(fmpq_t value, const problem_t *problem, const side_t *side, bool upper)
{
    uint32_t mark = upper ? side->hi_mark : side->lo_mark;
    double end = upper ? side->hi : side->lo;
    if (mark != MARK_NONE) {
        expr_t constant = problem->marks[mark].constant;
        bool rational = expr_op(problem->prover->dag, constant) == EXPR_RATIONAL;
        if (rational)
            fmpq_set(value, expr_rational_value(problem->prover->dag, constant));
        return rational;
    }
    if (!isfinite(end))
        return false;
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, end);
    arf_get_fmpq(value, exact);
    arf_clear(exact);
    return true;
}

// ---- the root box ----

static status_t set_side(problem_t *problem, size_t index, const char **reason)
{
    const interval_t *domain = &problem->obligation->variables[index].domain;
    side_t *side = problem->root + index;
    *side = (side_t){-INFINITY, INFINITY, MARK_NONE, MARK_NONE};
    if (domain->lo != EXPR_NONE) {
        side->lo_mark = problem_add_mark(problem, problem_plain(problem->prover, domain->lo));
        side->lo = problem->marks[side->lo_mark].lo;
    }
    if (domain->hi != EXPR_NONE) {
        side->hi_mark = problem_add_mark(problem, problem_plain(problem->prover, domain->hi));
        side->hi = problem->marks[side->hi_mark].hi;
    }
    bool usable = side->lo <= side->hi && (domain->lo == EXPR_NONE || isfinite(side->lo)) &&
                  (domain->hi == EXPR_NONE || isfinite(side->hi));
    if (!usable)
        *reason = "an interval of a variable is empty or its ends are out of the range of the search";
    problem->bounded = problem->bounded && isfinite(side->lo) && isfinite(side->hi) && !domain->lo_open &&
                       !domain->hi_open;
    return usable ? STATUS_OK : STATUS_UNSUPPORTED;
}

static void set_inputs(problem_t *problem)
{
    const obligation_t *obligation = problem->obligation;
    problem->count = obligation->variable_count;
    problem->state_count = obligation->state_count;
    problem->input_count = obligation->variable_count + obligation->point_count;
    problem->inputs = mem_alloc(problem->input_count, sizeof *problem->inputs);
    problem->root = mem_alloc(problem->count, sizeof *problem->root);
    problem->points = mem_alloc(obligation->point_count, sizeof *problem->points);
    for (size_t i = 0; i < problem->count; i++)
        problem->inputs[i] = obligation->variables[i].variable;
    for (size_t i = 0; i < obligation->point_count; i++)
        problem->inputs[problem->count + i] = obligation->points[i].variable;
}

// ---- the formulas ----

static expr_t prepare_formula(problem_t *problem, expr_t formula)
{
    dag_t *dag = problem->prover->dag;
    expr_t plain = problem_plain(problem->prover, put_in_rational_points(problem, formula));
    return expr_simplify(dag, formula_normalise(dag, plain));
}

static void compile_values(problem_t *problem)
{
    dag_t *dag = problem->prover->dag;
    root_list_init(&problem->list);
    condition_init(&problem->region_condition, &problem->list, dag, problem->region);
    condition_init(&problem->conclusion_condition, &problem->list, dag, problem->conclusion);
    if (problem->e != EXPR_NONE)
        problem->e_sum = problem->conclusion_condition.nodes[0].sum;
    problem->values = tape_compile(dag, problem->list.count, problem->list.roots, problem->input_count,
                                   problem->inputs);
}

static void set_atom(problem_t *problem)
{
    const dag_t *dag = problem->prover->dag;
    expr_op_t op = expr_op(dag, problem->conclusion);
    problem->unrestricted = expr_op(dag, problem->region) == EXPR_TRUE;
    problem->strict = op == EXPR_LESS;
    problem->e = EXPR_NONE;
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return;
    expr_t zero = expr_child(dag, problem->conclusion, 0);
    if (expr_op(dag, zero) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, zero)))
        problem->e = expr_child(dag, problem->conclusion, 1);
}

status_t problem_init(problem_t *problem, const char **reason, prover_t *prover, const obligation_t *obligation,
                      expr_t region, expr_t conclusion)
{
    memset(problem, 0, sizeof *problem);
    problem->prover = prover;
    problem->obligation = obligation;
    problem->e = EXPR_NONE;
    problem->bounded = true;
    set_inputs(problem);
    status_t status = set_points(problem, reason);
    for (size_t i = 0; status == STATUS_OK && i < problem->count; i++)
        status = set_side(problem, i, reason);
    if (status != STATUS_OK)
        return status;
    problem->region = prepare_formula(problem, region);
    problem->conclusion = prepare_formula(problem, conclusion);
    if (dag_over_limit(prover->dag)) {
        *reason = "the expressions exceed the limit on nodes";
        return STATUS_LIMIT;
    }
    set_atom(problem);
    compile_values(problem);
    return STATUS_OK;
}

void problem_clear(problem_t *problem)
{
    mem_free(problem->inputs);
    mem_free(problem->root);
    mem_free(problem->points);
    mem_free(problem->marks);
    tape_free(problem->values);
    root_list_clear(&problem->list);
    condition_clear(&problem->region_condition);
    condition_clear(&problem->conclusion_condition);
    table_clear(&problem->gradient);
    table_clear(&problem->hessian);
    memset(problem, 0, sizeof *problem);
}

// ---- derivatives ----

void table_init(table_t *table, const problem_t *problem, size_t count, const expr_t *expressions)
{
    const dag_t *dag = problem->prover->dag;
    root_list_init(&table->list);
    table->sums = mem_alloc(count, sizeof *table->sums);
    table->count = count;
    for (size_t i = 0; i < count; i++)
        table->sums[i] = root_list_add_sum(&table->list, dag, expressions[i]);
    table->tape = tape_compile(dag, table->list.count, table->list.roots, problem->input_count, problem->inputs);
}

void table_clear(table_t *table)
{
    tape_free(table->tape);
    root_list_clear(&table->list);
    mem_free(table->sums);
    memset(table, 0, sizeof *table);
}

const table_t *problem_gradient(problem_t *problem)
{
    dag_t *dag = problem->prover->dag;
    if (problem->gradient.tape || problem->e == EXPR_NONE)
        return problem->gradient.tape ? &problem->gradient : NULL;
    expr_t *partials = mem_alloc(problem->count, sizeof *partials);
    expr_gradient(partials, dag, problem->e, problem->count, problem->inputs);
    for (size_t i = 0; i < problem->count; i++)
        partials[i] = expr_simplify(dag, partials[i]);
    if (!dag_over_limit(dag))
        table_init(&problem->gradient, problem, problem->count, partials);
    mem_free(partials);
    return problem->gradient.tape ? &problem->gradient : NULL;
}

const table_t *problem_hessian(problem_t *problem)
{
    dag_t *dag = problem->prover->dag;
    size_t n = problem->count, entry = 0;
    if (problem->hessian.tape || problem->e == EXPR_NONE)
        return problem->hessian.tape ? &problem->hessian : NULL;
    expr_t *full = mem_alloc(n * n, sizeof *full), *upper = mem_alloc(n * (n + 1) / 2, sizeof *upper);
    expr_hessian(full, dag, problem->e, n, problem->inputs);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            upper[entry++] = expr_simplify(dag, full[i * n + j]);
    if (!dag_over_limit(dag))
        table_init(&problem->hessian, problem, entry, upper);
    mem_free(full);
    mem_free(upper);
    return problem->hessian.tape ? &problem->hessian : NULL;
}

// ---- evaluation ----

void problem_inputs(dinterval_t *inputs, const problem_t *problem, const side_t *box)
{
    for (size_t i = 0; i < problem->count; i++)
        inputs[i] = dinterval_make(box[i].lo, box[i].hi);
    for (size_t i = problem->count; i < problem->input_count; i++)
        inputs[i] = problem->points[i - problem->count];
}

void problem_point_inputs(dinterval_t *inputs, const problem_t *problem, const double *point)
{
    for (size_t i = 0; i < problem->count; i++)
        inputs[i] = dinterval_point(point[i]);
    for (size_t i = problem->count; i < problem->input_count; i++)
        inputs[i] = problem->points[i - problem->count];
}

static void end_ball(arb_t result, const problem_t *problem, double end, uint32_t mark, slong precision)
{
    if (mark != MARK_NONE)
        constant_ball(result, problem, problem->marks[mark].constant, precision);
    else
        arb_set_d(result, end);
}

void problem_input_balls(arb_ptr inputs, const problem_t *problem, const side_t *box, slong precision)
{
    arb_t hi;
    arb_init(hi);
    for (size_t i = 0; i < problem->count; i++) {
        if (!isfinite(box[i].lo) || !isfinite(box[i].hi)) {
            arb_zero_pm_inf(inputs + i);
            continue;
        }
        end_ball(inputs + i, problem, box[i].lo, box[i].lo_mark, precision);
        if (side_is_fixed(box + i))
            continue;
        end_ball(hi, problem, box[i].hi, box[i].hi_mark, precision);
        arb_union(inputs + i, inputs + i, hi, precision);
    }
    arb_clear(hi);
    for (size_t i = problem->count; i < problem->input_count; i++)
        point_ball(inputs + i, problem, i - problem->count, precision);
}

void problem_evaluate_balls(tape_result_t *results, const tape_t *tape, arb_srcptr inputs, slong precision)
{
    size_t count = tape_root_count(tape);
    arb_ptr values = _arb_vec_init((slong)count);
    regularity_t *regularity = mem_alloc(count, sizeof *regularity);
    truth_t *truth = mem_alloc(count, sizeof *truth);
    tape_evaluate_arb(values, regularity, truth, tape, inputs, precision);
    for (size_t r = 0; r < count; r++)
        results[r] = (tape_result_t){dinterval_from_arb(values + r), regularity[r], truth[r]};
    mem_free(regularity);
    mem_free(truth);
    _arb_vec_clear(values, (slong)count);
}

void problem_evaluate(tape_result_t *results, const problem_t *problem, const tape_t *tape, const side_t *box,
                      slong precision)
{
    if (precision <= 53) {
        dinterval_t *inputs = mem_alloc(problem->input_count, sizeof *inputs);
        problem_inputs(inputs, problem, box);
        tape_evaluate(results, tape, 1, inputs);
        mem_free(inputs);
        return;
    }
    arb_ptr balls = _arb_vec_init((slong)problem->input_count);
    problem_input_balls(balls, problem, box, precision);
    problem_evaluate_balls(results, tape, balls, precision);
    _arb_vec_clear(balls, (slong)problem->input_count);
}

void problem_evaluate_point(tape_result_t *results, const problem_t *problem, const tape_t *tape, const double *point,
                            slong precision)
{
    side_t *box = mem_alloc(problem->count, sizeof *box);
    for (size_t i = 0; i < problem->count; i++)
        box[i] = (side_t){point[i], point[i], MARK_NONE, MARK_NONE};
    problem_evaluate(results, problem, tape, box, precision);
    mem_free(box);
}
