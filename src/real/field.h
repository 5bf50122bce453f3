// SPDX-License-Identifier: LGPL-3.0-or-later
// Real number fields and how they embed into each other. Internal to real/.
#ifndef CERTIFY_REAL_FIELD_H
#define CERTIFY_REAL_FIELD_H

#include "real/real.h"
#include "real/select.h"

// Q(theta), theta the root number `root_index` among the real roots of the modulus in increasing order.
struct real_field_struct {
    slong degree;
    fmpz_poly_t modulus; // the minimal polynomial of theta: irreducible, monic, integer coefficients
    fmpq_poly_t modulus_over_q;
    qqbar_ptr real_roots; // of the modulus, increasing
    slong real_root_count;
    slong root_index;
    arb_t theta; // cached enclosure of the accuracy theta_prec
    slong theta_prec;
};

// Both `left` and `right` are subfields of `joint`; the images are their generators in terms of joint's.
struct real_join_struct {
    real_field_t *left;
    real_field_t *right;
    real_field_t *joint;
    fmpq_poly_t left_image;
    fmpq_poly_t right_image;
};

void real_field_clear(real_field_t *field);
void real_join_clear(real_join_t *join);

// The field of the root x of `modulus` (irreducible, monic, degree >= 2 and within the context's limit): the known one
// if there is one.
status_t real_field_intern(real_field_t **result, const fmpz_poly_t modulus, const enclosure_t *x,
                           real_ctx_t ctx) CERTIFY_MUST_USE;

// The enclosure of theta to at least prec bits, borrowed from the cache.
arb_srcptr real_field_theta(real_field_t *field, slong prec);

// The remainder of `value` by the modulus, in place.
void real_field_reduce(fmpq_poly_t value, const real_field_t *field);

// value(image) mod the modulus of `field`.
void real_field_compose(fmpq_poly_t result, const fmpq_poly_t value, const fmpq_poly_t image,
                        const real_field_t *field);

// A field that contains both; NULL stands for Q. Joins are remembered. STATUS_LIMIT when the degrees are too large.
status_t real_field_join(real_field_t **joint, real_field_t *left, real_field_t *right,
                         real_ctx_t ctx) CERTIFY_MUST_USE;

// a as an element of `target`, which must be a's own field or one that real_field_join returned for it.
status_t real_lift(real_t result, const real_t a, real_field_t *target, real_ctx_t ctx) CERTIFY_MUST_USE;

// result = value(theta), reduced already; drops to Q when constant. Takes the contents of `value`. STATUS_LIMIT
// (result unchanged) when its coefficients pass the context's limit.
status_t real_settle(real_t result, fmpq_poly_t value, real_field_t *field, real_ctx_t ctx) CERTIFY_MUST_USE;

// The root x of `poly`, irreducible over Q and primitive, as an element of Q(x).
status_t real_adjoin(real_t result, const fmpz_poly_t poly, const enclosure_t *x, real_ctx_t ctx) CERTIFY_MUST_USE;

// real_get_arb as an enclosure_t's function; data is the real_t.
status_t real_enclose(arb_t ball, const void *data, slong prec) CERTIFY_MUST_USE;

#endif
