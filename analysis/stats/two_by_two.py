"""The 2x2 table of two groups: its check, its zero cells, and the tests of association."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from ..errors import DataError
from .arguments import choice, events_of, paired
from .exact import aligned, column
from .hypergeometric import blocks, p_values
from .score_limits import difference_of_products


def association_test(
    events: ArrayLike,
    n: ArrayLike,
    comparator_events: ArrayLike,
    comparator_n: ArrayLike,
    *,
    method: str = "fisher",
    alternative: str = "two-sided",
) -> float | pd.Series:
    """Give the p-value for the hypothesis that both groups have the same risk.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group. Labelled columns are paired by their labels.
    method : {"fisher", "mid-p", "chi-square", "chi-square-yates"}
        ``"fisher"``: Fisher's exact test (two-sided: all tables no likelier than the observed one); ``"mid-p"``:
        twice the smaller mid-p tail; ``"chi-square"``: Pearson's ``N (x1 y2 - x2 y1)^2 / (n1 n2 x y)``, with
        x and y all events and non-events; ``"chi-square-yates"`` with ``N / 2`` taken off the distance between the
        bars, unless it is shorter.
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

    Examples
    --------
    Intensive care for 12 of 80 exposures to a new substance, and for 5 of 90 to the one it replaces:

    >>> round(association_test(12, 80, 5, 90), 3)
    0.07
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
        a, n_a, b, n_b = (each.ravel() for each in (x1, n1, x2, n2))
        for rows, offset, weight in blocks(a, n_a, b, n_b, center=n_a * (a + b) / (n_a + n_b)):
            p[rows] = p_values(offset, weight)["mid-p" if method == "mid-p" else alternative]
    return column(p.reshape(x1.shape), "p", like=(events, n, comparator_events, comparator_n))


def two_groups(events, n, comparator_events, comparator_n) -> list[np.ndarray]:
    """Give events and sizes of two groups as checked arrays of one shape, labelled columns paired by their labels."""
    events, n, comparator_events, comparator_n = paired(
        events=events, n=n, comparator_events=comparator_events, comparator_n=comparator_n
    )
    x1, n1 = events_of(events, n)
    x2, n2 = events_of(comparator_events, comparator_n, names=("comparator_events", "comparator_n"))
    return aligned(events=x1, n=n1, comparator_events=x2, comparator_n=n2)


def half_added(x1, n1, x2, n2) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Add 0.5 to all four cells of the tables with a zero, as metafor's ``to="only0"``."""
    half = np.where((x1 == 0) | (x2 == 0) | (x1 == n1) | (x2 == n2), 0.5, 0.0)
    return x1 + half, n1 + 2 * half, x2 + half, n2 + 2 * half


def log_limits(value, variance, z) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give a ratio with the limits that its log has when normally distributed with `variance`."""
    half = z * np.sqrt(variance)
    return value, value * np.exp(-half), value * np.exp(half)


def _chi_square_p(x1, n1, x2, n2, *, yates: bool):
    total, events = n1 + n2, x1 + x2
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.abs(difference_of_products(x1, n2, x2, n1)) / total
        # R's prop.test never lets the correction pass the distance itself.
        distance = distance - np.minimum(0.5, distance) if yates else distance
        statistic = distance**2 * total**3 / (n1 * n2 * events * (total - events))
    return special.chdtrc(1, statistic)
