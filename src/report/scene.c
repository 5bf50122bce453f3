// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/scene.h"

#include "base/memory.h"
#include "expr/derivative.h"
#include "expr/tape_machine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PRECISION 192

struct sampler {
    size_t count, size; // of the caller's variables; of the box: behind them are the coordinates of implicit points
    bool is_formula;
    tape_t *tape;
    tape_machine_t *machine;
    arb_ptr box;
};

// ---- points ----

// Where a result encloses the coordinate of an implicit point; false when none does.
static bool find_enclosed(double *lo, double *hi, const scene_t *scene, expr_t coordinate)
{
    const char *name = expr_variable_name(scene->spec->dag, coordinate);
    for (size_t i = 0; scene->results && i < scene->spec->claim_count; i++) {
        const claim_result_t *result = scene->results + i;
        for (size_t k = 0; result->instance_count && k < result->instances->obligation_count; k++) {
            const obligation_result_t *root = result->instances->obligations + k;
            for (size_t j = 0; j < root->enclosed_count; j++)
                if (strcmp(root->enclosed[j].name, name) == 0) {
                    *lo = nextafter(strtod(root->enclosed[j].lo, NULL), -INFINITY);
                    *hi = nextafter(strtod(root->enclosed[j].hi, NULL), INFINITY);
                    return true;
                }
        }
    }
    return false;
}

double scene_constant(const scene_t *scene, expr_t a)
{
    sampler_t *sampler = sampler_new(scene, a, 0, NULL);
    double value = sampler ? sampler_value(sampler, NULL) : NAN;
    sampler_free(sampler);
    return value;
}

bool scene_point(double *coordinates, const scene_t *scene, const spec_point_t *point)
{
    for (size_t i = 0; i < scene->spec->dimension; i++) {
        coordinates[i] = scene_constant(scene, point->coordinates[i]);
        if (!isfinite(coordinates[i]))
            return false;
    }
    return true;
}

bool scene_is_minimum(const scene_t *scene, const spec_point_t *point)
{
    for (size_t i = 0; scene->results && i < scene->spec->claim_count; i++) {
        const claim_t *claim = scene->spec->claims + i;
        if (claim->predicate != PREDICATE_MINIMUM || scene->results[i].verdict != VERDICT_PROVED)
            continue;
        for (size_t k = 0; k < claim->argument_count; k++)
            if (claim->arguments[k].point == point)
                return true;
    }
    return false;
}

// ---- samplers ----

static void set_interval(arb_t x, double lo, double hi)
{
    arf_t a, b;
    arf_init(a);
    arf_init(b);
    arf_set_d(a, lo);
    arf_set_d(b, hi);
    if (lo < hi)
        arb_set_interval_arf(x, a, b, PRECISION);
    else
        arb_set_arf(x, a);
    arf_clear(a);
    arf_clear(b);
}

// The coordinates of implicit points among the free variables, into inputs and values from `count` on. False when a
// free variable is neither that nor one of the first `count` inputs.
static bool collect_known(expr_t *inputs, arb_ptr values, size_t *used, const scene_t *scene, size_t count,
                          size_t free_count, const expr_t *free_variables)
{
    *used = count;
    for (size_t k = 0; k < free_count; k++) {
        bool given = false;
        double lo, hi;
        for (size_t i = 0; i < count; i++)
            given = given || inputs[i] == free_variables[k];
        if (given)
            continue;
        if (!find_enclosed(&lo, &hi, scene, free_variables[k]))
            return false;
        set_interval(values + *used, lo, hi);
        inputs[(*used)++] = free_variables[k];
    }
    return true;
}

sampler_t *sampler_new(const scene_t *scene, expr_t a, size_t count, const expr_t *variables)
{
    dag_t *dag = scene->spec->dag;
    expr_t plain = expr_eliminate_operators(dag, a), *free_variables;
    if (dag_over_limit(dag))
        return NULL;
    size_t free_count = expr_free_variables(&free_variables, dag, plain), used;
    expr_t *inputs = mem_alloc(count + free_count, sizeof *inputs);
    sampler_t *sampler = mem_alloc(1, sizeof *sampler);
    *sampler = (sampler_t){.count = count, .size = count + free_count, .is_formula = expr_is_formula(dag, plain)};
    sampler->box = _arb_vec_init((slong)sampler->size);
    for (size_t i = 0; i < count; i++)
        inputs[i] = variables[i];
    if (collect_known(inputs, sampler->box, &used, scene, count, free_count, free_variables)) {
        sampler->tape = tape_compile(dag, 1, &plain, used, inputs);
        sampler->machine = tape_machine_new(sampler->tape, PRECISION);
    } else {
        sampler_free(sampler);
        sampler = NULL;
    }
    mem_free(inputs);
    mem_free(free_variables);
    return sampler;
}

void sampler_free(sampler_t *sampler)
{
    if (!sampler)
        return;
    if (sampler->machine)
        tape_machine_free(sampler->machine);
    if (sampler->tape)
        tape_free(sampler->tape);
    _arb_vec_clear(sampler->box, (slong)sampler->size);
    mem_free(sampler);
}

static double end_of(arb_srcptr value, bool upper)
{
    arf_t end;
    arf_init(end);
    if (upper)
        arb_get_ubound_arf(end, value, PRECISION);
    else
        arb_get_lbound_arf(end, value, PRECISION);
    double result = arf_get_d(end, upper ? ARF_RND_CEIL : ARF_RND_FLOOR);
    arf_clear(end);
    return result;
}

sample_t sampler_box(sampler_t *sampler, const double *lo, const double *hi)
{
    for (size_t i = 0; i < sampler->count; i++)
        set_interval(sampler->box + i, lo[i], hi[i]);
    tape_machine_run(sampler->machine, sampler->box);
    regularity_t regularity = tape_machine_regularity(sampler->machine, 0);
    sample_t sample = {.lo = NAN, .hi = NAN, .continuous = regularity >= REGULARITY_CONTINUOUS, .truth = TRUTH_UNKNOWN};
    if (sampler->is_formula) {
        sample.truth = tape_machine_truth(sampler->machine, 0);
        return sample;
    }
    arb_srcptr value = tape_machine_value(sampler->machine, 0);
    if (regularity >= REGULARITY_DEFINED && arb_is_finite(value)) {
        sample.lo = end_of(value, false);
        sample.hi = end_of(value, true);
    }
    sample.defined = isfinite(sample.lo) && isfinite(sample.hi);
    return sample;
}

double sampler_value(sampler_t *sampler, const double *point)
{
    sample_t sample = sampler_box(sampler, point, point);
    return sample.defined ? sample.lo + (sample.hi - sample.lo) / 2 : NAN;
}

bool sampler_holds(sampler_t *sampler, const double *point)
{
    return sampler_box(sampler, point, point).truth == TRUTH_TRUE;
}
