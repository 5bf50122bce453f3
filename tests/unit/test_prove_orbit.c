// SPDX-License-Identifier: LGPL-3.0-or-later
// Orbits: enclosures against exact rational arithmetic written out by hand, landings on boundaries, what is not
// settled, evidence.
#include "test_prove_evidence.h"

#include "claim/system.h"
#include "prove/orbit.h"

#define MAX_STATE 2

// ---- enclosures contain the exact orbit ----

typedef void (*exact_map_t)(fmpq *state);

typedef struct {
    exact_map_t map;
    size_t count;
    slong bits; // of accuracy asked for at the end
    fmpq state[MAX_STATE];
    size_t seen;
} shadow_t;

static void set(fmpq_t result, slong p, ulong q)
{
    fmpq_set_si(result, p, q);
    fmpq_canonicalise(result);
}

// x - g (a x + b)
static void affine(fmpq_t x, slong a_num, ulong a_den, slong b_num, ulong b_den)
{
    fmpq_t a, b;
    fmpq_init(a);
    fmpq_init(b);
    set(a, a_num, a_den);
    set(b, b_num, b_den);
    fmpq_mul(x, x, a);
    fmpq_add(x, x, b);
    fmpq_clear(a);
    fmpq_clear(b);
}

// f = cases { x < 1 : 5/2 x^2, otherwise : -x^2 + 2 x } at rate 9/10: expanding on both sides, a jump of the gradient
// at 1.
static void expanding(fmpq *state)
{
    if (fmpq_cmp_si(state, 1) < 0)
        affine(state, -7, 2, 0, 1);
    else
        affine(state, 14, 5, -9, 5);
}

// f = abs(x) at rate 3/10.
static void sliding(fmpq *state)
{
    int sign = fmpq_sgn(state);
    affine(state, 1, 1, -3 * sign, 10);
}

// f = x^4/4 at rate 1/3: x - x^3/3.
static void cubic(fmpq *state)
{
    fmpq_t cube;
    fmpq_init(cube);
    fmpq_pow_si(cube, state, 3);
    fmpq_div_fmpz(cube, cube, (const fmpz[]){3});
    fmpq_sub(state, state, cube);
    fmpq_clear(cube);
}

// f = max(x, y) + x*y/2 at rate 1/5.
static void planar(fmpq *state)
{
    bool first = fmpq_cmp(state, state + 1) >= 0;
    fmpq_t x, y;
    fmpq_init(x);
    fmpq_init(y);
    fmpq_set(x, state);
    fmpq_set(y, state + 1);
    affine(y, -1, 10, first ? -1 : 0, 5);
    affine(x, -1, 10, first ? 0 : -1, 5);
    fmpq_add(state, state, y);
    fmpq_add(state + 1, state + 1, x);
    fmpq_clear(x);
    fmpq_clear(y);
}

static bool see(void *data, size_t step, arb_srcptr state)
{
    shadow_t *shadow = data;
    if (step == 0)
        for (size_t i = 0; i < shadow->count; i++)
            set(shadow->state + i, 7 + 4 * (slong)i, 5);
    else
        shadow->map(shadow->state);
    for (size_t i = 0; i < shadow->count; i++)
        if (!arb_contains_fmpq(state + i, shadow->state + i))
            fail_msg("the enclosure misses the orbit at step %zu", step);
    shadow->seen = step;
    return true;
}

static bool is_accurate(void *data, arb_srcptr end, slong precision, orbit_exact_t *exact)
{
    const shadow_t *shadow = data;
    (void)precision;
    (void)exact;
    for (size_t i = 0; i < shadow->count; i++)
        if (arb_rel_accuracy_bits(end + i) < shadow->bits)
            return false;
    return true;
}

static void follow(const char *text, const char *rate, exact_map_t map, size_t count, size_t steps, slong bits)
{
    session_t session;
    session_init(&session, text);
    dag_t *dag = session.spec.dag;
    fmpq_t value;
    fmpq_init(value);
    assert_int_equal(fmpq_set_str(value, rate, 10), 0);
    argument_t argument = {.name = (char[]){"rate"}, .kind = VALUE_NUMBER, .number = expr_rational(dag, value)};
    dynamics_t dynamics = {.name = (char[]){"gd"}, .argument_count = 1, .arguments = &argument};
    system_t system;
    system_init(&system, &session.spec, &dynamics, EXPR_NONE);
    shadow_t shadow = {.map = map, .count = count, .bits = bits};
    expr_t start[MAX_STATE];
    for (size_t i = 0; i < count; i++) {
        set(value, 7 + 4 * (slong)i, 5);
        start[i] = expr_rational(dag, value);
        fmpq_init(shadow.state + i);
    }
    orbit_question_t question = {count, system.state, system.map, start, steps};
    orbit_watch_t watch = {see, is_accurate, &shadow};
    orbit_result_t result;
    orbit_result_init(&result, count);
    orbit_run(&result, &session.prover, &question, &watch);
    if (!result.settled)
        fail_msg("%s", result.reason);
    assert_int_equal(shadow.seen, steps);
    orbit_result_clear(&result, count);
    for (size_t i = 0; i < count; i++)
        fmpq_clear(shadow.state + i);
    fmpq_clear(value);
    system_clear(&system);
    session_clear(&session);
}

static void test_enclosures(void **state)
{
    (void)state;
    follow("landscape f(x) = cases { x < 1 : 5*x^2/2\n otherwise : -x^2 + 2*x }\n", "9/10", expanding, 1, 150, 40);
    follow("landscape f(x) = abs(x)\n", "3/10", sliding, 1, 1000, 20);
    follow("landscape f(x) = x^4/4\n", "1/3", cubic, 1, 9, 200);
    follow("landscape f(x, y) = max(x, y) + x*y/2\n", "1/5", planar, 2, 120, 30);
}

// ---- verdicts ----

static void test_verdicts(void **state)
{
    (void)state;
    CHECK("landscape f(x) = x^2\n"
          "claim a: orbit(from = 3, steps = 4) lands((x = 3/16)) with gd(rate = 1/4)\n"
          "claim b: orbit(from = 3, steps = 4) lands(x < 3/16) with gd(rate = 1/4)\n"
          "claim d: orbit(from = 3, steps = 7) lands((x = 0)) with gd(rate = 1/2)\n"
          "claim e: orbit(from = 1/3, steps = 3) lands((x = 8/375)) with gd(rate = 3/10)\n"
          "claim f: orbit(from = 1/3, steps = 100000) lands(0 < x < 1e-8000) with gd(rate = 1/10)\n"
          "claim g: orbit(from = 1, steps = 50) lands(x < 1e40 - 1) with gd(rate = 11/2)\n"
          "claim h: orbit(from = 1, steps = 40) lands((x = 1e40)) with gd(rate = 11/2)\n"
          "claim i: orbit(from = sqrt(2), steps = 2) lands((x = sqrt(2)/4)) with gd(rate = 1/4)\n"
          "claim j: orbit(from = sqrt(2), steps = 2) lands(x > sqrt(2)/4) with gd(rate = 1/4)\n"
          "claim k: orbit(from = 1, steps = 20) lands(x^2 < 10) with heavy_ball(rate = 1/10, momentum = 1/2)\n",
          {"a", P}, {"b", R}, {"d", P}, {"e", P}, {"f", P}, {"g", R}, {"h", P}, {"i", P}, {"j", R}, {"k", P});
}

// The gradient jumps at 0 and 1; orbits that land there exactly go on by the case that the point belongs to.
static void test_landings(void **state)
{
    (void)state;
    CHECK("landscape f(x) = cases { x < 1 : 3*x\n otherwise : x^2 + 2 }\n"
          "claim third: orbit(from = 5/3, steps = 2) lands((x = 3/5)) with gd(rate = 1/5)\n"
          "claim above: orbit(from = 5/3 + 1e-300, steps = 2) lands((x = 3/5 + 36/100*1e-300)) with gd(rate = 1/5)\n"
          "claim below: orbit(from = 5/3 - 1e-300, steps = 2) lands(-3/5 + 1 - 1e-299 < x < 2/5) with gd(rate = 1/5)\n"
          "claim root: orbit(from = sqrt(2), steps = 2) lands((x = 1/sqrt(2))) with gd(rate = (sqrt(2) - "
          "1)/(2*sqrt(2)))\n"
          "claim long: orbit(from = 5/3, steps = 12) lands(-27/5 - 1e-20 < x < -27/5 + 1e-20) with gd(rate = 1/5)\n",
          {"third", P}, {"above", P}, {"below", P}, {"root", P}, {"long", P});
    CHECK("landscape f(x) = abs(x)\n"
          "claim kink: orbit(from = 9/10, steps = 100000) lands((x = 0)) with gd(rate = 3/10)\n",
          {"kink", P});
    CHECK("landscape f(x) = x^(3/2)*2/3\n" // the derivative of sqrt has no bound near 0
          "claim root: orbit(from = 1/4, steps = 5) lands((x = 0)) with gd(rate = 1/2)\n"
          "claim near: orbit(from = 1/4 + 1e-30, steps = 1) lands(0 < x < 1e-29) with gd(rate = 1/2)\n"
          "claim past: orbit(from = 1/4 - 1e-30, steps = 2) lands(x < 1) with gd(rate = 1/2)\n",
          {"root", P}, {"near", P}, {"past", U});
}

static void expect_reason(const char *text, const char *reason)
{
    session_t session;
    decided_t decided;
    session_init(&session, text);
    decide_claim(&decided, &session, "a", EXPR_NONE);
    if (decided.verdict != VERDICT_UNDECIDED)
        fail_msg("%s%s", text, verdict_name(decided.verdict));
    if (!strstr(decided.reason, reason))
        fail_msg("%s\n%s", text, decided.reason);
    decided_clear(&decided);
    session_clear(&session);
}

static void test_undecided(void **state)
{
    (void)state;
    expect_reason("landscape f(x) = log(x)\nclaim a: orbit(from = 1, steps = 5) lands(x < 9) with gd(rate = 1/2)\n",
                  "at x(2) the map may have no value");
    expect_reason("landscape f(x) = log(x)\nclaim a: orbit(from = -1, steps = 1) lands(x < 9) with gd(rate = 1/2)\n",
                  "at x(0) the map may have no value");
    expect_reason(
        "landscape f(x) = x\nclaim a: orbit(from = 1/(pi - pi), steps = 1) lands(x < 9) with gd(rate = 1/2)\n",
        "the start may have no value");
    expect_reason(
        "landscape f(x) = abs(x - pi)\nclaim a: orbit(from = pi, steps = 2) lands(x > pi) with gd(rate = 1)\n",
        "x(0) is too near a boundary between pieces of the map: 4096 bits do not tell the side");
    expect_reason("landscape f(x) = -cos(x)\nclaim a: orbit(from = pi, steps = 1) lands((x = pi)) with gd(rate = 1)\n",
                  "the enclosure of x(1) does not tell");
    expect_reason("landscape f(x) = -x^3\nclaim a: orbit(from = 1, steps = 200) lands(x > 0) with gd(rate = 1)\n",
                  "a number has an exponent beyond 2^62");
    expect_reason("landscape f(x) = x^2\nclaim a: orbit(from = 1, steps = 10000001) lands(x > 0) with gd(rate = 1/3)\n",
                  "more than 10000000 steps");
}

static void expect_evidence(const char *text, const char *evidence)
{
    session_t session;
    decided_t decided;
    session_init(&session, text);
    decide_claim(&decided, &session, "a", EXPR_NONE);
    assert_string_equal(decided.last.evidence.text, evidence);
    decided_clear(&decided);
    session_clear(&session);
}

// No more bits than it takes: contraction keeps enclosures small.
static void test_precision(void **state)
{
    (void)state;
    expect_evidence(
        "landscape f(x) = x^2\nclaim a: orbit(from = 1/3, steps = 100000) lands(0 < x) with gd(rate = 1/100)\n",
        "evidence proved orbit 64 0\n");
    expect_evidence("landscape f(x) = x^2\nclaim a: orbit(from = 1, steps = 2) lands((x = 1/9)) with gd(rate = 1/3)\n",
                    "evidence proved orbit 0 0\n");
    expect_evidence("landscape f(x) = cases { x < 1 : 3*x\n otherwise : x^2 + 2 }\n"
                    "claim a: orbit(from = 5/3, steps = 9) lands(x > -3.7) with gd(rate = 1/5)\n",
                    "evidence proved orbit 128 2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enclosures), cmocka_unit_test(test_verdicts),  cmocka_unit_test(test_landings),
        cmocka_unit_test(test_undecided),  cmocka_unit_test(test_precision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
