// SPDX-License-Identifier: LGPL-3.0-or-later
// The leaf `box`: the obligation on the box of the leaf, with evidence of its own.
#include "base/memory.h"
#include "check/leaf.h"

// A constant node for the end, EXPR_NONE for an infinite one; false when the end is known by bounds only.
static bool end_node(expr_t *node, dag_t *dag, const end_t *end)
{
    *node = EXPR_NONE;
    if (end->infinite)
        return true;
    if (end->term != EXPR_NONE)
        *node = end->term;
    else if (fmpq_equal(end->lower, end->upper))
        *node = expr_rational(dag, end->lower);
    return *node != EXPR_NONE;
}

bool check_leaf_box(evidence_t *ev, const scope_t *scope)
{
    const box_t *box = scope->box;
    ground_t *ground = ev->ground;
    if (!reader_has_words(ev->reader, 1))
        return false;
    if (ground->within_box) // so that nesting has an end
        return reader_fail(ev->reader, FAULT_MALFORMED, "`box` within `box`");
    bool good = ev->obligation->kind == OBLIGATION_FORALL && !scope->weak;
    interval_t *domains = mem_alloc(box->count, sizeof *domains);
    for (size_t i = 0; good && i < box->count; i++) {
        domains[i] = (interval_t){.lo_open = false, .hi_open = false};
        good = !box->fixed[i] && end_node(&domains[i].lo, ground->dag, box->lo[i]) &&
               end_node(&domains[i].hi, ground->dag, box->hi[i]);
    }
    if (good) {
        obligation_t part;
        obligation_restrict(&part, ev->obligation, domains);
        ground->within_box = true;
        good = evidence_check_part(ev, &part);
        ground->within_box = false;
    } else {
        evidence_refuse(ev, "a leaf `box` where the obligation is not one for all points of the box");
    }
    mem_free(domains);
    return good;
}
