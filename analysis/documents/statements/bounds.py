"""Words in front of a number that bound it: no more than 80 mg, about 3 hours, over 80%."""

from __future__ import annotations

import re
from dataclasses import replace

from ...printed import Printed, read_printed

_FRONT = re.compile(
    r"(?:\b(?:(?:no|not) more than|no (?:less|fewer) than|(?:more|less|fewer|greater|larger|higher|lower) than"
    r"|at (?:most|least)|up to|within|over|above|under|below|exceeding|about|around|roughly|nearly|almost|approximately"
    r"|the first|first|past|the last)\s+|[<>≤≥~≈]\s?)$",
    re.IGNORECASE,
)
_LONGEST = 24
BOUNDED = ("percentage", "change", "rate", "dose", "duration", "frequency", "count", "vague")
"""Kinds whose one number is read with the words in front of it."""


def front_of(text: str, start: int) -> int:
    """Give where the words that bound a number begin, or where it begins itself.

    Examples
    --------
    >>> text = "It is no more than 80 mg."
    >>> text[front_of(text, 19):19]
    'no more than '
    """
    found = _FRONT.search(text, max(0, start - _LONGEST), start)
    return found.start() if found else start


def bounded(said: Printed, front: str) -> Printed:
    """Give a number with the bound that stands in front of it.

    Examples
    --------
    >>> bounded(read_printed("80"), "no more than ").relation
    '<='
    """
    if not front or said.relation:
        return said
    relation = read_printed(f"{front}1").relation
    return replace(said, relation=relation, text=front + said.text) if relation else said
