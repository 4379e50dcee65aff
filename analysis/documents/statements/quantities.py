"""Grammar of what is counted and measured: rates, doses, durations, ranges, years, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found, found_in
from .writing import DASH, Writing

_DOSE_UNIT = (
    r"(?:mg|g|μg|mcg|ug|kg|ng|mL|ml|μl|IU|units?|mmol|μmol|nmol|mEq|Gy|drops|tablets?"
    r"|capsules?|milligrams?|micrograms?|grams?|liters?|litres?)"
    r"(?:\s?/\s?(?:100\s)?(?:kg|day|d|h|hr|m2|m²|mL|ml|dL|dl|L|l|min|dose)){0,2}(?![\w])"
)
_TIME = r"(?:seconds?|secs?|minutes?|min|hours?|hrs?|h|days?|d|weeks?|wks?|wk|months?|mo|years?|yrs?|yr|y)(?![\w])"
_DAILY = r"(?:(?:\s?/\s?24\s?h|\s(?:per|a|each|every)\sday|\sdaily(?:\sdose)?)\b)"
_PER = (
    r"(?:person|patient|child|woman)[-\s]?(?:years?|months?|days?)|PYO?|population|inhabitants"
    r"|people|persons|patients|births|deliveries|calls|exposures|residents|cases"
)
_MONTH = (
    r"(?:(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?\s+(?:\d{1,2},?\s+)?)"
)


_DAY = r"\s(?:a|per|each|every)\sday"
_ROLES = ("rate", "per", "value", "low", "high", "count")
Form = tuple[str, str, float]


@lru_cache(maxsize=8)
def _patterns(writing: Writing) -> tuple[tuple[str, re.Pattern, float], ...]:
    """Give the kind, the pattern and the sureness of every form, the surest reading of a number first."""
    forms = (*_rates(writing), *_measured(writing), *_times(writing), *_VAGUE, *_spans(writing), *_counts(writing))
    return tuple((kind, re.compile(pattern, re.IGNORECASE), sureness) for kind, pattern, sureness in forms)


def _to(end: str) -> str:
    """Give the pattern of two numbers that a dash or a word joins."""
    return rf"(?P<low>{end})\s*(?:{DASH}|\bto\b|\band\b)\s*[<>≤≥]?\s?(?P<high>{end})"


def _rates(writing: Writing) -> Iterator[Form]:
    words = r"(?:[A-Za-z][\w-]*\s){0,8}?"
    no_unit = rf"(?!\s?(?:{_TIME}|{_DOSE_UNIT})\s?/)(?!\s?{_DOSE_UNIT})"
    per = r"(?P<per>\d{1,3}(?:[,\u202f]\d{3})+|\d{2,7}|million|thousand|billion)(?![\d/])"
    over = rf"(?:{words}(?:[A-Za-z]+)?\s?/\s?|{words}per\s(?:one\s)?)"
    yield "rate", rf"(?P<rate>{writing.number}){no_unit}\s?{over}{per}\s?(?:{_PER})?", 0.85


def _measured(writing: Writing) -> Iterator[Form]:
    """Doses and all else with a unit of mass or volume, and how often a day."""
    number, mass = writing.number, rf"(?P<unit>{_DOSE_UNIT}{_DAILY}?)"
    one = rf"{number}(?:\s?{_DOSE_UNIT})?"
    yield "dose", rf"{_to(writing.signed)}\s?{mass}", 0.85
    yield "dose", rf"(?P<value>{one}(?:,\s{one})*,?\sor\s{number})\s?(?-i:{mass})", 0.8
    yield "dose", rf"(?P<value>(?:(?<=[\s(])[-–])?{number})\s?(?-i:{mass})", 0.85
    yield "frequency", rf"(?P<value>{number}|{writing.count}|a\sfew|several)\stimes(?P<unit>\sdaily|{_DAY}|/day)\b", 0.9
    yield "frequency", rf"\b(?P<value>once|twice)(?P<unit>\sdaily|{_DAY})\b", 0.9


def _times(writing: Writing) -> Iterator[Form]:
    """Durations and ages."""
    worded = rf"(?:{writing.signed}|{writing.count})"
    between = r"\b(?:aged|ages?)\s(?:of\s|was\s|were\s)?(?:between\s|from\s)?"
    yield "duration", rf"{_to(worded)}[\s-]?(?P<unit>{_TIME})", 0.85
    yield "duration", rf"(?P<value>{writing.number}|{writing.count})[\s-]?(?P<unit>{_TIME}{_DAILY}?)", 0.8
    yield "duration", r"\b(?P<value>decade)\b", 0.6
    yield "duration", rf"{between}{_to(writing.number)}", 0.8


def _spans(writing: Writing) -> Iterator[Form]:
    """Years, and ranges of values."""
    year, joint = r"(?:1[89]|20)\d\d", rf"\s*(?:{DASH}|/)\s*"
    until = rf"(?:{joint}|,?\s+(?:to|and|through|thru|until|till|up\sto)\s+(?:the\send\sof\s)?{_MONTH}?)"
    named = r"\brang(?:e[ds]?|ing)(?:\s(?:was|is))?\s?[:=,]?\s*(?:from\s|between\s)?"
    yield "period", rf"(?<![\d.,])(?P<low>{year})(?!s\b)(?:{until}(?P<high>{year}))?(?![\d.,]*\d)", 0.7
    yield "period", r"\b(?P<low>(?:1[89]|20)\d0s)\b", 0.6
    yield "range", rf"{named}{_to(writing.signed)}", 0.85
    yield "range", rf"\b(?:between|from)\s{_to(writing.signed)}", 0.6


def _counts(writing: Writing) -> Iterator[Form]:
    count = rf"(?P<count>{writing.count})"
    yield "count", r"(?<!\w)n\s?=\s?(?P<count>\d[\d,\u202f]*)(?!\d)", 0.9
    yield "count", rf"{count}(?=\s+(?:[a-z][\w-]*\s+){{0,3}}?[a-z][\w-]*)", 0.5
    yield "count", r"(?<![\w.,/-])(?P<count>\d{1,3}(?:[,\u202f]\d{3})+)(?![\d%]|[.,]\d|\s?%)", 0.5
    yield "count", rf"\b(?:in|of|for|to|and|was|were|or|than|only)\s{count}(?=[,.;)]|\s\(|\s*$)", 0.5


_VAGUE: tuple[Form, ...] = (
    ("vague", rf"\b(?P<value>several|a\sfew|for)\s(?P<unit>(?:hours|days|weeks|months|years){_DAILY}?)", 0.7),
    (
        "vague",
        r"\b(?P<value>dozens|hundreds|thousands|millions|billions)\sof\s(?:\w+\s)?"
        r"(?P<unit>[a-z]{4,}s|people|children)\b",
        0.6,
    ),
)


def find_quantities(text: str, writing: Writing) -> Iterator[Found]:
    """Find quantities that are no share, change, estimate or test."""
    for kind, pattern, sureness in _patterns(writing):
        roles = [role for role in _ROLES if role in pattern.groupindex]
        for found, match in found_in(kind, pattern, text, roles, sureness):
            start, end = found.spans["count"] if kind == "count" and sureness < 0.9 else (found.start, found.end)
            yield Found(kind, start, end, found.spans, sureness, (match.groupdict().get("unit") or "").strip())
