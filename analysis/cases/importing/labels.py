"""Labels, ages and weights of a store's cases: every different value is looked at once, then joined to all rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from ...files.sql import BLANKS
from ..codebook.ages import NEISS, OLDEST, age_bounds, age_group, age_in_years, age_of_text, band_label, unit_apart
from ..codebook.columns import Field
from ..codebook.icd10 import intents_of
from ..codebook.qualifiers import QUALIFIERS
from ..codebook.values import KG, Decimals, decimals_of, usual_mark, weight_parts, zip3
from ..codebook.vocabularies import Codebook, reason_group, squeeze
from ..mapping.model import LABELED, Mapping
from ..mapping.separators import split
from ..masking import mask_label

if TYPE_CHECKING:
    import duckdb

HEAVIEST = 700.0
UNSURE = "one number with a decimal point, another with a comma; write decimal = '.' or ',' into the mapping"
NO_CELL = "CAST(NULL AS VARCHAR)"  # the SQL of a column that an export does not have
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
    connection: duckdb.DuckDBPyConnection
    delimiters: tuple[str, ...] = ()
    keep: frozenset[str] = frozenset()
    unknown: dict[tuple[str, str], int] = field(default_factory=dict)
    flags: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    nothing: frozenset[str] = field(init=False)

    def __post_init__(self):
        self.nothing = frozenset(token.strip().lower() for token in ("", *self.mapping.read.missing))

    def tidy(self, text: str | None) -> str | None:
        """Give a cell without blanks at its ends; None where it says "nothing"."""
        text = (text or "").strip(BLANKS)
        return None if text.lower() in self.nothing else text

    def term(self, target: str, text: str | None, count: int) -> str | None:
        """Give the term of one label; an unknown label stays as it is and is counted."""
        label = self.tidy(text)
        if label is None:
            return None
        term, how = self.mapping.term(target, label, self.codebook)
        if how == "unknown":
            term = mask_label(term)
            self.unknown[target, term] = self.unknown.get((target, term), 0) + count
        return term or None

    def knows(self, target: str, labels: Iterable[str | None]) -> bool:
        """Say whether none of some labels of a target is unknown."""
        said = filter(None, map(self.tidy, labels))
        return all(self.mapping.term(target, label, self.codebook)[1] != "unknown" for label in said)

    def label(self, target: str, separator: str = "") -> Callable[..., Answer]:
        """Give the function for cells of one target, several labels in a cell where there is a separator.

        It answers with the term; of an effect or a therapy also with what stood behind it, of a reason with its group.
        """

        def answer(cell: str | None, count: int) -> Answer:
            parts = split(cell, separator) if cell and separator else [cell]
            terms = [term for part in parts if (term := self.term(target, part, count))]
            term = "; ".join(dict.fromkeys(terms)) or None
            if target in QUALIFIERS:
                label = self.tidy(cell) if term else None
                return Answer((term, label and self.mapping.taken_apart(target, label, self.codebook)[1]))
            return Answer((term, reason_group(term)) if target == "reason" else (term,))

        return answer

    def intent(self, cell: str | None, count: int) -> Answer:
        """Give the group of reasons that the codes of ICD-10 in a cell tell."""
        found = intents_of(cell or "")
        if len(found) > 1:
            return Answer((None,), f"codes of more than one intent ({', '.join(found)})")
        term = self.codebook["reason_group"].find(found[0]) if found else None
        return Answer((term,), f"{found[0]}, which is no reason of the codebook" if found and not term else None)

    def decimals(self, target: str, cells: Iterable[str | None]) -> Decimals:
        """Give the decimal mark of a target's column: the mapping's, else what its cells or its files tell."""
        stated = self.mapping.columns[target].decimal or self.mapping.read.decimal
        if stated:
            return Decimals(stated)
        said = map(self.tidy, cells)
        said = (weight_parts(cell)[0] for cell in said if cell) if target == "weight_kg" else said
        return decimals_of(said, usual_mark(self.delimiters))

    def age(
        self,
        value: str | None,
        unit: str | None,
        group: str | None,
        count: int,
        *,
        fixed: str,
        decimals: Decimals,
    ) -> Answer:
        """Give (years, group) of an age: of its number and unit, and without a number of the unit or group it names."""
        unit = fixed or self.term("age_unit", unit, count)
        text, years, fault = self.tidy(value), None, None
        text = unit_apart(text) if text and self.mapping.columns["age"].within else text
        named = self.tidy(group) and self.group_of_ages(group, count)
        if text is not None:
            number, groups = decimals.number(text), self.codebook.age_unit_group
            if number is not None:
                years, fault = self._years(number, unit)
            elif decimals.unsure(text):
                fault = f"age is {UNSURE}"
            elif self.codebook["age_unit"].find(text) in groups:
                unit = text
            elif (told := self._told(text, unit, decimals)) is not None:
                years, fault = (told, None) if told <= OLDEST else (None, f"age above {OLDEST:g} years")
            elif (bounds := age_bounds(text, unit or "Years")) is not None:
                named = named or self.group_of_ages(text, count, bounds)
            else:
                fault = "age is no number"
        return Answer((years, age_group(years) if years is not None else named or age_group(None, unit)), fault)

    def _years(self, number: float, unit: str | None) -> tuple[float | None, str | None]:
        """Give the years of a number and what is wrong with it."""
        years = age_in_years(number, unit)
        if unit and squeeze(unit) == NEISS:
            return years, None if years is not None or number == 0 else "no age of NEISS"
        if years is not None:
            return (years, None) if years <= OLDEST else (None, f"age above {OLDEST:g} years")
        grouped = self.codebook["age_unit"].find(unit or "") in self.codebook.age_unit_group
        return None, None if grouped else "age below 0" if number < 0 else "age without a unit of time"

    def _told(self, text: str, unit: str | None, decimals: Decimals) -> float | None:
        """Give the years of an age in words, whose unit may stand in a column of its own."""
        told = age_of_text(text, decimals)
        return told if told is not None or not unit else age_of_text(f"{text} {unit}", decimals)

    def group_of_ages(self, text: str, count: int, bounds: tuple[float, float] | None = None) -> str | None:
        """Give the codebook's group with the same limits (``>89 y`` is ``>=90``), else an own one in its words.

        What has no limits is a label like others; see `term`.
        """
        groups, bounds = self.codebook["age_group"], bounds or age_bounds(text)
        known = bounds and next((group for group in groups.terms if age_bounds(group) == bounds), None)
        if known or not bounds or self.mapping.term("age_group", text, self.codebook)[1] != "unknown":
            return self.term("age_group", known or text, count)
        return band_label(*bounds)

    def weight(self, value: str | None, unit: str | None, count: int, *, fixed: str, decimals: Decimals) -> Answer:
        """Give a weight in kilograms; where no unit is told, in its cell or beside it, it is one of kilograms."""
        text = self.tidy(value)
        if text is None:
            return Answer((None,))
        text, own = weight_parts(text)
        factors = {KG.get(squeeze(said)) for said in (own, self.tidy(unit) or fixed) if said} or {KG["kg"]}
        number, factor = decimals.number(text), factors.pop()
        if number is None:
            return Answer((None,), f"weight is {UNSURE if decimals.unsure(text) else 'no number'}")
        if factor is None or factors:
            return Answer((None,), "weight with two units" if factors else "weight without a known unit")
        kilograms = number * factor
        possible = 0 < kilograms <= HEAVIEST
        return Answer(
            (kilograms if possible else None,), None if possible else f"weight not within 0 to {HEAVIEST:g} kg"
        )

    def number(self, cell: str | None, count: int, *, field: Field, decimals: Decimals) -> Answer:
        """Give a plain number within the limits of its column."""
        low, high = field.limits
        outside = f"not {low:g} to {high:g}"
        return self._amount(field.name, cell, decimals, lambda number: None if low <= number <= high else outside)

    def dose(self, cell: str | None, count: int, *, decimals: Decimals) -> Answer:
        """Give a dose as a number."""
        return self._amount("dose", cell, decimals, lambda number: "below 0" if number < 0 else None)

    def sampling_weight(self, cell: str | None, count: int, *, decimals: Decimals) -> Answer:
        """Give how many of the population a record stands for."""
        return self._amount("sampling weight", cell, decimals, lambda number: "not above 0" if number <= 0 else None)

    def _amount(self, name: str, cell: str | None, decimals: Decimals, wrong: Callable[[float], str | None]) -> Answer:
        text = self.tidy(cell)
        number = decimals.number(text) if text else None
        fault = wrong(number) if number is not None else None
        if text and number is None:
            fault = f"is {UNSURE if decimals.unsure(text) else 'no number'}"
        return Answer((None if fault else number,), f"{name} {fault}" if fault else None)

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
        numbers: bool = False,
    ) -> bool:
        """Make the table ``lookup_NAME`` (k0.., v0.., fault) of all different cells; say whether any breaks a rule.

        With `numbers`, the first cell is the number of the target NAME, and `answer` takes its decimal mark.
        """
        keys = ", ".join(f"{cell} AS k{place}" for place, cell in enumerate(cells))
        found = self.connection.execute(
            f"SELECT {keys}, CAST({count} AS BIGINT) FROM {relation} GROUP BY ALL"
        ).fetchall()
        if numbers:
            answer = partial(answer, decimals=self.decimals(name, {row[0] for row in found}))
        answers = [answer(*row) for row in found]
        columns = {f"k{place}": [row[place] for row in found] for place in range(len(cells))}
        columns |= {f"v{place}": [item.values[place] for item in answers] for place in range(len(kinds))}
        columns["fault"] = [item.fault for item in answers]
        types = {f"v{place}": "DOUBLE" for place, kind in enumerate(kinds) if kind == "number"}
        chosen = ", ".join(f"unnest(CAST(${name} AS {types.get(name, 'VARCHAR')}[])) AS {name}" for name in columns)
        self.connection.execute(f"CREATE OR REPLACE TABLE lookup_{name} AS SELECT {chosen}", columns)
        return any(item.fault for item in answers)

    def unknown_labels(self) -> list[dict]:
        """List the unknown labels, the most frequent first, with the known label nearest to each.

        Cells of yes/no columns that were not plainly yes or no are among them.
        """
        ordered = sorted(self.unknown.items(), key=lambda item: (-item[1], item[0]))
        found = [
            {"field": target, "label": label[:200], "nearest": self._nearest(target, label, place), "count": count}
            for place, ((target, label), count) in enumerate(ordered)
        ]
        found += [
            {"field": target, "label": label[:200], "nearest": nearest, "count": count}
            for (target, label), (nearest, count) in self.flags.items()
        ]
        return sorted(found, key=lambda one: (-one["count"], one["field"], one["label"]))

    def _nearest(self, target: str, label: str, place: int) -> str:
        close = self.codebook[LABELED[target]].nearest(label) if place < HINTS and len(label) <= 200 else None
        return close or ""


def join_sql(name: str, cells: list[str]) -> str:
    """Give the join of a relation to ``lookup_NAME``."""
    keys = [(place, cell) for place, cell in enumerate(cells) if cell != NO_CELL]
    on = " AND ".join(f"l_{name}.k{place} IS NOT DISTINCT FROM {cell}" for place, cell in keys)
    return f"LEFT JOIN lookup_{name} AS l_{name} ON {on}"
