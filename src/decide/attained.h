// SPDX-License-Identifier: LGPL-3.0-or-later
// Bounds that are attained: the claim has no room at all, and its margin is exactly 0.
#ifndef CERTIFY_DECIDE_ATTAINED_H
#define CERTIFY_DECIDE_ATTAINED_H

#include "decide/instance.h"

// Whether a proved claim holds with no better constant than `constant`, the one that it states: proved by a point of
// the region, or of its closure, at which equality rules out every better constant. False when no proof is found.
// Preconditions: the claim has one row and `?` in the place of the constant, and is refuted for some better constant.
bool attained_constant(decider_t *decider, expr_t constant);

// Whether one of the relations of a proved claim without constants is an equation, or an inequality that is an equality
// somewhere; false when no proof is found.
bool attained_room(decider_t *decider, const claim_result_t *result);

#endif
