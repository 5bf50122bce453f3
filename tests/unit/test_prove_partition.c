// SPDX-License-Identifier: LGPL-3.0-or-later
// What images of cells meet: as the tree tells it without what is noted and without marks of nodes, in the same order, while
// cells are split at random; and as a look at every cell tells it.
#include "test_real.h"

#include <string.h>

#include "base/memory.h"
#include "claim/claim.h"
#include "prove/partition_slice.h"

typedef struct {
    spec_t spec;
    obligation_list_t list;
    prover_t prover;
    tactic_t tactic;
    space_t p;
    uint64_t state;
} fixture_t;

static void fixture_init(fixture_t *f, const char *text)
{
    static const prove_limits_t limits = {.max_boxes = 100000, .max_precision = 256};
    const char *reason = NULL;
    tactic_init(&f->tactic, "partition", false, 0);
    const instance_t instance = {0, 0, EXPR_NONE, &f->tactic, false};
    assert_int_equal(spec_read(&f->spec, "test", text, strlen(text)), STATUS_OK);
    assert_int_equal(claims_validate(&f->spec), STATUS_OK);
    assert_int_equal(claim_lower(&f->list, &reason, &f->spec, &instance), STATUS_OK);
    const obligation_t *obligation = f->list.items + f->list.count - 1;
    prover_init(&f->prover, f->spec.dag, &limits);
    assert_true(space_init(&f->p, &reason, &f->prover, obligation, &obligation->targets[0].formula));
    f->state = 1;
}

static void fixture_clear(fixture_t *f)
{
    space_clear(&f->p);
    prover_clear(&f->prover);
    obligation_list_clear(&f->list);
    tactic_clear(&f->tactic);
    spec_clear(&f->spec);
}

static size_t below(fixture_t *f, size_t n)
{
    f->state = f->state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(f->state >> 33) % n;
}

// ---- lists ----

typedef struct {
    size_t count, capacity;
    uint32_t *cells;
} list_t;

static bool add(void *data, uint32_t cell)
{
    list_t *list = data;
    list->cells = mem_grow(list->cells, &list->capacity, list->count + 1, sizeof *list->cells);
    list->cells[list->count++] = cell;
    return true;
}

static void walk_from_root(list_t *list, const space_t *p, uint32_t cell, size_t way)
{
    const cover_t *cover = p->cells[cell].images + way;
    size_t visits = 0;
    for (size_t k = 0; k < cover->count; k++)
        assert_int_equal(space_walk(&visits, p, cell, 0, cover->boxes + k * p->states, add, list), CELL_NONE);
}

static bool has(const list_t *list, uint32_t cell)
{
    for (size_t k = 0; k < list->count; k++)
        if (list->cells[k] == cell)
            return true;
    return false;
}

// Whether the inner parts of an image of the cell and of the other one have a point in common.
static bool meets_inside(const space_t *p, uint32_t cell, uint32_t other)
{
    const cover_t *cover = p->cells[cell].images;
    const side_t *from = p->cells[cell].box, *to = p->cells[other].box;
    bool any = false;
    for (size_t k = 0; k < cover->count; k++) {
        bool meets = true;
        for (size_t v = 0; v < p->states; v++) {
            dinterval_t side = cover->boxes[k * p->states + v];
            meets = meets && dinterval_lo(side) < to[v].hi && side.hi > to[v].lo;
        }
        for (size_t v = p->states; v < p->count; v++)
            meets = meets && from[v].lo < to[v].hi && from[v].hi > to[v].lo;
        any = any || meets;
    }
    return any;
}

// Returns whether the list is noted.
static bool check_cell(space_t *p, uint32_t cell)
{
    size_t count;
    list_t noted = {0}, walked = {0};
    assert_int_equal(space_first(p, cell, 0, add, &noted), CELL_NONE);
    walk_from_root(&walked, p, cell, 0);
    assert_int_equal(noted.count, walked.count);
    for (size_t k = 0; k < walked.count; k++)
        assert_int_equal(noted.cells[k], walked.cells[k]);
    for (size_t i = 0; i < p->cell_count; i++)
        if (meets_inside(p, cell, (uint32_t)i))
            assert_true(has(&walked, (uint32_t)i));
    mem_free(noted.cells);
    mem_free(walked.cells);
    return space_meets(p, cell, &count) != NULL;
}

// ---- marks ----

typedef struct {
    bool *seen;
    size_t count;
} sweep_t;

static bool see(void *data, uint32_t cell)
{
    sweep_t *sweep = data;
    sweep->count += !sweep->seen[cell];
    return sweep->seen[cell] = true;
}

// All ways of all cells, slice by slice with marks and without.
static void check_marks(space_t *p)
{
    size_t n = p->cell_count;
    uint32_t *cells = mem_alloc(n, sizeof *cells);
    sweep_t marked = {mem_alloc(n, sizeof(bool)), 0}, plain = {mem_alloc(n, sizeof(bool)), 0};
    slice_t slice;
    slice_init(&slice, p);
    for (size_t i = 0; i < n; i++)
        cells[i] = (uint32_t)i;
    slice_sort(cells, n, p);
    for (size_t i = 0; i < n; i += 3)
        for (size_t way = 0; way <= p->choice_count; way++) {
            list_t met = {0};
            walk_from_root(&met, p, cells[i], way);
            for (size_t k = 0; k < met.count; k++)
                see(&plain, met.cells[k]);
            mem_free(met.cells);
            space_first_but(p, cells[i], way, slice_marks(&slice, p, cells[i]), see, &marked);
            assert_int_equal(marked.count, plain.count);
        }
    for (size_t i = 0; i < n; i++)
        assert_int_equal(marked.seen[i], plain.seen[i]);
    slice_clear(&slice);
    mem_free(marked.seen);
    mem_free(plain.seen);
    mem_free(cells);
}

static void check_spec(const char *text, bool nearly_all)
{
    fixture_t f;
    size_t noted = 0;
    fixture_init(&f, text);
    space_cut_coarsely(&f.p);
    for (int round = 0; round < 12; round++) {
        space_refresh(&f.p);
        space_note_meets(&f.p);
        noted = 0;
        for (size_t i = 0; i < f.p.cell_count; i++)
            noted += check_cell(&f.p, (uint32_t)i);
        check_marks(&f.p);
        if (nearly_all)
            assert_true(noted >= f.p.cell_count - f.p.cell_count / 20);
        size_t most = f.p.cell_count < 400 ? 60 : 5;
        for (size_t k = 0; k < most; k++)
            (void)space_split(&f.p, (uint32_t)below(&f, f.p.cell_count));
    }
    assert_true(f.p.cell_count > 300);
    if (!nearly_all)
        assert_true(noted < f.p.cell_count);
    fixture_clear(&f);
}

static void test_line(void **state)
{
    (void)state;
    check_spec("landscape f(x) = x^2/4\nclaim c: reaches(-1 <= x <= 1) on -100 <= x <= 100 with gd(rate = 1)\n", true);
}

static void test_pieces(void **state)
{
    (void)state;
    check_spec("landscape f(x) = cases {\n x < 1 : x^2\n otherwise : (x - 3)^2/4\n}\n"
               "claim c: reaches(-1 <= x <= 1) on -100 <= x <= 100 with gd(rate = g) for g in [0.1, 0.9]\n",
               true);
}

static void test_plane(void **state)
{
    (void)state;
    check_spec("landscape f(x, y) = (x^2 + y^2)/4 + x*y/10\n"
               "claim c: reaches(x^2 + y^2 <= 1) on x^2 + y^2 <= 100 with gd(rate = g) for g in [0.1, 1]\n",
               true);
}

// Images of all cells meet most cells, and lists of what they meet get too long.
static void test_noise(void **state)
{
    (void)state;
    check_spec("landscape f(x) = x^2/4\n"
               "claim c: reaches(-1 <= x <= 1) almost surely on -10 <= x <= 10 with sgd(rate = g, noise = uniform(1000)) for g in [0.1, 1]\n",
               false);
    check_spec("landscape f(x) = x^2/4\n"
               "claim c: reaches(-1 <= x <= 1) almost surely on -10 <= x <= 10 with sgd(rate = 1, noise = uniform(1000))\n",
               false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_line), cmocka_unit_test(test_pieces), cmocka_unit_test(test_plane),
                                       cmocka_unit_test(test_noise)};
    return cmocka_run_group_tests_name("prove partition", tests, NULL, NULL);
}
