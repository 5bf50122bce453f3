// SPDX-License-Identifier: LGPL-3.0-or-later
// Command lines: every way to write an option, and the message for every way to write it wrongly.
#include "base/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { FLAG, COUNT, NUMBER, SIZE, CHOICE, TEXT, LIST, OTHER, OPTION_TOTAL };

static const option_t table[OPTION_TOTAL] = {
    {"flag", 'f', OPTION_FLAG, "", 0, 0, 1, "a flag"},
    {"count", 'n', OPTION_COUNT, "N", 1, 100, 1, "a count"},
    {"number", 0, OPTION_NUMBER, "X", 0.5, 10, 1, "a number"},
    {"size", 's', OPTION_SIZE, "SIZE", 1048576, 1099511627776.0, 1, "a size"},
    {"choice", 0, OPTION_CHOICE, "red|green|blue", 0, 0, 1, "a choice"},
    {"text", 't', OPTION_TEXT, "TEXT", 0, 0, 1, "a text"},
    {"list", 'l', OPTION_LIST, "ITEM", 0, 0, 1, "a list"},
    {"other", 'o', OPTION_FLAG, "", 0, 0, 2, "of another verb"},
};

// Splits a line at spaces and parses it. The line's copy lives in `store`.
static status_t parse(options_t *options, strbuf_t *error, char *store, const char *line)
{
    char *arguments[32];
    int count = 0;
    strcpy(store, line);
    for (char *word = strtok(store, " "); word; word = strtok(NULL, " "))
        arguments[count++] = word;
    strbuf_reset(error);
    return options_parse(options, error, table, OPTION_TOTAL, 1, count, arguments);
}

static void test_forms(void **state)
{
    (void)state;
    options_t o;
    strbuf_t error;
    char store[256];
    strbuf_init(&error);
    assert_int_equal(
        parse(&o, &error, store, "a --flag --count 7 b --number=2.5 -s 2M --choice blue -tword -l x --list=y c"),
        STATUS_OK);
    assert_true(o.values[FLAG].is_set);
    assert_true(o.values[COUNT].number == 7);
    assert_true(o.values[NUMBER].number == 2.5);
    assert_int_equal(o.values[SIZE].size, 2 << 20);
    assert_true(o.values[CHOICE].number == 2);
    assert_string_equal(o.values[TEXT].text, "word");
    assert_int_equal(o.values[LIST].count, 2);
    assert_string_equal(o.values[LIST].list[0], "x");
    assert_string_equal(o.values[LIST].list[1], "y");
    assert_int_equal(o.operand_count, 3);
    assert_string_equal(o.operands[2], "c");
    assert_false(o.values[OTHER].is_set);
    options_clear(&o);
    assert_int_equal(parse(&o, &error, store, "-fn3 -- --flag -x"), STATUS_OK);
    assert_true(o.values[FLAG].is_set && o.values[COUNT].number == 3);
    assert_int_equal(o.operand_count, 2);
    options_clear(&o);
    assert_int_equal(parse(&o, &error, store, "-n1 -n2 -"), STATUS_OK);
    assert_true(o.values[COUNT].number == 2);
    assert_string_equal(o.operands[0], "-");
    options_clear(&o);
    assert_int_equal(parse(&o, &error, store, "-1/3 -f -(1+x) -.5"), STATUS_OK);
    assert_int_equal(o.operand_count, 3);
    assert_string_equal(o.operands[0], "-1/3");
    assert_string_equal(o.operands[1], "-(1+x)");
    options_clear(&o);
    strbuf_clear(&error);
}

static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        uint64_t bytes;
    } sizes[] = {{"-s 1048576", 1 << 20}, {"-s 1024K", 1 << 20}, {"-s 1m", 1 << 20},
                 {"-s 1.5MiB", 3 << 19},  {"-s 1GB", 1 << 30},   {"-s 1T", (uint64_t)1 << 40}};
    strbuf_t error;
    strbuf_init(&error);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        options_t o;
        char store[256];
        assert_int_equal(parse(&o, &error, store, sizes[i].line), STATUS_OK);
        assert_int_equal(o.values[SIZE].size, sizes[i].bytes);
        options_clear(&o);
    }
    strbuf_clear(&error);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *line, *message;
    } errors[] = {
        {"--nothing", "unknown option '--nothing'"},
        {"--nothing=3", "unknown option '--nothing'"},
        {"-z", "unknown option '-z'"},
        {"-fz", "unknown option '-z'"},
        {"--other", "option '--other' does not belong here"},
        {"-o", "option '-o' does not belong here"},
        {"--flag=1", "option '--flag' takes no value"},
        {"--count", "option '--count' needs a value (N)"},
        {"a -n", "option '--count' needs a value (N)"},
        {"--text=", "option '--text' needs a value (TEXT)"},
        {"--count x", "--count x: a number expected"},
        {"--count=", "option '--count' needs a value (N)"},
        {"--count 1.5", "--count 1.5: a whole number expected"},
        {"--count 0", "--count 0: out of range, 1 to 100"},
        {"--count 101", "--count 101: out of range, 1 to 100"},
        {"--count 1e400", "--count 1e400: a number expected"},
        {"--count 0x10", "--count 0x10: a number expected"},
        {"--number nan", "--number nan: a number expected"},
        {"--number inf", "--number inf: a number expected"},
        {"--number 0.4", "--number 0.4: out of range, 0.5 to 10"},
        {"--size 1Q", "--size 1Q: a size such as 512M or 2G expected"},
        {"--size M", "--size M: a size such as 512M or 2G expected"},
        {"--size 1Mx", "--size 1Mx: a size such as 512M or 2G expected"},
        {"--size 1..5M", "--size 1..5M: a size such as 512M or 2G expected"},
        {"--size -5M", "--size -5M: a size such as 512M or 2G expected"},
        {"--size 1K", "--size 1K: out of range, 1M to 1024G"},
        {"--choice pink", "--choice pink: red|green|blue expected"},
        {"--choice gree", "--choice gree: red|green|blue expected"},
    };
    strbuf_t error;
    strbuf_init(&error);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        options_t o;
        char store[256];
        assert_int_equal(parse(&o, &error, store, errors[i].line), STATUS_MALFORMED);
        assert_string_equal(error.text, errors[i].message);
        options_clear(&o);
    }
    strbuf_clear(&error);
}

static void test_help(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    options_help(&text, table, OPTION_TOTAL, 1);
    for (size_t i = 0; i < OPTION_TOTAL; i++) {
        bool listed = strstr(text.text, table[i].help) != NULL;
        assert_int_equal(listed, i != OTHER);
    }
    assert_non_null(strstr(text.text, "  -n, --count N           a count\n"));
    assert_non_null(strstr(text.text, "      --number X          a number\n"));
    strbuf_clear(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
