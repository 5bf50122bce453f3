#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# The page of certify report in a browser: at 1280 and at 400 pixels nothing is cut off, and the console stays empty.
load helper

has_browser() {
  chromium=$(command -v chromium || command -v chromium-browser || true)
  [ -n "$chromium" ] || skip "no chromium"
}

# fits FILE [--whole]
fits() {
  has_browser
  python3 "$CERTIFY_SOURCE/tests/cli/page.py" ${2-} "$chromium" "$1" 1280 400 &&
    [ -s "${1%.html}-1280.png" ] && [ -s "${1%.html}-400.png" ]
}

has_scripts() {
  [ "${CERTIFY_INTERACTIVE-}" = 1 ] || skip "built without CERTIFY_INTERACTIVE"
  has_browser
}

@test "claims of all kinds" {
  "$CERTIFY" -q --cert-dir . "$specs/report.spec" || true
  "$CERTIFY" report report.cert --html report.html
  fits report.html
}

@test "two variables, long names, long formulas" {
  "$CERTIFY" -q --cert-dir . "$specs/hostile.spec" || true
  "$CERTIFY" report hostile.cert --html hostile.html
  fits hostile.html
  "$CERTIFY" report "$CERTIFY_SOURCE/certs/linear-two.cert" --html plane.html
  fits plane.html
}

@test "two variables: names and values lie on nothing else; where there is no room they are told below" {
  for name in theorem2-plane theorem1-plane toy2d-dynamics; do
    "$CERTIFY" report "$CERTIFY_SOURCE/certs/$name.cert" --html plane.html
    fits plane.html
    ! grep -q 'Without names for want of room' plane.html || cp plane.html crowded.html
  done
  grep -q '<span class="small"> Without names for want of room: <math>' crowded.html
  # The test sees names that meet.
  sed -E 's/(\)"><text class="(region )?over[^"]*") x="[^"]*" y="[^"]*"/\1 x="0" y="0"/g' plane.html >moved.html
  run fits moved.html
  [ "$status" -ne 0 ]
  expect_text "cut off or lie on one another" "$output"
}

@test "folded pictures are printed; the axis of one variable has its name" {
  cat >rows.spec <<'SPEC'
landscape f(x) = x^2*(x - 3)^2
region near = abs(x) < 1/10
claim rows: basin(of = near, measure = ?) on 1/2 <= x <= 1 with gd(rate = g_1) for g_1 in {1/100, 1/50, 1/40, 1/30, 1/20}
SPEC
  "$CERTIFY" -q --cert-dir . rows.spec
  "$CERTIFY" report rows.cert --html rows.html
  grep -q '<details>' rows.html
  grep -q '</text><text x="360.0" y="[0-9.]*"><tspan class="name">x</tspan></text>' rows.html
  fits rows.html
  sed 's|details::details-content{[^}]*}||' rows.html >unprinted.html # which is another style sheet than the policy names
  sed -i 's|<meta http-equiv[^>]*>||' unprinted.html
  run fits unprinted.html
  [ "$status" -ne 0 ]
  expect_text "pictures are not printed" "$output"
}

@test "the shipped certificate of f_tm" {
  "$CERTIFY" report "$CERTIFY_SOURCE/certs/ftm.cert" --html ftm.html
  fits ftm.html
}

@test "long cases, sums and fractions are not scrolled" {
  for name in toy1d-mended findings/appendix-g findings/appendix-g-three; do
    "$CERTIFY" report "$CERTIFY_SOURCE/certs/$name.cert" --html long.html
    fits long.html --whole
  done
  echo '<article><p style="overflow-x:auto"><svg width="2000"></svg></p></article>' >scrolled.html
  run fits scrolled.html --whole
  [ "$status" -ne 0 ]
  expect_text "have to be scrolled" "$output"
}

@test "pictures are zoomed and stepped through" {
  has_scripts
  "$CERTIFY" -q --cert-dir . "$specs/report.spec" || true
  "$CERTIFY" report report.cert --html report.html
  python3 "$CERTIFY_SOURCE/tests/cli/page_live.py" "$chromium" report.html
  # The licence of the library goes with it.
  grep -qF 'Permission is hereby granted, free of charge' report.html
}

@test "two variables: drawings are zoomed, moved and stepped through" {
  has_scripts
  "$CERTIFY" -q --cert-dir . "$specs/page-plane.spec"
  "$CERTIFY" report page-plane.cert --html plane.html
  python3 "$CERTIFY_SOURCE/tests/cli/page_live.py" "$chromium" plane.html
}

@test "what a spec quotes is no script" {
  has_browser
  "$CERTIFY" -q --cert-dir . "$specs/page-hostile.spec" || true
  "$CERTIFY" report page-hostile.cert --html page-hostile.html
  grep -q '&lt;/script&gt;' page-hostile.html
  fits page-hostile.html
  "$CERTIFY" -q --cert-dir . "$specs/page-hostile-plane.spec" || true
  "$CERTIFY" report page-hostile-plane.cert --html page-hostile-plane.html
  fits page-hostile-plane.html
  # Where something comes through all the same, the browser refuses it.
  sed 's|<footer>|<script>document.title = "injected"</script><footer>|' page-hostile.html >injected.html
  run fits injected.html
  [ "$status" -ne 0 ]
  expect_text "Content Security Policy" "$output"
}

@test "a page that is too wide, or complains, is noticed" {
  echo '<article style="width:900px">x</article>' >wide.html
  has_browser
  run fits wide.html
  [ "$status" -ne 0 ]
  echo '<article><figure><svg viewBox="0 0 100 100"><text x="90" y="50">cut off</text></svg></figure></article>' >cut.html
  run fits cut.html
  [ "$status" -ne 0 ]
  echo '<article>x</article><script>console.error("x")</script>' >loud.html
  run fits loud.html
  [ "$status" -ne 0 ]
}
