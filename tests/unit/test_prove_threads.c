// SPDX-License-Identifier: LGPL-3.0-or-later
// Subdivisions on 1, 2 and 5 threads: the same evidence, byte by byte, and the same figures beside it.
#include "test_measure.h"
#include "test_prove_evidence.h"

#include "base/parallel.h"
#include "prove/measure.h"

static const size_t thread_counts[] = {1, 2, 5};
#define COUNTS (sizeof thread_counts / sizeof *thread_counts)

static _Atomic size_t allowed;

static void allow(size_t threads)
{
    allowed = threads;
    parallel_allow(&allowed);
}

// What a proof says, in one text.
static char *describe(const proof_t *proof)
{
    strbuf_t text;
    strbuf_init(&text);
    strbuf_printf(&text, "%s\n%s\n%s\n%s\n%s\n%a %a\n", verdict_name(proof->verdict), proof->evidence.text,
                  proof->method ? proof->method : "", proof->reason ? proof->reason : "",
                  proof->detail ? proof->detail : "", proof->has_room ? proof->room_lo : 0,
                  proof->has_room ? proof->room_hi : 0);
    for (size_t i = 0; i < proof->witness_count; i++)
        strbuf_printf(&text, "%s\n", proof->witness[i].exact);
    char *result = strbuf_detach(&text);
    strbuf_clear(&text);
    return result;
}

static void check_same(char *const *texts)
{
    for (size_t k = 1; k < COUNTS; k++)
        assert_string_equal(texts[k], texts[0]);
    for (size_t k = 0; k < COUNTS; k++)
        mem_free(texts[k]);
}

// ---- branch and bound ----

static void check_claim(const char *spec, verdict_t verdict, size_t least_lines)
{
    char *texts[COUNTS];
    for (size_t k = 0; k < COUNTS; k++) {
        session_t session;
        decided_t decided;
        allow(thread_counts[k]);
        session_init(&session, spec);
        decide_claim(&decided, &session, "bound", EXPR_NONE);
        assert_int_equal(decided.verdict, verdict);
        assert_true(decided.lines >= least_lines);
        texts[k] = describe(&decided.last);
        decided_clear(&decided);
        session_clear(&session);
        parallel_end();
    }
    check_same(texts);
}

static void test_transcendental(void **state)
{
    (void)state;
    check_claim("landscape s(x, y, z) = sin(3*x*y) + cos(2*y*z + x) + tanh(x*z - y) + (x^2 + y^2 + z^2)/10\n"
                "region box = -4 <= x <= 4 and -4 <= y <= 4 and -4 <= z <= 4\n"
                "claim bound: holds(s(x, y, z) >= -2.589) on box\n",
                VERDICT_PROVED, 500);
}

// Expansion, faces, exact ends and convexity: what a thread has to leave to the first one.
static void test_polynomial(void **state)
{
    (void)state;
    check_claim("landscape s(x, y, z, w, v) = x^4 + y^4 + z^4 + w^4/2 + v^4 - 3*x^2*y - 3*y^2*z - 3*z^2*w - x*w^2\n"
                "                             + v*x*y - v*z*w + abs(x - y*z) - w*x\n"
                "region box = abs(x) <= 2 and abs(y) <= 2 and abs(z) <= 2 and abs(w) <= 2 and abs(v) <= 2\n"
                "claim bound: holds(s(x, y, z, w, v) >= -28) on box\n",
                VERDICT_PROVED, 2000);
}

// With the symmetry (x, y) -> (-x, -y).
static void test_region_with_kinks(void **state)
{
    (void)state;
    check_claim("landscape s(x, y, z) = abs(sin(3*x*y)) - cos(2*x + y)*z + z^2/4 + max(x*y, z)/10 + cos(3*y*z)\n"
                "claim bound: holds(s(x, y, z) >= -2.12) on x^2 + y^2 + z^2 <= 9\n",
                VERDICT_PROVED, 1500);
}

static void test_refuted(void **state)
{
    (void)state;
    check_claim("landscape s(x, y, z) = sin(3*x*y) + cos(3*y*z + x) + tanh(x*z - y) + (x^2 + y^2 + z^2)/10\n"
                "region box = -4 <= x <= 4 and -4 <= y <= 4 and -4 <= z <= 4\n"
                "claim bound: holds(s(x, y, z) >= -2.5) on box\n",
                VERDICT_REFUTED, 1);
}

// ---- basins ----

static void check_basins(const basins_t *basins, slong max_boxes, size_t least_cells)
{
    char *texts[COUNTS];
    size_t cells[COUNTS];
    for (size_t k = 0; k < COUNTS; k++) {
        const prove_limits_t limits = {.max_boxes = max_boxes, .max_precision = 4096};
        spec_t spec;
        obligation_t obligation;
        prover_t prover;
        proof_t proof;
        allow(thread_counts[k]);
        measure_make(&obligation, &spec, basins);
        prover_init(&prover, spec.dag, &limits);
        fmpq *least = _fmpq_vec_init((slong)obligation.target_count),
             *most = _fmpq_vec_init((slong)obligation.target_count);
        assert_true(measure_volumes(least, most, cells + k, &prover, &obligation));
        for (size_t i = 0; i < obligation.target_count; i++) {
            obligation.targets[i].least = expr_rational(spec.dag, least + i);
            obligation.targets[i].most = expr_rational(spec.dag, most + i);
        }
        proof_init(&proof);
        prove_obligation(&proof, &prover, &obligation);
        assert_int_equal(proof.verdict, VERDICT_PROVED);
        texts[k] = describe(&proof);
        proof_clear(&proof);
        _fmpq_vec_clear(least, (slong)obligation.target_count);
        _fmpq_vec_clear(most, (slong)obligation.target_count);
        prover_clear(&prover);
        obligation_clear(&obligation);
        spec_clear(&spec);
        parallel_end();
    }
    assert_true(cells[0] >= least_cells && cells[1] == cells[0] && cells[2] == cells[0]);
    check_same(texts);
}

static void test_basins(void **state)
{
    (void)state;
    static const char *const square[] = {"-5/4", "5/4", "-5/4", "5/4"}, *const line[] = {"9", "12"};
    const basins_t product = {"landscape f(x, y) = x^2/2 - x^4/4 + y^2/2 - y^4/4\n"
                              "region zero = abs(x) < 1/2 and abs(y) < 1/2\n"
                              "region away = abs(x) > 2 or abs(y) > 2\n"
                              "region strip = abs(x - y) <= 1/2\n",
                              "1/2", square, 200, "strip"};
    const basins_t toy = {
        "landscape f(x) = cases {\n"
        "  2 <= x <= 3     : -1600*(x - 2.5)^5 - 2000*(x - 2.5)^4 + 800*(x - 2.5)^3 + 1020*(x - 2.5)^2\n"
        "  8.4 <= x <= 8.6 : 0\n"
        "  otherwise       : 20*x^2\n"
        "}\n"
        "region flat = 8.4 < x < 8.6\n"
        "region zero = -1.9 < x < 1.9\n",
        "1/100", line, 500, NULL};
    check_basins(&product, 3000, 2000);
    check_basins(&toy, 6000, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transcendental),
        cmocka_unit_test(test_polynomial),
        cmocka_unit_test(test_region_with_kinks),
        cmocka_unit_test(test_refuted),
        cmocka_unit_test(test_basins),
    };
    return cmocka_run_group_tests_name("prove threads", tests, NULL, NULL);
}
