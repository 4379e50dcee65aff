"""Where the data lies, and the publications that its numbers come from."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

from .errors import DataError
from .toml import read_toml

KINDS = ("secondary", "primary", "method")


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
    """A publication: one of the five documents, a primary study, or the paper behind a method."""

    key: str
    kind: str
    label: str
    title: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    reviewer: str = ""
    year: int | None = None
    journal: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    registration: str = ""
    file: str = ""
    sha256: str = ""
    seen: str = ""
    note: str = ""

    def identifier(self) -> str:
        """Give the DOI, else the PubMed or registry number, else the empty string."""
        names = (
            ("https://doi.org/", self.doi),
            ("PMID ", self.pmid),
            ("PMCID ", self.pmcid),
            ("", self.registration),
        )
        return next((prefix + value for prefix, value in names if value), "")

    def citation(self) -> str:
        """Give the publication as one line of a reference list, with what is known of it and nothing else."""
        who = ", ".join(self.authors) or self.publisher or self.label
        when = f" ({self.year})" if self.year and not who.endswith(str(self.year)) else ""
        where = self.journal + (f" {self.volume}" if self.volume else "") + (f":{self.pages}" if self.pages else "")
        named = self.title or self.description
        seen = "" if named or self.identifier() else f"Seen as {self.seen}"
        parts = [who + when, named, where, self.identifier(), seen]
        return " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)

    def bibtex(self) -> str:
        """Give the publication as a BibTeX entry (``@article`` with a journal, ``@misc`` without)."""
        entry = {
            "author": " and ".join(f"{{{name}}}" for name in self.authors or (self.publisher,) if name),
            "title": self.title or self.description or self.label,
            "year": str(self.year or ""),
            "journal": self.journal,
            "volume": self.volume,
            "pages": self.pages.replace("-", "--"),
            "doi": self.doi,
            "note": "" if self.doi else self.identifier(),
        }
        lines = [f"  {name} = {{{value}}}" for name, value in entry.items() if value]
        return f"@{'article' if self.journal else 'misc'}{{{self.key},\n" + ",\n".join(lines) + "\n}"


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
    wrong += [f"no {name}" for name in ("kind", "label") if not entry.get(name)]
    if entry.get("kind") not in (None, *KINDS):
        wrong.append(f"kind is {entry['kind']!r}, expected one of {', '.join(KINDS)}")
    if not isinstance(entry.get("year", 0), int):
        wrong.append(f"year is {entry['year']!r}, expected a whole number")
    if entry.get("kind") == "secondary" and not (entry.get("file") and entry.get("sha256")):
        wrong.append("a document needs file and sha256")
    wrong += [
        f"{name} is {value!r}, expected text"
        for name, value in entry.items()
        if name in known - {"authors", "year"} and not isinstance(value, str)
    ]
    return wrong
