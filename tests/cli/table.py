#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Whether cells stand one behind the other in a table of a page, line by line: table.py FILE CELL..."""
import sys
import xml.etree.ElementTree as tree


def main():
    page, wanted = tree.parse(sys.argv[1]), sys.argv[2:]
    for table in page.iter("table"):
        cells = ["".join(cell.itertext()).strip() for line in table.iter("tr") for cell in line]
        if any(cells[i:i + len(wanted)] == wanted for i in range(len(cells))):
            return
    sys.exit(f"no table with {wanted}")


main()
