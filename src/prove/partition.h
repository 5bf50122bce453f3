// SPDX-License-Identifier: LGPL-3.0-or-later
// Partitions of the states and parameters into cells, with their images: what rank.c, avoid.c and nonsingular.c search
// with. Evidence `partition` of docs/certificate-format.md.
#ifndef CERTIFY_PROVE_PARTITION_H
#define CERTIFY_PROVE_PARTITION_H

#include "prove/branch_plan.h"
#include "prove/image.h"
#include "prove/partition_meets.h"

#define CELL_NONE UINT32_MAX
#define RANK_NONE SIZE_MAX

typedef enum {
    CELL_IDLE,
    CELL_TARGET,
    CELL_STEP,
    CELL_CHANCE,
    CELL_DRIFT,
    CELL_EXPEL,
    CELL_REPEL,
    CELL_NULL,
    CELL_SAFE,
    CELL_NONSINGULAR
} cell_kind_t;

// What covers an image: one box of the states for each way through the guards.
typedef struct {
    size_t count, capacity;
    dinterval_t *boxes;
} cover_t;

typedef struct {
    uint32_t node, depth; // in the tree
    bool known;           // the image and the truths are those of the box
    cell_kind_t kind;
    size_t rank;
    side_t *box;         // of the variables
    bool defined;        // the map is, on all of it
    cover_t *images;     // with room for a second evaluator: for all noise, then for the choices of it
    dinterval_t *change; // map - state; NULL until space_note_changes
    tape_truth_t in_region, in_target;
    size_t choice;   // CHANCE: which
    size_t variable; // DRIFT; REPEL: which of the obligation's sets
    bool negative;   // DRIFT: the variable rises
    double amount;   // DRIFT: D; EXPEL, NULL: L
    double weight;   // NULL
    double growth;   // space_growth; NAN until it is asked for
} cell_t;

typedef struct {
    uint32_t variable; // of a split
    double at;
    uint32_t mark;  // if not MARK_NONE
    uint32_t child; // of a split: the lower one, the upper one follows it; 0 for a leaf
    uint32_t cell;  // of a leaf
} place_t;

typedef struct {
    prover_t *prover;
    const obligation_t *obligation;
    statement_t statement; // region and target
    plan_t plan;
    image_t *image;
    image_t *change;             // of the state variables; NULL where it is too large
    size_t states, count, noise; // state variables, all variables, noise variables
    expr_t region, target;       // simplified
    expr_t *repellers;           // simplified
    expr_t *centre;              // simplified, when the obligation has one
    dinterval_t *noise_domain;
    size_t choice_count;  // of parts of the noise
    dinterval_t *choices; // [choice * noise + k]; rational with few bits
    size_t node_count, node_capacity;
    place_t *nodes; // node 0 is the root
    size_t cell_count, cell_capacity;
    cell_t *cells;
    meets_t meets;
    size_t visits; // of nodes, by all that looked for what images meet
    bool uneven;   // cuts avoid 0 and middles: there fixed points tend to be
    bool uncut_parameters; // only states are cut
    size_t null_tried; // how many cells there were when no null set was found last
    bool terminal_first;   // only terminal unsettled cells are cut
} space_t;

// The target may be NULL (for none). False, with a reason, when the obligation cannot be worked on. To be cleared in
// any case.
bool space_init(space_t *p, const char **reason, prover_t *prover, const obligation_t *obligation,
                const expr_t *target);
void space_clear(space_t *p);

// How many cells a search may make: a cell costs as much as some ten boxes of branch and bound.
size_t space_limit(const space_t *p);
// Whether there are that many, or looking for what images meet has taken too long.
bool space_is_full(const space_t *p);

// Computes what is not known yet of new cells.
void space_refresh(space_t *p);
// Notes what the images for all noise meet, where that is not too much, for the calls below, of which there are many for
// each cell in a round. It is theirs until a cell is split; without it they look it up in the tree.
void space_note_meets(space_t *p);
// The cells noted for a cell, with CELL_NONE after those of each box of its image; NULL where there are none.
const uint32_t *space_meets(const space_t *p, uint32_t cell, size_t *count);

// Halves a cell; its lower part keeps the number. False when it is too small.
bool space_split(space_t *p, uint32_t cell);
// Splits the widest parameter, if there is one that can be split and no place where formulas change in the cell, which comes first.
bool space_split_parameter(space_t *p, uint32_t cell);
// A first division: at the places where cases, region and target change, near 0 and far out.
void space_cut_coarsely(space_t *p);

// Whether starts on faces of cells do not count: they are for almost all starts, and those are no null set of the states as with
// momentum.
bool space_faces_are_null(const space_t *p);
// The box of the states that one step from that one of the obligation's repelling sets leads into.
void space_repeller_image(dinterval_t *image, const space_t *p, size_t which);
// Whether the cell lies in that one of the obligation's repelling sets, a box with rational ends.
bool space_is_in_repeller(const space_t *p, uint32_t cell, size_t which);

// How large the cell is, in the sense of what splitting it further may bring.
double space_size(const space_t *p, uint32_t cell);

// The first cell that the image of a cell has points in and for which `accepts` is false; CELL_NONE when there is none.
// `way` is 0 for the image for all noise, 1 + c for that for choice c.
typedef bool (*cell_test_t)(void *data, uint32_t cell);
uint32_t space_first(space_t *p, uint32_t cell, size_t way, cell_test_t accepts, void *data);
// The same, passing over what `all` marks: nodes below which all cells with these parameters are accepted, as far as earlier
// calls, for cells with the same parameters, have found. It is for a test that goes on to accept what it has accepted once.
uint32_t space_first_but(space_t *p, uint32_t cell, size_t way, bool *all, cell_test_t accepts, void *data);
// The same for one box of an image and what of it lies below a node that it meets, nothing being noted: other threads may
// do so, too. Adds to the visits.
uint32_t space_walk(size_t *visits, const space_t *p, uint32_t cell, uint32_t node, const dinterval_t *image,
                    cell_test_t accepts, void *data);
// The same for what a step from the cell leads to when it is known to lie within a box of the states.
uint32_t space_first_within(space_t *p, uint32_t cell, const dinterval_t *within, cell_test_t accepts, void *data);

// The same for the cell itself and those that touch it.
uint32_t space_beside(space_t *p, uint32_t cell, cell_test_t accepts, void *data);

// Bounds of where a side is cut.
double space_cut_end(const space_t *p, const split_t *split, bool upper);

// Sets `change` of the cells without rank on which the map is defined, where it is not set yet.
void space_note_changes(space_t *p);
// A box of the variables and the whole noise.
void space_inputs(dinterval_t *inputs, const space_t *p, const side_t *box);

// "evidence proved partition" and the lines of the tree.
void space_write(strbuf_t *out, const space_t *p);

// "x in [1, 2], rate in [0, 1]", a new text.
char *space_describe(const space_t *p, uint32_t cell);

#endif
