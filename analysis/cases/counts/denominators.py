"""Populations and prescriptions as people write them: headings, numbers, years and places of a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from ...errors import DataError
from ...files.sample import read_samples
from ...stats.arguments import numbers
from ..codebook.regions import REGIONS
from ..codebook.values import NOTHING, Decimals, decimals_of, number_of
from ..codebook.vocabularies import squeeze
from ..masking import mask_label
from ..privacy import plain
from .headings import CALLED, SIZES, is_called, shown
from .published_shapes import TOTALS, bare, cells_of

ROWS = 1_000_000
NO_KEYS = {*NOTHING, *TOTALS, "united states", "united states of america", "us", "usa", "u.s.", "u.s.a."}
STATES = {
    spelled.lower(): code for states in REGIONS.values() for code, name in states.items() for spelled in (code, name)
}


def read_denominator(path: str | Path) -> pd.DataFrame:
    """Read a table of populations or prescriptions, all cells as text: any format and delimiter that import reads.

    Raises
    ------
    DataError
        When the file cannot be read, or holds several tables.
    """
    samples = read_samples(Path(path), ROWS)
    if len(samples) != 1:
        raise DataError(f"path: expected one table in {Path(path).name}, got {len(samples)}; save the one as CSV.")
    return cells_of(samples[0])


def denominator_of(
    table: pd.DataFrame, wanted: Iterable[str], like: pd.DataFrame
) -> tuple[pd.DataFrame, str, list[str]]:
    """Give the keys and sizes of a table of denominators in the spellings of some counts.

    Parameters
    ----------
    table : DataFrame
        A column of sizes (``population``, ``prescriptions`` or what people call them: ``Pop.``, ``Residents``,
        ``POPESTIMATE2020``) and columns of keys, in any letters. Numbers may be text, with what divides their
        thousands (``3,000,015``). Rows of totals, and of the country among states, are left out.
    wanted : iterable of str
        Names of the keys.
    like : DataFrame
        The counts, whose types and spellings the keys take: ``PA`` is ``Pennsylvania``.

    Returns
    -------
    DataFrame, str, list of str
        Keys and sizes, the name of the sizes, and the names of the keys.

    Raises
    ------
    DataError
        When there is no column of sizes or several, no key, or a cell is no number.
    """
    if not isinstance(table, pd.DataFrame):
        raise DataError(f"denominator: expected a DataFrame, got {type(table).__name__}.")
    size, column = _sizes(table)
    keys = {name: heading for heading in table if heading != column and (name := _key(heading, wanted)) is not None}
    if not keys:
        raise DataError(
            "denominator: expected a column 'population' or 'prescriptions' and a key such as 'year', "
            f"got {shown(table)}."
        )
    kept = pd.DataFrame({name: _alike(table[heading], name, like) for name, heading in keys.items()})
    kept[size] = amounts(table[column], str(column))
    return kept.dropna(subset=list(keys)).reset_index(drop=True), size, list(keys)


def amounts(column: pd.Series, name: str) -> pd.Series:
    """Give a column of sizes as numbers, text read as people write it; what says nothing is missing.

    Raises
    ------
    DataError
        When a cell is no number.
    """
    if pd.api.types.is_numeric_dtype(column):
        return pd.Series(numbers(column, name), index=column.index)
    texts = ["" if pd.isna(cell) else bare(str(cell).strip()) for cell in column]
    said = [text for text in texts if text.lower() not in NOTHING]
    # People are counted: 300.015 is no 300 persons. Person-years have fractions, and are read so where some do. A comma
    # before 000 divides thousands, as in the tables of the United States; a point there may do so or not, and is asked.
    decimals = decimals_of(said, whole=True)
    unsure = [text for text in said if decimals.unsure(text)]
    if unsure and not any("." in text for text in unsure):
        decimals = Decimals(".", whole=True)
    if None in map(decimals.number, said) and not unsure:
        decimals = decimals_of(said, ".")
    wrong = next((text for text in said if decimals.number(text) is None), None)
    if wrong is not None:
        raise DataError(f"{name}: expected numbers such as 3000015, got {mask_label(wrong)!r}; mend the cell.")
    read = [decimals.number(text) if text.lower() not in NOTHING else np.nan for text in texts]
    return pd.Series(read, index=column.index, dtype=float)


def _sizes(table: pd.DataFrame) -> tuple[str, str]:
    """Give the name of the sizes and the heading of their column."""
    exact = [(size, heading) for size in SIZES for heading in table if str(heading).strip().lower() == size]
    found = exact or [(size, heading) for size in SIZES for heading in table if is_called(heading, size)]
    if len(found) == 1:
        return found[0]
    got = shown(table, [name for _, name in found] or None)
    raise DataError(
        f"denominator: expected one column 'population' or 'prescriptions' and a key such as 'year', got {got}; "
        "name the one to take so."
    )


def _key(heading, wanted: Iterable[str]) -> str | None:
    """Give the name of a key that a heading stands for."""
    said = plain(str(heading)).replace(" ", "_")
    return next((name for name in wanted if said == name or (name in CALLED and is_called(heading, name))), None)


def _alike(column: pd.Series, name: str, like: pd.DataFrame) -> pd.Series:
    """Give keys in the type and the spelling of the counts; what is a total, or nothing, is missing."""
    said = [None if pd.isna(cell) or squeeze(str(cell)) in NO_KEYS else str(cell).strip() for cell in column]
    known = like[name] if name in like else pd.Series(dtype=object)
    if pd.api.types.is_datetime64_any_dtype(known):
        made = pd.to_datetime(pd.Series(said, dtype=object), errors="coerce", format="mixed")
    elif pd.api.types.is_numeric_dtype(known):
        made = pd.Series([number_of(text, ".") if text else None for text in said], dtype=float)
    else:
        spelled = {_letters(str(value), name): value for value in known.dropna().unique()}
        made = pd.Series([text and spelled.get(_letters(text, name), text) for text in said], dtype=object)
    strange = [text for text, value in zip(said, made.isna(), strict=True) if text and value]
    if strange:
        raise DataError(
            f"denominator: expected values of {name} as the counts have them, got {mask_label(strange[0])!r}."
        )
    return made.set_axis(column.index)


def _letters(text: str, name: str) -> str:
    """Give a value by which two spellings of it are the same."""
    letters = squeeze(text)
    return STATES.get(letters, letters) if name == "state" else letters
