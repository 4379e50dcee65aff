"""The first table of a paper: how the groups differ in every characteristic, and which test says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ...errors import DataError
from ...shown import shown
from ...style import PALETTE, axes_of
from .contingency import contingency_test
from .differences import standardized_difference, standardized_difference_categories
from .groups import compare_groups, group_summary
from .result import Comparison


@dataclass(frozen=True, eq=False)
class TableOne:
    """Characteristics by group.

    Attributes
    ----------
    described : pandas.DataFrame
        One row per characteristic, level and group: ``variable, level, group, n`` (cases with a value, or in
        the level), ``missing``, ``share`` of the group's known values (levels only), and ``mean, sd, median,
        q1, q3`` (measured characteristics only).
    tested : pandas.DataFrame
        One row per characteristic: ``variable, test, reason, statistic, df, df_residual, p`` and, with two
        groups, ``smd`` (standardized difference, first group less second).
    by : str
    """

    described: pd.DataFrame
    tested: pd.DataFrame
    by: str

    def to_frame(self) -> pd.DataFrame:
        """Give one row per characteristic or level, one column per group as printed, then test, p and smd."""
        shown = self.described.assign(text=[_printed(row) for row in self.described.itertuples()])
        order = shown[["variable", "level"]].drop_duplicates()
        wide = shown.pivot(index=["variable", "level"], columns="group", values="text")
        wide = wide.reindex(pd.MultiIndex.from_frame(order)).rename_axis(columns=None)
        tests = self.tested.set_index("variable")[["test", "p", *self.tested.columns.intersection(["smd"])]]
        first = ~order["variable"].duplicated().to_numpy()
        for name in tests:
            values = tests[name].reindex(order["variable"]).to_numpy()
            wide[name] = np.where(first, values, "" if name == "test" else np.nan)
        return wide.reset_index()

    def _repr_html_(self) -> str:
        return shown(f"Characteristics by {self.by}", self.to_frame())

    def summary(self) -> str:
        """Say which test was done for each characteristic, why, and its p-value."""
        rows = [f"Characteristics by {self.by}"]
        rows += [f"{row.variable}: {row.test}, p = {row.p:.3g} ({row.reason})" for row in self.tested.itertuples()]
        return "\n".join(rows)

    def plot(self, ax=None):
        """Draw the standardized differences of two groups; gives the Axes back."""
        if "smd" not in self.tested:
            raise DataError(f"{self.by}: expected two groups for standardized differences, got more.")
        ax = axes_of(ax, (5.5, 1.2 + 0.3 * len(self.tested)))
        place = np.arange(len(self.tested))[::-1]
        ax.plot(self.tested["smd"].abs(), place, "o", color=PALETTE["fit"], clip_on=False)
        ax.axvline(0.1, color=PALETTE["guide"], linewidth=0.8, linestyle=":")
        ax.set(yticks=place, yticklabels=self.tested["variable"], ylabel="characteristic")
        ax.set(xlabel="absolute standardized difference", xlim=(0, None), ylim=(-0.5, len(place) - 0.5))
        return ax


def table_one(
    data: pd.DataFrame, *, by: str, columns: Sequence[str] | None = None, tests: Mapping[str, str] | None = None
) -> TableOne:
    """Describe and compare the characteristics of groups.

    Parameters
    ----------
    data : DataFrame
        One row per case.
    by : str
        Column with the group; rows without a group are left out.
    columns : sequence of str, optional
        Characteristics; all other columns by default. Numeric columns are measured, all others (and numbers
        declared as categories) are counted by level.
    tests : mapping of str to str, optional
        Test for a characteristic, as in `compare_groups` and `contingency_test`; else chosen by their rules.

    Returns
    -------
    TableOne
        No test is done in silence: ``tested`` holds its name and why it was chosen.

    Raises
    ------
    DataError
        When a column is missing or there are fewer than two groups.

    Notes
    -----
    A characteristic without variation, or one that a group lacks, is described but not tested: p is NaN and
    the reason says why. A standardized difference of 0.1 is a common mark of imbalance (Austin 2009).

    References
    ----------
    Austin PC (2009), doi:10.1002/sim.3697.
    """
    columns = [name for name in data.columns if name != by] if columns is None else list(columns)
    absent = [name for name in (by, *columns, *(tests or {})) if name not in data.columns]
    if absent:
        raise DataError(f"data: expected a column {absent[0]!r}, got {', '.join(map(str, data.columns))}.")
    known = data[data[by].notna()]
    groups = sorted(known[by].unique().tolist(), key=str)
    if isinstance(known[by].dtype, pd.CategoricalDtype):
        groups = [name for name in known[by].cat.categories if (known[by] == name).any()]
    if len(groups) < 2:
        raise DataError(f"{by}: expected at least two groups, got {len(groups)}.")
    described, tested = [], []
    for name in columns:
        make = _measured if _is_measured(known[name]) else _counted
        rows, comparison, smd = make(known[name], known[by], groups, (tests or {}).get(name, "auto"))
        described += [{"variable": name, **row} for row in rows]
        row = comparison.to_frame().drop(columns=["value", "low", "high"], errors="ignore").iloc[0].to_dict()
        tested.append({"variable": name, **row, **({"smd": smd} if len(groups) == 2 else {})})
    return TableOne(pd.DataFrame(described), pd.DataFrame(tested), by)


def _is_measured(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _measured(column: pd.Series, group: pd.Series, groups: list, test: str):
    """Rows of description, test and standardized difference of a measured characteristic."""
    samples = [column[group == name].dropna() for name in groups]
    rows = []
    for name, sample in zip(groups, samples, strict=True):
        shown = group_summary(sample, [name] * len(sample)).iloc[0].to_dict() if len(sample) else {"n": 0}
        rows.append({"level": "", "group": name, **shown, "missing": int((group == name).sum() - len(sample))})
    if min(map(len, samples)) == 0:
        return rows, _untested("a group has no value"), np.nan
    smd = np.nan
    if len(samples) == 2 and min(map(len, samples)) > 1:
        smd = standardized_difference(*samples).value
    return rows, compare_groups(column, pd.Categorical(group, categories=groups), test=test), smd


def _counted(column: pd.Series, group: pd.Series, groups: list, test: str):
    """The same of a characteristic that is counted by level."""
    table = pd.crosstab(column, group).reindex(columns=groups, fill_value=0)
    rows = []
    for level, counts in table.iterrows():
        for name in groups:
            known = table[name].sum()
            share = counts[name] / known if known else np.nan
            missing = int((group == name).sum() - known)
            rows.append({"level": level, "group": name, "n": int(counts[name]), "missing": missing, "share": share})
    if len(table) < 2 or not table.sum().all():
        return rows, _untested("only one level" if table.sum().all() else "a group has no value"), np.nan
    smd = np.nan
    if len(groups) == 2:
        try:
            smd = standardized_difference_categories(table[groups[0]], table[groups[1]]).value
        except DataError:  # levels that the groups do not share: the distance is not defined
            smd = np.nan
    left_out = int(column.isna().sum())
    comparison = contingency_test(table, test=test)
    if not left_out:
        return rows, comparison, smd
    said = f"{comparison.reason}; {left_out} rows with a missing entry left out"
    return rows, replace(comparison, reason=said), smd


def _untested(why: str) -> Comparison:
    return Comparison("none", np.nan, np.nan, np.nan, f"not tested: {why}")


def _printed(row) -> str:
    """``mean (sd)`` of a measured characteristic, ``n (percent)`` of a level."""
    if not np.isnan(row.share):
        return f"{row.n:.0f} ({100 * row.share:.1f}%)"
    return "-" if not row.n or np.isnan(row.mean) else f"{row.mean:.4g} ({row.sd:.3g})"
