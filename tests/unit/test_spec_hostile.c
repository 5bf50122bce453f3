// SPDX-License-Identifier: LGPL-3.0-or-later
// Hostile texts: every truncation, thousands of changed bytes, limits of size and depth. Nothing but a status comes
// back.
#include "test_spec_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MUTATIONS 3000u

static const char sample[] =
    "# every kind of statement, in little\n"
    "cite \"Somebody, 2023\"\n"
    "let alpha = 2.9 - sqrt(2.9)/360\n"
    "let g(t, v[1..2]) = alpha*t^2 + dot(v, v)\n"
    "landscape h(x, y) = cases {\n"
    "  x <= 0 and not y < 1 : min(x, y) + 1e-3\n"
    "  -x < y : g(x, (x, y)) - x^(1/3)\n"
    "  otherwise : sum(i = 1..3, i*x) * exp(-y)\n"
    "}\n"
    "point p = (1, 2)\n"
    "point z in [1.3, 1.5] x [1.3, 1.5]\n"
    "region M = norm((x, y) - z) <= 1/2 or x != 3\n"
    "claim a-1 \"\xc3\xbc title\": smooth(L = ?) on M for r in (0, 1/2], s in {1, 2} expect refuted\n"
    "claim b: holds(d(f, x, y) + dot(hess(f)*grad(f), grad(f)(p)) > hess(f)(z)[1, 2]) on whole\n"
    "claim c: basin(of = p, measure >= 1/2, within = 3) with sgd(rate = 0.1, noise = uniform(?))\n"
    "claim d: orbit(from = p, steps = 10) agrees(float64) with gd(rate = 1)\n"
    "claim e: converges(to = p) almost everywhere with heavy_ball(rate = 0.1, momentum = 0.9)\n"
    "claim g: cycle(period = 2, in = [1, 2] x [3, 4]) with flow\n";

// Reads and clears; every refusal must say something.
static status_t read_and_clear(const char *text, size_t length)
{
    spec_t spec;
    status_t status = spec_read(&spec, "hostile.spec", text, length);
    char *messages = diagnostics_text(&spec.diagnostics, "hostile.spec", spec.text, spec.length);
    assert_true((status == STATUS_OK) == (spec.diagnostics.error_count == 0));
    assert_true((status == STATUS_OK) == (messages[0] == '\0'));
    assert_true(spec.diagnostics.error_count <= 20);
    for (size_t i = 1; i < spec.diagnostics.count; i++)
        assert_true(spec.diagnostics.items[i - 1].span.offset <= spec.diagnostics.items[i].span.offset);
    for (size_t i = 0; i < spec.diagnostics.count; i++)
        assert_true(spec.diagnostics.items[i].span.offset + spec.diagnostics.items[i].span.length <= length);
    mem_free(messages);
    spec_clear(&spec);
    return status;
}

// Expressions and assignments are read with the same text.
static void read_alone(const char *text, size_t length)
{
    dag_t *dag = dag_new();
    diagnostics_t diagnostics;
    diagnostics_init(&diagnostics);
    expr_t result, *variables;
    size_t count;
    char *name;
    interval_t interval;
    status_t expression = spec_read_expression(&result, &count, &variables, dag, &diagnostics, text, length);
    assert_true((expression == STATUS_OK) == (result != EXPR_NONE));
    status_t assignment = spec_read_assignment(&name, &interval, dag, &diagnostics, text, length);
    assert_true((assignment == STATUS_OK) == (name != NULL));
    mem_free(variables);
    mem_free(name);
    diagnostics_clear(&diagnostics);
    dag_free(dag);
}

static void test_truncations(void **state)
{
    (void)state;
    assert_int_equal(read_and_clear(sample, sizeof sample - 1), STATUS_OK);
    for (size_t length = 0; length < sizeof sample; length++) {
        char *text = mem_copy_text(sample, length); // its own block, so that reading past the end is noticed
        read_and_clear(text, length);
        mem_free(text);
    }
}

static unsigned long next_random(unsigned long *seed)
{
    *seed = (*seed * 6364136223846793005ul + 1442695040888963407ul) & 0xfffffffffffffffful;
    return *seed >> 33;
}

// One byte replaced, removed or doubled; half of the new bytes are signs of the language.
static size_t mutate(char *text, size_t length, unsigned long *seed)
{
    static const char signs[] = "()[]{},:;=<>!+-*/^'?.\"# \nxfed019";
    size_t place = next_random(seed) % length;
    unsigned long choice = next_random(seed) % 8;
    if (choice == 0) {
        memmove(text + place, text + place + 1, length - place - 1);
        return length - 1;
    }
    if (choice == 1) {
        memmove(text + place + 1, text + place, length - place);
        return length + 1;
    }
    text[place] = choice < 5 ? signs[next_random(seed) % (sizeof signs - 1)] : (char)next_random(seed);
    return length;
}

static void test_mutations(void **state)
{
    (void)state;
    unsigned long seed = test_seed();
    print_message("# CERTIFY_TEST_SEED=%lu\n", seed);
    for (unsigned i = 0; i < MUTATIONS; i++) {
        char *text = mem_alloc(sizeof sample + 4, 1);
        memcpy(text, sample, sizeof sample - 1);
        size_t length = sizeof sample - 1;
        for (unsigned long k = next_random(&seed) % 3 + 1; k > 0; k--)
            length = mutate(text, length, &seed);
        read_and_clear(text, length);
        mem_free(text);
    }
}

static void test_mutated_expressions(void **state)
{
    (void)state;
    static const char expression[] =
        "x[1]=sum(i = 1..3, x[i]^2)/cases { x < 1 : 2; otherwise : norm((y, z)) } - (1, inf)";
    unsigned long seed = test_seed();
    for (unsigned i = 0; i < MUTATIONS; i++) {
        size_t start = next_random(&seed) % 8, length = sizeof expression - 1 - start;
        char *text = mem_alloc(sizeof expression + 4, 1);
        memcpy(text, expression + start, length);
        length = mutate(text, length, &seed);
        read_alone(text, length);
        mem_free(text);
    }
}

static char *repeated(const char *before, const char *part, size_t times, const char *after)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, before);
    for (size_t i = 0; i < times; i++)
        strbuf_append(&text, part);
    strbuf_append(&text, after);
    char *result = strbuf_detach(&text);
    strbuf_clear(&text);
    return result;
}

static void expect_repeated(status_t expected, const char *before, const char *part, size_t times, const char *after)
{
    char *text = repeated(before, part, times, after);
    status_t status = read_and_clear(text, strlen(text));
    if (status != expected)
        print_error("# %zu times '%s'\n", times, part);
    assert_int_equal(status, expected);
    mem_free(text);
}

static void test_limits(void **state)
{
    (void)state;
    const char *landscape = "landscape f(x) = ";
    expect_repeated(STATUS_OK, landscape, "x + ", 100000, "x");
    expect_repeated(STATUS_OK, "landscape f(x) = x^2 #", "\n", 900000, "");
    expect_repeated(STATUS_LIMIT, "landscape f(x) = x^2 #", "\n", 1000000, "");
    expect_repeated(STATUS_LIMIT, landscape, "(", 100000, "");
    expect_repeated(STATUS_LIMIT, landscape, "-", 100000, "x");
    expect_repeated(STATUS_LIMIT, landscape, "2^", 100000, "x");
    expect_repeated(STATUS_LIMIT, landscape, "x[", 100000, "");
    expect_repeated(STATUS_LIMIT, landscape, "cases { x < 1 : ", 30000, "");
    expect_repeated(STATUS_LIMIT, "landscape f(x) = x\nregion R = ", "not ", 100000, "x < 1");
    expect_repeated(STATUS_MALFORMED, "", "let a = 1\n", 90000, "");
}

static void test_depth_limit(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    for (unsigned depth = 198; depth <= 202; depth++) {
        strbuf_reset(&text);
        strbuf_append(&text, "landscape f(x) = ");
        for (unsigned i = 1; i < depth; i++)
            strbuf_append(&text, "(");
        strbuf_append(&text, "x");
        for (unsigned i = 1; i < depth; i++)
            strbuf_append(&text, ")");
        assert_int_equal(read_and_clear(text.text, text.length), depth <= SPEC_MAX_DEPTH ? STATUS_OK : STATUS_LIMIT);
    }
    strbuf_clear(&text);
}

static void test_claim_limit(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, "landscape f(x) = x^2\n");
    for (unsigned i = 0; i < SPEC_MAX_CLAIMS; i++)
        strbuf_printf(&text, "claim c%u: C1\n", i);
    assert_int_equal(read_and_clear(text.text, text.length), STATUS_OK);
    strbuf_append(&text, "claim one-more: C1\n");
    assert_int_equal(read_and_clear(text.text, text.length), STATUS_LIMIT);
    strbuf_clear(&text);
}

// Short texts that unfold to very many nodes.
static void test_unfolding_limits(void **state)
{
    (void)state;
    strbuf_t text;
    strbuf_init(&text);
    strbuf_append(&text, "let g0(t) = t^2 + t\n");
    for (unsigned i = 1; i < 40; i++)
        strbuf_printf(&text, "let g%u(t) = g%u(g%u(t))\n", i, i - 1, i - 1);
    strbuf_append(&text, "landscape f(x) = g39(x)\n");
    assert_int_equal(read_and_clear(text.text, text.length), STATUS_LIMIT);
    strbuf_clear(&text);
    expect_repeated(STATUS_LIMIT, "landscape f(x) = sum(i = 1..10000, sum(j = 1..10000, sum(k = 1..10000, 1)))", "", 0,
                    "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truncations),         cmocka_unit_test(test_mutations),
        cmocka_unit_test(test_mutated_expressions), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_depth_limit),         cmocka_unit_test(test_claim_limit),
        cmocka_unit_test(test_unfolding_limits),
    };
    return cmocka_run_group_tests_name("spec: hostile texts", tests, NULL, NULL);
}
