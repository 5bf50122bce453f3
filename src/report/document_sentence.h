// SPDX-License-Identifier: LGPL-3.0-or-later
// A claim as a sentence that grows from left to right. Internal to document_statement.c.
#ifndef CERTIFY_REPORT_DOCUMENT_SENTENCE_H
#define CERTIFY_REPORT_DOCUMENT_SENTENCE_H

#include "report/document.h"

typedef struct {
    document_t *document;
    arena_t *arena;
    const source_t *source;
    const claim_ast_t *claim; // NULL for a definition
    size_t index;             // of the claim among those of the spec
    prose_t prose;
} sentence_t;

// ---- what the claim gives ----

name_t sentence_name_of(const sentence_t *s, span_t span);
// The value of the argument of that name, or of the positional one at that place (SIZE_MAX for none); NULL when absent.
const ast_t *sentence_find(const sentence_t *s, const argument_list_t *list, const char *name, size_t position);
const ast_t *sentence_argument(const sentence_t *s, const char *name, size_t position);
// Whether the word or phrase stands among the arguments.
bool sentence_has_word(const sentence_t *s, const char *word);
bool sentence_is_unknown(const ast_t *ast);
// No region, or the whole space.
bool sentence_is_whole(const sentence_t *s, const ast_t *region);
// Of the landscape; 2 stands for any number of coordinates of a vector.
size_t sentence_parameter_count(const sentence_t *s);

// ---- formulas ----

math_t *sentence_math_of(sentence_t *s, const ast_t *ast);
math_t *sentence_span_name(sentence_t *s, span_t span);
math_t *sentence_landscape(sentence_t *s);
// x, (x, y).
math_t *sentence_state(sentence_t *s);
// Whether a name of a coordinate stands in the expression.
bool sentence_names_state(const sentence_t *s, const ast_t *ast);
// The set of all states, R^2.
math_t *sentence_space(sentence_t *s);
// {x : condition}.
math_t *sentence_set_of(sentence_t *s, const ast_t *condition);
// The constant, or its name where it is asked for.
math_t *sentence_constant(sentence_t *s, const ast_t *value, const char *name);

// ---- what is added to the sentence ----

void sentence_text(sentence_t *s, const char *words);
// Nothing for NULL.
void sentence_show(sentence_t *s, const ast_t *ast);
// A region: its name, or the set of a condition.
void sentence_show_set(sentence_t *s, const ast_t *region);
// A point by its name, with its value where the spec gives one.
void sentence_show_point(sentence_t *s, const ast_t *point);
bool sentence_is_condition(const ast_t *ast);
// Neither a condition nor the name of a region.
bool sentence_is_point(const sentence_t *s, const ast_t *place);
// A point or a region.
void sentence_show_place(sentence_t *s, const ast_t *place);
// The word and the claim's region; nothing for the whole space.
void sentence_on_region(sentence_t *s, const char *word);
// NAME and the words, where the value is asked for.
void sentence_begin_search(sentence_t *s, const ast_t *value, const char *name, const char *words);

#endif
