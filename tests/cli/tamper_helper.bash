# SPDX-License-Identifier: LGPL-3.0-or-later
# What the bats files share that change certificates, which are made in the folder $MADE.
# shellcheck shell=bash

load helper

# certificate NAME: of the spec on standard input, in $MADE.
certificate() {
  cat >"$MADE/$1.spec"
  "$CERTIFY" --quiet --cert-dir "$MADE" "$MADE/$1.spec"
}

# seal FILE: puts the right hash at the end.
seal() {
  sed -i '/^end-certificate /d' "$1"
  echo "end-certificate $(sha256sum <"$1" | cut -d' ' -f1)" >>"$1"
}

# respec FILE: puts the length and the hash of the spec text inside right, and the hash at the end.
respec() {
  sed '1,3d; /^claims /,$d' "$1" | head -c -1 >text.spec
  sed -i "2s/.*/spec-sha256 $(sha256sum <text.spec | cut -d' ' -f1)/; 3s/.*/spec-bytes $(wc -c <text.spec)/" "$1"
  seal "$1"
}

accepted() {
  run "$CERTIFY_CHECK" --quiet "$1"
  expect_status 0
}

# refused FILE STATUS REASON [LINE]: with this very reason, at a line with this text.
refused() {
  run "$CERTIFY_CHECK" --quiet "$1"
  expect_status "$2"
  local place=${output#"$1":}
  local number=${place%%:*}
  if [ "$output" != "$1:$number: error: $3" ]; then
    printf 'expected the reason: %s\nbut certify-check says: %s\n' "$3" "$output"
    return 1
  fi
  if [ $# -gt 3 ] && [ "$(sed -n "${number}p" "$1")" != "$4" ]; then
    printf 'expected at the line: %s\nbut it is: %s\n' "$4" "$(sed -n "${number}p" "$1")"
    return 1
  fi
}

# change NAME SED-SCRIPT: changed.cert is the certificate NAME, changed by the script and sealed again.
change() {
  sed "$2" "$MADE/$1.cert" >changed.cert
  if cmp -s "$MADE/$1.cert" changed.cert; then
    echo "not changed: $1"
    return 1
  fi
  seal changed.cert
}

# transplant STATEMENTS EVIDENCE: changed.cert has the spec and the statements of the first certificate, the evidence
# and the verdicts of the second one.
transplant() {
  [ "$(grep -c '^evidence ' "$MADE/$1.cert")" = "$(grep -c '^evidence ' "$MADE/$2.cert")" ]
  awk '/^evidence / { inside = 1; count++ }
       /^(node|obligation|instance|end-claim)/ { inside = 0 }
       FNR == 1 { count = 0; verdict = 0 }
       /^verdict / { verdict++ }
       NR == FNR { if (inside) evidence[count] = evidence[count] $0 "\n"
                   if (/^verdict /) verdicts[verdict] = $0
                   next }
       /^evidence / { printf "%s", evidence[count] }
       /^verdict / { print verdicts[verdict]; next }
       !inside' "$MADE/$2.cert" "$MADE/$1.cert" >changed.cert
  seal changed.cert
}

# forge NAME EVIDENCE...: changed.cert is the certificate NAME, of one claim with one instance. These lines are the
# evidence for its last obligation; the verdicts are what they are to show.
forge() {
  local last verdict=proved
  [[ $2 != "evidence refuted "* ]] || verdict=refuted
  last=$(grep -n '^evidence ' "$MADE/$1.cert" | tail -n 1 | cut -d: -f1)
  head -n $((last - 1)) "$MADE/$1.cert" | sed "s/^verdict .*/verdict $verdict/" >changed.cert
  shift
  printf '%s\n' "$@" end-claim >>changed.cert
  seal changed.cert
}

demanded() {
  echo "the obligation is not what the spec demands: expected \`$1\`"
}

missing() {
  echo "expected a line \`$1\`"
}
