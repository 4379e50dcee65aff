"""The risk in one group divided by the risk in another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from ..estimate import Estimate
from .arguments import answer, checked_level, choice
from .exact import bracketed_root
from .two_by_two import half_added, log_limits, two_groups


def risk_ratio(
    events, n, comparator_events, comparator_n, *, method: str = "wald", level: float = 0.95
) -> Estimate | pd.DataFrame:
    """Give the risk in the first group divided by the risk in the comparator, with limits.

    Parameters
    ----------
    events, n, comparator_events, comparator_n : int or column of int
        Events and size of each group.
    method : {"wald", "wald-adjusted", "small-sample", "score"}
        Limits on the log scale (Katz); the same with 0.5 added to all four cells of a table that has a zero;
        Jewell's estimate ``events / n / ((comparator_events + 1) / (comparator_n + 1))`` with the log limits
        around it; Koopman's score limits, the only ones here that are defined for every table.
    level : float
        Confidence level as a share.

    Returns
    -------
    Estimate or DataFrame
        A ratio; one row per table for columns.

    Raises
    ------
    DataError
        When a count is negative, broken or text, exceeds its group, or a group is empty.

    Notes
    -----
    Standard error of the log: ``sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)``. No events in the comparator gives
    infinity, none in either group NaN; the Wald limits that a zero leaves undefined are NaN. The score limits
    are then 0 (no events), infinity (none in the comparator), or both. No exact limits are offered: given the
    margins, the table tells about the odds ratio, not the risk ratio. Exact p-values are those of
    `two_by_two.association_test`.

    References
    ----------
    Katz D et al. (1978), doi:10.2307/2530610. Koopman PAR (1984), doi:10.2307/2531405. Jewell NP (1986),
    Biometrics 42:351-358.
    """
    x1, n1, x2, n2 = two_groups(events, n, comparator_events, comparator_n)
    z = -special.ndtri((1 - checked_level(level)) / 2)
    name, limits = RISK_RATIOS[choice(method, "method", tuple(RISK_RATIOS))]
    with np.errstate(divide="ignore", invalid="ignore"):
        value, low, high = limits(x1, n1, x2, n2, z)
    return answer(
        value, low, high, level=level, method=name, like=(events, n, comparator_events, comparator_n)
    )


def _katz(x1, n1, x2, n2, z):
    return log_limits((x1 / n1) / (x2 / n2), 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2, z)


def _jewell(x1, n1, x2, n2, z):
    variance = 1 / x1 - 1 / n1 + 1 / x2 - 1 / n2
    return log_limits((x1 / n1) / ((x2 + 1) / (n2 + 1)), variance, z)


def _katz_adjusted(x1, n1, x2, n2, z):
    return _katz(*half_added(x1, n1, x2, n2), z)


def _koopman(x1, n1, x2, n2, z):
    target = z / np.hypot(1, z)

    def score(log_ratio, x1, n1, x2, n2, side):
        """Score statistic of a risk ratio, folded from (-inf, inf) to (-1, 1) so that it has no poles."""
        ratio = np.exp(log_ratio)
        b = n1 * ratio + x1 + n2 + x2 * ratio
        root = np.sqrt(np.maximum(0, b**2 - 4 * (n1 + n2) * ratio * (x1 + x2)))
        p2 = np.minimum(2 * (x1 + x2) / (b + root), np.minimum(1.0, 1 / ratio))
        p1 = np.minimum(ratio * p2, 1.0)
        variance = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
        distance = x1 / n1 - ratio * x2 / n2
        size = np.sqrt(distance**2 + variance)
        return np.where(size == 0, 0.0, distance / np.where(size == 0, 1.0, size)) - side * target

    center = np.log(np.maximum(x1, 0.5) / n1) - np.log(np.maximum(x2, 0.5) / n2)
    reach = 60.0
    start = np.where(x1 == 0, center - reach, center)
    low = bracketed_root(
        score, center - reach, np.where(x2 == 0, center + reach, center), x1, n1, x2, n2, 1.0
    )
    high = bracketed_root(score, start, center + reach, x1, n1, x2, n2, -1.0)
    missing = np.isnan(center)
    low = np.where(missing, np.nan, np.where(x1 == 0, 0.0, np.exp(low)))
    high = np.where(missing, np.nan, np.where(x2 == 0, np.inf, np.exp(high)))
    return (x1 / n1) / (x2 / n2), low, high


RISK_RATIOS = {
    "wald": ("Wald on the log scale", _katz),
    "wald-adjusted": ("Wald on the log scale, 0.5 added to tables with a zero", _katz_adjusted),
    "small-sample": ("Jewell small-sample estimate, Wald on the log scale", _jewell),
    "score": ("Koopman score", _koopman),
}
