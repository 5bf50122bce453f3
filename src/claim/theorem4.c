// SPDX-License-Identifier: LGPL-3.0-or-later
// Theorem 4 of Mohtashami, Jaggi, Stich, Special Properties of Gradient Descent with Large Learning Rates, ICML 2023 (Appendix H): little noise stays
// about a minimum (half = 1), much noise leaves it (half = 2). docs/theorems.md, section 6. The noise is uniform on [-noise, noise] in each of the d
// coordinates, so E|g - grad f|^2 = d noise^2/3, which is sigma2 where none is given.
#include "claim/lowering.h"

// "Let M be a ball with radius r centered at a minimum xdag and assume f is L_M-smooth over M and mu_dag-OPSC with respect to xdag. Consider running
// SGD with a small learning rate rate <= mu_dag/(2 L_M^2). Assume that ... the oracle noise is bounded as E|g_t - grad f(x_t)|^2 <= sigma^2.
// Furthermore assume that for some c <= 1 we have Pr[|g_t - grad f(x_t)|^2 > c^2 sigma^2] > 0 for all x_t in M. Assume SGD reaches a point in M. If
// sigma^2 <= mu_dag/rate r^2 it will remain in M with probability at least 2/(2 - rate mu_dag). On the other hand, if c^2 sigma^2 >= 2 L_M/rate r^2 +
// eps for some eps > 0 it will escape M almost surely."
#define BALL "region M = norm(x - xdag) <= r\n"
#define SETTING                                                                                                  \
    "claim L_M 'hypothesis: f is L_M-smooth over M': smooth(L = L_M) on M\n"                                           \
    "claim mu_dag 'hypothesis: f is mu_dag-OPSC toward xdag over M': opsc(mu = mu_dag, toward = xdag) on M\n"          \
    RATE
#define RATE                                                                                                           \
    "claim small 'hypothesis: 0 < r, 0 < rate <= mu_dag/(2 L_M^2)':\n"                                                        \
    "  holds(0 < r and 0 < L_M and 0 < mu_dag and 0 < rate and rate <= mu_dag/(2*L_M^2))\n"
// What no constants that are asked for escape: L_M is at least L_M_lo, mu_dag at most mu_dag_hi.
#define EXTREME_RATES "let rate_least = rate\nlet rate_most = rate\n"
#define TOO_LARGE                                                                                                      \
    EXTREME_RATES "claim over 'exclusion: mu_dag <= 0 or rate > mu_dag/(2 L_M^2), whatever the constants':\n"          \
    "  holds(mu_dag_hi <= 0 or 2*rate_most*max(L_M_lo, 0)^2 > mu_dag_hi)\n"
#define STATED                                                                                                         \
    BALL "claim minimum 'hypothesis: xdag is a minimum': minimum(xdag)\n" SETTING                                  \
         "let sigma2 = d*noise^2/3\n"                                                                                 \
         "claim variance 'quantity: the variance of the noise': holds(d*noise^2/3 >= ?)\n"                             \
         "claim sigma2 'hypothesis: it is at most sigma^2': holds(d*noise^2/3 <= sigma2)\n"
#define QUIET(variance) "claim quiet 'hypothesis: sigma^2 <= mu_dag r^2/rate': holds(" variance " <= mu_dag*r^2/rate)\n"
#define TOO_LOUD(variance) "claim unfit 'exclusion: sigma^2 > mu_dag r^2/rate, whatever the constant': holds(rate_most*" variance " > mu_dag_hi*r^2)\n"
#define FATE "claim stays 'remark: no noise leaves M at all': stays(in = M) with sgd(rate = rate, noise = uniform(noise))\n"
#define LEAVES(role)                                                                                                   \
    "claim leaves '" role ": M is left almost surely':\n"                                                              \
    "  escapes(from = M) almost surely with sgd(rate = rate, noise = uniform(noise))\n"
#define PIECEWISE                                                                                                      \
    BALL "claim L_M 'hypothesis: growth L_M toward xdag over M': growth(L = L_M, toward = xdag, piecewise) on M\n"

static const theorem_t theorem4 = {
    .choice = "half",
    .stated = {STATED QUIET("sigma2") TOO_LARGE TOO_LOUD("sigma2")
               "claim promise 'quantity: the probability that is promised': holds(2/(2 - rate*mu_dag) >= ?)\n"
               "claim probability 'conclusion: a probability of at least this is possible': holds(2/(2 - rate*mu_dag) <= 1)\n" FATE,
               STATED
               "let c = 1\n"
               "claim c 'hypothesis: c <= 1, and c^2 sigma^2 is exceeded with positive probability':\n"
               "  holds(0 < c and c <= 1 and c^2*sigma2 < d*noise^2)\n"
               "claim loud 'hypothesis: c^2 sigma^2 > 2 L_M r^2/rate': holds(c^2*sigma2 > 2*L_M*r^2/rate)\n"
               TOO_LARGE
               "claim unfit 'exclusion: c^2 sigma^2 < 2 L_M r^2/rate, whatever the constant': holds(rate_least*c^2*sigma2 < 2*L_M_lo*r^2)\n"
               LEAVES("conclusion")},
    .repaired = {PIECEWISE
                 "claim mu_dag 'hypothesis: mu_dag-OPSC toward xdag over M': opsc(mu = mu_dag, toward = xdag, piecewise) on M\n"
                 RATE QUIET("d*noise^2/3") TOO_LARGE TOO_LOUD("d*noise^2/3")
                 "claim promise 'quantity: the next iterate is in M with at least this probability': holds(rate*mu_dag/2 >= ?)\n" FATE,
                 PIECEWISE
                 "claim small 'hypothesis: 0 < r, 0 < rate <= 1/L_M': holds(0 < r and 0 < L_M and 0 < rate and rate*L_M <= 1)\n"
                 "claim loud 'hypothesis: noise^2 d > L_M (2 - rate L_M) r^2/rate':\n"
                 "  holds(d*noise^2 > L_M*(2 - rate*L_M)*r^2/rate)\n"
                 EXTREME_RATES
                 "claim over 'exclusion: rate > 1/L_M, whatever the constant': holds(rate_most*L_M_lo > 1)\n"
                 "claim unfit 'exclusion: too little noise, whatever the constant':\n"
                 "  holds(rate_least*L_M_lo <= 1 and rate_least*d*noise^2 < L_M_lo*(2 - rate_least*L_M_lo)*r^2)\n" LEAVES("directly")},
};

const predicate_definition_t predicate_theorem4 = {.predicate = PREDICATE_THEOREM4,
                                                   .parameters = {{"xdag", ACCEPT_POINT, true, false, false},
                                                                  {"r", ACCEPT_NUMBER, true, false, false},
                                                                  {"L_M", ACCEPT_NUMBER, false, true, false},
                                                                  {"mu_dag", ACCEPT_NUMBER, false, true, false},
                                                                  {"rate", ACCEPT_NUMBER, false, false, false},
                                                                  {"noise", ACCEPT_NUMBER, true, false, false},
                                                                  {"half", ACCEPT_NUMBER, true, false, false},
                                                                  {"sigma2", ACCEPT_NUMBER, false, false, false},
                                                                  {"c", ACCEPT_NUMBER, false, false, false},
                                                                  {"reading", ACCEPT_WORD, true, false, false}},
                                                   .theorem = &theorem4};
