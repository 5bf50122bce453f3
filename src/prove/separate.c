// SPDX-License-Identifier: LGPL-3.0-or-later
// Lower bounds of sums whose summands fall into parts without common variables: each part alone (claim/separable.h).
#include "base/memory.h"
#include "claim/separable.h"
#include "expr/constant_value.h"
#include "prove/exact.h"
#include "prove/witness.h"
#include "real/simplest.h"

#include <math.h>

#define TOUCHING 1e-9 // relative: bounds that may be attained
#define ROUNDING 1e-14 // relative: what the estimates may be off by
#define SHARE_OF_BOXES 4

typedef struct {
    bool *chosen;     // per variable
    double least;     // an estimate of the part's infimum, not below it by much
    fmpq_t bound;     // C(k)
    proof_t proof;    // of C(k) <= e(k)
} part_t;

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    separable_t sum;
    size_t count;
    part_t *parts;
    double rest; // an estimate of what has no variables
} separation_t;

// ---- the parts ----

static size_t find(size_t *parent, size_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void join(size_t *parent, const separable_pieces_t *pieces, size_t variables)
{
    for (size_t k = 0; k < pieces->count; k++) {
        size_t first = SIZE_MAX;
        for (size_t i = 0; i < variables; i++) {
            if (!pieces->items[k].has[i])
                continue;
            if (first == SIZE_MAX)
                first = i;
            parent[find(parent, i)] = find(parent, first);
        }
    }
}

static bool occurs(const separable_t *sum, size_t variable)
{
    for (size_t t = 0; t < sum->terms.count; t++)
        if (sum->terms.items[t].has[variable])
            return true;
    return false;
}

static void add_part(separation_t *s, const size_t *parent, size_t representative)
{
    size_t variables = s->obligation->variable_count;
    part_t *part = s->parts + s->count++;
    part->chosen = mem_alloc(variables, sizeof *part->chosen);
    fmpq_init(part->bound);
    proof_init(&part->proof);
    for (size_t i = 0; i < variables; i++)
        part->chosen[i] = parent[i] == representative;
}

// Variables that occur together in a summand, or in a member of the region, are in one part.
static void find_parts(separation_t *s)
{
    size_t variables = s->obligation->variable_count;
    size_t *parent = mem_alloc(variables, sizeof *parent);
    bool *seen = mem_alloc(variables, sizeof *seen);
    for (size_t i = 0; i < variables; i++)
        parent[i] = i;
    join(parent, &s->sum.terms, variables);
    join(parent, &s->sum.members, variables);
    for (size_t i = 0; i < variables; i++)
        parent[i] = find(parent, i);
    s->parts = mem_alloc(variables, sizeof *s->parts);
    for (size_t i = 0; i < variables; i++) {
        if (seen[parent[i]] || !occurs(&s->sum, i))
            continue;
        seen[parent[i]] = true;
        add_part(s, parent, parent[i]);
    }
    mem_free(parent);
    mem_free(seen);
}

static void clear_parts(separation_t *s)
{
    for (size_t k = 0; k < s->count; k++) {
        mem_free(s->parts[k].chosen);
        fmpq_clear(s->parts[k].bound);
        proof_clear(&s->parts[k].proof);
    }
    mem_free(s->parts);
}

// Decides bound <= e(k).
static verdict_t decide_part(separation_t *s, part_t *part)
{
    obligation_t obligation;
    proof_clear(&part->proof);
    proof_init(&part->proof);
    if (!separable_take(&obligation, &s->sum, part->chosen, part->bound))
        return VERDICT_UNDECIDED;
    prove_obligation(&part->proof, s->prover, &obligation);
    obligation_clear(&obligation);
    return part->proof.verdict;
}

// Estimates the infimum of a part: from some bound that it has, its distance to the infimum.
static bool estimate_part(separation_t *s, part_t *part)
{
    static const slong trials[] = {0, -1, -100, -10000, -100000000, -10000000000000000};
    for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
        fmpq_set_si(part->bound, trials[i], 1);
        separable_reset(&s->sum);
        verdict_t verdict = decide_part(s, part);
        if (verdict == VERDICT_UNDECIDED)
            return false;
        if (verdict == VERDICT_PROVED) {
            part->least = (double)trials[i] + part->proof.room_hi;
            return part->proof.has_room && isfinite(part->least);
        }
    }
    return false;
}

static bool estimate_rest(separation_t *s)
{
    obligation_t rest, part;
    fmpq_t zero;
    bool good = true;
    fmpq_init(zero);
    separable_reset(&s->sum);
    for (size_t k = 0; good && k < s->count; k++) {
        good = separable_take(&part, &s->sum, s->parts[k].chosen, zero);
        if (good)
            obligation_clear(&part);
    }
    fmpq_clear(zero);
    if (!good || !separable_rest(&rest, &s->sum))
        return false;
    dag_t *dag = s->prover->dag;
    arb_t value;
    arb_init(value);
    good = constant_ball(value, dag, statement_plain(s->prover, expr_child(dag, rest.conclusion, 1)), 128);
    s->rest = arf_get_d(arb_midref(value), ARF_RND_NEAR);
    arb_clear(value);
    obligation_clear(&rest);
    return good && isfinite(s->rest);
}

static bool estimate(separation_t *s, double *room, double *scale)
{
    if (!estimate_rest(s))
        return false;
    *room = s->rest;
    *scale = fabs(s->rest);
    for (size_t k = 0; k < s->count; k++) {
        if (!estimate_part(s, s->parts + k))
            return false;
        *room += s->parts[k].least;
        *scale += fabs(s->parts[k].least);
    }
    return true;
}

// ---- proved ----

static void set_bound_between(fmpq_t bound, double lo, double hi)
{
    fmpq_t below, above;
    fmpq_init(below);
    fmpq_init(above);
    fmpq_set_double(below, lo);
    fmpq_set_double(above, hi);
    fmpq_simplest_inside(bound, below, above);
    fmpq_clear(below);
    fmpq_clear(above);
}

// Decides all parts with their bounds; true when each has the verdict.
static bool decide_parts(separation_t *s, verdict_t verdict)
{
    separable_reset(&s->sum);
    for (size_t k = 0; k < s->count; k++)
        if (decide_part(s, s->parts + k) != verdict)
            return false;
    return true;
}

static bool decide_rest(proof_t *proof, separation_t *s)
{
    obligation_t rest;
    if (!separable_rest(&rest, &s->sum))
        return false;
    prove_constant(proof, s->prover, &rest);
    obligation_clear(&rest);
    return proof->verdict == VERDICT_PROVED;
}

static void write_parts(proof_t *proof, const separation_t *s, const proof_t *rest)
{
    strbuf_printf(&proof->evidence, "evidence proved separate %zu\n", s->count);
    for (size_t k = 0; k < s->count; k++) {
        char *bound = fmpq_get_str(NULL, 10, s->parts[k].bound);
        strbuf_printf(&proof->evidence, "part %s", bound);
        flint_free(bound);
        for (size_t i = 0; i < s->obligation->variable_count; i++)
            if (s->parts[k].chosen[i])
                strbuf_printf(&proof->evidence, " %zu", i + 1);
        strbuf_append_char(&proof->evidence, '\n');
        strbuf_append(&proof->evidence, s->parts[k].proof.evidence.text);
    }
    strbuf_append(&proof->evidence, rest->evidence.text);
}

// The infimum of e is the sum of what has no variables and the infima of the parts.
static void set_room(proof_t *proof, separation_t *s)
{
    obligation_t rest;
    arb_t lo, hi, part;
    if (!separable_rest(&rest, &s->sum))
        return;
    arb_init(lo);
    arb_init(hi);
    arb_init(part);
    expr_t e = statement_plain(s->prover, expr_child(s->prover->dag, rest.conclusion, 1));
    proof->has_room = constant_ball(lo, s->prover->dag, e, 128);
    arb_set(hi, lo);
    for (size_t k = 0; k < s->count; k++) {
        const proof_t *of_part = &s->parts[k].proof;
        proof->has_room = proof->has_room && of_part->has_room;
        arb_set_d(part, of_part->room_lo);
        arb_add(lo, lo, part, 128);
        arb_set_d(part, of_part->room_hi);
        arb_add(hi, hi, part, 128);
    }
    proof->room_lo = dinterval_lo(dinterval_from_arb(lo));
    proof->room_hi = dinterval_from_arb(hi).hi;
    arb_clear(lo);
    arb_clear(hi);
    arb_clear(part);
    obligation_clear(&rest);
}

static bool prove_parts(proof_t *proof, separation_t *s)
{
    proof_t rest;
    proof_init(&rest);
    bool good = decide_parts(s, VERDICT_PROVED) && decide_rest(&rest, s);
    if (good) {
        write_parts(proof, s, &rest);
        proof->verdict = VERDICT_PROVED;
        proof->method = format_text("a sum of %zu parts", s->count);
        set_room(proof, s);
    }
    proof_clear(&rest);
    return good;
}

// ---- refuted ----

// The parts' witnesses are one of the whole.
static bool refute_by_parts(proof_t *proof, separation_t *s)
{
    const obligation_t *whole = s->obligation;
    dag_t *dag = s->prover->dag;
    expr_t *candidate = mem_alloc(whole->variable_count, sizeof *candidate);
    for (size_t i = 0; i < whole->variable_count; i++)
        candidate[i] = EXPR_NONE;
    fmpq_t value;
    fmpq_init(value);
    for (size_t k = 0; k < s->count; k++)
        for (size_t w = 0; w < s->parts[k].proof.witness_count; w++)
            for (size_t i = 0; i < whole->variable_count; i++)
                if (whole->variables[i].variable == s->parts[k].proof.witness[w].variable &&
                    fmpq_set_str(value, s->parts[k].proof.witness[w].exact, 10) == 0)
                    candidate[i] = expr_rational(dag, value);
    fmpq_clear(value);
    bool good = true;
    for (size_t i = 0; i < whole->variable_count; i++)
        good = good && candidate[i] != EXPR_NONE;
    statement_t statement;
    const char *reason = NULL;
    if (good) {
        good = statement_init(&statement, &reason, s->prover, whole, whole->region, whole->conclusion) == STATUS_OK &&
               witness_verify(proof, &statement, VERDICT_REFUTED, candidate, true);
        statement_clear(&statement);
    }
    mem_free(candidate);
    return good;
}

// ---- both ----

// Bounds near the parts' infima, where their sum may be attained.
static void set_touching_bounds(separation_t *s)
{
    for (size_t k = 0; k < s->count; k++) {
        double least = s->parts[k].least, width = TOUCHING * (1 + fabs(least));
        set_bound_between(s->parts[k].bound, least - width, least + width);
    }
}

// Bounds below the parts' infima for a proof, above them for a refutation, all together by less than the room.
static void set_distant_bounds(separation_t *s, double room)
{
    double share = room / (double)(2 * s->count);
    for (size_t k = 0; k < s->count; k++) {
        double least = s->parts[k].least;
        set_bound_between(s->parts[k].bound, least - fmax(0.5 * share, 1.5 * share), least - fmin(0.5 * share, 1.5 * share));
    }
}

static bool decide_separately(proof_t *proof, separation_t *s)
{
    double room, scale;
    if (!estimate(s, &room, &scale))
        return false;
    if (fabs(room) <= TOUCHING * (1 + scale)) {
        set_touching_bounds(s);
        if (prove_parts(proof, s))
            return true;
    }
    if (fabs(room) <= ROUNDING * (1 + scale))
        return false;
    set_distant_bounds(s, room);
    return room > 0 ? prove_parts(proof, s) : decide_parts(s, VERDICT_REFUTED) && refute_by_parts(proof, s);
}

bool prove_separate(proof_t *proof, prover_t *prover, const obligation_t *obligation)
{
    separation_t s = {.prover = prover, .obligation = obligation};
    const slong boxes = prover->limits.max_boxes;
    bool decided = false;
    if (separable_init(&s.sum, prover->dag, obligation)) {
        find_parts(&s);
        prover->limits.max_boxes = boxes / SHARE_OF_BOXES;
        decided = s.count >= 2 && decide_separately(proof, &s);
        prover->limits.max_boxes = boxes;
        clear_parts(&s);
    }
    separable_clear(&s.sum);
    return decided;
}
