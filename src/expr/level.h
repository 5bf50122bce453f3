// SPDX-License-Identifier: LGPL-3.0-or-later
// How regularity and truth pass through the operators: what the evaluators in double intervals and in Arb have in
// common. They find out signs and separations, the rules here draw the conclusions.
#ifndef CERTIFY_EXPR_LEVEL_H
#define CERTIFY_EXPR_LEVEL_H

#include "expr/tape.h"

// regularity_t, with its CONTINUOUS told apart: on the domain only (sqrt at 0), or in a neighbourhood of the box.
typedef enum {
    LEVEL_UNKNOWN = 0,
    LEVEL_DEFINED,
    LEVEL_CONTINUOUS_ON_DOMAIN,
    LEVEL_CONTINUOUS,
    LEVEL_C1,
    LEVEL_C2,
    LEVEL_SMOOTH,
    LEVEL_ZERO // zero in a neighbourhood of the box: as a factor it hides the kinks of factors beside it that have values there
} level_t;

// What is known of a formula. Level: UNKNOWN when it may have no truth value somewhere on the box (something undefined
// is compared), DEFINED when it has one everywhere, SMOOTH when moreover that value is the same, the one in `truth`, in
// a neighbourhood of every point of the box. Where truth is UNKNOWN, level <= DEFINED; but along the lines of a tape for
// one variable SMOOTH says that the value, whichever it is, is the same nearby on the line.
typedef struct {
    tape_truth_t truth;
    level_t level;
} fact_t;

static inline level_t level_least(level_t a, level_t b)
{
    return a < b ? a : b;
}

static inline regularity_t level_regularity(level_t level)
{
    static const regularity_t regularities[] = {REGULARITY_UNKNOWN,    REGULARITY_DEFINED, REGULARITY_CONTINUOUS,
                                                REGULARITY_CONTINUOUS, REGULARITY_C1,      REGULARITY_C2,
                                                REGULARITY_SMOOTH,     REGULARITY_SMOOTH};
    return regularities[level];
}

// abs and relu of something that is surely not zero on the box (away_from_zero), or may be: a kink.
static inline level_t level_kink(level_t a, bool away_from_zero)
{
    return away_from_zero || a == LEVEL_ZERO ? a : level_least(a, LEVEL_CONTINUOUS);
}

// relu of something surely negative on the box is 0, also nearby when that something is continuous.
static inline level_t level_relu(level_t a, bool away_from_zero, bool negative)
{
    return negative ? (a >= LEVEL_CONTINUOUS ? LEVEL_ZERO : a) : level_kink(a, away_from_zero);
}

// What a factor beside zero must be: it must have values in a neighbourhood of the box. A total one has values everywhere.
static inline bool level_is_hidden(level_t a, bool total)
{
    return a >= LEVEL_CONTINUOUS || (total && a >= LEVEL_DEFINED);
}

// Of what is constant along a line.
static inline level_t level_still(level_t level)
{
    return level == LEVEL_UNKNOWN || level == LEVEL_ZERO ? level : LEVEL_SMOOTH;
}

static inline level_t level_product(level_t a, bool a_total, level_t b, bool b_total)
{
    bool zero = (a == LEVEL_ZERO && level_is_hidden(b, b_total)) || (b == LEVEL_ZERO && level_is_hidden(a, a_total));
    return zero ? LEVEL_ZERO : level_least(a, b);
}

// LEVEL_ZERO is passed on by what maps zeros to zero in any case; elsewhere it counts as SMOOTH.
static inline level_t level_of_operator(expr_op_t op, level_t level)
{
    bool passes = op == EXPR_RATIONAL || op == EXPR_ADD || op == EXPR_SUB || op == EXPR_MUL || op == EXPR_NEG ||
                  op == EXPR_ABS || op == EXPR_RELU || op == EXPR_CASES;
    return passes ? level : level_least(level, LEVEL_SMOOTH);
}

// Roots and rational powers of something nonnegative.
static inline level_t level_root(level_t a, bool positive)
{
    return positive ? a : level_least(a, LEVEL_CONTINUOUS_ON_DOMAIN);
}

// min or max of a chosen and another operand, the choice being strict on the box. It is the same in a neighbourhood
// when both are continuous there.
static inline level_t level_choice(level_t chosen, level_t other)
{
    return other >= LEVEL_CONTINUOUS ? chosen : level_least(chosen, other);
}

// A comparison of a and b, decided as `truth` by their values, strictly when the two are apart.
static inline fact_t fact_comparison(level_t a, level_t b, tape_truth_t truth, bool strict)
{
    level_t least = level_least(a, b);
    if (least == LEVEL_UNKNOWN)
        return (fact_t){TRUTH_UNKNOWN, LEVEL_UNKNOWN};
    bool lasting = truth != TRUTH_UNKNOWN && strict && least >= LEVEL_CONTINUOUS;
    return (fact_t){truth, lasting ? LEVEL_SMOOTH : LEVEL_DEFINED};
}

fact_t fact_and(fact_t a, fact_t b);
fact_t fact_or(fact_t a, fact_t b);
fact_t fact_not(fact_t a);

// DEFINED ... C2 of something with this level: they always have a truth value.
fact_t fact_regularity(expr_op_t op, level_t level);

// The walk through the guards of a cases node, in order.
typedef struct {
    level_t level; // of the node, so far
    bool settled;  // a guard surely holds; the later ones do not matter
} case_walk_t;

case_walk_t case_walk_start(void);
// Passes a case; returns whether its value may be that of the node.
bool case_walk_step(case_walk_t *walk, fact_t guard, level_t value);
// The node's level; `exhaustive`: at every point where the guards have truth values, some guard holds.
level_t case_walk_finish(const case_walk_t *walk, bool exhaustive);

#endif
