// SPDX-License-Identifier: LGPL-3.0-or-later
// What Taylor coefficients can be: ranges (range.h) or exact polynomials (exact.h). One Taylor arithmetic (jet.h)
// serves both.
#ifndef CERTIFY_CHECK_RING_H
#define CERTIFY_CHECK_RING_H

#include "expr/expr.h"

// Operations on elements of `size` bytes. Results may alias operands. A status other than STATUS_OK means that there is
// no result: STATUS_DOMAIN that it is undefined (for some value of the operands), any other that it is not known.
typedef struct {
    size_t size;
    void *context;                              // handed to every operation: precision, fields
    void (*init)(void *element, void *context); // as 0
    void (*clear)(void *element);
    void (*zero)(void *element);
    void (*set)(void *result, const void *a);
    bool (*is_zero)(const void *a); // exactly zero
    void (*neg)(void *result, const void *a);
    status_t (*add)(void *result, const void *a, const void *b, void *context);
    status_t (*sub)(void *result, const void *a, const void *b, void *context);
    status_t (*mul)(void *result, const void *a, const void *b, void *context);
    status_t (*div)(void *result, const void *a, const void *b, void *context);
    status_t (*scale)(void *result, const void *a, slong p, slong q, void *context); // a p/q
    status_t (*power)(void *result, const void *a, slong p, slong q, void *context); // a^(p/q)
    status_t (*function)(void *result, expr_op_t op, const void *a, void *context);  // EXPR_EXP ... EXPR_SOFTPLUS
} ring_t;

static inline void *ring_item(const ring_t *ring, const void *items, size_t index)
{
    return (char *)(uintptr_t)items + index * ring->size;
}

void *ring_array_new(const ring_t *ring, size_t count);
void ring_array_free(const ring_t *ring, void *items, size_t count);

#endif
