// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/words.h"

#include "spec/ast.h"

#include <string.h>

#define LONGEST_MISSPELT 32u

const builtin_t spec_builtins[] = {
#define BUILTIN_ROW(name, form, least, most, op) {name, BUILTIN_##form, least, most, EXPR_##op},
    SPEC_BUILTINS(BUILTIN_ROW)
#undef BUILTIN_ROW
};
const size_t spec_builtin_count = sizeof spec_builtins / sizeof *spec_builtins;

static const char *const grammar_words[] = {"and", "or",   "not",    "cases", "otherwise",
                                            "on",  "with", "expect", "for",   "in"};
static const char *const constant_words[] = {"pi", "e", "inf", "whole"};
static const char *const keywords[] = {"strict",  "global",  "stated",     "repaired", "float64",
                                       "float32", "attracting", "repelling", "piecewise"};
static const char *const dynamics_words[] = {"gd", "sgd", "heavy_ball", "flow"};

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is_among(name_t name, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (name_is(name, words[i]))
            return true;
    return false;
}

const builtin_t *builtin_find(name_t name)
{
    for (size_t i = 0; i < spec_builtin_count; i++)
        if (name_is(name, spec_builtins[i].name))
            return spec_builtins + i;
    return NULL;
}

bool word_is_grammar(name_t name)
{
    return is_among(name, grammar_words, COUNT(grammar_words)) || statement_find(name) != STATEMENT_COUNT;
}

bool word_is_constant(name_t name)
{
    return is_among(name, constant_words, COUNT(constant_words));
}

bool word_is_keyword(name_t name)
{
    return is_among(name, keywords, COUNT(keywords));
}

bool word_is_dynamics(name_t name)
{
    return is_among(name, dynamics_words, COUNT(dynamics_words));
}

// ---- suggestions ----

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

// How many insertions, deletions, substitutions and swaps of neighbours lead from a to b (each place edited once: the
// "optimal string alignment" distance; capitals count as small letters), by rows of the table of distances between
// beginnings.
static size_t edit_distance(name_t a, name_t b)
{
    size_t rows[3][LONGEST_MISSPELT + 1];
    for (size_t j = 0; j <= b.length; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.length; j++) {
            size_t change = lower(a.text[i - 1]) == lower(b.text[j - 1]) ? 0 : 1;
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + change);
            if (i > 1 && j > 1 && a.text[i - 1] == b.text[j - 2] && a.text[i - 2] == b.text[j - 1])
                row[j] = least(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a.length % 3][b.length];
}

suggestion_t suggestion_make(name_t wanted)
{
    // At most a third of the letters wrong: of one or two letters none.
    size_t tolerance = wanted.length <= LONGEST_MISSPELT ? wanted.length / 3 : 0;
    return (suggestion_t){wanted, {"", 0}, tolerance + 1};
}

void suggestion_offer(suggestion_t *suggestion, name_t candidate)
{
    size_t a = suggestion->wanted.length, b = candidate.length;
    if (a > LONGEST_MISSPELT || b > LONGEST_MISSPELT || (a > b ? a - b : b - a) >= suggestion->distance)
        return;
    size_t distance = edit_distance(suggestion->wanted, candidate);
    if (distance < suggestion->distance) {
        suggestion->distance = distance;
        suggestion->best = candidate;
    }
}

static void offer_word(suggestion_t *suggestion, const char *word)
{
    suggestion_offer(suggestion, (name_t){word, strlen(word)});
}

static void offer_all(suggestion_t *suggestion, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        offer_word(suggestion, words[i]);
}

void suggestion_offer_builtins(suggestion_t *suggestion)
{
    for (size_t i = 0; i < spec_builtin_count; i++)
        offer_word(suggestion, spec_builtins[i].name);
}

void suggestion_offer_keywords(suggestion_t *suggestion)
{
    offer_all(suggestion, keywords, COUNT(keywords));
}

void suggestion_offer_dynamics(suggestion_t *suggestion)
{
    offer_all(suggestion, dynamics_words, COUNT(dynamics_words));
}

void suggestion_offer_predicates(suggestion_t *suggestion)
{
    for (predicate_t predicate = 0; predicate < PREDICATE_COUNT; predicate++)
        offer_word(suggestion, predicate_text(predicate));
}

void suggestion_offer_statements(suggestion_t *suggestion)
{
    for (statement_kind_t kind = 0; kind < STATEMENT_COUNT; kind++)
        offer_word(suggestion, statement_word(kind));
}
