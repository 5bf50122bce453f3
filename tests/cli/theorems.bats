#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Theorems as claims: their parts in the outputs, and certificates of them that say something else.
load helper

spec='landscape f(x) = x^2/2
region W = 0 <= x <= 10
claim before: C2
claim a "Lemma 2": lemma2(X = 1 <= x <= 2, W = W, L = ?, rate = 1/2, T = 2, reading = stated)
claim b "false": lemma2(X = 1 <= x <= 2, W = W, L = 1, rate = 0.6, T = 1, reading = repaired) expect refuted'

setup_file() {
  export MADE="$BATS_FILE_TMPDIR/made"
  mkdir "$MADE"
  echo "$spec" >"$MADE/t.spec"
  "$CERTIFY" --quiet --cert-dir "$MADE" "$MADE/t.spec"
}

# seal FILE: puts the right hash at the end.
seal() {
  sed -i '/^end-certificate /d' "$1"
  echo "end-certificate $(sha256sum <"$1" | cut -d' ' -f1)" >>"$1"
}

# refused SCRIPT TEXT: the certificate changed by the Python script, of its text t, is refused with the text.
refused() {
  python3 - "$MADE/t.cert" changed.cert <<PYTHON
import sys
t = open(sys.argv[1]).read()
before = t
$1
assert t != before
open(sys.argv[2], "w").write(t)
PYTHON
  seal changed.cert
  split "$CERTIFY_CHECK" changed.cert
  [ "$status" -ne 0 ] || { echo "accepted"; return 1; }
  expect_text "$2" "$errors"
}

@test "the certificate is accepted" {
  run "$CERTIFY_CHECK" "$MADE/t.cert" --spec "$MADE/t.spec"
  expect_status 0
  expect_text "2 proved, 1 refuted, 0 undecided" "$output"
}

@test "the table has a row for each part, below its theorem" {
  run "$CERTIFY" --no-cert "$MADE/t.spec"
  expect_status 0
  [[ $output == *"  a "*"Lemma 2"*"    L "*"hypothesis: f is L-smooth off X"*"    seldom"*"conclusion:"*"  b "* ]]
  expect_text "a hypothesis does not hold" "$output"
  expect_text "3 claims: 2 proved, 1 refuted" "$output"
}

@test "one theorem alone, with its parts" {
  run "$CERTIFY" --no-cert --claim b "$MADE/t.spec"
  expect_status 0
  expect_text "1 claim: 0 proved, 1 refuted" "$output"
  expect_text "hypothesis: 0 < rate <= 1/(2L)" "$output"
}

@test "a test for each theorem, none for its parts" {
  run "$CERTIFY" --no-cert --tap "$MADE/t.spec"
  expect_status 0
  expect_text "1..3" "$output"
  expect_text '"id":' "$output"
  expect_text "role" "$output"
}

@test "JSON has the parts inside their theorem" {
  run bash -c '"$1" --no-cert --json "$2" | python3 -c "
import json, sys
claims = json.load(sys.stdin)[\"claims\"]
assert [c[\"id\"] for c in claims] == [\"before\", \"a\", \"b\"]
parts = claims[1][\"hypotheses\"]
assert parts[0][\"id\"] == \"a/L\" and parts[0][\"name\"] == \"L\" and parts[0][\"role\"] == \"hypothesis\" and parts[0][\"verdict\"] == \"proved\"
assert claims[0][\"hypotheses\"] == []"' _ "$CERTIFY" "$MADE/t.spec"
  expect_status 0
}

@test "a part cannot be left out" {
  refused 'i = t.index("claim a/small"); j = t.index("claim a/unfit"); t = t[:i] + t[j:]
t = t.replace("claims 25", "claims 24").replace("parts 12", "parts 11", 1)' "the spec has"
  refused 'i = t.index("claim a/small"); j = t.index("claim a/unfit"); t = t[:i] + t[j:]' "expected the claim a/small"
}

@test "parts cannot change places" {
  refused 'i = t.index("claim a/L"); j = t.index("claim a/small"); k = t.index("claim a/vol_X"); t = t[:i] + t[j:k] + t[i:j] + t[k:]' "expected the claim a/L"
}

@test "their number is that of the theorem" {
  refused 't = t.replace("parts 12", "parts 11", 1)' "the theorem has 12 parts"
}

@test "the verdict follows from the parts" {
  refused 'i = t.index("claim b\n"); t = t[:i] + t[i:].replace("verdict refuted", "verdict proved", 1)' "its parts make it refuted"
  refused 'i = t.index("claim a\n"); t = t[:i] + t[i:].replace("verdict proved", "verdict refuted", 1)' "its parts make it proved"
}

@test "the verdict of a part follows from its evidence" {
  refused 'i = t.index("claim b/small"); j = t.index("claim b/vol_X"); t = t[:i] + t[i:j].replace("verdict refuted", "verdict proved") + t[j:]' \
    "but its evidence makes it"
}

@test "later parts have the constant that was proved" {
  refused 'i = t.index("instance 0 ? 1\n"); t = t[:i] + t[i:].replace("instance 0 ? 1\n", "instance 0 ? 2\n", 1)' "not what the spec demands"
}

@test "an undecided part does not prove its theorem" {
  refused 'i = t.index("claim a/seldom"); j = t.index("claim a/more")
t = t[:i] + "claim a/seldom\nverdict undecided\ninstances 0\nend-claim\n" + t[j:]' "its parts make it undecided"
}

@test "a set that equations make null: not another set, nor another way" {
  printf 'landscape f(x) = x^2/2\nclaim c: volume(measure <= 0) on x == 0 or x == 3\n' >null.spec
  "$CERTIFY" --quiet --cert-dir . null.spec
  run "$CERTIFY_CHECK" null.cert
  expect_status 0
  sed -E 's/^tactic null for ?$/tactic subdivision for/' null.cert >other.cert
  sed 's/^verdict proved$/verdict refuted/' null.cert >refuted.cert
  sed 's/x == 3/x >= 3/' null.cert >half-line.cert
  sed 's/x == 3/x == x/' null.cert >whole.cert
  sed 's/x == 3/abs(x) == x/' null.cert >absolute.cert
  for changed in other refuted half-line whole absolute; do
    if cmp -s null.cert "$changed.cert"; then return 1; fi
    sed '1,3d; /^claims /,$d' "$changed.cert" | head -c -1 >text.spec
    sed -i "2s/.*/spec-sha256 $(sha256sum <text.spec | cut -d' ' -f1)/; 3s/.*/spec-bytes $(wc -c <text.spec)/" "$changed.cert"
    seal "$changed.cert"
    split "$CERTIFY_CHECK" "$changed.cert"
    [ "$status" -eq 1 ] || { echo "status $status: $changed: $errors"; return 1; }
  done
}

@test "what a theorem needs and does not take" {
  for wrong in "lemma1(M = x > 1, xdag = 2, xstar = 0, reading = repaired)" "theorem4(xdag = 0, r = 1, rate = 1/4, noise = 1, half = 3, reading = stated)" \
    "lemma2(X = x > 1, W = x > 0, rate = 1/2, T = 2, reading = maybe)" "lemma2(X = x > 1, W = x > 0, rate = 1/2, T = 2, reading = stated) on x > 0" \
    "lemma1(M = x > 1, xdag = 2, xstar = 0, mu_star = 1, L = 1, reading = repaired) for rate in {0.1, 0.2}" \
    "lemma1(M = x > 1, xdag = 2, xstar = 0, mu_star = 1, L = 1, reading = repaired) for rate in (0, inf)" \
    "lemma2(X = x > 1, W = x > 0, T = 2, reading = repaired)" "corollary1(X = x > 1, rate = 1/2, reading = stated) for rate in [0.1, 0.2]" \
    "theorem4(xdag = 0, r = 1, noise = 1, half = 1, reading = repaired)" "theorem2(X = x > 1, W = x > 0, xstar = 0, reading = stated) for rate in (0, inf)" \
    "smooth(L = 1) for g in [?, 1]" "holds(x < ?)" "holds(x <= ?) for g in [0, ?]"; do
    printf 'landscape f(x) = x^2\nclaim a: %s\n' "$wrong" >wrong.spec
    split "$CERTIFY" --no-cert wrong.spec
    [ "$status" -eq 65 ] || { echo "status $status: $wrong: $output $errors"; return 1; }
  done
}
