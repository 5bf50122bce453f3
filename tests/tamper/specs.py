# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes of spec texts."""
import re
from fractions import Fraction

NUMBER = re.compile(r"(?<![\w.])[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?(?![\w.])")
OTHER = {"<": ["<=", ">"], "<=": ["<", ">="], ">": [">=", "<"], ">=": [">", "<="], "+": ["-", "*"], "-": ["+"],
         "*": ["+", "-"], "and": ["or"], "or": ["and"], "min": ["max"], "max": ["min"], "sin": ["cos", "tanh"],
         "cos": ["sin"], "smooth": ["growth"], "strict": ["global"], "C1": ["C2", "continuous"], "C2": ["C1"],
         "continuous": ["C1"], "differentiable": ["C2", "continuous"], "x": ["y", "1"], "y": ["x"], "=": ["<="]}
WORD = re.compile("|".join(re.escape(word) if not word.isalnum() else rf"\b{word}\b" for word in
                           sorted(OTHER, key=len, reverse=True)))


def _new_number(rng, text):
    value = Fraction(text)
    step = Fraction(1, 10 ** rng.choice([0, 1, 2, 3, 6, 9, 12, 15]))
    new = rng.choice([value + step, value - step, value * 2, value / 2, value * (1 + step), value * (1 - step), -value])
    return f"({new.numerator}/{new.denominator})" if new.denominator > 1 or new < 0 else str(new.numerator)


def change_number(rng, text):
    matches = list(NUMBER.finditer(text))
    if not matches:
        return None
    match = rng.choice(matches)
    return text[: match.start()] + _new_number(rng, match.group()) + text[match.end() :]


def shift_number(rng, spec, name):
    """A spec with this claim alone, a number of it changed: the spec, and the number before and after; None without one."""
    rest, claim = _split(spec, name)
    matches = list(NUMBER.finditer(claim))
    if not matches:
        return None
    match = rng.choice(matches)
    text = _new_number(rng, match.group())
    texts = [str(Fraction(match.group())), str(Fraction(text.strip("()")))]
    return (rest + claim[: match.start()] + text + claim[match.end() :]).encode("utf-8"), *texts


def change_word(rng, text):
    matches = list(WORD.finditer(text))
    if not matches:
        return None
    match = rng.choice(matches)
    return text[: match.start()] + rng.choice(OTHER[match.group()]) + text[match.end() :]


def change_byte(rng, text):
    at = rng.randrange(len(text))
    way = rng.randrange(3)
    middle = ["", chr(rng.randrange(32, 127)), text[at] * 2][way]
    return text[:at] + middle + text[at + 1 :]


def edit(rng, spec):
    """Another spec text, as bytes; None when there is nothing to change."""
    lines = spec.decode("utf-8").split("\n")
    places = [i for i, line in enumerate(lines) if line and not line.startswith(("#", "cite"))]
    place = rng.choice(places)
    changed = rng.choice([change_number, change_number, change_word, change_byte])(rng, lines[place])
    if changed is None or changed == lines[place]:
        return None
    lines[place] = changed
    return "\n".join(lines).encode("utf-8")


STATEMENT = re.compile(r"^(?=(?:cite|let|landscape|point|region|claim)\b)", re.MULTILINE)


def _split(spec, name):
    """What stands beside the claims, and the claim of that name."""
    statements = STATEMENT.split(spec.decode("utf-8"))
    rest = "".join(part for part in statements if not part.startswith("claim"))
    claim = next(part for part in statements if re.match(rf"claim\s+{re.escape(name)}(?![\w-])", part))
    return rest, claim


def of_one_claim(spec, name):
    """A spec with this claim alone."""
    return "".join(_split(spec, name)).encode("utf-8")


def edit_one_claim(rng, spec, name):
    """The same, one thing of the claim or of what it is about being changed; None as above."""
    rest, claim = _split(spec, name)
    change = rng.choice([change_number, change_number, change_number, change_word])
    if rng.random() < 0.75:
        claim = change(rng, claim)
    else:
        rest = change(rng, rest)
    return (rest + claim).encode("utf-8") if rest and claim else None
