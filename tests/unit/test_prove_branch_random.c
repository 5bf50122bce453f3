// SPDX-License-Identifier: LGPL-3.0-or-later
// Random statements about random functions of two variables. A proved one must hold at many random points, evaluated
// here in plain doubles; a refuted one must fail at its witness; and some of each must be decided.
#include "test_prove_evidence.h"

#include <math.h>

#define TRIALS 120
#define SAMPLES 300

// ---- random expressions, as text and as a function ----

typedef struct term {
    int kind; // 0 x, 1 y, 2 number, then operators
    double number;
    struct term *a, *b;
} term_t;

enum {
    TERM_X,
    TERM_Y,
    TERM_NUMBER,
    TERM_ADD,
    TERM_SUB,
    TERM_MUL,
    TERM_SQUARE,
    TERM_ABS,
    TERM_SIN,
    TERM_TANH,
    TERM_KINDS
};

static term_t *random_term(test_random_t *random, int depth)
{
    term_t *term = mem_alloc(1, sizeof *term);
    term->kind = depth == 0 ? (int)test_random_si(random, TERM_X, TERM_NUMBER)
                            : (int)test_random_si(random, TERM_X, TERM_KINDS - 1);
    term->number = (double)test_random_si(random, -8, 8) / 4;
    if (term->kind > TERM_NUMBER)
        term->a = random_term(random, depth - 1);
    if (term->kind >= TERM_ADD && term->kind <= TERM_MUL)
        term->b = random_term(random, depth - 1);
    return term;
}

static void free_term(term_t *term)
{
    if (!term)
        return;
    free_term(term->a);
    free_term(term->b);
    mem_free(term);
}

static void write_term(strbuf_t *out, const term_t *term)
{
    static const char *const before[] = {"x", "y", "", "(", "(", "(", "(", "abs(", "sin(", "tanh("};
    static const char *const between[] = {"", "", "", " + ", " - ", " * ", "", "", "", ""};
    static const char *const after[] = {"", "", "", ")", ")", ")", ")^2", ")", ")", ")"};
    if (term->kind == TERM_NUMBER) {
        strbuf_printf(out, "(%.2f)", term->number);
        return;
    }
    strbuf_append(out, before[term->kind]);
    if (term->a)
        write_term(out, term->a);
    strbuf_append(out, between[term->kind]);
    if (term->b)
        write_term(out, term->b);
    strbuf_append(out, after[term->kind]);
}

static double value_of(const term_t *term, double x, double y)
{
    double a = term->a ? value_of(term->a, x, y) : 0, b = term->b ? value_of(term->b, x, y) : 0;
    switch (term->kind) {
    case TERM_X:
        return x;
    case TERM_Y:
        return y;
    case TERM_NUMBER:
        return term->number;
    case TERM_ADD:
        return a + b;
    case TERM_SUB:
        return a - b;
    case TERM_MUL:
        return a * b;
    case TERM_SQUARE:
        return a * a;
    case TERM_ABS:
        return fabs(a);
    case TERM_SIN:
        return sin(a);
    default:
        return tanh(a);
    }
}

// ---- statements ----

typedef struct {
    term_t *f;
    double bound; // holds(f >= bound)
    double radius;
    bool disc; // norm((x, y)) <= radius, else |x|, |y| <= radius
} question_t;

static double uniform(test_random_t *random, double lo, double hi)
{
    return lo + (hi - lo) * (double)(test_random(random) >> 11) * 0x1p-53;
}

static double random_value(const question_t *question, test_random_t *random)
{
    double x, y;
    do {
        x = uniform(random, -question->radius, question->radius);
        y = uniform(random, -question->radius, question->radius);
    } while (question->disc && hypot(x, y) > question->radius);
    return value_of(question->f, x, y);
}

// A bound near the least value that a few samples have.
static void random_question(question_t *question, test_random_t *random)
{
    question->f = random_term(random, 4);
    question->radius = (double)test_random_si(random, 1, 4) / 2;
    question->disc = test_random_si(random, 0, 1);
    question->bound = 0;
    double least = INFINITY;
    for (int k = 0; k < 50; k++)
        least = fmin(least, random_value(question, random));
    question->bound = floor(least * 4 + uniform(random, -4, 2)) / 4;
}

static void write_question(strbuf_t *out, const question_t *question)
{
    strbuf_append(out, "landscape f(x, y) = ");
    write_term(out, question->f);
    strbuf_printf(out, " + 0*x + 0*y\nclaim c: holds(f(x, y) >= %.2f) on ", question->bound);
    if (question->disc)
        strbuf_printf(out, "norm((x, y)) <= %.1f\n", question->radius);
    else
        strbuf_printf(out, "abs(x) <= %.1f and abs(y) <= %.1f\n", question->radius, question->radius);
}

static void check_proved(const question_t *question, const char *text, test_random_t *random)
{
    for (int k = 0; k < SAMPLES; k++)
        if (!(random_value(question, random) >= question->bound - 1e-9 * (1 + fabs(question->bound))))
            fail_msg("proved, but false: %s", text);
}

static void check_refuted(const question_t *question, const decided_t *decided, const char *text)
{
    double at[2] = {0, 0};
    for (size_t i = 0; i < decided->last.witness_count && i < 2; i++) {
        fmpq_t value;
        fmpq_init(value);
        const char *exact = decided->last.witness[i].exact;
        if (number_read_fmpq(value, exact, strlen(exact)) != STATUS_OK)
            fail_msg("an irrational witness: %s", text);
        at[i] = fmpq_get_d(value);
        fmpq_clear(value);
    }
    double room = 1e-9 * (1 + fabs(question->bound));
    bool inside = question->disc ? hypot(at[0], at[1]) <= question->radius + room
                                 : fmax(fabs(at[0]), fabs(at[1])) <= question->radius + room;
    if (!inside || !(value_of(question->f, at[0], at[1]) < question->bound + room))
        fail_msg("refuted, but true at (%g, %g): %s", at[0], at[1], text);
}

static void test_random_bounds(void **state)
{
    (void)state;
    test_random_t random = test_seeded("random bounds");
    size_t counts[3] = {0, 0, 0};
    for (int trial = 0; trial < TRIALS; trial++) {
        question_t question;
        session_t session;
        decided_t decided;
        strbuf_t text;
        strbuf_init(&text);
        random_question(&question, &random);
        write_question(&text, &question);
        session_init(&session, text.text);
        session.prover.limits.max_boxes = 20000;
        decide_claim(&decided, &session, "c", EXPR_NONE);
        counts[decided.verdict]++;
        if (decided.verdict == VERDICT_PROVED)
            check_proved(&question, text.text, &random);
        if (decided.verdict == VERDICT_REFUTED)
            check_refuted(&question, &decided, text.text);
        decided_clear(&decided);
        session_clear(&session);
        strbuf_clear(&text);
        free_term(question.f);
    }
    printf("# undecided %zu, proved %zu, refuted %zu\n", counts[0], counts[1], counts[2]);
    assert_true(counts[VERDICT_PROVED] > TRIALS / 5 && counts[VERDICT_REFUTED] > TRIALS / 20);
    assert_true(counts[VERDICT_UNDECIDED] < TRIALS / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_bounds)};
    return cmocka_run_group_tests_name("prove branch random", tests, NULL, NULL);
}
