"""Numbers of a page that are no figures, each with the reason: telephone numbers, reference marks, names, numbering."""

from __future__ import annotations

import re

BROKEN = "stands on two lines: make it a row by hand"
NO_UNIT = "a number without a unit: make it a row or leave it"
NOT_READ = {"reference": "reference", "front matter": "front matter", "table": "cell of a table, which an audit checks"}
"""Why a number of such a block is set aside."""

_REASONS = (
    ("telephone number", re.compile(r"(?:\+?1[-\s.]?)?\(?\d{3}\)?[-\s.]\d{3}[-\s.]\d{4}")),
    ("telephone number", re.compile(r"(?i:(?:call|dial|text)\s+)(?:911|988|112|999)\b")),
    ("name", re.compile(r"\b(?:COVID-19|24/7|[A-Za-z]+-on-[A-Za-z]+|\w+-step)\b", re.I)),
    ("site furniture", re.compile(r"\b\d+ (?:min(?:ute)?s? read|sections|comments|shares)\b", re.I)),
    ("reference mark", re.compile(r"\[\d+(?:\s*[-–,]\s*\d+)*\]")),
    ("reference mark", re.compile(r"(?<=[a-z])[.:,;]\d{1,2}(?=\s|$)")),
    ("reference mark", re.compile(r"(?<=(?:19|20)\d\d)\.\d{1,2}(?=\s|$)")),
    ("reference or address", re.compile(r"(?:https?://|www\.|doi:?\s?)\S+", re.I)),
    ("list number", re.compile(r"^\s*\(?\d{1,2}[.)](?=\s|$)")),
)
_WORDS = re.compile(r"\b(?:zero|one)\b", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d$")


def without(text: str, spans: list[tuple[int, int, str]]) -> str:
    """Give a text of the same length with blanks where these spans are.

    Examples
    --------
    >>> text = "A rise to 2017.3"
    >>> without(text, asides(text))
    'A rise to 2017  '
    """
    for start, end, _ in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def as_printed(text: str, start: int, end: int) -> str:
    """Give the characters of what is set aside, with the year that a reference mark stands at: 2017.3."""
    year = _YEAR.search(text, 0, start)
    return text[year.start() if year else start : end].strip()


def asides(text: str) -> list[tuple[int, int, str]]:
    """Give (start, end, reason) of what is no figure whatever stands beside it.

    Examples
    --------
    >>> asides("Call 855-722-6926. It relieves spasms.2")
    [(5, 17, 'telephone number'), (37, 39, 'reference mark')]
    """
    found = [(*match.span(), reason) for reason, pattern in _REASONS for match in pattern.finditer(text)]
    return sorted(found)


def reason_of(printed: str) -> str:
    """Give why a number that is part of no quantity is set aside."""
    return "not a count" if _WORDS.fullmatch(printed) else NO_UNIT


REASONS = tuple(
    dict.fromkeys([*(reason for reason, _ in _REASONS), "not a count", NO_UNIT, BROKEN, *NOT_READ.values()])
)
"""All that is said of a number that is set aside."""
