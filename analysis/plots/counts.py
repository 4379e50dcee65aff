"""Counts over time: points for data, a line and its limits for each fitted stretch, nothing across a break."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import DataError
from .body import GRAY, INK, Body, body, written
from .fonts import BOLD
from .layout import layout_of, text_width
from .marks import RANGE, SOURCE
from .upright import SERIES, TALL, draw_upright, name_ends, upright_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def counts(
    frame: pd.DataFrame,
    *,
    breaks: Mapping[float, str] | None = None,
    unit: str = "",
    zero: bool = True,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw counts or rates by period.

    Parameters
    ----------
    frame : DataFrame
        ``period`` (numbers, such as years) and ``value``; where they serve ``low`` and ``high`` (limits of a value),
        ``series`` (its name stands at the end of the line), ``fit``, ``fit_low``, ``fit_high`` with ``stretch`` (one
        line for each stretch), ``partial`` (a period that was cut short: a hollow point). A period whose value is
        missing breaks the line.
    breaks : mapping, optional
        Period to words: a dashed line where the basis of the counts changed; no line crosses it.
    unit : str
        After the first and the last number, such as "cases".
    zero : bool
        Begin the axis at 0.
    ax, width
        See `rows`.

    Returns
    -------
    Axes

    Raises
    ------
    DataError
        For a frame without the two columns, or without a number.

    Examples
    --------
    >>> import pandas as pd
    >>> years = pd.DataFrame({"period": [2014, 2015, 2016], "value": [120, 131, 150]})
    >>> axes = counts(years, unit="cases")
    >>> [text.get_text() for text in axes.texts]
    ['120 cases', '150 cases']
    """
    table = _checked(frame)
    layout, breaks = layout_of(width, ax), dict(breaks or {})
    top = max(table[[name for name in ("value", "high", "fit_high", "fit") if name in table]].max())
    ticks = upright_ticks(float(table["value"].min()), top, zero=zero)
    series = list(dict.fromkeys(table["series"]))
    gutter = max(text_width(word, layout.small) for _, word in ticks) + 6
    named = max(text_width(name, layout.label, BOLD) for name in series) + 8 if len(series) > 1 else layout.label
    head = layout.row * (1.0 if breaks else 0.3)
    drawn = body(layout, TALL[layout.half] + head, (gutter, named), layout.small * 2.0, ax)
    axes = drawn.ax
    floor, ceiling = ticks[0][0] if not zero else 0.0, top + 0.06 * (top - ticks[0][0])
    axes.set_ylim(floor, floor + (ceiling - floor) * drawn.height / (drawn.height - head))
    _frame(drawn, table, ticks)
    _breaks(drawn, breaks)
    for place, name in enumerate(series):
        color = SERIES[place % len(SERIES)]
        _series(drawn, table[table["series"] == name], color, sorted(breaks), len(series) > 1)
    if len(series) == 1:
        _ends(drawn, table, unit)
    else:
        lasts = {
            name: own["value"].dropna().iloc[-1] for name, own in table.groupby("series") if own["value"].notna().any()
        }
        name_ends(drawn, lasts, {name: SERIES[place % len(SERIES)] for place, name in enumerate(series)})
    return axes


def _checked(frame: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in ("period", "value") if name not in frame]
    if missing:
        raise DataError(f"frame: expected columns {', '.join(missing)}; got {', '.join(map(str, frame.columns))}.")
    table = frame.reset_index(drop=True).copy()
    for name in ("period", "value", "low", "high", "fit", "fit_low", "fit_high"):
        if name in table:
            table[name] = pd.to_numeric(table[name], errors="coerce").astype(float)
    if not table["value"].notna().any():
        raise DataError("value: expected numbers, got none; nothing to draw.")
    table["series"] = table["series"].astype("string").fillna("").astype(object) if "series" in table else ""
    table["partial"] = table["partial"].fillna(False).astype(bool) if "partial" in table else False
    table["stretch"] = table.get("stretch", 0)
    return table.sort_values(["series", "period"], kind="stable")


def _frame(drawn: Body, table: pd.DataFrame, ticks: list[tuple[float, str]]) -> None:
    axes, layout = drawn.ax, drawn.layout
    first, last = table["period"].min(), table["period"].max()
    pad = 0.02 * (last - first or 1)
    axes.set_xlim(first - pad, last + pad)
    years = sorted(set(table["period"].dropna()))
    room = max(2, int((drawn.right - drawn.left) / (text_width("2000", layout.small) + 12)))
    step = math.ceil((last - first + 1) / room) or 1
    shown = [year for year in years if (year - first) % step == 0]
    if last not in shown and len(shown) > 1 and last - shown[-1] < step * 0.75:
        shown.pop()
    shown += [last] if last not in shown else []
    draw_upright(drawn, ticks, [(year, f"{year:g}") for year in shown])


def _breaks(drawn: Body, breaks: dict) -> None:
    axes, layout = drawn.ax, drawn.layout
    top = axes.get_ylim()[1]
    for place, words in breaks.items():
        at = place - 0.5  # between two periods
        axes.axvline(at, color=GRAY, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
        share = (at - axes.get_xlim()[0]) / (axes.get_xlim()[1] - axes.get_xlim()[0])
        right = share < 0.55
        x = drawn.left + share * (drawn.right - drawn.left) + (5 if right else -5)
        drawn.write(x, top, words, ha="left" if right else "right", size=layout.small, color=GRAY, va="top")


def _series(drawn: Body, own: pd.DataFrame, color: str, breaks: list[float], joined: bool) -> None:
    axes, size = drawn.ax, drawn.layout.label * 0.62
    if "fit" in own:
        for _, stretch in own[own["fit"].notna()].groupby("stretch", sort=False):
            if {"fit_low", "fit_high"} <= set(stretch):
                axes.fill_between(
                    stretch["period"], stretch["fit_low"], stretch["fit_high"], color=RANGE, alpha=0.28, linewidth=0
                )
            axes.plot(stretch["period"], stretch["fit"], color=color if joined else INK, linewidth=1.6, zorder=2)
    elif joined:
        for piece in _pieces(own, breaks):
            axes.plot(piece["period"], piece["value"], color=color, linewidth=1.4, zorder=2)
    if {"low", "high"} <= set(own):
        axes.vlines(own["period"], own["low"], own["high"], color=color, linewidth=1.2, zorder=3)
    for hollow, part in own.groupby("partial"):
        axes.plot(
            part["period"], part["value"], "o", markersize=size, markerfacecolor="white" if hollow else color,
            markeredgecolor=color if hollow else "white", markeredgewidth=1.2 if hollow else 0.7,
            zorder=4, clip_on=False,
        )  # fmt: skip


def _pieces(own: pd.DataFrame, breaks: list[float]):
    """Give the stretches of periods that follow each other without a gap, a missing value or a break."""
    step = own["period"].diff().dropna().min() if len(own) > 1 else 1
    edge = own["value"].isna() | own["value"].isna().shift(fill_value=True) | (own["period"].diff() > 1.5 * step)
    for place in breaks:
        edge |= (own["period"] >= place) & (own["period"].shift() < place)
    return [piece for _, piece in own.groupby(edge.cumsum()) if piece["value"].notna().all()]


def _ends(drawn: Body, table: pd.DataFrame, unit: str) -> None:
    known = table[table["value"].notna()]
    span = drawn.ax.get_ylim()
    for row, side in ((known.iloc[0], "left"), (known.iloc[-1], "right")):
        text = f"{_number(row['value'])} {unit}".strip()
        near = known[(known["period"] - row["period"]).abs() <= (known["period"].max() - known["period"].min()) * 0.15]
        above = row["value"] > near["value"].mean() or row["value"] - span[0] < 0.12 * (span[1] - span[0])
        shift = (0.05 if above else -0.055) * (span[1] - span[0]) * 130 / drawn.height
        written(
            drawn.ax, row["period"], row["value"] + shift, text, drawn.ax.transData, drawn.layout, ha=side, color=SOURCE
        )
        if len(known) == 1:
            break


def _number(value: float) -> str:
    """Give a count as it is, a rate or millions to three digits."""
    return f"{value:,.0f}" if value == round(value) or value >= 1000 else f"{value:#.3g}"
