// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/tape_fold.h"

#include "base/memory.h"
#include "interval/dinterval.h"

static fold_form_t form_of_itself(expr_t a)
{
    return (fold_form_t){a, false, EXPR_NONE, false, 1};
}

static fold_form_t negated_form(fold_form_t form)
{
    form.negated = !form.negated;
    form.shift_negated = !form.shift_negated;
    return form;
}

// The number, where the node is a rational one that is a double; else 0.
static double double_value(const dag_t *dag, expr_t a)
{
    if (expr_op(dag, a) != EXPR_RATIONAL)
        return 0;
    dinterval_t value = dinterval_from_fmpq(expr_rational_value(dag, a));
    return value.hi == -value.neg_lo && isfinite(value.hi) ? value.hi : 0;
}

// The operand of x + c, c x and the like that has a variable; EXPR_NONE when it is another operation.
static expr_t varying_operand(const dag_t *dag, expr_t a, const bool *fixed)
{
    expr_op_t op = expr_op(dag, a);
    if (op == EXPR_NEG)
        return expr_child(dag, a, 0);
    if (op != EXPR_ADD && op != EXPR_SUB && op != EXPR_MUL)
        return EXPR_NONE;
    expr_t x = expr_child(dag, a, 0), y = expr_child(dag, a, 1);
    if (fixed[x] == fixed[y] || (op == EXPR_MUL && double_value(dag, fixed[x] ? x : y) == 0))
        return EXPR_NONE;
    return fixed[x] ? y : x;
}

// The form of an operation with a constant on something of the given form; false when there is none.
static bool apply(fold_form_t *form, const dag_t *dag, expr_t a, expr_t varying)
{
    expr_op_t op = expr_op(dag, a);
    if (op == EXPR_NEG) {
        *form = negated_form(*form);
        return true;
    }
    if (form->scale != 1)
        return false;
    bool first = expr_child(dag, a, 0) == varying;
    expr_t constant = expr_child(dag, a, first ? 1 : 0);
    if (op == EXPR_MUL) {
        double factor = double_value(dag, constant);
        *form = factor < 0 ? negated_form(*form) : *form;
        form->scale = fabs(factor);
        return true;
    }
    if (form->shift != EXPR_NONE)
        return false;
    *form = op == EXPR_SUB && !first ? negated_form(*form) : *form;
    form->shift = constant;
    form->shift_negated = op == EXPR_SUB && first;
    return true;
}

bool tape_fold_reads_forms(const dag_t *dag, expr_t a, const bool *fixed)
{
    expr_op_t op = expr_op(dag, a);
    slong p, q;
    if (op == EXPR_POWER) {
        expr_exponent(&p, &q, dag, a);
        return q == 1 && p >= 2 && p <= 4;
    }
    return (op == EXPR_ADD || op == EXPR_SUB || op == EXPR_MUL) && !fixed[expr_child(dag, a, 0)] &&
           !fixed[expr_child(dag, a, 1)];
}

typedef struct {
    const dag_t *dag;
    const bool *fixed, *well_typed;
    tape_folds_t *folds;
    expr_t *varying; // per node: see varying_operand
} folder_t;

// On top of the operand's form when that one is folded and can be continued, else on the operand itself.
static fold_form_t find_form(const folder_t *f, expr_t a)
{
    expr_t x = f->varying[a];
    fold_form_t form = f->folds->folded[x] ? f->folds->forms[x] : form_of_itself(x);
    if (!apply(&form, f->dag, a, x)) {
        form = form_of_itself(x);
        (void)apply(&form, f->dag, a, x);
    }
    return form;
}

// What reads a node on its own: all but readers of forms and folded nodes that continue its form.
static void keep_operands(const folder_t *f, expr_t a)
{
    bool *folded = f->folds->folded;
    bool reads = f->well_typed[a] && tape_fold_reads_forms(f->dag, a, f->fixed);
    for (size_t k = 0; k < expr_child_count(f->dag, a); k++) {
        expr_t child = expr_child(f->dag, a, k);
        if (folded[a] ? f->folds->forms[a].base == child : !reads)
            folded[child] = false;
    }
}

void tape_folds_init(tape_folds_t *folds, const dag_t *dag, expr_t end, const bool *marked, const bool *fixed,
                     const bool *well_typed, size_t root_count, const expr_t *roots)
{
    *folds = (tape_folds_t){mem_alloc(end, sizeof *folds->folded), mem_alloc(end, sizeof *folds->forms)};
    folder_t f = {dag, fixed, well_typed, folds, mem_alloc(end, sizeof *f.varying)};
    for (expr_t a = 0; a < end; a++) {
        folds->forms[a] = form_of_itself(a);
        if (!marked[a] || fixed[a] || !well_typed[a])
            continue;
        f.varying[a] = varying_operand(dag, a, fixed);
        folds->folded[a] = f.varying[a] != EXPR_NONE;
        if (folds->folded[a])
            folds->forms[a] = find_form(&f, a);
    }
    for (size_t r = 0; r < root_count; r++)
        folds->folded[roots[r]] = false;
    for (expr_t a = end; a-- > 0;)
        if (marked[a])
            keep_operands(&f, a);
    for (expr_t a = 0; a < end; a++)
        folds->forms[a] = folds->folded[a] ? find_form(&f, a) : form_of_itself(a);
    mem_free(f.varying);
}

void tape_folds_clear(tape_folds_t *folds)
{
    mem_free(folds->folded);
    mem_free(folds->forms);
}
