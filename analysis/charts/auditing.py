"""Picture of a printed table with its broken rules marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..plots.body import GRAY, body
from ..plots.fonts import BOLD
from ..plots.layout import Layout, layout_of, shortened, text_width, wrapped
from ..plots.listing import laid_out, write_listing
from ..plots.marks import CITED, SOURCE
from ..style import PALETTE
from .credits import credit
from .printing import signed, spaced
from .registry import chart, on_page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_COLORS = {"impossible": "differs", "inconsistent": "differs", "unusual": "contested", "cannot be checked": "untraced"}


@chart("audited_table")
def audited_table(table: pd.DataFrame, ax: Axes | None = None, width: str | float = "full") -> Axes:
    """A printed table, cell by cell, with the cells marked that break a rule, and below it what each breaks."""
    table = table.dropna(subset=["row", "column"]).astype({"row": int, "column": int})  # findings of no one cell
    layout = layout_of(width, ax)
    inner = layout.width - 2 * layout.margin if ax is None else layout.width
    headings = table.drop_duplicates("column").sort_values("column")["heading"].map(_worded).tolist()
    lines = table.drop_duplicates("row").sort_values("row")
    marked = table[table["severity"].notna()].drop_duplicates(["row", "column"])
    places = _places(lines, layout)
    under = (
        laid_out(_findings(marked), inner, layout, {"Printed": CITED, "Smallest repair": SOURCE})
        if len(marked)
        else None
    )
    tall = max(places.values()) + layout.row
    drawn = body(layout, tall + (under.height + layout.row if under else 0), (0.0, 0.0), 2.0, ax)
    drawn.ax.spines["bottom"].set_visible(False)
    drawn.ax.tick_params(bottom=False, labelbottom=False)
    drawn.ax.set_xlim(0, inner)
    ends = _ends(headings, inner, layout)
    _write(drawn, lines, headings, places, ends)
    for cell in table[table["printed"].notna()].itertuples():
        drawn.write(ends[cell.column], places[cell.row], spaced(str(cell.printed)), ha="right")
    for cell in marked.itertuples():
        _box(drawn, ends[cell.column], places[cell.row], spaced(str(cell.printed)), PALETTE[_COLORS[cell.severity]])
    if under:
        write_listing(drawn, under, tall + layout.row * 0.7)
    broken = int((marked["severity"].isin(["impossible", "inconsistent"])).sum())
    return on_page(
        drawn.ax,
        ax,
        f"{broken} cells of a published table cannot be as printed"
        if broken != 1
        else "One cell of a published table cannot be as printed",
        subtitle="A published table with its own sums and percentages checked; boxes mark the cells that break a rule",
        note=(
            "Red box: no rounding makes it true. Dashed, yellow: it fits only when cut off or rounded twice. Repairs "
            "are proposed, not applied."
        ),
        source=credit(table),
        alt=(
            f"A table of {len(lines)} rows and {len(headings)} columns with {len(marked)} boxed cells, {broken} of "
            "them impossible. "
            + " ".join(f"{row.level}, {_worded(row.heading)}: {row.repair}." for row in marked.head(4).itertuples())
        ),
    )


def _worded(heading: str) -> str:
    return str(heading).replace("_pct", " %").replace("_n", " n").replace("_", " ")


def _places(lines: pd.DataFrame, layout: Layout) -> dict[int, float]:
    """Give the middle of each row of the table, with room for a heading above each characteristic."""
    y, before, places = layout.row * 2.25, None, {}
    for row in lines.itertuples():
        y += layout.row * (1.25 if row.characteristic != before else 0)
        places[row.row], before = y, row.characteristic
        y += layout.row * 0.92
    return places


def _ends(headings: list[str], inner: float, layout: Layout) -> list[float]:
    label = inner * (0.36 if not layout.half else 0.34)
    step = (inner - label) / len(headings)
    return [label + step * (place + 1) for place in range(len(headings))]


def _write(drawn, lines: pd.DataFrame, headings: list[str], places: dict[int, float], ends: list[float]) -> None:
    """Write the headings, the characteristics and the levels of the table."""
    layout = drawn.layout
    _heads(drawn, headings, ends)
    drawn.rule(layout.row * 1.8)
    before, room = None, ends[0] - text_width("123456", layout.label) - layout.indent - 4
    for row in lines.itertuples():
        if row.characteristic != before:
            said = str(row.characteristic)
            drawn.write(0, places[row.row] - layout.row * 0.95, said[:1].upper() + said[1:], weight=BOLD)
        before = row.characteristic
        drawn.write(layout.indent, places[row.row], shortened(signed(row.level), room, layout.label))


def _heads(drawn, headings: list[str], ends: list[float]) -> None:
    """Write the heads of the columns; what stands over the n and the percent of one group is said once over both."""
    layout = drawn.layout
    look = {"size": layout.small, "weight": BOLD, "color": GRAY, "ha": "right"}
    step, y = ends[1] - ends[0] if len(ends) > 1 else ends[0], layout.row * 1.3
    place = 0
    while place < len(headings):
        group, _, unit = headings[place].rpartition(" ")
        if group and [heading.rpartition(" ")[0] for heading in headings[place : place + 2]] == [group] * 2:
            right = ends[place + 1]
            start = right - 2 * step + layout.gap * 1.5
            for number, line in enumerate(
                reversed(wrapped(group[:1].upper() + group[1:], right - start, layout.small, BOLD))
            ):
                above = y - (number + 1) * layout.small * 1.3 - 2
                drawn.write((start + right) / 2, above, line, **look | {"ha": "center"})
            drawn.rule(y - layout.small * 0.72, start, right)
            heads = [unit, headings[place + 1].rpartition(" ")[2]]
        else:
            heads = [headings[place]]
        for end, head in zip(ends[place:], heads, strict=False):
            for number, line in enumerate(reversed(wrapped(head, step - 3, layout.small, BOLD))):
                drawn.write(end, y - number * layout.small * 1.2, line, **look)
        place += len(heads)


def _box(drawn, end: float, y: float, text: str, color: str) -> None:
    from matplotlib.patches import Rectangle

    style = "--" if color == PALETTE["contested"] else "-"  # apart in gray too
    wide, half = text_width(text, drawn.layout.label) + 6, drawn.layout.row * 0.46
    drawn.ax.add_patch(Rectangle((end - wide + 3, y - half), wide, 2 * half, facecolor=color, alpha=0.22, linewidth=0))
    drawn.ax.add_patch(
        Rectangle(
            (end - wide + 3, y - half),
            wide,
            2 * half,
            fill=False,
            edgecolor=color,
            linewidth=1.2,
            linestyle=style,
            clip_on=False,
        )
    )


def _findings(marked: pd.DataFrame) -> pd.DataFrame:
    """Give what each marked cell breaks, without the names of the rules."""
    return pd.DataFrame(
        {
            "Cell": [f"{signed(row.level)}, {_worded(row.heading)}" for row in marked.itertuples()],
            "Printed": [spaced(str(row.printed)) for row in marked.itertuples()],
            "What its table says": [
                str(row.explanation).split(", but ")[0].split(" (")[0] for row in marked.itertuples()
            ],
            "Smallest repair": [str(row.repair).replace("->", "\u2192") for row in marked.itertuples()],
        }
    )
