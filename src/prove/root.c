// SPDX-License-Identifier: LGPL-3.0-or-later
// ROOT in any dimension: Krawczyk's test about the zero that Newton's method finds, and a subdivision of the given box
// into parts that lie in the box of uniqueness and parts on which some component of the map is not zero.
#include "base/memory.h"
#include "base/work.h"
#include "prove/branch_batch.h"
#include "prove/combination.h"
#include "prove/exact.h"
#include "prove/krawczyk.h"
#include "prove/witness.h"
#include "real/number.h"

#include <math.h>
#include <string.h>

#define STARTS 24
#define COMBINED_FROM 32 // boxes: what needs fewer is not worth second derivatives
#define TOO_SMALL 0x1p-40

typedef struct {
    uint32_t node;
    side_t *box;
} part_t;

typedef struct {
    proof_t *proof;
    const obligation_t *obligation;
    statement_t statement;
    krawczyk_t krawczyk;
    bool has_zero; // Z and U are set
    tree_t tree;
    size_t open, capacity;
    part_t *parts; // a stack
    size_t boxes;
    bool combination_tried;
    combination_t *combination; // of the components, 0 != component; NULL before it is needed, or when it is too large
    combined_t combined;
    side_t *left; // a part that could not be settled
} root_t;

// ---- the parts ----

static void push(root_t *r, uint32_t node, const side_t *box)
{
    size_t n = r->statement.count;
    r->parts = mem_grow(r->parts, &r->capacity, r->open + 1, sizeof *r->parts);
    r->parts[r->open].node = node;
    r->parts[r->open].box = mem_alloc(n, sizeof *box);
    memcpy(r->parts[r->open++].box, box, n * sizeof *box);
}

static bool is_inside(const root_t *r, const side_t *box)
{
    for (size_t i = 0; i < r->statement.count; i++)
        if (box[i].lo < r->krawczyk.unique[i].lo || box[i].hi > r->krawczyk.unique[i].hi)
            return false;
    return r->has_zero;
}

// A component that is not zero on the box: SIZE_MAX if none is known.
static size_t nonzero_component(const root_t *r, const side_t *box, slong precision)
{
    const table_t *map = &r->krawczyk.map;
    tape_result_t *results = mem_alloc(map->list.count, sizeof *results);
    size_t found = SIZE_MAX;
    statement_evaluate(results, &r->statement, map->tape, box, precision);
    for (size_t i = 0; found == SIZE_MAX && i < map->count; i++) {
        sum_bounds_t value = sum_bounds(map->sums + i, &map->list, results, precision);
        if (value.lo > 0 || value.hi < 0)
            found = i;
    }
    mem_free(results);
    return found;
}

// ---- combinations of components ----

static void prepare_combination(root_t *r)
{
    size_t count = r->obligation->map_count;
    if (r->combination_tried || r->boxes < COMBINED_FROM)
        return;
    r->combination_tried = true;
    member_t *members = mem_alloc(count, sizeof *members);
    for (size_t i = 0; i < count; i++) {
        expr_t component = statement_plain(r->statement.prover, r->obligation->map[i]);
        members[i] = (member_t){component, component, true};
    }
    r->combination = combination_new(&r->statement, count, members);
    if (r->combination)
        combined_init(&r->combined, r->combination);
    mem_free(members);
}

// Whether a combination of the components has no zero on the box: r->combined.
static bool combination_is_nonzero(root_t *r, const side_t *box)
{
    prepare_combination(r);
    combination_t *c = r->combination;
    if (!c || combination_is_idle(c))
        return false;
    double *centre = mem_alloc(r->statement.count, sizeof *centre);
    tape_result_t *at_point = mem_alloc(c->at_point.list.count, sizeof *at_point);
    tape_result_t *on_box = mem_alloc(c->on_box.list.count, sizeof *on_box);
    box_centre(centre, &r->statement, box);
    statement_evaluate_point(at_point, &r->statement, c->at_point.tape, centre, 53);
    statement_evaluate(on_box, &r->statement, c->on_box.tape, box, 53);
    bool found = combination_find(&r->combined, c, box, centre, at_point, on_box, 53);
    combination_count(c, found);
    mem_free(centre);
    mem_free(at_point);
    mem_free(on_box);
    return found;
}

// Where the box sticks out of U most, if it meets it.
static bool split_at_unique(split_t *split, const root_t *r, const side_t *box)
{
    double most = 0;
    for (size_t i = 0; r->has_zero && i < r->statement.count; i++) {
        const side_t *unique = r->krawczyk.unique + i;
        if (box[i].hi <= unique->lo || box[i].lo >= unique->hi)
            return false;
        double width = box[i].hi - box[i].lo;
        if ((unique->lo - box[i].lo) / width > most) {
            most = (unique->lo - box[i].lo) / width;
            *split = (split_t){(uint32_t)i, unique->lo, MARK_NONE};
        }
        if ((box[i].hi - unique->hi) / width > most) {
            most = (box[i].hi - unique->hi) / width;
            *split = (split_t){(uint32_t)i, unique->hi, MARK_NONE};
        }
    }
    return most > 0;
}

static bool split_widest(split_t *split, const root_t *r, const side_t *box)
{
    double widest = 0;
    for (size_t i = 0; i < r->statement.count; i++) {
        double width = box[i].hi - box[i].lo, middle = short_middle(box[i].lo, box[i].hi);
        double size = width / (1 + fmin(fabs(box[i].lo), fabs(box[i].hi)));
        if (size > widest && middle > side_inner_end(&r->statement, box + i, false) &&
            middle < side_inner_end(&r->statement, box + i, true)) {
            widest = size;
            *split = (split_t){(uint32_t)i, middle, MARK_NONE};
        }
    }
    return widest > TOO_SMALL;
}

static void halve(root_t *r, uint32_t node, const side_t *box, const split_t *split)
{
    size_t n = r->statement.count;
    side_t *half = mem_alloc(n, sizeof *half);
    uint32_t lower = tree_split(&r->tree, node, split->variable, split->at, MARK_NONE);
    memcpy(half, box, n * sizeof *half);
    half[split->variable].lo = split->at;
    half[split->variable].lo_mark = MARK_NONE;
    push(r, lower + 1, half);
    half[split->variable] = box[split->variable];
    half[split->variable].hi = split->at;
    half[split->variable].hi_mark = MARK_NONE;
    push(r, lower, half);
    mem_free(half);
}

static bool settle_part(root_t *r, uint32_t node, const side_t *box)
{
    split_t split;
    if (is_inside(r, box)) {
        tree_close(&r->tree, node, TREE_INSIDE, 0, 0);
        return true;
    }
    size_t component = nonzero_component(r, box, 53);
    if (component != SIZE_MAX)
        tree_close(&r->tree, node, TREE_NONZERO, (uint32_t)component, 53);
    else if (combination_is_nonzero(r, box))
        tree_close_with(&r->tree, node, TREE_COMBINED, 53, combined_text(&r->combined, r->combination->members));
    else if (split_at_unique(&split, r, box) || split_widest(&split, r, box))
        halve(r, node, box, &split);
    else
        return false;
    return true;
}

// True when every part of the box is settled.
static bool subdivide(root_t *r)
{
    slong most = r->statement.prover->limits.max_boxes;
    bool settled = true;
    tree_init(&r->tree);
    push(r, 0, r->statement.root);
    while (settled && r->open) {
        part_t part = r->parts[--r->open];
        settled = (slong)r->boxes++ < most && settle_part(r, part.node, part.box);
        work_note(1, r->open, NAN);
        if (settled)
            mem_free(part.box);
        else
            r->left = part.box;
    }
    return settled;
}

// ---- evidence ----

static void write_pair(strbuf_t *out, const char *word, const fmpq_t lo, const fmpq_t hi)
{
    strbuf_printf(out, "%s ", word);
    number_write_fmpq(out, lo);
    strbuf_append_char(out, ' ');
    number_write_fmpq(out, hi);
    strbuf_append_char(out, '\n');
}

static void write_boxes(strbuf_t *out, const root_t *r)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    for (size_t i = 0; i < r->statement.count; i++) {
        write_pair(out, "existence", r->krawczyk.lo + i, r->krawczyk.hi + i);
        fmpq_set_double(lo, r->krawczyk.unique[i].lo);
        fmpq_set_double(hi, r->krawczyk.unique[i].hi);
        write_pair(out, "uniqueness", lo, hi);
    }
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static void write_preconditioner(strbuf_t *out, const root_t *r)
{
    size_t n = r->statement.count;
    for (size_t i = 0; i < n; i++) {
        strbuf_append(out, "preconditioner");
        for (size_t j = 0; j < n; j++) {
            strbuf_append_char(out, ' ');
            write_dyadic(out, r->krawczyk.inverse[i * n + j]);
        }
        strbuf_append_char(out, '\n');
    }
}

static void remember(const root_t *r)
{
    const obligation_t *obligation = r->obligation;
    for (size_t i = 0; i < r->statement.count && i < obligation->point_count; i++) {
        known_coordinate_t *known = prover_known(r->statement.prover, obligation->points[i].variable);
        fmpq_set(known->lo, r->krawczyk.lo + i);
        fmpq_set(known->hi, r->krawczyk.hi + i);
        known->is_exact = false;
    }
}

static void settle_proved(root_t *r)
{
    strbuf_t *out = &r->proof->evidence;
    r->proof->verdict = VERDICT_PROVED;
    strbuf_append(out, "evidence proved root\n");
    write_boxes(out, r);
    write_preconditioner(out, r);
    strbuf_printf(out, "precision %d\n", KRAWCZYK_BITS);
    tree_write(out, &r->tree, &r->statement);
    r->proof->method = format_text("Krawczyk, %zu boxes", r->boxes);
    remember(r);
}

static void settle_none(root_t *r)
{
    r->proof->verdict = VERDICT_REFUTED;
    strbuf_append(&r->proof->evidence, "evidence refuted no-root\n");
    tree_write(&r->proof->evidence, &r->tree, &r->statement);
    r->proof->method = format_text("no zero, %zu boxes", r->boxes);
}

static void settle_undecided(root_t *r)
{
    strbuf_t detail;
    strbuf_init(&detail);
    if (r->left)
        describe_box(&detail, &r->statement, r->left);
    r->proof->reason = r->has_zero ? format_text("a second zero cannot be excluded from the box")
                                   : format_text("no zero was found in the interior of the box, but none excluded");
    r->proof->detail = strbuf_detach(&detail);
    strbuf_clear(&detail);
}

// ---- the decision ----

// Newton's method from the middle of the box and from random points.
static bool find_zero(root_t *r)
{
    size_t n = r->statement.count;
    double *point = mem_alloc(n, sizeof *point);
    uint64_t random = 0x9e3779b97f4a7c15u;
    bool found = false;
    for (int start = 0; !found && start < STARTS; start++) {
        for (size_t i = 0; i < n; i++) {
            double u = start ? random_unit(&random) : 0.5;
            const side_t *side = r->statement.root + i;
            point[i] = side->lo + u * (side->hi - side->lo);
        }
        found = krawczyk_newton(point, &r->krawczyk) && krawczyk_exists(&r->krawczyk, point) &&
                krawczyk_unique(&r->krawczyk);
    }
    mem_free(point);
    return found;
}

static void decide(root_t *r)
{
    r->has_zero = find_zero(r);
    bool settled = subdivide(r);
    if (settled && r->has_zero)
        settle_proved(r);
    else if (settled)
        settle_none(r);
    else
        settle_undecided(r);
}

static void root_clear(root_t *r)
{
    for (size_t i = 0; i < r->open; i++)
        mem_free(r->parts[i].box);
    mem_free(r->parts);
    mem_free(r->left);
    if (r->combination)
        combined_clear(&r->combined);
    combination_free(r->combination);
    tree_clear(&r->tree);
}

void prove_root(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    expr_t truth = expr_leaf(prover->dag, EXPR_TRUE);
    obligation_t box = *obligation; // the variables and their intervals; the points are what is sought
    box.kind = OBLIGATION_FORALL;
    box.region = truth;
    box.point_count = 0;
    root_t r = {.proof = proof, .obligation = obligation};
    const char *reason = NULL;
    status_t status = statement_init(&r.statement, &reason, prover, &box, truth, truth);
    if (status == STATUS_OK && (!r.statement.bounded || obligation->map_count != obligation->variable_count)) {
        reason = "the box is not bounded, or the map has another dimension";
        status = STATUS_UNSUPPORTED;
    }
    if (status == STATUS_OK) {
        krawczyk_init(&r.krawczyk, &r.statement, obligation->map);
        if (dag_over_limit(prover->dag))
            proof->reason = format_text(PROVE_TOO_MANY_NODES);
        else
            decide(&r);
        krawczyk_clear(&r.krawczyk);
        root_clear(&r);
    } else {
        proof->reason = format_text("%s", reason);
    }
    statement_clear(&r.statement);
}
