// SPDX-License-Identifier: LGPL-3.0-or-later
// What becomes of one box of a subdivision: found without a change to anything but the box's own outcome, so that
// several threads may look at boxes of one subdivision at a time.
#ifndef CERTIFY_PROVE_BRANCH_EXAMINE_H
#define CERTIFY_PROVE_BRANCH_EXAMINE_H

#include "prove/branch_plan.h"

typedef struct {
    uint32_t node;
    bool inside, below_face;
    bool weak;        // an open end was closed on the way: 0 <= e is to be shown
    bool exact_tried; // exact arithmetic has no answer here
} item_t;

// What boxes are looked at with.
typedef struct {
    statement_t *statement;
    slong max_precision;
    plan_t plan;
    shape_t shape;
    expander_t *expander;
    size_t refined, refined_closed; // boxes on which a formula was looked at with more bits, and closed so
} examiner_t;

typedef enum {
    OUTCOME_NONE,   // not known yet
    OUTCOME_LEAF,   // `leaf`, `variable`, `precision`, `text`
    OUTCOME_FACES,  // goes to `faces`, with `precision`; `leaf` closes what is there, unless it is OPEN
    OUTCOME_SPLIT,  // at `split`
    OUTCOME_STUCK,  // and `why`
    OUTCOME_PUT_OFF // to be examined again, alone (view_t)
} outcome_kind_t;

// Points where the conclusion comes close to failing, or fails.
typedef struct {
    bool is_set;
    double score;
} noted_t;

typedef struct {
    outcome_kind_t kind;
    tree_kind_t leaf;
    uint32_t variable;
    slong precision;
    char *text;    // of the leaf; NULL for none
    face_t *faces; // per variable; borrowed room
    split_t split;
    double *smear; // borrowed room, per variable: what it contributes to what keeps the box open, if has_smear
    bool has_smear;
    const char *why;
    double lower;       // bound for e where a leaf has closed the box; else infinite
    noted_t centre;     // the view's
    noted_t least;      // `minimiser`
    double *minimiser;  // borrowed room
    char **exact_point; // a counterexample; NULL for none
} outcome_t;

void outcome_clear(outcome_t *outcome, size_t variables);

// The first look, at the values on the box: sets the outcome's kind if they settle it, and notes in the item whether
// the box lies in the region.
void examine_values(outcome_t *outcome, const examiner_t *examiner, item_t *item, view_t *view);
// The second one, for an outcome of kind NONE, with values at the centre and derivatives: the kind is another one
// afterwards.
void examine_further(outcome_t *outcome, const examiner_t *examiner, item_t *item, view_t *view);

// The box with the variables at their faces. Ends that are marks keep their enclosures.
void reduce_box(side_t *reduced, const statement_t *statement, const side_t *box, const face_t *faces);

#endif
