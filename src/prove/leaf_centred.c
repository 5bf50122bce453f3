// SPDX-License-Identifier: LGPL-3.0-or-later
// First-order tests: centred form, stationarity, monotone faces.
#include "prove/leaf.h"

#include <math.h>

// Rounding explains a miss by a few times the room that was asked for.
#define NOISE_FACTOR 64

bool leaf_accept(view_t *view, double lower, double noise)
{
    view->lower = fmax(view->lower, lower);
    if (view->strict ? lower > 0 : lower >= 0)
        return true;
    view->more_bits = view->more_bits || (isfinite(noise) && lower >= -NOISE_FACTOR * noise);
    return false;
}

bool leaf_confirm(statement_t *statement, view_t *view, const side_t *box, double lower)
{
    view->put_off = view->put_off || !(view->alone || statement->raw);
    return !view->put_off && statement_confirm(statement, box, lower, view->precision);
}

// Lower end of d * [lo, hi] for lo <= 0 <= hi.
static double least_product(dinterval_t d, double lo, double hi)
{
    double up = hi > 0 ? dinterval_lo(d) * hi : 0, down = lo < 0 ? d.hi * lo : 0;
    return fmin(0, fmin(up, down));
}

// e(x) >= e(c) + sum_i min d_i e(B) (B_i - c_i) by the mean value theorem along the segment from c to x; e is
// continuous and piecewise differentiable on it, the derivatives of all pieces being enclosed. The sum in plain doubles
// errs by less than the room that is taken off for it.
bool leaf_centred(const statement_t *statement, view_t *view)
{
    const tape_result_t *e = view->values + statement->e_sum.root;
    if (!view->bounded || !view->gradient || e->regularity < REGULARITY_CONTINUOUS)
        return false;
    sum_bounds_t centre = sum_bounds(&statement->e_sum, &statement->list, view->centre_values, view->precision);
    double change = 0;
    for (size_t i = 0; i < statement->count; i++) {
        const tape_result_t *d = view->gradient + statement->gradient.sums[i].root;
        if (side_is_fixed(view->box + i))
            continue;
        if (d->regularity == REGULARITY_UNKNOWN)
            return false;
        double c = view->centre[i];
        change += least_product(d->value, view->box[i].lo - c, view->box[i].hi - c);
    }
    double room = rounding_room(view->precision) * -change;
    return leaf_accept(view, centre.lo + change - room, centre.noise + room);
}

static sum_bounds_t partial(const statement_t *statement, const view_t *view, size_t i)
{
    return sum_bounds(statement->gradient.sums + i, &statement->gradient.list, view->gradient, view->precision);
}

static bool touches(const side_t *side, const side_t *whole, bool upper)
{
    return upper ? side->hi_mark == whole->hi_mark && side->hi == whole->hi
                 : side->lo_mark == whole->lo_mark && side->lo == whole->lo;
}

// Where d_V e > 0 a minimum over the whole box can only lie at the lower end of V's whole interval.
bool leaf_stationary(uint32_t *variable, const statement_t *statement, const view_t *view)
{
    if (!view->gradient || view->values[statement->e_sum.root].regularity < REGULARITY_C1)
        return false;
    for (size_t i = 0; i < statement->count; i++) {
        sum_bounds_t d = partial(statement, view, i);
        bool rising = d.lo > 0 && !touches(view->box + i, statement->root + i, false);
        bool falling = d.hi < 0 && !touches(view->box + i, statement->root + i, true);
        if (rising || falling) {
            *variable = (uint32_t)i;
            return true;
        }
    }
    return false;
}

bool leaf_is_open_end(const statement_t *statement, size_t i, const side_t *side, bool upper)
{
    const interval_t *domain = &statement->obligation->variables[i].domain;
    return touches(side, statement->root + i, upper) && (upper ? domain->hi_open : domain->lo_open);
}

static bool is_continuous_along(statement_t *statement, view_t *view, size_t variable)
{
    bool compiled = statement->along && statement->along[variable];
    view->put_off = view->put_off || !(view->alone || compiled);
    return !view->put_off && statement_is_continuous_along(statement, view->box, variable, view->precision);
}

// Monotone along the variable: to be continuous along it is enough.
bool leaf_faces(face_t *faces, statement_t *statement, view_t *view)
{
    regularity_t regularity = view->values[statement->e_sum.root].regularity;
    bool any = false;
    if (!view->gradient || regularity == REGULARITY_UNKNOWN)
        return false;
    for (size_t i = 0; i < statement->count; i++) {
        const side_t *side = view->box + i;
        sum_bounds_t d = partial(statement, view, i);
        faces[i] = FACE_NONE;
        if (side_is_fixed(side))
            continue;
        if (d.lo >= 0 && isfinite(side->lo))
            faces[i] = view->strict && d.lo > 0 && leaf_is_open_end(statement, i, side, false) ? FACE_OPEN_LO : FACE_LO;
        else if (d.hi <= 0 && isfinite(side->hi))
            faces[i] = view->strict && d.hi < 0 && leaf_is_open_end(statement, i, side, true) ? FACE_OPEN_HI : FACE_HI;
        if (faces[i] != FACE_NONE && regularity < REGULARITY_CONTINUOUS &&
            !is_continuous_along(statement, view, i))
            faces[i] = FACE_NONE;
        any = any || faces[i] != FACE_NONE;
    }
    return any;
}
