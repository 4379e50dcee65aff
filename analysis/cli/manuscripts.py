"""Which paths are documents to be audited statement by statement, and what is said of them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DataError
from ..files.archives import opened_zip
from .screen import progress, say

if TYPE_CHECKING:
    from ..documents import Document

_WORDS = 30  # of prose, below which a document is a table with a title


def are_manuscripts(paths: Sequence[Path]) -> bool:
    """Tell whether paths are documents with prose; a folder or zip is when it holds documents and no tables.

    Raises
    ------
    DataError
        When some of them are and others are not.
    """
    told = [_is_manuscript(path) for path in paths]
    if any(told) and not all(told):
        tables = ", ".join(str(path) for path, one in zip(paths, told, strict=True) if not one)
        raise DataError(f"paths: expected documents or tables, got both; audit {tables} apart.")
    return all(told)


def _is_manuscript(path: Path) -> bool:
    from ..documents import ENDINGS, read_document

    if path.is_dir():
        names = [found.name for found in path.rglob("*") if found.is_file() and not found.name.startswith(".")]
        return _only_documents(names)
    if path.suffix.lower() == ".zip" and zipfile.is_zipfile(path):
        try:
            with opened_zip(path) as packed:
                return _only_documents([name for name in packed.namelist() if not name.endswith("/")])
        except zipfile.BadZipFile:
            return False
    if not path.name.lower().endswith(ENDINGS) or not path.is_file():
        return False
    try:
        document = read_document(path)
    except DataError:
        return path.suffix.lower() in (".pdf", ".docx", ".nxml")
    said = [block.text for block in document.prose if block.kind in ("paragraph", "list item", "footnote")]
    return sum(len(text.split()) for text in said) >= _WORDS or _states(document)


def _states(document: Document) -> bool:
    """Tell whether few words of prose still state something that can be judged, as ``12 of 43 (29%)``."""
    from ..documents.statements import read_statements

    prose = tuple(block for block in document.blocks if block.kind in ("paragraph", "list item"))
    judged = {"proportion", "estimate", "test", "change", "rate"}
    return any(one.kind in judged for one in read_statements(replace(document, blocks=prose)))


def _only_documents(names: list[str]) -> bool:
    from ..documents import ENDINGS

    tables = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet", ".json")
    documents = [name for name in names if name.lower().endswith((*ENDINGS, ".gz"))]
    return bool(documents) and not any(name.lower().endswith(tables) for name in names)


def audit_documents(paths: Sequence[Path], form: str, strict: bool, width: int) -> tuple[str, int, int]:
    """Audit documents; give the report in a form, the exit status and how many findings it has.

    Raises
    ------
    DataError
        When none of the documents can be read.
    """
    from ..audit.manuscripts import (
        audit_manuscript,
        judgments_frame,
        manuscript_status,
        manuscripts_json,
        manuscripts_page,
        manuscripts_text,
    )
    from ..audit.manuscripts.report import graves
    from ..documents import read_documents

    unread: list[str] = []
    audited = []
    with progress("Auditing", total=None) as step:
        for path in paths:
            for document in read_documents(path, unread):
                step(document.source, 0)
                audited.append(audit_manuscript(document))
    if not audited:
        raise DataError(unread or ["paths: expected documents, found none."])
    for fault in unread:
        say(fault)
    status = 1 if (status := manuscript_status(audited, strict=strict)) == 0 and unread else status
    if form == "csv":
        from ..render import csv_text

        text = csv_text(judgments_frame(audited)).rstrip("\n")
    elif form == "json":
        text = manuscripts_json(audited, status)
    else:
        text = manuscripts_page(audited) if form == "html" else manuscripts_text(audited, width)
    return text, status, sum(len(graves(one)) for one in audited)
