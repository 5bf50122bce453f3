# SPDX-License-Identifier: LGPL-3.0-or-later
"""Does what the given pages do, one after the other, in the current folder: writes their specs and compares what their commands print.

```spec FILE                     a file
```spec FILE add                 more of it
```spec FILE replace TEXT        what stands for the line that begins with TEXT
```console                       `$ COMMAND` and what it prints; `...` stands for any lines
Times, and how columns are padded, are not compared."""
import re
import subprocess
import sys


def write_spec(words, body):
    name, how = words[1], words[2] if len(words) > 2 else "new"
    if how == "new":
        text = body
    else:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        if how == "add":
            text += body
        else:
            begin = re.escape(" ".join(words[3:]))
            text, count = re.subn(rf"^{begin}\b.*\n", lambda _: body, text, flags=re.M)
            assert count == 1, f"{name} has {count} lines that begin so: {begin}"
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)


def plain(line):
    return " ".join(re.sub(r"\b\d+\.\d\d s\b", "TIME", line).split())


def matches(expected, printed):
    """Whether the printed lines are the expected ones."""
    if not expected:
        return not printed
    if expected[0] == "...":
        return any(matches(expected[1:], printed[i:]) for i in range(len(printed) + 1))
    return bool(printed) and plain(expected[0]) == plain(printed[0]) and matches(expected[1:], printed[1:])


def run_console(body, status):
    faults = 0
    for part in re.split(r"^\$ ", body, flags=re.M)[1:]:
        command, *expected = part.rstrip("\n").split("\n")
        shell = subprocess.run(["bash", "-c", f"(exit {status}); {command}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if not matches(expected, shell.stdout.splitlines()):
            faults += 1
            print(f"$ {command}\n{shell.stdout}---- instead of\n" + "\n".join(expected))
        status = shell.returncode
    return faults, status


def main():
    blocks = []
    for page in sys.argv[1:]:
        with open(page, encoding="utf-8") as file:
            blocks += re.findall(r"^```([^\n]*)\n(.*?)^```$", file.read(), flags=re.M | re.S)
    faults = commands = status = 0
    for info, body in blocks:
        words = info.split()
        if words[0] == "spec":
            write_spec(words, body)
        elif words[0] == "console":
            more, status = run_console(body, status)
            faults, commands = faults + more, commands + body.count("\n$ ") + 1
        else:
            faults += 1
            print(f"a block of an unknown kind: {info}")
    print(f"{commands} commands, {faults} of them print something else")
    return 1 if faults or commands < 15 else 0


sys.exit(main())
