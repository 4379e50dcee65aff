"""Take characters that show nothing out of the cells of a staged file, and say of which columns."""

from __future__ import annotations

from ...files.marks import cleaned_sql, marked, marked_sql
from ...files.sql import literal
from .staged import Staged


def clean(connection, staged: Staged) -> None:
    """Write a staged file anew without control characters and the like where it has any, and note the columns."""
    counts = _counts(connection, staged)
    if not counts:
        return
    columns = ", ".join(f"{cleaned_sql(name)} AS {name}" for name in counts)
    fresh = staged.path.with_suffix(".clean.parquet")
    connection.execute(
        f"COPY (SELECT * REPLACE ({columns}) FROM read_parquet({literal(staged.path)})) TO {literal(fresh)} "
        "(FORMAT parquet, COMPRESSION lz4_raw)"
    )
    fresh.replace(staged.path)
    said = ", ".join(f"{staged.aliases[name].strip()!r} ({count:,})" for name, count in counts.items())
    staged.notes.append(f"control characters, or others that show nothing, were taken out of cells of {said}.")


def _counts(connection, staged: Staged) -> dict[str, int]:
    """Count the cells with such characters, of the columns that have any."""
    names = _suspects(staged)
    if not names:
        return {}
    counted = ", ".join(f"count(*) FILTER ({marked_sql(name)})" for name in names)
    found = connection.execute(f"SELECT {counted} FROM read_parquet({literal(staged.path)})").fetchone()
    return {name: count for name, count in zip(names, found, strict=True) if count}


def _suspects(staged: Staged) -> list[str]:
    """Give the columns whose bytes may hold such characters; each distinct cell is looked at once."""
    from pyarrow.parquet import ParquetFile

    found: set[str] = set()
    names = list(staged.aliases)
    with ParquetFile(staged.path, read_dictionary=names) as file:
        for batch in file.iter_batches(columns=names):
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                texts = getattr(column, "dictionary", column).buffers()[-1]
                if name not in found and texts is not None and marked(texts.to_pybytes()):
                    found.add(name)
    return [name for name in names if name in found]
