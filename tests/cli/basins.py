# SPDX-License-Identifier: LGPL-3.0-or-later
"""The table of finding 5 in docs/findings.md has the rates and the volumes of the certificate of landscapes/toy1d-basins.spec: a number is that of
both ends of an enclosure, rounded; `a..b` are its ends, rounded outwards; what is unresolved is rounded up, to at most twice as much."""
import os
import re
import sys
from fractions import Fraction

source = sys.argv[1]
faults = []
STARTS = 3  # the length of W


def read(*path):
    with open(os.path.join(source, *path), encoding="utf-8") as file:
        return file.read()


def certified():
    """{rate: [lo, hi, lo, hi, ...]}, two for each member of the claim's list, in its order."""
    certificate = read("certs", "toy1d-basins.cert")
    volumes, body = {}, certificate[certificate.index("\nclaims ") :]
    pattern = r"^claim ([\w-]+) .*?basin\(of = \{([^}]*)\}, measure = \?\).*\n\s+for g in \{([^}]*)\}"
    for claim, members, rates in re.findall(pattern, read("landscapes", "toy1d-basins.spec"), re.M):
        begin = body.index(f"\nclaim {claim}\n")
        tactics = re.findall(r"^tactic subdivision for (.*)$", body[begin : body.index("\nend-claim", begin)], re.M)
        count = 2 * len(members.split(","))
        for rate, tactic in zip(rates.split(","), tactics, strict=True):
            volumes[Fraction(rate)] = [Fraction(number) for number in tactic.split()[-count:]]
    return volumes


def unit(number):
    """One in the last digit that is written."""
    digits, _, exponent = number.partition("e")
    return Fraction(10) ** (int(exponent or 0) - len(digits.partition(".")[2]))


def check_volume(where, cell, lo, hi):
    least, dots, most = cell.partition("..")
    if dots:
        below, above = lo - Fraction(least), Fraction(most) - hi
        good = 0 <= below < unit(least) and 0 <= above < unit(most)
    else:
        good = max(abs(lo - Fraction(cell)), abs(hi - Fraction(cell))) <= (unit(cell) / 2 if "." in cell else 0)
    if not good:
        faults.append(f"{where}: {cell} is [{float(lo)}, {float(hi)}] in the certificate")


def rates_of(cell, known):
    rates = set()
    for item in cell.split(","):
        first, _, last = item.partition(" to ")
        rates |= {r for r in known if Fraction(first) <= r <= Fraction(last or first)}
    return rates


def check_row(cells, volumes):
    rates = rates_of(cells[0], volumes)
    for rate in rates:
        where, enclosures = f"rate {float(rate)}", volumes[rate]
        for column in range(3):
            if 2 * column < len(enclosures):
                check_volume(where, cells[1 + column], *enclosures[2 * column : 2 * column + 2])
            elif cells[1 + column]:
                faults.append(f"{where}: {cells[1 + column]} is not in the certificate")
        unresolved = (STARTS - sum(enclosures[::2])) / STARTS
        if not unresolved <= Fraction(cells[4]) <= 2 * unresolved:
            faults.append(f"{where}: {float(unresolved)} of W is unresolved, not {cells[4]}")
    return rates


volumes, seen = certified(), set()
section = re.search(r"^## 5\. .*?(?=^## 6\. )", read("docs", "findings.md"), re.M | re.S)[0]
for line in section.splitlines():
    if re.match(r"\| [\d.]+[^|]*\|", line):
        seen |= check_row([cell.strip() for cell in line.strip()[1:-1].split("|")], volumes)
faults.extend(f"rate {float(rate)} is not in the table" for rate in sorted(volumes.keys() - seen))
print(f"{len(seen)} rates")
print("\n".join(faults))
sys.exit(1 if faults or len(seen) < 20 else 0)
