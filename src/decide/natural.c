// SPDX-License-Identifier: LGPL-3.0-or-later
// Operator by operator. One whose operands all lie in its domain is evaluated by a tape of its own; else its range is
// half a line that ends where an operand is at the end of its interval farther from the pole, or that of a root. A
// quotient whose terms both vanish at an end of an interval is that of their derivatives somewhere.
#include "decide/natural.h"

#include "base/memory.h"
#include "decide/removable.h"
#include "expr/rebuild.h"
#include "expr/tape.h"

#define OPERANDS_MAX 2

typedef struct {
    expr_t node;
    size_t variable;               // its place among the variables; SIZE_MAX for other nodes
    size_t count;                  // of different operands; of cases, 0
    size_t operands[OPERANDS_MAX]; // places of steps
    tape_t *tape;                  // the operator as a function of its operands; NULL for variables, cases, AT
    removable_t *removable;        // of quotients
} step_t;

struct natural {
    const dag_t *dag;
    size_t count;
    step_t *steps; // operands first
    size_t *place; // per node: of its step
};

// ---- set-up ----

// The terms below a, without the guards of cases.
static bool *real_terms(const dag_t *dag, expr_t a)
{
    bool *marked = mem_alloc((size_t)a + 1, sizeof *marked);
    marked[a] = true;
    for (expr_t b = a + 1; b-- > 0;)
        for (size_t k = 0; marked[b] && k < expr_child_count(dag, b); k++)
            if (!expr_is_formula(dag, expr_child(dag, b, k)))
                marked[expr_child(dag, b, k)] = true;
    return marked;
}

static void compile_operator(step_t *step, dag_t *dag, const size_t *place)
{
    expr_t *image = mem_alloc((size_t)step->node + 1, sizeof *image), operands[OPERANDS_MAX];
    for (size_t k = 0; k < expr_child_count(dag, step->node); k++) {
        expr_t child = expr_child(dag, step->node, k);
        if (image[child])
            continue;
        operands[step->count] = image[child] = expr_new_variable(dag, "operand", VARIABLE_FORMAL);
        step->operands[step->count++] = place[child];
    }
    expr_t alone = expr_rebuild(dag, step->node, image);
    step->tape = tape_compile(dag, 1, &alone, step->count, operands);
    mem_free(image);
}

static void add_step(natural_t *natural, dag_t *dag, expr_t a, size_t count, const expr_t *variables)
{
    step_t *step = natural->steps + natural->count;
    *step = (step_t){.node = a, .variable = SIZE_MAX};
    natural->place[a] = natural->count++;
    for (size_t i = 0; i < count; i++)
        if (variables[i] == a)
            step->variable = i;
    if (step->variable == SIZE_MAX && expr_op_arity(expr_op(dag, a)) >= 0)
        compile_operator(step, dag, natural->place);
    if (expr_op(dag, a) == EXPR_DIV)
        step->removable = removable_new(dag, a, count, variables);
}

natural_t *natural_new(dag_t *dag, expr_t a, size_t count, const expr_t *variables)
{
    natural_t *natural = mem_alloc(1, sizeof *natural);
    bool *marked = real_terms(dag, a);
    size_t total = 0;
    for (expr_t b = 0; b <= a; b++)
        total += marked[b];
    natural->dag = dag;
    natural->steps = mem_alloc(total, sizeof *natural->steps);
    natural->place = mem_alloc((size_t)a + 1, sizeof *natural->place);
    for (expr_t b = 0; b <= a; b++)
        if (marked[b])
            add_step(natural, dag, b, count, variables);
    mem_free(marked);
    return natural;
}

void natural_free(natural_t *natural)
{
    if (!natural)
        return;
    for (size_t i = 0; i < natural->count; i++) {
        tape_free(natural->steps[i].tape);
        removable_free(natural->steps[i].removable);
    }
    mem_free(natural->steps);
    mem_free(natural->place);
    mem_free(natural);
}

// ---- ranges ----

static dinterval_t above(double lo)
{
    return (dinterval_t){-lo, INFINITY};
}

static dinterval_t below(double hi)
{
    return (dinterval_t){INFINITY, hi};
}

// The operator's range when its last operand is at `end`; the whole line when that is infinite or has no value.
static dinterval_t range_at(const step_t *step, const dinterval_t *operands, double end)
{
    dinterval_t values[OPERANDS_MAX] = {operands[0], operands[step->count - 1]};
    tape_result_t result;
    if (!isfinite(end))
        return dinterval_whole();
    values[step->count - 1] = dinterval_point(end);
    tape_evaluate(&result, step->tape, 1, values);
    return result.value;
}

// The half line of the given sign from the end of a range on; from 0 on when that end is infinite.
static dinterval_t half_line(dinterval_t at_end, bool positive)
{
    if (positive)
        return above(fmax(0, dinterval_lo(at_end)));
    return below(fmin(0, at_end.hi));
}

// a / b for 0 at an end of b.
static dinterval_t quotient(const step_t *step, const dinterval_t *operands)
{
    dinterval_t a = operands[0], b = operands[step->count - 1];
    bool b_positive = b.neg_lo <= 0, a_positive = a.neg_lo <= 0;
    if (step->count < 2 || (!b_positive && b.hi > 0) || (!a_positive && a.hi > 0))
        return dinterval_whole();
    return half_line(range_at(step, operands, b_positive ? b.hi : dinterval_lo(b)), a_positive == b_positive);
}

// b^(p/q), p < 0, for 0 in b.
static dinterval_t reciprocal_power(const step_t *step, dinterval_t b, slong p, slong q)
{
    bool straddles = b.neg_lo > 0 && b.hi > 0;
    if (q > 1 || b.neg_lo <= 0)
        return half_line(range_at(step, &b, b.hi), true);
    if (p % 2 == 0)
        return half_line(range_at(step, &b, fmax(b.neg_lo, b.hi)), true);
    return straddles ? dinterval_whole() : half_line(range_at(step, &b, dinterval_lo(b)), false);
}

static dinterval_t singular_range(const natural_t *natural, const step_t *step, const dinterval_t *operands,
                                  const dinterval_t *box)
{
    slong p, q;
    dinterval_t last = operands[step->count - 1], range;
    switch (expr_op(natural->dag, step->node)) {
    case EXPR_DIV:
        return removable_range(&range, step->removable, box) ? range : quotient(step, operands);
    case EXPR_LOG:
        return below(range_at(step, operands, last.hi).hi);
    case EXPR_SQRT:
        return (dinterval_t){0, range_at(step, operands, last.hi).hi};
    case EXPR_POWER:
        expr_exponent(&p, &q, natural->dag, step->node);
        if (p < 0)
            return reciprocal_power(step, last, p, q);
        if (q > 1)
            return (dinterval_t){0, range_at(step, operands, last.hi).hi};
        break;
    default:
        break;
    }
    return dinterval_whole();
}

static dinterval_t hull_of_cases(const natural_t *natural, expr_t cases, const dinterval_t *ranges)
{
    dinterval_t hull = ranges[natural->place[expr_child(natural->dag, cases, 1)]];
    for (size_t k = 3; k < expr_child_count(natural->dag, cases); k += 2)
        hull = dinterval_hull(hull, ranges[natural->place[expr_child(natural->dag, cases, k)]]);
    return hull;
}

static dinterval_t operator_range(const natural_t *natural, const step_t *step, const dinterval_t *ranges,
                                  const dinterval_t *box)
{
    dinterval_t operands[OPERANDS_MAX] = {dinterval_whole(), dinterval_whole()};
    tape_result_t result;
    for (size_t k = 0; k < step->count; k++)
        operands[k] = ranges[step->operands[k]];
    tape_evaluate(&result, step->tape, 1, operands);
    if (result.regularity >= REGULARITY_DEFINED || step->count == 0)
        return result.value;
    return singular_range(natural, step, operands, box);
}

dinterval_t natural_range(const natural_t *natural, const dinterval_t *box)
{
    dinterval_t *ranges = mem_alloc(natural->count, sizeof *ranges);
    for (size_t i = 0; i < natural->count; i++) {
        const step_t *step = natural->steps + i;
        if (step->variable != SIZE_MAX)
            ranges[i] = box[step->variable];
        else if (step->tape)
            ranges[i] = operator_range(natural, step, ranges, box);
        else if (expr_op(natural->dag, step->node) == EXPR_CASES)
            ranges[i] = hull_of_cases(natural, step->node, ranges);
        else
            ranges[i] = dinterval_whole();
    }
    dinterval_t result = ranges[natural->count - 1];
    mem_free(ranges);
    return result;
}
