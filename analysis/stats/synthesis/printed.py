"""Effects that a publication printed with their limits, ready to be pooled."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from ...errors import DataError
from ..arguments import checked_level, numbers, paired
from .pooled import quantile


def printed_effects(
    value: ArrayLike, low: ArrayLike, high: ArrayLike, *, ratio: bool = True, level: float = 0.95
) -> pd.DataFrame:
    """Effect and sampling variance of studies that print an effect with its limits and no counts.

    The standard error on the pooling scale is ``(high - low) / (2 z)``, for ratios of the logarithms, with z the normal
    quantile of `level`; the variance is its square. The limits must be those of a normal interval on that scale: a
    value far from their (for ratios geometric) middle says that they are not, or that one of the three is misprinted.

    Parameters
    ----------
    value, low, high : number or column
        Effect and limits as printed, one entry per study. Missing entries stay missing.
    ratio : bool
        Whether the effect is a ratio, which is pooled as its logarithm.
    level : float
        Confidence level of the printed limits as a share.

    Returns
    -------
    pandas.DataFrame
        ``measure`` (GENEXP for ratios, GEN for differences), ``effect`` and ``variance``, a row per study, for `pool`.

    Raises
    ------
    DataError
        When limits are not below and above their value, a ratio or its limit is not above 0, or columns are of
        different lengths.

    Examples
    --------
    Abstinence in a trial that printed an odds ratio of 1.20 (0.58 to 2.50) and no counts:

    >>> printed_effects(1.20, 0.58, 2.50).round(4).to_numpy().tolist()
    [['GENEXP', 0.1823, 0.1389]]

    References
    ----------
    Higgins JPT, Li T, Deeks JJ. Choosing effect measures and computing estimates of effect. Cochrane Handbook for
    Systematic Reviews of Interventions, version 6, chapter 6.3.2. doi:10.1002/9781119536604.ch6
    """
    value, low, high = paired(value=value, low=low, high=high)
    index = next((part.index for part in (value, low, high) if isinstance(part, pd.Series)), None)
    least = np.nextafter(0, 1) if ratio else -np.inf
    names = ("value", "low", "high")
    columns = [np.atleast_1d(numbers(part, name)) for part, name in zip((value, low, high), names, strict=True)]
    if len({len(column) for column in columns}) != 1:
        raise DataError("value, low and high: expected equal lengths.")
    for column, name in zip(columns, names, strict=True):
        if np.isinf(column).any():
            raise DataError(f"{name}: expected finite numbers, got infinity.")
        if (column < least).any():
            raise DataError(f"{name}: expected ratios above 0, got {np.nanmin(column):g}; see ratio=False.")
    middle, below, above = columns
    known = ~np.isnan(columns).any(axis=0)
    outside = known & ~((below < middle) & (middle < above))
    if outside.any():
        first = tuple(float(column[outside][0]) for column in columns)
        raise DataError(f"low and high: expected limits below and above the value, got {first[0]:g} ({first[1:]}).")
    middle, below, above = np.log(columns) if ratio else columns
    se = (above - below) / (2 * quantile(checked_level(level)))
    effects = {"effect": np.where(known, middle, np.nan), "variance": np.where(known, se**2, np.nan)}
    return pd.DataFrame({"measure": "GENEXP" if ratio else "GEN", **effects}, index=index)
