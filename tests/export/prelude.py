#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Compiles once what all exports for Coq begin with, so that tests need not do it for each.

    prelude.py make FOLDER        compiles the texts of src/export/coq in FOLDER
    prelude.py use FOLDER FILE    prints FILE, an export, with a Require of the compiled text in the place of the text, and
                                  without the question at its end what the lemmas rest on, which takes Coq seconds

A text is replaced only where it stands in the export byte by byte. The commands in it that end with a file (imports, scopes, ...)
are said again. All that follows, every statement and proof, stays as it is, and Coq checks it with the same definitions.
What lemmas rest on, run.py --axioms asks for many exports at once.
"""
import pathlib
import re
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).parents[2] / "src/export/coq"
# Commands that hold up to the end of their file.
SETTINGS = re.compile(r"^(?:Set|From|Import|Local)\b.*\.\n", re.M)
QUESTION = "Print Assumptions certify_all.\n"


def texts():
    """{module: text}, as src/export/coq/embed.cmake puts the texts together."""
    lists = re.findall(r"^embed\((\w+) ([\w ]+)\)$", (SOURCE / "embed.cmake").read_text(), re.M)
    return {module: "".join((SOURCE / f"{name}.v").read_text() for name in names.split()) for module, names in lists}


def required(module, text):
    return "".join(SETTINGS.findall(text)) + f"Require Import {module}.\n"


def coqc(folder, path, **options):
    return subprocess.run(["coqc", "-Q", folder, "", path], capture_output=True, text=True, check=False, **options)


def make(folder):
    """The first text is what the others build upon. One that needs a library which is not installed is not compiled."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.vo"):
        old.unlink()
    before = ""
    for module, text in texts().items():
        path = folder / f"{module}.v"
        path.write_text(before + text)
        done = coqc(folder, path)
        if done.returncode and not (before and "logical path" in done.stderr):
            sys.exit(f"{path}: {done.stderr}")
        before = before or required(module, text)


def use(folder, export):
    for place, (module, text) in enumerate(texts().items()):
        count = export.count(text)
        if count > 1 or (place == 0 and count == 0):
            sys.exit(f"the text of {module} stands in the export {count} times")
        if (folder / f"{module}.vo").exists():
            export = export.replace(text, required(module, text))
    if export.count(QUESTION) != 1:
        sys.exit("the export does not ask once what it rests on")
    return export.replace(QUESTION, "")


def main(command, folder, path=None):
    if not shutil.which("coqc"):
        sys.exit(77)
    if command == "make":
        make(pathlib.Path(folder))
    else:
        sys.stdout.write(use(pathlib.Path(folder), pathlib.Path(path).read_text()))


if __name__ == "__main__":
    main(*sys.argv[1:])
