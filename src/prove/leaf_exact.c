// SPDX-License-Identifier: LGPL-3.0-or-later
// The end of a chain of faces: with the fixed variables' exact values put in, the conclusion depends on one variable or
// on none, and exact arithmetic decides it.
#include "base/memory.h"
#include "expr/simplify.h"
#include "prove/exact.h"
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

static obligation_t restate(const statement_t *statement, expr_t conclusion)
{
    obligation_t statement_below = *statement->obligation;
    statement_below.kind = OBLIGATION_FORALL;
    statement_below.conclusion = conclusion;
    return statement_below;
}

// ---- all variables fixed ----

static expr_t put_in_values(const statement_t *statement, expr_t formula, const side_t *box)
{
    expr_t *values = mem_alloc(statement->count, sizeof *values);
    bool known = true;
    for (size_t i = 0; i < statement->count; i++) {
        values[i] = side_end(statement, box + i, false);
        known = known && values[i] != EXPR_NONE;
    }
    expr_t result = known ? expr_substitute(statement->prover->dag, formula, statement->count, statement->inputs, values)
                          : EXPR_NONE;
    mem_free(values);
    return result;
}

static bool read_point(exact_leaf_t *result, const statement_t *statement, const side_t *box, size_t variable,
                       const rpoint_t found);

static void decide_constant(exact_leaf_t *result, const statement_t *statement, const view_t *view)
{
    static const char start[] = "evidence proved constant ";
    obligation_t constant = restate(statement, EXPR_NONE);
    constant.kind = OBLIGATION_CONSTANT;
    constant.conclusion = put_in_values(statement, conclusion_below(statement, view->strict), view->box);
    constant.variable_count = constant.state_count = 0;
    if (constant.conclusion == EXPR_NONE || dag_over_limit(statement->prover->dag))
        return;
    proof_t proof;
    proof_init(&proof);
    prove_constant(&proof, statement->prover, &constant);
    if (proof.verdict == VERDICT_PROVED && strncmp(proof.evidence.text, start, sizeof start - 1) == 0) {
        result->verdict = VERDICT_PROVED;
        result->kind = TREE_CONSTANT;
        result->precision = strtol(proof.evidence.text + sizeof start - 1, NULL, 10);
    } else if (proof.verdict == VERDICT_REFUTED && read_point(result, statement, view->box, SIZE_MAX, NULL)) {
        result->verdict = VERDICT_REFUTED;
    }
    proof_clear(&proof);
}

// ---- one variable left ----

// The variable that is not fixed, or one that matters among several; SIZE_MAX when several matter.
static size_t variable_left(const statement_t *statement, const side_t *box)
{
    dag_t *dag = statement->prover->dag;
    expr_t e = statement->e, *variables = mem_alloc(statement->count, sizeof *variables), *values = mem_alloc(statement->count, sizeof *values);
    size_t fixed = 0, left = SIZE_MAX;
    for (size_t i = 0; i < statement->count; i++) {
        if (!side_is_fixed(box + i)) {
            left = i;
            continue;
        }
        variables[fixed] = statement->inputs[i];
        values[fixed++] = side_end(statement, box + i, false);
    }
    bool several = statement->count - fixed > 1;
    for (size_t k = 0; several && k < fixed; k++)
        several = values[k] != EXPR_NONE;
    if (several) {
        e = expr_simplify(dag, expr_substitute(dag, e, fixed, variables, values));
        size_t mattering = 0;
        for (size_t i = 0; i < statement->count; i++)
            if (!side_is_fixed(box + i) && expr_depends_on(dag, e, statement->inputs[i])) {
                left = i;
                mattering++;
            }
        left = mattering > 1 ? SIZE_MAX : left;
    }
    mem_free(variables);
    mem_free(values);
    return left;
}

static bool set_face(exact_face_t *face, real_struct *values, bool *fixed, const statement_t *statement,
                     const side_t *box, size_t variable)
{
    bool known = true;
    face->variable = variable;
    face->values = values;
    face->fixed = fixed;
    face->region_is_true = true;
    for (size_t i = 0; i < statement->count; i++) {
        fixed[i] = side_is_fixed(box + i);
        known = known && (!fixed[i] || side_end_exact(values + i, statement, box + i, false));
    }
    face->has_lo = isfinite(box[variable].lo);
    face->has_hi = isfinite(box[variable].hi);
    return known && (!face->has_lo || side_end_rational(face->lo, statement, box + variable, false)) &&
           (!face->has_hi || side_end_rational(face->hi, statement, box + variable, true));
}

static char *detach_lines(strbuf_t *lines)
{
    while (lines->length && lines->text[lines->length - 1] == '\n')
        lines->text[--lines->length] = '\0';
    return strbuf_detach(lines);
}

static void decide_face(exact_leaf_t *result, const statement_t *statement, const side_t *box, const exact_face_t *face,
                        expr_t conclusion)
{
    static const char start[] = "cells ";
    obligation_t below = restate(statement, conclusion);
    strbuf_t lines;
    rpoint_t witness;
    verdict_t verdict;
    strbuf_init(&lines);
    rpoint_init(witness);
    status_t status = exact_forall_on_face(&lines, &verdict, witness, statement->prover, &below, face);
    if (status != STATUS_OK)
        verdict = VERDICT_UNDECIDED;
    if (verdict == VERDICT_PROVED && strncmp(lines.text, start, sizeof start - 1) == 0) {
        result->verdict = verdict;
        result->kind = TREE_CELLS;
        char *text = detach_lines(&lines);
        result->text = mem_copy_text(text + sizeof start - 1, strlen(text + sizeof start - 1));
        mem_free(text);
    } else if (verdict == VERDICT_REFUTED && read_point(result, statement, box, face->variable, witness)) {
        result->verdict = verdict;
    }
    strbuf_clear(&lines);
    rpoint_clear(witness);
}

static void decide_line(exact_leaf_t *result, const statement_t *statement, const view_t *view, size_t variable)
{
    exact_face_t face;
    real_struct *values = mem_alloc(statement->count, sizeof *values);
    bool *fixed = mem_alloc(statement->count, sizeof *fixed);
    for (size_t i = 0; i < statement->count; i++)
        real_init(values + i);
    exact_face_init(&face);
    if (set_face(&face, values, fixed, statement, view->box, variable))
        decide_face(result, statement, view->box, &face, conclusion_below(statement, view->strict));
    exact_face_clear(&face);
    for (size_t i = 0; i < statement->count; i++)
        real_clear(values + i);
    mem_free(values);
    mem_free(fixed);
}

// ---- points where the conclusion fails ----

static bool coordinate_text(strbuf_t *text, const statement_t *statement, const side_t *side)
{
    real_t value;
    real_init(value);
    bool written = true;
    if (side_is_fixed(side))
        written = side_end_exact(value, statement, side, false) &&
                  number_write_real(text, value, statement->prover->reals) == STATUS_OK;
    else
        write_dyadic(text, isfinite(side->lo) && isfinite(side->hi) ? side->lo / 2 + side->hi / 2
                           : isfinite(side->lo)                     ? side->lo + 1
                           : isfinite(side->hi)                     ? side->hi - 1
                                                                    : 0);
    real_clear(value);
    return written;
}

// Fixed coordinates, the found one, and any value for the others.
static bool read_point(exact_leaf_t *result, const statement_t *statement, const side_t *box, size_t variable,
                       const rpoint_t found)
{
    bool written = true;
    result->point = mem_alloc(statement->count, sizeof *result->point);
    for (size_t i = 0; i < statement->count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        if (i == variable)
            written = written && number_write_rpoint(&text, found, statement->prover->reals) == STATUS_OK;
        else
            written = coordinate_text(&text, statement, box + i) && written;
        result->point[i] = strbuf_detach(&text);
        strbuf_clear(&text);
    }
    return written;
}

// ---- entry points ----

void leaf_exact(exact_leaf_t *result, const statement_t *statement, const view_t *view)
{
    memset(result, 0, sizeof *result);
    size_t fixed = 0;
    for (size_t i = 0; i < statement->count; i++)
        fixed += side_is_fixed(view->box + i);
    if (fixed == statement->count) {
        decide_constant(result, statement, view);
        return;
    }
    size_t variable = variable_left(statement, view->box);
    if (variable != SIZE_MAX && !dag_over_limit(statement->prover->dag))
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
