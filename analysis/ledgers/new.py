"""A new ledger from documents: proposed rows, publications, cards."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..cards import About
from ..cases.store.identity import check_place
from ..documents import Document, read_document
from ..errors import DataError
from ..files.archives import sha256
from ..loaders import Ledger, open_ledger
from ..replaced import replacing
from ..sources import Source
from .folder import TABLES, about_text, card_of, card_text, sources_text, table_text, write_files
from .propose import propose_rows
from .subject import slug

_TYPES = {"jats": "article", "html": "web page", "docx": "article", "pdf": "report"}


def new_ledger(folder: str | Path, documents: Iterable[str | Path], *, substance: str = "", title: str = "") -> Ledger:
    """Make a ledger from documents: every quantity that they print as a proposed row, to be read and corrected.

    The folder gets ``cited_figures.csv`` with its card, ``set_aside.csv`` (numbers that are no figures, each with the
    reason), ``sources.toml`` (the documents by name and SHA-256), ``ledger.toml`` (what it is about) and the other
    tables, empty, with their cards. Nothing is accepted: every row says ``proposed`` and how sure its reading is.

    Parameters
    ----------
    folder : path
        Must not be there, or be empty.
    documents : iterable of path
        Text, Markdown, HTML, JATS XML, DOCX or PDF; see `analysis.documents.read_document`.
    substance : str
        What they are about; pictures name it, and quantities of exposures are called after it.
    title : str
        Of the ledger.

    Returns
    -------
    Ledger

    Raises
    ------
    DataError
        When there is no document, one cannot be read or is given twice, or the folder holds something or cannot be
        written; nothing is left of it then.

    Examples
    --------
    >>> import tempfile
    >>> work = tempfile.TemporaryDirectory()
    >>> page = Path(work.name, "page.txt")
    >>> _ = page.write_text("Tianeptine calls rose by 49% from 2019 to 2020.", encoding="utf-8")
    >>> ledger = new_ledger(Path(work.name, "ledger"), [page], substance="tianeptine")
    >>> ledger.cited_figures[["quantity", "printed", "value", "period_start", "status"]].to_numpy().tolist()
    [['tianeptine_exposure_change', '49%', 49.0, 2019, 'proposed']]
    >>> work.cleanup()
    """
    folder, paths = Path(folder), [Path(path) for path in documents]
    if not paths:
        raise DataError("documents: expected files to read, got none.")
    check_place(folder)
    if said := _fault(folder):
        raise DataError(f"{folder} {said}; choose another folder.")
    read, sources = _read(paths)
    rows, aside = propose_rows(read, substance=substance)
    about = About(title or f"{substance.capitalize() or 'Figures'}: {len(read)} documents", substance)
    filled = {"cited_figures": rows, "set_aside": aside}
    texts = {}
    for name in TABLES:
        card = card_of(name)
        texts[f"{name}.toml"] = card_text(card)
        texts[f"{name}.csv"] = table_text(filled.get(name, pd.DataFrame()), card.columns)
    texts["ledger.toml"] = about_text(about)
    with replacing(folder, _fault, "ledger") as new:
        new.mkdir()
        write_files(new, texts | {"sources.toml": sources_text(sources)})
    return open_ledger(folder)


def _fault(folder: Path) -> str:
    """Say why a ledger may not be put there: something is in it, whatever it is."""
    if (folder / "sources.toml").exists():
        return "holds a ledger already"
    if not folder.is_dir():
        return "is no folder" if folder.exists() else ""
    held = min((path.name for path in folder.iterdir()), default="")
    return f"holds {held!r}, and a ledger gets a folder of its own" if held else ""


def _read(paths: list[Path]) -> tuple[dict[str, Document], list[Source]]:
    read, sources, digests = {}, [], {}
    for path in paths:
        document = read_document(path)
        digest = sha256(path)
        if digest in digests:
            raise DataError(f"documents: {path} is the same file as {digests[digest]}; give it once.")
        digests[digest] = path
        key = _key(path, read)
        read[key] = document
        sources.append(_source(key, path, document, digest))
    return read, sources


def _key(path: Path, taken: dict) -> str:
    key = slug(path.stem)
    return key if key not in taken else next(f"{key}_{at}" for at in range(2, 10_000) if f"{key}_{at}" not in taken)


def _source(key: str, path: Path, document: Document, digest: str) -> Source:
    """Describe a document as far as it says what it is; its rank is for the person to state."""
    named: dict = {name: document.identifiers.get(name, "") for name in ("doi", "pmid", "pmcid")}
    title = " ".join(document.title.split())
    return Source(
        key,
        "document",
        "secondary",
        _TYPES.get(document.format, "article" if named["doi"] else "web page"),
        title[:60] or path.stem,
        title=title,
        **named,
        file=path.name,
        sha256=digest,
        seen="full text",
        note="rank and type are proposed: correct them",
    )
