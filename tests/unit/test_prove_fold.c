// SPDX-License-Identifier: LGPL-3.0-or-later
// Subdivisions made by hand, and what putting cells together makes of them.
#include "test_measure.h"

#include "prove/measure_merge.h"

// x' = (x + x^3)/2 at rate 1/2, y' likewise: to 0 from (-1, 1)^2.
#define PRODUCT                                                                                                        \
    "landscape f(x, y) = x^2/2 - x^4/4 + y^2/2 - y^4/4\n"                                                              \
    "region zero = abs(x) < 1/2 and abs(y) < 1/2\n"                                                                    \
    "region away = abs(x) > 2 or abs(y) > 2\n"                                                                         \
    "region half = x + y > 0\n"

static const char *const wide[] = {"-3/4", "2", "-3/4", "2"}, *const narrow[] = {"-3/4", "3/4", "-3/4", "3/4"};
static const basins_t product = {PRODUCT, "1/2", wide, 50, "half"}, core = {PRODUCT, "1/2", narrow, 50, "half"};

typedef struct {
    spec_t spec;
    obligation_t obligation;
    prover_t prover;
    statement_t statement;
    trajectory_t *trajectory;
    cell_tree_t tree;
} fold_test_t;

static void fold_test_init(fold_test_t *t, const basins_t *basins, bool with_region)
{
    const prove_limits_t limits = {.max_boxes = 1000, .max_precision = 4096};
    const char *reason = NULL;
    measure_make(&t->obligation, &t->spec, basins);
    prover_init(&t->prover, t->spec.dag, &limits);
    expr_t truth = expr_leaf(t->spec.dag, EXPR_TRUE), region = with_region ? t->obligation.region : truth;
    assert_int_equal(statement_init(&t->statement, &reason, &t->prover, &t->obligation, region, truth), STATUS_OK);
    t->trajectory = trajectory_new(&reason, &t->statement);
    assert_non_null(t->trajectory);
    cell_tree_init(&t->tree, &t->statement);
}

static void fold_test_clear(fold_test_t *t)
{
    cell_tree_clear(&t->tree);
    trajectory_free(t->trajectory);
    statement_clear(&t->statement);
    prover_clear(&t->prover);
    obligation_clear(&t->obligation);
    spec_clear(&t->spec);
}

// Makes the tree that the lines tell, of the same form as those of a certificate; returns what follows them.
static const char *grow(cell_tree_t *tree, uint32_t cell, const char *lines)
{
    unsigned variable, target;
    double numerator, denominator = 1;
    size_t steps;
    if (sscanf(lines, "split %u %lf/%lf", &variable, &numerator, &denominator) >= 2) {
        uint32_t lower = cell_split(tree, cell, variable - 1, numerator / denominator);
        return grow(tree, lower + 1, grow(tree, lower, strchr(lines, '\n') + 1));
    }
    if (sscanf(lines, "end %u %zu", &target, &steps) == 2)
        cell_close_end(tree, cell, target - 1, steps);
    else if (strncmp(lines, "idle", 4) == 0)
        cell_close_idle(tree, cell);
    else
        cell_leave(tree, cell);
    return strchr(lines, '\n') + 1;
}

// What the certificate says at a point off the cuts.
static cell_t cell_at(const cell_tree_t *tree, const double *point)
{
    uint32_t cell = 0;
    while (tree->cells[cell].kind == CELL_SPLIT)
        cell = tree->cells[cell].link + (point[tree->cells[cell].detail] > tree->cells[cell].at);
    return tree->cells[cell];
}

static void expect_tree(bool with_region, size_t most_lost, const char *before, const char *after)
{
    fold_test_t t;
    strbuf_t lines;
    strbuf_init(&lines);
    fold_test_init(&t, &product, with_region);
    assert_string_equal(grow(&t.tree, 0, before), "");
    cell_tree_merge(&t.tree, t.trajectory, most_lost);
    cell_tree_write(&lines, &t.tree);
    assert_string_equal(lines.text, after);
    strbuf_clear(&lines);
    fold_test_clear(&t);
}

// Nothing is put together.
static void expect_same(bool with_region, size_t most_lost, const char *lines)
{
    expect_tree(with_region, most_lost, lines, lines);
}

static void test_open(void **state)
{
    (void)state;
    expect_tree(false, 0, "split 1 0\nopen\nopen\n", "open\n");
    expect_tree(false, 0, "split 1 0\nsplit 2 1\nopen\nsplit 1 -1\nopen\nopen\nopen\n", "open\n");
    expect_tree(false, 0, "open\n", "open\n");
}

#define END "end 1 2 53\n" // of all in [-3/4, 3/4]^2: then both coordinates are below 1/2
#define COLUMN "split 2 3/4\n" END "open\n"

static void test_in_line(void **state)
{
    (void)state;
    static const char lower[] = "split 2 3/4\nsplit 1 0\n" END "split 1 3/4\n" END "open\nopen\n";
    expect_tree(false, 9, lower, "split 2 3/4\nsplit 1 3/4\n" END "open\nopen\n");
    expect_same(false, 0, lower);
    expect_tree(false, 9, "split 2 3/4\nsplit 1 3/4\nsplit 1 1/2\nsplit 1 0\nopen\n" END END "open\nopen\n",
                "split 2 3/4\nsplit 1 3/4\nsplit 1 0\nopen\n" END "open\nopen\n");
}

static void test_exchange(void **state)
{
    (void)state;
    expect_tree(false, 9, "split 1 3/4\nsplit 1 0\n" COLUMN COLUMN "open\n",
                "split 1 3/4\nsplit 2 3/4\n" END "open\nopen\n");
    expect_same(false, 9, "split 1 3/4\nsplit 1 0\n" COLUMN "split 2 1/2\n" END "open\n" END);
}

static void test_not_shown(void **state)
{
    (void)state;
    expect_same(false, 9, "split 2 1\nsplit 1 0\n" END "split 1 3/4\n" END "open\nopen\n");
    expect_same(false, 9, "split 2 3/4\nsplit 1 0\n" END "split 1 3/4\nend 2 2 53\nopen\nopen\n");
    expect_same(true, 9, "split 2 3/4\nsplit 1 0\n" END "split 1 3/4\n" END "open\nopen\n"); // x + y > 0
}

static void test_idle(void **state)
{
    (void)state;
    expect_tree(true, 0, "split 2 1/8\nsplit 1 -1/2\nidle 53\nsplit 1 -1/4\nidle 53\nopen\nopen\n",
                "split 2 1/8\nsplit 1 -1/4\nidle 53\nopen\nopen\n");
    expect_same(true, 0, "split 2 1/2\nsplit 1 -1/2\nidle 53\nsplit 1 -1/4\nidle 53\nopen\nopen\n");
}

// ---- random subdivisions, of which nearly everything can be put together ----

#define TREES 100
#define LEAVES 200
#define POINTS 41 // in each direction

static void grow_at_random(cell_tree_t *tree, test_random_t *random)
{
    uint32_t leaves[LEAVES] = {0};
    for (size_t count = 1; count < LEAVES; count++) {
        size_t k = test_random(random) % count;
        uint32_t variable = test_random(random) % 2;
        const side_t *side = cell_sides(tree, leaves[k]) + variable;
        leaves[count] = cell_split(tree, leaves[k], variable, side->lo / 2 + side->hi / 2);
        leaves[k] = leaves[count] + 1;
    }
    for (size_t k = 0; k < LEAVES; k++)
        if (test_random(random) % 4)
            cell_close_end(tree, leaves[k], 0, 2);
        else
            cell_leave(tree, leaves[k]);
}

static void read_points(uint16_t *kinds, const cell_tree_t *tree)
{
    for (int k = 0; k < POINTS * POINTS; k++) {
        const double point[] = {(k / POINTS - POINTS / 2) / 28.0, (k % POINTS - POINTS / 2) / 28.0};
        kinds[k] = cell_at(tree, point).kind;
    }
}

// The volume of the cells that are open, and of the others.
static void add_volumes(double *volumes, const cell_tree_t *tree, uint32_t cell, const double *box)
{
    const cell_t *node = tree->cells + cell;
    if (node->kind != CELL_SPLIT) {
        volumes[node->kind == CELL_OPEN] += (box[1] - box[0]) * (box[3] - box[2]);
        return;
    }
    for (uint32_t upper = 0; upper < 2; upper++) {
        double part[4];
        memcpy(part, box, sizeof part);
        part[2 * node->detail + (upper ? 0 : 1)] = node->at;
        add_volumes(volumes, tree, node->link + upper, part);
    }
}

static size_t count_lines(const cell_tree_t *tree)
{
    strbuf_t lines;
    size_t count = 0;
    strbuf_init(&lines);
    cell_tree_write(&lines, tree);
    for (const char *c = lines.text; *c; c++)
        count += *c == '\n';
    strbuf_clear(&lines);
    return count;
}

static void test_random_trees(void **state)
{
    (void)state;
    static const double box[] = {-0.75, 0.75, -0.75, 0.75};
    size_t before = 0, after = 0;
    test_random_t random = test_seeded("fold");
    for (int k = 0; k < TREES; k++) {
        fold_test_t t;
        uint16_t kinds[POINTS * POINTS], now[POINTS * POINTS];
        double volumes[2] = {0, 0}, volumes_now[2] = {0, 0}; // exact: cuts are multiples of a power of 1/2
        fold_test_init(&t, &core, false);
        grow_at_random(&t.tree, &random);
        before += count_lines(&t.tree);
        read_points(kinds, &t.tree);
        add_volumes(volumes, &t.tree, 0, box);
        cell_tree_merge(&t.tree, t.trajectory, 1000);
        after += count_lines(&t.tree);
        read_points(now, &t.tree);
        add_volumes(volumes_now, &t.tree, 0, box);
        assert_memory_equal(kinds, now, sizeof now);
        assert_true(volumes[0] <= volumes_now[0] && volumes[0] >= volumes_now[0]);
        assert_true(volumes[1] <= volumes_now[1] && volumes[1] >= volumes_now[1]);
        fold_test_clear(&t);
    }
    assert_true(before == TREES * (2 * LEAVES - 1));
    assert_true(after < before - before / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),      cmocka_unit_test(test_in_line), cmocka_unit_test(test_exchange),
        cmocka_unit_test(test_not_shown), cmocka_unit_test(test_idle),    cmocka_unit_test(test_random_trees),
    };
    return cmocka_run_group_tests_name("prove fold", tests, NULL, NULL);
}
