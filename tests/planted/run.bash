#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-3.0-or-later
# run.bash NAME: builds the certify with the planted bug NAME and runs it on NAME.spec. Passes (TAP, and the exit
# status) when the bug makes it write a certificate with a false verdict, and certify-check refuses that certificate:
# where and for the reason that the patch tells (`Refused at ...`), in evidence for what does not hold, not for anything
# else. The programs and files come from the environment that CMake sets.
set -u
name=$1
failed=0
number=0

# result STATUS DESCRIPTION
result() {
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    failed=1
  fi
}

# status_is EXPECTED COMMAND...: its output goes to TAP comments.
status_is() {
  local expected=$1 status=0
  shift
  "$@" >"$SCRATCH/output.txt" 2>&1 || status=$?
  sed 's/^/# /' "$SCRATCH/output.txt"
  [ "$status" -eq "$expected" ] || echo "# exit status $status, expected $expected: $*"
  [ "$status" -eq "$expected" ]
}

# evidence_number FILE NUMBER: what the evidence of that number in a certificate is for: `evidence proved`, for example,
# with the tactic that it belongs to.
evidence_number() {
  awk -v number="$2" '/^instance / { tactic = "" }
    /^tactic / { tactic = " for the tactic " $2 }
    /^evidence / && ++count == number { print $1, $2 tactic }' "$1"
}

# refused_rightly: certify-check says of the planted certificate what the patch tells, and says it about evidence for
# something else than what the certificate without the bug shows, or about missing evidence.
refused_rightly() {
  local text line reason number refused honestly
  text=$(sed "s|^$planted:||" "$SCRATCH/output.txt")
  line=${text%%:*}
  if [[ "$text" =~ ^(.*)\ \(the\ cell\ of\ line\ ([0-9]+)\)$ ]]; then # of a partition, looked at when all of it was read
    text=${BASH_REMATCH[1]}
    line=${BASH_REMATCH[2]}
  fi
  reason="Refused at \`$(sed -n "${line}p" "$planted")\`: ${text#*: error: }"
  number=$(head -n "$line" "$planted" | grep -c '^evidence ')
  refused=$(evidence_number "$planted" "$number")
  honestly=$(evidence_number "$honest" "$number")
  echo "# $reason"
  echo "# obligation $number: \`$refused\`; without the bug \`$honestly\`"
  grep -Fqx "$reason" "$BUG" && { [[ "$refused" = "evidence none"* ]] || [ "$refused" != "$honestly" ]; }
}

honest="$SCRATCH/honest/$name.cert"
planted="$SCRATCH/planted/$name.cert"
rm -rf "$SCRATCH/honest" "$SCRATCH/planted"
mkdir -p "$SCRATCH"

echo 1..6
status_is 0 "$CMAKE" --build "$CERTIFY_BUILD" --target "planted-$name"
built=$?
result $built "the bug is planted"
[ $built -eq 0 ] || exit 1

status_is 0 "$CERTIFY" --quiet --cert-dir "$SCRATCH/honest" "$SPEC"
result $? "without it the verdicts are as expected"
status_is 0 "$CERTIFY_CHECK" "$honest"
result $? "and certify-check accepts the certificate"
status_is 1 "$PLANTED" --no-recheck --cert-dir "$SCRATCH/planted" "$SPEC"
result $? "with it a verdict is false"
status_is 1 "$CERTIFY_CHECK" "$planted"
result $? "and certify-check refuses the certificate"
refused_rightly
result $? "for the evidence that the bug made wrong"
exit $failed
