#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# However many processes check a certificate, they accept the same, refuse the same, and say the same of it.
load tamper_helper

setup_file() {
  export MADE="$CERTIFY_SOURCE/certs"
}

# agree FILE STATUS: for one process and for three.
agree() {
  split "$CERTIFY_CHECK" --jobs 1 "$1"
  expect_status "$2"
  mv stdout.txt one.txt
  mv stderr.txt one-errors.txt
  split "$CERTIFY_CHECK" --jobs 3 "$1"
  expect_status "$2"
  cmp one.txt stdout.txt
  cmp one-errors.txt stderr.txt
}

# at WORD NUMBER SED-COMMAND: changed.cert is certs/toy2d.cert with its line of that number among those that begin with
# the word changed.
at() {
  local line
  line=$(grep -n "^$1\b" "$MADE/toy2d.cert" | sed -n "$2{s/:.*//;p}")
  change toy2d "$line$3"
}

@test "the certificate is long enough to be shared, and accepted" {
  [ "$(wc -c <"$MADE/toy2d.cert")" -gt 65536 ]
  agree "$MADE/toy2d.cert" 0
  agree "$MADE/factorisation.cert" 0
}

@test "evidence that does not hold, wherever it is" {
  for number in 1 1500; do
    at outside "$number" 's/.*/natural 53/'
    agree changed.cert 1
  done
}

@test "lines among the evidence that begin like what follows it" {
  for line in 'node 1 true' 'obligation 1 forall conclusion required' 'instance 0' end-claim; do
    at outside 700 "i $line"
    agree changed.cert 65
  done
}

@test "evidence that is left out, and verdicts that it does not give" {
  at outside 700 d
  agree changed.cert 1
  at 'evidence proved' 9 's/proved.*/none/'
  run "$CERTIFY_CHECK" --jobs 1 changed.cert
  agree changed.cert "$status"
  at 'verdict proved' 12 's/proved/refuted/'
  agree changed.cert 1
}

@test "two faults at once" {
  at outside 1500 's/.*/natural 53/'
  sed -i '0,/^split/s/^split.*/open/' changed.cert
  seal changed.cert
  agree changed.cert 65
}

@test "a certificate that ends in the middle, has another hash or comes through a pipe" {
  head -c 150000 "$MADE/toy2d.cert" >changed.cert
  agree changed.cert 65
  sed '/^end-certificate/s/[0-9]/x/' "$MADE/toy2d.cert" >changed.cert
  agree changed.cert 1
  run "$CERTIFY_CHECK" --jobs 3 /dev/stdin < <(cat "$MADE/toy2d.cert")
  expect_status 0
}
