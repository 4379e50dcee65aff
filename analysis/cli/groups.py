"""A question asked of every group of a study by itself, and the columns that make groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import DataError, meant

if TYPE_CHECKING:
    import pandas as pd

    from ..cases.study.selection import Study

HOUSEKEEPING = ("case_id", "file", "row")
MOST_GROUPS = 20


def checked_column(study: Study, name: str | None, option: str = "--by") -> None:
    """Check a column to split by; a wrong one gets the list."""
    from ..cases.study.derived import OUTCOMES, column

    if name is None:
        return
    try:
        column(study.cases, name)
    except DataError:
        own = [column for column in study.store.cases.columns if column not in HOUSEKEEPING]
        known = [*own, "mention", "age_band", "region", *OUTCOMES]
        raise DataError(f"{option}: expected one of {', '.join(known)}; got {name!r}{meant(name, known)}") from None


def by_group(function: Callable, study: Study, own: dict, by: str) -> pd.DataFrame:
    """Ask a question of each group of a column; the answers stand under each other, the group before each row.

    A group that cannot answer, as one with too few years, is named below with its reason.
    """
    import pandas as pd

    parts, notes = [], []
    for value, group in _groups(study, by):
        try:
            parts.append(_one(function(group, **own), by, value))
        except DataError as error:
            notes.append(f"No answer for {value}: {error.faults[0]}")
    if not parts:
        raise DataError(notes or f"--by: expected cases with a value of {by!r}, got none.")
    told = {"notes": [*parts[0].attrs.get("notes", ()), *notes]} | _alike([part.attrs for part in parts])
    found = pd.concat([part.set_axis(part.columns, axis=1) for part in parts], ignore_index=True)
    return study.stamped(found, **{name: fact for name, fact in told.items() if name not in ("study", "synthetic")})


def _groups(study: Study, by: str) -> list[tuple[str, Study]]:
    from ..cases.study.derived import column, terms

    checked_column(study, by)
    key = column(study.cases, by)
    values = study.run(study.cases.select(key=key).distinct().limit(MOST_GROUPS + 2))["key"].dropna().tolist()
    if len(values) > MOST_GROUPS:
        raise DataError(f"--by: expected a column with at most {MOST_GROUPS} values, got {by!r} with more.")
    order = {term: place for place, term in enumerate(terms(by))}
    values.sort(key=lambda value: (order.get(value, len(order)), str(value)))
    return [
        (str(value), replace(study, cases=study.cases.filter(key == value), stated=f"{study.stated}; {by} {value}"))
        for value in values
    ]


def _one(answer, by: str, value: str) -> pd.DataFrame:
    from ..cases.counts.table import framed

    table = framed(answer[0] if isinstance(answer, tuple) else answer)
    told, table = table.attrs, table.copy()
    table.insert(0, by, value, allow_duplicates=False)
    table.attrs = told
    return table


def _alike(told: list[dict]) -> dict:
    """Give the facts that hold of every group."""
    first, *rest = told
    return {name: fact for name, fact in first.items() if name != "notes" and all(o.get(name) == fact for o in rest)}
