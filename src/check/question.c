// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/question.h"

#include "base/memory.h"

// ---- the ground ----

void ground_init(ground_t *ground, dag_t *dag, real_ctx_struct *reals)
{
    *ground = (ground_t){.dag = dag, .reals = reals};
}

void ground_reset(ground_t *ground)
{
    for (size_t i = 0; i < ground->point_count; i++) {
        fmpq_clear(ground->points[i].lower);
        fmpq_clear(ground->points[i].upper);
        rpoint_clear(ground->points[i].value);
    }
    ground->point_count = 0;
}

void ground_clear(ground_t *ground)
{
    ground_reset(ground);
    mem_free(ground->points);
}

void ground_add_point(ground_t *ground, expr_t variable, const fmpq_t lower, const fmpq_t upper,
                      const rpoint_struct *value)
{
    ground->points = mem_grow(ground->points, &ground->point_capacity, ground->point_count + 1, sizeof *ground->points);
    known_point_t *point = ground->points + ground->point_count++;
    point->variable = variable;
    point->exact = value != NULL;
    fmpq_init(point->lower);
    fmpq_init(point->upper);
    rpoint_init(point->value);
    fmpq_set(point->lower, lower);
    fmpq_set(point->upper, upper);
    if (value)
        rpoint_set(point->value, value);
}

// ---- questions ----

void question_clear(question_t *question)
{
    for (size_t i = 0; i < QUESTION_EVALUATORS; i++)
        evaluator_free(question->evaluators[i]);
    exact_free(question->exact);
    plan_free(question->plan);
    *question = (question_t){0};
}

bool question_put(question_t *question, const ground_t *ground, size_t root_count, const expr_t *roots,
                  const int *orders, size_t variable_count, const expr_t *variables)
{
    if (!question->plan && question->status == STATUS_OK)
        question->status = plan_new(&question->plan, ground->dag, root_count, roots, orders, variable_count, variables);
    return question->status == STATUS_OK;
}

static evaluator_t *find_evaluator(question_t *question, const ground_t *ground, slong precision)
{
    for (size_t i = 0; i < QUESTION_EVALUATORS && question->evaluators[i]; i++)
        if (question->precisions[i] == precision)
            return question->evaluators[i];
    size_t slot = question->next++ % QUESTION_EVALUATORS;
    evaluator_free(question->evaluators[slot]);
    question->precisions[slot] = precision;
    question->evaluators[slot] = evaluator_new(question->plan, precision, ground->reals);
    return question->evaluators[slot];
}

// An enclosure of the coordinate to about the precision.
static void point_range(range_t *value, const known_point_t *point, const ground_t *ground)
{
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    if (!point->exact ||
        rpoint_refine(lower, upper, point->value, range_precision(value) + 32, ground->reals) != STATUS_OK) {
        fmpq_set(lower, point->lower);
        fmpq_set(upper, point->upper);
    }
    range_set_rationals(value, lower, upper);
    fmpq_clear(lower);
    fmpq_clear(upper);
}

const evaluator_t *question_enclose(question_t *question, const ground_t *ground, size_t count, const expr_t *variables,
                                    const range_t *values, slong precision)
{
    size_t points = ground->point_count;
    evaluator_t *evaluator = find_evaluator(question, ground, precision);
    expr_t *names = mem_alloc(points, sizeof *names);
    range_t *ranges = range_array_new(points, precision);
    for (size_t i = 0; i < points; i++) {
        names[i] = ground->points[i].variable;
        point_range(ranges + i, ground->points + i, ground);
    }
    environment_t outer = {NULL, points, names, ranges}, inner = {&outer, count, variables, values};
    evaluator_assume(evaluator, question->assumption_count, question->assumptions);
    evaluator_run(evaluator, &inner);
    range_array_free(ranges, points);
    mem_free(names);
    return evaluator;
}

// The implicit points whose coordinates are exact numbers, as constant polynomials.
static size_t exact_points(expr_t *names, rpoly_struct *values, const ground_t *ground)
{
    real_t value;
    size_t count = 0;
    real_init(value);
    for (size_t i = 0; i < ground->point_count; i++) {
        const known_point_t *point = ground->points + i;
        if (!point->exact || real_set_rpoint(value, point->value, ground->reals) != STATUS_OK)
            continue;
        names[count] = point->variable;
        rpoly_init(values + count);
        rpoly_set_real(values + count++, value);
    }
    real_clear(value);
    return count;
}

typedef struct {
    exact_environment_t points;
    expr_t *names;
    rpoly_struct *values;
} exact_points_t;

static void exact_points_init(exact_points_t *e, const ground_t *ground)
{
    e->names = mem_alloc(ground->point_count, sizeof *e->names);
    e->values = mem_alloc(ground->point_count, sizeof *e->values);
    size_t count = exact_points(e->names, e->values, ground);
    e->points = (exact_environment_t){NULL, count, e->names, e->values};
}

static void exact_points_clear(exact_points_t *e)
{
    for (size_t i = 0; i < e->points.count; i++)
        rpoly_clear(e->values + i);
    mem_free(e->names);
    mem_free(e->values);
}

const exact_t *question_decide(question_t *question, const ground_t *ground, size_t count, const expr_t *variables,
                               const rpoly_struct *values, const place_t *place, expr_t line)
{
    exact_points_t points;
    exact_points_init(&points, ground);
    if (!question->exact)
        question->exact = exact_new(question->plan, ground->reals);
    exact_environment_t inner = {&points.points, count, variables, values};
    exact_run(question->exact, &inner, place, line);
    exact_points_clear(&points);
    return question->exact;
}

const exact_t *question_expand(question_t *question, const ground_t *ground, size_t count, const expr_t *variables,
                               const rpoly_struct *values, const evaluator_t *guide)
{
    exact_points_t points;
    exact_points_init(&points, ground);
    if (!question->exact)
        question->exact = exact_new(question->plan, ground->reals);
    exact_environment_t inner = {&points.points, count, variables, values};
    exact_run_guided(question->exact, &inner, guide);
    exact_points_clear(&points);
    return question->exact;
}
