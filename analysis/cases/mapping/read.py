"""A mapping read from its TOML text, with all its faults at once."""

from __future__ import annotations

from pathlib import Path

from ...errors import DataError, meant
from ...sources import data_directory
from ...toml import parse_toml, toml_text
from ..codebook.records import POISON_CENTER
from ..codebook.vocabularies import Codebook, read_codebook
from .model import LABELED, TARGETS, Mapping, Read, Source, Table


def mapping_names() -> list[str]:
    """Give the names of the shipped mappings: the TOML files of ``data/mappings``."""
    return sorted(path.stem for path in (data_directory() / "mappings").glob("*.toml"))


def read_mapping(path_or_name: str | Path) -> Mapping:
    """Read a mapping: a shipped one by name, or a TOML file by path.

    Raises
    ------
    DataError
        Names everything that is wrong with the file at once: unknown entries and targets, missing keys, two columns
        for one target, labels that mean no term, a version of the codebook that is not the shipped one.
    """
    path = Path(path_or_name)
    if path.suffix != ".toml":
        path = data_directory() / "mappings" / f"{path_or_name}.toml"
        if not path.is_file():
            shipped, got = mapping_names(), str(path_or_name)
            raise DataError(
                f"mapping: expected a TOML file or one of {', '.join(shipped)}, got {got!r}{meant(got, shipped)}"
            )
    return parse_mapping(toml_text(path), name=path.name)


def parse_mapping(text: str, *, name: str = "mapping") -> Mapping:
    """Read a mapping from TOML text; `name` is how errors call it."""
    from .checks import faults_of  # the checks are needed by no one who only holds a Mapping

    raw, repeats = parse_toml(text, name)
    twice = [
        f"line {line}, [columns]: two columns for target {key!r}; keep one." if table == "columns" else str(repeat)
        for repeat in repeats
        for line, table, key in [repeat]
    ]
    if faults := twice + faults_of(raw, read_codebook()):
        raise DataError([f"{name}: {fault}" for fault in faults])
    return _mapping(raw, read_codebook())


def _mapping(raw: dict, codebook: Codebook) -> Mapping:
    columns = {target: _source(entry) for target, entry in raw["columns"].items()}
    constants = {
        target: (codebook[TARGETS[target]].find(value) or "") if TARGETS[target] else value
        for target, value in raw.get("constants", {}).items()
    }
    labels = {
        target: {label: codebook[LABELED[target]].find(term or "") or "" for label, term in entries.items()}
        for target, entries in raw.get("labels", {}).items()
    }
    plain = {part: raw[part] for part in ("name", "title", "codebook", "layout")}
    return Mapping(
        **plain,
        about=raw.get("about", ""),
        records=raw.get("records", POISON_CENTER),
        read=Read(**_tuples(raw.get("read", {}))),
        tables={name: Table(**entry) for name, entry in (raw.get("tables") or {"cases": {}}).items()},
        columns=columns,
        labels={target: entries for target, entries in labels.items() if entries},
        own_labels={target: entries for target, entries in raw.get("own_labels", {}).items() if entries},
        verbatim=tuple(raw.get("verbatim", ())),
        constants=constants,
        attributes={name: _source(entry) for name, entry in raw.get("attributes", {}).items()},
    )


def _source(entry: str | dict) -> Source:
    return Source(column=entry) if isinstance(entry, str) else Source(**_tuples(entry))


def _tuples(entry: dict) -> dict:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
