// SPDX-License-Identifier: LGPL-3.0-or-later
// Expressions and formulas as text for people, in the notation of the spec language.
#ifndef CERTIFY_EXPR_PRINT_H
#define CERTIFY_EXPR_PRINT_H

#include "expr/expr.h"

// Appends the text of a. Shared nodes are written out each time; after about `limit` bytes the rest is "...".
void expr_print(strbuf_t *out, const dag_t *dag, expr_t a, size_t limit);

#endif
