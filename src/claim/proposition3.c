// SPDX-License-Identifier: LGPL-3.0-or-later
// Proposition 3 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix H), for any function:
// with small rates no level of noise leads to xstar, with large rates some level does. docs/theorems.md, section 7.
#include "claim/lowering.h"

// "Consider running SGD on f_tm with stochastic noise xi_t drawn i.i.d. at each step from the uniform distribution Uniform(-sigma, sigma). If the learning
// rate is small such that it satisfies rate < 1/30^2 the algorithm will not converge to xstar for some set of initialization points with positive
// Lebesgue measure. In contrast, with a large learning rate satisfying 0.4 <= rate <= 0.5 it is possible to choose sigma such that the algorithm will
// converge to xstar almost surely."
// The proof takes a set M1 (3.7 < x < 4.5) that noise up to `quiet` does not leave, and the set Mstar about xstar, which noise above `loud` leaves almost
// surely; with large rates and the noise chosen, Mstar is reached and kept.
#define SMALL                                                                                                          \
    "claim optimum 'conclusion: xstar is a global minimum': minimum(xstar, global)\n"                                  \
    "claim about 'conclusion: Mstar is about xstar': holds(xstar_in_Mstar)\n"                                          \
    "claim volume 'quantity: the volume of M1': volume(measure = ?) on M1\n"                                           \
    "claim positive 'conclusion: it is positive': holds(volume_lo > 0)\n"                                              \
    "claim apart 'conclusion: Mstar does not meet M1': holds(not M1) on Mstar\n"                                       \
    "claim kept 'conclusion: small rates and noise up to quiet never leave M1':\n"                                     \
    "  stays(in = M1) with sgd(rate = g, noise = uniform(quiet)) for g in (0, small)\n"                                \
    "claim between 'conclusion: loud <= quiet, so each level of noise is up to quiet or above loud': holds(0 <= loud and loud <= quiet)\n" \
    "claim bounded 'conclusion: Mstar is bounded': holds(norm(x - xstar) <= ?) on Mstar\n"                             \
    "claim gentle 'conclusion: the slope in Mstar is at most loud, so noise above it leaves Mstar almost surely, at any rate':\n" \
    "  holds(norm(grad(f)) <= loud) on Mstar\n"                                                                        \
    "claim left 'remark: so does four times that noise at the rate small':\n"                                               \
    "  escapes(from = Mstar) almost surely with sgd(rate = small, noise = uniform(4*loud))\n"

#define LARGE                                                                                                          \
    "claim reached 'conclusion: large rates with the noise chosen reach Mstar from everywhere, almost surely':\n"      \
    "  reaches(Mstar) almost surely with sgd(rate = rate, noise = uniform(noise))\n"                                   \
    "claim stays 'conclusion: and never leave it': stays(in = Mstar) with sgd(rate = rate, noise = uniform(noise))\n"

// Iterates that tend to a point take steps that tend to 0, and so does the noise, if the gradient is continuous there. What is left is to
// look at no noise at all.
#define POINT                                                                                                          \
    "claim point 'conclusion: they converge to the point xstar, which lasting noise excludes': holds(noise == 0)\n"    \
    "claim tends 'conclusion: and do so from almost all of Mstar, without noise':\n"                                   \
    "  converges(to = xstar) almost everywhere on Mstar with gd(rate = rate)\n"

static const theorem_t proposition3 = {.stated = {SMALL LARGE POINT}, .repaired = {SMALL LARGE}};

const predicate_definition_t predicate_proposition3 = {.predicate = PREDICATE_PROPOSITION3,
                                                       .parameters = {{"M1", ACCEPT_REGION, true, false, false},
                                                                      {"Mstar", ACCEPT_REGION, true, false, false},
                                                                      {"xstar", ACCEPT_POINT, true, false, false},
                                                                      {"small", ACCEPT_NUMBER, true, false, false},
                                                                      {"quiet", ACCEPT_NUMBER, true, false, false},
                                                                      {"loud", ACCEPT_NUMBER, true, false, false},
                                                                      {"noise", ACCEPT_NUMBER, true, false, false},
                                                                      {"reading", ACCEPT_WORD, true, false, false}},
                                                       .theorem = &proposition3};
