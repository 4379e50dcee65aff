"""What was understood of a table before it was judged: its columns, the rules, and the cells that none reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import pandas as pd

from ...shown import shown
from ..findings import Finding, findings_frame
from .sheets import Sheet

# What a column can hold; "of" says of which column or lines, "unit" per how many or in which unit.
ROLES = (
    "label", "count", "percent", "n", "total", "estimate", "low", "high", "p", "first", "last", "change", "rate",
    "denominator", "mean", "sd", "median", "quartile_low", "quartile_high", "minimum", "maximum", "statistic", "df",
    "standard error", "difference", "ratio", "year", "not read",
)  # fmt: skip


_PARTS = ("findings", "understood", "sheets")


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of the sheet was taken for; a cell of two numbers (``12 (40%)``) gives its column two of these.

    Attributes
    ----------
    place : int
        Column of the sheet, from 0.
    heading, role : str
        The heading as printed, and one of `ROLES`.
    of, unit : str
        What a percentage, a limit or a change is of; the unit (``per 100,000``); empty where there is none.
    sureness : float
        From 0 to 1: 1 when heading and cells say the same.
    why : str
        What it was known by.
    """

    place: int
    heading: str
    role: str
    of: str = ""
    unit: str = ""
    sureness: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One rule in words, and the number of cells that it speaks of."""

    rule: str
    cells: int


@dataclass(frozen=True, slots=True)
class Understood:
    """One table as it was understood.

    Attributes
    ----------
    place, title : str
        File (and sheet), and the lines printed above the table.
    clothing : str
        How the table is dressed: ``printed``, ``wide``, ``tidy``, ``transposed``.
    columns : tuple of Column
        Every column of the sheet that the table spans, from left to right.
    coverage : tuple of Coverage
        Every rule that was applied, with the number of cells that it reached.
    unreached : tuple of (str, str, str)
        Row, column and characters of each cell with a number that no rule reached, and of each that was not read.
    checked : int
        Number of cells that some rule reached.
    left : tuple of (int, int)
        Row and column of the sheet, from 0, of each number that no rule reached.
    notes : tuple of str
        What was done to read it that its characters do not say, such as cells that were joined.
    """

    place: str
    title: str
    clothing: str
    columns: tuple[Column, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    unreached: tuple[tuple[str, str, str], ...] = ()
    checked: int = 0
    left: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Audit(Sequence):
    """The findings of an audit, as a sequence, with what was understood of each table.

    Attributes
    ----------
    findings : tuple of Finding
        In the order of the tables.
    understood : tuple of Understood
        One for each table that was found.
    sheets : tuple of Sheet
        The cells of what was read, so that a report can mark them; empty where a table was given by itself.

    Examples
    --------
    >>> audit = Audit((), (Understood("sex.csv", "", "printed", coverage=(Coverage("Total = Male + Female", 3),),
    ...     checked=3),))
    >>> len(audit), audit.status, audit.checked
    (0, 0, 3)
    """

    findings: tuple[Finding, ...] = ()
    understood: tuple[Understood, ...] = ()
    sheets: tuple[Sheet, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, audits: Iterable[Audit]) -> Audit:
        """Join audits into one."""
        audits = list(audits)
        return cls(*(tuple(one for audit in audits for one in part(audit)) for part in map(attrgetter, _PARTS)))

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, place):
        return self.findings[place]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __eq__(self, other) -> bool:
        if isinstance(other, Audit):
            return (self.findings, self.understood) == (other.findings, other.understood)
        return list(self.findings) == list(other) if isinstance(other, list | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.findings)

    @property
    def checked(self) -> int:
        """Number of cells that some rule reached."""
        return sum(table.checked for table in self.understood)

    @property
    def status(self) -> int:
        """Give 1 when something is impossible or inconsistent, else 3 when no cell could be checked, else 0."""
        if any(finding.severity in ("impossible", "inconsistent") for finding in self.findings):
            return 1
        return 0 if self.checked else 3

    def to_frame(self) -> pd.DataFrame:
        """Give the findings as a `findings_frame`."""
        return findings_frame(self.findings)

    def __repr__(self) -> str:
        counted = f"Audit: {len(self)} findings, {self.checked:,} numbers checked"
        return "\n".join([counted, *(f"  {finding}" for finding in self.findings)])

    def _repr_html_(self) -> str:
        frame = self.to_frame()[["severity", "file", "row", "column", "printed", "explanation", "repairs"]]
        left = sum(len(table.unreached) for table in self.understood)
        told = f"{self.checked:,} numbers were checked, {left:,} were not." if self.checked else "Nothing was checked."
        return shown(f"Audit: {len(self)} findings", frame.astype(str), told)
