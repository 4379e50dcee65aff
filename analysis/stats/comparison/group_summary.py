"""What each group measures: mean, spread, quartiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .samples import split, variance


def group_summary(value: ArrayLike, group: ArrayLike) -> pd.DataFrame:
    """Give ``n, mean, sd, median, q1, q3`` per group, groups in order.

    Parameters
    ----------
    value : column of float
    group : column of labels
        As for `kruskal_wallis`; categories stand in their own order, others in rising order.

    Returns
    -------
    DataFrame
        One row per group with a value. Quartiles interpolate linearly (type 7 of Hyndman and Fan); sd (of n - 1) is
        NaN for a single value.

    Raises
    ------
    DataError
        When no group has a value.

    References
    ----------
    Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat 1996;50:361-365.
    doi:10.1080/00031305.1996.10473566

    Examples
    --------
    >>> group_summary([100, 150, 400, 600, None], [2019, 2019, 2020, 2020, 2020]).round(1).rename_axis(None)
          n   mean     sd  median     q1     q3
    2019  2  125.0   35.4   125.0  112.5  137.5
    2020  2  500.0  141.4   500.0  450.0  550.0
    """
    samples = split(value, group, fewest=1)[0]
    labels = pd.Index(list(samples), name="group", tupleize_cols=False)
    return pd.DataFrame([described(values) for values in samples.values()], index=labels)


def described(values: np.ndarray) -> dict:
    """Give ``n, mean, sd, median, q1, q3`` of finite values; NaN where there are none."""
    if not len(values):
        return {"n": 0} | dict.fromkeys(("mean", "sd", "median", "q1", "q3"), np.nan)
    q1, median, q3 = np.quantile(values, [0.25, 0.5, 0.75])
    sd = np.sqrt(variance(values)) if len(values) > 1 else np.nan
    return {"n": len(values), "mean": values.mean(), "sd": sd, "median": median, "q1": q1, "q3": q3}
