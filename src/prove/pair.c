// SPDX-License-Identifier: LGPL-3.0-or-later
// PAIR: norm(g(x) - g(y)) <= L norm(x - y) on a convex region, for a C1 map g, by a bound on the norm of the Jacobian
// over a subdivision: g(x) - g(y) = M (x - y) with M the mean of the Jacobian along the segment (mean value theorem).
// Where the region is not evidently convex the bound is sought on the whole box of the intervals, which is.
#include "prove/pair.h"

#include "base/memory.h"
#include "base/work.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/branch_definite.h"
#include "prove/branch_tree.h"
#include "prove/exact.h"

#include <math.h>
#include <string.h>

#define TOO_SMALL 0x1p-40
#define PART_FOR_WHOLE 16 // of the limit of boxes, the part that is spent on a box beyond the region

// ---- the map ----

// Derivatives of one function by all variables in turn.
static bool is_gradient(const dag_t *dag, const obligation_t *obligation)
{
    expr_t function = EXPR_NONE;
    for (size_t i = 0; i < obligation->map_count; i++) {
        expr_t a = obligation->map[i];
        if (expr_op(dag, a) != EXPR_PARTIAL || i >= obligation->state_count ||
            expr_child(dag, a, 1) != obligation->variables[i].variable || (i > 0 && expr_child(dag, a, 0) != function))
            return false;
        function = expr_child(dag, a, 0);
    }
    return obligation->map_count == obligation->state_count;
}

static bool pair_map_init(pair_map_t *map, statement_t *statement, const obligation_t *obligation)
{
    dag_t *dag = statement->prover->dag;
    size_t n = obligation->state_count;
    *map = (pair_map_t){.statement = statement, .n = n, .gradient = is_gradient(dag, obligation)};
    if (obligation->map_count != n)
        return false;
    map->map = mem_alloc(n, sizeof *map->map);
    map->bound = statement_plain(statement->prover, obligation->bound);
    expr_t *all = mem_alloc(n + n * n + 1, sizeof *all);
    for (size_t i = 0; i < n; i++) {
        all[i] = map->map[i] = statement_plain(statement->prover, obligation->map[i]);
        expr_gradient(all + n + i * n, dag, map->map[i], n, statement->inputs);
    }
    for (size_t i = n; i < n + n * n; i++)
        all[i] = expr_simplify(dag, all[i]);
    all[n + n * n] = map->bound;
    bool usable = !dag_over_limit(dag);
    if (usable)
        table_init(&map->table, statement, n + n * n + 1, all);
    mem_free(all);
    return usable;
}

static void pair_map_clear(pair_map_t *map)
{
    mem_free(map->map);
    table_clear(&map->table);
}

// ---- the bound on the Jacobian ----

static dinterval_t entry(const pair_map_t *map, const tape_result_t *results, size_t index)
{
    return results[map->table.sums[index].root].value;
}

static definite_t symmetric_bounded(const pair_map_t *map, const tape_result_t *results, double room)
{
    size_t n = map->n;
    dinterval_t *matrix = mem_alloc(n * n, sizeof *matrix);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++)
            matrix[i * n + j] = entry(map, results, pair_jacobian_index(map, j, i));
    definite_t bounded = interval_norm_bounded(matrix, n, entry(map, results, n + n * n), room);
    mem_free(matrix);
    return bounded;
}

static definite_t frobenius_bounded(const pair_map_t *map, const tape_result_t *results, double room)
{
    dinterval_t sum = dinterval_point(0), bound = entry(map, results, map->n + map->n * map->n);
    for (size_t k = map->n; k < map->n + map->n * map->n; k++)
        sum = interval_scalar_add(sum, interval_scalar_power(entry(map, results, k), 2));
    double most = interval_scalar_mul(bound, bound).neg_lo, excess = sum.hi + most;
    if (dinterval_lo(bound) < 0 || !isfinite(sum.hi))
        return DEFINITE_UNKNOWN;
    if (excess <= -room * sum.hi)
        return DEFINITE_YES;
    return excess <= room * sum.hi ? DEFINITE_NOISE : DEFINITE_UNKNOWN;
}

// Whether the map is C1 on the box with all Jacobians bounded in norm.
static definite_t jacobian_bounded(const pair_map_t *map, const side_t *box, slong precision)
{
    tape_result_t *results = mem_alloc(map->table.list.count, sizeof *results);
    statement_evaluate(results, map->statement, map->table.tape, box, precision);
    bool usable = true;
    for (size_t k = 0; k < map->table.count; k++) {
        regularity_t least = k < map->n ? REGULARITY_C1 : REGULARITY_DEFINED;
        usable = usable && results[map->table.sums[k].root].regularity >= least;
    }
    definite_t bounded = DEFINITE_UNKNOWN;
    if (usable && map->gradient)
        bounded = symmetric_bounded(map, results, rounding_room(precision));
    if (usable && bounded != DEFINITE_YES) {
        definite_t other = frobenius_bounded(map, results, rounding_room(precision));
        bounded = other > bounded ? other : bounded;
    }
    mem_free(results);
    return bounded;
}

// ---- subdivision ----

typedef struct {
    proof_t *proof;
    statement_t *statement;
    const pair_map_t *map;
    bool whole; // the box is covered whatever the region
    plan_t plan;
    tree_t tree;
    size_t open, capacity, boxes;
    uint32_t *nodes; // a stack
    side_t **sides;
    size_t side_capacity;
    tape_result_t *values;
    bool *matters; // per variable: the Jacobian, the bound or the region depends on it
    side_t *left;  // a box that could not be settled
} cover_t;

static void push(cover_t *c, uint32_t node, const side_t *box)
{
    size_t n = c->statement->count;
    c->nodes = mem_grow(c->nodes, &c->capacity, c->open + 1, sizeof *c->nodes);
    c->sides = mem_grow(c->sides, &c->side_capacity, c->open + 1, sizeof *c->sides);
    c->nodes[c->open] = node;
    c->sides[c->open] = mem_alloc(n, sizeof *box);
    memcpy(c->sides[c->open++], box, n * sizeof *box);
}

// The precision at which the Jacobian is bounded on the box, 0 when it is not.
static slong bounded_precision(const cover_t *c, const side_t *box)
{
    slong precision = 53;
    definite_t bounded = jacobian_bounded(c->map, box, precision);
    while (bounded == DEFINITE_NOISE && 2 * precision <= c->statement->prover->limits.max_precision) {
        precision *= 2;
        bounded = jacobian_bounded(c->map, box, precision);
    }
    return bounded == DEFINITE_YES ? precision : 0;
}

// Where the box is to be split; a variable that neither the Jacobian nor the region depends on is not.
static bool choose_split(split_t *split, const cover_t *c, const side_t *box, bool inside)
{
    size_t n = c->statement->count;
    side_t *seen = mem_alloc(n, sizeof *seen);
    for (size_t i = 0; i < n; i++) {
        double fixed = fmin(fmax(box[i].lo, 0), box[i].hi);
        seen[i] = c->matters[i] ? box[i] : (side_t){fixed, fixed, MARK_NONE, MARK_NONE};
    }
    view_t view = {.box = seen, .inside = inside, .precision = 53, .values = c->values};
    bool chosen = box_relative_width(seen, n) >= TOO_SMALL && plan_split(split, &c->plan, &view, NULL);
    mem_free(seen);
    return chosen;
}

static void halve(cover_t *c, uint32_t node, const side_t *box, const split_t *split)
{
    size_t n = c->statement->count;
    const mark_t *mark = split->mark == MARK_NONE ? NULL : c->statement->marks + split->mark;
    side_t *half = mem_alloc(n, sizeof *half);
    uint32_t lower = tree_split(&c->tree, node, split->variable, split->at, split->mark);
    memcpy(half, box, n * sizeof *half);
    half[split->variable].lo = mark ? mark->lo : split->at;
    half[split->variable].lo_mark = split->mark;
    push(c, lower + 1, half);
    half[split->variable] = box[split->variable];
    half[split->variable].hi = mark ? mark->hi : split->at;
    half[split->variable].hi_mark = split->mark;
    push(c, lower, half);
    mem_free(half);
}

static bool settle_box(cover_t *c, uint32_t node, const side_t *box)
{
    statement_t *statement = c->statement;
    statement_evaluate(c->values, statement, statement->values, box, 53);
    tape_truth_t region =
        c->whole ? TRUTH_TRUE : condition_truth(&statement->region_condition, &statement->list, c->values, 53);
    if (region == TRUTH_FALSE) {
        tree_close(&c->tree, node, TREE_OUTSIDE, 0, 53);
        return true;
    }
    slong precision = bounded_precision(c, box);
    if (precision) {
        tree_close(&c->tree, node, TREE_JACOBIAN, 0, precision);
        return true;
    }
    split_t split;
    if (!choose_split(&split, c, box, region == TRUTH_TRUE))
        return false;
    halve(c, node, box, &split);
    return true;
}

static bool cover(cover_t *c)
{
    slong most = c->statement->prover->limits.max_boxes / (c->whole ? PART_FOR_WHOLE : 1);
    bool settled = true;
    push(c, 0, c->statement->root);
    while (settled && c->open) {
        uint32_t node = c->nodes[--c->open];
        side_t *box = c->sides[c->open];
        settled = (slong)c->boxes++ < most && settle_box(c, node, box);
        work_note(1, c->open, NAN);
        if (settled)
            mem_free(box);
        else
            c->left = box;
    }
    return settled;
}

static void cover_clear(cover_t *c)
{
    for (size_t i = 0; i < c->open; i++)
        mem_free(c->sides[i]);
    mem_free(c->nodes);
    mem_free(c->sides);
    mem_free(c->values);
    mem_free(c->matters);
    mem_free(c->left);
    tree_clear(&c->tree);
    plan_clear(&c->plan);
}

// ---- the decision ----

static void settle_proved(cover_t *c)
{
    c->proof->verdict = VERDICT_PROVED;
    strbuf_append(&c->proof->evidence, "evidence proved tree\n");
    tree_write(&c->proof->evidence, &c->tree, c->statement);
    c->proof->method = format_text("%zu box%s", c->boxes, c->boxes == 1 ? "" : "es");
}

static void settle_undecided(cover_t *c)
{
    if (c->whole) {
        c->proof->reason =
            format_text("the region is not evidently convex (linear inequalities and norms), the bound is "
                        "not shown on the whole box of the variables' intervals, and no pair of points "
                        "violates it as far as was tried");
        return;
    }
    strbuf_t detail;
    strbuf_init(&detail);
    if (c->left)
        describe_box(&detail, c->statement, c->left);
    strbuf_append(&detail, "; tried: the norm of the Jacobian by definiteness and by its entries; what would help: "
                           "more room in the bound, or a region on which the gradient is differentiable");
    c->proof->reason =
        format_text("the derivative of the gradient is not shown to be bounded after %zu boxes", c->boxes);
    c->proof->detail = strbuf_detach(&detail);
    strbuf_clear(&detail);
}

static bool *find_matters(const pair_map_t *map, const obligation_t *obligation)
{
    const dag_t *dag = map->statement->prover->dag;
    bool *matters = mem_alloc(map->statement->count, sizeof *matters);
    for (size_t i = 0; i < map->statement->count; i++) {
        expr_t variable = map->statement->inputs[i];
        matters[i] = expr_depends_on(dag, obligation->region, variable);
        for (size_t k = map->n; k < map->table.count; k++)
            matters[i] = matters[i] || expr_depends_on(dag, map->table.list.roots[map->table.sums[k].root], variable);
    }
    return matters;
}

static void decide(proof_t *proof, statement_t *statement, const pair_map_t *map, const obligation_t *obligation)
{
    cover_t c = {.proof = proof, .statement = statement, .map = map};
    c.whole = !evidently_convex(statement->prover->dag, obligation->region, map->n, statement->inputs);
    plan_init(&c.plan, statement, map->n, map->map);
    tree_init(&c.tree);
    c.values = mem_alloc(statement->list.count, sizeof *c.values);
    c.matters = find_matters(map, obligation);
    if (pair_refute(proof, map, obligation, &c.plan)) {
    } else if (cover(&c)) {
        settle_proved(&c);
    } else {
        settle_undecided(&c);
    }
    cover_clear(&c);
}

void prove_pair(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    expr_t truth = expr_leaf(prover->dag, EXPR_TRUE);
    obligation_t point = *obligation;
    point.kind = OBLIGATION_FORALL;
    statement_t statement;
    pair_map_t map = {.n = 0};
    const char *reason = NULL;
    status_t status = statement_init(&statement, &reason, prover, &point, obligation->region, truth);
    if (status == STATUS_OK && !pair_map_init(&map, &statement, obligation)) {
        reason = "the map has another dimension than the space, or its derivatives are too large";
        status = STATUS_UNSUPPORTED;
    }
    if (status == STATUS_OK)
        decide(proof, &statement, &map, obligation);
    else
        proof->reason = format_text("%s", reason);
    pair_map_clear(&map);
    statement_clear(&statement);
}
