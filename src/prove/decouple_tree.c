// SPDX-License-Identifier: LGPL-3.0-or-later
// Couplings that are too strong for one centre: the box is halved where they cost most, and each part gets a centre of
// its own.
#include "base/memory.h"
#include "prove/branch_batch.h"
#include "prove/decouple.h"
#include "prove/exact.h"
#include "real/number.h"

#include <math.h>

#define WORK_OF_TRY 64 // boxes that it counts as
#define MOST_HALVINGS                                                                                                  \
    2 // one below the other, for each variable: where more are needed the conclusion hardly leaves room
#define DESCENT_STEPS 15

typedef struct {
    statement_t *statement; // of the whole
    strbuf_t lines;         // of the tree
    size_t leaves;
    size_t end;    // of prover->work
    double lowest; // of e on the leaves
} cover_t;

static bool cover(cover_t *c, const interval_t *domains, const double *start, size_t halvings);

// The variable in which the couplings cost most; SIZE_MAX when they cost nothing.
static size_t most_costly(const double *cost, size_t count)
{
    size_t most = SIZE_MAX;
    for (size_t i = 0; i < count; i++)
        if (cost[i] > 0 && (most == SIZE_MAX || cost[i] > cost[most]))
            most = i;
    return most;
}

static bool halve(cover_t *c, const statement_t *part, const interval_t *domains, const double *cost,
                  const double *start, size_t halvings)
{
    dag_t *dag = part->prover->dag;
    size_t n = part->count, v = most_costly(cost, n);
    if (v == SIZE_MAX || !(part->root[v].lo < part->root[v].hi))
        return false;
    interval_t *half = mem_alloc(n, sizeof *half);
    fmpq_t at;
    fmpq_init(at);
    fmpq_set_double(at, short_middle(part->root[v].lo, part->root[v].hi));
    expr_t cut = expr_rational(dag, at);
    strbuf_printf(&c->lines, "split %zu ", v + 1);
    number_write_fmpq(&c->lines, at);
    strbuf_append_char(&c->lines, '\n');
    fmpq_clear(at);
    for (size_t i = 0; i < n; i++)
        half[i] = domains[i];
    half[v].hi = cut;
    bool good = cover(c, half, start, halvings + 1);
    half[v] = domains[v];
    half[v].lo = cut;
    good = good && cover(c, half, start, halvings + 1);
    mem_free(half);
    return good;
}

// One centre for the part; `cost` says what each variable's couplings cost there.
static bool prove_part(cover_t *c, statement_t *part, double *cost, const double *start)
{
    plan_t plan;
    witness_search_t search;
    proof_t proof;
    plan_init(&plan, part, 0, NULL);
    witness_search_init(&search, part, VERDICT_REFUTED, &plan);
    proof_init(&proof);
    witness_improve(&search, start, DESCENT_STEPS);
    bool good = search.best_region >= 0 && prove_decoupled(&proof, cost, part, search.best);
    if (good) {
        c->leaves++;
        c->lowest = fmin(c->lowest, proof.room_lo);
        strbuf_append(&c->lines, "box\n");
        strbuf_append(&c->lines, proof.evidence.text);
    }
    proof_clear(&proof);
    witness_search_clear(&search);
    plan_clear(&plan);
    return good;
}

static bool cover(cover_t *c, const interval_t *domains, const double *start, size_t halvings)
{
    prover_t *prover = c->statement->prover;
    if (halvings > MOST_HALVINGS * c->statement->count || prover->work >= c->end || dag_over_limit(prover->dag))
        return false;
    prover->work += WORK_OF_TRY;
    obligation_t obligation;
    statement_t part;
    const char *reason;
    double *cost = mem_alloc(c->statement->count, sizeof *cost);
    obligation_restrict(&obligation, c->statement->obligation, domains);
    bool good =
        statement_init(&part, &reason, prover, &obligation, obligation.region, obligation.conclusion) == STATUS_OK &&
        (prove_part(c, &part, cost, start) || halve(c, &part, domains, cost, start, halvings));
    statement_clear(&part);
    obligation_clear(&obligation);
    mem_free(cost);
    return good;
}

bool prove_decoupled_parts(proof_t *proof, statement_t *statement, const double *start, size_t work)
{
    cover_t c = {.statement = statement, .end = statement->prover->work + work, .lowest = INFINITY};
    interval_t *domains = mem_alloc(statement->count, sizeof *domains);
    for (size_t i = 0; i < statement->count; i++) {
        domains[i] = statement->obligation->variables[i].domain;
        domains[i].lo_open = domains[i].hi_open = false;
    }
    strbuf_init(&c.lines);
    bool good = cover(&c, domains, start, 0);
    if (good) {
        strbuf_printf(&proof->evidence, "evidence proved tree\n%s", c.lines.text);
        proof->verdict = VERDICT_PROVED;
        proof->method = format_text("%zu boxes without couplings", c.leaves);
        proof->room_lo = c.lowest;
    }
    strbuf_clear(&c.lines);
    mem_free(domains);
    return good;
}
