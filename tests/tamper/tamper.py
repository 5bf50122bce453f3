#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes certificates in many ways, with the hashes made to fit again, and looks at what certify-check says to them.

Some changes must be refused whatever they are (a flipped verdict, a changed statement, a dropped leaf, evidence for
what is false); others may turn evidence into other valid evidence, and then an accepted certificate must not say what
is known to be false. Never may certify-check crash. Output is TAP; what was wrongly accepted, what crashed and what
took too long is kept in the folder of findings. Case N of a seed is made again by `--seed SEED --first N --count 1`."""
import argparse
import collections
import concurrent.futures
import os
import random
import resource
import sys
import time

import cases
import certificate
import specs
from programs import ACCEPTED, CRASHED, SLOW, Programs

MEMORY = 4 << 30
BATCH = 32


# ---- what is changed ----


def make_base(name, spec, tools, refusals):
    data = tools.certificate_of(spec)
    result = tools.check([data])[0] if data else None
    if result is None or result.outcome != ACCEPTED:
        refusals.append(f"{name}: {result.text if result else 'no certificate'}")
        return None
    original = certificate.parse(data)
    assert original.render() == data, f"{name}: does not survive reading and writing"
    return cases.Base(name, original)


def make_bases(pool, paths, tools, refusals):
    """Of the specs, and of each of their claims alone."""
    texts = [(os.path.basename(path), open(path, "rb").read()) for path in paths]
    whole = [base for base in pool.map(lambda t: make_base(*t, tools, refusals), texts) if base]
    claims = [(f"{base.name} {claim.name}", specs.of_one_claim(base.certificate.spec, claim.name))
              for base in whole for claim in base.certificate.claims]
    single = [base for base in pool.map(lambda t: make_base(*t, tools, refusals), claims) if base]
    for bases in (whole, single):
        for base in bases:
            base.others = [other.certificate for other in bases]
    return whole, single


# ---- running ----


class Session:
    def __init__(self, seed, whole, single, tools):
        self.seed, self.whole, self.single, self.tools = seed, whole, single, tools
        kinds = [(make, self.whole, weight) for make, weight in cases.WHOLE]
        kinds += [(make, self.single, weight) for make, weight in cases.SINGLE]
        self.kinds, self.weights = [kind[:2] for kind in kinds], [kind[2] for kind in kinds]

    def make(self, number):
        """None when nothing could be changed."""
        rng = random.Random(f"{self.seed}:{number}")
        make, bases = rng.choices(self.kinds, self.weights)[0]
        return make(rng, rng.choice(bases), self.tools)

    def run(self, numbers):
        made = [(number, case) for number, case in ((n, self.make(n)) for n in numbers) if case]
        for (_, case), result in zip(made, self.tools.check([case.data for _, case in made])):
            case.conclude(result)
        return made


class Tally:
    def __init__(self, arguments):
        self.arguments = arguments
        self.counts = collections.defaultdict(collections.Counter)
        self.crashes = 0
        self.problems = 0

    def add(self, number, case):
        outcome = case.result.outcome
        self.counts[case.kind][outcome] += 1
        self.crashes += outcome == CRASHED
        self.problems += bool(case.problem)
        text = f"{number} {case.base.name}: {case.kind}: {case.what}: {outcome} {case.problem or case.result.text}"
        if case.problem or outcome in (CRASHED, SLOW):
            os.makedirs(self.arguments.findings, exist_ok=True)
            path = os.path.join(self.arguments.findings, f"{self.arguments.seed}-{number}.cert")
            with open(path, "wb") as file:
                file.write(case.data)
            print(f"# {path}: {text}", flush=True)
        elif self.arguments.verbose:
            print(f"# {text}", flush=True)

    def report(self, refusals):
        for kind, counts in sorted(self.counts.items()):
            print(f"# {kind}: " + ", ".join(f"{counts[outcome]} {outcome}" for outcome in sorted(counts)))
        for refusal in refusals:
            print(f"# {refusal}")
        total = sum(sum(counts.values()) for counts in self.counts.values())
        points = [(len(refusals), f"{len(refusals)} certificates refused as certify wrote them"),
                  (self.crashes or not total, f"{total} changed certificates, {self.crashes} crashes"),
                  (self.problems, f"{self.problems} accepted wrongly")]
        print(f"1..{len(points)}")
        for number, (failed, text) in enumerate(points, 1):
            print(f"{'not ok' if failed else 'ok'} {number} - {text}")
        return any(failed for failed, _ in points)


def run_all(arguments, pool, session, tally):
    end = time.monotonic() + arguments.seconds
    number, last = arguments.first, arguments.first + arguments.count
    while number < last and time.monotonic() < end and not (arguments.stop and tally.problems + tally.crashes):
        batches = []
        for _ in range(arguments.jobs):
            batches.append(range(number, min(number + BATCH, last)))
            number = batches[-1].stop
        for made in pool.map(session.run, batches):
            for n, case in made:
                tally.add(n, case)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--certify", required=True, help="the program")
    parser.add_argument("--check", required=True, help="the program certify-check")
    parser.add_argument("--count", type=int, help="of cases")
    parser.add_argument("--seconds", type=float, help="without --count 20")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("CERTIFY_TEST_SEED", "1")))
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--findings", default="tamper-findings", help="folder for what is wrong")
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
    tools = Programs(arguments.certify, arguments.check, 60)
    refusals = []
    tally = Tally(arguments)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        whole, single = make_bases(pool, arguments.specs, tools, refusals)
        print(f"# CERTIFY_TEST_SEED={arguments.seed}, {len(whole)} specs with {len(single)} claims", flush=True)
        if single:
            run_all(arguments, pool, Session(arguments.seed, whole, single, tools), tally)
    return 1 if tally.report(refusals) else 0


if __name__ == "__main__":
    sys.exit(main())
