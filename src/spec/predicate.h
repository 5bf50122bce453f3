// SPDX-License-Identifier: LGPL-3.0-or-later
// The predicates of the language: their names and how their arguments are read. What they mean is in claim/, one file
// per predicate.
#ifndef CERTIFY_SPEC_PREDICATE_H
#define CERTIFY_SPEC_PREDICATE_H

#include <stddef.h>

typedef enum {
    ARGUMENTS_NONE,    // no parentheses, or empty ones: continuous, no_minimum_stable
    ARGUMENTS_FORMULA, // one formula: holds, exists
    ARGUMENTS_LIST     // positional and named arguments, separated by commas
} argument_style_t;

#define SPEC_PREDICATES(X)                                                                                             \
    X(CONTINUOUS, "continuous", ARGUMENTS_NONE)                                                                        \
    X(DIFFERENTIABLE, "differentiable", ARGUMENTS_NONE)                                                                \
    X(C1, "C1", ARGUMENTS_NONE)                                                                                        \
    X(C2, "C2", ARGUMENTS_NONE)                                                                                        \
    X(SMOOTH, "smooth", ARGUMENTS_LIST)                                                                                \
    X(OPSC, "opsc", ARGUMENTS_LIST)                                                                                    \
    X(GROWTH, "growth", ARGUMENTS_LIST)                                                                                \
    X(MINIMUM, "minimum", ARGUMENTS_LIST)                                                                              \
    X(HOLDS, "holds", ARGUMENTS_FORMULA)                                                                               \
    X(EXISTS, "exists", ARGUMENTS_FORMULA)                                                                             \
    X(DIAMETER, "diameter", ARGUMENTS_LIST)                                                                            \
    X(VOLUME, "volume", ARGUMENTS_LIST)                                                                                \
    X(LEMMA1, "lemma1", ARGUMENTS_LIST)                                                                                \
    X(LEMMA2, "lemma2", ARGUMENTS_LIST)                                                                                \
    X(THEOREM1, "theorem1", ARGUMENTS_LIST)                                                                            \
    X(THEOREM2, "theorem2", ARGUMENTS_LIST)                                                                            \
    X(THEOREM4, "theorem4", ARGUMENTS_LIST)                                                                            \
    X(COROLLARY1, "corollary1", ARGUMENTS_LIST)                                                                        \
    X(PROPOSITION3, "proposition3", ARGUMENTS_LIST)                                                                    \
    X(STAYS, "stays", ARGUMENTS_LIST)                                                                                  \
    X(CONVERGES, "converges", ARGUMENTS_LIST)                                                                          \
    X(ESCAPES, "escapes", ARGUMENTS_LIST)                                                                              \
    X(REACHES, "reaches", ARGUMENTS_LIST)                                                                              \
    X(AVOIDS, "avoids", ARGUMENTS_LIST)                                                                                \
    X(CYCLE, "cycle", ARGUMENTS_LIST)                                                                                  \
    X(VISITS, "visits", ARGUMENTS_LIST)                                                                                \
    X(NONSINGULAR, "nonsingular", ARGUMENTS_LIST)                                                                      \
    X(NO_MINIMUM_STABLE, "no_minimum_stable", ARGUMENTS_LIST)                                                          \
    X(ORBIT, "orbit", ARGUMENTS_LIST)                                                                                  \
    X(BASIN, "basin", ARGUMENTS_LIST)

typedef enum {
#define PREDICATE_ENUM(name, text, style) PREDICATE_##name,
    SPEC_PREDICATES(PREDICATE_ENUM)
#undef PREDICATE_ENUM
    PREDICATE_COUNT
} predicate_t;

// The predicate's name in specs, "opsc".
const char *predicate_text(predicate_t predicate);
argument_style_t predicate_style(predicate_t predicate);
// PREDICATE_COUNT when there is no predicate of that name.
predicate_t predicate_find(const char *text, size_t length);

#endif
