# SPDX-License-Identifier: LGPL-3.0-or-later
"""What is known to be true about a spec, from a certificate that was accepted as certify wrote it."""
from fractions import Fraction


def _key(claim, instance, index):
    return claim.name, instance.row, instance.constant, index


class Truth:
    def __init__(self, certificate):
        self.verdicts = {}  # of obligations
        self.tactics = {}  # of instances
        self.claims = {claim.name: claim.verdict for claim in certificate.claims if claim.verdict != "undecided"}
        self.best = {}  # per row of a claim with `?`: the proved and the refuted constant
        for claim in certificate.claims:
            for instance in claim.instances:
                self.tactics[claim.name, instance.row, instance.constant] = instance.tactic
                for index, obligation in enumerate(instance.obligations):
                    if obligation.verdict() != "undecided":
                        self.verdicts[_key(claim, instance, index)] = obligation.verdict()
            self._add_best(claim)

    def _add_best(self, claim):
        for first, second in zip(claim.instances[::2], claim.instances[1::2]):
            if first.constant and second.constant and (first.verdict, second.verdict) == ("proved", "refuted"):
                self.best[claim.name, first.row] = Fraction(first.constant), Fraction(second.constant)

    def of(self, claim, instance, index):
        """Nothing is known of the obligations of another tactic."""
        if self.tactics.get((claim.name, instance.row, instance.constant)) != instance.tactic:
            return None
        return self.verdicts.get(_key(claim, instance, index))

    def contradiction(self, certificate):
        """Text on what an accepted certificate about the same spec says that is false; None if nothing is."""
        for claim in certificate.claims:
            if claim.verdict not in ("undecided", self.claims.get(claim.name, claim.verdict)):
                return f"claim {claim.name} is {self.claims[claim.name]}"
            for instance in claim.instances:
                for index, obligation in enumerate(instance.obligations):
                    known = self.of(claim, instance, index)
                    if known and obligation.verdict() not in ("undecided", known):
                        return f"claim {claim.name}, obligation {index + 1} is {known}"
                if self._contradicts_best(claim, instance):
                    return f"claim {claim.name}: {instance.verdict} for the constant {instance.constant}"
        return None

    def _contradicts_best(self, claim, instance):
        if instance.constant is None or (claim.name, instance.row) not in self.best:
            return False
        proved, refuted = self.best[claim.name, instance.row]
        sense = 1 if refuted > proved else -1
        constant = Fraction(instance.constant)
        if instance.verdict == "proved":
            return (constant - refuted) * sense >= 0
        return instance.verdict == "refuted" and (proved - constant) * sense >= 0
