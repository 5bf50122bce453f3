// SPDX-License-Identifier: LGPL-3.0-or-later
// Checking the evidence for one obligation: docs/certificate-format.md, section "Evidence".
#ifndef CERTIFY_CHECK_EVIDENCE_H
#define CERTIFY_CHECK_EVIDENCE_H

#include "base/verdict.h"
#include "check/box.h"
#include "check/parts.h"
#include "check/program.h"
#include "check/question.h"
#include "check/reader.h"
#include "claim/obligation.h"

// Reads the evidence of an obligation and checks it. On success *verdict is what it shows: UNDECIDED for `evidence
// none`. verdicts[j], j < index, are those of the earlier obligations of the instance; a proved root obligation adds
// its points to the ground. False, with a fault noted in the reader, when the evidence does not hold.
bool evidence_check(verdict_t *verdict, reader_t *reader, ground_t *ground, const obligation_t *obligation,
                    const verdict_t *verdicts, size_t index) CERTIFY_MUST_USE;

// ---- what the methods share ----

// What has to hold wherever the region does: the conclusion, or (for an `exists` to be refuted) its negation. An atom
// is 0 < sign * e or 0 <= sign * e.
typedef struct {
    expr_t region;     // EXPR_NONE for none
    expr_t conclusion; // EXPR_NONE for none
    bool negated;
    bool is_atom;
    expr_t e;
    int sign;
    bool strict;
} goal_t;

typedef struct members members_t; // of a disjunction (combined.c)
void members_free(members_t *members);

typedef struct {
    reader_t *reader;
    ground_t *ground;
    const obligation_t *obligation;
    const verdict_t *verdicts;
    size_t index; // of the obligation in the instance
    goal_t goal;
    size_t variable_count;
    expr_t *variables;       // quantified
    end_t *lo, *hi;          // of their intervals; of a neighbourhood once a radius is given
    box_t root;              // made of them
    bool has_empty_interval; // some interval has its ends in the wrong order
    question_t statement;    // region, conclusion, e
    question_t slope;        // e to first order in all variables
    question_t curvature;    // e to second order
    question_t shape;        // f to second order in the state variables; c
    question_t centre;       // the centre's coordinates
    question_t map;          // the map's components
    question_t jacobian;     // to first order in the state variables, and the bound
    question_t expansion;    // e as a polynomial
    question_t target;       // the one set of states of RANK, AVOID, FLOW
    question_t repellers;    // the repelling sets of RANK
    question_t image;        // the map to first order in `inputs`
    question_t polynomials;  // the map's components as polynomials in the inputs
    programs_t programs;     // for `image`
    members_t *members;      // what leaves `combined` are about; NULL before the first one
    expr_t *inputs;          // the variables, then the noise; NULL before that question is put
} evidence_t;

// Notes that the evidence does not hold, and returns false.
bool evidence_refuse(evidence_t *ev, const char *why);

// Indices of the roots of ev->statement.
enum { STATEMENT_REGION, STATEMENT_CONCLUSION, STATEMENT_E };

bool evidence_put_statement(evidence_t *ev) CERTIFY_MUST_USE;
bool evidence_put_slope(evidence_t *ev) CERTIFY_MUST_USE;
bool evidence_put_jacobian(evidence_t *ev) CERTIFY_MUST_USE;
bool evidence_put_map(evidence_t *ev) CERTIFY_MUST_USE;
bool evidence_put_centre(evidence_t *ev) CERTIFY_MUST_USE;
bool evidence_put_repellers(evidence_t *ev) CERTIFY_MUST_USE;

// Coordinate i of the centre: exactly where it can be, else between bounds. False, with a fault, when it is not known.
bool evidence_centre(end_t *coordinate, evidence_t *ev, size_t i) CERTIFY_MUST_USE;

// A question that was put, at ranges of the variables of the precision.
const evaluator_t *evidence_at(evidence_t *ev, question_t *question, const range_t *ranges, slong precision);
// Whether the test shows a property on the box, or on its parts (parts.h).
bool evidence_holds_on(evidence_t *ev, const box_t *box, slong precision, part_test_t test, void *data);

// Whether the goal (weakened to 0 <= if `weak`) is shown by the enclosures, and by exact values.
bool goal_holds(const goal_t *goal, bool weak, const enclosure_t *conclusion, const enclosure_t *e);
bool goal_holds_exactly(const evidence_t *ev, bool weak, const exact_t *exact, const place_t *place);
// The same for a bound of e alone.
bool goal_bound_holds(const goal_t *goal, bool weak, const range_t *e);

// The fixed variables of a box as constant polynomials; variable `line`, unless SIZE_MAX, as t. Others are left out.
typedef struct {
    size_t count;
    expr_t *variables;
    rpoly_struct *values;
} assignment_t;
void assignment_init(assignment_t *a, size_t capacity);
void assignment_clear(assignment_t *a);
void assignment_add(assignment_t *a, expr_t variable, const rpoly_struct *value);
void assignment_add_real(assignment_t *a, expr_t variable, const real_t value);
void assignment_of_box(assignment_t *a, const box_t *box, size_t line);

// The evidence that follows proves an obligation made for a part of this one, which is cleared.
bool evidence_check_part(evidence_t *ev, obligation_t *part) CERTIFY_MUST_USE;

// ---- the methods: each reads its lines and says whether they show the goal (or refute it) ----

bool check_constant(evidence_t *ev, bool proving) CERTIFY_MUST_USE;
bool check_cells(evidence_t *ev, bool proving) CERTIFY_MUST_USE;
bool check_empty(evidence_t *ev) CERTIFY_MUST_USE;
bool check_tree(evidence_t *ev) CERTIFY_MUST_USE;
bool check_witness(evidence_t *ev, bool proving) CERTIFY_MUST_USE;
bool check_direction(evidence_t *ev) CERTIFY_MUST_USE;
bool check_pair_witness(evidence_t *ev) CERTIFY_MUST_USE;
bool check_unbounded(evidence_t *ev) CERTIFY_MUST_USE;
bool check_radius(evidence_t *ev) CERTIFY_MUST_USE;
bool check_descent(evidence_t *ev) CERTIFY_MUST_USE;
bool check_root(evidence_t *ev) CERTIFY_MUST_USE;
bool check_no_root(evidence_t *ev) CERTIFY_MUST_USE;
bool check_partition(evidence_t *ev) CERTIFY_MUST_USE;
bool check_identity(evidence_t *ev) CERTIFY_MUST_USE;
bool check_separate(evidence_t *ev) CERTIFY_MUST_USE;
bool check_decouple(evidence_t *ev) CERTIFY_MUST_USE;
bool check_symmetric(evidence_t *ev) CERTIFY_MUST_USE;
bool check_subdivision(evidence_t *ev) CERTIFY_MUST_USE;
bool check_orbit(evidence_t *ev, bool proving) CERTIFY_MUST_USE;
bool check_flow(evidence_t *ev, bool proving) CERTIFY_MUST_USE;

#endif
