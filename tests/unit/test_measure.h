// SPDX-License-Identifier: LGPL-3.0-or-later
// What the tests of measured basins share: MEASURE obligations for gradient descent on the landscape of a small spec.
// The regions of the spec are the targets, in order.
#ifndef CERTIFY_TESTS_TEST_MEASURE_H
#define CERTIFY_TESTS_TEST_MEASURE_H

#include "test_real.h"

#include <string.h>

#include "base/memory.h"
#include "claim/obligation.h"
#include "real/number.h"

typedef struct {
    const char *text;         // of the spec
    const char *rate;         // a rational
    const char *const *sides; // lower and upper end of each variable's interval
    size_t steps;
    const char *condition; // the name of a region that the starts lie in; NULL for none. It is no target
} basins_t;

static inline expr_t measure_number(spec_t *spec, const char *text)
{
    fmpq_t value;
    fmpq_init(value);
    assert_int_equal(number_read_fmpq(value, text, strlen(text)), STATUS_OK);
    expr_t number = expr_rational(spec->dag, value);
    fmpq_clear(value);
    return number;
}

static inline void measure_targets(obligation_t *o, spec_t *spec, const char *condition)
{
    o->targets = mem_alloc(spec->region_count, sizeof *o->targets);
    o->region = expr_leaf(spec->dag, EXPR_TRUE);
    for (size_t k = 0; k < spec->region_count; k++)
        if (condition && strcmp(spec->regions[k].name, condition) == 0)
            o->region = spec->regions[k].formula;
        else
            o->targets[o->target_count++] = (target_t){spec->regions[k].formula, EXPR_NONE, EXPR_NONE};
}

// Reads the spec (to be cleared, and the obligation with it) and makes the obligation, without bounds.
static inline void measure_make(obligation_t *o, spec_t *spec, const basins_t *basins)
{
    status_t status = spec_read(spec, "test", basins->text, strlen(basins->text));
    for (size_t i = 0; i < spec->diagnostics.count; i++)
        printf("# %s\n", spec->diagnostics.items[i].message);
    assert_int_equal(status, STATUS_OK);
    size_t n = spec->dimension;
    dag_t *dag = spec->dag;
    *o = (obligation_t){.kind = OBLIGATION_MEASURE,
                        .role = "basins",
                        .required = true,
                        .variable_count = n,
                        .state_count = n,
                        .map_count = n,
                        .has_steps = true,
                        .steps = basins->steps};
    o->conclusion = o->bound = o->shape_function = o->shape_constant = EXPR_NONE;
    o->variables = mem_alloc(n, sizeof *o->variables);
    o->map = mem_alloc(n, sizeof *o->map);
    expr_t rate = measure_number(spec, basins->rate);
    for (size_t i = 0; i < n; i++) {
        interval_t side = {measure_number(spec, basins->sides[2 * i]), measure_number(spec, basins->sides[2 * i + 1]),
                           false, false};
        expr_t slope = expr_derivative(dag, spec->landscape, spec->state[i]);
        o->variables[i] = (quantified_t){spec->state[i], side};
        o->map[i] = expr_binary(dag, EXPR_SUB, spec->state[i], expr_binary(dag, EXPR_MUL, rate, slope));
    }
    measure_targets(o, spec, basins->condition);
}

#endif
