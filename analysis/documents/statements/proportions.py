"""Grammar of shares: 12 of 40 (30%), 30% (12/40), 12 (30%), 30% of the patients (n = 40)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...printed.numerals import ALTERNATIVES
from .found import Found, found_in
from .writing import DASH, Writing

_WORDS = rf"(?:(?!(?:{ALTERNATIVES})\b)[A-Za-z][\w'+/-]*)"
_THE = r"(?:(?:the|these|those|all|our|a\stotal\sof)\s+)*"


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[tuple[re.Pattern, float], ...]:
    count = rf"(?P<count>{writing.count})"
    n, percent = rf"(?P<n>{writing.count})", rf"(?P<percent>(?:[<>≤≥]=?\s?)?{writing.percent})"
    slash = r"(?P<count>(?<![\w.,/-])\d[\d,]*)\s?/\s?(?P<n>\d[\d,]*(?<!,))(?![\w/])"
    of = r"(?:out\sof|of|from\samong|among)"
    other = r"increase|decrease|reduction|rise|higher|lower|more|less|aged|female|male|women|men|(?:of\s)?whom"
    share = rf"{percent}(?!\s+(?:{other})\b)"
    words = rf"(?:\s+{_WORDS})"
    beside = r"(?:,?\s*[(\[,]\s*(?:or\s+)?|\s+or\s+)(?:(?:about|nearly|roughly|some|almost|just\sover)\s+(?=\d))?"
    patterns = (
        (rf"{slash}{words}{{0,4}}?\s*[,;:=]?\s*[(\[]?\s*{percent}", 0.98),
        (rf"{percent}{words}{{0,3}}\s*[(\[,;:]\s*(?:n\s?=\s?)?{slash}", 0.98),
        (rf"{percent}\s*[(\[,;:]\s*{count}\s+{of}\s+{_THE}{n}(?:{words}{{0,4}}\s*[)\]])", 0.97),
        (rf"{percent}\s*[(\[,;:]\s*{count}\s+{of}\s+{_THE}{n}", 0.95),
        (rf"{count}(?:\s+{_WORDS}){{0,2}}?\s+{of}\s+{_THE}{n}{words}{{0,2}}?{beside}{share}", 0.95),
        (rf"{count}(?:\s+{_WORDS}){{0,2}}?\s+{of}\s+{_THE}{n}{words}{{3,7}}?,?\s*[(\[]\s*{share}", 0.75),
        (rf"{count}\s+(?:out\sof|of)\s+(?:the|these|those|our)(?:\s+{_WORDS}){{1,16}}?\s*[(\[]\s*{share}", 0.8),
        (
            rf"{count}(?!\s+(?:years?|months?|weeks?)\s(?:and|or|of\sage|old))(?:,?\s+{_WORDS}){{0,6}}?\s*[(\[]\s*{share}",
            0.9,
        ),
        (rf"[(\[]\s*(?:n\s?=\s?)?{count}\s*[;,]\s*{percent}", 0.9),
        (rf"{percent}\s*[;,]\s*n\s?=\s?{count}", 0.9),
        (rf"{percent}\s+of\s+{_THE}{n}{words}{{1,4}}\s*[(\[]\s*{count}\s*[)\]]", 0.85),
        (rf"{percent}\s*[(\[]\s*(?:n\s?=\s?)?{count}(?:\s+{_WORDS}){{0,3}}\s*[)\]]", 0.85),
        (rf"{percent}\s+of\s(?:[^.;%()\[\]]|(?<=\d)\.(?=\d)){{3,90}}[(\[]\s?[nN]\s?=\s?{n}\s?[)\]]", 0.85),
        (
            rf"\b(?:of|among|in|out\sof)\s+{_THE}{n}{words}{{1,7}},\s+(?:about\s|approximately\s|nearly\s|only\s|over\s)?{percent}(?!\s*\()",
            0.75,
        ),
        (rf"{slash}(?!\s?(?:mm|ml|l|kg|day|d)\b)", 0.6),
        (rf"{count}\s+(?:out\sof|of)\s+{_THE}{n}(?=\s|[,.;)])", 0.7),
    )
    return tuple((re.compile(pattern, re.IGNORECASE), sureness) for pattern, sureness in patterns)


def find_proportions(text: str, writing: Writing) -> Iterator[Found]:
    """Find counts of totals and their percentages, the surest form first."""
    shares = "%" in text or "cent" in text
    for pattern, sureness in _patterns(writing):
        if not shares and "percent" in pattern.groupindex:
            continue
        named = [name for name in ("count", "n", "percent") if name in pattern.groupindex]
        for found, _ in found_in("proportion", pattern, text, named, sureness):
            if not _is_year_or_label(text, found):
                yield found


@lru_cache(maxsize=8)
def _alone(writing: Writing) -> tuple[re.Pattern, ...]:
    low, high = rf"(?P<low>{writing.number})\s?%?", rf"(?P<high>{writing.percent})"
    patterns = (
        rf"\bbetween\s{low}\s(?:and|to)\s{high}",
        rf"{low}\s?(?:{DASH}|\bto\b)\s?{high}",
        rf"(?P<percent>{writing.percent})",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


def find_percentages(text: str, writing: Writing) -> Iterator[Found]:
    """Find percentages that stand alone."""
    if "%" not in text and "cent" not in text:
        return
    for pattern in _alone(writing):
        for found, _ in found_in("percentage", pattern, text, [*pattern.groupindex], 0.9):
            yield found


def _is_year_or_label(text: str, found: Found) -> bool:
    """Tell whether the count is a year, or the number of a table, a group or a visit."""
    if "count" not in found.spans:
        return False
    start, end = found.spans["count"]
    before = text[max(0, start - 12) : start].lower()
    if re.search(
        r"(?:table|figure|fig\.?|week|day|month|year|phase|grade|stage|step|type|group|visit|study|experiment)s?\s$",
        before,
    ):
        return True
    if re.search(r"\b(?:over|under|aged|ages|than|least|per)\s$|\d\s?(?:to|and|-|–)\s?$", before):
        return True
    if re.search(r"[<>=≤≥±]\s?$", before) and not re.search(r"n\s?=\s?$", before):
        return True
    is_year = re.fullmatch(r"(?:19|20)\d\d", text[start:end]) is not None
    return is_year and "percent" not in found.spans
