// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures of the image of boxes under the map of an obligation about orbits (docs/certificate-format.md).
#ifndef CERTIFY_PROVE_IMAGE_H
#define CERTIFY_PROVE_IMAGE_H

#include "expr/tape.h"
#include "interval/dinterval.h"
#include "prove/prove.h"

typedef struct image image_t;

// Compiles the map as a function of the obligation's variables and then its noise variables. NULL when it cannot be
// compiled. The obligation is borrowed.
image_t *image_new(prover_t *prover, const obligation_t *obligation);
// The same for other terms in these variables in the place of the map's components.
image_t *image_new_terms(prover_t *prover, const obligation_t *obligation, size_t count, const expr_t *terms);
void image_free(image_t *image);

// An image makes the formulas that its boxes meet when they are first met. While it is held it makes none, so that
// several threads (base/parallel.h) may enclose with it at a time.
void image_hold(image_t *image, bool held);

// The variables of the obligation and its noise.
size_t image_inputs(const image_t *image);

// Encloses the images of `count` boxes: boxes[b * inputs + v], out[b * state_count + i], by evaluation and, where the
// map is continuous on the box, also by monotonicity and the mean value form, intersected. Boxes may be unbounded.
// defined[b] tells whether the map is shown to be defined on all of the box; where it is not, out is the whole space.
//
// Where guards are not decided on the box, each way to decide them is followed for itself, on the part of the box that
// the guards leave to it, and the result is the hull: with all guards decided the map is given by one smooth formula.
//
// False, and then the results mean nothing, when the image is held and a formula has not been made yet.
bool image_enclose(dinterval_t *out, bool *defined, image_t *image, size_t count, const dinterval_t *boxes);

// The same without the hull: `visit` is called for the enclosure of each part of the image of box b; with NULL when the
// parts of box b that came before do not count.
typedef void (*image_visit_t)(void *data, size_t b, const dinterval_t *values);
bool image_enclose_parts(bool *defined, image_t *image, size_t count, const dinterval_t *boxes, image_visit_t visit,
                         void *data);

// The derivatives of the components at a place, itself a box in `box`: out[i * inputs + v]. False when it is not shown
// that one choice of cases applies to `box` but for faces in states, given by a formula of the least regularity on all of it.
bool image_slopes(dinterval_t *out, image_t *image, const dinterval_t *box, const dinterval_t *place,
                  regularity_t least);

#endif
