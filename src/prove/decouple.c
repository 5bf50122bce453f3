// SPDX-License-Identifier: LGPL-3.0-or-later
// With H enclosing the Hessian of a coupling q over the box, q(x) - w(x) is convex for w of second derivatives
// 2 A_i = inf H_ii - sum over j of |H_ij| (Gershgorin's discs), and w may touch q at the centre. What is left has no
// couplings. Where all second derivatives of q have one value, and the centre is a minimiser of the sum that arises,
// nothing is lost at the minimum.
#include "prove/decouple.h"

#include "base/memory.h"
#include "claim/decoupled.h"
#include "expr/derivative.h"
#include "expr/simplify.h"
#include "prove/exact.h"
#include "real/number.h"
#include "real/simplest.h"

#include <math.h>

#define MOST_COUPLED 8 // variables of one coupling: a sum of which one summand has many is not of this kind
#define CENTRE_BITS 26
#define BELOW_DISCS 0x1p-24 // relative: what the second derivatives stay below Gershgorin's bound
#define SAMPLES 64          // of each variable's interval
#define FAR 100.0           // from the centre, on unbounded sides
#define ROUNDING 1e-13      // relative: what the sums in doubles may be off by
#define COUPLING_BOXES 200  // for the proof that a function lies below a coupling

// An estimate of w for one coupling, in doubles; entries per variable.
typedef struct {
    double constant, *slope, *curvature;
} bend_t;

typedef struct {
    statement_t *statement;
    prover_t *prover;
    decoupled_t sum;
    double *centre;
    size_t count; // of the couplings
    bend_t *bends;
    quadratic_t *quadratics;
    proof_t *proofs; // of the couplings' obligations
} decoupling_t;

static bool decoupling_init(decoupling_t *d, statement_t *statement, const double *centre)
{
    size_t n = statement->count;
    *d = (decoupling_t){.statement = statement, .prover = statement->prover};
    if (!decoupled_init(&d->sum, d->prover->dag, statement->obligation))
        return false;
    d->count = d->sum.count;
    d->centre = mem_alloc(n, sizeof *d->centre);
    d->bends = mem_alloc(d->count, sizeof *d->bends);
    d->quadratics = mem_alloc(d->count, sizeof *d->quadratics);
    d->proofs = mem_alloc(d->count, sizeof *d->proofs);
    for (size_t i = 0; i < n; i++) {
        d->centre[i] = ldexp(nearbyint(ldexp(centre[i], CENTRE_BITS)), -CENTRE_BITS);
        fmpq_set_double(d->sum.centre + i, d->centre[i]);
    }
    for (size_t k = 0; k < d->count; k++) {
        d->bends[k].slope = mem_alloc(n, sizeof *d->bends[k].slope);
        d->bends[k].curvature = mem_alloc(n, sizeof *d->bends[k].curvature);
        quadratic_init(d->quadratics + k, n);
        proof_init(d->proofs + k);
    }
    return true;
}

static void decoupling_clear(decoupling_t *d)
{
    for (size_t k = 0; k < d->count; k++) {
        mem_free(d->bends[k].slope);
        mem_free(d->bends[k].curvature);
        quadratic_clear(d->quadratics + k);
        proof_clear(d->proofs + k);
    }
    mem_free(d->centre);
    mem_free(d->bends);
    mem_free(d->quadratics);
    mem_free(d->proofs);
    decoupled_clear(&d->sum);
}

// ---- estimates ----

static double middle(dinterval_t a)
{
    return dinterval_lo(a) / 2 + a.hi / 2;
}

static double magnitude(dinterval_t a)
{
    return fmax(fabs(a.neg_lo), fabs(a.hi));
}

// The variables of a coupling; 0 when there are too many, or the side of one of them is unbounded.
static size_t coupled_variables(size_t *members, expr_t *variables, const decoupling_t *d, size_t k)
{
    size_t count = 0;
    for (size_t i = 0; i < d->statement->count; i++) {
        const side_t *side = d->statement->root + i;
        if (!d->sum.couplings[k].has[i])
            continue;
        if (!isfinite(side->lo) || !isfinite(side->hi) || count == MOST_COUPLED)
            return 0;
        members[count] = i;
        variables[count++] = d->statement->inputs[i];
    }
    return count;
}

// The coupling, its gradient and its Hessian by rows, on the box and at the centre. NULL when the expressions get too
// large.
static tape_result_t *evaluate_coupling(const decoupling_t *d, size_t k, size_t count, const expr_t *variables)
{
    const statement_t *statement = d->statement;
    dag_t *dag = d->prover->dag;
    size_t inputs = statement->input_count, roots = 1 + count + count * count;
    expr_t *list = mem_alloc(roots, sizeof *list);
    list[0] = statement_plain(d->prover, d->sum.couplings[k].q);
    expr_gradient(list + 1, dag, list[0], count, variables);
    expr_hessian(list + 1 + count, dag, list[0], count, variables);
    for (size_t r = 1; r < roots; r++)
        list[r] = expr_simplify(dag, list[r]);
    tape_result_t *results = NULL;
    if (!dag_over_limit(dag)) {
        dinterval_t *boxes = mem_alloc(2 * inputs, sizeof *boxes);
        tape_t *tape = tape_compile(dag, roots, list, inputs, statement->inputs);
        results = mem_alloc(2 * roots, sizeof *results);
        statement_inputs(boxes, statement, statement->root);
        statement_point_inputs(boxes + inputs, statement, d->centre);
        tape_evaluate(results, tape, 2, boxes);
        tape_free(tape);
        mem_free(boxes);
    }
    mem_free(list);
    return results;
}

static bool set_bend(bend_t *bend, const tape_result_t *on_box, const tape_result_t *at_centre, size_t count,
                     const size_t *members)
{
    const tape_result_t *hessian = on_box + 1 + count;
    bool finite = true;
    bend->constant = middle(at_centre[0].value);
    for (size_t a = 0; a < count; a++) {
        double around = 0;
        for (size_t b = 0; b < count; b++)
            around += b == a ? 0 : magnitude(hessian[a * count + b].value);
        dinterval_t own = hessian[a * count + a].value;
        double slope = middle(at_centre[1 + a].value);
        double curvature = (dinterval_lo(own) - around - BELOW_DISCS * (magnitude(own) + around)) / 2;
        finite = finite && isfinite(slope) && isfinite(curvature);
        bend->slope[members[a]] = slope;
        bend->curvature[members[a]] = curvature;
    }
    return finite && isfinite(bend->constant);
}

static bool estimate_coupling(decoupling_t *d, size_t k)
{
    size_t n = d->statement->count, *members = mem_alloc(n, sizeof *members);
    expr_t *variables = mem_alloc(n, sizeof *variables);
    size_t count = coupled_variables(members, variables, d, k), roots = 1 + count + count * count;
    tape_result_t *results = count ? evaluate_coupling(d, k, count, variables) : NULL;
    bool good = results && set_bend(d->bends + k, results, results + roots, count, members);
    mem_free(results);
    mem_free(variables);
    mem_free(members);
    return good;
}

// Summands without couplings, as a function of the inputs.
typedef struct {
    size_t count;
    size_t *variable; // SIZE_MAX: none
    tape_t *tape;
} singles_t;

static void singles_init(singles_t *singles, const decoupling_t *d)
{
    const separable_pieces_t *terms = &d->sum.sum.terms;
    size_t n = d->statement->count;
    expr_t *roots = mem_alloc(terms->count, sizeof *roots);
    *singles = (singles_t){.variable = mem_alloc(terms->count, sizeof *singles->variable)};
    for (size_t t = 0; t < terms->count; t++) {
        size_t found = 0, variable = SIZE_MAX;
        for (size_t i = 0; i < n; i++)
            if (terms->items[t].has[i]) {
                variable = i;
                found++;
            }
        if (found > 1)
            continue;
        singles->variable[singles->count] = variable;
        roots[singles->count++] = statement_plain(d->prover, terms->items[t].node);
    }
    singles->tape =
        tape_compile(d->prover->dag, singles->count, roots, d->statement->input_count, d->statement->inputs);
    mem_free(roots);
}

static void singles_clear(singles_t *singles)
{
    mem_free(singles->variable);
    tape_free(singles->tape);
}

// Sample `index` of a variable's interval; the last one is the centre.
static double sample(const decoupling_t *d, size_t i, size_t index)
{
    const side_t *side = d->statement->root + i;
    double lo = isfinite(side->lo) ? side->lo : d->centre[i] - FAR,
           hi = isfinite(side->hi) ? side->hi : d->centre[i] + FAR;
    return index > SAMPLES ? d->centre[i] : lo + (hi - lo) * (double)index / SAMPLES;
}

// The values of the sum's part in each variable at a sample, and of what has none (last).
static void evaluate_sample(double *values, const decoupling_t *d, const singles_t *singles, size_t index)
{
    const statement_t *statement = d->statement;
    size_t n = statement->count;
    double *point = mem_alloc(n, sizeof *point);
    dinterval_t *inputs = mem_alloc(statement->input_count, sizeof *inputs);
    tape_result_t *results = mem_alloc(singles->count, sizeof *results);
    for (size_t i = 0; i < n; i++)
        point[i] = sample(d, i, index);
    statement_point_inputs(inputs, statement, point);
    tape_evaluate(results, singles->tape, 1, inputs);
    values[n] = 0;
    for (size_t i = 0; i < n; i++) {
        double distance = point[i] - d->centre[i];
        values[i] = 0;
        for (size_t k = 0; k < d->count; k++)
            values[i] += (d->bends[k].slope[i] + d->bends[k].curvature[i] * distance) * distance;
    }
    for (size_t t = 0; t < singles->count; t++)
        values[singles->variable[t] == SIZE_MAX ? n : singles->variable[t]] += middle(results[t].value);
    mem_free(results);
    mem_free(inputs);
    mem_free(point);
}

// Not below the infimum of the sum that arises, but for rounding: the sum of the parts' least values at the samples.
static double estimate_room(const decoupling_t *d, double *scale)
{
    size_t n = d->statement->count;
    double *least = mem_alloc(n + 1, sizeof *least), *values = mem_alloc(n + 1, sizeof *values), room = 0;
    singles_t singles;
    singles_init(&singles, d);
    for (size_t i = 0; i <= n; i++)
        least[i] = INFINITY;
    for (size_t index = 0; index <= SAMPLES + 1; index++) {
        evaluate_sample(values, d, &singles, index);
        for (size_t i = 0; i <= n; i++)
            least[i] = isfinite(values[i]) ? fmin(least[i], values[i]) : least[i];
    }
    *scale = 0;
    for (size_t i = 0; i <= n; i++) {
        room += least[i];
        *scale += fabs(least[i]);
    }
    for (size_t k = 0; k < d->count; k++) {
        room += d->bends[k].constant;
        *scale += fabs(d->bends[k].constant);
    }
    singles_clear(&singles);
    mem_free(least);
    mem_free(values);
    return room;
}

// ---- evidence ----

static bool set_between(fmpq_t result, double lo, double hi)
{
    fmpq_t below, above;
    fmpq_init(below);
    fmpq_init(above);
    fmpq_set_double(below, lo);
    fmpq_set_double(above, hi);
    bool apart = fmpq_cmp(below, above) < 0;
    if (apart)
        fmpq_simplest_inside(result, below, above);
    else
        fmpq_set(result, below);
    fmpq_clear(below);
    fmpq_clear(above);
    return apart;
}

// Short numbers near the estimates; `share` of the room is at the coupling's disposal.
static bool set_quadratic(decoupling_t *d, size_t k, double share)
{
    const bend_t *bend = d->bends + k;
    quadratic_t *w = d->quadratics + k;
    bool good = set_between(w->constant, bend->constant - share, bend->constant - share / 2);
    for (size_t i = 0; i < d->statement->count; i++) {
        const side_t *side = d->statement->root + i;
        if (!d->sum.couplings[k].has[i])
            continue;
        double tolerance = share / (8 * (double)d->statement->count * (1 + side->hi - side->lo));
        double above = BELOW_DISCS / 2 * fabs(bend->curvature[i]);
        (void)set_between(w->slope + i, bend->slope[i] - tolerance, bend->slope[i] + tolerance);
        (void)set_between(w->curvature + i, bend->curvature[i] - above, bend->curvature[i] + above);
    }
    return good;
}

static bool prove_couplings(decoupling_t *d, double share)
{
    prove_limits_t *limits = &d->prover->limits;
    const prove_limits_t outer = *limits;
    bool good = true;
    limits->no_decoupling = limits->no_identities = limits->no_room = true;
    limits->max_boxes = outer.max_boxes < COUPLING_BOXES ? outer.max_boxes : COUPLING_BOXES;
    for (size_t k = 0; good && k < d->count; k++) {
        obligation_t coupling;
        good = set_quadratic(d, k, share) && decoupled_take(&coupling, &d->sum, k, d->quadratics + k);
        if (!good)
            break;
        prove_obligation(d->proofs + k, d->prover, &coupling);
        good = d->proofs[k].verdict == VERDICT_PROVED;
        obligation_clear(&coupling);
    }
    *limits = outer;
    return good;
}

static void write_evidence(proof_t *proof, const decoupling_t *d, const proof_t *rest)
{
    strbuf_t *out = &proof->evidence;
    strbuf_printf(out, "evidence proved decouple %zu\nabout", d->count);
    for (size_t i = 0; i < d->statement->count; i++) {
        strbuf_append_char(out, ' ');
        number_write_fmpq(out, d->sum.centre + i);
    }
    strbuf_append_char(out, '\n');
    for (size_t k = 0; k < d->count; k++) {
        strbuf_append(out, "coupling ");
        number_write_fmpq(out, d->quadratics[k].constant);
        for (size_t i = 0; i < d->statement->count; i++) {
            if (!d->sum.couplings[k].has[i])
                continue;
            strbuf_printf(out, " %zu ", i + 1);
            number_write_fmpq(out, d->quadratics[k].slope + i);
            strbuf_append_char(out, ' ');
            number_write_fmpq(out, d->quadratics[k].curvature + i);
        }
        strbuf_append_char(out, '\n');
        strbuf_append(out, d->proofs[k].evidence.text);
    }
    strbuf_append(out, rest->evidence.text);
}

static bool prove_rest(proof_t *proof, decoupling_t *d)
{
    obligation_t obligation;
    proof_t rest;
    if (!decoupled_rest(&obligation, &d->sum))
        return false;
    proof_init(&rest);
    bool good = prove_separate(&rest, d->prover, &obligation) && rest.verdict == VERDICT_PROVED;
    if (good) {
        write_evidence(proof, d, &rest);
        proof->verdict = VERDICT_PROVED;
        proof->method =
            format_text("%zu coupling%s replaced, then %s", d->count, d->count == 1 ? "" : "s", rest.method);
        proof->room_lo = rest.has_room ? rest.room_lo : 0;
    }
    proof_clear(&rest);
    obligation_clear(&obligation);
    return good;
}

static void set_cost(double *cost, const decoupling_t *d)
{
    for (size_t i = 0; i < d->statement->count; i++) {
        const side_t *side = d->statement->root + i;
        double distance = fmax(side->hi - d->centre[i], d->centre[i] - side->lo);
        for (size_t k = 0; k < d->count; k++)
            cost[i] -= d->sum.couplings[k].has[i] ? d->bends[k].curvature[i] * distance * distance : 0;
    }
}

bool prove_decoupled(proof_t *proof, double *cost, statement_t *statement, const double *centre)
{
    decoupling_t d;
    bool good = decoupling_init(&d, statement, centre);
    for (size_t i = 0; i < statement->count; i++)
        cost[i] = 0;
    for (size_t k = 0; good && k < d.count; k++)
        good = estimate_coupling(&d, k);
    if (good) {
        set_cost(cost, &d);
        double scale, room = estimate_room(&d, &scale), share = room / (16 * (double)d.count);
        good = isfinite(room) && room > ROUNDING * scale && prove_couplings(&d, share) && prove_rest(proof, &d);
    }
    decoupling_clear(&d);
    return good;
}
