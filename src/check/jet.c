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

static bool has_other_variable(const monomials_t *m, size_t index, const bool *depends)
{
    for (size_t v = 0; depends && v < m->variables; v++)
        if (m->exponents[index * m->variables + v] > 0 && !depends[v])
            return true;
    return false;
}

// One block holds the coefficients and what is known of them: there may be millions of jets of one coefficient.
void jet_init(jet_t *jet, const jets_t *jets, int order, const bool *depends)
{
    const ring_t *ring = jets->ring;
    size_t count = jets->monomials->counts[order];
    *jet = (jet_t){.c = mem_alloc(count, ring->size + 2 * sizeof *jet->known), .order = order};
    jet->known = ring_item(ring, jet->c, count);
    jet->absent = jet->known + count;
    for (size_t i = 0; i < count; i++) {
        ring->init(ring_item(ring, jet->c, i), ring->context);
        jet->known[i] = true;
        jet->absent[i] = has_other_variable(jets->monomials, i, depends);
    }
}

void jet_clear(jet_t *jet, const jets_t *jets)
{
    ring_array_free(jets->ring, jet->c, jets->monomials->counts[jet->order]);
    jet->c = NULL;
    jet->known = jet->absent = NULL;
}

static void *at(const jets_t *jets, const void *items, size_t index)
{
    return ring_item(jets->ring, items, index);
}

static void set_zero(const jets_t *jets, void *item)
{
    jets->ring->zero(item);
}

// ---- what is known ----

void jet_fail(jet_t *result, status_t failure, const jets_t *jets)
{
    for (size_t i = 0; i < jet_count(result, jets); i++)
        result->known[i] = false;
    result->failure = result->derivative_failure = failure;
}

bool jet_is_known(const jet_t *jet, int order, const monomials_t *monomials)
{
    bool known = order <= jet->order;
    for (size_t i = 0; known && i < monomials->counts[order]; i++)
        known = jet->known[i];
    return known;
}

void jet_settle(jet_t *result, const jets_t *jets)
{
    for (size_t i = 1; i < jet_count(result, jets); i++) {
        if (!jet_has_value(result)) {
            result->known[i] = false;
        } else if (result->absent[i]) {
            set_zero(jets, at(jets, result->c, i));
            result->known[i] = true;
        }
    }
}

static status_t worse(status_t a, status_t b)
{
    if (a == STATUS_OK || b == STATUS_OK)
        return a == STATUS_OK ? b : a;
    return a == STATUS_DOMAIN ? b : a;
}

// Notes the outcome of the computation of a coefficient from others that are known or not.
static void note(jet_t *result, size_t index, bool known, status_t status)
{
    result->known[index] = known && status == STATUS_OK;
    if (index == 0)
        result->failure = status;
    else
        result->derivative_failure = worse(result->derivative_failure, status);
}

// Why the value of a result is not there when an operand's is not: being undefined is the stronger reason. Starts the
// result: derivatives fail for the reasons that they do in the operands.
static status_t start(jet_t *result, const jet_t *a, const jet_t *b)
{
    result->derivative_failure = worse(a->derivative_failure, b->derivative_failure);
    if (!jet_has_value(a) && (a->failure == STATUS_DOMAIN || jet_has_value(b)))
        return a->failure;
    return jet_has_value(b) ? STATUS_OK : b->failure;
}

// ---- ring operations ----

void jet_set(jet_t *result, const jet_t *a, const jets_t *jets)
{
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        jets->ring->set(at(jets, result->c, i), at(jets, a->c, i));
        result->known[i] = a->known[i];
    }
    result->failure = a->failure;
    result->derivative_failure = a->derivative_failure;
}

void jet_set_constant(jet_t *result, const void *value, const jets_t *jets)
{
    jets->ring->set(result->c, value);
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        if (i > 0)
            set_zero(jets, at(jets, result->c, i));
        result->known[i] = true;
    }
    result->failure = result->derivative_failure = STATUS_OK;
}

typedef status_t (*ring_operation_t)(void *result, const void *a, const void *b, void *context);

static void combine(jet_t *result, const jet_t *a, const jet_t *b, ring_operation_t operation, const jets_t *jets)
{
    status_t failure = start(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        if (result->absent[i])
            continue;
        bool known = a->known[i] && b->known[i];
        note(result, i, known,
             known ? operation(at(jets, result->c, i), at(jets, a->c, i), at(jets, b->c, i), jets->ring->context)
                   : failure);
    }
    jet_settle(result, jets);
}

void jet_add(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets)
{
    combine(result, a, b, jets->ring->add, jets);
}

void jet_sub(jet_t *result, const jet_t *a, const jet_t *b, const jets_t *jets)
{
    combine(result, a, b, jets->ring->sub, jets);
}

void jet_neg(jet_t *result, const jet_t *a, const jets_t *jets)
{
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        jets->ring->neg(at(jets, result->c, i), at(jets, a->c, i));
        result->known[i] = a->known[i];
    }
    result->failure = a->failure;
    result->derivative_failure = a->derivative_failure;
}

// Whether all factors in the pairs of coefficient `index` of a b are known; one beside a factor that is 0 because the
// other operand does not depend on some variable does not matter.
static bool factors_known(const jet_t *a, const jet_t *b, size_t index, const jets_t *jets)
{
    const monomials_t *m = jets->monomials;
    for (size_t k = m->first_pair[index]; k < m->first_pair[index + 1]; k++) {
        size_t left = m->pairs[k].left, right = m->pairs[k].right;
        bool left_matters = a->known[left] || !b->known[right] || !b->absent[right];
        bool right_matters = b->known[right] || !a->known[left] || !a->absent[left];
        if ((!a->known[left] && left_matters) || (!b->known[right] && right_matters))
            return false;
    }
    return true;
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
    status_t failure = start(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        if (result->absent[i])
            continue;
        bool known = factors_known(a, b, i, jets);
        note(result, i, known, known ? product_coefficient(at(jets, result->c, i), a->c, b->c, i, jets) : failure);
    }
    jet_settle(result, jets);
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
    status_t failure = start(result, a, b);
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        result->known[i] = true; // its own pair does not count
        bool known = a->known[i] && factors_known(result, b, i, jets);
        note(result, i, known, known ? quotient_coefficient(result->c, a, b, i, jets) : failure);
    }
    jet_settle(result, jets);
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
    status_t failure = start(result, a, a);
    bool known = jet_has_value(a);
    note(result, 0, known, known ? jets->ring->power(result->c, a->c, 1, 2, jets->ring->context) : failure);
    for (size_t i = 1; i < jet_count(result, jets); i++) {
        result->known[i] = true;
        known = a->known[i] && factors_known(result, result, i, jets);
        note(result, i, known, known ? root_coefficient(result->c, a, i, jets) : STATUS_OK);
    }
    jet_settle(result, jets);
}

// result = sum of g[j] d^j, d the part of a without its value. Coefficient m needs g up to its degree and the
// coefficients of a at all monomials that divide it.
static void substitute_series(jet_t *result, const void *g, int given, const jet_t *a, const jets_t *jets)
{
    const ring_t *ring = jets->ring;
    size_t count = jet_count(result, jets);
    void *d = jets->scratch[0], *power = jets->scratch[1], *next = jets->scratch[2];
    for (size_t i = 0; i < count; i++) {
        ring->set(at(jets, d, i), at(jets, a->c, i));
        ring->set(at(jets, power, i), at(jets, a->c, i));
        set_zero(jets, at(jets, result->c, i));
        note(result, i,
             !result->absent[i] && (int)monomial_degree(jets->monomials, i) <= given && factors_known(a, a, i, jets),
             STATUS_OK);
    }
    set_zero(jets, d);
    set_zero(jets, power);
    ring->set(result->c, g);
    for (int j = 1; j <= given; j++) {
        for (size_t i = 1; j > 1 && i < count; i++)
            if (result->known[i])
                note(result, i, true,
                     j == 2 ? square_coefficient(at(jets, next, i), d, i, jets)
                            : product_coefficient(at(jets, next, i), power, d, i, jets));
        for (size_t i = 1; j > 1 && i < count; i++)
            ring->set(at(jets, power, i), at(jets, next, i));
        for (size_t i = 1; i < count; i++)
            if (result->known[i])
                note(result, i, true,
                     accumulate(at(jets, result->c, i), at(jets, g, (size_t)j), at(jets, power, i), jets));
    }
}

static void apply_series(jet_t *result, expr_op_t op, const jet_t *a, slong p, slong q, const jets_t *jets)
{
    if (!jet_has_value(a)) {
        jet_fail(result, a->failure, jets);
        return;
    }
    size_t length = (size_t)result->order + 1;
    void *g = ring_array_new(jets->ring, length);
    status_t failure = start(result, a, a);
    int given = series_of(g, &failure, op, p, q, a->c, result->order, jets->ring);
    if (given < 0) {
        jet_fail(result, failure, jets);
    } else {
        result->derivative_failure = worse(result->derivative_failure, failure);
        substitute_series(result, g, given, a, jets);
        jet_settle(result, jets);
    }
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
    uint16_t *raised = mem_alloc(m->variables, sizeof *raised);
    (void)start(result, a, a);
    for (size_t i = 0; i < jet_count(result, jets); i++) {
        for (size_t v = 0; v < m->variables; v++)
            raised[v] = (uint16_t)(m->exponents[i * m->variables + v] + (v == variable));
        size_t from = monomial_index(m, raised);
        note(result, i, a->known[from],
             jets->ring->scale(at(jets, result->c, i), at(jets, a->c, from), raised[variable], 1, jets->ring->context));
    }
    if (!jet_has_value(result)) // a may have a value where its derivative has none
        result->failure = jet_has_value(a) ? a->derivative_failure : a->failure;
    jet_settle(result, jets);
    mem_free(raised);
}

// The jets of all products of the inputs' parts without values, one for each monomial of `inner`; each is an earlier
// one times an input.
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
                *status =
                    product_coefficient(at(jets, product, i), at(jets, products, earlier * count), shifted, i, jets);
    }
    mem_free(factor);
    return products;
}

void jet_compose(jet_t *result, const jet_t *a, const monomials_t *inner, const jet_t *const *inputs,
                 const jets_t *jets)
{
    size_t count = jet_count(result, jets), total = inner->counts[result->order];
    bool known = jet_is_known(a, result->order, inner);
    for (size_t w = 0; w < inner->variables; w++)
        known = known && jet_is_known(inputs[w], result->order, jets->monomials);
    status_t status = STATUS_OK;
    void *products = input_products(result, inner, inputs, &status, jets);
    jets->ring->set(result->c, a->c);
    note(result, 0, jet_has_value(a), start(result, a, a));
    if (!known) // which of them are undefined is not told apart
        result->derivative_failure = STATUS_UNSUPPORTED;
    for (size_t i = 1; i < count; i++) {
        set_zero(jets, at(jets, result->c, i));
        for (size_t m = 1; status == STATUS_OK && m < total; m++)
            status = accumulate(at(jets, result->c, i), at(jets, a->c, m), at(jets, products, m * count + i), jets);
        note(result, i, known, status);
    }
    jet_settle(result, jets);
    ring_array_free(jets->ring, products, count * total);
}
