// SPDX-License-Identifier: LGPL-3.0-or-later
// The end of a chain of faces: with the fixed variables' exact values put in, e depends on one variable or on none, and
// exact arithmetic decides it.
#include "base/memory.h"
#include "expr/simplify.h"
#include "prove/leaf.h"
#include "real/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// e with the exact values of the fixed variables in their places; EXPR_NONE when one is not known exactly.
static expr_t put_in_fixed(statement_t *statement, const side_t *box)
{
    dag_t *dag = statement->prover->dag;
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
    expr_t result = known ? expr_simplify(dag, expr_substitute(dag, statement->e, count, variables, values)) : EXPR_NONE;
    mem_free(variables);
    mem_free(values);
    return result;
}

// The variable of the statement that e still depends on: statement->count for none, SIZE_MAX for several.
static size_t only_variable(const statement_t *statement, expr_t e)
{
    expr_t *free_variables;
    size_t count = expr_free_variables(&free_variables, statement->prover->dag, e), found = statement->count;
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < statement->count; i++)
            if (free_variables[k] == statement->inputs[i])
                found = found == statement->count ? i : SIZE_MAX;
    mem_free(free_variables);
    return found;
}

// A statement about e on its own: over the one variable, or (variable == statement->count) a constant one.
static void state(obligation_t *statement, quantified_t *quantified, statement_t *statement, const side_t *box, expr_t e,
                  size_t variable)
{
    dag_t *dag = statement->prover->dag;
    bool constant = variable == statement->count;
    memset(statement, 0, sizeof *statement);
    statement->kind = constant ? OBLIGATION_CONSTANT : OBLIGATION_FORALL;
    statement->role = "face";
    statement->region = expr_leaf(dag, EXPR_TRUE);
    statement->conclusion = expr_binary(dag, statement->strict ? EXPR_LESS : EXPR_LESS_EQUAL, expr_integer(dag, 0), e);
    statement->bound = statement->shape_function = statement->shape_constant = EXPR_NONE;
    statement->point_count = statement->obligation->point_count;
    statement->points = statement->obligation->points;
    if (constant)
        return;
    interval_t domain = {side_end(statement, box + variable, false), side_end(statement, box + variable, true), false,
                         false};
    domain.lo_open = domain.lo == EXPR_NONE;
    domain.hi_open = domain.hi == EXPR_NONE;
    *quantified = (quantified_t){statement->inputs[variable], domain};
    statement->variable_count = 1;
    statement->state_count = variable < statement->state_count;
    statement->variables = quantified;
}

static char *copy_text(const char *text)
{
    return mem_copy_text(text, strlen(text));
}

// "evidence proved cells K" and K lines become "V K" and the lines; false when the evidence is of another kind.
static bool read_cells(exact_t *result, const proof_t *proof, size_t variable)
{
    static const char start[] = "evidence proved cells ";
    const char *text = proof->evidence.text;
    if (strncmp(text, start, sizeof start - 1) != 0)
        return false;
    strbuf_t out;
    strbuf_init(&out);
    strbuf_printf(&out, "%zu %s", variable + 1, text + sizeof start - 1);
    while (out.length && out.text[out.length - 1] == '\n')
        out.text[--out.length] = '\0';
    result->text = strbuf_detach(&out);
    strbuf_clear(&out);
    result->kind = TREE_CELLS;
    return true;
}

static bool read_constant(exact_t *result, const proof_t *proof)
{
    static const char start[] = "evidence proved constant ";
    const char *text = proof->evidence.text;
    if (strncmp(text, start, sizeof start - 1) != 0)
        return false;
    result->kind = TREE_CONSTANT;
    result->precision = strtol(text + sizeof start - 1, NULL, 10);
    return true;
}

// The point of the box at which e fails: fixed coordinates, the found one, and any value for the others.
static bool read_point(exact_t *result, const statement_t *statement, const side_t *box, const proof_t *proof,
                       size_t variable)
{
    result->point = mem_alloc(statement->count, sizeof *result->point);
    fmpq_t value;
    fmpq_init(value);
    bool complete = true;
    for (size_t i = 0; i < statement->count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        double lo = box[i].lo, hi = box[i].hi;
        if (i == variable && proof->witness_count == 1)
            strbuf_append(&text, proof->witness[0].exact);
        else if (side_end_rational(value, statement, box + i, !isfinite(lo)))
            number_write_fmpq(&text, value);
        else if (!side_is_fixed(box + i))
            write_dyadic(&text, isfinite(lo) && isfinite(hi) ? lo / 2 + hi / 2 : 0);
        else
            complete = false;
        result->point[i] = strbuf_detach(&text);
        strbuf_clear(&text);
    }
    fmpq_clear(value);
    return complete;
}

void leaf_exact(exact_t *result, statement_t *statement, const side_t *box)
{
    memset(result, 0, sizeof *result);
    expr_t e = put_in_fixed(statement, box);
    size_t variable = e == EXPR_NONE ? SIZE_MAX : only_variable(statement, e);
    if (variable == SIZE_MAX || dag_over_limit(statement->prover->dag))
        return;
    for (size_t i = 0; variable == statement->count && i < statement->count; i++)
        if (!side_is_fixed(box + i))
            variable = i; // nothing matters any more, but a variable is left: its cells do
    obligation_t statement;
    quantified_t quantified;
    proof_t proof;
    state(&statement, &quantified, statement, box, e, variable);
    proof_init(&proof);
    if (variable == statement->count)
        prove_constant(&proof, statement->prover, &statement);
    else if (prove_exact(&proof, statement->prover, &statement) != STATUS_OK)
        proof.verdict = VERDICT_UNDECIDED;
    bool read = false;
    if (proof.verdict == VERDICT_PROVED)
        read = variable == statement->count ? read_constant(result, &proof) : read_cells(result, &proof, variable);
    else if (proof.verdict == VERDICT_REFUTED)
        read = read_point(result, statement, box, &proof, variable);
    if (read)
        result->verdict = proof.verdict;
    proof_clear(&proof);
}

void exact_clear(exact_t *result, size_t count)
{
    for (size_t i = 0; result->point && i < count; i++)
        mem_free(result->point[i]);
    mem_free(result->point);
    mem_free(result->text);
    memset(result, 0, sizeof *result);
}
