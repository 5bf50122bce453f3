// SPDX-License-Identifier: LGPL-3.0-or-later
// Proofs by the evidence `identity` (docs/certificate-format.md): a sum of C P b^2 and of multiples of equations that is
// the zero polynomial, as `ring` sees, and would be positive at a counterexample.
#include "base/memory.h"
#include "export/coq_internal.h"

#include <stdlib.h>
#include <string.h>

typedef enum { FACT_POSITIVE, FACT_NONNEGATIVE, FACT_ZERO, FACT_NONZERO } fact_kind_t;

// What would hold at a counterexample: more - less is positive, not negative, 0 or not 0.
typedef struct {
    fact_kind_t kind;
    expr_t less, more; // EXPR_NONE for what is no comparison, or has conditions
    expr_t member;     // of the conclusion; EXPR_NONE for what the lemma supposes
    bool used;
} fact_t;

typedef struct {
    coq_t *coq;
    const goal_t *goal;
    bool truth; // of the conclusion, in the lemma
    size_t count, capacity;
    fact_t *facts;
} identity_t;

// ---- facts ----

static void add(identity_t *t, fact_kind_t kind, expr_t less, expr_t more, expr_t member)
{
    t->facts = mem_grow(t->facts, &t->capacity, t->count + 1, sizeof *t->facts);
    t->facts[t->count++] = (fact_t){kind, less, more, member, false};
}

static bool is_unconditional(coq_t *coq, expr_t comparison)
{
    domain_t domain;
    bool good = coq_domain(&domain, coq, comparison) && domain.count == 0;
    mem_free(domain.nodes);
    return good;
}

static void add_member(identity_t *t, expr_t a, bool negated, expr_t member)
{
    const dag_t *dag = t->coq->dag;
    expr_op_t op = expr_op(dag, a);
    if (op < EXPR_LESS || op > EXPR_NOT_EQUAL || !is_unconditional(t->coq, a)) {
        add(t, FACT_ZERO, EXPR_NONE, EXPR_NONE, member);
        return;
    }
    expr_t l = expr_child(dag, a, 0), r = expr_child(dag, a, 1);
    if (op == EXPR_EQUAL || op == EXPR_NOT_EQUAL)
        add(t, (op == EXPR_EQUAL) == negated ? FACT_NONZERO : FACT_ZERO, l, r, member);
    else
        add(t, (op == EXPR_LESS) == negated ? FACT_NONNEGATIVE : FACT_POSITIVE, negated ? r : l, negated ? l : r,
            member);
}

// As deep as the formula is written (coq_formula).
static void add_members(identity_t *t, expr_t formula, expr_op_t connective, bool negated, bool concluded)
{
    const dag_t *dag = t->coq->dag;
    if (expr_op(dag, formula) != connective) {
        add_member(t, formula, negated, concluded ? formula : EXPR_NONE);
        return;
    }
    for (size_t i = 0; i < 2; i++)
        add_members(t, expr_child(dag, formula, i), connective, negated, concluded);
}

static void find_facts(identity_t *t)
{
    const goal_t *goal = t->goal;
    for (size_t i = 0; i < goal->variable_count; i++) {
        const bounded_t *v = goal->variables + i;
        if (v->lo != EXPR_NONE)
            add(t, v->lo_open ? FACT_POSITIVE : FACT_NONNEGATIVE, v->lo, v->variable, EXPR_NONE);
        if (v->hi != EXPR_NONE)
            add(t, v->hi_open ? FACT_POSITIVE : FACT_NONNEGATIVE, v->variable, v->hi, EXPR_NONE);
    }
    add_members(t, goal->region, EXPR_AND, false, false);
    add_members(t, goal->conclusion, t->truth ? EXPR_OR : EXPR_AND, t->truth, true);
}

static void write_difference(strbuf_t *out, identity_t *t, const fact_t *fact)
{
    strbuf_append_char(out, '(');
    coq_term(out, t->coq, fact->more, NULL);
    strbuf_append(out, " - ");
    coq_term(out, t->coq, fact->less, NULL);
    strbuf_append_char(out, ')');
}

static void write_facts(strbuf_t *out, identity_t *t)
{
    static const char *const signs[][2] = {{"0 < ", ""}, {"0 <= ", ""}, {"", " = 0"}, {"", " <> 0"}};
    for (size_t i = 0; i < t->count; i++) {
        const fact_t *fact = t->facts + i;
        if (!fact->used)
            continue;
        if (fact->member != EXPR_NONE) {
            strbuf_printf(out, "assert (N%zu : ~ ", i + 1);
            coq_formula(out, t->coq, fact->member, t->truth, NULL);
            strbuf_append(out, ") by (clear -N; tauto).\n");
        }
        strbuf_printf(out, "assert (K%zu : %s", i + 1, signs[fact->kind][0]);
        write_difference(out, t, fact);
        if (fact->member != EXPR_NONE)
            strbuf_printf(out, "%s) by certify_denied N%zu.\n", signs[fact->kind][1], i + 1);
        else
            strbuf_printf(out, "%s) by certify_supposed.\n", signs[fact->kind][1]);
    }
}

// ---- the evidence ----

// A word that is the number of a fact.
static fact_t *read_fact(identity_t *t, const char *word)
{
    size_t number = strtoul(word, NULL, 10);
    fact_t *fact = number && number <= t->count ? t->facts + number - 1 : NULL;
    if (!fact || fact->less == EXPR_NONE)
        return NULL;
    fact->used = true;
    return fact;
}

// The polynomial of the words; *constant: it is a number other than 0.
static void write_polynomial(strbuf_t *out, bool *constant, identity_t *t, const char *const *words)
{
    size_t terms = strtoul(words[0], NULL, 10), n = t->goal->variable_count;
    fmpq_t coefficient;
    fmpq_init(coefficient);
    *constant = terms == 1;
    strbuf_append(out, terms ? "(" : "(0");
    for (size_t k = 0; k < terms; k++) {
        const char *const *term = words + 1 + k * (n + 1);
        strbuf_append(out, k ? " + " : "");
        fmpq_set_str(coefficient, term[0], 10);
        coq_rational(out, coefficient);
        *constant = *constant && !fmpq_is_zero(coefficient);
        for (size_t v = 0; v < n; v++) {
            if (strcmp(term[1 + v], "0") == 0)
                continue;
            *constant = false;
            strbuf_append(out, " * ");
            coq_variable(out, t->coq, t->goal->variables[v].variable, NULL);
            strbuf_printf(out, " ^ %s", term[1 + v]);
        }
    }
    strbuf_append_char(out, ')');
    fmpq_clear(coefficient);
}

typedef struct {
    strbuf_t value, proof; // of the product of facts, and of its sign
    bool strict;
} product_t;

// Of the facts J1 ... JK; those that are not 0 come in pairs. `strict`: that it is positive is to be shown.
static bool write_product(product_t *product, identity_t *t, const record_line_t *line, bool strict)
{
    size_t count = strtoul(line->words[2], NULL, 10);
    bool *done = mem_alloc(count + 1, sizeof *done), good = true;
    size_t depth = 0;
    product->strict = true;
    for (size_t k = 0; good && k < count; k++) {
        const fact_t *fact = read_fact(t, line->words[3 + k]);
        good = fact && fact->kind != FACT_ZERO;
        if (!good || done[k])
            continue;
        size_t pair = k + 1;
        while (fact->kind == FACT_NONZERO && pair < count && (done[pair] || strcmp(line->words[3 + pair], line->words[3 + k]) != 0))
            pair++;
        good = fact->kind != FACT_NONZERO || pair < count;
        if (good && fact->kind == FACT_NONZERO)
            done[pair] = true;
        product->strict = product->strict && fact->kind != FACT_NONNEGATIVE;
        strbuf_append_char(&product->value, '(');
        write_difference(&product->value, t, fact);
        if (fact->kind == FACT_NONZERO) {
            strbuf_append(&product->value, " ^ 2");
        }
        strbuf_append(&product->value, " * ");
        strbuf_printf(&product->proof, "apply %s; [%s%sexact K%s | ", strict ? "Rmult_lt_0_compat" : "Rmult_le_pos",
                      !strict && fact->kind != FACT_NONNEGATIVE ? "apply Rlt_le; " : "",
                      fact->kind == FACT_NONZERO ? "apply pow2_gt_0; " : "", line->words[3 + k]);
        depth++;
    }
    mem_free(done);
    strbuf_append_char(&product->value, '1');
    strbuf_append(&product->proof, "lra");
    for (size_t i = 0; i < depth; i++) {
        strbuf_append_char(&product->value, ')');
        strbuf_append_char(&product->proof, ']');
    }
    return good;
}

// The line `term C K J1 ... JK POLYNOMIAL` as the number, and the proof of its sign. *strict: whether that is to be,
// and is, positive.
static bool write_term(strbuf_t *value, strbuf_t *proof, bool *strict, identity_t *t, const record_line_t *line)
{
    product_t product = {.strict = false};
    fmpq_t factor;
    fmpq_init(factor);
    strbuf_init(&product.value);
    strbuf_init(&product.proof);
    bool constant;
    strbuf_t square;
    strbuf_init(&square);
    write_polynomial(&square, &constant, t, line->words + 3 + strtoul(line->words[2], NULL, 10));
    bool good = write_product(&product, t, line, false);
    if (good && *strict && product.strict && constant) {
        strbuf_reset(&product.value);
        strbuf_reset(&product.proof);
        good = write_product(&product, t, line, true);
    } else {
        *strict = false;
    }
    fmpq_set_str(factor, line->words[1], 10);
    coq_rational(value, factor);
    strbuf_printf(value, " * %s * %s ^ 2", product.value.text, square.text);
    strbuf_printf(proof, "apply certify_%s_term; [lra | %s%s]", *strict ? "positive" : "weak", product.proof.text,
                  *strict ? " | lra" : "");
    fmpq_clear(factor);
    strbuf_clear(&square);
    strbuf_clear(&product.value);
    strbuf_clear(&product.proof);
    return good;
}

// `multiple J POLYNOMIAL`, likewise.
static bool write_multiple(strbuf_t *value, strbuf_t *proof, identity_t *t, const record_line_t *line)
{
    bool constant;
    const fact_t *fact = read_fact(t, line->words[1]);
    if (!fact || fact->kind != FACT_ZERO)
        return false;
    write_polynomial(value, &constant, t, line->words + 2);
    strbuf_append(value, " * ");
    write_difference(value, t, fact);
    strbuf_printf(proof, "rewrite K%s; ring", line->words[1]);
    return true;
}

// ---- the proof ----

static bool write_lines(strbuf_t *out, strbuf_t *sum, strbuf_t *premises, strbuf_t *names, identity_t *t)
{
    const record_obligation_t *record = t->goal->record;
    bool good = true, found = false;
    for (size_t i = 0; good && i < record->evidence_count; i++) {
        const record_line_t *line = record->evidence + i;
        strbuf_t value, proof;
        strbuf_init(&value);
        strbuf_init(&proof);
        bool term = strcmp(line->words[0], "term") == 0, strict = term && !found;
        good = term ? write_term(&value, &proof, &strict, t, line) : write_multiple(&value, &proof, t, line);
        found = found || strict;
        const char *before = !term ? "" : strict ? "0 < " : "0 <= ", *after = term ? "" : " = 0";
        strbuf_printf(out, "assert (T%zu : %s%s%s) by (%s).\n", i, before, value.text, after, proof.text);
        strbuf_printf(sum, "%s + ", value.text);
        strbuf_printf(premises, "%st%zu%s -> ", before, i, after);
        strbuf_printf(names, " T%zu", i);
        strbuf_clear(&value);
        strbuf_clear(&proof);
    }
    return good && found;
}

static void write_end(strbuf_t *out, const identity_t *t, const char *sum, const char *premises, const char *names)
{
    size_t count = t->goal->record->evidence_count;
    strbuf_printf(out, "assert (S : %s0 = 0) by (certify_unfold; field).\nassert (X : forall", sum);
    for (size_t i = 0; i < count; i++)
        strbuf_printf(out, " t%zu", i);
    strbuf_printf(out, ", %s", premises); // R is the name of a supposition
    for (size_t i = 0; i < count; i++)
        strbuf_printf(out, "t%zu + ", i);
    strbuf_append(out, "0 = 0 -> False) by (intros; lra).\nexact (X");
    for (size_t i = 0; i < count; i++)
        strbuf_append(out, " _");
    strbuf_printf(out, "%s S).\n", names);
}

bool coq_identity(strbuf_t *out, coq_t *coq, const goal_t *goal, bool truth)
{
    if (goal->record->method.count == 0 || strcmp(goal->record->method.words[0], "identity") != 0)
        return false;
    identity_t t = {.coq = coq, .goal = goal, .truth = truth};
    strbuf_t lines, sum, premises, names;
    strbuf_init(&lines);
    strbuf_init(&sum);
    strbuf_init(&premises);
    strbuf_init(&names);
    find_facts(&t);
    bool good = write_lines(&lines, &sum, &premises, &names, &t);
    if (good) {
        strbuf_append(out, "apply Classical_Prop.NNPP; intro N. certify_parts_all.\n");
        write_facts(out, &t);
        strbuf_append(out, lines.text);
        write_end(out, &t, sum.text, premises.text, names.text);
    }
    mem_free(t.facts);
    strbuf_clear(&lines);
    strbuf_clear(&sum);
    strbuf_clear(&premises);
    strbuf_clear(&names);
    return good && !coq->reason;
}
