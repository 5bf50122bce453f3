// SPDX-License-Identifier: LGPL-3.0-or-later
// Evidence `partition`: a tree over all states and parameters, the leaves of which are cells with what is claimed of
// their images. The whole tree is read first; then each leaf is verified for itself.
#ifndef CERTIFY_CHECK_PARTITION_H
#define CERTIFY_CHECK_PARTITION_H

#include "check/evidence.h"

#define PARTITION_MAX_NODES 4000000u

typedef enum {
    CELL_SPLIT,
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

typedef struct {
    cell_kind_t kind;
    bool negative;   // DRIFT: of minus the variable
    size_t variable; // SPLIT, DRIFT: from 0; REPEL: of the sets, from 0
    size_t rank;     // from STEP to NULL; 0 for TARGET
    slong precision; // of a leaf
    size_t first;    // SPLIT: cut; DRIFT: D; EXPEL: L; NULL: L, weight; CHANCE: ends of intervals. In partition->numbers
    size_t upper;    // SPLIT: the upper half; the lower one is the next node
    size_t line;     // of the certificate
    range_t cut;     // SPLIT: enclosure in doubles
} node_t;

typedef struct {
    evidence_t *ev;
    size_t node_count, node_capacity;
    node_t *nodes;
    size_t number_count, number_capacity;
    fmpq *numbers;
    size_t least_expulsion; // the least rank of an EXPEL, REPEL or NULL leaf; SIZE_MAX if there is none
    size_t met_count, met_capacity;
    size_t *met;  // the NULL leaves that the image of the present one is found to meet, each once
    bool *is_met; // of all nodes; NULL before the first one is met
} partition_t;

// Reads the lines of the tree. False with a fault when they are not in the grammar, or a leaf has no place in a proof
// of the obligation's kind and mode. To be cleared in any case.
bool partition_check_read(partition_t *p, evidence_t *ev) CERTIFY_MUST_USE;
void partition_check_clear(partition_t *p);

// Notes what is wrong with a node, and returns false.
bool partition_check_refuse(const partition_t *p, size_t node, const char *why);

// Notes that an image meets a leaf; forgets all but the first `count` of these.
void partition_check_meet(partition_t *p, size_t node);
void partition_check_forget(partition_t *p, size_t count);

// Whether the union of the leaves that are accepted covers the box of states and parameters (ranges of the precision), or
// what lies of it within a box of the states, if that is not NULL. Accepts no leaf that this part lies outside of.
typedef bool (*cell_test_t)(const void *data, const node_t *leaf, size_t index);
bool partition_check_covers(const partition_t *p, const range_t *box, slong precision, cell_test_t accepts,
                            const void *data, const box_t *within);

// Verifies one leaf on its cell (partition_leaf.c, partition_expel.c).
bool partition_check_leaf_holds(partition_t *p, size_t index, const box_t *box) CERTIFY_MUST_USE;
// Whether the leaf is as an expelling one elsewhere needs it: see docs/certificate-format.md, `expel`.
bool partition_check_suits_expulsion(partition_t *p, size_t index, const box_t *box) CERTIFY_MUST_USE;

// Inside the box the map is given by one analytic formula, and its Jacobian determinant is not 0 at some point of the
// box, for all parameters (partition_singular.c).
bool partition_check_is_nonsingular(evidence_t *ev, const box_t *box, slong precision) CERTIFY_MUST_USE;

#endif
