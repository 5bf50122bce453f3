// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/separable.h"

#include "base/memory.h"

#include <string.h>

// ---- taking apart ----

// The variables of the obligation that occur in the node.
static bool *occurring(const separable_t *sum, expr_t a)
{
    bool *has = mem_alloc(sum->obligation->variable_count, sizeof *has);
    expr_t *free_variables = NULL;
    size_t count = expr_free_variables(&free_variables, sum->dag, a);
    for (size_t i = 0; i < sum->obligation->variable_count; i++)
        for (size_t k = 0; k < count; k++)
            has[i] = has[i] || free_variables[k] == sum->obligation->variables[i].variable;
    mem_free(free_variables);
    return has;
}

static void add_piece(separable_pieces_t *pieces, const separable_t *sum, expr_t node)
{
    pieces->items = mem_grow(pieces->items, &pieces->capacity, pieces->count + 1, sizeof *pieces->items);
    pieces->items[pieces->count++] = (separable_piece_t){.node = node, .has = occurring(sum, node)};
}

static void clear_pieces(separable_pieces_t *pieces)
{
    for (size_t i = 0; i < pieces->count; i++)
        mem_free(pieces->items[i].has);
    mem_free(pieces->items);
}

static expr_t weighted(dag_t *dag, expr_t term, const fmpq_t weight)
{
    return fmpq_is_one(weight) ? term : expr_binary(dag, EXPR_MUL, expr_rational(dag, weight), term);
}

typedef struct {
    expr_t node;
    fmpq_t weight;
} weighted_t;

typedef struct {
    weighted_t *items;
    size_t count, capacity;
} summand_stack_t;

static void push(summand_stack_t *stack, expr_t node, const fmpq_t weight)
{
    stack->items = mem_grow(stack->items, &stack->capacity, stack->count + 1, sizeof *stack->items);
    weighted_t *item = stack->items + stack->count++;
    item->node = node;
    fmpq_init(item->weight);
    fmpq_set(item->weight, weight);
}

// Pushes the operands of a sum, the first one last, or the other factor of a rational one; false when the node is neither.
static bool push_operands(summand_stack_t *stack, const dag_t *dag, expr_t node, fmpq_t weight)
{
    expr_op_t op = expr_op(dag, node);
    expr_t a = expr_child_count(dag, node) > 0 ? expr_child(dag, node, 0) : EXPR_NONE;
    expr_t b = expr_child_count(dag, node) > 1 ? expr_child(dag, node, 1) : EXPR_NONE;
    if (op == EXPR_ADD || op == EXPR_SUB) {
        fmpq_t other;
        fmpq_init(other);
        op == EXPR_SUB ? fmpq_neg(other, weight) : fmpq_set(other, weight);
        push(stack, b, other);
        push(stack, a, weight);
        fmpq_clear(other);
        return true;
    }
    if (op == EXPR_MUL && expr_op(dag, b) == EXPR_RATIONAL) {
        expr_t swap = a;
        a = b;
        b = swap;
    }
    if (op == EXPR_NEG) {
        fmpq_neg(weight, weight);
        push(stack, a, weight);
    } else if (op == EXPR_MUL && expr_op(dag, a) == EXPR_RATIONAL) {
        fmpq_mul(weight, weight, expr_rational_value(dag, a));
        push(stack, b, weight);
    } else if (op == EXPR_DIV && expr_op(dag, b) == EXPR_RATIONAL && !fmpq_is_zero(expr_rational_value(dag, b))) {
        fmpq_div(weight, weight, expr_rational_value(dag, b));
        push(stack, a, weight);
    } else {
        return false;
    }
    return true;
}

static bool take_apart(separable_t *sum, expr_t e)
{
    summand_stack_t stack = {0};
    fmpq_t weight;
    fmpq_init(weight);
    fmpq_one(weight);
    push(&stack, e, weight);
    while (stack.count && stack.count + sum->terms.count <= SEPARABLE_MAX_TERMS) {
        weighted_t *top = stack.items + --stack.count;
        expr_t node = top->node;
        fmpq_swap(weight, top->weight);
        fmpq_clear(top->weight);
        if (!push_operands(&stack, sum->dag, node, weight))
            add_piece(&sum->terms, sum, weighted(sum->dag, node, weight));
    }
    bool all = stack.count == 0;
    while (stack.count)
        fmpq_clear(stack.items[--stack.count].weight);
    mem_free(stack.items);
    fmpq_clear(weight);
    return all;
}

static void take_members(separable_t *sum, expr_t region)
{
    size_t depth = 1, room = 16;
    expr_t *stack = mem_alloc(room, sizeof *stack);
    stack[0] = region;
    while (depth) {
        expr_t top = stack[--depth];
        if (expr_op(sum->dag, top) == EXPR_AND) {
            stack = mem_grow(stack, &room, depth + 2, sizeof *stack);
            stack[depth++] = expr_child(sum->dag, top, 1);
            stack[depth++] = expr_child(sum->dag, top, 0);
            continue;
        }
        add_piece(&sum->members, sum, top);
    }
    mem_free(stack);
}

// ---- the parts ----

bool separable_init(separable_t *sum, dag_t *dag, const obligation_t *obligation)
{
    *sum = (separable_t){.dag = dag, .obligation = obligation};
    fmpq_init(sum->least);
    if (obligation->kind != OBLIGATION_FORALL || obligation->variable_count < 2)
        return false;
    expr_op_t op = expr_op(dag, obligation->conclusion);
    if (op != EXPR_LESS && op != EXPR_LESS_EQUAL)
        return false;
    expr_t zero = expr_child(dag, obligation->conclusion, 0);
    if (expr_op(dag, zero) != EXPR_RATIONAL || !fmpq_is_zero(expr_rational_value(dag, zero)))
        return false;
    if (!take_apart(sum, expr_child(dag, obligation->conclusion, 1)))
        return false;
    take_members(sum, obligation->region);
    return !dag_over_limit(dag);
}

void separable_clear(separable_t *sum)
{
    clear_pieces(&sum->terms);
    clear_pieces(&sum->members);
    fmpq_clear(sum->least);
}

// How the variables of a piece lie.
static void compare(bool *inside, bool *outside, const separable_t *sum, const separable_piece_t *piece, const bool *chosen)
{
    *inside = *outside = false;
    for (size_t i = 0; i < sum->obligation->variable_count; i++) {
        *inside = *inside || (piece->has[i] && chosen[i]);
        *outside = *outside || (piece->has[i] && !chosen[i]);
    }
}

// The sum of the part's terms; EXPR_NONE when there is none, or one has other variables as well.
static expr_t sum_of_part(separable_t *sum, const bool *chosen)
{
    expr_t e = EXPR_NONE;
    for (size_t t = 0; t < sum->terms.count; t++) {
        separable_piece_t *term = sum->terms.items + t;
        bool inside, outside;
        compare(&inside, &outside, sum, term, chosen);
        if (inside && (outside || term->taken))
            return EXPR_NONE;
        if (!inside)
            continue;
        term->taken = true;
        e = e == EXPR_NONE ? term->node : expr_binary(sum->dag, EXPR_ADD, e, term->node);
    }
    return e;
}

static expr_t region_of_part(const separable_t *sum, const bool *chosen)
{
    expr_t region = EXPR_NONE;
    for (size_t m = 0; m < sum->members.count; m++) {
        const separable_piece_t *member = sum->members.items + m;
        bool inside, outside;
        compare(&inside, &outside, sum, member, chosen);
        if (!outside)
            region = region == EXPR_NONE ? member->node : expr_and(sum->dag, region, member->node);
    }
    return region == EXPR_NONE ? expr_leaf(sum->dag, EXPR_TRUE) : region;
}

// An obligation with no variables; the implicit points are those of the whole.
static obligation_t obligation_of(const separable_t *sum, obligation_kind_t kind)
{
    const obligation_t *whole = sum->obligation;
    obligation_t part = {.kind = kind,
                         .role = whole->role,
                         .required = whole->required,
                         .point_count = whole->point_count,
                         .region = EXPR_NONE,
                         .shape_function = EXPR_NONE,
                         .shape_constant = EXPR_NONE,
                         .bound = EXPR_NONE,
                         .time = EXPR_NONE};
    part.points = mem_alloc(whole->point_count, sizeof *part.points);
    if (whole->point_count)
        memcpy(part.points, whole->points, whole->point_count * sizeof *part.points);
    return part;
}

void separable_begin(obligation_t *part, const separable_t *sum, const bool *chosen)
{
    const obligation_t *whole = sum->obligation;
    *part = obligation_of(sum, OBLIGATION_FORALL);
    part->variables = mem_alloc(whole->variable_count, sizeof *part->variables);
    for (size_t i = 0; i < whole->variable_count; i++) {
        if (!chosen[i])
            continue;
        part->state_count += i < whole->state_count;
        part->variables[part->variable_count++] = whole->variables[i];
    }
    part->region = region_of_part(sum, chosen);
}

bool separable_take(obligation_t *part, separable_t *sum, const bool *chosen, const fmpq_t least)
{
    expr_t e = sum_of_part(sum, chosen);
    if (e == EXPR_NONE)
        return false;
    separable_begin(part, sum, chosen);
    expr_t room = expr_binary(sum->dag, EXPR_SUB, e, expr_rational(sum->dag, least));
    part->conclusion = expr_binary(sum->dag, EXPR_LESS_EQUAL, expr_integer(sum->dag, 0), room);
    fmpq_add(sum->least, sum->least, least);
    if (dag_over_limit(sum->dag))
        obligation_clear(part);
    return !dag_over_limit(sum->dag);
}

void separable_reset(separable_t *sum)
{
    for (size_t t = 0; t < sum->terms.count; t++)
        sum->terms.items[t].taken = false;
    fmpq_zero(sum->least);
}

bool separable_rest(obligation_t *rest, separable_t *sum)
{
    expr_t e = expr_rational(sum->dag, sum->least);
    for (size_t t = 0; t < sum->terms.count; t++) {
        const separable_piece_t *term = sum->terms.items + t;
        for (size_t i = 0; i < sum->obligation->variable_count; i++)
            if (term->has[i] && !term->taken)
                return false;
        if (!term->taken)
            e = expr_binary(sum->dag, EXPR_ADD, e, term->node);
    }
    expr_t room = expr_binary(sum->dag, expr_op(sum->dag, sum->obligation->conclusion), expr_integer(sum->dag, 0), e);
    if (dag_over_limit(sum->dag))
        return false;
    *rest = obligation_of(sum, OBLIGATION_CONSTANT);
    rest->conclusion = room;
    return true;
}
