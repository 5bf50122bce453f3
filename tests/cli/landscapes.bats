#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The shipped landscapes pass as a test suite, their certificates are the shipped ones, and certify-check accepts each of them.
load helper

shipped() {
  (cd "$CERTIFY_SOURCE" && find landscapes -name '*.spec' | sort)
}

# Those that are decided here: all, but with the sanitizers, some ten times slower, the quick ones.
decided() {
  if [ "$CERTIFY_SANITIZED" = 1 ]; then
    (cd "$CERTIFY_SOURCE" && ls landscapes/{ftm,return,toy1d,toy1d-mended,toy2d,lemma1-line}.spec landscapes/findings/*.spec)
  else
    shipped
  fi
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

@test "the landscapes pass as a test suite, and the certificates made anew are the same bytes" {
  made="$BATS_TEST_TMPDIR/certs"
  cd "$CERTIFY_SOURCE"
  mapfile -t all < <(decided)
  run prove --exec "$CERTIFY --tap --time-limit 900 --cert-dir $made" "${all[@]}"
  expect_status 0
  for spec in "${all[@]}"; do
    name=${spec#landscapes/}
    cmp "$(certificate_of "$spec")" "$made/${name%.spec}.cert"
  done
}

@test "certify-check accepts every shipped certificate, for its very spec" {
  cd "$CERTIFY_SOURCE"
  decided | while read -r spec; do
    "$CERTIFY_CHECK" "$(certificate_of "$spec")" --spec "$spec" || { echo "refused: $spec"; return 1; }
  done
}

@test "the verdicts of ftm are all as expected" {
  cd "$CERTIFY_SOURCE"
  run "$CERTIFY" --no-cert landscapes/ftm.spec
  expect_status 0
}
