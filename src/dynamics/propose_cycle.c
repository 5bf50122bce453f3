// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals for cycle: boxes about the point, the tactic "located", branches over a range of rates.
#include "base/memory.h"
#include "claim/cycle.h"
#include "claim/dynamics.h"
#include "claim/ellipsoid.h"
#include "dynamics/cycle_guess.h"
#include "dynamics/ellipsoid_guess.h"
#include "prove/known_value.h"
#include "real/number.h"
#include "real/simplest.h"

#include <math.h>
#include <string.h>

#define PRECISION 192
#define DIGITS 12 // of the bounds
#define LEAST_DIGITS 3
#define RADIUS_DIGITS 5 // of the bounds of the largest modulus
#define SHORT_DENOMINATOR 1000

// ---- bounds ----

// The decimal with some digits below (above) the ball.
static void rounded(fmpq_t result, const arb_t ball, slong digits, number_direction_t direction)
{
    strbuf_t text;
    strbuf_init(&text);
    number_decimal_arb(&text, ball, digits, direction);
    bool negative = text.text[0] == '-';
    if (number_parse_decimal(result, text.text + negative, text.length - negative) != STATUS_OK)
        fmpq_zero(result);
    if (negative)
        fmpq_neg(result, result);
    strbuf_clear(&text);
}

// A narrow ball that contains a fraction with a short denominator is taken to be that number.
static bool is_short_fraction(fmpq_t result, const arb_t ball)
{
    fmpq_t lo, hi;
    arf_t end;
    fmpq_init(lo);
    fmpq_init(hi);
    arf_init(end);
    arb_get_lbound_arf(end, ball, PRECISION);
    arf_get_fmpq(lo, end);
    arb_get_ubound_arf(end, ball, PRECISION);
    arf_get_fmpq(hi, end);
    if (fmpq_equal(lo, hi))
        fmpq_set(result, lo);
    else
        fmpq_simplest_inside(result, lo, hi);
    fmpq_sub(hi, hi, lo);
    bool narrow = fmpq_get_d(hi) < 1e-15 && fmpz_cmp_ui(fmpq_denref(result), SHORT_DENOMINATOR) <= 0;
    fmpq_clear(lo);
    fmpq_clear(hi);
    arf_clear(end);
    return narrow;
}

// lo and hi around the ball, equal for a short fraction where `exact`. Returns whether they are equal.
static bool put_bounds(fmpq *values, const arb_t ball, slong digits, bool exact)
{
    if (exact && is_short_fraction(values, ball)) {
        fmpq_set(values + 1, values);
        return true;
    }
    slong bits = arb_rel_accuracy_bits(ball); // the proof is to have room
    if (digits > bits / 4)
        digits = bits / 4 > LEAST_DIGITS ? bits / 4 : LEAST_DIGITS;
    rounded(values, ball, digits, NUMBER_DOWN);
    rounded(values + 1, ball, digits, NUMBER_UP);
    return false;
}

// ---- the cycle that a root obligation has located ----

typedef struct {
    proposal_t *proposal;
    const tactic_t *box; // NULL where the claim gives the box
    size_t period, n, dimension;
    arb_ptr points; // the positions
    arb_mat_t jacobian;
} cycle_values_t;

static bool evaluate(cycle_values_t *v)
{
    lowering_t *lowering = &v->proposal->simulator.lowering;
    dag_t *dag = lowering->dag;
    const expr_t *periodic = v->proposal->spec->periodic;
    size_t n = v->n, count = v->period * v->dimension;
    expr_t *terms = mem_alloc(count + n * n, sizeof *terms), *jacobian = dynamics_jacobian(lowering, v->period);
    arb_ptr values = _arb_vec_init((slong)(count + n * n));
    for (size_t t = 0; t < v->period; t++) {
        expr_t *now = system_iterate(&lowering->system, dag, t);
        memcpy(terms + t * v->dimension, now, v->dimension * sizeof *terms);
        mem_free(now);
    }
    memcpy(terms + count, jacobian, n * n * sizeof *terms);
    for (size_t i = 0; i < count + n * n; i++)
        terms[i] = expr_substitute(dag, terms[i], n, lowering->system.state, periodic);
    bool good = prover_enclose(values, v->proposal->prover, count + n * n, terms, PRECISION);
    for (size_t i = 0; i < count; i++)
        arb_set(v->points + i, values + i);
    for (size_t i = 0; i < n * n; i++)
        arb_set(arb_mat_entry(v->jacobian, (slong)(i / n), (slong)(i % n)), values + count + i);
    _arb_vec_clear(values, (slong)(count + n * n));
    mem_free(terms);
    mem_free(jacobian);
    return good;
}

// The two eigenvalues, or modulus and real part of a complex pair.
static multipliers_t pair_of(arb_t first, arb_t second, const arb_mat_t a)
{
    arb_t trace, determinant, discriminant;
    arb_init(trace);
    arb_init(determinant);
    arb_init(discriminant);
    arb_add(trace, arb_mat_entry(a, 0, 0), arb_mat_entry(a, 1, 1), PRECISION);
    arb_mat_det(determinant, a, PRECISION);
    arb_sqr(discriminant, trace, PRECISION);
    arb_submul_ui(discriminant, determinant, 4, PRECISION);
    multipliers_t kind = arb_is_positive(discriminant)   ? MULTIPLIERS_REAL
                         : arb_is_negative(discriminant) ? MULTIPLIERS_COMPLEX
                                                         : MULTIPLIERS_RADIUS;
    if (kind == MULTIPLIERS_REAL) {
        arb_sqrt(discriminant, discriminant, PRECISION);
        arb_sub(first, trace, discriminant, PRECISION);
        arb_add(second, trace, discriminant, PRECISION);
        arb_mul_2exp_si(first, first, -1);
    } else {
        arb_sqrt(first, determinant, PRECISION);
        arb_set(second, trace);
    }
    arb_mul_2exp_si(second, second, -1);
    arb_clear(trace);
    arb_clear(determinant);
    arb_clear(discriminant);
    return kind;
}

// Power, and bounds of the largest modulus by norm and trace of that power.
static void put_radius(fmpq *values, const arb_mat_t a)
{
    slong n = arb_mat_nrows(a);
    arb_mat_t power;
    arb_t norm, trace;
    arb_mat_init(power, n, n);
    arb_init(norm);
    arb_init(trace);
    arb_mat_pow_ui(power, a, MULTIPLIERS_MOST_POWER, PRECISION);
    arb_mat_frobenius_norm(norm, power, PRECISION);
    arb_mat_trace(trace, power, PRECISION);
    arb_abs(trace, trace);
    arb_div_ui(trace, trace, (ulong)n, PRECISION);
    if (arb_is_positive(trace))
        arb_root_ui(trace, trace, MULTIPLIERS_MOST_POWER, PRECISION);
    else
        arb_zero(trace);
    arb_root_ui(norm, norm, MULTIPLIERS_MOST_POWER, PRECISION);
    fmpq_set_ui(values, MULTIPLIERS_MOST_POWER, 1);
    rounded(values + 1, trace, RADIUS_DIGITS, NUMBER_DOWN);
    rounded(values + 2, norm, RADIUS_DIGITS, NUMBER_UP);
    arb_mat_clear(power);
    arb_clear(norm);
    arb_clear(trace);
}

// The kind and the bounds; returns the place after them. *equal: some bounds are numbers taken to be exact.
static size_t put_multipliers(tactic_t *tactic, size_t next, const cycle_values_t *v, multipliers_t kind,
                              arb_srcptr pair, bool exact, bool *equal)
{
    fmpq_set_ui(tactic->values + next++, kind, 1);
    fmpq *values = tactic->values + next;
    size_t count = multipliers_value_count(kind, v->n);
    if (kind == MULTIPLIERS_RADIUS)
        put_radius(values, v->jacobian);
    for (size_t i = 0; kind != MULTIPLIERS_RADIUS && 2 * i < count; i++)
        *equal = put_bounds(values + 2 * i, pair + i, DIGITS, exact) || *equal;
    return next + count;
}

// Adds the tactic with the bounds, and the ellipsoid where there is one. Returns whether some bounds are taken to be
// exact.
static bool add_located(const cycle_values_t *v, bool exact, const ellipsoid_guess_t *basin, double share)
{
    size_t points = v->period * v->dimension, lead = v->box ? v->box->count : 0, next = 0;
    arb_ptr pair = _arb_vec_init(2);
    multipliers_t kind = v->n == 2   ? pair_of(pair, pair + 1, v->jacobian)
                         : v->n == 1 ? MULTIPLIERS_REAL
                                     : MULTIPLIERS_RADIUS;
    if (v->n == 1)
        arb_set(pair, arb_mat_entry(v->jacobian, 0, 0));
    size_t count =
        lead + 1 + 2 * points + 1 + multipliers_value_count(kind, v->n) + 1 + (basin ? ellipsoid_value_count(v->n) : 0);
    tactic_t *tactic = tactic_list_add(v->proposal->list, "located", false, count);
    bool equal = false;
    for (; next < lead; next++)
        fmpq_set(tactic->values + next, v->box->values + next);
    fmpq_set_ui(tactic->values + next++, v->period, 1);
    for (size_t i = 0; i < points; i++, next += 2)
        equal = put_bounds(tactic->values + next, v->points + i, DIGITS, exact) || equal;
    next = put_multipliers(tactic, next, v, kind, pair, exact, &equal);
    fmpq_set_ui(tactic->values + next++, basin != NULL, 1);
    if (basin)
        (void)ellipsoid_guess_put(tactic, next, basin, share);
    _arb_vec_clear(pair, 2);
    return equal;
}

// For the cycle as it is known now.
static void propose_located(proposal_t *proposal, const tactic_t *box, size_t period)
{
    static const double shares[] = {0.999, 0.7, 0.1};
    simulator_t *s = &proposal->simulator;
    cycle_values_t v = {proposal, box, period, s->state_count, s->lowering.dimension, NULL, {{0}}};
    v.points = _arb_vec_init((slong)(period * v.dimension));
    arb_mat_init(v.jacobian, (slong)v.n, (slong)v.n);
    if (evaluate(&v)) {
        double *centre = mem_alloc(v.n, sizeof *centre);
        for (size_t i = 0; i < v.n; i++) {
            const known_coordinate_t *known = prover_known(proposal->prover, proposal->spec->periodic[i]);
            centre[i] = fmpq_get_d(known->lo) / 2 + fmpq_get_d(known->hi) / 2;
        }
        ellipsoid_guess_t basin;
        bool attracts = ellipsoid_guess_init(&basin, proposal, centre, period), exact = true;
        for (size_t i = 0; attracts && i < sizeof shares / sizeof *shares; i++)
            exact = add_located(&v, true, &basin, shares[i]);
        if (attracts && exact)
            (void)add_located(&v, false, &basin, shares[1]);
        if (add_located(&v, true, NULL, 0))
            (void)add_located(&v, false, NULL, 0);
        ellipsoid_guess_clear(&basin);
        mem_free(centre);
    }
    _arb_vec_clear(v.points, (slong)(period * v.dimension));
    arb_mat_clear(v.jacobian);
}

// ---- boxes ----

// Whether the claim with the tactic (NULL for the claim as it is) has its cycle, which is then known.
static bool locates(proposal_t *proposal, const tactic_t *tactic)
{
    instance_t instance = *proposal->instance;
    obligation_list_t list;
    const char *reason;
    instance.tactic = tactic;
    status_t status = claim_lower(&list, &reason, proposal->spec, &instance); // the words of the claim may need more
    bool good = status == STATUS_OK || status == STATUS_UNSUPPORTED, *proved = mem_alloc(list.count, sizeof *proved),
         *outer = proposal->prover->proved;
    proposal->prover->proved = proved;
    bool found = false;
    for (size_t i = 0; good && i < list.count; i++) {
        const obligation_t *obligation = list.items + i;
        bool is_point = strcmp(obligation->role, "cycle") == 0 || strcmp(obligation->role, "least-period") == 0;
        if (!is_point && obligation->kind != OBLIGATION_ROOT)
            continue;
        proof_t proof;
        proof_init(&proof);
        prove_obligation(&proof, proposal->prover, obligation);
        proved[i] = good = proof.verdict == VERDICT_PROVED;
        found = found || is_point;
        proof_clear(&proof);
    }
    proposal->prover->proved = outer;
    mem_free(proved);
    obligation_list_clear(&list);
    return good && found;
}

enum { RADII = 9 };

// Falling half widths of boxes about p, at most `most`: of those that contain the cycle found, if there is one.
static size_t half_widths(double *radii, double distance, double most)
{
    static const double fixed[] = {0x1p-2, 0x1p-4, 0x1p-7, 0x1p-10, 0x1p-14, 0x1p-20, 0x1p-30};
    static const double factors[] = {1.5, 1.05};
    size_t count = 0;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (!isfinite(distance) || fixed[i] > 2 * distance)
            radii[count++] = fixed[i];
    for (size_t i = 0; i < sizeof factors / sizeof *factors && isfinite(distance) && distance > 0; i++)
        if (factors[i] * distance <= most)
            radii[count++] = factors[i] * distance;
    return count;
}

// What a half width may be at most (claim/cycle.c).
static double half_size(const simulator_t *s, const double *point)
{
    double size = 1;
    for (size_t i = 0; i < s->lowering.dimension; i++)
        size = fmax(size, fabs(point[i]));
    return size / 2;
}

static void put_state_box(tactic_t *tactic, const simulator_t *s, double radius, const double *state)
{
    proposal_shorten(tactic->values, radius);
    for (size_t i = s->lowering.dimension; i < s->state_count; i++)
        proposal_set_double(tactic->values + 1 + i - s->lowering.dimension, ldexp(rint(ldexp(state[i], 30)), -30));
}

static void propose_near(proposal_t *proposal, size_t period, const double *point)
{
    simulator_t *s = &proposal->simulator;
    double radii[RADII], *state = mem_alloc(s->state_count, sizeof *state);
    bool found = cycle_guess_find(state, s, point, period);
    size_t count = half_widths(radii, found ? cycle_guess_distance(s, state, point) : HUGE_VAL, half_size(s, point));
    tactic_t box = {NULL, false, 0, NULL};
    bool located = false;
    for (size_t i = 0; i < count && !located && (found || s->state_count == s->lowering.dimension); i++) {
        tactic_clear(&box);
        tactic_init(&box, "box", false, cycle_box_values(&s->lowering));
        put_state_box(&box, s, radii[i], state);
        located = locates(proposal, &box);
    }
    if (located)
        propose_located(proposal, &box, period);
    tactic_t *plain = box.count ? tactic_list_add(proposal->list, "box", false, box.count) : NULL;
    for (size_t i = 0; plain && i < box.count; i++)
        fmpq_set(plain->values + i, box.values + i);
    tactic_clear(&box);
    mem_free(state);
}

void propose_cycle(proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    size_t period;
    expr_t *near = NULL;
    double *point = mem_alloc(s->lowering.dimension, sizeof *point);
    bool about = lowering_point(&near, &s->lowering, "near") && !lowering_argument(&s->lowering, "in");
    if (lowering_count(&period, &s->lowering, "period") && period <= CYCLE_LONGEST_PERIOD &&
        (s->lowering.system.kind == SYSTEM_GD || s->lowering.system.kind == SYSTEM_HEAVY_BALL) &&
        simulator_compile(s, EXPR_NONE)) {
        if (s->parameter_count)
            propose_branch(proposal, period);
        else if (!about && locates(proposal, NULL))
            propose_located(proposal, NULL, period);
        else if (about && proposal_locate(point, proposal, near))
            propose_near(proposal, period, point);
    }
    mem_free(near);
    mem_free(point);
}
