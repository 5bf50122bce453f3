// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals for cycle over a range of one parameter: the tactics "branch", "no-branch" and "unstable".
#include "base/memory.h"
#include "claim/cycle.h"
#include "dynamics/cycle_guess.h"
#include "dynamics/ellipsoid_guess.h"

#include <math.h>
#include <string.h>

#define GRID 256    // parts of the range that the cycle is followed over
#define COARSEST 64 // parts in the longest piece
#define MOST_PIECES 64
#define ENTRY_BITS 20
#define ROOM 0.9 // of the bounds that the proof needs

// The cycle along the range.
typedef struct {
    proposal_t *proposal;
    size_t period, n;
    fmpq *values;            // GRID + 1 of the parameter
    double *states;          // there
    double *box_lo, *box_hi; // the claim's box
} branch_t;

static simulator_t *simulator(const branch_t *b)
{
    return &b->proposal->simulator;
}

static void set_parameter(const branch_t *b, size_t place)
{
    simulator_set_parameters(simulator(b), b->values + place);
}

static double *state_at(const branch_t *b, size_t place)
{
    return b->states + place * b->n;
}

static bool branch_init(branch_t *b, proposal_t *proposal, size_t period)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count;
    *b = (branch_t){proposal,
                    period,
                    n,
                    proposal_numbers_new(GRID + 1),
                    mem_alloc((GRID + 1) * n, sizeof(double)),
                    mem_alloc(n, sizeof(double)),
                    mem_alloc(n, sizeof(double))};
    fmpq_t lo, step;
    fmpq_init(lo);
    fmpq_init(step);
    bool good = s->parameter_count == 1 && simulator_ends(lo, step, s);
    fmpq_sub(step, step, lo);
    fmpq_div_2exp(step, step, 8); // GRID parts
    for (size_t i = 0; i <= GRID; i++) {
        fmpq_mul_ui(b->values + i, step, i);
        fmpq_add(b->values + i, b->values + i, lo);
    }
    fmpq_clear(lo);
    fmpq_clear(step);
    return good;
}

static void branch_clear(branch_t *b)
{
    proposal_numbers_free(b->values, GRID + 1);
    mem_free(b->states);
    mem_free(b->box_lo);
    mem_free(b->box_hi);
}

// From the middle of the range to both ends.
static bool follow(branch_t *b, const double *point)
{
    set_parameter(b, GRID / 2);
    bool good = cycle_guess_find(state_at(b, GRID / 2), simulator(b), point, b->period);
    for (int side = -1; side <= 1; side += 2)
        for (size_t k = 1; k <= GRID / 2 && good; k++) {
            size_t place = side < 0 ? GRID / 2 - k : GRID / 2 + k, last = side < 0 ? place + 1 : place - 1;
            memcpy(state_at(b, place), state_at(b, last), b->n * sizeof(double));
            set_parameter(b, place);
            good = cycle_guess_refine(state_at(b, place), simulator(b), b->period);
        }
    return good;
}

// ---- a piece ----

typedef struct {
    size_t begin, end;           // places
    double *lo, *hi;             // of U
    double *inner_lo, *inner_hi; // of V
    double *factor;
} part_t;

static double round_bits(double value)
{
    return value == 0 ? 0 : ldexp(rint(ldexp(value, ENTRY_BITS - ilogb(value))), ilogb(value) - ENTRY_BITS);
}

// U: the hull of the states with a margin; false when that leaves the box.
static bool set_sides(part_t *part, const branch_t *b, double margin)
{
    bool inside = true;
    for (size_t i = 0; i < b->n; i++) {
        double lo = HUGE_VAL, hi = -HUGE_VAL;
        for (size_t k = part->begin; k <= part->end; k++) {
            lo = fmin(lo, state_at(b, k)[i]);
            hi = fmax(hi, state_at(b, k)[i]);
        }
        double more = margin * ((b->box_hi[i] - b->box_lo[i]) / 2) + 0.3 * (hi - lo);
        part->lo[i] = round_bits(lo - more);
        part->hi[i] = round_bits(hi + more);
        inside = inside && part->lo[i] >= b->box_lo[i] && part->hi[i] <= b->box_hi[i];
    }
    return inside;
}

// C: the inverse of D G^k - 1 in the middle.
static bool set_factor(part_t *part, const branch_t *b)
{
    size_t n = b->n, middle = (part->begin + part->end) / 2;
    double *matrix = mem_alloc(n * n, sizeof *matrix), *copy = mem_alloc(n * n, sizeof *copy),
           *column = mem_alloc(n, sizeof *column);
    set_parameter(b, middle);
    bool good = guess_jacobian(matrix, simulator(b), state_at(b, middle), b->period);
    for (size_t i = 0; i < n; i++)
        matrix[i * n + i] -= 1;
    for (size_t j = 0; j < n && good; j++) {
        memcpy(copy, matrix, n * n * sizeof *copy);
        for (size_t i = 0; i < n; i++)
            column[i] = i == j;
        good = guess_solve(copy, column, n);
        for (size_t i = 0; i < n; i++)
            part->factor[i * n + j] = round_bits(column[i]);
    }
    mem_free(matrix);
    mem_free(copy);
    mem_free(column);
    return good;
}

// Whether x - C (G^k(x) - x) is a contraction into U, as it seems at one state, whose image widens V.
static bool contracts_at(part_t *part, const branch_t *b, const double *state, double *jacobian, double *image)
{
    size_t n = b->n;
    memcpy(image, state, n * sizeof *image);
    if (!guess_jacobian(jacobian, simulator(b), state, b->period) || !guess_iterate(simulator(b), image, b->period))
        return false;
    bool good = true;
    for (size_t i = 0; i < n && good; i++) {
        double moved = state[i], sum = 0;
        for (size_t j = 0; j < n; j++) {
            double entry = (i == j) + part->factor[i * n + j];
            moved -= part->factor[i * n + j] * (image[j] - state[j]);
            for (size_t m = 0; m < n; m++)
                entry -= part->factor[i * n + m] * jacobian[m * n + j];
            sum += fabs(entry);
        }
        double middle = (part->lo[i] + part->hi[i]) / 2, half = (part->hi[i] - part->lo[i]) / 2;
        good = sum < ROOM && fabs(moved - middle) < ROOM * half;
        part->inner_lo[i] = fmin(part->inner_lo[i], moved);
        part->inner_hi[i] = fmax(part->inner_hi[i], moved);
    }
    return good;
}

enum { SAMPLES = 24 };

// Sample number k of the part: corners first.
static void sample(double *state, const part_t *part, size_t n, size_t k)
{
    for (size_t i = 0; i < n; i++) {
        double u = k < 8 ? (double)(k >> (i % 3) & 1) : fmod((double)(k + 1) * sqrt((double)(2 + 3 * i)), 1);
        state[i] = part->lo[i] + u * (part->hi[i] - part->lo[i]);
    }
}

// V: what the samples are mapped to, with room.
static void widen(part_t *part, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double room = 0.3 * (part->inner_hi[i] - part->inner_lo[i]) + 0.03 * (part->hi[i] - part->lo[i]);
        part->inner_lo[i] = round_bits(part->inner_lo[i] - room);
        part->inner_hi[i] = round_bits(part->inner_hi[i] + room);
    }
}

// Whether V says well where the cycle is.
static bool is_tight(const part_t *part, const branch_t *b, size_t i)
{
    double least = fabs(state_at(b, part->end)[i] - state_at(b, part->begin)[i]);
    return part->inner_hi[i] - part->inner_lo[i] < 2 * least + 0.005 * (b->box_hi[i] - b->box_lo[i]);
}

static bool contracts(part_t *part, const branch_t *b)
{
    size_t n = b->n;
    for (size_t i = 0; i < n; i++) {
        part->inner_lo[i] = HUGE_VAL;
        part->inner_hi[i] = -HUGE_VAL;
    }
    double *state = mem_alloc(n, sizeof *state), *jacobian = mem_alloc(n * n, sizeof *jacobian),
           *image = mem_alloc(n, sizeof *image);
    const size_t places[] = {part->begin, (part->begin + part->end) / 2, part->end};
    bool good = true;
    for (size_t p = 0; p < 3; p++) {
        set_parameter(b, places[p]);
        for (size_t k = 0; k < SAMPLES && good; k++) {
            sample(state, part, n, k);
            good = contracts_at(part, b, state, jacobian, image);
        }
    }
    mem_free(state);
    mem_free(jacobian);
    mem_free(image);
    if (good)
        widen(part, n);
    for (size_t i = 0; i < n && good; i++)
        good = part->lo[i] < part->inner_lo[i] && part->inner_hi[i] < part->hi[i] && is_tight(part, b, i);
    return good;
}

// The widest margin that seems to do: what is left of the box takes the least work then.
static bool fit(part_t *part, const branch_t *b)
{
    if (!set_factor(part, b))
        return false;
    for (double margin = 0.5; margin > 1e-4; margin *= 0.7)
        if (set_sides(part, b, margin) && contracts(part, b))
            return true;
    return false;
}

// ---- pieces ----

typedef struct {
    size_t count;
    part_t items[MOST_PIECES];
} parts_t;

static void parts_clear(parts_t *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        mem_free(parts->items[i].lo);
        mem_free(parts->items[i].hi);
        mem_free(parts->items[i].inner_lo);
        mem_free(parts->items[i].inner_hi);
        mem_free(parts->items[i].factor);
    }
}

// From left to right, each as long as it may be.
static bool cut(parts_t *parts, const branch_t *b)
{
    parts->count = 0;
    for (size_t begin = 0; begin < GRID;) {
        if (parts->count == MOST_PIECES)
            return false;
        part_t *part = parts->items + parts->count++;
        *part = (part_t){.begin = begin, .factor = mem_alloc(b->n * b->n, sizeof *part->factor)};
        part->lo = mem_alloc(b->n, sizeof *part->lo);
        part->hi = mem_alloc(b->n, sizeof *part->hi);
        part->inner_lo = mem_alloc(b->n, sizeof *part->inner_lo);
        part->inner_hi = mem_alloc(b->n, sizeof *part->inner_hi);
        size_t length = COARSEST;
        for (; length > 0; length /= 2) {
            part->end = begin + length < GRID ? begin + length : GRID;
            if (fit(part, b))
                break;
        }
        if (length == 0)
            return false;
        begin = part->end;
    }
    return true;
}

// Bounds of the multiplier on all parts, with room.
static void multiplier_bounds(double *lo, double *hi, const parts_t *parts, const branch_t *b)
{
    *lo = HUGE_VAL;
    *hi = -HUGE_VAL;
    for (size_t p = 0; p < parts->count; p++) {
        const part_t *part = parts->items + p;
        const size_t places[] = {part->begin, (part->begin + part->end) / 2, part->end};
        for (size_t q = 0; q < 3; q++)
            for (size_t k = 0; k <= 8; k++) {
                double x = part->inner_lo[0] + (part->inner_hi[0] - part->inner_lo[0]) * (double)k / 8, slope;
                set_parameter(b, places[q]);
                if (!guess_jacobian(&slope, simulator(b), &x, b->period))
                    continue;
                *lo = fmin(*lo, slope);
                *hi = fmax(*hi, slope);
            }
    }
    double room = 0.01 * (*hi - *lo) + 1e-5;
    *lo = ldexp(floor(ldexp(*lo - room, 12)), -12);
    *hi = ldexp(ceil(ldexp(*hi + room, 12)), -12);
}

static size_t put_sides(tactic_t *tactic, size_t next, size_t n, const double *lo, const double *hi)
{
    for (size_t i = 0; i < n; i++) {
        proposal_set_double(tactic->values + next++, lo[i]);
        proposal_set_double(tactic->values + next++, hi[i]);
    }
    return next;
}

static void add_branch(const branch_t *b, const parts_t *parts, size_t lead, const fmpq *values)
{
    size_t n = b->n, one = n == 1 ? 2 : 0, count = lead + 1 + parts->count + 1 + one + parts->count * (4 * n + n * n),
           next = 0;
    tactic_t *tactic = tactic_list_add(b->proposal->list, "branch", false, count);
    for (; next < lead; next++)
        fmpq_set(tactic->values + next, values + next);
    fmpq_set_ui(tactic->values + next++, parts->count, 1);
    for (size_t p = 0; p < parts->count; p++)
        fmpq_set(tactic->values + next++, b->values + parts->items[p].begin);
    fmpq_set(tactic->values + next++, b->values + GRID);
    if (one) {
        double lo, hi;
        multiplier_bounds(&lo, &hi, parts, b);
        proposal_set_double(tactic->values + next++, lo);
        proposal_set_double(tactic->values + next++, hi);
    }
    for (size_t p = 0; p < parts->count; p++) {
        const part_t *part = parts->items + p;
        next = put_sides(tactic, next, n, part->lo, part->hi);
        next = put_sides(tactic, next, n, part->inner_lo, part->inner_hi);
        for (size_t i = 0; i < n * n; i++)
            proposal_set_double(tactic->values + next++, part->factor[i]);
    }
}

// ---- the two kinds of boxes ----

static void propose_in_box(branch_t *b, const argument_t *box)
{
    proposal_t *proposal = b->proposal;
    size_t n = b->n, dimension = proposal->spec->dimension;
    double *middle = mem_alloc(n, sizeof *middle);
    bool good = proposal_locate(b->box_lo, proposal, box->box_lo) && proposal_locate(b->box_hi, proposal, box->box_hi);
    for (size_t i = 0; i < n; i++) {
        b->box_lo[i] = b->box_lo[i % dimension];
        b->box_hi[i] = b->box_hi[i % dimension];
        middle[i] = (b->box_lo[i] + b->box_hi[i]) / 2;
    }
    parts_t parts = {.count = 0};
    if (good && follow(b, middle) && cut(&parts, b))
        add_branch(b, &parts, 0, NULL);
    parts_clear(&parts);
    mem_free(middle);
}

static double farthest(const branch_t *b, const double *point)
{
    double most = 0;
    for (size_t k = 0; k <= GRID; k++)
        most = fmax(most, cycle_guess_distance(simulator(b), state_at(b, k), point));
    return most;
}

static void propose_about(branch_t *b, const double *point)
{
    static const double factors[] = {4, 1.5, 1.1};
    simulator_t *s = simulator(b);
    size_t n = b->n, dimension = s->lowering.dimension, lead = 1 + n - dimension;
    if (!follow(b, point))
        return;
    fmpq *values = proposal_numbers_new(lead);
    double distance = fmax(farthest(b, point), 0x1p-20);
    for (size_t k = 0; k < sizeof factors / sizeof *factors; k++) {
        proposal_shorten(values, factors[k] * distance);
        for (size_t i = 0; i < n; i++) {
            double centre = i < dimension ? point[i] : state_at(b, GRID / 2)[i];
            if (i >= dimension)
                proposal_set_double(values + 1 + i - dimension, centre);
            b->box_lo[i] = centre - fmpq_get_d(values);
            b->box_hi[i] = centre + fmpq_get_d(values);
        }
        parts_t parts = {.count = 0};
        if (cut(&parts, b))
            add_branch(b, &parts, lead, values);
        parts_clear(&parts);
    }
    proposal_numbers_free(values, lead);
}

// Against: at the ends of the range and in its middle.
static void propose_refutations(proposal_t *proposal)
{
    static const char *const names[] = {"no-branch", "unstable"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        for (size_t which = 0; which < 3; which++) {
            tactic_t *tactic = tactic_list_add(proposal->list, names[k], true, 1);
            (void)simulator_choose(&proposal->simulator, tactic->values, which);
        }
}

void propose_branch(proposal_t *proposal, size_t period)
{
    const lowering_t *lowering = &proposal->simulator.lowering;
    const argument_t *box = lowering_argument(lowering, "in");
    double *point = mem_alloc(lowering->dimension, sizeof *point);
    expr_t *near = NULL;
    branch_t b;
    if (branch_init(&b, proposal, period)) {
        if (box)
            propose_in_box(&b, box);
        else if (lowering_point(&near, lowering, "near") && proposal_locate(point, proposal, near))
            propose_about(&b, point);
        if (box)
            propose_refutations(proposal);
    }
    branch_clear(&b);
    mem_free(near);
    mem_free(point);
}
