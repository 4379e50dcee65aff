"""Pictures of outcomes: shares by group, and odds ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...errors import DataError
from ...forms import bare_percent, percent
from ...plots import Column, ratio_scale, rows
from .registry import Said, case_chart
from .shares import share_scale
from .words import called, fitting, group_words, headed, level_words, many, outcome_of, ratio_words, with_limits, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MOST = 40
_FEW = 10  # cases of a group below which its share says little: the title leaves it out
_SHARES = ("events", "n", "value", "low", "high")


@case_chart("outcomes", *_SHARES)
def outcomes(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Percent of the cases whose outcome is known that had it (dot) and its limits (line), by group."""
    by = [name for name in table.columns if name not in {*_SHARES, "synthetic"}]
    if len(by) > 1:
        raise DataError(f"table: expected at most one column with groups, got {', '.join(map(str, by))}.")
    shown = table.head(_MOST)
    frame = pd.DataFrame(
        {
            "label": [level_words(by[0], level) for level in shown[by[0]]]
            if by
            else [worded(table, "All cases")] * len(shown),
            "value": shown["value"].to_numpy(float),
            "low": shown["low"].to_numpy(float),
            "high": shown["high"].to_numpy(float),
            "events": [f"{row.events:,} of {row.n:,}" for row in shown.itertuples()],
            "percent": [with_limits(row.value, row.low, row.high, bare_percent) for row in shown.itertuples()],
        }
    )
    right = [Column("Events", "events"), Column(headed(table, "Percent"), "percent")]
    head = called(by[0]) if by else ""
    axes = rows(frame, share_scale(shown), right=right, head=_short(head), ax=ax, width=width)
    hidden, small = len(table) - len(shown), int((table["n"] < _FEW).sum())
    few = worded(table, f"The title leaves out groups of fewer than {_FEW} cases.") if 0 < small < len(table) else ""
    return axes, Said(
        _finding(table, by),
        worded(table, f"Percent of the cases with a known outcome that had {outcome_of(table, long=True)}"),
        " ".join([few, f"{many(hidden, 'group is', 'groups are')} not shown." if hidden else ""]).strip(),
        f"Rows of {many(len(frame), 'group', 'groups')}. {_ends(frame)}",
    )


def _short(head: str) -> str:
    return head if len(head) <= 30 else "Group"


def _finding(table: pd.DataFrame, by: list[str]) -> str:
    """Say the share, or between which shares the groups lie: no more than the table shows, whatever the groups."""
    known = table[table["n"] > 0]
    of = outcome_of(table)
    if known.empty:
        return worded(table, "No case has a known outcome")
    if len(known) == 1:
        row = known.iloc[0]
        share = f"{int(row['events']):,} of {many(int(row['n']), 'case', 'cases')}"
        known_of = f"{share} with a known outcome had {of}"
        return worded(table, fitting(known_of, f"{share} with a known outcome had it"))
    known = known[known["n"] >= _FEW] if (known["n"] >= _FEW).any() else known
    low, high = known["value"].min(), known["value"].max()
    if high == 0 and not table["events"].sum():
        return worded(table, f"No case with a known outcome had {of}")
    if len(known) == 1:
        row, share = known.iloc[0], percent(high)
        group = group_words(by[0], row[by[0]])
        return fitting(f"{share} of the group {group} had {of}", f"{share} of the only large group had {of}")
    if percent(low) == percent(high):
        return fitting(f"In every group {percent(high)} had {of}", f"In every group {percent(high)} had the outcome")
    name = called(by[0]) if by else "group"
    name = name[:1].lower() + name[1:]
    return fitting(
        f"From {percent(low)} to {percent(high)} had {of}, by {name}",
        f"From {percent(low)} to {percent(high)} had {of}, by group",
        f"From {percent(low)} to {percent(high)} had the outcome",
    )


def _ends(frame: pd.DataFrame) -> str:
    known = frame[frame["value"].notna()]
    if known.empty:
        return "No outcome is known."
    ends = {known["value"].idxmin(): None, known["value"].idxmax(): None}
    told = (known.loc[place] for place in ends)
    return " ".join(f"{row['label']}: {row['percent']}, {row['events']}." for row in told)


_RATIO = ("crude", "crude_low", "crude_high", "adjusted", "adjusted_low", "adjusted_high")
_FAR = (0.01, 100.0)  # a separated group has limits far beyond; an arrow says so


@case_chart("odds", "factor", "term", "events", "n", *_RATIO)
def odds(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Odds ratios with limits: crude (ring) and adjusted for the other factors (dot); an arrow: beyond the axis."""
    frame = pd.DataFrame(
        {
            "group": [called(str(factor)) for factor in table["factor"]],
            "label": [level_words(str(row.factor), row.term) for row in table.itertuples()],
            "events": [f"{row.events:,} of {row.n:,}" for row in table.itertuples()],
            "crude": [_told(row, "crude") for row in table.itertuples()],
            "adjusted": [_told(row, "adjusted") for row in table.itertuples()],
        }
    )
    for kind, name in (("adjusted", "value"), ("crude", "second")):  # a reference has no limits and no mark
        compared = table[f"{kind}_low"].notna().to_numpy()
        frame[name] = np.where(compared, table[kind].to_numpy(float), np.nan)
    for end in ("low", "high"):
        frame[end], frame[f"second_{end}"] = (table[f"{kind}_{end}"].to_numpy(float) for kind in ("adjusted", "crude"))
    right = [
        Column("Events", "events", half=False),
        Column(headed(table, "Crude"), "crude", half=False),
        Column(headed(table, "Adjusted"), "adjusted"),
    ]
    axes = rows(frame, ratio_scale(_near(table)), right=right, head="Factor", ax=ax, width=width)
    note = "Dot: adjusted for the other factors. Ring: crude. Each against its reference."
    return axes, Said(_told_of(table), f"Odds ratio of {outcome_of(table, long=True)}, log scale", note, _heard(table))


def _near(table: pd.DataFrame) -> list[float]:
    """Give the ratios and limits that the axis has to hold: no more than a hundredfold to either side."""
    numbers = table[list(_RATIO)].to_numpy(float).ravel()
    numbers = numbers[np.isfinite(numbers) & (numbers > 0)]
    return [0.5, 2.0, *np.clip(numbers, *_FAR)]


def _told(row, kind: str) -> str:
    row = row if isinstance(row, pd.Series) else pd.Series(row._asdict())
    value, low, high = (row[kind + end] for end in ("", "_low", "_high"))
    if np.isnan(low):
        return "1 (reference)" if value == 1 else "not estimable"
    return with_limits(value, low, high, ratio_words)


def _told_of(table: pd.DataFrame) -> str:
    """Count the levels whose interval leaves out 1."""
    compared = table[table["adjusted_low"].notna() & table["adjusted_high"].notna()]
    if compared.empty:
        return "No adjusted odds ratio could be estimated"
    apart = int(((compared["adjusted_low"] > 1) | (compared["adjusted_high"] < 1)).sum())
    if not apart:
        return "No group differs clearly from its reference"
    differ = "differs" if apart == 1 else "differ"
    return f"{apart} of {many(len(compared), 'group', 'groups')} {differ} from the reference"


def _heard(table: pd.DataFrame) -> str:
    compared = table[table["adjusted_low"].notna()]
    said = f"Rows of {many(len(table), 'level', 'levels')} of {many(table['factor'].nunique(), 'factor', 'factors')}."
    if compared.empty:
        return said
    ends = [compared.loc[compared["adjusted"].idxmin()], compared.loc[compared["adjusted"].idxmax()]]
    words = (f"{level_words(row['factor'], row['term'])} {_told(row, 'adjusted')}" for row in ends[: len(compared)])
    told = "; ".join(words)
    return f"{said} Lowest and highest adjusted odds ratio: {told}."
