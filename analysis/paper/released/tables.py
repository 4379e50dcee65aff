"""The counts of the other tables: selection, run, years, effects, and outcomes with the model of their odds ratios."""

from __future__ import annotations

import pandas as pd

from ...cases.clinical.outcomes import REFERENCES
from ...cases.codebook.vocabularies import read_codebook
from ...cases.study.derived import known_levels_of_care
from ...release import cell_key
from ...release.cells import MENTIONS, Key
from .counted import Counted, rest_key
from .keys import ALL, CASES, GROUP, IN_MODEL, IN_NO_GROUP, OUT, SINGLE, STEP, YEAR, left_out_key, outcome_keys


def count_flow(counted: Counted) -> None:
    """Take what each step of the selection leaves out, and what remains."""
    table = counted.tables["flow"]
    last = len(table) - 1
    left = [CASES if row == last else cell_key(step=name) for row, name in enumerate(table["step"])]
    for row, key in enumerate(left):
        counted.count(key, "flow", row, "remaining", ALL if row in (0, last) else STEP)
        if row:
            out = counted.count(cell_key(left_out=table["step"].iloc[row]), "flow", row, "excluded", STEP)
            counted.total(left[row - 1], (key, out))


def count_run(counted: Counted) -> None:
    """Take the counts that the text says of the run itself."""
    run = counted.tables["run"]["quantity"].tolist()
    records = cell_key(step=counted.tables["flow"]["step"].iloc[0]) if len(counted.tables["flow"]) > 1 else CASES
    keys = {
        "rows in": cell_key(rows="in"),
        "rows kept": records,
        "rows rejected": cell_key(rows="rejected"),
        "rows duplicates": cell_key(rows="duplicates"),
        "cases without a year": cell_key(year="none"),
        "cases in no group": IN_NO_GROUP,
        "single-substance cases": SINGLE,
        "cases with an unknown outcome": cell_key(medical_outcome="unknown"),
    }
    for name, key in keys.items():
        if name in run:
            counted.count(key, "run", run.index(name), "value", GROUP)
    if "rows in" in run:
        counted.total(keys["rows in"], (records, keys["rows rejected"], keys["rows duplicates"]))
    if "single-substance cases" in run:
        counted.rest(CASES, SINGLE)


def count_years(counted: Counted) -> None:
    """Take the cases of every year, which with those without a year are all."""
    table = counted.tables["annual"]
    years = [cell_key(year=year) for year in table["year"]]
    for row, key in enumerate(years):
        counted.count(key, "annual", row, "count", YEAR)
    none = cell_key(year="none")
    counted.total(CASES, (*years, none) if counted.has(none) else years)
    change = counted.tables["change"].reset_index(drop=True)
    for row in change[change["term"] == "first to last year"].itertuples():
        counted.count(cell_key(year=int(row.first)), "change", row.Index, "old", YEAR)
        counted.count(cell_key(year=int(row.last)), "change", row.Index, "new", YEAR)


def count_table_2(counted: Counted) -> None:
    """Take the effects and therapies of the single-substance cases, or the substances of all."""
    table = counted.tables["table-2"].reset_index(drop=True)
    effects = {"effect", "therapy"} & set(table["kind"])
    base = SINGLE if effects or table["term"].iloc[0].startswith("Single") else CASES
    for row in table.itertuples():
        counted.count(base, "table-2", row.Index, "cases", GROUP)
        if row.kind == "cases":
            counted.count(base, "table-2", row.Index, "n", GROUP)
        else:
            count_named(counted, "table-2", row.Index, row.kind, row.term, base)


def count_named(counted: Counted, stem: str, row: int, kind: str, term: str, base: Key) -> None:
    """Add an effect, a therapy or a substance, of which a case may have several, and the cases without it."""
    key = counted.count(base | cell_key(**{kind: term}), stem, row, "n")
    counted.rest(base, key)
    counted.share(key, base, stem, row, "value")


def count_table_3(counted: Counted, by: str | None) -> None:
    """Take the cases with each outcome, of all and of those in the model of its odds ratios."""
    table = counted.tables["table-3"].reset_index(drop=True)
    for of, rows in table.groupby("outcome", sort=False):
        had, known = outcome_keys(of)
        told = rows[rows["factor"] == "all"]
        for place in told.index:
            counted.count(had, "table-3", place, "events", GROUP)
            counted.count(known, "table-3", place, "n", GROUP)
            counted.share(had, known, "table-3", place, "value")
        _linked(counted, of, had, known)
        modeled = rows[rows["factor"] != "all"]
        if len(modeled):
            count_model(counted, "table-3", of, modeled)
            left = counted.count(left_out_key(of), "table-3", modeled.index[0], "left_out", GROUP)
            for place in modeled.index:
                counted.count(left, "table-3", place, "left_out", GROUP)
            _within(counted, of)
        if by:
            link_groups(counted, of, by)
    link_admissions(counted)


def link_admissions(counted: Counted) -> None:
    """Take the cases in medical care from all admitted ones, which leaves those in psychiatric care, row by row."""
    table = counted.tables["table-3"].reset_index(drop=True)
    medical, admitted = (outcome_keys(of) for of in ("medically_admitted", "admitted"))
    if not all(counted.has(pair[1]) for pair in (medical, admitted)):
        return
    rows = [
        CASES,
        *(IN_MODEL | cell_key(**{row.factor: row.term}) for row in table.itertuples() if row.factor != "all"),
    ]
    for row in dict.fromkeys(rows):
        if counted.has(medical[1] | row) and counted.has(admitted[1] | row):
            counted.rest(admitted[0] | row, medical[0] | row, "in psychiatric care")
            counted.total(admitted[1] | row, [medical[1] | row])  # the same cases


def _linked(counted: Counted, of: str, had: Key, known: Key) -> None:
    """Add the levels of Table 1 up to an outcome, where it shows them."""
    counted.rest(known, had)
    counted.rest(CASES, known)
    book = read_codebook()
    name, terms = ("medical_outcome", book.serious) if of == "serious" else ("level_of_care", getattr(book, of))
    of_all = book.known_outcome if of == "serious" else known_levels_of_care()
    shown = [cell_key(**{name: term}) for term in terms]
    table = counted.tables["table-1"]
    if table.loc[table["variable"] == name, "several"].any():
        return
    if any(counted.has(cell_key(**{name: term})) for term in of_all):
        counted.total(had, [key for key in shown if counted.has(key)])
        counted.total(known, [key for key in (cell_key(**{name: term}) for term in of_all) if counted.has(key)])


def link_groups(counted: Counted, of: str, by: str) -> None:
    """Add the levels of Table 1 up to an outcome within each of its groups, which may be a factor of the model too.

    Of the cases of a group with the outcome, those in the model are told by Table 3: with no case left out of it, a
    level that Table 1 withholds is what the others leave over.
    """
    table, book = counted.tables["table-1"], read_codebook()
    name, serious = ("medical_outcome", True) if of == "serious" else ("level_of_care", False)
    if table.loc[table["variable"] == name, "several"].any():
        return
    terms = {"yes": book.serious if serious else getattr(book, of), "known": book.known_outcome if serious else ()}
    had = outcome_keys(of)[0]
    wholes = {"yes": rest_key(had, had | IN_MODEL, OUT), "known": left_out_key(of)}
    for what, shown in terms.items():
        left = []
        for group in [cell_key(**{by: level}) for level in dict.fromkeys(table["group"]) if level != "Total"]:
            parts = [key for term in shown if counted.has(key := group | cell_key(**{name: term}))]
            modeled = group | cell_key(**{of: what}) | IN_MODEL
            if parts:
                counted.total(group | cell_key(**{of: what}), parts)
            if parts and counted.has(modeled):
                left.append(counted.rest(group | cell_key(**{of: what}), modeled, OUT))
        if left:
            counted.remainder(wholes[what] | IN_NO_GROUP, wholes[what], left)


def count_model(counted: Counted, stem: str, of: str, rows: pd.DataFrame) -> None:
    """Add the levels of each factor up to the cases of the model, and take them from those of Table 1.

    The sums are those of Table 3: a released picture lacks the levels that are withheld.
    """
    had, modeled = (key | IN_MODEL for key in outcome_keys(of))
    for factor, terms in rows.groupby("factor", sort=False):
        sizes, events = [], []
        for row in terms.itertuples():
            level = cell_key(**{factor: row.term})
            sizes.append(counted.count(modeled | level, stem, row.Index, "n"))
            events.append(counted.count(had | level, stem, row.Index, "events"))
            counted.rest(sizes[-1], events[-1])
            if counted.has(level):
                counted.rest(level, sizes[-1], OUT)
        if stem == "table-3":
            if terms["term"].iloc[0] != REFERENCES.get(factor):  # the most frequent level is the reference
                for size in sizes[1:]:
                    counted.joint(sizes[0], [size, size | cell_key(**{MENTIONS: "fewer than of the reference"})])
            counted.total(modeled, sizes)
            counted.total(had, events)


def _within(counted: Counted, of: str) -> None:
    """Take the cases of a model, and those of them with the outcome, from all in which it is known."""
    had, known = outcome_keys(of)
    modeled, with_it = known | IN_MODEL, had | IN_MODEL
    counted.total(known, (modeled, left_out_key(of)))
    out = counted.rest(had, with_it, OUT)
    counted.rest(left_out_key(of), out)
