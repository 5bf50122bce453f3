// SPDX-License-Identifier: LGPL-3.0-or-later
// The obligations of a certificate as formulas over one DAG, for the writers of other provers' languages.
#ifndef CERTIFY_EXPORT_GOALS_H
#define CERTIFY_EXPORT_GOALS_H

#include "cert/record.h"
#include "expr/expr.h"

// An interval for a variable; the ends are constants, EXPR_NONE for an infinite one.
typedef struct {
    expr_t variable, lo, hi;
    bool lo_open, hi_open;
} bounded_t;

// One obligation with evidence. A refuted one is exported as its negation.
typedef struct {
    const char *claim;       // borrowed from the record
    size_t instance, number; // from 1
    const record_obligation_t *record;
    size_t variable_count;
    bounded_t *variables;
    expr_t region, conclusion, bound; // EXPR_NONE for none
    size_t map_count;
    expr_t *map;
    size_t centre_count;
    expr_t *centre;
    size_t same; // an earlier goal that states the same; SIZE_MAX for none
} goal_t;

typedef struct {
    const record_t *record; // borrowed
    dag_t *dag;
    expr_t *nodes; // of the record's nodes
    size_t count;
    goal_t *goals;
} goals_t;

// The record is of a certificate that certify-check accepts.
void goals_init(goals_t *goals, const record_t *record);
void goals_clear(goals_t *goals);

// Why no language of first-order formulas over the reals has this obligation; NULL when there is no such reason.
const char *goal_reason(const goals_t *goals, const goal_t *goal);

// "opsc-wide/1/5 inequality": claim, instance, obligation, role.
void goal_append_name(strbuf_t *out, const goal_t *goal);
// The same as a name in ASCII letters, digits and _: its number in the file, then what can be kept.
void goal_append_identifier(strbuf_t *out, const goals_t *goals, const goal_t *goal);
// A variable, likewise: letters of its name, then its node.
void variable_append_identifier(strbuf_t *out, const dag_t *dag, expr_t variable);

// The rational value in a line `WORD NUMBER` of evidence; false for an algebraic one.
bool evidence_rational(fmpq_t value, const record_line_t *line);

// The formula with `derivative` in the place of `partial`: equal where the function is differentiable.
expr_t export_without_partial(dag_t *dag, expr_t a);

#endif
