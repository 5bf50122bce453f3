// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/image_piece.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/rebuild.h"
#include "expr/simplify.h"

#include <math.h>

#define MAX_CONTRACT_DEPTH 64

// ---- which comparison to decide ----

static bool is_comparison(expr_op_t op)
{
    return op == EXPR_LESS || op == EXPR_LESS_EQUAL || op == EXPR_EQUAL || op == EXPR_NOT_EQUAL;
}

// The first comparison of a formula; EXPR_NONE when there is none.
static expr_t first_comparison(const dag_t *dag, expr_t formula)
{
    bool *below = expr_reachable(dag, 1, &formula);
    expr_t found = EXPR_NONE;
    for (expr_t a = 0; a <= formula && found == EXPR_NONE; a++)
        if (below[a] && is_comparison(expr_op(dag, a)) && !expr_is_constant(dag, a))
            found = a;
    mem_free(below);
    return found;
}

// Of the innermost cases node, in its first guard.
static expr_t next_atom(const dag_t *dag, size_t count, const expr_t *terms)
{
    bool *below = expr_reachable(dag, count, terms);
    size_t size = dag_size(dag);
    expr_t found = EXPR_NONE;
    for (size_t a = 0; a < size && found == EXPR_NONE; a++)
        if (below[a] && expr_op(dag, (expr_t)a) == EXPR_CASES)
            for (size_t k = 0; k < expr_child_count(dag, (expr_t)a) && found == EXPR_NONE; k += 2)
                found = first_comparison(dag, expr_child(dag, (expr_t)a, k));
    mem_free(below);
    return found;
}

// ---- pieces ----

static piece_t *make(pieces_t *pieces, size_t count, expr_t *terms)
{
    piece_t *piece = mem_alloc(1, sizeof *piece);
    bool full = ++pieces->piece_count >= PIECES_MAX;
    piece->count = count;
    piece->terms = terms;
    piece->atom = full ? EXPR_NONE : next_atom(pieces->dag, count, terms);
    piece->values = tape_compile(pieces->dag, count, terms, pieces->input_count, pieces->inputs);
    if (piece->atom != EXPR_NONE)
        piece->decision = tape_compile(pieces->dag, 1, &piece->atom, pieces->input_count, pieces->inputs);
    return piece;
}

piece_t *piece_new(pieces_t *pieces, size_t count, const expr_t *terms)
{
    expr_t *copy = mem_alloc(count, sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = expr_simplify(pieces->dag, expr_eliminate_operators(pieces->dag, terms[i]));
    if (!dag_over_limit(pieces->dag))
        return make(pieces, count, copy);
    mem_free(copy);
    return NULL;
}

void piece_free(piece_t *piece)
{
    if (!piece)
        return;
    piece_free(piece->sides[0]);
    piece_free(piece->sides[1]);
    tape_free(piece->decision);
    tape_free(piece->values);
    tape_free(piece->gradient);
    mem_free(piece->terms);
    mem_free(piece);
}

// ---- deciding a comparison ----

// What `left op right` says of the order of left and right: one bit for each of less, equal, greater.
static unsigned orders(expr_op_t op)
{
    return op == EXPR_LESS ? 1u : op == EXPR_LESS_EQUAL ? 3u : op == EXPR_EQUAL ? 2u : 5u;
}

static unsigned mirrored(unsigned order)
{
    return (order & 2u) | (order & 1u) << 2 | order >> 2;
}

// A node that stands for the comparison once left and right are known to be in one of the orders.
static expr_t decided(dag_t *dag, expr_t a, expr_t left, expr_t right, unsigned known)
{
    expr_t first = expr_child(dag, a, 0), second = expr_child(dag, a, 1);
    unsigned order = orders(expr_op(dag, a));
    if (first == right && second == left)
        order = mirrored(order);
    else if (first != left || second != right)
        return a;
    if (!(known & ~order))
        return expr_leaf(dag, EXPR_TRUE);
    return known & order ? a : expr_leaf(dag, EXPR_FALSE);
}

static bool decide(expr_t *terms, dag_t *dag, const piece_t *piece, bool truth)
{
    expr_t left = expr_child(dag, piece->atom, 0), right = expr_child(dag, piece->atom, 1);
    unsigned known = orders(expr_op(dag, piece->atom)) ^ (truth ? 0 : 7u);
    bool *below = expr_reachable(dag, piece->count, piece->terms);
    size_t size = dag_size(dag);
    expr_t *image = mem_alloc(size, sizeof *image);
    for (size_t a = 0; a < size; a++) {
        if (!below[a])
            continue;
        image[a] = expr_rebuild(dag, (expr_t)a, image);
        if (is_comparison(expr_op(dag, (expr_t)a)))
            image[a] = image[a] == a ? decided(dag, (expr_t)a, left, right, known) : image[a];
    }
    for (size_t i = 0; i < piece->count; i++)
        terms[i] = expr_simplify(dag, image[piece->terms[i]]);
    mem_free(image);
    mem_free(below);
    return !dag_over_limit(dag);
}

piece_t *piece_side(pieces_t *pieces, piece_t *piece, bool truth)
{
    if (piece->sides[truth])
        return piece->sides[truth];
    expr_t *terms = mem_alloc(piece->count, sizeof *terms);
    if (!decide(terms, pieces->dag, piece, truth)) {
        mem_free(terms);
        return NULL;
    }
    return piece->sides[truth] = make(pieces, piece->count, terms);
}

const tape_t *piece_gradient(pieces_t *pieces, piece_t *piece)
{
    size_t n = pieces->input_count;
    if (piece->gradient)
        return piece->gradient;
    expr_t *partials = mem_alloc(piece->count * n, sizeof *partials);
    for (size_t i = 0; i < piece->count; i++)
        expr_gradient(partials + i * n, pieces->dag, piece->terms[i], n, pieces->inputs);
    for (size_t i = 0; i < piece->count * n; i++)
        partials[i] = expr_simplify(pieces->dag, partials[i]);
    if (!dag_over_limit(pieces->dag))
        piece->gradient = tape_compile(pieces->dag, piece->count * n, partials, n, pieces->inputs);
    mem_free(partials);
    return piece->gradient;
}

// ---- contraction ----

typedef struct {
    double lo, hi;
} bounds_t;

static bounds_t outward(double lo, double hi)
{
    return (bounds_t){isnan(lo) ? -INFINITY : nextafter(lo, -INFINITY), isnan(hi) ? INFINITY : nextafter(hi, INFINITY)};
}

static bool is_rational(const dag_t *dag, expr_t a)
{
    return expr_op(dag, a) == EXPR_RATIONAL;
}

static bool narrow_variable(dinterval_t *box, const pieces_t *pieces, expr_t variable, bounds_t bounds)
{
    for (size_t i = 0; i < pieces->input_count; i++)
        if (pieces->inputs[i] == variable) {
            double lo = fmax(dinterval_lo(box[i]), bounds.lo), hi = fmin(box[i].hi, bounds.hi);
            if (!(lo <= hi) || lo == INFINITY || hi == -INFINITY)
                return false;
            box[i] = dinterval_make(lo, hi);
        }
    return true;
}

static bool narrow(dinterval_t *box, const pieces_t *pieces, expr_t a, bounds_t bounds, int depth);

// The operand that is not rational of a sum, difference or product with a rational one.
static bool narrow_operand(dinterval_t *box, const pieces_t *pieces, expr_t a, bounds_t bounds, int depth)
{
    const dag_t *dag = pieces->dag;
    expr_t left = expr_child(dag, a, 0), right = expr_child(dag, a, 1);
    bool is_left = is_rational(dag, left);
    if (is_left == is_rational(dag, right))
        return true;
    dinterval_t c = dinterval_from_fmpq(expr_rational_value(dag, is_left ? left : right));
    double lo = dinterval_lo(c), hi = c.hi;
    bounds_t inner;
    if (expr_op(dag, a) == EXPR_ADD)
        inner = outward(bounds.lo - hi, bounds.hi - lo);
    else if (expr_op(dag, a) == EXPR_SUB)
        inner = is_left ? outward(lo - bounds.hi, hi - bounds.lo) : outward(bounds.lo + lo, bounds.hi + hi);
    else if (lo > 0)
        inner = outward(bounds.lo / (bounds.lo > 0 ? hi : lo), bounds.hi / (bounds.hi > 0 ? lo : hi));
    else if (hi < 0)
        inner = outward(bounds.hi / (bounds.hi > 0 ? hi : lo), bounds.lo / (bounds.lo > 0 ? lo : hi));
    else
        return true;
    return narrow(box, pieces, is_left ? right : left, inner, depth - 1);
}

// |u| in [lo, hi]: on one side of 0 where the box is. The sign of u is read off the variable under it.
static bool narrow_abs(dinterval_t *box, const pieces_t *pieces, expr_t u, bounds_t bounds, int depth)
{
    if (bounds.hi < 0 || !narrow(box, pieces, u, (bounds_t){-bounds.hi, bounds.hi}, depth))
        return false;
    for (size_t i = 0; bounds.lo > 0 && i < pieces->input_count; i++) {
        if (pieces->inputs[i] != u)
            continue;
        if (dinterval_lo(box[i]) > -bounds.lo)
            return narrow(box, pieces, u, (bounds_t){bounds.lo, INFINITY}, depth);
        if (box[i].hi < bounds.lo)
            return narrow(box, pieces, u, (bounds_t){-INFINITY, -bounds.lo}, depth);
    }
    return true;
}

// Cuts off the points of the box at which the term is not within the bounds, as far as rational terms show it.
static bool narrow(dinterval_t *box, const pieces_t *pieces, expr_t a, bounds_t bounds, int depth)
{
    const dag_t *dag = pieces->dag;
    if (depth == 0)
        return true;
    switch (expr_op(dag, a)) {
    case EXPR_VARIABLE:
        return narrow_variable(box, pieces, a, bounds);
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
        return narrow_operand(box, pieces, a, bounds, depth);
    case EXPR_NEG:
        return narrow(box, pieces, expr_child(dag, a, 0), (bounds_t){-bounds.hi, -bounds.lo}, depth - 1);
    case EXPR_ABS:
        return narrow_abs(box, pieces, expr_child(dag, a, 0), bounds, depth - 1);
    default:
        return true;
    }
}

bool piece_contract(dinterval_t *box, const pieces_t *pieces, const piece_t *piece, bool truth)
{
    const dag_t *dag = pieces->dag;
    expr_t left = expr_child(dag, piece->atom, 0), right = expr_child(dag, piece->atom, 1);
    unsigned known = orders(expr_op(dag, piece->atom)) ^ (truth ? 0 : 7u);
    bool is_left = is_rational(dag, left);
    if (is_left == is_rational(dag, right))
        return true;
    dinterval_t c = dinterval_from_fmpq(expr_rational_value(dag, is_left ? left : right));
    if (is_left)
        known = mirrored(known);
    // Now the other term is in the orders `known` to the constant.
    bounds_t bounds = {known & 1u ? -INFINITY : dinterval_lo(c), known & 4u ? INFINITY : c.hi};
    return narrow(box, pieces, is_left ? right : left, bounds, MAX_CONTRACT_DEPTH);
}
