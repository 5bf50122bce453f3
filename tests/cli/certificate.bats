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

@test "--compress: the same certificate, by gzip, for every reader" {
  "$CERTIFY" --quiet --cert-dir plain "$specs/report.spec" || true
  split "$CERTIFY" --compress --cert-dir small "$specs/report.spec"
  expect_text "certificate: small/report.cert.gz" "$output"
  gzip -dc small/report.cert.gz | cmp - plain/report.cert
  for jobs in 1 2; do
    "$CERTIFY_CHECK" --jobs "$jobs" --spec "$specs/report.spec" small/report.cert.gz
  done
  for verb in report export plot; do
    case $verb in
      report) arguments=(--html) ;;
      export) arguments=(--to smt2 -o) ;;
      plot) arguments=(-o) ;;
    esac
    "$CERTIFY" "$verb" plain/report.cert "${arguments[@]}" plain.gp
    "$CERTIFY" "$verb" small/report.cert.gz "${arguments[@]}" small.gp
    diff <(sed 's/plain/small/; s/\.cert/.cert.gz/' plain.gp) small.gp
  done
  split "$CERTIFY" --compress --no-cert "$specs/good.spec"
  expect_status 64
  expect_text "--compress and --no-cert exclude each other" "$errors"
}

@test "a compressed certificate may be in several parts, and have any name" {
  "$CERTIFY" --quiet "$specs/good.spec"
  { head -c 100 certs/good.cert | gzip -c; tail -c +101 certs/good.cert | gzip -c; } >parts.cert
  "$CERTIFY_CHECK" --quiet parts.cert
  cp certs/good.cert plain.cert.gz
  "$CERTIFY_CHECK" --quiet plain.cert.gz
}

@test "large compressed certificates are checked by several processes, as plain ones are" {
  gzip -c "$CERTIFY_SOURCE/certs/toy2d.cert" >large.cert.gz
  "$CERTIFY_CHECK" --jobs 1 large.cert.gz >one
  "$CERTIFY_CHECK" --jobs 3 large.cert.gz >three
  cmp one three
  "$CERTIFY_CHECK" --jobs 3 <(cat "$CERTIFY_SOURCE/certs/toy2d.cert")
  printf X >>large.cert.gz
  for jobs in 1 3; do
    split "$CERTIFY_CHECK" --jobs "$jobs" large.cert.gz
    expect_status 65
    expect_text "error: cannot be read to its end" "$errors"
  done
}

@test "a compressed certificate that is damaged, cut short, or full of zeros is refused" {
  "$CERTIFY" --quiet --compress "$specs/good.spec"
  size=$(wc -c <certs/good.cert.gz)
  head -c "$((size / 2))" certs/good.cert.gz >short.cert.gz
  head -c "$((size - 6))" certs/good.cert.gz >tail.cert.gz
  { head -c "$((size / 2))" certs/good.cert.gz; printf harm; tail -c +"$((size / 2 + 5))" certs/good.cert.gz; } >bad.cert.gz
  head -c 50000000 /dev/zero | gzip -1 >zeros.cert.gz
  { head -c "$((size - 8))" certs/good.cert.gz; printf harm; tail -c 4 certs/good.cert.gz; } >sum.cert.gz
  { cat certs/good.cert.gz; printf X; } >longer.cert.gz
  { cat certs/good.cert.gz; head -c 512 /dev/zero; } >padded.cert.gz
  { cat certs/good.cert.gz; head -c 30 certs/good.cert.gz; } >begun.cert.gz
  { cat certs/good.cert.gz certs/good.cert.gz; } >twice.cert.gz
  gzip -c certs/good.cert.gz >within.cert.gz
  for name in short tail bad zeros sum longer padded begun twice within; do
    split "$CERTIFY_CHECK" "$name.cert.gz"
    expect_status 65
    [ "$(wc -l <stderr.txt)" = 1 ]
    split "$CERTIFY" report "$name.cert.gz" --html out.html
    expect_status 65
    [ "$(wc -l <stderr.txt)" = 1 ]
    [ ! -e out.html ]
  done
  split bash -c "cat certs/good.cert.gz | $CERTIFY_CHECK /dev/stdin"
  expect_status 66
}
