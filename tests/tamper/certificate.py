# SPDX-License-Identifier: LGPL-3.0-or-later
"""Certificates as structures that can be changed: docs/certificate-format.md, sections 2 to 4."""
import hashlib

STATEMENT_STARTS = ("node ", "obligation ")
EVIDENCE_ENDS = STATEMENT_STARTS + ("instance ", "end-claim")


class Obligation:
    """Statement lines, up to end-obligation, and evidence lines."""

    def __init__(self, statement, evidence):
        self.statement = statement
        self.evidence = evidence

    def head(self):
        """The words of the line `obligation J KIND ROLE required|lemma`."""
        return next(line for line in self.statement if line.startswith("obligation ")).split()

    def kind(self):
        return self.head()[2]

    def is_required(self):
        return self.head()[4] == "required"

    def verdict(self):
        words = self.evidence[0].split()
        return words[1] if words[1:2] in (["proved"], ["refuted"]) else "undecided"

    def withdraw(self):
        self.evidence = ["evidence none"]

    def copy(self):
        return Obligation(list(self.statement), list(self.evidence))


class Instance:
    def __init__(self, row, constant, tactic, verdict, obligations):
        self.row = row
        self.constant = constant  # None without `?`
        self.tactic = tactic  # the words of its line; None without one
        self.verdict = verdict
        self.obligations = obligations

    def derive(self):
        """Section 2: refuted when a required obligation is, proved when all are; with a tactic what that is for."""
        verdicts = [o.verdict() for o in self.obligations if o.is_required()]
        if self.tactic and "refuted" in verdicts:
            self.verdict = "undecided"
        elif "refuted" in verdicts:
            self.verdict = "refuted"
        elif "undecided" in verdicts or not self.obligations:
            self.verdict = "undecided"
        else:
            self.verdict = "refuted" if self.tactic and self.tactic[2] == "against" else "proved"

    def replace_number(self, old, new, in_tactic):
        """In the rational nodes of the statements, and in the tactic."""
        for obligation in self.obligations:
            for place, line in enumerate(obligation.statement):
                words = line.split()
                if words[0] == "node" and words[2:] == ["rational", old]:
                    obligation.statement[place] = f"node {words[1]} rational {new}"
        if in_tactic and self.tactic:
            self.tactic = self.tactic[:3] + [new if word == old else word for word in self.tactic[3:]]

    def copy(self):
        tactic = list(self.tactic) if self.tactic else None
        return Instance(self.row, self.constant, tactic, self.verdict, [o.copy() for o in self.obligations])

    def lines(self):
        constant = "" if self.constant is None else " ? " + self.constant
        yield f"instance {self.row}{constant}"
        if self.tactic:
            yield " ".join(self.tactic)
        yield f"verdict {self.verdict}"
        yield f"obligations {len(self.obligations)}"
        for obligation in self.obligations:
            yield from obligation.statement
            yield from obligation.evidence


class Claim:
    def __init__(self, name, verdict, instances):
        self.name = name
        self.verdict = verdict
        self.instances = instances

    def derive(self):
        """Section 2, for a claim that has all its instances when none of them is refuted."""
        for instance in self.instances:
            instance.derive()
        verdicts = [instance.verdict for instance in self.instances]
        has_constants = any(instance.constant is not None for instance in self.instances)
        asked = ["proved", "refuted"] * (len(verdicts) // 2) if has_constants else ["proved"] * len(verdicts)
        if verdicts and verdicts == asked:
            self.verdict = "proved"
        elif "refuted" in verdicts and not has_constants:
            self.verdict = "refuted"
        else:
            self.verdict = "undecided"

    def copy(self):
        return Claim(self.name, self.verdict, [i.copy() for i in self.instances])

    def lines(self):
        yield f"claim {self.name}"
        yield f"verdict {self.verdict}"
        yield f"instances {len(self.instances)}"
        for instance in self.instances:
            yield from instance.lines()
        yield "end-claim"


class Certificate:
    def __init__(self, spec, claims):
        self.spec = spec
        self.claims = claims

    def copy(self):
        return Certificate(self.spec, [c.copy() for c in self.claims])

    def obligations(self):
        """All (claim, instance, obligation)."""
        for claim in self.claims:
            for instance in claim.instances:
                for obligation in instance.obligations:
                    yield claim, instance, obligation

    def derive(self):
        for claim in self.claims:
            claim.derive()

    def keep_only(self, kept):
        """Withdraws the evidence of all other claims, so that the rest is checked quickly."""
        for claim in self.claims:
            if claim is not kept:
                for instance in claim.instances:
                    for obligation in instance.obligations:
                        obligation.withdraw()
                claim.derive()

    def render(self):
        head = (
            f"certify-certificate 1\nspec-sha256 {hashlib.sha256(self.spec).hexdigest()}\n"
            f"spec-bytes {len(self.spec)}\n"
        )
        lines = [f"claims {len(self.claims)}"]
        for claim in self.claims:
            lines.extend(claim.lines())
        return seal(head.encode() + self.spec + b"\n" + "\n".join(lines).encode() + b"\n")


def choose(rng, parts):
    """One of the parts; None when there are none."""
    parts = list(parts)
    return rng.choice(parts) if parts else None


def seal(body):
    """Adds the last line."""
    return body + b"end-certificate " + hashlib.sha256(body).hexdigest().encode() + b"\n"


def unseal(data):
    """Everything before the last line."""
    return data[: data.rstrip(b"\n").rfind(b"\n") + 1]


class _Lines:
    def __init__(self, text):
        self.lines = text.split("\n")
        self.next = 0

    def peek(self):
        return self.lines[self.next]

    def take(self):
        self.next += 1
        return self.lines[self.next - 1]

    def value(self, word):
        line = self.take()
        if not line.startswith(word + " "):
            raise ValueError(f"expected {word}: {line}")
        return line[len(word) + 1 :]


def _parse_obligation(lines):
    statement = [lines.take()]
    while statement[-1] != "end-obligation":
        statement.append(lines.take())
    evidence = [lines.take()]
    while not lines.peek().startswith(EVIDENCE_ENDS):
        evidence.append(lines.take())
    return Obligation(statement, evidence)


def _parse_instance(lines):
    row, _, constant = lines.value("instance").partition(" ? ")
    tactic = lines.take().split() if lines.peek().startswith("tactic ") else None
    verdict = lines.value("verdict")
    count = int(lines.value("obligations"))
    return Instance(row, constant or None, tactic, verdict, [_parse_obligation(lines) for _ in range(count)])


def _parse_claim(lines):
    name, verdict = lines.value("claim"), lines.value("verdict")
    instances = [_parse_instance(lines) for _ in range(int(lines.value("instances")))]
    if lines.take() != "end-claim":
        raise ValueError("expected end-claim")
    return Claim(name, verdict, instances)


def parse(data):
    """The structure of a well-formed certificate; ValueError or IndexError on others."""
    head = data.split(b"\n", 3)
    length = int(head[2].split()[1])
    start = sum(len(line) + 1 for line in head[:3])
    lines = _Lines(data[start + length + 1 :].decode("ascii"))
    claims = [_parse_claim(lines) for _ in range(int(lines.value("claims")))]
    return Certificate(data[start : start + length], claims)
