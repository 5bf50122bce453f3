// SPDX-License-Identifier: LGPL-3.0-or-later
// Expressions and assignments that stand alone, and how errors are shown.
#include "base/utf8.h"
#include "test_spec_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

// ---- expressions ----

// Reads the text; the nodes, or the diagnostics after "! ", and the names of the variables after "|".
static char *read_expression(const char *text)
{
    dag_t *dag = dag_new();
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    expr_t result, *variables;
    size_t count;
    status_t status = spec_read_expression(&result, &count, &variables, dag, &diagnostics, text, strlen(text));
    assert_int_equal(status == STATUS_OK, result != EXPR_NONE);
    assert_int_equal(status == STATUS_OK, diagnostics.error_count == 0);
    strbuf_t out;
    strbuf_init(&out);
    if (status == STATUS_OK)
        print_node(&out, dag, result);
    else
        strbuf_printf(&out, "! %s", diagnostics.items[0].message);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(expr_variable_kind(dag, variables[i]), VARIABLE_STATE);
        strbuf_printf(&out, "|%s", expr_variable_name(dag, variables[i]));
    }
    mem_free(variables);
    diagnostics_clear(&diagnostics);
    dag_free(dag);
    char *found = strbuf_detach(&out);
    strbuf_clear(&out);
    return found;
}

static void test_expressions(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"sin(x)/x", "div(sin(x),x)|x"},
        {"y - f*x + y", "add(sub(y,mul(f,x)),y)|y|f|x"},
        {"1/3 + pi", "add(div(1,3),pi)"},
        {"x[2] + x[ 1 ]", "add(x[2],x[1])|x[2]|x[1]"},
        {"sum(i = 1..2, x[i]*y)", "add(mul(x[1],y),mul(x[2],y))|x[1]|y|x[2]"},
        {"d(x^3*y, x)", "derivative(mul(power(x,3),y),x)|x|y"},
        {"norm((a, b))", "sqrt(add(power(a,2),power(b,2)))|a|b"},
        {"cases { x < 0 : -x; otherwise : y }", "cases(less(x,0),neg(x),true,y)|x|y"},
        {"x < 1", "! a number is needed here, not a condition"},
        {"x +", "! expected an expression, found the end of the statement"},
        {"x y", "! expected an operator or the end, found 'y'"},
        {"sn(x)", "! nothing is named 'sn' here"},
        {"sinn(x)", "! nothing is named 'sinn' here; did you mean 'sin'?"},
        {"2(x)", "! this is not a function; write '*' to multiply"},
        {"grad(x)", "! the gradient of an expression is in the variables of the landscape, and there is none here; "
                    "write d(..., x) for each variable"},
        {"", "! expected an expression, found the end of the statement"},
        {"inf", "! inf stands only for an end of an interval, as in (0, inf)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *found = read_expression(rows[i][0]);
        assert_string_equal(found, rows[i][1]);
        mem_free(found);
    }
}

// ---- assignments ----

static char *read_assignment(const char *text)
{
    dag_t *dag = dag_new();
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    char *name;
    interval_t interval;
    status_t status = spec_read_assignment(&name, &interval, dag, &diagnostics, text, strlen(text));
    assert_int_equal(status == STATUS_OK, name != NULL);
    strbuf_t out;
    strbuf_init(&out);
    if (name) {
        char *lo = node_text(dag, interval.lo), *hi = node_text(dag, interval.hi);
        strbuf_printf(&out, "%s=%c%s,%s%c", name, interval.lo_open ? '(' : '[', lo, hi, interval.hi_open ? ')' : ']');
        mem_free(lo);
        mem_free(hi);
    } else {
        strbuf_printf(&out, "! %s", diagnostics.items[0].message);
    }
    mem_free(name);
    diagnostics_clear(&diagnostics);
    dag_free(dag);
    char *found = strbuf_detach(&out);
    strbuf_clear(&out);
    return found;
}

static void test_assignments(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"x=[1,2]", "x=[1,2]"},
        {"x = [0, 1/3)", "x=[0,div(1,3))"},
        {"x=(0, 1]", "x=(0,1]"},
        {"x=(-inf,inf)", "x=(none,none)"},
        {"x=((1+2)*3,2^9)", "x=(mul(add(1,2),3),power(2,9))"},
        {"x=1/3", "x=[div(1,3),div(1,3)]"},
        {"x=(1+2)*3", "x=[mul(add(1,2),3),mul(add(1,2),3)]"},
        {"x=(max(1,2))", "x=[max(1,2),max(1,2)]"},
        {"x[2]=[0,1]", "x[2]=[0,1]"},
        {"x[1+1]=3", "x[2]=[3,3]"},
        {"f=sqrt(2)", "f=[sqrt(2),sqrt(2)]"},
        {"x=[2,1]", "! the lower end of this interval is above its upper end"},
        {"x=[0,inf]", "! an infinite end is open; write ..., inf)"},
        {"x=y", "! nothing is named 'y' here"},
        {"pi=3", "! 'pi' is a word of the language and can't be the name of something else"},
        {"x", "! expected '=' and an interval or number, found the end of the statement"},
        {"x=[1,2] y", "! expected an operator or the end, found 'y'"},
        {"x=", "! expected an expression, found the end of the statement"},
        {"3=x", "! expected a variable, as in x=[0,1], found '3'"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *found = read_assignment(rows[i][0]);
        assert_string_equal(found, rows[i][1]);
        mem_free(found);
    }
}

// ---- places and their excerpts ----

static void test_positions(void **state)
{
    (void)state;
    static const char text[] = "a\xc3\xbc\xe2\x88\x88z\r\n\n\xff z";
    static const size_t expected[][3] = {{0, 1, 1}, {1, 1, 2},  {3, 1, 3},  {6, 1, 4},  {8, 1, 6},
                                         {9, 2, 1}, {10, 3, 1}, {11, 3, 2}, {13, 3, 4}, {99, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        size_t line, column;
        text_position(&line, &column, text, sizeof text - 1, expected[i][0]);
        assert_int_equal(line, expected[i][1]);
        assert_int_equal(column, expected[i][2]);
    }
}

static void check_excerpt(const char *text, size_t offset, size_t length, const char *expected)
{
    diagnostics_t list;
    diagnostics_init(&list);
    diagnostics_error(&list, (span_t){offset, length}, "bad %s", "thing");
    char *found = diagnostics_text(&list, "t", text, strlen(text));
    assert_string_equal(found, expected);
    mem_free(found);
    diagnostics_clear(&list);
}

static void test_excerpts(void **state)
{
    (void)state;
    check_excerpt("let a = b\n", 8, 1, "t:1:9: error: bad thing\n    let a = b\n            ^\n");
    check_excerpt("let abc = b\n", 4, 3, "t:1:5: error: bad thing\n    let abc = b\n        ^~~\n");
    check_excerpt("a\tb\r\nc", 2, 9, "t:1:3: error: bad thing\n    a b\n      ^\n");
    check_excerpt("\xce\xb1\xce\xb2 \x1b\xff x", 7, 1,
                  "t:1:6: error: bad thing\n    \xce\xb1\xce\xb2 ?? x\n         ^\n");
    check_excerpt("a\n\nb", 2, 0, "t:2:1: error: bad thing\n");
    check_excerpt("abc", 3, 0, "t:1:4: error: bad thing\n    abc\n       ^\n");
    check_excerpt("", 0, 0, "t:1:1: error: bad thing\n");
    check_excerpt("abc", 77, 5, "t:1:4: error: bad thing\n    abc\n       ^\n");
}

static void test_warnings(void **state)
{
    (void)state;
    diagnostics_t list;
    diagnostics_init(&list);
    diagnostics_warning(&list, (span_t){0, 1}, "look");
    assert_int_equal(list.error_count, 0);
    char *found = diagnostics_text(&list, "t", "x", 1);
    assert_string_equal(found, "t:1:1: warning: look\n    x\n    ^\n");
    mem_free(found);
    diagnostics_clear(&list);
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length, size;
        uint32_t character;
    } rows[] = {
        {"a", 1, 1, 'a'},
        {"\xc3\xbc", 2, 2, 0xfc},
        {"\xe2\x88\x88", 3, 3, 0x2208},
        {"\xf0\x9f\x98\x80", 4, 4, 0x1f600},
        {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
        {"", 0, 0, 0},
        {"\xc3", 1, 0, 0},
        {"\x80", 1, 0, 0},
        {"\xc1\xbf", 2, 0, 0},
        {"\xe0\x9f\xbf", 3, 0, 0},
        {"\xed\xa0\x80", 3, 0, 0},
        {"\xf0\x8f\xbf\xbf", 4, 0, 0},
        {"\xf4\x90\x80\x80", 4, 0, 0},
        {"\xf8\x88\x80\x80", 4, 0, 0},
        {"\xe2\x88", 2, 0, 0},
        {"\xe2\x28\x88", 3, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t character = 0;
        assert_int_equal(utf8_decode(&character, rows[i].bytes, rows[i].length), rows[i].size);
        if (rows[i].size > 0)
            assert_int_equal(character, rows[i].character);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions), cmocka_unit_test(test_assignments), cmocka_unit_test(test_positions),
        cmocka_unit_test(test_excerpts),    cmocka_unit_test(test_warnings),    cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests_name("spec: expressions alone, diagnostics", tests, NULL, NULL);
}
