"""Syntheses of groups of studies, and the test between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from ...shown import limits_of, p_in_words, shown
from ...style import PALETTE, axes_of
from ..arguments import checked_level
from .forest import null_line
from .least_squares import studies
from .measures import MEASURES
from .moderators import with_columns
from .pooling import options, pooled_table

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, repr=False)
class Subgroups:
    """Separate syntheses per group and the test between them; it prints as its `summary`."""

    measure: str
    by: str
    groups: pd.DataFrame
    q_between: float
    df: int
    p: float
    level: float = 0.95

    def to_frame(self) -> pd.DataFrame:
        """One row per group, with the columns of `leave_one_out`."""
        return self.groups.copy()

    def summary(self) -> str:
        """Give each group's pooled effect and the test between groups."""
        rows = [
            f"{name}: {row.value:.4g} ({row.low:.4g} to {row.high:.4g}), {row.k:g} studies"
            for name, row in self.groups.iterrows()
        ]
        between = f"between groups: Q {self.q_between:.2f}, df {self.df}, {p_in_words(self.p)}"
        return "\n".join([f"{MEASURES[self.measure].words} by {self.by}", *rows, between])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        note = f"Pooled per group; between groups Q {self.q_between:.2f}, df {self.df}, {p_in_words(self.p)}"
        table = self.groups[["k", "value", "low", "high"]].rename_axis(self.by)
        return shown(f"{MEASURES[self.measure].words} by {self.by}", table, note, level=self.level)

    def plot(self, ax=None):
        """Draw the pooled effect of each group with its limits."""
        ax = axes_of(ax)
        y = -np.arange(len(self.groups))
        ax.hlines(y, self.groups["low"], self.groups["high"], color=PALETTE["fit"])
        ax.plot(self.groups["value"], y, "D", color=PALETTE["fit"])
        ax.set_yticks(y, [f"{name}\n({row.k:g} studies)" for name, row in self.groups.iterrows()])
        words = f"{MEASURES[self.measure].words} ({limits_of(self.level)})"
        ax.set(xlabel=words, ylabel=self.by, ylim=(y[-1] - 0.5, 0.5))
        null_line(ax, self.measure)
        return ax


def subgroups(
    effects: pd.DataFrame,
    by: str,
    *,
    convention: str = "metafor",
    method: str | None = None,
    test: str | None = None,
    level: float = 0.95,
) -> Subgroups:
    """Pool each group by itself, with its own between-study variance, and test the difference between groups.

    All groups are fitted at once, so that the same function pools thousands of syntheses in one frame. The
    test is ``Q = sum w (b - mean)^2`` with ``w = 1/se^2``, chi-square with groups - 1. Groups come in sorted
    order.

    Parameters
    ----------
    effects : pandas.DataFrame
        As for `pool`, with the column `by`. Studies where it is missing are left out.
    by : str
        Name of the column.
    convention, method, test, level
        As for `pool`.

    Raises
    ------
    DataError
        When the column is lacking or missing throughout.

    Examples
    --------
    Log odds ratios of intubation in series of adults and of children:

    >>> series = pd.DataFrame({"effect": [0.2, 0.5, 0.9, 1.4, 1.9], "variance": [0.02, 0.05, 0.1, 0.2, 0.4]})
    >>> split = subgroups(series.assign(age=["adults", "adults", "children", "children", "children"]), "age")
    >>> split.groups["value"].round(2).to_dict(), round(split.p, 3)
    ({'adults': 0.3, 'children': 1.22}, 0.003)

    References
    ----------
    Borenstein M et al. Introduction to meta-analysis. Wiley; 2009, chapter 19. doi:10.1002/9780470743386
    """
    rules, level = options(convention, method, test), checked_level(level)
    frame, measure, _ = with_columns(effects, by)
    codes, names = pd.factorize(frame[by], sort=True)
    place = frame.groupby(codes).cumcount().to_numpy()
    shape = (len(names), place.max() + 1)
    columns = [frame[name].to_numpy() for name in ("effect", "variance", *(["n"] if measure == "PFT" else []))]
    padded = [np.full(shape, np.nan) for _ in columns]
    for array, column in zip(padded, columns, strict=True):
        array[codes, place] = column
    table = pooled_table(studies(*padded[:2]), rules, level, measure, padded[2] if measure == "PFT" else None)
    table.index = pd.Index(names, name=by)
    weight = 1 / table["se"] ** 2
    mean = (weight * table["effect"]).sum() / weight.sum()
    q = float((weight * (table["effect"] - mean) ** 2).sum())
    df = len(names) - 1
    return Subgroups(measure, by, table, q, df, float(chdtrc(df, q)) if df else 1.0, level)
