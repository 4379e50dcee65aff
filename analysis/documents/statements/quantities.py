"""Grammar of what is counted and measured: rates, doses, durations, ranges, changes, years, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .found import Found, found_in
from .writing import DASH, Writing

_DOSE_UNIT = (
    r"(?:mg|g|μg|mcg|ug|kg|ng|mL|ml|μl|IU|units?|mmol|μmol|nmol|mEq|Gy|drops|tablets?"
    r"|capsules?)(?:\s?/\s?(?:kg|day|d|h|hr|m2|m²|mL|ml|dL|dl|L|l|min|dose)){0,2}(?![\w])"
)
_TIME = r"(?:seconds?|secs?|minutes?|min|hours?|hrs?|h|days?|d|weeks?|wks?|wk|months?|mo|years?|yrs?|yr|y)(?![\w])"
_BOUND = (
    r"(?P<relation>[<>≤≥~≈]\s?|more\sthan\s|less\sthan\s|at\sleast\s|at\smost\s|over\s|under\s"
    r"|about\s|up\sto\s|fewer\sthan\s)?"
)
_PER = (
    r"(?:person|patient|child|woman)[-\s]?(?:years?|months?|days?)|PYO?|population|inhabitants"
    r"|people|persons|patients|births|deliveries|calls|exposures|residents|cases"
)
_RISE = (
    r"(?:increase[ds]?|rise|rose|risen|growth|grew|decrease[ds]?|decline[ds]?|reduc(?:ed|tion|es)"
    r"|drop(?:ped)?|fall|fell|fallen|change[ds]?|higher|lower|up|down)"
)
FALLS = re.compile(r"decreas|declin|reduc|drop|fall|fell|lower|down", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.\d)?")  # a year, or one with the mark of a note behind its point
_FOLD = r"(?P<fold>{number}|two|three|four|five|six|ten)[-\s]?(?:fold|times)"


@lru_cache(maxsize=4)
def _patterns(writing: Writing) -> tuple[tuple[str, re.Pattern, tuple[str, ...], float], ...]:
    number, signed, percent, count = writing.number, writing.signed, writing.percent, writing.count
    to = rf"\s*(?:{DASH}|\bto\b|\band\b)\s*"
    value = rf"{_BOUND}(?P<value>{number})"
    low_high = rf"(?P<low>{signed}){to}(?P<high>{signed})"
    from_to = (
        rf"from\s+(?P<old>{number})\s?%?(?:\s?[^.;()\d]{{0,50}}|[^.;()\d]{{0,40}}\bin\s(?:19|20)\d\d)?\s+to\s+(?P<new>{number})\s?%?"
        r"(?:\s?per\s[\d,]+)?(?:[^.;()\d]{0,40}(?:\bin\s(?:19|20)\d\d)?)"
    )
    said = rf"(?:(?P<change>[-+]?\s?{percent})|{_FOLD.format(number=number)})"
    first = rf"(?:{_RISE})\w*(?:\sby)?\s+(?P<change>{percent}),?\s+{from_to}"
    fold_first = rf"(?P<change_word>doubled|tripled|trebled|quadrupled|halved),?\s+[^.;()\d]{{0,30}}{from_to}"
    return (
        (
            "change",
            re.compile(rf"{from_to}\s*[(\[,;]+\s*(?:an?\s|or\s|by\s|i\.e\.,?\s)?(?:{_RISE}\s(?:of|by)\s)?{said}", re.I),
            ("old", "new", "change", "fold"),
            0.9,
        ),
        ("change", re.compile(first, re.I), ("change", "old", "new"), 0.9),
        ("change", re.compile(fold_first, re.I), ("old", "new", "change_word"), 0.9),
        (
            "rate",
            re.compile(
                rf"(?P<rate>{number})\s?(?:[a-z]+\s)?(?:per|/)\s?(?P<per>\d{{1,3}}(?:[,\u202f]\d{{3}})+|\d{{2,7}}|million|thousand)\s?(?:{_PER})?",
                re.I,
            ),
            ("rate", "per"),
            0.85,
        ),
        ("dose", re.compile(rf"{_BOUND}{low_high}\s?(?P<unit>{_DOSE_UNIT})", re.I), ("low", "high"), 0.85),
        ("dose", re.compile(rf"{value}\s?(?P<unit>{_DOSE_UNIT})"), ("value",), 0.85),
        ("duration", re.compile(rf"{_BOUND}{low_high}[\s-]?(?P<unit>{_TIME})", re.I), ("low", "high"), 0.85),
        ("duration", re.compile(rf"{_BOUND}(?P<value>{number}|{count})[\s-]?(?P<unit>{_TIME})", re.I), ("value",), 0.8),
        (
            "range",
            re.compile(rf"\brang(?:e[ds]?|ing)(?:\s(?:was|is))?\s?[:=,]?\s*(?:from\s|between\s)?{low_high}", re.I),
            ("low", "high"),
            0.85,
        ),
        (
            "period",
            re.compile(rf"(?<![\d.,])(?P<low>(?:19|20)\d\d)(?:{to}(?P<high>(?:19|20)\d\d))?(?![\d.,]*\d)", re.I),
            ("low", "high"),
            0.7,
        ),
        ("count", re.compile(r"(?<!\w)n\s?=\s?(?P<count>\d[\d,]*)(?!\d)", re.I), ("count",), 0.9),
        (
            "count",
            re.compile(rf"(?P<count>{count})(?=\s+(?:[a-z][\w-]*\s+){{0,3}}?[a-z][\w-]*)", re.I),
            ("count",),
            0.5,
        ),
        ("count", re.compile(rf"\b(?:in|of|for|to|and|was|were)\s(?P<count>{count})(?=[,.;)])", re.I), ("count",), 0.5),
    )


_YEARS = re.compile(r"from\s+(?:19|20)\d\d\s+(?:to|until|through)\s+(?:19|20)\d\d(?![\d,])")


def find_quantities(text: str, writing: Writing) -> Iterator[Found]:
    """Find quantities that are no share, estimate or test."""
    for kind, pattern, roles, sureness in _patterns(writing):
        for found, match in found_in(kind, pattern, text, roles, sureness):
            if kind == "change" and _YEARS.search(match[0]):
                continue  # "rose by 36% from 2014 to 2017": a period, and a footnote's mark may be glued to its end
            groups = match.groupdict()
            if kind == "change" and any(_YEAR.fullmatch(groups[end] or "") for end in ("old", "new")):
                continue
            details = {"falls": "yes"} if kind == "change" and FALLS.search(match[0]) else {}
            if groups.get("relation"):
                details["relation"] = groups["relation"].strip()
            start, end = found.spans["count"] if kind == "count" and sureness < 0.9 else (found.start, found.end)
            yield Found(kind, start, end, found.spans, sureness, (groups.get("unit") or "").strip(), details)
