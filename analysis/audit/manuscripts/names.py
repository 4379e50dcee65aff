"""Rows of tables by the names that a text gives them."""

from __future__ import annotations

import re

from .sheet import Sheet

WORD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,}\.?")
_COMMON = frozenset(
    (
        *(
            "the",
            "and",
            "for",
            "with",
            "versus",
            "than",
            "only",
            "any",
            "other",
            "none",
            "from",
            "total",
            "overall",
            "all",
        ),
        *("group", "groups", "number", "mean", "value", "percent", "patients", "table", "model", "data", "study"),
        *("studies", "year", "years", "age", "not", "yes", "one", "two", "three", "was", "were", "had", "per"),
    )
)


def rows_named(phrase: str, sheets: list[Sheet]) -> list[tuple[Sheet, int]]:
    """Give the rows all of whose words stand in a phrase, those with the most words first."""
    words = [word.lower().rstrip(".") for word in WORD.findall(phrase)]
    found = []
    for sheet in sheets:
        for row in sheet.rows:
            wanted = label_words(sheet.grid.cells[row - 1][0])
            if wanted and all(any(_same_word(want, word) for word in words) for want in wanted):
                found.append((len(wanted), len("".join(wanted)), sheet, row))
    most = max((one[:2] for one in found), default=(0, 0))
    return [(sheet, row) for count, length, sheet, row in found if (count, length) == most and length >= 4]


def under_heading(rows: list[tuple[Sheet, int]], before: str) -> list[tuple[Sheet, int]]:
    """Keep of rows of one name under several headings those whose heading was named last."""
    last = [(max((before.rfind(word) for word in _heading(sheet, row)), default=-1), sheet, row) for sheet, row in rows]
    most = max((at for at, _, _ in last), default=-1)
    return [(sheet, row) for at, sheet, row in last if at == most or (at < 0 and most < 0)]


def _heading(sheet: Sheet, row: int) -> list[str]:
    """Give the first word of the row above that has a name and no cells."""
    for above in range(row - 1, 0, -1):
        cells = sheet.grid.cells[above - 1]
        if cells[0] and not any(text for text in cells[1:] if text != cells[0]):
            return cells[0].split()[:1]
    return []


def label_words(label: str) -> list[str]:
    """Give the words of a label that name something."""
    words = [word.lower() for word in WORD.findall(re.sub(r"\([^)]*\)", " ", label))]
    return [word for word in words if word.rstrip(".") not in _COMMON and len(word) > 2]


def _same_word(want: str, word: str) -> bool:
    if want.endswith("."):
        return word.startswith(want[:-1])
    return word == want or (len(want) > 5 and word.rstrip("s") == want.rstrip("s"))


def family(sheet: Sheet, row: int) -> list[int]:
    """Give a row and the rows under it that leave empty what it fills."""
    filled = [column for column in sheet.columns if column > 1 and sheet.grid.cells[row - 1][column - 1]]
    lines = [row]
    while filled and lines[-1] + 1 in sheet.rows:
        below = sheet.grid.cells[lines[-1]]
        if not any(below[1:]) or any(below[column - 1] for column in filled):
            break
        lines.append(lines[-1] + 1)
    return lines
