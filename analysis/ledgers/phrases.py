"""A number in a sentence with the words that make it a quantity: its relation, its unit, what is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import DataError
from ..printed import Printed, find_numbers, read_printed

PEOPLE = {
    "patients": "patients", "patient": "patients", "cases": "cases", "case": "cases", "people": "people",
    "persons": "people", "person": "people", "individuals": "people", "adults": "people", "children": "people",
    "adolescents": "people", "americans": "people", "women": "people", "men": "people", "users": "people",
    "deaths": "deaths", "death": "deaths", "fatalities": "deaths", "exposures": "exposures", "calls": "calls",
    "presentations": "cases", "admissions": "cases", "participants": "patients", "subjects": "patients",
}  # fmt: skip
"""Words for whom or what is counted, and the unit of the count."""

_SCALED = r"(?:people|persons|patients|adults|prescriptions|deaths|cases|children|americans|users|doses|tablets)"
_DAILY = r"(?:\s*/\s*(?:day|d)\b|\s+(?:per|a|each|every)\s+day|\s+daily(?:\s+dose)?|/24\s?h)"
_TIME = r"(?:minute|hour|day|week|month|year)s?|min\b|hrs?\b"
_MOVES = "increase|rise|decrease|decline|drop|fall|reduction|higher|lower|growth"
_MASS = r"(?:mg|mcg|µg|μg|ug|g|kg|milligrams?|micrograms?|grams?)(?![\w])"

# The first pattern that stands behind a number says what it is.
_BEHIND = (
    ("percent_change", "percent", re.compile(rf"\s*(?:%|percent\b|per cent\b)(?=\s+(?:{_MOVES}))", re.I)),
    ("percent", "percent", re.compile(r"\s*(?:%|percent\b|per cent\b)", re.I)),
    ("fold_change", "fold", re.compile(r"[-\s]?fold\b", re.I)),
    ("concentration", "", re.compile(r"\s*(?:mg|mcg|µg|μg|ng|g)\s*/\s*(?:m?l|dl)\b", re.I)),
    ("clearance", "", re.compile(r"\s*m?l\s*/\s*min\b", re.I)),
    ("daily_dose", "/day", re.compile(rf"\s*{_MASS}{_DAILY}", re.I)),
    ("dose", "", re.compile(rf"\s*{_MASS}(?:\s*/\s*kg\b)?(?:\s+dose\b)?", re.I)),
    ("volume", "", re.compile(r"\s*(?:ml|l|liters?|litres?)\b(?!/)", re.I)),
    ("frequency", "per day", re.compile(r"\s+times(?:\s+daily|\s+(?:a|per|each|every)\s+day|/day)", re.I)),
    ("duration", "/day", re.compile(r"[-\s]*hours?\s+(?:per|a)\s+day\b", re.I)),
    ("duration", "", re.compile(rf"[-\s]*(?:{_TIME})\b", re.I)),
)  # fmt: skip
_FRONT = re.compile(
    r"(?:\b(?:(?:no|not) more than|no less than|(?:more|less|fewer|greater|larger) than|at (?:most|least)|up to|within"
    r"|over|above|under|below|exceeding|about|around|roughly|nearly|almost|approximately"
    r"|the first|first|past|the last)\s+"
    r"|[<>≤≥~≈]\s*)$",
    re.I,
)
_JOINT = re.compile(rf"\s*(?:%|percent|{_MASS})?\s*(?:-|–|—|to|or)\s*", re.I)
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_YEARS = re.compile(r"(?:1[89]|20)\d\d\s*(?:to|-|–|—)\s*(?:1[89]|20)\d\d")
_DECIMAL_COMMA = re.compile(r"\d,\d(?!\d\d)")
_MOST = 10**15
_MINUS = re.compile(r"(?:^|[\s(])[-−–]$")
_VAGUE = re.compile(r"(?:several|a few|for|dozens|hundreds|thousands|millions|billions)\b", re.I)
_NOUN = re.compile(
    r"\s+(?:of\s+)?(?:the\s+)?(?:(?:main|more|other|adult|pediatric|new|single|of these|additional|human|reported"
    r"|opioid|drug|overdose|isolated)\s+){0,3}([A-Za-z]{3,})",
)
_NO_NOUN = re.compile(
    r".*(?:ed|ing|ly)$|(?:of|the|and|or|to|in|on|at|by|for|with|had|has|have|were|was|are|is|who|from)$"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quantity as a sentence prints it."""

    start: int
    end: int
    printed: str
    said: Printed
    statistic: str
    unit: str
    sureness: float


def phrases_in(text: str) -> list[tuple[int, int, Phrase | None]]:
    """Give the span of every number of a text, those of one range as one, and the quantity that it is part of, if any.

    Examples
    --------
    >>> found = phrases_in("It is no more than 80 mg per day for 1-2 weeks in 23 patients.")
    >>> [(one.printed, one.statistic, one.unit, one.said.relation) for _, _, one in found][:2]
    [('no more than 80 mg per day', 'daily_dose', 'mg/day', '<='), ('1-2 weeks', 'duration', 'weeks', '')]
    """
    return [(start, end, _phrase(text, start, end)) for start, end in _joined(text, find_numbers(text))]


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Make one span of the numbers of a range or of alternatives."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        between = text[joined[-1][1] : start] if joined else ""
        if between and _JOINT.fullmatch(between) and _rises(text[joined[-1][0] : end]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _rises(text: str) -> bool:
    try:
        return read_printed(text).low == read_printed(text).low  # NaN where it is no range
    except DataError:
        return False


def _phrase(text: str, start: int, end: int) -> Phrase | None:
    number = text[start:end]
    if _DECIMAL_COMMA.search(text[max(start - 2, 0) : start] + number + text[end : end + 2]):
        return None  # "1,5 g": a decimal comma or a list, which the text does not tell
    if number[0].isdigit() and text[start - 1 : start].isalnum():
        return None  # a part of a name: B12, 1e999
    start -= bool(_MINUS.search(text, 0, start))
    front = _FRONT.search(text, 0, start)
    begin = front.start() if front else start
    for statistic, unit, pattern in _BEHIND:
        if behind := pattern.match(text, end):
            return _read(text, begin, behind.end(), statistic, _unit(unit, behind[0]), 0.9)
    if re.search(r"\d0s$", number) or _YEARS.fullmatch(number) or _YEAR.fullmatch(number):
        return _read(text, start, end, "year", "year", 0.7)
    if re.search(r"\bdecade$", number, re.I):
        return _read(text, begin, end, "duration", "years", 0.6)
    if _VAGUE.match(number):
        return _vague(text, start, end)
    return _count(text, begin, start, end)


def _vague(text: str, start: int, end: int) -> Phrase | None:
    """Read what states a quantity without a number: "several days", "for weeks", "millions of adults"."""
    word = text[start:end].split()[-1].lower()
    if word == "times":
        daily = re.match(r"(?:\s+daily|\s+(?:a|per|each)\s+day)", text[end:])
        return _read(text, start, end + daily.end(), "frequency", "per day", 0.7) if daily else None
    if word in ("hours", "days", "weeks", "months", "years"):
        daily = re.match(r"\s+(?:per|a)\s+day", text[end:])
        return _read(
            text, start, end + (daily.end() if daily else 0), "duration", word + ("/day" if daily else ""), 0.7
        )
    counted = re.match(rf"\s+of\s+(?:\w+\s+)?({_SCALED})\b", text[end:], re.I)
    if not counted:
        return None
    noun = counted[1].lower()
    yearly = "/year" if re.search(r"\b(?:each|every|per|a) year\b|\byearly\b|\bannually\b", text, re.I) else ""
    return _read(text, start, end + counted.end(), "count", PEOPLE.get(noun, noun) + yearly, 0.6)


def _count(text: str, begin: int, start: int, end: int) -> Phrase | None:
    """Read a count by the noun behind it, or by that of a count before it in the sentence ("hypotension in one")."""
    noun = _NOUN.match(text, end)
    word = noun[1].lower() if noun else ""
    number = text[start:end].lower()
    if noun and word in PEOPLE:
        return _read(text, begin, noun.end(), "count", PEOPLE[word], 0.85)
    sentence = text[max((text.rfind(mark, 0, start) for mark in (". ", "! ", "? ")), default=-1) + 1 : start]
    before = re.findall(rf"\b({'|'.join(PEOPLE)})\b", sentence, re.I)
    if before and (re.match(r"\s*(?:[.,;:)]|$)", text[end:]) or re.search(r"(?:million|thousand|billion)$", number)):
        return _read(text, begin, end, "count", PEOPLE[before[-1].lower()], 0.6)
    if number == "one" or not noun or _NO_NOUN.fullmatch(word) or text[end : end + 1] == "-":
        return None
    more = re.match(r"\s+more\b", text[end:])
    unit = word if not more else "deaths" if "overdose" in text[end : end + 40] else word
    return _read(text, begin, end + more.end() if more else noun.end(), "count", unit, 0.5)


def _read(text: str, start: int, end: int, statistic: str, unit: str, sureness: float) -> Phrase | None:
    while start < end and text[start].isspace():
        start += 1
    printed = text[start:end].rstrip()
    try:
        said = read_printed(printed)
    except (DataError, OverflowError):
        return None
    if any(abs(number) > _MOST for number in (said.value, said.low, said.high)):
        return None
    return Phrase(start, start + len(printed), printed, said, statistic, unit, sureness)


def _unit(unit: str, behind: str) -> str:
    """Give the unit in the words of the ledger: mg, mg/day, hours ..."""
    if unit in ("percent", "fold", "per day"):
        return unit
    word = re.split(r"\s+(?:per|a|each|every|daily|dose)\b", behind.strip(" -"), flags=re.I)[0].strip().lower()
    word = re.sub(r"\s*/\s*", "/", word)
    word = re.sub(r"/(?:day|d|24\s?h)$", "", word) if unit == "/day" else word
    plain = {"milligram": "mg", "milligrams": "mg", "gram": "g", "grams": "g", "min": "minutes", "hr": "hours",
             "hrs": "hours", "µg": "mcg", "μg": "mcg", "ug": "mcg", "microgram": "mcg", "micrograms": "mcg",
             "l": "L", "liter": "L", "liters": "L", "litre": "L", "litres": "L", "ml/min": "mL/min"}  # fmt: skip
    word = plain.get(word, word)
    word = word + "s" if word in ("minute", "hour", "day", "week", "month", "year") else word
    return word + (unit if unit == "/day" else "")
