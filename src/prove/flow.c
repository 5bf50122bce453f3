// SPDX-License-Identifier: LGPL-3.0-or-later
// FLOW: solutions of a differential equation from one start or from a region, which is divided until each part's solutions
// arrive together.
#include "prove/flow.h"

#include "base/memory.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "prove/exact.h"
#include "prove/flow_path.h"
#include "prove/orbit.h"

#define MOST_DEPTH 60
#define MOST_PATHS 4000

typedef struct {
    flow_walker_t walker;
    strbuf_t text; // of the evidence below its first line
    char *reason;
    size_t paths;
} flow_t;

static void keep_reason(flow_t *flow, char *reason)
{
    mem_free(flow->reason);
    flow->reason = reason;
}

// ---- one start ----

static bool find_start(arb_ptr start, flow_t *flow)
{
    flow_walker_t *w = &flow->walker;
    size_t n = w->count;
    expr_t *points, *terms = mem_alloc(n, sizeof *terms);
    arb_ptr known;
    regularity_t *regularity = mem_alloc(n, sizeof *regularity);
    size_t count = orbit_known(&points, &known, w->prover, w->prec);
    for (size_t i = 0; i < n; i++)
        terms[i] = expr_eliminate_operators(w->prover->dag, w->obligation->start[i]);
    tape_t *tape = tape_compile(w->prover->dag, n, terms, count, points);
    tape_evaluate_arb(start, regularity, NULL, tape, known, w->prec);
    bool good = true;
    for (size_t i = 0; i < n; i++)
        good = good && regularity[i] >= REGULARITY_DEFINED && arb_is_finite(start + i);
    tape_free(tape);
    _arb_vec_clear(known, (slong)count);
    mem_free(points);
    mem_free(regularity);
    mem_free(terms);
    return good;
}

static bool is_accurate(arb_srcptr end, size_t n, slong bits)
{
    for (size_t i = 0; i < n; i++)
        if (!arb_is_zero(end + i) && arb_rel_accuracy_bits(end + i) < bits)
            return false;
    return true;
}

// More bits, as long as the enclosure does not tell or the end is less accurate than asked.
static path_outcome_t follow_start(flow_t *flow, arb_ptr end, slong bits)
{
    enum { MOST_BITS = 256, FEW_STEPS = 100 }; // twice the bits take some 30 times the steps
    flow_walker_t *w = &flow->walker;
    arb_ptr start = _arb_vec_init((slong)w->count);
    path_outcome_t outcome = PATH_UNCLEAR;
    for (w->prec = ORBIT_LEAST_PRECISION; w->prec <= MOST_BITS; w->prec *= 2) {
        char *reason = NULL;
        bool defined = find_start(start, flow);
        if (defined)
            outcome = flow_follow(&flow->text, &reason, end, w, start);
        keep_reason(flow, defined ? reason : format_text("the start may have no value"));
        if (outcome == PATH_ARRIVES && !is_accurate(end, w->count, bits))
            outcome = PATH_UNCLEAR;
        if (!defined || outcome != PATH_UNCLEAR || w->steps > FEW_STEPS)
            break;
    }
    _arb_vec_clear(start, (slong)w->count);
    return outcome;
}

// ---- a region ----

// A box of the region's tree: rational ends, except that an end of the whole box may be enclosed.
typedef struct {
    fmpq *lo, *hi;
} part_t;

static void part_ball(arb_t ball, const part_t *part, size_t i, slong prec)
{
    arb_t end;
    arb_init(end);
    arb_set_fmpq(ball, part->lo + i, prec);
    arb_set_fmpq(end, part->hi + i, prec);
    arb_union(ball, ball, end, prec);
    arb_clear(end);
}

static size_t widest(const part_t *part, size_t n)
{
    size_t best = 0;
    fmpq_t width, most;
    fmpq_init(width);
    fmpq_init(most);
    for (size_t i = 0; i < n; i++) {
        fmpq_sub(width, part->hi + i, part->lo + i);
        if (fmpq_cmp(width, most) > 0) {
            fmpq_set(most, width);
            best = i;
        }
    }
    fmpq_clear(width);
    fmpq_clear(most);
    return best;
}

static bool prove_part(flow_t *flow, part_t *part, size_t depth);

static bool split_part(flow_t *flow, part_t *part, size_t depth)
{
    size_t v = widest(part, flow->walker.count);
    fmpq_t middle, end;
    fmpq_init(middle);
    fmpq_init(end);
    fmpq_add(middle, part->lo + v, part->hi + v);
    fmpq_div_2exp(middle, middle, 1);
    bool proved = false;
    if (depth < MOST_DEPTH && fmpq_cmp(part->lo + v, middle) < 0) {
        char *number = fmpq_get_str(NULL, 10, middle);
        strbuf_printf(&flow->text, "split %zu %s\n", v + 1, number);
        flint_free(number);
        fmpq_set(end, part->hi + v);
        fmpq_set(part->hi + v, middle);
        proved = prove_part(flow, part, depth + 1);
        fmpq_set(part->hi + v, end);
        fmpq_set(end, part->lo + v);
        fmpq_set(part->lo + v, middle);
        proved = proved && prove_part(flow, part, depth + 1);
        fmpq_set(part->lo + v, end);
    }
    fmpq_clear(middle);
    fmpq_clear(end);
    return proved;
}

// The solution from the middle of the part, if that is a start, must arrive for there to be any hope.
static bool is_hopeless(flow_t *flow, arb_srcptr box)
{
    size_t n = flow->walker.count;
    arb_ptr middle = _arb_vec_init((slong)n);
    strbuf_t unused;
    strbuf_init(&unused);
    for (size_t i = 0; i < n; i++)
        arb_get_mid_arb(middle + i, box + i);
    bool hopeless = false;
    if (flow_in_region(&flow->walker, middle) == TRUTH_TRUE) {
        char *reason = NULL;
        hopeless = flow_follow(&unused, &reason, NULL, &flow->walker, middle) != PATH_ARRIVES;
        if (reason)
            keep_reason(flow, reason);
    }
    strbuf_clear(&unused);
    _arb_vec_clear(middle, (slong)n);
    return hopeless;
}

static bool prove_part(flow_t *flow, part_t *part, size_t depth)
{
    flow_walker_t *w = &flow->walker;
    if (flow->paths++ >= MOST_PATHS || w->steps >= FLOW_MOST_STEPS) {
        keep_reason(flow, format_text("more parts of the region than are tried"));
        return false;
    }
    arb_ptr box = _arb_vec_init((slong)w->count);
    for (size_t i = 0; i < w->count; i++)
        part_ball(box + i, part, i, w->prec);
    bool outside = flow_in_region(w, box) == TRUTH_FALSE, arrives = false, hopeless = false;
    if (outside)
        strbuf_printf(&flow->text, "outside %ld\n", (long)w->prec);
    else
        arrives = flow_follow(&flow->text, NULL, NULL, w, box) == PATH_ARRIVES;
    if (!outside && !arrives)
        hopeless = is_hopeless(flow, box);
    _arb_vec_clear(box, (slong)w->count);
    return outside || arrives || (!hopeless && split_part(flow, part, depth));
}

static bool find_root(part_t *root, const flow_walker_t *w)
{
    fmpq_t other;
    fmpq_init(other);
    bool bounded = true;
    for (size_t i = 0; i < w->count && bounded; i++) {
        const interval_t *domain = &w->obligation->variables[i].domain;
        bounded = domain->lo != EXPR_NONE && domain->hi != EXPR_NONE &&
                  constant_enclose(root->lo + i, other, w->prover->dag, domain->lo, w->prec) &&
                  constant_enclose(other, root->hi + i, w->prover->dag, domain->hi, w->prec);
    }
    fmpq_clear(other);
    return bounded;
}

static path_outcome_t follow_region(flow_t *flow)
{
    size_t n = flow->walker.count;
    part_t root = {_fmpq_vec_init((slong)n), _fmpq_vec_init((slong)n)};
    path_outcome_t outcome = PATH_UNCLEAR;
    if (!find_root(&root, &flow->walker))
        keep_reason(flow, format_text("the region of the starts has no bounds of single variables on all sides"));
    else if (prove_part(flow, &root, 0))
        outcome = PATH_ARRIVES;
    else if (!flow->reason)
        keep_reason(flow, format_text("no division of the region was found for which all solutions arrive"));
    _fmpq_vec_clear(root.lo, (slong)n);
    _fmpq_vec_clear(root.hi, (slong)n);
    return outcome;
}

// ---- the obligation ----

static void settle(proof_t *proof, flow_t *flow, bool holds)
{
    proof->verdict = holds ? VERDICT_PROVED : VERDICT_REFUTED;
    strbuf_printf(&proof->evidence, "evidence %s flow %ld\n", holds ? "proved" : "refuted", (long)flow->walker.prec);
    strbuf_append(&proof->evidence, flow->text.text);
    proof->method = format_text("%zu Taylor steps at %ld bits", flow->walker.steps, (long)flow->walker.prec);
}

static path_outcome_t follow(flow_t *flow, arb_ptr end, slong bits)
{
    return flow->walker.obligation->start ? follow_start(flow, end, bits) : follow_region(flow);
}

void prove_flow(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    flow_t flow = {0};
    arb_ptr end = _arb_vec_init((slong)obligation->map_count);
    strbuf_init(&flow.text);
    if (flow_walker_init(&flow.walker, &flow.reason, prover, obligation)) {
        path_outcome_t outcome = follow(&flow, end, -ARF_PREC_EXACT);
        if (outcome == PATH_ARRIVES || (outcome == PATH_ENDS_APART && obligation->start))
            settle(proof, &flow, outcome == PATH_ARRIVES);
    }
    if (proof->verdict == VERDICT_UNDECIDED)
        proof->reason = format_text("%s", flow.reason ? flow.reason : "the solutions do not all arrive");
    mem_free(flow.reason);
    flow_walker_clear(&flow.walker);
    strbuf_clear(&flow.text);
    _arb_vec_clear(end, (slong)obligation->map_count);
}

bool flow_end(arb_ptr end, prover_t *prover, const obligation_t *obligation, slong bits)
{
    flow_t flow = {0};
    strbuf_init(&flow.text);
    bool found = flow_walker_init(&flow.walker, &flow.reason, prover, obligation) &&
                 follow_start(&flow, end, bits) == PATH_ARRIVES;
    mem_free(flow.reason);
    flow_walker_clear(&flow.walker);
    strbuf_clear(&flow.text);
    return found;
}
