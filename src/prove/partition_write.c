// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "prove/partition.h"
#include "real/number.h"

#include <math.h>

#define BITS 53

static const char *const words[] = {
    [CELL_IDLE] = "idle",   [CELL_TARGET] = "target", [CELL_STEP] = "step", [CELL_CHANCE] = "chance",
    [CELL_DRIFT] = "drift", [CELL_EXPEL] = "expel",   [CELL_REPEL] = "repel", [CELL_NULL] = "null",
    [CELL_SAFE] = "safe",   [CELL_NONSINGULAR] = "nonsingular"};

static void write_number(strbuf_t *out, double value)
{
    strbuf_append_char(out, ' ');
    write_dyadic(out, value);
}

static void write_leaf(strbuf_t *out, const space_t *p, const cell_t *cell)
{
    strbuf_append(out, words[cell->kind]);
    if (cell->kind >= CELL_STEP && cell->kind <= CELL_NULL)
        strbuf_printf(out, " %zu", cell->rank);
    if (cell->kind == CELL_REPEL)
        strbuf_printf(out, " %zu", cell->variable + 1);
    if (cell->kind == CELL_DRIFT)
        strbuf_printf(out, " %zu %c", cell->variable + 1, cell->negative ? '-' : '+');
    if (cell->kind == CELL_DRIFT || cell->kind == CELL_EXPEL || cell->kind == CELL_NULL)
        write_number(out, cell->amount);
    if (cell->kind == CELL_NULL)
        write_number(out, cell->weight);
    strbuf_printf(out, " %d", BITS);
    for (size_t k = 0; cell->kind == CELL_CHANCE && k < p->noise; k++) {
        dinterval_t part = p->choices[cell->choice * p->noise + k];
        write_number(out, dinterval_lo(part));
        write_number(out, part.hi);
    }
    strbuf_append_char(out, '\n');
}

static void write_split(strbuf_t *out, const space_t *p, const place_t *place)
{
    strbuf_printf(out, "split %u ", (unsigned)place->variable + 1);
    if (place->mark == MARK_NONE)
        write_dyadic(out, place->at);
    else
        number_write_fmpq(out, expr_rational_value(p->prover->dag, p->statement.marks[place->mark].constant));
    strbuf_append_char(out, '\n');
}

void space_write(strbuf_t *out, const space_t *p)
{
    size_t depth = 0, capacity = 0;
    uint32_t *stack = mem_grow(NULL, &capacity, 1, sizeof *stack);
    stack[depth++] = 0;
    strbuf_append(out, "evidence proved partition\n");
    while (depth) {
        const place_t *place = p->nodes + stack[--depth];
        stack = mem_grow(stack, &capacity, depth + 2, sizeof *stack);
        if (place->child == 0) {
            write_leaf(out, p, p->cells + place->cell);
            continue;
        }
        write_split(out, p, place);
        stack[depth++] = place->child + 1;
        stack[depth++] = place->child;
    }
    mem_free(stack);
}

char *space_describe(const space_t *p, uint32_t cell)
{
    strbuf_t text;
    strbuf_init(&text);
    describe_box(&text, &p->statement, p->cells[cell].box);
    char *result = strbuf_detach(&text);
    strbuf_clear(&text);
    return result;
}
