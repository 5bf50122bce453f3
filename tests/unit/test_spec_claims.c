// SPDX-License-Identifier: LGPL-3.0-or-later
// What statements and claims become: points, regions, arguments of every kind, clauses in any order.
#include "test_spec_print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void read_spec(spec_t *spec, const char *text)
{
    status_t status = spec_read(spec, "test.spec", text, strlen(text));
    if (status != STATUS_OK) {
        char *messages = diagnostics_text(&spec->diagnostics, "test.spec", spec->text, spec->length);
        print_error("%s", messages);
        mem_free(messages);
    }
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(spec->diagnostics.count, 0);
}

static void check_node(const spec_t *spec, expr_t node, const char *expected)
{
    char *found = node_text(spec->dag, node);
    assert_string_equal(found, expected);
    mem_free(found);
}

static void check_span(const spec_t *spec, span_t span, const char *expected)
{
    assert_int_equal(span.length, strlen(expected));
    assert_memory_equal(spec->text + span.offset, expected, span.length);
}

// ---- statements ----

static void test_statements(void **state)
{
    (void)state;
    spec_t spec;
    read_spec(&spec, "cite \"One # no comment\"\n"
                     "landscape g(x, y) = x*y # a comment\n"
                     "cite \"Two\"\n"
                     "point p = (1, 1/2)\n"
                     "point q = p + (1, 0)\n"
                     "point z in [1.3, 1.5] x [-1, 2/3]\n"
                     "region M = x > z[1]\n");
    assert_string_equal(spec.path, "test.spec");
    assert_string_equal(spec.cite, "One # no comment\nTwo");
    assert_string_equal(spec.landscape_name, "g");
    assert_int_equal(spec.dimension, 2);
    check_node(&spec, spec.state[0], "x");
    assert_int_equal(expr_variable_kind(spec.dag, spec.state[1]), VARIABLE_STATE);
    check_node(&spec, spec.landscape, "mul(x,y)");
    assert_int_equal(spec.point_count, 3);
    assert_string_equal(spec.points[0]->name, "p");
    assert_false(spec.points[0]->implicit);
    assert_null(spec.points[0]->box_lo);
    check_node(&spec, spec.points[1]->coordinates[1], "add(div(1,2),0)");
    const spec_point_t *z = spec.points[2];
    assert_true(z->implicit);
    check_span(&spec, z->span, "z");
    check_node(&spec, z->coordinates[1], "z[2]");
    assert_int_equal(expr_variable_kind(spec.dag, z->coordinates[0]), VARIABLE_POINT);
    check_node(&spec, z->box_lo[1], "neg(1)");
    check_node(&spec, z->box_hi[1], "div(2,3)");
    assert_int_equal(spec.region_count, 1);
    check_node(&spec, spec.regions[0].formula, "less(z[1],x)");
    spec_clear(&spec);
}

static void test_one_variable(void **state)
{
    (void)state;
    spec_t spec;
    read_spec(&spec, "landscape f(x) = x\npoint p = 4.1\npoint z in [0, 1]\n"
                     "claim a: opsc(mu = 1, toward = p)\nclaim b: opsc(mu = 1, toward = 4.1)\n"
                     "claim c: opsc(mu = 1, toward = (z))\nclaim d: opsc(mu = 1, toward = z + 1)\n");
    assert_int_equal(spec.dimension, 1);
    check_node(&spec, spec.points[1]->coordinates[0], "z");
    const argument_t *toward[4];
    for (size_t i = 0; i < 4; i++)
        toward[i] = spec.claims[i].arguments + 1;
    assert_int_equal(toward[0]->kind, VALUE_VECTOR);
    assert_ptr_equal(toward[0]->point, spec.points[0]);
    assert_int_equal(toward[1]->kind, VALUE_NUMBER);
    check_node(&spec, toward[1]->number, "41/10");
    assert_ptr_equal(toward[2]->point, spec.points[1]);
    check_node(&spec, toward[2]->coordinates[0], "z");
    check_node(&spec, toward[3]->number, "add(z,1)");
    spec_clear(&spec);
}

static void test_layout(void **state)
{
    (void)state;
    spec_t spec;
    read_spec(&spec, "\xef\xbb\xbf# byte order mark, carriage returns, lines in any place\r\n"
                     "let n\r\n  = 2 # two\r\n\r\n"
                     "   landscape f(x[1..n]) =\r\n\tx[1]\r\n  + x[n]\r\n"
                     "claim a-b.c_1\r\n  \"title\"\r\n  : holds(\r\n x[1] # one\r\n < 1)\r\n"
                     "  on x[1]\t<   2 # two\r\n   and x[2] > 3\r\n  expect undecided");
    check_node(&spec, spec.landscape, "add(x[1],x[2])");
    assert_string_equal(spec.claims[0].id, "a-b.c_1");
    assert_string_equal(spec.claims[0].title, "title");
    assert_string_equal(spec.claims[0].region_text, "x[1] < 2 and x[2] > 3");
    assert_int_equal(spec.claims[0].expected, VERDICT_UNDECIDED);
    spec_clear(&spec);
}

// ---- arguments ----

// Reads one claim with that predicate (and clauses) over two variables, with points p and z and a region M.
static const claim_t *read_claim(spec_t *spec, const char *predicate)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text,
                  "let c = 1/2\nlandscape f(x, y) = x*y\npoint p = (1, 2)\npoint z in [0, 1] x [0, 1]\n"
                  "region M = x > 0\nclaim it: %s\n",
                  predicate);
    read_spec(spec, text.text);
    strbuf_clear(&text);
    assert_int_equal(spec->claim_count, 1);
    return spec->claims;
}

static void check_argument(const argument_t *argument, const char *name, value_kind_t kind)
{
    if (name)
        assert_string_equal(argument->name, name);
    else
        assert_null(argument->name);
    assert_int_equal(argument->kind, kind);
}

static void test_value_kinds(void **state)
{
    (void)state;
    spec_t spec;
    const claim_t *claim =
        read_claim(&spec, "theorem1(L = ?, mu = 2*c, xdag = p, xstar = (c, z[1]), M = M, N = 0 < x < 1, "
                          "reading = stated, box = [0, c] x [-1, 1], measure >= 1/2, within <= 3, "
                          "noise = uniform(2*c), strict, almost surely, whole)");
    const argument_t *arguments = claim->arguments;
    assert_int_equal(claim->argument_count, 14);
    check_argument(arguments, "L", VALUE_UNKNOWN);
    check_argument(arguments + 1, "mu", VALUE_NUMBER);
    check_node(&spec, arguments[1].number, "mul(2,div(1,2))");
    check_argument(arguments + 2, "xdag", VALUE_VECTOR);
    assert_ptr_equal(arguments[2].point, spec.points[0]);
    check_argument(arguments + 3, "xstar", VALUE_VECTOR);
    assert_null(arguments[3].point);
    assert_int_equal(arguments[3].count, 2);
    check_node(&spec, arguments[3].coordinates[1], "z[1]");
    check_argument(arguments + 4, "M", VALUE_FORMULA);
    check_node(&spec, arguments[4].formula, "less(0,x)");
    check_argument(arguments + 5, "N", VALUE_FORMULA);
    check_argument(arguments + 6, "reading", VALUE_KEYWORD);
    assert_string_equal(arguments[6].keyword, "stated");
    check_argument(arguments + 7, "box", VALUE_BOX);
    assert_int_equal(arguments[7].count, 2);
    check_node(&spec, arguments[7].box_lo[1], "neg(1)");
    check_node(&spec, arguments[7].box_hi[0], "div(1,2)");
    check_argument(arguments + 8, "measure", VALUE_NUMBER);
    assert_int_equal(arguments[8].relation, RELATION_AT_LEAST);
    check_argument(arguments + 9, "within", VALUE_NUMBER);
    assert_int_equal(arguments[9].relation, RELATION_AT_MOST);
    check_span(&spec, arguments[9].span, "within <= 3");
    check_argument(arguments + 10, "noise", VALUE_NOISE);
    assert_string_equal(arguments[10].keyword, "uniform");
    check_node(&spec, arguments[10].number, "mul(2,div(1,2))");
    check_argument(arguments + 11, NULL, VALUE_KEYWORD);
    check_argument(arguments + 12, NULL, VALUE_KEYWORD);
    assert_string_equal(arguments[12].keyword, "almost surely");
    check_argument(arguments + 13, NULL, VALUE_FORMULA);
    check_node(&spec, arguments[13].formula, "true");
    spec_clear(&spec);
}

static void test_conditions_as_arguments(void **state)
{
    (void)state;
    static const char *const predicates[][2] = {
        {"reaches(x >= 3)", "less-equal(3,x)"},
        {"reaches((x = 3))", "equal(x,3)"},
        {"reaches(x == 3)", "equal(x,3)"},
        {"reaches(M and y > 1)", "and(less(0,x),less(1,y))"},
        {"reaches(not M)", "not(less(0,x))"},
        {"escapes(from = 3.7 < x < 4.5)", "and(less(37/10,x),less(x,9/2))"},
        {"escapes(from = x = 3)", "equal(x,3)"},
        {"stays(in = norm((x, y) - z) <= c)",
         "less-equal(sqrt(add(power(sub(x,z[1]),2),power(sub(y,z[2]),2))),div(1,2))"},
    };
    for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++) {
        spec_t spec;
        const claim_t *claim = read_claim(&spec, predicates[i][0]);
        assert_int_equal(claim->argument_count, 1);
        assert_int_equal(claim->arguments[0].kind, VALUE_FORMULA);
        check_node(&spec, claim->arguments[0].formula, predicates[i][1]);
        spec_clear(&spec);
    }
}

static void test_formula_predicates(void **state)
{
    (void)state;
    spec_t spec;
    const claim_t *claim = read_claim(&spec, "holds(x = 1)");
    assert_int_equal(claim->argument_count, 1);
    check_argument(claim->arguments, NULL, VALUE_FORMULA);
    check_node(&spec, claim->arguments[0].formula, "equal(x,1)");
    check_span(&spec, claim->predicate_span, "holds(x = 1)");
    spec_clear(&spec);
}

static void test_suffixes(void **state)
{
    (void)state;
    spec_t spec;
    const claim_t *claim = read_claim(&spec, "orbit(from = p, steps = 10) lands(x > 3) with gd(rate = 1)");
    assert_string_equal(claim->suffix_name, "lands");
    assert_int_equal(claim->suffix_count, 1);
    check_node(&spec, claim->suffix_arguments[0].formula, "less(3,x)");
    check_span(&spec, claim->predicate_span, "orbit(from = p, steps = 10) lands(x > 3)");
    spec_clear(&spec);
    claim = read_claim(&spec, "orbit(from = (1, 2), steps = 10) agrees(float64)");
    assert_string_equal(claim->suffix_name, "agrees");
    assert_string_equal(claim->suffix_arguments[0].keyword, "float64");
    spec_clear(&spec);
    claim = read_claim(&spec, "converges(to = p) almost everywhere");
    assert_null(claim->suffix_name);
    assert_int_equal(claim->argument_count, 2);
    assert_string_equal(claim->arguments[1].keyword, "almost everywhere");
    spec_clear(&spec);
}

static void test_every_predicate(void **state)
{
    (void)state;
    for (predicate_t predicate = 0; predicate < PREDICATE_COUNT; predicate++) {
        const char *text = predicate_text(predicate);
        assert_int_equal(predicate_find(text, strlen(text)), predicate);
        strbuf_t call;
        strbuf_init(&call);
        strbuf_printf(&call, predicate_style(predicate) == ARGUMENTS_FORMULA ? "%s(x > 0)" : "%s()", text);
        spec_t spec;
        assert_int_equal(read_claim(&spec, call.text)->predicate, predicate);
        spec_clear(&spec);
        if (predicate_style(predicate) != ARGUMENTS_FORMULA) {
            assert_int_equal(read_claim(&spec, text)->predicate, predicate);
            spec_clear(&spec);
        }
        strbuf_clear(&call);
    }
    assert_int_equal(predicate_find("opscx", 5), PREDICATE_COUNT);
    assert_int_equal(predicate_find("ops", 3), PREDICATE_COUNT);
}

// ---- clauses ----

static void check_clauses(const char *text)
{
    spec_t spec;
    const claim_t *claim = read_claim(&spec, text);
    assert_int_equal(claim->expected, VERDICT_REFUTED);
    check_node(&spec, claim->region, "less(x,rate)");
    assert_string_equal(claim->region_text, "x < rate");
    check_node(&spec, claim->arguments[0].formula, "less(rate,s)");
    assert_int_equal(claim->binding_count, 2);
    const binding_t *rate = claim->bindings, *s = claim->bindings + 1;
    assert_string_equal(rate->name, "rate");
    assert_int_equal(expr_variable_kind(spec.dag, rate->variable), VARIABLE_PARAMETER);
    assert_false(rate->is_list);
    check_node(&spec, rate->interval.lo, "0");
    check_node(&spec, rate->interval.hi, "div(1,2)");
    assert_true(rate->interval.lo_open);
    assert_false(rate->interval.hi_open);
    assert_true(s->is_list);
    assert_int_equal(s->count, 3);
    check_node(&spec, s->members[2], "div(1,2)");
    assert_string_equal(claim->dynamics.name, "sgd");
    assert_int_equal(claim->dynamics.argument_count, 2);
    check_node(&spec, claim->dynamics.arguments[0].number, "rate");
    assert_int_equal(claim->dynamics.arguments[1].kind, VALUE_NOISE);
    check_node(&spec, claim->dynamics.arguments[1].number, "s");
    spec_clear(&spec);
}

static void test_clauses_in_any_order(void **state)
{
    (void)state;
    check_clauses("holds(rate < s) on x < rate for rate in (0, c], s in {1, 2, c} "
                  "with sgd(rate = rate, noise = uniform(s)) expect refuted");
    check_clauses("holds(rate < s) expect refuted with sgd(rate = rate, noise = uniform(s)) "
                  "for rate in (0, c], s in {1, 2, c} on x < rate");
    check_clauses("holds(rate < s)\n  for rate in (0, c],\n      s in {1, 2, c}\n  on x < rate\n  expect refuted\n"
                  "  with sgd(rate = rate, noise = uniform(s))");
}

static void test_intervals(void **state)
{
    (void)state;
    spec_t spec;
    const claim_t *claim = read_claim(&spec, "holds(r < 1) for r in (0, inf), s in (-inf, inf), t in [1, 1]");
    assert_int_equal(claim->bindings[0].interval.hi, EXPR_NONE);
    assert_true(claim->bindings[0].interval.hi_open);
    assert_int_equal(claim->bindings[1].interval.lo, EXPR_NONE);
    assert_int_equal(claim->bindings[1].interval.hi, EXPR_NONE);
    check_node(&spec, claim->bindings[2].interval.lo, "1");
    spec_clear(&spec);
}

static void test_absent_clauses(void **state)
{
    (void)state;
    spec_t spec;
    const claim_t *claim = read_claim(&spec, "continuous");
    assert_string_equal(claim->title, "");
    assert_string_equal(claim->region_text, "");
    check_node(&spec, claim->region, "true");
    assert_null(claim->dynamics.name);
    assert_null(claim->suffix_name);
    assert_int_equal(claim->expected, VERDICT_PROVED);
    spec_clear(&spec);
    claim = read_claim(&spec, "stays(in = M) with flow");
    assert_string_equal(claim->dynamics.name, "flow");
    assert_int_equal(claim->dynamics.argument_count, 0);
    spec_clear(&spec);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_one_variable),
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_value_kinds),
        cmocka_unit_test(test_conditions_as_arguments),
        cmocka_unit_test(test_formula_predicates),
        cmocka_unit_test(test_suffixes),
        cmocka_unit_test(test_every_predicate),
        cmocka_unit_test(test_clauses_in_any_order),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_absent_clauses),
    };
    return cmocka_run_group_tests_name("spec: claims", tests, NULL, NULL);
}
