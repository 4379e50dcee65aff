"""A number as it was printed: the characters, and what they can mean."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

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
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\w)\.\d+)|\b(?P<word>{_ALTERNATIVES})(?=\b|fold\b))"
    rf"(?:\s+(?P<scale>{'|'.join(_SCALES)})\b)?"
)
_DECADE = re.compile(r"\b(\d{3}0)s\b")
_RANGE_JOINT = re.compile(r"\s*(?:%|percent)?\s*(?:-|–|(?:to|and)(?:\s+[-−–])?)\s*", re.IGNORECASE)
_MINUS = re.compile(r"(?:^|[\s(\[])[-−–]$")

# The first pattern that matches wins, so "no more than" stands before "more than".
_RELATIONS = (
    ("<=", r"no more than|not more than|at most|up to|within|not above|≤|<="),
    (">=", r"no less than|not less than|at least|or more\b|≥|>="),
    (">", r"\bover\b|more than|greater than|larger than|\babove\b|exceeding|>"),
    ("<", r"less than|fewer than|\bunder\b|\bbelow\b|<"),
    ("~", r"\babout\b|\baround\b|\broughly\b|\bnearly\b|\balmost\b|approximately|~|≈"),
)


ROUNDINGS = ("half-up", "half-even", "half-down", "truncation", "twice", "any")
"""How a number can have become its print. The first three go to the nearest, ties away from zero, to the even digit
or towards zero; ``truncation`` cuts digits off; ``twice`` rounds half up to one digit more and then again, as tables
made from tables are; ``any`` is the union of the first four. Below zero all of them mirror what they do above."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers between two exact ends, either of which belongs to the set (closed) or not (open).

    Attributes
    ----------
    low, high : Fraction or float
        The ends; only an infinite one is a float.
    low_closed, high_closed : bool
        Whether the end itself belongs to the set.
    """

    low: Fraction | float
    high: Fraction | float
    low_closed: bool = True
    high_closed: bool = True

    @classmethod
    def of(cls, number) -> Interval:
        """Give an exact number (int, Fraction, Decimal, or a float as its shortest decimal) as a set of one."""
        exact = number if isinstance(number, Fraction) else Fraction(str(number))
        return cls(exact, exact)

    def holds(self, number) -> bool:
        """Tell whether a number belongs to the set."""
        above = number > self.low or (self.low_closed and number == self.low)
        return above and (number < self.high or (self.high_closed and number == self.high))

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two sets have a number in common."""
        left, right = (self, other) if self.low <= other.low else (other, self)
        if left.low == right.low and not (left.low_closed and right.low_closed):
            left, right = (right, left) if right.low_closed else (left, right)  # the open one starts later
        low, low_closed = right.low, right.low_closed
        high, high_closed = min((left.high, left.high_closed), (right.high, right.high_closed))
        return low < high or (low == high and low_closed and high_closed)

    def integers(self) -> range:
        """Give the whole numbers in a finite set."""
        first, last = math.ceil(self.low), math.floor(self.high)
        first += first == self.low and not self.low_closed
        last -= last == self.high and not self.high_closed
        return range(first, last + 1)

    def __add__(self, other: Interval) -> Interval:
        low_closed, high_closed = self.low_closed and other.low_closed, self.high_closed and other.high_closed
        return Interval(self.low + other.low, self.high + other.high, low_closed, high_closed)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        products = [_product(mine, theirs) for mine in self._ends() for theirs in other._ends()]
        low, high = min(value for value, _ in products), max(value for value, _ in products)
        closed = {value for value, is_closed in products if is_closed}
        return Interval(low, high, low in closed, high in closed)

    def __truediv__(self, other: Interval) -> Interval:
        """Divide; everything is possible when the divisor can lie on both sides of zero."""
        if other.low < 0 < other.high or other.low == other.high == 0:
            return Interval(-math.inf, math.inf)
        if other.high <= 0:
            return -self / -other
        high = (1 / other.low, other.low_closed) if other.low else (math.inf, False)
        low = (Fraction(0), False) if other.high == math.inf else (1 / other.high, other.high_closed)
        return self * Interval(low[0], high[0], low[1], high[1])

    def _ends(self):
        return (self.low, self.low_closed), (self.high, self.high_closed)

    def __str__(self) -> str:
        if self.low == self.high:
            return _plain(self.low)
        left, right = "[" if self.low_closed else "(", "]" if self.high_closed else ")"
        return f"{left}{_plain(self.low)}, {_plain(self.high)}{right}"


def _product(mine, theirs):
    (a, a_closed), (b, b_closed) = mine, theirs
    if a == 0 or b == 0:  # 0 times an end that is not reached is still 0
        return Fraction(0), (a == 0 and a_closed) or (b == 0 and b_closed)
    return a * b, a_closed and b_closed


def _plain(end) -> str:
    return f"{float(end):.15g}"


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

    @property
    def decimals(self) -> int:
        """Digits after the decimal point: 1 for ``36.2%``, 0 for ``36%`` and for ``23.5 million``."""
        return max(0, -round(math.log10(self.quantum)))

    def interval(self, rounding: str = "half-up") -> Interval:
        """Give every number that is printed so, with exact ends: ``68.2%`` is [68.15, 68.25).

        A bound stands for what it bounds (``> 80`` for all above 80, ``up to 48`` for 48 and all below); a range
        reaches from what rounds to its lower end to what rounds to its upper end.

        Parameters
        ----------
        rounding : str
            One of `ROUNDINGS`.

        Raises
        ------
        DataError
            When the text holds no number or the rounding is unknown.
        """
        if rounding not in ROUNDINGS:
            raise DataError(f"rounding: expected one of {', '.join(ROUNDINGS)}; got {rounding!r}.")
        if math.isnan(self.quantum):
            raise DataError(f"printed: expected a number, got {self.text!r}.")
        quantum = Fraction(f"{self.quantum:.12g}")
        if math.isnan(self.low):
            value = Fraction(repr(self.value))
            return _bounded(self.relation, value) or _rounded_to(value, quantum, rounding)
        first = next(re.finditer(_NUMBER, self.text, re.IGNORECASE))
        finest = min(quantum, Fraction(f"{_read(first)[1]:.12g}"))
        low = _rounded_to(Fraction(repr(self.low)), finest, rounding)
        high = _rounded_to(Fraction(repr(self.high)), quantum, rounding)
        return Interval(low.low, high.high, low.low_closed, high.high_closed)


def _bounded(relation: str, value: Fraction) -> Interval | None:
    if relation in (">", ">="):
        return Interval(value, math.inf, relation == ">=", False)
    if relation in ("<", "<="):
        return Interval(-math.inf, value, False, relation == "<=")
    return None


def _rounded_to(value: Fraction, quantum: Fraction, rounding: str) -> Interval:
    """Give the numbers that `rounding` turns into `value`, a multiple of `quantum`."""
    if value < 0:
        return -_rounded_to(-value, quantum, rounding)
    below = above = quantum / 2
    low_closed, high_closed = True, False
    if rounding == "half-down":
        low_closed, high_closed = False, True
    elif rounding == "half-even":
        low_closed = high_closed = value / quantum % 2 == 0
    elif rounding == "twice":
        below, above = quantum * 11 / 20, quantum * 9 / 20
    elif rounding in ("truncation", "any"):
        below, above = (Fraction(0) if rounding == "truncation" else below), quantum
    if value == 0:  # what rounds to zero from below is the mirror of what rounds to it from above
        return Interval(-above, above, high_closed, high_closed)
    return Interval(value - below, value + above, low_closed, high_closed)


def read_printed(text: str) -> Printed:
    """Read a printed number from its characters.

    Digits with thousands separators, decimals and a minus sign, numbers in words up to ninety-nine (also before
    *fold*), *hundred* to *billion*, ranges joined by a dash or *to*, decades ("1960s") and words of comparison are
    understood. Text that holds no number ("several days") is read as such: its value is NaN.

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
    sign = -1.0 if _MINUS.search(text[: found[0].start()]) else 1.0
    if len(found) == 1:
        value, quantum = _read(found[0])
        return Printed(text, relation, sign * value, math.nan, math.nan, quantum)
    joint = text[found[0].end() : found[1].start()]
    if len(found) > 2 or not _RANGE_JOINT.fullmatch(joint):
        raise DataError(f"printed: expected one number or one range, got {text!r}; record one quantity per row.")
    (low, _), (high, quantum) = _read(found[0], scale=found[1]["scale"]), _read(found[1])
    high_sign = -1.0 if re.search(r"(?:to|and)\s+[-−–]$", joint, re.IGNORECASE) else 1.0
    return Printed(text, relation, math.nan, sign * low, high_sign * high, quantum)


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
