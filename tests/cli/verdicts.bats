#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Specs whose claims are all true, false or near misses on purpose, with the verdict they must get; and certificates of all
# of them that certify-check accepts.
load helper

@test "every claim of tests/specs/verdicts gets the verdict that it expects" {
  for spec in "$CERTIFY_SOURCE"/tests/specs/verdicts/*.spec; do
    split "$CERTIFY" --cert-dir certs "$spec"
    expect_status 0
    refuse_text "not as expected" "$output"
  done
  [ "$(find certs -name '*.cert' | wc -l)" -eq "$(find "$CERTIFY_SOURCE/tests/specs/verdicts" -name '*.spec' | wc -l)" ]
  for certificate in certs/*.cert; do
    split "$CERTIFY_CHECK" "$certificate"
    expect_status 0
    refuse_text "refused" "$output$errors"
  done
}

@test "every spec of tests/specs/false makes prove fail" {
  for spec in "$CERTIFY_SOURCE"/tests/specs/false/*.spec; do
    split prove --ext .spec --exec "$CERTIFY --tap --no-cert" "$spec"
    [ "$status" -ne 0 ] || { echo "prove passed $spec"; return 1; }
    expect_text "Failed" "$output$errors"
  done
}
