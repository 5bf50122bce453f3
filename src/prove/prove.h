// SPDX-License-Identifier: LGPL-3.0-or-later
// Deciding one obligation. Search finds evidence; what it finds is written in the grammar of
// docs/certificate-format.md, section "Evidence", and nothing else leaves this layer.
#ifndef CERTIFY_PROVE_PROVE_H
#define CERTIFY_PROVE_PROVE_H

#include "base/strbuf.h"
#include "base/verdict.h"
#include "claim/obligation.h"
#include "real/real.h"
#include "real/rpoint.h"

// Why nothing is decided when the dag is over its limit: what was read fits.
#define PROVE_TOO_MANY_NODES                                                                                           \
    "with what simplification and derivatives add to them, the expressions exceed the limit on nodes; what would "     \
    "help: sums of fewer terms"

typedef struct {
    slong max_boxes;     // of one obligation
    slong max_precision; // bits
    bool no_recheck;     // verdicts without the checker's confirmation (decide/recheck.h)
    bool no_identities;  // none is sought: an EXISTS of which only a proof is of use
    bool no_decoupling;  // couplings are left as they are (decouple.h): within a decoupled sum
    bool no_symmetries;  // none is sought: where those that were found are used already
    bool no_room;        // how much a proof leaves is not asked
} prove_limits_t;

// What a proved root obligation tells about a coordinate of an implicit point.
typedef struct {
    expr_t variable;
    fmpq_t lo, hi; // encloses the coordinate
    bool is_exact; // then `exact` is the coordinate
    rpoint_t exact;
} known_coordinate_t;

typedef struct {
    dag_t *dag; // grows by the prover's own nodes
    real_ctx_t reals;
    prove_limits_t limits;
    size_t known_count, known_capacity;
    known_coordinate_t *known;
    struct measure_record *measured; // prove/measure_record.h; NULL for none
    size_t work;                     // so far: boxes, other work counted as so many of them
    bool *proved; // per obligation of the instance being decided, in order; set and owned by the caller
} prover_t;

void prover_init(prover_t *prover, dag_t *dag, const prove_limits_t *limits);
void prover_clear(prover_t *prover);
// What is known of a coordinate of an implicit point; a new entry, to be filled in, if there is none yet. Valid until
// the next new entry.
known_coordinate_t *prover_known(prover_t *prover, expr_t variable);

typedef struct {
    expr_t variable; // which variable
    bool second;     // of the second point of a pair
    char *exact;     // number text as in certificates
    char *decimal;   // for people: exact when short, else nearest with 17 digits and "..." appended
} witness_value_t;

typedef struct {
    verdict_t verdict;
    strbuf_t evidence; // lines of the certificate, empty when undecided
    char *method;      // a phrase: "412 boxes", "exact, 9 cells"; NULL when undecided
    char *reason;      // why undecided, and what would help; NULL otherwise
    char *detail;      // --explain: the worst box, what was tried; may be NULL
    size_t witness_count;
    witness_value_t *witness;
    bool has_room; // then room_lo <= inf over the region of the conclusion's e (all conjuncts) <= room_hi
    double room_lo, room_hi;
    size_t
        steps; // of a proved RANK: the same evidence shows that every orbit arrives within that many; 0 for none known
} proof_t;

void proof_init(proof_t *proof);
void proof_clear(proof_t *proof);

// Decides the obligation. The verdict is UNDECIDED with a reason whenever anything stands in the way.
// Known coordinates are used for the implicit points; a proved ROOT obligation adds its own.
void prove_obligation(proof_t *proof, prover_t *prover, const obligation_t *obligation);

// ---- methods, one file each ----

// Complete decision where all functions are piecewise polynomials of one variable with algebraic coefficients
// (exact.c). STATUS_UNSUPPORTED when the obligation is outside the class: then proof is untouched.
status_t prove_exact(proof_t *proof, prover_t *prover, const obligation_t *obligation) CERTIFY_MUST_USE;
// Formulas without variables (constant.c).
void prove_constant(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// Whether the interval of a variable of a FORALL, PAIR or EXISTS has no point (empty.c); then proof says so.
bool prove_empty(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// One polynomial identity that excludes a counterexample of a FORALL (or an example of an EXISTS), on unbounded sets,
// too (identity.c). Else false, and proof is untouched.
bool prove_identity(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// Whether some hypothesis of such an identity would be an equation.
bool identity_has_equation(prover_t *prover, const obligation_t *obligation);
// A lower bound of a sum, for each part of it that shares no variable with the others alone (separate.c): FORALL. Else
// false, and proof is untouched.
bool prove_separate(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// A FORALL of which many boxes are needed, by its symmetries (symmetric.c). False, and proof is untouched, where none
// is found that seems of use; else this is all that is tried, and proof may be undecided. `stationary`: which part of the
// boxes closed so far was closed as `stationary`, which takes a region that is `true`.
bool prove_symmetric(proof_t *proof, prover_t *prover, const obligation_t *obligation, double stationary);
// Branch and bound in any dimension for FORALL and EXISTS (branch.c), LOCAL (local.c), PAIR (pair.c), ROOT (root.c).
void prove_branch(proof_t *proof, prover_t *prover, const obligation_t *obligation);
void prove_local(proof_t *proof, prover_t *prover, const obligation_t *obligation);
void prove_pair(proof_t *proof, prover_t *prover, const obligation_t *obligation);
void prove_root(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// The formula at the end of an orbit, for ORBIT (orbit_obligation.c).
void prove_orbit(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// Solutions of a differential equation, for FLOW (flow.c).
void prove_flow(proof_t *proof, prover_t *prover, const obligation_t *obligation);
// Partitions of the states: RANK (rank.c), AVOID (avoid.c), NONSINGULAR (nonsingular.c).
void prove_rank(proof_t *proof, prover_t *prover, const obligation_t *obligation);
void prove_avoid(proof_t *proof, prover_t *prover, const obligation_t *obligation);
void prove_nonsingular(proof_t *proof, prover_t *prover, const obligation_t *obligation);

// A decimal estimate (not a proof) of inf numerator/denominator over the region for one variable, by exact root
// isolation when the functions are piecewise polynomials; used to choose the constants that are then proved.
// maximise: sup instead. False when there is no estimate.
bool estimate_extremum(arb_t estimate, prover_t *prover, const obligation_t *region_of, expr_t numerator,
                       expr_t denominator, bool maximise);

// Likewise the least L with |g(x) - g(y)| <= L |x - y| for all x, y of the region of a PAIR obligation of one variable
// (its bound is not looked at). False when there is none: the region is undefined somewhere or has fewer than two
// points, g is not Lipschitz there, or the functions are not piecewise polynomials.
bool estimate_lipschitz(arb_t estimate, prover_t *prover, const obligation_t *pair);

#endif
