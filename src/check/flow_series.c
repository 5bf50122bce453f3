// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/flow_series.h"

#include "base/memory.h"

#define MAX_COEFFICIENTS 2000000u // of all steps of the expansion together

// ---- monomials ----

static void set_lower(flow_series_t *s, const monomials_t *table)
{
    size_t n = s->count;
    uint16_t *exponents = mem_alloc(n, sizeof *exponents);
    for (size_t m = 0; m < s->monomial_count; m++)
        for (size_t j = 0; j < n; j++) {
            const uint16_t *row = table->exponents + m * n;
            for (size_t v = 0; v < n; v++)
                exponents[v] = (uint16_t)(row[v] - (v == j && row[v] > 0));
            s->lower[m * n + j] = row[j] > 0 ? monomial_index(table, exponents) : SIZE_MAX;
            if (row[j] == 0)
                continue;
            s->parent[m] = s->lower[m * n + j];
            s->factor[m] = j;
        }
    mem_free(exponents);
}

static const monomials_t *monomials(const flow_series_t *s)
{
    return &s->question.plan->monomials;
}

bool flow_series_init(flow_series_t *s, evidence_t *ev, int order, slong precision)
{
    size_t states = ev->obligation->map_count, n = ev->variable_count, length = (size_t)order;
    *s = (flow_series_t){.ev = ev, .count = n, .order = order, .precision = precision};
    int *orders = mem_alloc(states, sizeof *orders);
    for (size_t i = 0; i < states; i++)
        orders[i] = order;
    bool fits = question_put(&s->question, ev->ground, states, ev->obligation->map, orders, n, ev->variables);
    mem_free(orders);
    if (fits) {
        const monomials_t *table = monomials(s);
        fits = s->question.plan->step_count <= MAX_COEFFICIENTS / table->counts[table->order];
    }
    if (!fits)
        return evidence_refuse(ev, "the map is too large to be expanded to this order");
    s->monomial_count = monomials(s)->counts[order];
    s->parent = mem_alloc(s->monomial_count, sizeof *s->parent);
    s->factor = mem_alloc(s->monomial_count, sizeof *s->factor);
    s->lower = mem_alloc(s->monomial_count * n, sizeof *s->lower);
    set_lower(s, monomials(s));
    s->powers = range_array_new(s->monomial_count * length, precision);
    s->field = range_array_new(s->monomial_count * n, precision);
    s->slopes = range_array_new(n * n * length, precision);
    s->x = range_array_new(n * (length + 1), precision);
    s->v = range_array_new(n * n * (length + 1), precision);
    return true;
}

void flow_series_clear(flow_series_t *s)
{
    size_t n = s->count, length = (size_t)s->order;
    if (s->powers) {
        range_array_free(s->powers, s->monomial_count * length);
        range_array_free(s->field, s->monomial_count * n);
        range_array_free(s->slopes, n * n * length);
        range_array_free(s->x, n * (length + 1));
        range_array_free(s->v, n * n * (length + 1));
    }
    mem_free(s->parent);
    mem_free(s->factor);
    mem_free(s->lower);
    question_clear(&s->question);
    *s = (flow_series_t){0};
}

// ---- the field ----

static bool take_field(flow_series_t *s, const range_t *box)
{
    const evaluator_t *values = evidence_at(s->ev, &s->question, box, s->precision);
    s->used = 1;
    // The rest of the field, for the parameters, is 0 from the beginning.
    for (size_t i = 0; i < s->ev->obligation->map_count; i++) {
        const enclosure_t *root = evaluator_root(values, i);
        if (!jet_has_value(&root->jet) || !jet_is_known(&root->jet, s->order, monomials(s)) ||
            root->level < LEVEL_CONTINUOUS + s->order)
            return false;
        for (size_t m = 0; m < s->monomial_count; m++) {
            range_t *coefficient = s->field + i * s->monomial_count + m;
            range_set(coefficient, enclosure_coefficient(root, m));
            if (!range_is_bounded(coefficient))
                return false;
            if (!range_is_zero(coefficient) && s->used <= m)
                s->used = m + 1;
        }
    }
    return true;
}

static range_t *power(const flow_series_t *s, size_t m, int k)
{
    return s->powers + m * (size_t)s->order + (size_t)k;
}

// sum += a b, unless one of them is 0.
static void add_product(range_t *sum, const range_t *a, const range_t *b, range_t *product)
{
    if (range_is_zero(a) || range_is_zero(b))
        return;
    range_mul(product, a, b);
    range_add(sum, sum, product);
}

// How many monomials have a degree of at most k and matter.
static size_t up_to(const flow_series_t *s, int k)
{
    size_t count = monomials(s)->counts[k];
    return count < s->used ? count : s->used;
}

// Coefficient k of the powers: a product of d offsets begins with t^d.
static void next_powers(flow_series_t *s, int k, range_t *product)
{
    range_set_si(power(s, 0, k), k == 0);
    for (size_t m = 1; m < s->used; m++)
        range_set_si(power(s, m, k), 0);
    for (size_t m = 1; m < up_to(s, k); m++)
        for (int j = 1; j <= k; j++)
            add_product(power(s, m, k), flow_x(s, j, s->factor[m]), power(s, s->parent[m], k - j), product);
}

static void next_x(flow_series_t *s, int k, range_t *product)
{
    for (size_t i = 0; i < s->count; i++) {
        range_t *next = s->x + ((size_t)k + 1) * s->count + i;
        range_set_si(next, 0);
        for (size_t m = 0; m < up_to(s, k); m++)
            add_product(next, s->field + i * s->monomial_count + m, power(s, m, k), product);
        range_scale(next, next, 1, k + 1);
    }
}

// The derivative of the monomial m by the variable j is its exponent times a lower one.
static void next_slopes(flow_series_t *s, int k, range_t *product)
{
    size_t n = s->count;
    const uint16_t *exponents = monomials(s)->exponents;
    range_t term;
    range_init(&term, s->precision);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            range_t *slope = s->slopes + (i * n + j) * (size_t)s->order + (size_t)k;
            range_set_si(slope, 0);
            for (size_t m = 1; m < up_to(s, k + 1); m++) {
                if (s->lower[m * n + j] == SIZE_MAX)
                    continue;
                range_scale(&term, s->field + i * s->monomial_count + m, exponents[m * n + j], 1);
                add_product(slope, &term, power(s, s->lower[m * n + j], k), product);
            }
        }
    range_clear(&term);
}

static void next_v(flow_series_t *s, int k, range_t *product)
{
    size_t n = s->count;
    for (size_t i = 0; i < n; i++)
        for (size_t l = 0; l < n; l++) {
            range_t *next = s->v + (((size_t)k + 1) * n + i) * n + l;
            range_set_si(next, 0);
            for (size_t j = 0; j < n; j++)
                for (int q = 0; q <= k; q++)
                    add_product(next, s->slopes + (i * n + j) * (size_t)s->order + (size_t)q, flow_v(s, k - q, j, l),
                                product);
            range_scale(next, next, 1, k + 1);
        }
}

bool flow_series_run(flow_series_t *s, const range_t *box, bool with_slopes)
{
    size_t n = s->count;
    if (!take_field(s, box))
        return false;
    for (size_t i = 0; i < n; i++)
        range_set(s->x + i, box + i);
    for (size_t i = 0; i < n * n; i++)
        range_set_si(s->v + i, i / n == i % n);
    range_t product;
    range_init(&product, s->precision);
    for (int k = 0; k < s->order; k++) {
        next_powers(s, k, &product);
        next_x(s, k, &product);
        if (!with_slopes)
            continue;
        next_slopes(s, k, &product);
        next_v(s, k, &product);
    }
    range_clear(&product);
    return true;
}
