#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The specs with known verdicts: certify finds them, certify-check re-proves them; and false specs make prove fail.
load helper

# Those that take many seconds as it is are left out with the sanitizers, some ten times slower.
known() {
  find "$CERTIFY_SOURCE/tests/specs/verdicts" -name '*.spec' | sort |
    if [ "$CERTIFY_SANITIZED" = 1 ]; then grep -vE '/(dynamics-(stuck-piece|quadratic|hidden-kinks|touching-steps)|flow-(wells|linear|rates-wells|rates-plane))\.spec$'; else cat; fi
}

@test "known verdicts are found, as a test suite, and re-proved" {
  mapfile -t specs < <(known)
  [ "${#specs[@]}" -gt 40 ]
  run prove --exec "$CERTIFY --tap --time-limit 900" "${specs[@]}"
  expect_status 0
  for spec in "${specs[@]}"; do
    run "$CERTIFY_CHECK" --spec "$spec" "certs/$(basename "$spec" .spec).cert"
    expect_status 0
  done
}

@test "each false spec makes prove fail" {
  for spec in "$CERTIFY_SOURCE"/tests/specs/false/*.spec; do
    run prove --exec "$CERTIFY --tap --no-cert" "$spec"
    if [ "$status" -eq 0 ]; then
      echo "prove passes: $spec"
      return 1
    fi
  done
}

@test "each bad spec is malformed, with a place in the file" {
  for spec in "$CERTIFY_SOURCE"/tests/specs/bad/*.spec; do
    split "$CERTIFY" "$spec"
    expect_status 65
    grep -qE "^$spec:[0-9]+:[0-9]+: error: " stderr.txt
    [ ! -e certs ]
  done
}

@test "each spec with claims that mean nothing is malformed, with exactly these messages" {
  cp "$CERTIFY_SOURCE"/tests/specs/bad-claims/* .
  for spec in *.spec; do
    split "$CERTIFY" "$spec"
    expect_status 65
    diff "${spec%.spec}.expected" stderr.txt
    [ ! -e certs ]
  done
}

@test "thousands of cases are read at once" {
  {
    echo "landscape f(x) = cases {"
    awk 'BEGIN { for (i = 1; i <= 2000; i++) printf "x %s %d : x^2 + %d\n", i % 2 ? "<" : "<=", i, i }'
    echo "otherwise : 0 }"
    echo "claim first: holds(f(x) == x^2 + 1) on x < 1"
  } >many.spec
  split timeout 100 "$CERTIFY" --no-cert --max-boxes 10 many.spec
  [ "$status" -le 2 ]
}
