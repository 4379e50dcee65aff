"""The 2x2 table of two groups: its check, its zero cells, and the tests of association."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..errors import DataError
from .arguments import choice, events_of
from .exact import aligned, column
from .hypergeometric import blocks, p_values


def association_test(
    events, n, comparator_events, comparator_n, *, method: str = "fisher", alternative: str = "two-sided"
) -> float | pd.Series:
    """Give the p-value for the hypothesis that both groups have the same risk.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group.
    method : {"fisher", "mid-p", "chi-square", "chi-square-yates"}
        Fisher's exact test (two-sided: all tables no likelier than the observed one); twice the smaller mid-p
        tail; Pearson's chi-square without and with Yates' correction.
    alternative : {"two-sided", "less", "greater"}
        ``"greater"`` is a higher risk in the first group; one-sided for ``"fisher"`` only.

    Returns
    -------
    float or Series
        p-values. Chi-square is NaN when there are no events, or nothing but events; the exact tests give 1.

    Raises
    ------
    DataError
        As for `odds_ratio`, and for a one-sided test other than Fisher's.

    References
    ----------
    Fisher RA (1935), doi:10.2307/2342435. Yates F (1934), doi:10.2307/2983604.
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    choice(method, "method", ("fisher", "mid-p", "chi-square", "chi-square-yates"))
    choice(alternative, "alternative", ("two-sided", "less", "greater"))
    if alternative != "two-sided" and method != "fisher":
        raise DataError(f"alternative: expected 'two-sided' with {method!r}; use method='fisher'.")
    if method.startswith("chi-square"):
        p = _chi_square_p(x1, n1, x2, n2, yates=method.endswith("yates"))
    else:
        p = np.full(x1.size, np.nan)
        for rows, offset, weight in blocks(*(a.ravel() for a in (x1, n1, x2, n2))):
            p[rows] = p_values(offset, weight)["mid-p" if method == "mid-p" else alternative]
    return column(p.reshape(x1.shape), "p", like=(events, n, comparator_events, comparator_n))


def two_groups(events, n, comparator_events, comparator_n) -> list[np.ndarray]:
    """Give events and sizes of two groups as checked arrays of one shape."""
    x1, n1 = events_of(events, n)
    x2, n2 = events_of(comparator_events, comparator_n, names=("comparator_events", "comparator_n"))
    return aligned(events=x1, n=n1, comparator_events=x2, comparator_n=n2)


def half_added(x1, n1, x2, n2) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Add 0.5 to all four cells of the tables with a zero, as metafor's ``to="only0"``."""
    half = np.where((x1 == 0) | (x2 == 0) | (x1 == n1) | (x2 == n2), 0.5, 0.0)
    return x1 + half, n1 + 2 * half, x2 + half, n2 + 2 * half


def log_limits(value, variance, z) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give a ratio with the limits that its log has when normally distributed with `variance`."""
    center, half = np.log(value), z * np.sqrt(variance)
    return value, np.exp(center - half), np.exp(center + half)


def _chi_square_p(x1, n1, x2, n2, *, yates: bool):
    total, events = n1 + n2, x1 + x2
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = n1 * events / total
        distance = np.abs(x1 - expected)
        # R's prop.test never lets the correction pass the distance itself.
        distance = distance - np.minimum(0.5, distance) if yates else distance
        statistic = distance**2 * total**3 / (n1 * n2 * events * (total - events))
    return special.chdtrc(1, statistic)
