# SPDX-License-Identifier: LGPL-3.0-or-later
"""Changes of the numbers in a line of a certificate."""
import re
from fractions import Fraction

RATIONAL = re.compile(r"(?<![^ ,;(])-?[0-9]+(?:/[0-9]+)?(?![^ ,;)])")


def text_of(value):
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def find(line):
    """The spans of the rational numbers in a line, those within algebraic numbers too."""
    return [match.span() for match in RATIONAL.finditer(line)]


def replace(line, span, text):
    return line[: span[0]] + text + line[span[1] :]


def _nearby(rng, value):
    step = Fraction(1, 10 ** rng.choice([0, 0, 1, 3, 6, 9, 12, 15, 18, 30]))
    return value + rng.choice([-1, 1]) * step


def _unit(rng, value):
    step = Fraction(1, value.denominator)
    return value + rng.choice([-1, 1]) * step


def _constant(rng, value):
    del value
    return Fraction(rng.choice([0, 1, -1, 2, 3, 53, 10**30, -(10**30)]))


def changed(rng, value):
    """Another value."""
    ways = [
        _nearby,
        _unit,
        _constant,
        lambda _, v: -v,
        lambda _, v: 2 * v,
        lambda _, v: v / 2,
        lambda _, v: v + 1,
        lambda _, v: Fraction(v.denominator, v.numerator) if v else Fraction(1),
    ]
    result = rng.choice(ways)(rng, value)
    return result if result != value else value + 1


def change_one(rng, line):
    """The line with one of its numbers changed; None when it has none."""
    spans = find(line)
    if not spans:
        return None
    span = rng.choice(spans)
    value = Fraction(line[span[0] : span[1]])
    return replace(line, span, text_of(changed(rng, value)))


def deform_one(rng, line):
    """The line with one of its numbers written as the grammar does not allow; None when it has none."""
    spans = find(line)
    if not spans:
        return None
    span = rng.choice(spans)
    text = line[span[0] : span[1]]
    sign, digits = ("-", text[1:]) if text[0] == "-" else ("", text)
    whole = "/" not in digits
    forms = [sign + "0" + digits, "+" + text, "--" + digits, text + ".0", text + "e0", " " + text, text + " ",
             text + "/", "/" + text, "0x" + text, text + "x", ""]
    forms += [text + "/1", text + "/0", f"{sign}{2 * int(digits)}/2"] if whole else [text + "/1"]
    forms += ["-0"] if text == "0" else []
    return replace(line, span, rng.choice(forms))
