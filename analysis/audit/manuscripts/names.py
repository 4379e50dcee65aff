"""Rows of tables by the names that a text gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .printed_tables import PrintedTable, Row

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


def rows_named(phrase: str, tables: Iterable[PrintedTable]) -> list[tuple[PrintedTable, Row]]:
    """Give the rows all of whose words stand in a phrase, those with the most words first."""
    words = [word.lower().rstrip(".") for word in WORD.findall(phrase)]
    found = []
    for table in tables:
        for row in table.rows:
            wanted = label_words(row.name)
            if wanted and all(any(_same_word(want, word) for word in words) for want in wanted):
                found.append((len(wanted), len("".join(wanted)), table, row))
    most = max((one[:2] for one in found), default=(0, 0))
    return [(table, row) for count, length, table, row in found if (count, length) == most and length >= 4]


def under_heading(rows: list[tuple[PrintedTable, Row]], before: str) -> list[tuple[PrintedTable, Row]]:
    """Keep of rows of one name under several headings those whose heading was named last."""
    last = [(before.rfind((row.section.split() or ["\0"])[0]), table, row) for table, row in rows]
    most = max((at for at, _, _ in last), default=-1)
    return [(table, row) for at, table, row in last if at == most]


def label_words(label: str) -> list[str]:
    """Give the words of a label that name something."""
    words = [word.lower() for word in WORD.findall(re.sub(r"\([^)]*\)", " ", label))]
    return [word for word in words if word.rstrip(".") not in _COMMON and len(word) > 2]


def _same_word(want: str, word: str) -> bool:
    if want.endswith("."):
        return word.startswith(want[:-1])
    return word == want or (len(want) > 5 and word.rstrip("s") == want.rstrip("s"))


def family(table: PrintedTable, row: Row) -> list[Row]:
    """Give a row and the rows under it that leave empty what it fills."""
    own = [row]
    below = table.rows[table.rows.index(row) + 1 :]
    for other in below if row.statements else ():
        if (
            other.number != own[-1].number + 1
            or not other.statements
            or other.statements.keys() & row.statements.keys()
        ):
            break
        own.append(other)
    return own
