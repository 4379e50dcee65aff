"""Pictures of overdose: effects, and severity against dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..cards import read_about
from ..forms import bare_percent, limits, listed, percent
from ..plots import Column, curves, log_scale, percent_scale, rows
from ..plots.body import written
from ..plots.fonts import BOLD
from ..plots.layout import layout_of
from ..plots.marks import SOURCE
from ..plots.scale import Scale
from .credits import credit, name_of
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_LONGEST = 70  # letters of a title on a page


@chart("overdose_effects")
def overdose_effects(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Patients of the overdose series with each effect, with exact 95% limits, and whether the document names it."""
    site = name_of(table.loc[table["cited"], "source"].iloc[0]) if table["cited"].any() else ""
    named = np.where(table["cited"], f"Named by {site}", "In the study only")
    frame = pd.DataFrame(
        {
            "group": named if site else "",
            "label": [row.effect[:1].upper() + row.effect[1:] for row in table.itertuples()],
            "detail": [_behind(row) for row in table.itertuples()],
            "role": np.where(table["cited"], "source", "comparator"),
            "value": table["share"], "low": table["exact_low"], "high": table["exact_high"],
            "patients": [f"{row.count} of {row.denominator}" for row in table.itertuples()],
            "percent": [_percent(row) for row in table.itertuples()],
        }
    ).sort_values("group", ascending=False, kind="stable")  # fmt: skip
    right = [Column("Patients", "patients"), Column("Percent (95% CI)", "percent")]
    axes = rows(frame, percent_scale(), right=right, head="Effect", ax=ax, width=width)
    most, n = frame.loc[frame["value"].idxmax()], int(table["denominator"].max())
    return on_page(
        axes,
        ax,
        _leading(frame, most),
        subtitle=f"Patients with each effect among {n} presentations after an overdose of {read_about().drug}",
        note=("Lines: exact 95% confidence intervals (Clopper-Pearson). " + read_about().remark("overdose_effects")),
        source=credit(table),
        alt=(
            f"Rows of {len(frame)} effects. The share runs from {percent(frame['value'].min())} to "
            f"{percent(frame['value'].max())} of {n} presentations; "
            f"{int((~table['cited']).sum())} effects of the study are not named by the web page."
        ),
    )


def _leading(frame: pd.DataFrame, most: pd.Series) -> str:
    """Name the most frequent effect, or say how many share that place."""
    ties = int((frame["value"] == most["value"]).sum())
    if ties == 1:
        return f"Most frequent: {most['label'][:1].lower()}{most['label'][1:]}, in {most['patients']}"
    named = listed(frame.loc[frame["value"] == most["value"], "label"].str.lower().tolist())
    if len(title := f"{named[:1].upper()}{named[1:]} lead, each in {most['patients']}") <= _LONGEST:
        return title
    words = {2: "Two", 3: "Three", 4: "Four", 5: "Five"}.get(ties, str(ties))
    return f"{words} effects are the most frequent, each in {most['patients']}"


def _percent(row) -> str:
    ends = limits(row.exact_low, row.exact_high, lambda share: bare_percent(share, 0))
    return f"{bare_percent(row.share)} ({ends})"


def _behind(row) -> str:
    """Give what the study says besides: the cut-off that the document leaves out, or its other name."""
    if isinstance(row.cut_off, str):
        return row.cut_off
    other = isinstance(row.primary_effect, str) and row.primary_effect != row.effect
    return f"study: {row.primary_effect}" if other else ""


@chart("severity_by_dose")
def severity_by_dose(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Reported doses of published overdose series beside the cited dose, with the severe outcome that each reports."""
    threshold = float(table["threshold"].iloc[0])
    cited_by = set(table.loc[table["named"] & (table["center"] == threshold), "study"])
    shown = table[~(table["named"] & (table["center"] == threshold))]
    frame = pd.DataFrame(
        {
            "label": [_series(row) for row in shown.itertuples()],
            "role": np.where(shown["dose_min"].notna(), "range", "estimate"),
            "value": shown["center"].where(~shown["named"]),
            "low": shown["dose_min"].fillna(shown["center"].where(shown["named"])), "high": shown["dose_max"],
            "open_high": shown["named"],
            "hollow": shown["dose_mean"].notna(),
                        "outcome": [_outcome(row) for row in shown.itertuples()],
            "patients": [_patients(row) for row in shown.itertuples()],
        }
    )  # fmt: skip
    scale = log_scale([*frame["value"], *frame["low"], *frame["high"], threshold])
    scale = Scale(
        scale.low,
        scale.high,
        scale.ticks,
        scale.labels,
        True,
        lines=((threshold, f"cited: {threshold:g} mg", "cited"),),
    )
    right = [Column("Severe outcome", "outcome", half=False), Column("Patients", "patients")]
    axes = rows(frame, scale, right=right, head="Series", ax=ax, width=width)
    below = shown[(shown["center"] < threshold) | (shown["dose_min"] < threshold)]
    out = sorted({name_of(key) for key in table["source"]} - {name_of(key) for key in shown["source"]})
    return on_page(
        axes,
        ax,
        read_about().remark("severity_by_dose", "Published series of overdose, by dose"),
        subtitle=(
            f"Reported dose in milligrams (log scale) and severe outcome, {shown['study'].nunique()} series of overdose"
        ),
        note=(
            "Bars: range of doses. Dot: median; hollow: mean (standard deviations are left out, for doses are skewed). "
            + ("Fading: from a lowest toxic dose on. " if shown["named"].any() else "")
            + "None of the series "
            "tests the cited dose; outcomes differ, and some patients took other substances."
            + (f" Not shown, without doses of their own: {', '.join(out)}." if out else "")
        ),
        source=credit(table),
        alt=(
            f"Rows of {len(frame)} groups of patients in {shown['study'].nunique()} series on a log scale of dose, "
            f"beside a line at {threshold:g} mg. "
            f"{len(below)} groups report doses below it. Severe outcomes have different definitions; for "
            f"{int((frame['patients'] == 'not seen').sum())} groups no count was seen."
            + (f" The line is the result of {name_of(sorted(cited_by)[0])}." if cited_by else "")
        ),
    )


def _patients(row) -> str:
    return f"{row.severe_events} of {row.severe_n}" if pd.notna(row.severe_n) else "not seen"


def _series(row) -> str:
    group = row.group.replace("<=", "\u2264").replace(">=", "\u2265")
    group = "lowest toxic dose" if row.named else group
    return row.label if group in ("all", "dose known") else f"{row.label}, {group}"


def _outcome(row) -> str:
    if "group defined" in str(row.severe):
        return "defines the group"
    first = str(row.severe or "").split(":")[0].split(",")[0]
    count = [
        part.split(":")[0].strip()
        for part in str(row.severe or "").split(",")
        if f"{row.severe_events}/{row.severe_n}" in part
    ]
    word = next((part for part in count if "GCS" in part), count[0] if count else first)
    return word if word and not row.named else "not stated"


@chart("severity_upper_bound")
def severity_upper_bound(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """Risk of severe toxicity that no severe case among n patients cannot exclude (exact one-sided 95% limit)."""
    from matplotlib.transforms import offset_copy

    frame = pd.DataFrame({"x": table["patients"].astype(float), "value": table["upper_bound"]})
    most = float(table["patients"].max())
    ticks = tuple(float(tick) for tick in range(0, int(most) + 1, 5))
    scale = Scale(0.0, most + 1, ticks, tuple(f"{tick:g}" for tick in ticks))
    axes = curves(frame, scale=scale, percent=True, ax=ax, width=width)
    allowed = table[table["allowed"]]
    if not len(allowed):
        return axes
    few, best = allowed.iloc[0], allowed.iloc[-1]
    axes.plot(allowed["patients"], allowed["upper_bound"], "o", color=SOURCE, markersize=4.5, zorder=5)
    layout = layout_of(width, ax)
    for row in (few, best) if len(allowed) > 1 else (best,):
        said = f"{row.patients} patient{'s' * int(row.patients != 1)}: {percent(row.upper_bound, 0)}"
        place = offset_copy(axes.transData, axes.get_figure(root=True), x=6, y=5, units="points")
        written(axes, row.patients, row.upper_bound, said, place, layout, color=SOURCE, weight=BOLD)
    return on_page(
        axes,
        ax,
        f"At best, a risk of severe toxicity of {percent(best.upper_bound, 0)} is not excluded",
        subtitle=(
            "Highest risk of severe toxicity that is compatible with no severe case, by number of patients below the "
            "cited dose"
        ),
        note=(
            f"Dots: the {few.patients} to {best.patients} low-dose patients that the abstract allows (derived; it "
            "prints no number). Limits are one-sided, exact, 95%."
        ),
        source=credit(table),
        alt=(
            f"A curve of the upper 95% limit of a risk, falling from {percent(table['upper_bound'].max(), 0)} for "
            f"{table['patients'].min()} patient to "
            f"{percent(table['upper_bound'].min(), 0)} for {table['patients'].max()}. The numbers that the abstract "
            f"allows are marked: {few.patients} to {best.patients}."
        ),
    )
