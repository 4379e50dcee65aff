"""Columns of cells as they are printed, with what their headings say, in the way of a table or turned on its side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ....printed.statistic import Statistic, read_statistic
from ...findings import Finding

Place = tuple[int, int]
NOWHERE = (-1, -1)  # the place of a level that a unit of a tidy table has not
COUNTED = re.compile(r"\s*(\d[\d,]*)\s+[A-Z][a-z][^\d]*$")  # a count with its word in one cell, "12 Male"


@dataclass(slots=True)
class Held:
    """One relation that was held against cells (row and column of the sheet, from 0), with what was found there.

    A `slip` misses by less than one unit of the last printed digit.
    """

    rule: str
    places: tuple[Place, ...]
    said: str = ""
    findings: list[Finding] = field(default_factory=list)
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a table, the labels of its rows and the headings of its columns.

    Attributes
    ----------
    labels, headings : tuple of str
        Of the rows and of the columns, each with the section it stands under.
    cells : tuple of tuple of str
        Row by row.
    european : bool
        Whether the comma is the decimal mark.
    turned : bool
        Whether rows of the print are the columns here.
    rows, columns : tuple of int
        Rows and columns of the sheet, from 0.
    sizes : tuple of int
        The n of each column's group as another table states it; 0 where none does.
    alpha : float
        Level of significance of the document around the table.
    totals : tuple of int
        Numbers of people that the document around the table names.
    where : mapping of (row, column) to (row, column)
        Where each cell stands in the sheet, if its rows and columns are not those of the sheet.
    """

    labels: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    european: bool = False
    turned: bool = False
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    sizes: tuple[int, ...] = ()
    alpha: float = 0.05
    totals: tuple[int, ...] = ()
    where: Mapping[Place, Place] = field(default_factory=dict)

    @property
    def numbers(self) -> bool:
        """Tell whether some cell is a number or a statistic."""
        texts = [text for row in self.cells for text in row]
        return any(COUNTED.match(text) or read_statistic(text, self.european) is not None for text in texts)

    def turn(self) -> Grid:
        """Give the grid on its side."""
        across = tuple(zip(*self.cells, strict=True)) if self.cells else ()
        return replace(self, labels=self.headings, headings=self.labels, cells=across, turned=not self.turned, sizes=())

    def statistics(self, column: int) -> list[Statistic | None]:
        """Read the cells of a column."""
        return [read_statistic(row[column], self.european) for row in self.cells]

    def statistic(self, row: int, column: int) -> Statistic | None:
        """Read one cell."""
        return read_statistic(self.cells[row][column], self.european)

    def place(self, row: int, column: int) -> Place:
        """Give row and column in the sheet, or in the print where there is no sheet."""
        row, column = (column, row) if self.turned else (row, column)
        if self.where:
            return self.where.get((row, column), NOWHERE)
        return (self.rows[row], self.columns[column]) if self.rows else (row, column)


@dataclass(slots=True)
class Told:
    """What the relations of a table gave.

    Attributes
    ----------
    findings : list of Finding
        With the label of the row and the heading of the column in the print.
    covered : dict
        From the name of a rule to the cells (row and column of the sheet) that it was held against.
    roles : dict
        From a column of the sheet to its roles, each with what it was known by, what it is of, and its unit.
    held : list of Held
        Every row that a rule was held against, in that order.
    settled : frozenset
        Cells whose percentages other rules explain.
    """

    findings: list[Finding] = field(default_factory=list)
    covered: dict[str, set[Place]] = field(default_factory=dict)
    roles: dict[int, dict[str, tuple[str, str, str]]] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    settled: frozenset[Place] = frozenset()

    @property
    def places(self) -> set[Place]:
        """All cells that some rule was held against."""
        return set().union(*self.covered.values())

    def add(self, other: Told) -> None:
        """Add what the same table gave in other clothes, where this one gave nothing."""
        fresh = other.places - self.places
        self.findings += [one for one in other.findings if not one.at or one.at in fresh]
        self.held += [one for one in other.held if fresh & set(one.places)]
        for rule, places in other.covered.items():
            self.covered.setdefault(rule, set()).update(places)

    def name(self, grid: Grid, column: int, role: str, why: str, of: str = "", unit: str = "") -> None:
        """Note what a column of the print is, where it was held as that."""
        if not grid.turned:
            self.roles.setdefault(grid.place(0, column)[1], {}).setdefault(role, (why, of, unit))

    def cover(self, rule: str, grid: Grid, row: int, columns: Sequence[int]) -> None:
        """Note that a rule was held against some cells of a row."""
        self.hold(rule, grid, [(row, column) for column in columns])

    def reach(self, rule: str, grid: Grid, row: int, columns: Sequence[int]) -> None:
        """Note that another rule was held with the last one against the same cells."""
        self.covered.setdefault(rule, set()).update({grid.place(row, column) for column in columns} - {NOWHERE})

    def hold(self, rule: str, grid: Grid, cells: Iterable[Place], said: str = "") -> None:
        """Note that a rule was held against some cells of several rows, with what was calculated."""
        places = tuple(dict.fromkeys(grid.place(row, column) for row, column in cells))
        places = tuple(place for place in places if place != NOWHERE)
        self.covered.setdefault(rule, set()).update(places)
        self.held.append(Held(rule, places, said))

    def slipped(self, finding: Finding, grid: Grid, row: int, column: int) -> None:
        """Add a finding about a number that misses by less than one unit of its last digit."""
        self.tell([finding], grid, row, column)
        self.held[-1].slip = True

    def tell(self, findings: Sequence[Finding], grid: Grid, row: int, column: int, why: str = "") -> None:
        """Add findings about a cell, with the reason where its column was told by behavior alone."""
        first, second = grid.labels[row].strip(), grid.headings[column].strip()
        names = (second, first) if grid.turned else (first, second)
        place = grid.place(row, column)
        held = next((one for one in reversed(self.held) if place in one.places), None)
        for finding in findings:
            said = f"{finding.explanation} {why}".strip()
            told = replace(finding, row=names[0], column=names[1], explanation=said, at=place if grid.rows else ())
            self.findings.append(told)
            if held is not None:
                held.findings.append(told)
