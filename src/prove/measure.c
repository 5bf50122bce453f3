// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/measure.h"

#include "base/memory.h"
#include "base/work.h"
#include "prove/branch_plan.h"
#include "prove/branch_tree.h"
#include "prove/exact.h"
#include "prove/measure_merge.h"
#include "prove/measure_record.h"
#include "prove/measure_show.h"
#include "prove/measure_split.h"
#include "real/number.h"

#include <string.h>

#define LEAST_ROUND 64     // cells that are worked on, by several threads, before it is asked whether that is enough
#define MOST_ROUND 4096    // up to which a round is ...
#define PART_OF_CELLS 8    // ... that part of the cells before it
#define IMAGES_PER_CELL 10 // of work, on the average, that the limit of cells allows
#define LITTLE_HOPE 0x1p-8 // weight of cells of which not even the centre reaches a target
#define PART_IN_VAIN 10    // of the images of the search, so many that are computed in vain to put cells together
#define REASON_DIGITS 12
#define NARROWEST 0x1p-30 // part of the range of a parameter that is not cut
#define FIRST_LOOK 128 // cells of a slice; after these and each doubling less than ...
#define STUCK 0.9      // ... this part of what was open has to be left, or the slice is too wide

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    statement_t statement; // the region, with TRUE as conclusion
    trajectory_t *trajectory;
    cell_tree_t tree; // of the present slice
    bool has_tree;
    size_t cells;       // looked at
    size_t merging;     // images that were computed to put cells together
    tape_t *bounds;     // those of the targets, `least` of all, then `most`
    size_t first;       // cells looked at before the present slice
    size_t first_image; // images that the search had computed then
    size_t next_look;   // how many of it are looked at before it is asked whether it is too wide; SIZE_MAX without parameters
    double left;        // part of the starts that was left when this was last asked
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
    for (size_t i = 0; i < statement->state_count; i++)
        rational = rational && side_end_rational(end, statement, statement->root + i, false) &&
                   side_end_rational(end, statement, statement->root + i, true);
    fmpq_clear(end);
    return rational;
}

static bool has_parameters(const measure_t *m)
{
    return m->obligation->variable_count > m->obligation->state_count;
}

static void compile_bounds(measure_t *m)
{
    size_t count = m->obligation->target_count;
    expr_t *roots = mem_alloc(2 * count, sizeof *roots), none = expr_leaf(m->prover->dag, EXPR_TRUE);
    for (size_t k = 0; k < count; k++) {
        const target_t *target = m->obligation->targets + k;
        roots[k] = target->least == EXPR_NONE ? none : statement_plain(m->prover, target->least);
        roots[count + k] = target->most == EXPR_NONE ? none : statement_plain(m->prover, target->most);
    }
    m->bounds = tape_compile(m->prover->dag, 2 * count, roots, m->statement.input_count, m->statement.inputs);
    mem_free(roots);
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
    if (obligation->variable_count < obligation->state_count || obligation->map_count != obligation->state_count ||
        obligation->noise_count)
        *reason = "volumes are measured without noise";
    else if (obligation->target_count > CELL_MOST_DETAIL || obligation->variable_count > CELL_MOST_DETAIL)
        *reason = "there are too many sets";
    else if (!ends_are_rational(&m->statement))
        *reason = "the starts do not lie in a bounded box with rational ends";
    else
        m->trajectory = trajectory_new(reason, &m->statement);
    if (!m->trajectory)
        return false;
    m->next_look = SIZE_MAX;
    compile_bounds(m);
    if (obligation->variable_count == 1)
        find_jumps(m);
    cell_tree_init(&m->tree, &m->statement);
    m->has_tree = true;
    return true;
}

static void measure_clear(measure_t *m)
{
    if (m->has_tree)
        cell_tree_clear(&m->tree);
    tape_free(m->bounds);
    trajectory_free(m->trajectory);
    statement_clear(&m->statement);
}

// ---- bounds ----

static int compare_enclosed(dinterval_t bound, const fmpq_t volume)
{
    int order = 2;
    fmpq_t end;
    fmpq_init(end);
    if (isfinite(bound.neg_lo) && isfinite(bound.hi)) {
        fmpq_set_double(end, bound.hi);
        order = fmpq_cmp(end, volume) <= 0 ? -1 : 2;
        fmpq_set_double(end, dinterval_lo(bound));
        order = fmpq_cmp(end, volume) >= 0 ? 1 : order;
    }
    fmpq_clear(end);
    return order;
}

// Of bound number `root` of m->bounds, for all values of the parameters in the slice: -1 when it is at most the volume, 1 when it is
// at least that; 2 when neither is known.
static int compare_in_slice(measure_t *m, size_t root, const fmpq_t volume)
{
    tape_result_t *results = mem_alloc(tape_root_count(m->bounds), sizeof *results);
    statement_evaluate(results, &m->statement, m->bounds, m->statement.root, 53);
    bool defined = results[root].regularity != REGULARITY_UNKNOWN;
    int order = defined ? compare_enclosed(results[root].value, volume) : 2;
    mem_free(results);
    return order;
}

// -1, 0, 1 as the constant is less than, equal to, greater than the volume; 2 when that is not known.
static int compare_constant(measure_t *m, expr_t bound, const fmpq_t volume)
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
    return compare_enclosed(dinterval_make(mark->lo, mark->hi), volume);
}

// Whether bound number `root` is at most the volume, for sign 1, or at least that, for sign -1; without a bound it is.
static bool bound_holds(measure_t *m, size_t root, expr_t bound, const fmpq_t volume, int sign)
{
    if (bound == EXPR_NONE)
        return true;
    int order = expr_is_constant(m->prover->dag, bound) ? compare_constant(m, bound, volume)
                                                        : compare_in_slice(m, root, volume);
    return order == 0 || order == -sign;
}

static bool target_holds(measure_t *m, size_t k)
{
    const target_t *target = m->obligation->targets + k;
    fmpq_t most;
    fmpq_init(most);
    cell_tree_most(most, &m->tree, k);
    bool holds = bound_holds(m, k, target->least, m->tree.reached + k, 1) &&
                 bound_holds(m, m->obligation->target_count + k, target->most, most, -1);
    fmpq_clear(most);
    return holds;
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

static void add_box(dinterval_t *box, const measure_t *m, uint32_t cell, bool centre)
{
    for (size_t i = 0; i < m->tree.width; i++) {
        const side_t *side = cell_sides(&m->tree, cell) + i;
        box[i] = centre && i < m->tree.n ? dinterval_point(side->lo / 2 + side->hi / 2) : dinterval_make(side->lo, side->hi);
    }
}

// Cells of which not even the centre reaches a target are put off.
static void weigh(failed_t *failed, measure_t *m, size_t count)
{
    fate_t *fates = mem_alloc(count, sizeof *fates);
    dinterval_t *centres = mem_alloc(count * m->tree.width, sizeof *centres);
    for (size_t k = 0; k < count; k++)
        add_box(centres + k * m->tree.width, m, failed[k].cell, true);
    trajectory_run(fates, m->trajectory, count, centres);
    for (size_t k = 0; k < count; k++)
        failed[k].weight = fates[k].target == TARGET_NONE ? LITTLE_HOPE : 1;
    mem_free(centres);
    mem_free(fates);
}

// Iterates the cells in the region, closes those that reach a target, and cuts the others.
static void iterate(measure_t *m, size_t count, const uint32_t *cells)
{
    size_t width = m->tree.width, left = 0;
    fate_t *fates = mem_alloc(count, sizeof *fates);
    failed_t *failed = mem_alloc(count, sizeof *failed);
    dinterval_t *boxes = mem_alloc(count * width, sizeof *boxes);
    for (size_t k = 0; k < count; k++)
        add_box(boxes + k * width, m, cells[k], false);
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
    size_t count = round_size(m), width = m->tree.width, inside_count = 0, cut_count = 0;
    uint32_t *cells = mem_alloc(count, sizeof *cells), *inside = mem_alloc(count, sizeof *inside);
    tape_truth_t *truths = mem_alloc(count, sizeof *truths);
    failed_t *cut = mem_alloc(count, sizeof *cut);
    dinterval_t *boxes = mem_alloc(count * width, sizeof *boxes);
    for (size_t k = 0; k < count; k++) {
        cells[k] = cell_tree_next(&m->tree);
        add_box(boxes + k * width, m, cells[k], false);
    }
    boxes_region(truths, &m->statement, count, boxes);
    mem_free(boxes);
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

// With parameters: whether smaller cells help so little that the slice is too wide.
static bool is_stuck(measure_t *m)
{
    if (m->cells - m->first < m->next_look)
        return false;
    double before = m->left;
    m->left = share_left(m);
    m->next_look *= 2;
    return m->left > STUCK * before;
}

// Images that the search has computed.
static size_t searched(const measure_t *m)
{
    return trajectory_image_count(m->trajectory) - m->merging;
}

static bool has_room(const measure_t *m)
{
    size_t limit = m->prover->limits.max_boxes > 0 ? (size_t)m->prover->limits.max_boxes : 1;
    return m->cells < limit && searched(m) / IMAGES_PER_CELL < limit;
}

// The rounds do not depend on the bounds, but for when they end: bounds that a run has found are found again.
static void run(measure_t *m, bool bounds_count)
{
    bool enough = false;
    while (!enough && m->tree.waiting_count && has_room(m) && !is_stuck(m)) {
        size_t before = m->cells;
        run_round(m);
        work_note(m->cells - before, m->tree.waiting_count, share_left(m));
        enough = bounds_count ? first_missed(m) == m->obligation->target_count : rest_is_small(m);
    }
}

#define FIRST_LINE "evidence proved subdivision\n"

static char *describe_method(const measure_t *m)
{
    return format_text("%zu cells, %zu images", m->cells, trajectory_image_count(m->trajectory));
}

static void write_tree(strbuf_t *lines, measure_t *m)
{
    size_t before = trajectory_image_count(m->trajectory);
    cell_tree_merge(&m->tree, m->trajectory, (searched(m) - m->first_image) / PART_IN_VAIN);
    m->merging += trajectory_image_count(m->trajectory) - before;
    cell_tree_write(lines, &m->tree);
}

// The subdivision as evidence, and how it was found.
static void write_evidence(strbuf_t *evidence, char **method, measure_t *m)
{
    strbuf_append(evidence, FIRST_LINE);
    write_tree(evidence, m);
    *method = describe_method(m);
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
    bool possible = measure_init(&m, &reason, prover, obligation) && !has_parameters(&m);
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

static void explain_miss(proof_t *proof, measure_t *m)
{
    strbuf_t detail;
    proof->reason = describe_miss(m, first_missed(m));
    strbuf_init(&detail);
    if (m->tree.waiting_count)
        describe_box(&detail, &m->statement, cell_sides(&m->tree, cell_tree_next(&m->tree)));
    proof->detail = strbuf_detach(&detail);
    strbuf_clear(&detail);
}

static void prove_whole(proof_t *proof, measure_t *m)
{
    run(m, has_bounds(m->obligation));
    if (first_missed(m) < m->obligation->target_count) {
        explain_miss(proof, m);
        return;
    }
    proof->verdict = VERDICT_PROVED;
    write_evidence(&proof->evidence, &proof->method, m);
}

// ---- ranges of parameters ----

// Whether the bounds hold for all values of the parameters in the slice, which the statement's box has.
static bool slice_holds(measure_t *m)
{
    cell_tree_clear(&m->tree);
    cell_tree_init(&m->tree, &m->statement);
    m->first = m->cells;
    m->first_image = searched(m);
    m->next_look = FIRST_LOOK;
    m->left = INFINITY;
    run(m, true);
    return first_missed(m) == m->obligation->target_count;
}

// Where to cut the slice: the side that is widest relative to the whole range, at its middle. False when it is too narrow.
static bool find_cut(size_t *variable, double *at, const measure_t *m, const side_t *ranges)
{
    size_t n = m->tree.n;
    const side_t *sides = m->statement.root + n;
    double widest = 0;
    for (size_t i = 0; i < m->tree.width - n; i++) {
        double width = (sides[i].hi - sides[i].lo) / (ranges[i].hi - ranges[i].lo);
        if (width > widest) {
            widest = width;
            *variable = n + i;
        }
    }
    if (!(widest > NARROWEST))
        return false;
    const side_t *side = m->statement.root + *variable;
    *at = short_middle(side->lo, side->hi);
    return side_inner_end(&m->statement, side, false) < *at && *at < side_inner_end(&m->statement, side, true);
}

// Slices in the order of their lines: those of the present one's lower half come before those of its upper half, which waits.
static bool prove_slices(strbuf_t *lines, measure_t *m)
{
    size_t n = m->tree.n, count = m->tree.width - n, depth = 1, capacity = 0, variable = n;
    side_t *box = m->statement.root + n, *ranges = mem_alloc(count, sizeof *ranges), *stack = mem_grow(NULL, &capacity, count, sizeof *stack);
    double at = 0;
    bool good = true;
    memcpy(ranges, box, count * sizeof *box);
    memcpy(stack, box, count * sizeof *box);
    while (good && depth) {
        memcpy(box, stack + --depth * count, count * sizeof *box);
        if (slice_holds(m)) {
            strbuf_append(lines, "slice 53\n");
            write_tree(lines, m);
            continue;
        }
        good = has_room(m) && find_cut(&variable, &at, m, ranges);
        if (!good)
            break;
        strbuf_printf(lines, "split %zu ", variable + 1);
        write_dyadic(lines, at);
        strbuf_append_char(lines, '\n');
        stack = mem_grow(stack, &capacity, (depth + 2) * count, sizeof *stack);
        for (int half = 0; half < 2; half++, depth++) {
            side_t *part = stack + depth * count, *side = part + (variable - n);
            memcpy(part, box, count * sizeof *box);
            *(half ? &side->hi : &side->lo) = at;
            *(half ? &side->hi_mark : &side->lo_mark) = MARK_NONE;
        }
    }
    mem_free(ranges);
    mem_free(stack);
    return good;
}

static void prove_all_slices(proof_t *proof, measure_t *m)
{
    strbuf_append(&proof->evidence, FIRST_LINE);
    if (prove_slices(&proof->evidence, m)) {
        proof->verdict = VERDICT_PROVED;
        proof->method = describe_method(m);
        return;
    }
    strbuf_reset(&proof->evidence);
    explain_miss(proof, m);
}

void prove_measure(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    measure_t m;
    const char *reason = NULL;
    if (measure_record_proves(proof, prover->measured, prover->dag, obligation))
        return;
    if (!measure_init(&m, &reason, prover, obligation))
        proof->reason = format_text("%s", reason);
    else if (has_parameters(&m))
        prove_all_slices(proof, &m);
    else
        prove_whole(proof, &m);
    measure_clear(&m);
}
