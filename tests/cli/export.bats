#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# certify export: what is written for which prover, what is left out, and what is refused. Whether the provers agree on the
# shipped certificates is tested in tests/export.
load helper

# certificate_of TEXT: the certificate of a spec of that text, in made.cert.
certificate_of() {
  printf '%s\n' "$1" >made.spec
  "$CERTIFY" -q --cert-dir . made.spec || true
}

# with_coq: Coq is asked. Not with the sanitizers, which see nothing of it: there the files are written.
with_coq() {
  [ "${CERTIFY_SANITIZED-}" != 1 ]
}

# What all files for Coq begin with is compiled once (tests/export/prelude.py).
setup_file() {
  if with_coq && command -v coqc >/dev/null; then
    python3 -B "$CERTIFY_SOURCE/tests/export/prelude.py" make "$BATS_FILE_TMPDIR/prelude"
  fi
}

# coq FILE
coq() {
  coqc -Q "$BATS_FILE_TMPDIR/prelude" "" "$1"
}

# in_coq FILE: Coq accepts it. The file is given what all files begin with, compiled, in the place of the text.
in_coq() {
  command -v coqc >/dev/null || skip "no coqc"
  never grep -Eqw 'Admitted|admit|Axiom' "$1"
  with_coq || return 0
  python3 -B "$CERTIFY_SOURCE/tests/export/prelude.py" use "$BATS_FILE_TMPDIR/prelude" "$1" >short.v
  mv short.v "$1"
  coq "$1" >coq.txt 2>&1 || {
    ! grep -q 'logical path.*Interval' coq.txt || skip "no libcoq-interval"
    tail -5 coq.txt
    return 1
  }
}

# in_z3 FILE N: z3 finds N times that there is no counterexample.
in_z3() {
  command -v z3 >/dev/null || skip "no z3"
  z3 -t:20000 "$1" >z3.txt
  [ "$(grep -cx unsat z3.txt)" = "$2" ] && ! grep -qxE 'sat|unknown|\(error.*' z3.txt
}

@test "one list says what is left out, in the file and on standard output" {
  certificate_of 'landscape f(x) = abs(x)
claim kink: differentiable expect refuted
claim low: holds(f(x) >= 0)'
  split "$CERTIFY" export made.cert --to coq -o made.v
  expect_status 0
  expect_text "left out: kink/1/1 differentiable: " "$output"
  expect_text " exported, " "$output"
  expect_text "left out: kink/1/1 differentiable: " "$(cat made.v)"
  split "$CERTIFY" export made.cert --to coq
  expect_status 0
  [ "$output" = "$(cat made.v)" ]
}

@test "Coq accepts kinks, roots, cases and names that it reserves" {
  certificate_of 'let Qed = sqrt(2)
landscape Prop(fun) = cases {
  fun <= 1  : Qed*fun^2
  otherwise : 2*Qed*fun - Qed
}
claim end: C1
claim forall "a title with *) in it": holds(Prop(fun) >= 0) on fun > -1
claim fix: smooth(L = 3)
claim match: smooth(L = 2.8) expect refuted
claim with-abs: holds(abs(fun - 1/3) + relu(fun) > 0.3)
claim max: holds(min(fun, 1) <= max(fun, 0))'
  "$CERTIFY" export made.cert --to coq -o made.v >list.txt
  expect_text " 0 left out" "$(cat list.txt)"
  in_coq made.v
}

# coq_refuses CHANGE: Coq refuses made.v with that change, which is one.
coq_refuses() {
  sed -E "/^Lemma o[0-9]/,\$ { $1 }" made.v >changed.v
  never cmp -s made.v changed.v
  with_coq || return 0
  never coq changed.v >/dev/null 2>&1
}

@test "Coq refuses what is false: bounds that are changed by 1e-12, ranges, derivatives, a statement without its data" {
  certificate_of 'landscape f(x) = cases {
  x <= 1    : x^2
  otherwise : 2*x - 1
}
claim top: holds(x*(1 - x) <= 1/4) on 0 <= x <= 1/3
claim root: holds(sqrt(2) > 1.41421356237309503)
claim slope: holds(grad(f)(x) <= 2)
claim smooth: smooth(L = 2)'
  "$CERTIFY" export made.cert --to coq -o made.v >list.txt
  expect_text " 0 left out" "$(cat list.txt)"
  in_coq made.v
  coq_refuses 's|1 / 4|222222222221 / 1000000000000|g; s|1 # 4|222222222221 # 1000000000000|g'
  coq_refuses 's|<= \(1 / 3\)|<= (1 / 2)|'
  coq_refuses '/^Lemma o.*smooth/,/Qed/ { s|<= 2 \*|<= (1999999999999 / 1000000000000) *|g; s|2 # 1|1999999999999 # 1000000000000|g }'
  coq_refuses 's|141421356237309503|141421356237309505|g'
}

@test "Coq takes elementary functions, roots and quotients by enclosures, and refuses what is false by 1e-12" {
  certificate_of 'landscape f(x, y) = tanh(x) + softplus(y)/(2 + sin(x))
claim power: holds(exp(x) <= 2.718281828459046) on 0 <= x <= 1
claim root: holds(sqrt(x)*log(1 + x) < 1) on 1/2 <= x <= 1
claim quotient: holds(1/(x - 1) + sigmoid(y) > 1) on 3/2 <= x <= 2 and abs(y) <= 1
claim both: holds(f(x, y) < 2 and cosh(y) <= 2 + x^2) on abs(x) <= 1 and abs(y) <= 1'
  "$CERTIFY" export made.cert --to coq -o made.v >list.txt
  expect_text " 0 left out" "$(cat list.txt)"
  in_coq made.v
  grep -q '((v_x_[0-9]* - 1) <> 0)' made.v
  coq_refuses 's|1359140914229523|1359140914229522|'
  coq_refuses 's|\(3 / 2\) <= v|(1 / 2) <= v|'
  coq_refuses 's|0 < \(1 - |0 < ((1 / 2) - |'
}

@test "Coq takes identities, and refuses wrong ones" {
  certificate_of 'landscape f(x, y) = x^4 + y^2
claim mean: holds(2*x*y <= x^2 + y^2)
claim apart: exists(x*y > 1 and x^2 + y^2 < 2) expect refuted'
  grep -q '^evidence proved identity' made.cert
  "$CERTIFY" export made.cert --to coq -o made.v >list.txt
  expect_text " 0 left out" "$(cat list.txt)"
  in_coq made.v
  coq_refuses 's|\(2 \* v_x|((2000000000001 / 1000000000000) * v_x|g'
  coq_refuses 's|\(2 - \(|((2000000000001 / 1000000000000) - (|g'
  coq_refuses 's|0 <= 1 \* |0 <= 2 * |'
}

@test "Coq takes derivatives by the rules, in one and several variables, and refuses wrong ones" {
  certificate_of 'landscape f(x, y) = x^2 + y^4 - x*y/2
let g(x, y) = softplus(x) + sigmoid(x*y) + atan(y)*tanh(x) + exp(sin(x))*cosh(y)
let h(x, y) = relu(x - y)*abs(x) + max(x, y^2) + min(x*y, 4)
claim functions: holds(d(g(x, y), y) <= 2) on abs(x) <= 1/9 and abs(y) <= 1/9
claim kinks: holds(d(h(x, y), x) <= 7.5) on 2 <= x <= 3 and 1/2 <= y <= 1
claim kept: stays(in = abs(x) <= 1 and abs(y) <= 1) with flow'
  "$CERTIFY" export made.cert --to coq -o made.v >list.txt
  never grep -E '^left out: .*(functions|kinks|inward)' list.txt
  grep -q 'Derive (fun v_y_[0-9]* => f_[0-9]* v_x_[0-9]*) v_y' made.v
  in_coq made.v
  for change in '/^Definition f_.*sinh/ s|\.$| + 1 / 1000000000000.|' '/^Definition f_.*Rabs.*[(]f_/ s|\.$| + 1 / 1000000000000.|' \
    '/^Lemma derive_/,/Qed/ s|v_x_[0-9]* <> 0 -> ||'; do
    sed -E "/^Definition [ft]_/,\$ { $change }" made.v >changed.v
    never cmp -s made.v changed.v
    with_coq || continue
    never coq changed.v >coq.txt 2>&1
    grep -Eq 'No (matching|applicable)|not a valid|Tactic failure|No such' coq.txt
  done
}

@test "z3 finds no counterexample, but one where the obligation is changed" {
  certificate_of 'landscape f(x) = cases {
  x <= 0    : x^2
  otherwise : sqrt(2)*x^3
}
claim low: holds(f(x) >= 0)
claim witness: exists(f(x) = 2)
claim high: holds(f(x) < 9) expect refuted
claim slope: smooth(L = 9) on abs(x) < 1
claim steep: smooth(L = 8) on abs(x) < 1 expect refuted'
  "$CERTIFY" export made.cert --to smt2 -o made.smt2 >list.txt
  "$CERTIFY" export made.cert --to smt2 --out older.smt2 >/dev/null
  cmp made.smt2 older.smt2
  in_z3 made.smt2 "$(grep -cx '(check-sat)' made.smt2)"
  sed 's/(\* 9.0 9.0)/(* 8.0 8.0)/' made.smt2 >changed.smt2
  never cmp -s made.smt2 changed.smt2
  z3 -t:20000 changed.smt2 | grep -qx sat
}

@test "Gappa shows bounds over boxes" {
  command -v gappa >/dev/null || skip "no gappa"
  certificate_of 'landscape f(x, y) = x^2 + y
claim low: holds(f(x, y) > -1.1) on -1/3 <= x <= 1 and abs(y) <= 1'
  "$CERTIFY" export made.cert --to gappa -o made.g >list.txt
  sed -n '/^# goal low\/1\/. holds/,$p' made.g >goal.g
  grep -q '^# goal' goal.g
  gappa goal.g
  sed 's/-1.1/-0.9/; s/11 *\/ *10/9 \/ 10/' goal.g >changed.g
  never cmp -s goal.g changed.g
  never gappa changed.g
}

@test "a wrong certificate is refused with one line, and no file is written" {
  certificate_of 'landscape f(x) = x^2
claim low: holds(f(x) >= 0)'
  sed 's/^verdict proved/verdict refuted/' made.cert >wrong.cert
  for prover in coq smt2 gappa; do
    split "$CERTIFY" export wrong.cert --to "$prover" -o wrong.out
    expect_status 1
    expect_text "the certificate is refused" "$errors"
    [ "$(wc -l <stderr.txt)" = 1 ]
    [ ! -e wrong.out ]
  done
  split "$CERTIFY" export made.spec --to coq
  expect_status 65
  split "$CERTIFY" export none.cert --to coq
  expect_status 66
  split "$CERTIFY" export made.cert --to coq -o made.cert/made.v
  expect_status 74
}

@test "the command line is checked" {
  split "$CERTIFY" export
  expect_status 64
  split "$CERTIFY" export made.cert
  expect_status 64
  expect_text "export needs --to" "$errors"
  split "$CERTIFY" export made.cert --to lean
  expect_status 64
  expect_text "coq|smt2|gappa" "$errors"
  split "$CERTIFY" export --help
  expect_status 0
  expect_text "--to coq|smt2|gappa" "$output"
}
