"""Where the data lies, and the publications that its numbers come from."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

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

    def citation(self) -> str:
        """Give the publication as one line of a reference list, with what is known of it and nothing else."""
        who = ", ".join(self.authors) or self.organization or self.publisher or self.label
        when = f" ({self.year})" if self.year and not who.endswith(str(self.year)) else ""
        where = self.container + (f" {self.volume}" if self.volume else "") + (f":{self.pages}" if self.pages else "")
        named = self.title or self.description
        seen = "" if named or self.identifier() else f"Seen as {self.seen}"
        parts = [who + when, named, where, self.identifier(), seen]
        return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)

    def bibtex(self) -> str:
        """Give the publication as a BibTeX entry (``@article`` with a journal, ``@misc`` without)."""
        entry = {
            "author": " and ".join(f"{{{name}}}" for name in self.authors or (self.organization,) if name),
            "title": self.title,
            "year": str(self.year or ""),
            "journal": self.container,
            "volume": self.volume,
            "pages": self.pages.replace("-", "--"),
            "doi": self.doi,
            "note": "" if self.doi else self.identifier(),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in entry.items() if value]
        return f"@{'article' if self.container else 'misc'}{{{self.key},\n" + ",\n".join(lines) + "\n}"


def read_sources() -> dict[str, Source]:
    """Read every publication of ``data/sources.toml``, by key, in the order of the file.

    Raises
    ------
    DataError
        Names every entry with a field that is unknown, missing or of the wrong type.
    """
    entries = read_toml(data_directory() / "sources.toml")
    faults, sources = [], {}
    for key, entry in entries.items():
        wrong = _faults_of(entry)
        if wrong:
            faults.append(f"sources.toml, [{key}]: {'; '.join(wrong)}; mend the entry.")
        else:
            sources[key] = Source(key=key, **{**entry, "authors": tuple(entry.get("authors", ()))})
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
