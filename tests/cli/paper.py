# SPDX-License-Identifier: LGPL-3.0-or-later
"""The claims that docs/paper.md and docs/findings.md name exist, and have the verdicts that are said there. A claim's verdict is that of its spec
(`expect`), which other tests decide; the verdict of a theorem's part is that of the certificate, for which its bytes are compared elsewhere."""
import os
import re
import sys

source = sys.argv[1]
faults = []


def read(*path):
    with open(os.path.join(source, *path), encoding="utf-8") as file:
        return file.read()


def claims_of_spec(path):
    """{id: verdict} by the `expect` clauses of a spec."""
    text = re.sub(r'"[^"\n]*"', '""', re.sub(r"#.*", "", read(path)))
    found = {}
    for statement in re.split(r"^(?=(?:cite|let|landscape|point|region|claim)\b)", text, flags=re.M):
        claim = re.match(r"claim\s+([\w.-]+)", statement)
        if claim:
            expected = re.search(r"\bexpect\s+(\w+)", statement)
            found[claim[1]] = expected[1] if expected else "proved"
    return found


def claims_of_certificate(path):
    text = read(path)
    return dict(re.findall(r"^claim ([\w.-]+/\w+)\nverdict (\w+)$", text[text.index("\nclaims ") :], re.M))


known = {}


def verdict(spec, claim):
    if spec not in known:
        known[spec] = claims_of_spec(spec)
        certificate = spec.replace("landscapes/", "certs/", 1).replace(".spec", ".cert")
        if "/" in claim and os.path.exists(os.path.join(source, certificate)):
            known[spec].update(claims_of_certificate(certificate))
    elif "/" in claim and claim not in known[spec]:
        known[spec].update(claims_of_certificate(spec.replace("landscapes/", "certs/", 1).replace(".spec", ".cert")))
    return known[spec].get(claim)


def compare(where, spec, claim, said):
    if not os.path.exists(os.path.join(source, spec)):
        faults.append(f"{where}: no spec {spec}")
    elif verdict(spec, claim) is None:
        faults.append(f"{where}: {spec} has no claim {claim}")
    elif verdict(spec, claim) != said:
        faults.append(f"{where}: {spec}, {claim} is {verdict(spec, claim)}, not {said}")


PLAIN = ("the same", "see ", "not decided: ", "an illustration", "a matter of words", "a remark ", "a slip", "the dynamics ", "the ranges in F5")


def check_cell(where, cell):
    """The claims of a cell, each `id` followed by its verdict, after a link to their spec. Tells whether it says anything."""
    spec, count = None, 0
    for link, claim, said in re.findall(r"\]\(\.\./(landscapes/[\w/.-]+\.spec)\)|`([\w./-]+)` (proved|refuted)\b", cell):
        if link:
            spec = link
        else:
            count += 1
            compare(where, spec, claim, said)
    return count > 0 or cell.startswith(PLAIN)


def check_paper():
    rows = 0
    for number, line in enumerate(read("docs", "paper.md").splitlines(), 1):
        if not line.startswith("|") or line.startswith(("|---", "| where")):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        where = f"docs/paper.md:{number}"
        rows += 1
        if len(cells) != 4 or not check_cell(where, cells[2]) or not (cells[3] == "" or check_cell(where, cells[3])):
            faults.append(f"{where}: a row that decides nothing and does not say why")
        for claim, after in re.findall(r"`([\w.-]+(?:/\w+)?)`( ?\w*)", cells[2] + " " + cells[3]):
            if after.strip() not in ("proved", "refuted") and claim not in ("smooth", "opsc", "gd", "sgd", "lemma1"):
                faults.append(f"{where}: `{claim}` has no verdict")
    return rows


def check_references():
    """F with a number is a finding, each has one; a row that names claims has a spec of each finding that it refers to."""
    sections = re.split(r"^## (?=\d+\. )", read("docs", "findings.md"), flags=re.M)[1:]
    specs = {section.split(".", 1)[0]: set(re.findall(r"landscapes/[\w/.-]+\.spec", section)) for section in sections}
    named = set()
    for number, line in enumerate(read("docs", "paper.md").splitlines(), 1):
        linked = set(re.findall(r"\]\(\.\./(landscapes/[\w/.-]+\.spec)\)", line))
        for finding in re.findall(r"\bF(\d+)\b", line) if line.startswith("|") else []:
            named.add(finding)
            if finding not in specs or (linked and not linked & specs[finding]):
                faults.append(f"docs/paper.md:{number}: F{finding} does not speak of this")
    faults.extend(f"docs/paper.md does not refer to finding {finding}" for finding in sorted(specs.keys() - named))


def check_findings():
    """Each finding has a command; the claims that follow it in a comment exist, those said to be refuted are; one of them is proved."""
    count = 0
    for section in re.split(r"^## (?=\d+\. )", read("docs", "findings.md"), flags=re.M)[1:]:
        title, proved = section.split(".", 1)[0], 0
        for spec, remarks in re.findall(r"^    certify (\S+\.spec)(?:\s+# (.*))?$", section, re.M):
            listed = re.search(r"claims? (.*)", remarks or "")
            for item in re.split(r", ", listed[1]) if listed else []:
                name, said = re.fullmatch(r"([\w.-]+)(?: \((proved|refuted)\))?", item).groups()
                compare(f"finding {title}", spec, name, said or "proved")
                proved += said != "refuted"
            count += 1
        if not proved:
            faults.append(f"finding {title}: nothing is proved")
    return count


rows, commands = check_paper(), check_findings()
check_references()
print(f"{rows} rows, {commands} commands")
print("\n".join(faults))
sys.exit(1 if faults or rows < 60 or commands < 10 else 0)
