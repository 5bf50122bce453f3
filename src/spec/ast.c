// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/ast.h"

static const char *const statement_words[] = {
#define STATEMENT_WORD(name, word) word,
    SPEC_STATEMENTS(STATEMENT_WORD)
#undef STATEMENT_WORD
};

const char *statement_word(statement_kind_t kind)
{
    return statement_words[kind];
}

statement_kind_t statement_find(name_t word)
{
    statement_kind_t kind = 0;
    while (kind < STATEMENT_COUNT && !name_is(word, statement_words[kind]))
        kind++;
    return kind;
}

ast_t *ast_new(arena_t *arena, ast_kind_t kind, span_t span)
{
    ast_t *ast = arena_alloc(arena, 1, sizeof *ast);
    ast->kind = kind;
    ast->span = span;
    return ast;
}

void ast_add(arena_t *arena, ast_t *ast, ast_t *child)
{
    ast->children = arena_grow(arena, ast->children, ast->count, &ast->capacity, sizeof(ast_t *));
    ast->children[ast->count++] = child;
    if (child)
        ast->span = span_join(ast->span, child->span);
}

void ast_add_operand(arena_t *arena, ast_t *ast, token_kind_t operator_sign, ast_t *child)
{
    size_t count = ast->count - 1;
    ast->operators = arena_grow(arena, ast->operators, count, &ast->operator_capacity, sizeof *ast->operators);
    ast->operators[count] = operator_sign;
    ast_add(arena, ast, child);
}
