// SPDX-License-Identifier: LGPL-3.0-or-later
// A FORALL with symmetries, at the points that are largest among their images only (claim/symmetry.h). Looked for are:
// exchanges of variables, one to three pairs at a time, also with changed signs; changes of the sign of one variable,
// of two, of all; the reversed order.
#include "base/memory.h"
#include "claim/symmetry.h"
#include "prove/exact.h"

#define MOST_PAIRS 3
#define MOST_NODES 1000000 // looked at, all attempts together

typedef struct {
    symmetry_t symmetry;
    size_t variables, visited;
    size_t count, capacity;
    signed_permutation_t *found;
    bool *below; // [i * variables + j]: the inequalities so far imply x_i <= x_j
} search_t;

// ---- what is found ----

static bool is_below(const search_t *s, size_t i, size_t j)
{
    return s->below[i * s->variables + j];
}

static void note_below(search_t *s, size_t i, size_t j)
{
    for (size_t a = 0; a < s->variables; a++)
        for (size_t b = 0; b < s->variables; b++)
            if ((a == i || is_below(s, a, i)) && (b == j || is_below(s, j, b)))
                s->below[a * s->variables + b] = true;
}

// Takes the permutation over.
static bool add(search_t *s, signed_permutation_t *permutation)
{
    bool good = s->visited < MOST_NODES;
    s->visited += good ? s->symmetry.forms.count : 0;
    if (!good || !symmetry_has(&s->symmetry, permutation)) {
        permutation_clear(permutation);
        return false;
    }
    size_t last = permutation_last(permutation);
    if (!permutation->negative[last])
        note_below(s, permutation->image[last], last);
    s->found = mem_grow(s->found, &s->capacity, s->count + 1, sizeof *s->found);
    s->found[s->count++] = *permutation;
    return true;
}

// ---- exchanges ----

typedef struct {
    size_t first[MOST_PAIRS], second[MOST_PAIRS];
} pairs_t;

static bool exchange(search_t *s, const pairs_t *pairs, size_t count, bool negative)
{
    signed_permutation_t permutation;
    permutation_init(&permutation, s->variables);
    for (size_t k = 0; k < count; k++) {
        size_t i = pairs->first[k], j = pairs->second[k];
        permutation.image[i] = j;
        permutation.image[j] = i;
        permutation.negative[i] = permutation.negative[j] = negative;
    }
    return add(s, &permutation);
}

static bool occurs(const pairs_t *pairs, size_t count, size_t i)
{
    for (size_t k = 0; k < count; k++)
        if (pairs->first[k] == i || pairs->second[k] == i)
            return true;
    return false;
}

// All sets of `count` pairs with different variables, the pairs in the order of their first ones. A pair that another
// symmetry orders already is left out.
static void exchange_pairs(search_t *s, pairs_t *pairs, size_t chosen, size_t count)
{
    if (chosen == count) {
        if (!exchange(s, pairs, count, false) && count == 1)
            (void)exchange(s, pairs, count, true);
        return;
    }
    for (size_t distance = 1; distance < s->variables; distance++)
        for (size_t i = chosen ? pairs->first[chosen - 1] + 1 : 0; i + distance < s->variables; i++) {
            if (is_below(s, i, i + distance) || occurs(pairs, chosen, i) || occurs(pairs, chosen, i + distance))
                continue;
            pairs->first[chosen] = i;
            pairs->second[chosen] = i + distance;
            exchange_pairs(s, pairs, chosen + 1, count);
        }
}

static void reverse(search_t *s)
{
    signed_permutation_t permutation;
    permutation_init(&permutation, s->variables);
    for (size_t i = 0; i < s->variables; i++)
        permutation.image[i] = s->variables - 1 - i;
    (void)add(s, &permutation);
}

// ---- signs ----

// Of the variables i and j, which may be the same.
static bool negate(search_t *s, size_t i, size_t j)
{
    signed_permutation_t permutation;
    permutation_init(&permutation, s->variables);
    permutation.negative[i] = permutation.negative[j] = true;
    return add(s, &permutation);
}

static void negate_all(search_t *s)
{
    signed_permutation_t permutation;
    permutation_init(&permutation, s->variables);
    for (size_t i = 0; i < s->variables; i++)
        permutation.negative[i] = true;
    (void)add(s, &permutation);
}

static void change_signs(search_t *s)
{
    bool *alone = mem_alloc(s->variables, sizeof *alone);
    size_t count = 0;
    for (size_t i = 0; i < s->variables; i++) {
        alone[i] = negate(s, i, i);
        count += alone[i];
    }
    for (size_t i = 0; i < s->variables; i++)
        for (size_t j = i + 1; j < s->variables && !alone[i]; j++)
            if (!alone[j])
                (void)negate(s, i, j);
    if (count == 0 && s->variables > 2)
        negate_all(s);
    mem_free(alone);
}

// ---- which are of use ----

// Whether the inequality is one between variables, rather than an end of an interval.
static bool restricts_region(const signed_permutation_t *permutation)
{
    size_t last = permutation_last(permutation);
    return permutation->image[last] != last;
}

// Where the region is `true`, an inequality in it takes away the leaves `stationary`: without them other leaves are many times as
// many, about (1 - stationary)^-3 times in examples, and each such symmetry at least halves the region. Where that is less they are
// left out.
static void leave_out(search_t *s, double stationary)
{
    size_t kept = 0;
    double others = 1 - stationary, gain = others * others * others;
    for (size_t k = 0; k < s->count; k++)
        gain *= restricts_region(s->found + k) ? 2 : 1;
    for (size_t k = 0; k < s->count; k++) {
        if (gain <= 1 && restricts_region(s->found + k))
            permutation_clear(s->found + k);
        else
            s->found[kept++] = s->found[k];
    }
    s->count = kept;
}

// ---- the smaller obligation ----

static void search(search_t *s)
{
    pairs_t pairs;
    change_signs(s);
    for (size_t count = 1; count <= MOST_PAIRS; count++)
        exchange_pairs(s, &pairs, 0, count);
    if (s->variables > 2 * MOST_PAIRS + 1 && s->count == 0)
        reverse(s);
}

static void write_symmetries(strbuf_t *out, const search_t *s)
{
    strbuf_printf(out, "evidence proved symmetric %zu\n", s->count);
    for (size_t k = 0; k < s->count; k++) {
        strbuf_append(out, "image");
        for (size_t i = 0; i < s->variables; i++)
            strbuf_printf(out, " %s%zu", s->found[k].negative[i] ? "-" : "", s->found[k].image[i] + 1);
        strbuf_append_char(out, '\n');
    }
}

// What is found for the smaller obligation is a witness of the whole one, too.
static void take_over(proof_t *proof, proof_t *reduced, const search_t *s)
{
    if (reduced->verdict == VERDICT_PROVED) {
        strbuf_t evidence;
        strbuf_init(&evidence);
        write_symmetries(&evidence, s);
        strbuf_append(&evidence, reduced->evidence.text);
        strbuf_clear(&reduced->evidence);
        reduced->evidence = evidence;
        char *method = format_text("%s, %zu symmetr%s", reduced->method, s->count, s->count == 1 ? "y" : "ies");
        mem_free(reduced->method);
        reduced->method = method;
    }
    proof_clear(proof);
    *proof = *reduced;
    proof_init(reduced);
}

static bool prove_reduced(proof_t *proof, prover_t *prover, const search_t *s)
{
    obligation_t smaller;
    if (!symmetry_reduce(&smaller, &s->symmetry, s->count, s->found))
        return false;
    proof_t reduced;
    proof_init(&reduced);
    prover->limits.no_symmetries = true;
    prove_branch(&reduced, prover, &smaller);
    prover->limits.no_symmetries = false;
    take_over(proof, &reduced, s);
    proof_clear(&reduced);
    obligation_clear(&smaller);
    return true;
}

bool prove_symmetric(proof_t *proof, prover_t *prover, const obligation_t *obligation, double stationary)
{
    if (prover->limits.no_symmetries || obligation->variable_count < 2)
        return false;
    search_t s = {.variables = obligation->variable_count};
    bool used = false;
    if (symmetry_init(&s.symmetry, prover->dag, obligation)) {
        s.below = mem_alloc(s.variables * s.variables, sizeof *s.below);
        search(&s);
        if (stationary > 0)
            leave_out(&s, stationary);
        used = s.count && prove_reduced(proof, prover, &s);
        mem_free(s.below);
    }
    for (size_t k = 0; k < s.count; k++)
        permutation_clear(s.found + k);
    mem_free(s.found);
    symmetry_clear(&s.symmetry);
    return used;
}
