// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/claim_terms.h"

static void visit_arguments(size_t count, argument_t *arguments, size_t dimension, term_visitor_t *visit, void *context)
{
    for (size_t i = 0; i < count; i++) {
        argument_t *argument = arguments + i;
        visit(&argument->number, context);
        visit(&argument->formula, context);
        for (size_t k = 0; argument->coordinates && k < argument->count; k++)
            visit(argument->coordinates + k, context);
        for (size_t k = 0; argument->box_lo && argument->box_hi && k < dimension; k++) {
            visit(argument->box_lo + k, context);
            visit(argument->box_hi + k, context);
        }
    }
}

static void visit_bindings(size_t count, binding_t *bindings, term_visitor_t *visit, void *context)
{
    for (size_t i = 0; i < count; i++) {
        binding_t *binding = bindings + i;
        for (size_t k = 0; binding->is_list && k < binding->count; k++)
            visit(binding->members + k, context);
        if (!binding->is_list) {
            visit(&binding->interval.lo, context);
            visit(&binding->interval.hi, context);
        }
    }
}

void claim_visit_terms(claim_t *claim, size_t dimension, term_visitor_t *visit, void *context)
{
    visit(&claim->region, context);
    visit_arguments(claim->argument_count, claim->arguments, dimension, visit, context);
    visit_arguments(claim->suffix_count, claim->suffix_arguments, dimension, visit, context);
    visit_arguments(claim->dynamics.argument_count, claim->dynamics.arguments, dimension, visit, context);
    visit_bindings(claim->binding_count, claim->bindings, visit, context);
}
