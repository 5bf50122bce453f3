// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/jet.h"

#include "base/memory.h"
#include "check/series.h"

// ---- storage ----

void *ring_array_new(const ring_t *ring, size_t count)
{
    void *items = mem_alloc(count, ring->size);
    for (size_t i = 0; i < count; i++)
        ring->init(ring_item(ring, items, i), ring->context);
    return items;
}

void ring_array_free(const ring_t *ring, void *items, size_t count)
{
    for (size_t i = 0; items && i < count; i++)
        ring->clear(ring_item(ring, items, i));
    mem_free(items);
}

static size_t all_monomials(const jets_t *jets)
{
    return jets->monomials->counts[jets->monomials->order];
}

void jets_init(jets_t *jets, const ring_t *ring, const monomials_t *monomials)
{
    jets->ring = ring;
    jets->monomials = monomials;
    for (int i = 0; i < 3; i++)
        jets->scratch[i] = ring_array_new(ring, all_monomials(jets));
    jets->item = ring_array_new(ring, 1);
}

void jets_clear(jets_t *jets)
{
    for (int i = 0; i < 3; i++)
        ring_array_free(jets->ring, jets->scratch[i], all_monomials(jets));
    ring_array_free(jets->ring, jets->item, 1);
}

void jet_init(jet_t *jet, const jets_t *jets, int order)
{
    *jet = (jet_t){NULL, order, order, STATUS_OK};
    jet->c = ring_array_new(jets->ring, jets->monomials->counts[order]);
}

void jet_clear(jet_t *jet, const jets_t *jets)
{
    ring_array_free(jets->ring, jet->c, jets->monomials->counts[jet->order]);
    jet->c = NULL;
}

static void *at(const jets_t *jets, const void *items, size_t index)
{
    return ring_item(jets->ring, items, index);
}

static void set_zero(const jets_t *jets, void *item)
{
    jets->ring->zero(item);
}

// ---- how far results are valid ----

void jet_fail(jet_t *result, status_t failure)
{
    result->valid = -1;
    result->failure = failure;
}

void jet_limit(jet_t *result, int valid, status_t failure)
{
    if (valid < result->valid) {
        result->valid = valid;
        result->failure = failure;
    }
}

// Starts a result from its operands: valid as far as both are; where both end, being undefined is the stronger answer.
static void inherit(jet_t *result, const jet_t *a, const jet_t *b)
{
    result->valid = result->order;
    result->failure = STATUS_OK;
    jet_limit(result, a->valid, a->failure);
    if (b->valid == result->valid && b->failure == STATUS_DOMAIN)
        result->failure = result->valid < result->order ? STATUS_DOMAIN : STATUS_OK;
    jet_limit(result, b->valid, b->failure);
}

// Notes the outcome of the computation of coefficient `index`.
static void note(jet_t *result, const jets_t *jets, size_t index, status_t status)
{
    if (status != STATUS_OK)
        jet_limit(result, (int)monomial_degree(jets->monomials, index) - 1, status);
}

// ---- ring operations ----

void jet_set(jet_t *result, const jet_t *a, const jets_t *jets)
{
    inherit(result, a, a);
    for (size_t i = 0; i < jet_count(result, jets); i++)
        jets->ring->set(at(jets, result->c, i), at(jets, a->c, i));
}

void jet_set_constant(jet_t *result, const void *value, const jets_t *jets)
{
    result->valid = result->order;
    result->failure = STATUS_OK;
    jets->ring->set(result->c, value);
    for (size_t i = 1; i < jet_count(result, jets); i++)
        set_zero(jets, at(jets, result->c, i));
}

void jet_add(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets)
{
    inherit(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets); i++)
        note(result, jets, i,
             jets->ring->add(at(jets, result->c, i), at(jets, a->c, i), at(jets, b->c, i), jets->ring->context));
}

void jet_sub(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets)
{
    inherit(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets); i++)
        note(result, jets, i,
             jets->ring->sub(at(jets, result->c, i), at(jets, a->c, i), at(jets, b->c, i), jets->ring->context));
}

void jet_neg(jet_t *result, const jet_t *a, const jets_t *jets)
{
    inherit(result, a, a);
    for (size_t i = 0; i < jet_count(result, jets); i++)
        jets->ring->neg(at(jets, result->c, i), at(jets, a->c, i));
}

// sum += a b, skipping exact zeros.
static status_t accumulate(void *sum, const void *a, const void *b, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    if (ring->is_zero(a) || ring->is_zero(b))
        return STATUS_OK;
    status_t status = ring->mul(jets->item, a, b, ring->context);
    return status == STATUS_OK ? ring->add(sum, sum, jets->item, ring->context) : status;
}

// Coefficient `index` of a b.
static status_t product_coefficient(void *sum, const void *a, const void *b, size_t index, const jets_t *jets)
{
    const monomials_t *m = jets->monomials;
    status_t status = STATUS_OK;
    set_zero(jets, sum);
    for (size_t k = m->first_pair[index]; status == STATUS_OK && k < m->first_pair[index + 1]; k++)
        status = accumulate(sum, at(jets, a, m->pairs[k].left), at(jets, b, m->pairs[k].right), jets);
    return status;
}

// Coefficient `index` of a a: the square of a coefficient is taken as such, so that it is not negative.
static status_t square_coefficient(void *sum, const void *a, size_t index, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    const monomials_t *m = jets->monomials;
    status_t status = STATUS_OK;
    set_zero(jets, sum);
    for (size_t k = m->first_pair[index]; status == STATUS_OK && k < m->first_pair[index + 1]; k++) {
        const void *left = at(jets, a, m->pairs[k].left), *right = at(jets, a, m->pairs[k].right);
        if (left != right) {
            status = accumulate(sum, left, right, jets);
        } else if (!ring->is_zero(left)) {
            status = ring->power(jets->item, left, 2, 1, ring->context);
            if (status == STATUS_OK)
                status = ring->add(sum, sum, jets->item, ring->context);
        }
    }
    return status;
}

void jet_mul(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets)
{
    inherit(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets); i++)
        note(result, jets, i, product_coefficient(at(jets, result->c, i), a->c, b->c, i, jets));
}

// q = a / b: a_m = sum over pairs of q_i b_j, so q_m = (a_m - sum over pairs with j != 1) / b_1.
static status_t quotient_coefficient(void *q, const jet_t *a, const jet_t *b, size_t index, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    const monomials_t *m = jets->monomials;
    status_t status = STATUS_OK;
    void *sum = jets->scratch[0];
    set_zero(jets, sum);
    for (size_t k = m->first_pair[index]; status == STATUS_OK && k < m->first_pair[index + 1]; k++)
        if (m->pairs[k].right != 0)
            status = accumulate(sum, at(jets, q, m->pairs[k].left), at(jets, b->c, m->pairs[k].right), jets);
    if (status == STATUS_OK)
        status = ring->sub(sum, at(jets, a->c, index), sum, ring->context);
    return status == STATUS_OK ? ring->div(at(jets, q, index), sum, b->c, ring->context) : status;
}

void jet_div(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets)
{
    inherit(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets) && result->valid >= 0; i++)
        note(result, jets, i, quotient_coefficient(result->c, a, b, i, jets));
}

// ---- functions ----

// w^2 = a: a_m = sum over pairs of w_i w_j, so w_m = (a_m - sum over pairs without w_1) / 2 w_1.
static status_t root_coefficient(void *w, const jet_t *a, size_t index, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    void *rest = jets->scratch[0], *divisor = jets->scratch[1], *own = ring_item(ring, w, index);
    ring->zero(own); // so that the pairs with w_m itself do not count
    status_t status = square_coefficient(rest, w, index, jets);
    if (status == STATUS_OK)
        status = ring->sub(rest, at(jets, a->c, index), rest, ring->context);
    if (status == STATUS_OK)
        status = ring->scale(divisor, w, 2, 1, ring->context);
    return status == STATUS_OK ? ring->div(own, rest, divisor, ring->context) : status;
}

void jet_sqrt(jet_t *result, const jet_t *a, const jets_t *jets)
{
    inherit(result, a, a);
    if (result->valid >= 0)
        note(result, jets, 0, jets->ring->power(result->c, a->c, 1, 2, jets->ring->context));
    for (size_t i = 1; i < jet_count(result, jets) && result->valid >= 0; i++)
        note(result, jets, i, root_coefficient(result->c, a, i, jets));
}

// result = sum of g[j] d^j, d the part of a without its value; g[0 .. valid] are given.
static void substitute_series(jet_t *result, void *g, const jet_t *a, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    size_t count = jet_count(result, jets);
    void *d = jets->scratch[0], *power = jets->scratch[1], *next = jets->scratch[2];
    for (size_t i = 0; i < count; i++) {
        ring->set(at(jets, d, i), at(jets, a->c, i));
        set_zero(jets, at(jets, result->c, i));
    }
    set_zero(jets, d);
    for (size_t i = 0; i < count; i++)
        ring->set(at(jets, power, i), at(jets, d, i));
    ring->set(result->c, g);
    for (int j = 1; j <= result->valid; j++) {
        for (size_t i = 1; j > 1 && i < count; i++)
            note(result, jets, i,
                 j == 2 ? square_coefficient(at(jets, next, i), d, i, jets)
                        : product_coefficient(at(jets, next, i), power, d, i, jets));
        for (size_t i = 1; j > 1 && i < count; i++)
            ring->set(at(jets, power, i), at(jets, next, i));
        for (size_t i = 1; i < count; i++)
            note(result, jets, i, accumulate(at(jets, result->c, i), at(jets, g, (size_t)j), at(jets, power, i), jets));
    }
}

static void apply_series(jet_t *result, expr_op_t op, const jet_t *a, slong p, slong q, const jets_t *jets)
{
    inherit(result, a, a);
    if (result->valid < 0)
        return;
    size_t length = (size_t)result->order + 1;
    void *g = ring_array_new(jets->ring, length);
    status_t failure = STATUS_OK;
    int valid = series_of(g, &failure, op, p, q, a->c, result->valid, jets->ring);
    jet_limit(result, valid, failure);
    if (result->valid >= 0)
        substitute_series(result, g, a, jets);
    ring_array_free(jets->ring, g, length);
}

void jet_power(jet_t *result, const jet_t *a, slong p, slong q, const jets_t *jets)
{
    apply_series(result, EXPR_POWER, a, p, q, jets);
}

void jet_function(jet_t *result, expr_op_t op, const jet_t *a, const jets_t *jets)
{
    apply_series(result, op, a, 1, 1, jets);
}

// ---- derivative and composition ----

void jet_derivative(jet_t *result, const jet_t *a, size_t variable, const jets_t *jets)
{
    const monomials_t *m = jets->monomials;
    result->valid = result->order;
    result->failure = STATUS_OK;
    jet_limit(result, a->valid - 1 > -1 ? a->valid - 1 : -1, a->failure);
    uint16_t *raised = mem_alloc(m->variables, sizeof *raised);
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        for (size_t v = 0; v < m->variables; v++)
            raised[v] = (uint16_t)(m->exponents[i * m->variables + v] + (v == variable));
        note(result, jets, i,
             jets->ring->scale(at(jets, result->c, i), at(jets, a->c, monomial_index(m, raised)), raised[variable], 1,
                               jets->ring->context));
    }
    mem_free(raised);
}

// The jets of all products of the inputs' parts without values, one for each monomial of `inner`; each is an earlier one
// times an input.
static void *input_products(const jet_t *result, const monomials_t *inner, const jet_t *const *inputs, status_t *status,
                            const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    size_t count = jet_count(result, jets), total = inner->counts[result->order], n = inner->variables;
    void *products = ring_array_new(ring, count * total);
    void *shifted = jets->scratch[0];
    uint16_t *factor = mem_alloc(n, sizeof *factor);
    for (size_t a = 1; a < total; a++) {
        size_t w = 0;
        for (size_t v = 0; v < n; v++)
            factor[v] = inner->exponents[a * n + v];
        while (factor[w] == 0)
            w++;
        factor[w]--;
        size_t earlier = monomial_index(inner, factor);
        void *product = at(jets, products, a * count);
        for (size_t i = 0; i < count; i++)
            ring->set(at(jets, shifted, i), at(jets, inputs[w]->c, i));
        set_zero(jets, shifted);
        for (size_t i = 1; i < count; i++)
            if (earlier == 0)
                ring->set(at(jets, product, i), at(jets, shifted, i));
            else if (*status == STATUS_OK)
                *status = product_coefficient(at(jets, product, i), at(jets, products, earlier * count), shifted, i,
                                              jets);
    }
    mem_free(factor);
    return products;
}

void jet_compose(jet_t *result, const jet_t *a, const monomials_t *inner, const jet_t *const *inputs,
                 const jets_t *jets)
{
    size_t count = jet_count(result, jets), total = inner->counts[result->order];
    inherit(result, a, a);
    for (size_t w = 0; result->order > 0 && w < inner->variables; w++)
        jet_limit(result, inputs[w]->valid, inputs[w]->failure);
    status_t status = STATUS_OK;
    void *products = input_products(result, inner, inputs, &status, jets);
    jets->ring->set(result->c, a->c);
    for (size_t i = 1; i < count; i++) {
        set_zero(jets, at(jets, result->c, i));
        for (size_t m = 1; status == STATUS_OK && m < total; m++)
            status = accumulate(at(jets, result->c, i), at(jets, a->c, m), at(jets, products, m * count + i), jets);
    }
    if (status != STATUS_OK)
        jet_limit(result, 0, status);
    ring_array_free(jets->ring, products, count * total);
}
