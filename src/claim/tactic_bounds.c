// SPDX-License-Identifier: LGPL-3.0-or-later
#include "base/memory.h"
#include "base/strbuf.h"
#include "claim/dynamics.h"

#include <string.h>

static void add(tactic_bound_t **bounds, size_t *count, char *name, const fmpq *lo, const fmpq *hi)
{
    *bounds = mem_resize(*bounds, *count + 1, sizeof **bounds);
    (*bounds)[(*count)++] = (tactic_bound_t){name, lo, hi};
}

// The text of an argument's value as it stands in the spec, on one line.
static char *value_text(const spec_t *spec, const argument_t *argument)
{
    const char *text = spec->text + argument->span.offset;
    size_t length = argument->span.length;
    const char *equals = argument->is_member ? NULL : memchr(text, '=', length);
    strbuf_t name;
    strbuf_init(&name);
    strbuf_append(&name, "volume of ");
    for (const char *c = equals ? equals + 1 : text; c < text + length; c++)
        if (*c > ' ')
            strbuf_append_char(&name, *c);
        else if (name.text[name.length - 1] != ' ')
            strbuf_append_char(&name, ' ');
    char *result = strbuf_detach(&name);
    strbuf_clear(&name);
    return result;
}

static void add_volumes(tactic_bound_t **bounds, size_t *count, const spec_t *spec, const claim_t *claim,
                        const tactic_t *tactic)
{
    size_t attractors = (tactic->count - 1) / (TRAP_VALUES + 2), next = 1 + TRAP_VALUES * attractors; // docs/dynamics.md
    for (size_t i = 0; i < claim->argument_count && next + 1 < tactic->count; i++) {
        const argument_t *argument = claim->arguments + i;
        if (!argument->name || strcmp(argument->name, "of") != 0)
            continue;
        add(bounds, count, value_text(spec, argument), tactic->values + next, tactic->values + next + 1);
        next += 2;
    }
}

static bool asks_for_volumes(const claim_t *claim)
{
    for (size_t i = 0; i < claim->argument_count; i++)
        if (claim->arguments[i].name && strcmp(claim->arguments[i].name, "measure") == 0)
            return claim->arguments[i].kind == VALUE_UNKNOWN;
    return false;
}

size_t claim_tactic_bounds(tactic_bound_t **bounds, const spec_t *spec, size_t claim, const tactic_t *tactic)
{
    const claim_t *c = spec->claims + claim;
    size_t count = 0;
    *bounds = NULL;
    if (c->predicate == PREDICATE_ORBIT && strcmp(tactic->name, "enclosure") == 0)
        for (size_t i = 0; i < spec->dimension && 2 * i + 1 < tactic->count; i++) {
            const char *name = expr_variable_name(spec->dag, spec->state[i]);
            add(bounds, &count, mem_copy_text(name, strlen(name)), tactic->values + 2 * i, tactic->values + 2 * i + 1);
        }
    if (c->predicate == PREDICATE_BASIN && asks_for_volumes(c))
        add_volumes(bounds, &count, spec, c, tactic);
    if ((c->predicate == PREDICATE_VOLUME || c->predicate == PREDICATE_VISITS) && asks_for_volumes(c) && tactic->count == 2)
        add(bounds, &count, mem_copy_text("volume", 6), tactic->values, tactic->values + 1);
    return count;
}

void tactic_bounds_free(tactic_bound_t *bounds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mem_free(bounds[i].name);
    mem_free(bounds);
}
