// SPDX-License-Identifier: LGPL-3.0-or-later
// What expressions and formulas become: every operator and function, precedence, calls, derivatives, vectors.
#include "test_spec_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct {
    const char *text, *node;
} row_t;

#define ROWS(rows) (rows), sizeof(rows) / sizeof *(rows)

// Reads a spec that must be right.
static void read_spec(spec_t *spec, const char *text)
{
    status_t status = spec_read(spec, "test.spec", text, strlen(text));
    if (status != STATUS_OK) {
        char *messages = diagnostics_text(&spec->diagnostics, "test.spec", spec->text, spec->length);
        print_error("%s", messages);
        mem_free(messages);
    }
    assert_int_equal(status, STATUS_OK);
}

static void check_node(const spec_t *spec, expr_t node, const char *text, const char *expected)
{
    char *found = node_text(spec->dag, node);
    if (strcmp(found, expected) != 0)
        print_error("# %s\n# gives    %s\n# expected %s\n", text, found, expected);
    assert_string_equal(found, expected);
    mem_free(found);
}

// Each text as the value of a landscape of x and y, after the statements in `before`.
static void check_values(const char *before, const row_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        strbuf_printf(&text, "%slandscape f(x, y) = %s\n", before, rows[i].text);
        spec_t spec;
        read_spec(&spec, text.text);
        check_node(&spec, spec.landscape, rows[i].text, rows[i].node);
        spec_clear(&spec);
        strbuf_clear(&text);
    }
}

// Each text as the formula of a claim, after the statements in `before`.
static void check_formulas(const char *before, const row_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        strbuf_t text;
        strbuf_init(&text);
        strbuf_printf(&text, "%sclaim c: holds(%s) for r in [0, 1]\n", before, rows[i].text);
        spec_t spec;
        read_spec(&spec, text.text);
        check_node(&spec, spec.claims[0].arguments[0].formula, rows[i].text, rows[i].node);
        spec_clear(&spec);
        strbuf_clear(&text);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"2", "2"},
        {"2.9", "29/10"},
        {"1e-5", "1/100000"},
        {"1.50e2", "150"},
        {"0.1e+1", "1"},
        {"007", "7"},
        {"1/3", "div(1,3)"},
        {"-2.5", "neg(5/2)"},
        {"pi", "pi"},
        {"2*e", "mul(2,e)"},
        {"0.30000000000000004", "7500000000000001/25000000000000000"},
    };
    check_values("", ROWS(rows));
}

static void test_precedence(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"x + y - 1", "sub(add(x,y),1)"},
        {"x - y + 1", "add(sub(x,y),1)"},
        {"x - (y + 1)", "sub(x,add(y,1))"},
        {"x * y / 2", "div(mul(x,y),2)"},
        {"x / y * 2", "mul(div(x,y),2)"},
        {"x + y * 2", "add(x,mul(y,2))"},
        {"(x + y) * 2", "mul(add(x,y),2)"},
        {"-x^2", "neg(power(x,2))"},
        {"(-x)^2", "power(neg(x),2)"},
        {"-x*y", "mul(neg(x),y)"},
        {"2*-x", "mul(2,neg(x))"},
        {"--x", "neg(neg(x))"},
        {"x^-1", "power(x,-1)"},
        {"x^2^3", "power(x,8)"},
        {"x^-2^2", "power(x,-4)"},
        {"2*x^2", "mul(2,power(x,2))"},
        {"x^2*y", "mul(power(x,2),y)"},
        {"((x))", "x"},
    };
    check_values("", ROWS(rows));
}

static void test_exponents(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"x^0", "power(x,0)"},
        {"x^1", "power(x,1)"},
        {"x^0.5", "sqrt(x)"},
        {"x^(1/2)", "sqrt(x)"},
        {"x^(-1/2)", "power(x,-1/2)"},
        {"x^(4/6)", "power(x,2/3)"},
        {"x^1e3", "power(x,1000)"},
        {"x^(3 - 1)", "power(x,2)"},
        {"x^k", "power(x,3)"},
        {"x^(2*k + 1)", "power(x,7)"},
        {"x^(2^k)", "power(x,8)"},
        {"x^half(3)", "power(x,3/2)"},
        {"x^1000000", "power(x,1000000)"},
        {"2^k", "power(2,3)"},
        {"sum(i = 1..2, x^i)", "add(power(x,1),power(x,2))"},
    };
    check_values("let k = 3\nlet half(t) = t/2\n", ROWS(rows));
}

static void test_functions(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"sqrt(x)", "sqrt(x)"},
        {"abs(x)", "abs(x)"},
        {"min(x, y)", "min(x,y)"},
        {"max(x, y, 1)", "max(max(x,y),1)"},
        {"min(x, y, 1, 2)", "min(min(min(x,y),1),2)"},
        {"exp(x)", "exp(x)"},
        {"log(x)", "log(x)"},
        {"sin(x)", "sin(x)"},
        {"cos(x)", "cos(x)"},
        {"tan(x)", "tan(x)"},
        {"atan(x)", "atan(x)"},
        {"sinh(x)", "sinh(x)"},
        {"cosh(x)", "cosh(x)"},
        {"tanh(x)", "tanh(x)"},
        {"relu(x)", "relu(x)"},
        {"sigmoid(x)", "sigmoid(x)"},
        {"softplus(x)", "softplus(x)"},
        {"norm(x)", "abs(x)"},
        {"norm((x, y))", "sqrt(add(power(x,2),power(y,2)))"},
        {"norm((x, y) - (1, 2))", "sqrt(add(power(sub(x,1),2),power(sub(y,2),2)))"},
        {"dot((x, y), (3, 4))", "add(mul(x,3),mul(y,4))"},
        {"dot(x, y)", "mul(x,y)"},
        {"d(x^2*y, x)", "derivative(mul(power(x,2),y),x)"},
        {"d(x^2*y, x, y)", "derivative(derivative(mul(power(x,2),y),x),y)"},
        {"sum(i = 1..3, i*x)", "add(add(mul(1,x),mul(2,x)),mul(3,x))"},
        {"sum(i = 2..1, i*x)", "0"},
        {"sum(i = -1..0, i)", "add(-1,0)"},
        {"sum(i = 1..2, sum(j = i..2, i*j))", "add(add(mul(1,1),mul(1,2)),mul(2,2))"},
    };
    check_values("", ROWS(rows));
}

static void test_lets(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"a*x", "mul(29/10,x)"},
        {"g(x, 2)", "add(mul(x,29/10),2)"},
        {"g(y, x)", "add(mul(y,29/10),x)"},
        {"g(g(x, 1), y)", "add(mul(add(mul(x,29/10),1),29/10),y)"},
        {"h((x, y))", "sqrt(add(power(x,2),power(y,2)))"},
        {"h(2*(x, y))", "sqrt(add(power(mul(2,x),2),power(mul(2,y),2)))"},
        {"dot(v, (x, y))", "add(mul(1,x),mul(2,y))"},
        {"v[2]*x", "mul(2,x)"},
        {"norm(turn(x, y))", "sqrt(add(power(neg(y),2),power(x,2)))"},
        {"turn(1, x)[1]", "neg(x)"},
        {"q'(x)", "derivative(power(x,3),x)"},
        {"q''(y)", "derivative(derivative(power(y,3),y),y)"},
        {"q'(2)", "at(derivative(power(t,3),t),t,2)"},
        {"q'(x + 1)", "at(derivative(power(t,3),t),t,add(x,1))"},
        {"q'(q(x))", "at(derivative(power(t,3),t),t,power(x,3))"},
    };
    check_values("let a = 2.9\nlet g(s, t) = s*a + t\nlet h(z[1..2]) = norm(z)\nlet v = (1, 2)\n"
                 "let turn(s, t) = (-t, s)\nlet q(t) = t^3\n",
                 ROWS(rows));
}

static void test_cases(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"cases {\n  x < 0 : -x\n  otherwise : x\n}", "cases(less(x,0),neg(x),true,x)"},
        {"cases { x < 0 : -x; otherwise : x }", "cases(less(x,0),neg(x),true,x)"},
        {"cases { x < 0 : -x }", "cases(less(x,0),neg(x))"},
        {"cases {\n  x < 0 : 1\n  -x < y : 2\n  (x < y) : 3\n}", "cases(less(x,0),1,less(neg(x),y),2,less(x,y),3)"},
        {"cases {\n  x < 0 : 1 +\n    y\n  otherwise : (x\n   - y)\n}", "cases(less(x,0),add(1,y),true,sub(x,y))"},
        {"cases {\n x < 0\n and y < 0 : 1\n otherwise : cases { y < 1 : 2\n otherwise : 3 } * 4\n}",
         "cases(and(less(x,0),less(y,0)),1,true,mul(cases(less(y,1),2,true,3),4))"},
        {"1 + cases { x < 0 and not y = 1 or x > 2 : 1 }\n + 2",
         "add(add(1,cases(or(and(less(x,0),not(equal(y,1))),less(2,x)),1)),2)"},
    };
    check_values("", ROWS(rows));
}

static void test_formulas(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"x < 1", "less(x,1)"},
        {"x <= 1", "less-equal(x,1)"},
        {"x > 1", "less(1,x)"},
        {"x >= 1", "less-equal(1,x)"},
        {"x = 1", "equal(x,1)"},
        {"x == 1", "equal(x,1)"},
        {"x != 1", "not-equal(x,1)"},
        {"0 < x <= 1", "and(less(0,x),less-equal(x,1))"},
        {"0 < x < y < 1", "and(and(less(0,x),less(x,y)),less(y,1))"},
        {"1 > x >= 0", "and(less(x,1),less-equal(0,x))"},
        {"x < 1 and y < 1 or x = y", "or(and(less(x,1),less(y,1)),equal(x,y))"},
        {"x < 1 or y < 1 and x = y", "or(less(x,1),and(less(y,1),equal(x,y)))"},
        {"not x < 1 and y < 1", "and(not(less(x,1)),less(y,1))"},
        {"not (x < 1 and y < 1)", "not(and(less(x,1),less(y,1)))"},
        {"not not x < 1", "not(not(less(x,1)))"},
        {"(x + 1) < (2)", "less(add(x,1),2)"},
        {"((x + 1)*2 < 3) and ((y) < 1)", "and(less(mul(add(x,1),2),3),less(y,1))"},
        {"whole", "true"},
        {"M", "less(0,x)"},
        {"(M) and not N or whole", "or(and(less(0,x),not(or(less(0,x),less(y,0)))),true)"},
        {"r*x < 1", "less(mul(r,x),1)"},
    };
    check_formulas("landscape f(x, y) = x\nregion M = x > 0\nregion N = M or y < 0\n", ROWS(rows));
}

static void test_fields(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"f(x, y) = h(x, y)", "equal(mul(x,y),mul(x,y))"},
        {"f(1, 2) < f(p)", "less(mul(1,2),mul(3,4))"},
        {"f(z) < f((y, x))", "less(mul(z[1],z[2]),mul(y,x))"},
        {"p[1] < z[2]", "less(3,z[2])"},
        {"d(f, x) < d(h, y)", "less(derivative(mul(x,y),x),derivative(mul(x,y),y))"},
        {"d(f, x, y) < d(g, x)", "less(derivative(derivative(mul(x,y),x),y),derivative(add(x,y),x))"},
        {"d(r*x, r) = x", "equal(derivative(mul(r,x),r),x)"},
        {"grad(f)[2] < 1", "less(derivative(mul(x,y),y),1)"},
        {"grad(f)(p)[2] < 1", "less(at(derivative(mul(x,y),y),x,3,y,4),1)"},
        {"grad(f)(1, 2)[1] < 1", "less(at(derivative(mul(x,y),x),x,1,y,2),1)"},
        {"grad(x^2)[1] < 1", "less(derivative(power(x,2),x),1)"},
        {"grad(x^2)(p)[1] < 1", "less(at(derivative(power(x,2),x),x,3),1)"},
        {"grad(g)[2] < 1", "less(derivative(add(x,y),y),1)"},
        {"norm(grad(f)) < 1", "less(sqrt(add(power(derivative(mul(x,y),x),2),power(derivative(mul(x,y),y),2))),1)"},
        {"dot(grad(f), (x, y) - p) < 1",
         "less(add(mul(derivative(mul(x,y),x),sub(x,3)),mul(derivative(mul(x,y),y),sub(y,4))),1)"},
        {"hess(f)[2, 1] < 1", "less(derivative(derivative(mul(x,y),x),y),1)"},
        {"hess(f)(p)[2, 2] < 1", "less(at(derivative(derivative(mul(x,y),y),y),x,3,y,4),1)"},
        {"(hess(f)*(1, 2))[1] < 1", "less(add(mul(derivative(derivative(mul(x,y),x),x),1),"
                                    "mul(derivative(derivative(mul(x,y),x),y),2)),1)"},
        {"norm(-(x, y)/2 + 3*p) < 1",
         "less(sqrt(add(power(add(div(neg(x),2),mul(3,3)),2),power(add(div(neg(y),2),mul(3,4)),2))),1)"},
        {"(2*(x, y)*3)[1] < 1", "less(mul(mul(2,x),3),1)"},
        {"slope(p) < 1", "less(sqrt(add(power(at(derivative(mul(v[1],v[2]),v[1]),v[1],3,v[2],4),2),"
                         "power(at(derivative(mul(v[1],v[2]),v[2]),v[1],3,v[2],4),2))),1)"},
        {"flat(x, 1) < 1", "less(derivative(mul(x,1),x),1)"},
    };
    check_formulas("let g(x, y) = x + y\nlandscape h(x, y) = x*y\npoint p = (3, 4)\npoint z in [0, 1] x [0, 1]\n"
                   "let slope(v[1..2]) = norm(grad(f)(v))\nlet flat(x, y) = d(f, x)\n",
                   ROWS(rows));
}

static void test_one_variable(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"f'(x) < 1", "less(derivative(power(x,2),x),1)"},
        {"g'(x) < 1", "less(derivative(power(x,2),x),1)"},
        {"f''(x) < 1", "less(derivative(derivative(power(x,2),x),x),1)"},
        {"f'(p) < 1", "less(at(derivative(power(x,2),x),x,4),1)"},
        {"f'(2*x) < 1", "less(at(derivative(power(x,2),x),x,mul(2,x)),1)"},
        {"f'(z) < z", "less(derivative(power(z,2),z),z)"},
        {"d(f, x) < 1", "less(derivative(power(x,2),x),1)"},
        {"grad(f) < 1", "less(derivative(power(x,2),x),1)"},
        {"hess(f) < 1", "less(derivative(derivative(power(x,2),x),x),1)"},
        {"hess(f)*x < grad(f)*2", "less(mul(derivative(derivative(power(x,2),x),x),x),"
                                  "mul(derivative(power(x,2),x),2))"},
        {"norm(x - p) < 1", "less(abs(sub(x,4)),1)"},
        {"dot(grad(f), x - p) < 1", "less(mul(derivative(power(x,2),x),sub(x,4)),1)"},
        {"p[1] < 1", "less(4,1)"},
        {"f(p) < f(z)", "less(power(4,2),power(z,2))"},
    };
    check_formulas("landscape g(x) = x^2\npoint p = 4\npoint z in [0, 1]\n", ROWS(rows));
}

static void test_vector_landscape(void **state)
{
    (void)state;
    static const row_t rows[] = {
        {"f(x) < x[3]", "less(add(add(x[1],x[2]),x[3]),x[3])"},
        {"f(2*x) < 1", "less(add(add(mul(2,x[1]),mul(2,x[2])),mul(2,x[3])),1)"},
        {"f(p) < 1", "less(add(add(1,2),3),1)"},
        {"x[n - 1] < p[2]", "less(x[2],2)"},
        {"norm(x) < 1", "less(sqrt(add(add(power(x[1],2),power(x[2],2)),power(x[3],2))),1)"},
        {"d(f, x[2]) < 1", "less(derivative(add(add(x[1],x[2]),x[3]),x[2]),1)"},
        {"grad(f)[3] < 1", "less(derivative(add(add(x[1],x[2]),x[3]),x[3]),1)"},
        {"sum(i = 1..n, x[i]^2) < 1", "less(add(add(power(x[1],2),power(x[2],2)),power(x[3],2)),1)"},
        {"dot(x, p) < 1", "less(add(add(mul(x[1],1),mul(x[2],2)),mul(x[3],3)),1)"},
    };
    check_formulas("let n = 3\nlandscape f(x[1..n]) = sum(i = 1..n, x[i])\npoint p = (1, 2, 3)\n", ROWS(rows));
    static const row_t mixed[] = {
        {"f(x, t) < 1", "less(mul(add(x[1],x[2]),t),1)"},
        {"f((1, 2), 3) < 1", "less(mul(add(1,2),3),1)"},
        {"f((1, 2, 3)) < 1", "less(mul(add(1,2),3),1)"},
    };
    check_formulas("landscape f(x[1..2], t) = (x[1] + x[2])*t\n", ROWS(mixed));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),          cmocka_unit_test(test_precedence), cmocka_unit_test(test_exponents),
        cmocka_unit_test(test_functions),        cmocka_unit_test(test_lets),       cmocka_unit_test(test_cases),
        cmocka_unit_test(test_formulas),         cmocka_unit_test(test_fields),     cmocka_unit_test(test_one_variable),
        cmocka_unit_test(test_vector_landscape),
    };
    return cmocka_run_group_tests_name("spec: expressions", tests, NULL, NULL);
}
