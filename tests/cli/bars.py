#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compares the bars of a picture with the volumes that are certified: bars.py PICTURE.svg VERDICTS.json VOLUME ROWS

VERDICTS.json is what `certify --json` says of one claim `basin(..., measure = ?)`, VOLUME that of all starts, ROWS the
number of bars. A bar's parts must be as high as the certified lower bounds are shares of VOLUME, one upon the other; what
is left is unresolved, and again shown below in a logarithmic scale. Rows without bounds are unresolved altogether.
"""
import json
import math
import re
import sys

PIXEL = 0.03  # gnuplot writes hundredths


def rectangles(svg):
    """(colour, left, right, top, bottom) of each filled polygon, in order."""
    for colour, points in re.findall(r"<polygon fill = '([^']*)' points = '([^']*)'", svg):
        x, y = zip(*(tuple(map(float, point.split(","))) for point in points.split()))
        yield colour, min(x), max(x), min(y), max(y)


def panels(svg):
    """(top, bottom) of the two coordinate systems: of the line at their left."""
    found = re.findall(r"d='M([0-9.]+),([0-9.]+) L\1,([0-9.]+) L", svg)
    return sorted({(float(top), float(bottom)) for _, top, bottom in found})


def certified(document):
    """{row: {place: (lo, hi)}}"""
    rows = {}
    for name, ends in document["claims"][0]["constants"].items():
        place, row = re.fullmatch(r"volume of (.*) \((.*)\)", name).groups()
        rows.setdefault(row, {})[place] = (float(ends["lo"]), float(ends["hi"]))
    return rows


def expected_bars(document, volume, count):
    """For each row the shares of the places, in their order, and the unresolved share."""
    rows = certified(document)
    places = list(dict.fromkeys(place for row in rows.values() for place in row))
    for row in rows.values():
        shares = [row.get(place, (0, 0))[0] / volume for place in places]
        yield shares, 1 - sum(shares)
    for _ in range(count - len(rows)):
        yield [0] * len(places), 1


def height_in_tail(share, least):
    bottom = math.floor(math.log10(least)) - 1
    return 1 - math.log10(share) / bottom


def main():
    svg, document = open(sys.argv[1]).read(), json.load(open(sys.argv[2]))
    volume, count = float(sys.argv[3]), int(sys.argv[4])
    (top, bottom), (tail_top, tail_bottom) = panels(svg)
    legend = [colour for colour, _, _, _, lower in rectangles(svg) if lower < top]
    drawn = [part for part in rectangles(svg) if part[4] > top and part[4] < tail_top]
    tails = [part for part in rectangles(svg) if part[3] > bottom]
    lefts = sorted({part[1] for part in drawn})
    bars = list(expected_bars(document, volume, count))
    assert len(lefts) == len(bars) == count, (lefts, bars)
    least = min(max(unresolved, 1e-12) for _, unresolved in bars)
    for left, (shares, unresolved) in zip(lefts, bars):
        below = 0
        for colour, share in zip(legend, shares + [unresolved]):
            parts = [part for part in drawn if part[0] == colour and abs(part[1] - left) < PIXEL]
            height = sum(part[4] - part[3] for part in parts) / (bottom - top)
            assert abs(height - share) * (bottom - top) < 2 * PIXEL, (left, colour, height, share)
            for part in parts:
                assert abs(part[4] - (bottom - below * (bottom - top))) < 2 * PIXEL, (part, below)
            below += share
        height, = ((part[4] - part[3]) / (tail_bottom - tail_top) for part in tails if abs(part[1] - left) < PIXEL)
        assert abs(height - height_in_tail(unresolved, least)) < 0.02, (left, height, unresolved)


main()
