// SPDX-License-Identifier: LGPL-3.0-or-later
// The end of a chain of faces: with the fixed variables' exact values put in, the conclusion depends on one variable or
// on none, and exact arithmetic decides it.
#include "base/memory.h"
#include "prove/leaf.h"
#include "real/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// The conclusion below faces: weak where an open end has been closed.
static expr_t conclusion_below(const statement_t *statement, bool strict)
{
    dag_t *dag = statement->prover->dag;
    expr_t e = expr_child(dag, statement->stated, 1);
    return expr_binary(dag, strict ? EXPR_LESS : EXPR_LESS_EQUAL, expr_integer(dag, 0), e);
}

// The formula with the fixed variables' exact values; EXPR_NONE when one is not known exactly.
static expr_t put_in_fixed(const statement_t *statement, expr_t formula, const side_t *box)
{
    expr_t *variables = mem_alloc(statement->count, sizeof *variables);
    expr_t *values = mem_alloc(statement->count, sizeof *values);
    size_t count = 0;
    bool known = true;
    for (size_t i = 0; i < statement->count; i++)
        if (side_is_fixed(box + i)) {
            variables[count] = statement->inputs[i];
            values[count] = side_end(statement, box + i, false);
            known = known && values[count++] != EXPR_NONE;
        }
    expr_t result = known ? expr_substitute(statement->prover->dag, formula, count, variables, values) : EXPR_NONE;
    mem_free(variables);
    mem_free(values);
    return result;
}

static void state_below(obligation_t *below, const statement_t *statement, const view_t *view)
{
    *below = *statement->obligation;
    below->kind = OBLIGATION_CONSTANT;
    below->region = expr_leaf(statement->prover->dag, EXPR_TRUE);
    below->conclusion = put_in_fixed(statement, conclusion_below(statement, view->strict), view->box);
    below->shape = SHAPE_NONE;
    below->centre = NULL;
    below->variables = NULL;
    below->variable_count = below->state_count = 0;
}

// ---- reading evidence ----

static const char *text_after(const char *text, const char *start)
{
    size_t length = strlen(start);
    return strncmp(text, start, length) == 0 ? text + length : NULL;
}

// "K" and K lines become "V K" and the lines.
static void take_cells(exact_leaf_t *result, const char *cells, size_t variable)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "%zu %s", variable + 1, cells);
    while (text.length && text.text[text.length - 1] == '\n')
        text.text[--text.length] = '\0';
    result->verdict = VERDICT_PROVED;
    result->kind = TREE_CELLS;
    result->text = strbuf_detach(&text);
    strbuf_clear(&text);
}

static bool read_point(exact_leaf_t *result, const statement_t *statement, const side_t *box, size_t variable,
                       const proof_t *proof);

static void take_proof(exact_leaf_t *result, const statement_t *statement, const view_t *view, const proof_t *proof,
                       size_t variable)
{
    const char *cells = text_after(proof->evidence.text, "evidence proved cells ");
    const char *constant = text_after(proof->evidence.text, "evidence proved constant ");
    if (proof->verdict == VERDICT_PROVED && cells) {
        take_cells(result, cells, variable);
    } else if (proof->verdict == VERDICT_PROVED && constant) {
        result->verdict = VERDICT_PROVED;
        result->kind = TREE_CONSTANT;
        result->precision = strtol(constant, NULL, 10);
    } else if (proof->verdict == VERDICT_REFUTED && read_point(result, statement, view->box, variable, proof)) {
        result->verdict = VERDICT_REFUTED;
    }
}

// ---- all variables fixed, or one left ----

static void decide_constant(exact_leaf_t *result, const statement_t *statement, const view_t *view)
{
    obligation_t below;
    proof_t proof;
    state_below(&below, statement, view);
    if (below.conclusion == EXPR_NONE)
        return;
    proof_init(&proof);
    prove_constant(&proof, statement->prover, &below);
    take_proof(result, statement, view, &proof, SIZE_MAX);
    proof_clear(&proof);
}

static void decide_line(exact_leaf_t *result, const statement_t *statement, const view_t *view, size_t variable)
{
    obligation_t below;
    proof_t proof;
    const side_t *side = view->box + variable;
    state_below(&below, statement, view);
    interval_t domain = {side_end(statement, side, false), side_end(statement, side, true),
                         !isfinite(side->lo) || leaf_is_open_end(statement, variable, side, false),
                         !isfinite(side->hi) || leaf_is_open_end(statement, variable, side, true)};
    quantified_t quantified = {statement->inputs[variable], domain};
    below.kind = OBLIGATION_FORALL;
    below.variables = &quantified;
    below.variable_count = 1;
    below.state_count = variable < statement->state_count;
    if (below.conclusion == EXPR_NONE)
        return;
    proof_init(&proof);
    if (prove_exact(&proof, statement->prover, &below) == STATUS_OK)
        take_proof(result, statement, view, &proof, variable);
    proof_clear(&proof);
}

// ---- points where the conclusion fails ----

// The fixed coordinates and the found one.
static bool read_point(exact_leaf_t *result, const statement_t *statement, const side_t *box, size_t variable,
                       const proof_t *proof)
{
    bool written = variable == SIZE_MAX || proof->witness_count == 1;
    real_t value;
    real_init(value);
    result->point = mem_alloc(statement->count, sizeof *result->point);
    for (size_t i = 0; i < statement->count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        if (i == variable && written)
            strbuf_append(&text, proof->witness[0].exact);
        else
            written = written && side_end_exact(value, statement, box + i, false) &&
                      number_write_real(&text, value, statement->prover->reals) == STATUS_OK;
        result->point[i] = strbuf_detach(&text);
        strbuf_clear(&text);
    }
    real_clear(value);
    return written;
}

// ---- entry points ----

void leaf_exact(exact_leaf_t *result, const statement_t *statement, const view_t *view)
{
    memset(result, 0, sizeof *result);
    size_t left = 0, variable = SIZE_MAX;
    for (size_t i = 0; i < statement->count; i++)
        if (!side_is_fixed(view->box + i)) {
            variable = i;
            left++;
        }
    if (dag_over_limit(statement->prover->dag))
        return;
    if (left == 0)
        decide_constant(result, statement, view);
    else if (left == 1)
        decide_line(result, statement, view, variable);
}

void exact_leaf_clear(exact_leaf_t *result, size_t count)
{
    for (size_t i = 0; result->point && i < count; i++)
        mem_free(result->point[i]);
    mem_free(result->point);
    mem_free(result->text);
    memset(result, 0, sizeof *result);
}
