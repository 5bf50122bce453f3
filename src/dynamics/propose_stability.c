// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposals for no_minimum_stable and nonsingular: critical points with short coordinates, where their Hessians lie,
// and boxes on which the map is flat.
#include "dynamics/propose_internal.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

#define FLAT 1e-7       // an eigenvalue that is taken for 0
#define MOST_POINTS 700 // of the grid
#define MOST_VARIABLES 6

typedef struct {
    proposal_t *proposal;
    simulator_t *s;
    size_t n;
    double rate;      // the least one of the claim
    fmpq *parameters; // that give it
    double *gradient; // work
    double *hessian, *eigenvalues;
} survey_t;

// ---- the Hessian ----

// From gradients on both sides along each axis; sets also the gradient at the point, NAN where it is not known.
static bool set_hessian(survey_t *v, const double *point)
{
    const double step = 0x1p-17;
    size_t n = v->n, count = 2 * n + 1;
    double *states = mem_alloc(count * n, sizeof *states), *gradients = mem_alloc(count * n, sizeof *gradients);
    for (size_t k = 0; k < count; k++)
        memcpy(states + k * n, point, n * sizeof *states);
    for (size_t i = 0; i < n; i++) {
        states[(2 * i) * n + i] -= step;
        states[(2 * i + 1) * n + i] += step;
    }
    simulator_gradients(gradients, v->s, count, states);
    bool good = true;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            v->hessian[i * n + j] = (gradients[(2 * i + 1) * n + j] - gradients[(2 * i) * n + j]) / (2 * step);
            good = good && isfinite(v->hessian[i * n + j]);
        }
    memcpy(v->gradient, gradients + 2 * n * n, n * sizeof *v->gradient);
    mem_free(states);
    mem_free(gradients);
    return good;
}

// One rotation that makes entry (p, q) 0 (Jacobi).
static void rotate(double *a, size_t n, size_t p, size_t q)
{
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
    double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1)), c = 1 / sqrt(t * t + 1), s = t * c;
    for (size_t k = 0; k < n; k++) {
        double left = a[k * n + p], right = a[k * n + q];
        a[k * n + p] = c * left - s * right;
        a[k * n + q] = s * left + c * right;
    }
    for (size_t k = 0; k < n; k++) {
        double left = a[p * n + k], right = a[q * n + k];
        a[p * n + k] = c * left - s * right;
        a[q * n + k] = s * left + c * right;
    }
}

static bool set_eigenvalues(survey_t *v, const double *point)
{
    enum { SWEEPS = 30 };
    if (!set_hessian(v, point))
        return false;
    for (size_t i = 0; i < v->n; i++)
        for (size_t j = 0; j < i; j++)
            v->hessian[i * v->n + j] = v->hessian[j * v->n + i];
    for (int sweep = 0; sweep < SWEEPS; sweep++)
        for (size_t p = 0; p < v->n; p++)
            for (size_t q = p + 1; q < v->n; q++)
                if (fabs(v->hessian[p * v->n + q]) > 1e-14)
                    rotate(v->hessian, v->n, p, q);
    for (size_t i = 0; i < v->n; i++)
        v->eigenvalues[i] = v->hessian[i * v->n + i];
    return true;
}

static double extreme_eigenvalue(const survey_t *v, int sign)
{
    double best = -HUGE_VAL;
    for (size_t i = 0; i < v->n; i++)
        best = fmax(best, sign * v->eigenvalues[i]);
    return sign * best;
}

static double norm(const double *vector, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += vector[i] * vector[i];
    return sqrt(sum);
}

static double gradient_norm(survey_t *v, const double *point)
{
    return simulator_gradient(v->gradient, v->s, point) ? norm(v->gradient, v->n) : HUGE_VAL;
}

// ---- points with short coordinates ----

// Point number `index` of the grid of multiples of a half from -2 to 2 (of 1 in more than two variables); false after
// the last.
static bool grid_point(double *point, size_t n, size_t index)
{
    size_t side = n <= 2 ? 9 : n <= 4 ? 5 : 3;
    double step = n <= 2 ? 0.5 : 1;
    for (size_t i = 0; i < n; i++) {
        point[i] = ((double)(index % side) - (double)(side / 2)) * step;
        index /= side;
    }
    return index == 0;
}

// A direction of small integers along which f falls from a point where the gradient is 0; false when none was found.
static bool find_descent(double *direction, survey_t *v, const double *point)
{
    double *x = mem_alloc(v->n, sizeof *x);
    size_t count = 1;
    bool found = false;
    for (size_t i = 0; i < v->n; i++)
        count *= 3;
    for (size_t k = 0; k < count && !found; k++) {
        size_t rest = k;
        for (size_t i = 0; i < v->n; i++) {
            direction[i] = (double)(rest % 3) - 1;
            rest /= 3;
        }
        found = true;
        for (int e = -9; e <= -3 && found; e += 3) {
            double slope = 0;
            for (size_t i = 0; i < v->n; i++)
                x[i] = point[i] + ldexp(direction[i], e);
            found = simulator_gradient(v->gradient, v->s, x);
            for (size_t i = 0; i < v->n; i++)
                slope += v->gradient[i] * direction[i];
            found = found && slope < 0;
        }
    }
    mem_free(x);
    return found;
}

static void set_exactly(fmpq_t result, double value)
{
    arf_t exact;
    arf_init(exact);
    arf_set_d(exact, value);
    arf_get_fmpq(result, exact);
    arf_clear(exact);
}

static void add_stable(survey_t *v, const double *point)
{
    size_t lead = v->s->parameter_count;
    for (int global = 0; global < 2; global++) {
        tactic_t *tactic = tactic_list_add(v->proposal->list, "stable", true, lead + 1 + v->n);
        for (size_t i = 0; i < lead; i++)
            fmpq_set(tactic->values + i, v->parameters + i);
        fmpq_set_si(tactic->values + lead, global, 1);
        for (size_t i = 0; i < v->n; i++)
            set_exactly(tactic->values + lead + 1 + i, point[i]);
    }
}

// What a survey of the grid finds.
typedef struct {
    size_t stable_count, exception_count;
    double *exceptions; // point, direction, distance
} found_t;

static void look_at(found_t *found, survey_t *v, const double *point)
{
    enum { MOST_STABLE = 3, MOST_EXCEPTIONS = 8 };
    size_t width = 2 * v->n + 1;
    if (gradient_norm(v, point) > 1e-12 || !simulator_in_region(v->s, point) || !set_eigenvalues(v, point) ||
        extreme_eigenvalue(v, -1) < -FLAT || v->rate * extreme_eigenvalue(v, 1) > 2 + FLAT)
        return;
    double *row = found->exceptions + found->exception_count * width;
    if (found->exception_count < MOST_EXCEPTIONS && extreme_eigenvalue(v, -1) < FLAT &&
        find_descent(row + v->n, v, point)) {
        memcpy(row, point, v->n * sizeof *row);
        row[2 * v->n] = 0x1p-3;
        found->exceptions =
            mem_resize(found->exceptions, (++found->exception_count + 1) * width, sizeof *found->exceptions);
    } else if (found->stable_count < MOST_STABLE) {
        add_stable(v, point);
        found->stable_count++;
    }
}

// The simplest rational in a narrow interval about the value.
static void simplest_near(fmpq_t result, double value)
{
    const double narrow = 0x1p-30;
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    set_exactly(lo, value - narrow * fabs(value));
    set_exactly(hi, value + narrow * fabs(value));
    fmpq_simplest_between(result, lo, hi);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

// At the rate itself; before that, if a simpler one lies just below it, at that one, which may be the critical one.
static void add_with_exceptions(survey_t *v, const char *name, const found_t *found)
{
    size_t count = found->exception_count * (2 * v->n + 1);
    fmpq_t simple;
    fmpq_init(simple);
    simplest_near(simple, v->rate);
    for (int at_simple = fmpq_get_d(simple) < v->rate * (1 - 1e-14); at_simple >= 0; at_simple--) {
        tactic_t *tactic = tactic_list_add(v->proposal->list, name, false, 1 + count);
        if (at_simple)
            fmpq_set(tactic->values, simple);
        for (size_t i = 0; i < count; i++)
            set_exactly(tactic->values + 1 + i, found->exceptions[i]);
    }
    fmpq_clear(simple);
}

// ---- minimisers ----

// Goes down in short steps, to where the gradient is almost 0; whether that was reached, in the region.
static bool descend(survey_t *v, double *x)
{
    enum { STEPS = 2000 };
    double size = 1;
    for (int t = 0; t < STEPS && size > 1e-11 && isfinite(size) && set_hessian(v, x); t++) {
        double scale = 0;
        for (size_t i = 0; i < v->n * v->n; i++)
            scale += fabs(v->hessian[i]);
        size = norm(v->gradient, v->n);
        for (size_t i = 0; i < v->n && isfinite(size); i++)
            x[i] -= v->gradient[i] / fmax(scale, 1e-3);
    }
    return size <= 1e-6 && simulator_in_region(v->s, x);
}

// The minimiser with the least largest eigenvalue that descents from some starts lead to; false when none was found.
static bool flattest_minimiser(double *best, survey_t *v)
{
    enum { STARTS = 24, ROUNDS = 90 };
    double *starts = mem_alloc(STARTS * v->n, sizeof *starts), *x = mem_alloc(v->n, sizeof *x), least = HUGE_VAL,
           reach = 0.5;
    size_t count = simulator_starts(starts, v->s, NULL, STARTS);
    for (size_t k = 0; k < count + ROUNDS && (k < count || isfinite(least)); k++) {
        for (size_t i = 0; i < v->n; i++)
            x[i] = k < count ? starts[k * v->n + i] : best[i] + reach * cos(2.4 * (double)(k * (i + 1)) + (double)i);
        bool better = descend(v, x) && set_eigenvalues(v, x) && extreme_eigenvalue(v, -1) > -1e-4 &&
                      extreme_eigenvalue(v, 1) < least;
        if (better) {
            least = extreme_eigenvalue(v, 1);
            memcpy(best, x, v->n * sizeof *best);
        } else if (k >= count) {
            reach *= 0.8;
        }
    }
    mem_free(starts);
    mem_free(x);
    return isfinite(least);
}

// Pairs of points on both sides of the minimiser, along the steepest direction of the Hessian.
static void add_crossings(survey_t *v, const double *point)
{
    static const double distances[] = {0x1p-10, 0x1p-20};
    size_t n = v->n, lead = v->s->parameter_count;
    double *u = mem_alloc(n, sizeof *u), *next = mem_alloc(n, sizeof *next);
    for (size_t i = 0; i < n; i++)
        u[i] = 1 + 0.1 * (double)i;
    for (int t = 0; t < 60 && set_hessian(v, point); t++) {
        double length = 0;
        for (size_t i = 0; i < n; i++) {
            next[i] = 0;
            for (size_t j = 0; j < n; j++)
                next[i] += v->hessian[i * n + j] * u[j];
            length += next[i] * next[i];
        }
        for (size_t i = 0; i < n && length > 0; i++)
            u[i] = next[i] / sqrt(length);
    }
    for (size_t k = 0; k < sizeof distances / sizeof *distances; k++)
        for (int side = -1; side <= 1; side += 2) {
            tactic_t *tactic = tactic_list_add(v->proposal->list, "crossing", true, lead + 2 * n);
            for (size_t i = 0; i < lead; i++)
                fmpq_set(tactic->values + i, v->parameters + i);
            for (size_t i = 0; i < n; i++) {
                set_exactly(tactic->values + lead + i, point[i] + side * distances[k] * u[i]);
                set_exactly(tactic->values + lead + n + i, point[i] - side * distances[k] * u[i]);
            }
        }
    mem_free(u);
    mem_free(next);
}

// ---- no_minimum_stable ----

// The least rate: parameters at the lower ends of their intervals.
static bool begin(survey_t *v, proposal_t *proposal)
{
    simulator_t *s = &proposal->simulator;
    *v = (survey_t){.proposal = proposal, .s = s, .n = proposal->spec->dimension};
    if (s->lowering.system.kind != SYSTEM_GD || v->n > MOST_VARIABLES || !simulator_compile(s, EXPR_NONE))
        return false;
    v->parameters = proposal_numbers_new(s->parameter_count);
    v->gradient = mem_alloc(v->n, sizeof *v->gradient);
    v->hessian = mem_alloc(v->n * v->n, sizeof *v->hessian);
    v->eigenvalues = mem_alloc(v->n, sizeof *v->eigenvalues);
    if (!simulator_choose(s, v->parameters, s->parameter_count ? 2 : 0))
        return false;
    simulator_set_parameters(s, v->parameters);
    return true;
}

static void end(survey_t *v)
{
    if (v->parameters)
        proposal_numbers_free(v->parameters, v->s->parameter_count);
    mem_free(v->gradient);
    mem_free(v->hessian);
    mem_free(v->eigenvalues);
}

// A step from where the gradient is not 0 tells the rate.
static void measure_rate(survey_t *v)
{
    double *x = mem_alloc(v->n, sizeof *x), *next = mem_alloc(v->n, sizeof *next);
    for (size_t k = 0; k < 64 && v->rate == 0; k++) {
        for (size_t i = 0; i < v->n; i++)
            next[i] = x[i] = 0.75 + 0.125 * (double)k + 0.0625 * (double)i;
        if (!simulator_step(v->s, next) || !simulator_gradient(v->gradient, v->s, x))
            continue;
        for (size_t i = 0; i < v->n; i++)
            if (fabs(v->gradient[i]) > 1e-3)
                v->rate = (x[i] - next[i]) / v->gradient[i];
    }
    mem_free(x);
    mem_free(next);
}

void propose_no_minimum_stable(proposal_t *proposal)
{
    survey_t v;
    found_t found = {0};
    if (begin(&v, proposal)) {
        double *point = mem_alloc(v.n, sizeof *point);
        found.exceptions = mem_alloc(2 * v.n + 1, sizeof *found.exceptions);
        measure_rate(&v);
        for (size_t k = 0; k < MOST_POINTS && grid_point(point, v.n, k); k++)
            look_at(&found, &v, point);
        for (size_t k = 0; k < proposal->spec->point_count; k++)
            if (proposal_locate(point, proposal, proposal->spec->points[k]->coordinates))
                look_at(&found, &v, point);
        if (!found.stable_count && !flattest_minimiser(point, &v))
            (void)tactic_list_add(proposal->list, "none", false, 0);
        else if (!found.stable_count && set_eigenvalues(&v, point) && v.rate * extreme_eigenvalue(&v, 1) < 2)
            add_crossings(&v, point);
        add_with_exceptions(&v, "residual", &found);
        add_with_exceptions(&v, "second-order", &found);
        mem_free(point);
        mem_free(found.exceptions);
    }
    end(&v);
}

// ---- nonsingular ----

static void add_singular(survey_t *v, const double *point, const fmpq *parameters)
{
    size_t lead = v->s->parameter_count;
    tactic_t *tactic = tactic_list_add(v->proposal->list, "singular", true, lead + 2 * v->n);
    for (size_t i = 0; i < lead; i++)
        fmpq_set(tactic->values + i, parameters + i);
    (void)proposal_put_box(tactic, lead, v->proposal, point, 0x1p-7);
}

// The rate at which an eigenvalue of the Hessian there is taken to 0, as a short rational.
static bool exceptional_rate(fmpq_t rate, double eigenvalue)
{
    if (!(eigenvalue > FLAT))
        return false;
    simplest_near(rate, 1 / eigenvalue);
    return true;
}

// Boxes about some starts, at the rates that would flatten them.
void propose_nonsingular(proposal_t *proposal)
{
    enum { STARTS = 64 };
    survey_t v;
    if (begin(&v, proposal) && v.s->parameter_count <= 1) {
        double *starts = mem_alloc(STARTS * v.n, sizeof *starts);
        fmpq *rate = proposal_numbers_new(1);
        size_t count = simulator_starts(starts, v.s, NULL, STARTS);
        for (size_t k = 0; k < count; k++) {
            if (v.s->parameter_count == 0)
                add_singular(&v, starts + k * v.n, rate);
            else if (set_eigenvalues(&v, starts + k * v.n))
                for (size_t i = 0; i < v.n; i++)
                    if (exceptional_rate(rate, v.eigenvalues[i]))
                        add_singular(&v, starts + k * v.n, rate);
        }
        proposal_numbers_free(rate, 1);
        mem_free(starts);
    }
    end(&v);
}
