// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/matrix.h"

static bool column_is_zero(const range_t *entries, size_t n, size_t k)
{
    for (size_t i = k + 1; i < n; i++)
        if (!range_is_zero(entries + i * n + k))
            return false;
    return true;
}

// a_ij -= a_ik a_jk / a_kk for k < j <= i.
static bool eliminate(range_t *entries, size_t n, size_t k, range_t *product)
{
    for (size_t i = k + 1; i < n; i++)
        for (size_t j = k + 1; j <= i; j++) {
            const range_t *left = entries + i * n + k, *right = entries + j * n + k;
            if (i != j)
                range_mul(product, left, right);
            else if (range_power(product, left, 2, 1) != STATUS_OK)
                return false;
            if (range_div(product, product, entries + k * n + k) != STATUS_OK)
                return false;
            range_sub(entries + i * n + j, entries + i * n + j, product);
        }
    return true;
}

bool matrix_is_positive(range_t *entries, size_t n, bool strict)
{
    range_t product;
    if (n == 0)
        return true;
    range_init(&product, range_precision(entries));
    rounding_t mode = rounding_upward();
    bool positive = true;
    for (size_t k = 0; positive && k < n; k++) {
        const range_t *pivot = entries + k * n + k;
        if (range_is_positive(pivot))
            positive = eliminate(entries, n, k, &product);
        else
            positive = !strict && range_is_nonnegative(pivot) && column_is_zero(entries, n, k);
    }
    rounding_restore(mode);
    range_clear(&product);
    return positive;
}
