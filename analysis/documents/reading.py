"""Files, folders and archives of documents: what each is by its content, and its reader."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from ..errors import DataError
from ..files.archives import opened_zip, unpack
from ..replaced import lasting_folder, passing_folder
from ..visible import visible
from .document import Document

ENDINGS = (".xml", ".nxml", ".html", ".htm", ".xhtml", ".docx", ".pdf", ".md", ".markdown", ".txt", ".text")
_PACKED = (".zip", ".gz")
_UNPACKED = 256 << 20  # bytes of documents in one archive
_NOT_READ = (
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file; save it as .docx without a password"),
    (b"{\\rtf", "rich text (RTF); save it as .docx"),
    (b"\x89PNG", "a picture; give the document as text, PDF or DOCX"),
    (b"\xff\xd8\xff", "a picture; give the document as text, PDF or DOCX"),
    (b"%!PS", "PostScript; save it as PDF"),
)


def read_document(path: str | Path) -> Document:
    r"""Read one document: JATS XML, HTML, DOCX, PDF with text, Markdown or plain text, alone or packed (zip, gzip).

    Nothing is fetched, no entity is expanded, and what a document may take of memory and time is bounded.

    Parameters
    ----------
    path : str or Path
        The file; what it is, is told by its content, and Markdown by the end of its name.

    Returns
    -------
    Document
        Its blocks in reading order, each with its place.

    Raises
    ------
    DataError
        When there is no such file, it cannot be read as what it is, or is too large; one sentence each.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> paper = Path(folder.name, "paper.txt")
    >>> _ = paper.write_text("A series\n\nResults\n\nOf 23 cases,\n12 (52%) died.", encoding="utf-8")
    >>> document = read_document(paper)
    >>> [(block.kind, block.text) for block in document.blocks][1:]
    [('heading', 'Results'), ('paragraph', 'Of 23 cases, 12 (52%) died.')]
    >>> print(document.blocks[2].at(15))
    line 6
    >>> folder.cleanup()
    """
    path = Path(path)
    if path.is_dir():
        raise DataError(f"path: expected one document, got the folder {path}; use read_documents.")
    with passing_folder() as work:
        found = _members(path, work)
        if len(found) != 1:
            raise DataError(f"path: expected one document, got {len(found):,} in {path}; use read_documents.")
        return _named(found[0][1], str(path))


def read_documents(path: str | Path, unread: list[str] | None = None) -> Iterator[Document]:
    """Read every document of a folder or archive, or the one of a file, one after the other.

    Parameters
    ----------
    path : str or Path
        A folder (with those below it), a zip archive, or a document.
    unread : list of str, optional
        Takes the sentence of every document that cannot be read; without it the first one is raised.

    Yields
    ------
    Document
        In the order of their names.

    Raises
    ------
    DataError
        When there are no documents, or one of them cannot be read and `unread` is not given.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> _ = Path(folder.name, "a.txt").write_text("Of 23 cases, 12 died.", encoding="utf-8")
    >>> _ = Path(folder.name, "b.xml").write_text("<article>", encoding="utf-8")
    >>> unread = []
    >>> [document.blocks[0].text for document in read_documents(folder.name, unread)], len(unread)
    (['Of 23 cases, 12 died.'], 1)
    >>> folder.cleanup()
    """
    path = Path(path)
    files = [path]
    if path.is_dir():
        files = sorted(found for found in path.rglob("*") if found.is_file() and is_document(found.name))
        if not files:
            raise DataError(f"path: expected a folder with documents ({', '.join(ENDINGS)}), found none in {path}.")
    folder, remove = lasting_folder(None)
    try:
        for place, file in enumerate(files):
            work = folder / f"{place}"
            work.mkdir()
            for name, inside in _attempt(lambda file=file, work=work: _members(file, work), unread) or ():
                called = str(file) if name == file.name else str(file.parent / name)
                document = _attempt(lambda inside=inside, called=called: _named(inside, called), unread)
                if document is not None:
                    yield document
            shutil.rmtree(work, ignore_errors=True)
    finally:
        remove()


def is_document(name: str) -> bool:
    """Tell whether the name of a file is one of documents, or of an archive that may hold them."""
    return name.lower().endswith((*ENDINGS, *_PACKED)) and not PurePosixPath(name).name.startswith((".", "~$"))


def _attempt(read, unread: list[str] | None):
    try:
        return read()
    except DataError as error:
        if unread is None:
            raise
        unread.extend(error.faults)
        return None


def _members(path: Path, work: Path) -> list[tuple[str, Path]]:
    """Give the file itself, or the documents that an archive holds."""
    try:
        found = list(unpack(visible(path.name, ""), path, work, largest=max(_UNPACKED, path.stat().st_size)))
    except OSError as error:
        raise DataError(f"path: cannot read {path}: {error.strerror or error}.") from None
    return found if len(found) == 1 else [(name, inside) for name, inside in found if is_document(name)]


def _named(path: Path, name: str) -> Document:
    """Read a document; every fault names it."""
    try:
        return _read(path, name)
    except DataError as error:
        said = (fault if fault.startswith(name) else f"{name}: {fault}" for fault in error.faults)
        raise DataError(said) from None


def _read(path: Path, name: str) -> Document:
    with path.open("rb") as stream:
        start = stream.read(4096)
    for magic, what in _NOT_READ:
        if start.startswith(magic):
            raise DataError(f"{name}: expected a document, got {what}.")
    if start.startswith(b"PK"):
        return _office(path, name)
    if b"%PDF-" in start[:1024]:
        from .pdf import read_pdf

        return read_pdf(path, name)
    return _text_like(path, name, start)


def _office(path: Path, name: str) -> Document:
    try:
        with opened_zip(path) as archive:
            inside = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError):
        raise DataError(f"{name}: expected a whole DOCX file, got a broken archive; save it again.") from None
    if "word/document.xml" in inside:
        from .docx import read_docx

        return read_docx(path, name)
    if "[Content_Types].xml" not in inside and "content.xml" not in inside:
        raise DataError(f"{name}: expected documents, got archives packed in archives; unpack them.")
    what = "a workbook; audit its tables" if any(part.startswith("xl/") for part in inside) else "another Office file"
    raise DataError(f"{name}: expected a document, got {what}, or save it as DOCX or PDF.")


def _text_like(path: Path, name: str, start: bytes) -> Document:
    said = start.decode("utf-8-sig", errors="replace").replace("\0", "").lstrip().lower()
    ending = PurePosixPath(name).suffix.lower()
    if said.startswith("<"):
        page = ending in (".html", ".htm", ".xhtml") or re.search(r"<html[\s>]|<!doctype html", said)
        if page and not re.search(r"<article\s[^>]*(?:article-type|xmlns:mml)|<pmc-articleset", said):
            from .html import read_html

            return read_html(path, name)
        if said.startswith("<?xml") or re.match(r"<!doctype|<article[\s>]|<pmc", said) or ending in (".xml", ".nxml"):
            from .jats import read_jats

            return read_jats(path, name)
    if ending in (".html", ".htm", ".xhtml"):
        from .html import read_html

        return read_html(path, name)
    if ending in (".md", ".markdown"):
        from .markdown import read_markdown

        return read_markdown(path, name)
    from .plain_text import read_text

    return read_text(path, name)
