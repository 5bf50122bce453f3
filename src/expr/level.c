// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/level.h"

fact_t fact_not(fact_t a)
{
    if (a.truth != TRUTH_UNKNOWN)
        a.truth = a.truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
    return a;
}

// Kleene's conjunction: one false member decides, whatever the other is, and as lastingly as that member does.
fact_t fact_and(fact_t a, fact_t b)
{
    if (a.truth == TRUTH_FALSE && b.truth == TRUTH_FALSE)
        return a.level > b.level ? a : b;
    if (a.truth == TRUTH_FALSE)
        return a;
    if (b.truth == TRUTH_FALSE)
        return b;
    bool both = a.truth == TRUTH_TRUE && b.truth == TRUTH_TRUE;
    return (fact_t){both ? TRUTH_TRUE : TRUTH_UNKNOWN, level_least(a.level, b.level)};
}

fact_t fact_or(fact_t a, fact_t b)
{
    return fact_not(fact_and(fact_not(a), fact_not(b)));
}

fact_t fact_regularity(expr_op_t op, level_t level)
{
    bool holds = op == EXPR_DEFINED      ? level >= LEVEL_DEFINED
                 : op == EXPR_CONTINUOUS ? level >= LEVEL_CONTINUOUS_ON_DOMAIN
                 : op == EXPR_C2         ? level >= LEVEL_C2
                                         : level >= LEVEL_C1;
    return (fact_t){holds ? TRUTH_TRUE : TRUTH_UNKNOWN,
                    holds && level >= LEVEL_CONTINUOUS ? LEVEL_SMOOTH : LEVEL_DEFINED};
}

case_walk_t case_walk_start(void)
{
    return (case_walk_t){LEVEL_ZERO, false};
}

bool case_walk_step(case_walk_t *walk, fact_t guard, level_t value)
{
    if (walk->settled)
        return false;
    if (guard.level != LEVEL_SMOOTH)
        walk->level = level_least(walk->level, guard.level);
    walk->settled = guard.truth == TRUTH_TRUE;
    if (guard.truth == TRUTH_FALSE)
        return false;
    walk->level = level_least(walk->level, value);
    return true;
}

level_t case_walk_finish(const case_walk_t *walk, bool exhaustive)
{
    return walk->settled || exhaustive ? walk->level : LEVEL_UNKNOWN;
}
