// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/select.h"

#include <stdbool.h>

typedef struct {
    bool (*possible)(const void *list, slong index, const arb_t x, slong prec);
    const void *list;
    slong count;
} choice_t;

// The wrong choices become impossible one after another as the ball around x shrinks; the right one never does.
static status_t select_only_possible(slong *index, const choice_t *choice, const enclosure_t *x)
{
    status_t status = STATUS_LIMIT;
    arb_t ball;
    arb_init(ball);
    for (slong prec = 64; prec <= SELECT_MAX_PREC; prec *= 2) {
        status = x->enclose(ball, x->data, prec);
        if (status != STATUS_OK)
            break;
        slong possible = 0;
        for (slong i = 0; i < choice->count; i++) {
            if (choice->possible(choice->list, i, ball, prec)) {
                possible++;
                *index = i;
            }
        }
        if (possible == 1)
            break;
        status = STATUS_LIMIT;
    }
    arb_clear(ball);
    return status;
}

static bool factor_may_vanish(const void *list, slong index, const arb_t x, slong prec)
{
    const fmpz_poly_factor_struct *factors = list;
    arb_t value;
    arb_init(value);
    arb_fmpz_poly_evaluate_arb(value, factors->p + index, x, prec);
    bool possible = arb_contains_zero(value);
    arb_clear(value);
    return possible;
}

status_t select_factor(slong *index, const fmpz_poly_factor_t factors, const enclosure_t *x)
{
    choice_t choice = {factor_may_vanish, factors, factors->num};
    return select_only_possible(index, &choice, x);
}

static bool root_may_equal(const void *list, slong index, const arb_t x, slong prec)
{
    qqbar_srcptr candidates = list;
    arb_t ball;
    arb_init(ball);
    qqbar_get_arb(ball, candidates + index, prec);
    bool possible = arb_overlaps(ball, x);
    arb_clear(ball);
    return possible;
}

status_t select_root(slong *index, qqbar_srcptr candidates, slong count, const enclosure_t *x)
{
    choice_t choice = {root_may_equal, candidates, count};
    return select_only_possible(index, &choice, x);
}

// Whether x < y; both are real and different, so some precision separates them.
static bool is_less(const qqbar_t x, const qqbar_t y)
{
    arb_t ball_x, ball_y;
    arb_init(ball_x);
    arb_init(ball_y);
    slong prec = 64;
    do {
        qqbar_get_arb(ball_x, x, prec);
        qqbar_get_arb(ball_y, y, prec);
        prec *= 2;
    } while (arb_overlaps(ball_x, ball_y));
    bool less = arb_lt(ball_x, ball_y);
    arb_clear(ball_x);
    arb_clear(ball_y);
    return less;
}

qqbar_ptr select_real_roots(slong *count, const fmpz_poly_t poly)
{
    slong degree = fmpz_poly_degree(poly), filled = 0;
    qqbar_ptr roots = _qqbar_vec_init(degree);
    // Sorting complex roots exactly can be very slow; only the real ones are needed in order.
    qqbar_roots_fmpz_poly(roots, poly, QQBAR_ROOTS_IRREDUCIBLE | QQBAR_ROOTS_UNSORTED);
    *count = 0;
    for (slong i = 0; i < degree; i++)
        *count += qqbar_is_real(roots + i) != 0;
    qqbar_ptr real_roots = _qqbar_vec_init(*count);
    for (slong i = 0; i < degree; i++) {
        if (!qqbar_is_real(roots + i))
            continue;
        slong place = filled++;
        qqbar_swap(real_roots + place, roots + i);
        for (; place > 0 && is_less(real_roots + place, real_roots + place - 1); place--)
            qqbar_swap(real_roots + place, real_roots + place - 1);
    }
    _qqbar_vec_clear(roots, degree);
    return real_roots;
}
