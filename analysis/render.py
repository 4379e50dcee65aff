"""From a summary to files: the picture, the numbers drawn, and where they come from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from .cases.counts.table import Counts, framed
from .cases.store.identity import is_store
from .charts import CHARTS, Chart, find_chart
from .charts.cases import caption_of, find_case_chart, is_synthetic, told
from .errors import DataError, meant
from .files.regular import regular_text
from .formulas import spreadsheet_safe
from .plots.page import Words, words_of
from .plots.saving import saved
from .references import vancouver
from .replaced import write_whole
from .sources import Folder, ledger_directory, reading
from .style import applied
from .summaries import Summary, find_summary, publications
from .summaries.registry import answerable

FORMATS = ("png", "svg", "pdf")


def draw_all(
    names: Iterable[str] = (),
    *,
    into: str | Path,
    formats: Iterable[str] = ("png", "svg"),
    progress: Callable[[str, float], None] | None = None,
    width: str | float = "full",
    ledger: str | Path | Folder | None = None,
) -> list[Path]:
    """Draw pictures, each with a CSV of what was drawn and a JSON of where it comes from.

    Parameters
    ----------
    names : iterable of str
        Names of pictures; every one when empty.
    into : path
        Folder for the files; made when missing.
    formats : iterable of {"png", "svg", "pdf"}
        File types of the pictures.
    progress : callable, optional
        Called with each name before it is drawn, and the share that is done, 0 to 1.
    width : {"full", "half"} or float
        Of the page: 174 mm, 84 mm, or millimeters.
    ledger : path or Ledger, optional
        A ledger of one's own (see `analysis.open_ledger`); the shipped one when left out.

    Returns
    -------
    list of Path
        The files written, in order. Each is written under a temporary name and then renamed, so that an interrupted
        run leaves every old file whole. Where every picture is asked for, those that a ledger of one's own has no
        figures for are left out, and ``not_drawn.txt`` says why, one line each.

    Raises
    ------
    DataError
        For an unknown name or format, a faulty table, or a folder that cannot be written to.
    """
    formats = _checked(formats)
    named = [find_chart(name).summary for name in names]
    folder, written, without, chosen = made_folder(into), [], [], named or list(CHARTS)
    with reading(ledger):
        for place, name in enumerate(chosen):
            if progress:
                progress(name, place / len(chosen))
            try:
                written += draw(name, into=folder, formats=formats, width=width)
            except DataError as error:
                if named or ledger is None:
                    raise
                without += [fault if fault.startswith(name) else f"{name}: {fault}" for fault in error.faults]
    if without:
        written.append(write(folder / "not_drawn.txt", "".join(f"{line}\n" for line in without).encode()))
    return written


def draw(
    name: str,
    *,
    into: Path,
    formats: Iterable[str] = ("png", "svg"),
    width: str | float = "full",
    stem: str | None = None,
) -> list[Path]:
    """Draw one picture from the tables of the ledger and write its files, named `stem` or as itself; see `draw_all`."""
    entry, chart = find_summary(name), find_chart(name)
    table = entry.function()
    with answerable(name, entry.tables, lambda: _pictures(chart, entry.function(), formats, width)):
        pictures, words = _pictures(chart, table, formats, width)
    return _written(into, stem or name, pictures, table, origin(entry, table) | {"picture": asdict(words)})


def draw_table(
    name: str,
    table: pd.DataFrame | Counts,
    *,
    into: str | Path,
    stem: str | None = None,
    title: str | None = None,
    formats: Iterable[str] = ("png", "svg"),
    origin: object = None,
    captioned: bool = True,
    width: str | float = "full",
) -> list[Path]:
    """Draw a table of the reader's own cases, with a CSV of its numbers and a JSON that says what they are.

    Parameters
    ----------
    name : str
        One of ``analysis.charts.cases.CASE_CHARTS``.
    table : DataFrame or Counts
        What the function of that name in `analysis.cases` gives, or a frame with the same columns. Its ``attrs``
        ``study``, ``level``, ``method`` and ``synthetic`` are used where it has them; a frame that does not say whether
        its cases are real (``attrs["synthetic"] = False``) is marked "Origin not stated".
    into : path
        Folder for the files; made when missing.
    stem : str, optional
        Name of the files without ending; `name` when left out.
    title : str, optional
        Written above the picture; what the table shows, in a sentence, when left out; nothing when empty.
    formats : iterable of {"png", "svg", "pdf"}
    origin : object, optional
        Where the cases come from, as text or anything that JSON can hold; goes into the JSON file as it is.
    captioned : bool
        Write how to read the picture, and its source, below it; without, only the mark of synthetic cases stands there,
        and the rest is for the text around the picture (``caption`` in the JSON).
    width : {"full", "half"} or float
        Of the page: 174 mm, 84 mm, or millimeters.

    Returns
    -------
    list of Path
        Pictures, CSV and JSON, each written whole or not at all. What is made from synthetic cases says so in all
        three: above and below the picture, in a column ``synthetic`` and in an entry ``synthetic``.

    Raises
    ------
    DataError
        For an unknown name or format, missing columns, or a folder that cannot be written to.
    """
    formats, chart, table = _checked(formats), find_case_chart(name), framed(table)
    if not isinstance(table, pd.DataFrame):
        raise DataError(f"table: expected a pandas frame for the picture {name!r}, got {type(table).__name__}.")
    pictures, words = _pictures(chart, table, formats, width, title=title, captioned=captioned)
    synthetic = is_synthetic(table)
    card = {
        "picture": name,
        "title": words.title,
        "subtitle": words.subtitle,
        "caption": " ".join([caption_of(chart.caption, table), *told(table)]),
        "alt": words.alt,
        "study": str(table.attrs.get("study", "")) or None,
        "synthetic": synthetic,
        **{key: table.attrs[key] for key in ("level", "method", "unit") if key in table.attrs},
        "rows": len(table),
        "origin": origin,
    }
    numbers = table.assign(synthetic=True) if synthetic else table
    return _written(made_folder(into), stem or name, pictures, numbers, card)


def origin(entry: Summary, table: pd.DataFrame) -> dict:
    """Give where the numbers of a summary come from: tables with SHA-256, places in the documents, publications."""
    tables = {
        name: hashlib.sha256((ledger_directory() / f"{name}.csv").read_bytes()).hexdigest() for name in entry.tables
    }
    places: list[str] = []
    if {"source", "line"} <= set(table.columns):
        known = table.dropna(subset=["source", "line"]).drop_duplicates(["source", "line"])
        places = [f"{row.source} line {row.line}" for row in known.sort_values(["source", "line"]).itertuples()]
    return {
        "summary": entry.name,
        "title": entry.told[0],
        "caveat": entry.told[1],
        "tables": tables,
        "places": places,
        "publications": {source.key: vancouver(source) for source in publications(entry, table)},
    }


def csv_text(table: pd.DataFrame) -> str:
    """Give a table as CSV: UTF-8, LF, numbers to 12 significant digits so that every platform writes the same.

    A text that a spreadsheet would run as a formula has an apostrophe before it; see `analysis.formulas`.
    """
    texts = [place for place, kind in enumerate(table.dtypes) if kind.kind not in "biufcmM"]
    changed = {}
    for place in texts:
        column = table.iloc[:, place].astype(object)
        written = column.map(_csv_cell).astype(object)
        changed |= {} if written.equals(column) else {place: written}
    names = [_csv_cell(name) for name in table.columns]
    if changed or names != list(table.columns):
        parts = {place: changed.get(place, table.iloc[:, place]) for place in range(table.shape[1])}
        table = pd.DataFrame(parts).set_axis(names, axis=1)
    return table.to_csv(index=False, float_format="%.12g", lineterminator="\n")


def _csv_cell(cell: object) -> object:
    """Give a cell for a CSV file; a carriage return, which pandas does not quote, would end its row for others."""
    return spreadsheet_safe(cell.replace("\r\n", "\n").replace("\r", "\n") if isinstance(cell, str) else cell)


def write(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all: under another name in the same folder, then renamed; never into a store."""
    for folder in dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)):
        if is_store(folder):
            raise DataError(f"{path}: expected a file outside the store of cases {folder}; name another.")
    if path.exists() and not path.is_file():  # a device would be replaced by the file
        raise DataError(f"{path}: cannot be written (no file, but a folder, device or pipe); choose another name.")
    try:
        write_whole(path, content)
    except OSError as error:
        raise DataError(
            f"{path}: cannot be written ({error.strerror}); free the space or choose another folder."
        ) from None
    return path


def made_folder(into: str | Path) -> Path:
    """Give the folder as a Path, made when missing; one clear error when it cannot be."""
    folder = Path(into)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"{folder}: not a folder to write into ({error.strerror}); choose another with --into."
        ) from None
    return folder


def _checked(formats: Iterable[str]) -> list[str]:
    formats = list(dict.fromkeys(formats))
    wrong = [name for name in formats if name not in FORMATS]
    if wrong or not formats:
        near = meant(wrong[0], FORMATS) if wrong else "."
        raise DataError(f"format: expected some of {', '.join(FORMATS)}, got {', '.join(wrong) or 'none'}{near}")
    return formats


def _written(into: Path, stem: str, pictures: dict[str, bytes], table: pd.DataFrame, card: dict) -> list[Path]:
    """Write the pictures, the numbers and the card beside each other."""
    files = {f"{stem}.{kind}": content for kind, content in pictures.items()}
    files[f"{stem}.csv"] = csv_text(table).encode()
    files[f"{stem}.json"] = (json.dumps(card, indent=2, ensure_ascii=False, default=str) + "\n").encode()
    _check_beside(into, stem)
    return [write(into / file, content) for file, content in files.items()]


def _check_beside(into: Path, stem: str) -> None:
    """Refuse to replace what nobody named and no picture wrote: the export.csv beside export.svg."""
    there = [path for path in (into / f"{stem}.csv", into / f"{stem}.json") if path.exists()]
    with suppress(OSError, ValueError, TypeError, RecursionError):
        if not there or "picture" in dict(json.loads(regular_text(into / f"{stem}.json"))):
            return
    said = f"is of no picture, but the numbers and the origin of {stem} would replace it"
    raise DataError(f"{there[0]}: {said}; name another picture.")


def _pictures(
    chart: Chart, table: pd.DataFrame, formats: Iterable[str], width: str | float, **told
) -> tuple[dict[str, bytes], Words]:
    """Draw the picture in each format; give the files and what the page says."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    with applied():
        axes = chart.draw(table, width, **told)
        words, figure = words_of(axes) or Words("", "", "", "", ""), axes.get_figure()
        contents = {kind: saved(figure, kind, words) for kind in formats}
        plt.close(figure)
    return contents, words
