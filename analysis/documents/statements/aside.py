"""Numbers that state nothing: of figures and references, addresses, versions, names of genes."""

from __future__ import annotations

import re
from collections.abc import Iterator

_REASONS = (
    (
        "an identifier of a publication",
        r"\b(?:doi|DOI)\s*:?\s*\S+|\b10\.\d{4,9}/\S+|\bPMID\s*:?\s*\d+|\bPMC\d+|\bISRCTN\d+|\bNCT\d+|\b(?:ISBN|ISSN)\s*[\d-]+",
    ),
    ("an address", r"https?://\S+|www\.\S+|\S+@\S+\.\w+"),
    (
        "a telephone number",
        r"(?:\+?\b1[-\s.])?\(?\b\d{3}\)?[-\s.]\d{3}[-\s.]\d{4}\b|(?i:\b(?:call|dial|text)\s+)(?:911|988|112|999)\b"
        r"|(?:tel(?:ephone)?|phone|fax)\.?\s*:?\s*\+?[\d\s()/-]{6,}\d|\+\d{1,3}[\s-]\(?\d{1,4}\)?(?:[\s-]\d{2,}){2,}|\b1-\d{3}-\d{3}-\d{4}\b",
    ),
    ("a version", r"\b(?:[Vv]ersion|[Vv]er\.|v\.?|release)\s?\d+(?:\.\d+)*|\b\d+\.\d+\.\d+(?:\.\d+)*\b"),
    (
        "the number of a figure, table or section",
        r"\b(?:[Ff]ig(?:ure|s|ures)?|FIG|[Tt]ables?|[Ss]ections?|[Cc]hapters?|[Aa]ppendix|[Ee]quations?|[Ee]q|[Bb]ox|[Ss]tep|[Ff]ootnotes?|[Rr]efs?|[Ee]xperiments?|[Ss]tudy|[Ss]tudies|[Gg]roups?|[Pp]hase|[Tt]ype|[Gg]rade|[Ss]tage|[Cc]lass|[Ll]evel|[Mm]odels?|[Ss]cenario)\.?\s?[A-Z]?\d+(?:\.\d+)*[A-Za-z]?(?:\s?(?:,|and|to|-|–)\s?[A-Z]?\d+[A-Za-z]?\b(?!\s?%))*",
    ),
    ("a page", r"\bpp?\.\s?\d+(?:\s?[-–]\s?\d+)?"),
    (
        "a mark of a reference",
        r"(?<=[a-z]{3})[.:,;]\d{1,2}(?=\s|$)|(?<=\b(?:19|20)\d\d)\.\d{1,2}(?=\s|$)",
    ),
    ("the number of a list", r"^\s*\(?\d{1,2}[.)](?=\s|$)|(?:(?<=[;:,]\s)|(?<=and\s)|(?<=or\s))\(\d{1,2}\)(?=\s[a-z])"),
    ("part of a page", r"(?i:\b\d+\s(?:min(?:ute)?s?\sread|sections|comments|shares)\b)"),
    ("an hour of service", r"\b24/7\b"),
    ("a ratio of parts", r"(?<![\d.:])1:\d[\d,]*(?![\d:])"),
    ("an ordinal", r"\b\d{1,3}(?:st|nd|rd|th)\b(?!\s*(?:[-–,]|to\b|and\b|percentile))"),
    ("a mark of a reference", r"\[\d{1,3}(?:\s?[-–,;]\s?\d{1,3})*\](?!\s?[=<>])"),
    (
        "the level of an interval",
        r"\b(?:90|95|97\.5|99|99\.9)\s?%(?=\s*(?:C\.?\s?I\b|C\.I\.|CrI|confiden|credib|limits))",
    ),
    ("part of a name", r"\b[A-Za-z]+[-/]?\d+[A-Za-z\d/-]*\b|\b\d+[A-Z][A-Za-z\d]*\b"),
)
REASONS = tuple(dict.fromkeys([*(reason for reason, _ in _REASONS), "a mark of a note", "a mark of a citation"]))
"""All that is said of a number that states nothing."""
_PATTERNS = tuple((reason, re.compile(pattern)) for reason, pattern in _REASONS)


def find_asides(text: str) -> Iterator[tuple[int, int, str]]:
    """Give the span of every number that states nothing, with the reason."""
    text = _LONG.sub(lambda match: " " * len(match[0]), text)
    for reason, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield *match.span(), reason


_LONG = re.compile(r"\S{150,}")  # no word or number of a print is as long


KEPT = ("part of a name", "the level of an interval")
"""Reasons whose characters the grammar reads past by itself."""


def blanked(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Give a text of the same length in which the addresses, versions and marks are blanks, and what they were."""
    asides = [one for one in find_asides(text) if one[2] not in KEPT]
    text = _LONG.sub(lambda match: " " * len(match[0]), text)
    for start, end, _ in asides:
        text = text[:start] + "\x01" * (end - start) + text[end:]
    return text, asides
