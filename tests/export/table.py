#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""The table of docs/export.md from lines that run.py prints.

    table.py FILE...

A later line about the same certificate and prover is taken for an earlier one. Certificates come in the order in which the table
in docs/export.md has them, new ones last.
"""
import pathlib
import re
import sys

LINE = re.compile(r"(\S+) \| (coq|smt2|gappa) \| \d+ obligations: (\d+) exported, (\d+) left out, .*? \| (.*) \| ([\d.]+) s")
HEAD = "| certificate | obligations | Coq | left out | s | z3 | left out | s | Gappa | left out |\n|" + "---|" * 10
DOCUMENT = pathlib.Path(__file__).parents[2] / "docs/export.md"


def read(paths):
    found = {}
    for path in paths:
        for line in pathlib.Path(path).read_text().splitlines():
            match = LINE.match(line)
            if match:
                name, prover, exported, left_out, said, seconds = match.groups()
                found[name, prover] = int(exported), int(left_out), said, float(seconds)
    return found


def columns(result, with_time):
    """What a prover agrees with, of how many; how many are left out; seconds, where there are any."""
    if not result:
        return ["-", "", ""][:2 + with_time]
    exported, left_out, said, seconds = result
    agreed = re.match(r"(\d+) (?:proved|unsat)", said)
    agreement = f"{agreed.group(1)} of {exported}" if agreed else f"- of {exported}"
    return [agreement, str(left_out), str(round(seconds)) if seconds >= 1 else ""][:2 + with_time]


def main(*paths):
    found = read(paths)
    known = re.findall(r"^\| (\S+) \| \d+ \|", DOCUMENT.read_text(), re.M)
    names = known + sorted({name for name, _ in found} - set(known))
    print(HEAD)
    for name in names:
        results = [found.get((name, prover)) for prover in ("coq", "smt2", "gappa")]
        if any(results):
            exported, left_out, *_ = next(result for result in results if result)
            row = [name, str(exported + left_out), *columns(results[0], True), *columns(results[1], True), *columns(results[2], False)]
            print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main(*sys.argv[1:])
