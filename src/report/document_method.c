// SPDX-License-Identifier: LGPL-3.0-or-later
// How obligations were decided, in a phrase, from the evidence in the certificate.
#include "report/document.h"

#include <stdlib.h>
#include <string.h>

// All required obligations of a claim that one phrase fits.
typedef struct {
    const char *roles;  // as in certificates, "domain, inequality"; in the arena
    const char *before; // of the phrase, up to the number; the whole when there is none
    const char *after;
    bool is_orbit;
    const char *steps, *bits; // of an orbit; borrowed, NULL where they are not told, and for an exact one
    verdict_t verdict;
    size_t least, most; // the number in the phrase; of an orbit its exact steps
} method_t;

// What a method's phrase counts.
typedef enum {
    COUNT_NOTHING,
    COUNT_CUTS,      // the number behind the word: cells K
    COUNT_LEAVES,    // of the tree in the evidence
    COUNT_STEPS,     // exact steps of an orbit: orbit P M
    COUNT_PATHS,     // steps of the paths of a flow
    COUNT_PRECISION, // bits, where the last line is `precision P`; exact for 0
    COUNT_BITS       // bits behind the word: constant P; exact for 0
} count_kind_t;

static const struct {
    const char *method;
    count_kind_t kind;
    const char *before, *after, *exact; // `exact` in the place of the phrase where the count is 0; may be NULL
} phrases[] = {
    {"cells", COUNT_CUTS, "piecewise polynomials, exact, cut at ", " point", "polynomials, exact"},
    {"tree", COUNT_LEAVES, "subdivision into ", " box", NULL},
    {"subdivision", COUNT_LEAVES, "subdivision of the starts into ", " box", NULL},
    {"partition", COUNT_LEAVES, "partition of the space into ", " cell", NULL},
    {"root", COUNT_LEAVES, "Krawczyk's operator and ", " box", NULL},
    {"no-root", COUNT_LEAVES, "no zero in any of ", " box", NULL},
    {"orbit", COUNT_STEPS, "orbit", NULL, NULL},
    {"witness", COUNT_PRECISION, "a point, intervals of ", " bit", "a point, exact"},
    {"pair", COUNT_PRECISION, "a pair of points, intervals of ", " bit", "a pair of points, exact"},
    {"constant", COUNT_BITS, "interval arithmetic with ", " bit", "exact arithmetic"},
    {"direction", COUNT_NOTHING, "a line through the point, exact", "", NULL},
    {"radius", COUNT_NOTHING, "at all points of a neighbourhood", "", NULL},
    {"descent", COUNT_NOTHING, "a direction without ascent", "", NULL},
    {"identity", COUNT_NOTHING, "an identity with sums of squares", "", NULL},
    {"separate", COUNT_NOTHING, "part by part, no two with a common variable", "", NULL},
    {"decouple", COUNT_NOTHING, "part by part, with quadratic functions in the places of couplings", "", NULL},
    {"symmetric", COUNT_LEAVES, "by symmetry, subdivision of a part into ", " box", NULL},
    {"unbounded", COUNT_NOTHING, "unbounded at a place", "", NULL},
    {"flow", COUNT_PATHS, "Taylor series in ", " step", "at the start"},
    {"empty", COUNT_NOTHING, "an empty interval", "", NULL},
};

#define PHRASE_COUNT (sizeof phrases / sizeof *phrases)

static size_t number(const record_line_t *line, size_t word)
{
    return line->count > word ? strtoul(line->words[word], NULL, 10) : 0;
}

// Lines of trees that are leaves, those within the evidence of a leaf `box` too; the numbers of `cells` and what
// encloses a zero are none.
static size_t leaf_count(const record_obligation_t *obligation)
{
    static const char *const others[] = {"split",          "face",      "open-face", "at",    "existence", "uniqueness",
                                         "preconditioner", "precision", "value",     "node",  "box",       "evidence",
                                         "about",          "part",      "coupling",  "slice", "image"};
    size_t leaves = 0;
    for (size_t i = 0; i < obligation->evidence_count; i++) {
        size_t k = 0;
        while (k < sizeof others / sizeof *others && strcmp(others[k], obligation->evidence[i].words[0]) != 0)
            k++;
        leaves += k == sizeof others / sizeof *others;
    }
    return leaves;
}

static size_t line_count(const record_obligation_t *obligation, const char *word)
{
    size_t count = 0;
    for (size_t i = 0; i < obligation->evidence_count; i++)
        count += strcmp(obligation->evidence[i].words[0], word) == 0;
    return count;
}

static size_t count_of(count_kind_t kind, const record_obligation_t *obligation)
{
    const record_line_t none = {0, NULL};
    const record_line_t *last =
        obligation->evidence_count ? obligation->evidence + obligation->evidence_count - 1 : &none;
    switch (kind) {
    case COUNT_CUTS:
    case COUNT_BITS:
        return number(&obligation->method, 1);
    case COUNT_LEAVES:
        return leaf_count(obligation);
    case COUNT_PATHS:
        return line_count(obligation, "step");
    case COUNT_STEPS:
        return number(&obligation->method, 2);
    case COUNT_PRECISION:
        return last->count == 2 && strcmp(last->words[0], "precision") == 0 ? number(last, 1) : 0;
    default:
        return 0;
    }
}

static method_t describe(const record_obligation_t *obligation)
{
    const char *word = obligation->method.words[0];
    size_t k = 0;
    while (k < PHRASE_COUNT && strcmp(phrases[k].method, word) != 0)
        k++;
    method_t method = {.roles = obligation->role, .verdict = obligation->verdict, .before = word};
    if (k == PHRASE_COUNT)
        return method;
    method.least = method.most = count_of(phrases[k].kind, obligation);
    bool exact = phrases[k].exact && method.most == 0;
    method.before = exact ? phrases[k].exact : phrases[k].before;
    method.after = exact ? NULL : phrases[k].after;
    method.is_orbit = phrases[k].kind == COUNT_STEPS;
    if (method.is_orbit) {
        method.steps = obligation->steps;
        method.bits = number(&obligation->method, 1) > 0 ? obligation->method.words[1] : NULL;
    }
    return method;
}

static bool is_same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool is_same(const method_t *a, const method_t *b)
{
    bool same = a->verdict == b->verdict && a->before == b->before;
    return same &&
           (!a->is_orbit || (is_same_text(a->steps, b->steps) && is_same_text(a->bits, b->bits) && a->most == b->most));
}

static bool has_role(const method_t *method, const char *role)
{
    size_t length = strlen(role);
    for (const char *at = method->roles; at; at = strchr(at, ',') ? strchr(at, ',') + 2 : NULL)
        if (strncmp(at, role, length) == 0 && (at[length] == ',' || !at[length]))
            return true;
    return false;
}

static void merge(arena_t *arena, method_t *known, const method_t *method)
{
    known->least = method->least < known->least ? method->least : known->least;
    known->most = method->most > known->most ? method->most : known->most;
    if (!has_role(known, method->roles))
        known->roles = arena_text(arena, "%s, %s", known->roles, method->roles);
}

static size_t find_methods(method_t **methods, document_t *document, size_t claim)
{
    const record_claim_t *record = record_find(&document->record, document_spec(document)->claims[claim].id);
    size_t count = 0, capacity = 0;
    *methods = NULL;
    for (size_t i = 0; record && i < record->instance_count; i++)
        for (size_t j = 0; j < record->instances[i].obligation_count; j++) {
            const record_obligation_t *obligation = record->instances[i].obligations + j;
            if (!obligation->required || obligation->method.count == 0)
                continue;
            method_t method = describe(obligation);
            size_t k = 0;
            while (k < count && !is_same(*methods + k, &method))
                k++;
            if (k < count) {
                merge(&document->arena, *methods + k, &method);
                continue;
            }
            *methods = arena_grow(&document->arena, *methods, count, &capacity, sizeof method);
            (*methods)[count++] = method;
        }
    return count;
}

#define GROUPED 5 // digits: so many are set in groups

static void add_count(prose_t *prose, const char *digits)
{
    if (strlen(digits) < GROUPED)
        prose_text(prose, "%s", digits);
    else
        prose_math(prose, math_number(prose->arena, digits));
}

// " of 1000 steps, the first 3 exact, the others in balls of 64 bits".
static void add_orbit(prose_t *prose, const method_t *method)
{
    if (method->steps) {
        prose_text(prose, " of ");
        add_count(prose, method->steps);
        prose_text(prose, strcmp(method->steps, "1") == 0 ? " step" : " steps");
    }
    if (!method->bits) {
        prose_text(prose, ", exact");
        return;
    }
    if (method->most > 0)
        prose_text(prose, ", the first %zu exact, the others", method->most);
    prose_text(prose, " in balls of ");
    add_count(prose, method->bits);
    prose_text(prose, " bits");
}

// What is refuted of a claim that is proved says that its constant lies no farther on.
static prose_t phrase_of(arena_t *arena, const method_t *method, verdict_t claim)
{
    bool other = claim == VERDICT_PROVED && method->verdict == VERDICT_REFUTED;
    prose_t prose = {.arena = arena};
    prose_text(&prose, "%s", method->before);
    if (method->after && *method->after) {
        bool box = strcmp(method->after, " box") == 0;
        if (method->least < method->most) {
            add_count(&prose, arena_text(arena, "%zu", method->least));
            prose_text(&prose, " to ");
        }
        add_count(&prose, arena_text(arena, "%zu", method->most));
        prose_text(&prose, "%s%s", method->after, method->most == 1 ? "" : box ? "es" : "s");
    }
    if (method->is_orbit)
        add_orbit(&prose, method);
    prose_aside(&prose,
                other                                ? "(for the other bound: %s)"
                : method->verdict == VERDICT_REFUTED ? "(refutes: %s)"
                                                     : "(%s)",
                method->roles);
    return prose;
}

phrases_t document_methods(document_t *document, size_t claim)
{
    method_t *methods;
    size_t count = find_methods(&methods, document, claim);
    phrases_t found = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        prose_t phrase = phrase_of(&document->arena, methods + i, document->results[claim].verdict);
        phrases_add(&found, &phrase);
    }
    return found;
}
