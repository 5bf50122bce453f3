// SPDX-License-Identifier: LGPL-3.0-or-later
#include "real/sturm.h"

#include "base/memory.h"

void sturm_chain_init(sturm_chain_t chain)
{
    *chain = (sturm_chain_struct){0};
}

void sturm_chain_clear(sturm_chain_t chain)
{
    for (slong i = 0; i < chain->length; i++)
        rpoly_clear(chain->members + i);
    mem_free(chain->members);
    sturm_chain_init(chain);
}

// Room for a chain from a polynomial of the given degree: degrees fall by at least one.
static void reserve(sturm_chain_t chain, slong degree)
{
    sturm_chain_clear(chain);
    chain->length = degree + 1;
    chain->members = mem_alloc((size_t)chain->length, sizeof *chain->members);
    for (slong i = 0; i < chain->length; i++)
        rpoly_init(chain->members + i);
}

// Members after the last nonzero one are left 0: they have sign 0 everywhere and are never counted.
static status_t fill(sturm_chain_t chain, const rpoly_t squarefree, real_ctx_t ctx)
{
    rpoly_struct *members = chain->members;
    rpoly_set(members, squarefree);
    if (chain->length < 2)
        return STATUS_OK;
    status_t status = rpoly_derivative(members + 1, squarefree, ctx);
    if (status == STATUS_OK)
        status = rpoly_normalise_positively(members + 1, members + 1, ctx);
    for (slong i = 2; i < chain->length && status == STATUS_OK && !rpoly_is_zero(members + i - 1); i++) {
        status = rpoly_rem(members + i, members + i - 2, members + i - 1, ctx);
        rpoly_neg(members + i, members + i);
        if (status == STATUS_OK)
            status = rpoly_normalise_positively(members + i, members + i, ctx);
    }
    return status;
}

status_t sturm_chain_set(sturm_chain_t chain, const rpoly_t p, real_ctx_t ctx)
{
    if (rpoly_is_zero(p))
        return STATUS_DOMAIN;
    rpoly_t squarefree;
    rpoly_init(squarefree);
    status_t status = rpoly_squarefree_part(squarefree, p, ctx);
    if (status == STATUS_OK) {
        reserve(chain, rpoly_degree(squarefree));
        status = fill(chain, squarefree, ctx);
    }
    rpoly_clear(squarefree);
    return status;
}

// The sign at a point, or at minus (side = -1) or plus infinity when the point is NULL.
static status_t sign_at(int *sign, const rpoly_t p, const rpoint_struct *point, int side, real_ctx_t ctx)
{
    if (point)
        return rpoly_sign_at(sign, p, point, ctx);
    *sign = rpoly_lead_sgn(p);
    if (side < 0 && rpoly_degree(p) % 2 == 1)
        *sign = -*sign;
    return STATUS_OK;
}

// The number of sign changes along the chain, zeros left out; *first is the sign of the first member.
static status_t count_variations(slong *variations, int *first, const sturm_chain_t chain, const rpoint_struct *point,
                                 int side, real_ctx_t ctx)
{
    int last = 0;
    *variations = 0;
    for (slong i = 0; i < chain->length; i++) {
        int sign = 0;
        status_t status = sign_at(&sign, chain->members + i, point, side, ctx);
        if (status != STATUS_OK)
            return status;
        if (i == 0)
            *first = sign;
        if (sign != 0) {
            *variations += last != 0 && sign != last;
            last = sign;
        }
    }
    return STATUS_OK;
}

status_t sturm_chain_count_open(slong *count, const sturm_chain_t chain, const rpoint_struct *a,
                                const rpoint_struct *b, real_ctx_t ctx)
{
    slong variations_a = 0, variations_b = 0;
    int order = -1, sign_at_a = 0, sign_at_b = 0;
    status_t status = a && b ? rpoint_cmp(&order, a, b, ctx) : STATUS_OK;
    *count = 0;
    if (status != STATUS_OK || order >= 0)
        return status;
    status = count_variations(&variations_a, &sign_at_a, chain, a, -1, ctx);
    if (status == STATUS_OK)
        status = count_variations(&variations_b, &sign_at_b, chain, b, 1, ctx);
    // Over a squarefree first member the number of changes drops by one just at each of its roots (a root itself has
    // the changes of the points right of it) and nowhere else, so the difference counts the roots in (a, b].
    if (status == STATUS_OK)
        *count = variations_a - variations_b - (sign_at_b == 0);
    return status;
}

status_t sturm_count_open(slong *count, const rpoly_t p, const rpoint_struct *a, const rpoint_struct *b,
                          real_ctx_t ctx)
{
    sturm_chain_t chain;
    sturm_chain_init(chain);
    status_t status = sturm_chain_set(chain, p, ctx);
    if (status == STATUS_OK)
        status = sturm_chain_count_open(count, chain, a, b, ctx);
    sturm_chain_clear(chain);
    return status;
}
