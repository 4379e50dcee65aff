"""One mark per meaning, so that gray paper tells what color tells: see `ROLES`."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .body import GRAY, INK, Body
from .fonts import BOLD, REGULAR

AGREES = "#1F6B5C"  # of words: the fill of agreement is too pale for text
CITED, SOURCE, COMPARATOR, SECOND, RANGE = "#C2410C", "#14507A", "#8A8A8A", "#3E8E7E", "#6FA3C7"


@dataclass(frozen=True, slots=True)
class Role:
    """How a row of one meaning looks: color of the mark and of the words, shape, weight of the words."""

    color: str
    shape: str
    words: str = INK
    weight: int = REGULAR


ROLES = {
    "cited": Role(CITED, "D", CITED, BOLD),  # a page prints it
    "source": Role(SOURCE, "o", SOURCE),  # a primary source prints it
    "estimate": Role(SOURCE, "o"),
    "comparator": Role(COMPARATOR, "o", "#6A6A6A"),
    "second": Role(SECOND, "o", "#2F6F63"),
    "trial": Role(SOURCE, "s"),  # area by weight
    "range": Role(RANGE, "bar"),
    "pooled": Role(INK, "diamond", INK, BOLD),
    "sensitivity": Role(GRAY, "hollow diamond", GRAY),
    "prediction": Role(GRAY, "dotted", GRAY),
    "note": Role(GRAY, "", GRAY),  # words across the picture
}


def mark(body: Body, y: float, row) -> None:
    """Draw one row: its limits, then its value on top of them.

    `row` has ``role, value, low, high, hollow, derived, open_low, open_high, weight``. Limits without a value are a
    bracket; a value without limits is a point; neither draws nothing.
    """
    role = ROLES[row.role]
    if role.shape in ("diamond", "hollow diamond"):
        _diamond(body, y, row, role)
        return
    _limits(body, y, row, role)
    ends = body.ax.get_xlim()
    if role.shape in ("", "dotted") or not _known(row.value):
        return
    if not min(ends) <= row.value <= max(ends):  # beyond the axis: never a point over the columns
        _arrow(body, y, row.value, role.color)
        return
    if role.shape == "bar":
        role = ROLES["source"]
    size = body.layout.label * 0.78
    if role.shape == "s":
        size *= 0.55 + 0.9 * math.sqrt(row.weight) if _known(row.weight) else 1.0
    face = "white" if row.hollow else role.color
    edge = role.color if row.hollow else "white"
    body.ax.plot(
        row.value, y, role.shape[0], markersize=size, markerfacecolor=face, markeredgecolor=edge,
        markeredgewidth=1.6 if row.hollow else 0.8, zorder=4, clip_on=False,
    )  # fmt: skip


def _known(number: float) -> bool:
    return number is not None and math.isfinite(number)


def _limits(body: Body, y: float, row, role: Role) -> None:
    low, high = row.low, row.high
    if not (_known(low) or _known(high)):
        return
    axis = body.ax.get_xlim()
    start, end = (axis[0] if math.isnan(low) else low), (axis[1] if math.isnan(high) else high)
    drawn = [max(start, axis[0]), min(end, axis[1])]  # an infinite limit ends with the axis, in an arrow
    width = {"bar": 5.0, "dotted": 2.0}.get(role.shape, 1.1 if row.derived else 1.5 if role.shape == "s" else 2.0)
    style = ":" if role.shape == "dotted" else "-"
    if row.open_low or row.open_high:
        _fading(body, y, (start, end), row, role)
    else:
        body.ax.plot(drawn, [y, y], style, color=role.color, linewidth=width, solid_capstyle="butt", zorder=3)
    bracket = role.shape == "dotted" or row.derived or not _known(row.value)
    for at, closed in ((start, not row.open_low and _known(low)), (end, not row.open_high and _known(high))):
        inside = min(axis) <= at <= max(axis)
        if bracket and role.shape != "bar" and closed and inside:
            half = body.layout.label * 0.42
            body.ax.plot([at, at], [y - half, y + half], color=role.color, linewidth=1.6, zorder=3)
        elif not inside:
            _arrow(body, y, at, role.color)


def _arrow(body: Body, y: float, at: float, color: str) -> None:
    """Say at the end of the axis that the line goes on."""
    low, high = body.ax.get_xlim()
    shape, place = ("<", low) if at < low else (">", high)
    body.ax.plot(place, y, shape, color=color, markersize=body.layout.label * 0.5, clip_on=False, zorder=4)


def _fading(body: Body, y: float, ends: tuple[float, float], row, role: Role) -> None:
    """Draw a line that fades out where no end is printed."""
    import numpy as np
    from matplotlib.collections import LineCollection
    from matplotlib.colors import to_rgb

    log = body.ax.get_xscale() == "log"
    edges = np.geomspace(*ends, 33) if log else np.linspace(*ends, 33)
    share = np.linspace(0, 1, 32)
    strength = np.clip(share if row.open_low else 1 - share, 0.06, 1)
    colors = [[*(1 - part * (1 - np.array(to_rgb(role.color)))), 1.0] for part in strength]  # opaque: no seams
    pieces = [[(edges[place], y), (edges[place + 1], y)] for place in range(32)]
    body.ax.add_collection(LineCollection(pieces, colors=colors, linewidths=2.0, zorder=3), autolim=False)


def _diamond(body: Body, y: float, row, role: Role) -> None:
    if not (_known(row.low) and _known(row.high)):
        return
    low, high = body.ax.get_xlim()
    start, end, half = max(row.low, low), min(row.high, high), body.layout.label * 0.55
    face = role.color if role.shape == "diamond" else "white"
    body.ax.fill(
        [start, row.value, end, row.value], [y, y - half, y, y + half], facecolor=face, edgecolor=role.color,
        linewidth=1.1, zorder=3,
    )  # fmt: skip
    for at in (row.low, row.high):
        if not low <= at <= high:
            _arrow(body, y, at, role.color)


def point_key(body: Body, y: float, entries: list[tuple[str, str, bool]]) -> None:
    """Write a line that says what the marks are: (words, role, hollow), from the left edge."""
    from .layout import text_width

    x = 0.0
    for words, name, hollow in entries:
        role = ROLES[name]
        if role.shape == "bar":
            body.rule(y, x, x + 16, color=role.color, linewidth=5)
            x += 20
        else:
            place = (x + 4 - body.left) / (body.right - body.left)
            shape = role.shape[0] if role.shape in ("o", "s", "D") else "d"
            body.ax.plot(
                place, y, shape, transform=body.ax.get_yaxis_transform(), clip_on=False,
                markersize=body.layout.label * 0.7, markeredgecolor=role.color,
                markerfacecolor="white" if hollow else role.color,
                markeredgewidth=1.4,
            )  # fmt: skip
            x += 12
        body.write(x, y, words, size=body.layout.small, color=GRAY)
        x += text_width(words, body.layout.small) + 1.4 * body.layout.gap
