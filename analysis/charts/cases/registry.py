"""The pictures of case tables by name; each says whether its cases are made up, whoever draws them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from ...cases.codebook.records import POISON_CENTER, records_of
from ...cases.counts.headings import marked
from ...cases.counts.table import framed
from ...errors import DataError, meant
from ..registry import Chart, on_page
from .facts import told
from .words import worded

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARK = "Synthetic cases: describes no person"
UNSTATED = "Origin not stated: real or synthetic cases"
_BRIEF = {MARK: "synthetic cases", UNSTATED: "origin not stated"}
_LONGEST_STUDY = 160

CASE_CHARTS: dict[str, Chart] = {}


@dataclass(frozen=True, slots=True)
class Said:
    """What a chart says of a table: its finding, what is shown, how to read it, and the same for who cannot see it."""

    title: str
    subtitle: str
    note: str
    alt: str


class Drawn(Protocol):
    """A picture of cases as its reader calls it."""

    def __call__(
        self,
        table: pd.DataFrame,
        ax: Axes | None = None,
        width: str | float = "full",
        *,
        title: str | None = None,
        captioned: bool = True,
    ) -> Axes:
        """Draw a table; see `case_chart`."""
        ...


def case_chart(name: str, *columns: str) -> Callable[[Callable], Drawn]:
    """Register a function ``(table, ax, width) -> (Axes, Said)`` as the chart of a table with these columns.

    What is registered takes ``(table, ax=None, width="full", *, title=None, captioned=True)`` and gives the Axes: a
    title of the caller's stands in the place of the finding (none when empty), and ``captioned=False`` leaves the note
    to the text around the picture. A table without rows gives a picture that says so. One of synthetic cases carries
    the mark, and one that lost what was known of its origin (a merge, a file) says that it is not stated.
    """

    def register(function: Callable) -> Drawn:
        def drawn(
            table: pd.DataFrame,
            ax: Axes | None = None,
            width: str | float = "full",
            *,
            title: str | None = None,
            captioned: bool = True,
        ) -> Axes:
            table = framed(table)
            _check(name, table, columns)
            axes, said = function(table, ax, width) if len(table) else _empty(table, ax, width)
            mark = {True: MARK, None: UNSTATED}.get(is_synthetic(table), "")
            if ax is not None:
                return _marked(axes, mark)
            about = _about(table, said.subtitle, mark)
            note = " ".join([said.note, *told(table)]).strip() if captioned else ""
            given = said.title if title is None else " ".join(title.split())
            source = _source(table, mark) if captioned else mark and f"{mark}."
            return on_page(axes, ax, given, subtitle=about, note=note, source=source, alt=_alt(said, given, mark))

        update_wrapper(drawn, function, [name for name in WRAPPER_ASSIGNMENTS if name != "__annotations__"])
        drawn.__dict__.pop("__wrapped__")  # its signature is its own
        drawn.__dict__["draws"] = function  # whose code the gallery shows
        CASE_CHARTS[name] = Chart(name, drawn)
        return drawn

    return register


def find_case_chart(name: str) -> Chart:
    """Give the chart of case tables of that name, else say which there are."""
    if name not in CASE_CHARTS:
        known = ", ".join(CASE_CHARTS)
        raise DataError(f"name: expected a picture of cases, one of {known}; got {name!r}{meant(name, CASE_CHARTS)}")
    return CASE_CHARTS[name]


def is_synthetic(table: pd.DataFrame) -> bool | None:
    """Tell whether a table was made from synthetic cases: by its attributes, or a column that says so; None if unsaid.

    Where both speak, or rows of real and synthetic cases stand together, one that says yes is enough.
    """
    said = {marked(table), table.attrs.get("synthetic")} - {None}
    return any(said) if said else None


def _check(name: str, table, columns: tuple[str, ...]) -> None:
    if not isinstance(table, pd.DataFrame):
        raise DataError(f"table: expected a pandas frame for the picture {name!r}, got {type(table).__name__}.")
    absent = [column for column in columns if column not in table]
    if absent:
        raise DataError(
            f"table: expected the columns {', '.join(columns)} for the picture {name!r}, "
            f"got {', '.join(map(str, table.columns)) or 'none'}; {absent[0]!r} is missing."
        )


def _about(table: pd.DataFrame, subtitle: str, mark: str) -> str:
    study = textwrap.shorten(str(table.attrs.get("study", "")), _LONGEST_STUDY, placeholder=" …")
    said = "; ".join(part for part in (subtitle, worded(table, study), _BRIEF.get(mark, "")) if part)
    return said[:1].upper() + said[1:] if not subtitle else said


def _source(table: pd.DataFrame, mark: str) -> str:
    kind = table.attrs.get("records")
    where = records_of(kind or POISON_CENTER).source if kind else "a table of the analyst's own"
    return f"Source: {where}.{f' {mark}.' if mark else ''}"


def _alt(said: Said, title: str, mark: str) -> str:
    return " ".join(part for part in (f"{title.rstrip('.')}." if title else "", said.alt, mark and f"{mark}.") if part)


def _marked(axes, mark: str):
    """Write the mark above the reader's Axes, where no page says it."""
    if mark:
        axes.set_title(mark, loc="right", fontsize=8, fontweight="bold", color="#1A1A1A", parse_math=False)
    return axes


def _empty(table: pd.DataFrame, ax, width):
    """Say that there is nothing to show, instead of axes without a mark."""
    from ...plots.body import GRAY, body
    from ...plots.layout import layout_of, wrapped

    layout = layout_of(width, ax)
    about = f" ({table.attrs['study']})" if table.attrs.get("study") else ""
    text = f"No rows to show: the table is empty{about}."
    lines = wrapped(text, (layout.width - 2 * layout.margin) * 0.97, layout.label)
    drawn = body(layout, layout.row * (len(lines) + 1), (0.0, 0.0), 2.0, ax)
    drawn.ax.set_axis_off()
    for place, line in enumerate(lines):
        drawn.write(0, layout.row * (place + 0.8), line, color=GRAY)
    return drawn.ax, Said("There is nothing to show", "", "", text)
