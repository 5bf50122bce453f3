// SPDX-License-Identifier: LGPL-3.0-or-later
// Text for terminals: hostile bytes, widths, cutting.
#include "base/utf8.h"
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
    assert_cell("\xe6\xbc\xa2\xe5\xad\x97", 5, "\xe6\xbc\xa2\xe5\xad\x97 "); // two ideographs, each two columns wide
    assert_cell("\xe6\xbc\xa2\xe5\xad\x97", 4, "\xe6\xbc\xa2\xe5\xad\x97");
    assert_cell("\xe6\xbc\xa2\xe5\xad\x97", 3, "\xe6\xbc\xa2\xe2\x80\xa6");
    assert_cell("\xe6\xbc\xa2\xe5\xad\x97", 2, "\xe2\x80\xa6 "); // half of one is not shown
    assert_cell("e\xcc\x81t", 4, "e\xcc\x81t  ");                // a combining accent
    assert_cell("ae\xcc\x81", 2, "ae\xcc\x81");
    assert_cell("\xf0\x9f\x98\x80", 3, "\xf0\x9f\x98\x80 "); // an emoji
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

static void assert_columns(uint32_t character, size_t columns)
{
    assert_int_equal(utf8_columns(character), columns);
}

static void test_columns(void **state)
{
    (void)state;
    assert_columns('a', 1);
    assert_columns(0xe9, 1);
    assert_columns(0x2026, 1); // the sign of omission
    assert_columns(0xfffd, 1); // the replacement character
    assert_columns(0x3bb, 1);  // a Greek letter
    assert_columns(0x300, 0);  // the first and the last of the combining accents
    assert_columns(0x36f, 0);
    assert_columns(0x370, 1);
    assert_columns(0x200d, 0); // a joiner
    assert_columns(0x1100, 2); // Hangul
    assert_columns(0xac00, 2);
    assert_columns(0xd7a3, 2);
    assert_columns(0x3042, 2); // Hiragana
    assert_columns(0xff21, 2); // a fullwidth letter
    assert_columns(0xff61, 1); // a halfwidth full stop
    assert_columns(0x20000, 2);
    assert_columns(0x1f600, 2);
    assert_columns(0x10ffff, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_cell),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_indented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
