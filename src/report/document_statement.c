// SPDX-License-Identifier: LGPL-3.0-or-later
// Claims and definitions in words: one phrase for each predicate.
#include "report/document_sentence.h"

#include <string.h>

// ---- landscapes ----

static void diameter(sentence_t *s)
{
    const ast_t *value = sentence_argument(s, "most", 0);
    sentence_begin_search(s, value, "most", " is the least constant for which ");
    sentence_text(s, "points");
    sentence_on_region(s, " of ");
    sentence_text(s, " are at most ");
    prose_math(&s->prose, sentence_constant(s, value, "most"));
    sentence_text(s, " apart");
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
    prose_math(&s->prose, sentence_landscape(s));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].predicate == s->claim->predicate)
            sentence_text(s, words[i].words);
    sentence_on_region(s, " on ");
    if (sentence_is_whole(s, s->claim->region))
        sentence_text(s, " everywhere");
}

static void smooth(sentence_t *s)
{
    const ast_t *value = sentence_argument(s, "L", 0);
    sentence_begin_search(s, value, "L", " is the least constant for which ");
    prose_math(&s->prose, sentence_landscape(s));
    sentence_text(s, " is ");
    prose_math(&s->prose, sentence_constant(s, value, "L"));
    sentence_text(s, "-smooth");
    sentence_on_region(s, " on ");
}

static void opsc(sentence_t *s)
{
    const ast_t *value = sentence_argument(s, "mu", 0);
    sentence_begin_search(s, value, "mu", " is the largest constant for which ");
    prose_math(&s->prose, sentence_landscape(s));
    sentence_text(s, " is ");
    prose_math(&s->prose, sentence_constant(s, value, "mu"));
    sentence_text(s, "-one-point strongly convex towards ");
    sentence_show_point(s, sentence_argument(s, "toward", 1));
    sentence_on_region(s, " on ");
}

static void growth(sentence_t *s)
{
    const ast_t *value = sentence_argument(s, "L", 0), *point = sentence_argument(s, "toward", 1);
    math_fence_t fence = sentence_parameter_count(s) > 1 ? FENCE_NORM : FENCE_BARS;
    math_t *gradient = math_unary(s->arena, MATH_PRIMED, sentence_landscape(s));
    gradient->primes = 1;
    if (fence == FENCE_NORM)
        gradient = math_binary(s->arena, MATH_ROW, math_sign(s->arena, MATH_NABLA), sentence_landscape(s));
    sentence_begin_search(s, value, "L", " is the least constant with ");
    math_t *bracketed = sentence_state(s);
    if (bracketed->kind != MATH_FENCED)
        bracketed = math_fenced(s->arena, FENCE_PARENTHESES, bracketed);
    math_t *left = math_fenced(s->arena, fence, math_binary(s->arena, MATH_ROW, gradient, bracketed));
    math_t *distance =
        point ? math_relation(s->arena, sentence_state(s), MATH_MINUS, sentence_math_of(s, point)) : sentence_state(s);
    math_t *right =
        math_relation(s->arena, sentence_constant(s, value, "L"), MATH_SPACED, math_fenced(s->arena, fence, distance));
    prose_math(&s->prose, math_relation(s->arena, left, MATH_LESS_EQUAL, right));
    sentence_on_region(s, " on ");
}

static void minimum(sentence_t *s)
{
    bool strict = sentence_has_word(s, "strict"), global = sentence_has_word(s, "global");
    sentence_show_point(s, sentence_argument(s, "at", 0));
    if (global)
        sentence_text(s, strict ? " is the only global minimum of " : " is a global minimum of ");
    else
        sentence_text(s, strict ? " is a strict local minimum of " : " is a local minimum of ");
    prose_math(&s->prose, sentence_landscape(s));
    sentence_on_region(s, " in ");
}

static void holds(sentence_t *s)
{
    const ast_t *formula = sentence_argument(s, "", 0), *region = s->claim->region;
    bool whole = sentence_is_whole(s, region), named = sentence_names_state(s, formula);
    sentence_show(s, formula);
    if (whole && !named)
        return;
    if (!named && region->kind != AST_NAME && !sentence_names_state(s, region)) { // a condition on names of `for`
        sentence_text(s, " where ");
        sentence_show(s, region);
        return;
    }
    sentence_text(s, " for all ");
    math_t *set = whole                      ? sentence_space(s)
                  : region->kind == AST_NAME ? sentence_math_of(s, region)
                                             : sentence_set_of(s, region);
    prose_math(&s->prose, math_relation(s->arena, sentence_state(s), MATH_MEMBER, set));
}

static void exists(sentence_t *s)
{
    sentence_text(s, "there is a point");
    sentence_on_region(s, " in ");
    sentence_text(s, " with ");
    sentence_show(s, sentence_argument(s, "", 0));
}

// ---- orbits ----

static bool is_flow(const sentence_t *s)
{
    return s->claim->has_dynamics && name_is(sentence_name_of(s, s->claim->dynamics), "flow");
}

// " within 2 steps", for a flow " within time 2".
static void show_duration(sentence_t *s, const char *word, const ast_t *duration)
{
    sentence_text(s, word);
    sentence_text(s, is_flow(s) ? "time " : "");
    sentence_show(s, duration);
    if (!is_flow(s))
        sentence_text(s, name_is(sentence_name_of(s, duration->span), "1") ? " step" : " steps");
}

static void within(sentence_t *s)
{
    const ast_t *duration = sentence_argument(s, "within", SIZE_MAX);
    if (duration)
        show_duration(s, " within ", duration);
}

static void how_surely(sentence_t *s)
{
    if (sentence_has_word(s, "almost surely"))
        sentence_text(s, " almost surely");
}

// Almost every: of all starts but a set of measure zero.
static const char *every_orbit(const sentence_t *s)
{
    return sentence_has_word(s, "almost everywhere") ? "almost every orbit" : "every orbit";
}

static void orbits_from_region(sentence_t *s, const char *words)
{
    sentence_text(s, words);
    sentence_on_region(s, " from ");
}

static void stays(sentence_t *s)
{
    sentence_text(s, is_flow(s) ? "no solution leads out of " : "no step leads out of ");
    sentence_show_set(s, sentence_argument(s, "in", 0));
}

static void converges(sentence_t *s)
{
    orbits_from_region(s, every_orbit(s));
    sentence_text(s, " tends to ");
    sentence_show_point(s, sentence_argument(s, "to", 0));
    how_surely(s);
}

static void escapes(sentence_t *s)
{
    const ast_t *but = sentence_argument(s, "but", SIZE_MAX);
    sentence_text(s, every_orbit(s));
    sentence_text(s, " from ");
    sentence_show_set(s, sentence_argument(s, "from", 0));
    if (but) {
        sentence_text(s, " but that of ");
        sentence_show_point(s, but);
    }
    sentence_text(s, " leaves it");
    within(s);
    how_surely(s);
}

static void reaches(sentence_t *s)
{
    orbits_from_region(s, every_orbit(s));
    sentence_text(s, " reaches ");
    sentence_show_set(s, sentence_argument(s, "in", 0));
    within(s);
    how_surely(s);
}

static void avoids(sentence_t *s)
{
    orbits_from_region(s, "no orbit");
    sentence_text(s, " ever meets ");
    sentence_show_set(s, sentence_argument(s, "in", 0));
}

static void cycle(sentence_t *s)
{
    const ast_t *near = sentence_argument(s, "near", SIZE_MAX), *box = sentence_argument(s, "in", SIZE_MAX);
    sentence_text(s, "there is exactly one ");
    sentence_text(s, sentence_has_word(s, "attracting")  ? "attracting "
                     : sentence_has_word(s, "repelling") ? "repelling "
                                                         : "");
    sentence_text(s, "cycle of least period ");
    sentence_show(s, sentence_argument(s, "period", 0));
    sentence_text(s, near ? " near " : box ? " in " : "");
    sentence_show(s, near ? near : box);
}

static void orbit(sentence_t *s)
{
    const ast_t *accuracy = sentence_argument(s, "accuracy", SIZE_MAX);
    name_t suffix = sentence_name_of(s, s->claim->suffix);
    const ast_t *place = s->claim->suffix.length ? sentence_find(s, &s->claim->suffix_arguments, "in", 0) : NULL;
    sentence_text(s, "the orbit from ");
    sentence_show_point(s, sentence_argument(s, "from", 0));
    if (place && name_is(suffix, "lands")) {
        sentence_text(s, " is in ");
        sentence_show_set(s, place);
    } else if (place) {
        prose_text(&s->prose, " as computed in %.*s ends in the basin of the true one",
                   NAME_ARGUMENTS(sentence_name_of(s, place->span)));
    } else {
        sentence_text(s, " is known");
    }
    const ast_t *duration = is_flow(s) ? sentence_argument(s, "time", SIZE_MAX) : sentence_argument(s, "steps", 1);
    if (duration)
        show_duration(s, " after ", duration);
    if (accuracy) {
        sentence_text(s, " to an accuracy of ");
        sentence_show(s, accuracy);
    }
}

// " have volume at least c", at most c, c; for `?`, of `sets` sets, what it is. A relation NAME >= c stands among the
// arguments as a comparison.
static void measured(sentence_t *s, size_t sets)
{
    const argument_list_t *list = &s->claim->arguments;
    const ast_t *measure = sentence_argument(s, "measure", SIZE_MAX);
    const char *words = !sentence_is_unknown(measure) ? " have volume "
                        : sets > 1                    ? " have the certified volumes"
                                                      : " have the certified volume";
    for (size_t i = 0; i < list->count && !measure; i++) {
        const ast_t *value = list->items[i].value;
        if (list->items[i].name.length > 0 || value->kind != AST_COMPARE || value->count != 2 ||
            !name_is(sentence_name_of(s, value->children[0]->span), "measure"))
            continue;
        measure = value->children[1];
        words = value->operators[0] == TOKEN_LESS_EQUAL ? " have volume at most " : " have volume at least ";
    }
    sentence_text(s, words);
    if (!sentence_is_unknown(measure))
        sentence_show(s, measure);
}

static bool is_basin(const sentence_t *s, size_t index)
{
    const argument_ast_t *item = s->claim->arguments.items + index;
    return item->name.length ? name_is(sentence_name_of(s, item->name), "of") : index == 0;
}

// "the starts in W whose orbits end in flat, and those whose orbits tend to p". To a point orbits tend, whatever the
// number of steps that are followed; in a set they are after so many.
static void basin(sentence_t *s)
{
    const argument_list_t *list = &s->claim->arguments;
    size_t count = 0, shown = 0, sets = 0;
    for (size_t i = 0; i < list->count; i++)
        count += is_basin(s, i);
    sentence_text(s, "the starts");
    sentence_on_region(s, " in ");
    for (size_t i = 0; i < list->count; i++) {
        const ast_t *place = list->items[i].value;
        if (!is_basin(s, i))
            continue;
        bool point = sentence_is_point(s, place);
        sets += !point;
        shown++;
        sentence_text(s, shown == 1 ? "" : shown < count ? ", those" : count > 2 ? ", and those" : " and those");
        sentence_text(s, point ? " whose orbits tend to " : " whose orbits end in ");
        sentence_show_place(s, place);
    }
    if (sets > 0)
        within(s);
    measured(s, count);
}

static void volume(sentence_t *s)
{
    sentence_text(s, "the points");
    sentence_on_region(s, " of ");
    measured(s, 1);
}

static void visits(sentence_t *s)
{
    sentence_text(s, "the starts");
    sentence_on_region(s, " in ");
    sentence_text(s, " whose orbits visit ");
    sentence_show_set(s, sentence_argument(s, "of", 0));
    within(s);
    measured(s, 1);
}

static void nonsingular(sentence_t *s)
{
    sentence_text(s, "the map is differentiable with an invertible derivative almost everywhere");
    sentence_on_region(s, " in ");
}

static void unstable(sentence_t *s)
{
    sentence_text(s, "no minimum");
    sentence_on_region(s, " in ");
    sentence_text(s, " is linearly stable");
}

static bool has_value(const sentence_t *s, const char *name, const char *value)
{
    const ast_t *ast = sentence_argument(s, name, SIZE_MAX);
    return ast && name_is(sentence_name_of(s, ast->span), value);
}

// A parameter of a theorem; sigma2 is a square.
static math_t *parameter(sentence_t *s, span_t name)
{
    if (name_is(sentence_name_of(s, name), "sigma2"))
        return math_binary(s->arena, MATH_POWER, math_name(s->arena, "sigma"), math_number(s->arena, "2"));
    return sentence_span_name(s, name);
}

// A theorem by its name, with its constants as the spec gives them.
static void theorem(sentence_t *s)
{
    static const struct {
        predicate_t predicate;
        const char *name;
    } names[] = {{PREDICATE_LEMMA1, "Lemma 1"},
                 {PREDICATE_LEMMA2, "Lemma 2"},
                 {PREDICATE_THEOREM1, "Theorem 1"},
                 {PREDICATE_THEOREM2, "Theorem 2"},
                 {PREDICATE_THEOREM4, "Theorem 4"},
                 {PREDICATE_COROLLARY1, "Corollary 1"},
                 {PREDICATE_PROPOSITION3, "Proposition 3"}};
    bool mended = has_value(s, "reading", "repaired");
    if (s->claim->predicate == PREDICATE_PROPOSITION3) // which has no hypotheses
        sentence_text(s, mended ? "the conclusions of the mended " : "the conclusions of ");
    else
        sentence_text(s, mended ? "the hypotheses of the mended " : "the hypotheses and the conclusion of ");
    size_t shown = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].predicate == s->claim->predicate)
            sentence_text(s, names[i].name);
    for (size_t i = 0; i < s->claim->arguments.count; i++) {
        const argument_ast_t *item = s->claim->arguments.items + i;
        bool same = name_compare(sentence_name_of(s, item->name), sentence_name_of(s, item->value->span)) == 0; // M = M
        if (same || name_is(sentence_name_of(s, item->name), "reading"))
            continue;
        sentence_text(s, shown++ ? ", " : " hold, with ");
        if (sentence_is_unknown(item->value)) {
            prose_math(&s->prose, parameter(s, item->name));
            sentence_text(s, " as certified");
        } else if (item->name.length) {
            math_t *value =
                sentence_is_condition(item->value) ? sentence_set_of(s, item->value) : sentence_math_of(s, item->value);
            prose_math(&s->prose, math_relation(s->arena, parameter(s, item->name), MATH_EQUAL, value));
        } else {
            sentence_show(s, item->value);
        }
    }
    sentence_text(s, shown ? "" : " hold");
    sentence_on_region(s, " on ");
}

static void (*const phrases[PREDICATE_COUNT])(sentence_t *) = {
    [PREDICATE_CONTINUOUS] = regular,   [PREDICATE_DIFFERENTIABLE] = regular,
    [PREDICATE_C1] = regular,           [PREDICATE_C2] = regular,
    [PREDICATE_SMOOTH] = smooth,        [PREDICATE_OPSC] = opsc,
    [PREDICATE_GROWTH] = growth,        [PREDICATE_MINIMUM] = minimum,
    [PREDICATE_HOLDS] = holds,          [PREDICATE_EXISTS] = exists,
    [PREDICATE_LEMMA1] = theorem,       [PREDICATE_LEMMA2] = theorem,
    [PREDICATE_THEOREM1] = theorem,     [PREDICATE_THEOREM2] = theorem,
    [PREDICATE_THEOREM4] = theorem,     [PREDICATE_COROLLARY1] = theorem,
    [PREDICATE_PROPOSITION3] = theorem, [PREDICATE_STAYS] = stays,
    [PREDICATE_CONVERGES] = converges,  [PREDICATE_ESCAPES] = escapes,
    [PREDICATE_REACHES] = reaches,      [PREDICATE_AVOIDS] = avoids,
    [PREDICATE_CYCLE] = cycle,          [PREDICATE_NO_MINIMUM_STABLE] = unstable,
    [PREDICATE_ORBIT] = orbit,          [PREDICATE_BASIN] = basin,
    [PREDICATE_DIAMETER] = diameter,    [PREDICATE_VOLUME] = volume,
    [PREDICATE_VISITS] = visits,        [PREDICATE_NONSINGULAR] = nonsingular};

_Static_assert(PREDICATE_COUNT == 30, "each predicate needs a phrase in the table above");

// ---- clauses ----

// Where a rate or a level is asked for, the claim is about all below the largest such end, or above the least: "rate
// anywhere in (0, rate), with rate as large as possible".
static void asked_argument(sentence_t *s, const argument_ast_t *item, bool uniform)
{
    bool largest = claim_unknown_direction(document_spec(s->document), s->index) == UNKNOWN_LARGEST;
    math_t *end = sentence_span_name(s, item->name);
    math_t *ends = largest ? math_relation(s->arena, math_number(s->arena, "0"), MATH_COMMA, end)
                           : math_relation(s->arena, end, MATH_COMMA, math_sign(s->arena, MATH_INFINITY));
    sentence_text(s, uniform ? "uniform up to any level in " : "anywhere in ");
    prose_math(&s->prose, math_fenced(s->arena, FENCE_PARENTHESES, ends));
    sentence_text(s, ", with ");
    prose_math(&s->prose, end);
    sentence_text(s, largest ? " as large as possible" : " as small as possible");
}

// "rate 0.45", "noise uniform on [-5.3, 5.3]".
static void system_argument(sentence_t *s, const argument_ast_t *item)
{
    name_t name = sentence_name_of(s, item->name);
    bool uniform = item->value->kind == AST_CALL && item->value->count == 2;
    const ast_t *value = uniform ? item->value->children[1] : item->value;
    prose_text(&s->prose, "%.*s ", NAME_ARGUMENTS(name));
    if (sentence_is_unknown(value)) {
        asked_argument(s, item, uniform);
        return;
    }
    math_t *end = sentence_math_of(s, value);
    if (uniform) {
        math_t *from = math_binary(s->arena, MATH_ROW, math_sign(s->arena, MATH_MINUS), end);
        sentence_text(s, "uniform on ");
        end = math_fenced(s->arena, FENCE_CLOSED, math_relation(s->arena, from, MATH_COMMA, end));
    }
    prose_math(&s->prose, end);
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
    sentence_text(s, ", under ");
    for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
        if (name_is(sentence_name_of(s, s->claim->dynamics), systems[i].name))
            sentence_text(s, systems[i].words);
    const argument_list_t *list = &s->claim->dynamics_arguments;
    for (size_t i = 0; i < list->count; i++) {
        if (name_is(sentence_name_of(s, list->items[i].name), "regularised")) {
            sentence_text(s, " regularised for rate ");
            sentence_show(s, list->items[i].value);
            continue;
        }
        sentence_text(s, i == 0 ? " with " : i + 1 == list->count ? " and " : ", ");
        system_argument(s, list->items + i);
    }
}

static bool has_unknown_end(const interval_ast_t *interval)
{
    return sentence_is_unknown(interval->lo) || sentence_is_unknown(interval->hi);
}

// Whether both are intervals, written alike.
static bool is_same_range(const sentence_t *s, const binding_ast_t *a, const binding_ast_t *b)
{
    return !a->is_list && !b->is_list && !has_unknown_end(&a->interval) &&
           name_compare(sentence_name_of(s, a->interval.span), sentence_name_of(s, b->interval.span)) == 0;
}

// "g in [0, 1]"; with the names behind it that have the same interval, "x, y in R".
static math_t *binding_math(sentence_t *s, const binding_ast_t *binding)
{
    math_t *values;
    if (binding->is_list) {
        math_t *list = math_new(s->arena, MATH_ROW);
        for (size_t i = 0; i < binding->count; i++) {
            if (i > 0)
                math_add(s->arena, list, math_sign(s->arena, MATH_COMMA));
            math_add(s->arena, list, sentence_math_of(s, binding->members[i]));
        }
        values = math_fenced(s->arena, FENCE_BRACES, list);
    } else {
        values = math_from_interval(s->arena, s->source, &binding->interval);
    }
    const claim_ast_t *claim = s->claim;
    math_t *names = math_unary(s->arena, MATH_ROW, sentence_span_name(s, binding->name));
    for (size_t i = (size_t)(binding - claim->bindings) + 1; i < claim->binding_count; i++) {
        if (!is_same_range(s, claim->bindings + i - 1, claim->bindings + i))
            break;
        math_add(s->arena, names, math_sign(s->arena, MATH_COMMA));
        math_add(s->arena, names, sentence_span_name(s, claim->bindings[i].name));
    }
    return math_relation(s->arena, names, MATH_MEMBER, values);
}

// "g from 1/500 up to an end as large as possible".
static void show_range(sentence_t *s, const binding_ast_t *binding)
{
    const interval_ast_t *interval = &binding->interval;
    prose_math(&s->prose, sentence_span_name(s, binding->name));
    sentence_text(s, " from ");
    if (sentence_is_unknown(interval->lo))
        sentence_text(s, "an end as small as possible");
    else
        sentence_show(s, interval->lo);
    sentence_text(s, " up to ");
    if (sentence_is_unknown(interval->hi))
        sentence_text(s, "an end as large as possible");
    else
        sentence_show(s, interval->hi);
}

static void for_bindings(sentence_t *s)
{
    bool some = s->claim->predicate == PREDICATE_EXISTS;
    for (size_t i = 0; i < s->claim->binding_count; i++) {
        const binding_ast_t *binding = s->claim->bindings + i;
        if (i > 0 && is_same_range(s, binding - 1, binding)) // x, y in R: the names are there
            continue;
        sentence_text(s, i ? " and " : binding->is_list ? ", for each " : some ? ", for some " : ", for all ");
        if (!binding->is_list && has_unknown_end(&binding->interval))
            show_range(s, binding);
        else
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
    sentence_t s = {document,
                    &document->arena,
                    &document->source,
                    document_claim(document, claim),
                    claim,
                    {.arena = &document->arena}};
    verdict_t verdict = document->results[claim].verdict;
    if (verdict != VERDICT_PROVED)
        sentence_text(&s, verdict == VERDICT_REFUTED ? "It is not true that " : "Not decided: ");
    phrases[s.claim->predicate](&s);
    under_dynamics(&s);
    for_bindings(&s);
    capitalize(&s.prose);
    return s.prose;
}

// ---- definitions ----

prose_t document_definition(document_t *document, const statement_t *statement)
{
    sentence_t s = {document, &document->arena, &document->source, NULL, 0, {.arena = &document->arena}};
    math_t *head = math_from_head(s.arena, s.source, statement);
    if (statement->kind == STATEMENT_REGION)
        prose_math(&s.prose, math_relation(s.arena, head, MATH_EQUAL, sentence_set_of(&s, statement->body)));
    else if (statement->body)
        prose_math(&s.prose, math_relation(s.arena, head, MATH_EQUAL, math_from_body(s.arena, s.source, statement)));
    if (statement->kind == STATEMENT_POINT && statement->box) {
        prose_math(&s.prose, head);
        sentence_text(&s, ", the one critical point in ");
        prose_math(&s.prose, sentence_math_of(&s, statement->box));
    }
    return s.prose;
}
