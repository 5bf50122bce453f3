// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/orbit_piece.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/simplify.h"

#define SLOPE_PREC 64 // one limb
#define BOUND_PREC 256

// ---- states ----

void orbit_state_init(orbit_state_t *state, size_t count)
{
    state->count = count;
    state->centre = _arb_vec_init((slong)count);
    state->radius = _mag_vec_init((slong)count);
}

void orbit_state_clear(orbit_state_t *state)
{
    _arb_vec_clear(state->centre, (slong)state->count);
    _mag_vec_clear(state->radius, (slong)state->count);
}

void orbit_state_set(orbit_state_t *state, arb_srcptr balls)
{
    for (size_t i = 0; i < state->count; i++) {
        arf_set(arb_midref(state->centre + i), arb_midref(balls + i));
        mag_set(state->radius + i, arb_radref(balls + i));
    }
}

void orbit_state_get(arb_ptr balls, const orbit_state_t *state, slong prec)
{
    for (size_t i = 0; i < state->count; i++) {
        arb_set_round(balls + i, state->centre + i, prec);
        mag_add(arb_radref(balls + i), arb_radref(balls + i), state->radius + i);
    }
}

// ---- pieces ----

// x_variable < (or >) limit, for a limit that is on the safe side of the comparison's.
typedef struct {
    size_t variable;
    bool is_upper;
    arf_t limit;
} bound_t;

struct orbit_piece {
    size_t count;
    tape_t *value_tape, *slope_tape;
    tape_machine_t *value, *slope;
    bool slope_is_constant;
    mag_ptr magnitudes; // of the derivatives, count x count
    size_t bound_count;
    bound_t *bounds;
    tape_t *rest_tape; // the conjunction of the other literals, NULL for none
    tape_machine_t *rest;
    arb_ptr box; // of SLOPE_PREC
    mag_ptr next;
};

// ---- making one ----

static bool position_of(size_t *position, expr_t a, size_t count, const expr_t *variables)
{
    for (*position = 0; *position < count; ++*position)
        if (variables[*position] == a)
            return true;
    return false;
}

static bool enclose_constant(arb_t value, const dag_t *dag, expr_t a)
{
    if (!expr_is_constant(dag, a))
        return false;
    tape_t *tape = tape_compile(dag, 1, &a, 0, NULL);
    tape_evaluate_arb(value, NULL, NULL, tape, NULL, BOUND_PREC);
    tape_free(tape);
    return arb_is_finite(value);
}

// Reads the literal as a bound, strict whether or not the comparison is.
static bool add_bound(orbit_piece_t *piece, const dag_t *dag, const expr_t *variables, literal_t literal)
{
    expr_op_t op = expr_op(dag, literal.formula);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    size_t position;
    expr_t left = expr_child(dag, literal.formula, 0), right = expr_child(dag, literal.formula, 1);
    bool is_left = position_of(&position, left, piece->count, variables);
    if (!is_left && !position_of(&position, right, piece->count, variables))
        return false;
    arb_t limit;
    arb_init(limit);
    bool known = enclose_constant(limit, dag, is_left ? right : left);
    if (known) {
        bound_t *bound = piece->bounds + piece->bound_count++;
        *bound = (bound_t){.variable = position, .is_upper = is_left == literal.holds};
        arf_init(bound->limit);
        if (bound->is_upper)
            arb_get_lbound_arf(bound->limit, limit, BOUND_PREC);
        else
            arb_get_ubound_arf(bound->limit, limit, BOUND_PREC);
    }
    arb_clear(limit);
    return known;
}

static void set_conditions(orbit_piece_t *piece, dag_t *dag, const expr_t *variables, size_t count,
                           const literal_t *literals)
{
    expr_t rest = expr_leaf(dag, EXPR_TRUE);
    piece->bounds = mem_alloc(count, sizeof *piece->bounds);
    for (size_t k = 0; k < count; k++) {
        if (add_bound(piece, dag, variables, literals[k]))
            continue;
        expr_t formula = literals[k].formula;
        rest = expr_and(dag, rest, literals[k].holds ? formula : expr_unary(dag, EXPR_NOT, formula));
    }
    if (expr_op(dag, rest) == EXPR_TRUE)
        return;
    piece->rest_tape = tape_compile(dag, 1, &rest, piece->count, variables);
    piece->rest = tape_machine_new(piece->rest_tape, SLOPE_PREC);
}

static bool take_magnitudes(orbit_piece_t *piece)
{
    for (size_t k = 0; k < piece->count * piece->count; k++) {
        arb_srcptr slope = tape_machine_value(piece->slope, k);
        if (tape_machine_regularity(piece->slope, k) < REGULARITY_DEFINED || !arb_is_finite(slope))
            return false;
        arb_get_mag(piece->magnitudes + k, slope);
    }
    return true;
}

static void set_slopes(orbit_piece_t *piece, dag_t *dag, const expr_t *variables, const expr_t *terms)
{
    size_t n = piece->count;
    expr_t *slopes = mem_alloc(n * n, sizeof *slopes);
    bool constant = true;
    for (size_t k = 0; k < n * n; k++) {
        slopes[k] = expr_simplify(dag, expr_differentiate(dag, terms[k / n], variables[k % n]));
        constant = constant && expr_is_constant(dag, slopes[k]);
    }
    piece->slope_tape = tape_compile(dag, n * n, slopes, n, variables);
    piece->slope = tape_machine_new(piece->slope_tape, SLOPE_PREC);
    piece->slope_is_constant = constant && take_magnitudes(piece);
    mem_free(slopes);
}

orbit_piece_t *orbit_piece_new(dag_t *dag, size_t count, const expr_t *variables, const expr_t *terms,
                               size_t literal_count, const literal_t *literals)
{
    orbit_piece_t *piece = mem_alloc(1, sizeof *piece);
    *piece = (orbit_piece_t){.count = count};
    piece->magnitudes = _mag_vec_init((slong)(count * count));
    piece->next = _mag_vec_init((slong)count);
    piece->box = _arb_vec_init((slong)count);
    set_conditions(piece, dag, variables, literal_count, literals);
    piece->value_tape = tape_compile(dag, count, terms, count, variables);
    set_slopes(piece, dag, variables, terms);
    if (!dag_over_limit(dag))
        return piece;
    orbit_piece_free(piece);
    return NULL;
}

void orbit_piece_free(orbit_piece_t *piece)
{
    if (!piece)
        return;
    tape_machine_free(piece->value);
    tape_machine_free(piece->slope);
    tape_machine_free(piece->rest);
    tape_free(piece->value_tape);
    tape_free(piece->slope_tape);
    if (piece->rest_tape)
        tape_free(piece->rest_tape);
    for (size_t k = 0; k < piece->bound_count; k++)
        arf_clear(piece->bounds[k].limit);
    mem_free(piece->bounds);
    _mag_vec_clear(piece->magnitudes, (slong)(piece->count * piece->count));
    _mag_vec_clear(piece->next, (slong)piece->count);
    _arb_vec_clear(piece->box, (slong)piece->count);
    mem_free(piece);
}

void orbit_piece_set_precision(orbit_piece_t *piece, slong prec)
{
    tape_machine_free(piece->value);
    piece->value = tape_machine_new(piece->value_tape, prec);
}

// ---- steps ----

// limit - centre > radius, or centre - limit > radius.
static bool bound_holds(const bound_t *bound, const orbit_state_t *state)
{
    const arf_struct *centre = arb_midref(state->centre + bound->variable);
    arf_t distance;
    arf_init(distance);
    if (bound->is_upper)
        arf_sub(distance, bound->limit, centre, MAG_BITS, ARF_RND_DOWN);
    else
        arf_sub(distance, centre, bound->limit, MAG_BITS, ARF_RND_DOWN);
    bool holds = arf_sgn(distance) > 0 && arf_cmpabs_mag(distance, state->radius + bound->variable) > 0;
    arf_clear(distance);
    return holds;
}

bool orbit_piece_contains(orbit_piece_t *piece, const orbit_state_t *state)
{
    for (size_t k = 0; k < piece->bound_count; k++)
        if (!bound_holds(piece->bounds + k, state))
            return false;
    if (!piece->rest)
        return true;
    orbit_state_get(piece->box, state, SLOPE_PREC);
    tape_machine_run(piece->rest, piece->box);
    return tape_machine_truth(piece->rest, 0) == TRUTH_TRUE;
}

static bool enclose_slopes(orbit_piece_t *piece, const orbit_state_t *state)
{
    if (piece->slope_is_constant)
        return true;
    orbit_state_get(piece->box, state, SLOPE_PREC);
    tape_machine_run(piece->slope, piece->box);
    return take_magnitudes(piece);
}

bool orbit_piece_step(orbit_state_t *state, orbit_piece_t *piece)
{
    size_t n = piece->count;
    if (!enclose_slopes(piece, state))
        return false;
    tape_machine_run(piece->value, state->centre);
    for (size_t i = 0; i < n; i++) {
        arb_srcptr value = tape_machine_value(piece->value, i);
        if (tape_machine_regularity(piece->value, i) < REGULARITY_DEFINED || !arb_is_finite(value))
            return false;
        mag_set(piece->next + i, arb_radref(value));
        for (size_t j = 0; j < n; j++)
            mag_addmul(piece->next + i, piece->magnitudes + i * n + j, state->radius + j);
    }
    for (size_t i = 0; i < n; i++) {
        arf_set(arb_midref(state->centre + i), arb_midref(tape_machine_value(piece->value, i)));
        mag_swap(state->radius + i, piece->next + i);
    }
    return true;
}
