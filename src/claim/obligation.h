// SPDX-License-Identifier: LGPL-3.0-or-later
// Obligations: the closed formulas that claims are lowered to. Their grammar and meaning are docs/certificate-format.md,
// section "Obligations"; this is its in-memory form. An obligation borrows the DAG of its spec.
#ifndef CERTIFY_CLAIM_OBLIGATION_H
#define CERTIFY_CLAIM_OBLIGATION_H

#include "expr/expr.h"
#include "spec/spec.h"

// X(name, text).
#define OBLIGATION_KINDS(X)                                                                                            \
    X(CONSTANT, "constant") /* a formula without variables */                                                          \
    X(FORALL, "forall")     /* region => conclusion, for all values of the variables */                                \
    X(LOCAL, "local")       /* conclusion in some neighbourhood of the centre */                                       \
    X(EXISTS, "exists")     /* region and conclusion, for some values of the variables */                              \
    X(PAIR, "pair")         /* norm(map(x) - map(y)) <= bound * norm(x - y) for all x, y of the region */              \
    X(LIPSCHITZ, "lipschitz") /* the same for some bound */                                                            \
    X(BOUNDED, "bounded")   /* for some number c, the first map is at most c times the second one in the region */     \
    X(ROOT, "root")         /* exactly one zero of the map in a closed box, interior to it */                          \
    X(ORBIT, "orbit")       /* the conclusion holds after some steps of the map from an exact start */                 \
    X(RANK, "rank")         /* every orbit from the region reaches the target */                                       \
    X(AVOID, "avoid")       /* no orbit from the region is ever in the target */                                       \
    X(MEASURE, "measure")   /* bounds for the volumes of the starts that are in each target after some steps */        \
    X(NONSINGULAR, "nonsingular") /* the map has an invertible derivative almost everywhere in the region */           \
    X(FLOW, "flow")         /* every solution of dx/dt = map(x) from the region or start gets to the target in time */

typedef enum {
#define OBLIGATION_ENUM(name, text) OBLIGATION_##name,
    OBLIGATION_KINDS(OBLIGATION_ENUM)
#undef OBLIGATION_ENUM
    OBLIGATION_KIND_COUNT
} obligation_kind_t;

// A conclusion that has the form of a known inequality about a point p keeps that form beside the formula, because such
// inequalities touch zero to second order at p and are closed there by a Hessian test (leaf rule `shape`).
typedef enum {
    SHAPE_NONE,
    SHAPE_OPSC,    // 0 <= <grad f(x), x-p> - c |x-p|^2
    SHAPE_GROWTH,  // 0 <= c |x-p| - |grad f(x)|
    SHAPE_MINIMUM  // 0 <= f(x) - f(p), or 0 < f(x) - f(p) for x != p
} shape_kind_t;

// X(name, text): which orbits a RANK obligation speaks of; EXACTLY is for MEASURE, where the targets need not be mapped into themselves and
// the state after exactly `steps` steps counts.
#define ORBIT_MODES(X)                                                                                                 \
    X(SURELY, "surely")               /* all */                                                                        \
    X(ALMOST_SURELY, "almost-surely") /* with probability one, the noise being independent and uniform */              \
    X(ALMOST_EVERYWHERE, "almost-everywhere") /* of all starts but a set of measure zero */                            \
    X(EXACTLY, "exactly")

typedef enum {
#define ORBIT_MODE_ENUM(name, text) ORBIT_##name,
    ORBIT_MODES(ORBIT_MODE_ENUM)
#undef ORBIT_MODE_ENUM
} orbit_mode_t;

const char *orbit_mode_text(orbit_mode_t mode);

// No orbit of more steps is followed.
#define OBLIGATION_MAX_STEPS 10000000u

// A set of states that orbits are to reach, avoid, or be counted in.
typedef struct {
    expr_t formula;
    expr_t least, most; // MEASURE: of the volume; EXPR_NONE for no such bound
} target_t;

typedef struct {
    expr_t variable;
    interval_t domain; // unbounded for state variables; the interval of `for`; the box of an implicit point
} quantified_t;

typedef struct {
    obligation_kind_t kind;
    const char *role; // what it is for: "domain", "differentiable", "inequality", "nonempty", ... (static text)
    bool required;    // false for lemmas and for the check that the region is not empty
    size_t variable_count; // state variables first, then parameters; all that are quantified
    quantified_t *variables;
    size_t state_count;  // how many of them are state variables
    size_t point_count;  // coordinates of implicit points that occur: true for the values that their root obligations fix
    quantified_t *points;
    expr_t region;     // FORALL, EXISTS, PAIR, LIPSCHITZ, BOUNDED, RANK, AVOID, MEASURE, NONSINGULAR, FLOW without a start
    expr_t conclusion; // CONSTANT, FORALL, LOCAL, EXISTS, ORBIT, FLOW: normalised (claim/formula.h)
    shape_kind_t shape;
    expr_t shape_function; // f
    expr_t shape_constant; // c, EXPR_NONE for SHAPE_MINIMUM
    size_t shape_lemma;    // index of the obligation of the same instance that says grad f(p) = 0 (CONSTANT or ROOT)
    size_t map_count;
    expr_t *map;       // PAIR, LIPSCHITZ: the gradient; BOUNDED: two terms; ROOT: the map whose zero is sought; ORBIT ... NONSINGULAR:
                       // the next state; FLOW: dx/dt
    expr_t bound;      // PAIR
    expr_t *centre;    // LOCAL, RANK, and the p of a shape: state_count constants or point variables; else NULL
    size_t noise_count;
    quantified_t *noise; // RANK, AVOID: anew at each step
    expr_t *start;       // ORBIT; FLOW, if it has no region: state_count constants; else NULL
    orbit_mode_t mode;   // RANK; MEASURE: ORBIT_EXACTLY or anything else
    bool has_steps;      // ORBIT, MEASURE: always; RANK, AVOID: when the number of steps is bounded
    size_t steps;
    size_t target_count; // RANK, AVOID, FLOW: 1; MEASURE: any number
    target_t *targets;
    size_t repeller_count; // RANK, for almost all starts
    expr_t *repellers;     // formulas: an orbit that stays in such a set is that of one point, see docs/certificate-format.md
    interval_t *repeller_images; // [k * state_count + i]: the box that a step from set k leads into
    expr_t time;         // FLOW: a constant; else EXPR_NONE
    bool at_time;        // FLOW: the solution is in the target at that time, and not only at some time up to it
} obligation_t;

const char *obligation_kind_text(obligation_kind_t kind);
void obligation_clear(obligation_t *obligation);
// A copy of a FORALL with other intervals of its variables, and without a shape.
void obligation_restrict(obligation_t *part, const obligation_t *whole, const interval_t *domains);

// Writes obligations in the certificate's canonical text; nodes are numbered in the order of their first appearance
// over the life of the writer, so that a certificate defines each node once.
typedef struct {
    const dag_t *dag;
    uint32_t *numbers; // per node, 0 is "not yet written"
    size_t capacity;
    uint32_t next;
} obligation_writer_t;

void obligation_writer_init(obligation_writer_t *writer, const dag_t *dag);
void obligation_writer_clear(obligation_writer_t *writer);
void obligation_write(strbuf_t *out, obligation_writer_t *writer, const obligation_t *obligation, size_t index);

#endif
