// SPDX-License-Identifier: LGPL-3.0-or-later
// Expressions compiled to a flat tape and evaluated over boxes: in double intervals, a batch of boxes at a time, or in
// Arb at a given precision. Every result encloses.
#ifndef CERTIFY_EXPR_TAPE_H
#define CERTIFY_EXPR_TAPE_H

#include "expr/expr.h"
#include "interval/dinterval.h"

// How regular an expression is known to be on a whole box (as decorations in IEEE 1788, continued): each level includes
// those below. The levels speak of a neighbourhood of every point of the box, except that abs, min, max, relu and sqrt
// at a kink or end count as continuous (relative to their domain).
typedef enum {
    REGULARITY_UNKNOWN = 0, // may be undefined somewhere on the box
    REGULARITY_DEFINED,     // has a value everywhere on the box
    REGULARITY_CONTINUOUS,
    REGULARITY_C1,
    REGULARITY_C2,
    REGULARITY_SMOOTH // C-infinity
} regularity_t;

// A comparison with an undefined side has no truth value; and, or, not follow Kleene (one false member of a conjunction
// makes it false). A cases node is undefined where a guard at or before the first that holds has no truth value.
typedef enum { TRUTH_UNKNOWN = 0, TRUTH_TRUE, TRUTH_FALSE } tape_truth_t; // on the whole box; UNKNOWN may be mixed

typedef struct {
    dinterval_t value; // of a real root; the whole line when the regularity is UNKNOWN
    regularity_t regularity;
    tape_truth_t truth; // of a formula root
} tape_result_t;

typedef struct tape tape_t;

// Compiles the roots (real expressions and formulas, operator-free) as functions of the variables, which include all
// free ones. The tape keeps no reference to the dag.
tape_t *tape_compile(const dag_t *dag, size_t root_count, const expr_t *roots, size_t variable_count,
                     const expr_t *variables);
// The same for one root, its regularity being that along the lines parallel to the axis of variables[along] in the box:
// what does not depend on that variable is constant there, and so is the choice of a case whose guards do not. Read no
// truth from it. docs/claims.md, "Faces", has the proof.
tape_t *tape_compile_along(const dag_t *dag, expr_t root, size_t variable_count, const expr_t *variables, size_t along);
void tape_free(tape_t *tape);
size_t tape_root_count(const tape_t *tape);
size_t tape_length(const tape_t *tape); // operations

// Several threads (base/parallel.h) may evaluate one tape at a time, in either way.
//
// Evaluates all roots over `count` boxes. boxes[b * variable_count + v]; results[b * root_count + r].
// Rounding mode: entered and left in round-to-nearest. A cases node with undecided guards gives the hull of the values
// that may apply, and a regularity of at most DEFINED (when some guard surely applies).
void tape_evaluate(tape_result_t *results, const tape_t *tape, size_t count, const dinterval_t *boxes);

// The same for one box given as balls, at `prec` bits. truth[r], regularity[r], value[r]; any of them may be NULL.
void tape_evaluate_arb(arb_ptr values, regularity_t *regularity, tape_truth_t *truth, const tape_t *tape,
                       arb_srcptr box, slong prec);

#endif
