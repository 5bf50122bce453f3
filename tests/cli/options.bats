#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Every option of certify: what it does, and what is said when it is used wrongly.
load helper

@test "--help lists every verb, option and exit status" {
  split "$CERTIFY" --help
  expect_status 0
  [ -z "$errors" ]
  for word in run eval --tap --json --explain --quiet --claim --cert-dir --no-cert --jobs --time-limit --max-memory \
    --max-boxes --no-progress --color --version; do
    expect_text "$word" "$output"
  done
  for code in 0 1 2 64 65 66 70 74; do
    grep -Eq "^ +$code  " stdout.txt
  done
}

@test "-h is --help, and each verb has its own" {
  split "$CERTIFY" -h
  expect_status 0
  split "$CERTIFY" eval --help
  expect_status 0
  expect_text "--over" "$output"
  refuse_text "--tap" "$output"
  expect_text "   1  the expression is undefined somewhere" "$output"
  refuse_text "verdict" "$output"
  refuse_text "spec" "$output"
}

@test "the manual page and --help name the same options" {
  { "$CERTIFY" --help; "$CERTIFY" eval --help; "$CERTIFY" orbit --help; "$CERTIFY" report --help; "$CERTIFY" plot --help; "$CERTIFY" export --help; } | grep -oE -- '--[a-z-]+' | sort -u >help.txt
  sed 's/\\-/-/g' "$CERTIFY_SOURCE/docs/man/certify.1" | grep -oE -- '--[a-z][a-z-]+' | grep -v -- '--ext' | sort -u >man.txt
  diff help.txt man.txt
}

@test "the manual page and --help name the same exit statuses" {
  "$CERTIFY" --help | sed '1,/^Exit status/d' | awk '{print $1}' >help.txt
  sed -n '/^.SH "EXIT STATUS"/,/^.SH DIAG/p' "$CERTIFY_SOURCE/docs/man/certify.1" | sed -n 's/^\.B \([0-9]*\)$/\1/p' >man.txt
  diff help.txt man.txt
}

@test "--version names the program and the libraries" {
  split "$CERTIFY" --version
  expect_status 0
  for word in "certify " FLINT MPFR GMP; do
    expect_text "$word" "$output"
  done
}

@test "no spec is an error of use" {
  split "$CERTIFY"
  expect_status 64
  expect_text "no spec given" "$errors"
}

@test "an unknown option is an error of use" {
  split "$CERTIFY" --frobnicate "$specs/good.spec"
  expect_status 64
  expect_text "certify: error: unknown option '--frobnicate'" "$errors"
}

@test "an option of another verb is an error of use" {
  split "$CERTIFY" --over 'x=[0,1]' "$specs/good.spec"
  expect_status 64
  expect_text "option '--over' does not belong here" "$errors"
}

@test "a missing value, a wrong value, a value out of range" {
  split "$CERTIFY" "$specs/good.spec" --jobs
  expect_status 64
  expect_text "option '--jobs' needs a value (N)" "$errors"
  split "$CERTIFY" --cert-dir "" "$specs/good.spec"
  expect_status 64
  expect_text "option '--cert-dir' needs a value (DIR)" "$errors"
  split "$CERTIFY" --jobs many "$specs/good.spec"
  expect_status 64
  expect_text "--jobs many: a number expected" "$errors"
  split "$CERTIFY" --jobs 0 "$specs/good.spec"
  expect_status 64
  expect_text "--jobs 0: out of range, 1 to 256" "$errors"
  split "$CERTIFY" --time-limit -1 "$specs/good.spec"
  expect_status 64
  split "$CERTIFY" --max-memory 1K "$specs/good.spec"
  expect_status 64
  split "$CERTIFY" --color pink "$specs/good.spec"
  expect_status 64
  expect_text "--color pink: auto|always|never expected" "$errors"
}

@test "outputs exclude each other" {
  split "$CERTIFY" --tap --json "$specs/good.spec"
  expect_status 64
  expect_text "--tap, --json and --quiet exclude each other" "$errors"
  split "$CERTIFY" --cert-dir . --no-cert "$specs/good.spec"
  expect_status 64
  expect_text "--cert-dir and --no-cert exclude each other" "$errors"
}

@test "run may be written out" {
  split "$CERTIFY" run --no-cert "$specs/good.spec"
  expect_status 0
}

@test "--quiet prints nothing, and the status tells" {
  split "$CERTIFY" --quiet --no-cert "$specs/false.spec"
  expect_status 1
  [ -z "$output$errors" ]
}

@test "--quiet prints no warnings, but errors" {
  printf 'landscape f(x) = cases { x <= 1 : x  x >= 1 : 2*x }\n' >quiet.spec
  split "$CERTIFY" --quiet --no-cert quiet.spec
  expect_status 0
  [ -z "$output$errors" ]
  split "$CERTIFY" --quiet --no-cert "$specs/malformed.spec"
  expect_status 65
  expect_text "error: " "$errors"
}

@test "--quiet changes no certificate" {
  printf 'landscape f(x) = cases { x <= 1 : x  x >= 1 : 2*x }\nclaim a: C1 expect refuted\nclaim b: C1 on x < 1\n' >both.spec
  "$CERTIFY" --cert-dir loud both.spec
  "$CERTIFY" --cert-dir still --quiet both.spec
  cmp loud/both.cert still/both.cert
}

@test "--claim decides some claims and writes no certificate" {
  split "$CERTIFY" --claim right "$specs/false.spec"
  expect_status 0
  expect_text "no certificate is written" "$errors"
  refuse_text wrong "$output"
  [ ! -e certs ]
  split "$CERTIFY" -c right -c wrong --no-cert "$specs/false.spec"
  expect_status 1
}

@test "--claim with --cert-dir writes a certificate with the other claims undecided" {
  split "$CERTIFY" --claim right --cert-dir out "$specs/false.spec"
  expect_status 0
  [ "$(grep -c '^verdict undecided$' out/false.cert)" -eq 1 ]
}

@test "--claim with an unknown id" {
  split "$CERTIFY" --claim nothing "$specs/good.spec"
  expect_status 64
  expect_text "there is no claim 'nothing'" "$errors"
  refuse_text "note" "$errors"
}

@test "--jobs does not change verdicts or certificates" {
  "$CERTIFY" --jobs 1 --cert-dir one --quiet "$specs/good.spec"
  "$CERTIFY" -j 7 --cert-dir many --quiet "$specs/good.spec"
  cmp one/good.cert many/good.cert
}

@test "--jobs does not change claims of many rows, one of them undecided" {
  printf '%s\n' 'landscape f(x) = x^2/2 - x^4/4' 'region zero = -1/2 < x < 1/2' 'region far = abs(x) > 2' \
    'claim ends: basin(of = {zero, far}, measure = ?) on -2 <= x <= 3 with gd(rate = g) for g in {1/2, 1/3, 1/4, 3}' >rows.spec
  split "$CERTIFY" --jobs 1 --cert-dir one rows.spec
  expect_status 2
  expect_text "g = 3: " "$output"
  "$CERTIFY" --jobs 2 --cert-dir many --quiet rows.spec || true
  cmp one/rows.cert many/rows.cert
  "$CERTIFY_CHECK" one/rows.cert | grep -F "ends   undecided"
}

@test "--jobs does not change a single claim, whose subdivision runs on threads" {
  printf '%s\n' 'landscape f(x, y) = x^2/2 - x^4/4 + y^2/2 - y^4/4' 'region zero = -1/2 < x < 1/2 and -1/2 < y < 1/2' \
    'claim ends: basin(of = zero, measure = ?, within = 50) on -5/4 <= x <= 5/4 and -5/4 <= y <= 5/4 with gd(rate = 1/2)' >ends.spec
  printf '%s\n' 'landscape s(x, y, z) = sin(3*x*y) + cos(2*y*z + x) + tanh(x*z - y) + (x^2 + y^2 + z^2)/10' \
    'claim bound: holds(s(x, y, z) >= -2.5893) on -4 <= x <= 4 and -4 <= y <= 4 and -4 <= z <= 4' >bound.spec
  for jobs in 1 2 5; do
    "$CERTIFY" --jobs "$jobs" --max-boxes 5000 --cert-dir "$jobs" --quiet ends.spec
    "$CERTIFY" --jobs "$jobs" --cert-dir "$jobs" --quiet bound.spec
    cmp 1/ends.cert "$jobs/ends.cert"
    cmp 1/bound.cert "$jobs/bound.cert"
  done
  "$CERTIFY_CHECK" 5/ends.cert 5/bound.cert
}

@test "a time limit that is reached on several threads leaves the claim undecided" {
  printf '%s\n' 'landscape f(x, y) = x^2/2 - x^4/4 + y^2/2 - y^4/4' 'region zero = -1/2 < x < 1/2 and -1/2 < y < 1/2' \
    'claim ends: basin(of = zero, measure = ?, within = 200) on -5/4 <= x <= 5/4 and -5/4 <= y <= 5/4 with gd(rate = 1/2)' >ends.spec
  split "$CERTIFY" --jobs 2 --time-limit 0.7 --max-boxes 100000000 --no-cert ends.spec
  expect_status 2
  expect_text "time limit of 0.7 s reached" "$output"
}

@test "--color always colors, never and a pipe do not" {
  split "$CERTIFY" --color always --no-cert "$specs/good.spec"
  expect_text $'\033[32mPROVED' "$output"
  split "$CERTIFY" --color never --no-cert "$specs/good.spec"
  refuse_text $'\033' "$output"
  split "$CERTIFY" --no-cert "$specs/good.spec"
  refuse_text $'\033' "$output"
}

@test "--explain tells the method of each obligation" {
  split "$CERTIFY" --explain --no-cert "$specs/good.spec"
  expect_text "continuous (forall): proved (exact" "$output"
  expect_text "differentiable (forall): refuted" "$output"
}

@test "--no-progress and --max-boxes are accepted" {
  split "$CERTIFY" --no-progress --max-boxes 1000 --no-cert "$specs/good.spec"
  expect_status 0
}

@test "certify-check: the manual page and --help name the same options and exit statuses" {
  "$CERTIFY_CHECK" --help >help_text.txt
  grep -oE -- '--[a-z-]+' help_text.txt | sort -u >help.txt
  sed 's/\\-/-/g' "$CERTIFY_SOURCE/docs/man/certify-check.1" | grep -oE -- '--[a-z][a-z-]+' | sort -u >man.txt
  diff help.txt man.txt
  sed '1,/^[Ee]xit status/d' help_text.txt | awk '{print $1}' | grep -E '^[0-9]+$' >help.txt
  sed -n '/^.SH "EXIT STATUS"/,/^.SH DIAG/p' "$CERTIFY_SOURCE/docs/man/certify-check.1" | sed -n 's/^\.B \([0-9]*\)$/\1/p' >man.txt
  diff help.txt man.txt
}
