"""Table 1 of a study: its numbers with the cases of every group, and, standing alone, its print with notes."""

from __future__ import annotations

import pandas as pd

from ..cases.clinical.table_one import absent_notes
from ..cases.codebook.records import records_of
from ..cases.study.derived import column
from ..cases.study.selection import Study
from ..stats.comparison.characteristics import adjusted, is_measured
from .first_table import OVERALL, table_1
from .lines import PrintedTable, words_of
from .notes import explained, notes_of_table_1


def with_sizes(study: Study, table: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Put the number of cases of every group before a table of `analysis.cases.table_one`, and its facts into columns.

    Parameters
    ----------
    study : Study
    table : DataFrame
    by : str or None
        Column with the groups.

    Returns
    -------
    DataFrame
        First rows of variable ``"cases"``; ``percent_of`` says what the percentages of a characteristic are of, and
        ``several`` how many cases have several values of it.
    """
    groups = list(dict.fromkeys(table["group"]))
    sizes = {OVERALL: study.count()}
    if by:
        cases = study.cases
        found = study.run(cases.group_by(group=column(cases, by)).aggregate(n=cases.count())).dropna()
        sizes |= {f"{group:g}" if isinstance(group, float) else str(group): int(n) for group, n in found.to_numpy()}
    everyone = records_of(study.store.records).worded("All cases")
    counts = [sizes[str(group)] for group in groups]
    cases = pd.DataFrame({"variable": "cases", "level": everyone, "group": groups, "n": counts, "unknown": False})
    told = {name: table["variable"].map(table.attrs[name]) for name in ("denominators", "several")}
    table = table.assign(percent_of=told["denominators"].fillna(""), several=told["several"].fillna(0).astype(int))
    return pd.concat([cases.assign(percent_of="", several=0), table], ignore_index=True)


def without_empty(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out measured characteristics that no case has a value of, as long as others are left; ``attrs`` say so."""
    rows = [is_measured(level, share) for level, share in zip(table["level"], table["share"], strict=True)]
    total = table[pd.Series(rows, index=table.index, dtype=bool) & (table["group"] == OVERALL)]
    held = total.groupby("variable")["n"].sum() if len(total) else pd.Series(dtype=int)
    empty = [name for name in held.index if not held[name]]
    if not empty or table["variable"].isin(empty).all():
        return table
    kept = table[~table["variable"].isin(empty)].reset_index(drop=True)
    kept.attrs = dict(table.attrs)
    kept.attrs["absent"] = {**table.attrs.get("absent", {}), **dict.fromkeys(empty, "these cases")}
    return kept


def absent_words(table: pd.DataFrame) -> str:
    """Say which characteristics a table leaves out, as no case has a value of them; empty where none."""
    return " ".join(absent_notes(table.attrs.get("absent", {}), words_of))


def lone_table(
    study: Study,
    table: pd.DataFrame,
    *,
    smd: bool = False,
    measured: str = "median",
    percent: str = "column",
    adjust: str | None = None,
) -> PrintedTable:
    """Lay a table of `analysis.cases.table_one` out as a journal prints it, with its notes.

    Parameters
    ----------
    study : Study
        The one that the table was made from.
    table : DataFrame
    smd, measured, percent
        As in `analysis.paper.first_table.table_1`.
    adjust : str, optional
        Add P values adjusted for the number of tests by this method.
    """
    table = without_empty(table)
    by, kind = table.attrs.get("by"), records_of(study.store.records)
    tidy = with_sizes(study, table, by)
    if adjust and "p" in tidy:
        tidy = adjusted(tidy, adjust)
    printed = table_1(tidy, kind, smd=smd, measured=measured, percent=percent)
    notes = notes_of_table_1(
        tidy, kind, by=by, unknowns=table.attrs["unknowns"], without=table.attrs.get("without_group")
    )
    notes += (
        [f"Adjusted P values: for the number of tests, by the method of {adjust.title()}."] if adjust and by else []
    )
    notes += [absent] if (absent := absent_words(table)) else []
    mark = ["Synthetic cases: describes no person."] if study.store.synthetic else []
    return explained(printed.noted(*mark, *notes, f"{kind.worded('Cases')}: {study.stated}."))
