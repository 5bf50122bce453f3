# SPDX-License-Identifier: LGPL-3.0-or-later
"""Evidence made up by the grammar of docs/certificate-format.md, section 4."""
from fractions import Fraction

import evidence_tree as tree
import numbers_of_lines as numbers

SIMPLE = [Fraction(n) for n in (0, 1, -1, 2)] + [Fraction(1, 2)]


class Forger:
    def __init__(self, rng, claim, obligation):
        self.rng = rng
        self.kind = obligation.kind()
        self.dimension = sum(line.startswith("variable ") for line in obligation.statement)
        self.noise = sum(line.startswith("noise ") for line in obligation.statement)
        self.maps = sum(line.startswith("map ") for line in obligation.statement)
        self.algebraic = []
        self.rational = list(SIMPLE)
        for instance in claim.instances:
            for other in instance.obligations:
                for line in other.statement + other.evidence[:200]:
                    self._learn(line)

    def _learn(self, line):
        """The numbers that occur are worth trying."""
        words = line.split()
        if words[0] in ("at", "value") and words[1].startswith("alg"):
            self.algebraic.append(words[1])
        elif words[0] in ("at", "value", "split", "existence", "uniqueness") or words[2:3] == ["rational"]:
            self.rational += [Fraction(word) for word in words[1:] if numbers.RATIONAL.fullmatch(word)]

    # ---- words ----

    def precision(self):
        return self.rng.choice(["53", "53", "53", "106", "24", "2"])

    def variable(self):
        return str(self.rng.randint(1, max(self.dimension, 1)))

    def value(self):
        a, b = self.rng.choice(self.rational), self.rng.choice(self.rational)
        return self.rng.choice([a, a, a, -a, a + b, (a + b) / 2, a + Fraction(1, 1024)])

    def rational_text(self):
        return numbers.text_of(self.value())

    def number_text(self):
        return self.rng.choice(self.algebraic) if self.algebraic and self.rng.random() < 0.4 else self.rational_text()

    def cuts(self):
        values = sorted({self.value() for _ in range(self.rng.randint(0, 4))})
        return [f"at {numbers.text_of(value)}" for value in values]

    # ---- trees ----

    def leaf(self):
        methods = {"pair": ["jacobian", "jacobian", "outside"], "root": ["nonzero", "inside", "combined"],
                   "rank": list(tree.CELLS[:6]), "avoid": ["idle", "safe"], "nonsingular": ["idle", "nonsingular"],
                   "measure": list(tree.VOLUMES)}
        method = self.rng.choice(methods.get(self.kind, ["natural", "centred", "convex", "stationary", "stationary",
                                                         "shape", "expand", "cells", "constant", "outside", "combined"]))
        if method in tree.ALL[len(tree.LEAVES):]:
            return [self.cell(method)]
        if method == "cells":
            cuts = self.cuts()
            return [f"cells {self.variable()} {len(cuts)}"] + cuts
        if method == "convex":
            return [f"convex {self.precision()} " + " ".join(self.rational_text() for _ in range(self.dimension))]
        if method == "combined":
            count = self.maps if self.kind == "root" else self.rng.choice([1, 1, 2, self.dimension])
            return [f"combined {self.precision()} " + " ".join(self.rational_text() for _ in range(max(count, 1)))]
        if method == "stationary":
            return [f"stationary {self.variable()} {self.precision()}"]
        if method == "nonzero":
            return [f"nonzero {self.rng.randint(1, max(self.maps, 1))} {self.precision()}"]
        if method == "inside":
            return ["inside"]
        return [f"{method} {self.rng.choice([self.precision(), '0']) if method == 'constant' else self.precision()}"]

    def cell(self, method):
        """A leaf of a partition or a subdivision."""
        rank = str(self.rng.randint(1, 4))
        words = {"step": [rank], "drift": [rank, self.variable(), self.rng.choice("+-"), self.rational_text()],
                 "chance": [rank], "expel": [rank, self.rational_text()], "repel": [rank, self.rng.choice("112")],
                 "null": [rank, self.rational_text(), self.rational_text()], "open": [],
                 "end": [str(self.rng.randint(1, 2)), str(self.rng.randint(0, 3))]}.get(method, [])
        words = [method] + words + ([] if method == "open" else [self.precision()])
        return " ".join(words + (2 * self.noise * [self.rational_text()] if method == "chance" else []))

    def tree(self, depth=0):
        chance = self.rng.random()
        if depth < 3 and chance < 0.3 and self.kind in ("forall", "exists", "pair"):
            face = self.rng.choice(["face", "face", "open-face"])
            side = self.rng.choice(["lo", "hi"])
            return [f"{face} {self.variable()} {side} {self.precision()}"] + self.tree(depth + 1)
        if depth < 3 and chance < 0.45:
            return [f"split {self.variable()} {self.rational_text()}"] + self.tree(depth + 1) + self.tree(depth + 1)
        return self.leaf()

    # ---- methods ----

    def points(self, count):
        lines = [f"value {self.number_text()}" for _ in range(count * self.dimension)]
        return lines + [f"precision {self.rng.choice(['0', self.precision()])}"]

    def cells(self, head):
        cuts = self.cuts()
        return [f"{head} {len(cuts)}"] + cuts

    def direction(self):
        return "direction " + " ".join(self.rational_text() for _ in range(self.dimension))

    def boxes(self):
        lines = []
        for _ in range(self.dimension):
            ends = sorted(self.value() for _ in range(4))
            lines += [f"existence {numbers.text_of(ends[1])} {numbers.text_of(ends[2])}",
                      f"uniqueness {numbers.text_of(ends[0])} {numbers.text_of(ends[3])}"]
        lines += ["preconditioner " + " ".join(self.rational_text() for _ in range(self.dimension))
                  for _ in range(self.dimension)]
        return lines + [f"precision {self.precision()}"]

    def evidence(self, verdict):
        """Of a method that may show this verdict about this kind."""
        start = f"evidence {verdict} "
        proving = verdict == "proved"
        shows_all = self.kind in ("forall", "exists") and proving == (self.kind == "forall")
        ways = []
        if self.kind == "constant":
            ways = [lambda: [f"{start}constant {self.rng.choice(['0', self.precision()])}"]]
        elif shows_all or (self.kind == "pair" and proving):
            ways = [lambda: [start + "tree"] + self.tree(), lambda: [start + "tree"] + self.tree(),
                    lambda: self.cells(start + "cells"), lambda: [f"{start}empty {self.variable()}"]]
        elif self.kind in ("forall", "exists"):
            ways = [lambda: [start + "witness"] + self.points(1),
                    lambda: [start + "direction"] + self.points(1)[:-1] + [self.direction()]]
        elif self.kind == "orbit":
            ways = [lambda: [f"{start}orbit {self.rng.choice(['0', '64', '128', '512'])} {self.rng.randint(0, 3)}"]]
        elif self.kind == "measure":
            ways = [lambda: [start + "subdivision"] + self.tree()]
        elif self.kind in ("rank", "avoid", "nonsingular"):
            ways = [lambda: [start + "partition"] + self.tree()]
        elif self.kind == "pair":
            ways = [lambda: [start + "pair"] + self.points(2)]
        elif self.kind == "local" and proving:
            ways = [lambda: [f"{start}radius {self.rational_text()}", "tree"] + self.tree(),
                    lambda: [f"{start}radius {self.rational_text()}"] + self.cells("cells"),
                    lambda: self.cells(start + "cells")]
        elif self.kind == "local":
            ways = [lambda: [start + "descent", self.direction()] + self.cells("cells"),
                    lambda: [start + "descent", self.direction(), f"slope {self.precision()}"]]
        elif proving:
            ways = [lambda: [start + "root"] + self.boxes() + self.tree(), lambda: self.cells(start + "cells")]
        else:
            ways = [lambda: [start + "no-root"] + self.tree(), lambda: self.cells(start + "cells")]
        return self.rng.choice(ways)()
