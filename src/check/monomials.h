// SPDX-License-Identifier: LGPL-3.0-or-later
// The monomials of bounded total degree in some variables, by increasing degree, and how they multiply: the index sets
// of truncated Taylor expansions. The monomials of lower degree are a prefix, so that one table serves all orders up to
// its own.
#ifndef CERTIFY_CHECK_MONOMIALS_H
#define CERTIFY_CHECK_MONOMIALS_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

#define MONOMIALS_MAX 20000u

typedef struct {
    uint32_t left, right;
} monomial_pair_t;

typedef struct {
    size_t variables;
    size_t order;
    size_t *counts;         // counts[k]: monomials of degree <= k
    uint16_t *exponents;    // of monomial i in variable v: exponents[i * variables + v]
    size_t *first_pair;     // pairs of factors of monomial i: first_pair[i] .. first_pair[i + 1] - 1
    monomial_pair_t *pairs; // all (left, right), both orders, with left * right = monomial i
} monomials_t;

// STATUS_LIMIT for more than MONOMIALS_MAX monomials or too many pairs; cleared in any case.
status_t monomials_init(monomials_t *table, size_t variables, size_t order) CERTIFY_MUST_USE;
void monomials_clear(monomials_t *table);

size_t monomial_degree(const monomials_t *table, size_t index);
// The index of the monomial with these exponents, of degree at most the order.
size_t monomial_index(const monomials_t *table, const uint16_t *exponents);
// The index of a variable itself, in tables of order at least 1.
static inline size_t monomial_variable(size_t variable)
{
    return 1 + variable;
}

#endif
