// SPDX-License-Identifier: LGPL-3.0-or-later
// Formulas without variables: exact where they can be, by balls elsewhere, undecided where neither tells.
#include "test_prove_reference.h"

typedef struct {
    const char *formula;
    verdict_t verdict;
    const char *evidence;
} constant_t;

#define EXACT_YES "evidence proved constant 0\n"
#define EXACT_NO "evidence refuted constant 0\n"

static void decide(proof_t *proof, session_t *session, const char *formula)
{
    strbuf_t text;
    obligation_list_t list;
    strbuf_init(&text);
    strbuf_printf(&text, "landscape f(x) = cases { x < 1 : x^2\n otherwise : 2*x }\nclaim a: holds(%s)\n", formula);
    session_init(session, text.text);
    session_lower(&list, session, "a", EXPR_NONE);
    obligation_t *last = list.items + list.count - 1;
    last->kind = OBLIGATION_CONSTANT;
    proof_init(proof);
    prove_constant(proof, &session->prover, last);
    obligation_list_clear(&list);
    strbuf_clear(&text);
}

static void test_verdicts(void **state)
{
    (void)state;
    static const constant_t cases[] = {
        {"1/3 < 0.3333333333333333333334", VERDICT_PROVED, EXACT_YES},
        {"1/3 < 0.3333333333333333333333", VERDICT_REFUTED, EXACT_NO},
        {"sqrt(2)*sqrt(3) = sqrt(6)", VERDICT_PROVED, EXACT_YES},
        {"sqrt(2)*sqrt(3) = sqrt(6) + 1e-30", VERDICT_REFUTED, EXACT_NO},
        {"sqrt(2) + sqrt(3) < 3.1462643699419724", VERDICT_PROVED, EXACT_YES},
        {"sqrt(2) + sqrt(3) < 3.1462643699419723", VERDICT_REFUTED, EXACT_NO},
        {"sqrt(5 + 2*sqrt(6)) = sqrt(2) + sqrt(3)", VERDICT_PROVED, EXACT_YES},
        {"2^(1/3) != 5/4", VERDICT_PROVED, EXACT_YES},
        {"f'(1) = 2 and f'(0.999999999999) < 2", VERDICT_PROVED, EXACT_YES},
        {"f'(1 - 1e-12) = 2", VERDICT_REFUTED, EXACT_NO},
        {"exp(0) = 1 and log(1) = 0 and cos(0) = 1 and sin(0) = 0", VERDICT_PROVED, EXACT_YES},
        {"pi < 3.15", VERDICT_PROVED, "evidence proved constant 128\n"},
        {"exp(1) < 2.718281828459045235360287471352662497757247093699959574966968", VERDICT_PROVED,
         "evidence proved constant 512\n"},
        {"exp(1) < 2.718281828459045235360287471352662497757247093699959574966967", VERDICT_REFUTED,
         "evidence refuted constant 512\n"},
        {"2^(1/41) + 3^(1/43) > 2", VERDICT_PROVED, "evidence proved constant 128\n"},
        {"2^(1/41) + 3^(1/43) > 3", VERDICT_REFUTED, "evidence refuted constant 128\n"},
        {"2^(1/41) + 3^(1/43) = 3^(1/43) + 2^(1/41)", VERDICT_PROVED, "evidence proved constant 7286\n"},
        {"(2^(1/5) + 3^(1/5))^2 <= 4^(1/5) + 9^(1/5) + 2*6^(1/5)", VERDICT_PROVED, "evidence proved constant 22122\n"},
        {"(2^(1/5) + 3^(1/5))^2 < 4^(1/5) + 9^(1/5) + 2*6^(1/5)", VERDICT_REFUTED, "evidence refuted constant 22122\n"},
        {"(2^(1/5) + 3^(1/5))^2 = 4^(1/5) + 9^(1/5) + 2*6^(1/5) + 1e-200", VERDICT_REFUTED,
         "evidence refuted constant 2048\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session_t session;
        proof_t proof;
        decide(&proof, &session, cases[i].formula);
        if (proof.verdict != cases[i].verdict || strcmp(proof.evidence.text, cases[i].evidence) != 0)
            fail_msg("%s: %s, %s", cases[i].formula, verdict_name(proof.verdict), proof.evidence.text);
        assert_non_null(proof.method);
        assert_null(proof.reason);
        proof_clear(&proof);
        session_clear(&session);
    }
}

static void test_undecided(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"sin(1)^2 + cos(1)^2 = 1", "the two sides cannot be told apart at 4096 bits: possibly equal"},
        {"1/(sqrt(2)^2 - 2) > 0", "a term of the claim has no value"},
        {"log(sqrt(2) - 2) > 0", "a term of the claim has no value"},
        {"2^(1/41) + 3^(1/43) + 5^(1/47) = 5^(1/47) + 3^(1/43) + 2^(1/41)",
         "the two sides cannot be told apart at 4096 bits: possibly equal; the degree is beyond the limits of exact "
         "arithmetic"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        session_t session;
        proof_t proof;
        decide(&proof, &session, cases[i][0]);
        assert_int_equal(proof.verdict, VERDICT_UNDECIDED);
        assert_string_equal(proof.reason, cases[i][1]);
        assert_int_equal(proof.evidence.length, 0);
        proof_clear(&proof);
        session_clear(&session);
    }
}

// A point known by an enclosure only: what holds throughout the enclosure is decided.
static void test_enclosed_point(void **state)
{
    (void)state;
    static const prove_limits_t limits = {.max_boxes = 1000, .max_precision = 1024};
    dag_t *dag = dag_new();
    prover_t prover;
    prover_init(&prover, dag, &limits);
    quantified_t point = {expr_new_variable(dag, "p", VARIABLE_POINT), {EXPR_NONE, EXPR_NONE, true, true}};
    expr_t square = expr_power(dag, point.variable, 2, 1);
    obligation_t obligation = {
        .kind = OBLIGATION_CONSTANT, .point_count = 1, .points = &point, .region = EXPR_NONE, .bound = EXPR_NONE};
    for (slong bound = 1; bound <= 4; bound++) {
        proof_t proof;
        proof_init(&proof);
        obligation.conclusion = expr_binary(dag, EXPR_LESS, square, expr_integer(dag, bound));
        if (bound == 2) { // not known at all before
            prover.known = mem_alloc(1, sizeof *prover.known);
            prover.known_count = prover.known_capacity = 1;
            prover.known->variable = point.variable;
            fmpq_init(prover.known->lo);
            fmpq_init(prover.known->hi);
            rpoint_init(prover.known->exact);
            fmpq_set_si(prover.known->lo, 14, 10);
            fmpq_set_si(prover.known->hi, 15, 10);
        }
        prove_constant(&proof, &prover, &obligation);
        static const verdict_t expected[] = {VERDICT_UNDECIDED, VERDICT_UNDECIDED, VERDICT_PROVED, VERDICT_PROVED};
        assert_int_equal(proof.verdict, expected[bound - 1]);
        proof_clear(&proof);
    }
    prover_clear(&prover);
    dag_free(dag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_undecided),
        cmocka_unit_test(test_enclosed_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
