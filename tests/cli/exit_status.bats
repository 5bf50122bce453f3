#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The exit status of each outcome, and the message that goes with it.
load helper

@test "0: all as expected" {
  split "$CERTIFY" "$specs/good.spec"
  expect_status 0
  [ -z "$errors" ]
}

@test "1: an opposite verdict" {
  split "$CERTIFY" --no-cert "$specs/false.spec"
  expect_status 1
}

@test "1: decided where undecided was expected" {
  split "$CERTIFY" --no-cert "$specs/surprise.spec"
  expect_status 1
  split "$CERTIFY" --no-cert --claim later --cert-dir out "$specs/surprise.spec"
  expect_status 64
  split "$CERTIFY" --claim later "$specs/surprise.spec"
  expect_status 0
}

@test "2: undecided" {
  split "$CERTIFY" --no-cert "$specs/undecided.spec"
  expect_status 2
  expect_text "UNDECIDED" "$output"
  expect_text "is decided for gd, in up to 8 variables" "$output"
}

@test "65: malformed, with line, column and caret" {
  split "$CERTIFY" "$specs/malformed.spec"
  expect_status 65
  expect_text "$specs/malformed.spec:2:" "$errors"
  expect_text ": error: " "$errors"
  expect_text "^" "$errors"
  [ -z "$output" ]
  [ ! -e certs ]
}

@test "65: a claim whose arguments do not fit" {
  printf 'landscape f(x) = x^2\nclaim a: smooth(mu = 2)\n' >bad.spec
  split "$CERTIFY" bad.spec
  expect_status 65
  expect_text "bad.spec:2:17: error: smooth has no argument 'mu'; it takes L" "$errors"
}

@test "65: an empty file" {
  : >empty.spec
  split "$CERTIFY" empty.spec
  expect_status 65
  expect_text "empty.spec:1:1: error: there is no landscape" "$errors"
}

@test "65: a binary file" {
  head -c 4096 /dev/zero >zero.spec
  split "$CERTIFY" zero.spec
  expect_status 65
  printf 'landscape f(x) = \xff\n' >bytes.spec
  split "$CERTIFY" bytes.spec
  expect_status 65
  expect_text "bytes.spec:1:18: error:" "$errors"
}

@test "65: a file that is too long" {
  head -c 1000001 /dev/zero | tr '\0' '#' >long.spec
  split "$CERTIFY" long.spec
  expect_status 65
  expect_text "long.spec: error: the file is longer than 1000000 bytes" "$errors"
}

@test "66: a missing file, a folder, an unreadable file" {
  split "$CERTIFY" missing.spec
  expect_status 66
  expect_text "missing.spec: error: No such file or directory" "$errors"
  split "$CERTIFY" .
  expect_status 66
  expect_text ".: error: Is a directory" "$errors"
  if [ "$(id -u)" -ne 0 ]; then
    cp "$specs/good.spec" closed.spec
    chmod 000 closed.spec
    split "$CERTIFY" closed.spec
    expect_status 66
  fi
}

@test "74: the certificate cannot be written, and the verdicts are printed all the same" {
  : >certs
  split "$CERTIFY" "$specs/good.spec"
  expect_status 74
  expect_text "certify: error: certs/good.cert: " "$errors"
  expect_text "PROVED" "$output"
}

@test "74: the output cannot be written" {
  [ -w /dev/full ] || skip "no /dev/full"
  status=0
  "$CERTIFY" --no-cert "$specs/good.spec" >/dev/full 2>stderr.txt || status=$?
  expect_status 74
  expect_text "standard output" "$(cat stderr.txt)"
  # Once, however often something was to be written.
  "$CERTIFY" --tap --no-cert "$specs/good.spec" "$specs/good.spec" >/dev/full 2>stderr.txt || true
  [ "$(wc -l <stderr.txt)" = 1 ]
}

@test "of several specs the worst outcome counts, and each is decided" {
  split "$CERTIFY" --no-cert "$specs/good.spec" "$specs/undecided.spec"
  expect_status 2
  split "$CERTIFY" --no-cert "$specs/undecided.spec" "$specs/false.spec" "$specs/good.spec"
  expect_status 1
  split "$CERTIFY" --no-cert "$specs/false.spec" missing.spec "$specs/malformed.spec" "$specs/good.spec"
  expect_status 66
  expect_text "good.spec" "$output"
}

@test "two specs with one certificate are refused" {
  mkdir a b
  cp "$specs/good.spec" a/x.spec
  cp "$specs/good.spec" b/x.spec
  split "$CERTIFY" a/x.spec b/x.spec
  expect_status 64
  expect_text "a/x.spec and b/x.spec have the same certificate, certs/x.cert" "$errors"
}
