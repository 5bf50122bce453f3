// SPDX-License-Identifier: LGPL-3.0-or-later
// Lowering: from a claim of a spec to obligations. Equivalence, not mere implication: an instance of a claim is true
// if and only if all its required obligations are; with a tactic (claim/tactic.h) they imply the claim or its negation. Deterministic; no proof, no search, no evaluation of inexact numbers.
#ifndef CERTIFY_CLAIM_CLAIM_H
#define CERTIFY_CLAIM_CLAIM_H

#include "claim/obligation.h"
#include "claim/tactic.h"

// An instance of a claim has a value for its `?`, or says that the claim holds for every one, or for some one, and one
// member for every list of its `for` clause.
typedef struct {
    size_t claim;      // index in spec->claims
    size_t row;        // from 0: which combination of list members
    expr_t unknown;    // the constant in the place of `?`; EXPR_NONE if the claim has none, or for every or some constant
    const tactic_t *tactic; // NULL for none; borrowed
    bool every;             // the claim holds for every constant in the place of `?`
} instance_t;

typedef struct {
    size_t count, capacity;
    obligation_t *items;
} obligation_list_t;

// How the truth of a claim with `?` depends on the constant.
typedef enum {
    UNKNOWN_NONE,        // no `?` in the claim
    UNKNOWN_LARGEST,     // true up to the best constant, false above (opsc)
    UNKNOWN_SMALLEST     // true from the best constant on, false below (smooth, growth)
} unknown_direction_t;

// Number of rows (product of the list lengths, 1 without lists), SIZE_MAX when there are more than that.
size_t claim_row_count(const spec_t *spec, size_t claim);
// The text of a row's list values, "rate = 1/2, n = 3"; empty without lists.
void claim_row_text(strbuf_t *out, const spec_t *spec, size_t claim, size_t row);
// The term with the row's list members in the place of their names.
expr_t claim_row_term(const spec_t *spec, size_t claim, size_t row, expr_t a);
// The name of the constant that `?` stands for ("mu", "L"), NULL without `?`.
const char *claim_unknown_name(const spec_t *spec, size_t claim);
unknown_direction_t claim_unknown_direction(const spec_t *spec, size_t claim);

bool claim_has_tactics(const spec_t *spec, size_t claim);
// Whether a tactic may tell more (claim_tactic_bounds) of a claim that is proved without one.
bool claim_tactics_tell_more(const spec_t *spec, size_t claim);
// Whether the predicate has tactics of that name and side, for that number of values.
bool claim_knows_tactic(const spec_t *spec, size_t claim, const tactic_t *tactic);

// The value of the tactic that bounds the number of steps of its last obligation, a RANK one; NULL when it has none, or a bound
// already. 0 stands for no bound.
fmpq *claim_tactic_steps(const spec_t *spec, size_t claim, tactic_t *tactic);

// What a tactic that has succeeded tells: the quantity lies between the bounds that it has.
typedef struct {
    char *name;
    bool has_lo, has_hi;
    fmpq_t lo, hi;
} tactic_bound_t;

// The bounds that follow from the tactic's values and answer the claim's question, or tell more: the end of an orbit, the volumes of
// basins, the points and multipliers of a cycle, how fast orbits leave or converge. A new array (tactic_bounds_free); returns how
// many.
size_t claim_tactic_bounds(tactic_bound_t **bounds, const spec_t *spec, size_t claim, const tactic_t *tactic);
// The one quantity that the tactic encloses from both sides: the answer that other parts of a theorem use. False when there is
// none, or several.
bool claim_tactic_answer(fmpq_t lo, fmpq_t hi, const spec_t *spec, size_t claim, const tactic_t *tactic);
void tactic_bounds_free(tactic_bound_t *bounds, size_t count);
// A sentence about what the bounds mean; false, and nothing appended, where they need none.
bool claim_tactic_note(strbuf_t *out, const spec_t *spec, size_t claim, const tactic_t *tactic);

// Where a claim fails, by the values of a tactic against it: "false from all starts x in [1, 2], with g = 0.5",
// "false at the minimiser x = 0". False where they do not tell; what is appended counts for nothing then.
bool claim_tactic_witness(strbuf_t *out, const spec_t *spec, size_t claim, const tactic_t *tactic);

// Checks the arguments of every claim against its predicate; errors go to spec->diagnostics.
status_t claims_validate(spec_t *spec) CERTIFY_MUST_USE;

// Lowers one instance of a validated claim. STATUS_UNSUPPORTED for predicates (or combinations) that are not decided by
// this version; *reason then says which, or is NULL where nothing more can be said. The list is initialised in any case and must be cleared.
status_t claim_lower(obligation_list_t *list, const char **reason, spec_t *spec, const instance_t *instance)
    CERTIFY_MUST_USE;
void obligation_list_clear(obligation_list_t *list);

// For a claim with `?`: numerator and denominator of the expression of the state variables whose infimum (LARGEST) or
// supremum (SMALLEST) over the region is the best constant, as a hint for the search. False when there is none.
bool claim_unknown_ratio(expr_t *numerator, expr_t *denominator, spec_t *spec, const instance_t *instance);

#endif
