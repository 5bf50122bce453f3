// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/orbit_map.h"

#include "base/memory.h"
#include "expr/simplify.h"

#include <string.h>

#define MAX_PIECES 64 // kept at a time

// What one choice depends on: a kink's operands compared.
typedef struct {
    expr_t below, above; // comparisons: first < second, second < first
} kink_t;

struct orbit_map {
    dag_t *dag;
    size_t count;
    expr_t *variables, *terms;
    size_t size;   // nodes up to and with the last of the terms and comparisons
    bool *marked;  // per node: below the terms
    kink_t *kinks; // per node: of abs, relu, min, max
    size_t root_count, root_capacity;
    expr_t *roots;   // the terms, then the formulas that choices rest on
    size_t *root_of; // per node: its place among the roots, for those formulas
    tape_t *tape;    // of the roots
    tape_machine_t *machine;
    arb_ptr box;
    tape_truth_t *truths; // per node, of formulas: on the present box
    slong prec;
    size_t piece_count, next_piece, last; // the next one to be replaced; the one last used
    orbit_piece_t *pieces[MAX_PIECES];
};

// ---- the comparisons that choices rest on ----

static bool is_connective(expr_op_t op)
{
    return op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT;
}

static void add_root(orbit_map_t *map, expr_t a)
{
    map->roots = mem_grow(map->roots, &map->root_capacity, map->root_count + 1, sizeof *map->roots);
    map->roots[map->root_count++] = a;
}

static void find_kinks(orbit_map_t *map, expr_t end)
{
    expr_t zero = expr_integer(map->dag, 0);
    map->kinks = mem_alloc(end, sizeof *map->kinks);
    for (expr_t a = 0; a < end; a++) {
        expr_op_t op = expr_op(map->dag, a);
        if (!map->marked[a] || (op != EXPR_ABS && op != EXPR_RELU && op != EXPR_MIN && op != EXPR_MAX))
            continue;
        bool is_pair = op == EXPR_MIN || op == EXPR_MAX;
        expr_t first = expr_child(map->dag, a, 0), second = is_pair ? expr_child(map->dag, a, 1) : zero;
        map->kinks[a].below = expr_binary(map->dag, EXPR_LESS, first, second);
        map->kinks[a].above = expr_binary(map->dag, EXPR_LESS, second, first);
        add_root(map, map->kinks[a].below);
        add_root(map, map->kinks[a].above);
    }
}

static void find_guards(orbit_map_t *map, expr_t end)
{
    for (expr_t a = 0; a < end; a++)
        if (map->marked[a] && expr_is_formula(map->dag, a) && !is_connective(expr_op(map->dag, a)))
            add_root(map, a);
}

orbit_map_t *orbit_map_new(dag_t *dag, size_t count, const expr_t *variables, const expr_t *terms)
{
    orbit_map_t *map = mem_alloc(1, sizeof *map);
    *map = (orbit_map_t){.dag = dag, .count = count};
    map->variables = mem_alloc(count, sizeof *map->variables);
    map->terms = mem_alloc(count, sizeof *map->terms);
    memcpy(map->variables, variables, count * sizeof *variables);
    for (size_t i = 0; i < count; i++) {
        map->terms[i] = expr_simplify(dag, terms[i]);
        add_root(map, map->terms[i]);
    }
    expr_t end = (expr_t)dag_size(dag);
    map->marked = expr_reachable(dag, count, map->terms);
    find_kinks(map, end);
    find_guards(map, end);
    map->size = dag_size(dag);
    map->root_of = mem_alloc(map->size, sizeof *map->root_of);
    for (size_t r = count; r < map->root_count; r++)
        map->root_of[map->roots[r]] = r;
    bool *marked = mem_resize(map->marked, map->size, sizeof *marked);
    memset(marked + end, 0, map->size - end);
    map->marked = marked;
    map->truths = mem_alloc(map->size, sizeof *map->truths);
    map->tape = tape_compile(dag, map->root_count, map->roots, count, map->variables);
    map->box = _arb_vec_init((slong)count);
    if (!dag_over_limit(dag))
        return map;
    orbit_map_free(map);
    return NULL;
}

void orbit_map_free(orbit_map_t *map)
{
    if (!map)
        return;
    for (size_t k = 0; k < map->piece_count; k++)
        orbit_piece_free(map->pieces[k]);
    tape_machine_free(map->machine);
    tape_free(map->tape);
    _arb_vec_clear(map->box, (slong)map->count);
    mem_free(map->truths);
    mem_free(map->root_of);
    mem_free(map->roots);
    mem_free(map->kinks);
    mem_free(map->marked);
    mem_free(map->variables);
    mem_free(map->terms);
    mem_free(map);
}

void orbit_map_set_precision(orbit_map_t *map, slong prec)
{
    map->prec = prec;
    tape_machine_free(map->machine);
    map->machine = tape_machine_new(map->tape, prec);
    for (size_t k = 0; k < map->piece_count; k++)
        orbit_piece_set_precision(map->pieces[k], prec);
}

// ---- the piece that a box lies in ----

typedef struct {
    orbit_map_t *map;
    expr_t *image; // per node: the term in its place; EXPR_NONE where the box does not settle a choice
    bool *needed;  // per node: the image of a root rests on it
    size_t literal_count, literal_capacity;
    literal_t *literals;
} selection_t;

static tape_truth_t negation(tape_truth_t truth)
{
    return truth == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
}

static tape_truth_t truth_of(const orbit_map_t *map, expr_t a)
{
    expr_op_t op = expr_op(map->dag, a);
    if (!is_connective(op))
        return tape_machine_truth(map->machine, map->root_of[a]);
    tape_truth_t u = map->truths[expr_child(map->dag, a, 0)];
    if (op == EXPR_NOT)
        return negation(u);
    tape_truth_t v = map->truths[expr_child(map->dag, a, 1)], deciding = op == EXPR_AND ? TRUTH_FALSE : TRUTH_TRUE;
    if (u == deciding || v == deciding)
        return deciding;
    return u == TRUTH_UNKNOWN || v == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : negation(deciding);
}

// The place of the value of the first guard that holds; SIZE_MAX when that is not the same all over the box.
static size_t chosen_case(const orbit_map_t *map, expr_t a)
{
    for (size_t k = 0; k < expr_child_count(map->dag, a); k += 2) {
        tape_truth_t truth = map->truths[expr_child(map->dag, a, k)];
        if (truth != TRUTH_FALSE)
            return truth == TRUTH_TRUE ? k + 1 : SIZE_MAX;
    }
    return SIZE_MAX;
}

static bool comparison_holds(const orbit_map_t *map, expr_t comparison)
{
    return tape_machine_truth(map->machine, map->root_of[comparison]) == TRUTH_TRUE;
}

static expr_t rebuild(const selection_t *s, expr_t a)
{
    dag_t *dag = s->map->dag;
    size_t count = expr_child_count(dag, a);
    expr_t *children = mem_alloc(count, sizeof *children);
    bool settled = true;
    for (size_t k = 0; k < count; k++) {
        children[k] = s->image[expr_child(dag, a, k)];
        settled = settled && children[k] != EXPR_NONE;
    }
    expr_t result = EXPR_NONE;
    slong p, q;
    if (settled && expr_op(dag, a) == EXPR_POWER) {
        expr_exponent(&p, &q, dag, a);
        result = expr_power(dag, children[0], p, q);
    } else if (settled) {
        result = count ? expr_node(dag, expr_op(dag, a), count, children) : a;
    }
    mem_free(children);
    return result;
}

// abs, relu, min, max: one operand where the order is known, else the same operator.
static expr_t select_kink(const selection_t *s, expr_t a)
{
    orbit_map_t *map = s->map;
    expr_t first = s->image[expr_child(map->dag, a, 0)];
    bool below = comparison_holds(map, map->kinks[a].below), above = comparison_holds(map, map->kinks[a].above);
    if (first == EXPR_NONE || (!below && !above))
        return rebuild(s, a);
    switch (expr_op(map->dag, a)) {
    case EXPR_ABS:
        return below ? expr_unary(map->dag, EXPR_NEG, first) : first;
    case EXPR_RELU:
        return below ? expr_integer(map->dag, 0) : first;
    default:
        return below == (expr_op(map->dag, a) == EXPR_MIN) ? first : s->image[expr_child(map->dag, a, 1)];
    }
}

static void select_images(const selection_t *s)
{
    orbit_map_t *map = s->map;
    for (expr_t a = 0; a < map->size; a++) {
        s->image[a] = EXPR_NONE;
        if (!map->marked[a])
            continue;
        if (expr_is_formula(map->dag, a))
            map->truths[a] = truth_of(map, a);
        else if (expr_op(map->dag, a) == EXPR_CASES && chosen_case(map, a) != SIZE_MAX)
            s->image[a] = s->image[expr_child(map->dag, a, chosen_case(map, a))];
        else if (expr_op(map->dag, a) == EXPR_CASES)
            continue;
        else if (map->kinks[a].below != map->kinks[a].above)
            s->image[a] = select_kink(s, a);
        else
            s->image[a] = rebuild(s, a);
    }
}

static void add_literal(selection_t *s, expr_t formula, bool holds)
{
    s->literals = mem_grow(s->literals, &s->literal_capacity, s->literal_count + 1, sizeof *s->literals);
    s->literals[s->literal_count++] = (literal_t){formula, holds};
}

// Why a formula has its truth: one member of a connective that it decides, else both.
static void need_reasons(selection_t *s, expr_t a)
{
    orbit_map_t *map = s->map;
    expr_op_t op = expr_op(map->dag, a);
    if (op == EXPR_TRUE || op == EXPR_FALSE)
        return;
    if (!is_connective(op)) {
        add_literal(s, a, map->truths[a] == TRUTH_TRUE);
        return;
    }
    expr_t u = expr_child(map->dag, a, 0), v = op == EXPR_NOT ? u : expr_child(map->dag, a, 1);
    tape_truth_t deciding = op == EXPR_AND ? TRUTH_FALSE : op == EXPR_OR ? TRUTH_TRUE : TRUTH_UNKNOWN;
    bool one = map->truths[a] == deciding;
    s->needed[u] = s->needed[u] || !one || map->truths[u] == deciding;
    s->needed[v] = s->needed[v] || !one || map->truths[u] != deciding;
}

static void need_choice(selection_t *s, expr_t a)
{
    size_t chosen = chosen_case(s->map, a);
    for (size_t k = 0; k < chosen; k += 2)
        s->needed[expr_child(s->map->dag, a, k)] = true;
    s->needed[expr_child(s->map->dag, a, chosen)] = true;
}

static void need_children(selection_t *s, expr_t a)
{
    orbit_map_t *map = s->map;
    const kink_t *kink = map->kinks + a;
    if (kink->below != kink->above) {
        if (comparison_holds(map, kink->below))
            add_literal(s, kink->below, true);
        else if (comparison_holds(map, kink->above))
            add_literal(s, kink->above, true);
    }
    for (size_t k = 0; k < expr_child_count(map->dag, a); k++)
        s->needed[expr_child(map->dag, a, k)] = true;
}

static void find_literals(selection_t *s)
{
    orbit_map_t *map = s->map;
    for (size_t i = 0; i < map->count; i++)
        s->needed[map->terms[i]] = true;
    for (expr_t a = (expr_t)map->size; a-- > 0;) {
        if (!s->needed[a])
            continue;
        if (expr_is_formula(map->dag, a))
            need_reasons(s, a);
        else if (expr_op(map->dag, a) == EXPR_CASES)
            need_choice(s, a);
        else
            need_children(s, a);
    }
}

// The piece that all of the box just evaluated lies in; NULL when it meets several.
static orbit_piece_t *make_piece(orbit_map_t *map)
{
    selection_t s = {.map = map};
    s.image = mem_alloc(map->size, sizeof *s.image);
    s.needed = mem_alloc(map->size, sizeof *s.needed);
    expr_t *terms = mem_alloc(map->count, sizeof *terms);
    orbit_piece_t *piece = NULL;
    bool settled = true;
    select_images(&s);
    for (size_t i = 0; i < map->count; i++) {
        settled = settled && s.image[map->terms[i]] != EXPR_NONE;
        terms[i] = settled ? expr_simplify(map->dag, s.image[map->terms[i]]) : EXPR_NONE;
    }
    if (settled) {
        find_literals(&s);
        piece = orbit_piece_new(map->dag, map->count, map->variables, terms, s.literal_count, s.literals);
    }
    mem_free(terms);
    mem_free(s.literals);
    mem_free(s.image);
    mem_free(s.needed);
    return piece;
}

static void keep_piece(orbit_map_t *map, orbit_piece_t *piece)
{
    size_t place = map->next_piece;
    map->next_piece = (map->next_piece + 1) % MAX_PIECES;
    if (place < map->piece_count)
        orbit_piece_free(map->pieces[place]);
    else
        map->piece_count++;
    map->pieces[place] = piece;
    map->last = place;
    orbit_piece_set_precision(piece, map->prec);
}

// ---- steps ----

static orbit_piece_t *find_piece(orbit_map_t *map, const orbit_state_t *state)
{
    if (map->piece_count && orbit_piece_contains(map->pieces[map->last], state))
        return map->pieces[map->last];
    for (size_t k = 0; k < map->piece_count; k++)
        if (k != map->last && orbit_piece_contains(map->pieces[k], state)) {
            map->last = k;
            return map->pieces[k];
        }
    return NULL;
}

static bool is_workable(const orbit_state_t *state)
{
    for (size_t i = 0; i < state->count; i++)
        if (COEFF_IS_MPZ(*ARF_EXPREF(arb_midref(state->centre + i))) || COEFF_IS_MPZ(MAG_EXP(state->radius + i)) ||
            mag_is_inf(state->radius + i))
            return false;
    return true;
}

// The image of a box that meets several pieces, from the evaluation over all of it.
static step_outcome_t step_over_all(orbit_state_t *state, orbit_map_t *map)
{
    for (size_t i = 0; i < map->count; i++) {
        arb_srcptr value = tape_machine_value(map->machine, i);
        if (tape_machine_regularity(map->machine, i) < REGULARITY_DEFINED || !arb_is_finite(value))
            return STEP_UNDEFINED;
    }
    for (size_t i = 0; i < map->count; i++) {
        arb_srcptr value = tape_machine_value(map->machine, i);
        arf_set(arb_midref(state->centre + i), arb_midref(value));
        mag_set(state->radius + i, arb_radref(value));
    }
    return is_workable(state) ? STEP_STRADDLES : STEP_TOO_LARGE;
}

// The piece on which a step was not possible may still have values all over the box, as sqrt has on one that touches 0.
step_outcome_t orbit_map_step(orbit_state_t *state, orbit_map_t *map)
{
    orbit_piece_t *piece = find_piece(map, state);
    if (piece && orbit_piece_step(state, piece))
        return is_workable(state) ? STEP_INSIDE : STEP_TOO_LARGE;
    orbit_state_get(map->box, state, ARF_PREC_EXACT);
    tape_machine_run(map->machine, map->box);
    if (!piece) {
        piece = make_piece(map);
        if (piece) {
            keep_piece(map, piece);
            if (orbit_piece_step(state, piece))
                return is_workable(state) ? STEP_INSIDE : STEP_TOO_LARGE;
        }
    }
    return step_over_all(state, map);
}
