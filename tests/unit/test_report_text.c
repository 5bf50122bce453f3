// SPDX-License-Identifier: LGPL-3.0-or-later
// Text for terminals: hostile bytes, widths, cutting.
#include "report/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_clean(const char *text, const char *expected)
{
    strbuf_t out;
    strbuf_init(&out);
    text_append_clean(&out, text);
    assert_string_equal(out.text, expected);
    strbuf_clear(&out);
}

static void test_clean(void **state)
{
    (void)state;
    assert_clean("plain", "plain");
    assert_clean("\033[31mred\033[0m", " [31mred [0m");
    assert_clean("a\nb\tc\x7f", "a b c ");
    assert_clean("\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9");
    assert_clean("\xc2\x9b"
                 "31m",
                 " 31m"); // a control character of two bytes
    assert_clean("\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd");
    assert_clean("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); // a surrogate
}

static void assert_cell(const char *text, size_t width, const char *expected)
{
    strbuf_t out;
    strbuf_init(&out);
    text_append_cell(&out, text, width);
    assert_string_equal(out.text, expected);
    assert_int_equal(text_width(out.text), width);
    strbuf_clear(&out);
}

static void test_cell(void **state)
{
    (void)state;
    assert_cell("abc", 5, "abc  ");
    assert_cell("abc", 3, "abc");
    assert_cell("abcdef", 4, "abc\xe2\x80\xa6");
    assert_cell("\xc3\xa9\xc3\xa9\xc3\xa9", 3, "\xc3\xa9\xc3\xa9\xc3\xa9");
    assert_cell("\xc3\xa9\xc3\xa9\xc3\xa9", 2, "\xc3\xa9\xe2\x80\xa6");
    assert_cell("", 2, "  ");
}

static void test_indented(void **state)
{
    (void)state;
    strbuf_t out;
    strbuf_init(&out);
    text_append_indented(&out, "one\ntwo", 2);
    text_append_indented(&out, "", 2);
    text_append_indented(&out, "three\n", 1);
    assert_string_equal(out.text, "  one\n  two\n three\n");
    strbuf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_cell),
        cmocka_unit_test(test_indented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
