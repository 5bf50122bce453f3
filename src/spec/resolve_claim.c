// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/resolver.h"

#include "base/memory.h"

#include <string.h>

static char *copy_text(const resolver_t *resolver, span_t span)
{
    return mem_copy_text(resolver->source->text + span.offset, span.length);
}

// ---- the values of arguments ----

static void resolve_vector(resolver_t *resolver, argument_t *argument, const term_t *value, span_t span)
{
    size_t dimension = resolver->spec->dimension;
    if (value->count != dimension) {
        source_error(resolver->source, span,
                     "a point of this landscape has %zu coordinate%s, not %zu; write a set as a "
                     "condition, such as 1 < x < 2",
                     dimension, dimension == 1 ? "" : "s", value->count);
        return;
    }
    argument->kind = VALUE_VECTOR;
    argument->count = dimension;
    argument->coordinates = mem_alloc(dimension, sizeof *argument->coordinates);
    for (size_t i = 0; i < dimension; i++)
        argument->coordinates[i] = value->items[i];
}

// An argument of a theorem that is a point.
static void resolve_point_local(resolver_t *resolver, argument_t *argument, const local_t *local, span_t span)
{
    resolve_vector(resolver, argument, &local->value, span);
    argument->point = local->point;
}

static void resolve_point_name(resolver_t *resolver, argument_t *argument, const symbol_t *symbol, span_t span)
{
    if (!symbol_check(resolver, symbol, span))
        return;
    resolve_vector(resolver, argument, &symbol->value, span);
    argument->point = symbol->point;
}

static void resolve_keyword(argument_t *argument, const char *words, size_t length)
{
    argument->kind = VALUE_KEYWORD;
    argument->keyword = mem_copy_text(words, length);
}

// A name by itself: a point, a keyword, or as in any expression. Whether it was one of the first two, or unknown.
static bool resolve_argument_name(resolver_t *resolver, argument_t *argument, const ast_t *ast)
{
    name_t name = source_name(resolver->source, ast->span);
    const local_t *local = local_find(resolver, name);
    const symbol_t *symbol = local ? NULL : symbol_find(resolver, name);
    if (local && local->point)
        resolve_point_local(resolver, argument, local, ast->span);
    else if (symbol && symbol->kind == SYMBOL_POINT)
        resolve_point_name(resolver, argument, symbol, ast->span);
    else if (name_is_visible(resolver, name))
        return false;
    else if (word_is_keyword(name))
        resolve_keyword(argument, name.text, name.length);
    else
        report_unknown_name(resolver, ast->span, true);
    return true;
}

// Conditions may depend on everything, numbers and points not on the point that the claim quantifies over.
static void resolve_expression_argument(resolver_t *resolver, argument_t *argument, const ast_t *ast)
{
    resolver_forget_uses(resolver);
    term_t value = resolve_term(resolver, ast);
    if (value.kind == TERM_ERROR)
        return;
    if (value.kind == TERM_FORMULA) {
        argument->kind = VALUE_FORMULA;
        argument->formula = value.single;
    } else if (!resolver_check_uses(resolver, 1u << USE_STATE, "an argument that is no condition")) {
        return;
    } else if (value.kind == TERM_VECTOR && value.count != 1) {
        resolve_vector(resolver, argument, &value, ast->span);
    } else {
        argument->kind = VALUE_NUMBER;
        argument->number = term_as_number(resolver, value, ast->span);
    }
}

static bool is_noise(const resolver_t *resolver, const ast_t *ast)
{
    return ast->kind == AST_CALL && ast->children[0]->kind == AST_NAME &&
           name_is(source_name(resolver->source, ast->children[0]->span), "uniform") &&
           !symbol_find(resolver, (name_t){"uniform", 7});
}

// uniform(s) or uniform(?)
static void resolve_noise(resolver_t *resolver, argument_t *argument, const ast_t *ast)
{
    if (ast->count != 2) {
        source_error(resolver->source, ast->span, "uniform takes one argument, the largest magnitude of the noise");
        return;
    }
    argument->kind = VALUE_NOISE;
    argument->keyword = mem_copy_text("uniform", 7);
    if (resolver_is_unknown(resolver, ast->children[1]))
        return;
    resolver_forget_uses(resolver);
    argument->number = resolve_number(resolver, ast->children[1]);
    if (argument->number != EXPR_NONE)
        resolver_check_uses(resolver, 1u << USE_STATE, "the magnitude of the noise");
}

static void resolve_box_argument(resolver_t *resolver, argument_t *argument, const ast_t *box)
{
    argument->kind = VALUE_BOX;
    if (resolve_box(resolver, &argument->box_lo, &argument->box_hi, box, false))
        argument->count = box->count;
}

static void resolve_phrase(resolver_t *resolver, argument_t *argument, const ast_t *phrase)
{
    name_t second = source_name(resolver->source, phrase->name);
    const char *words = arena_text(resolver->arena, "almost %.*s", NAME_ARGUMENTS(second));
    resolve_keyword(argument, words, sizeof "almost" + second.length);
}

static void resolve_argument_value(resolver_t *resolver, argument_t *argument, const ast_t *ast)
{
    if (resolver_is_unknown(resolver, ast))
        argument->kind = VALUE_UNKNOWN;
    else if (ast->kind == AST_PHRASE)
        resolve_phrase(resolver, argument, ast);
    else if (ast->kind == AST_BOX)
        resolve_box_argument(resolver, argument, ast);
    else if (is_noise(resolver, ast))
        resolve_noise(resolver, argument, ast);
    else if (ast->kind != AST_NAME || !resolve_argument_name(resolver, argument, ast))
        resolve_expression_argument(resolver, argument, ast);
}

// ---- arguments ----

// Whether the value is NAME >= c or NAME <= c with a name that stands for nothing: then it names the argument.
static bool is_relation(const resolver_t *resolver, const ast_t *ast)
{
    if (ast->kind != AST_COMPARE || ast->count != 2 || ast->children[0]->kind != AST_NAME)
        return false;
    token_kind_t sign = ast->operators[0];
    return (sign == TOKEN_GREATER_EQUAL || sign == TOKEN_LESS_EQUAL) &&
           !name_is_visible(resolver, source_name(resolver->source, ast->children[0]->span));
}

static void resolve_argument(resolver_t *resolver, argument_t *argument, const argument_ast_t *ast)
{
    const ast_t *value = ast->value;
    *argument = (argument_t){.span = ast->span, .is_member = ast->is_member, .kind = VALUE_UNKNOWN, .number = EXPR_NONE, .formula = EXPR_NONE};
    if (ast->name.length > 0) {
        argument->name = copy_text(resolver, ast->name);
    } else if (is_relation(resolver, value)) {
        argument->name = copy_text(resolver, value->children[0]->span);
        argument->relation = value->operators[0] == TOKEN_GREATER_EQUAL ? RELATION_AT_LEAST : RELATION_AT_MOST;
        value = value->children[1];
    }
    resolve_argument_value(resolver, argument, value);
}

static void check_argument_names(resolver_t *resolver, const argument_t *arguments, size_t count)
{
    name_entry_t *entries = arena_alloc(resolver->arena, count, sizeof *entries);
    size_t named = 0;
    for (size_t i = 0; i < count; i++)
        if (arguments[i].name)
            entries[named++] = (name_entry_t){{arguments[i].name, strlen(arguments[i].name)}, i};
    name_entries_sort(entries, named);
    for (size_t i = 1; i < named; i++)
        if (name_compare(entries[i - 1].name, entries[i].name) == 0 && !arguments[entries[i].index].is_member)
            source_error(resolver->source, arguments[entries[i].index].span, "'%s' is given twice; remove one",
                         entries[i].name.text);
}

static void resolve_arguments(resolver_t *resolver, argument_t **arguments, size_t *count, const argument_list_t *list)
{
    *arguments = list->count ? mem_alloc(list->count, sizeof **arguments) : NULL;
    *count = list->count;
    for (size_t i = 0; i < list->count; i++)
        resolve_argument(resolver, *arguments + i, list->items + i);
    check_argument_names(resolver, *arguments, *count);
}

// ---- `?` in holds ----

static void ask(resolver_t *resolver, claim_t *claim, asked_t asked, name_t name, span_t span)
{
    if (claim->predicate != PREDICATE_HOLDS)
        source_error(resolver->source, span, "'?' stands at the end of an interval for holds(...) only");
    else if (claim->asked != ASKED_NOTHING)
        source_error(resolver->source, span, "only one constant of a claim can be '?'");
    if (claim->asked != ASKED_NOTHING)
        return;
    claim->asked = asked;
    claim->asked_name = mem_copy_text(name.text, name.length);
}

// E <= ? or E >= ?, or the other way round: the place of `?` among the two, 2 for any other formula.
static size_t unknown_side(const resolver_t *resolver, const ast_t *ast)
{
    if (ast->kind != AST_COMPARE || ast->count != 2)
        return 2;
    bool at[2] = {resolver_is_unknown(resolver, ast->children[0]), resolver_is_unknown(resolver, ast->children[1])};
    return at[0] == at[1] ? 2 : at[0] ? 0 : 1;
}

static expr_t resolve_bound(resolver_t *resolver, claim_t *claim, const ast_t *ast, size_t side)
{
    token_kind_t sign = ast->operators[0];
    const ast_t *place = ast->children[side];
    if (sign != TOKEN_LESS_EQUAL && sign != TOKEN_GREATER_EQUAL) {
        source_error(resolver->source, ast->span, "a bound is asked for by <= or >=, as in holds(f(x) <= ?)");
        return EXPR_NONE;
    }
    bool is_upper = (sign == TOKEN_LESS_EQUAL) == (side == 1);
    name_t name = place->kind == AST_NAME ? source_name(resolver->source, place->span) : (name_t){"bound", 5};
    ask(resolver, claim, is_upper ? ASKED_SMALLEST : ASKED_LARGEST, name, place->span);
    expr_t term = resolve_number(resolver, ast->children[1 - side]), bound = resolver_asked(resolver);
    if (term == EXPR_NONE)
        return EXPR_NONE;
    return expr_binary(resolver->dag, EXPR_LESS_EQUAL, is_upper ? term : bound, is_upper ? bound : term);
}

static void resolve_formula_argument(resolver_t *resolver, claim_t *claim, const claim_ast_t *ast)
{
    const argument_ast_t *given = ast->arguments.items;
    claim->arguments = mem_alloc(1, sizeof *claim->arguments);
    claim->argument_count = 1;
    claim->arguments[0] = (argument_t){.span = given->span, .kind = VALUE_FORMULA, .number = EXPR_NONE};
    size_t side = claim->predicate == PREDICATE_HOLDS ? unknown_side(resolver, given->value) : 2;
    claim->arguments[0].formula =
        side < 2 ? resolve_bound(resolver, claim, given->value, side) : resolve_formula(resolver, given->value);
}

// ---- for ----

static bool resolve_members(resolver_t *resolver, binding_t *binding, const binding_ast_t *ast)
{
    binding->is_list = true;
    binding->members = mem_alloc(ast->count, sizeof *binding->members);
    binding->count = ast->count;
    bool complete = true;
    for (size_t i = 0; i < ast->count; i++) {
        binding->members[i] = resolve_constant(resolver, ast->members[i], "a member of a list");
        complete = complete && binding->members[i] != EXPR_NONE;
    }
    return complete;
}

// The name is entered even after an error in its values, so that its uses are not reported as well.
static bool resolve_binding(resolver_t *resolver, binding_t *binding, const binding_ast_t *ast)
{
    name_t name = source_name(resolver->source, ast->name);
    binding->name = copy_text(resolver, ast->name);
    binding->span = ast->name;
    bool complete = ast->is_list ? resolve_members(resolver, binding, ast)
                                 : resolve_interval(resolver, &binding->interval, &ast->interval);
    binding->variable = resolver_new_variable(resolver, binding->name, VARIABLE_PARAMETER);
    term_t value = complete ? term_number(binding->variable) : term_error();
    return local_push(resolver, name, ast->name, value, false);
}

// `?` at an end: the interval is asked for to be as large as the claim allows.
static void ask_for_end(resolver_t *resolver, claim_t *claim, const binding_t *binding)
{
    name_t name = {binding->name, strlen(binding->name)};
    expr_t asked = resolver->spec->asked;
    if (binding->is_list || asked == EXPR_NONE)
        return;
    if (binding->interval.lo == asked)
        ask(resolver, claim, ASKED_SMALLEST, name, binding->span);
    if (binding->interval.hi == asked)
        ask(resolver, claim, ASKED_LARGEST, name, binding->span);
}

static size_t resolve_bindings(resolver_t *resolver, claim_t *claim, const claim_ast_t *ast)
{
    size_t pushed = 0;
    claim->bindings = ast->binding_count ? mem_alloc(ast->binding_count, sizeof *claim->bindings) : NULL;
    for (size_t i = 0; i < ast->binding_count && !resolver->is_stopped; i++) {
        claim->binding_count++;
        pushed += resolve_binding(resolver, claim->bindings + i, ast->bindings + i);
        ask_for_end(resolver, claim, claim->bindings + i);
    }
    return pushed;
}

// ---- claims ----

// A part of the text on one line: without comments, with runs of white space as one space.
static char *one_line(const source_t *source, span_t span)
{
    strbuf_t line;
    strbuf_init(&line);
    bool in_comment = false, after_space = false;
    for (size_t i = 0; i < span.length; i++) {
        char byte = source->text[span.offset + i];
        in_comment = byte == '#' || (in_comment && byte != '\n');
        bool is_space = in_comment || byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        if (!is_space && after_space)
            strbuf_append_char(&line, ' ');
        if (!is_space)
            strbuf_append_char(&line, byte);
        after_space = is_space;
    }
    char *text = strbuf_detach(&line);
    strbuf_clear(&line);
    return text;
}

static void resolve_region_clause(resolver_t *resolver, claim_t *claim, const claim_ast_t *ast)
{
    claim->region_text = one_line(resolver->source, ast->region_span);
    claim->region_span = ast->region_span;
    claim->region = ast->region ? resolve_formula(resolver, ast->region) : expr_leaf(resolver->dag, EXPR_TRUE);
}

static void resolve_dynamics(resolver_t *resolver, dynamics_t *dynamics, const claim_ast_t *ast)
{
    if (!ast->has_dynamics)
        return;
    dynamics->name = copy_text(resolver, ast->dynamics);
    dynamics->span = ast->dynamics;
    resolve_arguments(resolver, &dynamics->arguments, &dynamics->argument_count, &ast->dynamics_arguments);
}

void resolve_claim(resolver_t *resolver, claim_t *claim, const claim_ast_t *ast)
{
    span_t title = ast->title;
    claim->title =
        title.length ? copy_text(resolver, (span_t){title.offset + 1, title.length - 2}) : mem_copy_text("", 0);
    claim->predicate = ast->predicate;
    claim->predicate_span = ast->predicate_span;
    claim->expected = ast->expected;
    size_t pushed = resolve_bindings(resolver, claim, ast);
    if (predicate_style(ast->predicate) == ARGUMENTS_FORMULA)
        resolve_formula_argument(resolver, claim, ast);
    else
        resolve_arguments(resolver, &claim->arguments, &claim->argument_count, &ast->arguments);
    if (ast->suffix.length > 0)
        claim->suffix_name = copy_text(resolver, ast->suffix);
    resolve_arguments(resolver, &claim->suffix_arguments, &claim->suffix_count, &ast->suffix_arguments);
    resolve_region_clause(resolver, claim, ast);
    resolve_dynamics(resolver, &claim->dynamics, ast);
    local_pop(resolver, pushed);
}
