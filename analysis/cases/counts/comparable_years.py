"""Which years of a table of counts can be compared: whole ones, on one side of a break in coding."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

# First year under the new coding. Profiles of published reports changed in 2006 too, but case records did not.
CODING_BREAKS = {2000: "from 2000 on a record may hold any number of substances"}


def whole_years(counts: pd.DataFrame) -> pd.DataFrame:
    """Leave out the years that the records do not cover, as ``attrs["partial"]`` of annual counts names them.

    Returns
    -------
    DataFrame
        The other rows; ``attrs["years_left_out"]`` has the years that are gone and why, ``attrs["partial"]`` nothing.
    """
    gone = {year: why for year, why in (counts.attrs.get("partial") or {}).items() if year in set(counts["year"])}
    whole = counts[~counts["year"].isin(list(gone))].reset_index(drop=True)
    whole.attrs = {**counts.attrs, "partial": {}, "years_left_out": gone}
    return whole


def breaks_between(first: float, last: float, breaks: Mapping[int, str], counts: pd.DataFrame) -> dict[int, str]:
    """Give the breaks after one year and up to another: those named, and those that the study of counts declares."""
    known = dict(breaks) | dict(counts.attrs.get("breaks") or {})
    return {start: why for start, why in sorted(known.items()) if first < start <= last}
