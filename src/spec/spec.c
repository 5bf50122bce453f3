// SPDX-License-Identifier: LGPL-3.0-or-later
#include "spec/spec.h"

#include "base/memory.h"
#include "spec/resolver.h"

#include <string.h>

static void read_text(spec_t *spec, source_t *source)
{
    arena_t arena;
    arena_init(&arena);
    parser_t parser = parser_make(source, &arena);
    statement_list_t statements = parse_spec(&parser);
    resolver_t resolver = {.source = source, .arena = &arena, .dag = spec->dag, .spec = spec};
    if (!source_is_full(source))
        resolve_statements(&resolver, &statements);
    arena_clear(&arena);
}

// Variables named after the coordinates: "x.noise", "x[1].noise".
static void add_coordinates(expr_t *variables, const spec_t *spec, const char *suffix, variable_kind_t kind)
{
    for (size_t i = 0; i < spec->dimension; i++) {
        strbuf_t name;
        strbuf_init(&name);
        strbuf_printf(&name, "%s.%s", expr_variable_name(spec->dag, spec->state[i]), suffix);
        variables[i] = expr_new_variable(spec->dag, name.text, kind);
        strbuf_clear(&name);
    }
}

static void add_dynamics_variables(spec_t *spec)
{
    size_t n = spec->dimension;
    spec->previous = mem_alloc(n, sizeof *spec->previous);
    spec->noise = mem_alloc(n, sizeof *spec->noise);
    spec->periodic = mem_alloc(2 * n, sizeof *spec->periodic);
    add_coordinates(spec->previous, spec, "previous", VARIABLE_PREVIOUS);
    add_coordinates(spec->noise, spec, "noise", VARIABLE_NOISE);
    add_coordinates(spec->periodic, spec, "periodic", VARIABLE_POINT);
    add_coordinates(spec->periodic + n, spec, "periodic-previous", VARIABLE_POINT);
    spec->unknown = expr_new_variable(spec->dag, "unknown", VARIABLE_PARAMETER);
}

status_t spec_read(spec_t *spec, const char *path, const char *text, size_t length)
{
    *spec = (spec_t){.path = mem_copy_text(path, strlen(path)), .text = mem_copy_text(text, length), .length = length};
    spec->dag = dag_new();
    spec->cite = mem_copy_text("", 0);
    spec->landscape = spec->asked = EXPR_NONE;
    diagnostics_init(&spec->diagnostics);
    source_t source = source_make(&spec->diagnostics, spec->text, length);
    if (source_check_text(&source))
        read_text(spec, &source);
    status_t status = source_finish(&source);
    if (status == STATUS_OK)
        add_dynamics_variables(spec);
    return status;
}

// ---- clearing ----

static void clear_arguments(argument_t *arguments, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        mem_free(arguments[i].name);
        mem_free(arguments[i].keyword);
        mem_free(arguments[i].coordinates);
        mem_free(arguments[i].box_lo);
        mem_free(arguments[i].box_hi);
    }
    mem_free(arguments);
}

void claim_clear(claim_t *claim)
{
    mem_free(claim->id);
    mem_free(claim->title);
    clear_arguments(claim->arguments, claim->argument_count);
    mem_free(claim->suffix_name);
    clear_arguments(claim->suffix_arguments, claim->suffix_count);
    mem_free(claim->region_text);
    for (size_t i = 0; i < claim->binding_count; i++) {
        mem_free(claim->bindings[i].name);
        mem_free(claim->bindings[i].members);
    }
    mem_free(claim->bindings);
    mem_free(claim->asked_name);
    mem_free(claim->needs);
    mem_free(claim->dynamics.name);
    clear_arguments(claim->dynamics.arguments, claim->dynamics.argument_count);
}

static void clear_point(spec_point_t *point)
{
    mem_free(point->name);
    mem_free(point->coordinates);
    mem_free(point->box_lo);
    mem_free(point->box_hi);
    mem_free(point);
}

const char *part_role_name(part_role_t role)
{
    static const char *const words[] = {
#define PART_WORD(name, word) word,
        PART_ROLES(PART_WORD)
#undef PART_WORD
    };
    return words[role];
}

void spec_clear(spec_t *spec)
{
    for (size_t i = 0; i < spec->point_count; i++)
        clear_point(spec->points[i]);
    for (size_t i = 0; i < spec->region_count; i++)
        mem_free(spec->regions[i].name);
    for (size_t i = 0; i < spec->claim_count; i++)
        claim_clear(spec->claims + i);
    mem_free(spec->points);
    mem_free(spec->regions);
    mem_free(spec->claims);
    mem_free(spec->answers);
    mem_free(spec->state);
    mem_free(spec->previous);
    mem_free(spec->noise);
    mem_free(spec->periodic);
    mem_free(spec->landscape_name);
    mem_free(spec->cite);
    mem_free(spec->path);
    mem_free(spec->text);
    dag_free(spec->dag);
    diagnostics_clear(&spec->diagnostics);
}
