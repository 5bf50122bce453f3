// SPDX-License-Identifier: LGPL-3.0-or-later
// FLOW: solutions of a differential equation from one start or from a region, for all parameters. What there is a range of is
// divided until each part's solutions arrive together.
#include "prove/flow.h"

#include "base/memory.h"
#include "expr/constant_value.h"
#include "expr/derivative.h"
#include "prove/exact.h"
#include "prove/flow_path.h"
#include "prove/orbit.h"

#include <math.h>

#define MOST_DEPTH 60
#define MOST_PATHS 4000

typedef struct {
    flow_walker_t walker;
    strbuf_t text; // of the evidence below its first line
    char *reason;
    size_t paths, least_depth; // parts are halved at least so often
    arb_ptr end;               // the hull of the ends of all paths
    bool has_end;
    double *weights; // of the coordinates, for the choice of the side to be halved
} flow_t;

static void keep_reason(flow_t *flow, char *reason)
{
    mem_free(flow->reason);
    flow->reason = reason;
}

// ---- one start ----

// The start's coordinates, with the values that the parameters have in the box.
static bool find_start(arb_ptr box, flow_t *flow)
{
    flow_walker_t *w = &flow->walker;
    size_t n = w->state_count, parameters = w->count - n;
    expr_t *points, *terms = mem_alloc(n, sizeof *terms);
    arb_ptr known;
    regularity_t *regularity = mem_alloc(n, sizeof *regularity);
    size_t known_count = orbit_known(&points, &known, w->prover, w->prec), count = parameters + known_count;
    expr_t *variables = mem_alloc(count, sizeof *variables);
    arb_ptr values = _arb_vec_init((slong)count);
    for (size_t i = 0; i < count; i++) {
        variables[i] = i < parameters ? w->obligation->variables[n + i].variable : points[i - parameters];
        arb_set(values + i, i < parameters ? box + n + i : known + (i - parameters));
    }
    for (size_t i = 0; i < n; i++)
        terms[i] = expr_eliminate_operators(w->prover->dag, w->obligation->start[i]);
    tape_t *tape = tape_compile(w->prover->dag, n, terms, count, variables);
    tape_evaluate_arb(box, regularity, NULL, tape, values, w->prec);
    bool good = true;
    for (size_t i = 0; i < n; i++)
        good = good && regularity[i] >= REGULARITY_DEFINED && arb_is_finite(box + i);
    tape_free(tape);
    _arb_vec_clear(known, (slong)known_count);
    _arb_vec_clear(values, (slong)count);
    mem_free(variables);
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
static path_outcome_t follow_start(flow_t *flow, slong bits)
{
    enum { MOST_BITS = 256, FEW_STEPS = 100 }; // twice the bits take some 30 times the steps
    flow_walker_t *w = &flow->walker;
    arb_ptr start = _arb_vec_init((slong)w->count);
    path_outcome_t outcome = PATH_UNCLEAR;
    for (w->prec = ORBIT_LEAST_PRECISION; w->prec <= MOST_BITS; w->prec *= 2) {
        char *reason = NULL;
        bool defined = find_start(start, flow);
        if (defined)
            outcome = flow_follow(&flow->text, &reason, flow->end, w, start);
        keep_reason(flow, defined ? reason : format_text("the start may have no value"));
        if (outcome == PATH_ARRIVES && !is_accurate(flow->end, w->count, bits))
            outcome = PATH_UNCLEAR;
        if (!defined || outcome != PATH_UNCLEAR || w->steps > FEW_STEPS)
            break;
    }
    _arb_vec_clear(start, (slong)w->count);
    return outcome;
}

// ---- a region, or a range of parameters ----

// A box of the tree: rational ends, except that an end of the whole box may be enclosed. Where there is a start the state
// variables have no sides.
typedef struct {
    fmpq *lo, *hi;
} part_t;

static size_t first_side(const flow_t *flow)
{
    return flow->walker.obligation->start ? flow->walker.state_count : 0;
}

static void part_ball(arb_t ball, const part_t *part, size_t i, slong prec)
{
    arb_t end;
    arb_init(end);
    arb_set_fmpq(ball, part->lo + i, prec);
    arb_set_fmpq(end, part->hi + i, prec);
    arb_union(ball, ball, end, prec);
    arb_clear(end);
}

// False where the start may have no value.
static bool part_box(arb_ptr box, flow_t *flow, const part_t *part)
{
    for (size_t i = first_side(flow); i < flow->walker.count; i++)
        part_ball(box + i, part, i, flow->walker.prec);
    return !flow->walker.obligation->start || find_start(box, flow);
}

// The width of the start with the range of the parameter v, the others being in the middle of theirs; 0 where there is no start.
static double width_of_start(flow_t *flow, arb_srcptr box, size_t v)
{
    const flow_walker_t *w = &flow->walker;
    double width = 0;
    arb_ptr line = _arb_vec_init((slong)w->count);
    for (size_t i = w->state_count; i < w->count; i++)
        arb_get_mid_arb(line + i, box + i);
    arb_set(line + v, box + v);
    bool known = w->obligation->start && find_start(line, flow);
    for (size_t i = 0; known && i < w->state_count; i++)
        width = fmax(width, 2 * mag_get_d(arb_radref(line + i)));
    _arb_vec_clear(line, (slong)w->count);
    return width;
}

// How far solutions may part by the width of a coordinate: of a state variable 1; of a parameter its share in the field, for as long
// as solutions remember, or how far the start moves.
static double weigh(flow_t *flow, const flow_taylor_t *slopes, arb_srcptr box, size_t v)
{
    const double least = 0x1p-6; // the target may depend on it
    size_t states = flow->walker.state_count;
    double own = 1, share = 0, width = 2 * mag_get_d(arb_radref(box + v)), start = width_of_start(flow, box, v);
    mag_t entry;
    if (v < states)
        return 1;
    mag_init(entry);
    for (size_t i = 0; i < states; i++)
        for (size_t j = 0; j < states; j++) {
            arb_get_mag(entry, taylor_v(slopes, 1, i, v));
            share = fmax(share, mag_get_d(entry));
            arb_get_mag(entry, taylor_v(slopes, 1, i, j));
            own = fmax(own, mag_get_d(entry));
        }
    mag_clear(entry);
    return fmax(least, fmax(share / own, width > 0 ? start / width : 0));
}

// For the whole box; 1 for all where the field is not known to be bounded on it.
static void set_weights(flow_t *flow, const part_t *root)
{
    flow_walker_t *w = &flow->walker;
    flow_taylor_t slopes;
    arb_ptr box = _arb_vec_init((slong)w->count);
    flow_taylor_init(&slopes, w->count);
    bool known = part_box(box, flow, root) && flow_field_run(&slopes, w->field, box, 1, true, w->prec);
    for (size_t i = 0; i < w->count; i++)
        flow->weights[i] = known ? weigh(flow, &slopes, box, i) : 1;
    flow_taylor_clear(&slopes);
    _arb_vec_clear(box, (slong)w->count);
}

// The side to be halved.
static size_t choose_side(const flow_t *flow, arb_srcptr box)
{
    size_t best = first_side(flow);
    double most = 0;
    for (size_t i = best; i < flow->walker.count; i++) {
        double value = flow->weights[i] * mag_get_d(arb_radref(box + i));
        if (value > most) {
            most = value;
            best = i;
        }
    }
    return best;
}

static bool prove_part(flow_t *flow, part_t *part, size_t depth);

static bool split_part(flow_t *flow, part_t *part, arb_srcptr box, size_t depth)
{
    size_t v = choose_side(flow, box);
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
    bool has_start = flow->walker.obligation->start != NULL;
    arb_ptr middle = _arb_vec_init((slong)n);
    strbuf_t unused;
    strbuf_init(&unused);
    for (size_t i = 0; i < n; i++)
        arb_get_mid_arb(middle + i, box + i);
    bool hopeless = false;
    if ((!has_start || find_start(middle, flow)) && flow_in_region(&flow->walker, middle) == TRUTH_TRUE) {
        char *reason = NULL;
        hopeless = flow_follow(&unused, &reason, NULL, &flow->walker, middle) != PATH_ARRIVES;
        if (reason)
            keep_reason(flow, reason);
    }
    strbuf_clear(&unused);
    _arb_vec_clear(middle, (slong)n);
    return hopeless;
}

static bool arrives(flow_t *flow, arb_srcptr box)
{
    flow_walker_t *w = &flow->walker;
    arb_ptr end = _arb_vec_init((slong)w->count);
    bool there = flow_follow(&flow->text, NULL, end, w, box) == PATH_ARRIVES;
    for (size_t i = 0; i < w->state_count && there; i++)
        if (flow->has_end)
            arb_union(flow->end + i, flow->end + i, end + i, w->prec);
        else
            arb_set(flow->end + i, end + i);
    flow->has_end = flow->has_end || there;
    _arb_vec_clear(end, (slong)w->count);
    return there;
}

static bool prove_part(flow_t *flow, part_t *part, size_t depth)
{
    flow_walker_t *w = &flow->walker;
    if (flow->paths++ >= MOST_PATHS || w->steps >= FLOW_MOST_STEPS) {
        keep_reason(flow, format_text("more parts of the region than are tried"));
        return false;
    }
    arb_ptr box = _arb_vec_init((slong)w->count);
    bool defined = part_box(box, flow, part);
    bool proved = defined && flow_in_region(w, box) == TRUTH_FALSE;
    if (proved)
        strbuf_printf(&flow->text, "outside %ld\n", (long)w->prec);
    else if (depth >= flow->least_depth)
        proved = defined && arrives(flow, box);
    if (!proved && !(depth >= flow->least_depth && defined && is_hopeless(flow, box)))
        proved = split_part(flow, part, box, depth);
    _arb_vec_clear(box, (slong)w->count);
    return proved;
}

static bool find_root(part_t *root, const flow_t *flow)
{
    const flow_walker_t *w = &flow->walker;
    fmpq_t other;
    fmpq_init(other);
    bool bounded = true;
    for (size_t i = first_side(flow); i < w->count && bounded; i++) {
        const interval_t *domain = &w->obligation->variables[i].domain;
        bounded = domain->lo != EXPR_NONE && domain->hi != EXPR_NONE &&
                  constant_enclose(root->lo + i, other, w->prover->dag, domain->lo, w->prec) &&
                  constant_enclose(other, root->hi + i, w->prover->dag, domain->hi, w->prec);
    }
    fmpq_clear(other);
    return bounded;
}

static bool prove_whole(flow_t *flow, part_t *root)
{
    set_weights(flow, root);
    return prove_part(flow, root, 0);
}

static path_outcome_t follow_parts(flow_t *flow)
{
    size_t n = flow->walker.count;
    part_t root = {_fmpq_vec_init((slong)n), _fmpq_vec_init((slong)n)};
    path_outcome_t outcome = PATH_UNCLEAR;
    if (!find_root(&root, flow))
        keep_reason(flow, format_text("the starts have no bounds of single variables on all sides, or a parameter has none"));
    else if (prove_whole(flow, &root))
        outcome = PATH_ARRIVES;
    else if (!flow->reason)
        keep_reason(flow, format_text("no division into parts was found for which all solutions arrive"));
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

static void flow_init(flow_t *flow, const obligation_t *obligation)
{
    *flow = (flow_t){.end = _arb_vec_init((slong)obligation->variable_count),
                     .weights = mem_alloc(obligation->variable_count, sizeof(double))};
    strbuf_init(&flow->text);
}

static void flow_clear(flow_t *flow)
{
    _arb_vec_clear(flow->end, (slong)flow->walker.count);
    mem_free(flow->weights);
    mem_free(flow->reason);
    flow_walker_clear(&flow->walker);
    strbuf_clear(&flow->text);
}

static path_outcome_t follow(flow_t *flow, slong bits)
{
    bool is_one = flow->walker.obligation->start && flow->walker.count == flow->walker.state_count;
    return is_one ? follow_start(flow, bits) : follow_parts(flow);
}

void prove_flow(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    flow_t flow;
    flow_init(&flow, obligation);
    if (flow_walker_init(&flow.walker, &flow.reason, prover, obligation)) {
        path_outcome_t outcome = follow(&flow, -ARF_PREC_EXACT);
        if (outcome == PATH_ARRIVES || (outcome == PATH_ENDS_APART && obligation->start))
            settle(proof, &flow, outcome == PATH_ARRIVES);
    }
    if (proof->verdict == VERDICT_UNDECIDED)
        proof->reason = format_text("%s", flow.reason ? flow.reason : "the solutions do not all arrive");
    flow_clear(&flow);
}

bool flow_end(arb_ptr end, prover_t *prover, const obligation_t *obligation, slong bits)
{
    enum { HALVINGS = 4, MOST_HALVINGS = 8 }; // parts widen by what is quadratic in their sides
    flow_t flow;
    flow_init(&flow, obligation);
    flow.least_depth = HALVINGS * (obligation->variable_count - obligation->state_count);
    flow.least_depth = flow.least_depth < MOST_HALVINGS ? flow.least_depth : MOST_HALVINGS;
    bool found = flow_walker_init(&flow.walker, &flow.reason, prover, obligation) && follow(&flow, bits) == PATH_ARRIVES;
    _arb_vec_set(end, flow.end, (slong)obligation->state_count);
    flow_clear(&flow);
    return found;
}
