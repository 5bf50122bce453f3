// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/tactic.h"

#include "base/memory.h"

#include <string.h>

void tactic_init(tactic_t *tactic, const char *name, bool against, size_t count)
{
    *tactic = (tactic_t){mem_copy_text(name, strlen(name)), against, count, mem_alloc(count, sizeof *tactic->values)};
    for (size_t i = 0; i < count; i++)
        fmpq_init(tactic->values + i);
}

void tactic_clear(tactic_t *tactic)
{
    for (size_t i = 0; i < tactic->count; i++)
        fmpq_clear(tactic->values + i);
    mem_free(tactic->values);
    mem_free(tactic->name);
    *tactic = (tactic_t){NULL, false, 0, NULL};
}

void tactic_copy(tactic_t *copy, const tactic_t *tactic)
{
    tactic_init(copy, tactic->name, tactic->against, tactic->count);
    for (size_t i = 0; i < tactic->count; i++)
        fmpq_set(copy->values + i, tactic->values + i);
}

void tactic_write(strbuf_t *out, const tactic_t *tactic)
{
    strbuf_printf(out, "tactic %s %s", tactic->name, tactic->against ? "against" : "for");
    for (size_t i = 0; i < tactic->count; i++) {
        char *text = fmpq_get_str(NULL, 10, tactic->values + i);
        strbuf_printf(out, " %s", text);
        flint_free(text);
    }
}
