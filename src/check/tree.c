// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/tree.h"

#include "check/convex_region.h"
#include "check/tree_share.h"

typedef struct {
    evidence_t *ev;
    const tree_leaf_t *leaves;
    bool with_faces;
    size_t first, end; // the variables that may be split
    void *data;
    tree_share_t share;
} tree_t;

static bool check_node(tree_t *tree, const scope_t *scope, size_t depth);

// ---- splits ----

static bool check_half(tree_t *tree, const scope_t *scope, size_t v, const end_t *cut, bool upper, size_t depth)
{
    const end_t **side = upper ? scope->box->lo + v : scope->box->hi + v, *whole = *side;
    *side = cut;
    bool holds = check_node(tree, scope, depth);
    *side = whole;
    return holds;
}

static bool check_split(tree_t *tree, const scope_t *scope, size_t depth)
{
    evidence_t *ev = tree->ev;
    size_t v;
    fmpq_t q;
    fmpq_init(q);
    bool holds = reader_has_words(ev->reader, 3) && leaf_variable(&v, ev) && reader_rational(q, ev->reader, 2);
    if (holds && (v < tree->first || v >= tree->end))
        holds = evidence_refuse(ev, "a split in a variable that is not split here");
    if (holds) {
        const end_t *lo = scope->box->lo[v], *hi = scope->box->hi[v];
        bool inside = !scope->box->fixed[v] && (lo->infinite || end_compare(lo, q) == -1) &&
                      (hi->infinite || end_compare(hi, q) == 1);
        holds = inside || evidence_refuse(ev, "a split that is not inside the box");
    }
    if (holds) {
        end_t cut;
        end_init(&cut);
        end_set_rational(&cut, q);
        holds = check_half(tree, scope, v, &cut, false, depth) && check_half(tree, scope, v, &cut, true, depth);
        end_clear(&cut);
    }
    fmpq_clear(q);
    return holds;
}

// ---- faces ----

// Where e does not decrease from the face on, what holds on the face holds on the box. From an open end on, where e
// increases strictly, 0 <= e on the face gives 0 < e off it.
static bool check_face(tree_t *tree, const scope_t *scope, bool open, size_t depth)
{
    evidence_t *ev = tree->ev;
    size_t v;
    slong precision;
    if (!tree->with_faces || !reader_has_words(ev->reader, 4) || !leaf_variable(&v, ev) ||
        !reader_precision(&precision, ev->reader, 3, false))
        return reader_fail(ev->reader, FAULT_MALFORMED, "a face is out of place");
    bool upper = reader_word_is(ev->reader, 2, "hi");
    const end_t *end = upper ? scope->box->hi[v] : scope->box->lo[v];
    if (!upper && !reader_word_is(ev->reader, 2, "lo"))
        return reader_fail(ev->reader, FAULT_MALFORMED, "expected `lo` or `hi`");
    if (!ev->goal.is_atom || scope->box->fixed[v] || end->infinite)
        return evidence_refuse(ev, "there is no such face to go to");
    if (open && !leaf_is_at_open_end(ev, scope, v, upper))
        return evidence_refuse(ev, "not an open end of the variable's interval");
    if (!leaf_is_monotone(ev, scope, v, upper ? -ev->goal.sign : ev->goal.sign, open, precision))
        return evidence_refuse(ev, "the compared term is not shown to be monotone on the box");
    box_t face, whole;
    box_copy(&face, scope->box);
    face.lo[v] = face.hi[v] = end;
    face.fixed[v] = true;
    box_copy(&whole, &face);
    scope_t below = {&face, &whole, true, scope->weak || open, box_is_bounded(&face)};
    bool holds = check_node(tree, &below, depth);
    box_clear(&face);
    box_clear(&whole);
    return holds;
}

// ---- nodes ----

// What another process takes counts as checked: it says so if it is not in order.
static bool check_item(tree_t *tree, const scope_t *scope, size_t depth)
{
    if (!share_takes(tree->share.share))
        return tree_share_skip(&tree->share, tree->ev->reader);
    tree->share.within_item = true;
    bool holds = check_node(tree, scope, depth);
    tree->share.within_item = false;
    return holds;
}

static bool check_node(tree_t *tree, const scope_t *scope, size_t depth)
{
    evidence_t *ev = tree->ev;
    if (tree_share_is_item(&tree->share, ev->reader))
        return check_item(tree, scope, depth);
    if (depth == TREE_MAX_DEPTH)
        return reader_fail(ev->reader, FAULT_MALFORMED, "a tree of more than %d levels", TREE_MAX_DEPTH);
    if (!reader_any_line(ev->reader))
        return false;
    if (reader_word_is(ev->reader, 0, "split"))
        return check_split(tree, scope, depth + 1);
    if (reader_word_is(ev->reader, 0, "face") || reader_word_is(ev->reader, 0, "open-face"))
        return check_face(tree, scope, reader_word_is(ev->reader, 0, "open-face"), depth + 1);
    for (const tree_leaf_t *leaf = tree->leaves; leaf->keyword; leaf++)
        if (reader_word_is(ev->reader, 0, leaf->keyword))
            return leaf->holds(ev, scope, tree->data);
    return reader_fail(ev->reader, FAULT_MALFORMED, "not a node of such a tree");
}

static bool all_closed(const evidence_t *ev)
{
    for (size_t i = 0; i < ev->variable_count; i++)
        if (ev->obligation->variables[i].domain.lo_open || ev->obligation->variables[i].domain.hi_open)
            return false;
    return true;
}

static bool check_root_node(tree_t *tree, const box_t *box, bool region_is_true)
{
    box_t working;
    box_copy(&working, box);
    scope_t root = {&working, box, region_is_true, false, box_is_bounded(box) && all_closed(tree->ev)};
    bool holds = check_node(tree, &root, 0);
    box_clear(&working);
    return holds;
}

bool tree_check(evidence_t *ev, const box_t *box, bool region_is_true, const tree_leaf_t *leaves, bool with_faces,
                void *data)
{
    tree_t tree = {ev, leaves, with_faces, 0, box->count, data, {0}};
    tree_share_init(&tree.share, ev->reader, ev->ground->share);
    bool holds = check_root_node(&tree, box, region_is_true);
    tree_share_clear(&tree.share);
    return holds;
}

bool tree_check_variables(evidence_t *ev, const box_t *box, bool region_is_true, const tree_leaf_t *leaves,
                          size_t first, size_t end, void *data)
{
    tree_t tree = {ev, leaves, false, first, end, data, {0}};
    return check_root_node(&tree, box, region_is_true);
}

// ---- trees of statements ----

#define LEAF(name)                                                                                                     \
    static bool name##_holds(evidence_t *ev, const scope_t *scope, void *data)                                         \
    {                                                                                                                  \
        (void)data;                                                                                                    \
        return check_leaf_##name(ev, scope);                                                                           \
    }
LEAF(outside)
LEAF(natural)
LEAF(centred)
LEAF(convex)
LEAF(stationary)
LEAF(shape)
LEAF(constant)
LEAF(expand)
LEAF(cells)
LEAF(box)
LEAF(combined)
LEAF(jacobian)
#undef LEAF

bool tree_check_statement(evidence_t *ev, const box_t *box, bool region_is_true)
{
    static const tree_leaf_t leaves[] = {
        {"outside", outside_holds},   {"natural", natural_holds},       {"centred", centred_holds},
        {"convex", convex_holds},     {"stationary", stationary_holds}, {"shape", shape_holds},
        {"constant", constant_holds}, {"expand", expand_holds},         {"cells", cells_holds},
        {"box", box_holds},           {"combined", combined_holds},     {NULL, NULL}};
    return tree_check(ev, box, region_is_true, leaves, true, NULL);
}

bool check_tree(evidence_t *ev)
{
    static const tree_leaf_t leaves[] = {{"outside", outside_holds}, {"jacobian", jacobian_holds}, {NULL, NULL}};
    const dag_t *dag = ev->ground->dag;
    bool region_is_true = ev->goal.region == EXPR_NONE || expr_op(dag, ev->goal.region) == EXPR_TRUE;
    if (ev->obligation->kind != OBLIGATION_PAIR)
        return tree_check_statement(ev, &ev->root, region_is_true);
    // Where the region is not evidently convex, the box must be covered as if all of it were in the region: then leaves
    // `outside` are refused.
    bool covers_box = region_is_true || !region_is_convex(ev->ground, ev->obligation);
    return tree_check(ev, &ev->root, covers_box, leaves, false, NULL);
}
