"""Files, folders and archives of documents: what each is by its content, and its reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from ..errors import DataError
from ..files.archives import unpack
from ..visible import visible
from .document import Document
from .plain_text import read_text

READERS: dict[str, Callable[[Path, str], Document]] = {"text": read_text}


def read_document(path: str | Path) -> Document:
    r"""Read one document.

    Parameters
    ----------
    path : str or Path
        A plain text.

    Returns
    -------
    Document
        Its blocks in reading order, each with its place.

    Raises
    ------
    DataError
        When there is no such file, or it cannot be read as what it is.

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
    with TemporaryDirectory() as work:
        try:
            found = list(unpack(visible(path.name, ""), path, Path(work)))
        except OSError as error:
            raise DataError(f"path: cannot read {path}: {error.strerror or error}.") from None
        if len(found) != 1:
            raise DataError(f"path: expected one document, got {len(found)} files in {path}; use read_documents.")
        return READERS["text"](found[0][1], str(path))
