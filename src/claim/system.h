// SPDX-License-Identifier: LGPL-3.0-or-later
// Dynamical systems: what `with gd(...)`, `sgd(...)`, `heavy_ball(...)` and `flow` mean for the landscape of a spec.
//
//   gd(rate = g)                          x' = x - g grad f(x)
//   sgd(rate = g, noise = uniform(s))     x' = x - g (grad f(x) + s u), u uniform on [-1, 1]^n, new at each step
//                                         (Mohtashami, Jaggi, Stich 2023, equation (3))
//   heavy_ball(rate = g, momentum = m)    x' = x - g grad f(x) + m (x - y), y' = x, beginning at y = x
//                                         (Polyak, Some methods of speeding up the convergence of iteration methods, 1964)
//   flow                                  dx/dt = -grad f(x)
//   flow(regularised = g)                 the same for f + (g/4) |grad f|^2 (Smith, Dherin, Barrett, De, On the origin of
//                                         implicit regularization in stochastic gradient descent, ICLR 2021)
//
// grad f is the gradient of the case that the point belongs to.
#ifndef CERTIFY_CLAIM_SYSTEM_H
#define CERTIFY_CLAIM_SYSTEM_H

#include "spec/spec.h"

// X(name, text)
#define SYSTEM_KINDS(X)                                                                                                \
    X(GD, "gd")                                                                                                        \
    X(SGD, "sgd")                                                                                                      \
    X(HEAVY_BALL, "heavy_ball")                                                                                        \
    X(FLOW, "flow")

typedef enum {
#define SYSTEM_ENUM(name, text) SYSTEM_##name,
    SYSTEM_KINDS(SYSTEM_ENUM)
#undef SYSTEM_ENUM
    SYSTEM_KIND_COUNT
} system_kind_t;

typedef struct {
    system_kind_t kind;
    size_t dimension;   // of the landscape
    size_t state_count; // dimension, twice that for HEAVY_BALL
    expr_t *state;      // the landscape's variables, then for HEAVY_BALL those of the position before
    size_t noise_count; // dimension for SGD, else 0
    const expr_t *noise;
    expr_t rate, momentum, level; // EXPR_NONE where the system has none
    expr_t *map;                  // the next state; FLOW: dx/dt
    expr_t loss;                  // that the gradient is of: the landscape, regularised or not
} system_t;

// Builds the system of a validated claim. `unknown` stands for `?`; lists of the `for` clause are not instantiated.
void system_init(system_t *system, spec_t *spec, const dynamics_t *dynamics, expr_t unknown);
void system_clear(system_t *system);

// Replaces variables in rate, momentum, level and map by terms.
void system_substitute(system_t *system, dag_t *dag, size_t count, const expr_t *variables, const expr_t *values);

// The formula (or term) at the next state.
expr_t system_after(const system_t *system, dag_t *dag, expr_t a);
// The state after `steps` steps as terms of the state now, a new array of state_count terms. No noise.
expr_t *system_iterate(const system_t *system, dag_t *dag, size_t steps);

// Whether the argument is `?` or uniform(?).
bool argument_is_unknown(const argument_t *argument);
// Whether rate or noise level is `?`.
bool dynamics_is_unknown(const dynamics_t *dynamics);

// Checks the arguments of `with ...`; errors go to spec->diagnostics.
void dynamics_validate(spec_t *spec, const claim_t *claim);

#endif
