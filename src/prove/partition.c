// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/partition.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/work.h"
#include "prove/truth_by_ends.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 1000    // of the tree
#define FEW_CHOICES 64    // of parts of the noise
#define ROOM 0x1p-40      // relative, added to images: a second evaluator rounds otherwise
#define NARROWEST 0x1p-40 // relative width of what is not halved any more
#define WIDEST 1e30       // beyond it nothing is cut
#define COARSE_CUTS 6     // powers of FAR that are cut at
#define FAR 4
#define UNEVEN 0.43359375 // of a side
#define BATCH_SIZE 64 // cells whose images one thread computes at a time
#define BOXES_PER_CELL 10
#define VISITS_PER_CELL 20000

// ---- making ----

static dinterval_t constant_interval(const space_t *p, expr_t constant)
{
    const dag_t *dag = p->prover->dag;
    if (constant != EXPR_NONE && expr_op(dag, constant) == EXPR_RATIONAL)
        return dinterval_from_fmpq(expr_rational_value(dag, constant));
    return dinterval_whole();
}

// The parts that the search tries for each noise variable, as eighths of its interval: thirds first, then ever less at
// the ends, which a level of noise close to a threshold takes. With several noise variables only the thirds.
#define THIRDS 3
#define PARTS 11
static void set_choice(dinterval_t *part, dinterval_t whole, size_t which)
{
    static const double eighths[PARTS][2] = {{0, 2},           {3, 5},       {6, 8},          {0, 0.5},
                                             {7.5, 8},         {0, 0x1p-6},  {8 - 0x1p-6, 8}, {0, 0x1p-20},
                                             {8 - 0x1p-20, 8}, {0, 0x1p-40}, {8 - 0x1p-40, 8}};
    double lo = dinterval_lo(whole), width = whole.hi - lo;
    *part = dinterval_make(lo + width * eighths[which][0] / 8, lo + width * eighths[which][1] / 8);
}

static void set_noise(space_t *p)
{
    size_t base = p->noise == 1 ? PARTS : THIRDS;
    p->noise_domain = mem_alloc(p->noise, sizeof *p->noise_domain);
    for (size_t k = 0; k < p->noise; k++) {
        const interval_t *domain = &p->obligation->noise[k].domain;
        dinterval_t lo = constant_interval(p, domain->lo), hi = constant_interval(p, domain->hi);
        p->noise_domain[k] = dinterval_make(dinterval_lo(lo), hi.hi);
    }
    if (p->noise == 0 || p->obligation->mode != ORBIT_ALMOST_SURELY || p->obligation->has_steps)
        return;
    p->choice_count = 1;
    for (size_t k = 0; k < p->noise && p->choice_count <= FEW_CHOICES; k++)
        p->choice_count *= base;
    p->choice_count = p->choice_count <= FEW_CHOICES ? p->choice_count : 0;
    p->choices = mem_alloc(p->choice_count * p->noise, sizeof *p->choices);
    for (size_t c = 0; c < p->choice_count; c++)
        for (size_t k = 0, rest = c; k < p->noise; k++, rest /= base)
            set_choice(p->choices + c * p->noise + k, p->noise_domain[k], rest % base);
}

static bool noise_is_bounded(const space_t *p)
{
    for (size_t k = 0; k < p->noise; k++)
        if (!isfinite(p->noise_domain[k].neg_lo) || !isfinite(p->noise_domain[k].hi))
            return false;
    return true;
}

static void set_change(space_t *p)
{
    dag_t *dag = p->prover->dag;
    expr_t *terms = mem_alloc(p->states, sizeof *terms);
    for (size_t i = 0; i < p->states; i++)
        terms[i] = expr_binary(dag, EXPR_SUB, p->obligation->map[i], p->obligation->variables[i].variable);
    p->change = image_new_terms(p->prover, p->obligation, p->states, terms);
    mem_free(terms);
}

static uint32_t add_node(space_t *p, uint32_t cell)
{
    p->cells[cell].node = (uint32_t)p->node_count;
    p->nodes = mem_grow(p->nodes, &p->node_capacity, p->node_count + 1, sizeof *p->nodes);
    p->nodes[p->node_count] = (place_t){.mark = MARK_NONE, .cell = cell};
    return (uint32_t)p->node_count++;
}

static uint32_t add_cell(space_t *p, const side_t *box, uint32_t depth)
{
    p->cells = mem_grow(p->cells, &p->cell_capacity, p->cell_count + 1, sizeof *p->cells);
    cell_t *cell = p->cells + p->cell_count;
    *cell = (cell_t){.depth = depth, .rank = RANK_NONE, .growth = NAN};
    cell->box = mem_alloc(p->count, sizeof *cell->box);
    memcpy(cell->box, box, p->count * sizeof *box);
    cell->images = mem_alloc(1 + p->choice_count, sizeof *cell->images);
    work_note(1, 0, NAN);
    return (uint32_t)p->cell_count++;
}

bool space_init(space_t *p, const char **reason, prover_t *prover, const obligation_t *obligation, const expr_t *target)
{
    *p = (space_t){.prover = prover,
                   .obligation = obligation,
                   .states = obligation->state_count,
                   .count = obligation->variable_count,
                   .noise = obligation->noise_count};
    obligation_t box = *obligation; // region and target as a statement about the variables
    box.kind = OBLIGATION_FORALL;
    expr_t conclusion = target ? *target : expr_leaf(prover->dag, EXPR_TRUE);
    if (statement_init(&p->statement, reason, prover, &box, obligation->region, conclusion) != STATUS_OK)
        return false;
    size_t repellers = obligation->repeller_count;
    expr_t *terms = mem_alloc(p->states + repellers, sizeof *terms);
    p->repellers = mem_alloc(repellers, sizeof *p->repellers);
    for (size_t i = 0; i < p->states; i++)
        terms[i] = statement_plain(prover, obligation->map[i]);
    for (size_t k = 0; k < repellers; k++)
        terms[p->states + k] = p->repellers[k] = statement_plain(prover, obligation->repellers[k]);
    plan_init(&p->plan, &p->statement, p->states + repellers, terms);
    mem_free(terms);
    p->region = statement_plain(prover, obligation->region);
    p->target = statement_plain(prover, conclusion);
    p->centre = mem_alloc(p->states, sizeof *p->centre);
    for (size_t i = 0; obligation->centre && i < p->states; i++)
        p->centre[i] = statement_plain(prover, obligation->centre[i]);
    set_noise(p);
    p->image = image_new(prover, obligation);
    set_change(p);
    *reason = !p->image             ? "the map is too large, or is about a point whose existence has not been proved"
              : noise_is_bounded(p) ? NULL
                                    : "the noise is not bounded by rational numbers";
    if (*reason)
        return false;
    add_node(p, add_cell(p, p->statement.root, 0));
    return true;
}

void space_clear(space_t *p)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        mem_free(p->cells[i].box);
        for (size_t way = 0; way <= p->choice_count; way++)
            mem_free(p->cells[i].images[way].boxes);
        mem_free(p->cells[i].images);
        mem_free(p->cells[i].change);
    }
    mem_free(p->cells);
    mem_free(p->nodes);
    meets_clear(&p->meets);
    mem_free(p->centre);
    mem_free(p->repellers);
    mem_free(p->noise_domain);
    mem_free(p->choices);
    image_free(p->image);
    image_free(p->change);
    plan_clear(&p->plan);
    statement_clear(&p->statement);
}

size_t space_limit(const space_t *p)
{
    slong boxes = p->prover->limits.max_boxes / BOXES_PER_CELL;
    return boxes > 0 ? (size_t)boxes : 1;
}

bool space_is_full(const space_t *p)
{
    return p->cell_count >= space_limit(p) || p->visits / VISITS_PER_CELL >= space_limit(p);
}

// ---- images ----

void space_inputs(dinterval_t *inputs, const space_t *p, const side_t *box)
{
    for (size_t i = 0; i < p->count; i++)
        inputs[i] = dinterval_make(box[i].lo, box[i].hi);
    for (size_t k = 0; k < p->noise; k++)
        inputs[p->count + k] = p->noise_domain[k];
}

static double magnitude(double a)
{
    return isfinite(a) ? fabs(a) : 0;
}

static dinterval_t with_room(dinterval_t a, const side_t *side)
{
    if (a.neg_lo == -side->lo && a.hi == side->hi)
        return a; // nothing was rounded: all points of the cell stay where they are
    double most = fmax(magnitude(a.neg_lo), magnitude(a.hi));
    most = ROOM * fmax(most, fmax(magnitude(side->lo), magnitude(side->hi)));
    return (dinterval_t){a.neg_lo + most, a.hi + most};
}

typedef struct {
    space_t *p;
    const uint32_t *cells;
    size_t way;
} images_t;

// Whether the second box adds nothing, or the two are one interval: then it goes into the first.
static bool merge(dinterval_t *a, const dinterval_t *b, size_t n)
{
    bool inside = true, touches = n == 1;
    for (size_t i = 0; i < n; i++) {
        inside = inside && b[i].neg_lo <= a[i].neg_lo && b[i].hi <= a[i].hi;
        touches = touches && dinterval_lo(a[i]) <= b[i].hi && dinterval_lo(b[i]) <= a[i].hi;
    }
    if (touches)
        *a = dinterval_hull(*a, *b);
    return inside || touches;
}

static void add_image(void *data, size_t b, const dinterval_t *values)
{
    const images_t *images = data;
    size_t n = images->p->states;
    cell_t *cell = images->p->cells + images->cells[b];
    cover_t *cover = cell->images + images->way;
    if (!values) {
        cover->count = 0;
        return;
    }
    cover->boxes = mem_grow(cover->boxes, &cover->capacity, (cover->count + 1) * n, sizeof *cover->boxes);
    dinterval_t *box = cover->boxes + cover->count * n;
    for (size_t i = 0; i < n; i++)
        box[i] = with_room(values[i], cell->box + i);
    for (size_t k = 0; k < cover->count; k++)
        if (merge(cover->boxes + k * n, box, n))
            return;
    cover->count++;
}

// False when the image, being held, lacks a formula.
static bool set_images(space_t *p, size_t count, const uint32_t *cells, size_t way)
{
    size_t n = p->count + p->noise;
    images_t images = {p, cells, way};
    dinterval_t *boxes = mem_alloc(count * n, sizeof *boxes);
    bool *defined = mem_alloc(count, sizeof *defined);
    for (size_t b = 0; b < count; b++) {
        space_inputs(boxes + b * n, p, p->cells[cells[b]].box);
        for (size_t k = 0; way > 0 && k < p->noise; k++)
            boxes[b * n + p->count + k] = p->choices[(way - 1) * p->noise + k];
        p->cells[cells[b]].images[way].count = 0;
    }
    bool complete = image_enclose_parts(defined, p->image, count, boxes, add_image, &images);
    for (size_t b = 0; complete && b < count; b++) {
        cell_t *cell = p->cells + cells[b];
        cell->defined = defined[b] && (way == 0 || cell->defined);
    }
    mem_free(boxes);
    mem_free(defined);
    return complete;
}

bool space_faces_are_null(const space_t *p)
{
    const obligation_t *obligation = p->obligation;
    bool null = obligation->kind == OBLIGATION_RANK && obligation->mode == ORBIT_ALMOST_EVERYWHERE;
    for (size_t i = 0; i < p->states; i++)
        null = null && expr_variable_kind(p->prover->dag, obligation->variables[i].variable) == VARIABLE_STATE;
    return null;
}

static void set_truths(space_t *p, cell_t *cell)
{
    statement_t *statement = &p->statement;
    tape_result_t *results = mem_alloc(statement->list.count, sizeof *results);
    statement_evaluate(results, statement, statement->values, cell->box, 53);
    cell->in_region = condition_truth(&statement->region_condition, &statement->list, results, 53);
    cell->in_target = condition_truth(&statement->conclusion_condition, &statement->list, results, 53);
    mem_free(results);
    if (cell->in_region == TRUTH_UNKNOWN)
        cell->in_region = truth_by_ends(&p->statement, p->count, space_faces_are_null(p) ? p->states : 0, cell->box, p->region);
    if (cell->in_target == TRUTH_UNKNOWN)
        cell->in_target = truth_by_ends(&p->statement, p->count, 0, cell->box, p->target);
}

// Up to the ends, not beyond: there cells touch.
void space_repeller_image(dinterval_t *image, const space_t *p, size_t which)
{
    const interval_t *sides = p->obligation->repeller_images + which * p->states;
    for (size_t i = 0; i < p->states; i++) {
        double lo = sides[i].lo == EXPR_NONE ? -INFINITY : constant_interval(p, sides[i].lo).hi;
        double hi = sides[i].hi == EXPR_NONE ? INFINITY : dinterval_lo(constant_interval(p, sides[i].hi));
        image[i] = (dinterval_t){-lo, hi};
    }
}

bool space_is_in_repeller(const space_t *p, uint32_t cell, size_t which)
{
    return truth_by_ends(&p->statement, p->count, 0, p->cells[cell].box, p->repellers[which]) == TRUTH_TRUE;
}

static bool set_all_images(space_t *p, size_t count, const uint32_t *cells)
{
    bool complete = true;
    for (size_t way = 0; complete && way <= p->choice_count; way++)
        complete = set_images(p, count, cells, way);
    return complete;
}

static bool set_changes(space_t *p, size_t count, const uint32_t *cells)
{
    size_t n = p->count + p->noise;
    dinterval_t *boxes = mem_alloc(count * n, sizeof *boxes), *changes = mem_alloc(count * p->states, sizeof *changes);
    bool *defined = mem_alloc(count, sizeof *defined);
    for (size_t b = 0; b < count; b++)
        space_inputs(boxes + b * n, p, p->cells[cells[b]].box);
    bool complete = image_enclose(changes, defined, p->change, count, boxes);
    for (size_t b = 0; complete && b < count; b++) {
        cell_t *cell = p->cells + cells[b];
        cell->change = mem_alloc(p->states, sizeof *cell->change);
        for (size_t i = 0; i < p->states; i++)
            cell->change[i] = defined[b] ? with_room(changes[b * p->states + i], cell->box + i) : dinterval_whole();
    }
    mem_free(boxes);
    mem_free(changes);
    mem_free(defined);
    return complete;
}

// Cells of which something is not known yet, and what makes it known.
typedef struct {
    space_t *p;
    size_t count;
    uint32_t *cells;
    bool (*set)(space_t *p, size_t count, const uint32_t *cells); // false when an image, being held, lacks a formula
    bool *complete;                                               // per batch of them
} refresh_t;

static void refresh_batch(size_t batch, void *context)
{
    const refresh_t *r = context;
    size_t first = batch * BATCH_SIZE, left = r->count - first;
    r->complete[batch] = r->set(r->p, left < BATCH_SIZE ? left : BATCH_SIZE, r->cells + first);
}

// Batches for which the image lacked a formula while several threads used it are done again.
static void refresh(refresh_t *r, image_t *image)
{
    size_t batches = (r->count + BATCH_SIZE - 1) / BATCH_SIZE;
    r->complete = mem_alloc(batches, sizeof *r->complete);
    image_hold(image, true);
    parallel_run(batches, refresh_batch, r);
    image_hold(image, false);
    for (size_t batch = 0; batch < batches; batch++)
        if (!r->complete[batch])
            refresh_batch(batch, r);
    mem_free(r->complete);
}

void space_refresh(space_t *p)
{
    refresh_t r = {.p = p, .cells = mem_alloc(p->cell_count, sizeof *r.cells), .set = set_all_images};
    for (size_t i = 0; i < p->cell_count; i++)
        if (!p->cells[i].known)
            r.cells[r.count++] = (uint32_t)i;
    refresh(&r, p->image);
    for (size_t k = 0; k < r.count; k++) {
        set_truths(p, p->cells + r.cells[k]);
        p->cells[r.cells[k]].known = true;
    }
    mem_free(r.cells);
}

void space_note_changes(space_t *p)
{
    refresh_t r = {.p = p, .cells = mem_alloc(p->cell_count, sizeof *r.cells), .set = set_changes};
    for (size_t i = 0; p->change && i < p->cell_count; i++)
        if (p->cells[i].rank == RANK_NONE && p->cells[i].defined && !p->cells[i].change)
            r.cells[r.count++] = (uint32_t)i;
    if (r.count)
        refresh(&r, p->change);
    mem_free(r.cells);
}

// ---- splitting ----

double space_cut_end(const space_t *p, const split_t *split, bool upper)
{
    if (split->mark == MARK_NONE)
        return split->at;
    return upper ? p->statement.marks[split->mark].hi : p->statement.marks[split->mark].lo;
}

static bool is_inside(const space_t *p, const side_t *side, const split_t *split)
{
    return side_inner_end(&p->statement, side, false) < space_cut_end(p, split, false) &&
           space_cut_end(p, split, true) < side_inner_end(&p->statement, side, true);
}

static void split_at(space_t *p, uint32_t cell, const split_t *split)
{
    cell_t *lower = p->cells + cell;
    uint32_t node = lower->node, depth = ++lower->depth;
    lower->known = false;
    lower->growth = NAN;
    side_t *box = mem_alloc(p->count, sizeof *box);
    memcpy(box, lower->box, p->count * sizeof *box);
    lower->box[split->variable].hi = space_cut_end(p, split, true);
    lower->box[split->variable].hi_mark = split->mark;
    mem_free(lower->change);
    lower->change = NULL;
    box[split->variable].lo = space_cut_end(p, split, false);
    box[split->variable].lo_mark = split->mark;
    uint32_t upper = add_cell(p, box, depth);
    mem_free(box);
    uint32_t child = add_node(p, cell);
    add_node(p, upper);
    place_t *place = p->nodes + node;
    place->variable = split->variable;
    place->at = split->at;
    place->mark = split->mark;
    place->child = child;
}

// 0 and the powers of FAR; for uneven cuts, other numbers.
static double far_cut(const space_t *p, const side_t *side)
{
    double shift = p->uneven ? 1.1875 : 1;
    if (isinf(side->lo) && isinf(side->hi))
        return p->uneven ? -shift : 0;
    double end = isinf(side->hi) ? side->lo : -side->hi, sign = isinf(side->hi) ? 1 : -1;
    double cut = end < 0 ? (end < -shift ? end / FAR : p->uneven ? shift : 0) : end < shift ? shift : end * FAR;
    return sign * cut;
}

static double near_middle(const space_t *p, const side_t *side)
{
    if (!p->uneven)
        return short_middle(side->lo, side->hi);
    return side->lo + (side->hi - side->lo) * UNEVEN;
}

// Where to halve a side; false when it is too narrow or too far out.
static bool cut_of(split_t *split, const space_t *p, uint32_t cell, size_t variable)
{
    const side_t *side = p->cells[cell].box + variable;
    bool bounded = isfinite(side->lo) && isfinite(side->hi);
    double at = bounded ? near_middle(p, side) : far_cut(p, side);
    *split = (split_t){(uint32_t)variable, at, MARK_NONE};
    double scale = bounded ? fmax(fabs(side->lo), fabs(side->hi)) : 0;
    return fabs(at) < WIDEST && is_inside(p, side, split) && (!bounded || side->hi - side->lo > NARROWEST * scale);
}

// Whether the hint is a coordinate of the centre, which is to lie inside of a cell.
static bool is_centre(const space_t *p, const split_t *hint)
{
    const obligation_t *obligation = p->obligation;
    return obligation->centre && hint->variable < p->states &&
           p->statement.marks[hint->mark].constant == p->centre[hint->variable];
}

static bool may_cut(const space_t *p, size_t variable)
{
    return variable < p->states || !p->uncut_parameters;
}

static bool hint_of(split_t *split, const space_t *p, uint32_t cell)
{
    double best = 0;
    for (size_t k = 0; k < p->plan.hint_count; k++) {
        const split_t *hint = p->plan.hints + k;
        if (!may_cut(p, hint->variable))
            continue;
        const side_t *side = p->cells[cell].box + hint->variable;
        double room = fmin(hint->at - side->lo, side->hi - hint->at);
        if (room > best && is_inside(p, side, hint) && !is_centre(p, hint)) {
            best = room;
            *split = *hint;
        }
    }
    return best > 0;
}

// How much a variable contributes to the size of the image, and a state variable to that of the cell.
static void weights(double *weight, space_t *p, uint32_t cell)
{
    size_t n = p->count + p->noise;
    const side_t *box = p->cells[cell].box;
    dinterval_t *inputs = mem_alloc(n, sizeof *inputs), *slopes = mem_alloc(n * p->states, sizeof *slopes);
    space_inputs(inputs, p, box);
    bool known = image_slopes(slopes, p->image, inputs, inputs, REGULARITY_CONTINUOUS);
    for (size_t v = 0; v < p->count; v++) {
        double steepest = v < p->states ? 1 : known ? 0 : 1;
        for (size_t i = 0; known && i < p->states; i++)
            steepest = fmax(steepest, fmax(fabs(slopes[i * n + v].neg_lo), fabs(slopes[i * n + v].hi)));
        double width = box[v].hi - box[v].lo;
        weight[v] = isinf(width) ? INFINITY : width * fmin(steepest, 1e100);
    }
    mem_free(inputs);
    mem_free(slopes);
}

bool space_split(space_t *p, uint32_t cell)
{
    split_t split, best;
    double *weight = mem_alloc(p->count, sizeof *weight), most = -1;
    bool found = p->cells[cell].depth < MAX_DEPTH && hint_of(&best, p, cell);
    if (!found && p->cells[cell].depth < MAX_DEPTH) {
        weights(weight, p, cell);
        for (size_t v = 0; v < p->count; v++)
            if (may_cut(p, v) && weight[v] > most && cut_of(&split, p, cell, v)) {
                most = weight[v];
                best = split;
                found = true;
            }
    }
    if (found)
        split_at(p, cell, &best);
    mem_free(weight);
    return found;
}

bool space_split_parameter(space_t *p, uint32_t cell)
{
    split_t split, best;
    double widest = 0;
    if (hint_of(&split, p, cell))
        return false;
    for (size_t v = p->states; v < p->count && p->cells[cell].depth < MAX_DEPTH; v++) {
        const side_t *side = p->cells[cell].box + v;
        if (side->hi - side->lo > widest && cut_of(&split, p, cell, v)) {
            widest = side->hi - side->lo;
            best = split;
        }
    }
    if (widest > 0)
        split_at(p, cell, &best);
    return widest > 0;
}

void space_cut_coarsely(space_t *p)
{
    split_t split;
    for (size_t v = 0; v < p->states; v++)
        for (int k = 0; k < 2 * COARSE_CUTS; k++)
            for (size_t i = 0, count = p->cell_count; i < count; i++) {
                const side_t *side = p->cells[i].box + v;
                if ((isinf(side->lo) || isinf(side->hi)) && cut_of(&split, p, (uint32_t)i, v) &&
                    fabs(split.at) < pow(FAR, COARSE_CUTS))
                    split_at(p, (uint32_t)i, &split);
            }
    for (size_t i = 0; i < p->cell_count && p->cell_count < 4096; i++)
        while (p->cell_count < 4096 && p->cells[i].depth < MAX_DEPTH && hint_of(&split, p, (uint32_t)i))
            split_at(p, (uint32_t)i, &split);
}

double space_size(const space_t *p, uint32_t cell)
{
    double most = 0;
    for (size_t v = 0; v < p->count && may_cut(p, v); v++) {
        const side_t *side = p->cells[cell].box + v, *whole = p->statement.root + v;
        double width = side->hi - side->lo, scale = v < p->states ? 1 + fmin(fabs(side->lo), fabs(side->hi)) : 1;
        if (v >= p->states && whole->hi > whole->lo)
            scale = whole->hi - whole->lo;
        most = fmax(most, fmin(width / scale, FAR));
    }
    return most;
}
