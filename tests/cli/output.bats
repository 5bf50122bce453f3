#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The table, TAP and JSON.
load helper

@test "the table has a line for each claim" {
  split "$CERTIFY" --no-cert "$specs/good.spec"
  expect_text "claim " "$output"
  grep -Eq '^  continuous +PROVED' stdout.txt
  grep -Eq '^  kink +not differentiable at the seam +REFUTED \(expected\)' stdout.txt
  grep -Eq '^  sharp +sharp inside +PROVED +mu = 20 +0 ' stdout.txt
  expect_text "6 claims: 5 proved, 1 refuted, 0 undecided; all as expected" "$output"
}

@test "a refuted claim shows its witness and its obligation" {
  split "$CERTIFY" --no-cert "$specs/false.spec"
  grep -Eq "^      x = .*, x' = .* \(obligation: [a-z-]+\)$" stdout.txt
  split "$CERTIFY" --no-cert "$specs/good.spec"
  grep -Eq "^      x = -?1 \(obligation: differentiable\)$" stdout.txt
}

# refuted LANDSCAPE CLAIM LINE ROLE: the claim is refuted without a witness, and the table and JSON say LINE.
refuted() {
  printf 'landscape f%s\nclaim a: %s expect refuted\n' "$1" "$2" >refuted.spec
  split "$CERTIFY" --no-cert refuted.spec
  expect_status 0
  expect_text "      $3 (obligation: $4)" "$output"
  split "$CERTIFY" --no-cert --json refuted.spec
  jq -e --arg text "$3" --arg role "$4" \
    '.claims[0] | .witness == null and .refutation == {"obligation": $role, "text": $text}' stdout.txt
}

@test "a refuted claim without a witness says how it fails" {
  local quartic='(x) = (x - 1)^2*(x + 1)^2' plane='(x, y) = (x - 1)^2 + y^2'
  refuted "$quartic"$'\npoint z in [-2, 2]' 'minimum(z, global)' '3 zeros in the box' critical-point
  refuted "$quartic"$'\npoint z in [1, 2]' 'minimum(z)' 'the only zero is an end of the box: x = 1' critical-point
  refuted "$quartic" 'cycle(period = 1, in = [-2, 2]) with gd(rate = 0)' 'zero on a whole interval' cycle
  refuted "$plane"$'\npoint z in [2, 3] x [0, 1]' 'minimum(z)' 'no zero in the box' critical-point
  refuted "$quartic" 'minimum(0)' 'false at points below and arbitrarily near the point' local-minimum
  refuted "$plane" 'minimum((0, 1))' 'false at points arbitrarily near the point' local-minimum
  refuted "$quartic" 'minimum(2) on x < 1' 'the point is not in the region' in-region
  refuted "$quartic" 'exists(f(x) < 0)' 'true at no point' exists
  refuted "$plane" 'exists(f(x, y) < -1)' 'true at no point' exists
  refuted "$quartic" 'holds(1 > 2)' 'false, and nothing in it varies' holds
}

@test "an undecided claim shows the reason" {
  split "$CERTIFY" --no-cert "$specs/undecided.spec"
  grep -Eq '^      .*is decided for gd, in up to 8 variables$' stdout.txt
  expect_text "1 not as expected" "$output"
}

@test "a vacuous claim is marked" {
  split "$CERTIFY" --no-cert "$specs/vacuous.spec"
  expect_text "PROVED (vacuous)" "$output"
  expect_text "vacuous: nothing satisfies the hypotheses" "$output"
}

@test "an unexpected verdict is marked" {
  split "$CERTIFY" --no-cert "$specs/surprise.spec"
  expect_text "UNDECIDED (expected)" "$output"
  expect_text "PROVED (expected undecided)" "$output"
}

@test "the best constant is found, and known to be the best where it is attained" {
  split "$CERTIFY" --no-cert --json "$specs/good.spec"
  jq -e '.claims[] | select(.id == "best") | .constants.mu | .lo == "20" and .hi == "20"' stdout.txt
}

@test "the margin is the distance to the best constant" {
  printf 'landscape f(x) = x^2\nclaim a: smooth(L = 2.5)\nclaim b: smooth(L = 1.5) expect refuted\n' >m.spec
  split "$CERTIFY" --no-cert --json m.spec
  jq -e '.claims[0].margin | (.lo | tonumber) > 0.4999 and (.hi | tonumber) < 0.5001' stdout.txt
  jq -e '.claims[1].margin | (.lo | tonumber) > -0.5001 and (.hi | tonumber) < -0.4999' stdout.txt
}

@test "the margin of a bound that is attained is exactly 0" {
  printf 'landscape f(x) = x^2\nclaim a: smooth(L = 2)\nclaim b: smooth(L = 2 + 1e-14)\n' >m.spec
  printf 'claim c: holds(f(x) < 1) on abs(x) < 1\n' >>m.spec
  split "$CERTIFY" --no-cert --json m.spec
  jq -e '.claims[0].margin == {"lo": "0", "hi": "0"}' stdout.txt
  jq -e '.claims[1].margin | (.hi | tonumber) > 0' stdout.txt
}

@test "JSON follows the schema" {
  split "$CERTIFY" --json --no-cert "$specs/false.spec"
  expect_status 1
  jq -e '
    (keys == ["certify", "claims", "sha256", "spec", "summary"]) and
    (.sha256 | test("^[0-9a-f]{64}$")) and
    (.claims | length == 2) and
    (.claims | all(keys == ["as_expected", "constants", "expected", "hypotheses", "id", "margin", "notes", "points", "predicate",
                            "reason", "refutation", "seconds", "title", "vacuous", "verdict", "witness", "work"])) and
    (.claims | all(.points == {})) and
    (.claims[0].verdict == "proved" and .claims[0].as_expected and .claims[0].witness == null) and
    (.claims[0].refutation == null and .claims[1].refutation.obligation == "lipschitz-gradient") and
    (.claims[1].verdict == "refuted" and (.claims[1].as_expected | not) and (.claims[1].witness | length == 2)) and
    (.claims[1].witness | all(.x | type == "string")) and
    (.claims[1].constants.L == {"lo": "1.999", "hi": "1.999"}) and
    (.summary == {"proved": 1, "refuted": 1, "undecided": 0, "as_expected": 1, "unexpected": 1})' stdout.txt
  [ "$(jq -r .sha256 stdout.txt)" = "$(sha256sum "$specs/false.spec" | cut -d' ' -f1)" ]
}

@test "JSON gives the enclosures of implicit points, as the table does" {
  printf 'landscape f(x, y) = (x - 1)^2 + exp(y) - y\npoint z in [0.5, 2] x [-1, 1.5]\n' >points.spec
  printf 'claim near: growth(L = 100, toward = z) on abs(x) < 2 and abs(y) < 1\nclaim far: C1\n' >>points.spec
  split "$CERTIFY" --json --no-cert points.spec
  expect_status 0
  jq -e '.claims[0].points | keys == ["z[1]", "z[2]"] and
    (.["z[1]"] | (.lo | tonumber) > 0.999 and (.lo | tonumber) <= 1 and (.hi | tonumber) >= 1) and
    (.["z[2]"] | (.lo | tonumber) <= 0 and (.hi | tonumber) >= 0 and (.hi | tonumber) < 0.001)' stdout.txt
  jq -e '.claims[1].points == {}' stdout.txt
  lo=$(jq -r '.claims[0].points["z[1]"].lo' stdout.txt)
  split "$CERTIFY" --no-cert points.spec
  expect_text "z[1] in [$lo, " "$output"
}

@test "JSON: a point in one variable goes by its name" {
  printf 'landscape f(x) = x^4/4 - 2*x\npoint z in [1, 2]\nclaim best: minimum(z, global)\n' >point.spec
  split "$CERTIFY" --json --no-cert point.spec
  jq -e '.claims[0].points | keys == ["z"] and (.z | (.lo | tonumber) > 1.25 and (.hi | tonumber) < 1.26)' stdout.txt
}

@test "JSON of several specs is an array" {
  split "$CERTIFY" --json --no-cert "$specs/false.spec" "$specs/good.spec"
  jq -e 'type == "array" and length == 2 and .[1].summary.unexpected == 0' stdout.txt
}

@test "JSON is JSON whatever the title and the name of the file hold" {
  name=$(printf 'we"ird\\\xff.spec')
  printf 'landscape f(x) = x^2\nclaim a "back\\\\slash # SKIP \xe2\x82\xac": smooth(L = 2)\n' >"$name"
  split "$CERTIFY" --json --no-cert "$name"
  jq -e '.claims[0].verdict == "proved"' stdout.txt
}

@test "rows of lists have constants of their own" {
  printf 'landscape f(x) = x^2\nclaim a: holds(a*x <= 2) on 0 <= x <= 1 for a in {1, 2, 3} expect refuted\n' >rows.spec
  split "$CERTIFY" --no-cert rows.spec
  expect_status 0
  expect_text "a = 3: x = " "$output"
  refuse_text "a = 2: x = " "$output"
}

@test "TAP is read by prove: all as expected" {
  run prove --exec "$CERTIFY --tap --no-cert" "$specs/good.spec"
  expect_status 0
  expect_text "Tests=6" "$output"
}

@test "TAP: a false claim makes prove fail" {
  run prove --ext .spec --exec "$CERTIFY --tap --no-cert" "$specs/false.spec"
  [ "$status" -ne 0 ]
  expect_text "Failed test:  2" "$output"
}

@test "TAP: an undecided claim makes prove fail" {
  run prove --exec "$CERTIFY --tap --no-cert" "$specs/undecided.spec"
  [ "$status" -ne 0 ]
  expect_text "Failed test:  2" "$output"
}

@test "TAP: a malformed spec makes prove fail" {
  run prove --exec "$CERTIFY --tap --no-cert" "$specs/malformed.spec"
  [ "$status" -ne 0 ]
  expect_text "No plan found" "$output"
}

@test "TAP: a folder with one false spec among good ones makes prove fail" {
  mkdir suite
  cp "$specs/good.spec" "$specs/false.spec" suite
  run prove --ext .spec --exec "$CERTIFY --tap --no-cert" suite
  [ "$status" -ne 0 ]
  rm suite/false.spec
  run prove --ext .spec --exec "$CERTIFY --tap --no-cert" suite
  expect_status 0
}

@test "TAP: version, numbering over several specs, details" {
  split "$CERTIFY" --tap --no-cert "$specs/false.spec" "$specs/vacuous.spec"
  [ "$(head -n 1 stdout.txt)" = "TAP version 13" ]
  [ "$(tail -n 1 stdout.txt)" = "1..3" ]
  grep -q '^not ok 2 - wrong: false: the best constant is 2$' stdout.txt
  grep -q '^ok 3 - nowhere: about nothing$' stdout.txt
  [ "$(grep -c '^  ---$' stdout.txt)" -eq 3 ]
  [ "$(grep -c '^  \.\.\.$' stdout.txt)" -eq 3 ]
}

@test "a spec without claims: a warning, and TAP skips" {
  printf 'landscape f(x) = x^2\n' >none.spec
  split "$CERTIFY" --no-cert none.spec
  expect_status 0
  [ "$errors" = "none.spec: warning: there are no claims" ]
  split "$CERTIFY" --tap --no-cert none.spec
  [ "$(tail -n 1 stdout.txt)" = "1..0 # SKIP no claims in none.spec" ]
  run prove --exec "$CERTIFY --tap --no-cert" none.spec
  expect_text "skipped: no claims in none.spec" "$output"
  split "$CERTIFY" --tap --no-cert none.spec "$specs/vacuous.spec"
  [ "$(tail -n 1 stdout.txt)" = "1..1" ]
}

@test "TAP: a title cannot smuggle in a directive" {
  printf 'landscape f(x) = x^2\nclaim a "x # SKIP later": smooth(L = 1)\n' >skip.spec
  run prove --exec "$CERTIFY --tap --no-cert" skip.spec
  [ "$status" -ne 0 ]
}

@test "a title cannot send control characters to the terminal" {
  printf 'landscape f(x) = x^2\nclaim a "\033[2Jgone": smooth(L = 2)\n' >control.spec
  split "$CERTIFY" --no-cert control.spec
  refuse_text $'\033' "$output$errors"
}

@test "wide characters and accents do not shift the columns" {
  printf 'landscape f(x) = x^2\nclaim a "\346\274\242\345\255\227": C1\nclaim b "four": C1\nclaim c "fo\314\201ur": C1\n' >wide.spec
  split "$CERTIFY" --no-cert wide.spec
  [ "$(grep -c "  $(printf '\346\274\242\345\255\227')   PROVED" stdout.txt)" -eq 1 ] # as wide as the heading but for one column
  [ "$(grep -c '  four   PROVED' stdout.txt)" -eq 1 ]
  [ "$(grep -c "  $(printf 'fo\314\201ur')   PROVED" stdout.txt)" -eq 1 ]
}

# on_terminal COLUMNS ARGUMENTS...: certify on a terminal of so many columns; what it shows goes to $output.
on_terminal() {
  local columns=$1
  shift
  command -v script >/dev/null || skip "no script"
  run script --quiet --return --command "stty cols $columns; $CERTIFY --no-cert $*" /dev/null
}

@test "progress is shown on terminals, after a second" {
  printf 'landscape f(x, y) = sin(x*y)^2 + cos(x*y)^2\n' >slow.spec
  printf 'claim a: holds(f(x, y) < 1.01) on abs(x) < 50 and abs(y) < 50\n' >>slow.spec
  on_terminal 80 --max-boxes 1000000000 --time-limit 1.7 slow.spec
  expect_text "certify: 0 of 1 claims decided, 1 s; a: 1 s, " "$output"
  [[ $output =~ [0-9]+\ boxes,\ [1-9][0-9]*\ open ]]
  on_terminal 120 --max-boxes 1000000000 --time-limit 1.7 slow.spec
  [[ $output =~ open,\ [0-9.e-]+\ %\ of\ the\ volume\ left ]]
  on_terminal 80 --no-progress --max-boxes 1000000000 --time-limit 1.7 slow.spec
  refuse_text "claims decided" "$output"
  on_terminal 80 "$specs/good.spec"
  refuse_text "claims decided" "$output"
}

@test "the work of a claim is in the JSON document, also of one that runs out of boxes or time" {
  printf 'landscape f(x, y) = sin(x*y)^2 + cos(x*y)^2\n' >slow.spec
  printf 'claim a: holds(f(x, y) < 1.01) on abs(x) < 50 and abs(y) < 50\n' >>slow.spec
  split "$CERTIFY" --json --no-cert --max-boxes 20000 slow.spec
  [ "$(jq '.claims[0].work | .boxes == 20000 and .open > 0 and .left > 0 and .left < 1' stdout.txt)" = true ]
  split "$CERTIFY" --json --no-cert --max-boxes 1000000000 --time-limit 1 slow.spec
  [ "$(jq '.claims[0].work | .boxes > 5000 and .open > 0 and .left < 1' stdout.txt)" = true ]
}

@test "progress is not shown elsewhere" {
  split "$CERTIFY" --no-cert "$specs/good.spec"
  [ -z "$errors" ]
}

@test "on a terminal titles are cut to its width and verdicts are colored" {
  printf 'landscape f(x) = x^2\nclaim a "a title that is much longer than the terminal is wide": smooth(L = 2)\n' >wide.spec
  on_terminal 70 wide.spec
  expect_text $'\u2026' "$output"
  refuse_text "is wide" "$output"
  expect_text $'\033[32mPROVED' "$output"
  on_terminal 200 wide.spec
  expect_text "is wide" "$output"
  NO_COLOR=1 on_terminal 200 wide.spec
  refuse_text $'\033[32m' "$output"
}

@test "cases that meet with different values are warned about, once" {
  printf 'landscape f(x) = cases { x <= 1 : x  x >= 1 : 2*x }\nclaim a: C1 expect refuted\n' >meet.spec
  split "$CERTIFY" --no-cert meet.spec
  expect_status 0
  [ "$(grep -c 'meet.spec: warning: two cases overlap with different values, .* at x = 1: ' stderr.txt)" -eq 1 ]
}

@test "so are those of functions of one variable, whatever calls them" {
  {
    printf 'let jumps(t) = cases { t <= 1 : t  t >= 1 : 2*t  otherwise : 0 }\nlet calls(s) = jumps(s) + 1\n'
    printf 'let agrees(t) = cases { t <= 1 : t  t >= 1 : t^2 }\nlet apart(t) = cases { t < 1 : 0  t > 1 : 1  otherwise : 5 }\n'
    printf 'landscape f(x, y) = x^2 + agrees(y)\nclaim a: holds(calls(x) >= x) on 0 < x < 1\n'
  } >functions.spec
  split "$CERTIFY" --no-cert functions.spec
  expect_status 0
  [ "$(grep -c 'warning: two cases overlap' stderr.txt)" -eq 1 ]
  grep -q 'functions.spec: warning: .* at t = 1: t <= 1 and 1 <= t$' stderr.txt
  sed 's/agrees(y)/calls(y)/' functions.spec >called.spec
  split "$CERTIFY" --no-cert called.spec
  [ "$(grep -c 'warning: two cases overlap' stderr.txt)" -eq 1 ]
}

# warns LINES CASES: how many warnings of cases that meet.
warns() {
  printf 'landscape f(x) = cases { %s }\nclaim a: holds(1 < 2)\n' "$2" >cases.spec
  split "$CERTIFY" --no-cert cases.spec
  expect_status 0
  if [ "$(grep -c 'warning: two cases overlap' stderr.txt)" -ne "$1" ]; then
    printf '%s warnings expected for %s\n%s\n' "$1" "$2" "$errors"
    return 1
  fi
}

@test "cases that are meant in order are not warned about" {
  warns 0 'x < 0 : x ; x <= 1 : x^2 ; otherwise : x^3'
  warns 0 'x <= 0 : x - 1 ; x <= 1 : x^2 ; otherwise : x^3'
  warns 0 '0 <= x <= 1 : 1 ; 0 <= x <= 2 : 3 ; otherwise : 2'
  warns 0 'x == 0 : 1 ; x <= 5 : x^2 ; otherwise : 2'
  warns 0 'x < 1 : 1 ; x >= 1 : 2'
  warns 1 'x <= 0 : x - 1 ; x >= 0 : x^2'
  warns 1 'abs(x) <= 1 : 5*x ; abs(x) >= 1 : x^2'
  warns 0 'abs(x) <= 1 : x^2 ; abs(x) >= 1 : abs(x)'
  warns 2 '0 <= x <= 1 : 1 ; 1 <= x <= 2 : 3 ; 2 <= x : 4 ; otherwise : 0'
  split "$CERTIFY" --no-cert "$CERTIFY_SOURCE/landscapes/toy1d.spec"
  [ "$(grep -c 'warning: two cases overlap' stderr.txt)" -eq 2 ]
}

@test "in several variables cases that meet are warned about" {
  printf 'landscape f(x, y) = cases { norm((x, y)) <= 1 : x ; norm((x, y)) >= 1 : y }\nclaim a: holds(1 < 2)\n' >circle.spec
  split "$CERTIFY" --no-cert circle.spec
  grep -q 'warning: two cases overlap with different values' stderr.txt
}

@test "a constant for ? is said to be the best one only where it is: not as a value beside a jump, nor 0 above what is negative" {
  run "$CERTIFY" --no-cert --json "$specs/best.spec"
  expect_status 0
  printf '%s' "$output" >stdout.txt
  exact=$(jq -r '[.claims[] | select([.constants[]] | all(.lo == .hi)) | .id] | join(" ")' stdout.txt)
  [ "$exact" = "f g i j m" ] || { echo "exact: $exact"; return 1; }
  [ "$(jq '[.claims[].margin] | all(. == null)' stdout.txt)" = true ]
}
