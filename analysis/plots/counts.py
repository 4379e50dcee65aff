"""Counts over time: points for data, a line and its limits for each fitted stretch, nothing across a break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .body import GRAY, INK, Body, body, halo, written
from .fonts import BOLD
from .layout import Layout, layout_of, shortened, text_width
from .marks import RANGE, SOURCE
from .periods import is_dated, numbered, period_ticks
from .series import checked_series, highest, pieces, whole_counts
from .upright import (
    DASHES,
    MARKERS,
    SERIES,
    TALL,
    broken_names,
    draw_upright,
    levels_of,
    name_ends,
    names_width,
    upright_ticks,
)  # fmt: skip

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FEW = 60  # periods up to which every one gets a point; more are a line


def counts(
    frame: pd.DataFrame,
    *,
    breaks: Mapping[int, str] | Mapping[float, str] | None = None,
    unit: str | tuple[str, str] = "",
    zero: bool = True,
    ax: Axes | None = None,
    width: str | float = "full",
) -> Axes:
    """Draw counts or rates by period.

    Parameters
    ----------
    frame : DataFrame
        ``period`` (numbers, such as years, or dates) and ``value``; where they serve ``low`` and ``high`` (limits of a
        value), ``series`` (its name stands at the end of the line), ``fit``, ``fit_low``, ``fit_high`` with ``stretch``
        (one line for each stretch) and ``said`` (words above a stretch, lines apart by a line break), ``partial`` (a
        period that was cut short: a hollow point). A period whose value is missing breaks the line.
    breaks : mapping, optional
        First period of another basis to words: a dashed line where the basis of the counts changed; no line crosses it.
    unit : str or tuple of str
        After the first and the last number: "cases", or ("case", "cases").
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
    >>> [text.get_text() for text in axes.texts][-2:]
    ['120 cases', '150 cases']
    """
    table, dated = checked_series(frame), is_dated(frame["period"])
    layout = layout_of(width, ax)
    breaks = {float(numbered(pd.Series([place])).iloc[0]): words for place, words in (breaks or {}).items()}
    breaks = {place: words for place, words in breaks.items() if place <= table["period"].max()}
    top = highest(table)
    ticks = upright_ticks(float(table["value"].min()), top, zero=zero, whole=whole_counts(table))
    series = list(dict.fromkeys(table["series"]))
    gutter = max(text_width(word, layout.small) for _, word in ticks) + 6
    names = broken_names(series, layout) if len(series) > 1 else {}
    right = names_width(names, layout) + 9 if names else layout.label
    if not names and not unit:  # the last number stands behind its point
        right += text_width(_number(table["value"].dropna().iloc[-1]), layout.label)
    inner = layout.width - (2 * layout.margin if ax is None else 0)
    said = _said(table, inner - gutter - right, layout)
    head = layout.row * (1.0 if breaks else 0.3) + said.tall
    named = 1.15 * layout.label * sum(map(len, names.values()))  # a picture grows with what it names
    drawn = body(layout, max(TALL[layout.half], named) + head, (gutter, right), layout.small * 2.0, ax)
    axes = drawn.ax
    floor = min(ticks[0][0], 0.0) if zero else ticks[0][0]
    ceiling = top + 0.06 * ((top - ticks[0][0]) or 1.0)
    axes.set_ylim(floor, floor + (ceiling - floor) * drawn.height / (drawn.height - head))
    _frame(drawn, table, ticks, dated=dated)
    _breaks(drawn, breaks, dated=dated)
    _write_said(drawn, said, layout.row * bool(breaks))
    for place, name in enumerate(series):
        own = table[table["series"] == name]
        _series(drawn, _apart(own, place - (len(series) - 1) / 2), place, sorted(breaks), joined=len(series) > 1)
    if len(series) == 1:
        _ends(drawn, table, unit)
    else:
        lasts = {name: own["value"].dropna().iloc[-1] for name, own in table.dropna(subset="value").groupby("series")}
        name_ends(drawn, lasts, {name: SERIES[place % len(SERIES)] for place, name in enumerate(series)}, names)
    return axes


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the stretches: middle (period), lines, level from the top; and the room that all of them take."""

    words: list[tuple[float, list[str], int]]
    tall: float


def _said(table: pd.DataFrame, span: float, layout: Layout) -> Said:
    """Lay out the words of the stretches above the plot, in as many levels as keep them apart."""
    own = table[table["said"].ne("")]
    if own.empty:
        return Said([], 0.0)
    first, wide = table["period"].min(), (table["period"].max() - table["period"].min()) or 1.0
    spots = []
    for _, stretch in own.groupby("stretch", sort=False):
        lines = stretch["said"].iloc[0].split("\n")
        half = max(text_width(line, layout.small, BOLD) for line in lines) / 2
        middle = (stretch["period"].min() + stretch["period"].max()) / 2
        at = min(max((middle - first) / wide * span, half), span - half)
        spots.append((at, half, lines))
    levels = levels_of([(at - half, at + half) for at, half, _ in spots])
    lines = max(len(lines) for _, _, lines in spots)
    words = [(at, lines, level) for (at, _, lines), level in zip(spots, levels, strict=True)]
    return Said(words, layout.small * 1.3 * lines * (max(levels) + 1) + layout.small * 0.6)


def _write_said(drawn: Body, said: Said, below: float) -> None:
    layout = drawn.layout
    low, high = drawn.ax.get_ylim()
    point = (high - low) / drawn.height
    for at, lines, level in said.words:
        for number, line in enumerate(lines):
            y = high - point * (below + layout.small * 1.3 * (level * len(lines) + number + 0.6))
            look = {"weight": BOLD, "color": INK} if number == 0 else {"color": GRAY}
            drawn.write(drawn.left + at, y, line, ha="center", size=layout.small, **look)


def _frame(drawn: Body, table: pd.DataFrame, ticks: list[tuple[float, str]], *, dated: bool) -> None:
    first, last = table["period"].min(), table["period"].max()
    pad = 0.02 * (last - first or 1)
    drawn.ax.set_xlim(first - pad, last + pad)
    draw_upright(drawn, ticks, period_ticks(table["period"], drawn.right - drawn.left, drawn.layout, dated=dated))


def _breaks(drawn: Body, breaks: dict, *, dated: bool) -> None:
    """Draw a dashed line at each break; its words beside it, cut where the next ones begin."""
    axes, layout = drawn.ax, drawn.layout
    (first, last), top = axes.get_xlim(), axes.get_ylim()[1]
    span = drawn.right - drawn.left
    lines = {place - 0.5 * (not dated): words for place, words in sorted(breaks.items())}  # between two years
    spots = [(at - first) / (last - first) * span for at in lines]
    taken = 0.0
    for number, (at, words) in enumerate(lines.items()):
        axes.axvline(at, color=GRAY, linewidth=1.1, linestyle=(0, (4, 3)), zorder=1)
        x, after = spots[number], [*spots, span + layout.label][number + 1]
        rooms = {"left": after - x - 10, "right": x - taken - 10}
        side = "left" if text_width(words, layout.small) <= rooms["left"] else max(rooms, key=rooms.__getitem__)
        text = shortened(words, rooms[side], layout.small)
        look = {"size": layout.small, "color": GRAY, "va": "top", "ha": side}
        drawn.write(drawn.left + x + (5 if side == "left" else -5), top, text, **look)
        taken = x + (text_width(text, layout.small) + 5) * (side == "left")


def _apart(own: pd.DataFrame, place: float) -> pd.DataFrame:
    """Move a series with limits a little aside, so that the limits of several do not lie on each other."""
    step = own["period"].drop_duplicates().diff().min()
    if not {"low", "high"} <= set(own) or own["period"].nunique() > _FEW or not step > 0:
        return own
    return own.assign(period=own["period"] + place * 0.09 * step)


def _series(drawn: Body, own: pd.DataFrame, place: int, breaks: list[float], *, joined: bool) -> None:
    axes, size = drawn.ax, drawn.layout.label * 0.62
    color, few = SERIES[place % len(SERIES)], own["period"].nunique() <= _FEW
    if "fit" in own:
        for _, stretch in own[own["fit"].notna()].groupby("stretch", sort=False):
            if {"fit_low", "fit_high"} <= set(stretch):
                axes.fill_between(
                    stretch["period"], stretch["fit_low"], stretch["fit_high"], color=RANGE, alpha=0.28, linewidth=0
                )
            axes.plot(stretch["period"], stretch["fit"], color=color if joined else INK, linewidth=1.6, zorder=2)
    elif joined or not few:
        dash = "-" if few else DASHES[place % len(DASHES)]
        for piece in pieces(own, breaks):
            axes.plot(piece["period"], piece["value"], dash, color=color, linewidth=1.4 if few else 1.0, zorder=2)
    if {"low", "high"} <= set(own) and few:
        axes.vlines(own["period"], own["low"], own["high"], color=color, linewidth=1.2, zorder=3)
    elif {"low", "high"} <= set(own):
        axes.fill_between(own["period"], own["low"], own["high"], color=color, alpha=0.18, linewidth=0)
    ends = own["period"].isin([own["period"].min(), own["period"].max()])
    for hollow, part in own[own["partial"] | few | ends].groupby("partial"):
        axes.plot(
            part["period"], part["value"], MARKERS[place % len(MARKERS)], markersize=size,
            markerfacecolor="white" if hollow else color, markeredgecolor=color if hollow else "white",
            markeredgewidth=1.2 if hollow else 0.7, zorder=4, clip_on=False,
        )  # fmt: skip


def _ends(drawn: Body, table: pd.DataFrame, unit: str | tuple[str, str]) -> None:
    """Write the first and the last number beside their points, on the side where points and lines leave room first."""
    known = table[table["value"].notna()].drop_duplicates("period")
    (low, high), (first, last) = drawn.ax.get_ylim(), drawn.ax.get_xlim()
    point, across = (high - low) / drawn.height, (last - first) / (drawn.right - drawn.left)
    for row, side in ((known.iloc[0], "left"), (known.iloc[-1], "right")):
        called = unit if isinstance(unit, str) else unit[int(row["value"] != 1)]
        text = f"{_number(row['value'])} {called}".strip()
        if side == "right" and not called:
            x = drawn.right + (row["period"] - last) / across
            drawn.write(x + drawn.layout.label * 0.7, row["value"], text, color=SOURCE)
            break
        room = (text_width(text, drawn.layout.label) + 8) * across  # what the words would cover
        start = row["period"] - room * (side == "right")
        taken = _taken(table, known, start, start + room)
        top, bottom = max(taken) + 9 * point, min(taken) - 9 * point
        above = top - row["value"] < row["value"] - bottom + point or bottom - drawn.layout.label * point < low
        y = top if above else bottom
        look = {"ha": side, "color": SOURCE, "path_effects": halo(), "zorder": 1.5}
        written(drawn.ax, row["period"], y, text, drawn.ax.transData, drawn.layout, **look)
        if len(known) == 1:
            break


def _taken(table: pd.DataFrame, known: pd.DataFrame, start: float, end: float) -> list[float]:
    """Give the values of all points, limits and fitted lines between two periods."""
    near = known[known["period"].between(start, end)]
    found = [*near["value"], *near.get("low", ()), *near.get("high", ())]
    if "fit" in table:
        for _, stretch in table[table["fit"].notna()].groupby("stretch", sort=False):
            first, last = np.clip([start, end], stretch["period"].min(), stretch["period"].max())
            at = np.linspace(first, last, 17)
            if start <= at[-1] and at[0] <= end:
                found += [*np.interp(at, stretch["period"], stretch["fit"])]
    return [value for value in found if np.isfinite(value)]


def _number(value: float) -> str:
    """Give a count as it is, a rate or millions to three digits."""
    return f"{value:,.0f}" if value == round(value) or value >= 1000 else f"{Decimal(f'{value:#.3g}'):f}"
