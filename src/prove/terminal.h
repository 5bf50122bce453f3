// SPDX-License-Identifier: LGPL-3.0-or-later
// The cells of a partition that others wait for. Internal to prove/.
#ifndef CERTIFY_PROVE_TERMINAL_H
#define CERTIFY_PROVE_TERMINAL_H

#include "prove/partition.h"

// In the graph whose edges lead from a cell to those that its image meets, restricted to the given cells: takes away
// the cells of strongly connected components that lead to other ones. (Tarjan, Depth-first search and linear graph
// algorithms, 1972.)
void terminal_cells(bool *cells, space_t *p);

#endif
