# SPDX-License-Identifier: LGPL-3.0-or-later
# Draws bench/cost.svg from bench/cost.dat (bench/claims): seconds of search and of checking, and lines of the certificate
# (cells, for basins), as the work grows.
set terminal svg size 900,640 font "sans-serif,12" background "white"
set output "cost.svg"
set multiplot layout 2,2
set logscale y
set y2tics
set logscale y2
set ytics nomirror
set format y "%g"
set format y2 "%g"
set ylabel "seconds (user)"
set y2label "lines"
set key outside top center horizontal
set y2range [50:100000]
set style data linespoints
series(name) = sprintf("< grep '^%s ' cost.dat", name)
set xlabel "variables of the coupled sum"
plot series("dimension") using 2:($3 > 0 ? $3 : 0.005) title "search" pt 7, "" using 2:($4 > 0 ? $4 : 0.005) title "check" pt 5, \
     "" using 2:5 axes x1y2 title "lines" pt 6 dt 2
set xlabel "digits asked: a bound 10^{-k} below the minimum"
plot series("digits") using 2:($3 > 0 ? $3 : 0.005) title "search" pt 7, "" using 2:($4 > 0 ? $4 : 0.005) title "check" pt 5, \
     "" using 2:5 axes x1y2 title "lines" pt 6 dt 2
set logscale x
set format x "10^{%L}"
set xlabel "steps of an orbit"
set xrange [50:200000]
plot series("steps") using 2:($3 > 0 ? $3 : 0.005) title "search" pt 7, "" using 2:($4 > 0 ? $4 : 0.005) title "check" pt 5, \
     "" using 2:5 axes x1y2 title "lines" pt 6 dt 2
set xlabel "boxes allowed for a basin"
set xrange [500:400000]
set y2label "cells"
plot series("cells") using 2:($3 > 0 ? $3 : 0.005) title "search" pt 7, "" using 2:5 axes x1y2 title "cells" pt 6 dt 2
unset multiplot
