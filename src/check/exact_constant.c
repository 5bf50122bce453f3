// SPDX-License-Identifier: LGPL-3.0-or-later
// Exact values of terms and formulas without variables.
#include "check/exact_internal.h"

static status_t constant_root(exact_value_t **value, exact_t **exact, plan_t **plan, const dag_t *dag, expr_t node,
                              real_ctx_struct *reals)
{
    const int order = 0;
    *exact = NULL;
    status_t status = plan_new(plan, dag, 1, &node, &order, 0, NULL);
    if (status != STATUS_OK)
        return status;
    place_t anywhere;
    rpoint_t origin;
    rpoint_init(origin);
    place_init(&anywhere, PLACE_POINT, origin);
    *exact = exact_new(*plan, reals);
    exact_run(*exact, NULL, &anywhere, EXPR_NONE);
    *value = (*exact)->values + (*plan)->roots[0];
    place_clear(&anywhere);
    rpoint_clear(origin);
    return STATUS_OK;
}

kleene_t exact_decide(const dag_t *dag, expr_t formula, real_ctx_struct *reals)
{
    plan_t *plan;
    exact_t *exact;
    exact_value_t *value;
    status_t status = constant_root(&value, &exact, &plan, dag, formula, reals);
    kleene_t truth = status == STATUS_OK ? value->truth : KLEENE_UNKNOWN;
    exact_free(exact);
    plan_free(plan);
    return truth;
}

status_t exact_constant(real_t value, const dag_t *dag, expr_t term, real_ctx_struct *reals)
{
    plan_t *plan;
    exact_t *exact;
    exact_value_t *root;
    status_t status = constant_root(&root, &exact, &plan, dag, term, reals);
    if (status == STATUS_OK && !jet_has_value(&root->jet))
        status = root->jet.failure;
    if (status == STATUS_OK && !rpoly_is_constant(exact_item(&root->jet, 0)))
        status = STATUS_UNSUPPORTED;
    if (status == STATUS_OK)
        rpoly_get_coeff(value, exact_item(&root->jet, 0), 0);
    exact_free(exact);
    plan_free(plan);
    return status;
}

status_t exact_enclose(fmpq_t lower, fmpq_t upper, const dag_t *dag, expr_t term, slong precision,
                       real_ctx_struct *reals)
{
    real_t value;
    real_init(value);
    status_t status = exact_constant(value, dag, term, reals);
    if (status == STATUS_OK)
        real_get_bounds(lower, upper, value, precision);
    real_clear(value);
    return status;
}
