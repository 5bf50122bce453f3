#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The commands of docs/tutorial.md and docs/tutorial-more.md print what stands there.
load helper

@test "the tutorial, command by command" {
  mkdir programs work
  ln -s "$CERTIFY" programs/certify
  ln -s "$CERTIFY_CHECK" programs/certify-check
  cd work
  PATH="$BATS_TEST_TMPDIR/programs:$PATH" run python3 "$CERTIFY_SOURCE/tests/cli/tutorial.py" "$CERTIFY_SOURCE/docs/tutorial.md" \
    "$CERTIFY_SOURCE/docs/tutorial-more.md"
  expect_status 0
}
