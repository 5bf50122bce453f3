// SPDX-License-Identifier: LGPL-3.0-or-later
// What the tests of branch and bound share: deciding a claim of a spec, and a reader of the evidence grammar of
// docs/certificate-format.md that knows nothing of the writer.
#ifndef CERTIFY_TESTS_TEST_PROVE_EVIDENCE_H
#define CERTIFY_TESTS_TEST_PROVE_EVIDENCE_H

#include "test_prove_reference.h"

// ---- the grammar ----

#define MAX_WORDS 64

typedef struct {
    const char *rest;
    const obligation_t *obligation;
    char line[65536];
    size_t count;
    char *words[MAX_WORDS];
} evidence_reader_t;

static inline bool next_line(evidence_reader_t *r)
{
    const char *end = strchr(r->rest, '\n');
    if (*r->rest == '\0')
        return false;
    assert_non_null(end); // every line ends
    size_t length = (size_t)(end - r->rest);
    assert_true(length > 0 && length < sizeof r->line);
    memcpy(r->line, r->rest, length);
    r->line[length] = '\0';
    r->rest = end + 1;
    assert_true(r->line[0] != ' ' && r->line[length - 1] != ' ' && !strstr(r->line, "  "));
    r->count = 0;
    for (char *word = strtok(r->line, " "); word; word = strtok(NULL, " ")) {
        assert_true(r->count < MAX_WORDS);
        r->words[r->count++] = word;
    }
    return true;
}

static inline void need_line(evidence_reader_t *r, size_t words)
{
    assert_true(next_line(r));
    assert_int_equal(r->count, words);
}

static inline void assert_rational(const char *text)
{
    fmpq_t value;
    fmpq_init(value);
    if (number_read_fmpq(value, text, strlen(text)) != STATUS_OK)
        fail_msg("not a rational: %s", text);
    fmpq_clear(value);
}

static inline void assert_number(const char *text)
{
    real_ctx_t ctx;
    rpoint_t point;
    real_ctx_init(ctx);
    rpoint_init(point);
    if (number_read(point, text, strlen(text), ctx) != STATUS_OK)
        fail_msg("not a number: %s", text);
    rpoint_clear(point);
    real_ctx_clear(ctx);
}

static inline slong read_integer(const char *text, slong lo, slong hi)
{
    char *end;
    slong value = strtol(text, &end, 10);
    assert_true(*end == '\0' && value >= lo && value <= hi);
    return value;
}

static inline void assert_precision(const char *text, bool exact_allowed)
{
    slong value = read_integer(text, 0, 100000);
    assert_true(value >= 53 || (exact_allowed && value == 0));
}

static inline size_t variable_count(const evidence_reader_t *r)
{
    return r->obligation->variable_count;
}

static inline void assert_variable(const evidence_reader_t *r, const char *text)
{
    read_integer(text, 1, (slong)variable_count(r));
}

static inline void read_points(evidence_reader_t *r, const char *count_text)
{
    slong count = read_integer(count_text, 0, 1000000);
    for (slong i = 0; i < count; i++) {
        need_line(r, 2);
        assert_string_equal(r->words[0], "at");
        assert_number(r->words[1]);
    }
}

static inline void read_tree(evidence_reader_t *r, int depth);

static inline bool read_inner_node(evidence_reader_t *r, int depth)
{
    const char *word = r->words[0];
    if (strcmp(word, "split") == 0) {
        assert_int_equal(r->count, 3);
        assert_variable(r, r->words[1]);
        assert_rational(r->words[2]);
        read_tree(r, depth + 1);
        read_tree(r, depth + 1);
        return true;
    }
    if (strcmp(word, "face") == 0 || strcmp(word, "open-face") == 0) {
        assert_int_equal(r->count, 4);
        assert_variable(r, r->words[1]);
        assert_true(strcmp(r->words[2], "lo") == 0 || strcmp(r->words[2], "hi") == 0);
        assert_precision(r->words[3], false);
        read_tree(r, depth + 1);
        return true;
    }
    return false;
}

static inline void read_nested(evidence_reader_t *r, size_t variables);

static inline void read_leaf(evidence_reader_t *r)
{
    static const char *const plain[] = {"outside", "natural", "centred", "shape", "expand", "jacobian"};
    const char *word = r->words[0];
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(word, plain[i]) == 0) {
            assert_int_equal(r->count, 2);
            assert_precision(r->words[1], false);
            return;
        }
    if (strcmp(word, "constant") == 0) {
        assert_int_equal(r->count, 2);
        assert_precision(r->words[1], true);
    } else if (strcmp(word, "stationary") == 0 || strcmp(word, "nonzero") == 0) {
        assert_int_equal(r->count, 3);
        assert_variable(r, r->words[1]);
        assert_precision(r->words[2], false);
    } else if (strcmp(word, "convex") == 0) {
        assert_int_equal(r->count, 2 + variable_count(r));
        assert_precision(r->words[1], false);
        for (size_t i = 0; i < variable_count(r); i++)
            assert_rational(r->words[2 + i]);
    } else if (strcmp(word, "combined") == 0) {
        assert_true(r->count > 2);
        assert_precision(r->words[1], false);
        for (size_t i = 2; i < r->count; i++)
            assert_rational(r->words[i]);
    } else if (strcmp(word, "cells") == 0) {
        assert_int_equal(r->count, 3);
        assert_variable(r, r->words[1]);
        read_points(r, r->words[2]);
    } else if (strcmp(word, "inside") == 0) {
        assert_int_equal(r->count, 1);
    } else if (strcmp(word, "box") == 0) {
        assert_int_equal(r->count, 1);
        read_nested(r, variable_count(r));
    } else {
        fail_msg("not a node: %s", word);
    }
}

static inline void read_tree(evidence_reader_t *r, int depth)
{
    assert_true(depth < 4000);
    assert_true(next_line(r));
    if (!read_inner_node(r, depth))
        read_leaf(r);
}

static inline void read_values(evidence_reader_t *r, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        need_line(r, 2);
        assert_string_equal(r->words[0], "value");
        assert_number(r->words[1]);
    }
}

static inline void read_rationals(evidence_reader_t *r, const char *word, size_t count)
{
    need_line(r, 1 + count);
    assert_string_equal(r->words[0], word);
    for (size_t i = 1; i <= count; i++)
        assert_rational(r->words[i]);
}

static inline void read_precision_line(evidence_reader_t *r, bool exact_allowed)
{
    need_line(r, 2);
    assert_string_equal(r->words[0], "precision");
    assert_precision(r->words[1], exact_allowed);
}

static inline void read_root(evidence_reader_t *r)
{
    for (size_t i = 0; i < variable_count(r); i++) {
        read_rationals(r, "existence", 2);
        read_rationals(r, "uniqueness", 2);
    }
    for (size_t i = 0; i < variable_count(r); i++)
        read_rationals(r, "preconditioner", variable_count(r));
    read_precision_line(r, false);
    read_tree(r, 0);
}

static inline void read_radius(evidence_reader_t *r)
{
    assert_int_equal(r->count, 4);
    assert_rational(r->words[3]);
    assert_true(next_line(r));
    if (strcmp(r->words[0], "cells") == 0) {
        assert_int_equal(r->count, 2);
        read_points(r, r->words[1]);
    } else {
        assert_int_equal(r->count, 1);
        assert_string_equal(r->words[0], "tree");
        read_tree(r, 0);
    }
}

static inline void read_descent(evidence_reader_t *r)
{
    read_rationals(r, "direction", r->obligation->state_count);
    need_line(r, 2);
    if (strcmp(r->words[0], "slope") == 0)
        assert_precision(r->words[1], false);
    else
        read_points(r, r->words[1]);
}

static inline void read_method(evidence_reader_t *r, bool proved);

// Evidence that proves an obligation with so many variables.
static inline void read_nested(evidence_reader_t *r, size_t variables)
{
    const obligation_t *whole = r->obligation;
    const obligation_t part = {.variable_count = variables, .state_count = variables};
    assert_true(next_line(r));
    assert_true(r->count >= 3);
    assert_string_equal(r->words[0], "evidence");
    assert_string_equal(r->words[1], "proved");
    r->obligation = &part;
    read_method(r, true);
    r->obligation = whole;
}

static inline void read_separate(evidence_reader_t *r)
{
    assert_int_equal(r->count, 4);
    for (long parts = strtol(r->words[3], NULL, 10); parts > 0; parts--) {
        assert_true(next_line(r));
        assert_true(r->count >= 3);
        assert_string_equal(r->words[0], "part");
        assert_rational(r->words[1]);
        for (size_t i = 2; i < r->count; i++)
            assert_variable(r, r->words[i]);
        read_nested(r, r->count - 2);
    }
    read_nested(r, 0);
}

static inline void read_decouple(evidence_reader_t *r)
{
    assert_int_equal(r->count, 4);
    long couplings = strtol(r->words[3], NULL, 10);
    read_rationals(r, "about", variable_count(r));
    for (; couplings > 0; couplings--) {
        assert_true(next_line(r));
        assert_true(r->count >= 8 && r->count % 3 == 2);
        assert_string_equal(r->words[0], "coupling");
        assert_rational(r->words[1]);
        for (size_t i = 2; i < r->count; i += 3) {
            assert_variable(r, r->words[i]);
            assert_rational(r->words[i + 1]);
            assert_rational(r->words[i + 2]);
        }
        read_nested(r, (r->count - 2) / 3);
    }
    read_nested(r, variable_count(r));
}

static inline void read_symmetric(evidence_reader_t *r)
{
    assert_int_equal(r->count, 4);
    size_t n = variable_count(r);
    for (long images = strtol(r->words[3], NULL, 10); images > 0; images--) {
        assert_true(next_line(r));
        assert_int_equal(r->count, n + 1);
        assert_string_equal(r->words[0], "image");
        for (size_t i = 1; i <= n; i++)
            assert_variable(r, r->words[i] + (r->words[i][0] == '-'));
    }
    read_nested(r, n);
}

static inline void read_method(evidence_reader_t *r, bool proved)
{
    const char *method = r->words[2];
    size_t n = variable_count(r);
    if (strcmp(method, "tree") == 0) {
        read_tree(r, 0);
    } else if (strcmp(method, "witness") == 0) {
        read_values(r, n);
        read_precision_line(r, true);
    } else if (strcmp(method, "direction") == 0 && !proved) {
        read_values(r, n);
        read_rationals(r, "direction", r->obligation->state_count);
    } else if (strcmp(method, "pair") == 0 && !proved) {
        read_values(r, 2 * n);
        read_precision_line(r, true);
    } else if (strcmp(method, "root") == 0 && proved) {
        read_root(r);
    } else if (strcmp(method, "no-root") == 0 && !proved) {
        read_tree(r, 0);
    } else if (strcmp(method, "radius") == 0 && proved) {
        read_radius(r);
    } else if (strcmp(method, "descent") == 0 && !proved) {
        read_descent(r);
    } else if (strcmp(method, "cells") == 0) {
        read_points(r, r->words[3]);
    } else if (strcmp(method, "constant") == 0) {
        assert_precision(r->words[3], true);
    } else if (strcmp(method, "empty") == 0) {
        assert_variable(r, r->words[3]);
    } else if (strcmp(method, "separate") == 0 && proved) {
        read_separate(r);
    } else if (strcmp(method, "decouple") == 0 && proved) {
        read_decouple(r);
    } else if (strcmp(method, "symmetric") == 0 && proved) {
        read_symmetric(r);
    } else if (strcmp(method, "orbit") == 0) {
        assert_int_equal(r->count, 5);
        assert_precision(r->words[3], true);
    } else {
        fail_msg("not a method: %s", method);
    }
}

// The text is evidence for the verdict, and nothing follows it.
static inline void assert_evidence(const proof_t *proof, const obligation_t *obligation)
{
    static evidence_reader_t reader;
    reader.rest = proof->evidence.text;
    reader.obligation = obligation;
    if (proof->verdict == VERDICT_UNDECIDED) {
        assert_string_equal(reader.rest, "");
        assert_non_null(proof->reason);
        return;
    }
    assert_true(next_line(&reader));
    assert_true(reader.count >= 3);
    assert_string_equal(reader.words[0], "evidence");
    assert_string_equal(reader.words[1], verdict_name(proof->verdict));
    read_method(&reader, proof->verdict == VERDICT_PROVED);
    assert_string_equal(reader.rest, "");
    assert_non_null(proof->method);
}

// ---- claims ----

// What was found out about one claim.
typedef struct {
    verdict_t verdict;
    size_t lines;   // of evidence, all obligations
    char *evidence; // of the last obligation
    char *reason;   // of the first undecided required one
    proof_t last;
} decided_t;

static inline size_t count_lines(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

static inline void note_obligation(decided_t *decided, const obligation_t *obligation, const proof_t *proof)
{
    decided->lines += count_lines(proof->evidence.text);
    if (!obligation->required)
        return;
    if (proof->verdict == VERDICT_REFUTED)
        decided->verdict = VERDICT_REFUTED;
    else if (proof->verdict == VERDICT_UNDECIDED && decided->verdict == VERDICT_PROVED)
        decided->verdict = VERDICT_UNDECIDED;
    if (proof->verdict == VERDICT_UNDECIDED && !decided->reason)
        decided->reason = mem_copy_text(proof->reason, strlen(proof->reason));
}

static inline void decided_clear(decided_t *decided)
{
    mem_free(decided->reason);
    proof_clear(&decided->last);
}

// Decides all obligations of a claim of the session and checks the form of their evidence. `unknown`: for `?`.
static inline void decide_claim(decided_t *decided, session_t *session, const char *id, expr_t unknown)
{
    obligation_list_t list;
    session_lower(&list, session, id, unknown);
    prover_t *prover = &session->prover;
    prover->proved = mem_alloc(list.count, sizeof *prover->proved);
    *decided = (decided_t){.verdict = VERDICT_PROVED};
    proof_init(&decided->last);
    for (size_t i = 0; i < list.count; i++) {
        proof_clear(&decided->last);
        proof_init(&decided->last);
        prove_obligation(&decided->last, prover, list.items + i);
        prover->proved[i] = decided->last.verdict == VERDICT_PROVED;
        assert_evidence(&decided->last, list.items + i);
        note_obligation(decided, list.items + i, &decided->last);
    }
    mem_free(prover->proved);
    prover->proved = NULL;
    obligation_list_clear(&list);
}

typedef struct {
    const char *claim;
    verdict_t verdict;
} expectation_t;

static inline void check_claims(const char *text, const expectation_t *expected, size_t count)
{
    session_t session;
    session_init(&session, text);
    for (size_t i = 0; i < count; i++) {
        decided_t decided;
        decide_claim(&decided, &session, expected[i].claim, EXPR_NONE);
        if (decided.verdict != expected[i].verdict)
            fail_msg("%s: %s (%s)", expected[i].claim, verdict_name(decided.verdict),
                     decided.reason ? decided.reason : "");
        decided_clear(&decided);
    }
    session_clear(&session);
}

#define P VERDICT_PROVED
#define R VERDICT_REFUTED
#define U VERDICT_UNDECIDED
#define CHECK(text, ...)                                                                                               \
    do {                                                                                                               \
        static const expectation_t expected[] = {__VA_ARGS__};                                                         \
        check_claims(text, expected, sizeof expected / sizeof *expected);                                              \
    } while (0)

#endif
