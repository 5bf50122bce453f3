// SPDX-License-Identifier: LGPL-3.0-or-later
// sin and cos on vectors of intervals, rounding upward. Every constant is explained in docs/kernel.md, which proves the
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

// sin(x + shift pi/2) for |x| <= WAVE_LIMIT. x = k pi/2 + r with k the nearest integer; pi/2 is in three parts, of which
// the products of the first two with k are exact.
#define WAVE_LIMIT 0x1p19
INLINE wave_t wave(vec_t x, uint64_t shift)
{
    static const double ones = 0x1.8p52, two_over_pi = 0x1.45f306dc9c883p-1;
    static const double first = 0x1.921fb544p+0, second = 0x1.0b4611a6p-34, third = 0x1.3198a2e037073p-69;
    static const double slack_of_sine = 0x1.8p-51, slack_of_cosine = 0x1.cp-51, slack_of_k = 0x1p-118;
    vec_t counted = (x * vec_of(two_over_pi) - vec_of(0.5)) + vec_of(ones), k = counted - vec_of(ones);
    vec_t r = ((x - k * vec_of(first)) - k * vec_of(second)) - k * vec_of(third);
    vec_t z = r * r, z2 = z * z, z4 = z2 * z2, slack = vec_abs(k) * vec_of(slack_of_k);
    const bits_t turns = ((bits_t)counted - (bits_t)vec_of(ones)) + shift;
    const mask_t odd = (mask_t)(turns & 1) == 1, sign = (mask_t)((turns & 2) << 62);
    vec_t base = (vec_t)((mask_t)vec_choose(odd, vec_of(1), r) ^ sign);
    vec_t rest = (vec_t)((mask_t)vec_choose(odd, cosine_part(z, z2, z4), sine_part(r, z, z2, z4)) ^ sign);
    vec_t room = slack + vec_choose(odd, z * vec_of(slack_of_cosine), vec_abs(r) * vec_of(slack_of_sine));
    const bits_t halves = (turns + (UINT64_C(1) << 22)) >> 1;
    return (wave_t){(room - rest) - base, base + (rest + room), (mask_t)(halves - 1 - (bits_t)(odd & (r >= vec_of(0)))),
                    odd & (vec_abs(r) < vec_abs(k) * vec_of(0x1p-116))};
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

FUNCTION_KERNEL(sin)
FUNCTION_KERNEL(cos)

#endif
