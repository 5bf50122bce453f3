// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/theorem.h"

#include "base/memory.h"
#include "claim/lowering.h"
#include "spec/fold.h"

#include <string.h>

#define MOST_THEOREMS 200u // of a spec

static const theorem_t *theorem_of(const spec_t *spec, size_t claim)
{
    const predicate_definition_t *definition = predicate_definition(spec->claims[claim].predicate);
    return definition ? definition->theorem : NULL;
}

bool claim_is_theorem(const spec_t *spec, size_t claim)
{
    return theorem_of(spec, claim) != NULL;
}

size_t claim_owner(const spec_t *spec, size_t claim)
{
    while (spec->claims[claim].role != PART_NONE)
        claim++;
    return claim;
}

// ---- arguments ----

static const argument_t *find_argument(const claim_t *claim, const predicate_definition_t *definition, size_t parameter)
{
    size_t position = 0;
    for (size_t i = 0; i < claim->argument_count; i++) {
        const argument_t *argument = claim->arguments + i;
        if (argument->name ? strcmp(argument->name, definition->parameters[parameter].name) == 0
                           : position++ == parameter)
            return argument;
    }
    return NULL;
}

bool theorem_is_repaired(const spec_t *spec, size_t claim)
{
    const claim_t *c = spec->claims + claim;
    for (size_t i = 0; i < c->argument_count; i++)
        if (c->arguments[i].kind == VALUE_KEYWORD && strcmp(c->arguments[i].keyword, "repaired") == 0)
            return true;
    return false;
}

// The names of a template. Texts and coordinates that are made for it live as long as this.
typedef struct {
    spec_t *spec;
    const claim_t *claim;
    const predicate_definition_t *definition;
    size_t count, capacity;
    given_t *given;
    size_t text_count, text_capacity;
    char **texts;
} names_t;

static given_t *add(names_t *names, const char *name)
{
    names->given = mem_grow(names->given, &names->capacity, names->count + 1, sizeof *names->given);
    given_t *given = names->given + names->count++;
    *given = (given_t){.name = name, .kind = GIVEN_UNKNOWN, .single = EXPR_NONE};
    return given;
}

static void add_number(names_t *names, const char *name, expr_t number)
{
    given_t *given = add(names, name);
    given->kind = GIVEN_NUMBER;
    given->single = number;
}

static void add_argument(names_t *names, const parameter_t *parameter, const argument_t *argument)
{
    bool is_point = parameter->kinds & 1u << VALUE_VECTOR;
    if (parameter->kinds == ACCEPT_WORD || (!argument && !parameter->may_be_unknown))
        return;
    given_t *given = add(names, parameter->name);
    if (!argument || argument->kind == VALUE_UNKNOWN)
        return;
    given->kind = is_point ? GIVEN_POINT : argument->kind == VALUE_FORMULA ? GIVEN_SET : GIVEN_NUMBER;
    given->single = argument->kind == VALUE_FORMULA ? argument->formula : argument->number;
    given->coordinates = argument->kind == VALUE_NUMBER ? &argument->number : argument->coordinates;
    given->point = argument->point;
}

// p_in_S for all points and sets.
static void add_memberships(names_t *names)
{
    spec_t *spec = names->spec;
    size_t count = names->count;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            given_t point = names->given[i], set = names->given[k];
            if (point.kind != GIVEN_POINT || set.kind != GIVEN_SET)
                continue;
            strbuf_t name;
            strbuf_init(&name);
            strbuf_printf(&name, "%s_in_%s", point.name, set.name);
            names->texts = mem_grow(names->texts, &names->text_capacity, names->text_count + 1, sizeof *names->texts);
            names->texts[names->text_count++] = strbuf_detach(&name);
            strbuf_clear(&name);
            given_t *member = add(names, names->texts[names->text_count - 1]);
            member->kind = GIVEN_SET;
            member->single =
                expr_substitute(spec->dag, set.single, spec->dimension, spec->state, point.coordinates);
        }
}

// `for rate in I`: rate, rate_least and rate_most.
static bool add_rate(names_t *names)
{
    spec_t *spec = names->spec;
    for (size_t i = 0; i < names->claim->binding_count; i++) {
        const binding_t *binding = names->claim->bindings + i;
        if (strcmp(binding->name, "rate") != 0)
            continue;
        if (binding->is_list || binding->interval.lo == EXPR_NONE || binding->interval.hi == EXPR_NONE) {
            diagnostics_error(&spec->diagnostics, binding->span, "the rates of a theorem are a bounded interval");
            return false;
        }
        add_number(names, "rate", binding->variable);
        add_number(names, "rate_least", binding->interval.lo);
        add_number(names, "rate_most", binding->interval.hi);
    }
    return true;
}

static bool has(const names_t *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->given[i].name, name) == 0)
            return true;
    return false;
}

// A theorem that takes a rate has one, as an argument or in its `for` clause.
static bool check_rate(const names_t *names, bool takes_rate, bool has_argument)
{
    if (!takes_rate || has_argument != has(names, "rate_least"))
        return true;
    diagnostics_error(&names->spec->diagnostics, names->claim->predicate_span,
                      "%s needs 'rate', or 'for rate in [a, b]'%s", predicate_text(names->claim->predicate),
                      has_argument ? ", and not both" : "");
    return false;
}

static bool collect_names(names_t *names)
{
    const parameter_t *parameters = names->definition->parameters;
    bool takes_rate = false;
    for (size_t i = 0; i < PREDICATE_MAX_PARAMETERS && parameters[i].name; i++) {
        takes_rate = takes_rate || strcmp(parameters[i].name, "rate") == 0;
        add_argument(names, parameters + i, find_argument(names->claim, names->definition, i));
    }
    add_memberships(names);
    bool has_argument = has(names, "rate");
    return add_rate(names) && check_rate(names, takes_rate, has_argument);
}

static void clear_names(names_t *names)
{
    for (size_t i = 0; i < names->text_count; i++)
        mem_free(names->texts[i]);
    mem_free(names->texts);
    mem_free(names->given);
}

// ---- expansion ----

// Which of two theorems is meant.
static bool choose(size_t *choice, spec_t *spec, size_t claim)
{
    const claim_t *c = spec->claims + claim;
    const predicate_definition_t *definition = predicate_definition(c->predicate);
    *choice = 0;
    for (size_t i = 0; definition->theorem->choice && i < PREDICATE_MAX_PARAMETERS && definition->parameters[i].name; i++) {
        const argument_t *argument = find_argument(c, definition, i);
        slong value = 0;
        if (strcmp(definition->parameters[i].name, definition->theorem->choice) != 0 || !argument)
            continue;
        if (!fold_integer(&value, spec->dag, argument->number, 2) || value < 1) {
            diagnostics_error(&spec->diagnostics, argument->span, "'%s' is 1 or 2", definition->theorem->choice);
            return false;
        }
        *choice = (size_t)value - 1;
    }
    return true;
}

// Titles stand in single quotes in C.
static char *template_text(const char *text)
{
    char *copy = mem_copy_text(text, strlen(text));
    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    return copy;
}

static status_t expand(spec_t *spec, size_t claim)
{
    const claim_t *c = spec->claims + claim;
    const theorem_t *theorem = theorem_of(spec, claim);
    if (expr_op(spec->dag, c->region) != EXPR_TRUE) {
        diagnostics_error(&spec->diagnostics, c->predicate_span, "%s has its sets as arguments: drop 'on'",
                          predicate_text(c->predicate));
        return STATUS_MALFORMED;
    }
    size_t choice;
    if (!choose(&choice, spec, claim))
        return STATUS_MALFORMED;
    char *text = template_text(theorem_is_repaired(spec, claim) ? theorem->repaired[choice] : theorem->stated[choice]);
    names_t names = {.spec = spec, .claim = c, .definition = predicate_definition(c->predicate)};
    status_t status = STATUS_MALFORMED;
    if (collect_names(&names))
        status = spec_add_parts(spec, claim, text, names.count, names.given);
    clear_names(&names);
    mem_free(text);
    return status;
}

status_t theorems_expand(spec_t *spec)
{
    status_t status = STATUS_OK;
    size_t theorems = 0;
    for (size_t i = 0; i < spec->claim_count; i++) {
        size_t before = spec->claim_count;
        if (claim_is_theorem(spec, i) && ++theorems > MOST_THEOREMS) {
            diagnostics_error(&spec->diagnostics, spec->claims[i].predicate_span, "a spec has at most %u theorems",
                              MOST_THEOREMS);
            return STATUS_MALFORMED;
        }
        if (claim_is_theorem(spec, i) && expand(spec, i) != STATUS_OK)
            status = STATUS_MALFORMED;
        i += spec->claim_count - before; // the parts, which now stand before it
    }
    return status;
}

// ---- verdicts ----

typedef struct {
    bool hypotheses_proved, hypothesis_refuted, excluded, conclusions_proved, conclusion_refuted, directly_refuted,
        roughly_refuted;
} tally_t;

bool theorem_part_is_rough(const spec_t *spec, size_t part)
{
    const claim_t *c = spec->claims + part;
    bool rough = false;
    for (size_t i = 0; i < c->need_count; i++)
        rough = rough || spec->answers[c->needs[i]].is_rough;
    return rough;
}

// Whether an end of an enclosure that the part depends on was found with another constant that is one of an enclosure: it bounds
// what goes with that constant only.
static bool depends_on_choice(const spec_t *spec, size_t part)
{
    const claim_t *c = spec->claims + part;
    bool depends = false;
    for (size_t i = 0; i < c->need_count; i++)
        depends = depends || theorem_part_is_rough(spec, spec->answers[c->needs[i]].claim);
    return depends;
}

static void count_part(tally_t *tally, const spec_t *spec, size_t part, verdict_t verdict)
{
    part_role_t role = spec->claims[part].role;
    bool proved = verdict == VERDICT_PROVED, is_rough = theorem_part_is_rough(spec, part);
    bool refuted = verdict == VERDICT_REFUTED && !is_rough;
    if (role == PART_HYPOTHESIS || role == PART_CONCLUSION)
        tally->roughly_refuted = tally->roughly_refuted || (verdict == VERDICT_REFUTED && is_rough);
    if (role == PART_HYPOTHESIS) {
        tally->hypotheses_proved = tally->hypotheses_proved && proved;
        tally->hypothesis_refuted = tally->hypothesis_refuted || refuted;
    } else if (role == PART_CONCLUSION) {
        tally->conclusions_proved = tally->conclusions_proved && proved;
        tally->conclusion_refuted = tally->conclusion_refuted || refuted;
    } else if (role == PART_COUNTEREXAMPLE) {
        tally->conclusion_refuted = tally->conclusion_refuted || proved;
    } else if (role == PART_EXCLUSION) {
        tally->excluded = tally->excluded || (proved && !depends_on_choice(spec, part));
    } else if (role == PART_DIRECTLY) {
        tally->directly_refuted = tally->directly_refuted || refuted;
    }
}

verdict_t theorem_verdict(const char **remark, const spec_t *spec, size_t claim, const verdict_t *verdicts)
{
    const char *ignored;
    const claim_t *c = spec->claims + claim;
    tally_t tally = {.hypotheses_proved = true, .conclusions_proved = true};
    for (size_t i = 0; i < c->part_count; i++)
        count_part(&tally, spec, claim - c->part_count + i, verdicts[i]);
    remark = remark ? remark : &ignored;
    *remark = NULL;
    if (tally.hypothesis_refuted) {
        *remark = "a hypothesis does not hold";
        return VERDICT_REFUTED;
    }
    if (tally.excluded) {
        *remark = "no constants satisfy the hypotheses";
        return VERDICT_REFUTED;
    }
    if (tally.hypotheses_proved && tally.directly_refuted) {
        *remark = "a proved theorem is contradicted: an error in this program";
        return VERDICT_UNDECIDED;
    }
    if (tally.conclusion_refuted) {
        *remark = tally.hypotheses_proved ? "all hypotheses hold, the conclusion does not: a counterexample to the statement"
                                          : "the conclusion does not hold";
        return VERDICT_REFUTED;
    }
    if (tally.hypotheses_proved && tally.conclusions_proved)
        return VERDICT_PROVED;
    *remark = tally.roughly_refuted     ? "what fails depends on a constant that is only enclosed: state it for a refutation"
              : tally.hypotheses_proved ? "all hypotheses hold, the conclusion is undecided"
                                        : "a hypothesis is undecided";
    return VERDICT_UNDECIDED;
}
