"""Ages, weights and doses of a study's cases: median and quartiles by group, from the cases at each value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import DataError
from ..stats.comparison import Comparison, compare_counted, quantiles_counted
from .derived import column
from .selection import Study
from .steps import missing

# More different values than this stay in the engine, which then gives the quartiles; ages have a few thousand.
MOST_VALUES = 1_000_000
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}


@dataclass(frozen=True)
class Measured:
    """One measured characteristic.

    Attributes
    ----------
    described : DataFrame
        One row per unit and group (``"Total"`` first): ``unit, group, n`` (cases with a value), ``q1, median, q3``.
    sizes : Series
        Cases per group, with a value or without.
    known : Series
        Cases per group with a value in any unit.
    tests : dict of str to Comparison or str
        Per unit the comparison of the groups, or why there is none.
    """

    described: pd.DataFrame
    sizes: pd.Series
    known: pd.Series
    tests: dict[str, Comparison | str]


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
        why = f"not tested: more than {MOST_VALUES:,} different values"
        return Measured(described, sizes, known, dict.fromkeys(described["unit"], why))
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

    return column(cases, by).cast("string") if by else ibis.literal("")


def _distinct(rows):
    return rows.group_by("group").aggregate(n=rows.case_id.nunique())


def _per_group(counted: pd.DataFrame, groups: list) -> pd.Series:
    sums = counted.groupby("group")["n"].sum().reindex(groups, fill_value=0)
    return pd.concat([pd.Series({"Total": counted["n"].sum()}), sums]).astype(int)


def _crossed(valued: pd.DataFrame, groups: list) -> pd.DataFrame:
    """Count value by group, values rising, with a column "Total" first."""
    total = valued.groupby("value")["n"].sum().rename("Total").to_frame()
    known = valued[valued["group"].isin(groups)]
    wide = known.pivot(index="value", columns="group", values="n").reindex(columns=groups)
    return total.join(wide).fillna(0).astype(int).sort_index()


def _described(unit: str, table: pd.DataFrame) -> pd.DataFrame:
    values = table.index.to_numpy(float)
    rows = [
        {"unit": unit, "group": group, "n": int(table[group].sum())}
        | dict(zip(QUARTILES, quantiles_counted(values, table[group], list(QUARTILES.values())), strict=True))
        for group in table
    ]
    return pd.DataFrame(rows)


def _tested(table: pd.DataFrame) -> Comparison | str:
    if (table.sum() > 0).sum() < 2:
        return "not tested: fewer than two groups with values"
    return compare_counted(table)


def _in_engine(study: Study, rows, groups: list) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    sums = {part: rows.value.quantile(at) for part, at in QUARTILES.items()}
    sums |= {"n": rows.value.count()}
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
    return described[["unit", "group", "n", *QUARTILES]], sizes, sizes - nothing


def number_rows(study: Study, name: str, by: str | None, groups: list) -> pd.DataFrame:
    """Give the rows of a table of characteristics: median and quartiles per unit and group, then those without."""
    found = measured(study, name, by, [str(group) for group in groups])
    parts = []
    for unit, described in found.described.groupby("unit", sort=False):
        level = f"median (IQR){f', {unit}' if unit else ''}"
        shown = described.drop(columns="unit").assign(level=level, unknown=False)
        parts.append(shown.assign(**tested_columns(found.tests[unit])) if by else shown)
    without = (found.sizes - found.known).rename("n").rename_axis("group").reset_index()
    if without["n"].any():
        last = parts[-1].iloc[:1].filter(["test", "statistic", "df", "p", "reason"]).to_dict("records")[0]
        parts.append(without.assign(level="(missing)", unknown=True, **last))
    rows = pd.concat(parts, ignore_index=True)
    sizes = found.sizes.reindex(rows["group"]).to_numpy()
    shown = rows["group"].map({"Total": "Total"} | {str(group): group for group in groups})
    return rows.assign(variable=name, group=shown, denominator=sizes, share=np.nan)


def tested_columns(done: Comparison | str) -> dict:
    """Give a comparison (or why there is none) as the columns of a table."""
    if isinstance(done, str):
        return {"test": "none", "statistic": np.nan, "df": np.nan, "p": np.nan, "reason": done}
    return {"test": done.test, "statistic": done.statistic, "df": done.df, "p": done.p, "reason": done.reason}
