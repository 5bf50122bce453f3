#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Has another prover check what `certify export` writes for one certificate.

    run.py CERTIFY PROVER CERTIFICATE [SECONDS]
    run.py CERTIFY coq CERTIFICATE --prelude FOLDER
    run.py --axioms FOLDER

PROVER is coq, smt2 or gappa. SECONDS of processor time limit one file for coqc, one obligation for z3 and gappa. Prints one line: certificate,
prover, what it says of how many obligations, and the processor time. Status 77 when the prover is not installed; 1 when it contradicts
(sat), refuses the file, or rests on other axioms than those of the real numbers; a limit of time is said, and is no error for
z3 and gappa, which decide nothing then.

With --prelude, the beginning of the file for Coq is taken from FOLDER, where prelude.py compiled it; the compiled lemmas stay
there, and what they rest on is asked with --axioms for all of them at once.
"""
import argparse
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

import prelude

PROGRAMS = {"coq": "coqc", "smt2": "z3", "gappa": "gappa"}
LIMITS = {"coq": 600, "smt2": 2, "gappa": 1}
# Those of Coq's real numbers and of classical logic, which Coquelicot's theorems about limits use; where a lemma needs libcoq-interval, those of Coq's
# machine integers, in which it computes.
AXIOMS = {"ClassicalDedekindReals.sig_not_dec", "ClassicalDedekindReals.sig_forall_dec",
          "FunctionalExtensionality.functional_extensionality_dep", "Classical_Prop.classic"}
INTEGERS = re.compile(r"(PrimInt63|Uint63)\.\w+$")


def call(command, limit, folder):
    """Runs a command with a limit of processor time, so that other work on the machine changes nothing; None past it."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1)))
    return None if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else done


def other_axioms(output, with_interval):
    """Those that Print Assumptions lists and that are not among the expected ones."""
    axioms = set(re.findall(r"^([\w.']+)\s*(?::|$)", output.partition("Axioms:\n")[2], re.M))
    return sorted(name for name in axioms - AXIOMS if not (with_interval and INTEGERS.match(name)))


def with_coq(path, limit, compiled=None):
    """With a folder of compiled texts, what the lemmas rest on is not asked here."""
    text = path.read_text()
    assert not re.search(r"\b(Admitted|admit|Axiom|Parameter)\b", re.sub(r"\(\*.*?\*\)", "", text, flags=re.S))
    count = len(re.findall(r"^Lemma o\d+_", text, re.M))
    if compiled:
        path.write_text(prelude.use(compiled, text))
    done = call(["coqc", "-Q", str(path.parent), "", path.name], limit, path.parent)
    if done is None:
        return False, f"no answer in {limit} s"
    if done.returncode and "logical path" in done.stderr and "Interval" in done.stderr:
        return None, "libcoq-interval is not installed"
    if done.returncode:
        return False, done.stderr.strip()[-400:]
    others = other_axioms(done.stdout, "From Interval" in text)
    return (False, "other axioms: " + " ".join(others)) if others else (True, f"{count} proved")


def axioms(folder):
    """Of all exports compiled there; apart for those that use libcoq-interval, which may rest on machine integers."""
    groups = {False: [], True: []}
    for path in sorted(folder.glob("export_*.vo")):
        groups["From Interval" in path.with_suffix(".v").read_text()].append(path.stem)
    faults = []
    for with_interval, modules in groups.items():
        path = folder / f"axioms_{with_interval}.v"
        path.write_text(f"From Coq Require Import List.\nImport ListNotations.\nRequire coq_prelude {' '.join(modules)}.\n"
                        f"Definition all : list (list coq_prelude.certify_lemma) := [{'; '.join(f'{name}.certify_all' for name in modules)}].\n"
                        "Print Assumptions all.\n")
        done = prelude.coqc(folder, path)
        faults += [done.stderr] if done.returncode else other_axioms(done.stdout, with_interval)
        print(f"{len(modules)} exports {'with' if with_interval else 'without'} libcoq-interval")
    if faults:
        print("other axioms: " + " ".join(faults))
    return 1 if faults else 0


def with_z3(path, limit):
    """Each question in a process of its own: z3 does not keep to its own limits."""
    head, *goals = re.split(r'^(?=\(echo )', path.read_text(), flags=re.M)
    answers, alarms, one = [], [], path.with_suffix(".one")
    for goal in goals:
        one.write_text(head + goal)
        done = call(["z3", "-smt2", one.name], limit, path.parent)
        lines = done.stdout.splitlines() if done else ["", "unknown"]
        if len(lines) != 2 or lines[1] not in ("unsat", "sat", "unknown"):
            return False, " ".join(lines)
        answers.append(lines[1])
        if lines[1] == "sat":
            alarms.append(lines[0])
    said = f"{answers.count('unsat')} unsat, {answers.count('unknown')} unknown within {limit} s each"
    return not alarms, said + "".join(f"; ALARM: {name}" for name in alarms)


def with_gappa(path, limit):
    goals = re.split(r"^(?=# goal )", path.read_text(), flags=re.M)[1:]
    proved = 0
    for goal in goals:
        one = path.with_suffix(".one")
        one.write_text(goal)
        done = call(["gappa", one.name], limit, path.parent)
        if done is not None and "syntax error" in done.stderr:
            return False, done.stderr.strip()
        proved += done is not None and done.returncode == 0
    return True, f"{proved} proved, {len(goals) - proved} not within {limit} s each"


def run(arguments, folder):
    certificate, prover = pathlib.Path(arguments.certificate), arguments.prover
    parent = "" if certificate.parent.name == "certs" else certificate.parent.name
    suffix = {"coq": ".v", "smt2": ".smt2", "gappa": ".g"}[prover]
    shown = f"{parent}/{certificate.stem}" if parent else certificate.stem
    path = folder / ("export_" + re.sub(r"\W", "_", shown) + suffix)
    made = subprocess.run([arguments.certify, "export", str(certificate), "--to", prover, "--out", str(path)], capture_output=True,
                          text=True, check=True)
    start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    options = {"compiled": pathlib.Path(arguments.prelude)} if arguments.prelude else {}
    good, said = {"coq": with_coq, "smt2": with_z3, "gappa": with_gappa}[prover](path, arguments.seconds or LIMITS[prover], **options)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start
    print(f"{shown} | {prover} | {made.stdout.splitlines()[0]} | {said} | {seconds:.1f} s")
    return 77 if good is None else 0 if good else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("certify", "prover", "certificate"):
        parser.add_argument(name, nargs="?")
    parser.add_argument("seconds", nargs="?", type=int)
    parser.add_argument("--prelude", metavar="FOLDER")
    parser.add_argument("--axioms", metavar="FOLDER")
    arguments = parser.parse_args()
    program = PROGRAMS[arguments.prover or "coq"]
    if not shutil.which(program):
        print(f"{program} is not installed: skipped")
        return 77
    if arguments.axioms:
        return axioms(pathlib.Path(arguments.axioms))
    if arguments.prelude:
        return run(arguments, pathlib.Path(arguments.prelude))
    with tempfile.TemporaryDirectory() as folder:
        return run(arguments, pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main())
