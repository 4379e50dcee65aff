"""Picture of substances that come together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ...plots import Column, linear_scale, rows
from .registry import Said, case_chart
from .shares import MOST
from .words import fitting, many, ratio_words, worded

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
