# SPDX-License-Identifier: LGPL-3.0-or-later
"""Subdivision trees of evidence."""

LEAVES = ("outside", "natural", "centred", "convex", "stationary", "shape", "constant", "expand", "cells", "jacobian",
          "inside", "nonzero", "combined", "path")
CELLS = ("idle", "target", "step", "chance", "drift", "expel", "repel", "null", "safe", "nonsingular")  # leaves of partitions
VOLUMES = ("idle", "end", "open")  # leaves of subdivisions
ALL = LEAVES + CELLS + VOLUMES


class Node:
    def __init__(self, words, children=(), numbers=()):
        self.words = words
        self.children = list(children)
        self.numbers = list(numbers)  # the lines below a leaf `cells` or `path`

    def is_leaf(self):
        return not self.children

    def walk(self):
        """All nodes, this one first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def lines(self):
        yield " ".join(self.words)
        yield from self.numbers
        for child in self.children:
            yield from child.lines()

    def become(self, other):
        self.words, self.children, self.numbers = list(other.words), list(other.children), list(other.numbers)


def _parse_node(lines, at):
    words = lines[at].split()
    at += 1
    if words[0] in ("cells", "path"):
        count = int(words[-1])
        return Node(words, (), lines[at : at + count]), at + count
    children = []
    for _ in range({"split": 2, "face": 1, "open-face": 1, "slice": 1}.get(words[0], 0)):
        child, at = _parse_node(lines, at)
        children.append(child)
    return Node(words, children), at


def find_tree(evidence):
    """The index of the first line of the tree in evidence lines, and the tree; None without one."""
    first = next((i for i, line in enumerate(evidence) if line.split()[0] in ("split", "face", "open-face", "slice") + ALL
                  and not line.startswith("cells")), None)
    if first is None:
        return None
    tree, end = _parse_node(evidence, first)
    return (first, tree) if end == len(evidence) else None
