"""The same quantity in two tables: numbers under the same words that agree but for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from ....printed import read_printed
from ...findings import Finding
from .grid import Grid

RULE = "same quantity in two tables"
_SHARED, _APART = 4, 5  # numbers that must agree before one that differs is told, and how many for each that differs
_MANY = 20  # tables


def check_repeated(tables: Sequence[tuple[str, Grid]]) -> list[Finding]:
    """Hold tables against each other, where they repeat numbers under the same labels and headings.

    Parameters
    ----------
    tables : sequence of (str, Grid)
        Where each stands (file and sheet), and its cells.

    Returns
    -------
    list of Finding
        ``inconsistent``, at the later table. Two tables share a quantity when at least four numbers of two digits or
        more agree and no more than one in five differs: the words alone (`Male`, `n`) stand in tables of other people.
    """
    numbers = [(place, dict(_numbers(grid))) for place, grid in tables]
    pairs = sorted(_alike([mine for _, mine in numbers]))
    return [finding for first, second in pairs for finding in _differences(*numbers[first], *numbers[second])]


def _alike(numbers: list[dict]) -> set[tuple[int, int]]:
    """Give the pairs of tables that print some number under the same words; what very many print tells nothing."""
    holders: dict[tuple, list[int]] = {}
    for table, mine in enumerate(numbers):
        for key, (text, *_) in mine.items():
            if _telling(text):
                holders.setdefault((key, text), []).append(table)
    return {pair for tables in holders.values() if len(tables) <= _MANY for pair in combinations(tables, 2)}


def _numbers(grid: Grid) -> Iterator[tuple[tuple[str, str, str], tuple[str, str, str]]]:
    """Give the telling numbers of a grid by label, heading and part, of labels and headings that stand once."""
    once = [
        {name for name, times in Counter(map(_plain, names)).items() if times == 1}
        for names in (grid.labels, grid.headings)
    ]
    for column, heading in enumerate(grid.headings):
        for label, cell in zip(grid.labels, grid.statistics(column), strict=True):
            if cell is None or _plain(label) not in once[0] or _plain(heading) not in once[1]:
                continue
            for part in ("value", "beside", "low", "high"):
                if text := getattr(cell, part):
                    yield (_plain(label), _plain(heading), part), (text, label.strip(), heading.strip())


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _differences(place: str, mine: dict, other: str, theirs: dict) -> Iterator[Finding]:
    shared = [key for key in mine if key in theirs and _telling(mine[key][0])]
    differ = [key for key in shared if not _agree(mine[key][0], theirs[key][0])]
    if len(shared) - len(differ) < max(_SHARED, _APART * len(differ)):
        return
    for key in differ:
        text, label, heading = theirs[key]
        agree = len(shared) - len(differ)
        words = f"{text} is printed here and {mine[key][0]} in {place or 'another table'}, under the same label and "
        words += f"heading; {agree} other numbers of the two tables agree."
        yield Finding(
            RULE, "inconsistent", words, printed=text, expected=mine[key][0], file=other, row=label, column=heading
        )


def _telling(text: str) -> bool:
    return sum(character.isdigit() for character in text) > 1


def _agree(one: str, other: str) -> bool:
    if one[0] in "<>~" or other[0] in "<>~":
        return True
    return read_printed(one).interval("any").overlaps(read_printed(other).interval("any"))
