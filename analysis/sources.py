"""Where the data lies, and the publications that its numbers come from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Protocol

from .errors import DataError
from .toml import read_toml

ROLES = ("document", "evidence", "method")
RANKS = ("primary", "secondary", "tertiary")
TYPES = (
    "article",
    "book",
    "chapter",
    "report",
    "label",
    "news",
    "press release",
    "conference abstract",
    "web page",
    "thesis",
    "dataset",
)
CHOICES = {"role": ROLES, "rank": RANKS, "type": TYPES}
EXPECTED = {"authors": "a list of names", "year": "a whole number", "et_al": "true or false"}


def data_directory() -> Path:
    """Give the folder of the shipped tables: ``data/`` of a clone, ``analysis/_data`` of an installed wheel.

    The environment variable ``POISON_CENTER_DATA`` names another folder, for a reader's corrected copy.

    Raises
    ------
    DataError
        When no such folder exists.
    """
    package = Path(__file__).resolve().parent
    override = os.environ.get("POISON_CENTER_DATA")
    choices = [Path(override)] if override else [package / "_data", package.parent / "data"]
    for folder in choices:
        if (folder / "sources.toml").is_file():
            return folder
    looked = " or ".join(str(folder) for folder in choices)
    raise DataError(f"data folder: expected sources.toml in {looked}, found none; install the package again.")


class Folder(Protocol):
    """What lies in a folder, as a ledger does."""

    @property
    def folder(self) -> Path:
        """The folder."""


_READ: ContextVar[Path | None] = ContextVar("folder_of_the_ledger", default=None)


@contextmanager
def reading(ledger: str | Path | Folder | None) -> Iterator[None]:
    """Read tables, cards and publications from a ledger of one's own, within this thread and this block only.

    Parameters
    ----------
    ledger : path or Ledger, optional
        Folder with ``sources.toml`` and tables, or what `analysis.open_ledger` gives; None changes nothing.

    Raises
    ------
    DataError
        When the folder is no ledger.

    Examples
    --------
    >>> with reading(data_directory()):
    ...     ledger_directory() == data_directory()
    True
    """
    if ledger is None:
        yield
        return
    token = _READ.set(checked_ledger(ledger))
    try:
        yield
    finally:
        _READ.reset(token)


def checked_ledger(ledger: str | Path | Folder) -> Path:
    """Give the folder of a ledger, after looking that it is one; DataError else."""
    found = getattr(ledger, "folder", ledger)
    if not isinstance(found, str | Path):
        raise DataError(f"ledger: expected a folder or what open_ledger gives, got {type(ledger).__name__}.")
    folder = Path(found)
    if not (folder / "sources.toml").is_file():
        raise DataError(
            f"ledger: expected a folder with sources.toml, got {folder}; "
            "make one with `poison-center ledger new DIR --documents FILES`."
        )
    return folder.resolve()


def of_ledger(function: Callable) -> Callable:
    """Let a function take ``ledger=``, a ledger of one's own that it then reads from; see `reading`."""

    @wraps(function)
    def read(*given, ledger: str | Path | Folder | None = None, **options):
        with reading(ledger):
            return function(*given, **options)

    takes = signature(function)
    own = Parameter("ledger", Parameter.KEYWORD_ONLY, default=None, annotation="str | Path | None")
    read.__signature__ = takes.replace(parameters=[*takes.parameters.values(), own])  # type: ignore[attr-defined]
    return read


def ledger_directory() -> Path:
    """Give the folder that tables, cards and publications are read from: that of `reading`, else the shipped one."""
    return _READ.get() or data_directory()


@dataclass(frozen=True, slots=True)
class Source:
    """A publication: its role in the ledger, its rank, and what a page shows of it (see ``data/sources.toml``)."""

    key: str
    role: str
    rank: str
    type: str
    label: str
    title: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    organization: str = ""
    reviewer: str = ""
    container: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    registration: str = ""
    number: str = ""
    url: str = ""
    file: str = ""
    sha256: str = ""
    seen: str = ""
    incomplete: str = ""
    note: str = ""

    def standing(self) -> str:
        """Give what the publication is to a reader: its rank, or its role where that is not ``evidence``."""
        return self.rank if self.role == "evidence" else self.role

    def identifier(self) -> str:
        """Give the DOI, else the PubMed, registry or report number, else the address, else the empty string."""
        names = (
            ("https://doi.org/", self.doi),
            ("PMID ", self.pmid),
            ("PMCID ", self.pmcid),
            ("ISBN ", self.isbn),
            ("", self.registration),
            ("", self.number),
            ("", self.url),
        )
        return next((prefix + value for prefix, value in names if value), "")

    def address(self) -> str:
        """Give the address where no DOI or number of PubMed leads to the publication; else it may be that of a copy."""
        return "" if self.doi or self.pmid or self.pmcid else self.url

    def missing(self) -> list[str]:
        """Give what a reader would need to find the publication and no page showed: title, authors, identifier."""
        parts = {
            "title": self.title,
            "authors": self.authors or self.organization,
            "identifier": self.identifier(),
        }
        return [name for name, value in parts.items() if not value]


def read_methods() -> dict[str, Source]:
    """Give the papers behind the methods of this package, whichever ledger is read."""
    return {key: source for key, source in _read(data_directory()).items() if source.role == "method"}


def read_sources() -> dict[str, Source]:
    """Read every publication of the ``sources.toml`` of the ledger, by key, in the order of the file.

    Raises
    ------
    DataError
        Names every entry with a field that is unknown, missing or of the wrong type, and every primary publication that
        nobody could find: without a title, authors or an identifier, and without the reason.
    """
    return _read(ledger_directory())


def _read(folder: Path) -> dict[str, Source]:
    entries = read_toml(folder / "sources.toml")
    faults, sources = [], {}
    for key, entry in entries.items():
        wrong = _faults_of(entry)
        if not wrong:
            sources[key] = Source(key=key, **{**entry, "authors": tuple(entry.get("authors", ()))})
            wrong = _unnamed(sources[key])
        if wrong:
            faults.append(f"sources.toml, [{key}]: {'; '.join(wrong)}; mend the entry.")
    if faults:
        raise DataError(faults)
    return sources


def _faults_of(entry: object) -> list[str]:
    if not isinstance(entry, dict):
        return [f"expected a table, got {entry!r}"]
    known = {field.name for field in fields(Source)} - {"key"}
    wrong = [f"unknown field {name!r}" for name in entry if name not in known]
    wrong += [f"no {name}" for name in ("label", *CHOICES) if not entry.get(name)]
    wrong += [
        f"{name} is {entry[name]!r}, expected one of {', '.join(choices)}"
        for name, choices in CHOICES.items()
        if entry.get(name) and entry[name] not in choices
    ]
    if entry.get("role") == "document" and not (entry.get("file") and entry.get("sha256")):
        wrong.append("a document needs file and sha256")
    return wrong + [
        f"{name} is {value!r}, expected {EXPECTED.get(name, 'text')}"
        for name, value in entry.items()
        if name in known and not _is_of_its_kind(name, value)
    ]


def _is_of_its_kind(name: str, value: object) -> bool:
    if name == "authors":
        return isinstance(value, list) and all(isinstance(author, str) and author.strip() for author in value)
    if name == "year":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool) if name == "et_al" else isinstance(value, str)


def _unnamed(source: Source) -> list[str]:
    if source.rank != "primary":
        return ["incomplete is for primary publications"] if source.incomplete else []
    missing = source.missing()
    if source.incomplete and not missing:
        return ["incomplete, but it has a title, authors and an identifier"]
    unsaid = [part for part in missing if part not in source.incomplete]
    return [f"primary without {' or '.join(unsaid)} and no reason in incomplete"] if unsaid else []
