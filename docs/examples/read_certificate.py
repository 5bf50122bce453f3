#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""Prints the claims of a certificate, their obligations as formulas, and the evidence for each in a word.

It checks both SHA-256 sums but re-proves nothing: that is what certify-check is for. The grammar is in certificate-format.md."""
import gzip
import hashlib
import re
import signal
import sys

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "less": "<", "less-equal": "<=", "equal": "=", "not-equal": "!="}
LONGEST = 150  # characters of a formula
nodes = {}     # text of each node, by number

def formula(operator, words):
    if operator in ("rational", "variable"):
        return words[0]
    terms = [nodes.get(word, word) for word in words]
    if operator in INFIX or operator in ("and", "or"):
        text = "(%s %s %s)" % (terms[0], INFIX.get(operator, operator), terms[1])
    elif operator == "neg":
        text = "-" + terms[0]
    elif operator == "power":
        text = "%s^%s" % (terms[0], words[1] if words[2] == "1" else "(%s/%s)" % tuple(words[1:]))
    else:
        text = "%s(%s)" % (operator, ", ".join(terms)) if terms else operator
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip(".") + "..."

def claims_of(data):
    end = data.rindex(b"end-certificate")
    if data[end:].split() != [b"end-certificate", hashlib.sha256(data[:end]).hexdigest().encode()]:
        sys.exit("the sum at the end is wrong: the file was changed")
    head = re.match(rb"certify-certificate 1\nspec-sha256 (\w+)\nspec-bytes (\d+)\n", data)
    spec = data[head.end():head.end() + int(head[2])]
    if hashlib.sha256(spec).hexdigest().encode() != head[1]:
        sys.exit("the sum of the spec is wrong")
    return data[head.end() + len(spec) + 1:end].decode("ascii").splitlines()

def show(line, inside):
    """One line of a claim; `inside` an obligation. Whether the next line is."""
    word, *rest = line.split(" ")
    if word in ("claim", "instance", "verdict"):
        print({"claim": "\nclaim ", "instance": "  instance ", "verdict": "    "}[word] + " ".join(rest))
    elif word == "node":
        nodes[rest[0]] = formula(rest[1], rest[2:])
    elif word == "obligation":
        print("    %s %s (%s)" % (rest[1], rest[2], rest[3]))
    elif word == "evidence":
        print("      %-11s%s" % ("evidence", " ".join(rest)))
    elif inside and word in ("region", "conclusion", "map", "bound", "target"):
        print("      %-11s%s" % (word, nodes[rest[0]]))
    return word == "obligation" or inside and word != "end-obligation"

signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly when the output is no longer read, as by head
with (gzip.open if sys.argv[1].endswith(".gz") else open)(sys.argv[1], "rb") as file:
    inside = False
    for text in claims_of(file.read()):
        inside = show(text, inside)
