// SPDX-License-Identifier: LGPL-3.0-or-later
// Where regularity fails in several variables: restricted to a line, a regular function is as regular. So a function of
// one variable, exact on the line, that lacks it at a point shows that the whole function lacks it there.
#include "base/memory.h"
#include "prove/exact.h"
#include "prove/witness.h"
#include "real/number.h"

#include <math.h>
#include <string.h>

#define BASE_POINTS 12
#define DIAGONALS 2

static bool is_regularity(expr_op_t op)
{
    return op == EXPR_CONTINUOUS || op == EXPR_DIFFERENTIABLE || op == EXPR_C1 || op == EXPR_C2;
}

typedef struct {
    statement_t *statement;
    expr_t parameter; // t
    fmpq *base, *direction;
} ray_t;

// base + t * direction, in the place of the variables.
static expr_t along(const ray_t *ray, expr_t formula)
{
    dag_t *dag = ray->statement->prover->dag;
    size_t n = ray->statement->count;
    expr_t *values = mem_alloc(n, sizeof *values);
    for (size_t i = 0; i < n; i++) {
        expr_t step = expr_binary(dag, EXPR_MUL, ray->parameter, expr_rational(dag, ray->direction + i));
        values[i] = expr_rational(dag, ray->base + i);
        if (!fmpq_is_zero(ray->direction + i))
            values[i] = expr_binary(dag, EXPR_ADD, values[i], step);
    }
    expr_t result = expr_substitute(dag, formula, n, ray->statement->inputs, values);
    mem_free(values);
    return result;
}

static void write_direction(proof_t *proof, const ray_t *ray)
{
    strbuf_append(&proof->evidence, "direction");
    for (size_t i = 0; i < ray->statement->count; i++) {
        strbuf_append_char(&proof->evidence, ' ');
        number_write_fmpq(&proof->evidence, ray->direction + i);
    }
    strbuf_append_char(&proof->evidence, '\n');
}

// The point at parameter t, in the region, becomes the witness.
static bool accept(proof_t *proof, const ray_t *ray, const fmpq_t t)
{
    statement_t *statement = ray->statement;
    size_t n = statement->count;
    expr_t *candidate = mem_alloc(n, sizeof *candidate);
    fmpq_t x;
    fmpq_init(x);
    for (size_t i = 0; i < n; i++) {
        fmpq_mul(x, t, ray->direction + i);
        fmpq_add(x, x, ray->base + i);
        candidate[i] = expr_rational(statement->prover->dag, x);
    }
    bool found = witness_in_region(statement, candidate, true);
    if (found) {
        strbuf_append(&proof->evidence, "evidence refuted direction\n");
        for (size_t i = 0; found && i < n; i++) {
            strbuf_t text;
            strbuf_init(&text);
            number_write_fmpq(&text, expr_rational_value(statement->prover->dag, candidate[i]));
            found = witness_write_value(proof, statement->prover, statement->inputs[i], false, text.text);
            strbuf_clear(&text);
        }
        write_direction(proof, ray);
        proof->verdict = VERDICT_REFUTED;
        proof->method = format_text("exact along a line");
    }
    fmpq_clear(x);
    mem_free(candidate);
    return found;
}

// Decides the regularity along the whole line, as far as it is in the region.
static bool try_line(proof_t *proof, const ray_t *ray)
{
    statement_t *statement = ray->statement;
    obligation_t line = *statement->obligation;
    quantified_t whole = {ray->parameter, {EXPR_NONE, EXPR_NONE, true, true}};
    line.region = along(ray, statement->obligation->region);
    line.conclusion = along(ray, statement->stated);
    line.variable_count = line.state_count = 1;
    line.variables = &whole;
    line.shape = SHAPE_NONE;
    line.centre = NULL;
    if (dag_over_limit(statement->prover->dag))
        return false;
    proof_t found;
    fmpq_t t;
    proof_init(&found);
    fmpq_init(t);
    bool refuted = prove_exact(&found, statement->prover, &line) == STATUS_OK && found.verdict == VERDICT_REFUTED &&
                   found.witness_count == 1 &&
                   number_read_fmpq(t, found.witness[0].exact, strlen(found.witness[0].exact)) == STATUS_OK &&
                   accept(proof, ray, t);
    fmpq_clear(t);
    proof_clear(&found);
    return refuted;
}

static double base_coordinate(const plan_t *plan, const statement_t *statement, size_t i, uint64_t *random)
{
    double lo = fmax(statement->root[i].lo, plan->lo[i]), hi = fmin(statement->root[i].hi, plan->hi[i]);
    double u = random_unit(random);
    if (!(lo <= hi) || !isfinite(lo) || !isfinite(hi)) {
        lo = isfinite(lo) ? lo : isfinite(hi) ? hi - 4 : -2;
        hi = lo + 4;
    }
    double x = lo + u * (hi - lo), rounded = nearbyint(x * 8) / 8;
    return lo <= rounded && rounded <= hi ? rounded : x;
}

static void set_base(ray_t *ray, const plan_t *plan, size_t trial, uint64_t *random)
{
    for (size_t i = 0; i < ray->statement->count; i++) {
        double x = base_coordinate(plan, ray->statement, i, random);
        fmpq_set_double(ray->base + i, trial == 0 ? 0 : x);
    }
}

// Coordinate directions of the state variables, then some with components -1, 0, 1.
static void set_direction(ray_t *ray, size_t index, uint64_t *random)
{
    size_t states = ray->statement->state_count;
    for (size_t i = 0; i < ray->statement->count; i++) {
        slong component = index < states ? i == index : (slong)(3 * random_unit(random)) - 1;
        fmpq_set_si(ray->direction + i, i < states ? component : 0, 1);
    }
}

bool witness_direction(proof_t *proof, statement_t *statement, const plan_t *plan)
{
    dag_t *dag = statement->prover->dag;
    size_t n = statement->count;
    uint64_t random = 0x2545f4914f6cdd1du;
    if (statement->state_count == 0 || !is_regularity(expr_op(dag, statement->stated)))
        return false;
    ray_t ray = {statement, expr_new_variable(dag, "t", VARIABLE_STATE), _fmpq_vec_init((slong)n),
                 _fmpq_vec_init((slong)n)};
    bool found = false;
    for (size_t trial = 0; !found && trial < BASE_POINTS; trial++) {
        set_base(&ray, plan, trial, &random);
        for (size_t k = 0; !found && k < statement->state_count + DIAGONALS; k++) {
            set_direction(&ray, k, &random);
            found = try_line(proof, &ray);
        }
    }
    _fmpq_vec_clear(ray.base, (slong)n);
    _fmpq_vec_clear(ray.direction, (slong)n);
    return found;
}
