#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Changed certificates are refused, and for the right reason: wherever the hashes would be what refuses, they are made
# to fit again, so that certify-check has to look at what the certificate says.
load tamper_helper

quadratic='# sharper inside
landscape g(x) = cases {
  abs(x) <= 1 : 10*x^2
  otherwise   : x^2 + 9
}'
waves='landscape f(x, y) = sin(3*x)*cos(4*y) + x*y/5'
kinks='landscape f(x, y) = x^2 + y^2 + relu(x - 1)*relu(y - 1)'
square='-1 <= x <= 1 and -1 <= y <= 1'

# What is true, and what is a little more and false: the statements of the latter, which are what their spec demands,
# with the evidence of the former are the best that a forger can do.
setup_file() {
  export MADE="$BATS_FILE_TMPDIR/made"
  mkdir "$MADE"
  certificate sharp <<<"$quadratic
claim c: opsc(mu = 20, toward = 0) on -1 < x < 1"
  certificate sharp-constant <<<"$quadratic
claim c: opsc(mu = 21, toward = 0) on -1 < x < 1 expect refuted"
  certificate sharp-region <<<"$quadratic
claim c: opsc(mu = 20, toward = 0) on -2 < x < 2 expect refuted"
  certificate best <<<"$quadratic
claim c: opsc(mu = ?, toward = 0) on -1 < x < 1"
  certificate unbounded <<<"landscape f(x) = exp(x)
claim c: growth(L = ?, toward = 0) on 0 < x < 1 expect undecided"
  certificate kink <<<"$quadratic
claim c: differentiable expect refuted"
  certificate rates <<<"$quadratic
claim c: holds(abs(x - rate*20*x) <= 1) on -1 <= x <= 1 for rate in {0.05, 0.1}
claim d: continuous"
  certificate above <<<"$waves
claim c: holds(f(x, y) > -1.1) on $square"
  certificate above-constant <<<"$waves
claim c: holds(f(x, y) > -1.08) on $square expect refuted"
  certificate above-region <<<"$waves
claim c: holds(f(x, y) > -1.1) on -2 <= x <= 1 and -1 <= y <= 2 expect refuted"
  certificate corner <<<"landscape f(x, y) = exp(x) + y^2
claim c: holds(f(x, y) < 7/2) on $square expect refuted"
  certificate edge <<<"landscape f(x, y) = x + y
claim c: holds(f(x, y) < 2) on $square expect refuted"
  certificate hidden <<<"$kinks
claim c: C1 on x <= 3/4 and y <= 5"
  certificate hidden-no-more <<<"$kinks
claim c: C1 on x <= 1000000000001/1000000000000 and y <= 5 expect refuted"
}

at_number='the conclusion is not shown at one of the numbers'
between='the conclusion is not shown between two of the numbers'
on_box='the conclusion is not shown on the box by interval evaluation'

# ---- nothing is changed ----

@test "the certificates are accepted, and so they are when taken apart, put together and sealed again" {
  for made in "$MADE"/*.cert; do
    accepted "$made"
    cp "$made" copy.cert
    respec copy.cert
    cmp "$made" copy.cert
    name=$(basename "$made" .cert)
    transplant "$name" "$name"
    cmp "$made" changed.cert
  done
}

# ---- the hashes ----

@test "the hash of the certificate is what refuses a change of evidence into other good evidence" {
  change sharp 's/^value 0$/value 1\/4/'
  accepted changed.cert
  sed 's/^value 0$/value 1\/4/' "$MADE/sharp.cert" >changed.cert
  refused changed.cert 1 "the bytes of the certificate do not have the stated hash"
}

@test "the hash of the spec text is what refuses a changed comment" {
  change sharp 's/^# sharper inside/# blunter inside/'
  refused changed.cert 1 "the spec text does not have the stated hash"
  respec changed.cert
  accepted changed.cert
}

# ---- a changed constant ----

@test "a changed constant: in the spec text" {
  change sharp 's/mu = 20/mu = 21/'
  respec changed.cert
  refused changed.cert 1 "$(demanded 'node 21 rational 21')" 'node 21 rational 20'
}

@test "a changed constant: in the obligations" {
  change sharp 's/^node 21 rational 20$/node 21 rational 19/'
  refused changed.cert 1 "$(demanded 'node 21 rational 20')" 'node 21 rational 19'
}

@test "a changed constant: in the spec text and the obligations, which the evidence does not show" {
  transplant sharp-constant sharp
  refused changed.cert 1 "$between"
  transplant above-constant above
  refused changed.cert 1 "the tangent bound does not show the conclusion"
}

@test "a changed constant: the best one" {
  change best 's/^instance 0 ? 20$/instance 0 ? 21/'
  refused changed.cert 1 "$(demanded 'node 21 rational 21')" 'node 21 rational 20'
  change best 's/^instance 0 ? 20$/instance 0 ? 21/; s/^\(node [0-9]* rational\) 20$/\1 21/'
  refused changed.cert 1 "$between"
  change best 's/\( ?\| rational\) 2000000001\/100000000$/\1 19/'
  refused changed.cert 1 "the point is not shown to be a witness" "precision 0"
}

# ---- a widened region ----

@test "a widened region: in the spec text" {
  change sharp 's/on -1 < x < 1/on -2 < x < 1/'
  respec changed.cert
  refused changed.cert 1 "$(demanded 'node 2 rational 2')"
}

@test "a widened region: in the obligations" {
  change sharp 's/^variable 1 ( 3 2 )$/variable 1 ( -inf 2 )/'
  refused changed.cert 1 "$(demanded 'variable 1 ( 3 2 )')" 'variable 1 ( -inf 2 )'
  change above '0,/^node \([0-9]*\) rational 1$/s//node \1 rational 2/'
  refused changed.cert 1 "$(demanded 'node 2 rational 1')" 'node 2 rational 2'
}

@test "a widened region: in the spec text and the obligations, which the evidence does not show" {
  transplant sharp-region sharp
  refused changed.cert 1 "$at_number"
  transplant above-region above
  refused changed.cert 1 "$on_box"
}

# ---- a dropped leaf ----

@test "a dropped leaf: of a tree with splits, whose last branch is missing then" {
  [ "$(grep -c '^split ' "$MADE/above.cert")" -ge 4 ]
  last=$(grep -n '^natural ' "$MADE/above.cert" | tail -n 1 | cut -d: -f1)
  change above "${last}d"
  refused changed.cert 65 "not a node of such a tree" end-claim
}

@test "a dropped leaf: any of a tree" {
  leaves=$(grep -nE '^(natural|convex|stationary) ' "$MADE/above.cert" | cut -d: -f1)
  for leaf in $leaves; do
    change above "${leaf}d"
    run "$CERTIFY_CHECK" --quiet changed.cert
    [[ "$status" = 1 && "$output" = *@("a split that is not inside the box"|"is not shown to be impossible"|"$on_box")
      || "$status" = 65 && "$output" = *"not a node of such a tree" ]]
  done
}

# The claim fails where x is near 1; elsewhere these leaves show it.
@test "a dropped leaf: the one that cannot be shown" {
  forge corner 'evidence proved tree' 'split 1 1/2' 'natural 53' 'split 1 3/4' 'natural 53' 'natural 53'
  refused changed.cert 1 "$on_box" "natural 53"
  forge corner 'evidence proved tree' 'split 1 1/2' 'natural 53' 'split 1 3/4' 'natural 53'
  refused changed.cert 65 "not a node of such a tree" end-claim
  forge corner 'evidence proved tree' 'split 1 1/2' 'natural 53' 'natural 53'
  refused changed.cert 1 "$on_box"
  forge corner 'evidence proved tree' 'natural 53'
  refused changed.cert 1 "$on_box"
  forge corner 'evidence proved tree'
  refused changed.cert 65 "not a node of such a tree" end-claim
}

@test "a dropped leaf: another node in its place" {
  good=('evidence proved tree' 'split 1 3/4' 'natural 53')
  forge corner "${good[@]}" 'outside 53'
  refused changed.cert 1 "nothing is outside the region here" "outside 53"
  forge corner "${good[@]}" 'split 1 1/2' 'natural 53' 'natural 53'
  refused changed.cert 1 "a split that is not inside the box" "split 1 1/2"
  forge corner "${good[@]}" 'face 1 lo 53' 'natural 53'
  refused changed.cert 1 "the compared term is not shown to be monotone on the box" "face 1 lo 53"
  forge corner "${good[@]}" 'evidence none'
  refused changed.cert 65 "not a node of such a tree" "evidence none"
  forge corner 'evidence proved tree' 'split 1 1' 'natural 53' 'natural 53'
  refused changed.cert 1 "a split that is not inside the box" "split 1 1"
}

@test "a dropped leaf: a method in its place that asks for less, but not here" {
  good=('evidence proved tree' 'split 1 3/4' 'natural 53')
  # the function rises with x, and the box touches the end of x where it is largest
  forge corner "${good[@]}" 'stationary 1 53'
  refused changed.cert 1 "a minimum in the box is not shown to be impossible" "stationary 1 53"
  forge corner "${good[@]}" 'constant 53'
  refused changed.cert 1 "a variable is not fixed by a face" "constant 53"
  forge corner "${good[@]}" 'shape 53'
  refused changed.cert 1 "the conclusion has no shape" "shape 53"
  # 2 is attained, at ends that belong to the intervals
  forge edge 'evidence proved tree' 'open-face 1 hi 53' 'open-face 2 hi 53' 'constant 0'
  refused changed.cert 1 "not an open end of the variable's interval" "open-face 1 hi 53"
  forge edge 'evidence proved tree' 'face 1 hi 53' 'face 2 hi 53' 'constant 0'
  refused changed.cert 1 "the conclusion is not shown by exact arithmetic" "constant 0"
  forge edge 'evidence proved tree' 'face 1 lo 53' 'face 2 lo 53' 'constant 0'
  refused changed.cert 1 "the compared term is not shown to be monotone on the box" "face 1 lo 53"
}

@test "a doubled leaf" {
  last=$(grep -n '^natural ' "$MADE/above.cert" | tail -n 1 | cut -d: -f1)
  change above "${last}s/.*/&\n&/"
  refused changed.cert 65 "$(missing 'end-claim')" "natural 53"
}

@test "a dropped cut: the function must be a polynomial between the numbers" {
  forge kink 'evidence proved cells 3' 'at -1' 'at 0' 'at 1'
  refused changed.cert 1 "$at_number"
  forge kink 'evidence proved cells 1' 'at 0'
  refused changed.cert 1 "$between"
  forge kink 'evidence proved cells 0'
  refused changed.cert 1 "$between"
  forge sharp 'evidence proved cells 2' 'at -1' 'at 1'
  refused changed.cert 1 "$between"
}

# ---- a flipped verdict ----

@test "a flipped verdict: of the claim" {
  change kink '0,/^verdict refuted$/s//verdict proved/'
  refused changed.cert 1 "the claim is stated to be proved, but its instances make it refuted"
  change sharp '0,/^verdict proved$/s//verdict refuted/'
  refused changed.cert 1 "the claim is stated to be refuted, but its instances make it proved"
  change sharp '0,/^verdict proved$/s//verdict undecided/'
  refused changed.cert 1 "the claim is stated to be undecided, but its instances make it proved"
}

@test "a flipped verdict: of the instance too" {
  change kink 's/^verdict refuted$/verdict proved/'
  refused changed.cert 1 "the instance is stated to be proved, but its evidence makes it refuted"
  change sharp 's/^verdict proved$/verdict refuted/'
  refused changed.cert 1 "the instance is stated to be refuted, but its evidence makes it proved"
}

@test "a flipped verdict: of the evidence too" {
  change kink 's/^verdict refuted$/verdict proved/; s/^evidence refuted/evidence proved/'
  refused changed.cert 1 "this method shows nothing about an obligation of this kind" "evidence proved witness"
  change above 's/^verdict proved$/verdict refuted/; s/^evidence proved tree/evidence refuted tree/'
  refused changed.cert 1 "this method shows nothing about an obligation of this kind" "evidence refuted tree"
  # constants can be proved and refuted by the same method
  change sharp 's/^evidence proved constant/evidence refuted constant/'
  refused changed.cert 1 "the relation between the constants is not shown"
}

@test "a flipped verdict: with evidence for it" {
  forge kink 'evidence proved cells 3' 'at -1' 'at 0' 'at 1'
  refused changed.cert 1 "$at_number"
  forge sharp 'evidence refuted witness' 'value 1/2' 'precision 0'
  refused changed.cert 1 "the point is not shown to be a witness" "precision 0"
  forge above 'evidence refuted witness' 'value 17/32' 'value -51/64' 'precision 53'
  refused changed.cert 1 "the point is not shown to be a witness" "precision 53"
}

@test "evidence taken away" {
  forge sharp 'evidence none'
  refused changed.cert 1 "the instance is stated to be proved, but its evidence makes it undecided"
  change rates '/^claim d$/,/^end-claim$/{/^evidence/s/.*/evidence none/;/^at /d}'
  refused changed.cert 1 "the instance is stated to be proved, but its evidence makes it undecided"
}

@test "a row left out, a claim left out, renamed, doubled" {
  # the second row of the first claim
  change rates 's/^instances 2$/instances 1/; /^instance 1$/,/^end-claim$/{/^end-claim$/!d}'
  refused changed.cert 1 "the claim is stated to be proved, but its instances make it undecided"
  change rates '/^claim d$/,/^end-claim$/d'
  refused changed.cert 65 "$(missing 'claim ...')"
  change rates '/^claim d$/,/^end-claim$/H; /^end-certificate/{x; s/^\n//; G}'
  refused changed.cert 65 "$(missing 'end-certificate ...')" "claim d"
  change rates 's/^claims 2$/claims 1/; /^claim d$/,/^end-claim$/d'
  refused changed.cert 1 "the spec has 2 claims"
  change rates 's/^claim d$/claim e/'
  refused changed.cert 1 "expected the claim d" "claim e"
}

@test "a witness that is none" {
  change kink 's/^value -1$/value 1\/2/'
  refused changed.cert 1 "the point is not shown to be a witness" "precision 0"
  change corner 's/^value 1$/value 2/'
  refused changed.cert 1 "a value is not shown to lie in the interval of its variable"
}

# ---- a truncated file ----

@test "a truncated file: at any line" {
  length=$(wc -l <"$MADE/sharp.cert")
  claims=$(sed -n '/^claims /=' "$MADE/sharp.cert")
  for ((k = 0; k < length; k++)); do
    head -n "$k" "$MADE/sharp.cert" >cut.cert
    reason="the certificate ends in the middle"
    ((k < 3 || k >= claims - 1)) || reason="the spec text does not have the stated number of bytes"
    refused cut.cert 65 "$reason"
  done
}

@test "a truncated file: within the last line" {
  for ((k = 1; k < 90; k += 8)); do
    head -c "-$k" "$MADE/sharp.cert" >cut.cert
    refused cut.cert 65 "the certificate ends in the middle"
  done
}

@test "a truncated file: sealed again, refused at the seal" {
  length=$(wc -l <"$MADE/above.cert")
  claims=$(sed -n '/^claims /=' "$MADE/above.cert")
  for ((k = claims - 1; k < length - 1; k++)); do
    head -n "$k" "$MADE/above.cert" >cut.cert
    seal cut.cert
    run "$CERTIFY_CHECK" --quiet cut.cert
    [[ "$status" = 65 || "$status" = 1 ]]
    reason=${output#"cut.cert:$((k + 1)): error: "}
    [[ "$reason" = @("expected a line"|"the obligation is not what the spec demands"|"not a node of such a tree")* ]]
  done
}

# ---- appended bytes ----

@test "appended bytes: after the end" {
  for more in '\n' ' ' 'x' '\0' 'claim more\n'; do
    { cat "$MADE/sharp.cert"; printf %b "$more"; } >long.cert
    refused long.cert 65 "bytes after the end"
  done
  cat "$MADE/sharp.cert" "$MADE/sharp.cert" >long.cert
  refused long.cert 65 "bytes after the end"
}

@test "appended bytes: before the seal, sealed again" {
  for more in 'end-claim' 'claim more' 'evidence none' 'node 99 true'; do
    change sharp "/^end-certificate/i\\$more"
    refused changed.cert 65 "$(missing 'end-certificate ...')" "$more"
  done
  change sharp 's/^end-certificate/\n&/'
  refused changed.cert 65 "an empty line, or a space too many" ""
}

# ---- the evidence of another spec ----

@test "the evidence of another spec: below the head of this one" {
  { sed '/^claims /,$d' "$MADE/sharp.cert"; sed -n '/^claims /,$p' "$MADE/above.cert"; } >mixed.cert
  seal mixed.cert
  refused mixed.cert 1 "the spec demands 4 obligations here" "obligations 2"
}

@test "the evidence of another spec: below the statements of this one" {
  transplant corner above
  refused changed.cert 1 "the compared term is not shown to be convex"
  transplant above corner
  refused changed.cert 1 "the point is not shown to be a witness" "precision 53"
}

@test "kinks said to be hidden by a factor that is zero, where it is not" {
  transplant hidden-no-more hidden
  refused changed.cert 1 "$on_box"
}

@test "the certificate of another spec than the one named" {
  run "$CERTIFY_CHECK" "$MADE/sharp.cert" --spec "$MADE/sharp.spec"
  expect_status 0
  run "$CERTIFY_CHECK" "$MADE/sharp.cert" --spec "$MADE/sharp-constant.spec"
  expect_status 1
  expect_text "error: the certificate is about another spec text" "$output"
}

# ---- other files ----

@test "a certificate of another format" {
  change sharp '1s/.*/certify-certificate 2/'
  refused changed.cert 65 "this version reads certificates of format 1 only"
}

@test "no certificate at all" {
  : >empty.cert
  refused empty.cert 65 "the certificate ends in the middle"
  head -c 5000 /dev/zero >zero.cert
  refused zero.cert 65 "a byte that is not printable ASCII"
  refused "$MADE/sharp.spec" 65 "$(missing 'certify-certificate ...')"
  run "$CERTIFY_CHECK" missing.cert
  expect_status 66
  run "$CERTIFY_CHECK"
  expect_status 64
}

# With `?`, a refuted instance refutes the claim only if the constant has nothing to do with it.
@test "a claim that is refuted for one constant is not refuted" {
  cp "$MADE/unbounded.cert" changed.cert
  grep -q '^verdict refuted$' changed.cert
  sed -i '0,/^verdict undecided$/s//verdict refuted/' changed.cert
  seal changed.cert
  refused changed.cert 1 'the claim is stated to be refuted, but its instances make it undecided'
  sed '0,/^verdict proved$/s//verdict refuted/' "$MADE/best.cert" >changed.cert
  seal changed.cert
  refused changed.cert 1 'the claim is stated to be refuted, but its instances make it proved'
}

# ---- pairs of points of a region that is not convex ----

@test "between the parts of a region that is not convex nothing is outside" {
  certificate parts <<<"landscape f(x, y) = 1/(1 + x^2) + y^2/10
claim c: smooth(L = 1.9) on 1/2 <= abs(x) and abs(x) <= 1 expect undecided"
  for middle in outside jacobian; do
    sed -e 's/^verdict undecided$/verdict proved/' -e "s/^evidence none$/evidence proved tree\nsplit 1 -1\/2\nsplit 1 -3\/4\njacobian 53\njacobian 53\nsplit 1 1\/2\n$middle 53\nsplit 1 3\/4\njacobian 53\njacobian 53/" \
      "$MADE/parts.cert" >changed.cert
    seal changed.cert
    run "$CERTIFY_CHECK" --quiet changed.cert
    [ "$status" -ne 0 ]
    case $middle in
      outside) expect_text "nothing is outside the region here" "$output" ;;
      jacobian) expect_text "the derivative of the map is not shown to be bounded on the box" "$output" ;;
    esac
  done
}
