// SPDX-License-Identifier: LGPL-3.0-or-later
// Looking for points where the region holds and the conclusion fails, in doubles. A point is better than another one
// when it is in the region and the other is not; among points outside, when it is nearer to it; among points inside,
// when the conclusion is nearer to failing, or fails more.
#include "base/memory.h"
#include "prove/witness.h"

#include <math.h>
#include <string.h>

#define SPECIAL_VALUES 12 // per variable
#define COMBINATIONS 512  // of special values that are tried
#define EXACT_TRIALS 48
#define NEAR_ZERO 1e-9 // a score so small may hide a failure, or a success, that exact arithmetic shows
#define POPULATION 16
#define MIN_STEP 1e-13
#define OFF_OPEN_END 0x1p-24
#define LONG_SIDE 1e6 // unbounded sides are sampled up to here

void witness_search_init(witness_search_t *search, statement_t *statement, verdict_t verdict, const plan_t *plan)
{
    *search = (witness_search_t){.statement = statement,
                                 .verdict = verdict,
                                 .plan = plan,
                                 .random = 0x9e3779b97f4a7c15u,
                                 .exact_trials = EXACT_TRIALS,
                                 .best_region = -INFINITY,
                                 .best_score = INFINITY};
    search->best = mem_alloc(statement->count, sizeof *search->best);
    search->anchor = mem_alloc(statement->count, sizeof *search->anchor);
}

void witness_search_clear(witness_search_t *search)
{
    mem_free(search->best);
    mem_free(search->anchor);
    search->best = search->anchor = NULL;
}

double random_unit(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (double)(*state >> 11) * 0x1p-53;
}

// ---- scores ----

void witness_evaluate(merit_t *merits, const witness_search_t *search, size_t count, const double *points)
{
    statement_t *statement = search->statement;
    size_t n = statement->count, roots = statement->list.count;
    dinterval_t *inputs = mem_alloc(count * statement->input_count, sizeof *inputs);
    tape_result_t *results = mem_alloc(count * roots, sizeof *results);
    for (size_t k = 0; k < count; k++)
        statement_point_inputs(inputs + k * statement->input_count, statement, points + k * n);
    tape_evaluate(results, statement->values, count, inputs);
    for (size_t k = 0; k < count; k++) {
        double region = condition_score(&statement->region_condition, results + k * roots);
        double score = condition_score(&statement->conclusion_condition, results + k * roots);
        merits[k] = (merit_t){isnan(region) ? -INFINITY : region, isnan(score) ? INFINITY : score};
    }
    mem_free(inputs);
    mem_free(results);
}

bool merit_is_better(merit_t a, merit_t b)
{
    if (a.region < 0 || b.region < 0)
        return b.region < 0 && a.region > b.region;
    return a.score < b.score;
}

static void keep_best(witness_search_t *search, const double *point, merit_t merit)
{
    merit_t best = {search->best_region, search->best_score};
    if (merit.region > search->anchor_region && isfinite(merit.region) && search->statement->count) {
        memcpy(search->anchor, point, search->statement->count * sizeof *point);
        search->anchor_region = merit.region;
    }
    if (!merit_is_better(merit, best))
        return;
    if (search->statement->count)
        memcpy(search->best, point, search->statement->count * sizeof *point);
    search->best_region = merit.region;
    search->best_score = merit.score;
}

// ---- trying one point ----

// Into the interval of the variable, and a little off its open ends.
double witness_clamp(const statement_t *statement, size_t i, double x)
{
    const interval_t *domain = &statement->obligation->variables[i].domain;
    double lo = side_inner_end(statement, statement->root + i, false);
    double hi = side_inner_end(statement, statement->root + i, true);
    double width = isfinite(hi - lo) ? hi - lo : 1;
    lo += domain->lo_open && isfinite(lo) ? OFF_OPEN_END * width : 0;
    hi -= domain->hi_open && isfinite(hi) ? OFF_OPEN_END * width : 0;
    return lo <= hi ? fmin(fmax(x, lo), hi) : x;
}

static expr_t dyadic_node(dag_t *dag, double x)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_double(value, x);
    expr_t node = expr_rational(dag, value);
    fmpq_clear(value);
    return node;
}

// The point with its coordinates rounded to multiples of 2^-bits.
static bool try_rounded(proof_t *proof, witness_search_t *search, const double *point, int bits, expr_t *candidate,
                        double *rounded)
{
    statement_t *statement = search->statement;
    for (size_t i = 0; i < statement->count; i++) {
        double unit = ldexp(1, -bits), near = nearbyint(point[i] / unit) * unit;
        rounded[i] = witness_clamp(statement, i, isfinite(near) ? near : point[i]);
    }
    merit_t merit;
    witness_evaluate(&merit, search, 1, rounded);
    if (merit.region < -NEAR_ZERO || merit.score > NEAR_ZERO)
        return false;
    for (size_t i = 0; i < statement->count; i++)
        candidate[i] = dyadic_node(statement->prover->dag, rounded[i]);
    bool clear = merit.region > NEAR_ZERO && merit.score < -NEAR_ZERO;
    bool thorough = !clear && search->exact_trials > 0;
    search->exact_trials -= thorough;
    return witness_verify(proof, statement, search->verdict, candidate, thorough);
}

bool witness_try_point(proof_t *proof, witness_search_t *search, const double *point)
{
    static const int bits[] = {0, 1, 2, 4, 7, 12, 20, 30, 42, 60};
    size_t n = search->statement->count;
    expr_t *candidate = mem_alloc(n, sizeof *candidate);
    double *rounded = mem_alloc(n, sizeof *rounded);
    bool found = false;
    for (size_t k = 0; k < sizeof bits / sizeof *bits && !found; k++)
        found = try_rounded(proof, search, point, bits[k], candidate, rounded);
    mem_free(candidate);
    mem_free(rounded);
    return found;
}

// ---- sampling ----

// Exact values worth trying for a variable: ends, places where cases change, simple numbers.
static size_t special_values(expr_t *values, const witness_search_t *search, size_t i)
{
    static const slong simple[][2] = {{0, 1}, {1, 1}, {-1, 1}, {1, 2}};
    const statement_t *statement = search->statement;
    const side_t *root = statement->root + i;
    dag_t *dag = statement->prover->dag;
    double lo = fmax(root->lo, search->plan->lo[i]), hi = fmin(root->hi, search->plan->hi[i]);
    size_t count = 0;
    if (root->lo_mark != MARK_NONE)
        values[count++] = statement->marks[root->lo_mark].constant;
    if (root->hi_mark != MARK_NONE)
        values[count++] = statement->marks[root->hi_mark].constant;
    for (size_t k = 0; k < search->plan->hint_count && count < SPECIAL_VALUES - 5; k++)
        if (search->plan->hints[k].variable == i)
            values[count++] = statement->marks[search->plan->hints[k].mark].constant;
    if (lo < hi && isfinite(lo) && isfinite(hi))
        values[count++] = dyadic_node(dag, short_middle(lo, hi));
    for (size_t k = 0; k < 4; k++) {
        double x = (double)simple[k][0] / (double)simple[k][1];
        if (lo <= x && x <= hi)
            values[count++] = dyadic_node(dag, x);
    }
    return count;
}

static bool try_special(proof_t *proof, witness_search_t *search, const expr_t *candidate)
{
    statement_t *statement = search->statement;
    double *point = mem_alloc(statement->count, sizeof *point);
    for (size_t i = 0; i < statement->count; i++) {
        uint32_t mark = statement_add_mark(statement, candidate[i]);
        point[i] = statement->marks[mark].lo / 2 + statement->marks[mark].hi / 2;
    }
    merit_t merit;
    witness_evaluate(&merit, search, 1, point);
    keep_best(search, point, merit);
    mem_free(point);
    if (merit.region < -NEAR_ZERO || merit.score > NEAR_ZERO)
        return false;
    bool thorough = !(merit.region > NEAR_ZERO && merit.score < -NEAR_ZERO) && search->exact_trials > 0;
    search->exact_trials -= thorough;
    return witness_verify(proof, statement, search->verdict, candidate, thorough);
}

// All combinations of special values if there are few, else random ones.
static bool try_combinations(proof_t *proof, witness_search_t *search)
{
    size_t n = search->statement->count;
    expr_t *values = mem_alloc(n * SPECIAL_VALUES, sizeof *values), *candidate = mem_alloc(n, sizeof *candidate);
    size_t *counts = mem_alloc(n, sizeof *counts);
    double total = 1;
    for (size_t i = 0; i < n; i++) {
        counts[i] = special_values(values + i * SPECIAL_VALUES, search, i);
        total *= (double)counts[i];
    }
    size_t tries = total < COMBINATIONS ? (size_t)total : COMBINATIONS;
    bool found = false;
    for (size_t k = 0; k < tries && !found; k++) {
        size_t code = k;
        for (size_t i = 0; i < n; i++) {
            size_t pick =
                total < COMBINATIONS ? code % counts[i] : (size_t)(random_unit(&search->random) * (double)counts[i]);
            code /= counts[i];
            candidate[i] = values[i * SPECIAL_VALUES + pick];
        }
        found = try_special(proof, search, candidate);
    }
    mem_free(values);
    mem_free(candidate);
    mem_free(counts);
    return found;
}

static double random_coordinate(witness_search_t *search, size_t i)
{
    const side_t *root = search->statement->root + i;
    double lo = fmax(root->lo, search->plan->lo[i]), hi = fmin(root->hi, search->plan->hi[i]);
    double u = random_unit(&search->random);
    if (!(lo <= hi)) {
        lo = root->lo;
        hi = root->hi;
    }
    if (isfinite(lo) && isfinite(hi))
        return fmin(fmax(lo + u * (hi - lo), lo), hi);
    double far = pow(LONG_SIDE, random_unit(&search->random)) - 1 + u;
    if (isfinite(lo))
        return lo + far;
    if (isfinite(hi))
        return hi - far;
    return u < 0.5 ? far : -far;
}

bool witness_sample(proof_t *proof, witness_search_t *search, size_t random_points)
{
    size_t n = search->statement->count;
    if (try_combinations(proof, search))
        return true;
    double *points = mem_alloc(POPULATION * n, sizeof *points);
    merit_t merits[POPULATION];
    for (size_t done = 0; n && done < random_points; done += POPULATION) {
        for (size_t k = 0; k < POPULATION; k++)
            for (size_t i = 0; i < n; i++)
                points[k * n + i] = random_coordinate(search, i);
        witness_evaluate(merits, search, POPULATION, points);
        for (size_t k = 0; k < POPULATION; k++)
            keep_best(search, points + k * n, merits[k]);
    }
    mem_free(points);
    return search->best_region >= 0 && search->best_score < 0 && witness_try_point(proof, search, search->best);
}

// ---- going downhill ----

#define REPAIR_STEPS 20
#define MAX_REPAIRS 60 // of one descent

// Replaces proposals outside the region by points just inside, on the way to the anchor, a point well inside. So points
// move along a curved boundary.
static void repair(double *points, merit_t *merits, const witness_search_t *search, const double *anchor)
{
    size_t n = search->statement->count, count = 0, outside[POPULATION];
    double lo[POPULATION], hi[POPULATION], *trial = mem_alloc(POPULATION * n, sizeof *trial);
    merit_t found[POPULATION];
    for (size_t k = 0; k < POPULATION; k++)
        if (merits[k].region < 0) {
            lo[count] = 0;
            hi[count] = 1;
            outside[count++] = k;
        }
    for (int step = 0; step < REPAIR_STEPS; step++) {
        for (size_t k = 0; k < count; k++)
            for (size_t i = 0; i < n; i++)
                trial[k * n + i] = anchor[i] + (lo[k] + hi[k]) / 2 * (points[outside[k] * n + i] - anchor[i]);
        witness_evaluate(found, search, count, trial);
        for (size_t k = 0; k < count; k++)
            *(found[k].region >= 0 ? lo + k : hi + k) = (lo[k] + hi[k]) / 2;
    }
    for (size_t k = 0; k < count; k++)
        for (size_t i = 0; i < n; i++)
            points[outside[k] * n + i] = anchor[i] + lo[k] * (points[outside[k] * n + i] - anchor[i]);
    witness_evaluate(merits, search, POPULATION, points);
    mem_free(trial);
}

static bool many_outside(const merit_t *merits)
{
    size_t count = 0;
    for (size_t k = 0; k < POPULATION; k++)
        count += merits[k].region < 0;
    return 4 * count > POPULATION;
}

static double scale_of(const witness_search_t *search, size_t i, double x)
{
    double width = fmin(search->statement->root[i].hi, search->plan->hi[i]) -
                   fmax(search->statement->root[i].lo, search->plan->lo[i]);
    return isfinite(width) && width > 0 ? width : 1 + fabs(x);
}

// Random steps: along one coordinate, or in all of them.
static void propose(double *points, witness_search_t *search, const double *from, double step)
{
    size_t n = search->statement->count;
    for (size_t k = 0; k < POPULATION; k++) {
        size_t only = k % 4 == 0 ? (size_t)(random_unit(&search->random) * (double)n) : n;
        double reach = step * exp2(-4 * random_unit(&search->random));
        for (size_t i = 0; i < n; i++) {
            double u = 2 * random_unit(&search->random) - 1;
            double move = only == n || only == i ? u * reach * scale_of(search, i, from[i]) : 0;
            points[k * n + i] = witness_clamp(search->statement, i, from[i] + move);
        }
    }
}

// Ends at a point that is no worse than the start.
static merit_t descend(double *at, witness_search_t *search, size_t steps)
{
    size_t n = search->statement->count;
    double *points = mem_alloc(POPULATION * n, sizeof *points), step = 0.25;
    merit_t merits[POPULATION], merit;
    int repairs = 0;
    witness_evaluate(&merit, search, 1, at);
    for (size_t k = 0; n && k < steps && step > MIN_STEP; k++) {
        size_t chosen = POPULATION;
        propose(points, search, at, step);
        witness_evaluate(merits, search, POPULATION, points);
        if (search->anchor_region > 0 && merit.region >= 0 && repairs < MAX_REPAIRS && many_outside(merits)) {
            repair(points, merits, search, search->anchor);
            repairs++;
        }
        for (size_t i = 0; i < POPULATION; i++)
            if (merit_is_better(merits[i], chosen == POPULATION ? merit : merits[chosen]))
                chosen = i;
        if (chosen < POPULATION) {
            merit = merits[chosen];
            memcpy(at, points + chosen * n, n * sizeof *at);
        }
        step = fmin(step * (chosen < POPULATION ? 1.6 : 0.6), 0.5);
    }
    witness_slide(at, &merit, search, steps);
    keep_best(search, at, merit);
    mem_free(points);
    return merit;
}

void witness_improve(witness_search_t *search, const double *start, size_t steps)
{
    size_t n = search->statement->count;
    double *at = mem_alloc(n, sizeof *at);
    for (size_t i = 0; i < n; i++)
        at[i] = witness_clamp(search->statement, i, start ? start[i] : random_coordinate(search, i));
    (void)descend(at, search, steps);
    mem_free(at);
}

bool witness_descend(proof_t *proof, witness_search_t *search, const double *start, size_t steps)
{
    size_t n = search->statement->count;
    double *at = mem_alloc(n, sizeof *at);
    for (size_t i = 0; i < n; i++)
        at[i] = witness_clamp(search->statement, i, start ? start[i] : search->best[i]);
    merit_t merit = descend(at, search, steps);
    bool found = merit.region >= -NEAR_ZERO && merit.score <= NEAR_ZERO && witness_try_point(proof, search, at);
    mem_free(at);
    return found;
}
