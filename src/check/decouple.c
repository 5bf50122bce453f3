// SPDX-License-Identifier: LGPL-3.0-or-later
// The evidence `decouple`: a quadratic function below each coupling of a sum, and evidence for the sum with these in
// their places.
#include "base/memory.h"
#include "check/evidence.h"
#include "claim/decoupled.h"

static bool read_centre(decoupled_t *d, evidence_t *ev)
{
    bool good = reader_line(ev->reader, "about", ev->variable_count + 1);
    for (size_t i = 0; good && i < ev->variable_count; i++)
        good = reader_rational(d->centre + i, ev->reader, i + 1);
    return good;
}

// `coupling C V B A V B A ...`, the variables in increasing order.
static bool read_quadratic(quadratic_t *w, bool *chosen, evidence_t *ev)
{
    reader_t *reader = ev->reader;
    bool good = reader_line_from(reader, "coupling", 8) && reader_rational(w->constant, reader, 1);
    if (good && reader->word_count % 3 != 2)
        return reader_fail(reader, FAULT_MALFORMED, "expected three words for each variable");
    for (size_t i = 0; i < ev->variable_count; i++)
        chosen[i] = false;
    for (size_t word = 2, last = 0; good && word < reader->word_count; word += 3) {
        size_t v = 0;
        good = reader_unsigned(&v, reader, word, ev->variable_count);
        if (good && v <= last)
            return reader_fail(reader, FAULT_MALFORMED, "variables are counted from 1 and named in increasing order");
        good = good && reader_rational(w->slope + v - 1, reader, word + 1) &&
               reader_rational(w->curvature + v - 1, reader, word + 2);
        if (good)
            chosen[v - 1] = true;
        last = v;
    }
    return good;
}

static bool check_coupling(decoupled_t *d, quadratic_t *w, bool *chosen, evidence_t *ev)
{
    obligation_t part;
    if (!read_quadratic(w, chosen, ev))
        return false;
    size_t k = decoupled_find(d, chosen);
    if (k == SIZE_MAX || !decoupled_take(&part, d, k, w))
        return evidence_refuse(ev, "there is no such coupling, or it comes twice");
    return evidence_check_part(ev, &part);
}

static bool check_couplings(evidence_t *ev, decoupled_t *d, size_t count)
{
    obligation_t rest;
    quadratic_t w;
    bool *chosen = mem_alloc(ev->variable_count, sizeof *chosen), good = read_centre(d, ev);
    quadratic_init(&w, ev->variable_count);
    for (size_t k = 0; good && k < count; k++)
        good = check_coupling(d, &w, chosen, ev);
    quadratic_clear(&w);
    mem_free(chosen);
    if (!good)
        return false;
    return decoupled_rest(&rest, d) ? evidence_check_part(ev, &rest)
                                    : evidence_refuse(ev, "a coupling is left, or the expressions get too large");
}

bool check_decouple(evidence_t *ev)
{
    size_t count;
    decoupled_t d;
    if (!reader_unsigned(&count, ev->reader, 3, DECOUPLED_MAX_COUPLINGS))
        return false;
    if (ev->ground->within_decouple) // so that nesting has an end
        return reader_fail(ev->reader, FAULT_MALFORMED, "`decouple` within `decouple`");
    ev->ground->within_decouple = true;
    bool good = (decoupled_init(&d, ev->ground->dag, ev->obligation) ||
                 evidence_refuse(ev, "this conclusion is no bound of a sum with couplings")) &&
                check_couplings(ev, &d, count);
    decoupled_clear(&d);
    ev->ground->within_decouple = false;
    return good;
}
