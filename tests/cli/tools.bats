#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# What other tools use: the JSON Schema, the reader in Python, completion, the editor's syntax file, the workflow.
load helper

# A Python that has the module.
python_with() {
  local python
  for python in python3 /usr/bin/python3; do
    "$python" -c "import $1" 2>/dev/null && echo "$python" && return
  done
  return 1
}

validate() {
  "$python" - "$CERTIFY_SOURCE/docs/certify.schema.json" "$1" <<'END'
import json, sys
import jsonschema
schema, document = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.Draft202012Validator(schema).validate(document)
END
}

@test "what --json prints is as the JSON Schema says" {
  python=$(python_with jsonschema) || skip "no jsonschema (python3-jsonschema)"
  for spec in "$CERTIFY_SOURCE"/landscapes/{ftm,return,lemma1-line}.spec "$CERTIFY_SOURCE"/tests/specs/verdicts/{dynamics-cycles,smooth-parameters}.spec; do
    run "$CERTIFY" --json --no-cert --time-limit 900 "$spec"
    echo "$output" >document.json
    validate document.json
  done
  "$CERTIFY" --json --no-cert "$CERTIFY_SOURCE"/landscapes/{ftm,return}.spec >document.json
  validate document.json
  "$CERTIFY" orbit --json --from 3.9 --rate 0.45 --steps 60 "$CERTIFY_SOURCE/landscapes/ftm.spec" >document.json
  validate document.json
  echo '{"certify": "0.1.0"}' >document.json
  never validate document.json 2>/dev/null
}

@test "the reader of the documentation reads every shipped certificate, and has 60 lines" {
  [ "$(wc -l <"$CERTIFY_SOURCE/docs/examples/read_certificate.py")" -le 60 ]
  find "$CERTIFY_SOURCE/certs" -name '*.cert' | while read -r certificate; do
    python3 "$CERTIFY_SOURCE/docs/examples/read_certificate.py" "$certificate" >read.txt
    diff <(sed -n 's/^claim //p' read.txt) <(sed -n '/^claims [0-9]*$/,$s/^claim //p' "$certificate")
  done
  python3 "$CERTIFY_SOURCE/docs/examples/read_certificate.py" "$CERTIFY_SOURCE/certs/toy2d.cert" 2>errors.txt | head -1
  [ ! -s errors.txt ]
  sed '0,/^verdict proved/s//verdict refuted/' "$CERTIFY_SOURCE/certs/return.cert" >changed.cert
  run python3 "$CERTIFY_SOURCE/docs/examples/read_certificate.py" changed.cert
  expect_status 1
  gzip -k changed.cert
  run python3 "$CERTIFY_SOURCE/docs/examples/read_certificate.py" changed.cert.gz
  expect_status 1
}

# complete LINE: what bash offers for its last word.
complete_line() {
  PATH="$(dirname "$CERTIFY"):$PATH" bash -c '
    shopt -s extglob
    . "$1/cmake/completions/certify.bash"
    read -ra COMP_WORDS <<<"$2"
    [[ $2 != *" " ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    case ${COMP_WORDS[0]} in certify-check) function=_certify_check ;; *) function=_certify ;; esac
    "$function" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    printf "%s\n" "${COMPREPLY[@]}"' - "$CERTIFY_SOURCE" "$1"
}

@test "completion in bash" {
  touch a.spec b.cert c.txt
  [ "$(complete_line 'certify ev')" = eval ]
  [ "$(complete_line 'certify --no-c')" = --no-cert ]
  [ "$(complete_line 'certify eval --ov')" = --over ]
  [ "$(complete_line 'certify run ')" = a.spec ]
  [ "$(complete_line 'certify report ')" = b.cert ]
  [ "$(complete_line 'certify plot ' | sort)" = "$(printf 'a.spec\nb.cert')" ]
  [ "$(complete_line 'certify plot --scale li')" = linear ]
  [ "$(complete_line 'certify-check --sp')" = --spec ]
  [ "$(complete_line 'certify-check --spec ')" = a.spec ]
  [ "$(complete_line 'certify-check ')" = b.cert ]
}

@test "completion in fish" {
  command -v fish >/dev/null || skip "no fish"
  touch a.spec b.cert c.txt
  offers() {
    PATH="$(dirname "$CERTIFY"):$PATH" HOME=$PWD fish --no-config -c "source $CERTIFY_SOURCE/cmake/completions/certify.fish
      complete --do-complete '$1'" | cut -f1
  }
  [ "$(offers 'certify ev')" = eval ]
  [ "$(offers 'certify --no-c')" = --no-cert ]
  [ "$(offers 'certify eval --ov')" = --over ]
  [ "$(offers 'certify run ./a')" = ./a.spec ]
  [ "$(offers 'certify report ./')" = ./b.cert ]
  [ "$(offers 'certify report b.cert --tex ./c')" = ./c.txt ]
  [ "$(offers 'certify-check --spec ./')" = ./a.spec ]
  [ "$(offers 'certify plot --scale li')" = linear ]
  [ "$(offers 'certify-check --sp')" = --spec ]
  [ "$(offers 'certify-check ./b')" = ./b.cert ]
}

@test "completion in zsh is valid" {
  command -v zsh >/dev/null || skip "no zsh"
  zsh -n "$CERTIFY_SOURCE/cmake/completions/_certify"
}

@test "the editor knows the predicates and dynamics of every shipped spec" {
  words=$(sed -n 's/^syntax keyword certify\(Predicate\|Dynamics\) //p' "$CERTIFY_SOURCE/docs/editors/certify.vim" | tr ' ' '\n')
  used=$(cat "$CERTIFY_SOURCE"/landscapes/*.spec "$CERTIFY_SOURCE"/landscapes/findings/*.spec |
    sed -nE 's/^claim [^:"]*("[^"]*")?: *([A-Za-z_0-9]+).*/\2/p; s/^.* with ([a-z_]+)\(.*/\1/p' | sort -u)
  [ "$(wc -l <<<"$used")" -gt 15 ]
  for word in $used; do
    grep -qxF "$word" <<<"$words" || { echo "not known: $word"; return 1; }
  done
}

@test "the workflow's steps decide claims and re-prove certificates, and fail for a false claim" {
  workflow="$CERTIFY_SOURCE/docs/examples/claims.yml"
  export PATH="$(dirname "$CERTIFY"):$PATH"
  decide=$(sed -n 's/^ *run: \(prove .*\)/\1/p' "$workflow")
  check=$(sed -n 's/^ *run: \(find .*\)/\1/p' "$workflow")
  mkdir -p claims/more
  cp "$specs/good.spec" claims/more/
  bash -ec "$decide"
  bash -ec "$check"
  cp "$specs/false.spec" claims/
  run bash -ec "$decide"
  [ "$status" -ne 0 ]
}
