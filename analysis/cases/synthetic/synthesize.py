"""Synthetic cases in the shape of a National Poison Data System export: seeded, of any size, written in pieces."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from ...errors import DataError
from ...files.regular import regular_text
from ...replaced import private, replacing
from ..codebook.records import POISON_CENTER
from ..codebook.vocabularies import read_codebook
from ..store.identity import ID, check_place, fault, made_id, seal
from ..store.told import MARK
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
    estimate of anything. Every row says so: in the columns ``synthetic`` and ``file`` of the store, in ``Data Source``
    of the listing.

    Parameters
    ----------
    rows : int
        Number of cases, 0 or more. The first rows of a longer run are those of a shorter one, for the same seed.
    into : path
        Folder of the store, which its owner alone can read, or name of the CSV file. An earlier synthetic store or file
        of that name is replaced; anything else is left alone.
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
        When `rows` is negative, `format` is unknown, `into` holds something else, or another run writes there.
    """
    if isinstance(rows, bool) or not isinstance(rows, int | np.integer) or rows < 0:
        raise DataError(f"rows: expected a whole number of cases, 0 or more, got {rows!r}.")
    if format not in ("store", "csv"):
        raise DataError(f'format: expected "store" or "csv", got {format!r}.')
    import pyarrow.compute
    import pyarrow.parquet  # noqa: F401  (before anything is written: Ctrl-C within an import may be lost)

    into = Path(into)
    check_place(into)
    ours, write = (_store_fault, _write_store) if format == "store" else (_listing_fault, _write_listing)
    with replacing(into, ours, f"synthetic {format}") as new:
        write(new, int(rows), seed, progress)
    return into


def _store_fault(folder: Path) -> str:
    """Say why a folder may not be replaced: an import, or anybody else, wrote it or something in it."""
    if said := fault(folder):
        return said
    settings = folder / "import.toml"
    made_here = settings.is_file() and regular_text(settings).startswith(f'source = "{MARK}"')
    return "" if made_here or not any(folder.iterdir()) else "exists and is no synthetic store"


def _listing_fault(path: Path) -> str:
    """Say why a file may not be replaced: its header is not that of a listing made here, or a row has no mark."""
    mark, header = f'"{MARK}"'.encode(), LISTING_HEADER.encode()
    if path.is_file():
        with path.open("rb") as file:
            if file.readline(len(header) + 2).rstrip() == header and all(mark in line for line in file):
                return ""
    return "exists and is no synthetic csv"


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
    store_id = made_id("synthesize", read_codebook().version, rows, seed)
    writers = {
        name: pq.ParquetWriter(
            folder / f"{name}.parquet",
            schema.with_metadata({ID: store_id}),
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
                writers[name].write_table(pa.table(made, schema=writers[name].schema))
    finally:
        for writer in writers.values():
            writer.close()
    report = {"records": POISON_CENTER, "synthetic": True, "seed": seed, "rows_in": rows, "kept": rows}
    report |= {"rejected": 0, "duplicates": 0}
    report |= {"by_rule": {}, "exclusions": {}, "unknown_labels": {}, "dropped_columns": [], "files": []}
    (folder / "report.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    (folder / "import.toml").write_text(f'source = "{MARK}"\nrows = {rows}\nseed = {seed}\n', encoding="utf-8")
    seal(folder, store_id)
    private(folder)


def _write_listing(path: Path, rows: int, seed: int, progress) -> None:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    with path.open("wb") as file:
        file.write(LISTING_HEADER.encode() + b"\n")
        options = pacsv.WriteOptions(include_header=False)
        for piece in _pieces(rows, seed, progress):
            pacsv.write_csv(pa.table(piece_listing(piece)), file, options)
