// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "prove/branch_plan.h"

#include <math.h>
#include <stdlib.h>

#define MAX_SWITCHES 64
#define MAX_HINTS_PER_SWITCH 16
#define BISECTIONS 60
#define MAX_DENOMINATOR 1000000

// What changes sign where a case changes: the arguments of abs and relu, the differences of min, max and comparisons.
static expr_t switching(dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    switch (op) {
    case EXPR_ABS:
    case EXPR_RELU:
        return expr_child(dag, a, 0);
    case EXPR_MIN:
    case EXPR_MAX:
    case EXPR_LESS:
    case EXPR_LESS_EQUAL:
    case EXPR_EQUAL:
    case EXPR_NOT_EQUAL:
        return expr_binary(dag, EXPR_SUB, expr_child(dag, a, 0), expr_child(dag, a, 1));
    default:
        return EXPR_NONE;
    }
}

// The one variable that the expression depends on, as an index; SIZE_MAX for none or several.
static size_t only_variable(const statement_t *statement, expr_t e)
{
    expr_t *variables;
    size_t count = expr_free_variables(&variables, statement->prover->dag, e), found = SIZE_MAX;
    for (size_t i = 0; count == 1 && i < statement->count; i++)
        if (variables[0] == statement->inputs[i])
            found = i;
    mem_free(variables);
    return found;
}

// ---- zeros of one function of one variable ----

static double value_at(const tape_t *tape, double x)
{
    dinterval_t input = dinterval_point(x);
    tape_result_t result;
    tape_evaluate(&result, tape, 1, &input);
    return result.regularity == REGULARITY_UNKNOWN ? NAN : dinterval_lo(result.value) / 2 + result.value.hi / 2;
}

static double bisect(const tape_t *tape, double lo, double hi, double at_lo)
{
    for (int k = 0; k < BISECTIONS; k++) {
        double middle = lo / 2 + hi / 2, value = value_at(tape, middle);
        if (value == 0)
            return middle;
        if ((value < 0) == (at_lo < 0))
            lo = middle;
        else
            hi = middle;
    }
    return lo / 2 + hi / 2;
}

// The fraction with the least denominator at relative distance below 1e-12 (continued fractions); false when its
// denominator is too large to be anything but noise.
static bool simple_fraction(fmpq_t result, double x)
{
    double rest = fabs(x), tolerance = 1e-12 * fmax(1, fabs(x)), p0 = 1, q0 = 0, p1 = floor(rest), q1 = 1;
    for (int k = 0; k < 40 && fabs(p1 / q1 - fabs(x)) > tolerance; k++) {
        rest = 1 / (rest - floor(rest));
        double p2 = floor(rest) * p1 + p0, q2 = floor(rest) * q1 + q0;
        p0 = p1;
        q0 = q1;
        p1 = p2;
        q1 = q2;
        if (!(q1 <= MAX_DENOMINATOR) || !(p1 <= 1e15))
            return false;
    }
    if (!(p1 <= 1e15))
        return false;
    fmpq_set_si(result, x < 0 ? -(slong)p1 : (slong)p1, (ulong)q1);
    return true;
}

static void add_hint(plan_t *plan, statement_t *statement, size_t variable, double x)
{
    fmpq_t place;
    fmpq_init(place);
    if (simple_fraction(place, x)) {
        uint32_t mark = statement_add_mark(statement, expr_rational(statement->prover->dag, place));
        bool known = false;
        for (size_t i = 0; i < plan->hint_count; i++)
            known = known || (plan->hints[i].variable == variable && plan->hints[i].mark == mark);
        if (!known) {
            plan->hints = mem_grow(plan->hints, &plan->hint_capacity, plan->hint_count + 1, sizeof *plan->hints);
            plan->hints[plan->hint_count++] = (split_t){(uint32_t)variable, fmpq_get_d(place), mark};
        }
    }
    fmpq_clear(place);
}

// Places to look at: finely around 0, geometrically further out, within the bounds of the variable.
static double grid_point(int k, double lo, double hi)
{
    if (isfinite(lo) && isfinite(hi))
        return lo + (hi - lo) * (k + 128) / 256;
    double x = k * 0.125;
    return abs(k) <= 64 ? x : copysign(8 * pow(1.2, abs(k) - 64), x);
}

static void hints_of(plan_t *plan, statement_t *statement, size_t variable, expr_t e)
{
    const expr_t input = statement->inputs[variable];
    double lo = fmax(statement->root[variable].lo, plan->lo[variable]);
    double hi = fmin(statement->root[variable].hi, plan->hi[variable]);
    tape_t *tape = tape_compile(statement->prover->dag, 1, &e, 1, &input);
    double last = NAN, last_value = NAN;
    int found = 0;
    for (int k = -128; k <= 128 && found < MAX_HINTS_PER_SWITCH; k++) {
        double x = grid_point(k, lo, hi);
        if (x < lo || x > hi)
            continue;
        double value = value_at(tape, x);
        bool crossed = value * last_value < 0;
        if (value == 0 || crossed) {
            add_hint(plan, statement, variable, value == 0 ? x : bisect(tape, last, x, last_value));
            found++;
        }
        last = x;
        last_value = value;
    }
    tape_free(tape);
}

// By variable, then from 0 outward: an order that does not depend on the order in which the dag holds the nodes.
static int compare_hints(const void *a, const void *b)
{
    const split_t *x = a, *y = b;
    if (x->variable != y->variable)
        return x->variable < y->variable ? -1 : 1;
    if (fabs(x->at) != fabs(y->at))
        return fabs(x->at) < fabs(y->at) ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

void find_hints(plan_t *plan, statement_t *statement, size_t count, const expr_t *roots)
{
    dag_t *dag = statement->prover->dag;
    bool *marked = expr_reachable(dag, count, roots);
    size_t size = dag_size(dag), found = 0;
    for (size_t a = 0; a < size && found < MAX_SWITCHES; a++) {
        expr_t e = marked[a] ? switching(dag, (expr_t)a) : EXPR_NONE;
        size_t variable = e == EXPR_NONE ? SIZE_MAX : only_variable(statement, e);
        if (variable != SIZE_MAX) {
            hints_of(plan, statement, variable, e);
            found++;
        }
    }
    mem_free(marked);
    if (plan->hint_count)
        qsort(plan->hints, plan->hint_count, sizeof *plan->hints, compare_hints);
}
