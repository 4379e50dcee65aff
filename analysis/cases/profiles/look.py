"""The mapped columns looked at: refused where their headings or values are those of identifiers, reported where likely.

No value is ever named: an error or a line of the report tells the column, what kind, and how many.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import DataError
from ...files.sql import parquet_sql
from ..mapping.model import FOLLOWERS, PACKED, Mapping
from ..masking import holds_trace, trace
from ..masking.headings import is_name
from ..privacy import PERSONAL, heading_words, identifier, plain
from .profile import Privacy

SAMPLED, EACH, DIFFERENT = (
    60_000,
    4_000,
    1_500,
)  # rows of a file, at least of each of its pieces, and values of a column
SURE, LEAST = 0.5, 3  # share of the different values that refuses a column, and their number: fewer may be stray cells
SOME = 0.05  # share of names from which they are reported: some places and products bear given names
BIRTHS, FEWEST = 60, 10  # years: exposures on record hardly reach so far back
OPPOSED = -0.9  # correlation of the year with the age: who is older was born earlier
NAME = "personal name"
UNMASKED = ("case_id", "date", "year", "zip3")  # of other columns the import withholds stray cells, and counts them all
_PERSONS_NUMBER = re.compile(
    r"\b(patient|pt|person|client|chart|encounter|visit|hospital|account)\b.*\b(id|no|num|number)\b"
)
NEXT = "map another column or none; or name it in keep, and the store is called identified"


def check_headings(mapping: Mapping, privacy: Privacy) -> None:
    """Refuse the column of a case number or a date whose heading says that it holds something else of a person.

    Raises
    ------
    DataError
        Names the target, the column, what its heading says, and the next step.
    """
    faults = []
    for target in ("case_id", "date"):
        for column in mapping.columns[target].names() if target in mapping.columns else ():
            what = identifier(column)
            if what not in PERSONAL or plain(column) in privacy.keep or (target == "case_id" and privacy.serial):
                continue
            serial = "replace it (case_numbers = 'serial'), " if target == "case_id" else ""
            faults.append(f"[columns], {target}: expected no {what}, got the column {column!r}; {serial}{NEXT}.")
    if faults:
        raise DataError(faults)


def look(mapping: Mapping, staged: Iterable, privacy: Privacy) -> list[str]:
    """Look at the values of every mapped column, in a sample of the rows of each staged file.

    A column is refused when at least half of its different values hold a telephone number, an address, a number of
    social security or a medical record, or (columns of one value) are names of persons; fewer are reported.

    Returns
    -------
    list of str
        What is likely, for the report.

    Raises
    ------
    DataError
        Names every column that is refused, once, and no value.
    """
    faults, notes = {}, {}
    for item in staged:
        targets = _targets(mapping, item)
        looked = dict(samples(item, [name for name in targets if plain(item.aliases[name]) not in privacy.keep]))
        traced = holds_trace(*looked.values())
        for alias, texts in looked.items():
            values = texts.to_pylist()
            for target in targets[alias]:
                if target == "case_id" and privacy.serial:
                    continue
                for what, count in _kinds(values, target, traced).items():
                    where, column = (
                        f"[columns], {target}" if target in mapping.columns else f"[attributes], {target}",
                        item.aliases[alias].strip(),
                    )
                    said = f"{count:,} of {len(values):,} different values that were looked at"
                    if count == len(values) or count >= max(SURE * len(values), LEAST):
                        serial = "replace them (case_numbers = 'serial'), " if target == "case_id" else ""
                        faults[where, column] = (
                            f"{where}: expected no {what}s in the column {column!r}, got {said}; {serial}{NEXT}."
                        )
                    elif target in UNMASKED or (what == NAME and count >= SOME * len(values)):
                        notes[where, column, what] = (
                            f"{where}: {said} in {column!r} look like {what}s; look at the column."
                        )
    if faults:
        raise DataError(list(faults.values()))
    return [*_likely_numbers(mapping, privacy), *notes.values()]


def identifies(staged: Iterable, privacy: Privacy) -> bool:
    """Say whether a column that is kept word for word identifies people, by its heading or by any value looked at.

    Times of day do not, and may be in a limited data set, as whole ZIP codes may.
    """
    for item in staged:
        kept = [alias for alias, heading in item.aliases.items() if plain(heading) in privacy.keep]
        if any(identifier(item.aliases[alias]) not in (None, "exact time") for alias in kept):
            return True
        if any(_kinds(texts.to_pylist(), "") for _, texts in samples(item, kept)):
            return True
    return False


def check_births(connection, store: Path, mapping: Mapping, privacy: Privacy) -> None:
    """Refuse dates of exposure that are dates of birth: they reach over a lifetime, or fall as the ages rise.

    Raises
    ------
    DataError
        Names the column, and the years over which its dates spread.
    """
    source = next((mapping.columns[name] for name in ("date", "year") if name in mapping.columns), None)
    if source is None or any(plain(name) in privacy.keep for name in source.names()):
        return
    first, last, n, opposed, both = connection.execute(
        f"""SELECT quantile_disc(year, 0.02), quantile_disc(year, 0.98), count(year), corr(year, age_years),
        count(*) FILTER (year IS NOT NULL AND age_years IS NOT NULL)
        FROM {parquet_sql(store / "cases.parquet")}"""
    ).fetchone()
    spread = last - first if n >= FEWEST else 0
    falls = both >= 3 * FEWEST and spread >= 10 and opposed is not None and opposed < OPPOSED
    if spread >= BIRTHS or falls:
        why = f"fall as the ages rise (correlation {opposed:.2f})" if falls else "reach over a lifetime"
        raise DataError(
            f"[columns], date: expected days of exposures in the column {source.heading!r}, got what looks like dates "
            f"of birth: they spread over {spread} years and {why}; {NEXT}."
        )


def samples(item, names: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield the columns of a staged file with different values of each: of its first rows, and of rows all over it."""
    from pyarrow import Table
    from pyarrow.compute import binary_length, indices_nonzero, utf8_trim_whitespace
    from pyarrow.parquet import ParquetFile

    if not names:
        return
    with ParquetFile(item.path) as file:
        pieces = file.num_row_groups
        each, batches = max(SAMPLED // max(pieces, 1), EACH), []
        step = max(pieces * EACH // SAMPLED, 1)
        for piece in range(0, pieces, step):
            # threads of its own take Arrow longer to start than the reading takes
            batches += [next(file.iter_batches(each, row_groups=[piece], columns=names, use_threads=False), None)]
    filled = [batch for batch in batches if batch is not None and batch.num_rows]
    rows = Table.from_batches(filled) if filled else {}
    for name in names if filled else ():
        texts = utf8_trim_whitespace(rows[name].unique())
        texts = texts.take(indices_nonzero(binary_length(texts)))
        if len(texts):
            yield name, texts[:: max(len(texts) // DIFFERENT, 1)]


def _targets(mapping: Mapping, item) -> dict[str, list[str]]:
    """Give the staged columns of a file with the targets and attributes that take them."""
    aliases = {plain(heading): alias for alias, heading in item.aliases.items() if alias[0] == "m"}
    found: dict[str, list[str]] = {}
    for target, source in {**mapping.columns, **mapping.attributes}.items():
        for name in source.names() if (source.table or "cases") == item.table else ():
            if alias := aliases.get(plain(name)):
                found.setdefault(alias, []).append(target)
    return found


def _kinds(values: list[str], target: str, traced: bool = True) -> Counter[str]:
    """Count the kinds of identifiers among the values of a column; the names of substances are no persons'."""
    found = Counter(what for value in values if (what := trace(value))) if traced else Counter()
    if target not in (*PACKED, *FOLLOWERS) and (names := sum(map(is_name, values))) >= LEAST:
        found[NAME] = names
    return found


def _likely_numbers(mapping: Mapping, privacy: Privacy) -> list[str]:
    source = mapping.columns.get("case_id")
    if source is None or privacy.serial or not _PERSONS_NUMBER.search(heading_words(source.column)):
        return []
    return [
        f"[columns], case_id: {source.column!r} may be a number that a hospital gives a person, which a limited data "
        "set may not hold; case_numbers = 'serial' replaces it."
    ]
