"""The first table of a paper: how the groups differ in every characteristic, and which test says so."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...errors import DataError
from ...shown import p_in_words, shown
from ...style import PALETTE, axes_of
from ..arguments import choice
from .characteristics import (
    MISSING,
    TOTAL,
    adjusted,
    comparisons_of,
    counted_rows,
    joined,
    levels_tested,
    measured_rows,
    missing_rows,
    values_tested,
)
from .group_summary import described
from .groups import compare_groups
from .labels import numbered
from .printed_table import check_group_names, printed_rows
from .result import Comparison, not_tested
from .samples import finite


@dataclass(frozen=True, eq=False)
class TableOne:
    """Characteristics by group.

    Attributes
    ----------
    rows : pandas.DataFrame
        One row per characteristic, level and group (``"Total"`` first): ``variable, level, group, n`` (cases in the
        level, or with a value), ``denominator, share, unknown``, of measured characteristics ``mean, sd, q1, median,
        q3``, and with groups, repeated on every row of a characteristic, ``test, statistic, df, df_residual, p, reason,
        smd`` (standardized difference: of two groups the first less the second, of more the largest in size).
    by : label or None
    without_group : int
        Cases of no group: in the total, in no group.

    Examples
    --------
    >>> cases = pd.DataFrame({"age": [3.0, 4.0, 4.0, 31.0, 45.0, 38.0], "year": [2019, 2019, 2019, 2020, 2020, 2020]})
    >>> table_one(cases, by="year").to_frame(measured="both", total=False)[["level", 2019, 2020]]
              level                           2019                           2020
    0     mean (SD)                  3.667 (0.577)                   38.00 (7.00)
    1  median (IQR)  4.000 (3.500 to 4.000), n = 3  38.00 (34.50 to 41.50), n = 3
    """

    rows: pd.DataFrame
    by: Hashable | None
    without_group: int = 0

    @property
    def described(self) -> pd.DataFrame:
        """Rows without their tests."""
        return self.rows.drop(columns=[name for name in comparisons_of(self.rows) if name != "variable"])

    @property
    def tested(self) -> pd.DataFrame:
        """One row per characteristic: its test, why that one, and the standardized difference."""
        return comparisons_of(self.rows)

    def to_frame(
        self,
        *,
        digits: int | None = None,
        measured: str = "mean",
        percent: str = "column",
        adjust: str | None = None,
        total: bool = True,
    ) -> pd.DataFrame:
        """Lay the table out as printed.

        Parameters
        ----------
        digits : int, optional
            Decimals; by default one of percentages, and four significant digits of means and quartiles.
        measured : {"mean", "median", "both"}
            Mean (SD), median (quartiles), or a line of each.
        percent : {"column", "row"}
            Of the cases of the group, or of all cases in the row (those of no group too).
        adjust : {"holm", "benjamini-hochberg", "bonferroni"}, optional
            Show the p-values adjusted for the number of tests too (`adjusted_p_values`).
        total : bool
            Show the column of all cases.

        Returns
        -------
        DataFrame
            ``variable, level``, a column per group, then ``test, p, p_adjusted, smd`` on the first line of each
            characteristic. Percentages round halves up, from the counts.
        """
        choice(total, "total", (True, False))
        rows = self.rows if adjust is None or self.by is None else adjusted(self.rows, adjust)
        frame = printed_rows(rows, digits=digits, measured=measured, percent=percent)
        return frame if total or self.by is None else frame.drop(columns=TOTAL)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return shown(f"Characteristics by {self.by}", self.to_frame())

    def summary(self) -> str:
        """Say which test was done for each characteristic, why, and its p-value."""
        if self.by is None:
            return f"Characteristics of {self.rows['denominator'].max():,} cases"
        said = f"; {self.without_group:,} cases of no group" if self.without_group else ""
        lines = [f"Characteristics by {self.by}{said}"]
        lines += [f"{row.variable}: {row.test}, {p_in_words(row.p)} ({row.reason})" for row in self.tested.itertuples()]
        return "\n".join(lines)

    def plot(self, ax=None):
        """Draw the standardized differences of the groups (of more than two the largest); gives the Axes back."""
        if self.by is None:
            raise DataError("by: expected groups for standardized differences, got none.")
        ax = axes_of(ax, (5.5, 1.2 + 0.3 * len(self.tested)))
        place = np.arange(len(self.tested))[::-1]
        ax.plot(self.tested["smd"].abs(), place, "o", color=PALETTE["fit"], clip_on=False)
        ax.axvline(0.1, color=PALETTE["guide"], linewidth=0.8, linestyle=":")
        ax.set(yticks=place, yticklabels=self.tested["variable"], ylabel="characteristic")
        ax.set(xlabel="absolute standardized difference", xlim=(0, None), ylim=(-0.5, len(place) - 0.5))
        return ax


def table_one(
    data: pd.DataFrame,
    *,
    by: Hashable | None = None,
    columns: Sequence[Hashable] | None = None,
    tests: Mapping[Hashable, str] | None = None,
    unknowns: str = "excluded",
) -> TableOne:
    """Describe and compare the characteristics of groups.

    Parameters
    ----------
    data : DataFrame
        One row per case.
    by : label, optional
        Column with the group: texts, numbers, truth values, categories or dates. Rows without a group are in the total
        and in no group.
    columns : sequence of labels, optional
        Characteristics; all other columns by default. Numeric columns are measured, all others (and numbers
        declared as categories) are counted by level.
    tests : mapping of label to str, optional
        Test for a characteristic, as in `compare_groups` and `contingency_test`; else chosen by their rules.
    unknowns : {"excluded", "kept"}
        Missing entries of counted characteristics are a bare count beside the table, or a level like any other, in
        the denominators and in the test.

    Returns
    -------
    TableOne
        No test is done in silence: ``tested`` holds its name and why it was chosen.

    Raises
    ------
    DataError
        When a column is missing or stands there twice, there are fewer than two groups, or a group is called as a
        column of the printed table.

    Notes
    -----
    A characteristic without two levels or two groups with cases is described but not tested: p is NaN and the reason
    says why. ``smd`` is that of `standardized_difference` and `standardized_difference_categories`; of more than two
    groups the largest of all pairs (`pairwise_differences`), NaN when a pair has none. R's tableone prints the mean
    of the pairs instead; the largest says whether any two groups are out of balance. A standardized difference of 0.1
    is a common mark of imbalance (Austin 2009).

    References
    ----------
    Austin PC. Balance diagnostics for comparing the distribution of baseline covariates between treatment groups in
    propensity-score matched samples. Stat Med 2009;28:3083-3107. doi:10.1002/sim.3697
    Yoshida K, Bartel A. tableone: Create 'Table 1' to Describe Baseline Characteristics. R package 0.13.2, 2022.

    Examples
    --------
    >>> cases = pd.DataFrame({
    ...     "year": [2019, 2019, 2019, 2020, 2020, 2020],
    ...     "age": [3.0, 4.0, 4.0, 31.0, 45.0, 38.0],
    ...     "route": ["oral", "oral", "eye", "oral", None, "oral"],
    ... })
    >>> table = table_one(cases, by="year")
    >>> table.to_frame()[["variable", "level", "Total", 2019, 2020]]
      variable      level         Total           2019          2020
    0      age  mean (SD)  20.83 (19.3)  3.667 (0.577)  38.00 (7.00)
    1    route        eye     1 (20.0%)      1 (33.3%)      0 (0.0%)
    2    route       oral     4 (80.0%)      2 (66.7%)    2 (100.0%)
    3    route  (missing)             1              0             1
    >>> table.tested[["variable", "test", "p", "smd"]].round(3)
      variable                      test    p    smd
    0      age  Wilcoxon rank sum, exact  0.1 -6.913
    1    route              Fisher exact  1.0  1.000
    """
    choice(unknowns, "unknowns", ("excluded", "kept"))
    columns = _columns(data, by, columns, tests or {})
    places, groups = (np.zeros(len(data), dtype=int), []) if by is None else numbered(data[by], str(by))
    if by is not None and len(groups) < 2:
        raise DataError(f"{by}: expected at least two groups, got {len(groups)}.")
    check_group_names(groups, str(by))
    rows = []
    for name in columns:
        test = (tests or {}).get(name, "auto")
        if _is_measured(data[name]):
            rows += _measured(data[name], places, groups, test)
        else:
            rows.append(_counted(data[name], places, groups, test, unknowns == "kept"))
    return TableOne(joined(rows, tested=by is not None), by, int((places < 0).sum()))


def _columns(data: pd.DataFrame, by, columns, tests: Mapping) -> list:
    """Give the characteristics, after checking that every column that is named is there once."""
    if not isinstance(data, pd.DataFrame):
        raise DataError(f"data: expected a pandas DataFrame, got {type(data).__name__}.")
    if isinstance(columns, str) or not isinstance(columns, (Iterable, type(None))):
        raise DataError(f"columns: expected a list of columns, got {columns!r}.")
    if not isinstance(tests, Mapping):
        raise DataError(f"tests: expected a test by characteristic such as {{'age': 'wilcoxon'}}, got {tests!r}.")
    chosen = [name for name in data.columns if name != by] if columns is None else list(columns)
    for name in (*([] if by is None else [by]), *chosen, *tests):
        found = list(data.columns).count(name)
        if found != 1:
            there = ", ".join(map(str, data.columns))
            raise DataError(f"data: expected {'a' if not found else 'one'} column {name!r}, got {there}.")
    if by in chosen or not chosen:
        raise DataError(f"columns: expected characteristics other than by={by!r}, got {', '.join(map(str, chosen))}.")
    return chosen


def _is_measured(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _by_group(places: np.ndarray, groups: list) -> dict:
    """Give the rows of the total and of every group."""
    return {TOTAL: np.ones(len(places), dtype=bool)} | {name: places == at for at, name in enumerate(groups)}


def _series(values: Mapping) -> pd.Series:
    return pd.Series(list(values.values()), index=pd.Index(list(values), tupleize_cols=False))


def _measured(column: pd.Series, places: np.ndarray, groups: list, test: str) -> list[pd.DataFrame]:
    values = finite(column, str(column.name))
    of_group = _by_group(places, groups)
    rows = [described(values[mine & ~np.isnan(values)]) for mine in of_group.values()]
    moments = pd.DataFrame(rows, index=pd.Index(list(of_group), tupleize_cols=False))
    sizes = _series({name: int(mine.sum()) for name, mine in of_group.items()})
    tested = values_tested(moments.iloc[1:], _compared(values, places, groups, test)) if groups else {}
    parts = [
        measured_rows(column.name, moments, sizes=sizes),
        missing_rows(column.name, sizes - moments["n"], sizes=sizes),
    ]
    return [part.assign(**tested) for part in parts]


def _compared(values: np.ndarray, places: np.ndarray, groups: list, test: str) -> Comparison:
    held = {place for place in places[~np.isnan(values)] if place >= 0}
    if len(held) < 2:
        return not_tested("fewer than two groups with values")
    known = places >= 0
    labels = pd.Index(groups, tupleize_cols=False, dtype=object)
    return compare_groups(values[known], pd.Categorical.from_codes(places[known], labels), test=test)


def _counted(column: pd.Series, places: np.ndarray, groups: list, test: str, kept: bool) -> pd.DataFrame:
    levels, names = numbered(column, str(column.name))
    names, levels = [*names, MISSING], np.where(levels < 0, len(names), levels)
    of_group = _by_group(places, groups)
    counts = {name: np.bincount(levels[mine], minlength=len(names)) for name, mine in of_group.items()}
    cells = pd.DataFrame(
        np.column_stack(list(counts.values())),
        index=pd.Index(names, tupleize_cols=False, dtype=object),
        columns=pd.Index(list(counts), tupleize_cols=False, dtype=object),
    )
    if not cells[TOTAL].iloc[-1]:
        cells = cells.iloc[:-1]
    unknown = np.arange(len(cells)) >= len(names) - 1
    inside = cells if kept else cells[~unknown]
    tested = levels_tested(inside.drop(columns=TOTAL), test) if groups else {}
    rows = counted_rows(column.name, cells, sizes=inside.sum(), unknown=unknown, kept=kept)
    return rows.assign(**tested)
