// SPDX-License-Identifier: LGPL-3.0-or-later
// Volumes of basins whose boundaries are known, and bounds that are false by little.
#include "test_measure.h"

#include "prove/measure.h"

#define QUARTIC                                                                                                        \
    "landscape f(x) = x^2/2 - x^4/4\n" /* x' = (x + x^3)/2 at rate 1/2: to 0 from (-1, 1), away from elsewhere */      \
    "region zero = -1/2 < x < 1/2\n"                                                                                   \
    "region left = x < -2\n"                                                                                           \
    "region right = x > 2\n"
#define STEP                                                                                                           \
    "landscape f(x) = cases { x < 1 : x^2/2  otherwise : (x - 3)^2/2 }\n" /* to 0 from x < 1, else to 3 */             \
    "region zero = abs(x) < 1/10\n"                                                                                    \
    "region three = abs(x - 3) < 1/10\n"
#define PRODUCT                                                                                                        \
    "landscape f(x, y) = x^2/2 - x^4/4 + y^2/2 - y^4/4\n"                                                              \
    "region zero = abs(x) < 1/2 and abs(y) < 1/2\n"                                                                    \
    "region away = abs(x) > 2 or abs(y) > 2\n"                                                                         \
    "region strip = abs(x - y) <= 1/2\n"

static const char *const quartic_sides[] = {"-2", "3"}, *const step_sides[] = {"-1/3", "5"},
                         *const product_sides[] = {"-5/4", "5/4", "-5/4", "5/4"};
static const basins_t quartic = {QUARTIC, "1/2", quartic_sides, 200, NULL};
static const basins_t step = {STEP, "1/2", step_sides, 100, NULL};
static const basins_t product = {PRODUCT, "1/2", product_sides, 200, "strip"};

// An obligation with the volumes that the search finds.
typedef struct {
    spec_t spec;
    obligation_t obligation;
    prover_t prover;
    fmpq *least, *most;
    size_t cells;
    bool found;
} measured_t;

static void measured_init(measured_t *m, const basins_t *basins, slong max_boxes)
{
    const prove_limits_t limits = {.max_boxes = max_boxes, .max_precision = 4096};
    measure_make(&m->obligation, &m->spec, basins);
    prover_init(&m->prover, m->spec.dag, &limits);
    m->least = _fmpq_vec_init((slong)m->obligation.target_count);
    m->most = _fmpq_vec_init((slong)m->obligation.target_count);
    m->found = measure_volumes(m->least, m->most, &m->cells, &m->prover, &m->obligation);
}

static void measured_clear(measured_t *m)
{
    _fmpq_vec_clear(m->least, (slong)m->obligation.target_count);
    _fmpq_vec_clear(m->most, (slong)m->obligation.target_count);
    prover_clear(&m->prover);
    obligation_clear(&m->obligation);
    spec_clear(&m->spec);
}

// least <= volume <= most, and the two are at most `gap` apart.
static void check_volume(const measured_t *m, size_t target, const char *volume, double gap)
{
    fmpq_t exact, width;
    fmpq_init(exact);
    fmpq_init(width);
    assert_int_equal(number_read_fmpq(exact, volume, strlen(volume)), STATUS_OK);
    assert_true(fmpq_cmp(m->least + target, exact) <= 0 && fmpq_cmp(exact, m->most + target) <= 0);
    fmpq_sub(width, m->most + target, m->least + target);
    assert_true(fmpq_get_d(width) <= gap);
    fmpq_clear(exact);
    fmpq_clear(width);
}

static void set_bounds(measured_t *m)
{
    for (size_t k = 0; k < m->obligation.target_count; k++) {
        m->obligation.targets[k].least = expr_rational(m->spec.dag, m->least + k);
        m->obligation.targets[k].most = expr_rational(m->spec.dag, m->most + k);
    }
}

static verdict_t prove_it(strbuf_t *evidence, measured_t *m)
{
    proof_t proof;
    proof_init(&proof);
    prove_obligation(&proof, &m->prover, &m->obligation);
    verdict_t verdict = proof.verdict;
    assert_true((verdict == VERDICT_PROVED) == (proof.evidence.length > 0));
    assert_true((verdict == VERDICT_PROVED) == (proof.reason == NULL));
    if (evidence)
        strbuf_append(evidence, proof.evidence.text);
    proof_clear(&proof);
    return verdict;
}

static void test_known_boundaries(void **state)
{
    (void)state;
    measured_t m;
    measured_init(&m, &quartic, 100000);
    assert_true(m.found);
    check_volume(&m, 0, "2", 5e-4);
    check_volume(&m, 1, "1", 5e-4);
    check_volume(&m, 2, "2", 5e-4);
    measured_clear(&m);
}

// The place where the gradient jumps is found by itself: few cells, and next to nothing is left.
static void test_jump(void **state)
{
    (void)state;
    measured_t m;
    measured_init(&m, &step, 100000);
    assert_true(m.found && m.cells < 10);
    check_volume(&m, 0, "4/3", 1e-8);
    check_volume(&m, 1, "4", 1e-8);
    measured_clear(&m);
}

// With |x - y| <= 1/2 the whole square has 25/4 - 2^2 = 9/4, and (-1, 1)^2 has 4 - (3/2)^2 = 7/4.
static void test_two_variables(void **state)
{
    (void)state;
    measured_t m;
    measured_init(&m, &product, 4000);
    assert_true(m.found);
    check_volume(&m, 0, "7/4", 0.3);
    check_volume(&m, 1, "1/2", 0.3);
    set_bounds(&m);
    assert_int_equal(prove_it(NULL, &m), VERDICT_PROVED);
    measured_clear(&m);
}

static void test_found_again(void **state)
{
    (void)state;
    const basins_t *all[] = {&quartic, &step, &product};
    for (size_t i = 0; i < 3; i++) {
        measured_t m;
        strbuf_t first, second;
        strbuf_init(&first);
        strbuf_init(&second);
        measured_init(&m, all[i], 2000);
        set_bounds(&m);
        assert_int_equal(prove_it(&first, &m), VERDICT_PROVED);
        assert_int_equal(prove_it(&second, &m), VERDICT_PROVED);
        assert_string_equal(first.text, second.text);
        strbuf_clear(&first);
        strbuf_clear(&second);
        measured_clear(&m);
    }
}

// The verdict for one bound of a target of the quartic.
static verdict_t with_bound(size_t target, bool least, const char *bound)
{
    measured_t m;
    measured_init(&m, &quartic, 2000);
    expr_t *place = least ? &m.obligation.targets[target].least : &m.obligation.targets[target].most;
    *place = measure_number(&m.spec, bound);
    verdict_t verdict = prove_it(NULL, &m);
    measured_clear(&m);
    return verdict;
}

static void test_bounds(void **state)
{
    (void)state;
    assert_int_equal(with_bound(0, true, "19/10"), VERDICT_PROVED);
    assert_int_equal(with_bound(0, false, "21/10"), VERDICT_PROVED);
    assert_int_equal(with_bound(0, true, "-1"), VERDICT_PROVED);
    assert_int_equal(with_bound(0, true, "2000000000001/1000000000000"), VERDICT_UNDECIDED);
    assert_int_equal(with_bound(0, false, "1999999999999/1000000000000"), VERDICT_UNDECIDED);
    assert_int_equal(with_bound(1, false, "999999999999/1000000000000"), VERDICT_UNDECIDED);
    assert_int_equal(with_bound(2, true, "3"), VERDICT_UNDECIDED);
    assert_int_equal(with_bound(2, true, "2"), VERDICT_UNDECIDED); // true, but not shown by finitely many cells
}

// Bounds that need not be rational: sqrt(3) < 2 < sqrt(5), pi/2 < 2 < pi.
static void test_irrational_bounds(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        measured_t m;
        measured_init(&m, &quartic, 2000);
        dag_t *dag = m.spec.dag;
        bool above = i & 1, upper = i & 2;
        expr_t pi = expr_leaf(dag, EXPR_PI);
        expr_t bound = i & 4   ? expr_unary(dag, EXPR_SQRT, expr_integer(dag, above ? 5 : 3))
                       : above ? pi
                               : expr_binary(dag, EXPR_DIV, pi, expr_integer(dag, 2));
        *(upper ? &m.obligation.targets[0].most : &m.obligation.targets[0].least) = bound;
        assert_int_equal(prove_it(NULL, &m), above == upper ? VERDICT_PROVED : VERDICT_UNDECIDED);
        measured_clear(&m);
    }
}

// Bounds found with a limit are proved with it; more than what was found is not.
static void test_barely_false(void **state)
{
    (void)state;
    measured_t m;
    fmpq_t little;
    fmpq_init(little);
    measured_init(&m, &quartic, 300);
    set_bounds(&m);
    assert_int_equal(prove_it(NULL, &m), VERDICT_PROVED);
    fmpq_set_si(little, 1, 1000000000000);
    fmpq_add(little, little, m.most + 0); // 1e-12 above what can be there at all
    m.obligation.targets[0].least = expr_rational(m.spec.dag, little);
    assert_int_equal(prove_it(NULL, &m), VERDICT_UNDECIDED);
    fmpq_clear(little);
    measured_clear(&m);
}

static void test_out_of_reach(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        measured_t m;
        measured_init(&m, &quartic, 100);
        obligation_t *o = &m.obligation;
        dag_t *dag = m.spec.dag;
        if (way == 0)
            o->variables[0].domain.hi = EXPR_NONE;
        else if (way == 1)
            o->variables[0].domain.hi = expr_unary(dag, EXPR_SQRT, expr_integer(dag, 2));
        else if (way == 2)
            o->variables[0].domain.hi = expr_integer(dag, -5); // below the lower end
        else
            o->state_count = 0; // the variable is a parameter
        assert_false(measure_volumes(m.least, m.most, &m.cells, &m.prover, o));
        assert_int_equal(prove_it(NULL, &m), VERDICT_UNDECIDED);
        measured_clear(&m);
    }
}

// What a search has found is used for the same question only: not for other targets, steps, starts or bounds.
static void test_records(void **state)
{
    (void)state;
    for (int way = 0; way < 5; way++) {
        measured_t m;
        measured_init(&m, &quartic, 300);
        set_bounds(&m);
        obligation_t *o = &m.obligation;
        fmpq_t little;
        fmpq_init(little);
        fmpq_set_si(little, way == 0 ? 0 : 1, 1000000000000);
        fmpq_add(little, little, m.least + 0);
        if (way <= 1)
            o->targets[0].least = expr_rational(m.spec.dag, little);
        else if (way == 2)
            o->targets[0].formula = o->targets[1].formula;
        else if (way == 3)
            o->steps = 0;
        else
            o->variables[0].domain.hi = expr_integer(m.spec.dag, 1);
        assert_int_equal(prove_it(NULL, &m), way == 0 ? VERDICT_PROVED : VERDICT_UNDECIDED);
        fmpq_clear(little);
        measured_clear(&m);
    }
}

// ---- what the leaves say, against orbits in doubles ----

typedef struct {
    const char *rest;
    size_t checked;
} tree_reader_t;

static double orbit_end(double x, size_t steps)
{
    for (size_t t = 0; t < steps; t++)
        x = (x + x * x * x) / 2;
    return x;
}

static void check_end(tree_reader_t *r, double lo, double hi, size_t target, size_t steps)
{
    for (int k = 1; k < 8; k++) {
        double x = orbit_end(lo + (hi - lo) * k / 8, steps);
        bool there = target == 1 ? -0.5 < x && x < 0.5 : target == 2 ? x < -2 : x > 2;
        assert_true(there);
        r->checked++;
    }
}

static void read_tree(tree_reader_t *r, double lo, double hi)
{
    char word[16], number[256];
    int length;
    unsigned long target, steps;
    assert_int_equal(sscanf(r->rest, "%15s%n", word, &length), 1);
    r->rest += length;
    if (strcmp(word, "split") == 0) {
        fmpq_t at;
        fmpq_init(at);
        assert_int_equal(sscanf(r->rest, " 1 %255s%n", number, &length), 1);
        r->rest += length;
        assert_int_equal(number_read_fmpq(at, number, strlen(number)), STATUS_OK);
        double middle = fmpq_get_d(at);
        fmpq_clear(at);
        read_tree(r, lo, middle);
        read_tree(r, middle, hi);
    } else if (strcmp(word, "end") == 0) {
        assert_int_equal(sscanf(r->rest, "%lu %lu 53%n", &target, &steps, &length), 2);
        r->rest += length;
        check_end(r, lo, hi, target, steps);
    } else {
        assert_string_equal(word, "open");
    }
}

static void test_leaves_are_true(void **state)
{
    (void)state;
    measured_t m;
    strbuf_t evidence;
    strbuf_init(&evidence);
    measured_init(&m, &quartic, 2000);
    assert_int_equal(prove_it(&evidence, &m), VERDICT_PROVED);
    static const char first[] = "evidence proved subdivision\n";
    assert_memory_equal(evidence.text, first, sizeof first - 1);
    tree_reader_t r = {evidence.text + sizeof first - 1, 0};
    read_tree(&r, -2, 3);
    assert_string_equal(r.rest, "\n");
    assert_true(r.checked >= 21);
    strbuf_clear(&evidence);
    measured_clear(&m);
}

// ---- what the leaves add up to ----

typedef struct {
    const char *rest;
    size_t leaves;
    fmpq *reached; // per target
    fmpq_t open;
} volume_reader_t;

// A part of the lines, about a box: its ends, two for each variable.
static void read_volumes(volume_reader_t *r, size_t n, const fmpq *box)
{
    unsigned long variable, target;
    char number[256];
    int length;
    if (sscanf(r->rest, "split %lu %255s\n%n", &variable, number, &length) == 2) {
        r->rest += length;
        for (int upper = 0; upper < 2; upper++) {
            fmpq *part = _fmpq_vec_init(2 * (slong)n);
            for (size_t i = 0; i < 2 * n; i++)
                fmpq_set(part + i, box + i);
            assert_int_equal(number_read_fmpq(part + 2 * variable - 1 - upper, number, strlen(number)), STATUS_OK);
            read_volumes(r, n, part);
            _fmpq_vec_clear(part, 2 * (slong)n);
        }
        return;
    }
    fmpq_t volume, side;
    fmpq_init(volume);
    fmpq_init(side);
    fmpq_one(volume);
    for (size_t i = 0; i < n; i++) {
        fmpq_sub(side, box + 2 * i + 1, box + 2 * i);
        fmpq_mul(volume, volume, side);
    }
    r->leaves++;
    if (sscanf(r->rest, "end %lu", &target) == 1)
        fmpq_add(r->reached + target - 1, r->reached + target - 1, volume);
    else if (strncmp(r->rest, "open", 4) == 0)
        fmpq_add(r->open, r->open, volume);
    r->rest = strchr(r->rest, '\n') + 1;
    fmpq_clear(volume);
    fmpq_clear(side);
}

// The cells that were put together have the volumes that the search has found, exactly.
static void check_volumes_stay(const basins_t *basins, size_t n, size_t most_leaves)
{
    static const char first[] = "evidence proved subdivision\n";
    measured_t m;
    strbuf_t evidence;
    strbuf_init(&evidence);
    measured_init(&m, basins, 4000);
    set_bounds(&m);
    assert_int_equal(prove_it(&evidence, &m), VERDICT_PROVED);
    slong targets = (slong)m.obligation.target_count;
    volume_reader_t r = {.rest = evidence.text + sizeof first - 1, .reached = _fmpq_vec_init(targets)};
    fmpq *box = _fmpq_vec_init(2 * (slong)n);
    fmpq_init(r.open);
    for (size_t i = 0; i < 2 * n; i++)
        assert_int_equal(number_read_fmpq(box + i, basins->sides[i], strlen(basins->sides[i])), STATUS_OK);
    read_volumes(&r, n, box);
    assert_string_equal(r.rest, "");
    assert_true(r.leaves <= most_leaves);
    for (slong k = 0; k < targets; k++) {
        assert_true(fmpq_equal(r.reached + k, m.least + k));
        fmpq_add(r.reached + k, r.reached + k, r.open);
        assert_true(fmpq_equal(r.reached + k, m.most + k));
    }
    _fmpq_vec_clear(box, 2 * (slong)n);
    _fmpq_vec_clear(r.reached, targets);
    fmpq_clear(r.open);
    strbuf_clear(&evidence);
    measured_clear(&m);
}

static void test_volumes_stay(void **state)
{
    (void)state;
    check_volumes_stay(&product, 2, 1700); // the edges of the strip are in no direction of a face
    const basins_t whole = {PRODUCT, "1/2", product_sides, 200, NULL};
    check_volumes_stay(&quartic, 1, 20);
    check_volumes_stay(&whole, 2, 200);
}

// A parameter: x' = x - y (x - x^3)/4 tends to 0 from (-1, 1) for all y in [1, 2].
static void test_slices_are_merged(void **state)
{
    (void)state;
    static const char *const sides[] = {"-5/4", "5/4", "1", "2"};
    const basins_t range = {"landscape f(x, y) = y*(x^2/2 - x^4/4)\nregion zero = abs(x) < 1/2\n", "1/4", sides, 200,
                            NULL};
    const prove_limits_t limits = {.max_boxes = 4000, .max_precision = 4096};
    measured_t m;
    strbuf_t evidence;
    strbuf_init(&evidence);
    measure_make(&m.obligation, &m.spec, &range);
    prover_init(&m.prover, m.spec.dag, &limits);
    m.least = _fmpq_vec_init(1);
    m.most = _fmpq_vec_init(1);
    m.obligation.state_count = m.obligation.map_count = 1;
    m.obligation.targets[0].least = measure_number(&m.spec, "199/100");
    assert_int_equal(prove_it(&evidence, &m), VERDICT_PROVED);
    assert_non_null(strstr(evidence.text, "slice 53\n"));
    assert_in_range(evidence.length, 1, 250); // three cells for each slice
    strbuf_clear(&evidence);
    measured_clear(&m);
}

// No volume at all, and orbits that leave the domain of the map.
static void test_degenerate(void **state)
{
    (void)state;
    static const char *const point[] = {"1/3", "1/3"}, *const positive[] = {"-1", "1"};
    const basins_t empty = {QUARTIC, "1/2", point, 200, NULL};
    const basins_t partial = {"landscape f(x) = x*log(x)\nregion large = x > 1/2\n", "1/100", positive, 10, NULL};
    measured_t m;
    measured_init(&m, &empty, 1000);
    assert_true(m.found);
    check_volume(&m, 0, "0", 0);
    measured_clear(&m);
    measured_init(&m, &partial, 300);
    assert_true(m.found);
    check_volume(&m, 0, "1/2", 2); // no orbit enters later, and those from x < 0 end at once
    measured_clear(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_boundaries), cmocka_unit_test(test_jump),
        cmocka_unit_test(test_two_variables),    cmocka_unit_test(test_found_again),
        cmocka_unit_test(test_bounds),           cmocka_unit_test(test_irrational_bounds),
        cmocka_unit_test(test_barely_false),     cmocka_unit_test(test_out_of_reach),
        cmocka_unit_test(test_records),          cmocka_unit_test(test_volumes_stay),
        cmocka_unit_test(test_slices_are_merged),
        cmocka_unit_test(test_leaves_are_true),  cmocka_unit_test(test_degenerate),
    };
    return cmocka_run_group_tests_name("prove measure", tests, NULL, NULL);
}
