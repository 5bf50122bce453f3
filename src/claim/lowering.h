// SPDX-License-Identifier: LGPL-3.0-or-later
// What the predicates' lowerings share: the instance being lowered, its arguments with `?` and list members put in, and
// the obligations that many predicates have in common. Internal to claim/, and to dynamics/, which proposes tactics.
#ifndef CERTIFY_CLAIM_LOWERING_H
#define CERTIFY_CLAIM_LOWERING_H

#include "claim/claim.h"
#include "claim/theorem.h"
#include "claim/system.h"

// One argument of a predicate's signature.
typedef struct {
    const char *name;
    unsigned kinds;  // bit 1 << VALUE_...
    bool required;
    bool may_be_unknown; // `?` allowed
    bool is_bound;       // a number is given as `name >= c` or `name <= c`
} parameter_t;

#define ACCEPT_NUMBER (1u << VALUE_NUMBER)
#define ACCEPT_POINT (1u << VALUE_VECTOR | 1u << VALUE_NUMBER)
#define ACCEPT_REGION (1u << VALUE_FORMULA)
#define ACCEPT_BOX (1u << VALUE_BOX)
#define ACCEPT_WORD (1u << VALUE_KEYWORD)
#define PREDICATE_MAX_PARAMETERS 12

typedef struct lowering lowering_t;

// A tactic of a predicate (claim/tactic.h).
typedef struct {
    const char *name; // NULL after the last one
    bool against;
    status_t (*lower)(lowering_t *lowering); // STATUS_UNSUPPORTED for numbers that make no sense
} tactic_definition_t;

// A predicate: its signature and its lowering. One file defines one of these.
typedef struct {
    predicate_t predicate;
    parameter_t parameters[PREDICATE_MAX_PARAMETERS]; // ends at the first without a name; also the positional order
    const char *keywords[PREDICATE_MAX_PARAMETERS];   // words allowed as positional arguments
    const char *either[2];                            // one of these parameters is required; NULL for none
    unknown_direction_t direction;                    // of `?`
    bool is_dynamic;                                  // the claim needs `with`
    bool no_region;                                   // the claim takes no `on`
    bool encloses;                                    // `?` asks for bounds, which the tactic has, and not for a best constant
    bool tells_more;                                  // a tactic may tell more of a claim that is proved without one
    bool repeats;                                     // arguments of the first name may be given more than once
    // An equivalent list of obligations, of "for some constant" where `?` has none; for a predicate with tactics NULL, or STATUS_UNSUPPORTED where a tactic is needed.
    status_t (*lower)(lowering_t *lowering);
    const tactic_definition_t *tactics; // NULL for none
    const theorem_t *theorem;           // then it is decided by its parts, and has neither lowering nor tactics
    // numerator / denominator for claim_unknown_ratio; NULL when there is no hint
    bool (*ratio)(expr_t *numerator, expr_t *denominator, lowering_t *lowering);
} predicate_definition_t;

// NULL for predicates that this version does not decide.
const predicate_definition_t *predicate_definition(predicate_t predicate);

struct lowering {
    spec_t *spec;
    dag_t *dag;
    const claim_t *claim;
    const predicate_definition_t *definition;
    obligation_list_t *list;
    const char **reason; // of STATUS_UNSUPPORTED
    expr_t unknown;
    bool every; // the instance is about all constants in the place of `?`
    const tactic_t *tactic; // NULL for none
    size_t tactic_offset;   // of its values that the functions of dynamics.h count from
    system_t system;       // of a dynamic predicate
    bool has_parameters;   // some interval of `for`, or the `?` of the dynamics, is still quantified over
    size_t list_count; // parameters bound to lists, and their members of this row; parameters fixed by a tactic
    expr_t *list_variables, *list_members;
    expr_t region; // of the claim, list members put in: where its terms are defined and it is true
    size_t dimension;
    const expr_t *state;
    expr_t landscape;
    size_t *root_index; // per point of the spec: the obligation that proves it, SIZE_MAX if the claim does not use it
};

// The instance's arguments, region and system, before any obligation; the list is only borrowed. To be ended.
void lowering_begin(lowering_t *lowering, obligation_list_t *list, const char **reason, spec_t *spec,
                    const instance_t *instance);
void lowering_end(lowering_t *lowering);

// The claim's expression with the row's list members in the place of their names.
expr_t lowering_instantiate(const lowering_t *lowering, expr_t a);
// The named argument as a number (the instance's constant when given as `?`, EXPR_NONE when that has none), EXPR_NONE when
// absent.
expr_t lowering_number(const lowering_t *lowering, const char *name);
// The named argument as coordinates (dimension of them, new array); false when absent.
bool lowering_point(expr_t **coordinates, const lowering_t *lowering, const char *name);
// The named argument as a condition; EXPR_NONE when absent.
expr_t lowering_formula(const lowering_t *lowering, const char *name);
// The named argument as an integer of at least 1, 0 when absent; false, with the reason noted, for any other value.
bool lowering_count(size_t *count, const lowering_t *lowering, const char *name);
// The argument itself, NULL when absent.
const argument_t *lowering_argument(const lowering_t *lowering, const char *name);
bool lowering_has_keyword(const lowering_t *lowering, const char *keyword);

// The true gradient: d f / d x_i where the landscape is differentiable, undefined elsewhere (PARTIAL). A new array of
// `dimension` nodes.
expr_t *lowering_gradient(const lowering_t *lowering);
// The operator for derivatives of the landscape: PARTIAL, or DERIVATIVE, which exact arithmetic knows more about, where no operator joins
// cases: there the derivative by the rules is that of the function.
expr_op_t lowering_derivative_op(const lowering_t *lowering);
// The true gradient, or for a claim that says `piecewise` that of the case that the point belongs to, as the dynamics use it.
expr_t *lowering_chosen_gradient(const lowering_t *lowering);
// x - p, a new array.
expr_t *lowering_offset(const lowering_t *lowering, const expr_t *centre);
expr_t lowering_dot(dag_t *dag, size_t count, const expr_t *a, const expr_t *b);
// |a| in one dimension, sqrt(sum a_i^2) in more.
expr_t lowering_norm(dag_t *dag, size_t count, const expr_t *a);

// A new obligation at the end of the list, of the given kind and role, required, all references EXPR_NONE. Valid until the
// next one is added.
obligation_t *lowering_add(lowering_t *lowering, obligation_kind_t kind, const char *role);
// The range of the rate or noise level in the place of `?`: (0, c), or all above c where the least one is sought.
interval_t lowering_unknown_range(const lowering_t *lowering);
// Fills in the variables and implicit points that occur in region, conclusion and map, all state variables if asked; call
// after these are set.
void lowering_quantify(lowering_t *lowering, obligation_t *obligation, bool all_state);

// The same for a FORALL or EXISTS, which becomes a CONSTANT when it has no variables and its region is everything.
void lowering_settle(lowering_t *lowering, obligation_t *obligation);

// forall region => conclusion, one obligation for each conjunct of the normalised conclusion.
void lowering_add_forall(lowering_t *lowering, const char *role, expr_t region, expr_t conclusion);
// The region lies in the domain of the term or formula: role "domain". Nothing when that is evident.
void lowering_add_domain(lowering_t *lowering, expr_t term);
// The landscape has the regularity (CONTINUOUS ... C2) at every point of the region.
void lowering_add_regularity(lowering_t *lowering, const char *role, expr_op_t regularity);
// For some number c, numerator <= c * denominator in the region.
void lowering_add_bounded(lowering_t *lowering, const char *role, expr_t numerator, expr_t denominator);
// The region is not empty: a lemma, so that vacuous claims can be told.
void lowering_add_nonempty(lowering_t *lowering);
// For an inequality about the point p: which obligation says grad f(p) = 0, f being the function. The root obligation when
// that is the landscape and p an implicit point, else a new lemma.
size_t lowering_add_critical(lowering_t *lowering, expr_t function, const expr_t *centre);
// The inequality of a shape about the point `toward` on the claim's region, after its lemma.
void lowering_add_shaped(lowering_t *lowering, shape_kind_t shape, expr_t constant, expr_t conclusion);

extern const predicate_definition_t predicate_continuous, predicate_differentiable, predicate_c1, predicate_c2,
    predicate_smooth, predicate_opsc, predicate_growth, predicate_minimum, predicate_holds, predicate_exists,
    predicate_stays, predicate_converges, predicate_escapes, predicate_reaches, predicate_avoids, predicate_cycle,
    predicate_orbit, predicate_basin, predicate_no_minimum_stable, predicate_diameter, predicate_volume, predicate_visits,
    predicate_nonsingular, predicate_lemma1, predicate_theorem1, predicate_lemma2, predicate_corollary1, predicate_theorem2,
    predicate_theorem4, predicate_proposition3;

#endif
