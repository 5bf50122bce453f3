// SPDX-License-Identifier: LGPL-3.0-or-later
// One statement "for all values of the variables in their intervals: region implies conclusion", compiled for search.
//
// A box is an array of sides, one per quantified variable. The ends of a side are exact numbers: a double, or a "mark",
// one of a short list of exact constants (ends of the variables' intervals, rational places where a case changes). The
// implicit points are further inputs of every tape, with the enclosures that their root obligations have proved.
#ifndef CERTIFY_PROVE_BRANCH_STATEMENT_H
#define CERTIFY_PROVE_BRANCH_STATEMENT_H

#include "prove/branch_condition.h"
#include "prove/prove.h"

#define MARK_NONE UINT32_MAX

typedef struct {
    double lo, hi;             // enclose the side; infinite when unbounded
    uint32_t lo_mark, hi_mark; // MARK_NONE: the end is exactly the double
} side_t;

typedef struct {
    expr_t constant; // may hold implicit points
    double lo, hi;   // enclose it
} mark_t;

// What the gradient of an atom's e, or a Hessian, is evaluated with. `sums` are the bounds of the entries.
typedef struct {
    root_list_t list;
    tape_t *tape;
    sum_t *sums;
    size_t count;
} table_t;

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    size_t count;       // quantified variables
    size_t input_count; // and implicit points
    expr_t *inputs;     // variables first
    size_t state_count;
    side_t *root;        // the box of the variables' closed intervals
    dinterval_t *points; // the implicit points' enclosures, input_count - count of them
    size_t mark_count, mark_capacity;
    mark_t *marks;
    bool bounded;              // all intervals are closed and bounded
    expr_t stated;             // the conclusion as it stands in the certificate
    tape_t *raw;               // of `stated` without operators but not simplified: its e, if it has one, else itself
    expr_t region, conclusion; // normalised, operator-free, simplified
    bool unrestricted;         // the region is `true`
    expr_t atom;               // the conclusion is a comparison `0 relation atom`; EXPR_NONE when it is not
    expr_op_t relation;
    expr_t e;         // the same when the relation is < or <=; else EXPR_NONE
    bool strict;      // the relation is <
    root_list_t list; // what `values` computes
    tape_t *values;
    condition_t region_condition, conclusion_condition;
    sum_t e_sum;
    table_t gradient; // of e, compiled on first use; count 0 before
    tape_t **along;   // of e, along each variable; compiled on first use, NULL before
    table_t hessian;  // of e, upper triangle by rows
    struct combination
        *combination; // of the conclusion's members (combination.h); NULL before it is compiled, or where there is none
    bool combination_tried;
} statement_t;

// `conclusion` may differ from the obligation's own (negated for `exists`). STATUS_UNSUPPORTED, with a reason, when an
// implicit point is not known or an interval has no usable ends; STATUS_LIMIT when the expressions get too large. To be
// cleared in any case.
status_t statement_init(statement_t *statement, const char **reason, prover_t *prover, const obligation_t *obligation,
                        expr_t region, expr_t conclusion) CERTIFY_MUST_USE;
void statement_clear(statement_t *statement);

// Constants are folded exactly when expressions are simplified, so that bounds without any room for rounding may not be
// found again in the expression as it stands. Whether they are, at least: e >= lower (or the conclusion is true) there.
bool statement_confirm(statement_t *statement, const side_t *box, double lower, slong precision);

// Compile on first use; NULL when e is not there or the expressions get too large.
const table_t *statement_gradient(statement_t *statement);
const table_t *statement_hessian(statement_t *statement);
// The same for the members of a conclusion without e, if they may be shown by combining them.
const struct combination *statement_combination(statement_t *statement);

// Whether e, which is there, is continuous along the variable on the box: for all values of the others, as a function
// of this one alone.
bool statement_is_continuous_along(statement_t *statement, const side_t *box, size_t variable, slong precision);

// The index in statement_hessian's sums of entry (i, j), i <= j.
static inline size_t hessian_index(size_t count, size_t i, size_t j)
{
    return i * count - i * (i + 1) / 2 + j;
}

// A formula or expression in the form that tapes take: without operators, simplified.
expr_t statement_plain(prover_t *prover, expr_t a);

// Compiles the expressions as functions of the statement's inputs, with their summands.
void table_init(table_t *table, const statement_t *statement, size_t count, const expr_t *expressions);
void table_clear(table_t *table);

// A finite double, exactly.
void fmpq_set_double(fmpq_t result, double value);

uint32_t statement_add_mark(statement_t *statement, expr_t constant);

// The inputs of the tapes on a box: input_count intervals.
void statement_inputs(dinterval_t *inputs, const statement_t *statement, const side_t *box);
// The same at a point.
void statement_point_inputs(dinterval_t *inputs, const statement_t *statement, const double *point);

// All roots of a tape on a box, or at a point, with `precision` bits (53: double intervals).
void statement_evaluate(tape_result_t *results, const statement_t *statement, const tape_t *tape, const side_t *box,
                        slong precision);
void statement_evaluate_point(tape_result_t *results, const statement_t *statement, const tape_t *tape,
                              const double *point, slong precision);
// The same for inputs given as balls.
void statement_evaluate_balls(tape_result_t *results, const tape_t *tape, arb_srcptr inputs, slong precision);
// The inputs as balls: variables on the box, points by their enclosures. `inputs` has input_count entries.
void statement_input_balls(arb_ptr inputs, const statement_t *statement, const side_t *box, slong precision);

// Whether a face fixed the variable.
static inline bool side_is_fixed(const side_t *side)
{
    return side->lo_mark == side->hi_mark && (side->lo_mark != MARK_NONE || side->lo == side->hi);
}

// A double next to the side's lower (upper) end that surely lies in the side, or is its end.
static inline double side_inner_end(const statement_t *statement, const side_t *side, bool upper)
{
    uint32_t mark = upper ? side->hi_mark : side->lo_mark;
    if (mark == MARK_NONE)
        return upper ? side->hi : side->lo;
    return upper ? statement->marks[mark].lo : statement->marks[mark].hi;
}

// The side's lower (upper) end as an exact constant node; EXPR_NONE when infinite.
expr_t side_end(const statement_t *statement, const side_t *side, bool upper);
// The value of a constant term by exact arithmetic; false when it is not known to be algebraic.
bool constant_exact(real_t value, prover_t *prover, expr_t constant);
// The same as an exact number; false when it is infinite or not known to be algebraic.
bool side_end_exact(real_t value, const statement_t *statement, const side_t *side, bool upper);
// The same as a rational; false when it is none that is known as one.
bool side_end_rational(fmpq_t value, const statement_t *statement, const side_t *side, bool upper);

// The largest width of a side that is not fixed, relative to the side's place; infinite for unbounded boxes.
double box_relative_width(const side_t *box, size_t count);

// The enclosure of a box, "x in [1, 2], y in [0, 1]", appended.
void describe_box(strbuf_t *out, const statement_t *statement, const side_t *box);

#endif
