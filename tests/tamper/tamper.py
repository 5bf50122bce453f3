#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes certificates in many ways, with the hashes made to fit again, and looks at what certify-check says to them.

usage: tamper.py --certify PROGRAM --check PROGRAM [--count N | --seconds S] [--seed N] [--first N] [--jobs N]
                 [--findings FOLDER] [--stop] [--verbose] SPEC...

Some changes must be refused whatever they are (a flipped verdict, a changed statement, a dropped leaf); others may turn
evidence into other valid evidence, and then an accepted certificate must not say what is known to be false. Never may
certify-check crash. Output is TAP; what was wrongly accepted, and what crashed, is kept in the folder of findings. Case
N of a seed is made again by `--seed SEED --first N --count 1`."""
import argparse
import collections
import concurrent.futures
import os
import random
import resource
import sys
import time

import allowed
import certificate
import forbidden
import programs
import specs
from truth import Truth

MEMORY = 4 << 30


class Base:
    """A certificate that is accepted as certify wrote it, and what follows from that."""

    def __init__(self, name, original):
        self.name = name
        self.certificate = original
        self.truth = Truth(original)
        self.others = []  # the certificates of all bases


class Case:
    def __init__(self, base, kind, what, data):
        self.base, self.kind, self.what, self.data = base, kind, what, data
        self.result = None
        self.problem = None


# ---- kinds of cases ----


def must_be_refused(rng, base, _):
    change = rng.choice(forbidden.ALL)
    changed = change(rng, base.certificate.copy(), base)
    if not changed or changed[0] == base.certificate.render():
        return None
    return Case(base, change.__name__, changed[1], changed[0])


def forgery(rng, base, _):
    data, what = forbidden.forge_evidence(rng, base.certificate.copy(), base)
    return Case(base, "forged evidence", what, data)


def judge_refused(case, _):
    return "accepted what must be refused" if case.result.is_accepted() else None


def may_be_accepted(rng, base, _):
    changed = allowed.change(rng, base.certificate.copy(), base)
    return changed and Case(base, "changed evidence", changed[1], changed[0])


def judge_truth(case, _):
    """Of an accepted certificate about the same spec."""
    return case.result.is_accepted() and case.base.truth.contradiction(certificate.parse(case.data)) or None


def other_spec(rng, base, _):
    """Another spec text with the statements and the evidence of the old one."""
    spec = specs.edit(rng, base.certificate.spec)
    if spec is None:
        return None
    changed = base.certificate.copy()
    changed.spec = spec
    return Case(base, "another spec", "another spec", changed.render())


def judge_other_spec(case, tools):
    """Accepted only when the statements are the same after all; so certify must not decide them otherwise."""
    if not case.result.is_accepted():
        return None
    accepted = certificate.parse(case.data)
    made = tools.certificate_of(accepted.spec, quickly=True)
    return Truth(certificate.parse(made)).contradiction(accepted) if made else "certify does not accept the spec"


def near_miss(rng, base, tools):
    """A claim that is a little different, which certify decides otherwise, with the old evidence, perhaps changed."""
    old = rng.choice(base.certificate.claims)
    spec = specs.edit_one_claim(rng, base.certificate.spec, old.name)
    made = spec and tools.certificate_of(spec, quickly=True)
    if not made:
        return None
    changed = certificate.parse(made)
    new = changed.claims[0]
    truth = Truth(changed)
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
    return Case(base, "near miss", f"claim {old.name}: {what}", changed.render())


def judge_near_miss(case, tools):
    """Only in claims that the changed evidence may have been moved to can there be anything true."""
    if not case.result.is_accepted():
        return None
    accepted = certificate.parse(case.data)
    made = tools.certificate_of(accepted.spec, quickly=True)
    return Truth(certificate.parse(made)).contradiction(accepted)


KINDS = [(must_be_refused, judge_refused, 25), (forgery, judge_refused, 25), (may_be_accepted, judge_truth, 25),
         (near_miss, judge_near_miss, 20), (other_spec, judge_other_spec, 5)]


# ---- running ----


def run_case(number, arguments, bases, tools):
    """The case with its result; None when nothing could be changed."""
    rng = random.Random(f"{arguments.seed}:{number}")
    base = rng.choice(bases)
    make, judge, _ = rng.choices(KINDS, [weight for _, _, weight in KINDS])[0]
    case = make(rng, base, tools)
    if case is None:
        return None
    case.result = tools.check(case.data)
    case.problem = "crash" if case.result.is_crash() else judge(case, tools)
    return case


def make_bases(paths, tools):
    bases = []
    for path in paths:
        with open(path, "rb") as file:
            data = tools.certificate_of(file.read())
        result = tools.check(data) if data else None
        if result is None or not result.is_accepted():
            print(f"# {path}: left out, {'refused: ' + result.text if result else 'no certificate'}")
            continue
        original = certificate.parse(data)
        assert original.render() == data, f"{path}: does not survive reading and writing"
        bases.append(Base(os.path.basename(path), original))
    for base in bases:
        base.others = [other.certificate for other in bases]
    return bases


class Tally:
    def __init__(self, arguments):
        self.arguments = arguments
        self.counts = collections.defaultdict(collections.Counter)
        self.problems = []

    def add(self, number, case):
        self.counts[case.kind][case.result.status] += 1
        if self.arguments.verbose:
            print(f"# {number} {case.base.name}: {case.what}: {case.result.status} {case.result.text}", flush=True)
        if not case.problem and case.result.status != programs.SLOW:
            return
        os.makedirs(self.arguments.findings, exist_ok=True)
        path = os.path.join(self.arguments.findings, f"{self.arguments.seed}-{number}.cert")
        with open(path, "wb") as file:
            file.write(case.data)
        if case.problem:
            self.problems.append(case.problem)
        print(f"# {path}: {case.problem or 'slow'}: {case.base.name}: {case.kind}: {case.what}: status "
              f"{case.result.status} {case.result.text}", flush=True)

    def report(self):
        for kind, counts in sorted(self.counts.items()):
            print(f"# {kind}: " + ", ".join(f"{counts[status]} with status {status}" for status in sorted(counts, key=str)))
        total = sum(sum(counts.values()) for counts in self.counts.values())
        crashes = self.problems.count("crash")
        print("1..2")
        print(f"{'not ok' if crashes else 'ok'} 1 - {total} changed certificates, {crashes} crashes")
        false = len(self.problems) - crashes
        print(f"{'not ok' if false else 'ok'} 2 - {false} accepted wrongly")
        return 1 if self.problems or total == 0 else 0


def run_all(arguments, bases, tools):
    tally = Tally(arguments)
    end = time.monotonic() + arguments.seconds
    number = arguments.first
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        while (number < arguments.first + arguments.count and time.monotonic() < end
               and not (arguments.stop and tally.problems)):
            numbers = range(number, min(number + 16 * arguments.jobs, arguments.first + arguments.count))
            for n, case in zip(numbers, pool.map(lambda n: run_case(n, arguments, bases, tools), numbers)):
                if case:
                    tally.add(n, case)
            number = numbers.stop
    return tally.report()


def parse_arguments():
    parser = argparse.ArgumentParser(description="Changes certificates and looks at what certify-check says to them.")
    parser.add_argument("--certify", required=True)
    parser.add_argument("--check", required=True)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--seed", type=int, default=os.environ.get("CERTIFY_TEST_SEED", 1))
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--findings", default="tamper-findings")
    parser.add_argument("--stop", action="store_true", help="at the first problem")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("specs", nargs="+")
    arguments = parser.parse_args()
    if arguments.seconds is None:
        arguments.seconds = 20 if arguments.count is None else float("inf")
    if arguments.count is None:
        arguments.count = sys.maxsize // 2
    return arguments


def main():
    arguments = parse_arguments()
    if os.environ.get("CERTIFY_SANITIZED") != "1":  # sanitizers reserve more than there is
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    tools = programs.Programs(arguments.certify, arguments.check, 60)
    bases = make_bases(arguments.specs, tools)
    print(f"# CERTIFY_TEST_SEED={arguments.seed}, {len(bases)} certificates", flush=True)
    return run_all(arguments, bases, tools) if bases else 1


if __name__ == "__main__":
    sys.exit(main())
