#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# certify orbit: certified ends, floating point beside them, errors.
load helper

# follows EXPECTED ARGUMENTS...: succeeds, and the output contains the text.
follows() {
  local expected=$1
  shift
  split "$CERTIFY" orbit "$@"
  expect_status 0
  expect_text "$expected" "$output"
}

# refuses STATUS MESSAGE ARGUMENTS...
refuses() {
  local code=$1 message=$2
  shift 2
  split "$CERTIFY" orbit "$@"
  expect_status "$code"
  expect_text "$message" "$errors"
  [ -z "$output" ]
}

ftm="$CERTIFY_SOURCE/landscapes/ftm.spec"

spec() {
  printf '%s\n' "$@" >test.spec
}

@test "a jump into the flat minimum: both types keep digits or stop at 0" {
  follows 'x = [-3.2639100001e-54, -3.2639099999e-54]' "$ftm" --from 3.9 --rate 0.45 --steps 60
  expect_text 'method   64 bits' "$output"
  expect_text 'x = -3.2639099999999436e-54' "$output"
  expect_text 'all digits are lost at step 51' "$output"
  expect_text 'ends exactly at xstar, as float32 has it' "$output"
}

@test "100000 contracting steps take few bits and little time" {
  ulimit -S -t 4 # seconds of processor time; 0.6 on an idle machine
  follows 'x = [-3.6697489148e-877, -3.6697489147e-877]' "$ftm" --from 3.9 --rate 0.01 --steps 100000
  expect_text 'method   64 bits' "$output"
  expect_text 'x = -1.1857575500189917e-322' "$output"
  expect_text 'stuck from step 36793 on: a false convergence, the orbit moves' "$output"
}

@test "1000 chaotic steps" {
  follows 'x = [4.5169758413, 4.5169758414]' "$ftm" --from 3.9 --rate 0.0026 --steps 1000
  expect_text 'method   1024 bits' "$output"
  expect_text 'all digits are lost at step 86' "$output"
  expect_text 'ends in the same case of the landscape' "$output"
}

@test "more digits; the least number of steps; a point by its name" {
  follows 'x = [0.33333333333333333333, 0.33333333333333333334]' "$ftm" --from 1/3 --rate 0 --steps 0 --digits 19
  follows 'x = [4.0999999999, 4.1000000001]' "$ftm" --from xdag --rate 0.002 --steps 10
}

@test "an exact landing on a jump of the gradient" {
  spec 'landscape f(x) = cases { x < 1 : 3*x' '  otherwise : x^2 + 2 }'
  follows 'x = [-22.200000001, -22.199999999]' test.spec --from 5/3 --rate 1/5 --steps 40
  expect_text 'exact arithmetic' "$output" # x(3) = 0, which no enclosure shows
  expect_text 'all digits are lost at step 2' "$output" # float32 is on the other side
}

@test "several variables, momentum" {
  spec 'landscape f(x, y) = x^2/2 + y^2' 'point p = (1, 2)'
  follows 'x = [0.025' test.spec --from '(1, 2)' --rate 1/10 --steps 35
  follows 'y = [' test.spec --from p --rate 1/10 --momentum 9/10 --steps 100
  expect_text 'heavy_ball(rate = 1/10, momentum = 9/10)' "$output"
}

@test "JSON" {
  follows '"lo": "-3.6697489148e-877"' --json "$ftm" --from 3.9 --rate 0.01 --steps 100000
  expect_text '"stuck_from": 36793' "$output"
  python3 -m json.tool <stdout.txt >/dev/null
}

@test "where the map has no value the end is not known" {
  spec 'landscape f(x) = log(x)'
  split "$CERTIFY" orbit test.spec --from 1 --rate 1/2 --steps 5
  expect_status 2
  expect_text 'not known to 10 digits: at x(2) the map may have no value' "$output"
  spec 'landscape f(x) = abs(x - pi)'
  split "$CERTIFY" orbit test.spec --from pi --rate 1/2 --steps 5
  expect_status 2
  expect_text 'x(0) is too near a boundary between pieces of the map' "$output"
  spec 'landscape f(x) = -x^3'
  split "$CERTIFY" orbit test.spec --from 1 --rate 1 --steps 100
  expect_status 2
  expect_text 'exponent beyond 2^62' "$output"
  expect_text 'no finite number from step' "$output"
}

@test "wrong command lines and inputs" {
  refuses 64 'one spec expected' --from 1 --rate 1 --steps 1
  refuses 64 '--from is missing' "$ftm" --rate 1 --steps 1
  refuses 64 '--rate is missing' "$ftm" --from 1 --steps 1
  refuses 64 '--steps is missing' "$ftm" --from 1 --rate 1
  refuses 64 '--steps' "$ftm" --from 1 --rate 1 --steps -1
  refuses 64 '--steps' "$ftm" --from 1 --rate 1 --steps 10000001
  refuses 64 '--rate -1: a number that is not negative expected' "$ftm" --from 1 --rate=-1 --steps 1
  refuses 64 '--rate 0/0: a number that is not negative expected' "$ftm" --from 1 --rate=0/0 --steps 1
  refuses 64 'a number expected, and y is none' "$ftm" --from y --rate 1 --steps 1
  refuses 64 'error:' "$ftm" --from '1 +' --rate 1 --steps 1
  refuses 64 'error:' "$ftm" --from '' --rate 1 --steps 1
  refuses 64 '1 coordinate expected, not 2' "$ftm" --from '1, 2' --rate 1 --steps 1
  refuses 64 '' "$ftm" --from ')(' --rate 1 --steps 1
  refuses 66 'missing.spec' missing.spec --from 1 --rate 1 --steps 1
  spec 'landscape f(x) = '
  refuses 65 'error:' test.spec --from 1 --rate 1 --steps 1
}

@test "limits" {
  split "$CERTIFY" orbit "$ftm" --from 3.9 --rate 0.01 --steps 10000000 --time-limit 0.2
  expect_status 2
  expect_text 'time limit' "$errors"
}
