// SPDX-License-Identifier: LGPL-3.0-or-later
// Lipschitz gradients in one variable, for Coq: bounds of the second derivative on the pieces and the mean value
// theorem; pieces that touch are glued.
#include "base/memory.h"
#include "export/coq_internal.h"
#include "expr/derivative.h"

#include <string.h>

typedef struct {
    strbuf_t *out;
    coq_t *coq;
    function_t *slope;  // the gradient
    function_t *second; // its derivative
    const span_t *range;
    const char *bound;
    expr_t bound_node;
} lipschitz_t;

static void write_bounds(lipschitz_t *l, size_t piece, const patch_t *cell)
{
    const terms_t *frame = &l->second->frame;
    binding_t t = {l->second->variable, "t", NULL};
    place_t place = {l->coq, frame, cell, &t};
    strbuf_t data, bound, second;
    strbuf_init(&data);
    strbuf_init(&bound);
    strbuf_init(&second);
    coq_data_term(&bound, l->coq, l->bound_node);
    coq_data_polynomial(&second, l->second->pieces + piece, frame);
    strbuf_printf(&data, "(fAnd (fLe (tNeg %s) %s) (fLe %s %s))", bound.text, second.text, second.text, bound.text);
    coq_decide(l->out, &place, data.text);
    strbuf_clear(&data);
    strbuf_clear(&bound);
    strbuf_clear(&second);
}

// -L <= q and q <= L on the closed piece.
static bool prove_bounds(lipschitz_t *l, size_t piece, const span_t *range)
{
    const terms_t *frame = &l->second->frame;
    fmpq_mpoly_t limit, side;
    fmpq_t value;
    patch_t cell;
    fmpq_init(value);
    fmpq_mpoly_init(limit, frame->ring);
    fmpq_mpoly_init(side, frame->ring);
    patch_init(&cell, frame);
    span_set(cell.ranges, range);
    cell.ranges->lo_open = cell.ranges->hi_open = false;
    bool good = coq_constant(value, l->coq, l->bound_node);
    fmpq_mpoly_set_fmpq(limit, value, frame->ring);
    for (int sign = -1; good && sign <= 1; sign += 2) {
        (sign < 0 ? fmpq_mpoly_add : fmpq_mpoly_sub)(side, limit, l->second->pieces + piece, frame->ring);
        good = sign_shows(side, &cell, false);
    }
    if (good)
        write_bounds(l, piece, &cell);
    patch_clear(&cell);
    fmpq_mpoly_clear(side, frame->ring);
    fmpq_mpoly_clear(limit, frame->ring);
    fmpq_clear(value);
    return good || coq_fail(l->coq, "a bound of the second derivative that is not shown on a piece");
}

// The gradient is the piece at x, L <= x <= H, by cases: an end of the piece, or inside.
static void prove_same(lipschitz_t *l, size_t piece, const span_t *range)
{
    unsigned f = (unsigned)l->slope->node;
    bool lo = piece > 0 && range->lo_finite && !range->lo_open && fmpq_equal(range->lo, l->slope->breaks + piece - 1);
    bool hi = piece < l->slope->break_count && range->hi_finite && !range->hi_open &&
              fmpq_equal(range->hi, l->slope->breaks + piece);
    if ((lo && !l->slope->continuous[piece - 1]) || (hi && !l->slope->continuous[piece]))
        coq_fail(l->coq, "a gradient that jumps");
    if (lo) {
        strbuf_append(l->out, "destruct (Req_dec t ");
        coq_rational(l->out, range->lo);
        strbuf_printf(l->out, ") as [-> | N1]; [apply e_%u_%zu_1 |].\n", f, piece - 1);
    }
    if (hi) {
        strbuf_append(l->out, "destruct (Req_dec t ");
        coq_rational(l->out, range->hi);
        strbuf_printf(l->out, ") as [-> | N2]; [apply e_%u_%zu_0 |].\n", f, piece);
    }
    strbuf_printf(l->out, "apply c_%u_%zu; certify_end.\n", f, piece);
}

static bool prove_piece(lipschitz_t *l, size_t piece, const span_t *range)
{
    unsigned f = (unsigned)l->slope->node, d = (unsigned)l->second->node;
    strbuf_printf(
        l->out,
        "apply (certify_lipschitz_piece _ _ p_%u_%zu p_%u_%zu).\n{ intros; certify_parts_all; repeat split; lra. }\n",
        f, piece, d, piece);
    strbuf_append(l->out, "{ intros t T; certify_parts T.\n");
    prove_same(l, piece, range);
    strbuf_printf(l->out, "}\n{ apply d_%u_%zu. }\n{ intros t T; certify_parts T.\n", f, piece);
    bool good = prove_bounds(l, piece, range);
    strbuf_append(l->out, "}\n");
    return good;
}

// Pieces from `piece` on; as deep as there are breakpoints.
static bool prove_pieces(lipschitz_t *l, size_t piece, const span_t *range)
{
    const function_t *f = l->slope;
    bool last = piece == f->break_count || (range->hi_finite && fmpq_cmp(f->breaks + piece, range->hi) >= 0);
    if (last)
        return prove_piece(l, piece, range);
    if (!f->continuous[piece])
        return coq_fail(l->coq, "a gradient that jumps");
    strbuf_append(l->out, "apply (certify_lipschitz_glue _ _ _ ");
    coq_rational(l->out, f->breaks + piece);
    strbuf_append(l->out, ").\n{ repeat split; lra. }\n{ ");
    span_t part;
    span_init(&part);
    span_set(&part, range);
    fmpq_set(part.hi, f->breaks + piece);
    part.hi_finite = true;
    part.hi_open = false;
    bool good = prove_piece(l, piece, &part);
    strbuf_append(l->out, "}\n{ ");
    span_set(&part, range);
    fmpq_set(part.lo, f->breaks + piece);
    part.lo_finite = true;
    part.lo_open = false;
    good = good && prove_pieces(l, piece + 1, &part);
    strbuf_append(l->out, "}\n");
    span_clear(&part);
    return good;
}

static void write_statement(strbuf_t *out, coq_t *coq, const goal_t *goal, const char *function, const char *bound)
{
    strbuf_append(out, "forall x y : R, ");
    bounded_t side = goal->variables[0];
    coq_bounds(out, coq, &side, " -> ", "x");
    coq_bounds(out, coq, &side, " -> ", "y");
    strbuf_printf(out,
                  "\n  ex_derive %s x /\\ ex_derive %s y /\\ Rabs (Derive %s x - Derive %s y) <= %s * Rabs (x - y)",
                  function, function, function, function, bound);
}

static bool prove_pair(strbuf_t *out, coq_t *coq, const goal_t *goal, function_t *f, const char *bound)
{
    span_t range;
    strbuf_t zone;
    span_init(&range);
    strbuf_init(&zone);
    function_t *slope = coq_derivative(coq, f), *second = slope ? coq_derivative(coq, slope) : NULL;
    bool good = coq_span(&range, coq, goal->variables) && second && coq_zone(&zone, coq, f, &range, true);
    if (!good)
        coq_fail(coq, "a gradient without a lemma");
    if (good) {
        size_t piece = range.lo_finite ? function_break(slope, range.lo, true) : 0;
        coq_write_meeting(coq, slope);
        coq_write_derives(coq, slope);
        strbuf_printf(out, "intros x y; intros.\nassert (D : forall z : R, ");
        coq_bounds(out, coq, goal->variables, " -> ", "z");
        strbuf_printf(out, "is_derive f_%u z (f_%u z)).\n{ intros; apply %s; certify_end. }\n", (unsigned)f->node,
                      (unsigned)slope->node, zone.text);
        strbuf_append(out, "split; [eexists; apply D; assumption |]. split; [eexists; apply D; assumption |].\n");
        strbuf_printf(out, "rewrite (is_derive_unique f_%u x (f_%u x)) by (apply D; assumption).\n", (unsigned)f->node,
                      (unsigned)slope->node);
        strbuf_printf(out, "rewrite (is_derive_unique f_%u y (f_%u y)) by (apply D; assumption).\n", (unsigned)f->node,
                      (unsigned)slope->node);
        strbuf_append(out, "cut (certify_lipschitz (fun z : R => ");
        coq_bounds(out, coq, goal->variables, " /\\ ", "z");
        strbuf_printf(out, "True) f_%u %s).\n{ intro C; apply C; repeat split; assumption. }\n", (unsigned)slope->node,
                      bound);
        lipschitz_t l = {out, coq, slope, second, &range, bound, goal->bound};
        good = prove_pieces(&l, piece, &range);
    }
    strbuf_clear(&zone);
    span_clear(&range);
    return good;
}

// x and y of which the quotient is too large.
static bool refute_pair(strbuf_t *out, coq_t *coq, const goal_t *goal, function_t *f)
{
    expr_t slope = expr_derivative(coq->dag, f->node, f->variable), values[2], gradients[2];
    fmpq_t value;
    fmpq_init(value);
    span_t range;
    span_init(&range);
    bool good = goal->record->evidence_count >= 2;
    strbuf_t names[2];
    for (size_t i = 0; i < 2; i++)
        strbuf_init(names + i);
    for (size_t i = 0; good && i < 2; i++) {
        good = evidence_rational(value, goal->record->evidence + i);
        values[i] = expr_rational(coq->dag, value);
        coq_rational(names + i, value);
        gradients[i] = expr_node(coq->dag, EXPR_AT, 3, (expr_t[]){slope, f->variable, values[i]});
    }
    terms_t frame;
    if (good) {
        strbuf_printf(out, "exists %s, %s.\nrepeat split; try lra.\n", names[0].text, names[1].text);
        for (size_t i = 0; good && i < 2; i++) {
            strbuf_t zone;
            strbuf_init(&zone);
            (void)evidence_rational(range.lo, goal->record->evidence + i);
            fmpq_set(range.hi, range.lo);
            range.lo_finite = range.hi_finite = true;
            good = coq_zone(&zone, coq, f, &range, true);
            strbuf_printf(out, "{ eexists; apply %s; certify_end. }\n", zone.text);
            strbuf_clear(&zone);
        }
        for (size_t i = 0; good && i < 2; i++) {
            strbuf_t zone;
            strbuf_init(&zone);
            (void)evidence_rational(range.lo, goal->record->evidence + i);
            fmpq_set(range.hi, range.lo);
            good = coq_zone(&zone, coq, f, &range, true);
            strbuf_printf(out, "rewrite (is_derive_unique f_%u %s (f_%u %s)) by (apply %s; certify_end).\n",
                          (unsigned)f->node, names[i].text, (unsigned)slope, names[i].text, zone.text);
            strbuf_clear(&zone);
        }
    }
    if (good) {
        dag_t *dag = coq->dag;
        expr_t distance = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_SUB, values[0], values[1]));
        expr_t difference = expr_unary(dag, EXPR_ABS, expr_binary(dag, EXPR_SUB, gradients[0], gradients[1]));
        expr_t product = expr_binary(dag, EXPR_MUL, goal->bound, distance);
        expr_t comparison = expr_binary(dag, EXPR_LESS, product, difference), plain = coq_plain(coq, comparison);
        good = terms_init(&frame, dag, 0, NULL, 1, &plain);
        patch_t cell;
        patch_init(&cell, &frame);
        place_t place = {coq, &frame, &cell, NULL};
        good = good && coq_decide_comparison(out, &place, comparison, true);
        patch_clear(&cell);
        terms_clear(&frame);
    }
    for (size_t i = 0; i < 2; i++)
        strbuf_clear(names + i);
    span_clear(&range);
    fmpq_clear(value);
    return good || coq_fail(coq, "a witness that Coq is not shown");
}

bool coq_pair(strbuf_t *out, coq_t *coq, const goal_t *goal)
{
    const dag_t *dag = coq->dag;
    if (goal->variable_count != 1 || expr_op(dag, *goal->map) != EXPR_PARTIAL)
        return coq_fail(coq, "a Lipschitz map in several variables");
    if (expr_op(dag, goal->region) != EXPR_TRUE)
        return coq_fail(coq, "a Lipschitz gradient on a region that is no interval");
    function_t *function = coq_function(coq, expr_child(dag, *goal->map, 0), goal->variables->variable);
    if (!function)
        return coq_fail(coq, "no piecewise polynomial with rational breakpoints");
    strbuf_t name, bound;
    strbuf_init(&name);
    strbuf_init(&bound);
    coq_name(&name, coq, function->node);
    coq_term(&bound, coq, goal->bound, NULL);
    bool good = true;
    if (goal->record->verdict == VERDICT_PROVED) {
        write_statement(out, coq, goal, name.text, bound.text);
        strbuf_append(out, ".\nProof.\n");
        good = prove_pair(out, coq, goal, function, bound.text);
    } else {
        strbuf_append(out, "exists x y : R, ");
        coq_bounds(out, coq, goal->variables, " /\\ ", "x");
        coq_bounds(out, coq, goal->variables, " /\\ ", "y");
        strbuf_printf(
            out,
            "\n  ex_derive %s x /\\ ex_derive %s y /\\ %s * Rabs (x - y) < Rabs (Derive %s x - Derive %s y).\nProof.\n",
            name.text, name.text, bound.text, name.text, name.text);
        good = refute_pair(out, coq, goal, function);
    }
    strbuf_clear(&name);
    strbuf_clear(&bound);
    return good;
}
