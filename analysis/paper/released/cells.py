"""What every table of a paper counts, and the sums that hold between its tables.

A case of the study is in one level of each characteristic; effects, therapies and substances can be several. The model
of Table 3 takes the cases in which outcome and factors are known, which are part of those that Table 1 shows.
"""

from __future__ import annotations

import pandas as pd

from ...cases.clinical.table_one import DENOMINATORS
from ...cases.codebook.vocabularies import read_codebook
from ...errors import DataError
from ...release import cell_key
from ...release.cells import Key
from ...stats.comparison.characteristics import MEASURED
from ..answers import Answers
from .counted import FACT, Counted, rest_key

CASES: Key = cell_key()
SINGLE: Key = cell_key(mention="Single substance")
# What hiding a count costs: the paper is about its totals; a level of a characteristic is one of many.
GROUP, YEAR, STEP, ALL = 10.0, 3.0, 8.0, 100.0


def counted_in(answers: Answers, *, lenient: bool = False) -> Counted:
    """Give every count that the tables and figures of a paper print, with what follows from them.

    Raises
    ------
    DataError
        When two places say different numbers of the same cases, unless `lenient`: rounded counts do.
    """
    tables = {**answers.tables, **{figure.stem: figure.table for figure in answers.figures}}
    counted = Counted(tables)
    _flow(counted, "flow")
    _run(counted)
    _table_1(counted, answers.plan["table_1"].get("by"))
    _annual(counted)
    _table_2(counted)
    _table_3(counted)
    for figure in answers.figures:
        FIGURES[figure.chart](counted, figure.stem)
    if counted.disagreeing and not lenient:
        raise DataError([f"release: {said}; a paper that disagrees with itself is not released." for said in
                         dict.fromkeys(counted.disagreeing)])  # fmt: skip
    return counted


def _flow(counted: Counted, stem: str) -> None:
    table = counted.tables[stem]
    last = len(table) - 1
    left = [CASES if row == last else cell_key(step=name) for row, name in enumerate(table["step"])]
    for row, key in enumerate(left):
        counted.count(key, stem, row, "remaining", ALL if row in (0, last) else STEP)
        if row:
            out = counted.count(cell_key(left_out=table["step"].iloc[row]), stem, row, "excluded", STEP)
            counted.total(left[row - 1], (key, out))


def _run(counted: Counted) -> None:
    """Take the counts that the text says of the run itself."""
    run = counted.tables["run"]["quantity"].tolist()
    records = cell_key(step=counted.tables["flow"]["step"].iloc[0]) if len(counted.tables["flow"]) > 1 else CASES
    keys = {
        "rows in": cell_key(rows="in"),
        "rows kept": records,
        "rows rejected": cell_key(rows="rejected"),
        "rows duplicates": cell_key(rows="duplicates"),
        "cases without a year": cell_key(year="none"),
        "cases in no group": cell_key(group="none"),
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


def _in(group: str, by: str | None) -> Key:
    """Give the key of a group of Table 1; the total is everybody."""
    return CASES if group == "Total" else cell_key(**{by: group})


def _table_1(counted: Counted, by: str | None) -> None:
    table = counted.tables["table-1"]
    groups = list(dict.fromkeys(table["group"]))
    for row in table.reset_index(drop=True).itertuples():
        group = _in(row.group, by)
        if row.variable == "cases":
            counted.count(group, "table-1", row.Index, "n", GROUP)
            continue
        key = group | cell_key(**{row.variable: row.level})
        counted.count(key, "table-1", row.Index, "n", 1.0 if row.group != "Total" else 2.5)
    levels = table[table["variable"] != "cases"]
    if len(groups) > 1:
        _across(counted, levels, [_in(group, by) for group in groups[1:]])
    for name, rows in levels.groupby("variable", sort=False):
        for group, part in rows.groupby("group", sort=False):
            _down(counted, name, _in(group, by), part)
    known = [key for key in (cell_key(medical_outcome=level) for level in _unknown(table)) if counted.has(key)]
    if known and counted.has(cell_key(medical_outcome="unknown")):
        counted.total(cell_key(medical_outcome="unknown"), known)


def _unknown(table: pd.DataFrame) -> list[str]:
    """Give the levels of the medical outcome that say it is not known."""
    rows = table[(table["variable"] == "medical_outcome") & (table["group"] == "Total")]
    return rows.loc[rows["unknown"].astype(bool), "level"].tolist()


def _across(counted: Counted, levels: pd.DataFrame, groups: list[Key]) -> None:
    """Add the groups up to the total, with the cases that are in none of them."""
    none = counted.remainder(cell_key(group="none"), CASES, groups)
    for name, rows in levels.groupby("variable", sort=False):
        left = []
        for level in dict.fromkeys(rows["level"]):
            key = cell_key(**{name: level})
            left.append(counted.remainder(key | none, key, [group | key for group in groups]))
        if not rows["several"].any():
            counted.total(none, left)


def _down(counted: Counted, name: str, group: Key, rows: pd.DataFrame) -> None:
    """Add the levels of a characteristic up to their group, and say what their percentages are of."""
    keys = {row.Index: group | cell_key(**{name: row.level}) for row in rows.itertuples()}
    known = [keys[row.Index] for row in rows.itertuples() if not row.unknown]
    unknown = [keys[row.Index] for row in rows.itertuples() if row.unknown]
    told = {words: kind for kind, words in DENOMINATORS.items()}.get(rows["percent_of"].iloc[0], "known")
    if rows["level"].iloc[0].startswith(MEASURED):
        counted.total(group, keys.values())
        return
    several = rows["several"].iloc[0]
    everyone = group
    if several:
        _several(counted, name, group, rows, keys)
    elif told == "facility":
        everyone = counted.total(group | cell_key(managed_in_a_facility=name), keys.values())
        counted.rest(group, everyone)
    else:
        counted.total(group, keys.values())
    base = everyone if told == "all" or not unknown else group | cell_key(known=name)
    if told == "facility" and "all" in DENOMINATORS and not unknown:
        base = everyone
    if base != everyone and not several:
        counted.total(base, known)
    for place in rows.index:
        if not rows.loc[place, "unknown"] or told == "all":
            if pd.notna(rows.loc[place, "denominator"]):
                counted.count(base, "table-1", place, "denominator", 2.5)
            counted.share(keys[place], base, "table-1", place, "share")
    if base != everyone and several:
        counted.rest(group, base)


def _several(counted: Counted, name: str, group: Key, rows: pd.DataFrame, keys: dict[int, Key]) -> None:
    """Say of levels of which a case may have several that each has a complement, and how many cases have several."""
    for key in keys.values():
        counted.rest(group, key)
    if group == CASES:
        many = cell_key(several=name)
        for place in rows.index:
            counted.count(many, "table-1", place, "several", 2.5)
        mentions = counted.total(cell_key(values_of=name), keys.values())
        counted.rest(counted.rest(mentions, CASES, "beyond one for each"), many, "beyond one for each")


def _annual(counted: Counted) -> None:
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


def _table_2(counted: Counted) -> None:
    table = counted.tables["table-2"].reset_index(drop=True)
    effects = {"effect", "therapy"} & set(table["kind"])
    base = SINGLE if effects or table["term"].iloc[0].startswith("Single") else CASES
    for row in table.itertuples():
        counted.count(base, "table-2", row.Index, "cases", GROUP)
        if row.kind == "cases":
            counted.count(base, "table-2", row.Index, "n", GROUP)
        else:
            _named(counted, "table-2", row.Index, row.kind, row.term, base)


def _named(counted: Counted, stem: str, row: int, kind: str, term: str, base: Key) -> None:
    """Add an effect, a therapy or a substance, of which a case may have several, and the cases without it."""
    key = counted.count(base | cell_key(**{kind: term}), stem, row, "n")
    counted.rest(base, key)
    counted.share(key, base, stem, row, "value")


def _table_3(counted: Counted) -> None:
    table = counted.tables["table-3"].reset_index(drop=True)
    for of, rows in table.groupby("outcome", sort=False):
        had, known = _outcome(of)
        told = rows[rows["factor"] == "all"]
        for place in told.index:
            counted.count(had, "table-3", place, "events", GROUP)
            counted.count(known, "table-3", place, "n", GROUP)
            counted.share(had, known, "table-3", place, "value")
        _linked(counted, of, had, known)
        modeled = rows[rows["factor"] != "all"]
        if len(modeled):
            _model(counted, "table-3", of, modeled)
            left = counted.count(_left(of), "table-3", modeled.index[0], "left_out", GROUP)
            for place in modeled.index:
                counted.count(left, "table-3", place, "left_out", GROUP)
            _within(counted, of)


def _outcome(of: str) -> tuple[Key, Key]:
    had, known = cell_key(**{of: "yes"}), cell_key(**{of: "known"})
    return had, known


def _left(of: str) -> Key:
    return cell_key(**{of: "known", "model": "left out"})


def _linked(counted: Counted, of: str, had: Key, known: Key) -> None:
    """Add the levels of Table 1 up to an outcome, where it shows them."""
    counted.rest(known, had)
    counted.rest(CASES, known)
    book = read_codebook()
    name, terms = ("medical_outcome", book.serious) if of == "serious" else ("level_of_care", getattr(book, of))
    of_all = book.known_outcome if of == "serious" else book["level_of_care"].terms
    shown = [cell_key(**{name: term}) for term in terms]
    if any(counted.has(cell_key(**{name: term})) for term in of_all):
        counted.total(had, [key for key in shown if counted.has(key)])
    if of == "serious" and any(counted.has(cell_key(**{name: term})) for term in of_all):
        counted.total(known, [key for key in (cell_key(**{name: term}) for term in of_all) if counted.has(key)])


def _model(counted: Counted, stem: str, of: str, rows: pd.DataFrame) -> None:
    """Add the levels of each factor up to the cases of the model, and take them from those of Table 1."""
    modeled = cell_key(**{of: "known", "model": "in it"})
    had = cell_key(**{of: "yes", "model": "in it"})
    for factor, terms in rows.groupby("factor", sort=False):
        sizes, events = [], []
        for row in terms.itertuples():
            level = cell_key(**{factor: row.term})
            sizes.append(counted.count(modeled | level, stem, row.Index, "n"))
            events.append(counted.count(had | level, stem, row.Index, "events"))
            counted.rest(sizes[-1], events[-1])
            if counted.has(level):
                counted.rest(level, sizes[-1], "in no model of it")
        counted.total(modeled, sizes)
        counted.total(had, events)


def _within(counted: Counted, of: str) -> None:
    """Take the cases of a model, and those of them with the outcome, from all in which it is known."""
    had, known = _outcome(of)
    modeled, with_it = cell_key(**{of: "known", "model": "in it"}), cell_key(**{of: "yes", "model": "in it"})
    counted.total(known, (modeled, _left(of)))
    out = counted.rest(had, with_it, "in no model of it")
    counted.rest(_left(of), out)


def _told(counted: Counted, stem: str, **keys: Key) -> None:
    """Take the counts that stand in the legend of a picture."""
    for name, key in keys.items():
        if counted.tables[stem].attrs.get(name) is not None:
            counted.count(key, stem, FACT, name, GROUP)


def _of_model(counted: Counted, stem: str) -> None:
    of = counted.tables[stem].attrs["of"]
    _model(counted, stem, of, counted.tables[stem].reset_index(drop=True))
    _told(counted, stem, left_out=_left(of), without_outcome=rest_key(CASES, _outcome(of)[1]))


def _series(counted: Counted, stem: str) -> None:
    table = counted.tables[stem].reset_index(drop=True)
    for row in (table[table["kind"] == "observed"] if "kind" in table else table).itertuples():
        counted.count(cell_key(year=int(row.year)), stem, row.Index, "count", YEAR)
    _told(counted, stem, without_date=cell_key(year="none"))


def _shares(counted: Counted, stem: str) -> None:
    table = counted.tables[stem].reset_index(drop=True)
    kind = table.columns[0]
    base = SINGLE if kind in ("effect", "therapy") else CASES
    for row in table.itertuples():
        counted.count(base, stem, row.Index, "cases", GROUP)
        _named(counted, stem, row.Index, kind, row[1], base)


def _by_age(counted: Counted, stem: str) -> None:
    """Take the cases with an outcome by age, of all in which it is known."""
    table = counted.tables[stem].reset_index(drop=True)
    of, sizes = table.attrs["of"], []
    had, known = _outcome(of)
    for row in table.itertuples():
        level = cell_key(age_band=row.age_band)
        size = counted.count(known | level, stem, row.Index, "n")
        sizes.append(size)
        events = counted.count(had | level, stem, row.Index, "events")
        counted.rest(size, events)
        counted.share(events, size, stem, row.Index, "value")
        for whole, part in ((level, size), (size, level | cell_key(**{of: "known", "model": "in it"})),
                            (events, level | cell_key(**{of: "yes", "model": "in it"}))):  # fmt: skip
            if counted.has(whole) and counted.has(part):
                counted.rest(whole, part, "in no model of it")
    none = counted.remainder(known | cell_key(age_band="none"), known, sizes)
    _told(counted, stem, without_group=none, without_outcome=rest_key(CASES, known))


def _doses(counted: Counted, stem: str) -> None:
    """Say nothing: a picture of single doses is of single cases, and is left out of every release."""


FIGURES = {
    "flow": _flow,
    "trend": _series,
    "counts": _series,
    "severity": _doses,
    "odds": _of_model,
    "outcomes": _by_age,
    "effects": _shares,
    "therapies": _shares,
    "coingestants": _shares,
}
