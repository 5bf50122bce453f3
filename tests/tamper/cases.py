# SPDX-License-Identifier: LGPL-3.0-or-later
"""The kinds of changed certificates, and what certify-check must make of each."""
import allowed
import certificate
import forbidden
import specs
from programs import ACCEPTED
from truth import Truth


class Base:
    """A certificate that is accepted as certify wrote it, and what follows from that."""

    def __init__(self, name, original):
        self.name = name
        self.certificate = original
        self.truth = Truth(original)
        self.others = []  # the certificates of all bases


class Case:
    """A changed certificate. judge() is asked about an accepted one, and tells what is wrong with that, or None."""

    def __init__(self, base, kind, what, data, judge):
        self.base, self.kind, self.what, self.data, self.judge = base, kind, what, data, judge
        self.result = None
        self.problem = None

    def conclude(self, result):
        self.result = result
        self.problem = self.judge(self) if result.outcome == ACCEPTED else None


def _is_wrong(_):
    return "it must be refused"


def must_be_refused(rng, base, _):
    change = rng.choice(forbidden.ALL)
    changed = change(rng, base.certificate.copy(), base)
    if not changed or changed[0] == base.certificate.render():
        return None
    return Case(base, change.__name__, changed[1], changed[0], _is_wrong)


def forgery(rng, base, _):
    changed = forbidden.forge_evidence(rng, base.certificate.copy(), base)
    return changed and Case(base, "forged evidence", changed[1], changed[0], _is_wrong)


def may_be_accepted(rng, base, _):
    def judge(case):
        return base.truth.contradiction(certificate.parse(case.data))

    changed = allowed.change(rng, base.certificate.copy(), base)
    return changed and Case(base, "changed evidence", changed[1], changed[0], judge)


def _agrees_with_certify(tools):
    def judge(case):
        accepted = certificate.parse(case.data)
        made = tools.certificate_of(accepted.spec, quickly=True)
        return Truth(certificate.parse(made)).contradiction(accepted) if made else "certify does not accept the spec"

    return judge


def other_spec(rng, base, tools):
    """Another spec text with the old statements: accepted only when the new text means the same."""
    spec = specs.edit(rng, base.certificate.spec)
    if spec is None:
        return None
    changed = base.certificate.copy()
    changed.spec = spec
    return Case(base, "another spec", "another spec", changed.render(), _agrees_with_certify(tools))


def near_miss(rng, base, tools):
    """A claim that is a little different, which certify decides otherwise, with the old evidence, perhaps changed."""
    old = rng.choice(base.certificate.claims)
    spec = specs.edit_one_claim(rng, base.certificate.spec, old.name)
    made = spec and tools.certificate_of(spec, quickly=True)
    if not made:
        return None
    changed = certificate.parse(made)
    new, truth = changed.claims[0], Truth(changed)
    places = []
    for old_instance, instance in zip(old.instances, new.instances):
        for index, (source, target) in enumerate(zip(old_instance.obligations, instance.obligations)):
            known = truth.of(new, instance, index)
            if known and source.verdict() == forbidden.OPPOSITE[known] and source.kind() == target.kind():
                places.append((source, target))
    if not places:
        return None
    source, target = rng.choice(places)
    target.evidence = list(source.evidence)
    what = "the evidence of another claim"
    if rng.random() < 0.4:
        what += "; " + allowed.change_evidence(rng, changed, base)
    changed.derive()
    return Case(base, "near miss", f"claim {old.name}: {what}", changed.render(), _agrees_with_certify(tools))


def shifted(rng, base, tools):
    """One number of a claim is changed, and so it is in the statements and perhaps in the tactic: the evidence, perhaps changed
    too, is then for what the new spec may demand."""
    old = rng.choice(base.certificate.claims)
    change = specs.shift_number(rng, base.certificate.spec, old.name)
    if not change or not old.instances:
        return None
    spec, value, new_value = change
    changed = base.certificate.copy()
    changed.spec, changed.claims = spec, [claim for claim in changed.claims if claim.name == old.name]
    for instance in changed.claims[0].instances:
        instance.replace_number(value, new_value, rng.random() < 0.5)
    what = f"{value} becomes {new_value}"
    if rng.random() < 0.5:
        what += "; " + allowed.change_evidence(rng, changed, base)
    changed.derive()
    return Case(base, "shifted claim", f"claim {old.name}: {what}", changed.render(), _agrees_with_certify(tools))


WHOLE = [(must_be_refused, 30), (other_spec, 5)]  # for certificates of whole specs
SINGLE = [(forgery, 25), (may_be_accepted, 25), (near_miss, 15), (shifted, 15)]  # for those of single claims
