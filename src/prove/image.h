// SPDX-License-Identifier: LGPL-3.0-or-later
// Enclosures of the image of boxes under the map of an obligation about orbits (docs/certificate-format.md).
#ifndef CERTIFY_PROVE_IMAGE_H
#define CERTIFY_PROVE_IMAGE_H

#include "interval/dinterval.h"
#include "prove/prove.h"

typedef struct image image_t;

// Compiles the map as a function of the obligation's variables and then its noise variables. NULL when it cannot be
// compiled. The obligation is borrowed.
image_t *image_new(prover_t *prover, const obligation_t *obligation);
void image_free(image_t *image);

// The variables of the obligation and its noise.
size_t image_inputs(const image_t *image);

// Encloses the images of `count` boxes: boxes[b * inputs + v], out[b * state_count + i], by evaluation and, where the map is
// continuous on the box, also by monotonicity and the mean value form, intersected. Boxes may be unbounded. defined[b]
// tells whether the map is shown to be defined on all of the box; where it is not, out is the whole space.
void image_enclose(dinterval_t *out, bool *defined, image_t *image, size_t count, const dinterval_t *boxes);

#endif
