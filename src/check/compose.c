// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/compose.h"

#include "base/memory.h"

// The jet of a variable's displacement: 0 for one that the plan does not expand in.
static void set_displacement(jet_t *jet, const plan_t *plan, expr_t variable, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    for (size_t v = 0; jet->order > 0 && v < plan->variable_count; v++)
        if (plan->variables[v] == variable) {
            void *slope = ring_item(ring, jet->c, monomial_variable(v));
            (void)ring->power(slope, slope, 0, 1, ring->context); // 1
        }
}

void compose_at(jet_t *result, const plan_t *plan, const step_t *step, const jet_t *body, const jet_t *const *bound,
                const jets_t *jets)
{
    const plan_t *inner = step->body;
    size_t count = inner->variable_count;
    const jet_t **inputs = mem_alloc(count, sizeof *inputs);
    jet_t *own = mem_alloc(count, sizeof *own);
    for (size_t w = 0; w < count; w++) {
        jet_init(own + w, jets, result->order, NULL);
        set_displacement(own + w, plan, inner->variables[w], jets);
        inputs[w] = own + w;
        for (size_t k = 0; k < step->count; k++)
            if (expr_child(plan->dag, step->node, 2 * k + 1) == inner->variables[w])
                inputs[w] = bound[k];
    }
    jet_compose(result, body, &inner->monomials, inputs, jets);
    for (size_t w = 0; w < count; w++)
        jet_clear(own + w, jets);
    mem_free(own);
    mem_free(inputs);
}
