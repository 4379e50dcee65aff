"""The shape of a table that was read: its lines and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .cells import Number
from .labels import Label, plain_label
from .relations.grid import Grid
from .understood import Column


@dataclass(frozen=True, slots=True)
class Line:
    """A row, or a column (a count and its percentage together), of a table.

    Attributes
    ----------
    text, section : str
        The label and the heading it stands under, as printed.
    indent : int
        Spaces before the label.
    place : int
        Row or column of the sheet, from 0.
    label : Label
        What the label says.
    stem : str
        What stands before the dash of ``Intentional - abuse``, in plain letters; empty where nothing does.
    """

    text: str
    section: str
    indent: int
    place: int
    label: Label
    stem: str = ""

    @property
    def name(self) -> str:
        """Give section and label, as they are shown to a reader."""
        inside = not self.section or plain_label(self.section) in plain_label(self.text)
        return self.text.strip() if inside else f"{self.section.strip()}: {self.text.strip()}"


@dataclass(slots=True)
class Table:
    """A table: its lines, and the numbers that were read from its cells.

    Attributes
    ----------
    place, title : str
        File (and sheet), and the lines printed above the table.
    rows, columns : list of Line
        Lines in their order; a column is a count with its percentage.
    counts, percents : dict
        From (row, column), counted from 0, to `Number`.
    bases : dict
        From (row, column) to the denominator of a cell ``n/N``.
    headers : dict
        From a column of the sheet to its heading.
    names : dict
        From a row of the sheet to its name, where a line of the table is no row of the sheet.
    unread : list of tuple
        Row, column and characters of every cell that could not be read.
    meanings : list of Column
        What every column of the sheet was taken for.
    clothing : str
        How the table is dressed: ``printed``, ``wide``, ``tidy``, ``transposed``.
    grid : Grid
        All cells but the labels as they are printed.
    notes : list of str
        What was done to read it that its characters do not say.
    long : Grid or None
        Of a tidy table, its cells as the columns of a wide one.
    """

    place: str
    title: str = ""
    rows: list[Line] = field(default_factory=list)
    columns: list[Line] = field(default_factory=list)
    counts: dict[tuple[int, int], Number] = field(default_factory=dict)
    percents: dict[tuple[int, int], Number] = field(default_factory=dict)
    bases: dict[tuple[int, int], Number] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    meanings: list[Column] = field(default_factory=list)
    clothing: str = "printed"
    grid: Grid = field(default_factory=Grid)
    notes: list[str] = field(default_factory=list)
    long: Grid | None = None

    def add_totals(self, name: str, totals: Mapping[int, Number]) -> None:
        """Add a first row of totals, by column, that no row of the sheet has: the N of headings or of the text."""
        for kind in ("counts", "percents", "bases"):
            setattr(self, kind, {(i + 1, j): number for (i, j), number in getattr(self, kind).items()})
        self.rows.insert(0, Line(name, "", 0, -1, Label(name.lower(), total=True)))
        self.counts |= {(0, j): number for j, number in totals.items()}
