"""A number as it was printed: the characters, and what they can mean."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass
from fractions import Fraction

from ..errors import DataError
from .intervals import ROUNDINGS, Interval, bounded, convention, rounded_to
from .numerals import DECADE, NUMBER, amount, in_ascii, numbers_in

__all__ = ["ROUNDINGS", "Interval", "Printed", "convention", "find_numbers", "read_printed"]

_RANGE_JOINT = re.compile(r"\s*(?:%|percent)?\s*(?:-|–|(?:to|and)(?:\s+[-−–])?)\s*", re.IGNORECASE)
# "10 mg or 5 mg", "5, 10 or 20 mg": alternatives, each with or without its unit.
_UNIT = r"\s*(?:%|[^\W\d_]{1,10}(?:/[^\W\d_]{1,10})?)?\s*"
_OR_JOINT = re.compile(rf"{_UNIT},?\s*\bor\s+", re.IGNORECASE)
_COMMA_JOINT = re.compile(rf"{_UNIT},\s+")
_MINUS = re.compile(r"(?:^|[\s(\[])[-−–—]$")

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
        Ends of a printed range ("1-3 hours", "the 1960s") or set, else NaN.
    alternatives : tuple of float
        The numbers of a printed set ("10 mg or 5 mg"), as they stand; else empty.
    quantum : float
        One unit of the last printed digit: 0.1 for ``36.2%``, 100,000 for ``23.5 million``.

    Examples
    --------
    >>> said = read_printed("no more than 80 mg per day")
    >>> said.relation, said.value, said.quantum
    ('<=', 80.0, 1.0)
    """

    text: str
    relation: str
    value: float
    low: float
    high: float
    quantum: float
    alternatives: tuple[float, ...] = ()

    def holds(self, number: float) -> bool:
        """Tell whether `number`, rounded half up to the printed digits, prints as this value or in this range or set.

        Examples
        --------
        >>> read_printed("36%").holds(36.2), read_printed("36%").holds(36.5)
        (True, False)
        >>> said = read_printed("10 mg or 5 mg")
        >>> said.holds(5), said.holds(7)
        (True, False)
        """
        ends = (self.value, self.value) if math.isnan(self.low) else (self.low, self.high)
        slack = 1e-6 * self.quantum  # so that binary fractions do not decide about a half
        return any(
            low - self.quantum / 2 - slack <= number < high + self.quantum / 2 - slack
            for low, high in [(one, one) for one in self.alternatives] or [ends]
        )

    @property
    def decimals(self) -> int:
        """Digits after the decimal point: 1 for ``36.2%``, 0 for ``36%`` and for ``23.5 million``.

        Examples
        --------
        >>> read_printed("36.2%").decimals, read_printed("23.5 million").decimals
        (1, 0)
        """
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
            When the text holds no number or a set of them, or the rounding is unknown.

        Examples
        --------
        >>> print(read_printed("68.2%").interval(), read_printed("> 80").interval())
        [68.15, 68.25) (80, inf)
        """
        convention(rounding)
        if math.isnan(self.quantum):
            raise DataError(f"printed: expected a number, got {self.text!r}.")
        if self.alternatives:
            raise DataError(f"printed: expected one number or one range, got {self.text!r}; take one of them.")
        quantum = Fraction(f"{self.quantum:.12g}")
        if math.isnan(self.low):
            value = Fraction(repr(self.value))
            return bounded(self.relation, value) or rounded_to(value, quantum, rounding)
        first, *others = NUMBER.finditer(in_ascii(self.text))
        finest = min(quantum, amount(first, *others[:1])[1])
        low = rounded_to(Fraction(repr(self.low)), finest, rounding)
        high = rounded_to(Fraction(repr(self.high)), quantum, rounding)
        return Interval(low.low, high.high, low.low_closed, high.high_closed)


def read_printed(text: str) -> Printed:
    """Read a printed number from its characters.

    Digits (of any script) with thousands separators, decimals and a minus sign, halves to eighths (``12½``), powers of
    ten (``3.2 × 10⁻⁴``, ``1e-3``), ``12k``, numbers in words up to ninety-nine (also before *fold*), *hundred* to
    *billion*, ranges joined by a dash or *to*, alternatives joined by *or* ("10 mg or 5 mg": one statement with a
    set), decades ("1960s") and words of comparison are understood. Per mille is read as percent: ``12.5‰`` is 1.25.
    Text that holds no number ("several days") is read as such: its value is NaN.

    Raises
    ------
    DataError
        When the text is empty, holds several numbers that are no set, or a range that falls, or when a sign at the
        digits makes another number of them: ``5²``, ``10⁶``, ``5③``, ``12⅓``, ``3rd``, ``3M``.

    Examples
    --------
    >>> read_printed("over 80%").relation, read_printed("23.5 million").value
    ('>', 23500000.0)
    >>> read_printed("36.2%").quantum, str(read_printed("36.2%").interval())
    (0.1, '[36.15, 36.25)')
    """
    if not isinstance(text, str) or not text.strip():
        raise DataError(f"printed: expected the characters of a number, got {text!r}.")
    plain = in_ascii(text)
    relation = next((sign for sign, words in _RELATIONS if re.search(words, plain, re.IGNORECASE)), "")
    if decade := DECADE.search(plain):
        start = float(decade[1])
        return Printed(text, relation, math.nan, start, start + 9, 1.0)
    found = numbers_in(plain)
    if not found:
        return Printed(text, relation, math.nan, math.nan, math.nan, math.nan)
    sign = -1 if _MINUS.search(plain[: found[0].start()]) else 1
    if len(found) == 1:
        value, quantum = amount(found[0])
        return Printed(text, relation, float(sign * value), math.nan, math.nan, float(quantum))
    joint = plain[found[0].end() : found[1].start()]
    if _is_set(plain, found) and sign == 1 and relation in ("", "~"):
        return _set(text, relation, found)
    if len(found) > 2 or not _RANGE_JOINT.fullmatch(joint):
        raise DataError(f"printed: expected one number or one range, got {text!r}; record one quantity per row.")
    (low, _), (high, quantum) = amount(found[0], found[1]), amount(found[1])
    low, high = sign * low, -high if re.search(r"(?:to|and)\s+[-−–]$", joint, re.IGNORECASE) else high
    if low > high:
        raise DataError(f"printed: expected a range that rises, got {text!r}; record one quantity per row.")
    return Printed(text, relation, math.nan, float(low), float(high), float(quantum))


def _is_set(plain: str, found: list[re.Match]) -> bool:
    """Tell whether *or* stands before the last of the numbers, and commas between those before."""
    *commas, last = [plain[one.end() : other.start()] for one, other in itertools.pairwise(found)]
    return bool(_OR_JOINT.fullmatch(last)) and all(_COMMA_JOINT.fullmatch(joint) for joint in commas)


def _set(text: str, relation: str, found: list[re.Match]) -> Printed:
    amounts = [amount(match, found[-1]) for match in found]
    numbers = tuple(float(value) for value, _ in amounts)
    finest = float(min(quantum for _, quantum in amounts))
    return Printed(text, relation, math.nan, min(numbers), max(numbers), finest, numbers)


_VAGUE = (
    r"\b(?:several|a few)\s+(?:hours|days|weeks|months|years|times)\b|\bfor (?:hours|days|weeks|months|years)\b"
    r"|\b(?:dozens|hundreds|thousands|millions|billions)\b"
)
_STATED = re.compile(f"{_VAGUE}|{DECADE.pattern}|{NUMBER.pattern}", re.IGNORECASE)


def find_numbers(text: str) -> list[tuple[int, int]]:
    """Give the span of everything in `text` that states a quantity, in digits, in words or vaguely ("for weeks").

    Examples
    --------
    >>> text = "23 cases in three years, severe for weeks"
    >>> [text[start:end] for start, end in find_numbers(text)]
    ['23', 'three', 'for weeks']
    """
    found = [match.span() for match in _STATED.finditer(in_ascii(text))]
    return [(start, end) for start, end in found if text[start:end].strip()]
