"""Case numbers replaced by serial ones in random order, and the key that tells which is which, kept apart."""

from __future__ import annotations

import csv
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ...errors import DataError
from ...files.sql import literal, parquet_sql
from ...formulas import spreadsheet_safe


def number_cases(connection, store: Path) -> None:
    """Make the table `serials` (id, number) of all cases of a store.

    The order is that of a keyed hash whose key is forgotten: a fixed one could be tried out by whoever knows some case
    numbers, and the order of a file is that of time.
    """
    salt, cases = literal(secrets.token_hex(32)), parquet_sql(store / "cases.parquet")
    connection.execute(
        f"""CREATE TABLE serials AS SELECT case_id AS id,
        lpad(CAST(n AS VARCHAR), CAST(length(CAST(total AS VARCHAR)) AS INTEGER), '0') AS number
        FROM (SELECT case_id, row_number() OVER (ORDER BY sha256({salt} || case_id)) AS n,
        count(*) OVER () AS total FROM {cases})"""
    )


def numbered(values: list[str]) -> dict[str, str]:
    """Give different values serial numbers in random order."""
    shuffled = secrets.SystemRandom().sample(values, len(values))
    return {value: f"{place}" for place, value in enumerate(shuffled, start=1)}


@contextmanager
def reserved(path: str | Path | None, into: str | Path) -> Iterator[TextIO | None]:
    """Open the file of a key, for its owner alone to read; it is gone again when anything is raised inside.

    Raises
    ------
    DataError
        When the file would lie in the store, is there already, or cannot be written.
    """
    if path is None:
        yield None
        return
    path = Path(path).absolute()
    if path.is_relative_to(Path(into).absolute()):
        raise DataError(f"key: expected a file outside the store, got {path}; who has the store would have the key.")
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise DataError(f"key: {path} cannot be written ({error.strerror}); name another new file.") from None
    try:
        with os.fdopen(handle, "w", newline="", encoding="utf-8") as file:
            yield file
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_key(connection, file: TextIO) -> None:
    """Write which serial number is which case, in the order of the numbers; no cell is a formula."""
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case_number", "case_id"])
    found = connection.execute("SELECT number, id FROM serials ORDER BY number")
    while rows := found.fetchmany(50_000):
        out.writerows([number, spreadsheet_safe(case)] for number, case in rows)
