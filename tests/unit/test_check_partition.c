// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence `partition`, written by hand: what holds is accepted, what does not is refused, whatever it looks like.
#include "test_check_evidence.h"

#define HALF "landscape f(x) = x^2/4\npoint p = 0\n" // with rate 1 each step halves x

// The outcome for the last obligation of the kind in the first claim, lowered by the tactic.
static void expect_by(const char *text, const tactic_t *tactic, obligation_kind_t kind, const char *evidence,
                        outcome_t expected)
{
    spec_t spec;
    obligation_list_t list;
    const char *reason;
    real_ctx_t reals;
    ground_t ground;
    strbuf_t message;
    const instance_t instance = {0, 0, EXPR_NONE, tactic, false};
    status_t status = spec_read(&spec, "test", text, strlen(text));
    if (status == STATUS_OK)
        status = claims_validate(&spec);
    for (size_t i = 0; status != STATUS_OK && i < spec.diagnostics.count; i++)
        printf("# %s\n", spec.diagnostics.items[i].message);
    assert_int_equal(status, STATUS_OK);
    assert_int_equal(claim_lower(&list, &reason, &spec, &instance), STATUS_OK);
    real_ctx_init(reals);
    ground_init(&ground, spec.dag, reals);
    strbuf_init(&message);
    verdict_t *verdicts = mem_alloc(list.count, sizeof *verdicts);
    size_t index = list.count;
    for (size_t i = 0; i < list.count; i++)
        index = list.items[i].kind == kind ? i : index;
    assert_true(index < list.count);
    outcome_t outcome = check_one(&message, &ground, &list, verdicts, index, evidence);
    if (outcome != expected)
        fail_msg("%s, not %s (%s):\n%s%s", outcome_text(outcome), outcome_text(expected), message.text, text, evidence);
    mem_free(verdicts);
    strbuf_clear(&message);
    ground_clear(&ground);
    real_ctx_clear(reals);
    obligation_list_clear(&list);
    spec_clear(&spec);
}

// The same for a tactic without values.
static void expect_of(const char *text, const char *tactic_name, bool against, obligation_kind_t kind,
                      const char *evidence, outcome_t expected)
{
    tactic_t tactic;
    tactic_init(&tactic, tactic_name, against, 0);
    expect_by(text, &tactic, kind, evidence, expected);
    tactic_clear(&tactic);
}

static void expect_rank(const char *text, const char *evidence, outcome_t expected)
{
    expect_of(text, "partition", false, OBLIGATION_RANK, evidence, expected);
}

static void expect_avoid(const char *text, const char *evidence, outcome_t expected)
{
    expect_of(text, "invariant", false, OBLIGATION_AVOID, evidence, expected);
}

// ---- steps ----

#define BOX HALF "claim c: reaches(-1 <= x <= 1) on -4 <= x <= 4 with gd(rate = 1)\n"
#define HEAD "evidence proved partition\n"

static void test_steps(void **state)
{
    (void)state;
    const char *frame = HEAD "split 1 -5\nidle 53\nsplit 1 5\nsplit 1 -2\n%s\nsplit 1 -1\n%s\nsplit 1 1\ntarget 53\n"
                             "split 1 2\n%s\n%s\nidle 53\n";
    static const struct {
        const char *far_left, *left, *right, *far_right;
        outcome_t outcome;
    } cases[] = {
        // -5 goes to -2.5, so that a step needs more cells
        {"step 2 53", "step 1 53", "step 1 53", "step 2 53", IS_REFUSED},
        {"drift 2 1 - 1/2 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", SHOWS_PROVED},
        {"drift 2 1 - 1/2 53", "step 1 53", "step 1 53", "drift 1 1 + 1 53", IS_REFUSED}, // equal ranks
        {"drift 2 1 - 1/2 53", "step 1 53", "step 2 53", "drift 2 1 + 1 53", IS_REFUSED},
        {"drift 2 1 - 1/2 53", "step 1 53", "step 2 53", "drift 3 1 + 1 53", SHOWS_PROVED}, // higher than need be
        {"drift 2 1 + 1/2 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED},   // wrong way
        {"drift 2 1 - 0 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED},
        {"drift 2 1 - -1 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED},
        {"drift 2 1 - 1001/1000 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED}, // at -2 it is 1
        {"drift 2 2 - 1 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_MALFORMED},
        {"drift 2 0 - 1 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_MALFORMED},
        {"drift 2 1 * 1 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_MALFORMED},
        {"drift 2 1 - 1/2 53", "step 0 53", "step 1 53", "drift 2 1 + 1 53", IS_MALFORMED},
        {"drift 2 1 - 1/2 53", "target 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED},
        {"drift 2 1 - 1/2 53", "idle 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED},
        {"idle 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED}, // the region is there
        {"safe 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_MALFORMED},
        {"chance 2 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED},
        {"expel 2 2 53", "step 1 53", "step 1 53", "drift 2 1 + 1 53", IS_REFUSED}, // no centre
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char evidence[1000];
        snprintf(evidence, sizeof evidence, frame, cases[i].far_left, cases[i].left, cases[i].right,
                 cases[i].far_right);
        expect_rank(BOX, evidence, cases[i].outcome);
    }
}

// Cells are cut where the certificate says, and all of the line is divided.
static void test_trees(void **state)
{
    (void)state;
    expect_rank(BOX, HEAD "idle 53\n", IS_REFUSED);
    expect_rank(BOX, HEAD "target 53\n", IS_REFUSED);
    expect_rank(BOX, HEAD "step 1 53\n", IS_REFUSED);
    expect_rank(BOX, HEAD "drift 1 1 + 1 53\n", IS_REFUSED);
    expect_rank(BOX, HEAD "split 1 0\nstep 1 53\n", IS_MALFORMED);
    expect_rank(BOX, HEAD "split 2 0\nstep 1 53\nstep 1 53\n", IS_MALFORMED);
    expect_rank(
        BOX, HEAD "split 1 -1\ndrift 1 1 - 1/2 53\nsplit 1 -1\ntarget 53\nsplit 1 1\ntarget 53\ndrift 1 1 + 1/2 53\n",
        IS_REFUSED); // an empty cell
    expect_rank(BOX, HEAD "split 1 -1\ndrift 1 1 - 1/2 53\nsplit 1 1\ntarget 53\ndrift 1 1 + 1/2 53\n", SHOWS_PROVED);
    expect_rank(BOX, HEAD "split 1 -1\ndrift 1 1 - 1/2 100\nsplit 1 1\ntarget 80\ndrift 1 1 + 1/2 200\n", SHOWS_PROVED);
    expect_rank(BOX, HEAD "split 1 -1\ndrift 1 1 - 1/2 53\nsplit 1 2\ntarget 53\ndrift 1 1 + 1/2 53\n", IS_REFUSED);
    expect_rank(BOX, HEAD "split 1 -1\ndrift 1 1 - 1/2 53\nsplit 1 1\ntarget 53\ndrift 1 1 + 1/2\n", IS_MALFORMED);
    expect_rank(BOX, HEAD "split 1 -1\ndrift 1 1 - 1/2 53\nsplit 1 1\ntarget 53\ndrift 1 1 + 1/2 53\nidle 53\n",
                IS_MALFORMED);
}

static void test_number_of_steps(void **state)
{
    (void)state;
    const char *good = HEAD "split 1 -5\nidle 53\nsplit 1 -2\nsplit 1 -3\nstep 3 53\nstep 2 53\nsplit 1 -1\nstep 1 53\n"
                            "split 1 1\ntarget 53\nidle 53\n";
#define STEPS(n) HALF "claim c: reaches(-1 <= x <= 1, within = " n ") on -4 <= x <= 0 with gd(rate = 1)\n"
    expect_rank(STEPS("3"), good, SHOWS_PROVED);
    expect_rank(STEPS("4"), good, SHOWS_PROVED);
    expect_rank(STEPS("2"), good, IS_REFUSED);
    expect_rank(STEPS("3"), HEAD "split 1 -1\ndrift 1 1 - 1/2 53\nsplit 1 1\ntarget 53\nidle 53\n", IS_REFUSED);
    expect_rank(STEPS("9"), HEAD "split 1 -1\ndrift 10 1 - 1/2 53\nsplit 1 1\ntarget 53\nidle 53\n", IS_REFUSED);
}

// Almost everywhere the starts on a face do not count.
static void test_idle_up_to_the_region(void **state)
{
    (void)state;
    const char *evidence = HEAD "split 1 -4\nidle 53\nsplit 1 4\nsplit 1 -2\nstep 2 53\nsplit 1 -1\nstep 1 53\nsplit 1 1\ntarget 53\n"
                                "split 1 2\nstep 1 53\nstep 2 53\nidle 53\n";
    expect_rank(HALF "claim c: reaches(-1 <= x <= 1) almost everywhere on -4 <= x <= 4 with gd(rate = 1)\n", evidence, SHOWS_PROVED);
    expect_rank(HALF "claim c: reaches(-1 <= x <= 1) almost everywhere on abs(x) <= 4 with gd(rate = 1)\n", evidence, SHOWS_PROVED);
    expect_rank(HALF "claim c: reaches(-1 <= x <= 1) almost everywhere on -4 <= x <= 4000000000001/1000000000000 with gd(rate = 1)\n",
                evidence, IS_REFUSED);
    expect_rank(HALF "claim c: reaches(-1 <= x <= 1) on -4 <= x <= 4 with gd(rate = 1)\n", evidence, IS_REFUSED);
}

// ---- chance ----

#define WALK(level)                                                                                                    \
    "landscape f(x) = x\nclaim c: reaches(x <= 0) almost surely on x <= 1 with sgd(rate = 1, noise = uniform(" level   \
    "))\n"

// x - 1 - 2 u: with u in [-1, -1/2] the step is at most 1 upward, with u in [1/2, 1] at least 2 downward.
static void test_chance(void **state)
{
    (void)state;
    const char *frame = HEAD "split 1 0\ntarget 53\nsplit 1 2\n%s\n%s\n";
    static const struct {
        const char *near, *far;
        outcome_t outcome;
    } cases[] = {
        {"chance 1 53 1/2 1", "idle 53", IS_REFUSED}, // the noise may lead to idle cells
        {"chance 1 53 1/2 1", "chance 2 53 1/2 1", IS_REFUSED},
        {"chance 1 53 1/2 3/4", "chance 1 53 1/2 3/4", IS_REFUSED},
        {"chance 1 53 1/4 1", "idle 53", IS_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char evidence[1000];
        snprintf(evidence, sizeof evidence, frame, cases[i].near, cases[i].far);
        expect_rank(WALK("2"), evidence, cases[i].outcome);
    }
#define QUIET                                                                                                          \
    "landscape f(x) = x^2/4\nclaim c: reaches(x <= 0) almost surely on -4 <= x <= 4 with sgd(rate = 1, noise = "       \
    "uniform(1))\n"
    // x/2 - u maps [-4, 4] into [-3, 3]; [0, 2] is left with u in [1 - 0, 1] only at its lower part
    frame = HEAD "split 1 -5\nidle 53\nsplit 1 0\ntarget 53\nsplit 1 1\n%s\nsplit 1 5\n%s\nidle 53\n";
    static const struct {
        const char *near, *far;
        outcome_t outcome;
    } more[] = {
        {"chance 1 53 1/2 1", "chance 2 53 1 1", IS_REFUSED},     // no length
        {"chance 1 53 1/2 1", "chance 2 53 1/2 2", IS_REFUSED},   // outside
        {"chance 1 53 1/2 1", "chance 2 53 1 1/2", IS_REFUSED},   // the wrong way round
        {"chance 1 53 1/2 1", "chance 2 53 -1 -1/2", IS_REFUSED}, // upward
        {"chance 1 53 1/2 1", "chance 2 53 1/2", IS_MALFORMED},
        {"chance 1 53 1/2 1", "chance 2 53 1/2 1", IS_REFUSED}, // 5 is not led below 1 by that
        {"step 1 53", "chance 2 53 1/2 1", IS_REFUSED},
    };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        char evidence[1000];
        snprintf(evidence, sizeof evidence, frame, more[i].near, more[i].far);
        expect_rank(QUIET, evidence, more[i].outcome);
    }
    expect_rank(
        QUIET,
        HEAD "split 1 -5\nidle 53\nsplit 1 0\ntarget 53\nsplit 1 1\nchance 1 53 1/2 1\nsplit 1 3\nchance 2 53 1/2 1\n"
             "split 1 5\nchance 3 53 0 1\nidle 53\n",
        SHOWS_PROVED);
    expect_rank(
        QUIET,
        HEAD "split 1 -5\nidle 53\nsplit 1 0\ntarget 53\nsplit 1 1\nchance 2 53 1/2 1\nsplit 1 3\nchance 1 53 1/2 1\n"
             "split 1 5\nchance 3 53 0 1\nidle 53\n",
        IS_REFUSED); // ranks exchanged
}

// ---- expulsion ----

#define DOUBLE "landscape f(x) = -x^2/2\npoint p = 0\npoint q = 1/2\n"
#define OUT DOUBLE "claim c: escapes(from = -1 <= x <= 1, but = p) with gd(rate = 1)\n"
#define NEARLY DOUBLE "claim c: escapes(from = -1 <= x <= 1) almost everywhere with gd(rate = 1)\n"

static void test_expulsion(void **state)
{
    (void)state;
    const char *frame = HEAD "split 1 -2\ntarget 53\nsplit 1 -5/4\ntarget 53\nsplit 1 -3/4\nstep 1 53\nsplit 1 %s\n%s\n"
                             "split 1 3/4\n%s\nsplit 1 5/4\nstep 1 53\ntarget 53\n";
    static const struct {
        const char *claim, *cut, *left, *right;
        outcome_t outcome;
    } cases[] = {
        {OUT, "-1/2", "step 2 53", "expel 3 3/2 53", SHOWS_PROVED},
        {OUT, "-1/2", "step 2 53", "expel 3 2 53", SHOWS_PROVED},
        {OUT, "-1/2", "step 2 53", "expel 3 2001/1000 53", IS_REFUSED},
        {OUT, "-1/2", "step 2 53", "expel 3 1 53", IS_REFUSED},
        {OUT, "-1/2", "step 2 53", "expel 2 2 53", IS_REFUSED}, // the image meets rank 2
        {OUT, "-1/2", "step 2 53", "step 3 53", IS_REFUSED},
        {OUT, "1/2", "expel 2 2 53", "expel 2 2 53", IS_REFUSED}, // the centre is not in the right one
        {OUT, "-1/2", "expel 2 2 53", "expel 2 2 53", IS_REFUSED},
        {NEARLY, "-1/2", "step 2 53", "expel 3 2 53", SHOWS_PROVED},
        {NEARLY, "-1/2", "step 2 53", "expel 3 2 80", SHOWS_PROVED},
        {NEARLY, "-1/2", "step 2 53", "step 2 53", IS_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char evidence[1000];
        snprintf(evidence, sizeof evidence, frame, cases[i].cut, cases[i].left, cases[i].right);
        expect_rank(cases[i].claim, evidence, cases[i].outcome);
    }
    expect_rank(DOUBLE "claim c: escapes(from = -1 <= x <= 1, but = p) with gd(rate = g) for g in [1, 2]\n",
                HEAD "split 1 -5/4\ntarget 53\nsplit 1 5/4\nexpel 1 2 53\ntarget 53\n", SHOWS_PROVED);
    expect_rank(DOUBLE "claim c: escapes(from = -1 <= x <= 1, but = p) with gd(rate = g) for g in [999999999999/1000000000000, 2]\n",
                HEAD "split 1 -5/4\ntarget 53\nsplit 1 5/4\nexpel 1 2 53\ntarget 53\n", IS_REFUSED);
    // That q does not move is another obligation of the claim.
    expect_of(DOUBLE "claim c: escapes(from = -1 <= x <= 1, but = q) with gd(rate = 1)\n", "partition", false, OBLIGATION_CONSTANT,
              "evidence proved constant 0\n", IS_REFUSED);
    expect_rank(DOUBLE "claim c: escapes(from = -1 <= x <= 1) with gd(rate = 1)\n",
                HEAD "split 1 -5/4\ntarget 53\nsplit 1 5/4\nexpel 1 2 53\ntarget 53\n", IS_REFUSED);
    expect_rank(OUT, HEAD "split 1 -5/4\ntarget 53\nsplit 1 5/4\nexpel 1 2 53\ntarget 53\n", SHOWS_PROVED);
}

// A step onto the point that expulsion leaves over: the constant 1/2 on x > 2 is the repelling point of 2x - 1/2.
static void test_expulsion_needs_the_rest(void **state)
{
    (void)state;
    // beyond 2 the map is x - (x - 1/2) = 1/2 exactly
    expect_rank("landscape f(x) = cases { x <= 2 : -x^2/2 + x/2\n otherwise : x^2/2 - x/2 - 2 }\n"
                "claim c: escapes(from = -1/2 <= x <= 9/4) almost everywhere with gd(rate = 1)\n",
                HEAD "split 1 -1\ntarget 53\nsplit 1 3/2\nexpel 1 2 53\nsplit 1 3\nstep 2 53\ntarget 53\n", IS_REFUSED);
}

// ---- repelling sets ----

// With the repelling set [-w, w] about 0; none for w = 0.
static void expect_repelled(slong numerator, ulong denominator, const char *repel, outcome_t expected)
{
    static const char claim[] = "landscape f(x) = -x^4/4\nclaim c: escapes(from = -1 <= x <= 1) almost everywhere with gd(rate = 1/4)\n";
    char evidence[1000];
    snprintf(evidence, sizeof evidence,
             HEAD "split 1 -9/8\ntarget 53\nsplit 1 9/8\nsplit 1 -1/2\ndrift 1 1 + 1/64 53\nsplit 1 1/2\n%s\n"
                  "drift 1 1 - 1/64 53\ntarget 53\n", repel);
    tactic_t tactic;
    tactic_init(&tactic, "partition", false, numerator ? 3 : 0);
    if (numerator) {
        fmpq_set_si(tactic.values + 1, -numerator, denominator);
        fmpq_set_si(tactic.values + 2, numerator, denominator);
    }
    expect_by(claim, &tactic, OBLIGATION_RANK, evidence, expected);
    tactic_clear(&tactic);
}

static void test_repelling_sets(void **state)
{
    (void)state;
    expect_repelled(1, 2, "repel 2 1 53", SHOWS_PROVED);
    expect_repelled(3, 4, "repel 2 1 80", SHOWS_PROVED);
    expect_repelled(1, 2, "repel 1 1 53", IS_REFUSED);          // the image meets rank 1
    expect_repelled(499999, 1000000, "repel 2 1 53", IS_REFUSED); // the cell is larger than the set
    expect_repelled(1, 2, "repel 2 2 53", IS_MALFORMED);        // there is one set
    expect_repelled(1, 2, "repel 2 0 53", IS_MALFORMED);
    expect_repelled(1, 2, "repel 2 53", IS_MALFORMED);
    expect_repelled(1, 2, "repel 0 1 53", IS_MALFORMED);
    expect_repelled(1, 2, "expel 2 2 53", IS_REFUSED); // the derivative is 1 at 0
    expect_repelled(0, 1, "repel 2 1 53", IS_MALFORMED);
}

// ---- null sets ----

// At rate 1 the map is 3 x up to 1/2 and 3 - 3 x beyond: what stays in [0, 1] for ever is Cantor's set. At rate g: slopes 1 + 2 g, 1 - 4 g.
#define CANTOR "landscape f(x) = cases { x <= 1/2 : -x^2\n otherwise : 2*x^2 - 3*x + 3/4 }\npoint p = 0\n"
#define ALMOST CANTOR "claim c: escapes(from = 0 <= x <= 1) almost everywhere with gd(rate = 1)\n"

static void expect_null(const char *claim, const char *cut, const char *left, const char *right, outcome_t expected)
{
    char evidence[1000];
    snprintf(evidence, sizeof evidence, HEAD "split 1 -1/8\ntarget 53\nsplit 1 9/8\nsplit 1 %s\n%s\n%s\ntarget 53\n", cut, left, right);
    expect_rank(claim, evidence, expected);
}

static void test_null_sets(void **state)
{
    (void)state;
    static const struct {
        const char *cut, *left, *right;
        outcome_t outcome;
    } cases[] = {
        {"1/2", "null 1 3 1 53", "null 1 3 1 53", SHOWS_PROVED},
        {"1/2", "null 1 3 1 80", "null 1 5/2 1 53", SHOWS_PROVED},
        {"1/2", "null 1 3 1 53", "null 1 3 3/2 53", SHOWS_PROVED},
        {"1/2", "null 1 3 1 53", "null 1 3 2 53", IS_REFUSED}, // 1 + 2 is not below 3
        {"1/2", "null 1 2 1 53", "null 1 3 1 53", IS_REFUSED},
        {"1/2", "null 1 2000000000001/1000000000000 1 53", "null 1 3 1 53", SHOWS_PROVED},
        {"1/2", "null 1 3000000000001/1000000000000 1 53", "null 1 3 1 53", IS_REFUSED},
        {"1/2", "null 1 3 1 53", "null 1 3000000000001/1000000000000 1 53", IS_REFUSED},
        {"1/2", "null 1 3 0 53", "null 1 3 1 53", IS_REFUSED},
        {"1/2", "null 1 3 1 53", "null 1 3 -1 53", IS_REFUSED},
        {"1/2", "null 1 -3 -1 53", "null 1 3 1 53", IS_REFUSED},
        {"1/2", "null 1 3 1 53", "null 2 3 1 53", IS_REFUSED}, // ranks
        {"1/2", "null 1 3 1 53", "expel 1 3 53", IS_REFUSED},
        {"1/2", "null 1 3 1 53", "step 1 53", IS_REFUSED},
        {"1/2", "null 1 3 1 53", "idle 53", IS_REFUSED},
        {"1/3", "null 1 2 1 53", "null 1 2 1 53", IS_REFUSED}, // the kink is inside
        {"1/2", "null 1 3 53", "null 1 3 1 53", IS_MALFORMED},
        {"1/2", "null 0 3 1 53", "null 1 3 1 53", IS_MALFORMED},
        {"1/2", "null 1 3 1 53 1", "null 1 3 1 53", IS_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_null(ALMOST, cases[i].cut, cases[i].left, cases[i].right, cases[i].outcome);
    expect_rank(ALMOST, HEAD "split 1 1/2\nnull 1 3 1 53\nnull 1 3 1 53\n", IS_REFUSED); // cells without bounds
}

static void test_null_sets_of_claims(void **state)
{
    (void)state;
    static const struct {
        const char *claim;
        outcome_t outcome;
    } cases[] = {
        {"escapes(from = 0 <= x <= 1) with gd(rate = 1)", IS_REFUSED},
        {"escapes(from = 0 <= x <= 1, but = p) with gd(rate = 1)", IS_REFUSED},
        {"reaches(x < 0 or x > 1) almost surely with sgd(rate = 1, noise = uniform(1/1024))", IS_REFUSED},
        {"escapes(from = 0 <= x <= 1) almost everywhere with gd(rate = g) for g in [1, 2]", SHOWS_PROVED},
        {"escapes(from = 0 <= x <= 1) almost everywhere with gd(rate = g) for g in [1/2, 1]", IS_REFUSED},
        {"escapes(from = 0 <= x <= 1) almost everywhere with gd(rate = 1/2)", IS_REFUSED}, // the slope -1: cycles on [1/2, 1]
        {"escapes(from = 0 <= x <= 1) almost everywhere with gd(rate = 3/10)", IS_REFUSED}, // an attracting point in [1/2, 1]
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1000];
        snprintf(text, sizeof text, CANTOR "claim c: %s\n", cases[i].claim);
        expect_null(text, "1/2", "null 1 3 1 53", "null 1 3 1 53", cases[i].outcome);
        if (cases[i].outcome == IS_REFUSED)
            expect_null(text, "1/2", "null 1 1 1 53", "null 1 1/8 1 53", IS_REFUSED);
    }
    // With momentum the starts are on a line in the plane.
    expect_rank("landscape f(x) = -x^2\nclaim c: escapes(from = abs(x) <= 1) almost everywhere with heavy_ball(rate = 1, momentum = 1/4)\n",
                HEAD "split 1 -1\ntarget 53\nsplit 1 1\nsplit 2 -1\nidle 53\nsplit 2 1\nnull 1 1/8 1 53\nidle 53\ntarget 53\n", IS_REFUSED);
    // The flat piece [1/4, 3/4] is sent to 1, which is sent to 0, which does not move.
    expect_rank("landscape f(x) = cases { x <= 1/4 : -3*x^2/2\n x <= 3/4 : x^2/2 - x + 1/8\n otherwise : 5*x^2/2 - 4*x + 5/4 }\n"
                "claim c: escapes(from = 0 <= x <= 1) almost everywhere with gd(rate = 1)\n",
                HEAD "split 1 -1/8\ntarget 53\nsplit 1 9/8\nsplit 1 1/4\nnull 1 4 1 53\nsplit 1 3/4\nstep 2 53\nnull 1 4 1 53\ntarget 53\n",
                IS_REFUSED);
}

// Descent goes away from 1/10 slowly on the left; on the right the map is as above, with the slopes 4 and -4. The repelling set is
// [-2/5, end], the cut between left and right where it is said.
static void expect_beside(const char *end, const char *cut, const char *left, const char *right, outcome_t expected)
{
    static const char claim[] =
        "landscape f(x) = cases { x <= 1/10 : (x - 1/10)^3/3\n x <= 3/5 : -3*(x - 1/10)^2/2\n"
        " otherwise : 5*(x - 1/10)^2/2 - 4*(x - 1/10) + 1 }\n"
        "claim c: escapes(from = -9/10 <= x <= 11/10) almost everywhere with gd(rate = 1)\n";
    char evidence[1000];
    snprintf(evidence, sizeof evidence,
             HEAD "split 1 -1\ntarget 53\nsplit 1 6/5\nsplit 1 -3/5\nstep 1 53\nsplit 1 -2/5\nstep 2 53\nsplit 1 %s\n%s\n"
                  "split 1 3/5\n%s\nnull 4 4 1 53\ntarget 53\n", cut, left, right);
    tactic_t tactic;
    tactic_init(&tactic, "partition", false, 3);
    fmpq_set_si(tactic.values, 1, 10);
    fmpq_set_si(tactic.values + 1, -2, 5);
    assert_int_equal(fmpq_set_str(tactic.values + 2, end, 10), 0);
    expect_by(claim, &tactic, OBLIGATION_RANK, evidence, expected);
    tactic_clear(&tactic);
}

static void test_repelling_sets_on_one_side(void **state)
{
    (void)state;
    expect_beside("1/10", "1/10", "repel 3 1 53", "null 4 4 1 53", SHOWS_PROVED);
    expect_beside("1/10", "1/10", "repel 3 1 100", "null 4 4 1 53", SHOWS_PROVED);
    expect_beside("100000000001/1000000000000", "1/10", "repel 3 1 53", "null 4 4 1 53", IS_REFUSED); // orbits may change sides
    expect_beside("1/10", "100000000001/1000000000000", "repel 3 1 53", "null 4 4 1 53", IS_REFUSED); // the cell is larger than the set
    expect_beside("1/10", "1/10", "null 4 1 1 53", "null 4 4 1 53", IS_REFUSED);
    expect_beside("1/10", "1/10", "null 3 1 1 53", "null 4 4 1 53", IS_REFUSED);
    expect_beside("1/10", "1/10", "repel 3 1 53", "null 3 4 1 53", IS_REFUSED);
    expect_beside("1/10", "1/10", "repel 4 1 53", "null 4 4 1 53", IS_REFUSED);
    expect_beside("1/10", "99999999999/1000000000000", "repel 3 1 53", "null 4 4 1 53", IS_REFUSED); // the kink is inside the other cell
}

// ---- avoidance ----

#define AWAY HALF "claim c: avoids(x > 2) on -1 <= x <= 1 with gd(rate = 1)\n"

static void test_avoid(void **state)
{
    (void)state;
    expect_avoid(AWAY, HEAD "split 1 -2\nidle 53\nsplit 1 2\nsafe 53\nidle 53\n", SHOWS_PROVED);
    expect_avoid(AWAY, HEAD "split 1 -2\nidle 53\nsplit 1 3\nsafe 53\nidle 53\n", IS_REFUSED);
    expect_avoid(AWAY, HEAD "split 1 2\nsafe 53\nidle 53\n", SHOWS_PROVED);
    expect_avoid(AWAY, HEAD "safe 53\n", IS_REFUSED);
    expect_avoid(AWAY, HEAD "split 1 0\nidle 53\nsplit 1 2\nsafe 53\nidle 53\n", IS_REFUSED);
    expect_avoid(AWAY, HEAD "split 1 1/2\nsafe 53\nidle 53\n", IS_REFUSED);
    expect_avoid(DOUBLE "claim c: avoids(x > 2) on -1 <= x <= 1 with gd(rate = 1)\n",
                 HEAD "split 1 -2\nidle 53\nsplit 1 2\nsafe 53\nidle 53\n", IS_REFUSED);
    expect_avoid(HALF "claim c: avoids(x > 3) on -1 <= x <= 1 with sgd(rate = 1, noise = uniform(1))\n",
                 HEAD "split 1 -3\nidle 53\nsplit 1 3\nsafe 53\nidle 53\n", SHOWS_PROVED);
    expect_avoid(HALF "claim c: avoids(x > 3) on -1 <= x <= 1 with sgd(rate = 1, noise = uniform(2))\n",
                 HEAD "split 1 -3\nidle 53\nsplit 1 3\nsafe 53\nidle 53\n", IS_REFUSED);
}

// Guards that are not decided in a cell: every way through them counts.
static void test_pieces(void **state)
{
    (void)state;
    const char *jump = "landscape f(x) = cases { x <= 0.3 : x^2/2 - 2*x\n otherwise : x^2/2 + 2*x }\n"; // to 2 or to -2
    char text[1000];
    snprintf(text, sizeof text, "%sclaim c: avoids(-1 <= x <= 1) on x > 1 with gd(rate = 1)\n", jump);
    expect_avoid(text, HEAD "split 1 -1\nidle 53\nsplit 1 1\nidle 53\nsafe 53\n", IS_REFUSED);
    expect_avoid(text, HEAD "split 1 -3/2\nsafe 53\nsplit 1 3/2\nidle 53\nsafe 53\n",
                 IS_REFUSED); // the region is wider
    snprintf(text, sizeof text, "%sclaim c: avoids(x^2 <= 1) on x > 0.2 and x^2 > 4 with gd(rate = 1)\n", jump);
    expect_avoid(text, HEAD "split 1 -3/2\nsafe 53\nsplit 1 3/2\nidle 53\nsafe 53\n", SHOWS_PROVED);
    // in one cell with the breakpoint inside
    snprintf(text, sizeof text, "%sclaim c: reaches(x^2 >= 3) on -1 <= x <= 1 with gd(rate = 1)\n", jump);
    expect_rank(text, HEAD "split 1 -7/4\ntarget 53\nsplit 1 7/4\nstep 1 53\ntarget 53\n", SHOWS_PROVED);
    snprintf(text, sizeof text, "%sclaim c: reaches(x >= 1.5) on -1 <= x <= 1 with gd(rate = 1)\n", jump);
    expect_rank(text, HEAD "split 1 7/4\nstep 1 53\ntarget 53\n", IS_REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),           cmocka_unit_test(test_trees),
        cmocka_unit_test(test_number_of_steps), cmocka_unit_test(test_chance),
        cmocka_unit_test(test_expulsion),       cmocka_unit_test(test_expulsion_needs_the_rest),
        cmocka_unit_test(test_repelling_sets), cmocka_unit_test(test_idle_up_to_the_region), cmocka_unit_test(test_null_sets),
        cmocka_unit_test(test_null_sets_of_claims), cmocka_unit_test(test_repelling_sets_on_one_side),
        cmocka_unit_test(test_avoid),           cmocka_unit_test(test_pieces),
    };
    return cmocka_run_group_tests_name("check partition", tests, NULL, NULL);
}
