"""Labels, ages and weights of a store's cases: every different value is looked at once, then joined to all rows."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from .codebook import Codebook, age_bounds, age_group, age_in_years, age_of_text, reason_group, squeeze
from .mapping import LABELED, Mapping
from .separators import split
from .sheets import BLANKS, literal

OLDEST, HEAVIEST = 130.0, 700.0
KG = {
    "kg": 1.0,
    "kgs": 1.0,
    "kilogram": 1.0,
    "kilograms": 1.0,
    "lb": 0.45359237,
    "lbs": 0.45359237,
    "pound": 0.45359237,
}
KG |= {"pounds": 0.45359237, "g": 0.001, "gram": 0.001, "grams": 0.001, "oz": 0.028349523125, "ounces": 0.028349523125}
# The format of dates that a workbook shows as a number: days since 1899-12-30, here those of 1954 to 2064.
SERIAL = "excel"
# Days that stand for no day: what databases and workbooks fill an empty date with.
FILLERS = ("1900-01-01", "1901-01-01", "2099-12-31")
HINTS = 200  # unknown labels that get the nearest known one beside them; finding it takes a while


@dataclass(frozen=True, slots=True)
class Answer:
    """What a value becomes: the store's values, and the rule it breaks where it does."""

    values: tuple
    fault: str | None = None


@dataclass(slots=True)
class Labels:
    """Turns an export's values into the store's, and remembers the labels that the codebook does not know."""

    mapping: Mapping
    codebook: Codebook
    connection: object
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)

    def tidy(self, text: str | None) -> str | None:
        """Give a cell without blanks at its ends; None where it says "nothing"."""
        text = (text or "").strip(BLANKS)
        missing = {token.strip().lower() for token in ("", *self.mapping.read.missing)}
        return None if text.lower() in missing else text

    def term(self, target: str, text: str | None, count: int) -> str | None:
        """Give the term of one label; an unknown label stays as it is and is counted."""
        label = self.tidy(text)
        if label is None:
            return None
        term, how = self.mapping.term(target, label, self.codebook)
        if how == "unknown":
            self.unknown[target, label] = self.unknown.get((target, label), 0) + count
        return term or None

    def label(self, target: str, separator: str = "") -> Callable[..., Answer]:
        """Give the function for cells of one target, several labels in a cell where there is a separator."""

        def answer(cell: str | None, count: int) -> Answer:
            parts = split(cell, separator) if cell and separator else [cell]
            terms = [term for part in parts if (term := self.term(target, part, count))]
            term = "; ".join(dict.fromkeys(terms)) or None
            return Answer((term, reason_group(term)) if target == "reason" else (term,))

        return answer

    def age(self, value: str | None, unit: str | None, group: str | None, count: int, fixed: str = "") -> Answer:
        """Give (years, group) of an age as number and unit, as a unit that names a group, or as a group."""
        unit = fixed or self.term("age_unit", unit, count)
        text, years, fault = self.tidy(value), None, None
        named = self.tidy(group) and self.group_of_ages(group, count)
        if text is not None:
            number = number_of(text)
            years = age_in_years(number, unit)
            if number is None and self.codebook["age_unit"].find(text) in self.codebook.age_unit_group:
                unit = text
            elif number is None and (told := age_of_text(text)) is not None:
                years, fault = (told, None) if told <= OLDEST else (None, f"age above {OLDEST:g} years")
            elif number is None and text[0] == "<" and (age_of_text(text[1:]) or 2) <= 1:
                named = named or "<1"
            elif number is None and age_bounds(text):
                named = named or self.group_of_ages(text, count)
            elif number is None:
                fault = "age is no number"
            elif years is None and self.codebook["age_unit"].find(unit or "") not in self.codebook.age_unit_group:
                fault = "age below 0" if number < 0 else "age without a unit of time"
            elif years is not None and years > OLDEST:
                years, fault = None, f"age above {OLDEST:g} years"
        return Answer((years, named or age_group(years, unit)), fault)

    def group_of_ages(self, text: str, count: int) -> str | None:
        """Give the codebook's group with the same limits (``>89 y`` is ``>=90``), else what `term` gives."""
        groups, bounds = self.codebook["age_group"], age_bounds(text)
        if bounds and not groups.find(text):
            text = next((group for group in groups.terms if age_bounds(group) == bounds), text)
        return self.term("age_group", text, count)

    def weight(self, value: str | None, unit: str | None, count: int, fixed: str = "kg") -> Answer:
        """Give a weight in kilograms."""
        text = self.tidy(value)
        number = number_of(text) if text else None
        factor = KG.get(squeeze(self.tidy(unit) or fixed))
        if text is None:
            return Answer((None,))
        if number is None or factor is None:
            return Answer((None,), "weight is no number" if number is None else "weight without a known unit")
        kilograms = number * factor
        possible = 0 < kilograms <= HEAVIEST
        return Answer(
            (kilograms if possible else None,), None if possible else f"weight not within 0 to {HEAVIEST:g} kg"
        )

    def zip3(self, cell: str | None, count: int) -> Answer:
        """Give the three digits that are kept of a ZIP code."""
        text = self.tidy(cell)
        digits = zip3(text)
        return Answer((digits,), "no ZIP code" if text and not digits else None)

    def lookup(
        self,
        name: str,
        cells: list[str],
        relation: str,
        answer: Callable[..., Answer],
        kinds: list[str],
        count: str = "count(*)",
    ) -> bool:
        """Make the table ``lookup_NAME`` (k0.., v0.., fault) of all different cells; say whether any breaks a rule."""
        import pyarrow as pa

        keys = ", ".join(f"{cell} AS k{place}" for place, cell in enumerate(cells))
        found = self.connection.execute(
            f"SELECT {keys}, CAST({count} AS BIGINT) FROM {relation} GROUP BY ALL"
        ).fetchall()
        answers = [answer(*row) for row in found]
        columns = {f"k{place}": pa.array([row[place] for row in found], pa.string()) for place in range(len(cells))}
        types = {"text": pa.string(), "number": pa.float64()}
        for place, kind in enumerate(kinds):
            columns[f"v{place}"] = pa.array([item.values[place] for item in answers], types[kind])
        columns["fault"] = pa.array([item.fault for item in answers], pa.string())
        self.connection.register("lookup_arrow", pa.table(columns))
        self.connection.execute(f"CREATE OR REPLACE TABLE lookup_{name} AS SELECT * FROM lookup_arrow")
        self.connection.unregister("lookup_arrow")
        return any(item.fault for item in answers)

    def unknown_labels(self) -> list[dict]:
        """List the unknown labels, the most frequent first, with the known label nearest to each."""
        ordered = sorted(self.unknown.items(), key=lambda item: (-item[1], item[0]))
        return [
            {"field": target, "label": label[:200], "nearest": self._nearest(target, label, place), "count": count}
            for place, ((target, label), count) in enumerate(ordered)
        ]

    def _nearest(self, target: str, label: str, place: int) -> str:
        close = self.codebook[LABELED[target]].nearest(label) if place < HINTS and len(label) <= 200 else None
        return close or ""


def join_sql(name: str, cells: list[str]) -> str:
    """Give the join of a relation to ``lookup_NAME``."""
    on = " AND ".join(f"l_{name}.k{place} IS NOT DISTINCT FROM {cell}" for place, cell in enumerate(cells))
    return f"LEFT JOIN lookup_{name} AS l_{name} ON {on}"


def number_of(text: str) -> float | None:
    """Read a number as people write it: ``12``, ``1,234.5``, ``2,5``; None for anything else, infinities among it.

    A comma before one or two last digits is a decimal comma; one before three divides thousands.
    """
    text = re.sub(r"^([+-]?\d+),(\d{1,2})$", r"\1.\2", text)
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d*)?([eE][+-]?\d{1,3})?", text) or not re.search(r"\d", text):
        return None
    number = float(text.replace(",", "")) if re.match(r"[+-]?\.?\d", text) else math.nan
    return number if math.isfinite(number) else None


def zip3(tidied: str | None) -> str | None:
    """Give a ZIP code's first three digits; a zero that a spreadsheet took from the front is put back."""
    found = re.fullmatch(r"(?:([0-9]{3})|([0-9]{4,5}))(-?[0-9]{4})?(\.0)?", tidied or "")
    return (found[1] or found[2].zfill(5)[:3]) if found else None


def date_formats(formats: tuple[str, ...]) -> list[str]:
    """Give the formats of dates to try: the mapping's in order, each also with a time behind it, then common ones.

    Month before day is taken for granted where the mapping says nothing.
    """
    common = ["%Y-%m-%d", "%Y/%m/%d"]
    formats = tuple(form for form in formats if form != SERIAL)
    if not formats:
        common += ["%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%d-%b-%y", "%Y%m%d", "%B %d, %Y"]
    clocks = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S", " %H:%M:%S.%f")
    tried = []
    for form in [*formats, *common]:
        tried += [form] if re.search("%[HIXTcM]", form) else [form + clock for clock in clocks]
    return list(dict.fromkeys(tried))


def dated_sql(relation: str, cell: str, formats: tuple[str, ...]) -> str:
    """Give the SQL of a relation with the columns `day` (a date), `filler` and `day_text` (the tidied cell).

    `filler` says that the day is one of FILLERS; `day` is empty then.

    Years before 1900 and after 2100 are no dates: ``01/05/20`` read with ``%Y`` is the year 20, and is read again with
    the formats of two-digit years alone. The format ``excel`` reads a number of five digits as a workbook's day.
    """
    tried = date_formats(formats)
    serial = "CAST(NULL AS DATE)"
    if SERIAL in formats:
        days = "CAST(floor(TRY_CAST(day_text AS DOUBLE)) AS INTEGER)"
        serial = "CASE WHEN regexp_full_match(day_text, '[2-5][0-9]{4}([.][0-9]+)?') "
        serial += f"THEN DATE '1899-12-30' + {days} END"
    two_digits = [form for form in tried if "%y" in form]
    every, short = ("[" + ", ".join(map(literal, chosen)) + "]" for chosen in (tried, two_digits))
    again = f"try_strptime(day_text, {short})" if short != "[]" else "CAST(NULL AS TIMESTAMP)"
    fillers = ", ".join(f"DATE '{day}'" for day in FILLERS)
    return f"""SELECT * EXCLUDE (found), CASE WHEN found NOT IN ({fillers}) THEN found END AS day,
        coalesce(found IN ({fillers}), false) AS filler FROM (
        SELECT *, CAST(CASE WHEN {serial} IS NOT NULL THEN {serial}
            WHEN year(first_try) BETWEEN 1900 AND 2100 THEN first_try
            WHEN year(second_try) BETWEEN 1900 AND 2100 THEN second_try END AS DATE) AS found
        FROM (SELECT *, try_strptime(day_text, {every}) AS first_try, {again} AS second_try
        FROM (SELECT *, tidy({cell}) AS day_text FROM {relation})))"""
