// SPDX-License-Identifier: LGPL-3.0-or-later
// Claims and definitions in words: one phrase for each predicate.
#include "report/document.h"
#include "report/document_result.h"

#include "report/explain.h"
#include "spec/words.h"

#include <string.h>

typedef struct {
    document_t *document;
    arena_t *arena;
    const source_t *source;
    const claim_ast_t *claim;
    prose_t prose;
} sentence_t;

// ---- parts of a claim ----

static name_t name_of(const sentence_t *s, span_t span)
{
    return source_name(s->source, span);
}

static const ast_t *find(const sentence_t *s, const argument_list_t *list, const char *name, size_t position)
{
    size_t positional = 0;
    for (size_t i = 0; i < list->count; i++) {
        const argument_ast_t *argument = list->items + i;
        if (argument->name.length ? name_is(name_of(s, argument->name), name) : positional == position)
            return argument->value;
        positional += !argument->name.length;
    }
    return NULL;
}

static const ast_t *argument(const sentence_t *s, const char *name, size_t position)
{
    return find(s, &s->claim->arguments, name, position);
}

// Whether the word or phrase stands among the arguments.
static bool has_word(const sentence_t *s, const char *word)
{
    for (size_t i = 0; i < s->claim->arguments.count; i++)
        if (name_is(name_of(s, s->claim->arguments.items[i].span), word))
            return true;
    return false;
}

static void text(sentence_t *s, const char *words)
{
    prose_text(&s->prose, "%s", words);
}

static math_t *math_of(sentence_t *s, const ast_t *ast)
{
    return math_from_ast(s->arena, s->source, ast);
}

static void show(sentence_t *s, const ast_t *ast)
{
    if (ast)
        prose_math(&s->prose, math_of(s, ast));
}

static math_t *span_name(sentence_t *s, span_t span)
{
    name_t name = name_of(s, span);
    return math_text(s->arena, MATH_NAME, name.text, name.length);
}

static math_t *landscape(sentence_t *s)
{
    return span_name(s, document_landscape(s->document)->name);
}

static size_t parameter_count(const sentence_t *s)
{
    const statement_t *f = document_landscape(s->document);
    return f->parameter_count == 1 && f->parameters->size ? 2 : f->parameter_count;
}

// The state: x, (x, y).
static math_t *state(sentence_t *s)
{
    const statement_t *f = document_landscape(s->document);
    math_t *list = math_new(s->arena, MATH_ROW);
    for (size_t i = 0; i < f->parameter_count; i++) {
        if (i > 0)
            math_add(s->arena, list, math_sign(s->arena, MATH_COMMA));
        math_add(s->arena, list, span_name(s, f->parameters[i].name));
    }
    return f->parameter_count > 1 ? math_fenced(s->arena, FENCE_PARENTHESES, list) : list;
}

static const statement_t *find_definition(const sentence_t *s, const ast_t *ast)
{
    name_t name = name_of(s, ast->span);
    for (size_t i = 0; i < s->document->statements.count; i++) {
        const statement_t *statement = s->document->statements.items + i;
        if (statement->kind != STATEMENT_CLAIM && statement->kind != STATEMENT_CITE &&
            name_compare(name_of(s, statement->name), name) == 0)
            return statement;
    }
    return NULL;
}

static math_t *set_of(sentence_t *s, const ast_t *condition)
{
    return math_fenced(s->arena, FENCE_BRACES, math_relation(s->arena, state(s), MATH_COLON, math_of(s, condition)));
}

static bool is_whole(const sentence_t *s, const ast_t *region)
{
    return !region || (region->kind == AST_NAME && name_is(name_of(s, region->span), "whole"));
}

// A region: its name, or the set of a condition.
static void show_set(sentence_t *s, const ast_t *region)
{
    if (region && region->kind != AST_NAME)
        prose_math(&s->prose, set_of(s, region));
    else
        show(s, region);
}

// "x^dagger = 4.1": a point by its name, with its value where that is a single number.
static void show_point(sentence_t *s, const ast_t *point)
{
    const statement_t *definition = point && point->kind == AST_NAME ? find_definition(s, point) : NULL;
    if (!definition || definition->kind != STATEMENT_POINT || !definition->body) {
        show(s, point);
        return;
    }
    prose_math(&s->prose, math_relation(s->arena, math_of(s, point), MATH_EQUAL, math_of(s, definition->body)));
}

// A point or a region.
static void show_place(sentence_t *s, const ast_t *place)
{
    const statement_t *definition = place && place->kind == AST_NAME ? find_definition(s, place) : NULL;
    bool is_condition = place && (place->kind == AST_COMPARE || place->kind == AST_AND || place->kind == AST_OR ||
                                  place->kind == AST_NOT);
    if (definition && definition->kind == STATEMENT_POINT)
        show_point(s, place);
    else if (is_condition)
        show_set(s, place);
    else
        show(s, place);
}

// " on R"; nothing for the whole space.
static void on_region(sentence_t *s, const char *word)
{
    if (is_whole(s, s->claim->region))
        return;
    text(s, word);
    show_set(s, s->claim->region);
}

static bool is_unknown(const ast_t *ast)
{
    return ast && ast->kind == AST_UNKNOWN;
}

// The constant, or its name where it is asked for.
static math_t *constant(sentence_t *s, const ast_t *value, const char *name)
{
    return !value || is_unknown(value) ? math_name(s->arena, name) : math_of(s, value);
}

static void begin_search(sentence_t *s, const ast_t *value, const char *name, const char *words)
{
    if (!is_unknown(value))
        return;
    prose_math(&s->prose, math_name(s->arena, name));
    text(s, words);
}

// ---- landscapes ----

static void diameter(sentence_t *s)
{
    const ast_t *value = argument(s, "most", 0);
    begin_search(s, value, "most", " is the least constant for which ");
    text(s, "points");
    on_region(s, " of ");
    text(s, " are at most ");
    prose_math(&s->prose, constant(s, value, "most"));
    text(s, " apart");
}

static void regular(sentence_t *s)
{
    static const struct {
        predicate_t predicate;
        const char *words;
    } words[] = {{PREDICATE_CONTINUOUS, " is continuous"},
                 {PREDICATE_DIFFERENTIABLE, " is differentiable"},
                 {PREDICATE_C1, " is continuously differentiable"},
                 {PREDICATE_C2, " is twice continuously differentiable"}};
    prose_math(&s->prose, landscape(s));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].predicate == s->claim->predicate)
            text(s, words[i].words);
    on_region(s, " on ");
    if (is_whole(s, s->claim->region))
        text(s, " everywhere");
}

static void smooth(sentence_t *s)
{
    const ast_t *value = argument(s, "L", 0);
    begin_search(s, value, "L", " is the least constant for which ");
    prose_math(&s->prose, landscape(s));
    text(s, " is ");
    prose_math(&s->prose, constant(s, value, "L"));
    text(s, "-smooth");
    on_region(s, " on ");
}

static void opsc(sentence_t *s)
{
    const ast_t *value = argument(s, "mu", 0);
    begin_search(s, value, "mu", " is the largest constant for which ");
    prose_math(&s->prose, landscape(s));
    text(s, " is ");
    prose_math(&s->prose, constant(s, value, "mu"));
    text(s, "-one-point strongly convex towards ");
    show_point(s, argument(s, "toward", 1));
    on_region(s, " on ");
}

static void growth(sentence_t *s)
{
    const ast_t *value = argument(s, "L", 0), *point = argument(s, "toward", 1);
    math_fence_t fence = parameter_count(s) > 1 ? FENCE_NORM : FENCE_BARS;
    math_t *gradient = math_unary(s->arena, MATH_PRIMED, landscape(s));
    gradient->primes = 1;
    if (fence == FENCE_NORM)
        gradient = math_binary(s->arena, MATH_ROW, math_sign(s->arena, MATH_NABLA), landscape(s));
    begin_search(s, value, "L", " is the least constant with ");
    math_t *bracketed = state(s);
    if (bracketed->kind != MATH_FENCED)
        bracketed = math_fenced(s->arena, FENCE_PARENTHESES, bracketed);
    math_t *left = math_fenced(s->arena, fence, math_binary(s->arena, MATH_ROW, gradient, bracketed));
    math_t *distance = point ? math_relation(s->arena, state(s), MATH_MINUS, math_of(s, point)) : state(s);
    math_t *right = math_relation(s->arena, constant(s, value, "L"), MATH_SPACED, math_fenced(s->arena, fence, distance));
    prose_math(&s->prose, math_relation(s->arena, left, MATH_LESS_EQUAL, right));
    on_region(s, " on ");
}

static void minimum(sentence_t *s)
{
    bool strict = has_word(s, "strict"), global = has_word(s, "global");
    show_point(s, argument(s, "at", 0));
    if (global)
        text(s, strict ? " is the only global minimum of " : " is a global minimum of ");
    else
        text(s, strict ? " is a strict local minimum of " : " is a local minimum of ");
    prose_math(&s->prose, landscape(s));
    on_region(s, " in ");
}

static void holds(sentence_t *s)
{
    show(s, argument(s, "", 0));
    if (is_whole(s, s->claim->region))
        return;
    text(s, " for all ");
    math_t *member = math_binary(s->arena, MATH_ROW, state(s), math_sign(s->arena, MATH_MEMBER));
    bool named = s->claim->region->kind == AST_NAME;
    math_add(s->arena, member, named ? math_of(s, s->claim->region) : set_of(s, s->claim->region));
    prose_math(&s->prose, member);
}

static void exists(sentence_t *s)
{
    text(s, "there is a point");
    on_region(s, " in ");
    text(s, " with ");
    show(s, argument(s, "", 0));
}

// ---- orbits ----

static void within(sentence_t *s)
{
    const ast_t *steps = argument(s, "within", SIZE_MAX);
    if (!steps)
        return;
    text(s, " within ");
    show(s, steps);
    text(s, name_is(name_of(s, steps->span), "1") ? " step" : " steps");
}

static void how_surely(sentence_t *s)
{
    if (has_word(s, "almost surely"))
        text(s, " almost surely");
    if (has_word(s, "almost everywhere"))
        text(s, ", for all starts but a set of measure zero");
}

static void orbits_from_region(sentence_t *s, const char *words)
{
    text(s, words);
    on_region(s, " from ");
}

static void stays(sentence_t *s)
{
    text(s, "no step leads out of ");
    show_set(s, argument(s, "in", 0));
}

static void converges(sentence_t *s)
{
    orbits_from_region(s, "every orbit");
    text(s, " tends to ");
    show_point(s, argument(s, "to", 0));
    how_surely(s);
}

static void escapes(sentence_t *s)
{
    const ast_t *but = argument(s, "but", SIZE_MAX);
    text(s, "every orbit from ");
    show_set(s, argument(s, "from", 0));
    if (but) {
        text(s, " but that of ");
        show_point(s, but);
    }
    text(s, " leaves it");
    within(s);
    how_surely(s);
}

static void reaches(sentence_t *s)
{
    orbits_from_region(s, "every orbit");
    text(s, " reaches ");
    show_set(s, argument(s, "in", 0));
    within(s);
    how_surely(s);
}

static void avoids(sentence_t *s)
{
    orbits_from_region(s, "no orbit");
    text(s, " ever meets ");
    show_set(s, argument(s, "in", 0));
}

static void cycle(sentence_t *s)
{
    const ast_t *near = argument(s, "near", SIZE_MAX), *box = argument(s, "in", SIZE_MAX);
    text(s, "there is exactly one ");
    text(s, has_word(s, "attracting") ? "attracting " : has_word(s, "repelling") ? "repelling " : "");
    text(s, "cycle of least period ");
    show(s, argument(s, "period", 0));
    text(s, near ? " near " : box ? " in " : "");
    show(s, near ? near : box);
}

static void orbit(sentence_t *s)
{
    const ast_t *accuracy = argument(s, "accuracy", SIZE_MAX);
    name_t suffix = name_of(s, s->claim->suffix);
    const ast_t *place = s->claim->suffix.length ? find(s, &s->claim->suffix_arguments, "in", 0) : NULL;
    text(s, "the orbit from ");
    show_point(s, argument(s, "from", 0));
    if (place && name_is(suffix, "lands")) {
        text(s, " is in ");
        show_set(s, place);
    } else if (place) {
        prose_text(&s->prose, " as computed in %.*s ends in the basin of the true one", NAME_ARGUMENTS(name_of(s, place->span)));
    } else {
        text(s, " is known");
    }
    text(s, " after ");
    show(s, argument(s, "steps", 1));
    text(s, " steps");
    if (accuracy) {
        text(s, " to an accuracy of ");
        show(s, accuracy);
    }
}

// " have volume at least c", at most c; for `?` what it is.
static void measured(sentence_t *s)
{
    const argument_list_t *list = &s->claim->arguments;
    const ast_t *measure = argument(s, "measure", SIZE_MAX);
    name_t whole = {"", 0};
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].value == measure)
            whole = name_of(s, list->items[i].span);
    bool most = memchr(whole.text, '<', whole.length) != NULL;
    text(s, is_unknown(measure) ? " have the certified volume" : most ? " have volume at most " : " have volume at least ");
    if (!is_unknown(measure))
        show(s, measure);
}

static void basin(sentence_t *s)
{
    const argument_list_t *list = &s->claim->arguments;
    text(s, "the starts");
    on_region(s, " in ");
    text(s, argument(s, "within", SIZE_MAX) ? " whose orbits are in " : " whose orbits end in ");
    size_t shown = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!name_is(name_of(s, list->items[i].name), "of") && (list->items[i].name.length || i > 0))
            continue;
        text(s, shown++ ? ", in " : "");
        show_place(s, list->items[i].value);
    }
    within(s);
    measured(s);
}

static void volume(sentence_t *s)
{
    text(s, "the points");
    on_region(s, " of ");
    measured(s);
}

static void visits(sentence_t *s)
{
    text(s, "the starts");
    on_region(s, " in ");
    text(s, " whose orbits visit ");
    show_set(s, argument(s, "of", 0));
    within(s);
    measured(s);
}

static void nonsingular(sentence_t *s)
{
    text(s, "the map is differentiable with an invertible derivative almost everywhere");
    on_region(s, " in ");
}

static void unstable(sentence_t *s)
{
    text(s, "no minimum");
    on_region(s, " in ");
    text(s, " is linearly stable");
}

static bool has_value(const sentence_t *s, const char *name, const char *value)
{
    const ast_t *ast = argument(s, name, SIZE_MAX);
    return ast && name_is(name_of(s, ast->span), value);
}

// A theorem by its name, with its constants as the spec gives them.
static void theorem(sentence_t *s)
{
    static const struct {
        predicate_t predicate;
        const char *name;
    } names[] = {{PREDICATE_LEMMA1, "Lemma 1"},         {PREDICATE_LEMMA2, "Lemma 2"},
                 {PREDICATE_THEOREM1, "Theorem 1"},     {PREDICATE_THEOREM2, "Theorem 2"},
                 {PREDICATE_THEOREM4, "Theorem 4"},     {PREDICATE_COROLLARY1, "Corollary 1"},
                 {PREDICATE_PROPOSITION3, "Proposition 3"}};
    text(s, has_value(s, "reading", "repaired") ? "the hypotheses of the mended " : "the hypotheses and the conclusion of ");
    size_t shown = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].predicate == s->claim->predicate)
            text(s, names[i].name);
    for (size_t i = 0; i < s->claim->arguments.count; i++) {
        const argument_ast_t *item = s->claim->arguments.items + i;
        bool same = name_compare(name_of(s, item->name), name_of(s, item->value->span)) == 0; // M = M
        if (same || name_is(name_of(s, item->name), "reading"))
            continue;
        text(s, shown++ ? ", " : " hold, with ");
        if (is_unknown(item->value)) {
            prose_math(&s->prose, span_name(s, item->name));
            text(s, " as certified");
        } else if (item->name.length) {
            prose_math(&s->prose, math_relation(s->arena, span_name(s, item->name), MATH_EQUAL, math_of(s, item->value)));
        } else {
            show(s, item->value);
        }
    }
    text(s, shown ? "" : " hold");
    on_region(s, " on ");
}

static void (*const phrases[PREDICATE_COUNT])(sentence_t *) = {
    [PREDICATE_CONTINUOUS] = regular, [PREDICATE_DIFFERENTIABLE] = regular, [PREDICATE_C1] = regular,
    [PREDICATE_C2] = regular,         [PREDICATE_SMOOTH] = smooth,          [PREDICATE_OPSC] = opsc,
    [PREDICATE_GROWTH] = growth,      [PREDICATE_MINIMUM] = minimum,        [PREDICATE_HOLDS] = holds,
    [PREDICATE_EXISTS] = exists,      [PREDICATE_LEMMA1] = theorem,         [PREDICATE_LEMMA2] = theorem,
    [PREDICATE_THEOREM1] = theorem,   [PREDICATE_THEOREM2] = theorem,       [PREDICATE_THEOREM4] = theorem,
    [PREDICATE_COROLLARY1] = theorem, [PREDICATE_PROPOSITION3] = theorem,   [PREDICATE_STAYS] = stays,
    [PREDICATE_CONVERGES] = converges, [PREDICATE_ESCAPES] = escapes,       [PREDICATE_REACHES] = reaches,
    [PREDICATE_AVOIDS] = avoids,      [PREDICATE_CYCLE] = cycle,            [PREDICATE_NO_MINIMUM_STABLE] = unstable,
    [PREDICATE_ORBIT] = orbit,        [PREDICATE_BASIN] = basin,
    [PREDICATE_DIAMETER] = diameter,  [PREDICATE_VOLUME] = volume,          [PREDICATE_VISITS] = visits,
    [PREDICATE_NONSINGULAR] = nonsingular};

// ---- clauses ----

// "rate 0.45", "noise uniform on [-5.3, 5.3]"; where it is asked for, by its name: "rate in (0, rate), ...".
static void system_argument(sentence_t *s, const argument_ast_t *item)
{
    name_t name = name_of(s, item->name);
    const ast_t *value = item->value;
    bool uniform = value->kind == AST_CALL && value->count == 2;
    const ast_t *level = uniform ? value->children[1] : value;
    math_t *end = is_unknown(level) ? span_name(s, item->name) : math_of(s, level);
    math_t *from = uniform ? math_binary(s->arena, MATH_ROW, math_sign(s->arena, MATH_MINUS), end)
                           : math_number(s->arena, "0");
    math_t *ends = math_relation(s->arena, from, MATH_COMMA, end);
    prose_text(&s->prose, "%.*s ", NAME_ARGUMENTS(name));
    if (uniform)
        text(s, "uniform on ");
    else if (is_unknown(level))
        text(s, "anywhere in ");
    if (uniform || is_unknown(level))
        end = math_fenced(s->arena, uniform ? FENCE_CLOSED : FENCE_PARENTHESES, ends);
    prose_math(&s->prose, end);
    if (!is_unknown(level))
        return;
    text(s, ", with ");
    prose_math(&s->prose, span_name(s, item->name));
    text(s, " as large as possible");
}

static void under_dynamics(sentence_t *s)
{
    static const struct {
        const char *name, *words;
    } systems[] = {{"gd", "gradient descent"},
                   {"sgd", "stochastic gradient descent"},
                   {"heavy_ball", "the heavy-ball method"},
                   {"flow", "the gradient flow"}};
    if (!s->claim->has_dynamics)
        return;
    text(s, ", under ");
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (name_is(name_of(s, s->claim->dynamics), systems[i].name))
            text(s, systems[i].words);
    const argument_list_t *list = &s->claim->dynamics_arguments;
    for (size_t i = 0; i < list->count; i++) {
        text(s, i == 0 ? " with " : i + 1 == list->count ? " and " : ", ");
        system_argument(s, list->items + i);
    }
}

static math_t *binding_math(sentence_t *s, const binding_ast_t *binding)
{
    math_t *values;
    if (binding->is_list) {
        math_t *list = math_new(s->arena, MATH_ROW);
        for (size_t i = 0; i < binding->count; i++) {
            if (i > 0)
                math_add(s->arena, list, math_sign(s->arena, MATH_COMMA));
            math_add(s->arena, list, math_of(s, binding->members[i]));
        }
        values = math_fenced(s->arena, FENCE_BRACES, list);
    } else {
        values = math_from_interval(s->arena, s->source, &binding->interval);
    }
    return math_relation(s->arena, span_name(s, binding->name), MATH_MEMBER, values);
}

static void for_bindings(sentence_t *s)
{
    bool some = s->claim->predicate == PREDICATE_EXISTS;
    for (size_t i = 0; i < s->claim->binding_count; i++) {
        const binding_ast_t *binding = s->claim->bindings + i;
        text(s, i ? " and " : binding->is_list ? ", for each " : some ? ", for some " : ", for all ");
        prose_math(&s->prose, binding_math(s, binding));
    }
}

static void capitalize(prose_t *prose)
{
    const char *words = prose->count ? prose->items[0].text : NULL;
    if (words && words[0] >= 'a' && words[0] <= 'z')
        prose->items[0].text = arena_text(prose->arena, "%c%s", words[0] & ~0x20, words + 1);
}

prose_t document_statement(document_t *document, size_t claim)
{
    sentence_t s = {document, &document->arena, &document->source, document_claim(document, claim),
                    {.arena = &document->arena}};
    verdict_t verdict = document->results[claim].verdict;
    if (verdict != VERDICT_PROVED)
        text(&s, verdict == VERDICT_REFUTED ? "It is not true that " : "Not decided: ");
    phrases[s.claim->predicate](&s);
    under_dynamics(&s);
    for_bindings(&s);
    capitalize(&s.prose);
    return s.prose;
}

// ---- definitions ----

prose_t document_definition(document_t *document, const statement_t *statement)
{
    sentence_t s = {document, &document->arena, &document->source, NULL, {.arena = &document->arena}};
    math_t *head = math_from_head(s.arena, s.source, statement);
    if (statement->kind == STATEMENT_REGION)
        prose_math(&s.prose, math_relation(s.arena, head, MATH_EQUAL, set_of(&s, statement->body)));
    else if (statement->body)
        prose_math(&s.prose, math_relation(s.arena, head, MATH_EQUAL, math_from_body(s.arena, s.source, statement)));
    if (statement->kind == STATEMENT_POINT && statement->box) {
        prose_math(&s.prose, head);
        text(&s, ", the one critical point in ");
        prose_math(&s.prose, math_of(&s, statement->box));
    }
    return s.prose;
}

// ---- witnesses ----

#define LONG_POLYNOMIAL 60 // letters of a number; longer ones are quoted as they are

// c t^k, with its sign before it; the first term has a sign only where it is negative.
static void add_term(arena_t *arena, math_t *row, const char *coefficient, size_t length, size_t power)
{
    bool negative = *coefficient == '-';
    const char *digits = coefficient + negative;
    size_t count = length - negative;
    if (row->count > 0 || negative)
        math_add(arena, row, math_sign(arena, negative ? MATH_MINUS : MATH_PLUS));
    if (power == 0 || count != 1 || *digits != '1')
        math_add(arena, row, math_text(arena, MATH_NUMBER, digits, count));
    math_t *t = math_name(arena, "t");
    if (power > 1)
        t = math_binary(arena, MATH_POWER, t, math_number(arena, arena_text(arena, "%zu", power)));
    if (power > 0)
        math_add(arena, row, t);
}

// Of alg(c0,...,cn;lo,hi), highest power first; NULL for a long one.
static math_t *algebraic_polynomial(arena_t *arena, const char *text)
{
    const char *begin = strchr(text, '('), *end = strchr(text, ';');
    if (!begin || !end || strlen(text) > LONG_POLYNOMIAL)
        return NULL;
    size_t power = 0;
    for (const char *c = begin; c < end; c++)
        power += *c == ',';
    math_t *row = math_new(arena, MATH_ROW);
    while (end > begin) {
        const char *from = end;
        while (from[-1] != ',' && from[-1] != '(')
            from--;
        if (*from != '0')
            add_term(arena, row, from, (size_t)(end - from), power);
        power--;
        end = from - 1;
    }
    return row;
}

static void add_coordinate(prose_t *prose, const coordinate_t *coordinate)
{
    math_t *row = math_binary(prose->arena, MATH_ROW,
                              document_coordinate(prose->arena, coordinate->name, coordinate->second),
                              math_sign(prose->arena, MATH_EQUAL));
    math_t *exact = math_exact(prose->arena, coordinate->exact);
    math_t *decimal = math_decimal(prose->arena, coordinate->decimal, strlen(coordinate->decimal));
    bool cut = strstr(coordinate->decimal, "...") != NULL, fits = exact && math_width(exact) <= 9;
    if (fits && (cut || strchr(coordinate->exact, '/')))
        math_add(prose->arena, row, exact);
    if (fits && (cut || strchr(coordinate->exact, '/')))
        math_add(prose->arena, row, math_sign(prose->arena, MATH_EQUAL));
    math_add(prose->arena, row, decimal);
    prose_math(prose, row);
    math_t *polynomial = exact ? NULL : algebraic_polynomial(prose->arena, coordinate->exact);
    if (polynomial) {
        prose_text(prose, ", a zero of ");
        prose_math(prose, polynomial);
    } else if (!exact) {
        prose_text(prose, " (algebraic: %s)", coordinate->exact);
    } else if (!fits) {
        prose_text(prose, " (exactly %s)", coordinate->exact);
    }
}

prose_t document_witness(document_t *document, const obligation_result_t *obligation)
{
    prose_t prose = {.arena = &document->arena};
    for (size_t i = 0; i < obligation->coordinate_count; i++) {
        if (i > 0)
            prose_text(&prose, ", ");
        add_coordinate(&prose, obligation->witness + i);
    }
    if (obligation->coordinate_count == 0) {
        strbuf_t words;
        strbuf_init(&words);
        explain_refutation(&words, obligation);
        prose_text(&prose, "%s", words.text);
        strbuf_clear(&words);
    }
    return prose;
}
