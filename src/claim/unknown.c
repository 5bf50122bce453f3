// SPDX-License-Identifier: LGPL-3.0-or-later
#include "claim/unknown.h"

#include <string.h>

// The canonical text of the obligation on its own, empty when there is none.
static void write_alone(strbuf_t *out, spec_t *spec, const instance_t *instance, size_t index)
{
    obligation_list_t list;
    const char *reason;
    strbuf_init(out);
    if (claim_lower(&list, &reason, spec, instance) == STATUS_OK && index < list.count) {
        obligation_writer_t writer;
        obligation_writer_init(&writer, spec->dag);
        obligation_write(out, &writer, list.items + index, index);
        obligation_writer_clear(&writer);
    }
    obligation_list_clear(&list);
}

bool claim_ignores_unknown(spec_t *spec, const instance_t *instance, size_t index)
{
    instance_t other = *instance;
    strbuf_t text, other_text;
    fmpq_t constant;
    fmpq_init(constant);
    fmpq_add_si(constant, expr_rational_value(spec->dag, instance->unknown), 1);
    other.unknown = expr_rational(spec->dag, constant);
    write_alone(&text, spec, instance, index);
    write_alone(&other_text, spec, &other, index);
    bool same = text.length > 0 && !dag_over_limit(spec->dag) && strcmp(text.text, other_text.text) == 0;
    strbuf_clear(&text);
    strbuf_clear(&other_text);
    fmpq_clear(constant);
    return same;
}
