// SPDX-License-Identifier: LGPL-3.0-or-later
// An orbit: its first steps exactly, the others in boxes, the conclusion at the end.
#include "base/memory.h"
#include "check/evidence.h"
#include "check/exact.h"
#include "check/orbit_walk.h"

#define GUARD_BITS 32
#define MOST_BITS_TO_TRY_DOUBLES 64 // the least precision that a certificate is likely to name
// Limits of exact states: bits_of one, and of all together.
#define EXACT_BITS (1 << 16)
#define EXACT_TOTAL_BITS (1 << 28)

#define EXACT_TOO_LARGE "the exact numbers of the orbit become too large"
#define NOT_SHOWN "the end of the orbit does not show the conclusion"

// ---- exact steps ----

typedef struct {
    evidence_t *ev;
    size_t count;
    real_struct *state;
    size_t bits; // of all states so far
} exact_walk_t;

static void exact_walk_init(exact_walk_t *walk, evidence_t *ev)
{
    *walk = (exact_walk_t){.ev = ev, .count = ev->variable_count};
    walk->state = mem_alloc(walk->count, sizeof *walk->state);
    for (size_t i = 0; i < walk->count; i++)
        real_init(walk->state + i);
}

static void exact_walk_clear(exact_walk_t *walk)
{
    for (size_t i = 0; i < walk->count; i++)
        real_clear(walk->state + i);
    mem_free(walk->state);
}

// The question at the present state.
static const exact_t *decide(const exact_walk_t *walk, question_t *question)
{
    evidence_t *ev = walk->ev;
    assignment_t a;
    place_t place;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&place, PLACE_POINT, origin);
    assignment_init(&a, walk->count);
    for (size_t i = 0; i < walk->count; i++)
        assignment_add_real(&a, ev->variables[i], walk->state + i);
    const exact_t *exact = question_decide(question, ev->ground, a.count, a.variables, a.values, &place, EXPR_NONE);
    assignment_clear(&a);
    place_clear(&place);
    rpoint_clear(origin);
    return exact;
}

// Of the denominator, and of the largest numerator of the coefficients.
static size_t bits_of(const real_t a)
{
    slong bits = _fmpz_vec_max_bits(fmpq_poly_numref(a->value), fmpq_poly_length(a->value));
    return (size_t)(bits < 0 ? -bits : bits) + fmpz_bits(fmpq_poly_denref(a->value));
}

static bool exact_step(exact_walk_t *walk)
{
    const exact_t *exact = decide(walk, &walk->ev->map);
    for (size_t i = 0; i < walk->count; i++) {
        const exact_value_t *root = exact_root(exact, i);
        if (!jet_has_value(&root->jet) && root->jet.failure == STATUS_LIMIT)
            return evidence_refuse(walk->ev, EXACT_TOO_LARGE);
        if (!jet_has_value(&root->jet) || !rpoly_is_constant(exact_coefficient(root, 0)))
            return evidence_refuse(walk->ev, "a state of the orbit is not known exactly");
        rpoly_get_coeff(walk->state + i, exact_coefficient(root, 0), 0);
        size_t bits = bits_of(walk->state + i);
        walk->bits += bits;
        if (bits > EXACT_BITS || walk->bits > EXACT_TOTAL_BITS)
            return evidence_refuse(walk->ev, EXACT_TOO_LARGE);
    }
    return true;
}

static bool exact_steps(exact_walk_t *walk, size_t steps)
{
    const obligation_t *obligation = walk->ev->obligation;
    for (size_t i = 0; i < walk->count; i++)
        if (exact_constant(walk->state + i, walk->ev->ground->dag, obligation->start[i], walk->ev->ground->reals) !=
            STATUS_OK)
            return evidence_refuse(walk->ev, "the start is not known exactly");
    for (size_t t = 0; t < steps; t++)
        if (!exact_step(walk))
            return false;
    return true;
}

static bool check_exactly(evidence_t *ev, bool proving)
{
    exact_walk_t walk;
    exact_walk_init(&walk, ev);
    bool known = exact_steps(&walk, ev->obligation->steps);
    kleene_t truth = known ? exact_root(decide(&walk, &ev->statement), STATEMENT_CONCLUSION)->truth : KLEENE_UNKNOWN;
    exact_walk_clear(&walk);
    bool shown = truth == (proving ? KLEENE_TRUE : KLEENE_FALSE);
    return shown || (known && evidence_refuse(ev, NOT_SHOWN));
}

// ---- in boxes ----

// The state after some exact steps, in bounds.
static bool begin_exactly(range_t *start, evidence_t *ev, size_t steps, slong precision)
{
    exact_walk_t exact;
    fmpq_t lower, upper;
    exact_walk_init(&exact, ev);
    fmpq_init(lower);
    fmpq_init(upper);
    bool known = exact_steps(&exact, steps);
    for (size_t i = 0; known && i < exact.count; i++) {
        real_get_bounds(lower, upper, exact.state + i, precision);
        range_set_rationals(start + i, lower, upper);
    }
    fmpq_clear(lower);
    fmpq_clear(upper);
    exact_walk_clear(&exact);
    return known;
}

static bool begin(range_t *start, evidence_t *ev, slong precision)
{
    size_t n = ev->variable_count;
    question_t question = {0};
    int *orders = mem_alloc(n, sizeof *orders);
    bool known = question_put(&question, ev->ground, n, ev->obligation->start, orders, 0, NULL);
    const evaluator_t *values = known ? question_enclose(&question, ev->ground, 0, NULL, NULL, precision) : NULL;
    for (size_t i = 0; known && i < n; i++) {
        const enclosure_t *root = evaluator_root(values, i);
        known = jet_has_value(&root->jet);
        if (known)
            range_set(start + i, enclosure_coefficient(root, 0));
    }
    mem_free(orders);
    question_clear(&question);
    return known || evidence_refuse(ev, "the start is not shown to be defined");
}

// Why steps at this precision do not show the conclusion; NULL if they do.
static const char *walk_in_boxes(evidence_t *ev, bool proving, const range_t *start, size_t steps, slong precision)
{
    orbit_walk_t walk;
    orbit_walk_init(&walk, ev, precision);
    bool defined = orbit_walk_start(&walk, start);
    for (size_t t = 0; defined && t < steps; t++)
        defined = orbit_walk_step(&walk);
    bool shown = false;
    if (defined) {
        const evaluator_t *end = evidence_at(ev, &ev->statement, orbit_walk_box(&walk), precision);
        shown = evaluator_root(end, STATEMENT_CONCLUSION)->truth == (proving ? KLEENE_TRUE : KLEENE_FALSE);
    }
    orbit_walk_clear(&walk);
    return shown ? NULL : defined ? NOT_SHOWN : "a state of the orbit is not shown to be defined";
}

// Where few bits are asked for, doubles often do.
static bool check_in_boxes(evidence_t *ev, bool proving, slong bits, size_t exact)
{
    size_t steps = ev->obligation->steps - exact;
    slong precision = bits + GUARD_BITS;
    precision += precision == RANGE_DOUBLE;
    range_t *start = range_array_new(ev->variable_count, precision);
    bool known = exact ? begin_exactly(start, ev, exact, precision) : begin(start, ev, precision);
    bool shown = known && bits <= MOST_BITS_TO_TRY_DOUBLES && !walk_in_boxes(ev, proving, start, steps, RANGE_DOUBLE);
    if (known && !shown) {
        const char *obstacle = walk_in_boxes(ev, proving, start, steps, precision);
        shown = !obstacle || evidence_refuse(ev, obstacle);
    }
    range_array_free(start, ev->variable_count);
    return shown;
}

// ---- the orbit ----

bool check_orbit(evidence_t *ev, bool proving)
{
    slong precision;
    size_t exact, steps = ev->obligation->steps;
    if (!reader_precision(&precision, ev->reader, 3, true) || !reader_unsigned(&exact, ev->reader, 4, steps))
        return false;
    if (steps > OBLIGATION_MAX_STEPS)
        return evidence_refuse(ev, "too many steps");
    if (ev->variable_count != ev->obligation->map_count)
        return evidence_refuse(ev, "an orbit has no parameters");
    if (!evidence_put_map(ev) || !evidence_put_jacobian(ev) || !evidence_put_statement(ev))
        return false;
    if (precision == 0)
        return check_exactly(ev, proving);
    return check_in_boxes(ev, proving, precision, exact);
}
