// SPDX-License-Identifier: LGPL-3.0-or-later
// sin, cos and tan on vectors of intervals, rounding upward. Every constant is explained in docs/kernel.md, which proves the
// bounds.
#ifndef CERTIFY_INTERVAL_KERNEL_TRIGONOMETRIC_H
#define CERTIFY_INTERVAL_KERNEL_TRIGONOMETRIC_H

#include "interval/kernel_loops.h"

// sin(r) - r, nearly, for |r| <= pi/4, and cos(r) - 1 (src/interval/trigonometric.sollya); z = r^2.
INLINE vec_t sine_part(vec_t r, vec_t z, vec_t z2, vec_t z4)
{
    vec_t low = (vec_of(-0x1.5555555555555p-3) + z * vec_of(0x1.1111111110c83p-7)) +
                z2 * (vec_of(-0x1.a01a019ea130ap-13) + z * vec_of(0x1.71de37b1ca273p-19));
    vec_t high = vec_of(-0x1.ae60210233ab8p-26) + z * vec_of(0x1.5e118e8486ceep-33);
    return (r * z) * (low + z4 * high);
}

INLINE vec_t cosine_part(vec_t z, vec_t z2, vec_t z4)
{
    vec_t low = (vec_of(0x1.5555555555555p-5) + z * vec_of(-0x1.6c16c16c168ccp-10)) +
                z2 * (vec_of(0x1.a01a019f38afap-16) + z * vec_of(-0x1.27e4fa036d38fp-22));
    vec_t high = vec_of(0x1.1eeb58509df49p-29) + z * vec_of(-0x1.9073d4444af1dp-37);
    return z * (z * (low + z4 * high) - vec_of(0.5));
}

// A value between its bounds; `piece` numbers the pieces of the line between neighbouring extrema, one up from a maximum
// where it is even; in doubtful places it is not known.
typedef struct {
    vec_t negated_down, up;
    mask_t piece, doubtful;
} wave_t;

// x = k pi/2 + r with k the nearest integer, for |x| <= WAVE_LIMIT; pi/2 is in three parts, of which the products of the
// first two with k are exact. sin(r) = r + sine and cos(r) = 1 + cosine up to the slacks.
#define WAVE_LIMIT 0x1p19
typedef struct {
    vec_t r, sine, cosine, sine_slack, cosine_slack;
    bits_t turns;  // k
    mask_t little; // the sign of r is in doubt, unless k is 0
} turned_t;

INLINE turned_t turn(vec_t x)
{
    static const double ones = 0x1.8p52, two_over_pi = 0x1.45f306dc9c883p-1;
    static const double first = 0x1.921fb544p+0, second = 0x1.0b4611a6p-34, third = 0x1.3198a2e037073p-69;
    static const double slack_of_sine = 0x1.8p-51, slack_of_cosine = 0x1.cp-51, slack_of_k = 0x1p-118;
    vec_t counted = (x * vec_of(two_over_pi) - vec_of(0.5)) + vec_of(ones), k = counted - vec_of(ones);
    vec_t r = ((x - k * vec_of(first)) - k * vec_of(second)) - k * vec_of(third);
    vec_t z = r * r, z2 = z * z, z4 = z2 * z2, slack = vec_abs(k) * vec_of(slack_of_k);
    return (turned_t){r,
                      sine_part(r, z, z2, z4),
                      cosine_part(z, z2, z4),
                      slack + vec_abs(r) * vec_of(slack_of_sine),
                      slack + z * vec_of(slack_of_cosine),
                      (bits_t)counted - (bits_t)vec_of(ones),
                      vec_abs(r) < vec_abs(k) * vec_of(0x1p-116)};
}

// sin(x + shift pi/2).
INLINE wave_t wave(vec_t x, uint64_t shift)
{
    const turned_t t = turn(x);
    const bits_t turns = t.turns + shift;
    const mask_t odd = (mask_t)(turns & 1) == 1, sign = (mask_t)((turns & 2) << 62);
    vec_t base = (vec_t)((mask_t)vec_choose(odd, vec_of(1), t.r) ^ sign);
    vec_t rest = (vec_t)((mask_t)vec_choose(odd, t.cosine, t.sine) ^ sign);
    vec_t room = vec_choose(odd, t.cosine_slack, t.sine_slack);
    const bits_t halves = (turns + (UINT64_C(1) << 22)) >> 1;
    return (wave_t){(room - rest) - base, base + (rest + room), (mask_t)(halves - 1 - (bits_t)(odd & (t.r >= vec_of(0)))),
                    odd & t.little};
}

// The ends give the range, unless there are extrema between them.
INLINE intervals_t wave_lanes(mask_t *within, intervals_t a, uint64_t shift)
{
    vec_t limit = vec_of(WAVE_LIMIT), one = vec_of(1);
    wave_t lo = wave(vec_neg(a.n), shift), hi = wave(a.h, shift);
    const mask_t passed = (mask_t)((bits_t)hi.piece - (bits_t)lo.piece), none = passed == 0, single = passed == 1, even = (hi.piece & 1) == 0;
    *within = (vec_abs(a.n) <= limit) & (vec_abs(a.h) <= limit) & ~(lo.doubtful | hi.doubtful);
    vec_t n = vec_smaller(vec_larger(lo.negated_down, hi.negated_down), one);
    vec_t h = vec_smaller(vec_larger(lo.up, hi.up), one);
    return (intervals_t){vec_choose(none | (single & even), n, one), vec_choose(none | (single & ~even), h, one)};
}

INLINE intervals_t sin_lanes(mask_t *within, intervals_t a)
{
    return wave_lanes(within, a, 0);
}

INLINE intervals_t cos_lanes(mask_t *within, intervals_t a)
{
    return wave_lanes(within, a, 1);
}

// An upper bound of tan(x), by tan(r), or -1/tan(r) for odd k: the quotient of the magnitudes of sine and cosine, with the
// proper sign; the magnitude is rounded up, or down where that is negative.
INLINE vec_t tan_up(bits_t *branch, mask_t *doubtful, vec_t x)
{
    const turned_t t = turn(x);
    const mask_t odd = (mask_t)(t.turns & 1) == 1, signs = (mask_t)vec_of(-0.0), sign_of_r = (mask_t)t.r & signs;
    const mask_t sign = sign_of_r ^ (odd & signs);
    vec_t magnitude = vec_abs(t.r), sine = (vec_t)((mask_t)t.sine ^ sign_of_r);
    vec_t sine_up = magnitude + (sine + t.sine_slack), cosine_up = vec_of(1) + (t.cosine + t.cosine_slack);
    vec_t sine_down = vec_neg((t.sine_slack - sine) - magnitude);
    vec_t cosine_down = vec_neg((t.cosine_slack - t.cosine) - vec_of(1));
    vec_t up = vec_choose(odd, cosine_up, sine_up), down = vec_choose(odd, cosine_down, sine_down);
    vec_t above = vec_choose(odd, sine_up, cosine_up), below = vec_choose(odd, sine_down, cosine_down);
    vec_t numerator = (vec_t)((mask_t)vec_by_sign((vec_t)sign, down, up) ^ sign);
    *branch = t.turns - (bits_t)(odd & (1 + 2 * (t.r >= vec_of(0))));
    *doubtful = odd & t.little;
    return numerator / vec_by_sign((vec_t)sign, above, below);
}

// Within one branch tan increases. Branch j, counted twice, is that about j pi.
INLINE intervals_t tan_lanes(mask_t *within, intervals_t a)
{
    bits_t lower, upper;
    mask_t lower_doubtful, upper_doubtful;
    vec_t limit = vec_of(WAVE_LIMIT);
    vec_t n = tan_up(&lower, &lower_doubtful, a.n), h = tan_up(&upper, &upper_doubtful, a.h);
    *within = (vec_abs(a.n) <= limit) & (vec_abs(a.h) <= limit) & ~(lower_doubtful | upper_doubtful) & (mask_t)(lower + upper == 0);
    return (intervals_t){n, h};
}

FUNCTION_KERNEL(sin)
FUNCTION_KERNEL(cos)
FUNCTION_KERNEL(tan)

#endif
