"""From a summary to files: the picture, the numbers drawn, and where they come from."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from .charts import CHARTS, find_chart
from .errors import DataError
from .sources import data_directory
from .style import applied, caption, titled
from .summaries import SUMMARIES, Summary, find_summary, publications

FORMATS = ("png", "svg", "pdf")
_NO_METADATA = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def draw_all(
    names: Iterable[str] = (),
    *,
    into: str | Path,
    formats: Iterable[str] = ("png", "svg"),
    progress: Callable | None = None,
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
        Called with each name before it is drawn.

    Returns
    -------
    list of Path
        The files written, in order. Each is written under a temporary name and then renamed, so that an interrupted
        run leaves every old file whole.

    Raises
    ------
    DataError
        For an unknown name or format, a faulty table, or a folder that cannot be written to.
    """
    formats = list(dict.fromkeys(formats))
    wrong = [name for name in formats if name not in FORMATS]
    if wrong or not formats:
        raise DataError(f"format: expected some of {', '.join(FORMATS)}, got {', '.join(wrong) or 'none'}.")
    chosen = [find_chart(name).summary for name in names] or list(CHARTS)
    folder, written = made_folder(into), []
    for name in chosen:
        if progress:
            progress(name)
        written += draw(name, into=folder, formats=formats)
    return written


def draw(name: str, *, into: Path, formats: Iterable[str] = ("png", "svg")) -> list[Path]:
    """Draw one picture from the shipped tables and write its files; see `draw_all`."""
    entry, chart = find_summary(name), find_chart(name)
    table = entry.function()
    files = {f"{name}.{kind}": content for kind, content in _pictures(entry, chart, table, formats).items()}
    files[f"{name}.csv"] = csv_text(table).encode()
    files[f"{name}.json"] = (json.dumps(origin(entry, table), indent=2, ensure_ascii=False) + "\n").encode()
    return [write(into / file, content) for file, content in files.items()]


def origin(entry: Summary, table: pd.DataFrame) -> dict:
    """Give where the numbers of a summary come from: tables with SHA-256, places in the documents, publications."""
    tables = {
        name: hashlib.sha256((data_directory() / f"{name}.csv").read_bytes()).hexdigest() for name in entry.tables
    }
    places: list[str] = []
    if {"source", "line"} <= set(table.columns):
        known = table.dropna(subset=["source", "line"]).drop_duplicates(["source", "line"])
        places = [f"{row.source} line {row.line}" for row in known.sort_values(["source", "line"]).itertuples()]
    return {
        "summary": entry.name,
        "title": entry.title,
        "caveat": entry.caveat,
        "tables": tables,
        "places": places,
        "publications": {source.key: source.citation() for source in publications(entry, table)},
    }


def csv_text(table: pd.DataFrame) -> str:
    """Give a table as CSV: UTF-8, LF, numbers to 12 significant digits so that every platform writes the same."""
    return table.to_csv(index=False, float_format="%.12g", lineterminator="\n")


def write(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all: under a temporary name in the same folder, then renamed."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
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


def stale_numbers(folder: str | Path) -> list[str]:
    """Give one line for every committed CSV of a picture that is missing or differs from fresh numbers.

    Numbers agree to a relative 1e-9 (an absolute 1e-12 near zero); text must be the same.
    """
    faults = []
    for name in CHARTS:
        path = Path(folder) / f"{name}.csv"
        if not path.is_file():
            faults.append(f"{path}: missing; run `make figures`.")
            continue
        fresh = pd.read_csv(io.StringIO(csv_text(SUMMARIES[name].function())))
        try:
            pd.testing.assert_frame_equal(pd.read_csv(path), fresh, rtol=1e-9, atol=1e-12, check_dtype=False)
        except (AssertionError, ValueError) as error:
            reason = " ".join(str(error).split())[:160]
            faults.append(f"{path}: not the numbers that the tables give now ({reason}); run `make figures`.")
    return faults


def _pictures(entry: Summary, chart, table: pd.DataFrame, formats: Iterable[str]) -> dict[str, bytes]:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    with applied():
        axes = chart.function(table)
        titled(axes, entry.title)
        caption(axes, f"{chart.caption} {entry.caveat}")
        figure, contents = axes.get_figure(), {}
        for kind in formats:
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, metadata=_NO_METADATA[kind])
            contents[kind] = buffer.getvalue()
        plt.close(figure)
    return contents
