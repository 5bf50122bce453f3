// SPDX-License-Identifier: LGPL-3.0-or-later
// Rigorous enclosures of values and ranges of expressions.
#ifndef CERTIFY_DECIDE_ENCLOSURE_H
#define CERTIFY_DECIDE_ENCLOSURE_H

#include "claim/obligation.h"
#include "prove/prove.h"

typedef enum {
    ENCLOSURE_FOUND,
    ENCLOSURE_UNDEFINED, // the expression has no value somewhere on the box
    ENCLOSURE_UNKNOWN    // it may have none; no proof either way
} enclosure_kind_t;

typedef struct {
    enclosure_kind_t kind;
    strbuf_t lo, hi; // decimals of at most `digits` digits, rounded outward, when found
    strbuf_t remark; // where it is undefined, or why that is not known
} enclosure_t;

void enclosure_init(enclosure_t *enclosure);
void enclosure_clear(enclosure_t *enclosure);

// Encloses the values of the expression for all values of the variables in their intervals; its least and greatest
// value to about `digits` digits (15 at most for an extremum in the interior) unless the work for that passes a fixed
// limit. The variables must include all free ones of the expression.
void enclose_range(enclosure_t *enclosure, dag_t *dag, expr_t a, size_t count, const quantified_t *variables,
                   const prove_limits_t *limits, slong digits);

#endif
