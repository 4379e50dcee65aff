"""A table as it is printed: a heading, lines of cells, and notes that say what they mean; names of its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..cases.codebook.columns import titles
from ..cases.codebook.vocabularies import read_codebook

SECTION, LINE, BASE, MEASURED, GROUP, NESTED = "section", "line", "base", "measured", "group", "nested"
INDENT = {SECTION: 0, BASE: 0, LINE: 1, MEASURED: 1, GROUP: 1, NESTED: 2}
TITLES = {"mention": "Substances", "age_band": "Age group, years", "cases": "Cases", "age_years": "Age, years"}
WORDS = {"mention": "number of substances", "age_band": "age", "age_years": "age"}


@dataclass(frozen=True)
class Line:
    """One line of a printed table.

    Attributes
    ----------
    kind : str
        ``"section"`` (a heading within the table), ``"base"`` (what the lines below are of), ``"line"``, ``"group"``
        (several lines together), ``"nested"`` (one of those), or ``"measured"`` (medians, means).
    cells : tuple of str
        The first one is the label.
    """

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table as it stands on paper.

    Attributes
    ----------
    stem, number, title : str
        Stem of its files, ``"Table 1"`` (empty where it stands alone), and its title.
    header : tuple of str
    lines : tuple of Line
    notes : tuple of str
        Sentences below the table.
    """

    stem: str
    number: str
    title: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """Number and title, as above the table."""
        return f"{self.number}. {self.title}" if self.number else self.title

    def noted(self, *notes: str) -> PrintedTable:
        """Give the same table with notes below it."""
        return replace(self, notes=notes)

    def grid(self) -> list[list[str]]:
        """Give heading and lines as rows of cells."""
        return [list(self.header), *(list(line.cells) for line in self.lines)]


def title_of(name: str) -> str:
    """Give the heading of a column of the cases: the codebook's, else its name in words."""
    vocabularies = read_codebook().vocabularies
    known = titles() | TITLES
    return known.get(name) or (vocabularies[name].title if name in vocabularies else opened(name.replace("_", " ")))


def words_of(name: str) -> str:
    """Give a column of the cases as it is called within a sentence."""
    return WORDS.get(name) or title_of(name).lower()


def plain(text: object) -> str:
    """Put a label of the data as a reader expects it."""
    text = str(text).replace("-", "\u2013") if re.fullmatch(r"\d+-\d+", str(text)) else str(text)
    return text.replace(">=", "\u2265").replace("<=", "\u2264").replace("(missing)", "Missing")


def opened(text: str) -> str:
    """Give a text with a capital."""
    return text[:1].upper() + text[1:]
