#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# certify plot: what is drawn, what gnuplot makes of it, and what is refused.
load helper

needs_gnuplot() {
  command -v gnuplot >/dev/null || skip "no gnuplot"
}

# certificate_of NAME: the certificate of a spec of this folder, in NAME.cert.
certificate_of() {
  "$CERTIFY" -q --cert-dir . "$specs/$1.spec" || true
}

# drawn FILE...: each script is drawn by gnuplot without a word.
drawn() {
  for script in "$@"; do
    gnuplot -d "$script" >picture.svg 2>messages.txt
    if [ -s messages.txt ]; then
      echo "$script"
      cat messages.txt
      return 1
    fi
    python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])' picture.svg
  done
}

@test "every shipped spec and certificate is drawn" {
  needs_gnuplot
  for file in "$CERTIFY_SOURCE"/landscapes/*.spec "$CERTIFY_SOURCE"/landscapes/findings/*.spec \
    "$CERTIFY_SOURCE"/certs/*.cert "$CERTIFY_SOURCE"/certs/findings/*.cert; do
    # Large certificates take long to re-prove, which report.bats does; their landscapes are those of the specs.
    [[ $file == *.cert ]] && [ "$(wc -c <"$file")" -gt 12000 ] && continue
    echo "$file"
    "$CERTIFY" plot "$file" -o picture.gp
    drawn picture.gp
  done
}

@test "every claim of a certificate is drawn" {
  needs_gnuplot
  certificate_of plot
  for claim in $(sed -n 's/^claim \([a-z0-9-]*\) .*/\1/p' "$specs/plot.spec"); do
    "$CERTIFY" plot plot.cert --claim "$claim" -o "$claim.gp"
    grep -qF "'$claim (proved)" "$claim.gp"
  done
  drawn ./*.gp
  grep -q '^\$orbit' orbit.gp
  [ "$(sed -n '/^\$orbit/,/^EOD/p' orbit.gp | sed -n 3p)" = "0.5 0.25 1" ]
  grep -q '^\$boxes0' above.gp
  grep -q "set label 'interval evaluation: " above.gp
  [ "$(sed -n '/^\$bars/,/^EOD/p' ends.gp | wc -l)" = 4 ] # two rates
}

@test "bars of basins are as high as the certified volumes" {
  needs_gnuplot
  "$CERTIFY" --json --max-boxes 60 --cert-dir . "$specs/bars.spec" >bars.json || true # nothing is known of the largest rate
  "$CERTIFY" plot bars.cert -o bars.svg
  python3 "$CERTIFY_SOURCE/tests/cli/bars.py" bars.svg bars.json 2.5 3
  # The test sees bars that are too high by a thousandth.
  "$CERTIFY" plot bars.cert -o bars.gp
  grep -q '^1 0.25 0.3875' bars.gp
  sed 's/^1 0.25 0.3875/1 0.25 0.3885/' bars.gp >wrong.gp
  gnuplot -d wrong.gp >wrong.svg
  never python3 "$CERTIFY_SOURCE/tests/cli/bars.py" wrong.svg bars.json 2.5 3
}

@test "the formats" {
  needs_gnuplot
  "$CERTIFY" plot "$specs/plot.spec" -o a.svg
  "$CERTIFY" plot "$specs/plot.spec" -o a.pdf
  "$CERTIFY" plot "$specs/plot.spec" -o a.png
  grep -q '<svg' a.svg
  [ "$(head -c 5 a.pdf)" = "%PDF-" ]
  [ "$(head -c 4 a.png | tail -c 3)" = "PNG" ]
}

@test "the same picture every time" {
  certificate_of plot
  "$CERTIFY" plot plot.cert -o a.gp
  "$CERTIFY" plot plot.cert -o b.gp
  cmp a.gp b.gp
}

@test "a point is a minimum where a certificate proves it" {
  certificate_of plot
  "$CERTIFY" plot "$specs/plot.spec" -o spec.gp
  "$CERTIFY" plot plot.cert --claim smallest -o cert.gp
  grep -q '^\$points' spec.gp
  never grep -q '^\$minima' spec.gp
  grep -q '^\$minima' cert.gp
}

@test "nothing is drawn over a pole" {
  echo 'landscape f(x) = 1/(7*x - 1)' >pole.spec
  "$CERTIFY" plot pole.spec --over 'x=[-1,1]' -o pole.gp
  # An empty line stands between the two sides.
  sed -n '/^\$curve/,/^EOD/p' pole.gp >curve.txt
  grep -q ' -' curve.txt
  awk '/^$/ { side = 0 } /^[-0-9]/ { if (side < 0 && $2 > 0) exit 1; side = $2 } END { if (!(side > 0)) exit 1 }' curve.txt
}

@test "part of a landscape, and its scale" {
  "$CERTIFY" plot "$specs/plot.spec" --over 'x=[1/3,sqrt(2)]' --scale log -o part.gp
  grep -qF 'set xrange [0.333333333333:1.41421356237]' part.gp
  grep -q '^set nonlinear y' part.gp
  "$CERTIFY" plot "$specs/plot.spec" --scale linear -o part.gp
  never grep -q '^set nonlinear y' part.gp
}

@test "what a spec quotes is no command of gnuplot" {
  needs_gnuplot
  certificate_of plot-hostile
  cp plot-hostile.cert "$(printf 'a\nsystem "touch broken-out"\n.cert')"
  for claim in quotes backquotes macro; do
    "$CERTIFY" plot plot-hostile.cert --claim "$claim" -o "$claim.gp"
  done
  "$CERTIFY" plot "$(printf 'a\nsystem "touch broken-out"\n.cert')" -o path.gp
  drawn ./*.gp
  [ ! -e broken-out ]
  gnuplot -d quotes.gp | grep -qF "it's"
  gnuplot -d backquotes.gp | grep -qF '`touch broken-out`'
}

@test "configuration of the user is left alone" {
  needs_gnuplot
  echo 'set output "elsewhere.svg"' >.gnuplot
  HOME="$PWD" "$CERTIFY" plot "$specs/plot.spec" -o a.svg
  [ -s a.svg ]
  [ ! -e elsewhere.svg ]
}

@test "without gnuplot: one line, and the script is still written" {
  mkdir empty
  split env PATH="$PWD/empty" "$CERTIFY" plot "$specs/plot.spec" -o a.svg
  expect_status 74
  [ "$errors" = "certify: error: gnuplot is not installed (Debian: the package gnuplot-nox)" ]
  [ ! -e a.svg ]
  PATH="$PWD/empty" "$CERTIFY" plot "$specs/plot.spec" -o a.gp
  [ -s a.gp ]
}

@test "a gnuplot that fails: one line, no file" {
  mkdir bin
  printf '#!/bin/sh\necho "first line" >&2\necho "second line" >&2\nexit 1\n' >bin/gnuplot
  chmod +x bin/gnuplot
  split env PATH="$PWD/bin:$PATH" "$CERTIFY" plot "$specs/plot.spec" -o a.svg
  expect_status 74
  [ "$errors" = "certify: error: gnuplot has drawn nothing: first line" ]
  [ ! -e a.svg ]
}

@test "a wrong certificate is refused in one line, and nothing is written" {
  certificate_of plot
  sed 's/^verdict proved$/verdict refuted/' plot.cert >wrong.cert
  split "$CERTIFY" plot wrong.cert -o wrong.svg
  expect_status 1
  [ "$(wc -l <stderr.txt)" = 1 ]
  expect_text "refused" "$errors"
  [ ! -e wrong.svg ]
  head -c 1000 plot.cert >short.cert
  split "$CERTIFY" plot short.cert -o short.svg
  expect_status 65
  [ "$(wc -l <stderr.txt)" = 1 ]
  : >empty.cert
  split "$CERTIFY" plot empty.cert -o empty.svg
  expect_status 65
  split "$CERTIFY" plot missing.cert -o missing.svg
  expect_status 66
  split "$CERTIFY" plot missing.spec -o missing.svg
  expect_status 66
  echo 'landscape f(x) = ' >bad.spec
  split "$CERTIFY" plot bad.spec -o bad.svg
  expect_status 65
  expect_text "bad.spec:1:" "$errors"
}

@test "nothing to be drawn" {
  echo 'landscape f(x) = sqrt(-1 - x^2)' >nowhere.spec
  split "$CERTIFY" plot nowhere.spec -o nowhere.svg
  expect_status 1
  [ "$(wc -l <stderr.txt)" = 1 ]
  [ ! -e nowhere.svg ]
}

@test "wrong use" {
  certificate_of plot
  for arguments in "" "plot.cert" "plot.cert -o" "plot.cert -o a.jpg" "plot.cert -o svg" "plot.cert plot.cert -o a.svg" \
    "plot.cert --claim none -o a.svg" "$specs/plot.spec --claim ends -o a.svg" "plot.cert --over y=[0,1] -o a.svg" \
    "plot.cert --over x=[1,0] -o a.svg" "plot.cert --over x=[0,inf) -o a.svg" "plot.cert --over 1 -o a.svg" \
    "plot.cert --scale none -o a.svg"; do
    echo "$arguments"
    split "$CERTIFY" plot $arguments
    expect_status 64
    [ ! -e a.svg ]
  done
}

@test "a picture that cannot be written" {
  mkdir folder.gp
  split "$CERTIFY" plot "$specs/plot.spec" -o folder.gp
  expect_status 74
}
