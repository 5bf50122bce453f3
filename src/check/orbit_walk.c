// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/orbit_walk.h"

#include "base/memory.h"
#include "check/radius.h"

#include <float.h>
#include <math.h>

static range_t *new_radii(size_t count, slong precision)
{
    range_t *radii = mem_alloc(count, sizeof *radii);
    for (size_t i = 0; i < count; i++)
        radius_init(radii + i, precision);
    return radii;
}

void orbit_walk_init(orbit_walk_t *walk, evidence_t *ev, slong precision)
{
    size_t n = ev->variable_count;
    *walk = (orbit_walk_t){.ev = ev, .count = n, .precision = precision};
    walk->centre = range_array_new(n, precision);
    walk->radius = new_radii(n, precision);
    walk->next_radius = new_radii(n, precision);
    walk->rough = range_array_new(n, RANGE_DOUBLE);
    walk->reach = mem_alloc(n, sizeof *walk->reach);
    walk->box = range_array_new(n, precision);
    walk->values = range_array_new(n, precision);
}

void orbit_walk_clear(orbit_walk_t *walk)
{
    range_array_free(walk->centre, walk->count);
    range_array_free(walk->radius, walk->count);
    range_array_free(walk->next_radius, walk->count);
    range_array_free(walk->rough, walk->count);
    mem_free(walk->reach);
    range_array_free(walk->box, walk->count);
    range_array_free(walk->values, walk->count);
    programs_clear(&walk->programs);
}

// ---- boxes ----

static void clear_next_radii(orbit_walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        radius_set_zero(walk->next_radius + i);
}

// Centre i moves to a number of the value, and the next radius grows by how far the value reaches from there.
static void move(orbit_walk_t *walk, const range_t *value, size_t i)
{
    radius_add_reach(walk->next_radius + i, walk->centre + i, value);
}

static void end_move(orbit_walk_t *walk)
{
    range_t *radius = walk->radius;
    walk->radius = walk->next_radius;
    walk->next_radius = radius;
}

const range_t *orbit_walk_box(orbit_walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        radius_get_box(walk->box + i, walk->centre + i, walk->radius + i);
    return walk->box;
}

bool orbit_walk_start(orbit_walk_t *walk, const range_t *box)
{
    clear_next_radii(walk);
    for (size_t i = 0; i < walk->count; i++) {
        range_set_rounded(walk->values + i, box + i);
        if (!range_is_bounded(walk->values + i))
            return false;
        move(walk, walk->values + i, i);
    }
    end_move(walk);
    return true;
}

// ---- steps by a program ----

static program_t *record_program(orbit_walk_t *walk)
{
    static const assumption_t none;
    question_t *question = &walk->ev->jacobian;
    rounding_t mode = rounding_nearest();
    const evaluator_t *constants = evidence_at(walk->ev, question, orbit_walk_box(walk), walk->precision);
    question->assumptions = &none;
    const evaluator_t *values = evidence_at(walk->ev, question, walk->rough, RANGE_DOUBLE);
    question->assumptions = NULL;
    programs_record(&walk->programs, values, constants, question->plan, walk->count, walk->ev->variables);
    rounding_restore(mode);
    return programs_find(&walk->programs, walk->rough);
}

// The program that runs on the box, which is also put between doubles. The mode is set for both at once.
static program_t *find_program(orbit_walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++) {
        range_set_rounded(walk->rough + i, walk->centre + i);
        walk->reach[i] = radius_get_double(walk->radius + i);
    }
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < walk->count; i++)
        radius_widen(walk->rough + i, walk->reach[i]);
    program_t *program = programs_find(&walk->programs, walk->rough);
    rounding_restore(mode);
    return program || walk->programs.attempts == PROGRAMS_ATTEMPTS ? program : record_program(walk);
}

// Adds |slope| radius for all slopes; false when the mean value theorem does not apply.
static bool add_products(orbit_walk_t *walk, const program_t *program)
{
    for (size_t i = 0; i < walk->count; i++) {
        if (program_level(program, i) < LEVEL_CONTINUOUS)
            return false;
        for (size_t j = 0; j < walk->count; j++) {
            const range_t *slope = program_slope(program, i, j);
            if (!range_is_bounded(slope))
                return false;
            radius_add_product(walk->next_radius + i, slope, walk->radius + j);
        }
    }
    return true;
}

static const range_t *value_at_centre(const orbit_walk_t *walk, const program_t *program, size_t i)
{
    return walk->precision == RANGE_DOUBLE ? program_value(program, i) : program_fine_value(program, i);
}

static bool has_values_at_centre(const orbit_walk_t *walk, program_t *program)
{
    bool known = walk->precision == RANGE_DOUBLE ? program_run_values(program, walk->centre)
                                                 : program_run_fine(program, walk->centre);
    for (size_t i = 0; known && i < walk->count; i++)
        known = range_is_bounded(value_at_centre(walk, program, i));
    return known;
}

static bool step_by_program(orbit_walk_t *walk)
{
    program_t *program = find_program(walk);
    clear_next_radii(walk);
    if (!program || !add_products(walk, program) || !has_values_at_centre(walk, program))
        return false;
    for (size_t i = 0; i < walk->count; i++)
        move(walk, value_at_centre(walk, program, i), i);
    end_move(walk);
    return true;
}

// ---- steps by evaluation ----

// Whether the map is continuous on the box with derivatives in bounded ranges.
static bool has_slopes(const orbit_walk_t *walk, const evaluator_t *slopes)
{
    for (size_t i = 0; i < walk->count; i++) {
        const enclosure_t *root = evaluator_root(slopes, i);
        if (!jet_has_value(&root->jet) || root->level < LEVEL_CONTINUOUS)
            return false;
        for (size_t j = 0; j < walk->count; j++)
            if (!root->jet.known[monomial_variable(j)] ||
                !range_is_bounded(enclosure_coefficient(root, monomial_variable(j))))
                return false;
    }
    return true;
}

// Between doubles where that is enough; NULL for no slopes.
static const evaluator_t *enclose_slopes(orbit_walk_t *walk)
{
    const evaluator_t *slopes = evidence_at(walk->ev, &walk->ev->jacobian, walk->rough, RANGE_DOUBLE);
    if (has_slopes(walk, slopes))
        return slopes;
    slopes = evidence_at(walk->ev, &walk->ev->jacobian, orbit_walk_box(walk), walk->precision);
    return has_slopes(walk, slopes) ? slopes : NULL;
}

static bool take_values(orbit_walk_t *walk, const range_t *place)
{
    const evaluator_t *values = evidence_at(walk->ev, &walk->ev->map, place, walk->precision);
    for (size_t i = 0; i < walk->count; i++) {
        const enclosure_t *root = evaluator_root(values, i);
        if (!jet_has_value(&root->jet) || !range_is_bounded(enclosure_coefficient(root, 0)))
            return false;
        range_set(walk->values + i, enclosure_coefficient(root, 0));
    }
    return true;
}

static bool step_by_evaluation(orbit_walk_t *walk)
{
    const evaluator_t *slopes = enclose_slopes(walk);
    clear_next_radii(walk);
    for (size_t i = 0; slopes && i < walk->count; i++)
        for (size_t j = 0; j < walk->count; j++)
            radius_add_product(walk->next_radius + i,
                               enclosure_coefficient(evaluator_root(slopes, i), monomial_variable(j)),
                               walk->radius + j);
    if (!take_values(walk, slopes ? walk->centre : orbit_walk_box(walk)))
        return false;
    for (size_t i = 0; i < walk->count; i++)
        move(walk, walk->values + i, i);
    end_move(walk);
    return true;
}

// Whether doubles are too coarse for the centre: relative to its distance from 0 nothing is known then.
static bool underflows(const orbit_walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        if (fabs(walk->centre[i].lo) < DBL_MIN && !range_is_zero(walk->centre + i))
            return true;
    return false;
}

static bool quick_step(orbit_walk_t *walk)
{
    rounding_t mode = rounding_upward();
    bool done = step_by_program(walk) && !underflows(walk);
    rounding_restore(mode);
    return done;
}

bool orbit_walk_step(orbit_walk_t *walk)
{
    if (walk->precision == RANGE_DOUBLE)
        return quick_step(walk);
    return step_by_program(walk) || step_by_evaluation(walk);
}
