// SPDX-License-Identifier: LGPL-3.0-or-later
#include "check/point.h"

#include "base/memory.h"

void point_init(point_t *point, size_t count)
{
    point->count = count;
    point->values = mem_alloc(count, sizeof *point->values);
    for (size_t i = 0; i < count; i++)
        rpoint_init(point->values + i);
}

void point_clear(point_t *point)
{
    for (size_t i = 0; i < point->count; i++)
        rpoint_clear(point->values + i);
    mem_free(point->values);
}

// The sign of value - end; false when it is not known.
static bool compare_with_end(int *order, evidence_t *ev, const rpoint_t value, const end_t *end)
{
    rpoint_t exact;
    rpoint_init(exact);
    bool known = false;
    if (end->exact) {
        rpoint_set_real(exact, end->value);
        known = rpoint_cmp(order, value, exact, ev->ground->reals) == STATUS_OK;
    } else {
        int below, above;
        known = rpoint_cmp_fmpq(&below, value, end->lower, ev->ground->reals) == STATUS_OK &&
                rpoint_cmp_fmpq(&above, value, end->upper, ev->ground->reals) == STATUS_OK && (below < 0 || above > 0);
        *order = known && below < 0 ? -1 : 1;
    }
    rpoint_clear(exact);
    return known;
}

static bool in_interval(evidence_t *ev, const rpoint_t value, size_t i)
{
    const interval_t *domain = &ev->obligation->variables[i].domain;
    int order = 1;
    if (!ev->lo[i].infinite &&
        (!compare_with_end(&order, ev, value, ev->lo + i) || order < 0 || (order == 0 && domain->lo_open)))
        return false;
    order = -1;
    return ev->hi[i].infinite ||
           (compare_with_end(&order, ev, value, ev->hi + i) && (order < 0 || (order == 0 && !domain->hi_open)));
}

bool point_read(point_t *point, evidence_t *ev)
{
    for (size_t i = 0; i < point->count; i++) {
        if (!reader_line(ev->reader, "value", 2) || !reader_number(point->values + i, ev->reader, 1, ev->ground->reals))
            return false;
        if (!in_interval(ev, point->values + i, i))
            return evidence_refuse(ev, "a value is not shown to lie in the interval of its variable");
    }
    return true;
}

bool point_read_precision(slong *precision, evidence_t *ev)
{
    return reader_line(ev->reader, "precision", 2) && reader_precision(precision, ev->reader, 1, true);
}

bool point_ranges(range_t *ranges, evidence_t *ev, const point_t *point)
{
    fmpq_t lower, upper;
    fmpq_init(lower);
    fmpq_init(upper);
    bool known = true;
    for (size_t i = 0; known && i < point->count; i++) {
        known = rpoint_refine(lower, upper, point->values + i, range_precision(ranges + i) + 32, ev->ground->reals) ==
                STATUS_OK;
        range_set_rationals(ranges + i, lower, upper);
    }
    fmpq_clear(lower);
    fmpq_clear(upper);
    return known;
}

bool point_assignment(assignment_t *a, evidence_t *ev, const point_t *point, size_t line)
{
    real_t value;
    rpoly_t t;
    real_init(value);
    rpoly_init(t);
    rpoly_x(t);
    assignment_init(a, ev->variable_count);
    bool known = true;
    for (size_t i = 0; known && i < point->count; i++) {
        if (i == line) {
            assignment_add(a, ev->variables[i], t);
            continue;
        }
        known = real_set_rpoint(value, point->values + i, ev->ground->reals) == STATUS_OK;
        if (known)
            assignment_add_real(a, ev->variables[i], value);
    }
    real_clear(value);
    rpoly_clear(t);
    return known;
}
