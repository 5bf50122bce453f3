// SPDX-License-Identifier: LGPL-3.0-or-later
// An interval of the line, cut by exact numbers into points and open cells.
#ifndef CERTIFY_CHECK_CELLS_H
#define CERTIFY_CHECK_CELLS_H

#include "check/leaf.h"
#include "check/place.h"

// The points are the numbers of the evidence that lie in the closed interval, and its finite ends.
typedef struct {
    rpoint_list_t points;
    bool has_lo, has_hi; // then the first (last) point is that end
    bool lo_open, hi_open;
} cells_t;

void cells_init(cells_t *cells);
void cells_clear(cells_t *cells);
// Reads `count` lines `at NUMBER`, increasing, for the interval from lo to hi.
bool cells_read(cells_t *cells, evidence_t *ev, size_t count, const end_t *lo, const end_t *hi) CERTIFY_MUST_USE;

// Cells are numbered from below: 2i is the open one below point i, 2i + 1 is point i.
size_t cells_first(const cells_t *cells);
size_t cells_last(const cells_t *cells);
// The cell as a place; cleared with place_clear in any case.
status_t cells_place(place_t *place, const cells_t *cells, size_t cell, real_ctx_struct *reals) CERTIFY_MUST_USE;
// The ends of a cell, NULL for infinite ones.
const rpoint_struct *cells_lower(const cells_t *cells, size_t cell);
const rpoint_struct *cells_upper(const cells_t *cells, size_t cell);

// Whether the statement holds in all cells of the interval; `a` gives the variables their values, `line` is the one
// that is t.
bool cells_show_statement(evidence_t *ev, const cells_t *cells, const assignment_t *a, expr_t line, bool region_is_true,
                          bool weak) CERTIFY_MUST_USE;

// The evidence `cells` of a pair (pair.c) and of a root (root.c).
bool cells_show_pair(evidence_t *ev, const cells_t *cells) CERTIFY_MUST_USE;
bool cells_show_root(evidence_t *ev, const cells_t *cells, bool proving) CERTIFY_MUST_USE;

#endif
