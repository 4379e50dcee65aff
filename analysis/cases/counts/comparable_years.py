"""Which years of counts can be compared: whole ones, on one side of a break in coding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from ...errors import DataError
from ..study.selection import checked_breaks
from .headings import SIZES
from .table import Counts, guarded

# First year under the new coding. Profiles of published reports changed in 2006 too, but case records did not.
CODING_BREAKS = {2000: "from 2000 on a record may hold any number of substances"}


def whole_years(counts: Counts) -> Counts:
    """Leave out the years that the records do not cover; ``years_left_out`` says which are gone and why.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2019, 2020], "count": [40, 3]})
    >>> whole = whole_years(Counts(frame, breaks={}, partial={2020: "records end on 2020-02-03"}))
    >>> whole["year"].tolist(), whole.years_left_out
    ([2019], {2020: 'records end on 2020-02-03'})
    """
    years = set(guarded(counts)["year"])
    gone: dict = {year: why for year, why in counts.partial.items() if year in years}
    kept = counts.frame[~counts["year"].isin(list(gone))]
    return replace(counts, frame=kept, partial={}, years_left_out={**counts.years_left_out, **gone})


def breaks_between(first: float, last: float, breaks: Mapping[int, str], counts: Counts) -> dict[int, str]:
    """Give the breaks after one year and up to another: those named, and those that the counts know of."""
    known = checked_breaks(breaks) | dict(counts.breaks)
    return {start: why for start, why in sorted(known.items()) if first < start <= last}


def annual_series(counts: Counts) -> dict:
    """Give ``count``, ``year`` and ``population`` (or None) of counts with one row per year, as trends take them.

    Raises
    ------
    DataError
        When it is a bare frame, a year has several rows, or the rates are standardized.
    """
    counts = guarded(counts)
    if "year" not in counts or counts["year"].duplicated().any():
        raise DataError(
            "counts: expected one row per year; add up months and weeks (yearly), take one group of a split "
            "(select(sex='Female')) or add them up (added_up)."
        )
    if "crude" in counts:
        raise DataError("counts: expected counts or crude rates, got standardized ones; fit the crude rates.")
    size = size_of(counts.frame)
    return {
        name: None if column is None else counts[column].to_numpy(float)
        for name, column in {"count": "count", "year": "year", "population": size}.items()
    }


def size_of(table: pd.DataFrame) -> str | None:
    """Give the name of the column with the denominator, if there is one."""
    return next((name for name in SIZES if name in table), None)
