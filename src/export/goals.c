// SPDX-License-Identifier: LGPL-3.0-or-later
#include "export/goals.h"

#include "base/memory.h"
#include "expr/rebuild.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- nodes ----

static expr_op_t find_operator(const char *text)
{
    size_t op = 0;
    while (op < EXPR_OPERATOR_COUNT && strcmp(expr_op_text((expr_op_t)op), text) != 0)
        op++;
    return (expr_op_t)op;
}

static variable_kind_t find_kind(const char *text)
{
    static const char *const kinds[] = {
        [VARIABLE_STATE] = "state",   [VARIABLE_PARAMETER] = "parameter", [VARIABLE_POINT] = "point",
        [VARIABLE_FORMAL] = "formal", [VARIABLE_SECOND] = "second",       [VARIABLE_PREVIOUS] = "previous",
        [VARIABLE_NOISE] = "noise"};
    size_t kind = 0;
    while (kind + 1 < sizeof kinds / sizeof *kinds && strcmp(kinds[kind], text) != 0)
        kind++;
    return (variable_kind_t)kind;
}

static expr_t read_rational(dag_t *dag, const char *text)
{
    fmpq_t value;
    fmpq_init(value);
    fmpq_set_str(value, text, 10);
    expr_t result = expr_rational(dag, value);
    fmpq_clear(value);
    return result;
}

static expr_t node(const goals_t *goals, const char *text)
{
    return goals->nodes[strtoul(text, NULL, 10)];
}

static expr_t read_node(const goals_t *goals, const record_node_t *line)
{
    dag_t *dag = goals->dag;
    expr_op_t op = find_operator(line->words[0]);
    if (op == EXPR_RATIONAL)
        return read_rational(dag, line->words[1]);
    if (op == EXPR_VARIABLE)
        return expr_new_variable(dag, line->words[1], find_kind(line->words[2]));
    if (op == EXPR_POWER)
        return expr_power(dag, node(goals, line->words[1]), strtol(line->words[2], NULL, 10),
                          strtol(line->words[3], NULL, 10));
    if (line->count == 1)
        return expr_leaf(dag, op);
    expr_t *children = mem_alloc(line->count, sizeof *children);
    for (size_t i = 1; i < line->count; i++)
        children[i - 1] = node(goals, line->words[i]);
    expr_t result = expr_node(dag, op, line->count - 1, children);
    mem_free(children);
    return result;
}

static expr_t optional(const goals_t *goals, size_t number)
{
    return number ? goals->nodes[number] : EXPR_NONE;
}

// ---- obligations ----

static expr_t *read_nodes(const goals_t *goals, const record_nodes_t *record)
{
    expr_t *nodes = mem_alloc(record->count, sizeof *nodes);
    for (size_t i = 0; i < record->count; i++)
        nodes[i] = goals->nodes[record->nodes[i]];
    return nodes;
}

static void read_goal(goal_t *goal, const goals_t *goals)
{
    const record_obligation_t *record = goal->record;
    goal->variable_count = record->variable_count;
    goal->variables = mem_alloc(record->variable_count, sizeof *goal->variables);
    for (size_t i = 0; i < record->variable_count; i++) {
        const record_variable_t *v = record->variables + i;
        goal->variables[i] =
            (bounded_t){goals->nodes[v->node], optional(goals, v->lo), optional(goals, v->hi), v->lo_open, v->hi_open};
    }
    goal->region = optional(goals, record->region);
    goal->conclusion = optional(goals, record->conclusion);
    goal->bound = optional(goals, record->bound);
    goal->map_count = record->map.count;
    goal->map = read_nodes(goals, &record->map);
    goal->centre_count = record->centre.count;
    goal->centre = read_nodes(goals, &record->centre);
    goal->same = SIZE_MAX;
}

static bool same_interval(const bounded_t *a, const bounded_t *b)
{
    return a->variable == b->variable && a->lo == b->lo && a->hi == b->hi && a->lo_open == b->lo_open &&
           a->hi_open == b->hi_open;
}

static bool same_nodes(size_t count, const expr_t *a, const expr_t *b)
{
    return count == 0 || memcmp(a, b, count * sizeof *a) == 0;
}

static bool same_statement(const goal_t *a, const goal_t *b)
{
    const record_obligation_t *r = a->record, *s = b->record;
    bool same = strcmp(r->kind, s->kind) == 0 && r->verdict == s->verdict && a->region == b->region &&
                a->conclusion == b->conclusion && a->bound == b->bound && a->map_count == b->map_count &&
                a->variable_count == b->variable_count && a->centre_count == b->centre_count;
    for (size_t i = 0; same && i < a->variable_count; i++)
        same = same_interval(a->variables + i, b->variables + i);
    return same && same_nodes(a->map_count, a->map, b->map) && same_nodes(a->centre_count, a->centre, b->centre);
}

static void find_same(goals_t *goals, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (goals->goals[i].same == SIZE_MAX && same_statement(goals->goals + i, goals->goals + index)) {
            goals->goals[index].same = i;
            return;
        }
}

static void add_instance(goals_t *goals, size_t *capacity, const record_claim_t *claim, size_t instance)
{
    const record_instance_t *record = claim->instances + instance;
    for (size_t i = 0; i < record->obligation_count; i++) {
        goals->goals = mem_grow(goals->goals, capacity, goals->count + 1, sizeof *goals->goals);
        goal_t *goal = goals->goals + goals->count++;
        *goal =
            (goal_t){.claim = claim->id, .instance = instance + 1, .number = i + 1, .record = record->obligations + i};
        read_goal(goal, goals);
        find_same(goals, goals->count - 1);
    }
}

void goals_init(goals_t *goals, const record_t *record)
{
    *goals = (goals_t){.record = record, .dag = dag_new()};
    goals->nodes = mem_alloc(record->node_count + 1, sizeof *goals->nodes);
    for (size_t i = 1; i <= record->node_count; i++)
        goals->nodes[i] = read_node(goals, record->nodes + i);
    size_t capacity = 0;
    for (size_t i = 0; i < record->claim_count; i++)
        for (size_t k = 0; k < record->claims[i].instance_count; k++)
            add_instance(goals, &capacity, record->claims + i, k);
}

void goals_clear(goals_t *goals)
{
    for (size_t i = 0; i < goals->count; i++) {
        mem_free(goals->goals[i].variables);
        mem_free(goals->goals[i].map);
        mem_free(goals->goals[i].centre);
    }
    mem_free(goals->goals);
    mem_free(goals->nodes);
    dag_free(goals->dag);
}

// ---- what is left out everywhere ----

static bool is_kind(const goal_t *goal, const char *kind)
{
    return strcmp(goal->record->kind, kind) == 0;
}

const char *goal_reason(const goals_t *goals, const goal_t *goal)
{
    static const char *const kinds[] = {"constant", "forall", "exists", "pair", "local"};
    if (dag_over_limit(goals->dag))
        return "the certificate has too many nodes";
    if (goal->record->verdict == VERDICT_UNDECIDED)
        return "without evidence in the certificate";
    if (goal->record->point_count)
        return "about a point known only as the zero in a box";
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (is_kind(goal, kinds[i]))
            return NULL;
    return is_kind(goal, "root") || is_kind(goal, "lipschitz") || is_kind(goal, "bounded")
               ? "no writer for this kind of obligation"
               : "about orbits, solutions or volumes";
}

// ---- names ----

void goal_append_name(strbuf_t *out, const goal_t *goal)
{
    strbuf_printf(out, "%s/%zu/%zu %s", goal->claim, goal->instance, goal->number, goal->record->role);
}

#define NAME_LENGTH 40

static void append_letters(strbuf_t *out, const char *text)
{
    for (size_t i = 0; text[i] && i < NAME_LENGTH; i++) {
        unsigned char letter = (unsigned char)text[i];
        strbuf_append_char(out, letter < 128 && isalnum(letter) ? text[i] : '_');
    }
}

void goal_append_identifier(strbuf_t *out, const goals_t *goals, const goal_t *goal)
{
    strbuf_printf(out, "o%zu_", (size_t)(goal - goals->goals) + 1);
    append_letters(out, goal->claim);
    strbuf_append_char(out, '_');
    append_letters(out, goal->record->role);
}

void variable_append_identifier(strbuf_t *out, const dag_t *dag, expr_t variable)
{
    strbuf_append(out, "v_");
    append_letters(out, expr_variable_name(dag, variable));
    strbuf_printf(out, "_%u", (unsigned)variable);
}

// ---- evidence ----

bool evidence_rational(fmpq_t value, const record_line_t *line)
{
    return line->count == 2 && fmpq_set_str(value, line->words[1], 10) == 0;
}

expr_t export_without_partial(dag_t *dag, expr_t a)
{
    size_t size = (size_t)a + 1;
    bool *marked = expr_reachable(dag, 1, &a);
    expr_t *image = mem_alloc(size, sizeof *image);
    for (expr_t b = 0; b < size; b++) {
        if (!marked[b])
            continue;
        image[b] = expr_rebuild(dag, b, image);
        if (expr_op(dag, b) == EXPR_PARTIAL)
            image[b] = expr_derivative(dag, expr_child(dag, image[b], 0), expr_child(dag, image[b], 1));
    }
    expr_t result = image[a];
    mem_free(image);
    mem_free(marked);
    return result;
}
