// SPDX-License-Identifier: LGPL-3.0-or-later
// The evidence `separate`: a lower bound for each part of a sum, with evidence of its own, and for the sum of these bounds.
#include "base/memory.h"
#include "check/evidence.h"
#include "claim/separable.h"

// The variables that a line `part C V ...` names, none of which may be in two parts.
static bool read_chosen(bool *chosen, bool *used, evidence_t *ev)
{
    for (size_t i = 0; i < ev->variable_count; i++)
        chosen[i] = false;
    for (size_t word = 2; word < ev->reader->word_count; word++) {
        size_t v;
        if (!reader_unsigned(&v, ev->reader, word, ev->variable_count))
            return false;
        if (v == 0 || used[v - 1])
            return reader_fail(ev->reader, FAULT_MALFORMED, "no such variable, or one of another part");
        chosen[v - 1] = used[v - 1] = true;
    }
    return true;
}

static bool check_part(evidence_t *ev, separable_t *sum, bool *chosen, bool *used)
{
    obligation_t part;
    fmpq_t least;
    fmpq_init(least);
    bool good = reader_line_from(ev->reader, "part", 3) && reader_rational(least, ev->reader, 1) && read_chosen(chosen, used, ev);
    if (good)
        good = separable_take(&part, sum, chosen, least)
                   ? evidence_check_part(ev, &part)
                   : evidence_refuse(ev, "a summand has variables of two parts, or the part has none");
    fmpq_clear(least);
    return good;
}

bool check_separate(evidence_t *ev)
{
    size_t count;
    separable_t sum;
    obligation_t rest;
    if (!reader_unsigned(&count, ev->reader, 3, ev->variable_count))
        return false;
    if (count < 2) // so nested evidence has fewer variables, and an end
        return reader_fail(ev->reader, FAULT_MALFORMED, "a sum has at least two parts");
    bool *chosen = mem_alloc(ev->variable_count, sizeof *chosen), *used = mem_alloc(ev->variable_count, sizeof *used);
    bool good = separable_init(&sum, ev->ground->dag, ev->obligation) || evidence_refuse(ev, "this conclusion is no bound of a sum");
    for (size_t k = 0; good && k < count; k++)
        good = check_part(ev, &sum, chosen, used);
    if (good)
        good = separable_rest(&rest, &sum) ? evidence_check_part(ev, &rest)
                                           : evidence_refuse(ev, "a summand with variables is in no part");
    separable_clear(&sum);
    mem_free(chosen);
    mem_free(used);
    return good;
}
