"""Which three-digit ZIP areas hold so few people that Safe Harbor writes them as 000."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from ...errors import DataError
from ...sources import data_directory

SMALL = 20_000  # people; 45 CFR 164.514(b)(2)(i)(B)
NOWHERE = "000"
COLUMNS = ("zip3", "population", "census")


def area_of(path: str | Path | None = None) -> Callable[[str], str]:
    """Give the function that takes three digits to themselves, or to 000 where too few people live.

    Parameters
    ----------
    path : path, optional
        A CSV file ``zip3,population,census`` of all areas; the shipped list of small ones (`data/zip_areas.csv`, with
        what was seen of its sources) when left out.

    Raises
    ------
    DataError
        When the file cannot be read, lacks a column, or has an area twice or a cell that is none; all faults at once.

    Examples
    --------
    >>> area = area_of()
    >>> area("191"), area("036")
    ('191', '000')
    """
    if path is None:
        with (data_directory() / "zip_areas.csv").open(newline="", encoding="utf-8") as file:
            small = frozenset(row["zip3"] for row in csv.DictReader(file))
        return lambda zip3: NOWHERE if zip3 in small else zip3
    large = frozenset(zip3 for zip3, people in _populations(Path(path)).items() if people > SMALL)
    return lambda zip3: zip3 if zip3 in large else NOWHERE


def source_of(path: str | Path | None = None) -> str:
    """Say by which list areas are told small."""
    if path is None:
        return "the shipped list (censuses of 2000 and 2010, from secondary listings)"
    with Path(path).open(newline="", encoding="utf-8-sig") as file:
        censuses = sorted({row["census"].strip() for row in csv.DictReader(file)})
    return f"the analyst's own list (census: {', '.join(censuses)})"


def _populations(path: Path) -> dict[str, int]:
    """Read the people of every area of the analyst's own file."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            if lacking := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise DataError(f"{path}: expected the columns {', '.join(COLUMNS)}, found no {', '.join(lacking)}.")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"zip_areas: expected a CSV file of ZIP areas at {path}, got: {error}.") from None
    people, faults = {}, []
    for line, row in enumerate(rows, start=2):
        zip3, count, census = ((row[name] or "").strip() for name in COLUMNS)
        if not re.fullmatch(r"\d{3}", zip3, re.ASCII) or not re.fullmatch(r"\d+", count, re.ASCII) or not census:
            faults.append(
                f"{path}, line {line}: expected three digits, a whole number of people and a census, got "
                f"{zip3!r}, {count!r}, {census!r}."
            )
        elif zip3 in people:
            faults.append(f"{path}, line {line}: {zip3} stands there twice; keep the row of one census.")
        else:
            people[zip3] = int(count)
    if faults or not people:
        raise DataError(faults or f"{path}: expected ZIP areas, found none.")
    return people
