# SPDX-License-Identifier: LGPL-3.0-or-later
"""Running certify and certify-check."""
import os
import subprocess
import tempfile

ACCEPTED = (0, 2)  # 2: and some claim is undecided
REFUSED = (1, 65)
SANITIZER_STATUS = 99
SLOW = "slow"


class Result:
    def __init__(self, status, text):
        self.status = status  # SLOW when it was stopped
        self.text = text

    def is_accepted(self):
        return self.status in ACCEPTED

    def is_crash(self):
        return self.status != SLOW and self.status not in ACCEPTED + REFUSED


class Programs:
    def __init__(self, certify, checker, time_limit):
        self.certify = certify
        self.checker = checker
        self.time_limit = time_limit
        self.folder = tempfile.TemporaryDirectory(prefix="tamper-")
        status = f"exitcode={SANITIZER_STATUS}"
        self.environment = dict(os.environ, ASAN_OPTIONS=status, UBSAN_OPTIONS=status)

    def _run(self, command):
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  timeout=self.time_limit, env=self.environment, check=False)
        except subprocess.TimeoutExpired:
            return Result(SLOW, "")
        return Result(done.returncode, done.stderr.decode("utf-8", "replace").strip())

    def check(self, data):
        descriptor, path = tempfile.mkstemp(suffix=".cert", dir=self.folder.name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        result = self._run([self.checker, "--quiet", path])
        os.unlink(path)
        result.text = result.text.replace(path + ":", "line ")
        return result

    def certificate_of(self, spec, quickly=False):
        """What certify writes about a spec text; None when it writes nothing."""
        with tempfile.TemporaryDirectory(dir=self.folder.name) as folder:
            path = os.path.join(folder, "x.spec")
            with open(path, "wb") as file:
                file.write(spec)
            limits = ["--time-limit", "2", "--max-boxes", "500"] if quickly else []
            self._run([self.certify, "--quiet", "--jobs", "1", "--cert-dir", folder] + limits + [path])
            try:
                with open(os.path.join(folder, "x.cert"), "rb") as file:
                    return file.read()
            except FileNotFoundError:
                return None
