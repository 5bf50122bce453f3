# SPDX-License-Identifier: LGPL-3.0-or-later
# What the bats files share. The programs and folders come from the environment that CMake sets.
# shellcheck shell=bash

: "${CERTIFY:?names the program certify}"
: "${CERTIFY_CHECK:?names the program certify-check}"
: "${CERTIFY_SOURCE:?names the source folder}"

specs="$CERTIFY_SOURCE/tests/cli/specs"

# Each test runs in an empty folder of its own.
setup() {
  cd "$BATS_TEST_TMPDIR" || return 1
}

# Runs the command with its standard output and standard error apart: $output, $errors, $status.
split() {
  status=0
  "$@" >stdout.txt 2>stderr.txt || status=$?
  output=$(cat stdout.txt)
  errors=$(cat stderr.txt)
}

# expect_status N
expect_status() {
  if [ "$status" -ne "$1" ]; then
    echo "status $status, expected $1"
    echo "$output"
    echo "${errors-}"
    return 1
  fi
}

# never COMMAND...: it fails. (A command behind ! does not end a test, wherever it stands but at its end.)
never() {
  if "$@"; then
    echo "did not fail: $*"
    return 1
  fi
}

# expect_text TEXT WHERE: the text WHERE contains TEXT.
expect_text() {
  if [[ $2 != *"$1"* ]]; then
    printf 'not found: %s\nin: %s\n' "$1" "$2"
    return 1
  fi
}

refuse_text() {
  if [[ $2 == *"$1"* ]]; then
    printf 'found: %s\nin: %s\n' "$1" "$2"
    return 1
  fi
}
