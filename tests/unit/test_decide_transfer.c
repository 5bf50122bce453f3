// SPDX-License-Identifier: LGPL-3.0-or-later
// Messages from workers: what arrives is what was sent, and a cut or damaged stream never passes for a result.
#include "base/memory.h"
#include "decide/transfer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static char *copy(const char *text)
{
    return mem_copy_text(text, strlen(text));
}

static void fill(claim_result_t *result)
{
    instance_result_t instance;
    claim_result_init(result);
    instance_result_init(&instance);
    result->verdict = VERDICT_REFUTED;
    result->vacuous = true;
    instance.row = 3;
    instance.has_constant = true;
    fmpq_set_si(instance.constant, -7, 3);
    instance.verdict = VERDICT_REFUTED;
    instance.obligation_count = 2;
    instance.obligations = mem_alloc(2, sizeof *instance.obligations);
    obligation_result_t *refuted = instance.obligations + 1;
    instance.obligations[0].kind = copy("forall");
    instance.obligations[0].role = copy("domain");
    instance.obligations[0].verdict = VERDICT_UNDECIDED;
    instance.obligations[0].reason = copy("because");
    *refuted = (obligation_result_t){.kind = copy("pair"), .role = copy("lipschitz"), .required = true};
    refuted->verdict = VERDICT_REFUTED;
    refuted->evidence = copy("evidence refuted pair\n");
    refuted->method = copy("");
    refuted->coordinate_count = 2;
    refuted->witness = mem_alloc(2, sizeof *refuted->witness);
    refuted->witness[0] = (coordinate_t){copy("x"), false, copy("1/2"), copy("0.5")};
    refuted->witness[1] = (coordinate_t){copy("x"), true, copy("3"), copy("3")};
    refuted->enclosed_count = 1;
    refuted->enclosed = mem_alloc(1, sizeof *refuted->enclosed);
    refuted->enclosed[0] = (enclosed_coordinate_t){copy("z[1]"), copy("0.1"), copy("0.2")};
    refuted->has_room = true;
    refuted->room_lo = -0.25;
    refuted->room_hi = 1e300;
    claim_result_add(result, &instance);
    instance_result_clear(&instance);
}

static void assert_same_text(const char *a, const char *b)
{
    assert_int_equal(a == NULL, b == NULL);
    if (a)
        assert_string_equal(a, b);
}

static void assert_same(const claim_result_t *a, const claim_result_t *b)
{
    assert_int_equal(a->verdict, b->verdict);
    assert_int_equal(a->vacuous, b->vacuous);
    assert_same_text(a->reason, b->reason);
    assert_int_equal(a->instance_count, b->instance_count);
    const instance_result_t *i = a->instances, *k = b->instances;
    assert_int_equal(i->row, k->row);
    assert_int_equal(i->has_constant, k->has_constant);
    assert_true(fmpq_equal(i->constant, k->constant));
    assert_int_equal(i->obligation_count, k->obligation_count);
    for (size_t n = 0; n < i->obligation_count; n++) {
        const obligation_result_t *p = i->obligations + n, *q = k->obligations + n;
        assert_same_text(p->kind, q->kind);
        assert_same_text(p->role, q->role);
        assert_same_text(p->evidence, q->evidence);
        assert_same_text(p->method, q->method);
        assert_same_text(p->reason, q->reason);
        assert_int_equal(p->verdict, q->verdict);
        assert_int_equal(p->required, q->required);
        assert_int_equal(p->coordinate_count, q->coordinate_count);
        for (size_t c = 0; c < p->coordinate_count; c++) {
            assert_same_text(p->witness[c].name, q->witness[c].name);
            assert_same_text(p->witness[c].exact, q->witness[c].exact);
            assert_int_equal(p->witness[c].second, q->witness[c].second);
        }
        assert_int_equal(p->enclosed_count, q->enclosed_count);
        for (size_t c = 0; c < p->enclosed_count; c++) {
            assert_same_text(p->enclosed[c].name, q->enclosed[c].name);
            assert_same_text(p->enclosed[c].lo, q->enclosed[c].lo);
            assert_same_text(p->enclosed[c].hi, q->enclosed[c].hi);
        }
        assert_true(p->room_lo == q->room_lo && p->room_hi == q->room_hi);
    }
}

static void write_stream(strbuf_t *stream, const claim_result_t *result)
{
    fmpq_t lo, hi;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_set_si(lo, -1, 7);
    fmpq_set_si(hi, 22, 7);
    transfer_put_note(stream, "first");
    transfer_put_note(stream, "second");
    transfer_put_result(stream, result);
    transfer_put_stated(stream, hi, hi);
    transfer_put_best(stream, lo, lo);
    transfer_put_margin(stream, lo, hi);
    fmpq_clear(lo);
    fmpq_clear(hi);
}

static void test_round_trip(void **state)
{
    (void)state;
    claim_result_t sent, received;
    strbuf_t stream;
    bool has_result;
    char *note;
    strbuf_init(&stream);
    fill(&sent);
    write_stream(&stream, &sent);
    claim_result_init(&received);
    transfer_get(&received, &has_result, &note, stream.text, stream.length);
    assert_true(has_result);
    assert_string_equal(note, "second");
    assert_same(&sent, &received);
    assert_true(received.has_margin && received.has_stated && received.has_best);
    assert_true(fmpq_sgn(received.margin_lo) < 0);
    mem_free(note);
    claim_result_clear(&sent);
    claim_result_clear(&received);
    strbuf_clear(&stream);
}

// Every cut: no result unless the whole message of the result is there.
static void test_truncation(void **state)
{
    (void)state;
    claim_result_t sent;
    strbuf_t stream, result_end;
    strbuf_init(&stream);
    strbuf_init(&result_end);
    fill(&sent);
    write_stream(&stream, &sent);
    transfer_put_note(&result_end, "first");
    transfer_put_note(&result_end, "second");
    transfer_put_result(&result_end, &sent);
    for (size_t length = 0; length <= stream.length; length++) {
        claim_result_t received;
        bool has_result;
        char *note;
        char *cut = mem_copy_text(stream.text, length);
        claim_result_init(&received);
        transfer_get(&received, &has_result, &note, cut, length);
        assert_int_equal(has_result, length >= result_end.length);
        mem_free(cut);
        mem_free(note);
        claim_result_clear(&received);
    }
    claim_result_clear(&sent);
    strbuf_clear(&stream);
    strbuf_clear(&result_end);
}

// Every byte changed: anything but a crash.
static void test_damage(void **state)
{
    (void)state;
    claim_result_t sent;
    strbuf_t stream;
    strbuf_init(&stream);
    fill(&sent);
    write_stream(&stream, &sent);
    for (size_t i = 0; i < stream.length; i++) {
        claim_result_t received;
        bool has_result;
        char *note;
        stream.text[i] = (char)(stream.text[i] ^ 0x81);
        claim_result_init(&received);
        transfer_get(&received, &has_result, &note, stream.text, stream.length);
        mem_free(note);
        claim_result_clear(&received);
        stream.text[i] = (char)(stream.text[i] ^ 0x81);
    }
    claim_result_clear(&sent);
    strbuf_clear(&stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_truncation),
        cmocka_unit_test(test_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
