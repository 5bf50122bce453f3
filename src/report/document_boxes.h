// SPDX-License-Identifier: LGPL-3.0-or-later
// The subdivision that evidence describes, as boxes to be drawn: one or two variables, ends in doubles.
#ifndef CERTIFY_REPORT_DOCUMENT_BOXES_H
#define CERTIFY_REPORT_DOCUMENT_BOXES_H

#include "report/document.h"

#define BOXES_MOST 20000 // in one picture

typedef struct {
    double lo[2], hi[2];             // as far as it is seen; equal where it is not
    double whole_lo[2], whole_hi[2]; // also beyond the picture
    size_t depth;                    // in the tree
    const char *kind;    // the leaf's first word: natural, step, end, open, ...
    size_t target;       // of `end`, from 1; else 0
} box_t;

typedef struct {
    size_t dimension;     // 1 or 2
    const char *names[2]; // of the variables; borrowed
    double lo[2], hi[2];
    bool is_part; // there are boxes elsewhere, too, fewer of them
    size_t count, capacity, deepest, target_count;
    box_t *items; // in the arena of the document
} boxes_t;

// False when the evidence has no subdivision of one or two variables, or one of more than BOXES_MOST boxes. Unbounded
// variables are shown around the places where they are cut.
bool boxes_make(boxes_t *boxes, document_t *document, const record_obligation_t *obligation);

// The largest subdivision of an instance of the claim, or that of its starts; false when it has none to be drawn, but
// one that the instance before has, too, with another constant. What the claim asks for by
// `?` has the name of its argument.
bool boxes_make_largest(boxes_t *largest, const record_obligation_t **shown, document_t *document, size_t claim,
                        const record_instance_t *instance);
// What the picture shows: "Subdivision for inequality, rate = 1/2".
void boxes_append_caption(strbuf_t *out, const spec_t *spec, size_t claim, const record_instance_t *instance,
                          const record_obligation_t *shown);

// Boxes of one kind and target: how many, how many of these lie outside of the picture, and how many are points or
// segments.
typedef struct {
    size_t count, unseen, degenerate;
    const box_t *first; // NULL for none
} boxes_tally_t;

boxes_tally_t boxes_tally(const boxes_t *boxes, size_t kind, size_t target);
// ": 12", ": 12 (3 outside the picture, 1 degenerate)".
void boxes_append_tally(strbuf_t *out, const boxes_tally_t *tally);
// Whether it has an area (in one variable a length) within the picture.
bool box_is_seen(const boxes_t *boxes, const box_t *box);

// Whether the variables are those of the landscape.
bool boxes_are_of_state(const boxes_t *boxes, const spec_t *spec);

// ---- kinds of boxes ----

// X(first word of a leaf, class of its colour, what it means)
#define LEAF_KINDS(X)                                                                                                  \
    X("outside", "idle", "outside the region")                                                                         \
    X("idle", "idle", "outside the region")                                                                            \
    X("natural", "a", "interval evaluation")                                                                           \
    X("centred", "b", "mean value form")                                                                               \
    X("convex", "c", "convex, tangent plane")                                                                          \
    X("combined", "f", "members combined")                                                                             \
    X("stationary", "d", "no minimum inside")                                                                          \
    X("face", "e", "monotone, decided on a face")                                                                      \
    X("open-face", "e", "monotone, decided on an open face")                                                           \
    X("shape", "f", "second derivative")                                                                               \
    X("expand", "d", "expanded polynomial")                                                                            \
    X("constant", "b", "constant")                                                                                     \
    X("cells", "a", "one sign of each polynomial")                                                                     \
    X("jacobian", "a", "derivative bounded")                                                                           \
    X("target", "c", "in the target")                                                                                  \
    X("step", "a", "a step nearer to the target")                                                                      \
    X("chance", "b", "a step nearer with positive probability")                                                        \
    X("drift", "d", "drifts through")                                                                                  \
    X("expel", "e", "expelled in the end")                                                                             \
    X("repel", "f", "repelled in the end")                                                                             \
    X("null", "e", "left in the end by almost all orbits")                                                             \
    X("safe", "a", "safe: images stay in safe cells")                                                                  \
    X("nonsingular", "a", "the map is invertible")                                                                     \
    X("end", "a", "ends in ")                                                                                          \
    X("open", "open", "unresolved")

typedef struct {
    const char *word, *style, *meaning;
} leaf_kind_t;

// In the order in which they are drawn: what is unresolved comes last.
extern const leaf_kind_t leaf_kinds[];
extern const size_t leaf_kind_count;

// The place of the box's kind in the table; leaf_kind_count for none.
size_t box_kind(const box_t *box);
bool box_is_open(const box_t *box);
// The place in which the orbits of `end` boxes end, as the spec writes it: the target-th argument `of`.
void box_append_target(strbuf_t *out, const spec_t *spec, const claim_t *claim, size_t target);
// What kind of box it is: words, behind which the place is to stand in which its orbits end, if there is one; both in
// plain letters; the name of its colour: of its kind in the table, of where its orbits end a letter.
const char *box_words(const claim_t *claim, const box_t *box);
void box_append_meaning(strbuf_t *out, const spec_t *spec, const claim_t *claim, const box_t *box);
const char *box_style(const box_t *box);

#endif
