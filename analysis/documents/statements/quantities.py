"""Grammar of what is counted and measured: rates, doses, durations, ranges, years, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found, found_in
from .writing import DASH, Writing

_DOSE_UNIT = (
    r"(?:mg|g|μg|mcg|ug|kg|ng|mL|ml|μl|IU|units?|mmol|μmol|nmol|mEq|Gy|drops|tablets?"
    r"|capsules?|milligrams?|micrograms?|grams?|liters?|litres?)(?:\s?/\s?(?:100\s)?(?:kg|day|d|h|hr|m2|m²|mL|ml|dL|dl|L|l|min|dose)){0,2}(?![\w])"
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


@lru_cache(maxsize=4)
def _patterns(writing: Writing) -> tuple[tuple[str, re.Pattern, tuple[str, ...], float], ...]:
    number, signed, count = writing.number, writing.signed, writing.count
    to = rf"\s*(?:{DASH}|\bto\b|\band\b)\s*"
    years = rf"(?:\s*(?:{DASH}|/)\s*|,?\s+(?:to|and|through|thru|until|till|up\sto)\s+(?:the\send\sof\s)?{_MONTH}?)"
    value, mass = rf"(?P<value>{number})", rf"(?P<unit>{_DOSE_UNIT}{_DAILY}?)"
    several = rf"(?P<value>{number}(?:\s?{_DOSE_UNIT})?(?:,\s{number}(?:\s?{_DOSE_UNIT})?)*,?\sor\s{number})"
    often = rf"(?P<value>{number}|{count}|a\sfew|several)\stimes"
    low_high = rf"(?P<low>{signed}){to}[<>≤≥]?\s?(?P<high>{signed})"
    worded = rf"(?P<low>{signed}|{count}){to}[<>≤≥]?\s?(?P<high>{signed}|{count})"
    words = r"(?:[A-Za-z][\w-]*\s){0,8}?"
    per = r"(?P<per>\d{1,3}(?:[,\u202f]\d{3})+|\d{2,7}|million|thousand|billion)"
    return (
        (
            "rate",
            re.compile(
                rf"(?P<rate>{number})(?!\s?(?:{_TIME}|{_DOSE_UNIT})\s?/)(?!\s?{_DOSE_UNIT})\s?(?:{words}(?:[A-Za-z]+)?\s?/\s?|{words}per\s(?:one\s)?){per}(?![\d/])\s?(?:{_PER})?",
                re.I,
            ),
            ("rate", "per"),
            0.85,
        ),
        ("dose", re.compile(rf"{low_high}\s?{mass}", re.I), ("low", "high"), 0.85),
        ("dose", re.compile(rf"{several}\s?{mass}"), ("value",), 0.8),
        ("dose", re.compile(rf"{value}\s?{mass}"), ("value",), 0.85),
        (
            "frequency",
            re.compile(rf"{often}(?P<unit>\sdaily|\s(?:a|per|each|every)\sday|/day)\b", re.I),
            ("value",),
            0.9,
        ),
        (
            "frequency",
            re.compile(r"\b(?P<value>once|twice)(?P<unit>\sdaily|\s(?:a|per|each|every)\sday)\b", re.I),
            ("value",),
            0.9,
        ),
        ("duration", re.compile(rf"{worded}[\s-]?(?P<unit>{_TIME})", re.I), ("low", "high"), 0.85),
        (
            "duration",
            re.compile(rf"(?P<value>{number}|{count})[\s-]?(?P<unit>{_TIME}{_DAILY}?)", re.I),
            ("value",),
            0.8,
        ),
        ("duration", re.compile(r"\b(?P<value>decade)\b", re.I), ("value",), 0.6),
        (
            "vague",
            re.compile(rf"\b(?P<value>several|a\sfew|for)\s(?P<unit>(?:hours|days|weeks|months|years){_DAILY}?)", re.I),
            ("value",),
            0.7,
        ),
        (
            "vague",
            re.compile(
                r"\b(?P<value>dozens|hundreds|thousands|millions|billions)\sof\s(?:\w+\s)?(?P<unit>[a-z]{4,}s|people|children)\b",
                re.I,
            ),
            ("value",),
            0.6,
        ),
        (
            "duration",
            re.compile(
                rf"\b(?:aged|ages?)\s(?:of\s|was\s|were\s)?(?:between\s|from\s)?(?P<low>{number}){to}[<>≤≥]?\s?(?P<high>{number})",
                re.I,
            ),
            ("low", "high"),
            0.8,
        ),
        (
            "period",
            re.compile(
                rf"(?<![\d.,])(?P<low>(?:1[89]|20)\d\d)(?:{years}(?P<high>(?:1[89]|20)\d\d))?(?![\d.,]*\d)", re.I
            ),
            ("low", "high"),
            0.7,
        ),
        ("period", re.compile(r"\b(?P<low>(?:1[89]|20)\d0s)\b"), ("low",), 0.6),
        (
            "range",
            re.compile(rf"\brang(?:e[ds]?|ing)(?:\s(?:was|is))?\s?[:=,]?\s*(?:from\s|between\s)?{low_high}", re.I),
            ("low", "high"),
            0.85,
        ),
        ("range", re.compile(rf"\b(?:between|from)\s{low_high}", re.I), ("low", "high"), 0.6),
        ("count", re.compile(r"(?<!\w)n\s?=\s?(?P<count>\d[\d,\u202f]*)(?!\d)", re.I), ("count",), 0.9),
        (
            "count",
            re.compile(rf"(?P<count>{count})(?=\s+(?:[a-z][\w-]*\s+){{0,3}}?[a-z][\w-]*)", re.I),
            ("count",),
            0.5,
        ),
        (
            "count",
            re.compile(r"(?<![\w.,/-])(?P<count>\d{1,3}(?:[,\u202f]\d{3})+)(?![\d%]|[.,]\d|\s?%)"),
            ("count",),
            0.5,
        ),
        (
            "count",
            re.compile(rf"\b(?:in|of|for|to|and|was|were|or|than|only)\s(?P<count>{count})(?=[,.;)]|\s\()", re.I),
            ("count",),
            0.5,
        ),
    )


def find_quantities(text: str, writing: Writing) -> Iterator[Found]:
    """Find quantities that are no share, change, estimate or test."""
    for kind, pattern, roles, sureness in _patterns(writing):
        for found, match in found_in(kind, pattern, text, roles, sureness):
            groups = match.groupdict()
            start, end = found.spans["count"] if kind == "count" and sureness < 0.9 else (found.start, found.end)
            yield Found(kind, start, end, found.spans, sureness, (groups.get("unit") or "").strip())
