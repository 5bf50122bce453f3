// SPDX-License-Identifier: LGPL-3.0-or-later
// A convex function lies above its tangents: with the Hessian positive definite on B and c in B,
// e(x) >= e(c) + <grad e(c), x - c>. The best c is the minimiser of e over B, found by Newton's method in doubles with
// the active bounds held, and rounded to few bits.
#include "base/memory.h"
#include "prove/branch_definite.h"
#include "prove/leaf.h"

#include "real/number.h"

#include <math.h>
#include <string.h>

#define NEWTON_STEPS 12

typedef struct {
    statement_t *statement;
    const table_t *gradient, *hessian;
    view_t *view;
    size_t n;
    side_t *place; // the point, as a box; fixed sides as in the view
    double *point;
    double *g, *h; // numerical gradient and Hessian
    double *step;
    bool *active; // held at a bound, or fixed
    tape_result_t *values, *gradient_values, *hessian_values;
    dinterval_t *matrix;
} convex_t;

static void convex_init(convex_t *c, statement_t *statement, view_t *view)
{
    size_t n = statement->count;
    *c = (convex_t){.statement = statement, .view = view, .n = n};
    c->gradient = statement_gradient(statement);
    c->hessian = statement_hessian(statement);
    if (!c->gradient || !c->hessian)
        return;
    c->place = mem_alloc(n, sizeof *c->place);
    c->point = mem_alloc(n, sizeof *c->point);
    c->g = mem_alloc(n, sizeof *c->g);
    c->h = mem_alloc(n * n, sizeof *c->h);
    c->step = mem_alloc(n, sizeof *c->step);
    c->active = mem_alloc(n, sizeof *c->active);
    c->matrix = mem_alloc(n * n, sizeof *c->matrix);
    c->values = mem_alloc(statement->list.count, sizeof *c->values);
    c->gradient_values = mem_alloc(c->gradient->list.count, sizeof *c->gradient_values);
    c->hessian_values = mem_alloc(c->hessian->list.count, sizeof *c->hessian_values);
}

static void convex_clear(convex_t *c)
{
    mem_free(c->place);
    mem_free(c->point);
    mem_free(c->g);
    mem_free(c->h);
    mem_free(c->step);
    mem_free(c->active);
    mem_free(c->matrix);
    mem_free(c->values);
    mem_free(c->gradient_values);
    mem_free(c->hessian_values);
}

// ---- convexity ----

// A fixed variable is a constant: its row and column are left out.
static definite_t hessian_definite(convex_t *c)
{
    size_t n = c->n, free_count = 0;
    size_t *free_index = mem_alloc(n, sizeof *free_index);
    statement_evaluate(c->hessian_values, c->statement, c->hessian->tape, c->view->box, c->view->precision);
    for (size_t i = 0; i < n; i++)
        if (!side_is_fixed(c->view->box + i))
            free_index[free_count++] = i;
    bool usable = free_count > 0;
    for (size_t i = 0; i < free_count; i++)
        for (size_t j = 0; j <= i; j++) {
            size_t entry = hessian_index(n, free_index[j], free_index[i]);
            const tape_result_t *value = c->hessian_values + c->hessian->sums[entry].root;
            usable = usable && value->regularity != REGULARITY_UNKNOWN;
            c->matrix[i * free_count + j] = value->value;
        }
    mem_free(free_index);
    return usable ? interval_definite(c->matrix, free_count, rounding_room(c->view->precision), false)
                  : DEFINITE_UNKNOWN;
}

// ---- the minimiser ----

static double middle(dinterval_t a)
{
    return dinterval_lo(a) / 2 + a.hi / 2;
}

static void set_place(convex_t *c)
{
    for (size_t i = 0; i < c->n; i++)
        c->place[i] = side_is_fixed(c->view->box + i) ? c->view->box[i]
                                                      : (side_t){c->point[i], c->point[i], MARK_NONE, MARK_NONE};
}

static double clamp(const convex_t *c, size_t i, double x)
{
    const side_t *side = c->view->box + i;
    double lo = side_inner_end(c->statement, side, false), hi = side_inner_end(c->statement, side, true);
    return lo <= hi ? fmin(fmax(x, lo), hi) : x;
}

static bool evaluate_derivatives(convex_t *c)
{
    size_t n = c->n;
    set_place(c);
    statement_evaluate(c->gradient_values, c->statement, c->gradient->tape, c->place, 53);
    statement_evaluate(c->hessian_values, c->statement, c->hessian->tape, c->place, 53);
    bool finite = true;
    for (size_t i = 0; i < n; i++) {
        c->g[i] = middle(c->gradient_values[c->gradient->sums[i].root].value);
        finite = finite && isfinite(c->g[i]);
        for (size_t j = i; j < n; j++) {
            size_t entry = hessian_index(n, i, j);
            c->h[i * n + j] = c->h[j * n + i] = middle(c->hessian_values[c->hessian->sums[entry].root].value);
            finite = finite && isfinite(c->h[i * n + j]);
        }
    }
    return finite;
}

static void find_active(convex_t *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const side_t *side = c->view->box + i;
        bool at_lo = c->point[i] <= clamp(c, i, -INFINITY), at_hi = c->point[i] >= clamp(c, i, INFINITY);
        c->active[i] = side_is_fixed(side) || (at_lo && c->g[i] >= 0) || (at_hi && c->g[i] <= 0);
    }
}

// Solves h step = -g over the free variables (h is positive definite there, so elimination needs no pivoting).
static void newton_step(convex_t *c)
{
    size_t n = c->n;
    for (size_t i = 0; i < n; i++)
        c->step[i] = c->active[i] ? 0 : -c->g[i];
    for (size_t k = 0; k < n; k++) {
        for (size_t i = k + 1; !c->active[k] && i < n; i++) {
            double factor = c->active[i] ? 0 : c->h[i * n + k] / c->h[k * n + k];
            for (size_t j = k; j < n; j++)
                c->h[i * n + j] -= factor * c->h[k * n + j];
            c->step[i] -= factor * c->step[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; !c->active[k] && j < n; j++)
            c->step[k] -= c->active[j] ? 0 : c->h[k * n + j] * c->step[j];
        if (!c->active[k])
            c->step[k] /= c->h[k * n + k];
    }
}

static void minimise(convex_t *c)
{
    for (size_t i = 0; i < c->n; i++)
        c->point[i] = c->view->centre[i];
    for (int step = 0; step < NEWTON_STEPS && evaluate_derivatives(c); step++) {
        find_active(c);
        newton_step(c);
        double moved = 0;
        for (size_t i = 0; i < c->n; i++) {
            double next = clamp(c, i, c->point[i] + c->step[i]);
            if (c->active[i] || !isfinite(next))
                continue;
            moved = fmax(moved, fabs(next - c->point[i]) / (1 + fabs(next)));
            c->point[i] = next;
        }
        if (moved < 1e-15)
            break;
    }
}

// ---- the tangent bound ----

static double product_bound(sum_bounds_t d, double lo, double hi, double *size)
{
    double up = hi > 0 && d.lo != 0 ? d.lo * hi : 0, down = lo < 0 && d.hi != 0 ? d.hi * lo : 0;
    double least = fmin(0, fmin(up, down)); // lo <= 0 <= hi: the point lies in the box
    *size += isfinite(least) ? fabs(least) : 0;
    return least;
}

static bool tangent_bound(convex_t *c)
{
    statement_t *statement = c->statement;
    slong precision = c->view->precision;
    set_place(c);
    statement_evaluate(c->values, statement, statement->values, c->place, precision);
    statement_evaluate(c->gradient_values, statement, c->gradient->tape, c->place, precision);
    sum_bounds_t e = sum_bounds(&statement->e_sum, &statement->list, c->values, precision);
    double change = 0, size = 0;
    for (size_t i = 0; i < c->n; i++) {
        const side_t *side = c->view->box + i;
        sum_bounds_t d = sum_bounds(c->gradient->sums + i, &c->gradient->list, c->gradient_values, precision);
        if (!side_is_fixed(side))
            change += product_bound(d, side->lo - c->point[i], side->hi - c->point[i], &size);
    }
    double room = rounding_room(precision) * size;
    return leaf_accept(c->view, e.lo + change - room, e.noise + room) &&
           (e.noise + room > 0 || leaf_confirm(statement, c->view, c->place, e.lo));
}

// Rounds the coordinates to multiples of 2^-bits of the box's scale, staying in the box.
static void round_point(convex_t *c, const double *exact, int bits)
{
    for (size_t i = 0; i < c->n; i++) {
        const side_t *side = c->view->box + i;
        double width = side->hi - side->lo, scale = isfinite(width) && width > 0 ? width : fmax(1, fabs(exact[i]));
        double unit = ldexp(1, ilogb(scale) - bits), rounded = nearbyint(exact[i] / unit) * unit;
        c->point[i] = isfinite(rounded) ? clamp(c, i, rounded) : exact[i];
    }
}

static char *point_text(const convex_t *c)
{
    strbuf_t text;
    strbuf_init(&text);
    fmpq_t value;
    fmpq_init(value);
    bool writable = true;
    for (size_t i = 0; i < c->n; i++) {
        const side_t *side = c->view->box + i;
        if (i)
            strbuf_append_char(&text, ' ');
        if (!side_is_fixed(side))
            write_dyadic(&text, c->point[i]);
        else if (side_end_rational(value, c->statement, side, false))
            number_write_fmpq(&text, value);
        else
            writable = false;
    }
    fmpq_clear(value);
    char *result = writable ? strbuf_detach(&text) : NULL;
    strbuf_clear(&text);
    return result;
}

static bool try_roundings(convex_t *c, const double *exact)
{
    static const int bits[] = {3, 8, 16, 26, 40, 53};
    for (size_t k = 0; k < sizeof bits / sizeof *bits; k++) {
        round_point(c, exact, bits[k]);
        if (tangent_bound(c))
            return true;
    }
    return false;
}

bool leaf_convex(char **point, bool *is_convex, double *minimiser, statement_t *statement, view_t *view)
{
    convex_t c;
    *point = NULL;
    *is_convex = false;
    view->put_off = !view->alone && !(statement->gradient.tape && statement->hessian.tape);
    if (view->put_off)
        return false;
    convex_init(&c, statement, view);
    bool closed = false;
    definite_t definite = DEFINITE_UNKNOWN;
    if (c.hessian_values && view->values[statement->e_sum.root].regularity >= REGULARITY_C2)
        definite = hessian_definite(&c);
    *is_convex = definite == DEFINITE_YES;
    if (*is_convex) {
        minimise(&c);
        memcpy(minimiser, c.point, c.n * sizeof *minimiser);
        closed = try_roundings(&c, minimiser);
        *point = closed ? point_text(&c) : NULL;
        closed = *point != NULL;
    }
    convex_clear(&c);
    return closed;
}
