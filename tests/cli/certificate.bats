#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Where certificates go, that they are the same from run to run, and that no run leaves half of one.
load helper

@test "certs/NAME.cert, and folders below landscapes are kept" {
  mkdir -p landscapes/findings other
  cp "$specs/good.spec" landscapes/a.spec
  cp "$specs/good.spec" landscapes/findings/b.spec
  cp "$specs/good.spec" other/c.spec
  "$CERTIFY" --quiet landscapes/a.spec landscapes/findings/b.spec other/c.spec
  [ -f certs/a.cert ]
  [ -f certs/findings/b.cert ]
  [ -f certs/c.cert ]
  [ "$(find certs -type f | wc -l)" -eq 3 ]
}

@test "the table names the certificate" {
  split "$CERTIFY" --cert-dir out/of/the/way "$specs/good.spec"
  expect_status 0
  expect_text "certificate: out/of/the/way/good.cert" "$output"
  [ -f out/of/the/way/good.cert ]
}

@test "--no-cert writes nothing" {
  "$CERTIFY" --quiet --no-cert "$specs/good.spec"
  [ -z "$(ls -A)" ]
}

@test "the same bytes from run to run" {
  "$CERTIFY" --quiet --cert-dir one "$specs/good.spec"
  "$CERTIFY" --quiet --cert-dir two "$specs/good.spec"
  cmp one/good.cert two/good.cert
}

@test "the same bytes whatever instructions the kernels use" {
  "$CERTIFY" --quiet --cert-dir fastest "$specs/kernels.spec"
  CERTIFY_KERNELS=plain "$CERTIFY" --quiet --jobs 1 --cert-dir plain "$specs/kernels.spec"
  CERTIFY_KERNELS=unheard-of "$CERTIFY" --quiet --cert-dir unknown "$specs/kernels.spec"
  cmp fastest/kernels.cert plain/kernels.cert
  cmp fastest/kernels.cert unknown/kernels.cert
}

@test "the certificate holds the spec and closes with its hash" {
  "$CERTIFY" --quiet "$specs/good.spec"
  [ "$(head -n 1 certs/good.cert)" = "certify-certificate 1" ]
  grep -qx "spec-sha256 $(sha256sum "$specs/good.spec" | cut -d' ' -f1)" certs/good.cert
  hash=$(sed '$d' certs/good.cert | sha256sum | cut -d' ' -f1)
  [ "$(tail -n 1 certs/good.cert)" = "end-certificate $hash" ]
}

@test "certify-check accepts it" {
  "$CERTIFY" --quiet "$specs/good.spec"
  run "$CERTIFY_CHECK" certs/good.cert
  expect_status 0
}

@test "a certificate with refuted and undecided claims is accepted for what it says" {
  "$CERTIFY" --quiet "$specs/false.spec" "$specs/undecided.spec" || true
  run "$CERTIFY_CHECK" certs/false.cert
  expect_status 0
  run "$CERTIFY_CHECK" certs/undecided.cert
  expect_status 2
}

@test "a malformed spec leaves the old certificate" {
  mkdir certs
  echo old >certs/malformed.cert
  split "$CERTIFY" "$specs/malformed.spec"
  expect_status 65
  [ "$(cat certs/malformed.cert)" = old ]
}

no_process() {
  if pgrep "$@"; then
    echo "still running"
    return 1
  fi
}

# A claim that goes on until it is stopped.
slow_spec() {
  printf 'landscape f(x, y) = sin(x*y)^2 + cos(x*y)^2\n' >slow.spec
  printf 'claim a: holds(f(x, y) < 1.01) on abs(x) < 50 and abs(y) < 50\n' >>slow.spec
}

# interrupt_with SIGNAL: starts the slow run over an old certificate and stops it.
interrupt_with() {
  slow_spec
  mkdir -p certs
  echo old >certs/slow.cert
  "$CERTIFY" --max-boxes 1000000000 "$PWD/slow.spec" >stdout.txt 2>stderr.txt &
  run_process=$!
  sleep 0.5
  kill -s "$1" "$run_process"
  status=0
  wait "$run_process" || status=$?
}

@test "SIGTERM and SIGINT: the claim is undecided, the old certificate stays, no process is left" {
  for signal in TERM INT; do
    set -m # so that the background process does not ignore SIGINT
    interrupt_with "$signal"
    set +m
    expect_status $((128 + $(kill -l "$signal")))
    expect_text "interrupted" "$(cat stdout.txt)"
    [ "$(cat certs/slow.cert)" = old ]
    [ "$(ls -A certs)" = slow.cert ]
    sleep 0.2
    no_process -P "$run_process"
  done
}

@test "SIGKILL: the old certificate stays and the workers end" {
  interrupt_with KILL
  [ "$status" -eq 137 ]
  [ "$(cat certs/slow.cert)" = old ]
  sleep 0.2
  no_process -f "$PWD/slow.spec"
}

@test "a time limit makes the claim undecided and says so" {
  slow_spec
  split "$CERTIFY" --max-boxes 1000000000 --time-limit 0.5 --cert-dir out slow.spec
  expect_status 2
  expect_text "time limit of 0.5 s reached" "$output"
  run "$CERTIFY_CHECK" out/slow.cert
  expect_status 2
}

@test "a limit of boxes makes the claim undecided and says so" {
  slow_spec
  split "$CERTIFY" --max-boxes 100 --cert-dir out slow.spec
  expect_status 2
  expect_text "UNDECIDED" "$output"
  run "$CERTIFY_CHECK" out/slow.cert
  expect_status 2
}
