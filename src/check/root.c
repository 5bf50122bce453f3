// SPDX-License-Identifier: LGPL-3.0-or-later
// The kind `root`: the map has exactly one zero in a closed box, and it is interior.
#include "base/memory.h"
#include "check/cells.h"
#include "check/tree.h"

// ---- on the line, exactly ----

typedef struct {
    size_t count; // of cells with zeros, at most 2
    size_t cell;  // the last of them
    bool known;   // whether the map vanishes is known in every cell
    bool defined; // the map has values everywhere
} zeros_t;

static bool count_zeros(zeros_t *zeros, evidence_t *ev, const cells_t *cells, const assignment_t *a)
{
    *zeros = (zeros_t){0, 0, true, true};
    for (size_t c = cells_first(cells); c <= cells_last(cells); c++) {
        place_t place;
        int sign = 1;
        if (cells_place(&place, cells, c, ev->ground->reals) != STATUS_OK) {
            place_clear(&place);
            return evidence_refuse(ev, "an empty cell");
        }
        const exact_value_t *map = exact_root(
            question_decide(&ev->map, ev->ground, a->count, a->variables, a->values, &place, ev->variables[0]), 0);
        if (!jet_has_value(&map->jet)) {
            zeros->defined = false;
            zeros->known = zeros->known && map->jet.failure == STATUS_DOMAIN;
        } else if (place_sign(&sign, exact_coefficient(map, 0), &place, ev->ground->reals) != STATUS_OK) {
            zeros->known = false;
        } else if (sign == 0) {
            zeros->cell = c;
            zeros->count += zeros->count < 2;
        }
        place_clear(&place);
    }
    return true;
}

static bool remember_zero(evidence_t *ev, const rpoint_struct *zero)
{
    const obligation_t *obligation = ev->obligation;
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    bool known = rpoint_refine(lower, upper, zero, 128, ev->ground->reals) == STATUS_OK;
    if (known && obligation->point_count == 1)
        ground_add_point(ev->ground, obligation->points[0].variable, lower, upper, zero);
    fmpq_clear(lower);
    fmpq_clear(upper);
    return known || evidence_refuse(ev, "exact arithmetic on these numbers is out of reach");
}

// Exactly one zero, a point that is not an end of the interval.
bool cells_show_root(evidence_t *ev, const cells_t *cells, bool proving)
{
    assignment_t a;
    zeros_t zeros;
    if (ev->obligation->map_count != 1 || !cells->has_lo || !cells->has_hi)
        return evidence_refuse(ev, "cells are for one variable in a bounded interval");
    assignment_of_box(&a, &ev->root, 0);
    bool counted = evidence_put_map(ev) && count_zeros(&zeros, ev, cells, &a);
    assignment_clear(&a);
    if (!counted)
        return false;
    bool is_interior_point =
        zeros.count == 1 && zeros.cell % 2 == 1 && zeros.cell > 1 && zeros.cell < 2 * cells->points->count - 1;
    if (proving)
        return zeros.known && zeros.defined && is_interior_point
                   ? remember_zero(ev, cells_lower(cells, zeros.cell))
                   : evidence_refuse(ev, "a single interior zero is not shown");
    bool refuted = zeros.count == 2 || (zeros.count == 1 && zeros.cell % 2 == 0) || (zeros.known && !is_interior_point);
    return refuted || evidence_refuse(ev, "a single interior zero is not shown to be impossible");
}

// ---- Krawczyk's test ----

// The boxes Z in U, and the matrix C.
typedef struct {
    size_t n;
    fmpq *existence, *uniqueness; // lower, upper end of each variable
    fmpq *preconditioner;         // rows
    slong precision;
} krawczyk_t;

static void krawczyk_init(krawczyk_t *k, size_t n)
{
    k->n = n;
    k->existence = _fmpq_vec_init((slong)(2 * n));
    k->uniqueness = _fmpq_vec_init((slong)(2 * n));
    k->preconditioner = _fmpq_vec_init((slong)(n * n));
}

static void krawczyk_clear(krawczyk_t *k)
{
    _fmpq_vec_clear(k->existence, (slong)(2 * k->n));
    _fmpq_vec_clear(k->uniqueness, (slong)(2 * k->n));
    _fmpq_vec_clear(k->preconditioner, (slong)(k->n * k->n));
}

static bool read_numbers(fmpq *numbers, evidence_t *ev, const char *keyword, size_t count)
{
    bool good = reader_line(ev->reader, keyword, count + 1);
    for (size_t i = 0; good && i < count; i++)
        good = reader_rational(numbers + i, ev->reader, i + 1);
    return good;
}

static bool read_krawczyk(krawczyk_t *k, evidence_t *ev)
{
    bool good = true;
    for (size_t i = 0; good && i < k->n; i++)
        good = read_numbers(k->existence + 2 * i, ev, "existence", 2) &&
               read_numbers(k->uniqueness + 2 * i, ev, "uniqueness", 2);
    for (size_t i = 0; good && i < k->n; i++)
        good = read_numbers(k->preconditioner + i * k->n, ev, "preconditioner", k->n);
    return good && reader_line(ev->reader, "precision", 2) && reader_precision(&k->precision, ev->reader, 1, false);
}

// Z in U and in the interior of the given box. U may stick out: a zero in it that is not the one in Z is none.
static bool boxes_are_nested(evidence_t *ev, const krawczyk_t *k)
{
    for (size_t i = 0; i < k->n; i++) {
        const fmpq *z = k->existence + 2 * i, *u = k->uniqueness + 2 * i;
        if (fmpq_cmp(u, z) > 0 || fmpq_cmp(z, z + 1) > 0 || fmpq_cmp(z + 1, u + 1) > 0 || ev->lo[i].infinite ||
            ev->hi[i].infinite || end_compare(ev->lo + i, z) != -1 || end_compare(ev->hi + i, z + 1) != 1)
            return evidence_refuse(ev, "the box of existence is not nested in the given one and that of uniqueness");
    }
    return true;
}

static range_t *box_of(const fmpq *ends, size_t n, slong precision)
{
    range_t *box = range_array_new(n, precision);
    for (size_t i = 0; i < n; i++)
        range_set_rationals(box + i, ends + 2 * i, ends + 2 * i + 1);
    return box;
}

// 1 - C J over a box; false when the map is not C1 there.
static bool contraction(range_t *matrix, evidence_t *ev, const krawczyk_t *k, const range_t *box)
{
    size_t n = k->n;
    const evaluator_t *values = evidence_at(ev, &ev->jacobian, box, k->precision);
    range_t factor, term;
    range_init(&factor, k->precision);
    range_init(&term, k->precision);
    bool usable = true;
    rounding_t mode = rounding_upward();
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            range_set_si(matrix + i * n + j, i == j);
            for (size_t m = 0; m < n; m++) {
                const enclosure_t *component = evaluator_root(values, m);
                usable = usable && jet_is_known(&component->jet, 1, &ev->jacobian.plan->monomials) &&
                         component->level >= LEVEL_C1;
                range_set_rationals(&factor, k->preconditioner + i * n + m, k->preconditioner + i * n + m);
                range_mul(&term, &factor, enclosure_coefficient(component, monomial_variable(j)));
                range_sub(matrix + i * n + j, matrix + i * n + j, &term);
            }
        }
    rounding_restore(mode);
    range_clear(&factor);
    range_clear(&term);
    return usable;
}

// x - C F(x) contracts U in the maximum norm: all rows of 1 - C J(U) have absolute sums below 1. So F has at most one
// zero there, and C is not singular.
static bool is_unique(evidence_t *ev, const krawczyk_t *k)
{
    size_t n = k->n;
    range_t *box = box_of(k->uniqueness, n, k->precision), *matrix = range_array_new(n * n, k->precision);
    range_t sum, entry, one;
    range_init(&sum, k->precision);
    range_init(&entry, k->precision);
    range_init(&one, k->precision);
    range_set_si(&one, 1);
    bool unique = contraction(matrix, ev, k, box);
    rounding_t mode = rounding_upward();
    for (size_t i = 0; unique && i < n; i++) {
        range_set_si(&sum, 0);
        for (size_t j = 0; j < n; j++) {
            range_abs(&entry, matrix + i * n + j);
            range_add(&sum, &sum, &entry);
        }
        unique = range_less(&sum, &one);
    }
    rounding_restore(mode);
    range_clear(&sum);
    range_clear(&entry);
    range_clear(&one);
    range_array_free(box, n);
    range_array_free(matrix, n * n);
    return unique || evidence_refuse(ev, "at most one zero in the box of uniqueness is not shown");
}

static void midpoints(range_t *middle, const krawczyk_t *k)
{
    fmpq_t sum;
    fmpq_init(sum);
    for (size_t i = 0; i < k->n; i++) {
        fmpq_add(sum, k->existence + 2 * i, k->existence + 2 * i + 1);
        fmpq_div_2exp(sum, sum, 1);
        range_set_rationals(middle + i, sum, sum);
    }
    fmpq_clear(sum);
}

// Row i of m - C F(m) + (1 - C J(Z)) (Z - m).
static void krawczyk_row(range_t *row, const krawczyk_t *k, size_t i, const range_t *images, const range_t *matrix,
                         const range_t *box, const range_t *middle)
{
    range_t factor, term;
    range_init(&factor, k->precision);
    range_init(&term, k->precision);
    rounding_t mode = rounding_upward();
    range_set(row, middle + i);
    for (size_t j = 0; j < k->n; j++) {
        range_set_rationals(&factor, k->preconditioner + i * k->n + j, k->preconditioner + i * k->n + j);
        range_mul(&term, &factor, images + j);
        range_sub(row, row, &term);
        range_sub(&term, box + j, middle + j);
        range_mul(&term, &term, matrix + i * k->n + j);
        range_add(row, row, &term);
    }
    rounding_restore(mode);
    range_clear(&factor);
    range_clear(&term);
}

// Whether the row lies strictly between the ends of Z.
static bool row_is_interior(const range_t *row, const fmpq *ends, slong precision)
{
    range_t lower, upper;
    range_init(&lower, precision);
    range_init(&upper, precision);
    range_set_rationals(&lower, ends, ends);
    range_set_rationals(&upper, ends + 1, ends + 1);
    bool interior = range_less(&lower, row) && range_less(row, &upper);
    range_clear(&lower);
    range_clear(&upper);
    return interior;
}

// x - C F(x) maps Z into itself (mean value form about m), so it has a fixed point in Z by Brouwer's theorem; there
// C F(x) = 0, and C is not singular.
static bool exists(evidence_t *ev, const krawczyk_t *k)
{
    size_t n = k->n;
    range_t *box = box_of(k->existence, n, k->precision), *matrix = range_array_new(n * n, k->precision);
    range_t *middle = range_array_new(n, k->precision), *images = range_array_new(n, k->precision);
    range_t row;
    range_init(&row, k->precision);
    midpoints(middle, k);
    bool good = contraction(matrix, ev, k, box);
    const evaluator_t *values = evidence_at(ev, &ev->map, middle, k->precision);
    for (size_t i = 0; i < n; i++) {
        good = good && jet_has_value(&evaluator_root(values, i)->jet);
        range_set(images + i, enclosure_coefficient(evaluator_root(values, i), 0));
    }
    for (size_t i = 0; good && i < n; i++) {
        krawczyk_row(&row, k, i, images, matrix, box, middle);
        good = row_is_interior(&row, k->existence + 2 * i, k->precision);
    }
    range_clear(&row);
    range_array_free(box, n);
    range_array_free(matrix, n * n);
    range_array_free(middle, n);
    range_array_free(images, n);
    return good || evidence_refuse(ev, "a zero in the box of existence is not shown");
}

// ---- the rest of the box ----

static bool leaf_inside(evidence_t *ev, const scope_t *scope, void *data)
{
    const krawczyk_t *k = data;
    if (!reader_has_words(ev->reader, 1))
        return false;
    for (size_t i = 0; i < k->n; i++) {
        int lower = end_compare(scope->box->lo[i], k->uniqueness + 2 * i);
        int upper = end_compare(scope->box->hi[i], k->uniqueness + 2 * i + 1);
        if ((lower != 0 && lower != 1) || (upper != 0 && upper != -1))
            return evidence_refuse(ev, "the box is not inside the box of uniqueness");
    }
    return true;
}

static bool component_is_nonzero(void *data, const range_t *ranges)
{
    const leaf_test_t *t = data;
    const enclosure_t *value = evaluator_root(evidence_at(t->ev, &t->ev->map, ranges, t->precision), t->index);
    return jet_has_value(&value->jet) && !range_contains_zero(enclosure_coefficient(value, 0));
}

static bool leaf_nonzero(evidence_t *ev, const scope_t *scope, void *data)
{
    leaf_test_t test = {.ev = ev};
    (void)data;
    if (!reader_has_words(ev->reader, 3) || !reader_unsigned(&test.index, ev->reader, 1, ev->obligation->map_count) ||
        !reader_precision(&test.precision, ev->reader, 2, false))
        return false;
    if (test.index-- == 0)
        return reader_fail(ev->reader, FAULT_MALFORMED, "components are counted from 1");
    return evidence_holds_on(ev, scope->box, test.precision, component_is_nonzero, &test) ||
           evidence_refuse(ev, "the component of the map is not shown to have no zero on the box");
}

static bool leaf_combined(evidence_t *ev, const scope_t *scope, void *data)
{
    (void)data;
    return check_leaf_combined(ev, scope);
}

static void remember_box(evidence_t *ev, const krawczyk_t *k)
{
    for (size_t i = 0; i < ev->obligation->point_count; i++)
        ground_add_point(ev->ground, ev->obligation->points[i].variable, k->existence + 2 * i, k->existence + 2 * i + 1,
                         NULL);
}

static bool is_square(evidence_t *ev)
{
    const obligation_t *obligation = ev->obligation;
    size_t n = ev->variable_count;
    return (n > 0 && obligation->map_count == n && obligation->state_count == n && obligation->point_count == n) ||
           evidence_refuse(ev, "not as many equations as variables");
}

bool check_root(evidence_t *ev)
{
    static const tree_leaf_t leaves[] = {{"inside", leaf_inside}, {"nonzero", leaf_nonzero}, {"combined", leaf_combined}, {NULL, NULL}};
    krawczyk_t k;
    if (!is_square(ev) || !evidence_put_map(ev) || !evidence_put_jacobian(ev))
        return false;
    krawczyk_init(&k, ev->variable_count);
    bool shown = read_krawczyk(&k, ev) && boxes_are_nested(ev, &k) && is_unique(ev, &k) && exists(ev, &k) &&
                 tree_check(ev, &ev->root, true, leaves, false, &k);
    if (shown)
        remember_box(ev, &k);
    krawczyk_clear(&k);
    return shown;
}

bool check_no_root(evidence_t *ev)
{
    static const tree_leaf_t leaves[] = {{"nonzero", leaf_nonzero}, {"combined", leaf_combined}, {NULL, NULL}};
    return evidence_put_map(ev) && tree_check(ev, &ev->root, true, leaves, false, NULL);
}
