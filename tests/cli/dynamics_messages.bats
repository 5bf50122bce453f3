#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Claims about dynamics that are refused when the spec is read, and those of which it is said why they are not decided, with the
# exact message.

load helper

# message CLAIM MESSAGE: the claim is refused with it.
message() {
  printf 'landscape f(x) = x^2\nregion S = abs(x) <= 1\nclaim a: %s\n' "$1" >bad.spec
  split "$CERTIFY" --no-cert bad.spec
  expect_status 65
  expect_text "error: $2" "$errors"
}

# reason CLAIM MESSAGE: the claim is undecided, for this reason.
reason() {
  printf 'landscape f(x) = x^2\npoint zero = 0\nregion S = abs(x) <= 1\nclaim a: %s\n' "$1" >claim.spec
  split "$CERTIFY" --no-cert claim.spec
  expect_status 2
  [ "$(sed -n 4p stdout.txt)" = "      $2" ]
}

@test "dynamics: a predicate without its dynamics" {
  message 'stays(in = S)' "stays is about dynamics: add 'with gd(rate = ...)' or another one"
}

@test "dynamics: a static predicate with dynamics" {
  message 'continuous with gd(rate = 1)' "continuous is about the landscape alone: drop 'with'"
}

@test "dynamics: missing and unknown arguments" {
  message 'stays(in = S) with gd' "gd needs the argument 'rate'"
  message 'stays(in = S) with gd(step = 1)' "gd takes rate"
  message 'stays(in = S) with sgd(rate = 1)' "sgd needs the argument 'noise'"
  message 'stays(in = S) with sgd(rate = 1, noise = 2)' "'noise' must be uniform(s)"
  message 'stays(in = S) with heavy_ball(rate = 1)' "heavy_ball needs the argument 'momentum'"
  message 'stays(in = S) with gd(rate = -1)' "'rate' must not be negative"
  message 'stays(in = S) with gd(rate = S)' "'rate' must be a number"
}

@test "dynamics: arguments of the wrong kind" {
  message 'stays(in = 1) with gd(rate = 1)' "'in' must be a region"
  message 'converges(to = S) with gd(rate = 1)' "'to' must be a point"
  message 'cycle(period = 2, in = S) with gd(rate = 1)' "'in' must be a box, such as [1, 2] x [0, 1]"
}

@test "dynamics: suffixes of orbit" {
  message 'orbit(from = 1, steps = 2) lands(1) with gd(rate = 1)' "lands takes one region"
  message 'orbit(from = 1, steps = 2) agrees(S) with gd(rate = 1)' "agrees takes float64 or float32"
}

@test "dynamics: one unknown at most" {
  message 'stays(in = S) with sgd(rate = ?, noise = uniform(?))' "only one constant of a claim can be '?'"
}

@test "dynamics: bounds of a volume" {
  message 'basin(of = S, measure = 2) with gd(rate = 1)' "write 'measure >= ...' or 'measure <= ...' here"
  message 'basin(of = {S, x > 2}, measure >= 2) with gd(rate = 1)' "'measure' is bounded for one 'of' only: write 'measure = ?'"
}

@test "dynamics: no region where there is no choice of starts" {
  message 'cycle(period = 1, near = 0) on x > 1 with gd(rate = 1)' "cycle takes no 'on'"
  message 'orbit(from = 0, steps = 1) on x > 1 with gd(rate = 1)' "orbit takes no 'on'"
}

@test "dynamics: what is not decided with noise" {
  local noise='with sgd(rate = 2, noise = uniform(1/10))'
  reason "escapes(from = S) almost everywhere $noise" '`but` and `almost everywhere` are not decided with noise'
  reason "reaches(x > 5) almost everywhere on x > 4 $noise" '`but` and `almost everywhere` are not decided with noise'
  reason "escapes(from = S, but = zero, within = 4) $noise" '`but` and `almost everywhere` are not decided with noise'
  reason "escapes(from = S, but = zero) $noise" 'growth: false, so the tactic growth does not apply'
}

@test "dynamics: a cycle is near a point or in a box" {
  reason 'cycle(period = 1) with gd(rate = 1/4)' 'cycle needs either near = p or in = BOX'
  reason 'cycle(period = 1, near = zero, in = [5, 6]) with gd(rate = 1/4)' 'cycle needs either near = p or in = BOX'
}

@test "dynamics: other claims that are not decided" {
  reason 'stays(in = S) on x > 0 with gd(rate = 1/4)' 'stays is about all of its set: put the condition after `on` into the set'
  reason 'cycle(period = 1, near = zero) with sgd(rate = 1/4, noise = uniform(1))' \
    'cycle is decided for gd and heavy_ball, periods up to 64'
  reason 'cycle(period = 65, near = zero) with gd(rate = 1/4)' 'cycle is decided for gd and heavy_ball, periods up to 64'
  reason 'cycle(period = 2, in = [1, 2]) with heavy_ball(rate = 1/4, momentum = 1/2)' \
    'with momentum a cycle of several points is looked for `near` a point, not `in` a box'
  reason 'cycle(period = 1, in = [1, 2]) with gd(rate = g) for g in [0.1, 0.2], h in [0, 1]' \
    'branches of cycles are decided for the range of one name'
  reason 'converges(to = zero) with sgd(rate = 1/4, noise = uniform(1))' 'convergence is not decided with noise'
  reason 'basin(of = zero, measure = ?) on x < 1 with heavy_ball(rate = 1/4, momentum = 1/2)' \
    'basins are decided for gd: not with momentum or noise, nor for the flow'
  reason 'visits(of = x < 1, within = 2, measure <= 1) on 0 < x < 1 with sgd(rate = 1/4, noise = uniform(1))' \
    'visits are counted for gd, not with momentum or noise, nor for the flow'
  reason 'visits(of = x < 1, within = 2, measure = ?) on 0 < x < 1 with gd(rate = g) for g in [0.1, 0.2]' \
    '`?` is answered for one rate; for a range of rates give a bound'
  reason 'orbit(from = 1, steps = 0) with gd(rate = 1/4)' \
    'a number of steps or a period must be an integer from 1 to 1000000000'
  reason 'orbit(from = 1, steps = 3) agrees(float32) with gd(rate = 1)' \
    'no balls about declared points, from which orbits tend to them, were found in which both ends lie'
}

@test "dynamics: where a claim fails" {
  cat >where.spec <<'SPEC'
landscape f(x) = x^2
point p = 0
point q = 1
claim repelled: converges(to = p) on abs(x) <= 2 with gd(rate = 1.1) expect refuted
claim cycle: converges(to = p) on x > 0 with gd(rate = 1) expect refuted
claim at-rest: escapes(from = abs(x) <= 1) with gd(rate = g) for g in [2, 3] expect refuted
claim hit: avoids(x < 0) on x > 1 with gd(rate = g) for g in [1/2, 3/4] expect refuted
claim noisy: escapes(from = abs(x) <= 1) almost surely with sgd(rate = 1/4, noise = uniform(1)) expect refuted
claim stable: no_minimum_stable with gd(rate = g) for g in [1/4, 1/2] expect refuted
SPEC
  run "$CERTIFY" --no-cert where.spec
  expect_status 0
  expect_text "false from almost all starts x in [" "$output"
  expect_text "false from the point p, which does not move, with g = " "$output"
  [ "$(grep -c "false from" <<<"$output")" -eq 5 ]
  expect_text "false at the minimiser x = 0, with g = " "$output"
}
