// SPDX-License-Identifier: LGPL-3.0-or-later
// A certificate as data: what is read of a shipped one, and of texts that are none.
#include "base/memory.h"
#include "cert/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void test_shipped(void **state)
{
    (void)state;
    record_t record;
    strbuf_t error;
    strbuf_init(&error);
    assert_int_equal(record_read(&record, &error, TEST_SOURCE_DIR "/certs/return.cert"), STATUS_OK);
    assert_int_equal(strlen(record.spec), record.spec_length);
    assert_non_null(strstr(record.spec, "landscape returning(x)"));
    size_t shown = 0;
    for (size_t i = 0; i < record.claim_count; i++) {
        const record_claim_t *claim = record.claims + i;
        assert_ptr_equal(record_find(&record, claim->id), claim);
        assert_true(claim->instance_count > 0);
        for (size_t k = 0; k < claim->instance_count; k++)
            for (size_t j = 0; j < claim->instances[k].obligation_count; j++) {
                const record_obligation_t *o = claim->instances[k].obligations + j;
                assert_true(o->variable_count > 0 || strcmp(o->kind, "constant") == 0);
                assert_true((o->verdict == VERDICT_UNDECIDED) == (o->method.count == 0));
                shown += o->verdict != VERDICT_UNDECIDED;
            }
    }
    assert_true(shown > 0);
    assert_null(record_find(&record, "no-such-claim"));
    record_clear(&record);
    strbuf_clear(&error);
}

// The text cut off after each of its bytes, and with each of its bytes changed: refused or read, never a crash.
static void test_damaged(void **state)
{
    (void)state;
    static const char text[] = "certify-certificate 1\n"
                               "spec-sha256 0000000000000000000000000000000000000000000000000000000000000000\n"
                               "spec-bytes 3\nabc\nclaims 1\nclaim a\nverdict proved\ninstances 1\ninstance 0\n"
                               "verdict proved\nobligations 1\nnode 1 variable x state\nnode 2 true\n"
                               "obligation 1 forall holds required\nvariable 1 [ -inf 2 )\nregion 2\nconclusion 2\n"
                               "end-obligation\nevidence proved tree\nnatural 53\nend-claim\nend-certificate 0\n";
    char path[] = "/tmp/certify-record-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    char *copy = mem_alloc(sizeof text, 1);
    for (size_t i = 0; i < 2 * (sizeof text - 1); i++) {
        bool cut = i < sizeof text - 1;
        size_t place = cut ? i : i - (sizeof text - 1);
        memcpy(copy, text, sizeof text);
        copy[place] = cut ? 0 : '7';
        FILE *stream = fopen(path, "w");
        assert_non_null(stream);
        assert_int_equal(fwrite(copy, 1, cut ? place : sizeof text - 1, stream), cut ? place : sizeof text - 1);
        assert_int_equal(fclose(stream), 0);
        record_t record;
        strbuf_t error;
        strbuf_init(&error);
        status_t status = record_read(&record, &error, path);
        assert_true(status == STATUS_MALFORMED || (!cut && status == STATUS_OK));
        assert_true((error.length > 0) == (status != STATUS_OK));
        record_clear(&record);
        strbuf_clear(&error);
    }
    mem_free(copy);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped),
        cmocka_unit_test(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
