// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/flow_walker.h"

#include "base/memory.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/exact.h"
#include "prove/orbit.h"

static expr_t *formulas_of(prover_t *prover, const obligation_t *obligation)
{
    expr_t *formulas = mem_alloc(FLOW_FORMULA_COUNT, sizeof *formulas), truth = expr_leaf(prover->dag, EXPR_TRUE);
    formulas[FLOW_REGION] = obligation->region != EXPR_NONE ? obligation->region : truth;
    formulas[FLOW_CONCLUSION] = obligation->conclusion != EXPR_NONE ? obligation->conclusion : truth;
    formulas[FLOW_TARGET] = obligation->targets[0].formula;
    for (size_t i = 0; i < FLOW_FORMULA_COUNT; i++)
        formulas[i] = expr_simplify(prover->dag, expr_eliminate_operators(prover->dag, formulas[i]));
    return formulas;
}

// Parameters do not move.
static expr_t *field_of(prover_t *prover, const obligation_t *obligation)
{
    expr_t *terms = mem_alloc(obligation->variable_count, sizeof *terms);
    for (size_t i = 0; i < obligation->variable_count; i++)
        terms[i] = i < obligation->map_count ? expr_eliminate_operators(prover->dag, obligation->map[i])
                                             : expr_integer(prover->dag, 0);
    return terms;
}

static void compile(flow_walker_t *w)
{
    dag_t *dag = w->prover->dag;
    expr_t *points, *formulas = formulas_of(w->prover, w->obligation), *terms = field_of(w->prover, w->obligation);
    arb_ptr balls;
    w->known_count = orbit_known(&points, &balls, w->prover, w->prec);
    expr_t *variables = mem_alloc(w->count + w->known_count, sizeof *variables);
    for (size_t i = 0; i < w->count + w->known_count; i++)
        variables[i] = i < w->count ? w->obligation->variables[i].variable : points[i - w->count];
    if (!dag_over_limit(dag)) {
        w->formulas = tape_compile(dag, FLOW_FORMULA_COUNT, formulas, w->count + w->known_count, variables);
        w->field = flow_field_new(dag, w->count, variables, terms);
    }
    mem_free(variables);
    mem_free(points);
    _arb_vec_clear(balls, (slong)w->known_count);
    mem_free(formulas);
    mem_free(terms);
}

bool flow_walker_init(flow_walker_t *w, char **reason, prover_t *prover, const obligation_t *obligation)
{
    *w = (flow_walker_t){.prover = prover, .obligation = obligation, .count = obligation->variable_count,
                         .state_count = obligation->state_count, .prec = ORBIT_LEAST_PRECISION};
    fmpq_t other;
    fmpq_init(w->limit);
    fmpq_init(other);
    bool known = constant_enclose(w->limit, other, prover->dag, obligation->time, w->prec) && fmpq_equal(w->limit, other);
    fmpq_clear(other);
    if (!known)
        *reason = format_text("the time is not a rational number");
    else
        compile(w);
    if (known && !*reason && !w->field)
        *reason = format_text("the derivatives are too large");
    return !*reason;
}

void flow_walker_clear(flow_walker_t *w)
{
    if (w->formulas)
        tape_free(w->formulas);
    flow_field_free(w->field);
    fmpq_clear(w->limit);
}

void flow_truths(tape_truth_t *truths, flow_walker_t *w, arb_srcptr box)
{
    expr_t *points;
    arb_ptr known, all = _arb_vec_init((slong)(w->count + w->known_count));
    (void)orbit_known(&points, &known, w->prover, w->prec);
    _arb_vec_set(all, box, (slong)w->count);
    _arb_vec_set(all + w->count, known, (slong)w->known_count);
    tape_evaluate_arb(NULL, NULL, truths, w->formulas, all, w->prec);
    _arb_vec_clear(all, (slong)(w->count + w->known_count));
    _arb_vec_clear(known, (slong)w->known_count);
    mem_free(points);
}

tape_truth_t flow_in_region(flow_walker_t *w, arb_srcptr box)
{
    tape_truth_t truths[FLOW_FORMULA_COUNT];
    flow_truths(truths, w, box);
    return truths[FLOW_REGION];
}
