// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure.h"

#include "base/memory.h"
#include "base/work.h"
#include "prove/branch_plan.h"
#include "prove/exact.h"
#include "prove/measure_merge.h"
#include "prove/measure_record.h"
#include "prove/measure_split.h"
#include "real/number.h"

#include <string.h>

#define LEAST_ROUND 64     // cells that are worked on, by several threads, before it is asked whether that is enough
#define MOST_ROUND 4096    // up to which a round is ...
#define PART_OF_CELLS 8    // ... that part of the cells before it
#define IMAGES_PER_CELL 10 // of work, on the average, that the limit of cells allows
#define LITTLE_HOPE 0x1p-8 // weight of cells of which not even the centre reaches a target
#define REASON_DIGITS 12

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    statement_t statement; // the region, with TRUE as conclusion
    trajectory_t *trajectory;
    cell_tree_t tree;
    bool has_tree;
    size_t cells; // looked at
} measure_t;

// ---- set-up ----

// Places where the cases of the map change, from anywhere on the line.
static void find_jumps(measure_t *m)
{
    const obligation_t *obligation = m->obligation;
    expr_t truth = expr_leaf(m->prover->dag, EXPR_TRUE), map = statement_plain(m->prover, obligation->map[0]);
    quantified_t line = {obligation->variables[0].variable, {EXPR_NONE, EXPR_NONE, true, true}};
    obligation_t wide = *obligation;
    statement_t statement;
    plan_t plan;
    const char *reason;
    wide.variables = &line;
    if (statement_init(&statement, &reason, m->prover, &wide, truth, truth) == STATUS_OK) {
        plan_init(&plan, &statement, 1, &map);
        double *places = mem_alloc(plan.hint_count, sizeof *places);
        for (size_t k = 0; k < plan.hint_count; k++)
            places[k] = plan.hints[k].at;
        trajectory_find_jumps(m->trajectory, plan.hint_count, places);
        mem_free(places);
        plan_clear(&plan);
    }
    statement_clear(&statement);
}

static bool ends_are_rational(const statement_t *statement)
{
    fmpq_t end;
    fmpq_init(end);
    bool rational = true;
    for (size_t i = 0; i < statement->count; i++)
        rational = rational && side_end_rational(end, statement, statement->root + i, false) &&
                   side_end_rational(end, statement, statement->root + i, true);
    fmpq_clear(end);
    return rational;
}

// False with a reason when the obligation is out of reach. To be cleared in any case.
static bool measure_init(measure_t *m, const char **reason, prover_t *prover, const obligation_t *obligation)
{
    memset(m, 0, sizeof *m);
    m->prover = prover;
    m->obligation = obligation;
    expr_t truth = expr_leaf(prover->dag, EXPR_TRUE);
    if (statement_init(&m->statement, reason, prover, obligation, obligation->region, truth) != STATUS_OK)
        return false;
    if (obligation->variable_count != obligation->state_count || obligation->map_count != obligation->state_count ||
        obligation->noise_count)
        *reason = "volumes are measured for fixed rates, without noise";
    else if (obligation->target_count > CELL_MOST_DETAIL || obligation->variable_count > CELL_MOST_DETAIL)
        *reason = "there are too many sets";
    else if (!ends_are_rational(&m->statement))
        *reason = "the starts do not lie in a bounded box with rational ends";
    else
        m->trajectory = trajectory_new(reason, &m->statement);
    if (!m->trajectory)
        return false;
    if (obligation->state_count == 1)
        find_jumps(m);
    cell_tree_init(&m->tree, &m->statement);
    m->has_tree = true;
    return true;
}

static void measure_clear(measure_t *m)
{
    if (m->has_tree)
        cell_tree_clear(&m->tree);
    trajectory_free(m->trajectory);
    statement_clear(&m->statement);
}

// ---- bounds ----

// -1, 0, 1 as the bound is less than, equal to, greater than the volume; 2 when that is not known.
static int compare_bound(measure_t *m, expr_t bound, const fmpq_t volume)
{
    real_t exact;
    real_init(exact);
    int order = 2;
    expr_t plain = statement_plain(m->prover, bound);
    if (constant_exact(exact, m->prover, plain))
        order = real_cmp_fmpq(exact, volume);
    real_clear(exact);
    if (order != 2)
        return order;
    uint32_t index = statement_add_mark(&m->statement, plain);
    const mark_t *mark = m->statement.marks + index;
    fmpq_t end;
    fmpq_init(end);
    if (isfinite(mark->lo) && isfinite(mark->hi)) {
        fmpq_set_double(end, mark->hi);
        order = fmpq_cmp(end, volume) < 0 ? -1 : 2;
        fmpq_set_double(end, mark->lo);
        order = fmpq_cmp(end, volume) > 0 ? 1 : order;
    }
    fmpq_clear(end);
    return order;
}

static bool target_holds(measure_t *m, size_t k)
{
    const target_t *target = m->obligation->targets + k;
    fmpq_t most;
    fmpq_init(most);
    cell_tree_most(most, &m->tree, k);
    int least_order = target->least == EXPR_NONE ? -1 : compare_bound(m, target->least, m->tree.reached + k);
    int most_order = target->most == EXPR_NONE ? 1 : compare_bound(m, target->most, most);
    fmpq_clear(most);
    return least_order <= 0 && (most_order == 0 || most_order == 1);
}

// The first target whose bounds are not shown; target_count when all are.
static size_t first_missed(measure_t *m)
{
    size_t k = 0;
    while (k < m->obligation->target_count && target_holds(m, k))
        k++;
    return k;
}

static bool has_bounds(const obligation_t *obligation)
{
    for (size_t k = 0; k < obligation->target_count; k++)
        if (obligation->targets[k].least != EXPR_NONE || obligation->targets[k].most != EXPR_NONE)
            return true;
    return false;
}

// ---- the search ----

// The truth of the region on each cell.
static void evaluate_region(tape_truth_t *truths, measure_t *m, size_t count, const uint32_t *cells)
{
    statement_t *statement = &m->statement;
    dinterval_t *inputs = mem_alloc(count * statement->input_count, sizeof *inputs);
    tape_result_t *results = mem_alloc(count * statement->list.count, sizeof *results);
    for (size_t k = 0; k < count; k++)
        statement_inputs(inputs + k * statement->input_count, statement, cell_sides(&m->tree, cells[k]));
    tape_evaluate(results, statement->values, count, inputs);
    for (size_t k = 0; k < count; k++)
        truths[k] =
            condition_truth(&statement->region_condition, &statement->list, results + k * statement->list.count, 53);
    mem_free(inputs);
    mem_free(results);
}

static void add_box(dinterval_t *box, const measure_t *m, uint32_t cell, bool centre)
{
    for (size_t i = 0; i < m->tree.n; i++) {
        const side_t *side = cell_sides(&m->tree, cell) + i;
        box[i] = centre ? dinterval_point(side->lo / 2 + side->hi / 2) : dinterval_make(side->lo, side->hi);
    }
}

// Cells of which not even the centre reaches a target are put off.
static void weigh(failed_t *failed, measure_t *m, size_t count)
{
    fate_t *fates = mem_alloc(count, sizeof *fates);
    dinterval_t *centres = mem_alloc(count * m->tree.n, sizeof *centres);
    for (size_t k = 0; k < count; k++)
        add_box(centres + k * m->tree.n, m, failed[k].cell, true);
    trajectory_run(fates, m->trajectory, count, centres);
    for (size_t k = 0; k < count; k++)
        failed[k].weight = fates[k].target == TARGET_NONE ? LITTLE_HOPE : 1;
    mem_free(centres);
    mem_free(fates);
}

// Iterates the cells in the region, closes those that reach a target, and cuts the others.
static void iterate(measure_t *m, size_t count, const uint32_t *cells)
{
    size_t n = m->tree.n, left = 0;
    fate_t *fates = mem_alloc(count, sizeof *fates);
    failed_t *failed = mem_alloc(count, sizeof *failed);
    dinterval_t *boxes = mem_alloc(count * n, sizeof *boxes);
    for (size_t k = 0; k < count; k++)
        add_box(boxes + k * n, m, cells[k], false);
    trajectory_run(fates, m->trajectory, count, boxes);
    mem_free(boxes);
    for (size_t k = 0; k < count; k++)
        if (fates[k].target != TARGET_NONE)
            cell_close_end(&m->tree, cells[k], fates[k].target, fates[k].steps);
        else
            failed[left++] = (failed_t){cells[k], fates[k], 1};
    weigh(failed, m, left);
    split_cells(&m->tree, m->trajectory, left, failed);
    mem_free(fates);
    mem_free(failed);
}

// How many cells the next round has: what it is does not depend on the number of threads.
static size_t round_size(const measure_t *m)
{
    size_t part = m->cells / PART_OF_CELLS / LEAST_ROUND * LEAST_ROUND;
    part = part < LEAST_ROUND ? LEAST_ROUND : part < MOST_ROUND ? part : MOST_ROUND;
    return part < m->tree.waiting_count ? part : m->tree.waiting_count;
}

static void run_round(measure_t *m)
{
    size_t count = round_size(m), inside_count = 0, cut_count = 0;
    uint32_t *cells = mem_alloc(count, sizeof *cells), *inside = mem_alloc(count, sizeof *inside);
    tape_truth_t *truths = mem_alloc(count, sizeof *truths);
    failed_t *cut = mem_alloc(count, sizeof *cut);
    for (size_t k = 0; k < count; k++)
        cells[k] = cell_tree_next(&m->tree);
    evaluate_region(truths, m, count, cells);
    for (size_t k = 0; k < count; k++)
        if (truths[k] == TRUTH_FALSE)
            cell_close_idle(&m->tree, cells[k]);
        else if (truths[k] == TRUTH_TRUE)
            inside[inside_count++] = cells[k];
        else
            cut[cut_count++] = (failed_t){cells[k], {.target = TARGET_NONE, .jump = SIZE_MAX}, 1};
    m->cells += count;
    iterate(m, inside_count, inside);
    split_cells(&m->tree, m->trajectory, cut_count, cut);
    mem_free(cells);
    mem_free(inside);
    mem_free(truths);
    mem_free(cut);
}

static bool rest_is_small(const measure_t *m)
{
    fmpq_t rest, allowed;
    fmpq_init(rest);
    fmpq_init(allowed);
    cell_tree_rest(rest, &m->tree);
    fmpq_set_double(allowed, m->cells < MEASURE_EASY ? MEASURE_NEGLIGIBLE : MEASURE_REST);
    fmpq_mul(allowed, allowed, m->tree.whole);
    bool small = fmpq_cmp(rest, allowed) <= 0;
    fmpq_clear(rest);
    fmpq_clear(allowed);
    return small;
}

static double share_left(const measure_t *m)
{
    if (fmpq_is_zero(m->tree.whole))
        return 0;
    fmpq_t rest;
    fmpq_init(rest);
    cell_tree_rest(rest, &m->tree);
    fmpq_div(rest, rest, m->tree.whole);
    double share = fmpq_get_d(rest);
    fmpq_clear(rest);
    return share;
}

// The rounds do not depend on the bounds, but for when they end: bounds that a run has found are found again.
static void run(measure_t *m, bool bounds_count)
{
    size_t limit = m->prover->limits.max_boxes > 0 ? (size_t)m->prover->limits.max_boxes : 1;
    bool enough = false;
    while (!enough && m->tree.waiting_count && m->cells < limit &&
           trajectory_image_count(m->trajectory) / IMAGES_PER_CELL < limit) {
        size_t before = m->cells;
        run_round(m);
        work_note(m->cells - before, m->tree.waiting_count, share_left(m));
        enough = bounds_count ? first_missed(m) == m->obligation->target_count : rest_is_small(m);
    }
}

// The subdivision as evidence, and how it was found.
static void write_evidence(strbuf_t *evidence, char **method, measure_t *m)
{
    if (m->tree.n == 1)
        cell_tree_merge(&m->tree, m->trajectory);
    strbuf_append(evidence, "evidence proved subdivision\n");
    cell_tree_write(evidence, &m->tree);
    *method = format_text("%zu cells, %zu images", m->cells, trajectory_image_count(m->trajectory));
}

static void keep_record(measure_t *m, const fmpq *least, const fmpq *most)
{
    strbuf_t evidence;
    char *method;
    strbuf_init(&evidence);
    write_evidence(&evidence, &method, m);
    measure_record_free(m->prover->measured);
    m->prover->measured = measure_record_new(m->obligation, least, most, strbuf_detach(&evidence), method);
    strbuf_clear(&evidence);
}

bool measure_volumes(fmpq *least, fmpq *most, size_t *cells, prover_t *prover, const obligation_t *obligation)
{
    measure_t m;
    const char *reason;
    bool possible = measure_init(&m, &reason, prover, obligation);
    if (possible) {
        run(&m, false);
        for (size_t k = 0; k < obligation->target_count; k++) {
            fmpq_set(least + k, m.tree.reached + k);
            cell_tree_most(most + k, &m.tree, k);
        }
        *cells = m.cells;
        keep_record(&m, least, most);
    }
    measure_clear(&m);
    return possible;
}

// ---- the proof ----

static char *describe_miss(const measure_t *m, size_t target)
{
    strbuf_t text;
    fmpq_t most;
    strbuf_init(&text);
    fmpq_init(most);
    cell_tree_most(most, &m->tree, target);
    strbuf_printf(&text, "the volume of the starts that are in target %zu after at most %zu steps is between ",
                  target + 1, m->obligation->steps);
    number_decimal_fmpq(&text, m->tree.reached + target, REASON_DIGITS, NUMBER_DOWN);
    strbuf_append(&text, " and ");
    number_decimal_fmpq(&text, most, REASON_DIGITS, NUMBER_UP);
    strbuf_printf(&text, " as far as %zu cells show; that does not imply the bounds", m->cells);
    fmpq_clear(most);
    char *reason = strbuf_detach(&text);
    strbuf_clear(&text);
    return reason;
}

static void settle(proof_t *proof, measure_t *m)
{
    size_t missed = first_missed(m);
    if (missed < m->obligation->target_count) {
        strbuf_t detail;
        proof->reason = describe_miss(m, missed);
        strbuf_init(&detail);
        if (m->tree.waiting_count)
            describe_box(&detail, &m->statement, cell_sides(&m->tree, cell_tree_next(&m->tree)));
        proof->detail = strbuf_detach(&detail);
        strbuf_clear(&detail);
        return;
    }
    proof->verdict = VERDICT_PROVED;
    write_evidence(&proof->evidence, &proof->method, m);
}

void prove_measure(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    measure_t m;
    const char *reason = NULL;
    if (measure_record_proves(proof, prover->measured, prover->dag, obligation))
        return;
    if (measure_init(&m, &reason, prover, obligation)) {
        run(&m, has_bounds(obligation));
        settle(proof, &m);
    } else {
        proof->reason = format_text("%s", reason);
    }
    measure_clear(&m);
}
