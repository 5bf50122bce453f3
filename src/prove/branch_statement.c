// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_statement.h"

#include "base/memory.h"
#include "claim/formula.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/branch_regularity.h"
#include "prove/combination.h"
#include "prove/piecewise.h"

#include <math.h>
#include <string.h>

expr_t statement_plain(prover_t *prover, expr_t a)
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
static expr_t put_in_rational_points(const statement_t *statement, expr_t a)
{
    size_t count = statement->input_count - statement->count;
    const expr_t *points = statement->inputs + statement->count;
    expr_t *values = mem_alloc(count, sizeof *values);
    fmpq_t value;
    fmpq_init(value);
    for (size_t i = 0; i < count; i++) {
        const known_coordinate_t *known = find_known(statement->prover, points[i]);
        values[i] = known && known_rational(value, known) ? expr_rational(statement->prover->dag, value) : points[i];
    }
    fmpq_clear(value);
    expr_t result = count ? expr_substitute(statement->prover->dag, a, count, points, values) : a;
    mem_free(values);
    return result;
}

static status_t set_points(statement_t *statement, const char **reason)
{
    for (size_t i = 0; i < statement->input_count - statement->count; i++) {
        const known_coordinate_t *known = find_known(statement->prover, statement->inputs[statement->count + i]);
        if (!known) {
            *reason = "the claim is about a point whose existence has not been proved";
            return STATUS_UNSUPPORTED;
        }
        dinterval_t lo = dinterval_from_fmpq(known->lo), hi = dinterval_from_fmpq(known->hi);
        statement->points[i] = (dinterval_t){lo.neg_lo, hi.hi};
    }
    return STATUS_OK;
}

static void point_ball(arb_t result, const statement_t *statement, size_t index, slong precision)
{
    const known_coordinate_t *known = find_known(statement->prover, statement->inputs[statement->count + index]);
    arb_t hi;
    arb_init(hi);
    arb_set_fmpq(result, known->lo, precision);
    arb_set_fmpq(hi, known->hi, precision);
    arb_union(result, result, hi, precision);
    arb_clear(hi);
}

// ---- exact ends ----

static void constant_ball(arb_t result, const statement_t *statement, expr_t constant, slong precision)
{
    const dag_t *dag = statement->prover->dag;
    if (expr_op(dag, constant) == EXPR_RATIONAL) {
        arb_set_fmpq(result, expr_rational_value(dag, constant), precision);
        return;
    }
    size_t points = statement->input_count - statement->count;
    arb_ptr inputs = _arb_vec_init((slong)points);
    for (size_t i = 0; i < points; i++)
        point_ball(inputs + i, statement, i, precision);
    regularity_t regularity;
    tape_t *tape = tape_compile(dag, 1, &constant, points, statement->inputs + statement->count);
    tape_evaluate_arb(result, &regularity, NULL, tape, inputs, precision);
    if (regularity == REGULARITY_UNKNOWN)
        arb_indeterminate(result);
    tape_free(tape);
    _arb_vec_clear(inputs, (slong)points);
}

uint32_t statement_add_mark(statement_t *statement, expr_t constant)
{
    for (size_t i = 0; i < statement->mark_count; i++)
        if (statement->marks[i].constant == constant)
            return (uint32_t)i;
    arb_t ball;
    arb_init(ball);
    constant_ball(ball, statement, constant, 128);
    dinterval_t enclosure = dinterval_from_arb(ball);
    arb_clear(ball);
    statement->marks =
        mem_grow(statement->marks, &statement->mark_capacity, statement->mark_count + 1, sizeof *statement->marks);
    statement->marks[statement->mark_count] = (mark_t){constant, dinterval_lo(enclosure), enclosure.hi};
    return (uint32_t)statement->mark_count++;
}

void fmpq_set_double(fmpq_t result, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(result, exact);
    arf_clear(exact);
}

expr_t side_end(const statement_t *statement, const side_t *side, bool upper)
{
    uint32_t mark = upper ? side->hi_mark : side->lo_mark;
    double end = upper ? side->hi : side->lo;
    if (mark != MARK_NONE)
        return statement->marks[mark].constant;
    if (!isfinite(end))
        return EXPR_NONE;
    fmpq_t value;
    fmpq_init(value);
    expr_t result = EXPR_NONE;
    if (side_end_rational(value, statement, side, upper))
        result = expr_rational(statement->prover->dag, value);
    fmpq_clear(value);
    return result;
}

bool constant_exact(real_t value, prover_t *prover, expr_t constant)
{
    line_t line;
    line_init(&line, prover->dag, EXPR_NONE, 1, prover->reals);
    bool exact =
        line_build(&line, 1, &constant, NULL) == STATUS_OK && line_constant(value, &line, constant) == STATUS_OK;
    line_clear(&line);
    return exact;
}

bool side_end_exact(real_t value, const statement_t *statement, const side_t *side, bool upper)
{
    fmpq_t rational;
    fmpq_init(rational);
    bool exact = side_end_rational(rational, statement, side, upper);
    if (exact)
        real_set_fmpq(value, rational);
    fmpq_clear(rational);
    uint32_t mark = upper ? side->hi_mark : side->lo_mark;
    return exact || (mark != MARK_NONE && constant_exact(value, statement->prover, statement->marks[mark].constant));
}

bool side_end_rational(fmpq_t value, const statement_t *statement, const side_t *side, bool upper)
{
    uint32_t mark = upper ? side->hi_mark : side->lo_mark;
    double end = upper ? side->hi : side->lo;
    if (mark != MARK_NONE) {
        expr_t constant = statement->marks[mark].constant;
        bool rational = expr_op(statement->prover->dag, constant) == EXPR_RATIONAL;
        if (rational)
            fmpq_set(value, expr_rational_value(statement->prover->dag, constant));
        return rational;
    }
    if (!isfinite(end))
        return false;
    fmpq_set_double(value, end);
    return true;
}

// ---- the root box ----

static status_t set_side(statement_t *statement, size_t index, const char **reason)
{
    const interval_t *domain = &statement->obligation->variables[index].domain;
    side_t *side = statement->root + index;
    *side = (side_t){-INFINITY, INFINITY, MARK_NONE, MARK_NONE};
    if (domain->lo != EXPR_NONE) {
        side->lo_mark = statement_add_mark(statement, statement_plain(statement->prover, domain->lo));
        side->lo = statement->marks[side->lo_mark].lo;
    }
    if (domain->hi != EXPR_NONE) {
        side->hi_mark = statement_add_mark(statement, statement_plain(statement->prover, domain->hi));
        side->hi = statement->marks[side->hi_mark].hi;
    }
    bool finite = (domain->lo == EXPR_NONE || isfinite(side->lo)) && (domain->hi == EXPR_NONE || isfinite(side->hi));
    bool usable = finite && side->lo <= side->hi;
    if (!usable)
        *reason = finite ? "the interval of a variable is empty"
                         : "an end of the interval of a variable has no value, or none within the range of doubles";
    statement->bounded =
        statement->bounded && isfinite(side->lo) && isfinite(side->hi) && !domain->lo_open && !domain->hi_open;
    return usable ? STATUS_OK : STATUS_UNSUPPORTED;
}

static void set_inputs(statement_t *statement)
{
    const obligation_t *obligation = statement->obligation;
    statement->count = obligation->variable_count;
    statement->state_count = obligation->state_count;
    statement->input_count = obligation->variable_count + obligation->point_count;
    statement->inputs = mem_alloc(statement->input_count, sizeof *statement->inputs);
    statement->root = mem_alloc(statement->count, sizeof *statement->root);
    statement->points = mem_alloc(obligation->point_count, sizeof *statement->points);
    for (size_t i = 0; i < statement->count; i++)
        statement->inputs[i] = obligation->variables[i].variable;
    for (size_t i = 0; i < obligation->point_count; i++)
        statement->inputs[statement->count + i] = obligation->points[i].variable;
}

// ---- the formulas ----

static expr_t prepare_formula(statement_t *statement, expr_t formula)
{
    dag_t *dag = statement->prover->dag;
    formula = regularity_on_boxes(dag, put_in_rational_points(statement, formula));
    expr_t plain = statement_plain(statement->prover, formula);
    return expr_simplify(dag, formula_normalise(dag, plain));
}

static void compile_values(statement_t *statement)
{
    dag_t *dag = statement->prover->dag;
    root_list_init(&statement->list);
    condition_init(&statement->region_condition, &statement->list, dag, statement->region);
    condition_init(&statement->conclusion_condition, &statement->list, dag, statement->conclusion);
    if (statement->e != EXPR_NONE)
        statement->e_sum = statement->conclusion_condition.nodes[0].sum;
    statement->values =
        tape_compile(dag, statement->list.count, statement->list.roots, statement->input_count, statement->inputs);
}

static bool is_comparison(const dag_t *dag, expr_t formula)
{
    expr_op_t op = expr_op(dag, formula);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL && op != EXPR_EQUAL && op != EXPR_NOT_EQUAL)
        return false;
    expr_t zero = expr_child(dag, formula, 0);
    return expr_op(dag, zero) == EXPR_RATIONAL && fmpq_is_zero(expr_rational_value(dag, zero));
}

// Simplification may turn an atom into another kind of formula and back; only what is an atom in the certificate
// counts.
static void set_atom(statement_t *statement)
{
    const dag_t *dag = statement->prover->dag;
    statement->unrestricted = expr_op(dag, statement->obligation->region) == EXPR_TRUE;
    statement->atom = statement->e = EXPR_NONE;
    if (!is_comparison(dag, statement->stated))
        return;
    statement->relation = expr_op(dag, statement->stated);
    if (!is_comparison(dag, statement->conclusion)) { // decided by simplification: exact expansion shows it again
        statement->atom = expr_eliminate_operators(statement->prover->dag, expr_child(dag, statement->stated, 1));
        return;
    }
    statement->atom = expr_child(dag, statement->conclusion, 1);
    statement->relation = expr_op(dag, statement->conclusion);
    statement->strict = statement->relation == EXPR_LESS;
    if (statement->strict || statement->relation == EXPR_LESS_EQUAL)
        statement->e = statement->atom;
}

status_t statement_init(statement_t *statement, const char **reason, prover_t *prover, const obligation_t *obligation,
                        expr_t region, expr_t conclusion)
{
    memset(statement, 0, sizeof *statement);
    statement->prover = prover;
    statement->obligation = obligation;
    statement->atom = statement->e = EXPR_NONE;
    statement->stated = conclusion;
    statement->bounded = true;
    set_inputs(statement);
    status_t status = set_points(statement, reason);
    for (size_t i = 0; status == STATUS_OK && i < statement->count; i++)
        status = set_side(statement, i, reason);
    if (status != STATUS_OK)
        return status;
    statement->region = prepare_formula(statement, region);
    statement->conclusion = prepare_formula(statement, conclusion);
    if (dag_over_limit(prover->dag)) {
        *reason = PROVE_TOO_MANY_NODES;
        return STATUS_LIMIT;
    }
    set_atom(statement);
    compile_values(statement);
    return STATUS_OK;
}

void statement_clear(statement_t *statement)
{
    mem_free(statement->inputs);
    mem_free(statement->root);
    mem_free(statement->points);
    mem_free(statement->marks);
    tape_free(statement->values);
    tape_free(statement->raw);
    root_list_clear(&statement->list);
    condition_clear(&statement->region_condition);
    condition_clear(&statement->conclusion_condition);
    for (size_t i = 0; statement->along && i < statement->count; i++)
        tape_free(statement->along[i]);
    mem_free(statement->along);
    table_clear(&statement->gradient);
    table_clear(&statement->hessian);
    combination_free(statement->combination);
    memset(statement, 0, sizeof *statement);
}

// ---- derivatives ----

void table_init(table_t *table, const statement_t *statement, size_t count, const expr_t *expressions)
{
    const dag_t *dag = statement->prover->dag;
    root_list_init(&table->list);
    table->sums = mem_alloc(count, sizeof *table->sums);
    table->count = count;
    for (size_t i = 0; i < count; i++)
        table->sums[i] = root_list_add_sum(&table->list, dag, expressions[i]);
    table->tape = tape_compile(dag, table->list.count, table->list.roots, statement->input_count, statement->inputs);
}

void table_clear(table_t *table)
{
    tape_free(table->tape);
    root_list_clear(&table->list);
    mem_free(table->sums);
    memset(table, 0, sizeof *table);
}

const table_t *statement_gradient(statement_t *statement)
{
    dag_t *dag = statement->prover->dag;
    if (statement->gradient.tape || statement->e == EXPR_NONE)
        return statement->gradient.tape ? &statement->gradient : NULL;
    expr_t *partials = mem_alloc(statement->count, sizeof *partials);
    expr_gradient(partials, dag, statement->e, statement->count, statement->inputs);
    for (size_t i = 0; i < statement->count; i++)
        partials[i] = expr_simplify(dag, partials[i]);
    if (!dag_over_limit(dag))
        table_init(&statement->gradient, statement, statement->count, partials);
    mem_free(partials);
    return statement->gradient.tape ? &statement->gradient : NULL;
}

bool statement_is_continuous_along(statement_t *statement, const side_t *box, size_t variable, slong precision)
{
    tape_result_t result;
    if (!statement->along)
        statement->along = mem_alloc(statement->count, sizeof *statement->along);
    tape_t **tape = statement->along + variable;
    if (!*tape)
        *tape = tape_compile_along(statement->prover->dag, statement->e, statement->input_count, statement->inputs, variable);
    statement_evaluate(&result, statement, *tape, box, precision);
    return result.regularity >= REGULARITY_CONTINUOUS;
}

const table_t *statement_hessian(statement_t *statement)
{
    dag_t *dag = statement->prover->dag;
    size_t n = statement->count, entry = 0;
    if (statement->hessian.tape || statement->e == EXPR_NONE)
        return statement->hessian.tape ? &statement->hessian : NULL;
    expr_t *full = mem_alloc(n * n, sizeof *full), *upper = mem_alloc(n * (n + 1) / 2, sizeof *upper);
    expr_hessian(full, dag, statement->e, n, statement->inputs);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            upper[entry++] = expr_simplify(dag, full[i * n + j]);
    if (!dag_over_limit(dag))
        table_init(&statement->hessian, statement, entry, upper);
    mem_free(full);
    mem_free(upper);
    return statement->hessian.tape ? &statement->hessian : NULL;
}

// Several members, or one that is no inequality: a single inequality has tests of its own.
const combination_t *statement_combination(statement_t *statement)
{
    if (statement->combination_tried)
        return statement->combination;
    size_t count;
    member_t *members = combination_members(&count, statement->prover->dag, statement->stated);
    for (size_t i = 0; i < count; i++) {
        members[i].term = statement_plain(statement->prover, put_in_rational_points(statement, members[i].term));
        members[i].sum = statement_plain(statement->prover, put_in_rational_points(statement, members[i].sum));
    }
    if (count > 1 || (count == 1 && members[0].is_free))
        statement->combination = combination_new(statement, count, members);
    statement->combination_tried = true;
    mem_free(members);
    return statement->combination;
}

// ---- evaluation ----

void statement_inputs(dinterval_t *inputs, const statement_t *statement, const side_t *box)
{
    for (size_t i = 0; i < statement->count; i++)
        inputs[i] = dinterval_make(box[i].lo, box[i].hi);
    for (size_t i = statement->count; i < statement->input_count; i++)
        inputs[i] = statement->points[i - statement->count];
}

void statement_point_inputs(dinterval_t *inputs, const statement_t *statement, const double *point)
{
    for (size_t i = 0; i < statement->count; i++)
        inputs[i] = dinterval_point(point[i]);
    for (size_t i = statement->count; i < statement->input_count; i++)
        inputs[i] = statement->points[i - statement->count];
}

static void end_ball(arb_t result, const statement_t *statement, double end, uint32_t mark, slong precision)
{
    if (mark != MARK_NONE)
        constant_ball(result, statement, statement->marks[mark].constant, precision);
    else
        arb_set_d(result, end);
}

void statement_input_balls(arb_ptr inputs, const statement_t *statement, const side_t *box, slong precision)
{
    arb_t hi;
    arb_init(hi);
    for (size_t i = 0; i < statement->count; i++) {
        if (!isfinite(box[i].lo) || !isfinite(box[i].hi)) {
            arb_zero_pm_inf(inputs + i);
            continue;
        }
        end_ball(inputs + i, statement, box[i].lo, box[i].lo_mark, precision);
        if (side_is_fixed(box + i))
            continue;
        end_ball(hi, statement, box[i].hi, box[i].hi_mark, precision);
        arb_union(inputs + i, inputs + i, hi, precision);
    }
    arb_clear(hi);
    for (size_t i = statement->count; i < statement->input_count; i++)
        point_ball(inputs + i, statement, i - statement->count, precision);
}

void statement_evaluate_balls(tape_result_t *results, const tape_t *tape, arb_srcptr inputs, slong precision)
{
    size_t count = tape_root_count(tape);
    arb_ptr values = _arb_vec_init((slong)count);
    regularity_t *regularity = mem_alloc(count, sizeof *regularity);
    tape_truth_t *truth = mem_alloc(count, sizeof *truth);
    tape_evaluate_arb(values, regularity, truth, tape, inputs, precision);
    for (size_t r = 0; r < count; r++)
        results[r] = (tape_result_t){dinterval_from_arb(values + r), regularity[r], truth[r]};
    mem_free(regularity);
    mem_free(truth);
    _arb_vec_clear(values, (slong)count);
}

void statement_evaluate(tape_result_t *results, const statement_t *statement, const tape_t *tape, const side_t *box,
                        slong precision)
{
    if (precision <= 53) {
        dinterval_t *inputs = mem_alloc(statement->input_count, sizeof *inputs);
        statement_inputs(inputs, statement, box);
        tape_evaluate(results, tape, 1, inputs);
        mem_free(inputs);
        return;
    }
    arb_ptr balls = _arb_vec_init((slong)statement->input_count);
    statement_input_balls(balls, statement, box, precision);
    statement_evaluate_balls(results, tape, balls, precision);
    _arb_vec_clear(balls, (slong)statement->input_count);
}

void statement_evaluate_point(tape_result_t *results, const statement_t *statement, const tape_t *tape,
                              const double *point, slong precision)
{
    side_t *box = mem_alloc(statement->count, sizeof *box);
    for (size_t i = 0; i < statement->count; i++)
        box[i] = (side_t){point[i], point[i], MARK_NONE, MARK_NONE};
    statement_evaluate(results, statement, tape, box, precision);
    mem_free(box);
}

bool statement_confirm(statement_t *statement, const side_t *box, double lower, slong precision)
{
    dag_t *dag = statement->prover->dag;
    if (!statement->raw) {
        expr_t raw = statement->e == EXPR_NONE ? statement->stated : expr_child(dag, statement->stated, 1);
        raw = expr_eliminate_operators(dag, regularity_on_boxes(dag, put_in_rational_points(statement, raw)));
        if (dag_over_limit(dag))
            return false;
        statement->raw = tape_compile(dag, 1, &raw, statement->input_count, statement->inputs);
    }
    tape_result_t result;
    statement_evaluate(&result, statement, statement->raw, box, precision);
    if (statement->e == EXPR_NONE)
        return result.truth == TRUTH_TRUE;
    return result.regularity != REGULARITY_UNKNOWN && dinterval_lo(result.value) >= lower;
}

double box_relative_width(const side_t *box, size_t count)
{
    double widest = 0;
    for (size_t i = 0; i < count; i++) {
        double width = box[i].hi - box[i].lo;
        if (isinf(width))
            return INFINITY;
        if (!side_is_fixed(box + i))
            widest = fmax(widest, width / (1 + fmin(fabs(box[i].lo), fabs(box[i].hi))));
    }
    return widest;
}

void describe_box(strbuf_t *out, const statement_t *statement, const side_t *box)
{
    for (size_t i = 0; i < statement->count; i++) {
        const char *name = expr_variable_name(statement->prover->dag, statement->inputs[i]);
        if (side_is_fixed(box + i))
            strbuf_printf(out, "%s%s = %.6g", i ? ", " : "", name, box[i].lo);
        else
            strbuf_printf(out, "%s%s in [%.6g, %.6g]", i ? ", " : "", name, box[i].lo, box[i].hi);
    }
}
