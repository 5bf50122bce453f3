// SPDX-License-Identifier: LGPL-3.0-or-later
// What the tests of evidence share: a claim of a small spec is lowered, its obligations get hand-written evidence.
#ifndef CERTIFY_TESTS_TEST_CHECK_EVIDENCE_H
#define CERTIFY_TESTS_TEST_CHECK_EVIDENCE_H

#include "test_real.h"

#include <string.h>

#include "base/memory.h"
#include "check/evidence.h"
#include "claim/claim.h"

typedef enum {
    SHOWS_PROVED,
    SHOWS_REFUTED,
    SHOWS_NOTHING, // `evidence none`
    IS_REFUSED,    // in the grammar, but it does not show what it says
    IS_MALFORMED
} outcome_t;

static inline const char *outcome_text(outcome_t outcome)
{
    static const char *const texts[] = {"proved", "refuted", "nothing", "refused", "malformed"};
    return texts[outcome];
}

static inline outcome_t check_one(strbuf_t *message, ground_t *ground, const obligation_list_t *list,
                                  verdict_t *verdicts, size_t index, const char *evidence)
{
    reader_t reader;
    FILE *stream = fmemopen((void *)(uintptr_t)evidence, strlen(evidence), "r");
    assert_non_null(stream);
    reader_init(&reader, stream);
    bool good = evidence_check(verdicts + index, &reader, ground, list->items + index, verdicts, index);
    if (good)
        good = reader_at_end(&reader);
    outcome_t outcome = !good ? (reader.fault == FAULT_REFUSED ? IS_REFUSED : IS_MALFORMED)
                        : verdicts[index] == VERDICT_PROVED  ? SHOWS_PROVED
                        : verdicts[index] == VERDICT_REFUTED ? SHOWS_REFUTED
                                                             : SHOWS_NOTHING;
    strbuf_reset(message);
    strbuf_printf(message, "line %zu: %s", reader.line_number, reader.message.text);
    reader_clear(&reader);
    fclose(stream);
    return outcome;
}

static inline size_t find_role(const obligation_list_t *list, const char *role)
{
    for (size_t i = list->count; i-- > 0;)
        if (strcmp(list->items[i].role, role) == 0)
            return i;
    for (size_t i = 0; i < list->count; i++)
        printf("# obligation %zu: %s\n", i, list->items[i].role);
    fail_msg("no obligation %s", role);
    return 0;
}

// The outcome for the last obligation of the role in the first claim of the spec, `helper` being the evidence for the
// obligation of the role `helped` (both NULL for none).
static inline outcome_t outcome_with(strbuf_t *message, const char *text, const char *role, const char *evidence,
                                     const char *helped, const char *helper)
{
    spec_t spec;
    obligation_list_t list;
    const char *reason;
    const instance_t instance = {0, 0, EXPR_NONE, NULL, false};
    real_ctx_t reals;
    ground_t ground;
    status_t status = spec_read(&spec, "test", text, strlen(text));
    if (status == STATUS_OK)
        status = claims_validate(&spec);
    for (size_t i = 0; status != STATUS_OK && i < spec.diagnostics.count; i++)
        printf("# %s\n", spec.diagnostics.items[i].message);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(claim_lower(&list, &reason, &spec, &instance), STATUS_OK);
    real_ctx_init(reals);
    ground_init(&ground, spec.dag, reals);
    verdict_t *verdicts = mem_alloc(list.count, sizeof *verdicts);
    if (helped)
        assert_int_equal(check_one(message, &ground, &list, verdicts, find_role(&list, helped), helper), SHOWS_PROVED);
    outcome_t outcome = check_one(message, &ground, &list, verdicts, find_role(&list, role), evidence);
    mem_free(verdicts);
    ground_clear(&ground);
    real_ctx_clear(reals);
    obligation_list_clear(&list);
    spec_clear(&spec);
    return outcome;
}

static inline void expect_with(const char *text, const char *role, const char *evidence, outcome_t expected,
                               const char *helped, const char *helper)
{
    strbuf_t message;
    strbuf_init(&message);
    outcome_t outcome = outcome_with(&message, text, role, evidence, helped, helper);
    if (outcome != expected)
        fail_msg("%s, not %s (%s):\n%s%s", outcome_text(outcome), outcome_text(expected), message.text, text, evidence);
    strbuf_clear(&message);
}

static inline void expect(const char *text, const char *role, const char *evidence, outcome_t expected)
{
    expect_with(text, role, evidence, expected, NULL, NULL);
}

#endif
