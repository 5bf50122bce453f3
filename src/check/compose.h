// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_CHECK_COMPOSE_H
#define CERTIFY_CHECK_COMPOSE_H

#include "check/jet.h"
#include "check/plan.h"

// The jet of an AT step: `body` is the jet of its bound term over the body's variables, bound[k] the jet of what the
// k-th bound variable stands for. The body's other variables stand for themselves.
void compose_at(jet_t *result, const plan_t *plan, const step_t *step, const jet_t *body, const jet_t *const *bound,
                const jets_t *jets);

#endif
