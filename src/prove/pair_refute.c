// SPDX-License-Identifier: LGPL-3.0-or-later
// Two points that violate a pair condition: near a point where the norm of the Jacobian exceeds the bound, in the
// direction that it stretches most, on the two sides of a place where cases change, or far from each other, as in
// different parts of a region that is not connected.
#include "base/memory.h"
#include "prove/exact.h"
#include "prove/pair.h"
#include "prove/witness.h"
#include "real/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLES 400
#define CLIMBING_STEPS 120
#define PROPOSALS 8
#define POWER_STEPS 60
#define SHORTEST 34   // distances 2^-1 ... 2^-SHORTEST are tried
#define FAR_POINTS 48
#define FAR_ROUNDS 4 // each for other parameters
#define APPROACHES 40
#define MAX_TRIALS 40 // exact verifications

typedef struct {
    proof_t *proof;
    const pair_map_t *map;
    const obligation_t *obligation;
    const plan_t *plan;
    statement_t *statement;
    size_t n;     // of state variables
    size_t count; // of these and the parameters, which are the same for both points of a pair
    uint64_t random;
    int trials;
    tape_result_t *values, *region_values;
    double *jacobian, *direction; // at the point last looked at
    double *best, best_excess;
    double *anchor, anchor_score; // a point well inside the region
} chase_t;

// ---- numbers at a point ----

static double middle(dinterval_t a)
{
    return dinterval_lo(a) / 2 + a.hi / 2;
}

static double table_value(const chase_t *c, size_t index)
{
    return middle(c->values[c->map->table.sums[index].root].value);
}

static bool in_region(chase_t *c, const double *point)
{
    statement_t *statement = c->statement;
    for (size_t i = 0; i < c->count; i++)
        if (!(point[i] >= statement->root[i].lo && point[i] <= statement->root[i].hi))
            return false;
    statement_evaluate_point(c->region_values, statement, statement->values, point, 53);
    double score = condition_score(&statement->region_condition, c->region_values);
    if (score > c->anchor_score) {
        c->anchor_score = score;
        memcpy(c->anchor, point, c->count * sizeof *point);
    }
    return score >= 0;
}

// The largest singular value of the Jacobian, with its direction, by power iteration on J' J.
static double stretch(chase_t *c)
{
    size_t n = c->n;
    double norm = 0, *image = mem_alloc(2 * n, sizeof *image), *next = image + n;
    for (size_t i = 0; i < n; i++)
        c->direction[i] = 1 + 0.37 * (double)i;
    for (int step = 0; step < POWER_STEPS; step++) {
        double length = 0;
        for (size_t i = 0; i < n; i++) {
            image[i] = 0;
            for (size_t j = 0; j < n; j++)
                image[i] += c->jacobian[i * n + j] * c->direction[j];
        }
        for (size_t j = 0; j < n; j++) {
            next[j] = 0;
            for (size_t i = 0; i < n; i++)
                next[j] += c->jacobian[i * n + j] * image[i];
            length += next[j] * next[j];
        }
        if (!(length > 0) || !isfinite(length))
            break;
        norm = sqrt(sqrt(length));
        for (size_t j = 0; j < n; j++)
            c->direction[j] = next[j] / sqrt(length);
    }
    double length = 0;
    for (size_t i = 0; i < n; i++)
        length += c->direction[i] * c->direction[i];
    for (size_t i = 0; i < n; i++)
        c->direction[i] /= sqrt(length);
    mem_free(image);
    return norm;
}

// norm of J minus the bound, at a point of the region; -infinity elsewhere.
static double excess_at(chase_t *c, const double *point)
{
    if (!in_region(c, point))
        return -INFINITY;
    statement_evaluate_point(c->values, c->statement, c->map->table.tape, point, 53);
    for (size_t k = 0; k < c->n * c->n; k++)
        c->jacobian[k] = table_value(c, c->n + k);
    double excess = stretch(c) - table_value(c, c->n + c->n * c->n);
    return isnan(excess) ? -INFINITY : excess;
}

// ---- one pair ----

static void map_at(double *image, chase_t *c, const double *point)
{
    statement_evaluate_point(c->values, c->statement, c->map->table.tape, point, 53);
    for (size_t i = 0; i < c->n; i++)
        image[i] = table_value(c, i);
}

// norm(map(x) - map(y)) and norm(x - y); returns the bound.
static double distances(double *far, double *near, chase_t *c, const double *x, const double *y)
{
    double *image = mem_alloc(2 * c->n, sizeof *image);
    *far = *near = 0;
    map_at(image, c, x);
    map_at(image + c->n, c, y);
    for (size_t i = 0; i < c->n; i++) {
        *far += (image[i] - image[c->n + i]) * (image[i] - image[c->n + i]);
        *near += (x[i] - y[i]) * (x[i] - y[i]);
    }
    mem_free(image);
    *far = sqrt(*far);
    *near = sqrt(*near);
    return table_value(c, c->n + c->n * c->n);
}

// norm(map(x) - map(y)) - bound * norm(x - y), relative to the first.
static double violation(chase_t *c, const double *x, const double *y)
{
    double far, near, bound = distances(&far, &near, c, x, y), excess = far - bound * near;
    return excess > 0 ? excess / fmax(far, fabs(bound) * near) : excess;
}

static double quotient(chase_t *c, const double *x, const double *y)
{
    double far, near;
    (void)distances(&far, &near, c, x, y);
    return near > 0 ? far / near : 0;
}

static void dyadic_candidate(expr_t *candidate, const chase_t *c, const double *point)
{
    fmpq_t value;
    fmpq_init(value);
    for (size_t i = 0; i < c->count; i++) {
        fmpq_set_double(value, point[i]);
        candidate[i] = expr_rational(c->statement->prover->dag, value);
    }
    fmpq_clear(value);
}

static expr_t norm_of(dag_t *dag, size_t n, const expr_t *components)
{
    expr_t sum = expr_power(dag, components[0], 2, 1);
    for (size_t i = 1; i < n; i++)
        sum = expr_binary(dag, EXPR_ADD, sum, expr_power(dag, components[i], 2, 1));
    return expr_unary(dag, EXPR_SQRT, sum);
}

// bound * norm(x - y) < norm(map(x) - map(y)).
static expr_t violation_formula(const chase_t *c, const expr_t *x, const expr_t *y)
{
    dag_t *dag = c->statement->prover->dag;
    expr_t *differences = mem_alloc(2 * c->n, sizeof *differences), *images = differences + c->n;
    for (size_t i = 0; i < c->n; i++) {
        expr_t at_x = expr_substitute(dag, c->map->map[i], c->count, c->statement->inputs, x);
        expr_t at_y = expr_substitute(dag, c->map->map[i], c->count, c->statement->inputs, y);
        differences[i] = expr_binary(dag, EXPR_SUB, x[i], y[i]);
        images[i] = expr_binary(dag, EXPR_SUB, at_x, at_y);
    }
    expr_t right = norm_of(dag, c->n, images);
    expr_t bound = expr_substitute(dag, c->map->bound, c->count, c->statement->inputs, x);
    expr_t left = expr_binary(dag, EXPR_MUL, bound, norm_of(dag, c->n, differences));
    mem_free(differences);
    return expr_binary(dag, EXPR_LESS, left, right);
}

static bool write_points(chase_t *c, const expr_t *x, const expr_t *y, slong precision)
{
    proof_t *proof = c->proof;
    dag_t *dag = c->statement->prover->dag;
    bool written = true;
    strbuf_append(&proof->evidence, "evidence refuted pair\n");
    for (size_t i = 0; i < c->count + c->n && written; i++) {
        bool second = i >= c->count;
        size_t k = second ? i - c->count : i;
        strbuf_t text;
        strbuf_init(&text);
        number_write_fmpq(&text, expr_rational_value(dag, second ? y[k] : x[k]));
        written = witness_write_value(proof, c->statement->prover, c->statement->inputs[k], second, text.text);
        strbuf_clear(&text);
    }
    strbuf_printf(&proof->evidence, "precision %ld\n", (long)precision);
    proof->verdict = VERDICT_REFUTED;
    proof->method = format_text("a pair of points");
    return written;
}

static bool verify(chase_t *c, const double *x, const double *y)
{
    expr_t *exact_x = mem_alloc(2 * c->count, sizeof *exact_x), *exact_y = exact_x + c->count;
    dyadic_candidate(exact_x, c, x);
    dyadic_candidate(exact_y, c, y);
    c->trials++;
    bool found = false;
    if (witness_in_region(c->statement, exact_x, true) && witness_in_region(c->statement, exact_y, true) &&
        !dag_over_limit(c->statement->prover->dag)) {
        slong precision = closed_formula_precision(c->statement, violation_formula(c, exact_x, exact_y));
        found = precision >= 0 && write_points(c, exact_x, exact_y, precision);
    }
    mem_free(exact_x);
    return found;
}

// The pair with coordinates rounded to few bits, then to more.
static bool try_pair(chase_t *c, const double *x, const double *y)
{
    static const int bits[] = {2, 6, 12, 20, 30, 44, 60};
    size_t count = c->count;
    double *near = mem_alloc(2 * count, sizeof *near);
    bool found = false;
    for (size_t k = 0; k < sizeof bits / sizeof *bits && !found && c->trials < MAX_TRIALS; k++) {
        double unit = ldexp(1, -bits[k]);
        for (size_t i = 0; i < count; i++) {
            near[i] = nearbyint(x[i] / unit) * unit;
            near[count + i] = nearbyint(y[i] / unit) * unit;
        }
        found = in_region(c, near) && in_region(c, near + count) && violation(c, near, near + count) > 1e-15 &&
                verify(c, near, near + count);
    }
    mem_free(near);
    return found;
}

// ---- the search ----

// Pairs about a point, in the direction that its Jacobian stretches most: the most violating one. Where the point lies
// on the boundary of the region, the pair is moved inside by a few of its lengths.
static bool try_about(chase_t *c, const double *point)
{
    size_t count = c->count;
    double *x = mem_alloc(4 * count, sizeof *x), *y = x + count, *best = x + 2 * count, most = 0;
    (void)excess_at(c, point);
    for (int k = 1; k <= SHORTEST; k++) {
        for (int inward = 0; inward <= 1; inward++) {
            double shift = inward && c->anchor_score >= 0 ? fmin(0.5, ldexp(4, -k)) : 0;
            for (size_t i = 0; i < count; i++) {
                double step = i < c->n ? ldexp(c->direction[i], -k - 1) : 0;
                double middle = point[i] + shift * (c->anchor[i] - point[i]);
                x[i] = middle - step;
                y[i] = middle + step;
            }
            double found = in_region(c, x) && in_region(c, y) ? violation(c, x, y) : 0;
            if (found > 1.5 * most) {
                most = found;
                memcpy(best, x, 2 * count * sizeof *best);
            }
        }
    }
    bool found = most > 0 && try_pair(c, best, best + count);
    mem_free(x);
    return found;
}

// The same where the violation is too small for doubles: pairs ever nearer to the point, verified one by one.
static bool try_close(chase_t *c, const double *point)
{
    static const int exponents[] = {12, 20, 28, 36, 44, 48};
    size_t count = c->count;
    double *x = mem_alloc(2 * count, sizeof *x), *y = x + count;
    bool found = false;
    (void)excess_at(c, point);
    for (size_t k = 0; k < sizeof exponents / sizeof *exponents && !found && c->anchor_score >= 0; k++) {
        for (size_t i = 0; i < count; i++) {
            double step = i < c->n ? ldexp(c->direction[i], -exponents[k] - 1) : 0;
            double middle = point[i] + ldexp(4, -exponents[k]) * (c->anchor[i] - point[i]);
            x[i] = middle - step;
            y[i] = middle + step;
        }
        found = c->trials < MAX_TRIALS && verify(c, x, y);
    }
    mem_free(x);
    return found;
}

static double coordinate(chase_t *c, size_t i)
{
    const side_t *root = c->statement->root + i;
    double lo = fmax(root->lo, c->plan->lo[i]), hi = fmin(root->hi, c->plan->hi[i]);
    if (!(lo <= hi) || !isfinite(lo) || !isfinite(hi)) {
        double far = 8 * pow(100, random_unit(&c->random) - 0.5);
        lo = isfinite(lo) && lo <= hi ? lo : isfinite(hi) ? hi - far : -far;
        hi = lo + 2 * far;
    }
    double u = random_unit(&c->random);
    return u < 0.1 ? lo : u > 0.9 ? hi : lo + (hi - lo) * random_unit(&c->random);
}

// Points at places where cases change, and on both sides of them: the map may jump there.
static bool try_hints(chase_t *c)
{
    double *x = mem_alloc(2 * c->count, sizeof *x), *y = x + c->count;
    bool found = false;
    for (size_t k = 0; k < c->plan->hint_count && !found; k++)
        for (int bits = 4; bits <= 24 && !found; bits += 10) {
            size_t variable = c->plan->hints[k].variable;
            if (variable >= c->n)
                continue;
            for (size_t i = 0; i < c->count; i++)
                x[i] = y[i] = coordinate(c, i);
            x[variable] = c->plan->hints[k].at - ldexp(1, -bits);
            y[variable] = c->plan->hints[k].at + ldexp(1, -bits);
            found = in_region(c, x) && in_region(c, y) && violation(c, x, y) > 0 && try_pair(c, x, y);
        }
    mem_free(x);
    return found;
}

// Moves the pair if that raises its quotient.
static bool raise_quotient(chase_t *c, double *pair, const double *moved, double *most)
{
    size_t count = c->count;
    if (!in_region(c, moved) || !in_region(c, moved + count))
        return false;
    double found = quotient(c, moved, moved + count);
    if (!(found > *most))
        return false;
    *most = found;
    memcpy(pair, moved, 2 * count * sizeof *pair);
    return true;
}

// The points of the pair go towards each other, also in single coordinates, while that raises the quotient.
static void approach(chase_t *c, double *pair, double *most)
{
    size_t n = c->count; // the parameters of both points are the same, and stay so
    double *moved = mem_alloc(2 * n, sizeof *moved);
    bool better = true;
    for (int round = 0; round < APPROACHES && better; round++) {
        better = false;
        for (int k = 0; k <= SHORTEST; k++)
            for (size_t i = 0; i < 2 * n; i++) {
                memcpy(moved, pair, 2 * n * sizeof *moved);
                moved[i] += ldexp(pair[(i + n) % (2 * n)] - pair[i], -k);
                better = raise_quotient(c, pair, moved, most) || better;
            }
    }
    mem_free(moved);
}

// The pair of largest quotient among points all over the region.
static bool try_far(chase_t *c)
{
    size_t n = c->count, count = 0;
    double *points = mem_alloc((FAR_POINTS + 3) * n, sizeof *points), *pair = points + FAR_POINTS * n, most = 0;
    double *parameters = pair + 2 * n;
    for (int k = 0; k < SAMPLES && count < FAR_POINTS; k++) {
        for (size_t i = 0; i < n; i++)
            points[count * n + i] = i < c->n || k == 0 ? coordinate(c, i) : parameters[i - c->n];
        if (k == 0)
            memcpy(parameters, points + c->n, (n - c->n) * sizeof *points);
        count += in_region(c, points + count * n);
    }
    for (size_t k = 1; k < count; k++)
        for (size_t i = 0; i < k; i++) {
            double found = quotient(c, points + i * n, points + k * n);
            if (found > most) {
                most = found;
                memcpy(pair, points + i * n, n * sizeof *pair);
                memcpy(pair + n, points + k * n, n * sizeof *pair);
            }
        }
    bool found = most > 0 && violation(c, pair, pair + n) > 0 && try_pair(c, pair, pair + n);
    if (most > 0 && !found) {
        approach(c, pair, &most);
        found = violation(c, pair, pair + n) > 0 && try_pair(c, pair, pair + n);
    }
    mem_free(points);
    return found;
}

static void keep_best(chase_t *c, const double *point)
{
    double excess = excess_at(c, point);
    if (excess > c->best_excess) {
        c->best_excess = excess;
        memcpy(c->best, point, c->count * sizeof *point);
    }
}

static void climb(chase_t *c)
{
    double *point = mem_alloc(c->count, sizeof *point), step = 0.25;
    for (int k = 0; k < CLIMBING_STEPS && step > 1e-12; k++) {
        double before = c->best_excess;
        for (int p = 0; p < PROPOSALS; p++) {
            for (size_t i = 0; i < c->count; i++) {
                double width = c->plan->hi[i] - c->plan->lo[i], scale = isfinite(width) ? width : 1 + fabs(c->best[i]);
                double moved = c->best[i] + step * scale * (2 * random_unit(&c->random) - 1);
                point[i] = fmin(fmax(moved, c->plan->lo[i]), c->plan->hi[i]);
            }
            keep_best(c, point);
        }
        step *= c->best_excess > before ? 1.5 : 0.7;
        step = fmin(step, 0.5);
    }
    mem_free(point);
}

static bool search(chase_t *c)
{
    double *point = mem_alloc(c->count, sizeof *point);
    for (int k = 0; k < SAMPLES; k++) {
        for (size_t i = 0; i < c->count; i++)
            point[i] = coordinate(c, i);
        keep_best(c, point);
    }
    mem_free(point);
    if (c->best_excess > 0 && try_about(c, c->best))
        return true;
    bool found = try_hints(c);
    for (int k = 0; k < (c->count > c->n ? FAR_ROUNDS : 1) && !found; k++)
        found = try_far(c);
    if (found)
        return true;
    if (c->best_excess == -INFINITY)
        return false;
    climb(c);
    return c->best_excess > 0 && (try_about(c, c->best) || try_close(c, c->best));
}

bool pair_refute(proof_t *proof, const pair_map_t *map, const obligation_t *obligation, const plan_t *plan)
{
    size_t n = map->n, count = map->statement->count;
    chase_t c = {.proof = proof,
                 .map = map,
                 .obligation = obligation,
                 .plan = plan,
                 .statement = map->statement,
                 .n = n,
                 .count = count,
                 .random = 0xda942042e4dd58b5u,
                 .best_excess = -INFINITY,
                 .anchor_score = -INFINITY};
    c.values = mem_alloc(map->table.list.count, sizeof *c.values);
    c.region_values = mem_alloc(map->statement->list.count, sizeof *c.values);
    c.jacobian = mem_alloc(n * n, sizeof *c.jacobian);
    c.direction = mem_alloc(n, sizeof *c.direction);
    c.best = mem_alloc(count, sizeof *c.best);
    c.anchor = mem_alloc(count, sizeof *c.anchor);
    bool found = n > 0 && search(&c);
    mem_free(c.values);
    mem_free(c.region_values);
    mem_free(c.jacobian);
    mem_free(c.direction);
    mem_free(c.best);
    mem_free(c.anchor);
    return found;
}
