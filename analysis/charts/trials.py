"""Pictures of the cited success rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..cards import read_about
from ..forms import bare_percent, limits, listed
from ..plots import Column, percent_scale, rows
from ..plots.body import GRAY, body
from ..plots.fonts import BOLD, families_for
from ..plots.layout import layout_of, text_width
from ..plots.marks import ROLES
from ..printed import read_printed
from .credits import credit, name_of, quoted
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@chart("trial_success")
def trial_success(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Cited success rates above the group they come from and its comparator, with exact 95% limits."""
    frame = pd.DataFrame([arm for row in table.itertuples() for arm in _arms(row)])
    right = [Column("Patients", "patients"), Column("Percent (95% CI)", "percent")]
    axes = rows(frame, percent_scale(), right=right, head="Study and group", ax=ax, width=width)
    compared = int(table["comparator"].notna().sum())
    hollow = frame[frame["hollow"]]["label"].tolist()
    return on_page(
        axes,
        ax,
        read_about().remark("trial_success" if compared else "", "The cited success rates and their sources"),
        subtitle="Patients counted as a success (percent), as one web page cites them and as the studies report them",
        note=" ".join(
            [
                "Lines: exact 95% confidence intervals.",
                "Hollow: a model's percentage; the study prints no count." if hollow else "",
                _beside(table),
                _later(table),
            ]
        ),
        source=credit(table, "source", "primary_source"),
        alt=(
            f"Rows for {len(table)} cited rates, each above its study group"
            + (f" and, for {compared}, the placebo group" if compared else "")
            + f". Cited: {listed([str(printed) for printed in table['printed']])}. "
            + "; ".join(f"{row.label} {row.percent}" for row in frame.itertuples() if row.role == "comparator")
            + "."
        ),
    )


def _arms(row) -> list[dict]:
    """Give the rows of one cited rate: as cited, the arm it comes from, its comparator."""
    group = {"group": row.trial, "group_detail": row.endpoint}
    over = "over" in row.printed
    cited = read_printed(row.printed).value / 100
    own = (row.events, row.arm_n, row.arm_printed)
    arms = [
        group
        | {
            "label": "Cited", "role": "cited", "value": cited, "hollow": False, "percent": quoted(row.printed),
            "patients": quoted(f"{row.printed_n}") if row.n_is == "denominator" else "not stated",
            "low": cited if over else None, "high": 1.0 if over else None, "open_high": over,
        },
        group | _arm(str(row.arm).capitalize(), "source", *own, (row.share, row.low, row.high)),
    ]  # fmt: skip
    if not pd.isna(row.comparator):
        told = (row.comparator_share, row.comparator_low, row.comparator_high)
        counted = (row.comparator_events, row.comparator_n, row.comparator_printed)
        arms.append(group | _arm(str(row.comparator).capitalize(), "comparator", *counted, told))
    return arms


def _arm(label: str, role: str, events, n, printed: str, told: tuple[float, float, float]) -> dict:
    """Give one arm: counted with its limits, or the printed percentage alone, hollow."""
    share, low, high = told
    if pd.isna(events) or pd.isna(share):
        alone = {"value": read_printed(printed).value / 100, "hollow": True}
        return {
            "label": label,
            "role": role,
            **alone,
            "patients": f"of {n}",
            "percent": f"{printed.rstrip('%')} (no count)",
        }
    spread = limits(low, high, lambda share: bare_percent(share, 0))
    said = {"patients": f"{events} of {n}", "percent": f"{bare_percent(share)} ({spread})"}
    return {"label": label, "role": role, "value": share, "low": low, "high": high, "hollow": False, **said}


def _beside(table: pd.DataFrame) -> str:
    """Say which number of patients a page prints beside a rate without making it its denominator."""
    return " ".join(
        f"{name_of(row.source)} prints {row.printed_n} patients beside {row.printed}: those of both groups."
        for row in table.itertuples()
        if row.n_is == "beside" and not pd.isna(row.comparator_n) and row.printed_n == row.arm_n + row.comparator_n
    )


def _later(table: pd.DataFrame) -> str:
    """Say where the cited rate is of another number of patients."""
    other = [
        row for row in table.itertuples() if "denominator" in str(row.verdict) and row.verdict.startswith("differs")
    ]
    return " ".join(
        f"{name_of(row.source)} prints {row.printed} \u201cin {row.printed_n} patients\u201d; it is of the "
        f"{row.arm_n} who received {row.arm}."
        for row in other
    )


@chart("percent_consistency")
def percent_consistency(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Numbers of patients for which each printed percentage is possible; gaps are impossible numbers."""
    layout = layout_of(width, ax)
    inner = layout.width - 2 * layout.margin if ax is None else layout.width
    printed = list(dict.fromkeys(table["printed"]))
    gutter = max(text_width(words, layout.label, BOLD) for words in printed) + layout.gap
    tall = layout.row * 3.0
    drawn = body(layout, tall * len(printed), (gutter, layout.small), layout.small * 2, ax)
    most = int(table["patients"].max())
    drawn.ax.set_xlim(0, most * 1.005)
    drawn.ax.set_xticks(range(0, most + 1, 100 if not layout.half else 200))
    for label in drawn.ax.get_xticklabels():
        label.set(fontfamily=families_for(label.get_text()), fontsize=layout.small, color=GRAY)
    for place, words in enumerate(printed):
        own, y = table[table["printed"] == words], tall * (place + 0.58)
        drawn.write(0, y, words, weight=BOLD, color=ROLES["cited"].words)
        fits = own.loc[own["possible"], "patients"]
        drawn.ax.vlines(fits, y - layout.row * 0.28, y + layout.row * 0.28, color=ROLES["range"].color, linewidth=1.0)
        for mark in own[own["mark"] != ""].itertuples():
            _marked(drawn, mark, y, most, inner)
    marked = table[table["mark"] != ""]
    wrong = marked[~marked["possible"]]
    title = (
        f"No count of {listed([str(n) for n in wrong['patients']], 'or')} patients gives the cited percentage"
        if len(wrong)
        else "Each cited percentage is possible"
    )
    return on_page(
        drawn.ax,
        ax,
        title,
        subtitle=f"Numbers of patients, 1 to {most}, of whom some whole count rounds to the printed percentage",
        note="A stroke: this number of patients is possible. Halves round up.",
        source=credit(table),
        alt=(
            f"Strips of strokes for {listed(printed)}: possible numbers of patients from 1 to {most}. "
            + "; ".join(
                f"{mark.printed} of {mark.patients} is {'possible' if mark.possible else 'impossible'} ({mark.mark})"
                for mark in marked.itertuples()
            )
            + "."
        ),
    )


def _marked(drawn, mark, y: float, most: int, inner: float) -> None:
    """Point at a number of patients that a text names, above the strip where it fits and below where it does not."""
    role, layout = ROLES["source" if mark.possible else "cited"], drawn.layout
    side = -1 if mark.possible else 1
    drawn.ax.plot(
        mark.patients,
        y + side * layout.row * 0.5,
        "v" if side < 0 else "^",
        color=role.color,
        markersize=layout.label * 0.6,
    )
    said = (
        f"{mark.counts} of {mark.patients}, {mark.mark}" if mark.possible else f"none of {mark.patients}, {mark.mark}"
    )
    x = drawn.left + mark.patients / (most * 1.005) * (drawn.right - drawn.left)
    right = x + 6 + text_width(said, layout.small) < inner
    drawn.write(
        x + 6 if right else x - 6,
        y + side * layout.row * 0.74,
        said,
        ha="left" if right else "right",
        size=layout.small,
        color=role.words,
    )
