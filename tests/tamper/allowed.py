# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes of the evidence, which may turn it into other valid evidence: an accepted certificate must still say nothing
but the truth. Each takes a random source, a certificate that was accepted, to be changed, and its base; it returns a
description, or None where it does not apply."""
import evidence_tree as tree
import numbers_of_lines as numbers
from certificate import choose

PRECISIONS = ["2", "24", "53", "54", "64", "106", "160", "512", "0", "1", "100000", "100001"]


def _obligation(rng, certificate, wanted=lambda evidence: len(evidence) > 0):
    """An obligation with such evidence, of any kind as likely as of another, the rest of the certificate being withdrawn."""
    parts = [p for p in certificate.obligations() if p[2].verdict() != "undecided" and wanted(p[2].evidence)]
    kind = choose(rng, sorted({p[2].kind() for p in parts}))
    part = choose(rng, (p for p in parts if p[2].kind() == kind))
    if part:
        certificate.keep_only(part[0])
    return part


# ---- lines ----


def change_number(rng, certificate, _):
    part = _obligation(rng, certificate)
    if not part:
        return None
    evidence = part[2].evidence
    numbered = [i for i, line in enumerate(evidence) if numbers.find(line)]
    if not numbered:
        return None
    place = rng.choice(numbered)
    old = evidence[place]
    evidence[place] = numbers.change_one(rng, old)
    return f"claim {part[0].name}: `{old}` to `{evidence[place]}`"


def move_number(rng, certificate, _):
    """A number from elsewhere in the certificate."""
    part = _obligation(rng, certificate)
    if not part:
        return None
    evidence = part[2].evidence
    numbered = [i for i, line in enumerate(evidence) if numbers.find(line)]
    source = choose(rng, (line for p in certificate.obligations() for line in p[2].evidence + p[2].statement
                          if numbers.find(line)))
    if not numbered or not source:
        return None
    place = rng.choice(numbered)
    first, last = rng.choice(numbers.find(source))
    old = evidence[place]
    evidence[place] = numbers.replace(old, rng.choice(numbers.find(old)), source[first:last])
    return f"claim {part[0].name}: `{old}` to `{evidence[place]}`"


def swap_lines(rng, certificate, _):
    part = _obligation(rng, certificate, lambda evidence: len(evidence) > 2)
    if not part:
        return None
    evidence = part[2].evidence
    one, other = rng.randrange(1, len(evidence)), rng.randrange(1, len(evidence))
    evidence[one], evidence[other] = evidence[other], evidence[one]
    return f"claim {part[0].name}: lines {one} and {other} of the evidence swapped"


def change_precision(rng, certificate, _):
    last = ("precision", "natural", "centred", "outside", "shape", "expand", "jacobian", "constant", "slope", "idle",
            "target", "step", "drift", "expel", "repel", "null", "safe", "nonsingular", "end")
    part = _obligation(rng, certificate, lambda evidence: any(line.split()[0] in last for line in evidence)
                       or evidence[0].split()[2:3] == ["constant"])
    if not part:
        return None
    evidence = part[2].evidence
    place = rng.choice([i for i, line in enumerate(evidence) if line.split()[0] in last or "constant" in line])
    words = evidence[place].split()
    words[-1] = rng.choice(PRECISIONS)
    old, evidence[place] = evidence[place], " ".join(words)
    return f"claim {part[0].name}: `{old}` to `{evidence[place]}`"


def change_letter(rng, certificate, _):
    part = _obligation(rng, certificate)
    if not part:
        return None
    evidence = part[2].evidence
    place = rng.randrange(len(evidence))
    old = evidence[place]
    at = rng.randrange(len(old))
    evidence[place] = old[:at] + chr(rng.randrange(32, 127)) + old[at + 1 :]
    return f"claim {part[0].name}: `{old}` to `{evidence[place]}`"


# ---- numbers that cut the line ----


def _with_numbers(evidence):
    return any(line.startswith("at ") for line in evidence)


def _count_numbers(evidence):
    """The line before the numbers counts them."""
    first = next(i for i, line in enumerate(evidence) if line.startswith("at "))
    count = next((i for i, line in enumerate(evidence[first:]) if not line.startswith("at ")), len(evidence) - first)
    return first, count


def _set_count(evidence, first, count):
    words = evidence[first - 1].split()
    words[-1] = str(count)
    evidence[first - 1] = " ".join(words)


def remove_cut(rng, certificate, _):
    part = _obligation(rng, certificate, _with_numbers)
    if not part:
        return None
    evidence = part[2].evidence
    first, count = _count_numbers(evidence)
    line = evidence.pop(first + rng.randrange(count))
    _set_count(evidence, first, count - 1)
    return f"claim {part[0].name}: without `{line}`"


def add_cut(rng, certificate, _):
    part = _obligation(rng, certificate, _with_numbers)
    if not part:
        return None
    evidence = part[2].evidence
    first, count = _count_numbers(evidence)
    place = choose(rng, (i for i in range(first, first + count) if numbers.find(evidence[i])))
    if place is None:
        return None
    line = numbers.change_one(rng, evidence[place])
    evidence.insert(place + rng.randrange(2), line)
    _set_count(evidence, first, count + 1)
    return f"claim {part[0].name}: with `{line}`"


def set_cut_count(rng, certificate, _):
    part = _obligation(rng, certificate, _with_numbers)
    if not part:
        return None
    first, _ = _count_numbers(part[2].evidence)
    count = rng.choice([0, 1, 2, 10**6, 10**9, 10**17, 999999999999999999])
    _set_count(part[2].evidence, first, count)
    return f"claim {part[0].name}: {count} numbers announced"


# ---- trees ----


def _tree_change(change):
    """A change of one tree: takes a random source and the tree, returns a description."""

    def apply(rng, certificate, _):
        part = _obligation(rng, certificate, lambda evidence: tree.find_tree(evidence) is not None)
        if not part:
            return None
        evidence = part[2].evidence
        first, root = tree.find_tree(evidence)
        what = change(rng, root)
        evidence[first:] = list(root.lines())
        return what and f"claim {part[0].name}: {what}"

    apply.__name__ = change.__name__
    return apply


@_tree_change
def prune(rng, root):
    """One child in the place of its parent."""
    node = choose(rng, (n for n in root.walk() if not n.is_leaf()))
    if not node:
        return None
    old = " ".join(node.words)
    node.become(rng.choice(node.children))
    return f"`{old}` pruned"


@_tree_change
def cut_down(rng, root):
    """A leaf in the place of a subtree."""
    node = choose(rng, (n for n in root.walk() if not n.is_leaf()))
    if not node:
        return None
    old = " ".join(node.words)
    node.become(rng.choice([n for n in root.walk() if n.is_leaf()]))
    return f"`{old}` becomes `{' '.join(node.words)}`"


@_tree_change
def exchange_children(rng, root):
    node = choose(rng, (n for n in root.walk() if len(n.children) == 2))
    if not node:
        return None
    node.children.reverse()
    return f"the children of `{' '.join(node.words)}` exchanged"


@_tree_change
def copy_subtree(rng, root):
    nodes = list(root.walk())
    target, source = rng.choice(nodes), rng.choice(nodes)
    if source in target.walk() or target in source.walk():
        return None
    old = " ".join(target.words)
    target.become(source)
    return f"`{old}` becomes a copy of `{' '.join(source.words)}`"


@_tree_change
def split_leaf(rng, root):
    node = rng.choice([n for n in root.walk() if n.is_leaf()])
    cuts = [n.words[2] for n in root.walk() if n.words[0] == "split"] + ["0", "1", "1/2", "-1/3"]
    halves = [tree.Node(node.words, (), node.numbers) for _ in range(2)]
    node.become(tree.Node(["split", rng.choice("1112"), rng.choice(cuts)], halves))
    return f"a leaf `{' '.join(halves[0].words)}` split"


@_tree_change
def change_method(rng, root):
    node = rng.choice([n for n in root.walk() if n.is_leaf()])
    old = " ".join(node.words)
    family = next(leaves for leaves in (tree.VOLUMES, tree.CELLS, tree.LEAVES) if node.words[0] in leaves)
    if node.words[0] == "idle" and any(n.words[0] in tree.CELLS[1:] for n in root.walk()):
        family = tree.CELLS
    ranks = sorted({n.words[1] for n in root.walk() if n.words[0] in ("step", "chance", "drift", "expel", "repel", "null")}) or ["1"]
    method = rng.choice(family)
    words = {"inside": [], "open": [], "end": [rng.choice("1112"), rng.choice("0125"), "53"],
             "step": [rng.choice(ranks), "53"], "chance": [rng.choice(ranks), "53", "-1", rng.choice(["-1/2", "0", "1"])],
             "drift": [rng.choice(ranks), rng.choice("112"), rng.choice("+-"), rng.choice(["1", "1/1024"]), "53"],
             "expel": [rng.choice(ranks), rng.choice(["2", "1025/1024"]), "53"],
             "repel": [rng.choice(ranks), rng.choice("112"), "53"], "null": [rng.choice(ranks), rng.choice(["2", "3"]), rng.choice("12"), "53"],
             "stationary": [rng.choice("12"), "53"], "nonzero": ["1", "53"], "cells": ["1", "0"],
             "convex": ["53", "0", "0"], "combined": ["53"] + rng.choice([["1"], ["1", "-1"], ["0", "1"]]), "constant": [rng.choice(["0", "53"])]}.get(method, ["53"])
    node.become(tree.Node([method] + words))
    return f"`{old}` to `{' '.join(node.words)}`"


@_tree_change
def change_rank(rng, root):
    node = choose(rng, (n for n in root.walk() if n.words[0] in ("step", "chance", "drift", "expel", "repel", "null")))
    if not node:
        return None
    old = " ".join(node.words)
    node.words[1] = str(max(1, int(node.words[1]) + rng.choice([-2, -1, -1, 1])))
    return f"`{old}` to `{' '.join(node.words)}`"


@_tree_change
def move_cut(rng, root):
    """A little, or to another cut."""
    node = choose(rng, (n for n in root.walk() if n.words[0] == "split"))
    if not node:
        return None
    old = " ".join(node.words)
    if rng.random() < 0.5:
        node.words[2] = rng.choice([n.words[2] for n in root.walk() if n.words[0] == "split"])
    else:
        node.words[2] = numbers.change_one(rng, node.words[2])
    return f"`{old}` to `{' '.join(node.words)}`"


@_tree_change
def go_to_face(rng, root):
    node = rng.choice(list(root.walk()))
    below = tree.Node([])
    below.become(node)
    words = [rng.choice(["face", "open-face"]), rng.choice("1112"), rng.choice(["lo", "hi"]), "53"]
    node.become(tree.Node(words, [below]))
    return f"`{' '.join(node.words)}` above `{' '.join(below.words)}`"


@_tree_change
def change_face(rng, root):
    node = choose(rng, (n for n in root.walk() if n.words[0].endswith("face")))
    if not node:
        return None
    old = " ".join(node.words)
    place = rng.choice([0, 2])
    other = {"face": "open-face", "open-face": "face", "lo": "hi", "hi": "lo"}
    node.words[place] = other[node.words[place]]
    return f"`{old}` to `{' '.join(node.words)}`"


# ---- whole evidence ----


def borrow_evidence(rng, certificate, base):
    """The evidence of any obligation of the same kind, of this or another certificate."""
    part = choose(rng, certificate.obligations())
    if not part:
        return None
    claim, _, obligation = part
    source = rng.choice(base.others)
    other = choose(rng, (p for p in source.obligations()
                         if p[2].kind() == obligation.kind() and p[2].verdict() != "undecided"))
    if not other:
        return None
    obligation.evidence = list(other[2].evidence)
    certificate.keep_only(claim)
    return f"claim {claim.name} gets the evidence of a claim {other[0].name}"


def withdraw(rng, certificate, _):
    part = _obligation(rng, certificate)
    if not part:
        return None
    part[2].withdraw()
    return f"claim {part[0].name} without the evidence of one obligation"


def claim_all(rng, certificate, _):
    """Simple evidence where there was none."""
    part = choose(rng, (p for p in certificate.obligations() if p[2].verdict() == "undecided"))
    if not part:
        return None
    verdict = rng.choice(["proved", "refuted"])
    forms = [["constant 0"], ["constant 53"], ["cells 0"], ["tree", "natural 53"], ["tree", "expand 53"],
             ["tree", "centred 53"], ["tree", "shape 53"], ["empty 1"], ["witness", "value 0", "precision 0"],
             ["partition", "idle 53"], ["partition", "target 53"], ["partition", "safe 53"], ["partition", "nonsingular 53"],
             ["orbit 64 0"], ["orbit 4096 0"], ["orbit 0 1"], ["subdivision", "open"], ["subdivision", "end 1 0 53"],
             ["pair", "value 0", "value 1", "precision 0"], ["radius 1", "tree", "natural 53"]]
    form = rng.choice(forms)
    part[2].evidence = [f"evidence {verdict} {form[0]}"] + form[1:]
    certificate.keep_only(part[0])
    return f"claim {part[0].name}: evidence {verdict} {' / '.join(form)}"


def move_constant(rng, certificate, _):
    """Another best constant, in the statements too."""
    part = choose(rng, ((c, i) for c in certificate.claims for i in c.instances if i.constant and i.obligations))
    if not part:
        return None
    claim, instance = part
    old = instance.constant
    new = numbers.change_one(rng, old)
    instance.constant = new
    for obligation in instance.obligations:
        for place, line in enumerate(obligation.statement):
            words = line.split()
            if words[0] == "node" and words[2:] == ["rational", old]:
                obligation.statement[place] = f"node {words[1]} rational {new}"
    certificate.keep_only(claim)
    return f"claim {claim.name}: the constant {old} becomes {new} throughout"


IN_PLACE = [change_number, change_number, change_number, move_number, swap_lines, change_precision, change_letter,
            remove_cut, remove_cut, add_cut, set_cut_count, prune, prune, cut_down, exchange_children, copy_subtree,
            split_leaf, change_method, change_method, change_method, go_to_face, change_face, change_rank, change_rank, move_cut, move_cut]
ALL = IN_PLACE + [borrow_evidence, withdraw, claim_all, move_constant, move_constant]


def _change(rng, certificate, base, changes):
    done = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        try:
            what = rng.choice(changes)(rng, certificate, base)
        except (IndexError, KeyError, ValueError):
            continue  # an earlier change left what can't be read
        if what:
            done.append(what)
    return "; ".join(done)


def change_evidence(rng, certificate, base):
    """Changes within the evidence that there is; returns their description."""
    return _change(rng, certificate, base, IN_PLACE)


def change(rng, certificate, base):
    """Any changes; the verdicts follow the evidence. The changed bytes and a description, or None."""
    what = _change(rng, certificate, base, ALL)
    certificate.derive()
    return (certificate.render(), what) if what else None
