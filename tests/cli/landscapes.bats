#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The shipped certificates are those of the shipped landscapes, and certify-check accepts each of them.
load helper

shipped() {
  (cd "$CERTIFY_SOURCE" && find landscapes -name '*.spec' | sort)
}

certificate_of() {
  local name=${1#landscapes/}
  echo "$CERTIFY_SOURCE/certs/${name%.spec}.cert"
}

@test "every landscape has a certificate, and every certificate a landscape" {
  [ -n "$(shipped)" ]
  shipped | while read -r spec; do
    [ -f "$(certificate_of "$spec")" ] || { echo "no certificate of $spec"; return 1; }
  done
  [ "$(shipped | wc -l)" -eq "$(find "$CERTIFY_SOURCE/certs" -name '*.cert' | wc -l)" ]
}

@test "the certificates made anew are the same bytes" {
  made="$BATS_TEST_TMPDIR/certs"
  cd "$CERTIFY_SOURCE"
  mapfile -t all < <(shipped)
  "$CERTIFY" --quiet --time-limit 900 --cert-dir "$made" "${all[@]}"
  diff -rq --exclude='.*' "$CERTIFY_SOURCE/certs" "$made"
}

@test "certify-check accepts every shipped certificate, for its very spec" {
  cd "$CERTIFY_SOURCE"
  shipped | while read -r spec; do
    "$CERTIFY_CHECK" "$(certificate_of "$spec")" --spec "$spec" || { echo "refused: $spec"; return 1; }
  done
}

@test "the verdicts of ftm are all as expected" {
  cd "$CERTIFY_SOURCE"
  run "$CERTIFY" --no-cert landscapes/ftm.spec
  expect_status 0
}
