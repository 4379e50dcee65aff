"""Picture of substances that come together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...forms import bare_percent, percent
from ...plots import Column, linear_scale, percent_scale, rows
from ...plots.layout import layout_of
from .registry import Said, case_chart
from .shares import MOST
from .words import fitting, headed, many, ratio_words, with_limits, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@case_chart("combinations", "first", "second", "n", "expected", "ratio")
def combinations(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Pairs of substances in the same case: cases observed (dot) and expected by chance (ring), and their ratio."""
    shown = table.head(MOST)
    frame = pd.DataFrame(
        {
            "label": [f"{row.first} + {row.second}" for row in shown.itertuples()],
            "value": shown["n"].to_numpy(float),
            "second": shown["expected"].to_numpy(float),
            "cases": [f"{n:,}" for n in shown["n"]],
            "expected": ["<0.1" if 0 < n < 0.05 else f"{n:,.1f}" for n in shown["expected"]],
            "ratio": [ratio_words(ratio) for ratio in shown["ratio"]],
        }
    )
    scale = linear_scale([*frame["value"], *frame["second"]], zero=True)
    right = [
        Column(worded(table, "Cases"), "cases"),
        Column("By chance", "expected", half=False),
        Column("Ratio", "ratio"),
    ]
    axes = rows(frame, scale, right=right, head="Pair", ax=ax, width=width)
    return axes, Said(
        _finding(table),
        worded(table, "Cases with both substances, and the number expected by chance"),
        _note(table, len(table) - len(shown)),
        f"Rows of {many(len(frame), 'pair', 'pairs')}. {frame['label'].iloc[0]}: {frame['cases'].iloc[0]} cases, "
        f"{frame['expected'].iloc[0]} expected by chance.",
    )


@case_chart(
    "combination_shares", "first", "second", "n", "cases", "value", "low", "high", "combined_cases", "combined_share"
)  # fmt: skip
def combination_shares(table, ax, width):
    """Pairs of substances: percent of all cases with both (dot, with limits) and of those with several (ring)."""
    shown, cases, combined = table.head(MOST), int(table["cases"].max()), int(table["combined_cases"].max())
    brief = layout_of(width, ax).half  # the line shows the limits
    frame = pd.DataFrame(
        {
            "label": [f"{row.first} + {row.second}" for row in shown.itertuples()],
            "value": shown["value"].to_numpy(float),
            "low": shown["low"].to_numpy(float),
            "high": shown["high"].to_numpy(float),
            "second": shown["combined_share"].to_numpy(float),
            "cases": [f"{n:,}" for n in shown["n"]],
            "percent": [
                bare_percent(row.value) if brief else with_limits(row.value, row.low, row.high, bare_percent)
                for row in shown.itertuples()
            ],
            "among": [bare_percent(share) for share in shown["combined_share"]],
        }
    )
    right = [
        Column(worded(table, "Cases"), "cases"),
        Column("% of all" if brief else headed(table, "% of all"), "percent"),
        Column("of combined" if brief else "% of combined", "among"),
    ]
    numbers = frame[["value", "high", "second"]].to_numpy(float)
    scale = percent_scale(min(1.0, float(numbers[np.isfinite(numbers)].max(initial=0.0))) or 0.01)
    axes = rows(frame, scale, right=right, head="Pair", ax=ax, width=width)
    hidden = len(table) - len(shown)
    note = worded(table, f"Dot: of all {cases:,} cases. Ring: of the {combined:,} with several substances.")
    note += f" {many(hidden, 'less frequent pair is', 'less frequent pairs are')} not shown." if hidden else ""
    first = frame.iloc[0]
    return axes, Said(
        _commonest(table, cases),
        worded(table, "Percent of cases with both substances, of all cases and of those with several substances"),
        note,
        worded(
            table,
            f"Rows of {many(len(frame), 'pair', 'pairs')}. {first['label']}: {first['cases']} cases, "
            f"{first['percent']}% of all and {first['among']}% of those with several substances.",
        ),
    )


def _commonest(table: pd.DataFrame, cases: int) -> str:
    """Name the most frequent pair with its share of all cases."""
    first = table[table["n"] == table["n"].max()]
    share = percent(first["value"].iloc[0])
    if len(first) > 1:
        return worded(table, f"No single pair was the most frequent, {share} of the cases each")
    return worded(
        table,
        fitting(
            f"{first['first'].iloc[0]} with {first['second'].iloc[0]} was in {share} of {many(cases, 'case', 'cases')}",
            f"The most frequent pair was in {share} of {many(cases, 'case', 'cases')}",
        ),
    )


def _note(table: pd.DataFrame, hidden: int) -> str:
    among = table.attrs.get("cases")
    base = worded(table, f"by chance among all {among:,} cases with several substances") if among else "by chance"
    said = f"Dot: observed. Ring: expected if substances came together {base}."
    return said + (f" {many(hidden, 'less frequent pair is', 'less frequent pairs are')} not shown." if hidden else "")


def _finding(table: pd.DataFrame) -> str:
    most = table["n"].max()
    first = table[table["n"] == most].iloc[0]
    words = worded(table, many(int(most), "case", "cases"))
    if (table["n"] == most).sum() > 1:
        return f"No single pair was the most frequent, {words} each"
    return fitting(
        f"{first['first']} with {first['second']} was the most frequent pair, {words}",
        f"The most frequent pair was in {words}",
    )
