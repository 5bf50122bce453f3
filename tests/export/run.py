#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Has another prover check what `certify export` writes for one certificate.

    run.py CERTIFY PROVER CERTIFICATE [SECONDS]

PROVER is coq, smt2 or gappa. SECONDS of processor time limit one file for coqc, one obligation for z3 and gappa. Prints one line: certificate,
prover, what it says of how many obligations, and the processor time. Status 77 when the prover is not installed; 1 when it contradicts
(sat), refuses the file, or rests on other axioms than those of the real numbers; a limit of time is said, and is no error for
z3 and gappa, which decide nothing then.
"""
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

PROGRAMS = {"coq": "coqc", "smt2": "z3", "gappa": "gappa"}
LIMITS = {"coq": 600, "smt2": 2, "gappa": 2}
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


def with_coq(path, limit):
    text = path.read_text()
    assert not re.search(r"\b(Admitted|admit|Axiom|Parameter)\b", re.sub(r"\(\*.*?\*\)", "", text, flags=re.S))
    count = len(re.findall(r"^Lemma o\d+_", text, re.M))
    done = call(["coqc", path.name], limit, path.parent)
    if done is None:
        return False, f"no answer in {limit} s"
    if done.returncode and "logical path" in done.stderr and "Interval" in done.stderr:
        return None, "libcoq-interval is not installed"
    if done.returncode:
        return False, done.stderr.strip()[-400:]
    axioms = set(re.findall(r"^([\w.']+)\s*(?::|$)", done.stdout.partition("Axioms:\n")[2], re.M))
    others = {name for name in axioms - AXIOMS if not ("From Interval" in text and INTEGERS.match(name))}
    if others:
        return False, "other axioms: " + " ".join(sorted(others))
    return True, f"{count} proved"


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


def main(certify, prover, certificate, limit=None):
    if not shutil.which(PROGRAMS[prover]):
        print(f"{PROGRAMS[prover]} is not installed: skipped")
        return 77
    limit = int(limit or LIMITS[prover])
    name = pathlib.Path(certificate).stem
    suffix = {"coq": ".v", "smt2": ".smt2", "gappa": ".g"}[prover]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / (re.sub(r"\W", "_", name) + suffix)
        made = subprocess.run([certify, "export", certificate, "--to", prover, "--out", str(path)], capture_output=True,
                              text=True, check=True)
        start = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        good, said = {"coq": with_coq, "smt2": with_z3, "gappa": with_gappa}[prover](path, limit)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - start
    folder = pathlib.Path(certificate).parent.name
    shown = name if folder in ("", "certs") else f"{folder}/{name}"
    print(f"{shown} | {prover} | {made.stdout.splitlines()[0]} | {said} | {seconds:.1f} s")
    return 77 if good is None else 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
