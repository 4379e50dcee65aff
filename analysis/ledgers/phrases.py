"""The quantities of a ledger among the statements of a document: one for every number that a row can hold."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..documents.statements import Statement, front_of
from ..errors import DataError
from ..printed import Printed, read_printed

PEOPLE = {
    "patients": "patients", "patient": "patients", "cases": "cases", "case": "cases", "people": "people",
    "persons": "people", "person": "people", "individuals": "people", "adults": "people", "children": "people",
    "adolescents": "people", "americans": "people", "women": "people", "men": "people", "users": "people",
    "deaths": "deaths", "death": "deaths", "fatalities": "deaths", "exposures": "exposures", "calls": "calls",
    "presentations": "cases", "admissions": "cases", "participants": "patients", "subjects": "patients",
}  # fmt: skip
"""Words for whom or what is counted, and the unit of the count."""

_SCALED = ("prescriptions", "doses", "tablets")
_PLAIN = {
    "milligram": "mg", "milligrams": "mg", "gram": "g", "grams": "g", "min": "minutes", "hr": "hours", "hrs": "hours",
    "h": "hours", "d": "days", "wk": "weeks", "wks": "weeks", "mo": "months", "yr": "years", "yrs": "years",
    "y": "years",
    "secs": "seconds", "sec": "seconds", "µg": "mcg", "μg": "mcg", "ug": "mcg", "microgram": "mcg", "micrograms": "mcg",
    "l": "L", "liter": "L", "liters": "L", "litre": "L", "litres": "L", "ml/min": "mL/min", "decade": "years",
}  # fmt: skip
_DAILY = re.compile(r"\s*/\s*(?:day|d|24\s?h)$|\s+(?:per|a|each|every)\s+day$|\s+daily(?:\s+dose)?$", re.I)
_YEARLY = re.compile(r"\b(?:each|every|per|a) year\b|\byearly\b|\bannually\b", re.I)
_MOST = 10**15
_DECIMAL_COMMA = re.compile(r"\d,\d(?!\d\d)")
_NOUN = re.compile(
    r"\s+(?:of\s+)?(?:the\s+)?(?:(?:main|more|other|adult|pediatric|new|single|of these|additional|human|reported"
    r"|opioid|drug|overdose|isolated)\s+){0,3}([A-Za-z]{3,})",
)
_NO_NOUN = re.compile(
    r".*(?:ed|ing|ly)$|(?:of|the|and|or|to|in|on|at|by|for|with|had|has|have|were|was|are|is|who|from)$"
)
MORE_STATISTICS = ("rate", "mean", "median", "ratio")
"""Kinds of numbers that documents print and the shipped ledger has none of."""
_RATIOS = ("OR", "RR", "HR", "IRR", "SMR", "ratio")


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
    words: str = ""


def phrases_of(statements: Iterable[Statement], text: str) -> list[Phrase]:
    """Give the quantities that the statements of a text are made of, in the order in which they stand.

    Examples
    --------
    >>> from analysis.documents import Block, Document, Locator
    >>> from analysis.documents.statements import read_statements
    >>> text = "It is no more than 80 mg per day for 1-2 weeks in 23 patients."
    >>> said = read_statements(Document("", {}, (Block("paragraph", text, Locator(line=1)),), "a.txt"))
    >>> [(one.printed, one.statistic, one.unit, one.said.relation) for one in phrases_of(said, text)][:2]
    [('no more than 80 mg per day', 'daily_dose', 'mg/day', '<='), ('1-2 weeks', 'duration', 'weeks', '')]
    """
    found = [phrase for one in statements for phrase in _of_statement(one, text)]
    return sorted(found, key=lambda phrase: phrase.start)


def phrases_of_cells(statements: Iterable[Statement], text: str) -> list[Phrase]:
    """Give the quantities of the cells of a table: a count is of what its row and column name, and none is sure."""
    found = []
    for one in statements:
        ends = [at for mark in "\t\n" if (at := text.find(mark, one.span[1])) >= 0]
        cell = text[: min(ends, default=len(text))]
        for phrase in _of_statement(one, cell) if one.kind != "count" else [_counted(one, cell)]:
            if phrase is not None:
                found.append(replace(phrase, sureness=phrase.sureness / 2, words=one.words))
    return found


def _counted(one: Statement, text: str) -> Phrase | None:
    named = next((word for word in re.findall(r"[a-z]+", one.words.lower()) if word in PEOPLE), "cases")
    return _read(text, *one.spans["count"], "count", PEOPLE[named], 0.6)


def _of_statement(one: Statement, text: str) -> Iterator[Phrase]:
    """Give the quantities of a statement whose characters alone say the number that the document means (5.000, 5,9)."""
    meant = {end for said in one.numbers.values() for end in _ends(said)}
    for phrase in _READERS[one.kind](one, text) if one.kind in _READERS else ():
        if phrase is not None and _ends(phrase.said) <= meant:
            yield phrase


def _ends(said: Printed) -> set[float]:
    return {end for end in (said.value, said.low, said.high) if not math.isnan(end)}


def _with_unit(one: Statement, text: str) -> list[Phrase | None]:
    statistic, unit = _measured(one)
    return [_read(text, *one.span, statistic, unit, 0.9)]


def _moment(one: Statement, text: str) -> list[Phrase | None]:
    return [_read(text, *one.spans[one.kind], one.kind, _unit(one.measure) or "number", 0.7)]


def _rate(one: Statement, text: str) -> list[Phrase | None]:
    per = f"per {one.numbers['per'].value:,.0f}"
    return [_read(text, one.span[0], one.spans["rate"][1], "rate", per, 0.85)]


def _range(one: Statement, text: str) -> list[Phrase | None]:
    return [_count(text, one.spans["low"][0], one.spans["low"][0], one.spans["high"][1])]


def _ratio(one: Statement, text: str) -> list[Phrase | None]:
    start, end = one.spans["estimate"]
    if "percent" in one.details:
        return [_read(text, start, end + 1, "percent", "percent", 0.6)]
    return [_read(text, start, end, "ratio", one.measure, 0.8)] if one.measure in _RATIOS else []


def _of_counts(one: Statement, text: str) -> Iterator[Phrase | None]:
    """Give a count, its total and its percentage, each a quantity of its own."""
    words = re.findall(r"[a-z]+", text[one.span[0] : one.span[1] + 30].lower()) if one.kind == "proportion" else []
    named = next((PEOPLE[word] for word in words if word in PEOPLE), "")
    for role, (start, end) in one.spans.items():
        front = front_of(text, start)
        if role in ("percent", "low", "high"):
            yield _read(text, front, end, "percent", "percent", 0.9)
        elif role == "count" and named:
            yield _read(text, front, end, "count", named, 0.8)
        else:
            yield _count(text, front, start, end)


def _changes(one: Statement, text: str) -> Iterator[Phrase | None]:
    """Give a change in percent or as so many times, and the counts before and after it."""
    spans = one.spans
    for role, statistic, unit in (("change", "percent_change", "percent"), ("fold", "fold_change", "fold")):
        if role in spans and one.measure != "points":
            start, end = spans[role]
            behind = re.compile(r"[-\s]?fold|[-\s]times").match(text, end)
            yield _read(text, front_of(text, start), behind.end() if behind else end, statistic, unit, 0.9)
    for role in ("old", "new"):
        if role in spans:
            yield _count(text, *(spans[role][0], *spans[role]))


def _measured(one: Statement) -> tuple[str, str]:
    """Give statistic and unit of a number with a unit: a dose, a concentration, a time, how often a day."""
    measure = one.measure
    if one.kind == "frequency":
        return "frequency", "per day"
    if one.kind == "duration":
        unit = "years" if "decade" in one.printed.lower() else _unit(_DAILY.sub("", measure))
        return "duration", (unit or "years") + ("/day" if _DAILY.search(measure) else "")
    if re.search(r"/\s?(?:100\s)?(?:m?l|dl)\b", measure, re.I):
        return "concentration", _unit(measure)
    if re.search(r"m?l\s*/\s*min", measure, re.I):
        return "clearance", _unit(measure)
    if _DAILY.search(measure):
        return "daily_dose", f"{_unit(_DAILY.sub('', measure))}/day"
    return ("volume" if re.fullmatch(r"m?l|lit(?:er|re)s?", measure, re.I) else "dose"), _unit(measure)


def _vague(one: Statement, text: str) -> list[Phrase | None]:
    """Read what states a quantity without a number: "several days", "for weeks", "millions of adults"."""
    unit = one.measure.lower()
    if re.match(r"hours|days|weeks|months|years", unit):
        daily = "/day" if _DAILY.search(unit) else ""
        return [_read(text, *one.span, "duration", _DAILY.sub("", unit) + daily, 0.7)]
    if unit not in PEOPLE and unit not in _SCALED:
        return []
    yearly = "/year" if _YEARLY.search(text) else ""
    return [_read(text, *one.span, "count", PEOPLE.get(unit, unit) + yearly, 0.6)]


def _count(text: str, begin: int, start: int, end: int) -> Phrase | None:
    """Read a count by the noun behind it, or by that of a count before it in the sentence ("hypotension in one")."""
    noun = _NOUN.match(text, end)
    word = noun[1].lower() if noun else ""
    number = text[start:end].lower()
    if noun and word in PEOPLE:
        return _read(text, begin, noun.end(), "count", PEOPLE[word], 0.85)
    sentence = text[max((text.rfind(mark, 0, start) for mark in (". ", "! ", "? ")), default=-1) + 1 : start]
    before = re.findall(rf"\b({'|'.join(PEOPLE)})\b", sentence, re.I)
    if before and (re.match(r"\s*(?:[.,;:()]|$)", text[end:]) or re.search(r"(?:million|thousand|billion)$", number)):
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
    if _DECIMAL_COMMA.search(text[max(start - 2, 0) : end + 2]):
        return None  # "1,5 g": a decimal comma or a list, which the text does not tell
    try:
        said = read_printed(printed)
    except (DataError, OverflowError):
        return None
    if any(abs(number) > _MOST for number in (said.value, said.low, said.high)):
        return None
    return Phrase(start, start + len(printed), printed, said, statistic, unit, sureness)


def _unit(word: str) -> str:
    """Give the unit in the words of the ledger: mg, mg/day, hours ..."""
    word = re.sub(r"\s*/\s*", "/", word.strip().lower())
    word = _PLAIN.get(word, word)
    return word + "s" if word in ("minute", "hour", "day", "week", "month", "year", "second") else word


_READERS = {
    "percentage": lambda one, text: [_read(text, one.span[0], one.span[1], "percent", "percent", 0.9)],
    "period": lambda one, text: [_read(text, one.span[0], one.span[1], "year", "year", 0.7)],
    "dose": _with_unit,
    "duration": _with_unit,
    "frequency": _with_unit,
    "vague": _vague,
    "rate": _rate,
    "mean": _moment,
    "median": _moment,
    "estimate": _ratio,
    "change": _changes,
    "proportion": _of_counts,
    "count": _of_counts,
    "range": _range,
}
"""How the quantities of each kind of statement are read; the other kinds become no row."""
