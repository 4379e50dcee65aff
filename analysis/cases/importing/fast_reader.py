"""DuckDB's reader brings a sound text file to a staged one, columns that hold few texts as codes of these texts.

A code takes one look at each cell, where a text is copied twice and entered into a dictionary of every piece of the
staged file: a fifth of the time that a file takes. The texts are those of a sample; a cell with another one ends the
reading, and the file is read anew without codes. What is staged is the same either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...files.sql import literal, without_patterns
from ..mapping.model import Mapping
from .header import chosen_sql, key_of, places_of
from .staged import Staged

LARGE = 1 << 25  # bytes of a file from which on a sample pays
BLOCK, SHARE, MOST_BLOCKS = 1 << 17, 32, 512  # bytes of a piece of the sample, one in so many, and at most
FEW, OFTEN = 256, 4  # different texts of such a column, and how often the rarest stands in the sample


def read_fast(
    connection, staged: Staged, mapping: Mapping, path: Path, skip: int, numbers: Sequence[str] = ()
) -> int | None:
    """Stage a text file with DuckDB's reader, `numbers` before the cells; give its rows, None at a complaint."""
    import duckdb

    names = [f"c{place}" for place in range(len(staged.header))]
    kinds = {**dict.fromkeys(numbers, "BIGINT"), **dict.fromkeys(names, "VARCHAR")}
    chosen = ", ".join([*map('"{}"'.format, numbers), *filter(None, [chosen_sql(staged, mapping, names)])])
    for coded in (_coded(connection, staged, mapping, path, kinds), {}):
        records = _records_sql(path, staged.delimiter, skip, kinds | coded)
        query = f"""COPY (SELECT {chosen} FROM {records}) TO {literal(staged.path)}
            (FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT 20000, WRITE_BLOOM_FILTER false)"""
        try:
            return connection.execute(query).fetchone()[0]
        except duckdb.Error:  # the first complaint ends it: to list them all takes time by their square
            if not coded:
                break
    return None


def _records_sql(path: Path, delimiter: str, skip: int, kinds: dict[str, str]) -> str:
    columns = ", ".join(f"'{name}': {literal(kind)}" for name, kind in kinds.items())
    return f"""read_csv({literal(without_patterns(path))}, auto_detect = false, header = false,
        hive_partitioning = false, skip = {skip}, delim = {literal(delimiter)}, quote = '"', escape = '"', comment = '',
        strict_mode = true, columns = {{{columns}}})"""


def _coded(connection, staged: Staged, mapping: Mapping, path: Path, kinds: dict[str, str]) -> dict[str, str]:
    """Give the staged columns of a text file with few different texts, and the type of each; none of a small file."""
    import duckdb

    if path.stat().st_size < LARGE:
        return {}
    places, key = places_of(staged, mapping), key_of(staged, mapping)
    names = [f"c{place}" for name, place in places.items() if name != key]  # the key is trimmed as a text
    sample = staged.path.with_suffix(".sample")
    _write_sample(path, sample)
    try:
        records = _records_sql(sample, staged.delimiter, 0, kinds)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE sample AS SELECT * FROM {records}")
        counts = ", ".join(f"approx_count_distinct({name})" for name in names)
        found = connection.execute(f"SELECT {counts} FROM sample").fetchone()
        few = [name for name, count in zip(names, found, strict=True) if 0 < count <= FEW]
        texts = ", ".join(["count(*)", *(f"histogram({name})" for name in few)])
        _, *told = connection.execute(f"SELECT {texts} FROM sample").fetchone()
    except duckdb.Error:  # a piece began within a quoted cell of several lines
        return {}
    finally:
        sample.unlink()
        connection.execute("DROP TABLE IF EXISTS sample")
    return {
        name: f"ENUM({', '.join(map(literal, texts))})"
        for name, texts in zip(few, told, strict=True)
        if _is_closed(texts)
    }


def _is_closed(texts: dict[str, int]) -> bool:
    """Say whether a sample with so many of each text is likely to have all of them: numbers have rare ones."""
    return min(texts.values()) >= OFTEN and not any(text.strip()[:1].isdigit() for text in texts)


def _write_sample(path: Path, sample: Path) -> None:
    """Write whole lines from all over a file."""
    size = path.stat().st_size
    blocks = min(max(size // BLOCK // SHARE, 1), MOST_BLOCKS)
    with path.open("rb") as source, sample.open("wb") as out:
        for place in range(blocks):
            source.seek(size * place // blocks)
            lines = source.read(BLOCK)
            out.write(lines[lines.find(b"\n") + 1 : lines.rfind(b"\n") + 1])
