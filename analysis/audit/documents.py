"""The printed texts of a table against the reader's own copies of the documents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from numbers import Integral
from pathlib import Path

import pandas as pd

from ..documents import read_document
from ..errors import DataError
from ..printed import find_numbers
from ..sources import Source
from .arguments import frame_with, path_of, whole_number

STATUSES = ("holds", "does not hold", "document absent")


def find_documents(directory: str | Path, sources: Mapping[str, Source]) -> dict[str, list[str]]:
    """Find the documents among the files of a folder by their SHA-256, whatever their names.

    Parameters
    ----------
    directory : path
        Folder with the reader's copies; files in folders below it are looked at too.
    sources : mapping of str to Source
        Publications by key; those with a ``sha256`` are looked for.

    Returns
    -------
    dict of str to list of str
        The lines of every document that was found, by source key, as `analysis.documents` reads them; the blocks of
        one that has no lines. Line 1 is entry 0.

    Raises
    ------
    DataError
        When the folder does not exist or cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> paper = Path(folder.name, "whatever.txt")
    >>> paper.write_bytes(b"We saw 23 cases.")
    16
    >>> digest = hashlib.sha256(paper.read_bytes()).hexdigest()
    >>> sources = {"paper": Source("paper", "document", "tertiary", "article", "A", file="", sha256=digest)}
    >>> find_documents(folder.name, sources)
    {'paper': ['We saw 23 cases.']}
    >>> folder.cleanup()
    """
    folder = path_of(directory, "documents")
    if not isinstance(sources, Mapping) or not all(isinstance(source, Source) for source in sources.values()):
        raise DataError("sources: expected publications by key, as read_sources gives them.")
    if not folder.is_dir():
        what = "is a file" if folder.exists() else "is not there"
        files = ", ".join(Path(source.file).name for source in sources.values() if source.sha256)
        raise DataError(
            f"documents: expected a folder with your copies of {files or 'the documents'}; {directory} {what}."
        )
    wanted = {source.sha256: key for key, source in sources.items() if source.sha256}
    found = {}
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = path.read_bytes()
            key = wanted.get(hashlib.sha256(content).hexdigest())
            if key:
                document = read_document(path)
                found[key] = list(document.lines or (block.text for block in document.blocks))
    except OSError as error:
        raise DataError(f"documents: cannot read {error.filename}: {error.strerror}.") from None
    return {key: found[key] for key in wanted.values() if key in found}


def verify_printed(rows: pd.DataFrame, documents: Mapping[str, list[str]]) -> pd.DataFrame:
    """Tell for every row whether its printed text stands at its line.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``source``, ``line`` (from 1) and ``printed``; all other columns are kept.
    documents : mapping of str to list of str
        Lines of the documents at hand, by source key (see `find_documents`).

    Returns
    -------
    pandas.DataFrame
        The rows with ``status`` (``holds``, ``does not hold`` or ``document absent``) and ``stands_at``: the lines
        at which the text was found instead, as text.

    Raises
    ------
    DataError
        When a column is missing, a row has no text, or `documents` holds no lists of lines.

    Examples
    --------
    >>> documents = {"paper": ["Call us.", "We saw 23 cases from 2014 to 2017."]}
    >>> rows = pd.DataFrame({"source": ["paper"], "line": [1], "printed": ["23 cases"]})
    >>> verify_printed(rows, documents)[["status", "stands_at"]].to_numpy().tolist()
    [['does not hold', '2']]
    """
    checked = _with_text(rows).reset_index(drop=True)
    documents = by_source(documents)
    status = [
        _status(documents.get(row.source), row.line, row.printed)
        for row in checked[["source", "line", "printed"]].itertuples()
    ]
    checked["status"] = pd.Categorical(status, STATUSES, ordered=True)
    checked["stands_at"] = [
        _elsewhere(documents[row.source], row.printed) if state == "does not hold" else ""
        for row, state in zip(checked[["source", "printed"]].itertuples(), status, strict=True)
    ]
    return checked


def uncovered_numbers(rows: pd.DataFrame, documents: Mapping[str, list[str]], *, context: int = 30) -> pd.DataFrame:
    """Give every number that stands in a document and that no row covers.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns ``source``, ``line``, ``printed``, and where known ``period_start``, ``period_end``, ``time_point``
        and ``denominator``: numbers that a row carries beside its own.
    documents : mapping of str to list of str
        Lines of the documents at hand, by source key.
    context : int
        Characters shown on each side of a number.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``line``, ``printed`` (the characters) and ``context``; empty when nothing is missing.

    Raises
    ------
    DataError
        When a column is missing, a row has no text, or `documents` holds no lists of lines.

    Examples
    --------
    >>> documents = {"paper": ["Call us.", "We saw 23 cases from 2014 to 2017."]}
    >>> rows = pd.DataFrame({"source": ["paper"], "line": [2], "printed": ["23 cases"]})
    >>> uncovered_numbers(rows, documents)["printed"].tolist()
    ['2014', '2017']
    """
    _with_text(rows)
    context, documents = whole_number(context, "context", least=0), by_source(documents)
    by_line = dict(list(rows.groupby(["source", "line"], observed=True)))
    missing = [
        (source, number, text[start:end], text[max(0, start - context) : end + context])
        for source, lines in documents.items()
        for number, text in enumerate(lines, start=1)
        for start, end in find_numbers(text)
        if not _covered(text, start, end, by_line.get((source, number)))
    ]
    return pd.DataFrame(missing, columns=["source", "line", "printed", "context"])


def _with_text(rows) -> pd.DataFrame:
    """Give the rows, after checking that each has its text, its line and its source."""
    frame_with(rows, "rows", ("source", "line", "printed"))
    wrong = [
        (printed, line)
        for source, line, printed in rows[["source", "line", "printed"]].itertuples(index=False, name=None)
        if not (isinstance(source, str) and isinstance(printed, str) and isinstance(line, (int, float, Integral)))
    ]
    if wrong:
        raise DataError(f"rows: expected text in printed and source and a number in line, got {wrong[0]!r}.")
    return rows


def by_source(documents) -> Mapping[str, list[str]]:
    """Give the documents, after checking that they are lists of lines by source."""
    texts = documents.values() if isinstance(documents, Mapping) else [None]
    if not all(isinstance(lines, (list, tuple)) and all(isinstance(line, str) for line in lines) for lines in texts):
        raise DataError("documents: expected lists of lines by source, as find_documents gives them.")
    return documents


def _status(lines: list[str] | None, line: int, printed: str) -> str:
    if lines is None:
        return "document absent"
    return "holds" if 1 <= line <= len(lines) and printed in lines[line - 1] else "does not hold"


def _elsewhere(lines: list[str], printed: str) -> str:
    return ", ".join(str(number) for number, text in enumerate(lines, start=1) if printed in text)


def _covered(text: str, start: int, end: int, rows: pd.DataFrame | None) -> bool:
    if rows is None:
        return False
    for printed in rows["printed"]:
        place = text.find(printed)
        while place >= 0:
            if place <= start and end <= place + len(printed):
                return True
            place = text.find(printed, place + 1)
    beside = rows[rows.columns.intersection(["period_start", "period_end", "denominator"])].stack().dropna()
    if text[start:end] in {f"{value:g}" for value in beside}:
        return True
    return any(text[start:end] in point.split() for point in rows.get("time_point", pd.Series(dtype=str)).dropna())
