# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes after which a certificate must be refused. Each takes a random source, a certificate that was accepted, to be
changed, and its base; it returns the changed bytes and a description, or None where it does not apply."""
import re

import certificate as format_
import forgery
import numbers_of_lines as numbers
from certificate import choose

OPPOSITE = {"proved": "refuted", "refuted": "proved"}


def _decided(certificate):
    return [part for part in certificate.obligations() if part[2].verdict() != "undecided"]


# ---- verdicts ----


def flip_claim(rng, certificate, _):
    claim = choose(rng, certificate.claims)
    old = claim.verdict
    claim.verdict = rng.choice([v for v in ("proved", "refuted", "undecided") if v != old])
    return certificate.render(), f"claim {claim.name}: {old} to {claim.verdict}"


def flip_instance(rng, certificate, _):
    part = choose(rng, ((c, i) for c in certificate.claims for i in c.instances if i.obligations))
    if not part:
        return None
    claim, instance = part
    old = instance.verdict
    instance.verdict = rng.choice([v for v in ("proved", "refuted", "undecided") if v != old])
    return certificate.render(), f"an instance of claim {claim.name}: {old} to {instance.verdict}"


def flip_evidence(rng, certificate, _):
    part = choose(rng, _decided(certificate))
    if not part:
        return None
    claim, _, obligation = part
    old = obligation.verdict()
    obligation.evidence[0] = obligation.evidence[0].replace(old, OPPOSITE[old], 1)
    certificate.keep_only(claim)
    certificate.derive()
    return certificate.render(), f"evidence {old} of claim {claim.name} becomes {OPPOSITE[old]}"


def remove_evidence(rng, certificate, _):
    """The verdicts stay."""
    part = choose(rng, (p for p in _decided(certificate) if p[2].is_required() and p[2].verdict() == p[1].verdict))
    if not part:
        return None
    part[2].withdraw()
    return certificate.render(), f"no evidence for claim {part[0].name}"


def exchange_evidence(rng, certificate, base):
    """The evidence of an obligation for one of the same kind with the opposite truth."""
    known = [(claim, instance, obligation, base.truth.of(claim, instance, index))
             for claim in certificate.claims for instance in claim.instances
             for index, obligation in enumerate(instance.obligations)]
    target = choose(rng, (part for part in known if part[3]))
    if not target:
        return None
    claim, _, obligation, verdict = target
    source = choose(rng, (p for p in known if p[3] == OPPOSITE[verdict] and p[2].kind() == obligation.kind()))
    if not source:
        return None
    obligation.evidence = list(source[2].evidence)
    certificate.keep_only(claim)
    certificate.derive()
    return certificate.render(), f"claim {claim.name} ({verdict}) gets the evidence of claim {source[0].name}"


def forge_evidence(rng, certificate, base):
    """New evidence for the opposite of what is true, now and then with less to build on."""
    known = [(claim, instance, obligation, base.truth.of(claim, instance, index))
             for claim in certificate.claims for instance in claim.instances
             for index, obligation in enumerate(instance.obligations)]
    known = [part for part in known if part[3]]
    hard = [part for part in known if part[3] == "refuted" or part[2].is_required()]  # not just `nonempty`
    if not known:
        return None
    claim, instance, obligation, verdict = rng.choice(hard if hard and rng.random() < 0.9 else known)
    obligation.evidence = forgery.Forger(rng, claim, obligation).evidence(OPPOSITE[verdict])
    for other in instance.obligations:
        if other is not obligation and rng.random() < 0.1:
            other.withdraw()
    certificate.keep_only(claim)
    certificate.derive()
    return certificate.render(), f"claim {claim.name}: {' / '.join(obligation.evidence)}"


# ---- statements ----

OPERATORS = ["add", "sub", "mul", "div", "min", "max", "less", "less-equal", "equal", "not-equal", "and", "or", "neg",
             "abs", "relu", "sqrt", "exp", "log", "sin", "cos", "not", "defined", "continuous", "C1", "C2", "true",
             "derivative", "partial"]


def _change_statement_line(rng, line):
    words = line.split()
    ways = ["number"]
    if words[0] == "node" and words[2] in OPERATORS:
        ways.append("operator")
    if words[0] in ("variable", "point"):
        ways += ["bracket", "infinity"]
    if words[0] == "obligation":
        ways.append("requirement")
    way = rng.choice(ways)
    if way == "operator":
        words[2] = rng.choice([o for o in OPERATORS if o != words[2]])
    elif way == "bracket":
        place = rng.choice([2, 5])
        words[place] = {"[": "(", "(": "[", "]": ")", ")": "]"}[words[place]]
    elif way == "infinity":
        place = rng.choice([3, 4])
        words[place] = words[1] if words[place].endswith("inf") else ["-inf", "inf"][place - 3]
    elif way == "requirement":
        words[4] = {"required": "lemma", "lemma": "required"}[words[4]]
    else:
        return numbers.change_one(rng, line)
    return " ".join(words)


def change_statement(rng, certificate, _):
    claim, _, obligation = choose(rng, certificate.obligations())
    place = rng.randrange(len(obligation.statement))
    old = obligation.statement[place]
    new = _change_statement_line(rng, old)
    if new is None or new == old:
        return None
    obligation.statement[place] = new
    certificate.keep_only(claim)
    return certificate.render(), f"claim {claim.name}: `{old}` to `{new}`"


def _rearrange(rng, lines):
    place = rng.randrange(len(lines))
    way = rng.choice(["drop", "double", "swap"])
    if way == "drop":
        del lines[place]
    elif way == "double":
        lines.insert(place, lines[place])
    else:
        other = rng.randrange(len(lines))
        if lines[place] == lines[other]:
            return None
        lines[place], lines[other] = lines[other], lines[place]
    return way


def rearrange_statement(rng, certificate, _):
    claim, _, obligation = choose(rng, certificate.obligations())
    way = _rearrange(rng, obligation.statement)
    certificate.keep_only(claim)
    return way and (certificate.render(), f"claim {claim.name}: {way} lines of a statement")


def rearrange_parts(rng, certificate, _):
    """Claims, instances or obligations."""
    places = [("claims", certificate.claims)]
    places += [("instances", c.instances) for c in certificate.claims if len(c.instances) > 1 and c.verdict == "proved"]
    places += [("obligations", i.obligations)
               for c in certificate.claims for i in c.instances if len(i.obligations) > 1]
    what, parts = rng.choice(places)
    way = _rearrange(rng, parts)
    return way and (certificate.render(), f"{way} {what}")


def rename_claim(rng, certificate, _):
    claim = choose(rng, certificate.claims)
    others = [c.name for c in certificate.claims if c is not claim] + [claim.name + "-", "other"]
    claim.name = rng.choice(others)
    return certificate.render(), f"a claim is called {claim.name}"


def change_constant(rng, certificate, _):
    part = choose(rng, ((c, i) for c in certificate.claims for i in c.instances if i.constant and i.obligations))
    if not part:
        return None
    claim, instance = part
    old = instance.constant
    instance.constant = numbers.change_one(rng, old)
    return certificate.render(), f"claim {claim.name}: the constant {old} becomes {instance.constant}"


def change_tactic(rng, certificate, _):
    """Another side, name or number: the statements are no longer those of the tactic."""
    part = choose(rng, ((c, i) for c in certificate.claims for i in c.instances if i.tactic and i.obligations))
    if not part:
        return None
    claim, instance = part
    old = " ".join(instance.tactic)
    place = rng.randrange(1, len(instance.tactic))
    if place == 1:
        instance.tactic[1] = rng.choice(["trap", "partition", "box", "enclosure", "other", "avoid"])
    elif place == 2:
        instance.tactic[2] = "against" if instance.tactic[2] == "for" else "for"
    else:
        instance.tactic[place] = numbers.deform_one(rng, instance.tactic[place]) or "1/3"
    if rng.random() < 0.2:
        instance.tactic.append("1")
    certificate.keep_only(claim)
    new = " ".join(instance.tactic)
    return None if new == old else (certificate.render(), f"claim {claim.name}: {old} to {new}")


def foreign_claims(rng, certificate, base):
    """The claims of another certificate below this spec."""
    other = rng.choice(base.others)
    if other.spec == certificate.spec:
        return None
    certificate.claims = other.claims
    return certificate.render(), "the claims of another certificate"


# ---- evidence that cannot be read ----


def drop_evidence_line(rng, certificate, _):
    part = choose(rng, (p for p in certificate.obligations() if len(p[2].evidence) > 1))
    if not part:
        return None
    claim, _, obligation = part
    place = rng.randrange(len(obligation.evidence))
    if re.match("(open-)?face ", obligation.evidence[place]):
        return None  # what holds below the face may be shown on the box, too
    line = obligation.evidence.pop(place)
    certificate.keep_only(claim)
    return certificate.render(), f"claim {claim.name}: without the line `{line}`"


def double_evidence_line(rng, certificate, _):
    claim, _, obligation = choose(rng, certificate.obligations())
    place = rng.randrange(len(obligation.evidence))
    line = obligation.evidence[place]
    obligation.evidence.insert(place, line)
    certificate.keep_only(claim)
    return certificate.render(), f"claim {claim.name}: the line `{line}` twice"


def deform_number(rng, certificate, _):
    claim, _, obligation = choose(rng, certificate.obligations())
    place = rng.randrange(len(obligation.evidence))
    old = obligation.evidence[place]
    new = numbers.deform_one(rng, old)
    if new is None:
        return None
    obligation.evidence[place] = new
    certificate.keep_only(claim)
    return certificate.render(), f"claim {claim.name}: `{old}` to `{new}`"


def deform_line(rng, certificate, _):
    claim, _, obligation = choose(rng, certificate.obligations())
    lines = rng.choice([obligation.statement, obligation.evidence])
    place = rng.randrange(len(lines))
    old = lines[place]
    spaces = [i for i, byte in enumerate(old) if byte == " "]
    forms = [old + " ", " " + old, old + "\r", old + "\t", old + "\n", "\n" + old, old + "\0", old.upper(), old + " 1",
             old + "\x7f", old + "#", ""]
    if spaces:
        at = rng.choice(spaces)
        forms += [old[:at] + other + old[at + 1 :] for other in ("  ", "", "\t")]
    lines[place] = rng.choice([form for form in forms if form != old])
    return certificate.render(), f"claim {claim.name}: {old!r} to {lines[place]!r}"


# ---- bytes ----


def truncate(rng, certificate, _):
    data = certificate.render()
    at = rng.randrange(len(data))
    if rng.random() < 0.5:
        at = data.rfind(b"\n", 0, at) + 1
    return data[:at], f"truncated after {at} bytes"


def truncate_and_seal(rng, certificate, _):
    """At the end of a line, with a last line that fits."""
    body = format_.unseal(certificate.render())
    at = body.rfind(b"\n", 0, rng.randrange(1, len(body) - 1)) + 1
    return format_.seal(body[:at]), f"truncated after {at} bytes, sealed again"


def append(rng, certificate, _):
    data = certificate.render()
    more = rng.choice([b"\n", b" ", b"\0", b"x", b"end-claim\n", data, data[-81:], rng.randbytes(9)])
    return data + more, f"{len(more)} bytes appended"


def append_and_seal(rng, certificate, _):
    body = format_.unseal(certificate.render())
    more = rng.choice([b"\n", b"end-claim\n", b"evidence none\n", b"claims 0\n", b"claim more\n", b"node 1 true\n"])
    return format_.seal(body + more), f"{more!r} added at the end, sealed again"


def change_byte(rng, certificate, _):
    """Without a new hash."""
    data = bytearray(certificate.render())
    at = rng.randrange(len(data))
    data[at] = (data[at] + rng.randrange(1, 256)) % 256
    return bytes(data), f"byte {at} changed"


def change_head(rng, certificate, _):
    lines = certificate.render().split(b"\n", 3)
    place = rng.randrange(3)
    new = numbers.change_one(rng, lines[place].decode()) if place != 1 else None
    if new is None:
        new = lines[place].decode()[:-1] + rng.choice("gG0")
    if new.encode() == lines[place]:
        return None
    lines[place] = new.encode()
    return format_.seal(format_.unseal(b"\n".join(lines))), f"the head says `{new}`"


def change_count(rng, certificate, _):
    lines = certificate.render().decode("latin-1").split("\n")
    counted = [i for i, line in enumerate(lines)
               if re.fullmatch("(claims|instances|obligations) [0-9]+", line) and line != "obligations 0"]
    place = rng.choice(counted)
    old = lines[place]
    lines[place] = numbers.change_one(rng, old)
    body = format_.unseal("\n".join(lines).encode("latin-1"))
    return format_.seal(body), f"`{old}` to `{lines[place]}`"


ALL = [flip_claim, flip_instance, flip_evidence, flip_evidence, remove_evidence] + 8 * [exchange_evidence] + [
       change_statement, change_statement, rearrange_statement, rearrange_parts, rename_claim, change_constant, change_tactic,
       foreign_claims, drop_evidence_line, double_evidence_line, deform_number, deform_line, truncate,
       truncate_and_seal, append, append_and_seal, change_byte, change_head, change_count]
