"""Ages, weights and doses of a study's cases: median and quartiles by group, from the cases at each value."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...errors import DataError
from ...stats.comparison import Comparison, compare_counted
from ...stats.comparison.characteristics import MOMENTS, measured_rows, missing_rows, values_tested
from ...stats.comparison.counted import described_counted
from ...stats.comparison.result import not_tested
from ..study.derived import column
from ..study.exclusions import missing
from ..study.selection import Study

# More different values than this stay in the engine, which then gives the quartiles; ages have a few thousand.
MOST_VALUES = 1_000_000
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


@dataclass(frozen=True)
class Measured:
    """One measured characteristic.

    Attributes
    ----------
    described : DataFrame
        One row per unit and group (``"Total"`` first): ``unit, group, n`` (cases with a value), ``mean, sd, q1, median,
        q3``.
    sizes : Series
        Cases per group, with a value or without.
    known : Series
        Cases per group with a value in any unit.
    tests : dict of str to Comparison
        Per unit the comparison of the groups; where none was made its test is ``"none"`` and the reason says why.
    """

    described: pd.DataFrame
    sizes: pd.Series
    known: pd.Series
    tests: dict[str, Comparison]


def measured(study: Study, name: str, by: str | None, groups: list) -> Measured:
    """Describe a number of the cases, or the dose of the study's substance in each of its units.

    Parameters
    ----------
    study : Study
    name : str
        A column of the cases that holds numbers, or ``"dose"``: the doses of the substances of the study, added up
        per case and unit; no unit is turned into another.
    by : str or None
        Column with the groups.
    groups : list
        Groups in order.
    """
    rows = _doses(study, by) if name == "dose" else _numbers(study, name, by)
    counted = study.run(rows.group_by("unit", "value", "group").aggregate(n=rows.count()).limit(MOST_VALUES + 1))
    if len(counted) > MOST_VALUES:
        described, sizes, known = _in_engine(study, rows, groups)
        none = not_tested(f"more than {MOST_VALUES:,} different values")
        return Measured(described, sizes, known, dict.fromkeys(described["unit"], none))
    valued = counted.dropna(subset="value")
    sizes = _per_group(study.run(_distinct(rows)), groups) if name == "dose" else _per_group(counted, groups)
    nothing = counted[counted["value"].isna()]
    units = valued.groupby("unit")["n"].sum().sort_values(ascending=False, kind="stable").index.tolist() or [""]
    tables = {unit: _crossed(valued[valued["unit"] == unit], groups) for unit in units}
    described = [_described(unit, table) for unit, table in tables.items()]
    tests = {unit: _tested(table.drop(columns="Total")) for unit, table in tables.items()}
    return Measured(pd.concat(described, ignore_index=True), sizes, sizes - _per_group(nothing, groups), tests)


def _numbers(study: Study, name: str, by: str | None):
    import ibis

    cases = study.cases
    value = column(cases, name)
    if not value.type().is_numeric():
        raise DataError(f"numbers: expected a column of numbers such as 'age_years', got {name!r}.")
    return cases.select(unit=ibis.literal(""), value=value.cast("float64"), group=_group(cases, by))


def _doses(study: Study, by: str | None):
    if study.mentions.equals(study.store.substances):
        raise DataError("numbers: a dose needs a study of one substance; select(store, substance=...).")
    taken = study.mentions.filter(~missing(study.mentions.dose))
    unit = taken.dose_unit.fill_null("no unit")
    summed = taken.group_by(case=taken.case_id, unit=unit).aggregate(value=taken.dose.cast("float64").sum())
    cases = study.cases.select("case_id", group=_group(study.cases, by))
    both = cases.left_join(summed, cases.case_id == summed.case)
    return both.select("case_id", "value", "group", unit=both.unit.fill_null(""))


def _group(cases, by: str | None):
    import ibis

    return column(cases, by) if by else ibis.literal("")


def _distinct(rows):
    return rows.group_by("group").aggregate(n=rows.case_id.nunique())


def _per_group(counted: pd.DataFrame, groups: list) -> pd.Series:
    sums = counted.groupby("group")["n"].sum().to_dict()
    return pd.Series({"Total": counted["n"].sum()} | {group: sums.get(group, 0) for group in groups}).astype(int)


def _crossed(valued: pd.DataFrame, groups: list) -> pd.DataFrame:
    """Count value by group, values rising, with a column "Total" first."""
    total = valued.groupby("value")["n"].sum().rename("Total").to_frame()
    known = valued[valued["group"].isin(groups)]
    wide = known.pivot(index="value", columns="group", values="n").reindex(columns=groups)
    return total.join(wide).fillna(0).astype(int).sort_index()


def _described(unit: str, table: pd.DataFrame) -> pd.DataFrame:
    values = table.index.to_numpy(float)
    rows = [{"unit": unit, "group": group} | described_counted(values, table[group]) for group in table]
    return pd.DataFrame(rows)


def _tested(table: pd.DataFrame) -> Comparison:
    if (table.sum() > 0).sum() < 2:
        return not_tested("fewer than two groups with values")
    return compare_counted(table)


def _in_engine(study: Study, rows, groups: list) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    sums = {part: rows.value.quantile(at) for part, at in QUARTILES.items()}
    sums |= {"n": rows.value.count(), "mean": rows.value.mean(), "sd": rows.value.std(how="sample")}
    grouped = study.run(rows.filter(~missing(rows.value)).group_by("unit", "group").aggregate(**sums))
    whole = study.run(rows.filter(~missing(rows.value)).group_by("unit").aggregate(**sums)).assign(group="Total")
    units = whole.sort_values("n", ascending=False, kind="stable")["unit"]
    order = pd.MultiIndex.from_product([units, ["Total", *groups]], names=["unit", "group"])
    described = pd.concat([whole, grouped]).set_index(["unit", "group"]).reindex(order).reset_index()
    described["n"] = described["n"].fillna(0).astype(int)
    by_case = "case_id" in rows.columns
    told = {"n": rows.case_id.nunique() if by_case else rows.count()}
    sizes = _per_group(study.run(rows.group_by("group").aggregate(**told)), groups)
    empty = rows.filter(missing(rows.value))
    nothing = _per_group(study.run(empty.group_by("group").aggregate(n=empty.count())), groups)
    return described[["unit", "group", "n", *MOMENTS]], sizes, sizes - nothing


def number_rows(study: Study, name: str, by: str | None, groups: list) -> pd.DataFrame:
    """Give the rows of a table of characteristics: what is measured, per unit and group, then those without."""
    found = measured(study, name, by, groups)
    parts, tested = [], {}
    for unit, described in found.described.groupby("unit", sort=False):
        by_group = described.set_index("group")
        if by:
            tested = values_tested(by_group.drop(index="Total"), found.tests[unit])
        parts.append(measured_rows(name, by_group, sizes=found.sizes, unit=unit).assign(**tested))
    parts.append(missing_rows(name, found.sizes - found.known, sizes=found.sizes).assign(**tested))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)
