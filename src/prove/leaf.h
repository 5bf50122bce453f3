// SPDX-License-Identifier: LGPL-3.0-or-later
// The tests that close a box, one per leaf rule of the certificate's grammar. Each says whether the rule proves the
// conclusion on the box, with room for a second evaluator to agree.
#ifndef CERTIFY_PROVE_LEAF_H
#define CERTIFY_PROVE_LEAF_H

#include "prove/branch_tree.h"

// What is known about one box.
typedef struct {
    const side_t *box;
    bool bounded;    // all sides are
    bool inside;     // the region is true on all of it, or no longer matters
    bool below_face; // a face has fixed a variable
    bool strict;     // 0 < e is to be shown, else 0 <= e
    slong precision;
    const tape_result_t *values;        // of statement->values, on the box
    const double *centre;               // a point of the box; fixed sides have a double next to their value
    const tape_result_t *centre_values; // there
    const tape_result_t *gradient;      // of statement_gradient's tape on the box; NULL when there is none
    const tape_result_t *members;       // of statement_combination's table `on_box` on the box; NULL when there is none
    const tape_result_t *centre_members; // of its table `at_point` at the centre
    double lower;                        // the best lower bound for e on the box so far, room taken off
    bool more_bits;                      // rounding may be all that keeps a test from closing the box
    bool alone;    // no other thread looks at the statement: what is not compiled yet may be, and exact numbers be used
    bool put_off;  // set by tests that need that and may not: the box is to be examined again, alone
    bool expanded; // set by leaf_expand where it tried
    bool combined; // set by leaf_combined likewise
    bool refined;  // set where a formula was looked at with more bits
} view_t;

// Whether the lower bound for e, found with this much room for rounding taken off, proves the conclusion; keeps it in
// the view.
bool leaf_accept(view_t *view, double lower, double noise);

// statement_confirm for the box, or a part of it.
bool leaf_confirm(statement_t *statement, view_t *view, const side_t *box, double lower);

bool leaf_centred(const statement_t *statement, view_t *view);

// *variable: the one with a strict derivative. Call only when the region is `true` and statement->bounded.
bool leaf_stationary(uint32_t *variable, const statement_t *statement, const view_t *view);

// Whether the side of variable i of a box ends where the variable's interval has an open end.
bool leaf_is_open_end(const statement_t *statement, size_t i, const side_t *side, bool upper);

// A face of the box that e takes its least values on.
typedef enum {
    FACE_NONE, // not known, the variable is fixed already, or the end to go to is infinite
    FACE_LO,
    FACE_HI,
    FACE_OPEN_LO, // the same strictly, the end being an open end of the variable's interval: there 0 <= e is enough
    FACE_OPEN_HI
} face_t;

// Per variable. True when there is a face.
bool leaf_faces(face_t *faces, statement_t *statement, view_t *view);

// *point: the coordinates as in the certificate (to be freed) when the box is closed. *is_convex: e is shown to be
// convex on the box, and `minimiser` (statement->count doubles) is the place in it where e is least.
bool leaf_convex(char **point, bool *is_convex, double *minimiser, statement_t *statement, view_t *view);

// Members of the conclusion together (combination.h). *multipliers: as in the certificate (to be freed) when the box is
// closed; `smear` (statement->count doubles) and *has_smear: what each variable contributes to what keeps the box open.
bool leaf_combined(char **multipliers, double *smear, bool *has_smear, const statement_t *statement, view_t *view);

// ---- shape ----

typedef struct {
    shape_kind_t kind;
    bool strict; // of a strict minimum
    size_t states;
    uint32_t *centre; // marks
    table_t table;    // upper triangle of f's Hessian, then f, then c
} shape_t;

// False when the obligation has no shape, its lemma is not proved, or f is too large.
bool shape_init(shape_t *shape, statement_t *statement);
void shape_clear(shape_t *shape);
bool leaf_shape(const shape_t *shape, const statement_t *statement, view_t *view);

// ---- exact polynomials ----

typedef struct expander expander_t;
// NULL when e is not built from polynomials and cases.
expander_t *expander_new(statement_t *statement);
void expander_free(expander_t *expander);
bool leaf_expand(expander_t *expander, const statement_t *statement, view_t *view);
// Counts a try that closed a box, or did not: the test is given up where it hardly ever does.
void expander_count(expander_t *expander, bool closed);

// ---- exact decisions on faces ----

typedef struct {
    verdict_t verdict;
    tree_kind_t kind; // TREE_CELLS or TREE_CONSTANT
    slong precision;  // of TREE_CONSTANT
    char *text;       // of TREE_CELLS
    char **point;     // refuted: exact coordinates, one per variable
} exact_leaf_t;

// Decides the conclusion by exact arithmetic on a box below a face, when all variables but at most one are fixed.
// The region counts as true.
void leaf_exact(exact_leaf_t *result, const statement_t *statement, const view_t *view);
void exact_leaf_clear(exact_leaf_t *result, size_t count);

#endif
