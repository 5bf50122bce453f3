# SPDX-License-Identifier: LGPL-3.0-or-later
"""Running certify and certify-check."""
import os
import re
import subprocess
import tempfile

ACCEPTED, REFUSED, SLOW, CRASHED = "accepted", "refused", "slow", "crashed"
OUTCOMES = {0: ACCEPTED, 1: REFUSED, 2: ACCEPTED, 65: REFUSED}  # 2: and some claim is undecided
SANITIZER_STATUS = 99
MAKING_LIMIT = 900  # seconds, for the certificate of one spec


class Result:
    """What certify-check makes of one certificate."""

    def __init__(self, outcome, text=""):
        self.outcome = outcome
        self.text = text


class Programs:
    def __init__(self, certify, checker, time_limit):
        self.certify = certify
        self.checker = checker
        self.time_limit = time_limit
        self.folder = tempfile.TemporaryDirectory(prefix="tamper-")
        status = f"exitcode={SANITIZER_STATUS}"
        self.environment = dict(os.environ, ASAN_OPTIONS=status, UBSAN_OPTIONS=status)

    def _run(self, command, time_limit):
        """The exit status, None for a run that was stopped, and standard error."""
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  timeout=time_limit, env=self.environment, check=False)
        except subprocess.TimeoutExpired:
            return None, ""
        return done.returncode, done.stderr.decode("utf-8", "replace").strip()

    def _check_file(self, path):
        status, text = self._run([self.checker, "--quiet", path], self.time_limit)
        outcome = SLOW if status is None else OUTCOMES.get(status, CRASHED)
        text = text.replace(path + ":", "line ")
        return Result(outcome, text if outcome != CRASHED else f"status {status}: {text}")

    def check(self, certificates):
        """The results of several certificates, in one run of the program unless that does not end well."""
        with tempfile.TemporaryDirectory(dir=self.folder.name) as folder:
            paths = [os.path.join(folder, f"{i}.cert") for i in range(len(certificates))]
            for path, data in zip(paths, certificates):
                with open(path, "wb") as file:
                    file.write(data)
            status, text = self._run([self.checker, "--quiet"] + paths, self.time_limit) if paths else (0, "")
            if status not in OUTCOMES:
                return [self._check_file(path) for path in paths]
            refusals = {}
            for line in text.split("\n"):
                match = re.match(re.escape(folder) + r"/([0-9]+)\.cert:([0-9]+: error: .*)", line)
                if match:
                    refusals[int(match[1])] = "line " + match[2]
            return [Result(REFUSED, refusals[i]) if i in refusals else Result(ACCEPTED) for i in range(len(paths))]

    def certificate_of(self, spec, quickly=False):
        """What certify writes about a spec text; None when it writes nothing."""
        with tempfile.TemporaryDirectory(dir=self.folder.name) as folder:
            path = os.path.join(folder, "x.spec")
            with open(path, "wb") as file:
                file.write(spec)
            limits = ["--time-limit", "2", "--max-boxes", "500"] if quickly else ["--time-limit", str(MAKING_LIMIT)]
            self._run([self.certify, "--quiet", "--jobs", "1", "--cert-dir", folder] + limits + [path], MAKING_LIMIT)
            try:
                with open(os.path.join(folder, "x.cert"), "rb") as file:
                    return file.read()
            except FileNotFoundError:
                return None
