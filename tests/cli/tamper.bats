#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# Changed certificates are refused, also when the hash at the end is made to fit again.
load helper

setup_file() {
  export MADE="$BATS_FILE_TMPDIR/made"
  "$CERTIFY" --quiet --cert-dir "$MADE" "$CERTIFY_SOURCE/tests/cli/specs/good.spec"
  "$CERTIFY" --quiet --cert-dir "$MADE" "$CERTIFY_SOURCE/tests/cli/specs/plane.spec"
}

# rehash FILE: puts the right hash at the end again.
rehash() {
  sed '$d' "$1" >body.txt
  { cat body.txt; echo "end-certificate $(sha256sum <body.txt | cut -d' ' -f1)"; } >"$1"
}

# respec FILE: puts the hash and the length of the spec text inside right again, and the hash at the end.
respec() {
  local length
  length=$(sed -n 's/^spec-bytes //p' "$1")
  local start
  start=$(head -n 3 "$1" | wc -c)
  local hash
  hash=$(tail -c +$((start + 1)) "$1" | head -c "$length" | sha256sum | cut -d' ' -f1)
  sed -i "2s/.*/spec-sha256 $hash/" "$1"
  rehash "$1"
}

accepted() {
  run "$CERTIFY_CHECK" "$1"
  expect_status 0
}

# Refused as a certificate that does not prove what it says (1) or is none (65).
refused() {
  run "$CERTIFY_CHECK" "$1"
  if [ "$status" -ne 1 ] && [ "$status" -ne 65 ]; then
    echo "status $status: $output"
    return 1
  fi
}

# differs FILE FILE
differs() {
  if cmp -s "$1" "$2"; then
    echo "$2 was not changed"
    return 1
  fi
}

# changed FILE SED-SCRIPT: the script must change the file; the result, with its hash right, must be refused.
changed() {
  sed "$2" "$MADE/$1" >changed.cert
  differs "$MADE/$1" changed.cert
  rehash changed.cert
  refused changed.cert
}

@test "the untouched certificates are accepted, and the re-hash is right" {
  accepted "$MADE/good.cert"
  accepted "$MADE/plane.cert"
  cp "$MADE/good.cert" copy.cert
  rehash copy.cert
  cmp "$MADE/good.cert" copy.cert
}

@test "a changed byte without a new hash" {
  sed 's/^node 1 /node 1  /' "$MADE/good.cert" >changed.cert
  refused changed.cert
}

@test "a changed constant in the spec text" {
  cp "$MADE/good.cert" changed.cert
  sed -i 's/mu = 20, toward/mu = 21, toward/' changed.cert
  differs "$MADE/good.cert" changed.cert
  respec changed.cert
  refused changed.cert
}

@test "a widened region in the spec text" {
  cp "$MADE/good.cert" changed.cert
  sed -i 's/on -1 < x < 1/on -9 < x < 9/' changed.cert
  differs "$MADE/good.cert" changed.cert
  respec changed.cert
  refused changed.cert
}

@test "a changed constant in the obligations" {
  changed good.cert '0,/ rational 20$/s// rational 19/'
}

@test "a widened interval in the obligations" {
  changed plane.cert '0,/^node \([0-9]*\) rational 1$/s//node \1 rational 2/'
}

@test "a flipped verdict of a claim" {
  changed good.cert '0,/^verdict refuted$/s//verdict proved/'
  changed good.cert '0,/^verdict proved$/s//verdict refuted/'
}

@test "a flipped verdict of the evidence" {
  changed good.cert '0,/^evidence refuted/s//evidence proved/'
  changed good.cert '0,/^evidence proved/s//evidence refuted/'
}

@test "evidence taken away from a required obligation" {
  # the claim continuous has one obligation; its evidence ends with the claim
  changed good.cert '/^evidence proved cells/,/^end-claim$/{/^evidence/s/.*/evidence none/;/^at /d}'
}

@test "a dropped leaf, a doubled leaf, another method" {
  changed plane.cert '0,/^natural 53$/{/^natural 53$/d}'
  changed plane.cert '0,/^natural 53$/s//natural 53\nnatural 53/'
  changed plane.cert '0,/^split 1 /s//split 2 /'
  changed plane.cert '0,/^split \([12]\) .*/s//split \1 63\/64/'
  changed plane.cert '0,/^natural 53$/s//outside 53/'
}

@test "a moved cell" {
  changed good.cert '0,/^at -1$/s//at -2/'
}

@test "a wrong witness" {
  changed good.cert '0,/^value -\{0,1\}1$/s//value 1\/2/'
}

@test "a wrong best constant" {
  changed good.cert 's/^instance 0 ? 20$/instance 0 ? 3/'
}

@test "a claim left out, a claim of another name" {
  changed good.cert '/^claim kink$/,/^end-claim$/d'
  changed good.cert 's/^claim kink$/claim other/'
}

@test "truncated at any line" {
  lines=$(wc -l <"$MADE/good.cert")
  for ((k = 0; k < lines; k += 7)); do
    head -n "$k" "$MADE/good.cert" >cut.cert
    refused cut.cert
  done
  head -c -1 "$MADE/good.cert" >cut.cert
  refused cut.cert
}

@test "appended bytes" {
  { cat "$MADE/good.cert"; printf '\n'; } >long.cert
  refused long.cert
  { cat "$MADE/good.cert"; echo "claim more"; } >long.cert
  refused long.cert
  cat "$MADE/good.cert" "$MADE/good.cert" >long.cert
  refused long.cert
}

@test "the evidence of another spec" {
  # the head of one certificate with the claims of the other
  { sed '/^claims /,$d' "$MADE/good.cert"; sed -n '/^claims /,$p' "$MADE/plane.cert"; } >mixed.cert
  rehash mixed.cert
  refused mixed.cert
}

@test "a certificate of another spec than the one named" {
  run "$CERTIFY_CHECK" "$MADE/good.cert" --spec "$specs/good.spec"
  expect_status 0
  run "$CERTIFY_CHECK" "$MADE/good.cert" --spec "$specs/false.spec"
  [ "$status" -eq 1 ]
}

@test "a certificate of another format" {
  sed '1s/.*/certify-certificate 2/' "$MADE/good.cert" >other.cert
  rehash other.cert
  refused other.cert
}

@test "no certificate at all" {
  : >empty.cert
  refused empty.cert
  head -c 5000 /dev/zero >zero.cert
  refused zero.cert
  cp "$specs/good.spec" spec.cert
  refused spec.cert
  run "$CERTIFY_CHECK" missing.cert
  expect_status 66
  run "$CERTIFY_CHECK"
  expect_status 64
}
