// SPDX-License-Identifier: LGPL-3.0-or-later
#include "dynamics/ellipsoid_guess.h"

#include "base/memory.h"
#include "claim/ellipsoid.h"

#include <math.h>
#include <string.h>

#define ENTRY_BITS 20 // of the numbers that are written
#define LARGEST_RADIUS 64.0
#define SMALLEST_RADIUS 1e-9
#define ROOM 1e-3 // of the half widths over what the ellipsoid needs

// ---- the iterated map ----

bool guess_iterate(simulator_t *s, double *state, size_t steps)
{
    bool good = true;
    for (size_t t = 0; t < steps && good; t++)
        good = simulator_step(s, state);
    return good;
}

bool guess_jacobian(double *matrix, simulator_t *s, const double *state, size_t steps)
{
    size_t n = s->state_count;
    double *up = mem_alloc(n, sizeof *up), *down = mem_alloc(n, sizeof *down);
    bool good = true;
    for (size_t j = 0; j < n && good; j++) {
        double h = 1e-6 * (1 + fabs(state[j]));
        memcpy(up, state, n * sizeof *up);
        memcpy(down, state, n * sizeof *down);
        up[j] += h;
        down[j] -= h;
        good = guess_iterate(s, up, steps) && guess_iterate(s, down, steps);
        for (size_t i = 0; i < n && good; i++)
            matrix[i * n + j] = (up[i] - down[i]) / (2 * h);
    }
    mem_free(up);
    mem_free(down);
    return good;
}

// ---- matrices in floating point ----

bool guess_solve(double *a, double *b, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        size_t pivot = k;
        for (size_t i = k + 1; i < n; i++)
            pivot = fabs(a[i * n + k]) > fabs(a[pivot * n + k]) ? i : pivot;
        if (!(fabs(a[pivot * n + k]) > 0))
            return false;
        for (size_t j = 0; j < n; j++) {
            double swap = a[k * n + j];
            a[k * n + j] = a[pivot * n + j];
            a[pivot * n + j] = swap;
        }
        double swap = b[k];
        b[k] = b[pivot];
        b[pivot] = swap;
        for (size_t i = k + 1; i < n; i++) {
            double factor = a[i * n + k] / a[k * n + k];
            for (size_t j = k; j < n; j++)
                a[i * n + j] -= factor * a[k * n + j];
            b[i] -= factor * b[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            b[k] -= a[k * n + j] * b[j];
        b[k] /= a[k * n + k];
    }
    return true;
}

static void multiply(double *c, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            c[i * n + j] = 0;
            for (size_t k = 0; k < n; k++)
                c[i * n + j] += a[i * n + k] * b[k * n + j];
        }
}

// a' p a
static void congruence(double *result, const double *a, const double *p, size_t n)
{
    double *right = mem_alloc(n * n, sizeof *right), *transpose = mem_alloc(n * n, sizeof *transpose);
    for (size_t i = 0; i < n * n; i++)
        transpose[i] = a[i % n * n + i / n];
    multiply(right, p, a, n);
    multiply(result, transpose, right, n);
    mem_free(right);
    mem_free(transpose);
}

static double frobenius(const double *a, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n * n; i++)
        sum += a[i] * a[i];
    return sqrt(sum);
}

// The largest modulus of an eigenvalue, nearly: norm(a^p)^(1/p) with p = 2^10, the powers being scaled.
static double spectral_radius(const double *a, size_t n)
{
    enum { SQUARINGS = 10 };
    double *power = mem_alloc(n * n, sizeof *power), *square = mem_alloc(n * n, sizeof *square), logarithm = 0, scale;
    memcpy(power, a, n * n * sizeof *power);
    for (int k = 0; k <= SQUARINGS; k++) {
        scale = frobenius(power, n);
        if (!(scale > 0))
            break;
        logarithm += log(scale) * ldexp(1, -k);
        for (size_t i = 0; i < n * n; i++)
            power[i] /= scale;
        multiply(square, power, power, n);
        memcpy(power, square, n * n * sizeof *power);
    }
    mem_free(power);
    mem_free(square);
    return scale > 0 ? exp(logarithm) : 0;
}

// The solution of a' p a = q^2 (p - 1): the sum of (a/q)'^m (a/q)^m, by doubling (R. A. Smith, Matrix equation XA + BX
// = C, SIAM J. Appl. Math. 1968); scaled to a largest eigenvalue below 1.
static void lyapunov(double *p, const double *a, double q, size_t n)
{
    enum { DOUBLINGS = 40 };
    double *power = mem_alloc(n * n, sizeof *power), *term = mem_alloc(n * n, sizeof *term), largest = 0;
    for (size_t i = 0; i < n * n; i++) {
        p[i] = i % (n + 1) == 0;
        power[i] = a[i] / q;
    }
    for (int k = 0; k < DOUBLINGS && frobenius(power, n) > 1e-30; k++) {
        congruence(term, power, p, n);
        for (size_t i = 0; i < n * n; i++)
            p[i] += term[i];
        multiply(term, power, power, n);
        memcpy(power, term, n * n * sizeof *power);
    }
    for (size_t i = 0; i < n; i++) {
        double sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += fabs(p[i * n + j]);
        largest = fmax(largest, sum);
    }
    for (size_t i = 0; i < n * n; i++)
        p[i] = ldexp(rint(ldexp(p[i] / (1.01 * largest), ENTRY_BITS)), -ENTRY_BITS);
    mem_free(power);
    mem_free(term);
}

// Whether all pivots are positive, in place.
static bool is_definite(double *a, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (!(a[k * n + k] > 0))
            return false;
        for (size_t i = k + 1; i < n; i++)
            for (size_t j = k + 1; j < n; j++)
                a[i * n + j] -= a[i * n + k] * a[j * n + k] / a[k * n + k];
    }
    return true;
}

// The half width of { x' p x <= 1 } in coordinate i, with room: exactly 1 for one variable.
static double half_width(const ellipsoid_guess_t *g, size_t i)
{
    if (g->n == 1)
        return 1;
    double *matrix = mem_alloc(g->n * g->n, sizeof *matrix), *unit = mem_alloc(g->n, sizeof *unit);
    memcpy(matrix, g->p, g->n * g->n * sizeof *matrix);
    unit[i] = 1;
    bool solved = guess_solve(matrix, unit, g->n);
    double width = solved && unit[i] > 0 ? sqrt(unit[i]) * (1 + ROOM) : HUGE_VAL;
    mem_free(matrix);
    mem_free(unit);
    return width;
}

// ---- samples ----

static double quadratic(const double *p, const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            sum += p[i * n + j] * (a[i] - b[i]) * (a[j] - b[j]);
    return sum;
}

typedef struct {
    double *state, *image, *last_state, *last_image, *jacobian, *moved;
} trial_t;

// Whether the derivative contracts at the state, and the map brings its image nearer to that of the state before.
static bool contracts_at(const ellipsoid_guess_t *g, simulator_t *s, size_t steps, trial_t *t)
{
    size_t n = g->n;
    double square = g->rate * g->rate;
    memcpy(t->image, t->state, n * sizeof *t->image);
    if (!guess_jacobian(t->jacobian, s, t->state, steps) || !guess_iterate(s, t->image, steps))
        return false;
    congruence(t->moved, t->jacobian, g->p, n);
    for (size_t i = 0; i < n * n; i++)
        t->moved[i] = square * (1 - 1e-6) * g->p[i] - t->moved[i];
    bool near = quadratic(g->p, t->image, t->last_image, n) <=
                square * quadratic(g->p, t->state, t->last_state, n) + 1e-24 * (1 + fabs(t->image[0]));
    memcpy(t->last_state, t->state, n * sizeof *t->state);
    memcpy(t->last_image, t->image, n * sizeof *t->image);
    return near && is_definite(t->moved, n);
}

// Sample number k: along the line for one variable, else corners of the box first, then points inside.
static void sample(double *state, const ellipsoid_guess_t *g, size_t k, size_t samples, double radius,
                   const double *widths)
{
    enum { CORNERS = 32 };
    for (size_t i = 0; i < g->n; i++) {
        double u = fmod((double)(k + 1) * sqrt((double)(2 + 3 * i)), 1) * 2 - 1;
        double corner = k >> i & 1 ? 1 : -1, along = 2.0 * (double)k / (double)(samples - 1) - 1;
        state[i] = g->centre[i] + (g->n == 1 ? along : k < CORNERS ? corner : u) * radius * widths[i];
    }
}

// Whether the contraction seems to hold on the box about the ellipsoid of that radius.
static bool contracts(const ellipsoid_guess_t *g, proposal_t *proposal, size_t steps, double radius,
                      const double *widths)
{
    size_t n = g->n, samples = n == 1 ? 257 : 128;
    double *rows = mem_alloc(4 * n + 2 * n * n, sizeof *rows);
    trial_t t = {rows, rows + n, rows + 2 * n, rows + 3 * n, rows + 4 * n, rows + 4 * n + n * n};
    memcpy(t.last_state, g->centre, n * sizeof *t.last_state);
    memcpy(t.last_image, g->centre, n * sizeof *t.last_image);
    bool good = true;
    for (size_t k = 0; k < samples && good; k++) {
        sample(t.state, g, k, samples, radius, widths);
        good = contracts_at(g, &proposal->simulator, steps, &t);
    }
    mem_free(rows);
    return good;
}

static bool contracts_for_all(const ellipsoid_guess_t *g, proposal_t *proposal, size_t steps, double radius,
                              const double *widths)
{
    simulator_t *s = &proposal->simulator;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    bool good = true;
    for (size_t which = 0; good && simulator_choose(s, parameters, which); which++) {
        simulator_set_parameters(s, parameters);
        good = contracts(g, proposal, steps, radius, widths);
    }
    proposal_numbers_free(parameters, s->parameter_count);
    return good;
}

// By halving, then by bisection.
static void find_radius(ellipsoid_guess_t *g, proposal_t *proposal, size_t steps)
{
    enum { BISECTIONS = 14 };
    double *widths = mem_alloc(g->n, sizeof *widths), high = LARGEST_RADIUS, low = high;
    for (size_t i = 0; i < g->n; i++)
        widths[i] = half_width(g, i);
    while (low > SMALLEST_RADIUS && !contracts_for_all(g, proposal, steps, low, widths)) {
        high = low;
        low /= 2;
    }
    for (int k = 0; k < BISECTIONS && low < high; k++) {
        double middle = (low + high) / 2;
        if (contracts_for_all(g, proposal, steps, middle, widths))
            low = middle;
        else
            high = middle;
    }
    g->radius = low > SMALLEST_RADIUS ? low : 0;
    mem_free(widths);
}

// For one variable: the rate that the samples of the interval need, and no more.
static void tighten_rate(ellipsoid_guess_t *g, proposal_t *proposal, size_t steps)
{
    enum { SAMPLES = 256 };
    simulator_t *s = &proposal->simulator;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    double most = 0, slope;
    for (size_t which = 0; simulator_choose(s, parameters, which); which++) {
        simulator_set_parameters(s, parameters);
        for (int k = -SAMPLES; k <= SAMPLES; k++) {
            double state = g->centre[0] + g->radius * k / SAMPLES;
            if (guess_jacobian(&slope, s, &state, steps))
                most = fmax(most, fabs(slope));
        }
    }
    g->rate = fmin(g->rate, ldexp(ceil(ldexp(most * (1 + 1e-6), ENTRY_BITS)), -ENTRY_BITS));
    proposal_numbers_free(parameters, s->parameter_count);
}

bool ellipsoid_guess_init(ellipsoid_guess_t *g, proposal_t *proposal, const double *centre, size_t steps)
{
    simulator_t *s = &proposal->simulator;
    size_t n = s->state_count;
    *g = (ellipsoid_guess_t){n, mem_alloc(n, sizeof *g->centre), mem_alloc(n * n, sizeof *g->p), 0, 0};
    memcpy(g->centre, centre, n * sizeof *centre);
    double *a = mem_alloc(n * n, sizeof *a), largest = 0;
    fmpq *parameters = proposal_numbers_new(s->parameter_count);
    bool good = true;
    for (size_t which = 0; good && simulator_choose(s, parameters, which); which++) {
        simulator_set_parameters(s, parameters);
        good = guess_jacobian(a, s, centre, steps);
        largest = fmax(largest, spectral_radius(a, n));
    }
    good = good && largest < 1 - 1e-6;
    if (good) {
        g->rate = ldexp(ceil(ldexp(1 - (1 - largest) / 8, ENTRY_BITS)), -ENTRY_BITS);
        if (n == 1)
            g->p[0] = 1;
        else
            lyapunov(g->p, a, (1 + 3 * largest) / 4, n);
        find_radius(g, proposal, steps);
        if (n == 1 && g->radius > 0)
            tighten_rate(g, proposal, steps);
    }
    proposal_numbers_free(parameters, s->parameter_count);
    mem_free(a);
    return good && g->radius > 0;
}

void ellipsoid_guess_clear(ellipsoid_guess_t *g)
{
    mem_free(g->centre);
    mem_free(g->p);
    *g = (ellipsoid_guess_t){0, NULL, NULL, 0, 0};
}

// ---- values ----

size_t ellipsoid_guess_put(tactic_t *tactic, size_t next, const ellipsoid_guess_t *g, double share)
{
    size_t n = g->n;
    fmpq *values = tactic->values;
    fmpq_t radius;
    fmpq_init(radius);
    proposal_shorten(radius, g->radius * share);
    double short_radius = fmpq_get_d(radius);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            proposal_set_double(values + next++, g->p[i * n + j]);
    proposal_set_double(values + next++, g->rate);
    fmpq_set(values + next++, radius);
    for (size_t i = 0; i < n; i++)
        proposal_set_double(values + next++, short_radius * half_width(g, i));
    for (size_t i = 0; i < n; i++) {
        double width = short_radius * half_width(g, i), slack = ldexp(fabs(g->centre[i]) + width, -40);
        proposal_set_double(values + next++, g->centre[i] - width - slack);
        proposal_set_double(values + next++, g->centre[i] + width + slack);
    }
    fmpq_clear(radius);
    return next;
}
