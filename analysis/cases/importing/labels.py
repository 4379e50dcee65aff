"""Labels, ages and weights of a store's cases: every different value is looked at once, then joined to all rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..codebook.ages import age_bounds, age_group, age_in_years, age_of_text
from ..codebook.values import KG, number_of, zip3
from ..codebook.vocabularies import Codebook, reason_group, squeeze
from ..files.sql import BLANKS
from ..mapping.model import LABELED, Mapping
from ..mapping.separators import split

OLDEST, HEAVIEST = 130.0, 700.0
KG |= {"pounds": 0.45359237, "g": 0.001, "gram": 0.001, "grams": 0.001, "oz": 0.028349523125, "ounces": 0.028349523125}
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
    qualified: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    flags: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

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
        _, behind = self.mapping.taken_apart(target, label, self.codebook)
        if how == "unknown":
            self.unknown[target, term] = self.unknown.get((target, term), 0) + count
        if term and behind:
            self.qualified.setdefault(target, {})[f"{term} ({behind})"] = (term, behind)
            return f"{term} ({behind})"
        return term or None

    def qualified_join(self, target: str, item: str) -> tuple[str, str, str]:
        """Give the SQL of the term and of what stood behind it, and the join of both to an item of a list."""
        import pyarrow as pa

        found = self.qualified.get(target)
        if not found:
            return item, "CAST(NULL AS VARCHAR)", ""
        rows = [(whole, *parts) for whole, parts in found.items()]
        columns = dict(zip(("whole", "term", "behind"), zip(*rows, strict=True), strict=True))
        self.connection.register("qualified_arrow", pa.table({name: list(cells) for name, cells in columns.items()}))
        self.connection.execute(f"CREATE TABLE qualified_{target} AS SELECT * FROM qualified_arrow")
        self.connection.unregister("qualified_arrow")
        return f"coalesce(q.term, {item})", "q.behind", f"LEFT JOIN qualified_{target} AS q ON q.whole = {item}"

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
    on = " AND ".join(f"l_{name}.k{place} IS NOT DISTINCT FROM {cell}" for place, cell in enumerate(cells))
    return f"LEFT JOIN lookup_{name} AS l_{name} ON {on}"
