// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures of images: those of points lie in those of the boxes around them, for the prover's and for the checker's.
#include "test_check_evidence.h"

#include <math.h>

#include "check/image.h"
#include "prove/image.h"

#define MAX_INPUTS 8
#define ROOM 1e-9 // relative

typedef struct {
    spec_t spec;
    obligation_list_t list;
    prover_t prover;
    ground_t ground;
    reader_t reader;
    tactic_t tactic;
    FILE *stream;
    evidence_t ev;
    image_t *image;
    size_t inputs, states;
} fixture_t;

static void fixture_init(fixture_t *f, const char *text)
{
    static const prove_limits_t limits = {.max_boxes = 1000, .max_precision = 256};
    const char *reason;
    tactic_init(&f->tactic, "invariant", false, 0);
    const instance_t instance = {0, 0, EXPR_NONE, &f->tactic, false};
    assert_int_equal(spec_read(&f->spec, "test", text, strlen(text)), STATUS_OK);
    assert_int_equal(claims_validate(&f->spec), STATUS_OK);
    assert_int_equal(claim_lower(&f->list, &reason, &f->spec, &instance), STATUS_OK);
    const obligation_t *obligation = f->list.items + f->list.count - 1;
    prover_init(&f->prover, f->spec.dag, &limits);
    f->image = image_new(&f->prover, obligation);
    assert_non_null(f->image);
    f->inputs = image_inputs(f->image);
    f->states = obligation->state_count;
    assert_true(f->inputs <= MAX_INPUTS);
    ground_init(&f->ground, f->spec.dag, f->prover.reals);
    f->stream = fmemopen((void *)(uintptr_t) "\n", 1, "r");
    reader_init(&f->reader, f->stream);
    f->ev = (evidence_t){.reader = &f->reader, .ground = &f->ground, .obligation = obligation};
    f->ev.variable_count = obligation->variable_count;
    f->ev.variables = mem_alloc(obligation->variable_count, sizeof *f->ev.variables);
    for (size_t i = 0; i < obligation->variable_count; i++)
        f->ev.variables[i] = obligation->variables[i].variable;
}

static void fixture_clear(fixture_t *f)
{
    mem_free(f->ev.variables);
    mem_free(f->ev.inputs);
    question_clear(&f->ev.image);
    programs_clear(&f->ev.programs);
    question_clear(&f->ev.polynomials);
    reader_clear(&f->reader);
    fclose(f->stream);
    image_free(f->image);
    ground_clear(&f->ground);
    prover_clear(&f->prover);
    obligation_list_clear(&f->list);
    tactic_clear(&f->tactic);
    spec_clear(&f->spec);
}

static double unit(uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    return (double)(*random >> 11) * 0x1p-53;
}

// Ends on breakpoints, and unbounded sides, now and then.
static double an_end(uint64_t *random)
{
    static const double special[] = {-2, -1, 0, 0.5, 1, 2};
    return unit(random) < 0.4 ? special[(int)(unit(random) * 6)] : 6 * unit(random) - 3;
}

static void make_box(dinterval_t *box, double *point, size_t n, uint64_t *random)
{
    for (size_t i = 0; i < n; i++) {
        double a = an_end(random), b = unit(random) < 0.1 ? a : an_end(random);
        double lo = fmin(a, b), hi = fmax(a, b), u = unit(random);
        point[i] = u < 0.1 ? lo : u < 0.2 ? hi : fmin(hi, lo + (hi - lo) * unit(random));
        box[i] = dinterval_make(unit(random) < 0.05 ? -INFINITY : lo, unit(random) < 0.05 ? INFINITY : hi);
    }
}

static bool is_within(dinterval_t inner, double lo, double hi)
{
    double room = ROOM * (1 + fabs(inner.hi) + fabs(inner.neg_lo));
    return lo <= dinterval_lo(inner) + room && inner.hi - room <= hi;
}

static void compare(fixture_t *f, const dinterval_t *box, const double *point, slong precision)
{
    dinterval_t at[MAX_INPUTS], of_box[MAX_INPUTS], of_point[MAX_INPUTS];
    bool box_defined, point_defined;
    for (size_t i = 0; i < f->inputs; i++)
        at[i] = dinterval_point(point[i]);
    image_enclose(of_box, &box_defined, f->image, 1, box);
    image_enclose(of_point, &point_defined, f->image, 1, at);
    assert_true(point_defined);
    range_t *ranges = range_array_new(f->inputs, precision), *out = range_array_new(f->states, precision);
    for (size_t i = 0; i < f->inputs; i++) {
        mpfr_t lo, hi;
        mpfr_init2(lo, 53);
        mpfr_init2(hi, 53);
        mpfr_set_d(lo, dinterval_lo(box[i]), MPFR_RNDD);
        mpfr_set_d(hi, box[i].hi, MPFR_RNDU);
        range_put_ends(ranges + i, lo, hi);
        mpfr_clear(lo);
        mpfr_clear(hi);
    }
    bool checked = image_check(out, &f->ev, ranges, precision);
    for (size_t i = 0; i < f->states; i++) {
        mpfr_t lo, hi;
        mpfr_init2(lo, 200);
        mpfr_init2(hi, 200);
        range_get_ends(lo, hi, out + i);
        if (box_defined)
            assert_true(is_within(of_point[i], dinterval_lo(of_box[i]), of_box[i].hi));
        if (checked)
            assert_true(is_within(of_point[i], mpfr_get_d(lo, MPFR_RNDD), mpfr_get_d(hi, MPFR_RNDU)));
        mpfr_clear(lo);
        mpfr_clear(hi);
    }
    range_array_free(ranges, f->inputs);
    range_array_free(out, f->states);
}

static void check_spec(const char *text, int rounds)
{
    fixture_t f;
    uint64_t random = 12345;
    dinterval_t box[MAX_INPUTS];
    double point[MAX_INPUTS];
    fixture_init(&f, text);
    for (int k = 0; k < rounds; k++) {
        make_box(box, point, f.inputs, &random);
        compare(&f, box, point, k % 5 ? RANGE_DOUBLE : 90);
    }
    fixture_clear(&f);
}

static void test_cases(void **state)
{
    (void)state;
    check_spec("landscape f(x) = cases { x < -1 : x^3\n -1 <= x <= 1/2 : x^2 - 3*x\n x <= 2 and x != 1 : 5*x\n "
               "otherwise : -x }\n"
               "claim c: avoids(x > 9) on x < 0 with sgd(rate = g, noise = uniform(2)) for g in [0, 1]\n",
               3000);
    check_spec("landscape f(x) = cases { abs(x) <= 1 : 10*x^2\n 2*x - 1 < 3 : x^2\n otherwise : sin(x) }\n"
               "claim c: avoids(x > 9) on x < 0 with gd(rate = g) for g in [0, 1]\n",
               3000);
}

static void test_kinks(void **state)
{
    (void)state;
    check_spec("landscape f(x) = abs(x) + relu(x - 1)*abs(x + 1) - relu(1 - 2*x)\n"
               "claim c: avoids(x > 9) on x < 0 with gd(rate = g) for g in [0, 1]\n",
               3000);
    check_spec("landscape f(x, y) = min(x^2, y) + max(x, 2*y) + abs(x - y)*relu(y)\n"
               "claim c: avoids(x > 9) on x < 0 with sgd(rate = 0.1, noise = uniform(1))\n",
               1500);
    check_spec(
        "landscape f(x, y) = x^2 + y^2 - 200*relu(abs(x) - 1)*relu(abs(y) - 1)*relu(2 - abs(x))*relu(2 - abs(y))\n"
        "claim c: avoids(x > 9) on x < 0 with gd(rate = g) for g in [0, 1]\n",
        1500);
}

static void test_smooth(void **state)
{
    (void)state;
    check_spec("landscape f(x, y) = x^2*y^2 + exp(-x^2) + cosh(y/2) + atan(x*y)\n"
               "claim c: avoids(x > 9) on x < 0 with heavy_ball(rate = 0.1, momentum = m) for m in [0, 1]\n",
               1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_kinks),
        cmocka_unit_test(test_smooth),
    };
    return cmocka_run_group_tests_name("decide image", tests, NULL, NULL);
}
