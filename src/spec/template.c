// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/template.h"

#include "base/memory.h"
#include "spec/claim_terms.h"
#include "spec/resolver.h"

#include <string.h>

typedef struct {
    spec_t *spec;
    resolver_t resolver;
    claim_t *theorem;
    size_t first; // index that the first part will have
    size_t part_count, part_capacity;
    claim_t *parts;
} expansion_t;

// ---- names ----

static name_t name_of(const char *text)
{
    return (name_t){text, strlen(text)};
}

static local_t *find(expansion_t *e, const char *name)
{
    return (local_t *)local_find(&e->resolver, name_of(name));
}

static local_t *push(expansion_t *e, const char *name, term_t value)
{
    resolver_t *r = &e->resolver;
    r->locals = arena_grow(r->arena, r->locals, r->local_count, &r->local_capacity, sizeof *r->locals);
    local_t *local = r->locals + r->local_count++;
    *local = (local_t){.name = name_of(name), .value = value};
    return local;
}

static void push_given(expansion_t *e, const given_t *given)
{
    bool is_point = given->kind == GIVEN_POINT;
    term_t value = is_point ? term_vector(e->spec->dimension, given->coordinates)
                   : given->kind == GIVEN_SET ? term_formula(given->single)
                   : given->kind == GIVEN_NUMBER ? term_number(given->single) : term_error();
    local_t *local = push(e, given->name, value);
    local->point = is_point ? given->point : NULL;
    local->is_unknown = given->kind == GIVEN_UNKNOWN;
}

// f, at x.
static void push_landscape(expansion_t *e)
{
    const spec_t *spec = e->spec;
    arena_t *arena = e->resolver.arena;
    callable_t *callable = arena_alloc(arena, 1, sizeof *callable);
    parameter_t *parameter = arena_alloc(arena, 1, sizeof *parameter);
    symbol_t *symbol = arena_alloc(arena, 1, sizeof *symbol);
    *parameter = (parameter_t){name_of("x"), spec->dimension, 0};
    *callable = (callable_t){name_of("f"), parameter, 1, spec->state, spec->dimension, term_number(spec->landscape)};
    *symbol = (symbol_t){.name = name_of("f"), .kind = SYMBOL_FUNCTION, .progress = SYMBOL_DEFINED, .is_landscape = true};
    symbol->callable = callable;
    e->resolver.landscape = symbol;
    push(e, "x", term_vector(spec->dimension, spec->state));
    push(e, "d", term_number(expr_integer(spec->dag, (slong)spec->dimension)));
}

// The rates are those of the interval that the template asks for, unless the claim says which.
static void bind_rate(expansion_t *e)
{
    const local_t *least = find(e, "rate_least"), *most = find(e, "rate_most");
    if (find(e, "rate") || !least || !most || least->is_unknown || most->is_unknown)
        return;
    claim_t *theorem = e->theorem;
    theorem->bindings = mem_resize(theorem->bindings, theorem->binding_count + 1, sizeof *theorem->bindings);
    binding_t *binding = theorem->bindings + theorem->binding_count++;
    *binding = (binding_t){.name = mem_copy_text("rate", 4), .span = theorem->predicate_span};
    binding->interval = (interval_t){least->value.single, most->value.single, false, false};
    binding->variable = resolver_new_variable(&e->resolver, "rate", VARIABLE_PARAMETER);
    push(e, "rate", term_number(binding->variable));
}

// ---- what a part depends on ----

typedef struct {
    size_t count, capacity;
    expr_t *roots;
} roots_t;

static void collect(expr_t *term, void *context)
{
    roots_t *roots = context;
    if (*term == EXPR_NONE)
        return;
    roots->roots = mem_grow(roots->roots, &roots->capacity, roots->count + 1, sizeof *roots->roots);
    roots->roots[roots->count++] = *term;
}

// Marks what occurs in the claim; a new array by node.
static bool *occurrences(spec_t *spec, claim_t *claim)
{
    roots_t roots = {0, 0, NULL};
    claim_visit_terms(claim, spec->dimension, collect, &roots);
    bool *marked = expr_reachable(spec->dag, roots.count, roots.roots);
    mem_free(roots.roots);
    return marked;
}

static binding_t copy_binding(const binding_t *binding)
{
    binding_t copy = *binding;
    copy.name = mem_copy_text(binding->name, strlen(binding->name));
    copy.members = binding->count ? mem_alloc(binding->count, sizeof *copy.members) : NULL;
    for (size_t i = 0; i < binding->count; i++)
        copy.members[i] = binding->members[i];
    return copy;
}

// The theorem's bindings that the part depends on become its own.
static void take_bindings(expansion_t *e, claim_t *part)
{
    const claim_t *theorem = e->theorem;
    bool *marked = occurrences(e->spec, part);
    for (size_t i = 0; i < theorem->binding_count; i++) {
        if (!marked[theorem->bindings[i].variable])
            continue;
        part->bindings = mem_resize(part->bindings, part->binding_count + 1, sizeof *part->bindings);
        part->bindings[part->binding_count++] = copy_binding(theorem->bindings + i);
    }
    mem_free(marked);
}

static void take_needs(expansion_t *e, claim_t *part)
{
    bool *marked = occurrences(e->spec, part);
    part->needs = mem_alloc(e->spec->answer_count, sizeof *part->needs);
    for (size_t i = 0; i < e->spec->answer_count; i++)
        if (marked[e->spec->answers[i].variable])
            part->needs[part->need_count++] = i;
    mem_free(marked);
}

// ---- answers ----

static bool asks(const claim_t *claim)
{
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].kind == VALUE_UNKNOWN)
            return true;
    return claim->asked != ASKED_NOTHING;
}

static term_t new_answer(expansion_t *e, const char *name, answer_end_t end)
{
    spec_t *spec = e->spec;
    expr_t variable = resolver_new_variable(&e->resolver, name, VARIABLE_PARAMETER);
    spec->answers = mem_grow(spec->answers, &spec->answer_capacity, spec->answer_count + 1, sizeof *spec->answers);
    spec->answers[spec->answer_count++] = (answer_t){variable, e->first + e->part_count - 1, end, false, false};
    return term_number(variable);
}

// After the part NAME: the names NAME, NAME_lo and NAME_hi.
static void define_answers(expansion_t *e, const claim_t *part, const char *name)
{
    static const char *const suffixes[] = {"", "_lo", "_hi"};
    local_t *known = find(e, name);
    bool asked = asks(part), has_number = known && known->value.kind == TERM_NUMBER;
    if (!asked && !has_number)
        return;
    term_t given = has_number ? known->value : term_error();
    if (known && known->is_unknown)
        known->is_unknown = false;
    for (answer_end_t end = ANSWER_PROVED; end <= ANSWER_HI; end++) {
        const char *own = arena_text(e->resolver.arena, "%s%s", name, suffixes[end]);
        term_t value = asked ? new_answer(e, own, end) : given;
        local_t *local = find(e, own);
        if (local)
            local->value = value;
        else
            push(e, own, value);
    }
}

// ---- statements ----

static part_role_t role_of(const char *title)
{
    size_t length = strcspn(title, ":");
    for (part_role_t role = PART_HYPOTHESIS; role < PART_ROLE_COUNT; role++)
        if (strlen(part_role_name(role)) == length && strncmp(title, part_role_name(role), length) == 0)
            return role;
    return PART_REMARK;
}

static void own_spans(size_t count, argument_t *arguments, span_t span)
{
    for (size_t i = 0; i < count; i++)
        arguments[i].span = span;
}

// Places in the template are of no use to a reader of the spec.
static void set_spans(claim_t *part, span_t span)
{
    part->span = part->predicate_span = part->dynamics.span = span;
    own_spans(part->argument_count, part->arguments, span);
    own_spans(part->suffix_count, part->suffix_arguments, span);
    own_spans(part->dynamics.argument_count, part->dynamics.arguments, span);
    for (size_t i = 0; i < part->binding_count; i++)
        part->bindings[i].span = span;
}

// An exclusion is about constants that are asked for; without any it says no more than a hypothesis.
static bool is_needless(const claim_t *part)
{
    return part->role == PART_EXCLUSION && part->need_count == 0;
}

static void add_part(expansion_t *e, const statement_t *statement)
{
    resolver_t *r = &e->resolver;
    e->parts = mem_grow(e->parts, &e->part_capacity, e->part_count + 1, sizeof *e->parts);
    claim_t *part = e->parts + e->part_count++;
    memset(part, 0, sizeof *part);
    const char *name = arena_text(r->arena, "%.*s", NAME_ARGUMENTS(source_name(r->source, statement->name)));
    strbuf_t id;
    strbuf_init(&id);
    strbuf_printf(&id, "%s/%s", e->theorem->id, name);
    part->id = strbuf_detach(&id);
    strbuf_clear(&id);
    part->region = EXPR_NONE;
    resolve_claim(r, part, statement->claim);
    if (r->source->error_count)
        return;
    part->role = role_of(part->title);
    take_bindings(e, part);
    take_needs(e, part);
    set_spans(part, e->theorem->predicate_span);
    define_answers(e, part, name);
    if (is_needless(part)) {
        claim_clear(part);
        e->part_count--;
    }
}

static void resolve_part_statement(expansion_t *e, const statement_t *statement)
{
    resolver_t *r = &e->resolver;
    if (statement->kind == STATEMENT_CLAIM) {
        add_part(e, statement);
        return;
    }
    const char *name = arena_text(r->arena, "%.*s", NAME_ARGUMENTS(source_name(r->source, statement->name)));
    bool is_given = find(e, name) != NULL;
    if (statement->kind == STATEMENT_LET && !is_given)
        push(e, name, resolve_term(r, statement->body));
    if (statement->kind == STATEMENT_REGION && !is_given)
        push(e, name, term_formula(resolve_formula(r, statement->body)));
}

static void resolve_parts(expansion_t *e, const statement_list_t *statements)
{
    for (size_t i = 0; i < statements->count && e->resolver.source->error_count == 0; i++) {
        resolve_part_statement(e, statements->items + i);
        bind_rate(e);
    }
}

// ---- the expansion ----

// The parts, which are moved, come to stand before the theorem's claim.
static void insert_parts(expansion_t *e, size_t claim)
{
    spec_t *spec = e->spec;
    size_t after = spec->claim_count - claim;
    spec->claims = mem_resize(spec->claims, spec->claim_count + e->part_count, sizeof *spec->claims);
    memmove(spec->claims + claim + e->part_count, spec->claims + claim, after * sizeof *spec->claims);
    for (size_t i = 0; i < e->part_count; i++)
        spec->claims[claim + i] = e->parts[i];
    spec->claim_count += e->part_count;
    spec->claims[claim + e->part_count].part_count = e->part_count;
    mem_free(e->parts);
}

static void drop_parts(expansion_t *e)
{
    for (size_t i = 0; i < e->part_count; i++)
        claim_clear(e->parts + i);
    mem_free(e->parts);
}

status_t spec_add_parts(spec_t *spec, size_t claim, const char *text, size_t count, const given_t *given)
{
    diagnostics_t own;
    arena_t arena;
    diagnostics_init(&own);
    arena_init(&arena);
    source_t source = source_make(&own, text, strlen(text));
    expansion_t e = {.spec = spec, .theorem = spec->claims + claim, .first = claim};
    e.resolver = (resolver_t){
        .source = &source, .arena = &arena, .dag = spec->dag, .spec = spec, .in_template = true};
    parser_t parser = parser_make(&source, &arena);
    statement_list_t statements = parse_spec(&parser);
    push_landscape(&e);
    for (size_t i = 0; i < count; i++)
        push_given(&e, given + i);
    if (source.error_count == 0)
        resolve_parts(&e, &statements);
    bool good = own.error_count == 0;
    if (!good)
        diagnostics_error(&spec->diagnostics, e.theorem->predicate_span, "this cannot be written out: %s",
                          own.items[0].message);
    if (good)
        insert_parts(&e, claim);
    else
        drop_parts(&e);
    arena_clear(&arena);
    diagnostics_clear(&own);
    return good ? STATUS_OK : STATUS_MALFORMED;
}

// ---- answering ----

typedef struct {
    dag_t *dag;
    expr_t variable, value;
} replacement_t;

static void replace(expr_t *term, void *context)
{
    const replacement_t *r = context;
    if (*term != EXPR_NONE)
        *term = expr_substitute(r->dag, *term, 1, &r->variable, &r->value);
}

void spec_answer(spec_t *spec, size_t claim, const fmpq_t proved, const fmpq_t lo, const fmpq_t hi)
{
    const fmpq *values[] = {[ANSWER_PROVED] = proved, [ANSWER_LO] = lo, [ANSWER_HI] = hi};
    for (size_t k = 0; k < spec->answer_count; k++) {
        answer_t *answer = spec->answers + k;
        if (answer->claim != claim || answer->known)
            continue;
        answer->known = true;
        answer->is_rough = !fmpq_equal(lo, hi);
        replacement_t replacement = {spec->dag, answer->variable, expr_rational(spec->dag, values[answer->end])};
        for (size_t i = claim + 1; i < spec->claim_count; i++)
            for (size_t n = 0; n < spec->claims[i].need_count; n++)
                if (spec->claims[i].needs[n] == k)
                    claim_visit_terms(spec->claims + i, spec->dimension, replace, &replacement);
    }
}
