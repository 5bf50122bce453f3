// SPDX-License-Identifier: LGPL-3.0-or-later
// A tape with registers of its own, for evaluating it in balls again and again at one precision: what has no variable
// in it is computed once.
#ifndef CERTIFY_EXPR_TAPE_MACHINE_H
#define CERTIFY_EXPR_TAPE_MACHINE_H

#include "expr/tape.h"

typedef struct tape_machine tape_machine_t;

// Borrows the tape.
tape_machine_t *tape_machine_new(const tape_t *tape, slong prec);
void tape_machine_free(tape_machine_t *machine);

// Evaluates all roots on the box, as tape_evaluate_arb does.
void tape_machine_run(tape_machine_t *machine, arb_srcptr box);

// Of a root, after a run; the value is borrowed until the next one. A formula has no value, a number no truth.
arb_srcptr tape_machine_value(const tape_machine_t *machine, size_t root);
regularity_t tape_machine_regularity(const tape_machine_t *machine, size_t root);
tape_truth_t tape_machine_truth(const tape_machine_t *machine, size_t root);

#endif
