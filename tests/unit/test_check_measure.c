// SPDX-License-Identifier: LGPL-3.0-or-later
// Hand-written subdivisions for volumes of basins, and changed ones, which must be refused.
#include "test_check_evidence.h"
#include "test_measure.h"

#define STEP                                                                                                           \
    "landscape f(x) = cases { x < 1 : x^2/2  otherwise : (x - 3)^2/2 }\n" /* to 0 from x < 1, else to 3 */             \
    "region zero = abs(x) < 1/10\n"                                                                                    \
    "region three = abs(x - 3) < 1/10\n"

static const char *const step_sides[] = {"-1/3", "5"};
static const basins_t step = {STEP, "1/2", step_sides, 50, NULL};

// The bounds of the targets, two for each; NULL for none.
typedef struct {
    const basins_t *basins;
    const char *bounds[4];
} question_of_volume_t;

static outcome_t outcome_of(strbuf_t *message, const question_of_volume_t *q, const char *evidence)
{
    spec_t spec;
    obligation_t obligation;
    real_ctx_t reals;
    ground_t ground;
    verdict_t verdict;
    measure_make(&obligation, &spec, q->basins);
    for (size_t k = 0; k < obligation.target_count; k++) {
        if (q->bounds[2 * k])
            obligation.targets[k].least = measure_number(&spec, q->bounds[2 * k]);
        if (q->bounds[2 * k + 1])
            obligation.targets[k].most = measure_number(&spec, q->bounds[2 * k + 1]);
    }
    obligation_list_t list = {.count = 1, .items = &obligation};
    real_ctx_init(reals);
    ground_init(&ground, spec.dag, reals);
    outcome_t outcome = check_one(message, &ground, &list, &verdict, 0, evidence);
    ground_clear(&ground);
    real_ctx_clear(reals);
    obligation_clear(&obligation);
    spec_clear(&spec);
    return outcome;
}

static void expect_volume(const question_of_volume_t *q, const char *evidence, outcome_t expected)
{
    strbuf_t message;
    strbuf_init(&message);
    outcome_t outcome = outcome_of(&message, q, evidence);
    if (outcome != expected)
        fail_msg("%s, not %s (%s):\n%s", outcome_text(outcome), outcome_text(expected), message.text, evidence);
    strbuf_clear(&message);
}

// After n steps x has become x/2^n or 3 + (x-3)/2^n: 4 steps bring [-1/3, 99/100] below 1/10, 5 bring [101/100, 5]
// near 3.
#define LINES(lower, upper) "evidence proved subdivision\nsplit 1 99/100\n" lower "split 1 101/100\nopen\n" upper

static void test_shown(void **state)
{
    (void)state;
    // Cells that end: 99/100 + 1/3 = 397/300, and 399/100; 1/50 more may.
    const question_of_volume_t exact = {&step, {"397/300", "403/300", "399/100", "401/100"}};
    const question_of_volume_t none = {&step, {NULL, NULL, NULL, NULL}};
    expect_volume(&exact, LINES("end 1 4 53\n", "end 2 5 53\n"), SHOWS_PROVED);
    expect_volume(&exact, LINES("end 1 4 200\n", "end 2 50 53\n"), SHOWS_PROVED);
    expect_volume(&exact, LINES("split 1 0\nend 1 2 53\nend 1 4 53\n", "end 2 5 53\n"), SHOWS_PROVED);
    expect_volume(&none, "evidence proved subdivision\nopen\n", SHOWS_PROVED);
    expect_volume(&exact, "evidence none\n", SHOWS_NOTHING);
}

static void test_false_bounds(void **state)
{
    (void)state;
    static const char good[] = LINES("end 1 4 53\n", "end 2 5 53\n");
    // Each bound is wrong by 1e-12.
    const question_of_volume_t wrong[] = {
        {&step, {"3970000000003/3000000000000", NULL, NULL, NULL}},
        {&step, {NULL, "4029999999997/3000000000000", NULL, NULL}},
        {&step, {NULL, NULL, "3990000000001/1000000000000", NULL}},
        {&step, {NULL, NULL, NULL, "4009999999999/1000000000000"}},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        expect_volume(wrong + i, good, IS_REFUSED);
    const question_of_volume_t least = {&step, {"1", NULL, NULL, NULL}};
    expect_volume(&least, "evidence proved subdivision\nopen\n", IS_REFUSED);
    expect_volume(&least, "evidence refuted subdivision\nopen\n", IS_REFUSED);
}

static void test_changed_leaves(void **state)
{
    (void)state;
    const question_of_volume_t q = {&step, {NULL, NULL, NULL, NULL}};
    expect_volume(&q, LINES("end 1 3 53\n", "end 2 5 53\n"), IS_REFUSED); // a step too few: 99/800 > 1/10
    expect_volume(&q, LINES("end 1 4 53\n", "end 2 4 53\n"), IS_REFUSED);
    expect_volume(&q, LINES("end 2 4 53\n", "end 2 5 53\n"), IS_REFUSED); // the other target
    expect_volume(&q, LINES("end 1 4 53\n", "end 1 5 53\n"), IS_REFUSED);
    expect_volume(&q, LINES("idle 53\n", "end 2 5 53\n"), IS_REFUSED); // the region is everything
    expect_volume(&q, "evidence proved subdivision\nend 1 4 53\n", IS_REFUSED);
    // The cell reaches the place where the map jumps, and the point there goes to 3; then it reaches beyond.
    expect_volume(&q, "evidence proved subdivision\nsplit 1 1\nend 1 50 53\nopen\n", IS_REFUSED);
    expect_volume(&q, "evidence proved subdivision\nsplit 1 101/100\nend 1 50 53\nopen\n", IS_REFUSED);
    // Splits outside of the cell.
    expect_volume(&q, "evidence proved subdivision\nsplit 1 5\nopen\nopen\n", IS_REFUSED);
    expect_volume(&q, "evidence proved subdivision\nsplit 1 0\nopen\nsplit 1 -1/4\nopen\nopen\n", IS_REFUSED);
}

static void test_malformed(void **state)
{
    (void)state;
    const question_of_volume_t q = {&step, {NULL, NULL, NULL, NULL}};
    expect_volume(&q, LINES("end 0 4 53\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("end 3 4 53\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("end 1 51 53\n", "end 2 5 53\n"), IS_MALFORMED); // more steps than asked about
    expect_volume(&q, LINES("end 1 4 1\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("end 1 4\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("end 1 4 53 53\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("end 1 4 53\n", ""), IS_MALFORMED); // a leaf is missing
    expect_volume(&q, LINES("end 1 4 53\n", "end 2 5 53\nopen\n"), IS_MALFORMED);
    expect_volume(&q, LINES("open 53\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("natural 53\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, LINES("face 1 lo 53\nopen\n", "end 2 5 53\n"), IS_MALFORMED);
    expect_volume(&q, "evidence proved subdivision 1\nopen\n", IS_MALFORMED);
}

// The starts with |x| + |y| <= 1 in a square; all are in the target at once.
static void test_region(void **state)
{
    (void)state;
    static const char *const sides[] = {"-2", "2", "-2", "2"};
    const basins_t basins = {"landscape f(x, y) = x^2 + y^2\n"
                             "region starts = abs(x) + abs(y) <= 1\n"
                             "region near = x^2 + y^2 < 4\n",
                             "1/10", sides, 0, "starts"};
    const question_of_volume_t good = {&basins, {"1", "49/4"}}, less = {&basins, {"1", "12"}}, more = {&basins, {"2"}};
#define SQUARE(below, inside)                                                                                          \
    "evidence proved subdivision\nsplit 2 -1\n" below "\nsplit 2 -1/2\nopen\nsplit 2 1/2\nsplit 1 -1/2\nopen\n"        \
    "split 1 1/2\n" inside "\nopen\nopen\n"
    expect_volume(&good, SQUARE("split 2 -3/2\nidle 53\nopen", "end 1 0 53"), IS_REFUSED); // at most 14, not 49/4
    expect_volume(&good, SQUARE("split 2 -17/16\nidle 53\nopen", "end 1 0 53"), SHOWS_PROVED);
    expect_volume(&less, SQUARE("split 2 -17/16\nidle 53\nopen", "end 1 0 53"), IS_REFUSED);
    expect_volume(&more, SQUARE("split 2 -17/16\nidle 53\nopen", "end 1 0 53"), IS_REFUSED);
    expect_volume(&good, SQUARE("idle 53", "idle 53"), IS_REFUSED);
    expect_volume(&more, SQUARE("open", "split 1 0\nend 1 0 53\nend 1 0 53"), IS_REFUSED);
    expect_volume(&good, SQUARE("end 1 0 53", "end 1 0 53"), IS_REFUSED); // reaches out of the region
#undef SQUARE
}

// An orbit that leaves the domain of the map is in no target, whatever the formula says of the last state.
static void test_undefined(void **state)
{
    (void)state;
    static const char *const sides[] = {"-1", "1"};
    const basins_t basins = {"landscape f(x) = x*log(x)\nregion all = x < 10\n", "1/10", sides, 3, NULL};
    const question_of_volume_t q = {&basins, {NULL, NULL}};
    expect_volume(&q, "evidence proved subdivision\nend 1 0 53\n", SHOWS_PROVED);
    expect_volume(&q, "evidence proved subdivision\nend 1 1 53\n", IS_REFUSED);
    expect_volume(&q, "evidence proved subdivision\nsplit 1 1/2\nopen\nend 1 1 53\n", SHOWS_PROVED);
    expect_volume(&q, "evidence proved subdivision\nsplit 1 1/2\nend 1 1 53\nopen\n", IS_REFUSED);
}

// Subdivisions show nothing about other obligations, and nothing about unbounded boxes.
static void test_elsewhere(void **state)
{
    (void)state;
    expect("landscape f(x) = x^2\nclaim c: holds(f(x) >= 0) on 0 < x < 1\n", "holds",
           "evidence proved subdivision\nopen\n", IS_REFUSED);
    static const char *const reversed[] = {"5", "-1/3"};
    const basins_t basins = {STEP, "1/2", reversed, 50, NULL};
    const question_of_volume_t q = {&basins, {NULL, NULL, NULL, NULL}};
    expect_volume(&q, "evidence proved subdivision\nopen\n", IS_REFUSED);
    const question_of_volume_t none = {&step, {NULL, NULL, NULL, NULL}};
    expect_volume(&none, "evidence proved tree\nopen\n", IS_REFUSED);
    expect_volume(&none, "evidence proved empty 1\n", IS_REFUSED);
}

// ---- ranges of rates ----

// x becomes (1 - g) x: those of [1, 2/(1 - g)] are in [1, 2] at once or after one step.
#define RATES(bound)                                                                                                   \
    "landscape f(x) = x^2/2\n"                                                                                         \
    "region X = 1 <= x <= 2\n"                                                                                         \
    "claim c: visits(of = X, within = 1, measure " bound ") on 0 <= x <= 10 with gd(rate = g) for g in [1/4, 1/2]\n"

static void expect_slices(const char *text, const char *evidence, outcome_t expected)
{
    spec_t spec;
    tactic_t tactic;
    obligation_list_t list;
    const char *reason;
    real_ctx_t reals;
    ground_t ground;
    strbuf_t message;
    tactic_init(&tactic, "subdivision", false, 0);
    const instance_t instance = {0, 0, EXPR_NONE, &tactic, false};
    assert_int_equal(spec_read(&spec, "test", text, strlen(text)), STATUS_OK);
    assert_int_equal(claims_validate(&spec), STATUS_OK);
    assert_int_equal(claim_lower(&list, &reason, &spec, &instance), STATUS_OK);
    real_ctx_init(reals);
    ground_init(&ground, spec.dag, reals);
    strbuf_init(&message);
    verdict_t *verdicts = mem_alloc(list.count, sizeof *verdicts);
    outcome_t outcome = check_one(&message, &ground, &list, verdicts, find_role(&list, "measure"), evidence);
    if (outcome != expected)
        fail_msg("%s, not %s (%s):\n%s%s", outcome_text(outcome), outcome_text(expected), message.text, text, evidence);
    mem_free(verdicts);
    strbuf_clear(&message);
    ground_clear(&ground);
    real_ctx_clear(reals);
    obligation_list_clear(&list);
    tactic_clear(&tactic);
    spec_clear(&spec);
}

// Starts below 99/100 and from `far` on do not come to X; those of [1, 2] are there.
#define SLICE(far) "slice 53\nsplit 1 99/100\nend 2 1 53\nsplit 1 " far "\nopen\nend 2 1 53\n"
#define SLICES(lower, upper) "evidence proved subdivision\nsplit 2 3/8\n" lower upper

static void test_slices(void **state)
{
    (void)state;
    static const char good[] = SLICES(SLICE("33/10"), SLICE("401/100"));
    expect_slices(RATES("<= 3.02"), good, SHOWS_PROVED);
    expect_slices(RATES("<= 3.019999999999"), good, IS_REFUSED);
    // The bound at g = 3/8 counts for the upper slice, which needs 3.02.
    expect_slices(RATES("<= 2/(1 - g) - 0.179999999999"), good, SHOWS_PROVED);
    expect_slices(RATES("<= 2/(1 - g) - 0.180000000001"), good, IS_REFUSED);
    expect_slices(RATES("<= 4 + sqrt(g - 0.26)"), good, IS_REFUSED); // without a value for some rates
    expect_slices(RATES("<= 4 + 0/(g - 3/8)"), good, IS_REFUSED);
    expect_slices(RATES(">= 1"), SLICES("slice 53\nsplit 1 1\nopen\nsplit 1 2\nend 1 1 53\nopen\n", SLICE("401/100")), IS_REFUSED);
    expect_slices(RATES(">= 1"), SLICES("slice 53\nsplit 1 1\nopen\nsplit 1 2\nend 1 1 53\nopen\n",
                                        "slice 53\nsplit 1 1\nopen\nsplit 1 2\nend 1 1 53\nopen\n"), SHOWS_PROVED);
    // The volume counts in each slice: both together do not.
    expect_slices(RATES(">= 1.000000000001"), SLICES("slice 53\nsplit 1 1\nopen\nsplit 1 2\nend 1 1 53\nopen\n",
                                                     "slice 53\nsplit 1 1\nopen\nsplit 1 2\nend 1 1 53\nopen\n"), IS_REFUSED);
}

static void test_changed_slices(void **state)
{
    (void)state;
    static const char text[] = RATES("<= 10");
    expect_slices(text, "evidence proved subdivision\n" SLICE("401/100"), SHOWS_PROVED);
    expect_slices(text, "evidence proved subdivision\n" SLICE("33/10"), IS_REFUSED); // half of 33/10 is in X
    expect_slices(text, SLICES(SLICE("33/10"), SLICE("33/10")), IS_REFUSED);
    expect_slices(text, SLICES(SLICE("3"), SLICE("401/100")), IS_REFUSED);
    // States are cut within slices, rates outside of them.
    expect_slices(text, "evidence proved subdivision\nsplit 1 5\nslice 53\nopen\nslice 53\nopen\n", IS_REFUSED);
    expect_slices(text, "evidence proved subdivision\nslice 53\nsplit 2 3/8\nopen\nopen\n", IS_REFUSED);
    expect_slices(text, "evidence proved subdivision\nsplit 2 1/2\nslice 53\nopen\nslice 53\nopen\n", IS_REFUSED);
    expect_slices(text, "evidence proved subdivision\nopen\n", IS_MALFORMED);
    expect_slices(text, "evidence proved subdivision\nslice 53\nslice 53\nopen\n", IS_MALFORMED);
    expect_slices(text, "evidence proved subdivision\nslice\nopen\n", IS_MALFORMED);
    expect_slices(text, "evidence proved subdivision\nslice 53\n", IS_MALFORMED);
    expect_slices(text, "evidence proved subdivision\nsplit 2 3/8\nslice 53\nopen\n", IS_MALFORMED);
    const question_of_volume_t q = {&step, {NULL, NULL, NULL, NULL}};
    expect_volume(&q, "evidence proved subdivision\nslice 53\nopen\n", IS_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shown),     cmocka_unit_test(test_false_bounds), cmocka_unit_test(test_changed_leaves),
        cmocka_unit_test(test_malformed), cmocka_unit_test(test_region),       cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_elsewhere), cmocka_unit_test(test_slices),       cmocka_unit_test(test_changed_slices),
    };
    return cmocka_run_group_tests_name("check measure", tests, NULL, NULL);
}
