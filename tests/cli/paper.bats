#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# docs/paper.md and docs/findings.md name claims and their verdicts: these are right, and no row of the table says nothing.
load helper

@test "the verdicts that docs/paper.md and docs/findings.md tell are those of the specs" {
  run python3 "$CERTIFY_SOURCE/tests/cli/paper.py" "$CERTIFY_SOURCE"
  expect_status 0
}

@test "a wrong verdict, a missing claim and an empty row are found" {
  mkdir -p source/docs
  ln -s "$CERTIFY_SOURCE/landscapes" "$CERTIFY_SOURCE/certs" source/
  cp "$CERTIFY_SOURCE/docs/findings.md" source/docs/
  for change in 's/`opsc-too-much` refuted/`opsc-too-much` proved/' 's/`opsc-too-much` refuted/`opsc-much` refuted/' 's/`repaired\/above` proved/`repaired\/above` refuted/' \
    's/^| E, the end .*/| E, the end | Lemma 2 bounds it | yes | |/'; do
    sed "$change" "$CERTIFY_SOURCE/docs/paper.md" >source/docs/paper.md
    if cmp -s "$CERTIFY_SOURCE/docs/paper.md" source/docs/paper.md; then return 1; fi
    run python3 "$CERTIFY_SOURCE/tests/cli/paper.py" source
    expect_status 1
  done
}

@test "the table of finding 5 has the numbers of the certificate" {
  run python3 "$CERTIFY_SOURCE/tests/cli/basins.py" "$CERTIFY_SOURCE"
  expect_status 0
}

@test "another digit, a missing rate and a wider bound in that table are found" {
  mkdir -p source/docs
  ln -s "$CERTIFY_SOURCE/landscapes" "$CERTIFY_SOURCE/certs" source/
  for change in 's/2.905109/2.905110/' '/^| 0.0011 /d' 's/0.9676../0.9675../' 's/| 1.2e-3 |/| 1.1e-3 |/'; do
    sed "$change" "$CERTIFY_SOURCE/docs/findings.md" >source/docs/findings.md
    if cmp -s "$CERTIFY_SOURCE/docs/findings.md" source/docs/findings.md; then return 1; fi
    run python3 "$CERTIFY_SOURCE/tests/cli/basins.py" source
    expect_status 1
  done
}
