"""The flow chart of exclusions, as STROBE and RECORD ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ... import plots
from ...forms import Withheld, whole
from .registry import Said, case_chart
from .words import many, worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@case_chart("flow", "step", "excluded", "remaining")
def flow(table: pd.DataFrame, ax: Axes | None, width: str | float) -> tuple[Axes, Said]:
    """Selection of cases: records, exclusions (each record is counted at the first that applies), cases selected."""
    last = len(table) - 1
    remaining, excluded = ([whole(n) for n in table[name]] for name in ("remaining", "excluded"))
    steps = pd.DataFrame(
        {
            "label": [_sentence(table["step"].iloc[0]), *[""] * last],
            "count": [remaining[0], *(f"{n} remain" for n in remaining[1:])],
            "reason": table["step"].astype(str).tolist(),
            "left_out": excluded,
        }
    )
    if last:
        steps.loc[last, ["label", "count"]] = [worded(table, "Cases selected"), remaining[-1]]
    axes = plots.flow(steps, ax=ax, width=width)
    return axes, Said(
        _finding(table, remaining),
        worded(table, "Selection of the cases"),
        "Each record is left out at the first reason that applies.",
        _heard(table, remaining),
    )


def _sentence(step: object) -> str:
    text = " ".join(str(step).split())
    return text[:1].upper() + text[1:]


def _finding(table: pd.DataFrame, remaining: list[str]) -> str:
    if len(table) == 1:
        return f"The export holds {remaining[0]} record{'s' * (remaining[0] != '1')}"
    if any(isinstance(n, Withheld) for n in (table["remaining"].iloc[0], table["remaining"].iloc[-1])):
        return worded(table, f"The cases were selected in {many(len(table) - 1, 'step', 'steps')}")
    if remaining[0] == "1":
        became = "became a case" if remaining[-1] == "1" else "is no case"
        return worded(table, f"The only record {became} of the study")
    became = "became a case" if remaining[-1] in ("0", "1") else "became cases"
    left = "None" if remaining[-1] == "0" else remaining[-1]
    return worded(table, f"{left} of {remaining[0]} records {became} of the study")


def _heard(table: pd.DataFrame, remaining: list[str]) -> str:
    records = f"{remaining[0]} record{'s' * (remaining[0] != '1')}"
    said = f"Flow chart of {many(len(table), 'box', 'boxes')}, from {records} to {remaining[-1]} selected."
    gone = table[[not isinstance(n, Withheld) and n > 0 for n in table["excluded"]]]
    if gone.empty:
        return said
    most = gone.loc[gone["excluded"].astype(float).idxmax()]
    return f"{said} Most, {whole(most['excluded'])}, were left out for: {most['step']}."
