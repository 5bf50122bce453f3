#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The spec that `certify init` writes.
load helper

@test "the first spec is decided as it says" {
  split "$CERTIFY" init "$BATS_TEST_TMPDIR/new/first.spec"
  expect_status 0
  [ -z "$output$errors" ]
  split "$CERTIFY" --cert-dir "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/new/first.spec"
  expect_status 0
  expect_text "7 claims: 6 proved, 1 refuted, 0 undecided; all as expected" "$output"
  "$CERTIFY_CHECK" --quiet "$BATS_TEST_TMPDIR/first.cert"
}

@test "a file that is there is not overwritten" {
  echo mine >"$BATS_TEST_TMPDIR/mine.spec"
  split "$CERTIFY" init "$BATS_TEST_TMPDIR/mine.spec"
  expect_status 74
  expect_text "mine.spec: the file is there already; init does not overwrite it" "$errors"
  [ "$(cat "$BATS_TEST_TMPDIR/mine.spec")" = mine ]
}

@test "init takes one file" {
  for arguments in "" "a b"; do
    split "$CERTIFY" init $arguments
    expect_status 64
    expect_text "init takes one file to write" "$errors"
  done
}
