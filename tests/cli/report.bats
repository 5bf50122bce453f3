#!/usr/bin/env bats
# SPDX-License-Identifier: LGPL-3.0-or-later
# certify report: the appendix that pdflatex sets, the page that is well-formed, and what is refused.
load helper

# well_formed FILE: it is well-formed XML without scripts (but those that the program is built with) or anything from
# elsewhere.
well_formed() {
  python3 -c 'import sys, xml.etree.ElementTree as tree; tree.parse(sys.argv[1])' "$1"
  [ "$(grep -c '<script' "$1")" = "${CERTIFY_INTERACTIVE:-0}" ]
  sed '/^<script>/,/<\/script>$/d' "$1" >plain.html
  never grep -Eqi '<script|<link|<img|<iframe|@import|url\(|src=|[[:space:]]on[a-z]+="' plain.html
  [ "$(grep -oE 'https?://[^"]*' plain.html | grep -cv '^http://www.w3.org/2000/svg$')" = 0 ]
}

# set_in_tex NAME: NAME.tex gives a document without warnings about boxes and references. Not with the sanitizers, which see
# nothing of LaTeX.
set_in_tex() {
  [ "${CERTIFY_SANITIZED-}" = 1 ] && return
  command -v pdflatex >/dev/null || skip "no pdflatex"
  if ! pdflatex -interaction=nonstopmode -halt-on-error "$1.tex" >/dev/null; then
    grep -A5 '^!' "$1.log"
    return 1
  fi
  never grep -E 'Overfull|Warning|Missing character' "$1.log"
}

# says_something TEX HTML: no label without what it announces, no words twice.
says_something() {
  never grep -nE '(Witness|Why): *\.|\\certifydetail\{[^}]*\}\{\}' "$1"
  never grep -noE 'ends in *:|false at( *</div>| *<br| *false)|<dd[^>]*></dd>|<figcaption></figcaption>' "$2"
}

# certificate_of NAME: the certificate of a spec of this folder, in NAME.cert.
certificate_of() {
  "$CERTIFY" -q --cert-dir . "$specs/$1.spec" || true
}

@test "every shipped certificate becomes a page and an appendix" {
  for cert in "$CERTIFY_SOURCE"/certs/*.cert "$CERTIFY_SOURCE"/certs/findings/*.cert; do
    name=$(basename "$cert" .cert)
    echo "$name"
    # Large ones take minutes to re-prove under the sanitizers.
    [ "${CERTIFY_SANITIZED-}" = 1 ] && [ "$(wc -c <"$cert")" -gt 16000 ] && continue
    "$CERTIFY" report "$cert" --tex "$name.tex" --standalone --html "$name.html"
    set_in_tex "$name"
    well_formed "$name.html"
    says_something "$name.tex" "$name.html"
  done
}

@test "claims are sentences, with constants, witnesses and methods" {
  certificate_of report
  "$CERTIFY" report report.cert --tex report.tex --html report.html
  while read -r text; do
    grep -qF -- "$text" report.tex || { echo "not found: $text"; return 1; }
  done <<'END'
$f_{1}$ is $2$-one-point strongly convex towards $x^{\dagger}=0$ on $M^{\star}$.
$x^{\dagger}=0$ is a strict local minimum of $f_{1}$.
$\mu $ is the largest constant for which
$\mu \in [
$L=2$
It is not true that $f_{1}(x)>\frac{1}{3}$ for all $x\in M^{\star}$.
$x={-}\frac{1}{2}={-}0.5$ (violates: holds)
$x=1.414213562373095\ldots $, a zero of $t^{2}-2$ (shows: exists)
subdivision into 1 box (holds)
\sqrt{4}
-10^{{-}5}
$\mu _{\dagger}=2$
No step leads out of $M^{\star}$, under gradient descent with rate $\frac{1}{4}$.
within $5$ steps have volume at least $1$,
within $2$ steps have volume at least $\frac{1}{10}$,
within $2$ steps have volume at most $2$,
after time $\frac{1}{10}$, under the gradient flow
within time $2$, under the gradient flow
after $5$ steps,
begin{tabular}{ll} & volume of $M^{\star}$
$r=1/6$ & $2$
ybar stacked, ymin=0, ymax=1
Certified shares of the starts in $0\le x\le 2$ by where
certify-\allowbreak{}check \allowbreak{}report.
END
  grep -qF "$(sha256sum report.cert | cut -c1-8)" report.tex
  grep -qF "$(sha256sum report.cert | cut -d' ' -f1)" report.html
  grep -qF "$(sha256sum "$specs/report.spec" | cut -d' ' -f1)" report.html
  python3 "$CERTIFY_SOURCE/tests/cli/table.py" report.html r=1/6 2
  [ "$(grep -c '<article ' report.html)" = "$(grep -c '^claim ' "$specs/report.spec")" ]
  well_formed report.html
}

@test "tables, quantifiers, and words in the place of witnesses" {
  certificate_of report-form
  "$CERTIFY" report report-form.cert --tex form.tex --standalone --html form.html
  while read -r text; do
    grep -qF -- "$text" form.tex || { echo "not found: $text"; return 1; }
  done <<'END'
for all $x\in \mathbb{R}$.
for all $a,\penalty100 b\in [0,\penalty100 1]$ and $c\in [0,\penalty100 2]$
for all $g$ from $\frac{1}{4}$ up to an end as large as possible
under the gradient flow regularised for rate $\frac{1}{3}$
$X=\{x\colon 1\le x\text{ and }\allowbreak x\le 1\}$
steps from $10^{{-}3}$
orbit of 1 step in balls
orbit of $20\,\penalty900 000$ steps
tend to $\mathit{zero}=0$ have volume at least $1$,
$f(x)$ with the point named above (dot) and the region (bar). Drawn through enclosures of the values.\end
END
  never grep -q "nothing in it varies" form.tex form.html
  # What is refuted is not certified.
  never grep -qF '\mu =3' form.tex
  # The picture ends where the rates do: they are quotients.
  grep -q 'ymin=0.05, ymax=0.111111111,' form.tex
  # Functions by their values: a line for each number that one of them has, ascending.
  python3 "$CERTIFY_SOURCE/tests/cli/table.py" form.html 0.1 1 '' 0.15 '' −1.5 0.2 2 2.5
  python3 "$CERTIFY_SOURCE/tests/cli/table.py" form.html 0.70 7 7.5 2 '' 8.5 10 8 ''
  python3 "$CERTIFY_SOURCE/tests/cli/table.py" form.html r=3/2 '≥2' '≤1' '≤10' '≤20' '≤30' r=2 '≥3'
  set_in_tex form
  well_formed form.html
  says_something form.tex form.html
  # A claim is quoted with all of its clauses.
  grep -qF '<code>holds(f(x) + a^2 + b^2 &gt;= 2*a*b) for a in [0, 1], b in [0, 1], c in [0, 2]</code>' form.html
}

@test "up to which rate, or from which on; from where a claim is false" {
  certificate_of report-asked
  "$CERTIFY" report report-asked.cert --tex asked.tex --standalone --html asked.html
  while read -r text; do
    grep -qF -- "$text" asked.tex || { echo "not found: $text"; return 1; }
  done <<'END'
noise uniform up to any level in $(0,\penalty100 \mathit{noise})$, with $\mathit{noise}$ as large as possible.
rate anywhere in $(\mathit{rate},\penalty100 \infty )$, with $\mathit{rate}$ as small as possible.
${\operatorname{noise}}_{x}=4$ (violates: invariant)
${\operatorname{noise}}_{x}=s$ (violates: invariant)
\certifydetail{Why}{false from the start $x=32$}
false from all starts $x$ in [${-}0.25$, $0$]
No solution leads out of $M$, under the gradient flow.
whose orbits tend to $\mathit{zero}=0$ and those whose orbits end in $\{x\colon x>3\}$ have the certified volumes
$\sigma ^{2}=25$
END
  never grep -q 'Critical points' asked.tex asked.html # of a cycle they are among the constants
  set_in_tex asked
  well_formed asked.html
  says_something asked.tex asked.html
}

@test "long definitions are broken before signs and behind commas" {
  certificate_of long
  "$CERTIFY" report long.cert --tex long.tex --standalone
  grep -qE '^ & .qquad\{\}[-+]' long.tex
  grep -qE '^ & .qquad\{\}b-0\.2' long.tex
  set_in_tex long
}

@test "formulas in the titles of a theorem's parts are set as such" {
  certificate_of report
  "$CERTIFY" report report.cert --tex titles.tex --standalone --html titles.html
  while read -r text; do
    grep -qF -- "$text" titles.tex || { echo "not found: $text"; return 1; }
  done <<'END'
hypothesis: $f$ is $L_{\mathit{global}}$-smooth
hypothesis: $f$ is $\mu _{\dagger}$-OPSC toward $x^{\dagger}$ over $M$
hypothesis: $\mu _{\dagger}>2\penalty700 L^{2}/\mu _{\star}$
conclusion: almost every start in $M$ comes nearer to $x^{\star}$ than $\lvert x^{\dagger}-x^{\star}\rvert -r$
END
  grep -qF '<math><mi>f</mi></math> is <math><msub><mi>L</mi><mi class="word">global</mi></msub></math>-smooth' titles.html
  set_in_tex titles
  well_formed titles.html
}

@test "what a theorem needs of numbers, with the values of both sides" {
  certificate_of needed
  "$CERTIFY" report needed.cert --tex needed.tex --standalone --html needed.html
  while read -r text; do
    grep -qF -- "$text" needed.tex || { echo "not found: $text"; return 1; }
  done <<'END'
$: $0<0.0025$, $0.0025<0.005$.
$: $0<0.005$, $0.005=0.005$.
$: $0.00500000000001>0.005$.
$: $3267<19\,\penalty900 999.99999\ldots $.
$: $0<1.732050807\ldots $, $0<0.0025$
$: $[239\,\penalty900 999.9999,\penalty100 240\,\penalty900 000.0001]>[119
END
  run grep 'exclusion:.*: \$' needed.tex
  expect_status 1
  grep -qF '<math><mrow><mn>0.00500000000001</mn><mo>&gt;</mo><mn>0.005</mn></mrow></math>' needed.html
  set_in_tex needed
  well_formed needed.html
}

@test "long exact numbers, cycles at several rates, bars around fractions, stable minimisers" {
  cat >long.spec <<'SPEC'
landscape f(x) = x^2*(x - 2.5)^2
let g(p, q) = (p + q)/4
claim long: holds(3*t <= 1) on x > 0 for t in [0, 0.3333333333333333333333333333333333333333333334] expect refuted
claim cycle: cycle(period = 2, near = 2.6, attracting) with gd(rate = r) for r in {0.161, 0.162, 0.163}
claim bars: holds(abs(d(g(p, q), p)) + abs(d(g(p, q), q)) <= 1) for p in [0, 1], q in [0, 1]
claim stable: no_minimum_stable with gd(rate = 1/100) expect refuted
SPEC
  "$CERTIFY" -q --cert-dir . long.spec
  "$CERTIFY" report long.cert --tex long.tex --standalone --html long.html
  grep -qF '$t=0.33333333333333333\ldots $ (exact in the certificate) (violates: holds)' long.tex
  grep -qF 'half width of the box & $0.0804443359375$' long.tex
  grep -qE 'false at the minimiser \$x=(0|2\.5)\$' long.tex
  grep -qF '<mo form="prefix">|</mo><mfrac>' long.html
  set_in_tex long
  well_formed long.html
}

@test "two variables: level lines, and boxes over them" {
  "$CERTIFY" -q --cert-dir . "$specs/plane.spec" || true
  "$CERTIFY" report plane.cert --tex plane.tex --standalone
  grep -q 'addplot\[no marks, blue' plane.tex
  grep -q 'xlabel={\$x\$}' plane.tex
  grep -qE '\(axis cs:[^)]*\) rectangle \(axis cs:' plane.tex
  grep -q 'interval evaluation: ' plane.tex
  set_in_tex plane
}

@test "the fragment is one for input" {
  certificate_of report
  "$CERTIFY" report report.cert --tex fragment.tex
  never grep -q documentclass fragment.tex
  printf '%s\n' '\documentclass[twocolumn]{article}' '\usepackage{amsmath,amssymb,graphicx,pgfplots}' '\begin{document}' \
    '\input{fragment}' '\end{document}' >paper.tex
  pdflatex -interaction=nonstopmode -halt-on-error paper.tex >/dev/null
  never grep -E 'Overfull' paper.log
}

@test "what a spec quotes cannot break out" {
  certificate_of hostile
  "$CERTIFY" report hostile.cert --tex hostile.tex --standalone --html hostile.html
  set_in_tex hostile
  well_formed hostile.html
  never grep -qF '\input{/etc/passwd}' hostile.tex
  never grep -qF '<script>' plain.html
}

@test "standard output" {
  certificate_of report
  "$CERTIFY" report report.cert --html - >a.html
  "$CERTIFY" report report.cert --html b.html
  cmp a.html b.html
}

@test "the ending of the file says what is written" {
  certificate_of report
  "$CERTIFY" report report.cert --html a.html --tex a.tex
  "$CERTIFY" report report.cert -o b.html
  "$CERTIFY" report report.cert --output b.tex
  cmp a.html b.html
  cmp a.tex b.tex
}

@test "a wrong certificate is refused in one line, and nothing is written" {
  certificate_of report
  sed 's/^verdict refuted$/verdict proved/' report.cert >wrong.cert
  split "$CERTIFY" report wrong.cert --tex wrong.tex
  expect_status 1
  [ "$(wc -l <stderr.txt)" = 1 ]
  expect_text "refused" "$errors"
  [ ! -e wrong.tex ]
  head -c 1000 report.cert >short.cert
  split "$CERTIFY" report short.cert --html short.html
  expect_status 65
  [ "$(wc -l <stderr.txt)" = 1 ]
  [ ! -e short.html ]
  split "$CERTIFY" report missing.cert --html missing.html
  expect_status 66
  [ "$(wc -l <stderr.txt)" = 1 ]
}

@test "wrong use" {
  touch a.cert
  for arguments in "" "a.cert" "a.cert --standalone --html b" "a.cert b.cert --tex c" "a.cert --tex c --html c" \
    "a.cert -o c" "a.cert -o c.pdf" "a.cert -o c.tex --tex d.tex" "a.cert -o c.html --standalone"; do
    split "$CERTIFY" report $arguments
    expect_status 64
  done
}

@test "a file that cannot be written" {
  certificate_of report
  mkdir folder
  split "$CERTIFY" report report.cert --tex folder
  expect_status 74
}
