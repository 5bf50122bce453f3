// SPDX-License-Identifier: LGPL-3.0-or-later
// Whole certificates: a hand-made one is accepted, and refused after every change; none of the changes is a crash.
#include "test_real.h"

#include <string.h>

#include "base/memory.h"
#include "check/certificate.h"

// ---- making certificates ----

static const char spec_text[] = "landscape f(x) = x^2\n"
                                "claim steep \"2-smooth\": smooth(L = 2)\n"
                                "claim best: smooth(L = ?)\n"
                                "claim low: holds(f(x) < c) on 0 <= x <= 1 for c in {2, 1}\n"
                                "claim later: no_minimum_stable with flow\n"
                                "claim alone: opsc(mu = ?, toward = 0) on x = c for c in {0, 1}\n"
                                "claim none: growth(L = ?, toward = 1)\n";

typedef struct {
    spec_t spec;
    obligation_writer_t nodes;
    strbuf_t text;
} maker_t;

static void make_start(maker_t *maker)
{
    char hash[SHA256_TEXT_LENGTH];
    assert_int_equal(spec_read(&maker->spec, "spec", spec_text, strlen(spec_text)), STATUS_OK);
    assert_int_equal(claims_validate(&maker->spec), STATUS_OK);
    obligation_writer_init(&maker->nodes, maker->spec.dag);
    strbuf_init(&maker->text);
    sha256_of(hash, spec_text, strlen(spec_text));
    strbuf_printf(&maker->text, "certify-certificate 1\nspec-sha256 %s\nspec-bytes %zu\n%s\nclaims 6\n", hash,
                  strlen(spec_text), spec_text);
}

static void make_instance(maker_t *maker, size_t claim, size_t row, const char *unknown, const char *verdict,
                          const char *const *evidence)
{
    instance_t instance = {claim, row, EXPR_NONE, NULL, false};
    obligation_list_t list;
    const char *reason;
    strbuf_printf(&maker->text, "instance %zu", row);
    instance.every = unknown && strcmp(unknown, "every") == 0;
    if (instance.every)
        strbuf_append(&maker->text, " ? every");
    else if (unknown) {
        fmpq_t constant;
        fmpq_init(constant);
        fmpq_set_str(constant, unknown, 10);
        instance.unknown = expr_rational(maker->spec.dag, constant);
        strbuf_printf(&maker->text, " ? %s", unknown);
        fmpq_clear(constant);
    }
    assert_int_equal(claim_lower(&list, &reason, &maker->spec, &instance), STATUS_OK);
    strbuf_printf(&maker->text, "\nverdict %s\nobligations %zu\n", verdict, list.count);
    for (size_t i = 0; i < list.count; i++) {
        obligation_write(&maker->text, &maker->nodes, list.items + i, i);
        strbuf_append(&maker->text, evidence[i]);
    }
    obligation_list_clear(&list);
}

static void make_end(maker_t *maker)
{
    char hash[SHA256_TEXT_LENGTH];
    sha256_of(hash, maker->text.text, maker->text.length);
    strbuf_printf(&maker->text, "end-certificate %s\n", hash);
    obligation_writer_clear(&maker->nodes);
    spec_clear(&maker->spec);
}

// The claims `alone`, true with every constant in one row and up to 2 in the other one, and `none`, never true.
static void make_answers(maker_t *maker)
{
    static const char *const every[] = {"evidence proved witness\nvalue 0\nprecision 0\n",
                                        "evidence proved cells 1\nat 0\n", "evidence proved cells 1\nat 0\n"};
    static const char *const most[] = {"evidence none\n", "evidence proved cells 1\nat 1\n", "evidence none\n",
                                       "evidence proved cells 1\nat 1\n"};
    static const char *const more[] = {"evidence none\n", "evidence none\n", "evidence none\n",
                                       "evidence refuted witness\nvalue 1\nprecision 0\n"};
    static const char *const none[] = {"evidence none\n", "evidence refuted unbounded point 1\n"};
    make_instance(maker, 4, 0, "every", "proved", every);
    make_instance(maker, 4, 1, "2", "proved", most);
    make_instance(maker, 4, 1, "3", "refuted", more);
    strbuf_append(&maker->text, "end-claim\nclaim none\nverdict refuted\ninstances 1\n");
    make_instance(maker, 5, 0, NULL, "refuted", none);
    strbuf_append(&maker->text, "end-claim\n");
}

// The obligations of `smooth` are: differentiable, lipschitz-gradient.
static void make(strbuf_t *text)
{
    static const char *const smooth[] = {"evidence proved cells 0\n", "evidence proved cells 0\n"};
    static const char *const rough[] = {"evidence proved cells 0\n",
                                        "evidence refuted pair\nvalue 0\nvalue 1\nprecision 0\n"};
    static const char *const low[] = {"evidence proved witness\nvalue 1/2\nprecision 0\n",
                                      "evidence proved tree\nnatural 53\n"};
    static const char *const high[] = {"evidence none\n", "evidence refuted witness\nvalue 1\nprecision 53\n"};
    maker_t maker;
    make_start(&maker);
    strbuf_append(&maker.text, "claim steep\nverdict proved\ninstances 1\n");
    make_instance(&maker, 0, 0, NULL, "proved", smooth);
    strbuf_append(&maker.text, "end-claim\nclaim best\nverdict proved\ninstances 2\n");
    make_instance(&maker, 1, 0, "2", "proved", smooth);
    make_instance(&maker, 1, 0, "19/10", "refuted", rough);
    strbuf_append(&maker.text, "end-claim\nclaim low\nverdict refuted\ninstances 2\n");
    make_instance(&maker, 2, 0, NULL, "proved", low);
    make_instance(&maker, 2, 1, NULL, "refuted", high);
    strbuf_append(&maker.text, "end-claim\nclaim later\nverdict undecided\ninstances 1\ninstance 0\nverdict undecided\n"
                               "obligations 0\nend-claim\nclaim alone\nverdict proved\ninstances 3\n");
    make_answers(&maker);
    make_end(&maker);
    *text = maker.text;
}

// ---- checking them ----

typedef struct {
    bool good;
    fault_t fault;
    strbuf_t message;
} result_t;

static result_t check(const char *text, size_t length, const char *spec)
{
    certificate_t certificate;
    FILE *stream = fmemopen((void *)(uintptr_t)(length ? text : "\n"), length ? length : 1, "r");
    assert_non_null(stream);
    result_t result = {.good = certificate_check(&certificate, stream, spec, spec ? strlen(spec) : 0, 1)};
    result.fault = certificate.reader.fault;
    strbuf_init(&result.message);
    strbuf_printf(&result.message, "line %zu: %s", certificate.reader.line_number, certificate.reader.message.text);
    assert_true(result.good == (result.fault == FAULT_NONE));
    certificate_clear(&certificate);
    fclose(stream);
    return result;
}

static bool is_accepted(const strbuf_t *text)
{
    result_t result = check(text->text, text->length, NULL);
    if (!result.good)
        printf("# %s\n", result.message.text);
    strbuf_clear(&result.message);
    return result.good;
}

// Puts the right hash at the end.
static void rehash(strbuf_t *text)
{
    char hash[SHA256_TEXT_LENGTH];
    char *end = strstr(text->text, "end-certificate ");
    assert_non_null(end);
    size_t length = (size_t)(end - text->text);
    sha256_of(hash, text->text, length);
    text->length = length;
    strbuf_printf(text, "end-certificate %s\n", hash);
}

// The certificate with the first occurrence of `from` after `place` replaced, and its hash made right.
static void change(strbuf_t *changed, const strbuf_t *text, const char *place, const char *from, const char *to)
{
    const char *begin = strstr(text->text, place);
    assert_non_null(begin);
    begin = strstr(begin, from);
    assert_non_null(begin);
    strbuf_reset(changed);
    strbuf_append_bytes(changed, text->text, (size_t)(begin - text->text));
    strbuf_append(changed, to);
    strbuf_append(changed, begin + strlen(from));
    rehash(changed);
}

static void expect_refused(const strbuf_t *text, const char *place, const char *from, const char *to, fault_t fault)
{
    strbuf_t changed;
    strbuf_init(&changed);
    change(&changed, text, place, from, to);
    result_t result = check(changed.text, changed.length, NULL);
    if (result.fault != fault)
        fail_msg("`%s` for `%s`: fault %d (%s)", to, from, (int)result.fault, result.message.text);
    strbuf_clear(&result.message);
    strbuf_clear(&changed);
}

static void test_accepted(void **state)
{
    (void)state;
    strbuf_t text;
    make(&text);
    assert_true(is_accepted(&text));
    result_t same = check(text.text, text.length, spec_text),
             other = check(text.text, text.length, "landscape f(x) = x\n");
    assert_true(same.good);
    assert_int_equal(other.fault, FAULT_REFUSED);
    strbuf_clear(&same.message);
    strbuf_clear(&other.message);
    strbuf_clear(&text);
}

static void test_changes(void **state)
{
    (void)state;
    strbuf_t text;
    make(&text);
    expect_refused(&text, "claim steep\n", "verdict proved", "verdict refuted", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "verdict proved", "verdict undecided", FAULT_REFUSED);
    expect_refused(&text, "claim low\n", "verdict refuted", "verdict proved", FAULT_REFUSED);
    expect_refused(&text, "claim low\n", "verdict refuted", "verdict true", FAULT_MALFORMED);
    expect_refused(&text, "instance 0\n", "verdict proved", "verdict refuted", FAULT_REFUSED);
    expect_refused(&text, "claim later\n", "verdict undecided", "verdict proved", FAULT_REFUSED);
    expect_refused(&text, &"claim later\ninstances 1\ninstance 0\n"[12], "verdict undecided\nobligations",
                   "verdict proved\nobligations", FAULT_REFUSED);
    expect_refused(&text, "instance 0 ? 2\n", "instance 0 ? 2", "instance 0 ? 1", FAULT_REFUSED);
    expect_refused(&text, "instance 0 ? 2\n", "instance 0 ? 2", "instance 0 ? 4/2", FAULT_MALFORMED);
    expect_refused(&text, "instance 0 ? 2\n", "instance 0 ? 2", "instance 0", FAULT_REFUSED);
    expect_refused(&text, "instance 0 ? 19/10\n", "instance 0 ? 19/10", "instance 0 ? 3", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "instance 0", "instance 0 ? 2", FAULT_MALFORMED);
    expect_refused(&text, "claim steep\n", "instance 0", "instance 1", FAULT_MALFORMED);
    expect_refused(&text, "claim low\n", "instance 1", "instance 0", FAULT_MALFORMED);
    expect_refused(&text, "claim steep\n", "instances 1", "instances 0", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "evidence proved", "evidence refuted", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "evidence proved cells 0", "evidence none", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "rational 2", "rational 3", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "( -inf inf )", "( 0 inf )", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "required", "lemma", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "obligations 2", "obligations 1", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "claim steep", "claim flat", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "end-claim\n", "", FAULT_MALFORMED);
    expect_refused(&text, "certify", "certify-certificate 1", "certify-certificate 2", FAULT_MALFORMED);
    expect_refused(&text, "claims 6", "claims 6", "claims 5", FAULT_REFUSED);
    expect_refused(&text, "spec-bytes", "L = 2", "L = 3", FAULT_REFUSED);
    expect_refused(&text, "spec-bytes", "x^2\n", "x^2\n\n", FAULT_REFUSED);
    strbuf_clear(&text);
}

// Instances about every constant, and about some constant.
static void test_changed_answers(void **state)
{
    (void)state;
    strbuf_t text;
    make(&text);
    expect_refused(&text, "claim alone\n", "instance 0 ? every", "instance 0", FAULT_REFUSED);
    expect_refused(&text, "claim alone\n", "instance 0 ? every", "instance 0 ? 5", FAULT_REFUSED);
    expect_refused(&text, "claim alone\n", "instance 0 ? every", "instance 0 ? some", FAULT_MALFORMED);
    expect_refused(&text, "claim alone\n", "instance 0 ? every", "instance 0 ? every 1", FAULT_MALFORMED);
    expect_refused(&text, "claim alone\n", "instance 0 ? every", "instance 1 ? every", FAULT_REFUSED);
    expect_refused(&text, "claim alone\n", "instance 1 ? 2", "instance 1 ? every", FAULT_REFUSED);
    expect_refused(&text, "claim alone\n", "instances 3", "instances 2", FAULT_REFUSED);
    expect_refused(&text, "claim alone\n", "verdict proved", "verdict refuted", FAULT_REFUSED);
    expect_refused(&text, "claim none\n", "verdict refuted", "verdict proved", FAULT_REFUSED);
    expect_refused(&text, "claim none\n", "unbounded point 1", "unbounded point 2", FAULT_REFUSED);
    expect_refused(&text, "claim none\n", "instance 0", "instance 0 ? every", FAULT_REFUSED);
    expect_refused(&text, "claim none\n", "instance 0", "instance 0 ? 7", FAULT_REFUSED);
    expect_refused(&text, "claim none\n", "bounded-growth required", "bounded-growth lemma", FAULT_REFUSED);
    expect_refused(&text, "claim steep\n", "instance 0", "instance 0 ? every", FAULT_MALFORMED);
    strbuf_clear(&text);
}

static void test_truncated_and_extended(void **state)
{
    (void)state;
    strbuf_t text;
    make(&text);
    for (size_t length = 0; length < text.length; length++) {
        result_t result = check(text.text, length, NULL);
        assert_false(result.good);
        strbuf_clear(&result.message);
    }
    strbuf_append_char(&text, '\n');
    assert_false(is_accepted(&text));
    strbuf_clear(&text);
}

// Every byte changed: refused for the hash; with the hash made right, whatever it is it is not a crash, and no claim is
// proved that was not.
static void test_changed_bytes(void **state)
{
    (void)state;
    test_random_t random = test_seeded("changed bytes");
    strbuf_t text, changed;
    make(&text);
    strbuf_init(&changed);
    for (size_t i = 0; i < text.length; i++) {
        char byte = (char)test_random_si(&random, 10, 126);
        if (byte == text.text[i])
            continue;
        strbuf_reset(&changed);
        strbuf_append_bytes(&changed, text.text, text.length);
        changed.text[i] = byte;
        result_t result = check(changed.text, changed.length, NULL);
        assert_false(result.good);
        strbuf_clear(&result.message);
        if (!strstr(changed.text, "end-certificate "))
            continue;
        rehash(&changed);
        result = check(changed.text, changed.length, NULL);
        strbuf_clear(&result.message);
    }
    strbuf_clear(&changed);
    strbuf_clear(&text);
}

// 2^64 rows must not count as none.
static void test_too_many_rows(void **state)
{
    (void)state;
    char hash[SHA256_TEXT_LENGTH];
    strbuf_t spec, text;
    strbuf_init(&spec);
    strbuf_init(&text);
    strbuf_append(&spec, "landscape f(x) = x\nclaim a: holds(x < 0) for p0 in {1, 2}");
    for (int i = 1; i < 64; i++)
        strbuf_printf(&spec, ", p%d in {1, 2}", i);
    strbuf_append(&spec, "\n");
    sha256_of(hash, spec.text, spec.length);
    strbuf_printf(&text,
                  "certify-certificate 1\nspec-sha256 %s\nspec-bytes %zu\n%s\nclaims 1\n"
                  "claim a\nverdict proved\ninstances 0\nend-claim\nend-certificate x\n",
                  hash, spec.length, spec.text);
    rehash(&text);
    assert_false(is_accepted(&text));
    strbuf_clear(&spec);
    strbuf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_changed_answers), cmocka_unit_test(test_truncated_and_extended),
        cmocka_unit_test(test_changed_bytes),   cmocka_unit_test(test_too_many_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
