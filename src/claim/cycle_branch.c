// SPDX-License-Identifier: LGPL-3.0-or-later
// The predicate `cycle` for all values of one parameter: a branch of cycles. The range is cut into pieces; on each
// piece the cycle stays in a part U of the claim's box, on which N(x) = x - C (G^k(x) - x) is a contraction in the
// maximum norm that maps U into a box V in the interior of U, for all values of the parameter, and elsewhere in the
// claim's box G^k(x) is not x (a parametric form of Krawczyk's test: Neumaier 1990, Interval Methods for Systems of
// Equations, ch. 5). So the one point of the cycle in the box lies in V.
#include "base/memory.h"
#include "claim/cycle.h"
#include "claim/dynamics.h"

// ---- the values ----

bool branch_layout(branch_layout_t *layout, const tactic_t *tactic, size_t box_values, size_t state_count)
{
    if (box_values >= tactic->count)
        return false;
    const fmpq *count = tactic->values + box_values;
    if (!fmpz_is_one(fmpq_denref(count)) || fmpz_sgn(fmpq_numref(count)) <= 0 ||
        fmpz_cmp_ui(fmpq_numref(count), BRANCH_MOST_PIECES) > 0)
        return false;
    layout->count = fmpz_get_ui(fmpq_numref(count));
    layout->ends = box_values + 1;
    layout->multiplier = layout->ends + layout->count + 1;
    layout->pieces = layout->multiplier + (state_count == 1 ? 2 : 0);
    layout->piece_size = 4 * state_count + state_count * state_count;
    return tactic->count == layout->pieces + layout->count * layout->piece_size;
}

const binding_t *cycle_parameter(const lowering_t *lowering)
{
    const binding_t *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < lowering->claim->binding_count; i++)
        if (!lowering->claim->bindings[i].is_list) {
            found = lowering->claim->bindings + i;
            count++;
        }
    if (count == 1 && !dynamics_is_unknown(&lowering->claim->dynamics))
        return found;
    *lowering->reason = "branches of cycles are decided for the range of one name";
    return NULL;
}

// ---- one piece ----

typedef struct {
    lowering_t *lowering;
    const cycle_t *cycle;
    const binding_t *parameter;
    interval_t range;  // of the parameter
    size_t first;      // of the values of U, V and C
    expr_t in_u, in_v; // the state is there
} piece_t;

typedef enum { BOX_U, BOX_V } piece_box_t;

static expr_t end_of(const piece_t *piece, piece_box_t box, size_t i, bool upper)
{
    size_t n = piece->lowering->system.state_count;
    return dynamics_value(piece->lowering, piece->first + (box == BOX_V ? 2 * n : 0) + 2 * i + upper);
}

static expr_t factor(const piece_t *piece, size_t i, size_t j)
{
    size_t n = piece->lowering->system.state_count;
    return dynamics_value(piece->lowering, piece->first + 4 * n + i * n + j);
}

static expr_t is_in(const piece_t *piece, piece_box_t box)
{
    dag_t *dag = piece->lowering->dag;
    const system_t *system = &piece->lowering->system;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < system->state_count; i++) {
        expr_t x = system->state[i];
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, end_of(piece, box, i, false), x));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, x, end_of(piece, box, i, true)));
    }
    return all;
}

// The formula for all states of the region and the parameters of the piece.
static void add(const piece_t *piece, const char *role, expr_t region, expr_t formula)
{
    lowering_t *lowering = piece->lowering;
    size_t first = lowering->list->count;
    lowering_add_forall(lowering, role, region, formula);
    for (size_t k = first; k < lowering->list->count; k++)
        for (size_t i = 0; i < lowering->list->items[k].variable_count; i++)
            if (lowering->list->items[k].variables[i].variable == piece->parameter->variable)
                lowering->list->items[k].variables[i].domain = piece->range;
}

// U lies in the claim's box, V in the interior of U.
static void add_place(const piece_t *piece)
{
    dag_t *dag = piece->lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    for (size_t i = 0; i < piece->lowering->system.state_count; i++) {
        const interval_t *side = &piece->cycle->box[i].domain;
        expr_t u_lo = end_of(piece, BOX_U, i, false), u_hi = end_of(piece, BOX_U, i, true);
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, side->lo, u_lo));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS, u_lo, end_of(piece, BOX_V, i, false)));
        all = expr_and(
            dag, all, expr_binary(dag, EXPR_LESS_EQUAL, end_of(piece, BOX_V, i, false), end_of(piece, BOX_V, i, true)));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS, end_of(piece, BOX_V, i, true), u_hi));
        all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, u_hi, side->hi));
    }
    add(piece, "place", expr_leaf(dag, EXPR_TRUE), all);
}

// N(x) = x - C (G^k(x) - x) lies in V for all x of U.
static void add_existence(const piece_t *piece, const expr_t *difference)
{
    dag_t *dag = piece->lowering->dag;
    const system_t *system = &piece->lowering->system;
    for (size_t i = 0; i < system->state_count; i++) {
        expr_t image = system->state[i];
        for (size_t j = 0; j < system->state_count; j++)
            image = expr_binary(dag, EXPR_SUB, image, expr_binary(dag, EXPR_MUL, factor(piece, i, j), difference[j]));
        add(piece, "existence", piece->in_u, expr_binary(dag, EXPR_LESS_EQUAL, end_of(piece, BOX_V, i, false), image));
        add(piece, "existence", piece->in_u, expr_binary(dag, EXPR_LESS_EQUAL, image, end_of(piece, BOX_V, i, true)));
    }
}

// The rows of DN = 1 + C - C D G^k have absolute sums below 1 on U.
static void add_uniqueness(const piece_t *piece, const expr_t *jacobian)
{
    dag_t *dag = piece->lowering->dag;
    size_t n = piece->lowering->system.state_count;
    for (size_t i = 0; i < n; i++) {
        expr_t sum = EXPR_NONE;
        for (size_t j = 0; j < n; j++) {
            expr_t entry = factor(piece, i, j);
            if (i == j)
                entry = expr_binary(dag, EXPR_ADD, expr_integer(dag, 1), entry);
            for (size_t m = 0; m < n; m++)
                entry = expr_binary(dag, EXPR_SUB, entry,
                                    expr_binary(dag, EXPR_MUL, factor(piece, i, m), jacobian[m * n + j]));
            entry = expr_unary(dag, EXPR_ABS, entry);
            sum = j ? expr_binary(dag, EXPR_ADD, sum, entry) : entry;
        }
        add(piece, "uniqueness", piece->in_u, expr_binary(dag, EXPR_LESS, sum, expr_integer(dag, 1)));
    }
}

// G^k(x) is not x at the points of the box that are not in U.
static void add_elsewhere(const piece_t *piece)
{
    dag_t *dag = piece->lowering->dag;
    expr_t outside =
        expr_and(dag, cycle_box_formula(piece->lowering, piece->cycle), expr_unary(dag, EXPR_NOT, piece->in_u));
    expr_t fixed = cycle_is_fixed(piece->lowering, piece->cycle->period);
    add(piece, "elsewhere", outside, expr_unary(dag, EXPR_NOT, fixed));
}

static void add_least_period(const piece_t *piece)
{
    size_t primes[CYCLE_MOST_PRIMES], count = cycle_primes(primes, piece->cycle->period);
    for (size_t i = 0; i < count; i++)
        add(piece, "least-period", piece->in_v,
            expr_unary(piece->lowering->dag, EXPR_NOT,
                       cycle_is_fixed(piece->lowering, piece->cycle->period / primes[i])));
}

// What the claim and the tactic say of the multipliers, on all of V.
static void add_multipliers(const piece_t *piece, const expr_t *jacobian, const branch_layout_t *layout)
{
    lowering_t *lowering = piece->lowering;
    dag_t *dag = lowering->dag;
    if (lowering->system.state_count == 1) {
        expr_t lo = dynamics_value(lowering, layout->multiplier), hi = dynamics_value(lowering, layout->multiplier + 1);
        add(piece, "multiplier", piece->in_v, expr_binary(dag, EXPR_LESS_EQUAL, lo, jacobian[0]));
        add(piece, "multiplier", piece->in_v, expr_binary(dag, EXPR_LESS_EQUAL, jacobian[0], hi));
    }
    if (lowering_has_keyword(lowering, "attracting"))
        add(piece, "attracting", piece->in_v, cycle_stability(lowering, piece->cycle->period, true));
    if (lowering_has_keyword(lowering, "repelling"))
        add(piece, "repelling", piece->in_v, cycle_stability(lowering, piece->cycle->period, false));
}

static void add_piece(piece_t *piece, const branch_layout_t *layout)
{
    expr_t *difference = cycle_difference(piece->lowering, piece->cycle->period);
    expr_t *jacobian = dynamics_jacobian(piece->lowering, piece->cycle->period);
    piece->in_u = is_in(piece, BOX_U);
    piece->in_v = is_in(piece, BOX_V);
    add_place(piece);
    add_existence(piece, difference);
    add_uniqueness(piece, jacobian);
    add_elsewhere(piece);
    add_least_period(piece);
    add_multipliers(piece, jacobian, layout);
    mem_free(difference);
    mem_free(jacobian);
}

// ---- the tactics ----

// The pieces cover the range of the parameter.
static void add_cover(lowering_t *lowering, const binding_t *parameter, const branch_layout_t *layout)
{
    dag_t *dag = lowering->dag;
    expr_t all = expr_leaf(dag, EXPR_TRUE);
    expr_t first = dynamics_value(lowering, layout->ends),
           last = dynamics_value(lowering, layout->ends + layout->count);
    for (size_t i = 0; i < layout->count; i++)
        all = expr_and(dag, all,
                       expr_binary(dag, EXPR_LESS_EQUAL, dynamics_value(lowering, layout->ends + i),
                                   dynamics_value(lowering, layout->ends + i + 1)));
    all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, first, parameter->interval.lo));
    all = expr_and(dag, all, expr_binary(dag, EXPR_LESS_EQUAL, parameter->interval.hi, last));
    lowering_add_forall(lowering, "cover", expr_leaf(dag, EXPR_TRUE), all);
}

status_t cycle_lower_branch(lowering_t *lowering)
{
    cycle_t cycle;
    branch_layout_t layout;
    size_t next = 0, n = lowering->system.state_count;
    const binding_t *range = lowering->has_parameters ? cycle_parameter(lowering) : NULL;
    bool words = lowering_has_keyword(lowering, "attracting") || lowering_has_keyword(lowering, "repelling");
    if (!range || range->interval.lo == EXPR_NONE || range->interval.hi == EXPR_NONE || (words && n > 2))
        return STATUS_UNSUPPORTED;
    status_t status = STATUS_UNSUPPORTED;
    if (cycle_init(&cycle, lowering, &next) && branch_layout(&layout, lowering->tactic, next, n)) {
        add_cover(lowering, range, &layout);
        for (size_t k = 0; k < layout.count; k++) {
            interval_t ends = {dynamics_value(lowering, layout.ends + k), dynamics_value(lowering, layout.ends + k + 1),
                               false, false};
            piece_t piece = {lowering,  &cycle,   range, ends, layout.pieces + k * layout.piece_size,
                             EXPR_NONE, EXPR_NONE};
            add_piece(&piece, &layout);
        }
        status = STATUS_OK;
    }
    cycle_clear(&cycle);
    return status;
}

// With the first value for the parameter; the claim must give a box.
static bool begin_refutation(cycle_t *cycle, lowering_t *lowering)
{
    size_t next = 0;
    *cycle = (cycle_t){0, NULL};
    if (!lowering->has_parameters || !cycle_parameter(lowering) || !dynamics_has_values(lowering, 1) ||
        !lowering_argument(lowering, "in"))
        return false;
    dynamics_fix_parameters(lowering);
    return cycle_init(cycle, lowering, &next);
}

// At one value of the parameter there is no fixed point of G^k in the box. Values: that value.
status_t cycle_lower_no_branch(lowering_t *lowering)
{
    cycle_t cycle;
    status_t status = STATUS_UNSUPPORTED;
    if (begin_refutation(&cycle, lowering)) {
        lowering_add_forall(lowering, "none", cycle_box_formula(lowering, &cycle),
                            expr_unary(lowering->dag, EXPR_NOT, cycle_is_fixed(lowering, cycle.period)));
        status = STATUS_OK;
    }
    cycle_clear(&cycle);
    return status;
}

// At one value of the parameter the cycle is not attracting (repelling) as the claim says. Values: that value.
status_t cycle_lower_unstable(lowering_t *lowering)
{
    cycle_t cycle;
    status_t status = STATUS_UNSUPPORTED;
    bool attracting = lowering_has_keyword(lowering, "attracting");
    if (attracting == lowering_has_keyword(lowering, "repelling") || lowering->system.state_count > 2) {
        *lowering->reason = "there is nothing to refute";
        return STATUS_UNSUPPORTED;
    }
    if (begin_refutation(&cycle, lowering)) {
        cycle_add_point(lowering, &cycle);
        expr_t stable = cycle_stability(lowering, cycle.period, attracting);
        cycle_add_about_point(lowering, "unstable", &cycle, expr_unary(lowering->dag, EXPR_NOT, stable), true);
        status = STATUS_OK;
    }
    cycle_clear(&cycle);
    return status;
}
