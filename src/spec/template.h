// SPDX-License-Identifier: LGPL-3.0-or-later
// The parts of a theorem's claim: claims of the spec language, written down in a text (a template) in which the theorem's arguments have
// names. Nothing of the spec but these, the landscape (`f`, at the current point `x`, a vector) and its dimension `d` is visible there.
#ifndef CERTIFY_SPEC_TEMPLATE_H
#define CERTIFY_SPEC_TEMPLATE_H

#include "base/flint.h"
#include "spec/spec.h"

// A name of a template and what it stands for.
typedef struct {
    const char *name;
    enum { GIVEN_UNKNOWN, GIVEN_NUMBER, GIVEN_POINT, GIVEN_SET } kind;
    expr_t single;             // GIVEN_NUMBER, GIVEN_SET
    const expr_t *coordinates; // GIVEN_POINT, dimension of them
    const spec_point_t *point; // GIVEN_POINT: the declared point, or NULL
} given_t;

// Reads the template and puts its claims before the claim of the theorem, as its parts; their ids are ID/NAME, and the first word of a
// title is the role.
//
// * `let NAME = e` is a default: nothing when NAME is given. `region` defines a set.
// * A name that is given as `?` is answered by the part of that name, in which it stands for `?`. After a part P that asks, P is the
//   constant that is proved, P_lo and P_hi are the ends of its enclosure (for a part that does not ask, all three its given constant).
// * An exclusion that depends on no answer is left out.
// * A part that depends on a name of the theorem's `for` clause takes over that binding. Where `rate` is not given it is bound to
//   [rate_least, rate_most] as soon as these names are defined.
//
// An error in the template, as when an argument is `?` that has to be given, is reported at the theorem's claim; STATUS_MALFORMED then.
status_t spec_add_parts(spec_t *spec, size_t claim, const char *text, size_t count,
                        const given_t *given) CERTIFY_MUST_USE;

// The part has the answer: the constant proved, and the enclosure. Puts the values into the claims that depend on it.
void spec_answer(spec_t *spec, size_t claim, const fmpq_t proved, const fmpq_t lo, const fmpq_t hi);

#endif
