// SPDX-License-Identifier: LGPL-3.0-or-later
// Reading files and specs, and nodes as text, for the tests of the spec language.
#ifndef CERTIFY_TEST_SPEC_PRINT_H
#define CERTIFY_TEST_SPEC_PRINT_H

#include "base/memory.h"
#include "base/strbuf.h"
#include "spec/spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// add(mul(2,x),1); rationals as p/q, powers as power(x,2) or power(x,1/3).
static inline void print_node(strbuf_t *out, const dag_t *dag, expr_t a)
{
    expr_op_t op = expr_op(dag, a);
    if (op == EXPR_VARIABLE) {
        strbuf_append(out, expr_variable_name(dag, a));
        return;
    }
    if (op == EXPR_RATIONAL) {
        char *text = fmpq_get_str(NULL, 10, expr_rational_value(dag, a));
        strbuf_append(out, text);
        flint_free(text);
        return;
    }
    size_t count = expr_child_count(dag, a);
    strbuf_append(out, expr_op_text(op));
    for (size_t k = 0; k < count; k++) {
        strbuf_append_char(out, k == 0 ? '(' : ',');
        print_node(out, dag, expr_child(dag, a, k));
    }
    if (op == EXPR_POWER) {
        slong p, q;
        expr_exponent(&p, &q, dag, a);
        strbuf_printf(out, q == 1 ? ",%ld" : ",%ld/%ld", (long)p, (long)q);
    }
    if (count > 0)
        strbuf_append_char(out, ')');
}

// The node as text, to be freed with mem_free.
static inline char *node_text(const dag_t *dag, expr_t a)
{
    strbuf_t text;
    strbuf_init(&text);
    if (a == EXPR_NONE)
        strbuf_append(&text, "none");
    else
        print_node(&text, dag, a);
    char *result = strbuf_detach(&text);
    strbuf_clear(&text);
    return result;
}

// All diagnostics as they are shown, with the path given.
static inline char *diagnostics_text(const diagnostics_t *list, const char *path, const char *text, size_t length)
{
    strbuf_t out;
    strbuf_init(&out);
    for (size_t i = 0; i < list->count; i++)
        diagnostic_write(&out, list->items + i, path, text, length);
    char *result = strbuf_detach(&out);
    strbuf_clear(&out);
    return result;
}

// The bytes of a file, NUL-terminated; NULL when there is none. To be freed with mem_free.
static inline char *file_text(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    strbuf_t bytes;
    strbuf_init(&bytes);
    char block[4096];
    for (size_t read = fread(block, 1, sizeof block, file); read > 0; read = fread(block, 1, sizeof block, file))
        strbuf_append_bytes(&bytes, block, read);
    fclose(file);
    *length = bytes.length;
    char *text = strbuf_detach(&bytes);
    strbuf_clear(&bytes);
    return text;
}

// Seed of random tests: CERTIFY_TEST_SEED or a fixed one.
static inline unsigned long test_seed(void)
{
    const char *text = getenv("CERTIFY_TEST_SEED");
    return text ? strtoul(text, NULL, 10) : 20260731ul;
}

#endif
