// SPDX-License-Identifier: LGPL-3.0-or-later
// Whole claims in workers: best constants of known value, margins, vacuous claims, rows, limits.
#include "base/interrupt.h"
#include "base/memory.h"
#include "claim/claim.h"
#include "decide/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MAX_CLAIMS 20

typedef struct {
    spec_t spec;
    claim_result_t results[MAX_CLAIMS];
    size_t delivered;
} run_t;

static void deliver(size_t claim, claim_result_t *result, void *context)
{
    run_t *run = context;
    assert_int_equal(claim, run->delivered++);
    run->results[claim] = *result;
    claim_result_init(result);
}

static void run_with(run_t *run, const char *text, double time_limit, slong max_boxes)
{
    interrupt_hold_t hold;
    session_t session = {.workers = {2, time_limit, 0},
                         .limits = {.max_boxes = max_boxes, .max_precision = 1024},
                         .deliver = deliver,
                         .context = run};
    run->delivered = 0;
    assert_int_equal(spec_read(&run->spec, "test.spec", text, strlen(text)), STATUS_OK);
    assert_int_equal(claims_validate(&run->spec), STATUS_OK);
    interrupt_hold(&hold);
    session_run(&session, &run->spec);
    interrupt_release(&hold);
    assert_int_equal(run->delivered, run->spec.claim_count);
}

static void run_spec(run_t *run, const char *text)
{
    run_with(run, text, 60, 20000);
}

static void run_clear(run_t *run)
{
    for (size_t i = 0; i < run->delivered; i++)
        claim_result_clear(run->results + i);
    spec_clear(&run->spec);
}

static void set(fmpq_t value, const char *text)
{
    assert_int_equal(fmpq_set_str(value, text, 10), 0);
    fmpq_canonicalise(value);
}

// The two instances enclose the value, and are at most `width` apart.
static void assert_best(const claim_result_t *result, const char *value, const char *width)
{
    fmpq_t best, limit, gap;
    fmpq_init(best);
    fmpq_init(limit);
    fmpq_init(gap);
    set(best, value);
    set(limit, width);
    assert_int_equal(result->verdict, VERDICT_PROVED);
    assert_int_equal(result->instance_count, 2);
    const instance_result_t *proved = result->instances, *refuted = proved + 1;
    assert_int_equal(proved->verdict, VERDICT_PROVED);
    assert_int_equal(refuted->verdict, VERDICT_REFUTED);
    bool ascending = fmpq_cmp(proved->constant, refuted->constant) < 0;
    assert_true(fmpq_cmp(ascending ? proved->constant : refuted->constant, best) <= 0);
    assert_true(fmpq_cmp(ascending ? refuted->constant : proved->constant, best) >= 0);
    fmpq_sub(gap, proved->constant, refuted->constant);
    fmpq_abs(gap, gap);
    assert_true(fmpq_cmp(gap, limit) <= 0);
    fmpq_clear(best);
    fmpq_clear(limit);
    fmpq_clear(gap);
}

static void test_best_constants(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = cases { x < 0 : 3*x^2/2\n otherwise : x^3 + 3*x^2/2 }\n"
                   "claim a: opsc(mu = ?, toward = 0)\n"
                   "claim b: smooth(L = ?) on x < 2\n"
                   "claim c: growth(L = ?, toward = 0) on x < 1/7\n"
                   "claim d: opsc(mu = ?, toward = 1) on -1 < x < 0\n"
                   "claim e: smooth(L = ?) on x < 0 or 1 < x < 3/2\n");
    assert_best(run.results + 0, "3", "1/100000000");
    assert_best(run.results + 1, "15", "1/10000000");
    assert_best(run.results + 2, "24/7", "1/100000000"); // (3 x^2 + 3 x)/x at 1/7
    assert_best(run.results + 3, "0", "1/1000000000");   // 3x (x-1)/(x-1)^2, least towards 0: infimum is 0 from above
    assert_best(run.results + 4, "12", "1/10000000");
    run_clear(&run);
}

static void test_signs_and_sizes(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = x^2\nclaim a: smooth(L = ?)\n");
    assert_best(run.results, "2", "1/1000000000");
    run_clear(&run);
    run_spec(&run, "landscape f(x) = -3*x^2/2\nclaim a: opsc(mu = ?, toward = 0)\n");
    assert_best(run.results, "-3", "1/1000000000");
    run_clear(&run);
    run_spec(&run, "landscape f(x) = 5\nclaim a: opsc(mu = ?, toward = 0)\nclaim b: smooth(L = ?)\n");
    assert_best(run.results + 0, "0", "1/1000000000");
    assert_best(run.results + 1, "0", "1/1000000000");
    run_clear(&run);
    run_spec(&run, "landscape f(x) = 7e20*x^2/2\nclaim a: opsc(mu = ?, toward = 0)\n");
    assert_best(run.results, "700000000000000000000", "1000000000000");
    run_clear(&run);
    run_spec(&run, "landscape f(x) = 7e-20*x^2/2\nclaim a: smooth(L = ?)\n");
    assert_best(run.results, "7/100000000000000000000", "1/10000000000000000000000000000");
    run_clear(&run);
}

static void assert_reason(const claim_result_t *result, const char *part)
{
    assert_int_equal(result->verdict, VERDICT_UNDECIDED);
    assert_non_null(result->reason);
    if (!strstr(result->reason, part))
        fail_msg("%s: expected %s", result->reason, part);
}

static void test_no_best_constant(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = exp(x)\n"
                   "claim a: growth(L = ?, toward = 0)\n"
                   "claim b: opsc(mu = ?, toward = 0) on x^2 < 0\n"
                   "claim c: no_minimum_stable with flow\n");
    assert_reason(run.results + 0, "refuted for every one tried");
    assert_int_equal(run.results[1].verdict, VERDICT_PROVED);
    assert_true(run.results[1].vacuous && run.results[1].instances[0].every);
    assert_reason(run.results + 2, "decided for gd");
    run_clear(&run);
}

// What is refuted does not depend on the constant: no constant will do.
static void test_no_constant_will_do(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = abs(x)\n"
                   "claim a: opsc(mu = ?, toward = 0)\n"
                   "claim b: smooth(L = ?) on x < r for r in {-1, 1}\n"
                   "claim c: smooth(L = ?) on x < r for r in {-1, -2}\n");
    for (size_t i = 0; i < 2; i++) {
        const obligation_result_t *refutation = claim_result_refutation(run.results + i);
        assert_int_equal(run.results[i].verdict, VERDICT_REFUTED);
        assert_non_null(refutation);
        assert_string_equal(refutation->role, "differentiable");
        assert_string_equal(refutation->witness[0].exact, "0");
    }
    assert_int_equal(run.results[2].verdict, VERDICT_PROVED);
    assert_null(claim_result_refutation(run.results + 2));
    run_clear(&run);
}

// Every constant fails for a reason of its own: that none will do is decided without one.
static void test_quotient_is_unbounded(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = abs(x)^3 + x^4\n"
                   "claim a: smooth(L = ?)\n"
                   "claim b: smooth(L = ?) on abs(x) < r for r in {1, 2}\n"
                   "claim c: opsc(mu = ?, toward = 1) on x < r for r in {1/2, 1}\n");
    const obligation_result_t *refutation = claim_result_refutation(run.results);
    assert_int_equal(run.results[0].verdict, VERDICT_REFUTED);
    assert_non_null(refutation);
    assert_string_equal(refutation->role, "lipschitz-gradient");
    assert_int_equal(run.results[1].verdict, VERDICT_PROVED);
    refutation = claim_result_refutation(run.results + 2);
    assert_int_equal(run.results[2].verdict, VERDICT_REFUTED);
    assert_non_null(refutation);
    assert_string_equal(refutation->role, "bounded-convexity");
    assert_string_equal(refutation->detail, "as x -> 1 from below");
    run_clear(&run);
}

// Without an estimate: bisection by certified decisions.
static void test_bisection(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x, y) = x^2 + 3*y^2\n"
                   "claim a: opsc(mu = ?, toward = (0, 0)) on abs(x) < 1 and abs(y) < 1\n"
                   "claim b: smooth(L = ?) on abs(x) < 1 and abs(y) < 1\n");
    assert_best(run.results + 0, "2", "1/1000");
    assert_best(run.results + 1, "6", "1/1000");
    run_clear(&run);
}

static void assert_margin(const claim_result_t *result, const char *value, const char *error)
{
    fmpq_t lo, hi, e;
    fmpq_init(lo);
    fmpq_init(hi);
    fmpq_init(e);
    set(lo, value);
    set(e, error);
    assert_true(result->has_margin);
    assert_true(fmpq_cmp(result->margin_lo, lo) <= 0 && fmpq_cmp(lo, result->margin_hi) <= 0);
    fmpq_sub(hi, result->margin_hi, result->margin_lo);
    assert_true(fmpq_cmp(hi, e) <= 0);
    fmpq_clear(lo);
    fmpq_clear(hi);
    fmpq_clear(e);
}

static void test_margins(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = x^2\n"
                   "claim a: smooth(L = 5/2)\n"
                   "claim b: smooth(1.5)\n"
                   "claim c: opsc(mu = 2, toward = 0)\n"
                   "claim d: opsc(toward = 0, mu = 2.000000000001)\n"
                   "claim e: opsc(mu = sqrt(2), toward = 0)\n");
    assert_margin(run.results + 0, "1/2", "1/1000000");
    assert_margin(run.results + 1, "-1/2", "1/1000000");
    assert_margin(run.results + 2, "0", "1/1000000");
    assert_margin(run.results + 3, "-1/1000000000000", "1/10000000000000");
    assert_true(run.results[4].has_margin && fmpq_sgn(run.results[4].margin_lo) > 0);
    assert_true(run.results[4].has_stated && fmpq_cmp(run.results[4].stated_lo, run.results[4].stated_hi) < 0);
    assert_int_equal(run.results[1].verdict, VERDICT_REFUTED);
    assert_int_equal(run.results[3].verdict, VERDICT_REFUTED);
    run_clear(&run);
}

// The margin is exactly 0 where equality rules out a better constant, and only there.
static void test_attained(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = cases { x <= 1 : x^2  otherwise : x^3 - x^2 + x }\n"
                   "claim a: smooth(L = 2) on x < 1\n"
                   "claim b: smooth(L = 10) on 1 < x < 2\n" // as a limit at 2
                   "claim c: growth(L = 9/2, toward = 0) on 1 <= x < 2\n"
                   "claim d: opsc(mu = sqrt(4), toward = 0) on x < 1\n"
                   "claim e: holds(f(x) <= 1) on abs(x) <= 1\n"
                   "claim g: smooth(L = 10 + 1/10^20) on 1 < x < 2\n"
                   "claim h: smooth(L = 1/10^20) on 1 <= x <= 1\n"
                   "claim i: holds(f(x) <= 1 + 1/10^20) on abs(x) <= 1\n");
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(run.results[i].verdict, VERDICT_PROVED);
    for (size_t i = 0; i < 5; i++)
        assert_margin(run.results + i, "0", "0");
    for (size_t i = 5; i < 8; i++)
        assert_true(!run.results[i].has_margin || fmpq_sgn(run.results[i].margin_hi) > 0);
    run_clear(&run);
}

static void test_attained_in_parts(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = cases { x < 0 : x^2  otherwise : 3*x^2 }\n"
                   "claim a: smooth(L = 6) on x < -1 or x > 1\n"
                   "claim b: smooth(L = 6) on -2 <= x <= -1 or 1 <= x <= 2\n"
                   "claim c: opsc(mu = 2, toward = 0) on x < -1 or x > 1\n"
                   "claim d: smooth(L = 6 + 1/10^20) on x < -1 or x > 1\n");
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(run.results[i].verdict, VERDICT_PROVED);
    for (size_t i = 0; i < 3; i++)
        assert_margin(run.results + i, "0", "0");
    assert_true(!run.results[3].has_margin || fmpq_sgn(run.results[3].margin_hi) > 0);
    run_clear(&run);
    run_spec(&run, "landscape f(x) = cases { x > 1 : 10*x  x < -1 : -10*x  otherwise : 5*(x^2 + 1) }\n"
                   "claim a: smooth(L = 10) on x > 1 or x < -1\n"); // as a limit at both ends of the gap
    assert_margin(run.results, "0", "0");
    run_clear(&run);
}

static void test_attained_in_the_plane(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x, y) = x^2 - 2*y^2 + x*y\n"
                   "claim a: smooth(L = 1 + sqrt(10)) on norm((x, y)) <= 1\n"
                   "claim b: smooth(L = 5)\n");
    assert_int_equal(run.results[1].verdict, VERDICT_PROVED);
    assert_true(run.results[0].verdict != VERDICT_REFUTED);
    assert_true(fmpq_sgn(run.results[1].margin_hi) > 0);
    run_clear(&run);
    run_spec(&run, "landscape f(x, y) = x^2 + y^2\n"
                   "claim a: smooth(L = 2)\n"
                   "claim b: smooth(L = 2) on norm((x, y)) <= 1\n");
    assert_margin(run.results + 0, "0", "0");
    assert_margin(run.results + 1, "0", "0");
    run_clear(&run);
}

// Equations have no room, and a norm is never below 0.
static void test_no_room(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = 3\n"
                   "claim a: holds(sqrt(2)*sqrt(3) = sqrt(6))\n"
                   "claim b: holds((2^(1/5) + 3^(1/5))^2 <= 4^(1/5) + 9^(1/5) + 2*6^(1/5))\n"
                   "claim c: smooth(L = 0) on x < -1 or x > 1\n"
                   "claim d: smooth(L = ?)\n"
                   "claim e: opsc(mu = ?, toward = 0)\n");
    for (size_t i = 0; i < 3; i++)
        assert_margin(run.results + i, "0", "0");
    for (size_t i = 3; i < 5; i++)
        assert_true(run.results[i].has_best && fmpq_is_zero(run.results[i].best_lo) &&
                    fmpq_is_zero(run.results[i].best_hi));
    run_clear(&run);
}

static void assert_sign(const claim_result_t *result)
{
    if (!result->has_margin)
        return;
    assert_true(result->verdict != VERDICT_PROVED || fmpq_sgn(result->margin_lo) >= 0);
    assert_true(result->verdict != VERDICT_REFUTED || fmpq_sgn(result->margin_hi) <= 0);
}

// The verdict says on which side of 0 the margin is.
static void test_margins_have_signs(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x, y) = x^2 + sqrt(2)*y^2/2 + sin(x)\n"
                   "claim a: smooth(L = 3)\n"
                   "claim b: smooth(L = 2.999)\n"
                   "claim c: opsc(mu = sqrt(2), toward = (0, 0))\n"
                   "claim d: holds(f(x, y) >= x^2 + sin(x))\n"
                   "claim e: growth(L = 1, toward = (0, 0)) on norm((x, y)) <= 1\n");
    for (size_t i = 0; i < 5; i++)
        assert_sign(run.results + i);
    run_clear(&run);
}

// At 1 the gradient jumps: |f'(x)| / x comes near to 5 above it and is 2 at 1 itself. And regions of one point.
static void test_not_attained(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = cases { x <= 1 : x^2  otherwise : 5*x - 4 }\n"
                   "claim a: growth(L = 5, toward = 0) on 1 < x\n"
                   "claim b: smooth(L = 0) on x > 1\n"
                   "claim c: smooth(L = 2) on x < 1\n"
                   "claim d: growth(L = 2, toward = 0) on x = 1/2 or 3 < x < 3\n");
    assert_int_equal(run.results[0].verdict, VERDICT_PROVED);
    assert_true(fmpq_sgn(run.results[0].margin_lo) <= 0 && fmpq_sgn(run.results[0].margin_hi) > 0);
    assert_margin(run.results + 1, "0", "0");
    assert_margin(run.results + 2, "0", "0");
    assert_margin(run.results + 3, "0", "0");
    run_clear(&run);
}

static void test_vacuous_and_rows(void **state)
{
    (void)state;
    run_t run;
    run_spec(&run, "landscape f(x) = x^2\n"
                   "claim a: smooth(L = 1) on x^2 < 0\n"
                   "claim b: holds(a*x + b < 5) on 0 < x < 1 for a in {1, 2, 3} , b in {0, 1, 2}\n");
    assert_int_equal(run.results[0].verdict, VERDICT_PROVED);
    assert_true(run.results[0].vacuous);
    assert_int_equal(run.results[1].verdict, VERDICT_PROVED); // x < 1
    assert_false(run.results[1].vacuous);
    assert_int_equal(run.results[1].instance_count, 9);
    for (size_t i = 0; i < 9; i++)
        assert_int_equal(run.results[1].instances[i].row, i);
    run_clear(&run);
}

static void test_limits(void **state)
{
    (void)state;
    run_t run;
    static const char slow[] = "landscape f(x, y) = sin(x*y)^2 + cos(x*y)^2\n"
                               "claim a: holds(f(x, y) < 1.01) on abs(x) < 50 and abs(y) < 50\n"
                               "claim b: smooth(L = 1000000) on abs(x) < 1 and abs(y) < 1\n";
    run_with(&run, slow, 0.4, 1000000000);
    assert_reason(run.results, "time limit of 0.4 s reached (obligation holds)");
    assert_int_equal(run.results[0].instance_count, 0);
    run_clear(&run);
    run_with(&run, slow, 60, 100);
    assert_reason(run.results, "holds: ");
    assert_int_equal(run.results[0].instance_count, 1);
    run_clear(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_constants),
        cmocka_unit_test(test_signs_and_sizes),
        cmocka_unit_test(test_no_best_constant),
        cmocka_unit_test(test_bisection),
        cmocka_unit_test(test_margins),
        cmocka_unit_test(test_vacuous_and_rows),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_attained),
        cmocka_unit_test(test_not_attained),
        cmocka_unit_test(test_no_constant_will_do),
        cmocka_unit_test(test_quotient_is_unbounded),
        cmocka_unit_test(test_attained_in_parts),
        cmocka_unit_test(test_attained_in_the_plane),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_margins_have_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
