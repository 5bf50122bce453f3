// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/plan.h"

#include "base/memory.h"

#include <string.h>

void plan_init(plan_t *plan, const char *name, bool against, size_t count)
{
    *plan = (plan_t){mem_copy_text(name, strlen(name)), against, count, mem_alloc(count, sizeof *plan->values)};
    for (size_t i = 0; i < count; i++)
        fmpq_init(plan->values + i);
}

void plan_clear(plan_t *plan)
{
    for (size_t i = 0; i < plan->count; i++)
        fmpq_clear(plan->values + i);
    mem_free(plan->values);
    mem_free(plan->name);
    *plan = (plan_t){NULL, false, 0, NULL};
}

void plan_copy(plan_t *copy, const plan_t *plan)
{
    plan_init(copy, plan->name, plan->against, plan->count);
    for (size_t i = 0; i < plan->count; i++)
        fmpq_set(copy->values + i, plan->values + i);
}

void plan_write(strbuf_t *out, const plan_t *plan)
{
    strbuf_printf(out, "plan %s %s", plan->name, plan->against ? "against" : "for");
    for (size_t i = 0; i < plan->count; i++) {
        char *text = fmpq_get_str(NULL, 10, plan->values + i);
        strbuf_printf(out, " %s", text);
        flint_free(text);
    }
}
