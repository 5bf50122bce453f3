// SPDX-License-Identifier: LGPL-3.0-or-later
// All terms and formulas that a claim is made of.
#ifndef CERTIFY_SPEC_CLAIM_TERMS_H
#define CERTIFY_SPEC_CLAIM_TERMS_H

#include "spec/spec.h"

typedef void term_visitor_t(expr_t *term, void *context);

// Calls visit for each term; some are EXPR_NONE. The visitor may replace them.
void claim_visit_terms(claim_t *claim, size_t dimension, term_visitor_t *visit, void *context);

#endif
