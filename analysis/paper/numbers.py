"""Every number of the text, taken from a table by name of row and column, never typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

import pandas as pd

from ..errors import DataError
from ..forms import FORMS, Withheld, decimals_of, fixed

WITHHELD = "a withheld number"
PUBLISHED = {  # entries of the bibliography
    "STROBE": "von_elm_2007",
    "RECORD": "benchimol_2015",
    "Wilson": "wilson_1927",
    "Clopper": "clopper_1934",
    "exact conditional": "przyborowski_1940",
    "exact Poisson": "garwood_1936",
}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as the text prints it, and the cell of a table that it is.

    Attributes
    ----------
    name, printed : str
    table, row, column : str
        Stem of the file, the row as JSON ``{"column": "value", ...}``, and the column.
    form : str
        How it is printed: one of `analysis.forms.FORMS`, or ``"2 decimals"``.
    """

    name: str
    printed: str
    table: str
    row: str
    column: str
    form: str

    def __str__(self) -> str:
        return self.printed


class Numbers:
    """The numbers that a text has taken from its tables so far."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]):
        self.tables = tables
        self.taken: dict[str, Number] = {}
        self.cited: list[str] = []

    def take(self, name: str, table: str, column: str, form: str = "count", **row: object) -> Number:
        """Give one cell of a table as it is printed, and remember where it came from."""
        where = json.dumps({key: str(value) for key, value in row.items()}, ensure_ascii=False)
        printed = printed_as(form, cell(self.tables[table], where, column, table))
        self.taken[name] = Number(name, printed, table, where, column, form)
        return self.taken[name]

    def cite(self, method: str) -> str:
        """Give the mark of the publication of a method, a number in brackets by first use; nothing of one without."""
        key = next((key for word, key in PUBLISHED.items() if word in method), None)
        if key is None:
            return ""
        if key not in self.cited:
            self.cited.append(key)
        return f" [{self.cited.index(key) + 1}]"

    def run(self, quantity: str) -> str:
        """Give what the table of the run says of itself, in its own words."""
        return str(self.take(quantity, "run", "value", "text", quantity=quantity))

    def share(self, name: str, table: str, columns: tuple[str, str, str], form: str, **row: object) -> list[Number]:
        """Give a value and its limits: three numbers, ratios all to the decimals of the value."""
        if form == "ratio":
            where = json.dumps({key: str(value) for key, value in row.items()}, ensure_ascii=False)
            value = cell(self.tables[table], where, columns[0], table)
            form = form if isinstance(value, Withheld) else f"{decimals_of(value)} decimals"
        return [self.take(f"{name}, {column}", table, column, form, **row) for column in columns]

    def frame(self) -> pd.DataFrame:
        """Give all of them as a table: ``name, printed, table, row, column, form``."""
        names = [part.name for part in fields(Number)]
        return pd.DataFrame([asdict(number) for number in self.taken.values()], columns=names)


def printed_as(form: str, value: object) -> str:
    """Print a number of the text in one of `analysis.forms.FORMS`; one that is withheld in words."""
    if isinstance(value, Withheld):
        return WITHHELD
    digits, _, decimals = form.partition(" ")
    return fixed(value, int(digits)) if decimals == "decimals" else FORMS[form](value)


def counting(number: object, what: str) -> str:
    """Put a number before what it counts: "175 cases", and of one that is withheld "a withheld number of cases"."""
    return f"{number} of {what}" if str(number) == WITHHELD else f"{number} {what}"


def cell(table: pd.DataFrame, where: str, column: str, name: str):
    """Give the one cell of the row that ``{"column": "value", ...}`` names.

    Raises
    ------
    DataError
        When the row is not there, or there twice.
    """
    kept = pd.Series(True, index=table.index)
    for key, value in json.loads(where).items():
        kept &= table[key].map(_as_text) == value
    found = table.loc[kept, column]
    if len(found) != 1:
        raise DataError(f"{name}: expected one row with {where}, found {len(found)}.")
    return found.iloc[0]


def _as_text(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
