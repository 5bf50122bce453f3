// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/trajectory.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "claim/formula.h"
#include "expr/simplify.h"
#include "prove/image.h"

#include <math.h>
#include <string.h>

#define LANES 64    // cells under way together
#define PARTS 4     // that a wide interval is divided into, on the line
#define WIDE 0x1p-6 // width of such an interval, relative to 1 + the smaller magnitude of its ends

// What one thread has under way.
typedef struct {
    size_t images;
    // Of the lanes: the cell and its steps so far; the image with the parameters, the one before, and an earlier one.
    size_t cell[LANES], steps[LANES], kept_at[LANES];
    bool defined[LANES];
    dinterval_t *now, *last, *kept;
    size_t owner[LANES * PARTS]; // the lanes of the parts
    bool part_defined[LANES * PARTS];
    dinterval_t *parts, *images_of_parts;
    dinterval_t *values; // inputs of the tape
    tape_result_t *results;
} lanes_t;

struct trajectory {
    const statement_t *statement;
    size_t n;      // states
    size_t width;  // and parameters, which orbits keep: what a cell has intervals for
    size_t inputs; // and implicit points
    image_t *image;
    root_list_t list;
    condition_t *targets;
    tape_t *tape; // of the targets
    size_t jump_count;
    double *jumps;
    lanes_t *lanes[PARALLEL_MAX]; // per thread, NULL before it is the first time at work
};

// ---- set-up ----

static bool compile_targets(trajectory_t *t)
{
    const obligation_t *obligation = t->statement->obligation;
    prover_t *prover = t->statement->prover;
    dag_t *dag = prover->dag;
    root_list_init(&t->list);
    t->targets = mem_alloc(obligation->target_count, sizeof *t->targets);
    for (size_t k = 0; k < obligation->target_count; k++) {
        expr_t plain = formula_normalise(dag, statement_plain(prover, obligation->targets[k].formula));
        condition_init(t->targets + k, &t->list, dag, expr_simplify(dag, plain));
    }
    if (dag_over_limit(dag))
        return false;
    t->tape = tape_compile(dag, t->list.count, t->list.roots, t->inputs, t->statement->inputs);
    return true;
}

trajectory_t *trajectory_new(const char **reason, const statement_t *statement)
{
    trajectory_t *t = mem_alloc(1, sizeof *t);
    t->statement = statement;
    t->n = statement->state_count;
    t->width = statement->count;
    t->inputs = statement->input_count;
    t->image = image_new(statement->prover, statement->obligation);
    if (!t->image || !compile_targets(t)) {
        *reason = "the map or the targets are too large";
        trajectory_free(t);
        return NULL;
    }
    return t;
}

static lanes_t *lanes_new(const trajectory_t *t)
{
    lanes_t *l = mem_alloc(1, sizeof *l);
    l->now = mem_alloc(LANES * t->width, sizeof *l->now);
    l->parts = mem_alloc(LANES * PARTS * t->width, sizeof *l->parts);
    l->images_of_parts = mem_alloc(LANES * PARTS * t->n, sizeof *l->parts);
    l->last = mem_alloc(LANES * t->width, sizeof *l->last);
    l->kept = mem_alloc(LANES * t->width, sizeof *l->kept);
    l->values = mem_alloc(LANES * t->inputs, sizeof *l->values);
    l->results = mem_alloc(LANES * t->list.count, sizeof *l->results);
    return l;
}

static void lanes_free(lanes_t *l)
{
    if (!l)
        return;
    mem_free(l->now);
    mem_free(l->parts);
    mem_free(l->images_of_parts);
    mem_free(l->last);
    mem_free(l->kept);
    mem_free(l->values);
    mem_free(l->results);
    mem_free(l);
}

static lanes_t *own_lanes(trajectory_t *t)
{
    lanes_t **own = t->lanes + parallel_self();
    if (!*own)
        *own = lanes_new(t);
    return *own;
}

void trajectory_free(trajectory_t *t)
{
    if (!t)
        return;
    if (t->image)
        image_free(t->image);
    for (size_t k = 0; t->targets && k < t->statement->obligation->target_count; k++)
        condition_clear(t->targets + k);
    mem_free(t->targets);
    root_list_clear(&t->list);
    tape_free(t->tape);
    mem_free(t->jumps);
    for (size_t i = 0; i < PARALLEL_MAX; i++)
        lanes_free(t->lanes[i]);
    mem_free(t);
}

size_t trajectory_image_count(const trajectory_t *t)
{
    size_t images = 0;
    for (size_t i = 0; i < PARALLEL_MAX; i++)
        images += t->lanes[i] ? t->lanes[i]->images : 0;
    return images;
}

// ---- steps ----

static bool is_finite(const dinterval_t *box, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(box[i].neg_lo) || !isfinite(box[i].hi))
            return false;
    return true;
}

static bool contains(const dinterval_t *outer, const dinterval_t *inner, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (outer[i].neg_lo < inner[i].neg_lo || outer[i].hi < inner[i].hi)
            return false;
    return true;
}

static void begin(const trajectory_t *t, lanes_t *l, size_t lane, size_t cell, const dinterval_t *box)
{
    l->cell[lane] = cell;
    l->steps[lane] = l->kept_at[lane] = 0;
    memcpy(l->now + lane * t->width, box, t->width * sizeof *box);
    memcpy(l->kept + lane * t->width, box, t->width * sizeof *box);
}

// The last lane takes the place of one that has ended.
static void end_lane(const trajectory_t *t, lanes_t *l, size_t lane, size_t last)
{
    size_t width = t->width;
    if (lane == last)
        return;
    l->cell[lane] = l->cell[last];
    l->steps[lane] = l->steps[last];
    l->kept_at[lane] = l->kept_at[last];
    l->defined[lane] = l->defined[last];
    memcpy(l->now + lane * width, l->now + last * width, width * sizeof *l->now);
    memcpy(l->kept + lane * width, l->kept + last * width, width * sizeof *l->kept);
}

// On the line a wide interval is cut into parts: enclosures where the map is not monotone are much tighter then.
static size_t cut_into_parts(dinterval_t *parts, const trajectory_t *t, const dinterval_t *box)
{
    size_t n = t->n, size = t->width;
    double lo = dinterval_lo(box[0]), hi = box[0].hi, width = hi - lo;
    if (n > 1 || !(width > WIDE * (1 + fmin(fabs(lo), fabs(hi)))) || !isfinite(width)) {
        memcpy(parts, box, size * sizeof *box);
        return 1;
    }
    double last = lo;
    for (size_t k = 0; k < PARTS; k++) {
        double end = k + 1 < PARTS ? fmin(fmax(lo + width / PARTS * (double)(k + 1), last), hi) : hi;
        memcpy(parts + k * size, box, size * sizeof *box);
        parts[k * size] = dinterval_make(last, end);
        last = end;
    }
    return PARTS;
}

// False when the image, being held, lacks a formula.
static bool step(const trajectory_t *t, lanes_t *l, size_t lanes)
{
    size_t n = t->n, width = t->width, count = 0;
    memcpy(l->last, l->now, lanes * width * sizeof *l->now);
    for (size_t lane = 0; lane < lanes; lane++) {
        size_t more = cut_into_parts(l->parts + count * width, t, l->now + lane * width);
        for (size_t k = 0; k < more; k++)
            l->owner[count++] = lane;
    }
    if (!image_enclose(l->images_of_parts, l->part_defined, t->image, count, l->parts))
        return false;
    for (size_t k = 0; k < count; k++) {
        size_t lane = l->owner[k];
        bool first = k == 0 || l->owner[k - 1] != lane;
        dinterval_t *now = l->now + lane * width;
        for (size_t i = 0; i < n; i++)
            now[i] = first ? l->images_of_parts[k * n + i] : dinterval_hull(now[i], l->images_of_parts[k * n + i]);
        l->defined[lane] = (first || l->defined[lane]) && l->part_defined[k];
    }
    l->images += count;
    for (size_t lane = 0; lane < lanes; lane++)
        l->steps[lane]++;
    return true;
}

// ---- cells ----

static void evaluate_targets(const trajectory_t *t, lanes_t *l, size_t lanes)
{
    for (size_t lane = 0; lane < lanes; lane++) {
        dinterval_t *values = l->values + lane * t->inputs;
        memcpy(values, l->now + lane * t->width, t->width * sizeof *values);
        for (size_t i = t->width; i < t->inputs; i++)
            values[i] = t->statement->points[i - t->width];
    }
    tape_evaluate(l->results, t->tape, lanes, l->values);
}

static size_t target_of(const trajectory_t *t, const tape_result_t *results)
{
    for (size_t k = 0; k < t->statement->obligation->target_count; k++)
        if (condition_truth(t->targets + k, &t->list, results, 53) == TRUTH_TRUE)
            return k;
    return TARGET_NONE;
}

// The image contains an earlier one: then so it does for ever, because a smaller box has a smaller image, and it gets
// into no target. It is compared with the last one, and with one kept from step 2^k to step 2^(k+1) (Brent's way to
// find cycles).
static bool comes_back(const trajectory_t *t, lanes_t *l, size_t lane)
{
    dinterval_t *now = l->now + lane * t->width, *kept = l->kept + lane * t->width;
    size_t steps = l->steps[lane];
    if (steps > 0 && (contains(now, l->last + lane * t->width, t->n) || contains(now, kept, t->n)))
        return true;
    if (steps >= 2 * l->kept_at[lane]) {
        l->kept_at[lane] = steps;
        memcpy(kept, now, t->n * sizeof *now);
    }
    return false;
}

// The jump nearest to the middle of the interval, of those in it.
static size_t jump_in(const trajectory_t *t, dinterval_t x)
{
    size_t found = SIZE_MAX;
    double middle = x.hi / 2 - x.neg_lo / 2, least = INFINITY;
    for (size_t k = 0; k < t->jump_count; k++)
        if (dinterval_contains(x, t->jumps[k]) && fabs(t->jumps[k] - middle) < least) {
            found = k;
            least = fabs(t->jumps[k] - middle);
        }
    return found;
}

// Whether the fate of the lane's cell is settled.
static bool settle(fate_t *fate, const trajectory_t *t, lanes_t *l, size_t lane)
{
    const dinterval_t *now = l->now + lane * t->width;
    size_t steps = l->steps[lane];
    fate->steps = steps;
    if (steps > 0 && !l->defined[lane])
        return true;
    const obligation_t *obligation = t->statement->obligation;
    bool exactly = obligation->mode == ORBIT_EXACTLY, last = steps >= obligation->steps;
    fate->target = !exactly || last ? target_of(t, l->results + lane * t->list.count) : TARGET_NONE;
    if (fate->target != TARGET_NONE || (last && !exactly) || !is_finite(now, t->n) ||
        (!exactly && comes_back(t, l, lane)))
        return true;
    if (fate->jump == SIZE_MAX && t->jump_count) {
        fate->jump = jump_in(t, now[0]);
        fate->jump_steps = steps;
    }
    return last;
}

static bool run(fate_t *fates, trajectory_t *t, size_t count, const dinterval_t *cells)
{
    size_t lanes = 0, next = 0;
    lanes_t *l = own_lanes(t);
    while (next < count || lanes) {
        for (; lanes < LANES && next < count; next++) {
            fates[next] = (fate_t){.target = TARGET_NONE, .jump = SIZE_MAX};
            begin(t, l, lanes++, next, cells + next * t->width);
        }
        evaluate_targets(t, l, lanes);
        for (size_t lane = lanes; lane-- > 0;) // downward: the results of lanes below stay in place
            if (settle(fates + l->cell[lane], t, l, lane))
                end_lane(t, l, lane, --lanes);
        if (lanes && !step(t, l, lanes))
            return false;
    }
    return true;
}

typedef struct {
    fate_t *fates;
    trajectory_t *t;
    size_t count;
    const dinterval_t *cells;
} cells_job_t;

static bool run_some(size_t first, size_t count, void *context)
{
    const cells_job_t *job = context;
    return run(job->fates + first, job->t, count, job->cells + first * job->t->width);
}

void trajectory_run(fate_t *fates, trajectory_t *t, size_t count, const dinterval_t *cells)
{
    cells_job_t job = {fates, t, count, cells};
    trajectory_share(t, count, run_some, &job);
}

// ---- points ----

bool trajectory_follow(double *ends, trajectory_t *t, size_t count, const double *starts, const size_t *steps)
{
    size_t lanes = 0, next = 0;
    lanes_t *l = own_lanes(t);
    while (next < count || lanes) {
        for (; lanes < LANES && next < count; next++) {
            dinterval_t point = dinterval_point(starts[next]);
            begin(t, l, lanes++, next, &point);
        }
        for (size_t lane = lanes; lane-- > 0;) {
            bool undefined = l->steps[lane] > 0 && !l->defined[lane];
            if (!undefined && l->steps[lane] < steps[l->cell[lane]])
                continue;
            ends[l->cell[lane]] = undefined ? NAN : l->now[lane].hi / 2 - l->now[lane].neg_lo / 2;
            end_lane(t, l, lane, --lanes);
        }
        if (lanes && !step(t, l, lanes))
            return false;
    }
    return true;
}

// ---- sharing ----

#define LEAST_SHARE LANES
#define MOST_SHARE (4 * LANES)
#define SHARES 16 // of neither a small nor a large number of things

typedef struct {
    size_t count, size;
    trajectory_work_t work;
    void *context;
    bool *complete; // per share
} shares_t;

static void run_share(size_t share, void *context)
{
    const shares_t *s = context;
    size_t first = share * s->size, left = s->count - first;
    s->complete[share] = s->work(first, left < s->size ? left : s->size, s->context);
}

void trajectory_share(trajectory_t *t, size_t count, trajectory_work_t work, void *context)
{
    size_t size = (count + SHARES - 1) / SHARES;
    size = size < LEAST_SHARE ? LEAST_SHARE : size < MOST_SHARE ? size : MOST_SHARE;
    size_t share_count = (count + size - 1) / size;
    shares_t shares = {count, size, work, context, mem_alloc(share_count, sizeof(bool))};
    image_hold(t->image, true);
    parallel_run(share_count, run_share, &shares);
    image_hold(t->image, false);
    for (size_t k = 0; k < share_count; k++)
        if (!shares.complete[k])
            run_share(k, &shares);
    mem_free(shares.complete);
}

// ---- jumps ----

#define BESIDE 0x1p-40 // relative distance of the points at which the two sides of a place are compared
#define STEEP 0x1p20   // slope between them from which on it counts as a jump

void trajectory_find_jumps(trajectory_t *t, size_t count, const double *candidates)
{
    t->jumps = mem_alloc(count, sizeof *t->jumps);
    for (size_t k = 0; k < count; k++) {
        double distance = BESIDE * fmax(1, fabs(candidates[k])), ends[2];
        const double sides[2] = {candidates[k] - distance, candidates[k] + distance};
        const size_t steps[2] = {1, 1};
        bool known = trajectory_follow(ends, t, 2, sides, steps);
        if (!known || !(fabs(ends[1] - ends[0]) < STEEP * 2 * distance))
            t->jumps[t->jump_count++] = candidates[k];
    }
}

double trajectory_jump(const trajectory_t *t, size_t jump)
{
    return t->jumps[jump];
}
