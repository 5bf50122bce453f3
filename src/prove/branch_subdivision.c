// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_subdivision.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/work.h"
#include "prove/branch_batch.h"
#include "prove/combination.h"

#include <math.h>
#include <string.h>

#define COMBINED_FROM 32 // boxes: what needs fewer is not worth second derivatives
#define PART_OF_BOXES 16 // a round is at most that part of the boxes before it

// ---- the stack ----

// Returns the place of its box.
static side_t *push(subdivision_t *s, const item_t *item, const side_t *box)
{
    size_t n = s->statement->count;
    s->items = mem_grow(s->items, &s->item_capacity, s->open + 1, sizeof *s->items);
    s->sides = mem_grow(s->sides, &s->side_capacity, (s->open + 1) * n, sizeof *s->sides);
    s->items[s->open] = *item;
    if (n)
        memcpy(s->sides + s->open * n, box, n * sizeof *box);
    return s->sides + s->open++ * n;
}

static bool is_bounded(const statement_t *statement)
{
    for (size_t i = 0; i < statement->count; i++)
        if (!isfinite(statement->root[i].hi - statement->root[i].lo))
            return false;
    return true;
}

void subdivision_init(subdivision_t *s, statement_t *statement)
{
    *s = (subdivision_t){.statement = statement, .lowest = INFINITY, .suspect_score = INFINITY};
    s->examiner.statement = statement;
    s->examiner.max_precision = statement->prover->limits.max_precision;
    tree_init(&s->tree);
    plan_init(&s->examiner.plan, statement, 0, NULL);
    shape_init(&s->examiner.shape, statement);
    s->examiner.expander = expander_new(statement);
    s->suspect = mem_alloc(statement->count, sizeof *s->suspect);
    s->volume_left = is_bounded(statement) ? 1 : NAN;
    item_t root = {.node = 0, .inside = statement->unrestricted};
    (void)push(s, &root, statement->root);
}

void subdivision_clear(subdivision_t *s)
{
    tree_clear(&s->tree);
    plan_clear(&s->examiner.plan);
    shape_clear(&s->examiner.shape);
    expander_free(s->examiner.expander);
    for (size_t i = 0; i < ROUND_BATCHES; i++)
        batch_free(s->batches[i]);
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

static void note(subdivision_t *s, noted_t noted, const double *point)
{
    if (!noted.is_set || !(noted.score < s->suspect_score))
        return;
    s->suspect_score = noted.score;
    s->has_suspect = true;
    memcpy(s->suspect, point, s->statement->count * sizeof *s->suspect);
}

// ---- what becomes of a box ----

// What it has of the root's volume is done with.
static void count_volume(subdivision_t *s, const side_t *box)
{
    const side_t *root = s->statement->root;
    double share = 1;
    if (isnan(s->volume_left))
        return;
    for (size_t i = 0; i < s->statement->count; i++)
        if (root[i].hi > root[i].lo)
            share *= (box[i].hi - box[i].lo) / (root[i].hi - root[i].lo);
    s->volume_left = fmax(s->volume_left - share, 0);
}

static void close_node(subdivision_t *s, uint32_t node, outcome_t *outcome)
{
    tree_close(&s->tree, node, outcome->leaf, outcome->variable, outcome->precision);
    s->tree.nodes[node].text = outcome->text;
    outcome->text = NULL;
    s->lowest = fmin(s->lowest, outcome->lower);
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

static void go_to_faces(subdivision_t *s, item_t *item, const view_t *view, outcome_t *outcome)
{
    descend(s, item, outcome->faces, outcome->precision);
    if (outcome->leaf != TREE_OPEN) {
        close_node(s, item->node, outcome);
        return;
    }
    reduce_box(push(s, item, view->box), s->statement, view->box, outcome->faces);
}

static void push_halves(subdivision_t *s, const item_t *item, const view_t *view, const split_t *split)
{
    const mark_t *mark = split->mark == MARK_NONE ? NULL : s->statement->marks + split->mark;
    item_t child = *item;
    child.node = tree_split(&s->tree, item->node, split->variable, split->at, split->mark) + 1;
    side_t *side = push(s, &child, view->box) + split->variable;
    side->lo = mark ? mark->lo : split->at;
    side->lo_mark = split->mark;
    child.node--;
    side = push(s, &child, view->box) + split->variable;
    side->hi = mark ? mark->hi : split->at;
    side->hi_mark = split->mark;
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

static void take_outcome(subdivision_t *s, item_t *item, const view_t *view, outcome_t *outcome)
{
    if (view->expanded)
        expander_count(s->examiner.expander, outcome->kind == OUTCOME_LEAF && outcome->leaf == TREE_EXPAND);
    if (view->combined)
        combination_count(s->statement->combination, outcome->kind == OUTCOME_LEAF && outcome->leaf == TREE_COMBINED);
    s->examiner.refined += view->refined;
    s->examiner.refined_closed += view->refined && outcome->kind == OUTCOME_LEAF;
    note(s, outcome->centre, view->centre);
    note(s, outcome->least, outcome->minimiser);
    if (outcome->exact_point && !s->exact_point) {
        s->exact_point = outcome->exact_point;
        outcome->exact_point = NULL;
    }
    if (outcome->kind == OUTCOME_LEAF || outcome->kind == OUTCOME_FACES)
        count_volume(s, view->box);
    if (outcome->kind == OUTCOME_LEAF)
        close_node(s, item->node, outcome);
    else if (outcome->kind == OUTCOME_FACES)
        go_to_faces(s, item, view, outcome);
    else if (outcome->kind == OUTCOME_SPLIT)
        push_halves(s, item, view, &outcome->split);
    else
        give_up(s, view, outcome->why);
}

// ---- the run ----

// How many boxes a round has: few at first, as each may show that there is no need of the others; and a place at which
// the search gets stuck, or the statement fails, is come nearer to by one level in a round. It does not depend on the
// number of threads.
static size_t round_size(const subdivision_t *s)
{
    size_t batches = s->boxes / PART_OF_BOXES / BATCH_SIZE;
    batches = batches < 1 ? 1 : batches < ROUND_BATCHES ? batches : ROUND_BATCHES;
    return batches * BATCH_SIZE < s->open ? batches * BATCH_SIZE : s->open;
}

// Takes boxes from the top of the stack.
static void take_boxes(subdivision_t *s, size_t most)
{
    size_t n = s->statement->count, count = round_size(s) < most ? round_size(s) : most;
    s->batch_count = (count + BATCH_SIZE - 1) / BATCH_SIZE;
    if (s->boxes >= COMBINED_FROM)
        statement_combination(s->statement);
    for (size_t k = 0; k < count; k++) {
        batch_t **batch = s->batches + k / BATCH_SIZE;
        if (!*batch)
            *batch = batch_new(s->statement);
        batch_prepare(*batch);
        s->open--;
        batch_add(*batch, s->items + s->open, s->sides + s->open * n);
    }
    s->boxes += count;
}

static void examine_batch(size_t index, void *context)
{
    subdivision_t *s = context;
    batch_examine(s->batches[index], &s->examiner, s->batch_count == 1);
}

// Whatever has an effect on what comes later happens here, box by box.
static void take_outcomes(subdivision_t *s, batch_t *batch)
{
    for (size_t k = batch->count; k-- > 0;) {
        if (batch->outcomes[k].kind == OUTCOME_PUT_OFF)
            batch_examine_again(batch, &s->examiner, k);
        take_outcome(s, batch->items + k, batch->views + k, batch->outcomes + k);
    }
    batch_empty(batch);
}

static void run_round(subdivision_t *s, size_t most)
{
    take_boxes(s, most);
    parallel_run(s->batch_count, examine_batch, s);
    for (size_t b = s->batch_count; b-- > 0;)
        take_outcomes(s, s->batches[b]);
}

// Reported once, and again when a much worse point is found.
static bool report_suspect(subdivision_t *s)
{
    if (!s->has_suspect || !(s->suspect_score < 0) || s->suspect_score > 4 * s->reported_score)
        return false;
    s->reported_score = s->suspect_score;
    return true;
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
        run_round(s, end - s->boxes);
        work_note(s->boxes - before, s->open, s->volume_left);
    }
}
