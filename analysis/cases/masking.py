"""What of a cell says who somebody is: telephone numbers, addresses, record numbers, names; and the cell without it.

A cell with such a trace is withheld whole: what stands beside a telephone number is a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from ..sources import data_directory
from ..toml import read_toml

_CALL = r"(?:tel|phone|ph|cell|mobile|fax|call(?:ed|back)?(?: back)?(?: at)?|contact)"
_RECORD = r"(?:mrn|med(?:ical)?\.? ?rec(?:ord)?|ssn|social security|chart|account|acct|policy|passport|licen[cs]e)"
_STREET = r"(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way|apt|terrace|highway|hwy)"
# The first word of a street's name: no unit of a dose, as in "500 mg DR" (delayed release).
_FIRST = r"(?:[a-ln-z][a-z.']+|m[aiouy][a-z.']*|me[a-pr-z][a-z.']*|mc[a-fh-z][a-z.']*|mt\.?)"
# Python and the engine read these alike (RE2): no look-around. What each finds, and how it is called.
TRACES = {
    "e-mail address": r"[^\s@,;]@[^\s@,;]+\.[^\s@,;]",
    "web address": (
        r"(?i:https?://|\bwww\.|\b[\w-]{2,}\.(?:com|org|net|edu|gov)\b|\b(?:\d{1,3}\.){3}\d{1,3}\b|"
        r"\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b)"
    ),
    "phone number": (
        r"(?i:(?:\(\d{3}\) ?|\b\d{3}[-. /]{1,2})\d{3}[-. ]\d{4}\b|\+\d{1,3}[-. ]?\(?\d{1,4}\)?(?:[-. ]?\d{2,4}){2,4}\b|"
        rf"\b0\d(?:[ .]\d\d){{4}}\b|\b{_CALL}\b\W{{0,3}}(?:no|nr|number|#)?\W{{0,3}}[(+]?\d[-. ()\d]{{5,}}\d\b)"
    ),
    "record number": (
        rf"(?i:\b\d{{3}}-\d{{2}}-\d{{4}}\b|\bmr ?# ?[a-z]{{0,3}}\d{{4,}}|"
        rf"\b{_RECORD}\b\W{{0,3}}(?:id|no|nr|num|number|#)?\W{{0,3}}[a-z]{{0,3}}-?\d{{3,}})"
    ),
    "date of birth": r"(?i:\b(?:dob|d\.o\.b\.?|birth ?date|date of birth|born(?: on)?)\b\W{0,3}\d)",
    "street address": (
        rf"(?i:\b\d{{1,5}} (?:[nsew]\.? )?{_FIRST}(?: [a-z][a-z.']+)? {_STREET}\b\.?(?:$|[,;#]|\W+\d)|"
        rf"^\d{{1,5}} (?:[nsew]\.? )?{_FIRST}(?: [a-z][a-z.']+)? (?:street|avenue|ave|road|rd|boulevard|blvd|lane)\b)"
    ),
}
_TRACES = {what: re.compile(pattern, re.ASCII) for what, pattern in TRACES.items()}
_ANY = re.compile("|".join(TRACES.values()), re.ASCII)
_TITLE = re.compile(r"\b(?:mr|mrs|ms|miss|mme|herr|frau|se[nñ]ora?)\b\.? +[A-Z\u00c0-\u00de]", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:name|named|called|pt|patient) ?[:=]\s*[^\W\d_]", re.IGNORECASE)
_EPONYM = re.compile(
    r"\b(?:st|saint|san|santa|syndrome|disease|palsy|sign|test|splint|tube|fracture|hospital)\b", re.IGNORECASE
)
_DAY = re.compile(r"\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}.*|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
MOST_WORDS = 14  # of a label; more are a narrative
FREE_TEXT = "free text"


@lru_cache(1 << 16)
def trace(text: str) -> str | None:
    """Say what identifying thing a cell holds by its pattern (``"phone number"``); None where none is seen."""
    if not _ANY.search(text):
        return None
    return next(what for what, pattern in _TRACES.items() if pattern.search(text))


def withheld(what: str) -> str:
    """Give what stands in the place of a cell."""
    return f"[withheld: {what}]"


def withheld_of(text: str) -> str | None:
    """Say what was withheld where something stands in the place of a cell; None of a cell that is itself."""
    return text[len("[withheld: ") : -1] if text.startswith("[withheld: ") and text.endswith("]") else None


def mask(text: str) -> str:
    """Give a cell, or what stands in its place where it shows who somebody is."""
    what = trace(text)
    return withheld(what) if what else text


@lru_cache(1 << 14)
def mask_label(text: str) -> str:
    """Give a label that no codebook or mapping knows; also names of persons and narratives are withheld.

    A name is told by a title, by what says that it is one, or by a given name (``data/given_names.toml``) beside
    another word. Other names cannot be told from labels.
    """
    what = trace(text) or ("name" if _names_somebody(text) else None)
    what = what or (FREE_TEXT if len(text.split()) > MOST_WORDS else None)
    return withheld(what) if what else text


def is_record(cells: Sequence[str], below: Sequence[Sequence[str]] = ()) -> bool:
    """Say whether a line that should name the columns of a table is a record: somebody's, and not to be shown.

    It is where a cell identifies somebody or is a day, where a third of the cells are numbers, or where several stand
    again in the rows below, in their own columns.
    """
    filled = {place: cell.strip() for place, cell in enumerate(cells) if cell.strip()}
    if any(trace(cell) or _DAY.fullmatch(cell) for cell in filled.values()):
        return True
    numbers = sum(bool(_NUMBER.fullmatch(cell)) for cell in filled.values())
    again = sum(any(place < len(row) and row[place].strip() == cell for row in below) for place, cell in filled.items())
    return len(filled) > 1 and (3 * numbers >= len(filled) or (again > 1 and 5 * again >= len(filled)))


def masked_sql(column: str) -> str:
    """Give the SQL of a cell as `mask` gives it."""
    whens = (f"WHEN regexp_matches({column}, '{_sql(TRACES[what])}') THEN '{withheld(what)}'" for what in TRACES)
    return f"CASE {' '.join(whens)} ELSE {column} END"


def traces_pattern() -> str:
    """Give one pattern of everything that `trace` finds, for the engines that read RE2."""
    return "|".join(TRACES.values())


def _sql(pattern: str) -> str:
    return pattern.replace("'", "''")


def _names_somebody(text: str) -> bool:
    if _TITLE.search(text) or _CALLED.search(text):
        return True
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return len(words) > 1 and not given_names().isdisjoint(words) and not _EPONYM.search(text)


@cache
def given_names() -> frozenset[str]:
    """Give the frequent given names by which persons are told (``data/given_names.toml``), in small letters."""
    return frozenset(read_toml(data_directory() / "given_names.toml")["names"])
