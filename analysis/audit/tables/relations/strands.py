"""The strands of a grid: what each number of the cells of a column is, by its heading and the shape of its cells."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ....printed.statistic import Statistic
from .grid import Grid
from .headings import Heading, read_heading

_PER_UNIT = re.compile(r"\w (?:per|/) ?[a-z]", re.IGNORECASE)
PARTS = ("value", "low", "high", "beside", "of", "p", "n", "width")
# A heading may say several things: the first of these that it names is what its lone numbers are.
_LONE = (
    "growth", "change", "fold", "difference", "first", "last", "low", "high", "q1", "q3", "min", "max", "sd", "se", "p",
    "df1", "df2", "df", "median", "mean", "population", "rate", "quotient", "percent", "n", "count", "year",
)  # fmt: skip


@dataclass(slots=True)
class Strand:
    """One number of each cell of a column.

    Attributes
    ----------
    place : int
        The column.
    part : str
        Which number of the cell: one of `PARTS`.
    heading : Heading
        What the heading says.
    texts : list of str
        The numbers, row by row; empty where there is none.
    role : str
        What they are (``estimate``, ``low``, ``mean`` ...); empty when nothing tells.
    why : str
        ``heading`` or ``behavior``, with the reason.
    """

    place: int
    part: str
    heading: Heading
    texts: list[str]
    role: str = ""
    why: str = "heading"
    numbers: list[float] = field(init=False)

    def __post_init__(self):
        self.numbers = [_number(text) for text in self.texts]

    @property
    def filled(self) -> list[int]:
        """Rows that hold a number."""
        return [i for i, text in enumerate(self.texts) if text]

    @property
    def whole(self) -> bool:
        """Tell whether all numbers are whole and not negative."""
        return all(self.texts[i].isdigit() for i in self.filled)


def _number(text: str) -> float:
    """Give a printed number as a float; missing where there is none, or a bound."""
    return float(text.rstrip("% ").replace(" ", "")) if text and text[0] not in "<>~" else math.nan


def strands_of(grid: Grid) -> list[Strand]:
    """Give the strands of a grid, column by column."""
    return [strand for column in range(len(grid.headings)) for strand in _column(grid, column)]


def _column(grid: Grid, column: int) -> Iterator[Strand]:
    cells = grid.statistics(column)
    heading = read_heading(grid.headings[column])
    if heading.n is None and grid.sizes and grid.sizes[column]:
        heading = replace(heading, n=grid.sizes[column])
    shapes = Counter(cell.shape for cell in cells if cell is not None)
    roles = _roles(heading, shapes.most_common(1)[0][0], _words(cells), _are_measured(cells)) if shapes else {}
    for part in PARTS:
        texts = ["" if cell is None else getattr(cell, part) for cell in cells]
        if any(texts):
            yield Strand(column, part, heading, texts, roles.get(part, {"p": "p", "n": "n", "of": "n"}.get(part, "")))


def _are_measured(cells: list[Statistic | None]) -> bool:
    """Tell ``38.4 (14.2)`` from counts with percentages: both numbers have decimals everywhere, and none a sign."""
    pairs = [cell for cell in cells if cell is not None and cell.shape == "beside"]
    return all("." in cell.value and "." in cell.beside and "%" not in cell.text for cell in pairs)


def _words(cells: list[Statistic | None]) -> tuple[str, ...]:
    """Give what the words within the brackets of most cells name."""
    words = Counter(cell.words for cell in cells if cell is not None)
    word = words.most_common(1)[0][0] if words else ""
    return read_heading(word).roles if word else ()


def _roles(heading: Heading, shape: str, words: tuple[str, ...], decimals: bool) -> dict[str, str]:
    named = {*words, *heading.roles}
    if shape == "limits":
        return _with_limits(heading, {*words} or named, named)
    if shape == "range":
        ends = _ends({*words} or named)
        return dict(zip(("low", "high"), ends, strict=True)) if ends else {}
    if shape == "beside":
        return _with_beside(heading, named, decimals)
    return {"value": _lone(heading)}


def _ends(named: set[str]) -> tuple[str, str] | None:
    if "quartiles" in named or {"q1", "q3"} <= named:
        return "q1", "q3"
    if "range" in named or {"min", "max"} <= named:
        return "min", "max"
    return ("low", "high") if named & {"limits", "low", "high"} else None


def _with_limits(heading: Heading, inner: set[str], named: set[str]) -> dict[str, str]:
    middle = "median" if "median" in named else "mean" if "mean" in named else ""
    ends = _ends(inner) or _ends(named)
    if ends is None and middle == "median":
        ends = ("q1", "q3")  # the order holds for a range just as well
    if ends is None or ends == ("low", "high"):
        sure = ends is not None or heading.measure not in ("", "any")
        return {"value": "estimate", "low": "low", "high": "high"} if sure else {}
    return {"value": middle or "middle", "low": ends[0], "high": ends[1]}


def _with_beside(heading: Heading, named: set[str], decimals: bool) -> dict[str, str]:
    if "se" in named:
        return {"value": "estimate" if heading.measure else "mean", "beside": "se"}
    if "percent" in named and "mean" not in named:
        first = next((role for role in heading.roles if role in ("percent", "n", "count")), "")
        return {"value": "percent", "beside": "n"} if first == "percent" else {"value": "count", "beside": "percent"}
    if "sd" in named or (decimals and "percent" not in named):
        return {"value": "mean", "beside": "sd"}
    return {"value": "mean"} if "mean" in named else {}


def _lone(heading: Heading) -> str:
    if heading.test and heading.degrees:
        return "statistic"
    role = next((role for role in _LONE if role in heading.roles), "")
    if heading.measure == "APC" and role in ("growth", "change", ""):
        return "estimate"
    if heading.measure and heading.measure != "any" and role not in ("low", "high", "p", "sd", "se", "population"):
        return "estimate"
    if not heading.per and role in ("", "count", "n") and _PER_UNIT.search(heading.text):
        return "rate"
    if heading.per and role in ("", "count", "n", "rate", "year"):
        return "rate"
    if role:
        return "first" if role in ("n", "count", "year") and len(heading.years) == 1 else role
    if heading.test:
        return "statistic"
    return "estimate" if heading.measure else "first" if len(heading.years) == 1 else ""
