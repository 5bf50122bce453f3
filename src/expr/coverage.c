// SPDX-License-Identifier: LGPL-3.0-or-later
#include "expr/coverage.h"

#include "base/memory.h"

#include <string.h>

typedef struct {
    expr_t node;
    dinterval_t enclosure;
} constant_t;

typedef struct {
    expr_t expression; // or, for an atom of its own, the formula
    bool is_numeric;   // compared with constants
    bool is_atom;
    constant_t *constants; // one, never enclosed, when the expression is compared with another
    size_t count, capacity;
} scale_t;

// A guard or a part of one; parts come before what they are parts of.
typedef struct {
    expr_t node;
    expr_op_t op;
    uint32_t a, b;   // parts of a connective
    uint32_t scale;  // of a comparison or an atom
    expr_t constant; // of a comparison
    uint32_t rank;   // of the constant on its scale, once sorted
    bool reversed;   // the constant is on the left
} member_t;

struct coverage {
    scale_t *scales;
    size_t scale_count, scale_capacity;
    member_t *members;
    size_t member_count, member_capacity;
    uint32_t *guards;
    size_t guard_count;
};

#define NO_MEMBER UINT32_MAX

typedef struct {
    coverage_t *coverage;
    const dag_t *dag;
    const bool *fixed;
} builder_t;

static scale_t *new_scale(coverage_t *c, expr_t expression)
{
    c->scales = mem_grow(c->scales, &c->scale_capacity, c->scale_count + 1, sizeof *c->scales);
    scale_t *scale = c->scales + c->scale_count++;
    *scale = (scale_t){expression, false, false, NULL, 0, 0};
    return scale;
}

static void add_constant(scale_t *scale, expr_t constant)
{
    for (size_t k = 0; k < scale->count; k++)
        if (scale->constants[k].node == constant)
            return;
    scale->constants = mem_grow(scale->constants, &scale->capacity, scale->count + 1, sizeof *scale->constants);
    scale->constants[scale->count++] = (constant_t){constant, dinterval_whole()};
}

static uint32_t numeric_scale(coverage_t *c, expr_t expression, expr_t constant)
{
    size_t s = 0;
    while (s < c->scale_count && !(c->scales[s].is_numeric && c->scales[s].expression == expression))
        s++;
    scale_t *scale = s < c->scale_count ? c->scales + s : new_scale(c, expression);
    scale->is_numeric = true;
    add_constant(scale, constant);
    return (uint32_t)s;
}

static uint32_t pair_scale(coverage_t *c, expr_t a, expr_t b)
{
    for (size_t s = 0; s < c->scale_count; s++) {
        const scale_t *scale = c->scales + s;
        if (!scale->is_numeric && !scale->is_atom && scale->expression == a && scale->constants[0].node == b)
            return (uint32_t)s;
    }
    add_constant(new_scale(c, a), b);
    return (uint32_t)(c->scale_count - 1);
}

static void set_comparison(const builder_t *builder, member_t *member)
{
    expr_t a = expr_child(builder->dag, member->node, 0), b = expr_child(builder->dag, member->node, 1);
    bool numeric = builder->fixed[a] != builder->fixed[b];
    member->reversed = numeric ? builder->fixed[a] : b < a;
    expr_t expression = member->reversed ? b : a;
    member->constant = member->reversed ? a : b;
    member->scale = numeric ? numeric_scale(builder->coverage, expression, member->constant)
                            : pair_scale(builder->coverage, expression, member->constant);
}

static void set_atom(const builder_t *builder, member_t *member)
{
    member->scale = (uint32_t)builder->coverage->scale_count;
    new_scale(builder->coverage, member->node)->is_atom = true;
}

static uint32_t find_member(const coverage_t *c, expr_t node)
{
    for (size_t i = 0; i < c->member_count; i++)
        if (c->members[i].node == node)
            return (uint32_t)i;
    return NO_MEMBER;
}

static uint32_t append_member(coverage_t *c, const member_t *member)
{
    if (c->member_count >= COVERAGE_MAX_MEMBERS)
        return NO_MEMBER;
    c->members = mem_grow(c->members, &c->member_capacity, c->member_count + 1, sizeof *c->members);
    c->members[c->member_count] = *member;
    return (uint32_t)c->member_count++;
}

// Adds the parts of a guard, then the guard. NO_MEMBER when a limit is met, at once all the way up: no part is entered
// twice. The recursion goes no deeper than `depth`.
static uint32_t add_member(const builder_t *builder, expr_t node, size_t depth)
{
    uint32_t known = find_member(builder->coverage, node);
    if (known != NO_MEMBER || depth == 0)
        return known;
    expr_op_t op = expr_op(builder->dag, node);
    member_t member = {node, op, 0, 0, 0, EXPR_NONE, 0, false};
    if (op == EXPR_AND || op == EXPR_OR || op == EXPR_NOT) {
        member.a = add_member(builder, expr_child(builder->dag, node, 0), depth - 1);
        if (member.a == NO_MEMBER)
            return NO_MEMBER;
        member.b = op == EXPR_NOT ? member.a : add_member(builder, expr_child(builder->dag, node, 1), depth - 1);
        if (member.b == NO_MEMBER)
            return NO_MEMBER;
    } else if (op >= EXPR_LESS && op <= EXPR_NOT_EQUAL) {
        set_comparison(builder, &member);
    } else if (op != EXPR_TRUE && op != EXPR_FALSE) {
        set_atom(builder, &member);
    }
    return append_member(builder->coverage, &member);
}

static size_t cell_count(const scale_t *scale)
{
    return scale->is_atom ? 2 : 2 * scale->count + 1;
}

static bool combinations_in_limit(const coverage_t *c)
{
    size_t product = 1;
    for (size_t s = 0; s < c->scale_count; s++) {
        product *= cell_count(c->scales + s);
        if (product > COVERAGE_MAX_COMBINATIONS)
            return false;
    }
    return true;
}

coverage_t *coverage_new(const dag_t *dag, expr_t cases, const bool *fixed)
{
    coverage_t *c = mem_alloc(1, sizeof *c);
    builder_t builder = {c, dag, fixed};
    c->guard_count = expr_child_count(dag, cases) / 2;
    c->guards = mem_alloc(c->guard_count, sizeof *c->guards);
    bool ok = true;
    for (size_t i = 0; i < c->guard_count && ok; i++) {
        c->guards[i] = add_member(&builder, expr_child(dag, cases, 2 * i), COVERAGE_MAX_MEMBERS);
        ok = c->guards[i] != NO_MEMBER;
    }
    if (ok && combinations_in_limit(c))
        return c;
    coverage_free(c);
    return NULL;
}

void coverage_free(coverage_t *c)
{
    if (!c)
        return;
    for (size_t s = 0; s < c->scale_count; s++)
        mem_free(c->scales[s].constants);
    mem_free(c->scales);
    mem_free(c->members);
    mem_free(c->guards);
    mem_free(c);
}

size_t coverage_scale_count(const coverage_t *c)
{
    return c->scale_count;
}

expr_t coverage_scale_expression(const coverage_t *c, size_t scale)
{
    return c->scales[scale].is_numeric ? c->scales[scale].expression : EXPR_NONE;
}

size_t coverage_constant_count(const coverage_t *c, size_t scale)
{
    return c->scales[scale].is_numeric ? c->scales[scale].count : 0;
}

expr_t coverage_constant(const coverage_t *c, size_t scale, size_t k)
{
    return c->scales[scale].constants[k].node;
}

void coverage_set_constant(coverage_t *c, size_t scale, size_t k, dinterval_t enclosure)
{
    c->scales[scale].constants[k].enclosure = enclosure;
}

static bool sort_scale(scale_t *scale)
{
    for (size_t i = 1; i < scale->count; i++)
        for (size_t k = i; k > 0 && scale->constants[k].enclosure.hi < scale->constants[k - 1].enclosure.hi; k--) {
            constant_t moved = scale->constants[k];
            scale->constants[k] = scale->constants[k - 1];
            scale->constants[k - 1] = moved;
        }
    for (size_t k = 1; k < scale->count; k++)
        if (!(scale->constants[k - 1].enclosure.hi < dinterval_lo(scale->constants[k].enclosure)))
            return false;
    return true;
}

bool coverage_sort(coverage_t *c)
{
    for (size_t s = 0; s < c->scale_count; s++)
        if (c->scales[s].is_numeric && !sort_scale(c->scales + s))
            return false;
    for (size_t i = 0; i < c->member_count; i++) {
        member_t *member = c->members + i;
        if (member->constant == EXPR_NONE)
            continue;
        while (c->scales[member->scale].constants[member->rank].node != member->constant)
            member->rank++;
    }
    return true;
}

// Cell 2k is the open interval between the constants of rank k - 1 and k, cell 2k + 1 the constant of rank k.
static bool cell_is_met(const scale_t *scale, size_t cell, dinterval_t value)
{
    if (!scale->is_numeric)
        return true;
    size_t k = cell / 2;
    if (cell % 2 == 1)
        return dinterval_lo(value) <= scale->constants[k].enclosure.hi &&
               value.hi >= dinterval_lo(scale->constants[k].enclosure);
    bool below = k > 0 && value.hi <= dinterval_lo(scale->constants[k - 1].enclosure);
    bool above = k < scale->count && dinterval_lo(value) >= scale->constants[k].enclosure.hi;
    return !below && !above;
}

static bool comparison_holds(const member_t *member, size_t cell)
{
    size_t at = 2 * (size_t)member->rank + 1;
    bool equal = cell == at, less = member->reversed ? cell > at : cell < at;
    switch (member->op) {
    case EXPR_LESS:
        return less;
    case EXPR_LESS_EQUAL:
        return less || equal;
    case EXPR_EQUAL:
        return equal;
    default: // NOT_EQUAL
        return !equal;
    }
}

static bool member_holds(const member_t *member, const bool *holds, const size_t *cells)
{
    switch (member->op) {
    case EXPR_TRUE:
        return true;
    case EXPR_FALSE:
        return false;
    case EXPR_AND:
        return holds[member->a] && holds[member->b];
    case EXPR_OR:
        return holds[member->a] || holds[member->b];
    case EXPR_NOT:
        return !holds[member->a];
    default:
        return member->constant == EXPR_NONE ? cells[member->scale] == 1
                                             : comparison_holds(member, cells[member->scale]);
    }
}

static bool some_guard_holds(const coverage_t *c, const size_t *cells)
{
    bool holds[COVERAGE_MAX_MEMBERS] = {false};
    for (size_t i = 0; i < c->member_count; i++)
        holds[i] = member_holds(c->members + i, holds, cells);
    for (size_t i = 0; i < c->guard_count; i++)
        if (holds[c->guards[i]])
            return true;
    return false;
}

// The next cell of a scale after `cell` (the first, from SIZE_MAX) that the value meets; cell_count when none is left.
static size_t next_cell(const scale_t *scale, size_t cell, dinterval_t value)
{
    do
        cell++;
    while (cell < cell_count(scale) && !cell_is_met(scale, cell, value));
    return cell;
}

// Moves on to the next combination of cells; false after the last one.
static bool next_combination(const coverage_t *c, size_t *cells, const dinterval_t *values)
{
    for (size_t s = 0; s < c->scale_count; s++) {
        cells[s] = next_cell(c->scales + s, cells[s], values[s]);
        if (cells[s] < cell_count(c->scales + s))
            return true;
        cells[s] = next_cell(c->scales + s, SIZE_MAX, values[s]);
    }
    return false;
}

bool coverage_is_exhaustive(const coverage_t *c, const dinterval_t *values)
{
    size_t cells[COVERAGE_MAX_MEMBERS];
    for (size_t s = 0; s < c->scale_count; s++)
        cells[s] = next_cell(c->scales + s, SIZE_MAX, values[s]);
    do
        if (!some_guard_holds(c, cells))
            return false;
    while (next_combination(c, cells, values));
    return true;
}
