"""Synthetic cases in the shape of a National Poison Data System export: seeded, of any size, written in pieces."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ...errors import DataError
from ...replaced import replacing
from ..store.told import MARK, is_synthetic
from .draws import Piece, draw_piece
from .tables import LISTING_HEADER, piece_listing, piece_tables

# DuckDB's own row group: one piece is one row group, so that readers can work on pieces side by side.
PIECE = 122_880


def synthesize(
    rows: int,
    *,
    into: str | Path,
    seed: int = 1,
    progress: Callable[[str, float], None] | None = None,
    format: str = "store",
) -> Path:
    """Write made-up cases as a store, or as a case listing in CSV; no row describes a person.

    The cases are shaped like those of the National Poison Data System: codes, share of unknowns, seasons, a few
    substances that grow over the years. Age, reason, route, dose, outcome, effects and therapies follow the substance
    (naloxone after opioids, seizures after bupropion), and outcomes the dose and the other substances. The shares are
    in `analysis.load_synthetic_shares`: a few are published, most are invented, and nothing about the cases is an
    estimate of anything. Column ``file`` (``Data Source`` of the listing) says
    ``synthetic`` on every row.

    Parameters
    ----------
    rows : int
        Number of cases, 0 or more. The first rows of a longer run are those of a shorter one, for the same seed.
    into : path
        Folder of the store, or name of the CSV file. An earlier synthetic store or file of that name is replaced;
        anything else is left alone.
    seed : int
        Same seed, same cases.
    progress : callable, optional
        Called with what is being done and the share that is done, 0 to 1, after every piece of 122,880 cases.
    format : {"store", "csv"}
        ``"csv"`` packs substances, effects and therapies of a case into one cell each, separated by ``"; "``.

    Returns
    -------
    pathlib.Path
        `into`.

    Raises
    ------
    DataError
        When `rows` is negative, `format` is unknown, or `into` holds something else.
    """
    if isinstance(rows, bool) or not isinstance(rows, int | np.integer) or rows < 0:
        raise DataError(f"rows: expected a whole number of cases, 0 or more, got {rows!r}.")
    if format not in ("store", "csv"):
        raise DataError(f'format: expected "store" or "csv", got {format!r}.')
    import pyarrow.compute
    import pyarrow.parquet  # noqa: F401  (before anything is written: Ctrl-C within an import may be lost)

    into = Path(into)
    own, write = (_is_replaceable, _write_store) if format == "store" else (_is_listing_or_cut, _write_listing)
    with replacing(into, own, f"synthetic {format}") as new:
        write(new, int(rows), seed, progress)
    return into


def is_listing(path: str | Path) -> bool:
    """Tell whether a file is a case listing made by `synthesize`: its header, and the mark in its first row."""
    with Path(path).open("rb") as file:
        header, first = file.readline().rstrip(), file.readline()
    return header == LISTING_HEADER.encode() and f'"{MARK}"'.encode() in first


def _is_made_here(folder: Path) -> bool:
    """Tell whether `synthesize` wrote the store; an import may hold real cases beside made-up ones."""
    settings = folder / "import.toml"
    mark = f'source = "{MARK}"'
    return is_synthetic(folder) and settings.is_file() and settings.read_text(encoding="utf-8").startswith(mark)


def _is_replaceable(folder: Path) -> bool:
    """Tell whether a folder was made here, or is empty."""
    return folder.is_dir() and (_is_made_here(folder) or not any(folder.iterdir()))


def _is_listing_or_cut(path: Path) -> bool:
    """Tell whether a file begins as a listing made here, whatever its rows."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.readline().rstrip() == LISTING_HEADER.encode()


def _pieces(rows: int, seed: int, progress) -> Iterator[Piece]:
    """Yield the pieces; each has its own stream of random numbers and is always drawn whole."""
    for number, start in enumerate(range(0, rows, PIECE)):
        piece = draw_piece(np.random.default_rng([seed, number]), start, PIECE)
        yield piece.first(min(PIECE, rows - start))
        if progress:
            progress("cases", min(start + PIECE, rows) / rows)


def _write_store(folder: Path, rows: int, seed: int, progress) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ..store.schema import REJECTS, TABLES

    folder.mkdir()
    writers = {
        name: pq.ParquetWriter(
            folder / f"{name}.parquet",
            schema,
            compression="zstd",
            use_dictionary=[field.name for field in schema if field.name not in ("case_id", "row", "dose")],
        )
        for name, schema in {**TABLES, "rejects": REJECTS}.items()
    }
    try:
        for piece in _pieces(rows, seed, progress):
            for name, columns in piece_tables(piece).items():
                schema = TABLES[name]
                n = len(columns["case_id"])
                made = [columns[one.name] if one.name in columns else pa.nulls(n, one.type) for one in schema]
                writers[name].write_table(pa.table(made, schema=schema))
    finally:
        for writer in writers.values():
            writer.close()
    report = {"synthetic": True, "seed": seed, "rows_in": rows, "kept": rows, "rejected": 0, "duplicates": 0}
    report |= {"by_rule": {}, "exclusions": {}, "unknown_labels": {}, "dropped_columns": [], "files": []}
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (folder / "import.toml").write_text(f'source = "{MARK}"\nrows = {rows}\nseed = {seed}\n', encoding="utf-8")


def _write_listing(path: Path, rows: int, seed: int, progress) -> None:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    with path.open("wb") as file:
        file.write(LISTING_HEADER.encode() + b"\n")
        options = pacsv.WriteOptions(include_header=False)
        for piece in _pieces(rows, seed, progress):
            pacsv.write_csv(pa.table(piece_listing(piece)), file, options)
