"""Pooling published series of overdoses: never the same patients twice."""

from __future__ import annotations

import pandas as pd

from ..errors import DataError
from ..stats.synthesis import Pooled, effect_sizes, pool


def pool_series(
    rows: pd.DataFrame, *, measure: str = "PLO", convention: str = "metafor", level: float = 0.95
) -> Pooled:
    """Pool one count per series, and refuse series that count the same patients.

    Parameters
    ----------
    rows : DataFrame
        Rows of `load_overdose_studies`, one per series: ``study``, ``value`` (patients with the effect),
        ``denominator`` and ``overlaps`` (the series that shares patients with this one, as the table states it).
    measure : {"PLO", "PLN", "PAS", "PFT", "PR"}
        Scale on which shares are pooled; see `analysis.stats.effect_sizes`.
    convention, level
        As for `analysis.stats.pool`.

    Returns
    -------
    Pooled

    Raises
    ------
    DataError
        When a series stands in several rows, two series overlap, or a row is no count of a denominator.

    Examples
    --------
    Deep coma in two series that share no patients, and two series of one poison center:

    >>> from analysis import load_overdose_studies
    >>> studies = load_overdose_studies().query("statistic == 'count' and group == 'all'")
    >>> severe = studies[studies["measure"].isin(["gcs_below_8", "gcs_below_9"])]
    >>> pool_series(severe).k
    2
    >>> pool_series(studies.query("measure == 'cases' and study in ['boels_2017', 'leger_2017']"))
    Traceback (most recent call last):
        ...
    analysis.errors.DataError: rows: boels_2017 and leger_2017 share patients or likely do (column overlaps); keep one.
    """
    needed = ("study", "value", "denominator", "overlaps")
    lacking = [name for name in needed if name not in rows]
    if lacking:
        raise DataError(f"rows: expected the columns {', '.join(needed)}; {', '.join(lacking)} lacking.")
    names = rows["study"].tolist()
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError(f"rows: expected one row per series, got several of {', '.join(twice)}; add them up or choose.")
    for name, other in zip(names, rows["overlaps"], strict=True):
        if other in names:
            raise DataError(
                f"rows: {' and '.join(sorted((name, other)))} share patients or likely do (column overlaps); keep one."
            )
    if rows[["value", "denominator"]].isna().any(axis=None):
        raise DataError("rows: expected counts with a denominator, got a row without; leave it out.")
    shares = rows.rename(columns={"value": "events", "denominator": "n"})
    return pool(effect_sizes(shares, measure=measure), convention=convention, level=level)
