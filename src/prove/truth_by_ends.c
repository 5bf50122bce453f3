// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/truth_by_ends.h"

#define MAX_FORMULA_DEPTH 64

// How a quantity may be to a number.
#define LESS 1u
#define EQUAL 2u
#define GREATER 4u
#define ANY (LESS | EQUAL | GREATER)

static unsigned order_of_side(const statement_t *statement, const side_t *side, const fmpq_t number, bool open)
{
    unsigned equal = open ? 0 : EQUAL;
    dinterval_t n = dinterval_from_fmpq(number);
    fmpq_t end;
    fmpq_init(end);
    bool below = side->hi <= dinterval_lo(n), above = side->lo >= n.hi;
    bool at_hi = side_end_rational(end, statement, side, true) && fmpq_equal(end, number);
    bool at_lo = side_end_rational(end, statement, side, false) && fmpq_equal(end, number);
    fmpq_clear(end);
    if (at_hi || below)
        return at_hi || side->hi == dinterval_lo(n) ? LESS | equal : LESS;
    if (at_lo || above)
        return at_lo || side->lo == n.hi ? equal | GREATER : GREATER;
    return ANY;
}

// |x - centre| to the number, which is not negative.
static unsigned order_of_distance(const statement_t *statement, const side_t *side, const fmpq_t centre, const fmpq_t number,
                                  bool open)
{
    fmpq_t end;
    fmpq_init(end);
    fmpq_add(end, centre, number);
    unsigned upper = order_of_side(statement, side, end, open);
    fmpq_sub(end, centre, number);
    unsigned lower = order_of_side(statement, side, end, open);
    fmpq_clear(end);
    unsigned orders = (upper | lower) & EQUAL;
    orders |= (upper & LESS) && (lower & GREATER) ? LESS : 0;
    return orders | ((upper & GREATER) || (lower & LESS) ? GREATER : 0);
}

// A box of the first `count` inputs, without its faces in the first `open` of them.
typedef struct {
    const statement_t *statement;
    size_t count, open;
    const side_t *box;
} ends_t;

static unsigned order_of_term(const ends_t *ends, expr_t term, const fmpq_t number)
{
    const statement_t *statement = ends->statement;
    const dag_t *dag = statement->prover->dag;
    bool distance = expr_op(dag, term) == EXPR_ABS && fmpq_sgn(number) >= 0;
    expr_t a = distance ? expr_child(dag, term, 0) : term;
    unsigned orders = ANY;
    fmpq_t shift;
    fmpq_init(shift);
    if (expr_op(dag, a) == EXPR_SUB && expr_op(dag, expr_child(dag, a, 1)) == EXPR_RATIONAL) {
        fmpq_set(shift, expr_rational_value(dag, expr_child(dag, a, 1)));
        a = expr_child(dag, a, 0);
    }
    for (size_t v = 0; v < ends->count && orders == ANY; v++) {
        if (statement->inputs[v] != a)
            continue;
        if (distance) {
            orders = order_of_distance(statement, ends->box + v, shift, number, v < ends->open);
        } else {
            fmpq_add(shift, shift, number);
            orders = order_of_side(statement, ends->box + v, shift, v < ends->open);
        }
        break;
    }
    fmpq_clear(shift);
    return orders;
}

static tape_truth_t comparison_by_ends(const ends_t *ends, expr_t a)
{
    const dag_t *dag = ends->statement->prover->dag;
    expr_t left = expr_child(dag, a, 0), right = expr_child(dag, a, 1);
    bool mirrored = expr_op(dag, left) == EXPR_RATIONAL;
    expr_t term = mirrored ? right : left, number = mirrored ? left : right;
    expr_op_t op = expr_op(dag, a);
    unsigned holds = op == EXPR_LESS ? LESS : op == EXPR_LESS_EQUAL ? LESS | EQUAL : op == EXPR_EQUAL ? EQUAL : LESS | GREATER;
    unsigned orders = ANY;
    if (expr_op(dag, number) == EXPR_RATIONAL)
        orders = order_of_term(ends, term, expr_rational_value(dag, number));
    if (mirrored)
        orders = (orders & EQUAL) | (orders & LESS ? GREATER : 0) | (orders & GREATER ? LESS : 0);
    return !(orders & ~holds) ? TRUTH_TRUE : !(orders & holds) ? TRUTH_FALSE : TRUTH_UNKNOWN;
}

static tape_truth_t truth(const ends_t *ends, expr_t a, int depth)
{
    const dag_t *dag = ends->statement->prover->dag;
    expr_op_t op = expr_op(dag, a);
    if (op == EXPR_TRUE || op == EXPR_FALSE)
        return op == EXPR_TRUE ? TRUTH_TRUE : TRUTH_FALSE;
    if (op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL)
        return comparison_by_ends(ends, a);
    if (depth == 0 || (op != EXPR_AND && op != EXPR_OR && op != EXPR_NOT))
        return TRUTH_UNKNOWN;
    tape_truth_t first = truth(ends, expr_child(dag, a, 0), depth - 1);
    if (op == EXPR_NOT)
        return first == TRUTH_TRUE ? TRUTH_FALSE : first == TRUTH_FALSE ? TRUTH_TRUE : TRUTH_UNKNOWN;
    tape_truth_t second = truth(ends, expr_child(dag, a, 1), depth - 1);
    tape_truth_t deciding = op == EXPR_AND ? TRUTH_FALSE : TRUTH_TRUE;
    return first == deciding || second == deciding ? deciding : first == second ? first : TRUTH_UNKNOWN;
}

tape_truth_t truth_by_ends(const statement_t *statement, size_t count, size_t open, const side_t *box, expr_t formula)
{
    ends_t ends = {statement, count, open, box};
    return truth(&ends, formula, MAX_FORMULA_DEPTH);
}
