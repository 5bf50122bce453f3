// SPDX-License-Identifier: LGPL-3.0-or-later
// Where regularity fails in several variables: restricted to a line, a regular function is as regular. So a function of
// one variable, exact on the line, that lacks it at a point shows that the whole function lacks it there.
#include "base/memory.h"
#include "prove/exact.h"
#include "prove/witness.h"
#include "real/number.h"

#include <math.h>
#include <string.h>

#define BASE_POINTS 16
#define DIAGONALS 2
#define REACHES 24 // distances that are tried along a line
#define FARTHEST 64.0
#define REGION_BITS 128

static bool is_regularity(expr_op_t op)
{
    return op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
}

typedef struct {
    statement_t *statement;
    const plan_t *plan;
    uint64_t random;
    expr_t parameter; // t
    double *base;     // a point of the region
    fmpq *direction;
    double reach[2]; // t lies between -reach[0] and reach[1]
} ray_t;

static double component(const ray_t *ray, size_t i)
{
    return fmpq_get_d(ray->direction + i);
}

static expr_t double_node(dag_t *dag, double x)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_double(value, x);
    expr_t node = expr_rational(dag, value);
    fmpq_clear(value);
    return node;
}

// base + t * direction, in the place of the variables.
static expr_t along(const ray_t *ray, expr_t formula)
{
    dag_t *dag = ray->statement->prover->dag;
    size_t n = ray->statement->count;
    expr_t *values = mem_alloc(n, sizeof *values);
    for (size_t i = 0; i < n; i++) {
        expr_t step = expr_binary(dag, EXPR_MUL, ray->parameter, expr_rational(dag, ray->direction + i));
        values[i] = double_node(dag, ray->base[i]);
        if (!fmpq_is_zero(ray->direction + i))
            values[i] = expr_binary(dag, EXPR_ADD, values[i], step);
    }
    expr_t result = expr_substitute(dag, formula, n, ray->statement->inputs, values);
    mem_free(values);
    return result;
}

// ---- the point of the line ----

// base + t direction, exactly.
static bool coordinate(real_t x, const ray_t *ray, size_t i, const real_t t)
{
    real_ctx_struct *reals = ray->statement->prover->reals;
    real_t base;
    fmpq_t value;
    real_init(base);
    fmpq_init(value);
    fmpq_set_double(value, ray->base[i]);
    real_set_fmpq(base, value);
    real_set_fmpq(x, ray->direction + i);
    bool known = real_mul(x, x, t, reals) == STATUS_OK && real_add(x, x, base, reals) == STATUS_OK;
    real_clear(base);
    fmpq_clear(value);
    return known;
}

static bool surely_in_interval(const ray_t *ray, size_t i, const arb_t x)
{
    const side_t *root = ray->statement->root + i;
    const interval_t *domain = &ray->statement->obligation->variables[i].domain;
    dinterval_t place = dinterval_from_arb(x);
    double lo = side_inner_end(ray->statement, root, false), hi = side_inner_end(ray->statement, root, true);
    return (domain->lo == EXPR_NONE || dinterval_lo(place) > lo || (dinterval_lo(place) == lo && !domain->lo_open)) &&
           (domain->hi == EXPR_NONE || place.hi < hi || (place.hi == hi && !domain->hi_open));
}

// Whether the point lies in the intervals and in the region, by balls.
static bool in_region(const ray_t *ray, const real_t t)
{
    statement_t *statement = ray->statement;
    slong count = (slong)statement->input_count;
    arb_ptr inputs = _arb_vec_init(count);
    tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
    real_t x;
    real_init(x);
    statement_input_balls(inputs, statement, statement->root, REGION_BITS);
    bool inside = true;
    for (size_t i = 0; inside && i < statement->count; i++) {
        inside = coordinate(x, ray, i, t);
        real_get_arb(inputs + i, x, REGION_BITS);
        inside = inside && surely_in_interval(ray, i, inputs + i);
    }
    if (inside) {
        statement_evaluate_balls(results, statement->values, inputs, REGION_BITS);
        inside = condition_truth(&statement->region_condition, &statement->list, results, 53) == TRUTH_TRUE;
    }
    real_clear(x);
    mem_free(results);
    _arb_vec_clear(inputs, count);
    return inside;
}

static bool write_values(proof_t *proof, const ray_t *ray, const real_t t)
{
    prover_t *prover = ray->statement->prover;
    bool written = true;
    real_t x;
    real_init(x);
    for (size_t i = 0; written && i < ray->statement->count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        written = coordinate(x, ray, i, t) && number_write_real(&text, x, prover->reals) == STATUS_OK &&
                  witness_write_value(proof, prover, ray->statement->inputs[i], false, text.text);
        strbuf_clear(&text);
    }
    real_clear(x);
    return written;
}

// The point at parameter t, in the region, becomes the witness.
static bool accept(proof_t *proof, const ray_t *ray, const real_t t)
{
    if (!in_region(ray, t))
        return false;
    strbuf_append(&proof->evidence, "evidence refuted direction\n");
    if (!write_values(proof, ray, t)) {
        strbuf_reset(&proof->evidence);
        return false;
    }
    strbuf_append(&proof->evidence, "direction");
    for (size_t i = 0; i < ray->statement->state_count; i++) {
        strbuf_append_char(&proof->evidence, ' ');
        number_write_fmpq(&proof->evidence, ray->direction + i);
    }
    strbuf_append_char(&proof->evidence, '\n');
    proof->verdict = VERDICT_REFUTED;
    proof->method = format_text("exact along a line");
    return true;
}

// ---- one line ----

static bool seems_inside(const ray_t *ray, double t)
{
    statement_t *statement = ray->statement;
    double *point = mem_alloc(statement->count, sizeof *point);
    tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
    bool inside = true;
    for (size_t i = 0; i < statement->count; i++) {
        point[i] = ray->base[i] + t * component(ray, i);
        inside = inside && point[i] >= statement->root[i].lo && point[i] <= statement->root[i].hi;
    }
    if (inside) {
        statement_evaluate_point(results, statement, statement->values, point, 53);
        inside = condition_score(&statement->region_condition, results) >= 0;
    }
    mem_free(point);
    mem_free(results);
    return inside;
}

// How far the line stays in the region on both sides of the base, as far as a few samples tell.
static void find_reach(ray_t *ray)
{
    for (int side = 0; side < 2; side++) {
        double reach = FARTHEST;
        for (int k = 0; k < REACHES && !seems_inside(ray, side ? reach : -reach); k++)
            reach *= 0.75;
        ray->reach[side] = ldexp(nearbyint(ldexp(reach, 20)), -20);
    }
}

// Decides the regularity along the line.
static bool try_line(proof_t *proof, ray_t *ray)
{
    statement_t *statement = ray->statement;
    dag_t *dag = statement->prover->dag;
    find_reach(ray);
    obligation_t line = *statement->obligation;
    interval_t domain = {double_node(dag, -ray->reach[0]), double_node(dag, ray->reach[1]), false, false};
    quantified_t parameter = {ray->parameter, domain};
    line.region = expr_leaf(dag, EXPR_TRUE);
    line.conclusion = along(ray, statement->stated);
    line.variable_count = line.state_count = 1;
    line.variables = &parameter;
    line.shape = SHAPE_NONE;
    line.centre = NULL;
    if (dag_over_limit(dag))
        return false;
    proof_t found;
    rpoint_t place;
    real_t t;
    proof_init(&found);
    rpoint_init(place);
    real_init(t);
    real_ctx_struct *reals = statement->prover->reals;
    bool refuted = prove_exact(&found, statement->prover, &line) == STATUS_OK && found.verdict == VERDICT_REFUTED &&
                   found.witness_count == 1 &&
                   number_read(place, found.witness[0].exact, strlen(found.witness[0].exact), reals) == STATUS_OK &&
                   real_set_rpoint(t, place, reals) == STATUS_OK && accept(proof, ray, t);
    real_clear(t);
    rpoint_clear(place);
    proof_clear(&found);
    return refuted;
}

// ---- which lines ----

static double base_coordinate(ray_t *ray, size_t i)
{
    const side_t *root = ray->statement->root + i;
    double lo = fmax(root->lo, ray->plan->lo[i]), hi = fmin(root->hi, ray->plan->hi[i]);
    double u = random_unit(&ray->random);
    if (!(lo <= hi) || !isfinite(lo) || !isfinite(hi)) {
        lo = isfinite(lo) ? lo : isfinite(hi) ? hi - 4 : -2;
        hi = lo + 4;
    }
    double x = lo + u * (hi - lo), rounded = nearbyint(x * 8) / 8;
    return lo <= rounded && rounded <= hi ? rounded : x;
}

// A point of the region; false after a number of misses.
static bool set_base(ray_t *ray)
{
    for (int k = 0; k < 20; k++) {
        for (size_t i = 0; i < ray->statement->count; i++)
            ray->base[i] = base_coordinate(ray, i);
        if (seems_inside(ray, 0))
            return true;
    }
    return false;
}

// The point itself, or (unit > 0) with coordinates rounded to multiples of the unit.
static bool start_base(ray_t *ray, const double *start, double unit)
{
    for (size_t i = 0; i < ray->statement->count; i++)
        ray->base[i] = unit > 0 ? nearbyint(start[i] / unit) * unit : start[i];
    return seems_inside(ray, 0);
}

// Coordinate directions of the state variables, then some with components -1, 0, 1.
static void set_direction(ray_t *ray, size_t index)
{
    size_t states = ray->statement->state_count;
    for (size_t i = 0; i < ray->statement->count; i++) {
        slong step = index < states ? i == index : (slong)(3 * random_unit(&ray->random)) - 1;
        fmpq_set_si(ray->direction + i, i < states ? step : 0, 1);
    }
}

bool witness_direction(proof_t *proof, statement_t *statement, const plan_t *plan, const double *start)
{
    static const double units[] = {0x1p-3, 0x1p-8, 0};
    dag_t *dag = statement->prover->dag;
    size_t n = statement->count;
    if (statement->state_count == 0 || !is_regularity(expr_op(dag, statement->stated)))
        return false;
    ray_t ray = {.statement = statement, .plan = plan, .random = 0x2545f4914f6cdd1du};
    ray.parameter = expr_new_variable(dag, "t", VARIABLE_STATE);
    ray.base = mem_alloc(n, sizeof *ray.base);
    ray.direction = _fmpq_vec_init((slong)n);
    bool found = false;
    for (size_t trial = 0; !found && trial < BASE_POINTS; trial++) {
        bool usable = start && trial < 3 ? start_base(&ray, start, units[trial]) : set_base(&ray);
        for (size_t k = 0; usable && !found && k < statement->state_count + DIAGONALS; k++) {
            set_direction(&ray, k);
            found = try_line(proof, &ray);
        }
    }
    mem_free(ray.base);
    _fmpq_vec_clear(ray.direction, (slong)n);
    return found;
}
