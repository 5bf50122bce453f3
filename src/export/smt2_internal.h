// SPDX-License-Identifier: LGPL-3.0-or-later
// What the files of the SMT-LIB writer share. Names in its output: v_NAME_N variables, n_N values of terms, d_N that
// they have one, t_N and f_N that formulas are true and false (Kleene: neither, where a term has no value).
#ifndef CERTIFY_EXPORT_SMT2_INTERNAL_H
#define CERTIFY_EXPORT_SMT2_INTERNAL_H

#include "export/goals.h"

typedef struct {
    goals_t *goals;
    dag_t *dag;
    const char *reason; // why the present goal is left out
    bool *defined;      // per node: has a value everywhere, so no d_N stands for that
} smt_t;

// Notes the reason unless there is one; false.
bool smt_fail(smt_t *smt, const char *reason);
void smt_rational(strbuf_t *out, const fmpq_t value);
// The value of a term that is defined, or a variable or number.
void smt_value(strbuf_t *out, const smt_t *smt, expr_t a);
// Definitions of all that the operator-free roots reach; false when there is something without polynomials, with a
// reason.
bool smt_define(strbuf_t *out, smt_t *smt, size_t count, const expr_t *roots);

#endif
