"""Numbers that stand in words: one hundred and two, doubled, a third, a million."""

from __future__ import annotations

import re
from dataclasses import replace

from ...printed import Printed, read_printed
from ...printed.numerals import ALTERNATIVES, WORDS

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SMALL = rf"(?:(?:{_TENS})\s(?:one|two|three|four|five|six|seven|eight|nine)|{ALTERNATIVES})"
_HUNDREDS = rf"(?:(?:{ALTERNATIVES}|a)\shundred(?:(?:\sand)?\s{_SMALL})?)"
_THOUSANDS = rf"(?:(?:{_HUNDREDS}|{_SMALL})\sthousand,?(?:\sand)?\s(?:{_HUNDREDS}|{_SMALL}))"
NUMERAL = rf"(?:{_THOUSANDS}|{_HUNDREDS}|{_SMALL})(?![\w-])"
"""A whole number below a million in words."""
_OF_SEVERAL = re.compile(
    rf"\b(?:{_THOUSANDS}|{_HUNDREDS}|(?:{_TENS})\s(?:one|two|three|four|five|six|seven|eight|nine))(?![\w-])",
    re.IGNORECASE,
)
SCALE = r"(?:\s(?:thousand|million|billion)\b)"
TIMES = {
    "doubl": 2, "once": 1, "twice": 2, "trip": 3, "trebl": 3, "thrice": 3, "quadrupl": 4, "quintupl": 5, "halv": 0.5,
}  # fmt: skip
"""Beginnings of words for so many times."""
PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
"""Words for one of so many parts."""
TIMES_WORD = r"(?:(?:doubl|tripl|trebl|quadrupl|quintupl)(?:ed?|ing)|halv(?:ed|ing)|twice)"
PART_WORD = rf"(?:hal(?:f|ves)|(?:{'|'.join(word for word in PARTS if not word.startswith('hal'))})s?)"


def in_words(text: str) -> Printed | None:
    """Read a number that a word implies; nothing where the text is no such word.

    Examples
    --------
    >>> in_words("Doubled").value, in_words("thirds").value, in_words("million").value
    (2.0, 3.0, 1000000.0)
    """
    word = text.strip().lower()
    value = next((value for stem, value in TIMES.items() if word.startswith(stem)), None)
    value = value or PARTS.get(word) or PARTS.get(word.removesuffix("s"))
    if word in ("thousand", "million", "billion"):
        return replace(read_printed(f"1 {word}"), text=text)
    return None if value is None else replace(read_printed(f"{value:g}"), text=text)


def with_digits(text: str) -> str:
    """Give a text with the numbers that stand in several words in digits.

    Examples
    --------
    >>> with_digits("Seven thousand one hundred and eighteen of a hundred and two of twenty five, or three")
    '7118 of 102 of 25, or three'
    """
    return _OF_SEVERAL.sub(lambda match: str(_whole(match[0])), text)


def _whole(words: str) -> int:
    whole = part = 0
    for word in re.findall(r"[a-z-]+", words.lower()):
        if word == "thousand":
            whole, part = 1000 * part, 0
        elif word == "hundred":
            part *= 100
        elif word != "and":
            part += 1 if word == "a" else WORDS[word]
    return whole + part
