// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/monomials.h"

#include "base/memory.h"

#include <string.h>

#define PAIRS_MAX 20000000u

// The number of monomials of degree <= k in n variables, (n + k)! / n! k!, or MONOMIALS_MAX + 1 when there are more.
static size_t count_monomials(size_t n, size_t k)
{
    size_t count = 1;
    for (size_t i = 1; i <= k; i++) {
        count = count * (n + i) / i; // exact: the product is count of degree i times i
        if (count > MONOMIALS_MAX)
            return MONOMIALS_MAX + 1;
    }
    return count;
}

static const uint16_t *row(const monomials_t *table, size_t index)
{
    return table->exponents + index * table->variables;
}

size_t monomial_degree(const monomials_t *table, size_t index)
{
    size_t degree = 0;
    while (table->counts[degree] <= index)
        degree++;
    return degree;
}

// Within a degree, monomials come in decreasing lexical order of exponents: x^2, xy, xz, y^2, ...
static int compare(const monomials_t *table, const uint16_t *a, const uint16_t *b)
{
    for (size_t v = 0; v < table->variables; v++)
        if (a[v] != b[v])
            return a[v] > b[v] ? -1 : 1;
    return 0;
}

size_t monomial_index(const monomials_t *table, const uint16_t *exponents)
{
    size_t degree = 0;
    for (size_t v = 0; v < table->variables; v++)
        degree += exponents[v];
    size_t low = degree ? table->counts[degree - 1] : 0, high = table->counts[degree];
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (compare(table, exponents, row(table, middle)) < 0)
            high = middle;
        else
            low = middle;
    }
    return low;
}

// The next one in decreasing lexical order among those of the same degree: takes one off the last variable but the
// final one that has any, and gives that and all of the final variable's to the one after it.
static void advance(uint16_t *exponents, size_t n)
{
    size_t v = n - 1;
    while (v > 0 && exponents[v - 1] == 0)
        v--;
    uint16_t rest = exponents[n - 1];
    exponents[n - 1] = 0;
    exponents[v - 1]--;
    exponents[v] = (uint16_t)(rest + 1);
}

static void fill_exponents(monomials_t *table)
{
    size_t n = table->variables;
    for (size_t k = 1; n && k <= table->order; k++) {
        uint16_t *current = table->exponents + table->counts[k - 1] * n;
        current[0] = (uint16_t)k;
        for (size_t i = table->counts[k - 1] + 1; i < table->counts[k]; i++) {
            memcpy(current + n, current, n * sizeof *current);
            current += n;
            advance(current, n);
        }
    }
}

// Calls for each pair (i, j) of degrees with sum <= order: counts into first_pair[product + 1], or stores.
static void each_pair(monomials_t *table, size_t *cursor)
{
    size_t n = table->variables, total = table->counts[table->order];
    uint16_t *sum = mem_alloc(n, sizeof *sum);
    for (size_t i = 0; i < total; i++) {
        size_t room = table->order - monomial_degree(table, i);
        for (size_t j = 0; j < table->counts[room]; j++) {
            for (size_t v = 0; v < n; v++)
                sum[v] = (uint16_t)(row(table, i)[v] + row(table, j)[v]);
            size_t product = monomial_index(table, sum);
            if (cursor)
                table->pairs[cursor[product]++] = (monomial_pair_t){(uint32_t)i, (uint32_t)j};
            else
                table->first_pair[product + 1]++;
        }
    }
    mem_free(sum);
}

static status_t count_pairs(const monomials_t *table)
{
    size_t pairs = 0, total = table->counts[table->order];
    for (size_t i = 0; i < total; i++) {
        pairs += table->counts[table->order - monomial_degree(table, i)];
        if (pairs > PAIRS_MAX)
            return STATUS_LIMIT;
    }
    return STATUS_OK;
}

static void fill_pairs(monomials_t *table)
{
    size_t total = table->counts[table->order];
    table->first_pair = mem_alloc(total + 1, sizeof *table->first_pair);
    each_pair(table, NULL);
    for (size_t i = 0; i < total; i++)
        table->first_pair[i + 1] += table->first_pair[i];
    table->pairs = mem_alloc(table->first_pair[total], sizeof *table->pairs);
    size_t *cursor = mem_alloc(total, sizeof *cursor);
    memcpy(cursor, table->first_pair, total * sizeof *cursor);
    each_pair(table, cursor);
    mem_free(cursor);
}

status_t monomials_init(monomials_t *table, size_t variables, size_t order)
{
    *table = (monomials_t){.variables = variables, .order = order};
    if (order > UINT16_MAX || count_monomials(variables, order) > MONOMIALS_MAX)
        return STATUS_LIMIT;
    table->counts = mem_alloc(order + 1, sizeof *table->counts);
    for (size_t k = 0; k <= order; k++)
        table->counts[k] = count_monomials(variables, k);
    table->exponents = mem_alloc(table->counts[order] * (variables ? variables : 1), sizeof *table->exponents);
    fill_exponents(table);
    if (count_pairs(table) != STATUS_OK)
        return STATUS_LIMIT;
    fill_pairs(table);
    return STATUS_OK;
}

void monomials_clear(monomials_t *table)
{
    mem_free(table->counts);
    mem_free(table->exponents);
    mem_free(table->first_pair);
    mem_free(table->pairs);
    *table = (monomials_t){0};
}
