// SPDX-License-Identifier: LGPL-3.0-or-later
#ifndef CERTIFY_EXPR_REBUILD_H
#define CERTIFY_EXPR_REBUILD_H

#include "expr/expr.h"

// The node a with image[c] in the place of each child c; a itself if it has none.
expr_t expr_rebuild(dag_t *dag, expr_t a, const expr_t *image);

#endif
