"""A number as it was printed: the characters, and what they can mean."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .errors import DataError

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: value for value, word in enumerate(_SMALL)}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS, start=2)}
_WORDS |= {f"{tens}-{one}": _WORDS[tens] + _WORDS[one] for tens in _TENS for one in _SMALL[1:10]}
_WORDS |= {"decade": 10, "dozen": 12}
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9}

_ALTERNATIVES = "|".join(sorted(_WORDS, key=len, reverse=True))
_NUMBER = (
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)|\b(?P<word>{_ALTERNATIVES})\b)"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)})\b)?"
)
_DECADE = re.compile(r"\b(\d{3}0)s\b")
_RANGE_JOINT = re.compile(r"\s*(?:%|percent)?\s*(?:-|–|to|and)\s*", re.IGNORECASE)

# The first pattern that matches wins, so "no more than" stands before "more than".
_RELATIONS = (
    ("<=", r"no more than|not more than|at most|up to|within|not above|≤|<="),
    (">=", r"no less than|not less than|at least|or more\b|≥|>="),
    (">", r"\bover\b|more than|greater than|larger than|\babove\b|exceeding|>"),
    ("<", r"less than|fewer than|\bunder\b|\bbelow\b|<"),
    ("~", r"\babout\b|\baround\b|\broughly\b|\bnearly\b|\balmost\b|approximately|~|≈"),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a printed number says.

    Attributes
    ----------
    text : str
        The characters.
    relation : str
        ``<=``, ``>=``, ``>``, ``<`` or ``~`` when a word or sign says so, else empty.
    value : float
        The number; NaN for a range, and for text without a number ("several days").
    low, high : float
        Ends of a printed range ("1-3 hours", "the 1960s"), else NaN.
    quantum : float
        One unit of the last printed digit: 0.1 for ``36.2%``, 100,000 for ``23.5 million``.
    """

    text: str
    relation: str
    value: float
    low: float
    high: float
    quantum: float

    def holds(self, number: float) -> bool:
        """Tell whether `number`, rounded half up to the printed digits, prints as this value or in this range."""
        low, high = (self.value, self.value) if math.isnan(self.low) else (self.low, self.high)
        slack = 1e-6 * self.quantum  # so that binary fractions do not decide about a half
        return low - self.quantum / 2 - slack <= number < high + self.quantum / 2 - slack


def read_printed(text: str) -> Printed:
    """Read a printed number from its characters.

    Digits with thousands separators and decimals, numbers in words up to ninety-nine, *hundred* to *billion*,
    ranges joined by a dash or *to*, decades ("1960s") and words of comparison are understood. Text that holds no
    number ("several days") is read as such: its value is NaN.

    Raises
    ------
    DataError
        When the text is empty or holds more than two numbers.
    """
    if not text.strip():
        raise DataError("printed: expected the characters of a number, got nothing.")
    relation = next((sign for sign, words in _RELATIONS if re.search(words, text, re.IGNORECASE)), "")
    if decade := _DECADE.search(text):
        start = float(decade[1])
        return Printed(text, relation, math.nan, start, start + 9, 1.0)
    found = list(re.finditer(_NUMBER, text, re.IGNORECASE))
    if not found:
        return Printed(text, relation, math.nan, math.nan, math.nan, math.nan)
    if len(found) == 1:
        value, quantum = _read(found[0])
        return Printed(text, relation, value, math.nan, math.nan, quantum)
    joint = text[found[0].end() : found[1].start()]
    if len(found) > 2 or not _RANGE_JOINT.fullmatch(joint):
        raise DataError(f"printed: expected one number or one range, got {text!r}; record one quantity per row.")
    (low, _), (high, quantum) = _read(found[0], scale=found[1]["scale"]), _read(found[1])
    return Printed(text, relation, math.nan, low, high, quantum)


def _read(match: re.Match, *, scale: str | None = None) -> tuple[float, float]:
    """Give the number and one unit of its last digit; "2 to 3 million" lends its scale to the 2."""
    times = _SCALES[(match["scale"] or scale).lower()] if (match["scale"] or scale) else 1
    if match["word"]:
        return float(_WORDS[match["word"].lower()] * times), float(times)
    digits = match["digits"].replace(",", "")
    decimals = len(digits.partition(".")[2])
    # Decimal scaling by integers keeps 23.5 million exactly 23,500,000.
    return round(float(digits) * times, 9), times * 10.0**-decimals


_VAGUE = (
    r"\b(?:several|a few)\s+(?:hours|days|weeks|months|years|times)\b|\bfor (?:hours|days|weeks|months|years)\b"
    r"|\b(?:dozens|hundreds|thousands|millions|billions)\b"
)


def find_numbers(text: str) -> list[tuple[int, int]]:
    """Give the span of everything in `text` that states a quantity, in digits, in words or vaguely ("for weeks")."""
    found = [match.span() for match in re.finditer(f"{_VAGUE}|{_DECADE.pattern}|{_NUMBER}", text, re.IGNORECASE)]
    return [(start, end) for start, end in found if text[start:end].strip()]
