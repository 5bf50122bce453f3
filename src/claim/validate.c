// SPDX-License-Identifier: LGPL-3.0-or-later
// Checks the arguments of claims against the signatures of their predicates.
#include "claim/lowering.h"
#include "claim/undefined.h"

#include <string.h>

const predicate_definition_t *predicate_definition(predicate_t predicate)
{
    static const predicate_definition_t *const all[] = {
        &predicate_continuous, &predicate_differentiable, &predicate_c1,      &predicate_c2,    &predicate_smooth,
        &predicate_opsc,       &predicate_growth,         &predicate_minimum, &predicate_holds, &predicate_exists,
        &predicate_stays,      &predicate_converges,      &predicate_escapes, &predicate_reaches, &predicate_avoids,
        &predicate_cycle,      &predicate_orbit,          &predicate_basin,   &predicate_no_minimum_stable,
        &predicate_diameter,   &predicate_volume,         &predicate_visits,  &predicate_nonsingular, &predicate_lemma1,
        &predicate_theorem1,   &predicate_lemma2,         &predicate_corollary1, &predicate_theorem2, &predicate_theorem4,
        &predicate_proposition3};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->predicate == predicate)
            return all[i];
    return NULL;
}

static size_t parameter_count(const predicate_definition_t *definition)
{
    size_t count = 0;
    while (count < PREDICATE_MAX_PARAMETERS && definition->parameters[count].name)
        count++;
    return count;
}

// "mu, toward", the arguments and words that a predicate takes.
static void signature(strbuf_t *out, const predicate_definition_t *definition)
{
    for (size_t i = 0; i < parameter_count(definition); i++)
        strbuf_printf(out, "%s%s", i ? ", " : "", definition->parameters[i].name);
    for (size_t i = 0; i < PREDICATE_MAX_PARAMETERS && definition->keywords[i]; i++)
        strbuf_printf(out, ", %s", definition->keywords[i]);
    if (parameter_count(definition) == 0)
        strbuf_append(out, "no arguments");
}

// The parameter that argument 'index' stands for; the count of parameters when there is none.
static size_t find_parameter(const predicate_definition_t *definition, const claim_t *claim, size_t index)
{
    const argument_t *argument = claim->arguments + index;
    size_t count = parameter_count(definition);
    if (argument->name) {
        for (size_t i = 0; i < count; i++)
            if (strcmp(definition->parameters[i].name, argument->name) == 0)
                return i;
        return count;
    }
    size_t position = 0;
    for (size_t i = 0; i < index; i++)
        position += !claim->arguments[i].name && claim->arguments[i].kind != VALUE_KEYWORD;
    return position < count ? position : count;
}

static bool keyword_known(const predicate_definition_t *definition, const char *keyword)
{
    for (size_t i = 0; i < PREDICATE_MAX_PARAMETERS && definition->keywords[i]; i++)
        if (strcmp(definition->keywords[i], keyword) == 0)
            return true;
    return false;
}

static void unknown_argument(spec_t *spec, const claim_t *claim, const predicate_definition_t *definition,
                             const argument_t *argument)
{
    strbuf_t text;
    strbuf_init(&text);
    signature(&text, definition);
    const char *word = argument->name ? argument->name : argument->kind == VALUE_KEYWORD ? argument->keyword : NULL;
    if (word)
        diagnostics_error(&spec->diagnostics, argument->span, "%s has no argument '%s'; it takes %s",
                          predicate_text(claim->predicate), word, text.text);
    else
        diagnostics_error(&spec->diagnostics, argument->span, "too many arguments: %s takes %s",
                          predicate_text(claim->predicate), text.text);
    strbuf_clear(&text);
}

static bool depends_on_state(const spec_t *spec, expr_t a)
{
    for (size_t i = 0; i < spec->dimension; i++)
        if (expr_depends_on(spec->dag, a, spec->state[i]))
            return true;
    return false;
}

static const char *wanted_value(const parameter_t *parameter)
{
    bool region = parameter->kinds & ACCEPT_REGION;
    if (parameter->kinds == ACCEPT_WORD)
        return "word: stated or repaired";
    if (parameter->kinds & 1u << VALUE_VECTOR)
        return region ? "point or a region" : "point";
    if (parameter->kinds & ACCEPT_BOX)
        return "box, such as [1, 2] x [0, 1]";
    return region ? "region" : "number";
}

static void check_value(spec_t *spec, const parameter_t *parameter, const argument_t *argument)
{
    diagnostics_t *list = &spec->diagnostics;
    bool wants_point = parameter->kinds & 1u << VALUE_VECTOR;
    if (argument->relation != RELATION_IS && !parameter->is_bound)
        diagnostics_error(list, argument->span, "write '%s = ...' here", parameter->name);
    else if (argument->relation == RELATION_IS && parameter->is_bound && argument->kind == VALUE_NUMBER)
        diagnostics_error(list, argument->span, "write '%s >= ...' or '%s <= ...' here", parameter->name, parameter->name);
    else if (argument->kind == VALUE_UNKNOWN && !parameter->may_be_unknown)
        diagnostics_error(list, argument->span, "'%s' cannot be '?'", parameter->name);
    else if (argument->kind != VALUE_UNKNOWN && !(parameter->kinds & 1u << argument->kind))
        diagnostics_error(list, argument->span, "'%s' must be a %s", parameter->name, wanted_value(parameter));
    else if (argument->kind == VALUE_NUMBER && wants_point && spec->dimension != 1)
        diagnostics_error(list, argument->span, "'%s' must be a point with %zu coordinates", parameter->name,
                          spec->dimension);
    else if (argument->kind == VALUE_NUMBER && depends_on_state(spec, argument->number))
        diagnostics_error(list, argument->span, "'%s' must not depend on the variables of the landscape",
                          parameter->name);
    for (size_t i = 0; argument->kind == VALUE_VECTOR && i < argument->count; i++)
        if (depends_on_state(spec, argument->coordinates[i])) {
            diagnostics_error(list, argument->span, "'%s' must not depend on the variables of the landscape",
                              parameter->name);
            break;
        }
}

static bool is_given(const predicate_definition_t *definition, const bool *given, const char *name)
{
    for (size_t i = 0; i < parameter_count(definition); i++)
        if (strcmp(definition->parameters[i].name, name) == 0)
            return given[i];
    return false;
}

static void check_missing(spec_t *spec, const claim_t *claim, const predicate_definition_t *definition,
                          const bool *given)
{
    for (size_t i = 0; i < parameter_count(definition); i++)
        if (definition->parameters[i].required && !given[i])
            diagnostics_error(&spec->diagnostics, claim->predicate_span, "%s needs the argument '%s'",
                              predicate_text(claim->predicate), definition->parameters[i].name);
    if (definition->either[0] && !is_given(definition, given, definition->either[0]) &&
        !is_given(definition, given, definition->either[1]))
        diagnostics_error(&spec->diagnostics, claim->predicate_span, "%s needs the argument '%s', or '%s' with the flow",
                          predicate_text(claim->predicate), definition->either[0], definition->either[1]);
}

static void check_single_unknown(spec_t *spec, const claim_t *claim)
{
    size_t unknowns = 0;
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].kind == VALUE_UNKNOWN && ++unknowns == 2)
            diagnostics_error(&spec->diagnostics, claim->arguments[i].span, "only one constant of a claim can be '?'");
    for (size_t i = 0; i < claim->dynamics.argument_count; i++)
        if (argument_is_unknown(claim->dynamics.arguments + i) && ++unknowns == 2)
            diagnostics_error(&spec->diagnostics, claim->dynamics.arguments[i].span,
                              "only one constant of a claim can be '?'");
}

// A bound is a bound for one thing.
static void check_single_bound(spec_t *spec, const claim_t *claim, const predicate_definition_t *definition)
{
    size_t members = 0;
    const argument_t *bound = NULL;
    for (size_t i = 0; i < claim->argument_count; i++) {
        members += find_parameter(definition, claim, i) == 0 && claim->arguments[i].kind != VALUE_KEYWORD;
        if (claim->arguments[i].relation != RELATION_IS)
            bound = claim->arguments + i;
    }
    if (definition->repeats && members > 1 && bound)
        diagnostics_error(&spec->diagnostics, bound->span, "'%s' is bounded for one '%s' only: write '%s = ?'",
                          bound->name, definition->parameters[0].name, bound->name);
}

static void validate_arguments(spec_t *spec, const claim_t *claim, const predicate_definition_t *definition)
{
    bool given[PREDICATE_MAX_PARAMETERS] = {false};
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        if (!argument->name && argument->kind == VALUE_KEYWORD && keyword_known(definition, argument->keyword))
            continue;
        size_t index = find_parameter(definition, claim, i);
        if (index == parameter_count(definition) || (!argument->name && argument->kind == VALUE_KEYWORD)) {
            unknown_argument(spec, claim, definition, argument);
        } else if (given[index] && !(definition->repeats && index == 0)) {
            diagnostics_error(&spec->diagnostics, argument->span, "'%s' is given twice",
                              definition->parameters[index].name);
        } else {
            given[index] = true;
            check_value(spec, definition->parameters + index, argument);
        }
    }
    check_missing(spec, claim, definition, given);
    if (definition->theorem)
        return;
    check_single_unknown(spec, claim);
    check_single_bound(spec, claim, definition);
}

// `lands(S)` and `agrees(float64)`.
static void validate_suffix(spec_t *spec, const claim_t *claim)
{
    if (!claim->suffix_name)
        return;
    const argument_t *argument = claim->suffix_count == 1 ? claim->suffix_arguments : NULL;
    if (strcmp(claim->suffix_name, "lands") == 0) {
        if (!argument || argument->kind != VALUE_FORMULA)
            diagnostics_error(&spec->diagnostics, claim->predicate_span, "lands takes one region");
    } else if (!argument || argument->kind != VALUE_KEYWORD ||
               (strcmp(argument->keyword, "float64") != 0 && strcmp(argument->keyword, "float32") != 0)) {
        diagnostics_error(&spec->diagnostics, claim->predicate_span, "agrees takes float64 or float32");
    }
}

static void validate_dynamics(spec_t *spec, const claim_t *claim, const predicate_definition_t *definition)
{
    if (claim->dynamics.name)
        dynamics_validate(spec, claim);
    else
        diagnostics_error(&spec->diagnostics, claim->predicate_span,
                          "%s is about dynamics: add 'with gd(rate = ...)' or another one",
                          predicate_text(claim->predicate));
    validate_suffix(spec, claim);
    if (definition->no_region && *claim->region_text)
        diagnostics_error(&spec->diagnostics, claim->predicate_span, "%s takes no 'on'", predicate_text(claim->predicate));
}

static void validate_claim(spec_t *spec, const claim_t *claim)
{
    const predicate_definition_t *definition = predicate_definition(claim->predicate);
    if (!definition)
        return;
    if (predicate_style(claim->predicate) == ARGUMENTS_LIST)
        validate_arguments(spec, claim, definition);
    if (definition->is_dynamic)
        validate_dynamics(spec, claim, definition);
    else if (claim->dynamics.name)
        diagnostics_error(&spec->diagnostics, claim->dynamics.span, "%s is about the landscape alone: drop 'with'",
                          predicate_text(claim->predicate));
}

status_t claims_validate(spec_t *spec)
{
    constants_validate(spec);
    for (size_t i = 0; i < spec->claim_count; i++)
        validate_claim(spec, spec->claims + i);
    if (spec->diagnostics.error_count || theorems_expand(spec) != STATUS_OK)
        return STATUS_MALFORMED;
    for (size_t i = 0; i < spec->claim_count; i++)
        if (spec->claims[i].role != PART_NONE)
            validate_claim(spec, spec->claims + i);
    return spec->diagnostics.error_count ? STATUS_MALFORMED : STATUS_OK;
}
