// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_subdivision.h"

#include "base/memory.h"
#include "base/work.h"
#include "prove/branch_batch.h"

#include <math.h>
#include <string.h>

#define TOO_SMALL 0x1p-44      // relative width of a box that no test will close any more
#define SMALL 0x1p-22          // relative width at which a value this close to 0 ...
#define SUSPICIOUSLY_ZERO 1e-9 // ... relative to its terms looks like equality
#define NEGLIGIBLE_WIDTH 1e-9  // formulas that are undecided on so small a box may need more bits

// ---- the stack ----

static void push(subdivision_t *s, const item_t *item, const side_t *box)
{
    size_t n = s->statement->count;
    s->items = mem_grow(s->items, &s->item_capacity, s->open + 1, sizeof *s->items);
    s->sides = mem_grow(s->sides, &s->side_capacity, (s->open + 1) * n, sizeof *s->sides);
    s->items[s->open] = *item;
    if (n)
        memcpy(s->sides + s->open * n, box, n * sizeof *box);
    s->open++;
}

void subdivision_init(subdivision_t *s, statement_t *statement)
{
    *s = (subdivision_t){.statement = statement,
                         .max_precision = statement->prover->limits.max_precision,
                         .lowest = INFINITY,
                         .suspect_score = INFINITY};
    tree_init(&s->tree);
    plan_init(&s->plan, statement, 0, NULL);
    shape_init(&s->shape, statement);
    s->expander = expander_new(statement);
    s->suspect = mem_alloc(statement->count, sizeof *s->suspect);
    s->batch = batch_new(statement);
    item_t root = {.node = 0, .inside = statement->unrestricted};
    push(s, &root, statement->root);
}

void subdivision_clear(subdivision_t *s)
{
    tree_clear(&s->tree);
    plan_clear(&s->plan);
    shape_clear(&s->shape);
    expander_free(s->expander);
    batch_free(s->batch);
    for (size_t i = 0; s->exact_point && i < s->statement->count; i++)
        mem_free(s->exact_point[i]);
    mem_free(s->exact_point);
    mem_free(s->suspect);
    mem_free(s->worst);
    mem_free(s->items);
    mem_free(s->sides);
    memset(s, 0, sizeof *s);
}

// ---- points where the conclusion may fail ----

static void note_point(subdivision_t *s, const item_t *item, const double *point, const tape_result_t *values)
{
    statement_t *statement = s->statement;
    double score = condition_score(&statement->conclusion_condition, values);
    if (!(score < s->suspect_score) || item->weak)
        return;
    if (!item->inside && !(condition_score(&statement->region_condition, values) >= 0))
        return;
    s->suspect_score = score;
    s->has_suspect = true;
    memcpy(s->suspect, point, statement->count * sizeof *s->suspect);
}

static void note_minimiser(subdivision_t *s, const item_t *item, const double *point)
{
    const statement_t *statement = s->statement;
    tape_result_t *values = mem_alloc(statement->list.count, sizeof *values);
    statement_evaluate_point(values, statement, statement->values, point, 53);
    note_point(s, item, point, values);
    mem_free(values);
}

// ---- closing ----

static void close_leaf(subdivision_t *s, const item_t *item, const view_t *view, tree_kind_t kind)
{
    tree_close(&s->tree, item->node, kind, 0, view->precision);
    if (kind != TREE_OUTSIDE && s->statement->e != EXPR_NONE)
        s->lowest = fmin(s->lowest, view->lower);
}

static bool natural(subdivision_t *s, view_t *view)
{
    statement_t *statement = s->statement;
    if (statement->e == EXPR_NONE)
        return condition_truth(&statement->conclusion_condition, &statement->list, view->values, view->precision) ==
                   TRUTH_TRUE &&
               statement_confirm(statement, view->box, 0, view->precision);
    sum_bounds_t e = sum_bounds(&statement->e_sum, &statement->list, view->values, view->precision);
    return leaf_accept(view, e.lo, e.noise) &&
           (e.noise > 0 || statement_confirm(statement, view->box, e.lo / 2, view->precision));
}

static bool close_by_values(subdivision_t *s, item_t *item, view_t *view)
{
    statement_t *statement = s->statement;
    if (!item->inside) {
        tape_truth_t region =
            condition_truth(&statement->region_condition, &statement->list, view->values, view->precision);
        item->inside = view->inside = region == TRUTH_TRUE;
        if (region == TRUTH_FALSE) {
            close_leaf(s, item, view, TREE_OUTSIDE);
            return true;
        }
    }
    if (!natural(s, view))
        return false;
    close_leaf(s, item, view, TREE_NATURAL);
    return true;
}

static bool worth_tangents(const subdivision_t *s, const view_t *view)
{
    const statement_t *statement = s->statement;
    const tape_result_t *e = view->centre_values + statement->e_sum.root;
    return statement->e != EXPR_NONE && e->regularity != REGULARITY_UNKNOWN && e->value.hi > 0;
}

static bool close_convex(subdivision_t *s, const item_t *item, view_t *view)
{
    char *point;
    double *minimiser = mem_alloc(s->statement->count, sizeof *minimiser);
    bool is_convex, closed = leaf_convex(&point, &is_convex, minimiser, s->statement, view);
    if (is_convex && !closed)
        note_minimiser(s, item, minimiser);
    if (closed) {
        tree_close_with(&s->tree, item->node, TREE_CONVEX, view->precision, point);
        s->lowest = fmin(s->lowest, view->lower);
    }
    mem_free(minimiser);
    return closed;
}

static bool close_by_derivatives(subdivision_t *s, const item_t *item, view_t *view)
{
    uint32_t variable;
    statement_t *statement = s->statement;
    bool has_e = statement->e != EXPR_NONE;
    if (has_e && leaf_centred(statement, view))
        close_leaf(s, item, view, TREE_CENTRED);
    else if (leaf_expand(s->expander, statement, view))
        close_leaf(s, item, view, TREE_EXPAND);
    else if (has_e && statement->unrestricted && statement->bounded && !item->below_face &&
             leaf_stationary(&variable, statement, view))
        tree_close(&s->tree, item->node, TREE_STATIONARY, variable, view->precision);
    else if (leaf_shape(&s->shape, statement, view))
        close_leaf(s, item, view, TREE_SHAPE);
    else
        return worth_tangents(s, view) && close_convex(s, item, view);
    return true;
}

// ---- faces ----

static void go_to_face(side_t *side, face_t face)
{
    if (face == FACE_LO || face == FACE_OPEN_LO) {
        side->hi_mark = side->lo_mark;
    } else {
        side->lo_mark = side->hi_mark;
    }
}

// The box with the variables at their faces. Ends that are marks keep their enclosures.
static void reduce_box(side_t *reduced, const statement_t *statement, const side_t *box, const face_t *faces)
{
    for (size_t i = 0; i < statement->count; i++) {
        reduced[i] = box[i];
        if (faces[i] == FACE_NONE)
            continue;
        bool lower = faces[i] == FACE_LO || faces[i] == FACE_OPEN_LO;
        double end = lower ? box[i].lo : box[i].hi;
        go_to_face(reduced + i, faces[i]);
        bool marked = reduced[i].lo_mark != MARK_NONE;
        reduced[i].lo = marked ? statement->marks[reduced[i].lo_mark].lo : end;
        reduced[i].hi = marked ? statement->marks[reduced[i].lo_mark].hi : end;
    }
}

// Makes the nodes of the faces, and turns the item into the last one.
static void descend(subdivision_t *s, item_t *item, const face_t *faces, slong precision)
{
    for (size_t i = 0; i < s->statement->count; i++) {
        if (faces[i] == FACE_NONE)
            continue;
        bool open = !item->weak && (faces[i] == FACE_OPEN_LO || faces[i] == FACE_OPEN_HI);
        bool upper = faces[i] == FACE_HI || faces[i] == FACE_OPEN_HI;
        item->node = tree_face(&s->tree, item->node, (uint32_t)i, upper, open, precision);
        item->weak = item->weak || open;
    }
    item->below_face = item->inside = true;
    item->exact_tried = false;
}

// Where the region does not hold on all of the box, a face may lie outside it, and then the conclusion need not hold
// there: only what interval evaluation shows at once is taken.
static bool natural_on_faces(subdivision_t *s, const side_t *reduced, const view_t *view)
{
    const statement_t *statement = s->statement;
    tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
    statement_evaluate(results, statement, statement->values, reduced, view->precision);
    view_t lower = *view;
    lower.box = reduced;
    lower.values = results;
    lower.lower = -INFINITY;
    bool closed = natural(s, &lower);
    if (closed)
        s->lowest = fmin(s->lowest, lower.lower);
    mem_free(results);
    return closed;
}

static bool use_faces(subdivision_t *s, item_t *item, const view_t *view)
{
    size_t n = s->statement->count;
    face_t *faces = mem_alloc(n, sizeof *faces);
    bool used = s->statement->e != EXPR_NONE && leaf_faces(faces, s->statement, view);
    if (used) {
        side_t *reduced = mem_alloc(n, sizeof *reduced);
        reduce_box(reduced, s->statement, view->box, faces);
        if (item->inside) {
            descend(s, item, faces, view->precision);
            push(s, item, reduced);
        } else {
            used = natural_on_faces(s, reduced, view);
            if (used) {
                descend(s, item, faces, view->precision);
                tree_close(&s->tree, item->node, TREE_NATURAL, 0, view->precision);
            }
        }
        mem_free(reduced);
    }
    mem_free(faces);
    return used;
}

static bool close_exactly(subdivision_t *s, item_t *item, const view_t *view)
{
    if (!item->below_face || item->exact_tried)
        return false;
    item->exact_tried = true;
    exact_leaf_t result;
    leaf_exact(&result, s->statement, view);
    bool proved = result.verdict == VERDICT_PROVED;
    if (proved && result.kind == TREE_CELLS) {
        tree_close_with(&s->tree, item->node, TREE_CELLS, 0, result.text);
        result.text = NULL;
    } else if (proved) {
        tree_close(&s->tree, item->node, TREE_CONSTANT, 0, result.precision);
    } else if (result.verdict == VERDICT_REFUTED && !item->weak && !s->exact_point) {
        s->exact_point = result.point;
        result.point = NULL;
    }
    if (proved)
        s->lowest = fmin(s->lowest, 0);
    exact_leaf_clear(&result, s->statement->count);
    return proved;
}

// ---- more bits ----

typedef struct {
    tape_result_t *values, *centre_values, *gradient_values;
    side_t *centre;
} fine_t;

static void fine_init(fine_t *fine, const subdivision_t *s, const view_t *view)
{
    const statement_t *statement = s->statement;
    const table_t *gradient = s->batch->gradient;
    fine->values = mem_alloc(statement->list.count, sizeof *fine->values);
    fine->centre_values = mem_alloc(statement->list.count, sizeof *fine->values);
    fine->gradient_values = gradient ? mem_alloc(gradient->list.count, sizeof *fine->values) : NULL;
    fine->centre = mem_alloc(statement->count, sizeof *fine->centre);
    for (size_t i = 0; i < statement->count; i++)
        fine->centre[i] = side_is_fixed(view->box + i)
                              ? view->box[i]
                              : (side_t){view->centre[i], view->centre[i], MARK_NONE, MARK_NONE};
}

static void fine_clear(fine_t *fine)
{
    mem_free(fine->values);
    mem_free(fine->centre_values);
    mem_free(fine->gradient_values);
    mem_free(fine->centre);
}

static void fine_evaluate(fine_t *fine, view_t *view, const subdivision_t *s, slong precision)
{
    const statement_t *statement = s->statement;
    statement_evaluate(fine->values, statement, statement->values, view->box, precision);
    statement_evaluate(fine->centre_values, statement, statement->values, fine->centre, precision);
    if (fine->gradient_values)
        statement_evaluate(fine->gradient_values, statement, s->batch->gradient->tape, view->box, precision);
    view->precision = precision;
    view->values = fine->values;
    view->centre_values = fine->centre_values;
    view->gradient = fine->gradient_values;
    view->more_bits = false;
}

// Where rounding is what keeps the box open, the tests are repeated with 106, 212, ... bits.
static bool close_with_more_bits(subdivision_t *s, item_t *item, view_t *view)
{
    bool formula =
        s->statement->e == EXPR_NONE && box_relative_width(view->box, s->statement->count) < NEGLIGIBLE_WIDTH;
    if (!view->bounded || !(view->more_bits || formula))
        return false;
    fine_t fine;
    view_t finer = *view;
    bool closed = false, more = true;
    fine_init(&fine, s, view);
    for (slong precision = 106; !closed && more && precision <= s->max_precision; precision *= 2) {
        fine_evaluate(&fine, &finer, s, precision);
        closed = close_by_values(s, item, &finer) || close_by_derivatives(s, item, &finer);
        more = finer.more_bits || formula;
    }
    view->lower = fmax(view->lower, finer.lower);
    fine_clear(&fine);
    return closed;
}

// ---- splitting ----

static bool looks_like_equality(const subdivision_t *s, const view_t *view)
{
    const statement_t *statement = s->statement;
    if (statement->e == EXPR_NONE || box_relative_width(view->box, statement->count) > SMALL)
        return false;
    sum_bounds_t e = sum_bounds(&statement->e_sum, &statement->list, view->centre_values, view->precision);
    double magnitude = e.noise / rounding_room(view->precision);
    return fabs(e.lo + e.hi) / 2 <= SUSPICIOUSLY_ZERO * magnitude;
}

static void give_up(subdivision_t *s, const view_t *view, const char *why)
{
    size_t n = s->statement->count;
    if (s->worst)
        return;
    s->worst = mem_alloc(n, sizeof *s->worst);
    if (n)
        memcpy(s->worst, view->box, n * sizeof *s->worst);
    s->worst_lower = view->lower;
    s->why = why;
}

static void smear_of(double *smear, const subdivision_t *s, const view_t *view)
{
    const statement_t *statement = s->statement;
    for (size_t i = 0; i < statement->count; i++) {
        dinterval_t d = view->gradient[statement->gradient.sums[i].root].value;
        smear[i] = fmax(fabs(d.neg_lo), fabs(d.hi)) * (view->box[i].hi - view->box[i].lo);
    }
}

static void push_halves(subdivision_t *s, const item_t *item, const view_t *view, const split_t *split)
{
    size_t n = s->statement->count;
    const mark_t *mark = split->mark == MARK_NONE ? NULL : s->statement->marks + split->mark;
    side_t *half = mem_alloc(n, sizeof *half);
    item_t child = *item;
    child.node = tree_split(&s->tree, item->node, split->variable, split->at, split->mark);
    memcpy(half, view->box, n * sizeof *half);
    child.node++;
    half[split->variable].lo = mark ? mark->lo : split->at;
    half[split->variable].lo_mark = split->mark;
    push(s, &child, half);
    child.node--;
    half[split->variable] = view->box[split->variable];
    half[split->variable].hi = mark ? mark->hi : split->at;
    half[split->variable].hi_mark = split->mark;
    push(s, &child, half);
    mem_free(half);
}

static void split_box(subdivision_t *s, const item_t *item, const view_t *view)
{
    split_t split;
    double *smear = view->gradient ? mem_alloc(s->statement->count, sizeof *smear) : NULL;
    if (smear)
        smear_of(smear, s, view);
    if (looks_like_equality(s, view))
        give_up(s, view, "the two sides seem to be equal at a point of this box");
    else if (view->bounded && box_relative_width(view->box, s->statement->count) < TOO_SMALL)
        give_up(s, view, "this box is too small to be split further");
    else if (plan_split(&split, &s->plan, view, smear))
        push_halves(s, item, view, &split);
    else
        give_up(s, view, "no side of this box can be split");
    mem_free(smear);
}

// ---- the run ----

static void work_on(subdivision_t *s, item_t *item, view_t *view)
{
    note_point(s, item, view->centre, view->centre_values);
    if (close_by_derivatives(s, item, view) || use_faces(s, item, view) || close_exactly(s, item, view) ||
        close_with_more_bits(s, item, view))
        return;
    split_box(s, item, view);
}

static void run_batch(subdivision_t *s, size_t most)
{
    bool wanted[BATCH_SIZE];
    batch_t *batch = s->batch;
    batch_take(batch, s, most);
    s->boxes += batch->count;
    for (size_t k = 0; k < batch->count; k++)
        wanted[k] = !close_by_values(s, batch->items + k, batch->views + k);
    batch_evaluate_further(batch, wanted);
    for (size_t k = batch->count; k-- > 0;)
        if (wanted[k])
            work_on(s, batch->items + k, batch->views + k);
}

// Reported once, and again when a much worse point is found.
static bool report_suspect(subdivision_t *s)
{
    if (!s->has_suspect || !(s->suspect_score < 0) || s->suspect_score > 4 * s->reported_score)
        return false;
    s->reported_score = s->suspect_score;
    return true;
}

// What the boxes on the stack have of the root's volume.
static double volume_left(const subdivision_t *s)
{
    const statement_t *statement = s->statement;
    double left = 0;
    for (size_t k = 0; k < s->open; k++) {
        double share = 1;
        for (size_t i = 0; i < statement->count; i++) {
            double whole = statement->root[i].hi - statement->root[i].lo;
            if (whole > 0)
                share *= (s->sides[k * statement->count + i].hi - s->sides[k * statement->count + i].lo) / whole;
        }
        left += share;
    }
    return left;
}

subdivision_result_t subdivision_run(subdivision_t *s, size_t budget)
{
    size_t end = s->boxes + budget;
    for (;;) {
        if (s->exact_point)
            return SUBDIVISION_REFUTED;
        if (!s->open && !s->worst)
            return SUBDIVISION_PROVED;
        if (report_suspect(s))
            return SUBDIVISION_SUSPECT;
        if (s->worst || dag_over_limit(s->statement->prover->dag))
            return SUBDIVISION_STUCK;
        if (s->boxes >= end)
            return SUBDIVISION_PAUSED;
        size_t before = s->boxes;
        run_batch(s, end - s->boxes);
        work_note(s->boxes - before, s->open, volume_left(s));
    }
}
