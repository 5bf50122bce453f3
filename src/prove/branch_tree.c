// SPDX-License-Identifier: LGPL-3.0-or-later
#include "prove/branch_tree.h"

#include "base/memory.h"
#include "real/number.h"

#include <float.h>
#include <math.h>

static const char *const kind_texts[] = {
#define TREE_TEXT(name, text) text,
    TREE_KINDS(TREE_TEXT)
#undef TREE_TEXT
};

static uint32_t add_open(tree_t *tree)
{
    tree->nodes = mem_grow(tree->nodes, &tree->capacity, tree->count + 1, sizeof *tree->nodes);
    tree->nodes[tree->count] = (tree_node_t){.kind = TREE_OPEN};
    return (uint32_t)tree->count++;
}

void tree_init(tree_t *tree)
{
    *tree = (tree_t){NULL, 0, 0};
    add_open(tree);
}

void tree_clear(tree_t *tree)
{
    for (size_t i = 0; i < tree->count; i++)
        mem_free(tree->nodes[i].text);
    mem_free(tree->nodes);
    *tree = (tree_t){NULL, 0, 0};
}

void tree_close(tree_t *tree, uint32_t node, tree_kind_t kind, uint32_t variable, slong precision)
{
    tree_node_t *leaf = tree->nodes + node;
    leaf->kind = kind;
    leaf->variable = variable;
    leaf->precision = precision;
}

void tree_close_with(tree_t *tree, uint32_t node, tree_kind_t kind, slong precision, char *text)
{
    tree_close(tree, node, kind, 0, precision);
    tree->nodes[node].text = text;
}

uint32_t tree_split(tree_t *tree, uint32_t node, uint32_t variable, double at, uint32_t mark)
{
    uint32_t lower = add_open(tree);
    add_open(tree);
    tree_node_t *split = tree->nodes + node;
    split->kind = TREE_SPLIT;
    split->variable = variable;
    split->child = lower;
    split->at = at;
    split->mark = mark;
    return lower;
}

uint32_t tree_face(tree_t *tree, uint32_t node, uint32_t variable, bool upper, bool open, slong precision)
{
    static const tree_kind_t kinds[2][2] = {{TREE_FACE_LO, TREE_FACE_HI}, {TREE_OPEN_FACE_LO, TREE_OPEN_FACE_HI}};
    uint32_t child = add_open(tree);
    tree_close(tree, node, kinds[open][upper], variable, precision);
    tree->nodes[node].child = child;
    return child;
}

// Numerator and denominator in lowest terms; false where they are too large.
static bool short_dyadic(long long *numerator, long long *denominator, double value)
{
    enum { MOST_BITS = 62 };
    int exponent;
    if (!(fabs(value) < 0x1p62))
        return false;
    long long odd = (long long)ldexp(frexp(value, &exponent), DBL_MANT_DIG);
    for (exponent -= DBL_MANT_DIG; odd % 2 == 0 && exponent < 0; exponent++)
        odd /= 2;
    if (exponent < -MOST_BITS)
        return false;
    *numerator = exponent > 0 ? odd * (1LL << exponent) : odd;
    *denominator = exponent < 0 ? 1LL << -exponent : 1;
    return true;
}

void write_dyadic(strbuf_t *out, double value)
{
    long long numerator, denominator;
    if (short_dyadic(&numerator, &denominator, value)) {
        strbuf_printf(out, denominator == 1 ? "%lld" : "%lld/%lld", numerator, denominator);
        return;
    }
    fmpq_t rational;
    fmpq_init(rational);
    fmpq_set_double(rational, value);
    number_write_fmpq(out, rational);
    fmpq_clear(rational);
}

static void write_split(strbuf_t *out, const tree_node_t *node, const statement_t *statement)
{
    strbuf_printf(out, "split %u ", (unsigned)node->variable + 1);
    if (node->mark == MARK_NONE)
        write_dyadic(out, node->at);
    else
        number_write_fmpq(out, expr_rational_value(statement->prover->dag, statement->marks[node->mark].constant));
    strbuf_append_char(out, '\n');
}

static bool is_face(tree_kind_t kind)
{
    return kind == TREE_FACE_LO || kind == TREE_FACE_HI || kind == TREE_OPEN_FACE_LO || kind == TREE_OPEN_FACE_HI;
}

double tree_share(const tree_t *tree, tree_kind_t kind)
{
    size_t leaves = 0, found = 0;
    for (size_t i = 0; i < tree->count; i++) {
        tree_kind_t present = tree->nodes[i].kind;
        leaves += present != TREE_OPEN && present != TREE_SPLIT && !is_face(present);
        found += present == kind;
    }
    return leaves ? (double)found / (double)leaves : 0;
}

static void write_node(strbuf_t *out, const tree_node_t *node, const statement_t *statement)
{
    unsigned variable = (unsigned)node->variable + 1;
    if (node->kind == TREE_SPLIT) {
        write_split(out, node, statement);
        return;
    }
    strbuf_append(out, kind_texts[node->kind]);
    if (is_face(node->kind))
        strbuf_printf(out, " %u %s", variable,
                      node->kind == TREE_FACE_LO || node->kind == TREE_OPEN_FACE_LO ? "lo" : "hi");
    if (node->kind == TREE_STATIONARY || node->kind == TREE_NONZERO)
        strbuf_printf(out, " %u", variable);
    if (node->kind != TREE_INSIDE && node->kind != TREE_CELLS)
        strbuf_printf(out, " %ld", (long)node->precision);
    if (node->text)
        strbuf_printf(out, " %s", node->text);
    strbuf_append_char(out, '\n');
}

void tree_write(strbuf_t *out, const tree_t *tree, const statement_t *statement)
{
    size_t depth = 0, capacity = 0;
    uint32_t *stack = mem_grow(NULL, &capacity, 1, sizeof *stack);
    stack[depth++] = 0;
    while (depth) {
        const tree_node_t *node = tree->nodes + stack[--depth];
        write_node(out, node, statement);
        stack = mem_grow(stack, &capacity, depth + 2, sizeof *stack);
        if (node->kind == TREE_SPLIT)
            stack[depth++] = node->child + 1;
        if (node->kind == TREE_SPLIT || is_face(node->kind))
            stack[depth++] = node->child;
    }
    mem_free(stack);
}
