// SPDX-License-Identifier: LGPL-3.0-or-later
// Counting real roots by Sturm's theorem, with exact signs at algebraic endpoints
// (S. Basu, R. Pollack, M.-F. Roy, Algorithms in Real Algebraic Geometry, chapter 2.2; H. Cohen, A Course in
// Computational Algebraic Number Theory, chapter 4.1).
#ifndef CERTIFY_REAL_STURM_H
#define CERTIFY_REAL_STURM_H

#include "real/rpoint.h"
#include "real/rpoly.h"

// The chain p0 = squarefree part of p, p1 = p0', p_{i+1} = -c_i (p_{i-1} mod p_i) with c_i > 0, down to a constant.
typedef struct {
    rpoly_struct *members;
    slong length;
} sturm_chain_struct;
typedef sturm_chain_struct sturm_chain_t[1];

void sturm_chain_init(sturm_chain_t chain);
void sturm_chain_clear(sturm_chain_t chain);

// The chain of p, which need not be squarefree. STATUS_DOMAIN for p = 0.
status_t sturm_chain_set(sturm_chain_t chain, const rpoly_t p, real_ctx_t ctx) CERTIFY_MUST_USE;

// The number of distinct real roots x of p with a < x < b, where a = NULL stands for minus and b = NULL for plus
// infinity. Endpoints may be roots of p; they are not counted. 0 when a >= b.
status_t sturm_chain_count_open(slong *count, const sturm_chain_t chain, const rpoint_struct *a,
                                const rpoint_struct *b, real_ctx_t ctx) CERTIFY_MUST_USE;

// The same for a single question about p.
status_t sturm_count_open(slong *count, const rpoly_t p, const rpoint_struct *a, const rpoint_struct *b,
                          real_ctx_t ctx) CERTIFY_MUST_USE;

#endif
