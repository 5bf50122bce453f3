// SPDX-License-Identifier: LGPL-3.0-or-later
#include "report/document_boxes.h"

#include "base/memory.h"
#include "real/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AROUND 0.25 // of the width of what is cut, or of the region: so much is shown beside it
#define FAR 8.0     // times the median distance of cuts from the origin
#define BESIDE 0.1  // of the places of cuts lie below the middle ones, as many above
#define FEW_CUTS 10
#define DEEPEST 4000
#define DEEPEST_NODE 12 // of a bound: terms with more operations within each other are not evaluated

typedef struct {
    document_t *document;
    const record_obligation_t *obligation;
    boxes_t *boxes;
    size_t next;     // line
    bool near;       // the frame holds only the middle of many places of cuts
    bool has_lonely; // there are others
    bool failed;
} walk_t;

// ---- numbers ----

static double fraction_value(const char *text)
{
    const char *slash = strchr(text, '/');
    if (!slash)
        return strtod(text, NULL);
    fmpq_t value;
    strbuf_t decimal;
    fmpq_init(value);
    strbuf_init(&decimal);
    double result = NAN;
    if (number_read_fmpq(value, text, strlen(text)) == STATUS_OK) {
        number_decimal_fmpq(&decimal, value, 20, NUMBER_DOWN);
        result = strtod(decimal.text, NULL);
    }
    strbuf_clear(&decimal);
    fmpq_clear(value);
    return result;
}

static double algebraic_value(const char *text)
{
    real_ctx_t reals;
    rpoint_t value;
    strbuf_t decimal;
    double result = NAN;
    real_ctx_init(reals);
    rpoint_init(value);
    strbuf_init(&decimal);
    if (number_read(value, text, strlen(text), reals) == STATUS_OK &&
        number_decimal_rpoint(&decimal, value, 20, NUMBER_DOWN, reals) == STATUS_OK)
        result = strtod(decimal.text, NULL);
    strbuf_clear(&decimal);
    rpoint_clear(value);
    real_ctx_clear(reals);
    return result;
}

static double number_value(const char *text)
{
    return strchr(text, ';') ? algebraic_value(text) : fraction_value(text);
}

static double node_value(const record_t *record, size_t node, unsigned depth);

static double operand_value(const record_t *record, const record_node_t *node, size_t word, unsigned depth)
{
    return node->count > word ? node_value(record, strtoul(node->words[word], NULL, 10), depth + 1) : NAN;
}

// A bound that is made from rational numbers by a few operations, in double precision; NaN for others.
static double node_value(const record_t *record, size_t node, unsigned depth)
{
    static const struct {
        const char *word;
        char operation;
    } operations[] = {{"add", '+'}, {"sub", '-'}, {"mul", '*'}, {"div", '/'}};
    const record_node_t *n = record->nodes + node;
    if (node == 0 || n->count < 2 || depth > DEEPEST_NODE)
        return NAN;
    if (strcmp(n->words[0], "rational") == 0)
        return fraction_value(n->words[1]);
    double a = operand_value(record, n, 1, depth);
    if (strcmp(n->words[0], "neg") == 0)
        return -a;
    if (strcmp(n->words[0], "sqrt") == 0)
        return sqrt(a);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(n->words[0], operations[i].word) == 0) {
            double b = operand_value(record, n, 2, depth);
            char operation = operations[i].operation;
            return operation == '+' ? a + b : operation == '-' ? a - b : operation == '*' ? a * b : a / b;
        }
    return NAN;
}

static const char *variable_name(const record_t *record, size_t node)
{
    const record_node_t *n = record->nodes + node;
    return node > 0 && n->count > 1 && strcmp(n->words[0], "variable") == 0 ? n->words[1] : "";
}

// ---- the picture's frame ----

static bool is_split(const record_line_t *line)
{
    return strcmp(line->words[0], "split") == 0 && line->count == 3;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

// Where the variable is cut, ascending, its finite ends among them. A new array; returns how many.
static size_t find_cuts(double **cuts, const walk_t *walk, size_t variable, double lo, double hi)
{
    const record_obligation_t *obligation = walk->obligation;
    size_t count = 0;
    *cuts = mem_alloc(obligation->evidence_count + 2, sizeof **cuts);
    for (size_t i = 0; i < obligation->evidence_count; i++) {
        const record_line_t *line = obligation->evidence + i;
        double cut = NAN;
        if (is_split(line) && strtoul(line->words[1], NULL, 10) == variable + 1)
            cut = fraction_value(line->words[2]);
        if (strcmp(line->words[0], "at") == 0 && line->count == 2)
            cut = number_value(line->words[1]);
        if (isfinite(cut))
            (*cuts)[count++] = cut;
    }
    if (isfinite(lo))
        (*cuts)[count++] = lo;
    if (isfinite(hi))
        (*cuts)[count++] = hi;
    qsort(*cuts, count, sizeof **cuts, by_value);
    return count;
}

// Far out an unbounded variable is cut seldom: cuts are left out that are much farther from the origin than most.
static void leave_out_far_cuts(double *cuts, size_t *count, bool below, bool above)
{
    double *sizes = mem_alloc(*count, sizeof *sizes);
    for (size_t i = 0; i < *count; i++)
        sizes[i] = fabs(cuts[i]);
    qsort(sizes, *count, sizeof *sizes, by_value);
    double farthest = FAR * sizes[*count / 2];
    mem_free(sizes);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (!(farthest > 0) || ((!below || cuts[i] >= -farthest) && (!above || cuts[i] <= farthest)))
            cuts[kept++] = cuts[i];
    *count = kept;
}

// Of the places of cuts, those that lie farther from the middle ones than these lie apart are left out. Whether there
// are such.
static bool leave_out_lonely_cuts(double *cuts, size_t *count, bool below, bool above)
{
    size_t places = 0, kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (places == 0 || cuts[i] > cuts[places - 1])
            cuts[places++] = cuts[i];
    *count = places;
    if (places < FEW_CUTS)
        return false;
    size_t beside = (size_t)(BESIDE * (double)places);
    double least = cuts[beside], most = cuts[places - 1 - beside], width = most - least;
    for (size_t i = 0; i < places; i++)
        if ((!below || cuts[i] >= least - width) && (!above || cuts[i] <= most + width))
            cuts[kept++] = cuts[i];
    *count = kept;
    return kept < places;
}

// Whether something is unresolved: all of it is shown.
static bool has_open_leaf(const record_obligation_t *obligation)
{
    for (size_t i = 0; i < obligation->evidence_count; i++)
        if (strcmp(obligation->evidence[i].words[0], "open") == 0)
            return true;
    return false;
}

static bool frame(walk_t *walk, size_t variable)
{
    const record_variable_t *v = walk->obligation->variables + variable;
    double lo = node_value(&walk->document->record, v->lo, 0), hi = node_value(&walk->document->record, v->hi, 0),
           *cuts;
    size_t count = find_cuts(&cuts, walk, variable, lo, hi);
    if (count > 0 && !has_open_leaf(walk->obligation)) {
        leave_out_far_cuts(cuts, &count, !isfinite(lo), !isfinite(hi));
        size_t all = count;
        double *near = mem_alloc(count, sizeof *near);
        memcpy(near, cuts, count * sizeof *near);
        walk->has_lonely = leave_out_lonely_cuts(near, &count, !isfinite(lo), !isfinite(hi)) || walk->has_lonely;
        if (walk->near)
            memcpy(cuts, near, count * sizeof *cuts);
        else
            count = all;
        mem_free(near);
    }
    double first = count > 0 ? cuts[0] : NAN, last = count > 0 ? cuts[count - 1] : NAN;
    double margin = last > first ? AROUND * (last - first) : first != 0 ? AROUND * fabs(first) : 1;
    walk->boxes->lo[variable] = isfinite(lo) ? lo : first - margin;
    walk->boxes->hi[variable] = isfinite(hi) ? hi : last + margin;
    mem_free(cuts);
    double width = walk->boxes->hi[variable] - walk->boxes->lo[variable];
    return width > 0 && isfinite(width);
}

static double within(const boxes_t *boxes, size_t variable, double value)
{
    return fmin(fmax(value, boxes->lo[variable]), boxes->hi[variable]);
}

// ---- trees and cells ----

static void cut(const boxes_t *boxes, box_t *below, box_t *above, size_t variable, double value)
{
    below->whole_hi[variable] = above->whole_lo[variable] = value;
    below->hi[variable] = above->lo[variable] = within(boxes, variable, value);
}

static void add_leaf(walk_t *walk, const box_t *box)
{
    boxes_t *boxes = walk->boxes;
    boxes->target_count = box->target > boxes->target_count ? box->target : boxes->target_count;
    walk->failed = walk->failed || boxes->count == BOXES_MOST;
    if (walk->failed)
        return;
    boxes->items =
        arena_grow(&walk->document->arena, boxes->items, boxes->count, &boxes->capacity, sizeof *boxes->items);
    boxes->items[boxes->count++] = *box;
    boxes->deepest = box->depth > boxes->deepest ? box->depth : boxes->deepest;
}

// A face has a subtree about fewer variables, which is not drawn.
static void skip_subtree(walk_t *walk)
{
    for (size_t open = 1; open > 0 && walk->next < walk->obligation->evidence_count; walk->next++) {
        const record_line_t *line = walk->obligation->evidence + walk->next;
        const char *word = line->words[0];
        if (strcmp(word, "split") == 0)
            open++;
        else if (strcmp(word, "face") != 0 && strcmp(word, "open-face") != 0 && strcmp(word, "at") != 0)
            open--;
    }
}

static void skip_numbers(walk_t *walk)
{
    while (walk->next < walk->obligation->evidence_count &&
           strcmp(walk->obligation->evidence[walk->next].words[0], "at") == 0)
        walk->next++;
}

static void walk_tree(walk_t *walk, box_t box)
{
    if (walk->failed || walk->next >= walk->obligation->evidence_count || box.depth > DEEPEST) {
        walk->failed = true;
        return;
    }
    const record_line_t *line = walk->obligation->evidence + walk->next++;
    if (strcmp(line->words[0], "slice") == 0) { // of parameters: the tree over the states follows
        box.depth++;
        walk_tree(walk, box);
        return;
    }
    if (is_split(line)) {
        size_t variable = strtoul(line->words[1], NULL, 10);
        box_t below = box, above = box;
        bool shown = variable >= 1 && variable <= walk->boxes->dimension;
        walk->failed = !shown;
        if (shown)
            cut(walk->boxes, &below, &above, variable - 1, fraction_value(line->words[2]));
        below.depth = ++above.depth;
        walk_tree(walk, below);
        walk_tree(walk, above);
        return;
    }
    box.kind = line->words[0];
    box.target = strcmp(box.kind, "end") == 0 && line->count > 1 ? strtoul(line->words[1], NULL, 10) : 0;
    if (strcmp(box.kind, "face") == 0 || strcmp(box.kind, "open-face") == 0)
        skip_subtree(walk);
    skip_numbers(walk);
    add_leaf(walk, &box);
}

static void walk_cells(walk_t *walk, box_t whole)
{
    const record_variable_t *v = walk->obligation->variables;
    double least = node_value(&walk->document->record, v->lo, 0), most = node_value(&walk->document->record, v->hi, 0);
    whole.kind = "cells";
    for (size_t i = 0; i < walk->obligation->evidence_count; i++) {
        const record_line_t *line = walk->obligation->evidence + i;
        double value = line->count == 2 ? number_value(line->words[1]) : NAN;
        if (isnan(value) || value <= least || value >= most)
            continue;
        box_t box = whole;
        cut(walk->boxes, &box, &whole, 0, value);
        add_leaf(walk, &box);
    }
    add_leaf(walk, &whole);
}

static bool is_idle(const box_t *box)
{
    size_t kind = box_kind(box);
    return kind < leaf_kind_count && strcmp(leaf_kinds[kind].style, "idle") == 0;
}

// Whether there is more than what lies outside the region at an edge of the frame.
static bool reaches_edge(const boxes_t *boxes)
{
    for (size_t i = 0; i < boxes->count; i++)
        for (size_t k = 0; k < boxes->dimension && !is_idle(boxes->items + i); k++)
            if (boxes->items[i].lo[k] <= boxes->lo[k] || boxes->items[i].hi[k] >= boxes->hi[k])
                return true;
    return false;
}

// What lies outside the region is shown only beside it.
static void trim(boxes_t *boxes, size_t variable)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < boxes->count; i++) {
        const box_t *box = boxes->items + i;
        if (is_idle(box))
            continue;
        least = fmin(least, box->lo[variable]);
        most = fmax(most, box->hi[variable]);
    }
    if (!(least < most))
        return;
    double lo = fmax(boxes->lo[variable], least - AROUND * (most - least));
    double hi = fmin(boxes->hi[variable], most + AROUND * (most - least));
    boxes->lo[variable] = lo;
    boxes->hi[variable] = hi;
    for (size_t i = 0; i < boxes->count; i++) {
        box_t *box = boxes->items + i;
        box->lo[variable] = fmin(fmax(box->lo[variable], lo), hi);
        box->hi[variable] = fmin(fmax(box->hi[variable], lo), hi);
    }
}

// The method of the evidence, and its first line; behind symmetries that of the evidence for a part.
static const char *method_behind(size_t *first, const record_obligation_t *obligation)
{
    const char *method = obligation->method.count ? obligation->method.words[0] : "";
    *first = 0;
    if (strcmp(method, "symmetric") != 0)
        return method;
    while (*first < obligation->evidence_count) {
        const record_line_t *line = obligation->evidence + (*first)++;
        if (strcmp(line->words[0], "evidence") == 0)
            return line->count > 2 ? line->words[2] : "";
    }
    return "";
}

// A line `image V ...` that changes the sign of the last variable that it moves leaves the part of the box from 0 on.
static void cut_by_sign(box_t *whole, size_t dimension, const record_line_t *line)
{
    for (size_t i = dimension; i-- > 0 && line->count == dimension + 1;) {
        long image = strtol(line->words[i + 1], NULL, 10);
        if (image == -(long)(i + 1))
            whole->lo[i] = whole->whole_lo[i] = 0;
        if (image != (long)(i + 1))
            return;
    }
}

// The frame, and the boxes of the tree from the line on, or of the cells.
static bool draw(walk_t *walk, size_t first, bool cells)
{
    boxes_t *boxes = walk->boxes;
    const record_obligation_t *obligation = walk->obligation;
    box_t whole = {.kind = ""};
    memset(boxes, 0, sizeof *boxes);
    boxes->dimension = obligation->variable_count;
    for (size_t i = 0; i < boxes->dimension; i++) {
        if (!frame(walk, i))
            return false;
        const record_variable_t *v = obligation->variables + i;
        whole.lo[i] = boxes->lo[i];
        whole.hi[i] = boxes->hi[i];
        double least = node_value(&walk->document->record, v->lo, 0), most = node_value(&walk->document->record, v->hi, 0);
        whole.whole_lo[i] = isfinite(least) ? least : -INFINITY;
        whole.whole_hi[i] = isfinite(most) ? most : INFINITY;
        boxes->names[i] = variable_name(&walk->document->record, obligation->variables[i].node);
    }
    boxes->is_part = walk->near && walk->has_lonely;
    for (size_t i = 0; i < first; i++)
        cut_by_sign(&whole, boxes->dimension, obligation->evidence + i);
    walk->next = first;
    if (cells)
        walk_cells(walk, whole);
    else
        walk_tree(walk, whole);
    return !walk->failed;
}

// Whether the obligation has a subdivision that can be drawn; the first line of its tree, or whether it has cells.
static bool has_boxes(size_t *first, bool *cells, const record_obligation_t *obligation)
{
    static const char *const trees[] = {"tree", "subdivision", "partition"};
    const char *method = method_behind(first, obligation);
    size_t dimension = obligation->variable_count;
    bool tree = false;
    *cells = strcmp(method, "cells") == 0;
    for (size_t i = 0; i < sizeof trees / sizeof *trees; i++)
        tree = tree || strcmp(method, trees[i]) == 0;
    if ((!tree && !*cells) || dimension < 1 || dimension > 2 || (*cells && dimension > 1))
        return false;
    for (size_t i = 0; i < obligation->evidence_count; i++)
        if (strcmp(obligation->evidence[i].words[0], "box") == 0) // with evidence of its own, of any kind
            return false;
    return true;
}

bool boxes_make(boxes_t *boxes, document_t *document, const record_obligation_t *obligation)
{
    walk_t walk = {.document = document, .obligation = obligation, .boxes = boxes};
    size_t first;
    bool cells;
    if (!has_boxes(&first, &cells, obligation) || !draw(&walk, first, cells))
        return false;
    // A region that lies within the frame is shown as a whole, however few of its places are cut.
    walk.near = walk.has_lonely && reaches_edge(boxes);
    if (walk.near && !draw(&walk, first, cells))
        return false;
    for (size_t i = 0; i < boxes->dimension; i++)
        trim(boxes, i);
    return true;
}

static bool is_of_starts(const record_obligation_t *obligation)
{
    return obligation->method.count > 0 && strcmp(obligation->method.words[0], "subdivision") == 0;
}

static bool is_picture(const record_obligation_t *obligation, const boxes_t *boxes)
{
    return obligation->required && obligation->verdict == VERDICT_PROVED &&
           (boxes->count > 1 || is_of_starts(obligation));
}

// The instance before, of the same row: with another constant in the place of `?`. NULL for none.
static const record_instance_t *instance_before(const record_claim_t *claim, const record_instance_t *instance)
{
    return claim && instance > claim->instances && instance[-1].row == instance->row ? instance - 1 : NULL;
}

// Whether the instance before has the same obligation, on which the constant has no influence.
static bool is_repeated(const record_instance_t *before, const record_obligation_t *obligation)
{
    for (size_t k = 0; before && k < before->obligation_count; k++) {
        const record_obligation_t *other = before->obligations + k;
        if (strcmp(other->role, obligation->role) == 0 && strcmp(other->kind, obligation->kind) == 0 &&
            other->verdict == obligation->verdict && other->evidence_count == obligation->evidence_count)
            return true;
    }
    return false;
}

// Where starts end is told rather than how it is known that they do.
static bool is_better(const boxes_t *boxes, const record_obligation_t *obligation, const boxes_t *known,
                      const record_obligation_t *shown)
{
    bool starts = is_of_starts(obligation);
    return !shown || (starts == is_of_starts(shown) ? boxes->count >= known->count : starts);
}

bool boxes_make_largest(boxes_t *largest, const record_obligation_t **shown, document_t *document, size_t claim,
                        const record_instance_t *instance)
{
    const spec_t *spec = document_spec(document);
    const record_instance_t *before = instance_before(record_find(&document->record, spec->claims[claim].id), instance);
    boxes_t boxes;
    *shown = NULL;
    for (size_t k = 0; k < instance->obligation_count; k++) {
        const record_obligation_t *obligation = instance->obligations + k;
        if (!boxes_make(&boxes, document, obligation) || !is_picture(obligation, &boxes) ||
            is_repeated(before, obligation) || !is_better(&boxes, obligation, largest, *shown))
            continue;
        *largest = boxes;
        *shown = obligation;
    }
    for (size_t i = 0; *shown && i < largest->dimension; i++)
        if (strcmp(largest->names[i], expr_variable_name(spec->dag, spec->unknown)) == 0)
            largest->names[i] = claim_unknown_name(spec, claim);
    return *shown != NULL;
}

void boxes_append_caption(strbuf_t *out, const spec_t *spec, size_t claim, const record_instance_t *instance,
                          const record_obligation_t *shown)
{
    predicate_t predicate = spec->claims[claim].predicate;
    if (is_of_starts(shown))
        strbuf_append(out, predicate == PREDICATE_VISITS   ? "Which starts come there"
                           : predicate == PREDICATE_VOLUME ? "The points of the set"
                                                           : "Where the starts end");
    else
        strbuf_printf(out, "Subdivision for %s", shown->role);
    if (claim_row_count(spec, claim) <= 1)
        return;
    strbuf_append(out, ", ");
    claim_row_text(out, spec, claim, instance->row);
}

bool boxes_are_of_state(const boxes_t *boxes, const spec_t *spec)
{
    bool same = boxes->dimension == spec->dimension;
    for (size_t i = 0; i < boxes->dimension && same; i++)
        same = strcmp(boxes->names[i], expr_variable_name(spec->dag, spec->state[i])) == 0;
    return same;
}
