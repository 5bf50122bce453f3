// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_examine.h"

#include "base/memory.h"
#include "prove/combination.h"

#include <math.h>
#include <string.h>

#define TOO_SMALL 0x1p-44      // relative width of a box that no test will close any more
#define SMALL 0x1p-22          // relative width at which a value this close to 0 ...
#define SUSPICIOUSLY_ZERO 1e-9 // ... relative to its terms looks like equality
#define NEGLIGIBLE_WIDTH 1e-9  // formulas that are undecided on so small a box may need more bits
#define TRIES_BEFORE_DOUBT 64  // of more bits for a formula; then only while it pays

void outcome_clear(outcome_t *outcome, size_t variables)
{
    for (size_t i = 0; outcome->exact_point && i < variables; i++)
        mem_free(outcome->exact_point[i]);
    mem_free(outcome->exact_point);
    mem_free(outcome->text);
    outcome->exact_point = NULL;
    outcome->text = NULL;
}

// Whether nothing more is to be tried.
static bool is_settled(outcome_t *outcome, const view_t *view)
{
    if (view->put_off)
        outcome->kind = OUTCOME_PUT_OFF;
    return outcome->kind != OUTCOME_NONE;
}

// ---- points where the conclusion may fail ----

static noted_t note_values(const statement_t *statement, const item_t *item, const tape_result_t *values)
{
    double score = condition_score(&statement->conclusion_condition, values);
    bool counts =
        !isnan(score) && !item->weak && (item->inside || condition_score(&statement->region_condition, values) >= 0);
    return (noted_t){counts, score};
}

static noted_t note_point(const statement_t *statement, const item_t *item, const double *point)
{
    tape_result_t *values = mem_alloc(statement->list.count, sizeof *values);
    statement_evaluate_point(values, statement, statement->values, point, 53);
    noted_t noted = note_values(statement, item, values);
    mem_free(values);
    return noted;
}

// ---- closing ----

static void close_leaf(outcome_t *outcome, const examiner_t *examiner, const view_t *view, tree_kind_t leaf)
{
    outcome->kind = OUTCOME_LEAF;
    outcome->leaf = leaf;
    outcome->variable = 0;
    outcome->precision = view->precision;
    if (leaf != TREE_OUTSIDE && examiner->statement->e != EXPR_NONE)
        outcome->lower = view->lower;
}

static bool natural(const examiner_t *examiner, view_t *view)
{
    statement_t *statement = examiner->statement;
    if (statement->e == EXPR_NONE)
        return condition_truth(&statement->conclusion_condition, &statement->list, view->values, view->precision) ==
                   TRUTH_TRUE &&
               leaf_confirm(statement, view, view->box, 0);
    sum_bounds_t e = sum_bounds(&statement->e_sum, &statement->list, view->values, view->precision);
    return leaf_accept(view, e.lo, e.noise) && (e.noise > 0 || leaf_confirm(statement, view, view->box, e.lo / 2));
}

void examine_values(outcome_t *outcome, const examiner_t *examiner, item_t *item, view_t *view)
{
    const statement_t *statement = examiner->statement;
    if (!item->inside) {
        tape_truth_t region =
            condition_truth(&statement->region_condition, &statement->list, view->values, view->precision);
        item->inside = view->inside = region == TRUTH_TRUE;
        if (region == TRUTH_FALSE) {
            close_leaf(outcome, examiner, view, TREE_OUTSIDE);
            return;
        }
    }
    if (natural(examiner, view))
        close_leaf(outcome, examiner, view, TREE_NATURAL);
    else
        is_settled(outcome, view);
}

static bool worth_tangents(const statement_t *statement, const view_t *view)
{
    const tape_result_t *e = view->centre_values + statement->e_sum.root;
    return statement->e != EXPR_NONE && e->regularity != REGULARITY_UNKNOWN && e->value.hi > 0;
}

static void try_convex(outcome_t *outcome, const examiner_t *examiner, const item_t *item, view_t *view)
{
    char *point;
    bool is_convex;
    if (leaf_convex(&point, &is_convex, outcome->minimiser, examiner->statement, view)) {
        close_leaf(outcome, examiner, view, TREE_CONVEX);
        outcome->text = point;
    } else if (is_convex) {
        outcome->least = note_point(examiner->statement, item, outcome->minimiser);
    }
}

static bool try_combined(outcome_t *outcome, const examiner_t *examiner, view_t *view)
{
    return leaf_combined(&outcome->text, outcome->smear, &outcome->has_smear, examiner->statement, view);
}

static bool try_derivatives(outcome_t *outcome, const examiner_t *examiner, const item_t *item, view_t *view)
{
    uint32_t variable;
    const statement_t *statement = examiner->statement;
    bool has_e = statement->e != EXPR_NONE;
    if (has_e && leaf_centred(statement, view)) {
        close_leaf(outcome, examiner, view, TREE_CENTRED);
    } else if (try_combined(outcome, examiner, view)) {
        close_leaf(outcome, examiner, view, TREE_COMBINED);
    } else if (leaf_expand(examiner->expander, statement, view)) {
        close_leaf(outcome, examiner, view, TREE_EXPAND);
    } else if (!view->put_off && has_e && statement->unrestricted && statement->bounded && !item->below_face &&
               leaf_stationary(&variable, statement, view)) {
        close_leaf(outcome, examiner, view, TREE_STATIONARY);
        outcome->variable = variable;
        outcome->lower = INFINITY;
    } else if (!view->put_off && leaf_shape(&examiner->shape, statement, view)) {
        close_leaf(outcome, examiner, view, TREE_SHAPE);
    } else if (!view->put_off && worth_tangents(statement, view)) {
        try_convex(outcome, examiner, item, view);
    }
    return is_settled(outcome, view);
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

void reduce_box(side_t *reduced, const statement_t *statement, const side_t *box, const face_t *faces)
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

// Where the region does not hold on all of the box, a face may lie outside it, and then the conclusion need not hold
// there: only what interval evaluation shows at once is taken.
static bool natural_on_faces(double *lower, const examiner_t *examiner, view_t *view, const face_t *faces)
{
    const statement_t *statement = examiner->statement;
    side_t *reduced = mem_alloc(statement->count, sizeof *reduced);
    tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
    reduce_box(reduced, statement, view->box, faces);
    statement_evaluate(results, statement, statement->values, reduced, view->precision);
    view_t below = *view;
    below.box = reduced;
    below.values = results;
    below.lower = -INFINITY;
    bool closed = natural(examiner, &below);
    view->put_off = below.put_off;
    *lower = below.lower;
    mem_free(results);
    mem_free(reduced);
    return closed;
}

static bool try_faces(outcome_t *outcome, const examiner_t *examiner, const item_t *item, view_t *view)
{
    double lower;
    if (examiner->statement->e == EXPR_NONE || !leaf_faces(outcome->faces, examiner->statement, view))
        return is_settled(outcome, view);
    if (item->inside) {
        outcome->kind = OUTCOME_FACES;
        outcome->leaf = TREE_OPEN;
    } else if (natural_on_faces(&lower, examiner, view, outcome->faces)) {
        outcome->kind = OUTCOME_FACES;
        outcome->leaf = TREE_NATURAL;
        outcome->lower = lower;
    }
    outcome->precision = view->precision;
    return is_settled(outcome, view);
}

// ---- exact arithmetic ----

static size_t free_sides(const statement_t *statement, const view_t *view)
{
    size_t count = 0;
    for (size_t i = 0; i < statement->count; i++)
        count += !side_is_fixed(view->box + i);
    return count;
}

static void take_exact(outcome_t *outcome, const examiner_t *examiner, const item_t *item, exact_leaf_t *result)
{
    if (result->verdict == VERDICT_PROVED) {
        outcome->kind = OUTCOME_LEAF;
        outcome->leaf = result->kind == TREE_CELLS ? TREE_CELLS : TREE_CONSTANT;
        outcome->variable = 0;
        outcome->precision = result->kind == TREE_CELLS ? 0 : result->precision;
        outcome->text = result->text;
        outcome->lower = 0;
        result->text = NULL;
    } else if (result->verdict == VERDICT_REFUTED && !item->weak) {
        outcome->exact_point = result->point;
        result->point = NULL;
    }
    exact_leaf_clear(result, examiner->statement->count);
}

static bool try_exact(outcome_t *outcome, const examiner_t *examiner, item_t *item, view_t *view)
{
    exact_leaf_t result;
    if (!item->below_face || item->exact_tried || free_sides(examiner->statement, view) > 1)
        return false;
    if (!view->alone) {
        view->put_off = true;
        return is_settled(outcome, view);
    }
    item->exact_tried = true;
    leaf_exact(&result, examiner->statement, view);
    take_exact(outcome, examiner, item, &result);
    return is_settled(outcome, view);
}

// ---- more bits ----

typedef struct {
    tape_result_t *values, *centre_values, *gradient_values, *members, *centre_members;
    side_t *centre;
} fine_t;

static const table_t *gradient_of(const statement_t *statement)
{
    return statement->gradient.tape ? &statement->gradient : NULL;
}

static void fine_init(fine_t *fine, const statement_t *statement, const view_t *view)
{
    const table_t *gradient = gradient_of(statement);
    *fine = (fine_t){0};
    fine->values = mem_alloc(statement->list.count, sizeof *fine->values);
    fine->centre_values = mem_alloc(statement->list.count, sizeof *fine->values);
    fine->gradient_values = gradient ? mem_alloc(gradient->list.count, sizeof *fine->values) : NULL;
    if (view->members) {
        fine->members = mem_alloc(statement->combination->on_box.list.count, sizeof *fine->members);
        fine->centre_members = mem_alloc(statement->combination->at_point.list.count, sizeof *fine->members);
    }
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
    mem_free(fine->members);
    mem_free(fine->centre_members);
    mem_free(fine->centre);
}

static void fine_evaluate(fine_t *fine, view_t *view, const statement_t *statement, slong precision)
{
    statement_evaluate(fine->values, statement, statement->values, view->box, precision);
    statement_evaluate(fine->centre_values, statement, statement->values, fine->centre, precision);
    if (fine->gradient_values)
        statement_evaluate(fine->gradient_values, statement, statement->gradient.tape, view->box, precision);
    if (fine->members) {
        statement_evaluate(fine->members, statement, statement->combination->on_box.tape, view->box, precision);
        statement_evaluate(fine->centre_members, statement, statement->combination->at_point.tape, fine->centre,
                           precision);
        view->members = fine->members;
        view->centre_members = fine->centre_members;
    }
    view->precision = precision;
    view->values = fine->values;
    view->centre_values = fine->centre_values;
    view->gradient = fine->gradient_values;
    view->more_bits = false;
}

// Whether the enclosures are others than those before, which take their values.
static bool is_news(tape_result_t *before, const tape_result_t *after, size_t count)
{
    bool news = false;
    for (size_t i = 0; i < count; i++) {
        news = news || before[i].value.neg_lo != after[i].value.neg_lo || before[i].value.hi != after[i].value.hi ||
               before[i].truth != after[i].truth || before[i].regularity != after[i].regularity;
        before[i] = after[i];
    }
    return news;
}

// On very small boxes; where that hardly ever closes one, on those only that would be given up else.
static bool may_refine_formula(const examiner_t *examiner, const view_t *view)
{
    const statement_t *statement = examiner->statement;
    double width = box_relative_width(view->box, statement->count);
    bool doubtful = examiner->refined > TRIES_BEFORE_DOUBT && 16 * examiner->refined_closed < examiner->refined;
    return statement->e == EXPR_NONE && width < (doubtful ? TOO_SMALL : NEGLIGIBLE_WIDTH);
}

// Where rounding is what keeps the box open, the tests are repeated with 106, 212, ... bits; about formulas as long as
// enclosures become others.
static bool try_more_bits(outcome_t *outcome, const examiner_t *examiner, item_t *item, view_t *view)
{
    const statement_t *statement = examiner->statement;
    bool formula = may_refine_formula(examiner, view);
    if (!view->bounded || !(view->more_bits || formula))
        return false;
    fine_t fine;
    view_t finer = *view;
    view->refined = formula;
    bool more = true;
    size_t count = statement->list.count;
    tape_result_t *before = mem_alloc(2 * count, sizeof *before);
    fine_init(&fine, statement, view);
    for (slong precision = 106; outcome->kind == OUTCOME_NONE && more && precision <= examiner->max_precision;
         precision *= 2) {
        fine_evaluate(&fine, &finer, statement, precision);
        examine_values(outcome, examiner, item, &finer);
        if (outcome->kind == OUTCOME_NONE)
            try_derivatives(outcome, examiner, item, &finer);
        bool news_on_box = is_news(before, fine.values, count);
        bool news_at_centre = is_news(before + count, fine.centre_values, count);
        more = finer.more_bits || (formula && (news_on_box || news_at_centre));
    }
    mem_free(before);
    view->lower = fmax(view->lower, finer.lower);
    fine_clear(&fine);
    return outcome->kind != OUTCOME_NONE;
}

// ---- splitting ----

static bool looks_like_equality(const statement_t *statement, const view_t *view)
{
    if (statement->e == EXPR_NONE || box_relative_width(view->box, statement->count) > SMALL)
        return false;
    sum_bounds_t e = sum_bounds(&statement->e_sum, &statement->list, view->centre_values, view->precision);
    double magnitude = e.noise / rounding_room(view->precision);
    return fabs(e.lo + e.hi) / 2 <= SUSPICIOUSLY_ZERO * magnitude;
}

static void smear_of(double *smear, const statement_t *statement, const view_t *view)
{
    for (size_t i = 0; i < statement->count; i++) {
        dinterval_t d = view->gradient[statement->gradient.sums[i].root].value;
        smear[i] = fmax(fabs(d.neg_lo), fabs(d.hi)) * (view->box[i].hi - view->box[i].lo);
    }
}

static void give_up(outcome_t *outcome, const char *why)
{
    outcome->kind = OUTCOME_STUCK;
    outcome->why = why;
}

static void split_box(outcome_t *outcome, const examiner_t *examiner, const view_t *view)
{
    const statement_t *statement = examiner->statement;
    if (view->gradient && !outcome->has_smear)
        smear_of(outcome->smear, statement, view);
    const double *smear = view->gradient || outcome->has_smear ? outcome->smear : NULL;
    if (looks_like_equality(statement, view))
        give_up(outcome, "the two sides seem to be equal at a point of this box");
    else if (view->bounded && box_relative_width(view->box, statement->count) < TOO_SMALL)
        give_up(outcome, "this box is too small to be split further");
    else if (plan_split(&outcome->split, &examiner->plan, view, smear))
        outcome->kind = OUTCOME_SPLIT;
    else
        give_up(outcome, "no side of this box can be split");
}

void examine_further(outcome_t *outcome, const examiner_t *examiner, item_t *item, view_t *view)
{
    outcome->centre = note_values(examiner->statement, item, view->centre_values);
    if (try_derivatives(outcome, examiner, item, view) || try_faces(outcome, examiner, item, view) ||
        try_exact(outcome, examiner, item, view) || try_more_bits(outcome, examiner, item, view))
        return;
    split_box(outcome, examiner, view);
}
