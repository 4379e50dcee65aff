"""The card beside each table: what a row is, what every column means, what must hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import DataError
from .sources import ledger_directory
from .toml import read_toml

TYPES = ("string", "integer", "number", "boolean", "category")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its type, meaning and unit, and what its cells may hold."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    source_key: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """What ``data/NAME.toml`` says of ``data/NAME.csv``."""

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    locator: str
    transcribed: str
    checked: str
    columns: dict[str, Column]
    rows: int | None = None
    notes: tuple[str, ...] = ()
    totals: tuple[dict, ...] = field(default=())


def table_names() -> list[str]:
    """Give the names of the shipped tables: each CSV file of the data folder."""
    return sorted(path.stem for path in ledger_directory().glob("*.csv"))


def read_card(name: str) -> Card:
    """Read the card of one table.

    Raises
    ------
    DataError
        When the card is missing or incomplete; names everything that is missing.
    """
    raw = read_toml(ledger_directory() / f"{name}.toml")
    faults = [
        f"{name}.toml: no {part}; complete the card."
        for part in ("title", "about", "key", "locator", "transcribed", "checked", "columns")
        if not raw.get(part)
    ]
    unknown = set(raw) - set(Card.__slots__)
    faults += [f"{name}.toml: unknown entry {entry!r}; remove it or correct its name." for entry in sorted(unknown)]
    columns = {}
    for column, entry in raw.get("columns", {}).items():
        faults += _column_faults(f"{name}.toml, [columns.{column}]", entry)
        if not faults:
            columns[column] = Column(name=column, **{**entry, "values": tuple(entry.get("values", ()))})
    faults += [f"{name}.toml: key column {part!r} has no entry." for part in raw.get("key", ()) if part not in columns]
    if faults:
        raise DataError(faults)
    lists = {part: tuple(raw.get(part, ())) for part in ("key", "notes", "totals")}
    return Card(**{**raw, **lists, "name": name, "columns": columns})


def _column_faults(where: str, entry: dict) -> list[str]:
    faults = [f"{where}: no {part}; complete the card." for part in ("type", "meaning") if not entry.get(part)]
    if entry.get("type") not in (None, *TYPES):
        faults.append(f"{where}: type is {entry['type']!r}, expected one of {', '.join(TYPES)}.")
    if entry.get("type") == "category" and not entry.get("values"):
        faults.append(f"{where}: a category needs its values, in order.")
    unknown = set(entry) - set(Column.__slots__)
    return faults + [f"{where}: unknown entry {name!r}." for name in sorted(unknown)]


@dataclass(frozen=True, slots=True)
class About:
    """What a ledger is about, as its ``ledger.toml`` says: words that pictures use, and remarks by summary."""

    title: str = ""
    substance: str = ""
    pages: str = "documents"
    collection: str = "the documents"
    remarks: dict[str, str] = field(default_factory=dict)

    @property
    def drug(self) -> str:
        """The substance, or what stands for it in a sentence."""
        return self.substance or "the substance"

    def remark(self, name: str, otherwise: str = "") -> str:
        """Give what the ledger remarks on a summary, else other words."""
        return self.remarks.get(name, otherwise)


def read_about() -> About:
    """Read what the ledger is about; a ledger without ``ledger.toml`` says nothing of itself.

    Raises
    ------
    DataError
        When the file has an entry that is unknown or no text.
    """
    path = ledger_directory() / "ledger.toml"
    if not path.is_file():
        return About()
    raw = read_toml(path)
    texts = {**{name: entry for name, entry in raw.items() if name != "remarks"}, **raw.get("remarks", {})}
    faults = [f"ledger.toml: unknown entry {name!r}; remove it." for name in sorted(set(raw) - set(About.__slots__))]
    wrong = {name: text for name, text in texts.items() if not isinstance(text, str)}
    faults += [f"ledger.toml: {name} is {text!r}, expected text." for name, text in wrong.items()]
    if faults:
        raise DataError(faults)
    return About(**raw)
