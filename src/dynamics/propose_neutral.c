// SPDX-License-Identifier: LGPL-3.0-or-later
// Fixed points on the line where the map neither contracts nor expands on some side: boxes about and beside them that orbits
// leave, and boxes beside them that orbits stay in. Looked for at rational places where cases of the landscape change, and at declared
// points.
#include "dynamics/propose_internal.h"

#include "base/memory.h"
#include "claim/bounds.h"
#include "claim/formula.h"
#include "expr/constant_value.h"

#include <math.h>

#define MOST_PLACES 16
#define REST 1e-9 // a gradient that counts as 0

typedef struct {
    size_t count;
    fmpq places[MOST_PLACES];
} places_t;

static void places_clear(places_t *places)
{
    for (size_t i = 0; i < places->count; i++)
        fmpq_clear(places->places + i);
}

// Notes a constant that is rational, once, if the gradient is 0 there.
static void add_place(places_t *places, proposal_t *proposal, expr_t constant)
{
    fmpq_t value, other;
    fmpq_init(value);
    fmpq_init(other);
    bool known = constant != EXPR_NONE && constant_enclose(value, other, proposal->spec->dag, constant, 64) &&
                 fmpq_equal(value, other) && places->count < MOST_PLACES;
    for (size_t i = 0; known && i < places->count; i++)
        known = !fmpq_equal(places->places + i, value);
    double place = known ? fmpq_get_d(value) : 0, gradient;
    if (known && simulator_gradient(&gradient, &proposal->simulator, &place) && fabs(gradient) < REST) {
        fmpq_init(places->places + places->count);
        fmpq_set(places->places + places->count++, value);
    }
    fmpq_clear(value);
    fmpq_clear(other);
}

// The bounds of the variable in a comparison.
static void add_bounds(places_t *places, proposal_t *proposal, expr_t normalised)
{
    quantified_t x = {proposal->spec->state[0], {EXPR_NONE, EXPR_NONE, true, true}};
    (void)bounds_extract(proposal->spec->dag, normalised, 1, &x);
    add_place(places, proposal, x.domain.lo);
    add_place(places, proposal, x.domain.hi);
}

static void find_places(places_t *places, proposal_t *proposal)
{
    dag_t *dag = proposal->spec->dag;
    expr_t landscape = proposal->simulator.lowering.landscape;
    bool *marked = expr_reachable(dag, 1, &landscape);
    size_t size = dag_size(dag);
    places->count = 0;
    for (size_t k = 0; k < proposal->spec->point_count; k++)
        if (!proposal->spec->points[k]->implicit)
            add_place(places, proposal, proposal->spec->points[k]->coordinates[0]);
    for (size_t a = 0; a < size && places->count < MOST_PLACES; a++) {
        expr_op_t op = expr_op(dag, (expr_t)a);
        if (!marked[a] || (op != EXPR_LESS && op != EXPR_LESS_EQUAL))
            continue;
        add_bounds(places, proposal, formula_normalise(dag, (expr_t)a));
        add_bounds(places, proposal, formula_negate(dag, (expr_t)a));
    }
    mem_free(marked);
}

// ---- what happens at a place ----

// The least growth of the distance from the place in one step, on one side up to the radius, at tried starts; 0 where descent
// goes towards it although a step may go past it.
static double growth(proposal_t *proposal, double place, double radius, int side)
{
    enum { STARTS = 64 };
    simulator_t *s = &proposal->simulator;
    double least = HUGE_VAL;
    for (int k = 1; k <= STARTS; k++) {
        double offset = side * radius * k / STARTS, state = place + offset, gradient;
        if (!simulator_gradient(&gradient, s, &state) || !simulator_step(s, &state))
            return 0;
        bool uphill = gradient * offset > 0;
        least = fmin(least, uphill && s->parameter_count ? 0 : fabs((state - place) / offset));
    }
    return least;
}

// Whether the tried starts beside the place are in the region, not in the target, and stay there.
static bool stays_beside(proposal_t *proposal, double place, double radius, int side)
{
    enum { STARTS = 64 };
    for (int k = 1; k <= STARTS; k++) {
        simulator_t *s = &proposal->simulator;
        double state = place + side * radius * k / STARTS;
        if (!simulator_in_region(s, &state) || simulator_in_target(s, &state) || !simulator_step(s, &state) ||
            !(side * (state - place) >= 0) || !(fabs(state - place) <= radius))
            return false;
    }
    return true;
}

// Whether descent goes away from the place at the tried starts on that side, up to the radius: steps do so, without a change of
// side.
static bool descends_away(proposal_t *proposal, double place, double radius, int side)
{
    enum { STARTS = 64 };
    for (int k = 1; k <= STARTS; k++) {
        double offset = side * radius * k / STARTS, state = place + offset, gradient;
        if (!simulator_gradient(&gradient, &proposal->simulator, &state) || !(gradient * offset < 0))
            return false;
    }
    return true;
}

// Whether the derivative alone does not tell that cells at the place expel.
static bool is_neutral(proposal_t *proposal, double place)
{
    enum { NEAR = 20 };
    double near = ldexp(1, -NEAR), slope[2] = {growth(proposal, place, near, -1), growth(proposal, place, near, 1)};
    bool kinked = fabs(slope[0] - slope[1]) > 1e-3 * slope[0];
    return kinked || fmin(slope[0], slope[1]) < 1.001;
}

// The largest power of 1/2 to which orbits are driven away on that side, for 0 on both; 0 for none.
static double repelling_radius(proposal_t *proposal, double place, int side)
{
    enum { SIZES = 24 };
    for (int k = 2; k < SIZES; k++) {
        double radius = ldexp(1, -k);
        if (side ? descends_away(proposal, place, radius, side)
                 : growth(proposal, place, radius, -1) > 1 && growth(proposal, place, radius, 1) > 1)
            return radius;
    }
    return 0;
}

static void put_side(fmpq *ends, const fmpq *place, double radius, int side)
{
    arf_t exact;
    fmpq_t width;
    arf_init(exact);
    fmpq_init(width);
    arf_set_d(exact, radius);
    arf_get_fmpq(width, exact);
    fmpq_set(ends, place);
    fmpq_set(ends + 1, place);
    if (side <= 0)
        fmpq_sub(ends, ends, width);
    if (side >= 0)
        fmpq_add(ends + 1, ends + 1, width);
    fmpq_clear(width);
    arf_clear(exact);
}

// ---- proposals ----

static bool is_on_a_line(const proposal_t *proposal)
{
    return proposal->spec->dimension == 1 && proposal->simulator.lowering.system.kind == SYSTEM_GD &&
           proposal->simulator.tape;
}

#define MOST_VALUES (2 * MOST_PLACES * REPELLER_VALUES(1)) // two boxes for each place

static bool add_repeller(repellers_t *repellers, proposal_t *proposal, const fmpq *place, int side)
{
    double radius = repelling_radius(proposal, fmpq_get_d(place), side);
    if (radius == 0)
        return false;
    fmpq_set(repellers->values + repellers->count, place);
    put_side(repellers->values + repellers->count + 1, place, radius, side);
    repellers->count += REPELLER_VALUES(1);
    return true;
}

void proposal_repellers(repellers_t *repellers, proposal_t *proposal)
{
    *repellers = (repellers_t){0, NULL};
    if (!is_on_a_line(proposal) || !lowering_has_keyword(&proposal->simulator.lowering, "almost everywhere"))
        return;
    places_t places;
    find_places(&places, proposal);
    repellers->values = proposal_numbers_new(MOST_VALUES);
    for (size_t i = 0; i < places.count; i++) {
        const fmpq *place = places.places + i;
        if (!is_neutral(proposal, fmpq_get_d(place)))
            continue;
        bool lower = add_repeller(repellers, proposal, place, -1), upper = add_repeller(repellers, proposal, place, 1);
        if (!lower || !upper)
            (void)add_repeller(repellers, proposal, place, 0);
    }
    places_clear(&places);
}

void repellers_clear(repellers_t *repellers)
{
    if (repellers->values)
        proposal_numbers_free(repellers->values, MOST_VALUES);
    *repellers = (repellers_t){0, NULL};
}

void proposal_put_repellers(tactic_t *tactic, size_t next, const repellers_t *repellers)
{
    for (size_t i = 0; i < repellers->count; i++)
        fmpq_set(tactic->values + next + i, repellers->values + i);
}

void proposal_add_trapped(proposal_t *proposal)
{
    enum { SIZES = 16 };
    simulator_t *s = &proposal->simulator;
    if (!is_on_a_line(proposal))
        return;
    places_t places;
    find_places(&places, proposal);
    for (size_t i = 0; i < places.count; i++)
        for (int side = -1; side <= 1; side += 2) {
            double place = fmpq_get_d(places.places + i), radius = 0;
            for (int k = 2; k < SIZES && radius == 0; k += 2)
                radius = stays_beside(proposal, place, ldexp(1, -k), side) ? ldexp(1, -k) : 0;
            if (radius == 0)
                continue;
            tactic_t *tactic = tactic_list_add(proposal->list, "trapped", true, s->parameter_count + 2);
            (void)simulator_choose(s, tactic->values, 0);
            put_side(tactic->values + s->parameter_count, places.places + i, radius, side);
        }
    places_clear(&places);
}
