"""Numbers of a page that become no row, each with the reason."""

from __future__ import annotations

import re

from ..documents.statements import ASIDE_REASONS, find_asides

BROKEN = "stands on two lines: make it a row by hand"
NO_UNIT = "a number without a unit: make it a row or leave it"
NOT_READ = {"reference": "reference", "front matter": "front matter"}
"""Why a number of such a block is set aside."""
NO_ROW = {
    "test": "a test statistic, which an audit checks",
    "p value": "a p value, which an audit checks",
    "fraction": "a share in words: make it a row by hand",
    "estimate": "an estimate or its limits: make it a row by hand",
    "mean": "a spread: make it a row by hand",
    "median": "a spread: make it a row by hand",
}
"""Why a number of such a statement is set aside, where it is no row."""
_WORDS = re.compile(r"\b(?:zero|one)\b", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d$")
NOT_A_COUNT = "not a count"


def asides_of(text: str) -> list[tuple[int, int, str]]:
    """Give (start, end, reason) of what is no figure whatever stands beside it, the first reason where several fit.

    Examples
    --------
    >>> asides_of("Call 855-722-6926. It relieves spasms.2")
    [(5, 17, 'a telephone number'), (37, 39, 'a mark of a reference')]
    """
    kept: list[tuple[int, int, str]] = []
    for start, end, reason in find_asides(text):
        if re.search(r"\d", text[start:end]) and all(end <= one or start >= other for one, other, _ in kept):
            kept.append((start, end, reason))
    return sorted(kept)


def without(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Give a text of the same length with blanks where these spans are.

    Examples
    --------
    >>> text = "A rise to 2017.3"
    >>> without(text, asides_of(text))
    'A rise to 2017  '
    """
    for start, end, _ in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def as_printed(text: str, start: int, end: int) -> str:
    """Give the characters of what is set aside, with the year that a reference mark stands at: 2017.3."""
    year = _YEAR.search(text, 0, start)
    return text[year.start() if year else start : end].strip()


def reason_of(printed: str) -> str:
    """Give why a number that is part of no quantity is set aside."""
    return NOT_A_COUNT if _WORDS.fullmatch(printed) else NO_UNIT


REASONS = tuple(dict.fromkeys([*ASIDE_REASONS, *NO_ROW.values(), NOT_A_COUNT, NO_UNIT, BROKEN, *NOT_READ.values()]))
"""All that is said of a number that is set aside."""
