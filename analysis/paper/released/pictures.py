"""The counts of the pictures, and those in their legends: most are cells of a table as well."""

from __future__ import annotations

from ...cases.study.derived import AGE_BANDS
from ...release import cell_key
from ...release.cells import Key
from .counted import FACT, Counted, rest_key
from .keys import CASES, GROUP, IN_MODEL, OUT, SINGLE, STEP, YEAR, left_out_key, outcome_keys
from .tables import count_model, count_named


def _picture_of_flow(counted: Counted, stem: str) -> None:
    """Take the same counts from the picture; their sums stand in the table."""
    for row, step in enumerate(counted.tables[stem]["step"]):
        last = step == counted.tables["flow"]["step"].iloc[-1]
        counted.count(CASES if last else cell_key(step=step), stem, row, "remaining", STEP)
        if row:
            counted.count(cell_key(left_out=step), stem, row, "excluded", STEP)


def _told(counted: Counted, stem: str, **keys: Key) -> None:
    """Take the counts that stand in the legend of a picture."""
    for name, key in keys.items():
        if counted.tables[stem].attrs.get(name) is not None:
            counted.count(key, stem, FACT, name, GROUP)


def _of_model(counted: Counted, stem: str) -> None:
    of = counted.tables[stem].attrs["of"]
    count_model(counted, stem, of, counted.tables[stem].reset_index(drop=True))
    _told(counted, stem, left_out=left_out_key(of), without_outcome=rest_key(CASES, outcome_keys(of)[1]))


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
        count_named(counted, stem, row.Index, kind, row[1], base)


def _by_age(counted: Counted, stem: str) -> None:
    """Take the cases with an outcome by age, of all in which it is known."""
    table = counted.tables[stem].reset_index(drop=True)
    of, sizes = table.attrs["of"], []
    had, known = outcome_keys(of)
    for row in table.itertuples():
        level = cell_key(age_band=row.age_band)
        size = counted.count(known | level, stem, row.Index, "n")
        sizes.append(size)
        events = counted.count(had | level, stem, row.Index, "events")
        counted.rest(size, events)
        counted.share(events, size, stem, row.Index, "value")
        for whole, part in ((level, size), (size, size | IN_MODEL), (events, events | IN_MODEL)):
            if counted.has(whole) and counted.has(part):
                counted.rest(whole, part, OUT)
    none = known | cell_key(age_band="none")
    said = table.attrs.get("withheld", "")  # a released picture names the bands that it does not draw
    gone = [band for band in AGE_BANDS if band in said and band not in set(table["age_band"])]
    if gone:
        counted.joint(known, [*sizes, *(known | cell_key(age_band=band) for band in gone), none])
    else:
        counted.remainder(none, known, sizes)
    _told(counted, stem, without_group=none, without_outcome=rest_key(CASES, known))


FIGURES = {
    "flow": _picture_of_flow,
    "trend": _series,
    "counts": _series,
    "odds": _of_model,
    "outcomes": _by_age,
    "effects": _shares,
    "therapies": _shares,
    "coingestants": _shares,
}
