// SPDX-License-Identifier: LGPL-3.0-or-later
// Piecewise polynomial functions of one real variable with exact real algebraic coefficients, and formulas about them.
//
// A partition t_1 < ... < t_n cuts the line into 2n + 1 cells: cell 2i is the open interval below t_{i+1} (above t_i),
// cell 2i + 1 is the point t_{i+1}. A function has on each cell a polynomial, or no value, or a value outside the
// class; a formula has on each cell one truth value. A partition is not thinned out where neighbouring polynomials
// agree: its points are all the zeros, in the cells where it matters, of all polynomials whose signs were used on the
// way.
#ifndef CERTIFY_PROVE_PIECEWISE_H
#define CERTIFY_PROVE_PIECEWISE_H

#include "expr/expr.h"
#include "real/rpoint.h"
#include "real/rpoly.h"

typedef struct {
    size_t references;
    rpoint_list_t points; // increasing
} partition_t;

typedef enum {
    PIECE_POLYNOMIAL,
    PIECE_UNDEFINED,  // the function has no value there
    PIECE_UNSUPPORTED // it may have one, but not that of a polynomial, or a limit was reached
} piece_state_t;

// What the derivative operator makes of a piece; of two operands the later one counts.
typedef enum {
    DERIVATIVE_FORMAL,   // that of the polynomial
    DERIVATIVE_UNKNOWN,  // not decided here: a root of 0
    DERIVATIVE_UNDEFINED // none: sqrt(x^2) at 0
} piece_derivative_t;

// At a point cell the polynomial is that of the case the point belongs to, so that its derivative at the point is the
// derivative of the active case; abs and relu at a kink have the polynomial 0, min and max on a tie their first
// argument.
typedef struct {
    piece_state_t state;
    piece_derivative_t derivative;
    rpoly_t polynomial;
} piece_t;

typedef struct {
    partition_t *partition;
    piece_t *pieces; // one a cell
} piecewise_t;

typedef enum {
    CELL_FALSE,
    CELL_TRUE,
    CELL_UNDEFINED,  // an operand of a comparison has no value
    CELL_UNSUPPORTED // not known: an operand is outside the class
} cell_truth_t;

typedef struct {
    partition_t *partition;
    cell_truth_t *truths; // one a cell
} truths_t;

// A common refinement of two partitions; first[c] and second[c] are the cells of theirs that its cell c lies in.
typedef struct {
    partition_t *partition;
    size_t *first, *second;
} overlay_t;

// The signs of a function. origin[c] is the cell of the function's own partition that cell c lies in.
typedef enum {
    SIGN_NEGATIVE = -1,
    SIGN_ZERO = 0,
    SIGN_POSITIVE = 1,
    SIGN_UNDEFINED = 2,
    SIGN_UNSUPPORTED = 3
} cell_sign_t;

typedef struct {
    partition_t *partition;
    size_t *origin;
    cell_sign_t *signs;
} signs_t;

#define ROOT_CACHE_SIZE 8

typedef struct {
    piecewise_t value; // of a real node
    truths_t truth;    // of a formula
} node_value_t;

// What building needs and remembers.
typedef struct {
    dag_t *dag;
    real_ctx_struct *reals;
    expr_t variable;                    // the variable of the line; EXPR_NONE when there is none
    size_t max_cells;                   // of one partition; more is STATUS_LIMIT
    bool limited;                       // a limit made some piece unsupported
    size_t bound_count, bound_capacity; // variables with a fixed exact value
    expr_t *bound;
    real_struct *bound_values;
    node_value_t **nodes; // per node of the dag, NULL when not built
    size_t node_count;
    size_t cached_next, cached_count; // a ring of the polynomials whose roots were last found
    rpoly_struct cached[ROOT_CACHE_SIZE];
    rpoint_list_struct cached_roots[ROOT_CACHE_SIZE];
} line_t;

// ---- the line ----

void line_init(line_t *line, dag_t *dag, expr_t variable, size_t max_cells, real_ctx_struct *reals);
void line_clear(line_t *line);

// From now on the variable stands for the value.
void line_bind(line_t *line, expr_t variable, const real_t value);

// Builds the functions and formulas of the roots and of all nodes below them. Operators at other points (AT) and
// derivatives by other variables are replaced in place by operator-free terms, so roots[i] may change. *met, unless
// NULL, is a new partition (release with partition_release) of points that the roots' own partitions may lack: where
// the cases change of the functions that such operators are about. STATUS_LIMIT: a partition is too large or too
// expensive.
status_t line_build(line_t *line, size_t count, expr_t *roots, partition_t **met) CERTIFY_MUST_USE;

// Of a node that was built, borrowed.
const piecewise_t *line_function(const line_t *line, expr_t a);
const truths_t *line_formula(const line_t *line, expr_t a);

// The exact value of a constant that was built; STATUS_UNSUPPORTED (also after a limit) when there is none,
// STATUS_DOMAIN when it is undefined.
status_t line_constant(real_t value, const line_t *line, expr_t a) CERTIFY_MUST_USE;

// ---- partitions ----

// The partition without points, and the one at the given increasing points.
partition_t *partition_new(void);
partition_t *partition_retain(partition_t *partition);
void partition_release(partition_t *partition);
size_t partition_cell_count(const partition_t *partition);
const rpoint_struct *partition_point(const partition_t *partition, size_t index);
// A rational number in the open cell: the simplest one, 0 for the whole line, next to the end of an unbounded cell.
status_t partition_sample(fmpq_t sample, const partition_t *partition, size_t cell, real_ctx_t ctx) CERTIFY_MUST_USE;

status_t overlay_init(overlay_t *overlay, partition_t *first, partition_t *second, line_t *line) CERTIFY_MUST_USE;
void overlay_clear(overlay_t *overlay);

// ---- functions and formulas ----

// Takes over the reference to the partition; all pieces are undefined, all truths false.
void piecewise_init(piecewise_t *f, partition_t *partition);
void piecewise_clear(piecewise_t *f);
void truths_init(truths_t *truths, partition_t *partition);
void truths_clear(truths_t *truths);

void piece_set(piece_t *result, const piece_t *piece);
// Stores the outcome of an operation: STATUS_DOMAIN makes the piece undefined, other failures unsupported.
void piece_settle(piece_t *piece, status_t status, line_t *line);

// Refines the partition at the zeros inside open cells, where the function is not identically zero.
status_t piecewise_signs(signs_t *signs, const piecewise_t *f, line_t *line) CERTIFY_MUST_USE;
void signs_clear(signs_t *signs);

// The distinct roots of p that lie in the open cell, appended to the list. p must not be zero.
status_t line_roots(rpoint_list_t roots, const rpoly_t p, const partition_t *partition, size_t cell,
                    line_t *line) CERTIFY_MUST_USE;

// ---- operations on pieces (piecewise_arithmetic.c) ----

// result = op(a, b) on one cell, for operators that act on each cell by itself; b is NULL for one operand, p/q the
// exponent of EXPR_POWER. The state of the result says how it went.
void piece_operate(piece_t *result, expr_op_t op, const piece_t *a, const piece_t *b, slong p, slong q, line_t *line);

// ---- internal to piecewise*.c ----

// first - second, on their common refinement.
status_t piecewise_difference(piecewise_t *result, overlay_t *overlay, const piecewise_t *first,
                              const piecewise_t *second, line_t *line) CERTIFY_MUST_USE;
// The first where the guard is true, the second where it is false; points that only the inactive one has are dropped.
status_t piecewise_select(piecewise_t *result, const truths_t *guard, const piecewise_t *first,
                          const piecewise_t *second, line_t *line) CERTIFY_MUST_USE;
// Undefined where the second is 0.
status_t piecewise_quotient(piecewise_t *result, const piecewise_t *first, const piecewise_t *second,
                            line_t *line) CERTIFY_MUST_USE;
// |f|, with the given derivative at its isolated zeros.
status_t piecewise_abs(piecewise_t *result, const piecewise_t *f, piece_derivative_t at_zeros,
                       line_t *line) CERTIFY_MUST_USE;
// The derivative where f is differentiable, undefined elsewhere. (At a point of the partition that is the derivative of
// the polynomials beside it, which agree; the case of the point alone may have another one.)
status_t piecewise_partial(piecewise_t *result, const piecewise_t *f, line_t *line) CERTIFY_MUST_USE;
status_t piecewise_relu(piecewise_t *result, const piecewise_t *f, line_t *line) CERTIFY_MUST_USE;
status_t piecewise_extremum(piecewise_t *result, bool maximum, const piecewise_t *first, const piecewise_t *second,
                            line_t *line) CERTIFY_MUST_USE;
// A comparison, connective or regularity formula whose children are built.
status_t truths_build(truths_t *result, expr_t a, line_t *line) CERTIFY_MUST_USE;

#endif
