// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/obligation.h"

#include "base/memory.h"

#include <string.h>

const char *obligation_kind_text(obligation_kind_t kind)
{
    static const char *const texts[] = {
#define OBLIGATION_TEXT(name, text) text,
        OBLIGATION_KINDS(OBLIGATION_TEXT)
#undef OBLIGATION_TEXT
    };
    return texts[kind];
}

const char *orbit_mode_text(orbit_mode_t mode)
{
    static const char *const texts[] = {
#define ORBIT_MODE_TEXT(name, text) text,
        ORBIT_MODES(ORBIT_MODE_TEXT)
#undef ORBIT_MODE_TEXT
    };
    return texts[mode];
}

void obligation_clear(obligation_t *obligation)
{
    mem_free(obligation->variables);
    mem_free(obligation->points);
    mem_free(obligation->map);
    mem_free(obligation->centre);
    mem_free(obligation->noise);
    mem_free(obligation->start);
    mem_free(obligation->targets);
    mem_free(obligation->repellers);
    mem_free(obligation->repeller_images);
    memset(obligation, 0, sizeof *obligation);
}

void obligation_restrict(obligation_t *part, const obligation_t *whole, const interval_t *domains)
{
    *part = (obligation_t){.kind = OBLIGATION_FORALL,
                           .role = whole->role,
                           .required = whole->required,
                           .variable_count = whole->variable_count,
                           .state_count = whole->state_count,
                           .point_count = whole->point_count,
                           .region = whole->region,
                           .conclusion = whole->conclusion,
                           .shape_function = EXPR_NONE,
                           .shape_constant = EXPR_NONE,
                           .bound = EXPR_NONE,
                           .time = EXPR_NONE};
    part->variables = mem_alloc(whole->variable_count, sizeof *part->variables);
    part->points = mem_alloc(whole->point_count, sizeof *part->points);
    for (size_t i = 0; i < whole->variable_count; i++)
        part->variables[i] = (quantified_t){whole->variables[i].variable, domains[i]};
    for (size_t i = 0; i < whole->point_count; i++)
        part->points[i] = whole->points[i];
}

// ---- canonical text ----

void obligation_writer_init(obligation_writer_t *writer, const dag_t *dag)
{
    writer->dag = dag;
    writer->numbers = NULL;
    writer->capacity = 0;
    writer->next = 1;
}

void obligation_writer_clear(obligation_writer_t *writer)
{
    mem_free(writer->numbers);
    writer->numbers = NULL;
    writer->capacity = 0;
}

static void write_rational(strbuf_t *out, const fmpq *value)
{
    char *text = fmpq_get_str(NULL, 10, value);
    strbuf_append(out, text);
    flint_free(text);
}

static const char *variable_kind_text(variable_kind_t kind)
{
    static const char *const texts[] = {"state", "parameter", "point", "formal", "second", "previous", "noise"};
    return texts[kind];
}

static void write_node(strbuf_t *out, obligation_writer_t *writer, expr_t a)
{
    const dag_t *dag = writer->dag;
    expr_op_t op = expr_op(dag, a);
    strbuf_printf(out, "node %u %s", (unsigned)writer->numbers[a], expr_op_text(op));
    if (op == EXPR_RATIONAL) {
        strbuf_append_char(out, ' ');
        write_rational(out, expr_rational_value(dag, a));
    } else if (op == EXPR_VARIABLE) {
        strbuf_printf(out, " %s %s", expr_variable_name(dag, a), variable_kind_text(expr_variable_kind(dag, a)));
    }
    for (size_t k = 0; k < expr_child_count(dag, a); k++)
        strbuf_printf(out, " %u", (unsigned)writer->numbers[expr_child(dag, a, k)]);
    if (op == EXPR_POWER) {
        slong p, q;
        expr_exponent(&p, &q, dag, a);
        strbuf_printf(out, " %ld %ld", (long)p, (long)q);
    }
    strbuf_append_char(out, '\n');
}

static void ensure_numbers(obligation_writer_t *writer)
{
    size_t size = dag_size(writer->dag);
    if (size <= writer->capacity)
        return;
    writer->numbers = mem_resize(writer->numbers, size, sizeof *writer->numbers);
    memset(writer->numbers + writer->capacity, 0, (size - writer->capacity) * sizeof *writer->numbers);
    writer->capacity = size;
}

// A node on the way down and which child is visited next.
typedef struct {
    expr_t node;
    size_t child;
} step_t;

// Gives numbers to what is reachable from the root and has none yet: depth first, children in order, each node after its
// children. The order depends on the expression alone, not on what else the DAG holds.
static void define(strbuf_t *out, obligation_writer_t *writer, expr_t root)
{
    if (root == EXPR_NONE)
        return;
    ensure_numbers(writer);
    size_t depth = 0, capacity = 0;
    step_t *stack = NULL;
    if (!writer->numbers[root]) {
        stack = mem_grow(stack, &capacity, 1, sizeof *stack);
        stack[depth++] = (step_t){root, 0};
    }
    while (depth) {
        step_t *top = stack + depth - 1;
        if (top->child < expr_child_count(writer->dag, top->node)) {
            expr_t child = expr_child(writer->dag, top->node, top->child++);
            if (!writer->numbers[child]) {
                stack = mem_grow(stack, &capacity, depth + 1, sizeof *stack);
                stack[depth++] = (step_t){child, 0};
            }
        } else {
            writer->numbers[top->node] = writer->next++;
            write_node(out, writer, top->node);
            depth--;
        }
    }
    mem_free(stack);
}

static void define_interval(strbuf_t *out, obligation_writer_t *writer, const quantified_t *quantified)
{
    define(out, writer, quantified->variable);
    define(out, writer, quantified->domain.lo);
    define(out, writer, quantified->domain.hi);
}

// What only obligations about orbits have.
static void define_orbit(strbuf_t *out, obligation_writer_t *writer, const obligation_t *obligation)
{
    for (size_t i = 0; i < obligation->noise_count; i++)
        define_interval(out, writer, obligation->noise + i);
    for (size_t i = 0; obligation->start && i < obligation->state_count; i++)
        define(out, writer, obligation->start[i]);
    for (size_t i = 0; i < obligation->target_count; i++) {
        define(out, writer, obligation->targets[i].formula);
        define(out, writer, obligation->targets[i].least);
        define(out, writer, obligation->targets[i].most);
    }
    for (size_t i = 0; i < obligation->repeller_count; i++)
        define(out, writer, obligation->repellers[i]);
    for (size_t i = 0; i < obligation->repeller_count * obligation->state_count; i++) {
        define(out, writer, obligation->repeller_images[i].lo);
        define(out, writer, obligation->repeller_images[i].hi);
    }
    define(out, writer, obligation->time);
}

static void define_all(strbuf_t *out, obligation_writer_t *writer, const obligation_t *obligation)
{
    for (size_t i = 0; i < obligation->variable_count; i++)
        define_interval(out, writer, obligation->variables + i);
    for (size_t i = 0; i < obligation->point_count; i++)
        define_interval(out, writer, obligation->points + i);
    define(out, writer, obligation->region);
    define(out, writer, obligation->conclusion);
    define(out, writer, obligation->shape_function);
    define(out, writer, obligation->shape_constant);
    for (size_t i = 0; i < obligation->map_count; i++)
        define(out, writer, obligation->map[i]);
    define(out, writer, obligation->bound);
    for (size_t i = 0; obligation->centre && i < obligation->state_count; i++)
        define(out, writer, obligation->centre[i]);
    define_orbit(out, writer, obligation);
}

static unsigned number(const obligation_writer_t *writer, expr_t a)
{
    return (unsigned)writer->numbers[a];
}

static void write_end(strbuf_t *out, const obligation_writer_t *writer, expr_t end, const char *infinity)
{
    if (end == EXPR_NONE)
        strbuf_append(out, infinity);
    else
        strbuf_printf(out, "%u", number(writer, end));
}

static void write_interval(strbuf_t *out, const obligation_writer_t *writer, const interval_t *interval)
{
    strbuf_append(out, interval->lo_open ? " ( " : " [ ");
    write_end(out, writer, interval->lo, "-inf");
    strbuf_append_char(out, ' ');
    write_end(out, writer, interval->hi, "inf");
    strbuf_append(out, interval->hi_open ? " )" : " ]");
}

static void write_quantified(strbuf_t *out, const obligation_writer_t *writer, const char *word,
                             const quantified_t *quantified)
{
    strbuf_printf(out, "%s %u", word, number(writer, quantified->variable));
    write_interval(out, writer, &quantified->domain);
    strbuf_append_char(out, '\n');
}

static void write_reference(strbuf_t *out, const obligation_writer_t *writer, const char *word, expr_t a)
{
    if (a != EXPR_NONE)
        strbuf_printf(out, "%s %u\n", word, number(writer, a));
}

static void write_shape(strbuf_t *out, const obligation_writer_t *writer, const obligation_t *obligation)
{
    static const char *const names[] = {NULL, "opsc", "growth", "minimum"};
    if (obligation->shape == SHAPE_NONE)
        return;
    strbuf_printf(out, "shape %s function %u", names[obligation->shape], number(writer, obligation->shape_function));
    if (obligation->shape_constant != EXPR_NONE)
        strbuf_printf(out, " constant %u", number(writer, obligation->shape_constant));
    strbuf_printf(out, " lemma %zu\n", obligation->shape_lemma + 1);
}

static void write_target(strbuf_t *out, const obligation_writer_t *writer, const target_t *target)
{
    strbuf_printf(out, "target %u", number(writer, target->formula));
    if (target->least != EXPR_NONE)
        strbuf_printf(out, " least %u", number(writer, target->least));
    if (target->most != EXPR_NONE)
        strbuf_printf(out, " most %u", number(writer, target->most));
    strbuf_append_char(out, '\n');
}

static void write_repeller(strbuf_t *out, const obligation_writer_t *writer, const obligation_t *obligation, size_t which)
{
    const interval_t *sides = obligation->repeller_images + which * obligation->state_count;
    bool limited = false;
    for (size_t i = 0; i < obligation->state_count; i++)
        limited = limited || sides[i].lo != EXPR_NONE || sides[i].hi != EXPR_NONE;
    strbuf_printf(out, "repeller %u", number(writer, obligation->repellers[which]));
    for (size_t i = 0; limited && i < obligation->state_count; i++)
        write_interval(out, writer, sides + i);
    strbuf_append_char(out, '\n');
}

static void write_orbit(strbuf_t *out, const obligation_writer_t *writer, const obligation_t *obligation)
{
    for (size_t i = 0; i < obligation->noise_count; i++)
        write_quantified(out, writer, "noise", obligation->noise + i);
    for (size_t i = 0; obligation->start && i < obligation->state_count; i++)
        write_reference(out, writer, "start", obligation->start[i]);
    if (obligation->kind == OBLIGATION_RANK ||
        (obligation->kind == OBLIGATION_MEASURE && obligation->mode == ORBIT_EXACTLY))
        strbuf_printf(out, "mode %s\n", orbit_mode_text(obligation->mode));
    if (obligation->has_steps)
        strbuf_printf(out, "steps %zu\n", obligation->steps);
    for (size_t i = 0; i < obligation->target_count; i++)
        write_target(out, writer, obligation->targets + i);
    for (size_t i = 0; i < obligation->repeller_count; i++)
        write_repeller(out, writer, obligation, i);
    write_reference(out, writer, obligation->at_time ? "time at" : "time within", obligation->time);
}

void obligation_write(strbuf_t *out, obligation_writer_t *writer, const obligation_t *obligation, size_t index)
{
    define_all(out, writer, obligation);
    strbuf_printf(out, "obligation %zu %s %s %s\n", index + 1, obligation_kind_text(obligation->kind),
                  obligation->role, obligation->required ? "required" : "lemma");
    for (size_t i = 0; i < obligation->variable_count; i++)
        write_quantified(out, writer, "variable", obligation->variables + i);
    for (size_t i = 0; i < obligation->point_count; i++)
        write_quantified(out, writer, "point", obligation->points + i);
    write_reference(out, writer, "region", obligation->region);
    write_reference(out, writer, "conclusion", obligation->conclusion);
    write_shape(out, writer, obligation);
    for (size_t i = 0; i < obligation->map_count; i++)
        write_reference(out, writer, "map", obligation->map[i]);
    write_reference(out, writer, "bound", obligation->bound);
    for (size_t i = 0; obligation->centre && i < obligation->state_count; i++)
        write_reference(out, writer, "centre", obligation->centre[i]);
    write_orbit(out, writer, obligation);
    strbuf_append(out, "end-obligation\n");
}
