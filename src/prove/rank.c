// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `rank`: every orbit from the region reaches the target. The search divides the space into cells and finds
// ranks breadth first from the target backwards; cells that get none although orbits of interest come there are split.
#include "base/memory.h"
#include "prove/exact.h"
#include "prove/partition.h"
#include "prove/partition_slopes.h"
#include "prove/rank_needed.h"
#include "prove/rank_null.h"
#include "prove/rank_refine.h"

#include <math.h>
#include <string.h>

#define LEAST_DRIFT 0x1p-20 // relative to the width of the cell: less is left to other rules
#define SPARE 0.9375        // of a drift or growth found, that is claimed
#define LEAST_GROWTH 1.0009765625
#define MAX_ROUNDS 400
#define LATER 1.25 // times as many cells are made before null sets are looked for again
#define UNCUT_CELLS 2000 // that are tried without cutting parameters
#define MAX_PASSES 50 // over the candidates for a drift

typedef struct {
    space_t *p;
    bool patient; // chance, drift and expel are of no use: the number of steps is bounded
    size_t level; // ranks up to it count
    uint32_t *queue;
    size_t head, tail;
    uint32_t *watch, *next_watch; // per way out: lists of ways that wait for the same cell
    bool *needed, *candidate;
    bool *below; // per node of the tree: all cells below count (space_first_but); NULL where there are parameters
    uint32_t self;
} rank_t;

// ---- which cells count ----

static bool is_below(void *data, uint32_t cell)
{
    const rank_t *r = data;
    return r->p->cells[cell].rank != RANK_NONE && r->p->cells[cell].rank <= r->level;
}

static bool is_below_or_candidate(void *data, uint32_t cell)
{
    const rank_t *r = data;
    return is_below(data, cell) || r->candidate[cell];
}

static bool is_below_or_self(void *data, uint32_t cell)
{
    const rank_t *r = data;
    return is_below(data, cell) || cell == r->self;
}

static void give_rank(rank_t *r, uint32_t cell, cell_kind_t kind, size_t rank)
{
    r->p->cells[cell].kind = kind;
    r->p->cells[cell].rank = rank;
    r->queue[r->tail++] = cell;
}

// ---- steps and chances ----

// Way 0 of a cell is the image for all noise, way 1 + c that for choice c. A way that is not good yet waits for the
// first cell without rank that it meets.
static void try_way(rank_t *r, uint32_t way)
{
    space_t *p = r->p;
    size_t ways = 1 + p->choice_count, choice = way % ways;
    uint32_t cell = (uint32_t)(way / ways);
    if (p->cells[cell].rank != RANK_NONE || !p->cells[cell].defined)
        return;
    uint32_t blocked = space_first_but(p, cell, choice, r->below, is_below, r);
    if (blocked == CELL_NONE) {
        p->cells[cell].choice = choice - 1;
        give_rank(r, cell, choice ? CELL_CHANCE : CELL_STEP, r->level + 1);
    } else {
        r->next_watch[way] = r->watch[blocked];
        r->watch[blocked] = way;
    }
}

static void spread(rank_t *r)
{
    while (r->head < r->tail) {
        uint32_t cell = r->queue[r->head++], way = r->watch[cell];
        r->level = r->p->cells[cell].rank;
        r->watch[cell] = CELL_NONE;
        while (way != CELL_NONE) {
            uint32_t next = r->next_watch[way];
            try_way(r, way);
            way = next;
        }
    }
}

static void start(rank_t *r)
{
    space_t *p = r->p;
    size_t ways = 1 + p->choice_count;
    r->level = 0;
    if (r->below)
        memset(r->below, 0, p->node_count * sizeof *r->below);
    for (size_t i = 0; i < p->cell_count; i++) {
        p->cells[i].rank = RANK_NONE;
        r->watch[i] = CELL_NONE;
    }
    for (size_t i = 0; i < p->cell_count; i++)
        if (p->cells[i].in_target == TRUTH_TRUE)
            give_rank(r, (uint32_t)i, CELL_TARGET, 0);
    for (size_t way = 0; way < p->cell_count * ways; way++)
        try_way(r, (uint32_t)way);
    spread(r);
}

// ---- drifts ----

static double fall(const rank_t *r, uint32_t cell, size_t variable, bool negative)
{
    const dinterval_t *change = r->p->cells[cell].change;
    if (!change)
        return -INFINITY;
    return negative ? dinterval_lo(change[variable]) : -change[variable].hi;
}

static bool may_drift(const rank_t *r, uint32_t cell, size_t variable, bool negative)
{
    const cell_t *c = r->p->cells + cell;
    const side_t *side = c->box + variable;
    double end = negative ? side->hi : side->lo, width = side->hi - side->lo;
    if (c->rank != RANK_NONE || !c->defined || !isfinite(end))
        return false;
    double least = LEAST_DRIFT * (isfinite(width) ? width : 1);
    return fall(r, cell, variable, negative) > least;
}

static bool leaves_candidates(rank_t *r, uint32_t cell, const dinterval_t *within)
{
    return (within ? space_first_within(r->p, cell, within, is_below_or_candidate, r)
                   : space_first(r->p, cell, 0, is_below_or_candidate, r)) != CELL_NONE;
}

// Reduces the candidates to the largest set of them that is left to ranked cells only, images lying within a box of the states if
// that is not NULL. Returns how many there are, 0 when the set is not known to be closed.
static size_t close_candidates(rank_t *r, size_t left, const dinterval_t *within)
{
    space_t *p = r->p;
    bool changed = left > 0;
    for (int pass = 0; changed && pass < MAX_PASSES; pass++) {
        changed = false;
        for (size_t i = 0; i < p->cell_count; i++)
            if (r->candidate[i] && leaves_candidates(r, (uint32_t)i, within)) {
                r->candidate[i] = false;
                changed = --left > 0;
            }
    }
    return changed ? 0 : left;
}

// The largest set of cells with a drift that leaves it to ranked cells only.
static bool add_drifts(rank_t *r, size_t variable, bool negative)
{
    space_t *p = r->p;
    size_t left = 0;
    for (size_t i = 0; i < p->cell_count; i++)
        left += r->candidate[i] = may_drift(r, (uint32_t)i, variable, negative);
    left = close_candidates(r, left, NULL);
    for (size_t i = 0; left && i < p->cell_count; i++)
        if (r->candidate[i]) {
            p->cells[i].variable = variable;
            p->cells[i].negative = negative;
            p->cells[i].amount = SPARE * fall(r, (uint32_t)i, variable, negative);
            give_rank(r, (uint32_t)i, CELL_DRIFT, r->level + 1);
        }
    return left > 0;
}

static bool add_any_drift(rank_t *r)
{
    space_note_changes(r->p);
    for (size_t v = 0; v < r->p->states; v++)
        for (int negative = 0; negative < 2; negative++)
            if (add_drifts(r, v, negative))
                return true;
    return false;
}

// ---- repelling sets ----

static bool add_repelled(rank_t *r, size_t which)
{
    space_t *p = r->p;
    size_t left = 0;
    for (size_t i = 0; i < p->cell_count; i++) {
        r->candidate[i] = p->cells[i].rank == RANK_NONE && p->cells[i].defined && space_is_in_repeller(p, (uint32_t)i, which);
        left += r->candidate[i];
    }
    dinterval_t *within = mem_alloc(p->states, sizeof *within);
    space_repeller_image(within, p, which);
    left = close_candidates(r, left, within);
    mem_free(within);
    for (size_t i = 0; left && i < p->cell_count; i++)
        if (r->candidate[i]) {
            p->cells[i].variable = which;
            give_rank(r, (uint32_t)i, CELL_REPEL, r->level + 1);
        }
    return left > 0;
}

static bool add_any_repelled(rank_t *r)
{
    for (size_t k = 0; k < r->p->obligation->repeller_count; k++)
        if (add_repelled(r, k))
            return true;
    return false;
}

// ---- expulsion ----

static bool may_expel(const rank_t *r)
{
    const obligation_t *obligation = r->p->obligation;
    if (obligation->noise_count)
        return false;
    return obligation->mode == ORBIT_ALMOST_EVERYWHERE ||
           (obligation->mode == ORBIT_SURELY && obligation->centre && space_centre_rests(r->p));
}

// The orbit that an expelling cell keeps is to be one that the claim leaves out.
static bool keeps_the_right_one(const rank_t *r, uint32_t cell)
{
    return r->p->obligation->mode == ORBIT_ALMOST_EVERYWHERE || space_has_centre(r->p, cell);
}

static bool add_expulsions(rank_t *r)
{
    space_t *p = r->p;
    bool added = false;
    bool may = may_expel(r);
    for (size_t i = 0; may && i < p->cell_count; i++) {
        cell_t *cell = p->cells + i;
        if (!keeps_the_right_one(r, (uint32_t)i))
            continue;
        double growth = cell->rank == RANK_NONE && cell->defined ? space_growth(p, (uint32_t)i) : 0;
        if (!(growth > LEAST_GROWTH))
            continue;
        r->self = (uint32_t)i;
        if (space_first(p, r->self, 0, is_below_or_self, r) != CELL_NONE)
            continue;
        cell->amount = 1 + SPARE * (fmin(growth, 1e6) - 1);
        give_rank(r, r->self, CELL_EXPEL, r->level + 1);
        added = true;
    }
    return added;
}

// ---- null sets ----

static bool add_null(rank_t *r)
{
    space_t *p = r->p;
    if (!space_faces_are_null(p) || p->noise || (double)p->cell_count < LATER * (double)p->null_tried)
        return false;
    if (!rank_find_null(r->candidate, p)) {
        p->null_tried = p->cell_count;
        return false;
    }
    for (size_t i = 0; i < p->cell_count; i++)
        if (r->candidate[i])
            give_rank(r, (uint32_t)i, CELL_NULL, r->level + 1);
    return true;
}

// ---- one round ----

static void rank_init(rank_t *r, space_t *p)
{
    size_t n = p->cell_count;
    *r = (rank_t){.p = p, .patient = p->obligation->has_steps};
    r->queue = mem_alloc(n, sizeof *r->queue);
    r->watch = mem_alloc(n, sizeof *r->watch);
    r->next_watch = mem_alloc(n * (1 + p->choice_count), sizeof *r->next_watch);
    r->needed = mem_alloc(n, sizeof *r->needed);
    r->candidate = mem_alloc(n, sizeof *r->candidate);
    r->below = p->count == p->states ? mem_alloc(p->node_count, sizeof *r->below) : NULL;
}

static void rank_clear(rank_t *r)
{
    mem_free(r->queue);
    mem_free(r->watch);
    mem_free(r->next_watch);
    mem_free(r->needed);
    mem_free(r->candidate);
    mem_free(r->below);
}

static void find_ranks(rank_t *r)
{
    start(r);
    while (!r->patient && (add_any_drift(r) || add_any_repelled(r) || add_expulsions(r) || add_null(r)))
        spread(r);
    rank_find_needed(r->needed, r->p);
}

// The cell must be split before the partition proves anything.
static bool is_unsettled(const rank_t *r, uint32_t cell)
{
    const cell_t *c = r->p->cells + cell;
    if (!r->needed[cell])
        return false;
    return c->rank == RANK_NONE || (r->patient && c->in_region != TRUTH_FALSE && c->rank > r->p->obligation->steps);
}

// ---- what expulsion asks of the other cells ----

static size_t least_expulsion(const space_t *p, const bool *needed)
{
    size_t least = RANK_NONE;
    for (size_t i = 0; i < p->cell_count; i++)
        if (needed[i] && p->cells[i].kind >= CELL_EXPEL && p->cells[i].kind <= CELL_NULL && p->cells[i].rank < least)
            least = p->cells[i].rank;
    return least;
}

static bool harms_expulsion(space_t *p, uint32_t cell, size_t least)
{
    const cell_t *c = p->cells + cell;
    if (least == RANK_NONE || c->rank < least || c->kind == CELL_EXPEL || c->kind == CELL_NULL)
        return false;
    return p->obligation->mode == ORBIT_ALMOST_EVERYWHERE ? !space_is_nonsingular(p, cell)
                                                          : space_image_has_centre(p, cell);
}

// ---- rounds ----

typedef struct {
    size_t unsettled;
    uint32_t worst;
    double size;  // of the largest marked cell
    bool *marked; // to be split: unsettled, or the cause of that
    size_t traced;
} state_t;

typedef struct {
    const rank_t *r;
    state_t *state;
    size_t rank;
} trace_t;

static bool mark_cause(void *data, uint32_t cell)
{
    trace_t *t = data;
    if (t->r->p->cells[cell].rank == t->rank && t->rank > 0 && !t->state->marked[cell]) {
        t->state->marked[cell] = true;
        t->r->queue[t->state->traced++] = cell;
    }
    return true;
}

// Where ranks are above the number of steps, the cells that they come from by way of images are to be split, too.
static void trace_ranks(state_t *state, const rank_t *r)
{
    space_t *p = r->p;
    for (size_t i = 0; i < p->cell_count; i++)
        if (state->marked[i] && p->cells[i].rank != RANK_NONE)
            r->queue[state->traced++] = (uint32_t)i;
    for (size_t k = 0; k < state->traced; k++) {
        trace_t trace = {r, state, p->cells[r->queue[k]].rank - 1};
        space_first(p, r->queue[k], 0, mark_cause, &trace);
    }
}

static void survey(state_t *state, rank_t *r)
{
    space_t *p = r->p;
    *state = (state_t){0, CELL_NONE, 0, mem_alloc(p->cell_count, sizeof *state->marked), 0};
    for (size_t i = 0; i < p->cell_count; i++)
        state->unsettled += state->marked[i] = is_unsettled(r, (uint32_t)i);
    if (r->patient)
        trace_ranks(state, r);
    size_t least = state->unsettled ? RANK_NONE : least_expulsion(p, r->needed);
    for (size_t i = 0; least != RANK_NONE && i < p->cell_count; i++)
        if (r->needed[i])
            state->unsettled += state->marked[i] = harms_expulsion(p, (uint32_t)i, least);
    for (size_t i = 0; i < p->cell_count; i++)
        if (state->marked[i] && space_size(p, (uint32_t)i) >= state->size) {
            state->size = space_size(p, (uint32_t)i);
            state->worst = (uint32_t)i;
        }
}

// A number of steps within which all orbits from the region arrive, 0 when the cells do not tell.
static size_t steps_needed(const rank_t *r)
{
    const space_t *p = r->p;
    size_t most = 1;
    for (size_t i = 0; i < p->cell_count; i++)
        if (r->needed[i] && p->cells[i].in_region != TRUTH_FALSE && p->cells[i].rank > most)
            most = p->cells[i].rank;
    for (size_t i = 0; i < p->cell_count; i++)
        if (r->needed[i] && p->cells[i].rank <= most && p->cells[i].kind != CELL_TARGET && p->cells[i].kind != CELL_STEP)
            return 0;
    return most;
}

static void settle(proof_t *proof, const rank_t *r)
{
    space_t *p = r->p;
    size_t most = 0;
    for (size_t i = 0; i < p->cell_count; i++) {
        if (!r->needed[i])
            p->cells[i].kind = CELL_IDLE;
        else if (p->cells[i].rank > most)
            most = p->cells[i].rank;
    }
    proof->steps = steps_needed(r);
    space_write(&proof->evidence, p);
    proof->verdict = VERDICT_PROVED;
    proof->method = format_text("%zu cells, ranks up to %zu", p->cell_count, most);
}

static void give_up(proof_t *proof, const space_t *p, uint32_t worst, bool limit)
{
    proof->reason =
        limit ? format_text("the limit of %zu cells, or of the work with them, is reached; some orbits are not shown "
                            "to reach the target",
                            space_limit(p))
              : format_text("some orbits are not shown to reach the target, and their cells are too small to be split");
    proof->detail = space_describe(p, worst);
}

static void search(proof_t *proof, space_t *p)
{
    space_cut_coarsely(p);
    for (int round = 0; proof->verdict == VERDICT_UNDECIDED && !proof->reason; round++) {
        rank_t r;
        state_t state;
        space_refresh(p);
        space_note_meets(p);
        rank_init(&r, p);
        find_ranks(&r);
        survey(&state, &r);
        bool full = space_is_full(p) || round == MAX_ROUNDS || (p->uncut_parameters && p->cell_count > UNCUT_CELLS);
        if (state.unsettled == 0)
            settle(proof, &r);
        else if (full || !rank_refine(p, state.marked, state.size))
            give_up(proof, p, state.worst, full);
        mem_free(state.marked);
        rank_clear(&r);
    }
}

static bool has_unbounded_parameter(const space_t *p)
{
    for (size_t v = p->states; v < p->count; v++)
        if (isinf(p->statement.root[v].lo) || isinf(p->statement.root[v].hi))
            return true;
    return false;
}

// How the cells to be cut are chosen.
typedef enum {
    // States only, where a parameter is unbounded: larger noise often does what less noise does, and more.
    SEARCH_UNCUT,
    // Those that all unsettled ones lead to: on an unbounded region an orbit may come to any place from any distance,
    // and what is far out is settled when that place is. In several variables there are too many others.
    SEARCH_TERMINAL,
    // The largest ones that are near to being settled.
    SEARCH_NEAR,
    // As before, where it comes last.
    SEARCH_TERMINAL_LAST,
    SEARCH_END
} search_t;

static bool applies(search_t kind, const space_t *p)
{
    const obligation_t *obligation = p->obligation;
    bool waits = !obligation->noise_count && !obligation->has_steps;
    return kind == SEARCH_NEAR || (kind == SEARCH_UNCUT && has_unbounded_parameter(p)) ||
           (kind == SEARCH_TERMINAL && waits && p->states > 1) ||
           (kind == SEARCH_TERMINAL_LAST && waits && p->states == 1);
}

// A search that fails leaves the reason of SEARCH_NEAR.
static void search_by(proof_t *proof, prover_t *prover, const obligation_t *obligation, search_t kind)
{
    space_t p;
    const char *reason = NULL;
    proof_t found;
    proof_init(&found);
    if (!space_init(&p, &reason, prover, obligation, &obligation->targets[0].formula)) {
        found.reason = format_text("%s", reason);
    } else if (applies(kind, &p)) {
        p.uneven = obligation->mode == ORBIT_ALMOST_EVERYWHERE || obligation->centre;
        p.uncut_parameters = kind == SEARCH_UNCUT;
        p.terminal_first = kind == SEARCH_TERMINAL || kind == SEARCH_TERMINAL_LAST;
        search(&found, &p);
    }
    space_clear(&p);
    if (found.verdict != VERDICT_UNDECIDED || kind == SEARCH_NEAR) {
        proof_t before = *proof;
        *proof = found;
        found = before;
    }
    proof_clear(&found);
}

void prove_rank(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    for (search_t kind = 0; kind < SEARCH_END && proof->verdict == VERDICT_UNDECIDED; kind++)
        search_by(proof, prover, obligation, kind);
}
