"""The files of a ledger: tables, their cards, its publications and what it is about, each written whole."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ..cards import About, Card, Column, read_card
from ..formulas import spreadsheet_safe
from ..replaced import write_whole
from ..sources import Source, data_directory, reading
from ..toml import toml_key, toml_value
from .aside import REASONS
from .phrases import MORE_STATISTICS

STATUSES = ("proposed", "transcribed", "checked")
TABLES = (
    "cited_figures",
    "set_aside",
    "primary_figures",
    "cited_claims",
    "cited_terms",
    "concept_phrases",
    "document_mentions",
    "trials",
    "overdose_studies",
    "syntheses",
    "npds_totals",
    "published_results",
)
"""The tables of a ledger; all but the first two begin empty."""

ADDED = (
    Column("words", "string", "the sentence that prints the number"),
    Column("at", "string", "the place in words: line, page, section and paragraph"),
    Column("sureness", "number", "how sure the reading of the number is, 0 to 1; not of what it is about"),
    Column("status", "category", "proposed by the reader of documents, transcribed by one, checked by another person",
           values=STATUSES),
    Column("transcribed_by", "string", "who accepted the row"),
    Column("checked_by", "string", "who else accepted it after that"),
    Column("row_hash", "string", "SHA-256 of the row as it was accepted, its first 16 digits"),
)  # fmt: skip
"""What the cited figures of a ledger of one's own have besides the shipped columns."""


def card_of(name: str) -> Card:
    """Give the card of a table for a new ledger: the shipped columns, and nothing that tells of the shipped rows."""
    with reading(data_directory()):
        shipped = read_card(name)
    told: dict = {
        "title": f"{name.replace('_', ' ').capitalize()} of this ledger",
        "about": shipped.about.split(".")[0].replace("the five documents", "the documents") + ".",
        "transcribed": "proposed by `poison-center ledger new`, then by whom `transcribed_by` names",
        "checked": "by whom `checked_by` names; the characters by `poison-center ledger verify`",
    }
    columns = dict(shipped.columns)
    if name == "cited_figures":
        topic = columns["topic"]
        columns["topic"] = replace(topic, values=(*topic.values, "unsorted"))
        statistic = columns["statistic"]
        columns["statistic"] = replace(statistic, values=(*statistic.values, *MORE_STATISTICS))
        columns |= {column.name: column for column in ADDED}
    else:
        if name == "set_aside":
            columns["reason"] = replace(columns["reason"], values=REASONS)
        told["transcribed"], told["checked"] = "by hand", "not yet"
    return replace(shipped, **told, columns=columns, rows=None, notes=(), totals=())


def card_text(card: Card) -> str:
    """Give a card as TOML."""
    lines = [f"{part} = {toml_value(getattr(card, part))}" for part in ("title", "about")]
    lines += [f"key = {toml_value(list(card.key))}"]
    lines += [f"{part} = {toml_value(getattr(card, part))}" for part in ("locator", "transcribed", "checked")]
    for column in card.columns.values():
        lines += ["", f"[columns.{column.name}]", f"type = {toml_value(column.type)}"]
        lines += [f"meaning = {toml_value(column.meaning)}"]
        lines += [f"unit = {toml_value(column.unit)}"] if column.unit else []
        lines += ["required = true"] if column.required else []
        lines += [f"values = {toml_value(list(column.values))}"] if column.values else []
        lines += ["source_key = true"] if column.source_key else []
    return "\n".join(lines) + "\n"


def sources_text(sources: Iterable[Source]) -> str:
    """Give publications as TOML, the fields that are filled."""
    parts = []
    for source in sources:
        filled = {name: getattr(source, name) for name in Source.__slots__ if name != "key" and getattr(source, name)}
        texts = {name: list(value) if isinstance(value, tuple) else value for name, value in filled.items()}
        parts.append(
            "\n".join([f"[{toml_key(source.key)}]", *(f"{key} = {toml_value(v)}" for key, v in texts.items())])
        )
    return "\n\n".join(parts) + "\n"


def about_text(about: About) -> str:
    """Give what a ledger is about as TOML."""
    fields = ("title", "substance", "pages", "collection")
    return "".join(f"{name} = {toml_value(getattr(about, name))}\n" for name in fields)


def table_text(frame: pd.DataFrame, columns: Iterable[str]) -> str:
    """Give rows as CSV in the order of the columns of a card, a missing cell empty, formulas as texts."""
    columns, out = list(columns), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    records = frame.reindex(columns=columns).astype(object)
    writer.writerows(
        [spreadsheet_safe(cell_text(cell)) for cell in row] for row in records.itertuples(index=False, name=None)
    )
    return out.getvalue()


def cell_text(cell: object) -> str:
    """Give a cell as a CSV file of the ledger writes it: 5 for 5.0, nothing for what is missing."""
    if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)


def write_files(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a ledger, each whole or not at all."""
    for name, text in texts.items():
        write_whole(folder / name, text.encode("utf-8"))
