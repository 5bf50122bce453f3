// SPDX-License-Identifier: LGPL-3.0-or-later
// The checker's opinion of large trees is the same for any number of processes that share their leaves.
#include "test_real.h"

#include <string.h>

#include "base/memory.h"
#include "base/parallel.h"
#include "claim/claim.h"
#include "decide/recheck.h"

#define DEPTH 12 // of complete trees: 4096 leaves, 100 KB

// The tree over [lo, lo + 2^-level], of natural leaves, and one other at `index` of the last level.
static void write_tree(strbuf_t *out, size_t index, size_t level, size_t special, const char *leaf)
{
    if (level == DEPTH) {
        strbuf_printf(out, "%s\n", index == special ? leaf : "natural 53");
        return;
    }
    strbuf_printf(out, "split 1 %zu/%zu\n", 2 * index + 1, (size_t)2 << level);
    write_tree(out, 2 * index, level + 1, special, leaf);
    write_tree(out, 2 * index + 1, level + 1, special, leaf);
}

// What is said about the evidence for the last obligation of the claim; NULL when it is confirmed. To be freed.
static char *opinion(const char *text, const char *evidence, size_t processes)
{
    spec_t spec;
    obligation_list_t list;
    const char *reason;
    char *message;
    const instance_t instance = {0, 0, EXPR_NONE, NULL, false};
    const _Atomic size_t allowed = processes;
    recheck_t recheck;
    assert_int_equal(spec_read(&spec, "test", text, strlen(text)), STATUS_OK);
    assert_int_equal(claims_validate(&spec), STATUS_OK);
    assert_int_equal(claim_lower(&list, &reason, &spec, &instance), STATUS_OK);
    size_t last = list.count - 1, size = dag_size(spec.dag);
    recheck_init(&recheck, spec.dag, list.count);
    parallel_allow(&allowed);
    bool shown = recheck_evidence(&message, &recheck, list.items + last, last, evidence, VERDICT_PROVED);
    parallel_allow(NULL);
    assert_int_equal(shown, message == NULL);
    assert_int_equal(recheck.verdicts[last], shown ? VERDICT_PROVED : VERDICT_UNDECIDED);
    assert_int_equal(dag_size(spec.dag), size); // what is proved later must not depend on it
    recheck_clear(&recheck);
    obligation_list_clear(&list);
    spec_clear(&spec);
    return message;
}

static void expect_opinion(const char *text, const char *evidence, const char *expected)
{
    static const size_t processes[] = {1, 3};
    for (size_t k = 0; k < sizeof processes / sizeof *processes; k++) {
        char *message = opinion(text, evidence, processes[k]);
        if (expected)
            assert_string_equal(message ? message : "confirmed", expected);
        else
            assert_null(message);
        mem_free(message);
    }
}

#define SQUARE(place, bound) "landscape f(x) = (x - " place ")^2\nclaim a: holds(f(x) >= " bound ") on 0 <= x <= 1\n"
#define NOT_SHOWN "the conclusion is not shown on the box by interval evaluation"

// One leaf of 4096 does not hold, wherever it lies: near the ends, and in the middle.
static void test_one_leaf_fails(void **state)
{
    (void)state;
    strbuf_t evidence;
    strbuf_init(&evidence);
    strbuf_append(&evidence, "evidence proved tree\n");
    write_tree(&evidence, 0, 0, SIZE_MAX, "");
    assert_true(evidence.length > 65536);
    expect_opinion(SQUARE("1/3", "-1"), evidence.text, NULL);
    expect_opinion(SQUARE("1/3", "1e-12"), evidence.text, NOT_SHOWN);
    expect_opinion(SQUARE("1/12289", "1e-12"), evidence.text, NOT_SHOWN);
    expect_opinion(SQUARE("12288/12289", "1e-12"), evidence.text, NOT_SHOWN);
    expect_opinion(SQUARE("2/3", "1e-12"), evidence.text, NOT_SHOWN);
    strbuf_clear(&evidence);
}

static void expect_with_leaf(size_t place, const char *leaf, const char *after, const char *expected)
{
    strbuf_t evidence;
    strbuf_init(&evidence);
    strbuf_append(&evidence, "evidence proved tree\n");
    write_tree(&evidence, 0, 0, place, leaf);
    strbuf_append(&evidence, after);
    expect_opinion(SQUARE("1/3", "-1"), evidence.text, expected);
    strbuf_clear(&evidence);
}

// Lines that are no nodes, or that belong to other nodes than they seem to.
static void test_one_line_is_wrong(void **state)
{
    (void)state;
    static const size_t places[] = {7, 4095};
    for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
        size_t place = places[k];
        expect_with_leaf(place, "natural 53", "", NULL);
        expect_with_leaf(place, "natural", "", "expected 2 words");
        expect_with_leaf(place, "natural  53", "", "an empty line, or a space too many");
        expect_with_leaf(place, "naturally 53", "", "not a node of such a tree");
        expect_with_leaf(place, "jacobian 53", "", "not a node of such a tree");
        expect_with_leaf(place, "outside 53", "", "nothing is outside the region here");
        expect_with_leaf(place, "natural 53\nnatural 53", "",
                         place == 4095 ? "bytes after the end" : "a split that is not inside the box");
    }
    expect_with_leaf(SIZE_MAX, "", "natural 53\n", "bytes after the end");
    expect_with_leaf(0, "split 1 1/8192", "", "a split that is not inside the box");
    expect_with_leaf(4095, "split 1 8191/8192\nnatural 53", "", "the certificate ends in the middle");
    expect_with_leaf(4095, "split 1 8191/8192\nnatural 53\nnatural 53", "", NULL);
    expect_with_leaf(4095, "split 1 1/8192\nnatural 53\nnatural 53", "", "a split that is not inside the box");
}

// Line number `line` of the evidence for SQUARE("1/3", "-1") is left out, or written twice, or replaced.
static void expect_with_line(size_t line, size_t times, const char *replacement)
{
    static const size_t processes[] = {1, 3};
    strbuf_t whole, changed;
    strbuf_init(&whole);
    strbuf_init(&changed);
    write_tree(&whole, 0, 0, SIZE_MAX, "");
    strbuf_append(&changed, "evidence proved tree\n");
    size_t number = 0;
    for (const char *text = whole.text; *text; text += strcspn(text, "\n") + 1, number++) {
        for (size_t k = 0; k < (number == line ? times : 1); k++)
            strbuf_append_bytes(&changed, text, strcspn(text, "\n") + 1);
        if (number == line && replacement)
            strbuf_printf(&changed, "%s\n", replacement);
    }
    assert_true(line < number);
    for (size_t k = 0; k < sizeof processes / sizeof *processes; k++) {
        char *message = opinion(SQUARE("1/3", "-1"), changed.text, processes[k]);
        assert_non_null(message);
        mem_free(message);
    }
    strbuf_clear(&changed);
    strbuf_clear(&whole);
}

// Nodes of the shared part, of items, and on their border, in the order of the lines; the tree has 8191 of them.
static void test_no_line_can_be_spared(void **state)
{
    (void)state;
    static const size_t lines[] = {0, 12, 13, 128, 4096, 8190};
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        expect_with_line(lines[k], 0, NULL);
        expect_with_line(lines[k], 2, NULL);
        expect_with_line(lines[k], 0, "split 1 2");
        expect_with_line(lines[k], 0, "split 1 0");
        expect_with_line(lines[k], 0, "split 2 1/2");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_leaf_fails),
        cmocka_unit_test(test_no_line_can_be_spared),
        cmocka_unit_test(test_one_line_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
