#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Claims about dynamics that are refused when the spec is read, with the exact message.

load helper

# message CLAIM MESSAGE: the claim is refused with it.
message() {
  printf 'landscape f(x) = x^2\nregion S = abs(x) <= 1\nclaim a: %s\n' "$1" >bad.spec
  split "$CERTIFY" --no-cert bad.spec
  expect_status 65
  expect_text "error: $2" "$errors"
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
